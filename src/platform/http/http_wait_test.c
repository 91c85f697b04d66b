#include "platform/http/http_testlib.h"

/* Waiting: a writer of our own that resumes from another thread, as platform/db does. */

enum { WAITING_MAX = 256 };

static struct {
	pthread_mutex_t lock;
	pthread_cond_t wake;
	struct req *rq[WAITING_MAX];
	int n;
	bool held; /* nothing is resumed while set */
	bool stop;
	pthread_t thread;
} writer = { .lock = PTHREAD_MUTEX_INITIALIZER, .wake = PTHREAD_COND_INITIALIZER };

static _Atomic int finished;

static enum status
finish(struct cx *cx, struct req *rq UNUSED, struct resp *rs, void *arg)
{
	atomic_fetch_add(&finished, 1);
	put_text(cx, rs, arg);
	return ST_OK;
}

static void *
write_all(void *arg UNUSED)
{
	pthread_mutex_lock(&writer.lock);
	for (;;) {
		while ((writer.n == 0 || writer.held) && !writer.stop)
			pthread_cond_wait(&writer.wake, &writer.lock);
		if (writer.n == 0)
			break;
		struct req *rq = writer.rq[--writer.n];
		pthread_mutex_unlock(&writer.lock);
		http_resume(rq, finish, "written");
		pthread_mutex_lock(&writer.lock);
	}
	pthread_mutex_unlock(&writer.lock);
	return NULL;
}

static void
hand_over(struct req *rq)
{
	pthread_mutex_lock(&writer.lock);
	assert_always(writer.n < WAITING_MAX);
	writer.rq[writer.n++] = rq;
	pthread_cond_signal(&writer.wake);
	pthread_mutex_unlock(&writer.lock);
}

static void
hold(bool on)
{
	pthread_mutex_lock(&writer.lock);
	writer.held = on;
	pthread_cond_broadcast(&writer.wake);
	pthread_mutex_unlock(&writer.lock);
}

static enum status
waits(struct cx *cx UNUSED, struct req *rq, struct resp *rs UNUSED)
{
	enum status st = http_suspend(rq);
	hand_over(rq);
	return st;
}

/* Resumed by ourselves before we return. */
static enum status
at_once(struct cx *cx UNUSED, struct req *rq, struct resp *rs UNUSED)
{
	enum status st = http_suspend(rq);
	http_resume(rq, finish, "at once");
	return st;
}

static void *
resume_now(void *rq)
{
	http_resume(rq, finish, "from a thread");
	return NULL;
}

/* Resumed by another thread, surely before we return. */
static enum status
before_return(struct cx *cx UNUSED, struct req *rq, struct resp *rs UNUSED)
{
	pthread_t t;
	enum status st = http_suspend(rq);
	assert_always(pthread_create(&t, NULL, resume_now, rq) == 0);
	pthread_join(t, NULL);
	return st;
}

static enum status
again(struct cx *cx, struct req *rq, struct resp *rs, void *left)
{
	if (--*(int *)left < 0) {
		put_text(cx, rs, "after three");
		return ST_OK;
	}
	enum status st = http_suspend(rq);
	http_resume(rq, again, left);
	return st;
}

static enum status
three_times(struct cx *cx, struct req *rq, struct resp *rs)
{
	int *left = arena_new_one(cx->arena, int);
	*left = 3;
	return again(cx, rq, rs, left);
}

static enum status
then_waits(struct cx *cx, struct req *rq, struct resp *rs, void *arg UNUSED)
{
	return waits(cx, rq, rs);
}

/* The second wait begins in an event thread, after the connection was really suspended. */
static void *
resume_later(void *rq)
{
	usleep(500);
	http_resume(rq, then_waits, NULL);
	return NULL;
}

static enum status
waits_twice(struct cx *cx UNUSED, struct req *rq, struct resp *rs UNUSED)
{
	pthread_t t;
	enum status st = http_suspend(rq);
	assert_always(pthread_create(&t, NULL, resume_later, rq) == 0);
	pthread_detach(t);
	return st;
}

static enum status
lost(struct cx *cx, struct req *rq UNUSED, struct resp *rs UNUSED, void *arg UNUSED)
{
	return fail(cx, ST_CONFLICT, "test.late", "somebody was faster");
}

static enum status
fails_later(struct cx *cx UNUSED, struct req *rq, struct resp *rs UNUSED)
{
	enum status st = http_suspend(rq);
	http_resume(rq, lost, NULL);
	return st;
}

/* Suspends, then finds that nobody takes it. */
static enum status
takes_it_back(struct cx *cx, struct req *rq, struct resp *rs UNUSED)
{
	if (http_suspend(rq) == ST_SUSPENDED)
		return fail(cx, ST_BUSY, "test.busy", "the queue is full");
	return ST_OK;
}

static enum status
inline_page(struct cx *cx, struct req *rq UNUSED, struct resp *rs)
{
	put_text(cx, rs, "inline");
	return ST_OK;
}

static enum status
slow(struct cx *cx, struct req *rq, struct resp *rs)
{
	char name[16] = "";
	pthread_getname_np(pthread_self(), name, sizeof name);
	put_text(cx, rs, arena_printf(cx->arena, "%s " STR_FMT, name, STR_ARG(req_query(rq, "n"))));
	return ST_OK;
}

static enum status
slow_fails(struct cx *cx, struct req *rq UNUSED, struct resp *rs UNUSED)
{
	return fail(cx, ST_UPSTREAM, "test.upstream", "gone");
}

/* In the slow pool; resumed before and after it has returned, as it happens. */
static enum status
slow_then_waits(struct cx *cx UNUSED, struct req *rq, struct resp *rs UNUSED)
{
	bool linger = req_has_query(rq, "linger");
	enum status st = http_suspend(rq);
	hand_over(rq);
	if (linger)
		usleep(2000);
	return st;
}

static const struct route routes[] = {
	ROUTE("GET", "/cho", "PUBLIC", waits),
	ROUTE("POST", "/cho", "PUBLIC", waits),
	ROUTE("GET", "/ngay", "PUBLIC", at_once),
	ROUTE("GET", "/truoc", "PUBLIC", before_return),
	ROUTE("GET", "/ba-lan", "PUBLIC", three_times),
	ROUTE("GET", "/hai-lan", "PUBLIC", waits_twice),
	ROUTE("GET", "/day", "PUBLIC", fails_later),
	ROUTE("GET", "/ban", "PUBLIC", takes_it_back),
	ROUTE("GET", "/thuong", "PUBLIC", inline_page),
	ROUTE("GET", "/cham", "PUBLIC", slow, .flags = HTTP_SLOW),
	ROUTE("GET", "/cham-loi", "PUBLIC", slow_fails, .flags = HTTP_SLOW),
	ROUTE("GET", "/cham-ban", "PUBLIC", takes_it_back, .flags = HTTP_SLOW),
	ROUTE("GET", "/cham-ngay", "PUBLIC", at_once, .flags = HTTP_SLOW),
	ROUTE("GET", "/cham-cho", "PUBLIC", slow_then_waits, .flags = HTTP_SLOW),
	{ 0 },
};

static int64_t
suspended(void)
{
	struct http_figures f;
	http_figures(test_server, &f);
	return f.suspended;
}

static void
resumed_from_elsewhere(void **state UNUSED)
{
	int fd = dial();
	for (int i = 0; i < 300; i++) {
		BODY_IS(ask_on(fd, "GET", "/cho", "", (struct str){ 0 }), "written");
		BODY_IS(ask_on(fd, "POST", "/cho", FORM, S("a=1")), "written");
		BODY_IS(ask_on(fd, "GET", "/ngay", "", (struct str){ 0 }), "at once");
		BODY_IS(ask_on(fd, "GET", "/thuong", "", (struct str){ 0 }), "inline");
	}
	for (int i = 0; i < 50; i++)
		BODY_IS(ask_on(fd, "GET", "/truoc", "", (struct str){ 0 }), "from a thread");
	close(fd);
	assert_true(EVENTUALLY(suspended() == 0));
}

static void
again_and_failing(void **state UNUSED)
{
	int fd = dial();
	for (int i = 0; i < 100; i++) {
		struct reply r = ask_on(fd, "GET", "/day", "", (struct str){ 0 });
		assert_int_equal(r.status, 409);
		BODY_IS(r, "conflict test.late");
		r = ask_on(fd, "GET", "/ban", "", (struct str){ 0 });
		assert_int_equal(r.status, 503);
		BODY_IS(r, "busy test.busy");
	}
	close(fd);
	assert_true(EVENTUALLY(suspended() == 0));
}

static void
suspends_again(void **state UNUSED)
{
	int fd = dial();
	for (int i = 0; i < 100; i++) {
		BODY_IS(ask_on(fd, "GET", "/ba-lan", "", (struct str){ 0 }), "after three");
		BODY_IS(ask_on(fd, "GET", "/hai-lan", "", (struct str){ 0 }), "written");
	}
	close(fd);
}

static void
one_waits_others_do_not(void **state UNUSED)
{
	hold(true);
	int fd[32];
	const char head[] = "GET /cho HTTP/1.1\r\nHost: a\r\n\r\n";
	for (size_t i = 0; i < ARRAY_LEN(fd); i++) {
		fd[i] = dial();
		push(fd[i], head, sizeof head - 1);
	}
	assert_true(EVENTUALLY(suspended() == ARRAY_LEN(fd)));
	for (int i = 0; i < 20; i++)
		BODY_IS(ask("GET", "/thuong", "", (struct str){ 0 }), "inline");
	assert_int_equal(suspended(), ARRAY_LEN(fd));
	hold(false);
	for (size_t i = 0; i < ARRAY_LEN(fd); i++) {
		BODY_IS(pull(fd[i], false), "written");
		close(fd[i]);
	}
}

static void
client_gone_while_waiting(void **state UNUSED)
{
	struct http_figures f;
	const char head[] = "GET /cho HTTP/1.1\r\nHost: a\r\n\r\n";
	for (int round = 0; round < 20; round++) {
		hold(true);
		int fd = dial();
		push(fd, head, sizeof head - 1);
		assert_true(EVENTUALLY(suspended() == 1));
		struct linger now = { .l_onoff = 1 }; /* every second one by a reset */
		if (round % 2 == 0)
			setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
		close(fd);
		usleep(1000);
		http_figures(test_server, &f);
		assert_int_equal(f.in_flight, 1); /* it lives until the writer is done */
		hold(false);
		assert_true(EVENTUALLY((http_figures(test_server, &f), f.in_flight == 0 && f.suspended == 0)));
	}
}

static void
the_slow_pool(void **state UNUSED)
{
	int fd = dial();
	for (int i = 0; i < 100; i++) {
		const char *path = arena_printf(test_arena, "/cham?n=%d", i);
		BODY_IS(ask_on(fd, "GET", path, "", (struct str){ 0 }), arena_printf(test_arena, "http-slow %d", i));
		BODY_IS(ask_on(fd, "GET", "/cham-loi", "", (struct str){ 0 }), "upstream test.upstream");
		BODY_IS(ask_on(fd, "GET", "/cham-ban", "", (struct str){ 0 }), "busy test.busy");
		BODY_IS(ask_on(fd, "GET", "/cham-ngay", "", (struct str){ 0 }), "at once");
		BODY_IS(ask_on(fd, "GET", "/cham-cho", "", (struct str){ 0 }), "written");
	}
	for (int i = 0; i < 20; i++)
		BODY_IS(ask_on(fd, "GET", "/cham-cho?linger=1", "", (struct str){ 0 }), "written");
	close(fd);
	assert_true(EVENTUALLY(suspended() == 0));
}

/* Many clients at once over all ways of waiting: for the sanitizers. */
static void *
hammer(void *arg)
{
	static const char *const paths[] = { "/cho", "/ngay", "/cham", "/cham-cho", "/ba-lan", "/hai-lan", "/thuong", "/day" };
	int64_t bad = 0;
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons((uint16_t)http_port(test_server)),
				  .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (connect(fd, (struct sockaddr *)&to, sizeof to) != 0)
		return (void *)1;
	for (int i = 0; i < 400; i++) {
		char head[128], reply[4096];
		int n = snprintf(head, sizeof head, "GET %s HTTP/1.1\r\nHost: a\r\n\r\n",
				 paths[(i + (int)(intptr_t)arg) % (int)ARRAY_LEN(paths)]);
		push(fd, head, (size_t)n);
		bad += recv(fd, reply, sizeof reply, 0) < 100 || memcmp(reply, "HTTP/1.1 ", 9) != 0;
	}
	close(fd);
	return (void *)(intptr_t)bad;
}

static void
many_at_once(void **state UNUSED)
{
	pthread_t t[8];
	for (size_t i = 0; i < ARRAY_LEN(t); i++)
		assert_int_equal(pthread_create(&t[i], NULL, hammer, (void *)(intptr_t)i), 0);
	for (size_t i = 0; i < ARRAY_LEN(t); i++) {
		void *bad;
		pthread_join(t[i], &bad);
		assert_null(bad);
	}
	assert_true(EVENTUALLY(suspended() == 0));
}

/* http_stop lets a waiting request end first. */
static void *
let_go_soon(void *arg UNUSED)
{
	usleep(30000);
	hold(false);
	return NULL;
}

static void
stop_waits_for_the_writer(void **state UNUSED)
{
	hold(true);
	int fd = dial();
	const char head[] = "GET /cho HTTP/1.1\r\nHost: a\r\n\r\n";
	push(fd, head, sizeof head - 1);
	assert_true(EVENTUALLY(suspended() == 1));
	pthread_t t;
	pthread_create(&t, NULL, let_go_soon, NULL);
	http_stop(test_server);
	test_server = NULL;
	pthread_join(t, NULL);
	struct reply r = pull(fd, false);
	BODY_IS(r, "written");
	assert_string_equal(header(&r, "Connection"), "close");
	close(fd);
}

static int
up(void **state UNUSED)
{
	static const struct route *const all[] = { routes, NULL };
	server_up(&(struct http_options){ .threads = 2, .slow_threads = 3, .routes = all });
	return pthread_create(&writer.thread, NULL, write_all, NULL);
}

static int
down(void **state UNUSED)
{
	server_down();
	pthread_mutex_lock(&writer.lock);
	writer.stop = true;
	pthread_cond_signal(&writer.wake);
	pthread_mutex_unlock(&writer.lock);
	return pthread_join(writer.thread, NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(resumed_from_elsewhere),  cmocka_unit_test(again_and_failing),
		cmocka_unit_test(suspends_again),	   cmocka_unit_test(one_waits_others_do_not),
		cmocka_unit_test(client_gone_while_waiting),
		cmocka_unit_test(the_slow_pool),	   cmocka_unit_test(many_at_once),
		cmocka_unit_test(stop_waits_for_the_writer),
	};
	return cmocka_run_group_tests(tests, up, down);
}
