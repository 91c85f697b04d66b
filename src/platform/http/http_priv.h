/* Shared inside platform/http. */
#ifndef PLATFORM_HTTP_HTTP_PRIV_H
#define PLATFORM_HTTP_HTTP_PRIV_H

#include <microhttpd.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>

#include "platform/http/http.h"
#include "platform/crypt/hash.h"

/* --- fields and bodies (http_body.c, http_multipart.c) ------------------------------------------------ */
struct field {
	struct str name, value;
};

struct fields {
	struct field *p;
	size_t n, room;
};

struct files {
	struct http_file *p;
	size_t n, room;
};

enum body_kind { BODY_NONE, BODY_FORM, BODY_MULTIPART, BODY_RAW };

/* A body as it comes. Pieces of any size give the same result. */
struct body {
	struct cx *cx;
	enum body_kind kind;
	size_t cap;        /* more is ST_TOO_LARGE; counted on, not stored */
	size_t got;
	enum status st;    /* the first failure; after it pieces are only counted */
	struct buf raw;    /* BODY_FORM, BODY_RAW */
	struct multipart *mp;
	struct fields fields;
	struct files files;
	const char *temp_dir;
};

/* cx->arena holds all. content_type gives the boundary of BODY_MULTIPART; without one b->st is set. */
void body_begin(struct body *b, struct cx *cx, enum body_kind kind, size_t cap, const char *content_type,
		const char *temp_dir);
void body_add(struct body *b, const char *p, size_t n);
/* Reads what was gathered; the status of the whole. */
enum status body_end(struct body *b);
/* Closes and removes temporary files nobody has kept. To be called once, whatever happened. */
void body_close(struct body *b);
/* Removes what a killed process has left: temporary files over an hour old. */
void body_remove_leftovers(const char *temp_dir);

/* name=value&… into fields: percent and plus decoded, UTF-8 checked, NFC. Values may point into text. */
enum status form_read(struct cx *cx, struct str text, struct fields *out);
/* One more field, checked and in NFC; ST_INVALID when it may not be. */
enum status field_put(struct cx *cx, struct fields *out, struct str name, struct str value);
const struct field *field_find(const struct fields *f, const char *name);
/* %xx decoded, with plus also + as a blank. The view itself when there is nothing to do; false for a bad escape. */
bool percent_decode(struct arena *a, struct str s, bool plus, struct str *out);
/* The parameter of a header value such as `multipart/form-data; boundary="x"`; false when absent. */
bool header_param(struct arena *a, struct str value, const char *name, struct str *out);

struct multipart *multipart_new(struct body *b, const char *content_type);
void multipart_add(struct multipart *m, const char *p, size_t n);
void multipart_end(struct multipart *m);
void multipart_close(struct multipart *m);

/* --- addresses (http_addr.c) -------------------------------------------------------------------------- */
struct net {
	struct in6_addr base; /* IPv4 as ::ffff:a.b.c.d */
	int bits;
};

struct nets {
	struct net *p;
	size_t n, room;
};

bool addr_parse(struct str s, struct in6_addr *out);
void addr_text(const struct in6_addr *a, char out[INET6_ADDRSTRLEN]);
void addr_of_socket(const struct sockaddr *sa, struct in6_addr *out);
/* "127.0.0.1,10.0.0.0/8, ::1"; NULL and "" give none. */
bool nets_parse(struct arena *a, const char *text, struct nets *out);
bool nets_have(const struct nets *n, const struct in6_addr *a);
/* "127.0.0.1:80", "[::1]:0". */
bool listen_parse(const char *text, struct sockaddr_storage *out);
/* The client of X-Forwarded-For: the rightmost address that is no proxy of ours; peer when it says nothing usable. */
struct in6_addr forwarded_client(const struct nets *trusted, struct str list, struct in6_addr peer);

/* --- routes (http_route.c) ---------------------------------------------------------------------------- */
enum { ROUTE_PARAMS_MAX = 8, ROUTE_SEGMENTS_MAX = 24 };
enum { METHOD_GET, METHOD_POST, METHOD_N };

/* A route as it matches: names of its parameters in their order. */
struct route_at {
	const struct route *route;
	const char *name[ROUTE_PARAMS_MAX];
	int n_names;
};

struct route_node;
/* Aborts on two routes of one method and path, and on a method other than GET and POST: our mistakes. */
struct route_node *route_compile(struct arena *a, const struct route *const *routes);

struct route_found {
	const struct route_at *at; /* NULL: none */
	unsigned allowed;          /* bits 1 << METHOD_… of routes whose path matches */
	struct str value[ROUTE_PARAMS_MAX];
};
/* path: decoded segments; rest: for each segment what stands from there to the end, decoded. */
void route_match(const struct route_node *root, const struct str *segment, const struct str *rest, int n,
		 int method, struct route_found *out);

/* --- reply (http_resp.c, http_gzip.c) ------------------------------------------------------------------ */
struct resp_header {
	const char *name, *value;
};

struct resp {
	struct req *rq;
	int status;
	struct {
		struct resp_header *p;
		size_t n, room;
	} headers;
	const char *type; /* NULL: no body was put */
	struct str body, gzip, br;
	const char *file, *download;
	bool attachment;
};

void resp_clear(struct resp *rs);
/* Sends; false when a file cannot be read or the library refuses. */
bool resp_queue(struct resp *rs);
/* Does Accept-Encoding allow coding ("gzip", "br")? NULL accepts nothing. */
bool accepts(const char *accept, const char *coding);
/* Empty when it failed or gave nothing. Uses the thread's own stream. */
struct str gzip_text(struct arena *a, struct str s);
void gzip_thread_end(void *stream);

/* --- request ------------------------------------------------------------------------------------------- */
enum phase { PHASE_HEAD, PHASE_BODY, PHASE_WAITING, PHASE_DONE };

struct req {
	struct cx cx;
	struct resp rs;
	struct http_server *server;
	struct http_thread *thread; /* whose figures count it */
	struct MHD_Connection *conn;
	enum phase phase;
	bool asked;                 /* http_suspend was called by the handler that runs */
	bool secure;
	const char *method, *url, *path;
	int64_t begun;              /* time_mono */
	int http_status;            /* what the reply's status must be; 0: as the handler says */
	const struct route *route;
	struct route_found found;
	struct fields query;
	enum status head_status;    /* of head_read */
	struct body body;
	void *user;

	/* How many must let go before the connection runs on: see http_wait.c. */
	_Atomic int holds;
	http_finish *finish;
	void *finish_arg;
	enum status slow_status;
	struct req *slow_next;
};

/* What is kept about a connection. */
struct conn {
	struct in6_addr peer;
	char address[INET6_ADDRSTRLEN];
	bool trusted; /* the peer is a proxy of ours */
};

/* --- server, threads ----------------------------------------------------------------------------------- */
enum { THREAD_ARENAS_MAX = 64 };

struct http_thread {
	struct http_server *server;
	struct http_thread *next;
	struct db_conn *db;
	struct arena *spare[THREAD_ARENAS_MAX];
	int n_spare;
	void *gzip; /* z_stream, made at first use */
	_Atomic int64_t begun, ended, bytes_out, us_sum, by_class[6], bucket[12];
};

struct slow_pool {
	pthread_mutex_t lock;
	pthread_cond_t wake;
	struct req *first, *last;
	int waiting, n_threads;
	bool stop;
	pthread_t thread[64];
};

struct http_server {
	struct http_options o;
	struct arena *arena;
	struct route_node *routes;
	struct nets trusted;
	struct MHD_Daemon *daemon;
	int port;
	_Atomic bool stopping; /* each reply closes its connection */
	_Atomic bool closing;  /* no more requests are begun */
	_Atomic int64_t suspended;
	pthread_mutex_t lock; /* threads */
	struct http_thread *threads;
	struct slow_pool slow;
};

/* This thread's part, made at first call. */
struct http_thread *http_thread_here(struct http_server *s);
/* After a handler or a finish ran in this thread. The request may be another thread's by now: it is not looked at. */
void http_thread_rest(struct http_server *s);
/* NULL in a thread that has none (the one that stops the server). */
struct http_thread *http_thread_peek(void);
struct arena *thread_arena_take(struct http_thread *t);
void thread_arena_give(struct arena *a);
void threads_free(struct http_server *s);
void figures_begun(struct http_thread *t);
void figures_ended(struct http_thread *t, int64_t us);
void figures_reply(struct http_thread *t, int status, int64_t bytes);

/* One more who must let go; taken before the request is handed on (http_wait.c). */
void wait_hold(struct req *rq);
/* Lets go; fn, unless NULL, finishes the reply. rq may be gone afterwards. */
void wait_release(struct req *rq, http_finish *fn, void *arg);
/* The handler suspended and then failed after all: nobody will resume. The caller's own hold stays. */
void wait_take_back(struct req *rq);
/* In the event thread: what the handler gave, until the request is answered or parked; then after a resume. */
enum MHD_Result wait_settle(struct req *rq, enum status st);
enum MHD_Result wait_go_on(struct req *rq);

/* ST_SUSPENDED, or ST_BUSY when too many wait. */
enum status slow_push(struct req *rq);
void slow_start(struct http_server *s, int threads);
/* After what waits has been served. */
void slow_stop(struct http_server *s);

/* Answers now: the reply as it stands, or the failure's (http.c). */
enum MHD_Result req_answer(struct req *rq, enum status st);

/* Address, path, query, route: what the head of a request says (http_head.c). Other than ST_OK: rq->http_status
 * may be set. */
enum status head_read(struct req *rq);
bool head_wants_body(const struct req *rq);

bool health_serves(const struct req *rq);
enum status health_answer(struct req *rq);

#endif
