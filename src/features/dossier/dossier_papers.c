/* Papers, messages, slips, results, fees and ratings: the companions of a dossier, and their statements. */
#include "features/dossier/dossier_priv.h"

#define PAPER_COLUMNS "id, dossier_id, paper, name, sha256, type, size, original, mark, reason, added_by, added_at"

STMT(q_papers, "SELECT " PAPER_COLUMNS " FROM dossier_paper WHERE dossier_id = :id ORDER BY id");
STMT(q_paper_get, "SELECT " PAPER_COLUMNS " FROM dossier_paper WHERE id = :id");
STMT(q_paper_add,
     "INSERT INTO dossier_paper (id, dossier_id, paper, name, sha256, type, size, original, mark, reason, added_by, "
     "added_at) VALUES (:id, :dossier, :paper, :name, :sha256, :type, :size, :original, :mark, :reason, :by, :at)");
STMT(q_paper_sum, "SELECT count(*), coalesce(sum(size), 0) FROM dossier_paper WHERE dossier_id = :id AND sha256 <> ''");
STMT(q_paper_remove, "DELETE FROM dossier_paper WHERE id = :id AND dossier_id = :dossier");
STMT(q_paper_mark, "UPDATE dossier_paper SET mark = :mark, reason = :reason WHERE id = :id AND dossier_id = :dossier");
STMT(q_messages,
     "SELECT id, kind, author, name, body, at FROM dossier_message WHERE dossier_id = :id AND (:notes = 1 OR kind <> 2) "
     "ORDER BY id");
STMT(q_message_add,
     "INSERT INTO dossier_message (id, dossier_id, kind, author, name, body, at) VALUES (:id, :dossier, :kind, :author, "
     ":name, :body, :at)");
STMT(q_slips, "SELECT id, dossier_id, kind, no, body, issued_at, issued_by FROM dossier_slip WHERE dossier_id = :id ORDER BY id");
STMT(q_slip_get, "SELECT id, dossier_id, kind, no, body, issued_at, issued_by FROM dossier_slip WHERE id = :id");
STMT(q_slip_count, "SELECT count(*) FROM dossier_slip WHERE dossier_id = :id AND kind = :kind");
STMT(q_slip_add,
     "INSERT INTO dossier_slip (id, dossier_id, kind, no, body, issued_at, issued_by) VALUES (:id, :dossier, :kind, :no, "
     ":body, :at, :by)");
STMT(q_result_get, "SELECT kind, title, body, sha256, signer, at FROM dossier_result WHERE dossier_id = :id");
STMT(q_result_put,
     "INSERT INTO dossier_result (dossier_id, kind, title, body, sha256, signer, at) VALUES (:id, :kind, :title, :body, "
     ":sha256, :signer, :at) ON CONFLICT (dossier_id) DO UPDATE SET kind = excluded.kind, title = excluded.title, "
     "body = excluded.body, sha256 = excluded.sha256, signer = excluded.signer, at = excluded.at");
STMT(q_fees, "SELECT id, label, amount, paid_at, paid_to FROM dossier_fee WHERE dossier_id = :id ORDER BY id");
STMT(q_fee_add,
     "INSERT INTO dossier_fee (id, dossier_id, label, amount, paid_at, paid_to) VALUES (:id, :dossier, :label, :amount, "
     ":paid_at, :paid_to)");
STMT(q_fee_paid,
     "UPDATE dossier_fee SET paid_at = :now, paid_to = :by WHERE id = :id AND dossier_id = :dossier AND paid_at = 0");
STMT(q_rating_get, "SELECT score, words FROM dossier_rating WHERE dossier_id = :id");
STMT(q_rating_add, "INSERT INTO dossier_rating (dossier_id, score, words, at) VALUES (:id, :score, :words, :at)");

/* --- papers ----------------------------------------------------------------------------------------------------- */

static void
read_paper(struct rows *rs, struct dossier_paper *p)
{
	*p = (struct dossier_paper){
		.id = db_i64(rs, 0), .dossier = db_i64(rs, 1), .paper = db_cstr(rs, 2), .name = db_cstr(rs, 3),
		.sha256 = db_cstr(rs, 4), .type = db_cstr(rs, 5), .size = db_i64(rs, 6),
		.original = db_i64(rs, 7) != 0, .mark = (enum paper_mark)db_i64(rs, 8), .reason = db_cstr(rs, 9),
		.added_by = db_i64(rs, 10), .added_at = db_i64(rs, 11),
	};
}

enum status
dossier_papers(struct cx *cx, int64_t id, struct dossier_paper **out, size_t *n)
{
	VEC(struct dossier_paper) all = { 0 };
	struct rows rs;
	TRY(db_query(cx, &q_papers, ARGS(I("id", id)), &rs));
	while (db_next(&rs))
		read_paper(&rs, vec_push(&all, cx->arena));
	*out = all.p;
	*n = all.n;
	return db_end(&rs);
}

enum status
dossier_paper_load(struct cx *cx, int64_t paper_id, struct dossier_paper *out)
{
	struct rows rs;
	TRY(db_query(cx, &q_paper_get, ARGS(I("id", paper_id)), &rs));
	bool some = db_next(&rs);
	if (some)
		read_paper(&rs, out);
	TRY(db_end(&rs));
	return some ? ST_OK : fail(cx, ST_NOT_FOUND, "dossier.paper.unknown", "no paper %lld", (long long)paper_id);
}

struct form_files
dossier_form_files(struct arena *a, const struct dossier_paper *p, size_t n)
{
	struct form_file *file = arena_new_array(a, struct form_file, n + 1);
	size_t m = 0;
	for (size_t i = 0; i < n; i++)
		if (strncmp(p[i].paper, "field:", 6) == 0)
			file[m++] = (struct form_file){ .path = str_of(p[i].paper + 6), .name = str_of(p[i].name),
							.id = p[i].id, .size = p[i].size };
	return (struct form_files){ file, m };
}

static enum status
within_limits(struct cx *cx, int64_t id, int64_t size)
{
	struct rows rs;
	int64_t n = 0, sum = 0;
	TRY(db_query(cx, &q_paper_sum, ARGS(I("id", id)), &rs));
	if (db_next(&rs)) {
		n = db_i64(&rs, 0);
		sum = db_i64(&rs, 1);
	}
	TRY(db_end(&rs));
	if (n >= DOSSIER_FILES_MAX)
		return fail(cx, ST_INVALID, "dossier.papers.many", "%lld files already", (long long)n);
	if (sum + size > DOSSIER_BYTES_MAX)
		return fail(cx, ST_TOO_LARGE, "dossier.papers.large", "%lld bytes with this file",
			    (long long)(sum + size));
	return ST_OK;
}

static enum status
insert_paper(struct cx *cx, int64_t dossier, const struct dossier_paper *p, int64_t *id)
{
	*id = id_next();
	return db_exec(cx, &q_paper_add,
		       ARGS(I("id", *id), I("dossier", dossier), TC("paper", p->paper), TC("name", p->name),
			    TC("sha256", p->sha256), TC("type", p->type), I("size", p->size),
			    I("original", p->original), I("mark", p->mark), TC("reason", p->reason),
			    I("by", cx->who.account), I("at", cx->now)),
		       NULL);
}

enum status
dossier_add_paper(struct cx *cx, const struct dossier *d, const struct dossier_paper *p, int64_t *id)
{
	TRY(within_limits(cx, d->id, p->size));
	return insert_paper(cx, d->id, p, id);
}

enum status
dossier_hand_paper(struct cx *cx, const struct dossier *d, const char *paper, bool original)
{
	int64_t id;
	struct dossier_paper p = { .paper = paper, .name = "", .sha256 = "", .type = "", .reason = "",
				   .original = original, .mark = original ? PAPER_ORIGINAL : PAPER_COPY };
	return insert_paper(cx, d->id, &p, &id);
}

enum status
dossier_remove_paper(struct cx *cx, const struct dossier *d, int64_t paper_id)
{
	int64_t changed;
	struct dossier_paper p;
	TRY(dossier_paper_load(cx, paper_id, &p));
	if (dossier_paper_is_kept(d, &p))
		return fail(cx, ST_CONFLICT, "dossier.paper.kept", "paper %lld was there before the request",
			    (long long)paper_id);
	TRY(db_exec(cx, &q_paper_remove, ARGS(I("id", paper_id), I("dossier", d->id)), &changed));
	return changed == 1 ? ST_OK
			    : fail(cx, ST_NOT_FOUND, "dossier.paper.unknown", "no paper %lld", (long long)paper_id);
}

enum status
dossier_mark_paper(struct cx *cx, const struct dossier *d, int64_t paper_id, enum paper_mark mark, const char *reason)
{
	int64_t changed;
	if (mark == PAPER_WRONG && cstr_empty(reason))
		return fail(cx, ST_INVALID, "dossier.mark.reason", "a wrong paper needs a reason");
	TRY(db_exec(cx, &q_paper_mark,
		    ARGS(I("mark", mark), TC("reason", mark == PAPER_WRONG ? reason : ""), I("id", paper_id),
			 I("dossier", d->id)),
		    &changed));
	if (changed == 0)
		return fail(cx, ST_NOT_FOUND, "dossier.paper.unknown", "no paper %lld", (long long)paper_id);
	struct ledger_event e = { .verb = "dossier.mark_paper", .kind = "dossier", .thing = d->id, .unit = d->unit,
				  .from = (int)d->state, .to = (int)d->state, .reason = "", .detail = "" };
	return ledger_add(cx, &e);
}

/* --- words -------------------------------------------------------------------------------------------------------- */

enum status
dossier_messages(struct cx *cx, int64_t id, bool notes, struct dossier_message **out, size_t *n)
{
	VEC(struct dossier_message) all = { 0 };
	struct rows rs;
	TRY(db_query(cx, &q_messages, ARGS(I("id", id), I("notes", notes)), &rs));
	while (db_next(&rs))
		*vec_push(&all, cx->arena) = (struct dossier_message){
			.id = db_i64(&rs, 0), .kind = (enum message_kind)db_i64(&rs, 1), .author = db_i64(&rs, 2),
			.name = db_cstr(&rs, 3), .body = db_cstr(&rs, 4), .at = db_i64(&rs, 5),
		};
	*out = all.p;
	*n = all.n;
	return db_end(&rs);
}

enum status
dossier_say(struct cx *cx, const struct dossier *d, enum message_kind kind, struct str body)
{
	static const char *const verbs[] = { "dossier.message", "dossier.answer", "dossier.note" };
	body = str_trim(body);
	if (body.n == 0)
		return fail(cx, ST_INVALID, "dossier.message.empty", "empty message");
	if (viet_length(body) > DOSSIER_MESSAGE_MAX)
		return fail(cx, ST_INVALID, "dossier.message.long", "%zu characters", viet_length(body));
	if (d->state == DOSSIER_DRAFT)
		return fail(cx, ST_CONFLICT, "dossier.message.draft", "a draft has no desk to write to");
	TRY(db_exec(cx, &q_message_add,
		    ARGS(I("id", id_next()), I("dossier", d->id), I("kind", kind), I("author", cx->who.account),
			 TC("name", cx->who.name), T("body", body), I("at", cx->now)),
		    NULL));
	struct ledger_event e = { .verb = verbs[kind], .kind = "dossier", .thing = d->id, .unit = d->unit,
				  .from = (int)d->state, .to = (int)d->state, .reason = "", .detail = "" };
	TRY(ledger_add(cx, &e));
	return kind == MESSAGE_FROM_DESK ? dossier_tell(cx, d, &e) : ST_OK;
}

/* --- slips and result ------------------------------------------------------------------------------------------------ */

static void
read_slip(struct rows *rs, struct dossier_slip *s)
{
	*s = (struct dossier_slip){ .id = db_i64(rs, 0), .dossier = db_i64(rs, 1), .kind = db_cstr(rs, 2),
				    .no = (int)db_i64(rs, 3), .body = db_cstr(rs, 4), .issued_at = db_i64(rs, 5),
				    .issued_by = db_i64(rs, 6) };
}

enum status
dossier_slips(struct cx *cx, int64_t id, struct dossier_slip **out, size_t *n)
{
	VEC(struct dossier_slip) all = { 0 };
	struct rows rs;
	TRY(db_query(cx, &q_slips, ARGS(I("id", id)), &rs));
	while (db_next(&rs))
		read_slip(&rs, vec_push(&all, cx->arena));
	*out = all.p;
	*n = all.n;
	return db_end(&rs);
}

enum status
dossier_slip_load(struct cx *cx, int64_t slip_id, struct dossier_slip *out)
{
	struct rows rs;
	TRY(db_query(cx, &q_slip_get, ARGS(I("id", slip_id)), &rs));
	bool some = db_next(&rs);
	if (some)
		read_slip(&rs, out);
	TRY(db_end(&rs));
	return some ? ST_OK : fail(cx, ST_NOT_FOUND, "dossier.slip.unknown", "no slip %lld", (long long)slip_id);
}

enum status
dossier_slip_add(struct cx *cx, int64_t id, const char *kind, struct str body)
{
	int64_t before;
	TRY(db_query_i64(cx, &q_slip_count, ARGS(I("id", id), TC("kind", kind)), 0, &before));
	return db_exec(cx, &q_slip_add,
		       ARGS(I("id", id_next()), I("dossier", id), TC("kind", kind), I("no", before + 1),
			    T("body", body), I("at", cx->now), I("by", cx->who.account)),
		       NULL);
}

enum status
dossier_result(struct cx *cx, int64_t id, struct dossier_result *out, bool *some)
{
	struct rows rs;
	*out = (struct dossier_result){ .kind = "", .title = "", .body = "", .sha256 = "", .signer = "" };
	TRY(db_query(cx, &q_result_get, ARGS(I("id", id)), &rs));
	*some = db_next(&rs);
	if (*some)
		*out = (struct dossier_result){ .kind = db_cstr(&rs, 0), .title = db_cstr(&rs, 1),
						.body = db_cstr(&rs, 2), .sha256 = db_cstr(&rs, 3),
						.signer = db_cstr(&rs, 4), .at = db_i64(&rs, 5) };
	return db_end(&rs);
}

enum status
dossier_result_put(struct cx *cx, int64_t id, const struct dossier_result *r)
{
	return db_exec(cx, &q_result_put,
		       ARGS(I("id", id), TC("kind", r->kind), TC("title", r->title), TC("body", r->body),
			    TC("sha256", r->sha256), TC("signer", r->signer), I("at", r->at)),
		       NULL);
}

/* --- fees and rating -------------------------------------------------------------------------------------------------- */

enum status
dossier_fees(struct cx *cx, int64_t id, struct dossier_fee **out, size_t *n)
{
	VEC(struct dossier_fee) all = { 0 };
	struct rows rs;
	TRY(db_query(cx, &q_fees, ARGS(I("id", id)), &rs));
	while (db_next(&rs))
		*vec_push(&all, cx->arena) = (struct dossier_fee){
			.id = db_i64(&rs, 0), .label = db_cstr(&rs, 1), .amount = db_i64(&rs, 2),
			.paid_at = db_i64(&rs, 3), .paid_to = db_i64(&rs, 4),
		};
	*out = all.p;
	*n = all.n;
	return db_end(&rs);
}

enum status
dossier_fee_add(struct cx *cx, int64_t id, const struct dossier_fee *f)
{
	if (f->amount < 0 || f->amount > 1000000000000)
		return fail(cx, ST_INVALID, "dossier.fee.amount", "amount %lld", (long long)f->amount);
	return db_exec(cx, &q_fee_add,
		       ARGS(I("id", id_next()), I("dossier", id), TC("label", f->label), I("amount", f->amount),
			    I("paid_at", f->paid_at), I("paid_to", f->paid_at != 0 ? cx->who.account : 0)),
		       NULL);
}

enum status
dossier_fee_paid(struct cx *cx, const struct dossier *d, int64_t fee_id)
{
	int64_t changed;
	TRY(db_exec(cx, &q_fee_paid,
		    ARGS(I("now", cx->now), I("by", cx->who.account), I("id", fee_id), I("dossier", d->id)), &changed));
	if (changed == 0)
		return fail(cx, ST_CONFLICT, "dossier.fee.paid", "fee %lld is unknown or paid", (long long)fee_id);
	struct ledger_event e = { .verb = "dossier.fee_paid", .kind = "dossier", .thing = d->id, .unit = d->unit,
				  .from = (int)d->state, .to = (int)d->state, .reason = "", .detail = "" };
	return ledger_add(cx, &e);
}

enum status
dossier_rating(struct cx *cx, int64_t id, int *score, const char **words)
{
	struct rows rs;
	*score = 0;
	*words = "";
	TRY(db_query(cx, &q_rating_get, ARGS(I("id", id)), &rs));
	if (db_next(&rs)) {
		*score = (int)db_i64(&rs, 0);
		*words = db_cstr(&rs, 1);
	}
	return db_end(&rs);
}

enum status
dossier_rate(struct cx *cx, const struct dossier *d, int score, struct str words)
{
	if (d->state != DOSSIER_RETURNED)
		return fail(cx, ST_CONFLICT, "dossier.rate.state", "dossier is %s", dossier_state_name(d->state));
	if (score < 1 || score > 5)
		return fail(cx, ST_INVALID, "dossier.rate.score", "score %d", score);
	if (viet_length(words) > 500)
		return fail(cx, ST_INVALID, "dossier.message.long", "%zu characters", viet_length(words));
	int before;
	const char *said;
	TRY(dossier_rating(cx, d->id, &before, &said));
	if (before != 0)
		return fail(cx, ST_CONFLICT, "dossier.rate.once", "rated already");
	TRY(db_exec(cx, &q_rating_add,
		    ARGS(I("id", d->id), I("score", score), T("words", str_trim(words)), I("at", cx->now)), NULL));
	struct ledger_event e = { .verb = "dossier.rate", .kind = "dossier", .thing = d->id, .unit = d->unit,
				  .from = (int)d->state, .to = (int)d->state, .reason = "",
				  .detail = arena_printf(cx->arena, "{\"score\":%d}", score) };
	TRY(ledger_add(cx, &e));
	return tally_event(cx, &e);
}
