/* Time stamps (RFC 3161): reading and checking tokens, asking for one. Whom to believe is policy (features/signature);
 * the HTTP exchange is platform/net's. */
#ifndef PLATFORM_CRYPT_TSP_H
#define PLATFORM_CRYPT_TSP_H

#include "base/base.h"
#include "platform/crypt/cms.h"

struct tsp_token {
	int64_t at;                       /* genTime */
	struct digest imprint;            /* of what was stamped */
	const char *serial, *policy;      /* hex; dotted */
	const struct cms_signer *signer;  /* of the authority; .cert NULL when its certificate is not there */
	const struct cms *cms;
	struct str info;                  /* TSTInfo, DER */
};

/* Certificates of the token go into p. ST_INVALID "tsp.bad": no token, or not signed by exactly one authority. */
MUST_CHECK enum status tsp_read(struct cx *cx, struct pki *p, struct str der, struct tsp_token **out);
/* Does the token stamp these bytes, and does its signature hold? An authority's signature has to name its certificate
 * (RFC 3161 §2.4.2), so a token without signing-certificate is CMS_MATHS_SIGNATURE. */
enum cms_maths tsp_check(const struct tsp_token *t, struct str stamped);

enum { TSP_NONCE_BYTES = 8 };
/* A request to be sent as application/timestamp-query; asks for the authority's certificate. The nonce is made here. */
MUST_CHECK enum status tsp_request(struct cx *cx, const struct digest *digest, unsigned char nonce[TSP_NONCE_BYTES],
				   struct str *out);
/* The token in a response (application/timestamp-reply) that grants what was asked: same digest, same nonce.
 * ST_UPSTREAM "tsp.refused", "tsp.answer". Its signature is not checked here. */
MUST_CHECK enum status tsp_response(struct cx *cx, struct str der, const struct digest *digest,
				    const unsigned char nonce[TSP_NONCE_BYTES], struct str *token);

#endif
