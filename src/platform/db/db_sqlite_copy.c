/* Backup and restore of a SQLite database while it runs. */
#include "base/base.h"

#include "platform/db/db_sqlite_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

int64_t
db_sqlite_number(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *s = NULL;
	int64_t n = -1;
	if (sqlite3_prepare_v2(db, sql, -1, &s, NULL) == SQLITE_OK && sqlite3_step(s) == SQLITE_ROW)
		n = sqlite3_column_int64(s, 0);
	sqlite3_finalize(s);
	return n;
}

static enum status
file_flush(struct cx *cx, const char *path)
{
	int fd = open(path, O_RDWR | O_CLOEXEC);
	int bad = fd < 0 || fchmod(fd, 0600) != 0 || fsync(fd) != 0;
	int why = errno;
	if (fd >= 0)
		close(fd);
	return bad ? fail(cx, ST_INTERNAL, "db.backup", "%s: %s", path, strerror(why)) : ST_OK;
}

/* On a connection of its own: reads one snapshot while others write. */
enum status
db_sqlite_backup(struct cx *cx, struct db *db, const char *path)
{
	if (access(path, F_OK) == 0)
		return fail(cx, ST_CONFLICT, "db.backup.exists", "%s", path);
	sqlite3 *from = NULL;
	sqlite3_stmt *s = NULL;
	int rc = sqlite3_open_v2(db->path, &from, SQLITE_OPEN_READWRITE | SQLITE_OPEN_EXRESCODE, NULL);
	if (rc == SQLITE_OK) {
		sqlite3_busy_timeout(from, DB_WAIT_MS);
		rc = sqlite3_prepare_v2(from, "VACUUM INTO :path", -1, &s, NULL);
	}
	if (rc == SQLITE_OK) {
		sqlite3_bind_text(s, 1, path, -1, SQLITE_STATIC);
		rc = sqlite3_step(s);
	}
	enum status st = ST_OK;
	if (rc != SQLITE_DONE)
		st = fail(cx, (rc & 0xff) == SQLITE_FULL ? ST_FULL : ST_INTERNAL, "db.backup", "%s: %s", path,
			  from == NULL ? sqlite3_errstr(rc) : sqlite3_errmsg(from));
	sqlite3_finalize(s);
	sqlite3_close(from);
	return st == ST_OK ? file_flush(cx, path) : st;
}

static enum status
restore_copy(struct cx *cx, struct db_conn *c, void *input)
{
	const char *path = input;
	sqlite3 *to = db_sqlite_handle(c), *from = NULL;
	if (db_sqlite_number(to, "SELECT count(*) FROM sqlite_master") != 0)
		return fail(cx, ST_CONFLICT, "db.restore.not_empty", "%s", c->db->path);
	int rc = sqlite3_open_v2(path, &from, SQLITE_OPEN_READONLY | SQLITE_OPEN_EXRESCODE, NULL);
	sqlite3_backup *copy = rc == SQLITE_OK ? sqlite3_backup_init(to, "main", from, "main") : NULL;
	if (copy != NULL) {
		rc = sqlite3_backup_step(copy, -1);
		sqlite3_backup_finish(copy);
	}
	enum status st = ST_OK;
	if (copy == NULL || rc != SQLITE_DONE)
		st = fail(cx, (rc & 0xff) == SQLITE_FULL ? ST_FULL : ST_INTERNAL, "db.restore", "%s: %s", path,
			  sqlite3_errstr(rc));
	sqlite3_close(from);
	return st;
}

enum status
db_sqlite_restore(struct cx *cx, struct db *db, const char *path)
{
	return db_direct(cx, db, restore_copy, (void *)path);
}
