/* Digests of every kind that a signature may name, also those that policy refuses: to refuse one it must be recognised.
 * SHA-256 alone, for keys and tokens of our own, is in hash.h. */
#ifndef PLATFORM_CRYPT_DIGEST_H
#define PLATFORM_CRYPT_DIGEST_H

#include "base/base.h"

enum crypt_hash {
	CRYPT_HASH_OTHER, /* none that we know; cannot be computed */
	CRYPT_MD5,
	CRYPT_SHA1,
	CRYPT_SHA224,
	CRYPT_SHA256,
	CRYPT_SHA384,
	CRYPT_SHA512,
	CRYPT_SHA3_256,
	CRYPT_SHA3_384,
	CRYPT_SHA3_512,
	CRYPT_HASH_N,
};

enum { DIGEST_BYTES_MAX = 64 };

struct digest {
	enum crypt_hash hash;
	unsigned char bytes[DIGEST_BYTES_MAX];
	size_t n; /* 0 for CRYPT_HASH_OTHER */
};

/* "SHA-256"; "?" for CRYPT_HASH_OTHER. */
const char *crypt_hash_name(enum crypt_hash hash);
enum crypt_hash crypt_hash_of_name(struct str name); /* CRYPT_HASH_OTHER for an unknown one */
/* The pieces one after another, as a PDF's ByteRange names them. */
void digest_of(enum crypt_hash hash, const struct str *piece, size_t n, struct digest *out);
bool digest_eq(const struct digest *a, const struct digest *b);
/* Lower-case hex in the arena. */
const char *digest_hex(struct arena *a, const struct digest *d);
struct str digest_str(const struct digest *d);

#endif
