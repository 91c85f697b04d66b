/* The wire to PostgreSQL: opening, sending, waiting with a limit, and what its answers mean. */
#include "base/base.h"

#include "platform/db/db_pg_priv.h"

#include <errno.h>
#include <poll.h>

enum {
	ANSWER_MS = DB_WAIT_MS + 500, /* the server's own limit comes first */
	PROBE_MS = 2000,              /* for the first statement after a failure */
};
#define NO_LIMIT INT64_MAX
#define DOWN TIME_SECOND

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

bool
pg_shut(struct db *db)
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
op_read(struct cx *cx, struct db_conn *c, const struct pg_op *o, int64_t deadline, PGresult **last)
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

enum status
pg_wait(struct cx *cx, struct db_conn *c, PGresult **last)
{
	return queue_wait(cx, c, deadline_of(c->db), last);
}

enum status
pg_put(struct cx *cx, struct db_conn *c, const char *what, struct db_prepared *prepares, int sent)
{
	struct pg *p = pg_of(c);
	if (sent != 1)
		return conn_lose(cx, c, what, PQerrorMessage(p->conn), false);
	p->queue[p->n_queue++] = (struct pg_op){ what, prepares };
	return ST_OK;
}

enum status
pg_ready(struct cx *cx, struct db_conn *c)
{
	struct pg *p = pg_of(c);
	if (p->conn == NULL)
		return fail(cx, ST_BUSY, "db.down", "no connection");
	return p->n_queue <= PG_QUEUE_MAX - 2 ? ST_OK : pg_wait(cx, c, NULL);
}

enum status
pg_put_word(struct cx *cx, struct db_conn *c, const char *sql)
{
	TRY(pg_ready(cx, c));
	PGconn *conn = pg_of(c)->conn;
	return pg_put(cx, c, sql, NULL, PQsendQueryParams(conn, sql, 0, NULL, NULL, NULL, NULL, 0));
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
	struct pg_op o = { "script", NULL };
	enum status st = ST_OK;
	PGresult *r = NULL;
	st = op_read(cx, c, &o, deadline, &r);
	PQclear(r);
	if (p->conn != NULL && PQenterPipelineMode(p->conn) != 1)
		return conn_lose(cx, c, "script", PQerrorMessage(p->conn), false);
	return st;
}

enum status
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

enum status
pg_open(struct cx *cx, struct db_conn *c)
{
	struct pg *p = pg_of(c);
	if (p == NULL)
		p = c->handle = arena_new_one(c->arena, struct pg);
	conn_drop(c);
	if (pg_shut(c->db))
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

void
pg_close(struct db_conn *c)
{
	if (pg_of(c) != NULL)
		conn_drop(c);
}
