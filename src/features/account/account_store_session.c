/* Every statement on sessions, links, tries and parked forms. */
#include "features/account/account_priv.h"

#define SESSION_COLUMNS "token_hash, account_id, unit_id, stage, created_at, seen_at, expires_at, agent, secret"

STMT(q_account_session_insert,
     "INSERT INTO account_session (" SESSION_COLUMNS ") VALUES (:hash, :account, :unit, :stage, :now, :now, :expires, "
     ":agent, :secret)");
STMT(q_account_session_get, "SELECT " SESSION_COLUMNS " FROM account_session WHERE token_hash = :hash");
/* One look per request: whose session is this, and is it still one? */
STMT(q_account_session_who,
     "SELECT s.account_id, s.unit_id, s.created_at, s.seen_at, a.kind, a.name, a.checked_at FROM account_session s JOIN account a "
     "ON a.id = s.account_id WHERE s.token_hash = :hash AND s.stage = 0 AND s.expires_at > :now AND a.disabled_at = 0");
STMT(q_account_session_full,
     "UPDATE account_session SET stage = 0, secret = '', unit_id = :unit, seen_at = :now, expires_at = :expires "
     "WHERE token_hash = :hash");
STMT(q_account_session_unit, "UPDATE account_session SET unit_id = :unit WHERE token_hash = :hash");
STMT(q_account_session_touch,
     "UPDATE account_session SET seen_at = :now, expires_at = :expires WHERE token_hash = :hash AND seen_at < :before AND "
     "expires_at > :now");
STMT(q_account_session_end, "UPDATE account_session SET expires_at = :now WHERE token_hash = :hash AND expires_at > :now");
STMT(q_account_session_end_all,
     "UPDATE account_session SET expires_at = :now WHERE account_id = :account AND token_hash <> :keep AND expires_at > :now");
STMT(q_account_session_list,
     "SELECT " SESSION_COLUMNS " FROM account_session WHERE account_id = :account AND stage = 0 AND expires_at > :now "
     "ORDER BY seen_at DESC LIMIT :max");

STMT(q_account_token_insert,
     "INSERT INTO account_token (token_hash, account_id, purpose, value, expires_at) VALUES (:hash, :account, :purpose, "
     ":value, :expires)");
STMT(q_account_token_get,
     "SELECT account_id FROM account_token WHERE token_hash = :hash AND purpose = :purpose AND expires_at > :now");
STMT(q_account_token_take,
     "DELETE FROM account_token WHERE token_hash = :hash AND purpose = :purpose AND expires_at > :now "
     "RETURNING account_id, value");
STMT(q_account_token_drop, "DELETE FROM account_token WHERE account_id = :account AND purpose = :purpose");

STMT(q_account_attempt_get, "SELECT n, last_at FROM account_attempt WHERE subject = :subject");
STMT(q_account_attempt_add,
     "INSERT INTO account_attempt (subject, n, last_at) VALUES (:subject, 1, :now) ON CONFLICT (subject) DO UPDATE SET "
     "n = CASE WHEN account_attempt.last_at < :forget THEN 1 ELSE account_attempt.n + 1 END, last_at = :now");
STMT(q_account_attempt_clear, "DELETE FROM account_attempt WHERE subject = :subject");

STMT(q_account_parked_insert,
     "INSERT INTO account_parked (token_hash, account_id, path, body, files, expires_at) VALUES (:hash, :account, :path, "
     ":body, :files, :expires)");
STMT(q_account_parked_replace, "DELETE FROM account_parked WHERE account_id = :account AND path = :path");
STMT(q_account_parked_get,
     "SELECT account_id, path, body, files, expires_at FROM account_parked WHERE token_hash = :hash AND expires_at > :now");
STMT(q_account_parked_drop, "DELETE FROM account_parked WHERE token_hash = :hash AND account_id = :account");

STMT(q_account_tidy_session, "DELETE FROM account_session WHERE expires_at < :before");
STMT(q_account_tidy_token, "DELETE FROM account_token WHERE expires_at < :now");
STMT(q_account_tidy_parked, "DELETE FROM account_parked WHERE expires_at < :now");
STMT(q_account_tidy_attempt, "DELETE FROM account_attempt WHERE last_at < :before");
/* Registered and never confirmed: nobody has used it, nothing hangs on it. */
STMT(q_account_tidy_account,
     "DELETE FROM account WHERE kind = 1 AND email_confirmed_at = 0 AND checked_at = 0 AND created_at < :before AND NOT EXISTS "
     "(SELECT 1 FROM account_token t WHERE t.account_id = account.id) AND NOT EXISTS "
     "(SELECT 1 FROM account_session s WHERE s.account_id = account.id)");

/* --- sessions ----------------------------------------------------------------------------------------------------- */

enum status
store_session_insert(struct cx *cx, const struct account_session *s)
{
	return db_exec(cx, &q_account_session_insert,
		       ARGS(TC("hash", s->hash), I("account", s->account), I("unit", s->unit), I("stage", s->stage),
			    I("now", cx->now), I("expires", s->expires_at), TC("agent", s->agent),
			    TC("secret", s->secret)),
		       NULL);
}

static void
read_session(struct rows *rs, struct account_session *s)
{
	*s = (struct account_session){
		.hash = db_cstr(rs, 0), .account = db_i64(rs, 1), .unit = db_i64(rs, 2),
		.stage = (enum account_stage)db_i64(rs, 3), .created_at = db_i64(rs, 4), .seen_at = db_i64(rs, 5),
		.expires_at = db_i64(rs, 6), .agent = db_cstr(rs, 7), .secret = db_cstr(rs, 8),
	};
}

enum status
store_session(struct cx *cx, const char *hash, struct account_session *out)
{
	struct rows rs;
	*out = (struct account_session){ .hash = "", .agent = "", .secret = "" };
	TRY(db_query(cx, &q_account_session_get, ARGS(TC("hash", hash)), &rs));
	if (db_next(&rs))
		read_session(&rs, out);
	return db_end(&rs);
}

enum status
store_session_who(struct cx *cx, const char *hash, struct account_session *s, struct account *a)
{
	struct rows rs;
	*s = (struct account_session){ .hash = hash, .agent = "", .secret = "" };
	TRY(db_query(cx, &q_account_session_who, ARGS(TC("hash", hash), I("now", cx->now)), &rs));
	if (db_next(&rs)) {
		s->account = a->id = db_i64(&rs, 0);
		s->unit = db_i64(&rs, 1);
		s->created_at = db_i64(&rs, 2);
		s->seen_at = db_i64(&rs, 3);
		a->kind = (enum account_kind)db_i64(&rs, 4);
		a->name = db_cstr(&rs, 5);
		a->checked_at = db_i64(&rs, 6);
	}
	return db_end(&rs);
}

enum status
store_session_full(struct cx *cx, const char *hash, int64_t unit, int64_t expires_at)
{
	return db_exec(cx, &q_account_session_full,
		       ARGS(I("unit", unit), I("now", cx->now), I("expires", expires_at), TC("hash", hash)), NULL);
}

enum status
store_session_unit(struct cx *cx, const char *hash, int64_t unit)
{
	return db_exec(cx, &q_account_session_unit, ARGS(I("unit", unit), TC("hash", hash)), NULL);
}

enum status
store_session_touch(struct cx *cx, const char *hash, int64_t before, int64_t expires_at)
{
	return db_exec(cx, &q_account_session_touch,
		       ARGS(I("now", cx->now), I("expires", expires_at), TC("hash", hash), I("before", before)), NULL);
}

enum status
store_session_end(struct cx *cx, const char *hash)
{
	return db_exec(cx, &q_account_session_end, ARGS(I("now", cx->now), TC("hash", hash)), NULL);
}

enum status
store_sessions_end(struct cx *cx, int64_t account, const char *keep)
{
	return db_exec(cx, &q_account_session_end_all, ARGS(I("now", cx->now), I("account", account), TC("keep", keep)), NULL);
}

enum status
store_sessions(struct cx *cx, int64_t account, struct account_session *out, size_t max, size_t *n)
{
	struct rows rs;
	*n = 0;
	TRY(db_query(cx, &q_account_session_list, ARGS(I("account", account), I("now", cx->now), I("max", (int64_t)max)), &rs));
	while (*n < max && db_next(&rs))
		read_session(&rs, &out[(*n)++]);
	return db_end(&rs);
}

/* --- links --------------------------------------------------------------------------------------------------------- */

enum status
store_token_insert(struct cx *cx, const char *hash, int64_t account, const char *purpose, const char *value,
		   int64_t expires_at)
{
	return db_exec(cx, &q_account_token_insert,
		       ARGS(TC("hash", hash), I("account", account), TC("purpose", purpose), TC("value", value),
			    I("expires", expires_at)),
		       NULL);
}

enum status
store_token(struct cx *cx, const char *hash, const char *purpose, int64_t *account)
{
	return db_query_i64(cx, &q_account_token_get, ARGS(TC("hash", hash), TC("purpose", purpose), I("now", cx->now)), 0,
			    account);
}

enum status
store_token_take(struct cx *cx, const char *hash, const char *purpose, int64_t *account, const char **value)
{
	struct rows rs;
	*account = 0;
	*value = "";
	TRY(db_query(cx, &q_account_token_take, ARGS(TC("hash", hash), TC("purpose", purpose), I("now", cx->now)), &rs));
	if (db_next(&rs)) {
		*account = db_i64(&rs, 0);
		*value = db_cstr(&rs, 1);
	}
	return db_end(&rs);
}

enum status
store_tokens_drop(struct cx *cx, int64_t account, const char *purpose)
{
	return db_exec(cx, &q_account_token_drop, ARGS(I("account", account), TC("purpose", purpose)), NULL);
}

/* --- tries ---------------------------------------------------------------------------------------------------------- */

enum status
store_attempts(struct cx *cx, const char *subject, int64_t *n, int64_t *last_at)
{
	struct rows rs;
	*n = *last_at = 0;
	TRY(db_query(cx, &q_account_attempt_get, ARGS(TC("subject", subject)), &rs));
	if (db_next(&rs)) {
		*n = db_i64(&rs, 0);
		*last_at = db_i64(&rs, 1);
	}
	return db_end(&rs);
}

enum status
store_attempt_add(struct cx *cx, const char *subject, int64_t forget)
{
	return db_exec(cx, &q_account_attempt_add, ARGS(TC("subject", subject), I("now", cx->now), I("forget", forget)), NULL);
}

enum status
store_attempts_clear(struct cx *cx, const char *subject)
{
	return db_exec(cx, &q_account_attempt_clear, ARGS(TC("subject", subject)), NULL);
}

/* --- parked forms ---------------------------------------------------------------------------------------------------- */

enum status
store_park(struct cx *cx, const char *hash, const struct account_parked *p)
{
	TRY(db_exec(cx, &q_account_parked_replace, ARGS(I("account", p->account), TC("path", p->path)), NULL));
	return db_exec(cx, &q_account_parked_insert,
		       ARGS(TC("hash", hash), I("account", p->account), TC("path", p->path), TC("body", p->body),
			    I("files", p->files), I("expires", p->expires_at)),
		       NULL);
}

enum status
store_parked(struct cx *cx, const char *hash, struct account_parked *out)
{
	struct rows rs;
	*out = (struct account_parked){ .path = "", .body = "" };
	TRY(db_query(cx, &q_account_parked_get, ARGS(TC("hash", hash), I("now", cx->now)), &rs));
	if (db_next(&rs))
		*out = (struct account_parked){ .account = db_i64(&rs, 0), .path = db_cstr(&rs, 1),
						.body = db_cstr(&rs, 2), .files = db_i64(&rs, 3) != 0,
						.expires_at = db_i64(&rs, 4) };
	return db_end(&rs);
}

enum status
store_parked_drop(struct cx *cx, const char *hash, int64_t account)
{
	return db_exec(cx, &q_account_parked_drop, ARGS(TC("hash", hash), I("account", account)), NULL);
}

/* --- what has run out -------------------------------------------------------------------------------------------------- */

enum status
store_tidy(struct cx *cx, int64_t *n)
{
	int64_t one[5];
	TRY(db_exec(cx, &q_account_tidy_session, ARGS(I("before", cx->now - ACCOUNT_ENDED_KEPT)), &one[0]));
	TRY(db_exec(cx, &q_account_tidy_token, ARGS(I("now", cx->now)), &one[1]));
	TRY(db_exec(cx, &q_account_tidy_parked, ARGS(I("now", cx->now)), &one[2]));
	TRY(db_exec(cx, &q_account_tidy_attempt, ARGS(I("before", cx->now - 2 * TIME_DAY)), &one[3]));
	TRY(db_exec(cx, &q_account_tidy_account, ARGS(I("before", cx->now - 7 * TIME_DAY)), &one[4]));
	*n = one[0] + one[1] + one[2] + one[3] + one[4];
	return ST_OK;
}
