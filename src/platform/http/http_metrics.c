#include "platform/http/http_priv.h"

const int http_bucket_ms[12] = { 1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000 };

/* Each thread counts for itself: no cache line goes to and fro between them. */
#define count(what, n) atomic_fetch_add_explicit(&(what), (n), memory_order_relaxed)
#define read(what) atomic_load_explicit(&(what), memory_order_relaxed)

void
figures_begun(struct http_thread *t)
{
	count(t->begun, 1);
}

void
figures_ended(struct http_thread *t, int64_t us)
{
	count(t->ended, 1);
	count(t->us_sum, us);
	for (size_t i = 0; i < ARRAY_LEN(http_bucket_ms); i++)
		if (us <= http_bucket_ms[i] * (int64_t)1000) {
			count(t->bucket[i], 1);
			return;
		}
}

void
figures_reply(struct http_thread *t, int status, int64_t bytes)
{
	count(t->bytes_out, bytes);
	if (status >= 100 && status < 600)
		count(t->by_class[status / 100], 1);
}

void
http_figures(struct http_server *s, struct http_figures *out)
{
	*out = (struct http_figures){ 0 };
	int64_t ended = 0;
	pthread_mutex_lock(&s->lock);
	for (struct http_thread *t = s->threads; t != NULL; t = t->next) {
		ended += read(t->ended); /* before begun, so that in_flight is never below zero */
		out->requests += read(t->begun);
		out->bytes_out += read(t->bytes_out);
		out->us_sum += read(t->us_sum);
		for (size_t i = 0; i < ARRAY_LEN(out->by_class); i++)
			out->by_class[i] += read(t->by_class[i]);
		for (size_t i = 0; i < ARRAY_LEN(out->bucket); i++)
			out->bucket[i] += read(t->bucket[i]);
	}
	pthread_mutex_unlock(&s->lock);
	out->in_flight = out->requests - ended;
	out->suspended = atomic_load(&s->suspended);
}
