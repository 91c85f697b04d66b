#include "platform/http/http_priv.h"

static int
hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

static bool
needs_decoding(struct str s, bool plus)
{
	return s.n > 0 && (memchr(s.p, '%', s.n) != NULL || (plus && memchr(s.p, '+', s.n) != NULL));
}

bool
percent_decode(struct arena *a, struct str s, bool plus, struct str *out)
{
	*out = s;
	if (!needs_decoding(s, plus))
		return true;
	char *to = arena_alloc(a, s.n + 1);
	size_t n = 0;
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if (c == '%') {
			if (i + 2 >= s.n || hex_value(s.p[i + 1]) < 0 || hex_value(s.p[i + 2]) < 0)
				return false;
			c = (char)(hex_value(s.p[i + 1]) << 4 | hex_value(s.p[i + 2]));
			i += 2;
		} else if (plus && c == '+') {
			c = ' ';
		}
		to[n++] = c;
	}
	*out = (struct str){ to, n };
	return true;
}

/* One `; name=token` or `; name="quoted"` of the rest of a header value; false at its end. In quotes only \" is an
 * escape: old browsers send Windows paths with plain backslashes. */
static bool
param_next(struct arena *a, struct str *rest, struct str *name, struct str *value)
{
	ptrdiff_t semi = str_find(*rest, ";");
	if (semi < 0)
		return false;
	*rest = str_from(*rest, (size_t)semi + 1);
	const char *eq = rest->n == 0 ? NULL : memchr(rest->p, '=', rest->n);
	if (eq == NULL)
		return false;
	*name = str_trim(str_head(*rest, (size_t)(eq - rest->p)));
	*rest = str_from(*rest, (size_t)(eq - rest->p) + 1);
	if (rest->n == 0 || rest->p[0] != '"') {
		semi = str_find(*rest, ";");
		size_t n = semi < 0 ? rest->n : (size_t)semi;
		*value = str_trim(str_head(*rest, n));
		*rest = str_from(*rest, n);
		return true;
	}
	char *to = arena_alloc(a, rest->n);
	size_t n = 0, i = 1;
	for (; i < rest->n && rest->p[i] != '"'; i++) {
		if (rest->p[i] == '\\' && i + 1 < rest->n && rest->p[i + 1] == '"')
			i++;
		to[n++] = rest->p[i];
	}
	if (i >= rest->n)
		return false; /* no closing quote */
	*value = (struct str){ to, n };
	*rest = str_from(*rest, i + 1);
	return true;
}

bool
header_param(struct arena *a, struct str value, const char *name, struct str *out)
{
	struct str rest = value, key;
	while (param_next(a, &rest, &key, out))
		if (str_case_is(key, name))
			return true;
	return false;
}

enum status
field_put(struct cx *cx, struct fields *out, struct str name, struct str value)
{
	if (out->n >= HTTP_FIELDS_MAX)
		return fail(cx, ST_INVALID, "http.fields", "more than %d fields", HTTP_FIELDS_MAX);
	if (name.n > HTTP_FIELD_NAME_MAX)
		return fail(cx, ST_INVALID, "http.field_name", "a field name of %zu bytes", name.n);
	if (!viet_utf8_valid(name))
		return fail(cx, ST_INVALID, "http.utf8", "a field name");
	if (!viet_utf8_valid(value))
		return fail(cx, ST_INVALID, "http.utf8", "field " STR_FMT, STR_ARG(name));
	struct field *f = vec_push(out, cx->arena);
	f->name = viet_nfc(cx->arena, name);
	f->value = viet_nfc(cx->arena, value);
	return ST_OK;
}

enum status
form_read(struct cx *cx, struct str text, struct fields *out)
{
	while (text.n > 0) {
		struct str value = str_cut(&text, '&');
		if (value.n == 0)
			continue;
		struct str name = str_cut(&value, '=');
		if (!percent_decode(cx->arena, name, true, &name) ||
		    !percent_decode(cx->arena, value, true, &value))
			return fail(cx, ST_INVALID, "http.escape", "a percent sign without two digits");
		TRY(field_put(cx, out, name, value));
	}
	return ST_OK;
}

const struct field *
field_find(const struct fields *f, const char *name)
{
	for (size_t i = 0; i < f->n; i++)
		if (str_is(f->p[i].name, name))
			return &f->p[i];
	return NULL;
}

void
body_begin(struct body *b, struct cx *cx, enum body_kind kind, size_t cap, const char *content_type,
	   const char *temp_dir)
{
	*b = (struct body){ .cx = cx, .kind = kind, .cap = cap, .temp_dir = temp_dir };
	buf_init(&b->raw, cx->arena, cap);
	if (kind == BODY_MULTIPART)
		b->mp = multipart_new(b, content_type);
}

void
body_add(struct body *b, const char *p, size_t n)
{
	b->got += n;
	if (b->st != ST_OK || b->kind == BODY_NONE)
		return;
	if (b->got > b->cap) {
		b->st = fail(b->cx, ST_TOO_LARGE, "http.too_large", "a body over %zu bytes", b->cap);
		return;
	}
	if (b->kind == BODY_MULTIPART)
		multipart_add(b->mp, p, n);
	else
		buf_add(&b->raw, p, n);
}

enum status
body_end(struct body *b)
{
	if (b->st == ST_OK && b->kind == BODY_MULTIPART)
		multipart_end(b->mp);
	else if (b->st == ST_OK && b->kind == BODY_FORM)
		b->st = form_read(b->cx, buf_str(&b->raw), &b->fields);
	return b->st;
}
