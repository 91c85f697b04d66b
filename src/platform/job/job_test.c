/* The queue: once each, retried with growing delay, refused for good, taken over when a worker died, by the clock once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#undef fail
#include "app/app.h"
#include "app/test_app.h"
#include "platform/job/job_priv.h"

STMT(q_test_job_state, "SELECT state FROM job WHERE kind = :kind ORDER BY id DESC LIMIT 1");
STMT(q_test_job_run_at, "SELECT run_at FROM job WHERE kind = :kind ORDER BY id DESC LIMIT 1");

static struct app *app;
static int ran;
static enum status answer;

static enum status
run(struct cx *cx, struct db *db UNUSED, const struct job *j)
{
	ran++;
	assert_true(str_is(j->payload, "{\"a\":1}") || str_is(j->payload, "{}"));
	return answer == ST_OK ? ST_OK : fail(cx, answer, "job.unknown", "as the test wants");
}

static const struct job_kind kinds[] = {
	{ .name = "test.once", .label = "thử", .run = run },
	{ .name = "test.tick", .label = "thử", .run = run, .every = TIME_HOUR },
	{ .name = NULL },
};
static const struct job_kind *const sets[] = { kinds, NULL };

static enum status
enqueue_tx(struct cx *cx, void *key)
{
	return job_enqueue(cx, "test.once", S("{\"a\":1}"), cx->now, key);
}

static void
enqueue(const char *key)
{
	assert_int_equal(db_tx(&app->cx, app->db, 0, enqueue_tx, (void *)key), ST_OK);
}

static int
drain(void)
{
	int done;
	app->cx.now = time_now();
	assert_int_equal(job_drain(&app->cx, app->db, sets, &done), ST_OK);
	return done;
}

static int64_t
value(const struct stmt *q, const char *kind)
{
	int64_t v;
	assert_int_equal(db_query_i64(&app->cx, q, ARGS(TC("kind", kind)), -1, &v), ST_OK);
	return v;
}

static void
done_once(void **state UNUSED)
{
	ran = 0;
	answer = ST_OK;
	enqueue(NULL);
	enqueue("khoa");
	enqueue("khoa"); /* the same reason again */
	assert_int_equal(drain(), 2);
	assert_int_equal(ran, 2);
	assert_int_equal(drain(), 0);
	assert_int_equal(value(&q_test_job_state, "test.once"), JOB_DONE);
}

static void
tried_again_later_and_later(void **state UNUSED)
{
	int64_t last = 0;
	answer = ST_UPSTREAM;
	enqueue(NULL);
	for (int i = 0; i < 5; i++) {
		ran = 0;
		assert_int_equal(drain(), 1);
		assert_int_equal(ran, 1);
		int64_t delay = value(&q_test_job_run_at, "test.once") - app->cx.now;
		assert_int_equal(drain(), 0); /* not before its time */
		assert_true(delay >= last);
		last = delay;
		time_set(time_now() + delay + TIME_SECOND);
	}
	assert_int_equal(last, TIME_HOUR);
	answer = ST_OK;
	assert_int_equal(drain(), 1);
	assert_int_equal(value(&q_test_job_state, "test.once"), JOB_DONE);
}

static enum status
revive_tx(struct cx *cx, void *id)
{
	return job_revive(cx, *(int64_t *)id);
}

static void
refused_for_good(void **state UNUSED)
{
	struct job_row row[4];
	size_t n;
	answer = ST_INVALID;
	enqueue(NULL);
	assert_int_equal(drain(), 1);
	assert_int_equal(value(&q_test_job_state, "test.once"), JOB_DEAD);
	assert_int_equal(job_list(&app->cx, JOB_DEAD, 0, row, 4, &n), ST_OK);
	assert_int_equal(n, 1);
	assert_non_null(strstr(row[0].last_error, "as the test wants"));
	answer = ST_OK;
	assert_int_equal(db_tx(&app->cx, app->db, 0, revive_tx, &row[0].id), ST_OK);
	assert_int_equal(drain(), 1);
	assert_int_equal(db_tx(&app->cx, app->db, 0, revive_tx, &row[0].id), ST_CONFLICT);
}

STMT(q_test_job_orphan, "UPDATE job SET state = 1, worker = 'dead', lease_until = :until WHERE state = 0");

static void
a_dead_workers_job_is_taken_over(void **state UNUSED)
{
	ran = 0;
	answer = ST_OK;
	enqueue(NULL);
	assert_int_equal(test_exec(app, &q_test_job_orphan, ARGS(I("until", time_now() + TIME_MINUTE))), ST_OK);
	enqueue(NULL);
	assert_int_equal(drain(), 1); /* the lease still runs */
	time_set(time_now() + 2 * TIME_MINUTE);
	enqueue(NULL);
	assert_int_equal(drain(), 2);
	assert_int_equal(ran, 3);
}

static void
by_the_clock_once(void **state UNUSED)
{
	ran = 0;
	answer = ST_OK;
	for (int hour = 0; hour < 3; hour++) {
		app->cx.now = time_now();
		for (int server = 0; server < 3; server++)
			assert_int_equal(job_tick(&app->cx, app->db, sets), ST_OK);
		drain();
		assert_int_equal(ran, hour + 1);
		time_set(time_now() + TIME_HOUR);
	}
}

static enum status
first_of(struct cx *cx, struct db *db UNUSED, const struct job *j)
{
	if (ran++ == 0)
		assert_string_equal(j->kind, "test.tick");
	return cx != NULL ? ST_OK : ST_INTERNAL;
}

/* Many letters wait since long; what the clock asks for comes first all the same. */
static void
the_clock_goes_first(void **state UNUSED)
{
	static const struct job_kind in_order[] = {
		{ .name = "test.once", .label = "thử", .run = first_of },
		{ .name = "test.tick", .label = "thử", .run = first_of, .every = TIME_HOUR },
		{ .name = NULL },
	};
	static const struct job_kind *const order[] = { in_order, NULL };
	int done;
	for (int i = 0; i < 5; i++)
		enqueue(NULL);
	time_set(time_now() + TIME_HOUR);
	app->cx.now = time_now();
	assert_int_equal(job_tick(&app->cx, app->db, order), ST_OK);
	ran = 0;
	assert_int_equal(job_drain(&app->cx, app->db, order, &done), ST_OK);
	assert_int_equal(ran, 6);
	assert_int_equal(done, 6);
}

static int
setup(void **state UNUSED)
{
	app = test_app_open();
	return app == NULL ? -1 : 0;
}

static int
teardown(void **state UNUSED)
{
	test_app_close(app);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(done_once),
		cmocka_unit_test(tried_again_later_and_later),
		cmocka_unit_test(refused_for_good),
		cmocka_unit_test(a_dead_workers_job_is_taken_over),
		cmocka_unit_test(by_the_clock_once),
		cmocka_unit_test(the_clock_goes_first),
	};
	return test_app_run("job", tests, ARRAY_LEN(tests), setup, teardown);
}
