#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#undef fail

#include "platform/crypt/hash.h"

/* FIPS 180-2, appendix B. */
static void
known_values(void **state UNUSED)
{
	char hex[SHA256_HEX];
	sha256_hex_of(S("abc"), hex);
	assert_string_equal(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	sha256_hex_of((struct str){ NULL, 0 }, hex);
	assert_string_equal(hex, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

static void
pieces_equal_whole(void **state UNUSED)
{
	const char text[] = "Bộ phận Tiếp nhận và Trả kết quả, một cửa cho mọi thủ tục của người dân";
	char whole[SHA256_HEX], pieces[SHA256_HEX];
	sha256_hex_of((struct str){ text, sizeof text - 1 }, whole);
	for (size_t cut = 0; cut < sizeof text; cut++) {
		struct sha256 h;
		sha256_init(&h);
		sha256_add(&h, text, cut);
		sha256_add(&h, text + cut, sizeof text - 1 - cut);
		sha256_hex(&h, pieces);
		assert_string_equal(whole, pieces);
	}
}

static void
dropped_is_free_to_begin_again(void **state UNUSED)
{
	struct sha256 h = { 0 };
	sha256_drop(&h);
	sha256_init(&h);
	sha256_add(&h, "x", 1);
	sha256_drop(&h);
	assert_null(h.ctx);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(known_values),
		cmocka_unit_test(pieces_equal_whole),
		cmocka_unit_test(dropped_is_free_to_begin_again),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
