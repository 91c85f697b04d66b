/* Fills a demo folder up to many dossiers, and prepares what the clients of the benchmark send. For measuring only: the
 * dossiers that `motcua demo` made by the real moves are copied row by row past all rules, with everything that hangs on
 * them. A copy differs in its ids and its code.
 *
 *   motcua demo --data DIR;  build/bench/seed --data DIR --dossiers 100000 --drafts 60000 [--database URL]
 *
 * Ids: those of a demo use only the lowest 8 of the 22 bits below the millisecond, so copy k is the id + 256k: as if
 * thousands of servers had worked at the same moments. Codes: copy k of …-0003 is …-(10000k + 3). Then the ledger is
 * sealed and the tallies are recounted, so that the whole is as true as if it had been lived.
 *
 * Writes DIR/bench/: drafts.txt (token csrf id key), reads.txt (token id code digits), officer.txt (token). */
#include <sys/stat.h>
#include <unistd.h>

#include "app/app.h"
#include "app/demo.h"
#include "core/ledger/ledger.h"
#include "core/unit/unit.h"
#include "features/account/account.h"
#include "platform/blob/blob.h"
#include "platform/crypt/crypt.h"
#include "platform/crypt/hash.h"

enum { STEP = 256, COPIES_MAX = (1 << 22) / STEP - 1, THINGS_MAX = 2000 };

#define COPIES "WITH RECURSIVE c(n) AS (SELECT :from UNION ALL SELECT n + 1 FROM c WHERE n < :to) "
#define CODE(col) "substr(d." col ", 1, length(d." col ") - 4) || CAST(CAST(substr(d." col ", length(d." col ") - 3) AS BIGINT) + 10000 * c.n AS TEXT)"

STMT(seed_things, "SELECT id FROM dossier WHERE state <> 0 ORDER BY id LIMIT 2000");
STMT(seed_dossier,
     "INSERT INTO dossier (id, code, code_fold, state, version, unit_id, desk_id, procedure_id, account_id, channel, applicant, "
     "applicant_fold, citizen_no, phone, email, address, created_at, submitted_at, answer_due_at, expected_at, accepted_at, "
     "effective_at, due_at, paused_at, extended_at, extended_by, finished_at, returned_at, step, step_due_at, assignee, sort_at) "
     COPIES "SELECT d.id + 256 * c.n, " CODE("code") ", " CODE("code_fold") ", state, version, unit_id, desk_id, procedure_id, "
     "account_id, channel, applicant, applicant_fold, citizen_no, phone, email, address, created_at, submitted_at, answer_due_at, "
     "expected_at, accepted_at, effective_at, due_at, paused_at, extended_at, extended_by, finished_at, returned_at, step, "
     "step_due_at, assignee, sort_at FROM dossier d, c WHERE d.id = :id");
STMT(seed_value,
     "INSERT INTO dossier_value (dossier_id, body, saved_at) " COPIES
     "SELECT v.dossier_id + 256 * c.n, body, saved_at FROM dossier_value v, c WHERE v.dossier_id = :id");
STMT(seed_paper,
     "INSERT INTO dossier_paper (id, dossier_id, paper, name, sha256, type, size, original, mark, reason, added_by, added_at) " COPIES
     "SELECT p.id + 256 * c.n, dossier_id + 256 * c.n, paper, name, sha256, type, size, original, mark, reason, added_by, added_at "
     "FROM dossier_paper p, c WHERE p.dossier_id = :id");
STMT(seed_pause,
     "INSERT INTO dossier_pause (dossier_id, from_at, until_at) " COPIES
     "SELECT p.dossier_id + 256 * c.n, from_at, until_at FROM dossier_pause p, c WHERE p.dossier_id = :id");
STMT(seed_pinned,
     "INSERT INTO dossier_pinned (dossier_id, hours, body) " COPIES
     "SELECT p.dossier_id + 256 * c.n, hours, body FROM dossier_pinned p, c WHERE p.dossier_id = :id");
STMT(seed_slip,
     "INSERT INTO dossier_slip (id, dossier_id, kind, no, body, issued_at, issued_by) " COPIES
     "SELECT s.id + 256 * c.n, dossier_id + 256 * c.n, kind, no, body, issued_at, issued_by FROM dossier_slip s, c WHERE s.dossier_id = :id");
STMT(seed_result,
     "INSERT INTO dossier_result (dossier_id, kind, title, body, sha256, signer, at) " COPIES
     "SELECT r.dossier_id + 256 * c.n, kind, title, body, sha256, signer, at FROM dossier_result r, c WHERE r.dossier_id = :id");
STMT(seed_fee,
     "INSERT INTO dossier_fee (id, dossier_id, label, amount, paid_at, paid_to) " COPIES
     "SELECT f.id + 256 * c.n, dossier_id + 256 * c.n, label, amount, paid_at, paid_to FROM dossier_fee f, c WHERE f.dossier_id = :id");
STMT(seed_event,
     "INSERT INTO ledger_event (id, actor, actor_kind, unit_id, verb, thing_kind, thing_id, from_state, to_state, reason, detail) "
     COPIES "SELECT e.id + 256 * c.n, actor, actor_kind, unit_id, verb, thing_kind, thing_id + 256 * c.n, from_state, to_state, reason, "
     "detail FROM ledger_event e, c WHERE e.thing_id = :id");
STMT(seed_pending, "INSERT INTO ledger_pending (id) " COPIES "SELECT e.id + 256 * c.n FROM ledger_event e, c WHERE e.thing_id = :id");
STMT(seed_bits, "SELECT coalesce(max(id & 4194303), 0) FROM (SELECT id FROM ledger_event UNION ALL SELECT id FROM dossier) t");
/* New codes of these days begin far above those of the copies. */
STMT(seed_counter, "UPDATE dossier_counter SET n = n + 90000000");
STMT(seed_citizens, "SELECT id, login, name, phone, email, address FROM account WHERE kind = 1 ORDER BY id LIMIT 40");
STMT(seed_session,
     "INSERT INTO account_session (token_hash, account_id, unit_id, stage, created_at, seen_at, expires_at, agent, secret) "
     "VALUES (:hash, :account, :unit, 0, :now, :now, :expires, 'bench', '')");
STMT(seed_reads,
     "SELECT id, code, account_id, citizen_no FROM dossier WHERE account_id <> 0 AND state <> 0 AND id % 1009 < :share "
     "ORDER BY id LIMIT 20000");

static const struct stmt *const per_thing[] = { &seed_dossier, &seed_value, &seed_paper, &seed_pause, &seed_pinned, &seed_slip,
						&seed_result, &seed_fee, &seed_pending, &seed_event };

struct seed {
	struct app app;
	struct demo demo;
	const char *token[DEMO_CITIZENS];
	int64_t drafts[DEMO_CITIZENS]; /* one real draft each */
	const struct unit *unit;
	int now; /* whose draft is being made */
};

struct copying {
	int64_t id, from, to;
	bool draft;
};

static enum status
copy_tx(struct cx *cx, void *input)
{
	const struct copying *c = input;
	for (size_t i = 0; i < ARRAY_LEN(per_thing); i++)
		TRY(db_exec(cx, per_thing[i], ARGS(I("from", c->from), I("to", c->to), I("id", c->id)), NULL));
	return ST_OK;
}

static enum status
copy(struct app *a, int64_t id, int64_t copies)
{
	struct copying c = { .id = id, .from = 1, .to = copies };
	return copies > 0 ? db_tx(&a->cx, a->db, 0, copy_tx, &c) : ST_OK;
}

static enum status
copy_things(struct app *a, int64_t wanted)
{
	struct cx *cx = &a->cx;
	int64_t id[THINGS_MAX], bits;
	size_t n = 0;
	struct rows rs;
	TRY(db_query_i64(cx, &seed_bits, NO_ARGS, 0, &bits));
	if (bits >= STEP)
		return fail(cx, ST_CONFLICT, "app.seed", "this folder was filled already, or is no plain demo");
	TRY(db_query(cx, &seed_things, NO_ARGS, &rs));
	while (db_next(&rs))
		id[n++] = db_i64(&rs, 0);
	TRY(db_end(&rs));
	int64_t copies = n > 0 ? wanted / (int64_t)n : 0;
	if (copies > COPIES_MAX)
		return fail(cx, ST_INVALID, "app.seed", "at most %d copies of each", COPIES_MAX);
	for (size_t i = 0; i < n; i++)
		TRY(copy(a, id[i], copies - 1 + ((int64_t)i < wanted % (int64_t)n)));
	fprintf(stderr, "%zu dossiers copied to %lld\n", n, (long long)wanted);
	return ST_OK;
}

static enum status
counter_tx(struct cx *cx, void *input UNUSED)
{
	return db_exec(cx, &seed_counter, NO_ARGS, NULL);
}

static enum status
make_true(struct app *a)
{
	struct tally_difference d[1];
	size_t differences;
	int64_t n = 1, t = time_mono();
	TRY(db_tx(&a->cx, a->db, 0, counter_tx, NULL));
	while (n > 0) {
		struct cx cx = a->cx;
		cx.arena = arena_new((size_t)1 << 30);
		TRY(ledger_seal(&cx, a->db, 20000, &n));
		arena_free(cx.arena);
	}
	fprintf(stderr, "sealed in %.1f s\n", (double)(time_mono() - t) / 1e6);
	t = time_mono();
	TRY(tally_recount(&a->cx, a->db, true, d, 1, &differences));
	fprintf(stderr, "recounted in %.1f s\n", (double)(time_mono() - t) / 1e6);
	return ST_OK;
}

/* --- people, sessions, drafts ----------------------------------------------------------------------------------- */

static enum status
citizens(struct seed *s)
{
	struct cx *cx = &s->app.cx;
	struct rows rs;
	int i = 0;
	TRY(db_query(cx, &seed_citizens, NO_ARGS, &rs));
	while (i < DEMO_CITIZENS && db_next(&rs)) {
		struct demo_person *p = &s->demo.citizen[i++];
		*p = (struct demo_person){ .id = db_i64(&rs, 0), .number = db_cstr(&rs, 1), .name = db_cstr(&rs, 2),
					   .phone = db_cstr(&rs, 3), .email = db_cstr(&rs, 4), .address = db_cstr(&rs, 5) };
	}
	TRY(db_end(&rs));
	for (i = 0; i < DEMO_CITIZENS; i++) {
		struct account a;
		TRY(account_load(cx, s->demo.citizen[i].id, &a));
		s->demo.citizen[i].sex = a.sex;
		s->demo.citizen[i].birth_day = a.birth_day;
	}
	return ST_OK;
}

static enum status
session(struct cx *cx, int64_t account, int64_t unit, const char **token)
{
	char hash[SHA256_HEX];
	*token = crypt_token(cx->arena);
	sha256_hex_of(str_of(*token), hash);
	return db_exec(cx, &seed_session,
		       ARGS(TC("hash", hash), I("account", account), I("unit", unit), I("now", cx->now),
			    I("expires", cx->now + 10 * TIME_HOUR)),
		       NULL);
}

/* Each in a transaction of its own, a while apart, so that its ids have milliseconds to themselves. */
static enum status
draft_tx(struct cx *cx, void *input)
{
	struct seed *s = input;
	const struct demo_person *p = &s->demo.citizen[s->now];
	struct dossier_start start = { .procedure = procedure_by_code(S("1.004873")), .unit = s->unit->id, .account = p->id };
	struct dossier d;
	cx->who = (struct who){ .account = p->id, .name = p->name };
	cx->now = time_now();
	TRY(session(cx, p->id, 0, &s->token[s->now]));
	TRY(dossier_start(cx, &start, &s->drafts[s->now]));
	TRY(dossier_load(cx, s->drafts[s->now], &d));
	return demo_fill(&s->demo, cx, &d, p);
}

static enum status
officer_tx(struct cx *cx, void *input)
{
	struct seed *s = input;
	int64_t officer;
	const char *token;
	TRY(account_officer_id(cx, S("tiepnhan"), &officer));
	TRY(session(cx, officer, s->unit->id, &token));
	FILE *f = fopen(arena_printf(cx->arena, "%s/bench/officer.txt", s->app.dir), "we");
	if (f == NULL)
		return fail(cx, ST_INTERNAL, "app.file", "officer.txt");
	fprintf(f, "%s\n", token);
	fclose(f);
	return ST_OK;
}

static enum status
people(struct seed *s)
{
	struct app *a = &s->app;
	if (unit_find(a->arena, S("phuong vinh hung nghe an"), "commune", &s->unit, 1) != 1)
		return fail(&a->cx, ST_NOT_FOUND, "app.seed", "no unit of the demo");
	for (s->now = 0; s->now < DEMO_CITIZENS; s->now++) {
		TRY(db_tx(&a->cx, a->db, 0, draft_tx, s));
		usleep(3000);
	}
	return db_tx(&a->cx, a->db, 0, officer_tx, s);
}

static const char *
csrf_of(struct arena *a, const char *token)
{
	char hex[SHA256_HEX];
	sha256_hex_of(str_of(arena_printf(a, "csrf:%s", token)), hex);
	return arena_strndup(a, hex, 40);
}

static enum status
write_drafts(struct seed *s, int64_t each)
{
	struct cx *cx = &s->app.cx;
	FILE *f = fopen(arena_printf(cx->arena, "%s/bench/drafts.txt", s->app.dir), "we");
	if (f == NULL)
		return fail(cx, ST_INTERNAL, "app.file", "drafts.txt");
	for (int64_t k = 0; k < each; k++)
		for (int i = 0; i < DEMO_CITIZENS; i++) {
			int64_t id = s->drafts[i] + STEP * k;
			fprintf(f, "%s %s %lld %016llx%016llx\n", s->token[i], csrf_of(cx->arena, s->token[i]), (long long)id,
				(unsigned long long)id, (unsigned long long)id * 0x9e3779b97f4a7c15u);
		}
	fclose(f);
	return ST_OK;
}

static enum status
drafts(struct seed *s, int64_t wanted)
{
	int64_t each = (wanted + DEMO_CITIZENS - 1) / DEMO_CITIZENS;
	for (int i = 0; i < DEMO_CITIZENS; i++)
		TRY(copy(&s->app, s->drafts[i], each - 1));
	return write_drafts(s, each);
}

static enum status
reads(struct seed *s, int64_t dossiers)
{
	struct cx *cx = &s->app.cx;
	struct rows rs;
	int64_t share = dossiers > 20000 ? 1009 * 20000 / dossiers + 1 : 1009;
	FILE *f = fopen(arena_printf(cx->arena, "%s/bench/reads.txt", s->app.dir), "we");
	if (f == NULL)
		return fail(cx, ST_INTERNAL, "app.file", "reads.txt");
	TRY(db_query(cx, &seed_reads, ARGS(I("share", share)), &rs));
	while (db_next(&rs)) {
		const char *number = db_cstr(&rs, 3);
		for (int i = 0; i < DEMO_CITIZENS; i++)
			if (s->demo.citizen[i].id == db_i64(&rs, 2) && strlen(number) == 12)
				fprintf(f, "%s %lld %s %s\n", s->token[i], (long long)db_i64(&rs, 0), db_cstr(&rs, 1), number + 8);
	}
	fclose(f);
	return db_end(&rs);
}

static enum status
seed(struct seed *s, int64_t dossiers, int64_t n_drafts)
{
	struct app *a = &s->app;
	const char *folder = arena_printf(a->arena, "%s/bench", a->dir);
	if (mkdir(folder, 0700) != 0)
		return fail(&a->cx, ST_CONFLICT, "app.seed", "%s is there already", folder);
	s->demo.app = a;
	s->demo.random.state = 7;
	s->demo.file_size = 17;
	TRY(blob_put(&a->cx, S("%PDF-1.4 % bench\n"), s->demo.file_sha256));
	TRY(citizens(s));
	TRY(copy_things(a, dossiers));
	TRY(make_true(a));
	TRY(people(s));
	TRY(drafts(s, n_drafts));
	return reads(s, dossiers);
}

int
main(int argc, char **argv)
{
	static const char *const known[] = { "data=", "database=", "dossiers=", "drafts=", NULL };
	static struct seed s;
	struct cli c;
	int64_t dossiers = 100000, n_drafts = 1000;
	if (!cli_read(&c, argc, argv, known))
		return 2;
	if ((cli_get(&c, "dossiers") != NULL && !cstr_i64(cli_get(&c, "dossiers"), &dossiers)) ||
	    (cli_get(&c, "drafts") != NULL && !cstr_i64(cli_get(&c, "drafts"), &n_drafts)))
		return 2;
	struct app_options o = cli_app(&c);
	enum status st = app_open(&s.app, &o, APP_DB | APP_REFERENCE);
	if (st != ST_OK)
		return app_fail(&s.app.cx, st, "seed");
	app_web(&s.app);
	st = seed(&s, dossiers, n_drafts);
	int code = st == ST_OK ? 0 : app_fail(&s.app.cx, st, "seed");
	app_close(&s.app);
	return code;
}
