#include "base/base.h"

#include <stdarg.h>

#define BLOCK_FIRST ((size_t)32 * 1024)
#define BLOCK_MAX ((size_t)1024 * 1024)
#define ALIGN ((size_t)16)

struct block {
	struct block *next; /* older */
	size_t size, used;
	_Alignas(16) char data[];
};

struct arena {
	struct block *top;
	size_t total, cap;
};

static struct block *
block_new(struct arena *a, size_t size)
{
	if (a->total + size > a->cap)
		assert_failed("arena within its cap", __FILE__, __LINE__);
	struct block *b = malloc(sizeof *b + size);
	if (b == NULL)
		assert_failed("memory", __FILE__, __LINE__);
	b->next = a->top;
	b->size = size;
	b->used = 0;
	a->top = b;
	a->total += size;
	return b;
}

struct arena *
arena_new(size_t cap)
{
	struct arena *a = calloc(1, sizeof *a);
	if (a == NULL)
		assert_failed("memory", __FILE__, __LINE__);
	a->cap = cap < BLOCK_FIRST ? BLOCK_FIRST : cap;
	block_new(a, BLOCK_FIRST);
	return a;
}

void
arena_free(struct arena *a)
{
	if (a == NULL)
		return;
	for (struct block *b = a->top, *next; b != NULL; b = next) {
		next = b->next;
		free(b);
	}
	free(a);
}

void
arena_reset(struct arena *a)
{
	while (a->top->next != NULL) {
		struct block *b = a->top;
		a->top = b->next;
		a->total -= b->size;
		free(b);
	}
	a->top->used = 0;
}

size_t
arena_used(const struct arena *a)
{
	size_t n = 0;
	for (const struct block *b = a->top; b != NULL; b = b->next)
		n += b->used;
	return n;
}

/* n rounded up so that the next allocation stays aligned. */
static size_t
rounded(size_t n)
{
	assert_always(n < SIZE_MAX / 2);
	return (n + ALIGN - 1) & ~(ALIGN - 1);
}

static void *
take(struct arena *a, size_t n)
{
	struct block *b = a->top;
	if (b->size - b->used < n) {
		size_t size = b->size * 2 > BLOCK_MAX ? BLOCK_MAX : b->size * 2;
		b = block_new(a, n > size ? n : size);
	}
	void *p = b->data + b->used;
	b->used += n;
	return p;
}

void *
arena_alloc(struct arena *a, size_t n)
{
	return memset(take(a, rounded(n)), 0, n);
}

void *
arena_grow(struct arena *a, void *p, size_t n, size_t m)
{
	assert_always(m >= n);
	struct block *b = a->top;
	size_t old = rounded(n), want = rounded(m);
	if (p != NULL && (char *)p + old == b->data + b->used && b->size - b->used >= want - old) {
		b->used += want - old;
		memset((char *)p + n, 0, m - n);
		return p;
	}
	char *q = arena_alloc(a, m);
	if (n > 0)
		memcpy(q, p, n);
	return q;
}

char *
arena_strndup(struct arena *a, const char *s, size_t n)
{
	char *p = take(a, rounded(n + 1));
	if (n > 0)
		memcpy(p, s, n);
	p[n] = '\0';
	return p;
}

char *
arena_strdup(struct arena *a, const char *s)
{
	return arena_strndup(a, s, strlen(s));
}

/* Into the room that is left in the block; formatted again only when that was too small. */
char *
arena_vprintf(struct arena *a, const char *fmt, va_list ap)
{
	va_list again;
	va_copy(again, ap);
	char *room = a->top->data + a->top->used;
	int n = vsnprintf(room, a->top->size - a->top->used, fmt, ap);
	assert_always(n >= 0);
	char *p = take(a, rounded((size_t)n + 1));
	if (p != room)
		vsnprintf(p, (size_t)n + 1, fmt, again);
	va_end(again);
	return p;
}

char *
arena_printf(struct arena *a, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	char *p = arena_vprintf(a, fmt, ap);
	va_end(ap);
	return p;
}
