/* Revocation as of a moment (RFC 5280 §5, §6.3; RFC 6960; ETSI EN 319 102-1 §5.2.5). */
#include "features/signature/signature_judge.h"

/* An OCSP answer without nextUpdate says that newer ones are always to be had; so long it is taken as telling the present. */
#define FRESH_WITHOUT_NEXT TIME_DAY

struct tally {
	struct standing found;
	bool settled; /* good not only by what the document brought along from before the moment */
	bool stale, forged;
};

/* An answer is about the moment when it was given afterwards, or when the authority still stood by it then. */
static bool
covers(const struct revocation_answer *a, int64_t moment)
{
	int64_t until = a->next_update != 0 ? a->next_update : a->this_update + FRESH_WITHOUT_NEXT;
	if (a->responder != NULL && a->responder->not_after < until)
		until = a->responder->not_after;
	return a->this_update >= moment || until >= moment;
}

/* After it expired, a certificate's entry may be dropped (RFC 5280 §3.3): 'good' then says nothing, unless the authority says that it
 * keeps them. */
static bool
may_have_dropped(const struct revocation_answer *a, const struct cert *c)
{
	return a->this_update > c->not_after && (a->keeps_expired_since == 0 || a->keeps_expired_since > c->not_after);
}

/* A responder's own certificate: nobody looks after one with ocsp-nocheck; another may have been revoked in a CRL that is at
 * hand. */
static bool
responder_revoked(const struct judge *j, const struct revocation_answer *a, const struct cert *issuer)
{
	struct revocation_answer about;
	if (a->responder == NULL || a->responder->ocsp_nocheck)
		return false;
	for (size_t i = 0; i < j->trust->evidence.n; i++) {
		revocation_ask(j->trust->evidence.p[i], a->responder, issuer, &about);
		if (about.state == REVOCATION_REVOKED && about.revoked_at <= a->this_update)
			return true;
	}
	return false;
}

/* The earliest counts; but a hold, which may end, gives way to what does not. */
static void
count_revoked(struct standing *s, const struct revocation_answer *a)
{
	int64_t from = a->invalid_since != 0 && a->invalid_since < a->revoked_at ? a->invalid_since : a->revoked_at;
	bool held = s->reason == REASON_HOLD, hold = a->reason == REASON_HOLD;
	if (s->state == STANDING_REVOKED && (held == hold ? s->counts_from <= from : hold))
		return;
	*s = (struct standing){ .state = STANDING_REVOKED, .revoked_at = a->revoked_at, .counts_from = from, .reason = a->reason };
}

/* Is the answer signed as somebody must who says so today, by somebody whose own certificate stands? */
static bool
believed(const struct judge *j, const struct revocation_answer *a, const struct cert *issuer)
{
	return policy_hash(j->trust, a->hash, a->this_update) == NO_FINDING &&
	       (a->responder == NULL || (policy_key(j->trust, a->responder, a->this_update) == NO_FINDING &&
					 policy_hash(j->trust, a->responder->signature_hash, a->this_update) == NO_FINDING &&
					 !responder_revoked(j, a, issuer)));
}

static void
look(const struct judge *j, const struct revocation *r, const struct cert *cert, const struct cert *issuer, int64_t moment,
     struct tally *t)
{
	struct revocation_answer a;
	revocation_ask(r, cert, issuer, &a);
	if (a.state == REVOCATION_NOT_ABOUT || a.state == REVOCATION_UNREADABLE)
		return;
	if (a.state == REVOCATION_FORGED || !believed(j, &a, issuer)) {
		t->forged = true;
		return;
	}
	if (a.state == REVOCATION_NOT_KNOWN)
		return;
	if (a.state == REVOCATION_REVOKED && a.reason != REASON_REMOVE_FROM_CRL) {
		count_revoked(&t->found, &a);
	} else if (!covers(&a, moment) || may_have_dropped(&a, cert)) {
		t->stale = true;
	} else {
		t->settled |= !r->embedded || a.this_update >= moment;
		if (t->found.state == STANDING_OPEN || (t->found.state == STANDING_GOOD && r->embedded && !t->found.embedded))
			t->found = (struct standing){ .state = STANDING_GOOD, .embedded = r->embedded, .proof = r };
	}
}

struct standing
revocation_standing(const struct judge *j, const struct cert *cert, const struct cert *issuer, int64_t moment)
{
	static const enum revocation_kind by_network[] = { REVOCATION_OCSP, REVOCATION_CRL };
	struct tally t = { .found = { .state = STANDING_OPEN } };
	for (int i = 0; i < j->n_evidence; i++)
		look(j, j->evidence[i], cert, issuer, moment, &t);
	for (size_t i = 0; i < j->trust->evidence.n; i++)
		look(j, j->trust->evidence.p[i], cert, issuer, moment, &t);
	/* Who signed chose what the document carries: an old answer still in force does not keep us from asking for a newer one. */
	for (size_t i = 0; i < ARRAY_LEN(by_network) && t.found.state != STANDING_REVOKED && !t.settled; i++) {
		const struct revocation *r = signature_net_ask(j, cert, issuer, by_network[i]);
		if (r != NULL)
			look(j, r, cert, issuer, moment, &t);
	}
	t.found.open = t.forged ? WHY_REVOCATION_FORGED : t.stale ? WHY_REVOCATION_STALE : WHY_REVOCATION_ABSENT;
	return t.found;
}
