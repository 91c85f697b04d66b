#include "core/due/due_priv.h"

/* A day is one bit, so that the days of a whole run, and the n-th working day, are found without a walk. */

void
due_day_set(struct due_days *d, int32_t day, bool works)
{
	uint64_t bit = (uint64_t)1 << (day % 64);
	if (works)
		d->working[day / 64] |= bit;
	else
		d->working[day / 64] &= ~bit;
}

bool
due_day_works(const struct due_days *d, int32_t day)
{
	if (day < 0 || day > DUE_DAY_LAST)
		return false;
	return d->working[day / 64] >> (day % 64) & 1;
}

int64_t
due_day_rank(const struct due_days *d, int32_t day)
{
	if (day <= 0)
		return 0;
	if (day > DUE_DAY_LAST)
		day = DUE_DAY_LAST + 1;
	int word = day / 64;
	uint64_t below = ((uint64_t)1 << (day % 64)) - 1;
	if (word == DUE_WORDS)
		return d->before[DUE_WORDS - 1] + __builtin_popcountll(d->working[DUE_WORDS - 1]);
	return d->before[word] + __builtin_popcountll(d->working[word] & below);
}

int32_t
due_day_select(const struct due_days *d, int64_t rank)
{
	if (rank < 0 || rank >= due_day_rank(d, DUE_DAY_LAST + 1))
		return -1;
	int low = 0, high = DUE_WORDS - 1; /* the last word with before <= rank */
	while (low < high) {
		int mid = (low + high + 1) / 2;
		if (d->before[mid] <= rank)
			low = mid;
		else
			high = mid - 1;
	}
	uint64_t bits = d->working[low];
	for (int64_t skip = rank - d->before[low]; skip > 0; skip--)
		bits &= bits - 1;
	return low * 64 + __builtin_ctzll(bits);
}

int32_t
due_day_run_end(const struct due_days *d, int32_t day)
{
	bool works = due_day_works(d, day);
	for (int word = day / 64; word < DUE_WORDS; word++) {
		uint64_t other = works ? ~d->working[word] : d->working[word];
		if (word == day / 64)
			other &= ~(uint64_t)0 << (day % 64);
		if (other != 0) {
			int32_t end = word * 64 + __builtin_ctzll(other) - 1;
			return end < DUE_DAY_LAST ? end : DUE_DAY_LAST;
		}
	}
	return DUE_DAY_LAST;
}

static int
row_order(const void *a, const void *b)
{
	const struct due_row *x = a, *y = b;
	return x->day < y->day ? -1 : x->day > y->day;
}

/* Outside the known years: the fixed holiday of that day and month in the nearest known year. */
static const struct due_row *
fixed_row(const struct due_days *d, int32_t day)
{
	int year = day_civil(day < d->known_first ? d->known_first : d->known_last).year;
	struct civil c = day_civil(day);
	for (size_t i = 0; i < d->n_rows; i++) {
		struct civil r = day_civil(d->rows[i].day);
		if (d->rows[i].fixed && d->rows[i].off && r.year == year && r.month == c.month && r.day == c.day)
			return &d->rows[i];
	}
	return NULL;
}

const struct due_row *
due_day_row(const struct due_days *d, int32_t day)
{
	if (d->n_rows == 0)
		return NULL;
	if (day < d->known_first || day > d->known_last)
		return fixed_row(d, day);
	struct due_row key = { .day = day };
	return bsearch(&key, d->rows, d->n_rows, sizeof key, row_order);
}

/* --- reading the table ------------------------------------------------------------------------------ */

/* What the days of one holiday have in common: "Nghỉ bù: Tết Nguyên đán: mùng 1 tháng Giêng (10/02)" and "Tết
 * Nguyên đán: 29 tháng Chạp" are both "Tết Nguyên đán"; "Ngày Chiến thắng 30/4" loses its date. */
static struct str
group_of(struct str name)
{
	static const char *const heads[] = { "Nghỉ bù: ", "Nghỉ " };
	for (size_t i = 0; i < ARRAY_LEN(heads); i++)
		if (str_starts(name, heads[i]))
			name = str_from(name, strlen(heads[i]));
	struct str rest = name;
	name = str_cut(&rest, ':');
	rest = name;
	name = str_trim(str_cut(&rest, '('));
	size_t tail = name.n;
	while (tail > 0 && (name.p[tail - 1] == '/' || (name.p[tail - 1] >= '0' && name.p[tail - 1] <= '9')))
		tail--;
	if (tail > 0 && tail < name.n && memchr(name.p + tail, '/', name.n - tail) != NULL)
		name = str_trim(str_head(name, tail));
	return name;
}

static enum status
read_row(struct cx *cx, struct arena *arena, const struct csv *c, struct due_row *r)
{
	struct str kind = csv_get(c, "kind"), sure = csv_get(c, "confidence");
	if (!day_parse(csv_get(c, "date"), &r->day) || r->day < 0 || r->day > DUE_DAY_LAST)
		return fail(cx, ST_INVALID, "due.calendar", "line %d: no date", c->line);
	r->off = str_is(kind, "off");
	if (!r->off && !str_is(kind, "make_up_work"))
		return fail(cx, ST_INVALID, "due.calendar", "line %d: kind is off or make_up_work", c->line);
	r->fixed = str_is(sure, "fixed");
	r->projected = str_is(sure, "projected") || str_is(sure, "low");
	r->group = str_cstr(arena, group_of(csv_get(c, "name")));
	return ST_OK;
}

static bool
row_counts(const struct csv *c, bool extra)
{
	struct str sure = csv_get(c, "confidence");
	return extra || !(str_is(sure, "low") || str_is(sure, "proposed") ||
			  str_is(csv_get(c, "reason"), "proposed"));
}

static void
know_years(struct due_days *d, int32_t day)
{
	int year = day_civil(day).year;
	int32_t first = day_of(year, 1, 1), last = day_of(year, 12, 31);
	if (d->known_last < d->known_first) {
		d->known_first = first;
		d->known_last = last;
	}
	d->known_first = first < d->known_first ? first : d->known_first;
	d->known_last = last > d->known_last ? last : d->known_last;
}

static enum status
read_rows(struct cx *cx, struct arena *arena, struct str csv, bool extra, struct due_days *d, struct due_row **out)
{
	VEC(struct due_row) rows = { 0 };
	struct csv c;
	d->known_last = -1;
	csv_open(&c, cx->arena, csv);
	while (csv_next(&c)) {
		struct due_row r = { 0 };
		TRY(read_row(cx, arena, &c, &r));
		know_years(d, r.day);
		if (row_counts(&c, extra))
			*vec_push(&rows, cx->arena) = r;
	}
	if (c.bad)
		return fail(cx, ST_INVALID, "due.calendar", "line %d: no CSV", c.line);
	struct due_row *kept = arena_new_array(arena, struct due_row, rows.n);
	for (size_t i = 0; i < rows.n; i++) { /* the later row of a day holds */
		bool again = false;
		for (size_t k = i + 1; k < rows.n && !again; k++)
			again = rows.p[k].day == rows.p[i].day;
		if (!again)
			kept[d->n_rows++] = rows.p[i];
	}
	d->rows = *out = kept;
	return ST_OK;
}

void
due_days_seal(struct due_days *d, struct due_row *rows, size_t n)
{
	uint32_t sum = 0;
	qsort(rows, n, sizeof *rows, row_order);
	d->rows = rows;
	d->n_rows = n;
	for (int word = 0; word < DUE_WORDS; word++) {
		d->before[word] = sum;
		sum += (uint32_t)__builtin_popcountll(d->working[word]);
	}
}

static void
mark_fixed(struct due_days *d, int year)
{
	int model = day_civil(year < day_civil(d->known_first).year ? d->known_first : d->known_last).year;
	for (size_t i = 0; i < d->n_rows; i++) {
		struct civil r = day_civil(d->rows[i].day);
		if (d->rows[i].fixed && d->rows[i].off && r.year == model && day_valid(year, r.month, r.day))
			due_day_set(d, day_of(year, r.month, r.day), false);
	}
}

enum status
due_days_make(struct cx *cx, struct arena *arena, struct str csv, bool extra, const struct due_days **out)
{
	struct due_days *d = arena_new_one(arena, struct due_days);
	struct due_row *kept;
	TRY(read_rows(cx, arena, csv, extra, d, &kept));
	for (int32_t day = 0; day <= DUE_DAY_LAST; day++)
		due_day_set(d, day, day_weekday(day) < 5);
	int known_from = day_civil(d->known_first).year, known_to = day_civil(d->known_last).year;
	for (int year = 1970; year <= 2199 && d->n_rows > 0; year++)
		if (year < known_from || year > known_to)
			mark_fixed(d, year);
	for (size_t i = 0; i < d->n_rows; i++)
		due_day_set(d, d->rows[i].day, !d->rows[i].off);
	due_days_seal(d, kept, d->n_rows);
	*out = d;
	return ST_OK;
}

enum status
due_calendar_make(struct cx *cx, struct arena *arena, struct str csv, struct str hours, bool extra,
		  struct due_calendar *out)
{
	*out = (struct due_calendar){ .same_day_before = 15 * 60 };
	TRY(due_hours_parse(cx, hours.n == 0 ? S(DUE_HOURS_DEFAULT) : hours, &out->hours));
	return due_days_make(cx, arena, csv, extra, &out->days);
}

/* --- moments ---------------------------------------------------------------------------------------- */

bool
due_is_working_day(const struct due_calendar *cal, int32_t day)
{
	return due_day_works(cal->days, day);
}

int64_t
due_close(const struct due_calendar *cal, int32_t day)
{
	return time_at(day, cal->hours.span[cal->hours.n - 1].close);
}

int64_t
due_effective(const struct due_calendar *cal, int64_t t)
{
	int32_t day = time_day(t);
	assert_always(day >= 0 && day <= DUE_DAY_LAST);
	if (due_day_works(cal->days, day))
		for (int i = 0; i < cal->hours.n; i++)
			if (t < time_at(day, cal->hours.span[i].close)) {
				int64_t open = time_at(day, cal->hours.span[i].open);
				return t < open ? open : t;
			}
	int32_t next = due_day_select(cal->days, due_day_rank(cal->days, day + 1));
	assert_always(next > day);
	return time_at(next, cal->hours.span[0].open);
}

int64_t
due_worked(const struct due_calendar *cal, int64_t t)
{
	int32_t day = time_day(t);
	int64_t sum = due_day_rank(cal->days, day) * cal->hours.minutes * TIME_MINUTE;
	if (!due_day_works(cal->days, day))
		return sum;
	for (int i = 0; i < cal->hours.n; i++) {
		int64_t open = time_at(day, cal->hours.span[i].open), close = time_at(day, cal->hours.span[i].close);
		if (t > open)
			sum += (t < close ? t : close) - open;
	}
	return sum;
}

int64_t
due_worked_at(const struct due_calendar *cal, int64_t worked)
{
	int64_t per_day = cal->hours.minutes * TIME_MINUTE;
	int32_t day = due_day_select(cal->days, (worked - 1) / per_day);
	if (day < 0)
		return -1;
	int64_t left = worked - (worked - 1) / per_day * per_day; /* in (0, per_day]: a close, not the next opening */
	for (int i = 0; i < cal->hours.n; i++) {
		int64_t open = time_at(day, cal->hours.span[i].open);
		int64_t length = time_at(day, cal->hours.span[i].close) - open;
		if (left <= length)
			return open + left;
		left -= length;
	}
	return -1;
}

int64_t
due_working_minutes(const struct due_calendar *cal, int64_t a, int64_t b)
{
	return b <= a ? 0 : (due_worked(cal, b) - due_worked(cal, a)) / TIME_MINUTE;
}

int64_t
due_add_working_minutes(const struct due_calendar *cal, int64_t t, int64_t minutes)
{
	assert_always(minutes >= 0);
	if (minutes == 0)
		return t;
	int64_t at = due_worked_at(cal, due_worked(cal, t) + minutes * TIME_MINUTE);
	assert_always(at > t);
	return at;
}
