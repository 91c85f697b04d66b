/* Inside platform/db only: the database, its connections and cursors, and what an engine offers. */
#ifndef PLATFORM_DB_DB_PRIV_H
#define PLATFORM_DB_DB_PRIV_H

#include "platform/db/db.h"

#include <pthread.h>
#include <stdatomic.h>

enum {
	DB_PARAMS_MAX = 128,
	DB_WRITERS_MAX = 16,
	DB_RETRIES_MAX = 5,
	DB_WAIT_MS = 5000,    /* for another process's write (SQLite), for a statement (PostgreSQL) */
	DB_CONNECT_S = 2,     /* settled.md 8 */
	DB_WAL_MAX = 16 << 20 /* bytes in the WAL at which the writer empties it (settled.md 4) */
};

enum db_role { DB_READER, DB_WRITER };

/* The words of a transaction. */
enum db_control {
	DB_BEGIN,
	DB_SAVEPOINT,
	DB_RELEASE,
	DB_ROLLBACK_TO, /* to the savepoint, which is released as well */
	DB_COMMIT,
	DB_ROLLBACK,
	DB_N_CONTROL
};

/* A statement on one connection; lives as long as the connection. */
struct db_prepared {
	const struct stmt *stmt;
	int n_params;
	const char **params; /* names without the colon, in the engine's order */
	void *handle;        /* sqlite3_stmt */
	bool in_use;         /* SQLite: a cursor runs on handle */
	const char *sql;     /* PostgreSQL: with $n */
	unsigned *types;     /* PostgreSQL: OID of each parameter, 0 not known yet */
	unsigned generation; /* PostgreSQL: of the opening it was prepared in, 0 never */
	unsigned version;    /* PostgreSQL: grows with what is known of the types; part of its name there */
};

struct db_cursor {
	struct db_conn *conn;
	struct db_cursor *next, *prev; /* in conn->open, or next in conn->spare */
	struct db_prepared *ps;
	void *handle; /* sqlite3_stmt or PGresult */
	int row;
	bool primed;  /* SQLite: a row was stepped to that db_next has not given yet */
	bool on_row;
};

struct db_conn {
	struct db *db;
	enum db_role role;
	struct arena *arena;            /* what lives as long as the connection */
	struct db_prepared **prepared;  /* by place in the section db_stmts */
	struct db_cursor *open, *spare;
	bool in_tx;
	bool hold, held;                /* db_conn_hold: asked for; a statement has begun it */
	enum status failed;             /* of the running member: later statements answer the same */
	struct fault failure;
	void *handle;                   /* engine's */
};

/* What db_sqlite.c and db_pg.c offer. Every function that takes cx records the fault there. */
struct db_engine {
	bool pg;
	enum status (*open)(struct cx *cx, struct db_conn *c); /* also after `lost`: opens anew */
	void (*close)(struct db_conn *c);
	enum status (*prepare)(struct cx *cx, struct db_conn *c, const struct stmt *q, struct db_prepared **out);
	enum status (*exec)(struct cx *cx, struct db_conn *c, struct db_prepared *ps,
			    const struct arg *const *arg, int64_t *changed);
	enum status (*query)(struct cx *cx, struct db_cursor *cur, const struct arg *const *arg);
	enum status (*next)(struct cx *cx, struct db_cursor *cur); /* sets on_row */
	void (*finish)(struct db_cursor *cur);
	int64_t (*i64)(struct db_cursor *cur, int col);
	bool (*is_null)(struct db_cursor *cur, int col);
	struct str (*text)(struct db_cursor *cur, int col); /* valid until the next row */
	enum status (*control)(struct cx *cx, struct db_conn *c, enum db_control op);
	/* Waits for what was only sent; tells of its failure. */
	enum status (*settle)(struct cx *cx, struct db_conn *c);
	bool (*alive)(struct db_conn *c);                      /* the transaction still stands */
	bool (*lost)(struct db_conn *c);                       /* the connection is gone */
	enum status (*script)(struct cx *cx, struct db_conn *c, const char *sql);
	enum status (*check)(struct cx *cx, struct db_conn *c, const struct stmt *q);
	enum status (*fit)(struct cx *cx, struct db_conn *c);  /* the database is one we can use; may be NULL */
	void (*tend)(struct cx *cx, struct db_conn *c);        /* between batches, after everybody was told; may be NULL */
	enum status (*backup)(struct cx *cx, struct db *db, const char *path);
	enum status (*restore)(struct cx *cx, struct db *db, const char *path);
	void (*snapshot)(struct db_conn *c, bool begin);       /* of a reader; NULL: each statement sees its own moment */
	int batch_max;
};
extern const struct db_engine db_engine_sqlite, db_engine_pg;

struct db_task {
	struct cx *cx;
	db_tx_fn *fn;
	void *input;
	db_done_fn *done;
	void *done_arg;
	struct db_task *next;
	enum status st;
	int attempts;
};

struct db_writer {
	struct db *db;
	struct db_conn *conn;
	struct cx cx; /* for the hooks and the words of the transaction */
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	struct db_task *first, **last;
	bool stop;
};

struct db_node; /* db_node.c */

struct db {
	const struct db_engine *engine;
	struct arena *arena;
	const char *url;
	const char *path;     /* SQLite: of the file */
	const char *password; /* PostgreSQL: NULL when no file was named */
	bool read_only;
	int n_writers;
	struct db_writer writer[DB_WRITERS_MAX];
	atomic_bool threads;    /* the writers run; else transactions run in the caller, one at a time */
	pthread_mutex_t direct; /* held while a caller runs on writer[0] itself */
	struct db_node *node;
	_Atomic int64_t down_until; /* monotonic; until then reads are refused at once */
	atomic_bool up;
	_Atomic int64_t commits, transactions, retries, wal_bytes, waiting;
	_Atomic int64_t full_at; /* time_mono() when a transaction last found no room, 0: never */
};

enum status db_conn_open(struct cx *cx, struct db *db, enum db_role role, struct db_conn **out) MUST_CHECK;
/* What db_conn_hold holds ends; the next statement begins it anew. */
void db_conn_let_go(struct db_conn *c);
size_t db_stmt_count(void);
/* Puts args in the order of ps->params; by_pos has room for DB_PARAMS_MAX. */
enum status db_args_order(struct cx *cx, const struct db_prepared *ps, struct args args,
			  const struct arg **by_pos) MUST_CHECK;

enum status db_writer_init(struct cx *cx, struct db *db, struct db_writer *w) MUST_CHECK;
void db_writers_stop(struct db *db);
/* Runs fn(cx, input) holding writer[0] in the calling thread, outside any transaction: migrations, restore. */
enum status db_direct(struct cx *cx, struct db *db, enum status (*fn)(struct cx *cx, struct db_conn *c, void *input),
		      void *input) MUST_CHECK;
void db_node_release(struct db *db);

/* pg_dump and pg_restore (db_pg_tool.c) */
enum status db_pg_dump(struct cx *cx, struct db *db, const char *path) MUST_CHECK;
enum status db_pg_load(struct cx *cx, struct db *db, const char *path) MUST_CHECK;
enum status db_pg_address(struct cx *cx, const char *url) MUST_CHECK;

#endif
