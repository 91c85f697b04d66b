/* SQLite: one file in WAL mode, one writing connection per process, one reading connection per thread. */
#include "base/base.h"

#include "platform/db/db_sqlite_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

enum {
	CHECKPOINT_WAIT_MS = 50, /* for readers in the middle of a statement */
	CHECKPOINT_AGAIN = 256,  /* pages more before it is tried again when they were too long */
	FRAME_HEAD = 24,         /* bytes before each page in the WAL */
};

/* handle of a db_conn */
struct lite {
	sqlite3 *db;
	sqlite3_stmt *control[DB_N_CONTROL];
	int page_size;
	int wal_pages; /* after the last commit */
	int wal_tried; /* no checkpoint is tried below this many pages */
};

static struct lite *
lite_of(const struct db_conn *c)
{
	return c->handle;
}

sqlite3 *
db_sqlite_handle(const struct db_conn *c)
{
	return lite_of(c)->db;
}

/* --- faults ----------------------------------------------------------------------------------------- */

static enum status
constraint_fault(struct cx *cx, int rc, const char *what, const char *text)
{
	switch (rc) {
	case SQLITE_CONSTRAINT_UNIQUE:
	case SQLITE_CONSTRAINT_PRIMARYKEY:
	case SQLITE_CONSTRAINT_ROWID:
	case SQLITE_CONSTRAINT_FOREIGNKEY:
		return fail(cx, ST_CONFLICT, "db.constraint", "%s: %s", what, text);
	default:
		return fail(cx, ST_INTERNAL, "db.internal", "%s: %s", what, text);
	}
}

/* what: the statement's name, or the word that was said. */
static enum status
lite_fault(struct cx *cx, struct db_conn *c, int rc, const char *what)
{
	sqlite3 *db = lite_of(c)->db;
	const char *text = db == NULL ? sqlite3_errstr(rc) : sqlite3_errmsg(db);
	int why = db == NULL ? 0 : sqlite3_system_errno(db);
	switch (rc & 0xff) {
	case SQLITE_CONSTRAINT:
		return constraint_fault(cx, rc, what, text);
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return fail(cx, ST_BUSY, "db.busy", "%s: %s", what, text);
	case SQLITE_FULL:
		return fail(cx, ST_FULL, "db.full", "%s: %s", what, text);
	case SQLITE_IOERR:
		if (why == ENOSPC || why == EDQUOT)
			return fail(cx, ST_FULL, "db.full", "%s: %s", what, text);
		return fail(cx, ST_INTERNAL, "db.io", "%s: %s (%d, %s)", what, text, rc, strerror(why));
	case SQLITE_READONLY:
		if (c->role == DB_READER) {
			log_error("db", "statement=%s writes outside a transaction", what);
			assert_failed("write only inside db_tx", __FILE__, __LINE__);
		}
		return fail(cx, ST_INTERNAL, "db.io", "%s: %s", what, text);
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		return fail(cx, ST_INTERNAL, "db.corrupt", "%s: %s", what, text);
	default:
		return fail(cx, ST_INTERNAL, "db.internal", "%s: %s (%d)", what, text, rc);
	}
}

/* --- opening ---------------------------------------------------------------------------------------- */

static enum status
lite_script(struct cx *cx, struct db_conn *c, const char *sql)
{
	int rc = sqlite3_exec(lite_of(c)->db, sql, NULL, NULL, NULL);
	return rc == SQLITE_OK ? ST_OK : lite_fault(cx, c, rc, "script");
}

static int
after_commit(void *arg, sqlite3 *db UNUSED, const char *name UNUSED, int pages)
{
	struct db_conn *c = arg;
	struct lite *l = lite_of(c);
	l->wal_pages = pages;
	atomic_store(&c->db->wal_bytes, (int64_t)pages * (l->page_size + FRAME_HEAD));
	return SQLITE_OK;
}

static const char *const control_sql[DB_N_CONTROL] = {
	[DB_BEGIN] = "BEGIN IMMEDIATE",
	[DB_SAVEPOINT] = "SAVEPOINT member",
	[DB_RELEASE] = "RELEASE member",
	[DB_ROLLBACK_TO] = "ROLLBACK TO member",
	[DB_COMMIT] = "COMMIT",
	[DB_ROLLBACK] = "ROLLBACK",
};

static enum status
writer_prepare(struct cx *cx, struct db_conn *c)
{
	struct lite *l = lite_of(c);
	TRY(lite_script(cx, c,
			"PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
			"PRAGMA cache_size=-16384; PRAGMA journal_size_limit=33554432"));
	l->page_size = (int)db_sqlite_number(l->db, "PRAGMA page_size");
	sqlite3_wal_hook(l->db, after_commit, c); /* takes the place of the automatic checkpoint */
	for (int i = 0; i < DB_N_CONTROL; i++) {
		int rc = sqlite3_prepare_v3(l->db, control_sql[i], -1, SQLITE_PREPARE_PERSISTENT,
					    &l->control[i], NULL);
		if (rc != SQLITE_OK)
			return lite_fault(cx, c, rc, control_sql[i]);
	}
	return ST_OK;
}

/* Made by us so that nobody else can read it; SQLite gives the WAL the same mode. */
static enum status
file_make(struct cx *cx, const char *path)
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0)
		return fail(cx, ST_INTERNAL, "db.open", "%s: %s", path, strerror(errno));
	close(fd);
	return ST_OK;
}

static void
config_once(void)
{
	/* Counting memory takes a lock shared by all threads. */
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

static enum status
lite_open(struct cx *cx, struct db_conn *c)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	pthread_once(&once, config_once);
	struct lite *l = c->handle = arena_new_one(c->arena, struct lite);
	if (c->role == DB_WRITER)
		TRY(file_make(cx, c->db->path));
	int flags = (c->db->read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE) |
		    SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE | SQLITE_OPEN_EXRESCODE;
	int rc = sqlite3_open_v2(c->db->path, &l->db, flags, NULL);
	if (rc != SQLITE_OK)
		return fail(cx, ST_INTERNAL, "db.open", "%s: %s", c->db->path, sqlite3_errstr(rc));
	sqlite3_busy_timeout(l->db, DB_WAIT_MS);
	sqlite3_db_config(l->db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
	sqlite3_db_config(l->db, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
	sqlite3_db_config(l->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	TRY(lite_script(cx, c,
			"PRAGMA foreign_keys=ON; PRAGMA case_sensitive_like=ON; PRAGMA temp_store=MEMORY"));
	if (c->role == DB_WRITER)
		return writer_prepare(cx, c);
	TRY(lite_script(cx, c, "PRAGMA query_only=ON; PRAGMA cache_size=-4096"));
	sqlite3_prepare_v3(l->db, "BEGIN", -1, SQLITE_PREPARE_PERSISTENT, &l->control[DB_BEGIN], NULL);
	sqlite3_prepare_v3(l->db, "COMMIT", -1, SQLITE_PREPARE_PERSISTENT, &l->control[DB_COMMIT], NULL);
	return ST_OK;
}

static void
lite_close(struct db_conn *c)
{
	struct lite *l = lite_of(c);
	if (l == NULL)
		return;
	for (size_t i = 0; i < db_stmt_count(); i++)
		if (c->prepared[i] != NULL)
			sqlite3_finalize(c->prepared[i]->handle);
	for (int i = 0; i < DB_N_CONTROL; i++)
		sqlite3_finalize(l->control[i]);
	int rc = sqlite3_close(l->db);
	assert_always(rc == SQLITE_OK);
	c->handle = NULL;
}

/* --- statements ------------------------------------------------------------------------------------- */

static enum status
handle_make(struct cx *cx, struct db_conn *c, const struct stmt *q, unsigned flags, sqlite3_stmt **out)
{
	const char *tail = NULL;
	int rc = sqlite3_prepare_v3(lite_of(c)->db, q->sql, -1, flags, out, &tail);
	if (rc != SQLITE_OK)
		return lite_fault(cx, c, rc, q->name);
	if (*out == NULL || !str_is_empty(str_trim(str_of(tail)))) {
		sqlite3_finalize(*out);
		return fail(cx, ST_INTERNAL, "db.internal", "%s: not one statement", q->name);
	}
	return ST_OK;
}

static enum status
lite_prepare(struct cx *cx, struct db_conn *c, const struct stmt *q, struct db_prepared **out)
{
	sqlite3_stmt *s = NULL;
	TRY(handle_make(cx, c, q, SQLITE_PREPARE_PERSISTENT, &s));
	int n = sqlite3_bind_parameter_count(s);
	assert_always(n <= DB_PARAMS_MAX);
	struct db_prepared *ps = arena_new_one(c->arena, struct db_prepared);
	*ps = (struct db_prepared){ .stmt = q, .handle = s, .n_params = n };
	ps->params = arena_new_array(c->arena, const char *, n);
	for (int i = 0; i < n; i++) {
		const char *name = sqlite3_bind_parameter_name(s, i + 1);
		/* Copied: SQLite prepares anew by itself when the schema changed, and its names move. */
		ps->params[i] = name == NULL ? "" : arena_strdup(c->arena, name + 1);
	}
	*out = ps;
	return ST_OK;
}

/* keep: SQLITE_STATIC when the texts outlive the statement's run, else SQLITE_TRANSIENT. */
static void
bind(sqlite3_stmt *s, const struct arg *const *arg, int n, sqlite3_destructor_type keep)
{
	for (int i = 0; i < n; i++) {
		int rc = SQLITE_OK;
		switch (arg[i]->kind) {
		case ARG_INT:
			rc = sqlite3_bind_int64(s, i + 1, arg[i]->i);
			break;
		case ARG_TEXT:
			rc = sqlite3_bind_text64(s, i + 1, arg[i]->t.n == 0 ? "" : arg[i]->t.p,
						 arg[i]->t.n, keep, SQLITE_UTF8);
			break;
		default:
			rc = sqlite3_bind_null(s, i + 1);
		}
		assert_always(rc == SQLITE_OK);
	}
}

static enum status
lite_exec(struct cx *cx, struct db_conn *c, struct db_prepared *ps, const struct arg *const *arg,
	  int64_t *changed)
{
	sqlite3_stmt *s = ps->handle;
	if (ps->in_use)
		TRY(handle_make(cx, c, ps->stmt, 0, &s));
	bind(s, arg, ps->n_params, SQLITE_STATIC);
	int rc;
	do
		rc = sqlite3_step(s);
	while (rc == SQLITE_ROW);
	enum status st = rc == SQLITE_DONE ? ST_OK : lite_fault(cx, c, rc, ps->stmt->name);
	if (changed != NULL)
		*changed = sqlite3_stmt_readonly(s) ? 0 : sqlite3_changes64(lite_of(c)->db);
	if (ps->in_use)
		sqlite3_finalize(s);
	else
		sqlite3_reset(s);
	return st;
}

/* The first step is taken here, so that a RETURNING statement has done its work on both engines alike. */
static enum status
lite_query(struct cx *cx, struct db_cursor *cur, const struct arg *const *arg)
{
	struct db_prepared *ps = cur->ps;
	sqlite3_stmt *s = ps->handle;
	if (ps->in_use)
		TRY(handle_make(cx, cur->conn, ps->stmt, 0, &s));
	else
		ps->in_use = true;
	cur->handle = s;
	bind(s, arg, ps->n_params, SQLITE_TRANSIENT);
	int rc = sqlite3_step(s);
	if (rc != SQLITE_ROW && rc != SQLITE_DONE)
		return lite_fault(cx, cur->conn, rc, ps->stmt->name);
	cur->primed = rc == SQLITE_ROW;
	if (rc == SQLITE_DONE)
		sqlite3_reset(s);
	cur->row = rc == SQLITE_DONE ? 1 : 0; /* 1: at the end */
	return ST_OK;
}

static enum status
lite_next(struct cx *cx, struct db_cursor *cur)
{
	cur->on_row = cur->primed;
	if (cur->primed || cur->row == 1) {
		cur->primed = false;
		return ST_OK;
	}
	int rc = sqlite3_step(cur->handle);
	cur->on_row = rc == SQLITE_ROW;
	if (rc == SQLITE_ROW)
		return ST_OK;
	enum status st = rc == SQLITE_DONE ? ST_OK : lite_fault(cx, cur->conn, rc, cur->ps->stmt->name);
	sqlite3_reset(cur->handle); /* lets go of the snapshot before db_end */
	cur->row = 1;
	return st;
}

static void
lite_finish(struct db_cursor *cur)
{
	if (cur->handle == NULL)
		return;
	if (cur->handle != cur->ps->handle) {
		sqlite3_finalize(cur->handle);
		return;
	}
	sqlite3_reset(cur->handle);
	cur->ps->in_use = false;
}

static int64_t
lite_i64(struct db_cursor *cur, int col)
{
	return sqlite3_column_int64(cur->handle, col);
}

static bool
lite_is_null(struct db_cursor *cur, int col)
{
	return sqlite3_column_type(cur->handle, col) == SQLITE_NULL;
}

static struct str
lite_text(struct db_cursor *cur, int col)
{
	const char *p = (const char *)sqlite3_column_text(cur->handle, col);
	return (struct str){ p, p == NULL ? 0 : (size_t)sqlite3_column_bytes(cur->handle, col) };
}

static enum status
lite_check(struct cx *cx, struct db_conn *c, const struct stmt *q)
{
	sqlite3_stmt *s = NULL;
	TRY(handle_make(cx, c, q, 0, &s));
	sqlite3_finalize(s);
	return ST_OK;
}

/* --- transactions ----------------------------------------------------------------------------------- */

static enum status
control_one(struct cx *cx, struct db_conn *c, enum db_control op)
{
	sqlite3_stmt *s = lite_of(c)->control[op];
	int rc = sqlite3_step(s);
	enum status st = rc == SQLITE_DONE ? ST_OK : lite_fault(cx, c, rc, control_sql[op]);
	sqlite3_reset(s);
	return st;
}

static enum status
lite_control(struct cx *cx, struct db_conn *c, enum db_control op)
{
	TRY(control_one(cx, c, op));
	return op == DB_ROLLBACK_TO ? control_one(cx, c, DB_RELEASE) : ST_OK;
}

/* Nothing is locked or read here, so nothing can fail. */
static void
lite_snapshot(struct db_conn *c, bool begin)
{
	sqlite3_stmt *s = lite_of(c)->control[begin ? DB_BEGIN : DB_COMMIT];
	int rc = sqlite3_step(s);
	assert_always(rc == SQLITE_DONE);
	sqlite3_reset(s);
}

static enum status
lite_settle(struct cx *cx UNUSED, struct db_conn *c UNUSED)
{
	return ST_OK;
}

/* FULL, IOERR and NOMEM roll the whole transaction back, not only the savepoint (settled.md 1). */
static bool
lite_alive(struct db_conn *c)
{
	return !sqlite3_get_autocommit(lite_of(c)->db);
}

static bool
lite_lost(struct db_conn *c UNUSED)
{
	return false;
}

/* A passive checkpoint never gets a busy writer's WAL to start again from its head; RESTART does: it waits for the
 * readers inside the WAL, which are in the middle of one statement. The file keeps its size and is written over. */
static void
lite_tend(struct cx *cx, struct db_conn *c)
{
	struct lite *l = lite_of(c);
	if ((int64_t)l->wal_pages * (l->page_size + FRAME_HEAD) < DB_WAL_MAX || l->wal_pages < l->wal_tried)
		return;
	sqlite3_busy_timeout(l->db, CHECKPOINT_WAIT_MS);
	int rc = sqlite3_wal_checkpoint_v2(l->db, NULL, SQLITE_CHECKPOINT_RESTART, NULL, NULL);
	sqlite3_busy_timeout(l->db, DB_WAIT_MS);
	if (rc == SQLITE_OK) {
		l->wal_pages = l->wal_tried = 0;
		atomic_store(&c->db->wal_bytes, 0);
		return;
	}
	l->wal_tried = l->wal_pages + CHECKPOINT_AGAIN;
	if ((rc & 0xff) != SQLITE_BUSY) {
		(void)lite_fault(cx, c, rc, "checkpoint");
		log_fault(cx, "checkpoint");
	}
}

const struct db_engine db_engine_sqlite = {
	.open = lite_open,
	.close = lite_close,
	.prepare = lite_prepare,
	.exec = lite_exec,
	.query = lite_query,
	.next = lite_next,
	.finish = lite_finish,
	.i64 = lite_i64,
	.is_null = lite_is_null,
	.text = lite_text,
	.control = lite_control,
	.snapshot = lite_snapshot,
	.settle = lite_settle,
	.alive = lite_alive,
	.lost = lite_lost,
	.script = lite_script,
	.check = lite_check,
	.tend = lite_tend,
	.backup = db_sqlite_backup,
	.restore = db_sqlite_restore,
	.batch_max = 256,
};
