/* What each thread that runs handlers has for itself: a database connection, arenas to use again, a gzip stream,
 * figures. libmicrohttpd starts the event threads, so a part is made at first use and ended by the thread's own
 * clean-up; its figures stay until the server is freed. */
#include "platform/http/http_priv.h"

static _Thread_local struct http_thread *here;
static pthread_key_t key;
static pthread_once_t key_once = PTHREAD_ONCE_INIT;

static void
thread_end(void *arg)
{
	struct http_thread *t = arg;
	if (t->db != NULL && t->server->o.thread_close != NULL)
		t->server->o.thread_close(t->db, t->server->o.arg);
	while (t->n_spare > 0)
		arena_free(t->spare[--t->n_spare]);
	gzip_thread_end(t->gzip);
	t->gzip = NULL;
	t->db = NULL;
	here = NULL;
}

static void
key_make(void)
{
	assert_always(pthread_key_create(&key, thread_end) == 0);
}

struct http_thread *
http_thread_peek(void)
{
	return here;
}

struct http_thread *
http_thread_here(struct http_server *s)
{
	if (here != NULL)
		return here;
	pthread_once(&key_once, key_make);
	/* Not in the server's arena: threads come at any moment, and each wants cache lines of its own. */
	struct http_thread *t = aligned_alloc(64, (sizeof *t + 63) / 64 * 64);
	assert_always(t != NULL);
	memset(t, 0, sizeof *t);
	t->server = s;
	if (s->o.thread_open != NULL)
		t->db = s->o.thread_open(s->o.arg);
	pthread_mutex_lock(&s->lock);
	t->next = s->threads;
	s->threads = t;
	pthread_mutex_unlock(&s->lock);
	pthread_setspecific(key, t);
	here = t;
	return t;
}

struct arena *
thread_arena_take(struct http_thread *t)
{
	return t->n_spare > 0 ? t->spare[--t->n_spare] : arena_new(HTTP_ARENA_MAX);
}

void
thread_arena_give(struct arena *a)
{
	if (here == NULL || here->n_spare == THREAD_ARENAS_MAX) {
		arena_free(a);
		return;
	}
	arena_reset(a);
	here->spare[here->n_spare++] = a;
}

void
threads_free(struct http_server *s)
{
	for (struct http_thread *t = s->threads, *next; t != NULL; t = next) {
		next = t->next;
		free(t);
	}
	s->threads = NULL;
}

void
http_thread_rest(struct http_server *s)
{
	struct db_conn *db = http_thread_here(s)->db;
	if (s->o.thread_rest != NULL && db != NULL)
		s->o.thread_rest(db);
}
