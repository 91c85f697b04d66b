/* At the counter: the clerk finds the procedure, begins, and types for the person who stands there. What is being typed is
 * a draft of the desk, seen by its receivers only. */
#include "features/onestop/onestop_counter.h"

#include "core/form/citizen.h"

static const char *
level_here(const struct cx *cx)
{
	const struct unit *u = unit_by_id(cx->who.unit);
	return u != NULL && strlen(u->admin_code) == 2 ? "province" : "commune";
}

static void
add_line(struct cx *cx, struct counter_view *v, const struct procedure *p)
{
	if (!procedure_at_level(p, level_here(cx))) {
		v->other_level = true;
		return;
	}
	v->line[v->n++] = (struct counter_line){ p, procedure_name(cx->lang, p),
						 due_limit_text(cx->arena, cx->lang, p->limit) };
}

/* A code typed as it is, else by meaning; without a question the procedures with a form of their own. */
static void
find(struct cx *cx, struct counter_view *v)
{
	struct lookup_hit hit[COUNTER_HITS];
	const struct procedure *p = procedure_by_code(v->question);
	size_t total = v->question.n == 0 ? procedure_count() : COUNTER_HITS;
	v->line = arena_new_array(cx->arena, struct counter_line, total + 1);
	if (p != NULL) {
		add_line(cx, v, p);
	} else if (v->question.n > 0) {
		size_t n = procedure_find(cx->lang, v->question, hit, COUNTER_HITS);
		for (size_t i = 0; i < n; i++)
			if ((p = procedure_found(&hit[i])) != NULL && v->n < COUNTER_HITS)
				add_line(cx, v, p);
	} else {
		for (size_t i = 0; (p = procedure_at(i)) != NULL; i++)
			if (p->own_form && procedure_at_level(p, level_here(cx)))
				add_line(cx, v, p);
	}
}

/* Who a draft is for: the name in the field that an account would fill. */
static enum status
person_of(struct cx *cx, const struct dossier *d, const char **out)
{
	struct form_values *values;
	const struct form *f = d->procedure->form;
	*out = "";
	TRY(dossier_values(cx, d->id, &values));
	for (size_t i = 0; i < f->n_fields; i++)
		if (f->field[i]->group == NULL && str_is(f->field[i]->prefill, "account.name"))
			*out = str_cstr(cx->arena, form_value(values, f->field[i], 0));
	return ST_OK;
}

enum status
onestop_counter_page(struct cx *cx, struct req *rq, struct resp *rs)
{
	struct counter_view v = { .question = str_head(str_trim(req_query(rq, "q")), 400) };
	struct dossier *drafts = arena_new_array(cx->arena, struct dossier, COUNTER_DRAFTS);
	find(cx, &v);
	TRY(dossier_at_counter(cx, cx->who.unit, 0, drafts, COUNTER_DRAFTS, &v.n_drafts));
	v.draft = arena_new_array(cx->arena, struct counter_draft, v.n_drafts + 1);
	for (size_t i = 0; i < v.n_drafts; i++) {
		v.draft[i] = (struct counter_draft){ .id = drafts[i].id, .at = drafts[i].created_at,
						     .name = procedure_name(cx->lang, drafts[i].procedure) };
		TRY(person_of(cx, &drafts[i], &v.draft[i].person));
	}
	struct page *pg = page_begin(cx, rq, rs, &(struct page_opts){ .title = tr(cx->lang, "Nhận hồ sơ tại quầy"),
								      .nav = "tai-quay", .area = PAGE_OFFICER });
	tpl_onestop_counter(pg, &v);
	return page_end(pg);
}

/* --- beginning ------------------------------------------------------------------------------------------------------- */

static enum status
procedure_here(struct cx *cx, struct req *rq, const struct procedure **out)
{
	*out = procedure_by_code(req_param(rq, "ma"));
	return *out != NULL && procedure_at_level(*out, level_here(cx))
		       ? ST_OK
		       : fail(cx, ST_NOT_FOUND, "onestop.procedure", "no such procedure at this desk");
}

static enum status
show_start(struct cx *cx, struct req *rq, struct resp *rs, struct counter_start_view *v)
{
	v->name = procedure_name(cx->lang, v->p);
	v->limit = due_limit_text(cx->arena, cx->lang, v->p->limit);
	struct page *pg = page_begin(cx, rq, rs, &(struct page_opts){
		.title = tr(cx->lang, "Nhận hồ sơ tại quầy"), .about = v->name, .nav = "tai-quay", .area = PAGE_OFFICER,
		.back = "/can-bo/tai-quay", .back_label = "Chọn thủ tục khác", .error = v->errors.list.n > 0 });
	tpl_onestop_counter_start(pg, v);
	return page_end(pg);
}

enum status
onestop_counter_start_page(struct cx *cx, struct req *rq, struct resp *rs)
{
	struct counter_start_view v = { 0 };
	TRY(procedure_here(cx, rq, &v.p));
	return show_start(cx, rq, rs, &v);
}

struct starting {
	const struct procedure *p;
	struct str number;
	struct account a;      /* id 0: nobody with this number */
	int64_t id;
};

struct known {
	struct cx *cx;
	const struct starting *s;
};

static bool
known_value(void *arg, struct str source, struct str *out)
{
	const struct known *k = arg;
	const struct account *a = &k->s->a;
	char day[TIME_TEXT];
	if (str_is(source, "agency")) {
		*out = str_of(unit_by_id(k->cx->who.unit)->name);
	} else if (str_is(source, "account.citizen_id")) {
		*out = k->s->number;
	} else if (a->id == 0) {
		return false;
	} else if (str_is(source, "account.birth_date") && a->has_birth) {
		*out = str_of(arena_strdup(k->cx->arena, day_iso(a->birth_day, day)));
	} else {
		*out = str_of(str_is(source, "account.name")	  ? a->name
			      : str_is(source, "account.phone")	  ? a->phone
			      : str_is(source, "account.address") ? a->address
			      : str_is(source, "account.email")	  ? a->email
			      : str_is(source, "account.sex")	  ? a->sex
								  : "");
	}
	return out->n > 0;
}

/* Looking somebody up by number is an event in itself (settled.md 29). */
static enum status
look_up(struct cx *cx, struct starting *s)
{
	s->a = (struct account){ 0 };
	if (s->number.n == 0)
		return ST_OK;
	enum status st = account_find_citizen(cx, s->number, &s->a);
	if (st == ST_NOT_FOUND || (st == ST_OK && s->a.disabled_at != 0)) {
		s->a = (struct account){ 0 };
		return ST_OK;
	}
	TRY(st);
	struct ledger_event e = { .verb = "account.view", .kind = "account", .thing = s->a.id, .unit = cx->who.unit,
				  .reason = "", .detail = "" };
	return ledger_add(cx, &e);
}

static enum status
start_tx(struct cx *cx, void *input)
{
	struct starting *s = input;
	struct dossier d;
	struct form_values *values;
	if ((flow_roles_at(&cx->who, cx->who.unit) & ROLE_RECEIVE) == 0)
		return fail(cx, ST_DENIED, "web.permission", "receives nothing there");
	TRY(look_up(cx, s));
	TRY(dossier_start(cx, &(struct dossier_start){ .procedure = s->p, .unit = cx->who.unit, .channel = CHANNEL_COUNTER },
			  &s->id));
	TRY(dossier_load(cx, s->id, &d));
	TRY(dossier_values(cx, s->id, &values));
	form_prefill(s->p->form, values, known_value, &(struct known){ cx, s });
	return dossier_save_values(cx, &d, values);
}

static enum status
started(struct cx *cx, struct req *rq UNUSED, struct resp *rs, enum status st, void *input)
{
	const struct starting *s = input;
	if (st != ST_OK)
		return st;
	return web_redirect(cx, rs, "/can-bo/tai-quay/ho-so/%lld/" STR_FMT, (long long)s->id,
			    STR_ARG(s->p->form->step[0].id));
}

enum status
onestop_counter_start_post(struct cx *cx, struct req *rq, struct resp *rs)
{
	struct counter_start_view v = { .number = str_head(str_trim(req_field(rq, "so_dinh_danh")), 40) };
	struct starting *s = arena_new_one(cx->arena, struct starting);
	struct citizen_number number;
	TRY(procedure_here(cx, rq, &v.p));
	s->p = v.p;
	s->number = citizen_digits(cx->arena, v.number);
	if (s->number.n > 0 && !citizen_parse(s->number, &number)) {
		onestop_error_add(cx, &v.errors, "so_dinh_danh",
				  tr(cx->lang, "Số định danh có 12 chữ số; đọc lại trên thẻ, hoặc để trống"));
		resp_status(rs, 422);
		return show_start(cx, rq, rs, &v);
	}
	return web_commit(cx, rq, cx->who.unit, start_tx, s, started);
}

/* --- the draft ---------------------------------------------------------------------------------------------------------- */

enum status
onestop_counter_draft(struct cx *cx, int64_t id, struct dossier *d, bool *done)
{
	TRY(dossier_load(cx, id, d));
	if (d->channel != CHANNEL_COUNTER || (flow_roles_at(&cx->who, d->desk) & ROLE_RECEIVE) == 0)
		return fail(cx, ST_NOT_FOUND, "dossier.unknown", "no draft of this desk's counter");
	*done = d->state != DOSSIER_DRAFT;
	return ST_OK;
}

enum status
onestop_counter_answers(struct cx *cx, int64_t id, struct dossier *d, bool *done)
{
	TRY(onestop_counter_draft(cx, id, d, done));
	*done = *done && d->state != DOSSIER_WAITING;
	return ST_OK;
}

static enum status
discard_tx(struct cx *cx, void *input)
{
	struct dossier d;
	bool done;
	TRY(onestop_counter_draft(cx, *(int64_t *)input, &d, &done));
	return dossier_discard(cx, &d);
}

static enum status
discarded(struct cx *cx, struct req *rq UNUSED, struct resp *rs, enum status st, void *input UNUSED)
{
	if (st != ST_OK && st != ST_NOT_FOUND)
		return st;
	web_flash(rs, "flash.onestop.discarded");
	return web_redirect(cx, rs, "/can-bo/tai-quay");
}

enum status
onestop_counter_discard_post(struct cx *cx, struct req *rq, struct resp *rs UNUSED)
{
	int64_t *id = arena_new_one(cx->arena, int64_t);
	*id = onestop_param(rq, "id");
	return web_commit(cx, rq, cx->who.unit, discard_tx, id, discarded);
}
