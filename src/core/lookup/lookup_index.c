#include "core/lookup/lookup_priv.h"

#include <math.h>

/* BM25F: how much a syllable in a field counts, and how much a long field dilutes it. */
static const struct { float weight, dilute; } field_rule[LOOKUP_FIELD_N] = {
	[LOOKUP_NAME] = { 3.0f, 0.5f },   [LOOKUP_FOLK] = { 2.5f, 0.25f }, [LOOKUP_CASE] = { 1.4f, 0.25f },
	[LOOKUP_ABBR] = { 3.0f, 0.0f },   [LOOKUP_RESULT] = { 1.5f, 0.3f }, [LOOKUP_PAPER] = { 0.5f, 0.3f },
	[LOOKUP_AREA] = { 0.8f, 0.3f },
};
static const float saturation = 2.0f;
static const float stop_mass = 0.05f;
static const float loose_pair = 0.3f;

enum { TEXT_WORDS = 256 };

/* --- maps --------------------------------------------------------------------------------------------------- */

uint64_t
hash_text(const char *p, size_t n)
{
	uint64_t h = 0xcbf29ce484222325u;
	for (size_t i = 0; i < n; i++)
		h = (h ^ (unsigned char)p[i]) * 0x100000001b3u;
	h ^= h >> 29;
	return h ? h : 1;
}

static uint32_t
slot_of(uint64_t key, uint32_t mask)
{
	return (uint32_t)((key * 0x9e3779b97f4a7c15u) >> 32) & mask;
}

uint32_t
map_get(const struct map *m, uint64_t key)
{
	if (m->n == 0)
		return NONE;
	for (uint32_t i = slot_of(key, m->mask);; i = (i + 1) & m->mask) {
		if (m->key[i] == key)
			return m->value[i];
		if (m->key[i] == 0)
			return NONE;
	}
}

static void
map_grow(struct map *m, struct arena *a)
{
	struct map old = *m;
	uint32_t room = old.key ? (old.mask + 1) * 2 : 256;
	m->mask = room - 1;
	m->n = 0;
	m->key = arena_new_array(a, uint64_t, room);
	m->value = arena_new_array(a, uint32_t, room);
	for (uint32_t i = 0; old.key && i <= old.mask; i++)
		if (old.key[i])
			map_put(m, a, old.key[i], old.value[i]);
}

void
map_put(struct map *m, struct arena *a, uint64_t key, uint32_t value)
{
	if (!m->key || m->n * 2 > m->mask)
		map_grow(m, a);
	uint32_t i = slot_of(key, m->mask);
	while (m->key[i] && m->key[i] != key)
		i = (i + 1) & m->mask;
	m->n += m->key[i] == 0;
	m->key[i] = key;
	m->value[i] = value;
}

/* --- terms -------------------------------------------------------------------------------------------------- */

uint32_t
term_find(const struct lookup *l, const char *fold, size_t n)
{
	uint32_t id = map_get(&l->term_map, hash_text(fold, n));
	if (id != NONE && (l->terms.p[id].n != n || memcmp(l->terms.p[id].fold, fold, n) != 0))
		return NONE;
	return id;
}

static uint32_t
term_add(struct lookup *l, const char *fold, size_t n)
{
	uint64_t key = hash_text(fold, n);
	uint32_t id = map_get(&l->term_map, key);
	if (id != NONE)
		return id;
	id = (uint32_t)l->terms.n;
	struct term *t = vec_push(&l->terms, l->arena);
	t->fold = arena_strndup(l->arena, fold, n);
	t->n = (uint32_t)n;
	map_put(&l->term_map, l->arena, key, id);
	return id;
}

static uint64_t
pair_key(uint32_t a, uint32_t b)
{
	return ((uint64_t)a << 32 | b) + 1;
}

uint32_t
pair_find(const struct lookup *l, uint32_t a, uint32_t b)
{
	return a == NONE || b == NONE ? NONE : map_get(&l->pair_map, pair_key(a, b));
}

bool
token_is_stop(const struct lookup *l, struct token t)
{
	const struct term *term = &l->terms.p[t.term];
	for (int i = 0; i < term->n_stop; i++)
		if (term->stop[i] == t.sign)
			return true;
	return false;
}

float
token_mass(const struct lookup *l, struct token t)
{
	return token_is_stop(l, t) ? stop_mass : l->terms.p[t.term].idf;
}

/* hỏi and ngã are one tone in half of the country; a word typed without marks among words with marks is haste. */
float
sign_match(uint32_t asked, uint32_t written, bool accents)
{
	if (asked == written || asked == SIGN_ANY || !accents)
		return 1;
	if (asked >> 3 == written >> 3 && ((asked & 7) == 2 || (asked & 7) == 3) &&
	    ((written & 7) == 2 || (written & 7) == 3))
		return 0.95f;
	if (asked == 0)
		return 0.75f;
	return asked >> 3 == written >> 3 || (asked & 7) == (written & 7) ? 0.6f : 0.4f;
}

/* --- phrases of the synonyms -------------------------------------------------------------------------------- */

uint64_t
phrase_hash(const struct token *t, int n)
{
	uint64_t h = (uint64_t)n;
	for (int i = 0; i < n; i++)
		h = (h ^ (t[i].term + 1)) * 0x9e3779b97f4a7c15u, h ^= h >> 31;
	return h ? h : 1;
}

const struct phrase *
phrase_find(const struct lookup *l, const struct token *t, int n)
{
	uint32_t i = map_get(&l->phrase_map, phrase_hash(t, n));
	return i == NONE ? NULL : &l->phrases.p[i];
}

static size_t
tokens_of(struct lookup *l, struct str text, struct token *out, size_t max)
{
	struct word words[TEXT_WORDS];
	size_t n = words_of(text, words, max < TEXT_WORDS ? max : TEXT_WORDS);
	for (size_t i = 0; i < n; i++)
		out[i] = (struct token){ term_add(l, words[i].fold, words[i].n),
					 word_sign(&words[i], 0, words[i].n) };
	return n;
}

static void
mark_stop(struct lookup *l, struct token t)
{
	struct term *term = &l->terms.p[t.term];
	if (!token_is_stop(l, t) && term->n_stop < STOP_MAX)
		term->stop[term->n_stop++] = t.sign;
}

static void
phrase_add(struct lookup *l, enum phrase_kind kind, struct str from, struct str to)
{
	struct token a[16], b[16];
	size_t na = tokens_of(l, from, a, ARRAY_LEN(a)), nb = tokens_of(l, to, b, ARRAY_LEN(b));
	if (na == 0 || (nb == 0 && kind < PHRASE_STOP))
		return;
	if (kind == PHRASE_STOP && na == 1)
		mark_stop(l, a[0]);
	uint64_t key = phrase_hash(a, (int)na);
	uint32_t before = map_get(&l->phrase_map, key);
	struct phrase *p = vec_push(&l->phrases, l->arena);
	*p = (struct phrase){ .n_from = (uint8_t)na, .n_to = (uint8_t)nb, .kind = kind,
			      .next = before == NONE ? -1 : (int32_t)before };
	p->from = arena_new_array(l->arena, struct token, na);
	p->to = arena_new_array(l->arena, struct token, nb);
	memcpy(p->from, a, na * sizeof *a);
	memcpy(p->to, b, nb * sizeof *b);
	for (size_t i = 0; i < na; i++)
		l->terms.p[a[i].term].phrase = true;
	map_put(&l->phrase_map, l->arena, key, (uint32_t)l->phrases.n - 1);
	if ((int)na > l->longest_phrase)
		l->longest_phrase = (int)na;
}

struct lookup *
lookup_new(struct arena *a, const struct lookup_words *words)
{
	struct lookup *l = arena_new_one(a, struct lookup);
	l->arena = a;
	if (!words)
		return l;
	for (size_t i = 0; i < words->n_abbr; i++)
		phrase_add(l, PHRASE_ABBR, words->abbr[i].from, words->abbr[i].to);
	for (size_t i = 0; i < words->n_chat; i++)
		phrase_add(l, PHRASE_CHAT, words->chat[i].from, words->chat[i].to);
	for (size_t i = 0; i < words->n_folk; i++)
		phrase_add(l, PHRASE_FOLK, words->folk[i].from, words->folk[i].to);
	for (size_t i = 0; i < words->n_stop; i++)
		phrase_add(l, PHRASE_STOP, words->stop[i], (struct str){ 0 });
	for (size_t i = 0; i < words->n_variant; i++)
		phrase_add(l, PHRASE_VARIANT, words->variant[i], (struct str){ 0 });
	return l;
}

/* --- documents ---------------------------------------------------------------------------------------------- */

void
lookup_add(struct lookup *l, const struct lookup_doc *doc)
{
	assert_always(!l->finished);
	struct doc *d = vec_push(&l->docs, l->arena);
	*d = (struct doc){ .code = doc->code, .name = doc->name, .first_text = (uint32_t)l->texts.n,
			   .first_token = (uint32_t)l->tokens.n };
	for (size_t i = 0; i < doc->n_text; i++) {
		struct token t[TEXT_WORDS];
		size_t n = tokens_of(l, doc->text[i].text, t, ARRAY_LEN(t));
		if (n == 0)
			continue;
		struct text *x = vec_push(&l->texts, l->arena);
		*x = (struct text){ .first = (uint32_t)l->tokens.n, .n = (uint32_t)n, .field = doc->text[i].field };
		for (size_t k = 0; k < n; k++)
			*vec_push(&l->tokens, l->arena) = t[k];
	}
	d->n_text = (uint32_t)l->texts.n - d->first_text;
	d->n_tokens = (uint32_t)l->tokens.n - d->first_token;
}

size_t
lookup_size(const struct lookup *l)
{
	return l->docs.n;
}

/* The longest variant phrase that begins here; its length, 0 for none. */
static uint32_t
variant_here(const struct lookup *l, const struct token *t, uint32_t room)
{
	for (uint32_t n = room < (uint32_t)l->longest_phrase ? room : (uint32_t)l->longest_phrase; n > 0; n--)
		for (const struct phrase *p = phrase_find(l, t, (int)n); p;
		     p = p->next < 0 ? NULL : &l->phrases.p[p->next]) {
			bool same = p->kind == PHRASE_VARIANT && p->n_from == n;
			for (uint32_t k = 0; same && k < n; k++)
				same = p->from[k].term == t[k].term && p->from[k].sign == t[k].sign;
			if (same)
				return n;
		}
	return 0;
}

static void
find_variants(struct lookup *l, struct doc *d)
{
	d->first_variant = (uint32_t)l->variants.n;
	for (uint32_t x = d->first_text; x < d->first_text + d->n_text; x++) {
		const struct text *text = &l->texts.p[x];
		uint32_t n;
		for (uint32_t i = 0; text->field == LOOKUP_NAME && i < text->n; i += n > 0 ? n : 1) {
			n = variant_here(l, l->tokens.p + text->first + i, text->n - i);
			if (n > 0)
				*vec_push(&l->variants, l->arena) = (struct variant){ text->first + i, n };
		}
	}
	d->n_variant = (uint32_t)l->variants.n - d->first_variant;
}

/* All pairs of the documents, before anything is counted. */
static void
collect_pairs(struct lookup *l)
{
	for (size_t x = 0; x < l->texts.n; x++) {
		const struct token *t = l->tokens.p + l->texts.p[x].first;
		for (uint32_t i = 1; i < l->texts.p[x].n; i++) {
			bool stop_a = token_is_stop(l, t[i - 1]), stop_b = token_is_stop(l, t[i]);
			if (stop_a && stop_b)
				continue;
			uint32_t p = pair_find(l, t[i - 1].term, t[i].term);
			if (p == NONE) {
				p = (uint32_t)l->pairs.n;
				*vec_push(&l->pairs, l->arena) = (struct pair){ .a = t[i - 1].term, .b = t[i].term };
				map_put(&l->pair_map, l->arena, pair_key(t[i - 1].term, t[i].term), p);
			}
			l->pairs.p[p].solid |= !stop_a && !stop_b;
		}
	}
}

/* The terms, then the pairs, of one document with their summed field weights. */
struct bag {
	float *weight; /* by term, then by pair; zero but for what is listed */
	uint32_t *list;
	uint32_t n;
};

static void
bag_put(struct bag *bag, uint32_t what, float w)
{
	if (bag->weight[what] == 0)
		bag->list[bag->n++] = what;
	bag->weight[what] += w;
}

static void
bag_fill(const struct lookup *l, const struct doc *d, const float *usual, struct bag *bag)
{
	uint32_t length[LOOKUP_FIELD_N] = { 0 };
	bag->n = 0;
	for (uint32_t x = d->first_text; x < d->first_text + d->n_text; x++)
		length[l->texts.p[x].field] += l->texts.p[x].n;
	for (uint32_t x = d->first_text; x < d->first_text + d->n_text; x++) {
		const struct text *text = &l->texts.p[x];
		const struct token *t = l->tokens.p + text->first;
		float b = field_rule[text->field].dilute;
		float w = field_rule[text->field].weight /
			  (1 - b + b * (float)length[text->field] / usual[text->field]);
		for (uint32_t i = 0; i < text->n; i++) {
			bag_put(bag, t[i].term, token_is_stop(l, t[i]) ? w * stop_mass : w);
			uint32_t p = i > 0 ? pair_find(l, t[i - 1].term, t[i].term) : NONE;
			if (p != NONE)
				bag_put(bag, (uint32_t)l->terms.n + p, w);
		}
	}
}

static void
bag_empty(struct bag *bag)
{
	for (uint32_t i = 0; i < bag->n; i++)
		bag->weight[bag->list[i]] = 0;
}

static float
idf_of(size_t n_docs, uint32_t with)
{
	return logf(1 + ((float)n_docs - (float)with + 0.5f) / ((float)with + 0.5f));
}

/* Room for the posting lists, one after the other, by how many documents hold each term. */
static void
lay_out(struct lookup *l)
{
	uint32_t at = 0;
	l->idf_max = idf_of(l->docs.n, 1);
	for (size_t i = 0; i < l->terms.n; i++) {
		struct term *t = &l->terms.p[i];
		t->idf = idf_of(l->docs.n, t->n_docs ? t->n_docs : 1);
		t->post = at;
		at += t->n_docs;
	}
	for (size_t i = 0; i < l->pairs.n; i++) {
		struct pair *p = &l->pairs.p[i];
		p->idf = idf_of(l->docs.n, p->n_docs);
		p->post = at;
		at += p->n_docs;
	}
	l->posts = arena_new_array(l->arena, struct post, at);
}

static void
add_post(struct lookup *l, uint32_t doc, uint32_t what, float w)
{
	w = w * (1 + saturation) / (w + saturation);
	if (what < l->terms.n) {
		struct term *t = &l->terms.p[what];
		l->posts[t->post + t->n_post++] = (struct post){ doc, w * t->idf };
	} else {
		struct pair *p = &l->pairs.p[what - l->terms.n];
		l->posts[p->post + p->n_post++] = (struct post){ doc, w * p->idf * (p->solid ? 1 : loose_pair) };
	}
}

static void
build_posts(struct lookup *l)
{
	struct bag bag = {
		.weight = arena_new_array(l->arena, float, l->terms.n + l->pairs.n),
		.list = arena_new_array(l->arena, uint32_t, l->terms.n + l->pairs.n),
	};
	float usual[LOOKUP_FIELD_N] = { 0 };
	for (size_t x = 0; x < l->texts.n; x++)
		usual[l->texts.p[x].field] += (float)l->texts.p[x].n / (float)l->docs.n;
	for (size_t d = 0; d < l->docs.n; d++) {
		bag_fill(l, &l->docs.p[d], usual, &bag);
		for (uint32_t i = 0; i < bag.n; i++)
			if (bag.list[i] < l->terms.n)
				l->terms.p[bag.list[i]].n_docs++;
			else
				l->pairs.p[bag.list[i] - l->terms.n].n_docs++;
		bag_empty(&bag);
	}
	lay_out(l);
	for (size_t d = 0; d < l->docs.n; d++) {
		bag_fill(l, &l->docs.p[d], usual, &bag);
		for (uint32_t i = 0; i < bag.n; i++)
			add_post(l, (uint32_t)d, bag.list[i], bag.weight[bag.list[i]]);
		bag_empty(&bag);
	}
}

static int
by_letters(const void *a, const void *b, void *terms)
{
	const struct term *t = terms;
	return strcmp(t[*(const uint32_t *)a].fold, t[*(const uint32_t *)b].fold);
}

void
lookup_finish(struct lookup *l)
{
	assert_always(!l->finished);
	l->finished = true;
	for (size_t i = 0; i < l->docs.n; i++)
		find_variants(l, &l->docs.p[i]);
	collect_pairs(l);
	build_posts(l);
	for (size_t x = 0; x < l->texts.n; x++)
		for (uint32_t i = 0; i < l->texts.p[x].n; i++)
			l->texts.p[x].mass += token_mass(l, l->tokens.p[l->texts.p[x].first + i]);
	l->sorted = arena_new_array(l->arena, uint32_t, l->terms.n);
	for (uint32_t i = 0; i < l->terms.n; i++)
		if (l->terms.p[i].n_docs > 0)
			l->sorted[l->n_sorted++] = i;
	qsort_r(l->sorted, l->n_sorted, sizeof *l->sorted, by_letters, l->terms.p);
	near_build(l);
}
