/* Issued papers: what was printed is kept as JSON, so that a slip says the same whenever it is printed again. */
#include "features/dossier/dossier_priv.h"

static void
put_papers(struct json_out *j, const struct dossier *d, const struct dossier_paper *papers, size_t n)
{
	json_key(j, "papers");
	json_array(j);
	for (size_t i = 0; i < d->procedure->n_papers; i++) {
		const struct procedure_paper *p = &d->procedure->paper[i];
		const char *key = p->by == PAPER_FIELD ? arena_printf(j->b->arena, "field:%s", p->field) : p->id;
		int files = 0, originals = 0, copies = 0;
		const char *why = "";
		for (size_t k = 0; k < n; k++) {
			if (strcmp(papers[k].paper, key) != 0)
				continue;
			files += papers[k].sha256[0] != '\0';
			originals += papers[k].mark == PAPER_ORIGINAL;
			copies += papers[k].mark == PAPER_COPY;
			if (papers[k].mark == PAPER_WRONG)
				why = papers[k].reason;
		}
		if (files + originals + copies == 0 && p->by != PAPER_FORM)
			continue;
		json_object(j);
		json_put_cstr(j, "name", p->name);
		json_put_int(j, "original", p->by == PAPER_FORM ? 1 : originals);
		json_put_int(j, "copies", copies + (originals + copies == 0 ? files : 0));
		json_put_bool(j, "file", files > 0);
		json_put_cstr(j, "wrong", why);
		json_end_object(j);
	}
	json_end_array(j);
}

static enum status
put_fees(struct cx *cx, struct json_out *j, const struct dossier *d)
{
	struct dossier_fee *fee;
	size_t n;
	TRY(dossier_fees(cx, d->id, &fee, &n));
	json_key(j, "fees");
	json_array(j);
	for (size_t i = 0; i < n; i++) {
		json_object(j);
		json_put_cstr(j, "label", fee[i].label);
		json_put_int(j, "amount", fee[i].amount);
		json_put_time(j, "paid_at", fee[i].paid_at);
		json_end_object(j);
	}
	json_end_array(j);
	return ST_OK;
}

enum status
dossier_issue_slip(struct cx *cx, const struct dossier *d, const char *kind, const char *reason, int64_t old_due)
{
	struct buf b;
	struct json_out j;
	struct dossier_paper *papers;
	size_t n;
	const struct unit *u = unit_by_id(d->unit);
	TRY(dossier_papers(cx, d->id, &papers, &n));
	buf_init(&b, cx->arena, BUF_LINE * 4);
	json_out_init(&j, &b);
	json_object(&j);
	json_put_cstr(&j, "code", d->code);
	json_put_cstr(&j, "agency", u->name);
	json_put_cstr(&j, "agency_phone", u->phone);
	json_put_cstr(&j, "agency_address", u->address);
	json_put_cstr(&j, "officer", cx->who.officer ? cx->who.name : "");
	json_put_cstr(&j, "applicant", d->applicant);
	json_put_cstr(&j, "address", d->address);
	json_put_cstr(&j, "phone", d->phone);
	json_put_cstr(&j, "email", d->email);
	json_put_cstr(&j, "procedure", d->procedure->name);
	json_put_cstr(&j, "procedure_code", d->procedure->code);
	json_put_cstr(&j, "limit", due_limit_text(cx->arena, LANG_VI, d->procedure->limit));
	json_put_bool(&j, "online", d->channel == CHANNEL_ONLINE);
	json_put_bool(&j, "accepted", d->accepted_at != 0);
	json_put_int(&j, "at", cx->now);
	json_put_int(&j, "submitted_at", d->submitted_at);
	json_put_int(&j, "received_at", d->accepted_at);
	json_put_int(&j, "answer_due_at", d->answer_due_at);
	json_put_int(&j, "expected_at", d->expected_at);
	json_put_int(&j, "due_at", d->due_at);
	json_put_int(&j, "old_due_at", old_due);
	json_put_cstr(&j, "reason", reason);
	put_papers(&j, d, papers, n);
	TRY(put_fees(cx, &j, d));
	json_end_object(&j);
	if (b.over)
		return fail(cx, ST_INTERNAL, "dossier.slip.size", "slip over %d bytes", BUF_LINE * 4);
	return dossier_slip_add(cx, d->id, kind, buf_str(&b));
}
