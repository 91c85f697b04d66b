/* The ledger by who, where, what and when: every way is a walk down one index, newest first. */
#include "core/ledger/ledger_priv.h"

STMT(q_ledger_by_thing, LEDGER_BY_THING);
STMT(q_ledger_by_officer, LEDGER_BY_OFFICER);
STMT(q_ledger_by_unit, LEDGER_BY_UNIT);
STMT(q_ledger_by_verb, LEDGER_BY_VERB);
STMT(q_ledger_by_time, LEDGER_BY_TIME);

_Static_assert(ACTOR_OFFICER == 2, "the index of officers and its statement say 2");

/* The newest `max` of what was read so far. */
struct newest {
	struct ledger_event *out, *more, *both;
	size_t n, max;
	int64_t after, before;
	const char *low, *high;
};

/* Both lists are newest first. An event has one key, so it comes once. */
static void
merge(struct newest *w, size_t n_more)
{
	size_t i = 0, k = 0, n = 0;
	while (n < w->max && (i < w->n || k < n_more))
		w->both[n++] = k == n_more || (i < w->n && w->out[i].id > w->more[k].id) ? w->out[i++] : w->more[k++];
	memcpy(w->out, w->both, n * sizeof *w->out);
	w->n = n;
	if (n == w->max)
		w->after = w->out[n - 1].id; /* older ones of the next keys need not be read */
}

static enum status
add(struct cx *cx, struct newest *w, const struct stmt *q, struct args args)
{
	struct rows rs;
	size_t n;
	TRY(db_query(cx, q, args, &rs));
	TRY(ledger_rows(&rs, w->more, w->max, &n));
	merge(w, n);
	return ST_OK;
}

static enum status
by_numbers(struct cx *cx, struct newest *w, const struct stmt *q, const int64_t *key, size_t n)
{
	for (size_t i = 0; i < n; i++)
		TRY(add(cx, w, q, ARGS(I("key", key[i]), I("after", w->after), I("before", w->before), TC("low", w->low),
				       TC("high", w->high), I("max", (int64_t)w->max))));
	return ST_OK;
}

static enum status
by_verbs(struct cx *cx, struct newest *w, const struct ledger_filter *f)
{
	for (size_t i = 0; i < f->n_verbs; i++)
		TRY(add(cx, w, &q_ledger_by_verb, ARGS(TC("verb", f->verb[i]), I("after", w->after), I("before", w->before),
						       I("max", (int64_t)w->max))));
	return ST_OK;
}

enum status
ledger_read(struct cx *cx, const struct ledger_filter *f, struct ledger_event *out, size_t max, size_t *n)
{
	struct newest w = { .out = out, .max = max, .after = f->after, .before = f->before == 0 ? INT64_MAX : f->before,
			    .low = f->n_verbs > 0 ? f->verb[0] : "", .high = f->n_verbs > 0 ? f->verb[f->n_verbs - 1] : "~" };
	enum status st;
	w.more = arena_new_array(cx->arena, struct ledger_event, max);
	w.both = arena_new_array(cx->arena, struct ledger_event, max);
	if (f->of_things)
		st = by_numbers(cx, &w, &q_ledger_by_thing, f->thing, f->n_things);
	else if (f->officer != 0)
		st = by_numbers(cx, &w, &q_ledger_by_officer, &f->officer, 1);
	else if (f->n_units > 0)
		st = by_numbers(cx, &w, &q_ledger_by_unit, f->unit, f->n_units);
	else if (f->n_verbs > 0)
		st = by_verbs(cx, &w, f);
	else
		st = add(cx, &w, &q_ledger_by_time, ARGS(I("after", w.after), I("before", w.before), I("max", (int64_t)max)));
	*n = w.n;
	return st;
}
