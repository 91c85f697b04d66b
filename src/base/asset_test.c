#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "base/asset.h"

static const struct asset few[] = { { .path = "a" }, { .path = "a/b" }, { .path = "b" }, { .path = "c.css" } };

static void
finds_each_and_nothing_else(void **state)
{
	static const char *const missing[] = { "", "A", "a/", "a/a", "a/c", "bb", "c", "c.css2", "d" };

	(void)state;
	for (size_t n = 0; n <= ARRAY_LEN(few); n++)
		for (size_t i = 0; i < ARRAY_LEN(few); i++)
			assert_ptr_equal(asset_in(few, n, few[i].path), i < n ? &few[i] : NULL);
	for (size_t i = 0; i < ARRAY_LEN(missing); i++)
		assert_null(asset_in(few, ARRAY_LEN(few), missing[i]));
}

static void
every_built_in_file_is_found(void **state)
{
	(void)state;
	assert_true(assets_n > 0);
	for (size_t i = 0; i < assets_n; i++) {
		assert_ptr_equal(asset_find(assets[i].path), &assets[i]);
		assert_int_equal(strlen(assets[i].hash), 16);
		assert_int_equal(assets[i].data[assets[i].len], 0);
	}
	assert_non_null(asset_find("cong-dan.css"));
	assert_non_null(asset_find("cong-dan.css")->br);
	for (size_t i = 0; i < bundle_n; i++)
		assert_ptr_equal(bundle_find(bundle[i].path), &bundle[i]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_each_and_nothing_else),
		cmocka_unit_test(every_built_in_file_is_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
