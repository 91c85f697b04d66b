#include <errno.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include "platform/http/http_priv.h"

enum {
	SERVER_ARENA = 16 * 1024 * 1024,
	CONNECTIONS_MAX = 8192,
	FILES_OURS = 128,         /* descriptors for database, log and uploads */
	CONNECTION_MEMORY = 32 * 1024,
	STOP_SECONDS = 10,
};

/* --- one request ---------------------------------------------------------------------------------------- */

/* 13 digits of base32 without i, l, o, u: easy to read out on the phone. */
static const char *
request_id(struct arena *a)
{
	static const char digits[] = "0123456789abcdefghjkmnpqrstvwxyz";
	char *to = arena_alloc(a, 14);
	uint64_t id = (uint64_t)id_next();
	for (int i = 12; i >= 0; i--, id >>= 5)
		to[i] = digits[id & 31];
	return to;
}

/* Called at the request line, with the address as it came; what it returns is handed to the other call-backs. */
static void *
on_begin(void *cls, const char *uri, struct MHD_Connection *conn)
{
	struct http_server *s = cls;
	struct http_thread *t = http_thread_here(s);
	struct arena *a = thread_arena_take(t);
	struct req *rq = arena_new_one(a, struct req);
	rq->server = s;
	rq->thread = t;
	rq->conn = conn;
	rq->begun = time_mono();
	rq->cx = (struct cx){ .arena = a, .now = time_now(), .lang = LANG_VI, .db = t->db, .address = "" };
	rq->cx.who.name = "";
	rq->cx.request_id = request_id(a);
	rq->rs.rq = rq;
	resp_clear(&rq->rs);
	rq->url = arena_strdup(a, uri);
	rq->path = "";
	figures_begun(t);
	return rq;
}

static void
on_end(void *cls UNUSED, struct MHD_Connection *conn UNUSED, void **req_cls,
       enum MHD_RequestTerminationCode why UNUSED)
{
	struct req *rq = *req_cls;
	if (rq == NULL)
		return;
	*req_cls = NULL;
	assert_always(atomic_load(&rq->holds) == 0);
	body_close(&rq->body);
	figures_ended(rq->thread, time_mono() - rq->begun);
	thread_arena_give(rq->cx.arena);
}

/* An error page, or a line of text where the program has none. */
static void
put_error(struct req *rq, enum status st)
{
	struct cx *cx = &rq->cx;
	if (cx->fault.code == NULL)
		fail(cx, st, "http.unknown", "no reason was recorded");
	if (st != ST_NOT_FOUND)
		log_fault(cx, "http");
	resp_clear(&rq->rs);
	resp_status(&rq->rs, rq->http_status != 0 ? rq->http_status : status_http(st));
	if (rq->server->o.on_error != NULL)
		rq->server->o.on_error(cx, rq, &rq->rs, st);
	else
		resp_body(&rq->rs, "text/plain; charset=utf-8", str_of(tr(cx->lang, cx->fault.code)));
	if (rq->http_status != 0)
		resp_status(&rq->rs, rq->http_status);
	if (rq->http_status == 405)
		resp_header(&rq->rs, "Allow",
			    rq->found.allowed == 1U << METHOD_POST  ? "POST"
			    : rq->found.allowed == 1U << METHOD_GET ? "GET, HEAD"
								    : "GET, HEAD, POST");
}

enum MHD_Result
req_answer(struct req *rq, enum status st)
{
	rq->phase = PHASE_DONE;
	if (st != ST_OK)
		put_error(rq, st);
	if (resp_queue(&rq->rs))
		return MHD_YES;
	if (rq->rs.file == NULL)
		return MHD_NO;
	put_error(rq, fail(&rq->cx, ST_INTERNAL, "http.file", "%s: errno %d", rq->rs.file, errno));
	return resp_queue(&rq->rs) ? MHD_YES : MHD_NO;
}

/* The whole request is here. */
static enum status
serve(struct req *rq)
{
	struct cx *cx = &rq->cx;
	struct http_server *s = rq->server;
	TRY(rq->head_status);
	if (health_serves(rq))
		return health_answer(rq);
	if (rq->route == NULL)
		return ST_OK; /* a redirect stands ready */
	TRY(body_end(&rq->body));
	if (rq->body.kind == BODY_NONE && rq->body.got > 0 && head_wants_body(rq)) {
		rq->http_status = MHD_HTTP_UNSUPPORTED_MEDIA_TYPE;
		return fail(cx, ST_INVALID, "http.content_type", "a body of a kind the route does not take");
	}
	enum status st = s->o.before != NULL ? s->o.before(cx, rq, &rq->rs) : ST_OK;
	if (st == ST_OK && (rq->route->flags & HTTP_SLOW) == 0)
		st = rq->route->fn(cx, rq, &rq->rs);
	else if (st == ST_OK)
		return slow_push(rq);
	http_thread_rest(s);
	return st;
}

static const char *
known_method(struct req *rq, const char *method)
{
	static const char *const known[] = { "GET", "POST", "HEAD" };
	for (size_t i = 0; i < ARRAY_LEN(known); i++)
		if (cstr_eq(known[i], method))
			return known[i];
	return arena_strdup(rq->cx.arena, method);
}

/* A length announced beyond what is drained, or two ways to say the length (request smuggling): answered now, which
 * makes the library close the connection. */
static enum MHD_Result
take_head(struct req *rq, const char *method)
{
	rq->method = known_method(rq, method);
	rq->phase = PHASE_BODY;
	rq->head_status = head_read(rq);
	struct str length = req_header(rq, MHD_HTTP_HEADER_CONTENT_LENGTH);
	if (length.n == 0)
		return MHD_YES;
	int64_t n;
	if (!str_i64(length, &n) || n < 0 || req_header(rq, MHD_HTTP_HEADER_TRANSFER_ENCODING).n > 0) {
		rq->http_status = MHD_HTTP_BAD_REQUEST;
		return req_answer(rq, fail(&rq->cx, ST_INVALID, "http.length", "an unclear length"));
	}
	if (n > HTTP_DRAIN_MAX)
		return req_answer(rq, fail(&rq->cx, ST_TOO_LARGE, "http.too_large", "a body of %lld bytes",
					   (long long)n));
	return MHD_YES;
}

static enum MHD_Result
take_body(struct req *rq, const char *p, size_t *n)
{
	body_add(&rq->body, p, *n);
	*n = 0;
	bool slow = time_mono() - rq->begun > HTTP_BODY_SECONDS * TIME_SECOND;
	return rq->body.got > HTTP_DRAIN_MAX || slow ? MHD_NO : MHD_YES;
}

static enum MHD_Result
on_request(void *cls, struct MHD_Connection *conn UNUSED, const char *url UNUSED, const char *method,
	   const char *version UNUSED, const char *upload, size_t *n_upload, void **req_cls)
{
	struct http_server *s = cls;
	struct req *rq = *req_cls;
	if (rq->phase == PHASE_HEAD)
		return take_head(rq, method);
	if (rq->phase == PHASE_BODY && *n_upload > 0)
		return take_body(rq, upload, n_upload);
	if (rq->phase == PHASE_BODY)
		return atomic_load(&s->closing) ? MHD_NO : wait_settle(rq, serve(rq));
	if (rq->phase == PHASE_WAITING)
		return wait_go_on(rq);
	return MHD_YES;
}

/* --- connections, the library's habits -------------------------------------------------------------------- */

static void
on_connection(void *cls, struct MHD_Connection *c, void **context, enum MHD_ConnectionNotificationCode code)
{
	struct http_server *s = cls;
	if (code == MHD_CONNECTION_NOTIFY_CLOSED) {
		free(*context);
		*context = NULL;
		return;
	}
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(c, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	struct conn *conn = calloc(1, sizeof *conn); /* lives with the connection, not with a request */
	assert_always(conn != NULL);
	if (info != NULL && info->client_addr != NULL)
		addr_of_socket(info->client_addr, &conn->peer);
	addr_text(&conn->peer, conn->address);
	conn->trusted = nets_have(&s->trusted, &conn->peer);
	*context = conn;
}

/* We decode the address as it came; the library shall not. */
static size_t
on_unescape(void *cls UNUSED, struct MHD_Connection *c UNUSED, char *s)
{
	return strlen(s);
}

static void __attribute__((format(printf, 2, 0)))
on_log(void *cls UNUSED, const char *fmt, va_list ap)
{
	char line[512];
	vsnprintf(line, sizeof line, fmt, ap);
	log_debug("http", "%s", line);
}

static unsigned
connections_max(void)
{
	struct rlimit limit;
	if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur < 2 * FILES_OURS)
		return FILES_OURS;
	rlim_t n = limit.rlim_cur - FILES_OURS;
	return n > CONNECTIONS_MAX ? CONNECTIONS_MAX : (unsigned)n;
}

static enum status
start_daemon(struct cx *cx, struct http_server *s, const struct sockaddr_storage *address)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);
	unsigned threads = s->o.threads > 0 ? (unsigned)s->o.threads : cores > 0 ? (unsigned)cores : 1;
	unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_TURBO | MHD_ALLOW_SUSPEND_RESUME |
			 MHD_USE_ERROR_LOG | (address->ss_family == AF_INET6 ? MHD_USE_IPv6 : 0);
	signal(SIGPIPE, SIG_IGN);
	s->daemon = MHD_start_daemon(
		flags, 0, NULL, NULL, on_request, s,
		MHD_OPTION_EXTERNAL_LOGGER, on_log, NULL,
		MHD_OPTION_SOCK_ADDR, address,
		MHD_OPTION_THREAD_POOL_SIZE, threads > 1 ? threads : 0,
		MHD_OPTION_CONNECTION_LIMIT, connections_max(),
		MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)HTTP_IDLE_SECONDS,
		MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_MEMORY,
		MHD_OPTION_LISTEN_BACKLOG_SIZE, 1024U,
		MHD_OPTION_STRICT_FOR_CLIENT, 1,
		MHD_OPTION_SIGPIPE_HANDLED_BY_APP, 1,
		MHD_OPTION_URI_LOG_CALLBACK, on_begin, s,
		MHD_OPTION_UNESCAPE_CALLBACK, on_unescape, NULL,
		MHD_OPTION_NOTIFY_COMPLETED, on_end, s,
		MHD_OPTION_NOTIFY_CONNECTION, on_connection, s,
		MHD_OPTION_END);
	if (s->daemon == NULL)
		return fail(cx, ST_CONFLICT, "http.listen", "%s: errno %d", s->o.listen, errno);
	const union MHD_DaemonInfo *info = MHD_get_daemon_info(s->daemon, MHD_DAEMON_INFO_BIND_PORT);
	s->port = info == NULL ? 0 : info->port;
	return ST_OK;
}

static void
server_free(struct http_server *s)
{
	threads_free(s);
	pthread_mutex_destroy(&s->lock);
	arena_free(s->arena);
}

enum status
http_start(struct cx *cx, const struct http_options *o, struct http_server **out)
{
	struct sockaddr_storage address;
	if (o->listen == NULL || !listen_parse(o->listen, &address))
		return fail(cx, ST_INVALID, "http.listen_address", "%s", o->listen ? o->listen : "");
	assert_always(o->routes != NULL && o->temp_dir != NULL);
	struct arena *a = arena_new(SERVER_ARENA);
	struct http_server *s = arena_new_one(a, struct http_server);
	s->arena = a;
	s->o = *o;
	pthread_mutex_init(&s->lock, NULL);
	if (!nets_parse(a, o->trusted_proxies, &s->trusted)) {
		server_free(s);
		return fail(cx, ST_INVALID, "http.trusted_proxies", "%s", o->trusted_proxies);
	}
	s->routes = route_compile(a, o->routes);
	body_remove_leftovers(o->temp_dir);
	slow_start(s, o->slow_threads > 0 ? o->slow_threads : 2);
	enum status st = start_daemon(cx, s, &address);
	if (st != ST_OK) {
		slow_stop(s);
		server_free(s);
		return st;
	}
	*out = s;
	return ST_OK;
}

int
http_port(const struct http_server *s)
{
	return s->port;
}

static bool
busy(struct http_server *s, bool suspended_only)
{
	struct http_figures f;
	http_figures(s, &f);
	return f.suspended > 0 || (!suspended_only && f.in_flight > 0);
}

static void
wait_idle(struct http_server *s, bool suspended_only)
{
	int64_t end = time_mono() + STOP_SECONDS * TIME_SECOND;
	while (busy(s, suspended_only) && time_mono() < end)
		usleep(2000);
}

void
http_stop(struct http_server *s)
{
	if (s == NULL)
		return;
	atomic_store(&s->stopping, true);
	int fd = MHD_quiesce_daemon(s->daemon);
	wait_idle(s, false);
	atomic_store(&s->closing, true);
	wait_idle(s, true);
	if (busy(s, true)) {
		log_error("http", "requests are still suspended; the server is left as it is");
		return;
	}
	MHD_stop_daemon(s->daemon);
	if (fd >= 0)
		close(fd);
	slow_stop(s);
	server_free(s);
}
