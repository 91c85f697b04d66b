/* Measures the search on the questions of tests/data/search_questions.tsv: Hit@1, Hit@3, MRR@10, abstention.
 *
 *   build/lookup_measure data tests/data/search_questions.tsv [--failures tune]
 *
 * gcc -std=gnu17 -D_GNU_SOURCE -O2 -Isrc -o build/lookup_measure tests/lookup_measure.c \
 *     $(find src/base src/core/lookup -name '*.c' ! -name '*_test.c' ! -name asset.c) src/platform/parse/json_in.c \
 *     -ljansson -lutf8proc -lm
 */
#include "core/lookup/lookup.h"

enum { FILE_MAX = 8 << 20, KINDS = 16, HITS = 10 };

struct figures {
	char name[32];
	int n, hit1, hit3, silent;
	double mrr;
};

static struct figures table[2][KINDS];
static int n_kinds;

static struct str
read_whole(struct arena *a, const char *folder, const char *name)
{
	const char *path = folder ? arena_printf(a, "%s/%s", folder, name) : name;
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

static struct lookup *
load(struct cx *cx, const char *data)
{
	struct lookup_words words;
	const struct json *list;
	if (lookup_words_read(cx, read_whole(cx->arena, data, "synonyms.json"), NULL, &words) != ST_OK ||
	    json_parse(cx, read_whole(cx->arena, data, "procedures.json"), FILE_MAX, &list) != ST_OK) {
		fprintf(stderr, "%s: %s\n", cx->fault.code, cx->fault.detail);
		exit(1);
	}
	struct lookup *l = lookup_new(cx->arena, &words);
	for (size_t i = 0; i < json_len(list); i++)
		lookup_add_json(l, json_at(list, i));
	lookup_finish(l);
	return l;
}

static struct figures *
figures_of(int split, struct str kind)
{
	int k;
	for (k = 0; k < n_kinds && !str_is(kind, table[0][k].name); k++)
		;
	if (k == n_kinds) {
		assert_always(n_kinds < KINDS - 1);
		n_kinds++;
		for (int s = 0; s < 2; s++)
			snprintf(table[s][k].name, sizeof table[s][k].name, STR_FMT, STR_ARG(kind));
	}
	return &table[split][k];
}

/* Place of the first expected code among the hits, from 1; 0 when none is there. */
static int
rank_of(struct str expected, const struct lookup_hit *hit, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct str rest = expected;
		while (rest.p)
			if (str_is(str_cut(&rest, '|'), hit[i].code))
				return (int)i + 1;
	}
	return 0;
}

static bool
count(struct figures *f, struct str expected, const struct lookup_hit *hit, size_t n)
{
	int rank = rank_of(expected, hit, n);
	f->n++;
	f->silent += n == 0;
	if (expected.n == 0)
		return n == 0;
	f->hit1 += rank == 1;
	f->hit3 += rank >= 1 && rank <= 3;
	f->mrr += rank ? 1.0 / rank : 0;
	return rank == 1;
}

static void
print_row(const char *name, const struct figures *f, bool answerable)
{
	if (f->n == 0)
		return;
	double n = f->n;
	if (answerable)
		printf("| %s | %d | %.1f %% | %.1f %% | %.3f | %.1f %% |\n", name, f->n, 100 * f->hit1 / n,
		       100 * f->hit3 / n, f->mrr / n, 100 * f->silent / n);
	else
		printf("| %s | %d | | | | %.1f %% |\n", name, f->n, 100 * f->silent / n);
}

static void
print_table(int split, const char *title)
{
	struct figures all = { 0 };
	int silent = 0, silent_right = 0;
	printf("\n%s\n\n", title);
	printf("| kind | n | Hit@1 | Hit@3 | MRR@10 | says it is not sure |\n|---|---|---|---|---|---|\n");
	for (int k = 0; k < n_kinds; k++) {
		struct figures *f = &table[split][k];
		bool answerable = strstr(f->name, "noanswer") == NULL;
		print_row(f->name, f, answerable);
		silent += f->silent;
		silent_right += answerable ? 0 : f->silent;
		if (!answerable)
			continue;
		all.n += f->n, all.hit1 += f->hit1, all.hit3 += f->hit3, all.silent += f->silent, all.mrr += f->mrr;
	}
	print_row("all answerable", &all, true);
	printf("\nOf %d silences %d were right (precision %.1f %%).\n", silent, silent_right,
	       silent ? 100.0 * silent_right / silent : 100.0);
}

static void
show_failure(struct str id, struct str kind, struct str question, struct str expected, const struct lookup_hit *hit,
	     size_t n)
{
	printf(STR_FMT " [" STR_FMT "] " STR_FMT "  expected " STR_FMT "\n", STR_ARG(id), STR_ARG(kind),
	       STR_ARG(question), STR_ARG(expected));
	for (size_t i = 0; i < n && i < 3; i++)
		printf("      %.3f %s %s\n", (double)hit[i].score, hit[i].code, hit[i].name);
}

int
main(int argc, char **argv)
{
	if (argc < 3) {
		fprintf(stderr, "use: lookup_measure DATA QUESTIONS [--failures SPLIT]\n");
		return 2;
	}
	struct cx cx = { .arena = arena_new((size_t)512 << 20) };
	const struct lookup *l = load(&cx, argv[1]);
	struct lookup_scratch *scratch = lookup_scratch_new(cx.arena);
	struct str rest = read_whole(cx.arena, NULL, argv[2]);
	str_cut(&rest, '\n');
	while (rest.p && rest.n > 0) {
		struct str line = str_cut(&rest, '\n');
		struct str id = str_cut(&line, '\t'), kind = str_cut(&line, '\t'), question = str_cut(&line, '\t');
		struct str expected = str_cut(&line, '\t'), split = str_trim(line);
		struct lookup_hit hit[HITS];
		if (split.n == 0)
			continue;
		size_t n = lookup_find(l, scratch, question, LOOKUP_PLAIN, hit, HITS);
		bool right = count(figures_of(str_is(split, "test"), kind), expected, hit, n);
		if (!right && argc > 4 && str_is(split, argv[4]))
			show_failure(id, kind, question, expected, hit, n);
	}
	print_table(0, "Tuning half");
	print_table(1, "Test half");
	arena_free(cx.arena);
	return 0;
}
