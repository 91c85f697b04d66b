/* Evidence inside a CMS: where the several standards put it, read; and put there, for B-LT. */
#include <openssl/cms.h> /* before base.h: OpenSSL names functions that are banned here */
#include <openssl/err.h>

#include "platform/crypt/cms.h"
#include "platform/crypt/cms_priv.h"
#include "platform/crypt/pki_priv.h"

/* id-aa-ets-revocationValues, adbe-revocationInfoArchival, id-ri-ocsp-response (RFC 5940) as DER. */
#define OID_REVOCATION_VALUES "1.2.840.113549.1.9.16.2.24"
#define OID_ADBE_ARCHIVAL "1.2.840.113583.1.1.8"
static const char signed_data[] = "\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02";
static const char ri_ocsp[] = "\x06\x08\x2b\x06\x01\x05\x05\x07\x10\x02";

bool
cms_parts_of(struct str der, struct cms_parts *out)
{
	struct der info, item, explicit, data;
	*out = (struct cms_parts){ 0 };
	if (!der_take(&der, DER_SEQUENCE, &info) || !str_starts(info.body, signed_data) || !der_take(&info.body, DER_OID, &item) ||
	    !der_take(&info.body, DER_CONTEXT, &explicit) || !der_take(&explicit.body, DER_SEQUENCE, &data) || der.n > 0 ||
	    info.body.n > 0 || explicit.body.n > 0)
		return false;
	struct str rest = data.body;
	struct {
		int tag;
		bool required;
		struct str *to;
	} parts[] = {
		{ DER_INTEGER, true, &out->version },       { DER_SET, true, &out->digests },
		{ DER_SEQUENCE, true, &out->content },      { DER_CONTEXT, false, &out->certs },
		{ DER_CONTEXT + 1, false, &out->crls },     { DER_SET, true, &out->signers },
	};
	for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
		if (der_take(&rest, parts[i].tag, &item))
			*parts[i].to = item.whole;
		else if (parts[i].required)
			return false;
	}
	return rest.n == 0;
}

/* --- reading ---------------------------------------------------------------------------------------------------------- */

static void
take(struct cx *cx, struct pki *p, struct cms *cms, enum revocation_kind kind, struct str der)
{
	struct revocation *r;
	struct fault before = cx->fault;
	if (cms->n_evidence == CMS_EVIDENCE_MAX)
		return;
	if ((kind == REVOCATION_CRL ? revocation_read_crl(cx, p, der, &r) : revocation_read_ocsp(cx, p, der, &r)) == ST_OK) {
		r->embedded = true;
		cms->evidence[cms->n_evidence++] = r;
	} else {
		cx->fault = before;
	}
}

/* { [0] SEQUENCE OF CRL, [1] SEQUENCE OF OCSP …}: RevocationValues and RevocationInfoArchival are alike but for the kind
 * of OCSP response, and both kinds are read. */
static void
take_values(struct cx *cx, struct pki *p, struct cms *cms, struct str der)
{
	struct der all, part, list, item;
	if (!der_take(&der, DER_SEQUENCE, &all))
		return;
	while (der_next(&all.body, &part)) {
		int n = part.tag - DER_CONTEXT;
		if ((n != 0 && n != 1) || !der_take(&part.body, DER_SEQUENCE, &list))
			continue;
		while (der_next(&list.body, &item))
			take(cx, p, cms, n == 0 ? REVOCATION_CRL : REVOCATION_OCSP, item.whole);
	}
}

static void
from_attribute(struct cx *cx, struct pki *p, struct cms *cms, X509_ATTRIBUTE *attr)
{
	char oid[64] = "";
	OBJ_obj2txt(oid, sizeof oid, X509_ATTRIBUTE_get0_object(attr), 1);
	if (strcmp(oid, OID_REVOCATION_VALUES) != 0 && strcmp(oid, OID_ADBE_ARCHIVAL) != 0)
		return;
	for (int k = 0; k < X509_ATTRIBUTE_count(attr); k++) {
		const ASN1_TYPE *v = X509_ATTRIBUTE_get0_type(attr, k);
		if (v != NULL && v->type == V_ASN1_SEQUENCE)
			take_values(cx, p, cms, pki_str(v->value.sequence));
	}
}

/* RevocationInfoChoice: a CRL, or [1] { id-ri-ocsp-response, OCSPResponse }. */
static void
from_crls(struct cx *cx, struct pki *p, struct cms *cms, struct str crls)
{
	struct der set, item;
	if (!der_next(&crls, &set))
		return;
	while (der_next(&set.body, &item)) {
		if (item.tag == DER_SEQUENCE)
			take(cx, p, cms, REVOCATION_CRL, item.whole);
		else if (item.tag == DER_CONTEXT + 1 && str_starts(item.body, ri_ocsp))
			take(cx, p, cms, REVOCATION_OCSP, str_from(item.body, sizeof ri_ocsp - 1));
	}
}

void
cms_read_evidence(struct cx *cx, struct pki *p, CMS_ContentInfo *ci, struct str bytes, struct cms *cms)
{
	STACK_OF(CMS_SignerInfo) *signers = CMS_get0_SignerInfos(ci);
	for (int i = 0; i < sk_CMS_SignerInfo_num(signers); i++) {
		CMS_SignerInfo *si = sk_CMS_SignerInfo_value(signers, i);
		for (int k = 0; k < CMS_signed_get_attr_count(si); k++)
			from_attribute(cx, p, cms, CMS_signed_get_attr(si, k));
		for (int k = 0; k < CMS_unsigned_get_attr_count(si); k++)
			from_attribute(cx, p, cms, CMS_unsigned_get_attr(si, k));
	}
	struct cms_parts parts;
	if (cms_parts_of(bytes, &parts)) {
		from_crls(cx, p, cms, parts.crls);
		return;
	}
	unsigned char *der = NULL;
	int n = i2d_CMS_ContentInfo(ci, &der); /* what came as BER or PEM becomes DER */
	if (n > 0 && cms_parts_of((struct str){ (char *)der, (size_t)n }, &parts))
		from_crls(cx, p, cms, parts.crls);
	OPENSSL_free(der);
}

/* --- adding ----------------------------------------------------------------------------------------------------------- */

static enum status
add_to_handle(struct cx *cx, CMS_ContentInfo *ci, const struct cms_addition *add)
{
	STACK_OF(CMS_SignerInfo) *signers = CMS_get0_SignerInfos(ci);
	if (sk_CMS_SignerInfo_num(signers) < 1)
		return fail(cx, ST_INVALID, "cms.bad", "CMS without a signer");
	if (add->stamp.p != NULL &&
	    CMS_unsigned_add1_attr_by_NID(sk_CMS_SignerInfo_value(signers, 0), NID_id_smime_aa_timeStampToken, V_ASN1_SEQUENCE,
					  add->stamp.p, (int)add->stamp.n) != 1)
		return fail(cx, ST_INTERNAL, "cms.extend", "time stamp: %s", pki_error());
	for (int i = 0; i < add->n_certs; i++)
		CMS_add1_cert(ci, add->cert[i]->x509); /* refuses one that is there already, which is as well */
	ERR_clear_error();
	return ST_OK;
}

struct str
cms_wrap(struct cx *cx, struct str data)
{
	size_t max = data.n + 64;
	struct buf inner, info, out;
	buf_init(&inner, cx->arena, max);
	der_put(&inner, DER_SEQUENCE, data);
	buf_init(&info, cx->arena, max);
	buf_adds(&info, signed_data);
	der_put(&info, DER_CONTEXT, buf_str(&inner));
	buf_init(&out, cx->arena, max);
	der_put(&out, DER_SEQUENCE, buf_str(&info));
	assert_always(!out.over);
	return buf_str(&out);
}

/* RevocationInfoChoices behind those that are there. With OCSP the version is 5 (RFC 5652 §5.1). */
static bool
with_evidence(struct cx *cx, struct str der, const struct cms_addition *add, struct str *out)
{
	struct cms_parts parts;
	struct buf crls, other, data;
	struct der old = { 0 };
	bool ocsp = false;
	if (!cms_parts_of(der, &parts) || (parts.crls.n > 0 && !der_next(&parts.crls, &old)))
		return false;
	buf_init(&crls, cx->arena, BUF_FILE);
	buf_addstr(&crls, old.body);
	for (int i = 0; i < add->n_evidence; i++) {
		const struct revocation *r = add->evidence[i];
		if (r->kind == REVOCATION_CRL) {
			buf_addstr(&crls, r->der);
			continue;
		}
		ocsp = true;
		buf_init(&other, cx->arena, BUF_FILE);
		buf_add(&other, ri_ocsp, sizeof ri_ocsp - 1);
		buf_addstr(&other, r->der);
		der_put(&crls, DER_CONTEXT + 1, buf_str(&other));
	}
	buf_init(&data, cx->arena, BUF_FILE);
	buf_addstr(&data, ocsp ? S("\x02\x01\x05") : parts.version);
	buf_addstr(&data, parts.digests);
	buf_addstr(&data, parts.content);
	buf_addstr(&data, parts.certs);
	der_put(&data, DER_CONTEXT + 1, buf_str(&crls));
	buf_addstr(&data, parts.signers);
	*out = cms_wrap(cx, buf_str(&data));
	return !data.over;
}

enum status
cms_finish(struct cx *cx, CMS_ContentInfo *ci, enum status st, struct str *out)
{
	unsigned char *der = NULL;
	int n = st == ST_OK ? i2d_CMS_ContentInfo(ci, &der) : 0;
	CMS_ContentInfo_free(ci);
	if (st != ST_OK)
		return st;
	assert_always(n > 0);
	*out = pki_copy(cx->arena, (struct str){ (char *)der, (size_t)n });
	OPENSSL_free(der);
	return ST_OK;
}

enum status
cms_extend(struct cx *cx, struct str cms, const struct cms_addition *add, struct str *out)
{
	const unsigned char *at = (const unsigned char *)cms.p;
	CMS_ContentInfo *ci = cms.n <= CMS_BYTES_MAX ? d2i_CMS_ContentInfo(NULL, &at, (long)cms.n) : NULL;
	if (ci == NULL)
		return fail(cx, ST_INVALID, "cms.bad", "no CMS: %s", pki_error());
	TRY(cms_finish(cx, ci, add_to_handle(cx, ci, add), out));
	if (add->n_evidence > 0 && !with_evidence(cx, *out, add, out))
		return fail(cx, ST_INTERNAL, "cms.extend", "no DER of SignedData to add evidence to");
	return ST_OK;
}
