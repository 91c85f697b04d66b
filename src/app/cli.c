/* Command lines. */
#include "app/app.h"

#include "base/nearest.h"

static const char *
takes_value(const char *known)
{
	size_t n = strlen(known);
	return n > 0 && known[n - 1] == '=' ? known + n - 1 : NULL;
}

static int
option_of(const char *const *known, struct str name)
{
	for (int i = 0; known[i] != NULL; i++) {
		const char *eq = takes_value(known[i]);
		size_t n = eq != NULL ? (size_t)(eq - known[i]) : strlen(known[i]);
		if (name.n == n && memcmp(name.p, known[i], n) == 0)
			return i;
	}
	return -1;
}

bool
cli_wrong(const char *what, const char *word, const char *prefix, const char *const *list)
{
	const char *near = nearest(word, list);
	fprintf(stderr, "motcua: unknown %s %s%s", what, prefix, word);
	if (near != NULL)
		fprintf(stderr, "; did you mean %s%s?", prefix, near);
	fputc('\n', stderr);
	return false;
}

static bool
unknown(const char *const *known, struct str name)
{
	const char *names[34];
	static char text[34][40];
	int n = 0;
	for (; known[n] != NULL && n < 32; n++) {
		snprintf(text[n], sizeof text[n], "%.*s", (int)strcspn(known[n], "="), known[n]);
		names[n] = text[n];
	}
	names[n++] = "help";
	names[n] = NULL;
	char word[64];
	snprintf(word, sizeof word, STR_FMT, STR_ARG(name));
	return cli_wrong("option", word, "--", names);
}

bool
cli_read(struct cli *c, int argc, char **argv, const char *const *known)
{
	*c = (struct cli){ .argc = argc, .argv = argv, .known = known };
	for (int i = 1; i < argc; i++) {
		struct str s = str_of(argv[i]);
		if (!str_starts(s, "--") || s.n == 2) {
			if (c->n_words == (int)ARRAY_LEN(c->word)) {
				fprintf(stderr, "motcua: too many words\n");
				return false;
			}
			c->word[c->n_words++] = argv[i];
			continue;
		}
		struct str rest = str_from(s, 2), name = str_cut(&rest, '=');
		int at = option_of(known, name);
		if (at < 0)
			return unknown(known, name);
		if (takes_value(known[at]) == NULL) {
			c->value[at] = "";
		} else if (rest.p != NULL) {
			c->value[at] = rest.p;
		} else if (i + 1 < argc) {
			c->value[at] = argv[++i];
		} else {
			fprintf(stderr, "motcua: --" STR_FMT " takes a value\n", STR_ARG(name));
			return false;
		}
	}
	return true;
}

const char *
cli_get(const struct cli *c, const char *name)
{
	int at = option_of(c->known, str_of(name));
	assert_always(at >= 0);
	return c->value[at];
}

struct app_options
cli_app(const struct cli *c)
{
	struct app_options o = { 0 };
	if (option_of(c->known, S("data")) >= 0)
		o.data = cli_get(c, "data");
	if (option_of(c->known, S("database")) >= 0)
		o.database = cli_get(c, "database");
	if (option_of(c->known, S("listen")) >= 0)
		o.listen = cli_get(c, "listen");
	if (option_of(c->known, S("test-clock")) >= 0)
		o.test_clock = cli_get(c, "test-clock");
	return o;
}
