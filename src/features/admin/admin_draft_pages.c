/* Editing a draft: the form, and the whole body as JSON. */
#include "features/admin/admin_procedure.h"
#include "features/admin/admin_views.h"

#define NAV "quan-tri-thu-tuc"
#define INDEX ADMIN_INDEX "/thu-tuc"

/* --- the form --------------------------------------------------------------------------------------------------------------- */

static struct admin_field
line(const struct admin_draft_view *v, const char *id, const char *label, const char *hint, const char *value, int rows)
{
	return (struct admin_field){ .id = id, .label = label, .hint = hint, .value = value, .rows = rows,
				     .error = admin_error_at(&v->errors, id) };
}

static void
fields(struct cx *cx, struct admin_draft_view *v)
{
	enum lang l = cx->lang;
	const struct admin_draft_form *f = v->f;
	const char *one_a_line = tr(l, "Mỗi dòng một mục");
	v->new_code = line(v, "ma", tr(l, "Mã thủ tục"), tr(l, "Như 1.004746; không đổi được sau khi lưu"), f->code, 0);
	v->name = line(v, "ten", tr(l, "Tên thủ tục"), NULL, f->name, 0);
	v->name_en = line(v, "ten_anh", tr(l, "Tên tiếng Anh"), NULL, f->name_en, 0);
	v->field = line(v, "linh_vuc", tr(l, "Lĩnh vực"), NULL, f->field, 0);
	v->agency = line(v, "co_quan", tr(l, "Cơ quan giải quyết"), NULL, f->agency, 0);
	v->limit_value = line(v, "han", tr(l, "Thời hạn"), NULL, f->limit_value, 0);
	v->limit_value.digits = true;
	v->limit_value.width = "5";
	v->limit_note = line(v, "han_ghi_chu", tr(l, "Ghi chú về thời hạn"), NULL, f->limit_note, 0);
	v->result = line(v, "ket_qua", tr(l, "Kết quả"), NULL, f->result, 0);
	v->legal = line(v, "can_cu", tr(l, "Căn cứ pháp lý"), one_a_line, f->legal, 5);
	v->cases = line(v, "truong_hop", tr(l, "Trường hợp thường gặp"), one_a_line, f->cases, 5);
	v->folk = line(v, "dan_da", tr(l, "Cách gọi dân dã"), tr(l, "Người dân hay gõ thế nào khi tìm; mỗi dòng một cách"), f->folk, 5);
	v->abbr = line(v, "viet_tat", tr(l, "Chữ viết tắt"), one_a_line, f->abbr, 3);
	v->level = (struct admin_select){ "cap", tr(l, "Cấp giải quyết"), NULL, NULL, f->level, admin_levels };
	v->online = (struct admin_select){ "truc_tuyen", tr(l, "Nộp trực tuyến"), NULL, NULL, f->online, admin_onlines };
	v->limit_unit = (struct admin_select){ "han_don_vi", tr(l, "Đơn vị của thời hạn"), NULL, NULL, f->limit_unit, admin_due_units };
	v->result_kind = (struct admin_select){ "ket_qua_loai", tr(l, "Loại kết quả"), NULL, NULL, f->result_kind, admin_result_kinds };
}

static enum status
show(struct cx *cx, struct req *rq, struct resp *rs, struct admin_draft_view *v)
{
	fields(cx, v);
	const char *title = v->code != NULL ? arena_printf(cx->arena, "%s %s", tr(cx->lang, "Sửa bản nháp"), v->code)
					   : tr(cx->lang, "Thêm thủ tục");
	const char *back = v->code != NULL ? arena_printf(cx->arena, INDEX "/%s", v->code) : INDEX;
	struct page *pg = admin_page(cx, rq, rs, title, NAV, back, v->errors.list.n > 0);
	tpl_admin_draft(pg, v);
	return page_end(pg);
}

/* The body to go on from; ST_NOT_FOUND for an unknown code. */
static enum status
base_of(struct cx *cx, struct req *rq, struct str *text, const struct json **body, const char **hash)
{
	char hex[65];
	struct str code = req_param(rq, "code");
	TRY(admin_procedure_base(cx, code, text, hex));
	if (text->n == 0)
		return fail(cx, ST_NOT_FOUND, "procedure.unknown", STR_FMT, STR_ARG(str_head(code, 30)));
	*hash = arena_strdup(cx->arena, hex);
	return json_parse(cx, *text, ADMIN_BODY_MAX, body);
}

enum status
admin_draft_page(struct cx *cx, struct req *rq, struct resp *rs)
{
	struct admin_draft_view v = { .code = str_cstr(cx->arena, req_param(rq, "code")) };
	struct admin_draft_form *f = arena_new_one(cx->arena, struct admin_draft_form);
	const struct json *body;
	struct str text;
	TRY(base_of(cx, rq, &text, &body, &v.hash));
	admin_draft_of_body(cx, body, f);
	v.f = f;
	return show(cx, rq, rs, &v);
}

enum status
admin_draft_new_page(struct cx *cx, struct req *rq, struct resp *rs)
{
	struct admin_draft_view v = { .hash = "" };
	struct admin_draft_form *f = arena_new_one(cx->arena, struct admin_draft_form);
	admin_draft_of_body(cx, NULL, f);
	f->level = "commune";
	f->online = "full";
	f->limit_unit = "working_days";
	f->citizen = true;
	v.f = f;
	return show(cx, rq, rs, &v);
}

static enum status
saved(struct cx *cx, struct req *rq UNUSED, struct resp *rs, enum status st, void *input)
{
	const struct admin_draft *in = input;
	TRY(st);
	admin_refresh(cx);
	web_flash(rs, "flash.admin.procedure_draft");
	return web_redirect(cx, rs, INDEX "/" STR_FMT "?ban=%lld", STR_ARG(in->code), (long long)in->id);
}

/* A button of the rows, or what the form says as a body. */
static enum status
posted(struct cx *cx, struct req *rq, struct resp *rs, struct admin_draft_view *v, struct admin_draft_form *f,
       const struct json *base)
{
	struct str act = req_field(rq, "lam");
	struct procedure p;
	struct admin_draft *in = arena_new_one(cx->arena, struct admin_draft);
	v->f = f;
	v->hash = str_cstr(cx->arena, req_field(rq, "goc"));
	if (admin_rows_edit(f->fee, sizeof *f->fee, &f->n_fees, ADMIN_FEES_MAX, act, "phi") ||
	    admin_rows_edit(f->paper, sizeof *f->paper, &f->n_papers, ADMIN_PAPERS_MAX, act, "giay"))
		return show(cx, rq, rs, v);
	admin_draft_check(cx, f, &v->errors);
	*in = (struct admin_draft){ .code = str_of(f->code), .base = v->hash };
	if (v->errors.list.n == 0) {
		in->body = admin_draft_body(cx, base, f);
		admin_error_add(cx, &v->errors, "ten", admin_body_wrong(cx, in->code, in->body, &p));
	}
	if (v->errors.list.n > 0)
		return show(cx, rq, rs, v);
	return web_commit(cx, rq, 0, admin_draft_tx, in, saved);
}

enum status
admin_draft_post(struct cx *cx, struct req *rq, struct resp *rs)
{
	struct admin_draft_view v = { .code = str_cstr(cx->arena, req_param(rq, "code")) };
	struct admin_draft_form *f = arena_new_one(cx->arena, struct admin_draft_form);
	const struct json *base;
	struct str text;
	const char *now;
	TRY(base_of(cx, rq, &text, &base, &now));
	admin_draft_of_post(cx, rq, f);
	f->code = v.code;
	return posted(cx, rq, rs, &v, f, base);
}

enum status
admin_draft_new_post(struct cx *cx, struct req *rq, struct resp *rs)
{
	struct admin_draft_view v = { 0 };
	struct admin_draft_form *f = arena_new_one(cx->arena, struct admin_draft_form);
	struct str text;
	char hash[65];
	admin_draft_of_post(cx, rq, f);
	TRY(admin_procedure_base(cx, str_of(f->code), &text, hash));
	if (f->code[0] == '\0')
		admin_error_add(cx, &v.errors, "ma", tr(cx->lang, "Gõ mã thủ tục"));
	else if (text.n > 0)
		admin_error_add(cx, &v.errors, "ma", tr(cx->lang, "Mã này đã có; mở thủ tục đó để sửa"));
	return posted(cx, rq, rs, &v, f, NULL);
}

/* --- the whole body ------------------------------------------------------------------------------------------------------------ */

static enum status
show_body(struct cx *cx, struct req *rq, struct resp *rs, struct admin_body_view *v, const char *typed)
{
	v->body = (struct admin_field){ .id = "noi_dung", .label = tr(cx->lang, "Toàn bộ nội dung (JSON)"), .rows = 30, .code = true,
					.value = typed, .error = admin_error_at(&v->errors, "noi_dung"),
					.hint = tr(cx->lang, "Cấu trúc như tệp data/procedures.json; mã thủ tục giữ nguyên") };
	const char *back = arena_printf(cx->arena, INDEX "/%s", v->code);
	const char *title = arena_printf(cx->arena, "%s %s", tr(cx->lang, "Sửa nâng cao"), v->code);
	struct page *pg = admin_page(cx, rq, rs, title, NAV, back, v->errors.list.n > 0);
	tpl_admin_body(pg, v);
	return page_end(pg);
}

enum status
admin_body_page(struct cx *cx, struct req *rq, struct resp *rs)
{
	struct admin_body_view v = { .code = str_cstr(cx->arena, req_param(rq, "code")) };
	const struct json *body;
	struct str text;
	TRY(base_of(cx, rq, &text, &body, &v.hash));
	return show_body(cx, rq, rs, &v, admin_json_pretty(cx, body));
}

/* What was typed, on one line as bodies are stored; the text itself when it is no JSON. */
static struct str
compact(struct cx *cx, struct str typed)
{
	const struct json *o;
	struct buf *b = arena_new_one(cx->arena, struct buf);
	struct json_out j;
	if (json_parse(cx, typed, ADMIN_BODY_MAX, &o) != ST_OK)
		return typed;
	buf_init(b, cx->arena, 2 * ADMIN_BODY_MAX);
	json_out_init(&j, b);
	admin_json_put(&j, o);
	return buf_str(b);
}

enum status
admin_body_post(struct cx *cx, struct req *rq, struct resp *rs)
{
	struct admin_body_view v = { .code = str_cstr(cx->arena, req_param(rq, "code")) };
	struct admin_draft *in = arena_new_one(cx->arena, struct admin_draft);
	struct procedure p;
	const struct json *body;
	struct str text;
	const char *now;
	TRY(base_of(cx, rq, &text, &body, &now));
	v.hash = str_cstr(cx->arena, req_field(rq, "goc"));
	*in = (struct admin_draft){ .code = req_param(rq, "code"), .body = compact(cx, req_field(rq, "noi_dung")), .base = v.hash };
	admin_error_add(cx, &v.errors, "noi_dung", admin_body_wrong(cx, in->code, in->body, &p));
	if (v.errors.list.n > 0)
		return show_body(cx, rq, rs, &v, str_cstr(cx->arena, req_field(rq, "noi_dung")));
	return web_commit(cx, rq, 0, admin_draft_tx, in, saved);
}
