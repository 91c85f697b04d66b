#include <openssl/asn1.h> /* before base.h: OpenSSL names functions that are banned here */
#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/ocsp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "platform/crypt/cert.h"
#include "platform/crypt/pki_priv.h"

enum { NAME_MAX_BYTES = 256 };

struct pki *
pki_new(struct arena *a)
{
	struct pki *p = arena_new_one(a, struct pki);
	p->arena = a;
	return p;
}

void
pki_free(struct pki *p)
{
	if (p == NULL)
		return;
	for (size_t i = 0; i < p->cmses.n; i++)
		CMS_ContentInfo_free(p->cmses.p[i]);
	for (size_t i = 0; i < p->ocsps.n; i++)
		OCSP_BASICRESP_free(p->ocsps.p[i]);
	for (size_t i = 0; i < p->crls.n; i++)
		X509_CRL_free(p->crls.p[i]);
	for (size_t i = 0; i < p->certs.n; i++)
		X509_free(p->certs.p[i]->x509);
	p->cmses.n = p->ocsps.n = p->crls.n = p->certs.n = 0;
}

void
pki_auto_free(struct pki **p)
{
	pki_free(*p);
}

const char *
pki_error(void)
{
	unsigned long e = ERR_peek_last_error();
	const char *why = e != 0 ? ERR_reason_error_string(e) : NULL;
	ERR_clear_error();
	return why != NULL ? why : "malformed";
}

const char *
pki_hex(struct arena *a, struct str s)
{
	static const char digit[] = "0123456789abcdef";
	char *out = arena_alloc(a, 2 * s.n + 1);
	for (size_t i = 0; i < s.n; i++) {
		out[2 * i] = digit[(unsigned char)s.p[i] >> 4];
		out[2 * i + 1] = digit[(unsigned char)s.p[i] & 15];
	}
	return out;
}

struct str
pki_str(const ASN1_STRING *s)
{
	return s == NULL ? (struct str){ NULL, 0 } :
			   (struct str){ (const char *)ASN1_STRING_get0_data(s), (size_t)ASN1_STRING_length(s) };
}

struct str
pki_copy(struct arena *a, struct str s)
{
	char *p = arena_alloc(a, s.n + 1);
	if (s.n > 0)
		memcpy(p, s.p, s.n);
	return (struct str){ p, s.n };
}

int64_t
pki_time(const ASN1_TIME *t)
{
	struct tm tm;
	if (t == NULL || ASN1_TIME_to_tm(t, &tm) != 1)
		return 0;
	return day_of(tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday) * TIME_DAY + tm.tm_hour * TIME_HOUR +
	       tm.tm_min * TIME_MINUTE + tm.tm_sec * TIME_SECOND;
}

enum crypt_hash
pki_hash_of_algorithm(const X509_ALGOR *alg)
{
	const ASN1_OBJECT *oid;
	int hash = NID_undef, key;
	X509_ALGOR_get0(&oid, NULL, NULL, alg);
	if (OBJ_obj2nid(oid) == NID_rsassaPss) {
		const void *value;
		int type;
		X509_ALGOR_get0(NULL, &type, &value, alg);
		RSA_PSS_PARAMS *pss = type == V_ASN1_SEQUENCE ? ASN1_item_unpack(value, ASN1_ITEM_rptr(RSA_PSS_PARAMS)) : NULL;
		const ASN1_OBJECT *md = NULL;
		if (pss != NULL && pss->hashAlgorithm != NULL)
			X509_ALGOR_get0(&md, NULL, NULL, pss->hashAlgorithm);
		/* RFC 4055: SHA-1 when it is left out. */
		hash = pss == NULL ? NID_undef : md == NULL ? NID_sha1 : OBJ_obj2nid(md);
		RSA_PSS_PARAMS_free(pss);
	} else if (OBJ_find_sigid_algs(OBJ_obj2nid(oid), &hash, &key) != 1) {
		hash = NID_undef;
	}
	return pki_hash_of_nid(hash);
}

/* --- what a certificate says ------------------------------------------------------------------------------------------ */

/* Marks that turn the direction of what follows (U+200E, U+200F, U+202A–E, U+2066–9) and C1 controls: a name could be read as
 * another with them. */
static size_t
unseemly(const char *p)
{
	const unsigned char *u = (const unsigned char *)p;
	if (u[0] == 0xc2 && u[1] >= 0x80 && u[1] <= 0x9f)
		return 2;
	if (u[0] == 0xe2 && ((u[1] == 0x80 && (u[2] == 0x8e || u[2] == 0x8f || (u[2] >= 0xaa && u[2] <= 0xae))) ||
			     (u[1] == 0x81 && u[2] >= 0xa6 && u[2] <= 0xa9)))
		return 3;
	return 0;
}

/* Text of a foreign hand: valid UTF-8, no controls, of a length that a page can show. */
static const char *
name_part(struct arena *a, const X509_NAME *name, int nid)
{
	int at = X509_NAME_get_index_by_NID(name, nid, -1);
	unsigned char *utf8 = NULL;
	int n = at < 0 ? -1 : ASN1_STRING_to_UTF8(&utf8, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at)));
	struct str s = { n > 0 ? (char *)utf8 : NULL, n > 0 ? (size_t)n : 0 };
	const char *out = "";
	if (n > 0 && n <= NAME_MAX_BYTES && viet_utf8_valid(s)) {
		char *copy = str_cstr(a, s);
		for (char *p = copy; *p != '\0'; p++) {
			size_t n_bad = (unsigned char)*p < ' ' ? 1 : unseemly(p);
			if (n_bad > 0)
				memset(p, ' ', n_bad);
		}
		out = copy;
	}
	OPENSSL_free(utf8);
	return out;
}

static unsigned
usage_of(X509 *x)
{
	static const struct {
		uint32_t from;
		unsigned to;
	} map[] = {
		{ KU_DIGITAL_SIGNATURE, CERT_DIGITAL_SIGNATURE }, { KU_NON_REPUDIATION, CERT_NON_REPUDIATION },
		{ KU_CRL_SIGN, CERT_CRL_SIGN },                   { KU_KEY_CERT_SIGN, CERT_KEY_CERT_SIGN },
		{ KU_KEY_ENCIPHERMENT, CERT_USAGE_OTHER },        { KU_DATA_ENCIPHERMENT, CERT_USAGE_OTHER },
		{ KU_KEY_AGREEMENT, CERT_USAGE_OTHER },
	};
	uint32_t ku = X509_get_key_usage(x);
	unsigned out = 0;
	for (size_t i = 0; i < ARRAY_LEN(map); i++)
		if ((ku & map[i].from) != 0)
			out |= map[i].to;
	return out;
}

static unsigned
purpose_of(const ASN1_OBJECT *oid)
{
	static const struct {
		const char *oid;
		unsigned purpose;
	} map[] = {
		{ "1.3.6.1.5.5.7.3.4", CERT_FOR_EMAIL },      { "1.3.6.1.5.5.7.3.2", CERT_FOR_CLIENT },
		{ "1.3.6.1.5.5.7.3.1", CERT_FOR_SERVER },     { "1.3.6.1.5.5.7.3.3", CERT_FOR_CODE },
		{ "1.3.6.1.5.5.7.3.8", CERT_FOR_TIME },       { "1.3.6.1.5.5.7.3.9", CERT_FOR_OCSP },
		{ "1.3.6.1.5.5.7.3.36", CERT_FOR_DOCUMENT },  { "1.3.6.1.4.1.311.10.3.12", CERT_FOR_DOCUMENT },
		{ "1.2.840.113583.1.1.5", CERT_FOR_DOCUMENT }, { "2.5.29.37.0", CERT_FOR_ANY },
	};
	char text[64] = "";
	OBJ_obj2txt(text, sizeof text, oid, 1);
	for (size_t i = 0; i < ARRAY_LEN(map); i++)
		if (strcmp(text, map[i].oid) == 0)
			return map[i].purpose;
	return CERT_FOR_OTHER;
}

static void
read_purpose(struct cert *c, X509 *x)
{
	int critical = 0;
	EXTENDED_KEY_USAGE *eku = X509_get_ext_d2i(x, NID_ext_key_usage, &critical, NULL);
	/* -1: there is none. Present but unreadable or twice: it allows nothing. */
	c->has_purpose = eku != NULL || critical != -1;
	c->purpose_critical = eku != NULL && critical > 0;
	for (int i = 0; i < sk_ASN1_OBJECT_num(eku); i++)
		c->purpose |= purpose_of(sk_ASN1_OBJECT_value(eku, i));
	EXTENDED_KEY_USAGE_free(eku);
}

static const char *
http_of(struct arena *a, const GENERAL_NAME *g)
{
	int type;
	const ASN1_STRING *s = GENERAL_NAME_get0_value(g, &type);
	if (type != GEN_URI)
		return "";
	struct str url = pki_str(s);
	bool plain = url.n > 0 && url.n < 500 && (str_starts(url, "http://") || str_starts(url, "https://"));
	for (size_t i = 0; plain && i < url.n; i++)
		plain = url.p[i] > ' ' && url.p[i] < 0x7f;
	return plain ? str_cstr(a, url) : "";
}

static void
read_addresses(struct arena *a, struct cert *c, X509 *x)
{
	c->ocsp_url = c->crl_url = "";
	AUTHORITY_INFO_ACCESS *aia = X509_get_ext_d2i(x, NID_info_access, NULL, NULL);
	for (int i = 0; i < sk_ACCESS_DESCRIPTION_num(aia) && c->ocsp_url[0] == '\0'; i++) {
		const ACCESS_DESCRIPTION *d = sk_ACCESS_DESCRIPTION_value(aia, i);
		if (OBJ_obj2nid(d->method) == NID_ad_OCSP)
			c->ocsp_url = http_of(a, d->location);
	}
	AUTHORITY_INFO_ACCESS_free(aia);
	CRL_DIST_POINTS *points = X509_get_ext_d2i(x, NID_crl_distribution_points, NULL, NULL);
	for (int i = 0; i < sk_DIST_POINT_num(points); i++) {
		const DIST_POINT *d = sk_DIST_POINT_value(points, i);
		if (d->distpoint == NULL || d->distpoint->type != 0)
			continue;
		const GENERAL_NAMES *names = d->distpoint->name.fullname;
		for (int k = 0; k < sk_GENERAL_NAME_num(names) && c->crl_url[0] == '\0'; k++)
			c->crl_url = http_of(a, sk_GENERAL_NAME_value(names, k));
	}
	CRL_DIST_POINTS_free(points);
}

static void
read_key(struct cert *c, X509 *x)
{
	EVP_PKEY *key = X509_get0_pubkey(x);
	char group[64] = "";
	c->curve = "";
	if (key == NULL)
		return;
	c->key_bits = EVP_PKEY_get_bits(key);
	switch (EVP_PKEY_get_base_id(key)) {
	case EVP_PKEY_RSA:
	case EVP_PKEY_RSA_PSS: c->key = CRYPT_KEY_RSA; break;
	case EVP_PKEY_DSA: c->key = CRYPT_KEY_DSA; break;
	case EVP_PKEY_EC:
		c->key = CRYPT_KEY_EC;
		if (EVP_PKEY_get_group_name(key, group, sizeof group, NULL) != 1)
			break;
		if (strcmp(group, "prime256v1") == 0)
			c->curve = "P-256";
		else if (strcmp(group, "secp384r1") == 0)
			c->curve = "P-384";
		else if (strcmp(group, "secp521r1") == 0)
			c->curve = "P-521";
		break;
	default: break;
	}
}

static void
describe(struct arena *a, struct cert *c, X509 *x)
{
	const X509_NAME *subject = X509_get_subject_name(x);
	const ASN1_INTEGER *serial = X509_get0_serialNumber(x);
	const X509_ALGOR *alg;
	c->common_name = name_part(a, subject, NID_commonName);
	c->organization = name_part(a, subject, NID_organizationName);
	c->title = name_part(a, subject, NID_title);
	c->user_id = name_part(a, subject, NID_userId);
	c->issuer_name = name_part(a, X509_get_issuer_name(x), NID_commonName);
	c->serial = pki_hex(a, pki_str(serial));
	c->not_before = pki_time(X509_get0_notBefore(x));
	c->not_after = pki_time(X509_get0_notAfter(x));
	uint32_t flags = X509_get_extension_flags(x);
	c->is_ca = (flags & EXFLAG_CA) != 0;
	c->self_issued = (flags & EXFLAG_SI) != 0;
	c->has_usage = (flags & EXFLAG_KUSAGE) != 0;
	c->usage = usage_of(x);
	c->ocsp_nocheck = X509_get_ext_by_NID(x, NID_id_pkix_OCSP_noCheck, -1) >= 0;
	read_purpose(c, x);
	X509_get0_signature(NULL, &alg, x);
	c->signature_hash = pki_hash_of_algorithm(alg);
	read_key(c, x);
	read_addresses(a, c, x);
}

const struct cert *
pki_add(struct pki *p, X509 *x)
{
	unsigned char *der = NULL;
	for (size_t i = 0; i < p->certs.n; i++) {
		if (X509_cmp(p->certs.p[i]->x509, x) == 0) {
			X509_free(x);
			return p->certs.p[i];
		}
	}
	struct cert *c = arena_new_one(p->arena, struct cert);
	struct digest d;
	int n = i2d_X509(x, &der);
	assert_always(n > 0);
	c->x509 = x;
	c->der = pki_copy(p->arena, (struct str){ (char *)der, (size_t)n });
	OPENSSL_free(der);
	digest_of(CRYPT_SHA256, &c->der, 1, &d);
	c->sha256 = digest_hex(p->arena, &d);
	describe(p->arena, c, x);
	ERR_clear_error(); /* odd extensions leave complaints behind */
	*vec_push(&p->certs, p->arena) = c;
	return c;
}

const struct cert *
pki_read_cert(struct pki *p, struct str der)
{
	const unsigned char *at = (const unsigned char *)der.p;
	for (size_t i = 0; i < p->certs.n; i++)
		if (str_eq(p->certs.p[i]->der, der))
			return p->certs.p[i];
	struct cert *known = p->known != NULL ? cert_anchors_known(p->known, der) : NULL;
	if (known != NULL) {
		X509_up_ref(known->x509);
		*vec_push(&p->certs, p->arena) = known;
		return known;
	}
	X509 *x = d2i_X509(NULL, &at, (long)der.n);
	if (x != NULL && at != (const unsigned char *)der.p + der.n) {
		X509_free(x);
		return NULL;
	}
	return x != NULL ? pki_add(p, x) : NULL;
}

enum status
cert_read(struct cx *cx, struct pki *p, struct str text, const struct cert **out)
{
	*out = NULL;
	if (text.n == 0 || text.n > CERT_BYTES_MAX)
		return fail(cx, ST_INVALID, "cert.bad", "%zu bytes are no certificate", text.n);
	if (str_find(text, "-----BEGIN CERTIFICATE-----") >= 0) {
		BIO *bio = BIO_new_mem_buf(text.p, (int)text.n);
		assert_always(bio != NULL);
		X509 *x = PEM_read_bio_X509(bio, NULL, NULL, NULL);
		BIO_free(bio);
		*out = x != NULL ? pki_add(p, x) : NULL;
	} else {
		*out = pki_read_cert(p, text);
	}
	return *out != NULL ? ST_OK : fail(cx, ST_INVALID, "cert.bad", "no certificate: %s", pki_error());
}

bool
cert_same(const struct cert *a, const struct cert *b)
{
	return a == b || (a != NULL && b != NULL && X509_cmp(a->x509, b->x509) == 0);
}

bool
cert_same_name(const struct cert *a, const struct cert *b)
{
	return X509_NAME_cmp(X509_get_subject_name(a->x509), X509_get_subject_name(b->x509)) == 0;
}
