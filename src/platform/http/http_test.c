#include "platform/http/http_testlib.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <zlib.h>

static _Atomic int opened, closed;
static char page_12k[12 * 1024];

static enum status
home(struct cx *cx, struct req *rq, struct resp *rs)
{
	put_text(cx, rs, arena_printf(cx->arena, "home %s %s", cx->lang == LANG_EN ? "en" : "vi", req_path(rq)));
	return ST_OK;
}

static enum status
show(struct cx *cx, struct req *rq, struct resp *rs)
{
	struct str code = req_param(rq, "code"), q = req_query(rq, "q");
	put_text(cx, rs, arena_printf(cx->arena, "show " STR_FMT " q=" STR_FMT " %s", STR_ARG(code), STR_ARG(q),
				      cx->lang == LANG_EN ? "en" : "vi"));
	return ST_OK;
}

static enum status
tail(struct cx *cx, struct req *rq, struct resp *rs)
{
	put_text(cx, rs, arena_printf(cx->arena, "tail " STR_FMT, STR_ARG(req_param(rq, "rest"))));
	return ST_OK;
}

static enum status
fresh(struct cx *cx, struct req *rq UNUSED, struct resp *rs)
{
	put_text(cx, rs, "fresh");
	return ST_OK;
}

static enum status
dump(struct cx *cx, struct req *rq, struct resp *rs)
{
	put_all(cx, rq, rs);
	return ST_OK;
}

static enum status
raw(struct cx *cx UNUSED, struct req *rq, struct resp *rs)
{
	resp_body(rs, "application/json", req_body(rq));
	return ST_OK;
}

static enum status
conflict(struct cx *cx, struct req *rq UNUSED, struct resp *rs)
{
	resp_header(rs, "X-Half-Done", "1");
	return fail(cx, ST_CONFLICT, "test.conflict", "somebody was faster");
}

static enum status
page(struct cx *cx UNUSED, struct req *rq UNUSED, struct resp *rs)
{
	resp_header(rs, "ETag", "W/\"1\"");
	resp_body(rs, "text/html; charset=utf-8", (struct str){ page_12k, sizeof page_12k });
	return ST_OK;
}

static enum status
ready(struct cx *cx UNUSED, struct req *rq UNUSED, struct resp *rs)
{
	resp_body_ready(rs, "text/css", S("plain"), S("gzip'd"), S("br'd"));
	return ST_OK;
}

static enum status
unchanged(struct cx *cx UNUSED, struct req *rq UNUSED, struct resp *rs)
{
	resp_header(rs, "ETag", "W/\"1\"");
	resp_status(rs, 304);
	return ST_OK;
}

static enum status
client(struct cx *cx, struct req *rq, struct resp *rs)
{
	resp_cookie(rs, "phien", S("abc-123"), 60);
	put_text(cx, rs, arena_printf(cx->arena, "%s %s cookie=" STR_FMT, req_address(rq),
				      req_secure(rq) ? "secure" : "plain", STR_ARG(req_cookie(rq, "phien"))));
	return ST_OK;
}

static enum status
go_away(struct cx *cx UNUSED, struct req *rq, struct resp *rs)
{
	resp_redirect(rs, str_cstr(cx->arena, req_query(rq, "to")));
	return ST_OK;
}

static enum status
send_file(struct cx *cx, struct req *rq, struct resp *rs)
{
	resp_file(rs, "application/pdf", str_cstr(cx->arena, req_query(rq, "path")), "giấy \"khai\".pdf", true);
	return ST_OK;
}

static enum status
before(struct cx *cx, struct req *rq, struct resp *rs UNUSED)
{
	assert_ptr_equal(cx->db, (void *)&opened);
	if (cstr_eq(req_route(rq)->permission, "OFFICER"))
		return fail(cx, ST_DENIED, "test.denied", "nobody signed in");
	return ST_OK;
}

static const struct route routes[] = {
	ROUTE("GET", "/", "PUBLIC", home),
	ROUTE("GET", "/thu-tuc/:code", "PUBLIC", show),
	ROUTE("POST", "/thu-tuc/:code", "PUBLIC", dump),
	ROUTE("GET", "/thu-tuc/moi", "PUBLIC", fresh),
	ROUTE("POST", "/thu-tuc/moi/nop", "PUBLIC", dump),
	ROUTE("GET", "/thu-tuc/:code/giay-to", "PUBLIC", show),
	ROUTE("GET", "/tep/*rest", "PUBLIC", tail),
	ROUTE("POST", "/nop", "PUBLIC", dump),
	ROUTE("POST", "/nho", "PUBLIC", dump, .body_max = 1000),
	ROUTE("POST", "/json", "PUBLIC", raw, .flags = HTTP_JSON),
	ROUTE("GET", "/dung-do", "PUBLIC", conflict),
	ROUTE("GET", "/trang", "PUBLIC", page),
	ROUTE("GET", "/san", "PUBLIC", ready),
	ROUTE("GET", "/khong-doi", "PUBLIC", unchanged),
	ROUTE("GET", "/may-khach", "PUBLIC", client),
	ROUTE("GET", "/chuyen", "PUBLIC", go_away),
	ROUTE("GET", "/tai", "PUBLIC", send_file),
	ROUTE("GET", "/can-bo", "OFFICER", home),
	{ 0 },
};

static void
routes_and_parameters(void **state UNUSED)
{
	BODY_IS(get("/"), "home vi /");
	BODY_IS(get("/thu-tuc/1.000656?q=khai%20sinh"), "show 1.000656 q=khai sinh vi");
	BODY_IS(get("/thu-tuc/1.0/giay-to"), "show 1.0 q= vi");
	BODY_IS(get("/thu-tuc/moi"), "fresh"); /* the literal before the parameter */
	BODY_IS(get("/thu-tuc/moi/giay-to"), "show moi q= vi"); /* and back out of it */
	BODY_IS(get("/thu-tuc/a%2Fb%20c"), "show a/b c q= vi");
	BODY_IS(get("/thu-tuc/%C4%91%E1%BA%A5t"), "show đất q= vi");
	BODY_IS(get("/tep/a/b%20c.css"), "tail a/b c.css");
	BODY_IS(get("/thu-tuc/x?q=1&q=2&p"), "show x q=1 vi");
}

static void
language_prefix(void **state UNUSED)
{
	BODY_IS(get("/en"), "home en /");
	BODY_IS(get("/en/"), "home en /");
	BODY_IS(get("/en/thu-tuc/7"), "show 7 q= en");
	assert_int_equal(get("/english").status, 404);
}

static void
unknown_and_wrong(void **state UNUSED)
{
	struct reply r = get("/khong-co");
	assert_int_equal(r.status, 404);
	BODY_IS(r, "not_found http.not_found");
	assert_int_equal(get("/thu-tuc").status, 404);
	assert_int_equal(get("/tep/../x").status, 404);
	assert_int_equal(get("/tep/%2e%2e/x").status, 404);
	assert_int_equal(get("//").status, 404);
	r = ask("POST", "/", "", (struct str){ 0 });
	assert_int_equal(r.status, 405);
	assert_string_equal(header(&r, "Allow"), "GET, HEAD");
	r = ask("DELETE", "/thu-tuc/1", "", (struct str){ 0 });
	assert_int_equal(r.status, 405);
	assert_string_equal(header(&r, "Allow"), "GET, HEAD, POST");
	r = get("/nop");
	assert_int_equal(r.status, 405);
	assert_string_equal(header(&r, "Allow"), "POST");
	assert_int_equal(get("/thu-tuc/%zz").status, 400);
	assert_int_equal(get("/thu-tuc/%ff").status, 400);
	assert_int_equal(get("/thu-tuc/a%00b").status, 400);
	assert_int_equal(get("/thu-tuc/a?q=%ff").status, 400);
}

static void
slash_at_the_end(void **state UNUSED)
{
	struct reply r = get("/en/thu-tuc/1/?q=a");
	assert_int_equal(r.status, 301);
	assert_string_equal(header(&r, "Location"), "/en/thu-tuc/1?q=a");
	assert_int_equal(get("/khong-co/").status, 404);
	assert_int_equal(ask("POST", "/nop/", FORM, S("a=1")).status, 404);
}

static void
long_heads(void **state UNUSED)
{
	char *path = arena_alloc(test_arena, HTTP_URL_MAX + 10);
	memset(path, 'a', HTTP_URL_MAX + 8);
	path[0] = '/';
	struct reply r = get(path);
	assert_int_equal(r.status, 414);
	BODY_IS(r, "invalid http.url_long");
	char *value = arena_alloc(test_arena, HTTP_HEADER_MAX + 10);
	memset(value, 'a', HTTP_HEADER_MAX + 8);
	assert_int_equal(ask("GET", "/", arena_printf(test_arena, "X-A: %s\r\n", value), (struct str){ 0 }).status,
			 431);
	value[HTTP_HEADER_MAX - 400] = '\0';
	assert_int_equal(ask("GET", "/", arena_printf(test_arena, "X-A: %s\r\n", value), (struct str){ 0 }).status,
			 200);
}

static void
head_and_headers(void **state UNUSED)
{
	int fd = dial();
	struct reply r = ask_on(fd, "HEAD", "/trang", "", (struct str){ 0 });
	assert_int_equal(r.status, 200);
	assert_string_equal(header(&r, "Content-Length"), "12288");
	r = ask_on(fd, "GET", "/trang", "", (struct str){ 0 });
	close(fd);
	assert_int_equal(r.body.n, sizeof page_12k);
	assert_non_null(strstr(header(&r, "Content-Security-Policy"), "frame-ancestors 'none'"));
	assert_string_equal(header(&r, "X-Content-Type-Options"), "nosniff");
	assert_string_equal(header(&r, "Referrer-Policy"), "same-origin");
	assert_string_equal(header(&r, "Cross-Origin-Opener-Policy"), "same-origin");
	assert_string_equal(header(&r, "Cache-Control"), "private, no-cache");
	assert_string_equal(header(&r, "Vary"), "Accept-Encoding");
	assert_int_equal(strlen(header(&r, "X-Request-Id")), 13);
	assert_null(header(&r, "Strict-Transport-Security"));
	r = get("/khong-doi");
	assert_int_equal(r.status, 304);
	assert_string_equal(header(&r, "ETag"), "W/\"1\"");
	r = get("/khong-co");
	assert_non_null(header(&r, "Content-Security-Policy")); /* on errors too */
}

static void
keep_alive(void **state UNUSED)
{
	int fd = dial();
	struct reply a = ask_on(fd, "GET", "/thu-tuc/1", "", (struct str){ 0 });
	struct reply b = ask_on(fd, "POST", "/nop", FORM, S("a=1"));
	struct reply c = ask_on(fd, "GET", "/thu-tuc/3", "", (struct str){ 0 });
	close(fd);
	BODY_IS(a, "show 1 q= vi");
	BODY_IS(b, "a=1\n");
	BODY_IS(c, "show 3 q= vi");
	assert_string_not_equal(header(&a, "X-Request-Id"), header(&c, "X-Request-Id"));
}

static void
pipelined(void **state UNUSED)
{
	int fd = dial();
	const char two[] = "GET /thu-tuc/1 HTTP/1.1\r\nHost: a\r\n\r\nGET /thu-tuc/2 HTTP/1.1\r\nHost: a\r\n\r\n";
	push(fd, two, sizeof two - 1);
	struct reply a = pull(fd, false), b = pull(fd, false);
	close(fd);
	BODY_IS(a, "show 1 q= vi");
	BODY_IS(b, "show 2 q= vi");
}

static void
fields(void **state UNUSED)
{
	/* twice the same name, empty, no equals sign, NFD to NFC: a + U+0323 → ạ */
	BODY_IS(ask("POST", "/nop", FORM, S("ten=Nguy%E1%BB%85n+Lan&ten=b&rong=&co&x=a%CC%A3&&y=%26%3D%2B")),
		"ten=Nguyễn Lan\nten=b\nrong=\nco=\nx=ạ\ny=&=+\n");
	struct reply r = ask("POST", "/nop", FORM, S("a=%ff"));
	assert_int_equal(r.status, 422);
	BODY_IS(r, "invalid http.utf8");
	BODY_IS(ask("POST", "/nop", FORM, S("a=\xc3\x28")), "invalid http.utf8");
	BODY_IS(ask("POST", "/nop", FORM, S("a=b%00")), "invalid http.utf8");
	BODY_IS(ask("POST", "/nop", FORM, S("a=%e")), "invalid http.escape");
	BODY_IS(ask("POST", "/nop", FORM, S("a=%")), "invalid http.escape");
	char *name = arena_alloc(test_arena, HTTP_FIELD_NAME_MAX + 2);
	memset(name, 'n', HTTP_FIELD_NAME_MAX);
	assert_int_equal(ask("POST", "/nop", FORM, str_of(name)).status, 200);
	name[HTTP_FIELD_NAME_MAX] = 'n';
	BODY_IS(ask("POST", "/nop", FORM, str_of(name)), "invalid http.field_name");
	struct buf many;
	buf_init(&many, test_arena, BUF_PAGE);
	for (int i = 0; i < HTTP_FIELDS_MAX; i++)
		buf_addf(&many, "f%d=1&", i);
	assert_int_equal(ask("POST", "/nop", FORM, buf_str(&many)).status, 200);
	buf_adds(&many, "g=1");
	BODY_IS(ask("POST", "/nop", FORM, buf_str(&many)), "invalid http.fields");
	r = ask("POST", "/nop", "Content-Type: text/plain\r\n", S("a=1"));
	assert_int_equal(r.status, 415);
	BODY_IS(r, "invalid http.content_type");
	BODY_IS(ask("POST", "/json", "Content-Type: application/json\r\n", S("{\"a\":1}")), "{\"a\":1}");
}

static void
chunked_body(void **state UNUSED)
{
	int fd = dial();
	const char text[] = "POST /nop HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n" FORM
			    "\r\n3\r\na=1\r\n5\r\n&b=%4\r\n1\r\n1\r\n0\r\n\r\n";
	push(fd, text, sizeof text - 1);
	struct reply r = pull(fd, false);
	close(fd);
	BODY_IS(r, "a=1\nb=A\n");
}

static void
body_over_its_cap(void **state UNUSED)
{
	int fd = dial();
	char *body = arena_alloc(test_arena, 300000);
	memset(body, 'a', 300000);
	struct reply r = ask_on(fd, "POST", "/nho", FORM, (struct str){ body, 1001 });
	assert_int_equal(r.status, 413);
	BODY_IS(r, "too_large http.too_large");
	r = ask_on(fd, "POST", "/nop", FORM, (struct str){ body, 300000 });
	assert_int_equal(r.status, 413);
	BODY_IS(ask_on(fd, "GET", "/thu-tuc/1", "", (struct str){ 0 }), "show 1 q= vi"); /* still usable */
	/* a body for an address that does not exist is passed over as well */
	assert_int_equal(ask_on(fd, "POST", "/khong-co", FORM, (struct str){ body, 300000 }).status, 404);
	assert_int_equal(ask_on(fd, "GET", "/", "", (struct str){ 0 }).status, 200);
	close(fd);
	/* announced beyond what is drained: told at once, then closed */
	fd = dial();
	const char huge[] = "POST /nop HTTP/1.1\r\nHost: a\r\nContent-Length: 99000000\r\n" FORM "\r\n";
	push(fd, huge, sizeof huge - 1);
	r = pull(fd, false);
	assert_int_equal(r.status, 413);
	char c;
	assert_true(recv(fd, &c, 1, 0) <= 0);
	close(fd);
}

static void
two_lengths(void **state UNUSED)
{
	int fd = dial();
	const char both[] = "POST /nop HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n" FORM
			    "\r\n0\r\n\r\n";
	push(fd, both, sizeof both - 1);
	struct reply r = pull(fd, false);
	char c;
	assert_int_equal(r.status, 400);
	assert_true(recv(fd, &c, 1, 0) <= 0);
	close(fd);
}

static void
failures(void **state UNUSED)
{
	struct reply r = get("/dung-do");
	assert_int_equal(r.status, 409);
	BODY_IS(r, "conflict test.conflict");
	assert_null(header(&r, "X-Half-Done")); /* what the handler had put is cleared */
	r = get("/can-bo");
	assert_int_equal(r.status, 403);
	BODY_IS(r, "denied test.denied");
	r = get("/tai?path=/khong/co");
	assert_int_equal(r.status, 500);
	BODY_IS(r, "internal http.file");
}

static struct str
gunzip(struct str s)
{
	z_stream z = { .next_in = (Bytef *)(uintptr_t)s.p, .avail_in = (uInt)s.n };
	char *to = arena_alloc(test_arena, 64 * 1024);
	z.next_out = (Bytef *)to;
	z.avail_out = 64 * 1024;
	assert_int_equal(inflateInit2(&z, 15 + 16), Z_OK);
	assert_int_equal(inflate(&z, Z_FINISH), Z_STREAM_END);
	inflateEnd(&z);
	return (struct str){ to, z.total_out };
}

static void
compression(void **state UNUSED)
{
	int fd = dial();
	for (int i = 0; i < 3; i++) { /* the stream is used again */
		struct reply r = ask_on(fd, "GET", "/trang", "Accept-Encoding: br;q=1, gzip\r\n", (struct str){ 0 });
		assert_string_equal(header(&r, "Content-Encoding"), "gzip");
		assert_true(r.body.n < sizeof page_12k / 2);
		assert_true(str_eq(gunzip(r.body), (struct str){ page_12k, sizeof page_12k }));
	}
	close(fd);
	struct reply r = ask("GET", "/trang", "Accept-Encoding: gzip;q=0\r\n", (struct str){ 0 });
	assert_null(header(&r, "Content-Encoding"));
	r = ask("GET", "/thu-tuc/1", "Accept-Encoding: gzip\r\n", (struct str){ 0 });
	assert_null(header(&r, "Content-Encoding")); /* too short to gain */
	BODY_IS(ask("GET", "/san", "Accept-Encoding: gzip, br\r\n", (struct str){ 0 }), "br'd");
	BODY_IS(get("/san"), "plain");
}

static void
accept_encoding(void **state UNUSED)
{
	assert_true(accepts("gzip, deflate, br", "br"));
	assert_true(accepts("*", "gzip"));
	assert_true(accepts("gzip ; q=0.5", "gzip"));
	assert_false(accepts("gzip;q=0.0, *", "gzip"));
	assert_false(accepts("deflate", "gzip"));
	assert_false(accepts("xgzip", "gzip"));
	assert_false(accepts(NULL, "gzip"));
	assert_false(accepts("*;q=0", "br"));
}

static void
redirects_stay_here(void **state UNUSED)
{
	static const char *const cases[][2] = {
		{ "/ho-so%3Fa=1", "/ho-so?a=1" },     { "//xa.example", "/" },
		{ "https://xa.example", "/" },	      { "/%5Cxa.example", "/" },
		{ "/a%0D%0AX-Evil:1", "/a%0D%0AX-Evil:1" }, { "/%C4%91", "/%C4%91" },
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct reply r = get(arena_printf(test_arena, "/chuyen?to=%s", cases[i][0]));
		assert_int_equal(r.status, 303);
		assert_string_equal(header(&r, "Location"), cases[i][1]);
	}
}

static void
proxies_and_cookies(void **state UNUSED)
{
	struct reply r = ask("GET", "/may-khach",
			     "X-Forwarded-For: 203.0.113.9, 198.51.100.7, 10.1.2.3\r\nX-Forwarded-Proto: https\r\n"
			     "Cookie: a=b; phien=xyz\r\n",
			     (struct str){ 0 });
	BODY_IS(r, "198.51.100.7 secure cookie=xyz"); /* 10/8 is ours, what is left of 198… may be a lie */
	assert_string_equal(header(&r, "Strict-Transport-Security"), "max-age=31536000");
	assert_string_equal(header(&r, "Set-Cookie"),
			    "phien=abc-123; Path=/; HttpOnly; SameSite=Lax; Max-Age=60; Secure");
	r = get("/may-khach");
	BODY_IS(r, "127.0.0.1 plain cookie=");
	assert_null(strstr(header(&r, "Set-Cookie"), "Secure"));
	BODY_IS(ask("GET", "/may-khach", "X-Forwarded-For: 1.2.3.4\r\nX-Forwarded-For: rubbish, 10.0.0.1\r\n",
		    (struct str){ 0 }),
		"10.0.0.1 plain cookie=");
	BODY_IS(ask("GET", "/may-khach", "X-Forwarded-For: 2001:db8::7\r\n", (struct str){ 0 }),
		"2001:db8::7 plain cookie=");
}

static void
networks(void **state UNUSED)
{
	struct nets n;
	struct in6_addr a;
	assert_true(nets_parse(test_arena, " 10.0.0.0/8,192.168.1.4 , 2001:db8::/33", &n));
	const struct {
		const char *text;
		bool in;
	} cases[] = { { "10.255.0.1", true },	{ "11.0.0.1", false },	       { "192.168.1.4", true },
		      { "192.168.1.5", false }, { "::ffff:10.0.0.1", true },   { "2001:db8:7fff::1", true },
		      { "2001:db8:8000::1", false } };
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		assert_true(addr_parse(str_of(cases[i].text), &a));
		assert_int_equal(nets_have(&n, &a), cases[i].in);
	}
	assert_false(nets_parse(test_arena, "10.0.0.0/33", &n));
	assert_false(nets_parse(test_arena, "proxy.example", &n));
	struct sockaddr_storage at;
	assert_true(listen_parse("[::1]:0", &at));
	assert_int_equal(at.ss_family, AF_INET6);
	assert_false(listen_parse("127.0.0.1", &at));
	assert_false(listen_parse("localhost:80", &at));
	assert_false(listen_parse("127.0.0.1:70000", &at));
	assert_false(listen_parse("::1:80", &at));
}

static void
file_reply(void **state UNUSED)
{
	char *path = arena_printf(test_arena, "%s/paper", test_dir);
	FILE *f = fopen(path, "we");
	assert_non_null(f);
	for (int i = 0; i < 100000; i++)
		fputc(i % 251, f);
	fclose(f);
	struct reply r = get(arena_printf(test_arena, "/tai?path=%s", path));
	unlink(path);
	assert_int_equal(r.body.n, 100000);
	for (size_t i = 0; i < r.body.n; i++)
		assert_int_equal((unsigned char)r.body.p[i], i % 251);
	assert_string_equal(header(&r, "Content-Disposition"),
			    "attachment; filename=\"gi_y _khai_.pdf\"; filename*=UTF-8''gi%E1%BA%A5y%20%22khai%22.pdf");
}

static int
health(struct buf *out, void *arg UNUSED)
{
	buf_adds(out, "{\"database\":\"down\"}");
	return 503;
}

static void
health_answers(void **state UNUSED)
{
	struct reply r = get("/healthz");
	assert_int_equal(r.status, 503);
	BODY_IS(r, "{\"database\":\"down\"}");
}

static void
figures(void **state UNUSED)
{
	struct http_figures a, b;
	assert_true(EVENTUALLY((http_figures(test_server, &a), a.in_flight == 0)));
	assert_int_equal(get("/trang").status, 200);
	assert_int_equal(get("/khong-co").status, 404);
	assert_true(EVENTUALLY((http_figures(test_server, &b), b.in_flight == 0)));
	assert_int_equal(b.requests - a.requests, 2);
	assert_int_equal(b.by_class[2] - a.by_class[2], 1);
	assert_int_equal(b.by_class[4] - a.by_class[4], 1);
	assert_true(b.bytes_out - a.bytes_out > (int64_t)sizeof page_12k);
	assert_true(b.us_sum > a.us_sum);
	int64_t in_buckets = 0;
	for (size_t i = 0; i < ARRAY_LEN(b.bucket); i++)
		in_buckets += b.bucket[i] - a.bucket[i];
	assert_true(in_buckets <= 2);
}

static void
a_taken_port_is_told(void **state UNUSED)
{
	static const struct route none[] = { { 0 } };
	static const struct route *const no_routes[] = { none, NULL };
	struct cx cx = { 0 };
	struct http_server *s = NULL;
	struct http_options o = { .listen = arena_printf(test_arena, "127.0.0.1:%d", http_port(test_server)),
				  .temp_dir = test_dir, .routes = no_routes };
	assert_int_equal(http_start(&cx, &o, &s), ST_CONFLICT);
	assert_string_equal(cx.fault.code, "http.listen");
	o.listen = "nowhere";
	assert_int_equal(http_start(&cx, &o, &s), ST_INVALID);
}

static void
leftovers_are_removed(void **state UNUSED)
{
	static const struct route none[] = { { 0 } };
	static const struct route *const no_routes[] = { none, NULL };
	static const char *const names[] = { "up-oldone", "up-newone", "notours" };
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		const char *path = arena_printf(test_arena, "%s/%s", test_dir, names[i]);
		fclose(fopen(path, "we"));
		struct timespec old[2] = { { .tv_sec = 1 }, { .tv_sec = 1 } };
		if (i != 1)
			utimensat(AT_FDCWD, path, old, 0);
	}
	struct cx cx = { 0 };
	struct http_server *s = NULL;
	struct http_options o = { .listen = "[::1]:0", .temp_dir = test_dir, .routes = no_routes };
	enum status st = http_start(&cx, &o, &s);
	if (st == ST_OK)
		http_stop(s);
	else
		assert_string_equal(cx.fault.code, "http.listen"); /* a machine without IPv6 */
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		assert_int_equal(unlink(arena_printf(test_arena, "%s/%s", test_dir, names[i])), i == 0 ? -1 : 0);
}

static struct db_conn *
thread_open(void *arg UNUSED)
{
	atomic_fetch_add(&opened, 1);
	return (struct db_conn *)(void *)&opened;
}

static void
thread_close(struct db_conn *c UNUSED, void *arg UNUSED)
{
	atomic_fetch_add(&closed, 1);
}

static int
up(void **state UNUSED)
{
	static const struct route *const all[] = { routes, NULL };
	for (size_t i = 0; i < sizeof page_12k; i++)
		page_12k[i] = "Nop ho so truc tuyen\n"[i % 21];
	server_up(&(struct http_options){ .threads = 2, .trusted_proxies = "127.0.0.1,10.0.0.0/8", .routes = all,
					  .before = before, .thread_open = thread_open,
					  .thread_close = thread_close, .health = health });
	return 0;
}

static int
down(void **state UNUSED)
{
	server_down();
	return atomic_load(&opened) > 0 && atomic_load(&opened) == atomic_load(&closed) ? 0 : -1;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(routes_and_parameters), cmocka_unit_test(language_prefix),
		cmocka_unit_test(unknown_and_wrong),	 cmocka_unit_test(slash_at_the_end),
		cmocka_unit_test(long_heads),		 cmocka_unit_test(head_and_headers),
		cmocka_unit_test(keep_alive),		 cmocka_unit_test(pipelined),
		cmocka_unit_test(fields),		 cmocka_unit_test(chunked_body),
		cmocka_unit_test(body_over_its_cap),	 cmocka_unit_test(two_lengths),
		cmocka_unit_test(failures),		 cmocka_unit_test(compression),
		cmocka_unit_test(accept_encoding),	 cmocka_unit_test(redirects_stay_here),
		cmocka_unit_test(proxies_and_cookies),	 cmocka_unit_test(networks),
		cmocka_unit_test(file_reply),		 cmocka_unit_test(health_answers),
		cmocka_unit_test(figures),		 cmocka_unit_test(a_taken_port_is_told),
		cmocka_unit_test(leftovers_are_removed),
	};
	return cmocka_run_group_tests(tests, up, down);
}
