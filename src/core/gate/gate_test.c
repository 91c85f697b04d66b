/* Who may see what: every actor, purpose and place against a list written by hand. The default is no. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#undef fail
#include "core/gate/gate.h"

enum { DESK = 7, PROVINCE = 8, OWNER = 100, OTHER = 101, OFFICER = 200 };

static struct who
citizen(int64_t account)
{
	return (struct who){ .account = account };
}

static struct who
officer(const struct who_role *at)
{
	return (struct who){ .account = OFFICER, .officer = true, .at = at, .n_at = 1 };
}

static void
the_table(void **state UNUSED)
{
	static const struct who_role work = { DESK, ROLE_PROCESS }, inspect = { DESK, ROLE_INSPECT },
				     admin = { DESK, ROLE_UNIT_ADMIN }, elsewhere = { 9, ROLE_LEAD },
				     province = { PROVINCE, ROLE_RECEIVE };
	const struct gate_subject s = { .owner = OWNER, .unit = DESK, .province_unit = PROVINCE };
	const unsigned all = GATE_ALL, but_notes = GATE_ALL & ~(unsigned)GATE_NOTES;
	const struct {
		struct who who;
		enum gate_purpose purpose;
		unsigned want;
	} row[] = {
		{ citizen(OWNER), GATE_OWN, but_notes },     { citizen(OTHER), GATE_OWN, 0 },
		{ citizen(0), GATE_OWN, 0 },		     { officer(&work), GATE_OWN, 0 },
		{ citizen(OWNER), GATE_WORK, 0 },	     { citizen(OWNER), GATE_INSPECT, 0 },
		{ citizen(0), GATE_TRACK, GATE_STATE },	     { citizen(0), GATE_STATISTICS, GATE_STATE },
		{ officer(&work), GATE_WORK, all },	     { officer(&work), GATE_INSPECT, 0 },
		{ officer(&inspect), GATE_INSPECT, but_notes }, { officer(&inspect), GATE_WORK, 0 },
		{ officer(&admin), GATE_WORK, 0 },	     { officer(&elsewhere), GATE_WORK, 0 },
		{ officer(&province), GATE_WORK, all },
	};
	for (size_t i = 0; i < ARRAY_LEN(row); i++)
		assert_int_equal(i * 1000 + gate_fields(&row[i].who, &s, row[i].purpose), i * 1000 + row[i].want);
	struct gate_subject nobody = { .unit = DESK }; /* a person without an account: owner 0 */
	struct who none = citizen(0);
	assert_int_equal(gate_fields(&none, &nobody, GATE_OWN), 0);
}

static void
closed_looks_like_missing(void **state UNUSED)
{
	struct cx cx = { .who = citizen(OTHER) };
	struct gate_subject s = { .owner = OWNER, .unit = DESK };
	unsigned fields = 99;
	assert_int_equal(gate_check(&cx, &s, GATE_OWN, &fields), ST_NOT_FOUND);
	assert_int_equal(fields, 0);
}

static void
numbers_are_masked(void **state UNUSED)
{
	struct arena *a = arena_new(1024);
	assert_string_equal(gate_mask_number(a, S("079190000011")), "079•••••0011");
	assert_string_equal(gate_mask_number(a, S("123")), "••••");
	arena_free(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_table),
		cmocka_unit_test(closed_looks_like_missing),
		cmocka_unit_test(numbers_are_masked),
	};
	return cmocka_run_group_tests_name("gate", tests, NULL, NULL);
}
