#include <openssl/err.h> /* before base.h: OpenSSL names functions that are banned here */
#include <openssl/ocsp.h>
#include <openssl/x509v3.h>

#include "platform/crypt/revocation.h"
#include "platform/crypt/pki_priv.h"

enum { CARRIED_MAX = 8 };

static struct revocation *
new_revocation(struct pki *p, enum revocation_kind kind, void *handle, struct str der)
{
	struct revocation *r = arena_new_one(p->arena, struct revocation);
	*r = (struct revocation){ .kind = kind, .handle = handle, .pki = p };
	r->der = pki_copy(p->arena, der);
	r->tried = arena_new_one(p->arena, struct revocation_tried);
	return r;
}

/* §5.3: a CRL with an entry of which something critical is not understood says nothing about any certificate. */
static bool
entries_understood(X509_CRL *crl)
{
	const STACK_OF(X509_REVOKED) *entries = X509_CRL_get_REVOKED(crl);
	for (int i = 0; i < sk_X509_REVOKED_num(entries); i++) {
		const X509_REVOKED *entry = sk_X509_REVOKED_value(entries, i);
		for (int k = 0; k < X509_REVOKED_get_ext_count(entry); k++) {
			X509_EXTENSION *e = X509_REVOKED_get_ext(entry, k);
			int nid = OBJ_obj2nid(X509_EXTENSION_get_object(e));
			if (X509_EXTENSION_get_critical(e) && nid != NID_crl_reason && nid != NID_invalidity_date)
				return false;
		}
	}
	return true;
}

enum status
revocation_read_crl(struct cx *cx, struct pki *p, struct str der, struct revocation **out)
{
	const unsigned char *at = (const unsigned char *)der.p;
	X509_CRL *crl = der.n > 0 && der.n <= CRL_BYTES_MAX ? d2i_X509_CRL(NULL, &at, (long)der.n) : NULL;
	*out = NULL;
	if (crl == NULL || at != (const unsigned char *)der.p + der.n) {
		X509_CRL_free(crl);
		return fail(cx, ST_INVALID, "revocation.bad", "no CRL: %s", pki_error());
	}
	*vec_push(&p->crls, p->arena) = crl;
	*out = new_revocation(p, REVOCATION_CRL, crl, der);
	(*out)->this_update = pki_time(X509_CRL_get0_lastUpdate(crl));
	(*out)->odd = !entries_understood(crl);
	return ST_OK;
}

static OCSP_BASICRESP *
basic_of(struct str der)
{
	const unsigned char *at = (const unsigned char *)der.p, *end = at + der.n;
	OCSP_BASICRESP *basic = NULL;
	OCSP_RESPONSE *whole = d2i_OCSP_RESPONSE(NULL, &at, (long)der.n);
	if (whole != NULL && at == end && OCSP_response_status(whole) == OCSP_RESPONSE_STATUS_SUCCESSFUL)
		basic = OCSP_response_get1_basic(whole);
	OCSP_RESPONSE_free(whole);
	if (basic != NULL || whole != NULL)
		return basic;
	at = (const unsigned char *)der.p;
	basic = d2i_OCSP_BASICRESP(NULL, &at, (long)der.n);
	if (basic != NULL && at != end) {
		OCSP_BASICRESP_free(basic);
		basic = NULL;
	}
	return basic;
}

enum status
revocation_read_ocsp(struct cx *cx, struct pki *p, struct str der, struct revocation **out)
{
	OCSP_BASICRESP *basic = der.n > 0 && der.n <= OCSP_BYTES_MAX ? basic_of(der) : NULL;
	*out = NULL;
	if (basic == NULL)
		return fail(cx, ST_INVALID, "revocation.bad", "no OCSP response: %s", pki_error());
	*vec_push(&p->ocsps, p->arena) = basic;
	struct revocation *r = new_revocation(p, REVOCATION_OCSP, basic, der);
	const STACK_OF(X509) *carried = OCSP_resp_get0_certs(basic);
	const struct cert **list = arena_new_array(p->arena, const struct cert *, CARRIED_MAX);
	for (int i = 0; i < sk_X509_num(carried) && i < CARRIED_MAX; i++) {
		X509 *x = sk_X509_value(carried, i);
		X509_up_ref(x);
		list[r->n_carried++] = pki_add(p, x);
	}
	r->carried = list;
	*out = r;
	return ST_OK;
}

/* --- CRL -------------------------------------------------------------------------------------------------------------- */

/* The points this certificate names (§4.2.1.13): one of them has to be the CRL's own, when that is for one point only. */
static bool
same_point(const DIST_POINT_NAME *crl, X509 *x)
{
	CRL_DIST_POINTS *points = X509_get_ext_d2i(x, NID_crl_distribution_points, NULL, NULL);
	bool same = false;
	if (crl->type != 0) {
		CRL_DIST_POINTS_free(points);
		return false;
	}
	for (int i = 0; i < sk_DIST_POINT_num(points); i++) {
		const DIST_POINT_NAME *name = sk_DIST_POINT_value(points, i)->distpoint;
		if (name == NULL || name->type != 0)
			continue;
		for (int k = 0; k < sk_GENERAL_NAME_num(name->name.fullname); k++)
			for (int m = 0; m < sk_GENERAL_NAME_num(crl->name.fullname); m++)
				same |= GENERAL_NAME_cmp(sk_GENERAL_NAME_value(name->name.fullname, k),
							 sk_GENERAL_NAME_value(crl->name.fullname, m)) == 0;
	}
	CRL_DIST_POINTS_free(points);
	return same;
}

/* Extensions that narrow what a CRL tells (§5.2). Delta, indirect and by-reason CRLs are not judged: they never make
 * a certificate good. */
static enum revocation_state
crl_scope(X509_CRL *crl, const struct cert *cert)
{
	for (int i = 0; i < X509_CRL_get_ext_count(crl); i++) {
		X509_EXTENSION *e = X509_CRL_get_ext(crl, i);
		int nid = OBJ_obj2nid(X509_EXTENSION_get_object(e));
		if (nid == NID_delta_crl ||
		    (X509_EXTENSION_get_critical(e) && nid != NID_issuing_distribution_point && nid != NID_authority_key_identifier &&
		     nid != NID_crl_number))
			return REVOCATION_UNREADABLE;
	}
	int critical = 0;
	ISSUING_DIST_POINT *idp = X509_CRL_get_ext_d2i(crl, NID_issuing_distribution_point, &critical, NULL);
	if (idp == NULL)
		return critical == -1 ? REVOCATION_GOOD : REVOCATION_UNREADABLE;
	enum revocation_state state = REVOCATION_GOOD;
	if (idp->indirectCRL > 0 || idp->onlyattr > 0 || idp->onlysomereasons != NULL)
		state = REVOCATION_UNREADABLE;
	else if ((idp->onlyuser > 0 && cert->is_ca) || (idp->onlyCA > 0 && !cert->is_ca) ||
		 (idp->distpoint != NULL && !same_point(idp->distpoint, cert->x509)))
		state = REVOCATION_NOT_ABOUT;
	ISSUING_DIST_POINT_free(idp);
	return state;
}

static bool
signs_crls(const struct cert *c)
{
	return c->is_ca && (!c->has_usage || (c->usage & CERT_CRL_SIGN) != 0);
}

static bool
signed_by(const struct revocation *r, const struct cert *issuer)
{
	if (cert_same(r->tried->issuer, issuer))
		return r->tried->holds;
	bool holds = X509_CRL_verify(r->handle, X509_get0_pubkey(issuer->x509)) == 1;
	if (!r->shared)
		*r->tried = (struct revocation_tried){ issuer, holds };
	return holds;
}

void
revocation_share(struct revocation *r, const struct cert *const *issuer, size_t n)
{
	bool found = false;
	for (size_t i = 0; i < n && !found && r->kind == REVOCATION_CRL; i++)
		found = X509_NAME_cmp(X509_CRL_get_issuer(r->handle), X509_get_subject_name(issuer[i]->x509)) == 0 && signed_by(r, issuer[i]);
	ERR_clear_error();
	r->shared = true;
}

static enum revocation_state
crl_applies(const struct revocation *r, const struct cert *cert, const struct cert *issuer)
{
	X509_CRL *crl = r->handle;
	X509 *by = issuer->x509;
	if (X509_NAME_cmp(X509_CRL_get_issuer(crl), X509_get_subject_name(by)) != 0)
		return REVOCATION_NOT_ABOUT;
	AUTHORITY_KEYID *akid = X509_CRL_get_ext_d2i(crl, NID_authority_key_identifier, NULL, NULL);
	bool other_key = akid != NULL && X509_check_akid(by, akid) != X509_V_OK;
	AUTHORITY_KEYID_free(akid);
	if (other_key)
		return REVOCATION_NOT_ABOUT;
	if (!signs_crls(issuer) || !signed_by(r, issuer))
		return REVOCATION_FORGED;
	return r->odd ? REVOCATION_UNREADABLE : crl_scope(crl, cert);
}

/* expiredCertsOnCRL (X.509 §9.5.2.8): GeneralizedTime. */
static int64_t
expired_kept_since(X509_CRL *crl)
{
	ASN1_OBJECT *oid = OBJ_txt2obj("2.5.29.60", 1);
	int at = X509_CRL_get_ext_by_OBJ(crl, oid, -1);
	int64_t since = 0;
	if (at >= 0) {
		const ASN1_OCTET_STRING *value = X509_EXTENSION_get_data(X509_CRL_get_ext(crl, at));
		const unsigned char *p = ASN1_STRING_get0_data(value);
		ASN1_GENERALIZEDTIME *t = d2i_ASN1_GENERALIZEDTIME(NULL, &p, ASN1_STRING_length(value));
		since = pki_time(t);
		ASN1_GENERALIZEDTIME_free(t);
	}
	ASN1_OBJECT_free(oid);
	return since;
}

static void
ask_crl(const struct revocation *r, const struct cert *cert, const struct cert *issuer, struct revocation_answer *out)
{
	X509_CRL *crl = r->handle;
	X509_REVOKED *entry = NULL;
	const X509_ALGOR *alg;
	out->state = crl_applies(r, cert, issuer);
	if (out->state != REVOCATION_GOOD)
		return;
	out->this_update = pki_time(X509_CRL_get0_lastUpdate(crl));
	out->next_update = pki_time(X509_CRL_get0_nextUpdate(crl));
	out->keeps_expired_since = expired_kept_since(crl);
	X509_CRL_get0_signature(crl, NULL, &alg);
	out->hash = pki_hash_of_algorithm(alg);
	/* 2: the entry says removeFromCRL, which belongs to delta CRLs */
	if (X509_CRL_get0_by_cert(crl, &entry, cert->x509) != 1)
		return;
	out->state = REVOCATION_REVOKED;
	out->revoked_at = pki_time(X509_REVOKED_get0_revocationDate(entry));
	ASN1_ENUMERATED *reason = X509_REVOKED_get_ext_d2i(entry, NID_crl_reason, NULL, NULL);
	if (reason != NULL)
		out->reason = (enum revocation_reason)ASN1_ENUMERATED_get(reason);
	ASN1_ENUMERATED_free(reason);
	ASN1_GENERALIZEDTIME *since = X509_REVOKED_get_ext_d2i(entry, NID_invalidity_date, NULL, NULL);
	out->invalid_since = pki_time(since);
	ASN1_GENERALIZEDTIME_free(since);
}

/* --- OCSP ------------------------------------------------------------------------------------------------------------- */

/* The entry whose CertID has this certificate's serial and its issuer's name and key, by whatever hash it was made. */
static OCSP_SINGLERESP *
entry_about(OCSP_BASICRESP *basic, const struct cert *cert, const struct cert *issuer)
{
	for (int i = 0; i < OCSP_resp_count(basic); i++) {
		OCSP_SINGLERESP *single = OCSP_resp_get0(basic, i);
		const OCSP_CERTID *have = OCSP_SINGLERESP_get0_id(single);
		ASN1_OBJECT *md = NULL;
		OCSP_id_get0_info(NULL, &md, NULL, NULL, (OCSP_CERTID *)have);
		const EVP_MD *hash = pki_md(pki_hash_of_nid(OBJ_obj2nid(md)));
		OCSP_CERTID *want = hash != NULL ? OCSP_cert_to_id(hash, cert->x509, issuer->x509) : NULL;
		bool same = want != NULL && OCSP_id_cmp(have, want) == 0;
		OCSP_CERTID_free(want);
		if (same)
			return single;
	}
	return NULL;
}

static bool
in_force(const struct cert *c, int64_t at)
{
	return at >= c->not_before && at <= c->not_after;
}

/* §4.2.2.2: the issuer itself, or a responder that the issuer gave a certificate for this, in force when it answered. */
static bool
may_answer(const struct cert *by, const struct cert *issuer, int64_t made, int64_t this_update)
{
	if (cert_same(by, issuer))
		return true;
	bool purpose = by->has_purpose && (by->purpose & CERT_FOR_OCSP) != 0 &&
		       (!by->has_usage || (by->usage & (CERT_DIGITAL_SIGNATURE | CERT_NON_REPUDIATION)) != 0);
	return purpose && in_force(by, made) && in_force(by, this_update) &&
	       (X509_get_extension_flags(by->x509) & (EXFLAG_CRITICAL | EXFLAG_INVALID)) == 0 &&
	       X509_check_issued(issuer->x509, by->x509) == X509_V_OK && X509_verify(by->x509, X509_get0_pubkey(issuer->x509)) == 1;
}

/* §4.4: what is critical must be understood; none of those we read is. */
static bool
has_critical(OCSP_BASICRESP *basic, OCSP_SINGLERESP *single)
{
	return OCSP_BASICRESP_get_ext_by_critical(basic, 1, -1) >= 0 || OCSP_SINGLERESP_get_ext_by_critical(single, 1, -1) >= 0;
}

static const struct cert *
signer_of(const struct revocation *r, OCSP_BASICRESP *basic, const struct cert *issuer)
{
	X509 *signer = NULL;
	STACK_OF(X509) *more = sk_X509_new_null();
	const struct cert *found = NULL;
	assert_always(more != NULL && sk_X509_push(more, issuer->x509) > 0);
	if (OCSP_resp_get0_signer(basic, &signer, more) == 1 &&
	    OCSP_basic_verify(basic, more, NULL, OCSP_NOVERIFY | OCSP_TRUSTOTHER) > 0) {
		if (X509_cmp(signer, issuer->x509) == 0)
			found = issuer;
		for (int i = 0; i < r->n_carried && found == NULL; i++)
			if (X509_cmp(signer, r->carried[i]->x509) == 0)
				found = r->carried[i];
	}
	sk_X509_free(more);
	return found;
}

static void
ask_ocsp(const struct revocation *r, const struct cert *cert, const struct cert *issuer, struct revocation_answer *out)
{
	OCSP_BASICRESP *basic = r->handle;
	OCSP_SINGLERESP *single = entry_about(basic, cert, issuer);
	ASN1_GENERALIZEDTIME *revoked = NULL, *this_update = NULL, *next_update = NULL;
	int reason = -1;
	if (single == NULL)
		return;
	const struct cert *by = signer_of(r, basic, issuer);
	int64_t made = pki_time(OCSP_resp_get0_produced_at(basic));
	int status = OCSP_single_get0_status(single, &reason, &revoked, &this_update, &next_update);
	if (by == NULL || !may_answer(by, issuer, made, pki_time(this_update))) {
		out->state = REVOCATION_FORGED;
		return;
	}
	if (has_critical(basic, single)) {
		out->state = REVOCATION_UNREADABLE;
		return;
	}
	out->this_update = pki_time(this_update);
	out->next_update = pki_time(next_update);
	out->responder = cert_same(by, issuer) ? NULL : by;
	out->hash = pki_hash_of_algorithm(OCSP_resp_get0_tbs_sigalg(basic));
	ASN1_GENERALIZEDTIME *cutoff = OCSP_SINGLERESP_get1_ext_d2i(single, NID_id_pkix_OCSP_archiveCutoff, NULL, NULL);
	out->keeps_expired_since = pki_time(cutoff);
	ASN1_GENERALIZEDTIME_free(cutoff);
	ASN1_GENERALIZEDTIME *since = OCSP_SINGLERESP_get1_ext_d2i(single, NID_invalidity_date, NULL, NULL);
	out->invalid_since = pki_time(since);
	ASN1_GENERALIZEDTIME_free(since);
	out->state = status == V_OCSP_CERTSTATUS_GOOD      ? REVOCATION_GOOD
		     : status == V_OCSP_CERTSTATUS_REVOKED ? REVOCATION_REVOKED
							   : REVOCATION_NOT_KNOWN;
	out->revoked_at = pki_time(revoked);
	out->reason = (enum revocation_reason)reason;
}

void
revocation_ask(const struct revocation *r, const struct cert *cert, const struct cert *issuer, struct revocation_answer *out)
{
	*out = (struct revocation_answer){ .state = REVOCATION_NOT_ABOUT, .reason = REASON_NONE };
	if (r->kind == REVOCATION_CRL)
		ask_crl(r, cert, issuer, out);
	else
		ask_ocsp(r, cert, issuer, out);
	ERR_clear_error();
}

enum status
revocation_ocsp_request(struct cx *cx, const struct cert *cert, const struct cert *issuer, struct str *out)
{
	OCSP_REQUEST *req = OCSP_REQUEST_new();
	OCSP_CERTID *id = OCSP_cert_to_id(EVP_sha1(), cert->x509, issuer->x509); /* SHA-1 names it, it protects nothing (RFC 5019) */
	unsigned char *der = NULL;
	assert_always(req != NULL);
	if (id == NULL || OCSP_request_add0_id(req, id) == NULL) {
		OCSP_CERTID_free(id);
		OCSP_REQUEST_free(req);
		return fail(cx, ST_INVALID, "revocation.request", "no OCSP request for this certificate");
	}
	int n = i2d_OCSP_REQUEST(req, &der);
	OCSP_REQUEST_free(req);
	assert_always(n > 0);
	*out = pki_copy(cx->arena, (struct str){ (char *)der, (size_t)n });
	OPENSSL_free(der);
	return ST_OK;
}
