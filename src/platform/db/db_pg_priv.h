/* Inside the PostgreSQL engine: the wire (db_pg_wire.c), which db_pg.c speaks through.
 *
 * Always in pipeline mode: what need not be known at once is only sent, and one wait brings all answers
 * (settled.md 4). A time limit stands on every wait, also when the server was stopped and says nothing
 * (settled.md 8). */
#ifndef PLATFORM_DB_DB_PG_PRIV_H
#define PLATFORM_DB_DB_PG_PRIV_H

#include <libpq-fe.h>

#include "platform/db/db_priv.h"

enum { PG_QUEUE_MAX = 64 };

/* Something sent whose answer was not read yet. */
struct pg_op {
	const char *what;
	struct db_prepared *prepares; /* set when this is a preparation */
};

/* handle of a db_conn */
struct pg {
	PGconn *conn;        /* NULL when lost */
	unsigned generation; /* counts the openings */
	struct pg_op queue[PG_QUEUE_MAX];
	int n_queue;
};

static inline struct pg *
pg_of(const struct db_conn *c)
{
	return c->handle;
}

enum status pg_open(struct cx *cx, struct db_conn *c) MUST_CHECK;
void pg_close(struct db_conn *c);
/* Reads were told to wait: somebody just found the server gone. */
bool pg_shut(struct db *db);

/* Before something is sent: a connection, and room for a statement with its preparation. */
enum status pg_ready(struct cx *cx, struct db_conn *c) MUST_CHECK;
/* Counts what was just handed to libpq; sent is libpq's answer. */
enum status pg_put(struct cx *cx, struct db_conn *c, const char *what, struct db_prepared *prepares,
		   int sent) MUST_CHECK;
/* A word without parameters, only sent. */
enum status pg_put_word(struct cx *cx, struct db_conn *c, const char *sql) MUST_CHECK;
/* Waits for all that was sent. The first failure is the status; *last (may be NULL) gets the last op's result, to be
 * cleared by the caller. */
enum status pg_wait(struct cx *cx, struct db_conn *c, PGresult **last) MUST_CHECK;
/* Several statements through the simple protocol, without a time limit. */
enum status pg_script(struct cx *cx, struct db_conn *c, const char *sql) MUST_CHECK;

#endif
