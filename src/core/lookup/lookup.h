/* Finding by meaning in Vietnamese: an inverted index in memory that understands how people write.
 *
 *   struct lookup *l = lookup_new(arena, &words);       one owner builds it …
 *   lookup_add(l, &doc);                                 … any number of times …
 *   lookup_finish(l);                                    … and from here on it never changes
 *   n = lookup_find(l, scratch, S("mất sổ đỏ"), LOOKUP_PLAIN, hits, 10);
 *
 * A finished index is shared by all threads; each thread has a scratch of its own. A new edition (a procedure was
 * published) is a new index in a new arena, exchanged by its owner.
 *
 * Read as the same: accents or none, old and new place of the tone mark (hòa, hoà), decomposed letters, raw Telex
 * and VNI keys, chat spelling, abbreviations, everyday words, a slip of the finger or a confusion of sounds in a
 * syllable, a missing or a needless blank. The method and its figures: docs/search.md, docs/internals/lookup.md. */
#ifndef CORE_LOOKUP_H
#define CORE_LOOKUP_H

#include "base/base.h"
#include "platform/parse/json_in.h"

struct lookup;
struct lookup_scratch;

/* What a text of a document is; decides how much it counts. */
enum lookup_field {
	LOOKUP_NAME,   /* the official name */
	LOOKUP_FOLK,   /* what people call it, one phrase each */
	LOOKUP_CASE,   /* a situation in which it is needed, one sentence each */
	LOOKUP_ABBR,   /* a usual abbreviation */
	LOOKUP_RESULT, /* what one gets */
	LOOKUP_PAPER,  /* a paper that is handed in */
	LOOKUP_AREA,   /* field of administration, province of a commune: helps, but names nothing */
	LOOKUP_FIELD_N,
};

struct lookup_text {
	enum lookup_field field;
	struct str text;
};

struct lookup_doc {
	const char *code; /* the caller's key; kept by pointer, as is the name */
	const char *name;
	const struct lookup_text *text; /* read during lookup_add only; of each the first 256 words */
	size_t n_text;
};

/* Language at large, of no single document: [short, long] and [folk, formal] phrases, words that say nothing about the
 * matter, and words that make a variant of what a name says (again, to end, with a foreign element: not meant unless
 * said). Any part may be empty. */
struct lookup_pair {
	struct str from, to;
};
struct lookup_words {
	const struct lookup_pair *abbr, *chat, *folk;
	size_t n_abbr, n_chat, n_folk;
	const struct str *stop, *variant;
	size_t n_stop, n_variant;
};

/* words may be NULL; its texts are read here and not kept. */
struct lookup *lookup_new(struct arena *a, const struct lookup_words *words);
void lookup_add(struct lookup *l, const struct lookup_doc *doc);
/* Reads the two shapes of the reference data: synonyms.json (its member `part`, such as "english"; NULL: the whole), and a procedure of procedures.json (code, name, field,
 * cases, folk, abbr, papers[].name, result.name). Texts live in the arena of cx or of the JSON tree. */
MUST_CHECK enum status lookup_words_read(struct cx *cx, struct str json, const char *part,
						struct lookup_words *out);
void lookup_add_json(struct lookup *l, const struct json *procedure);
void lookup_finish(struct lookup *l);
size_t lookup_size(const struct lookup *l);

enum lookup_mode {
	LOOKUP_PLAIN = 0,
	LOOKUP_PREFIX = 1, /* the last word may be unfinished: for suggestions while typing and for choosing a unit */
};

struct lookup_hit {
	uint32_t doc; /* number in the order of lookup_add, from 0 */
	float score;  /* 0 to 1: how much of what was said the document answers */
	const char *code, *name;
};

/* Memory of queries, for one thread; grows to the largest index it is used with and is then only reused. */
struct lookup_scratch *lookup_scratch_new(struct arena *a);

/* The best documents, best first, at most max. A question that is the code of a document, with or without its dots, gives
 * that one. 0 when nothing fits well enough: say so, and show the tree. Of a long
 * question the first LOOKUP_SYLLABLES syllables count. The question need not be valid UTF-8. */
size_t lookup_find(const struct lookup *l, struct lookup_scratch *s, struct str question, enum lookup_mode mode,
		   struct lookup_hit *out, size_t max);

enum { LOOKUP_SYLLABLES = 48, LOOKUP_HITS_MAX = 32 };

#endif
