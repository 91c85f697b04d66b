/* Making a detached signature: B by the key, T with a time stamp, LT with the evidence that a later reader will want. */
#include "features/signature/signature_judge.h"
#include "platform/crypt/tsp.h"
#include "platform/net/fetch.h"

enum { STAMP_BYTES_MAX = 256 * 1024, STAMP_SECONDS = 10, CERTS_MAX = 3 * CERT_PATH_MAX };

enum status
signature_stamp(struct cx *cx, const char *url, struct str bytes, struct str *token)
{
	struct digest digest;
	struct str request, answer;
	unsigned char nonce[TSP_NONCE_BYTES];
	digest_of(CRYPT_SHA256, &bytes, 1, &digest);
	TRY(tsp_request(cx, &digest, nonce, &request));
	struct fetch f = { .url = url, .type = "application/timestamp-query", .accept = "application/timestamp-reply", .body = request,
			   .max = STAMP_BYTES_MAX, .seconds = STAMP_SECONDS };
	TRY(net_fetch(cx, &f, &answer));
	return tsp_response(cx, answer, &digest, nonce, token);
}

enum status
signature_evidence(struct cx *cx, struct pki *pki, const struct trust *trust, struct signature_net *net, const struct cert *cert,
		   int64_t at, struct signature_evidence *out)
{
	struct signature_ask ask = { .at = at, .net = net };
	struct judge j = { .cx = cx, .pki = pki, .trust = trust, .ask = &ask };
	const struct trust_root *root;
	struct cert_path path;
	*out = (struct signature_evidence){ 0 };
	enum signature_reason r = judge_path(&j, cert, at, &path, &root);
	if (r != NO_FINDING)
		return fail(cx, ST_UPSTREAM, "signature.evidence", "'%s': %s", cert->common_name, signature_reason_code(r));
	for (int i = 0; i + 1 < path.n; i++) {
		struct standing s = revocation_standing(&j, path.cert[i], path.cert[i + 1], at);
		if (s.state != STANDING_GOOD)
			return fail(cx, ST_UPSTREAM, "signature.evidence", "'%s': %s", path.cert[i]->common_name,
				    s.state == STANDING_REVOKED ? "revoked" : signature_reason_code(s.open));
		out->revocation[out->n_revocations++] = s.proof;
		out->cert[out->n_certs++] = path.cert[i];
	}
	return ST_OK;
}

/* --- the levels ------------------------------------------------------------------------------------------------------- */

struct additions {
	const struct cert *cert[CERTS_MAX];
	const struct revocation *revocation[CERTS_MAX];
	int n_certs, n_revocations;
};

static void
gather(struct additions *to, const struct signature_evidence *e)
{
	for (int i = 0; i < e->n_certs; i++)
		to->cert[to->n_certs++] = e->cert[i];
	for (int i = 0; i < e->n_revocations; i++) {
		bool there = false;
		for (int k = 0; k < to->n_revocations; k++)
			there |= str_eq(to->revocation[k]->der, e->revocation[i]->der);
		if (!there)
			to->revocation[to->n_revocations++] = e->revocation[i];
	}
}

/* Of the signer and of the time-stamp authority, both as of now. */
static enum status
add_evidence(struct cx *cx, struct pki *pki, const struct trust *trust, const struct signature_make *in, struct str token,
	     struct str *cms)
{
	struct additions all = { .n_certs = 0 };
	struct signature_evidence e;
	struct tsp_token *t;
	TRY(signature_evidence(cx, pki, trust, in->net, in->cert, cx->now, &e));
	gather(&all, &e);
	TRY(tsp_read(cx, pki, token, &t));
	if (t->signer->cert == NULL)
		return fail(cx, ST_UPSTREAM, "tsp.answer", "the token lacks the authority's certificate");
	TRY(signature_evidence(cx, pki, trust, in->net, t->signer->cert, cx->now, &e));
	gather(&all, &e);
	struct cms_addition add = { .cert = all.cert, .n_certs = all.n_certs, .evidence = all.revocation,
				    .n_evidence = all.n_revocations };
	return cms_extend(cx, *cms, &add, cms);
}

enum status
signature_make_p7s(struct cx *cx, struct pki *pki, const struct trust *trust, const struct signature_make *in, crypt_sign_fn sign,
		   void *arg, struct str *out)
{
	struct cms_to_sign to = { .cert = in->cert, .more = in->more, .n_more = in->n_more, .signing_time = cx->now };
	struct str token;
	struct cms *cms;
	digest_of(in->hash, &in->content, 1, &to.digest);
	TRY(cms_sign(cx, &to, sign, arg, out));
	if (in->level < SIGNATURE_LEVEL_T)
		return ST_OK;
	TRY(cms_read(cx, pki, *out, &cms));
	TRY(signature_stamp(cx, in->stamp_url, cms->signer[0].signature, &token));
	struct cms_addition add = { .stamp = token };
	TRY(cms_extend(cx, *out, &add, out));
	return in->level == SIGNATURE_LEVEL_LT ? add_evidence(cx, pki, trust, in, token, out) : ST_OK;
}
