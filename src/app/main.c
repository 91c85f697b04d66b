/* The commands. */
#include "app/app.h"

#include "base/nearest.h"

#include <signal.h>

struct command {
	const char *name, *arguments, *help;
	int (*run)(int argc, char **argv);
};

static const struct command commands[] = {
	{ "serve", "[--data DIR] [--listen ADDR:PORT] [--database URL] [--test-clock FILE]", "run the portal and the desks", app_serve },
	{ "work", "[--data DIR] --database postgresql://…", "run background jobs only (PostgreSQL)", app_work },
	{ "db", "init|migrate|status|backup FILE|restore FILE", "care for the database", app_db },
	{ "demo", "--data DIR", "fill a new folder with demo people, agencies and dossiers", app_demo },
	{ "import", "holidays FILE", "load reference data", app_import },
	{ "user", "add|grant|password|totp …", "officers and their roles", app_user },
	{ "search", "[--json] [--data DIR] \"…\"", "find a procedure by meaning", app_search },
	{ "due", "--from T --limit 3wd|10d|8wh|same [--pause A..B]… [--json]", "compute a due time with its reasons", app_due },
	{ "ledger", "verify [--root HEX] [--json] | seal", "check the chain of sealed events", app_ledger },
	{ "tally", "recount [--mend] [--json]", "compare the figures with a full recount", app_tally },
	{ "routes", "", "print every address: method, path, permission, handler, file", app_routes },
	{ "config", "check|dump [--data DIR]", "check or print the configuration", app_config },
	{ "version", "", "print the version", app_version },
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
		return app_version(argc - 1, argv + 1);
	for (size_t i = 0; i < ARRAY_LEN(commands); i++) {
		names[i] = commands[i].name;
		if (strcmp(argv[1], commands[i].name) != 0)
			continue;
		if (argc > 2 && strcmp(argv[2], "--help") == 0) {
			printf("usage: motcua %s %s\n%s\n", commands[i].name, commands[i].arguments, commands[i].help);
			return 0;
		}
		return commands[i].run(argc - 1, argv + 1);
	}
	const char *near = nearest(argv[1], names);
	fprintf(stderr, near != NULL ? "motcua: no command '%s'; did you mean '%s'?\n" : "motcua: no command '%s'; see motcua --help\n",
		argv[1], near);
	return 2;
}
