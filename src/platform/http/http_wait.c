/* Requests that wait: for the writer (http_suspend, http_resume) or in the slow pool.
 *
 * rq->holds counts who must let go before the connection runs on: the event thread that is still inside the handler,
 * the one who will call http_resume, a slow thread. The last to let go resumes the connection; when the event thread
 * finds that all others were faster, the connection is never suspended at all and the reply goes out at once.
 * libmicrohttpd neither reads nor closes a suspended connection, so the request lives until then, client or not. */
#include "platform/http/http_priv.h"

void
wait_hold(struct req *rq)
{
	if (atomic_load(&rq->holds) == 0)
		atomic_store(&rq->holds, 1); /* the event thread's own */
	atomic_fetch_add(&rq->holds, 1);
	atomic_fetch_add(&rq->server->suspended, 1);
}

void
wait_release(struct req *rq, http_finish *fn, void *arg)
{
	struct http_server *s = rq->server;
	struct MHD_Connection *conn = rq->conn;
	if (fn != NULL) {
		rq->finish = fn;
		rq->finish_arg = arg;
	}
	/* After this rq may be gone, unless we were the last. s lives while suspended is above 0. */
	if (atomic_fetch_sub(&rq->holds, 1) == 1)
		MHD_resume_connection(conn);
	atomic_fetch_sub(&s->suspended, 1);
}

enum status
http_suspend(struct req *rq)
{
	assert_always(!rq->asked);
	rq->asked = true;
	wait_hold(rq);
	return ST_SUSPENDED;
}

void
http_resume(struct req *rq, http_finish *fn, void *arg)
{
	assert_always(fn != NULL);
	wait_release(rq, fn, arg);
}

void
wait_take_back(struct req *rq)
{
	if (!rq->asked)
		return;
	rq->asked = false;
	atomic_fetch_sub(&rq->holds, 1);
	atomic_fetch_sub(&rq->server->suspended, 1);
}

/* In the event thread, with ST_SUSPENDED in hand: true when the reply can be finished at once. */
static bool
all_let_go(struct req *rq)
{
	if (atomic_load(&rq->holds) == 1)
		return true;
	rq->phase = PHASE_WAITING;
	MHD_suspend_connection(rq->conn);
	if (atomic_fetch_sub(&rq->holds, 1) == 1)
		MHD_resume_connection(rq->conn);
	return false;
}

static enum status
finish(struct req *rq)
{
	http_finish *fn = rq->finish;
	assert_always(fn != NULL);
	atomic_store(&rq->holds, 0);
	rq->finish = NULL;
	rq->asked = false;
	struct http_server *s = rq->server;
	rq->cx.db = http_thread_here(s)->db;
	enum status st = fn(&rq->cx, rq, &rq->rs, rq->finish_arg);
	http_thread_rest(s);
	return st;
}

enum MHD_Result
wait_settle(struct req *rq, enum status st)
{
	while (st == ST_SUSPENDED) {
		assert_always(atomic_load(&rq->holds) > 0); /* ST_SUSPENDED without http_suspend */
		if (!all_let_go(rq))
			return MHD_YES;
		st = finish(rq);
	}
	wait_take_back(rq);
	atomic_store(&rq->holds, 0);
	return req_answer(rq, st);
}

enum MHD_Result
wait_go_on(struct req *rq)
{
	return wait_settle(rq, finish(rq));
}
