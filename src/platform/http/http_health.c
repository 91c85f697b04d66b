/* /healthz. Answered inline by an event thread, before routing, permission and the database: what is said was found
 * by the caller's own thread (settled.md 8), so it is said also while PostgreSQL hangs. It cannot answer when every
 * event thread is stuck in a handler; handlers therefore wait only by http_suspend or in the slow pool. */
#include "platform/http/http_priv.h"

enum { HEALTH_MAX = 64 * 1024 };

bool
health_serves(const struct req *rq)
{
	return rq->server->o.health != NULL && cstr_eq(rq->path, "/healthz") &&
	       (cstr_eq(rq->method, "GET") || cstr_eq(rq->method, "HEAD"));
}

enum status
health_answer(struct req *rq)
{
	struct buf out;
	buf_init(&out, rq->cx.arena, HEALTH_MAX);
	resp_status(&rq->rs, rq->server->o.health(&out, rq->server->o.arg));
	resp_header(&rq->rs, "Cache-Control", "no-store");
	resp_body(&rq->rs, "application/json", buf_str(&out));
	return ST_OK;
}
