/* Building text in an arena: bounded, with one sticky overflow flag checked once at the end. */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

struct arena;
struct buf {
	struct arena *arena;
	char *p;     /* ended by NUL once anything was added */
	size_t n;    /* bytes held */
	size_t room; /* bytes allocated */
	size_t max;  /* past this nothing is added and over is set */
	bool over;
};

void buf_init(struct buf *b, struct arena *a, size_t max);
void buf_add(struct buf *b, const void *p, size_t n);
void buf_addc(struct buf *b, char c);
void buf_adds(struct buf *b, const char *s);
void buf_addstr(struct buf *b, struct str s);
void buf_addf(struct buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void buf_vaddf(struct buf *b, const char *fmt, va_list ap) __attribute__((format(printf, 2, 0)));
void buf_addi(struct buf *b, int64_t v);
/* Room for n more bytes: write there, then count them with buf_took. NULL when over the cap. */
char *buf_reserve(struct buf *b, size_t n);
void buf_took(struct buf *b, size_t n);
/* Forget what was written; keeps the memory. */
void buf_clear(struct buf *b);
struct str buf_str(const struct buf *b);
/* Ended by NUL; "" when nothing was added. The caller has looked at b->over when it matters. */
const char *buf_cstr(struct buf *b);

/* The caps used in the program, together, so that they can be read beside each other. */
enum {
	BUF_LINE = 64 * 1024,
	BUF_PAGE = 8 * 1024 * 1024,
	BUF_MAIL = 4 * 1024 * 1024,
	BUF_FILE = 64 * 1024 * 1024,
};

#endif
