/* The floor for writing to PostgreSQL: the rows of one submission, each transaction sent as one pipeline of prepared
 * statements, on 8 connections that each wait for their own commit.
 *   bare_pg URL DRAFTS N     prints submissions a second; DRAFTS is drafts.txt of bench/seed.c
 *   gcc -O2 -o bare_pg bench/peers/bare_pg.c $(pkg-config --cflags --libs libpq) -lpthread */
#include <libpq-fe.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { CONNECTIONS = 8, DRAFTS_MAX = 100000 };

static const struct {
	const char *name, *sql;
	int n;
} statement[] = {
	{ "begin", "BEGIN", 0 },
	{ "move", "UPDATE dossier SET state = 1, version = version + 1 WHERE id = $1::bigint AND state = 0", 1 },
	{ "submit", "UPDATE dossier SET code = $2, code_fold = $2, desk_id = 1, submitted_at = $3::bigint, answer_due_at = "
		    "$3::bigint, expected_at = $3::bigint, sort_at = $3::bigint, applicant = 'Nguyen Thi Lan Thu', address = $4 "
		    "WHERE id = $1::bigint", 4 },
	{ "slip", "INSERT INTO dossier_slip (id, dossier_id, kind, no, body, issued_at, issued_by) VALUES ($2::bigint, $1::bigint, "
		  "'acknowledgement', 1, $3, 0, 0)", 3 },
	{ "event", "INSERT INTO ledger_event (id, actor, actor_kind, unit_id, verb, thing_kind, thing_id, from_state, to_state, "
		   "reason, detail) VALUES ($2::bigint, 1, 1, 1, 'dossier.submit', 'dossier', $1::bigint, 0, 1, '', "
		   "'{\"desk\":\"897997131137155112\",\"was\":0,\"is\":20741,\"channel\":0}')", 2 },
	{ "pending", "INSERT INTO ledger_pending (id) VALUES ($1::bigint)", 1 },
	{ "key", "INSERT INTO flow_key (key, thing_id, event_id, action, actor) VALUES ($2, $1::bigint, $3::bigint, 'submit', 1)", 3 },
	{ "job", "INSERT INTO job (id, kind, payload, state, run_at, attempts, lease_until, worker, last_error, unique_key, "
		 "finished_at) VALUES ($1::bigint, 'bench.none', $2, 2, 0, 0, 0, '', '', $3, 0)", 3 },
	{ "number", "INSERT INTO dossier_counter (unit_id, day, n) VALUES ($1::bigint, 1, 1) ON CONFLICT (unit_id, day) DO UPDATE "
		    "SET n = dossier_counter.n + 1 RETURNING n", 1 },
	{ "tally", "INSERT INTO tally (figure, unit_id, day, dim, n) VALUES ('bench.open', $1::bigint, 1, 0, 1) ON CONFLICT (figure, "
		   "unit_id, day, dim) DO UPDATE SET n = tally.n + 1", 1 },
	{ "commit", "COMMIT", 0 },
};
enum { N = sizeof statement / sizeof *statement };

static const char *url;
static char *ids[DRAFTS_MAX];
static int n_ids;
static char filling[2048];

static void
die(PGconn *c, const char *what)
{
	fprintf(stderr, "bare_pg: %s: %s\n", what, PQerrorMessage(c));
	exit(1);
}

static PGconn *
open_connection(void)
{
	PGconn *c = PQconnectdb(url);
	if (PQstatus(c) != CONNECTION_OK)
		die(c, "connect");
	for (int i = 0; i < N; i++) {
		PGresult *r = PQprepare(c, statement[i].name, statement[i].sql, 0, NULL);
		if (PQresultStatus(r) != PGRES_COMMAND_OK)
			die(c, statement[i].name);
		PQclear(r);
	}
	if (!PQenterPipelineMode(c))
		die(c, "pipeline");
	return c;
}

static void
send_one(PGconn *c, int worker, int turn)
{
	char slip[24], event[24], job[24], code[64], key[64], address[61], unit[16], payload[901];
	long long base = 5000000000000000000LL + atoll(ids[turn]); /* ids of drafts lie far apart: unused, also in another run */
	snprintf(slip, sizeof slip, "%lld", base);
	snprintf(event, sizeof event, "%lld", base + 1);
	snprintf(job, sizeof job, "%lld", base + 2);
	snprintf(code, sizeof code, "B%d-%s", worker, ids[turn]);
	snprintf(key, sizeof key, "bench:%s", ids[turn]);
	snprintf(address, sizeof address, "%.60s", filling);
	snprintf(payload, sizeof payload, "%.900s", filling);
	snprintf(unit, sizeof unit, "%d", worker); /* as the program shares work out by unit */
	const char *value[N][4] = { { NULL }, { ids[turn] }, { ids[turn], code, "1", address }, { ids[turn], slip, payload },
				    { ids[turn], event }, { event }, { ids[turn], key, event }, { job, payload, key }, { unit }, { unit },
				    { NULL } };
	for (int i = 0; i < N; i++)
		if (!PQsendQueryPrepared(c, statement[i].name, statement[i].n, value[i], NULL, NULL, 0))
			die(c, "send");
	if (!PQpipelineSync(c))
		die(c, "sync");
	for (int done = 0; !done;) {
		PGresult *r = PQgetResult(c);
		if (r == NULL)
			continue;
		ExecStatusType s = PQresultStatus(r);
		done = s == PGRES_PIPELINE_SYNC;
		if (s != PGRES_PIPELINE_SYNC && s != PGRES_COMMAND_OK && s != PGRES_TUPLES_OK)
			die(c, PQresultErrorMessage(r));
		PQclear(r);
	}
}

static void *
work(void *arg)
{
	int worker = *(int *)arg;
	PGconn *c = open_connection();
	for (int i = worker; i < n_ids; i += CONNECTIONS)
		send_one(c, worker, i);
	PQfinish(c);
	return NULL;
}

static void
read_ids(const char *path, int n)
{
	char line[256], id[64];
	FILE *f = fopen(path, "r");
	while (f != NULL && n_ids < n && n_ids < DRAFTS_MAX && fgets(line, sizeof line, f) != NULL)
		if (sscanf(line, "%*s %*s %63s", id) == 1)
			ids[n_ids++] = strdup(id);
}

int
main(int argc, char **argv)
{
	pthread_t t[CONNECTIONS];
	int number[CONNECTIONS];
	struct timespec a, b;
	if (argc != 4)
		return fprintf(stderr, "bare_pg URL DRAFTS N\n"), 2;
	url = argv[1];
	memset(filling, 'x', sizeof filling - 1);
	read_ids(argv[2], atoi(argv[3]));
	clock_gettime(CLOCK_MONOTONIC, &a);
	for (int i = 0; i < CONNECTIONS; i++) {
		number[i] = i;
		pthread_create(&t[i], NULL, work, &number[i]);
	}
	for (int i = 0; i < CONNECTIONS; i++)
		pthread_join(t[i], NULL);
	clock_gettime(CLOCK_MONOTONIC, &b);
	printf("%.0f\n", n_ids / ((double)(b.tv_sec - a.tv_sec) + (double)(b.tv_nsec - a.tv_nsec) / 1e9));
	return 0;
}
