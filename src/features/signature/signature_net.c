/* Revocation over the network, kept apart from judging: what was answered stays in memory until it says itself that it is old, so
 * that one file or a thousand of the same signer cost one question. */
#include "features/signature/signature_judge.h"
#include "platform/net/fetch.h"

#include <pthread.h>

#define KEEP_MOST (12 * TIME_HOUR)
#define KEEP_WITHOUT_NEXT TIME_HOUR
#define KEEP_FAILURE TIME_MINUTE

enum { SLOTS = 1024, KEY_BYTES = 640, SECONDS = 5, KEPT_BYTES_MAX = 128 * 1024 * 1024 };

struct slot {
	char key[KEY_BYTES]; /* "" is free */
	char *der;           /* NULL: asking failed */
	size_t n;
	int64_t until;
};

struct signature_net {
	pthread_mutex_t lock;
	struct slot slot[SLOTS];
	size_t bytes; /* of all that is kept */
	struct signature_net_figures figures;
};

struct signature_net *
signature_net_new(void)
{
	struct signature_net *n = calloc(1, sizeof *n);
	assert_always(n != NULL && pthread_mutex_init(&n->lock, NULL) == 0);
	return n;
}

void
signature_net_free(struct signature_net *n)
{
	if (n == NULL)
		return;
	for (int i = 0; i < SLOTS; i++)
		free(n->slot[i].der);
	pthread_mutex_destroy(&n->lock);
	free(n);
}

struct signature_net_figures
signature_net_figures(struct signature_net *n)
{
	pthread_mutex_lock(&n->lock);
	struct signature_net_figures f = n->figures;
	pthread_mutex_unlock(&n->lock);
	return f;
}

static struct slot *
slot_of(struct signature_net *n, const char *key)
{
	uint64_t h = 1469598103934665603u; /* FNV-1a */
	for (const char *p = key; *p != '\0'; p++)
		h = (h ^ (unsigned char)*p) * 1099511628211u;
	return &n->slot[h % SLOTS];
}

/* true: memory knows, *der is what it knows (p NULL: that there is no answer). */
static bool
remembered(struct cx *cx, struct signature_net *n, const char *key, struct str *der)
{
	pthread_mutex_lock(&n->lock);
	const struct slot *s = slot_of(n, key);
	bool known = strcmp(s->key, key) == 0 && cx->now < s->until;
	*der = (struct str){ NULL, 0 };
	if (known && s->der != NULL)
		*der = (struct str){ arena_strndup(cx->arena, s->der, s->n), s->n };
	n->figures.kept += known;
	pthread_mutex_unlock(&n->lock);
	return known;
}

static void
remember(struct signature_net *n, const char *key, struct str der, int64_t until)
{
	pthread_mutex_lock(&n->lock);
	struct slot *s = slot_of(n, key);
	bool room = n->bytes - s->n + der.n <= KEPT_BYTES_MAX;
	free(s->der);
	n->bytes -= s->n;
	*s = (struct slot){ .until = until };
	if (room)
		snprintf(s->key, sizeof s->key, "%s", key);
	if (room && der.n > 0) {
		s->der = malloc(der.n);
		assert_always(s->der != NULL);
		memcpy(s->der, der.p, der.n);
		s->n = der.n;
		n->bytes += der.n;
	}
	n->figures.asked++;
	n->figures.failed += der.p == NULL;
	pthread_mutex_unlock(&n->lock);
}

static enum status
fetch_it(const struct judge *j, const struct cert *cert, const struct cert *issuer, enum revocation_kind kind, struct str *der)
{
	struct fetch f = { .url = cert->crl_url, .max = CRL_BYTES_MAX, .seconds = SECONDS };
	if (kind == REVOCATION_OCSP) {
		f = (struct fetch){ .url = cert->ocsp_url, .type = "application/ocsp-request", .accept = "application/ocsp-response",
				    .max = OCSP_BYTES_MAX, .seconds = SECONDS };
		TRY(revocation_ocsp_request(j->cx, cert, issuer, &f.body));
	}
	return net_fetch(j->cx, &f, der);
}

static enum status
read_it(const struct judge *j, enum revocation_kind kind, struct str der, struct revocation **out)
{
	return kind == REVOCATION_OCSP ? revocation_read_ocsp(j->cx, j->pki, der, out) : revocation_read_crl(j->cx, j->pki, der, out);
}

static int64_t
keep_until(int64_t now, const struct revocation_answer *a)
{
	int64_t until = a->next_update != 0 ? a->next_update : now + KEEP_WITHOUT_NEXT;
	bool usable = a->state == REVOCATION_GOOD || a->state == REVOCATION_REVOKED;
	if (!usable || until < now + KEEP_FAILURE)
		return now + KEEP_FAILURE; /* an authority whose answers are old or no use is not asked for each file anew */
	return until < now + KEEP_MOST ? until : now + KEEP_MOST;
}

const struct revocation *
signature_net_ask(const struct judge *j, const struct cert *cert, const struct cert *issuer, enum revocation_kind kind)
{
	struct signature_net *n = j->ask->net;
	const char *url = kind == REVOCATION_OCSP ? cert->ocsp_url : cert->crl_url;
	struct revocation *r = NULL;
	struct revocation_answer a;
	struct str der;
	if (n == NULL || url[0] == '\0')
		return NULL;
	struct fault before = j->cx->fault;
	const char *key = kind == REVOCATION_OCSP ? arena_printf(j->cx->arena, "%s %.32s", url, cert->sha256) : url;
	if (remembered(j->cx, n, key, &der)) {
		if (der.p != NULL && read_it(j, kind, der, &r) != ST_OK)
			r = NULL;
	} else if (fetch_it(j, cert, issuer, kind, &der) == ST_OK && read_it(j, kind, der, &r) == ST_OK) {
		revocation_ask(r, cert, issuer, &a);
		remember(n, key, der, keep_until(j->cx->now, &a));
	} else {
		log_peer("revocation", "%s: %s", url, j->cx->fault.detail);
		remember(n, key, (struct str){ NULL, 0 }, j->cx->now + KEEP_FAILURE);
	}
	j->cx->fault = before;
	return r;
}
