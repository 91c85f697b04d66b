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

/* Values that are tried one by one; the first of each row is the option. */
static void
values(void **state UNUSED)
{
	static const char *const good[][2] = {
		{ "listen", "127.0.0.1:0" }, { "listen", "[::]:80" }, { "database", "" }, { "database", "sqlite:/var/a.db" },
		{ "database", "postgresql:///motcua?host=/run/pg" }, { "public_url", "https://dichvucong.example.vn" },
		{ "public_url", "http://[::1]:8080" }, { "public_url", "https://example.vn/mot-cua" },
		{ "trusted_proxies", "" }, { "trusted_proxies", "127.0.0.1, 10.0.0.0/8,fd00::/8,::1" }, { "smtp_url", "" },
		{ "smtp_url", "smtps://thu.example.vn:465" }, { "smtp_url", "smtp://127.0.0.1:25" },
		{ "smtp_from", "mot-cua@example.vn" }, { "smtp_from", "a@localhost" }, { "log_level", "debug" },
		{ "writers", "1" }, { "writers", "16" }, { "http_threads", "0" },
	};
	static const char *const bad[][2] = {
		{ "listen", "" }, { "listen", "x" }, { "listen", "127.0.0.1" }, { "listen", "127.0.0.1:65536" },
		{ "listen", "127.0.0.1:-1" }, { "listen", "::1:80" }, { "listen", "[127.0.0.1]:80" }, { "listen", "[::1]" },
		{ "listen", "256.0.0.1:80" }, { "listen", "localhost:80" }, { "database", "mysql://x" },
		{ "database", "sqlite:" }, { "public_url", "" }, { "public_url", "dichvucong.example.vn" },
		{ "public_url", "https://" }, { "public_url", "https://a b" }, { "public_url", "https://a@b.vn" },
		{ "public_url", "https://example.vn/" }, { "public_url", "https://example.vn/\"x" },
		{ "public_url", "https://example.vn:port" }, { "trusted_proxies", "10.0.0.0/33" },
		{ "trusted_proxies", "fd00::/129" }, { "trusted_proxies", "proxy.example.vn" }, { "trusted_proxies", "10.0.0.1/" },
		{ "smtp_url", "thu.example.vn" }, { "smtp_url", "http://thu.example.vn" }, { "smtp_url", "smtp://" },
		{ "smtp_url", "smtp://a/b" }, { "smtp_from", "" }, { "smtp_from", "@example.vn" }, { "smtp_from", "a@b" },
		{ "smtp_from", "a@b.vn, c@d.vn" }, { "smtp_from", "A <a@b.vn>" }, { "smtp_from", "a@b.vn\r\nBcc: c@d.vn" },
		{ "log_level", "" }, { "log_level", "inform" }, { "log_level", "information" }, { "site_name", "" },
		{ "site_name", "\xff" }, { "writers", "0" }, { "writers", "" }, { "writers", "99999999999999999999" },
		{ "officer_hours", "25" }, { "holidays_extra", "YES" },
	};
	struct cx cx = { .arena = arena };
	struct conf c;
	assert_int_equal(conf_read(&cx, S(""), &c), ST_OK);
	for (size_t i = 0; i < ARRAY_LEN(good); i++)
		if (conf_set(&cx, &c, good[i][0], str_of(good[i][1])) != ST_OK)
			fail_msg("%s = %s: %s", good[i][0], good[i][1], cx.fault.detail);
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		if (conf_set(&cx, &c, bad[i][0], str_of(bad[i][1])) != ST_INVALID)
			fail_msg("%s = %s was taken", bad[i][0], bad[i][1]);
		assert_string_equal(cx.fault.code, "conf.value");
		assert_non_null(strstr(cx.fault.detail, bad[i][0]));
	}
	assert_string_equal(c.log_level, "debug"); /* what is refused changes nothing */
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
		cmocka_unit_test(values),
		cmocka_unit_test(dump_reads_back),
	};
	return cmocka_run_group_tests_name("conf", tests, setup, teardown);
}
