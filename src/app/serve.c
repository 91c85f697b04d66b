/* `motcua serve` and `motcua work`: threads started in order, stopped in reverse. */
#include "app/app.h"

#include "base/asset.h"
#include "core/post/post.h"
#include "features/account/account.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <unistd.h>

static volatile sig_atomic_t stopping;
static struct app *running;
static struct http_server *server;
static _Atomic bool database_up = true;

static void
on_signal(int sig UNUSED)
{
	stopping = 1;
}

/* --- addresses of the program itself ------------------------------------------------------------------------------- */

static enum status
static_file(struct cx *cx, struct req *rq, struct resp *rs)
{
	const struct asset *a = asset_find(str_cstr(cx->arena, req_param(rq, "path")));
	if (a == NULL || !str_is(req_param(rq, "hash"), a->hash))
		return fail(cx, ST_NOT_FOUND, "web.not_found", "no such asset");
	resp_header(rs, "Cache-Control", "public, max-age=31536000, immutable");
	resp_body_ready(rs, a->type, (struct str){ (const char *)a->data, a->len },
			(struct str){ (const char *)a->gz, a->gz_len }, (struct str){ (const char *)a->br, a->br_len });
	return ST_OK;
}

static enum status
favicon(struct cx *cx, struct req *rq UNUSED, struct resp *rs)
{
	const struct asset *a = asset_find("bieu-tuong.svg");
	if (a == NULL)
		return fail(cx, ST_NOT_FOUND, "web.not_found", "no icon");
	resp_header(rs, "Cache-Control", "public, max-age=86400");
	resp_body(rs, a->type, (struct str){ (const char *)a->data, a->len });
	return ST_OK;
}

static enum status
robots(struct cx *cx, struct req *rq UNUSED, struct resp *rs)
{
	const char *text = arena_printf(cx->arena, "User-agent: *\nDisallow: /can-bo\nDisallow: /ho-so\nDisallow: /nop\n"
						   "Sitemap: %s\n", web_absolute(cx, "/sitemap.xml"));
	resp_body(rs, "text/plain; charset=utf-8", str_of(text));
	return ST_OK;
}

/* Loopback, or the bearer token of the configuration (settled.md 13). */
static bool
may_see_metrics(struct cx *cx, struct req *rq)
{
	struct str token = S(""), sent = req_header(rq, "Authorization");
	if (strcmp(cx->address, "127.0.0.1") == 0 || strcmp(cx->address, "::1") == 0)
		return true;
	if (cstr_empty(running->conf.metrics_token_file) ||
	    app_read_file(cx, running->conf.metrics_token_file, 4096, &token) != ST_OK || !str_starts(sent, "Bearer "))
		return false;
	token = str_trim(token);
	return token.n > 0 && str_eq_secret(str_from(sent, 7), token);
}

static void
put_http_figures(struct buf *b)
{
	struct http_figures h;
	http_figures(server, &h);
	buf_addf(b, "# TYPE motcua_http_requests_total counter\n");
	for (int class = 2; class <= 5; class++)
		buf_addf(b, "motcua_http_requests_total{class=\"%dxx\"} %lld\n", class, (long long)h.by_class[class]);
	buf_addf(b, "# TYPE motcua_http_in_flight gauge\nmotcua_http_in_flight %lld\n", (long long)h.in_flight);
	buf_addf(b, "# TYPE motcua_http_suspended gauge\nmotcua_http_suspended %lld\n", (long long)h.suspended);
	buf_addf(b, "# TYPE motcua_http_request_duration_seconds histogram\n");
	int64_t sum = 0;
	for (size_t i = 0; i < ARRAY_LEN(h.bucket); i++) {
		sum += h.bucket[i];
		if (i + 1 == ARRAY_LEN(h.bucket))
			buf_addf(b, "motcua_http_request_duration_seconds_bucket{le=\"+Inf\"} %lld\n", (long long)sum);
		else
			buf_addf(b, "motcua_http_request_duration_seconds_bucket{le=\"%g\"} %lld\n",
				 http_bucket_ms[i] / 1000.0, (long long)sum);
	}
	buf_addf(b, "motcua_http_request_duration_seconds_sum %.6f\nmotcua_http_request_duration_seconds_count %lld\n",
		 (double)h.us_sum / 1e6, (long long)sum);
}

static enum status
metrics(struct cx *cx, struct req *rq, struct resp *rs)
{
	struct buf b;
	struct db_figures d;
	int64_t ready = 0, dead = 0;
	if (!may_see_metrics(cx, rq))
		return fail(cx, ST_NOT_FOUND, "web.not_found", "metrics asked from %s", cx->address);
	buf_init(&b, cx->arena, BUF_LINE);
	db_figures(running->db, &d);
	put_http_figures(&b);
	buf_addf(&b, "# TYPE motcua_db_up gauge\nmotcua_db_up %d\n", d.up);
	buf_addf(&b, "# TYPE motcua_db_commits_total counter\nmotcua_db_commits_total %lld\n", (long long)d.commits);
	buf_addf(&b, "# TYPE motcua_db_transactions_total counter\nmotcua_db_transactions_total %lld\n",
		 (long long)d.transactions);
	buf_addf(&b, "# TYPE motcua_db_retries_total counter\nmotcua_db_retries_total %lld\n", (long long)d.retries);
	buf_addf(&b, "# TYPE motcua_db_wal_bytes gauge\nmotcua_db_wal_bytes %lld\n", (long long)d.wal_bytes);
	buf_addf(&b, "# TYPE motcua_db_waiting gauge\nmotcua_db_waiting %lld\n", (long long)d.waiting);
	TRY(job_count(cx, JOB_READY, &ready));
	TRY(job_count(cx, JOB_DEAD, &dead));
	buf_addf(&b, "# TYPE motcua_jobs gauge\nmotcua_jobs{state=\"ready\"} %lld\nmotcua_jobs{state=\"dead\"} %lld\n",
		 (long long)ready, (long long)dead);
	resp_header(rs, "Cache-Control", "no-store");
	resp_body(rs, "text/plain; version=0.0.4; charset=utf-8", buf_str(&b));
	return ST_OK;
}

const struct route app_own_routes[] = {
	ROUTE("GET", "/static/:hash/*path", "PUBLIC", static_file),
	ROUTE("GET", "/favicon.ico", "PUBLIC", favicon),
	ROUTE("GET", "/robots.txt", "PUBLIC", robots),
	ROUTE("GET", "/metrics", "PUBLIC", metrics),
	{ .method = NULL },
};

static int
health(struct buf *out, void *arg UNUSED)
{
	struct db_figures f;
	db_figures(running->db, &f);
	bool up = atomic_load(&database_up);
	buf_addf(out, "{\"status\":\"%s\",\"database\":\"%s\"}\n", up && !f.full ? "ok" : "degraded",
		 !up ? "down" : f.full ? "full" : "up");
	return up && !f.full ? 200 : 503;
}

/* --- the watcher: reference data that grew, the database's health ---------------------------------------------------- */

STMT(q_serve_ping, "SELECT 1");

static void *
watch(void *arg UNUSED)
{
	struct arena *arena = arena_new((size_t)64 << 20);
	struct db_conn *reader = NULL;
	while (!stopping) {
		struct cx cx = { .arena = arena, .now = time_now(), .db = reader, .request_id = "watch", .address = "",
				 .who = { .system = true, .name = "" } };
		int64_t one = 0;
		enum status st = reader != NULL ? ST_OK : db_reader(&cx, running->db, &reader);
		cx.db = reader;
		if (st == ST_OK)
			st = db_query_i64(&cx, &q_serve_ping, NO_ARGS, 0, &one);
		if (st == ST_OK)
			st = revision_refresh(&cx, app_lists()->sources);
		bool up = st == ST_OK;
		if (atomic_exchange(&database_up, up) != up)
			log_warn("serve", up ? "the database answers again" : "the database does not answer");
		arena_reset(arena);
		for (int i = 0; i < 10 && !stopping; i++)
			usleep(100 * 1000);
	}
	if (reader != NULL)
		db_conn_close(reader);
	arena_free(arena);
	return NULL;
}

/* --- serve ------------------------------------------------------------------------------------------------------------ */

static struct db_conn *
thread_open(void *arg)
{
	struct app *a = arg;
	struct arena *arena = arena_new(1 << 20);
	struct cx cx = { .arena = arena, .now = time_now(), .request_id = "thread", .address = "" };
	struct db_conn *c = NULL;
	if (db_reader(&cx, a->db, &c) != ST_OK)
		log_fault(&cx, "serve");
	arena_free(arena);
	return c;
}

static void
thread_close(struct db_conn *c, void *arg UNUSED)
{
	if (c != NULL)
		db_conn_close(c);
}

static bool
is_loopback(const char *listen)
{
	return strncmp(listen, "127.", 4) == 0 || strncmp(listen, "[::1]", 5) == 0 || strncmp(listen, "localhost:", 10) == 0;
}

static enum status
start_clock(struct app *a, const char *file)
{
	if (file == NULL)
		return ST_OK;
	if (!is_loopback(a->conf.listen))
		return fail(&a->cx, ST_INVALID, "app.test_clock", "a test clock serves loopback only, not %s",
			    a->conf.listen);
	time_test_clock(file);
	return ST_OK;
}

static enum status
start_http(struct app *a)
{
	struct http_options o = {
		.listen = a->conf.listen, .threads = (int)a->conf.http_threads, .slow_threads = (int)a->conf.slow_threads,
		.trusted_proxies = a->conf.trusted_proxies, .temp_dir = arena_printf(a->arena, "%s/run", a->dir),
		.routes = app_lists()->routes, .before = web_before, .on_error = web_on_error,
		.thread_open = thread_open, .thread_close = thread_close, .thread_rest = db_conn_rest, .arg = a, .health = health,
	};
	return http_start(&a->cx, &o, &server);
}

static void
wait_for_signal(void)
{
	sigset_t none;
	sigemptyset(&none);
	while (!stopping)
		sigsuspend(&none);
}

static void
catch_signals(void)
{
	struct sigaction sa = { .sa_handler = on_signal };
	sigset_t block;
	sigaction(SIGTERM, &sa, NULL);
	sigaction(SIGINT, &sa, NULL);
	sigemptyset(&block);
	sigaddset(&block, SIGTERM);
	sigaddset(&block, SIGINT);
	pthread_sigmask(SIG_BLOCK, &block, NULL); /* inherited by all threads; the main one opens it while it waits */
}

static enum status
run(struct app *a, bool http)
{
	struct job_workers *workers = NULL;
	pthread_t watcher;
	running = a;
	catch_signals();
	TRY(db_start_writers(&a->cx, a->db));
	app_web(a);
	TRY(job_start(&a->cx, a->db, app_lists()->jobs, 2, &workers));
	enum status st = http ? start_http(a) : ST_OK;
	if (st == ST_OK && pthread_create(&watcher, NULL, watch, NULL) != 0)
		st = fail(&a->cx, ST_INTERNAL, "app.thread", "no watcher thread");
	if (st == ST_OK) {
		if (http)
			log_info("serve", "listening on %s, port %d", a->conf.listen, http_port(server));
		wait_for_signal();
		log_info("serve", "stopping");
		pthread_join(watcher, NULL);
	}
	if (server != NULL)
		http_stop(server);
	job_stop(workers);
	return st;
}

static int
serve(struct cli *c, bool http)
{
	struct app a;
	struct app_options o = cli_app(c);
	enum status st = app_open(&a, &o, APP_DB | APP_REFERENCE);
	if (st == ST_OK)
		st = start_clock(&a, o.test_clock);
	if (st == ST_OK && !http && !db_is_pg(a.db))
		st = fail(&a.cx, ST_INVALID, "app.work.sqlite", "on SQLite jobs run inside serve");
	if (st == ST_OK)
		st = run(&a, http);
	int code = st == ST_OK ? 0 : app_fail(&a.cx, st, c->argv[0]);
	app_close(&a);
	return code;
}

int
app_serve(struct cli *c)
{
	return serve(c, true);
}

int
app_work(struct cli *c)
{
	return serve(c, false);
}
