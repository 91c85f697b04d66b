/* PostgreSQL through libpq, always in pipeline mode: what need not be known at once is only sent, and one wait brings
 * all answers (settled.md 4). A time limit stands on every wait, also when the server was stopped and says
 * nothing (settled.md 8). */
#include "base/base.h"

#include <libpq-fe.h>

#include "platform/db/db_priv.h"

#include <endian.h>
#include <errno.h>
#include <poll.h>

enum {
	QUEUE_MAX = 64,
	OID_INT8 = 20,
	OID_TEXT = 25,
	NAME_MAX_ = 64,
	ANSWER_MS = DB_WAIT_MS + 500, /* the server's own limit comes first */
	PROBE_MS = 2000,              /* for the first statement after a failure */
};
#define NO_LIMIT INT64_MAX
#define DOWN TIME_SECOND

/* Something sent whose answer was not read yet. */
struct op {
	const char *what;
	struct db_prepared *prepares; /* set when this is a preparation */
};

/* handle of a db_conn */
struct pg {
	PGconn *conn;        /* NULL when lost */
	unsigned generation; /* counts the openings */
	struct op queue[QUEUE_MAX];
	int n_queue;
};

static struct pg *
pg_of(const struct db_conn *c)
{
	return c->handle;
}

/* --- a server that does not answer ------------------------------------------------------------------ */

static void
conn_drop(struct db_conn *c)
{
	struct pg *p = pg_of(c);
	PQfinish(p->conn);
	p->conn = NULL;
	p->n_queue = 0;
}

/* shut: nobody else need try for a moment; not so when only this connection was cut. */
static enum status
conn_lose(struct cx *cx, struct db_conn *c, const char *what, const char *why, bool shut)
{
	log_peer("postgresql", "%s: %s", what, why);
	atomic_store(&c->db->up, false);
	if (shut)
		atomic_store(&c->db->down_until, time_mono() + DOWN);
	enum status st = fail(cx, ST_BUSY, "db.down", "%s: %s", what, why);
	conn_drop(c);
	return st;
}

static bool
circuit_open(struct db *db)
{
	return time_mono() < atomic_load(&db->down_until);
}

static int64_t
deadline_of(struct db *db)
{
	return time_mono() + (atomic_load(&db->up) ? ANSWER_MS : PROBE_MS) * (TIME_SECOND / 1000);
}

static bool
wait_for(PGconn *conn, short events, int64_t deadline)
{
	struct pollfd f = { .fd = PQsocket(conn), .events = events };
	for (;;) {
		int64_t left = deadline == NO_LIMIT ? -1 : (deadline - time_mono()) / 1000 + 1;
		if (deadline != NO_LIMIT && left <= 0)
			return false;
		int rc = poll(&f, 1, left > 60000 ? 60000 : (int)left);
		if (rc > 0)
			return true;
		if (rc < 0 && errno != EINTR)
			return false;
	}
}

static bool
send_all(PGconn *conn, int64_t deadline)
{
	for (;;) {
		int rc = PQflush(conn);
		if (rc <= 0)
			return rc == 0;
		if (!wait_for(conn, POLLIN | POLLOUT, deadline) || PQconsumeInput(conn) == 0)
			return false;
	}
}

/* The next result into *out, NULL at the end of one; false when none came in time. */
static bool
result_read(PGconn *conn, int64_t deadline, PGresult **out)
{
	while (PQisBusy(conn))
		if (!wait_for(conn, POLLIN, deadline) || PQconsumeInput(conn) == 0)
			return false;
	*out = PQgetResult(conn);
	return true;
}

/* --- faults ----------------------------------------------------------------------------------------- */

static const struct {
	const char *state; /* SQLSTATE, or its class of two */
	enum status st;
	const char *code;
} states[] = {
	{ "23505", ST_CONFLICT, "db.constraint" }, /* unique */
	{ "23503", ST_CONFLICT, "db.constraint" }, /* foreign key */
	{ "40001", ST_BUSY, "db.busy" },           /* serialization */
	{ "40P01", ST_BUSY, "db.busy" },           /* deadlock */
	{ "55P03", ST_BUSY, "db.busy" },           /* lock not available */
	{ "57014", ST_BUSY, "db.timeout" },        /* statement_timeout */
	{ "53100", ST_FULL, "db.full" },           /* disk full */
	{ "58030", ST_INTERNAL, "db.io" },
	{ "XX001", ST_INTERNAL, "db.corrupt" },
};

static bool
state_is_lost(const char *state)
{
	return strncmp(state, "08", 2) == 0 || strncmp(state, "57P", 3) == 0 || cstr_eq(state, "53300");
}

static enum status
pg_fault(struct cx *cx, struct db_conn *c, const PGresult *r, const char *what)
{
	const char *state = PQresultErrorField(r, PG_DIAG_SQLSTATE);
	const char *text = PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY);
	state = state == NULL ? "08000" : state;
	text = text == NULL ? PQresultErrorMessage(r) : text;
	if (state_is_lost(state) || PQstatus(pg_of(c)->conn) == CONNECTION_BAD)
		return conn_lose(cx, c, what, text, false);
	if (c->role == DB_READER && cstr_eq(state, "25006")) {
		log_error("db", "statement=%s writes outside a transaction", what);
		assert_failed("write only inside db_tx", __FILE__, __LINE__);
	}
	for (size_t i = 0; i < ARRAY_LEN(states); i++)
		if (cstr_eq(state, states[i].state))
			return fail(cx, states[i].st, states[i].code, "%s: %s (%s)", what, text, state);
	return fail(cx, ST_INTERNAL, "db.internal", "%s: %s (%s)", what, text, state);
}

/* --- the pipeline ----------------------------------------------------------------------------------- */

static bool
good(const PGresult *r)
{
	ExecStatusType t = PQresultStatus(r);
	return t == PGRES_COMMAND_OK || t == PGRES_TUPLES_OK;
}

/* The answer of one op; *last gets the result (owned by the caller) when it is good. */
static enum status
op_read(struct cx *cx, struct db_conn *c, const struct op *o, int64_t deadline, PGresult **last)
{
	struct pg *p = pg_of(c);
	enum status st = ST_OK;
	for (;;) {
		PGresult *r = NULL;
		if (!result_read(p->conn, deadline, &r)) {
			bool late = PQstatus(p->conn) == CONNECTION_OK;
			return conn_lose(cx, c, o->what, late ? "no answer in time" : "connection closed", late);
		}
		if (r == NULL)
			return st;
		bool skipped = PQresultStatus(r) == PGRES_PIPELINE_ABORTED; /* after the failure of another */
		if (!good(r) && o->prepares != NULL)
			o->prepares->generation = 0;
		if (!good(r) && !skipped && st == ST_OK)
			st = pg_fault(cx, c, r, o->what);
		if (good(r) && *last == NULL)
			*last = r;
		else
			PQclear(r);
		if (p->conn == NULL)
			return st;
	}
}

/* Waits for all that was sent. The first failure is the status; *last (may be NULL) gets the last op's result. */
static enum status
queue_wait(struct cx *cx, struct db_conn *c, int64_t deadline, PGresult **last)
{
	struct pg *p = pg_of(c);
	if (last != NULL)
		*last = NULL;
	if (p->conn == NULL)
		return fail(cx, ST_BUSY, "db.down", "no connection");
	if (p->n_queue == 0)
		return ST_OK;
	if (PQpipelineSync(p->conn) != 1 || !send_all(p->conn, deadline))
		return conn_lose(cx, c, p->queue[0].what, "cannot send", PQstatus(p->conn) == CONNECTION_OK);
	int n = p->n_queue;
	p->n_queue = 0;
	enum status first = ST_OK;
	struct fault why = { 0 };
	PGresult *r = NULL;
	for (int i = 0; i < n; i++) {
		PQclear(r);
		r = NULL;
		enum status st = op_read(cx, c, &p->queue[i], deadline, &r);
		if (st != ST_OK && first == ST_OK) {
			first = st;
			why = cx->fault;
		}
		if (p->conn == NULL)
			break;
	}
	PGresult *sync = NULL;
	if (p->conn != NULL && !result_read(p->conn, deadline, &sync))
		first = conn_lose(cx, c, "sync", "no answer in time", true);
	else if (first != ST_OK)
		cx->fault = why;
	PQclear(sync);
	if (p->conn != NULL)
		atomic_store(&c->db->up, true);
	if (first == ST_OK && last != NULL)
		*last = r;
	else
		PQclear(r);
	return first;
}

/* Counts what was just handed to libpq; sent is libpq's answer. */
static enum status
queue_put(struct cx *cx, struct db_conn *c, const char *what, struct db_prepared *prepares, int sent)
{
	struct pg *p = pg_of(c);
	if (sent != 1)
		return conn_lose(cx, c, what, PQerrorMessage(p->conn), false);
	p->queue[p->n_queue++] = (struct op){ what, prepares };
	return ST_OK;
}

/* Before something is sent: a connection, and room for a statement with its preparation. */
static enum status
queue_ready(struct cx *cx, struct db_conn *c)
{
	struct pg *p = pg_of(c);
	if (p->conn == NULL)
		return fail(cx, ST_BUSY, "db.down", "no connection");
	return p->n_queue <= QUEUE_MAX - 2 ? ST_OK : queue_wait(cx, c, deadline_of(c->db), NULL);
}

/* A word without parameters, only sent. */
static enum status
word_put(struct cx *cx, struct db_conn *c, const char *sql)
{
	TRY(queue_ready(cx, c));
	PGconn *conn = pg_of(c)->conn;
	return queue_put(cx, c, sql, NULL, PQsendQueryParams(conn, sql, 0, NULL, NULL, NULL, NULL, 0));
}

/* --- opening ---------------------------------------------------------------------------------------- */

/* Several statements through the simple protocol, which pipeline mode does not have. */
static enum status
script_run(struct cx *cx, struct db_conn *c, const char *sql, int64_t deadline)
{
	struct pg *p = pg_of(c);
	TRY(queue_wait(cx, c, deadline, NULL));
	if (PQexitPipelineMode(p->conn) != 1 || PQsendQuery(p->conn, sql) != 1 || !send_all(p->conn, deadline))
		return conn_lose(cx, c, "script", PQerrorMessage(p->conn), false);
	struct op o = { "script", NULL };
	enum status st = ST_OK;
	PGresult *r = NULL;
	st = op_read(cx, c, &o, deadline, &r);
	PQclear(r);
	if (p->conn != NULL && PQenterPipelineMode(p->conn) != 1)
		return conn_lose(cx, c, "script", PQerrorMessage(p->conn), false);
	return st;
}

static enum status
pg_script(struct cx *cx, struct db_conn *c, const char *sql)
{
	return script_run(cx, c, sql, NO_LIMIT);
}

/* A password in the address would stand in the process list: it has a file of its own (settled.md 13). */
enum status
db_pg_address(struct cx *cx, const char *url)
{
	char *why = NULL;
	PQconninfoOption *all = PQconninfoParse(url, &why);
	if (all == NULL) {
		enum status st = fail(cx, ST_INVALID, "db.open", "%s", why == NULL ? "no memory" : why);
		PQfreemem(why);
		return st;
	}
	bool password = false;
	for (PQconninfoOption *o = all; o->keyword != NULL; o++)
		password |= cstr_eq(o->keyword, "password") && !cstr_empty(o->val);
	PQconninfoFree(all);
	return password ? fail(cx, ST_INVALID, "db.open", "a password in the address") : ST_OK;
}

static const char writer_settings[] = "SET statement_timeout = 5000; SET client_min_messages = warning";
static const char reader_settings[] = "SET statement_timeout = 5000; SET client_min_messages = warning;"
				      "SET default_transaction_read_only = on";

static enum status
pg_open(struct cx *cx, struct db_conn *c)
{
	struct pg *p = pg_of(c);
	if (p == NULL)
		p = c->handle = arena_new_one(c->arena, struct pg);
	conn_drop(c);
	if (circuit_open(c->db))
		return fail(cx, ST_BUSY, "db.down", "failed a moment ago");
	const char *const names[] = { "dbname", "password", "connect_timeout", "tcp_user_timeout",
				      "client_encoding", "fallback_application_name", NULL };
	const char *const values[] = { c->db->url, c->db->password, "2", "5000", "UTF8", "motcua", NULL };
	p->conn = PQconnectdbParams(names, values, 1);
	if (p->conn == NULL || PQstatus(p->conn) != CONNECTION_OK)
		return conn_lose(cx, c, "connect", PQerrorMessage(p->conn), true);
	p->generation++;
	if (PQsetnonblocking(p->conn, 1) != 0 || PQenterPipelineMode(p->conn) != 1)
		return conn_lose(cx, c, "connect", PQerrorMessage(p->conn), true);
	enum status st = script_run(cx, c, c->role == DB_READER ? reader_settings : writer_settings,
				    deadline_of(c->db));
	if (st != ST_OK)
		conn_drop(c);
	return st;
}

static void
pg_close(struct db_conn *c)
{
	if (pg_of(c) != NULL)
		conn_drop(c);
}

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
prepared_name(const struct db_prepared *ps, char out[NAME_MAX_])
{
	snprintf(out, NAME_MAX_, "%u_%.50s", ps->version, ps->stmt->name);
	return out;
}

/* Sends the statement, before it its preparation when this connection does not have it. Values go in binary. */
static enum status
statement_put(struct cx *cx, struct db_conn *c, struct db_prepared *ps, const struct arg *const *arg)
{
	struct pg *p = pg_of(c);
	char name[NAME_MAX_];
	uint64_t number[DB_PARAMS_MAX];
	const char *value[DB_PARAMS_MAX];
	int length[DB_PARAMS_MAX], format[DB_PARAMS_MAX];
	TRY(types_learn(cx, ps, arg));
	TRY(queue_ready(cx, c));
	prepared_name(ps, name);
	if (ps->generation != p->generation) {
		TRY(queue_put(cx, c, ps->stmt->name, ps,
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
	return queue_put(cx, c, ps->stmt->name, NULL,
			 PQsendQueryPrepared(p->conn, name, ps->n_params, value, length, format, 0));
}

static enum status
statement_run(struct cx *cx, struct db_conn *c, struct db_prepared *ps, const struct arg *const *arg,
	      PGresult **out)
{
	TRY(statement_put(cx, c, ps, arg));
	return queue_wait(cx, c, deadline_of(c->db), out);
}

/* A reader whose connection was cut opens it anew, once. A writer's is not: the words before would be lost. */
static enum status
statement_alone(struct cx *cx, struct db_conn *c, struct db_prepared *ps, const struct arg *const *arg,
		PGresult **out)
{
	struct pg *p = pg_of(c);
	if (circuit_open(c->db))
		return fail(cx, ST_BUSY, "db.down", "failed a moment ago");
	if (p->conn != NULL) {
		enum status st = statement_run(cx, c, ps, arg, out);
		if (p->conn != NULL || c->role == DB_WRITER || circuit_open(c->db))
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
	enum status st = queue_wait(cx, c, deadline_of(c->db), &r);
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
		return word_put(cx, c, "BEGIN");
	case DB_SAVEPOINT:
		return word_put(cx, c, "SAVEPOINT member");
	case DB_RELEASE:
		return word_put(cx, c, "RELEASE SAVEPOINT member");
	case DB_ROLLBACK_TO:
		TRY(word_put(cx, c, "ROLLBACK TO SAVEPOINT member"));
		return word_put(cx, c, "RELEASE SAVEPOINT member");
	case DB_COMMIT:
		TRY(word_put(cx, c, "COMMIT"));
		return commit_wait(cx, c);
	default:
		(void)!queue_wait(cx, c, deadline_of(c->db), NULL); /* what the dropped ones said is of no interest */
		TRY(word_put(cx, c, "ROLLBACK"));
		return queue_wait(cx, c, deadline_of(c->db), NULL);
	}
}

static enum status
pg_settle(struct cx *cx, struct db_conn *c)
{
	return queue_wait(cx, c, deadline_of(c->db), NULL);
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
	TRY(queue_put(cx, c, ps->stmt->name, NULL, PQsendPrepare(conn, "", ps->sql, n_types, ps->types)));
	TRY(queue_put(cx, c, ps->stmt->name, NULL, PQsendDescribePrepared(conn, "")));
	return queue_wait(cx, c, deadline_of(c->db), about);
}

/* Twice: as PostgreSQL guesses the parameters, then with the types it will be given. What it cannot guess
 * (:x IS NULL alone) is told by the argument when it runs. */
static enum status
pg_check(struct cx *cx, struct db_conn *c, const struct stmt *q)
{
	struct db_prepared *ps = NULL;
	PGresult *about = NULL;
	TRY(pg_prepare(cx, c, q, &ps));
	TRY(queue_wait(cx, c, deadline_of(c->db), NULL));
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
	TRY(word_put(cx, c, sql));
	TRY(queue_wait(cx, c, deadline_of(c->db), &r));
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
