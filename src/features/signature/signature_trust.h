/* The two national trust lists as data, in a folder (DIR/trust by default):
 *
 *   publishers          SYSTEM KEY, a line each: the Ed25519 key (base64, 32 bytes) whose lists of that system are taken
 *   public.list, government.list    a list: in the first line the publisher's signature on all that follows it, base64
 *   crls/NAME.crl       CRLs that are there without asking the network
 *
 * A list is JSON:
 *   { "motcua_trust": 1, "system": "public"|"government", "name", "name_en", "sequence": N, "issued": T, "valid_until": T,
 *     "roots": [{ "certificate": base64 of DER, "trusted_from": T, "distrusted_from": T or absent,
 *                 "compromised": true when nothing it or its time stamps say counts any more from then on, "note" }],
 *     "intermediates": [base64 …],
 *     "refused": [{ "hash": "SHA-256" | "key": "rsa"|"ec", "below_bits": N, "from": T }] }
 * "refused" adds to the policy that is built in (signature_policy.c); it can only make it stricter.
 *
 * Nothing is trusted by default: no folder, no publisher or no list means that every signature is unknown. */
#ifndef FEATURES_SIGNATURE_SIGNATURE_TRUST_H
#define FEATURES_SIGNATURE_SIGNATURE_TRUST_H

#include "features/signature/signature.h"

enum { TRUST_ROOTS_MAX = 64, TRUST_LIST_BYTES_MAX = 1024 * 1024 };

struct trust_root {
	const struct cert *cert;
	enum trust_system system;
	int64_t trusted_from;
	int64_t distrusted_from; /* 0: still trusted */
	bool compromised;
	const char *note;
};

struct trust_list {
	bool present;
	enum trust_system system;
	const char *name, *name_en;
	int64_t sequence, issued, valid_until;
	const char *sha256;      /* of the list's bytes */
};

struct trust_refusal {           /* hash: all of that hash; key: those below so many bits */
	enum crypt_hash hash;
	enum crypt_key key;
	int below_bits;
	int64_t from;
};

struct trust {
	struct arena *arena;
	struct pki *pki;
	struct trust_list list[TRUST_SYSTEM_N];
	VEC(struct trust_root) roots;
	VEC(const struct cert *) between;
	VEC(const struct revocation *) evidence;
	VEC(struct trust_refusal) refused;
	struct cert_anchors *anchors;
};

bool trust_system_of(struct str name, enum trust_system *out);
/* Nothing is said otherwise afterwards, and threads may share it. A list whose signature or form is wrong fails the whole (ST_INVALID "trust.*", the file is
 * in the detail): half of what an operator believes to be there is worse than nothing. A missing list is none. */
MUST_CHECK enum status trust_open(struct cx *cx, const char *dir, struct trust **out);
void trust_close(struct trust *t); /* NULL is allowed */
const struct trust_root *trust_root_of(const struct trust *t, const struct cert *cert); /* NULL: none of ours */

/* Takes a list into the folder: signed by a pinned publisher, of a higher sequence than the one there, in force now.
 * ST_DENIED "trust.signature", ST_CONFLICT "trust.sequence", ST_INVALID "trust.form", "trust.expired". */
MUST_CHECK enum status trust_update(struct cx *cx, const char *dir, struct str file, struct trust_list *out);
/* Pins the publisher of a system: PEM of an Ed25519 public key, or its 32 bytes in base64. Replaces the one before. */
MUST_CHECK enum status trust_pin(struct cx *cx, const char *dir, enum trust_system system, struct str key);

/* Reads one list of which the signature was checked. */
MUST_CHECK enum status trust_parse(struct cx *cx, struct str text, struct trust *into, struct trust_list *out);

#endif
