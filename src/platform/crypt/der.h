/* Walking through DER (X.690) for the few structures that OpenSSL does not open: definite lengths only, no copies.
 *
 *   struct der item;
 *   while (der_next(&rest, &item)) …
 */
#ifndef PLATFORM_CRYPT_DER_H
#define PLATFORM_CRYPT_DER_H

#include "base/base.h"

enum {
	DER_INTEGER = 0x02,
	DER_OCTETS = 0x04,
	DER_OID = 0x06,
	DER_ENUMERATED = 0x0a,
	DER_SEQUENCE = 0x30,
	DER_SET = 0x31,
	DER_CONTEXT = 0xa0, /* + n: [n], constructed */
};

struct der {
	int tag;          /* the identifier octet; tags over 30 are refused */
	struct str body;  /* without head */
	struct str whole; /* with it */
};

/* The next item of rest, which moves past it; false at the end and for anything malformed (rest then keeps its n > 0). */
bool der_next(struct str *rest, struct der *out);
/* As der_next, and its tag is this one. */
bool der_take(struct str *rest, int tag, struct der *out);
/* Head and body appended. */
void der_put(struct buf *b, int tag, struct str body);

#endif
