/* HTTP: routes, limits, bodies, replies. Handlers know struct req and struct resp, never libmicrohttpd.
 *
 * Event threads (epoll) parse, match a route, gather the body under the route's cap and call the handler inline.
 * A handler that must wait suspends the request (http_suspend) and hands http_resume a function that finishes it;
 * a route flagged HTTP_SLOW runs in the slow pool. */
#ifndef PLATFORM_HTTP_HTTP_H
#define PLATFORM_HTTP_HTTP_H

#include "base/base.h"

struct http_server;
struct req;
struct resp;

typedef enum status http_handler(struct cx *cx, struct req *rq, struct resp *rs);

enum http_flags {
	HTTP_SLOW = 1 << 0,      /* password hash, PDF, big upload: the slow pool */
	HTTP_MULTIPART = 1 << 1, /* may carry files */
	HTTP_JSON = 1 << 2,      /* errors are problem+json, body is raw JSON, no CSRF by cookie */
	HTTP_NO_CSRF = 1 << 3,   /* a POST that changes nothing and needs no session (platform/web looks at it) */
};

struct route {
	const char *method;     /* "GET" (serves HEAD too) or "POST" */
	const char *path;       /* "/thu-tuc/:code"; `:name` is one segment, a last `*name` takes the rest */
	const char *permission; /* "PUBLIC", "ACCOUNT" (any citizen signed in), "OFFICER", or a permission's name */
	http_handler *fn;
	const char *fn_name;    /* for `motcua routes` */
	const char *file;
	unsigned flags;         /* enum http_flags */
	size_t body_max;        /* 0: HTTP_BODY_MAX */
};
#define ROUTE(m, p, perm, f, ...) \
	{ .method = m, .path = p, .permission = perm, .fn = f, .fn_name = #f, .file = __FILE__, __VA_ARGS__ }

/* Limits at the edge, together (settled.md 12). */
enum {
	HTTP_BODY_MAX = 256 * 1024,          /* without files */
	HTTP_BODY_FILES_MAX = 52 * 1024 * 1024,
	HTTP_DRAIN_MAX = 64 * 1024 * 1024,   /* a body over its cap is read up to here, then 413 */
	HTTP_FIELDS_MAX = 1000,
	HTTP_FIELD_NAME_MAX = 128,
	HTTP_FILES_MAX = 20,                 /* file inputs left empty are no files */
	HTTP_FILE_MAX = 10 * 1024 * 1024,
	HTTP_HEADER_MAX = 16 * 1024,
	HTTP_URL_MAX = 4 * 1024,
	HTTP_IDLE_SECONDS = 30,
	HTTP_BODY_SECONDS = 600,             /* a body that takes longer is cut off */
	HTTP_SLOW_WAITING_MAX = 256,         /* requests waiting for the slow pool, then ST_BUSY */
	HTTP_ARENA_MAX = 64 * 1024 * 1024,
};

struct http_file {
	struct str field;        /* name of the form field */
	struct str name;         /* as the client called it; cleaned: no path, no control characters */
	const char *path;        /* temporary file, removed at the end of the request unless taken (http_file_keep) */
	int64_t size;
	char sha256[65];         /* hex, computed as it came */
	bool too_large;          /* over HTTP_FILE_MAX: size counts on, the content is dropped, sha256 is "" */
	bool kept;               /* http_file_keep was called */
};

/* --- request ---------------------------------------------------------------------------------------- */
const char *req_method(const struct req *rq);            /* as it came: "GET", "HEAD", "POST" */
const char *req_path(const struct req *rq);              /* without language prefix and query, decoded */
const char *req_url(const struct req *rq);               /* path and query as it came */
struct str req_param(const struct req *rq, const char *name);  /* `:name` of the route, decoded */
struct str req_query(const struct req *rq, const char *name);  /* first value in the query; empty when absent */
bool req_has_query(const struct req *rq, const char *name);
struct str req_field(const struct req *rq, const char *name);  /* first value in the body, NFC, UTF-8 checked */
bool req_has_field(const struct req *rq, const char *name);
size_t req_fields(const struct req *rq);
void req_field_at(const struct req *rq, size_t i, struct str *name, struct str *value);
size_t req_files(const struct req *rq);
struct http_file *req_file_at(const struct req *rq, size_t i);
/* The caller takes the temporary file: it renames or removes path itself. */
void http_file_keep(struct http_file *f);
struct str req_header(const struct req *rq, const char *name);
struct str req_cookie(const struct req *rq, const char *name);
struct str req_body(const struct req *rq);               /* raw, for HTTP_JSON; not checked for UTF-8 */
const char *req_address(const struct req *rq);           /* client, through trusted proxies only */
bool req_secure(const struct req *rq);                   /* TLS at a trusted proxy (X-Forwarded-Proto) */
const struct route *req_route(const struct req *rq);     /* NULL when nothing matched (on_error only) */
bool req_is_partial(const struct req *rq);               /* X-Partial was sent */
void *req_user(const struct req *rq);                    /* platform/web's context */
void req_set_user(struct req *rq, void *user);

/* --- reply ------------------------------------------------------------------------------------------
 * Every reply gets the security headers, X-Request-Id, and `Cache-Control: private, no-cache` unless the handler has
 * put a header of the same name. */
void resp_status(struct resp *rs, int http_status);
void resp_header(struct resp *rs, const char *name, const char *value); /* both are copied; without line breaks */
/* name=value with Path=/, HttpOnly, SameSite=Lax, Secure when the request was; max_age 0 ends it, -1 is a session's. */
void resp_cookie(struct resp *rs, const char *name, struct str value, int max_age);
/* Content lives in the request's arena (or longer). Compressed by the server when the client accepts it and the
 * type is text (zlib level 1, settled.md 11). */
void resp_body(struct resp *rs, const char *content_type, struct str body);
/* As resp_body, with ready-made copies for clients that accept them. */
void resp_body_ready(struct resp *rs, const char *content_type, struct str body, struct str gzip, struct str br);
/* Such a copy, for who keeps a page: gzip of s in a; empty when it would not be smaller. In a handler only. */
struct str resp_gzip(struct arena *a, struct str s);
/* A file from disk, sent as attachment or inline, with its clean name. */
void resp_file(struct resp *rs, const char *content_type, const char *path, const char *download_name, bool attachment);
/* 303. location is a path of ours: what is not `/…` (or is `//…`) becomes "/", so that no form field can send a
 * person elsewhere. */
void resp_redirect(struct resp *rs, const char *location);

/* --- waiting ---------------------------------------------------------------------------------------- */
/* From a handler: the reply comes later. Return the ST_SUSPENDED it gives, and touch cx and rq no more after they
 * were handed over. Returning anything else takes it back; then nobody may call http_resume. */
enum status http_suspend(struct req *rq);
/* From any thread, once for each http_suspend, also before the handler has returned: `fn` finishes the reply in an
 * event thread (cx is the handler's, with that thread's cx->db); it may suspend again. The caller touches rq and its
 * arena no more. A client that has gone meanwhile changes nothing until here; then fn may be left out, so fn frees
 * nothing that the arena does not free. */
typedef enum status http_finish(struct cx *cx, struct req *rq, struct resp *rs, void *arg);
void http_resume(struct req *rq, http_finish *fn, void *arg);

/* --- server ----------------------------------------------------------------------------------------- */
struct http_options {
	const char *listen;            /* "127.0.0.1:8080", "[::1]:0"; port 0 picks one */
	int threads;                   /* event threads; 0: as many as cores */
	int slow_threads;              /* 0: 2 */
	const char *trusted_proxies;   /* "127.0.0.1,10.0.0.0/8"; NULL: none */
	const char *temp_dir;          /* for uploads; our files there over an hour old are removed at start */
	const struct route *const *routes; /* NULL-ended array of arrays, each ended by method NULL */
	/* Called before the handler in the event thread: who asks, may they, CSRF. Other than ST_OK ends in `on_error`. */
	http_handler *before;
	/* Renders any failure: error page or problem+json. rs comes cleared, with the HTTP status set (it may be
	 * changed, but for 400, 405, 414, 415 and 431 which are decided here). The reason stands in cx->fault and
	 * has been logged. `before` has not run for: unknown address, wrong method, a body that was refused. */
	void (*on_error)(struct cx *cx, struct req *rq, struct resp *rs, enum status st);
	/* Called once in each thread that runs handlers, at its first request; what it returns becomes cx->db. */
	struct db_conn *(*thread_open)(void *arg);
	void (*thread_close)(struct db_conn *c, void *arg);
	/* Called after each handler and each http_finish, in the thread that ran it, with that thread's connection: a
	 * handler that failed half-way may have left a result open. May be NULL. */
	void (*thread_rest)(struct db_conn *c);
	void *arg;
	/* Answers GET /healthz inline, before routing: writes a JSON body, returns the HTTP status. It must not block:
	 * the caller keeps the state fresh in a thread of its own (settled.md 8). NULL: no such address. */
	int (*health)(struct buf *out, void *arg);
};
/* routes and what o points at live as long as the server. SIGPIPE is ignored from here on. Fails with ST_INVALID
 * (http.listen_address, http.trusted_proxies) or ST_CONFLICT (http.listen: the port is taken). */
MUST_CHECK enum status http_start(struct cx *cx, const struct http_options *o, struct http_server **out);
int http_port(const struct http_server *s);
/* Stops accepting, lets running requests end (up to 10 s), frees. Whoever resumes requests (the writer) is stopped
 * after this. When a request is still suspended after that time, the server is left as it is, with a log line. */
void http_stop(struct http_server *s);

struct http_figures {
	int64_t requests, in_flight, suspended, bytes_out; /* bytes of bodies as sent */
	int64_t us_sum;      /* time from the head of a request to the end of its reply, summed */
	int64_t by_class[6]; /* [2] counts 2xx … */
	int64_t bucket[12];  /* requests above the bound before and up to http_bucket_ms[i]; slower ones in none */
};
extern const int http_bucket_ms[12];
void http_figures(struct http_server *s, struct http_figures *out);

#endif
