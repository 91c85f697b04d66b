/* All that this feature adds to the program. */
#include "features/account/account_priv.h"

static const struct route routes[] = {
	ROUTE("GET", "/dang-ky", "PUBLIC", account_page_register),
	ROUTE("POST", "/dang-ky", "PUBLIC", account_page_register_post, .flags = HTTP_SLOW),
	ROUTE("GET", "/dang-ky/kiem-tra-thu", "PUBLIC", account_page_register_done),
	ROUTE("GET", "/xac-nhan", "PUBLIC", account_page_confirm),
	ROUTE("POST", "/xac-nhan", "PUBLIC", account_page_confirm_post),
	ROUTE("GET", "/dang-nhap", "PUBLIC", account_page_sign_in),
	ROUTE("POST", "/dang-nhap", "PUBLIC", account_page_sign_in_post, .flags = HTTP_SLOW),
	ROUTE("POST", "/dang-xuat", "PUBLIC", account_page_sign_out),
	ROUTE("GET", "/quen-mat-khau", "PUBLIC", account_page_forgot),
	ROUTE("POST", "/quen-mat-khau", "PUBLIC", account_page_forgot_post),
	ROUTE("GET", "/quen-mat-khau/kiem-tra-thu", "PUBLIC", account_page_forgot_done),
	ROUTE("GET", "/dat-lai-mat-khau", "PUBLIC", account_page_reset),
	ROUTE("POST", "/dat-lai-mat-khau", "PUBLIC", account_page_reset_post, .flags = HTTP_SLOW),
	ROUTE("GET", "/tiep-tuc", "PUBLIC", account_page_parked),
	ROUTE("POST", "/tiep-tuc/bo", "PUBLIC", account_page_parked_drop),

	ROUTE("GET", "/tai-khoan", "ACCOUNT", account_page_me),
	ROUTE("GET", "/tai-khoan/lien-he", "ACCOUNT", account_page_contact),
	ROUTE("POST", "/tai-khoan/lien-he", "ACCOUNT", account_page_contact_post),
	ROUTE("GET", "/tai-khoan/mat-khau", "ACCOUNT", account_page_password),
	ROUTE("POST", "/tai-khoan/mat-khau", "ACCOUNT", account_page_password_post, .flags = HTTP_SLOW),
	ROUTE("POST", "/tai-khoan/dang-xuat-het", "ACCOUNT", account_page_sign_out_all),

	ROUTE("GET", "/can-bo/dang-nhap", "PUBLIC", account_officer_sign_in),
	ROUTE("POST", "/can-bo/dang-nhap", "PUBLIC", account_officer_sign_in_post, .flags = HTTP_SLOW),
	ROUTE("GET", "/can-bo/dang-nhap/ma", "PUBLIC", account_officer_code),
	ROUTE("POST", "/can-bo/dang-nhap/ma", "PUBLIC", account_officer_code_post),
	ROUTE("POST", "/can-bo/dang-xuat", "PUBLIC", account_page_sign_out),
	ROUTE("GET", "/can-bo/toi", "OFFICER", account_officer_me),
	ROUTE("POST", "/can-bo/toi/don-vi", "OFFICER", account_officer_unit_post),
	ROUTE("GET", "/can-bo/toi/mat-khau", "OFFICER", account_page_password),
	ROUTE("POST", "/can-bo/toi/mat-khau", "OFFICER", account_page_password_post, .flags = HTTP_SLOW),
	ROUTE("POST", "/can-bo/toi/dang-xuat-het", "OFFICER", account_page_sign_out_all),

	ROUTE("GET", "/can-bo/quan-tri/nguoi-dung", "account.manage", account_admin_index),
	ROUTE("GET", "/can-bo/quan-tri/nguoi-dung/them", "account.manage", account_admin_new_page),
	ROUTE("POST", "/can-bo/quan-tri/nguoi-dung/them", "account.manage", account_admin_new_post),
	ROUTE("GET", "/can-bo/quan-tri/nguoi-dung/goi-y-don-vi", "account.manage", account_admin_suggest_unit,
	      .flags = HTTP_JSON),
	ROUTE("GET", "/can-bo/quan-tri/nguoi-dung/:id", "account.manage", account_admin_show),
	ROUTE("POST", "/can-bo/quan-tri/nguoi-dung/:id/vai-tro", "account.manage", account_admin_roles_post),
	ROUTE("POST", "/can-bo/quan-tri/nguoi-dung/:id/lam", "account.manage", account_admin_act_post),

	ROUTE("GET", "/can-bo/cong-dan", "account.desk", account_desk_page),
	ROUTE("POST", "/can-bo/cong-dan", "account.desk", account_desk_find_post),
	ROUTE("POST", "/can-bo/cong-dan/:id/kiem-tra", "account.desk", account_desk_check_post),
	ROUTE("POST", "/can-bo/cong-dan/:id/mat-khau", "account.desk", account_desk_password_post),
	{ .method = NULL },
};

static const struct permission permissions[] = {
	{ "account.manage", ROLE_UNIT_ADMIN | ROLE_SYSTEM_ADMIN, "Quản lý người dùng và vai trò" },
	{ "account.desk", ROLE_RECEIVE, "Kiểm tra và cấp lại tài khoản công dân tại quầy" },
	{ NULL, 0, NULL },
};

static const struct web_menu menu[] = {
	{ "/can-bo/cong-dan", "Tài khoản công dân", "cong-dan", "account.desk", "Tại quầy" },
	{ "/can-bo/quan-tri/nguoi-dung", "Người dùng", "nguoi-dung", "account.manage", "Quản trị" },
	{ "/can-bo/toi", "Tài khoản của tôi", "toi", "OFFICER", "Của tôi" },
	{ NULL, NULL, NULL, NULL, NULL },
};

static enum status
tidy_tx(struct cx *cx, void *input)
{
	return store_tidy(cx, input);
}

static enum status
tidy(struct cx *cx, struct db *db, const struct job *job UNUSED)
{
	int64_t n;
	TRY(db_tx(cx, db, 0, tidy_tx, &n));
	if (n > 0)
		log_info("account", "tidied %lld rows that had run out", (long long)n);
	return ST_OK;
}

static const struct job_kind jobs[] = {
	{ .name = "account.tidy", .label = "Dọn phiên, đường dẫn và lượt thử đã hết hạn", .run = tidy, .every = TIME_HOUR },
	{ .name = NULL },
};

const struct feature account_feature = {
	.name = "account",
	.routes = routes,
	.permissions = permissions,
	.menu = menu,
	.jobs = jobs,
};
