#include <openssl/evp.h> /* before base.h: OpenSSL names functions that are banned here */
#include <openssl/pem.h>
#include <sodium.h>

#include "platform/crypt/ed25519.h"
#include "platform/crypt/pki_priv.h"

bool
base64_read(struct arena *a, struct str text, struct str *out)
{
	char *p = arena_alloc(a, text.n / 4 * 3 + 4);
	size_t n;
	if (sodium_base642bin((unsigned char *)p, text.n / 4 * 3 + 3, text.p, text.n, " \t\r\n", &n, NULL,
			      sodium_base64_VARIANT_ORIGINAL) != 0)
		return false;
	*out = (struct str){ p, n };
	return true;
}

const char *
base64_text(struct arena *a, struct str bytes)
{
	size_t n = sodium_base64_ENCODED_LEN(bytes.n, sodium_base64_VARIANT_ORIGINAL);
	return sodium_bin2base64(arena_alloc(a, n), n, (const unsigned char *)bytes.p, bytes.n, sodium_base64_VARIANT_ORIGINAL);
}

enum status
ed25519_key(struct cx *cx, struct str text, unsigned char out[ED25519_KEY_BYTES])
{
	struct str raw;
	size_t n = ED25519_KEY_BYTES;
	if (str_find(text, "-----BEGIN PUBLIC KEY-----") >= 0 && text.n < 4096) {
		BIO *bio = BIO_new_mem_buf(text.p, (int)text.n);
		assert_always(bio != NULL);
		EVP_PKEY *key = PEM_read_bio_PUBKEY(bio, NULL, NULL, NULL);
		bool ok = key != NULL && EVP_PKEY_get_base_id(key) == EVP_PKEY_ED25519 && EVP_PKEY_get_raw_public_key(key, out, &n) == 1;
		EVP_PKEY_free(key);
		BIO_free(bio);
		return ok ? ST_OK : fail(cx, ST_INVALID, "ed25519.key", "no Ed25519 public key: %s", pki_error());
	}
	if (!base64_read(cx->arena, text, &raw) || raw.n != ED25519_KEY_BYTES)
		return fail(cx, ST_INVALID, "ed25519.key", "no base64 of %d bytes", ED25519_KEY_BYTES);
	memcpy(out, raw.p, ED25519_KEY_BYTES);
	return ST_OK;
}

bool
ed25519_verify(const unsigned char key[ED25519_KEY_BYTES], struct str bytes, struct str signature)
{
	return signature.n == ED25519_SIGNATURE_BYTES &&
	       crypto_sign_verify_detached((const unsigned char *)signature.p, (const unsigned char *)bytes.p, bytes.n, key) == 0;
}
