/* Days off and make-up working days of the whole country (settled.md 21). */
#include "features/admin/admin_views.h"

#include "core/unit/revision.h"

#define NAV "ngay-nghi"
#define INDEX ADMIN_INDEX "/ngay-nghi"

static const struct admin_option kinds[] = {
	{ "off", "Nghỉ" }, { "make_up_work", "Làm bù" }, { NULL, NULL },
};
static const struct admin_option reasons[] = {
	{ "statutory", "Ngày lễ, tết theo Bộ luật Lao động" },
	{ "compensation", "Nghỉ bù vì ngày lễ trùng ngày nghỉ hằng tuần" },
	{ "swap", "Hoán đổi ngày làm việc" },
	{ "proposed", "Mới đề xuất" },
	{ NULL, NULL },
};
/* What an administrator says of a day. The shipped calendar has finer words (data/README.md). */
static const struct admin_option sures[] = {
	{ "general", "Chắc chắn: đã có thông báo" }, { "low", "Chưa chắc: chưa tính vào thời hạn" }, { NULL, NULL },
};

bool
admin_holiday_counts(const struct unit_holiday *h, bool extra)
{
	return extra || (strcmp(h->confidence, "low") != 0 && strcmp(h->confidence, "proposed") != 0 &&
			 strcmp(h->reason, "proposed") != 0);
}

static bool
is_option(const struct admin_option *o, const char *value)
{
	for (; o->value != NULL; o++)
		if (strcmp(o->value, value) == 0)
			return true;
	return false;
}

static const char *
weekday(enum lang lang, int32_t day)
{
	static const char *const names[] = { "Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật" };
	return tr(lang, names[day_weekday(day)]);
}

/* --- rules ----------------------------------------------------------------------------------------------------------- */

/* The row of a day as it stands; NULL when there is none. */
static enum status
row_of(struct cx *cx, int32_t day, const struct unit_holiday **out)
{
	struct unit_holiday *all;
	size_t n;
	TRY(unit_holidays(cx, day, day, &all, &n));
	*out = n > 0 ? &all[0] : NULL;
	return ST_OK;
}

static const char *
detail_of(struct cx *cx, const struct unit_holiday *was, const struct unit_holiday *is)
{
	struct admin_changes c;
	char day[TIME_TEXT];
	static const struct unit_holiday none = { 0, "", "", "", "" };
	was = was != NULL ? was : &none;
	is = is != NULL ? is : &none;
	admin_changes_begin(cx, &c);
	json_put_cstr(&c.j, "day", day_iso(is != &none ? is->day : was->day, day));
	c.n++;
	admin_change(&c, "kind", was->kind, is->kind);
	admin_change(&c, "reason", was->reason, is->reason);
	admin_change(&c, "confidence", was->confidence, is->confidence);
	admin_change(&c, "name", was->name, is->name);
	return admin_changes_end(&c);
}

enum status
admin_holiday_put_tx(struct cx *cx, void *input)
{
	const struct admin_holiday *in = input;
	const struct unit_holiday *was;
	if (!is_option(kinds, in->h.kind) || !is_option(reasons, in->h.reason))
		return fail(cx, ST_INVALID, "unit.holiday", "kind '%s', reason '%s'", in->h.kind, in->h.reason);
	TRY(row_of(cx, in->h.day, &was));
	TRY(unit_holiday_put(cx, &in->h));
	TRY(admin_event(cx, "admin.holiday_put", "holiday", in->h.day, 0, in->why, detail_of(cx, was, &in->h)));
	return revision_bump(cx, "unit");
}

enum status
admin_holiday_remove_tx(struct cx *cx, void *input)
{
	const struct admin_holiday *in = input;
	const struct unit_holiday *was;
	TRY(row_of(cx, in->h.day, &was));
	TRY(unit_holiday_remove(cx, in->h.day));
	TRY(admin_event(cx, "admin.holiday_remove", "holiday", in->h.day, 0, in->why, detail_of(cx, was, NULL)));
	return revision_bump(cx, "unit");
}

static void
csv_row(struct buf *b, const struct unit_holiday *h)
{
	char day[TIME_TEXT];
	csv_cell(b, str_of(day_iso(h->day, day)), true);
	csv_cell(b, str_of(h->kind), false);
	csv_cell(b, str_of(h->reason), false);
	csv_cell(b, str_of(h->confidence), false);
	csv_cell(b, str_of(h->name), false);
	csv_end(b);
}

enum status
admin_holiday_calendar(struct cx *cx, const struct unit_holiday *h, int32_t day, struct due_calendar *out)
{
	struct unit_holiday *all;
	struct buf csv;
	size_t n;
	buf_init(&csv, cx->arena, BUF_MAIL);
	buf_adds(&csv, "date,kind,reason,confidence,name\n");
	TRY(unit_holidays(cx, 0, INT32_MAX, &all, &n));
	for (size_t i = 0; i < n; i++)
		if (all[i].day != day)
			csv_row(&csv, &all[i]);
	if (h != NULL)
		csv_row(&csv, h);
	*out = *unit_calendar(NULL);
	return due_days_make(cx, cx->arena, buf_str(&csv), unit_extra_holidays(), &out->days);
}

/* --- list -------------------------------------------------------------------------------------------------------------- */

static int64_t
working_days(int year)
{
	int64_t n = 0;
	for (int32_t d = day_of(year, 1, 1); d < day_of(year + 1, 1, 1); d++)
		n += due_is_working_day(unit_calendar(NULL), d);
	return n;
}

static void
fill_line(struct cx *cx, struct admin_holiday_line *l, const struct unit_holiday *h)
{
	char text[TIME_TEXT];
	*l = (struct admin_holiday_line){
		.h = h, .day = arena_strdup(cx->arena, day_text(h->day, text)), .weekday = weekday(cx->lang, h->day),
		.kind = admin_option_label(cx->lang, kinds, h->kind), .reason = admin_option_label(cx->lang, reasons, h->reason),
		.counts = admin_holiday_counts(h, unit_extra_holidays()),
	};
}

enum status
admin_holidays_page(struct cx *cx, struct req *rq, struct resp *rs)
{
	int64_t year = time_civil(cx->now).year, asked;
	struct unit_holiday *all;
	struct admin_holidays_view v = { .may_change = web_may(cx, "admin.system"), .extra = unit_extra_holidays() };
	if (str_i64(req_query(rq, "nam"), &asked) && asked >= 1990 && asked <= 2198)
		year = asked;
	v.year = (int)year;
	v.working_days = working_days(v.year);
	TRY(unit_holidays(cx, day_of(v.year, 1, 1), day_of(v.year, 12, 31), &all, &v.n));
	v.line = arena_new_array(cx->arena, struct admin_holiday_line, v.n + 1);
	for (size_t i = 0; i < v.n; i++)
		fill_line(cx, &v.line[i], &all[i]);
	struct page *pg = admin_page(cx, rq, rs, arena_printf(cx->arena, tr(cx->lang, "Ngày nghỉ năm %d"), v.year), NAV, ADMIN_INDEX,
				     false);
	tpl_admin_holidays(pg, &v);
	return page_end(pg);
}

/* --- one day -------------------------------------------------------------------------------------------------------------- */

static enum status
show_day(struct cx *cx, struct req *rq, struct resp *rs, struct admin_holiday_view *v, const struct admin_holiday *in,
	 const char *typed_day)
{
	const struct admin_errors *e = &v->errors;
	char text[TIME_TEXT];
	v->day = (struct admin_field){ .id = "ngay", .label = tr(cx->lang, "Ngày"), .value = typed_day, .width = "10",
				       .hint = tr(cx->lang, "Ví dụ 30/04/2027"), .error = admin_error_at(e, "ngay") };
	v->name = (struct admin_field){ .id = "ten", .label = tr(cx->lang, "Tên ngày"), .value = in->h.name,
					.hint = tr(cx->lang, "Hiện cho người dân trong phần vì sao là ngày này"),
					.error = admin_error_at(e, "ten") };
	v->why = (struct admin_field){ .id = "ly_do", .label = tr(cx->lang, "Căn cứ"), .value = in->why,
				       .hint = tr(cx->lang, "Số thông báo, quyết định"), .error = admin_error_at(e, "ly_do") };
	v->kind = (struct admin_select){ "loai", tr(cx->lang, "Loại ngày"), NULL, admin_error_at(e, "loai"), in->h.kind, kinds };
	v->reason = (struct admin_select){ "vi", tr(cx->lang, "Vì"), NULL, admin_error_at(e, "vi"), in->h.reason, reasons };
	v->sure = (struct admin_select){ "chac", tr(cx->lang, "Mức chắc chắn"), NULL, NULL,
					 strcmp(in->h.confidence, "low") == 0 ? "low" : "general", sures };
	v->year = in->h.day != 0 ? day_civil(in->h.day).year : time_civil(cx->now).year;
	v->day_text = arena_strdup(cx->arena, day_text(in->h.day, text));
	const char *title = v->known ? tr(cx->lang, "Sửa ngày nghỉ, ngày làm bù") : tr(cx->lang, "Thêm ngày nghỉ, ngày làm bù");
	const char *back = arena_printf(cx->arena, INDEX "?nam=%d", v->year);
	struct page *pg = admin_page(cx, rq, rs, title, NAV, back, e->list.n > 0);
	tpl_admin_holiday(pg, v);
	return page_end(pg);
}

enum status
admin_holiday_page(struct cx *cx, struct req *rq, struct resp *rs)
{
	struct admin_holiday_view v = { 0 };
	struct admin_holiday in = { .h = { .kind = "off", .reason = "statutory", .confidence = "general", .name = "" }, .why = "" };
	const struct unit_holiday *row = NULL;
	char text[TIME_TEXT];
	if (day_parse(req_query(rq, "ngay"), &in.h.day))
		TRY(row_of(cx, in.h.day, &row));
	if (row != NULL)
		in.h = *row;
	v.known = row != NULL;
	return show_day(cx, rq, rs, &v, &in, in.h.day != 0 ? day_text(in.h.day, text) : "");
}

/* A dossier of three working days received at nine on the last working day before: now, and after the change. */
static enum status
preview(struct cx *cx, const struct unit_holiday *h, struct admin_holiday_view *v)
{
	struct due_calendar after;
	struct due_result was, is;
	const struct due_calendar *before = unit_calendar(NULL);
	const struct due_limit limit = { DUE_WORKING_DAYS, 3 };
	int32_t day = h->day - 1;
	TRY(admin_holiday_calendar(cx, h, h->day, &after));
	while (!due_is_working_day(before, day) && day > h->day - 30)
		day--;
	v->received = time_at(day, 9 * 60);
	TRY(due_compute(cx, before, v->received, limit, NULL, 0, &was));
	TRY(due_compute(cx, &after, v->received, limit, NULL, 0, &is));
	v->was_working = due_is_working_day(before, h->day);
	v->is_working = due_is_working_day(&after, h->day);
	v->due_was = was.due;
	v->due_is = is.due;
	v->tried = true;
	return ST_OK;
}

static enum status
saved(struct cx *cx, struct req *rq UNUSED, struct resp *rs, enum status st, void *input)
{
	const struct admin_holiday *in = input;
	TRY(st);
	admin_refresh(cx);
	web_flash(rs, "flash.admin.holiday");
	return web_redirect(cx, rs, INDEX "?nam=%d", day_civil(in->h.day).year);
}

static const char *
read_option(struct cx *cx, struct req *rq, struct admin_errors *e, const char *field, const struct admin_option *o)
{
	const char *value = str_cstr(cx->arena, req_field(rq, field));
	if (!is_option(o, value))
		admin_error_add(cx, e, field, tr(cx->lang, "Chọn một mục trong danh sách"));
	return value;
}

enum status
admin_holiday_post(struct cx *cx, struct req *rq, struct resp *rs)
{
	struct admin_holiday_view v = { 0 };
	struct admin_holiday *in = arena_new_one(cx->arena, struct admin_holiday);
	const struct unit_holiday *was = NULL;
	const char *typed = admin_read(cx, rq, &v.errors, "ngay", 20, tr(cx->lang, "Gõ ngày"));
	if (typed[0] != '\0' && (!day_parse(str_of(typed), &in->h.day) || in->h.day < day_of(1990, 1, 1) ||
				 in->h.day > day_of(2198, 12, 31)))
		admin_error_add(cx, &v.errors, "ngay", tr(cx->lang, "Ngày viết như 30/04/2027, từ năm 1990 đến 2198"));
	in->h.kind = read_option(cx, rq, &v.errors, "loai", kinds);
	in->h.reason = read_option(cx, rq, &v.errors, "vi", reasons);
	in->h.confidence = read_option(cx, rq, &v.errors, "chac", sures);
	in->h.name = admin_read(cx, rq, &v.errors, "ten", ADMIN_NAME_MAX, tr(cx->lang, "Gõ tên ngày"));
	in->why = admin_read(cx, rq, &v.errors, "ly_do", ADMIN_TEXT_MAX, NULL);
	if (v.errors.list.n == 0)
		TRY(row_of(cx, in->h.day, &was));
	v.known = was != NULL;
	/* A surer word of the shipped calendar ("fixed", "computed") stays when the day is still sure. */
	if (was != NULL && strcmp(in->h.confidence, "general") == 0 && strcmp(was->confidence, "low") != 0)
		in->h.confidence = was->confidence;
	if (v.errors.list.n > 0)
		return show_day(cx, rq, rs, &v, in, typed);
	if (str_is(req_field(rq, "lam"), "xem")) {
		TRY(preview(cx, &in->h, &v));
		return show_day(cx, rq, rs, &v, in, typed);
	}
	return web_commit(cx, rq, 0, admin_holiday_put_tx, in, saved);
}

static enum status
removed(struct cx *cx, struct req *rq UNUSED, struct resp *rs, enum status st, void *input)
{
	const struct admin_holiday *in = input;
	TRY(st);
	admin_refresh(cx);
	web_flash(rs, "flash.admin.holiday_removed");
	return web_redirect(cx, rs, INDEX "?nam=%d", day_civil(in->h.day).year);
}

enum status
admin_holiday_remove_post(struct cx *cx, struct req *rq, struct resp *rs UNUSED)
{
	struct admin_holiday *in = arena_new_one(cx->arena, struct admin_holiday);
	in->why = str_cstr(cx->arena, str_head(str_trim(req_field(rq, "ly_do")), 4 * ADMIN_TEXT_MAX));
	if (!viet_utf8_valid(str_of(in->why)))
		in->why = ""; /* cut inside a letter */
	if (!day_parse(req_field(rq, "ngay"), &in->h.day))
		return fail(cx, ST_NOT_FOUND, "unit.holiday.unknown", "no day");
	return web_commit(cx, rq, 0, admin_holiday_remove_tx, in, removed);
}
