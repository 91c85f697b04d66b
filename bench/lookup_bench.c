/* Speed of the search over 6,000 procedures, by CPU time of the thread.
 *
 *   build/lookup_bench data tests/data/search_questions.tsv
 *
 * gcc -std=gnu17 -D_GNU_SOURCE -O2 -Isrc -o build/lookup_bench bench/lookup_bench.c \
 *     $(find src/base src/core/lookup -name '*.c' ! -name '*_test.c' ! -name asset.c) src/platform/parse/json_in.c \
 *     -ljansson -lutf8proc -lm
 *
 * The procedures of DATA are repeated to 6,000, each copy with another commune in its name, a third of its everyday
 * words left out and a few of another procedure put in, so that posting lists are as long as a real catalogue of that
 * size would make them, and longer. Every question is asked 20 times, after one round to warm up; its time is the
 * mean of the 20. Median and p99 are over the questions. */
#include "core/lookup/lookup.h"

enum { DOCS = 6000, FILE_MAX = 8 << 20, TIMES = 20, QUESTIONS_MAX = 2000, TEXTS_MAX = 512 };

struct question {
	struct str kind, text;
	double us;
};

static uint32_t seed = 7;

static uint32_t
chance(uint32_t below)
{
	seed = seed * 1664525u + 1013904223u;
	return (seed >> 8) % below;
}

static struct str
read_whole(struct arena *a, const char *path)
{
	FILE *f = fopen(path, "rb");
	if (!f) {
		fprintf(stderr, "cannot open %s\n", path);
		exit(1);
	}
	char *p = arena_alloc(a, FILE_MAX);
	size_t n = fread(p, 1, FILE_MAX, f);
	fclose(f);
	return (struct str){ p, n };
}

static size_t
put_list(struct lookup_text *t, size_t n, enum lookup_field field, const struct json *list, const char *member,
	 uint32_t keep_of_3)
{
	for (size_t i = 0; i < json_len(list) && n < TEXTS_MAX; i++)
		if (chance(3) < keep_of_3) {
			const struct json *item = json_at(list, i);
			t[n++] = (struct lookup_text){ field, json_text_of(member ? json_get(item, member) : item) };
		}
	return n;
}

static void
add_copy(struct arena *a, struct lookup *l, const struct json *p, const struct json *other, struct str commune,
	 int copy)
{
	struct lookup_text t[TEXTS_MAX];
	size_t n = 0;
	char *name = arena_printf(a, STR_FMT " tại " STR_FMT, STR_ARG(json_text_of(json_get(p, "name"))),
				  STR_ARG(commune));
	t[n++] = (struct lookup_text){ LOOKUP_NAME, str_of(name) };
	t[n++] = (struct lookup_text){ LOOKUP_AREA, json_text_of(json_get(p, "field")) };
	t[n++] = (struct lookup_text){ LOOKUP_RESULT, json_text_of(json_get(json_get(p, "result"), "name")) };
	n = put_list(t, n, LOOKUP_FOLK, json_get(p, "folk"), NULL, 2);
	n = put_list(t, n, LOOKUP_FOLK, json_get(other, "folk"), NULL, 1);
	n = put_list(t, n, LOOKUP_ABBR, json_get(p, "abbr"), NULL, 3);
	n = put_list(t, n, LOOKUP_CASE, json_get(p, "cases"), NULL, 2);
	n = put_list(t, n, LOOKUP_PAPER, json_get(p, "papers"), "name", 3);
	lookup_add(l, &(struct lookup_doc){ arena_printf(a, "%s-%d", json_cstr_of(json_get(p, "code")), copy), name, t,
					    n });
}

static struct lookup *
build(struct cx *cx, const char *data)
{
	struct lookup_words words;
	const struct json *list;
	struct csv c;
	struct arena *a = cx->arena;
	if (lookup_words_read(cx, read_whole(a, arena_printf(a, "%s/synonyms.json", data)), NULL, &words) != ST_OK ||
	    json_parse(cx, read_whole(a, arena_printf(a, "%s/procedures.json", data)), FILE_MAX, &list) != ST_OK) {
		fprintf(stderr, "%s: %s\n", cx->fault.code, cx->fault.detail);
		exit(1);
	}
	struct lookup *l = lookup_new(a, &words);
	struct str communes = read_whole(a, arena_printf(a, "%s/communes.csv", data));
	csv_open(&c, a, communes);
	for (size_t i = 0; i < DOCS; i++) {
		if (!csv_next(&c)) {
			csv_open(&c, a, communes);
			csv_next(&c);
		}
		add_copy(a, l, json_at(list, i % json_len(list)), json_at(list, chance((uint32_t)json_len(list))),
			 csv_get(&c, "full_name"), (int)i);
	}
	lookup_finish(l);
	return l;
}

static size_t
read_questions(struct str text, struct question *q)
{
	size_t n = 0;
	str_cut(&text, '\n');
	while (text.p && text.n > 0 && n < QUESTIONS_MAX) {
		struct str line = str_cut(&text, '\n');
		str_cut(&line, '\t');
		q[n].kind = str_cut(&line, '\t');
		q[n].text = str_cut(&line, '\t');
		n += q[n].text.n > 0;
	}
	return n;
}

static int
by_time(const void *a, const void *b)
{
	double x = ((const struct question *)a)->us, y = ((const struct question *)b)->us;
	return (x > y) - (x < y);
}

/* q is in the order of time */
static void
print_row(const char *kind, const struct question *q, size_t n)
{
	double sum = 0, median = 0, p99 = 0;
	size_t count = 0, k = 0;
	for (size_t i = 0; i < n; i++)
		count += !kind || str_is(q[i].kind, kind);
	for (size_t i = 0; i < n; i++) {
		if (kind && !str_is(q[i].kind, kind))
			continue;
		sum += q[i].us;
		median = k == count / 2 ? q[i].us : median;
		p99 = k == (count * 99) / 100 ? q[i].us : p99;
		k++;
	}
	if (count)
		printf("| %s | %zu | %.0f | %.0f | %.0f |\n", kind ? kind : "all", count, sum / (double)count,
		       median, p99);
}

int
main(int argc, char **argv)
{
	static const char *const kinds[] = { "accented", "bare", "telex", "chat", "typo", "noanswer", NULL };
	static struct question q[QUESTIONS_MAX];
	if (argc < 3) {
		fprintf(stderr, "use: lookup_bench DATA QUESTIONS\n");
		return 2;
	}
	struct cx cx = { .arena = arena_new((size_t)1 << 30) };
	int64_t start = time_cpu();
	size_t before = arena_used(cx.arena);
	const struct lookup *l = build(&cx, argv[1]);
	printf("%zu documents built in %.0f ms, %.1f MB of arena\n", lookup_size(l),
	       (double)(time_cpu() - start) / 1000, (double)(arena_used(cx.arena) - before) / 1e6);
	struct lookup_scratch *scratch = lookup_scratch_new(cx.arena);
	struct lookup_hit hit[10];
	size_t n = read_questions(read_whole(cx.arena, argv[2]), q), hits = 0;
	for (size_t i = 0; i < n; i++)
		hits += lookup_find(l, scratch, q[i].text, LOOKUP_PLAIN, hit, 10);
	for (size_t i = 0; i < n; i++) {
		start = time_cpu();
		for (int k = 0; k < TIMES; k++)
			lookup_find(l, scratch, q[i].text, LOOKUP_PLAIN, hit, 10);
		q[i].us = (double)(time_cpu() - start) / TIMES;
	}
	qsort(q, n, sizeof *q, by_time);
	printf("%zu questions, %zu hits\n\n", n, hits);
	printf("| kind | n | mean µs | median µs | p99 µs |\n|---|---|---|---|---|\n");
	for (int k = 0; kinds[k]; k++)
		print_row(kinds[k], q, n);
	print_row(NULL, q, n);
	arena_free(cx.arena);
	return 0;
}
