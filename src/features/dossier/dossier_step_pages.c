/* Filling in: one step to a page, saved as it goes, also with errors; then the review and the submission. The same
 * pages serve a supplement. */
#include "features/dossier/dossier_pages.h"

#include "platform/crypt/crypt.h"

#define PAPERS_ID "giay-to"
#define REVIEW_ID "xem-lai"

/* --- steps ----------------------------------------------------------------------------------------------------------- */

static bool
has_uploads(const struct procedure *p)
{
	for (size_t i = 0; i < p->n_papers; i++)
		if (p->paper[i].by == PAPER_UPLOAD)
			return true;
	return false;
}

static const char *
form_step_id(struct arena *a, const struct form *f, size_t i)
{
	return str_cstr(a, f->step[i].id);
}

bool
dossier_step_find(struct arena *a, const struct procedure *p, struct str id, struct dossier_step *out)
{
	const struct form *f = p->form;
	bool papers = has_uploads(p);
	size_t n = f->n_steps;
	const char *last = form_step_id(a, f, n - 1), *after = papers ? PAPERS_ID : REVIEW_ID;
	*out = (struct dossier_step){ .id = str_cstr(a, id), .total = (int)n + papers + 1 };
	if (str_is(id, REVIEW_ID)) {
		out->kind = STEP_REVIEW;
		out->before = papers ? PAPERS_ID : last;
		out->nr = out->total;
		return true;
	}
	if (papers && str_is(id, PAPERS_ID)) {
		out->kind = STEP_PAPERS;
		out->before = last;
		out->next = REVIEW_ID;
		out->nr = out->total - 1;
		return true;
	}
	out->form = form_step_of(f, id);
	if (out->form == NULL)
		return false;
	size_t nr = (size_t)out->form->nr;
	out->nr = (int)nr + 1;
	out->before = nr == 0 ? NULL : form_step_id(a, f, nr - 1);
	out->next = nr + 1 < n ? form_step_id(a, f, nr + 1) : after;
	return true;
}

bool
dossier_is_editable(const struct dossier *d)
{
	return d->state == DOSSIER_DRAFT || d->state == DOSSIER_WAITING;
}

enum status
dossier_param(struct cx *cx, struct req *rq, const char *name, int64_t *id)
{
	struct str s = req_param(rq, name);
	if (str_ends(s, ".pdf"))
		s = str_head(s, s.n - 4);
	return str_i64(s, id) && *id > 0 ? ST_OK
					 : fail(cx, ST_NOT_FOUND, "dossier.unknown", "no id in the address");
}

enum status
dossier_own(struct cx *cx, struct req *rq, struct dossier *d)
{
	int64_t id;
	unsigned fields;
	TRY(dossier_param(cx, rq, "id", &id));
	return dossier_open(cx, id, GATE_OWN, d, &fields);
}

static enum status
check_editable(struct cx *cx, const struct dossier *d)
{
	return dossier_is_editable(d) ? ST_OK
				      : fail(cx, ST_CONFLICT, "dossier.not_draft", "dossier is %s",
					     dossier_state_name(d->state));
}

/* What the desk asked for, newest; "" when nothing. */
static enum status
request_of(struct cx *cx, const struct dossier *d, const char **reason)
{
	struct ledger_event e;
	bool some = false;
	if (d->state == DOSSIER_WAITING)
		TRY(ledger_last(cx, d->id, "dossier.ask_supplement", &e, &some));
	*reason = some ? e.reason : "";
	return ST_OK;
}

/* --- papers -------------------------------------------------------------------------------------------------------------- */

static const char *
paper_key(struct arena *a, const struct procedure_paper *p)
{
	return p->by == PAPER_FIELD ? arena_printf(a, "field:%s", p->field) : p->id;
}

/* A file of a row, "field:giay_to.2.tep", belongs to the paper of the field "giay_to" or of "tep". */
static bool
is_of_paper(const char *held, const char *key)
{
	size_t n = strlen(key);
	return strncmp(held, key, n) == 0 && (held[n] == '\0' || held[n] == '.');
}

/* Files whose field is no paper of the procedure come last, under a line without paper. */
struct dossier_paper_line *
dossier_paper_lines(struct arena *a, const struct dossier *d, const struct dossier_paper *papers, size_t n, bool all,
		    size_t *lines)
{
	const struct procedure *p = d->procedure;
	struct dossier_paper_line *line = arena_new_array(a, struct dossier_paper_line, p->n_papers + 1);
	bool *used = arena_new_array(a, bool, n + 1);
	*lines = 0;
	for (size_t i = 0; i <= p->n_papers; i++) {
		const struct procedure_paper *paper = i < p->n_papers ? &p->paper[i] : NULL;
		const char *key = paper != NULL ? paper_key(a, paper) : "";
		const struct dossier_paper **file = arena_new_array(a, const struct dossier_paper *, n + 1);
		size_t m = 0;
		if (!all && (paper == NULL || paper->by != PAPER_UPLOAD))
			continue;
		for (size_t k = 0; k < n; k++)
			if (!used[k] && (paper == NULL || is_of_paper(papers[k].paper, key))) {
				used[k] = true;
				file[m++] = &papers[k];
			}
		if (m > 0 || (paper != NULL && paper->by == PAPER_UPLOAD))
			line[(*lines)++] = (struct dossier_paper_line){ .paper = paper, .file = file, .n_files = m };
	}
	return line;
}

void
out_file_size(struct page *pg, int64_t bytes)
{
	char number[VIET_NUMBER];
	bool english = pg->lang == LANG_EN;
	if (bytes < 1000 * 1000)
		out_textf(pg, "%s kB", viet_number((bytes + 999) / 1000, english, number));
	else
		out_textf(pg, "%s%c%d MB", viet_number(bytes / 1000000, english, number), english ? '.' : ',',
			  (int)(bytes / 100000 % 10));
}

/* --- one step ------------------------------------------------------------------------------------------------------------- */

static bool
step_has_files(const struct dossier_step *s)
{
	if (s->kind == STEP_PAPERS)
		return true;
	for (size_t i = 0; s->form != NULL && i < s->form->n_fields; i++) {
		const struct form_field *f = &s->form->field[i];
		if (f->type == FORM_FILE)
			return true;
		for (size_t k = 0; f->type == FORM_GROUP && k < f->n_fields; k++)
			if (f->field[k].type == FORM_FILE)
				return true;
	}
	return false;
}

/* Everything a step's page shows, also after a failed save. */
struct step_page {
	struct dossier d;
	struct dossier_step step;
	struct form_values *values;
	struct dossier_paper *papers;
	size_t n_papers;
	struct form_errors errors;
	const struct dossier_upload *up;
	size_t n_up;
	bool from_review;
};

static void
line_errors(struct dossier_step_view *v, struct dossier_paper_line *line, const struct step_page *p)
{
	for (size_t i = 0; i < p->n_up; i++)
		for (size_t k = 0; k < v->n_lines; k++)
			if (p->up[i].error != NULL && line[k].paper == p->up[i].paper) {
				line[k].error = p->up[i].error;
				v->n_errors++;
				break;
			}
}

/* What was there before the request has no 'Xóa'. */
static void
keep_files(struct arena *a, const struct step_page *p, struct form_files *files)
{
	struct form_file *file = arena_new_array(a, struct form_file, files->n + 1);
	for (size_t i = 0; i < files->n; i++) {
		file[i] = files->file[i];
		for (size_t k = 0; k < p->n_papers; k++)
			if (p->papers[k].id == file[i].id)
				file[i].kept = dossier_paper_is_kept(&p->d, &p->papers[k]);
	}
	files->file = file;
}

static enum status
show_step(struct cx *cx, struct req *rq, struct resp *rs, struct step_page *p)
{
	const struct dossier *d = &p->d;
	struct arena *a = cx->arena;
	struct dossier_step_view v = {
		.d = d, .step = p->step, .name = procedure_name(cx->lang, d->procedure), .values = p->values,
		.errors = &p->errors, .from_review = p->from_review, .multipart = step_has_files(&p->step),
		.files = dossier_form_files(a, p->papers, p->n_papers),
		.action = arena_printf(a, "%lld/%s", (long long)d->id, p->step.id),
		.autosave = arena_printf(a, "/nop/ho-so/%lld/%s/luu", (long long)d->id, p->step.id),
	};
	TRY(request_of(cx, d, &v.request));
	v.place = unit_by_id(d->unit) != NULL ? unit_place(a, unit_by_id(d->unit)) : "";
	keep_files(a, p, &v.files);
	if (p->step.kind == STEP_PAPERS) {
		struct dossier_paper_line *line = dossier_paper_lines(a, d, p->papers, p->n_papers, false, &v.n_lines);
		line_errors(&v, line, p);
		v.line = line;
	}
	v.fault = p->errors.list.n > 0 || v.n_errors > 0;
	const char *back = p->from_review ? REVIEW_ID : p->step.before;
	struct str title = p->step.form != NULL ? form_text(cx->lang, p->step.form->title, p->step.form->title_en)
						: str_of(tr(cx->lang, "Giấy tờ kèm theo"));
	struct page *pg = page_begin(cx, rq, rs, &(struct page_opts){
		.title = str_cstr(a, title), .about = v.name, .nav = "ho-so", .error = v.fault,
		.back = back != NULL ? arena_printf(a, "/nop/ho-so/%lld/%s", (long long)d->id, back)
				     : d->state == DOSSIER_DRAFT ? "/ho-so" : arena_printf(a, "/ho-so/%lld", (long long)d->id) });
	tpl_dossier_step(pg, &v);
	return page_end(pg);
}

static enum status
find_step(struct cx *cx, struct req *rq, const struct dossier *d, struct dossier_step *out)
{
	if (dossier_step_find(cx->arena, d->procedure, req_param(rq, "step"), out))
		return ST_OK;
	return fail(cx, ST_NOT_FOUND, "dossier.step.unknown", "no step " STR_FMT, STR_ARG(req_param(rq, "step")));
}

enum status
dossier_page_step(struct cx *cx, struct req *rq, struct resp *rs)
{
	struct step_page p = { .from_review = str_starts(str_of(req_route(rq)->path), "/nop/ho-so/:id/sua/") };
	TRY(dossier_own(cx, rq, &p.d));
	if (!dossier_is_editable(&p.d)) /* an old tab, or the back button after submitting */
		return web_redirect(cx, rs, "/ho-so/%lld", (long long)p.d.id);
	TRY(find_step(cx, rq, &p.d, &p.step));
	if (p.step.kind == STEP_REVIEW)
		return dossier_show_review(cx, rq, rs, p.d.id, 200);
	TRY(dossier_own_values(cx, &p.d, &p.values));
	TRY(dossier_papers(cx, p.d.id, &p.papers, &p.n_papers));
	return show_step(cx, rq, rs, &p);
}

enum status
dossier_page_step_files(struct cx *cx, struct req *rq, struct resp *rs)
{
	return web_redirect(cx, rs, "/nop/ho-so/" STR_FMT "/" STR_FMT, STR_ARG(req_param(rq, "id")),
			    STR_ARG(req_param(rq, "step")));
}

/* --- saving ----------------------------------------------------------------------------------------------------------------- */

struct save {
	int64_t id;
	struct str step_id;
	struct form_input in;
	struct dossier_upload *up;
	size_t n_up;
	bool autosave;
	struct step_page p;    /* as it is after the save */
	bool acted;
	struct form_action action;
	int64_t removed;
	const char *removed_key;
};

static enum status
remove_file(struct cx *cx, struct save *in)
{
	in->removed = form_file_action(in->in);
	in->removed_key = "";
	for (size_t i = 0; in->removed != 0 && i < in->p.n_papers; i++)
		if (in->p.papers[i].id == in->removed) {
			in->removed_key = in->p.papers[i].paper;
			return dossier_remove_paper(cx, &in->p.d, in->removed);
		}
	return ST_OK; /* gone already, or never of this dossier */
}

/* The values are read here, not before: two tabs with two steps lose nothing to each other. */
static enum status
save_tx(struct cx *cx, void *input)
{
	struct save *in = input;
	struct step_page *p = &in->p;
	struct dossier *d = &p->d;
	TRY(dossier_open(cx, in->id, GATE_OWN, d, &(unsigned){ 0 }));
	TRY(check_editable(cx, d));
	assert_always(dossier_step_find(cx->arena, d->procedure, in->step_id, &p->step));
	TRY(dossier_own_values(cx, d, &p->values));
	TRY(dossier_papers(cx, d->id, &p->papers, &p->n_papers));
	in->acted = false;
	in->removed = 0;
	if (p->step.form != NULL) {
		form_read_step(d->procedure->form, p->step.form, in->in, p->values);
		in->acted = !in->autosave &&
			    form_group_action(d->procedure->form, p->step.form, in->in, p->values, &in->action);
		TRY(dossier_save_values(cx, d, p->values));
	}
	if (in->autosave)
		return ST_OK;
	TRY(remove_file(cx, in));
	TRY(dossier_uploads_add(cx, d, p->values, in->up, in->n_up));
	TRY(dossier_papers(cx, d->id, &p->papers, &p->n_papers));
	if (in->acted && in->action.kind == FORM_ROW_REMOVED)
		TRY(dossier_papers_settle(cx, d, p->values, p->papers, p->n_papers));
	return ST_OK;
}

/* The errors of files stand at their field like all others. */
static bool
upload_errors(struct cx *cx, struct save *in)
{
	bool some = false;
	for (size_t i = 0; i < in->n_up; i++) {
		const struct dossier_upload *u = &in->up[i];
		if (u->error == NULL)
			continue;
		some = true;
		if (u->field == NULL)
			continue;
		struct form_error *e = (struct form_error *)form_error_at(&in->p.errors, u->field, u->row);
		if (e == NULL)
			e = vec_push(&in->p.errors.list, cx->arena);
		*e = (struct form_error){ .field = u->field, .row = u->row, .msgid = "blob.type", .text = u->error };
	}
	return some;
}

/* "f-giay_to-0-tep": the id the form gives to a place. */
static const char *
anchor_of(struct arena *a, const char *path)
{
	char *s = arena_printf(a, "f-%s", path);
	for (char *p = s; *p != '\0'; p++)
		if (*p == '.')
			*p = '-';
	return s;
}

static const char *
removed_anchor(struct cx *cx, const struct save *in)
{
	const char *key = in->removed_key;
	return strncmp(key, "field:", 6) == 0 ? anchor_of(cx->arena, key + 6) : anchor_of(cx->arena, key);
}

static bool
any_too_large(const struct save *in)
{
	for (size_t i = 0; i < in->n_up; i++)
		if (in->up[i].file->too_large)
			return true;
	return false;
}

static enum status
saved(struct cx *cx, struct req *rq, struct resp *rs, enum status st, void *input)
{
	struct save *in = input;
	struct step_page *p = &in->p;
	const struct dossier *d = &p->d;
	if (st != ST_OK)
		return st;
	const char *mend = p->from_review ? "sua/" : "";
	if (in->acted)
		return web_redirect(cx, rs, "/nop/ho-so/%lld/%s%s#%s", (long long)d->id, mend, p->step.id,
				    in->action.anchor);
	if (in->removed != 0)
		return web_redirect(cx, rs, "/nop/ho-so/%lld/%s%s#%s", (long long)d->id, mend, p->step.id,
				    removed_anchor(cx, in));
	bool later = str_is(req_field(rq, "lam"), "luu");
	struct form_files files = dossier_form_files(cx->arena, p->papers, p->n_papers);
	struct form_day day = dossier_form_day(cx, d);
	if (p->step.form != NULL && !later)
		form_check_step(cx, d->procedure->form, p->step.form, p->values, &files, &day, &p->errors);
	if (upload_errors(cx, in) || p->errors.list.n > 0) {
		p->up = in->up;
		p->n_up = in->n_up;
		resp_status(rs, any_too_large(in) ? 413 : 422);
		return show_step(cx, rq, rs, p);
	}
	if (str_is(req_field(rq, "lam"), "tep"))
		return web_redirect(cx, rs, "/nop/ho-so/%lld/%s%s", (long long)d->id, mend, p->step.id);
	if (!later)
		return web_redirect(cx, rs, "/nop/ho-so/%lld/%s", (long long)d->id,
				    p->from_review ? REVIEW_ID : p->step.next);
	web_flash(rs, "flash.dossier.saved");
	return d->state == DOSSIER_DRAFT ? web_redirect(cx, rs, "/ho-so")
					 : web_redirect(cx, rs, "/ho-so/%lld", (long long)d->id);
}

static enum status
begin_save(struct cx *cx, struct req *rq, struct save **out)
{
	struct save *in = arena_new_one(cx->arena, struct save);
	struct dossier d;
	struct dossier_step step;
	TRY(dossier_own(cx, rq, &d));
	TRY(check_editable(cx, &d));
	TRY(find_step(cx, rq, &d, &step));
	if (step.kind == STEP_REVIEW)
		return fail(cx, ST_NOT_FOUND, "dossier.step.unknown", "nothing to save in the review");
	in->id = d.id;
	in->step_id = req_param(rq, "step");
	in->in = form_input_of(rq);
	in->p.from_review = str_is(req_field(rq, "ve"), REVIEW_ID);
	in->p.d = d;
	*out = in;
	return dossier_uploads_take(cx, rq, &d, &step, &in->up, &in->n_up);
}

enum status
dossier_page_step_post(struct cx *cx, struct req *rq, struct resp *rs UNUSED)
{
	struct save *in;
	TRY(begin_save(cx, rq, &in));
	return web_commit(cx, rq, in->p.d.unit, save_tx, in, saved);
}

/* The script reads the answer; a person who comes here after signing in again wants the page. */
static enum status
autosaved(struct cx *cx, struct req *rq, struct resp *rs, enum status st, void *input)
{
	const struct save *in = input;
	struct buf b;
	struct json_out j;
	if (st != ST_OK)
		return st;
	if (str_is(req_header(rq, "Sec-Fetch-Mode"), "navigate"))
		return web_redirect(cx, rs, "/nop/ho-so/%lld/%s", (long long)in->id, in->p.step.id);
	buf_init(&b, cx->arena, BUF_LINE);
	json_out_init(&j, &b);
	json_object(&j);
	json_put_time(&j, "saved_at", cx->now);
	json_end_object(&j);
	return web_json(rs, &b);
}

enum status
dossier_page_autosave(struct cx *cx, struct req *rq, struct resp *rs UNUSED)
{
	struct save *in;
	TRY(begin_save(cx, rq, &in));
	in->autosave = true;
	return web_commit(cx, rq, in->p.d.unit, save_tx, in, autosaved);
}

/* --- review ------------------------------------------------------------------------------------------------------------------- */

static void
fill_missing(struct cx *cx, const struct dossier *d, const struct dossier_missing *m, struct dossier_review_view *v)
{
	struct arena *a = cx->arena;
	size_t n = m->errors.list.n + m->n_papers;
	struct dossier_missing_line *line = arena_new_array(a, struct dossier_missing_line, n + 1);
	for (size_t i = 0; i < m->errors.list.n; i++) {
		const struct form_error *e = &m->errors.list.p[i];
		const char *part = e->part != NULL && strcmp(e->part, "ngay") != 0 ? arena_printf(a, "-%s", e->part) : "";
		line[v->n_missing++] = (struct dossier_missing_line){
			.path = arena_printf(a, "%lld/sua/%s", (long long)d->id,
					     form_step_id(a, d->procedure->form, (size_t)e->field->step)),
			.anchor = arena_printf(a, "%s%s", anchor_of(a, form_path(a, e->field, e->row)), part),
			.text = e->text };
	}
	for (size_t i = 0; i < m->n_papers; i++)
		line[v->n_missing++] = (struct dossier_missing_line){
			.path = arena_printf(a, "%lld/sua/" PAPERS_ID, (long long)d->id),
			.anchor = anchor_of(a, m->paper[i]->id),
			.text = arena_printf(a, tr(cx->lang, "Còn thiếu giấy tờ: %s"), m->paper[i]->name) };
	v->missing = line;
}

enum status
dossier_show_review(struct cx *cx, struct req *rq, struct resp *rs, int64_t id, int http_status)
{
	struct dossier d;
	struct dossier_missing m;
	struct dossier_paper *papers;
	struct form_values *values;
	size_t n;
	bool empty = http_status == 422 && cstr_eq(cx->fault.code, "dossier.supplement.empty");
	TRY(dossier_open(cx, id, GATE_OWN, &d, &(unsigned){ 0 }));
	TRY(dossier_own_values(cx, &d, &values));
	TRY(dossier_papers(cx, id, &papers, &n));
	TRY(dossier_check(cx, &d, &m));
	struct dossier_review_view v = {
		.d = &d, .name = procedure_name(cx->lang, d.procedure), .key = crypt_token(cx->arena), .values = values,
		.files = dossier_form_files(cx->arena, papers, n), .fault = http_status == 422,
		.place = unit_by_id(d.unit) != NULL ? unit_place(cx->arena, unit_by_id(d.unit)) : "",
		.supplement = d.state == DOSSIER_WAITING, .can_move = d.state == DOSSIER_DRAFT,
		.ended = d.state == DOSSIER_DRAFT && d.procedure->state != PROCEDURE_PUBLISHED,
		.change = arena_printf(cx->arena, "/nop/ho-so/%lld/sua/", (long long)id),
	};
	TRY(request_of(cx, &d, &v.request));
	assert_always(dossier_step_find(cx->arena, d.procedure, S(REVIEW_ID), &v.step));
	v.has_papers = dossier_step_find(cx->arena, d.procedure, S(PAPERS_ID), &(struct dossier_step){ 0 });
	v.line = dossier_paper_lines(cx->arena, &d, papers, n, true, &v.n_lines);
	fill_missing(cx, &d, &m, &v);
	if (empty)
		v.refused = tr(cx->lang, "dossier.supplement.empty");
	resp_status(rs, http_status);
	struct page *pg = page_begin(cx, rq, rs, &(struct page_opts){
		.title = v.supplement ? tr(cx->lang, "Xem lại phần bổ sung") : tr(cx->lang, "Xem lại trước khi nộp"),
		.about = v.name, .nav = "ho-so",
		.error = v.n_missing > 0 || v.refused != NULL,
		.back = arena_printf(cx->arena, "/nop/ho-so/%lld/%s", (long long)id, v.step.before) });
	tpl_dossier_review(pg, &v);
	return page_end(pg);
}

/* --- submission ------------------------------------------------------------------------------------------------------------------ */

struct submit {
	int64_t id;
	const char *action;
	struct flow_input in;
	struct dossier after;
};

/* What answers have hidden is nobody's to keep; a wrong paper that was sent again is replaced. */
static enum status
settle(struct cx *cx, int64_t id)
{
	struct dossier d;
	struct form_values *v;
	struct dossier_paper *papers;
	struct str before, after;
	size_t n;
	TRY(dossier_open(cx, id, GATE_OWN, &d, &(unsigned){ 0 }));
	if (!dossier_is_editable(&d)) /* a repeated request: the move knows */
		return ST_OK;
	TRY(dossier_own_values(cx, &d, &v));
	TRY(dossier_papers(cx, id, &papers, &n));
	TRY(form_values_print(cx, v, &before));
	struct form_files files = dossier_form_files(cx->arena, papers, n);
	form_values_settle(cx->arena, d.procedure->form, v, &files);
	TRY(form_values_print(cx, v, &after));
	if (!str_eq(before, after))
		TRY(dossier_save_values(cx, &d, v));
	if (n > 0)
		TRY(dossier_papers_settle(cx, &d, v, papers, n));
	for (size_t i = 0; i < n; i++)
		for (size_t k = i + 1; papers[i].mark == PAPER_WRONG && !dossier_paper_is_kept(&d, &papers[i]) && k < n; k++)
			if (papers[k].mark != PAPER_WRONG && strcmp(papers[k].paper, papers[i].paper) == 0) {
				TRY(dossier_remove_paper(cx, &d, papers[i].id));
				break;
			}
	return ST_OK;
}

static enum status
submit_tx(struct cx *cx, void *input)
{
	struct submit *in = input;
	bool repeated;
	TRY(settle(cx, in->id));
	return dossier_move(cx, in->id, in->action, &in->in, &in->after, &repeated);
}

static enum status
submitted(struct cx *cx, struct req *rq, struct resp *rs, enum status st, void *input)
{
	const struct submit *in = input;
	bool first = strcmp(in->action, "submit") == 0;
	if (st == ST_INVALID)
		return dossier_show_review(cx, rq, rs, in->id, 422);
	if (st == ST_CONFLICT && cstr_eq(cx->fault.code, "flow.state")) { /* the page was old: it is done already */
		web_flash(rs, "flash.dossier.done");
		return web_redirect(cx, rs, "/ho-so/%lld", (long long)in->id);
	}
	if (st != ST_OK)
		return st;
	job_wake();
	if (!first)
		web_flash(rs, "flash.dossier.supplement");
	return web_redirect(cx, rs, "/ho-so/%lld%s", (long long)in->id, first ? "?moi=1" : "");
}

static enum status
begin_submit(struct cx *cx, struct req *rq, const char *action)
{
	struct submit *in = arena_new_one(cx->arena, struct submit);
	struct dossier d;
	struct str key = str_trim(req_field(rq, "khoa"));
	TRY(dossier_own(cx, rq, &d));
	if (key.n < 16 || key.n > 64)
		return fail(cx, ST_INVALID, "dossier.key", "no key of the page");
	in->id = d.id;
	in->action = action;
	in->in = (struct flow_input){ .key = str_cstr(cx->arena, key), .reason = "" };
	return web_commit(cx, rq, d.unit, submit_tx, in, submitted);
}

enum status
dossier_page_submit(struct cx *cx, struct req *rq, struct resp *rs UNUSED)
{
	return begin_submit(cx, rq, "submit");
}

enum status
dossier_page_supplement(struct cx *cx, struct req *rq, struct resp *rs UNUSED)
{
	return begin_submit(cx, rq, "supplement");
}
