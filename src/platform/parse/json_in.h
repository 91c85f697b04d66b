/* Reading JSON (RFC 8259): text into a tree that lives in the arena. Writing is in base/json.h.
 *
 *   const struct json *doc;
 *   TRY(json_parse(cx, body, 64 * 1024, &doc));
 *   struct str name = json_text_of(json_get(doc, "name"));
 *   for (size_t i = 0; i < json_len(json_get(doc, "papers")); i++) …
 *
 * Every accessor takes NULL and values of another kind, and then gives the empty answer, so that a path can be
 * followed without asking at each step; who must tell missing from empty asks json_is. Keys keep their order.
 * Refused: text over the size or JSON_DEPTH, invalid UTF-8, NUL in strings, a key twice in one object, integers
 * past int64, anything after the value. */
#ifndef PLATFORM_PARSE_JSON_IN_H
#define PLATFORM_PARSE_JSON_IN_H

#include "base/base.h"

enum json_kind {
	JSON_KIND_NULL,
	JSON_KIND_BOOL,
	JSON_KIND_INT,
	JSON_KIND_REAL,
	JSON_KIND_TEXT,
	JSON_KIND_ARRAY,
	JSON_KIND_OBJECT,
};

struct json {
	enum json_kind kind;
	union {
		bool yes;
		int64_t i;
		double real;
		struct str text; /* ended by NUL as well */
		struct {
			const struct json *item; /* of an array, or the values of an object */
			const struct str *key;   /* of an object, beside item; else NULL */
			size_t n;
		};
	};
};

/* ST_INVALID "json.bad" (the place is in the detail), ST_TOO_LARGE "json.large". The parser itself may use some
 * eighty times max_bytes of memory for a moment, so max_bytes belongs to the caller's purpose. */
MUST_CHECK enum status json_parse(struct cx *cx, struct str text, size_t max_bytes, const struct json **out);

bool json_is(const struct json *j, enum json_kind kind); /* false for NULL */
/* Member of an object; NULL when missing. Looks at each key in turn: objects here are small. */
const struct json *json_get(const struct json *j, const char *key);
/* Items of an array or members of an object; 0 for all else. */
size_t json_len(const struct json *j);
/* The i-th item of an array or value of an object; NULL past the end. */
const struct json *json_at(const struct json *j, size_t i);
struct str json_key_at(const struct json *j, size_t i);

struct str json_text_of(const struct json *j);   /* empty when no text */
const char *json_cstr_of(const struct json *j);  /* "" when no text */
int64_t json_int_of(const struct json *j);       /* 0 when no integer */
bool json_bool_of(const struct json *j);         /* false when no boolean */
double json_real_of(const struct json *j);       /* an integer too; 0 when no number */

#endif
