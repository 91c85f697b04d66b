#include "core/due/due.h"

static const char *const unit_names[] = {
	[DUE_WORKING_DAYS] = "working_days",
	[DUE_CALENDAR_DAYS] = "calendar_days",
	[DUE_WORKING_HOURS] = "working_hours",
	[DUE_SAME_DAY] = "same_day",
};

bool
due_unit_parse(struct str name, enum due_unit *out)
{
	for (size_t i = 0; i < ARRAY_LEN(unit_names); i++)
		if (str_is(name, unit_names[i])) {
			*out = (enum due_unit)i;
			return true;
		}
	return false;
}

const char *
due_unit_name(enum due_unit unit)
{
	return unit_names[unit];
}

bool
due_limit_parse(struct str text, struct due_limit *out)
{
	static const struct {
		const char *tail;
		enum due_unit unit;
	} tails[] = { { "wd", DUE_WORKING_DAYS }, { "wh", DUE_WORKING_HOURS }, { "d", DUE_CALENDAR_DAYS } };
	if (str_is(text, "same")) {
		*out = (struct due_limit){ DUE_SAME_DAY, 0 };
		return true;
	}
	for (size_t i = 0; i < ARRAY_LEN(tails); i++) {
		int64_t n;
		if (!str_ends(text, tails[i].tail) || !str_i64(str_head(text, text.n - strlen(tails[i].tail)), &n))
			continue;
		*out = (struct due_limit){ tails[i].unit, (int)n };
		return n >= 1 && n <= DUE_VALUE_MAX;
	}
	return false;
}

enum status
due_pause_parse(struct cx *cx, struct str text, struct due_pause *out)
{
	ptrdiff_t dots = str_find(text, "..");
	if (dots < 0 || !time_parse(str_head(text, (size_t)dots), &out->from))
		return fail(cx, ST_INVALID, "due.pause", "a pause is FROM..TO or FROM..");
	struct str to = str_from(text, (size_t)dots + 2);
	out->to = 0;
	if (to.n > 0 && !time_parse(to, &out->to))
		return fail(cx, ST_INVALID, "due.pause", "the end of a pause is no moment");
	return ST_OK;
}

/* "07:30" at the head of *s; "24:00" ends a day. */
static bool
clock_time(struct str s, int *minute)
{
	int64_t h, m;
	if (s.n != 5 || s.p[2] != ':' || !str_i64(str_head(s, 2), &h) || !str_i64(str_from(s, 3), &m))
		return false;
	*minute = (int)(h * 60 + m);
	return s.p[0] != '-' && s.p[3] != '-' && m < 60 && *minute <= 24 * 60;
}

enum status
due_hours_parse(struct cx *cx, struct str text, struct due_hours *out)
{
	*out = (struct due_hours){ 0 };
	int before = 0;
	for (struct str rest = text; rest.n > 0;) {
		struct str to = str_trim(str_cut(&rest, ',')), from = str_cut(&to, '-');
		if (out->n == DUE_SPANS_MAX)
			return fail(cx, ST_INVALID, "due.hours", "more than %d intervals", DUE_SPANS_MAX);
		int open, close;
		if (!clock_time(from, &open) || !clock_time(to, &close) || open < before || close <= open)
			return fail(cx, ST_INVALID, "due.hours", "interval %d is no hh:mm-hh:mm after the one before",
				    out->n + 1);
		out->span[out->n].open = open;
		out->span[out->n++].close = before = close;
		out->minutes += close - open;
	}
	if (out->n == 0 || str_ends(text, ","))
		return fail(cx, ST_INVALID, "due.hours", "no interval");
	return ST_OK;
}

const char *
due_hours_text(struct arena *a, const struct due_hours *h)
{
	struct buf b;
	buf_init(&b, a, BUF_PAGE);
	for (int i = 0; i < h->n; i++)
		buf_addf(&b, "%s%02d:%02d-%02d:%02d", i == 0 ? "" : ",", h->span[i].open / 60, h->span[i].open % 60,
			 h->span[i].close / 60, h->span[i].close % 60);
	return buf_cstr(&b);
}
