/* Public figures as pages and as a table to take away. */
#include "features/home/home_priv.h"

static const char *
span_text(struct arena *a, struct home_span s)
{
	char from[TIME_TEXT], to[TIME_TEXT];
	return arena_printf(a, "%s–%s", day_text(s.from, from), day_text(s.to, to));
}

static struct home_sum
sum_of(const struct home_row *row, size_t n)
{
	struct home_sum s = { 0 };
	for (size_t i = 0; i < n; i++) {
		s.received += row[i].sum.received;
		s.online += row[i].sum.online;
		s.finished += row[i].sum.finished;
		s.in_time += row[i].sum.in_time;
		s.late += row[i].sum.late;
		s.refused += row[i].sum.refused;
	}
	return s;
}

/* All three periods in sums, one of them in rows. province NULL: the country. */
static enum status
fill(struct cx *cx, struct req *rq, const struct unit *province, struct home_figures_view *v)
{
	v->period = home_period_parse(req_query(rq, "ky"));
	v->period_text = home_period_text(cx->lang, v->period);
	for (int i = 0; i < HOME_PERIODS; i++) {
		const struct home_table *t;
		struct home_row *row;
		size_t n;
		TRY(home_table(cx, (enum home_period)i, &t));
		if (province != NULL)
			home_by_unit(cx, t, province, &row, &n);
		else
			home_by_province(cx, t, &row, &n);
		v->sum[i] = sum_of(row, n);
		v->on_time[i] = home_percent(cx->arena, cx->lang, v->sum[i].in_time, v->sum[i].finished);
		v->online[i] = home_percent(cx->arena, cx->lang, v->sum[i].online, v->sum[i].received);
		if (i != (int)v->period)
			continue;
		v->row = row;
		v->n = n;
		v->at = t->at;
		v->span = span_text(cx->arena, t->span);
	}
	return ST_OK;
}

enum status
home_figures_page(struct cx *cx, struct req *rq, struct resp *rs)
{
	struct home_figures_view v = { .month = true };
	int64_t at;
	TRY(fill(cx, rq, NULL, &v));
	TRY(home_month(cx, &v.now, &at));
	struct page *pg = page_begin(cx, rq, rs, &(struct page_opts){
		.title = tr(cx->lang, "Số liệu giải quyết hồ sơ"), .nav = "so-lieu", .wide = true, .index = true });
	tpl_home_figures(pg, &v);
	return page_end(pg);
}

enum status
home_province_page(struct cx *cx, struct req *rq, struct resp *rs)
{
	const struct unit *province = home_province(req_param(rq, "code"));
	struct home_figures_view v = { 0 };
	if (province == NULL)
		return fail(cx, ST_NOT_FOUND, "home.province.unknown", "no province");
	v.code = province->admin_code;
	v.name = unit_place(cx->arena, province);
	TRY(fill(cx, rq, province, &v));
	struct page *pg = page_begin(cx, rq, rs, &(struct page_opts){
		.title = arena_printf(cx->arena, tr(cx->lang, "Số liệu: %s"), v.name), .nav = "so-lieu", .wide = true,
		.index = true, .back = "/so-lieu", .back_label = "Số liệu cả nước" });
	tpl_home_figures(pg, &v);
	return page_end(pg);
}

/* --- CSV ------------------------------------------------------------------------------------------------------------ */

static void
number_cell(struct buf *b, int64_t n)
{
	char text[24];
	snprintf(text, sizeof text, "%lld", (long long)n);
	csv_cell(b, str_of(text), false);
}

/* Column names stay the same in both languages: programs read them. */
static void
put_rows(struct buf *b, const struct home_row *row, size_t n, struct home_span span)
{
	static const char *const columns[] = { "noi", "ma_tinh", "tu_ngay", "den_ngay", "tiep_nhan", "nop_truc_tuyen",
					       "giai_quyet_xong", "dung_va_truoc_han", "tre_han", "tu_choi" };
	char day[TIME_TEXT];
	for (size_t i = 0; i < ARRAY_LEN(columns); i++)
		csv_cell(b, str_of(columns[i]), i == 0);
	csv_end(b);
	for (size_t i = 0; i < n; i++) {
		const struct home_sum *s = &row[i].sum;
		csv_cell(b, str_of(row[i].name), true);
		csv_cell(b, str_of(row[i].code), false);
		csv_cell(b, str_of(day_iso(span.from, day)), false);
		csv_cell(b, str_of(day_iso(span.to, day)), false);
		number_cell(b, s->received);
		number_cell(b, s->online);
		number_cell(b, s->finished);
		number_cell(b, s->in_time);
		number_cell(b, s->late);
		number_cell(b, s->refused);
		csv_end(b);
	}
}

enum status
home_figures_csv(struct cx *cx, struct req *rq, struct resp *rs)
{
	enum home_period p = home_period_parse(req_query(rq, "ky"));
	struct str code = req_query(rq, "tinh");
	const struct unit *province = code.n > 0 ? home_province(code) : NULL;
	const struct home_table *t;
	struct home_row *row;
	struct buf b;
	size_t n;
	if (code.n > 0 && province == NULL)
		return fail(cx, ST_NOT_FOUND, "home.province.unknown", "no province");
	TRY(home_table(cx, p, &t));
	if (province != NULL)
		home_by_unit(cx, t, province, &row, &n);
	else
		home_by_province(cx, t, &row, &n);
	buf_init(&b, cx->arena, BUF_PAGE);
	buf_adds(&b, "\xef\xbb\xbf"); /* spreadsheets take the text for UTF-8 by this mark alone */
	put_rows(&b, row, n, t->span);
	resp_header(rs, "Content-Disposition",
		    arena_printf(cx->arena, "attachment; filename=\"so-lieu-%s%s%s.csv\"", home_period_name(p),
				 province ? "-" : "", province ? province->admin_code : ""));
	resp_body(rs, "text/csv; charset=utf-8", buf_str(&b));
	return ST_OK;
}
