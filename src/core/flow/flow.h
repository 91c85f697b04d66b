/* Flow: the only way to change a thing that has a state.
 *
 * A kind (dossier, later report, document, task) is one C table of moves: from, to, who may, guard, what it does to
 * the clock. flow_move checks table, permission and guard, then writes the row, one ledger event and what the move's
 * effect adds (jobs, tallies follow from the event) in one transaction. A new ability is one more row.
 *
 * Races: the row is updated WHERE version = the version read; no row means somebody was faster (ST_CONFLICT,
 * "flow.conflict"). Repeats: the same idempotency key by the same actor gives the first answer again and changes
 * nothing, also when the row has moved on since (settled.md 3). */
#ifndef CORE_FLOW_FLOW_H
#define CORE_FLOW_FLOW_H

#include "core/ledger/ledger.h"

/* Who may make a move: roles at the thing's desk (enum role), or one of these. */
enum flow_who {
	FLOW_OWNER = 1 << 16,    /* the citizen whose thing it is */
	FLOW_SYSTEM = 1 << 17,   /* jobs and commands */
	FLOW_ASSIGNEE = 1 << 18, /* of the roles given, only the assignee when there is one */
};

enum flow_clock { FLOW_CLOCK_NONE, FLOW_CLOCK_START, FLOW_CLOCK_PAUSE, FLOW_CLOCK_RESUME, FLOW_CLOCK_STOP };

enum flow_flags {
	FLOW_REASON = 1 << 0,  /* a reason must be typed */
	FLOW_HIDDEN = 1 << 1,  /* not offered as a button: made by the program or from its own page */
};

struct flow_thing {
	int64_t id, version, owner, assignee;
	int64_t unit;            /* it belongs to: the ledger and the tallies name it */
	int64_t desk;            /* where the work stands: roles are looked for there */
	int state;
	const char *code;
	void *row;               /* the kind's own struct */
};

struct flow_input {
	const char *key;         /* idempotency key, unique per intention; "" for jobs that need none */
	int64_t version;         /* the version the actor saw, or 0 when it does not matter */
	const char *reason;
	void *data;              /* for guard and effect */
};

struct flow_result {
	bool repeated;           /* the same key was answered before; nothing was changed */
	int64_t event;
	struct flow_thing thing; /* as it is after the move */
};

struct flow_move {
	const char *action;      /* "accept"; the ledger verb is kind.action */
	const char *label;       /* msgid of the button */
	unsigned from;           /* bit set: 1 << state */
	int to;                  /* a state, or FLOW_SAME */
	unsigned who;            /* roles and enum flow_who */
	unsigned flags;
	enum flow_clock clock;
	const char *basis;       /* decree and article */
	/* Rows of one action are tried in order: the first whose states and `when` fit is the move. NULL: always. */
	bool (*when)(const struct flow_thing *t);
	/* The legal condition beyond state and role. Pure reading; ST_OK or a refusal with its own code. NULL: none.
	 * `ready` hangs on the thing and the actor alone, so it is asked before the move is offered (flow_offers) and again
	 * when it is made; `guard` looks at what was typed too. */
	enum status (*ready)(struct cx *cx, const struct flow_thing *t);
	enum status (*guard)(struct cx *cx, const struct flow_thing *t, const struct flow_input *in);
	/* Writes what else changes, after the row's state moved and before the event is written; may set e->detail. */
	enum status (*effect)(struct cx *cx, struct flow_thing *t, const struct flow_input *in, struct ledger_event *e);
	/* After the event: jobs to enqueue. */
	enum status (*after)(struct cx *cx, struct flow_thing *t, const struct flow_input *in,
			     const struct ledger_event *e);
};
enum { FLOW_SAME = -1 };

struct flow_kind {
	const char *name;                  /* "dossier" */
	const char *const *state_labels;   /* msgids in the officers' words */
	const char *const *state_names;    /* stable names for JSON and logs */
	int n_states;
	const struct flow_move *moves;     /* ended by action NULL */
	enum status (*load)(struct cx *cx, int64_t id, struct flow_thing *t);
	/* UPDATE … SET state = to, version = version + 1 WHERE id = t->id AND state = t->state AND version = t->version */
	enum status (*move)(struct cx *cx, const struct flow_thing *t, int to, int64_t *changed);
};

/* Inside a transaction. Refusals: ST_NOT_FOUND, ST_DENIED "flow.denied", ST_CONFLICT "flow.state" (with the state's
 * label in the detail) or "flow.conflict", ST_INVALID "flow.reason", or the guard's own. */
MUST_CHECK enum status flow_move(struct cx *cx, const struct flow_kind *kind, int64_t id, const char *action,
				 const struct flow_input *in, struct flow_result *out);

/* May this person make this move on this thing now, `ready` and guard aside? */
bool flow_may(const struct cx *cx, const struct flow_kind *kind, const struct flow_thing *t, const struct flow_move *m);
/* May they, and is it ready: what is offered will go through when it is filled in right. *why is the code of what holds
 * back a move that is theirs to make; NULL when it is offered, and when it is not theirs. */
MUST_CHECK enum status flow_offers(struct cx *cx, const struct flow_kind *kind, const struct flow_thing *t,
				   const struct flow_move *m, bool *yes, const char **why);
/* The row of this action for this thing as it is; without one that fits, any row of the action; NULL when unknown. */
const struct flow_move *flow_find(const struct flow_kind *kind, const struct flow_thing *t, const char *action);
/* Roles of the actor at a unit (bits of enum role). */
unsigned flow_roles_at(const struct who *w, int64_t unit);

#endif
