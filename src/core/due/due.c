#include "core/due/due_priv.h"

/* One computation: where it stands, the pauses still ahead, the steps so far. */
struct walk {
	struct cx *cx;
	const struct due_calendar *cal;
	const struct due_pause *pause; /* merged, in order, none ending before the start */
	size_t n_pauses, next_pause;
	VEC(struct due_step) steps;
	int64_t paused;     /* an open pause was met: since when */
	bool unknown_said;
	bool whole_runs;    /* a long limit: a run of counted days is one step */
};

static struct due_step *
say(struct walk *w, enum due_step_kind kind, int64_t at)
{
	struct due_step *s = vec_push(&w->steps, w->cx->arena);
	s->kind = kind;
	s->at = at;
	return s;
}

/* --- pauses ----------------------------------------------------------------------------------------- */

static int64_t
pause_end(const struct due_pause *p)
{
	return p->to == 0 ? INT64_MAX : p->to;
}

static int
pause_order(const void *a, const void *b)
{
	const struct due_pause *x = a, *y = b;
	return x->from < y->from ? -1 : x->from > y->from;
}

/* Sorted, merged where they overlap or touch, without those that end before the clock starts. */
static enum status
merge_pauses(struct walk *w, int64_t start, const struct due_pause *in, size_t n)
{
	struct due_pause *p = arena_new_array(w->cx->arena, struct due_pause, n);
	size_t kept = 0;
	for (size_t i = 0; i < n; i++) {
		if (pause_end(&in[i]) < in[i].from)
			return fail(w->cx, ST_INVALID, "due.pause.order", "pause %zu ends before it begins", i + 1);
		if (pause_end(&in[i]) > in[i].from && pause_end(&in[i]) > start)
			p[kept++] = in[i];
	}
	qsort(p, kept, sizeof *p, pause_order);
	size_t m = 0;
	for (size_t i = 0; i < kept; i++) {
		if (m == 0 || p[i].from > pause_end(&p[m - 1]))
			p[m++] = p[i];
		else if (pause_end(&p[i]) > pause_end(&p[m - 1]))
			p[m - 1].to = p[i].to;
	}
	w->pause = p;
	w->n_pauses = m;
	return ST_OK;
}

static void
say_pause(struct walk *w, const struct due_pause *p, bool counts)
{
	enum due_step_kind kind = p->to == 0 ? DUE_STEP_PAUSED_OPEN : counts ? DUE_STEP_PAUSED : DUE_STEP_PAUSED_IDLE;
	struct due_step *s = say(w, kind, p->from);
	s->from = p->from;
	s->to = p->to;
	if (p->to == 0)
		w->paused = p->from;
}

/* --- days ------------------------------------------------------------------------------------------- */

/* Each looks at the neighbours too, as a close may be the midnight at the end of its day. */
static int32_t
first_close_from(const struct due_calendar *cal, int64_t t)
{
	int32_t day = time_day(t) - 1;
	while (due_close(cal, day) < t)
		day++;
	return day;
}

static int32_t
last_close_before(const struct due_calendar *cal, int64_t t)
{
	int32_t day = time_day(t);
	while (due_close(cal, day) >= t)
		day--;
	return day;
}

static void
say_if_unknown(struct walk *w, int32_t day, int32_t last)
{
	const struct due_days *d = w->cal->days;
	if (w->unknown_said || (day >= d->known_first && last <= d->known_last))
		return;
	w->unknown_said = true;
	bool early = day < d->known_first;
	int32_t first = early || day > d->known_last ? day : d->known_last + 1;
	struct due_step *s = say(w, DUE_STEP_UNKNOWN, time_at(first, 0));
	s->day = first;
	s->last = early ? d->known_first : d->known_last;
}

/* The days off from day to last, a step for each holiday. A weekend between two days of one holiday is part of
 * it: Tết 06/02–10/02/2027. */
static void
say_off(struct walk *w, int32_t day, int32_t last)
{
	while (day <= last) {
		const struct due_row *r = due_day_row(w->cal->days, day);
		const char *name = r == NULL ? NULL : r->group;
		struct due_step *s = say(w, DUE_STEP_OFF, time_at(day, 0));
		s->day = s->last = day;
		s->name = name;
		s->guess = r != NULL && r->projected;
		for (int32_t d = day + 1; d <= last; d++) {
			r = due_day_row(w->cal->days, d);
			if (r == NULL && name != NULL)
				continue; /* a weekend, perhaps between */
			if (!cstr_eq(r == NULL ? NULL : r->group, name))
				break;
			s->last = d;
			s->guess |= r != NULL && r->projected;
		}
		day = s->last + 1;
	}
}

/* The n-th to the m-th counted day. */
static void
say_counted(struct walk *w, enum due_step_kind kind, int32_t day, int n, int m)
{
	while (n <= m) {
		int upto = w->whole_runs ? m : n;
		int32_t last = day + upto - n;
		const struct due_row *r = day == last ? due_day_row(w->cal->days, day) : NULL;
		struct due_step *s = say(w, kind, due_close(w->cal, last));
		s->day = day;
		s->last = last;
		s->n = n;
		s->m = upto;
		s->makeup = r != NULL && !r->off;
		day = last + 1;
		n = upto + 1;
	}
}

enum count {
	COUNT_WORKING, /* working days, with a step for each */
	COUNT_EVERY,   /* every day */
	COUNT_NEXT,    /* the next working day, silently: the last step names it */
};

/* Passes the pauses that begin up to the close of *day; one that lasts beyond it moves *day to the first close
 * at which the clock runs again. False: it is open. */
static bool
pass_pauses(struct walk *w, int32_t *day)
{
	while (w->next_pause < w->n_pauses && w->pause[w->next_pause].from <= due_close(w->cal, *day)) {
		const struct due_pause *p = &w->pause[w->next_pause++];
		bool stops = pause_end(p) > due_close(w->cal, *day);
		say_pause(w, p, stops);
		if (p->to == 0)
			return false;
		if (stops)
			*day = first_close_from(w->cal, p->to);
	}
	return true;
}

/* Counts `need` closes at which the clock runs, from *day on; leaves the last of them in *day. With an open pause
 * w->paused is set instead. */
static enum status
count_days(struct walk *w, enum count what, int need, int32_t *day)
{
	int32_t d = *day;
	for (int k = 0; k < need;) {
		if (!pass_pauses(w, &d))
			return ST_OK;
		int32_t last = DUE_DAY_LAST;
		if (w->next_pause < w->n_pauses)
			last = last_close_before(w->cal, w->pause[w->next_pause].from);
		if (d > DUE_DAY_LAST)
			return fail(w->cx, ST_INVALID, "due.range", "past the year 2199");
		bool counts = what == COUNT_EVERY || due_day_works(w->cal->days, d);
		int32_t end = what == COUNT_EVERY ? DUE_DAY_LAST : due_day_run_end(w->cal->days, d);
		last = end < last ? end : last;
		if (counts && last - d >= need - k)
			last = d + need - k - 1;
		say_if_unknown(w, d, last);
		int n = last - d + 1;
		if (!counts)
			say_off(w, d, last);
		else if (what != COUNT_NEXT)
			say_counted(w, what == COUNT_EVERY ? DUE_STEP_CALENDAR_DAYS : DUE_STEP_WORKING_DAYS, d, k + 1,
				    k + n);
		k += counts ? n : 0;
		d = last + 1;
	}
	*day = d - 1;
	return ST_OK;
}

/* --- hours ------------------------------------------------------------------------------------------ */

/* The working time between two moments as steps, one for each run of working days. */
static void
say_hours(struct walk *w, int64_t from, int64_t to)
{
	int32_t last = time_day(to - 1); /* a close at midnight belongs to the day before */
	for (int32_t day = time_day(from); day <= last;) {
		int32_t end = due_day_run_end(w->cal->days, day);
		end = end < last ? end : last;
		say_if_unknown(w, day, end);
		if (!due_day_works(w->cal->days, day)) {
			say_off(w, day, end);
			day = end + 1;
			continue;
		}
		int64_t open = time_at(day, w->cal->hours.span[0].open), close = due_close(w->cal, end);
		int64_t a = from > open ? from : open, b = to < close ? to : close;
		if (due_worked(w->cal, b) > due_worked(w->cal, a)) {
			struct due_step *s = say(w, DUE_STEP_HOURS, a);
			s->from = a;
			s->to = b;
			s->n = (int)((due_worked(w->cal, b) - due_worked(w->cal, a)) / TIME_MINUTE);
		}
		day = end + 1;
	}
}

/* Working time from `from` on, without the pauses. */
static enum status
count_hours(struct walk *w, int64_t from, int64_t need, int64_t *due)
{
	for (;;) {
		const struct due_pause *p = w->next_pause < w->n_pauses ? &w->pause[w->next_pause] : NULL;
		int64_t done = due_worked(w->cal, from);
		int64_t stop = p == NULL ? INT64_MAX : p->from > from ? p->from : from;
		if (p == NULL || due_worked(w->cal, stop) - done >= need) {
			*due = due_worked_at(w->cal, done + need);
			if (*due < 0)
				return fail(w->cx, ST_INVALID, "due.range", "past the year 2199");
			say_hours(w, from, *due);
			return ST_OK;
		}
		if (stop > from)
			say_hours(w, from, stop);
		need -= due_worked(w->cal, stop) - done;
		say_pause(w, p, p->to == 0 || due_worked(w->cal, p->to) > due_worked(w->cal, stop));
		if (p->to == 0)
			return ST_OK;
		from = p->to;
		w->next_pause++;
	}
}

/* --- the four units --------------------------------------------------------------------------------- */

static enum status
due_by_days(struct walk *w, enum count what, int need, int32_t day, int64_t *due)
{
	TRY(count_days(w, what, need, &day));
	if (w->paused == 0 && !due_day_works(w->cal->days, day)) { /* Civil Code, article 148.5 */
		struct due_step *s = say(w, DUE_STEP_MOVED, due_close(w->cal, day));
		s->day = day;
		s->n = need;
		int32_t next = day; /* said again as what it is: the days off from here */
		TRY(count_days(w, COUNT_NEXT, 1, &next));
		day = next;
	}
	*due = w->paused != 0 ? 0 : due_close(w->cal, day);
	return ST_OK;
}

/* What follows the start: `day` is the day that is not counted. */
static enum status
due_from(struct walk *w, struct due_limit limit, int64_t start, int32_t day, int64_t *due)
{
	w->whole_runs = limit.value > 10;
	*due = 0;
	switch (limit.unit) {
	case DUE_WORKING_DAYS:
		TRY(due_by_days(w, COUNT_WORKING, limit.value, day + 1, due));
		break;
	case DUE_CALENDAR_DAYS:
		TRY(due_by_days(w, COUNT_EVERY, limit.value, day + 1, due));
		break;
	case DUE_WORKING_HOURS:
		TRY(count_hours(w, start, limit.value * TIME_HOUR, due));
		break;
	case DUE_SAME_DAY: {
		bool today = start < time_at(day, w->cal->same_day_before);
		struct due_step *s = say(w, today ? DUE_STEP_SAME_DAY : DUE_STEP_NEXT_DAY, start);
		s->n = w->cal->same_day_before;
		TRY(due_by_days(w, COUNT_NEXT, 1, today ? day : day + 1, due));
		break;
	}
	}
	if (*due != 0)
		say(w, DUE_STEP_DUE, *due);
	return ST_OK;
}

static enum status
check(struct cx *cx, int64_t from, struct due_limit limit)
{
	if (limit.value < 1 || limit.value > DUE_VALUE_MAX)
		return fail(cx, ST_INVALID, "due.limit", "limit %d is not from 1 to %d", limit.value, DUE_VALUE_MAX);
	if (from < time_at(0, 0) || time_day(from) > DUE_DAY_LAST - 31)
		return fail(cx, ST_INVALID, "due.range", "from is outside 1970–2199");
	return ST_OK;
}

static void
finish(const struct walk *w, int64_t due, int64_t effective, struct due_result *out)
{
	*out = (struct due_result){
		.due = due,
		.effective = effective,
		.paused = w->paused,
		.steps = w->steps.p,
		.n_steps = w->steps.n,
	};
}

static void
say_received(struct walk *w, int64_t from, int64_t effective)
{
	const struct due_days *d = w->cal->days;
	int32_t day = time_day(from), start = time_day(effective);
	bool works = due_day_works(d, day);
	struct due_step *s = say(w, effective == from ? DUE_STEP_RECEIVED :
				 works ? DUE_STEP_RECEIVED_LATE : DUE_STEP_RECEIVED_OFF, from);
	s->from = from;
	s->to = effective;
	say_if_unknown(w, day, start);
	if (start > day + works)
		say_off(w, day + works, start - 1);
}

enum status
due_compute(struct cx *cx, const struct due_calendar *cal, int64_t from, struct due_limit limit,
	    const struct due_pause *pauses, size_t n, struct due_result *out)
{
	struct walk w = { .cx = cx, .cal = cal };
	if (limit.unit == DUE_SAME_DAY)
		limit.value = 1;
	TRY(check(cx, from, limit));
	int64_t effective = due_effective(cal, from), due;
	TRY(merge_pauses(&w, effective, pauses, n));
	say_received(&w, from, effective);
	int32_t day = time_day(effective);
	if (limit.unit == DUE_WORKING_DAYS || limit.unit == DUE_CALENDAR_DAYS)
		say(&w, DUE_STEP_FIRST_DAY, effective)->day = day;
	TRY(due_from(&w, limit, effective, day, &due));
	finish(&w, due, effective, out);
	return ST_OK;
}

enum status
due_extend(struct cx *cx, const struct due_calendar *cal, int64_t old_due, struct due_limit limit,
	   const struct due_pause *pauses, size_t n, struct due_result *out)
{
	struct walk w = { .cx = cx, .cal = cal };
	if (limit.unit == DUE_SAME_DAY)
		limit.unit = DUE_WORKING_DAYS;
	TRY(check(cx, old_due, limit));
	TRY(merge_pauses(&w, old_due, pauses, n));
	struct due_step *s = say(&w, DUE_STEP_EXTENDED, old_due);
	s->from = old_due;
	s->limit = limit;
	int64_t due;
	TRY(due_from(&w, limit, old_due, time_day(old_due - 1), &due));
	finish(&w, due, old_due, out);
	return ST_OK;
}
