#include "platform/parse/json_in.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

enum { ROOM = 1 << 16 };

static struct cx cx;

static int
setup(void **state)
{
	(void)state;
	cx = (struct cx){ .arena = arena_new(64 << 20) };
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	arena_free(cx.arena);
	return 0;
}

static const struct json *
parsed(const char *text)
{
	const struct json *j;
	assert_int_equal(json_parse(&cx, str_of(text), ROOM, &j), ST_OK);
	assert_non_null(j);
	return j;
}

static void
refused(struct str text, enum status st, const char *code)
{
	const struct json *j;
	cx.fault = (struct fault){ 0 };
	assert_int_equal(json_parse(&cx, text, ROOM, &j), st);
	assert_null(j);
	assert_string_equal(cx.fault.code, code);
}

static void
test_kinds(void **state)
{
	(void)state;
	const struct json *j = parsed("{\"name\":\"Đăng ký \\\"khai sinh\\\"\",\"n\":-9223372036854775808,"
				      "\"real\":1.5,\"yes\":true,\"no\":false,\"none\":null,\"list\":[1,[2],\"ba\"]}");
	assert_true(str_is(json_text_of(json_get(j, "name")), "Đăng ký \"khai sinh\""));
	assert_string_equal(json_cstr_of(json_get(j, "name")), "Đăng ký \"khai sinh\"");
	assert_true(json_int_of(json_get(j, "n")) == INT64_MIN);
	assert_true(json_real_of(json_get(j, "real")) == 1.5);
	assert_true(json_bool_of(json_get(j, "yes")));
	assert_true(json_is(json_get(j, "no"), JSON_KIND_BOOL));
	assert_false(json_bool_of(json_get(j, "no")));
	assert_true(json_is(json_get(j, "none"), JSON_KIND_NULL));
	const struct json *list = json_get(j, "list");
	assert_int_equal(json_len(list), 3);
	assert_int_equal(json_int_of(json_at(json_at(list, 1), 0)), 2);
	assert_true(str_is(json_text_of(json_at(list, 2)), "ba"));
	assert_null(json_at(list, 3));
}

static void
test_members_in_order(void **state)
{
	(void)state;
	const struct json *j = parsed("{\"z\":1,\"a\":2,\"m\":3}");
	assert_int_equal(json_len(j), 3);
	assert_true(str_is(json_key_at(j, 0), "z"));
	assert_true(str_is(json_key_at(j, 2), "m"));
	assert_int_equal(json_int_of(json_at(j, 1)), 2);
	assert_int_equal(json_key_at(j, 3).n, 0);
}

static void
test_wrong_kind_is_empty(void **state)
{
	(void)state;
	const struct json *j = parsed("[1,\"x\"]");
	assert_null(json_get(j, "x"));
	assert_null(json_get(NULL, "x"));
	assert_int_equal(json_len(json_at(j, 0)), 0);
	assert_int_equal(json_int_of(json_at(j, 1)), 0);
	assert_string_equal(json_cstr_of(json_at(j, 0)), "");
	assert_int_equal(json_text_of(NULL).n, 0);
	assert_false(json_is(NULL, JSON_KIND_NULL));
}

static void
test_refusals(void **state)
{
	(void)state;
	refused(S(""), ST_INVALID, "json.bad");
	refused(S("{\"a\":1,}"), ST_INVALID, "json.bad");
	refused(S("{\"a\":1} x"), ST_INVALID, "json.bad");
	refused(S("{\"a\":1,\"a\":2}"), ST_INVALID, "json.bad");
	refused(S("[9223372036854775808]"), ST_INVALID, "json.bad");
	refused(S("[\"\xff\"]"), ST_INVALID, "json.bad");
	refused(S("[\"a\\u0000b\"]"), ST_INVALID, "json.bad");
	refused(S("[\"a\0b\"]"), ST_INVALID, "json.bad");
}

static void
test_depth(void **state)
{
	(void)state;
	char text[2 * (JSON_DEPTH + 1)];
	memset(text, '[', JSON_DEPTH + 1);
	memset(text + JSON_DEPTH + 1, ']', JSON_DEPTH + 1);
	refused((struct str){ text, sizeof text }, ST_INVALID, "json.bad");
	const struct json *j;
	assert_int_equal(json_parse(&cx, (struct str){ text + 1, sizeof text - 2 }, ROOM, &j), ST_OK);
	/* brackets inside strings are no levels */
	parsed("[\"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\\\"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\"]");
}

static void
test_size(void **state)
{
	(void)state;
	char *text = arena_alloc(cx.arena, ROOM + 1);
	memset(text, ' ', ROOM + 1);
	text[0] = '1';
	refused((struct str){ text, ROOM + 1 }, ST_TOO_LARGE, "json.large");
	const struct json *j;
	assert_int_equal(json_parse(&cx, (struct str){ text, ROOM }, ROOM, &j), ST_OK);
}

/* The writer of base/json.h and this reader live in one program with jansson, whose functions have some of the
 * same names: the reader must still call its own. */
static void
test_writer_and_reader_together(void **state)
{
	(void)state;
	struct buf b;
	struct json_out out;
	buf_init(&b, cx.arena, ROOM);
	json_out_init(&out, &b);
	json_object(&out);
	json_put_text(&out, "tên", S("Nguyễn\n\t\"Lan\" \\ đ"));
	json_put_int(&out, "số", 42);
	json_key(&out, "dãy");
	json_array(&out);
	json_null(&out);
	json_end_array(&out);
	json_end_object(&out);
	const struct json *j = parsed(buf_cstr(&b));
	assert_true(str_is(json_text_of(json_get(j, "tên")), "Nguyễn\n\t\"Lan\" \\ đ"));
	assert_int_equal(json_int_of(json_get(j, "số")), 42);
	assert_true(json_is(json_at(json_get(j, "dãy"), 0), JSON_KIND_NULL));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_kinds, setup, teardown),
		cmocka_unit_test_setup_teardown(test_members_in_order, setup, teardown),
		cmocka_unit_test_setup_teardown(test_wrong_kind_is_empty, setup, teardown),
		cmocka_unit_test_setup_teardown(test_refusals, setup, teardown),
		cmocka_unit_test_setup_teardown(test_depth, setup, teardown),
		cmocka_unit_test_setup_teardown(test_size, setup, teardown),
		cmocka_unit_test_setup_teardown(test_writer_and_reader_together, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
