/* The engine beside a slow obvious version that walks minute by minute, on random calendars, hours, limits and
 * pauses; then what must hold whatever the numbers are. The seed is fixed. */
#include "core/due/due.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static struct cx cx;
static uint64_t seed;

static int
setup(void **state UNUSED)
{
	cx = (struct cx){ .arena = arena_new((size_t)256 << 20) };
	seed = 20260213;
	return 0;
}

static int
teardown(void **state UNUSED)
{
	arena_free(cx.arena);
	return 0;
}

/* 0 … n-1; splitmix64 */
static int64_t
pick(int64_t n)
{
	uint64_t z = seed += 0x9e3779b97f4a7c15u;
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return (int64_t)((z ^ (z >> 31)) % (uint64_t)n);
}

/* --- the slow version: everything in local minutes since 1970 ---------------------------------------- */

enum { DAYS = 24000 }; /* to 2035 */

struct slow {
	bool works[DAYS];
	bool open[1440]; /* by minute of a working day */
	int close;       /* minute of the day, 1–1440 */
};

static bool
day_works(const struct slow *s, int64_t minute)
{
	return s->works[minute / 1440];
}

static bool
runs_work(const struct slow *s, int64_t minute)
{
	return day_works(s, minute) && s->open[minute % 1440];
}

static bool
is_paused(const struct due_pause *p, size_t n, int64_t minute)
{
	for (size_t i = 0; i < n; i++)
		if (minute >= p[i].from && (p[i].to == 0 || minute < p[i].to))
			return true;
	return false;
}

static bool
paused_for_ever(const struct due_pause *p, size_t n, int64_t minute)
{
	for (size_t i = 0; i < n; i++)
		if (p[i].to == 0 && minute >= p[i].from)
			return true;
	return false;
}

/* Is this minute the close of a day, and of which? */
static bool
is_close(const struct slow *s, int64_t minute, int64_t *day)
{
	*day = (minute - s->close) / 1440;
	return (minute - s->close) % 1440 == 0;
}

static int64_t
slow_hours(const struct slow *s, int64_t minute, int hours, const struct due_pause *p, size_t n)
{
	for (int64_t left = hours * 60;; minute++) {
		if (paused_for_ever(p, n, minute))
			return 0;
		if (runs_work(s, minute) && !is_paused(p, n, minute) && --left == 0)
			return minute + 1;
	}
}

/* The n-th close from day `first` at which the clock runs; then, if that day is off, the next of a working day. */
static int64_t
slow_days(const struct slow *s, int64_t first, int count, bool every, const struct due_pause *p, size_t n)
{
	for (int64_t minute = first * 1440;; minute++) {
		int64_t day;
		if (!is_close(s, minute, &day) || day < first)
			continue;
		if (paused_for_ever(p, n, minute))
			return 0;
		if (is_paused(p, n, minute) || !(every || s->works[day]))
			continue;
		if (count > 0)
			count--;
		if (count == 0 && s->works[day])
			return minute;
	}
}

static int64_t
slow_due(const struct slow *s, int64_t from, struct due_limit l, const struct due_pause *p, size_t n)
{
	int64_t start = from;
	while (!runs_work(s, start))
		start++;
	int64_t day = start / 1440;
	switch (l.unit) {
	case DUE_WORKING_DAYS:
		return slow_days(s, day + 1, l.value, false, p, n);
	case DUE_CALENDAR_DAYS:
		return slow_days(s, day + 1, l.value, true, p, n);
	case DUE_WORKING_HOURS:
		return slow_hours(s, start, l.value, p, n);
	case DUE_SAME_DAY:
		break;
	}
	return slow_days(s, start % 1440 < 15 * 60 ? day : day + 1, 1, false, p, n);
}

/* --- random cases ----------------------------------------------------------------------------------- */

struct world {
	struct slow slow;
	struct due_calendar cal;
};

static int64_t
moment(int64_t minute)
{
	return minute == 0 ? 0 : minute * TIME_MINUTE - TIME_ZONE;
}

static const int fixed_days[][2] = { { 1, 1 }, { 4, 30 }, { 5, 1 }, { 9, 2 } };

static void
slow_week(struct slow *s)
{
	for (int32_t day = 0; day < DAYS; day++) {
		s->works[day] = (day + 3) % 7 < 5;
		struct civil c = day_civil(day);
		for (size_t i = 0; i < ARRAY_LEN(fixed_days); i++)
			if (c.month == fixed_days[i][0] && c.day == fixed_days[i][1])
				s->works[day] = false;
	}
}

/* Days off and make-up days in 2026 and 2027; outside only the fixed ones. */
static void
make_world(struct world *w)
{
	static const char *const hours[] = { DUE_HOURS_DEFAULT, "08:00-12:00,13:00-17:00", "07:00-11:00,11:00-16:30",
					     "00:00-24:00", "07:15-11:45,13:15-18:00,22:00-24:00", "09:00-09:01" };
	struct buf csv;
	char text[TIME_TEXT];
	buf_init(&csv, cx.arena, BUF_PAGE);
	buf_adds(&csv, "date,kind,reason,confidence,name\n");
	slow_week(&w->slow);
	for (int year = 2026; year <= 2027; year++)
		for (size_t i = 0; i < ARRAY_LEN(fixed_days); i++)
			buf_addf(&csv, "%d-%02d-%02d,off,statutory,fixed,x\n", year, fixed_days[i][0], fixed_days[i][1]);
	for (int i = 0; i < 60; i++) {
		int32_t day = day_of(2026, 1, 1) + (int32_t)pick(730);
		bool off = pick(4) != 0;
		w->slow.works[day] = !off;
		buf_addf(&csv, "%s,%s,swap,general,x\n", day_iso(day, text), off ? "off" : "make_up_work");
	}
	struct str h = str_of(hours[pick(ARRAY_LEN(hours))]);
	assert_int_equal(due_calendar_make(&cx, cx.arena, buf_str(&csv), h, false, &w->cal), ST_OK);
	memset(w->slow.open, 0, sizeof w->slow.open);
	for (int i = 0; i < w->cal.hours.n; i++) {
		w->slow.close = w->cal.hours.span[i].close;
		for (int m = w->cal.hours.span[i].open; m < w->cal.hours.span[i].close; m++)
			w->slow.open[m] = true;
	}
}

/* A minute near `from`, often exactly an opening or a close. */
static int64_t
pick_minute(const struct world *w, int64_t from)
{
	int64_t minute = from - 2 * 1440 + pick(25 * 1440);
	int span = (int)pick(w->cal.hours.n);
	switch (pick(4)) {
	case 0:
		return minute / 1440 * 1440 + w->cal.hours.span[span].close;
	case 1:
		return minute / 1440 * 1440 + w->cal.hours.span[span].open;
	}
	return minute;
}

static size_t
pick_pauses(const struct world *w, int64_t from, struct due_pause p[6])
{
	size_t n = (size_t)pick(6);
	for (size_t i = 0; i < n; i++) {
		p[i].from = i > 0 && pick(4) == 0 ? p[i - 1].to : pick_minute(w, from);
		if (p[i].from == 0)
			p[i].from = from;
		p[i].to = pick(3) == 0 ? pick_minute(w, p[i].from) : p[i].from + pick(pick(2) == 0 ? 600 : 5 * 1440);
		if (p[i].to < p[i].from)
			p[i].to = p[i].from;
		if (pick(20) == 0)
			p[i].to = 0;
	}
	return n;
}

static struct due_limit
pick_limit(void)
{
	struct due_limit l = { (enum due_unit)pick(4), 1 + (int)pick(pick(3) == 0 ? 14 : 4) };
	return l;
}

static int64_t
fast_due(const struct world *w, int64_t from, struct due_limit l, const struct due_pause *p, size_t n)
{
	struct due_pause moments[8];
	struct due_result r;
	for (size_t i = 0; i < n; i++)
		moments[i] = (struct due_pause){ moment(p[i].from), moment(p[i].to) };
	assert_int_equal(due_compute(&cx, &w->cal, moment(from), l, moments, n, &r), ST_OK);
	return r.due;
}

/* Mostly 2026–2027; often around the edges of what the calendar knows. */
static int64_t
pick_from(const struct world *w)
{
	int32_t day = day_of(2026, 1, 1) + (int32_t)pick(730);
	switch (pick(5)) {
	case 0:
		day = day_of(2027, 12, 31) - (int32_t)pick(20);
		break;
	case 1:
		day = day_of(2025, 12, 31) - (int32_t)pick(20);
		break;
	}
	return pick_minute(w, (int64_t)day * 1440 + pick(1440));
}

static void
equals_the_walk(void **state UNUSED)
{
	struct world *w = arena_new_one(cx.arena, struct world);
	int open = 0;
	for (int i = 0; i < 6000; i++) {
		if (i % 100 == 0)
			make_world(w);
		struct due_pause p[6];
		int64_t from = pick_from(w);
		size_t n = pick_pauses(w, from, p);
		struct due_limit l = pick_limit();
		if (w->cal.hours.minutes == 1 && l.unit == DUE_WORKING_HOURS)
			l.unit = DUE_WORKING_DAYS; /* an hour would take three months */
		int64_t slow = slow_due(&w->slow, from, l, p, n);
		int64_t fast = fast_due(w, from, l, p, n);
		if (fast != moment(slow))
			fail_msg("case %d: %s %d", i, due_unit_name(l.unit), l.value);
		open += slow == 0;
	}
	assert_in_range(open, 100, 3000); /* the cases are of both kinds */
}

static void
minutes_equal_the_walk(void **state UNUSED)
{
	struct world *w = arena_new_one(cx.arena, struct world);
	for (int i = 0; i < 3000; i++) {
		if (i % 100 == 0)
			make_world(w);
		int64_t a = pick_from(w), b = pick_minute(w, a), sum = 0, start = a;
		for (int64_t m = a; m < b; m++)
			sum += runs_work(&w->slow, m);
		assert_int_equal(due_working_minutes(&w->cal, moment(a), moment(b)), sum);
		while (!runs_work(&w->slow, start))
			start++;
		assert_int_equal(due_effective(&w->cal, moment(a)), moment(start));
		int64_t need = 1 + pick(w->cal.hours.minutes * 12), left = need, m = a;
		for (; left > 0; m++)
			left -= runs_work(&w->slow, m);
		assert_int_equal(due_add_working_minutes(&w->cal, moment(a), need), moment(m));
	}
}

/* --- what must hold --------------------------------------------------------------------------------- */

/* Working time in [a, b) outside the pauses, µs, interval by interval. */
static int64_t
running(const struct world *w, int64_t a, int64_t b, const struct due_pause *p, size_t n)
{
	int64_t sum = 0;
	for (int32_t day = time_day(a); day <= time_day(b); day++)
		for (int i = 0; i < w->cal.hours.n && w->slow.works[day]; i++) {
			int64_t at = time_at(day, w->cal.hours.span[i].open), end = time_at(day, w->cal.hours.span[i].close);
			at = at > a ? at : a;
			end = end < b ? end : b;
			while (at < end) { /* from one edge of a pause to the next */
				int64_t next = end;
				for (size_t k = 0; k < n; k++) {
					if (p[k].from > at && p[k].from < next)
						next = p[k].from;
					if (p[k].to > at && p[k].to < next)
						next = p[k].to;
				}
				if (!is_paused(p, n, at))
					sum += next - at;
				at = next;
			}
		}
	return sum;
}

static void
hours_are_exact_to_the_microsecond(void **state UNUSED)
{
	struct world *w = arena_new_one(cx.arena, struct world);
	for (int i = 0; i < 3000; i++) {
		if (i % 100 == 0)
			make_world(w);
		if (w->cal.hours.minutes == 1)
			continue;
		struct due_pause p[6];
		struct due_result r;
		int64_t from = pick_from(w);
		size_t n = pick_pauses(w, from, p);
		for (size_t k = 0; k < n; k++) {
			int64_t shift = pick(2 * TIME_MINUTE);
			p[k].from = moment(p[k].from) + shift;
			p[k].to = p[k].to == 0 ? 0 : moment(p[k].to) + shift;
		}
		int hours = 1 + (int)pick(20);
		from = moment(from) + pick(TIME_MINUTE);
		assert_int_equal(due_compute(&cx, &w->cal, from, (struct due_limit){ DUE_WORKING_HOURS, hours }, p, n, &r),
				 ST_OK);
		if (r.due == 0)
			continue;
		assert_int_equal(running(w, from, r.due, p, n), hours * TIME_HOUR);
		assert_int_equal(running(w, from, r.due - 1, p, n), hours * TIME_HOUR - 1); /* and not earlier */
	}
}

static int64_t
or_never(int64_t due)
{
	return due == 0 ? INT64_MAX : due;
}

static void
more_never_gives_an_earlier_due(void **state UNUSED)
{
	struct world *w = arena_new_one(cx.arena, struct world);
	for (int i = 0; i < 20000; i++) {
		if (i % 100 == 0)
			make_world(w);
		struct due_pause p[8];
		int64_t from = pick_from(w);
		size_t n = pick_pauses(w, from, p);
		struct due_limit l = pick_limit(), more = l;
		int64_t due = or_never(fast_due(w, from, l, p, n));
		assert_true(or_never(fast_due(w, from + pick(3000), l, p, n)) >= due); /* received later */
		more.value++;
		assert_true(or_never(fast_due(w, from, more, p, n)) >= due);
		p[n] = (struct due_pause){ from + pick(20000), 0 };
		p[n].to = p[n].from + pick(3000);
		assert_true(or_never(fast_due(w, from, l, p, n + 1)) >= due); /* stopped once more */
	}
}

static void
the_order_of_pauses_does_not_matter(void **state UNUSED)
{
	struct world *w = arena_new_one(cx.arena, struct world);
	for (int i = 0; i < 5000; i++) {
		if (i % 100 == 0)
			make_world(w);
		struct due_pause p[6], turned[6];
		int64_t from = pick_from(w);
		size_t n = pick_pauses(w, from, p);
		struct due_limit l = pick_limit();
		for (size_t k = 0; k < n; k++)
			turned[k] = p[n - 1 - k];
		assert_int_equal(fast_due(w, from, l, p, n), fast_due(w, from, l, turned, n));
	}
}

static void
an_extension_is_as_if_the_limit_had_been_longer(void **state UNUSED)
{
	struct world *w = arena_new_one(cx.arena, struct world);
	for (int i = 0; i < 10000; i++) {
		if (i % 100 == 0)
			make_world(w);
		struct due_pause p[6];
		struct due_result first, longer, extended;
		int64_t from = pick_from(w);
		size_t n = pick_pauses(w, from, p);
		for (size_t k = 0; k < n; k++)
			p[k] = (struct due_pause){ moment(p[k].from), moment(p[k].to) };
		struct due_limit l = pick_limit(), more = pick_limit(), sum = l;
		if (l.unit != DUE_WORKING_DAYS && l.unit != DUE_WORKING_HOURS)
			continue; /* a day that moved is not taken back */
		more.unit = l.unit;
		sum.value = l.value + more.value;
		assert_int_equal(due_compute(&cx, &w->cal, moment(from), l, p, n, &first), ST_OK);
		if (first.due == 0)
			continue;
		assert_int_equal(due_compute(&cx, &w->cal, moment(from), sum, p, n, &longer), ST_OK);
		assert_int_equal(due_extend(&cx, &w->cal, first.due, more, p, n, &extended), ST_OK);
		assert_int_equal(extended.due, longer.due);
	}
}

/* The steps tell the same story as the result: in order, whole, ending in the due moment. */
static void
steps_fit_the_result(void **state UNUSED)
{
	struct world *w = arena_new_one(cx.arena, struct world);
	for (int i = 0; i < 10000; i++) {
		if (i % 100 == 0)
			make_world(w);
		struct due_pause p[6];
		struct due_result r;
		int64_t from = pick_from(w);
		size_t n = pick_pauses(w, from, p);
		for (size_t k = 0; k < n; k++)
			p[k] = (struct due_pause){ moment(p[k].from), moment(p[k].to) };
		struct due_limit l = pick_limit();
		l.value += pick(2) == 0 ? 20 : 0;
		assert_int_equal(due_compute(&cx, &w->cal, moment(from), l, p, n, &r), ST_OK);
		int counted = 0;
		int64_t minutes = 0;
		for (size_t k = 0; k < r.n_steps; k++) {
			const struct due_step *s = &r.steps[k];
			if (s->kind == DUE_STEP_WORKING_DAYS || s->kind == DUE_STEP_CALENDAR_DAYS) {
				assert_int_equal(s->n, counted + 1);
				assert_int_equal(s->last - s->day, s->m - s->n);
				counted = s->m;
			}
			minutes += s->kind == DUE_STEP_HOURS ? s->n : 0;
			for (int32_t d = s->day; s->kind == DUE_STEP_OFF && d <= s->last; d++)
				assert_false(due_is_working_day(&w->cal, d));
			assert_true(due_step_text(cx.arena, LANG_VI, s)[0] != '\0');
		}
		const struct due_step *last = &r.steps[r.n_steps - 1];
		assert_int_equal(last->kind, r.due == 0 ? DUE_STEP_PAUSED_OPEN : DUE_STEP_DUE);
		assert_int_equal(last->at, r.due == 0 ? r.paused : r.due);
		if (r.due != 0 && l.unit <= DUE_CALENDAR_DAYS)
			assert_int_equal(counted, l.value);
		if (r.due != 0 && l.unit == DUE_WORKING_HOURS)
			assert_int_equal(minutes, l.value * 60);
		if (i % 100 == 99)
			arena_reset(cx.arena), w = arena_new_one(cx.arena, struct world);
	}
}

/* whole: as it is shown. Else what counts: a run of days names no make-up day, and days off group by their names. */
static const char *
story(const struct due_result *r, bool whole)
{
	struct buf b;
	buf_init(&b, cx.arena, BUF_LINE);
	for (size_t i = 0; i < r->n_steps; i++) {
		struct due_step s = r->steps[i];
		s.makeup = s.makeup && whole;
		if (whole || (s.kind != DUE_STEP_UNKNOWN && s.kind != DUE_STEP_OFF))
			buf_addf(&b, "%s\n", due_step_text(cx.arena, LANG_VI, &s));
	}
	return buf_cstr(&b);
}

/* Printed and read again it is the same; and whatever becomes of the calendar, what was counted before a stop stays
 * counted: the same steps up to it. */
static void
what_was_counted_stays_counted(void **state UNUSED)
{
	struct world *w = arena_new_one(cx.arena, struct world), *other = arena_new_one(cx.arena, struct world);
	int changed = 0, stopped = 0;
	for (int i = 0; i < 8000; i++) {
		if (i % 100 == 0) {
			arena_reset(cx.arena);
			w = arena_new_one(cx.arena, struct world);
			other = arena_new_one(cx.arena, struct world);
			make_world(w);
			make_world(other);
			other->cal.hours = w->cal.hours;
		}
		struct due_pause p[7];
		struct due_result first, kept, then, now, careless;
		struct str text;
		struct due_limit l = pick_limit();
		int64_t from = pick_from(w), stop = from + pick(20 * 1440);
		size_t n = pick_pauses(w, from, p), m = 0;
		l.value += pick(4) == 0 ? 12 : 0;
		for (size_t k = 0; k < n; k++) /* those before the stop */
			if (p[k].to != 0 && p[k].to <= stop)
				p[m++] = (struct due_pause){ moment(p[k].from), moment(p[k].to) };
		if (w->cal.hours.minutes == 1 && l.unit == DUE_WORKING_HOURS)
			l.unit = DUE_WORKING_DAYS;
		assert_int_equal(due_compute(&cx, &w->cal, moment(from), l, p, m, &first), ST_OK);
		assert_int_equal(due_result_print(&cx, &first, &text), ST_OK);
		assert_int_equal(due_result_parse(&cx, text, &kept), ST_OK);
		assert_string_equal(story(&kept, true), story(&first, true));
		assert_true(kept.due == first.due && kept.effective == first.effective && kept.paused == first.paused);
		p[m++] = (struct due_pause){ moment(stop), 0 };
		struct due_calendar spliced = due_calendar_kept(cx.arena, &other->cal, &kept, time_day(moment(stop)));
		assert_int_equal(due_compute(&cx, &w->cal, moment(from), l, p, m, &then), ST_OK);
		assert_int_equal(due_compute(&cx, &spliced, moment(from), l, p, m, &now), ST_OK);
		assert_int_equal(due_compute(&cx, &other->cal, moment(from), l, p, m, &careless), ST_OK);
		if (now.due != then.due || strcmp(story(&now, false), story(&then, false)) != 0)
			fail_msg("case %d: %s %d\nthen:\n%snow:\n%s", i, due_unit_name(l.unit), l.value, story(&then, false), story(&now, false));
		changed += strcmp(story(&careless, false), story(&then, false)) != 0;
		stopped += then.due == 0;
	}
	assert_in_range(changed, 1000, 8000); /* the calendars do differ */
	assert_in_range(stopped, 1000, 7000);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(equals_the_walk, setup, teardown),
		cmocka_unit_test_setup_teardown(minutes_equal_the_walk, setup, teardown),
		cmocka_unit_test_setup_teardown(hours_are_exact_to_the_microsecond, setup, teardown),
		cmocka_unit_test_setup_teardown(more_never_gives_an_earlier_due, setup, teardown),
		cmocka_unit_test_setup_teardown(the_order_of_pauses_does_not_matter, setup, teardown),
		cmocka_unit_test_setup_teardown(an_extension_is_as_if_the_limit_had_been_longer, setup, teardown),
		cmocka_unit_test_setup_teardown(steps_fit_the_result, setup, teardown),
		cmocka_unit_test_setup_teardown(what_was_counted_stays_counted, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
