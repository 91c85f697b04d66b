/* The ledger: append-only events of who did what, when, for which unit, on which thing, from, to, why. It is the
 * audit log, the timeline the citizen sees, 'who looked at my data' and the source of every tally.
 *
 * A job seals batches: the SHA-256 Merkle root over exactly the events that were pending, in id order, chained to
 * the root before, so that a changed or missing event is found (settled.md 7). */
#ifndef CORE_LEDGER_LEDGER_H
#define CORE_LEDGER_LEDGER_H

#include "base/base.h"
#include "platform/db/db.h"

enum ledger_actor { ACTOR_NOBODY, ACTOR_CITIZEN, ACTOR_OFFICER, ACTOR_SYSTEM };

struct ledger_event {
	int64_t id;          /* given by ledger_add; its time is id_time(id) */
	int64_t actor;       /* account, 0 for nobody and the system */
	enum ledger_actor actor_kind;
	int64_t unit;
	const char *verb;    /* "dossier.accept", "dossier.view", "account.sign_in" */
	const char *kind;    /* of the thing: "dossier" */
	int64_t thing;
	int from, to;        /* states; equal when the event moves nothing */
	const char *reason;  /* typed by a person, or "" */
	const char *detail;  /* JSON object, or "" */
};

/* Inside a transaction only. Fills id; actor and actor_kind come from cx->who. */
MUST_CHECK enum status ledger_add(struct cx *cx, struct ledger_event *e);

/* Events of one thing, oldest first; at most max. */
MUST_CHECK enum status ledger_of_thing(struct cx *cx, int64_t thing, struct ledger_event *out, size_t max,
				       size_t *n);
/* The same with id, verb and thing only, the rest empty: what an index answers, without reading the events. */
MUST_CHECK enum status ledger_steps(struct cx *cx, int64_t thing, struct ledger_event *out, size_t max, size_t *n);
/* What is wanted of the ledger. One member leads to an index, the first given of things, officer, units, verbs; without
 * any, the ids themselves do. The leading one and the moments hold for every event that ledger_read gives; verbs narrow
 * to the stretch between the first and the last of them. What else must hold, the caller looks at. */
struct ledger_filter {
	const int64_t *thing;
	size_t n_things;
	bool of_things;            /* of these things, even if there are none */
	int64_t officer;           /* account; 0: anybody */
	const int64_t *unit;
	size_t n_units;            /* 0: of all */
	const char *const *verb;   /* whole verbs in order of their bytes */
	size_t n_verbs;            /* 0: all */
	int64_t after, before;     /* ids, both left out; 0: open */
};
/* Newest first. Several keys cost one step down an index each: some hundreds are fine. */
MUST_CHECK enum status ledger_read(struct cx *cx, const struct ledger_filter *f, struct ledger_event *out, size_t max, size_t *n);

/* The newest event of a thing with this verb; *some tells whether there is one. */
MUST_CHECK enum status ledger_last(struct cx *cx, int64_t thing, const char *verb, struct ledger_event *out, bool *some);

struct ledger_seal_row {
	int64_t batch, at, n;
	const char *root, *chain;
};
/* Seals before a batch (0: the newest), newest first. */
MUST_CHECK enum status ledger_seals(struct cx *cx, int64_t before, struct ledger_seal_row *out, size_t max, size_t *n);

/* Seals what is pending, at most `max` events; *n tells how many. Root and chain go to the system log too. */
MUST_CHECK enum status ledger_seal(struct cx *cx, struct db *db, int64_t max, int64_t *n);

struct ledger_report {
	int64_t batches, events, unsealed;
	int64_t bad_batch;       /* first batch that does not verify, 0 when all do */
	const char *bad_reason;
	char last_chain[65];
	bool root_found;         /* the root asked for is among the batches */
};
/* Recomputes every root and the chain. root_hex may be NULL. */
MUST_CHECK enum status ledger_verify(struct cx *cx, const char *root_hex, struct ledger_report *out);

/* `motcua ledger verify [--root HEX]` */
int ledger_print_report(const struct ledger_report *r, bool json);

#endif
