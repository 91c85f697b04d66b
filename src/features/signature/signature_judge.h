/* The parts of judging one signature. Private to the feature. */
#ifndef FEATURES_SIGNATURE_SIGNATURE_JUDGE_H
#define FEATURES_SIGNATURE_SIGNATURE_JUDGE_H

#include "features/signature/signature_policy.h"

/* Everything a judgement looks at; made once for each document. */
struct judge {
	struct cx *cx;
	struct pki *pki;
	const struct trust *trust;
	const struct signature_ask *ask;
	const struct revocation *const *evidence; /* carried by the signature in hand */
	int n_evidence;
};

/* --- signature_revocation.c ---------------------------------------------------------------------------------------------------- */

struct standing {
	enum { STANDING_GOOD, STANDING_REVOKED, STANDING_OPEN } state;
	enum signature_reason open;  /* with OPEN: why nothing can be said */
	bool embedded;               /* GOOD from what the document carries alone */
	int64_t revoked_at;          /* with REVOKED: and the moment from which it counts, not later */
	int64_t counts_from;
	enum revocation_reason reason;
	const struct revocation *proof; /* with GOOD */
};

/* Was cert, which issuer issued, good at this moment, as far as can be known? Looks at what the document carries, at the trust
 * folder, then over the network. */
struct standing revocation_standing(const struct judge *j, const struct cert *cert, const struct cert *issuer, int64_t moment);

/* signature_net.c: a fresh answer from memory or the network, OCSP first, then the CRL; NULL when there is none. */
const struct revocation *signature_net_ask(const struct judge *j, const struct cert *cert, const struct cert *issuer,
					   enum revocation_kind kind);

/* --- signature_stamp.c --------------------------------------------------------------------------------------------------------- */

struct stamped {
	int64_t at;              /* proven; 0: nothing was */
	const char *authority;   /* that proved it */
	bool embedded;           /* all evidence for it is in the document */
	enum signature_reason finding; /* when stamps are there and none proves anything: the gravest */
};
struct stamped stamps_judge(const struct judge *j, const struct signature_claim *claim);

/* --- signature_judge.c --------------------------------------------------------------------------------------------------------- */

/* Path to a root of ours; NO_FINDING when it stands. */
enum signature_reason judge_path(const struct judge *j, const struct cert *cert, int64_t moment, struct cert_path *path,
				 const struct trust_root **root);

#endif
