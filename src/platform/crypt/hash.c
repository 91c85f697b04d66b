#include <openssl/evp.h> /* before base.h: it names functions that are banned here */
#include <pthread.h>

#include "platform/crypt/hash.h"

/* Fetched once: an implicit fetch per digest takes locks and costs more than hashing a token. */
static EVP_MD *md;
static pthread_once_t md_once = PTHREAD_ONCE_INIT;

static void
fetch(void)
{
	md = EVP_MD_fetch(NULL, "SHA256", NULL);
	assert_always(md != NULL);
}

static const EVP_MD *
sha256_md(void)
{
	pthread_once(&md_once, fetch);
	return md;
}

static void
to_hex(const unsigned char in[SHA256_BYTES], char out[SHA256_HEX])
{
	static const char digit[] = "0123456789abcdef";
	for (int i = 0; i < SHA256_BYTES; i++) {
		out[2 * i] = digit[in[i] >> 4];
		out[2 * i + 1] = digit[in[i] & 15];
	}
	out[2 * SHA256_BYTES] = '\0';
}

void
sha256_init(struct sha256 *h)
{
	h->ctx = EVP_MD_CTX_new();
	assert_always(h->ctx != NULL);
	assert_always(EVP_DigestInit_ex2(h->ctx, sha256_md(), NULL) == 1);
}

void
sha256_add(struct sha256 *h, const void *p, size_t n)
{
	assert_always(EVP_DigestUpdate(h->ctx, p, n) == 1);
}

void
sha256_end(struct sha256 *h, unsigned char out[SHA256_BYTES])
{
	assert_always(EVP_DigestFinal_ex(h->ctx, out, NULL) == 1);
	sha256_drop(h);
}

void
sha256_hex(struct sha256 *h, char out[SHA256_HEX])
{
	unsigned char raw[SHA256_BYTES];
	sha256_end(h, raw);
	to_hex(raw, out);
}

void
sha256_drop(struct sha256 *h)
{
	EVP_MD_CTX_free(h->ctx);
	h->ctx = NULL;
}

void
sha256_of(struct str s, unsigned char out[SHA256_BYTES])
{
	assert_always(EVP_Digest(s.p, s.n, out, NULL, sha256_md(), NULL) == 1);
}

void
sha256_hex_of(struct str s, char out[SHA256_HEX])
{
	unsigned char raw[SHA256_BYTES];
	sha256_of(s, raw);
	to_hex(raw, out);
}
