/* A procedure's body as a form and back. */
#include "features/admin/admin_procedure.h"

const struct admin_option admin_levels[] = {
	{ "commune", "Cấp xã" }, { "province", "Cấp tỉnh" }, { "both", "Cấp xã và cấp tỉnh" }, { "any", "Nơi nào cũng nhận" }, { NULL, NULL },
};
const struct admin_option admin_onlines[] = { { "full", "Toàn trình" }, { "partial", "Một phần" }, { NULL, NULL } };
const struct admin_option admin_due_units[] = {
	{ "working_days", "Ngày làm việc" }, { "calendar_days", "Ngày" }, { "working_hours", "Giờ làm việc" },
	{ "same_day", "Trong ngày" }, { NULL, NULL },
};
const struct admin_option admin_result_kinds[] = {
	{ "certificate", "Giấy chứng nhận" }, { "confirmation", "Giấy xác nhận" }, { "extract", "Trích lục, bản sao" },
	{ "decision", "Quyết định" }, { "licence", "Giấy phép" }, { "other", "Khác" }, { NULL, NULL },
};
const struct admin_option admin_channels[] = {
	{ "any", "Mọi cách nộp" }, { "direct", "Nộp trực tiếp" }, { "online", "Nộp trực tuyến" }, { NULL, NULL },
};
const struct admin_option admin_papers_by[] = {
	{ "form", "Điền biểu mẫu" }, { "upload", "Tải tệp lên" }, { "shown", "Xuất trình" }, { NULL, NULL },
};

/* --- from a body ------------------------------------------------------------------------------------------------------------ */

static const char *
text(const struct json *o, const char *key)
{
	return json_cstr_of(json_get(o, key));
}

static const char *
number(struct cx *cx, const struct json *o, const char *key)
{
	const struct json *v = json_get(o, key);
	return json_is(v, JSON_KIND_INT) ? arena_printf(cx->arena, "%lld", (long long)json_int_of(v)) : "";
}

static const char *
as_lines(struct cx *cx, const struct json *list)
{
	struct buf b;
	buf_init(&b, cx->arena, ADMIN_BODY_MAX);
	for (size_t i = 0; i < json_len(list); i++)
		buf_addf(&b, "%s" STR_FMT, i > 0 ? "\n" : "", STR_ARG(json_text_of(json_at(list, i))));
	return buf_cstr(&b);
}

static bool
says(const struct json *list, const char *word)
{
	for (size_t i = 0; i < json_len(list); i++)
		if (str_is(json_text_of(json_at(list, i)), word))
			return true;
	return false;
}

void
admin_draft_of_body(struct cx *cx, const struct json *body, struct admin_draft_form *f)
{
	const struct json *limit = json_get(body, "time_limit"), *fees = json_get(body, "fees"), *papers = json_get(body, "papers");
	*f = (struct admin_draft_form){
		.code = text(body, "code"), .name = text(body, "name"), .name_en = text(body, "name_en"), .field = text(body, "field"),
		.agency = text(body, "agency"), .level = text(body, "level"), .online = text(body, "online"),
		.citizen = says(json_get(body, "applicant"), "citizen"), .business = says(json_get(body, "applicant"), "business"),
		.limit_value = number(cx, limit, "value"), .limit_unit = text(limit, "unit"), .limit_note = text(limit, "note"),
		.result = text(json_get(body, "result"), "name"), .result_kind = text(json_get(body, "result"), "kind"),
		.legal = as_lines(cx, json_get(body, "legal_basis")), .cases = as_lines(cx, json_get(body, "cases")),
		.folk = as_lines(cx, json_get(body, "folk")), .abbr = as_lines(cx, json_get(body, "abbr")),
	};
	for (; f->n_fees < json_len(fees) && f->n_fees < ADMIN_FEES_MAX; f->n_fees++) {
		const struct json *o = json_at(fees, f->n_fees);
		f->fee[f->n_fees] = (struct admin_fee_row){ text(o, "label"), number(cx, o, "amount_vnd"), text(o, "channel"),
							    json_bool_of(json_get(o, "exempt")) };
	}
	for (; f->n_papers < json_len(papers) && f->n_papers < ADMIN_PAPERS_MAX; f->n_papers++) {
		const struct json *o = json_at(papers, f->n_papers);
		f->paper[f->n_papers] = (struct admin_paper_row){ text(o, "id"), text(o, "name"), number(cx, o, "original"),
								  number(cx, o, "copies"), text(o, "by"),
								  json_bool_of(json_get(o, "optional")) };
	}
}

/* --- from what was posted ---------------------------------------------------------------------------------------------------- */

static const char *
posted(struct cx *cx, struct req *rq, const char *name)
{
	return str_cstr(cx->arena, str_trim(req_field(rq, name)));
}

static const char *
cell(struct cx *cx, struct req *rq, const char *list, size_t i, const char *name)
{
	return posted(cx, rq, arena_printf(cx->arena, "%s.%zu.%s", list, i, name));
}

static bool
has_row(struct cx *cx, struct req *rq, const char *list, size_t i, const char *name)
{
	return req_has_field(rq, arena_printf(cx->arena, "%s.%zu.%s", list, i, name));
}

void
admin_draft_of_post(struct cx *cx, struct req *rq, struct admin_draft_form *f)
{
	*f = (struct admin_draft_form){
		.code = posted(cx, rq, "ma"), .name = posted(cx, rq, "ten"), .name_en = posted(cx, rq, "ten_anh"),
		.field = posted(cx, rq, "linh_vuc"), .agency = posted(cx, rq, "co_quan"), .level = posted(cx, rq, "cap"),
		.online = posted(cx, rq, "truc_tuyen"), .citizen = str_is(req_field(rq, "ca_nhan"), "1"),
		.business = str_is(req_field(rq, "to_chuc"), "1"), .limit_value = posted(cx, rq, "han"),
		.limit_unit = posted(cx, rq, "han_don_vi"), .limit_note = posted(cx, rq, "han_ghi_chu"),
		.result = posted(cx, rq, "ket_qua"), .result_kind = posted(cx, rq, "ket_qua_loai"), .legal = posted(cx, rq, "can_cu"),
		.cases = posted(cx, rq, "truong_hop"), .folk = posted(cx, rq, "dan_da"), .abbr = posted(cx, rq, "viet_tat"),
	};
	for (size_t i; (i = f->n_fees) < ADMIN_FEES_MAX && has_row(cx, rq, "phi", i, "ten"); f->n_fees++)
		f->fee[i] = (struct admin_fee_row){ cell(cx, rq, "phi", i, "ten"), cell(cx, rq, "phi", i, "tien"),
						    cell(cx, rq, "phi", i, "cach"), cell(cx, rq, "phi", i, "mien")[0] == '1' };
	for (size_t i; (i = f->n_papers) < ADMIN_PAPERS_MAX && has_row(cx, rq, "giay", i, "ten"); f->n_papers++)
		f->paper[i] = (struct admin_paper_row){ cell(cx, rq, "giay", i, "ma"), cell(cx, rq, "giay", i, "ten"),
							cell(cx, rq, "giay", i, "chinh"), cell(cx, rq, "giay", i, "sao"),
							cell(cx, rq, "giay", i, "cach"), cell(cx, rq, "giay", i, "khong_bat_buoc")[0] == '1' };
}

static bool
is_count(const char *s, int64_t max)
{
	int64_t n;
	return s[0] == '\0' || (cstr_i64(s, &n) && n >= 0 && n <= max);
}

static void
need(struct cx *cx, struct admin_errors *e, const char *field, const char *value, const char *missing)
{
	if (value == NULL || value[0] == '\0')
		admin_error_add(cx, e, field, missing);
}

static void
check_rows(struct cx *cx, const struct admin_draft_form *f, struct admin_errors *e)
{
	for (size_t i = 0; i < f->n_fees; i++) {
		need(cx, e, arena_printf(cx->arena, "phi-%zu-ten", i), f->fee[i].label, tr(cx->lang, "Gõ tên khoản thu, hoặc bỏ dòng này"));
		if (!is_count(f->fee[i].amount, 1000000000000))
			admin_error_add(cx, e, arena_printf(cx->arena, "phi-%zu-tien", i),
					tr(cx->lang, "Số tiền chỉ gồm chữ số, hoặc để trống nếu tỉnh quy định"));
	}
	for (size_t i = 0; i < f->n_papers; i++) {
		const struct admin_paper_row *p = &f->paper[i];
		need(cx, e, arena_printf(cx->arena, "giay-%zu-ma", i), p->id, tr(cx->lang, "Gõ mã giấy tờ, ví dụ to_khai"));
		need(cx, e, arena_printf(cx->arena, "giay-%zu-ten", i), p->name, tr(cx->lang, "Gõ tên giấy tờ, hoặc bỏ dòng này"));
		if (!is_count(p->original, 100) || !is_count(p->copies, 100))
			admin_error_add(cx, e, arena_printf(cx->arena, "giay-%zu-chinh", i), tr(cx->lang, "Số bản từ 0 đến 100"));
	}
}

void
admin_draft_check(struct cx *cx, const struct admin_draft_form *f, struct admin_errors *e)
{
	int64_t n;
	need(cx, e, "ten", f->name, tr(cx->lang, "Gõ tên thủ tục"));
	need(cx, e, "linh_vuc", f->field, tr(cx->lang, "Gõ lĩnh vực"));
	need(cx, e, "co_quan", f->agency, tr(cx->lang, "Gõ cơ quan giải quyết"));
	if (strcmp(f->limit_unit, "same_day") != 0 &&
	    (!cstr_i64(f->limit_value, &n) || n < 1 || n > DUE_VALUE_MAX))
		admin_error_add(cx, e, "han", tr(cx->lang, "Thời hạn là một số từ 1 đến 10000"));
	if (!f->citizen && !f->business)
		admin_error_add(cx, e, "ca_nhan", tr(cx->lang, "Chọn ai được nộp"));
	check_rows(cx, f, e);
}

/* --- to a body ---------------------------------------------------------------------------------------------------------------- */

static void
put_lines(struct json_out *j, const char *lines)
{
	struct str rest = str_of(lines);
	json_array(j);
	while (rest.n > 0) {
		struct str line = str_trim(str_cut(&rest, '\n'));
		if (line.n > 0)
			json_text(j, line);
	}
	json_end_array(j);
}

static void
put_limit(struct json_out *j, const struct admin_draft_form *f)
{
	int64_t n = 0;
	if (!cstr_i64(f->limit_value, &n))
		n = 0;
	json_object(j);
	json_put_int(j, "value", n);
	json_put_cstr(j, "unit", f->limit_unit);
	if (f->limit_note[0] != '\0')
		json_put_cstr(j, "note", f->limit_note);
	json_end_object(j);
}

static void
put_fees(struct json_out *j, const struct admin_draft_form *f)
{
	json_array(j);
	for (size_t i = 0; i < f->n_fees; i++) {
		int64_t n;
		json_object(j);
		json_put_cstr(j, "label", f->fee[i].label);
		json_key(j, "amount_vnd");
		if (cstr_i64(f->fee[i].amount, &n))
			json_int(j, n);
		else
			json_null(j);
		json_put_cstr(j, "channel", f->fee[i].channel);
		if (f->fee[i].exempt)
			json_put_bool(j, "exempt", true);
		json_end_object(j);
	}
	json_end_array(j);
}

static int64_t
count_of(const char *s)
{
	int64_t n;
	return cstr_i64(s, &n) ? n : 0;
}

static void
put_papers(struct json_out *j, const struct admin_draft_form *f)
{
	json_array(j);
	for (size_t i = 0; i < f->n_papers; i++) {
		const struct admin_paper_row *p = &f->paper[i];
		json_object(j);
		json_put_cstr(j, "id", p->id);
		json_put_cstr(j, "name", p->name);
		json_put_int(j, "original", count_of(p->original));
		json_put_int(j, "copies", count_of(p->copies));
		json_put_cstr(j, "by", p->by);
		if (p->optional)
			json_put_bool(j, "optional", true);
		json_end_object(j);
	}
	json_end_array(j);
}

static void
put_applicant(struct json_out *j, const struct admin_draft_form *f)
{
	json_array(j);
	if (f->citizen)
		json_cstr(j, "citizen");
	if (f->business)
		json_cstr(j, "business");
	json_end_array(j);
}

static void
put_result(struct json_out *j, const struct admin_draft_form *f)
{
	json_object(j);
	json_put_cstr(j, "name", f->result);
	json_put_cstr(j, "kind", f->result_kind);
	json_end_object(j);
}

/* What the form holds, in the order in which a new body lists it. */
static const char *const held[] = { "code", "name", "name_en", "field", "level", "agency", "applicant", "online", "time_limit",
				    "fees", "papers", "legal_basis", "result", "cases", "folk", "abbr" };

static void
put_member(struct json_out *j, const char *key, const struct admin_draft_form *f)
{
	const struct {
		const char *key, *value;
	} texts[] = { { "code", f->code }, { "name", f->name }, { "name_en", f->name_en }, { "field", f->field }, { "level", f->level },
		      { "agency", f->agency }, { "online", f->online } },
	  lists[] = { { "legal_basis", f->legal }, { "cases", f->cases }, { "folk", f->folk }, { "abbr", f->abbr } };
	static const struct {
		const char *key;
		void (*put)(struct json_out *j, const struct admin_draft_form *f);
	} parts[] = { { "applicant", put_applicant }, { "time_limit", put_limit }, { "fees", put_fees }, { "papers", put_papers },
		      { "result", put_result } };
	json_key(j, key);
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		if (strcmp(texts[i].key, key) == 0)
			json_cstr(j, texts[i].value);
	for (size_t i = 0; i < ARRAY_LEN(lists); i++)
		if (strcmp(lists[i].key, key) == 0)
			put_lines(j, lists[i].value);
	for (size_t i = 0; i < ARRAY_LEN(parts); i++)
		if (strcmp(parts[i].key, key) == 0)
			parts[i].put(j, f);
}

static bool
is_held(struct str key)
{
	for (size_t i = 0; i < ARRAY_LEN(held); i++)
		if (str_is(key, held[i]))
			return true;
	return false;
}

struct str
admin_draft_body(struct cx *cx, const struct json *base, const struct admin_draft_form *f)
{
	struct buf *b = arena_new_one(cx->arena, struct buf);
	struct json_out j;
	buf_init(b, cx->arena, 2 * ADMIN_BODY_MAX);
	json_out_init(&j, b);
	json_object(&j);
	for (size_t i = 0; i < json_len(base); i++) {
		const char *key = str_cstr(cx->arena, json_key_at(base, i));
		if (is_held(json_key_at(base, i)))
			put_member(&j, key, f);
		else {
			json_key(&j, key);
			admin_json_put(&j, json_at(base, i));
		}
	}
	for (size_t i = 0; i < ARRAY_LEN(held); i++)
		if (json_get(base, held[i]) == NULL && !(strcmp(held[i], "abbr") == 0 && f->abbr[0] == '\0'))
			put_member(&j, held[i], f);
	json_end_object(&j);
	return buf_str(b);
}
