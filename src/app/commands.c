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

/* 0 when the command may go on, else the exit code. */
static int
begin(struct app *a, struct cli *c, unsigned need)
{
	struct app_options o = cli_app(c);
	enum status st = app_open(a, &o, need);
	return st == ST_OK ? 0 : app_fail(&a->cx, st, c->argv[0]);
}

int
app_version(struct cli *c UNUSED)
{
	printf("motcua %s\n", VERSION);
	return 0;
}

int
app_due(struct cli *c)
{
	app_texts();
	return due_command(c->argc, c->argv, app_bundled("data/holidays.csv"));
}

int
app_search(struct cli *c)
{
	struct app a;
	int code = begin(&a, c, APP_DB | APP_REFERENCE);
	if (code != 0)
		return code;
	return finish(&a, procedure_search_command(&a.cx, str_of(c->word[0]), cli_get(c, "json") != NULL));
}

int
app_ledger(struct cli *c)
{
	struct app a;
	struct ledger_report r;
	int64_t n = 1;
	int code = begin(&a, c, APP_DB);
	if (code != 0)
		return code;
	if (strcmp(c->word[0], "seal") == 0) {
		enum status st = ST_OK;
		while (st == ST_OK && n > 0)
			st = ledger_seal(&a.cx, a.db, 20000, &n);
		return finish(&a, st == ST_OK ? 0 : app_fail(&a.cx, st, "ledger"));
	}
	enum status st = ledger_verify(&a.cx, cli_get(c, "root"), &r);
	if (st != ST_OK)
		return finish(&a, app_fail(&a.cx, st, "ledger"));
	code = ledger_print_report(&r, cli_get(c, "json") != NULL);
	if (cli_get(c, "root") != NULL && !r.root_found) {
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
app_tally(struct cli *c)
{
	enum { SHOWN = 50 };
	struct tally_difference d[SHOWN];
	struct app a;
	size_t n;
	int code = begin(&a, c, APP_DB);
	if (code != 0)
		return code;
	bool mend = cli_get(c, "mend") != NULL;
	enum status st = tally_recount(&a.cx, a.db, mend, d, SHOWN, &n);
	if (st != ST_OK)
		return finish(&a, app_fail(&a.cx, st, "tally"));
	print_differences(d, n < SHOWN ? n : SHOWN, n, cli_get(c, "json") != NULL);
	return finish(&a, n == 0 || mend ? 0 : 1);
}

int
app_routes(struct cli *c UNUSED)
{
	for (const struct route *const *set = app_lists()->routes; *set != NULL; set++)
		for (const struct route *r = *set; r->method != NULL; r++)
			printf("%-5s %-44s %-18s %-32s %s\n", r->method, r->path, r->permission, r->fn_name, r->file);
	return 0;
}

int
app_config(struct cli *c)
{
	struct app a;
	int code = begin(&a, c, 0);
	if (code != 0)
		return code;
	if (strcmp(c->word[0], "dump") == 0)
		conf_dump(&a.conf, stdout);
	else
		printf("configuration is good\n");
	return finish(&a, 0);
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
app_db(struct cli *c)
{
	struct app a;
	const char *verb = c->word[0];
	bool makes = strcmp(verb, "init") == 0 || strcmp(verb, "migrate") == 0;
	if (strcmp(verb, "restore") == 0)
		return app_restore(c, c->word[1]);
	int code = begin(&a, c, APP_DB | APP_REFERENCE | (makes ? APP_CREATE : 0));
	if (code != 0)
		return code;
	return finish(&a, strcmp(verb, "backup") == 0 ? app_backup(&a, c->word[1]) : db_status(&a));
}

/* --- import -------------------------------------------------------------------------------------------------------- */

enum status
app_import_holidays_tx(struct cx *cx, void *text)
{
	return unit_holidays_import(cx, *(const struct str *)text);
}

int
app_import(struct cli *c)
{
	struct app a;
	struct str text;
	int code = begin(&a, c, APP_DB | APP_REFERENCE);
	if (code != 0)
		return code;
	enum status st = app_read_file(&a.cx, c->word[1], 4 * 1024 * 1024, &text);
	if (st == ST_OK)
		st = db_tx(&a.cx, a.db, 0, app_import_holidays_tx, &text);
	return finish(&a, st == ST_OK ? 0 : app_fail(&a.cx, st, "import"));
}
