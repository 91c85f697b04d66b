/* The commands. */
#include "app/app.h"

#include "base/nearest.h"

#include <signal.h>

/* The first word of a command and how many follow it. */
struct verb {
	const char *name;
	int words;
};

struct command {
	const char *name, *arguments, *help;
	const char *const *options; /* NULL: reads its own */
	const struct verb *verbs;   /* NULL: none, then `words` of any kind */
	int words;
	int (*run)(struct cli *c);
};

#define OPTIONS(...) (const char *const[]) { __VA_ARGS__, NULL }
#define VERBS(...)   (const struct verb[]) { __VA_ARGS__, { NULL, 0 } }

enum { VERBS_MAX = 8 };

static const char *const no_options[] = { NULL };

static const struct command commands[] = {
	{ "serve", "[--data DIR] [--listen ADDR:PORT] [--database URL] [--test-clock FILE]", "run the portal and the desks",
	  OPTIONS("data=", "listen=", "database=", "test-clock="), NULL, 0, app_serve },
	{ "work", "[--data DIR] --database postgresql://…", "run background jobs only (PostgreSQL)",
	  OPTIONS("data=", "listen=", "database=", "test-clock="), NULL, 0, app_work },
	{ "db", "init|migrate|status|backup FILE|restore FILE [--data DIR] [--database URL]", "care for the database",
	  OPTIONS("data=", "database="),
	  VERBS({ "init", 0 }, { "migrate", 0 }, { "status", 0 }, { "backup", 1 }, { "restore", 1 }), 0, app_db },
	{ "demo", "--data DIR [--database URL]", "fill a new folder with demo people, agencies and dossiers",
	  OPTIONS("data=", "database="), NULL, 0, app_demo },
	{ "import", "holidays FILE [--data DIR]", "load reference data", OPTIONS("data=", "database="),
	  VERBS({ "holidays", 1 }), 0, app_import },
	{ "user", "add|grant|password|totp LOGIN …", "officers and their roles",
	  OPTIONS("data=", "database=", "name=", "unit=", "roles=", "email=", "password-stdin", "citizen"),
	  VERBS({ "add", 1 }, { "grant", 1 }, { "password", 1 }, { "totp", 1 }), 0, app_user },
	{ "search", "[--json] [--data DIR] \"…\"", "find a procedure by meaning", OPTIONS("data=", "database=", "json"), NULL, 1,
	  app_search },
	{ "due", "--from T --limit 3wd|10d|8wh|same [--pause A..B]… [--json]", "compute a due time with its reasons", NULL, NULL, 0,
	  app_due },
	{ "ledger", "verify [--root HEX] [--json] | seal", "check the chain of sealed events",
	  OPTIONS("data=", "database=", "root=", "json"), VERBS({ "verify", 0 }, { "seal", 0 }), 0, app_ledger },
	{ "tally", "recount [--mend] [--json]", "compare the figures with a full recount",
	  OPTIONS("data=", "database=", "mend", "json"), VERBS({ "recount", 0 }), 0, app_tally },
	{ "verify", "FILE [--content FILE] [--at TIME] [--trust DIR] [--offline] [--json]",
	  "judge a file's signatures; exit 0: all valid, 1: one invalid, 2: one unknown, 66: not judged",
	  OPTIONS("data=", "content=", "at=", "trust=", "offline", "json", "english"), NULL, 1, app_verify },
	{ "trust", "show|update FILE|pin KEYFILE --system public|government [--trust DIR]", "the two national trust lists",
	  OPTIONS("data=", "trust=", "system=", "json"), VERBS({ "show", 0 }, { "update", 1 }, { "pin", 1 }), 0, app_trust },
	{ "routes", "", "print every address: method, path, permission, handler, file", no_options, NULL, 0, app_routes },
	{ "config", "check|dump [--data DIR]", "check or print the configuration", OPTIONS("data="),
	  VERBS({ "check", 0 }, { "dump", 0 }), 0, app_config },
	{ "version", "", "print the version", no_options, NULL, 0, app_version },
};

static int
help(FILE *to)
{
	fprintf(to, "motcua — digital government in one program\n\nusage: motcua COMMAND [options]\n\n");
	for (size_t i = 0; i < ARRAY_LEN(commands); i++)
		fprintf(to, "  %-8s %s\n           %s\n", commands[i].name, commands[i].arguments, commands[i].help);
	fprintf(to, "\nThe data folder is ./var unless --data names another. Exit 0: done; 1: refused or not found; 2: wrong use.\n");
	return to == stdout ? 0 : 2;
}

static bool
usage(const struct command *cmd)
{
	fprintf(stderr, "motcua: usage: motcua %s %s\n", cmd->name, cmd->arguments);
	return false;
}

/* The verb is known and neither too few nor too many words stand there. */
static bool
words_fit(const struct command *cmd, const struct cli *c)
{
	const char *names[VERBS_MAX + 1] = { NULL };
	int want = cmd->words;
	if (cmd->verbs != NULL) {
		size_t i = 0;
		if (c->n_words == 0)
			return usage(cmd);
		for (; cmd->verbs[i].name != NULL && strcmp(cmd->verbs[i].name, c->word[0]) != 0; i++)
			names[i] = cmd->verbs[i].name;
		if (cmd->verbs[i].name == NULL)
			return cli_wrong("argument", c->word[0], "", names);
		want = 1 + cmd->verbs[i].words;
	}
	if (c->n_words < want)
		return usage(cmd);
	if (c->n_words == want)
		return true;
	fprintf(stderr, "motcua: superfluous argument %s\n", c->word[want]);
	return usage(cmd);
}

static int
run(const struct command *cmd, int argc, char **argv)
{
	struct cli c = { .argc = argc, .argv = argv };
	if (argc > 1 && strcmp(argv[1], "--help") == 0) {
		printf("usage: motcua %s %s\n%s\n", cmd->name, cmd->arguments, cmd->help);
		return 0;
	}
	if (cmd->options != NULL && (!cli_read(&c, argc, argv, cmd->options) || !words_fit(cmd, &c)))
		return 2;
	return cmd->run(&c);
}

int
main(int argc, char **argv)
{
	const char *names[ARRAY_LEN(commands) + 1] = { NULL };
	signal(SIGPIPE, SIG_IGN);
	if (argc < 2)
		return help(stderr);
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0 || strcmp(argv[1], "-h") == 0)
		return help(stdout);
	if (strcmp(argv[1], "--version") == 0)
		argv[1] = "version";
	for (size_t i = 0; i < ARRAY_LEN(commands); i++) {
		names[i] = commands[i].name;
		if (strcmp(argv[1], commands[i].name) == 0)
			return run(&commands[i], argc - 1, argv + 1);
	}
	const char *near = nearest(argv[1], names);
	fprintf(stderr, "motcua: no command '%s'; did you mean '%s'?\n", argv[1], near);
	return 2;
}
