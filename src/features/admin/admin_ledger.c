/* Reading the ledger: what a person may see of what they ask, from an index. */
#include "features/admin/admin_priv.h"

#include "features/dossier/dossier.h"

enum { SCAN_CHUNK = 200, SCAN_MAX = 5000, UNITS_MAX = 250, DOSSIERS_MAX = 500, VERBS_MAX = 64 };

/* --- what leads to the events -------------------------------------------------------------------------------------------- */

/* The units asked for, at most UNITS_MAX; more are so large a part of all events that the ids lead as well. */
static void
units_of(struct cx *cx, const struct admin_ledger_filter *f, struct ledger_filter *q)
{
	const struct unit *top = unit_by_id(f->unit != 0 ? f->unit : admin_is_system(cx) ? 0 : cx->who.unit);
	int64_t *id = arena_new_array(cx->arena, int64_t, UNITS_MAX);
	size_t n = 0;
	if (top == NULL)
		return;
	for (size_t i = 0; i < unit_count(); i++)
		if (unit_is_under(unit_at(i), top)) {
			if (n == UNITS_MAX)
				return;
			id[n++] = unit_at(i)->id;
		}
	q->unit = id;
	q->n_units = n;
}

static const struct admin_option *
dossier_options(struct cx *cx)
{
	size_t n = 0;
	while (dossier_verbs[n].verb != NULL)
		n++;
	struct admin_option *o = arena_new_array(cx->arena, struct admin_option, n + 1);
	for (size_t i = 0; i < n; i++)
		o[i] = (struct admin_option){ dossier_verbs[i].verb, dossier_verbs[i].words };
	return o;
}

const struct admin_verb_group *
admin_verb_groups(struct cx *cx)
{
	struct admin_verb_group *g = arena_new_array(cx->arena, struct admin_verb_group, 4);
	g[0] = (struct admin_verb_group){ "dossier.", "Hồ sơ", dossier_options(cx) };
	g[1] = (struct admin_verb_group){ "account.", "Tài khoản", admin_account_verbs };
	g[2] = (struct admin_verb_group){ "admin.", "Quản trị", admin_own_verbs };
	return g;
}

static int
by_bytes(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void
verbs_of(struct cx *cx, const struct admin_ledger_filter *f, struct ledger_filter *q)
{
	const char **verb = arena_new_array(cx->arena, const char *, VERBS_MAX);
	size_t n = 0;
	if (f->verb[0] == '\0')
		return;
	for (const struct admin_verb_group *g = admin_verb_groups(cx); g->area != NULL; g++)
		for (const struct admin_option *o = g->verb; o->value != NULL && strcmp(g->area, f->verb) == 0; o++)
			verb[n++] = o->value;
	if (n == 0)
		verb[n++] = f->verb;
	assert_always(n <= VERBS_MAX);
	qsort(verb, n, sizeof *verb, by_bytes);
	q->verb = verb;
	q->n_verbs = n;
}

/* A citizen's account and dossiers: what was done on them, by whomever. */
enum status
admin_ledger_person(struct cx *cx, int64_t person, int64_t *account, struct str *number)
{
	struct account a;
	struct dossier d;
	enum status st = account_load(cx, person, &a);
	*account = 0;
	if (st == ST_OK && a.kind == ACCOUNT_CITIZEN) {
		*account = a.id;
		*number = str_of(a.login);
		return ST_OK;
	}
	if (st != ST_OK && st != ST_NOT_FOUND)
		return st;
	TRY(dossier_load(cx, person, &d));
	*number = str_of(d.citizen_no);
	return ST_OK;
}

static enum status
things_of(struct cx *cx, const struct admin_ledger_filter *f, struct ledger_filter *q)
{
	int64_t *id = arena_new_array(cx->arena, int64_t, DOSSIERS_MAX + 1), account;
	struct str number;
	size_t n;
	q->of_things = f->person != 0 || f->thing != 0;
	if (f->person == 0) {
		id[0] = f->thing;
		q->n_things = 1;
	} else {
		TRY(admin_ledger_person(cx, f->person, &account, &number));
		TRY(dossier_ids_of_person(cx, account, number, id, DOSSIERS_MAX, &n));
		if (account != 0)
			id[n++] = account;
		q->n_things = n;
	}
	q->thing = id;
	return ST_OK;
}

/* --- what is kept of them ---------------------------------------------------------------------------------------------------- */

static bool
has_verb(const struct ledger_filter *q, const char *verb)
{
	for (size_t i = 0; i < q->n_verbs; i++)
		if (strcmp(q->verb[i], verb) == 0)
			return true;
	return q->n_verbs == 0;
}

static bool
fits(const struct cx *cx, const struct admin_ledger_filter *f, const struct ledger_filter *q, const struct ledger_event *e)
{
	const struct unit *u = unit_by_id(e->unit), *top = unit_by_id(f->unit);
	if (!has_verb(q, e->verb) || (f->thing != 0 && e->thing != f->thing))
		return false;
	if (f->officer != 0 && (e->actor != f->officer || e->actor_kind != ACTOR_OFFICER))
		return false;
	if (f->unit != 0 && (u == NULL || top == NULL || !unit_is_under(u, top)))
		return false;
	return admin_in_scope(cx, u) || (u == NULL && admin_is_system(cx));
}

enum status
admin_ledger_read(struct cx *cx, const struct admin_ledger_filter *f, int64_t before, struct ledger_event *out, size_t max,
		  size_t *n, int64_t *next)
{
	struct ledger_event *chunk = arena_new_array(cx->arena, struct ledger_event, SCAN_CHUNK);
	struct ledger_filter q = { .officer = f->officer };
	*n = 0;
	*next = 0;
	units_of(cx, f, &q);
	verbs_of(cx, f, &q);
	TRY(things_of(cx, f, &q));
	q.after = f->from != 0 ? id_floor(time_at(f->from, 0)) - 1 : 0;
	q.before = f->to != 0 ? id_floor(time_at(f->to + 1, 0)) : INT64_MAX;
	if (before != 0 && before < q.before)
		q.before = before;
	for (size_t looked = 0, got = SCAN_CHUNK; looked < SCAN_MAX && got == SCAN_CHUNK; looked += got) {
		TRY(ledger_read(cx, &q, chunk, SCAN_CHUNK, &got));
		for (size_t i = 0; i < got; i++) {
			if (*n == max)
				return ST_OK;
			*next = q.before = chunk[i].id;
			if (fits(cx, f, &q, &chunk[i]))
				out[(*n)++] = chunk[i];
		}
		if (got < SCAN_CHUNK)
			*next = 0;
	}
	return ST_OK;
}

/* --- the look is an event too (settled.md 29) ---------------------------------------------------------------------------------- */

static const char *const look = "admin.ledger_person";

enum status
admin_ledger_person_first(struct cx *cx, const struct admin_ledger_filter *f, bool *first)
{
	struct ledger_filter q = { .officer = cx->who.account, .verb = &look, .n_verbs = 1, .after = id_floor(cx->now - TIME_HOUR) };
	struct ledger_event *e = arena_new_array(cx->arena, struct ledger_event, SCAN_CHUNK);
	size_t n;
	TRY(ledger_read(cx, &q, e, SCAN_CHUNK, &n));
	*first = true;
	for (size_t i = 0; i < n; i++)
		*first = *first && (e[i].thing != f->person || strcmp(e[i].verb, look) != 0);
	return ST_OK;
}

enum status
admin_ledger_person_tx(struct cx *cx, void *input)
{
	const struct admin_ledger_filter *f = input;
	struct str number;
	int64_t account;
	bool first;
	TRY(admin_ledger_person(cx, f->person, &account, &number));
	TRY(admin_ledger_person_first(cx, f, &first));
	return first ? admin_event(cx, look, account != 0 ? "account" : "dossier", f->person, cx->who.unit, "", "") : ST_OK;
}
