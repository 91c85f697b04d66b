/* The writers: many transactions in one commit (settled.md 1–4).
 *
 * A writer takes all that waits, runs each under a savepoint of its own, lets the batch hooks write their sums,
 * commits once, and only then tells everybody. When the whole was rolled back the members run again one by one, so that
 * only those that fail are told so. When the connection was lost, also in the middle of COMMIT, the batch runs again on
 * a new one: a transaction that must not happen twice begins by claiming its idempotency key. */
#include "base/base.h"

#include "platform/db/db_priv.h"

#include <signal.h>
#include <unistd.h>

enum { WRITER_MEMORY = 16 << 20, LOST_TRIES = 2 };

enum outcome {
	KEPT,  /* every member has its status; what succeeded is on the disk */
	APART, /* rolled back as a whole: run them one by one */
	LOST,  /* the connection is gone, the outcome unknown */
};

static struct db_batch_hooks hooks;
static _Thread_local bool in_writer;

void
db_set_batch_hooks(const struct db_batch_hooks *h)
{
	hooks = h == NULL ? (struct db_batch_hooks){ 0 } : *h;
}

/* --- one batch -------------------------------------------------------------------------------------- */

static void
batch_forget(void)
{
	if (hooks.forget != NULL)
		hooks.forget();
}

/* Ends a transaction that will not be committed; nothing is left of it afterwards. */
static void
batch_drop(struct db_writer *w)
{
	const struct db_engine *e = w->db->engine;
	db_conn_rest(w->conn);
	struct fault why = w->cx.fault;
	if (!e->lost(w->conn) && e->alive(w->conn) && e->control(&w->cx, w->conn, DB_ROLLBACK) != ST_OK)
		log_fault(&w->cx, "rollback");
	w->cx.fault = why;
	w->conn->in_tx = false;
	w->conn->failed = ST_OK;
	batch_forget();
}

static void
batch_refuse(struct db_writer *w, struct db_task *t, size_t n, enum status st)
{
	for (; n > 0; n--, t = t->next) {
		t->st = st;
		t->cx->fault = w->cx.fault;
	}
}

/* A failed statement fails the member even when the body went on. */
static enum status
member_body(struct db_writer *w, struct db_task *t)
{
	struct db_conn *c = w->conn, *own = t->cx->db;
	t->cx->db = c;
	c->failed = ST_OK;
	enum status st = t->fn(t->cx, t->input);
	assert_always(st < ST_N && st != ST_SUSPENDED);
	db_conn_rest(c);
	if (c->failed == ST_OK) {
		enum status late = w->db->engine->settle(t->cx, c);
		if (late != ST_OK)
			st = late;
	} else if (st == ST_OK) {
		st = c->failed;
		t->cx->fault = c->failure;
	}
	c->failed = ST_OK;
	t->cx->db = own;
	return st;
}

/* Within a batch of several the member has a savepoint; false when the transaction is gone. */
static bool
member_run(struct db_writer *w, struct db_task *t, bool several)
{
	const struct db_engine *e = w->db->engine;
	if (several && e->control(&w->cx, w->conn, DB_SAVEPOINT) != ST_OK)
		return false;
	t->st = member_body(w, t);
	bool kept = t->st == ST_OK && e->alive(w->conn);
	if (hooks.settle != NULL)
		hooks.settle(kept);
	if (!e->alive(w->conn))
		return false;
	return !several || e->control(&w->cx, w->conn, kept ? DB_RELEASE : DB_ROLLBACK_TO) == ST_OK;
}

/* The transaction went away under a member. */
static enum outcome
batch_gone(struct db_writer *w, struct db_task *t, size_t n)
{
	bool lost = w->db->engine->lost(w->conn);
	if (n == 1 && t->st == ST_OK)
		t->st = fail(t->cx, ST_INTERNAL, "db.internal", "transaction gone");
	batch_drop(w);
	return lost ? LOST : n == 1 ? KEPT : APART;
}

static enum outcome
batch_commit(struct db_writer *w, struct db_task *first, size_t n)
{
	struct db_conn *c = w->conn;
	enum status st = hooks.flush == NULL ? ST_OK : hooks.flush(&w->cx);
	db_conn_rest(c);
	if (st == ST_OK && c->failed != ST_OK) {
		st = c->failed;
		w->cx.fault = c->failure;
	}
	if (st == ST_OK)
		st = w->db->engine->control(&w->cx, c, DB_COMMIT);
	if (st == ST_OK) {
		c->in_tx = false;
		atomic_fetch_add(&w->db->commits, 1);
		return KEPT;
	}
	bool lost = w->db->engine->lost(c);
	batch_drop(w);
	if (lost)
		return LOST;
	if (n > 1)
		return APART;
	batch_refuse(w, first, 1, st);
	return KEPT;
}

static enum outcome
batch_try(struct db_writer *w, struct db_task *first, size_t n)
{
	struct db_conn *c = w->conn;
	struct db_task *t = first;
	size_t kept = 0;
	enum status st = w->db->engine->control(&w->cx, c, DB_BEGIN);
	if (st != ST_OK) {
		batch_refuse(w, first, n, st);
		for (size_t i = 0; i < n; i++, t = t->next)
			t->attempts = DB_RETRIES_MAX; /* it has waited its time already */
		return w->db->engine->lost(c) ? LOST : KEPT;
	}
	c->in_tx = true;
	c->failed = ST_OK;
	for (size_t i = 0; i < n; i++, t = t->next) {
		t->st = ST_OK;
		if (!member_run(w, t, n > 1))
			return batch_gone(w, t, n);
		kept += t->st == ST_OK;
	}
	if (kept == 0) {
		batch_drop(w);
		return KEPT;
	}
	return batch_commit(w, first, n);
}

/* Brings every member to its final status, but for soft failures. */
static void
batch_run(struct db_writer *w, struct db_task *first, size_t n)
{
	arena_reset(w->cx.arena);
	w->cx.now = time_now();
	w->cx.db = w->conn;
	for (int tries = 0;; tries++) {
		enum outcome o = batch_try(w, first, n);
		if (o == KEPT)
			return;
		if (o == APART) {
			atomic_fetch_add(&w->db->retries, 1);
			struct db_task *t = first;
			for (size_t i = 0; i < n; i++, t = t->next)
				batch_run(w, t, 1);
			return;
		}
		enum status st = tries < LOST_TRIES ? w->db->engine->open(&w->cx, w->conn) : ST_BUSY;
		if (st != ST_OK) {
			if (tries == LOST_TRIES)
				st = fail(&w->cx, ST_BUSY, "db.down", "connection lost %d times", tries + 1);
			batch_refuse(w, first, n, st);
			return;
		}
		atomic_fetch_add(&w->db->retries, 1);
	}
}

/* Somebody else was in the way: worth another try. A time-out or a stopped server is not. */
static bool
task_again(struct db_task *t)
{
	return t->st == ST_BUSY && cstr_eq(t->cx->fault.code, "db.busy") && ++t->attempts < DB_RETRIES_MAX;
}

/* A short wait of uneven length, so that two that collided do not collide again. */
static void
pause_before_retry(int attempts)
{
	usleep((useconds_t)((time_mono() % 7 + 1) * 1000 * attempts));
}

/* --- the thread ------------------------------------------------------------------------------------- */

static size_t
tasks_take(struct db_writer *w, struct db_task **first)
{
	pthread_mutex_lock(&w->lock);
	while (w->first == NULL && !w->stop)
		pthread_cond_wait(&w->wake, &w->lock);
	size_t n = 0;
	struct db_task **end = &w->first;
	while (*end != NULL && n < (size_t)w->db->engine->batch_max) {
		end = &(*end)->next;
		n++;
	}
	*first = w->first;
	w->first = *end;
	*end = NULL;
	if (w->first == NULL)
		w->last = &w->first;
	pthread_mutex_unlock(&w->lock);
	atomic_fetch_sub(&w->db->waiting, (int64_t)n);
	return n;
}

/* They go to the head of the queue, for the next batch: this one has let go of its locks by then. */
static void
tasks_put_back(struct db_writer *w, struct db_task *first, struct db_task **last, size_t n)
{
	pthread_mutex_lock(&w->lock);
	*last = w->first;
	if (w->first == NULL)
		w->last = last;
	w->first = first;
	pthread_mutex_unlock(&w->lock);
	atomic_fetch_add(&w->db->waiting, (int64_t)n);
	atomic_fetch_add(&w->db->retries, (int64_t)n);
}

static void
writer_tend(struct db_writer *w)
{
	if (w->db->engine->tend != NULL)
		w->db->engine->tend(&w->cx, w->conn);
}

/* After `done` the task's memory is no longer ours. */
static void
tasks_tell(struct db_writer *w, struct db_task *t, size_t n)
{
	struct db_task *again = NULL, **end = &again;
	size_t n_again = 0;
	int attempts = 0;
	for (struct db_task *next; n > 0; n--, t = next) {
		next = t->next;
		if (task_again(t)) {
			attempts = t->attempts > attempts ? t->attempts : attempts;
			t->next = NULL;
			*end = t;
			end = &t->next;
			n_again++;
			continue;
		}
		atomic_fetch_add(&w->db->transactions, 1);
		if (t->st == ST_FULL)
			atomic_store(&w->db->full_at, time_mono());
		t->done(t->cx, t->st, t->done_arg);
	}
	if (n_again > 0) {
		pause_before_retry(attempts);
		tasks_put_back(w, again, end, n_again);
	}
}

static void *
writer_main(void *arg)
{
	struct db_writer *w = arg;
	in_writer = true;
	for (;;) {
		struct db_task *first;
		size_t n = tasks_take(w, &first);
		if (n == 0)
			return NULL;
		batch_run(w, first, n);
		tasks_tell(w, first, n);
		writer_tend(w);
	}
}

enum status
db_writer_init(struct cx *cx, struct db *db, struct db_writer *w)
{
	w->db = db;
	w->last = &w->first;
	pthread_mutex_init(&w->lock, NULL);
	pthread_cond_init(&w->wake, NULL);
	w->cx = (struct cx){ .arena = arena_new(WRITER_MEMORY),
			     .who = { .name = "", .system = true },
			     .address = "",
			     .request_id = "writer" };
	return db_conn_open(cx, db, DB_WRITER, &w->conn);
}

enum status
db_start_writers(struct cx *cx, struct db *db)
{
	assert_always(!db->read_only && !atomic_load(&db->threads));
	for (int i = 1; i < db->n_writers; i++)
		TRY(db_writer_init(cx, db, &db->writer[i]));
	pthread_mutex_lock(&db->direct);
	sigset_t all, old;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	for (int i = 0; i < db->n_writers; i++) {
		int rc = pthread_create(&db->writer[i].thread, NULL, writer_main, &db->writer[i]);
		assert_always(rc == 0);
	}
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	atomic_store(&db->threads, true);
	pthread_mutex_unlock(&db->direct);
	return ST_OK;
}

static void
writer_stop(struct db_writer *w, bool thread)
{
	if (thread) {
		pthread_mutex_lock(&w->lock);
		w->stop = true;
		pthread_cond_signal(&w->wake);
		pthread_mutex_unlock(&w->lock);
		pthread_join(w->thread, NULL);
	}
	db_conn_close(w->conn);
	arena_free(w->cx.arena);
	pthread_cond_destroy(&w->wake);
	pthread_mutex_destroy(&w->lock);
}

/* What waits is still carried out. */
void
db_writers_stop(struct db *db)
{
	bool threads = atomic_load(&db->threads);
	for (int i = 0; i < db->n_writers; i++)
		if (db->writer[i].db != NULL)
			writer_stop(&db->writer[i], threads);
	atomic_store(&db->threads, false);
}

/* --- handing over ----------------------------------------------------------------------------------- */

static struct db_writer *
writer_for(struct db *db, int64_t share)
{
	uint64_t h = (uint64_t)share * 0x9e3779b97f4a7c15u;
	return &db->writer[(h >> 32) % (uint64_t)db->n_writers];
}

static void
task_put(struct db *db, int64_t share, struct db_task *t)
{
	struct db_writer *w = writer_for(db, share);
	atomic_fetch_add(&db->waiting, 1);
	pthread_mutex_lock(&w->lock);
	*w->last = t;
	w->last = &t->next;
	pthread_cond_signal(&w->wake);
	pthread_mutex_unlock(&w->lock);
}

/* In the calling thread, alone in its commit. */
static enum status
tx_here(struct db *db, struct db_task *t)
{
	struct db_writer *w = &db->writer[0];
	bool before = in_writer;
	in_writer = true;
	for (;;) {
		batch_run(w, t, 1);
		if (!task_again(t))
			break;
		atomic_fetch_add(&db->retries, 1);
		pause_before_retry(t->attempts);
	}
	in_writer = before;
	atomic_fetch_add(&db->transactions, 1);
	writer_tend(w);
	return t->st;
}

struct waiter {
	pthread_mutex_t lock;
	pthread_cond_t told;
	bool done;
	enum status st;
};

static void
waiter_done(struct cx *cx UNUSED, enum status st, void *arg)
{
	struct waiter *wt = arg;
	pthread_mutex_lock(&wt->lock);
	wt->st = st;
	wt->done = true;
	pthread_cond_signal(&wt->told);
	pthread_mutex_unlock(&wt->lock);
}

static enum status
tx_wait(struct db *db, int64_t share, struct db_task *t)
{
	struct waiter wt = { .lock = PTHREAD_MUTEX_INITIALIZER, .told = PTHREAD_COND_INITIALIZER };
	t->done = waiter_done;
	t->done_arg = &wt;
	task_put(db, share, t);
	pthread_mutex_lock(&wt.lock);
	while (!wt.done)
		pthread_cond_wait(&wt.told, &wt.lock);
	pthread_mutex_unlock(&wt.lock);
	return wt.st;
}

enum status
db_tx(struct cx *cx, struct db *db, int64_t share, db_tx_fn *fn, void *input)
{
	assert_always(!in_writer && !db->read_only);
	if (cx->db != NULL)
		db_conn_let_go(cx->db);
	struct db_task t = { .cx = cx, .fn = fn, .input = input };
	if (atomic_load(&db->threads))
		return tx_wait(db, share, &t);
	pthread_mutex_lock(&db->direct);
	bool threads = atomic_load(&db->threads); /* started while we waited */
	enum status st = threads ? ST_OK : tx_here(db, &t);
	pthread_mutex_unlock(&db->direct);
	return threads ? tx_wait(db, share, &t) : st;
}

void
db_submit(struct cx *cx, struct db *db, int64_t share, db_tx_fn *fn, void *input, db_done_fn *done,
	  void *done_arg)
{
	assert_always(atomic_load(&db->threads));
	struct db_task *t = arena_new_one(cx->arena, struct db_task);
	*t = (struct db_task){ .cx = cx, .fn = fn, .input = input, .done = done, .done_arg = done_arg };
	task_put(db, share, t);
}

enum status
db_direct(struct cx *cx, struct db *db, enum status (*fn)(struct cx *cx, struct db_conn *c, void *input),
	  void *input)
{
	assert_always(!in_writer && !db->read_only);
	pthread_mutex_lock(&db->direct);
	assert_always(!atomic_load(&db->threads));
	struct db_conn *own = cx->db;
	cx->db = db->writer[0].conn;
	enum status st = db->engine->lost(cx->db) ? db->engine->open(cx, cx->db) : ST_OK;
	if (st == ST_OK)
		st = fn(cx, cx->db, input);
	db_conn_rest(cx->db);
	cx->db = own;
	pthread_mutex_unlock(&db->direct);
	return st;
}
