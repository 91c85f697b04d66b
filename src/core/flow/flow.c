#include "core/flow/flow.h"

#include "core/tally/tally.h"

STMT(q_flow_key_find, "SELECT event_id, action, thing_id FROM flow_key WHERE key = :key");
STMT(q_flow_key_add,
     "INSERT INTO flow_key (key, thing_id, event_id, action, actor) VALUES (:key, :thing, :event, :action, :actor)");

static bool
fits(const struct flow_move *m, const struct flow_thing *t)
{
	return (m->from & 1u << t->state) != 0 && (m->when == NULL || m->when(t));
}

const struct flow_move *
flow_find(const struct flow_kind *kind, const struct flow_thing *t, const char *action)
{
	const struct flow_move *any = NULL;
	for (const struct flow_move *m = kind->moves; m->action != NULL; m++) {
		if (strcmp(m->action, action) != 0)
			continue;
		if (fits(m, t))
			return m;
		any = m;
	}
	return any;
}

unsigned
flow_roles_at(const struct who *w, int64_t unit)
{
	unsigned roles = 0;
	for (int i = 0; i < w->n_at; i++)
		if (w->at[i].unit == unit)
			roles |= w->at[i].roles;
	return roles;
}

bool
flow_may(const struct cx *cx, const struct flow_kind *kind UNUSED, const struct flow_thing *t, const struct flow_move *m)
{
	const struct who *w = &cx->who;
	if (!fits(m, t))
		return false;
	if (w->system)
		return (m->who & FLOW_SYSTEM) != 0;
	if (!w->officer)
		return (m->who & FLOW_OWNER) != 0 && w->account != 0 && w->account == t->owner;
	unsigned roles = flow_roles_at(w, t->desk) & m->who & ROLE_ALL_OFFICER;
	if (roles == 0)
		return false;
	if ((m->who & FLOW_ASSIGNEE) != 0 && t->assignee != 0 && t->assignee != w->account)
		return (roles & ROLE_LEAD) != 0; /* a leader may step in for the one it was given to */
	return true;
}

enum status
flow_offers(struct cx *cx, const struct flow_kind *kind, const struct flow_thing *t, const struct flow_move *m, bool *yes,
	    const char **why)
{
	struct fault before = cx->fault;
	*why = NULL;
	*yes = flow_may(cx, kind, t, m);
	if (!*yes || m->ready == NULL)
		return ST_OK;
	enum status st = m->ready(cx, t);
	*yes = st == ST_OK;
	if (st != ST_DENIED && st != ST_CONFLICT && st != ST_INVALID)
		return st;
	if (!*yes && strcmp(cx->fault.code, "flow.denied") != 0)
		*why = cx->fault.code;
	cx->fault = before;
	return ST_OK;
}

/* A key is bound to who used it, so that nobody reads another's answer by guessing it. */
static const char *
bound_key(struct cx *cx, const struct flow_kind *kind, const char *key)
{
	return arena_printf(cx->arena, "%s:%lld:%s", kind->name, (long long)cx->who.account, key);
}

/* The first answer to this key, when there was one. */
static enum status
repeated(struct cx *cx, const struct flow_kind *kind, const char *action, const char *key, struct flow_result *out)
{
	struct rows rs;
	int64_t thing = 0;
	out->repeated = false;
	TRY(db_query(cx, &q_flow_key_find, ARGS(TC("key", key)), &rs));
	if (db_next(&rs)) {
		out->event = db_i64(&rs, 0);
		out->repeated = strcmp(db_cstr(&rs, 1), action) == 0;
		thing = db_i64(&rs, 2);
	}
	TRY(db_end(&rs));
	return out->repeated ? kind->load(cx, thing, &out->thing) : ST_OK;
}

static enum status
check(struct cx *cx, const struct flow_kind *kind, const struct flow_thing *t, const struct flow_move *m,
      const struct flow_input *in)
{
	if (!fits(m, t))
		return fail(cx, ST_CONFLICT, "flow.state", "%s %s is %s, no %s from there", kind->name,
			    t->code ? t->code : "", kind->state_names[t->state], m->action);
	if (!flow_may(cx, kind, t, m))
		return fail(cx, ST_DENIED, "flow.denied", "account %lld may not %s %s %lld",
			    (long long)cx->who.account, m->action, kind->name, (long long)t->id);
	if (in->version != 0 && in->version != t->version)
		return fail(cx, ST_CONFLICT, "flow.conflict", "%s %lld is at version %lld, the actor saw %lld",
			    kind->name, (long long)t->id, (long long)t->version, (long long)in->version);
	if ((m->flags & FLOW_REASON) != 0 && (in->reason == NULL || str_trim(str_of(in->reason)).n == 0))
		return fail(cx, ST_INVALID, "flow.reason", "%s needs a reason", m->action);
	if (m->ready != NULL)
		TRY(m->ready(cx, t));
	return m->guard == NULL ? ST_OK : m->guard(cx, t, in);
}

static enum status
write_move(struct cx *cx, const struct flow_kind *kind, const struct flow_move *m, const char *key,
	   const struct flow_input *in, struct flow_result *out)
{
	struct flow_thing *t = &out->thing;
	int from = t->state, to = m->to == FLOW_SAME ? from : m->to;
	int64_t changed;
	TRY(kind->move(cx, t, to, &changed));
	if (changed == 0)
		return fail(cx, ST_CONFLICT, "flow.conflict", "%s %lld was moved by another", kind->name,
			    (long long)t->id);
	t->state = to;
	t->version++;
	struct ledger_event e = {
		.verb = arena_printf(cx->arena, "%s.%s", kind->name, m->action), .kind = kind->name, .thing = t->id,
		.unit = t->unit, .from = from, .to = to, .reason = in->reason ? in->reason : "", .detail = "",
	};
	if (m->effect != NULL)
		TRY(m->effect(cx, t, in, &e));
	e.unit = t->unit;
	TRY(ledger_add(cx, &e));
	TRY(tally_event(cx, &e));
	if (key != NULL)
		TRY(db_exec(cx, &q_flow_key_add,
			    ARGS(TC("key", key), I("thing", t->id), I("event", e.id), TC("action", m->action),
				 I("actor", cx->who.account)),
			    NULL));
	out->event = e.id;
	return m->after == NULL ? ST_OK : m->after(cx, t, in, &e);
}

enum status
flow_move(struct cx *cx, const struct flow_kind *kind, int64_t id, const char *action, const struct flow_input *in,
	  struct flow_result *out)
{
	const char *key = cstr_empty(in->key) ? NULL : bound_key(cx, kind, in->key);
	*out = (struct flow_result){ 0 };
	TRY(kind->load(cx, id, &out->thing));
	const struct flow_move *m = flow_find(kind, &out->thing, action);
	if (m == NULL)
		return fail(cx, ST_INVALID, "flow.unknown", "no move %s of %s", action, kind->name);
	/* A move that could be made again from where it leads would not be refused: its key is asked first. */
	if (key != NULL && (m->to == FLOW_SAME || (m->from & 1u << m->to) != 0)) {
		TRY(repeated(cx, kind, action, key, out));
		if (out->repeated)
			return ST_OK;
	}
	enum status st = check(cx, kind, &out->thing, m, in);
	if (st == ST_OK)
		return write_move(cx, kind, m, key, in, out);
	if (key == NULL)
		return st;
	/* Refused: perhaps because this very request was done before. */
	struct fault refused = cx->fault;
	TRY(repeated(cx, kind, action, key, out));
	cx->fault = refused;
	return out->repeated ? ST_OK : st;
}
