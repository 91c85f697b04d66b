#include "core/tally/tally.h"

STMT(q_tally_apply,
     "INSERT INTO tally (figure, unit_id, day, dim, n) VALUES (:figure, :unit, :day, :dim, :n) "
     "ON CONFLICT (figure, unit_id, day, dim) DO UPDATE SET n = tally.n + excluded.n");
STMT(q_tally_sum_all,
     "SELECT coalesce(sum(n), 0) FROM tally WHERE figure = :figure AND day BETWEEN :from AND :to "
     "AND (:dim = -1 OR dim = :dim)");
STMT(q_tally_sum_unit,
     "SELECT coalesce(sum(n), 0) FROM tally WHERE figure = :figure AND unit_id = :unit AND day BETWEEN :from AND :to "
     "AND (:dim = -1 OR dim = :dim)");
STMT(q_tally_by_unit,
     "SELECT unit_id, dim, CAST(sum(n) AS BIGINT) FROM tally WHERE figure = :figure AND day BETWEEN :from AND :to "
     "GROUP BY unit_id, dim ORDER BY unit_id, dim");
STMT(q_tally_all, "SELECT figure, unit_id, day, dim, n FROM tally ORDER BY figure, unit_id, day, dim");
STMT(q_tally_clear, "DELETE FROM tally");
STMT(q_tally_events,
     "SELECT id, actor, actor_kind, unit_id, verb, thing_kind, thing_id, from_state, to_state, reason, detail "
     "FROM ledger_event WHERE id > :after ORDER BY id LIMIT 10000");

struct delta {
	const char *figure;
	int64_t unit, dim, n;
	int32_t day;
};

/* Deltas of the batch this writer thread is building. They live in an arena of their own, reset with the batch. */
struct tally_sink {
	struct arena *arena;
	VEC(struct delta) deltas;
};

static const struct tally_set *const *sets;
static __thread struct tally_sink batch;
static __thread size_t batch_mark;

/* The declared spelling of a figure's name: equal names are then equal pointers. */
static const char *
declared(const char *figure)
{
	for (const struct tally_set *const *s = sets; *s != NULL; s++)
		for (const struct tally_figure *f = (*s)->figures; f->name != NULL; f++)
			if (f->name == figure || strcmp(f->name, figure) == 0)
				return f->name;
	return NULL;
}

void
tally_add(struct tally_sink *sink, const char *figure, int64_t unit, int32_t day, int64_t dim, int64_t n)
{
	figure = declared(figure);
	assert_always(figure != NULL);
	*vec_push(&sink->deltas, sink->arena) =
		(struct delta){ .figure = figure, .unit = unit, .day = day, .dim = dim, .n = n };
}

static void
fold_event(struct tally_sink *sink, const struct ledger_event *e)
{
	for (const struct tally_set *const *s = sets; *s != NULL; s++)
		if (strcmp((*s)->kind, e->kind) == 0)
			(*s)->fold(sink, e);
}

enum status
tally_event(struct cx *cx UNUSED, const struct ledger_event *e)
{
	if (batch.arena == NULL)
		batch.arena = arena_new((size_t)256 << 20);
	fold_event(&batch, e);
	return ST_OK;
}

static int
by_key(const void *pa, const void *pb)
{
	const struct delta *a = pa, *b = pb;
	int c = strcmp(a->figure, b->figure);
	if (c != 0)
		return c;
	if (a->unit != b->unit)
		return a->unit < b->unit ? -1 : 1;
	if (a->day != b->day)
		return a->day < b->day ? -1 : 1;
	return a->dim < b->dim ? -1 : a->dim > b->dim;
}

/* Sorts and sums equal keys in place. */
static void
compact(struct tally_sink *sink)
{
	size_t kept = 0;
	struct delta *d = sink->deltas.p;
	if (sink->deltas.n == 0)
		return;
	qsort(d, sink->deltas.n, sizeof *d, by_key);
	for (size_t i = 1; i < sink->deltas.n; i++)
		if (by_key(&d[kept], &d[i]) == 0)
			d[kept].n += d[i].n;
		else
			d[++kept] = d[i];
	sink->deltas.n = kept + 1;
}

static void
forget(void)
{
	if (batch.arena != NULL)
		arena_reset(batch.arena);
	batch.deltas.p = NULL;
	batch.deltas.n = batch.deltas.room = batch_mark = 0;
}

static enum status
apply(struct cx *cx, const struct delta *d)
{
	return db_exec(cx, &q_tally_apply,
		       ARGS(TC("figure", d->figure), I("unit", d->unit), I("day", d->day), I("dim", d->dim),
			    I("n", d->n)),
		       NULL);
}

static enum status
flush(struct cx *cx)
{
	compact(&batch);
	for (size_t i = 0; i < batch.deltas.n; i++)
		if (batch.deltas.p[i].n != 0)
			TRY(apply(cx, &batch.deltas.p[i]));
	forget();
	return ST_OK;
}

/* What a rolled-back member added goes with it. */
static void
settle(bool kept)
{
	if (kept)
		batch_mark = batch.deltas.n;
	else
		batch.deltas.n = batch_mark;
}

void
tally_init(const struct tally_set *const *s)
{
	static const struct db_batch_hooks hooks = {
		.settle = settle, .flush = flush, .forget = forget
	};
	sets = s;
	db_set_batch_hooks(&hooks);
}

enum status
tally_sum(struct cx *cx, const char *figure, const int64_t *units, size_t n_units, int32_t from, int32_t to,
	  int64_t dim, int64_t *out)
{
	*out = 0;
	if (n_units == 0)
		return db_query_i64(cx, &q_tally_sum_all,
				    ARGS(TC("figure", figure), I("from", from), I("to", to), I("dim", dim)), 0, out);
	for (size_t i = 0; i < n_units; i++) {
		int64_t one;
		TRY(db_query_i64(cx, &q_tally_sum_unit,
				 ARGS(TC("figure", figure), I("unit", units[i]), I("from", from), I("to", to),
				      I("dim", dim)),
				 0, &one));
		*out += one;
	}
	return ST_OK;
}

enum status
tally_by_unit(struct cx *cx, const char *figure, int32_t from, int32_t to, struct tally_unit **out, size_t *n)
{
	VEC(struct tally_unit) list = { 0 };
	struct rows rs;
	TRY(db_query(cx, &q_tally_by_unit, ARGS(TC("figure", figure), I("from", from), I("to", to)), &rs));
	while (db_next(&rs))
		*vec_push(&list, cx->arena) = (struct tally_unit){ db_i64(&rs, 0), db_i64(&rs, 1), db_i64(&rs, 2) };
	*out = list.p;
	*n = list.n;
	return db_end(&rs);
}

/* --- recount -------------------------------------------------------------------------------------------- */

struct recount {
	bool mend;
	struct tally_difference *out;
	size_t max, n;
};

/* One page of events; *after moves on. A page has its own arena so that the whole ledger fits in little. */
static enum status
fold_page(struct cx *cx, struct tally_sink *sink, int64_t *after, bool *more)
{
	struct cx inner = *cx;
	struct rows rs;
	inner.arena = arena_new((size_t)256 << 20);
	*more = false;
	enum status st = db_query(&inner, &q_tally_events, ARGS(I("after", *after)), &rs);
	while (st == ST_OK && db_next(&rs)) {
		struct ledger_event e = {
			.id = db_i64(&rs, 0), .actor = db_i64(&rs, 1),
			.actor_kind = (enum ledger_actor)db_i64(&rs, 2), .unit = db_i64(&rs, 3),
			.verb = db_cstr(&rs, 4), .kind = db_cstr(&rs, 5), .thing = db_i64(&rs, 6),
			.from = (int)db_i64(&rs, 7), .to = (int)db_i64(&rs, 8),
			.reason = db_cstr(&rs, 9), .detail = db_cstr(&rs, 10),
		};
		fold_event(sink, &e);
		*after = e.id;
		*more = true;
	}
	if (st == ST_OK)
		st = db_end(&rs);
	cx->fault = inner.fault;
	arena_free(inner.arena);
	compact(sink);
	return st;
}

static void
differ(struct recount *r, const struct delta *key, int64_t kept, int64_t counted)
{
	if (kept == counted)
		return;
	if (r->n < r->max)
		r->out[r->n] = (struct tally_difference){ .figure = key->figure, .unit = key->unit, .day = key->day,
							  .dim = key->dim, .kept = kept, .counted = counted };
	r->n++;
}

/* Both lists are sorted by key: walk them side by side. */
static void
compare(struct recount *r, const struct tally_sink *kept, const struct tally_sink *counted)
{
	size_t i = 0, k = 0;
	while (i < kept->deltas.n || k < counted->deltas.n) {
		const struct delta *a = i < kept->deltas.n ? &kept->deltas.p[i] : NULL;
		const struct delta *b = k < counted->deltas.n ? &counted->deltas.p[k] : NULL;
		int c = a == NULL ? 1 : b == NULL ? -1 : by_key(a, b);
		differ(r, c <= 0 ? a : b, c <= 0 ? a->n : 0, c >= 0 ? b->n : 0);
		i += c <= 0;
		k += c >= 0;
	}
}

static enum status
recount_tx(struct cx *cx, void *input)
{
	struct recount *r = input;
	struct tally_sink kept = { .arena = cx->arena }, counted = { .arena = cx->arena };
	struct rows rs;
	bool more = true;
	int64_t after = 0;
	r->n = 0;
	while (more)
		TRY(fold_page(cx, &counted, &after, &more));
	TRY(db_query(cx, &q_tally_all, NO_ARGS, &rs));
	while (db_next(&rs)) {
		struct delta d = { .figure = db_cstr(&rs, 0), .unit = db_i64(&rs, 1), .day = (int32_t)db_i64(&rs, 2),
				   .dim = db_i64(&rs, 3), .n = db_i64(&rs, 4) };
		*vec_push(&kept.deltas, cx->arena) = d;
	}
	TRY(db_end(&rs));
	compact(&kept);
	compare(r, &kept, &counted);
	if (!r->mend || r->n == 0)
		return ST_OK;
	TRY(db_exec(cx, &q_tally_clear, NO_ARGS, NULL));
	for (size_t i = 0; i < counted.deltas.n; i++)
		if (counted.deltas.p[i].n != 0)
			TRY(apply(cx, &counted.deltas.p[i]));
	return ST_OK;
}

enum status
tally_recount(struct cx *cx, struct db *db, bool mend, struct tally_difference *out, size_t max, size_t *n)
{
	struct recount r = { .mend = mend, .out = out, .max = max };
	enum status st = db_tx(cx, db, 0, recount_tx, &r);
	*n = r.n;
	return st;
}
