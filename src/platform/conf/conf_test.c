#include "platform/conf/conf.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static struct arena *arena;

static int
setup(void **state UNUSED)
{
	arena = arena_new(1 << 20);
	return 0;
}

static int
teardown(void **state UNUSED)
{
	arena_free(arena);
	return 0;
}

static void
defaults_and_file(void **state UNUSED)
{
	struct cx cx = { .arena = arena };
	struct conf c;
	assert_int_equal(conf_read(&cx, S(""), &c), ST_OK);
	assert_string_equal(c.listen, "127.0.0.1:8080");
	assert_int_equal(c.writers, 4);
	assert_int_equal(conf_read(&cx, S("# lời\n\n  listen = [::1]:9\r\nwriters=16\nholidays_extra = yes"), &c), ST_OK);
	assert_string_equal(c.listen, "[::1]:9");
	assert_int_equal(c.writers, 16);
	assert_true(c.holidays_extra);
}

static void
refusals(void **state UNUSED)
{
	struct cx cx = { .arena = arena };
	struct conf c;
	assert_int_equal(conf_read(&cx, S("a\nlisten = x"), &c), ST_INVALID);
	assert_non_null(strstr(cx.fault.detail, "line 1"));
	assert_int_equal(conf_read(&cx, S("\nlistn = x"), &c), ST_INVALID);
	assert_non_null(strstr(cx.fault.detail, "line 2"));
	assert_non_null(strstr(cx.fault.detail, "'listen'"));
	assert_int_equal(conf_read(&cx, S("writers = 17"), &c), ST_INVALID);
	assert_int_equal(conf_read(&cx, S("writers = many"), &c), ST_INVALID);
	assert_int_equal(conf_read(&cx, S("holidays_extra = maybe"), &c), ST_INVALID);
	assert_int_equal(conf_read(&cx, S("log_level = loud"), &c), ST_INVALID);
}

static void
dump_reads_back(void **state UNUSED)
{
	struct cx cx = { .arena = arena };
	struct conf c, again;
	char *text = NULL;
	size_t n = 0;
	assert_int_equal(conf_read(&cx, S("listen = 127.0.0.1:1\nwriters = 2\nsite_name = Cổng thử\nholidays_extra = yes"), &c),
			 ST_OK);
	FILE *to = open_memstream(&text, &n);
	conf_dump(&c, to);
	fclose(to);
	assert_int_equal(conf_read(&cx, (struct str){ text, n }, &again), ST_OK);
	assert_string_equal(again.site_name, "Cổng thử");
	assert_string_equal(again.listen, "127.0.0.1:1");
	assert_int_equal(again.writers, 2);
	assert_true(again.holidays_extra);
	free(text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(defaults_and_file),
		cmocka_unit_test(refusals),
		cmocka_unit_test(dump_reads_back),
	};
	return cmocka_run_group_tests_name("conf", tests, setup, teardown);
}
