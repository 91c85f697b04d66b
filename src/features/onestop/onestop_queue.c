/* The queues of a desk: what is late or due first; all that is chosen stands in the address. */
#include "features/onestop/onestop_queue.h"

#include "platform/crypt/crypt.h"

static const struct {
	const char *slug, *label, *column; /* column: heading of the moment a queue is sorted by */
} queues[QUEUES] = {
	[QUEUE_NEW] = { "moi", "Mới", "Hạn trả lời" },
	[QUEUE_MINE] = { "cua-toi", "Việc của tôi", "Hạn trả" },
	[QUEUE_WORK] = { "dang-xu-ly", "Đang xử lý", "Hạn trả" },
	[QUEUE_APPROVE] = { "cho-duyet", "Chờ duyệt", "Hạn trả" },
	[QUEUE_WAITING] = { "cho-bo-sung", "Chờ bổ sung", "Tạm dừng từ" },
	[QUEUE_TODAY] = { "hom-nay", "Đến hạn hôm nay", "Hạn" },
	[QUEUE_LATE] = { "tre-han", "Trễ hạn", "Hạn" },
	[QUEUE_RETURN] = { "tra-ket-qua", "Trả kết quả", "Ngày" },
	[QUEUE_UNSTAFFED] = { "chua-co-can-bo", "Chưa có cán bộ", "Ngày" },
	[QUEUE_CLOSED] = { "da-dong", "Đã đóng", "Ngày đóng" },
};

/* --- the address --------------------------------------------------------------------------------------------------- */

static const char *
address(struct cx *cx, const char *path, const struct dossier_filter *f)
{
	struct buf b;
	buf_init(&b, cx->arena, BUF_LINE);
	buf_addf(&b, "%s?nhom=%s", path, queues[f->queue].slug);
	if (f->text.n > 0) {
		buf_adds(&b, "&tim=");
		onestop_encode(&b, f->text);
	}
	if (f->procedure != NULL) {
		buf_adds(&b, "&tt=");
		onestop_encode(&b, str_of(f->procedure->code));
	}
	if (f->descending)
		buf_adds(&b, "&xep=xa-nhat");
	if (f->after_id != 0)
		buf_addf(&b, "&sau=%lld.%lld", (long long)f->after_sort, (long long)f->after_id);
	return buf_cstr(&b);
}

/* The queue where this officer's next work is: by role, else what is late or due. */
static enum dossier_queue
first_queue(const struct cx *cx, const int64_t counts[QUEUES])
{
	static const struct {
		unsigned role;
		enum dossier_queue queue;
	} order[] = {
		{ ROLE_LEAD, QUEUE_APPROVE }, { ROLE_PROCESS, QUEUE_MINE }, { ROLE_RECEIVE, QUEUE_NEW },
		{ ROLE_RETURN, QUEUE_RETURN },
	};
	static const enum dossier_queue general[] = { QUEUE_LATE, QUEUE_TODAY, QUEUE_WORK };
	for (size_t i = 0; i < ARRAY_LEN(order); i++)
		if ((cx->who.roles & order[i].role) != 0 && counts[order[i].queue] > 0)
			return order[i].queue;
	for (size_t i = 0; i < ARRAY_LEN(general); i++)
		if (counts[general[i]] > 0)
			return general[i];
	return (cx->who.roles & ROLE_RECEIVE) != 0 ? QUEUE_NEW : QUEUE_WORK;
}

static void
read_filter(struct cx *cx, struct req *rq, const int64_t counts[QUEUES], struct dossier_filter *f)
{
	struct str slug = req_query(rq, "nhom"), sort = req_query(rq, "sau"), id;
	*f = (struct dossier_filter){ .queue = QUEUES, .desk = cx->who.unit, .me = cx->who.account,
				      .text = str_trim(req_query(rq, "tim")),
				      .procedure = procedure_by_code(req_query(rq, "tt")),
				      .descending = str_is(req_query(rq, "xep"), "xa-nhat") };
	if (viet_length(f->text) > ONESTOP_TEXT_MAX)
		f->text = (struct str){ NULL, 0 };
	for (int q = 0; q < QUEUES; q++)
		if (str_is(slug, queues[q].slug))
			f->queue = (enum dossier_queue)q;
	if (f->queue == QUEUES) {
		f->queue = first_queue(cx, counts);
	} else if (sort.n > 0) {
		id = sort;
		sort = str_cut(&id, '.');
		if (!str_i64(sort, &f->after_sort) || !str_i64(id, &f->after_id))
			f->after_sort = f->after_id = 0;
	}
	/* What was closed is looked for from the newest. */
	if (f->queue == QUEUE_CLOSED && req_query(rq, "xep").n == 0)
		f->descending = true;
}

/* --- what is shown ----------------------------------------------------------------------------------------------------- */

static const char *
number(struct cx *cx, int64_t n, bool capped)
{
	char text[VIET_NUMBER];
	bool more = capped && n > ONESTOP_COUNT_MAX;
	viet_number(more ? ONESTOP_COUNT_MAX : n, cx->lang == LANG_EN, text);
	return arena_printf(cx->arena, "%s%s", text, more ? "+" : "");
}

static void
fill_tabs(struct cx *cx, struct queue_view *v, const int64_t counts[QUEUES])
{
	for (int q = 0; q < QUEUES; q++) {
		if (q == QUEUE_UNSTAFFED && counts[q] == 0 && v->f.queue != QUEUE_UNSTAFFED)
			continue;
		struct dossier_filter f = v->f;
		f.queue = (enum dossier_queue)q;
		f.after_sort = f.after_id = 0;
		f.descending = false;
		v->tab[v->n_tabs++] = (struct queue_tab){
			.label = tr(cx->lang, queues[q].label), .url = address(cx, "/can-bo", &f), .now = v->f.queue == f.queue,
			.count = q == QUEUE_CLOSED ? NULL : number(cx, counts[q], q == QUEUE_MINE || q == QUEUE_UNSTAFFED),
		};
	}
}

static const char *
without(struct cx *cx, const struct dossier_filter *now, bool text, bool procedure)
{
	struct dossier_filter f = *now;
	f.after_sort = f.after_id = 0;
	if (text)
		f.text = (struct str){ NULL, 0 };
	if (procedure)
		f.procedure = NULL;
	return address(cx, "/can-bo", &f);
}

static void
fill_chips(struct cx *cx, struct queue_view *v)
{
	if (v->f.text.n > 0)
		v->chip[v->n_chips++] = (struct queue_chip){ tr(cx->lang, "Tìm"), str_cstr(cx->arena, v->f.text),
							     without(cx, &v->f, true, false) };
	if (v->f.procedure != NULL)
		v->chip[v->n_chips++] = (struct queue_chip){ tr(cx->lang, "Tên thủ tục"),
							     procedure_name(cx->lang, v->f.procedure),
							     without(cx, &v->f, false, true) };
	v->filtered = v->n_chips > 0;
	v->clear = without(cx, &v->f, true, true);
}

static void
fill_procedures(struct cx *cx, struct queue_view *v)
{
	const struct unit *u = unit_by_id(cx->who.unit);
	const char *level = u != NULL && strlen(u->admin_code) == 2 ? "province" : "commune";
	v->procedure = arena_new_array(cx->arena, const struct procedure *, procedure_count() + 1);
	for (size_t i = 0; i < procedure_count(); i++) {
		const struct procedure *p = procedure_at(i);
		if (p != NULL && procedure_at_level(p, level))
			v->procedure[v->n_procedures++] = p;
	}
}

static enum status
fill_rows(struct cx *cx, struct queue_view *v, const struct dossier *d)
{
	int64_t *ids = arena_new_array(cx->arena, int64_t, v->n + 1);
	const char **names = arena_new_array(cx->arena, const char *, v->n + 1);
	v->row = arena_new_array(cx->arena, struct queue_row, v->n + 1);
	for (size_t i = 0; i < v->n; i++)
		ids[i] = d[i].assignee;
	TRY(account_names(cx, ids, v->n, names));
	for (size_t i = 0; i < v->n; i++) {
		struct queue_row *r = &v->row[i];
		*r = (struct queue_row){ .d = &d[i], .state = dossier_state_officer(cx->lang, d[i].state),
					 .step = onestop_step_name(cx->lang, &d[i]), .assignee = names[i],
					 .procedure = procedure_name(cx->lang, d[i].procedure), .at = d[i].sort_at };
		r->due = dossier_due_words(cx, &d[i], &r->badge);
		if (d[i].state != DOSSIER_ACCEPTED && d[i].state != DOSSIER_PROCESSING)
			r->step = "";
	}
	return ST_OK;
}

static enum status
status_line(struct cx *cx, struct queue_view *v, const int64_t counts[QUEUES])
{
	int64_t total = counts[v->f.queue];
	const char *far = v->closed ? tr(cx->lang, "mới nhất trước") : tr(cx->lang, "xa nhất trước");
	const char *near = v->closed ? tr(cx->lang, "cũ nhất trước") : tr(cx->lang, "gần nhất trước");
	if (v->filtered || v->f.queue == QUEUE_CLOSED)
		TRY(dossier_queue_count(cx, &v->f, ONESTOP_COUNT_MAX + 1, &total));
	bool capped = v->filtered || v->f.queue == QUEUE_CLOSED || v->f.queue == QUEUE_MINE || v->f.queue == QUEUE_UNSTAFFED;
	v->status = arena_printf(cx->arena, trn(cx->lang, "%s hồ sơ, xếp theo %s, %s", total), number(cx, total, capped),
				 tr(cx->lang, queues[v->f.queue].column), v->f.descending ? far : near);
	v->caption = arena_printf(cx->arena, "%s: %s", tr(cx->lang, queues[v->f.queue].label), v->status);
	return ST_OK;
}

/* A whole code that is typed finds its dossier wherever it stands. */
static enum status
look_elsewhere(struct cx *cx, struct queue_view *v)
{
	struct dossier *d = arena_new_one(cx->arena, struct dossier);
	unsigned fields;
	if (v->f.text.n == 0 || v->n > 0)
		return ST_OK;
	enum status st = dossier_load_code(cx, v->f.text, d);
	if (st == ST_OK)
		st = onestop_open(cx, d->id, d, &fields);
	if (st == ST_OK) {
		v->elsewhere = d;
		v->elsewhere_state = dossier_state_officer(cx->lang, d->state);
	}
	return st == ST_NOT_FOUND ? ST_OK : st;
}

/* Who works with no dossiers here, or has not chosen an agency yet, begins where the menu begins. */
static enum status
elsewhere(struct cx *cx, struct resp *rs)
{
	for (const struct web_menu *const *set = web_config()->menus; *set != NULL; set++)
		for (const struct web_menu *m = *set; m->path != NULL; m++)
			if (web_may(cx, m->permission) && strcmp(m->path, "/can-bo") != 0)
				return web_redirect(cx, rs, "%s", m->path);
	return fail(cx, ST_DENIED, "web.permission", "no page for this officer");
}

enum status
onestop_queue_page(struct cx *cx, struct req *rq, struct resp *rs)
{
	if (!web_may(cx, "onestop.read"))
		return elsewhere(cx, rs);
	struct dossier *rows = arena_new_array(cx->arena, struct dossier, ONESTOP_PAGE + 1);
	struct queue_view v = { .key = crypt_token(cx->arena) };
	int64_t counts[QUEUES];
	bool more;
	TRY(dossier_queue_counts(cx, cx->who.unit, cx->who.account, counts));
	read_filter(cx, rq, counts, &v.f);
	TRY(dossier_queue_page(cx, &v.f, rows, ONESTOP_PAGE, &v.n, &more));
	struct dossier_filter f = v.f;
	v.here = address(cx, "/can-bo", &f);
	v.csv = address(cx, "/can-bo/hang-doi.csv", &(struct dossier_filter){ .queue = f.queue, .text = f.text,
					  .procedure = f.procedure, .descending = f.descending });
	if (more) {
		f.after_sort = rows[v.n - 1].sort_at;
		f.after_id = rows[v.n - 1].id;
		v.next = address(cx, "/can-bo", &f);
	}
	f.after_sort = f.after_id = 0;
	v.first = v.f.after_id != 0 ? address(cx, "/can-bo", &f) : NULL;
	f.descending = !f.descending;
	v.turned = address(cx, "/can-bo", &f);
	if (f.queue == QUEUE_CLOSED && !f.descending)
		v.turned = arena_printf(cx->arena, "%s&xep=gan-nhat", v.turned);
	v.slug = queues[v.f.queue].slug;
	v.title = tr(cx->lang, queues[v.f.queue].label);
	v.closed = v.f.queue == QUEUE_CLOSED;
	v.bulk = web_may(cx, "onestop.work") && (v.f.queue == QUEUE_WORK || v.f.queue == QUEUE_MINE || v.f.queue == QUEUE_LATE ||
						 v.f.queue == QUEUE_TODAY || v.f.queue == QUEUE_UNSTAFFED);
	v.may_take = (cx->who.roles & ROLE_PROCESS) != 0;
	fill_tabs(cx, &v, counts);
	fill_chips(cx, &v);
	fill_procedures(cx, &v);
	TRY(fill_rows(cx, &v, rows));
	TRY(status_line(cx, &v, counts));
	TRY(look_elsewhere(cx, &v));
	resp_header(rs, "Vary", "X-Partial");
	struct page *pg = page_begin(cx, rq, rs, &(struct page_opts){ .title = v.title, .nav = "hang-doi", .area = PAGE_OFFICER });
	if (req_is_partial(rq))
		buf_clear(pg->b);
	tpl_onestop_queue(pg, &v);
	if (!req_is_partial(rq))
		return page_end(pg);
	resp_header(rs, "Cache-Control", "no-store");
	resp_body(rs, "text/html; charset=utf-8", buf_str(pg->b));
	return ST_OK;
}

/* --- the same as a file ---------------------------------------------------------------------------------------------------- */

static void
csv_time(struct buf *b, int64_t t)
{
	char text[TIME_TEXT];
	csv_cell(b, t == 0 ? S("") : str_of(time_text(t, text)), false);
}

static void
csv_head(struct cx *cx, struct buf *b)
{
	static const char *const heads[] = { "Mã hồ sơ", "Tên thủ tục", "Người nộp", "Trạng thái", "Bước", "Người xử lý", "Ngày nộp",
					     "Ngày tiếp nhận", "Hạn", "Còn hay quá hạn" };
	buf_adds(b, "\xef\xbb\xbf");
	for (size_t i = 0; i < ARRAY_LEN(heads); i++)
		csv_cell(b, str_of(tr(cx->lang, heads[i])), i == 0);
	csv_end(b);
}

static void
csv_row(struct buf *b, const struct queue_row *r)
{
	csv_cell(b, str_of(r->d->code), true);
	csv_cell(b, str_of(r->procedure), false);
	csv_cell(b, str_of(r->d->applicant), false);
	csv_cell(b, str_of(r->state), false);
	csv_cell(b, str_of(r->step), false);
	csv_cell(b, str_of(r->assignee), false);
	csv_time(b, r->d->submitted_at);
	csv_time(b, r->d->accepted_at);
	csv_time(b, r->d->state == DOSSIER_SUBMITTED ? r->d->answer_due_at : r->d->due_at);
	csv_cell(b, str_of(r->due), false);
	csv_end(b);
}

/* At most 5,000 rows; the last line says when there are more. */
enum status
onestop_queue_csv(struct cx *cx, struct req *rq, struct resp *rs)
{
	enum { BATCH = 500, BATCHES = 10 };
	int64_t counts[QUEUES] = { 0 };
	struct queue_view v = { 0 };
	struct dossier *rows = arena_new_array(cx->arena, struct dossier, BATCH + 1);
	struct buf b;
	bool more = true;
	read_filter(cx, rq, counts, &v.f);
	v.f.after_sort = v.f.after_id = 0;
	buf_init(&b, cx->arena, BUF_PAGE);
	csv_head(cx, &b);
	for (int i = 0; i < BATCHES && more; i++) {
		TRY(dossier_queue_page(cx, &v.f, rows, BATCH, &v.n, &more));
		TRY(fill_rows(cx, &v, rows));
		for (size_t k = 0; k < v.n; k++)
			csv_row(&b, &v.row[k]);
		if (v.n == 0)
			break;
		v.f.after_sort = rows[v.n - 1].sort_at;
		v.f.after_id = rows[v.n - 1].id;
	}
	if (more && v.n > 0) {
		csv_cell(&b, str_of(tr(cx->lang, "Còn nữa: thu hẹp bộ lọc để tải hết")), true);
		csv_end(&b);
	}
	return onestop_csv(rs, &b, arena_printf(cx->arena, "attachment; filename=\"ho-so-%s.csv\"", queues[v.f.queue].slug));
}
