/* For the tests of this folder: a plain HTTP client over a socket, and a server with a given table of routes. */
#ifndef PLATFORM_HTTP_HTTP_TESTLIB_H
#define PLATFORM_HTTP_HTTP_TESTLIB_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#undef fail

#include <arpa/inet.h>
#include <dirent.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include "platform/http/http_priv.h"

struct reply {
	int status;
	char *head;
	struct str body;
};

static struct arena *test_arena;
static struct http_server *test_server;
static char test_dir[] = "/tmp/motcua-http-XXXXXX";

static inline int
dial(void)
{
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons((uint16_t)http_port(test_server)),
				  .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	assert_int_equal(connect(fd, (struct sockaddr *)&to, sizeof to), 0);
	int one = 1;
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
	/* A reply that never comes is a failed test, not a hung one. */
	struct timeval patience = { .tv_sec = 20 };
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
	return fd;
}

/* false: the server has closed. */
static inline bool
push(int fd, const char *p, size_t n)
{
	while (n > 0) {
		ssize_t put = send(fd, p, n, MSG_NOSIGNAL);
		if (put <= 0)
			return false;
		p += put;
		n -= (size_t)put;
	}
	return true;
}

static inline const char *
header(const struct reply *r, const char *name)
{
	struct str rest = str_of(r->head);
	while (rest.n > 0) {
		struct str line = str_cut(&rest, '\n'), key = str_cut(&line, ':');
		if (str_case_is(key, name))
			return str_cstr(test_arena, str_trim(line));
	}
	return NULL;
}

/* Reads one reply; status 0 when the connection ended before its head. 100 Continue is passed over. */
static inline struct reply
pull(int fd, bool no_body)
{
	struct buf in;
	buf_init(&in, test_arena, BUF_PAGE);
	struct reply r = { 0 };
	for (;;) {
		char c;
		if (recv(fd, &c, 1, 0) != 1)
			return r;
		buf_addc(&in, c);
		if (!str_ends(buf_str(&in), "\r\n\r\n"))
			continue;
		if (!str_starts(buf_str(&in), "HTTP/1.1 100"))
			break;
		buf_clear(&in);
	}
	r.head = arena_strdup(test_arena, buf_cstr(&in));
	int64_t n = 0;
	assert_true(str_i64(str_head(str_from(str_of(r.head), 9), 3), &n));
	r.status = (int)n;
	n = 0;
	cstr_i64(header(&r, "Content-Length"), &n);
	if (no_body || n == 0)
		return r;
	char *body = arena_alloc(test_arena, (size_t)n + 1);
	assert_int_equal(recv(fd, body, (size_t)n, MSG_WAITALL), n);
	r.body = (struct str){ body, (size_t)n };
	return r;
}

static inline struct reply
ask_on(int fd, const char *method, const char *path, const char *headers, struct str body)
{
	char *head = arena_printf(test_arena, "%s %s HTTP/1.1\r\nHost: a\r\n%s", method, path, headers);
	if (body.n > 0)
		head = arena_printf(test_arena, "%sContent-Length: %zu\r\n", head, body.n);
	head = arena_printf(test_arena, "%s\r\n", head);
	push(fd, head, strlen(head));
	push(fd, body.p, body.n);
	return pull(fd, cstr_eq(method, "HEAD"));
}

static inline struct reply
ask(const char *method, const char *path, const char *headers, struct str body)
{
	int fd = dial();
	struct reply r = ask_on(fd, method, path, headers, body);
	close(fd);
	return r;
}

static inline struct reply
get(const char *path)
{
	return ask("GET", path, "", (struct str){ 0 });
}

#define FORM "Content-Type: application/x-www-form-urlencoded\r\n"
#define BODY_IS(r, text) assert_string_equal(str_cstr(test_arena, (r).body), (text))

/* Files the server has left in its folder. */
static inline int
files_left(void)
{
	int n = 0;
	DIR *d = opendir(test_dir);
	assert_non_null(d);
	for (struct dirent *e; (e = readdir(d)) != NULL;)
		n += e->d_name[0] != '.';
	closedir(d);
	return n;
}

/* Waits for a state another thread brings about; false when it does not come. */
#define EVENTUALLY(cond)                                               \
	({                                                             \
		int64_t end_ = time_mono() + 20 * TIME_SECOND;         \
		while (!(cond) && time_mono() < end_)                  \
			usleep(1000);                                  \
		(cond);                                                \
	})

static inline void
put_text(struct cx *cx, struct resp *rs, const char *text)
{
	resp_body(rs, "text/plain; charset=utf-8", str_of(arena_strdup(cx->arena, text)));
}

/* Every field and file, one a line. */
static inline void
put_all(struct cx *cx, struct req *rq, struct resp *rs)
{
	struct buf b;
	buf_init(&b, cx->arena, BUF_PAGE);
	for (size_t i = 0; i < req_fields(rq); i++) {
		struct str name, value;
		req_field_at(rq, i, &name, &value);
		buf_addf(&b, STR_FMT "=" STR_FMT "\n", STR_ARG(name), STR_ARG(value));
	}
	for (size_t i = 0; i < req_files(rq); i++) {
		struct http_file *f = req_file_at(rq, i);
		buf_addf(&b, STR_FMT ":" STR_FMT ":%lld:%s%s\n", STR_ARG(f->field), STR_ARG(f->name),
			 (long long)f->size, f->sha256, f->too_large ? "too large" : "");
	}
	resp_body(rs, "text/plain; charset=utf-8", buf_str(&b));
}

static inline void
put_failure(struct cx *cx, struct req *rq UNUSED, struct resp *rs, enum status st)
{
	put_text(cx, rs, arena_printf(cx->arena, "%s %s", status_name(st), cx->fault.code));
}

static inline void
server_up(struct http_options *o)
{
	struct cx cx = { 0 };
	if (mkdtemp(test_dir) == NULL)
		abort();
	test_arena = arena_new((size_t)1 << 30);
	log_set_level(LOG_ERROR_);
	o->listen = "127.0.0.1:0";
	o->temp_dir = test_dir;
	o->on_error = put_failure;
	if (http_start(&cx, o, &test_server) != ST_OK)
		abort();
}

static inline void
server_down(void)
{
	http_stop(test_server);
	if (rmdir(test_dir) != 0)
		log_error("test", "files were left in %s", test_dir);
	arena_free(test_arena);
}

#endif
