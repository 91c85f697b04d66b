/* Inside of core/lookup: the syllable, the index, the understood question. */
#ifndef CORE_LOOKUP_PRIV_H
#define CORE_LOOKUP_PRIV_H

#include "core/lookup/lookup.h"

enum { WORD_MAX = 23 };
#define NONE 0xffffffffu
#define SIGN_ANY 0xffffffffu /* the sign of a guessed syllable: nothing is known of it */

/* --- text: lookup_text.c ------------------------------------------------------------------------------------ */

/* One run of letters and digits: its folded letters, and beside each what was taken away. */
struct word {
	char fold[WORD_MAX + 1];
	/* bits 0-1: sign (ă đ 1, â ê ô 2, ơ ư 3); bits 2-4: tone, 1 huyền 2 hỏi 3 ngã 4 sắc 5 nặng */
	uint8_t mark[WORD_MAX];
	uint8_t n;
};

/* The signs and tone as one number, 0 when there are none; equal for hòa and hoà. The low three bits are the tone. */
uint32_t word_sign(const struct word *w, int from, int to);
/* Words of a text, at most max; longer words are cut at WORD_MAX. */
size_t words_of(struct str text, struct word *out, size_t max);
/* Could it be a syllable of the language, marks aside? */
bool word_is_syllable(const char *fold, size_t n);
/* Reads keystrokes of Telex or VNI that no input method turned into letters: dawng → đăng, ky1 → ký. False when
 * nothing was to turn, or when no syllable comes of it. */
bool word_telex(const struct word *keys, struct word *out);
bool word_vni(const struct word *keys, struct word *out);

/* --- index: lookup_index.c ---------------------------------------------------------------------------------- */

enum { STOP_MAX = 4 };

struct token {
	uint32_t term, sign;
};

struct term {
	const char *fold;
	uint32_t n;             /* letters */
	uint32_t n_docs;        /* 0: known from the synonyms only */
	float idf;
	uint32_t post, n_post;
	uint8_t n_stop;
	bool phrase;            /* occurs in a phrase of the synonyms */
	uint32_t stop[STOP_MAX]; /* signs with which it is an empty word: là, not lá */
};

/* Two syllables that stand side by side in some document, not both empty words. */
struct pair {
	uint32_t a, b;
	uint32_t n_docs;
	bool solid; /* somewhere neither is an empty word: a word of two syllables, it seems */
	float idf;
	uint32_t post, n_post;
};

struct post {
	uint32_t doc;
	float weight; /* BM25F, idf included */
};

struct text {
	uint32_t first, n; /* tokens */
	enum lookup_field field;
	float mass;        /* sum of the tokens' masses */
};

struct doc {
	const char *code, *name;
	uint32_t first_text, n_text;
	uint32_t first_token, n_tokens;
	uint32_t first_variant, n_variant;
};

/* A variant phrase in the name of a document: its tokens. */
struct variant {
	uint32_t first, n;
};

enum phrase_kind { PHRASE_ABBR, PHRASE_CHAT, PHRASE_FOLK, PHRASE_STOP, PHRASE_VARIANT };

struct phrase {
	struct token *from, *to;
	uint8_t n_from, n_to;
	enum phrase_kind kind;
	int32_t next; /* with the same hash, -1 */
};

/* Open addressing: key 0 is free. */
struct map {
	uint64_t *key;
	uint32_t *value;
	uint32_t mask, n;
};

struct near_key {
	uint32_t term;
	uint32_t next; /* with the same letters, NONE */
};

struct lookup {
	struct arena *arena;
	VEC(struct term) terms;
	VEC(struct token) tokens;
	VEC(struct text) texts;
	VEC(struct doc) docs;
	VEC(struct pair) pairs;
	VEC(struct phrase) phrases;
	VEC(struct variant) variants;
	struct map term_map, pair_map, phrase_map, near_map;
	struct post *posts;
	uint32_t *sorted, n_sorted; /* terms of documents by their letters */
	struct near_key *near_keys; /* words with a letter left out, and whole */
	uint32_t n_near_keys;
	int longest_phrase;
	float idf_max;
	bool finished;
};

uint64_t hash_text(const char *p, size_t n);
uint32_t map_get(const struct map *m, uint64_t key); /* NONE when absent */
void map_put(struct map *m, struct arena *a, uint64_t key, uint32_t value);

uint32_t term_find(const struct lookup *l, const char *fold, size_t n); /* NONE */
uint32_t pair_find(const struct lookup *l, uint32_t a, uint32_t b);     /* NONE */
const struct phrase *phrase_find(const struct lookup *l, const struct token *t, int n); /* first of its hash */
uint64_t phrase_hash(const struct token *t, int n);

/* Is it an empty word when written so? */
bool token_is_stop(const struct lookup *l, struct token t);
/* What a syllable tells about the matter: its idf, and next to nothing for the empty words. */
float token_mass(const struct lookup *l, struct token t);
/* How well a syllable as asked fits one as written, 0 to 1. accents: the question is written with accents. */
float sign_match(uint32_t asked, uint32_t written, bool accents);

/* --- slips: lookup_typo.c ----------------------------------------------------------------------------------- */

struct near {
	uint32_t term;
	float likeness; /* 0 to 1 */
};
enum { NEAR_MAX = 12 };

/* Cost of the one slip between two words, 0 when equal, over 1 when there is more than one. */
float slip_cost(const char *a, size_t na, const char *b, size_t nb);
void near_build(struct lookup *l);
/* Terms of documents and phrases one slip or one confusion of sounds away, the likeliest first. */
size_t near_find(const struct lookup *l, const char *fold, size_t n, struct near *out, size_t max);

/* --- question: lookup_query.c ------------------------------------------------------------------------------- */

enum { ENTRY_MAX = 640, ALT_MAX = 160, SLOT_MAX = LOOKUP_SYLLABLES }; /* syllables and slots fit 64 bits */

/* A syllable of the question as understood. */
struct said {
	struct word word;
	struct token token;  /* term NONE when unknown */
	float sure;          /* 1, less when guessed */
	bool stop;
	bool decoded;
	uint8_t n_near;
	struct near near[4]; /* further readings */
};

/* A slot is one thing said; its alternatives are ways to say it; an entry is one term of an alternative. */
struct slot {
	float mass;
	uint16_t first_alt, n_alt;
	uint16_t from, to; /* syllables */
};
struct alt {
	float weight;
	uint16_t slot;
	uint16_t n;
	float total; /* mass of its terms */
};
struct entry {
	uint32_t term, sign;
	float share;   /* of the alternative */
	uint16_t alt;
	int16_t place; /* syllable of the question, -1 for words put in by a synonym */
	int16_t next;  /* entry of the same term, -1 */
};

struct question {
	struct said said[LOOKUP_SYLLABLES];
	int n;
	bool accents;
	struct slot slot[SLOT_MAX];
	struct alt alt[ALT_MAX];
	struct entry entry[ENTRY_MAX];
	int n_slot, n_alt, n_entry;
	float mass;         /* of all slots */
	float pair_mass;    /* of all pairs of informative neighbours */
	float pair_at[LOOKUP_SYLLABLES]; /* mass of the pair that begins here, 0 for none */
	uint64_t pair_solid;             /* places whose pair is a word of some document */
};

void question_read(const struct lookup *l, struct str text, enum lookup_mode mode, struct question *q);

/* --- rank: lookup_rank.c ------------------------------------------------------------------------------------ */

struct lookup_scratch {
	struct arena *arena;
	uint32_t room_docs, room_terms;
	float *score;     /* per document, zero between queries */
	int16_t *head;    /* per term: its first entry, -1 between queries */
	struct question q;
};

#endif
