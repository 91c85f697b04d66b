/* Shared by the files that load and update trust lists. */
#ifndef FEATURES_SIGNATURE_SIGNATURE_TRUST_PRIV_H
#define FEATURES_SIGNATURE_SIGNATURE_TRUST_PRIV_H

#include "features/signature/signature_trust.h"
#include "platform/crypt/ed25519.h"

struct trust *trust_empty(void); /* without anchors */
MUST_CHECK enum status trust_publisher(struct cx *cx, const char *dir, enum trust_system system, unsigned char key[ED25519_KEY_BYTES]);
/* The file of a list: is it signed by the publisher of this system? */
MUST_CHECK enum status trust_check_signature(struct cx *cx, const char *dir, enum trust_system system, struct str file);
/* The list of a system that is in the folder, into t; none there is no failure. */
MUST_CHECK enum status trust_open_list(struct cx *cx, const char *dir, enum trust_system system, struct trust *t);
struct str trust_list_of(struct str file); /* without its first line */

#endif
