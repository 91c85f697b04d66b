#include "base/base.h"

#include <stdarg.h>

static const struct {
	const char *name;
	int http, exit;
} table[ST_N] = {
	[ST_OK] = { "ok", 200, 0 },
	[ST_NOT_FOUND] = { "not_found", 404, 1 },
	[ST_DENIED] = { "denied", 403, 1 },
	[ST_INVALID] = { "invalid", 422, 2 },
	[ST_CONFLICT] = { "conflict", 409, 1 },
	[ST_TOO_LARGE] = { "too_large", 413, 1 },
	[ST_TOO_MANY] = { "too_many", 429, 1 },
	[ST_BUSY] = { "busy", 503, 75 },
	[ST_FULL] = { "full", 507, 74 },
	[ST_UPSTREAM] = { "upstream", 502, 69 },
	[ST_INTERNAL] = { "internal", 500, 70 },
	[ST_SUSPENDED] = { "suspended", 500, 70 },
};

enum status
fail_at(struct cx *cx, enum status st, const char *code, const char *file, int line, const char *fmt,
	...)
{
	assert_always(st != ST_OK && st < ST_N);
	cx->fault = (struct fault){ .status = st, .code = code, .file = file, .line = line };
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(cx->fault.detail, sizeof cx->fault.detail, fmt, ap);
	va_end(ap);
	return st;
}

int
status_http(enum status st)
{
	assert_always(st < ST_N);
	return table[st].http;
}

int
status_exit(enum status st)
{
	assert_always(st < ST_N);
	return table[st].exit;
}

const char *
status_name(enum status st)
{
	assert_always(st < ST_N);
	return table[st].name;
}
