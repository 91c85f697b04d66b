/* Finding the way to a trusted root (RFC 5280 §6) with OpenSSL; what it found is handed back also when it failed. */
#include <openssl/err.h> /* before base.h: OpenSSL names functions that are banned here */
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>
#include <pthread.h>

#include "platform/crypt/cert.h"
#include "platform/crypt/hash.h"
#include "platform/crypt/pki_priv.h"

enum { SLOTS = 2 * CERT_KEPT_MAX, KEPT_ARENA = 64 * 1024 * 1024 };

struct cert_anchors {
	X509_STORE *store;
	STACK_OF(X509) *between;
	const struct cert **known; /* roots and those between: to name what OpenSSL hands back */
	size_t n_known;
	pthread_mutex_t lock; /* of what follows */
	struct arena *arena;
	struct pki *own;
	struct cert_path *kept[SLOTS]; /* by the fingerprint of the first certificate; one that is there stays as it is */
	int n_kept;
};

struct cert_anchors *
cert_anchors_new(const struct cert *const *root, size_t n, const struct cert *const *between, size_t m)
{
	struct cert_anchors *a = calloc(1, sizeof *a);
	assert_always(a != NULL);
	a->store = X509_STORE_new();
	a->between = sk_X509_new_null();
	a->known = calloc(n + m + 1, sizeof(struct cert *));
	assert_always(a->store != NULL && a->between != NULL && a->known != NULL && pthread_mutex_init(&a->lock, NULL) == 0);
	a->arena = arena_new(KEPT_ARENA);
	a->own = pki_new(a->arena);
	for (size_t i = 0; i < n; i++) {
		assert_always(X509_STORE_add_cert(a->store, root[i]->x509) == 1);
		a->known[a->n_known++] = root[i];
	}
	for (size_t i = 0; i < m; i++) {
		assert_always(sk_X509_push(a->between, between[i]->x509) > 0);
		a->known[a->n_known++] = between[i];
	}
	return a;
}

void
cert_anchors_free(struct cert_anchors *a)
{
	if (a == NULL)
		return;
	X509_STORE_free(a->store);
	sk_X509_free(a->between);
	free(a->known);
	pki_free(a->own);
	arena_free(a->arena);
	pthread_mutex_destroy(&a->lock);
	free(a);
}

void
pki_know(struct pki *p, struct cert_anchors *a)
{
	p->known = a;
}

/* --- paths that were found before ------------------------------------------------------------------------------------- */

/* Where the path of this fingerprint is, or would be. */
static struct cert_path **
slot_of(struct cert_anchors *a, const char *sha256)
{
	size_t at = 0;
	for (int i = 0; i < 8; i++)
		at = at << 4 | (size_t)(sha256[i] <= '9' ? sha256[i] - '0' : sha256[i] - 'a' + 10);
	while (a->kept[at % SLOTS] != NULL && strcmp(a->kept[at % SLOTS]->cert[0]->sha256, sha256) != 0)
		at++;
	return &a->kept[at % SLOTS];
}

struct cert *
cert_anchors_known(struct cert_anchors *a, struct str der)
{
	char hex[SHA256_HEX];
	for (size_t i = 0; i < a->n_known; i++)
		if (str_eq(a->known[i]->der, der))
			return (struct cert *)a->known[i];
	sha256_hex_of(der, hex);
	pthread_mutex_lock(&a->lock);
	const struct cert_path *kept = *slot_of(a, hex);
	pthread_mutex_unlock(&a->lock);
	return kept != NULL ? (struct cert *)kept->cert[0] : NULL;
}

static bool
is_known(const struct cert_anchors *a, const struct cert *c)
{
	for (size_t i = 0; i < a->n_known; i++)
		if (a->known[i] == c)
			return true;
	return false;
}

/* At another moment another generation of an authority may be the right one: a path is kept, and taken, only while all of it is in
 * force. And it is kept only when nothing of it came with a document. */
static bool
fits(const struct cert_path *path, int64_t at)
{
	for (int i = 0; i < path->n; i++)
		if (at < path->cert[i]->not_before || at > path->cert[i]->not_after)
			return false;
	return true;
}

static bool
recall(struct cert_anchors *a, const struct cert *leaf, int64_t at, struct cert_path *out)
{
	pthread_mutex_lock(&a->lock);
	const struct cert_path *kept = *slot_of(a, leaf->sha256);
	pthread_mutex_unlock(&a->lock);
	if (kept == NULL || !fits(kept, at))
		return false;
	*out = *kept;
	out->cert[0] = leaf;
	return true;
}

static void
keep(struct cert_anchors *a, const struct cert_path *path, int64_t at)
{
	for (int i = 1; i < path->n; i++)
		if (!is_known(a, path->cert[i]))
			return;
	if (!fits(path, at))
		return;
	pthread_mutex_lock(&a->lock);
	struct cert_path **slot = slot_of(a, path->cert[0]->sha256);
	if (*slot == NULL && a->n_kept < CERT_KEPT_MAX) {
		struct cert_path *own = arena_new_one(a->arena, struct cert_path);
		*own = *path;
		own->cert[0] = pki_read_cert(a->own, path->cert[0]->der);
		assert_always(own->cert[0] != NULL);
		*slot = own;
		a->n_kept++;
	}
	pthread_mutex_unlock(&a->lock);
}

/* --- finding one ------------------------------------------------------------------------------------------------------ */

/* Periods of validity are judged by policy, for each certificate and moment. */
static int
only_structure(int ok, X509_STORE_CTX *ctx)
{
	int e = X509_STORE_CTX_get_error(ctx);
	return ok == 1 || e == X509_V_ERR_CERT_HAS_EXPIRED || e == X509_V_ERR_CERT_NOT_YET_VALID;
}

static enum cert_path_result
result_of(int error)
{
	switch (error) {
	case X509_V_OK: return CERT_PATH_OK;
	case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
	case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
	case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
	case X509_V_ERR_CERT_CHAIN_TOO_LONG: return CERT_PATH_NO_ISSUER;
	case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
	case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN: return CERT_PATH_UNTRUSTED;
	case X509_V_ERR_CERT_SIGNATURE_FAILURE:
	case X509_V_ERR_UNABLE_TO_DECRYPT_CERT_SIGNATURE:
	case X509_V_ERR_UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY: return CERT_PATH_BROKEN;
	default: return CERT_PATH_FORBIDDEN;
	}
}

static const struct cert *
named(struct pki *p, const struct cert_anchors *a, X509 *x)
{
	for (size_t i = 0; i < a->n_known; i++)
		if (X509_cmp(a->known[i]->x509, x) == 0)
			return a->known[i];
	X509_up_ref(x);
	return pki_add(p, x);
}

/* One attempt over these certificates. *wrong: the one that passed for an issuer, and leads nowhere or has another key. */
static enum cert_path_result
attempt(struct pki *p, const struct cert_anchors *a, const struct cert *leaf, STACK_OF(X509) *others, int64_t at, struct cert_path *out,
	X509 **wrong)
{
	*out = (struct cert_path){ .cert = { leaf }, .n = 1, .why = "" };
	*wrong = NULL;
	X509_STORE_CTX *ctx = X509_STORE_CTX_new();
	assert_always(ctx != NULL && X509_STORE_CTX_init(ctx, a->store, leaf->x509, others) == 1);
	X509_VERIFY_PARAM *param = X509_STORE_CTX_get0_param(ctx);
	X509_VERIFY_PARAM_set_time(param, (time_t)(at / TIME_SECOND));
	X509_VERIFY_PARAM_set_depth(param, CERT_PATH_MAX - 2);
	X509_VERIFY_PARAM_set_flags(param, X509_V_FLAG_POLICY_CHECK);
	X509_VERIFY_PARAM_set_auth_level(param, 0); /* weak algorithms are refused by dated policy, with a reason of their own */
	X509_STORE_CTX_set_verify_cb(ctx, only_structure);
	int ok = X509_verify_cert(ctx), error = X509_STORE_CTX_get_error(ctx);
	enum cert_path_result result = ok == 1 ? CERT_PATH_OK : result_of(error);
	if (result == CERT_PATH_OK && ok != 1)
		result = CERT_PATH_FORBIDDEN;
	const STACK_OF(X509) *chain = X509_STORE_CTX_get0_chain(ctx);
	for (int i = 1; i < sk_X509_num(chain) && i < CERT_PATH_MAX; i++)
		out->cert[out->n++] = named(p, a, sk_X509_value(chain, i));
	if (result == CERT_PATH_BROKEN)
		*wrong = sk_X509_value(chain, X509_STORE_CTX_get_error_depth(ctx) + 1);
	else if (result == CERT_PATH_UNTRUSTED || result == CERT_PATH_NO_ISSUER)
		*wrong = out->n > 1 ? sk_X509_value(chain, sk_X509_num(chain) - 1) : NULL;
	if (result != CERT_PATH_OK)
		out->why = X509_verify_cert_error_string(error);
	X509_STORE_CTX_free(ctx);
	return result;
}

enum cert_path_result
cert_path_find(struct pki *p, struct cert_anchors *a, const struct cert *leaf, int64_t at, struct cert_path *out)
{
	if (recall(a, leaf, at, out))
		return CERT_PATH_OK;
	STACK_OF(X509) *others = sk_X509_dup(a->between);
	X509 *wrong;
	assert_always(others != NULL);
	for (size_t i = 0; i < p->certs.n; i++)
		assert_always(sk_X509_push(others, p->certs.p[i]->x509) > 0);
	enum cert_path_result first = attempt(p, a, leaf, others, at, out, &wrong), result = first;
	struct cert_path as_first = *out;
	/* Names and key identifiers are only hints: one that merely has those of the issuer is left out, and the true one sought. */
	for (int i = 0; i < CERT_PATH_MAX && wrong != NULL && sk_X509_delete_ptr(others, wrong) != NULL; i++)
		result = attempt(p, a, leaf, others, at, out, &wrong);
	if (result == CERT_PATH_OK) {
		keep(a, out, at);
	} else {
		*out = as_first;
		result = first;
	}
	sk_X509_free(others);
	ERR_clear_error();
	return result;
}
