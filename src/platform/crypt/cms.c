/* Reading CMS. OpenSSL decodes; what the attributes say is taken out here, so that policy sees no ASN.1. */
#include <openssl/pem.h> /* before base.h: OpenSSL names functions that are banned here */
#include <openssl/cms.h>
#include <openssl/err.h>

#include "platform/crypt/cms.h"
#include "platform/crypt/cms_priv.h"
#include "platform/crypt/pki_priv.h"

/* --- signed attributes ------------------------------------------------------------------------------------------------ */

/* The one value of an attribute that may stand once and have one value (RFC 5652 §11); NULL also when it is not so. */
static const ASN1_STRING *
only_value(CMS_SignerInfo *si, int nid, int type)
{
	return CMS_signed_get0_data_by_OBJ(si, OBJ_nid2obj(nid), -3, type);
}

static bool
has(CMS_SignerInfo *si, int nid)
{
	return CMS_signed_get_attr_by_NID(si, nid, -1) >= 0;
}

static int64_t
signing_time(CMS_SignerInfo *si)
{
	int at = CMS_signed_get_attr_by_NID(si, NID_pkcs9_signingTime, -1);
	X509_ATTRIBUTE *attr = at < 0 ? NULL : CMS_signed_get_attr(si, at);
	const ASN1_TYPE *v = attr != NULL && X509_ATTRIBUTE_count(attr) == 1 ? X509_ATTRIBUTE_get0_type(attr, 0) : NULL;
	if (v == NULL || (v->type != V_ASN1_UTCTIME && v->type != V_ASN1_GENERALIZEDTIME))
		return 0;
	return pki_time((const ASN1_TIME *)v->value.asn1_string);
}

/* SigningCertificate{,V2} ::= SEQUENCE { certs SEQUENCE OF ESSCertID, … }; the first names the signer. */
static bool
names_certificate(struct str value, bool v2, const struct cert *cert)
{
	struct der all, certs, id, item;
	struct digest want;
	enum crypt_hash hash = v2 ? CRYPT_SHA256 : CRYPT_SHA1;
	if (!der_take(&value, DER_SEQUENCE, &all) || !der_take(&all.body, DER_SEQUENCE, &certs) ||
	    !der_take(&certs.body, DER_SEQUENCE, &id))
		return false;
	if (v2 && der_take(&id.body, DER_SEQUENCE, &item)) {
		const unsigned char *p = (const unsigned char *)item.whole.p;
		X509_ALGOR *alg = d2i_X509_ALGOR(NULL, &p, (long)item.whole.n);
		const ASN1_OBJECT *oid = NULL;
		if (alg != NULL)
			X509_ALGOR_get0(&oid, NULL, NULL, alg);
		hash = oid != NULL ? pki_hash_of_nid(OBJ_obj2nid(oid)) : CRYPT_HASH_OTHER;
		X509_ALGOR_free(alg);
	}
	if (!der_take(&id.body, DER_OCTETS, &item))
		return false;
	digest_of(hash, &cert->der, 1, &want);
	return want.n > 0 && str_eq(item.body, digest_str(&want));
}

static enum cms_signing_certificate
signing_certificate(CMS_SignerInfo *si, const struct cert *cert)
{
	bool any = false;
	for (int v2 = 0; v2 <= 1; v2++) {
		int nid = v2 ? NID_id_smime_aa_signingCertificateV2 : NID_id_smime_aa_signingCertificate;
		if (!has(si, nid))
			continue;
		const ASN1_STRING *s = only_value(si, nid, V_ASN1_SEQUENCE);
		if (s == NULL || cert == NULL || !names_certificate(pki_str(s), v2, cert))
			return CMS_SIGNING_CERT_OTHER;
		any = true;
	}
	return any ? CMS_SIGNING_CERT_SAME : CMS_SIGNING_CERT_ABSENT;
}

static const char *
read_attributes(struct cms_signer *s, CMS_SignerInfo *si, const ASN1_OBJECT *content_type)
{
	const ASN1_STRING *digest = only_value(si, NID_pkcs9_messageDigest, V_ASN1_OCTET_STRING);
	const ASN1_OBJECT *type = CMS_signed_get0_data_by_OBJ(si, OBJ_nid2obj(NID_pkcs9_contentType), -3, V_ASN1_OBJECT);
	s->signing_time = signing_time(si);
	s->signing_certificate = signing_certificate(si, s->cert);
	if (digest == NULL || ASN1_STRING_length(digest) > DIGEST_BYTES_MAX)
		return "message-digest is missing, twice or malformed";
	if (type == NULL)
		return "content-type is missing, twice or malformed";
	if (OBJ_cmp(type, content_type) != 0)
		return "content-type differs from the content's";
	if (has(si, NID_pkcs9_signingTime) && s->signing_time == 0)
		return "signing-time is malformed";
	s->message_digest = (struct digest){ .hash = s->hash, .n = (size_t)ASN1_STRING_length(digest) };
	memcpy(s->message_digest.bytes, ASN1_STRING_get0_data(digest), s->message_digest.n);
	return NULL;
}

/* --- signers ---------------------------------------------------------------------------------------------------------- */

static const char *
read_algorithms(struct cms_signer *s, CMS_SignerInfo *si)
{
	X509_ALGOR *digest, *signature;
	const ASN1_OBJECT *oid;
	int hash = NID_undef, key = NID_undef;
	CMS_SignerInfo_get0_algs(si, NULL, NULL, &digest, &signature);
	X509_ALGOR_get0(&oid, NULL, NULL, digest);
	s->hash = pki_hash_of_nid(OBJ_obj2nid(oid));
	X509_ALGOR_get0(&oid, NULL, NULL, signature);
	int nid = OBJ_obj2nid(oid);
	s->pss = nid == NID_rsassaPss;
	/* Either a pair ("sha256WithRSAEncryption") or the kind of key alone ("rsaEncryption"). */
	if (!s->pss && OBJ_find_sigid_algs(nid, &hash, &key) == 1 && hash != NID_undef && pki_hash_of_nid(hash) != s->hash)
		return "the signature's hash differs from the digest's";
	if (s->pss && pki_hash_of_algorithm(signature) != s->hash)
		return "the hash of PSS differs from the digest's";
	key = key == NID_undef ? nid : key;
	s->key = s->pss || key == NID_rsaEncryption ? CRYPT_KEY_RSA
		 : key == NID_X9_62_id_ecPublicKey  ? CRYPT_KEY_EC
		 : key == NID_dsa                   ? CRYPT_KEY_DSA
						    : CRYPT_KEY_OTHER;
	return NULL;
}

static void
read_stamps(struct arena *a, struct cms_signer *s, CMS_SignerInfo *si)
{
	for (int at = -1; s->n_stamps < CMS_STAMPS_MAX;) {
		at = CMS_unsigned_get_attr_by_NID(si, NID_id_smime_aa_timeStampToken, at);
		if (at < 0)
			break;
		X509_ATTRIBUTE *attr = CMS_unsigned_get_attr(si, at);
		for (int k = 0; k < X509_ATTRIBUTE_count(attr) && s->n_stamps < CMS_STAMPS_MAX; k++) {
			const ASN1_TYPE *v = X509_ATTRIBUTE_get0_type(attr, k);
			if (v != NULL && v->type == V_ASN1_SEQUENCE)
				s->stamp[s->n_stamps++] = pki_copy(a, pki_str(v->value.sequence));
		}
	}
}

static void
read_signer(struct pki *p, struct cms_signer *s, CMS_SignerInfo *si, const ASN1_OBJECT *content_type)
{
	*s = (struct cms_signer){ .info = si };
	for (size_t i = 0; i < p->certs.n && s->cert == NULL; i++)
		if (CMS_SignerInfo_cert_cmp(si, p->certs.p[i]->x509) == 0)
			s->cert = p->certs.p[i];
	s->signature = pki_str(CMS_SignerInfo_get0_signature(si));
	s->has_attributes = CMS_signed_get_attr_count(si) > 0;
	s->fault = read_algorithms(s, si);
	if (s->has_attributes) {
		const char *fault = read_attributes(s, si, content_type);
		s->fault = s->fault != NULL ? s->fault : fault;
	}
	read_stamps(p->arena, s, si);
	if (s->cert != NULL)
		CMS_SignerInfo_set1_signer_cert(si, s->cert->x509);
}

/* --- the whole -------------------------------------------------------------------------------------------------------- */

static CMS_ContentInfo *
decode(struct str bytes, size_t *used)
{
	const unsigned char *at = (const unsigned char *)bytes.p;
	struct str head = str_head(bytes, 64);
	if (str_find(head, "-----BEGIN CMS-----") >= 0 || str_find(head, "-----BEGIN PKCS7-----") >= 0) {
		BIO *bio = BIO_new_mem_buf(bytes.p, (int)bytes.n);
		assert_always(bio != NULL);
		CMS_ContentInfo *ci = PEM_read_bio_CMS(bio, NULL, NULL, NULL);
		BIO_free(bio);
		*used = bytes.n;
		return ci;
	}
	CMS_ContentInfo *ci = d2i_CMS_ContentInfo(NULL, &at, (long)bytes.n);
	*used = ci != NULL ? (size_t)(at - (const unsigned char *)bytes.p) : 0;
	return ci;
}

/* OpenSSL decodes every key, known or not, which costs more than all else: of DER, the certificates are taken out before and read
 * by pki_read_cert; evidence is read apart as well. False: it is not DER that can be taken apart. */
static bool
without_certs(struct cx *cx, struct str bytes, struct cms_parts *parts, struct str *out)
{
	struct buf data;
	if (!cms_parts_of(bytes, parts))
		return false;
	buf_init(&data, cx->arena, CMS_BYTES_MAX);
	buf_addstr(&data, parts->version);
	buf_addstr(&data, parts->digests);
	buf_addstr(&data, parts->content);
	buf_addstr(&data, parts->signers);
	*out = cms_wrap(cx, buf_str(&data));
	return !data.over;
}

static bool
take_certs_of(struct pki *p, struct str certs)
{
	struct der set, item;
	int n = 0;
	if (certs.n == 0)
		return true;
	if (!der_next(&certs, &set))
		return false;
	while (set.body.n > 0)
		if (!der_next(&set.body, &item) || ++n > CMS_CERTS_MAX ||
		    (item.tag == DER_SEQUENCE && pki_read_cert(p, item.whole) == NULL))
			return false;
	return true;
}

static bool
take_certs(struct pki *p, CMS_ContentInfo *ci)
{
	STACK_OF(X509) *certs = CMS_get1_certs(ci);
	int n = sk_X509_num(certs);
	for (int i = 0; i < n && n <= CMS_CERTS_MAX; i++)
		pki_add(p, sk_X509_shift(certs));
	sk_X509_pop_free(certs, X509_free);
	return n <= CMS_CERTS_MAX;
}

enum status
cms_read(struct cx *cx, struct pki *p, struct str bytes, struct cms **out)
{
	struct cms *cms = arena_new_one(p->arena, struct cms);
	char oid[64] = "";
	*out = NULL;
	if (bytes.n == 0 || bytes.n > CMS_BYTES_MAX)
		return fail(cx, ST_INVALID, "cms.bad", "%zu bytes are no signature", bytes.n);
	struct cms_parts parts;
	struct str bare;
	bool apart = without_certs(cx, bytes, &parts, &bare);
	CMS_ContentInfo *ci = decode(apart ? bare : bytes, &cms->used);
	if (apart)
		cms->used = ci != NULL && cms->used == bare.n ? bytes.n : 0;
	if (ci == NULL)
		return fail(cx, ST_INVALID, "cms.bad", "no CMS: %s", pki_error());
	*vec_push(&p->cmses, p->arena) = ci;
	if (OBJ_obj2nid(CMS_get0_type(ci)) != NID_pkcs7_signed)
		return fail(cx, ST_INVALID, "cms.bad", "CMS, but not SignedData");
	const ASN1_OBJECT *type = CMS_get0_eContentType(ci);
	OBJ_obj2txt(oid, sizeof oid, type, 1);
	cms->content_type = arena_strdup(p->arena, oid);
	ASN1_OCTET_STRING **content = CMS_get0_content(ci);
	if (content != NULL && *content != NULL) {
		cms->content = pki_str(*content);
		if (cms->content.p == NULL)
			cms->content = S("");
	}
	STACK_OF(CMS_SignerInfo) *signers = CMS_get0_SignerInfos(ci);
	if (!(apart ? take_certs_of(p, parts.certs) : take_certs(p, ci)) || sk_CMS_SignerInfo_num(signers) > CMS_SIGNERS_MAX)
		return fail(cx, ST_INVALID, "cms.bad", "more certificates or signers than are read");
	for (int i = 0; i < sk_CMS_SignerInfo_num(signers); i++)
		read_signer(p, &cms->signer[cms->n_signers++], sk_CMS_SignerInfo_value(signers, i), type);
	cms_read_evidence(cx, p, ci, bytes, cms);
	ERR_clear_error();
	*out = cms;
	return ST_OK;
}

/* --- the mathematics -------------------------------------------------------------------------------------------------- */

/* A signature without attributes is one over the content itself: a content that is the DER of attributes could then be taken
 * from a signature that had them. */
static bool
looks_like_attributes(struct str head)
{
	static const int opening[] = { DER_SET, DER_SEQUENCE, DER_OID };
	for (size_t i = 0; i < ARRAY_LEN(opening); i++) {
		if (head.n < 2 || (unsigned char)head.p[0] != opening[i])
			return false;
		unsigned char length = (unsigned char)head.p[1];
		head = str_from(head, 2 + (length > 0x80 ? (size_t)(length & 0x7f) : 0));
	}
	return true;
}

static enum cms_maths
check_bare(const struct cms_signer *s, const struct digest *digest, struct str head)
{
	if (s->pss)
		return CMS_MATHS_UNSUPPORTED;
	if (looks_like_attributes(head))
		return CMS_MATHS_SIGNATURE;
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(X509_get0_pubkey(s->cert->x509), NULL);
	bool ok = ctx != NULL && EVP_PKEY_verify_init(ctx) == 1 && EVP_PKEY_CTX_set_signature_md(ctx, pki_md(digest->hash)) == 1 &&
		  EVP_PKEY_verify(ctx, (const unsigned char *)s->signature.p, s->signature.n, digest->bytes, digest->n) == 1;
	EVP_PKEY_CTX_free(ctx);
	return ok ? CMS_MATHS_OK : CMS_MATHS_CONTENT;
}

enum cms_maths
cms_check(const struct cms_signer *s, const struct digest *digest, struct str head)
{
	assert_always(s->cert != NULL && s->fault == NULL);
	enum cms_maths result = CMS_MATHS_OK;
	if (s->hash == CRYPT_HASH_OTHER || s->key == CRYPT_KEY_OTHER || digest->n == 0)
		return CMS_MATHS_UNSUPPORTED;
	if (s->key != s->cert->key)
		return CMS_MATHS_SIGNATURE;
	if (!s->has_attributes)
		result = check_bare(s, digest, head);
	else if (CMS_SignerInfo_verify(s->info) != 1)
		result = CMS_MATHS_SIGNATURE;
	else if (!digest_eq(&s->message_digest, digest))
		result = CMS_MATHS_CONTENT;
	ERR_clear_error();
	return result;
}
