/* The slow pool: threads for handlers that take long (password hash, PDF). The event thread hands a request over and
 * goes on; the slow thread holds it (http_wait.c) until the handler has returned. */
#include "platform/http/http_priv.h"

/* In an event thread, when a slow handler has ended. */
static enum status
slow_finish(struct cx *cx UNUSED, struct req *rq, struct resp *rs UNUSED, void *arg UNUSED)
{
	return rq->slow_status;
}

enum status
slow_push(struct req *rq)
{
	struct slow_pool *pool = &rq->server->slow;
	pthread_mutex_lock(&pool->lock);
	if (pool->waiting >= HTTP_SLOW_WAITING_MAX) {
		pthread_mutex_unlock(&pool->lock);
		return fail(&rq->cx, ST_BUSY, "http.slow_full", "%d requests wait", HTTP_SLOW_WAITING_MAX);
	}
	wait_hold(rq);
	rq->slow_next = NULL;
	if (pool->last != NULL)
		pool->last->slow_next = rq;
	else
		pool->first = rq;
	pool->last = rq;
	pool->waiting++;
	pthread_cond_signal(&pool->wake);
	pthread_mutex_unlock(&pool->lock);
	return ST_SUSPENDED;
}

/* NULL when the pool stops and nothing waits any more. */
static struct req *
slow_take(struct slow_pool *pool)
{
	pthread_mutex_lock(&pool->lock);
	while (pool->first == NULL && !pool->stop)
		pthread_cond_wait(&pool->wake, &pool->lock);
	struct req *rq = pool->first;
	if (rq != NULL) {
		pool->first = rq->slow_next;
		if (pool->first == NULL)
			pool->last = NULL;
		pool->waiting--;
	}
	pthread_mutex_unlock(&pool->lock);
	return rq;
}

static void
slow_serve(struct http_server *s, struct req *rq)
{
	rq->cx.db = http_thread_here(s)->db;
	enum status st = rq->route->fn(&rq->cx, rq, &rq->rs);
	http_thread_rest(s);
	if (st == ST_SUSPENDED) {
		wait_release(rq, NULL, NULL); /* whoever resumes says how it ends */
		return;
	}
	wait_take_back(rq);
	rq->slow_status = st;
	wait_release(rq, slow_finish, NULL);
}

static void *
slow_main(void *arg)
{
	struct http_server *s = arg;
	pthread_setname_np(pthread_self(), "http-slow");
	for (struct req *rq; (rq = slow_take(&s->slow)) != NULL;)
		slow_serve(s, rq);
	return NULL;
}

void
slow_start(struct http_server *s, int threads)
{
	struct slow_pool *pool = &s->slow;
	assert_always(threads > 0 && threads <= (int)ARRAY_LEN(pool->thread));
	pthread_mutex_init(&pool->lock, NULL);
	pthread_cond_init(&pool->wake, NULL);
	for (int i = 0; i < threads; i++, pool->n_threads++)
		assert_always(pthread_create(&pool->thread[i], NULL, slow_main, s) == 0);
}

void
slow_stop(struct http_server *s)
{
	struct slow_pool *pool = &s->slow;
	pthread_mutex_lock(&pool->lock);
	pool->stop = true;
	pthread_cond_broadcast(&pool->wake);
	pthread_mutex_unlock(&pool->lock);
	for (int i = 0; i < pool->n_threads; i++)
		pthread_join(pool->thread[i], NULL);
	pthread_mutex_destroy(&pool->lock);
	pthread_cond_destroy(&pool->wake);
}
