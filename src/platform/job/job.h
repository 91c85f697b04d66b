/* Background work: a queue in the database. A job is enqueued in the business transaction that needs it, claimed with
 * a lease, retried with growing delay, and kept as a dead letter when it cannot be done.
 *
 * A handler runs outside any transaction with its own reader as cx->db and may call db_tx. It must bear being run
 * twice (a lease may run out): effects that leave the house carry the job's id. ST_OK ends the job; ST_INVALID,
 * ST_NOT_FOUND, ST_DENIED and ST_CONFLICT stop it for good (a functional refusal); everything else is tried again after
 * 30 s, 2 min, 10 min, 1 h, then hourly, JOB_TRIES_MAX times in all. */
#ifndef PLATFORM_JOB_JOB_H
#define PLATFORM_JOB_JOB_H

#include "base/base.h"
#include "platform/db/db.h"

enum { JOB_TRIES_MAX = 30 };
enum job_state { JOB_READY, JOB_RUNNING, JOB_DONE, JOB_DEAD };

struct job {
	int64_t id;
	const char *kind;
	struct str payload;    /* JSON */
	int attempts;          /* this one included */
};

struct job_kind {
	const char *name;      /* "dossier.mail" */
	const char *label;     /* msgid, for the pages of administration */
	enum status (*run)(struct cx *cx, struct db *db, const struct job *j);
	int64_t every;         /* µs; > 0: runs by the clock, once in all servers, with an empty payload */
};

/* Inside a transaction. unique_key NULL, or a text that makes a second enqueue do nothing. */
MUST_CHECK enum status job_enqueue(struct cx *cx, const char *kind, struct str payload, int64_t run_at,
				   const char *unique_key);
/* After the commit: workers look at once instead of at their next poll. */
void job_wake(void);

/* The msgid of a kind's label, NULL for an unknown kind or before job_start. */
const char *job_label(const char *kind);

/* Workers: `threads` of them, each with a reader of its own. kinds: NULL-ended array of arrays ended by name NULL. */
struct job_workers;
MUST_CHECK enum status job_start(struct cx *cx, struct db *db, const struct job_kind *const *kinds, int threads,
				 struct job_workers **out);
void job_stop(struct job_workers *w);
/* Runs what is ready now, in the calling thread, until nothing is: for commands, demo and tests. */
MUST_CHECK enum status job_drain(struct cx *cx, struct db *db, const struct job_kind *const *kinds, int *done);

/* For the pages of administration; of every state but JOB_DONE. */
struct job_row {
	int64_t id, run_at, finished_at;
	const char *kind, *last_error, *payload;
	enum job_state state;
	int attempts;
};
MUST_CHECK enum status job_list(struct cx *cx, enum job_state state, int64_t after, struct job_row *out, size_t max,
				size_t *n);
MUST_CHECK enum status job_count(struct cx *cx, enum job_state state, int64_t *n);
/* A dead letter is tried again from the start. Inside a transaction. */
MUST_CHECK enum status job_revive(struct cx *cx, int64_t id);
MUST_CHECK enum status job_discard(struct cx *cx, int64_t id);

#endif
