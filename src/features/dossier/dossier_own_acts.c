/* What a person does with a dossier that was filed: writes to the desk, takes it back, says how it was. */
#include "features/dossier/dossier_pages.h"

#include "platform/crypt/crypt.h"

struct act {
	struct dossier d;
	struct str body;
	int score;
	struct flow_input in;
};

/* The sentence of a refusal that the person can mend. */
static const char *
fault_text(const struct cx *cx)
{
	return tr(cx->lang, cx->fault.code != NULL ? cx->fault.code : "dossier.message.empty");
}

/* --- messages -------------------------------------------------------------------------------------------------------- */

static enum status
say_tx(struct cx *cx, void *input)
{
	struct act *in = input;
	TRY(dossier_open(cx, in->d.id, GATE_OWN, &in->d, &(unsigned){ 0 }));
	return dossier_say(cx, &in->d, MESSAGE_FROM_PERSON, in->body);
}

static enum status
was_said(struct cx *cx, struct req *rq, struct resp *rs, enum status st, void *input)
{
	const struct act *in = input;
	struct dossier_say say = { .body = in->body, .error = st == ST_INVALID ? fault_text(cx) : NULL };
	if (st == ST_INVALID)
		return dossier_show_own(cx, rq, rs, &in->d, &say, NULL, 0);
	if (st != ST_OK)
		return st;
	job_wake();
	web_flash(rs, "flash.dossier.message");
	return web_redirect(cx, rs, "/ho-so/%lld#loi-nhan", (long long)in->d.id);
}

enum status
dossier_page_say(struct cx *cx, struct req *rq, struct resp *rs UNUSED)
{
	struct act *in = arena_new_one(cx->arena, struct act);
	TRY(dossier_own(cx, rq, &in->d));
	in->body = req_field(rq, "noi_dung");
	return web_commit(cx, rq, in->d.unit, say_tx, in, was_said);
}

/* --- rating ----------------------------------------------------------------------------------------------------------- */

static enum status
rate_tx(struct cx *cx, void *input)
{
	struct act *in = input;
	TRY(dossier_open(cx, in->d.id, GATE_OWN, &in->d, &(unsigned){ 0 }));
	return dossier_rate(cx, &in->d, in->score, in->body);
}

static enum status
was_rated(struct cx *cx, struct req *rq, struct resp *rs, enum status st, void *input)
{
	const struct act *in = input;
	struct dossier_say rate = { .body = in->body, .error = st == ST_INVALID ? fault_text(cx) : NULL };
	if (st == ST_INVALID)
		return dossier_show_own(cx, rq, rs, &in->d, NULL, &rate, in->score);
	if (st != ST_OK && !cstr_eq(cx->fault.code, "dossier.rate.once"))
		return st;
	web_flash(rs, "flash.dossier.rated");
	return web_redirect(cx, rs, "/ho-so/%lld", (long long)in->d.id);
}

enum status
dossier_page_rate(struct cx *cx, struct req *rq, struct resp *rs UNUSED)
{
	struct act *in = arena_new_one(cx->arena, struct act);
	int64_t score;
	TRY(dossier_own(cx, rq, &in->d));
	if (str_i64(req_field(rq, "diem"), &score) && score >= 1 && score <= 5)
		in->score = (int)score;
	in->body = str_trim(req_field(rq, "y_kien"));
	return web_commit(cx, rq, in->d.unit, rate_tx, in, was_rated);
}

/* --- withdrawal ---------------------------------------------------------------------------------------------------------- */

static enum status
show_withdraw(struct cx *cx, struct req *rq, struct resp *rs, const struct dossier *d, struct str reason,
	      const char *error)
{
	struct dossier_withdraw_view v = { .d = d, .name = procedure_name(cx->lang, d->procedure), .reason = reason,
					   .key = crypt_token(cx->arena), .error = error };
	struct page *pg = page_begin(cx, rq, rs, &(struct page_opts){
		.title = tr(cx->lang, "Rút hồ sơ"), .about = d->code, .nav = "ho-so", .error = error != NULL,
		.back = arena_printf(cx->arena, "/ho-so/%lld", (long long)d->id) });
	tpl_dossier_withdraw(pg, &v);
	return page_end(pg);
}

enum status
dossier_page_withdraw(struct cx *cx, struct req *rq, struct resp *rs)
{
	struct dossier d;
	TRY(dossier_own(cx, rq, &d));
	if (d.state < DOSSIER_SUBMITTED || d.state > DOSSIER_PROPOSED)
		return fail(cx, ST_CONFLICT, "dossier.withdraw.late", "dossier is %s", dossier_state_name(d.state));
	return show_withdraw(cx, rq, rs, &d, (struct str){ 0 }, NULL);
}

static enum status
withdraw_tx(struct cx *cx, void *input)
{
	struct act *in = input;
	struct dossier after;
	bool repeated;
	return dossier_move(cx, in->d.id, "withdraw", &in->in, &after, &repeated);
}

static enum status
withdrawn(struct cx *cx, struct req *rq UNUSED, struct resp *rs, enum status st, void *input)
{
	const struct act *in = input;
	if (st != ST_OK)
		return st;
	job_wake();
	web_flash(rs, "flash.dossier.withdrawn");
	return web_redirect(cx, rs, "/ho-so/%lld", (long long)in->d.id);
}

enum status
dossier_page_withdraw_post(struct cx *cx, struct req *rq, struct resp *rs)
{
	struct act *in = arena_new_one(cx->arena, struct act);
	struct str key = str_trim(req_field(rq, "khoa")), reason = str_trim(req_field(rq, "ly_do"));
	TRY(dossier_own(cx, rq, &in->d));
	if (key.n < 16 || key.n > 64)
		return fail(cx, ST_INVALID, "dossier.key", "no key of the page");
	if (viet_length(reason) > FORM_TEXT_MAX) {
		resp_status(rs, 422);
		return show_withdraw(cx, rq, rs, &in->d, reason,
				     tr(cx->lang, "Lý do dài nhất 500 ký tự; hãy viết ngắn lại"));
	}
	in->in = (struct flow_input){ .key = str_cstr(cx->arena, key), .reason = str_cstr(cx->arena, reason) };
	return web_commit(cx, rq, in->d.unit, withdraw_tx, in, withdrawn);
}
