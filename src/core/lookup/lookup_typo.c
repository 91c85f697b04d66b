#include "core/lookup/lookup_priv.h"

/* --- one slip of the finger --------------------------------------------------------------------------------- */

static const char *const keyboard[] = { "qwertyuiop", "asdfghjkl", "zxcvbnm" };

static bool
key_place(char c, int *row, int *column)
{
	for (int r = 0; r < (int)ARRAY_LEN(keyboard); r++) {
		const char *p = strchr(keyboard[r], c);
		if (c && p) {
			*row = r;
			*column = (int)(p - keyboard[r]);
			return true;
		}
	}
	return false;
}

static bool
keys_touch(char a, char b)
{
	int ra, ca, rb, cb;
	if (!key_place(a, &ra, &ca) || !key_place(b, &rb, &cb))
		return false;
	return abs(ra - rb) <= 1 && abs(ca - cb) <= 1;
}

static float
swap_cost(char a, char b)
{
	if ((a == 'i' && b == 'y') || (a == 'y' && b == 'i') || (a == 's' && b == 'x') || (a == 'x' && b == 's') ||
	    (a == 'l' && b == 'n') || (a == 'n' && b == 'l'))
		return 0.4f;
	return keys_touch(a, b) ? 0.7f : 1.0f;
}

/* What is left between the common head and tail tells which slip it was. */
float
slip_cost(const char *a, size_t na, const char *b, size_t nb)
{
	char before = '\0';
	while (na && nb && *a == *b) {
		before = *a;
		a++, b++, na--, nb--;
	}
	while (na && nb && a[na - 1] == b[nb - 1])
		na--, nb--;
	if (na == 0 && nb == 0)
		return 0;
	if (na == 1 && nb == 1)
		return swap_cost(*a, *b);
	if (na == 2 && nb == 2 && a[0] == b[1] && a[1] == b[0])
		return 0.6f;
	if (na == 1 && nb == 0)
		return *a == before ? 0.5f : 0.8f;
	if (na == 0 && nb == 1)
		return *b == before ? 0.5f : 0.8f;
	return 2;
}

/* --- words that are one slip away ---------------------------------------------------------------------------- */

/* Two words are one slip apart when leaving a letter out of one or both makes them equal; so every word of the index
 * is kept under itself and under itself with each letter left out (the idea of SymSpell). */
enum { SLIP_MIN = 3, SLIP_MAX = 15 };

static size_t
leave_out(const char *p, size_t n, size_t i, char *out)
{
	memcpy(out, p, i);
	memcpy(out + i, p + i + 1, n - i - 1);
	return n - 1;
}

static bool
can_slip(const struct term *t)
{
	if (t->n < 2 || t->n > SLIP_MAX || (t->n_docs == 0 && !t->phrase))
		return false;
	for (uint32_t i = 0; i < t->n; i++)
		if (t->fold[i] < 'a')
			return false;
	return true;
}

static void
near_put(struct lookup *l, uint32_t term, const char *p, size_t n)
{
	uint64_t key = hash_text(p, n);
	uint32_t i = l->n_near_keys++;
	l->near_keys[i] = (struct near_key){ term, map_get(&l->near_map, key) };
	map_put(&l->near_map, l->arena, key, i);
}

void
near_build(struct lookup *l)
{
	size_t room = 0;
	for (size_t i = 0; i < l->terms.n; i++)
		room += can_slip(&l->terms.p[i]) ? l->terms.p[i].n + 1 : 0;
	l->near_keys = arena_new_array(l->arena, struct near_key, room);
	for (uint32_t i = 0; i < l->terms.n; i++) {
		const struct term *t = &l->terms.p[i];
		char less[SLIP_MAX];
		if (!can_slip(t))
			continue;
		near_put(l, i, t->fold, t->n);
		for (size_t k = 0; k < t->n; k++)
			if (k == 0 || t->fold[k] != t->fold[k - 1])
				near_put(l, i, less, leave_out(t->fold, t->n, k, less));
	}
}

static size_t
near_keep(struct near *out, size_t n, size_t max, uint32_t term, float likeness)
{
	size_t i;
	for (i = 0; i < n && out[i].term != term; i++)
		;
	if (i == n) {
		if (n == max && out[n - 1].likeness >= likeness)
			return n;
		i = n < max ? n++ : n - 1;
	} else if (out[i].likeness >= likeness) {
		return n;
	}
	for (; i > 0 && out[i - 1].likeness < likeness; i--)
		out[i] = out[i - 1];
	out[i] = (struct near){ term, likeness };
	return n;
}

static size_t
near_slips(const struct lookup *l, const char *fold, size_t n, const char *key, size_t key_n, struct near *out,
	   size_t n_out, size_t max)
{
	uint32_t i = map_get(&l->near_map, hash_text(key, key_n));
	for (; i != NONE; i = l->near_keys[i].next) {
		uint32_t term = l->near_keys[i].term;
		float cost = slip_cost(fold, n, l->terms.p[term].fold, l->terms.p[term].n);
		if (cost > 0 && cost <= 1)
			n_out = near_keep(out, n_out, max, term, 1 - cost / 2);
	}
	return n_out;
}

/* --- confusions of sounds: one region's ear, another's spelling ---------------------------------------------- */

struct sound {
	const char *a, *b;
	float cost;
};
static const struct sound heads[] = {
	{ "s", "x", 0.4f },  { "ch", "tr", 0.4f }, { "d", "gi", 0.4f }, { "d", "r", 0.6f },  { "gi", "r", 0.6f },
	{ "d", "v", 0.6f },  { "l", "n", 0.4f },   { "c", "k", 0.3f },  { "ng", "ngh", 0.2f }, { "g", "gh", 0.2f },
	{ "ph", "f", 0.3f }, { "qu", "w", 0.4f },  { "gi", "z", 0.4f }, { "d", "z", 0.4f },  { "c", "q", 0.4f },
};
static const struct sound tails[] = {
	{ "n", "ng", 0.4f },   { "t", "c", 0.4f },  { "nh", "n", 0.5f },  { "ch", "t", 0.5f },  { "i", "y", 0.3f },
	{ "ieu", "iu", 0.4f }, { "uou", "uu", 0.4f }, { "iem", "im", 0.5f }, { "iep", "ip", 0.5f },
	{ "ao", "au", 0.5f },
};

static bool
is_vowel(char c)
{
	return strchr("aeiouy", c) != NULL;
}

/* p with head or tail `from` said as `to`; 0 when it does not begin or end so. */
static size_t
say_head(const char *p, size_t n, const char *from, const char *to, char *out)
{
	size_t f = strlen(from), t = strlen(to);
	if (n <= f || memcmp(p, from, f) != 0 || (!is_vowel(p[f]) && !is_vowel(from[f - 1])))
		return 0;
	memcpy(out, to, t);
	memcpy(out + t, p + f, n - f);
	return n - f + t;
}

static size_t
say_tail(const char *p, size_t n, const char *from, const char *to, char *out)
{
	size_t f = strlen(from), t = strlen(to);
	if (n <= f || memcmp(p + n - f, from, f) != 0)
		return 0;
	memcpy(out, p, n - f);
	memcpy(out + n - f, to, t);
	return n - f + t;
}

enum { SOUND_ROOM = WORD_MAX + 4 };

static size_t
near_sound(const struct lookup *l, const char *p, size_t n, float cost, struct near *out, size_t n_out, size_t max)
{
	uint32_t term = term_find(l, p, n);
	if (term == NONE || (l->terms.p[term].n_docs == 0 && !l->terms.p[term].phrase))
		return n_out;
	return near_keep(out, n_out, max, term, 1 - cost / 2);
}

static size_t
near_tails(const struct lookup *l, const char *p, size_t n, float cost, struct near *out, size_t n_out, size_t max)
{
	char said[SOUND_ROOM + 4];
	for (size_t i = 0; i < ARRAY_LEN(tails); i++) {
		size_t m = say_tail(p, n, tails[i].a, tails[i].b, said);
		if (m)
			n_out = near_sound(l, said, m, cost + tails[i].cost, out, n_out, max);
		m = say_tail(p, n, tails[i].b, tails[i].a, said);
		if (m)
			n_out = near_sound(l, said, m, cost + tails[i].cost, out, n_out, max);
	}
	return n_out;
}

static size_t
near_sounds(const struct lookup *l, const char *fold, size_t n, struct near *out, size_t n_out, size_t max)
{
	char said[SOUND_ROOM];
	n_out = near_tails(l, fold, n, 0, out, n_out, max);
	for (size_t i = 0; i < ARRAY_LEN(heads) * 2; i++) {
		const struct sound *s = &heads[i / 2];
		size_t m = say_head(fold, n, i % 2 ? s->b : s->a, i % 2 ? s->a : s->b, said);
		if (m == 0)
			continue;
		n_out = near_sound(l, said, m, s->cost, out, n_out, max);
		n_out = near_tails(l, said, m, s->cost, out, n_out, max);
	}
	return n_out;
}

size_t
near_find(const struct lookup *l, const char *fold, size_t n, struct near *out, size_t max)
{
	char less[SLIP_MAX + 1];
	size_t n_out = 0;
	if (n < 2 || n > SLIP_MAX)
		return 0;
	for (size_t i = 0; i < n; i++)
		if (fold[i] < 'a')
			return 0;
	n_out = near_sounds(l, fold, n, out, n_out, max);
	if (n < SLIP_MIN)
		return n_out;
	n_out = near_slips(l, fold, n, fold, n, out, n_out, max);
	for (size_t i = 0; i < n; i++)
		if (i == 0 || fold[i] != fold[i - 1])
			n_out = near_slips(l, fold, n, less, leave_out(fold, n, i, less), out, n_out, max);
	return n_out;
}
