/* Shared by the files that read and make CMS. Include after OpenSSL's headers. */
#ifndef PLATFORM_CRYPT_CMS_PRIV_H
#define PLATFORM_CRYPT_CMS_PRIV_H

#include <openssl/cms.h>

#include "platform/crypt/cms.h"
#include "platform/crypt/der.h"

/* CRLs and OCSP responses in SignedData.crls, revocation-values (CAdES) and adbe-revocationInfoArchival (PDF). What cannot
 * be read is left out: evidence is an offer, not a part of the signature. */
void cms_read_evidence(struct cx *cx, struct pki *p, CMS_ContentInfo *ci, struct str bytes, struct cms *cms);

/* The parts of SignedData, each as it stands in the DER; certs and crls are empty when absent. */
struct cms_parts {
	struct str version, digests, content, certs, crls, signers;
};
bool cms_parts_of(struct str der, struct cms_parts *out); /* false also when anything stands behind or between them */
/* ContentInfo around the parts of SignedData, in the arena. */
struct str cms_wrap(struct cx *cx, struct str data);
/* Its DER in the arena when st is ST_OK; frees ci in any case and returns st. */
MUST_CHECK enum status cms_finish(struct cx *cx, CMS_ContentInfo *ci, enum status st, struct str *out);

#endif
