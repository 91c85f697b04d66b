#include <openssl/evp.h> /* before base.h: it names functions that are banned here */
#include <openssl/hmac.h>
#include <pthread.h>
#include <semaphore.h>
#include <sodium.h>

#include "platform/crypt/crypt.h"

#define ARGON_MEMORY ((size_t)19 * 1024 * 1024)
#define ARGON_PASSES 2
#define ARGON_AT_ONCE 2
#define TOTP_PERIOD (30 * TIME_SECOND)

_Static_assert(CRYPT_PASSWORD_TEXT >= crypto_pwhash_STRBYTES, "room for the text of a hash");

static sem_t argon_places;
static char nobody[CRYPT_PASSWORD_TEXT]; /* a hash nobody's password has: equal work for unknown accounts */

void
crypt_init(void)
{
	static bool done;
	if (done)
		return;
	done = true;
	assert_always(sodium_init() >= 0);
	assert_always(sem_init(&argon_places, 0, ARGON_AT_ONCE) == 0);
}

void
crypt_random(void *p, size_t n)
{
	randombytes_buf(p, n);
}

const char *
crypt_token(struct arena *a)
{
	unsigned char raw[32];
	char *out = arena_alloc(a, 64);
	randombytes_buf(raw, sizeof raw);
	sodium_bin2base64(out, 64, raw, sizeof raw, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	sodium_memzero(raw, sizeof raw);
	return out;
}

/* --- passwords ----------------------------------------------------------------------------------------------------- */

static void
place_take(void)
{
	while (sem_wait(&argon_places) != 0)
		continue; /* a signal */
}

enum status
crypt_password_hash(struct cx *cx, struct str password, char out[CRYPT_PASSWORD_TEXT])
{
	memset(out, 0, CRYPT_PASSWORD_TEXT);
	place_take();
	int rc = crypto_pwhash_str_alg(out, password.p ? password.p : "", password.n, ARGON_PASSES, ARGON_MEMORY,
				       crypto_pwhash_ALG_ARGON2ID13);
	sem_post(&argon_places);
	return rc == 0 ? ST_OK : fail(cx, ST_BUSY, "crypt.memory", "no memory for a password hash");
}

static void
make_nobody(void)
{
	char raw[32];
	randombytes_buf(raw, sizeof raw);
	if (crypto_pwhash_str_alg(nobody, raw, sizeof raw, ARGON_PASSES, ARGON_MEMORY, crypto_pwhash_ALG_ARGON2ID13) != 0)
		nobody[0] = '\0';
}

bool
crypt_password_verify(struct str password, const char *text)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	pthread_once(&once, make_nobody);
	bool known = text[0] != '\0';
	place_take();
	int rc = crypto_pwhash_str_verify(known ? text : nobody, password.p ? password.p : "", password.n);
	sem_post(&argon_places);
	return known && rc == 0;
}

/* --- one-time codes ------------------------------------------------------------------------------------------------ */

static const char base32[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

void
totp_secret_new(char out[TOTP_SECRET_TEXT])
{
	for (int i = 0; i < TOTP_SECRET_TEXT - 1; i++)
		out[i] = base32[randombytes_uniform(32)];
	out[TOTP_SECRET_TEXT - 1] = '\0';
}

/* Bytes of a base32 text; -1 when it is none. Blanks and padding are left out. */
static int
base32_bytes(const char *text, unsigned char *out, int max)
{
	unsigned bits = 0;
	int have = 0, n = 0;
	for (const char *p = text; *p != '\0'; p++) {
		int c = *p >= 'a' && *p <= 'z' ? *p - 32 : *p;
		if (c == ' ' || c == '=')
			continue;
		const char *at = memchr(base32, c, 32);
		if (at == NULL || n == max)
			return -1;
		bits = bits << 5 | (unsigned)(at - base32);
		have += 5;
		if (have >= 8) {
			have -= 8;
			out[n++] = (unsigned char)(bits >> have);
		}
	}
	return n;
}

int64_t
totp_step(int64_t now)
{
	return now / TOTP_PERIOD;
}

bool
totp_code(const char *secret, int64_t step, char out[TOTP_DIGITS + 1])
{
	unsigned char key[64], counter[8], mac[EVP_MAX_MD_SIZE];
	unsigned mac_n = 0;
	int n = base32_bytes(secret, key, sizeof key);
	if (n <= 0)
		return false;
	for (int i = 0; i < 8; i++)
		counter[i] = (unsigned char)((uint64_t)step >> (56 - 8 * i));
	if (HMAC(EVP_sha1(), key, n, counter, sizeof counter, mac, &mac_n) == NULL)
		return false;
	unsigned at = mac[mac_n - 1] & 15u;
	unsigned code = ((unsigned)(mac[at] & 0x7f) << 24 | (unsigned)mac[at + 1] << 16 | (unsigned)mac[at + 2] << 8 |
			 mac[at + 3]) % 1000000;
	sodium_memzero(key, sizeof key);
	snprintf(out, TOTP_DIGITS + 1, "%06u", code);
	return true;
}

int64_t
totp_verify(const char *secret, struct str code, int64_t now)
{
	int64_t step = totp_step(now), found = -1;
	for (int64_t s = step - 1; s <= step + 1; s++) {
		char right[TOTP_DIGITS + 1];
		if (totp_code(secret, s, right) && str_eq_secret(str_of(right), code))
			found = s;
	}
	return found;
}

const char *
totp_uri(struct arena *a, const char *issuer, const char *login, const char *secret)
{
	struct buf b;
	buf_init(&b, a, BUF_LINE);
	buf_adds(&b, "otpauth://totp/");
	for (const char *p = issuer; *p != '\0'; p++)
		if ((*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') || (*p >= '0' && *p <= '9'))
			buf_addc(&b, *p);
		else
			buf_addf(&b, "%%%02X", (unsigned char)*p);
	buf_addf(&b, ":%s?secret=%s&digits=6&period=30", login, secret);
	return buf_cstr(&b);
}
