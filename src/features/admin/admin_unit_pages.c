/* Pages of units: list, one unit, an office below one. */
#include "features/admin/admin_views.h"

#define NAV "don-vi"
#define INDEX ADMIN_INDEX "/don-vi"

/* --- list ---------------------------------------------------------------------------------------------------------------- */

static bool
listed(struct cx *cx, const struct unit *u, bool ended)
{
	return (ended || u->valid_to == 0) && admin_in_scope(cx, u);
}

/* Without letters the whole directory in order of code; with letters the first that fit. */
static void
list_units(struct cx *cx, struct admin_units_view *v, struct str after)
{
	const struct unit **out = arena_new_array(cx->arena, const struct unit *, ADMIN_LIST + 1);
	size_t n = 0;
	v->unit = out;
	if (v->typed.n > 0) {
		v->n = admin_units_find(cx, v->typed, false, out, ADMIN_LIST);
		return;
	}
	for (size_t i = 0; i < unit_count() && n <= ADMIN_LIST; i++)
		if (str_cmp(str_of(unit_at(i)->code), after) > 0 && listed(cx, unit_at(i), v->ended))
			out[n++] = unit_at(i);
	v->n = n > ADMIN_LIST ? ADMIN_LIST : n;
	v->next = n > ADMIN_LIST ? out[ADMIN_LIST - 1]->code : NULL;
}

enum status
admin_units_page(struct cx *cx, struct req *rq, struct resp *rs)
{
	struct str after = req_query(rq, "sau");
	struct admin_units_view v = { .typed = str_head(str_trim(req_query(rq, "tim")), 200), .first = after.n == 0,
				      .ended = str_is(req_query(rq, "ket_thuc"), "1") };
	list_units(cx, &v, after);
	struct page *pg = admin_page(cx, rq, rs, tr(cx->lang, "Danh mục đơn vị"), NAV, ADMIN_INDEX, false);
	tpl_admin_units(pg, &v);
	return page_end(pg);
}

/* --- one unit -------------------------------------------------------------------------------------------------------------- */

static void
fields(struct cx *cx, struct admin_unit_view *v, const struct admin_unit_edit *in)
{
	const struct admin_errors *e = &v->errors;
	v->name = (struct admin_field){ .id = "ten", .label = tr(cx->lang, "Tên đơn vị"), .value = in->name,
					.error = admin_error_at(e, "ten") };
	v->name_en = (struct admin_field){ .id = "ten_anh", .label = tr(cx->lang, "Tên tiếng Anh"), .value = in->name_en,
					   .error = admin_error_at(e, "ten_anh") };
	v->hours = (struct admin_field){ .id = "gio", .label = tr(cx->lang, "Giờ làm việc"), .value = in->hours,
					 .hint = tr(cx->lang, "Ví dụ 07:30-11:30,13:30-17:00; để trống là giờ chung"),
					 .error = admin_error_at(e, "gio") };
	v->address = (struct admin_field){ .id = "dia_chi", .label = tr(cx->lang, "Địa chỉ"), .value = in->address,
					   .error = admin_error_at(e, "dia_chi") };
	v->phone = (struct admin_field){ .id = "dien_thoai", .label = tr(cx->lang, "Số điện thoại"), .value = in->phone, .width = "20",
					 .error = admin_error_at(e, "dien_thoai") };
}

static void
children(struct cx *cx, struct admin_unit_view *v)
{
	v->below = arena_new_array(cx->arena, const struct unit *, ADMIN_LIST);
	for (size_t i = 0; i < unit_count() && !v->more_below; i++) {
		const struct unit *u = unit_at(i);
		if (u->parent_territory != v->u->id)
			continue;
		if (v->n_below == ADMIN_LIST)
			v->more_below = true;
		else
			v->below[v->n_below++] = u;
	}
}

static enum status
show_unit(struct cx *cx, struct req *rq, struct resp *rs, struct admin_unit_view *v, const struct admin_unit_edit *in)
{
	const struct unit *u = v->u;
	v->kind = admin_unit_kind(cx->lang, u);
	v->parent = unit_name(cx->lang, u->parent_territory);
	fields(cx, v, in);
	children(cx, v);
	TRY(admin_unit_open(cx, u, &v->open_work));
	v->desk = unit_working_desk(u);
	v->has_day = v->hours.error == NULL && admin_day_preview(cx, str_of(in->hours), &v->day) == ST_OK;
	v->reason = (struct admin_field){ .id = "ly_do", .label = tr(cx->lang, "Lý do"), .value = str_cstr(cx->arena, req_field(rq, "ly_do")),
					  .hint = tr(cx->lang, "Ghi số nghị quyết, quyết định"), .error = admin_error_at(&v->errors, "ly_do") };
	v->successor.label = tr(cx->lang, v->open_work > 0 ? "Đơn vị tiếp nhận" : "Đơn vị tiếp nhận (không bắt buộc)");
	v->successor.suggest = cx->lang == LANG_EN ? "/en" INDEX "/goi-y-moi" : INDEX "/goi-y-moi";
	if (u->valid_to == 0 && !v->end_open)
		v->end_wrong = admin_unit_end_wrong(cx, u, NULL);
	struct page *pg = admin_page(cx, rq, rs, unit_name(cx->lang, u->id), NAV, INDEX, v->errors.list.n > 0);
	tpl_admin_unit(pg, v);
	return page_end(pg);
}

static struct admin_unit_edit
as_it_is(const struct unit *u)
{
	return (struct admin_unit_edit){ u->id, u->name, u->name_en, u->hours, u->address, u->phone };
}

enum status
admin_unit_page(struct cx *cx, struct req *rq, struct resp *rs)
{
	struct admin_unit_view v = { 0 };
	TRY(admin_unit_of(cx, req_param(rq, "id"), &v.u));
	struct admin_unit_edit in = as_it_is(v.u);
	return show_unit(cx, rq, rs, &v, &in);
}

static enum status
edited(struct cx *cx, struct req *rq UNUSED, struct resp *rs, enum status st, void *input)
{
	TRY(st);
	admin_refresh(cx);
	web_flash(rs, "flash.admin.unit");
	return web_redirect(cx, rs, INDEX "/%lld", (long long)((struct admin_unit_edit *)input)->id);
}

static void
read_hours(struct cx *cx, struct admin_errors *e, const char *hours)
{
	struct due_hours parsed;
	if (hours[0] != '\0' && due_hours_parse(cx, str_of(hours), &parsed) != ST_OK)
		admin_error_add(cx, e, "gio", admin_fault_words(cx));
}

enum status
admin_unit_post(struct cx *cx, struct req *rq, struct resp *rs)
{
	struct admin_unit_view v = { 0 };
	struct admin_unit_edit *in = arena_new_one(cx->arena, struct admin_unit_edit);
	TRY(admin_unit_of(cx, req_param(rq, "id"), &v.u));
	in->id = v.u->id;
	in->name = admin_read(cx, rq, &v.errors, "ten", ADMIN_NAME_MAX, tr(cx->lang, "Gõ tên đơn vị"));
	in->name_en = admin_read(cx, rq, &v.errors, "ten_anh", ADMIN_NAME_MAX, NULL);
	in->hours = admin_read(cx, rq, &v.errors, "gio", 100, NULL);
	in->address = admin_read(cx, rq, &v.errors, "dia_chi", ADMIN_TEXT_MAX, NULL);
	in->phone = admin_read(cx, rq, &v.errors, "dien_thoai", 50, NULL);
	read_hours(cx, &v.errors, in->hours);
	v.tried = str_is(req_field(rq, "lam"), "xem");
	if (v.errors.list.n > 0 || v.tried)
		return show_unit(cx, rq, rs, &v, in);
	return web_commit(cx, rq, in->id, admin_unit_edit_tx, in, edited);
}

/* --- the end of a unit --------------------------------------------------------------------------------------------------------- */

static enum status
ended(struct cx *cx, struct req *rq UNUSED, struct resp *rs, enum status st, void *input)
{
	struct admin_unit_end *in = input;
	TRY(st);
	admin_refresh(cx);
	if (in->day != 0)
		web_flash(rs, "flash.admin.unit_end");
	else
		web_flash(rs, "flash.admin.unit_reopen");
	return web_redirect(cx, rs, INDEX "/%lld", (long long)in->id);
}

enum status
admin_unit_end_post(struct cx *cx, struct req *rq, struct resp *rs)
{
	struct admin_unit_view v = { .end_open = true };
	struct admin_unit_end *in = arena_new_one(cx->arena, struct admin_unit_end);
	TRY(admin_unit_of(cx, req_param(rq, "id"), &v.u));
	const struct unit *to = admin_pick(cx, &v.successor, req_field(rq, "don_vi"), req_field(rq, "don_vi_ten"), true);
	*in = (struct admin_unit_end){ .id = v.u->id, .successor = to != NULL ? to->id : 0, .day = time_day(cx->now) };
	in->reason = admin_read(cx, rq, &v.errors, "ly_do", ADMIN_TEXT_MAX, tr(cx->lang, "Ghi lý do kết thúc đơn vị"));
	int64_t open = 0;
	if (v.successor.error == NULL)
		v.successor.error = admin_unit_end_wrong(cx, v.u, to);
	if (to == NULL)
		TRY(admin_unit_open(cx, v.u, &open));
	if (v.successor.error == NULL && open > 0)
		v.successor.error = arena_printf(cx->arena, tr(cx->lang, "Đơn vị còn %lld hồ sơ đang mở: chọn đơn vị tiếp nhận để hồ sơ "
								       "chuyển sang đó"),
						 (long long)open);
	admin_error_add(cx, &v.errors, "don_vi_ten", v.successor.error);
	if (v.errors.list.n > 0) {
		struct admin_unit_edit now = as_it_is(v.u);
		return show_unit(cx, rq, rs, &v, &now);
	}
	return web_commit(cx, rq, in->id, admin_unit_end_tx, in, ended);
}

enum status
admin_unit_reopen_post(struct cx *cx, struct req *rq, struct resp *rs UNUSED)
{
	struct admin_unit_end *in = arena_new_one(cx->arena, struct admin_unit_end);
	const struct unit *u;
	TRY(admin_unit_of(cx, req_param(rq, "id"), &u));
	*in = (struct admin_unit_end){ .id = u->id, .reason = "" };
	return web_commit(cx, rq, in->id, admin_unit_end_tx, in, ended);
}

/* --- an office below a unit ------------------------------------------------------------------------------------------------------ */

static enum status
show_new(struct cx *cx, struct req *rq, struct resp *rs, struct admin_unit_new_view *v, const struct admin_unit_new *in)
{
	struct admin_unit_view like = { .errors = v->errors };
	struct admin_unit_edit typed = { 0, in->name, in->name_en, in->hours, in->address, in->phone };
	fields(cx, &like, &typed);
	v->name = like.name;
	v->name_en = like.name_en;
	v->hours = like.hours;
	v->address = like.address;
	v->phone = like.phone;
	v->code = (struct admin_field){ .id = "ma", .label = tr(cx->lang, "Mã đơn vị"), .value = in->code, .width = "20",
					.hint = arena_printf(cx->arena, tr(cx->lang, "Bắt đầu bằng %s."), v->parent->code),
					.error = admin_error_at(&v->errors, "ma") };
	const char *back = arena_printf(cx->arena, INDEX "/%lld", (long long)v->parent->id);
	struct page *pg = admin_page(cx, rq, rs, tr(cx->lang, "Thêm đơn vị trực thuộc"), NAV, back, v->errors.list.n > 0);
	tpl_admin_unit_new(pg, v);
	return page_end(pg);
}

static enum status
parent_of(struct cx *cx, struct req *rq, const struct unit **out)
{
	TRY(admin_unit_of(cx, req_param(rq, "id"), out));
	if ((*out)->valid_to != 0)
		return fail(cx, ST_CONFLICT, "unit.ended", "unit %lld", (long long)(*out)->id);
	return ST_OK;
}

enum status
admin_unit_new_page(struct cx *cx, struct req *rq, struct resp *rs)
{
	struct admin_unit_new_view v = { 0 };
	TRY(parent_of(cx, rq, &v.parent));
	struct admin_unit_new in = { .code = admin_unit_code_free(cx, v.parent), .name = "", .name_en = "", .hours = "",
				     .address = v.parent->address, .phone = "" };
	return show_new(cx, rq, rs, &v, &in);
}

static enum status
added(struct cx *cx, struct req *rq UNUSED, struct resp *rs, enum status st, void *input)
{
	TRY(st);
	admin_refresh(cx);
	web_flash(rs, "flash.admin.unit_add");
	return web_redirect(cx, rs, INDEX "/%lld", (long long)((struct admin_unit_new *)input)->id);
}

enum status
admin_unit_new_post(struct cx *cx, struct req *rq, struct resp *rs)
{
	struct admin_unit_new_view v = { 0 };
	struct admin_unit_new *in = arena_new_one(cx->arena, struct admin_unit_new);
	const char *wrong;
	TRY(parent_of(cx, rq, &v.parent));
	in->parent = v.parent->id;
	in->day = time_day(cx->now);
	in->code = admin_read(cx, rq, &v.errors, "ma", 30, NULL);
	in->name = admin_read(cx, rq, &v.errors, "ten", ADMIN_NAME_MAX, tr(cx->lang, "Gõ tên đơn vị"));
	in->name_en = admin_read(cx, rq, &v.errors, "ten_anh", ADMIN_NAME_MAX, NULL);
	in->hours = admin_read(cx, rq, &v.errors, "gio", 100, NULL);
	in->address = admin_read(cx, rq, &v.errors, "dia_chi", ADMIN_TEXT_MAX, NULL);
	in->phone = admin_read(cx, rq, &v.errors, "dien_thoai", 50, NULL);
	read_hours(cx, &v.errors, in->hours);
	admin_unit_code(cx, v.parent, str_of(in->code), &wrong);
	admin_error_add(cx, &v.errors, "ma", wrong);
	if (v.errors.list.n > 0)
		return show_new(cx, rq, rs, &v, in);
	return web_commit(cx, rq, in->parent, admin_unit_new_tx, in, added);
}
