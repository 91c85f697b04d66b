/* Form 06, sổ theo dõi hồ sơ: what the desk accepted in a range of days, as a page and as a file. */
#include "features/onestop/onestop_books.h"

static struct dossier_register_range
range_of(const struct onestop_range *r)
{
	return (struct dossier_register_range){ .from = time_at(r->from, 0), .until = time_at(r->to + 1, 0) };
}

static enum status
fill(struct cx *cx, const struct dossier *d, size_t n, int first, struct book_row *row)
{
	int64_t *ids = arena_new_array(cx->arena, int64_t, n + 1);
	const char **names = arena_new_array(cx->arena, const char *, n + 1);
	for (size_t i = 0; i < n; i++)
		ids[i] = d[i].assignee;
	TRY(account_names(cx, ids, n, names));
	for (size_t i = 0; i < n; i++)
		row[i] = (struct book_row){ .nr = first + (int)i, .d = &d[i], .assignee = names[i],
					    .procedure = procedure_name(cx->lang, d[i].procedure),
					    .state = dossier_state_officer(cx->lang, d[i].state) };
	return ST_OK;
}

/* The range in an address, as it was chosen. */
static void
put_range(struct buf *b, const char *path, const struct onestop_range *r)
{
	buf_adds(b, path);
	if (r->name[0] != '\0') {
		buf_addf(b, "?ky=%s", r->name);
		return;
	}
	buf_adds(b, "?tu=");
	onestop_encode(b, str_of(r->from_text));
	buf_adds(b, "&den=");
	onestop_encode(b, str_of(r->to_text));
}

static const char *
address(struct cx *cx, const char *path, const struct onestop_range *r, const struct dossier *last, int nr)
{
	struct buf b;
	buf_init(&b, cx->arena, BUF_LINE);
	put_range(&b, path, r);
	if (last != NULL)
		buf_addf(&b, "&sau=%lld.%lld.%d", (long long)last->accepted_at, (long long)last->id, nr);
	return buf_cstr(&b);
}

/* `sau`: accepted_at.id.number of the last row of the page before. */
static int
read_after(struct req *rq, struct dossier_register_range *r)
{
	struct str rest = req_query(rq, "sau"), at = str_cut(&rest, '.'), id = str_cut(&rest, '.');
	int64_t nr;
	if (!str_i64(at, &r->after_at) || !str_i64(id, &r->after_id) || !str_i64(rest, &nr) || nr < 0 || nr > 1000000000) {
		r->after_at = r->after_id = 0;
		return 0;
	}
	return (int)nr;
}

enum status
onestop_register_page(struct cx *cx, struct req *rq, struct resp *rs)
{
	struct dossier *d = arena_new_array(cx->arena, struct dossier, BOOK_PAGE + 1);
	struct book_view v = { .unit = unit_name(cx->lang, cx->who.unit) };
	onestop_range_read(cx, rq, &v.range);
	struct dossier_register_range r = range_of(&v.range);
	int nr = read_after(rq, &r);
	TRY(dossier_register(cx, cx->who.unit, &r, d, BOOK_PAGE + 1, &v.n));
	bool more = v.n > BOOK_PAGE;
	v.n = more ? BOOK_PAGE : v.n;
	v.row = arena_new_array(cx->arena, struct book_row, v.n + 1);
	TRY(fill(cx, d, v.n, nr + 1, v.row));
	v.next = more ? address(cx, "/can-bo/so-theo-doi", &v.range, &d[v.n - 1], nr + (int)v.n) : NULL;
	v.first = nr > 0 ? address(cx, "/can-bo/so-theo-doi", &v.range, NULL, 0) : NULL;
	v.csv = address(cx, "/can-bo/so-theo-doi.csv", &v.range, NULL, 0);
	if (v.range.bad)
		resp_status(rs, 422);
	struct page *pg = page_begin(cx, rq, rs, &(struct page_opts){ .title = tr(cx->lang, "Sổ theo dõi hồ sơ (mẫu 06)"),
								      .nav = "so-theo-doi", .area = PAGE_OFFICER,
								      .error = v.range.bad });
	tpl_onestop_register(pg, &v);
	return page_end(pg);
}

/* --- as a file ------------------------------------------------------------------------------------------------------------ */

static void
put_cells(struct buf *b, const char *const cell[], size_t n)
{
	for (size_t i = 0; i < n; i++)
		csv_cell(b, str_of(cell[i]), i == 0);
	csv_end(b);
}

static const char *
moment(struct cx *cx, int64_t t)
{
	char text[TIME_TEXT];
	return t == 0 ? "" : arena_strdup(cx->arena, time_text(t, text));
}

static void
put_row(struct cx *cx, struct buf *b, const struct book_row *r)
{
	const struct dossier *d = r->d;
	const char *cell[] = { arena_printf(cx->arena, "%d", r->nr), d->code, r->procedure, "1", d->applicant, d->address, d->phone,
			       moment(cx, d->accepted_at), moment(cx, d->due_at), moment(cx, d->finished_at),
			       moment(cx, d->returned_at), r->assignee, r->state };
	put_cells(b, cell, ARRAY_LEN(cell));
}

enum status
onestop_register_csv(struct cx *cx, struct req *rq, struct resp *rs)
{
	enum { BATCH = 500, BATCHES = 40 };
	static const char *const heads[] = { "Số thứ tự", "Mã hồ sơ", "Thủ tục", "Số bộ", "Người nộp", "Địa chỉ", "Điện thoại",
					     "Nhận hồ sơ", "Hẹn trả", "Có kết quả", "Trả kết quả", "Người xử lý", "Trạng thái" };
	const char *head[ARRAY_LEN(heads)];
	struct onestop_range range;
	struct dossier *d = arena_new_array(cx->arena, struct dossier, BATCH);
	struct book_row *row = arena_new_array(cx->arena, struct book_row, BATCH + 1);
	struct buf b;
	size_t n = BATCH;
	onestop_range_read(cx, rq, &range);
	struct dossier_register_range r = range_of(&range);
	buf_init(&b, cx->arena, BUF_PAGE);
	buf_adds(&b, "\xef\xbb\xbf");
	for (size_t i = 0; i < ARRAY_LEN(heads); i++)
		head[i] = tr(cx->lang, heads[i]);
	put_cells(&b, head, ARRAY_LEN(head));
	for (int i = 0; i < BATCHES && n == BATCH; i++) {
		TRY(dossier_register(cx, cx->who.unit, &r, d, BATCH, &n));
		TRY(fill(cx, d, n, i * BATCH + 1, row));
		for (size_t k = 0; k < n; k++)
			put_row(cx, &b, &row[k]);
		if (n > 0) {
			r.after_at = d[n - 1].accepted_at;
			r.after_id = d[n - 1].id;
		}
	}
	if (n == BATCH)
		put_cells(&b, (const char *[]){ tr(cx->lang, "Còn nữa: chọn khoảng ngày ngắn hơn để tải hết") }, 1);
	return onestop_csv(rs, &b, "attachment; filename=\"so-theo-doi-ho-so.csv\"");
}
