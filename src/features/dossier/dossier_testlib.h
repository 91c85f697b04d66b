/* For the tests of dossiers: the demo's people and first desk, drafts filled by them, moves made by them. On SQLite in a
 * folder of its own, and again on PostgreSQL when MOTCUA_TEST_PG names a server. */
#ifndef FEATURES_DOSSIER_DOSSIER_TESTLIB_H
#define FEATURES_DOSSIER_DOSSIER_TESTLIB_H

#include "app/app.h"
#include "app/demo.h"
#include "core/ledger/ledger.h"
#include "platform/blob/blob.h"

#include <setjmp.h>
#include <stdarg.h>
#include <unistd.h>

#include <cmocka.h>

#include "app/test_app.h"

static struct demo *world;
static struct app *app;

/* Officers of the first desk, by what they do. */
enum { RECEIVER, SPECIALIST, SPECIALIST_2, LEADER, RETURNER };

struct call {
	struct who who;
	struct who_role at;
	int64_t id;
	const char *action, *key, *reason;
	int64_t version;
	struct dossier_move_data data;
	struct dossier after;
	bool repeated;
};

UNUSED static enum status
call_tx(struct cx *cx, void *input)
{
	struct call *c = input;
	struct flow_input in = { .key = c->key ? c->key : "", .reason = c->reason, .version = c->version, .data = &c->data };
	c->who.at = &c->at;
	cx->who = c->who;
	cx->now = time_now();
	return dossier_move(cx, c->id, c->action, &in, &c->after, &c->repeated);
}

UNUSED static enum status
call(struct call *c)
{
	struct cx cx = app->cx;
	enum status st = db_tx(&cx, app->db, 0, call_tx, c);
	app->cx.fault = cx.fault;
	return st;
}

UNUSED static struct call
officer(int post)
{
	const struct demo_officer *o = &world->unit[0].staff[post];
	struct call c = { .at = { world->unit[0].unit->id, o->roles } };
	c.who = (struct who){ .account = o->id, .name = o->name, .officer = true, .unit = c.at.unit, .roles = o->roles,
			      .n_at = 1 };
	return c;
}

UNUSED static struct call
citizen(int i)
{
	return (struct call){ .who = { .account = world->citizen[i].id, .name = world->citizen[i].name } };
}

struct filing {
	int64_t id;
	int person;
	const char *code;
};

UNUSED static enum status
file_tx(struct cx *cx, void *input)
{
	struct filing *f = input;
	struct dossier d;
	struct dossier_start s = { .procedure = procedure_by_code(str_of(f->code)), .unit = world->unit[0].unit->id,
				   .account = world->citizen[f->person].id };
	cx->who = citizen(f->person).who;
	cx->now = time_now();
	TRY(dossier_start(cx, &s, &f->id));
	TRY(dossier_load(cx, f->id, &d));
	return demo_fill(world, cx, &d, &world->citizen[f->person]);
}

UNUSED static int64_t
draft(int person, const char *code)
{
	struct filing f = { .person = person, .code = code };
	struct cx cx = app->cx;
	assert_int_equal(db_tx(&cx, app->db, 0, file_tx, &f), ST_OK);
	return f.id;
}

/* The move must go through. */
UNUSED static struct dossier
must(struct call c, int64_t id, const char *action)
{
	c.id = id;
	c.action = action;
	enum status st = call(&c);
	if (st != ST_OK)
		print_message("%s: %s %s\n", action, app->cx.fault.code, app->cx.fault.detail);
	assert_int_equal(st, ST_OK);
	return c.after;
}

UNUSED static void
must_fail(struct call c, int64_t id, const char *action, enum status want, const char *code)
{
	c.id = id;
	c.action = action;
	assert_int_equal(call(&c), want);
	assert_string_equal(app->cx.fault.code, code);
}

UNUSED static int64_t
submitted(int person, const char *code)
{
	int64_t id = draft(person, code);
	must(citizen(person), id, "submit");
	return id;
}

UNUSED static struct call
assigning(int post)
{
	struct call c = officer(RECEIVER);
	c.data.assignee = world->unit[0].staff[post].id;
	return c;
}

UNUSED static struct call
proposing(int post)
{
	struct call c = officer(post);
	c.data.title = "Giấy xác nhận";
	c.data.body = "Đủ điều kiện.";
	return c;
}

UNUSED static int64_t
at_state(enum dossier_state state)
{
	int64_t id = submitted(1, "1.004873");
	if (state == DOSSIER_SUBMITTED)
		return id;
	must(officer(RECEIVER), id, "accept");
	if (state == DOSSIER_ACCEPTED)
		return id;
	must(assigning(SPECIALIST), id, "assign");
	if (state == DOSSIER_PROCESSING)
		return id;
	must(proposing(SPECIALIST), id, "propose");
	if (state == DOSSIER_PROPOSED)
		return id;
	must(officer(LEADER), id, "approve");
	if (state == DOSSIER_APPROVED)
		return id;
	must(officer(RECEIVER), id, "finish");
	return id;
}

UNUSED static bool
offers(const struct call *c, int64_t id, const struct flow_move *m)
{
	struct cx cx = app->cx;
	struct flow_thing t;
	struct who_role at = c->at;
	const char *why;
	bool yes;
	cx.who = c->who;
	cx.who.at = &at;
	assert_int_equal(dossier_flow.load(&cx, id, &t), ST_OK);
	assert_int_equal(flow_offers(&cx, &dossier_flow, &t, m, &yes, &why), ST_OK);
	assert_true(!yes || why == NULL);
	return yes && flow_find(&dossier_flow, &t, m->action) == m;
}

UNUSED static int
setup(void **state UNUSED)
{
	app = test_app_open();
	if (app == NULL)
		return -1;
	world = arena_new_one(app->arena, struct demo);
	world->app = app;
	world->file_size = 10;
	time_set(time_at(day_of(2026, 11, 10), 9 * 60));
	app->cx.now = time_now();
	return blob_put(&app->cx, S("%PDF-1.4 x"), world->file_sha256) == ST_OK && demo_people(world) == ST_OK &&
			       db_start_writers(&app->cx, app->db) == ST_OK
		       ? 0 : -1;
}

UNUSED static int
teardown(void **state UNUSED)
{
	test_app_close(app);
	return 0;
}

#endif
