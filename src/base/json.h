/* Writing JSON into a buf: commas and quotes are kept by the writer. Reading is in platform/parse. */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/str.h"

enum { JSON_DEPTH = 32 };

struct json_out {
	struct buf *b;
	int depth;
	bool some[JSON_DEPTH]; /* the container at this depth has a member already */
	bool after_key;
};

void json_out_init(struct json_out *j, struct buf *b);
void json_object(struct json_out *j);
void json_array(struct json_out *j);
void json_end_object(struct json_out *j);
void json_end_array(struct json_out *j);
void json_key(struct json_out *j, const char *key);
void json_text(struct json_out *j, struct str s);
void json_cstr(struct json_out *j, const char *s); /* NULL gives null */
void json_int(struct json_out *j, int64_t v);
void json_id(struct json_out *j, int64_t id);      /* ids are strings (settled.md 6) */
void json_number(struct json_out *j, double v, int decimals);
void json_bool(struct json_out *j, bool v);
void json_null(struct json_out *j);

/* key and value in one call */
void json_put_text(struct json_out *j, const char *key, struct str s);
void json_put_cstr(struct json_out *j, const char *key, const char *s);
void json_put_int(struct json_out *j, const char *key, int64_t v);
void json_put_id(struct json_out *j, const char *key, int64_t id);
void json_put_bool(struct json_out *j, const char *key, bool v);
void json_put_time(struct json_out *j, const char *key, int64_t t); /* ISO text; 0 gives null */

/* The text between quotes, escaped; invalid UTF-8 never reaches here (checked at the edge). */
void json_escape(struct buf *b, struct str s);

#endif
