/* Signature time stamps: what do they prove? (RFC 3161; ETSI EN 319 102-1 §5.4) */
#include "features/signature/signature_judge.h"
#include "platform/crypt/tsp.h"

/* RFC 3161 §4.1: tokens made before the authority was revoked stay good for these reasons; for any other, its key may have been
 * used by somebody else with any time. */
static bool
harmless(enum revocation_reason r)
{
	return r == REASON_UNSPECIFIED || r == REASON_AFFILIATION_CHANGED || r == REASON_SUPERSEDED || r == REASON_CESSATION;
}

/* What is known about the authority's certificates now is asked first; when nothing newer is to be had, what the document kept
 * from the time of stamping will do. */
static enum signature_reason
authority_stands(const struct judge *j, const struct cert_path *path, int64_t stamped_at, bool *embedded)
{
	for (int i = 0; i + 1 < path->n; i++) {
		struct standing s = revocation_standing(j, path->cert[i], path->cert[i + 1], j->ask->at);
		if (s.state == STANDING_OPEN)
			s = revocation_standing(j, path->cert[i], path->cert[i + 1], stamped_at);
		if (s.state == STANDING_REVOKED && s.revoked_at <= j->ask->at &&
		    (!harmless(s.reason) || stamped_at >= s.counts_from))
			return WHY_STAMP_UNTRUSTED;
		if (s.state == STANDING_OPEN)
			return WHY_STAMP_UNCHECKED;
		*embedded &= s.embedded;
	}
	return NO_FINDING;
}

/* A token stands as long as its authority's certificate, or as long as our own record of the token is older than its end. */
static bool
in_time(const struct judge *j, const struct cert_path *path, int64_t stamped_at)
{
	int64_t seen = j->ask->recorded_at != 0 ? j->ask->recorded_at : j->ask->at;
	for (int i = 0; i < path->n; i++)
		if (stamped_at < path->cert[i]->not_before || stamped_at > path->cert[i]->not_after || seen > path->cert[i]->not_after)
			return false;
	return true;
}

static enum signature_reason
judge_token(const struct judge *j, const struct tsp_token *t, struct str stamped, struct stamped *out)
{
	const struct trust_root *root;
	struct cert_path path;
	const struct cert *by = t->signer->cert;
	if (by == NULL)
		return WHY_STAMP_UNTRUSTED;
	enum cms_maths maths = tsp_check(t, stamped);
	if (maths != CMS_MATHS_OK)
		return maths == CMS_MATHS_UNSUPPORTED ? WHY_STAMP_UNTRUSTED : WHY_STAMP_BROKEN;
	if (judge_path(j, by, t->at, &path, &root) != NO_FINDING || !policy_may_stamp(by) || !in_time(j, &path, t->at) ||
	    policy_hash(j->trust, t->signer->hash, j->ask->at) != NO_FINDING ||
	    policy_hash(j->trust, t->imprint.hash, j->ask->at) != NO_FINDING ||
	    policy_path(j->trust, &path, j->ask->at) != NO_FINDING)
		return WHY_STAMP_UNTRUSTED;
	if (t->at < root->trusted_from || (root->distrusted_from != 0 && j->ask->at >= root->distrusted_from &&
					   (root->compromised || t->at >= root->distrusted_from)))
		return WHY_STAMP_UNTRUSTED;
	if (t->at > j->ask->at + TIME_MINUTE)
		return WHY_FUTURE;
	out->embedded = true;
	out->authority = by->common_name;
	return authority_stands(j, &path, t->at, &out->embedded);
}

static enum signature_reason
judge_stamp(const struct judge *j, const struct signature_stamp *s, struct stamped *out)
{
	struct tsp_token *t;
	struct fault before = j->cx->fault;
	if (tsp_read(j->cx, j->pki, s->token, &t) != ST_OK) {
		j->cx->fault = before;
		return WHY_STAMP_BROKEN;
	}
	out->at = t->at;
	struct judge with = *j;
	const struct revocation **all = arena_new_array(j->cx->arena, const struct revocation *, j->n_evidence + t->cms->n_evidence);
	for (int i = 0; i < j->n_evidence; i++)
		all[i] = j->evidence[i];
	for (int i = 0; i < t->cms->n_evidence; i++)
		all[j->n_evidence + i] = t->cms->evidence[i];
	with.evidence = all;
	with.n_evidence += t->cms->n_evidence;
	return judge_token(&with, t, s->stamped, out);
}

struct stamped
stamps_judge(const struct judge *j, const struct signature_claim *claim)
{
	struct stamped best = { .finding = NO_FINDING, .authority = "" };
	enum signature_reason gravest = NO_FINDING;
	for (int i = 0; i < claim->n_stamps; i++) {
		struct stamped one = { .authority = "" };
		enum signature_reason r = judge_stamp(j, &claim->stamp[i], &one);
		if (r == NO_FINDING && (best.at == 0 || one.at < best.at)) {
			best = one;
			best.finding = NO_FINDING;
		} else if (r != NO_FINDING && (gravest == NO_FINDING || signature_reason_result(r) > signature_reason_result(gravest))) {
			gravest = r;
		}
	}
	/* One that proves the time is enough; others beside it add nothing and take nothing away. */
	if (best.at == 0)
		best.finding = gravest;
	return best;
}
