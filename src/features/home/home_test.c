/* Public figures: periods, shares, sums by province and by place from tallies. */
#include "features/home/home_priv.h"
#include "app/app.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "app/test_app.h"

STMT(q_test_tally, "INSERT INTO tally (figure, unit_id, day, dim, n) VALUES (:figure, :unit, :day, :dim, :n)");

static struct app *app;
/* Tables are kept for a moment in the process: each engine looks at a period of its own. */
static enum home_period turn = HOME_THIS_MONTH;

static void
span_is(int year, int month, int day, enum home_period p, const char *from, const char *to)
{
	char a[TIME_TEXT], b[TIME_TEXT];
	struct home_span s = home_span_of(time_at(day_of(year, month, day), 12 * 60), p);
	assert_string_equal(day_iso(s.from, a), from);
	assert_string_equal(day_iso(s.to, b), to);
}

static void
periods_are_of_the_calendar(void **state UNUSED)
{
	span_is(2026, 11, 25, HOME_THIS_MONTH, "2026-11-01", "2026-11-30");
	span_is(2026, 12, 31, HOME_THIS_MONTH, "2026-12-01", "2026-12-31");
	span_is(2026, 1, 1, HOME_LAST_MONTH, "2025-12-01", "2025-12-31");
	span_is(2028, 3, 31, HOME_LAST_MONTH, "2028-02-01", "2028-02-29");
	span_is(2026, 7, 1, HOME_THIS_YEAR, "2026-01-01", "2026-12-31");
	/* 18:00 UTC on the last of a month is the first of the next here */
	struct home_span s = home_span_of(time_at(day_of(2026, 10, 31), 25 * 60), HOME_THIS_MONTH);
	assert_int_equal(s.from, day_of(2026, 11, 1));
	assert_int_equal(home_period_parse(S("nam-nay")), HOME_THIS_YEAR);
	assert_int_equal(home_period_parse(S("' OR 1")), HOME_THIS_MONTH);
}

static void
shares_are_cut_not_rounded(void **state UNUSED)
{
	struct arena *a = arena_new(1 << 16);
	assert_string_equal(home_percent(a, LANG_VI, 964, 1000), "96,4%");
	assert_string_equal(home_percent(a, LANG_EN, 964, 1000), "96.4%");
	assert_string_equal(home_percent(a, LANG_VI, 99999, 100000), "99,9%");
	assert_string_equal(home_percent(a, LANG_VI, 5, 5), "100,0%");
	assert_string_equal(home_percent(a, LANG_VI, 0, 5), "0,0%");
	assert_string_equal(home_percent(a, LANG_VI, 0, 0), "–");
	arena_free(a);
}

static void
put(const char *figure, int64_t unit, int32_t day, int64_t dim, int64_t n)
{
	assert_int_equal(test_exec(app, &q_test_tally, ARGS(TC("figure", figure), I("unit", unit), I("day", day),
							    I("dim", dim), I("n", n))), ST_OK);
}

static const struct unit *
desk(const char *typed, const char *level)
{
	const struct unit *u[1];
	assert_int_equal(unit_find(app->arena, str_of(typed), level, u, 1), 1);
	return u[0];
}

static const struct home_row *
row_named(const struct home_row *row, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(row[i].name, name) == 0)
			return &row[i];
	return NULL;
}

static void
places_have_short_names(void **state UNUSED)
{
	assert_string_equal(unit_place(app->arena, desk("phường ba đình", "commune")), "Phường Ba Đình, thành phố Hà Nội");
	assert_string_equal(unit_place(app->arena, desk("cao bằng", "province")), "Tỉnh Cao Bằng");
	assert_string_equal(unit_place(app->arena, home_province(S("01"))), "Thành phố Hà Nội");
	assert_string_equal(unit_place(app->arena, unit_by_code(S("G01"))), "Bộ Công an");
	assert_null(home_province(S("99")));
	assert_null(home_province(S("")));
}

static void
sums_go_to_their_province(void **state UNUSED)
{
	const struct unit *ba_dinh = desk("phường ba đình", "commune"), *ha_noi = desk("hà nội", "province");
	const struct unit *ministry = unit_by_code(S("G01"));
	struct home_span span = home_span_of(app->cx.now, turn);
	const struct home_table *t;
	struct home_row *row;
	size_t n;
	put("dossier.received", ba_dinh->id, span.from, CHANNEL_ONLINE, 70);
	put("dossier.received", ba_dinh->id, span.to, CHANNEL_COUNTER, 30);
	put("dossier.received", ba_dinh->id, span.from - 1, CHANNEL_COUNTER, 1000); /* before it */
	put("dossier.received", ha_noi->id, span.from, CHANNEL_COUNTER, 5);
	put("dossier.finished", ba_dinh->id, span.from, CLASS_EARLY, 20);
	put("dossier.finished", ba_dinh->id, span.from, CLASS_ON_TIME, 10);
	put("dossier.finished", ba_dinh->id, span.to, CLASS_LATE, 10);
	put("dossier.refused", ministry->id, span.from, 0, 3);
	assert_int_equal(home_table(&app->cx, turn, &t), ST_OK);
	home_by_province(&app->cx, t, &row, &n);
	assert_int_equal(n, 35); /* 34 and the ministries */
	const struct home_row *r = row_named(row, n, "Thành phố Hà Nội");
	assert_non_null(r);
	assert_string_equal(r->code, "01");
	assert_int_equal(r->sum.received, 105);
	assert_int_equal(r->sum.online, 70);
	assert_int_equal(r->sum.finished, 40);
	assert_int_equal(r->sum.in_time, 30);
	assert_int_equal(r->sum.late, 10);
	assert_int_equal(row_named(row, n, "Tỉnh Cao Bằng")->sum.received, 0);
	assert_null(row[34].code);
	assert_int_equal(row[34].sum.refused, 3);
	assert_string_equal(row[0].name, "Tỉnh An Giang");

	home_by_unit(&app->cx, t, home_province(S("01")), &row, &n);
	assert_int_equal(n, 2);
	assert_int_equal(row_named(row, n, "Phường Ba Đình, thành phố Hà Nội")->sum.received, 100);
	home_by_unit(&app->cx, t, home_province(S("04")), &row, &n);
	assert_int_equal(n, 0);
}

static void
figures_are_kept_for_a_moment(void **state UNUSED)
{
	const struct home_table *a, *b;
	struct dossier_figures f;
	int64_t at, received;
	assert_int_equal(home_table(&app->cx, HOME_THIS_MONTH, &a), ST_OK);
	assert_int_equal(home_table(&app->cx, HOME_THIS_MONTH, &b), ST_OK);
	assert_ptr_equal(a, b);
	assert_int_equal(home_month(&app->cx, &f, &at), ST_OK);
	received = f.received;
	assert_int_equal(received, 105);
	put("dossier.received", desk("phường ba đình", "commune")->id, home_span_of(app->cx.now, HOME_THIS_MONTH).from + 1,
	    CHANNEL_ONLINE, 1);
	assert_int_equal(home_month(&app->cx, &f, &at), ST_OK);
	assert_true(f.received == received || f.received == received + 1); /* a slow machine may have read again */
	assert_true(at <= app->cx.now);
}

static int
setup(void **state UNUSED)
{
	turn = test_pg ? HOME_THIS_YEAR : HOME_THIS_MONTH;
	app = test_app_open();
	return app != NULL ? 0 : -1;
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
		cmocka_unit_test(periods_are_of_the_calendar),
		cmocka_unit_test(shares_are_cut_not_rounded),
		cmocka_unit_test(places_have_short_names),
		cmocka_unit_test(sums_go_to_their_province),
		cmocka_unit_test(figures_are_kept_for_a_moment),
	};
	return test_app_run("home", tests, ARRAY_LEN(tests), setup, teardown);
}
