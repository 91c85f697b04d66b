/* The work page of one dossier: what was sent at the left, what may be done at the right. */
#include "features/onestop/onestop_work.h"

static const char *
mark_words(enum lang lang, enum paper_mark mark)
{
	switch (mark) {
	case PAPER_ORIGINAL: return tr(lang, "Đạt, bản chính");
	case PAPER_COPY: return tr(lang, "Đạt, bản sao");
	case PAPER_WRONG: return tr(lang, "Chưa đạt");
	case PAPER_UNMARKED: break;
	}
	return NULL;
}

static const struct form_field *
field_at(const struct form *f, const char *path)
{
	for (size_t i = 0; i < f->n_fields; i++) {
		struct str rest = str_of(path), first = str_cut(&rest, '.'), last = rest;
		while (last.n > 0 && memchr(last.p, '.', last.n) != NULL)
			str_cut(&last, '.');
		if (str_eq(f->field[i]->id, last.n > 0 ? last : first))
			return f->field[i];
	}
	return NULL;
}

/* A paper of the procedure by its id, by the form's field, or the field's own label. */
static const char *
paper_label(struct cx *cx, const struct procedure *p, const char *paper)
{
	bool field = strncmp(paper, "field:", 6) == 0;
	for (size_t i = 0; i < p->n_papers; i++)
		if (field ? p->paper[i].by == PAPER_FIELD && strcmp(p->paper[i].field, paper + 6) == 0
			  : strcmp(p->paper[i].id, paper) == 0)
			return p->paper[i].name;
	const struct form_field *f = field ? field_at(p->form, paper + 6) : NULL;
	return f != NULL ? str_cstr(cx->arena, form_text(cx->lang, f->label, f->label_en)) : tr(cx->lang, "Giấy tờ khác");
}

/* While a supplement is being put together, what was not sent yet is not there. */
static size_t
sent_papers(const struct dossier *d, struct dossier_paper *papers, size_t n)
{
	size_t m = 0;
	for (size_t i = 0; i < n; i++)
		if (d->state != DOSSIER_WAITING || dossier_paper_is_kept(d, &papers[i]))
			papers[m++] = papers[i];
	return m;
}

/* The next one after this, round the list, that can be looked at and has no mark yet; 0 when there is none. */
static int64_t
next_paper(const struct dossier_paper *papers, size_t n, int64_t id)
{
	size_t at = 0;
	while (at < n && papers[at].id != id)
		at++;
	for (size_t i = 1; i < n; i++) {
		const struct dossier_paper *p = &papers[(at + i) % n];
		if (p->id != id && p->mark == PAPER_UNMARKED && p->sha256[0] != '\0' && onestop_paper_look(p->type) != LOOK_NONE)
			return p->id;
	}
	return 0;
}

static enum status
fill_papers(struct cx *cx, struct work_view *v)
{
	struct dossier_paper *papers;
	struct dossier_supplement s;
	const struct procedure *p = v->d.procedure;
	struct form_files *files = arena_new_one(cx->arena, struct form_files);
	TRY(dossier_supplement(cx, &v->d, &s));
	TRY(dossier_papers(cx, v->d.id, &papers, &v->n_papers));
	v->n_papers = sent_papers(&v->d, papers, v->n_papers);
	v->opts.below = true;
	v->opts.fresh = s.field;
	v->opts.n_fresh = s.n_fields;
	v->former = s.former;
	*files = dossier_form_files(cx->arena, papers, v->n_papers);
	v->opts.files = files;
	v->paper = arena_new_array(cx->arena, struct work_paper, v->n_papers + 1);
	for (size_t i = 0; i < v->n_papers; i++) {
		struct work_paper *w = &v->paper[i];
		*w = (struct work_paper){ .p = papers[i], .label = paper_label(cx, p, papers[i].paper),
					  .size = onestop_size(cx->arena, cx->lang, papers[i].size),
					  .mark = mark_words(cx->lang, papers[i].mark), .chosen = papers[i].mark,
					  .file = papers[i].sha256[0] != '\0', .look = onestop_paper_look(papers[i].type),
					  .open = papers[i].id == v->open_paper,
					  .more = next_paper(papers, v->n_papers, papers[i].id) != 0,
					  .fresh = papers[i].added_at > s.since && papers[i].added_at <= s.until };
	}
	const char **missing = arena_new_array(cx->arena, const char *, p->n_papers + 1);
	for (size_t i = 0; i < p->n_papers; i++) {
		bool there = p->paper[i].by != PAPER_UPLOAD || p->paper[i].optional;
		for (size_t k = 0; k < v->n_papers && !there; k++)
			there = strcmp(papers[k].paper, p->paper[i].id) == 0;
		if (!there)
			missing[v->n_missing++] = p->paper[i].name;
	}
	v->missing = missing;
	return ST_OK;
}

static enum status
fill_timeline(struct cx *cx, struct work_view *v)
{
	struct ledger_event *e;
	TRY(dossier_timeline(cx, v->d.id, &e, &v->n_events));
	int64_t *ids = arena_new_array(cx->arena, int64_t, v->n_events + 1);
	const char **names = arena_new_array(cx->arena, const char *, v->n_events + 1);
	v->event = arena_new_array(cx->arena, struct work_event, v->n_events + 1);
	for (size_t i = 0; i < v->n_events; i++)
		ids[i] = e[i].actor_kind == ACTOR_OFFICER ? e[i].actor : 0;
	TRY(account_names(cx, ids, v->n_events, names));
	for (size_t i = 0; i < v->n_events; i++) {
		const struct ledger_event *one = &e[v->n_events - 1 - i];
		const char *name = names[v->n_events - 1 - i];
		v->event[i] = (struct work_event){
			.words = dossier_event_plain(cx, one), .reason = one->reason, .at = id_time(one->id), .now = i == 0,
			.who = one->actor_kind == ACTOR_OFFICER ? name : one->actor_kind == ACTOR_CITIZEN ? v->d.applicant
									 : tr(cx->lang, "Hệ thống"),
			.stop = one->from != one->to && (one->to == DOSSIER_REFUSED || one->to == DOSSIER_WITHDRAWN ||
							 one->to == DOSSIER_STOPPED),
		};
	}
	return ST_OK;
}

static enum status
fill_words(struct cx *cx, struct work_view *v)
{
	struct dossier_message *all;
	size_t n;
	bool notes = (v->fields & GATE_NOTES) != 0;
	if ((v->fields & GATE_MESSAGES) == 0)
		return ST_OK;
	TRY(dossier_messages(cx, v->d.id, notes, &all, &n));
	v->talk = arena_new_array(cx->arena, struct dossier_message, n + 1);
	v->note = arena_new_array(cx->arena, struct dossier_message, n + 1);
	for (size_t i = 0; i < n; i++) {
		if (all[i].kind == MESSAGE_NOTE)
			v->note[v->n_notes++] = all[i];
		else
			v->talk[v->n_talk++] = all[i];
	}
	return ST_OK;
}

static enum status
fill_slips(struct cx *cx, struct work_view *v)
{
	struct dossier_slip *slips;
	TRY(dossier_slips(cx, v->d.id, &slips, &v->n_slips));
	v->slip = arena_new_array(cx->arena, struct work_slip, v->n_slips + 1);
	for (size_t i = 0; i < v->n_slips; i++)
		v->slip[i] = (struct work_slip){ slips[i].id, slips[i].issued_at, onestop_slip_name(cx->lang, slips[i].kind),
						 slips[i].no };
	TRY(dossier_fees(cx, v->d.id, &v->fee, &v->n_fees));
	TRY(dossier_result(cx, v->d.id, &v->result, &v->has_result));
	return dossier_rating(cx, v->d.id, &v->score, &v->rating);
}

static enum status
fill_clock(struct cx *cx, struct work_view *v)
{
	struct dossier *d = &v->d;
	struct due_result r;
	v->due = dossier_due_words(cx, d, &v->badge);
	v->due_at = d->state == DOSSIER_SUBMITTED ? d->answer_due_at : d->due_at;
	v->limit = due_limit_text(cx->arena, cx->lang, d->procedure->limit);
	if (d->accepted_at == 0 || dossier_is_ended(d->state))
		return ST_OK;
	TRY(dossier_due(cx, d, &r));
	const char **why = arena_new_array(cx->arena, const char *, r.n_steps + 1);
	for (size_t i = 0; i < r.n_steps; i++)
		why[i] = due_step_text(cx->arena, cx->lang, &r.steps[i]);
	v->why = why;
	v->n_why = r.n_steps;
	return ST_OK;
}

static enum status
fill(struct cx *cx, struct work_view *v)
{
	struct dossier *d = &v->d;
	v->works = (flow_roles_at(&cx->who, d->desk) & ONESTOP_WORKERS) != 0;
	v->state = dossier_state_officer(cx->lang, d->state);
	v->unit = unit_name(cx->lang, d->unit);
	v->step = onestop_step_name(cx->lang, d);
	v->procedure = procedure_name(cx->lang, d->procedure);
	v->channel = d->channel == CHANNEL_ONLINE ? tr(cx->lang, "Nộp trực tuyến") : tr(cx->lang, "Nộp tại quầy");
	TRY(account_names(cx, &d->assignee, 1, &v->assignee));
	TRY(fill_clock(cx, v));
	TRY(dossier_values(cx, d->id, &v->values));
	TRY(fill_papers(cx, v));
	TRY(fill_slips(cx, v));
	TRY(fill_timeline(cx, v));
	TRY(fill_words(cx, v));
	return v->works ? onestop_moves_of(cx, d, &v->offers) : ST_OK;
}

static enum status
put(struct cx *cx, struct req *rq, struct resp *rs, struct work_view *v)
{
	struct page *pg = page_begin(cx, rq, rs, &(struct page_opts){
		.title = v->d.code, .about = v->procedure, .nav = "hang-doi", .area = PAGE_OFFICER, .back = "/can-bo",
		.back_label = "Về hàng đợi", .error = v->errors.list.n > 0 });
	tpl_onestop_work(pg, v);
	return page_end(pg);
}

static enum status
show(struct cx *cx, struct req *rq, struct resp *rs, const struct dossier *d, unsigned fields)
{
	struct work_view v = { .d = *d, .fields = fields };
	str_i64(req_query(rq, "giay"), &v.open_paper);
	TRY(fill(cx, &v));
	return put(cx, rq, rs, &v);
}

enum status
onestop_work_page(struct cx *cx, struct req *rq, struct resp *rs)
{
	return onestop_see(cx, rq, rs, show);
}

/* --- small changes on the page ------------------------------------------------------------------------------------------- */

enum small_kind { SMALL_MARK, SMALL_NOTE, SMALL_MESSAGE, SMALL_FEE };

struct small {
	enum small_kind kind;
	int64_t id, part;       /* part: paper or fee */
	enum paper_mark mark;
	struct str words;
	bool next;              /* then show the next paper that has no mark */
	const char *anchor, *flash;
};

/* Roles are looked at again where the change is made: the desk may have changed since. */
static enum status
small_tx(struct cx *cx, void *input)
{
	const struct small *s = input;
	struct dossier d;
	unsigned fields;
	TRY(onestop_open(cx, s->id, &d, &fields));
	if ((flow_roles_at(&cx->who, d.desk) & ONESTOP_WORKERS) == 0)
		return fail(cx, ST_DENIED, "flow.denied", "reads only");
	switch (s->kind) {
	case SMALL_MARK:
		if (!dossier_is_open(d.state))
			return fail(cx, ST_CONFLICT, "flow.state", "dossier is closed");
		return dossier_mark_paper(cx, &d, s->part, s->mark, str_cstr(cx->arena, s->words));
	case SMALL_NOTE: return dossier_say(cx, &d, MESSAGE_NOTE, s->words);
	case SMALL_MESSAGE: return dossier_say(cx, &d, MESSAGE_FROM_DESK, s->words);
	case SMALL_FEE: return dossier_fee_paid(cx, &d, s->part);
	}
	return ST_OK;
}

static void
give_back(struct cx *cx, struct work_view *v, const struct small *s)
{
	const char *why = onestop_fault_text(cx);
	onestop_error_add(cx, &v->errors, s->anchor, why);
	if (s->kind == SMALL_NOTE)
		v->typed_note = s->words;
	if (s->kind == SMALL_MESSAGE)
		v->typed_message = s->words;
	for (size_t i = 0; i < v->n_papers && s->kind == SMALL_MARK; i++)
		if (v->paper[i].p.id == s->part) {
			v->paper[i].chosen = s->mark;
			v->paper[i].typed_reason = s->words;
			v->paper[i].error = why;
		}
}

static enum status
to_next_paper(struct cx *cx, struct resp *rs, const struct small *s)
{
	struct dossier_paper *papers;
	struct dossier d;
	unsigned fields;
	size_t n;
	TRY(onestop_open(cx, s->id, &d, &fields));
	TRY(dossier_papers(cx, s->id, &papers, &n));
	long long next = next_paper(papers, sent_papers(&d, papers, n), s->part);
	if (next == 0)
		return web_redirect(cx, rs, "/can-bo/ho-so/%lld#%s", (long long)s->id, s->anchor);
	return web_redirect(cx, rs, "/can-bo/ho-so/%lld?giay=%lld#giay-%lld", (long long)s->id, next, next);
}

static enum status
small_done(struct cx *cx, struct req *rq, struct resp *rs, enum status st, void *input)
{
	const struct small *s = input;
	struct work_view v = { .open_paper = s->kind == SMALL_MARK ? s->part : 0 };
	if (st == ST_OK) {
		job_wake();
		web_flash(rs, s->flash);
		if (s->next)
			return to_next_paper(cx, rs, s);
		return web_redirect(cx, rs, "/can-bo/ho-so/%lld#%s", (long long)s->id, s->anchor);
	}
	if (st != ST_INVALID && st != ST_CONFLICT)
		return st;
	struct fault why = cx->fault;
	TRY(onestop_open(cx, s->id, &v.d, &v.fields));
	TRY(fill(cx, &v));
	cx->fault = why;
	give_back(cx, &v, s);
	resp_status(rs, status_http(st));
	return put(cx, rq, rs, &v);
}

static enum status
commit(struct cx *cx, struct req *rq, struct small small)
{
	struct small *s = arena_new_one(cx->arena, struct small);
	struct dossier d;
	unsigned fields;
	TRY(onestop_open(cx, small.id, &d, &fields));
	*s = small;
	return web_commit(cx, rq, d.unit, small_tx, s, small_done);
}

enum status
onestop_paper_mark_post(struct cx *cx, struct req *rq, struct resp *rs UNUSED)
{
	struct str mark = req_field(rq, "dau");
	struct small s = { .kind = SMALL_MARK, .id = onestop_param(rq, "id"), .part = onestop_param(rq, "giay"),
			   .words = str_head(str_trim(req_field(rq, "vi_sao")), 2000), .flash = "flash.onestop.marked",
			   .next = req_field(rq, "tiep").n > 0 };
	s.mark = str_is(mark, "chinh")  ? PAPER_ORIGINAL
		 : str_is(mark, "sao")  ? PAPER_COPY
		 : str_is(mark, "sai")  ? PAPER_WRONG
					: PAPER_UNMARKED;
	s.anchor = arena_printf(cx->arena, "giay-%lld", (long long)s.part);
	return commit(cx, rq, s);
}

enum status
onestop_note_post(struct cx *cx, struct req *rq, struct resp *rs UNUSED)
{
	return commit(cx, rq, (struct small){ .kind = SMALL_NOTE, .id = onestop_param(rq, "id"), .anchor = "ghi_chu",
					      .words = req_field(rq, "ghi_chu"), .flash = "flash.onestop.noted" });
}

enum status
onestop_message_post(struct cx *cx, struct req *rq, struct resp *rs UNUSED)
{
	return commit(cx, rq, (struct small){ .kind = SMALL_MESSAGE, .id = onestop_param(rq, "id"), .anchor = "loi_nhan",
					      .words = req_field(rq, "loi_nhan"), .flash = "flash.onestop.said" });
}

enum status
onestop_fee_post(struct cx *cx, struct req *rq, struct resp *rs UNUSED)
{
	return commit(cx, rq, (struct small){ .kind = SMALL_FEE, .id = onestop_param(rq, "id"),
					      .part = onestop_param(rq, "khoan"), .anchor = "le-phi",
					      .flash = "flash.onestop.paid" });
}
