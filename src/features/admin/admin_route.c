/* The way of a procedure through an agency: steps with a role and a share of the time (settled.md 22). */
#include "features/admin/admin_procedure.h"
#include "features/admin/admin_views.h"

#include "core/unit/revision.h"

#define NAV "quan-tri-thu-tuc"
#define INDEX ADMIN_INDEX "/thu-tuc"

const struct admin_option admin_route_roles[] = {
	{ "tiep_nhan", "Tiếp nhận" }, { "xu_ly", "Xử lý" }, { "lanh_dao", "Lãnh đạo" }, { "tra_ket_qua", "Trả kết quả" }, { NULL, NULL },
};
static const unsigned role_bits[] = { ROLE_RECEIVE, ROLE_PROCESS, ROLE_LEAD, ROLE_RETURN };

/* --- rules ------------------------------------------------------------------------------------------------------------------- */

enum status
admin_route_may(struct cx *cx, int64_t unit)
{
	if (unit == 0 ? admin_is_system(cx) : admin_in_scope(cx, unit_by_id(unit)))
		return ST_OK;
	return fail(cx, ST_DENIED, "admin.route.scope", "unit %lld", (long long)unit);
}

void
admin_route_of(struct cx *cx, const struct procedure_route *r, struct admin_route *out)
{
	out->n = 0;
	for (size_t i = 0; i < r->n && i < ADMIN_STEPS_MAX; i++) {
		const struct procedure_step *s = &r->step[i];
		struct admin_route_row *row = &out->row[out->n++];
		*row = (struct admin_route_row){ .id = s->id, .name = s->name, .name_en = s->name_en, .role = "xu_ly",
						 .percent = arena_printf(cx->arena, "%d", s->percent) };
		for (size_t k = 0; k < ARRAY_LEN(role_bits); k++)
			if (s->role == role_bits[k])
				row->role = admin_route_roles[k].value;
	}
}

int
admin_route_sum(const struct admin_route *r)
{
	int64_t sum = 0;
	for (size_t i = 0; i < r->n; i++) {
		int64_t n;
		if (cstr_i64(r->row[i].percent, &n) && n >= 0 && n <= 100)
			sum += n;
	}
	return (int)sum;
}

struct str
admin_route_body(struct cx *cx, const struct admin_route *r)
{
	struct buf *b = arena_new_one(cx->arena, struct buf);
	struct json_out j;
	buf_init(b, cx->arena, BUF_LINE);
	json_out_init(&j, b);
	json_array(&j);
	for (size_t i = 0; i < r->n; i++) {
		int64_t percent;
		json_object(&j);
		json_put_cstr(&j, "id", cstr_empty(r->row[i].id) ? arena_printf(cx->arena, "buoc_%zu", i + 1) : r->row[i].id);
		json_put_cstr(&j, "name", r->row[i].name);
		json_put_cstr(&j, "name_en", r->row[i].name_en);
		json_put_cstr(&j, "role", r->row[i].role);
		json_put_int(&j, "percent", cstr_i64(r->row[i].percent, &percent) ? percent : -1);
		json_end_object(&j);
	}
	json_end_array(&j);
	return buf_str(b);
}

enum status
admin_route_save_tx(struct cx *cx, void *input)
{
	const struct admin_route *in = input;
	const struct procedure *p = procedure_by_code(in->code);
	TRY(admin_route_may(cx, in->unit));
	if (p == NULL)
		return fail(cx, ST_NOT_FOUND, "procedure.unknown", STR_FMT, STR_ARG(in->code));
	TRY(procedure_route_save(cx, in->code, in->unit, in->body));
	return admin_event(cx, "admin.route_save", "procedure", p->id, in->unit, "", str_cstr(cx->arena, in->body));
}

enum status
admin_route_drop_tx(struct cx *cx, void *input)
{
	const struct admin_route *in = input;
	const struct procedure *p = procedure_by_code(in->code);
	TRY(admin_route_may(cx, in->unit));
	if (p == NULL)
		return fail(cx, ST_NOT_FOUND, "procedure.unknown", STR_FMT, STR_ARG(in->code));
	TRY(procedure_route_end(cx, in->code, in->unit));
	return admin_event(cx, "admin.route_drop", "procedure", p->id, in->unit, "", "");
}

/* --- pages --------------------------------------------------------------------------------------------------------------------- */

static enum status
procedure_of(struct cx *cx, struct req *rq, const struct procedure **p)
{
	*p = procedure_by_code(req_param(rq, "code"));
	if (*p == NULL)
		return fail(cx, ST_NOT_FOUND, "procedure.unknown", STR_FMT, STR_ARG(str_head(req_param(rq, "code"), 30)));
	return ST_OK;
}

static enum status
fill_own(struct cx *cx, struct admin_route_view *v)
{
	int64_t *ids;
	size_t n;
	TRY(admin_store_route_units(cx, v->r->code, &ids, &n));
	v->units = arena_new_array(cx->arena, const struct unit *, n + 1);
	for (size_t i = 0; i < n; i++) {
		v->own |= ids[i] == v->r->unit;
		if (admin_in_scope(cx, unit_by_id(ids[i])))
			v->units[v->n_units++] = unit_by_id(ids[i]);
	}
	return ST_OK;
}

static enum status
show(struct cx *cx, struct req *rq, struct resp *rs, struct admin_route_view *v)
{
	TRY(fill_own(cx, v));
	v->system = admin_is_system(cx);
	v->may_change = v->r->unit == 0 ? v->system : admin_in_scope(cx, unit_by_id(v->r->unit));
	v->unit = v->r->unit != 0 ? unit_name(cx->lang, v->r->unit) : NULL;
	v->sum = admin_route_sum(v->r);
	v->picker.label = tr(cx->lang, "Xem quy trình của đơn vị");
	v->picker.suggest = cx->lang == LANG_EN ? "/en" ADMIN_INDEX "/don-vi/goi-y" : ADMIN_INDEX "/don-vi/goi-y";
	const char *back = arena_printf(cx->arena, INDEX "/%s", v->p->code);
	const char *title = arena_printf(cx->arena, "%s %s", tr(cx->lang, "Quy trình"), v->p->code);
	struct page *pg = admin_page(cx, rq, rs, title, NAV, back, v->errors.list.n > 0);
	tpl_admin_route(pg, v);
	return page_end(pg);
}

enum status
admin_route_page(struct cx *cx, struct req *rq, struct resp *rs)
{
	struct admin_route_view v = { 0 };
	struct admin_route *r = arena_new_one(cx->arena, struct admin_route);
	TRY(procedure_of(cx, rq, &v.p));
	const struct unit *u = admin_pick(cx, &v.picker, req_query(rq, "don_vi"), req_query(rq, "don_vi_ten"), false);
	admin_error_add(cx, &v.errors, "don_vi_ten", v.picker.error);
	if (u == NULL && !admin_is_system(cx))
		u = unit_by_id(cx->who.unit);
	r->code = req_param(rq, "code");
	r->unit = u != NULL ? u->id : 0;
	struct procedure_route now = procedure_route_of(v.p, r->unit);
	admin_route_of(cx, &now, r);
	v.r = r;
	return show(cx, rq, rs, &v);
}

static const char *
cell(struct cx *cx, struct req *rq, size_t i, const char *name)
{
	return str_cstr(cx->arena, str_trim(req_field(rq, arena_printf(cx->arena, "buoc.%zu.%s", i, name))));
}

static void
read_rows(struct cx *cx, struct req *rq, struct admin_route *r)
{
	for (size_t i; (i = r->n) < ADMIN_STEPS_MAX && req_has_field(rq, arena_printf(cx->arena, "buoc.%zu.ten", i)); r->n++)
		r->row[i] = (struct admin_route_row){ cell(cx, rq, i, "ma"), cell(cx, rq, i, "ten"), cell(cx, rq, i, "ten_anh"),
						      cell(cx, rq, i, "vai"), cell(cx, rq, i, "phan") };
}

static void
check_rows(struct cx *cx, const struct admin_route *r, struct admin_errors *e)
{
	for (size_t i = 0; i < r->n; i++) {
		int64_t n;
		if (cstr_empty(r->row[i].name))
			admin_error_add(cx, e, arena_printf(cx->arena, "buoc-%zu-ten", i), tr(cx->lang, "Gõ tên bước, hoặc bỏ dòng này"));
		if (!cstr_i64(r->row[i].percent, &n) || n < 0 || n > 100)
			admin_error_add(cx, e, arena_printf(cx->arena, "buoc-%zu-phan", i), tr(cx->lang, "Phần trăm là một số từ 0 đến 100"));
	}
}

static enum status
saved(struct cx *cx, struct req *rq UNUSED, struct resp *rs, enum status st, void *input)
{
	const struct admin_route *in = input;
	TRY(st);
	admin_refresh(cx);
	web_flash(rs, "flash.admin.route");
	return web_redirect(cx, rs, INDEX "/" STR_FMT "/quy-trinh?don_vi=%lld", STR_ARG(in->code), (long long)in->unit);
}

static enum status
read_unit(struct cx *cx, struct req *rq, struct admin_route *r)
{
	r->code = req_param(rq, "code");
	if (!str_i64(req_field(rq, "don_vi"), &r->unit))
		return fail(cx, ST_INVALID, "admin.route.scope", "no unit");
	return admin_route_may(cx, r->unit);
}

enum status
admin_route_post(struct cx *cx, struct req *rq, struct resp *rs)
{
	struct admin_route_view v = { 0 };
	struct admin_route *r = arena_new_one(cx->arena, struct admin_route);
	struct procedure_route checked;
	TRY(procedure_of(cx, rq, &v.p));
	TRY(read_unit(cx, rq, r));
	read_rows(cx, rq, r);
	v.r = r;
	if (admin_rows_edit(r->row, sizeof *r->row, &r->n, ADMIN_STEPS_MAX, req_field(rq, "lam"), "buoc"))
		return show(cx, rq, rs, &v);
	check_rows(cx, r, &v.errors);
	r->body = admin_route_body(cx, r);
	if (v.errors.list.n == 0 && procedure_route_parse(cx, r->body, &checked) != ST_OK)
		admin_error_add(cx, &v.errors, "buoc-0-phan", admin_fault_words(cx));
	if (v.errors.list.n > 0)
		return show(cx, rq, rs, &v);
	return web_commit(cx, rq, r->unit, admin_route_save_tx, r, saved);
}

enum status
admin_route_drop_post(struct cx *cx, struct req *rq, struct resp *rs UNUSED)
{
	const struct procedure *p;
	struct admin_route *r = arena_new_one(cx->arena, struct admin_route);
	TRY(procedure_of(cx, rq, &p));
	TRY(read_unit(cx, rq, r));
	return web_commit(cx, rq, r->unit, admin_route_drop_tx, r, saved);
}
