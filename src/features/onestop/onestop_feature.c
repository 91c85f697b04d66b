/* All that the feature adds to the program. */
#include "features/onestop/onestop_priv.h"

#define READ "onestop.read"
#define WORK "onestop.work"
#define COUNTER "onestop.counter"

static const struct route routes[] = {
	ROUTE("GET", "/can-bo", "OFFICER", onestop_queue_page),
	ROUTE("GET", "/can-bo/hang-doi.csv", READ, onestop_queue_csv),
	ROUTE("POST", "/can-bo/hang-doi", WORK, onestop_bulk_post),
	ROUTE("GET", "/can-bo/ho-so/:id", READ, onestop_work_page),
	ROUTE("GET", "/can-bo/ho-so/:id/viec/:viec", WORK, onestop_move_page),
	ROUTE("POST", "/can-bo/ho-so/:id/viec/:viec", WORK, onestop_move_post, .flags = HTTP_MULTIPART | HTTP_SLOW,
	      .body_max = HTTP_BODY_FILES_MAX),
	ROUTE("GET", "/can-bo/ho-so/:id/giay/:giay", READ, onestop_paper_file),
	ROUTE("POST", "/can-bo/ho-so/:id/giay/:giay/danh-dau", WORK, onestop_paper_mark_post),
	ROUTE("POST", "/can-bo/ho-so/:id/ghi-chu", WORK, onestop_note_post),
	ROUTE("POST", "/can-bo/ho-so/:id/nhan", WORK, onestop_message_post),
	ROUTE("POST", "/can-bo/ho-so/:id/le-phi/:khoan", WORK, onestop_fee_post),
	ROUTE("GET", "/can-bo/ho-so/:id/in/:slip", READ, onestop_slip_page),
	ROUTE("GET", "/can-bo/ho-so/:id/phieu/:slip", READ, onestop_slip_pdf, .flags = HTTP_SLOW),
	ROUTE("GET", "/can-bo/ho-so/:id/ket-qua.pdf", READ, onestop_result_pdf, .flags = HTTP_SLOW),
	ROUTE("GET", "/can-bo/ho-so/:id/kiem-soat", READ, onestop_sheet_page),
	ROUTE("GET", "/can-bo/ho-so/:id/kiem-soat.pdf", READ, onestop_sheet_pdf, .flags = HTTP_SLOW),
	ROUTE("GET", "/can-bo/so-lieu", READ, onestop_figures_page),
	ROUTE("GET", "/can-bo/so-theo-doi", READ, onestop_register_page),
	ROUTE("GET", "/can-bo/so-theo-doi.csv", READ, onestop_register_csv),
	ROUTE("GET", "/can-bo/tai-quay", COUNTER, onestop_counter_page),
	ROUTE("GET", "/can-bo/tai-quay/moi/:ma", COUNTER, onestop_counter_start_page),
	ROUTE("POST", "/can-bo/tai-quay/moi/:ma", COUNTER, onestop_counter_start_post),
	ROUTE("GET", "/can-bo/tai-quay/ho-so/:id/hoan-tat", COUNTER, onestop_counter_finish_page),
	ROUTE("POST", "/can-bo/tai-quay/ho-so/:id/hoan-tat", COUNTER, onestop_counter_finish_post,
	      .flags = HTTP_MULTIPART | HTTP_SLOW, .body_max = HTTP_BODY_FILES_MAX),
	ROUTE("POST", "/can-bo/tai-quay/ho-so/:id/bo", COUNTER, onestop_counter_discard_post),
	ROUTE("GET", "/can-bo/tai-quay/ho-so/:id/sua/:buoc", COUNTER, onestop_counter_step_page),
	ROUTE("GET", "/can-bo/tai-quay/ho-so/:id/:buoc", COUNTER, onestop_counter_step_page),
	ROUTE("POST", "/can-bo/tai-quay/ho-so/:id/:buoc", COUNTER, onestop_counter_step_post),
	{ .method = NULL },
};

static const struct permission permissions[] = {
	{ READ, ONESTOP_WORKERS | ROLE_INSPECT, "Xem hồ sơ của đơn vị" },
	{ WORK, ONESTOP_WORKERS, "Xử lý hồ sơ của đơn vị" },
	{ COUNTER, ROLE_RECEIVE, "Nhận hồ sơ tại quầy" },
	{ NULL, 0, NULL },
};

static const struct web_menu menu[] = {
	{ "/can-bo", "Hàng đợi", "hang-doi", READ, "Hồ sơ" },
	{ "/can-bo/so-lieu", "Số liệu của đơn vị", "so-lieu-don-vi", READ, "Hồ sơ" },
	{ "/can-bo/so-theo-doi", "Sổ theo dõi", "so-theo-doi", READ, "Hồ sơ" },
	{ "/can-bo/tai-quay", "Nhận hồ sơ tại quầy", "tai-quay", COUNTER, "Tại quầy" },
	{ NULL, NULL, NULL, NULL, NULL },
};

/* What was begun at a counter and never accepted goes after a month. */
enum { COUNTER_DAYS = 30, COUNTER_BATCH = 100 };

static enum status
discard_tx(struct cx *cx, void *d)
{
	return dossier_discard(cx, d);
}

static enum status
tidy(struct cx *cx, struct db *db, const struct job *job UNUSED)
{
	struct dossier *d = arena_new_array(cx->arena, struct dossier, COUNTER_BATCH);
	size_t n;
	TRY(dossier_at_counter(cx, 0, id_floor(cx->now - COUNTER_DAYS * TIME_DAY), d, COUNTER_BATCH, &n));
	for (size_t i = 0; i < n; i++) {
		enum status st = db_tx(cx, db, d[i].unit, discard_tx, &d[i]);
		if (st != ST_OK && st != ST_CONFLICT) /* submitted this very moment */
			return st;
	}
	if (n > 0)
		log_info("onestop", "discarded %zu drafts of counters", n);
	return ST_OK;
}

static const struct job_kind jobs[] = {
	{ .name = "onestop.tidy", .label = "Dọn bản nháp tại quầy quá 30 ngày", .run = tidy, .every = TIME_DAY },
	{ .name = NULL },
};

const struct feature onestop_feature = {
	.name = "onestop",
	.routes = routes,
	.permissions = permissions,
	.menu = menu,
	.jobs = jobs,
};
