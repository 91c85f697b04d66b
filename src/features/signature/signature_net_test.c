/* With the authorities answering on loopback (tools/testpki serve): OCSP, CRLs, time stamps, what is asked and what is kept. */
#include "features/signature/signature_testlib.h"

#include "platform/net/fetch.h"
#include "platform/net/mail.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

#define STAMPS "http://127.0.0.1:18061/tsa/"

static pid_t server;
static struct signature_net *net;

/* Waits for its line, which it prints when everything answers. */
static int
serve(void **state UNUSED)
{
	char *words[] = { "tools/testpki", "serve", NULL }, line[200] = "";
	posix_spawn_file_actions_t to_us;
	int ends[2];
	if (pipe2(ends, O_CLOEXEC) != 0)
		return 1;
	posix_spawn_file_actions_init(&to_us);
	posix_spawn_file_actions_adddup2(&to_us, ends[1], STDOUT_FILENO);
	int rc = posix_spawn(&server, words[0], &to_us, NULL, words, environ);
	posix_spawn_file_actions_destroy(&to_us);
	close(ends[1]);
	ssize_t n = rc == 0 ? read(ends[0], line, sizeof line - 1) : -1;
	close(ends[0]);
	bench_open(PKI "/trust");
	t.cx.now = time_now();
	t.trust->evidence.n = 0; /* everything has to be asked for */
	net = signature_net_new();
	return n > 0 && strstr(line, "test authorities on") != NULL ? 0 : 1;
}

static int
end(void **state UNUSED)
{
	signature_net_free(net);
	bench_close();
	kill(server, SIGTERM);
	return waitpid(server, NULL, 0) != server;
}

static const struct signature_verdict *
asked(struct str p7s, struct signature_net *with)
{
	static struct signature_report r;
	struct signature_ask ask = { .name = "thu.p7s", .file = p7s, .content = content, .at = t.cx.now, .net = with };
	pki_free(t.pki);
	expect_ok(signature_verify(&t.cx, t.pki, t.trust, &ask, &r));
	assert_int_equal(r.n, 1);
	return &r.verdict[0];
}

/* The CRLs of the roots are not published, so what is above the authorities comes from the folder. */
static void
with_roots(void)
{
	static const char *const files[] = { PKI "/crls/root-public.crl", PKI "/crls/root-government.crl" };
	t.trust->evidence.n = 0;
	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		struct revocation *r;
		expect_ok(revocation_read_crl(&t.cx, t.trust->pki, read_whole(files[i]), &r));
		*vec_push(&t.trust->evidence, t.trust->arena) = r;
	}
}

static void
answers_are_kept(void **state UNUSED)
{
	with_roots();
	struct str p7s = p7s_of(&(struct made){ .signer = "person-rsa2048" });
	struct signature_net_figures before = signature_net_figures(net), after;
	assert_int_equal(asked(p7s, net)->reason, WHY_VALID_NOW);
	after = signature_net_figures(net);
	assert_int_equal(after.asked, before.asked + 1);
	for (int i = 0; i < 5; i++)
		assert_int_equal(asked(p7s, net)->reason, WHY_VALID_NOW);
	assert_int_equal(signature_net_figures(net).asked, after.asked);
	assert_int_equal(signature_net_figures(net).kept, after.kept + 5);
	assert_int_equal(signature_net_figures(net).failed, 0);
	assert_int_equal(asked(p7s, NULL)->reason, WHY_REVOCATION_ABSENT);
}

static void
every_authority_answers(void **state UNUSED)
{
	static const struct {
		const char *signer;
		enum signature_reason want;
	} rows[] = { { "leader", WHY_VALID_NOW }, { "person-p384", WHY_VALID_NOW }, { "revoked-before", WHY_REVOKED_UNPROVEN },
		     { "on-hold", WHY_ON_HOLD } };
	with_roots();
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		assert_int_equal(asked(p7s_of(&(struct made){ .signer = rows[i].signer }), net)->reason, rows[i].want);
}

/* Who signs after a theft may carry an answer from before it that is still in force: the network is asked all the same. */
static void
an_old_answer_in_the_file_is_not_the_last_word(void **state UNUSED)
{
	static const struct ocsp_answer old = { "revoked-before", "ca-public", "ocsp-public", V_OCSP_CERTSTATUS_GOOD, NULL, "2025-02-20T00:00",
						"2040-01-01T00:00" };
	with_roots();
	struct str p7s = p7s_of(&(struct made){ .signer = "revoked-before", .ocsp = { &old } });
	assert_int_equal(asked(p7s, NULL)->reason, WHY_VALID_NOW);
	assert_int_equal(asked(p7s, net)->reason, WHY_REVOKED_UNPROVEN);
}

static struct str
made_at(const char *signer, enum signature_level level, const char *authority)
{
	struct str out;
	struct signature_make in = { .content = content, .cert = cert_named(signer), .hash = CRYPT_SHA256, .level = level,
				     .stamp_url = arena_printf(t.cx.arena, STAMPS "%s", authority), .net = net };
	expect_ok(signature_make_p7s(&t.cx, t.pki, t.trust, &in, sign_with, (void *)signer, &out));
	return out;
}

static void
levels(void **state UNUSED)
{
	static const char *const signers[][2] = { { "person-rsa2048", "tsa-public" }, { "agency-p384", "tsa-government" },
						  { "person-p256", "tsa-public-ec" } };
	with_roots();
	for (size_t i = 0; i < ARRAY_LEN(signers); i++) {
		for (int level = SIGNATURE_LEVEL_B; level <= SIGNATURE_LEVEL_LT; level++) {
			struct str p7s = made_at(signers[i][0], (enum signature_level)level, signers[i][1]);
			t.cx.now = time_now();
			const struct signature_verdict *v = asked(p7s, net);
			assert_int_equal(v->result, SIGNATURE_VALID);
			assert_int_equal(v->level, level);
			assert_int_equal(v->source, level == SIGNATURE_LEVEL_B ? SIGNATURE_TIME_CLAIMED : SIGNATURE_TIME_STAMP);
			/* the evidence inside is enough by itself, without network and without the folder's CRLs */
			t.trust->evidence.n = 0;
			v = asked(p7s, NULL);
			assert_int_equal(v->reason == WHY_VALID_STAMPED, level == SIGNATURE_LEVEL_LT);
			with_roots();
		}
	}
}

static void
no_evidence_no_long_term(void **state UNUSED)
{
	struct str out;
	struct signature_make in = { .content = content, .cert = cert_named("revoked-before"), .hash = CRYPT_SHA256, .level = SIGNATURE_LEVEL_LT,
				     .stamp_url = STAMPS "tsa-public", .net = net };
	with_roots();
	assert_int_equal(signature_make_p7s(&t.cx, t.pki, t.trust, &in, sign_with, "revoked-before", &out), ST_UPSTREAM);
	assert_string_equal(t.cx.fault.code, "signature.evidence");
}

static void
an_authority_that_is_not_there(void **state UNUSED)
{
	struct str token;
	assert_int_equal(signature_stamp(&t.cx, "http://127.0.0.1:18061/tsa/nobody", content, &token), ST_UPSTREAM);
	assert_int_equal(signature_stamp(&t.cx, "http://127.0.0.1:18061/nowhere", content, &token), ST_UPSTREAM);
	assert_int_equal(signature_stamp(&t.cx, "http://127.0.0.1:9/tsa", content, &token), ST_UPSTREAM);
	assert_int_equal(signature_stamp(&t.cx, "file:///etc/passwd", content, &token), ST_INVALID);
	assert_int_equal(signature_stamp(&t.cx, "http://127.0.0.1:18061/crl/ca-public.crl", content, &token), ST_UPSTREAM);
}

static void
an_answer_may_not_be_larger_than_asked(void **state UNUSED)
{
	struct str out;
	struct fetch f = { .url = "http://127.0.0.1:18061/crl/ca-public.crl", .max = 100, .seconds = 5 };
	assert_int_equal(net_fetch(&t.cx, &f, &out), ST_UPSTREAM);
	f.max = 1 << 20;
	expect_ok(net_fetch(&t.cx, &f, &out));
	assert_true(str_eq(out, read_whole(PKI "/crls/ca-public.crl")));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(answers_are_kept),
		cmocka_unit_test(every_authority_answers),
		cmocka_unit_test(an_old_answer_in_the_file_is_not_the_last_word),
		cmocka_unit_test(levels),
		cmocka_unit_test(no_evidence_no_long_term),
		cmocka_unit_test(an_authority_that_is_not_there),
		cmocka_unit_test(an_answer_may_not_be_larger_than_asked),
	};
	crypt_init();
	net_init();
	return cmocka_run_group_tests(tests, serve, end);
}
