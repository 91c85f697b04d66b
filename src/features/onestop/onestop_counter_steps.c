/* The same form steps as online, typed by a clerk; then papers, fees and acceptance in one press. */
#include "features/onestop/onestop_counter.h"

#include "platform/crypt/crypt.h"

#define DRAFT "/can-bo/tai-quay/ho-so/%lld"

/* --- a step ------------------------------------------------------------------------------------------------------------- */

/* Errors at file fields are left out: papers are marked on the last page. */
static void
check(struct cx *cx, const struct dossier *d, const struct form_step *s, const struct form_values *values,
      struct form_errors *out)
{
	const struct form *f = d->procedure->form;
	struct form_day day = dossier_form_day(cx, d);
	struct form_errors all = { 0 };
	if (s != NULL)
		form_check_step(cx, f, s, values, NULL, &day, &all);
	else
		form_check_all(cx, f, values, NULL, &day, &all);
	for (size_t i = 0; i < all.list.n; i++)
		if (all.list.p[i].field->type != FORM_FILE)
			*vec_push(&out->list, cx->arena) = all.list.p[i];
}

static enum status
show_step(struct cx *cx, struct req *rq, struct resp *rs, struct counter_step_view *v)
{
	const struct form *f = v->d.procedure->form;
	bool waiting = v->d.state == DOSSIER_WAITING;
	v->name = procedure_name(cx->lang, v->d.procedure);
	v->nr = v->step->nr + 1;
	v->total = (int)f->n_steps + (v->d.state == DOSSIER_DRAFT);
	if (v->step->nr > 0)
		v->before = arena_printf(cx->arena, DRAFT "/" STR_FMT, (long long)v->d.id, STR_ARG(f->step[v->step->nr - 1].id));
	v->opts = (struct form_opts){ .for_another = true, .no_files = true, .submit_name = "lam", .submit_value = "tiep" };
	struct str title = form_text(cx->lang, v->step->title, v->step->title_en);
	struct page *pg = page_begin(cx, rq, rs, &(struct page_opts){
		.title = str_cstr(cx->arena, title), .about = v->name, .nav = "tai-quay", .area = PAGE_OFFICER, .error = v->errors.list.n > 0,
		.back = waiting ? arena_printf(cx->arena, "/can-bo/ho-so/%lld/viec/nhan-bo-sung", (long long)v->d.id)
			: v->before != NULL ? v->before : "/can-bo/tai-quay",
		.back_label = waiting ? "Nhận bổ sung" : v->before != NULL ? NULL : "Nhận hồ sơ tại quầy" });
	tpl_onestop_counter_step(pg, v);
	return page_end(pg);
}

static enum status
open_step(struct cx *cx, struct req *rq, struct counter_step_view *v, bool *done)
{
	TRY(onestop_counter_answers(cx, onestop_param(rq, "id"), &v->d, done));
	v->step = form_step_of(v->d.procedure->form, req_param(rq, "buoc"));
	if (v->step == NULL)
		return fail(cx, ST_NOT_FOUND, "onestop.step", "no such step");
	return dossier_values(cx, v->d.id, &v->values);
}

static enum status
to_dossier(struct cx *cx, struct resp *rs, int64_t id)
{
	return web_redirect(cx, rs, "/can-bo/ho-so/%lld", (long long)id);
}

enum status
onestop_counter_step_page(struct cx *cx, struct req *rq, struct resp *rs)
{
	struct counter_step_view v = { .from_check = strstr(req_route(rq)->path, "/sua/") != NULL };
	bool done;
	TRY(open_step(cx, rq, &v, &done));
	return done ? to_dossier(cx, rs, v.d.id) : show_step(cx, rq, rs, &v);
}

struct saving {
	struct counter_step_view v;
	bool stay, later, to_check;
	const char *anchor;
};

static enum status
save_tx(struct cx *cx, void *input)
{
	struct saving *s = input;
	struct dossier d;
	bool done;
	TRY(onestop_counter_answers(cx, s->v.d.id, &d, &done));
	if (done)
		return fail(cx, ST_CONFLICT, "dossier.not_draft", "submitted meanwhile");
	return dossier_save_values(cx, &d, s->v.values);
}

static enum status
saved(struct cx *cx, struct req *rq, struct resp *rs, enum status st, void *input)
{
	struct saving *s = input;
	const struct form *f = s->v.d.procedure->form;
	long long id = (long long)s->v.d.id;
	if (st != ST_OK)
		return st;
	if (s->stay)
		return web_redirect(cx, rs, DRAFT "/" STR_FMT "#%s", id, STR_ARG(s->v.step->id), s->anchor);
	if (s->v.d.state == DOSSIER_WAITING)
		return web_redirect(cx, rs, "/can-bo/ho-so/%lld/viec/nhan-bo-sung", id);
	if (s->later) {
		web_flash(rs, "flash.onestop.saved");
		return web_redirect(cx, rs, "/can-bo/tai-quay");
	}
	if (s->v.errors.list.n > 0) {
		resp_status(rs, 422);
		return show_step(cx, rq, rs, &s->v);
	}
	if (s->to_check || (size_t)s->v.step->nr + 1 == f->n_steps)
		return web_redirect(cx, rs, DRAFT "/hoan-tat", id);
	return web_redirect(cx, rs, DRAFT "/" STR_FMT, id, STR_ARG(f->step[s->v.step->nr + 1].id));
}

enum status
onestop_counter_step_post(struct cx *cx, struct req *rq, struct resp *rs)
{
	struct saving *s = arena_new_one(cx->arena, struct saving);
	struct form_input in = form_input_of(rq);
	struct form_action a;
	bool done;
	TRY(open_step(cx, rq, &s->v, &done));
	if (done)
		return to_dossier(cx, rs, s->v.d.id);
	const struct form *f = s->v.d.procedure->form;
	s->v.from_check = s->to_check = str_is(req_field(rq, "ve"), "xem-lai");
	s->later = str_is(req_field(rq, "lam"), "luu");
	form_read_step(f, s->v.step, in, s->v.values);
	if (form_group_action(f, s->v.step, in, s->v.values, &a)) {
		s->stay = true;
		s->anchor = a.anchor;
	} else {
		check(cx, &s->v.d, s->v.step, s->v.values, &s->v.errors);
	}
	/* A draft is kept with its errors; answers that were sent already are not replaced by wrong ones. */
	if (s->v.d.state == DOSSIER_WAITING && s->v.errors.list.n > 0) {
		resp_status(rs, 422);
		return show_step(cx, rq, rs, &s->v);
	}
	return web_commit(cx, rq, s->v.d.unit, save_tx, s, saved);
}

/* --- the last page ----------------------------------------------------------------------------------------------------------- */

/* File fields that the answers ask for, under the name of their paper, then papers of no field. */
static void
fill_hands(struct cx *cx, struct counter_finish_view *v)
{
	const struct procedure *p = v->d.procedure;
	const struct form_sights *sights = form_sights(cx->arena, p->form, v->values, -1);
	v->hand = arena_new_array(cx->arena, struct onestop_hand_field, p->form->n_fields + p->n_papers + 1);
	for (size_t i = 0; i < p->form->n_fields; i++) {
		const struct form_field *f = p->form->field[i];
		if (f->type != FORM_FILE || f->group != NULL || form_sight_of(sights, f, -1) == FORM_HIDDEN)
			continue;
		struct onestop_hand_field *h = &v->hand[v->n_hands];
		*h = (struct onestop_hand_field){ .nr = (int)v->n_hands, .needed = f->required,
						  .label = str_cstr(cx->arena, form_text(cx->lang, f->label, f->label_en)),
						  .paper = arena_printf(cx->arena, "field:" STR_FMT, STR_ARG(f->id)) };
		for (size_t k = 0; k < p->n_papers; k++)
			if (p->paper[k].by == PAPER_FIELD && str_is(f->id, p->paper[k].field))
				h->label = p->paper[k].name;
		v->n_hands++;
	}
	for (size_t k = 0; k < p->n_papers; k++)
		if (p->paper[k].by == PAPER_UPLOAD) {
			v->hand[v->n_hands] = (struct onestop_hand_field){
				.label = p->paper[k].name, .paper = p->paper[k].id, .nr = (int)v->n_hands,
				.needed = !p->paper[k].optional, .original = p->paper[k].original, .copies = p->paper[k].copies };
			v->n_hands++;
		}
}

/* The account of the person in the form, when there is one with this number. */
static enum status
find_owner(struct cx *cx, struct counter_finish_view *v)
{
	const struct form *f = v->d.procedure->form;
	struct str number = { NULL, 0 };
	char day[TIME_TEXT];
	for (size_t i = 0; i < f->n_fields; i++)
		if (f->field[i]->group == NULL && str_is(f->field[i]->prefill, "account.citizen_id"))
			number = form_value(v->values, f->field[i], 0);
	if (number.n != 12)
		return ST_OK;
	enum status st = account_find_citizen(cx, number, &v->owner);
	if (st == ST_NOT_FOUND || (st == ST_OK && v->owner.disabled_at != 0)) {
		v->owner = (struct account){ 0 };
		return ST_OK;
	}
	TRY(st);
	v->attach = v->owner.checked_at != 0; /* proposed; the clerk decides */
	v->owner_birth = v->owner.has_birth ? arena_strdup(cx->arena, day_text(v->owner.birth_day, day)) : "";
	return ST_OK;
}

static enum status
fill_finish(struct cx *cx, struct counter_finish_view *v)
{
	struct due_result r;
	TRY(dossier_values(cx, v->d.id, &v->values));
	v->name = procedure_name(cx->lang, v->d.procedure);
	v->limit = due_limit_text(cx->arena, cx->lang, v->d.procedure->limit);
	v->opts.below = true;
	v->opts.step_path = arena_printf(cx->arena, DRAFT "/sua/", (long long)v->d.id);
	check(cx, &v->d, NULL, v->values, &v->missing);
	fill_hands(cx, v);
	onestop_fees_fill(cx, &v->d, v->values, "tai-quay", &v->fees);
	TRY(due_compute(cx, unit_calendar(unit_by_id(v->d.unit)), cx->now, v->d.procedure->limit, NULL, 0, &r));
	v->due = r.due;
	v->key = crypt_token(cx->arena);
	return find_owner(cx, v);
}

static enum status
show_finish(struct cx *cx, struct req *rq, struct resp *rs, struct counter_finish_view *v)
{
	const struct form *f = v->d.procedure->form;
	struct page *pg = page_begin(cx, rq, rs, &(struct page_opts){
		.title = tr(cx->lang, "Giấy tờ, lệ phí và tiếp nhận"), .about = v->name, .nav = "tai-quay", .area = PAGE_OFFICER,
		.back = arena_printf(cx->arena, DRAFT "/" STR_FMT, (long long)v->d.id, STR_ARG(f->step[f->n_steps - 1].id)),
		.error = v->errors.list.n > 0 });
	tpl_onestop_counter_finish(pg, v);
	return page_end(pg);
}

enum status
onestop_counter_finish_page(struct cx *cx, struct req *rq, struct resp *rs)
{
	struct counter_finish_view v = { 0 };
	bool done;
	TRY(onestop_counter_draft(cx, onestop_param(rq, "id"), &v.d, &done));
	if (done)
		return to_dossier(cx, rs, v.d.id);
	TRY(fill_finish(cx, &v));
	return show_finish(cx, rq, rs, &v);
}

struct finishing {
	struct counter_finish_view v;
	struct flow_input submit, accept;
	struct dossier_move_data data;
	struct dossier after;
	bool repeated;
};

static enum status
attach(struct cx *cx, const struct finishing *in)
{
	const struct account *a = &in->v.owner;
	if (!in->v.attach || a->id == 0)
		return ST_OK;
	if (a->checked_at == 0)
		TRY(account_mark_checked(cx, &(struct account_card){ .id = a->id, .name = a->name, .birth_day = a->birth_day,
								     .sex = a->sex }));
	return dossier_set_account(cx, &in->v.d, a->id);
}

/* Submission and acceptance together; a repeated request finds both done under its keys. */
static enum status
finish_tx(struct cx *cx, void *input)
{
	struct finishing *in = input;
	struct dossier d;
	bool done;
	TRY(onestop_counter_draft(cx, in->v.d.id, &d, &done));
	if (!done) {
		struct form_values *values;
		TRY(dossier_values(cx, d.id, &values));
		TRY(attach(cx, in));
		TRY(onestop_hands_write(cx, &d, in->v.hand, in->v.n_hands));
		form_values_settle(cx->arena, d.procedure->form, values, NULL);
		TRY(dossier_save_values(cx, &d, values));
	}
	TRY(dossier_move(cx, d.id, "submit", &in->submit, &in->after, &in->repeated));
	return dossier_move(cx, d.id, "accept", &in->accept, &in->after, &in->repeated);
}

static enum status
finished(struct cx *cx, struct req *rq, struct resp *rs, enum status st, void *input)
{
	struct finishing *in = input;
	struct dossier_slip *slips;
	struct dossier d;
	bool done;
	size_t n;
	if (st == ST_INVALID || st == ST_CONFLICT) {
		struct fault why = cx->fault;
		TRY(onestop_counter_draft(cx, in->v.d.id, &d, &done));
		if (done)
			return to_dossier(cx, rs, d.id);
		cx->fault = why;
		onestop_error_add(cx, &in->v.errors, "nut", onestop_fault_text(cx));
		resp_status(rs, status_http(st));
		return show_finish(cx, rq, rs, &in->v);
	}
	if (st != ST_OK)
		return st;
	job_wake();
	TRY(dossier_slips(cx, in->v.d.id, &slips, &n));
	while (n > 0 && strcmp(slips[n - 1].kind, "receipt") != 0)
		n--;
	web_flash(rs, "flash.onestop.accept");
	return n == 0 ? to_dossier(cx, rs, in->v.d.id)
		      : web_redirect(cx, rs, "/can-bo/ho-so/%lld/in/%lld", (long long)in->v.d.id, (long long)slips[n - 1].id);
}

static enum status
read_finish(struct cx *cx, struct req *rq, struct finishing *in)
{
	struct counter_finish_view *v = &in->v;
	onestop_hands_read(cx, rq, v->hand, v->n_hands);
	for (size_t i = 0; i < v->n_hands; i++) {
		struct onestop_hand_field *h = &v->hand[i];
		TRY(onestop_scan_take(cx, rq, h, arena_printf(cx->arena, "giay-%d", h->nr), &v->errors));
		if (h->error == NULL && h->needed && h->chosen.n == 0) {
			h->error = tr(cx->lang, "Thủ tục bắt buộc có giấy này; chọn bản chính hay bản sao");
			onestop_error_add(cx, &v->errors, arena_printf(cx->arena, "giay-%d", h->nr),
					  arena_printf(cx->arena, "%s: %s", h->label, h->error));
		}
	}
	onestop_fees_read(cx, rq, &v->fees, &in->data, &v->errors);
	v->attach = str_is(req_field(rq, "gan"), "1");
	v->card = str_is(req_field(rq, "the"), "1");
	if (v->attach && v->owner.id != 0 && v->owner.checked_at == 0 && !v->card)
		onestop_error_add(cx, &v->errors, "the",
				  tr(cx->lang, "Đối chiếu thẻ căn cước với tài khoản trước khi gắn hồ sơ, hoặc bỏ chọn gắn"));
	if (v->missing.list.n > 0)
		onestop_error_add(cx, &v->errors, "con-thieu", tr(cx->lang, "Tờ khai còn chỗ chưa điền đúng; mở từng bước để sửa"));
	return ST_OK;
}

enum status
onestop_counter_finish_post(struct cx *cx, struct req *rq, struct resp *rs)
{
	struct finishing *in = arena_new_one(cx->arena, struct finishing);
	struct str key = req_field(rq, "khoa");
	bool done;
	TRY(onestop_counter_draft(cx, onestop_param(rq, "id"), &in->v.d, &done));
	if (key.n == 0 || key.n > 64)
		return fail(cx, ST_INVALID, "onestop.form", "no key");
	TRY(fill_finish(cx, &in->v));
	in->v.key = str_cstr(cx->arena, key);
	if (!done)
		TRY(read_finish(cx, rq, in));
	if (in->v.errors.list.n > 0) {
		resp_status(rs, 422);
		return show_finish(cx, rq, rs, &in->v);
	}
	in->submit = (struct flow_input){ .key = arena_printf(cx->arena, "%s:nop", in->v.key), .reason = "" };
	in->accept = (struct flow_input){ .key = arena_printf(cx->arena, "%s:nhan", in->v.key), .reason = "", .data = &in->data };
	return web_commit(cx, rq, in->v.d.unit, finish_tx, in, finished);
}
