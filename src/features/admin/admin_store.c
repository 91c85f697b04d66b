/* Statements that administration alone needs: figures of the overview, heads of revisions, ways of units. */
#include "features/admin/admin_procedure.h"

STMT(q_admin_schema, "SELECT coalesce(max(number), 0) FROM schema_version");
STMT(q_admin_officers,
     "SELECT count(*), count(CASE WHEN disabled_at <> 0 THEN 1 END) FROM account WHERE kind = :kind");

enum status
admin_store_schema(struct cx *cx, int64_t *number)
{
	return db_query_i64(cx, &q_admin_schema, NO_ARGS, 0, number);
}

enum status
admin_store_officers(struct cx *cx, int64_t *n, int64_t *disabled)
{
	struct rows rs;
	TRY(db_query(cx, &q_admin_officers, ARGS(I("kind", ACCOUNT_OFFICER)), &rs));
	bool some = db_next(&rs);
	*n = some ? db_i64(&rs, 0) : 0;
	*disabled = some ? db_i64(&rs, 1) : 0;
	return db_end(&rs);
}

/* --- procedures -------------------------------------------------------------------------------------------------------- */

#define HEAD_COLUMNS "id, code, revision, state, name, created_at, published_at, ended_at"

STMT(q_admin_listed,
     "SELECT " HEAD_COLUMNS " FROM procedure_revision WHERE code > :after AND state <> 2 ORDER BY code, revision LIMIT :max");
STMT(q_admin_revisions, "SELECT " HEAD_COLUMNS " FROM procedure_revision WHERE code = :code ORDER BY revision DESC");
STMT(q_admin_drop, "DELETE FROM procedure_revision WHERE id = :id AND state = 0");
STMT(q_admin_route_units,
     "SELECT unit_id FROM procedure_route WHERE code = :code AND level = '' AND ended_at = 0 ORDER BY unit_id");

static void
read_head(struct rows *rs, struct admin_revision *r)
{
	*r = (struct admin_revision){
		.id = db_i64(rs, 0), .code = db_cstr(rs, 1), .revision = (int)db_i64(rs, 2),
		.state = (enum procedure_state)db_i64(rs, 3), .name = db_cstr(rs, 4), .created_at = db_i64(rs, 5),
		.published_at = db_i64(rs, 6), .ended_at = db_i64(rs, 7),
	};
}

enum status
admin_store_listed(struct cx *cx, const char *after, struct admin_revision *out, size_t max, size_t *n)
{
	struct rows rs;
	*n = 0;
	TRY(db_query(cx, &q_admin_listed, ARGS(TC("after", after), I("max", (int64_t)max)), &rs));
	while (*n < max && db_next(&rs))
		read_head(&rs, &out[(*n)++]);
	return db_end(&rs);
}

enum status
admin_store_revisions(struct cx *cx, struct str code, struct admin_revision **out, size_t *n)
{
	VEC(struct admin_revision) all = { 0 };
	struct rows rs;
	TRY(db_query(cx, &q_admin_revisions, ARGS(T("code", code)), &rs));
	while (db_next(&rs))
		read_head(&rs, vec_push(&all, cx->arena));
	*out = all.p;
	*n = all.n;
	return db_end(&rs);
}

enum status
admin_store_drop(struct cx *cx, int64_t id)
{
	int64_t changed;
	TRY(db_exec(cx, &q_admin_drop, ARGS(I("id", id)), &changed));
	return changed == 1 ? ST_OK : fail(cx, ST_CONFLICT, "procedure.not_draft", "revision %lld", (long long)id);
}

enum status
admin_store_route_units(struct cx *cx, struct str code, int64_t **out, size_t *n)
{
	VEC(int64_t) all = { 0 };
	struct rows rs;
	TRY(db_query(cx, &q_admin_route_units, ARGS(T("code", code)), &rs));
	while (db_next(&rs))
		*vec_push(&all, cx->arena) = db_i64(&rs, 0);
	*out = all.p;
	*n = all.n;
	return db_end(&rs);
}

