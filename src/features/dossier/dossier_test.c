/* The main job on the real engines: moves, conditions, clocks, races, repeats, figures, ledger. */
#include "features/dossier/dossier_testlib.h"

#include <pthread.h>

STMT(q_test_spoil, "UPDATE ledger_event SET reason = :reason WHERE id = (SELECT min(id) FROM ledger_event)");
STMT(q_test_remove, "DELETE FROM ledger_event WHERE id = (SELECT max(id) FROM ledger_event)");
STMT(q_test_clear, "UPDATE dossier_value SET body = '{}' WHERE dossier_id = :id");

/* --- tests ------------------------------------------------------------------------------------------------------ */

static void
whole_job(void **state UNUSED)
{
	struct dossier_slip *slip;
	size_t n;
	int64_t id = draft(0, "1.004873");
	struct dossier d = must(citizen(0), id, "submit");
	struct civil c = time_civil(time_now());
	const char *head = arena_printf(app->arena, "%s-%02d%02d%02d-", world->unit[0].unit->code, c.year % 100, c.month,
					c.day);
	assert_true(str_starts(str_of(d.code), head));
	assert_int_equal(strlen(d.code), strlen(head) + 4);
	assert_true(d.answer_due_at > d.submitted_at);
	assert_true(d.expected_at > d.submitted_at);
	assert_string_equal(d.applicant, world->citizen[0].name);
	d = must(officer(RECEIVER), id, "accept");
	assert_true(d.due_at > d.accepted_at);
	assert_int_equal(d.due_at, d.sort_at);
	must(assigning(SPECIALIST), id, "assign");
	must(proposing(SPECIALIST), id, "propose");
	must(officer(LEADER), id, "approve");
	d = must(officer(RETURNER), id, "finish");
	assert_int_equal(dossier_class_of(d.due_at, d.finished_at) == CLASS_LATE, false);
	d = must(officer(RETURNER), id, "return_result");
	assert_int_equal(d.state, DOSSIER_RETURNED);
	assert_int_equal(dossier_slips(&app->cx, id, &slip, &n), ST_OK);
	assert_int_equal(n, 2);
	assert_string_equal(slip[0].kind, "acknowledgement");
	assert_string_equal(slip[1].kind, "receipt");
	assert_int_equal(dossier_load_code(&app->cx, str_of(d.code), &d), ST_OK);
	assert_int_equal(d.id, id);
}

/* A form of two people asks for no 'applicant': the owner of the account is. */
static void
every_dossier_names_its_person(void **state UNUSED)
{
	static const char *const codes[] = { "1.000894", "1.001193", "1.001612", "1.004194", "1.004222", "1.004873", "2.000815" };
	for (size_t i = 0; i < ARRAY_LEN(codes); i++) {
		struct dossier d = must(citizen(8), draft(8, codes[i]), "submit");
		assert_string_equal(d.applicant, world->citizen[8].name);
		assert_string_equal(d.citizen_no, world->citizen[8].number);
		assert_string_equal(d.email, world->citizen[8].email);
	}
}

static void
old_style_code(void **state UNUSED)
{
	struct dossier d, found;
	struct str old, rest;
	int64_t id = submitted(2, "1.004873");
	assert_int_equal(dossier_load(&app->cx, id, &d), ST_OK);
	rest = str_of(d.code);
	assert_true(unit_code_turn(app->arena, str_cut(&rest, '-'), &old));
	const char *code = arena_printf(app->arena, " " STR_FMT "-" STR_FMT " ", STR_ARG(old), STR_ARG(rest));
	assert_int_equal(dossier_load_code(&app->cx, str_of(code), &found), ST_OK);
	assert_int_equal(found.id, id);
	assert_int_equal(dossier_load_code(&app->cx, S("H41.60-261131-1"), &found), ST_NOT_FOUND);
	assert_int_equal(dossier_load_code(&app->cx, S("'; DROP TABLE dossier; --"), &found), ST_NOT_FOUND);
}

static void
incomplete_is_refused(void **state UNUSED)
{
	int64_t id = draft(3, "1.001193");
	struct cx cx = app->cx;
	struct dossier_missing m;
	struct dossier d;
	assert_int_equal(dossier_load(&cx, id, &d), ST_OK);
	assert_int_equal(dossier_check(&cx, &d, &m), ST_OK);
	assert_int_equal(m.errors.list.n + m.n_papers, 0);
	assert_int_equal(test_exec(app, &q_test_clear, ARGS(I("id", id))), ST_OK);
	must_fail(citizen(3), id, "submit", ST_INVALID, "dossier.incomplete");
}

static void
only_the_owner(void **state UNUSED)
{
	int64_t id = draft(4, "1.004873");
	must_fail(citizen(5), id, "submit", ST_DENIED, "flow.denied");
	must_fail(officer(SPECIALIST), id, "submit", ST_DENIED, "flow.denied");
	must(citizen(4), id, "submit");
	must_fail(citizen(4), id, "accept", ST_DENIED, "flow.denied");
	must_fail(officer(LEADER), id, "accept", ST_DENIED, "flow.denied");
	struct call other = officer(RECEIVER); /* a receiver of another desk */
	other.at.unit = world->unit[1].unit->id;
	must_fail(other, id, "accept", ST_DENIED, "flow.denied");
}

static void
repeats_change_nothing(void **state UNUSED)
{
	int64_t id = draft(6, "1.004873");
	struct call c = citizen(6);
	c.id = id;
	c.action = "submit";
	c.key = "khoa-1";
	assert_int_equal(call(&c), ST_OK);
	assert_false(c.repeated);
	const char *code = arena_strdup(app->arena, c.after.code);
	assert_int_equal(call(&c), ST_OK);
	assert_true(c.repeated);
	assert_string_equal(c.after.code, code);
	struct call a = officer(RECEIVER);
	a.id = id;
	a.action = "accept";
	a.key = "khoa-2";
	assert_int_equal(call(&a), ST_OK);
	assert_int_equal(call(&c), ST_OK); /* also when the dossier has moved on */
	assert_true(c.repeated);
	assert_int_equal(c.after.state, DOSSIER_ACCEPTED);
	struct call thief = citizen(7); /* a key is bound to who used it */
	thief.id = id;
	thief.action = "submit";
	thief.key = "khoa-1";
	assert_int_not_equal(call(&thief), ST_OK);
}

/* Also a move that leads to a state it may start from again. */
static void
repeats_in_the_same_state(void **state UNUSED)
{
	int64_t id = at_state(DOSSIER_PROCESSING);
	struct call c = assigning(SPECIALIST_2);
	c.id = id;
	c.action = "assign";
	c.key = arena_printf(app->arena, "giao-%lld", (long long)id);
	assert_int_equal(call(&c), ST_OK);
	assert_false(c.repeated);
	int64_t version = c.after.version;
	assert_int_equal(call(&c), ST_OK);
	assert_true(c.repeated);
	assert_int_equal(c.after.version, version);
	struct call e = officer(LEADER);
	e.id = id;
	e.action = "extend";
	e.reason = "lý do";
	e.data.amount = 1;
	e.key = arena_printf(app->arena, "hen-%lld", (long long)id);
	assert_int_equal(call(&e), ST_OK);
	assert_int_equal(call(&e), ST_OK);
	assert_true(e.repeated);
	assert_int_equal(e.after.extended_by, 1);
}

struct racer {
	pthread_t thread;
	struct call call;
	enum status st;
	struct arena *arena;
};

static void *
race(void *arg)
{
	struct racer *r = arg;
	struct cx cx = app->cx;
	cx.arena = r->arena = arena_new((size_t)64 << 20);
	r->st = db_tx(&cx, app->db, r->call.at.unit, call_tx, &r->call);
	return NULL;
}

static void
one_of_two_wins(void **state UNUSED)
{
	enum { N = 6 };
	for (int round = 0; round < 5; round++) {
		struct racer r[N] = { 0 };
		struct dossier d;
		int won = 0;
		int64_t id = at_state(DOSSIER_PROPOSED);
		assert_int_equal(dossier_load(&app->cx, id, &d), ST_OK);
		for (int i = 0; i < N; i++) {
			r[i].call = officer(LEADER);
			r[i].call.id = id;
			r[i].call.action = i % 2 ? "approve" : "send_back";
			r[i].call.reason = "lý do";
			r[i].call.version = d.version;
			pthread_create(&r[i].thread, NULL, race, &r[i]);
		}
		for (int i = 0; i < N; i++) {
			pthread_join(r[i].thread, NULL);
			won += r[i].st == ST_OK;
			assert_true(r[i].st == ST_OK || r[i].st == ST_CONFLICT);
			arena_free(r[i].arena);
		}
		assert_int_equal(won, 1);
	}
}

static void
codes_never_double(void **state UNUSED)
{
	enum { N = 24 };
	struct racer r[N] = { 0 };
	for (int i = 0; i < N; i++) {
		r[i].call = citizen(i);
		r[i].call.id = draft(i, "1.004873");
		r[i].call.action = "submit";
		r[i].call.at.unit = i; /* spread over the writers */
	}
	for (int i = 0; i < N; i++)
		pthread_create(&r[i].thread, NULL, race, &r[i]);
	for (int i = 0; i < N; i++)
		pthread_join(r[i].thread, NULL);
	for (int i = 0; i < N; i++) {
		assert_int_equal(r[i].st, ST_OK);
		for (int k = 0; k < i; k++)
			assert_string_not_equal(r[i].call.after.code, r[k].call.after.code);
	}
	for (int i = 0; i < N; i++)
		arena_free(r[i].arena);
}

/* Every move from every state by every post: it goes through exactly when this list, written by hand, says so. */
static bool
should_go(const char *action, enum dossier_state from, int post, bool accepted)
{
	static const struct {
		const char *action;
		unsigned from, posts; /* bits */
		int accepted;         /* -1: does not matter */
	} rule[] = {
#define F(s) (1u << DOSSIER_##s)
#define P(p) (1u << (p))
		{ "accept", F(SUBMITTED), P(RECEIVER), -1 },
		{ "ask_supplement", F(SUBMITTED) | F(ACCEPTED) | F(PROCESSING),
		  P(RECEIVER) | P(SPECIALIST) | P(SPECIALIST_2), -1 },
		{ "refuse", F(SUBMITTED), P(RECEIVER), 0 },
		{ "send_back", F(PROPOSED), P(LEADER), -1 },
		{ "approve", F(PROPOSED), P(LEADER), -1 },
		{ "withdraw", F(SUBMITTED) | F(ACCEPTED) | F(PROCESSING) | F(PROPOSED), P(RECEIVER), -1 },
		{ "stop", F(ACCEPTED) | F(PROCESSING) | F(PROPOSED), P(LEADER), 1 },
		{ "finish", F(APPROVED), P(RECEIVER) | P(RETURNER), -1 },
		{ "return_result", F(FINISHED), P(RECEIVER) | P(RETURNER), -1 },
		{ "propose", F(PROCESSING), P(SPECIALIST), -1 },
		{ "extend", F(ACCEPTED) | F(PROCESSING) | F(PROPOSED), P(LEADER), -1 },
	};
	for (size_t i = 0; i < ARRAY_LEN(rule); i++)
		if (strcmp(rule[i].action, action) == 0)
			return (rule[i].from & 1u << from) != 0 && (rule[i].posts & 1u << post) != 0 &&
			       (rule[i].accepted < 0 || rule[i].accepted == accepted);
	return false;
}

static void
who_may_do_what_when(void **state UNUSED)
{
	static const char *const actions[] = { "accept",   "ask_supplement", "refuse",	      "send_back", "approve", "withdraw",
					       "stop",	   "finish",	     "return_result", "propose",   "extend" };
	static const enum dossier_state from[] = { DOSSIER_SUBMITTED, DOSSIER_ACCEPTED, DOSSIER_PROCESSING,
						   DOSSIER_PROPOSED,  DOSSIER_APPROVED, DOSSIER_FINISHED };
	for (size_t s = 0; s < ARRAY_LEN(from); s++) {
		int64_t id = at_state(from[s]);
		for (size_t a = 0; a < ARRAY_LEN(actions); a++)
			for (int post = 0; post < 5; post++) {
				struct call c = post == SPECIALIST ? proposing(post) : officer(post);
				c.reason = "lý do";
				c.data.amount = 1;
				c.id = id;
				c.action = actions[a];
				enum status st = call(&c);
				bool went = st == ST_OK;
				if (went != should_go(actions[a], from[s], post, from[s] != DOSSIER_SUBMITTED))
					fail_msg("%s from %s by post %d: %s", actions[a], dossier_state_name(from[s]), post,
						 status_name(st));
				if (went)
					id = at_state(from[s]);
			}
	}
}

static void
steps_equal_the_timeline(void **state UNUSED)
{
	struct ledger_event *whole, *step;
	size_t n, n_steps;
	int64_t id = at_state(DOSSIER_RETURNED);
	assert_int_equal(dossier_timeline(&app->cx, id, &whole, &n), ST_OK);
	assert_int_equal(dossier_timeline_steps(&app->cx, id, &step, &n_steps), ST_OK);
	assert_in_range(n, 6, 20);
	assert_int_equal(n, n_steps);
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(whole[i].id, step[i].id);
		assert_string_equal(whole[i].verb, step[i].verb);
		assert_string_equal(step[i].reason, "");
	}
}

static enum status
longer_way_tx(struct cx *cx, void *input UNUSED)
{
	return procedure_route_save(cx, S("1.004873"), world->unit[0].unit->id,
		S("[{\"id\":\"a\",\"name\":\"Tiếp nhận\",\"role\":\"tiep_nhan\",\"percent\":10},"
		  "{\"id\":\"b\",\"name\":\"Thẩm định\",\"role\":\"xu_ly\",\"percent\":20},"
		  "{\"id\":\"c\",\"name\":\"Đối chiếu\",\"role\":\"xu_ly\",\"percent\":20},"
		  "{\"id\":\"d\",\"name\":\"Soạn thảo\",\"role\":\"xu_ly\",\"percent\":20},"
		  "{\"id\":\"e\",\"name\":\"Phê duyệt\",\"role\":\"lanh_dao\",\"percent\":20},"
		  "{\"id\":\"f\",\"name\":\"Trả kết quả\",\"role\":\"tra_ket_qua\",\"percent\":10}]"));
}

static enum status
own_way_ends_tx(struct cx *cx, void *input UNUSED)
{
	return procedure_route_end(cx, S("1.004873"), world->unit[0].unit->id);
}

/* What is accepted goes the way it began, whatever the agency decides meanwhile. */
static void
a_new_way_is_for_new_dossiers(void **state UNUSED)
{
	struct dossier old, fresh;
	int64_t id = at_state(DOSSIER_PROCESSING);
	assert_int_equal(dossier_load(&app->cx, id, &old), ST_OK);
	size_t n = dossier_route(&old).n;
	assert_int_not_equal(n, 6);
	assert_int_equal(db_tx(&app->cx, app->db, 0, longer_way_tx, NULL), ST_OK);
	assert_int_equal(procedure_load(&app->cx), ST_OK);
	assert_int_equal(procedure_route_of(old.procedure, old.unit).n, 6);
	assert_int_equal(dossier_route(&old).n, n);
	assert_int_equal(must(proposing(SPECIALIST), id, "propose").step, (int)n - 2);
	assert_int_equal(dossier_load(&app->cx, at_state(DOSSIER_PROPOSED), &fresh), ST_OK);
	assert_int_equal(dossier_route(&fresh).n, 6);
	assert_int_equal(fresh.step, 4);
	assert_int_equal(db_tx(&app->cx, app->db, 0, own_way_ends_tx, NULL), ST_OK);
	assert_int_equal(procedure_load(&app->cx), ST_OK);
	assert_int_equal(procedure_route_of(fresh.procedure, fresh.unit).n, n);
	assert_int_equal(dossier_route(&fresh).n, 6);
	must(officer(LEADER), fresh.id, "approve");
	must(officer(LEADER), id, "approve");
}

static void
extension_is_once(void **state UNUSED)
{
	int64_t id = at_state(DOSSIER_PROCESSING);
	struct dossier before;
	assert_int_equal(dossier_load(&app->cx, id, &before), ST_OK);
	struct call c = officer(LEADER);
	c.reason = "Cần xác minh";
	must_fail(c, id, "extend", ST_INVALID, "dossier.extend.amount");
	c.data.amount = 2;
	struct dossier d = must(c, id, "extend");
	assert_true(d.due_at > before.due_at);
	assert_int_equal(d.state, DOSSIER_PROCESSING);
	must_fail(c, id, "extend", ST_CONFLICT, "dossier.extend.once");
}

static void
four_eyes(void **state UNUSED)
{
	int64_t id = at_state(DOSSIER_PROCESSING);
	struct call both = proposing(SPECIALIST);
	both.at.roles |= ROLE_LEAD;
	must(both, id, "propose");
	struct flow_thing t;
	assert_int_equal(dossier_flow.load(&app->cx, id, &t), ST_OK);
	struct call other = officer(LEADER);
	assert_false(offers(&both, id, flow_find(&dossier_flow, &t, "approve")));
	assert_true(offers(&other, id, flow_find(&dossier_flow, &t, "approve")));
	must_fail(both, id, "approve", ST_DENIED, "dossier.approve.own");
	must(officer(LEADER), id, "approve");
}

static void
tracking_tells_nothing(void **state UNUSED)
{
	struct cx cx = app->cx;
	struct dossier d;
	cx.address = "127.0.0.9";
	cx.now = time_now();
	assert_int_equal(dossier_load(&cx, submitted(2, "1.004873"), &d), ST_OK);
	const char *right = d.citizen_no + strlen(d.citizen_no) - 4;
	struct dossier_track t = { .code = str_of(d.code), .digits = str_of(right) };
	assert_int_equal(dossier_track(&cx, &t), ST_OK);
	t.digits = S("0000");
	assert_int_equal(dossier_track(&cx, &t), ST_NOT_FOUND);
	const char *wrong_digits = cx.fault.code;
	struct str parts = str_of(d.code), unit = str_cut(&parts, '-'), day = str_cut(&parts, '-');
	const char *const ways[] = { STR_FMT " " STR_FMT " " STR_FMT, STR_FMT "–" STR_FMT "–" STR_FMT, STR_FMT STR_FMT STR_FMT,
				     " " STR_FMT " - " STR_FMT "-" STR_FMT "\t" };
	for (size_t i = 0; i < ARRAY_LEN(ways); i++) {
		struct dossier found;
		struct str typed = str_of(arena_printf(app->arena, ways[i], STR_ARG(unit), STR_ARG(day), STR_ARG(parts)));
		assert_int_equal(dossier_load_code(&cx, viet_lower(app->arena, typed), &found), ST_OK);
		assert_int_equal(found.id, d.id);
	}
	static const char *const bad[] = { "", ".", "H41", "H41.60", "H41.60-231005", "H41.60-23100x-1", "0912345678",
					   "H41.60-231005-1234567890" };
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_int_equal(dossier_load_code(&cx, str_of(bad[i]), &(struct dossier){ 0 }), ST_NOT_FOUND);
	struct dossier_track none = { .code = S("H41.60.01-200101-0001"), .digits = str_of(right) };
	assert_int_equal(dossier_track(&cx, &none), ST_NOT_FOUND);
	assert_string_equal(cx.fault.code, wrong_digits);
	for (int i = 0; i < 5; i++)
		assert_int_equal(db_tx(&cx, app->db, 0, dossier_track_wrong_tx, &t), ST_OK);
	t.digits = str_of(right);
	assert_int_equal(dossier_track(&cx, &t), ST_TOO_MANY);
}

/* The running figures equal a fold over the whole ledger, and the ledger verifies: after all that went before. */
static void
figures_and_ledger_hold(void **state UNUSED)
{
	struct tally_difference diff[5];
	struct ledger_report r;
	size_t n;
	int64_t sealed = 1;
	assert_int_equal(tally_recount(&app->cx, app->db, false, diff, 5, &n), ST_OK);
	for (size_t i = 0; i < n && i < 5; i++)
		print_message("%s unit %lld day %d dim %lld: kept %lld, counted %lld\n", diff[i].figure,
			      (long long)diff[i].unit, (int)diff[i].day, (long long)diff[i].dim, (long long)diff[i].kept,
			      (long long)diff[i].counted);
	assert_int_equal(n, 0);
	while (sealed > 0)
		assert_int_equal(ledger_seal(&app->cx, app->db, 100, &sealed), ST_OK);
	assert_int_equal(ledger_verify(&app->cx, NULL, &r), ST_OK);
	assert_int_equal(r.bad_batch, 0);
	assert_int_equal(r.unsealed, 0);
	assert_true(r.batches > 1);
}

static void
queue_counts_equal_pages(void **state UNUSED)
{
	int64_t counts[QUEUES];
	struct cx cx = app->cx;
	static struct dossier page[1000];
	cx.now = time_now();
	assert_int_equal(dossier_queue_counts(&cx, world->unit[0].unit->id, world->unit[0].staff[SPECIALIST].id, counts),
			 ST_OK);
	for (int q = 0; q < QUEUES; q++) {
		struct dossier_filter f = { .queue = (enum dossier_queue)q, .desk = world->unit[0].unit->id,
					    .me = world->unit[0].staff[SPECIALIST].id };
		size_t total = 0, n;
		bool more = true;
		while (more) { /* page by page of seven */
			assert_int_equal(dossier_queue_page(&cx, &f, page + total, 7, &n, &more), ST_OK);
			for (size_t i = total; i > 0 && i < total + n; i++)
				assert_true(page[i - 1].sort_at < page[i].sort_at ||
					    (page[i - 1].sort_at == page[i].sort_at && page[i - 1].id < page[i].id));
			total += n;
			f.after_sort = n ? page[total - 1].sort_at : 0;
			f.after_id = n ? page[total - 1].id : 0;
		}
		if (q != QUEUE_CLOSED && (int64_t)total != counts[q])
			fail_msg("queue %d: %zu rows, count %lld", q, total, (long long)counts[q]);
	}
}

/* A changed and a removed event are found. Last: it spoils the database. */
static void
tampering_is_found(void **state UNUSED)
{
	struct ledger_report r;
	assert_int_equal(test_exec(app, &q_test_spoil, ARGS(TC("reason", "khác"))), ST_OK);
	assert_int_equal(ledger_verify(&app->cx, NULL, &r), ST_OK);
	assert_int_equal(r.bad_batch, 1);
	assert_int_equal(test_exec(app, &q_test_spoil, ARGS(TC("reason", ""))), ST_OK);
	assert_int_equal(ledger_verify(&app->cx, NULL, &r), ST_OK);
	assert_int_equal(r.bad_batch, 0);
	assert_int_equal(test_exec(app, &q_test_remove, NO_ARGS), ST_OK);
	assert_int_equal(ledger_verify(&app->cx, NULL, &r), ST_OK);
	assert_int_not_equal(r.bad_batch, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whole_job),
		cmocka_unit_test(every_dossier_names_its_person),
		cmocka_unit_test(old_style_code),
		cmocka_unit_test(incomplete_is_refused),
		cmocka_unit_test(only_the_owner),
		cmocka_unit_test(repeats_change_nothing),
		cmocka_unit_test(repeats_in_the_same_state),
		cmocka_unit_test(one_of_two_wins),
		cmocka_unit_test(codes_never_double),
		cmocka_unit_test(who_may_do_what_when),
		cmocka_unit_test(steps_equal_the_timeline),
		cmocka_unit_test(a_new_way_is_for_new_dossiers),
		cmocka_unit_test(extension_is_once),
		cmocka_unit_test(four_eyes),
		cmocka_unit_test(tracking_tells_nothing),
		cmocka_unit_test(figures_and_ledger_hold),
		cmocka_unit_test(queue_counts_equal_pages),
		cmocka_unit_test(tampering_is_found),
	};
	return test_app_run("dossier", tests, ARRAY_LEN(tests), setup, teardown);
}
