/* Making a move: its form on a page of its own, what was typed, and what to say when it could not be made. */
#include "features/onestop/onestop_work.h"

#include "platform/blob/blob.h"
#include "platform/parse/filetype.h"

enum { REASON_MAX = 2000, TITLE_MAX = 300, BODY_MAX = 20000 };

struct making {
	int64_t id;
	const struct onestop_move *o;
	struct onestop_move_view *v;
	struct flow_input in;
	struct dossier_move_data data;
	struct dossier after;
	bool repeated;
};

static const struct onestop_move *
move_by_slug(struct str slug)
{
	for (const struct onestop_move *o = onestop_moves; o->action != NULL; o++)
		if (str_is(slug, o->slug))
			return o;
	return NULL;
}

static struct onestop_move_view *
view_of(const struct onestop_offers *all, const struct onestop_move *o)
{
	for (size_t i = 0; i < all->n; i++)
		if (all->move[i].o == o)
			return &all->move[i];
	return NULL;
}

static enum status
show(struct cx *cx, struct req *rq, struct resp *rs, struct onestop_move_view *v)
{
	v->alone = true;
	struct page *pg = page_begin(cx, rq, rs, &(struct page_opts){
		.title = tr(cx->lang, v->label), .about = v->code, .nav = "hang-doi", .area = PAGE_OFFICER,
		.back = arena_printf(cx->arena, "/can-bo/ho-so/%lld", (long long)v->id), .back_label = "Về hồ sơ",
		.error = v->errors.list.n > 0 });
	tpl_onestop_move(pg, v);
	return page_end(pg);
}

/* Somebody was faster, or the dossier is at another step: what stands now, and who did it. */
static enum status
show_conflict(struct cx *cx, struct req *rq, struct resp *rs, const struct dossier *d, int http)
{
	struct conflict_view v = { .d = *d, .state = dossier_state_officer(cx->lang, d->state), .why = onestop_fault_text(cx) };
	struct ledger_event *e;
	size_t n;
	TRY(dossier_timeline(cx, d->id, &e, &n));
	if (n > 0) {
		v.last = dossier_event_plain(cx, &e[n - 1]);
		v.at = id_time(e[n - 1].id);
		TRY(account_names(cx, &e[n - 1].actor, 1, &v.who));
		v.own = e[n - 1].actor == cx->who.account;
	}
	resp_status(rs, http);
	struct page *pg = page_begin(cx, rq, rs, &(struct page_opts){ .title = tr(cx->lang, "Hồ sơ đã thay đổi"), .nav = "hang-doi",
								      .area = PAGE_OFFICER });
	tpl_onestop_conflict(pg, &v);
	return page_end(pg);
}

enum status
onestop_move_page(struct cx *cx, struct req *rq, struct resp *rs)
{
	const struct onestop_move *o = move_by_slug(req_param(rq, "viec"));
	struct onestop_move_view *v;
	struct onestop_offers all;
	struct dossier d;
	unsigned fields;
	if (o == NULL)
		return fail(cx, ST_NOT_FOUND, "flow.unknown", "no such move");
	TRY(onestop_open(cx, onestop_param(rq, "id"), &d, &fields));
	TRY(onestop_moves_of(cx, &d, &all));
	v = view_of(&all, o);
	if (v != NULL)
		return show(cx, rq, rs, v);
	cx->fault.code = "flow.state";
	return show_conflict(cx, rq, rs, &d, 409);
}

/* --- reading the form -------------------------------------------------------------------------------------------------- */

static const char *
input_id(struct cx *cx, const struct onestop_move_view *v, const char *field)
{
	return arena_printf(cx->arena, "%s-%s", v->o->slug, field);
}

static void
read_reason(struct cx *cx, struct req *rq, struct onestop_move_view *v, struct making *mk)
{
	v->reason = str_trim(req_field(rq, "ly_do"));
	if (v->must_reason && v->reason.n == 0)
		onestop_error_add(cx, &v->errors, input_id(cx, v, "ly_do"), tr(cx->lang, "Việc này cần ghi lý do"));
	if (viet_length(v->reason) > REASON_MAX)
		onestop_error_add(cx, &v->errors, input_id(cx, v, "ly_do"), tr(cx->lang, "Lý do dài quá 2.000 ký tự; viết gọn lại"));
	mk->in.reason = v->must_reason || (v->o->needs & NEEDS_WORDS) != 0 ? str_cstr(cx->arena, v->reason) : "";
}

/* The uploaded result: PDF only, kept before the transaction. */
static enum status
read_result_file(struct cx *cx, struct req *rq, struct onestop_move_view *v, struct making *mk)
{
	const char *id = input_id(cx, v, "tep");
	for (size_t i = 0; i < req_files(rq); i++) {
		struct http_file *f = req_file_at(rq, i);
		const struct filetype *type;
		if (!str_is(f->field, "tep") || f->size == 0)
			continue;
		enum status st = f->too_large ? ST_INVALID : filetype_of(cx, f->path, &type);
		if (st == ST_OK && strcmp(type->type, "application/pdf") == 0) {
			TRY(blob_take(cx, f->path, f->sha256));
			http_file_keep(f);
			mk->data.sha256 = f->sha256;
			v->file_again = true;
		} else if (st == ST_OK || st == ST_INVALID) {
			onestop_error_add(cx, &v->errors, id,
					  f->too_large ? tr(cx->lang, "Tệp lớn quá 10 MB; thu nhỏ rồi gửi lại")
						       : tr(cx->lang, "Tệp kết quả phải là PDF; lưu lại thành PDF rồi gửi"));
		} else {
			return st;
		}
		return ST_OK;
	}
	return ST_OK;
}

static enum status
read_result(struct cx *cx, struct req *rq, struct onestop_move_view *v, struct making *mk)
{
	v->title = str_trim(req_field(rq, "tieu_de"));
	v->body = str_trim(req_field(rq, "noi_dung"));
	if (v->title.n == 0 || viet_length(v->title) > TITLE_MAX)
		onestop_error_add(cx, &v->errors, input_id(cx, v, "tieu_de"), tr(cx->lang, "Ghi tên kết quả, tối đa 300 ký tự"));
	if (viet_length(v->body) > BODY_MAX)
		onestop_error_add(cx, &v->errors, input_id(cx, v, "noi_dung"),
				  tr(cx->lang, "Nội dung dài quá 20.000 ký tự; gửi bằng tệp PDF"));
	TRY(read_result_file(cx, rq, v, mk));
	if (v->body.n == 0 && mk->data.sha256 == NULL && v->errors.list.n == 0)
		onestop_error_add(cx, &v->errors, input_id(cx, v, "noi_dung"), tr(cx->lang, "Ghi nội dung kết quả, hoặc chọn tệp PDF"));
	mk->data.title = str_cstr(cx->arena, v->title);
	mk->data.body = str_cstr(cx->arena, v->body);
	return ST_OK;
}

static enum status
read_form(struct cx *cx, struct req *rq, struct making *mk)
{
	struct onestop_move_view *v = mk->v;
	struct str key = req_field(rq, "khoa");
	int64_t number;
	if (key.n == 0 || key.n > 64 || !str_i64(req_field(rq, "phien_ban"), &mk->in.version) || mk->in.version <= 0)
		return fail(cx, ST_INVALID, "onestop.form", "no key or version");
	mk->in.key = v->key = str_cstr(cx->arena, key);
	mk->in.data = &mk->data;
	read_reason(cx, rq, v, mk);
	if ((v->o->needs & NEEDS_PERSON) != 0) {
		if (!str_i64(req_field(rq, "nguoi"), &v->assignee))
			onestop_error_add(cx, &v->errors, input_id(cx, v, "nguoi"), tr(cx->lang, "Chọn người được giao"));
		mk->data.assignee = v->assignee;
	}
	if ((v->o->needs & NEEDS_AMOUNT) != 0) {
		v->amount = str_trim(req_field(rq, "them"));
		if (!str_i64(v->amount, &number) || number < 1 || number > 60)
			onestop_error_add(cx, &v->errors, input_id(cx, v, "them"), tr(cx->lang, "Gõ một số từ 1 đến 60"));
		else
			mk->data.amount = (int)number;
	}
	if ((v->o->needs & NEEDS_FEES) != 0)
		onestop_fees_read(cx, rq, &v->fees, &mk->data, &v->errors);
	if ((v->o->needs & NEEDS_PAPERS) != 0) {
		onestop_hands_read(cx, rq, v->hand, v->n_hands);
		for (size_t i = 0; i < v->n_hands; i++)
			TRY(onestop_scan_take(cx, rq, &v->hand[i],
					      input_id(cx, v, arena_printf(cx->arena, "giay-%d", v->hand[i].nr)), &v->errors));
		v->other = str_trim(req_field(rq, "giay_khac"));
		if (viet_length(v->other) > TITLE_MAX)
			onestop_error_add(cx, &v->errors, input_id(cx, v, "giay_khac"), tr(cx->lang, "Giấy tờ khác: ghi gọn trong 300 ký tự"));
	}
	return (v->o->needs & NEEDS_RESULT) != 0 ? read_result(cx, rq, v, mk) : ST_OK;
}

/* --- making it ------------------------------------------------------------------------------------------------------------ */

/* Papers of no name in the procedure stand as a word to the person: what the desk has taken. */
static enum status
write_other(struct cx *cx, const struct dossier *d, struct str other)
{
	if (other.n == 0)
		return ST_OK;
	return dossier_say(cx, d, MESSAGE_FROM_DESK, str_of(arena_printf(cx->arena, "Đã nhận tại quầy: " STR_FMT, STR_ARG(other))));
}

/* What mended answers have hidden is nobody's to keep. */
static enum status
settle_mended(struct cx *cx, const struct dossier *d)
{
	struct form_values *values;
	struct str before, after;
	TRY(dossier_values(cx, d->id, &values));
	TRY(form_values_print(cx, values, &before));
	form_values_settle(cx->arena, d->procedure->form, values, NULL);
	TRY(form_values_print(cx, values, &after));
	return str_eq(before, after) ? ST_OK : dossier_save_values(cx, d, values);
}

/* What was brought to the counter is written only when this is no repeated request: the version tells. */
static enum status
make_tx(struct cx *cx, void *input)
{
	struct making *mk = input;
	struct dossier d;
	if ((mk->o->needs & NEEDS_PAPERS) != 0) {
		TRY(dossier_load(cx, mk->id, &d));
		if (d.version == mk->in.version && d.state == DOSSIER_WAITING) {
			if (mk->v->mend != NULL)
				TRY(settle_mended(cx, &d));
			TRY(onestop_hands_write(cx, &d, mk->v->hand, mk->v->n_hands));
			TRY(write_other(cx, &d, mk->v->other));
		}
	}
	return dossier_move(cx, mk->id, mk->o->action, &mk->in, &mk->after, &mk->repeated);
}

static enum status
moved(struct cx *cx, struct resp *rs, const struct making *mk)
{
	struct dossier_slip *slips;
	size_t n;
	job_wake();
	web_flash(rs, mk->o->flash);
	if (mk->o->slip == NULL)
		return web_redirect(cx, rs, "/can-bo/ho-so/%lld", (long long)mk->id);
	TRY(dossier_slips(cx, mk->id, &slips, &n));
	while (n > 0 && strcmp(slips[n - 1].kind, mk->o->slip) != 0)
		n--;
	return n == 0 ? web_redirect(cx, rs, "/can-bo/ho-so/%lld", (long long)mk->id)
		      : web_redirect(cx, rs, "/can-bo/ho-so/%lld/in/%lld", (long long)mk->id, (long long)slips[n - 1].id);
}

static bool
is_lost(const struct cx *cx, enum status st)
{
	return st == ST_CONFLICT && cx->fault.code != NULL &&
	       (strcmp(cx->fault.code, "flow.state") == 0 || strcmp(cx->fault.code, "flow.conflict") == 0);
}

static const char *
place_of_fault(struct cx *cx, const struct onestop_move_view *v)
{
	unsigned needs = v->o->needs;
	return input_id(cx, v, (needs & NEEDS_PERSON) != 0   ? "nguoi"
			       : (needs & NEEDS_AMOUNT) != 0 ? "them"
			       : (needs & NEEDS_RESULT) != 0 ? "noi_dung"
							     : "nut");
}

static enum status
made(struct cx *cx, struct req *rq, struct resp *rs, enum status st, void *input)
{
	struct making *mk = input;
	struct dossier d;
	if (st == ST_OK)
		return moved(cx, rs, mk);
	if (st != ST_CONFLICT && st != ST_INVALID && st != ST_DENIED)
		return st;
	TRY(dossier_load(cx, mk->id, &d));
	if (is_lost(cx, st))
		return show_conflict(cx, rq, rs, &d, 409);
	if (mk->v->version == 0)
		return st;
	onestop_error_add(cx, &mk->v->errors, place_of_fault(cx, mk->v), onestop_fault_text(cx));
	resp_status(rs, status_http(st));
	return show(cx, rq, rs, mk->v);
}

/* The form goes with the state the dossier is in; when it has moved on, a repeated request still gets its first answer. */
enum status
onestop_move_post(struct cx *cx, struct req *rq, struct resp *rs)
{
	struct making *mk = arena_new_one(cx->arena, struct making);
	struct dossier *d = arena_new_one(cx->arena, struct dossier);
	struct onestop_offers all;
	unsigned fields;
	mk->o = move_by_slug(req_param(rq, "viec"));
	if (mk->o == NULL)
		return fail(cx, ST_NOT_FOUND, "flow.unknown", "no such move");
	TRY(onestop_open(cx, onestop_param(rq, "id"), d, &fields));
	TRY(onestop_moves_of(cx, d, &all));
	mk->id = d->id;
	mk->v = view_of(&all, mk->o);
	if (mk->v == NULL) {
		mk->v = arena_new_one(cx->arena, struct onestop_move_view);
		*mk->v = (struct onestop_move_view){ .o = mk->o, .id = d->id, .label = "Việc làm được" };
	}
	TRY(read_form(cx, rq, mk));
	if (mk->v->errors.list.n > 0 && mk->v->version != 0) {
		resp_status(rs, 422);
		return show(cx, rq, rs, mk->v);
	}
	return web_commit(cx, rq, d->unit, make_tx, mk, made);
}
