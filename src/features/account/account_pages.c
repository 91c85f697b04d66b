/* Pages of citizens: registering, confirming, a forgotten password, one's own data. */
#include "features/account/account_views.h"

/* --- registering ------------------------------------------------------------------------------------------------------ */

static void
register_fields(struct cx *cx, struct register_view *v, const struct account_register *in)
{
	const struct account_errors *e = &v->errors;
	v->number = (struct account_field){ .id = "so_dinh_danh", .label = tr(cx->lang, "Số định danh cá nhân"),
					    .hint = tr(cx->lang, "12 chữ số trên thẻ căn cước"), .value = in->number,
					    .error = account_error_at(e, "so_dinh_danh"), .digits = true, .width = "20" };
	v->name = (struct account_field){ .id = "ho_ten", .label = tr(cx->lang, "Họ, chữ đệm và tên"),
					  .hint = tr(cx->lang, "Viết có dấu, như trên thẻ căn cước"), .value = in->name,
					  .error = account_error_at(e, "ho_ten"), .autocomplete = "name" };
	v->birth = (struct account_birth_field){ in->birth, account_error_at(e, "ngay_sinh") };
	v->sex = (struct account_sex_field){ in->sex, account_error_at(e, "gioi_tinh") };
	v->email = (struct account_field){ .id = "thu_dien_tu", .label = tr(cx->lang, "Thư điện tử"),
					   .hint = tr(cx->lang, "Để xác nhận tài khoản và nhận tin về hồ sơ"),
					   .value = in->email, .error = account_error_at(e, "thu_dien_tu"), .type = "email",
					   .autocomplete = "email" };
	v->phone = (struct account_field){ .id = "dien_thoai", .label = tr(cx->lang, "Số điện thoại (không bắt buộc)"),
					   .value = in->phone, .error = account_error_at(e, "dien_thoai"), .type = "tel",
					   .autocomplete = "tel", .width = "20" };
}

static enum status
show_register(struct cx *cx, struct req *rq, struct resp *rs, struct register_view *v, const struct account_register *in)
{
	register_fields(cx, v, in);
	struct page *pg = page_begin(cx, rq, rs, &(struct page_opts){ .title = tr(cx->lang, "Đăng ký tài khoản"),
								      .error = v->errors.list.n > 0, .back = "/dang-nhap" });
	tpl_account_register(pg, v);
	return page_end(pg);
}

enum status
account_page_register(struct cx *cx, struct req *rq, struct resp *rs)
{
	struct register_view v = { 0 };
	struct account_register in = { 0 };
	if (cx->who.account != 0 && !cx->who.officer)
		return web_redirect(cx, rs, "/tai-khoan");
	return show_register(cx, rq, rs, &v, &in);
}

static void
read_register(struct cx *cx, struct req *rq, struct account_register *in, struct account_errors *e)
{
	struct account *a = &in->row.a;
	struct str number, name, email, phone;
	in->number = req_field(rq, "so_dinh_danh");
	in->name = req_field(rq, "ho_ten");
	in->birth = account_read_birth(rq);
	in->sex = req_field(rq, "gioi_tinh");
	in->email = req_field(rq, "thu_dien_tu");
	in->phone = req_field(rq, "dien_thoai");
	account_error_add(cx, e, "so_dinh_danh", account_check_number(cx, in->number, &number));
	account_error_add(cx, e, "ho_ten", account_check_name(cx, in->name, &name));
	account_error_add(cx, e, "ngay_sinh", account_check_birth(cx, &in->birth, &a->birth_day));
	account_error_add(cx, e, "gioi_tinh", account_check_sex(cx, in->sex));
	if (e->list.n == 0)
		account_error_add(cx, e, "so_dinh_danh", account_check_fit(cx, number, a->birth_day, in->sex));
	account_error_add(cx, e, "thu_dien_tu", account_check_email(cx, in->email, true, &email));
	account_error_add(cx, e, "dien_thoai", account_check_phone(cx, in->phone, &phone));
	a->login = str_cstr(cx->arena, number);
	a->name = str_cstr(cx->arena, name);
	a->email = str_cstr(cx->arena, email);
	a->phone = str_cstr(cx->arena, phone);
	a->sex = str_cstr(cx->arena, in->sex);
	a->address = "";
	a->kind = ACCOUNT_CITIZEN;
	a->has_birth = true;
	a->lang = cx->lang;
	in->row.totp_secret = "";
	in->password = account_read_password(cx, rq, a->login, e);
}

static enum status
registered(struct cx *cx, struct req *rq UNUSED, struct resp *rs, enum status st, void *input UNUSED)
{
	if (st != ST_OK)
		return st;
	job_wake();
	return web_redirect(cx, rs, "/dang-ky/kiem-tra-thu");
}

enum status
account_page_register_post(struct cx *cx, struct req *rq, struct resp *rs)
{
	struct register_view v = { 0 };
	struct account_register *in = arena_new_one(cx->arena, struct account_register);
	char *hash = arena_alloc(cx->arena, CRYPT_PASSWORD_TEXT);
	read_register(cx, rq, in, &v.errors);
	if (v.errors.list.n > 0) {
		resp_status(rs, 422);
		return show_register(cx, rq, rs, &v, in);
	}
	TRY(crypt_password_hash(cx, in->password, hash));
	in->row.password = hash;
	return web_commit(cx, rq, 0, account_register_tx, in, registered);
}

/* The same words whether the number was free or not. */
enum status
account_page_register_done(struct cx *cx, struct req *rq, struct resp *rs)
{
	struct notice_view v = {
		.title = tr(cx->lang, "Kiểm tra thư"),
		.text = tr(cx->lang, "Chúng tôi vừa gửi thư đến địa chỉ bạn ghi. Mở thư và bấm nút Xác nhận trong vòng 48 giờ, rồi đăng nhập."),
		.more = tr(cx->lang, "Không thấy thư sau vài phút? Xem trong mục thư rác. Nếu số định danh của bạn đã có tài khoản từ trước, "
				     "hãy đặt lại mật khẩu, hoặc đem thẻ căn cước đến quầy một cửa gần nhất để được cấp lại."),
	};
	return account_notice(cx, rq, rs, &v);
}

/* --- confirming an address ------------------------------------------------------------------------------------------------ */

static enum status
link_ended(struct cx *cx, struct req *rq, struct resp *rs, bool letter)
{
	struct notice_view v = {
		.title = tr(cx->lang, "Đường dẫn không còn dùng được"),
		.text = tr(cx->lang, "Đường dẫn đã được dùng một lần hoặc đã hết hạn."),
		.more = letter ? tr(cx->lang, "Nếu bạn đã xác nhận rồi thì cứ đăng nhập. Nếu chưa, đăng nhập bằng số định danh và mật khẩu; thư mới sẽ được gửi.")
			       : tr(cx->lang, "Hãy xin đường dẫn mới ở trang Quên mật khẩu, hoặc nơi đã cấp cho bạn."),
	};
	resp_status(rs, 410);
	return account_notice(cx, rq, rs, &v);
}

/* Letters are opened by scanners too: looking changes nothing, the button does. */
enum status
account_page_confirm(struct cx *cx, struct req *rq, struct resp *rs)
{
	struct reset_view v = { .token = str_cstr(cx->arena, req_query(rq, "ma")) };
	char hash[65];
	int64_t account;
	account_token_hash(str_of(v.token), hash);
	TRY(store_token(cx, hash, "email", &account));
	if (account == 0)
		return link_ended(cx, rq, rs, true);
	struct page *pg = page_begin(cx, rq, rs, &(struct page_opts){ .title = tr(cx->lang, "Xác nhận thư điện tử") });
	tpl_account_confirm(pg, &v);
	return page_end(pg);
}

static enum status
confirmed(struct cx *cx, struct req *rq, struct resp *rs, enum status st, void *input)
{
	struct account_link *in = input;
	if (st != ST_OK)
		return st;
	job_wake();
	if (in->ended)
		return link_ended(cx, rq, rs, true);
	web_flash(rs, "flash.account.confirmed");
	return web_redirect(cx, rs, cx->who.account != 0 && !cx->who.officer ? "/tai-khoan" : "/dang-nhap");
}

enum status
account_page_confirm_post(struct cx *cx, struct req *rq, struct resp *rs UNUSED)
{
	struct account_link *in = arena_new_one(cx->arena, struct account_link);
	in->token = req_field(rq, "ma");
	return web_commit(cx, rq, 0, account_confirm_tx, in, confirmed);
}

/* --- a forgotten password ---------------------------------------------------------------------------------------------------- */

static enum status
show_forgot(struct cx *cx, struct req *rq, struct resp *rs, struct forgot_view *v, struct str typed)
{
	v->number = (struct account_field){ .id = "so_dinh_danh", .label = tr(cx->lang, "Số định danh cá nhân"),
					    .hint = tr(cx->lang, "12 chữ số trên thẻ căn cước"), .value = typed,
					    .error = account_error_at(&v->errors, "so_dinh_danh"),
					    .autocomplete = "username", .digits = true, .width = "20" };
	struct page *pg = page_begin(cx, rq, rs, &(struct page_opts){ .title = tr(cx->lang, "Quên mật khẩu"),
								      .error = v->errors.list.n > 0, .back = "/dang-nhap" });
	tpl_account_forgot(pg, v);
	return page_end(pg);
}

enum status
account_page_forgot(struct cx *cx, struct req *rq, struct resp *rs)
{
	struct forgot_view v = { 0 };
	return show_forgot(cx, rq, rs, &v, (struct str){ 0 });
}

static enum status
forgotten(struct cx *cx, struct req *rq UNUSED, struct resp *rs, enum status st, void *input)
{
	struct account_forgot *in = input;
	if (st != ST_OK)
		return st;
	if (in->wait)
		return fail(cx, ST_TOO_MANY, "account.wait", "forgot");
	job_wake();
	return web_redirect(cx, rs, "/quen-mat-khau/kiem-tra-thu");
}

enum status
account_page_forgot_post(struct cx *cx, struct req *rq, struct resp *rs)
{
	struct forgot_view v = { 0 };
	struct account_forgot *in = arena_new_one(cx->arena, struct account_forgot);
	struct str typed = req_field(rq, "so_dinh_danh");
	account_error_add(cx, &v.errors, "so_dinh_danh", account_check_number(cx, typed, &in->number));
	if (v.errors.list.n > 0) {
		resp_status(rs, 422);
		return show_forgot(cx, rq, rs, &v, typed);
	}
	return web_commit(cx, rq, 0, account_forgot_tx, in, forgotten);
}

enum status
account_page_forgot_done(struct cx *cx, struct req *rq, struct resp *rs)
{
	struct notice_view v = {
		.title = tr(cx->lang, "Kiểm tra thư để đặt mật khẩu mới"),
		.text = tr(cx->lang, "Nếu số này có tài khoản với thư điện tử đã xác nhận, chúng tôi vừa gửi đến đó đường dẫn đặt mật khẩu mới. "
				     "Đường dẫn dùng được trong 1 giờ."),
		.more = tr(cx->lang, "Không nhận được thư hoặc không còn dùng địa chỉ ấy? Đem thẻ căn cước đến quầy một cửa gần nhất để được cấp lại."),
	};
	return account_notice(cx, rq, rs, &v);
}

static enum status
show_reset(struct cx *cx, struct req *rq, struct resp *rs, struct reset_view *v)
{
	struct page *pg = page_begin(cx, rq, rs, &(struct page_opts){ .title = tr(cx->lang, "Đặt mật khẩu mới"),
								      .error = v->errors.list.n > 0 });
	tpl_account_reset(pg, v);
	return page_end(pg);
}

enum status
account_page_reset(struct cx *cx, struct req *rq, struct resp *rs)
{
	struct reset_view v = { .token = str_cstr(cx->arena, req_query(rq, "ma")) };
	char hash[65];
	int64_t account;
	account_token_hash(str_of(v.token), hash);
	TRY(store_token(cx, hash, "password", &account));
	return account == 0 ? link_ended(cx, rq, rs, false) : show_reset(cx, rq, rs, &v);
}

static enum status
reset(struct cx *cx, struct req *rq, struct resp *rs, enum status st, void *input)
{
	struct account_link *in = input;
	if (st != ST_OK)
		return st;
	job_wake();
	if (in->ended)
		return link_ended(cx, rq, rs, false);
	web_session_end(rs);
	web_flash(rs, "flash.account.password");
	return web_redirect(cx, rs, in->kind == ACCOUNT_OFFICER ? "/can-bo/dang-nhap" : "/dang-nhap");
}

enum status
account_page_reset_post(struct cx *cx, struct req *rq, struct resp *rs)
{
	struct reset_view v = { .token = str_cstr(cx->arena, req_field(rq, "ma")) };
	struct account_link *in = arena_new_one(cx->arena, struct account_link);
	struct account_row r;
	char *password_hash = arena_alloc(cx->arena, CRYPT_PASSWORD_TEXT), hash[65];
	int64_t account;
	account_token_hash(str_of(v.token), hash);
	TRY(store_token(cx, hash, "password", &account));
	if (account == 0) /* before the slow hash, which is not for everybody */
		return link_ended(cx, rq, rs, false);
	TRY(store_by_id(cx, account, &r));
	struct str password = account_read_password(cx, rq, r.a.login, &v.errors);
	if (v.errors.list.n > 0) {
		resp_status(rs, 422);
		return show_reset(cx, rq, rs, &v);
	}
	TRY(crypt_password_hash(cx, password, password_hash));
	*in = (struct account_link){ .token = str_of(v.token), .password_hash = password_hash };
	return web_commit(cx, rq, account, account_reset_tx, in, reset);
}

/* --- one's own account --------------------------------------------------------------------------------------------------------- */

enum status
account_page_me(struct cx *cx, struct req *rq, struct resp *rs)
{
	struct me_view v = { .sessions = { .action = "/tai-khoan/dang-xuat-het" } };
	TRY(account_load(cx, cx->who.account, &v.a));
	TRY(account_sessions_view(cx, rq, &v.sessions));
	v.number = v.a.login;
	v.birth = account_birth_text(cx, &v.a);
	v.sex = tr(cx->lang, strcmp(v.a.sex, "nu") == 0 ? "Nữ" : "Nam");
	struct page *pg = page_begin(cx, rq, rs, &(struct page_opts){ .title = tr(cx->lang, "Tài khoản của tôi") });
	tpl_account_me(pg, &v);
	return page_end(pg);
}

static enum status
show_contact(struct cx *cx, struct req *rq, struct resp *rs, struct contact_view *v, const struct account_contact *in)
{
	v->email = (struct account_field){ .id = "thu_dien_tu", .label = tr(cx->lang, "Thư điện tử"),
					   .hint = tr(cx->lang, "Địa chỉ mới dùng được sau khi bạn mở thư xác nhận gửi đến đó"),
					   .value = in->email, .error = account_error_at(&v->errors, "thu_dien_tu"),
					   .type = "email", .autocomplete = "email" };
	v->phone = (struct account_field){ .id = "dien_thoai", .label = tr(cx->lang, "Số điện thoại (không bắt buộc)"),
					   .value = in->phone, .error = account_error_at(&v->errors, "dien_thoai"),
					   .type = "tel", .autocomplete = "tel", .width = "20" };
	v->address = (struct account_field){ .id = "dia_chi", .label = tr(cx->lang, "Nơi ở hiện nay (không bắt buộc)"),
					     .hint = tr(cx->lang, "Số nhà, đường hoặc thôn; xã, phường; tỉnh, thành phố"),
					     .value = in->address, .error = account_error_at(&v->errors, "dia_chi"),
					     .autocomplete = "address-line1" };
	v->letters_english = in->letters_english;
	struct page *pg = page_begin(cx, rq, rs, &(struct page_opts){ .title = tr(cx->lang, "Sửa thông tin liên hệ"),
								      .error = v->errors.list.n > 0, .back = "/tai-khoan" });
	tpl_account_contact(pg, v);
	return page_end(pg);
}

enum status
account_page_contact(struct cx *cx, struct req *rq, struct resp *rs)
{
	struct contact_view v = { 0 };
	struct account a;
	TRY(account_load(cx, cx->who.account, &a));
	struct account_contact in = { .email = str_of(a.email), .phone = str_of(a.phone), .address = str_of(a.address),
				      .letters_english = a.lang == LANG_EN };
	return show_contact(cx, rq, rs, &v, &in);
}

static enum status
contact_saved(struct cx *cx, struct req *rq UNUSED, struct resp *rs, enum status st, void *input)
{
	struct account_contact *in = input;
	if (st != ST_OK)
		return st;
	job_wake();
	if (in->email_changed)
		web_flash(rs, "flash.account.confirm_sent");
	else
		web_flash(rs, "flash.account.contact");
	return web_redirect(cx, rs, "/tai-khoan");
}

enum status
account_page_contact_post(struct cx *cx, struct req *rq, struct resp *rs)
{
	struct contact_view v = { 0 };
	struct account_contact *in = arena_new_one(cx->arena, struct account_contact);
	struct account_contact typed = { .email = req_field(rq, "thu_dien_tu"), .phone = req_field(rq, "dien_thoai"),
					 .address = str_trim(req_field(rq, "dia_chi")),
					 .letters_english = str_is(req_field(rq, "tieng"), "en") };
	*in = typed;
	account_error_add(cx, &v.errors, "thu_dien_tu", account_check_email(cx, typed.email, true, &in->email));
	account_error_add(cx, &v.errors, "dien_thoai", account_check_phone(cx, typed.phone, &in->phone));
	if (viet_length(typed.address) > ACCOUNT_ADDRESS_MAX)
		account_error_add(cx, &v.errors, "dia_chi", tr(cx->lang, "Địa chỉ dài quá 300 ký tự; viết ngắn lại"));
	if (v.errors.list.n > 0) {
		resp_status(rs, 422);
		return show_contact(cx, rq, rs, &v, &typed);
	}
	return web_commit(cx, rq, cx->who.account, account_contact_tx, in, contact_saved);
}

/* --- changing the password, of citizens and officers ------------------------------------------------------------------------------- */

static enum status
show_password(struct cx *cx, struct req *rq, struct resp *rs, struct password_view *v)
{
	bool officer = cx->who.officer;
	v->action = officer ? "/can-bo/toi/mat-khau" : "/tai-khoan/mat-khau";
	v->old = (struct account_field){ .id = "mat_khau", .label = tr(cx->lang, "Mật khẩu hiện nay"), .type = "password",
					 .autocomplete = "current-password", .error = account_error_at(&v->errors, "mat_khau") };
	struct page *pg = page_begin(cx, rq, rs, &(struct page_opts){ .title = tr(cx->lang, "Đổi mật khẩu"),
								      .area = officer ? PAGE_OFFICER : PAGE_PUBLIC,
								      .error = v->errors.list.n > 0,
								      .back = officer ? "/can-bo/toi" : "/tai-khoan" });
	tpl_account_password(pg, v);
	return page_end(pg);
}

enum status
account_page_password(struct cx *cx, struct req *rq, struct resp *rs)
{
	struct password_view v = { 0 };
	struct account a;
	TRY(account_load(cx, cx->who.account, &a));
	v.login = a.login;
	return show_password(cx, rq, rs, &v);
}

static enum status
password_changed(struct cx *cx, struct req *rq UNUSED, struct resp *rs, enum status st, void *input UNUSED)
{
	if (st != ST_OK)
		return st;
	job_wake();
	web_flash(rs, "flash.account.password_changed");
	return web_redirect(cx, rs, cx->who.officer ? "/can-bo/toi" : "/tai-khoan");
}

struct wrong_old {
	const char *login;
	int64_t account;
};

static enum status
wrong_old_tx(struct cx *cx, void *input)
{
	struct wrong_old *w = input;
	TRY(account_count(cx, LIMIT_SIGN_IN, account_subject(cx, LIMIT_SIGN_IN, w->login)));
	return account_event(cx, w->account, "account.sign_in_wrong", "");
}

static enum status
wrong_old_done(struct cx *cx, struct req *rq, struct resp *rs, enum status st, void *input)
{
	struct wrong_old *w = input;
	struct password_view v = { .login = strchr(w->login, ':') + 1 };
	if (st != ST_OK)
		return st;
	account_error_add(cx, &v.errors, "mat_khau", tr(cx->lang, "Mật khẩu hiện nay chưa đúng"));
	resp_status(rs, 422);
	return show_password(cx, rq, rs, &v);
}

enum status
account_page_password_post(struct cx *cx, struct req *rq, struct resp *rs)
{
	struct password_view v = { 0 };
	struct account_change *c = arena_new_one(cx->arena, struct account_change);
	struct wrong_old *w = arena_new_one(cx->arena, struct wrong_old);
	struct account_row r;
	int wait;
	char *hash = arena_alloc(cx->arena, CRYPT_PASSWORD_TEXT);
	TRY(store_by_id(cx, cx->who.account, &r));
	v.login = r.a.login;
	struct str password = account_read_password(cx, rq, r.a.login, &v.errors);
	if (v.errors.list.n > 0) {
		resp_status(rs, 422);
		return show_password(cx, rq, rs, &v);
	}
	*w = (struct wrong_old){ arena_printf(cx->arena, "%d:%s", (int)r.a.kind, r.a.login), r.a.id };
	TRY(account_wait(cx, LIMIT_SIGN_IN, account_subject(cx, LIMIT_SIGN_IN, w->login), &wait));
	if (wait > 0)
		return fail(cx, ST_TOO_MANY, "account.wait", "%d s", wait);
	if (!crypt_password_verify(req_field(rq, "mat_khau"), r.password))
		return web_commit(cx, rq, r.a.id, wrong_old_tx, w, wrong_old_done);
	TRY(crypt_password_hash(cx, password, hash));
	*c = (struct account_change){ .new_hash = hash, .old_password_hash = r.password,
				      .session = arena_strdup(cx->arena, web_session_hash(rq)) };
	return web_commit(cx, rq, r.a.id, account_change_password_tx, c, password_changed);
}
