/* Which algorithms and uses of certificates are accepted, by date. Private to the feature. */
#ifndef FEATURES_SIGNATURE_SIGNATURE_POLICY_H
#define FEATURES_SIGNATURE_SIGNATURE_POLICY_H

#include "features/signature/signature_trust.h"

/* A finding is a reason, or none. */
#define NO_FINDING WHY_N

/* Is what was signed with this hash at this moment believed? */
enum signature_reason policy_hash(const struct trust *t, enum crypt_hash hash, int64_t at);
/* Is this certificate's key strong enough at this moment? */
enum signature_reason policy_key(const struct trust *t, const struct cert *c, int64_t at);
/* Keys of all certificates of a path and the hashes with which they were issued; the root's own signature says nothing. */
enum signature_reason policy_path(const struct trust *t, const struct cert_path *p, int64_t at);

bool policy_may_sign_documents(const struct cert *c);
bool policy_may_stamp(const struct cert *c); /* RFC 3161 §2.3: timeStamping alone, critical */

#endif
