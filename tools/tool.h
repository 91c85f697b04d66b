/*
 * What the build tools share: a growing text, whole files, C string literals, and an end with a message.
 * Build tools run for a moment and end, so nothing is freed.
 */
#ifndef TOOL_H
#define TOOL_H

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct text { char *s; size_t n, cap; };

__attribute__((noreturn, format(printf, 1, 2))) static inline void
quit(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	exit(1);
}

static inline void
text_add(struct text *b, const char *s, size_t n)
{
	if (b->n + n + 1 > b->cap) {
		b->cap = (b->n + n + 1) * 2;
		b->s = realloc(b->s, b->cap);
		if (b->s == NULL)
			quit("out of memory");
	}
	memcpy(b->s + b->n, s, n);
	b->n += n;
	b->s[b->n] = '\0';
}

__attribute__((format(printf, 2, 3))) static inline void
text_f(struct text *b, const char *fmt, ...)
{
	char stack[4096];
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(stack, sizeof stack, fmt, ap);
	va_end(ap);
	if (n < 0 || (size_t)n >= sizeof stack)
		quit("an expression is longer than %zu bytes", sizeof stack);
	text_add(b, stack, (size_t)n);
}

/* A literal as a C string, broken after newlines so that the generated file can be read. */
static inline void
add_c_string(struct text *b, const char *s, size_t n)
{
	text_add(b, "\"", 1);
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)s[i];

		if (c == '\n')
			text_add(b, i + 1 < n ? "\\n\"\n\t\t\"" : "\\n", i + 1 < n ? 7 : 2);
		else if (c == '"' || c == '\\' || c == '?')
			text_f(b, "\\%c", c);
		else if (c < 0x20 || c == 0x7f)
			text_f(b, "\\%03o", c);
		else
			text_add(b, s + i, 1);
	}
	text_add(b, "\"", 1);
}

static inline char *
read_file(const char *path, size_t *n)
{
	FILE *f = fopen(path, "rb");
	struct text b = { 0 };
	char part[8192];
	size_t got;

	if (f == NULL)
		quit("%s: cannot be read", path);
	while ((got = fread(part, 1, sizeof part, f)) > 0)
		text_add(&b, part, got);
	fclose(f);
	text_add(&b, "", 0);
	*n = b.n;
	return b.s;
}

static inline void
write_file(const char *path, const struct text *b)
{
	FILE *f = fopen(path, "wb");

	if (f == NULL || fwrite(b->s, 1, b->n, f) != b->n || fclose(f) != 0)
		quit("%s: cannot be written", path);
}

#endif
