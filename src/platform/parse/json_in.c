#include "platform/parse/json_in.h"

/* jansson's constructors bear names of base/json.h; none is used here. */
#define json_object jansson_object_unused
#define json_array jansson_array_unused
#define json_null jansson_null_unused
#include <jansson.h>
#undef json_object
#undef json_array
#undef json_null

/* jansson calls itself for each level, so depth is bounded before it sees the text. */
static bool
is_deeper(struct str text, int max)
{
	int depth = 0;
	bool quoted = false;
	for (size_t i = 0; i < text.n; i++) {
		char c = text.p[i];
		if (quoted) {
			if (c == '\\')
				i++;
			else if (c == '"')
				quoted = false;
		} else if (c == '"') {
			quoted = true;
		} else if (c == '[' || c == '{') {
			if (++depth > max)
				return true;
		} else if (c == ']' || c == '}') {
			depth--;
		}
	}
	return false;
}

static struct str
copy_text(struct arena *a, const char *p, size_t n)
{
	return (struct str){ arena_strndup(a, p, n), n };
}

static void convert(struct arena *a, struct json *to, json_t *from);

static void
convert_array(struct arena *a, struct json *to, json_t *from)
{
	to->kind = JSON_KIND_ARRAY;
	to->n = json_array_size(from);
	struct json *item = arena_new_array(a, struct json, to->n);
	for (size_t i = 0; i < to->n; i++)
		convert(a, &item[i], json_array_get(from, i));
	to->item = item;
}

static void
convert_object(struct arena *a, struct json *to, json_t *from)
{
	to->kind = JSON_KIND_OBJECT;
	to->n = json_object_size(from);
	struct json *item = arena_new_array(a, struct json, to->n);
	struct str *key = arena_new_array(a, struct str, to->n);
	size_t i = 0;
	for (void *it = json_object_iter(from); it; it = json_object_iter_next(from, it), i++) {
		const char *k = json_object_iter_key(it);
		key[i] = copy_text(a, k, strlen(k));
		convert(a, &item[i], json_object_iter_value(it));
	}
	to->item = item;
	to->key = key;
}

static void
convert(struct arena *a, struct json *to, json_t *from)
{
	switch (json_typeof(from)) {
	case JSON_OBJECT:
		convert_object(a, to, from);
		break;
	case JSON_ARRAY:
		convert_array(a, to, from);
		break;
	case JSON_STRING:
		to->kind = JSON_KIND_TEXT;
		to->text = copy_text(a, json_string_value(from), json_string_length(from));
		break;
	case JSON_INTEGER:
		to->kind = JSON_KIND_INT;
		to->i = json_integer_value(from);
		break;
	case JSON_REAL:
		to->kind = JSON_KIND_REAL;
		to->real = json_real_value(from);
		break;
	case JSON_TRUE:
	case JSON_FALSE:
		to->kind = JSON_KIND_BOOL;
		to->yes = json_typeof(from) == JSON_TRUE;
		break;
	case JSON_NULL:
		to->kind = JSON_KIND_NULL;
		break;
	}
}

enum status
json_parse(struct cx *cx, struct str text, size_t max_bytes, const struct json **out)
{
	*out = NULL;
	if (text.n > max_bytes)
		return fail(cx, ST_TOO_LARGE, "json.large", "%zu bytes, at most %zu", text.n, max_bytes);
	if (is_deeper(text, JSON_DEPTH))
		return fail(cx, ST_INVALID, "json.bad", "deeper than %d levels", JSON_DEPTH);
	json_error_t why;
	json_t *tree = json_loadb(text.n ? text.p : "", text.n, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &why);
	if (!tree)
		return fail(cx, ST_INVALID, "json.bad", "line %d column %d: %s", why.line, why.column, why.text);
	struct json *j = arena_new_one(cx->arena, struct json);
	convert(cx->arena, j, tree);
	json_decref(tree);
	*out = j;
	return ST_OK;
}

bool
json_is(const struct json *j, enum json_kind kind)
{
	return j && j->kind == kind;
}

const struct json *
json_get(const struct json *j, const char *key)
{
	if (!json_is(j, JSON_KIND_OBJECT))
		return NULL;
	for (size_t i = 0; i < j->n; i++)
		if (str_is(j->key[i], key))
			return &j->item[i];
	return NULL;
}

size_t
json_len(const struct json *j)
{
	return json_is(j, JSON_KIND_ARRAY) || json_is(j, JSON_KIND_OBJECT) ? j->n : 0;
}

const struct json *
json_at(const struct json *j, size_t i)
{
	return i < json_len(j) ? &j->item[i] : NULL;
}

struct str
json_key_at(const struct json *j, size_t i)
{
	return json_is(j, JSON_KIND_OBJECT) && i < j->n ? j->key[i] : (struct str){ 0 };
}

struct str
json_text_of(const struct json *j)
{
	return json_is(j, JSON_KIND_TEXT) ? j->text : (struct str){ 0 };
}

const char *
json_cstr_of(const struct json *j)
{
	return json_is(j, JSON_KIND_TEXT) ? j->text.p : "";
}

int64_t
json_int_of(const struct json *j)
{
	return json_is(j, JSON_KIND_INT) ? j->i : 0;
}

bool
json_bool_of(const struct json *j)
{
	return json_is(j, JSON_KIND_BOOL) && j->yes;
}

double
json_real_of(const struct json *j)
{
	if (json_is(j, JSON_KIND_INT))
		return (double)j->i;
	return json_is(j, JSON_KIND_REAL) ? j->real : 0;
}
