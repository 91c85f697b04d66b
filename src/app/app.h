/* The wiring: what the features add, one database, reference data, commands. */
#ifndef APP_APP_H
#define APP_APP_H

#include "base/base.h"
#include "features/feature.h"
#include "platform/conf/conf.h"

/* NULL-ended lists gathered from app/features.c once at start; each entry is a feature's own list. */
struct app_lists {
	const struct route **routes;
	const struct permission **permissions;
	const struct web_menu **menus;
	const struct job_kind **jobs;
	const struct tally_set **tallies;
	struct revision_source *sources; /* ended by name NULL */
};
extern const struct feature *const app_features[];
const struct app_lists *app_lists(void);

/* The running program: one per process. */
struct app {
	struct arena *arena;
	struct cx cx;           /* of the main thread; the system acts */
	const char *dir;        /* data folder */
	struct conf conf;
	struct db *db;
	struct db_conn *reader; /* of the main thread */
	bool fonts;             /* platform/render was started */
};

enum app_need {
	APP_DB = 1 << 0,        /* open, schema checked */
	APP_REFERENCE = 1 << 1, /* units and procedures loaded */
	APP_CREATE = 1 << 2,    /* a new folder is made, migrations applied, reference data imported */
};

/* Options every command that works on data has. */
struct app_options {
	const char *data, *database, *listen, *test_clock;
};
MUST_CHECK enum status app_open(struct app *a, const struct app_options *o, unsigned need);
void app_close(struct app *a);
/* A file built into the program: "data/procedures.json", "migrations/0001_core.sql". Empty when unknown. */
struct str app_bundled(const char *path);
MUST_CHECK enum status app_migrations(struct cx *cx, struct db_migration **out, size_t *n);
/* Reads DIR/motcua.conf and what the command line says over it. */
MUST_CHECK enum status app_conf(struct app *a, const struct app_options *o);
/* Hands the configuration to web, accounts and post; before pages or jobs run. */
void app_web(struct app *a);
MUST_CHECK enum status app_read_file(struct cx *cx, const char *path, size_t max, struct str *out);
/* db_tx_fn; text: struct str * of a holidays CSV. */
enum status app_import_holidays_tx(struct cx *cx, void *text);
int app_backup(struct app *a, const char *path);
extern const struct route app_own_routes[];
/* Prints the fault as one line and gives the exit code. */
int app_fail(struct cx *cx, enum status st, const char *what);
/* Loads the texts, so that a command without a database also speaks in sentences. */
void app_texts(void);

/* Command line: `--name value`, `--name=value`, flags; the rest are words. An unknown option is an error that names
 * the nearest one. */
struct cli {
	int argc;
	char **argv;
	const char *const *known;      /* "data=", "json", …; `=` takes a value; NULL-ended */
	const char *value[32];         /* beside known; flags get "" */
	const char *word[16];
	int n_words;
};
bool cli_read(struct cli *c, int argc, char **argv, const char *const *known);
/* Says that the word does not belong there, with the name of `list` (NULL-ended) that is nearest; false. */
bool cli_wrong(const char *what, const char *word, const char *prefix, const char *const *list);
const char *cli_get(const struct cli *c, const char *name); /* NULL when not given */
struct app_options cli_app(const struct cli *c);

int app_restore(const struct cli *c, const char *path);
/* The commands of the table in main.c, which has checked options, verbs and the number of words. */
int app_serve(struct cli *c);
int app_work(struct cli *c);
int app_db(struct cli *c);
int app_demo(struct cli *c);
int app_import(struct cli *c);
int app_user(struct cli *c);
int app_search(struct cli *c);
int app_due(struct cli *c);
int app_ledger(struct cli *c);
int app_tally(struct cli *c);
int app_verify(struct cli *c);
int app_trust(struct cli *c);
int app_routes(struct cli *c);
int app_config(struct cli *c);
int app_version(struct cli *c);

#endif
