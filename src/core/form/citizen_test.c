#include "core/form/form_test_help.h"
#include "core/form/citizen.h"
#include "core/form/tax_code.h"

static void
parsed(const char *digits, int province, bool known, enum citizen_sex sex, int year)
{
	struct citizen_number n;
	assert_true(citizen_parse(str_of(digits), &n));
	assert_int_equal(n.province, province);
	assert_int_equal(n.province_known, known);
	assert_int_equal(n.sex, sex);
	assert_int_equal(n.year, year);
}

static void
reads_its_parts(void **state)
{
	(void)state;
	parsed("001090000001", 1, true, CITIZEN_MALE, 1990);
	parsed("079185012345", 79, true, CITIZEN_FEMALE, 1985);
	parsed("096204000009", 96, true, CITIZEN_MALE, 2004);
	parsed("040315999999", 40, true, CITIZEN_FEMALE, 2015);
	parsed("040500000000", 40, true, CITIZEN_FEMALE, 2100);
	parsed("040999000000", 40, true, CITIZEN_FEMALE, 2399);
	/* Born abroad: data, no error. */
	parsed("120090000001", 120, false, CITIZEN_MALE, 1990);
	parsed("003090000001", 3, false, CITIZEN_MALE, 1990);
}

static void
refuses_other_shapes(void **state)
{
	(void)state;
	static const char *const bad[] = { "", "00109000000", "0010900000012", "00109000000a", "000090000001",
					   "001 09000000", "-01090000001" };
	struct citizen_number n;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_false(citizen_parse(str_of(bad[i]), &n));
}

static void
passes_over_what_people_put_between(void **state)
{
	(void)state;
	assert_true(str_is(citizen_digits(cx.arena, S("001 090-000.001")), "001090000001"));
	assert_true(str_is(citizen_digits(cx.arena, S("001o90000001")), "001o90000001"));
}

/* The table in C and the data file say the same. */
static void
knows_the_provinces_of_the_data(void **state)
{
	(void)state;
	static char text[16384];
	FILE *file = fopen("data/citizen_provinces.csv", "r");
	assert_non_null(file);
	size_t n = fread(text, 1, sizeof text, file), rows = 0, in_c = 0;
	fclose(file);
	struct csv c;
	csv_open(&c, cx.arena, (struct str){ text, n });
	for (; csv_next(&c); rows++) {
		int64_t code;
		struct str s = csv_get(&c, "code");
		assert_true(str_i64(s, &code));
		assert_true(citizen_province_known((int)code));
	}
	for (int code = 0; code < 1000; code++)
		in_c += citizen_province_known(code);
	assert_int_equal(rows, 63);
	assert_int_equal(in_c, rows);
}

static void
tax_codes(void **state)
{
	(void)state;
	static const struct {
		const char *typed;
		enum tax_code_kind kind;
		const char *normal;
	} t[] = {
		{ "0100109106", TAX_CODE_UNIT, "0100109106" },
		{ "0300588569", TAX_CODE_UNIT, "0300588569" },
		{ "01 0124 8141", TAX_CODE_UNIT, "0101248141" },
		{ "0100109106-001", TAX_CODE_BRANCH, "0100109106-001" },
		{ "0100109106001", TAX_CODE_BRANCH, "0100109106-001" },
		{ "001090000001", TAX_CODE_PERSON, "001090000001" },
		{ "0100109107", TAX_CODE_BAD, NULL },
		{ "0100109105-001", TAX_CODE_BAD, NULL },
		{ "010010910", TAX_CODE_LENGTH, NULL },
		{ "01001O9106", TAX_CODE_LENGTH, NULL },
		{ "000000000000", TAX_CODE_LENGTH, NULL },
	};
	for (size_t i = 0; i < ARRAY_LEN(t); i++) {
		struct str normal = { 0 };
		assert_int_equal(tax_code_parse(cx.arena, str_of(t[i].typed), &normal), t[i].kind);
		if (t[i].normal != NULL)
			assert_true(str_is(normal, t[i].normal));
	}
}

/* Any single wrong digit is found: the check digit exists for that. */
static void
tax_code_finds_one_wrong_digit(void **state)
{
	(void)state;
	for (int at = 0; at < 10; at++) {
		for (char d = '0'; d <= '9'; d++) {
			char code[11] = "0100109106";
			struct str normal;
			bool same = code[at] == d;
			code[at] = d;
			assert_int_equal(tax_code_parse(cx.arena, str_of(code), &normal),
					 same ? TAX_CODE_UNIT : TAX_CODE_BAD);
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_its_parts),
		cmocka_unit_test(refuses_other_shapes),
		cmocka_unit_test(passes_over_what_people_put_between),
		cmocka_unit_test(knows_the_provinces_of_the_data),
		cmocka_unit_test(tax_codes),
		cmocka_unit_test(tax_code_finds_one_wrong_digit),
	};
	return cmocka_run_group_tests(tests, help_setup, help_teardown);
}
