#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "platform/http/http_priv.h"

enum { GZIP_MIN = 600 }; /* below it the head of a gzip stream and the CPU cost more than they save */

/* The template compiler and the assets know: no inline script or style, nothing from elsewhere. */
static const struct resp_header defaults[] = {
	{ "Content-Security-Policy",
	  "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; object-src 'none'; "
	  "base-uri 'none'; form-action 'self'; frame-ancestors 'none'" },
	{ "X-Content-Type-Options", "nosniff" },
	{ "Referrer-Policy", "same-origin" },
	{ "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()" },
	{ "Cross-Origin-Opener-Policy", "same-origin" },
	{ "Cache-Control", "private, no-cache" },
};
static const char hsts[] = "max-age=31536000";

void
resp_clear(struct resp *rs)
{
	*rs = (struct resp){ .rq = rs->rq, .status = 200 };
}

void
resp_status(struct resp *rs, int http_status)
{
	rs->status = http_status;
}

void
resp_header(struct resp *rs, const char *name, const char *value)
{
	struct arena *a = rs->rq->cx.arena;
	assert_always(strpbrk(name, "\r\n: ") == NULL && strpbrk(value, "\r\n") == NULL);
	struct resp_header *h = vec_push(&rs->headers, a);
	h->name = arena_strdup(a, name);
	h->value = arena_strdup(a, value);
}

void
resp_cookie(struct resp *rs, const char *name, struct str value, int max_age)
{
	struct buf b;
	buf_init(&b, rs->rq->cx.arena, 4096);
	for (size_t i = 0; i < value.n; i++)
		assert_always(value.p[i] > ' ' && value.p[i] < 0x7f && strchr("\",;\\", value.p[i]) == NULL);
	buf_addf(&b, "%s=" STR_FMT "; Path=/; HttpOnly; SameSite=Lax", name, STR_ARG(value));
	if (max_age >= 0)
		buf_addf(&b, "; Max-Age=%d", max_age);
	if (rs->rq->secure)
		buf_adds(&b, "; Secure");
	assert_always(!b.over);
	resp_header(rs, "Set-Cookie", buf_cstr(&b));
}

void
resp_body(struct resp *rs, const char *content_type, struct str body)
{
	rs->type = content_type;
	rs->body = body;
	rs->gzip = rs->br = (struct str){ 0 };
	rs->file = NULL;
}

void
resp_body_ready(struct resp *rs, const char *content_type, struct str body, struct str gzip, struct str br)
{
	resp_body(rs, content_type, body);
	rs->gzip = gzip;
	rs->br = br;
}

struct str
resp_gzip(struct arena *a, struct str s)
{
	return gzip_text(a, s);
}

void
resp_file(struct resp *rs, const char *content_type, const char *path, const char *download_name,
	  bool attachment)
{
	resp_body(rs, content_type, (struct str){ 0 });
	rs->file = path;
	rs->download = download_name;
	rs->attachment = attachment;
}

void
resp_redirect(struct resp *rs, const char *location)
{
	struct buf b;
	buf_init(&b, rs->rq->cx.arena, BUF_LINE);
	bool ours = location[0] == '/' && location[1] != '/' && location[1] != '\\';
	for (const char *p = ours ? location : "/"; *p != '\0'; p++)
		if (*p > ' ' && *p < 0x7f && *p != '"' && *p != '\\' && *p != '<' && *p != '>')
			buf_addc(&b, *p);
		else
			buf_addf(&b, "%%%02X", (unsigned)(unsigned char)*p);
	rs->status = 303;
	resp_header(rs, "Location", b.over ? "/" : buf_cstr(&b));
}

/* Is this element of Accept-Encoding the coding, with a q above 0? */
static bool
element_accepts(struct str element, const char *coding)
{
	struct str name = str_trim(str_cut(&element, ';'));
	if (!str_case_is(name, coding) && !str_is(name, "*"))
		return false;
	struct str q = str_trim(element);
	if (!str_starts(q, "q=") && !str_starts(q, "Q="))
		return true;
	for (size_t i = 2; i < q.n; i++)
		if (q.p[i] >= '1' && q.p[i] <= '9')
			return true;
	return false;
}

bool
accepts(const char *accept, const char *coding)
{
	struct str rest = str_of(accept);
	while (rest.n > 0) {
		struct str element = str_cut(&rest, ',');
		struct str copy = element;
		if (str_case_is(str_trim(str_cut(&copy, ';')), coding))
			return element_accepts(element, coding);
	}
	rest = str_of(accept);
	while (rest.n > 0)
		if (element_accepts(str_cut(&rest, ','), coding))
			return true;
	return false;
}

static bool
is_text(const char *type)
{
	static const char *const kinds[] = { "text/", "application/json", "application/problem+json",
					     "application/javascript", "application/xml",
					     "application/manifest+json", "image/svg+xml" };
	struct str s = str_of(type);
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		if (str_starts(s, kinds[i]))
			return true;
	return false;
}

/* Chooses the copy that is sent; the coding's name or NULL. */
static const char *
choose_coding(const struct resp *rs, struct str *body)
{
	const char *accept =
		MHD_lookup_connection_value(rs->rq->conn, MHD_HEADER_KIND, MHD_HTTP_HEADER_ACCEPT_ENCODING);
	*body = rs->body;
	if (accept == NULL)
		return NULL;
	if (rs->br.n > 0 && accepts(accept, "br")) {
		*body = rs->br;
		return "br";
	}
	if (rs->body.n <= GZIP_MIN || !accepts(accept, "gzip"))
		return NULL;
	struct str small = rs->gzip.n > 0 ? rs->gzip : gzip_text(rs->rq->cx.arena, rs->body);
	if (small.n == 0)
		return NULL;
	*body = small;
	return "gzip";
}

static void
put(struct MHD_Response *r, const char *name, const char *value)
{
	if (MHD_add_response_header(r, name, value) == MHD_NO)
		log_error("http", "header %s was refused", name);
}

static bool
has_header(const struct resp *rs, const char *name)
{
	for (size_t i = 0; i < rs->headers.n; i++)
		if (str_case_is(str_of(rs->headers.p[i].name), name))
			return true;
	return false;
}

static void
put_headers(const struct resp *rs, struct MHD_Response *r)
{
	for (size_t i = 0; i < rs->headers.n; i++)
		put(r, rs->headers.p[i].name, rs->headers.p[i].value);
	for (size_t i = 0; i < ARRAY_LEN(defaults); i++)
		if (rs->headers.n == 0 || !has_header(rs, defaults[i].name))
			put(r, defaults[i].name, defaults[i].value);
	if (rs->rq->secure)
		put(r, "Strict-Transport-Security", hsts);
	put(r, "X-Request-Id", rs->rq->cx.request_id);
	if (atomic_load_explicit(&rs->rq->server->stopping, memory_order_relaxed))
		put(r, MHD_HTTP_HEADER_CONNECTION, "close");
}

/* RFC 6266: a plain name for old clients, the real one in UTF-8. */
static void
put_disposition(const struct resp *rs, struct MHD_Response *r)
{
	struct buf b;
	buf_init(&b, rs->rq->cx.arena, 4096);
	struct str name = str_of(rs->download);
	buf_addf(&b, "%s; filename=\"", rs->attachment ? "attachment" : "inline");
	for (size_t i = 0; i < name.n; i++) {
		char c = name.p[i];
		if (((unsigned char)c & 0xc0) == 0x80)
			continue;
		buf_addc(&b, c < ' ' || c >= 0x7f || strchr("\"\\/%", c) != NULL ? '_' : c);
	}
	buf_adds(&b, "\"; filename*=UTF-8''");
	for (size_t i = 0; i < name.n; i++) {
		unsigned char c = (unsigned char)name.p[i];
		bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
			     c == '.' || c == '-' || c == '_';
		if (plain)
			buf_addc(&b, (char)c);
		else
			buf_addf(&b, "%%%02X", (unsigned)c);
	}
	if (!b.over)
		put(r, MHD_HTTP_HEADER_CONTENT_DISPOSITION, buf_cstr(&b));
}

/* NULL when the file cannot be read. */
static struct MHD_Response *
of_file(const struct resp *rs, int64_t *size)
{
	int fd = open(rs->file, O_RDONLY | O_CLOEXEC);
	struct stat sb;
	if (fd < 0)
		return NULL;
	if (fstat(fd, &sb) != 0 || !S_ISREG(sb.st_mode)) {
		close(fd);
		return NULL;
	}
	*size = sb.st_size;
	struct MHD_Response *r = MHD_create_response_from_fd64((uint64_t)sb.st_size, fd);
	if (r == NULL) {
		close(fd);
		return NULL;
	}
	if (!cstr_empty(rs->download))
		put_disposition(rs, r);
	return r;
}

static struct MHD_Response *
of_body(const struct resp *rs, int64_t *size)
{
	struct str body = rs->body;
	const char *coding = NULL;
	bool varies = rs->type == NULL ? rs->status == 304 : rs->gzip.n > 0 || rs->br.n > 0 || is_text(rs->type);
	if (varies && rs->type != NULL)
		coding = choose_coding(rs, &body);
	*size = (int64_t)body.n;
	struct MHD_Response *r = MHD_create_response_from_buffer(body.n, (void *)(uintptr_t)body.p,
								 MHD_RESPMEM_PERSISTENT);
	if (r == NULL)
		return NULL;
	if (varies)
		put(r, MHD_HTTP_HEADER_VARY, "Accept-Encoding");
	if (coding != NULL)
		put(r, MHD_HTTP_HEADER_CONTENT_ENCODING, coding);
	return r;
}

bool
resp_queue(struct resp *rs)
{
	int64_t size = 0;
	if (rs->status == 304 || rs->status == 204)
		resp_body(rs, NULL, (struct str){ 0 });
	struct MHD_Response *r = rs->file != NULL ? of_file(rs, &size) : of_body(rs, &size);
	if (r == NULL)
		return false;
	if (rs->type != NULL)
		put(r, MHD_HTTP_HEADER_CONTENT_TYPE, rs->type);
	put_headers(rs, r);
	enum MHD_Result done = MHD_queue_response(rs->rq->conn, (unsigned)rs->status, r);
	MHD_destroy_response(r);
	if (cstr_eq(rs->rq->method, "HEAD"))
		size = 0;
	figures_reply(rs->rq->thread, rs->status, size);
	return done == MHD_YES;
}
