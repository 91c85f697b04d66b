/* CPU time of one due date with its steps: limits of every kind, receipts spread over three years, a pause in every third.
 * Build: make bench-programs;  build/bench/due_bench [N] */
#include <time.h>

#include "app/app.h"
#include "core/due/due.h"

static double
cpu_us(void)
{
	struct timespec t;
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static int
by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

int
main(int argc, char **argv)
{
	static const struct due_limit limits[] = { { DUE_WORKING_DAYS, 3 }, { DUE_WORKING_DAYS, 22 }, { DUE_CALENDAR_DAYS, 10 },
						   { DUE_WORKING_HOURS, 8 }, { DUE_SAME_DAY, 0 } };
	int64_t n = 100000;
	if (argc > 1 && (!cstr_i64(argv[1], &n) || n < 100))
		return 2;
	struct arena *kept = arena_new((size_t)64 << 20), *each = arena_new((size_t)1 << 20);
	struct cx cx = { .arena = kept, .address = "" };
	struct due_calendar cal;
	if (due_calendar_make(&cx, kept, app_bundled("data/holidays.csv"), S(""), false, &cal) != ST_OK)
		return 1;
	double *took = arena_new_array(kept, double, n), sum = 0;
	int64_t start = time_at(day_of(2025, 1, 1), 0);
	cx.arena = each;
	for (int64_t i = 0; i < n; i++) {
		int64_t from = start + (i * 7919 % (3 * 365 * 24 * 60)) * TIME_MINUTE;
		struct due_pause pause = { from + 2 * TIME_DAY, from + 5 * TIME_DAY };
		struct due_result r;
		double t = cpu_us();
		if (due_compute(&cx, &cal, from, limits[i % 5], &pause, i % 3 == 0, &r) != ST_OK)
			return 1;
		took[i] = cpu_us() - t;
		sum += took[i];
		arena_reset(each);
	}
	qsort(took, (size_t)n, sizeof *took, by_value);
	printf("due: %lld dates: mean %.2f us, median %.2f us, p99 %.2f us of CPU\n", (long long)n, sum / (double)n, took[n / 2],
	       took[n * 99 / 100]);
	return 0;
}
