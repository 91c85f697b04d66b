/* Values, schema, the file: what stands without other members of a batch. */
#include "platform/db/db_testlib.h"

STMT(bad_table, "SELECT x FROM t_nowhere");
STMT(bad_column, "SELECT nothing FROM t_item WHERE id = :id");
STMT(bad_two, "SELECT 1; SELECT 2");

/* --- values ----------------------------------------------------------------------------------------- */

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
tx_one(struct cx *cx, void *id)
{
	return add_item(cx, *(int64_t *)id, arena_printf(cx->arena, "60.%lld", (long long)*(int64_t *)id));
}

/* On SQLite a held reader shows one moment until it rests, or writes itself; what others write meanwhile is seen then. */
static void
a_held_reader_shows_one_moment(void **state)
{
	struct env *e = *state;
	struct cx other = e->cx;
	struct db_conn *second;
	bool one_moment = !db_is_pg(e->db);
	int64_t id = 1;
	ok(e, db_reader(&e->cx, e->db, &second));
	other.db = second;
	db_conn_hold(e->cx.db);
	assert_int_equal(number(e, &q_count), 0);
	ok(e, db_tx(&other, e->db, 0, tx_one, &id));
	assert_int_equal(number(e, &q_count), one_moment ? 0 : 1);
	db_conn_rest(e->cx.db);
	assert_int_equal(number(e, &q_count), 1);
	id = 2;
	ok(e, db_tx(&other, e->db, 0, tx_one, &id));
	assert_int_equal(number(e, &q_count), 2); /* not held any more */
	db_conn_hold(e->cx.db);
	assert_int_equal(number(e, &q_count), 2);
	id = 3;
	ok(e, db_tx(&e->cx, e->db, 0, tx_one, &id));
	assert_int_equal(number(e, &q_count), 3); /* its own write */
	db_conn_hold(e->cx.db); /* anew */
	assert_int_equal(number(e, &q_count), 3);
	db_conn_close(second);
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
	size_t own = 0;
	for (size_t i = 0; i < n; i++) {
		if (str_find(str_of(list[i].file), "platform/db/") < 0)
			continue; /* the program's own, whose tables are not here: app/stmts_test.c has them */
		own++;
		enum status st = db_prepare_check(&e->cx, &list[i]);
		if (str_starts(str_of(list[i].name), "bad_"))
			expect(&e->cx, st, ST_INTERNAL);
		else if (pg_turn || !str_starts(str_of(list[i].name), "only_pg_"))
			expect(&e->cx, st, ST_OK);
	}
	assert_true(own >= 13);
}

/* --- the file --------------------------------------------------------------------------------------- */

struct watcher {
	struct env *e;
	atomic_bool stop;
	atomic_llong reads;
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

enum { LARGE = 300000 };

static enum status
tx_large(struct cx *cx, void *input)
{
	int64_t id = *(int64_t *)input;
	char *note = arena_alloc(cx->arena, LARGE);
	memset(note, 'x', LARGE);
	return db_exec(cx, &q_add,
		       ARGS(I("id", id), TC("code", arena_printf(cx->arena, "c%lld", (long long)id)), I("n", 0),
			    T("note", ((struct str){ note, LARGE }))),
		       NULL);
}

/* 75 MB of pages pass through a WAL that is to stay near 16, beside readers that are never all away at once. */
static void
wal_stays_bounded_beside_readers(void **state)
{
	struct env *e = *state;
	enum { N = 250, READERS = 3 };
	struct watcher w = { .e = e };
	pthread_t reader[READERS];
	ok(e, db_start_writers(&e->cx, e->db));
	for (int i = 0; i < READERS; i++)
		pthread_create(&reader[i], NULL, watcher_main, &w);
	char path[128];
	snprintf(path, sizeof path, "%s/motcua.db-wal", e->dir);
	off_t most = 0;
	for (int i = 0; i < N; i++) {
		struct stat st;
		int64_t id = i + 1;
		struct cx cx = cx_make();
		expect(&cx, db_tx(&cx, e->db, 0, tx_large, &id), ST_OK);
		arena_free(cx.arena);
		assert_int_equal(stat(path, &st), 0);
		most = st.st_size > most ? st.st_size : most;
	}
	w.stop = true;
	for (int i = 0; i < READERS; i++)
		pthread_join(reader[i], NULL);
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

static const struct CMUnitTest tests[] = {
	ON_ENV(values_come_back),
	ON_ENV(results_stand_beside_each_other),
	ON_ENV(a_held_reader_shows_one_moment),
	ON_ENV(types_may_come_late),
	ON_ENV(address_with_password_is_refused),
	ON_ENV(wrong_arguments_are_told),
	ON_ENV(migrations_run_in_order_and_once),
	ON_ENV(failed_migration_leaves_nothing),
	ON_ENV(statements_are_checked),
	ON_ENV(backup_restores),
	ON_ENV(nodes_differ),
	ON_ENV(writing_outside_a_transaction_aborts),
};

static const struct CMUnitTest on_sqlite[] = {
	ON_ENV(wal_stays_bounded_beside_readers),
};

int
main(void)
{
	return cmocka_run_group_tests_name("sqlite only", on_sqlite, NULL, NULL) + run_on_engines(tests);
}
