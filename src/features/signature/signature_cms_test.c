/* Signatures as files: what we make others accept, what others make we judge right, and no byte that is covered can change. */
#include "features/signature/signature_testlib.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static char dir[] = "/tmp/motcua-sign-XXXXXX";

#define NOW "2026-11-25T09:00"

static int
open_all(void **state UNUSED)
{
	bench_open(PKI "/trust");
	return mkdtemp(dir) == NULL;
}

static int
close_all(void **state UNUSED)
{
	static const char *const files[] = { "content", "p7s", "token" };
	for (size_t i = 0; i < ARRAY_LEN(files); i++)
		unlink(arena_printf(t.cx.arena, "%s/%s", dir, files[i]));
	bench_close();
	return rmdir(dir);
}

static const char *
in_dir(const char *name)
{
	return arena_printf(t.cx.arena, "%s/%s", dir, name);
}

static void
write_whole(const char *name, struct str bytes)
{
	FILE *f = fopen(in_dir(name), "wb");
	assert_non_null(f);
	assert_int_equal(fwrite(bytes.p, 1, bytes.n, f), bytes.n);
	assert_int_equal(fclose(f), 0);
}

/* Exit code of `openssl` with these words; its chatter goes nowhere. */
static int
openssl(const char *const *words)
{
	posix_spawn_file_actions_t quiet;
	pid_t pid;
	int rc;
	posix_spawn_file_actions_init(&quiet);
	posix_spawn_file_actions_addopen(&quiet, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
	posix_spawn_file_actions_addopen(&quiet, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
	assert_int_equal(posix_spawnp(&pid, "openssl", &quiet, NULL, (char *const *)words, environ), 0);
	posix_spawn_file_actions_destroy(&quiet);
	assert_int_equal(waitpid(pid, &rc, 0), pid);
	return WIFEXITED(rc) ? WEXITSTATUS(rc) : -1;
}

static const struct {
	const char *name, *root, *authority, *tsa;
} people[] = {
	{ "person-rsa2048", "root-public", "ca-public", "tsa-public" },
	{ "person-rsa4096", "root-public", "ca-public", "tsa-public" },
	{ "person-p256", "root-public", "ca-public-ec", "tsa-public-ec" },
	{ "person-p384", "root-public", "ca-public-ec", "tsa-public-ec" },
	{ "agency", "root-government", "ca-government", "tsa-government" },
	{ "agency-p384", "root-government", "ca-government", "tsa-government" },
};

/* --- others accept ours ----------------------------------------------------------------------------------------------- */

static void
openssl_accepts_ours(void **state UNUSED)
{
	write_whole("content", content);
	for (size_t i = 0; i < ARRAY_LEN(people); i++) {
		struct made m = { .signer = people[i].name, .more = { people[i].authority }, .claimed = NOW, .authority = people[i].tsa,
				  .stamped = NOW };
		write_whole("p7s", p7s_of(&m));
		const char *root = arena_printf(t.cx.arena, PKI "/certs/%s.pem", people[i].root);
		const char *const words[] = { "openssl", "cms", "-verify", "-cades", "-binary", "-inform", "DER", "-in", in_dir("p7s"), "-content",
					      in_dir("content"), "-CAfile", root, "-purpose", "any", NULL };
		assert_int_equal(openssl(words), 0);
		write_whole("content", S("another content"));
		assert_int_not_equal(openssl(words), 0);
		write_whole("content", content);
	}
}

static void
openssl_accepts_our_tokens(void **state UNUSED)
{
	write_whole("content", content);
	for (size_t i = 0; i < ARRAY_LEN(people); i++) {
		write_whole("token", stamp_of(people[i].tsa, content, moment(NOW)));
		const char *root = arena_printf(t.cx.arena, PKI "/certs/%s.pem", people[i].root);
		const char *between = arena_printf(t.cx.arena, PKI "/certs/%s.pem", people[i].authority);
		const char *const words[] = { "openssl", "ts", "-verify", "-token_in", "-in", in_dir("token"), "-data", in_dir("content"), "-CAfile",
					      root, "-untrusted", between, NULL };
		assert_int_equal(openssl(words), 0);
	}
}

/* --- we judge others' ------------------------------------------------------------------------------------------------- */

static void
openssl_signed(const char *name, const char *authority, const char *form, bool attached, bool attributes)
{
	const char *words[32] = { "openssl", "cms", "-sign", "-binary", "-in", in_dir("content"), "-out", in_dir("p7s"), "-outform", form,
				  "-signer", arena_printf(t.cx.arena, PKI "/certs/%s.pem", name), "-inkey",
				  arena_printf(t.cx.arena, PKI "/keys/%s.pem", name), "-certfile",
				  arena_printf(t.cx.arena, PKI "/certs/%s.pem", authority) };
	size_t n = 16;
	if (attached) {
		words[n++] = "-nodetach";
		words[n++] = "-stream"; /* BER, of lengths that are not said beforehand */
	}
	if (!attributes)
		words[n++] = "-noattr";
	else
		words[n++] = "-cades";
	assert_int_equal(openssl(words), 0);
}

static void
we_judge_what_openssl_signed(void **state UNUSED)
{
	write_whole("content", content);
	for (size_t i = 0; i < ARRAY_LEN(people); i++) {
		for (int kind = 0; kind < 8; kind++) {
			bool attached = kind & 1, attributes = kind & 2, pem = kind & 4;
			openssl_signed(people[i].name, people[i].authority, pem ? "PEM" : "DER", attached, attributes);
			struct str p7s = read_whole(in_dir("p7s")), none = { NULL, 0 };
			int64_t at = time_now();
			const struct signature_verdict *v = judged(p7s, attached ? none : content, at, 0);
			assert_int_equal(v->reason, WHY_VALID_NOW);
			assert_int_equal(v->level, attributes ? SIGNATURE_LEVEL_B : SIGNATURE_LEVEL_NONE);
			assert_true(v->claim.covers_whole_file);
			v = judged(p7s, S("another content"), at, 0);
			assert_int_equal(v->result, SIGNATURE_INVALID);
			if (!attached) {
				v = judged(p7s, none, at, 0);
				assert_int_equal(v->reason, WHY_NO_CONTENT);
			}
		}
	}
}

/* --- attributes ------------------------------------------------------------------------------------------------------- */

/* A signature without attributes, over a content that is the DER of attributes: the same value under those attributes would be
 * a signature on something else. */
static void
attributes_as_content(void **state UNUSED)
{
	static const char attributes[] = "\x31\x17\x30\x15\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x09\x03\x31\x08\x06\x06\x2a\x86\x48\x86\xf7\x0d";
	/* a short attribute of another kind sorts before the usual ones */
	static const char foreign_first[] = "\x31\x81\x26\x30\x0d\x06\x06\x2b\x06\x01\x04\x01\x09\x31\x03\x02\x01\x01"
					    "\x30\x15\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x09\x03\x31\x08\x06\x06\x2a\x86\x48\x86\xf7\x0d";
	static const struct str contents[] = { { attributes, sizeof attributes - 1 }, { foreign_first, sizeof foreign_first - 1 } };
	for (size_t i = 0; i < ARRAY_LEN(contents); i++) {
		write_whole("content", contents[i]);
		openssl_signed("person-p256", "ca-public-ec", "DER", false, false);
		struct str p7s = read_whole(in_dir("p7s"));
		assert_int_equal(judged(p7s, contents[i], time_now(), 0)->result, SIGNATURE_INVALID);
	}
}

/* Another certificate of the same key and issuer is not the one that signed. */
static void
certificate_is_named(void **state UNUSED)
{
	struct str p7s = p7s_of(&(struct made){ .signer = "person-p256", .claimed = NOW });
	struct cms *cms;
	expect_ok(cms_read(&t.cx, t.pki, p7s, &cms));
	assert_int_equal(cms->signer[0].signing_certificate, CMS_SIGNING_CERT_SAME);
	char *copy = arena_strndup(t.cx.arena, p7s.p, p7s.n);
	struct digest d;
	digest_of(CRYPT_SHA256, &cms->signer[0].cert->der, 1, &d);
	char *in = memmem(copy, p7s.n, d.bytes, d.n);
	assert_non_null(in);
	in[0] ^= 1;
	const struct signature_verdict *v = judged((struct str){ copy, p7s.n }, content, moment(NOW), 0);
	assert_true(v->reason == WHY_OTHER_CERTIFICATE || v->reason == WHY_BROKEN);
}

/* --- flips ------------------------------------------------------------------------------------------------------------ */

static void
no_byte_of_the_content_can_change(void **state UNUSED)
{
	struct str p7s = p7s_of(&(struct made){ .signer = "person-p256", .claimed = NOW });
	char *copy = arena_strndup(t.cx.arena, content.p, content.n);
	for (size_t i = 0; i < content.n; i++) {
		copy[i] ^= 1;
		const struct signature_verdict *v = judged(p7s, (struct str){ copy, content.n }, moment(NOW), 0);
		assert_int_equal(v->reason, WHY_CONTENT_CHANGED);
		copy[i] ^= 1;
	}
	assert_int_equal(judged(p7s, str_head(content, content.n - 1), moment(NOW), 0)->reason, WHY_CONTENT_CHANGED);
	assert_int_equal(judged(p7s, S(""), moment(NOW), 0)->reason, WHY_CONTENT_CHANGED);
}

/* Which bytes of the p7s the signature covers: signed attributes, value, the signer's certificate and its identifier. */
struct span {
	size_t from, to;
};

static struct span
span_of(struct str whole, struct str part)
{
	char *at = memmem(whole.p, whole.n, part.p, part.n);
	assert_non_null(at);
	return (struct span){ (size_t)(at - whole.p), (size_t)(at - whole.p) + part.n };
}

static void
no_covered_byte_of_the_signature_can_change(void **state UNUSED)
{
	struct str p7s = p7s_of(&(struct made){ .signer = "person-p256", .claimed = NOW });
	struct cms *cms;
	expect_ok(cms_read(&t.cx, t.pki, p7s, &cms));
	struct span cert = span_of(p7s, cms->signer[0].cert->der), value = span_of(p7s, cms->signer[0].signature);
	char *copy = arena_strndup(t.cx.arena, p7s.p, p7s.n);
	int still_valid = 0, in_value = 0, in_cert = 0;
	for (size_t i = 0; i < p7s.n; i++) {
		for (int bit = 0; bit < 8; bit += 7) {
			copy[i] ^= (char)(1 << bit);
			const struct signature_verdict *v = judged((struct str){ copy, p7s.n }, content, moment(NOW), 0);
			copy[i] ^= (char)(1 << bit);
			if (v->result != SIGNATURE_VALID)
				continue;
			still_valid++;
			in_value += i >= value.from && i < value.to;
			in_cert += i >= cert.from && i < cert.to;
			/* What is left is told: the same person, the same moment. */
			assert_string_equal(v->signer, "Trần Văn Nam Thử");
			assert_int_equal(v->claim.signing_time, moment(NOW));
		}
	}
	assert_int_equal(in_value, 0);
	assert_int_equal(in_cert, 0);
	/* Version numbers and the list of digests in front: nothing of them is signed, nothing of them is believed. */
	assert_true(still_valid < 40);
}

static void
cut_short(void **state UNUSED)
{
	struct str p7s = p7s_of(&(struct made){ .signer = "person-p256", .claimed = NOW });
	for (size_t n = 1; n < p7s.n; n++) {
		const struct signature_verdict *v = judged(str_head(p7s, n), content, moment(NOW), 0);
		assert_int_equal(v->reason, WHY_MALFORMED);
	}
	char *longer = arena_alloc(t.cx.arena, p7s.n + 1);
	memcpy(longer, p7s.p, p7s.n);
	assert_int_equal(judged((struct str){ longer, p7s.n + 1 }, content, moment(NOW), 0)->reason, WHY_MALFORMED);
}

/* A faulty token does not leave the house. */
static enum status
sign_with_another_key(struct cx *cx, void *arg UNUSED, enum crypt_hash hash, struct str bytes, struct str *signature)
{
	return sign_with(cx, "person-p384", hash, bytes, signature);
}

static void
the_wrong_key_is_noticed(void **state UNUSED)
{
	struct cms_to_sign in = { .cert = cert_named("person-p256"), .signing_time = moment(NOW) };
	struct str out;
	digest_of(CRYPT_SHA256, &content, 1, &in.digest);
	assert_int_equal(cms_sign(&t.cx, &in, sign_with_another_key, NULL, &out), ST_UPSTREAM);
	assert_string_equal(t.cx.fault.code, "cms.signature");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(openssl_accepts_ours),
		cmocka_unit_test(openssl_accepts_our_tokens),
		cmocka_unit_test(we_judge_what_openssl_signed),
		cmocka_unit_test(attributes_as_content),
		cmocka_unit_test(certificate_is_named),
		cmocka_unit_test(no_byte_of_the_content_can_change),
		cmocka_unit_test(no_covered_byte_of_the_signature_can_change),
		cmocka_unit_test(cut_short),
		cmocka_unit_test(the_wrong_key_is_noticed),
	};
	crypt_init();
	return cmocka_run_group_tests(tests, open_all, close_all);
}
