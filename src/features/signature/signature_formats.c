/* From a file to its signatures: the table of forms, and the reader of detached and enclosing CMS (.p7s, .p7m). */
#include "features/signature/signature_format.h"
#include "features/signature/signature_trust.h"

#include "platform/crypt/digest.h"

/* --- CMS -------------------------------------------------------------------------------------------------------------- */

#define OID_DATA "1.2.840.113549.1.7.1"

static bool
is_cms(struct str name, struct str file)
{
	/* SEQUENCE, then the object id of SignedData: the length between has up to five bytes */
	static const char signed_data[] = "\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02";
	struct str head = str_head(file, 64);
	bool der = head.n > 0 && head.p[0] == '\x30';
	for (size_t i = 1; der && i <= 7 && i < head.n; i++)
		if (str_starts(str_from(head, i), signed_data))
			return true;
	return str_find(head, "-----BEGIN CMS-----") >= 0 || str_find(head, "-----BEGIN PKCS7-----") >= 0 || str_ends(name, ".p7s") ||
	       str_ends(name, ".p7m");
}

static enum signature_reason
bytes_of(const struct cms *cms, const struct cms_signer *s, struct str content, struct digest *of_content)
{
	struct digest *d = &of_content[s->hash];
	if (strcmp(cms->content_type, OID_DATA) != 0 || s->fault != NULL)
		return WHY_ATTRIBUTES;
	if (content.p == NULL)
		return WHY_NO_CONTENT;
	if (s->cert == NULL)
		return WHY_NO_CERTIFICATE;
	if (d->n == 0)
		digest_of(s->hash, &content, 1, d);
	switch (cms_check(s, d, str_head(content, 64))) {
	case CMS_MATHS_OK: return WHY_VALID_NOW;
	case CMS_MATHS_CONTENT: return WHY_CONTENT_CHANGED;
	case CMS_MATHS_SIGNATURE: return WHY_BROKEN;
	case CMS_MATHS_UNSUPPORTED: break;
	}
	return WHY_ALGORITHM;
}

void
signature_claim_of_cms(const struct cms *cms, const struct cms_signer *s, enum signature_reason bytes, struct signature_claim *out)
{
	*out = (struct signature_claim){ .format = s->signing_certificate == CMS_SIGNING_CERT_SAME ? "CAdES" : "CMS",
					 .bytes = bytes,
					 .cert = s->cert,
					 .hash = s->hash,
					 .names_certificate = s->signing_certificate,
					 .signing_time = s->signing_time,
					 .n_stamps = s->n_stamps,
					 .evidence = (const struct revocation *const *)cms->evidence,
					 .n_evidence = cms->n_evidence,
					 .detail = s->fault };
	for (int i = 0; i < s->n_stamps; i++)
		out->stamp[i] = (struct signature_stamp){ s->stamp[i], s->signature };
}

static enum status
read_cms(struct cx *cx, struct pki *pki, const struct signature_ask *ask, struct signature_found *out)
{
	struct cms *cms;
	struct str content = ask->content;
	struct digest of_content[CRYPT_HASH_N] = { 0 }; /* each made once, however many have signed */
	if (cms_read(cx, pki, ask->file, &cms) != ST_OK || cms->used != ask->file.n) {
		out->claim[out->n++] = (struct signature_claim){ .format = "CMS", .bytes = WHY_MALFORMED,
								 .detail = arena_strdup(cx->arena, cx->fault.detail) };
		return ST_OK;
	}
	if (cms->content.p != NULL && content.p != NULL && !str_eq(cms->content, content)) {
		/* two contents: which one a reader sees is not for us to guess */
		out->claim[out->n++] = (struct signature_claim){ .format = "CMS", .bytes = WHY_CONTENT_CHANGED };
		return ST_OK;
	}
	content = cms->content.p != NULL ? cms->content : content;
	if (content.p != NULL)
		out->document = content;
	for (int i = 0; i < cms->n_signers && out->n < SIGNATURE_MAX; i++) {
		struct signature_claim *c = &out->claim[out->n++];
		signature_claim_of_cms(cms, &cms->signer[i], bytes_of(cms, &cms->signer[i], content, of_content), c);
		c->covers_whole_file = content.p != NULL;
		c->covered[0].to = (int64_t)content.n;
		c->n_covered = content.p != NULL ? 1 : 0;
	}
	out->sha256 = of_content[CRYPT_SHA256];
	return ST_OK;
}

/* --- the table -------------------------------------------------------------------------------------------------------- */

/* PDF, XML and ASiC-E are further rows. The first that takes the file reads it. */
static const struct signature_format formats[] = {
	{ "CMS", is_cms, read_cms },
};

static const struct signature_format *
format_of(struct str name, struct str file)
{
	for (size_t i = 0; i < ARRAY_LEN(formats); i++)
		if (formats[i].is(name, file))
			return &formats[i];
	return NULL;
}

bool
signature_is_signed_form(const char *name, struct str file)
{
	return format_of(str_of(name), file) != NULL;
}

enum status
signature_verify(struct cx *cx, struct pki *pki, const struct trust *trust, const struct signature_ask *ask,
		 struct signature_report *out)
{
	const struct signature_format *f = format_of(str_of(ask->name), ask->file);
	struct signature_found *found = arena_new_one(cx->arena, struct signature_found);
	if (ask->file.n > SIGNATURE_FILE_MAX || ask->content.n > SIGNATURE_FILE_MAX)
		return fail(cx, ST_TOO_LARGE, "signature.large", "more than %d bytes", SIGNATURE_FILE_MAX);
	found->document = ask->file;
	pki_know(pki, trust->anchors);
	if (f != NULL)
		TRY(f->read(cx, pki, ask, found));
	if (found->sha256.n == 0)
		digest_of(CRYPT_SHA256, &found->document, 1, &found->sha256);
	*out = (struct signature_report){ .name = ask->name, .sha256 = digest_hex(cx->arena, &found->sha256), .size = (int64_t)found->document.n,
					  .at = ask->at, .result = SIGNATURE_UNKNOWN, .reason = WHY_NONE, .n = found->n };
	out->verdict = arena_new_array(cx->arena, struct signature_verdict, found->n + 1);
	for (int i = 0; i < found->n; i++) {
		struct signature_verdict *v = &out->verdict[i];
		signature_judge(cx, pki, trust, ask, &found->claim[i], v);
		if (i == 0 || v->result > out->result) {
			out->result = v->result;
			out->reason = v->reason;
		}
	}
	return ST_OK;
}
