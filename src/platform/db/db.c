#include "base/base.h"

#include "platform/db/db_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

enum { CONN_MEMORY = 64 << 20, DB_MEMORY = 1 << 20, PASSWORD_MAX = 1024 };

/* Bounds of the section, given by the linker. */
extern const struct stmt __start_db_stmts[], __stop_db_stmts[];

size_t
db_stmt_count(void)
{
	return (size_t)(__stop_db_stmts - __start_db_stmts);
}

size_t
db_stmt_list(const struct stmt **out)
{
	*out = __start_db_stmts;
	return db_stmt_count();
}

/* --- connections ------------------------------------------------------------------------------------ */

enum status
db_conn_open(struct cx *cx, struct db *db, enum db_role role, struct db_conn **out)
{
	struct arena *a = arena_new(CONN_MEMORY);
	struct db_conn *c = arena_new_one(a, struct db_conn);
	c->db = db;
	c->role = role;
	c->arena = a;
	c->prepared = arena_new_array(a, struct db_prepared *, db_stmt_count());
	enum status st = db->engine->open(cx, c);
	if (st != ST_OK) {
		db_conn_close(c);
		return st;
	}
	*out = c;
	return ST_OK;
}

void
db_conn_close(struct db_conn *c)
{
	if (c == NULL)
		return;
	db_conn_rest(c);
	c->db->engine->close(c);
	arena_free(c->arena);
}

enum status
db_reader(struct cx *cx, struct db *db, struct db_conn **out)
{
	return db_conn_open(cx, db, DB_READER, out);
}

static struct db_cursor *
cursor_open(struct db_conn *c, struct db_prepared *ps)
{
	struct db_cursor *cur = c->spare;
	if (cur != NULL)
		c->spare = cur->next;
	else
		cur = arena_new_one(c->arena, struct db_cursor);
	*cur = (struct db_cursor){ .conn = c, .ps = ps, .next = c->open, .row = -1 };
	if (c->open != NULL)
		c->open->prev = cur;
	c->open = cur;
	return cur;
}

static void
cursor_close(struct db_cursor *cur)
{
	struct db_conn *c = cur->conn;
	c->db->engine->finish(cur);
	if (cur->prev != NULL)
		cur->prev->next = cur->next;
	else
		c->open = cur->next;
	if (cur->next != NULL)
		cur->next->prev = cur->prev;
	cur->next = c->spare;
	c->spare = cur;
}

static void
snapshot_begin(struct db_conn *c)
{
	if (!c->hold || c->held || c->db->engine->snapshot == NULL)
		return;
	c->db->engine->snapshot(c, true);
	c->held = true;
}

void
db_conn_let_go(struct db_conn *c)
{
	if (c->held)
		c->db->engine->snapshot(c, false);
	c->held = false;
}

void
db_conn_rest(struct db_conn *c)
{
	while (c->open != NULL)
		cursor_close(c->open);
	db_conn_let_go(c);
	c->hold = false;
}

void
db_conn_hold(struct db_conn *c)
{
	db_conn_rest(c);
	c->hold = c->role == DB_READER;
}

/* --- statements ------------------------------------------------------------------------------------- */

/* Inside a transaction the first failure is kept: PostgreSQL takes no statement after one, so SQLite does not either. */
static enum status
conn_note(struct cx *cx, struct db_conn *c, enum status st)
{
	if (st != ST_OK && c->in_tx && c->failed == ST_OK) {
		c->failed = st;
		c->failure = cx->fault;
	}
	return st;
}

enum status
db_args_order(struct cx *cx, const struct db_prepared *ps, struct args args, const struct arg **by_pos)
{
	if (args.n != (size_t)ps->n_params)
		return fail(cx, ST_INTERNAL, "db.internal", "%s: %zu arguments for %d parameters",
			    ps->stmt->name, args.n, ps->n_params);
	for (int i = 0; i < ps->n_params; i++) {
		size_t at = (size_t)i;
		if (!cstr_eq(args.p[at].name, ps->params[i]))
			for (at = 0; at < args.n && !cstr_eq(args.p[at].name, ps->params[i]);)
				at++;
		if (at == args.n)
			return fail(cx, ST_INTERNAL, "db.internal", "%s: no argument for :%s",
				    ps->stmt->name, ps->params[i]);
		by_pos[i] = &args.p[at];
	}
	return ST_OK;
}

/* The statement on cx->db with its arguments in order. */
static enum status
statement(struct cx *cx, const struct stmt *q, struct args args, struct db_prepared **ps,
	  const struct arg **by_pos)
{
	struct db_conn *c = cx->db;
	assert_always(c != NULL);
	size_t slot = (size_t)(q - __start_db_stmts);
	assert_always(slot < db_stmt_count());
	if (c->failed != ST_OK) {
		cx->fault = c->failure;
		return c->failed;
	}
	if (c->prepared[slot] == NULL)
		TRY(c->db->engine->prepare(cx, c, q, &c->prepared[slot]));
	*ps = c->prepared[slot];
	return db_args_order(cx, *ps, args, by_pos);
}

enum status
db_exec(struct cx *cx, const struct stmt *q, struct args args, int64_t *changed)
{
	const struct arg *by_pos[DB_PARAMS_MAX];
	struct db_prepared *ps;
	enum status st = statement(cx, q, args, &ps, by_pos);
	if (st == ST_OK)
		st = cx->db->db->engine->exec(cx, cx->db, ps, by_pos, changed);
	return conn_note(cx, cx->db, st);
}

enum status
db_query(struct cx *cx, const struct stmt *q, struct args args, struct rows *rs)
{
	const struct arg *by_pos[DB_PARAMS_MAX];
	struct db_prepared *ps;
	*rs = (struct rows){ .cx = cx };
	rs->st = statement(cx, q, args, &ps, by_pos);
	if (rs->st == ST_OK) {
		snapshot_begin(cx->db);
		rs->cur = cursor_open(cx->db, ps);
		rs->st = cx->db->db->engine->query(cx, rs->cur, by_pos);
		if (rs->st != ST_OK) {
			cursor_close(rs->cur);
			rs->cur = NULL;
		}
	}
	return conn_note(cx, cx->db, rs->st);
}

bool
db_next(struct rows *rs)
{
	if (rs->cur == NULL || rs->st != ST_OK)
		return false;
	struct db_conn *c = rs->cur->conn;
	rs->st = conn_note(rs->cx, c, c->db->engine->next(rs->cx, rs->cur));
	return rs->st == ST_OK && rs->cur->on_row;
}

enum status
db_end(struct rows *rs)
{
	if (rs->cur != NULL)
		cursor_close(rs->cur);
	rs->cur = NULL;
	return rs->st;
}

static const struct db_engine *
on_row(const struct rows *rs)
{
	assert_always(rs->cur != NULL && rs->cur->on_row);
	return rs->cur->conn->db->engine;
}

int64_t
db_i64(struct rows *rs, int col)
{
	return on_row(rs)->i64(rs->cur, col);
}

bool
db_is_null(struct rows *rs, int col)
{
	return on_row(rs)->is_null(rs->cur, col);
}

struct str
db_str(struct rows *rs, int col)
{
	struct str s = on_row(rs)->text(rs->cur, col);
	if (s.n == 0)
		return (struct str){ NULL, 0 };
	return (struct str){ arena_strndup(rs->cx->arena, s.p, s.n), s.n };
}

const char *
db_cstr(struct rows *rs, int col)
{
	struct str s = on_row(rs)->text(rs->cur, col);
	return s.n == 0 ? "" : arena_strndup(rs->cx->arena, s.p, s.n);
}

enum status
db_query_i64(struct cx *cx, const struct stmt *q, struct args args, int64_t none, int64_t *out)
{
	struct rows rs;
	TRY(db_query(cx, q, args, &rs));
	*out = db_next(&rs) ? db_i64(&rs, 0) : none;
	return db_end(&rs);
}

enum status
db_prepare_check(struct cx *cx, const struct stmt *q)
{
	return cx->db->db->engine->check(cx, cx->db, q);
}

/* --- the database ----------------------------------------------------------------------------------- */

/* The first line of the file. */
static enum status
password_read(struct cx *cx, struct db *db, const char *path)
{
	char text[PASSWORD_MAX];
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof text);
	int why = errno;
	if (fd >= 0)
		close(fd);
	if (n < 0)
		return fail(cx, ST_INTERNAL, "db.open", "password file %s: %s", path, strerror(why));
	struct str rest = { text, (size_t)n };
	struct str line = str_trim(str_cut(&rest, '\n'));
	db->password = str_cstr(db->arena, line);
	explicit_bzero(text, sizeof text);
	return ST_OK;
}

static enum status
engine_choose(struct cx *cx, struct db *db, const struct db_options *o)
{
	struct str url = str_of(o->url);
	db->url = arena_strdup(db->arena, o->url);
	if (str_starts(url, "sqlite:") && url.n > strlen("sqlite:")) {
		db->engine = &db_engine_sqlite;
		db->path = db->url + strlen("sqlite:");
		db->n_writers = 1;
		return ST_OK;
	}
	if (!str_starts(url, "postgresql://") && !str_starts(url, "postgres://"))
		return fail(cx, ST_INVALID, "db.open", "neither sqlite: nor postgresql://");
	db->engine = &db_engine_pg;
	db->n_writers = o->writers == 0 ? 4 : o->writers;
	if (db->n_writers < 1 || db->n_writers > DB_WRITERS_MAX)
		return fail(cx, ST_INVALID, "db.open", "writers: 1 to %d", DB_WRITERS_MAX);
	TRY(db_pg_address(cx, db->url));
	return o->password_file == NULL ? ST_OK : password_read(cx, db, o->password_file);
}

enum status
db_open(struct cx *cx, const struct db_options *o, struct db **out)
{
	struct arena *a = arena_new(DB_MEMORY);
	struct db *db = arena_new_one(a, struct db);
	db->arena = a;
	db->read_only = o->read_only;
	db->up = true;
	pthread_mutex_init(&db->direct, NULL);
	enum status st = engine_choose(cx, db, o);
	if (st == ST_OK && !db->read_only)
		st = db_writer_init(cx, db, &db->writer[0]);
	if (st != ST_OK) {
		db_close(db);
		return st;
	}
	*out = db;
	return ST_OK;
}

void
db_close(struct db *db)
{
	if (db == NULL)
		return;
	db_node_release(db);
	db_writers_stop(db);
	pthread_mutex_destroy(&db->direct);
	if (db->password != NULL)
		explicit_bzero((char *)db->password, strlen(db->password));
	arena_free(db->arena);
}

enum status
db_backup(struct cx *cx, struct db *db, const char *path)
{
	return db->engine->backup(cx, db, path);
}

enum status
db_restore(struct cx *cx, struct db *db, const char *path)
{
	return db->engine->restore(cx, db, path);
}

bool
db_is_pg(const struct db *db)
{
	return db->engine->pg;
}

void
db_figures(struct db *db, struct db_figures *out)
{
	int64_t full_at = atomic_load(&db->full_at);
	*out = (struct db_figures){
		.commits = atomic_load(&db->commits),
		.transactions = atomic_load(&db->transactions),
		.retries = atomic_load(&db->retries),
		.wal_bytes = atomic_load(&db->wal_bytes),
		.waiting = atomic_load(&db->waiting),
		.up = atomic_load(&db->up),
		.full = full_at != 0 && time_mono() - full_at < 30 * TIME_SECOND,
	};
}
