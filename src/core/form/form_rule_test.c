/* Rules of a form: each test at its edge, what it is silent about, what a definition may not say. */
#include "core/due/due.h"
#include "core/form/form_test_help.h"

#define RULES(...) ",\"rules\":[" #__VA_ARGS__ "]"

/* The fields that the rules below look at; `x` is the one in question. */
static const struct form *
form_of(const char *x)
{
	return help_fields(arena_printf(cx.arena,
		"{\"id\":\"co\",\"label\":\"Có\",\"type\":\"checkbox\"},"
		"{\"id\":\"khac\",\"label\":\"Khác\",\"type\":\"date\",\"show_if\":{\"field\":\"co\",\"equals\":true}},"
		"{\"id\":\"x\",\"label\":\"Ô\",%s},"
		"{\"id\":\"sau\",\"label\":\"Sau\",\"type\":\"choice\",\"options\":[{\"value\":\"a\",\"label\":\"A\"},{\"value\":\"b\",\"label\":\"B\"}]},"
		"{\"id\":\"sau_nua\",\"label\":\"Sau nữa\",\"type\":\"choice\",\"options\":[{\"value\":\"a\",\"label\":\"A\"},{\"value\":\"b\",\"label\":\"B\"}],"
		"\"show_if\":{\"field\":\"sau\",\"equals\":\"b\"}}", x));
}

static struct form_values *
values_of(const char *x, const char *khac, const char *sau)
{
	struct form_values *v = form_values_new(cx.arena);
	form_values_set(v, "x", str_of(x));
	form_values_set(v, "co", khac != NULL ? S("1") : S("0"));
	form_values_set(v, "khac", str_of(khac != NULL ? khac : "2026-01-01"));
	form_values_set(v, "sau", str_of(sau));
	return v;
}

static const struct form_error *
first(const struct form *f, const struct form_values *v, const struct form_day *day)
{
	struct form_errors e = { 0 };
	form_check_all(&cx, f, v, NULL, day, &e);
	return e.list.n == 0 ? NULL : &e.list.p[0];
}

static void
each_test_at_its_edge(void **state)
{
	(void)state;
	/* Today is 25 November 2026. khac NULL: hidden, with an answer left behind. */
	const struct {
		const char *x, *good, *bad, *khac, *sau;
	} t[] = {
		{ "\"type\":\"date\"" RULES({ "not_after" : "today", "years" : -20, "text" : "R" }), "2006-11-25", "2006-11-26", NULL, "" },
		{ "\"type\":\"date\"" RULES({ "not_before" : "today", "text" : "R" }), "2026-11-25", "2026-11-24", NULL, "" },
		{ "\"type\":\"date\"" RULES({ "not_after" : "khac", "days" : -1, "text" : "R" }), "2019-12-31", "2020-01-01", "2020-01-01", "" },
		{ "\"type\":\"date\"" RULES({ "not_before" : "khac", "text" : "R" }), "2020-01-01", "2019-12-31", "2020-01-01", "" },
		{ "\"type\":\"date\"" RULES({ "not_after" : "khac", "years" : -18, "text" : "R" }), "2002-02-28", "2002-03-01", "2020-02-29", "" },
		{ "\"type\":\"month\"" RULES({ "not_after" : "today", "text" : "R" }), "11/2026", "12/2026", NULL, "" },
		{ "\"type\":\"text\"" RULES({ "digits" : 4, "text" : "R" }), "5610", "561", NULL, "" },
		{ "\"type\":\"text\"" RULES({ "digits" : 4, "text" : "R" }), "0000", "56.1", NULL, "" },
		{ "\"type\":\"text\"" RULES({ "letters" : true, "text" : "R" }), "H'Hen Niê", "Minh 2", NULL, "" },
		{ "\"type\":\"text\"" RULES({ "letters" : true, "text" : "R" }), "ĐỖ Ý-NHI", "-'.", NULL, "" },
		{ "\"type\":\"text\"" RULES({ "starts" : "Hộ kinh doanh ", "text" : "R" }), "HỘ KINH DOANH Phở Thử", "Phở Thử", NULL, "" },
		{ "\"type\":\"number\",\"decimals\":1" RULES({ "min" : 8, "text" : "R" }), "8", "7.9", NULL, "" },
		{ "\"type\":\"number\"" RULES({ "when" : { "field" : "sau", "equals" : "a" }, "max" : 1, "text" : "R" }), "1", "2", NULL, "a" },
		{ "\"type\":\"citizen_id\"" RULES({ "sex" : "nu", "text" : "R" }), "040190000001", "040090000001", NULL, "" },
		{ "\"type\":\"citizen_id\"" RULES({ "sex" : "nam", "text" : "R" }), "040204000001", "040304000001", NULL, "" },
		{ "\"type\":\"choice\",\"options\":[{\"value\":\"a\",\"label\":\"A\"},{\"value\":\"b\",\"label\":\"B\"}]" RULES({ "like" : ["sau"], "text" : "R" }), "a", "b", NULL, "a" },
	};
	for (size_t i = 0; i < ARRAY_LEN(t); i++) {
		const struct form *f = form_of(t[i].x);
		if (first(f, values_of(t[i].good, t[i].khac, t[i].sau), NULL) != NULL)
			print_error("%s refuses %s\n", t[i].x, t[i].good);
		assert_null(first(f, values_of(t[i].good, t[i].khac, t[i].sau), NULL));
		const struct form_error *e = first(f, values_of(t[i].bad, t[i].khac, t[i].sau), NULL);
		if (e == NULL)
			print_error("%s takes %s\n", t[i].x, t[i].bad);
		assert_non_null(e);
		assert_string_equal(e->text, "R");
		assert_non_null(e->rule);
		/* An empty answer is no wrong answer. */
		assert_null(first(f, values_of("", t[i].khac, t[i].sau), NULL));
	}
}

/* Who is born on 29 February comes of age on 1 March of other years. */
static void
born_on_a_leap_day(void **state)
{
	(void)state;
	const struct form *f = form_of("\"type\":\"date\"" RULES({ "not_after" : "today", "years" : -18, "text" : "R" }));
	struct form_day eve = { day_of(2026, 2, 28), NULL }, day = { day_of(2026, 3, 1), NULL };
	assert_non_null(first(f, values_of("2008-02-29", NULL, ""), &eve));
	assert_null(first(f, values_of("2008-02-29", NULL, ""), &day));
}

static void
silent_about_what_is_not_seen(void **state)
{
	(void)state;
	const struct form *date = form_of("\"type\":\"date\"" RULES({ "not_after" : "khac", "text" : "R" }));
	assert_non_null(first(date, values_of("2026-02-01", "2026-01-01", ""), NULL));
	assert_null(first(date, values_of("2026-02-01", NULL, ""), NULL));
	/* One error a field: what is no date is told as such. */
	assert_null(first(date, values_of("30\n2\n2026", "2026-01-01", ""), NULL)->rule);
	const struct form *when = form_of("\"type\":\"number\"" RULES({ "when" : { "field" : "sau_nua", "equals" : "a" }, "max" : 1, "text" : "R" }));
	struct form_values *v = values_of("2", NULL, "a");
	form_values_set(v, "sau_nua", S("a"));
	assert_null(first(when, v, NULL));
	form_values_set(v, "sau", S("b"));
	assert_non_null(first(when, v, NULL));
	const struct form *like = form_of("\"type\":\"choice\",\"options\":[{\"value\":\"a\",\"label\":\"A\"},{\"value\":\"b\",\"label\":\"B\"}]"
					  RULES({ "like" : [ "sau", "sau_nua" ], "text" : "R" }));
	assert_null(first(like, values_of("a", NULL, ""), NULL));
	assert_null(first(like, values_of("a", NULL, "b"), NULL)); /* sau_nua may still say a */
}

static void
refused_when_two_answers_meet(void **state)
{
	(void)state;
	const struct form *f = form_of("\"type\":\"checkbox\"" RULES({
		"when" : { "all" : [ { "field" : "x", "equals" : true }, { "field" : "sau", "equals" : "b" } ] },
		"text" : "R", "text_en" : "E", "law" : "khoản 2 Điều 46" }));
	assert_null(first(f, values_of("1", NULL, "a"), NULL));
	assert_null(first(f, values_of("0", NULL, "b"), NULL));
	assert_string_equal(first(f, values_of("1", NULL, "b"), NULL)->text, "R (khoản 2 Điều 46)");
	cx.lang = LANG_EN;
	assert_string_equal(first(f, values_of("1", NULL, "b"), NULL)->text, "E (khoản 2 Điều 46)");
	cx.lang = LANG_VI;
}

static void
a_day_on_which_the_agency_works(void **state)
{
	(void)state;
	struct due_calendar cal;
	assert_int_equal(due_calendar_make(&cx, cx.arena, S("date,kind,reason,confidence,name\n2026-01-01,off,statutory,fixed,Tết Dương lịch\n"
							    "2026-11-28,make_up_work,swap,general,Làm bù\n2026-12-31,off,statutory,fixed,Nghỉ\n"),
					   S(""), false, &cal), ST_OK);
	struct form_day day = { day_of(2026, 11, 25), &cal };
	const struct form *f = form_of("\"type\":\"date\"" RULES({ "working_day" : true, "text" : "R" }));
	assert_null(first(f, values_of("2026-11-27", NULL, ""), &day));     /* Friday */
	assert_null(first(f, values_of("2026-11-28", NULL, ""), &day));     /* Saturday made up */
	assert_non_null(first(f, values_of("2026-11-29", NULL, ""), &day)); /* Sunday */
	assert_non_null(first(f, values_of("2026-12-31", NULL, ""), &day)); /* off */
	assert_null(first(f, values_of("2026-11-29", NULL, ""), NULL));     /* of no agency */
}

static void
one_row_of_a_group(void **state)
{
	(void)state;
	const struct form *f = help_fields("{\"id\":\"g\",\"label\":\"G\",\"type\":\"group\",\"fields\":["
		"{\"id\":\"ten\",\"label\":\"T\",\"type\":\"text\"},{\"id\":\"chinh\",\"label\":\"C\",\"type\":\"checkbox\"}]"
		RULES({ "one_row" : "chinh", "text" : "R" }) "}");
	static const char *const ticks[] = { "00", "10", "01", "11" };
	assert_null(first(f, form_values_new(cx.arena), NULL));
	for (size_t i = 0; i < ARRAY_LEN(ticks); i++) {
		struct form_values *v = form_values_new(cx.arena);
		for (int r = 0; r < 2; r++) {
			form_values_set(v, arena_printf(cx.arena, "g.%d.ten", r), S("t"));
			form_values_set(v, arena_printf(cx.arena, "g.%d.chinh", r), (struct str){ &ticks[i][r], 1 });
		}
		assert_int_equal(first(f, v, NULL) == NULL, i == 1 || i == 2);
	}
}

/* A question is passed by saying so, and is asked anew when one of its answers becomes another. */
static void
a_question(void **state)
{
	(void)state;
	const struct form *f = form_of("\"type\":\"date\"" RULES({ "ask" : true, "not_after" : "khac", "years" : -16, "text" : "R" }));
	struct form_values *v = values_of("2010-05-01", "2026-01-01", ""), *again;
	struct str text;
	assert_true(first(f, v, NULL)->rule->ask);
	form_read_step(f, &f->step[0], POSTED("co", "1", "_dung.x", "1", "x.ngay", "1", "x.thang", "5", "x.nam", "2010"), v);
	assert_null(first(f, v, NULL));
	assert_int_equal(form_values_print(&cx, v, &text), ST_OK);
	assert_int_equal(form_values_parse(&cx, text, &again), ST_OK);
	assert_null(first(f, again, NULL));
	form_read_step(f, &f->step[0], POSTED("co", "1", "khac.ngay", "2", "khac.thang", "1", "khac.nam", "2026"), again);
	assert_non_null(first(f, again, NULL));
}

static void
definitions_that_do_not_fit(void **state)
{
	(void)state;
	static const char *const bad[] = {
		"\"type\":\"date\",\"rules\":[]",
		"\"type\":\"date\"" RULES({ "not_after" : "today" }),
		"\"type\":\"date\"" RULES({ "text" : "R" }),
		"\"type\":\"date\"" RULES({ "not_after" : "x", "text" : "R" }),
		"\"type\":\"date\"" RULES({ "not_after" : "sau", "text" : "R" }),
		"\"type\":\"date\"" RULES({ "not_after" : "ma", "text" : "R" }),
		"\"type\":\"date\"" RULES({ "not_after" : "today", "not_before" : "today", "text" : "R" }),
		"\"type\":\"text\"" RULES({ "not_after" : "today", "text" : "R" }),
		"\"type\":\"text\"" RULES({ "digits" : 0, "text" : "R" }),
		"\"type\":\"text\"" RULES({ "digits" : 4, "years" : 1, "text" : "R" }),
		"\"type\":\"number\"" RULES({ "max" : "1", "text" : "R" }),
		"\"type\":\"citizen_id\"" RULES({ "sex" : "gai", "text" : "R" }),
		"\"type\":\"text\"" RULES({ "like" : ["sau"], "text" : "R" }),
	};
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		const struct form *f;
		struct str where;
		const char *json = arena_printf(cx.arena, "{\"revision\":1,\"steps\":[{\"id\":\"b\",\"title\":\"B\",\"fields\":[{\"id\":\"x\",\"label\":\"Ô\",%s},"
			"{\"id\":\"sau\",\"label\":\"S\",\"type\":\"choice\",\"options\":[{\"value\":\"a\",\"label\":\"A\"}]}]}]}", bad[i]);
		if (form_parse(&cx, help_json(json), NULL, NULL, &f, &where) == ST_OK)
			print_error("taken: %s\n", bad[i]);
		assert_int_equal(form_parse(&cx, help_json(json), NULL, NULL, &f, &where), ST_INVALID);
		assert_string_equal(cx.fault.code, "form.definition.rule");
		assert_true(str_is(where, "x"));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_test_at_its_edge),
		cmocka_unit_test(born_on_a_leap_day),
		cmocka_unit_test(silent_about_what_is_not_seen),
		cmocka_unit_test(refused_when_two_answers_meet),
		cmocka_unit_test(a_day_on_which_the_agency_works),
		cmocka_unit_test(one_row_of_a_group),
		cmocka_unit_test(a_question),
		cmocka_unit_test(definitions_that_do_not_fit),
	};
	return cmocka_run_group_tests(tests, help_setup, help_teardown);
}
