/* One question to another server by HTTP(S), one answer: for OCSP, CRLs and time stamps.
 *
 * Only http and https, no redirects, no credentials, no cookies; the answer is 200 within time and size, or it is none.
 * Whoever calls has decided that the address may be trusted to be asked: none from a document goes here unchecked. */
#ifndef PLATFORM_NET_FETCH_H
#define PLATFORM_NET_FETCH_H

#include "base/base.h"

struct fetch {
	const char *url;
	const char *type;   /* of the body; NULL: GET without a body */
	const char *accept; /* NULL: anything */
	struct str body;
	size_t max;         /* bytes of the answer */
	int seconds;        /* for the whole exchange */
};

/* *out lives in cx->arena. ST_INVALID "net.url"; ST_UPSTREAM "net.fetch": not reached, not 200, too long, too much. */
MUST_CHECK enum status net_fetch(struct cx *cx, const struct fetch *f, struct str *out);

#endif
