/* Administration of officers: list, new, one person's roles and secrets. */
#include "features/account/account_views.h"

#define NAV "nguoi-dung"
#define INDEX "/can-bo/quan-tri/nguoi-dung"

/* --- list --------------------------------------------------------------------------------------------------------------- */

/* The units and roles of one officer, as far as the administrator looks after them. */
static enum status
places_text(struct cx *cx, int64_t id, const char **out)
{
	struct who_role at[ACCOUNT_UNITS_MAX];
	struct buf b;
	int n;
	buf_init(&b, cx->arena, BUF_LINE);
	TRY(store_roles(cx, id, at, ACCOUNT_UNITS_MAX, &n));
	for (int i = 0; i < n && i < 3; i++)
		buf_addf(&b, "%s%s: %s", i > 0 ? "; " : "", unit_name(cx->lang, at[i].unit),
			 account_roles_text(cx->arena, cx->lang, at[i].roles));
	if (n > 3)
		buf_addf(&b, tr(cx->lang, " và %d đơn vị khác"), n - 3);
	*out = buf_cstr(&b);
	return ST_OK;
}

enum status
account_admin_index(struct cx *cx, struct req *rq, struct resp *rs)
{
	struct account_listed list[ACCOUNT_LIST + 1];
	size_t n;
	struct str after = req_query(rq, "sau");
	struct admin_index_view v = { .typed = str_head(str_trim(req_query(rq, "tim")), 100), .first = after.n == 0 };
	TRY(account_admin_list(cx, after, v.typed, list, ACCOUNT_LIST + 1, &n));
	v.n = n > ACCOUNT_LIST ? ACCOUNT_LIST : n;
	v.after = n > ACCOUNT_LIST ? list[ACCOUNT_LIST - 1].login : NULL;
	v.line = arena_new_array(cx->arena, struct admin_line, v.n + 1);
	for (size_t i = 0; i < v.n; i++) {
		v.line[i] = (struct admin_line){ .id = list[i].id, .login = list[i].login, .name = list[i].name,
						 .disabled = list[i].disabled_at != 0, .has_code = list[i].has_totp };
		TRY(places_text(cx, list[i].id, &v.line[i].places));
	}
	struct page *pg = page_begin(cx, rq, rs, &(struct page_opts){ .title = tr(cx->lang, "Người dùng"),
								      .area = PAGE_OFFICER, .nav = NAV });
	tpl_account_admin_index(pg, &v);
	return page_end(pg);
}

/* --- units and roles on a form --------------------------------------------------------------------------------------------- */

static void
role_boxes(struct cx *cx, struct role_box *box, unsigned given, unsigned may)
{
	for (int i = 0; i < ACCOUNT_ROLES; i++) {
		unsigned bit = account_role_names[i].role;
		box[i] = (struct role_box){ .bit = (int)bit, .label = tr(cx->lang, account_role_names[i].label),
					    .given = (given & bit) != 0, .may = (may & bit) != 0 };
	}
}

static unsigned
read_roles(struct req *rq)
{
	unsigned roles = 0;
	for (size_t i = 0; i < req_fields(rq); i++) {
		struct str name, value;
		int64_t bit;
		req_field_at(rq, i, &name, &value);
		if (str_is(name, "vai_tro") && str_i64(value, &bit) && bit > 0)
			roles |= (unsigned)bit & ROLE_ALL_OFFICER;
	}
	return roles;
}

static unsigned
grantable_here(struct cx *cx)
{
	return account_roles_grantable(cx, unit_by_id(cx->who.unit));
}

enum { CHOICES = 10 };

/* The unit that a form names: chosen from the list, or typed; several that fit are asked for again. */
static const struct unit *
read_unit(struct cx *cx, struct req *rq, struct account_errors *e, const struct unit ***choice, size_t *n)
{
	int64_t id;
	struct str typed = str_head(str_trim(req_field(rq, "don_vi_ten")), 200);
	const struct unit **found = arena_new_array(cx->arena, const struct unit *, CHOICES);
	if (str_i64(req_field(rq, "don_vi"), &id) && account_unit_in_scope(cx, unit_by_id(id)))
		return unit_by_id(id);
	*n = typed.n == 0 ? 0 : account_admin_units(cx, typed, found, CHOICES);
	*choice = found;
	if (*n == 1)
		return found[0];
	for (size_t i = 0; i < *n; i++)
		if (str_is(typed, found[i]->name))
			return found[i];
	account_error_add(cx, e, *n > 1 ? "don_vi-0" : "don_vi_ten",
			  typed.n == 0 ? tr(cx->lang, "Gõ tên hoặc mã đơn vị")
			  : *n > 1     ? tr(cx->lang, "Có nhiều đơn vị như vậy; chọn một")
				       : tr(cx->lang, "Không thấy đơn vị này trong phạm vi của bạn"));
	return NULL;
}

static struct account_field
unit_field(struct cx *cx, struct req *rq, const struct account_errors *e)
{
	return (struct account_field){ .id = "don_vi_ten", .label = tr(cx->lang, "Đơn vị"), .value = req_field(rq, "don_vi_ten"),
				       .hint = tr(cx->lang, "Gõ vài chữ của tên, có dấu hoặc không dấu, hoặc mã như H40.60.12"),
				       .error = account_error_at(e, "don_vi_ten") };
}

enum status
account_admin_suggest_unit(struct cx *cx, struct req *rq, struct resp *rs)
{
	const struct unit *found[CHOICES];
	size_t n = account_admin_units(cx, str_head(req_query(rq, "q"), 200), found, CHOICES);
	struct buf b;
	struct json_out j;
	buf_init(&b, cx->arena, BUF_LINE);
	json_out_init(&j, &b);
	json_array(&j);
	for (size_t i = 0; i < n; i++) {
		json_object(&j);
		json_put_id(&j, "value", found[i]->id);
		json_put_cstr(&j, "label", unit_name(cx->lang, found[i]->id));
		json_end_object(&j);
	}
	json_end_array(&j);
	return web_json(rs, &b);
}

/* --- a new officer ------------------------------------------------------------------------------------------------------------ */

static enum status
show_new(struct cx *cx, struct req *rq, struct resp *rs, struct admin_new_view *v)
{
	const struct account_errors *e = &v->errors;
	v->login = (struct account_field){ .id = "ten_dang_nhap", .label = tr(cx->lang, "Tên đăng nhập"),
					   .hint = tr(cx->lang, "Chữ không dấu, số, dấu chấm; ví dụ lan.tran"),
					   .value = req_field(rq, "ten_dang_nhap"), .error = account_error_at(e, "ten_dang_nhap") };
	v->name = (struct account_field){ .id = "ho_ten", .label = tr(cx->lang, "Họ, chữ đệm và tên"),
					  .value = req_field(rq, "ho_ten"), .error = account_error_at(e, "ho_ten") };
	v->email = (struct account_field){ .id = "thu_dien_tu", .label = tr(cx->lang, "Thư điện tử công vụ"), .type = "email",
					   .hint = tr(cx->lang, "Đường dẫn đặt mật khẩu gửi đến đây; để trống thì in ra giấy"),
					   .value = req_field(rq, "thu_dien_tu"), .error = account_error_at(e, "thu_dien_tu") };
	v->phone = (struct account_field){ .id = "dien_thoai", .label = tr(cx->lang, "Số điện thoại (không bắt buộc)"), .type = "tel",
					   .value = req_field(rq, "dien_thoai"), .error = account_error_at(e, "dien_thoai") };
	v->unit = unit_field(cx, rq, e);
	v->unit_id = req_field(rq, "don_vi");
	role_boxes(cx, v->role, read_roles(rq), grantable_here(cx));
	struct page *pg = page_begin(cx, rq, rs, &(struct page_opts){ .title = tr(cx->lang, "Thêm người dùng"), .back = INDEX,
								      .area = PAGE_OFFICER, .nav = NAV, .error = e->list.n > 0 });
	tpl_account_admin_new(pg, v);
	return page_end(pg);
}

enum status
account_admin_new_page(struct cx *cx, struct req *rq, struct resp *rs)
{
	struct admin_new_view v = { 0 };
	return show_new(cx, rq, rs, &v);
}

static void
read_new(struct cx *cx, struct req *rq, struct admin_new_view *v, struct account_admin_new *in)
{
	struct account *a = &in->row.a;
	struct account_errors *e = &v->errors;
	struct str login, name, email, phone;
	account_error_add(cx, e, "ten_dang_nhap", account_check_login(cx, req_field(rq, "ten_dang_nhap"), &login));
	account_error_add(cx, e, "ho_ten", account_check_name(cx, req_field(rq, "ho_ten"), &name));
	account_error_add(cx, e, "thu_dien_tu", account_check_email(cx, req_field(rq, "thu_dien_tu"), false, &email));
	account_error_add(cx, e, "dien_thoai", account_check_phone(cx, req_field(rq, "dien_thoai"), &phone));
	const struct unit *u = read_unit(cx, rq, e, &v->choice, &v->n_choices);
	in->unit = u != NULL ? u->id : 0;
	in->roles = read_roles(rq);
	if (in->roles == 0)
		account_error_add(cx, e, "vai_tro-0", tr(cx->lang, "Chọn ít nhất một vai trò"));
	*a = (struct account){ .kind = ACCOUNT_OFFICER, .login = str_cstr(cx->arena, login), .name = str_cstr(cx->arena, name),
			       .email = str_cstr(cx->arena, email), .phone = str_cstr(cx->arena, phone), .address = "",
			       .sex = "", .lang = LANG_VI, .email_confirmed_at = email.n > 0 ? cx->now : 0 };
	in->row.password = in->row.totp_secret = "";
}

static enum status
back_to(struct cx *cx, struct resp *rs, int64_t id)
{
	return web_redirect(cx, rs, INDEX "/%lld", (long long)id);
}

/* Either the letter is on its way, or the link is shown this once. */
static enum status
link_made(struct cx *cx, struct req *rq, struct resp *rs, const struct account *a, const char *url)
{
	if (url == NULL) {
		job_wake();
		web_flash(rs, "flash.account.invited");
		return back_to(cx, rs, a->id);
	}
	struct account_link_view v = { .name = a->name, .login = a->login, .url = url,
				       .hours = (int)(ACCOUNT_INVITE_LIFE / TIME_HOUR),
				       .back = arena_printf(cx->arena, INDEX "/%lld", (long long)a->id) };
	return account_show_link(cx, rq, rs, &v, NAV);
}

static enum status
made(struct cx *cx, struct req *rq, struct resp *rs, enum status st, void *input)
{
	struct account_admin_new *in = input;
	if (st == ST_CONFLICT && cstr_eq(cx->fault.code, "account.taken")) {
		struct admin_new_view v = { 0 };
		account_error_add(cx, &v.errors, "ten_dang_nhap", tr(cx->lang, "Tên đăng nhập này đã có người dùng; chọn tên khác"));
		resp_status(rs, 422);
		return show_new(cx, rq, rs, &v);
	}
	if (st != ST_OK)
		return st;
	return link_made(cx, rq, rs, &in->row.a, in->url);
}

enum status
account_admin_new_post(struct cx *cx, struct req *rq, struct resp *rs)
{
	struct admin_new_view v = { 0 };
	struct account_admin_new *in = arena_new_one(cx->arena, struct account_admin_new);
	read_new(cx, rq, &v, in);
	if (v.errors.list.n > 0) {
		resp_status(rs, 422);
		return show_new(cx, rq, rs, &v);
	}
	return web_commit(cx, rq, in->unit, account_admin_new_tx, in, made);
}

/* --- one officer ---------------------------------------------------------------------------------------------------------------- */

static enum status
show_one(struct cx *cx, struct req *rq, struct resp *rs, struct admin_show_view *v, int64_t id)
{
	struct who_role at[ACCOUNT_UNITS_MAX];
	TRY(account_admin_load(cx, id, &v->r, at, ACCOUNT_UNITS_MAX, &v->n));
	v->self = id == cx->who.account;
	v->may_reset = account_admin_may_reset(cx, id, at, v->n);
	v->place = arena_new_array(cx->arena, struct admin_place, v->n + 1);
	for (int i = 0; i < v->n; i++) {
		unsigned may = account_roles_grantable(cx, unit_by_id(at[i].unit));
		v->place[i].unit = at[i].unit;
		v->place[i].name = unit_name(cx->lang, at[i].unit);
		v->place[i].may = may != 0;
		role_boxes(cx, v->place[i].role, at[i].roles, may);
	}
	v->unit = unit_field(cx, rq, &v->errors);
	role_boxes(cx, v->role, v->errors.list.n > 0 ? read_roles(rq) : 0, grantable_here(cx));
	struct page *pg = page_begin(cx, rq, rs, &(struct page_opts){ .title = v->r.a.name, .area = PAGE_OFFICER, .nav = NAV,
								      .back = INDEX, .error = v->errors.list.n > 0 });
	tpl_account_admin_show(pg, v);
	return page_end(pg);
}

static enum status
param_id(struct cx *cx, struct req *rq, int64_t *id)
{
	if (!str_i64(req_param(rq, "id"), id))
		return fail(cx, ST_NOT_FOUND, "account.unknown", "bad id");
	return ST_OK;
}

enum status
account_admin_show(struct cx *cx, struct req *rq, struct resp *rs)
{
	struct admin_show_view v = { 0 };
	int64_t id;
	TRY(param_id(cx, rq, &id));
	return show_one(cx, rq, rs, &v, id);
}

static enum status
roles_saved(struct cx *cx, struct req *rq UNUSED, struct resp *rs, enum status st, void *input)
{
	struct account_admin_roles *in = input;
	struct account_row r;
	struct who_role at[ACCOUNT_UNITS_MAX];
	int n;
	if (st != ST_OK)
		return st;
	web_flash(rs, "flash.account.roles");
	/* Whose last role here was taken away is no longer this administrator's to see. */
	if (account_admin_load(cx, in->id, &r, at, ACCOUNT_UNITS_MAX, &n) != ST_OK)
		return web_redirect(cx, rs, INDEX);
	return back_to(cx, rs, in->id);
}

enum status
account_admin_roles_post(struct cx *cx, struct req *rq, struct resp *rs)
{
	struct admin_show_view v = { 0 };
	struct account_admin_roles *in = arena_new_one(cx->arena, struct account_admin_roles);
	TRY(param_id(cx, rq, &in->id));
	const struct unit *u = read_unit(cx, rq, &v.errors, &v.choice, &v.n_choices);
	in->roles = read_roles(rq);
	if (in->roles == 0 && req_has_field(rq, "don_vi_ten"))
		account_error_add(cx, &v.errors, "vai_tro-0", tr(cx->lang, "Chọn ít nhất một vai trò"));
	if (v.errors.list.n > 0) {
		resp_status(rs, 422);
		return show_one(cx, rq, rs, &v, in->id);
	}
	in->unit = u->id;
	return web_commit(cx, rq, in->unit, account_admin_roles_tx, in, roles_saved);
}

static enum status
acted(struct cx *cx, struct req *rq, struct resp *rs, enum status st, void *input)
{
	struct account_admin_change *in = input;
	struct account a;
	if (st != ST_OK)
		return st;
	switch (in->act) {
	case ADMIN_DISABLE:
		web_flash(rs, "flash.account.disabled");
		break;
	case ADMIN_ENABLE:
		web_flash(rs, "flash.account.enabled");
		break;
	case ADMIN_NEW_CODE:
		web_flash(rs, "flash.account.code_reset");
		break;
	case ADMIN_NEW_PASSWORD:
		TRY(account_load(cx, in->id, &a));
		return link_made(cx, rq, rs, &a, in->url);
	}
	return back_to(cx, rs, in->id);
}

enum status
account_admin_act_post(struct cx *cx, struct req *rq, struct resp *rs UNUSED)
{
	static const char *const acts[] = { [ADMIN_DISABLE] = "khoa", [ADMIN_ENABLE] = "mo", [ADMIN_NEW_PASSWORD] = "mat-khau",
					    [ADMIN_NEW_CODE] = "ma" };
	struct account_admin_change *in = arena_new_one(cx->arena, struct account_admin_change);
	struct str act = req_field(rq, "lam");
	TRY(param_id(cx, rq, &in->id));
	for (size_t i = 0; i < ARRAY_LEN(acts); i++)
		if (str_is(act, acts[i])) {
			in->act = (enum account_admin_act)i;
			return web_commit(cx, rq, cx->who.unit, account_admin_tx, in, acted);
		}
	return fail(cx, ST_INVALID, "account.admin.act", STR_FMT, STR_ARG(str_head(act, 20)));
}
