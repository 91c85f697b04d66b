/* The schema: migrations in order, one transaction each, forward only. */
#include "base/base.h"

#include "platform/db/db_priv.h"

enum { HASH_TEXT = 17, MIGRATION_MAX = 4 << 20 };

STMT(q_schema_list, "SELECT number, name, hash FROM schema_version ORDER BY number");
STMT(q_schema_note, "INSERT INTO schema_version (number, name, hash, applied_at)"
		    " VALUES (:number, :name, :hash, :now)");

/* Made before any migration. */
static const char own_table[] =
	"CREATE TABLE IF NOT EXISTS schema_version (number @ID@, name TEXT NOT NULL, hash TEXT NOT NULL,"
	" applied_at BIGINT NOT NULL);\n";

/* FNV-1a, 64 bits: finds that a text was edited after it was applied. */
static const char *
text_hash(struct str s, char out[HASH_TEXT])
{
	uint64_t h = 0xcbf29ce484222325u;
	for (size_t i = 0; i < s.n; i++)
		h = (h ^ (unsigned char)s.p[i]) * 0x100000001b3u;
	snprintf(out, HASH_TEXT, "%016llx", (unsigned long long)h);
	return out;
}

static void
line_expand(struct buf *b, struct str line, bool pg)
{
	ptrdiff_t at;
	while ((at = str_find(line, "@ID@")) >= 0) {
		buf_add(b, line.p, (size_t)at);
		buf_adds(b, pg ? "BIGINT PRIMARY KEY" : "INTEGER PRIMARY KEY");
		line = str_from(line, (size_t)at + strlen("@ID@"));
	}
	buf_addstr(b, line);
	buf_addc(b, '\n');
}

/* The text for one engine: @ID@, and the lines between @ENGINE and @END. */
static enum status
text_expand(struct cx *cx, const char *name, struct str sql, bool pg, const char **out)
{
	struct buf b;
	buf_init(&b, cx->arena, MIGRATION_MAX);
	bool inside = false, ours = true;
	struct str rest = sql;
	while (rest.p != NULL && rest.n > 0) {
		struct str line = str_cut(&rest, '\n'), word = str_trim(line);
		if (str_starts(word, "@ENGINE ")) {
			word = str_trim(str_from(word, strlen("@ENGINE ")));
			if (inside || (!str_is(word, "pg") && !str_is(word, "sqlite")))
				return fail(cx, ST_INTERNAL, "db.internal", "%s: @ENGINE " STR_FMT, name,
					    STR_ARG(word));
			inside = true;
			ours = str_is(word, pg ? "pg" : "sqlite");
		} else if (str_is(word, "@END")) {
			if (!inside)
				return fail(cx, ST_INTERNAL, "db.internal", "%s: @END alone", name);
			inside = false;
			ours = true;
		} else if (ours) {
			line_expand(&b, line, pg);
		}
	}
	if (inside || b.over)
		return fail(cx, ST_INTERNAL, "db.internal", "%s: @ENGINE without @END, or too long", name);
	*out = buf_cstr(&b);
	return ST_OK;
}

/* --- what is there ---------------------------------------------------------------------------------- */

/* Compares the applied ones with ours; *have gets how many of ours are applied. */
static enum status
schema_compare(struct cx *cx, const struct db_migration *m, size_t n, size_t *have)
{
	struct rows rs;
	char hash[HASH_TEXT];
	size_t at = 0;
	TRY(db_query(cx, &q_schema_list, NO_ARGS, &rs));
	while (db_next(&rs)) {
		int64_t number = db_i64(&rs, 0);
		if (at == n)
			return fail(cx, ST_CONFLICT, "db.schema.newer", "migration %lld is not ours",
				    (long long)number);
		if (number != m[at].number || !cstr_eq(db_cstr(&rs, 2), text_hash(m[at].sql, hash)))
			return fail(cx, ST_CONFLICT, "db.schema.changed", "%lld %s, ours is %s",
				    (long long)number, db_cstr(&rs, 1), m[at].name);
		at++;
	}
	*have = at;
	return db_end(&rs);
}

struct work {
	const struct db_migration *m;
	size_t n;
};

static enum status
migrate_one(struct cx *cx, struct db_conn *c, const struct db_migration *m)
{
	char hash[HASH_TEXT];
	const char *sql;
	TRY(text_expand(cx, m->name, m->sql, c->db->engine->pg, &sql));
	TRY(c->db->engine->script(cx, c, sql));
	return db_exec(cx, &q_schema_note,
		       ARGS(I("number", m->number), TC("name", m->name), TC("hash", text_hash(m->sql, hash)),
			    I("now", cx->now)),
		       NULL);
}

/* Applies the next missing one; *done when none was. The lock keeps a second process out, which then finds the
 * work done. */
static enum status
migrate_next(struct cx *cx, struct db_conn *c, const struct work *w, bool *done)
{
	size_t have;
	if (c->db->engine->pg)
		TRY(c->db->engine->script(cx, c, "LOCK TABLE schema_version IN EXCLUSIVE MODE"));
	TRY(schema_compare(cx, w->m, w->n, &have));
	*done = have == w->n;
	return *done ? ST_OK : migrate_one(cx, c, &w->m[have]);
}

/* In a transaction of this connection, which has no time-out for a statement. */
static enum status
migrate_in_tx(struct cx *cx, struct db_conn *c, const struct work *w, bool *done)
{
	const struct db_engine *e = c->db->engine;
	TRY(e->script(cx, c, e->pg ? "BEGIN" : "BEGIN IMMEDIATE"));
	enum status st = migrate_next(cx, c, w, done);
	db_conn_rest(c);
	if (st == ST_OK)
		st = e->script(cx, c, "COMMIT");
	if (st == ST_OK)
		return ST_OK;
	struct fault why = cx->fault;
	if (e->lost(c) || e->script(cx, c, "ROLLBACK") != ST_OK)
		log_warn("db", "rollback of a migration failed; the connection's end does it");
	cx->fault = why;
	return st;
}

static enum status
migrate(struct cx *cx, struct db_conn *c, void *input)
{
	const struct db_engine *e = c->db->engine;
	const char *sql;
	if (e->fit != NULL)
		TRY(e->fit(cx, c));
	TRY(text_expand(cx, "own", str_of(own_table), e->pg, &sql));
	TRY(e->script(cx, c, sql));
	if (e->pg)
		TRY(e->script(cx, c, "SET statement_timeout = 0"));
	bool done = false;
	enum status st = ST_OK;
	while (st == ST_OK && !done)
		st = migrate_in_tx(cx, c, input, &done);
	if (e->pg && st == ST_OK)
		st = e->script(cx, c, "SET statement_timeout = 5000");
	return st;
}

enum status
db_migrate(struct cx *cx, struct db *db, const struct db_migration *m, size_t n)
{
	struct work w = { m, n };
	for (size_t i = 1; i < n; i++)
		assert_always(m[i - 1].number < m[i].number);
	return db_direct(cx, db, migrate, &w);
}

enum status
db_check_schema(struct cx *cx, struct db *db, const struct db_migration *m, size_t n)
{
	struct db_conn *own = cx->db;
	TRY(db_reader(cx, db, &cx->db));
	size_t have = 0;
	enum status st = schema_compare(cx, m, n, &have);
	db_conn_close(cx->db);
	cx->db = own;
	if (st == ST_OK && have < n)
		return fail(cx, ST_CONFLICT, "db.schema.older", "%zu migrations are waiting", n - have);
	return st;
}
