#include "core/lookup/lookup_priv.h"

/* A word no document holds weighs like a rare one, since it is why a question may have no answer here; less when it
 * may be a name or a slip. */
static const float unknown_share = 0.6f;
static const float abbr_weight = 0.95f, prefix_weight = 0.95f, folk_weight = 0.75f, folk_bare_weight = 0.5f;

static bool
is_known(const struct lookup *l, uint32_t term)
{
	return term != NONE && (l->terms.p[term].n_docs > 0 || l->terms.p[term].phrase);
}

static bool
is_in_docs(const struct lookup *l, uint32_t term)
{
	return term != NONE && l->terms.p[term].n_docs > 0;
}

static bool
is_solid(const struct lookup *l, uint32_t a, uint32_t b)
{
	uint32_t p = pair_find(l, a, b);
	return p != NONE && l->pairs.p[p].solid;
}

static void
said_set(const struct lookup *l, struct said *s, const struct word *w)
{
	*s = (struct said){ .word = *w, .sure = 1 };
	s->token = (struct token){ term_find(l, w->fold, w->n), word_sign(w, 0, w->n) };
}

static struct said *
said_next(struct question *q)
{
	return q->n < LOOKUP_SYLLABLES ? &q->said[q->n++] : NULL;
}

/* --- words → syllables -------------------------------------------------------------------------------------- */

static struct word
word_part(const struct word *w, int from, int to)
{
	struct word part = { .n = (uint8_t)(to - from) };
	memcpy(part.fold, w->fold + from, (size_t)part.n);
	memcpy(part.mark, w->mark + from, part.n);
	return part;
}

/* khaisinh → khai sinh: the cheapest way to cut it into known syllables, pairs that are known being cheaper. */
static bool
read_split(const struct lookup *l, const struct word *w, struct question *q)
{
	float cost[WORD_MAX + 1];
	int from[WORD_MAX + 1];
	uint32_t last[WORD_MAX + 1];
	cost[0] = 0, last[0] = NONE, from[0] = 0;
	for (int end = 1; end <= w->n; end++) {
		cost[end] = 1e9f;
		for (int at = end > 7 ? end - 7 : 0; at + 2 <= end; at++) {
			uint32_t term = cost[at] < 1e8f ? term_find(l, w->fold + at, (size_t)(end - at)) : NONE;
			if (!is_in_docs(l, term) || !word_is_syllable(w->fold + at, (size_t)(end - at)))
				continue;
			float c = cost[at] + 1 + (end - at < 3 ? 0.3f : 0) - (is_solid(l, last[at], term) ? 0.6f : 0);
			if (c < cost[end])
				cost[end] = c, from[end] = at, last[end] = term;
		}
	}
	if (cost[w->n] > 5 || from[w->n] == 0)
		return false;
	int cut[WORD_MAX], n = 0;
	for (int end = w->n; end > 0; end = from[end])
		cut[n++] = end;
	for (int at = 0; n > 0; at = cut[n]) {
		struct word part = word_part(w, at, cut[--n]);
		struct said *s = said_next(q);
		if (s)
			said_set(l, s, &part);
	}
	return true;
}

/* kh ai → khai */
static bool
read_joined(const struct lookup *l, const struct word *a, const struct word *b, struct question *q)
{
	struct word both = *a;
	size_t n = (size_t)a->n + b->n;
	if (n > 7 || is_known(l, term_find(l, b->fold, b->n)))
		return false;
	memcpy(both.fold + a->n, b->fold, b->n);
	memcpy(both.mark + a->n, b->mark, b->n);
	both.n = (uint8_t)n;
	if (!word_is_syllable(both.fold, n) || !is_in_docs(l, term_find(l, both.fold, n)))
		return false;
	struct said *s = said_next(q);
	if (s)
		said_set(l, s, &both);
	return true;
}

static bool
read_keys(const struct lookup *l, const struct word *w, struct question *q)
{
	struct word read;
	if (word_is_syllable(w->fold, w->n) || (!word_telex(w, &read) && !word_vni(w, &read)))
		return false;
	struct said *s = said_next(q);
	if (s) {
		said_set(l, s, &read);
		s->decoded = true;
	}
	return true;
}

static void
read_words(const struct lookup *l, struct str text, struct question *q)
{
	struct word w[LOOKUP_SYLLABLES];
	size_t n = words_of(text, w, LOOKUP_SYLLABLES);
	for (size_t i = 0; i < n; i++) {
		if (!is_known(l, term_find(l, w[i].fold, w[i].n))) {
			if (read_keys(l, &w[i], q))
				continue;
			if (i + 1 < n && read_joined(l, &w[i], &w[i + 1], q)) {
				i++;
				continue;
			}
			if (w[i].n >= 5 && !word_is_syllable(w[i].fold, w[i].n) && read_split(l, &w[i], q))
				continue;
		}
		struct said *s = said_next(q);
		if (s)
			said_set(l, s, &w[i]);
	}
	for (int i = 0; i < q->n; i++)
		q->accents |= q->said[i].token.sign != 0;
}

/* --- chat spelling: rewritten, since it means one thing ------------------------------------------------------ */

static bool
phrase_fits(const struct phrase *p, const struct question *q, int at)
{
	for (int k = 0; k < p->n_from; k++)
		if (p->from[k].term != q->said[at + k].token.term ||
		    sign_match(q->said[at + k].token.sign, p->from[k].sign, q->accents) < 0.75f)
			return false;
	return true;
}

static const struct phrase *
phrase_here(const struct lookup *l, const struct question *q, int at, int n, enum phrase_kind kind,
	    const struct phrase *after)
{
	struct token t[16];
	const struct phrase *p;
	if (after) {
		p = after->next < 0 ? NULL : &l->phrases.p[after->next];
	} else {
		for (int k = 0; k < n; k++)
			t[k] = q->said[at + k].token;
		p = phrase_find(l, t, n);
	}
	for (; p; p = p->next < 0 ? NULL : &l->phrases.p[p->next])
		if (p->kind == kind && p->n_from == n && phrase_fits(p, q, at))
			return p;
	return NULL;
}

static int
room_for(const struct lookup *l, const struct question *q, int at)
{
	int n = q->n - at < l->longest_phrase ? q->n - at : l->longest_phrase;
	return n < 16 ? n : 16;
}

static void
replace(const struct lookup *l, struct question *q, int at, int n, const struct phrase *p)
{
	int rest = q->n - at - n, grown = at + p->n_to + rest;
	if (grown > LOOKUP_SYLLABLES)
		return;
	memmove(&q->said[at + p->n_to], &q->said[at + n], sizeof *q->said * (size_t)rest);
	for (int k = 0; k < p->n_to; k++) {
		struct said *s = &q->said[at + k];
		*s = (struct said){ .token = p->to[k], .sure = 1 };
		s->word.n = (uint8_t)l->terms.p[p->to[k].term].n;
		memcpy(s->word.fold, l->terms.p[p->to[k].term].fold, s->word.n);
	}
	q->n = grown;
}

static void
rewrite_chat(const struct lookup *l, struct question *q)
{
	for (int at = 0; at < q->n; at++)
		for (int n = room_for(l, q, at); n > 0; n--) {
			const struct phrase *p = phrase_here(l, q, at, n, PHRASE_CHAT, NULL);
			if (p) {
				replace(l, q, at, n, p);
				at += p->n_to - 1;
				break;
			}
		}
}

/* --- slips --------------------------------------------------------------------------------------------------- */

static float
neighbour_bonus(const struct lookup *l, const struct question *q, int at, uint32_t term)
{
	float bonus = 0;
	if (at > 0 && is_solid(l, q->said[at - 1].token.term, term))
		bonus += 0.3f;
	if (at + 1 < q->n && is_solid(l, term, q->said[at + 1].token.term))
		bonus += 0.3f;
	return bonus;
}

static void
sort_by(struct near *near, float *value, size_t n)
{
	for (size_t i = 1; i < n; i++)
		for (size_t k = i; k > 0 && value[k] > value[k - 1]; k--) {
			struct near t = near[k];
			float v = value[k];
			near[k] = near[k - 1], value[k] = value[k - 1];
			near[k - 1] = t, value[k - 1] = v;
		}
}

/* An unknown syllable is read as the likeliest known one; its neighbours have a say. */
static void
guess_unknown(const struct lookup *l, struct question *q, int at)
{
	struct said *s = &q->said[at];
	struct near near[NEAR_MAX];
	float value[NEAR_MAX];
	size_t n = near_find(l, s->word.fold, s->word.n, near, NEAR_MAX);
	if (n == 0)
		return;
	for (size_t i = 0; i < n; i++)
		value[i] = near[i].likeness + neighbour_bonus(l, q, at, near[i].term);
	sort_by(near, value, n);
	/* What is a syllable as it stands is more likely a word that is not ours than a slip. */
	float belief = word_is_syllable(s->word.fold, s->word.n) && value[0] < 1 ? 0.6f : 1;
	s->token = (struct token){ near[0].term, SIGN_ANY };
	s->sure = near[0].likeness * belief;
	for (size_t i = 1; i < n && s->n_near < ARRAY_LEN(s->near); i++)
		s->near[s->n_near++] = (struct near){ near[i].term, near[i].likeness * belief };
}

/* A known syllable that goes with neither neighbour may be a slip for one that does. */
static void
doubt_known(const struct lookup *l, struct question *q, int at)
{
	struct said *s = &q->said[at];
	struct near near[NEAR_MAX];
	if (s->word.n < 2 || neighbour_bonus(l, q, at, s->token.term) > 0)
		return;
	size_t n = near_find(l, s->word.fold, s->word.n, near, NEAR_MAX);
	for (size_t i = 0; i < n && s->n_near < ARRAY_LEN(s->near); i++)
		if (neighbour_bonus(l, q, at, near[i].term) > 0)
			s->near[s->n_near++] = (struct near){ near[i].term, near[i].likeness * 0.8f };
}

static void
mend_slips(const struct lookup *l, struct question *q, enum lookup_mode mode)
{
	for (int i = 0; i < q->n; i++)
		if (!is_known(l, q->said[i].token.term) && !(mode == LOOKUP_PREFIX && i == q->n - 1))
			guess_unknown(l, q, i);
	for (int i = 0; i < q->n; i++)
		if (q->said[i].sure == 1 && is_known(l, q->said[i].token.term) && !q->said[i].stop)
			doubt_known(l, q, i);
}

/* --- empty words ---------------------------------------------------------------------------------------------- */

/* Without accents an empty word looks like others (đi, di): it stays when it makes a word with its neighbour. */
static void
mark_stop(const struct lookup *l, struct question *q, int at)
{
	struct said *s = &q->said[at];
	if (s->token.term == NONE || l->terms.p[s->token.term].n_stop == 0)
		return;
	if (q->accents)
		s->stop = token_is_stop(l, s->token) ||
			  ((s->token.sign == 0 || s->token.sign == SIGN_ANY) &&
			   neighbour_bonus(l, q, at, s->token.term) == 0);
	else
		s->stop = neighbour_bonus(l, q, at, s->token.term) == 0;
}

static void
mark_stops(const struct lookup *l, struct question *q)
{
	for (int i = 0; i < q->n; i++)
		mark_stop(l, q, i);
	for (int i = 0; i < q->n; i++)
		for (int n = room_for(l, q, i); n > 1; n--)
			if (phrase_here(l, q, i, n, PHRASE_STOP, NULL))
				for (int k = 0; k < n; k++)
					q->said[i + k].stop = true;
}

/* --- slots ----------------------------------------------------------------------------------------------------- */

static float
mass_of(const struct lookup *l, const struct token *t)
{
	if (is_in_docs(l, t->term))
		return token_mass(l, *t);
	return t->term == NONE ? unknown_share * l->idf_max : l->idf_max;
}

static struct alt *
alt_new(struct question *q, float weight)
{
	if (q->n_alt == ALT_MAX)
		return NULL;
	struct alt *a = &q->alt[q->n_alt++];
	*a = (struct alt){ .weight = weight, .slot = (uint16_t)q->n_slot };
	return a;
}

static void
entry_new(const struct lookup *l, struct question *q, struct alt *a, struct token t, int place)
{
	float mass = mass_of(l, &t);
	a->total += mass;
	a->n++;
	if (is_in_docs(l, t.term) && q->n_entry < ENTRY_MAX)
		q->entry[q->n_entry++] = (struct entry){ .term = t.term, .sign = t.sign, .share = mass,
							 .alt = (uint16_t)(a - q->alt), .place = (int16_t)place };
}

static void
close_alt(struct question *q, const struct alt *a, int first_entry)
{
	for (int i = first_entry; i < q->n_entry; i++)
		q->entry[i].share = a->total > 0 ? q->entry[i].share / a->total : 0;
}

/* As it was said. */
static float
add_plain(const struct lookup *l, struct question *q, int at, int n)
{
	int first = q->n_entry;
	float sure = 1;
	struct alt *a = alt_new(q, 1);
	if (!a)
		return 0;
	for (int k = 0; k < n; k++) {
		entry_new(l, q, a, q->said[at + k].token, at + k);
		sure = q->said[at + k].sure < sure ? q->said[at + k].sure : sure;
	}
	a->weight = sure;
	close_alt(q, a, first);
	return a->total;
}

static void
add_near(const struct lookup *l, struct question *q, int at)
{
	const struct said *s = &q->said[at];
	for (int i = 0; i < s->n_near; i++) {
		int first = q->n_entry;
		struct alt *a = alt_new(q, s->near[i].likeness);
		if (!a)
			return;
		entry_new(l, q, a, (struct token){ s->near[i].term, SIGN_ANY }, at);
		close_alt(q, a, first);
	}
}

static float
add_meaning(const struct lookup *l, struct question *q, const struct phrase *p)
{
	int first = q->n_entry;
	float weight = p->kind == PHRASE_ABBR ? abbr_weight
		       : q->accents || p->n_from > 1 ? folk_weight : folk_bare_weight;
	struct alt *a = alt_new(q, weight);
	if (!a)
		return 0;
	for (int k = 0; k < p->n_to; k++)
		entry_new(l, q, a, p->to[k], -1);
	close_alt(q, a, first);
	return a->total;
}

static void
close_slot(struct question *q, int at, int n, float mass)
{
	struct slot *s = &q->slot[q->n_slot];
	s->from = (uint16_t)at;
	s->to = (uint16_t)(at + n);
	s->n_alt = (uint16_t)(q->n_alt - s->first_alt);
	s->mass = mass;
	q->mass += mass;
	q->n_slot++;
}

/* A phrase of the synonyms that begins here, the longest; its length, 0 for none. */
static int
add_phrase(const struct lookup *l, struct question *q, int at)
{
	static const enum phrase_kind kinds[] = { PHRASE_ABBR, PHRASE_FOLK };
	for (int n = room_for(l, q, at); n > 0; n--) {
		float plain = 0, meant = 0;
		bool found = false;
		for (size_t k = 0; k < ARRAY_LEN(kinds); k++)
			for (const struct phrase *p = phrase_here(l, q, at, n, kinds[k], NULL); p;
			     p = phrase_here(l, q, at, n, kinds[k], p)) {
				if (!found)
					plain = add_plain(l, q, at, n);
				found = true;
				float mass = add_meaning(l, q, p);
				meant = mass > meant ? mass : meant;
			}
		if (!found)
			continue;
		bool spoken = false;
		for (int k = 0; k < n; k++)
			spoken |= is_in_docs(l, q->said[at + k].token.term);
		if (!spoken)
			plain = meant < 1.5f * l->idf_max ? meant : 1.5f * l->idf_max;
		close_slot(q, at, n, plain);
		return n;
	}
	return 0;
}

static void
add_prefix(const struct lookup *l, struct question *q, int at)
{
	const struct word *w = &q->said[at].word;
	uint32_t low = 0, high = l->n_sorted;
	while (low < high) {
		uint32_t mid = (low + high) / 2;
		if (strncmp(l->terms.p[l->sorted[mid]].fold, w->fold, w->n) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	for (uint32_t i = low; i < l->n_sorted && q->n_alt < ALT_MAX; i++) {
		uint32_t term = l->sorted[i];
		if (strncmp(l->terms.p[term].fold, w->fold, w->n) != 0)
			break;
		if (term == q->said[at].token.term)
			continue;
		int first = q->n_entry;
		struct alt *a = alt_new(q, prefix_weight);
		entry_new(l, q, a, (struct token){ term, SIGN_ANY }, at);
		close_alt(q, a, first);
	}
}

static void
add_slots(const struct lookup *l, struct question *q, enum lookup_mode mode)
{
	for (int at = 0; at < q->n && q->n_slot < SLOT_MAX;) {
		q->slot[q->n_slot].first_alt = (uint16_t)q->n_alt;
		int n = add_phrase(l, q, at);
		if (n == 0) {
			n = 1;
			if (!q->said[at].stop || (mode == LOOKUP_PREFIX && at == q->n - 1)) {
				float mass = add_plain(l, q, at, 1);
				add_near(l, q, at);
				if (mode == LOOKUP_PREFIX && at == q->n - 1)
					add_prefix(l, q, at);
				close_slot(q, at, 1, mass);
			}
		}
		at += n;
	}
}

static void
weigh_pairs(const struct lookup *l, struct question *q, enum lookup_mode mode)
{
	for (int i = 0; i + 1 < q->n; i++) {
		const struct said *a = &q->said[i], *b = &q->said[i + 1];
		bool unfinished = mode == LOOKUP_PREFIX && i + 2 == q->n;
		if (a->stop || b->stop || !is_in_docs(l, a->token.term) ||
		    (!unfinished && !is_in_docs(l, b->token.term)))
			continue;
		q->pair_at[i] = (mass_of(l, &a->token) + mass_of(l, &b->token)) / 2;
		if (is_solid(l, a->token.term, b->token.term))
			q->pair_solid |= (uint64_t)1 << i;
		else if (!unfinished)
			q->pair_at[i] *= 0.3f;
		q->pair_mass += q->pair_at[i];
	}
}

void
question_read(const struct lookup *l, struct str text, enum lookup_mode mode, struct question *q)
{
	memset(q->pair_at, 0, sizeof q->pair_at);
	q->n = q->n_slot = q->n_alt = q->n_entry = 0;
	q->mass = q->pair_mass = 0;
	q->pair_solid = 0;
	q->accents = false;
	read_words(l, text, q);
	rewrite_chat(l, q);
	mark_stops(l, q);
	mend_slips(l, q, mode);
	mark_stops(l, q);
	add_slots(l, q, mode);
	weigh_pairs(l, q, mode);
}
