/* Public figures, from tallies, kept in memory for a moment: many may look, few read. */
#include "features/home/home_priv.h"
#include "base/snapshot.h"

#include <pthread.h>

#define MONTH_KEPT (5 * TIME_SECOND)
#define TABLE_KEPT (30 * TIME_SECOND)

/* --- periods ---------------------------------------------------------------------------------------------------- */

static const struct {
	const char *name, *text;
} periods[HOME_PERIODS] = {
	[HOME_THIS_MONTH] = { "thang-nay", "Tháng này" },
	[HOME_LAST_MONTH] = { "thang-truoc", "Tháng trước" },
	[HOME_THIS_YEAR] = { "nam-nay", "Năm nay" },
};

enum home_period
home_period_parse(struct str s)
{
	for (int i = 0; i < HOME_PERIODS; i++)
		if (str_is(s, periods[i].name))
			return (enum home_period)i;
	return HOME_THIS_MONTH;
}

const char *
home_period_name(enum home_period p)
{
	return periods[p].name;
}

const char *
home_period_text(enum lang lang, enum home_period p)
{
	return tr(lang, periods[p].text);
}

struct home_span
home_span_of(int64_t now, enum home_period p)
{
	struct civil c = time_civil(now);
	if (p == HOME_THIS_YEAR)
		return (struct home_span){ day_of(c.year, 1, 1), day_of(c.year, 12, 31) };
	int32_t first = day_of(c.year, c.month, 1);
	if (p == HOME_THIS_MONTH)
		return (struct home_span){ first, c.month == 12 ? day_of(c.year, 12, 31) : day_of(c.year, c.month + 1, 1) - 1 };
	struct civil last = day_civil(first - 1);
	return (struct home_span){ day_of(last.year, last.month, 1), first - 1 };
}

const char *
home_percent(struct arena *a, enum lang lang, int64_t part, int64_t whole)
{
	if (whole <= 0)
		return "–";
	int64_t permille = part * 1000 / whole;
	return arena_printf(a, "%lld%c%lld%%", (long long)(permille / 10), lang == LANG_EN ? '.' : ',',
			    (long long)(permille % 10));
}

/* --- this month -------------------------------------------------------------------------------------------------- */

static struct {
	pthread_mutex_t lock;
	bool some, reading;
	struct home_span span;
	int64_t at, read; /* read: time_mono */
	struct dossier_figures figures;
} month = { .lock = PTHREAD_MUTEX_INITIALIZER };

/* What is kept will do when it is fresh, or while another thread is reading. */
static bool
month_kept(struct home_span span, struct dossier_figures *out, int64_t *at)
{
	pthread_mutex_lock(&month.lock);
	bool mine = month.some && month.span.from == span.from;
	bool ok = mine && (month.reading || time_mono() - month.read < MONTH_KEPT);
	if (ok) {
		*out = month.figures;
		*at = month.at;
	} else {
		month.reading = true;
	}
	pthread_mutex_unlock(&month.lock);
	return ok;
}

enum status
home_month(struct cx *cx, struct dossier_figures *out, int64_t *at)
{
	struct home_span span = home_span_of(cx->now, HOME_THIS_MONTH);
	if (month_kept(span, out, at))
		return ST_OK;
	enum status st = dossier_figures(cx, 0, span.from, span.to, out);
	pthread_mutex_lock(&month.lock);
	month.reading = false;
	if (st == ST_OK) {
		month.some = true;
		month.span = span;
		month.at = cx->now;
		month.read = time_mono();
		month.figures = *out;
	}
	pthread_mutex_unlock(&month.lock);
	*at = cx->now;
	return st;
}

/* --- by unit ------------------------------------------------------------------------------------------------------- */

static struct snapshot tables[HOME_PERIODS] = { SNAPSHOT_INIT, SNAPSHOT_INIT, SNAPSHOT_INIT };
static pthread_mutex_t reading[HOME_PERIODS] = { PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER,
						 PTHREAD_MUTEX_INITIALIZER };

static const struct home_table *
table_kept(enum home_period p, struct home_span span)
{
	const struct home_table *t = snapshot_get(&tables[p]);
	bool ok = t != NULL && t->span.from == span.from && time_mono() - t->read < TABLE_KEPT;
	return ok ? t : NULL;
}

static enum status
read_table(struct cx *cx, enum home_period p, struct home_span span, const struct home_table **out)
{
	struct cx inner = *cx;
	struct dossier_unit_figures *row;
	inner.arena = arena_new((size_t)64 << 20);
	struct home_table *t = arena_new_one(inner.arena, struct home_table);
	enum status st = dossier_figures_by_unit(&inner, span.from, span.to, &row, &t->n);
	cx->fault = inner.fault;
	if (st != ST_OK) {
		arena_free(inner.arena);
		return st;
	}
	t->row = row;
	t->span = span;
	t->at = cx->now;
	t->read = time_mono();
	snapshot_swap(&tables[p], inner.arena, t);
	*out = t;
	return ST_OK;
}

/* One thread reads, the others of the slow pool wait for it. */
enum status
home_table(struct cx *cx, enum home_period p, const struct home_table **out)
{
	struct home_span span = home_span_of(cx->now, p);
	enum status st = ST_OK;
	if ((*out = table_kept(p, span)) != NULL)
		return ST_OK;
	pthread_mutex_lock(&reading[p]);
	if ((*out = table_kept(p, span)) == NULL)
		st = read_table(cx, p, span, out);
	pthread_mutex_unlock(&reading[p]);
	return st;
}

static void
add(struct home_sum *s, const struct dossier_unit_figures *f)
{
	s->received += f->received;
	s->online += f->online;
	s->finished += f->finished;
	s->in_time += f->early + f->on_time;
	s->late += f->late;
	s->refused += f->refused;
}

static bool
is_province(const struct unit *u)
{
	return strcmp(u->kind, "province") == 0 && u->valid_to == 0;
}

const struct unit *
home_province(struct str code)
{
	const struct unit *u;
	for (size_t i = 0; (u = unit_at(i)) != NULL; i++)
		if (is_province(u) && str_is(code, u->admin_code))
			return u;
	return NULL;
}

struct keyed {
	struct str key;
	struct home_row row;
};

static int
by_key(const void *pa, const void *pb)
{
	const struct keyed *a = pa, *b = pb;
	return str_cmp(a->key, b->key);
}

/* The name without "Tỉnh", "Phường" and the like says where it stands in the list. */
static struct str
key_of(struct arena *a, const char *name)
{
	static const char *const kinds[] = { "Tỉnh ", "Thành phố ", "Xã ", "Phường ", "Đặc khu " };
	struct str s = str_of(name);
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		if (str_starts(s, kinds[i]))
			return viet_sort_key(a, str_from(s, strlen(kinds[i])));
	return viet_sort_key(a, s);
}

static void
sorted(struct cx *cx, struct keyed *k, size_t n, struct home_row **out)
{
	*out = arena_new_array(cx->arena, struct home_row, n + 1);
	if (n > 0)
		qsort(k, n, sizeof *k, by_key);
	for (size_t i = 0; i < n; i++)
		(*out)[i] = k[i].row;
}

/* The row of the province a unit stands in; NULL for ministries and units unknown. */
static struct keyed *
row_of(struct keyed *k, size_t n, int64_t unit)
{
	const struct unit *u = unit_by_id(unit), *province = u != NULL ? unit_province(u) : NULL;
	for (size_t i = 0; province != NULL && i < n; i++)
		if (strcmp(k[i].row.code, province->admin_code) == 0)
			return &k[i];
	return NULL;
}

void
home_by_province(struct cx *cx, const struct home_table *t, struct home_row **out, size_t *n)
{
	VEC(struct keyed) list = { 0 };
	struct home_row rest = { .name = tr(cx->lang, "Bộ, ngành và cơ quan khác") };
	const struct unit *u;
	for (size_t i = 0; (u = unit_at(i)) != NULL; i++) {
		if (!is_province(u))
			continue;
		const char *name = unit_place(cx->arena, u);
		*vec_push(&list, cx->arena) =
			(struct keyed){ key_of(cx->arena, name), { .code = u->admin_code, .name = name } };
	}
	for (size_t i = 0; i < t->n; i++) {
		struct keyed *k = row_of(list.p, list.n, t->row[i].unit);
		add(k != NULL ? &k->row.sum : &rest.sum, &t->row[i]);
	}
	sorted(cx, list.p, list.n, out);
	*n = list.n;
	if (rest.sum.received + rest.sum.finished + rest.sum.refused > 0)
		(*out)[(*n)++] = rest;
}

void
home_by_unit(struct cx *cx, const struct home_table *t, const struct unit *province, struct home_row **out, size_t *n)
{
	VEC(struct keyed) list = { 0 };
	for (size_t i = 0; i < t->n; i++) {
		const struct unit *u = unit_by_id(t->row[i].unit);
		if (u == NULL || !unit_is_under(u, province))
			continue;
		const char *name = unit_place(cx->arena, u);
		struct keyed *k = vec_push(&list, cx->arena);
		*k = (struct keyed){ key_of(cx->arena, name), { .name = name } };
		add(&k->row.sum, &t->row[i]);
	}
	sorted(cx, list.p, list.n, out);
	*n = list.n;
}
