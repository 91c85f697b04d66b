/* The language of the house: text, numbers, time, ids, CSV, JSON, Vietnamese. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>
#undef fail
#include "base/base.h"

static struct arena *a;

static void
arena_grows_in_place_and_zeroed(void **state UNUSED)
{
	struct arena *own = arena_new(1 << 22);
	char *p = arena_alloc(own, 100);
	memset(p, 7, 100);
	char *q = arena_grow(own, p, 100, 1000);
	assert_ptr_equal(p, q);
	assert_int_equal(q[99], 7);
	assert_int_equal(q[100], 0);
	arena_alloc(own, 8);
	char *r = arena_grow(own, q, 1000, 2000);
	assert_ptr_not_equal(q, r);
	assert_int_equal(r[99], 7);
	arena_reset(own);
	char *s = arena_alloc(own, 64);
	for (int i = 0; i < 64; i++)
		assert_int_equal(s[i], 0);
	arena_free(own);
}

/* At every length around the room that is left: in the block, past it, over the cap. */
static void
formatted_text_is_whole(void **state UNUSED)
{
	char want[400];
	for (size_t n = 0; n < sizeof want; n++) {
		struct arena *own = arena_new(1 << 20);
		struct buf b;
		memset(want, 'x', n);
		want[n] = '\0';
		arena_alloc(own, 32 * 1024 - 208);
		const char *first = arena_printf(own, "%s", want), *second = arena_printf(own, "%s%d", want, 7);
		assert_string_equal(first, want);
		assert_int_equal(strlen(second), n + 1);
		assert_int_equal(second[n], '7');
		buf_init(&b, own, 300);
		buf_adds(&b, "abc");
		buf_addf(&b, "%s", want);
		assert_int_equal(b.over, n > 297);
		assert_string_equal(buf_cstr(&b), b.over ? "abc" : arena_printf(own, "abc%s", want));
		arena_free(own);
	}
}

static void
put32(unsigned char *p, uint32_t v)
{
	memcpy(p, &v, 4);
}

/* A catalogue as msgfmt writes it, ids in the order of their bytes. */
static void
texts_are_found_by_every_first_letter(void **state UNUSED)
{
	static const char *const id[] = { "", "An", "Anh", "a", "b.c", "b.d", "ngày", "Đ", "ấp" };
	static unsigned char mo[4096];
	enum { N = ARRAY_LEN(id), IDS = 28, TEXTS = IDS + 8 * N };
	uint32_t at = TEXTS + 8 * N;
	put32(mo, 0x950412de);
	put32(mo + 8, N);
	put32(mo + 12, IDS);
	put32(mo + 16, TEXTS);
	for (uint32_t half = 0; half < 2; half++)
		for (uint32_t i = 0; i < N; i++) {
			int n = snprintf((char *)mo + at, sizeof mo - at, "%s%s", half ? "=" : "", id[i]);
			put32(mo + (half ? TEXTS : IDS) + 8 * i, (uint32_t)n);
			put32(mo + (half ? TEXTS : IDS) + 8 * i + 4, at);
			at += (uint32_t)n + 1;
		}
	tr_load(LANG_EN, mo, at);
	for (size_t i = 1; i < N; i++) {
		assert_true(tr_has(LANG_EN, id[i]));
		assert_string_equal(tr(LANG_EN, id[i]) + 1, id[i]);
	}
	static const char *const none[] = { "A", "Ani", "B", "b", "b.cc", "zzz", "\xff", "nga", "Đà" };
	for (size_t i = 0; i < ARRAY_LEN(none); i++) {
		assert_false(tr_has(LANG_EN, none[i]));
		assert_ptr_equal(tr(LANG_EN, none[i]), none[i]);
	}
	static const unsigned char empty[28] = { 0xde, 0x12, 0x04, 0x95 };
	tr_load(LANG_EN, empty, sizeof empty);
	assert_false(tr_has(LANG_EN, "a"));
}

static void
buf_overflow_is_sticky(void **state UNUSED)
{
	struct buf b;
	buf_init(&b, a, 10);
	buf_adds(&b, "0123456789");
	assert_false(b.over);
	buf_addc(&b, 'x');
	assert_true(b.over);
	buf_adds(&b, "");
	assert_int_equal(b.n, 10);
	buf_clear(&b);
	buf_addi(&b, INT64_MIN / 1000000000000000);
	assert_string_equal(buf_cstr(&b), "-9223");
	buf_init(&b, a, 100);
	buf_addi(&b, INT64_MIN);
	assert_string_equal(buf_cstr(&b), "-9223372036854775808");
}

static void
numbers(void **state UNUSED)
{
	int64_t v;
	static const char *const bad[] = { "", "-", "+1", " 1", "1 ", "9223372036854775808", "-9223372036854775809", "1a",
					   "99999999999999999999999" };
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_false(cstr_i64(bad[i], &v));
	assert_true(str_is_digits(S("007")));
	assert_false(str_is_digits(S("")) || str_is_digits(S("-7")) || str_is_digits(S("7 ")));
	assert_true(cstr_i64("9223372036854775807", &v) && v == INT64_MAX);
	assert_true(cstr_i64("-9223372036854775808", &v) && v == INT64_MIN);
	assert_true(cstr_i64("007", &v) && v == 7);
}

static void
cutting(void **state UNUSED)
{
	struct str rest = S("a,b,,c");
	assert_true(str_is(str_cut(&rest, ','), "a"));
	assert_true(str_is(str_cut(&rest, ','), "b"));
	assert_true(str_is(str_cut(&rest, ','), ""));
	assert_true(str_is(str_cut(&rest, ','), "c"));
	assert_null(rest.p);
	assert_int_equal(str_find(S("xin chào"), "chào"), 4);
	assert_int_equal(str_find(S("xin"), "xinh"), -1);
}

/* Every day of 300 years against counting one by one. */
static void
days_against_counting(void **state UNUSED)
{
	static const int len[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	int32_t day = day_of(1900, 1, 1);
	int weekday = 0; /* 1 January 1900 was a Monday */
	for (int y = 1900; y < 2200; y++)
		for (int m = 1; m <= 12; m++) {
			bool leap = (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
			int n = len[m - 1] + (m == 2 && leap);
			for (int d = 1; d <= n; d++, day++, weekday = (weekday + 1) % 7) {
				struct civil c = day_civil(day);
				assert_int_equal(day_of(y, m, d), day);
				assert_true(c.year == y && c.month == m && c.day == d);
				assert_int_equal(day_weekday(day), weekday);
				assert_true(day_valid(y, m, d));
			}
			assert_false(day_valid(y, m, n + 1));
		}
	assert_int_equal(day_of(1970, 1, 1), 0);
}

static void
moments(void **state UNUSED)
{
	int64_t t, u;
	char text[TIME_TEXT];
	assert_true(time_parse(S("2026-02-13T14:00"), &t));
	assert_true(time_parse(S("2026-02-13T07:00:00Z"), &u));
	assert_int_equal(t, u);
	assert_true(time_parse(S("2026-02-13 14:00:00.5+07:00"), &u));
	assert_int_equal(u - t, TIME_SECOND / 2);
	assert_string_equal(time_iso(t, text), "2026-02-13T14:00:00+07:00");
	assert_string_equal(time_text(t, text), "14:00 13/02/2026");
	assert_int_equal(time_minute_of_day(t), 14 * 60);
	assert_int_equal(time_at(time_day(t), 14 * 60), t);
	static const char *const bad[] = { "2026-02-30T10:00", "2026-13-01T10:00", "2026-02-13", "2026-02-13T25:00",
					   "2026-02-13T10:00+99:00", "x", "2026-02-13T10:00junk" };
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_false(time_parse(str_of(bad[i]), &t));
	int32_t day;
	assert_true(day_parse(S("27/3/1990"), &day));
	assert_int_equal(day, day_of(1990, 3, 27));
	assert_false(day_parse(S("30/02/2025"), &day));
}

static void *
make_ids(void *arg)
{
	int64_t *out = arg;
	for (int i = 0; i < 20000; i++)
		out[i] = id_next();
	return NULL;
}

static int
by_value(const void *pa, const void *pb)
{
	int64_t x = *(const int64_t *)pa, y = *(const int64_t *)pb;
	return (x > y) - (x < y);
}

static void
ids_grow_and_never_repeat(void **state UNUSED)
{
	enum { N = 4, EACH = 20000 };
	static int64_t id[N][EACH];
	pthread_t t[N];
	for (int i = 0; i < N; i++)
		pthread_create(&t[i], NULL, make_ids, id[i]);
	for (int i = 0; i < N; i++)
		pthread_join(t[i], NULL);
	for (int i = 0; i < N; i++)
		for (int k = 1; k < EACH; k++)
			assert_true(id[i][k] > id[i][k - 1]);
	qsort(id, (size_t)N * EACH, sizeof(int64_t), by_value);
	for (int i = 1; i < N * EACH; i++)
		assert_true((&id[0][0])[i] != (&id[0][0])[i - 1]);
	time_set(time_now() - TIME_HOUR); /* also when the clock goes back */
	assert_true(id_next() > id[N - 1][EACH - 1]);
	time_set(time_now() + TIME_HOUR);
}

static void
csv_reads_what_it_writes(void **state UNUSED)
{
	static const char *const cells[] = { "đơn giản", "a,b", "nói \"chào\"", "hai\ndòng", "", "=1+1", "-5" };
	struct buf b;
	struct csv c;
	buf_init(&b, a, BUF_LINE);
	buf_adds(&b, "\xef\xbb\xbfx,y,z\r\n");
	for (size_t i = 0; i < ARRAY_LEN(cells); i++) {
		csv_cell(&b, S("đầu"), true);
		csv_cell(&b, str_of(cells[i]), false);
		csv_cell(&b, S("cuối"), false);
		csv_end(&b);
	}
	csv_open(&c, a, buf_str(&b));
	for (size_t i = 0; i < ARRAY_LEN(cells); i++) {
		assert_true(csv_next(&c));
		const char *want = cells[i][0] == '=' ? "'=1+1" : cells[i];
		assert_true(str_is(csv_get(&c, "y"), want));
		assert_true(str_is(csv_get(&c, "z"), "cuối"));
		assert_int_equal(csv_get(&c, "không có").n, 0);
	}
	assert_false(csv_next(&c));
	assert_false(c.bad);
	csv_open(&c, a, S("a\n\"mở"));
	assert_false(csv_next(&c));
	assert_true(c.bad);
}

static void
json_writer(void **state UNUSED)
{
	struct buf b;
	struct json_out j;
	buf_init(&b, a, BUF_LINE);
	json_out_init(&j, &b);
	json_object(&j);
	json_put_cstr(&j, "a", "\"x\"\n\\\x01");
	json_key(&j, "b");
	json_array(&j);
	json_int(&j, -1);
	json_bool(&j, true);
	json_null(&j);
	json_end_array(&j);
	json_put_id(&j, "id", 9007199254740993);
	json_put_time(&j, "t", 0);
	json_end_object(&j);
	assert_string_equal(buf_cstr(&b),
			    "{\"a\":\"\\\"x\\\"\\n\\\\\\u0001\",\"b\":[-1,true,null],\"id\":\"9007199254740993\",\"t\":null}");
}

static void
vietnamese(void **state UNUSED)
{
	char n[VIET_NUMBER];
	assert_true(str_is(viet_fold(a, S("  Đường  Hồ-Chí-Minh, số 5Ẵ ")), "duong ho chi minh so 5a"));
	assert_true(str_is(viet_fold(a, S("Nguye\xcc\x82\xcc\x83n")), "nguyen")); /* decomposed */
	assert_true(str_is(viet_lower(a, S("ĐẶNG Ỷ")), "đặng ỷ"));
	assert_true(str_is(viet_upper(a, S("đặng ỷ")), "ĐẶNG Ỷ"));
	assert_int_equal(viet_length(S("Đặng")), 4);
	assert_string_equal(viet_number(1204570, false, n), "1.204.570");
	assert_string_equal(viet_number(-1234, true, n), "-1,234");
	assert_string_equal(viet_number(999, false, n), "999");
	assert_false(viet_utf8_valid(S("a\xff")));
	assert_false(viet_utf8_valid(S("\xc0\xaf")));
	assert_false(viet_utf8_valid(S("\xed\xa0\x80")));
	assert_false(viet_utf8_valid((struct str){ "a\0b", 3 }));
	assert_true(viet_utf8_valid(S("Ưu tiên\n")));
	static const char *const order[] = { "an", "ăn", "ân", "bà", "da", "đa", "đá", "ô", "ơ", "ư" };
	for (size_t i = 1; i < ARRAY_LEN(order); i++)
		assert_true(str_cmp(viet_sort_key(a, str_of(order[i - 1])), viet_sort_key(a, str_of(order[i]))) < 0);
}

static int
setup(void **state UNUSED)
{
	a = arena_new(1 << 26);
	return 0;
}

static int
teardown(void **state UNUSED)
{
	arena_free(a);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(arena_grows_in_place_and_zeroed),
		cmocka_unit_test(formatted_text_is_whole),
		cmocka_unit_test(texts_are_found_by_every_first_letter),
		cmocka_unit_test(buf_overflow_is_sticky),
		cmocka_unit_test(numbers),
		cmocka_unit_test(cutting),
		cmocka_unit_test(days_against_counting),
		cmocka_unit_test(moments),
		cmocka_unit_test(ids_grow_and_never_repeat),
		cmocka_unit_test(csv_reads_what_it_writes),
		cmocka_unit_test(json_writer),
		cmocka_unit_test(vietnamese),
	};
	return cmocka_run_group_tests_name("base", tests, setup, teardown);
}
