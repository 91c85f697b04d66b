/* Shared inside core/due. */
#ifndef CORE_DUE_DUE_PRIV_H
#define CORE_DUE_DUE_PRIV_H

#include "core/due/due.h"

/* Day numbers that the bitmap holds: 1970-01-01 to 2199-12-31. */
enum { DUE_DAY_LAST = 84005, DUE_WORDS = DUE_DAY_LAST / 64 + 1 };

struct due_row {
	int32_t day;
	bool off;           /* else a make-up working day */
	bool fixed, projected;
	const char *group;  /* what a run of days is called: "Tết Nguyên đán" */
};

struct due_days {
	uint64_t working[DUE_WORDS]; /* bit d % 64 of word d / 64 */
	uint32_t before[DUE_WORDS];  /* working days before the word */
	int32_t known_first, known_last;
	const struct due_row *rows;  /* by day */
	size_t n_rows;
};

void due_day_set(struct due_days *d, int32_t day, bool works);
/* After the bits: the rows, which it sorts and keeps, and the running counts. */
void due_days_seal(struct due_days *d, struct due_row *rows, size_t n);

bool due_day_works(const struct due_days *d, int32_t day);
/* Working days before this one. */
int64_t due_day_rank(const struct due_days *d, int32_t day);
/* The day with so many working days before it that works itself; -1 past the end. */
int32_t due_day_select(const struct due_days *d, int64_t rank);
/* The last day of the run of days that are all working, or all off, from this one. */
int32_t due_day_run_end(const struct due_days *d, int32_t day);
/* The row of a day, or NULL. Outside the known years the row of the fixed holiday. */
const struct due_row *due_day_row(const struct due_days *d, int32_t day);

/* Working time since 1970 up to t, µs, and its inverse: the earliest moment with so much (> 0) before it; -1
 * past the end. */
int64_t due_worked(const struct due_calendar *cal, int64_t t);
int64_t due_worked_at(const struct due_calendar *cal, int64_t worked);

#endif
