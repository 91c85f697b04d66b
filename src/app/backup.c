/* Backup and restore: one archive of the database and then the blobs (settled.md 9). */
#include "app/app.h"

#include "core/ledger/ledger.h"
#include "core/tally/tally.h"

#include <dirent.h>
#include <errno.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

/* tar is part of every Debian; it reads and writes the archive. */
static enum status
run_tar(struct cx *cx, char *const argv[])
{
	pid_t pid;
	int rc = 0;
	if (posix_spawnp(&pid, "tar", NULL, NULL, argv, environ) != 0)
		return fail(cx, ST_INTERNAL, "app.tar", "tar did not start");
	while (waitpid(pid, &rc, 0) < 0 && errno == EINTR)
		continue;
	if (!WIFEXITED(rc) || WEXITSTATUS(rc) != 0)
		return fail(cx, ST_INTERNAL, "app.tar", "tar ended with %d", rc);
	return ST_OK;
}

static enum status
backup(struct app *a, const char *path)
{
	struct cx *cx = &a->cx;
	const char *dump = arena_printf(a->arena, "%s/backup.db", a->dir);
	unlink(dump);
	TRY(db_backup(cx, a->db, dump));
	char *argv[] = { "tar", "-C", (char *)a->dir, "-cf", (char *)path, "backup.db", "blob", NULL };
	enum status st = run_tar(cx, argv);
	unlink(dump);
	return st;
}

int
app_backup(struct app *a, const char *path)
{
	enum status st = backup(a, path);
	if (st != ST_OK)
		return app_fail(&a->cx, st, "backup");
	printf("backup written to %s\n", path);
	return 0;
}

static bool
is_empty_folder(const char *path)
{
	DIR *d = opendir(path);
	bool empty = true;
	if (d == NULL)
		return errno == ENOENT;
	for (struct dirent *e; (e = readdir(d)) != NULL;)
		empty &= strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0;
	closedir(d);
	return empty;
}

/* What was restored must verify: the ledger's chain, and every tally against a recount. */
static int
check_restored(struct app *a)
{
	struct ledger_report r;
	struct tally_difference d[1];
	size_t n;
	enum status st = ledger_verify(&a->cx, NULL, &r);
	if (st == ST_OK)
		st = tally_recount(&a->cx, a->db, false, d, 1, &n);
	if (st != ST_OK)
		return app_fail(&a->cx, st, "restore");
	int code = ledger_print_report(&r, false);
	printf(n == 0 ? "tallies equal a recount\n" : "%zu tallies differ from a recount\n", n);
	return code == 0 && n == 0 ? 0 : 1;
}

static enum status
restore(struct app *a, const struct app_options *o, const char *path)
{
	struct cx *cx = &a->cx;
	struct db_options db = { 0 };
	char *argv[] = { "tar", "-C", (char *)a->dir, "-xf", (char *)path, NULL };
	if (mkdir(a->dir, 0700) != 0 && errno != EEXIST)
		return fail(cx, ST_INTERNAL, "app.folder", "%s: %s", a->dir, strerror(errno));
	TRY(app_conf(a, o));
	TRY(run_tar(cx, argv));
	const char *dump = arena_printf(a->arena, "%s/backup.db", a->dir);
	db.url = cstr_empty(a->conf.database) ? arena_printf(a->arena, "sqlite:%s/motcua.db", a->dir) : a->conf.database;
	db.password_file = cstr_empty(a->conf.database_password_file) ? NULL : a->conf.database_password_file;
	TRY(db_open(cx, &db, &a->db));
	TRY(db_restore(cx, a->db, dump));
	db_close(a->db);
	a->db = NULL;
	unlink(dump);
	return ST_OK;
}

int
app_restore(const struct cli *c, const char *path)
{
	struct app_options o = cli_app(c);
	const char *dir = o.data != NULL ? o.data : "var";
	struct app a = { .arena = arena_new((size_t)256 << 20), .dir = dir };
	a.cx = (struct cx){ .arena = a.arena, .now = time_now(), .request_id = "main", .address = "",
			    .who = { .system = true, .name = "" } };
	if (!is_empty_folder(dir)) {
		fprintf(stderr, "motcua: %s is not empty; restore into a new folder\n", dir);
		return 1;
	}
	enum status st = restore(&a, &o, path);
	if (st == ST_OK)
		st = app_open(&a, &o, APP_DB | APP_REFERENCE);
	if (st != ST_OK)
		return app_fail(&a.cx, st, "restore");
	int code = check_restored(&a);
	app_close(&a);
	return code;
}
