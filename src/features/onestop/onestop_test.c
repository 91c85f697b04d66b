/* What is decided in this feature: the table of moves and its texts, sums and fees, who may open what, the counter's
 * drafts, the control sheet read off the ledger, the register. On SQLite, and on PostgreSQL when MOTCUA_TEST_PG names a
 * server. */
#include "app/app.h"
#include "app/demo.h"
#include "features/onestop/onestop_priv.h"
#include "features/onestop/onestop_counter.h"
#include "features/onestop/onestop_work.h"
#include "platform/blob/blob.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "app/test_app.h"

static struct demo *world;
static struct app *app;

enum { RECEIVER, SPECIALIST, SPECIALIST_2, LEADER, RETURNER };
#define CODE "1.004873" /* xác nhận tình trạng hôn nhân */

static struct who_role desk_role;

/* A context in which this officer of a desk acts now. */
static struct cx
as(int unit, int post)
{
	const struct demo_officer *o = &world->unit[unit].staff[post];
	struct cx cx = app->cx;
	desk_role = (struct who_role){ world->unit[unit].unit->id, o->roles };
	cx.now = time_now();
	cx.who = (struct who){ .account = o->id, .name = o->name, .officer = true, .unit = desk_role.unit, .roles = o->roles,
			       .at = &desk_role, .n_at = 1 };
	return cx;
}

/* --- words and tables ---------------------------------------------------------------------------------------------- */

static void
every_move_has_its_form(void **state UNUSED)
{
	for (const struct flow_move *m = dossier_flow.moves; m->action != NULL; m++) {
		int rows = 0;
		for (const struct onestop_move *o = onestop_moves; o->action != NULL; o++)
			rows += strcmp(o->action, m->action) == 0;
		if (rows != ((m->flags & FLOW_HIDDEN) != 0 ? 0 : 1))
			fail_msg("%s stands in %d rows", m->action, rows);
	}
	for (const struct onestop_move *o = onestop_moves; o->action != NULL; o++) {
		assert_true(tr_has(LANG_VI, o->flash));
		assert_true(tr_has(LANG_EN, o->flash));
		assert_true(tr_has(LANG_EN, o->button));
		for (const struct onestop_move *other = o + 1; other->action != NULL; other++)
			assert_string_not_equal(o->slug, other->slug);
	}
}

/* A move that wants a reason has a label for it. */
static void
reasons_have_labels(void **state UNUSED)
{
	for (const struct flow_move *m = dossier_flow.moves; m->action != NULL; m++)
		for (const struct onestop_move *o = onestop_moves; o->action != NULL; o++)
			if (strcmp(o->action, m->action) == 0 && (m->flags & FLOW_REASON) != 0)
				assert_non_null(o->reason);
}

static void
sums_as_clerks_type_them(void **state UNUSED)
{
	int64_t sum = -1;
	assert_true(onestop_money(S("15.000"), &sum) && sum == 15000);
	assert_true(onestop_money(S(" 1,200 000 "), &sum) && sum == 1200000);
	assert_true(onestop_money(S("0"), &sum) && sum == 0);
	assert_false(onestop_money(S(""), &sum));
	assert_false(onestop_money(S("."), &sum));
	assert_false(onestop_money(S("-5000"), &sum));
	assert_false(onestop_money(S("15k"), &sum));
	assert_false(onestop_money(S("1234567890123"), &sum));
}

static void
addresses_are_encoded(void **state UNUSED)
{
	struct buf b;
	buf_init(&b, app->arena, BUF_LINE);
	onestop_encode(&b, S("Lò & a=b?ă"));
	assert_string_equal(buf_cstr(&b), "L%C3%B2%20%26%20a%3Db%3F%C4%83");
}

/* Of the fees of a procedure those are offered that fit the way of filing; nothing free, one proposed, one line to type;
 * what is counted waits for a number; reasons to pay nothing stand apart. */
static void
fees_fit_the_channel(void **state UNUSED)
{
	static const struct procedure_fee fee[] = {
		{ "Trực tiếp", "direct", 20000, false }, { "Trực tuyến", "online", 10000, false },
		{ "Miễn: trẻ em", "any", 0, true },	 { "Hội đồng", "any", -1, false },
		{ "Thêm", "any", 5000, false },		 { "Mỗi bản", "any", 8000, false },
	};
	struct procedure p = { .code = CODE, .fee = fee, .n_fees = ARRAY_LEN(fee), .form = procedure_by_code(S(CODE))->form };
	struct dossier d = { .procedure = &p, .channel = CHANNEL_COUNTER };
	struct onestop_fees f;
	onestop_fees_fill(&app->cx, &d, form_values_new(app->arena), "x", &f);
	assert_int_equal(f.n, 5);
	assert_string_equal(f.field[0].label, "Trực tiếp");
	assert_true(f.field[0].on && str_is(f.field[0].amount, "20000"));
	assert_true(f.field[1].council && !f.field[1].on && f.field[1].amount.n == 0);
	assert_string_equal(f.field[2].label, "Thêm");
	assert_false(f.field[2].on);
	assert_true(f.field[3].counted && !f.field[3].on && f.field[3].quantity.n == 0);
	assert_null(f.field[4].label);
	assert_int_equal(f.n_exempt, 1);
	assert_string_equal(f.exempt[0], "Miễn, giảm: trẻ em");
	d.channel = CHANNEL_ONLINE;
	onestop_fees_fill(&app->cx, &d, NULL, "x", &f);
	assert_string_equal(f.field[0].label, "Trực tuyến");
}

/* Thông tư 226/2016/TT-BTC by hand: 4 pages × 3 copies and 1 page × 3 are 9 pages at 2.000 and 6 at 1.000; of 300 pages
 * 198 are paid for, which is 200.000 a copy. */
static void
pages_are_counted_from_the_form(void **state UNUSED)
{
	struct dossier d = { .procedure = procedure_by_code(S("2.000815")), .channel = CHANNEL_COUNTER };
	struct form_values *v = form_values_new(app->arena);
	struct onestop_fees f;
	form_values_set(v, "giay_to.0.so_trang", S("4"));
	form_values_set(v, "giay_to.0.so_ban", S("3"));
	form_values_set(v, "giay_to.1.so_trang", S("1"));
	form_values_set(v, "giay_to.1.so_ban", S("3"));
	onestop_fees_fill(&app->cx, &d, v, "x", &f);
	assert_int_equal(f.n, 3); /* the ceiling is no fee */
	assert_true(f.field[0].on && str_is(f.field[0].quantity, "9") && str_is(f.field[0].amount, "2000"));
	assert_true(f.field[1].on && str_is(f.field[1].quantity, "6") && str_is(f.field[1].amount, "1000"));
	form_values_set(v, "giay_to.1.so_trang", S("300"));
	form_values_set(v, "giay_to.1.so_ban", S("1"));
	onestop_fees_fill(&app->cx, &d, v, "x", &f);
	assert_true(str_is(f.field[0].quantity, "8") && str_is(f.field[1].quantity, "202")); /* 3 × 2 + 2; 3 × 2 + 196 */
	form_values_set(v, "giay_to.0.so_trang", S("1"));
	form_values_set(v, "giay_to.1.so_trang", S("hai"));
	onestop_fees_fill(&app->cx, &d, v, "x", &f);
	assert_true(str_is(f.field[0].quantity, "3") && !f.field[1].on);
}

/* --- who may open what -------------------------------------------------------------------------------------------------- */

struct making {
	struct dossier_start start;
	struct who who;
	int64_t id, account;
	const char *action;
	struct dossier_move_data data;
	const char *reason;
	struct dossier after;
};

static enum status
start_tx(struct cx *cx, void *input)
{
	struct making *m = input;
	struct dossier d;
	cx->who = m->who;
	TRY(dossier_start(cx, &m->start, &m->id));
	TRY(dossier_load(cx, m->id, &d));
	return demo_fill(world, cx, &d, &world->citizen[0]);
}

static int64_t
started(struct cx cx, enum dossier_channel channel, int64_t account)
{
	struct making m = { .who = cx.who, .start = { .procedure = procedure_by_code(S(CODE)), .account = account,
						      .unit = world->unit[0].unit->id, .channel = channel } };
	assert_int_equal(db_tx(&cx, app->db, 0, start_tx, &m), ST_OK);
	return m.id;
}

static enum status
move_tx(struct cx *cx, void *input)
{
	struct making *m = input;
	bool repeated;
	struct flow_input in = { .key = "", .reason = m->reason ? m->reason : "", .data = &m->data };
	cx->who = m->who;
	cx->now = time_now();
	if (strcmp(m->action, "supplement") == 0) {
		struct dossier d;
		TRY(dossier_load(cx, m->id, &d));
		TRY(dossier_say(cx, &d, MESSAGE_FROM_DESK, S("Đã nhận tại quầy: bản sao")));
	}
	return dossier_move(cx, m->id, m->action, &in, &m->after, &repeated);
}

static void
move(struct cx cx, int64_t id, const char *action, struct making m)
{
	m.who = cx.who;
	m.id = id;
	m.action = action;
	enum status st = db_tx(&cx, app->db, 0, move_tx, &m);
	if (st != ST_OK)
		print_message("%s: %s %s\n", action, cx.fault.code, cx.fault.detail);
	assert_int_equal(st, ST_OK);
}

static enum status
account_tx(struct cx *cx, void *input)
{
	struct making *m = input;
	struct dossier d;
	TRY(dossier_load(cx, m->id, &d));
	return dossier_set_account(cx, &d, m->account);
}

static bool
listed(struct cx *cx, int64_t desk, int64_t id)
{
	struct dossier d[50];
	size_t n;
	assert_int_equal(dossier_at_counter(cx, desk, 0, d, 50, &n), ST_OK);
	for (size_t i = 0; i < n; i++)
		if (d[i].id == id)
			return true;
	return false;
}

static void
drafts_of_people_are_closed(void **state UNUSED)
{
	struct cx person = app->cx, cx = as(0, RECEIVER);
	struct dossier d;
	unsigned fields;
	bool done;
	person.who = (struct who){ .account = world->citizen[0].id, .name = world->citizen[0].name };
	person.now = time_now();
	int64_t id = started(person, CHANNEL_ONLINE, world->citizen[0].id);
	assert_int_equal(onestop_open(&cx, id, &d, &fields), ST_NOT_FOUND);
	assert_int_equal(onestop_counter_draft(&cx, id, &d, &done), ST_NOT_FOUND);
	assert_false(listed(&cx, world->unit[0].unit->id, id));
	struct making m = { .id = id, .account = world->citizen[1].id };
	assert_int_equal(db_tx(&cx, app->db, 0, account_tx, &m), ST_CONFLICT);
	move(person, id, "submit", (struct making){ 0 });
	cx = as(0, SPECIALIST);
	assert_int_equal(onestop_open(&cx, id, &d, &fields), ST_OK);
	assert_int_equal(fields, GATE_ALL);
	cx = as(1, SPECIALIST);
	assert_int_equal(onestop_open(&cx, id, &d, &fields), ST_NOT_FOUND);
}

static void
inspectors_see_no_notes(void **state UNUSED)
{
	struct cx cx = as(0, RECEIVER);
	struct dossier d;
	unsigned fields;
	int64_t id = started(cx, CHANNEL_COUNTER, 0);
	move(cx, id, "submit", (struct making){ 0 });
	desk_role.roles = cx.who.roles = ROLE_INSPECT;
	assert_int_equal(onestop_open(&cx, id, &d, &fields), ST_OK);
	assert_int_equal(fields & GATE_NOTES, 0);
	assert_true((fields & GATE_FORM) != 0);
	struct onestop_offers offers;
	assert_int_equal(onestop_moves_of(&cx, &d, &offers), ST_OK);
	assert_int_equal(offers.n + offers.n_withheld, 0);
}

static void
counter_drafts_are_their_desks(void **state UNUSED)
{
	struct cx cx = as(0, RECEIVER);
	struct dossier d;
	bool done;
	int64_t id = started(cx, CHANNEL_COUNTER, 0);
	assert_true(listed(&cx, world->unit[0].unit->id, id));
	assert_true(listed(&cx, 0, id));
	assert_false(listed(&cx, world->unit[1].unit->id, id));
	assert_int_equal(onestop_counter_draft(&cx, id, &d, &done), ST_OK);
	assert_false(done);
	cx = as(0, SPECIALIST);
	assert_int_equal(onestop_counter_draft(&cx, id, &d, &done), ST_NOT_FOUND);
	cx = as(1, RECEIVER);
	assert_int_equal(onestop_counter_draft(&cx, id, &d, &done), ST_NOT_FOUND);
	cx = as(0, RECEIVER);
	struct making m = { .id = id, .account = world->citizen[1].id };
	assert_int_equal(db_tx(&cx, app->db, 0, account_tx, &m), ST_OK);
	move(cx, id, "submit", (struct making){ 0 });
	assert_int_equal(onestop_counter_draft(&cx, id, &d, &done), ST_OK);
	assert_true(done);
	assert_int_equal(d.account, world->citizen[1].id);
	assert_false(listed(&cx, world->unit[0].unit->id, id));
}

STMT(q_test_letters, "SELECT count(*) FROM job WHERE kind = 'post.send'");

static int64_t
letters(void)
{
	int64_t n;
	assert_int_equal(db_query_i64(&app->cx, &q_test_letters, NO_ARGS, 0, &n), ST_OK);
	return n;
}

/* Who stands at the counter goes home with form 01: no receipt of an online filing, and one letter, not two. */
static void
counter_gives_one_paper_and_one_letter(void **state UNUSED)
{
	struct cx cx = as(0, RECEIVER);
	struct dossier_slip *slip;
	struct dossier d;
	size_t n;
	int64_t before = letters(), id = started(cx, CHANNEL_COUNTER, 0);
	move(cx, id, "submit", (struct making){ 0 });
	move(cx, id, "accept", (struct making){ 0 });
	assert_int_equal(dossier_load(&app->cx, id, &d), ST_OK);
	assert_true(d.email[0] != '\0');
	assert_int_equal(letters(), before + 1);
	assert_int_equal(dossier_slips(&app->cx, id, &slip, &n), ST_OK);
	assert_int_equal(n, 1);
	assert_string_equal(slip[0].kind, "receipt");
}

struct seeing {
	struct who who;
	struct account_card card;
};

static enum status
card_tx(struct cx *cx, void *input)
{
	struct seeing *s = input;
	cx->who = s->who;
	cx->now = time_now();
	return account_mark_checked(cx, &s->card);
}

static size_t
links(struct cx *cx, int64_t id)
{
	struct ledger_event e[20];
	size_t n, found = 0;
	assert_int_equal(ledger_of_thing(cx, id, e, 20, &n), ST_OK);
	for (size_t i = 0; i < n; i++)
		if (strcmp(e[i].verb, "dossier.link") == 0) {
			assert_int_equal(e[i].unit, world->unit[0].unit->id);
			assert_int_equal(e[i].actor, cx->who.account);
			found++;
		}
	return found;
}

/* Filed on paper before the desk knew the account: linked on the day the card is seen, and only what bears its number. */
static void
the_card_brings_paper_dossiers(void **state UNUSED)
{
	struct cx cx = as(0, RECEIVER);
	struct account a;
	struct dossier d, own[50];
	size_t n;
	int64_t draft = started(cx, CHANNEL_COUNTER, 0), filed = started(cx, CHANNEL_COUNTER, 0);
	move(cx, filed, "submit", (struct making){ 0 });
	assert_int_equal(dossier_load(&cx, filed, &d), ST_OK);
	assert_int_equal(d.account, 0);
	assert_string_equal(d.citizen_no, world->citizen[0].number);
	for (int i = 1; i >= 0; i--) {
		assert_int_equal(account_load(&cx, world->citizen[i].id, &a), ST_OK);
		struct seeing s = { cx.who, { a.id, a.name, a.birth_day, a.sex } };
		assert_int_equal(db_tx(&cx, app->db, 0, card_tx, &s), ST_OK);
		assert_int_equal(dossier_load(&cx, filed, &d), ST_OK);
		assert_int_equal(d.account, i == 1 ? 0 : a.id); /* another's card changes nothing */
		assert_int_equal(links(&cx, filed), i == 1 ? 0 : 1);
	}
	assert_int_equal(dossier_load(&cx, draft, &d), ST_OK);
	assert_int_equal(d.account, 0);
	assert_int_equal(dossier_of_account(&cx, a.id, 0, own, 50, &n), ST_OK);
	assert_true(n > 0 && own[0].id == filed);
	struct dossier_slip *slip;
	assert_int_equal(dossier_slips(&cx, filed, &slip, &n), ST_OK);
	assert_int_equal(n, 0); /* what is filed at the counter needs no word that it came over the net */
}

/* --- moves offered ------------------------------------------------------------------------------------------------------- */

static bool
offered(struct cx *cx, struct dossier *d, const char *action)
{
	struct onestop_offers v;
	assert_int_equal(onestop_moves_of(cx, d, &v), ST_OK);
	for (size_t i = 0; i < v.n; i++)
		if (strcmp(v.move[i].o->action, action) == 0)
			return true;
	return false;
}

/* The reason why a move of this officer must wait; "" when it need not, or is not theirs. */
static const char *
withheld(struct cx *cx, struct dossier *d, const char *action)
{
	struct onestop_offers v;
	assert_int_equal(onestop_moves_of(cx, d, &v), ST_OK);
	for (size_t i = 0; i < v.n_withheld; i++)
		if (strcmp(v.withheld[i].action, action) == 0)
			return v.withheld[i].why;
	return "";
}

static void
only_what_one_may_is_offered(void **state UNUSED)
{
	struct cx receiver = as(0, RECEIVER);
	struct dossier d;
	int64_t id = started(receiver, CHANNEL_COUNTER, 0);
	move(receiver, id, "submit", (struct making){ 0 });
	assert_int_equal(dossier_load(&receiver, id, &d), ST_OK);
	assert_true(offered(&receiver, &d, "accept"));
	assert_true(offered(&receiver, &d, "refuse"));
	assert_false(offered(&receiver, &d, "submit"));
	assert_false(offered(&receiver, &d, "approve"));
	struct cx leader = as(0, LEADER);
	assert_false(offered(&leader, &d, "accept"));
	struct cx other = as(1, RECEIVER);
	assert_false(offered(&other, &d, "accept"));
}

static void
what_must_wait_says_why(void **state UNUSED)
{
	struct dossier d;
	int64_t id = started(as(0, RECEIVER), CHANNEL_COUNTER, 0);
	move(as(0, RECEIVER), id, "submit", (struct making){ 0 });
	move(as(0, RECEIVER), id, "accept", (struct making){ 0 });
	move(as(0, RECEIVER), id, "assign", (struct making){ .data = { .assignee = world->unit[0].staff[SPECIALIST].id } });
	struct cx leader = as(0, LEADER);
	assert_int_equal(dossier_load(&leader, id, &d), ST_OK);
	assert_true(offered(&leader, &d, "extend"));
	assert_string_equal(withheld(&leader, &d, "extend"), "");
	move(leader, id, "extend", (struct making){ .reason = "Thử", .data = { .amount = 2 } });
	move(as(0, SPECIALIST), id, "propose", (struct making){ .data = { .title = "Giấy xác nhận", .body = "Đủ." } });
	leader = as(0, LEADER);
	assert_int_equal(dossier_load(&leader, id, &d), ST_OK);
	assert_false(offered(&leader, &d, "extend"));
	assert_string_equal(withheld(&leader, &d, "extend"), tr(LANG_VI, "dossier.extend.once"));
	assert_true(offered(&leader, &d, "approve"));
	d.assignee = leader.who.account;
	assert_false(offered(&leader, &d, "approve"));
	assert_string_equal(withheld(&leader, &d, "approve"), tr(LANG_VI, "dossier.approve.own"));
	struct cx specialist = as(0, SPECIALIST); /* not theirs at any time */
	assert_string_equal(withheld(&specialist, &d, "extend"), "");
	assert_string_equal(withheld(&specialist, &d, "approve"), "");
}

/* --- books ------------------------------------------------------------------------------------------------------------------ */

static void
hours_later(int hours)
{
	time_set(time_now() + hours * TIME_HOUR);
}

static int64_t
worked_through(void)
{
	struct cx cx = as(0, RECEIVER);
	int64_t specialist = world->unit[0].staff[SPECIALIST].id;
	int64_t id = started(cx, CHANNEL_COUNTER, 0);
	move(cx, id, "submit", (struct making){ 0 });
	move(cx, id, "accept", (struct making){ 0 });
	move(cx, id, "assign", (struct making){ .data = { .assignee = specialist } });
	hours_later(1);
	move(as(0, SPECIALIST), id, "ask_supplement", (struct making){ .reason = "Thiếu giấy" });
	hours_later(1);
	move(as(0, RECEIVER), id, "supplement", (struct making){ 0 });
	hours_later(1);
	move(as(0, SPECIALIST), id, "propose", (struct making){ .data = { .title = "Giấy xác nhận", .body = "Đủ." } });
	hours_later(1);
	move(as(0, LEADER), id, "approve", (struct making){ 0 });
	move(as(0, RETURNER), id, "finish", (struct making){ 0 });
	return id;
}

static void
the_sheet_follows_the_ledger(void **state UNUSED)
{
	int64_t id = worked_through();
	struct cx cx = as(0, RECEIVER);
	struct sheet_view v;
	struct dossier d;
	assert_int_equal(dossier_load(&cx, id, &d), ST_OK);
	assert_int_equal(onestop_sheet_fill(&cx, &d, &v), ST_OK);
	assert_int_equal(v.n, 6); /* reception, pause, processing, approval, return, hand over (still open) */
	assert_true(v.row[1].pause);
	assert_int_equal((v.row[1].ended - v.row[1].began) / TIME_MINUTE, 60);
	assert_string_equal(v.row[2].by, world->unit[0].staff[SPECIALIST].name);
	assert_string_equal(v.row[3].from, world->unit[0].staff[SPECIALIST].name);
	assert_string_equal(v.row[3].by, world->unit[0].staff[LEADER].name);
	assert_int_equal(v.row[4].due, d.due_at); /* the last step ends at the binding day */
	assert_int_equal(v.row[5].ended, 0);
	for (size_t i = 2; i + 1 < v.n; i++) {
		assert_true(v.row[i].due < v.row[i + 1].due || i == 4);
		assert_true(v.row[i].began <= v.row[i].ended);
		assert_string_equal(v.row[i].verdict, "Trước hạn");
	}
	move(as(0, RETURNER), id, "return_result", (struct making){ 0 });
	assert_int_equal(dossier_load(&cx, id, &d), ST_OK);
	assert_int_equal(onestop_sheet_fill(&cx, &d, &v), ST_OK);
	assert_int_equal(v.n, 6);
	assert_true(v.row[5].ended != 0);
}

static void
the_register_pages_by_key(void **state UNUSED)
{
	struct cx cx = as(0, RECEIVER);
	struct dossier all[100], page[2];
	size_t n, total = 0, one = 2;
	int64_t desk = world->unit[0].unit->id;
	struct dossier_register_range r = { .from = 0, .until = cx.now + TIME_DAY };
	worked_through();
	worked_through();
	assert_int_equal(dossier_register(&cx, desk, &r, all, 100, &n), ST_OK);
	assert_true(n >= 3);
	while (one == 2) {
		assert_int_equal(dossier_register(&cx, desk, &r, page, 2, &one), ST_OK);
		for (size_t i = 0; i < one; i++, total++) {
			assert_true(total < n);
			assert_int_equal(page[i].id, all[total].id);
			r.after_at = page[i].accepted_at;
			r.after_id = page[i].id;
		}
	}
	assert_int_equal(total, n);
	struct dossier_register_range later = { .from = all[n - 1].accepted_at + 1, .until = INT64_MAX };
	assert_int_equal(dossier_register(&cx, desk, &later, page, 2, &one), ST_OK);
	assert_int_equal(one, 0);
	later.from--;
	assert_int_equal(dossier_register(&cx, desk, &later, page, 2, &one), ST_OK);
	assert_true(one >= 1); /* the first moment is inside */
}

static void
filtered_counts_equal_pages(void **state UNUSED)
{
	struct cx cx = as(0, SPECIALIST);
	struct dossier d[200];
	for (int q = 0; q < QUEUES; q++) {
		struct dossier_filter f = { .queue = (enum dossier_queue)q, .desk = cx.who.unit, .me = cx.who.account,
					    .text = str_of(world->citizen[0].name) };
		size_t n;
		int64_t counted;
		bool more;
		assert_int_equal(dossier_queue_page(&cx, &f, d, 200, &n, &more), ST_OK);
		assert_int_equal(dossier_queue_count(&cx, &f, 1001, &counted), ST_OK);
		assert_int_equal(counted, n);
		if (n > 1) {
			assert_int_equal(dossier_queue_count(&cx, &f, 1, &counted), ST_OK);
			assert_int_equal(counted, 1);
		}
	}
}

static int
setup(void **state UNUSED)
{
	app = test_app_open();
	if (app == NULL)
		return -1;
	world = arena_new_one(app->arena, struct demo);
	world->app = app;
	world->file_size = 10;
	app->cx.now = time_now();
	if (blob_put(&app->cx, S("%PDF-1.4 x"), world->file_sha256) != ST_OK || demo_people(world) != ST_OK ||
	    db_start_writers(&app->cx, app->db) != ST_OK)
		return -1;
	/* The morning of a working day to come: ids, from which the ledger's moments are read, never go back. */
	const struct due_calendar *cal = unit_calendar(world->unit[0].unit);
	time_set(time_at(time_day(due_effective(cal, time_now() + 2 * TIME_DAY)), 8 * 60));
	app->cx.now = time_now();
	return 0;
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
		cmocka_unit_test(every_move_has_its_form),
		cmocka_unit_test(reasons_have_labels),
		cmocka_unit_test(sums_as_clerks_type_them),
		cmocka_unit_test(addresses_are_encoded),
		cmocka_unit_test(fees_fit_the_channel),
		cmocka_unit_test(pages_are_counted_from_the_form),
		cmocka_unit_test(drafts_of_people_are_closed),
		cmocka_unit_test(inspectors_see_no_notes),
		cmocka_unit_test(counter_drafts_are_their_desks),
		cmocka_unit_test(counter_gives_one_paper_and_one_letter),
		cmocka_unit_test(the_card_brings_paper_dossiers),
		cmocka_unit_test(only_what_one_may_is_offered),
		cmocka_unit_test(what_must_wait_says_why),
		cmocka_unit_test(the_sheet_follows_the_ledger),
		cmocka_unit_test(the_register_pages_by_key),
		cmocka_unit_test(filtered_counts_equal_pages),
	};
	return test_app_run("onestop", tests, ARRAY_LEN(tests), setup, teardown);
}
