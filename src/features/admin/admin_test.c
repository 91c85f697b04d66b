/* Rules of administration on the whole program, on SQLite and, where MOTCUA_TEST_PG names a server, on PostgreSQL. */
#include "app/app.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#undef fail /* ours is base/status.h's */

#include "app/test_app.h"
#include "features/admin/admin_procedure.h"

#define CODE "1.001193" /* birth registration: it has a form of its own */

static struct app *app;
static const struct unit *desk, *other; /* of two provinces */

static void
expect(struct cx *cx, enum status st, enum status want, const char *code)
{
	if (st != want)
		print_message("status %s, wanted %s: %s %s\n", status_name(st), status_name(want), cx->fault.code, cx->fault.detail);
	assert_int_equal(st, want);
	if (code != NULL)
		assert_string_equal(cx->fault.code, code);
}

/* The context of somebody with roles at a unit, in an arena that lives for the test. */
static struct cx
as(unsigned roles, const struct unit *u)
{
	struct cx cx = app->cx;
	cx.who = (struct who){ .account = 42, .name = "Người thử", .officer = true, .roles = roles, .unit = u->id };
	return cx;
}

static enum status
tx(struct cx *cx, db_tx_fn *fn, void *input)
{
	enum status st = db_tx(cx, app->db, 0, fn, input);
	admin_refresh(cx);
	return st;
}

static const char *
last_verb(struct cx *cx, int64_t thing)
{
	struct ledger_event e[100];
	size_t n;
	assert_int_equal(ledger_of_thing(cx, thing, e, ARRAY_LEN(e), &n), ST_OK);
	return n > 0 ? e[n - 1].verb : "";
}

/* --- scope ----------------------------------------------------------------------------------------------------------- */

static void
test_scope(void **state UNUSED)
{
	struct cx local = as(ROLE_UNIT_ADMIN, desk), clerk = as(ROLE_RECEIVE, desk), all = as(ROLE_SYSTEM_ADMIN, desk);
	const struct unit *province = unit_by_id(desk->parent_territory);
	struct cx above = as(ROLE_UNIT_ADMIN, province);
	assert_true(admin_in_scope(&local, desk));
	assert_false(admin_in_scope(&local, province));
	assert_false(admin_in_scope(&local, other));
	assert_true(admin_in_scope(&above, desk));
	assert_false(admin_in_scope(&above, other));
	assert_false(admin_in_scope(&clerk, desk));
	assert_true(admin_in_scope(&all, other));
	assert_false(admin_in_scope(&all, NULL));
}

STMT(q_test_event,
     "INSERT INTO ledger_event (id, actor, actor_kind, unit_id, verb, thing_kind, thing_id, from_state, to_state, reason, detail) "
     "VALUES (:id, :actor, :kind, :unit, :verb, 'dossier', :thing, 0, 0, '', '')");

static void
event_at(int32_t day, int minute, int64_t actor, enum ledger_actor kind, const struct unit *u, const char *verb, int64_t thing)
{
	static int seq;
	expect(&app->cx, test_exec(app, &q_test_event,
				   ARGS(I("id", id_floor(time_at(day, minute)) + ++seq), I("actor", actor), I("kind", kind),
					I("unit", u != NULL ? u->id : 0), TC("verb", verb), I("thing", thing))),
	       ST_OK, NULL);
}

static int
seen(struct cx *cx, struct admin_ledger_filter f)
{
	struct ledger_event e[20];
	size_t n;
	int64_t next;
	if (f.verb == NULL)
		f.verb = "";
	expect(cx, admin_ledger_read(cx, &f, 0, e, ARRAY_LEN(e), &n, &next), ST_OK, NULL);
	return (int)n;
}

/* In 2021, when nothing else happened. */
static void
test_ledger_asked(void **state UNUSED)
{
	struct cx local = as(ROLE_INSPECT, desk), all = as(ROLE_SYSTEM_ADMIN, desk);
	int32_t d = day_of(2021, 5, 10), from = day_of(2021, 1, 1), to = day_of(2021, 12, 31);
	event_at(d, 0, 501, ACTOR_OFFICER, desk, "dossier.accept", 9001);
	event_at(d, 600, 502, ACTOR_OFFICER, desk, "dossier.view", 9001);
	event_at(d + 1, 600, 501, ACTOR_OFFICER, other, "dossier.view", 9002);
	event_at(d + 1, 23 * 60 + 59, 501, ACTOR_CITIZEN, desk, "dossier.submit", 9003);
	event_at(d + 2, 0, 503, ACTOR_OFFICER, NULL, "admin.verify", 1);
	/* whose units */
	assert_int_equal(seen(&all, (struct admin_ledger_filter){ .from = from, .to = to }), 5);
	assert_int_equal(seen(&local, (struct admin_ledger_filter){ .from = from, .to = to }), 3);
	assert_int_equal(seen(&all, (struct admin_ledger_filter){ .unit = other->id, .from = from, .to = to }), 1);
	assert_int_equal(seen(&local, (struct admin_ledger_filter){ .unit = other->id, .from = from, .to = to }), 0);
	/* who: the officer 501 is not the citizen 501 */
	assert_int_equal(seen(&all, (struct admin_ledger_filter){ .officer = 501 }), 2);
	assert_int_equal(seen(&local, (struct admin_ledger_filter){ .officer = 501 }), 1);
	assert_int_equal(seen(&all, (struct admin_ledger_filter){ .officer = 501, .verb = "dossier.view" }), 1);
	assert_int_equal(seen(&all, (struct admin_ledger_filter){ .officer = 501, .thing = 9001 }), 1);
	/* when: both days are counted whole */
	assert_int_equal(seen(&all, (struct admin_ledger_filter){ .from = d, .to = d }), 2);
	assert_int_equal(seen(&all, (struct admin_ledger_filter){ .from = d + 1, .to = d + 1 }), 2);
	assert_int_equal(seen(&all, (struct admin_ledger_filter){ .unit = desk->id, .from = d + 1, .to = d + 1 }), 1);
	/* what, whole and by area */
	assert_int_equal(seen(&all, (struct admin_ledger_filter){ .verb = "dossier.", .from = from, .to = to }), 4);
	assert_int_equal(seen(&all, (struct admin_ledger_filter){ .verb = "admin.", .from = from, .to = to }), 1);
	assert_int_equal(seen(&all, (struct admin_ledger_filter){ .verb = "dossier.view", .from = from, .to = to, .unit = desk->id }), 1);
	assert_int_equal(seen(&all, (struct admin_ledger_filter){ .thing = 9001, .verb = "dossier.view" }), 1);
}

/* Page by page nothing is lost and nothing comes twice. */
static void
test_ledger_pages(void **state UNUSED)
{
	struct cx all = as(ROLE_SYSTEM_ADMIN, desk);
	struct admin_ledger_filter f = { .verb = "", .officer = 601 };
	struct ledger_event e[4];
	int64_t next = 0, last = INT64_MAX;
	size_t n, sum = 0;
	for (int i = 0; i < 9; i++)
		event_at(day_of(2022, 3, 1) + i, 500, 601, ACTOR_OFFICER, desk, i % 2 == 0 ? "dossier.view" : "dossier.note", 9010 + i);
	do {
		expect(&all, admin_ledger_read(&all, &f, next, e, ARRAY_LEN(e), &n, &next), ST_OK, NULL);
		for (size_t i = 0; i < n; i++) {
			assert_true(e[i].id < last);
			last = e[i].id;
		}
		sum += n;
	} while (next != 0);
	assert_int_equal(sum, 9);
}

static enum status
new_citizen_tx(struct cx *cx, void *input)
{
	int64_t id;
	return account_create_citizen(cx, input, &id);
}

/* A citizen's number leads to the account and all dossiers of it; the look is an event, once an hour. */
static void
test_ledger_person(void **state UNUSED)
{
	struct cx all = as(ROLE_SYSTEM_ADMIN, desk);
	struct account_new in = { .login = "001190000018", .name = "Lê Thị Thử", .email = "", .phone = "", .address = "", .sex = "nu",
				  .birth_day = day_of(1990, 1, 2), .password = "mật khẩu đủ dài để thử", .checked = true };
	struct admin_ledger_filter f = { .verb = "" };
	bool first;
	all.who.account = 77;
	struct cx system = app->cx;
	system.who = (struct who){ .system = true };
	expect(&system, tx(&system, new_citizen_tx, &in), ST_OK, NULL);
	struct account citizen;
	expect(&system, account_find_citizen(&system, str_of(in.login), &citizen), ST_OK, NULL);
	f.person = citizen.id;
	event_at(day_of(2023, 3, 1), 500, 701, ACTOR_OFFICER, desk, "account.view", f.person);
	f.to = day_of(2023, 12, 31);
	assert_int_equal(seen(&all, f), 1);
	expect(&all, admin_ledger_person_first(&all, &f, &first), ST_OK, NULL);
	assert_true(first);
	expect(&all, tx(&all, admin_ledger_person_tx, &f), ST_OK, NULL);
	assert_string_equal(last_verb(&all, f.person), "admin.ledger_person");
	expect(&all, admin_ledger_person_first(&all, &f, &first), ST_OK, NULL);
	assert_false(first);
	all.now += 2 * TIME_HOUR;
	expect(&all, admin_ledger_person_first(&all, &f, &first), ST_OK, NULL);
	assert_true(first);
	f.person = 123;
	assert_int_equal(tx(&all, admin_ledger_person_tx, &f), ST_NOT_FOUND);
}

/* --- units -------------------------------------------------------------------------------------------------------------- */

static void
test_unit_edit(void **state UNUSED)
{
	struct cx cx = as(ROLE_UNIT_ADMIN, desk);
	struct admin_unit_edit in = { desk->id, desk->name, desk->name_en, "08:00-12:00,13:00-17:00", "12 đường Thử", "0238 000 111" };
	int64_t id = desk->id;
	expect(&cx, tx(&cx, admin_unit_edit_tx, &in), ST_OK, NULL);
	assert_string_equal(unit_by_id(id)->hours, "08:00-12:00,13:00-17:00");
	assert_int_equal(unit_by_id(id)->calendar->hours.minutes, 480);
	assert_string_equal(last_verb(&cx, id), "admin.unit_edit");
	in.hours = "17:00-08:00";
	expect(&cx, tx(&cx, admin_unit_edit_tx, &in), ST_INVALID, "due.hours");
	assert_string_equal(unit_by_id(id)->hours, "08:00-12:00,13:00-17:00");
	in.hours = "";
	in.id = other->id;
	expect(&cx, tx(&cx, admin_unit_edit_tx, &in), ST_NOT_FOUND, "unit.unknown");
	in.id = id;
	expect(&cx, tx(&cx, admin_unit_edit_tx, &in), ST_OK, NULL);
	assert_int_equal(unit_by_id(id)->calendar->hours.minutes, 450);
}

static void
test_unit_code(void **state UNUSED)
{
	struct cx cx = as(ROLE_UNIT_ADMIN, desk);
	const char *wrong, *free_code = admin_unit_code_free(&cx, desk);
	assert_string_equal(free_code, arena_printf(cx.arena, "%s.01", desk->code));
	assert_null(admin_unit_code(&cx, desk, str_of(other->code), &wrong));
	assert_non_null(wrong);
	assert_null(admin_unit_code(&cx, desk, str_of(arena_printf(cx.arena, "%s.01.02", desk->code)), &wrong));
	assert_null(admin_unit_code(&cx, desk, S("không phải mã"), &wrong));
	assert_null(admin_unit_code(&cx, desk, str_of(desk->code), &wrong));
	assert_non_null(admin_unit_code(&cx, desk, str_of(arena_printf(cx.arena, " %s.07 ", desk->code)), &wrong));
	assert_null(wrong);
}

static void
test_office(void **state UNUSED)
{
	struct cx cx = as(ROLE_UNIT_ADMIN, desk);
	struct admin_unit_new in = { .parent = desk->id, .day = time_day(cx.now), .code = admin_unit_code_free(&cx, desk),
				     .name = "Bộ phận thử", .name_en = "", .hours = "", .address = "", .phone = "" };
	expect(&cx, tx(&cx, admin_unit_new_tx, &in), ST_OK, NULL);
	const struct unit *office = unit_by_id(in.id);
	assert_non_null(office);
	assert_string_equal(office->admin_code, desk->admin_code);
	assert_true(unit_is_under(office, unit_by_id(desk->id)));
	assert_ptr_equal(unit_by_code(str_of(in.code)), office);
	struct admin_unit_new again = in;
	expect(&cx, tx(&cx, admin_unit_new_tx, &again), ST_CONFLICT, "unit.code");

	struct admin_unit_end end = { .id = desk->id, .day = time_day(cx.now), .reason = "thử" };
	struct cx above = as(ROLE_UNIT_ADMIN, unit_by_id(desk->parent_territory));
	expect(&above, tx(&above, admin_unit_end_tx, &end), ST_CONFLICT, "unit.end"); /* the office is still there */
	end = (struct admin_unit_end){ .id = in.id, .successor = in.id, .day = time_day(cx.now), .reason = "thử" };
	expect(&cx, tx(&cx, admin_unit_end_tx, &end), ST_CONFLICT, "unit.end"); /* its own successor */
	end.successor = desk->id;
	expect(&cx, tx(&cx, admin_unit_end_tx, &end), ST_OK, NULL);
	assert_int_equal(unit_by_id(in.id)->successor, desk->id);
	assert_int_equal(unit_by_id(in.id)->valid_to, time_day(cx.now));
	expect(&cx, tx(&cx, admin_unit_end_tx, &end), ST_CONFLICT, "unit.ended");
	end.day = 0;
	expect(&cx, tx(&cx, admin_unit_end_tx, &end), ST_OK, NULL);
	assert_int_equal(unit_by_id(in.id)->valid_to, 0);
	assert_int_equal(unit_by_id(in.id)->successor, 0);
	assert_string_equal(last_verb(&cx, in.id), "admin.unit_reopen");
}

/* --- days off -------------------------------------------------------------------------------------------------------------- */

static void
test_holiday(void **state UNUSED)
{
	struct cx cx = as(ROLE_SYSTEM_ADMIN, desk);
	int32_t day = day_of(2027, 3, 15); /* a Monday */
	struct admin_holiday in = { .h = { day, "off", "swap", "low", "Ngày thử" }, .why = "" };
	struct due_calendar preview;
	assert_int_equal(day_weekday(day), 0);
	assert_false(admin_holiday_counts(&in.h, false));
	assert_true(admin_holiday_counts(&in.h, true));
	expect(&cx, tx(&cx, admin_holiday_put_tx, &in), ST_OK, NULL);
	assert_true(due_is_working_day(unit_calendar(NULL), day)); /* low: does not count */
	in.h.confidence = "general";
	assert_true(admin_holiday_counts(&in.h, false));
	expect(&cx, admin_holiday_calendar(&cx, &in.h, day, &preview), ST_OK, NULL);
	assert_false(due_is_working_day(&preview, day));
	assert_true(due_is_working_day(unit_calendar(NULL), day)); /* the preview changed nothing */
	expect(&cx, tx(&cx, admin_holiday_put_tx, &in), ST_OK, NULL);
	assert_false(due_is_working_day(unit_calendar(NULL), day));
	in.h.kind = "party";
	expect(&cx, tx(&cx, admin_holiday_put_tx, &in), ST_INVALID, "unit.holiday");
	expect(&cx, tx(&cx, admin_holiday_remove_tx, &in), ST_OK, NULL);
	assert_true(due_is_working_day(unit_calendar(NULL), day));
	expect(&cx, tx(&cx, admin_holiday_remove_tx, &in), ST_NOT_FOUND, "unit.holiday.unknown");
}

static void
test_day_preview(void **state UNUSED)
{
	struct cx cx = as(ROLE_SYSTEM_ADMIN, desk);
	struct admin_day_preview p;
	cx.now = time_at(day_of(2026, 3, 2), 8 * 60); /* Monday, 8:00 */
	expect(&cx, admin_day_preview(&cx, S("08:00-12:00,13:00-17:00"), &p), ST_OK, NULL);
	assert_int_equal(p.due_hours, time_at(day_of(2026, 3, 2), 17 * 60));
	assert_int_equal(p.due_days, time_at(day_of(2026, 3, 5), 17 * 60));
	expect(&cx, admin_day_preview(&cx, S("8 giờ"), &p), ST_INVALID, "due.hours");
}

/* --- procedures ------------------------------------------------------------------------------------------------------------- */

/* Through the form and back nothing is lost: every shipped body stays the same value. */
static void
test_draft_round_trip(void **state UNUSED)
{
	size_t looked = 0;
	for (size_t i = 0; i < procedure_count(); i++) {
		struct cx cx = as(ROLE_SYSTEM_ADMIN, desk);
		struct str body;
		char hash[65];
		const struct json *was, *is;
		struct admin_differences d = { 0 };
		static struct admin_draft_form f;
		expect(&cx, admin_procedure_base(&cx, str_of(procedure_at(i)->code), &body, hash), ST_OK, NULL);
		expect(&cx, json_parse(&cx, body, ADMIN_BODY_MAX, &was), ST_OK, NULL);
		admin_draft_of_body(&cx, was, &f);
		expect(&cx, json_parse(&cx, admin_draft_body(&cx, was, &f), ADMIN_BODY_MAX, &is), ST_OK, NULL);
		admin_json_differ(&cx, was, is, &d);
		if (d.list.n > 0)
			print_message("%s: %s\n%s\n%s\n", procedure_at(i)->code, d.list.p[0].label, d.list.p[0].was, d.list.p[0].is);
		assert_int_equal(d.list.n, 0);
		/* What the page of JSON shows is the same value too. */
		expect(&cx, json_parse(&cx, str_of(admin_json_pretty(&cx, was)), 4 * ADMIN_BODY_MAX, &is), ST_OK, NULL);
		admin_json_differ(&cx, was, is, &d);
		assert_int_equal(d.list.n, 0);
		looked++;
	}
	assert_true(looked > 50);
}

static void
test_publish(void **state UNUSED)
{
	struct cx cx = as(ROLE_SYSTEM_ADMIN, desk);
	static struct admin_draft_form f;
	struct str body, again;
	char base[65], draft[65];
	const struct json *o;
	struct procedure p;
	int64_t old = procedure_by_code(S(CODE))->id;
	expect(&cx, admin_procedure_base(&cx, S(CODE), &body, base), ST_OK, NULL);
	expect(&cx, json_parse(&cx, body, ADMIN_BODY_MAX, &o), ST_OK, NULL);
	admin_draft_of_body(&cx, o, &f);
	f.limit_value = "7";
	f.limit_unit = "working_days";
	struct admin_draft in = { .code = S(CODE), .body = admin_draft_body(&cx, o, &f), .base = arena_strdup(cx.arena, base) };
	expect(&cx, tx(&cx, admin_draft_tx, &in), ST_OK, NULL);
	assert_int_equal(procedure_by_code(S(CODE))->id, old); /* a draft shows nowhere */
	expect(&cx, tx(&cx, admin_draft_tx, &in), ST_CONFLICT, "admin.draft.changed");
	expect(&cx, admin_procedure_base(&cx, S(CODE), &again, draft), ST_OK, NULL);
	assert_string_not_equal(draft, base);

	struct admin_step_of step = { .code = S(CODE), .id = in.id, .base = in.base, .reason = "" };
	expect(&cx, tx(&cx, admin_publish_tx, &step), ST_CONFLICT, "admin.draft.changed"); /* compared something else */
	step.base = draft;
	expect(&cx, tx(&cx, admin_publish_tx, &step), ST_OK, NULL);
	assert_int_equal(procedure_by_code(S(CODE))->id, in.id);
	assert_int_equal(procedure_by_code(S(CODE))->limit.value, 7);
	assert_int_equal(procedure_by_id(old)->state, PROCEDURE_ENDED);
	assert_string_equal(last_verb(&cx, in.id), "admin.procedure_publish");
	expect(&cx, tx(&cx, admin_drop_tx, &step), ST_CONFLICT, "procedure.not_draft");
	assert_non_null(admin_body_wrong(&cx, S("1.000000"), again, &p)); /* another code */
	assert_non_null(admin_body_wrong(&cx, S(CODE), S("{"), &p));
	assert_null(admin_body_wrong(&cx, S(CODE), again, &p));
}

static void
test_draft_check(void **state UNUSED)
{
	struct cx cx = as(ROLE_SYSTEM_ADMIN, desk);
	static struct admin_draft_form f;
	struct admin_errors e = { 0 };
	admin_draft_of_body(&cx, NULL, &f);
	f.limit_unit = "working_days";
	f.n_fees = f.n_papers = 1;
	f.fee[0] = (struct admin_fee_row){ "Phí", "8.000", "any", false };
	f.paper[0] = (struct admin_paper_row){ "", "Tờ khai", "1", "-1", "form", false };
	admin_draft_check(&cx, &f, &e);
	static const char *const wanted[] = { "ten", "linh_vuc", "co_quan", "han", "ca_nhan", "phi-0-tien", "giay-0-ma", "giay-0-chinh" };
	for (size_t i = 0; i < ARRAY_LEN(wanted); i++)
		assert_non_null(admin_error_at(&e, wanted[i]));
	assert_int_equal(e.list.n, ARRAY_LEN(wanted));
}

static void
test_rows(void **state UNUSED)
{
	int row[4] = { 10, 20, 30 };
	size_t n = 3;
	assert_false(admin_rows_edit(row, sizeof *row, &n, 4, S("luu"), "buoc"));
	assert_false(admin_rows_edit(row, sizeof *row, &n, 4, S("bot:giay.0"), "buoc"));
	assert_true(admin_rows_edit(row, sizeof *row, &n, 4, S("len:buoc.2"), "buoc"));
	assert_int_equal(row[1], 30);
	assert_true(admin_rows_edit(row, sizeof *row, &n, 4, S("xuong:buoc.0"), "buoc"));
	assert_int_equal(row[0], 30);
	assert_true(admin_rows_edit(row, sizeof *row, &n, 4, S("bot:buoc.0"), "buoc"));
	assert_int_equal(n, 2);
	assert_int_equal(row[0], 10);
	for (int i = 0; i < 5; i++)
		assert_true(admin_rows_edit(row, sizeof *row, &n, 4, S("them:buoc"), "buoc"));
	assert_int_equal(n, 4);
	assert_int_equal(row[3], 0);
	static const char *const nonsense[] = { "bot:buoc.4", "bot:buoc.-1", "len:buoc.0", "xuong:buoc.3", "bot:buoc", "bot:buoc.x" };
	int before[4];
	memcpy(before, row, sizeof row);
	for (size_t i = 0; i < ARRAY_LEN(nonsense); i++)
		assert_true(admin_rows_edit(row, sizeof *row, &n, 4, str_of(nonsense[i]), "buoc"));
	assert_int_equal(n, 4);
	assert_memory_equal(before, row, sizeof row);
}

static void
test_route(void **state UNUSED)
{
	struct cx cx = as(ROLE_UNIT_ADMIN, desk);
	const struct procedure *p = procedure_by_code(S(CODE));
	struct procedure_route common = procedure_route_of(p, desk->id);
	static struct admin_route r;
	admin_route_of(&cx, &common, &r);
	r.code = S(CODE);
	r.unit = desk->id;
	assert_int_equal(admin_route_sum(&r), 100);
	r.row[1].name = "Thẩm định của xã";
	r.row[1].percent = "50";
	r.body = admin_route_body(&cx, &r);
	expect(&cx, tx(&cx, admin_route_save_tx, &r), ST_INVALID, "procedure.route.sum");
	r.row[0].percent = "20";
	r.body = admin_route_body(&cx, &r);
	expect(&cx, tx(&cx, admin_route_save_tx, &r), ST_OK, NULL);
	p = procedure_by_code(S(CODE));
	assert_string_equal(procedure_route_of(p, desk->id).step[1].name, "Thẩm định của xã");
	assert_string_not_equal(procedure_route_of(p, other->id).step[1].name, "Thẩm định của xã");
	r.unit = other->id;
	expect(&cx, tx(&cx, admin_route_save_tx, &r), ST_DENIED, "admin.route.scope");
	r.unit = 0;
	expect(&cx, tx(&cx, admin_route_save_tx, &r), ST_DENIED, "admin.route.scope");
	r.unit = desk->id;
	expect(&cx, tx(&cx, admin_route_drop_tx, &r), ST_OK, NULL);
	assert_string_not_equal(procedure_route_of(procedure_by_code(S(CODE)), desk->id).step[1].name, "Thẩm định của xã");
	expect(&cx, tx(&cx, admin_route_drop_tx, &r), ST_NOT_FOUND, "procedure.route.none");
}

/* --- checks -------------------------------------------------------------------------------------------------------------------- */

STMT(q_test_spoil, "UPDATE ledger_event SET reason = 'đã sửa' WHERE id = (SELECT max(id) FROM ledger_event)");

static void
test_verify(void **state UNUSED)
{
	struct cx cx = app->cx;
	struct admin_check c;
	struct job j = { .payload = S("{}") };
	int64_t n;
	expect(&cx, ledger_seal(&cx, app->db, 100000, &n), ST_OK, NULL);
	expect(&cx, admin_verify_job(&cx, app->db, &j), ST_OK, NULL);
	expect(&cx, admin_check_last(&cx, ADMIN_THING_LEDGER, &c), ST_OK, NULL);
	assert_true(c.some && c.good && c.n > 0);
	expect(&cx, ledger_seal(&cx, app->db, 100000, &n), ST_OK, NULL);
	expect(&cx, test_exec(app, &q_test_spoil, NO_ARGS), ST_OK, NULL);
	expect(&cx, admin_verify_job(&cx, app->db, &j), ST_OK, NULL);
	expect(&cx, admin_check_last(&cx, ADMIN_THING_LEDGER, &c), ST_OK, NULL);
	assert_true(c.some);
	assert_false(c.good);
	assert_true(c.words[0] != '\0');
}

STMT(q_test_tally, "INSERT INTO tally (figure, unit_id, day, dim, n) VALUES ('dossier.received', :unit, :day, 0, 3)");

static void
test_recount(void **state UNUSED)
{
	struct cx cx = app->cx;
	struct admin_check c;
	struct job look = { .payload = S("{\"mend\":false}") }, mend = { .payload = S("{\"mend\":true}") };
	expect(&cx, test_exec(app, &q_test_tally, ARGS(I("unit", desk->id), I("day", day_of(2026, 3, 2)))), ST_OK, NULL);
	for (int i = 0; i < 2; i++) { /* looking mends nothing */
		expect(&cx, admin_recount_job(&cx, app->db, &look), ST_OK, NULL);
		expect(&cx, admin_check_last(&cx, ADMIN_THING_TALLY, &c), ST_OK, NULL);
		assert_false(c.good);
		assert_int_equal(c.n, 1);
		assert_non_null(strstr(c.words, "02/03/2026"));
	}
	expect(&cx, admin_recount_job(&cx, app->db, &mend), ST_OK, NULL);
	expect(&cx, admin_recount_job(&cx, app->db, &look), ST_OK, NULL);
	expect(&cx, admin_check_last(&cx, ADMIN_THING_TALLY, &c), ST_OK, NULL);
	assert_true(c.good);
	assert_int_equal(c.n, 0);
}

static int
set_up(void **state UNUSED)
{
	app = test_app_open();
	if (app == NULL)
		return -1;
	desk = unit_by_code(S("H41.60.12"));
	other = unit_by_code(S("H19.60.27"));
	return desk != NULL && other != NULL && procedure_by_code(S(CODE)) != NULL ? 0 : -1;
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
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_scope),	    cmocka_unit_test(test_unit_edit),
		cmocka_unit_test(test_unit_code),   cmocka_unit_test(test_office),	 cmocka_unit_test(test_holiday),
		cmocka_unit_test(test_day_preview), cmocka_unit_test(test_draft_round_trip), cmocka_unit_test(test_draft_check),
		cmocka_unit_test(test_publish),	    cmocka_unit_test(test_rows),	 cmocka_unit_test(test_route),
		cmocka_unit_test(test_recount),	    cmocka_unit_test(test_verify),
		/* last: their events are written past the seals and the tallies */
		cmocka_unit_test(test_ledger_asked), cmocka_unit_test(test_ledger_pages), cmocka_unit_test(test_ledger_person),
	};
	return test_app_run("admin", tests, ARRAY_LEN(tests), set_up, tear_down);
}
