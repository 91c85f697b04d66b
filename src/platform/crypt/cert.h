/* X.509 certificates (RFC 5280): reading, describing, finding the way to a trusted root. What a certificate may be used
 * for, when, and whether it was revoked is policy and stands in features/signature; here is what it says and whether the
 * signatures along the path hold.
 *
 *   AUTO_PKI struct pki *pki = pki_new(cx->arena);
 *   const struct cert *leaf;
 *   TRY(cert_read(cx, pki, der, &leaf));
 *   if (cert_path_find(pki, anchors, leaf, at, &path) == CERT_PATH_OK) …
 *
 * OpenSSL's handles belong to the `struct pki` in which they were read and end with it; the descriptions live in its
 * arena. A pki has one owner at a time. One that is no longer written to may be read by many threads. */
#ifndef PLATFORM_CRYPT_CERT_H
#define PLATFORM_CRYPT_CERT_H

#include "base/base.h"
#include "platform/crypt/digest.h"

struct pki;
struct pki *pki_new(struct arena *a); /* never NULL */
void pki_free(struct pki *p);         /* NULL is allowed */
void pki_auto_free(struct pki **p);
#define AUTO_PKI __attribute__((cleanup(pki_auto_free)))

enum crypt_key { CRYPT_KEY_OTHER, CRYPT_KEY_RSA, CRYPT_KEY_EC, CRYPT_KEY_DSA };

/* Key usage (RFC 5280 §4.2.1.3) and extended key usage (§4.2.1.12), those that matter here. */
enum cert_usage {
	CERT_DIGITAL_SIGNATURE = 1 << 0,
	CERT_NON_REPUDIATION = 1 << 1,
	CERT_CRL_SIGN = 1 << 2,
	CERT_KEY_CERT_SIGN = 1 << 3,
	CERT_USAGE_OTHER = 1 << 4, /* encipherment and agreement */
};
enum cert_purpose {
	CERT_FOR_EMAIL = 1 << 0,
	CERT_FOR_CLIENT = 1 << 1,
	CERT_FOR_SERVER = 1 << 2,
	CERT_FOR_CODE = 1 << 3,
	CERT_FOR_TIME = 1 << 4,
	CERT_FOR_OCSP = 1 << 5,
	CERT_FOR_DOCUMENT = 1 << 6, /* RFC 9336, and the older ids of Microsoft and Adobe */
	CERT_FOR_ANY = 1 << 7,
	CERT_FOR_OTHER = 1 << 8,
};

struct cert {
	const char *common_name, *organization, *title; /* UTF-8, "" when absent, no control characters */
	const char *user_id;      /* UID: "CCCD:…" of a person, "MST:…" of an organization; personal, not for public pages */
	const char *issuer_name;  /* the issuer's common name */
	const char *serial;       /* lower-case hex */
	const char *sha256;       /* of the whole certificate, hex */
	int64_t not_before, not_after;
	bool is_ca, self_issued, ocsp_nocheck;
	bool has_usage, has_purpose, purpose_critical;
	unsigned usage;           /* enum cert_usage; meaningless without has_usage */
	unsigned purpose;         /* enum cert_purpose; meaningless without has_purpose */
	enum crypt_key key;
	int key_bits;
	const char *curve;        /* "P-256"; "" when it is no curve that we know */
	enum crypt_hash signature_hash; /* of the issuer's signature on it */
	const char *ocsp_url, *crl_url; /* the first http(s) one of each, "" when absent */
	struct str der;
	void *x509;               /* platform/crypt only */
};

enum { CERT_BYTES_MAX = 64 * 1024, CERT_PATH_MAX = 8 };

/* DER, or PEM with one certificate. ST_INVALID "cert.bad". The same certificate read twice is one. */
MUST_CHECK enum status cert_read(struct cx *cx, struct pki *p, struct str text, const struct cert **out);
bool cert_same(const struct cert *a, const struct cert *b);
/* Does a's name equal that of b? (for a root that borrows the name of another) */
bool cert_same_name(const struct cert *a, const struct cert *b);

/* The roots that end a path, and authorities below them that are known beforehand. May be shared by threads. The certificates must
 * outlive it. It keeps the paths it found over nothing but these, of at most CERT_KEPT_MAX certificates, until it is freed: all that
 * is kept led to a root, so nobody fills it with what he made up. */
enum { CERT_KEPT_MAX = 1024 };
struct cert_anchors;
struct cert_anchors *cert_anchors_new(const struct cert *const *root, size_t n, const struct cert *const *between, size_t m);
void cert_anchors_free(struct cert_anchors *a);
/* What p reads from now on is taken from a, which must outlive it, where it is the same byte for byte. */
void pki_know(struct pki *p, struct cert_anchors *a);

enum cert_path_result {
	CERT_PATH_OK,
	CERT_PATH_NO_ISSUER, /* ends at a certificate whose issuer is not known here */
	CERT_PATH_UNTRUSTED, /* ends at a root that is not among the anchors */
	CERT_PATH_BROKEN,    /* a signature along it does not hold */
	CERT_PATH_FORBIDDEN, /* basic constraints, path length, names, an unknown critical extension */
};

struct cert_path {
	const struct cert *cert[CERT_PATH_MAX]; /* the certificate first, the root last; as far as it got */
	int n;
	const char *why; /* OpenSSL's words, for the log */
};

/* From leaf over the certificates read into p and those known to anchors. Periods of validity are not a reason to fail
 * here; `at` only chooses between certificates of one authority. */
enum cert_path_result cert_path_find(struct pki *p, struct cert_anchors *anchors, const struct cert *leaf, int64_t at,
				     struct cert_path *out);

#endif
