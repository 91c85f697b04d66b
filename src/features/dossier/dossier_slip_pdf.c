/* Slips and results as PDF: the values that were kept when they were issued (dossier_slip.c), laid out by features/slip. */
#include "features/dossier/dossier_priv.h"

#include "features/slip/slip.h"
#include "platform/web/web.h"

/* "phường Vinh Hưng, tỉnh Nghệ An" → "Vinh Hưng": what stands before the date. */
static const char *
place_of(struct cx *cx, struct str where)
{
	static const char *const kinds[] = { "phường ", "xã ", "đặc khu ", "tỉnh ", "thành phố " };
	struct str s = str_cut(&where, ',');
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		if (str_starts(s, kinds[i]))
			return str_cstr(cx->arena, str_from(s, strlen(kinds[i])));
	return str_cstr(cx->arena, s);
}

#define CENTRE "Trung tâm Phục vụ hành chính công"

/* The head of the paper: the committee above, the desk below (Decree 30/2020, Appendix I). */
static void
put_agency(struct cx *cx, struct str name, struct slip_dossier *out)
{
	out->agency = str_cstr(cx->arena, name);
	out->parent = out->place = "";
	if (!str_starts(name, CENTRE " "))
		return;
	struct str where = str_from(name, strlen(CENTRE " ")), rest = where;
	struct str own = str_cut(&rest, ',');
	out->agency = CENTRE;
	out->parent = arena_printf(cx->arena, "Ủy ban nhân dân " STR_FMT, STR_ARG(own));
	out->place = place_of(cx, where);
}

static const char *
text(const struct json *o, const char *key)
{
	return json_cstr_of(json_get(o, key));
}

static int64_t
number(const struct json *o, const char *key)
{
	return json_int_of(json_get(o, key));
}

static struct slip_dossier
head_of(struct cx *cx, const struct json *o, const struct dossier_slip *s, const char *book)
{
	struct slip_dossier d = {
		.number = arena_printf(cx->arena, "%s/%s", text(o, "code"), book), .at = s->issued_at, .code = text(o, "code"),
		.tracking_url = web_absolute(cx, arena_printf(cx->arena, "/tra-cuu?ma=%s", text(o, "code"))),
		.tracking_page = web_absolute(cx, "/tra-cuu"), .applicant = text(o, "applicant"),
		.address = text(o, "address"), .phone = text(o, "phone"), .email = text(o, "email"),
		.procedure = text(o, "procedure"), .procedure_code = text(o, "procedure_code"),
		.agency_phone = text(o, "agency_phone"),
	};
	put_agency(cx, json_text_of(json_get(o, "agency")), &d);
	return d;
}

static const struct slip_paper *
papers_of(struct cx *cx, const struct json *o, size_t *n)
{
	const struct json *list = json_get(o, "papers");
	*n = json_len(list);
	struct slip_paper *out = arena_new_array(cx->arena, struct slip_paper, *n + 1);
	for (size_t i = 0; i < *n; i++) {
		const struct json *p = json_at(list, i);
		out[i] = (struct slip_paper){ .name = text(p, "name"), .original = (int)number(p, "original"),
					      .copies = (int)number(p, "copies"),
					      .note = json_bool_of(json_get(p, "file")) ? "Tệp điện tử" : "" };
	}
	return out;
}

static enum status
receipt(struct cx *cx, const struct json *o, const struct dossier_slip *s, struct str *pdf)
{
	const struct json *fees = json_get(o, "fees");
	struct slip_receipt v = { .dossier = head_of(cx, o, s, "TNHS"), .receiver = text(o, "officer"), .sets = 1,
				  .limit = text(o, "limit"), .received_at = number(o, "received_at"),
				  .due_at = number(o, "due_at"), .return_place = text(o, "agency"),
				  .online = json_bool_of(json_get(o, "online")), .n_fees = json_len(fees) };
	struct slip_fee *fee = arena_new_array(cx->arena, struct slip_fee, v.n_fees + 1);
	for (size_t i = 0; i < v.n_fees; i++)
		fee[i] = (struct slip_fee){ text(json_at(fees, i), "label"), number(json_at(fees, i), "amount") };
	v.fees = fee;
	v.papers = papers_of(cx, o, &v.n_papers);
	return slip_receipt(cx, &v, pdf);
}

static enum status
supplement(struct cx *cx, const struct json *o, const struct dossier_slip *s, struct str *pdf)
{
	const struct json *list = json_get(o, "papers");
	struct slip_need *need = arena_new_array(cx->arena, struct slip_need, json_len(list) + 1);
	struct slip_supplement v = { .dossier = head_of(cx, o, s, "YCBS"), .needs = need, .reason = text(o, "reason"),
				     .accepted = json_bool_of(json_get(o, "accepted")), .officer = text(o, "officer"),
				     .contact = text(o, "officer"), .contact_phone = text(o, "agency_phone") };
	for (size_t i = 0; i < json_len(list); i++)
		if (text(json_at(list, i), "wrong")[0] != '\0')
			need[v.n_needs++] = (struct slip_need){ text(json_at(list, i), "name"),
								text(json_at(list, i), "wrong") };
	if (v.n_needs == 0)
		need[v.n_needs++] = (struct slip_need){ v.reason, NULL };
	return slip_supplement(cx, &v, pdf);
}

static enum status
refusal(struct cx *cx, const struct json *o, const struct dossier_slip *s, struct str *pdf)
{
	const char *reason = text(o, "reason");
	struct slip_refusal v = { .dossier = head_of(cx, o, s, "TCHS"), .reasons = &reason, .n_reasons = 1,
				  .officer = text(o, "officer"), .online = json_bool_of(json_get(o, "online")) };
	return slip_refusal(cx, &v, pdf);
}

static enum status
apology(struct cx *cx, const struct json *o, const struct dossier_slip *s, struct str *pdf)
{
	struct slip_apology v = { .dossier = head_of(cx, o, s, "XLHL"), .handler = text(o, "agency"),
				  .received_at = number(o, "received_at"), .due_at = number(o, "old_due_at"),
				  .new_due_at = number(o, "due_at"), .reason = text(o, "reason"),
				  .signer_post = "NGƯỜI ĐỨNG ĐẦU", .signer = text(o, "officer") };
	return slip_apology(cx, &v, pdf);
}

static enum status
acknowledgement(struct cx *cx, const struct json *o, const struct dossier_slip *s, struct str *pdf)
{
	struct slip_acknowledgement v = { .dossier = head_of(cx, o, s, "XNHS"), .submitted_at = number(o, "submitted_at"),
					  .answer_by = number(o, "answer_due_at"), .expected_at = number(o, "expected_at"),
					  .limit = text(o, "limit"), .return_place = text(o, "agency") };
	v.papers = papers_of(cx, o, &v.n_papers);
	return slip_acknowledgement(cx, &v, pdf);
}

enum status
dossier_slip_pdf(struct cx *cx, const struct dossier *d UNUSED, const struct dossier_slip *s, struct str *pdf)
{
	static const struct {
		const char *kind;
		enum status (*print)(struct cx *cx, const struct json *o, const struct dossier_slip *s, struct str *pdf);
	} kinds[] = { { "receipt", receipt }, { "supplement", supplement }, { "refusal", refusal },
		      { "apology", apology }, { "acknowledgement", acknowledgement } };
	const struct json *o;
	TRY(json_parse(cx, str_of(s->body), 1024 * 1024, &o));
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		if (strcmp(kinds[i].kind, s->kind) == 0)
			return kinds[i].print(cx, o, s, pdf);
	return fail(cx, ST_NOT_FOUND, "dossier.slip.unknown", "no slip of kind %s", s->kind);
}

/* A result written as text, signed by who approved it. */
enum status
dossier_result_pdf(struct cx *cx, const struct dossier *d, struct str *pdf)
{
	struct dossier_result r;
	struct slip_dossier head = { 0 };
	bool some;
	TRY(dossier_result(cx, d->id, &r, &some));
	if (!some)
		return fail(cx, ST_NOT_FOUND, "dossier.result.none", "dossier %lld has no result", (long long)d->id);
	put_agency(cx, str_of(unit_name(LANG_VI, d->unit)), &head);
	struct slip_part part[] = {
		{ NULL, r.body }, { "Người đề nghị", d->applicant }, { "Số định danh", d->citizen_no },
		{ "Thủ tục", d->procedure->name }, { "Mã hồ sơ", d->code },
	};
	struct slip_result v = { .parent = head.parent, .agency = head.agency, .place = head.place, .number = d->code,
				 .at = r.at, .title = r.title, .parts = part, .n_parts = ARRAY_LEN(part),
				 .basis = d->procedure->legal, .n_basis = d->procedure->n_legal,
				 .authority = "TM. ỦY BAN NHÂN DÂN", .signer_post = "NGƯỜI CÓ THẨM QUYỀN", .signer = r.signer };
	return slip_result(cx, &v, pdf);
}
