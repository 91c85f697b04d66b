#include "core/lookup/lookup_priv.h"

enum { WORDS_BYTES = 4 << 20, TEXTS_MAX = 512 };

static enum status
read_pairs(struct cx *cx, const struct json *from, const char *key, const struct lookup_pair **out, size_t *n)
{
	const struct json *list = json_get(from, key);
	*n = json_len(list);
	struct lookup_pair *p = arena_new_array(cx->arena, struct lookup_pair, *n);
	for (size_t i = 0; i < *n; i++) {
		const struct json *pair = json_at(list, i);
		p[i] = (struct lookup_pair){ json_text_of(json_at(pair, 0)), json_text_of(json_at(pair, 1)) };
		if (p[i].from.n == 0 || p[i].to.n == 0 || json_len(pair) != 2)
			return fail(cx, ST_INVALID, "lookup.words", "%s, item %zu is no pair of texts", key, i);
	}
	*out = p;
	return ST_OK;
}

static enum status
read_list(struct cx *cx, const struct json *from, const char *key, const struct str **out, size_t *n)
{
	const struct json *list = json_get(from, key);
	*n = json_len(list);
	struct str *s = arena_new_array(cx->arena, struct str, *n);
	for (size_t i = 0; i < *n; i++) {
		s[i] = json_text_of(json_at(list, i));
		if (s[i].n == 0)
			return fail(cx, ST_INVALID, "lookup.words", "%s, item %zu is no text", key, i);
	}
	*out = s;
	return ST_OK;
}

enum status
lookup_words_read(struct cx *cx, struct str text, const char *part, struct lookup_words *out)
{
	const struct json *j;
	*out = (struct lookup_words){ 0 };
	TRY(json_parse(cx, text, WORDS_BYTES, &j));
	if (part)
		j = json_get(j, part);
	TRY(read_pairs(cx, j, "abbr", &out->abbr, &out->n_abbr));
	TRY(read_pairs(cx, j, "chat", &out->chat, &out->n_chat));
	TRY(read_pairs(cx, j, "folk", &out->folk, &out->n_folk));
	TRY(read_list(cx, j, "stop", &out->stop, &out->n_stop));
	return read_list(cx, j, "variant", &out->variant, &out->n_variant);
}

struct gather {
	struct lookup_text text[TEXTS_MAX];
	size_t n;
};

static void
put(struct gather *g, enum lookup_field field, const struct json *text)
{
	if (json_text_of(text).n > 0 && g->n < TEXTS_MAX)
		g->text[g->n++] = (struct lookup_text){ field, json_text_of(text) };
}

static void
put_list(struct gather *g, enum lookup_field field, const struct json *list, const char *member)
{
	for (size_t i = 0; i < json_len(list); i++)
		put(g, field, member ? json_get(json_at(list, i), member) : json_at(list, i));
}

void
lookup_add_json(struct lookup *l, const struct json *procedure)
{
	struct gather g;
	g.n = 0;
	put(&g, LOOKUP_NAME, json_get(procedure, "name"));
	put(&g, LOOKUP_AREA, json_get(procedure, "field"));
	put(&g, LOOKUP_RESULT, json_get(json_get(procedure, "result"), "name"));
	put_list(&g, LOOKUP_FOLK, json_get(procedure, "folk"), NULL);
	put_list(&g, LOOKUP_ABBR, json_get(procedure, "abbr"), NULL);
	put_list(&g, LOOKUP_CASE, json_get(procedure, "cases"), NULL);
	put_list(&g, LOOKUP_PAPER, json_get(procedure, "papers"), "name");
	lookup_add(l, &(struct lookup_doc){ .code = json_cstr_of(json_get(procedure, "code")),
					    .name = json_cstr_of(json_get(procedure, "name")),
					    .text = g.text, .n_text = g.n });
}
