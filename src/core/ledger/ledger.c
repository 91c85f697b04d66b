#include "core/ledger/ledger_priv.h"

STMT(q_ledger_insert,
     "INSERT INTO ledger_event (id, actor, actor_kind, unit_id, verb, thing_kind, thing_id, from_state, to_state, "
     "reason, detail) VALUES (:id, :actor, :actor_kind, :unit, :verb, :kind, :thing, :from, :to, :reason, :detail)");
STMT(q_ledger_pend, "INSERT INTO ledger_pending (id) VALUES (:id)");

STMT(q_ledger_of_thing, "SELECT " LEDGER_COLUMNS " FROM ledger_event WHERE thing_id = :thing ORDER BY id LIMIT :max");
STMT(q_ledger_steps, "SELECT id, verb FROM ledger_event WHERE thing_id = :thing ORDER BY id LIMIT :max");
STMT(q_ledger_last,
     "SELECT " LEDGER_COLUMNS " FROM ledger_event WHERE thing_id = :thing AND verb = :verb ORDER BY id DESC LIMIT 1");
STMT(q_ledger_seals, "SELECT batch, at, n, root, chain FROM ledger_seal WHERE batch < :before ORDER BY batch DESC LIMIT :max");

static enum ledger_actor
actor_kind(const struct who *w)
{
	return w->system ? ACTOR_SYSTEM : w->account == 0 ? ACTOR_NOBODY : w->officer ? ACTOR_OFFICER : ACTOR_CITIZEN;
}

enum status
ledger_add(struct cx *cx, struct ledger_event *e)
{
	e->id = id_next();
	e->actor = cx->who.account;
	e->actor_kind = actor_kind(&cx->who);
	TRY(db_exec(cx, &q_ledger_insert,
		    ARGS(I("id", e->id), I("actor", e->actor), I("actor_kind", e->actor_kind), I("unit", e->unit),
			 TC("verb", e->verb), TC("kind", e->kind), I("thing", e->thing), I("from", e->from),
			 I("to", e->to), TC("reason", e->reason), TC("detail", e->detail)),
		    NULL));
	return db_exec(cx, &q_ledger_pend, ARGS(I("id", e->id)), NULL);
}

static void
read_event(struct rows *rs, struct ledger_event *e)
{
	*e = (struct ledger_event){
		.id = db_i64(rs, 0),
		.actor = db_i64(rs, 1),
		.actor_kind = (enum ledger_actor)db_i64(rs, 2),
		.unit = db_i64(rs, 3),
		.verb = db_cstr(rs, 4),
		.kind = db_cstr(rs, 5),
		.thing = db_i64(rs, 6),
		.from = (int)db_i64(rs, 7),
		.to = (int)db_i64(rs, 8),
		.reason = db_cstr(rs, 9),
		.detail = db_cstr(rs, 10),
	};
}

enum status
ledger_rows(struct rows *rs, struct ledger_event *out, size_t max, size_t *n)
{
	*n = 0;
	while (*n < max && db_next(rs))
		read_event(rs, &out[(*n)++]);
	return db_end(rs);
}

enum status
ledger_of_thing(struct cx *cx, int64_t thing, struct ledger_event *out, size_t max, size_t *n)
{
	struct rows rs;
	TRY(db_query(cx, &q_ledger_of_thing, ARGS(I("thing", thing), I("max", (int64_t)max)), &rs));
	return ledger_rows(&rs, out, max, n);
}

enum status
ledger_steps(struct cx *cx, int64_t thing, struct ledger_event *out, size_t max, size_t *n)
{
	struct rows rs;
	*n = 0;
	TRY(db_query(cx, &q_ledger_steps, ARGS(I("thing", thing), I("max", (int64_t)max)), &rs));
	while (*n < max && db_next(&rs))
		out[(*n)++] = (struct ledger_event){ .id = db_i64(&rs, 0), .verb = db_cstr(&rs, 1), .thing = thing,
						     .kind = "", .reason = "", .detail = "" };
	return db_end(&rs);
}

enum status
ledger_last(struct cx *cx, int64_t thing, const char *verb, struct ledger_event *out, bool *some)
{
	struct rows rs;
	TRY(db_query(cx, &q_ledger_last, ARGS(I("thing", thing), TC("verb", verb)), &rs));
	*some = db_next(&rs);
	if (*some)
		read_event(&rs, out);
	return db_end(&rs);
}

enum status
ledger_seals(struct cx *cx, int64_t before, struct ledger_seal_row *out, size_t max, size_t *n)
{
	struct rows rs;
	*n = 0;
	TRY(db_query(cx, &q_ledger_seals,
		     ARGS(I("before", before == 0 ? INT64_MAX : before), I("max", (int64_t)max)), &rs));
	while (*n < max && db_next(&rs))
		out[(*n)++] = (struct ledger_seal_row){ .batch = db_i64(&rs, 0), .at = db_i64(&rs, 1), .n = db_i64(&rs, 2),
							.root = db_cstr(&rs, 3), .chain = db_cstr(&rs, 4) };
	return db_end(&rs);
}
