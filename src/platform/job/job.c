#include "platform/job/job.h"
#include "platform/job/job_priv.h"

STMT(q_job_add,
     "INSERT INTO job (id, kind, payload, state, run_at, attempts, lease_until, worker, last_error, unique_key, finished_at) "
     "VALUES (:id, :kind, :payload, 0, :run_at, 0, 0, '', '', :unique_key, 0) "
     "ON CONFLICT (unique_key) WHERE unique_key IS NOT NULL DO NOTHING");
STMT(q_job_list,
     "SELECT id, kind, payload, state, run_at, attempts, last_error, finished_at FROM job WHERE state = :state AND "
     "state <> 2 AND id > :after ORDER BY id LIMIT :max");
STMT(q_job_count, "SELECT count(*) FROM job WHERE state = :state AND state <> 2");
STMT(q_job_revive, "UPDATE job SET state = 0, attempts = 0, run_at = :now WHERE id = :id AND state = 3");
STMT(q_job_discard, "DELETE FROM job WHERE id = :id AND state = 3");

enum status
job_enqueue(struct cx *cx, const char *kind, struct str payload, int64_t run_at, const char *unique_key)
{
	return db_exec(cx, &q_job_add,
		       ARGS(I("id", id_next()), TC("kind", kind), T("payload", payload), I("run_at", run_at),
			    TN("unique_key", unique_key)),
		       NULL);
}

enum status
job_list(struct cx *cx, enum job_state state, int64_t after, struct job_row *out, size_t max, size_t *n)
{
	struct rows rs;
	*n = 0;
	TRY(db_query(cx, &q_job_list, ARGS(I("state", state), I("after", after), I("max", (int64_t)max)), &rs));
	while (*n < max && db_next(&rs))
		out[(*n)++] = (struct job_row){
			.id = db_i64(&rs, 0), .kind = db_cstr(&rs, 1), .payload = db_cstr(&rs, 2),
			.state = (enum job_state)db_i64(&rs, 3), .run_at = db_i64(&rs, 4),
			.attempts = (int)db_i64(&rs, 5), .last_error = db_cstr(&rs, 6), .finished_at = db_i64(&rs, 7),
		};
	return db_end(&rs);
}

enum status
job_count(struct cx *cx, enum job_state state, int64_t *n)
{
	return db_query_i64(cx, &q_job_count, ARGS(I("state", state)), 0, n);
}

static enum status
one_dead(struct cx *cx, const struct stmt *q, struct args args, int64_t id)
{
	int64_t changed;
	TRY(db_exec(cx, q, args, &changed));
	return changed == 1 ? ST_OK : fail(cx, ST_CONFLICT, "job.not_dead", "job %lld is no dead letter", (long long)id);
}

enum status
job_revive(struct cx *cx, int64_t id)
{
	return one_dead(cx, &q_job_revive, ARGS(I("now", cx->now), I("id", id)), id);
}

enum status
job_discard(struct cx *cx, int64_t id)
{
	return one_dead(cx, &q_job_discard, ARGS(I("id", id)), id);
}
