/* The floor to measure against: libmicrohttpd with nothing around it, set up as its makers advise for speed (epoll,
 * a thread per core, TURBO). Each request reads one dossier by its id from SQLite (a connection and a prepared statement
 * per thread) and prints a page of N bytes with the row at its head. Without a database it prints the bytes alone.
 *   gcc -O2 -o bare_mhd bench/peers/bare_mhd.c -lmicrohttpd -lsqlite3;  ./bare_mhd PORT BYTES THREADS [DATABASE] */
#include <microhttpd.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { IDS_MAX = 20000 };

static char *page;
static size_t page_bytes;
static const char *database;
static sqlite3_int64 ids[IDS_MAX];
static size_t n_ids;

static sqlite3 *
open_database(void)
{
	sqlite3 *db;
	if (sqlite3_open_v2(database, &db, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
		exit(1);
	return db;
}

static void
read_ids(void)
{
	sqlite3 *db = open_database();
	sqlite3_stmt *q;
	sqlite3_prepare_v2(db, "SELECT id FROM dossier WHERE state <> 0 AND id % 1009 < 200 ORDER BY id LIMIT 20000", -1, &q, NULL);
	while (n_ids < IDS_MAX && sqlite3_step(q) == SQLITE_ROW)
		ids[n_ids++] = sqlite3_column_int64(q, 0);
	sqlite3_finalize(q);
	sqlite3_close(db);
	if (n_ids == 0)
		exit(1);
}

/* The row's values at the head of the page, the rest is filling. */
static void
read_row(char *body)
{
	static __thread sqlite3_stmt *q;
	static __thread uint64_t turn = 88172645463325252u;
	turn ^= turn << 13, turn ^= turn >> 7, turn ^= turn << 17;
	if (q == NULL)
		sqlite3_prepare_v3(open_database(),
				   "SELECT code, state, applicant, due_at, submitted_at, unit_id FROM dossier WHERE id = ?", -1,
				   SQLITE_PREPARE_PERSISTENT, &q, NULL);
	sqlite3_bind_int64(q, 1, ids[turn % n_ids]);
	if (sqlite3_step(q) == SQLITE_ROW) {
		int n = snprintf(body, page_bytes, "<p>%s %d %s %lld %lld %lld</p>", (const char *)sqlite3_column_text(q, 0),
				 sqlite3_column_int(q, 1), (const char *)sqlite3_column_text(q, 2),
				 (long long)sqlite3_column_int64(q, 3), (long long)sqlite3_column_int64(q, 4),
				 (long long)sqlite3_column_int64(q, 5));
		body[n] = ' ';
	}
	sqlite3_reset(q);
}

static enum MHD_Result
answer(void *cls, struct MHD_Connection *c, const char *url, const char *method, const char *version,
       const char *upload, size_t *n_upload, void **seen)
{
	struct MHD_Response *r;
	(void)cls, (void)url, (void)method, (void)version, (void)upload;
	if (*seen == NULL || *n_upload > 0) {
		*seen = page;
		*n_upload = 0;
		return MHD_YES;
	}
	if (database != NULL) {
		char *body = malloc(page_bytes + 1);
		memcpy(body, page, page_bytes);
		read_row(body);
		r = MHD_create_response_from_buffer(page_bytes, body, MHD_RESPMEM_MUST_FREE);
	} else {
		r = MHD_create_response_from_buffer(page_bytes, page, MHD_RESPMEM_PERSISTENT);
	}
	MHD_add_response_header(r, MHD_HTTP_HEADER_CONTENT_TYPE, "text/html; charset=utf-8");
	enum MHD_Result done = MHD_queue_response(c, MHD_HTTP_OK, r);
	MHD_destroy_response(r);
	return done;
}

int
main(int argc, char **argv)
{
	if (argc < 4)
		return fprintf(stderr, "bare_mhd PORT BYTES THREADS [DATABASE]\n"), 2;
	page_bytes = strtoul(argv[2], NULL, 10);
	if (page_bytes < 1024)
		page_bytes = 1024;
	page = malloc(page_bytes + 1);
	memset(page, 'x', page_bytes);
	if (argc > 4) {
		database = argv[4];
		read_ids();
	}
	struct MHD_Daemon *d = MHD_start_daemon(
		MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_TURBO, (uint16_t)strtoul(argv[1], NULL, 10), NULL, NULL,
		answer, NULL, MHD_OPTION_THREAD_POOL_SIZE, (unsigned)strtoul(argv[3], NULL, 10), MHD_OPTION_CONNECTION_LIMIT,
		1024U, MHD_OPTION_END);
	if (d == NULL)
		return perror("bare_mhd"), 1;
	signal(SIGPIPE, SIG_IGN);
	pause();
	return 0;
}
