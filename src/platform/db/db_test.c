/* The same tests on SQLite in a folder of their own, and on PostgreSQL when MOTCUA_TEST_PG names an empty database. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#undef fail /* ours is base/status.h's */

#include "base/base.h"

#include "platform/db/db_priv.h"

#include <dirent.h>
#include <fcntl.h>
#include <semaphore.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

STMT(q_add, "INSERT INTO t_item (id, code, n, note) VALUES (:id, :code, :n, :note)");
STMT(q_add_or_not, "INSERT INTO t_item (id, code) VALUES (:id, :code) ON CONFLICT DO NOTHING");
STMT(q_get, "SELECT code, n, note FROM t_item WHERE id = :id");
STMT(q_all, "SELECT id FROM t_item WHERE id >= :from ORDER BY id");
STMT(q_count, "SELECT count(*) FROM t_item");
STMT(q_same, "SELECT count(*) FROM t_item WHERE n = :x OR id = :x OR (:y = 'không' AND note IS NULL)");
STMT(q_bump, "UPDATE t_item SET n = n + :by WHERE id = :id RETURNING n");
STMT(q_child, "INSERT INTO t_child (id, item_id) VALUES (:id, :item)");
STMT(q_sum_add, "INSERT INTO t_sum (id, n) VALUES (1, :n) ON CONFLICT (id) DO UPDATE SET n = t_sum.n + excluded.n");
STMT(q_sum, "SELECT n FROM t_sum WHERE id = 1");
STMT(bad_table, "SELECT x FROM t_nowhere");
STMT(bad_column, "SELECT nothing FROM t_item WHERE id = :id");
STMT(only_pg_pid, "SELECT pg_backend_pid()");
STMT(bad_two, "SELECT 1; SELECT 2");

static const struct db_migration migrations[] = {
	{ 1, "0001_items.sql",
	  S("CREATE TABLE t_item (id @ID@, code TEXT NOT NULL UNIQUE, n BIGINT, note TEXT);\n"
	    "CREATE TABLE t_child (id @ID@, item_id BIGINT NOT NULL REFERENCES t_item(id));\n"
	    "@ENGINE pg\nCREATE TABLE t_pg (id @ID@);\n@END\n"
	    "@ENGINE sqlite\nCREATE TABLE t_lite (id @ID@);\n@END\n") },
	{ 2, "0002_sums.sql", S("CREATE TABLE t_sum (id @ID@, n BIGINT NOT NULL);\n") },
};

static bool pg_turn;

struct env {
	struct db *db;
	struct cx cx;
	char dir[64], url[1024];
};

static struct cx
cx_make(void)
{
	return (struct cx){ .arena = arena_new(64 << 20), .now = time_now(), .address = "", .request_id = "test" };
}

static void
expect(struct cx *cx, enum status st, enum status want)
{
	if (st != want)
		print_message("status %s, wanted %s: %s %s\n", status_name(st), status_name(want),
			      cx->fault.code, cx->fault.detail);
	assert_int_equal(st, want);
}
#define ok(e, call) expect(&(e)->cx, (call), ST_OK)

static struct db *
env_db(struct env *e)
{
	struct db *db = NULL;
	ok(e, db_open(&e->cx, &(struct db_options){ .url = e->url }, &db));
	return db;
}

static enum status
pg_wipe(struct cx *cx, struct db_conn *c, void *input UNUSED)
{
	return c->db->engine->script(cx, c,
				     "DO $$ DECLARE t record; BEGIN FOR t IN SELECT tablename FROM pg_tables"
				     " WHERE schemaname = 'public' LOOP EXECUTE 'DROP TABLE '"
				     " || quote_ident(t.tablename) || ' CASCADE'; END LOOP; END $$");
}

static int
env_open(void **state)
{
	struct env *e = calloc(1, sizeof *e);
	e->cx = cx_make();
	snprintf(e->dir, sizeof e->dir, "/tmp/motcua-db-XXXXXX");
	assert_non_null(mkdtemp(e->dir));
	if (pg_turn)
		snprintf(e->url, sizeof e->url, "%s", getenv("MOTCUA_TEST_PG"));
	else
		snprintf(e->url, sizeof e->url, "sqlite:%s/motcua.db", e->dir);
	e->db = env_db(e);
	if (pg_turn)
		ok(e, db_direct(&e->cx, e->db, pg_wipe, NULL));
	ok(e, db_migrate(&e->cx, e->db, migrations, ARRAY_LEN(migrations)));
	ok(e, db_reader(&e->cx, e->db, &e->cx.db));
	*state = e;
	return 0;
}

static int
env_close(void **state)
{
	struct env *e = *state;
	db_set_batch_hooks(NULL);
	db_conn_close(e->cx.db);
	db_close(e->db);
	DIR *d = opendir(e->dir);
	for (struct dirent *f; (f = readdir(d)) != NULL;)
		unlinkat(dirfd(d), f->d_name, 0);
	closedir(d);
	rmdir(e->dir);
	arena_free(e->cx.arena);
	free(e);
	return 0;
}

static int64_t
number(struct env *e, const struct stmt *q)
{
	int64_t n;
	ok(e, db_query_i64(&e->cx, q, NO_ARGS, -1, &n));
	return n;
}

/* --- values ----------------------------------------------------------------------------------------- */

static enum status
add_item(struct cx *cx, int64_t id, const char *code)
{
	return db_exec(cx, &q_add, ARGS(I("id", id), TC("code", code), I("n", id), NUL("note")), NULL);
}

static enum status
tx_values(struct cx *cx, void *input UNUSED)
{
	int64_t changed = -1;
	TRY(db_exec(cx, &q_add, ARGS(I("id", 1), TC("code", "60.01"), NUL("n"), TC("note", "Nộp hồ sơ ở Đường Láng")),
		    &changed));
	assert_int_equal(changed, 1);
	/* another order, the largest and the empty */
	TRY(db_exec(cx, &q_add, ARGS(TC("note", ""), I("n", INT64_MAX), T("code", str_head(S("60.02x"), 5)), I("id", 2)),
		    NULL));
	TRY(db_exec(cx, &q_add, ARGS(I("id", 3), TC("code", "60.03"), I("n", INT64_MIN), TN("note", NULL)), NULL));
	TRY(db_exec(cx, &q_add, ARGS(I("id", 4), TC("code", "60.04"), IN0("n", 0), TN("note", "a")), NULL));
	TRY(db_exec(cx, &q_add_or_not, ARGS(I("id", 5), TC("code", "60.04")), &changed));
	assert_int_equal(changed, 0);
	return ST_OK;
}

static void
values_come_back(void **state)
{
	struct env *e = *state;
	struct rows rs;
	ok(e, db_tx(&e->cx, e->db, 0, tx_values, NULL));
	ok(e, db_query(&e->cx, &q_get, ARGS(I("id", 1)), &rs));
	assert_true(db_next(&rs));
	assert_true(str_is(db_str(&rs, 0), "60.01"));
	assert_true(db_is_null(&rs, 1));
	assert_int_equal(db_i64(&rs, 1), 0);
	assert_string_equal(db_cstr(&rs, 2), "Nộp hồ sơ ở Đường Láng");
	assert_false(db_next(&rs));
	assert_false(db_next(&rs));
	ok(e, db_end(&rs));
	ok(e, db_query(&e->cx, &q_get, ARGS(I("id", 2)), &rs));
	assert_true(db_next(&rs));
	assert_true(db_i64(&rs, 1) == INT64_MAX);
	assert_false(db_is_null(&rs, 2));
	assert_true(str_is_empty(db_str(&rs, 2)));
	ok(e, db_end(&rs));
	ok(e, db_query(&e->cx, &q_get, ARGS(I("id", 3)), &rs));
	assert_true(db_next(&rs));
	assert_true(db_i64(&rs, 1) == INT64_MIN);
	assert_true(db_is_null(&rs, 2));
	assert_string_equal(db_cstr(&rs, 2), "");
	ok(e, db_end(&rs));
	int64_t n;
	ok(e, db_query_i64(&e->cx, &q_all, ARGS(I("from", 99)), -7, &n));
	assert_int_equal(n, -7);
	ok(e, db_query_i64(&e->cx, &q_same, ARGS(TC("y", "không"), I("x", 4)), -1, &n));
	assert_int_equal(n, 2); /* 3 has no note, 4 is itself */
}

static void
results_stand_beside_each_other(void **state)
{
	struct env *e = *state;
	ok(e, db_tx(&e->cx, e->db, 0, tx_values, NULL));
	struct rows outer, inner;
	int seen = 0;
	for (int turn = 0; turn < 2; turn++) {
		ok(e, db_query(&e->cx, &q_all, ARGS(I("from", 1)), &outer));
		while (db_next(&outer)) {
			ok(e, db_query(&e->cx, &q_all, ARGS(I("from", db_i64(&outer, 0))), &inner));
			while (db_next(&inner))
				seen++;
			ok(e, db_end(&inner));
		}
		ok(e, db_end(&outer));
	}
	assert_int_equal(seen, 2 * (4 + 3 + 2 + 1));
	/* left open by a failing handler */
	ok(e, db_query(&e->cx, &q_all, ARGS(I("from", 1)), &outer));
	assert_non_null(e->cx.db->open);
	db_conn_rest(e->cx.db);
	assert_null(e->cx.db->open);
	ok(e, db_query(&e->cx, &q_all, ARGS(I("from", 4)), &outer));
	assert_true(db_next(&outer));
	assert_false(db_next(&outer));
	ok(e, db_end(&outer));
}

static enum status
tx_types(struct cx *cx, void *input UNUSED)
{
	/* untyped NULL first, a number later, NULL again */
	TRY(db_exec(cx, &q_add, ARGS(I("id", 1), TC("code", "a"), NUL("n"), NUL("note")), NULL));
	TRY(db_exec(cx, &q_add, ARGS(I("id", 2), TC("code", "b"), I("n", 5), NUL("note")), NULL));
	TRY(db_exec(cx, &q_add, ARGS(I("id", 3), TC("code", "c"), NUL("n"), TC("note", "d")), NULL));
	return db_exec(cx, &q_add, ARGS(I("id", 4), TC("code", "e"), I("n", 7), TC("note", "f")), NULL);
}

static void
types_may_come_late(void **state)
{
	struct env *e = *state;
	int64_t n;
	ok(e, db_tx(&e->cx, e->db, 0, tx_types, NULL));
	ok(e, db_query_i64(&e->cx, &q_same, ARGS(I("x", 7), TC("y", "")), -1, &n));
	assert_int_equal(n, 1);
}

static void
address_with_password_is_refused(void **state)
{
	struct env *e = *state;
	struct db *db;
	const char *const urls[] = { "postgresql://a:secret@localhost/x", "mysql://x", "sqlite:", "postgresql://%zz" };
	for (size_t i = 0; i < ARRAY_LEN(urls); i++)
		expect(&e->cx, db_open(&e->cx, &(struct db_options){ .url = urls[i] }, &db), ST_INVALID);
}

static void
wrong_arguments_are_told(void **state)
{
	struct env *e = *state;
	struct rows rs;
	expect(&e->cx, db_query(&e->cx, &q_get, ARGS(I("code", 1)), &rs), ST_INTERNAL);
	expect(&e->cx, db_query(&e->cx, &q_get, NO_ARGS, &rs), ST_INTERNAL);
	assert_false(db_next(&rs));
	expect(&e->cx, db_end(&rs), ST_INTERNAL);
	ok(e, db_query(&e->cx, &q_get, ARGS(I("id", 1)), &rs));
	ok(e, db_end(&rs));
}

/* --- failures in a transaction ---------------------------------------------------------------------- */

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
	if (tx_twice(cx, NULL) != ST_OK)
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
	ok(e, db_tx(&e->cx, e->db, 0, tx_values, NULL));
	assert_int_equal(number(e, &q_count), 4);
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
	if (pg_turn)
		skip();
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

static enum status
tx_two(struct cx *cx, void *input UNUSED)
{
	TRY(db_exec(cx, &q_add, ARGS(I("id", 1), TC("code", "a"), I("n", 0), NUL("note")), NULL));
	return db_exec(cx, &q_add, ARGS(I("id", 2), TC("code", "b"), I("n", 0), NUL("note")), NULL);
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

/* --- schema ----------------------------------------------------------------------------------------- */

static void
migrations_run_in_order_and_once(void **state)
{
	struct env *e = *state;
	struct db_migration m[3] = { migrations[0], migrations[1],
				     { 3, "0003_more.sql", S("ALTER TABLE t_sum ADD COLUMN note TEXT;") } };
	ok(e, db_migrate(&e->cx, e->db, m, 2));
	ok(e, db_check_schema(&e->cx, e->db, m, 2));
	expect(&e->cx, db_check_schema(&e->cx, e->db, m, 3), ST_CONFLICT);
	assert_string_equal(e->cx.fault.code, "db.schema.older");
	ok(e, db_migrate(&e->cx, e->db, m, 3));
	ok(e, db_check_schema(&e->cx, e->db, m, 3));
	expect(&e->cx, db_migrate(&e->cx, e->db, m, 2), ST_CONFLICT);
	assert_string_equal(e->cx.fault.code, "db.schema.newer");
	m[1].sql = S("CREATE TABLE t_sum (id @ID@);\n");
	expect(&e->cx, db_migrate(&e->cx, e->db, m, 3), ST_CONFLICT);
	assert_string_equal(e->cx.fault.code, "db.schema.changed");
}

static void
failed_migration_leaves_nothing(void **state)
{
	struct env *e = *state;
	struct db_migration m[3] = { migrations[0], migrations[1],
				     { 3, "0003_half.sql", S("CREATE TABLE t_half (id @ID@); SELECT FROM WHERE;") } };
	expect(&e->cx, db_migrate(&e->cx, e->db, m, 3), ST_INTERNAL);
	m[2].sql = S("CREATE TABLE t_half (id @ID@);");
	ok(e, db_migrate(&e->cx, e->db, m, 3));
	m[2].sql = S("@ENGINE oracle\n@END\n");
	expect(&e->cx, db_check_schema(&e->cx, e->db, m, 3), ST_CONFLICT);
}

static void
statements_are_checked(void **state)
{
	struct env *e = *state;
	const struct stmt *list;
	size_t n = db_stmt_list(&list);
	assert_true(n >= 13);
	for (size_t i = 0; i < n; i++) {
		enum status st = db_prepare_check(&e->cx, &list[i]);
		if (str_starts(str_of(list[i].name), "bad_"))
			expect(&e->cx, st, ST_INTERNAL);
		else if (pg_turn || !str_starts(str_of(list[i].name), "only_pg_"))
			expect(&e->cx, st, ST_OK);
	}
}

/* --- the file --------------------------------------------------------------------------------------- */

struct watcher {
	struct env *e;
	atomic_bool stop;
	int64_t reads;
};

static void *
watcher_main(void *arg)
{
	struct watcher *w = arg;
	struct cx cx = cx_make();
	struct rows rs;
	if (db_reader(&cx, w->e->db, &cx.db) != ST_OK)
		return NULL;
	while (!atomic_load(&w->stop)) {
		if (db_query(&cx, &q_all, ARGS(I("from", 0)), &rs) == ST_OK)
			while (db_next(&rs))
				w->reads++;
		if (db_end(&rs) != ST_OK)
			break;
	}
	db_conn_close(cx.db);
	arena_free(cx.arena);
	return NULL;
}

/* 75 MB of pages pass through a WAL that is to stay near 16. */
static void
wal_stays_bounded_beside_a_reader(void **state)
{
	struct env *e = *state;
	enum { N = 250, TEXT = 300000 };
	if (pg_turn)
		skip();
	struct watcher w = { .e = e };
	pthread_t reader;
	ok(e, db_start_writers(&e->cx, e->db));
	pthread_create(&reader, NULL, watcher_main, &w);
	char path[128];
	snprintf(path, sizeof path, "%s/motcua.db-wal", e->dir);
	off_t most = 0;
	for (int i = 0; i < N; i++) {
		struct stat st;
		struct sub s = { .id = i + 1, .text = TEXT, .code = arena_printf(e->cx.arena, "c%d", i) };
		struct cx cx = cx_make();
		expect(&cx, db_tx(&cx, e->db, 0, tx_sub, &s), ST_OK);
		arena_free(cx.arena);
		assert_int_equal(stat(path, &st), 0);
		most = st.st_size > most ? st.st_size : most;
	}
	w.stop = true;
	pthread_join(reader, NULL);
	assert_true(w.reads > 0);
	assert_true(most > DB_WAL_MAX);
	assert_true(most < 2 * DB_WAL_MAX);
}

static void
backup_restores(void **state)
{
	struct env *e = *state;
	struct env to = { 0 };
	char path[128];
	snprintf(path, sizeof path, "%s/backup", e->dir);
	ok(e, db_tx(&e->cx, e->db, 0, tx_values, NULL));
	ok(e, db_backup(&e->cx, e->db, path));
	expect(&e->cx, db_backup(&e->cx, e->db, path), ST_CONFLICT);
	expect(&e->cx, db_restore(&e->cx, e->db, path), ST_CONFLICT);
	assert_string_equal(e->cx.fault.code, "db.restore.not_empty");
	if (pg_turn) {
		ok(e, db_direct(&e->cx, e->db, pg_wipe, NULL));
		ok(e, db_restore(&e->cx, e->db, path));
		assert_int_equal(number(e, &q_count), 4);
		ok(e, db_check_schema(&e->cx, e->db, migrations, 2));
		return;
	}
	to.cx = cx_make();
	snprintf(to.url, sizeof to.url, "sqlite:%s/restored.db", e->dir);
	to.db = env_db(&to);
	ok(&to, db_restore(&to.cx, to.db, path));
	ok(&to, db_reader(&to.cx, to.db, &to.cx.db));
	assert_int_equal(number(&to, &q_count), 4);
	ok(&to, db_check_schema(&to.cx, to.db, migrations, 2));
	db_conn_close(to.cx.db);
	db_close(to.db);
	arena_free(to.cx.arena);
}

static void
nodes_differ(void **state)
{
	struct env *e = *state;
	struct db *two = env_db(e), *three = env_db(e);
	ok(e, db_node_lease(&e->cx, e->db));
	int64_t a = id_next() >> 12 & 1023;
	ok(e, db_node_lease(&e->cx, two));
	int64_t b = id_next() >> 12 & 1023;
	assert_int_not_equal(a, b);
	db_close(two);
	usleep(1000);
	ok(e, db_node_lease(&e->cx, three));
	assert_int_equal(id_next() >> 12 & 1023, b);
	db_close(three);
}

/* A reader that writes breaks a promise of ours: the process stops. */
static void
writing_outside_a_transaction_aborts(void **state)
{
	struct env *e = *state;
	fflush(NULL);
	pid_t child = fork();
	if (child == 0) {
		int null = open("/dev/null", O_WRONLY | O_CLOEXEC);
		dup2(null, STDERR_FILENO);
		signal(SIGABRT, SIG_DFL);
		struct db *db = NULL;
		struct cx cx = cx_make();
		if (db_open(&cx, &(struct db_options){ .url = e->url }, &db) == ST_OK &&
		    db_reader(&cx, db, &cx.db) == ST_OK)
			(void)!add_item(&cx, 1, "60.01");
		_exit(0);
	}
	int how;
	assert_int_equal(waitpid(child, &how, 0), child);
	assert_true(WIFSIGNALED(how));
	assert_int_equal(WTERMSIG(how), SIGABRT);
	assert_int_equal(number(e, &q_count), 0);
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
	if (db_open(&cx, &(struct db_options){ .url = getenv("MOTCUA_TEST_PG") }, &db) == ST_OK)
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
	if (!pg_turn)
		skip();
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
	if (!pg_turn || geteuid() != 0)
		skip();
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

#define ON_ENV(f) cmocka_unit_test_setup_teardown(f, env_open, env_close)

static const struct CMUnitTest tests[] = {
	ON_ENV(values_come_back),
	ON_ENV(results_stand_beside_each_other),
	ON_ENV(types_may_come_late),
	ON_ENV(address_with_password_is_refused),
	ON_ENV(wrong_arguments_are_told),
	ON_ENV(broken_constraint_is_a_conflict),
	ON_ENV(every_question_gets_its_answer),
	ON_ENV(batch_is_one_commit),
	ON_ENV(failed_commit_loses_only_the_guilty),
	ON_ENV(full_disk_loses_only_the_large),
	ON_ENV(all_that_was_acknowledged_is_there),
	ON_ENV(closing_drains_the_queue),
	ON_ENV(soft_failures_are_retried),
	ON_ENV(two_that_collide_both_succeed),
	ON_ENV(migrations_run_in_order_and_once),
	ON_ENV(failed_migration_leaves_nothing),
	ON_ENV(statements_are_checked),
	ON_ENV(wal_stays_bounded_beside_a_reader),
	ON_ENV(backup_restores),
	ON_ENV(nodes_differ),
	ON_ENV(writing_outside_a_transaction_aborts),
	ON_ENV(cut_connections_are_opened_anew),
	ON_ENV(stopped_server_shuts_reads_for_a_moment),
};

int
main(void)
{
	int bad = cmocka_run_group_tests_name("sqlite", tests, NULL, NULL);
	if (getenv("MOTCUA_TEST_PG") == NULL) {
		print_message("skipped on PostgreSQL: MOTCUA_TEST_PG is not set (tests/pg.sh)\n");
		return bad;
	}
	pg_turn = true;
	return bad + cmocka_run_group_tests_name("postgresql", tests, NULL, NULL);
}
