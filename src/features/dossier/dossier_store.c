/* Every SQL statement on the table dossier itself; its companions are in dossier_papers.c and dossier_words.c. */
#include "features/dossier/dossier_priv.h"

STMT(q_dossier_get, "SELECT " DOSSIER_COLUMNS " FROM dossier WHERE id = :id");
STMT(q_dossier_by_code, "SELECT " DOSSIER_COLUMNS " FROM dossier WHERE code_fold = :code");
STMT(q_dossier_of_account,
     "SELECT " DOSSIER_COLUMNS " FROM dossier WHERE account_id = :account AND account_id <> 0 AND id < :before "
     "ORDER BY id DESC LIMIT :max");
STMT(q_dossier_ids,
     "SELECT id FROM (SELECT id FROM dossier WHERE account_id = :account AND account_id <> 0 ORDER BY id DESC LIMIT :max) AS a "
     "UNION ALL SELECT id FROM (SELECT id FROM dossier WHERE citizen_no = :number AND account_id = 0 LIMIT :max) AS b");
STMT(q_dossier_draft,
     "SELECT id FROM dossier WHERE account_id = :account AND account_id <> 0 AND state = 0 AND procedure_id = :procedure "
     "ORDER BY id DESC LIMIT 1");
STMT(q_dossier_insert,
     "INSERT INTO dossier (id, code, code_fold, state, version, unit_id, desk_id, procedure_id, account_id, channel, "
     "applicant, applicant_fold, citizen_no, phone, email, address, created_at, submitted_at, answer_due_at, "
     "expected_at, accepted_at, effective_at, due_at, paused_at, extended_at, finished_at, returned_at, step, "
     "step_due_at, assignee, sort_at, extended_by) VALUES (:id, NULL, NULL, 0, 1, :unit, :desk, :procedure, :account, :channel, "
     ":applicant, :fold, :citizen_no, :phone, :email, :address, :created, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)");
STMT(q_dossier_move,
     "UPDATE dossier SET state = :to, version = version + 1 WHERE id = :id AND state = :from AND version = :version");
STMT(q_dossier_clock,
     "UPDATE dossier SET answer_due_at = :answer_due, expected_at = :expected, accepted_at = :accepted, effective_at = :effective, "
     "due_at = :due, paused_at = :paused, extended_at = :extended, extended_by = :extended_by, finished_at = :finished, "
     "returned_at = :returned, route_id = :route, step = :step, step_due_at = :step_due, assignee = :assignee, sort_at = :sort "
     "WHERE id = :id");
STMT(q_dossier_submit,
     "UPDATE dossier SET code = :code, code_fold = :code_fold, desk_id = :desk, submitted_at = :submitted, "
     "answer_due_at = :answer_due, expected_at = :expected, sort_at = :sort, applicant = :applicant, "
     "applicant_fold = :fold, citizen_no = :citizen_no, phone = :phone, email = :email, address = :address "
     "WHERE id = :id");
STMT(q_dossier_unit, "UPDATE dossier SET unit_id = :unit, desk_id = :desk WHERE id = :id AND state = 0");
STMT(q_dossier_account_set, "UPDATE dossier SET account_id = :account WHERE id = :id AND state = 0 AND channel = 1");
STMT(q_dossier_link,
     "UPDATE dossier SET account_id = :account WHERE citizen_no = :number AND account_id = 0 AND channel = 1 AND state <> 0 "
     "RETURNING id, unit_id, state");
STMT(q_dossier_discard, "DELETE FROM dossier WHERE id = :id AND state = 0");
STMT(q_dossier_discard_value, "DELETE FROM dossier_value WHERE dossier_id = :id");
STMT(q_dossier_discard_paper, "DELETE FROM dossier_paper WHERE dossier_id = :id");
STMT(q_dossier_number,
     "INSERT INTO dossier_counter (unit_id, day, n) VALUES (:unit, :day, 1) ON CONFLICT (unit_id, day) DO UPDATE SET "
     "n = dossier_counter.n + 1 RETURNING n");
STMT(q_dossier_value_get, "SELECT body FROM dossier_value WHERE dossier_id = :id");
STMT(q_dossier_value_put,
     "INSERT INTO dossier_value (dossier_id, body, saved_at) VALUES (:id, :body, :now) ON CONFLICT (dossier_id) DO UPDATE "
     "SET body = excluded.body, saved_at = excluded.saved_at");



void
dossier_read_row(struct rows *rs, struct dossier *d)
{
	*d = (struct dossier){
		.id = db_i64(rs, 0), .code = db_cstr(rs, 1), .state = (enum dossier_state)db_i64(rs, 2),
		.version = db_i64(rs, 3), .unit = db_i64(rs, 4), .desk = db_i64(rs, 5), .procedure_id = db_i64(rs, 6),
		.account = db_i64(rs, 7), .channel = (enum dossier_channel)db_i64(rs, 8), .applicant = db_cstr(rs, 9),
		.citizen_no = db_cstr(rs, 10), .phone = db_cstr(rs, 11), .email = db_cstr(rs, 12),
		.address = db_cstr(rs, 13), .created_at = db_i64(rs, 14), .submitted_at = db_i64(rs, 15),
		.answer_due_at = db_i64(rs, 16), .expected_at = db_i64(rs, 17), .accepted_at = db_i64(rs, 18),
		.effective_at = db_i64(rs, 19), .due_at = db_i64(rs, 20), .paused_at = db_i64(rs, 21),
		.extended_at = db_i64(rs, 22), .finished_at = db_i64(rs, 23), .returned_at = db_i64(rs, 24),
		.step = (int)db_i64(rs, 25), .step_due_at = db_i64(rs, 26), .assignee = db_i64(rs, 27),
		.sort_at = db_i64(rs, 28), .extended_by = (int)db_i64(rs, 29),
		.route = db_i64(rs, 30),
	};
	d->procedure = procedure_by_id(d->procedure_id);
}

static enum status
one(struct cx *cx, const struct stmt *q, struct args args, struct dossier *d)
{
	struct rows rs;
	TRY(db_query(cx, q, args, &rs));
	bool some = db_next(&rs);
	if (some)
		dossier_read_row(&rs, d);
	TRY(db_end(&rs));
	if (!some)
		return fail(cx, ST_NOT_FOUND, "dossier.unknown", "no such dossier");
	if (d->procedure == NULL)
		return fail(cx, ST_BUSY, "dossier.procedure", "revision %lld is not loaded yet",
			    (long long)d->procedure_id);
	return ST_OK;
}

enum status
dossier_load(struct cx *cx, int64_t id, struct dossier *d)
{
	return one(cx, &q_dossier_get, ARGS(I("id", id)), d);
}

enum status
dossier_load_code(struct cx *cx, struct str code, struct dossier *d)
{
	struct str fold;
	if (!dossier_code_fold(cx->arena, code, &fold))
		return fail(cx, ST_NOT_FOUND, "dossier.unknown", "no dossier code");
	return one(cx, &q_dossier_by_code, ARGS(T("code", fold)), d);
}

enum status
dossier_open(struct cx *cx, int64_t id, enum gate_purpose purpose, struct dossier *d, unsigned *fields)
{
	TRY(dossier_load(cx, id, d));
	struct gate_subject s = { .owner = d->account, .unit = d->desk };
	return gate_check(cx, &s, purpose, fields);
}

enum status
dossier_read_many(struct cx *cx, const struct stmt *q, struct args args, struct dossier *out, size_t max, size_t *n)
{
	struct rows rs;
	*n = 0;
	TRY(db_query(cx, q, args, &rs));
	while (*n < max && db_next(&rs)) {
		dossier_read_row(&rs, &out[*n]);
		*n += out[*n].procedure != NULL;
	}
	return db_end(&rs);
}

enum status
dossier_of_account(struct cx *cx, int64_t account, int64_t before, struct dossier *out, size_t max, size_t *n)
{
	return dossier_read_many(cx, &q_dossier_of_account,
		    ARGS(I("account", account), I("before", before == 0 ? INT64_MAX : before), I("max", (int64_t)max)),
		    out, max, n);
}

enum status
dossier_ids_of_person(struct cx *cx, int64_t account, struct str citizen_no, int64_t *out, size_t max, size_t *n)
{
	struct rows rs;
	*n = 0;
	TRY(db_query(cx, &q_dossier_ids, ARGS(I("account", account), T("number", citizen_no), I("max", (int64_t)max)), &rs));
	while (*n < max && db_next(&rs))
		out[(*n)++] = db_i64(&rs, 0);
	return db_end(&rs);
}

enum status
dossier_store_thing(struct cx *cx, int64_t id, struct flow_thing *t)
{
	struct dossier *d = arena_new_one(cx->arena, struct dossier);
	TRY(dossier_load(cx, id, d));
	*t = (struct flow_thing){ .id = d->id, .version = d->version, .unit = d->unit, .desk = d->desk,
				  .owner = d->account, .assignee = d->assignee, .state = (int)d->state,
				  .code = d->code, .row = d };
	return ST_OK;
}

enum status
dossier_store_move(struct cx *cx, const struct flow_thing *t, int to, int64_t *changed)
{
	return db_exec(cx, &q_dossier_move,
		       ARGS(I("to", to), I("id", t->id), I("from", t->state), I("version", t->version)), changed);
}

/* --- drafts --------------------------------------------------------------------------------------------------- */

enum status
dossier_store_insert(struct cx *cx, const struct dossier *d)
{
	return db_exec(cx, &q_dossier_insert,
		       ARGS(I("id", d->id), I("unit", d->unit), I("desk", d->desk), I("procedure", d->procedure_id),
			    I("account", d->account), I("channel", d->channel), TC("applicant", d->applicant),
			    T("fold", viet_fold(cx->arena, str_of(d->applicant))), TC("citizen_no", d->citizen_no),
			    TC("phone", d->phone), TC("email", d->email), TC("address", d->address),
			    I("created", d->created_at)),
		       NULL);
}

enum status
dossier_find_draft(struct cx *cx, int64_t account, int64_t procedure_id, int64_t *id)
{
	return db_query_i64(cx, &q_dossier_draft, ARGS(I("account", account), I("procedure", procedure_id)), 0, id);
}

static enum status
draft_only(struct cx *cx, const struct dossier *d)
{
	if (d->state == DOSSIER_DRAFT || d->state == DOSSIER_WAITING)
		return ST_OK;
	return fail(cx, ST_CONFLICT, "dossier.not_draft", "dossier %lld is %s", (long long)d->id,
		    dossier_state_name(d->state));
}

enum status
dossier_set_unit(struct cx *cx, const struct dossier *d, int64_t unit)
{
	int64_t changed;
	const struct unit *desk = unit_working_desk(unit_by_id(unit));
	if (desk == NULL)
		return fail(cx, ST_INVALID, "dossier.unit", "no unit %lld", (long long)unit);
	TRY(db_exec(cx, &q_dossier_unit, ARGS(I("unit", unit), I("desk", desk->id), I("id", d->id)), &changed));
	return changed == 1 ? ST_OK : draft_only(cx, d);
}

enum status
dossier_set_account(struct cx *cx, const struct dossier *d, int64_t account)
{
	int64_t changed;
	TRY(db_exec(cx, &q_dossier_account_set, ARGS(I("account", account), I("id", d->id)), &changed));
	return changed == 1 ? ST_OK : fail(cx, ST_CONFLICT, "dossier.not_draft", "no draft of the counter");
}

enum status
dossier_link_account(struct cx *cx, int64_t account, const char *citizen_no)
{
	VEC(struct ledger_event) linked = { 0 };
	struct rows rs;
	TRY(db_query(cx, &q_dossier_link, ARGS(I("account", account), TC("number", citizen_no)), &rs));
	while (db_next(&rs)) {
		int state = (int)db_i64(&rs, 2);
		*vec_push(&linked, cx->arena) = (struct ledger_event){
			.verb = "dossier.link", .kind = "dossier", .thing = db_i64(&rs, 0), .unit = db_i64(&rs, 1),
			.from = state, .to = state, .reason = "", .detail = "" };
	}
	TRY(db_end(&rs));
	for (size_t i = 0; i < linked.n; i++)
		TRY(ledger_add(cx, &linked.p[i]));
	return ST_OK;
}

enum status
dossier_discard(struct cx *cx, const struct dossier *d)
{
	int64_t changed;
	TRY(db_exec(cx, &q_dossier_discard, ARGS(I("id", d->id)), &changed));
	if (changed == 0)
		return fail(cx, ST_CONFLICT, "dossier.not_draft", "dossier %lld is no draft", (long long)d->id);
	TRY(db_exec(cx, &q_dossier_discard_value, ARGS(I("id", d->id)), NULL));
	return db_exec(cx, &q_dossier_discard_paper, ARGS(I("id", d->id)), NULL);
}

enum status
dossier_values(struct cx *cx, int64_t id, struct form_values **out)
{
	struct rows rs;
	struct str body = S("");
	TRY(db_query(cx, &q_dossier_value_get, ARGS(I("id", id)), &rs));
	if (db_next(&rs))
		body = db_str(&rs, 0);
	TRY(db_end(&rs));
	return form_values_parse(cx, body, out);
}

enum status
dossier_save_values(struct cx *cx, const struct dossier *d, const struct form_values *v)
{
	struct str body;
	TRY(draft_only(cx, d));
	TRY(form_values_print(cx, v, &body));
	if (d->state == DOSSIER_WAITING && !cx->who.officer)
		return dossier_pending_put(cx, d, body);
	if (d->state == DOSSIER_WAITING)
		TRY(dossier_former_open(cx, d));
	return db_exec(cx, &q_dossier_value_put, ARGS(I("id", d->id), T("body", body), I("now", cx->now)), NULL);
}

/* --- what moves write -------------------------------------------------------------------------------------------- */

enum status
dossier_next_number(struct cx *cx, int64_t unit, int32_t day, int64_t *n)
{
	return db_query_i64(cx, &q_dossier_number, ARGS(I("unit", unit), I("day", day)), 0, n);
}

enum status
dossier_store_submit(struct cx *cx, const struct dossier *d, const char *code_fold)
{
	return db_exec(cx, &q_dossier_submit,
		       ARGS(TC("code", d->code), TC("code_fold", code_fold), I("desk", d->desk),
			    I("submitted", d->submitted_at), I("answer_due", d->answer_due_at),
			    I("expected", d->expected_at), I("sort", d->sort_at), TC("applicant", d->applicant),
			    T("fold", viet_fold(cx->arena, str_of(d->applicant))), TC("citizen_no", d->citizen_no),
			    TC("phone", d->phone), TC("email", d->email), TC("address", d->address), I("id", d->id)),
		       NULL);
}

enum status
dossier_store_clock(struct cx *cx, const struct dossier *d)
{
	return db_exec(cx, &q_dossier_clock,
		       ARGS(I("answer_due", d->answer_due_at), I("expected", d->expected_at), I("accepted", d->accepted_at),
			    I("effective", d->effective_at), I("due", d->due_at), I("paused", d->paused_at),
			    I("extended", d->extended_at), I("extended_by", d->extended_by), I("finished", d->finished_at), I("returned", d->returned_at),
			    I("route", d->route), I("step", d->step), I("step_due", d->step_due_at), I("assignee", d->assignee),
			    I("sort", d->sort_at), I("id", d->id)),
		       NULL);
}

/* The parts of a code as people type it: spaces for the dashes, other dashes copied from a PDF, or none at all. Without
 * them the unit ends with its last group, a letter and two digits or two digits, and the day has six. */
static void
code_parts(struct arena *a, struct str typed, struct str *unit, struct str *day, struct str *number)
{
	struct str part[3] = { { NULL, 0 } }, rest;
	struct buf b;
	buf_init(&b, a, BUF_LINE);
	size_t n = 0;
	bool gap = false;
	typed = str_head(typed, 100);
	for (size_t i = 0; i < typed.n; i++) {
		char c = typed.p[i];
		bool kept = c == '.' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
		if (kept && gap && buf_str(&b).n > 0)
			buf_addc(&b, '-');
		if (kept)
			buf_addc(&b, c);
		gap = !kept;
	}
	for (rest = buf_str(&b); n < ARRAY_LEN(part) && rest.p != NULL; n++)
		part[n] = n == 2 ? rest : str_cut(&rest, '-');
	if (n == 1) {
		size_t at = part[0].n;
		while (at > 0 && part[0].p[at - 1] != '.')
			at--;
		at += at < part[0].n && part[0].p[at] > '9' ? 3 : 2;
		at = at < part[0].n ? at : part[0].n;
		part[1] = str_from(part[0], at);
		part[0] = str_head(part[0], at);
	}
	if (n < 3) {
		part[2] = str_from(part[1], part[1].n < 6 ? part[1].n : 6);
		part[1] = str_head(part[1], 6);
	}
	*unit = part[0];
	*day = part[1];
	*number = part[2];
}

/* "000.00.18.h41-231005-0001" and "H41.18-231005-0001" are one code (settled.md 23; domain.md §1). */
bool
dossier_code_fold(struct arena *a, struct str code, struct str *out)
{
	struct str unit, day, rest, fresh;
	int64_t number;
	code_parts(a, code, &unit, &day, &rest);
	if (day.n != 6 || rest.n < 1 || rest.n > 9 || !str_i64(day, &number) || !str_i64(rest, &number) ||
	    number < 0 || !unit_code_new(a, unit, &fresh))
		return false;
	const char *s = arena_printf(a, STR_FMT "-" STR_FMT "-%04lld", STR_ARG(fresh), STR_ARG(day), (long long)number);
	*out = str_of(s);
	return true;
}
