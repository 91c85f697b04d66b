#include "base/base.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <unistd.h>

static _Atomic int level_now = LOG_INFO;
static const char *const names[] = { "error", "warn", "info", "debug" };

void
log_set_level(enum log_level level)
{
	atomic_store(&level_now, level);
}

int
log_level_of(const char *name)
{
	for (int i = 0; i < (int)ARRAY_LEN(names); i++)
		if (cstr_eq(names[i], name))
			return i;
	return -1;
}

/* One write per line, control characters shown as '?', so that a line is one line whatever is in it. */
static void
emit(const char *level, const char *area, const char *fmt, va_list ap)
{
	char line[1024], when[TIME_TEXT];
	int n = snprintf(line, sizeof line, "%s %s %s ", time_iso(time_now(), when), level, area);
	int m = vsnprintf(line + n, sizeof line - (size_t)n - 1, fmt, ap);
	size_t end = (size_t)n + (size_t)(m < 0 ? 0 : m);
	if (end > sizeof line - 2)
		end = sizeof line - 2;
	for (size_t i = 0; i < end; i++)
		if ((unsigned char)line[i] < ' ' || line[i] == 0x7f)
			line[i] = '?';
	line[end++] = '\n';
	if (write(STDERR_FILENO, line, end) < 0)
		return; /* nobody is left to tell */
}

void
log_line(enum log_level level, const char *area, const char *fmt, ...)
{
	if ((int)level > atomic_load(&level_now))
		return;
	va_list ap;
	va_start(ap, fmt);
	emit(names[level], area, fmt, ap);
	va_end(ap);
}

void
log_peer(const char *peer, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	emit("peer", peer, fmt, ap);
	va_end(ap);
}

void
log_fault(const struct cx *cx, const char *what)
{
	const struct fault *f = &cx->fault;
	bool ours = f->status == ST_INTERNAL || f->status == ST_FULL;
	log_line(ours ? LOG_ERROR_ : LOG_INFO, what, "request=%s status=%s code=%s at=%s:%d %s",
		 cx->request_id ? cx->request_id : "-", status_name((enum status)f->status),
		 f->code ? f->code : "-", f->file ? f->file : "-", f->line, f->detail);
}

NORETURN void
assert_failed(const char *what, const char *file, int line)
{
	log_error("assert", "broken: %s at %s:%d", what, file, line);
	abort();
}
