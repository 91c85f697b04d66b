/* Memory of one request, job or long-lived table: allocate forward, free all at once.
 *
 * Allocation never returns NULL: out of memory, or past the arena's cap, aborts with a message. The
 * limits at the edge (platform/http limits) keep a client from reaching a cap. Not thread-safe: an
 * arena has one owner at a time. Memory comes zeroed. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stdarg.h>
#include <stddef.h>

struct arena;

/* cap: the most bytes it may hold before it aborts. Caller frees with arena_free. */
struct arena *arena_new(size_t cap);
void arena_free(struct arena *a);
/* Forgets everything, keeps the first block for the next request. */
void arena_reset(struct arena *a);
size_t arena_used(const struct arena *a);

/* n zeroed bytes, aligned for any type. */
void *arena_alloc(struct arena *a, size_t n) __attribute__((malloc, returns_nonnull));
/* Room for n bytes at p grown to m: in place when p was the last allocation, else a copy. */
void *arena_grow(struct arena *a, void *p, size_t n, size_t m) __attribute__((returns_nonnull));
char *arena_strdup(struct arena *a, const char *s) __attribute__((returns_nonnull));
char *arena_strndup(struct arena *a, const char *s, size_t n) __attribute__((returns_nonnull));
char *arena_printf(struct arena *a, const char *fmt, ...)
	__attribute__((format(printf, 2, 3), returns_nonnull));
char *arena_vprintf(struct arena *a, const char *fmt, va_list ap)
	__attribute__((format(printf, 2, 0), returns_nonnull));

#define arena_new_array(a, type, n) ((type *)arena_alloc((a), sizeof(type) * (size_t)(n)))
#define arena_new_one(a, type) arena_new_array(a, type, 1)

#endif
