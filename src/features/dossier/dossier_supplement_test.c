/* What the page of an officer offers, and what a supplement changes: seen when it is sent, and by the clock. */
#include "features/dossier/dossier_testlib.h"

/* --- what is offered ---------------------------------------------------------------------------------------------- */

/* Everything a form could give, given right: what refuses then is the move itself. */
static struct call
filled(int post)
{
	struct call c = proposing(post);
	c.data.assignee = world->unit[0].staff[SPECIALIST].id;
	c.data.amount = 1;
	c.reason = "lý do";
	return c;
}

struct saying {
	int64_t id;
	int person;
	enum message_kind kind;
};

static enum status
say_tx(struct cx *cx, void *input)
{
	const struct saying *in = input;
	struct dossier d;
	cx->now = time_now();
	cx->who = citizen(in->person).who;
	TRY(dossier_load(cx, in->id, &d));
	return dossier_say(cx, &d, in->kind, S("Tôi gửi thêm bản sao"));
}

/* The least that a supplement can be. */
static void
says(int person, int64_t id)
{
	struct saying in = { id, person, MESSAGE_FROM_PERSON };
	time_set(time_now() + TIME_MINUTE);
	assert_int_equal(db_tx(&app->cx, app->db, 0, say_tx, &in), ST_OK);
}

static int64_t
waiting(enum dossier_state from)
{
	int64_t id = at_state(from);
	must(filled(RECEIVER), id, "ask_supplement");
	says(1, id);
	return id;
}

static int64_t
waiting_unaccepted(void)
{
	return waiting(DOSSIER_SUBMITTED);
}

static int64_t
waiting_accepted(void)
{
	return waiting(DOSSIER_ACCEPTED);
}

static int64_t
extended(void)
{
	int64_t id = at_state(DOSSIER_PROCESSING);
	must(filled(LEADER), id, "extend");
	return id;
}

static int64_t
unpaid(void)
{
	int64_t id = at_state(DOSSIER_SUBMITTED);
	struct dossier_fee fee = { .label = "Lệ phí", .amount = 15000 };
	struct call accept = filled(RECEIVER);
	accept.data.fee = &fee;
	accept.data.n_fees = 1;
	must(accept, id, "accept");
	must(assigning(SPECIALIST), id, "assign");
	must(proposing(SPECIALIST), id, "propose");
	must(officer(LEADER), id, "approve");
	must(officer(RECEIVER), id, "finish");
	return id;
}

static enum status
wrong_tx(struct cx *cx, void *input)
{
	struct dossier d;
	struct dossier_paper p = { .paper = "khac", .name = "cu.pdf", .sha256 = world->file_sha256, .size = 10,
				   .type = "application/pdf", .reason = "" };
	int64_t paper;
	cx->now = time_now();
	TRY(dossier_load(cx, *(int64_t *)input, &d));
	TRY(dossier_add_paper(cx, &d, &p, &paper));
	return dossier_mark_paper(cx, &d, paper, PAPER_WRONG, "Ảnh mờ");
}

static int64_t
wrong_paper(void)
{
	int64_t id = submitted(1, "1.001193");
	assert_int_equal(db_tx(&app->cx, app->db, 0, wrong_tx, &id), ST_OK);
	return id;
}

/* Every move by every post: offered exactly when it goes through. */
static void
offered_exactly(int64_t (*make)(void))
{
	int64_t id = make();
	for (const struct flow_move *m = dossier_flow.moves; m->action != NULL; m++)
		for (int post = 0; post < 5 && (m->flags & FLOW_HIDDEN) == 0; post++) {
			struct call c = filled(post);
			struct flow_thing t;
			bool offered = offers(&c, id, m);
			assert_int_equal(dossier_flow.load(&app->cx, id, &t), ST_OK);
			if (!offered && flow_find(&dossier_flow, &t, m->action) != m)
				continue; /* another row of the same action */
			c.id = id;
			c.action = m->action;
			bool went = call(&c) == ST_OK;
			if (went != offered)
				fail_msg("%s from %s by post %d: offered %d, went %d (%s)", m->action,
					 dossier_state_name((enum dossier_state)t.state), post, offered, went,
					 app->cx.fault.code);
			if (went)
				id = make();
		}
}

static int64_t
at_submitted(void)
{
	return at_state(DOSSIER_SUBMITTED);
}

static int64_t
at_processing(void)
{
	return at_state(DOSSIER_PROCESSING);
}

static int64_t
at_proposed(void)
{
	return at_state(DOSSIER_PROPOSED);
}

static int64_t
at_finished(void)
{
	return at_state(DOSSIER_FINISHED);
}

static void
what_is_offered_goes_through(void **state UNUSED)
{
	int64_t (*const make[])(void) = { at_submitted, at_processing, at_proposed,	  at_finished, waiting_unaccepted,
					  waiting_accepted, extended,	  unpaid,	wrong_paper };
	for (size_t i = 0; i < ARRAY_LEN(make); i++)
		offered_exactly(make[i]);
}

/* --- supplements -------------------------------------------------------------------------------------------------- */

struct typing {
	int64_t id, paper, added; /* paper: to take away, 0 none; added: a new file's id */
	int person;
	const char *field, *value;
};

static enum status
type_tx(struct cx *cx, void *input)
{
	struct typing *in = input;
	struct form_values *v;
	struct dossier d;
	struct dossier_paper p = { .paper = "khac", .name = "moi.pdf", .sha256 = world->file_sha256, .size = 10,
				   .type = "application/pdf", .reason = "" };
	cx->who = citizen(in->person).who;
	cx->now = time_now();
	TRY(dossier_load(cx, in->id, &d));
	if (in->paper != 0)
		return dossier_remove_paper(cx, &d, in->paper);
	TRY(dossier_own_values(cx, &d, &v));
	form_values_set(v, in->field, str_of(in->value));
	TRY(dossier_save_values(cx, &d, v));
	return dossier_add_paper(cx, &d, &p, &in->added);
}

static struct str
seen_by_the_desk(int64_t id, const char *field)
{
	struct form_values *v;
	assert_int_equal(dossier_values(&app->cx, id, &v), ST_OK);
	return form_values_get(v, field);
}

static const char *
first_text_field(int64_t id)
{
	struct dossier d;
	assert_int_equal(dossier_load(&app->cx, id, &d), ST_OK);
	for (size_t i = 0; i < d.procedure->form->n_fields; i++) {
		const struct form_field *f = d.procedure->form->field[i];
		if (f->type == FORM_TEXT && f->group == NULL && seen_by_the_desk(id, str_cstr(app->arena, f->id)).n > 0)
			return str_cstr(app->arena, f->id);
	}
	fail_msg("no text field is answered");
	return NULL;
}

/* What is typed while the desk waits is the desk's to see when it is sent, and the event says what came. */
static void
supplement_is_seen_when_sent(void **state UNUSED)
{
	int64_t id = submitted(1, "1.001193");
	struct typing in = { .id = id, .person = 1, .field = first_text_field(id), .value = "Chữ mới" };
	struct dossier_supplement s;
	struct ledger_event e;
	struct form_values *own;
	struct dossier d;
	struct cx person = app->cx;
	bool some;
	const char *was = str_cstr(app->arena, seen_by_the_desk(id, in.field));
	must(filled(RECEIVER), id, "ask_supplement");
	time_set(time_now() + TIME_MINUTE);
	assert_int_equal(db_tx(&app->cx, app->db, 0, type_tx, &in), ST_OK);
	assert_true(str_is(seen_by_the_desk(id, in.field), was));
	assert_int_equal(dossier_load(&person, id, &d), ST_OK);
	person.who = citizen(1).who;
	assert_int_equal(dossier_own_values(&person, &d, &own), ST_OK);
	assert_true(str_is(form_values_get(own, in.field), "Chữ mới"));
	must(citizen(1), id, "supplement");
	assert_true(str_is(seen_by_the_desk(id, in.field), "Chữ mới"));
	assert_int_equal(ledger_last(&app->cx, id, "dossier.supplement", &e, &some), ST_OK);
	assert_non_null(strstr(e.detail, arena_printf(app->arena, "\"papers\":[\"%lld\"],\"fields\":[\"%s\"]", (long long)in.added, in.field)));
	assert_null(strstr(e.detail, "Chữ"));
	assert_int_equal(dossier_load(&app->cx, id, &d), ST_OK);
	assert_int_equal(dossier_supplement(&app->cx, &d, &s), ST_OK);
	assert_int_equal(s.n_fields, 1);
	assert_string_equal(s.field[0], in.field);
	assert_true(str_is(form_values_get(s.former, in.field), was));
	assert_true(s.since < s.until);
}

/* A desk that is handed the missing paper does not send what the person left half typed. */
static void
unsent_words_are_not_sent_by_the_desk(void **state UNUSED)
{
	int64_t id = submitted(1, "1.001193");
	struct typing in = { .id = id, .person = 1, .field = first_text_field(id), .value = "Nửa chừng" };
	const char *was = str_cstr(app->arena, seen_by_the_desk(id, in.field));
	must(filled(RECEIVER), id, "ask_supplement");
	time_set(time_now() + TIME_MINUTE);
	assert_int_equal(db_tx(&app->cx, app->db, 0, type_tx, &in), ST_OK);
	must(officer(RECEIVER), id, "supplement");
	assert_true(str_is(seen_by_the_desk(id, in.field), was));
}

/* What brings nothing is not sent; a word of the person is something, and so is what the desk writes down in its move. */
static void
nothing_is_no_supplement(void **state UNUSED)
{
	int64_t id = at_state(DOSSIER_ACCEPTED);
	must(filled(RECEIVER), id, "ask_supplement");
	time_set(time_now() + TIME_MINUTE);
	must_fail(citizen(1), id, "supplement", ST_INVALID, "dossier.supplement.empty");
	must_fail(officer(RECEIVER), id, "supplement", ST_INVALID, "dossier.supplement.empty");
	struct saying desk = { id, 1, MESSAGE_FROM_DESK };
	assert_int_equal(db_tx(&app->cx, app->db, 0, say_tx, &desk), ST_OK);
	time_set(time_now() + TIME_MINUTE);
	must_fail(citizen(1), id, "supplement", ST_INVALID, "dossier.supplement.empty");
	says(1, id);
	must(citizen(1), id, "supplement");
}

static void
papers_before_the_request_stay(void **state UNUSED)
{
	int64_t id = wrong_paper();
	struct dossier_paper *papers;
	struct typing in = { .id = id, .person = 1, .field = first_text_field(id), .value = "Chữ mới" };
	size_t n, after;
	must(filled(RECEIVER), id, "ask_supplement");
	assert_int_equal(dossier_papers(&app->cx, id, &papers, &n), ST_OK);
	time_set(time_now() + TIME_MINUTE);
	assert_int_equal(db_tx(&app->cx, app->db, 0, type_tx, &in), ST_OK);
	in.paper = papers[n - 1].id;
	assert_int_equal(db_tx(&app->cx, app->db, 0, type_tx, &in), ST_CONFLICT);
	assert_string_equal(app->cx.fault.code, "dossier.paper.kept");
	in.paper = in.added; /* what came with it may go */
	assert_int_equal(db_tx(&app->cx, app->db, 0, type_tx, &in), ST_OK);
	assert_int_equal(dossier_papers(&app->cx, id, &papers, &after), ST_OK);
	assert_int_equal(after, n);
}

static void
supplement_stops_the_clock(void **state UNUSED)
{
	int64_t id = at_state(DOSSIER_ACCEPTED);
	struct dossier before, d;
	struct due_result due;
	assert_int_equal(dossier_load(&app->cx, id, &before), ST_OK);
	struct call ask = officer(SPECIALIST);
	must_fail(ask, id, "ask_supplement", ST_INVALID, "flow.reason");
	ask.reason = "Thiếu bản sao";
	d = must(ask, id, "ask_supplement");
	assert_int_equal(d.state, DOSSIER_WAITING);
	assert_int_equal(d.due_at, 0);
	app->cx.now = time_now();
	assert_int_equal(dossier_due(&app->cx, &d, &due), ST_OK);
	assert_int_equal(due.due, 0);
	time_set(time_now() + 5 * TIME_DAY);
	says(1, id);
	d = must(citizen(1), id, "supplement");
	assert_int_equal(d.state, DOSSIER_PROCESSING);
	assert_true(d.due_at > before.due_at);
	must_fail(officer(RECEIVER), id, "refuse", ST_CONFLICT, "flow.state");
}

static void
supplement_before_acceptance(void **state UNUSED)
{
	int64_t id = submitted(1, "1.004873");
	struct call ask = officer(RECEIVER);
	struct due_result due;
	ask.reason = "Ảnh mờ";
	struct dossier d = must(ask, id, "ask_supplement");
	assert_int_equal(d.answer_due_at, 0);
	assert_int_equal(dossier_due(&app->cx, &d, &due), ST_OK);
	assert_int_equal(due.due, 0); /* no day while one waits */
	time_set(time_now() + 20 * TIME_DAY);
	says(1, id);
	d = must(citizen(1), id, "supplement");
	assert_int_equal(d.state, DOSSIER_SUBMITTED);
	assert_true(d.answer_due_at > time_now());
	assert_true(d.expected_at > time_now());
	assert_int_equal(dossier_load(&app->cx, id, &d), ST_OK);
	assert_true(d.expected_at > time_now());
	assert_int_equal(dossier_due(&app->cx, &d, &due), ST_OK);
	assert_int_equal(due.due, d.expected_at);
}

/* --- hours and holidays that change after acceptance ---------------------------------------------------------------- */

struct change {
	const char *hours;
	int32_t off; /* a day that becomes off; 0: none */
};

static enum status
change_tx(struct cx *cx, void *input)
{
	const struct change *in = input;
	struct unit u = *unit_by_id(world->unit[0].unit->id);
	u.hours = in->hours;
	TRY(unit_save(cx, &u));
	if (in->off != 0)
		TRY(unit_holiday_put(cx, &(struct unit_holiday){ .day = in->off, .kind = "off", .reason = "swap",
								 .confidence = "general", .name = "Nghỉ bão" }));
	return revision_bump(cx, "unit");
}

static void
calendar_becomes(const char *hours, int32_t off)
{
	struct change in = { hours, off };
	assert_int_equal(db_tx(&app->cx, app->db, 0, change_tx, &in), ST_OK);
	assert_int_equal(unit_load(&app->cx), ST_OK);
}

static enum status
restore_tx(struct cx *cx, void *input)
{
	TRY(unit_holiday_remove(cx, *(int32_t *)input));
	return revision_bump(cx, "unit");
}

static void
calendar_as_before(int32_t off)
{
	calendar_becomes("", 0);
	assert_int_equal(db_tx(&app->cx, app->db, 0, restore_tx, &off), ST_OK);
	assert_int_equal(unit_load(&app->cx), ST_OK);
}

static struct due_result
reasons(int64_t id)
{
	struct dossier d;
	struct due_result r;
	app->cx.now = time_now();
	assert_int_equal(dossier_load(&app->cx, id, &d), ST_OK);
	assert_int_equal(dossier_due(&app->cx, &d, &r), ST_OK);
	assert_true(r.n_steps > 0);
	assert_int_equal(r.due, d.due_at); /* the headline is the last reason */
	if (d.due_at != 0)
		assert_int_equal(r.steps[r.n_steps - 1].at, d.due_at);
	return r;
}

static bool
names_holiday(const struct due_result *r)
{
	for (size_t i = 0; i < r->n_steps; i++)
		if (cstr_eq(r->steps[i].name, "bão"))
			return true;
	return false;
}

static int64_t
printed_due(int64_t id, const char *kind)
{
	struct dossier_slip *slip;
	const struct json *doc;
	size_t n;
	assert_int_equal(dossier_slips(&app->cx, id, &slip, &n), ST_OK);
	while (n-- > 0)
		if (strcmp(slip[n].kind, kind) == 0) {
			assert_int_equal(json_parse(&app->cx, str_of(slip[n].body), BUF_LINE * 4, &doc), ST_OK);
			return json_int_of(json_get(doc, "due_at"));
		}
	fail_msg("no slip %s", kind);
	return 0;
}

/* Monday 16/11/2026, nine o'clock: three working days are until Thursday, five o'clock. */
static int64_t
accepted_on_monday(int32_t *monday)
{
	*monday = day_of(2026, 11, 16);
	time_set(time_at(*monday, 9 * 60));
	int64_t id = at_state(DOSSIER_ACCEPTED);
	assert_int_equal(reasons(id).due, time_at(*monday + 3, 17 * 60));
	return id;
}

static void
promised_day_stays(void **state UNUSED)
{
	int32_t monday;
	int64_t id = accepted_on_monday(&monday), due = time_at(monday + 3, 17 * 60);
	calendar_becomes("08:00-12:00,13:00-16:00", monday + 2);
	struct due_result r = reasons(id);
	assert_int_equal(r.due, due);
	assert_false(names_holiday(&r));
	assert_int_equal(printed_due(id, "receipt"), due);
	/* An extension counts from the old due, with the hours of acceptance and the days off of now. */
	struct call extend = officer(LEADER);
	extend.reason = "Chờ xác minh";
	extend.data.amount = 1;
	time_set(time_at(monday + 1, 9 * 60));
	must(extend, id, "extend");
	r = reasons(id);
	assert_int_equal(r.due, time_at(monday + 4, 17 * 60));
	assert_int_equal(printed_due(id, "apology"), r.due);
	calendar_as_before(monday + 2);
	reasons(id);
}

/* Stopped on Wednesday, resumed the next Monday: Tuesday was counted, two days are left; the hours are those of
 * acceptance, a day to come that became off is off. */
static void
resumed_with_the_hours_of_acceptance(void **state UNUSED)
{
	int32_t monday;
	int64_t id = accepted_on_monday(&monday);
	time_set(time_at(monday + 2, 10 * 60));
	must(filled(RECEIVER), id, "ask_supplement");
	struct due_result r = reasons(id);
	assert_int_equal(r.due, 0);
	calendar_becomes("08:00-12:00,13:00-16:00", monday + 1); /* too late for Tuesday */
	calendar_becomes("08:00-12:00,13:00-16:00", monday + 8);
	time_set(time_at(monday + 7, 9 * 60));
	struct typing in = { .id = id, .person = 1, .field = first_text_field(id), .value = "Chữ mới" };
	assert_int_equal(db_tx(&app->cx, app->db, 0, type_tx, &in), ST_OK);
	must(citizen(1), id, "supplement");
	r = reasons(id);
	assert_int_equal(r.due, time_at(monday + 9, 17 * 60));
	assert_true(names_holiday(&r));
	calendar_as_before(monday + 8);
	calendar_as_before(monday + 1);
	assert_int_equal(reasons(id).due, time_at(monday + 9, 17 * 60));
}

/* A stop cannot mend what was late. */
static void
late_stays_late_over_a_stop(void **state UNUSED)
{
	int32_t monday;
	int64_t id = accepted_on_monday(&monday), due = reasons(id).due;
	time_set(time_at(monday + 4, 9 * 60));
	calendar_becomes("", monday + 2);
	must(filled(RECEIVER), id, "ask_supplement");
	time_set(time_at(monday + 5, 9 * 60));
	struct typing in = { .id = id, .person = 1, .field = first_text_field(id), .value = "Chữ mới" };
	assert_int_equal(db_tx(&app->cx, app->db, 0, type_tx, &in), ST_OK);
	must(citizen(1), id, "supplement");
	assert_int_equal(reasons(id).due, due);
	calendar_as_before(monday + 2);
}

STMT(forget_pinned, "DELETE FROM dossier_pinned WHERE dossier_id = :id");

static enum status
forget_tx(struct cx *cx, void *input)
{
	return db_exec(cx, &forget_pinned, ARGS(I("id", *(int64_t *)input)), NULL);
}

/* Accepted before the day was kept: explained while the reasons still lead to it, else only said. */
static void
older_rows_keep_their_day(void **state UNUSED)
{
	int32_t monday;
	int64_t id = accepted_on_monday(&monday), due = time_at(monday + 3, 17 * 60);
	assert_int_equal(db_tx(&app->cx, app->db, 0, forget_tx, &id), ST_OK);
	assert_true(reasons(id).n_steps > 1);
	calendar_becomes("", monday + 2);
	struct due_result r = reasons(id);
	assert_int_equal(r.due, due);
	assert_int_equal(r.n_steps, 1);
	struct call extend = officer(LEADER);
	extend.reason = "Chờ xác minh";
	extend.data.amount = 1;
	must(extend, id, "extend");
	assert_int_equal(reasons(id).due, time_at(monday + 4, 17 * 60));
	calendar_as_before(monday + 2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_offered_goes_through),
		cmocka_unit_test(supplement_is_seen_when_sent),
		cmocka_unit_test(unsent_words_are_not_sent_by_the_desk),
		cmocka_unit_test(nothing_is_no_supplement),
		cmocka_unit_test(papers_before_the_request_stay),
		cmocka_unit_test(supplement_stops_the_clock),
		cmocka_unit_test(supplement_before_acceptance),
		cmocka_unit_test(promised_day_stays),
		cmocka_unit_test(resumed_with_the_hours_of_acceptance),
		cmocka_unit_test(late_stays_late_over_a_stop),
		cmocka_unit_test(older_rows_keep_their_day),
	};
	return test_app_run("dossier supplements", tests, ARRAY_LEN(tests), setup, teardown);
}
