#include <openssl/evp.h> /* before base.h: it names functions that are banned here */
#include <openssl/crypto.h>
#include <pthread.h>

#include "platform/crypt/digest.h"
#include "platform/crypt/pki_priv.h"

static const struct {
	const char *name, *openssl;
	int nid;
} kinds[CRYPT_HASH_N] = {
	[CRYPT_HASH_OTHER] = { "?", NULL, NID_undef },
	[CRYPT_MD5] = { "MD5", "MD5", NID_md5 },
	[CRYPT_SHA1] = { "SHA-1", "SHA1", NID_sha1 },
	[CRYPT_SHA224] = { "SHA-224", "SHA224", NID_sha224 },
	[CRYPT_SHA256] = { "SHA-256", "SHA256", NID_sha256 },
	[CRYPT_SHA384] = { "SHA-384", "SHA384", NID_sha384 },
	[CRYPT_SHA512] = { "SHA-512", "SHA512", NID_sha512 },
	[CRYPT_SHA3_256] = { "SHA3-256", "SHA3-256", NID_sha3_256 },
	[CRYPT_SHA3_384] = { "SHA3-384", "SHA3-384", NID_sha3_384 },
	[CRYPT_SHA3_512] = { "SHA3-512", "SHA3-512", NID_sha3_512 },
};

/* Fetched once, as in hash.c. */
static EVP_MD *fetched[CRYPT_HASH_N];
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void
fetch(void)
{
	for (int i = CRYPT_HASH_OTHER + 1; i < CRYPT_HASH_N; i++) {
		fetched[i] = EVP_MD_fetch(NULL, kinds[i].openssl, NULL);
		assert_always(fetched[i] != NULL);
	}
}

const EVP_MD *
pki_md(enum crypt_hash hash)
{
	pthread_once(&once, fetch);
	return fetched[hash];
}

enum crypt_hash
pki_hash_of_nid(int nid)
{
	for (int i = CRYPT_HASH_OTHER + 1; i < CRYPT_HASH_N; i++)
		if (kinds[i].nid == nid)
			return (enum crypt_hash)i;
	return CRYPT_HASH_OTHER;
}

const char *
crypt_hash_name(enum crypt_hash hash)
{
	return kinds[hash].name;
}

enum crypt_hash
crypt_hash_of_name(struct str name)
{
	for (int i = CRYPT_HASH_OTHER + 1; i < CRYPT_HASH_N; i++)
		if (str_is(name, kinds[i].name))
			return (enum crypt_hash)i;
	return CRYPT_HASH_OTHER;
}

void
digest_of(enum crypt_hash hash, const struct str *piece, size_t n, struct digest *out)
{
	unsigned int len = 0;
	*out = (struct digest){ .hash = hash };
	if (hash == CRYPT_HASH_OTHER)
		return;
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	assert_always(ctx != NULL && EVP_DigestInit_ex2(ctx, pki_md(hash), NULL) == 1);
	for (size_t i = 0; i < n; i++)
		assert_always(EVP_DigestUpdate(ctx, piece[i].p, piece[i].n) == 1);
	assert_always(EVP_DigestFinal_ex(ctx, out->bytes, &len) == 1);
	EVP_MD_CTX_free(ctx);
	out->n = len;
}

bool
digest_eq(const struct digest *a, const struct digest *b)
{
	return a->hash == b->hash && a->n == b->n && a->n > 0 && CRYPTO_memcmp(a->bytes, b->bytes, a->n) == 0;
}

struct str
digest_str(const struct digest *d)
{
	return (struct str){ (const char *)d->bytes, d->n };
}

const char *
digest_hex(struct arena *a, const struct digest *d)
{
	return pki_hex(a, digest_str(d));
}
