#include <openssl/cms.h> /* before base.h: OpenSSL names functions that are banned here */
#include <openssl/err.h>
#include <openssl/ts.h>

#include "platform/crypt/tsp.h"
#include "platform/crypt/crypt.h"
#include "platform/crypt/pki_priv.h"

#define OID_TST_INFO "1.2.840.113549.1.9.16.1.4"

enum { TSP_BYTES_MAX = 256 * 1024 };

/* The digest that a TSTInfo stamps; n is 0 when it is of no kind we know, or has not the length of its kind. */
static struct digest
imprint_of(TS_MSG_IMPRINT *m)
{
	const ASN1_OBJECT *oid;
	struct digest d = { 0 }, length;
	X509_ALGOR_get0(&oid, NULL, NULL, TS_MSG_IMPRINT_get_algo(m));
	d.hash = pki_hash_of_nid(OBJ_obj2nid(oid));
	struct str bytes = pki_str(TS_MSG_IMPRINT_get_msg(m));
	digest_of(d.hash, NULL, 0, &length);
	if (bytes.n == length.n && bytes.n > 0) {
		memcpy(d.bytes, bytes.p, bytes.n);
		d.n = bytes.n;
	}
	return d;
}

static TS_TST_INFO *
info_of(struct str der)
{
	const unsigned char *at = (const unsigned char *)der.p;
	TS_TST_INFO *info = der.n > 0 && der.n <= TSP_BYTES_MAX ? d2i_TS_TST_INFO(NULL, &at, (long)der.n) : NULL;
	if (info != NULL && (at != (const unsigned char *)der.p + der.n || TS_TST_INFO_get_version(info) != 1 ||
			     TS_TST_INFO_get_ext_by_critical(info, 1, -1) >= 0)) {
		TS_TST_INFO_free(info);
		return NULL;
	}
	return info;
}

enum status
tsp_read(struct cx *cx, struct pki *p, struct str der, struct tsp_token **out)
{
	struct cms *cms;
	*out = NULL;
	TRY(cms_read(cx, p, der, &cms));
	if (strcmp(cms->content_type, OID_TST_INFO) != 0 || cms->n_signers != 1 || cms->used != der.n)
		return fail(cx, ST_INVALID, "tsp.bad", "no time-stamp token: type %s, %d signers", cms->content_type, cms->n_signers);
	TS_TST_INFO *info = info_of(cms->content);
	if (info == NULL)
		return fail(cx, ST_INVALID, "tsp.bad", "no TSTInfo: %s", pki_error());
	struct tsp_token *t = arena_new_one(p->arena, struct tsp_token);
	char policy[64] = "";
	OBJ_obj2txt(policy, sizeof policy, TS_TST_INFO_get_policy_id(info), 1);
	*t = (struct tsp_token){ .at = pki_time(TS_TST_INFO_get_time(info)),
				 .imprint = imprint_of(TS_TST_INFO_get_msg_imprint(info)),
				 .serial = pki_hex(p->arena, pki_str(TS_TST_INFO_get_serial(info))),
				 .policy = arena_strdup(p->arena, policy),
				 .signer = &cms->signer[0],
				 .cms = cms,
				 .info = cms->content };
	TS_TST_INFO_free(info);
	*out = t;
	return t->at != 0 ? ST_OK : fail(cx, ST_INVALID, "tsp.bad", "a time stamp without a time");
}

enum cms_maths
tsp_check(const struct tsp_token *t, struct str stamped)
{
	struct digest d;
	if (t->signer->fault != NULL || t->signer->cert == NULL || t->signer->signing_certificate != CMS_SIGNING_CERT_SAME)
		return CMS_MATHS_SIGNATURE;
	digest_of(t->imprint.hash, &stamped, 1, &d);
	if (!digest_eq(&d, &t->imprint))
		return t->imprint.hash == CRYPT_HASH_OTHER ? CMS_MATHS_UNSUPPORTED : CMS_MATHS_CONTENT;
	digest_of(t->signer->hash, &t->info, 1, &d);
	return cms_check(t->signer, &d, t->info);
}

/* --- asking ----------------------------------------------------------------------------------------------------------- */

enum status
tsp_request(struct cx *cx, const struct digest *digest, unsigned char nonce[TSP_NONCE_BYTES], struct str *out)
{
	TS_REQ *req = TS_REQ_new();
	TS_MSG_IMPRINT *imprint = TS_MSG_IMPRINT_new();
	X509_ALGOR *alg = X509_ALGOR_new();
	unsigned char *der = NULL;
	assert_always(req != NULL && imprint != NULL && alg != NULL && digest->n > 0);
	crypt_random(nonce, TSP_NONCE_BYTES);
	nonce[0] = (unsigned char)((nonce[0] & 0x7f) | 0x40); /* positive, of full length */
	BIGNUM *number = BN_bin2bn(nonce, TSP_NONCE_BYTES, NULL);
	ASN1_INTEGER *value = BN_to_ASN1_INTEGER(number, NULL);
	X509_ALGOR_set_md(alg, pki_md(digest->hash));
	bool ok = value != NULL && TS_REQ_set_version(req, 1) && TS_MSG_IMPRINT_set_algo(imprint, alg) &&
		  TS_MSG_IMPRINT_set_msg(imprint, (unsigned char *)digest->bytes, (int)digest->n) &&
		  TS_REQ_set_msg_imprint(req, imprint) && TS_REQ_set_nonce(req, value) && TS_REQ_set_cert_req(req, 1);
	int n = ok ? i2d_TS_REQ(req, &der) : 0;
	BN_free(number);
	ASN1_INTEGER_free(value);
	X509_ALGOR_free(alg);
	TS_MSG_IMPRINT_free(imprint);
	TS_REQ_free(req);
	if (n <= 0)
		return fail(cx, ST_INTERNAL, "tsp.request", "no request: %s", pki_error());
	*out = pki_copy(cx->arena, (struct str){ (char *)der, (size_t)n });
	OPENSSL_free(der);
	return ST_OK;
}

static enum status
granted(struct cx *cx, TS_RESP *resp, const struct digest *digest, const unsigned char nonce[TSP_NONCE_BYTES])
{
	TS_TST_INFO *info = TS_RESP_get_tst_info(resp);
	long status = ASN1_INTEGER_get(TS_STATUS_INFO_get0_status(TS_RESP_get_status_info(resp)));
	if (status != TS_STATUS_GRANTED && status != TS_STATUS_GRANTED_WITH_MODS)
		return fail(cx, ST_UPSTREAM, "tsp.refused", "the time-stamp authority answered status %ld", status);
	if (info == NULL || TS_RESP_get_token(resp) == NULL)
		return fail(cx, ST_UPSTREAM, "tsp.answer", "the answer has no token");
	struct digest got = imprint_of(TS_TST_INFO_get_msg_imprint(info));
	struct str back = pki_str(TS_TST_INFO_get_nonce(info));
	if (!digest_eq(&got, digest) || back.n != TSP_NONCE_BYTES || memcmp(back.p, nonce, TSP_NONCE_BYTES) != 0)
		return fail(cx, ST_UPSTREAM, "tsp.answer", "the token is for another request");
	return ST_OK;
}

enum status
tsp_response(struct cx *cx, struct str der, const struct digest *digest, const unsigned char nonce[TSP_NONCE_BYTES],
	     struct str *token)
{
	const unsigned char *at = (const unsigned char *)der.p;
	unsigned char *bytes = NULL;
	TS_RESP *resp = der.n > 0 && der.n <= TSP_BYTES_MAX ? d2i_TS_RESP(NULL, &at, (long)der.n) : NULL;
	if (resp == NULL)
		return fail(cx, ST_UPSTREAM, "tsp.answer", "no time-stamp response: %s", pki_error());
	enum status st = granted(cx, resp, digest, nonce);
	int n = st == ST_OK ? i2d_PKCS7(TS_RESP_get_token(resp), &bytes) : 0;
	TS_RESP_free(resp);
	if (st != ST_OK)
		return st;
	assert_always(n > 0);
	*token = pki_copy(cx->arena, (struct str){ (char *)bytes, (size_t)n });
	OPENSSL_free(bytes);
	return ST_OK;
}
