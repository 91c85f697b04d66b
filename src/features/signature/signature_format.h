/* What a reader of a form of document fills in. Private to the feature: PDF, XML and ASiC-E each add a file and a row of the table
 * in signature_formats.c. */
#ifndef FEATURES_SIGNATURE_SIGNATURE_FORMAT_H
#define FEATURES_SIGNATURE_SIGNATURE_FORMAT_H

#include "features/signature/signature.h"

struct signature_found {
	struct str document; /* what the report's digest and size are about; the file unless the reader says otherwise */
	struct digest sha256; /* of it, when the reader made it; else n is 0 */
	struct signature_claim claim[SIGNATURE_MAX];
	int n;
};

struct signature_format {
	const char *name;
	/* By the first bytes, and only where these cannot tell, by the name. */
	bool (*is)(struct str name, struct str file);
	/* All signatures of the file, in the order in which they were made. What is wrong with one is said in its claim; a failure
	 * means that the question cannot be answered as it was put. */
	enum status (*read)(struct cx *cx, struct pki *pki, const struct signature_ask *ask, struct signature_found *out);
};

/* The part of a claim that a CMS gives, for every form that holds one. `bytes`: what the reader found about the mathematics. */
void signature_claim_of_cms(const struct cms *cms, const struct cms_signer *s, enum signature_reason bytes,
			    struct signature_claim *out);

#endif
