#include "base/base.h"

void
json_out_init(struct json_out *j, struct buf *b)
{
	*j = (struct json_out){ .b = b };
}

static void
before_value(struct json_out *j)
{
	if (j->after_key) {
		j->after_key = false;
		return;
	}
	if (j->some[j->depth])
		buf_addc(j->b, ',');
	j->some[j->depth] = true;
}

static void
open_with(struct json_out *j, char c)
{
	before_value(j);
	buf_addc(j->b, c);
	assert_always(j->depth + 1 < JSON_DEPTH);
	j->some[++j->depth] = false;
}

static void
close_with(struct json_out *j, char c)
{
	assert_always(j->depth > 0 && !j->after_key);
	j->depth--;
	buf_addc(j->b, c);
}

void
json_object(struct json_out *j)
{
	open_with(j, '{');
}

void
json_array(struct json_out *j)
{
	open_with(j, '[');
}

void
json_end_object(struct json_out *j)
{
	close_with(j, '}');
}

void
json_end_array(struct json_out *j)
{
	close_with(j, ']');
}

void
json_escape(struct buf *b, struct str s)
{
	size_t from = 0;
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		if (c >= ' ' && c != '"' && c != '\\')
			continue;
		buf_add(b, s.p + from, i - from);
		from = i + 1;
		if (c == '"' || c == '\\') {
			buf_addc(b, '\\');
			buf_addc(b, (char)c);
		} else if (c == '\n') {
			buf_adds(b, "\\n");
		} else {
			buf_addf(b, "\\u%04x", c);
		}
	}
	buf_add(b, s.p + from, s.n - from);
}

static void
quoted(struct buf *b, struct str s)
{
	buf_addc(b, '"');
	json_escape(b, s);
	buf_addc(b, '"');
}

void
json_key(struct json_out *j, const char *key)
{
	before_value(j);
	quoted(j->b, str_of(key));
	buf_addc(j->b, ':');
	j->after_key = true;
}

void
json_text(struct json_out *j, struct str s)
{
	before_value(j);
	quoted(j->b, s);
}

void
json_cstr(struct json_out *j, const char *s)
{
	if (s == NULL)
		json_null(j);
	else
		json_text(j, str_of(s));
}

void
json_int(struct json_out *j, int64_t v)
{
	before_value(j);
	buf_addi(j->b, v);
}

void
json_id(struct json_out *j, int64_t id)
{
	before_value(j);
	buf_addc(j->b, '"');
	buf_addi(j->b, id);
	buf_addc(j->b, '"');
}

void
json_number(struct json_out *j, double v, int decimals)
{
	before_value(j);
	buf_addf(j->b, "%.*f", decimals, v);
}

void
json_bool(struct json_out *j, bool v)
{
	before_value(j);
	buf_adds(j->b, v ? "true" : "false");
}

void
json_null(struct json_out *j)
{
	before_value(j);
	buf_adds(j->b, "null");
}

void
json_put_text(struct json_out *j, const char *key, struct str s)
{
	json_key(j, key);
	json_text(j, s);
}

void
json_put_cstr(struct json_out *j, const char *key, const char *s)
{
	json_key(j, key);
	json_cstr(j, s);
}

void
json_put_int(struct json_out *j, const char *key, int64_t v)
{
	json_key(j, key);
	json_int(j, v);
}

void
json_put_id(struct json_out *j, const char *key, int64_t id)
{
	json_key(j, key);
	json_id(j, id);
}

void
json_put_bool(struct json_out *j, const char *key, bool v)
{
	json_key(j, key);
	json_bool(j, v);
}

void
json_put_time(struct json_out *j, const char *key, int64_t t)
{
	char text[TIME_TEXT];
	json_key(j, key);
	json_cstr(j, t == 0 ? NULL : time_iso(t, text));
}
