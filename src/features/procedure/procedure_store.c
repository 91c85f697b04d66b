/* Every statement on procedure_revision and procedure_route. */
#include "features/procedure/procedure_priv.h"

#define ROW_COLUMNS "id, code, revision, state, name, body, created_at, published_at"

STMT(q_procedure_all, "SELECT " ROW_COLUMNS " FROM procedure_revision WHERE state <> 0 ORDER BY code, revision");
STMT(q_procedure_page,
     "SELECT " ROW_COLUMNS " FROM procedure_revision WHERE code > :after AND state <> 2 ORDER BY code, revision LIMIT :max");
STMT(q_procedure_get, "SELECT " ROW_COLUMNS " FROM procedure_revision WHERE id = :id");
STMT(q_procedure_add,
     "INSERT INTO procedure_revision (id, code, revision, state, name, body, created_at, published_at, ended_at) "
     "VALUES (:id, :code, :revision, :state, :name, :body, :created, :published, 0)");
STMT(q_procedure_draft_of, "SELECT id FROM procedure_revision WHERE code = :code AND state = 0");
STMT(q_procedure_last, "SELECT coalesce(max(revision), 0) FROM procedure_revision WHERE code = :code");
STMT(q_procedure_redraft, "UPDATE procedure_revision SET name = :name, body = :body WHERE id = :id AND state = 0");
STMT(q_procedure_end_code,
     "UPDATE procedure_revision SET state = 2, ended_at = :now WHERE code = :code AND state = 1");
STMT(q_procedure_publish,
     "UPDATE procedure_revision SET state = 1, published_at = :now WHERE id = :id AND state = 0");
STMT(q_procedure_end, "UPDATE procedure_revision SET state = 2, ended_at = :now WHERE id = :id AND state = 1");
STMT(q_procedure_routes, "SELECT id, code, level, unit_id, ended_at, body FROM procedure_route ORDER BY code, level, unit_id, id");
STMT(q_procedure_route_add,
     "INSERT INTO procedure_route (id, code, level, unit_id, body) VALUES (:id, :code, :level, :unit, :body)");
STMT(q_procedure_route_end,
     "UPDATE procedure_route SET ended_at = :now WHERE code = :code AND level = :level AND unit_id = :unit AND ended_at = 0");

static void
read_row(struct rows *rs, struct procedure_row *r)
{
	*r = (struct procedure_row){
		.id = db_i64(rs, 0), .code = db_cstr(rs, 1), .revision = (int)db_i64(rs, 2),
		.state = (enum procedure_state)db_i64(rs, 3), .name = db_cstr(rs, 4), .body = db_cstr(rs, 5),
		.created_at = db_i64(rs, 6), .published_at = db_i64(rs, 7),
	};
}

enum status
procedure_store_all(struct cx *cx, struct procedure_row **out, size_t *n)
{
	VEC(struct procedure_row) rows = { 0 };
	struct rows rs;
	TRY(db_query(cx, &q_procedure_all, NO_ARGS, &rs));
	while (db_next(&rs))
		read_row(&rs, vec_push(&rows, cx->arena));
	*out = rows.p;
	*n = rows.n;
	return db_end(&rs);
}

enum status
procedure_rows(struct cx *cx, const char *after_code, struct procedure_row *out, size_t max, size_t *n)
{
	struct rows rs;
	*n = 0;
	TRY(db_query(cx, &q_procedure_page, ARGS(TC("after", after_code), I("max", (int64_t)max)), &rs));
	while (*n < max && db_next(&rs))
		read_row(&rs, &out[(*n)++]);
	return db_end(&rs);
}

enum status
procedure_row_get(struct cx *cx, int64_t id, struct procedure_row *out)
{
	struct rows rs;
	TRY(db_query(cx, &q_procedure_get, ARGS(I("id", id)), &rs));
	bool some = db_next(&rs);
	if (some)
		read_row(&rs, out);
	TRY(db_end(&rs));
	return some ? ST_OK : fail(cx, ST_NOT_FOUND, "procedure.unknown", "no revision %lld", (long long)id);
}

enum status
procedure_store_add(struct cx *cx, const struct procedure_row *r)
{
	return db_exec(cx, &q_procedure_add,
		       ARGS(I("id", r->id), TC("code", r->code), I("revision", r->revision), I("state", r->state),
			    TC("name", r->name), TC("body", r->body), I("created", r->created_at),
			    I("published", r->published_at)),
		       NULL);
}

enum status
procedure_store_route(struct cx *cx, struct str code, const char *level, int64_t unit, struct str body)
{
	TRY(db_exec(cx, &q_procedure_route_end,
		    ARGS(I("now", cx->now), T("code", code), TC("level", level), I("unit", unit)), NULL));
	return db_exec(cx, &q_procedure_route_add,
		       ARGS(I("id", id_next()), T("code", code), TC("level", level), I("unit", unit), T("body", body)),
		       NULL);
}

enum status
procedure_route_save(struct cx *cx, struct str code, int64_t unit, struct str body)
{
	struct procedure_route route;
	TRY(procedure_route_parse(cx, body, &route));
	TRY(procedure_store_route(cx, code, "", unit, body));
	return revision_bump(cx, "procedure");
}

enum status
procedure_route_end(struct cx *cx, struct str code, int64_t unit)
{
	int64_t changed;
	TRY(db_exec(cx, &q_procedure_route_end,
		    ARGS(I("now", cx->now), T("code", code), TC("level", ""), I("unit", unit)), &changed));
	if (changed == 0)
		return fail(cx, ST_NOT_FOUND, "procedure.route.none", STR_FMT " at %lld", STR_ARG(code), (long long)unit);
	return revision_bump(cx, "procedure");
}

enum status
procedure_store_routes(struct cx *cx, struct procedure_own_route **out, size_t *n)
{
	VEC(struct procedure_own_route) routes = { 0 };
	struct rows rs;
	TRY(db_query(cx, &q_procedure_routes, NO_ARGS, &rs));
	while (db_next(&rs)) {
		int64_t id = db_i64(&rs, 0);
		struct procedure_own_route r = { .code = db_cstr(&rs, 1), .level = db_cstr(&rs, 2),
						 .unit = db_i64(&rs, 3), .ended_at = db_i64(&rs, 4) };
		bool good = procedure_route_parse(cx, db_str(&rs, 5), &r.route) == ST_OK;
		r.route.id = id;
		if (good)
			*vec_push(&routes, cx->arena) = r;
		else
			log_error("procedure", "route of '%s' at unit %lld is bad and left out", r.code,
				  (long long)r.unit);
	}
	*out = routes.p;
	*n = routes.n;
	return db_end(&rs);
}

enum status
procedure_draft(struct cx *cx, struct str code, struct str body, int64_t *id)
{
	const struct json *o;
	struct procedure p;
	const char *where;
	TRY(json_parse(cx, body, PROCEDURE_BODY_MAX, &o));
	TRY(procedure_parse(cx, o, &p, &where));
	if (!str_is(code, p.code))
		return fail(cx, ST_INVALID, "procedure.code", "body says %s", p.code);
	int64_t last;
	TRY(db_query_i64(cx, &q_procedure_draft_of, ARGS(T("code", code)), 0, id));
	if (*id != 0)
		return db_exec(cx, &q_procedure_redraft, ARGS(TC("name", p.name), T("body", body), I("id", *id)), NULL);
	TRY(db_query_i64(cx, &q_procedure_last, ARGS(T("code", code)), 0, &last));
	*id = id_next();
	struct procedure_row r = { .id = *id, .code = p.code, .revision = (int)last + 1, .state = PROCEDURE_DRAFT,
				   .name = p.name, .body = str_cstr(cx->arena, body), .created_at = cx->now };
	return procedure_store_add(cx, &r);
}

enum status
procedure_publish(struct cx *cx, int64_t id)
{
	struct procedure_row r;
	int64_t changed;
	TRY(procedure_row_get(cx, id, &r));
	TRY(db_exec(cx, &q_procedure_end_code, ARGS(I("now", cx->now), TC("code", r.code)), NULL));
	TRY(db_exec(cx, &q_procedure_publish, ARGS(I("now", cx->now), I("id", id)), &changed));
	if (changed == 0)
		return fail(cx, ST_CONFLICT, "procedure.not_draft", "revision %lld is no draft", (long long)id);
	return revision_bump(cx, "procedure");
}

enum status
procedure_end(struct cx *cx, int64_t id)
{
	int64_t changed;
	TRY(db_exec(cx, &q_procedure_end, ARGS(I("now", cx->now), I("id", id)), &changed));
	if (changed == 0)
		return fail(cx, ST_CONFLICT, "procedure.not_published", "revision %lld is not published", (long long)id);
	return revision_bump(cx, "procedure");
}
