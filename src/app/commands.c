/* The small commands: each opens what it needs, does one thing, prints, closes. */
#include "app/app.h"

#include "core/due/due.h"
#include "core/ledger/ledger.h"
#include "core/tally/tally.h"
#include "core/unit/unit.h"
#include "features/account/account.h"
#include "features/procedure/procedure.h"

#define VERSION "0.1.0"

static int
finish(struct app *a, int code)
{
	app_close(a);
	return code;
}

/* Reads the options and opens; 0 when the command may go on, else the exit code. */
static int
begin(struct app *a, struct cli *c, int argc, char **argv, const char *const *known, unsigned need)
{
	if (!cli_read(c, argc, argv, known))
		return 2;
	struct app_options o = cli_app(c);
	enum status st = app_open(a, &o, need);
	return st == ST_OK ? 0 : app_fail(&a->cx, st, argv[0]);
}

static int
usage(const char *text)
{
	fprintf(stderr, "motcua: usage: motcua %s\n", text);
	return 2;
}

int
app_version(int argc UNUSED, char **argv UNUSED)
{
	printf("motcua %s\n", VERSION);
	return 0;
}

int
app_due(int argc, char **argv)
{
	return due_command(argc, argv, app_bundled("data/holidays.csv"));
}

int
app_search(int argc, char **argv)
{
	static const char *const known[] = { "data=", "database=", "json", NULL };
	struct app a;
	struct cli c;
	int code = begin(&a, &c, argc, argv, known, APP_DB | APP_REFERENCE);
	if (code != 0)
		return code;
	if (c.n_words != 1)
		return finish(&a, usage("search [--json] [--data DIR] \"…\""));
	return finish(&a, procedure_search_command(&a.cx, str_of(c.word[0]), cli_get(&c, "json") != NULL));
}

int
app_ledger(int argc, char **argv)
{
	static const char *const known[] = { "data=", "database=", "root=", "json", NULL };
	struct app a;
	struct cli c;
	struct ledger_report r;
	int64_t n = 1;
	int code = begin(&a, &c, argc, argv, known, APP_DB);
	if (code != 0)
		return code;
	if (c.n_words != 1)
		return finish(&a, usage("ledger verify [--root HEX] [--json] | seal"));
	if (strcmp(c.word[0], "seal") == 0) {
		enum status st = ST_OK;
		while (st == ST_OK && n > 0)
			st = ledger_seal(&a.cx, a.db, 20000, &n);
		return finish(&a, st == ST_OK ? 0 : app_fail(&a.cx, st, "ledger"));
	}
	if (strcmp(c.word[0], "verify") != 0)
		return finish(&a, usage("ledger verify [--root HEX] [--json] | seal"));
	enum status st = ledger_verify(&a.cx, cli_get(&c, "root"), &r);
	if (st != ST_OK)
		return finish(&a, app_fail(&a.cx, st, "ledger"));
	code = ledger_print_report(&r, cli_get(&c, "json") != NULL);
	if (cli_get(&c, "root") != NULL && !r.root_found) {
		fprintf(stderr, "motcua: no batch has this root\n");
		code = 1;
	}
	return finish(&a, code);
}

static void
print_differences(const struct tally_difference *d, size_t shown, size_t n, bool json)
{
	if (json) {
		printf("{\"differences\":%zu}\n", n);
		return;
	}
	for (size_t i = 0; i < shown; i++)
		printf("%s unit=%lld day=%d dim=%lld kept=%lld counted=%lld\n", d[i].figure, (long long)d[i].unit,
		       (int)d[i].day, (long long)d[i].dim, (long long)d[i].kept, (long long)d[i].counted);
	printf(n == 0 ? "tallies equal a recount\n" : "%zu differences\n", n);
}

int
app_tally(int argc, char **argv)
{
	static const char *const known[] = { "data=", "database=", "mend", "json", NULL };
	enum { SHOWN = 50 };
	struct tally_difference d[SHOWN];
	struct app a;
	struct cli c;
	size_t n;
	int code = begin(&a, &c, argc, argv, known, APP_DB);
	if (code != 0)
		return code;
	if (c.n_words != 1 || strcmp(c.word[0], "recount") != 0)
		return finish(&a, usage("tally recount [--mend] [--json]"));
	bool mend = cli_get(&c, "mend") != NULL;
	enum status st = tally_recount(&a.cx, a.db, mend, d, SHOWN, &n);
	if (st != ST_OK)
		return finish(&a, app_fail(&a.cx, st, "tally"));
	print_differences(d, n < SHOWN ? n : SHOWN, n, cli_get(&c, "json") != NULL);
	return finish(&a, n == 0 || mend ? 0 : 1);
}

int
app_routes(int argc UNUSED, char **argv UNUSED)
{
	for (const struct route *const *set = app_lists()->routes; *set != NULL; set++)
		for (const struct route *r = *set; r->method != NULL; r++)
			printf("%-5s %-44s %-18s %-32s %s\n", r->method, r->path, r->permission, r->fn_name, r->file);
	return 0;
}

int
app_config(int argc, char **argv)
{
	static const char *const known[] = { "data=", NULL };
	struct app a;
	struct cli c;
	int code = begin(&a, &c, argc, argv, known, 0);
	if (code != 0)
		return code;
	if (c.n_words == 1 && strcmp(c.word[0], "dump") == 0)
		conf_dump(&a.conf, stdout);
	else if (c.n_words == 1 && strcmp(c.word[0], "check") == 0)
		printf("configuration is good\n");
	else
		code = usage("config check|dump [--data DIR]");
	return finish(&a, code);
}

/* --- db ------------------------------------------------------------------------------------------------------------ */

static int
db_status(struct app *a)
{
	struct db_figures f;
	db_figures(a->db, &f);
	printf("engine %s, %s\n", db_is_pg(a->db) ? "PostgreSQL" : "SQLite", f.up ? "answers" : "does not answer");
	printf("units %zu, procedures %zu\n", unit_count(), procedure_count());
	return 0;
}

int
app_db(int argc, char **argv)
{
	static const char *const known[] = { "data=", "database=", NULL };
	static const char text[] = "db init|migrate|status|backup FILE|restore FILE [--data DIR] [--database URL]";
	struct app a;
	struct cli c;
	if (!cli_read(&c, argc, argv, known))
		return 2;
	if (c.n_words < 1)
		return usage(text);
	const char *verb = c.word[0];
	bool makes = strcmp(verb, "init") == 0 || strcmp(verb, "migrate") == 0;
	if (strcmp(verb, "restore") == 0)
		return c.n_words == 2 ? app_restore(&c, c.word[1]) : usage(text);
	int code = begin(&a, &c, argc, argv, known, APP_DB | APP_REFERENCE | (makes ? APP_CREATE : 0));
	if (code != 0)
		return code;
	if (makes)
		code = db_status(&a);
	else if (strcmp(verb, "status") == 0)
		code = db_status(&a);
	else if (strcmp(verb, "backup") == 0 && c.n_words == 2)
		code = app_backup(&a, c.word[1]);
	else
		code = usage(text);
	return finish(&a, code);
}

/* --- import -------------------------------------------------------------------------------------------------------- */

enum status
app_import_holidays_tx(struct cx *cx, void *text)
{
	return unit_holidays_import(cx, *(const struct str *)text);
}

int
app_import(int argc, char **argv)
{
	static const char *const known[] = { "data=", "database=", NULL };
	struct app a;
	struct cli c;
	struct str text;
	int code = begin(&a, &c, argc, argv, known, APP_DB | APP_REFERENCE);
	if (code != 0)
		return code;
	if (c.n_words != 2 || strcmp(c.word[0], "holidays") != 0)
		return finish(&a, usage("import holidays FILE [--data DIR]"));
	enum status st = app_read_file(&a.cx, c.word[1], 4 * 1024 * 1024, &text);
	if (st == ST_OK)
		st = db_tx(&a.cx, a.db, 0, app_import_holidays_tx, &text);
	return finish(&a, st == ST_OK ? 0 : app_fail(&a.cx, st, "import"));
}
