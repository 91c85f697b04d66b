/* Every certificate and time stamp of tools/testpki, good and bad, and what is said of a signature with it. */
#include <openssl/x509v3.h> /* before base.h */
#include <pthread.h>

#include "features/signature/signature_testlib.h"

struct row {
	struct made made;
	const char *at, *recorded;
	enum signature_reason want;
};

#define NOW "2026-11-25T09:00"
#define THEN "2025-02-10T09:00"  /* before 1 March 2025, when the test authorities revoked some */
#define LATER "2030-02-01T09:00" /* after what became known on 1 January 2030 */

static void
check(const struct row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct row *r = &rows[i];
		const struct signature_verdict *v = judged(p7s_of(&r->made), content, moment(r->at != NULL ? r->at : NOW),
							   r->recorded != NULL ? moment(r->recorded) : 0);
		if (v->reason != r->want)
			print_error("row %zu, %s, %s: %s, not %s\n", i, r->made.signer, r->made.stamped != NULL ? r->made.stamped : "no stamp",
				    signature_reason_code(v->reason), signature_reason_code(r->want));
		assert_int_equal(v->reason, r->want);
		assert_int_equal(v->result, signature_reason_result(r->want));
		assert_string_equal(v->signer, cert_named(r->made.signer)->common_name);
	}
}

static int
open_all(void **state UNUSED)
{
	bench_open(PKI "/trust");
	return 0;
}

static int
close_all(void **state UNUSED)
{
	bench_close();
	return 0;
}

static void
good_ones(void **state UNUSED)
{
	static const char *const names[] = { "person-rsa2048", "person-rsa3072", "person-rsa4096", "person-p256",  "person-p384", "company",
					     "leader",         "leader-p256",    "agency",         "agency-p384" };
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		bool state_body = i >= 6;
		const char *tsa = i % 3 == 0 ? "tsa-public" : i % 3 == 1 ? "tsa-public-ec" : "tsa-government";
		struct row rows[] = {
			{ { .signer = names[i], .claimed = NOW }, .want = WHY_VALID_NOW },
			{ { .signer = names[i] }, .want = WHY_VALID_NOW },
			{ { .signer = names[i], .claimed = NOW, .hash = CRYPT_SHA384, .authority = tsa, .stamped = NOW }, .want = WHY_VALID_STAMPED },
			{ { .signer = names[i], .claimed = NOW, .hash = CRYPT_SHA512 }, .at = "2040-01-01T00:00", .want = WHY_VALID_NOW },
		};
		check(rows, ARRAY_LEN(rows));
		const struct signature_verdict *v = judged(p7s_of(&rows[2].made), content, moment(NOW), 0);
		assert_int_equal(v->system, state_body ? TRUST_GOVERNMENT : TRUST_PUBLIC);
		assert_string_equal(v->issuer_root, state_body ? "CA gốc chuyên dùng Chính phủ (Thử nghiệm)" : "Root CA quốc gia (Thử nghiệm)");
		assert_int_equal(v->level, SIGNATURE_LEVEL_T);
		assert_int_equal(v->signed_at, moment(NOW));
		assert_int_equal(v->is_agency, strncmp(names[i], "agency", 6) == 0 || strcmp(names[i], "company") == 0);
	}
}

static void
names_of_person_and_agency(void **state UNUSED)
{
	const struct signature_verdict *v = judged(p7s_of(&(struct made){ .signer = "leader", .claimed = NOW }), content, moment(NOW), 0);
	assert_string_equal(v->signer, "Phạm Văn Bình Thử");
	assert_string_equal(v->agency, "Ủy ban nhân dân Xã Thử");
	assert_false(v->is_agency);
	assert_int_equal(v->source, SIGNATURE_TIME_CLAIMED);
	assert_int_equal(v->level, SIGNATURE_LEVEL_B);
	v = judged(p7s_of(&(struct made){ .signer = "agency" }), content, moment(NOW), 0);
	assert_string_equal(v->signer, "Ủy ban nhân dân Xã Thử");
	assert_true(v->is_agency);
	assert_int_equal(v->source, SIGNATURE_TIME_NONE);
	assert_int_equal(v->signed_at, 0);
}

/* A name that turns the direction of writing would be read as another. */
static void
a_name_says_what_it_looks_like(void **state UNUSED)
{
	static const char name[] = "Thử\xe2\x80\xaeửhT\xc2\x9b.\xe2\x81\xa6–"; /* the dash is as much a neighbour of theirs as it is harmless */
	EVP_PKEY *key = key_named("person-p256");
	X509 *x = X509_new();
	unsigned char *der = NULL;
	const struct cert *c;
	X509_NAME_add_entry_by_txt(X509_get_subject_name(x), "CN", MBSTRING_UTF8, (const unsigned char *)name, -1, -1, 0);
	X509_gmtime_adj(X509_getm_notBefore(x), 0);
	X509_gmtime_adj(X509_getm_notAfter(x), 60);
	X509_set_pubkey(x, key);
	assert_true(X509_sign(x, key, EVP_sha256()) > 0);
	int n = i2d_X509(x, &der);
	expect_ok(cert_read(&t.cx, t.pki, (struct str){ (char *)der, (size_t)n }, &c));
	assert_string_equal(c->common_name, "Thử   ửhT  .   –");
	OPENSSL_free(der);
	X509_free(x);
	EVP_PKEY_free(key);
}

/* A detached signature that came alone: the report names the file, not the digest of nothing. */
static void
a_signature_alone(void **state UNUSED)
{
	struct signature_report r;
	struct str p7s = p7s_of(&(struct made){ .signer = "leader", .claimed = NOW });
	struct signature_ask ask = { .name = "thu.p7s", .file = p7s, .at = moment(NOW) };
	struct digest d;
	expect_ok(signature_verify(&t.cx, t.pki, t.trust, &ask, &r));
	assert_int_equal(r.reason, WHY_NO_CONTENT);
	digest_of(CRYPT_SHA256, &p7s, 1, &d);
	assert_string_equal(r.sha256, digest_hex(t.cx.arena, &d));
	ask.content = content;
	expect_ok(signature_verify(&t.cx, t.pki, t.trust, &ask, &r));
	digest_of(CRYPT_SHA256, &content, 1, &d);
	assert_string_equal(r.sha256, digest_hex(t.cx.arena, &d));
	assert_int_equal(r.size, content.n);
}

static void
wrong_certificates(void **state UNUSED)
{
	static const struct row rows[] = {
		{ { .signer = "bad-server", .claimed = NOW }, .want = WHY_USAGE },
		{ { .signer = "bad-code", .claimed = NOW }, .want = WHY_USAGE },
		{ { .signer = "bad-encipher", .claimed = NOW }, .want = WHY_USAGE },
		{ { .signer = "bad-is-ca", .claimed = NOW }, .want = WHY_USAGE },
		{ { .signer = "tsa-public", .claimed = NOW }, .want = WHY_USAGE },
		{ { .signer = "ocsp-public", .claimed = NOW }, .want = WHY_USAGE },
		{ { .signer = "bad-critical", .claimed = NOW }, .want = WHY_PATH },
		{ { .signer = "bad-sha1", .claimed = NOW }, .want = WHY_WEAK_HASH },
		{ { .signer = "person-rsa2048", .claimed = NOW, .hash = CRYPT_SHA1 }, .want = WHY_WEAK_HASH },
		{ { .signer = "bad-rsa1024", .claimed = NOW }, .want = WHY_WEAK_KEY },
		{ { .signer = "bad-lookalike", .more = { "ca-lookalike", "lookalike" }, .claimed = NOW }, .want = WHY_LOOKALIKE },
		{ { .signer = "bad-lookalike", .more = { "ca-lookalike" }, .claimed = NOW }, .want = WHY_UNTRUSTED },
		{ { .signer = "bad-lookalike", .claimed = NOW }, .want = WHY_UNTRUSTED },
		{ { .signer = "lookalike", .claimed = NOW }, .want = WHY_LOOKALIKE },
		{ { .signer = "bad-self", .claimed = NOW }, .want = WHY_UNTRUSTED },
		{ { .signer = "bad-unknown", .more = { "root-unknown" }, .claimed = NOW }, .want = WHY_UNTRUSTED },
		{ { .signer = "bad-unknown", .claimed = NOW }, .want = WHY_UNTRUSTED },
		{ { .signer = "bad-ca-deep", .more = { "ca-deep" }, .claimed = NOW }, .want = WHY_PATH },
		{ { .signer = "bad-ca-plain", .more = { "ca-plain" }, .claimed = NOW }, .want = WHY_PATH },
		{ { .signer = "bad-ca-narrow", .more = { "ca-narrow" }, .claimed = NOW }, .want = WHY_VALID_NOW },
		{ { .signer = "bad-ca-abroad", .more = { "ca-narrow" }, .claimed = NOW }, .want = WHY_PATH },
		{ { .signer = "bad-ca-policy", .more = { "ca-policy" }, .claimed = NOW }, .want = WHY_PATH },
		/* a certificate with the authority's name and key identifier in front of the authority's own */
		{ { .signer = "good-silent", .more = { "ca-impostor", "ca-silent" }, .claimed = NOW }, .want = WHY_REVOCATION_ABSENT },
		{ { .signer = "good-silent", .more = { "ca-self-impostor", "ca-impostor", "ca-silent" }, .claimed = NOW }, .want = WHY_REVOCATION_ABSENT },
		{ { .signer = "good-silent", .more = { "ca-impostor" }, .claimed = NOW }, .want = WHY_PATH },
		{ { .signer = "good-silent", .more = { "ca-self-impostor" }, .claimed = NOW }, .want = WHY_UNTRUSTED },
		{ { .signer = "bad-by-person", .more = { "by-person" }, .claimed = NOW }, .want = WHY_PATH },
	};
	check(rows, ARRAY_LEN(rows));
}

static void
periods(void **state UNUSED)
{
	static const struct row rows[] = {
		{ { .signer = "bad-expired", .claimed = NOW }, .want = WHY_EXPIRED },
		{ { .signer = "bad-expired", .claimed = "2023-06-01T00:00" }, .want = WHY_EXPIRED_UNPROVEN },
		{ { .signer = "bad-expired" }, .want = WHY_EXPIRED_UNPROVEN },
		{ { .signer = "bad-expired", .authority = "tsa-public", .stamped = NOW }, .want = WHY_EXPIRED },
		{ { .signer = "bad-future", .claimed = NOW }, .want = WHY_NOT_YET_VALID },
		{ { .signer = "bad-future", .authority = "tsa-public", .stamped = NOW }, .want = WHY_NOT_YET_VALID },
		{ { .signer = "bad-short", .claimed = NOW }, .want = WHY_VALID_NOW },
		{ { .signer = "bad-short", .claimed = NOW }, .at = LATER, .want = WHY_EXPIRED_UNPROVEN },
		{ { .signer = "bad-short", .claimed = NOW, .authority = "tsa-public", .stamped = NOW }, .at = LATER, .want = WHY_VALID_STAMPED },
		{ { .signer = "bad-short", .claimed = NOW, .authority = "tsa-public", .stamped = LATER }, .at = LATER, .want = WHY_EXPIRED },
		{ { .signer = "bad-short", .claimed = NOW }, .at = LATER, .recorded = NOW, .want = WHY_VALID_RECORDED },
		{ { .signer = "bad-short", .claimed = NOW }, .at = LATER, .recorded = LATER, .want = WHY_EXPIRED },
		{ { .signer = "person-p256", .claimed = LATER }, .want = WHY_FUTURE },
		{ { .signer = "person-p256", .authority = "tsa-public", .stamped = LATER }, .want = WHY_FUTURE },
		{ { .signer = "person-p256", .claimed = NOW }, .at = "2024-06-01T00:00", .want = WHY_NOT_YET_VALID },
		{ { .signer = "person-p256", .claimed = NOW }, .at = "2044-03-01T00:00", .want = WHY_LIST_EXPIRED },
	};
	check(rows, ARRAY_LEN(rows));
}

static void
revoked(void **state UNUSED)
{
	/* held first, then revoked for good */
	static const struct ocsp_answer after_hold = { "on-hold", "ca-public", "ocsp-public", V_OCSP_CERTSTATUS_REVOKED, "2026-01-01T00:00",
						       "2026-11-24T09:00", "2026-11-26T09:00" };
	static const struct row rows[] = {
		{ { .signer = "revoked-before", .claimed = NOW }, .want = WHY_REVOKED },
		{ { .signer = "revoked-before", .claimed = THEN }, .want = WHY_REVOKED_UNPROVEN },
		{ { .signer = "revoked-before" }, .want = WHY_REVOKED_UNPROVEN },
		{ { .signer = "revoked-before", .authority = "tsa-public", .stamped = NOW }, .want = WHY_REVOKED },
		{ { .signer = "revoked-before", .authority = "tsa-public", .stamped = THEN }, .want = WHY_VALID_STAMPED },
		{ { .signer = "revoked-before", .claimed = THEN }, .recorded = THEN, .want = WHY_VALID_RECORDED },
		{ { .signer = "revoked-before", .claimed = THEN }, .at = THEN, .want = WHY_VALID_NOW },
		{ { .signer = "on-hold", .claimed = NOW }, .want = WHY_ON_HOLD },
		{ { .signer = "on-hold", .claimed = NOW, .ocsp = { &after_hold } }, .want = WHY_REVOKED },
		{ { .signer = "on-hold", .authority = "tsa-public", .stamped = THEN }, .want = WHY_VALID_STAMPED },
		{ { .signer = "bad-ca-revoked", .more = { "ca-revoked" }, .claimed = NOW }, .want = WHY_CA_REVOKED },
		{ { .signer = "bad-silent", .more = { "ca-silent" }, .claimed = NOW }, .want = WHY_REVOCATION_ABSENT },
		{ { .signer = "bad-stale", .more = { "ca-stale" }, .claimed = NOW }, .want = WHY_REVOCATION_STALE },
		{ { .signer = "bad-stale", .more = { "ca-stale" }, .claimed = "2025-01-15T00:00" }, .at = "2025-01-15T00:00", .want = WHY_VALID_NOW },
		{ { .signer = "bad-forged", .more = { "ca-forged" }, .claimed = NOW }, .want = WHY_REVOCATION_FORGED },
		{ { .signer = "revoked-after", .claimed = NOW }, .want = WHY_VALID_NOW },
	};
	check(rows, ARRAY_LEN(rows));
}

/* What becomes known in 2030 changes the answers of 2030, not those that a time stamp proves. */
static void
revoked_later(void **state UNUSED)
{
	static const struct row rows[] = {
		{ { .signer = "revoked-after", .claimed = NOW }, .want = WHY_VALID_NOW },
		{ { .signer = "revoked-after", .claimed = NOW }, .at = LATER, .want = WHY_REVOKED_UNPROVEN },
		{ { .signer = "revoked-after", .claimed = LATER }, .at = LATER, .want = WHY_REVOKED },
		{ { .signer = "revoked-after", .authority = "tsa-public", .stamped = NOW }, .at = LATER, .want = WHY_VALID_STAMPED },
		{ { .signer = "revoked-after", .authority = "tsa-public", .stamped = LATER }, .at = LATER, .want = WHY_REVOKED },
		{ { .signer = "revoked-stolen", .authority = "tsa-public", .stamped = NOW }, .at = LATER, .want = WHY_COMPROMISED },
		{ { .signer = "revoked-stolen", .authority = "tsa-public", .stamped = THEN }, .at = LATER, .want = WHY_VALID_STAMPED },
		{ { .signer = "revoked-stolen", .claimed = THEN }, .at = LATER, .want = WHY_REVOKED_UNPROVEN },
	};
	struct revocation *r;
	assert_int_equal(revocation_read_crl(&t.cx, t.trust->pki, read_whole(PKI "/crls/ca-public-2030.crl"), &r), ST_OK);
	*vec_push(&t.trust->evidence, t.trust->arena) = r;
	check(rows, ARRAY_LEN(rows));
	t.trust->evidence.n--;
}

static void
stamps(void **state UNUSED)
{
	static const struct row rows[] = {
		{ { .signer = "person-p256", .claimed = NOW, .authority = "tsa-unknown", .stamped = NOW }, .want = WHY_STAMP_UNTRUSTED },
		{ { .signer = "person-p256", .more = { "root-unknown" }, .claimed = NOW, .authority = "tsa-unknown", .stamped = NOW }, .want = WHY_STAMP_UNTRUSTED },
		{ { .signer = "person-p256", .claimed = NOW, .authority = "tsa-revoked", .stamped = NOW }, .want = WHY_STAMP_UNTRUSTED },
		/* keyCompromise: a time before the theft may be a lie too */
		{ { .signer = "person-p256", .claimed = THEN, .authority = "tsa-revoked", .stamped = "2025-01-10T00:00" }, .want = WHY_STAMP_UNTRUSTED },
		{ { .signer = "person-p256", .claimed = NOW, .authority = "tsa-short", .stamped = NOW }, .want = WHY_VALID_STAMPED },
		{ { .signer = "person-p256", .claimed = NOW, .authority = "tsa-short", .stamped = NOW }, .at = LATER, .want = WHY_STAMP_UNTRUSTED },
		{ { .signer = "person-p256", .claimed = NOW, .authority = "tsa-short", .stamped = NOW }, .at = LATER, .recorded = "2027-01-01T00:00",
		  .want = WHY_VALID_STAMPED },
	};
	check(rows, ARRAY_LEN(rows));
}

/* OpenSSL sets up no authority whose certificate is for other things too: its words signed once more by such a one. */
static struct str
signed_by(struct str info, const char *authority)
{
	unsigned char *der = NULL;
	EVP_PKEY *key = key_named(authority);
	BIO *in = BIO_new_mem_buf(info.p, (int)info.n);
	CMS_ContentInfo *ci = CMS_sign(NULL, NULL, NULL, NULL, CMS_PARTIAL | CMS_BINARY);
	CMS_set1_eContentType(ci, OBJ_nid2obj(NID_id_smime_ct_TSTInfo));
	assert_non_null(CMS_add1_signer(ci, cert_named(authority)->x509, key, EVP_sha256(), CMS_BINARY | CMS_CADES | CMS_NOSMIMECAP));
	assert_int_equal(CMS_final(ci, in, NULL, CMS_BINARY), 1);
	int n = i2d_CMS_ContentInfo(ci, &der);
	struct str out = { arena_strndup(t.cx.arena, (char *)der, (size_t)n), (size_t)n };
	OPENSSL_free(der);
	CMS_ContentInfo_free(ci);
	BIO_free(in);
	EVP_PKEY_free(key);
	return out;
}

static void
stamp_for_other_purposes(void **state UNUSED)
{
	static const struct {
		const char *authority;
		enum signature_reason want;
	} rows[] = { { "tsa-public", WHY_VALID_STAMPED }, { "tsa-loose", WHY_STAMP_UNTRUSTED }, { "person-rsa2048", WHY_STAMP_UNTRUSTED } };
	struct cms *cms;
	struct str plain = p7s_of(&(struct made){ .signer = "person-p256", .claimed = NOW }), with;
	expect_ok(cms_read(&t.cx, t.pki, plain, &cms));
	struct tsp_token *token;
	expect_ok(tsp_read(&t.cx, t.pki, stamp_of("tsa-public", cms->signer[0].signature, moment(NOW)), &token));
	struct str info = { arena_strndup(t.cx.arena, token->info.p, token->info.n), token->info.n };
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct str again = signed_by(info, rows[i].authority);
		expect_ok(cms_extend(&t.cx, plain, &(struct cms_addition){ .stamp = again }, &with));
		assert_int_equal(judged(with, content, moment(NOW), 0)->reason, rows[i].want);
	}
}

/* RFC 3161 §2.4.2: an extension of what is stamped that nobody here understands. */
static void
stamp_with_an_extension(void **state UNUSED)
{
	struct cms *cms;
	struct tsp_token *token;
	struct str plain = p7s_of(&(struct made){ .signer = "person-p256", .claimed = NOW }), with;
	for (int critical = 0; critical <= 1; critical++) {
		unsigned char *der = NULL;
		expect_ok(cms_read(&t.cx, t.pki, plain, &cms));
		expect_ok(tsp_read(&t.cx, t.pki, stamp_of("tsa-public", cms->signer[0].signature, moment(NOW)), &token));
		const unsigned char *at = (const unsigned char *)token->info.p;
		TS_TST_INFO *info = d2i_TS_TST_INFO(NULL, &at, (long)token->info.n);
		X509_EXTENSION *e = X509V3_EXT_nconf(NULL, NULL, "1.3.6.1.4.1.55555.9", critical ? "critical,ASN1:NULL" : "ASN1:NULL");
		assert_int_equal(TS_TST_INFO_add_ext(info, e, -1), 1);
		int n = i2d_TS_TST_INFO(info, &der);
		struct str again = signed_by((struct str){ (char *)der, (size_t)n }, "tsa-public");
		OPENSSL_free(der);
		X509_EXTENSION_free(e);
		TS_TST_INFO_free(info);
		expect_ok(cms_extend(&t.cx, plain, &(struct cms_addition){ .stamp = again }, &with));
		assert_int_equal(judged(with, content, moment(NOW), 0)->reason, critical ? WHY_STAMP_BROKEN : WHY_VALID_STAMPED);
	}
}

/* A token that is about something else, one that was changed, and a good one beside a bad one. */
static void
foreign_stamps(void **state UNUSED)
{
	struct str plain = p7s_of(&(struct made){ .signer = "person-p256", .claimed = NOW }), with;
	struct str token = stamp_of("tsa-public", S("something else"), moment(NOW));
	assert_int_equal(cms_extend(&t.cx, plain, &(struct cms_addition){ .stamp = token }, &with), ST_OK);
	assert_int_equal(judged(with, content, moment(NOW), 0)->reason, WHY_STAMP_BROKEN);
	struct str good = p7s_of(&(struct made){ .signer = "person-p256", .claimed = NOW, .authority = "tsa-public", .stamped = NOW });
	assert_int_equal(cms_extend(&t.cx, good, &(struct cms_addition){ .stamp = token }, &with), ST_OK);
	assert_int_equal(judged(with, content, moment(NOW), 0)->reason, WHY_VALID_STAMPED);
}

static void
distrusted_root(void **state UNUSED)
{
	static const struct row rows[] = {
		{ { .signer = "person-p256", .claimed = NOW }, .want = WHY_VALID_NOW },
		{ { .signer = "person-p256", .claimed = NOW }, .at = LATER, .want = WHY_ROOT_DISTRUSTED_UNPROVEN },
		{ { .signer = "person-p256", .claimed = NOW }, .at = LATER, .recorded = NOW, .want = WHY_VALID_RECORDED },
		{ { .signer = "person-p256", .claimed = "2029-01-01T00:00" }, .at = LATER, .want = WHY_ROOT_DISTRUSTED },
		{ { .signer = "person-p256", .authority = "tsa-public", .stamped = NOW }, .at = LATER, .want = WHY_VALID_STAMPED },
		{ { .signer = "person-p256", .authority = "tsa-government", .stamped = "2029-01-01T00:00" }, .at = LATER, .want = WHY_ROOT_DISTRUSTED },
		{ { .signer = "leader", .claimed = NOW }, .at = LATER, .want = WHY_VALID_NOW },
	};
	static const struct row compromised[] = {
		{ { .signer = "person-p256", .authority = "tsa-public", .stamped = NOW }, .want = WHY_VALID_STAMPED },
		{ { .signer = "person-p256", .authority = "tsa-public", .stamped = NOW }, .at = LATER, .want = WHY_ROOT_DISTRUSTED_UNPROVEN },
		{ { .signer = "person-p256", .authority = "tsa-government", .stamped = NOW }, .at = LATER, .want = WHY_VALID_STAMPED },
		{ { .signer = "leader", .claimed = NOW, .authority = "tsa-public", .stamped = NOW }, .at = LATER, .want = WHY_STAMP_UNTRUSTED },
	};
	struct trust_root *root = &t.trust->roots.p[0];
	assert_int_equal(root->system, TRUST_PUBLIC);
	root->distrusted_from = moment("2028-01-01T00:00");
	check(rows, ARRAY_LEN(rows));
	root->compromised = true;
	check(compromised, ARRAY_LEN(compromised));
	*root = (struct trust_root){ root->cert, root->system, root->trusted_from, 0, false, "" };
}

static void
dated_policy(void **state UNUSED)
{
	static const struct row rows[] = {
		{ { .signer = "person-rsa2048", .claimed = NOW }, .want = WHY_VALID_NOW },
		{ { .signer = "person-rsa2048", .claimed = NOW }, .at = "2031-06-01T00:00", .want = WHY_WEAK_KEY },
		{ { .signer = "person-rsa2048", .authority = "tsa-public-ec", .stamped = NOW }, .at = "2031-06-01T00:00", .want = WHY_VALID_STAMPED },
		{ { .signer = "person-rsa2048", .authority = "tsa-public", .stamped = NOW }, .at = "2031-06-01T00:00", .want = WHY_WEAK_KEY },
		{ { .signer = "person-rsa3072", .claimed = NOW }, .at = "2031-06-01T00:00", .want = WHY_VALID_NOW },
	};
	*vec_push(&t.trust->refused, t.trust->arena) =
		(struct trust_refusal){ .key = CRYPT_KEY_RSA, .below_bits = 3072, .from = moment("2031-01-01T00:00") };
	check(rows, ARRAY_LEN(rows));
	t.trust->refused.n--;
}

/* --- what is kept ----------------------------------------------------------------------------------------------------- */

/* Paths and CRL signatures found before are used by all threads; each judges its own signer over and over. */
static void *
judge_often(void *arg)
{
	const struct signature_ask *ask = arg;
	intptr_t valid = 0;
	struct cx cx = { .arena = arena_new((size_t)64 << 20), .now = ask->at, .request_id = "", .address = "" };
	for (int i = 0; i < 60; i++) {
		AUTO_PKI struct pki *pki = pki_new(cx.arena);
		struct signature_report r;
		valid += signature_verify(&cx, pki, t.trust, ask, &r) == ST_OK && r.result == SIGNATURE_VALID;
	}
	arena_free(cx.arena);
	return (void *)valid;
}

static void
threads_share_the_lists(void **state UNUSED)
{
	static const char *const names[] = { "person-rsa2048", "person-p256", "leader", "agency-p384" };
	struct signature_ask ask[ARRAY_LEN(names)];
	pthread_t thread[ARRAY_LEN(names)];
	bench_close();
	bench_open(PKI "/trust"); /* nothing is kept yet */
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		ask[i] = (struct signature_ask){ .name = "thu.p7s", .content = content, .at = moment(NOW),
						 .file = p7s_of(&(struct made){ .signer = names[i], .claimed = NOW, .authority = "tsa-public", .stamped = NOW }) };
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		assert_int_equal(pthread_create(&thread[i], NULL, judge_often, &ask[i]), 0);
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		void *valid;
		assert_int_equal(pthread_join(thread[i], &valid), 0);
		assert_int_equal((intptr_t)valid, 60);
	}
}

/* A kept path answers for no other moment than one at which all of it is in force, and a kept certificate for no other bytes. */
static void
what_is_kept_says_nothing_more(void **state UNUSED)
{
	static const struct row rows[] = {
		{ { .signer = "bad-short", .claimed = NOW }, .want = WHY_VALID_NOW },
		{ { .signer = "bad-short", .claimed = NOW }, .at = LATER, .want = WHY_EXPIRED_UNPROVEN },
		{ { .signer = "bad-short", .claimed = NOW }, .at = "2024-06-01T00:00", .want = WHY_NOT_YET_VALID },
		{ { .signer = "bad-lookalike", .more = { "ca-lookalike", "lookalike" }, .claimed = NOW }, .want = WHY_LOOKALIKE },
		{ { .signer = "bad-short", .claimed = NOW }, .want = WHY_VALID_NOW },
	};
	check(rows, ARRAY_LEN(rows));
	struct str p7s = p7s_of(&rows[0].made);
	struct cms *cms;
	expect_ok(cms_read(&t.cx, t.pki, p7s, &cms));
	struct str der = cms->signer[0].cert->der;
	char *copy = arena_strndup(t.cx.arena, p7s.p, p7s.n), *in = memmem(copy, p7s.n, der.p, der.n);
	assert_non_null(in);
	in[der.n - 1] ^= 1; /* the value of the authority's signature on it */
	assert_int_equal(judged((struct str){ copy, p7s.n }, content, moment(NOW), 0)->result, SIGNATURE_INVALID);
}

/* --- OCSP ------------------------------------------------------------------------------------------------------------- */

#define GOOD V_OCSP_CERTSTATUS_GOOD
#define DAY_BEFORE "2026-11-24T09:00"
#define DAY_AFTER "2026-11-26T09:00"

static void
ocsp(void **state UNUSED)
{
	static const struct ocsp_answer
		above = { "ca-public", "root-public", "root-public", GOOD, NULL, DAY_BEFORE, DAY_AFTER },
		fresh = { "person-rsa2048", "ca-public", "ocsp-public", GOOD, NULL, DAY_BEFORE, DAY_AFTER },
		by_issuer = { "person-rsa2048", "ca-public", "ca-public", GOOD, NULL, DAY_BEFORE, DAY_AFTER },
		no_next = { "person-rsa2048", "ca-public", "ocsp-public", GOOD, NULL, "2026-11-25T08:00", NULL },
		old_no_next = { "person-rsa2048", "ca-public", "ocsp-public", GOOD, NULL, "2026-11-20T08:00", NULL },
		stale = { "person-rsa2048", "ca-public", "ocsp-public", GOOD, NULL, "2026-01-01T00:00", DAY_BEFORE },
		of_another = { "company", "ca-public", "ocsp-public", GOOD, NULL, DAY_BEFORE, DAY_AFTER },
		not_delegated = { "person-rsa2048", "ca-public", "person-rsa3072", GOOD, NULL, DAY_BEFORE, DAY_AFTER },
		of_another_ca = { "person-rsa2048", "ca-public", "ocsp-public-ec", GOOD, NULL, DAY_BEFORE, DAY_AFTER },
		by_weak = { "person-rsa2048", "ca-public", "ocsp-sha1", GOOD, NULL, DAY_BEFORE, DAY_AFTER },
		by_nobody = { "person-rsa2048", "ca-public", "ocsp-unknown", GOOD, NULL, DAY_BEFORE, DAY_AFTER },
		not_known = { "person-rsa2048", "ca-public", "ocsp-public", V_OCSP_CERTSTATUS_UNKNOWN, NULL, DAY_BEFORE, DAY_AFTER },
		is_revoked = { "person-rsa2048", "ca-public", "ocsp-public", V_OCSP_CERTSTATUS_REVOKED, DAY_BEFORE, DAY_BEFORE, DAY_AFTER };
	static const struct row rows[] = {
		{ { .signer = "person-rsa2048", .claimed = NOW, .ocsp = { &above, &fresh } }, .want = WHY_VALID_NOW },
		{ { .signer = "person-rsa2048", .claimed = NOW, .ocsp = { &above, &by_issuer } }, .want = WHY_VALID_NOW },
		{ { .signer = "person-rsa2048", .claimed = NOW, .ocsp = { &above, &no_next } }, .want = WHY_VALID_NOW },
		{ { .signer = "person-rsa2048", .claimed = NOW, .ocsp = { &above, &old_no_next } }, .want = WHY_REVOCATION_STALE },
		{ { .signer = "person-rsa2048", .claimed = NOW, .ocsp = { &above, &stale } }, .want = WHY_REVOCATION_STALE },
		{ { .signer = "person-rsa2048", .claimed = NOW, .ocsp = { &above, &stale, &fresh } }, .want = WHY_VALID_NOW },
		{ { .signer = "person-rsa2048", .claimed = NOW, .ocsp = { &above } }, .want = WHY_REVOCATION_ABSENT },
		{ { .signer = "person-rsa2048", .claimed = NOW, .ocsp = { &fresh } }, .want = WHY_REVOCATION_ABSENT },
		{ { .signer = "person-rsa2048", .claimed = NOW, .ocsp = { &above, &of_another } }, .want = WHY_REVOCATION_ABSENT },
		{ { .signer = "person-rsa2048", .claimed = NOW, .ocsp = { &above, &not_delegated } }, .want = WHY_REVOCATION_FORGED },
		{ { .signer = "person-rsa2048", .claimed = NOW, .ocsp = { &above, &of_another_ca } }, .want = WHY_REVOCATION_FORGED },
		{ { .signer = "person-rsa2048", .claimed = NOW, .ocsp = { &above, &by_nobody } }, .want = WHY_REVOCATION_FORGED },
		{ { .signer = "person-rsa2048", .claimed = NOW, .ocsp = { &above, &by_weak } }, .want = WHY_REVOCATION_FORGED },
		{ { .signer = "person-rsa2048", .claimed = NOW, .ocsp = { &above, &not_known } }, .want = WHY_REVOCATION_ABSENT },
		{ { .signer = "person-rsa2048", .claimed = NOW, .ocsp = { &above, &is_revoked } }, .want = WHY_REVOKED },
		{ { .signer = "person-rsa2048", .claimed = NOW, .ocsp = { &above, &fresh, &is_revoked } }, .want = WHY_REVOKED },
		{ { .signer = "person-rsa2048", .claimed = NOW, .ocsp = { &above, &fresh } }, .at = LATER, .want = WHY_REVOCATION_STALE },
	};
	size_t n = t.trust->evidence.n;
	t.trust->evidence.n = 0; /* no CRL is at hand */
	check(rows, ARRAY_LEN(rows));
	t.trust->evidence.n = n;
}

/* --- CRLs ------------------------------------------------------------------------------------------------------------- */

/* ca-public's CRL with one more extension, of the list or of its first entry, signed anew by the authority. */
static struct str
crl_with(X509_EXTENSION *of_list, X509_EXTENSION *of_entry)
{
	struct str old = read_whole(PKI "/crls/ca-public.crl");
	const unsigned char *at = (const unsigned char *)old.p;
	unsigned char *der = NULL;
	X509_CRL *crl = d2i_X509_CRL(NULL, &at, (long)old.n);
	EVP_PKEY *key = key_named("ca-public");
	if (of_list != NULL)
		assert_int_equal(X509_CRL_add_ext(crl, of_list, -1), 1);
	if (of_entry != NULL)
		assert_int_equal(X509_REVOKED_add_ext(sk_X509_REVOKED_value(X509_CRL_get_REVOKED(crl), 0), of_entry, -1), 1);
	assert_true(X509_CRL_sign(crl, key, EVP_sha256()) > 0);
	int n = i2d_X509_CRL(crl, &der);
	struct str out = { arena_strndup(t.cx.arena, (char *)der, (size_t)n), (size_t)n };
	OPENSSL_free(der);
	EVP_PKEY_free(key);
	X509_CRL_free(crl);
	return out;
}

/* Lists that tell less than all, or that say something critical which nobody here understands, make nothing good. */
static void
crl_scope(void **state UNUSED)
{
	static const struct {
		const char *name, *value;
		bool of_entry;
		enum revocation_state leaf, authority;
	} rows[] = {
		{ "2.5.29.27", "critical,DER:020101", false, /* delta */ REVOCATION_UNREADABLE, REVOCATION_UNREADABLE },
		{ "issuingDistributionPoint", "critical,onlyuser:TRUE", false, REVOCATION_GOOD, REVOCATION_NOT_ABOUT },
		{ "issuingDistributionPoint", "critical,onlyCA:TRUE", false, REVOCATION_NOT_ABOUT, REVOCATION_GOOD },
		{ "issuingDistributionPoint", "critical,onlyAA:TRUE", false, REVOCATION_UNREADABLE, REVOCATION_UNREADABLE },
		{ "issuingDistributionPoint", "critical,indirectCRL:TRUE", false, REVOCATION_UNREADABLE, REVOCATION_UNREADABLE },
		{ "issuingDistributionPoint", "critical,onlysomereasons:superseded", false, REVOCATION_UNREADABLE, REVOCATION_UNREADABLE },
		{ "issuingDistributionPoint", "critical,fullname:URI:http://other.example/x.crl", false, REVOCATION_NOT_ABOUT, REVOCATION_NOT_ABOUT },
		{ "issuingDistributionPoint", "critical,fullname:URI:http://127.0.0.1:18061/crl/ca-public.crl", false, REVOCATION_GOOD,
		  REVOCATION_GOOD },
		{ "1.3.6.1.4.1.55555.9", "critical,ASN1:NULL", false, REVOCATION_UNREADABLE, REVOCATION_UNREADABLE },
		{ "1.3.6.1.4.1.55555.9", "ASN1:NULL", false, REVOCATION_GOOD, REVOCATION_GOOD },
		{ "1.3.6.1.4.1.55555.9", "critical,ASN1:NULL", true, REVOCATION_UNREADABLE, REVOCATION_UNREADABLE },
		{ "1.3.6.1.4.1.55555.9", "ASN1:NULL", true, REVOCATION_GOOD, REVOCATION_GOOD },
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct revocation *r;
		struct revocation_answer a;
		X509_EXTENSION *e = X509V3_EXT_nconf(NULL, NULL, rows[i].name, rows[i].value);
		assert_non_null(e);
		expect_ok(revocation_read_crl(&t.cx, t.pki, crl_with(rows[i].of_entry ? NULL : e, rows[i].of_entry ? e : NULL), &r));
		revocation_ask(r, cert_named("person-rsa2048"), cert_named("ca-public"), &a);
		assert_int_equal(a.state, rows[i].leaf);
		revocation_ask(r, cert_named("ca-deep"), cert_named("ca-public"), &a);
		assert_int_equal(a.state, rows[i].authority);
		revocation_ask(r, cert_named("person-rsa2048"), cert_named("ca-public-ec"), &a);
		assert_int_equal(a.state, REVOCATION_NOT_ABOUT);
		X509_EXTENSION_free(e);
	}
}

/* With everything inside, a signature is judged years later without asking anybody. */
static void
long_term(void **state UNUSED)
{
	static const struct ocsp_answer
		above = { "ca-public", "root-public", "root-public", GOOD, NULL, DAY_BEFORE, DAY_AFTER },
		signer = { "bad-short", "ca-public", "ocsp-public", GOOD, NULL, DAY_BEFORE, DAY_AFTER },
		authority = { "tsa-public", "ca-public", "ocsp-public", GOOD, NULL, DAY_BEFORE, DAY_AFTER };
	static const struct made all = { .signer = "bad-short", .claimed = NOW, .authority = "tsa-public", .stamped = NOW,
					 .ocsp = { &above, &signer, &authority } };
	static const struct made without = { .signer = "bad-short", .claimed = NOW, .authority = "tsa-public", .stamped = NOW,
					     .ocsp = { &above, &signer } };
	size_t n = t.trust->evidence.n;
	t.trust->evidence.n = 0;
	const struct signature_verdict *v = judged(p7s_of(&all), content, moment(LATER), 0);
	assert_int_equal(v->reason, WHY_VALID_STAMPED);
	assert_int_equal(v->level, SIGNATURE_LEVEL_LT);
	v = judged(p7s_of(&without), content, moment(LATER), 0);
	assert_int_equal(v->reason, WHY_EXPIRED_UNPROVEN);
	t.trust->evidence.n = n;
	v = judged(p7s_of(&without), content, moment(LATER), 0);
	assert_int_equal(v->reason, WHY_VALID_STAMPED);
	assert_int_equal(v->level, SIGNATURE_LEVEL_T);
}

static void
every_reason_has_words(void **state UNUSED)
{
	int seen[3] = { 0 };
	for (int i = 0; i < WHY_N; i++) {
		enum signature_reason r = (enum signature_reason)i;
		const char *code = signature_reason_code(r);
		assert_int_equal(strncmp(code, "signature.", 10), 0);
		for (int k = 0; k < i; k++)
			assert_string_not_equal(code, signature_reason_code((enum signature_reason)k));
		seen[signature_reason_result(r)]++;
		static const char *const files[] = { "po/vi/signature.po", "po/en/signature.po" };
		for (size_t f = 0; f < ARRAY_LEN(files); f++)
			assert_true(str_find(read_whole(files[f]), arena_printf(t.cx.arena, "msgid \"%s\"", code)) >= 0);
	}
	assert_true(seen[SIGNATURE_VALID] == 3 && seen[SIGNATURE_INVALID] > 10 && seen[SIGNATURE_UNKNOWN] > 10);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(good_ones),
		cmocka_unit_test(names_of_person_and_agency),
		cmocka_unit_test(a_name_says_what_it_looks_like),
		cmocka_unit_test(a_signature_alone),
		cmocka_unit_test(wrong_certificates),
		cmocka_unit_test(periods),
		cmocka_unit_test(revoked),
		cmocka_unit_test(revoked_later),
		cmocka_unit_test(stamps),
		cmocka_unit_test(foreign_stamps),
		cmocka_unit_test(stamp_for_other_purposes),
		cmocka_unit_test(stamp_with_an_extension),
		cmocka_unit_test(distrusted_root),
		cmocka_unit_test(dated_policy),
		cmocka_unit_test(threads_share_the_lists),
		cmocka_unit_test(what_is_kept_says_nothing_more),
		cmocka_unit_test(ocsp),
		cmocka_unit_test(crl_scope),
		cmocka_unit_test(long_term),
		cmocka_unit_test(every_reason_has_words),
	};
	crypt_init();
	return cmocka_run_group_tests(tests, open_all, close_all);
}
