#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "base/nearest.h"

static const char *const options[] = { "--from", "--limit", "--pause", "--hours", "--json", NULL };

static void
finds_typos(void **state UNUSED)
{
	assert_string_equal(nearest("--form", options), "--from");
	assert_string_equal(nearest("--limt", options), "--limit");
	assert_string_equal(nearest("--LIMIT", options), "--limit");
	assert_string_equal(nearest("--pauses", options), "--pause");
	assert_string_equal(nearest("json", options), "--json");
	assert_string_equal(nearest("--hour", options), "--hours");
}

static void
a_swap_is_one_step(void **state UNUSED)
{
	/* "abdc" is one swap from "abcd"; one replacement from "abdx"; two from "xbdx" */
	assert_string_equal(nearest("abdc", (const char *const[]){ "xbdx", "abcd", NULL }), "abcd");
	assert_string_equal(nearest("abdc", (const char *const[]){ "abcd", "abdx", NULL }), "abcd");
	assert_string_equal(nearest("ab", (const char *const[]){ "ba", "cd", NULL }), "ba");
}

static void
ends_of_the_range(void **state UNUSED)
{
	static const char *const none[] = { NULL };
	char longer[300];
	memset(longer, 'a', sizeof longer - 1);
	longer[sizeof longer - 1] = '\0';
	assert_null(nearest("x", none));
	assert_string_equal(nearest("", options), "--from");
	assert_non_null(nearest(longer, options));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_typos),
		cmocka_unit_test(a_swap_is_one_step),
		cmocka_unit_test(ends_of_the_range),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
