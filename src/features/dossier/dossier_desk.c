/* Open dossiers follow the working desk of their unit: when it gets its first officer or loses the last, when it ends and
 * another takes it over (settled.md 30). One job does all of it: it looks through what stands elsewhere than it belongs and
 * moves that, a few in a transaction. Killed in between, it goes on where it was; what was filed by a server whose directory
 * was a second old is found by the clock. */
#include "features/dossier/dossier_moves.h"

enum { AT_A_TIME = 50, CONFLICTS_MAX = 3 };

#define IS_OPEN "state IN (1, 2, 3, 4, 5, 6, 7)"

STMT(q_dossier_elsewhere,
     "SELECT unit_id, desk_id, count(*) FROM dossier WHERE unit_id <> desk_id AND " IS_OPEN " GROUP BY unit_id, desk_id "
     "ORDER BY unit_id, desk_id");
STMT(q_dossier_astray,
     "SELECT id FROM dossier WHERE unit_id = :unit AND desk_id = :desk AND state <> 0 AND " IS_OPEN " LIMIT :max");
STMT(q_dossier_desk, "UPDATE dossier SET desk_id = :desk, assignee = :assignee WHERE id = :id");

/* --- the move -------------------------------------------------------------------------------------------------------- */

/* Who it was given to keeps it only when working at the new desk too. */
enum status
dossier_effect_move_desk(struct cx *cx, struct flow_thing *t, const struct flow_input *in UNUSED, struct ledger_event *e)
{
	struct dossier *d = t->row;
	const struct unit *to = unit_working_desk(unit_by_id(d->unit));
	int32_t day = time_day(d->sort_at);
	bool stays = false;
	if (to == NULL || to->id == d->desk)
		return fail(cx, ST_CONFLICT, "flow.conflict", "dossier %lld stands where it belongs", (long long)d->id);
	if (d->assignee != 0)
		TRY(account_has_role(cx, d->assignee, to->id, ROLE_PROCESS, &stays));
	e->detail = arena_printf(cx->arena, "{\"desk\":\"%lld\",\"to_desk\":\"%lld\",\"was\":%d,\"is\":%d}", (long long)d->desk,
				 (long long)to->id, (int)day, (int)day);
	d->desk = t->desk = to->id;
	d->assignee = t->assignee = stays ? d->assignee : 0;
	return db_exec(cx, &q_dossier_desk, ARGS(I("desk", d->desk), I("assignee", d->assignee), I("id", d->id)), NULL);
}

/* --- the job ----------------------------------------------------------------------------------------------------------- */

struct astray {
	int64_t unit, desk;
	int64_t id[AT_A_TIME];
	size_t n;
};

static enum status
find_some(struct cx *cx, struct astray *a)
{
	struct rows rs;
	a->n = 0;
	TRY(db_query(cx, &q_dossier_astray, ARGS(I("unit", a->unit), I("desk", a->desk), I("max", AT_A_TIME)), &rs));
	while (a->n < AT_A_TIME && db_next(&rs))
		a->id[a->n++] = db_i64(&rs, 0);
	return db_end(&rs);
}

static enum status
move_tx(struct cx *cx, void *input)
{
	struct astray *a = input;
	TRY(find_some(cx, a));
	for (size_t i = 0; i < a->n; i++) {
		struct flow_result r;
		TRY(flow_move(cx, &dossier_flow, a->id[i], "move_desk", &(struct flow_input){ .key = "", .reason = "" }, &r));
	}
	return ST_OK;
}

/* All of a unit that stand at this desk. Where somebody was faster, the next look leaves that one out. */
static enum status
move_all(struct cx *cx, struct db *db, int64_t unit, int64_t desk)
{
	struct astray a = { .unit = unit, .desk = desk };
	int conflicts = 0;
	do {
		enum status st = db_tx(cx, db, unit, move_tx, &a);
		if (st == ST_CONFLICT && ++conflicts <= CONFLICTS_MAX)
			continue;
		if (st == ST_CONFLICT) /* not for good: the job is tried again */
			return fail(cx, ST_BUSY, "flow.conflict", "dossiers of unit %lld are being worked on", (long long)unit);
		TRY(st);
	} while (a.n > 0);
	return ST_OK;
}

enum status
dossier_elsewhere(struct cx *cx, struct dossier_elsewhere **out, size_t *n)
{
	VEC(struct dossier_elsewhere) list = { 0 };
	struct rows rs;
	TRY(db_query(cx, &q_dossier_elsewhere, NO_ARGS, &rs));
	while (db_next(&rs))
		*vec_push(&list, cx->arena) = (struct dossier_elsewhere){ db_i64(&rs, 0), db_i64(&rs, 1), db_i64(&rs, 2) };
	*out = list.p;
	*n = list.n;
	return db_end(&rs);
}

enum status
dossier_desks_run(struct cx *cx, struct db *db, const struct job *j UNUSED)
{
	static const struct revision_source sources[] = { { "unit", unit_load }, { NULL, NULL } };
	struct dossier_elsewhere *e;
	size_t n;
	TRY(revision_refresh(cx, sources));
	TRY(dossier_elsewhere(cx, &e, &n));
	for (size_t i = 0; i < n; i++) {
		const struct unit *to = unit_working_desk(unit_by_id(e[i].unit));
		if (to != NULL && to->id != e[i].desk)
			TRY(move_all(cx, db, e[i].unit, e[i].desk));
	}
	for (size_t i = 0; i < unit_count(); i++) {
		const struct unit *u = unit_at(i);
		struct astray own = { .unit = u->id, .desk = u->id };
		if (unit_working_desk(u) == u)
			continue;
		TRY(find_some(cx, &own));
		if (own.n > 0)
			TRY(move_all(cx, db, u->id, u->id));
	}
	return ST_OK;
}
