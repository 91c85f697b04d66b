/* Making a signature whose key is elsewhere: OpenSSL builds the structure from certificate and public key alone, the
 * attributes go out to be signed, the value is put in. */
#include <openssl/cms.h> /* before base.h: OpenSSL names functions that are banned here */
#include <openssl/err.h>

#include "platform/crypt/cms.h"
#include "platform/crypt/cms_priv.h"
#include "platform/crypt/pki_priv.h"

enum { ATTRIBUTES_MAX = 8, ATTRIBUTE_BYTES_MAX = 16 * 1024, SIGNATURE_BYTES_MAX = 4096 };

static int
by_bytes(const void *a, const void *b)
{
	return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

/* The signed attributes as they are signed: DER of a SET OF, whose members stand in the order of their bytes (X.690 §11.6). */
static struct str
to_be_signed(struct arena *a, CMS_SignerInfo *si)
{
	struct str item[ATTRIBUTES_MAX];
	struct buf body, all;
	int n = CMS_signed_get_attr_count(si);
	assert_always(n > 0 && n <= ATTRIBUTES_MAX);
	for (int i = 0; i < n; i++) {
		unsigned char *der = NULL;
		int len = i2d_X509_ATTRIBUTE(CMS_signed_get_attr(si, i), &der);
		assert_always(len > 0);
		item[i] = pki_copy(a, (struct str){ (char *)der, (size_t)len });
		OPENSSL_free(der);
	}
	qsort(item, (size_t)n, sizeof *item, by_bytes);
	buf_init(&body, a, ATTRIBUTE_BYTES_MAX);
	for (int i = 0; i < n; i++)
		buf_addstr(&body, item[i]);
	buf_init(&all, a, ATTRIBUTE_BYTES_MAX + 8);
	der_put(&all, DER_SET, buf_str(&body));
	assert_always(!all.over);
	return buf_str(&all);
}

static bool
add_attributes(CMS_SignerInfo *si, const struct cms_to_sign *in)
{
	bool ok = CMS_signed_add1_attr_by_NID(si, NID_pkcs9_contentType, V_ASN1_OBJECT, OBJ_nid2obj(NID_pkcs7_data), -1) == 1 &&
		  CMS_signed_add1_attr_by_NID(si, NID_pkcs9_messageDigest, V_ASN1_OCTET_STRING, in->digest.bytes,
					      (int)in->digest.n) == 1;
	if (ok && in->signing_time != 0) {
		/* UTCTime until 2049, then GeneralizedTime (RFC 5652 §11.3), which is what ASN1_TIME_set does */
		ASN1_TIME *t = ASN1_TIME_set(NULL, (time_t)(in->signing_time / TIME_SECOND));
		ok = t != NULL && CMS_signed_add1_attr_by_NID(si, NID_pkcs9_signingTime, ASN1_STRING_type(t), t, -1) == 1;
		ASN1_TIME_free(t);
	}
	return ok;
}

static enum status
sign_attributes(struct cx *cx, CMS_SignerInfo *si, const struct cms_to_sign *in, crypt_sign_fn sign, void *arg)
{
	struct str signature = { 0 };
	TRY(sign(cx, arg, in->digest.hash, to_be_signed(cx->arena, si), &signature));
	if (signature.n == 0 || signature.n > SIGNATURE_BYTES_MAX ||
	    ASN1_STRING_set(CMS_SignerInfo_get0_signature(si), signature.p, (int)signature.n) != 1)
		return fail(cx, ST_UPSTREAM, "cms.signature", "the signer gave %zu bytes", signature.n);
	return ST_OK;
}

static enum status
build(struct cx *cx, CMS_ContentInfo *ci, const struct cms_to_sign *in, crypt_sign_fn sign, void *arg)
{
	/* CMS_CADES adds signing-certificate-v2 with SHA-256. */
	CMS_SignerInfo *si = CMS_add1_signer(ci, in->cert->x509, X509_get0_pubkey(in->cert->x509), pki_md(in->digest.hash),
					     CMS_PARTIAL | CMS_CADES | CMS_NOSMIMECAP | CMS_BINARY | CMS_DETACHED);
	if (si == NULL || !add_attributes(si, in))
		return fail(cx, ST_INVALID, "cms.build", "cannot sign with this certificate: %s", pki_error());
	for (int i = 0; i < in->n_more; i++)
		CMS_add1_cert(ci, in->more[i]->x509);
	ERR_clear_error();
	return sign_attributes(cx, si, in, sign, arg);
}

/* A wrong key or a faulty token shows here, not at the reader's. From the DER, in which the attributes have their order. */
static enum status
check(struct cx *cx, const struct cms_to_sign *in, struct str der)
{
	const unsigned char *at = (const unsigned char *)der.p;
	CMS_ContentInfo *ci = d2i_CMS_ContentInfo(NULL, &at, (long)der.n);
	assert_always(ci != NULL);
	CMS_SignerInfo *si = sk_CMS_SignerInfo_value(CMS_get0_SignerInfos(ci), 0);
	CMS_SignerInfo_set1_signer_cert(si, in->cert->x509);
	bool ok = CMS_SignerInfo_verify(si) == 1;
	CMS_ContentInfo_free(ci);
	return ok ? ST_OK : fail(cx, ST_UPSTREAM, "cms.signature", "the signer's signature is not of its certificate: %s", pki_error());
}

enum status
cms_sign(struct cx *cx, const struct cms_to_sign *in, crypt_sign_fn sign, void *arg, struct str *out)
{
	assert_always(in->digest.n > 0);
	CMS_ContentInfo *ci = CMS_sign(NULL, NULL, NULL, NULL, CMS_PARTIAL | CMS_DETACHED | CMS_BINARY | CMS_STREAM);
	assert_always(ci != NULL);
	TRY(cms_finish(cx, ci, build(cx, ci, in, sign, arg), out));
	return check(cx, in, *out);
}
