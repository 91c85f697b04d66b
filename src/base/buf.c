#include "base/base.h"

void
buf_init(struct buf *b, struct arena *a, size_t max)
{
	*b = (struct buf){ .arena = a, .max = max };
}

char *
buf_reserve(struct buf *b, size_t n)
{
	if (b->over || n > b->max || b->n > b->max - n) {
		b->over = true;
		return NULL;
	}
	size_t want = b->n + n + 1;
	if (want > b->room) {
		size_t room = b->room == 0 ? 256 : b->room * 2;
		if (room < want)
			room = want;
		b->p = arena_grow(b->arena, b->p, b->room, room);
		b->room = room;
	}
	return b->p + b->n;
}

void
buf_took(struct buf *b, size_t n)
{
	assert_always(b->n + n < b->room);
	b->n += n;
	b->p[b->n] = '\0';
}

void
buf_add(struct buf *b, const void *p, size_t n)
{
	char *to = buf_reserve(b, n);
	if (to == NULL || n == 0)
		return;
	memcpy(to, p, n);
	buf_took(b, n);
}

void
buf_addc(struct buf *b, char c)
{
	buf_add(b, &c, 1);
}

void
buf_adds(struct buf *b, const char *s)
{
	buf_add(b, s, strlen(s));
}

void
buf_addstr(struct buf *b, struct str s)
{
	buf_add(b, s.p, s.n);
}

/* Into the room that is left; formatted again only when that was too small. */
void
buf_vaddf(struct buf *b, const char *fmt, va_list ap)
{
	va_list again;
	va_copy(again, ap);
	size_t left = b->room > b->n ? b->room - b->n : 0;
	int n = vsnprintf(left > 0 ? b->p + b->n : NULL, left, fmt, ap);
	assert_always(n >= 0);
	char *to = buf_reserve(b, (size_t)n);
	if (to != NULL) {
		if ((size_t)n >= left)
			vsnprintf(to, (size_t)n + 1, fmt, again);
		buf_took(b, (size_t)n);
	} else if (left > 0) {
		b->p[b->n] = '\0';
	}
	va_end(again);
}

void
buf_addf(struct buf *b, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	buf_vaddf(b, fmt, ap);
	va_end(ap);
}

void
buf_addi(struct buf *b, int64_t v)
{
	char digits[24];
	size_t at = sizeof digits;
	uint64_t u = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;
	do
		digits[--at] = (char)('0' + u % 10);
	while ((u /= 10) != 0);
	if (v < 0)
		digits[--at] = '-';
	buf_add(b, digits + at, sizeof digits - at);
}

void
buf_clear(struct buf *b)
{
	b->n = 0;
	b->over = false;
	if (b->p != NULL)
		b->p[0] = '\0';
}

struct str
buf_str(const struct buf *b)
{
	return (struct str){ b->p, b->n };
}

const char *
buf_cstr(struct buf *b)
{
	return b->p == NULL ? "" : b->p;
}
