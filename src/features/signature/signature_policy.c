#include "features/signature/signature_policy.h"

/* Local midnight at which something ceased to be believed. Sources: NIST SP 800-131A rev. 2 (SHA-1 and keys of 112 bits), SOG-IS
 * Agreed Cryptographic Mechanisms; circular 06/2015/TT-BTTTT asks for SHA-256 and RSA of 2048 bits. */
static const struct {
	struct trust_refusal what;
	int year;
} built_in[] = {
	{ { .hash = CRYPT_MD5 }, 1970 },
	{ { .hash = CRYPT_SHA1 }, 2014 },
	{ { .hash = CRYPT_SHA224 }, 2031 },
	{ { .key = CRYPT_KEY_RSA, .below_bits = 1024 }, 1970 },
	{ { .key = CRYPT_KEY_RSA, .below_bits = 2048 }, 2014 },
	{ { .key = CRYPT_KEY_DSA, .below_bits = 1 << 20 }, 2014 },
	{ { .key = CRYPT_KEY_EC, .below_bits = 256 }, 2014 },
};

static bool
hits(const struct trust_refusal *r, enum crypt_hash hash, const struct cert *c)
{
	return hash != CRYPT_HASH_OTHER ? r->hash == hash : r->key != CRYPT_KEY_OTHER && r->key == c->key && c->key_bits < r->below_bits;
}

static bool
refused(const struct trust *t, enum crypt_hash hash, const struct cert *c, int64_t at)
{
	for (size_t i = 0; i < ARRAY_LEN(built_in); i++)
		if (hits(&built_in[i].what, hash, c) && at >= time_at(day_of(built_in[i].year, 1, 1), 0))
			return true;
	for (size_t i = 0; i < t->refused.n; i++)
		if (hits(&t->refused.p[i], hash, c) && at >= t->refused.p[i].from)
			return true;
	return false;
}

enum signature_reason
policy_hash(const struct trust *t, enum crypt_hash hash, int64_t at)
{
	if (hash == CRYPT_HASH_OTHER)
		return WHY_ALGORITHM;
	return refused(t, hash, NULL, at) ? WHY_WEAK_HASH : NO_FINDING;
}

enum signature_reason
policy_key(const struct trust *t, const struct cert *c, int64_t at)
{
	if (refused(t, CRYPT_HASH_OTHER, c, at))
		return WHY_WEAK_KEY;
	if (c->key == CRYPT_KEY_OTHER || (c->key == CRYPT_KEY_EC && c->curve[0] == '\0'))
		return WHY_ALGORITHM;
	return NO_FINDING;
}

enum signature_reason
policy_path(const struct trust *t, const struct cert_path *p, int64_t at)
{
	for (int i = 0; i < p->n; i++) {
		enum signature_reason r = policy_key(t, p->cert[i], at);
		if (r == NO_FINDING && i + 1 < p->n)
			r = policy_hash(t, p->cert[i]->signature_hash, at);
		if (r != NO_FINDING)
			return r;
	}
	return NO_FINDING;
}

/* RFC 5280 §4.2.1.3 and .12. A certificate without extended usage is for any; one for servers, for code or for time stamps
 * only, or for signing in only, is not for documents. */
bool
policy_may_sign_documents(const struct cert *c)
{
	const unsigned purposes = CERT_FOR_EMAIL | CERT_FOR_DOCUMENT | CERT_FOR_ANY;
	return !c->is_ca && (!c->has_usage || (c->usage & (CERT_DIGITAL_SIGNATURE | CERT_NON_REPUDIATION)) != 0) &&
	       (!c->has_purpose || (c->purpose & purposes) != 0);
}

bool
policy_may_stamp(const struct cert *c)
{
	return !c->is_ca && (!c->has_usage || (c->usage & (CERT_DIGITAL_SIGNATURE | CERT_NON_REPUDIATION)) != 0) && c->has_purpose &&
	       c->purpose_critical && c->purpose == CERT_FOR_TIME;
}
