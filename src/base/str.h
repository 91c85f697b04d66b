/* Views on text: a pointer and a length, not owned, not ended by NUL. Text is UTF-8. */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct str {
	const char *p; /* NULL only when n is 0 */
	size_t n;
};

#define S(lit) ((struct str){ "" lit, sizeof(lit) - 1 })
#define STR_FMT "%.*s"
#define STR_ARG(s) (int)(s).n, (s).p

struct str str_of(const char *cstr); /* NULL gives the empty view */
char *str_cstr(struct arena *a, struct str s);
bool str_eq(struct str a, struct str b);
bool str_is(struct str a, const char *cstr);
bool str_case_is(struct str a, const char *cstr); /* ASCII case ignored */
bool str_starts(struct str s, const char *prefix);
bool str_ends(struct str s, const char *suffix);
int str_cmp(struct str a, struct str b); /* by bytes */
struct str str_trim(struct str s);       /* ASCII white space at both ends */
struct str str_from(struct str s, size_t from);
struct str str_head(struct str s, size_t n);
/* Cuts at the first sep: the part before it is returned, *rest holds what follows. Without sep, all
 * of *rest is returned and *rest is left empty with p NULL. */
struct str str_cut(struct str *rest, char sep);
/* Position of needle, or -1. */
ptrdiff_t str_find(struct str s, const char *needle);
bool str_is_empty(struct str s);

bool str_is_digits(struct str s); /* at least one, and nothing else */
/* Whole view is a decimal number within int64; no spaces, no plus sign. */
bool str_i64(struct str s, int64_t *out);
bool cstr_i64(const char *s, int64_t *out);
/* Equal content, in a time that does not depend on where they differ. */
bool str_eq_secret(struct str a, struct str b);
bool cstr_eq(const char *a, const char *b); /* NULLs are equal to each other only */
bool cstr_empty(const char *s);             /* NULL or "" */

#endif
