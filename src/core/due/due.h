/* The one deadline engine: from a moment, a limit and pauses to the moment due, with the reasons in words.
 *
 * Pure functions over a calendar; no database, no clock. Nothing else in the program adds days to a date.
 * The rules and their sources stand in docs/internals/due.md. In short (settled.md 20–24):
 *
 *   working intervals are [open, close): exactly 11:30 or 17:00 belongs to the next opening; a due moment may
 *   equal a close; the day of effective receipt is not counted (Civil Code, article 147); a day counts when the
 *   clock runs at its close; a pause is [from, to) and stops the clock.
 *
 *   struct due_result r;
 *   TRY(due_compute(cx, cal, received, (struct due_limit){ DUE_WORKING_DAYS, 3 }, pauses, n, &r));
 *   for (size_t i = 0; i < r.n_steps; i++)
 *           show(due_step_text(cx->arena, cx->lang, &r.steps[i]));
 *
 * Moments from 1970 to 2199. */
#ifndef CORE_DUE_DUE_H
#define CORE_DUE_DUE_H

#include "base/base.h"

/* --- the calendar ----------------------------------------------------------------------------------- */

enum { DUE_SPANS_MAX = 4 };
#define DUE_HOURS_DEFAULT "07:30-11:30,13:30-17:00"

/* Working hours of a day, in minutes of the day; ascending, not overlapping. */
struct due_hours {
	int n;
	struct {
		int open, close;
	} span[DUE_SPANS_MAX];
	int minutes; /* of work in a day */
};

/* Days off and make-up working days; immutable, shared by all units that keep the same ones. */
struct due_days;

struct due_calendar {
	const struct due_days *days;
	struct due_hours hours;
	/* What is received before this minute of the day is returned the same day (decree 61/2018, article 19). */
	int same_day_before;
};

/* "07:30-11:30,13:30-17:00". ST_INVALID "due.hours". */
MUST_CHECK enum status due_hours_parse(struct cx *cx, struct str text, struct due_hours *out);
/* What due_hours_parse reads. */
const char *due_hours_text(struct arena *a, const struct due_hours *h);
/* Reads columns date,kind,reason,confidence,name (data/holidays.csv). Rows that are `low` or `proposed` count
 * only with extra (settled.md 21); of two rows of one day the later holds. The calendar knows the whole years
 * from its first row to its last; days outside are judged by weekday and by the holidays that are `fixed` in the
 * nearest known year. Lives in `arena`, which copies the names. ST_INVALID "due.calendar". */
MUST_CHECK enum status due_days_make(struct cx *cx, struct arena *arena, struct str csv, bool extra,
				     const struct due_days **out);
/* Both of the above; hours empty: DUE_HOURS_DEFAULT. */
MUST_CHECK enum status due_calendar_make(struct cx *cx, struct arena *arena, struct str csv, struct str hours,
					 bool extra, struct due_calendar *out);

bool due_is_working_day(const struct due_calendar *cal, int32_t day);
/* The close of a day; a day off has the close of a weekday. */
int64_t due_close(const struct due_calendar *cal, int32_t day);
/* t itself within working time, else the next opening. */
int64_t due_effective(const struct due_calendar *cal, int64_t t);
/* Whole working minutes in [a, b); 0 when b is not after a. */
int64_t due_working_minutes(const struct due_calendar *cal, int64_t a, int64_t b);
/* The earliest moment by which so many working minutes have passed since t; t itself for 0. For the share of a
 * step (settled.md 22): minutes = due_working_minutes(effective, due) * percent / 100. */
int64_t due_add_working_minutes(const struct due_calendar *cal, int64_t t, int64_t minutes);

/* --- a limit ---------------------------------------------------------------------------------------- */

enum due_unit { DUE_WORKING_DAYS, DUE_CALENDAR_DAYS, DUE_WORKING_HOURS, DUE_SAME_DAY };
enum { DUE_VALUE_MAX = 10000 };

struct due_limit {
	enum due_unit unit;
	int value; /* 1–DUE_VALUE_MAX; not looked at for DUE_SAME_DAY, except in due_extend */
};

/* "3wd", "10d", "8wh", "same"; false for anything else. */
bool due_limit_parse(struct str text, struct due_limit *out);
/* As stored with procedures: working_days, calendar_days, working_hours, same_day. */
bool due_unit_parse(struct str name, enum due_unit *out);
const char *due_unit_name(enum due_unit unit);
/* "3 ngày làm việc", "trong ngày". */
const char *due_limit_text(struct arena *a, enum lang lang, struct due_limit limit);

/* --- computing -------------------------------------------------------------------------------------- */

struct due_pause {
	int64_t from, to; /* [from, to); to 0: still open */
};
/* "A..B" or "A.."; ST_INVALID "due.pause" (their order is looked at by due_compute). */
MUST_CHECK enum status due_pause_parse(struct cx *cx, struct str text, struct due_pause *out);

enum due_step_kind {
	DUE_STEP_RECEIVED,      /* from: receipt; within working time */
	DUE_STEP_RECEIVED_LATE, /* from: receipt, to: effective receipt; outside working hours */
	DUE_STEP_RECEIVED_OFF,  /* the same on a day off */
	DUE_STEP_FIRST_DAY,     /* day: not counted */
	DUE_STEP_SAME_DAY,      /* n: the minute before which it was received */
	DUE_STEP_NEXT_DAY,      /* n: the minute after which it was received */
	DUE_STEP_EXTENDED,      /* from: the old due, limit: how much longer */
	DUE_STEP_OFF,           /* day–last: off; name: of the holiday, NULL for a weekend; guess: still projected */
	DUE_STEP_UNKNOWN,       /* day: beyond the calendar; last: its nearest known day */
	DUE_STEP_WORKING_DAYS,  /* day–last: the n-th to the m-th; makeup: a single make-up day */
	DUE_STEP_CALENDAR_DAYS, /* day–last: the n-th to the m-th */
	DUE_STEP_MOVED,         /* day: the n-th, off */
	DUE_STEP_HOURS,         /* from–to: n minutes of work */
	DUE_STEP_PAUSED,        /* from–to: stopped a close or working time */
	DUE_STEP_PAUSED_IDLE,   /* from–to: stopped nothing */
	DUE_STEP_PAUSED_OPEN,   /* from: no due moment until it ends */
	DUE_STEP_DUE,           /* at: due */
};

struct due_step {
	int64_t at; /* the moment the step speaks of */
	enum due_step_kind kind;
	int64_t from, to;
	int32_t day, last;
	int n, m;
	bool makeup, guess;
	const char *name;
	struct due_limit limit;
};

struct due_result {
	int64_t due;       /* 0: not known while a pause is open */
	int64_t effective; /* receipt, or the next opening; of an extension the old due */
	int64_t paused;    /* with due 0: since when */
	const struct due_step *steps; /* in cx->arena, in order */
	size_t n_steps;
};

/* pauses: any order, may overlap or touch (they merge); n of them. A pause that begins after the moment due
 * changes nothing, also when it is open. Failures: ST_INVALID "due.limit", "due.pause.order" (ends before it
 * begins), "due.range" (outside 1970–2199). */
MUST_CHECK enum status due_compute(struct cx *cx, const struct due_calendar *cal, int64_t from,
				   struct due_limit limit, const struct due_pause *pauses, size_t n,
				   struct due_result *out);
/* Form 04 (settled.md 24): limit more, counted from the old due moment; its day is not counted again. A same-day
 * procedure is extended by working days. Pauses as for due_compute. */
MUST_CHECK enum status due_extend(struct cx *cx, const struct due_calendar *cal, int64_t old_due,
				  struct due_limit limit, const struct due_pause *pauses, size_t n,
				  struct due_result *out);

/* A step as a plain sentence; in `a`. */
const char *due_step_text(struct arena *a, enum lang lang, const struct due_step *step);

/* --- keeping ---------------------------------------------------------------------------------------- */

/* A result as JSON, to be kept with the day it binds, and read again as it was. */
MUST_CHECK enum status due_result_print(struct cx *cx, const struct due_result *r, struct str *out);
MUST_CHECK enum status due_result_parse(struct cx *cx, struct str text, struct due_result *out);
/* For counting anew what was counted before: up to the day `until`, and that of the effective receipt, the days
 * that the steps of `was` speak of work or are off as they did then; all others as in cal, whose hours it keeps. In `a`. */
struct due_calendar due_calendar_kept(struct arena *a, const struct due_calendar *cal, const struct due_result *was,
				      int32_t until);

/* `motcua due`; argv[0] is the command's name. holidays_csv is the shipped calendar. Returns the exit code. */
int due_command(int argc, char **argv, struct str holidays_csv);

#endif
