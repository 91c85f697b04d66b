/* What the head of a request says: client, scheme, path, language, query, route, kind of body. */
#include "platform/http/http_priv.h"

struct joined {
	struct buf *b;
	const char *name;
};

/* A header that comes several times is one list (RFC 9110 5.3). */
static enum MHD_Result
join(void *cls, enum MHD_ValueKind kind UNUSED, const char *key, const char *value)
{
	struct joined *j = cls;
	if (value == NULL || !str_case_is(str_of(key), j->name))
		return MHD_YES;
	if (j->b->n > 0)
		buf_addc(j->b, ',');
	buf_adds(j->b, value);
	return MHD_YES;
}

static struct str
all_values(struct req *rq, const char *name)
{
	struct buf b;
	buf_init(&b, rq->cx.arena, HTTP_HEADER_MAX);
	MHD_get_connection_values(rq->conn, MHD_HEADER_KIND, join, &(struct joined){ &b, name });
	return buf_str(&b);
}

static void
read_client(struct req *rq, const struct conn *conn)
{
	rq->cx.address = conn->address;
	if (!conn->trusted)
		return;
	struct in6_addr client =
		forwarded_client(&rq->server->trusted, all_values(rq, "X-Forwarded-For"), conn->peer);
	char *text = arena_alloc(rq->cx.arena, INET6_ADDRSTRLEN);
	addr_text(&client, text);
	rq->cx.address = text;
	struct str proto = all_values(rq, "X-Forwarded-Proto"), last = { 0 };
	while (proto.n > 0)
		last = str_trim(str_cut(&proto, ','));
	rq->secure = str_case_is(last, "https");
}

struct path {
	struct str segment[ROUTE_SEGMENTS_MAX], rest[ROUTE_SEGMENTS_MAX];
	int n;
	bool slash_at_end;
};

/* raw begins with '/'. false: a bad escape, a control character or no UTF-8. nowhere: no route can have it (too many
 * segments, empty ones, . and ..). */
static bool
path_split(struct arena *a, struct str raw, struct path *out, bool *nowhere)
{
	struct str rest = str_from(raw, 1);
	*out = (struct path){ 0 };
	while (rest.n > 0) {
		if (out->n == ROUTE_SEGMENTS_MAX) {
			*nowhere = true;
			return true;
		}
		int i = out->n++;
		if (!percent_decode(a, rest, false, &out->rest[i]) ||
		    !percent_decode(a, str_cut(&rest, '/'), false, &out->segment[i]) ||
		    !viet_utf8_valid(out->segment[i]))
			return false;
		out->segment[i] = viet_nfc(a, out->segment[i]);
		if (str_is(out->segment[i], ".") || str_is(out->segment[i], "..") || out->segment[i].n == 0)
			*nowhere = true;
		if (rest.n == 0 && rest.p != NULL)
			out->slash_at_end = true;
	}
	return true;
}

/* /en/… is English and takes the same routes (settled.md 17). */
static struct str
strip_language(struct req *rq, struct str raw)
{
	if (!str_is(raw, "/en") && !str_starts(raw, "/en/"))
		return raw;
	rq->cx.lang = LANG_EN;
	return raw.n <= 4 ? S("/") : str_from(raw, 3);
}

static int
method_of(const char *method)
{
	if (cstr_eq(method, "GET") || cstr_eq(method, "HEAD"))
		return METHOD_GET;
	return cstr_eq(method, "POST") ? METHOD_POST : METHOD_N;
}

/* /thu-tuc/ is answered by a redirect to /thu-tuc when that exists: ST_OK without a route. */
static enum status
no_route(struct req *rq, bool slash_at_end)
{
	struct cx *cx = &rq->cx;
	const struct route_at *at = rq->found.at;
	unsigned allowed = rq->found.allowed;
	rq->found = (struct route_found){ 0 };
	if (slash_at_end && at != NULL && cstr_eq(rq->method, "GET")) {
		const char *query = strchr(rq->url, '?');
		int n = (int)strcspn(rq->url, "?");
		resp_redirect(&rq->rs, arena_printf(cx->arena, "%.*s%s", n - 1, rq->url, query ? query : ""));
		resp_status(&rq->rs, 301);
		return ST_OK;
	}
	if (slash_at_end || allowed == 0)
		return fail(cx, ST_NOT_FOUND, "http.not_found", "no such address");
	rq->found.allowed = allowed;
	rq->http_status = 405;
	return fail(cx, ST_NOT_FOUND, "http.method", "%s is not for this address", rq->method);
}

static bool
takes_tail(const struct route_at *at)
{
	return at != NULL && strchr(at->route->path, '*') != NULL;
}

static enum status
read_path(struct req *rq)
{
	struct cx *cx = &rq->cx;
	struct str url = str_of(rq->url), raw = str_cut(&url, '?');
	if (raw.n == 0 || raw.p[0] != '/') {
		rq->http_status = 400;
		return fail(cx, ST_INVALID, "http.url", "an address without a path");
	}
	struct path path;
	bool nowhere = false;
	raw = strip_language(rq, raw);
	struct str decoded;
	if (!path_split(cx->arena, raw, &path, &nowhere) || !percent_decode(cx->arena, raw, false, &decoded)) {
		rq->http_status = 400;
		return fail(cx, ST_INVALID, "http.url", "a path that is no UTF-8 or has a bad escape");
	}
	rq->path = str_cstr(cx->arena, decoded);
	if (health_serves(rq))
		return ST_OK;
	if (nowhere)
		return fail(cx, ST_NOT_FOUND, "http.not_found", "a path no route can have");
	route_match(rq->server->routes, path.segment, path.rest, path.n, method_of(rq->method), &rq->found);
	if (rq->found.at == NULL || (path.slash_at_end && !takes_tail(rq->found.at)))
		return no_route(rq, path.slash_at_end);
	rq->route = rq->found.at->route;
	if (url.n == 0)
		return ST_OK;
	enum status st = form_read(cx, url, &rq->query);
	rq->http_status = st == ST_OK ? 0 : 400;
	return st;
}

/* Too long in whole or in its address. */
static enum status
check_size(struct req *rq)
{
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(rq->conn, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
	if (strlen(rq->url) > HTTP_URL_MAX) {
		rq->http_status = MHD_HTTP_URI_TOO_LONG;
		return fail(&rq->cx, ST_INVALID, "http.url_long", "an address over %d bytes", HTTP_URL_MAX);
	}
	if (info != NULL && info->header_size > HTTP_HEADER_MAX) {
		rq->http_status = MHD_HTTP_REQUEST_HEADER_FIELDS_TOO_LARGE;
		return fail(&rq->cx, ST_INVALID, "http.headers", "a head of %zu bytes", info->header_size);
	}
	return ST_OK;
}

static struct str
media_type(const char *content_type)
{
	struct str s = str_of(content_type);
	return str_trim(str_cut(&s, ';'));
}

static void
choose_body(struct req *rq)
{
	const struct route *r = rq->route;
	const char *content_type =
		MHD_lookup_connection_value(rq->conn, MHD_HEADER_KIND, MHD_HTTP_HEADER_CONTENT_TYPE);
	struct str type = media_type(content_type);
	enum body_kind kind = BODY_NONE;
	if (r == NULL || method_of(rq->method) != METHOD_POST)
		kind = BODY_NONE;
	else if ((r->flags & HTTP_MULTIPART) && str_case_is(type, "multipart/form-data"))
		kind = BODY_MULTIPART;
	else if (r->flags & HTTP_JSON)
		kind = BODY_RAW;
	else if (str_case_is(type, "application/x-www-form-urlencoded"))
		kind = BODY_FORM;
	size_t cap = kind == BODY_MULTIPART ? HTTP_BODY_FILES_MAX : HTTP_BODY_MAX;
	if (r != NULL && r->body_max != 0 && (kind == BODY_MULTIPART || !(r->flags & HTTP_MULTIPART)))
		cap = r->body_max;
	body_begin(&rq->body, &rq->cx, kind, cap, content_type, rq->server->o.temp_dir);
}

enum status
head_read(struct req *rq)
{
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(rq->conn, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
	if (info != NULL && info->socket_context != NULL)
		read_client(rq, info->socket_context);
	enum status st = check_size(rq);
	if (st == ST_OK)
		st = read_path(rq);
	choose_body(rq);
	return st;
}

bool
head_wants_body(const struct req *rq)
{
	return method_of(rq->method) == METHOD_POST;
}
