/* Trust lists: who may publish, what is taken in, what is refused, what an empty folder means. */
#include "features/signature/signature_testlib.h"

#include <fcntl.h>
#include <ftw.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

static char dir[] = "/tmp/motcua-trust-XXXXXX";
static unsigned char key[crypto_sign_PUBLICKEYBYTES], secret[crypto_sign_SECRETKEYBYTES];

static int
open_all(void **state UNUSED)
{
	bench_open(PKI "/trust");
	crypto_sign_keypair(key, secret);
	return mkdtemp(dir) == NULL;
}

static int
remove_it(const char *path, const struct stat *sb UNUSED, int flag UNUSED, struct FTW *f UNUSED)
{
	return remove(path);
}

static int
close_all(void **state UNUSED)
{
	bench_close();
	return nftw(dir, remove_it, 8, FTW_DEPTH | FTW_PHYS);
}

static const char *
base64(const void *p, size_t n)
{
	size_t room = sodium_base64_ENCODED_LEN(n, sodium_base64_VARIANT_ORIGINAL);
	return sodium_bin2base64(arena_alloc(t.cx.arena, room), room, p, n, sodium_base64_VARIANT_ORIGINAL);
}

struct list {
	const char *system;
	int sequence;
	const char *until, *root, *more; /* root: a certificate's name; more: further members */
};

static struct str
list_file(const struct list *l)
{
	struct str der = cert_named(l->root)->der;
	const char *json = arena_printf(t.cx.arena,
					"{\"motcua_trust\":1,\"system\":\"%s\",\"name\":\"Thử\",\"name_en\":\"Test\",\"sequence\":%d,"
					"\"issued\":\"2025-01-01T00:00\",\"valid_until\":\"%s\",\"roots\":[{\"certificate\":\"%s\","
					"\"trusted_from\":\"2025-01-01T00:00\"%s}]}",
					l->system, l->sequence, l->until, base64(der.p, der.n), l->more != NULL ? l->more : "");
	unsigned char signature[crypto_sign_BYTES];
	crypto_sign_detached(signature, NULL, (const unsigned char *)json, strlen(json), secret);
	return str_of(arena_printf(t.cx.arena, "%s\n%s", base64(signature, sizeof signature), json));
}

static enum status
take(const struct list *l)
{
	struct trust_list out;
	return trust_update(&t.cx, dir, list_file(l), &out);
}

static const struct list first = { "public", 5, "2040-01-01T00:00", "root-public", NULL };

static void
nobody_publishes_before_being_pinned(void **state UNUSED)
{
	assert_int_not_equal(take(&first), ST_OK);
	expect_ok(trust_pin(&t.cx, dir, TRUST_PUBLIC, str_of(base64(key, sizeof key))));
	expect_ok(take(&first));
	struct trust *trust;
	expect_ok(trust_open(&t.cx, dir, &trust));
	assert_true(trust->list[TRUST_PUBLIC].present);
	assert_false(trust->list[TRUST_GOVERNMENT].present);
	assert_int_equal(trust->list[TRUST_PUBLIC].sequence, 5);
	assert_int_equal(trust->roots.n, 1);
	trust_close(trust);
}

static void
only_newer_ones_in_force_are_taken(void **state UNUSED)
{
	struct list l = first;
	assert_int_equal(take(&l), ST_CONFLICT);
	l.sequence = 4;
	assert_int_equal(take(&l), ST_CONFLICT);
	assert_string_equal(t.cx.fault.code, "trust.sequence");
	l = (struct list){ "public", 6, "2026-01-01T00:00", "root-public", NULL };
	assert_int_equal(take(&l), ST_INVALID);
	assert_string_equal(t.cx.fault.code, "trust.expired");
	l.until = first.until;
	expect_ok(take(&l));
}

static void
a_publisher_speaks_for_one_system(void **state UNUSED)
{
	struct list l = { "government", 1, "2040-01-01T00:00", "root-government", NULL };
	assert_int_equal(take(&l), ST_DENIED);
	assert_string_equal(t.cx.fault.code, "trust.signature");
}

static void
changed_lists_are_refused(void **state UNUSED)
{
	struct list l = { "public", 9, "2040-01-01T00:00", "root-public", NULL };
	struct trust_list out;
	struct str file = list_file(&l);
	char *copy = arena_strndup(t.cx.arena, file.p, file.n);
	for (size_t i = 0; i < file.n; i += 7) {
		copy[i] ^= 2;
		assert_int_not_equal(trust_update(&t.cx, dir, (struct str){ copy, file.n }, &out), ST_OK);
		copy[i] ^= 2;
	}
	assert_int_not_equal(trust_update(&t.cx, dir, S(""), &out), ST_OK);
	/* and in the folder itself */
	const char *path = arena_printf(t.cx.arena, "%s/public.list", dir);
	int fd = open(path, O_RDWR);
	assert_true(fd >= 0 && pwrite(fd, "X", 1, 200) == 1);
	close(fd);
	struct trust *trust;
	assert_int_not_equal(trust_open(&t.cx, dir, &trust), ST_OK);
	assert_null(trust);
	expect_ok(take(&l)); /* mends it */
	expect_ok(trust_open(&t.cx, dir, &trust));
	trust_close(trust);
}

static void
what_is_no_root_is_refused(void **state UNUSED)
{
	struct list l = { "public", 20, "2040-01-01T00:00", "ca-public", NULL };
	assert_int_equal(take(&l), ST_INVALID);
	l.root = "person-p256";
	assert_int_equal(take(&l), ST_INVALID);
	l = (struct list){ "public", 20, "2024-01-01T00:00", "root-public", NULL };
	assert_int_equal(take(&l), ST_INVALID);
}

static void
a_root_can_be_distrusted(void **state UNUSED)
{
	struct list l = { "public", 30, "2040-01-01T00:00", "root-public", ",\"distrusted_from\":\"2028-01-01T00:00\",\"compromised\":true" };
	struct trust *trust;
	expect_ok(take(&l));
	expect_ok(trust_open(&t.cx, dir, &trust));
	assert_int_equal(trust->roots.p[0].distrusted_from, moment("2028-01-01T00:00"));
	assert_true(trust->roots.p[0].compromised);
	trust_close(trust);
}

/* A list that would make the folder unreadable, because its root stands in the other list too, is not taken. */
static void
a_root_stands_in_one_list(void **state UNUSED)
{
	struct list l = { "government", 1, "2040-01-01T00:00", "root-public", NULL };
	struct trust *trust;
	crypto_sign_keypair(key, secret); /* the other publisher's */
	expect_ok(trust_pin(&t.cx, dir, TRUST_GOVERNMENT, str_of(base64(key, sizeof key))));
	assert_int_equal(take(&l), ST_INVALID);
	expect_ok(trust_open(&t.cx, dir, &trust));
	trust_close(trust);
	l.root = "root-government";
	expect_ok(take(&l));
	expect_ok(trust_open(&t.cx, dir, &trust));
	assert_int_equal(trust->roots.n, 2);
	trust_close(trust);
}

static void
an_empty_folder_knows_nobody(void **state UNUSED)
{
	struct trust *full = t.trust;
	const char *empty = arena_printf(t.cx.arena, "%s/empty", dir);
	assert_int_equal(mkdir(empty, 0700), 0);
	expect_ok(trust_open(&t.cx, empty, &t.trust));
	const struct signature_verdict *v = judged(p7s_of(&(struct made){ .signer = "leader" }), content, moment("2026-11-25T09:00"), 0);
	assert_int_equal(v->reason, WHY_NO_LIST);
	assert_int_equal(v->result, SIGNATURE_UNKNOWN);
	trust_close(t.trust);
	t.trust = full;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nobody_publishes_before_being_pinned),
		cmocka_unit_test(only_newer_ones_in_force_are_taken),
		cmocka_unit_test(a_publisher_speaks_for_one_system),
		cmocka_unit_test(changed_lists_are_refused),
		cmocka_unit_test(what_is_no_root_is_refused),
		cmocka_unit_test(a_root_can_be_distrusted),
		cmocka_unit_test(a_root_stands_in_one_list),
		cmocka_unit_test(an_empty_folder_knows_nobody),
	};
	crypt_init();
	return cmocka_run_group_tests(tests, open_all, close_all);
}
