/* SHA-256. The streaming form is for content that comes in pieces; the others are one call. */
#ifndef PLATFORM_CRYPT_HASH_H
#define PLATFORM_CRYPT_HASH_H

#include "base/base.h"

enum { SHA256_BYTES = 32, SHA256_HEX = 65 };

struct sha256 {
	void *ctx; /* NULL when not running */
};

void sha256_init(struct sha256 *h);
void sha256_add(struct sha256 *h, const void *p, size_t n);
/* Ends it: lower-case hex and a NUL, and frees what init took. */
void sha256_hex(struct sha256 *h, char out[SHA256_HEX]);
/* As sha256_hex, the raw bytes. */
void sha256_end(struct sha256 *h, unsigned char out[SHA256_BYTES]);
/* Ends it without a result; nothing happens when it is not running. */
void sha256_drop(struct sha256 *h);

void sha256_of(struct str s, unsigned char out[SHA256_BYTES]);
void sha256_hex_of(struct str s, char out[SHA256_HEX]);

#endif
