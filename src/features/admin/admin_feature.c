/* All that administration adds to the program. */
#include "features/admin/admin_procedure.h"

static const struct route routes[] = {
	ROUTE("GET", "/can-bo/quan-tri", "admin.ledger", admin_overview_page),

	ROUTE("GET", "/can-bo/quan-tri/don-vi", "admin.unit", admin_units_page),
	ROUTE("GET", "/can-bo/quan-tri/don-vi/goi-y", "admin.ledger", admin_unit_suggest, .flags = HTTP_JSON),
	ROUTE("GET", "/can-bo/quan-tri/don-vi/goi-y-moi", "admin.unit", admin_unit_suggest_all, .flags = HTTP_JSON),
	ROUTE("GET", "/can-bo/quan-tri/don-vi/:id", "admin.unit", admin_unit_page),
	ROUTE("POST", "/can-bo/quan-tri/don-vi/:id", "admin.unit", admin_unit_post),
	ROUTE("POST", "/can-bo/quan-tri/don-vi/:id/ket-thuc", "admin.unit", admin_unit_end_post),
	ROUTE("POST", "/can-bo/quan-tri/don-vi/:id/mo-lai", "admin.unit", admin_unit_reopen_post),
	ROUTE("GET", "/can-bo/quan-tri/don-vi/:id/them", "admin.unit", admin_unit_new_page),
	ROUTE("POST", "/can-bo/quan-tri/don-vi/:id/them", "admin.unit", admin_unit_new_post),

	ROUTE("GET", "/can-bo/quan-tri/ngay-nghi", "admin.unit", admin_holidays_page),
	ROUTE("GET", "/can-bo/quan-tri/ngay-nghi/sua", "admin.system", admin_holiday_page),
	ROUTE("POST", "/can-bo/quan-tri/ngay-nghi/sua", "admin.system", admin_holiday_post),
	ROUTE("POST", "/can-bo/quan-tri/ngay-nghi/bo", "admin.system", admin_holiday_remove_post),

	ROUTE("GET", "/can-bo/quan-tri/thu-tuc", "admin.unit", admin_procedures_page),
	ROUTE("GET", "/can-bo/quan-tri/thu-tuc/them", "admin.system", admin_draft_new_page),
	ROUTE("POST", "/can-bo/quan-tri/thu-tuc/them", "admin.system", admin_draft_new_post),
	ROUTE("GET", "/can-bo/quan-tri/thu-tuc/:code", "admin.unit", admin_procedure_page),
	ROUTE("GET", "/can-bo/quan-tri/thu-tuc/:code/so-sanh", "admin.unit", admin_procedure_compare_page),
	ROUTE("GET", "/can-bo/quan-tri/thu-tuc/:code/sua", "admin.system", admin_draft_page),
	ROUTE("POST", "/can-bo/quan-tri/thu-tuc/:code/sua", "admin.system", admin_draft_post),
	ROUTE("GET", "/can-bo/quan-tri/thu-tuc/:code/noi-dung", "admin.system", admin_body_page),
	ROUTE("POST", "/can-bo/quan-tri/thu-tuc/:code/noi-dung", "admin.system", admin_body_post, .body_max = ADMIN_POST_MAX),
	ROUTE("POST", "/can-bo/quan-tri/thu-tuc/:code/bo-nhap", "admin.system", admin_procedure_drop_post),
	ROUTE("GET", "/can-bo/quan-tri/thu-tuc/:code/cong-bo", "admin.system", admin_procedure_publish_page),
	ROUTE("POST", "/can-bo/quan-tri/thu-tuc/:code/cong-bo", "admin.system", admin_procedure_publish_post),
	ROUTE("POST", "/can-bo/quan-tri/thu-tuc/:code/ket-thuc", "admin.system", admin_procedure_end_post),
	ROUTE("GET", "/can-bo/quan-tri/thu-tuc/:code/quy-trinh", "admin.unit", admin_route_page),
	ROUTE("POST", "/can-bo/quan-tri/thu-tuc/:code/quy-trinh", "admin.unit", admin_route_post),
	ROUTE("POST", "/can-bo/quan-tri/thu-tuc/:code/quy-trinh/bo", "admin.unit", admin_route_drop_post),

	ROUTE("GET", "/can-bo/quan-tri/cong-viec", "admin.system", admin_jobs_page),
	ROUTE("POST", "/can-bo/quan-tri/cong-viec/:id", "admin.system", admin_job_post),

	ROUTE("GET", "/can-bo/quan-tri/nhat-ky", "admin.ledger", admin_ledger_page),
	ROUTE("POST", "/can-bo/quan-tri/nhat-ky", "admin.ledger", admin_ledger_post),
	ROUTE("GET", "/can-bo/quan-tri/niem-phong", "admin.ledger", admin_seals_page),
	ROUTE("POST", "/can-bo/quan-tri/niem-phong", "admin.ledger", admin_seals_post),
	ROUTE("GET", "/can-bo/quan-tri/so-dem", "admin.system", admin_tally_page),
	ROUTE("POST", "/can-bo/quan-tri/so-dem", "admin.system", admin_tally_post),
	{ .method = NULL },
};

static const struct permission permissions[] = {
	{ "admin.unit", ROLE_UNIT_ADMIN | ROLE_SYSTEM_ADMIN, "Quản trị đơn vị, xem thủ tục, đặt quy trình của đơn vị" },
	{ "admin.system", ROLE_SYSTEM_ADMIN, "Quản trị thủ tục, ngày nghỉ, việc chạy nền" },
	{ "admin.ledger", ROLE_INSPECT | ROLE_UNIT_ADMIN | ROLE_SYSTEM_ADMIN, "Xem nhật ký" },
	{ NULL, 0, NULL },
};

static const struct web_menu menu[] = {
	{ "/can-bo/quan-tri", "Tổng quan", "quan-tri", "admin.ledger", "Quản trị" },
	{ "/can-bo/quan-tri/don-vi", "Danh mục đơn vị", "don-vi", "admin.unit", "Quản trị" },
	{ "/can-bo/quan-tri/ngay-nghi", "Ngày nghỉ", "ngay-nghi", "admin.unit", "Quản trị" },
	{ "/can-bo/quan-tri/thu-tuc", "Thủ tục", "quan-tri-thu-tuc", "admin.unit", "Quản trị" },
	{ "/can-bo/quan-tri/cong-viec", "Việc chạy nền", "cong-viec", "admin.system", "Quản trị" },
	{ "/can-bo/quan-tri/so-dem", "Đếm lại số liệu", "so-dem", "admin.system", "Quản trị" },
	{ "/can-bo/quan-tri/nhat-ky", "Nhật ký", "nhat-ky", "admin.ledger", "Quản trị" },
	{ NULL, NULL, NULL, NULL, NULL },
};

static const struct job_kind jobs[] = {
	{ .name = "admin.verify", .label = "Kiểm tra nhật ký", .run = admin_verify_job },
	{ .name = "admin.recount", .label = "Đếm lại số liệu", .run = admin_recount_job },
	{ .name = NULL },
};

const struct feature admin_feature = {
	.name = "admin",
	.routes = routes,
	.permissions = permissions,
	.menu = menu,
	.jobs = jobs,
};
