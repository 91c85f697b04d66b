/* The database both test programs of this folder run on: SQLite in a folder of its own, then PostgreSQL when
 * MOTCUA_TEST_PG names a server (tests/pg.sh), in a database of its own. */
#ifndef PLATFORM_DB_DB_TESTLIB_H
#define PLATFORM_DB_DB_TESTLIB_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#undef fail /* ours is base/status.h's */

#include "base/base.h"

#include "platform/db/db_priv.h"
#include "platform/db/db_testpg.h"

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

static const struct db_migration migrations[] = {
	{ 1, "0001_items.sql",
	  S("CREATE TABLE t_item (id @ID@, code TEXT NOT NULL UNIQUE, n BIGINT, note TEXT);\n"
	    "CREATE TABLE node (id INTEGER NOT NULL PRIMARY KEY, holder TEXT NOT NULL, lease_until BIGINT NOT NULL);\n"
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

static UNUSED struct cx
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

/* Made once for each program; each test empties it. */
static const char *
pg_database(void)
{
	static const char *url;
	if (url == NULL)
		url = test_pg_url();
	assert_non_null(url);
	return url;
}

static int
env_open(void **state)
{
	struct env *e = calloc(1, sizeof *e);
	e->cx = cx_make();
	snprintf(e->dir, sizeof e->dir, "/tmp/motcua-db-XXXXXX");
	assert_non_null(mkdtemp(e->dir));
	if (pg_turn)
		snprintf(e->url, sizeof e->url, "%s", pg_database());
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

static UNUSED int64_t
number(struct env *e, const struct stmt *q)
{
	int64_t n;
	ok(e, db_query_i64(&e->cx, q, NO_ARGS, -1, &n));
	return n;
}

static UNUSED enum status
add_item(struct cx *cx, int64_t id, const char *code)
{
	return db_exec(cx, &q_add, ARGS(I("id", id), TC("code", code), I("n", id), NUL("note")), NULL);
}

#define ON_ENV(f) cmocka_unit_test_setup_teardown(f, env_open, env_close)

/* The group on SQLite, then on PostgreSQL when there is one (pg_turn from then on). */
#define run_on_engines(tests)                                                                             \
	(cmocka_run_group_tests_name("sqlite", tests, NULL, NULL) +                                       \
	 (pg_next() ? cmocka_run_group_tests_name("postgresql", tests, NULL, NULL) : 0))

static bool
pg_next(void)
{
	const char *url = getenv("MOTCUA_TEST_PG");
	pg_turn = url != NULL && url[0] != '\0';
	if (!pg_turn)
		print_message("skipped on PostgreSQL: MOTCUA_TEST_PG is not set (tests/pg.sh)\n");
	return pg_turn;
}

#endif
