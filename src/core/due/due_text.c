#include "core/due/due.h"

static const char *
weekday(enum lang lang, int32_t day)
{
	static const char *const names[] = { "thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy",
					     "Chủ nhật" };
	return tr(lang, names[day_weekday(day)]);
}

/* "thứ Hai 23/02/2026" */
static const char *
long_day(struct arena *a, enum lang lang, int32_t day)
{
	char text[TIME_TEXT];
	return arena_printf(a, "%s %s", weekday(lang, day), day_text(day, text));
}

/* "16/02–20/02/2026", "31/12/2027–03/01/2028", "21/02/2026" */
static const char *
range(struct arena *a, int32_t day, int32_t last)
{
	char from[TIME_TEXT], to[TIME_TEXT];
	day_text(day, from);
	if (day == last)
		return arena_strdup(a, from);
	if (day_civil(day).year == day_civil(last).year)
		from[5] = '\0'; /* without the year */
	return arena_printf(a, "%s–%s", from, day_text(last, to));
}

/* The end of something: midnight is 24:00 of the day that ends. Gives that day. */
static int32_t
end_of(int64_t t, char clock[TIME_TEXT])
{
	int32_t day = time_day(t - 1);
	if (time_minute_of_day(t) == 0)
		snprintf(clock, TIME_TEXT, "24:00");
	else
		time_hm(t, clock);
	return day;
}

static const char *
duration(struct arena *a, enum lang lang, int minutes)
{
	const char *hours = arena_printf(a, trn(lang, "%d giờ", minutes / 60), minutes / 60);
	const char *rest = arena_printf(a, trn(lang, "%d phút", minutes % 60), minutes % 60);
	if (minutes % 60 == 0)
		return hours;
	return minutes < 60 ? rest : arena_printf(a, "%s %s", hours, rest);
}

const char *
due_limit_text(struct arena *a, enum lang lang, struct due_limit limit)
{
	switch (limit.unit) {
	case DUE_WORKING_DAYS:
		return arena_printf(a, trn(lang, "%d ngày làm việc", limit.value), limit.value);
	case DUE_CALENDAR_DAYS:
		return arena_printf(a, trn(lang, "%d ngày", limit.value), limit.value);
	case DUE_WORKING_HOURS:
		return arena_printf(a, trn(lang, "%d giờ làm việc", limit.value), limit.value);
	case DUE_SAME_DAY:
		break;
	}
	return tr(lang, "trong ngày");
}

static const char *
received(struct arena *a, enum lang lang, const struct due_step *s)
{
	char at[TIME_TEXT], on[TIME_TEXT], open[TIME_TEXT];
	time_hm(s->from, at);
	day_text(time_day(s->from), on);
	if (s->kind == DUE_STEP_RECEIVED)
		return arena_printf(a, tr(lang, "Nộp lúc %s ngày %s, trong giờ làm việc."), at, on);
	const char *start = long_day(a, lang, time_day(s->to));
	time_hm(s->to, open);
	if (s->kind == DUE_STEP_RECEIVED_LATE)
		return arena_printf(a, tr(lang, "Nộp lúc %s ngày %s, ngoài giờ làm việc: tính từ %s %s."), at, on, open,
				    start);
	return arena_printf(a, tr(lang, "Nộp lúc %s ngày %s, vào ngày nghỉ: tính từ %s %s."), at, on, open, start);
}

static const char *
off(struct arena *a, enum lang lang, const struct due_step *s)
{
	const char *days = range(a, s->day, s->last);
	if (s->name == NULL)
		return arena_printf(a, tr(lang, "Nghỉ cuối tuần %s: không tính."), days);
	if (s->guess)
		return arena_printf(a, tr(lang, "Nghỉ %s %s (lịch dự kiến): không tính."), tr(lang, s->name), days);
	return arena_printf(a, tr(lang, "Nghỉ %s %s: không tính."), tr(lang, s->name), days);
}

static const char *
unknown(struct arena *a, enum lang lang, const struct due_step *s)
{
	char edge[TIME_TEXT];
	if (s->last < 0)
		return tr(lang, "Chưa có lịch nghỉ: tạm tính theo thứ trong tuần.");
	day_text(s->last, edge);
	if (s->day < s->last)
		return arena_printf(a, tr(lang, "Trước ngày %s không có lịch nghỉ: tạm tính theo thứ trong tuần và "
						"các ngày lễ cố định."), edge);
	return arena_printf(a, tr(lang, "Sau ngày %s chưa có lịch nghỉ: tạm tính theo thứ trong tuần và các ngày lễ "
					"cố định."), edge);
}

static const char *
counted(struct arena *a, enum lang lang, const struct due_step *s)
{
	const char *day = long_day(a, lang, s->day), *last = long_day(a, lang, s->last);
	bool working = s->kind == DUE_STEP_WORKING_DAYS;
	if (s->n < s->m)
		return working ? arena_printf(a, tr(lang, "Ngày làm việc thứ %d đến thứ %d: từ %s đến %s."), s->n,
					      s->m, day, last)
			       : arena_printf(a, tr(lang, "Ngày thứ %d đến thứ %d: từ %s đến %s."), s->n, s->m, day,
					      last);
	if (s->makeup && working)
		return arena_printf(a, tr(lang, "Ngày làm việc thứ %d: %s (làm bù)."), s->n, day);
	return working ? arena_printf(a, tr(lang, "Ngày làm việc thứ %d: %s."), s->n, day)
		       : arena_printf(a, tr(lang, "Ngày thứ %d: %s."), s->n, day);
}

static const char *
hours(struct arena *a, enum lang lang, const struct due_step *s)
{
	char from[TIME_TEXT], to[TIME_TEXT];
	const char *length = duration(a, lang, s->n);
	int32_t day = time_day(s->from), last = end_of(s->to, to);
	time_hm(s->from, from);
	if (day == last)
		return arena_printf(a, tr(lang, "Từ %s đến %s %s: tính %s."), from, to, long_day(a, lang, day), length);
	return arena_printf(a, tr(lang, "Từ %s %s đến %s %s: tính %s."), from, long_day(a, lang, day), to,
			    long_day(a, lang, last), length);
}

static const char *
paused(struct arena *a, enum lang lang, const struct due_step *s)
{
	char from[TIME_TEXT], to[TIME_TEXT];
	time_text(s->from, from);
	time_text(s->to, to);
	if (s->kind == DUE_STEP_PAUSED_OPEN)
		return arena_printf(a, tr(lang, "Tạm dừng từ %s và chưa kết thúc: đồng hồ đang dừng nên chưa có hạn trả."),
				    from);
	if (s->kind == DUE_STEP_PAUSED)
		return arena_printf(a, tr(lang, "Tạm dừng từ %s đến %s: không tính."), from, to);
	return arena_printf(a, tr(lang, "Tạm dừng từ %s đến %s: không làm đổi hạn trả."), from, to);
}

const char *
due_step_text(struct arena *a, enum lang lang, const struct due_step *s)
{
	char text[TIME_TEXT], clock[TIME_TEXT];
	switch (s->kind) {
	case DUE_STEP_RECEIVED:
	case DUE_STEP_RECEIVED_LATE:
	case DUE_STEP_RECEIVED_OFF:
		return received(a, lang, s);
	case DUE_STEP_FIRST_DAY:
		return arena_printf(a, tr(lang, "Ngày tiếp nhận %s không tính vào thời hạn."), day_text(s->day, text));
	case DUE_STEP_SAME_DAY:
		return arena_printf(a, tr(lang, "Tiếp nhận trước %s: trả trong ngày."), time_hm(time_at(0, s->n), text));
	case DUE_STEP_NEXT_DAY:
		return arena_printf(a, tr(lang, "Tiếp nhận từ %s trở đi: trả vào ngày làm việc tiếp theo."),
				    time_hm(time_at(0, s->n), text));
	case DUE_STEP_EXTENDED:
		return arena_printf(a, tr(lang, "Gia hạn thêm %s, tính từ hạn cũ %s."), due_limit_text(a, lang, s->limit),
				    time_text(s->from, text));
	case DUE_STEP_OFF:
		return off(a, lang, s);
	case DUE_STEP_UNKNOWN:
		return unknown(a, lang, s);
	case DUE_STEP_WORKING_DAYS:
	case DUE_STEP_CALENDAR_DAYS:
		return counted(a, lang, s);
	case DUE_STEP_MOVED:
		return arena_printf(a, tr(lang, "Ngày thứ %d là %s, ngày nghỉ: hạn chuyển sang ngày làm việc tiếp theo."),
				    s->n, long_day(a, lang, s->day));
	case DUE_STEP_HOURS:
		return hours(a, lang, s);
	case DUE_STEP_PAUSED:
	case DUE_STEP_PAUSED_IDLE:
	case DUE_STEP_PAUSED_OPEN:
		return paused(a, lang, s);
	case DUE_STEP_DUE:
		break;
	}
	const char *day = long_day(a, lang, end_of(s->at, clock));
	return arena_printf(a, tr(lang, "Hạn trả: %s %s."), clock, day);
}
