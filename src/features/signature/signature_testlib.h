/* For tests: the test authorities of build/testpki, signatures and time stamps at any moment, OCSP answers of any content. */
#ifndef FEATURES_SIGNATURE_SIGNATURE_TESTLIB_H
#define FEATURES_SIGNATURE_SIGNATURE_TESTLIB_H

#include <openssl/cms.h> /* before base.h */
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/ocsp.h>
#include <openssl/pem.h>
#include <openssl/ts.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#undef fail

#include "features/signature/signature_trust.h"
#include "platform/crypt/crypt.h"
#include "platform/crypt/tsp.h"

#define PKI "build/testpki"

struct bench {
	struct cx cx;
	struct pki *pki;
	struct trust *trust;
};

static struct bench t;

UNUSED static void
expect_ok(enum status st)
{
	if (st != ST_OK)
		print_error("%s: %s\n", t.cx.fault.code, t.cx.fault.detail);
	assert_int_equal(st, ST_OK);
}

UNUSED static int64_t
moment(const char *iso)
{
	int64_t at;
	assert_true(time_parse(str_of(iso), &at));
	return at;
}

UNUSED static void
bench_close(void)
{
	pki_free(t.pki);
	trust_close(t.trust);
	arena_free(t.cx.arena);
	t = (struct bench){ 0 };
}

UNUSED static void
bench_open(const char *trust_dir)
{
	t.cx = (struct cx){ .arena = arena_new((size_t)256 << 20), .now = moment("2026-11-25T09:00"), .request_id = "", .address = "" };
	t.pki = pki_new(t.cx.arena);
	expect_ok(trust_open(&t.cx, trust_dir, &t.trust));
}

UNUSED static struct str
read_whole(const char *path)
{
	FILE *f = fopen(path, "rb");
	if (f == NULL)
		print_error("%s is missing: run tools/testpki\n", path);
	assert_non_null(f);
	fseek(f, 0, SEEK_END);
	size_t n = (size_t)ftell(f);
	rewind(f);
	char *p = arena_alloc(t.cx.arena, n + 1);
	assert_int_equal(fread(p, 1, n, f), n);
	fclose(f);
	return (struct str){ p, n };
}

UNUSED static const struct cert *
cert_named_in(struct pki *pki, const char *name)
{
	const struct cert *c;
	expect_ok(cert_read(&t.cx, pki, read_whole(arena_printf(t.cx.arena, PKI "/certs/%s.pem", name)), &c));
	return c;
}

UNUSED static const struct cert *
cert_named(const char *name)
{
	return cert_named_in(t.pki, name);
}

static EVP_PKEY *
key_named(const char *name)
{
	FILE *f = fopen(arena_printf(t.cx.arena, PKI "/keys/%s.pem", name), "r");
	assert_non_null(f);
	EVP_PKEY *key = PEM_read_PrivateKey(f, NULL, NULL, NULL);
	fclose(f);
	assert_non_null(key);
	return key;
}

/* crypt_sign_fn; arg: the name of the key. */
static enum status
sign_with(struct cx *cx, void *arg, enum crypt_hash hash, struct str bytes, struct str *signature)
{
	EVP_PKEY *key = key_named(arg);
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	size_t n = 1024;
	unsigned char *p = arena_alloc(cx->arena, n);
	const char *md = hash == CRYPT_SHA1 ? "SHA1" : hash == CRYPT_SHA384 ? "SHA384" : hash == CRYPT_SHA512 ? "SHA512" : "SHA256";
	assert_int_equal(EVP_DigestSignInit_ex(ctx, NULL, md, NULL, NULL, key, NULL), 1);
	assert_int_equal(EVP_DigestSign(ctx, p, &n, (const unsigned char *)bytes.p, bytes.n), 1);
	EVP_MD_CTX_free(ctx);
	EVP_PKEY_free(key);
	*signature = (struct str){ (char *)p, n };
	return ST_OK;
}

/* --- time stamps ------------------------------------------------------------------------------------------------------ */

static ASN1_INTEGER *
stamp_serial(struct TS_resp_ctx *ctx UNUSED, void *arg UNUSED)
{
	ASN1_INTEGER *n = ASN1_INTEGER_new();
	ASN1_INTEGER_set(n, 7);
	return n;
}

static int
stamp_time(struct TS_resp_ctx *ctx UNUSED, void *arg, long *seconds, long *useconds)
{
	*seconds = (long)(*(int64_t *)arg / TIME_SECOND);
	*useconds = 0;
	return 1;
}

/* A token of this authority on these bytes, made at this moment. */
UNUSED static struct str
stamp_of(const char *authority, struct str bytes, int64_t at)
{
	unsigned char nonce[8], *der = NULL;
	struct digest d;
	TS_RESP_CTX *ctx = TS_RESP_CTX_new();
	EVP_PKEY *key = key_named(authority);
	ASN1_OBJECT *policy = OBJ_txt2obj("1.3.6.1.4.1.55555.1", 1);
	/* A private pki, so that the authority is known to the verifier by its token alone. */
	struct pki *own = pki_new(t.cx.arena);
	for (size_t i = 0; i < sizeof nonce; i++)
		nonce[i] = (unsigned char)i;
	digest_of(CRYPT_SHA256, &bytes, 1, &d);
	struct str request, token;
	expect_ok(tsp_request(&t.cx, &d, nonce, &request));
	X509 *signer = cert_named_in(own, authority)->x509;
	assert_int_equal(TS_RESP_CTX_set_signer_cert(ctx, signer), 1);
	TS_RESP_CTX_set_signer_key(ctx, key);
	TS_RESP_CTX_set_signer_digest(ctx, EVP_sha256());
	TS_RESP_CTX_set_ess_cert_id_digest(ctx, EVP_sha256());
	TS_RESP_CTX_set_def_policy(ctx, policy);
	TS_RESP_CTX_add_md(ctx, EVP_sha256());
	TS_RESP_CTX_set_serial_cb(ctx, stamp_serial, NULL);
	TS_RESP_CTX_set_time_cb(ctx, stamp_time, &at);
	BIO *in = BIO_new_mem_buf(request.p, (int)request.n);
	TS_RESP *resp = TS_RESP_create_response(ctx, in);
	int n = i2d_TS_RESP(resp, &der);
	expect_ok(tsp_response(&t.cx, (struct str){ (char *)der, (size_t)n }, &d, nonce, &token));
	OPENSSL_free(der);
	TS_RESP_free(resp);
	BIO_free(in);
	ASN1_OBJECT_free(policy);
	EVP_PKEY_free(key);
	TS_RESP_CTX_free(ctx);
	pki_free(own);
	return token;
}

/* --- OCSP ------------------------------------------------------------------------------------------------------------- */

struct ocsp_answer {
	const char *cert, *issuer, *responder;
	int status; /* V_OCSP_CERTSTATUS_* */
	const char *revoked_at; /* with REVOKED */
	const char *this_update, *next_update; /* next NULL: none */
};

static ASN1_TIME *
asn1_time(const char *iso)
{
	return iso == NULL ? NULL : ASN1_TIME_set(NULL, (time_t)(moment(iso) / TIME_SECOND));
}

UNUSED static struct str
ocsp_of(const struct ocsp_answer *a)
{
	struct pki *own = pki_new(t.cx.arena);
	X509 *issuer = cert_named_in(own, a->issuer)->x509, *by = cert_named_in(own, a->responder)->x509;
	OCSP_BASICRESP *basic = OCSP_BASICRESP_new();
	OCSP_CERTID *id = OCSP_cert_to_id(EVP_sha1(), cert_named_in(own, a->cert)->x509, issuer);
	ASN1_TIME *revoked = asn1_time(a->revoked_at), *from = asn1_time(a->this_update), *until = asn1_time(a->next_update);
	EVP_PKEY *key = key_named(a->responder);
	unsigned char *der = NULL;
	assert_non_null(OCSP_basic_add1_status(basic, id, a->status, OCSP_REVOKED_STATUS_CESSATIONOFOPERATION, revoked, from, until));
	assert_int_equal(OCSP_basic_sign(basic, by, key, EVP_sha256(), NULL, 0), 1);
	OCSP_RESPONSE *whole = OCSP_response_create(OCSP_RESPONSE_STATUS_SUCCESSFUL, basic);
	int n = i2d_OCSP_RESPONSE(whole, &der);
	struct str out = { arena_strndup(t.cx.arena, (char *)der, (size_t)n), (size_t)n };
	OPENSSL_free(der);
	OCSP_RESPONSE_free(whole);
	OCSP_BASICRESP_free(basic);
	OCSP_CERTID_free(id);
	ASN1_TIME_free(revoked);
	ASN1_TIME_free(from);
	ASN1_TIME_free(until);
	EVP_PKEY_free(key);
	pki_free(own);
	return out;
}

/* --- signatures ------------------------------------------------------------------------------------------------------- */

UNUSED static const struct str content = { "Quyết định thử nghiệm: một cửa.\n", sizeof "Quyết định thử nghiệm: một cửa.\n" - 1 };

struct made {
	const char *signer;
	const char *more[3];      /* certificates to carry */
	const char *claimed;      /* signing-time; NULL: none */
	const char *authority, *stamped; /* NULL: no time stamp */
	enum crypt_hash hash;     /* 0: SHA-256 */
	const struct ocsp_answer *ocsp[4];
};

UNUSED static struct str
p7s_of(const struct made *m)
{
	struct pki *own = pki_new(t.cx.arena);
	const struct cert *more[3];
	const struct revocation *evidence[4];
	struct cms_to_sign in = { .cert = cert_named_in(own, m->signer), .more = more,
				  .signing_time = m->claimed != NULL ? moment(m->claimed) : 0 };
	struct cms_addition add = { .evidence = evidence };
	struct str out;
	struct cms *cms;
	for (int i = 0; i < 3 && m->more[i] != NULL; i++)
		more[in.n_more++] = cert_named_in(own, m->more[i]);
	digest_of(m->hash != 0 ? m->hash : CRYPT_SHA256, &content, 1, &in.digest);
	expect_ok(cms_sign(&t.cx, &in, sign_with, (void *)m->signer, &out));
	for (int i = 0; i < 4 && m->ocsp[i] != NULL; i++) {
		struct revocation *r;
		expect_ok(revocation_read_ocsp(&t.cx, own, ocsp_of(m->ocsp[i]), &r));
		evidence[add.n_evidence++] = r;
	}
	if (m->authority != NULL) {
		expect_ok(cms_read(&t.cx, own, out, &cms));
		add.stamp = stamp_of(m->authority, cms->signer[0].signature, moment(m->stamped));
	}
	expect_ok(cms_extend(&t.cx, out, &add, &out));
	pki_free(own);
	return out;
}

UNUSED static const struct signature_verdict *
judged(struct str p7s, struct str signed_content, int64_t at, int64_t recorded_at)
{
	static struct signature_report r;
	struct signature_ask ask = { .name = "thu.txt.p7s", .file = p7s, .content = signed_content, .at = at, .recorded_at = recorded_at };
	pki_free(t.pki); /* nothing that was read before helps */
	expect_ok(signature_verify(&t.cx, t.pki, t.trust, &ask, &r));
	assert_int_equal(r.n, 1);
	assert_int_equal(r.result, r.verdict[0].result);
	assert_int_equal(r.reason, r.verdict[0].reason);
	return &r.verdict[0];
}

#endif
