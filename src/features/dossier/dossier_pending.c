/* A supplement: what is typed while the desk waits is kept apart until it is sent; then the event says what came with it. */
#include "features/dossier/dossier_priv.h"

enum { DETAIL_MAX = 64 * 1024 };

STMT(q_pending_get, "SELECT body FROM dossier_pending WHERE dossier_id = :id");
STMT(q_pending_put,
     "INSERT INTO dossier_pending (dossier_id, body, saved_at) VALUES (:id, :body, :now) ON CONFLICT (dossier_id) DO "
     "UPDATE SET body = excluded.body, saved_at = excluded.saved_at");
STMT(q_pending_drop, "DELETE FROM dossier_pending WHERE dossier_id = :id");
STMT(q_pending_take, "UPDATE dossier_value SET body = :body, saved_at = :now WHERE dossier_id = :id");

enum status
dossier_pending_put(struct cx *cx, const struct dossier *d, struct str body)
{
	return db_exec(cx, &q_pending_put, ARGS(I("id", d->id), T("body", body), I("now", cx->now)), NULL);
}

enum status
dossier_pending_drop(struct cx *cx, const struct dossier *d)
{
	return db_exec(cx, &q_pending_drop, ARGS(I("id", d->id)), NULL);
}

/* *body is empty when nothing was typed since the request. */
static enum status
pending(struct cx *cx, const struct dossier *d, struct str *body)
{
	struct rows rs;
	*body = S("");
	TRY(db_query(cx, &q_pending_get, ARGS(I("id", d->id)), &rs));
	if (db_next(&rs))
		*body = db_str(&rs, 0);
	return db_end(&rs);
}

enum status
dossier_own_values(struct cx *cx, const struct dossier *d, struct form_values **out)
{
	struct str body = S("");
	if (d->state == DOSSIER_WAITING && !cx->who.officer)
		TRY(pending(cx, d, &body));
	return body.n > 0 ? form_values_parse(cx, body, out) : dossier_values(cx, d->id, out);
}

bool
dossier_paper_is_kept(const struct dossier *d, const struct dossier_paper *p)
{
	return d->state == DOSSIER_WAITING && p->added_at <= d->paused_at;
}

/* --- what changed ------------------------------------------------------------------------------------------------ */

static bool
has_row(const struct form_values *v, const struct form_field *group, int row)
{
	for (size_t i = 0; i < form_rows(v, group); i++)
		if (form_row_at(v, group, i) == row)
			return true;
	return false;
}

static void
changed_field(struct json_out *j, struct arena *a, const struct form_values *was, const struct form_values *is,
	      const struct form_field *f, int row)
{
	if (!str_eq(form_value(was, f, row), form_value(is, f, row)))
		json_cstr(j, form_path(a, f, row));
}

/* A row that was taken away leaves no fields: the group itself has changed. */
static void
changed_group(struct json_out *j, struct arena *a, const struct form_values *was, const struct form_values *is,
	      const struct form_field *group)
{
	for (size_t i = 0; i < form_rows(was, group); i++)
		if (!has_row(is, group, form_row_at(was, group, i))) {
			json_cstr(j, form_path(a, group, -1));
			break;
		}
	for (size_t i = 0; i < form_rows(is, group); i++)
		for (size_t k = 0; k < group->n_fields; k++)
			changed_field(j, a, was, is, &group->field[k], form_row_at(is, group, i));
}

static void
changed(struct json_out *j, struct arena *a, const struct form *f, const struct form_values *was,
	const struct form_values *is)
{
	for (size_t i = 0; i < f->n_fields; i++) {
		const struct form_field *x = f->field[i];
		if (x->type == FORM_GROUP)
			changed_group(j, a, was, is, x);
		else if (x->group == NULL)
			changed_field(j, a, was, is, x, -1);
	}
}

enum status
dossier_pending_take(struct cx *cx, const struct dossier *d, int64_t since, const char **detail)
{
	struct form_values *was, *is;
	struct dossier_paper *papers;
	struct str body;
	struct buf b;
	struct json_out j;
	size_t n, files = 0;
	TRY(dossier_values(cx, d->id, &was));
	TRY(dossier_papers(cx, d->id, &papers, &n));
	for (size_t i = 0; i < n; i++)
		files += papers[i].added_at > since;
	TRY(pending(cx, d, &body));
	is = was;
	/* What the person typed and never sent is not sent by the desk that was handed a paper. */
	if (body.n > 0 && !cx->who.officer) {
		TRY(form_values_parse(cx, body, &is));
		TRY(db_exec(cx, &q_pending_take, ARGS(T("body", body), I("now", cx->now), I("id", d->id)), NULL));
	}
	TRY(dossier_pending_drop(cx, d));
	buf_init(&b, cx->arena, DETAIL_MAX);
	json_out_init(&j, &b);
	json_array(&j);
	changed(&j, cx->arena, d->procedure->form, was, is);
	json_end_array(&j);
	*detail = arena_printf(cx->arena, ",\"files\":%zu,\"fields\":%s", files, buf_cstr(&b));
	return ST_OK;
}

/* --- read again -------------------------------------------------------------------------------------------------- */

enum status
dossier_supplement(struct cx *cx, const struct dossier *d, struct dossier_supplement *out)
{
	struct due_pause *pauses;
	struct ledger_event e;
	const struct json *doc, *fields;
	size_t n;
	bool some;
	*out = (struct dossier_supplement){ 0 };
	TRY(dossier_pauses(cx, d->id, &pauses, &n));
	for (size_t i = 0; i < n; i++)
		if (pauses[i].to > out->until) {
			out->since = pauses[i].from;
			out->until = pauses[i].to;
		}
	if (out->until == 0)
		return ST_OK;
	TRY(ledger_last(cx, d->id, "dossier.supplement", &e, &some));
	if (!some || cstr_empty(e.detail))
		return ST_OK;
	TRY(json_parse(cx, str_of(e.detail), DETAIL_MAX + 1024, &doc));
	fields = json_get(doc, "fields");
	const char **path = arena_new_array(cx->arena, const char *, json_len(fields) + 1);
	for (size_t i = 0; i < json_len(fields); i++)
		path[out->n_fields++] = json_cstr_of(json_at(fields, i));
	out->field = path;
	return ST_OK;
}
