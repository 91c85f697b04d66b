/* What authorities say about revoked certificates: CRLs (RFC 5280 §5) and OCSP responses (RFC 6960). Here they are read,
 * tied to a certificate and its issuer, and their signatures checked. Whether an answer is fresh enough for the moment in
 * question is policy (features/signature). */
#ifndef PLATFORM_CRYPT_REVOCATION_H
#define PLATFORM_CRYPT_REVOCATION_H

#include "base/base.h"
#include "platform/crypt/cert.h"

enum { CRL_BYTES_MAX = 32 * 1024 * 1024, OCSP_BYTES_MAX = 256 * 1024 };

enum revocation_kind { REVOCATION_CRL, REVOCATION_OCSP };

/* Whose key a CRL's signature was tried with last: it is asked about several certificates of one issuer. */
struct revocation_tried {
	const struct cert *issuer;
	bool holds;
};

/* One CRL or OCSP response that was read; lives in its pki. */
struct revocation {
	enum revocation_kind kind;
	bool embedded;       /* it came inside the signed file; set by who reads that */
	bool odd;            /* says something critical that is not understood here */
	int64_t this_update; /* of a CRL; an OCSP response has one for each certificate */
	bool shared;         /* many threads may ask: nothing is written any more */
	struct revocation_tried *tried;
	struct str der;
	void *handle;        /* platform/crypt only */
	struct pki *pki;     /* where the responder's certificates are */
	const struct cert *const *carried; /* certificates inside an OCSP response */
	int n_carried;
};

/* ST_INVALID "revocation.bad". */
MUST_CHECK enum status revocation_read_crl(struct cx *cx, struct pki *p, struct str der, struct revocation **out);
/* A whole OCSPResponse, or the BasicOCSPResponse alone as signatures carry it. A response that is no success
 * ("tryLater") is refused too. */
MUST_CHECK enum status revocation_read_ocsp(struct cx *cx, struct pki *p, struct str der, struct revocation **out);

enum revocation_state {
	REVOCATION_NOT_ABOUT, /* says nothing on this certificate */
	REVOCATION_FORGED,    /* would, but is not signed by who may say it */
	REVOCATION_UNREADABLE, /* has a critical extension or a scope that we do not judge */
	REVOCATION_GOOD,
	REVOCATION_REVOKED,
	REVOCATION_NOT_KNOWN, /* OCSP: the responder does not know the certificate */
};

/* CRLReason (RFC 5280 §5.3.1) as numbers there; -1 when none is given. */
enum revocation_reason {
	REASON_NONE = -1,
	REASON_UNSPECIFIED = 0,
	REASON_KEY_COMPROMISE = 1,
	REASON_CA_COMPROMISE = 2,
	REASON_AFFILIATION_CHANGED = 3,
	REASON_SUPERSEDED = 4,
	REASON_CESSATION = 5,
	REASON_HOLD = 6,
	REASON_REMOVE_FROM_CRL = 8,
	REASON_PRIVILEGE_WITHDRAWN = 9,
	REASON_AA_COMPROMISE = 10,
};

struct revocation_answer {
	enum revocation_state state;
	int64_t this_update, next_update; /* next 0: none given */
	int64_t revoked_at;               /* with REVOKED */
	enum revocation_reason reason;
	int64_t invalid_since;            /* invalidityDate (§5.3.2), 0 when not given */
	int64_t keeps_expired_since;      /* certificates that expired after this are still told of; 0: not said */
	const struct cert *responder;     /* a delegated OCSP responder, NULL when the issuer itself signed */
	enum crypt_hash hash;             /* of its signature */
};

/* What r says about cert, which issuer issued. */
void revocation_ask(const struct revocation *r, const struct cert *cert, const struct cert *issuer,
		    struct revocation_answer *out);

/* Before threads share a CRL: finds the one of these whose signature it has, and remembers that. */
void revocation_share(struct revocation *r, const struct cert *const *issuer, size_t n);

/* An OCSP request for one certificate (§4.1), without nonce, so that answers can be kept. */
MUST_CHECK enum status revocation_ocsp_request(struct cx *cx, const struct cert *cert, const struct cert *issuer,
					       struct str *out);

#endif
