#include "base/base.h"

#include <pthread.h>
#include <stdatomic.h>
#include <sys/stat.h>

static _Atomic(const char *) clock_path;
static _Atomic int64_t clock_shift;
static _Atomic int64_t clock_mtime;

static int64_t
read_clock(clockid_t which)
{
	struct timespec ts;
	clock_gettime(which, &ts);
	return (int64_t)ts.tv_sec * TIME_SECOND + ts.tv_nsec / 1000;
}

/* The file says what time it was when the file was written; from there the clock runs on. */
static void
clock_reread(const char *path)
{
	struct stat sb;
	if (stat(path, &sb) != 0)
		return;
	int64_t mtime = (int64_t)sb.st_mtim.tv_sec * TIME_SECOND + sb.st_mtim.tv_nsec / 1000;
	if (mtime == atomic_load(&clock_mtime))
		return;
	char line[64] = "";
	FILE *f = fopen(path, "re");
	if (f == NULL)
		return;
	size_t n = fread(line, 1, sizeof line - 1, f);
	fclose(f);
	int64_t t;
	if (!time_parse(str_trim((struct str){ line, n }), &t))
		return;
	atomic_store(&clock_shift, t - mtime);
	atomic_store(&clock_mtime, mtime);
}

void
time_test_clock(const char *path)
{
	atomic_store(&clock_path, path);
	atomic_store(&clock_mtime, 0);
	if (path == NULL)
		atomic_store(&clock_shift, 0);
}

void
time_set(int64_t t)
{
	atomic_store(&clock_shift, t - read_clock(CLOCK_REALTIME));
}

int64_t
time_now(void)
{
	const char *path = atomic_load(&clock_path);
	if (path != NULL)
		clock_reread(path);
	return read_clock(CLOCK_REALTIME) + atomic_load(&clock_shift);
}

int64_t
time_mono(void)
{
	return read_clock(CLOCK_MONOTONIC);
}

int64_t
time_cpu(void)
{
	return read_clock(CLOCK_THREAD_CPUTIME_ID);
}

/* Days since 1970-01-01 in the proleptic Gregorian calendar, by eras of 400 years from 1 March. */
int32_t
day_of(int year, int month, int day)
{
	int64_t y = month <= 2 ? (int64_t)year - 1 : year;
	int64_t era = (y >= 0 ? y : y - 399) / 400;
	int64_t yoe = y - era * 400;
	int64_t doy = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	int64_t doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
	return (int32_t)(era * 146097 + doe - 719468);
}

struct civil
day_civil(int32_t day)
{
	int64_t z = (int64_t)day + 719468;
	int64_t era = (z >= 0 ? z : z - 146096) / 146097;
	int64_t doe = z - era * 146097;
	int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int64_t mp = (5 * doy + 2) / 153;
	int month = (int)(mp < 10 ? mp + 3 : mp - 9);
	return (struct civil){
		.year = (int)(yoe + era * 400 + (month <= 2)),
		.month = month,
		.day = (int)(doy - (153 * mp + 2) / 5 + 1),
	};
}

static int64_t
floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

int32_t
time_day(int64_t t)
{
	return (int32_t)floor_div(t + TIME_ZONE, TIME_DAY);
}

int
time_minute_of_day(int64_t t)
{
	int64_t local = t + TIME_ZONE;
	return (int)((local - floor_div(local, TIME_DAY) * TIME_DAY) / TIME_MINUTE);
}

int64_t
time_at(int32_t day, int minute_of_day)
{
	return (int64_t)day * TIME_DAY + minute_of_day * TIME_MINUTE - TIME_ZONE;
}

struct civil
time_civil(int64_t t)
{
	int64_t local = t + TIME_ZONE;
	int64_t day = floor_div(local, TIME_DAY);
	int64_t in_day = local - day * TIME_DAY;
	struct civil c = day_civil((int32_t)day);
	c.hour = (int)(in_day / TIME_HOUR);
	c.minute = (int)(in_day / TIME_MINUTE % 60);
	c.second = (int)(in_day / TIME_SECOND % 60);
	c.usec = (int)(in_day % TIME_SECOND);
	return c;
}

int64_t
time_of_civil(struct civil c)
{
	return (int64_t)day_of(c.year, c.month, c.day) * TIME_DAY + c.hour * TIME_HOUR +
	       c.minute * TIME_MINUTE + c.second * TIME_SECOND + c.usec - TIME_ZONE;
}

int
day_weekday(int32_t day)
{
	int w = (day + 3) % 7; /* 1970-01-01 was a Thursday */
	return w < 0 ? w + 7 : w;
}

bool
day_valid(int year, int month, int day)
{
	static const int len[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1)
		return false;
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
	return day <= len[month - 1] + (month == 2 && leap);
}

/* Exactly n digits at the head of *s. */
static bool
digits(struct str *s, size_t n, int *out)
{
	int64_t v;
	if (s->n < n || s->p[0] == '-' || !str_i64(str_head(*s, n), &v))
		return false;
	*out = (int)v;
	*s = str_from(*s, n);
	return true;
}

static bool
mark(struct str *s, char c)
{
	if (s->n == 0 || s->p[0] != c)
		return false;
	*s = str_from(*s, 1);
	return true;
}

static bool
date_head(struct str *s, struct civil *c)
{
	return digits(s, 4, &c->year) && mark(s, '-') && digits(s, 2, &c->month) && mark(s, '-') &&
	       digits(s, 2, &c->day) && day_valid(c->year, c->month, c->day);
}

bool
day_parse(struct str s, int32_t *day)
{
	struct civil c = { 0 };
	struct str iso = s;
	if (date_head(&iso, &c) && iso.n == 0) {
		*day = day_of(c.year, c.month, c.day);
		return true;
	}
	int64_t part[3];
	struct str rest = s;
	for (int i = 0; i < 3; i++) {
		struct str one = str_cut(&rest, '/');
		if (one.n == 0 || one.n > 4 || one.p[0] == '-' || !str_i64(one, &part[i]))
			return false;
	}
	if (rest.n != 0 || part[2] < 1000 || !day_valid((int)part[2], (int)part[1], (int)part[0]))
		return false;
	*day = day_of((int)part[2], (int)part[1], (int)part[0]);
	return true;
}

/* The zone at the end, in minutes east; nothing means +07:00. */
static bool
zone_tail(struct str s, int *minutes)
{
	*minutes = 7 * 60;
	if (s.n == 0)
		return true;
	if (str_is(s, "Z") || str_is(s, "z")) {
		*minutes = 0;
		return true;
	}
	int sign = s.p[0] == '-' ? -1 : 1, h, m = 0;
	if (!mark(&s, '+') && !mark(&s, '-'))
		return false;
	if (!digits(&s, 2, &h))
		return false;
	mark(&s, ':');
	if (s.n > 0 && !digits(&s, 2, &m))
		return false;
	*minutes = sign * (h * 60 + m);
	return s.n == 0 && h <= 14 && m < 60;
}

bool
time_parse(struct str s, int64_t *t)
{
	struct civil c = { 0 };
	if (!date_head(&s, &c))
		return false;
	if (!mark(&s, 'T') && !mark(&s, ' '))
		return false;
	if (!digits(&s, 2, &c.hour) || !mark(&s, ':') || !digits(&s, 2, &c.minute))
		return false;
	if (mark(&s, ':') && !digits(&s, 2, &c.second))
		return false;
	if (mark(&s, '.'))
		for (int unit = 100000; s.n > 0 && s.p[0] >= '0' && s.p[0] <= '9'; unit /= 10) {
			c.usec += (s.p[0] - '0') * unit;
			s = str_from(s, 1);
		}
	int zone;
	if (c.hour > 23 || c.minute > 59 || c.second > 59 || !zone_tail(s, &zone))
		return false;
	*t = time_of_civil(c) + TIME_ZONE - zone * TIME_MINUTE;
	return true;
}

/* Two and four digits; pages are full of moments, and printf is slow. */
static char *
two(char *p, int n)
{
	p[0] = (char)('0' + n / 10 % 10);
	p[1] = (char)('0' + n % 10);
	return p + 2;
}

static char *
four(char *p, int n)
{
	n = (n % 10000 + 10000) % 10000;
	return two(two(p, n / 100), n % 100);
}

static char *
put_mark(char *p, char c)
{
	*p = c;
	return p + 1;
}

static char *
put_hm(char *p, const struct civil *c)
{
	return two(put_mark(two(p, c->hour), ':'), c->minute);
}

static char *
put_day_iso(char *p, const struct civil *c)
{
	return two(put_mark(two(put_mark(four(p, c->year), '-'), c->month), '-'), c->day);
}

static char *
put_day(char *p, const struct civil *c)
{
	return four(put_mark(two(put_mark(two(p, c->day), '/'), c->month), '/'), c->year);
}

const char *
time_iso(int64_t t, char out[TIME_TEXT])
{
	struct civil c = time_civil(t);
	char *p = put_hm(put_mark(put_day_iso(out, &c), 'T'), &c);
	memcpy(two(put_mark(p, ':'), c.second), "+07:00", sizeof "+07:00");
	return out;
}

const char *
time_text(int64_t t, char out[TIME_TEXT])
{
	struct civil c = time_civil(t);
	*put_day(put_mark(put_hm(out, &c), ' '), &c) = '\0';
	return out;
}

const char *
time_hm(int64_t t, char out[TIME_TEXT])
{
	struct civil c = time_civil(t);
	*put_hm(out, &c) = '\0';
	return out;
}

const char *
day_iso(int32_t day, char out[TIME_TEXT])
{
	struct civil c = day_civil(day);
	*put_day_iso(out, &c) = '\0';
	return out;
}

const char *
day_text(int32_t day, char out[TIME_TEXT])
{
	struct civil c = day_civil(day);
	*put_day(out, &c) = '\0';
	return out;
}
