/* Ed25519 (RFC 8032) for what we publish ourselves, such as trust lists; and the base64 in which keys and signatures are
 * written down. */
#ifndef PLATFORM_CRYPT_ED25519_H
#define PLATFORM_CRYPT_ED25519_H

#include "base/base.h"

enum { ED25519_KEY_BYTES = 32, ED25519_SIGNATURE_BYTES = 64 };

/* Base64 of RFC 4648 §4, white space ignored. false: it is none. */
bool base64_read(struct arena *a, struct str text, struct str *out);
const char *base64_text(struct arena *a, struct str bytes);

/* A public key as PEM ("BEGIN PUBLIC KEY") or as base64 of its 32 bytes. ST_INVALID "ed25519.key". */
MUST_CHECK enum status ed25519_key(struct cx *cx, struct str text, unsigned char out[ED25519_KEY_BYTES]);
bool ed25519_verify(const unsigned char key[ED25519_KEY_BYTES], struct str bytes, struct str signature);

#endif
