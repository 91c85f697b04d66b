/* Shared by the files of platform/crypt that meet OpenSSL's certificates. Include after OpenSSL's headers. */
#ifndef PLATFORM_CRYPT_PKI_PRIV_H
#define PLATFORM_CRYPT_PKI_PRIV_H

#include <openssl/x509.h>

#include "platform/crypt/cert.h"

struct cms;
struct revocation;

struct pki {
	struct arena *arena;
	VEC(struct cert *) certs;
	VEC(X509_CRL *) crls;
	VEC(void *) ocsps; /* OCSP_BASICRESP * */
	VEC(void *) cmses; /* CMS_ContentInfo * */
	struct cert_anchors *known;
};

const EVP_MD *pki_md(enum crypt_hash hash); /* NULL for CRYPT_HASH_OTHER */
enum crypt_hash pki_hash_of_nid(int nid);
/* The hash of a signature algorithm: sha256WithRSAEncryption, ecdsa-with-SHA384; rsassaPss by its parameters. */
enum crypt_hash pki_hash_of_algorithm(const X509_ALGOR *alg);
const char *pki_hex(struct arena *a, struct str s);
/* µs since 1970; 0 when it is no time. */
int64_t pki_time(const ASN1_TIME *t);
/* Takes x over. */
const struct cert *pki_add(struct pki *p, X509 *x);
/* NULL: it is no certificate, or not one alone. */
const struct cert *pki_read_cert(struct pki *p, struct str der);
/* The certificate with these bytes, if it is known. */
struct cert *cert_anchors_known(struct cert_anchors *a, struct str der);
struct str pki_str(const ASN1_STRING *s);             /* a view; empty for NULL */
struct str pki_copy(struct arena *a, struct str s);
/* OpenSSL's last error in words; its queue is emptied. */
const char *pki_error(void);

#endif
