/* A supplement: what is typed while the desk waits is kept apart until it is sent; then the event says what came with it. */
#include "features/dossier/dossier_priv.h"

enum { DETAIL_MAX = 64 * 1024 };

STMT(q_pending_get, "SELECT body FROM dossier_pending WHERE dossier_id = :id");
STMT(q_pending_put,
     "INSERT INTO dossier_pending (dossier_id, body, saved_at) VALUES (:id, :body, :now) ON CONFLICT (dossier_id) DO "
     "UPDATE SET body = excluded.body, saved_at = excluded.saved_at");
STMT(q_pending_drop, "DELETE FROM dossier_pending WHERE dossier_id = :id");
STMT(q_former_get, "SELECT body FROM dossier_former WHERE dossier_id = :id AND until_at = :until");
STMT(q_former_put, "INSERT INTO dossier_former (dossier_id, until_at, body) VALUES (:id, :until, :body)");
STMT(q_former_open,
     "INSERT INTO dossier_former (dossier_id, until_at, body) SELECT dossier_id, 0, body FROM dossier_value "
     "WHERE dossier_id = :id ON CONFLICT DO NOTHING");
STMT(q_former_close, "UPDATE dossier_former SET until_at = :until WHERE dossier_id = :id AND until_at = 0");
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

static enum status
read_one(struct cx *cx, const struct stmt *q, struct args args, struct str *body, bool *some)
{
	struct rows rs;
	TRY(db_query(cx, q, args, &rs));
	*some = db_next(&rs);
	*body = *some ? db_str(&rs, 0) : S("");
	return db_end(&rs);
}

/* *body is empty when nothing was typed since the request. */
static enum status
pending(struct cx *cx, const struct dossier *d, struct str *body)
{
	bool some;
	return read_one(cx, &q_pending_get, ARGS(I("id", d->id)), body, &some);
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

/* --- what came ----------------------------------------------------------------------------------------------------- */

/* What was typed and never sent by the person is not sent by a desk that was handed a paper; what the desk itself mended
 * stands in the dossier already, with what it was before kept open. */
struct brought {
	struct form_values *was, *is;
	struct str former, typed; /* as stored; typed empty: the dossier's own are the new ones */
	bool open;                /* former is kept already */
	VEC(const char *) field;  /* paths of changed answers */
	VEC(int64_t) paper;
	bool words;
	struct arena *a;
};

static void
add_field(void *arg, const struct form_change *c)
{
	struct brought *b = arg;
	*vec_push(&b->field, b->a) = form_path(b->a, c->field, c->row);
}

static enum status
answers_brought(struct cx *cx, const struct dossier *d, struct brought *b)
{
	TRY(dossier_values(cx, d->id, &b->is));
	TRY(form_values_print(cx, b->is, &b->former));
	if (!cx->who.officer)
		TRY(pending(cx, d, &b->typed));
	struct str kept;
	TRY(read_one(cx, &q_former_get, ARGS(I("id", d->id), I("until", 0)), &kept, &b->open));
	if (b->open)
		b->former = kept;
	TRY(form_values_parse(cx, b->former, &b->was));
	if (b->typed.n > 0)
		TRY(form_values_parse(cx, b->typed, &b->is));
	form_changes_iterate(d->procedure->form, b->was, b->is, add_field, b);
	return ST_OK;
}

/* A word of the person, or what the desk writes down in this very move: what it was handed. */
static bool
is_brought(const struct cx *cx, const struct dossier_message *m, int64_t since)
{
	return m->kind == MESSAGE_FROM_PERSON ? m->at > since
					      : m->kind == MESSAGE_FROM_DESK && cx->who.officer && m->at == cx->now;
}

static enum status
brought(struct cx *cx, const struct dossier *d, int64_t since, struct brought *b)
{
	struct dossier_paper *papers;
	struct dossier_message *messages;
	size_t n;
	*b = (struct brought){ .a = cx->arena };
	TRY(answers_brought(cx, d, b));
	TRY(dossier_papers(cx, d->id, &papers, &n));
	for (size_t i = 0; i < n; i++)
		if (papers[i].added_at > since)
			*vec_push(&b->paper, cx->arena) = papers[i].id;
	TRY(dossier_messages(cx, d->id, false, &messages, &n));
	for (size_t i = 0; i < n; i++)
		b->words |= is_brought(cx, &messages[i], since);
	return ST_OK;
}

enum status
dossier_former_open(struct cx *cx, const struct dossier *d)
{
	return db_exec(cx, &q_former_open, ARGS(I("id", d->id)), NULL);
}

static enum status
keep_former(struct cx *cx, const struct dossier *d, const struct brought *b)
{
	if (b->open)
		return db_exec(cx, &q_former_close, ARGS(I("until", cx->now), I("id", d->id)), NULL);
	if (b->field.n == 0)
		return ST_OK;
	return db_exec(cx, &q_former_put, ARGS(I("id", d->id), I("until", cx->now), T("body", b->former)), NULL);
}

enum status
dossier_pending_take(struct cx *cx, const struct dossier *d, int64_t since, const char **detail)
{
	struct brought b;
	struct buf text;
	struct json_out j;
	TRY(brought(cx, d, since, &b));
	if (b.field.n == 0 && b.paper.n == 0 && !b.words)
		return fail(cx, ST_INVALID, "dossier.supplement.empty", "nothing since the request");
	TRY(keep_former(cx, d, &b));
	if (b.typed.n > 0)
		TRY(db_exec(cx, &q_pending_take, ARGS(T("body", b.typed), I("now", cx->now), I("id", d->id)), NULL));
	TRY(dossier_pending_drop(cx, d));
	buf_init(&text, cx->arena, DETAIL_MAX);
	json_out_init(&j, &text);
	json_array(&j);
	for (size_t i = 0; i < b.paper.n; i++)
		json_id(&j, b.paper.p[i]);
	json_end_array(&j);
	buf_adds(&text, ",\"fields\":");
	json_out_init(&j, &text);
	json_array(&j);
	for (size_t i = 0; i < b.field.n; i++)
		json_cstr(&j, b.field.p[i]);
	json_end_array(&j);
	*detail = arena_printf(cx->arena, ",\"papers\":%s", buf_cstr(&text));
	return ST_OK;
}

/* --- read again -------------------------------------------------------------------------------------------------- */

enum status
dossier_supplement(struct cx *cx, const struct dossier *d, struct dossier_supplement *out)
{
	struct due_pause *pauses;
	struct ledger_event e;
	const struct json *doc, *fields;
	struct str former;
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
	TRY(read_one(cx, &q_former_get, ARGS(I("id", d->id), I("until", out->until)), &former, &some));
	return some && out->n_fields > 0 ? form_values_parse(cx, former, &out->former) : ST_OK;
}
