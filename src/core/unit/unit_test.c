/* Agency codes in both spellings, the imported directory, finding a desk by its letters. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#undef fail
#include "app/app.h"
#include "app/test_app.h"
#include "core/unit/unit.h"

static struct app *app;

static void
codes_turn(void **state UNUSED)
{
	static const struct {
		const char *fresh, *old;
	} pair[] = { { "G22", "000.00.00.G22" }, { "H51.15", "000.00.15.H51" }, { "H13.20.00.02", "002.00.20.H13" },
		     { "H41.60.12", "000.12.60.H41" } };
	for (size_t i = 0; i < ARRAY_LEN(pair); i++) {
		struct str out;
		assert_true(unit_code_new(app->arena, str_of(pair[i].old), &out));
		assert_true(str_is(out, pair[i].fresh));
		assert_true(unit_code_turn(app->arena, str_of(pair[i].fresh), &out));
		assert_true(str_is(out, pair[i].old));
	}
	static const char *const bad[] = { "", "H4", "41.60", "H41.6x", "H41..60", "000.00.00", "H41.60.12.01.02.03", "-" };
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct str out;
		assert_false(unit_code_new(app->arena, str_of(bad[i]), &out));
	}
	struct str out;
	assert_true(unit_code_new(app->arena, S("h41.60"), &out));
	assert_true(str_is(out, "H41.60"));
}

/* Both spellings of every unit of the directory lead to it, and back. */
static void
every_code_goes_there_and_back(void **state UNUSED)
{
	for (size_t i = 0; i < unit_count(); i++) {
		const struct unit *u = unit_at(i);
		struct str old, fresh;
		assert_true(unit_code_turn(app->arena, str_of(u->code), &old));
		assert_true(str_is(old, u->code_2016));
		assert_true(unit_code_new(app->arena, old, &fresh));
		assert_true(str_is(fresh, u->code));
		if (u->valid_to == 0)
			assert_ptr_equal(unit_by_code(old), u);
		assert_ptr_equal(unit_by_id(u->id), u);
	}
}

static void
one_desk_for_each_place(void **state UNUSED)
{
	int provinces = 0, communes = 0, in_hanoi = 0;
	for (size_t i = 0; i < unit_count(); i++) {
		const struct unit *u = unit_at(i);
		if (strcmp(u->kind, "desk") != 0)
			continue;
		provinces += strlen(u->admin_code) == 2;
		communes += strlen(u->admin_code) == 5;
		const struct unit *p = unit_province(u);
		assert_non_null(p);
		assert_true(unit_is_under(u, p));
		in_hanoi += strcmp(p->admin_code, "01") == 0 && strlen(u->admin_code) == 5;
	}
	assert_int_equal(provinces, 34);
	assert_int_equal(communes, 3321);
	assert_true(in_hanoi > 99); /* two-digit groups go on in .61 (settled.md 30) */
	assert_non_null(unit_by_code(S("H26.60.99")));
	assert_null(unit_by_code(S("H26.60.00")));
	assert_non_null(unit_by_code(S("H26.61.01")));
	assert_non_null(unit_by_code(S("000.01.61.H26")));
}

static void
merged_units_name_their_successor(void **state UNUSED)
{
	int ended = 0;
	for (size_t i = 0; i < unit_count(); i++) {
		const struct unit *u = unit_at(i);
		if (u->valid_to == 0 || strcmp(u->kind, "province") != 0)
			continue;
		const struct unit *next = unit_by_id(u->successor);
		ended++;
		assert_non_null(next);
		assert_int_equal(next->valid_to, 0);
	}
	assert_true(ended >= 29);
}

static void
letters_find_a_desk(void **state UNUSED)
{
	static const struct {
		const char *typed, *level, *code; /* admin code of the first hit */
	} wanted[] = { { "vinh hung nghe an", "commune", "17920" }, { "Phường Vinh Hưng, Nghệ", "commune", "17920" },
		       { "nam dan nghe", "commune", "17935" },	    { "tan khai dong nai", "commune", "25357" },
		       { "nghe an", "province", "40" },		    { "ho chi minh", "province", "79" },
		       { "bến thành", "commune", "26743" },	    { "ben thanh", "commune", "26743" } };
	for (size_t i = 0; i < ARRAY_LEN(wanted); i++) {
		const struct unit *u[5];
		size_t n = unit_find(app->arena, str_of(wanted[i].typed), wanted[i].level, u, 5);
		assert_true(n >= 1);
		assert_string_equal(u[0]->admin_code, wanted[i].code);
	}
	const struct unit *u[10], *desk, *by_code;
	assert_int_equal(unit_find(app->arena, S("ben thanh"), "commune", &desk, 1), 1);
	assert_int_equal(unit_find(app->arena, str_of(desk->code), "commune", &by_code, 1), 1);
	assert_ptr_equal(by_code, desk);
	assert_int_equal(unit_find(app->arena, str_of(desk->code), "province", &by_code, 1), 0);
	assert_int_equal(unit_find(app->arena, S("bến thành"), "commune", u, 10) >= 2, true); /* others come after */
	assert_int_equal(unit_find(app->arena, S("xyzzy"), "commune", u, 10), 0);
	assert_int_equal(unit_find(app->arena, S(""), "commune", u, 10), 0);
	assert_int_equal(unit_find(app->arena, S("a"), "commune", u, 10), 10);
}

/* Without staff the work stands at the desk of the province, when that has some (settled.md 30). */
static void
work_of_an_unstaffed_desk(void **state UNUSED)
{
	const struct unit *commune;
	assert_int_equal(unit_find(app->arena, S("vinh hung nghe an"), "commune", &commune, 1), 1);
	assert_ptr_equal(unit_working_desk(commune), commune); /* nobody anywhere */
	struct unit province = *unit_by_id(commune->parent_territory), child = *commune;
	assert_false(province.staffed);
	child.staffed = true;
	assert_ptr_equal(unit_working_desk(&child), &child);
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
		cmocka_unit_test(codes_turn),
		cmocka_unit_test(every_code_goes_there_and_back),
		cmocka_unit_test(one_desk_for_each_place),
		cmocka_unit_test(merged_units_name_their_successor),
		cmocka_unit_test(letters_find_a_desk),
		cmocka_unit_test(work_of_an_unstaffed_desk),
	};
	return cmocka_run_group_tests_name("unit", tests, setup, teardown);
}
