/* A citizen's account at the one-stop desk: the clerk has the card in hand (settled.md 28). */
#include "features/account/account_views.h"

#define NAV "cong-dan"
#define INDEX "/can-bo/cong-dan"

static enum status
show_desk(struct cx *cx, struct req *rq, struct resp *rs, struct desk_view *v, struct str number)
{
	const struct account_errors *e = &v->errors;
	v->number = (struct account_field){ .id = "so_dinh_danh", .label = tr(cx->lang, "Số định danh cá nhân"), .value = number,
					    .hint = tr(cx->lang, "Đủ 12 chữ số, đọc trên thẻ căn cước của người đang ở quầy"),
					    .error = account_error_at(e, "so_dinh_danh"), .digits = true, .width = "20" };
	v->name.id = "ho_ten";
	v->name.label = tr(cx->lang, "Họ, chữ đệm và tên trên thẻ");
	v->name.error = account_error_at(e, "ho_ten");
	v->birth_field.error = account_error_at(e, "ngay_sinh");
	v->sex.error = account_error_at(e, "gioi_tinh");
	v->email = (struct account_field){ .id = "thu_dien_tu", .label = tr(cx->lang, "Thư điện tử (không bắt buộc)"), .type = "email",
					   .hint = tr(cx->lang, "Người dân đọc cho; địa chỉ cũ không còn dùng để lấy lại mật khẩu"),
					   .value = v->email.value, .error = account_error_at(e, "thu_dien_tu") };
	struct page *pg = page_begin(cx, rq, rs, &(struct page_opts){ .title = tr(cx->lang, "Tài khoản công dân"), .nav = NAV,
								      .area = PAGE_OFFICER, .error = e->list.n > 0 });
	tpl_account_desk(pg, v);
	return page_end(pg);
}

enum status
account_desk_page(struct cx *cx, struct req *rq, struct resp *rs)
{
	struct desk_view v = { 0 };
	return show_desk(cx, rq, rs, &v, (struct str){ 0 });
}

static void
fill_found(struct cx *cx, struct desk_view *v, const struct account *a)
{
	struct civil c = day_civil(a->birth_day);
	v->looked = true;
	v->a = *a;
	if (a->id == 0)
		return;
	v->birth = account_birth_text(cx, a);
	v->name.value = str_of(a->name);
	v->sex.value = str_of(a->sex);
	if (a->has_birth)
		v->birth_field.value = (struct account_birth){ str_of(arena_printf(cx->arena, "%d", c.day)),
							       str_of(arena_printf(cx->arena, "%d", c.month)),
							       str_of(arena_printf(cx->arena, "%d", c.year)) };
}

static enum status
found(struct cx *cx, struct req *rq, struct resp *rs, enum status st, void *input)
{
	struct account_desk *in = input;
	struct desk_view v = { 0 };
	if (st != ST_OK)
		return st;
	fill_found(cx, &v, &in->row.a);
	return show_desk(cx, rq, rs, &v, in->number);
}

/* By POST, so that the number stands in no address and no log. */
enum status
account_desk_find_post(struct cx *cx, struct req *rq, struct resp *rs)
{
	struct desk_view v = { 0 };
	struct account_desk *in = arena_new_one(cx->arena, struct account_desk);
	struct str typed = req_field(rq, "so_dinh_danh");
	account_error_add(cx, &v.errors, "so_dinh_danh", account_check_number(cx, typed, &in->number));
	if (v.errors.list.n > 0) {
		resp_status(rs, 422);
		return show_desk(cx, rq, rs, &v, typed);
	}
	return web_commit(cx, rq, cx->who.unit, account_desk_find_tx, in, found);
}

static enum status
load_citizen(struct cx *cx, struct req *rq, struct account *a)
{
	int64_t id;
	if (!str_i64(req_param(rq, "id"), &id))
		return fail(cx, ST_NOT_FOUND, "account.unknown", "bad id");
	TRY(account_load(cx, id, a));
	return a->kind == ACCOUNT_CITIZEN ? ST_OK : fail(cx, ST_NOT_FOUND, "account.unknown", "no citizen");
}

static enum status
checked(struct cx *cx, struct req *rq UNUSED, struct resp *rs, enum status st, void *input UNUSED)
{
	if (st != ST_OK)
		return st;
	web_flash(rs, "flash.account.checked");
	return web_redirect(cx, rs, INDEX);
}

enum status
account_desk_check_post(struct cx *cx, struct req *rq, struct resp *rs)
{
	struct desk_view v = { 0 };
	struct account_desk *in = arena_new_one(cx->arena, struct account_desk);
	struct account a;
	struct str name, typed = req_field(rq, "ho_ten"), sex = req_field(rq, "gioi_tinh");
	struct account_birth birth = account_read_birth(rq);
	TRY(load_citizen(cx, rq, &a));
	account_error_add(cx, &v.errors, "ho_ten", account_check_name(cx, typed, &name));
	account_error_add(cx, &v.errors, "ngay_sinh", account_check_birth(cx, &birth, &in->card.birth_day));
	account_error_add(cx, &v.errors, "gioi_tinh", account_check_sex(cx, sex));
	if (v.errors.list.n == 0)
		account_error_add(cx, &v.errors, "ngay_sinh", account_check_fit(cx, str_of(a.login), in->card.birth_day, sex));
	if (v.errors.list.n > 0) {
		fill_found(cx, &v, &a);
		v.name.value = typed;
		v.birth_field.value = birth;
		v.sex.value = sex;
		resp_status(rs, 422);
		return show_desk(cx, rq, rs, &v, str_of(a.login));
	}
	in->card.id = a.id;
	in->card.name = str_cstr(cx->arena, name);
	in->card.sex = str_cstr(cx->arena, sex);
	return web_commit(cx, rq, cx->who.unit, account_desk_check_tx, in, checked);
}

static enum status
password_given(struct cx *cx, struct req *rq, struct resp *rs, enum status st, void *input)
{
	struct account_desk *in = input;
	struct account a;
	if (st != ST_OK)
		return st;
	job_wake();
	TRY(account_load(cx, in->id, &a));
	struct account_link_view v = { .name = a.name, .login = gate_mask_number(cx->arena, str_of(a.login)), .url = in->url,
				       .back = INDEX, .hours = (int)(ACCOUNT_DESK_LIFE / TIME_HOUR) };
	return account_show_link(cx, rq, rs, &v, NAV);
}

enum status
account_desk_password_post(struct cx *cx, struct req *rq, struct resp *rs)
{
	struct desk_view v = { 0 };
	struct account_desk *in = arena_new_one(cx->arena, struct account_desk);
	struct account a;
	struct str typed = req_field(rq, "thu_dien_tu");
	TRY(load_citizen(cx, rq, &a));
	in->id = a.id;
	account_error_add(cx, &v.errors, "thu_dien_tu", account_check_email(cx, typed, false, &in->email));
	if (v.errors.list.n > 0) {
		fill_found(cx, &v, &a);
		v.email.value = typed;
		resp_status(rs, 422);
		return show_desk(cx, rq, rs, &v, str_of(a.login));
	}
	return web_commit(cx, rq, cx->who.unit, account_desk_password_tx, in, password_given);
}
