/* Inside the SQLite engine: the file copies of db_sqlite_copy.c. */
#ifndef PLATFORM_DB_DB_SQLITE_PRIV_H
#define PLATFORM_DB_DB_SQLITE_PRIV_H

#include <sqlite3.h>

#include "platform/db/db_priv.h"

sqlite3 *db_sqlite_handle(const struct db_conn *c);
/* The one number a pragma or query answers, -1 when it does not. */
int64_t db_sqlite_number(sqlite3 *db, const char *sql);
enum status db_sqlite_backup(struct cx *cx, struct db *db, const char *path) MUST_CHECK;
enum status db_sqlite_restore(struct cx *cx, struct db *db, const char *path) MUST_CHECK;

#endif
