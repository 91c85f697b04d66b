/* CMS signatures (RFC 5652) with the attributes that CAdES asks for (ETSI EN 319 122-1): reading, checking the mathematics,
 * making, adding time stamps and evidence. Whom to believe is policy and stands in features/signature.
 *
 *   struct cms *cms;
 *   TRY(cms_read(cx, pki, bytes, &cms));
 *   for (int i = 0; i < cms->n_signers; i++) {
 *           struct cms_signer *s = &cms->signer[i];
 *           digest_of(s->hash, content, n, &digest);
 *           enum cms_maths m = cms_check(s, &digest, head);
 */
#ifndef PLATFORM_CRYPT_CMS_H
#define PLATFORM_CRYPT_CMS_H

#include "base/base.h"
#include "platform/crypt/cert.h"
#include "platform/crypt/revocation.h"

enum {
	CMS_BYTES_MAX = 4 * 1024 * 1024,
	CMS_SIGNERS_MAX = 16,
	CMS_CERTS_MAX = 64,
	CMS_STAMPS_MAX = 8,
	CMS_EVIDENCE_MAX = 64,
};

enum cms_signing_certificate { /* ESS signing-certificate (RFC 2634), signing-certificate-v2 (RFC 5035) */
	CMS_SIGNING_CERT_ABSENT,
	CMS_SIGNING_CERT_SAME,
	CMS_SIGNING_CERT_OTHER, /* names another certificate, or cannot be read */
};

struct cms_signer {
	const struct cert *cert; /* NULL: the certificate it names is not there */
	enum crypt_hash hash;
	enum crypt_key key;      /* of the signature algorithm */
	bool pss;
	bool has_attributes;
	/* What is wrong with the signed attributes (missing, twice, contradicting each other), or NULL. For the log. */
	const char *fault;
	struct digest message_digest;
	int64_t signing_time;    /* as the signer says; 0 when not said */
	enum cms_signing_certificate signing_certificate;
	struct str signature;    /* the value: what a signature time stamp stamps */
	struct str stamp[CMS_STAMPS_MAX]; /* signature-time-stamp tokens (RFC 3161), DER */
	int n_stamps;
	void *info;              /* platform/crypt only */
};

struct cms {
	const char *content_type; /* dotted; "1.2.840.113549.1.7.1" is data */
	struct str content;       /* p is NULL when it is detached */
	size_t used;              /* bytes read of what was given: what follows is covered by nothing */
	struct cms_signer signer[CMS_SIGNERS_MAX];
	int n_signers;
	struct revocation *evidence[CMS_EVIDENCE_MAX]; /* CRLs and OCSP responses that it carries; .embedded is set */
	int n_evidence;
};

/* Reads SignedData, BER or DER, or PEM ("CMS", "PKCS7"); its certificates go into p, where signers may also be found that
 * were read before. ST_INVALID "cms.bad": it cannot be read, or has more of something than the limits above. */
MUST_CHECK enum status cms_read(struct cx *cx, struct pki *p, struct str bytes, struct cms **out);

enum cms_maths {
	CMS_MATHS_OK,
	CMS_MATHS_CONTENT,     /* the content is another than the one that was signed */
	CMS_MATHS_SIGNATURE,   /* the signature is not one of this key on these attributes */
	CMS_MATHS_UNSUPPORTED, /* an algorithm that is not known here */
};

/* digest: of the content, by s->hash. head: at least its first 64 bytes if it has as many, by which a content that passes
 * for signed attributes is recognised when the signature has none. s->cert must be there and s->fault NULL. */
enum cms_maths cms_check(const struct cms_signer *s, const struct digest *digest, struct str head);

/* --- making ------------------------------------------------------------------------------------------------------- */

/* Signs `bytes` hashed by `hash` with the key of the certificate; RSA PKCS #1 v1.5, or ECDSA as DER. It may be another
 * process or a token that does so. */
typedef enum status (*crypt_sign_fn)(struct cx *cx, void *arg, enum crypt_hash hash, struct str bytes, struct str *signature);

struct cms_to_sign {
	struct digest digest;           /* of the content; names the hash */
	const struct cert *cert;
	const struct cert *const *more; /* the path above it, for readers that lack it; the root may be left out */
	int n_more;
	int64_t signing_time;           /* 0: none, as PAdES asks */
};

/* A detached signature, CAdES B-B: content-type, message-digest, signing-time, signing-certificate-v2. */
MUST_CHECK enum status cms_sign(struct cx *cx, const struct cms_to_sign *in, crypt_sign_fn sign, void *arg, struct str *out);

struct cms_addition {
	struct str stamp;                  /* B-T: a time stamp on the first signer's signature; p NULL for none */
	const struct cert *const *cert;    /* B-LT: what a verifier needs later */
	int n_certs;
	const struct revocation *const *evidence;
	int n_evidence;
};

/* The same signature with more in its unsigned parts. */
MUST_CHECK enum status cms_extend(struct cx *cx, struct str cms, const struct cms_addition *add, struct str *out);

#endif
