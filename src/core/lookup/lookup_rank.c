#include "core/lookup/lookup_priv.h"

#include <math.h>

/* First the posting lists name candidates, then each candidate's texts are read against the question. */
enum { CANDIDATES = LOOKUP_HITS_MAX };

/* How much a text of this field can answer; set on the tuning half of tests/data/search_questions.tsv. */
static const float field_trust[LOOKUP_FIELD_N] = {
	[LOOKUP_NAME] = 1.0f, [LOOKUP_FOLK] = 0.95f, [LOOKUP_CASE] = 0.9f, [LOOKUP_ABBR] = 0.95f,
	[LOOKUP_RESULT] = 0.8f, [LOOKUP_PAPER] = 0.5f, [LOOKUP_AREA] = 0.6f,
};
static const float pair_part = 0.35f;
static const float w_variant = 0.06f; /* taken away for each variant word of the name that nobody asked for */
static const float w_cover = 0.3f, w_text = 0.1f, w_bm25 = 0.6f;
/* When a document may stand as an answer: it answers nearly all that was said, or one text of it says the same, or
 * the evidence is enough (a logistic regression on the tuning half, rounded). */
static const float cover_alone = 0.85f, text_alone = 0.62f;
static const float z_cover = 1.5f, z_bm25 = 3.0f, z_word = 1.25f, z_word_mass = 0.35f, z_enough = 2.9f,
		   word_least = 0.6f;

static inline float
larger(float a, float b)
{
	return a > b ? a : b;
}

static inline float
smaller(float a, float b)
{
	return a < b ? a : b;
}

struct lookup_scratch *
lookup_scratch_new(struct arena *a)
{
	struct lookup_scratch *s = arena_new_one(a, struct lookup_scratch);
	s->arena = a;
	return s;
}

static void
scratch_fit(struct lookup_scratch *s, const struct lookup *l)
{
	if (s->room_docs < l->docs.n) {
		s->room_docs = (uint32_t)l->docs.n * 2;
		s->score = arena_new_array(s->arena, float, s->room_docs);
	}
	if (s->room_terms < l->terms.n) {
		s->room_terms = (uint32_t)l->terms.n * 2;
		s->head = arena_new_array(s->arena, int16_t, s->room_terms);
		memset(s->head, 0xff, s->room_terms * sizeof *s->head);
	}
}

/* --- candidates ------------------------------------------------------------------------------------------------ */

static void
link_entries(struct lookup_scratch *s)
{
	struct question *q = &s->q;
	for (int i = 0; i < q->n_entry; i++) {
		q->entry[i].next = s->head[q->entry[i].term];
		s->head[q->entry[i].term] = (int16_t)i;
	}
}

static void
unlink_entries(struct lookup_scratch *s)
{
	for (int i = 0; i < s->q.n_entry; i++)
		s->head[s->q.entry[i].term] = -1;
}

static void
add_posts(const struct lookup *l, float *score, uint32_t post, uint32_t n, float weight)
{
	const struct post *p = l->posts + post;
	for (uint32_t i = 0; i < n; i++)
		score[p[i].doc] += p[i].weight * weight;
}

/* Each term once, with the weight of the best reading it stands in. Returns the most a document could get. */
static float
gather_terms(const struct lookup *l, struct lookup_scratch *s)
{
	const struct question *q = &s->q;
	float most = 0;
	for (int i = 0; i < q->n_entry; i++) {
		const struct entry *e = &q->entry[i];
		if (s->head[e->term] != i)
			continue;
		const struct term *t = &l->terms.p[e->term];
		float weight = 0;
		for (int k = i; k >= 0; k = q->entry[k].next)
			weight = larger(weight, q->alt[q->entry[k].alt].weight);
		add_posts(l, s->score, t->post, t->n_post, weight);
		most += 3 * t->idf * weight;
	}
	return most;
}

static float
gather_pairs(const struct lookup *l, struct lookup_scratch *s)
{
	const struct question *q = &s->q;
	float most = 0;
	for (int i = 0; i + 1 < q->n; i++) {
		uint32_t p = pair_find(l, q->said[i].token.term, q->said[i + 1].token.term);
		if (p == NONE)
			continue;
		const struct pair *pair = &l->pairs.p[p];
		float weight = smaller(q->said[i].sure, q->said[i + 1].sure);
		add_posts(l, s->score, pair->post, pair->n_post, weight);
		most += pair->solid ? 3 * pair->idf * weight : 0;
	}
	for (int i = 1; i < q->n_entry; i++) {
		const struct entry *a = &q->entry[i - 1], *b = &q->entry[i];
		if (a->alt != b->alt || a->place >= 0)
			continue;
		uint32_t p = pair_find(l, a->term, b->term);
		if (p != NONE)
			add_posts(l, s->score, l->pairs.p[p].post, l->pairs.p[p].n_post, q->alt[a->alt].weight / 2);
	}
	return most;
}

struct candidate {
	uint32_t doc;
	float score;
	bool answers;
};

/* A heap with the worst on top. */
static void
sift_down(struct candidate *c, size_t n, size_t i)
{
	for (;;) {
		size_t least = i;
		for (size_t k = 2 * i + 1; k <= 2 * i + 2 && k < n; k++)
			if (c[k].score < c[least].score || (c[k].score == c[least].score && c[k].doc > c[least].doc))
				least = k;
		if (least == i)
			return;
		struct candidate t = c[i];
		c[i] = c[least];
		c[least] = t;
		i = least;
	}
}

static size_t
take_best(const struct lookup *l, float *score, struct candidate *c, size_t max)
{
	size_t n = 0;
	for (uint32_t d = 0; d < l->docs.n; d++) {
		if (score[d] == 0)
			continue;
		if (n < max) {
			c[n++] = (struct candidate){ d, score[d], false };
			if (n == max)
				for (size_t i = n / 2; i-- > 0;)
					sift_down(c, n, i);
		} else if (score[d] > c[0].score) {
			c[0] = (struct candidate){ d, score[d], false };
			sift_down(c, n, 0);
		}
	}
	memset(score, 0, l->docs.n * sizeof *score);
	return n;
}

/* --- reading a candidate ---------------------------------------------------------------------------------------- */

/* What one document answers, slot by slot. */
struct reading {
	float best[SLOT_MAX];       /* of any text, trusted by its field */
	float pair[LOOKUP_SYLLABLES];
	float text;                 /* the one best text */
	float entry[ENTRY_MAX];     /* of the text at hand; zero between texts */
	float alt[ALT_MAX];
	uint16_t entries[ENTRY_MAX];
	int n_entries;
	uint64_t slots;             /* slots the text answers in part */
	uint64_t pairs;             /* places whose pair the text has */
	float matched;              /* mass of its syllables that were asked for */
};

/* Takes one syllable of the text; returns the places of the question it answers. */
static uint64_t
read_token(const struct lookup *l, const struct lookup_scratch *s, struct token t, struct reading *r)
{
	const struct question *q = &s->q;
	uint64_t places = 0;
	float fit = 0;
	for (int i = s->head[t.term]; i >= 0; i = q->entry[i].next) {
		const struct entry *e = &q->entry[i];
		float m = sign_match(e->sign, t.sign, q->accents || e->place < 0);
		fit = larger(fit, m * q->alt[e->alt].weight);
		if (e->place >= 0)
			places |= (uint64_t)1 << e->place;
		if (m <= r->entry[i])
			continue;
		if (r->entry[i] == 0) {
			r->entries[r->n_entries++] = (uint16_t)i;
			r->slots |= (uint64_t)1 << q->alt[e->alt].slot;
		}
		r->alt[e->alt] += (m - r->entry[i]) * e->share;
		r->entry[i] = m;
	}
	if (fit > 0)
		r->matched += fit * token_mass(l, t);
	return places;
}

static float
slot_match(const struct question *q, const struct slot *slot, const struct reading *r)
{
	float best = 0;
	for (int a = slot->first_alt; a < slot->first_alt + slot->n_alt; a++) {
		float part = r->alt[a];
		if (part > 0)
			best = larger(best, q->alt[a].weight * part * (q->alt[a].n > 1 ? part : 1));
	}
	return best;
}

static void
judge_text(const struct question *q, const struct text *x, struct reading *r)
{
	float said = 0, pairs = 0, trust = field_trust[x->field];
	for (uint64_t left = r->slots; left; left &= left - 1) {
		int i = __builtin_ctzll(left);
		float m = slot_match(q, &q->slot[i], r);
		said += q->slot[i].mass * m;
		r->best[i] = larger(r->best[i], m * trust);
	}
	for (uint64_t left = r->pairs; left; left &= left - 1) {
		int i = __builtin_ctzll(left);
		pairs += q->pair_at[i];
		r->pair[i] = larger(r->pair[i], trust);
	}
	said /= q->mass;
	if (q->pair_mass > 0)
		said = (1 - pair_part) * said + pair_part * pairs / q->pair_mass;
	float own = x->mass > 0 ? smaller(1, r->matched / x->mass) : 0;
	r->text = larger(r->text, trust * said * (0.5f + 0.5f * own));
}

static void
read_text(const struct lookup *l, const struct lookup_scratch *s, const struct text *x, struct reading *r)
{
	uint64_t before = 0;
	const struct token *t = l->tokens.p + x->first;
	r->pairs = r->slots = 0;
	r->matched = 0;
	for (uint32_t i = 0; i < x->n; i++) {
		if (s->head[t[i].term] < 0) {
			before = 0;
			continue;
		}
		uint64_t here = read_token(l, s, t[i], r);
		r->pairs |= before & here >> 1;
		before = here;
	}
	if (r->n_entries == 0)
		return;
	judge_text(&s->q, x, r);
	for (int i = 0; i < r->n_entries; i++) {
		r->entry[r->entries[i]] = 0;
		r->alt[s->q.entry[r->entries[i]].alt] = 0;
	}
	r->n_entries = 0;
}

static bool
is_answer(const struct question *q, const struct reading *r, float cover, float bm25)
{
	float words = 0, mass = 0;
	for (int i = 0; i + 1 < q->n; i++)
		if (q->pair_solid >> i & 1) {
			words += r->pair[i];
			mass += q->pair_at[i] * r->pair[i];
		}
	/* What a synonym says in several words is a word that was found, too. */
	for (int i = 0; i < q->n_slot; i++) {
		const struct slot *slot = &q->slot[i];
		if (slot->to - slot->from == 1 && slot->n_alt > 1 && q->alt[slot->first_alt + 1].n > 1)
			words += r->best[i];
	}
	float z = z_cover * cover + z_bm25 * bm25 + z_word * words + z_word_mass * log1pf(mass);
	return cover >= cover_alone || r->text >= text_alone || (words >= word_least && z >= z_enough);
}

/* How many variant phrases of the name were not asked for; one asked for in part counts in part. */
static float
unasked(const struct lookup *l, const struct lookup_scratch *s, const struct doc *d)
{
	float sum = 0;
	for (uint32_t v = d->first_variant; v < d->first_variant + d->n_variant; v++) {
		const struct token *t = l->tokens.p + l->variants.p[v].first;
		float asked = 0, mass = 0;
		for (uint32_t i = 0; i < l->variants.p[v].n; i++) {
			mass += token_mass(l, t[i]);
			asked += s->head[t[i].term] >= 0 ? token_mass(l, t[i]) : 0;
		}
		sum += 1 - asked / mass;
	}
	return sum;
}

static void
read_doc(const struct lookup *l, const struct lookup_scratch *s, struct candidate *c, float most, struct reading *r)
{
	float bm25 = smaller(1, c->score / most);
	const struct question *q = &s->q;
	const struct doc *d = &l->docs.p[c->doc];
	float cover = 0, pairs = 0;
	memset(r->best, 0, sizeof r->best);
	memset(r->pair, 0, sizeof r->pair);
	r->text = 0;
	for (uint32_t x = d->first_text; x < d->first_text + d->n_text; x++)
		read_text(l, s, &l->texts.p[x], r);
	for (int i = 0; i < q->n_slot; i++)
		cover += q->slot[i].mass * r->best[i];
	cover /= q->mass;
	for (int i = 0; i + 1 < q->n; i++)
		pairs += q->pair_at[i] * r->pair[i];
	if (q->pair_mass > 0)
		cover = (1 - pair_part) * cover + pair_part * pairs / q->pair_mass;
	c->score = w_cover * cover + w_text * r->text + w_bm25 * bm25;
	if (cover >= cover_alone)
		c->score -= w_variant * unasked(l, s, d);
	c->answers = is_answer(q, r, cover, bm25);
}

static int
better_first(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;
	if (x->score != y->score)
		return x->score < y->score ? 1 : -1;
	return x->doc < y->doc ? -1 : 1;
}

/* --- a code ----------------------------------------------------------------------------------------------------- */

static bool
is_alnum(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* The same letters and digits, whatever stands between them. */
static bool
is_code(struct str asked, const char *code)
{
	size_t i = 0;
	for (; *code; code++) {
		if (!is_alnum(*code))
			continue;
		while (i < asked.n && !is_alnum(asked.p[i]))
			i++;
		if (i == asked.n || (asked.p[i++] | 0x20) != (*code | 0x20))
			return false;
	}
	while (i < asked.n && !is_alnum(asked.p[i]))
		i++;
	return i == asked.n;
}

/* Codes hold a digit, and only letters of ASCII, digits, dots, dashes and blanks. */
static bool
may_be_code(struct str asked)
{
	bool digit = false;
	for (size_t i = 0; i < asked.n; i++) {
		char c = asked.p[i];
		digit |= c >= '0' && c <= '9';
		if (!is_alnum(c) && c != '.' && c != '-' && c != ' ')
			return false;
	}
	return digit;
}

static bool
find_code(const struct lookup *l, struct str asked, struct lookup_hit *out)
{
	if (!may_be_code(asked))
		return false;
	for (uint32_t d = 0; d < l->docs.n; d++)
		if (is_code(asked, l->docs.p[d].code)) {
			*out = (struct lookup_hit){ d, 1, l->docs.p[d].code, l->docs.p[d].name };
			return true;
		}
	return false;
}

size_t
lookup_find(const struct lookup *l, struct lookup_scratch *s, struct str question, enum lookup_mode mode,
	    struct lookup_hit *out, size_t max)
{
	struct candidate c[CANDIDATES];
	assert_always(l->finished);
	if (max > 0 && find_code(l, question, out))
		return 1;
	scratch_fit(s, l);
	question_read(l, question, mode, &s->q);
	if (s->q.mass <= 0 || l->docs.n == 0)
		return 0;
	link_entries(s);
	float most = gather_terms(l, s);
	most += gather_pairs(l, s);
	size_t n = take_best(l, s->score, c, CANDIDATES);
	struct reading r;
	memset(r.entry, 0, sizeof r.entry);
	memset(r.alt, 0, sizeof r.alt);
	r.n_entries = 0;
	for (size_t i = 0; i < n; i++)
		read_doc(l, s, &c[i], most, &r);
	unlink_entries(s);
	qsort(c, n, sizeof *c, better_first);
	if (n == 0 || !c[0].answers)
		return 0;
	size_t given = n < max ? n : max;
	for (size_t i = 0; i < given; i++)
		out[i] = (struct lookup_hit){ c[i].doc, smaller(1, c[i].score), l->docs.p[c[i].doc].code,
					      l->docs.p[c[i].doc].name };
	return given;
}
