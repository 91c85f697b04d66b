/* Transactions together: batches, failures, collisions, a server that goes away. */
#include "platform/db/db_testlib.h"

STMT(only_pg_pid, "SELECT pg_backend_pid()");

/* --- failures in a transaction ---------------------------------------------------------------------- */

static enum status
tx_two(struct cx *cx, void *input UNUSED)
{
	TRY(db_exec(cx, &q_add, ARGS(I("id", 1), TC("code", "a"), I("n", 0), NUL("note")), NULL));
	return db_exec(cx, &q_add, ARGS(I("id", 2), TC("code", "b"), I("n", 0), NUL("note")), NULL);
}

static enum status
tx_twice(struct cx *cx, void *input UNUSED)
{
	TRY(add_item(cx, 10, "60.10"));
	return db_exec(cx, &q_add, ARGS(I("id", 11), TC("code", "60.10"), I("n", 1), NUL("note")), NULL);
}

static enum status
tx_orphan(struct cx *cx, void *input UNUSED)
{
	int64_t changed;
	TRY(add_item(cx, 12, "60.12"));
	return db_exec(cx, &q_child, ARGS(I("id", 1), I("item", 404)), &changed);
}

static enum status
tx_swallow(struct cx *cx, void *input UNUSED)
{
	int64_t n;
	(void)!tx_twice(cx, NULL);
	assert_int_equal(db_query_i64(cx, &q_count, NO_ARGS, -1, &n), ST_CONFLICT);
	cx->fault.code = "";
	return ST_OK;
}

static void
broken_constraint_is_a_conflict(void **state)
{
	struct env *e = *state;
	expect(&e->cx, db_tx(&e->cx, e->db, 0, tx_twice, NULL), ST_CONFLICT);
	assert_string_equal(e->cx.fault.code, "db.constraint");
	expect(&e->cx, db_tx(&e->cx, e->db, 0, tx_orphan, NULL), ST_CONFLICT);
	assert_string_equal(e->cx.fault.code, "db.constraint");
	expect(&e->cx, db_tx(&e->cx, e->db, 0, tx_swallow, NULL), ST_CONFLICT);
	assert_string_equal(e->cx.fault.code, "db.constraint");
	assert_int_equal(number(e, &q_count), 0);
	ok(e, db_tx(&e->cx, e->db, 0, tx_two, NULL));
	assert_int_equal(number(e, &q_count), 2);
}

/* --- batches ---------------------------------------------------------------------------------------- */

/* A member that holds the writer until it is let go, so that what follows becomes one batch. */
struct gate {
	sem_t inside, go;
};

static enum status
tx_gate(struct cx *cx UNUSED, void *input)
{
	struct gate *g = input;
	sem_post(&g->inside);
	sem_wait(&g->go);
	return ST_OK;
}

struct sub {
	struct cx cx;
	int64_t id;
	const char *code;
	bool refuse;
	int text; /* bytes of note */
	int calls;
	enum status st;
	sem_t *told;
};

static _Thread_local int64_t sum_batch, sum_member;
static atomic_int flushes, kept, undone, forgotten;
static atomic_llong flush_limit;

static enum status
tx_sub(struct cx *cx, void *input)
{
	struct sub *s = input;
	s->calls++;
	char *note = arena_alloc(cx->arena, (size_t)s->text + 1);
	memset(note, 'x', (size_t)s->text);
	TRY(db_exec(cx, &q_add, ARGS(I("id", s->id), TC("code", s->code), I("n", 0), TC("note", note)), NULL));
	sum_member += s->id;
	return s->refuse ? fail(cx, ST_DENIED, "test.refuse", "%s", s->code) : ST_OK;
}

static void
sub_done(struct cx *cx UNUSED, enum status st, void *arg)
{
	struct sub *s = arg;
	s->st = st;
	sem_post(s->told);
}

static void
hook_settle(bool keep)
{
	atomic_fetch_add(keep ? &kept : &undone, 1);
	sum_batch += keep ? sum_member : 0;
	sum_member = 0;
}

static enum status
hook_flush(struct cx *cx)
{
	atomic_fetch_add(&flushes, 1);
	if (sum_batch == 0)
		return ST_OK;
	if (sum_batch > atomic_load(&flush_limit))
		return fail(cx, ST_TOO_LARGE, "test.sum", "%lld", (long long)sum_batch);
	TRY(db_exec(cx, &q_sum_add, ARGS(I("n", sum_batch)), NULL));
	sum_batch = 0;
	return ST_OK;
}

static void
hook_forget(void)
{
	atomic_fetch_add(&forgotten, 1);
	sum_batch = sum_member = 0;
}

static const struct db_batch_hooks test_hooks = { hook_settle, hook_flush, hook_forget };

/* Submits all behind a gate, so that they are one batch; returns when all were told. */
static void
submit_as_batch(struct env *e, struct sub *subs, int n)
{
	struct gate g;
	struct sub first = { .cx = cx_make() };
	sem_t told;
	sem_init(&g.inside, 0, 0);
	sem_init(&g.go, 0, 0);
	sem_init(&told, 0, 0);
	first.told = &told;
	db_submit(&first.cx, e->db, 1, tx_gate, &g, sub_done, &first);
	sem_wait(&g.inside);
	for (int i = 0; i < n; i++) {
		subs[i].cx = cx_make();
		subs[i].told = &told;
		db_submit(&subs[i].cx, e->db, 1, tx_sub, &subs[i], sub_done, &subs[i]);
	}
	sem_post(&g.go);
	for (int i = 0; i < n + 1; i++)
		sem_wait(&told);
	arena_free(first.cx.arena);
	for (int i = 0; i < n; i++)
		arena_free(subs[i].cx.arena);
}

static void
hooks_reset(int64_t limit)
{
	flushes = kept = undone = forgotten = 0;
	flush_limit = limit;
	db_set_batch_hooks(&test_hooks);
}

static void
batch_is_one_commit(void **state)
{
	struct env *e = *state;
	struct sub subs[] = {
		{ .id = 1, .code = "a" }, { .id = 2, .code = "b", .refuse = true },
		{ .id = 3, .code = "c" }, { .id = 4, .code = "a" }, /* not unique */
		{ .id = 5, .code = "e" },
	};
	struct db_figures before, after;
	hooks_reset(INT64_MAX);
	ok(e, db_start_writers(&e->cx, e->db));
	db_figures(e->db, &before);
	submit_as_batch(e, subs, ARRAY_LEN(subs));
	db_figures(e->db, &after);
	assert_int_equal(after.commits - before.commits, 2); /* the gate, the batch */
	assert_int_equal(after.transactions - before.transactions, 6);
	assert_int_equal(subs[0].st, ST_OK);
	assert_int_equal(subs[1].st, ST_DENIED);
	assert_string_equal(subs[1].cx.fault.code, "test.refuse");
	assert_int_equal(subs[2].st, ST_OK);
	assert_int_equal(subs[3].st, ST_CONFLICT);
	assert_int_equal(subs[4].st, ST_OK);
	for (size_t i = 0; i < ARRAY_LEN(subs); i++)
		assert_int_equal(subs[i].calls, 1);
	assert_int_equal(number(e, &q_count), 3);
	assert_int_equal(flushes, 2);
	assert_int_equal(kept, 4);
	assert_int_equal(undone, 2);
	assert_int_equal(forgotten, 0);
	assert_int_equal(number(e, &q_sum), 1 + 3 + 5);
}

static void
failed_commit_loses_only_the_guilty(void **state)
{
	struct env *e = *state;
	struct sub subs[] = { { .id = 1, .code = "a" }, { .id = 1000, .code = "b" }, { .id = 3, .code = "c" } };
	hooks_reset(100);
	ok(e, db_start_writers(&e->cx, e->db));
	submit_as_batch(e, subs, ARRAY_LEN(subs));
	assert_int_equal(subs[0].st, ST_OK);
	assert_int_equal(subs[1].st, ST_TOO_LARGE);
	assert_string_equal(subs[1].cx.fault.code, "test.sum");
	assert_int_equal(subs[2].st, ST_OK);
	assert_int_equal(subs[0].calls, 2);
	assert_int_equal(forgotten, 2);
	assert_int_equal(number(e, &q_count), 2);
	assert_int_equal(number(e, &q_sum), 4);
}

static enum status
tx_limit_pages(struct cx *cx, void *input)
{
	int64_t *more = input;
	char sql[64];
	snprintf(sql, sizeof sql, "PRAGMA max_page_count = %lld", (long long)*more);
	return cx->db->db->engine->script(cx, cx->db, sql);
}

static void
full_disk_loses_only_the_large(void **state)
{
	struct env *e = *state;
	struct sub subs[] = { { .id = 1, .code = "a", .text = 100 }, { .id = 2, .code = "b", .text = 900000 },
			      { .id = 3, .code = "c", .text = 100 }, { .id = 4, .code = "d", .text = 900000 },
			      { .id = 5, .code = "e", .text = 100 } };
	int64_t pages = 100, free_again = 1000000;
	hooks_reset(INT64_MAX);
	ok(e, db_start_writers(&e->cx, e->db));
	ok(e, db_tx(&e->cx, e->db, 0, tx_limit_pages, &pages));
	submit_as_batch(e, subs, ARRAY_LEN(subs));
	for (size_t i = 0; i < ARRAY_LEN(subs); i++) {
		expect(&subs[i].cx, subs[i].st, subs[i].text > 100 ? ST_FULL : ST_OK);
		if (subs[i].st != ST_OK)
			assert_string_equal(subs[i].cx.fault.code, "db.full");
	}
	assert_int_equal(number(e, &q_count), 3);
	assert_int_equal(number(e, &q_sum), 9);
	ok(e, db_tx(&e->cx, e->db, 0, tx_limit_pages, &free_again));
	subs[1].id = 6;
	submit_as_batch(e, &subs[1], 1);
	assert_int_equal(subs[1].st, ST_OK);
}

static enum status
tx_many_then_ask(struct cx *cx, void *input)
{
	int64_t id = 0, n;
	for (int many = *(int *)input; many > 0; many--) {
		id++;
		TRY(add_item(cx, id, arena_printf(cx->arena, "c%lld", (long long)id)));
	}
	TRY(db_query_i64(cx, &q_count, NO_ARGS, -1, &n));
	assert_int_equal(n, id);
	return fail(cx, ST_DENIED, "test.refuse", "undone");
}

/* However many statements were only sent before it. */
static void
every_question_gets_its_answer(void **state)
{
	struct env *e = *state;
	for (int many = 55; many < 70; many++)
		expect(&e->cx, db_tx(&e->cx, e->db, 0, tx_many_then_ask, &many), ST_DENIED);
	assert_int_equal(number(e, &q_count), 0);
}

/* --- many threads ----------------------------------------------------------------------------------- */

enum { THREADS = 4, EACH = 50 };

struct worker {
	struct env *e;
	pthread_t thread;
	int64_t from;
	int acknowledged;
};

static enum status
tx_worker(struct cx *cx, void *input)
{
	int64_t id = *(int64_t *)input;
	TRY(add_item(cx, id, arena_printf(cx->arena, "code %lld", (long long)id)));
	return db_exec(cx, &q_child, ARGS(I("id", id), I("item", id)), NULL);
}

static void *
worker_main(void *arg)
{
	struct worker *w = arg;
	struct cx cx = cx_make();
	for (int64_t id = w->from; id < w->from + EACH; id++)
		w->acknowledged += db_tx(&cx, w->e->db, id, tx_worker, &id) == ST_OK;
	arena_free(cx.arena);
	return NULL;
}

static void
all_that_was_acknowledged_is_there(void **state)
{
	struct env *e = *state;
	struct worker w[THREADS];
	ok(e, db_start_writers(&e->cx, e->db));
	for (int i = 0; i < THREADS; i++) {
		w[i] = (struct worker){ .e = e, .from = 1000 * (i + 1) };
		pthread_create(&w[i].thread, NULL, worker_main, &w[i]);
	}
	for (int i = 0; i < THREADS; i++) {
		pthread_join(w[i].thread, NULL);
		assert_int_equal(w[i].acknowledged, EACH);
	}
	assert_int_equal(number(e, &q_count), THREADS * EACH);
}

/* What was handed over before the end is still carried out. */
static void
closing_drains_the_queue(void **state)
{
	struct env *e = *state;
	enum { N = 20 };
	struct sub subs[N];
	sem_t told;
	sem_init(&told, 0, 0);
	struct db *db = env_db(e);
	ok(e, db_start_writers(&e->cx, db));
	for (int i = 0; i < N; i++) {
		subs[i] = (struct sub){ .cx = cx_make(), .id = i + 1, .told = &told };
		subs[i].code = arena_printf(subs[i].cx.arena, "c%d", i);
		db_submit(&subs[i].cx, db, i, tx_sub, &subs[i], sub_done, &subs[i]);
	}
	db_close(db);
	for (int i = 0; i < N; i++) {
		assert_int_equal(subs[i].st, ST_OK);
		arena_free(subs[i].cx.arena);
	}
	assert_int_equal(number(e, &q_count), N);
}

/* --- soft failures ---------------------------------------------------------------------------------- */

struct soft {
	int calls, good_at;
};

static enum status
tx_soft(struct cx *cx, void *input)
{
	struct soft *s = input;
	if (++s->calls < s->good_at)
		return fail(cx, ST_BUSY, "db.busy", "call %d", s->calls);
	return add_item(cx, 1, "60.01");
}

static void
soft_failures_are_retried(void **state)
{
	struct env *e = *state;
	struct soft s = { .good_at = 3 }, never = { .good_at = 100 };
	ok(e, db_tx(&e->cx, e->db, 0, tx_soft, &s));
	assert_int_equal(s.calls, 3);
	assert_int_equal(number(e, &q_count), 1);
	ok(e, db_start_writers(&e->cx, e->db));
	expect(&e->cx, db_tx(&e->cx, e->db, 0, tx_soft, &never), ST_BUSY);
	assert_int_equal(never.calls, DB_RETRIES_MAX);
	struct db_figures f;
	db_figures(e->db, &f);
	assert_true(f.retries >= 2 + DB_RETRIES_MAX - 1);
}

/* Two that take the same rows crosswise. meet is passed once by each, so the first runs do collide on PostgreSQL;
 * on SQLite, where a second process waits for the whole transaction, they do not meet. */
struct cross {
	struct env *e;
	int64_t share, a, b;
	pthread_barrier_t *meet;
	int calls;
	enum status st;
};

static enum status
tx_cross(struct cx *cx, void *input)
{
	struct cross *x = input;
	int64_t n;
	TRY(db_query_i64(cx, &q_bump, ARGS(I("id", x->a), I("by", 1)), -1, &n));
	if (x->calls++ == 0 && x->meet != NULL)
		pthread_barrier_wait(x->meet);
	return db_query_i64(cx, &q_bump, ARGS(I("by", 1), I("id", x->b)), -1, &n);
}

static void *
cross_main(void *arg)
{
	struct cross *x = arg;
	struct cx cx = cx_make();
	struct db *db = NULL;
	x->st = db_open(&cx, &(struct db_options){ .url = x->e->url }, &db);
	if (x->st == ST_OK)
		x->st = db_tx(&cx, db, 0, tx_cross, x);
	db_close(db);
	arena_free(cx.arena);
	return NULL;
}

static void
two_that_collide_both_succeed(void **state)
{
	struct env *e = *state;
	pthread_barrier_t meet;
	pthread_barrier_init(&meet, NULL, 2);
	ok(e, db_tx(&e->cx, e->db, 0, tx_two, NULL));
	struct cross x[2] = { { .e = e, .a = 1, .b = 2, .meet = pg_turn ? &meet : NULL },
			      { .e = e, .a = 2, .b = 1, .meet = pg_turn ? &meet : NULL } };
	pthread_t other;
	pthread_create(&other, NULL, cross_main, &x[1]);
	cross_main(&x[0]);
	pthread_join(other, NULL);
	assert_int_equal(x[0].st, ST_OK);
	assert_int_equal(x[1].st, ST_OK);
	assert_int_equal(x[0].calls + x[1].calls, pg_turn ? 3 : 2);
	struct rows rs;
	for (int64_t id = 1; id <= 2; id++) {
		ok(e, db_query(&e->cx, &q_get, ARGS(I("id", id)), &rs));
		assert_true(db_next(&rs));
		assert_int_equal(db_i64(&rs, 1), 2);
		ok(e, db_end(&rs));
	}
}

/* --- a server that goes away ------------------------------------------------------------------------ */

static enum status
cut_others(struct cx *cx, struct db_conn *c, void *input UNUSED)
{
	return c->db->engine->script(cx, c,
				     "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
				     " WHERE datname = current_database() AND pid <> pg_backend_pid()");
}

struct cut {
	struct gate gate;
	int calls;
	bool done;
};

static enum status
tx_cut(struct cx *cx, void *input)
{
	struct cut *k = input;
	TRY(add_item(cx, 1, "a"));
	if (k->calls++ == 0)
		TRY(tx_gate(cx, &k->gate));
	return add_item(cx, 2, "b");
}

static void *
cut_main(void *arg)
{
	struct cut *k = arg;
	struct cx cx = cx_make();
	struct db *db = NULL;
	sem_wait(&k->gate.inside);
	if (db_open(&cx, &(struct db_options){ .url = pg_database() }, &db) == ST_OK)
		k->done = db_direct(&cx, db, cut_others, NULL) == ST_OK;
	db_close(db);
	arena_free(cx.arena);
	sem_post(&k->gate.go);
	return NULL;
}

/* In the middle of a transaction, and the reader idle: the transaction runs again whole, the read opens anew. */
static void
cut_connections_are_opened_anew(void **state)
{
	struct env *e = *state;
	struct cut k = { 0 };
	sem_init(&k.gate.inside, 0, 0);
	sem_init(&k.gate.go, 0, 0);
	assert_int_equal(number(e, &q_count), 0);
	ok(e, db_start_writers(&e->cx, e->db));
	pthread_t other;
	pthread_create(&other, NULL, cut_main, &k);
	ok(e, db_tx(&e->cx, e->db, 0, tx_cut, &k));
	pthread_join(other, NULL);
	assert_true(k.done);
	assert_int_equal(k.calls, 2);
	assert_int_equal(number(e, &q_count), 2);
	struct db_figures f;
	db_figures(e->db, &f);
	assert_true(f.up);
	assert_int_equal(f.retries, 1);
}

/* The process behind the reader's connection is stopped: the read gives up, the next is refused at once, and all is
 * well once it goes on. */
static void
stopped_server_shuts_reads_for_a_moment(void **state)
{
	struct env *e = *state;
	int64_t n, pid = -1;
	ok(e, db_query_i64(&e->cx, &only_pg_pid, NO_ARGS, -1, &pid));
	assert_true(pid > 1);
	assert_int_equal(kill((pid_t)pid, SIGSTOP), 0);
	enum status first = db_query_i64(&e->cx, &q_count, NO_ARGS, -1, &n);
	struct db_figures f;
	db_figures(e->db, &f);
	enum status second = db_query_i64(&e->cx, &q_count, NO_ARGS, -1, &n);
	kill((pid_t)pid, SIGCONT);
	expect(&e->cx, first, ST_BUSY);
	expect(&e->cx, second, ST_BUSY);
	assert_string_equal(e->cx.fault.code, "db.down");
	assert_false(f.up);
	while (time_mono() < atomic_load(&e->db->down_until))
		usleep(10000);
	assert_int_equal(number(e, &q_count), 0);
	db_figures(e->db, &f);
	assert_true(f.up);
}

static const struct CMUnitTest tests[] = {
	ON_ENV(broken_constraint_is_a_conflict),
	ON_ENV(every_question_gets_its_answer),
	ON_ENV(batch_is_one_commit),
	ON_ENV(failed_commit_loses_only_the_guilty),
	ON_ENV(all_that_was_acknowledged_is_there),
	ON_ENV(closing_drains_the_queue),
	ON_ENV(soft_failures_are_retried),
	ON_ENV(two_that_collide_both_succeed),
};

static const struct CMUnitTest on_sqlite[] = {
	ON_ENV(full_disk_loses_only_the_large),
};

static const struct CMUnitTest on_postgres[] = {
	ON_ENV(cut_connections_are_opened_anew),
	ON_ENV(stopped_server_shuts_reads_for_a_moment),
};

int
main(void)
{
	int failed = cmocka_run_group_tests_name("sqlite only", on_sqlite, NULL, NULL) + run_on_engines(tests);
	return pg_turn ? failed + cmocka_run_group_tests_name("postgresql only", on_postgres, NULL, NULL) : failed;
}
