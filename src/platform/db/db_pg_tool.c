/* PostgreSQL's own programs for backup and restore: pg_dump and pg_restore, found on the PATH. */
#include "base/base.h"

#include "platform/db/db_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

/* The environment with the password in it: an argument could be seen by every user of the machine. */
static char **
tool_env(struct cx *cx, const struct db *db)
{
	size_t n = 0;
	while (environ[n] != NULL)
		n++;
	char **env = arena_new_array(cx->arena, char *, n + 3);
	memcpy(env, environ, n * sizeof *env);
	env[n++] = arena_strdup(cx->arena, "PGCONNECT_TIMEOUT=2");
	if (db->password != NULL)
		env[n++] = arena_printf(cx->arena, "PGPASSWORD=%s", db->password);
	return env;
}

/* What it has to say goes to standard error. */
static enum status
tool_run(struct cx *cx, const struct db *db, const char *code, const char *const *args)
{
	char **env = tool_env(cx, db);
	pid_t pid;
	int rc = posix_spawnp(&pid, args[0], NULL, NULL, (char *const *)args, env), how = 0;
	if (rc != 0)
		return fail_at(cx, ST_INTERNAL, code, __FILE__, __LINE__, "%s: %s", args[0], strerror(rc));
	while (waitpid(pid, &how, 0) < 0)
		assert_always(errno == EINTR);
	if (!WIFEXITED(how) || WEXITSTATUS(how) != 0)
		return fail_at(cx, ST_INTERNAL, code, __FILE__, __LINE__, "%s ended with %d", args[0], how);
	return ST_OK;
}

enum status
db_pg_dump(struct cx *cx, struct db *db, const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0 && errno == EEXIST)
		return fail(cx, ST_CONFLICT, "db.backup.exists", "%s", path);
	if (fd < 0)
		return fail(cx, ST_INTERNAL, "db.backup", "%s: %s", path, strerror(errno));
	const char *const args[] = { "pg_dump", "-Fc", "--no-owner", "-f", path, "-d", db->url, NULL };
	enum status st = tool_run(cx, db, "db.backup", args);
	if (st == ST_OK && fsync(fd) != 0)
		st = fail(cx, ST_INTERNAL, "db.backup", "%s: %s", path, strerror(errno));
	close(fd);
	if (st != ST_OK)
		unlink(path);
	return st;
}

enum status
db_pg_load(struct cx *cx, struct db *db, const char *path)
{
	const char *const args[] = { "pg_restore", "--exit-on-error", "--single-transaction", "--no-owner",
				     "-d", db->url, path, NULL };
	return tool_run(cx, db, "db.restore", args);
}
