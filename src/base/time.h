/* Moments and days. A moment is int64 microseconds since 1970 UTC. The whole country is at +07:00 with no
 * summer time, so local time is an addition. A day is its number since 1970-01-01 (local). */
#ifndef BASE_TIME_H
#define BASE_TIME_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

#define TIME_SECOND ((int64_t)1000000)
#define TIME_MINUTE (60 * TIME_SECOND)
#define TIME_HOUR (60 * TIME_MINUTE)
#define TIME_DAY (24 * TIME_HOUR)
#define TIME_ZONE (7 * TIME_HOUR)

struct civil {
	int year, month, day;             /* month and day from 1 */
	int hour, minute, second;
	int usec;
};

/* The one place where the clock is read. With a test clock (`serve --test-clock FILE`, settled.md 33) it is
 * the machine's clock moved by what the file says. Business time only; time-outs use time_mono. */
int64_t time_now(void);
/* The file holds an ISO moment; it is read again when it changes. NULL ends it. */
void time_test_clock(const char *path);
/* From here on the business clock of this process stands at t and runs on: for the demo, which lives through weeks in a
 * second, and for tests. Not together with a test clock. */
void time_set(int64_t t);
int64_t time_mono(void); /* µs of the monotonic clock */
int64_t time_cpu(void);  /* µs of CPU this thread has used */

struct civil time_civil(int64_t t);                     /* local */
int64_t time_of_civil(struct civil c);                  /* local → moment */
int64_t time_at(int32_t day, int minute_of_day);        /* local day and minute → moment */
int32_t time_day(int64_t t);                            /* local day number */
int time_minute_of_day(int64_t t);                      /* local, 0–1439 */
int32_t day_of(int year, int month, int day);
struct civil day_civil(int32_t day);
int day_weekday(int32_t day);                           /* 0 Monday … 6 Sunday */
bool day_valid(int year, int month, int day);           /* 30/02 is not */

/* `2026-02-13`, also `13/02/2026`; false when it is no day. */
bool day_parse(struct str s, int32_t *day);
/* `2026-02-13T14:00[:05[.123456]][Z|±hh:mm]`; without zone +07:00; a space may stand for T. */
bool time_parse(struct str s, int64_t *t);

enum { TIME_TEXT = 40 };
/* Each writes into out[TIME_TEXT] and returns it. */
const char *time_iso(int64_t t, char out[TIME_TEXT]);      /* 2026-02-25T17:00:00+07:00 */
const char *time_text(int64_t t, char out[TIME_TEXT]);     /* 17:00 25/02/2026 */
const char *time_hm(int64_t t, char out[TIME_TEXT]);       /* 17:00 */
const char *day_iso(int32_t day, char out[TIME_TEXT]);     /* 2026-02-25 */
const char *day_text(int32_t day, char out[TIME_TEXT]);    /* 25/02/2026 */

#endif
