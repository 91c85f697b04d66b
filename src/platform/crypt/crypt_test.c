/* The vectors of RFC 6238 (SHA-1, the last six digits) and what a password hash must do. */
#include "platform/crypt/crypt.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define RFC_SECRET "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ" /* "12345678901234567890" */

static void
totp_vectors(void **state UNUSED)
{
	static const struct {
		int64_t second;
		const char *code;
	} v[] = { { 59, "287082" }, { 1111111109, "081804" }, { 1111111111, "050471" }, { 1234567890, "005924" },
		  { 2000000000, "279037" }, { 20000000000, "353130" } };
	for (size_t i = 0; i < ARRAY_LEN(v); i++) {
		char code[TOTP_DIGITS + 1];
		assert_true(totp_code(RFC_SECRET, totp_step(v[i].second * TIME_SECOND), code));
		assert_string_equal(code, v[i].code);
	}
}

static void
totp_window(void **state UNUSED)
{
	int64_t now = 1700000000 * TIME_SECOND, step = totp_step(now);
	char code[TOTP_DIGITS + 1];
	for (int64_t s = step - 3; s <= step + 3; s++) {
		assert_true(totp_code(RFC_SECRET, s, code));
		assert_int_equal(totp_verify(RFC_SECRET, str_of(code), now), s >= step - 1 && s <= step + 1 ? s : -1);
	}
	assert_int_equal(totp_verify(RFC_SECRET, S(""), now), -1);
	assert_int_equal(totp_verify("not base32 !", S("123456"), now), -1);
}

static void
passwords(void **state UNUSED)
{
	struct arena *a = arena_new(1 << 20);
	struct cx cx = { .arena = a };
	char one[CRYPT_PASSWORD_TEXT], two[CRYPT_PASSWORD_TEXT];
	crypt_init();
	assert_int_equal(crypt_password_hash(&cx, S("mật khẩu dài"), one), ST_OK);
	assert_int_equal(crypt_password_hash(&cx, S("mật khẩu dài"), two), ST_OK);
	assert_string_not_equal(one, two);
	assert_non_null(strstr(one, "$argon2id$v=19$m=19456,t=2,p=1$"));
	assert_true(crypt_password_verify(S("mật khẩu dài"), one));
	assert_false(crypt_password_verify(S("mật khẩu dai"), one));
	assert_false(crypt_password_verify(S("mật khẩu dài"), ""));
	assert_false(crypt_password_verify(S("x"), "no hash"));
	arena_free(a);
}

static void
tokens(void **state UNUSED)
{
	struct arena *a = arena_new(1 << 20);
	char secret[TOTP_SECRET_TEXT];
	crypt_init();
	const char *one = crypt_token(a), *two = crypt_token(a);
	assert_int_equal(strlen(one), 43);
	assert_string_not_equal(one, two);
	assert_int_equal(strspn(one, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"), 43);
	totp_secret_new(secret);
	assert_int_equal(strlen(secret), 32);
	assert_string_equal(totp_uri(a, "Mot Cua", "lan", secret),
			    arena_printf(a, "otpauth://totp/Mot%%20Cua:lan?secret=%s&digits=6&period=30", secret));
	arena_free(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(totp_vectors),
		cmocka_unit_test(totp_window),
		cmocka_unit_test(passwords),
		cmocka_unit_test(tokens),
	};
	return cmocka_run_group_tests_name("crypt", tests, NULL, NULL);
}
