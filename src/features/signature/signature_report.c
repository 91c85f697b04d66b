/* The report as JSON and as text. */
#include "features/signature/signature.h"

static const char *const results[] = { [SIGNATURE_VALID] = "valid", [SIGNATURE_UNKNOWN] = "unknown", [SIGNATURE_INVALID] = "invalid" };
static const char *const sources[] = { "none", "claimed", "timestamp", "record" };
static const char *const levels[] = { "none", "B", "T", "LT" };

const char *
signature_result_name(enum signature_result r)
{
	return results[r];
}

const char *
signature_time_source_name(enum signature_time_source s)
{
	return sources[s];
}

const char *
signature_level_name(enum signature_level l)
{
	return levels[l];
}

/* CRLReason by its name in RFC 5280 §5.3.1. */
static const char *
revocation_name(enum revocation_reason r)
{
	static const char *const names[] = { "unspecified", "keyCompromise", "cACompromise", "affiliationChanged", "superseded",
					     "cessationOfOperation", "certificateHold", NULL, "removeFromCRL", "privilegeWithdrawn",
					     "aACompromise" };
	return r >= 0 && (size_t)r < ARRAY_LEN(names) ? names[r] : NULL;
}

/* --- JSON ------------------------------------------------------------------------------------------------------------- */

static void
put_reason(struct json_out *j, enum signature_reason r)
{
	const char *code = signature_reason_code(r);
	json_put_cstr(j, "reason", code);
	json_put_cstr(j, "reason_vi", tr(LANG_VI, code));
	json_put_cstr(j, "reason_en", tr(LANG_EN, code));
}

static void
put_or_null(struct json_out *j, const char *key, const char *text)
{
	json_put_cstr(j, key, cstr_empty(text) ? NULL : text);
}

static void
put_certificate(struct json_out *j, const struct cert *c)
{
	json_key(j, "certificate");
	if (c == NULL) {
		json_null(j);
		return;
	}
	json_object(j);
	json_put_cstr(j, "serial", c->serial);
	json_put_cstr(j, "sha256", c->sha256);
	json_put_time(j, "not_before", c->not_before);
	json_put_time(j, "not_after", c->not_after);
	put_or_null(j, "issuer", c->issuer_name);
	json_end_object(j);
}

static void
put_covered(struct json_out *j, const struct signature_claim *c)
{
	json_put_bool(j, "covers_whole_file", c->covers_whole_file);
	json_key(j, "covered");
	json_array(j);
	for (int i = 0; i < c->n_covered; i++) {
		json_array(j);
		json_int(j, c->covered[i].from);
		json_int(j, c->covered[i].to);
		json_end_array(j);
	}
	json_end_array(j);
	put_or_null(j, "changes_after", c->changes_after);
}

static void
put_verdict(struct json_out *j, const struct signature_verdict *v)
{
	json_object(j);
	json_put_cstr(j, "result", results[v->result]);
	put_reason(j, v->reason);
	put_or_null(j, "signer", v->signer);
	put_or_null(j, "agency", v->agency);
	json_put_cstr(j, "kind", v->is_agency ? "agency" : "person");
	put_or_null(j, "issuer", v->issuer);
	put_or_null(j, "issuer_root", v->issuer_root);
	json_put_cstr(j, "system", v->issuer_root[0] != '\0' ? trust_system_name(v->system) : NULL);
	json_put_time(j, "signed_at", v->signed_at);
	json_put_cstr(j, "signed_at_source", sources[v->source]);
	put_or_null(j, "timestamp_authority", v->stamp_authority);
	json_put_cstr(j, "format", v->claim.format);
	json_put_cstr(j, "level", levels[v->level]);
	json_put_cstr(j, "digest", crypt_hash_name(v->claim.hash));
	put_covered(j, &v->claim);
	json_put_time(j, "revoked_at", v->revoked_at);
	json_put_cstr(j, "revocation_reason", revocation_name(v->revoked_because));
	put_certificate(j, v->claim.cert);
	json_end_object(j);
}

void
signature_report_json(const struct signature_report *r, struct buf *out)
{
	struct json_out j;
	json_out_init(&j, out);
	json_object(&j);
	json_put_cstr(&j, "result", results[r->result]);
	put_reason(&j, r->reason);
	json_put_cstr(&j, "file", r->name);
	json_put_int(&j, "size", r->size);
	json_put_cstr(&j, "sha256", r->sha256);
	json_put_time(&j, "at", r->at);
	json_key(&j, "signatures");
	json_array(&j);
	for (int i = 0; i < r->n; i++)
		put_verdict(&j, &r->verdict[i]);
	json_end_array(&j);
	json_end_object(&j);
}

/* --- text ------------------------------------------------------------------------------------------------------------- */

static const char *
result_word(enum lang lang, enum signature_result r)
{
	switch (r) {
	case SIGNATURE_VALID: return tr(lang, "HỢP LỆ");
	case SIGNATURE_INVALID: return tr(lang, "KHÔNG HỢP LỆ");
	case SIGNATURE_UNKNOWN: break;
	}
	return tr(lang, "CHƯA XÁC ĐỊNH");
}

static const char *
source_words(enum lang lang, enum signature_time_source s)
{
	switch (s) {
	case SIGNATURE_TIME_STAMP: return tr(lang, "theo dấu thời gian");
	case SIGNATURE_TIME_RECORD: return tr(lang, "theo sổ ghi của hệ thống");
	case SIGNATURE_TIME_CLAIMED: return tr(lang, "theo lời người ký, chưa được chứng thực");
	case SIGNATURE_TIME_NONE: break;
	}
	return "";
}

static void
verdict_text(struct cx *cx, const struct signature_verdict *v, int number, struct buf *out)
{
	char when[TIME_TEXT];
	enum lang lang = cx->lang;
	const char *whose = v->is_agency ? tr(lang, "Chữ ký của cơ quan, tổ chức") : tr(lang, "Chữ ký của cá nhân");
	buf_addf(out, "\n%d. %s: %s\n", number, whose, result_word(lang, v->result));
	buf_addf(out, "   %s\n", tr(lang, signature_reason_code(v->reason)));
	if (v->signer[0] != '\0')
		buf_addf(out, tr(lang, "   Người ký: %s\n"), v->signer);
	if (v->agency[0] != '\0' && !v->is_agency)
		buf_addf(out, tr(lang, "   Đơn vị: %s\n"), v->agency);
	if (v->issuer[0] != '\0')
		buf_addf(out, tr(lang, "   Nơi cấp chứng thư: %s\n"), v->issuer);
	if (v->issuer_root[0] != '\0')
		buf_addf(out, tr(lang, "   Gốc tin cậy: %s\n"), v->issuer_root);
	if (v->signed_at != 0)
		buf_addf(out, tr(lang, "   Thời điểm ký: %s (%s)\n"), time_text(v->signed_at, when), source_words(lang, v->source));
	if (v->revoked_at != 0)
		buf_addf(out, tr(lang, "   Chứng thư bị thu hồi: %s\n"), time_text(v->revoked_at, when));
	buf_addf(out, tr(lang, "   Dạng: %s, mức %s\n"), v->claim.format, levels[v->level]);
	buf_addf(out, "   %s\n", v->claim.covers_whole_file ? tr(lang, "Chữ ký bao trùm toàn bộ nội dung.") :
							   tr(lang, "Chữ ký chỉ bao trùm một phần của tệp."));
	if (!cstr_empty(v->claim.changes_after))
		buf_addf(out, "   %s\n", tr(lang, v->claim.changes_after));
}

void
signature_report_text(struct cx *cx, const struct signature_report *r, struct buf *out)
{
	char when[TIME_TEXT];
	buf_addf(out, "%s: %s\n", r->name, result_word(cx->lang, r->result));
	if (r->n == 0)
		buf_addf(out, "%s\n", tr(cx->lang, signature_reason_code(r->reason)));
	buf_addf(out, tr(cx->lang, "Kiểm tra cho thời điểm %s; SHA-256 %s\n"), time_text(r->at, when), r->sha256);
	for (int i = 0; i < r->n; i++)
		verdict_text(cx, &r->verdict[i], i + 1, out);
}
