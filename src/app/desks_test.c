/* Open work follows the working desk of its unit, whatever the reason is that it changed: people and roles (features/account),
 * the end of a unit (features/admin). The job that moves it is features/dossier's. */
#include "features/dossier/dossier_testlib.h"

#include "features/account/account_priv.h"
#include "features/admin/admin_priv.h"
#include "features/dossier/dossier_priv.h"
#undef fail /* ours is base/status.h's */

enum { OPEN_STATES = 6 };

static int64_t opened[OPEN_STATES], here, above, beside;

/* --- what is done ------------------------------------------------------------------------------------------------------ */

static enum status
no_letter(struct cx *cx UNUSED, struct db *db UNUSED, const struct job *j UNUSED)
{
	return ST_OK;
}

/* Nothing by the clock: what moves was asked for in the transaction of the change. */
static void
work_moves(void)
{
	static const struct job_kind mine[] = {
		{ .name = UNIT_DESKS_JOB, .label = "thử", .run = dossier_desks_run }, { .name = "post.send", .label = "thử", .run = no_letter }, { .name = NULL },
	};
	static const struct job_kind *const kinds[] = { mine, NULL };
	struct cx cx = app->cx;
	int done;
	cx.now = time_now();
	assert_int_equal(job_drain(&cx, app->db, kinds, &done), ST_OK);
	assert_int_equal(revision_refresh(&app->cx, app_lists()->sources), ST_OK);
}

static enum status
as_system(db_tx_fn *fn, void *input)
{
	struct cx cx = app->cx;
	cx.now = time_now();
	cx.who = (struct who){ .system = true, .name = "" };
	enum status st = db_tx(&cx, app->db, 0, fn, input);
	if (st != ST_OK)
		print_message("%s: %s\n", cx.fault.code, cx.fault.detail);
	return st;
}

struct grant {
	int64_t account, unit;
	unsigned roles;
};

static enum status
grant_tx(struct cx *cx, void *input)
{
	const struct grant *g = input;
	return account_grant(cx, g->account, g->unit, g->roles);
}

static void
staff_of(int64_t unit, bool there)
{
	const struct demo_unit *u = &world->unit[0];
	for (size_t i = 0; i < DEMO_STAFF && u->staff[i].id != 0; i++) {
		struct grant g = { u->staff[i].id, unit, there ? u->staff[i].roles : 0 };
		assert_int_equal(as_system(grant_tx, &g), ST_OK);
	}
}

static void
all_locked(bool locked)
{
	const struct demo_unit *u = &world->unit[0];
	for (size_t i = 0; i < DEMO_STAFF && u->staff[i].id != 0; i++) {
		struct account_admin_change c = { .id = u->staff[i].id, .act = locked ? ADMIN_DISABLE : ADMIN_ENABLE };
		assert_int_equal(as_system(account_admin_tx, &c), ST_OK);
	}
}

/* --- what must hold ------------------------------------------------------------------------------------------------------ */

static size_t
in_queue(enum dossier_queue q, int64_t desk, int64_t id)
{
	struct dossier list[200];
	struct dossier_filter f = { .queue = q, .desk = desk };
	size_t n, found = 0;
	bool more;
	assert_int_equal(dossier_queue_page(&app->cx, &f, list, ARRAY_LEN(list), &n, &more), ST_OK);
	for (size_t i = 0; i < n; i++)
		found += list[i].id == id;
	return found;
}

static void
figures_equal_a_recount(void)
{
	struct tally_difference d[10];
	size_t n;
	assert_int_equal(tally_recount(&app->cx, app->db, false, d, ARRAY_LEN(d), &n), ST_OK);
	assert_int_equal(n, 0);
}

static int64_t
open_at(int64_t desk)
{
	int64_t n;
	assert_int_equal(tally_sum(&app->cx, "dossier.open", &desk, 1, INT32_MIN, INT32_MAX, -1, &n), ST_OK);
	return n;
}

/* Every open dossier stands at this desk, in its queues, in the figures; the ledger tells of `moves` moves. */
static void
all_stand_at(int64_t desk, size_t moves)
{
	static const enum dossier_queue queue[OPEN_STATES] = { QUEUE_NEW, QUEUE_WORK, QUEUE_WORK, QUEUE_APPROVE, QUEUE_RETURN, QUEUE_RETURN };
	for (size_t i = 0; i < OPEN_STATES; i++) {
		struct ledger_event e[50];
		struct dossier d;
		size_t n, told = 0;
		assert_int_equal(dossier_load(&app->cx, opened[i], &d), ST_OK);
		assert_int_equal(d.unit, here);
		assert_int_equal(d.desk, desk);
		assert_int_equal(in_queue(queue[i], desk, opened[i]), 1);
		assert_int_equal(in_queue(QUEUE_UNSTAFFED, desk, opened[i]), desk != here);
		assert_int_equal(ledger_of_thing(&app->cx, opened[i], e, ARRAY_LEN(e), &n), ST_OK);
		for (size_t k = 0; k < n; k++)
			told += strcmp(e[k].verb, "dossier.move_desk") == 0 && e[k].actor_kind == ACTOR_SYSTEM && e[k].from == e[k].to;
		assert_int_equal(told, moves);
	}
	assert_int_equal(open_at(desk), OPEN_STATES);
	assert_int_equal(open_at(desk == here ? above : here), 0);
	figures_equal_a_recount();
}

/* --- tests ---------------------------------------------------------------------------------------------------------------- */

static int
some_open(void **state)
{
	static const enum dossier_state states[OPEN_STATES] = { DOSSIER_SUBMITTED, DOSSIER_ACCEPTED, DOSSIER_PROCESSING, DOSSIER_PROPOSED,
								 DOSSIER_APPROVED, DOSSIER_FINISHED };
	if (setup(state) != 0)
		return -1;
	here = world->unit[0].unit->id;
	for (size_t i = 0; i < OPEN_STATES; i++)
		opened[i] = at_state(states[i]);
	for (const struct unit *u = unit_by_id(unit_by_id(here)->parent_territory); u != NULL && above == 0; u = unit_by_id(u->parent_territory))
		above = u->staffed ? u->id : 0;
	for (size_t i = 0; i < unit_count() && beside == 0; i++) {
		const struct unit *u = unit_at(i);
		if (!u->staffed && strcmp(u->kind, "desk") == 0 && strlen(u->admin_code) == 5 && unit_working_desk(u)->id != above)
			beside = u->id;
	}
	all_stand_at(here, 0);
	return above != 0 && beside != 0 ? 0 : -1;
}

static int
afterwards(void **state)
{
	above = beside = 0;
	return teardown(state);
}

static void
the_last_goes_the_first_comes(void **state UNUSED)
{
	staff_of(here, false);
	work_moves();
	all_stand_at(above, 1);
	struct dossier d;
	assert_int_equal(dossier_load(&app->cx, opened[2], &d), ST_OK);
	assert_int_equal(d.assignee, 0); /* who had it works nowhere near */
	staff_of(here, true);
	work_moves();
	all_stand_at(here, 2);
	work_moves(); /* nothing has changed: nothing more is told */
	all_stand_at(here, 2);
}

static void
all_are_locked(void **state UNUSED)
{
	all_locked(true);
	work_moves();
	all_stand_at(above, 1);
	all_locked(false);
	work_moves();
	all_stand_at(here, 2);
}

static enum status
end_tx(struct cx *cx, void *input)
{
	return admin_unit_end_tx(cx, input);
}

/* A unit with open work ends only with a successor; that has no staff of its own at first. */
static void
merged_into_another(void **state UNUSED)
{
	struct admin_unit_end end = { .id = here, .day = time_day(time_now()), .reason = "Nghị quyết thử" };
	assert_int_equal(as_system(end_tx, &end), ST_CONFLICT);
	end.successor = beside;
	assert_int_equal(as_system(end_tx, &end), ST_OK);
	staff_of(beside, true);
	work_moves();
	all_stand_at(beside, 1);
	end = (struct admin_unit_end){ .id = here, .reason = "" };
	assert_int_equal(as_system(end_tx, &end), ST_OK);
	work_moves();
	all_stand_at(here, 2);
}

/* Filed by a server whose directory was a second old. */
static void
nothing_is_left_behind(void **state UNUSED)
{
	staff_of(here, false);
	int64_t late = submitted(2, "1.004873"); /* the snapshot still says that there is staff */
	struct dossier d;
	assert_int_equal(dossier_load(&app->cx, late, &d), ST_OK);
	assert_int_equal(d.desk, here);
	work_moves();
	assert_int_equal(dossier_load(&app->cx, late, &d), ST_OK);
	assert_int_equal(d.desk, above);
	assert_int_equal(open_at(above), OPEN_STATES + 1);
	figures_equal_a_recount();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(the_last_goes_the_first_comes, some_open, afterwards),
		cmocka_unit_test_setup_teardown(all_are_locked, some_open, afterwards),
		cmocka_unit_test_setup_teardown(merged_into_another, some_open, afterwards),
		cmocka_unit_test_setup_teardown(nothing_is_left_behind, some_open, afterwards),
	};
	return test_app_run("desks", tests, ARRAY_LEN(tests), NULL, NULL);
}
