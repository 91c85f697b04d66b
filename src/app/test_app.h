/* For tests: the whole program on an empty database of its own, SQLite in a temporary folder or PostgreSQL. */
#ifndef APP_TEST_APP_H
#define APP_TEST_APP_H

#include "app/app.h"
#include "platform/db/db_testpg.h"

#include <ftw.h>
#include <unistd.h>

static bool test_pg;
static char test_dir[64];

/* NULL when it could not be opened; the reason is printed. */
UNUSED static struct app *
test_app_open(void)
{
	static struct app a;
	struct app_options o = { 0 };
	snprintf(test_dir, sizeof test_dir, "/tmp/motcua-test-XXXXXX");
	if (mkdtemp(test_dir) == NULL)
		return NULL;
	o.data = test_dir;
	if (test_pg && (o.database = test_pg_url()) == NULL)
		return NULL;
	enum status st = app_open(&a, &o, APP_DB | APP_REFERENCE | APP_CREATE);
	if (st != ST_OK) {
		app_fail(&a.cx, st, "test");
		return NULL;
	}
	app_web(&a);
	return &a;
}

/* The group on SQLite, then on PostgreSQL when MOTCUA_TEST_PG names a server; cmocka.h stands before. The number that failed. */
UNUSED static int
test_app_run(const char *what, const struct CMUnitTest *tests, size_t n, CMFixtureFunction setup, CMFixtureFunction teardown)
{
	const char *url = getenv("MOTCUA_TEST_PG");
	char name[100];
	snprintf(name, sizeof name, "%s on SQLite", what);
	int failed = _cmocka_run_group_tests(name, tests, n, setup, teardown);
	if (url == NULL || url[0] == '\0')
		return failed;
	test_pg = true;
	snprintf(name, sizeof name, "%s on PostgreSQL", what);
	return failed + _cmocka_run_group_tests(name, tests, n, setup, teardown);
}

static int
test_remove(const char *path, const struct stat *sb UNUSED, int flag UNUSED, struct FTW *f UNUSED)
{
	return remove(path);
}

UNUSED static void
test_app_close(struct app *a)
{
	if (a != NULL)
		app_close(a);
	nftw(test_dir, test_remove, 16, FTW_DEPTH | FTW_PHYS);
}

struct test_statement {
	const struct stmt *q;
	struct args args;
};

static enum status
test_exec_tx(struct cx *cx, void *input)
{
	const struct test_statement *t = input;
	return db_exec(cx, t->q, t->args, NULL);
}

/* One statement past all rules, to spoil things on purpose. */
UNUSED static enum status
test_exec(struct app *a, const struct stmt *q, struct args args)
{
	struct test_statement t = { q, args };
	return db_tx(&a->cx, a->db, 0, test_exec_tx, &t);
}

#endif
