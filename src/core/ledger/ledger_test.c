/* Reading the ledger on both engines: what comes, in which order, and by which index. */
#include "app/app.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#undef fail /* ours is base/status.h's */

#include "app/test_app.h"
#include "core/ledger/ledger_priv.h"

enum { EVENTS = 40000, UNITS = 100, OFFICERS = 300, THINGS = 4000 };

static struct app *app;

/* Event i: unit i % 100, officer i % 300 in two of three, thing i % 4000, one verb in a thousand is rare. */
STMT(q_test_fill,
     "INSERT INTO ledger_event (id, actor, actor_kind, unit_id, verb, thing_kind, thing_id, from_state, to_state, reason, detail) "
     "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 40000) "
     "SELECT i, i % 300 + 1, CASE WHEN i % 3 = 0 THEN 1 ELSE 2 END, i % 100 + 1, "
     "CASE WHEN i % 1000 = 7 THEN 'admin.unit_edit' WHEN i % 2 = 0 THEN 'dossier.accept' ELSE 'dossier.view' END, "
     "'dossier', i % 4000 + 1, 1, 2, '', '' FROM n");
STMT(q_test_clear, "DELETE FROM ledger_event");
STMT(q_test_analyze, "ANALYZE ledger_event");

static int64_t
ids(struct ledger_filter f, size_t max, int64_t *out)
{
	struct ledger_event *e = arena_new_array(app->cx.arena, struct ledger_event, max);
	size_t n;
	assert_int_equal(ledger_read(&app->cx, &f, e, max, &n), ST_OK);
	for (size_t i = 0; i < n; i++)
		out[i] = e[i].id;
	return (int64_t)n;
}

static void
test_newest_first(void **state UNUSED)
{
	int64_t got[20], unit = 8, units[] = { 8, 3, 99 }, thing[] = { 5, 6 };
	static const char *const rare[] = { "admin.unit_edit" }, *const two[] = { "admin.unit_edit", "dossier.accept" };
	assert_int_equal(ids((struct ledger_filter){ 0 }, 3, got), 3);
	assert_int_equal(got[0], EVENTS);
	assert_int_equal(got[2], EVENTS - 2);
	assert_int_equal(ids((struct ledger_filter){ .unit = &unit, .n_units = 1, .after = 39700, .before = 39907 }, 20, got), 2);
	assert_int_equal(got[0], 39807);
	assert_int_equal(got[1], 39707);
	/* several keys are one list */
	assert_int_equal(ids((struct ledger_filter){ .unit = units, .n_units = 3 }, 4, got), 4);
	static const int64_t merged[] = { 39998, 39907, 39902, 39898 };
	assert_memory_equal(got, merged, sizeof merged);
	assert_int_equal(ids((struct ledger_filter){ .thing = thing, .n_things = 2, .of_things = true, .before = 8006 }, 20, got), 6);
	static const int64_t things[] = { 8005, 8004, 4005, 4004, 5, 4 };
	assert_memory_equal(got, things, sizeof things);
	assert_int_equal(ids((struct ledger_filter){ .of_things = true }, 20, got), 0);
	/* a citizen with the officer's number is not the officer */
	assert_int_equal(ids((struct ledger_filter){ .officer = 8, .before = 1000 }, 20, got), 4);
	assert_int_equal(ids((struct ledger_filter){ .officer = 9, .after = 0, .before = 400 }, 20, got), 2);
	assert_int_equal(ids((struct ledger_filter){ .officer = 10, .before = 1000 }, 20, got), 0);
	/* verbs lead, and narrow what another leads to */
	assert_int_equal(ids((struct ledger_filter){ .verb = rare, .n_verbs = 1 }, 20, got), 20);
	assert_int_equal(got[0], 39007);
	assert_int_equal(ids((struct ledger_filter){ .verb = two, .n_verbs = 2, .before = 39008 }, 3, got), 3);
	assert_int_equal(got[0], 39007);
	assert_int_equal(got[1], 39006);
	assert_int_equal(ids((struct ledger_filter){ .unit = &unit, .n_units = 1, .verb = rare, .n_verbs = 1 }, 3, got), 3);
	assert_int_equal(got[2], 37007);
}

/* --- plans ------------------------------------------------------------------------------------------------------------- */

#define PLANS(name, prefix)                                           \
	STMT(q_##name##_thing, prefix LEDGER_BY_THING);               \
	STMT(q_##name##_officer, prefix LEDGER_BY_OFFICER);           \
	STMT(q_##name##_unit, prefix LEDGER_BY_UNIT);                 \
	STMT(q_##name##_verb, prefix LEDGER_BY_VERB);                 \
	STMT(q_##name##_time, prefix LEDGER_BY_TIME);                 \
	static const struct stmt *const name##_plans[] = { &q_##name##_thing, &q_##name##_officer, &q_##name##_unit, \
							   &q_##name##_verb, &q_##name##_time }
PLANS(lite, "EXPLAIN QUERY PLAN ");
PLANS(pg, "EXPLAIN ");

/* Each walks down its index in the order wanted: nothing much is sorted, nothing is read through. */
static void
test_plans(void **state UNUSED)
{
	static const struct {
		const char *lite, *pg;
	} wanted[] = {
		{ "USING INDEX ledger_event_thing", "Index Scan on ledger_event_thing" }, /* so few events that sorting them is as good */
		{ "USING INDEX ledger_event_officer", "Index Scan Backward using ledger_event_officer" },
		{ "USING INDEX ledger_event_unit", "Index Scan Backward using ledger_event_unit" },
		{ "USING INDEX ledger_event_verb", "Index Scan on ledger_event_verb" },
		{ "USING INTEGER PRIMARY KEY", "Index Scan Backward using ledger_event_pkey" },
	};
	struct cx *cx = &app->cx;
	bool pg = db_is_pg(app->db);
	for (size_t i = 0; i < ARRAY_LEN(wanted); i++) {
		const struct arg key = i == 3 ? (struct arg)TC("verb", "admin.unit_edit") : (struct arg)I("key", 7);
		const struct arg all[] = { key, I("after", 0), I("before", INT64_MAX), I("max", 50), TC("low", ""), TC("high", "~") };
		struct args args = { i == 4 ? all + 1 : all, i == 4 ? 3 : i == 3 ? 4 : 6 };
		struct buf b;
		struct rows rs;
		buf_init(&b, cx->arena, BUF_LINE);
		assert_int_equal(db_query(cx, pg ? pg_plans[i] : lite_plans[i], args, &rs), ST_OK);
		while (db_next(&rs))
			buf_addf(&b, "%s\n", db_cstr(&rs, pg ? 0 : 3));
		assert_int_equal(db_end(&rs), ST_OK);
		const char *plan = buf_cstr(&b), *want = pg ? wanted[i].pg : wanted[i].lite;
		if (strstr(plan, want) == NULL)
			print_message("wanted %s, got\n%s", want, plan);
		assert_non_null(strstr(plan, want));
		assert_true(i == 0 || i == 3 || strstr(plan, "Sort") == NULL);
		assert_null(strstr(plan, "TEMP B-TREE"));
	}
}

static int
set_up(void **state UNUSED)
{
	app = test_app_open();
	return app != NULL && test_exec(app, &q_test_clear, NO_ARGS) == ST_OK && test_exec(app, &q_test_fill, NO_ARGS) == ST_OK &&
	       test_exec(app, &q_test_analyze, NO_ARGS) == ST_OK ? 0 : -1;
}

static int
tear_down(void **state UNUSED)
{
	test_app_close(app);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_newest_first), cmocka_unit_test(test_plans) };
	return test_app_run("ledger", tests, ARRAY_LEN(tests), set_up, tear_down);
}
