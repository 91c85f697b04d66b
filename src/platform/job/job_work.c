/* Claiming, running, retrying; the worker threads. */
#include "platform/job/job.h"
#include "platform/job/job_priv.h"

#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

STMT(q_job_next,
     "SELECT id FROM job WHERE state = 0 AND run_at <= :now ORDER BY run_at, id LIMIT 1");
STMT(q_job_claim,
     "UPDATE job SET state = 1, worker = :worker, lease_until = :lease, attempts = attempts + 1 "
     "WHERE id = (SELECT id FROM job WHERE state = 0 AND run_at <= :now ORDER BY run_at, id LIMIT 1) AND state = 0 "
     "RETURNING id, kind, payload, attempts");
/* What the clock asks for goes before everything that waits: sealing the ledger must not stand behind a day's letters. */
STMT(q_job_next_tick, "SELECT id FROM job WHERE unique_key = :key AND state = 0 AND run_at <= :now");
STMT(q_job_claim_tick,
     "UPDATE job SET state = 1, worker = :worker, lease_until = :lease, attempts = attempts + 1 "
     "WHERE unique_key = :key AND state = 0 AND run_at <= :now RETURNING id, kind, payload, attempts");
/* `state <> 2` is what lets SQLite use the index of jobs that are not done. */
STMT(q_job_expired, "UPDATE job SET state = 0 WHERE state = 1 AND state <> 2 AND lease_until < :now");
STMT(q_job_end,
     "UPDATE job SET state = :state, run_at = :run_at, last_error = :error, finished_at = :finished, "
     "payload = CASE WHEN :state = 2 THEN '{}' ELSE payload END, " /* letters and their links stay no longer than needed */
     "unique_key = CASE WHEN :state = 2 AND unique_key LIKE 'tick:%' THEN NULL ELSE unique_key END "
     "WHERE id = :id AND state = 1 AND worker = :worker");
/* A job that was done long ago was made before that: its id bounds what is looked at. */
STMT(q_job_tidy, "DELETE FROM job WHERE id < :made AND state = 2 AND finished_at < :before");
STMT(q_job_due, "SELECT next_at FROM job_schedule WHERE kind = :kind");
STMT(q_job_schedule,
     "INSERT INTO job_schedule (kind, next_at) VALUES (:kind, :next) ON CONFLICT (kind) DO UPDATE SET "
     "next_at = excluded.next_at WHERE job_schedule.next_at <= :now");

#define LEASE (5 * TIME_MINUTE)
#define POLL (2 * TIME_SECOND)
#define DONE_KEPT (7 * TIME_DAY)

static pthread_mutex_t wake_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t wake_cond = PTHREAD_COND_INITIALIZER;
static unsigned wakes;

void
job_wake(void)
{
	pthread_mutex_lock(&wake_lock);
	wakes++;
	pthread_cond_broadcast(&wake_cond);
	pthread_mutex_unlock(&wake_lock);
}

/* --- one job ------------------------------------------------------------------------------------------------ */

struct claim {
	const char *worker;
	const char *key; /* of a job by the clock; NULL: whichever has waited longest */
	struct job job;
	bool some;
};

static enum status
claim_tx(struct cx *cx, void *input)
{
	struct claim *c = input;
	struct rows rs;
	TRY(db_exec(cx, &q_job_expired, ARGS(I("now", cx->now)), NULL));
	if (c->key != NULL)
		TRY(db_query(cx, &q_job_claim_tick,
			     ARGS(TC("worker", c->worker), I("lease", cx->now + LEASE), TC("key", c->key), I("now", cx->now)),
			     &rs));
	else
		TRY(db_query(cx, &q_job_claim,
			     ARGS(TC("worker", c->worker), I("lease", cx->now + LEASE), I("now", cx->now)), &rs));
	c->some = db_next(&rs);
	if (c->some)
		c->job = (struct job){ .id = db_i64(&rs, 0), .kind = db_cstr(&rs, 1), .payload = db_str(&rs, 2),
				       .attempts = (int)db_i64(&rs, 3) };
	return db_end(&rs);
}

struct ending {
	const char *worker;
	int64_t id, run_at;
	enum job_state state;
	const char *error;
};

static enum status
end_tx(struct cx *cx, void *input)
{
	struct ending *e = input;
	return db_exec(cx, &q_job_end,
		       ARGS(I("state", e->state), I("run_at", e->run_at), TC("error", e->error),
			    I("finished", e->state == JOB_DONE || e->state == JOB_DEAD ? cx->now : 0), I("id", e->id),
			    TC("worker", e->worker)),
		       NULL);
}

static int64_t
delay(int attempts)
{
	static const int64_t steps[] = { 30 * TIME_SECOND, 2 * TIME_MINUTE, 10 * TIME_MINUTE };
	return attempts <= (int)ARRAY_LEN(steps) ? steps[attempts - 1] : TIME_HOUR;
}

static bool
is_refusal(enum status st)
{
	return st == ST_INVALID || st == ST_NOT_FOUND || st == ST_DENIED || st == ST_CONFLICT;
}

static const struct job_kind *
kind_of(const struct job_kind *const *kinds, const char *name)
{
	for (; *kinds != NULL; kinds++)
		for (const struct job_kind *k = *kinds; k->name != NULL; k++)
			if (strcmp(k->name, name) == 0)
				return k;
	return NULL;
}

static const struct job_kind *const *known_kinds; /* set before the workers run */

const char *
job_label(const char *kind)
{
	const struct job_kind *k = known_kinds != NULL ? kind_of(known_kinds, kind) : NULL;
	return k != NULL ? k->label : NULL;
}

static const char *
tick_key(struct arena *a, const struct job_kind *k)
{
	return arena_printf(a, "tick:%s", k->name);
}

/* What to claim: *key as in struct claim. The idle poll writes nothing. */
static enum status
look(struct cx *cx, const struct job_kind *const *kinds, const char **key, bool *some)
{
	int64_t id = 0;
	*key = NULL;
	for (; *kinds != NULL && id == 0; kinds++)
		for (const struct job_kind *k = *kinds; k->name != NULL && id == 0; k++) {
			if (k->every == 0)
				continue;
			*key = tick_key(cx->arena, k);
			TRY(db_query_i64(cx, &q_job_next_tick, ARGS(TC("key", *key), I("now", cx->now)), 0, &id));
		}
	if (id == 0) {
		*key = NULL;
		TRY(db_query_i64(cx, &q_job_next, ARGS(I("now", cx->now)), 0, &id));
	}
	*some = id != 0;
	return ST_OK;
}

enum status
job_run_one(struct cx *cx, struct db *db, const struct job_kind *const *kinds, const char *worker, bool *ran)
{
	struct claim c = { .worker = worker };
	bool some;
	*ran = false;
	TRY(look(cx, kinds, &c.key, &some));
	if (!some)
		return ST_OK;
	TRY(db_tx(cx, db, 0, claim_tx, &c));
	*ran = true;
	if (!c.some) /* another worker was faster: there may be more */
		return ST_OK;
	const struct job_kind *k = kind_of(kinds, c.job.kind);
	enum status st = k != NULL ? k->run(cx, db, &c.job)
				   : fail(cx, ST_INVALID, "job.unknown", "no such kind");
	struct ending e = { .worker = worker, .id = c.job.id, .state = JOB_DONE, .run_at = cx->now, .error = "" };
	if (st != ST_OK) {
		e.error = arena_printf(cx->arena, "%s: %s", cx->fault.code, cx->fault.detail);
		e.state = is_refusal(st) || c.job.attempts >= JOB_TRIES_MAX ? JOB_DEAD : JOB_READY;
		e.run_at = cx->now + delay(c.job.attempts);
		log_warn("job", "kind=%s id=%lld attempt=%d %s%s", c.job.kind, (long long)c.job.id, c.job.attempts,
			 e.error, e.state == JOB_DEAD ? " (dead letter)" : "");
	}
	return db_tx(cx, db, 0, end_tx, &e);
}

/* --- by the clock -------------------------------------------------------------------------------------------- */

struct tick {
	const struct job_kind *kind;
};

static enum status
tick_tx(struct cx *cx, void *input)
{
	const struct job_kind *k = ((struct tick *)input)->kind;
	int64_t changed;
	int64_t next = (cx->now / k->every + 1) * k->every;
	TRY(db_exec(cx, &q_job_schedule, ARGS(TC("kind", k->name), I("next", next), I("now", cx->now)), &changed));
	if (changed == 0)
		return ST_OK; /* another server was first */
	TRY(db_exec(cx, &q_job_tidy, ARGS(I("made", id_floor(cx->now - DONE_KEPT)), I("before", cx->now - DONE_KEPT)),
		    NULL));
	return job_enqueue(cx, k->name, S("{}"), cx->now, tick_key(cx->arena, k));
}

enum status
job_tick(struct cx *cx, struct db *db, const struct job_kind *const *kinds)
{
	for (; *kinds != NULL; kinds++)
		for (const struct job_kind *k = *kinds; k->name != NULL; k++) {
			int64_t next;
			if (k->every == 0)
				continue;
			TRY(db_query_i64(cx, &q_job_due, ARGS(TC("kind", k->name)), 0, &next));
			if (next > cx->now)
				continue;
			struct tick t = { .kind = k };
			TRY(db_tx(cx, db, 0, tick_tx, &t));
		}
	return ST_OK;
}

/* --- threads ------------------------------------------------------------------------------------------------- */

struct job_workers {
	struct db *db;
	const struct job_kind *const *kinds;
	_Atomic bool stop;
	int n;
	struct worker {
		struct job_workers *all;
		pthread_t thread;
		char name[64];
		bool ticks;
	} worker[16];
};

static struct cx
fresh_cx(struct arena *arena, struct db_conn *reader)
{
	return (struct cx){ .arena = arena, .now = time_now(), .db = reader, .request_id = "job", .address = "",
			    .who = { .system = true, .name = "" } };
}

static void
pause_until_woken(struct job_workers *w, unsigned seen)
{
	struct timespec until;
	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += POLL / TIME_SECOND;
	pthread_mutex_lock(&wake_lock);
	if (wakes == seen && !atomic_load(&w->stop))
		pthread_cond_timedwait(&wake_cond, &wake_lock, &until);
	pthread_mutex_unlock(&wake_lock);
}

static void *
work(void *arg)
{
	struct worker *me = arg;
	struct job_workers *w = me->all;
	struct arena *arena = arena_new((size_t)512 << 20);
	struct db_conn *reader = NULL;
	while (!atomic_load(&w->stop)) {
		struct cx cx = fresh_cx(arena, reader);
		bool ran = false;
		pthread_mutex_lock(&wake_lock);
		unsigned seen = wakes;
		pthread_mutex_unlock(&wake_lock);
		enum status st = reader != NULL ? ST_OK : db_reader(&cx, w->db, &reader);
		cx.db = reader;
		if (st == ST_OK && me->ticks)
			st = job_tick(&cx, w->db, w->kinds);
		if (st == ST_OK)
			st = job_run_one(&cx, w->db, w->kinds, me->name, &ran);
		if (st != ST_OK)
			log_fault(&cx, "job");
		if (reader != NULL)
			db_conn_rest(reader); /* what a failing handler left open */
		arena_reset(arena);
		if (!ran)
			pause_until_woken(w, seen);
	}
	if (reader != NULL)
		db_conn_close(reader);
	arena_free(arena);
	return NULL;
}

enum status
job_start(struct cx *cx, struct db *db, const struct job_kind *const *kinds, int threads, struct job_workers **out)
{
	struct job_workers *w = calloc(1, sizeof *w);
	assert_always(w != NULL && threads > 0 && threads <= (int)ARRAY_LEN(w->worker));
	w->db = db;
	w->kinds = known_kinds = kinds;
	for (; w->n < threads; w->n++) {
		struct worker *me = &w->worker[w->n];
		me->all = w;
		me->ticks = w->n == 0;
		snprintf(me->name, sizeof me->name, "%lld-%d-%d", (long long)id_next(), (int)getpid(), w->n);
		if (pthread_create(&me->thread, NULL, work, me) != 0) {
			job_stop(w);
			return fail(cx, ST_INTERNAL, "job.thread", "no worker thread");
		}
	}
	*out = w;
	return ST_OK;
}

void
job_stop(struct job_workers *w)
{
	if (w == NULL)
		return;
	atomic_store(&w->stop, true);
	job_wake();
	for (int i = 0; i < w->n; i++)
		pthread_join(w->worker[i].thread, NULL);
	free(w);
}

enum status
job_drain(struct cx *cx, struct db *db, const struct job_kind *const *kinds, int *done)
{
	bool ran = true;
	*done = 0;
	while (ran) {
		struct cx inner = *cx;
		inner.arena = arena_new((size_t)512 << 20);
		enum status st = job_run_one(&inner, db, kinds, "drain", &ran);
		cx->fault = inner.fault;
		arena_free(inner.arena);
		TRY(st);
		*done += ran;
	}
	return ST_OK;
}
