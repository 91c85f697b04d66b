/* One database, two engines (SQLite embedded, PostgreSQL), one SQL text (settled.md 1–9).
 *
 * A statement is a static value; its parameters are named (:code) and bound by name in the order given.
 *
 *   STMT(q_by_code, "SELECT id, state FROM dossier WHERE code = :code");
 *
 *   struct rows rs;
 *   TRY(db_query(cx, &q_by_code, ARGS(T("code", code)), &rs));
 *   while (db_next(&rs))
 *           d->id = db_i64(&rs, 0);
 *   TRY(db_end(&rs));
 *
 * Every STMT lands in a linker section, so the tests prepare all of them on both engines.
 *
 * Statements run on cx->db: a reader, or inside a transaction the writer's connection. A write outside a
 * transaction is a broken promise and stops the process: readers are opened read-only on both engines.
 *
 * SQL: `@ID@` in migrations is INTEGER or BIGINT PRIMARY KEY; `@ENGINE pg` … `@END` and `@ENGINE sqlite` … `@END`
 * keep lines to one engine. Values are int64, UTF-8 text or NULL; nothing else. */
#ifndef PLATFORM_DB_DB_H
#define PLATFORM_DB_DB_H

#include "base/base.h"

struct db;      /* the database: readers, writers, engine */
struct db_conn; /* one connection, of one thread at a time */
struct db_cursor;

struct stmt {
	const char *name; /* the C name, unique in the program */
	const char *sql;
	const char *file;
};

/* The value itself lies in the section: its place there is its slot in every connection's list of prepared
 * statements. The alignment is said so that the compiler leaves no gaps between them. */
#define STMT(var, text)                                                                     \
	static const struct stmt var                                                        \
		__attribute__((used, section("db_stmts"), aligned(sizeof(void *)))) = {     \
			#var, text, __FILE__                                                \
		}

/* A NULL that says its type spares PostgreSQL a second preparation. */
enum arg_kind { ARG_INT, ARG_TEXT, ARG_NULL, ARG_INT_NULL, ARG_TEXT_NULL };
struct arg {
	const char *name;
	enum arg_kind kind;
	int64_t i;
	struct str t;
};
struct args {
	const struct arg *p;
	size_t n;
};

#define ARGS(...)                                                     \
	((struct args){ (const struct arg[]){ __VA_ARGS__ },          \
			sizeof((const struct arg[]){ __VA_ARGS__ }) / sizeof(struct arg) })
#define NO_ARGS ((struct args){ NULL, 0 })
#define I(name, v) { (name), ARG_INT, (v), { NULL, 0 } }
#define T(name, v) { (name), ARG_TEXT, 0, (v) }             /* struct str */
#define TC(name, cstr) { (name), ARG_TEXT, 0, str_of(cstr) } /* NULL binds "" ; use TN for NULL */
#define TN(name, cstr) { (name), (cstr) == NULL ? ARG_TEXT_NULL : ARG_TEXT, 0, str_of(cstr) }
#define IN0(name, v) { (name), (v) == 0 ? ARG_INT_NULL : ARG_INT, (v), { NULL, 0 } } /* 0 binds NULL */
#define NUL(name) { (name), ARG_NULL, 0, { NULL, 0 } }

struct rows {
	struct cx *cx;
	struct db_cursor *cur; /* NULL when closed */
	enum status st;
};

/* Changes rows; *changed (may be NULL) gets how many. Failures: ST_CONFLICT for a broken unique or foreign key
 * ("db.constraint"), ST_BUSY (soft: db_tx retries), ST_FULL, ST_INTERNAL. With changed NULL, PostgreSQL may tell of
 * the failure only at a later statement of the transaction or at its end: who turns ST_CONFLICT into a sentence of
 * its own asks for changed. A statement that failed fails its whole transaction, on both engines: what may
 * collide says ON CONFLICT DO NOTHING and looks at changed. */
MUST_CHECK enum status db_exec(struct cx *cx, const struct stmt *q, struct args args, int64_t *changed);
/* Runs the statement and opens its result. Read it to the end or not, then close it with db_end, which tells of a
 * failure on the way. Results may be open beside each other, also of one statement. PostgreSQL holds a result whole:
 * page by key. */
MUST_CHECK enum status db_query(struct cx *cx, const struct stmt *q, struct args args, struct rows *rs);
bool db_next(struct rows *rs);
MUST_CHECK enum status db_end(struct rows *rs);
int64_t db_i64(struct rows *rs, int col);        /* NULL gives 0 */
bool db_is_null(struct rows *rs, int col);
struct str db_str(struct rows *rs, int col);     /* copied into cx->arena; NULL gives the empty view */
const char *db_cstr(struct rows *rs, int col);   /* copied into cx->arena; NULL gives "" */
/* The first column of the first row, or `none` without a row. */
MUST_CHECK enum status db_query_i64(struct cx *cx, const struct stmt *q, struct args args, int64_t none,
				    int64_t *out);

/* --- opening ---------------------------------------------------------------------------------------- */

struct db_options {
	const char *url;       /* "sqlite:/path/motcua.db" or "postgresql://…" */
	const char *password_file; /* for PostgreSQL; NULL uses PGPASSFILE (settled.md 13) */
	int writers;           /* PostgreSQL only; 0 = 4. SQLite has one */
	bool read_only;
};
enum status db_open(struct cx *cx, const struct db_options *o, struct db **out) MUST_CHECK;
void db_close(struct db *db);
bool db_is_pg(const struct db *db);
/* A connection for reading, for the calling thread; the thread that opened it closes it. */
MUST_CHECK enum status db_reader(struct cx *cx, struct db *db, struct db_conn **out);
/* From its next statement to db_conn_rest a reader on SQLite shows one moment of the database, and takes the lock of the
 * WAL once instead of once a statement: a fifth of the CPU of a page with nine statements. For short work only: while it
 * lasts the WAL cannot begin anew. A db_tx in between lets go, so that one's own write is seen. On PostgreSQL each statement
 * goes on to show its own moment. */
void db_conn_hold(struct db_conn *c);
/* Ends db_conn_hold and closes the results that a failing handler left open (TRY between db_query and db_end). The edge
 * calls it after each request: an open result on SQLite keeps the WAL from being emptied. */
void db_conn_rest(struct db_conn *c);
void db_conn_close(struct db_conn *c);
/* Leases a node number from table `node` and hands it to id_node; renewed by a thread of its own while open. */
MUST_CHECK enum status db_node_lease(struct cx *cx, struct db *db);

/* --- transactions ----------------------------------------------------------------------------------- */

/* The body of a transaction. Repeatable: it is called again after a soft failure, and when its batch was lost. When
 * PostgreSQL went away during COMMIT the first run may have been committed: what must not happen twice claims its
 * idempotency key as the first statement (core/flow does). The same holds for who is told ST_BUSY "db.down".
 * Uses cx->db, writes no reply, keeps nothing outside `input` (which it may fill with results afresh each time).
 * Any status but ST_OK rolls back its own savepoint only. */
typedef enum status db_tx_fn(struct cx *cx, void *input);

/* Runs fn in a transaction and waits: for jobs and commands. On SQLite inside `serve` this goes through the
 * writer thread; in a command it is BEGIN IMMEDIATE with a wait of 5 s. `share` picks the writer connection on
 * PostgreSQL: the unit's id, or 0. Never called inside a transaction or from `done` (asserted). */
MUST_CHECK enum status db_tx(struct cx *cx, struct db *db, int64_t share, db_tx_fn *fn, void *input);

/* As db_tx, but returns at once; `done` is called from the writer's thread after the flush to disk with the
 * outcome (cx->fault says why). cx, its arena and input belong to the writer until then. */
typedef void db_done_fn(struct cx *cx, enum status st, void *done_arg);
void db_submit(struct cx *cx, struct db *db, int64_t share, db_tx_fn *fn, void *input,
	       db_done_fn *done, void *done_arg);

/* Starts the writer threads (serve, work); without it db_tx runs in the calling thread. */
MUST_CHECK enum status db_start_writers(struct cx *cx, struct db *db);

/* Tally deltas and other sums of a batch, kept by core/tally per writer thread; set once at start. Called in the
 * writer's thread: settle after each member (not kept: it was rolled back to its savepoint, drop what it added),
 * flush once before the commit of the batch on the writer's connection, forget when the whole batch is lost. The
 * blocking form without writer threads calls them alike (a batch of one). Any of them may be NULL. */
struct db_batch_hooks {
	void (*settle)(bool kept);
	enum status (*flush)(struct cx *cx);
	void (*forget)(void);
};
void db_set_batch_hooks(const struct db_batch_hooks *h);

/* --- schema ----------------------------------------------------------------------------------------- */

struct db_migration {
	int number;
	const char *name; /* "0001_base.sql" */
	struct str sql;
};
/* Makes the table `schema_version`, then applies what is missing, in order, one transaction each,
 * noting name and a hash of the text (FNV-1a: it finds a changed text, it is no seal). A schema
 * newer than the program or a changed text is ST_CONFLICT ("db.schema.newer", "db.schema.changed"). On PostgreSQL
 * refuses a database that is not UTF8 with collation C ("db.collation"). */
MUST_CHECK enum status db_migrate(struct cx *cx, struct db *db, const struct db_migration *m, size_t n);
/* Only checks; ST_CONFLICT "db.schema.older" when migrations are waiting. */
MUST_CHECK enum status db_check_schema(struct cx *cx, struct db *db, const struct db_migration *m, size_t n);

/* SQLite: VACUUM INTO path. PostgreSQL: pg_dump -Fc to path. The path must not exist. Restore refuses a database
 * that holds any table ("db.restore.not_empty"). */
MUST_CHECK enum status db_backup(struct cx *cx, struct db *db, const char *path);
MUST_CHECK enum status db_restore(struct cx *cx, struct db *db, const char *path);

/* All statements of the program, for the tests. */
size_t db_stmt_list(const struct stmt **out);
/* Prepares on the engine of cx->db, with the parameter types it will be given. */
MUST_CHECK enum status db_prepare_check(struct cx *cx, const struct stmt *q);

struct db_figures {
	int64_t commits, transactions, retries, wal_bytes, waiting;
	bool up;   /* PostgreSQL answered last time (settled.md 8) */
	bool full; /* within the last half minute something found no room on the disk; small things may still have */
};
void db_figures(struct db *db, struct db_figures *out);

#endif
