/* Random values, passwords, one-time codes. Hashing is in hash.h. */
#ifndef PLATFORM_CRYPT_CRYPT_H
#define PLATFORM_CRYPT_CRYPT_H

#include "base/base.h"

/* Once at start, before threads. */
void crypt_init(void);

void crypt_random(void *p, size_t n);
/* 256 random bits as 43 letters of base64url: for sessions, links, idempotency keys. */
const char *crypt_token(struct arena *a);

/* argon2id, 19 MiB, two passes, at most two at once in the process (settled.md 14): tens of milliseconds, so routes that
 * call it are HTTP_SLOW. The text carries salt and parameters. */
enum { CRYPT_PASSWORD_TEXT = 128 };
MUST_CHECK enum status crypt_password_hash(struct cx *cx, struct str password, char out[CRYPT_PASSWORD_TEXT]);
/* false for a wrong password and for a text that is no hash; takes the same time for both when text is "". */
bool crypt_password_verify(struct str password, const char *text);

/* TOTP (RFC 6238): SHA-1, 30 s, six digits. */
enum { TOTP_DIGITS = 6, TOTP_SECRET_TEXT = 33 };
void totp_secret_new(char out[TOTP_SECRET_TEXT]); /* 160 bits in base32 */
/* The step (moment / 30 s) whose code this is, within one step of now, or -1. The caller refuses a step that was used
 * already. */
int64_t totp_verify(const char *secret, struct str code, int64_t now);
/* false when the secret is no base32. */
bool totp_code(const char *secret, int64_t step, char out[TOTP_DIGITS + 1]);
int64_t totp_step(int64_t now);
/* otpauth://totp/… for a QR code. */
const char *totp_uri(struct arena *a, const char *issuer, const char *login, const char *secret);

#endif
