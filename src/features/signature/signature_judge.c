/* One signature, judged: mathematics (the reader's), time, path, use, algorithms, revocation. ETSI EN 319 102-1 §5.3–5.5; where it
 * says INDETERMINATE we say unknown.
 *
 * The moment for which everything is asked is the time of signing when it is proven (by a time stamp, or by our own record),
 * else the moment in question: a signer's clock proves nothing, except against the signer. */
#include "features/signature/signature_judge.h"

static const struct {
	enum signature_result result;
	const char *code;
} reasons[WHY_N] = {
#define SIGNATURE_REASON_ROW(name, result, code) { SIGNATURE_##result, code },
	SIGNATURE_REASONS(SIGNATURE_REASON_ROW)
#undef SIGNATURE_REASON_ROW
};

enum signature_result
signature_reason_result(enum signature_reason r)
{
	assert_always(r < WHY_N);
	return reasons[r].result;
}

const char *
signature_reason_code(enum signature_reason r)
{
	assert_always(r < WHY_N);
	return reasons[r].code;
}

/* --- the path --------------------------------------------------------------------------------------------------------- */

/* A root in the document that has the name of one of ours and another key. */
static bool
is_lookalike(const struct judge *j, const struct cert *last)
{
	for (size_t i = 0; i < j->trust->roots.n; i++)
		if (last->self_issued && cert_same_name(last, j->trust->roots.p[i].cert) && !cert_same(last, j->trust->roots.p[i].cert))
			return true;
	return false;
}

enum signature_reason
judge_path(const struct judge *j, const struct cert *cert, int64_t moment, struct cert_path *path, const struct trust_root **root)
{
	enum cert_path_result r = cert_path_find(j->pki, j->trust->anchors, cert, moment, path);
	*root = NULL;
	if (r != CERT_PATH_OK && is_lookalike(j, path->cert[path->n - 1]))
		return WHY_LOOKALIKE;
	if (r == CERT_PATH_BROKEN || r == CERT_PATH_FORBIDDEN)
		return WHY_PATH;
	if (r != CERT_PATH_OK)
		return j->trust->roots.n == 0 ? WHY_NO_LIST : WHY_UNTRUSTED;
	*root = trust_root_of(j->trust, path->cert[path->n - 1]);
	if (*root == NULL)
		return WHY_UNTRUSTED;
	return j->ask->at > j->trust->list[(*root)->system].valid_until ? WHY_LIST_EXPIRED : NO_FINDING;
}

/* --- time ------------------------------------------------------------------------------------------------------------- */

struct moment {
	int64_t at;      /* for which everything is asked */
	bool proven;
	int64_t claimed; /* 0: not said */
};

/* Something that ended a certificate's or a root's power at `end`, seen from the moment. */
static enum signature_reason
after_end(const struct moment *m, int64_t end, enum signature_reason sure, enum signature_reason unproven)
{
	if (m->at < end)
		return NO_FINDING;
	return m->proven || (m->claimed != 0 && m->claimed >= end) ? sure : unproven;
}

static enum signature_reason
judge_periods(const struct moment *m, const struct cert_path *path, const struct trust_root *root)
{
	for (int i = 0; i < path->n; i++) {
		enum signature_reason r = after_end(m, path->cert[i]->not_after + 1, WHY_EXPIRED, WHY_EXPIRED_UNPROVEN);
		if (m->at < path->cert[i]->not_before)
			r = WHY_NOT_YET_VALID;
		if (r != NO_FINDING)
			return r;
	}
	if (m->at < root->trusted_from)
		return WHY_UNTRUSTED;
	if (root->distrusted_from == 0)
		return NO_FINDING;
	return after_end(m, root->distrusted_from, WHY_ROOT_DISTRUSTED, WHY_ROOT_DISTRUSTED_UNPROVEN);
}

static enum signature_reason
revoked_reason(const struct moment *m, const struct standing *s, bool above)
{
	if (s->reason == REASON_HOLD)
		return m->at >= s->revoked_at ? WHY_ON_HOLD : NO_FINDING;
	/* While nothing is proven, a theft counts from the day on which it became known: before, at that moment, it was valid. */
	if (!m->proven && m->at < s->revoked_at)
		return NO_FINDING;
	enum signature_reason sure = above ? WHY_CA_REVOKED : WHY_REVOKED;
	if (!above && m->at >= s->counts_from && m->at < s->revoked_at)
		sure = WHY_COMPROMISED;
	return after_end(m, s->counts_from, sure, WHY_REVOKED_UNPROVEN);
}

static enum signature_reason
judge_revocation(const struct judge *j, const struct moment *m, const struct cert_path *path, struct signature_verdict *v,
		 bool *embedded)
{
	*embedded = true;
	for (int i = 0; i + 1 < path->n; i++) {
		struct standing s = revocation_standing(j, path->cert[i], path->cert[i + 1], m->at);
		enum signature_reason r = s.state == STANDING_OPEN      ? s.open
					  : s.state == STANDING_REVOKED ? revoked_reason(m, &s, i > 0)
									: NO_FINDING;
		*embedded &= s.state == STANDING_GOOD && s.embedded;
		if (r != NO_FINDING && s.state == STANDING_REVOKED) {
			v->revoked_at = s.revoked_at;
			v->revoked_because = s.reason;
		}
		if (r != NO_FINDING)
			return r;
	}
	return NO_FINDING;
}

/* --- the whole -------------------------------------------------------------------------------------------------------- */

/* The gravest finding stays, and among equals the first. */
static void
find(struct signature_verdict *v, enum signature_reason r)
{
	if (r == NO_FINDING)
		return;
	if (signature_reason_result(r) > v->result) {
		v->result = signature_reason_result(r);
		v->reason = r;
	}
}

/* "MST:" is an organization's tax code, "MNS:" a budget code (circular 31/2020/TT-BTTTT); a person has "CCCD:", "HC:" or "CMND:". */
static bool
is_agency(const struct cert *c)
{
	return strncmp(c->user_id, "MST:", 4) == 0 || strncmp(c->user_id, "MNS:", 4) == 0 ||
	       (c->organization[0] != '\0' && strcmp(c->common_name, c->organization) == 0);
}

static void
name_signer(struct signature_verdict *v, const struct cert *c)
{
	v->signer = c->common_name;
	v->agency = c->organization;
	v->issuer = c->issuer_name;
	v->is_agency = is_agency(c);
}

static struct moment
moment_of(const struct judge *j, const struct signature_claim *claim, const struct stamped *stamp, struct signature_verdict *v)
{
	struct moment m = { .at = j->ask->at, .claimed = claim->signing_time };
	v->source = claim->signing_time != 0 ? SIGNATURE_TIME_CLAIMED : SIGNATURE_TIME_NONE;
	v->signed_at = claim->signing_time;
	if (j->ask->recorded_at != 0 && j->ask->recorded_at <= m.at) {
		m = (struct moment){ .at = j->ask->recorded_at, .proven = true, .claimed = m.claimed };
		v->source = SIGNATURE_TIME_RECORD;
		v->signed_at = m.at;
	}
	if (stamp->at != 0 && stamp->at <= m.at) {
		m = (struct moment){ .at = stamp->at, .proven = true, .claimed = m.claimed };
		v->source = SIGNATURE_TIME_STAMP;
		v->signed_at = m.at;
		v->stamp_authority = stamp->authority;
	}
	return m;
}

static void
level_of(struct signature_verdict *v, const struct signature_claim *claim, bool stamped, bool embedded)
{
	v->level = claim->names_certificate != CMS_SIGNING_CERT_SAME ? SIGNATURE_LEVEL_NONE
		   : !stamped                                       ? SIGNATURE_LEVEL_B
		   : embedded                                       ? SIGNATURE_LEVEL_LT
								    : SIGNATURE_LEVEL_T;
}

static void
judge_certificate(const struct judge *j, const struct signature_claim *claim, struct signature_verdict *v)
{
	const struct trust_root *root;
	struct stamped stamp = stamps_judge(j, claim);
	struct moment m = moment_of(j, claim, &stamp, v);
	bool embedded = false;
	v->reason = v->source == SIGNATURE_TIME_STAMP    ? WHY_VALID_STAMPED
		    : v->source == SIGNATURE_TIME_RECORD ? WHY_VALID_RECORDED
							 : WHY_VALID_NOW;
	find(v, judge_path(j, claim->cert, m.at, &v->path, &root));
	if (!policy_may_sign_documents(claim->cert))
		find(v, WHY_USAGE);
	if (root != NULL) {
		v->issuer_root = root->cert->common_name;
		v->system = root->system;
		find(v, judge_periods(&m, &v->path, root));
		find(v, judge_revocation(j, &m, &v->path, v, &embedded));
	}
	find(v, policy_hash(j->trust, claim->hash, m.at));
	find(v, policy_path(j->trust, &v->path, m.at));
	find(v, stamp.finding);
	if (!m.proven && m.claimed > m.at + TIME_DAY)
		find(v, WHY_FUTURE);
	level_of(v, claim, stamp.at != 0, embedded && stamp.embedded);
}

void
signature_judge(struct cx *cx, struct pki *pki, const struct trust *trust, const struct signature_ask *ask,
		const struct signature_claim *claim, struct signature_verdict *out)
{
	struct judge j = { cx, pki, trust, ask, claim->evidence, claim->n_evidence };
	*out = (struct signature_verdict){ .claim = *claim, .signer = "", .agency = "", .issuer = "", .issuer_root = "",
					   .stamp_authority = "", .revoked_because = REASON_NONE };
	if (claim->cert != NULL)
		name_signer(out, claim->cert);
	out->reason = claim->bytes;
	out->result = signature_reason_result(claim->bytes);
	if (out->result == SIGNATURE_INVALID)
		return; /* bytes that do not hold prove nothing about anybody */
	if (claim->cert == NULL) {
		find(out, WHY_NO_CERTIFICATE);
		return;
	}
	if (claim->names_certificate == CMS_SIGNING_CERT_OTHER) {
		find(out, WHY_OTHER_CERTIFICATE);
		return;
	}
	if (out->result == SIGNATURE_VALID)
		judge_certificate(&j, claim, out);
}
