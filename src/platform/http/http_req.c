#include "platform/http/http_priv.h"

const char *
req_method(const struct req *rq)
{
	return rq->method;
}

const char *
req_path(const struct req *rq)
{
	return rq->path;
}

const char *
req_url(const struct req *rq)
{
	return rq->url;
}

struct str
req_param(const struct req *rq, const char *name)
{
	const struct route_at *at = rq->found.at;
	for (int i = 0; at != NULL && i < at->n_names; i++)
		if (cstr_eq(at->name[i], name))
			return rq->found.value[i];
	return (struct str){ 0 };
}

struct str
req_query(const struct req *rq, const char *name)
{
	const struct field *f = field_find(&rq->query, name);
	return f == NULL ? (struct str){ 0 } : f->value;
}

bool
req_has_query(const struct req *rq, const char *name)
{
	return field_find(&rq->query, name) != NULL;
}

struct str
req_field(const struct req *rq, const char *name)
{
	const struct field *f = field_find(&rq->body.fields, name);
	return f == NULL ? (struct str){ 0 } : f->value;
}

bool
req_has_field(const struct req *rq, const char *name)
{
	return field_find(&rq->body.fields, name) != NULL;
}

size_t
req_fields(const struct req *rq)
{
	return rq->body.fields.n;
}

void
req_field_at(const struct req *rq, size_t i, struct str *name, struct str *value)
{
	assert_always(i < rq->body.fields.n);
	*name = rq->body.fields.p[i].name;
	*value = rq->body.fields.p[i].value;
}

size_t
req_files(const struct req *rq)
{
	return rq->body.files.n;
}

struct http_file *
req_file_at(const struct req *rq, size_t i)
{
	assert_always(i < rq->body.files.n);
	return &rq->body.files.p[i];
}

void
http_file_keep(struct http_file *f)
{
	f->kept = true;
}

struct str
req_header(const struct req *rq, const char *name)
{
	return str_of(MHD_lookup_connection_value(rq->conn, MHD_HEADER_KIND, name));
}

struct str
req_cookie(const struct req *rq, const char *name)
{
	return str_of(MHD_lookup_connection_value(rq->conn, MHD_COOKIE_KIND, name));
}

struct str
req_body(const struct req *rq)
{
	return rq->body.kind == BODY_RAW ? buf_str(&rq->body.raw) : (struct str){ 0 };
}

const char *
req_address(const struct req *rq)
{
	return rq->cx.address;
}

bool
req_secure(const struct req *rq)
{
	return rq->secure;
}

const struct route *
req_route(const struct req *rq)
{
	return rq->route;
}

bool
req_is_partial(const struct req *rq)
{
	return MHD_lookup_connection_value(rq->conn, MHD_HEADER_KIND, "X-Partial") != NULL;
}

void *
req_user(const struct req *rq)
{
	return rq->user;
}

void
req_set_user(struct req *rq, void *user)
{
	rq->user = user;
}
