/* PostgreSQL: statements, the words of a transaction, checks. */
#include "base/base.h"

#include "platform/db/db_pg_priv.h"

#include <endian.h>

enum {
	OID_INT8 = 20,
	OID_TEXT = 25,
	NAME_ROOM = 64,
};

/* --- statements ------------------------------------------------------------------------------------- */

static bool
name_char(char ch, bool first)
{
	return (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') || ch == '_' ||
	       (!first && ch >= '0' && ch <= '9');
}

/* What stands at p and is copied as it is: a literal, a quoted name, a comment, or one character. */
static size_t
plain_length(const char *p)
{
	const char *end = NULL;
	if (*p == '\'' || *p == '"')
		end = strchr(p + 1, *p); /* a doubled quote is two literals side by side */
	else if (p[0] == '-' && p[1] == '-')
		end = strchr(p, '\n');
	else if (p[0] == '/' && p[1] == '*') {
		end = strstr(p + 2, "*/");
		end = end == NULL ? NULL : end + 1;
	} else if (p[0] == ':' && p[1] == ':')
		end = p + 1;
	else
		return 1;
	return end == NULL ? strlen(p) : (size_t)(end + 1 - p);
}

/* The number of a parameter, from 1; a new one is added to names. */
static int
param_number(struct arena *a, const char **names, int *n, const char *p, size_t len)
{
	for (int i = 0; i < *n; i++)
		if (str_is((struct str){ p, len }, names[i]))
			return i + 1;
	assert_always(*n < DB_PARAMS_MAX);
	names[(*n)++] = arena_strndup(a, p, len);
	return *n;
}

/* :name becomes $1 …, equal names one number. */
static enum status
pg_prepare(struct cx *cx UNUSED, struct db_conn *c, const struct stmt *q, struct db_prepared **out)
{
	const char *names[DB_PARAMS_MAX];
	struct db_prepared *ps = arena_new_one(c->arena, struct db_prepared);
	struct buf b;
	buf_init(&b, c->arena, BUF_LINE);
	for (const char *p = q->sql; *p != '\0';) {
		size_t len = 0;
		while (*p == ':' && name_char(p[1 + len], len == 0))
			len++;
		if (len > 0) {
			buf_addf(&b, "$%d", param_number(c->arena, names, &ps->n_params, p + 1, len));
			p += 1 + len;
			continue;
		}
		len = plain_length(p);
		buf_add(&b, p, len);
		p += len;
	}
	assert_always(!b.over);
	ps->stmt = q;
	ps->sql = buf_cstr(&b);
	ps->params = arena_new_array(c->arena, const char *, ps->n_params);
	ps->types = arena_new_array(c->arena, unsigned, ps->n_params);
	for (int i = 0; i < ps->n_params; i++)
		ps->params[i] = names[i];
	*out = ps;
	return ST_OK;
}

static unsigned
arg_oid(const struct arg *a)
{
	switch (a->kind) {
	case ARG_INT:
	case ARG_INT_NULL:
		return OID_INT8;
	case ARG_TEXT:
	case ARG_TEXT_NULL:
		return OID_TEXT;
	default:
		return 0;
	}
}

/* A parameter that came as untyped NULL and now has a type makes a new preparation under a new name. */
static enum status
types_learn(struct cx *cx, struct db_prepared *ps, const struct arg *const *arg)
{
	for (int i = 0; i < ps->n_params; i++) {
		unsigned oid = arg_oid(arg[i]);
		if (oid == 0 || oid == ps->types[i])
			continue;
		if (ps->types[i] != 0)
			return fail(cx, ST_INTERNAL, "db.internal", "%s: :%s is number and text in turn",
				    ps->stmt->name, ps->params[i]);
		ps->types[i] = oid;
		ps->version++;
		ps->generation = 0;
	}
	return ST_OK;
}

static const char *
prepared_name(const struct db_prepared *ps, char out[NAME_ROOM])
{
	snprintf(out, NAME_ROOM, "%u_%.50s", ps->version, ps->stmt->name);
	return out;
}

/* Sends the statement, before it its preparation when this connection does not have it. Values go in binary. */
static enum status
statement_put(struct cx *cx, struct db_conn *c, struct db_prepared *ps, const struct arg *const *arg)
{
	struct pg *p = pg_of(c);
	char name[NAME_ROOM];
	uint64_t number[DB_PARAMS_MAX];
	const char *value[DB_PARAMS_MAX];
	int length[DB_PARAMS_MAX], format[DB_PARAMS_MAX];
	TRY(types_learn(cx, ps, arg));
	TRY(pg_ready(cx, c));
	prepared_name(ps, name);
	if (ps->generation != p->generation) {
		TRY(pg_put(cx, c, ps->stmt->name, ps,
			      PQsendPrepare(p->conn, name, ps->sql, ps->n_params, ps->types)));
		ps->generation = p->generation;
	}
	for (int i = 0; i < ps->n_params; i++) {
		format[i] = 1;
		value[i] = NULL;
		length[i] = 0;
		if (arg[i]->kind == ARG_INT) {
			number[i] = htobe64((uint64_t)arg[i]->i);
			value[i] = (const char *)&number[i];
			length[i] = sizeof number[i];
		} else if (arg[i]->kind == ARG_TEXT) {
			value[i] = arg[i]->t.n == 0 ? "" : arg[i]->t.p;
			length[i] = (int)arg[i]->t.n;
		}
	}
	return pg_put(cx, c, ps->stmt->name, NULL,
			 PQsendQueryPrepared(p->conn, name, ps->n_params, value, length, format, 0));
}

static enum status
statement_run(struct cx *cx, struct db_conn *c, struct db_prepared *ps, const struct arg *const *arg,
	      PGresult **out)
{
	TRY(statement_put(cx, c, ps, arg));
	return pg_wait(cx, c, out);
}

/* A reader whose connection was cut opens it anew, once. A writer's is not: the words before would be lost. */
static enum status
statement_alone(struct cx *cx, struct db_conn *c, struct db_prepared *ps, const struct arg *const *arg,
		PGresult **out)
{
	struct pg *p = pg_of(c);
	if (pg_shut(c->db))
		return fail(cx, ST_BUSY, "db.down", "failed a moment ago");
	if (p->conn != NULL) {
		enum status st = statement_run(cx, c, ps, arg, out);
		if (p->conn != NULL || c->role == DB_WRITER || pg_shut(c->db))
			return st;
	}
	TRY(pg_open(cx, c));
	return statement_run(cx, c, ps, arg, out);
}

/* Inside a transaction, who does not ask how many rows changed does not wait. */
static enum status
pg_exec(struct cx *cx, struct db_conn *c, struct db_prepared *ps, const struct arg *const *arg,
	int64_t *changed)
{
	if (c->in_tx && changed == NULL)
		return statement_put(cx, c, ps, arg);
	PGresult *r = NULL;
	enum status st = c->in_tx ? statement_run(cx, c, ps, arg, &r) : statement_alone(cx, c, ps, arg, &r);
	if (st == ST_OK && changed != NULL && !cstr_i64(PQcmdTuples(r), changed))
		*changed = 0;
	PQclear(r);
	return st;
}

static enum status
pg_query(struct cx *cx, struct db_cursor *cur, const struct arg *const *arg)
{
	struct db_conn *c = cur->conn;
	PGresult *r = NULL;
	enum status st = c->in_tx ? statement_run(cx, c, cur->ps, arg, &r) :
				    statement_alone(cx, c, cur->ps, arg, &r);
	cur->handle = r;
	return st;
}

static enum status
pg_next(struct cx *cx UNUSED, struct db_cursor *cur)
{
	cur->on_row = cur->row + 1 < PQntuples(cur->handle);
	cur->row += cur->on_row;
	return ST_OK;
}

static void
pg_finish(struct db_cursor *cur)
{
	PQclear(cur->handle);
}

/* Sums of BIGINT come as numeric, comparisons as t and f. */
static int64_t
pg_i64(struct db_cursor *cur, int col)
{
	const char *s = PQgetvalue(cur->handle, cur->row, col);
	return *s == 't' ? 1 : strtoll(s, NULL, 10);
}

static bool
pg_is_null(struct db_cursor *cur, int col)
{
	return PQgetisnull(cur->handle, cur->row, col);
}

static struct str
pg_text(struct db_cursor *cur, int col)
{
	return (struct str){ PQgetvalue(cur->handle, cur->row, col),
			     (size_t)PQgetlength(cur->handle, cur->row, col) };
}

/* --- transactions ----------------------------------------------------------------------------------- */

/* COMMIT of a failed transaction is answered with ROLLBACK and no error. */
static enum status
commit_wait(struct cx *cx, struct db_conn *c)
{
	PGresult *r = NULL;
	enum status st = pg_wait(cx, c, &r);
	if (st == ST_OK && !cstr_eq(PQcmdStatus(r), "COMMIT"))
		st = fail(cx, ST_INTERNAL, "db.internal", "COMMIT answered %s", PQcmdStatus(r));
	PQclear(r);
	return st;
}

static enum status
pg_control(struct cx *cx, struct db_conn *c, enum db_control op)
{
	switch (op) {
	case DB_BEGIN:
		return pg_put_word(cx, c, "BEGIN");
	case DB_SAVEPOINT:
		return pg_put_word(cx, c, "SAVEPOINT member");
	case DB_RELEASE:
		return pg_put_word(cx, c, "RELEASE SAVEPOINT member");
	case DB_ROLLBACK_TO:
		TRY(pg_put_word(cx, c, "ROLLBACK TO SAVEPOINT member"));
		return pg_put_word(cx, c, "RELEASE SAVEPOINT member");
	case DB_COMMIT:
		TRY(pg_put_word(cx, c, "COMMIT"));
		return commit_wait(cx, c);
	default:
		(void)!pg_wait(cx, c, NULL); /* what the dropped ones said is of no interest */
		TRY(pg_put_word(cx, c, "ROLLBACK"));
		return pg_wait(cx, c, NULL);
	}
}

static enum status
pg_settle(struct cx *cx, struct db_conn *c)
{
	return pg_wait(cx, c, NULL);
}

static bool
pg_lost(struct db_conn *c)
{
	return pg_of(c)->conn == NULL;
}

static bool
pg_alive(struct db_conn *c)
{
	return !pg_lost(c);
}

/* --- checks ----------------------------------------------------------------------------------------- */

/* The type we will give where PostgreSQL would have guessed this one. */
static unsigned
oid_given(unsigned guessed)
{
	switch (guessed) {
	case 16:   /* bool: refused on the second preparation, as it would be at run time */
	case 20:
	case 21:   /* int2 */
	case 23:   /* int4 */
	case 26:   /* oid */
	case 700:  /* float4 */
	case 701:  /* float8 */
	case 1700: /* numeric */
		return OID_INT8;
	default:
		return OID_TEXT;
	}
}

static enum status
check_prepare(struct cx *cx, struct db_conn *c, struct db_prepared *ps, int n_types, PGresult **about)
{
	PGconn *conn = pg_of(c)->conn;
	TRY(pg_put(cx, c, ps->stmt->name, NULL, PQsendPrepare(conn, "", ps->sql, n_types, ps->types)));
	TRY(pg_put(cx, c, ps->stmt->name, NULL, PQsendDescribePrepared(conn, "")));
	return pg_wait(cx, c, about);
}

/* Twice: as PostgreSQL guesses the parameters, then with the types it will be given. What it cannot guess
 * (:x IS NULL alone) is told by the argument when it runs. */
static enum status
pg_check(struct cx *cx, struct db_conn *c, const struct stmt *q)
{
	struct db_prepared *ps = NULL;
	PGresult *about = NULL;
	TRY(pg_prepare(cx, c, q, &ps));
	TRY(pg_wait(cx, c, NULL));
	enum status st = check_prepare(cx, c, ps, 0, &about);
	if (st != ST_OK)
		return strstr(cx->fault.detail, "(42P18)") != NULL ? ST_OK : st;
	for (int i = 0; i < ps->n_params; i++)
		ps->types[i] = oid_given(PQparamtype(about, i));
	PQclear(about);
	st = check_prepare(cx, c, ps, ps->n_params, &about);
	PQclear(about);
	return st;
}

/* Outside db_stmts: SQLite knows none of these tables. */
static enum status
number_of(struct cx *cx, struct db_conn *c, const char *sql, int64_t *out)
{
	PGresult *r = NULL;
	TRY(pg_put_word(cx, c, sql));
	TRY(pg_wait(cx, c, &r));
	bool number = PQntuples(r) == 1 && cstr_i64(PQgetvalue(r, 0, 0), out);
	PQclear(r);
	return number ? ST_OK : fail(cx, ST_INTERNAL, "db.internal", "%s", sql);
}

static enum status
pg_fit(struct cx *cx, struct db_conn *c)
{
	int64_t n;
	TRY(number_of(cx, c,
		      "SELECT count(*) FROM pg_database WHERE datname = current_database()"
		      " AND pg_encoding_to_char(encoding) = 'UTF8' AND datcollate IN ('C', 'POSIX')",
		      &n));
	return n == 1 ? ST_OK : fail(cx, ST_CONFLICT, "db.collation", "not UTF8 with collation C");
}

static enum status
empty_check(struct cx *cx, struct db_conn *c, void *input UNUSED)
{
	int64_t n;
	TRY(number_of(cx, c,
		      "SELECT count(*) FROM pg_tables"
		      " WHERE schemaname NOT IN ('pg_catalog', 'information_schema')",
		      &n));
	return n == 0 ? ST_OK : fail(cx, ST_CONFLICT, "db.restore.not_empty", "%lld tables", (long long)n);
}

static enum status
pg_restore(struct cx *cx, struct db *db, const char *path)
{
	TRY(db_direct(cx, db, empty_check, NULL));
	return db_pg_load(cx, db, path);
}

const struct db_engine db_engine_pg = {
	.pg = true,
	.open = pg_open,
	.close = pg_close,
	.prepare = pg_prepare,
	.exec = pg_exec,
	.query = pg_query,
	.next = pg_next,
	.finish = pg_finish,
	.i64 = pg_i64,
	.is_null = pg_is_null,
	.text = pg_text,
	.control = pg_control,
	.settle = pg_settle,
	.alive = pg_alive,
	.lost = pg_lost,
	.script = pg_script,
	.check = pg_check,
	.fit = pg_fit,
	.backup = db_pg_dump,
	.restore = pg_restore,
	.batch_max = 64, /* savepoints of a transaction that PostgreSQL keeps in shared memory */
};
