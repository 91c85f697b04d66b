/* The floor for writing: the rows of one submission and nothing else, no rule, no page, no session. Two ways:
 *   bare_submit alone DATABASE DRAFTS N           one after the other, each its own transaction: submissions a second
 *   bare_submit serve DATABASE PORT THREADS       libmicrohttpd; each POST /…/ID/… is suspended, one writer takes all that
 *                                                 wait, a savepoint each, one COMMIT, then resumes them
 * DRAFTS is DIR/bench/drafts.txt of bench/seed.c. SQLite with WAL and synchronous=FULL, as the program has it.
 *   gcc -O2 -o bare_submit bench/peers/bare_submit.c -lmicrohttpd -lsqlite3 -lpthread */
#include <microhttpd.h>
#include <pthread.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { BEGIN, SAVE, RELEASE, COMMIT, MOVE, NUMBER, SUBMIT, SLIP, EVENT, PENDING, KEY, JOB, TALLY, N_STATEMENTS };

static const char *const sql[N_STATEMENTS] = {
	[BEGIN] = "BEGIN IMMEDIATE",
	[SAVE] = "SAVEPOINT one",
	[RELEASE] = "RELEASE one",
	[COMMIT] = "COMMIT",
	[MOVE] = "UPDATE dossier SET state = 1, version = version + 1 WHERE id = ?1 AND state = 0",
	[NUMBER] = "INSERT INTO dossier_counter (unit_id, day, n) VALUES (1, 1, 1) ON CONFLICT (unit_id, day) DO UPDATE SET "
		   "n = n + 1 RETURNING n",
	[SUBMIT] = "UPDATE dossier SET code = ?2, code_fold = ?2, desk_id = 1, submitted_at = ?3, answer_due_at = ?3, "
		   "expected_at = ?3, sort_at = ?3, applicant = 'Nguyen Thi Lan Thu', applicant_fold = 'nguyen thi lan thu', "
		   "citizen_no = '040190000001', phone = '0912345678', email = 'a@example.vn', address = ?4 WHERE id = ?1",
	[SLIP] = "INSERT INTO dossier_slip (id, dossier_id, kind, no, body, issued_at, issued_by) VALUES (?2, ?1, "
		 "'acknowledgement', 1, ?3, ?4, 0)",
	[EVENT] = "INSERT INTO ledger_event (id, actor, actor_kind, unit_id, verb, thing_kind, thing_id, from_state, to_state, "
		  "reason, detail) VALUES (?2, 1, 1, 1, 'dossier.submit', 'dossier', ?1, 0, 1, '', "
		  "'{\"desk\":\"897997131137155112\",\"was\":0,\"is\":20741,\"channel\":0}')",
	[PENDING] = "INSERT INTO ledger_pending (id) VALUES (?1)",
	[KEY] = "INSERT INTO flow_key (key, thing_id, event_id, action, actor) VALUES (?2, ?1, ?3, 'submit', 1)",
	[JOB] = "INSERT INTO job (id, kind, payload, state, run_at, attempts, lease_until, worker, last_error, unique_key, "
		"finished_at) VALUES (?1, 'bench.none', ?2, 0, ?3, 0, 0, '', '', ?4, 0)",
	[TALLY] = "INSERT INTO tally (figure, unit_id, day, dim, n) VALUES (?1, 1, 1, 0, ?2) ON CONFLICT (figure, unit_id, day, "
		  "dim) DO UPDATE SET n = n + excluded.n",
};

static sqlite3 *db;
static sqlite3_stmt *st[N_STATEMENTS];
static int64_t next_id;
static char filling[2048];

static void
die(const char *what)
{
	fprintf(stderr, "bare_submit: %s: %s\n", what, db != NULL ? sqlite3_errmsg(db) : "");
	exit(1);
}

static void
open_database(const char *path)
{
	struct timespec t;
	if (sqlite3_open(path, &db) != SQLITE_OK)
		die(path);
	sqlite3_exec(db, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA cache_size=-16384; "
			 "PRAGMA wal_autocheckpoint=4096", NULL, NULL, NULL);
	for (int i = 0; i < N_STATEMENTS; i++)
		if (sqlite3_prepare_v3(db, sql[i], -1, SQLITE_PREPARE_PERSISTENT, &st[i], NULL) != SQLITE_OK)
			die(sql[i]);
	clock_gettime(CLOCK_REALTIME, &t);
	next_id = ((t.tv_sec - 1577836800) * 1000) << 22;
	memset(filling, 'x', sizeof filling - 1);
}

static void
run(int i)
{
	int rc;
	while ((rc = sqlite3_step(st[i])) == SQLITE_ROW)
		continue;
	if (rc != SQLITE_DONE)
		die(sql[i]);
	sqlite3_reset(st[i]);
}

#define INT(i, at, v) sqlite3_bind_int64(st[i], at, v)
#define TEXT(i, at, p, n) sqlite3_bind_text(st[i], at, p, n, SQLITE_STATIC)

static void
submit_one(int64_t id)
{
	char code[64], key[96], unique[64];
	int64_t slip = next_id++, event = next_id++, job = next_id++, n = 0;
	INT(MOVE, 1, id);
	run(MOVE);
	while (sqlite3_step(st[NUMBER]) == SQLITE_ROW)
		n = sqlite3_column_int64(st[NUMBER], 0);
	sqlite3_reset(st[NUMBER]);
	snprintf(code, sizeof code, "H41.61.22-991231-%04lld", (long long)n);
	INT(SUBMIT, 1, id), TEXT(SUBMIT, 2, code, -1), INT(SUBMIT, 3, event), TEXT(SUBMIT, 4, filling, 60);
	run(SUBMIT);
	INT(SLIP, 1, id), INT(SLIP, 2, slip), TEXT(SLIP, 3, filling, 900), INT(SLIP, 4, event);
	run(SLIP);
	INT(EVENT, 1, id), INT(EVENT, 2, event);
	run(EVENT);
	INT(PENDING, 1, event);
	run(PENDING);
	snprintf(key, sizeof key, "dossier:897997132240257024:%016llx", (unsigned long long)id);
	INT(KEY, 1, id), TEXT(KEY, 2, key, -1), INT(KEY, 3, event);
	run(KEY);
	snprintf(unique, sizeof unique, "dossier-mail:%lld", (long long)event);
	INT(JOB, 1, job), TEXT(JOB, 2, filling, 900), INT(JOB, 3, event), TEXT(JOB, 4, unique, -1);
	run(JOB);
}

static void
tally(int n)
{
	static const char *const figure[] = { "bench.received", "bench.open" };
	for (int i = 0; i < 2; i++) {
		TEXT(TALLY, 1, figure[i], -1), INT(TALLY, 2, n);
		run(TALLY);
	}
}

static int
alone(const char *drafts, int n)
{
	struct timespec a, b;
	char line[256], token[64], csrf[64];
	long long id;
	int done = 0;
	FILE *f = fopen(drafts, "r");
	if (f == NULL)
		die(drafts);
	clock_gettime(CLOCK_MONOTONIC, &a);
	while (done < n && fgets(line, sizeof line, f) != NULL && sscanf(line, "%63s %63s %lld", token, csrf, &id) == 3) {
		run(BEGIN);
		submit_one(id);
		tally(1);
		run(COMMIT);
		done++;
	}
	clock_gettime(CLOCK_MONOTONIC, &b);
	printf("%.0f\n", done / ((double)(b.tv_sec - a.tv_sec) + (double)(b.tv_nsec - a.tv_nsec) / 1e9));
	return 0;
}

/* --- serving ------------------------------------------------------------------------------------------------------- */

struct one {
	struct MHD_Connection *c;
	int64_t id;
	int stage; /* 0: head seen, 1: waits, 2: done */
	struct one *next;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t some = PTHREAD_COND_INITIALIZER;
static struct one *waiting;

static void *
writer(void *arg)
{
	(void)arg;
	for (;;) {
		int n = 0;
		pthread_mutex_lock(&lock);
		while (waiting == NULL)
			pthread_cond_wait(&some, &lock);
		struct one *batch = waiting;
		waiting = NULL;
		pthread_mutex_unlock(&lock);
		run(BEGIN);
		for (struct one *o = batch; o != NULL; o = o->next, n++) {
			run(SAVE);
			submit_one(o->id);
			run(RELEASE);
		}
		tally(n);
		run(COMMIT);
		while (batch != NULL) {
			struct one *o = batch;
			batch = o->next;
			o->stage = 2;
			MHD_resume_connection(o->c);
		}
	}
	return NULL;
}

static enum MHD_Result
reply(struct MHD_Connection *c)
{
	static char no_body[] = "";
	struct MHD_Response *r = MHD_create_response_from_buffer(0, no_body, MHD_RESPMEM_PERSISTENT);
	MHD_add_response_header(r, "Location", "/ho-so/1?moi=1");
	enum MHD_Result done = MHD_queue_response(c, 303, r);
	MHD_destroy_response(r);
	return done;
}

static enum MHD_Result
answer(void *cls, struct MHD_Connection *c, const char *url, const char *method, const char *version,
       const char *upload, size_t *n_upload, void **seen)
{
	struct one *o = *seen;
	(void)cls, (void)method, (void)version, (void)upload;
	if (o == NULL) {
		*seen = o = calloc(1, sizeof *o);
		o->c = c;
		o->id = strtoll(url + strcspn(url, "0123456789"), NULL, 10);
		return MHD_YES;
	}
	if (*n_upload > 0) {
		*n_upload = 0;
		return MHD_YES;
	}
	if (o->stage == 2 || o->id == 0)
		return reply(c);
	o->stage = 1;
	MHD_suspend_connection(c);
	pthread_mutex_lock(&lock);
	o->next = waiting;
	waiting = o;
	pthread_cond_signal(&some);
	pthread_mutex_unlock(&lock);
	return MHD_YES;
}

static void
ended(void *cls, struct MHD_Connection *c, void **seen, enum MHD_RequestTerminationCode why)
{
	(void)cls, (void)c, (void)why;
	free(*seen);
	*seen = NULL;
}

static int
serve(unsigned port, unsigned threads)
{
	pthread_t t;
	signal(SIGPIPE, SIG_IGN);
	pthread_create(&t, NULL, writer, NULL);
	struct MHD_Daemon *d = MHD_start_daemon(
		MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_TURBO | MHD_ALLOW_SUSPEND_RESUME, (uint16_t)port, NULL, NULL, answer,
		NULL, MHD_OPTION_THREAD_POOL_SIZE, threads, MHD_OPTION_CONNECTION_LIMIT, 1024U, MHD_OPTION_NOTIFY_COMPLETED,
		ended, NULL, MHD_OPTION_END);
	if (d == NULL)
		die("port");
	pause();
	return 0;
}

int
main(int argc, char **argv)
{
	if (argc != 5)
		return fprintf(stderr, "bare_submit alone DATABASE DRAFTS N | serve DATABASE PORT THREADS\n"), 2;
	open_database(argv[2]);
	if (strcmp(argv[1], "alone") == 0)
		return alone(argv[3], atoi(argv[4]));
	return serve((unsigned)atoi(argv[3]), (unsigned)atoi(argv[4]));
}
