/* Conditions and effects of the moves. Reads like the decree; the table that names them is dossier_moves.c. */
#include "features/dossier/dossier_moves.h"

/* --- conditions ---------------------------------------------------------------------------------------------------- */

static const struct dossier *
of(const struct flow_thing *t)
{
	return t->row;
}

static const struct dossier_move_data *
data_of(const struct flow_input *in)
{
	static const struct dossier_move_data none;
	return in->data != NULL ? in->data : &none;
}

static bool
has_paper(const struct dossier_paper *p, size_t n, const char *paper)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(p[i].paper, paper) == 0 && p[i].mark != PAPER_WRONG)
			return true;
	return false;
}

/* What was filed on its day is not refused for the days that went by since. */
struct form_day
dossier_form_day(const struct cx *cx, const struct dossier *d)
{
	const struct unit *unit = unit_by_id(d->unit);
	return (struct form_day){ .today = time_day(d->submitted_at != 0 ? d->submitted_at : cx->now),
				  .calendar = unit == NULL ? NULL : unit_calendar(unit) };
}

/* What the person must hand in: uploads that are not optional; at the counter papers are handed over and marked. File
 * fields are the form's own affair: they may be hidden by an answer. */
enum status
dossier_check(struct cx *cx, const struct dossier *d, struct dossier_missing *out)
{
	struct form_values *v;
	struct dossier_paper *papers;
	size_t n;
	*out = (struct dossier_missing){ 0 };
	TRY(dossier_own_values(cx, d, &v));
	TRY(dossier_papers(cx, d->id, &papers, &n));
	struct form_files files = dossier_form_files(cx->arena, papers, n);
	struct form_day day = dossier_form_day(cx, d);
	form_check_all(cx, d->procedure->form, v, &files, &day, &out->errors);
	out->paper = arena_new_array(cx->arena, const struct procedure_paper *, d->procedure->n_papers + 1);
	for (size_t i = 0; i < d->procedure->n_papers; i++) {
		const struct procedure_paper *p = &d->procedure->paper[i];
		if (p->by == PAPER_UPLOAD && !p->optional && !has_paper(papers, n, p->id))
			out->paper[out->n_papers++] = p;
	}
	return ST_OK;
}

enum status
dossier_guard_complete(struct cx *cx, const struct flow_thing *t, const struct flow_input *in UNUSED)
{
	const struct dossier *d = of(t);
	struct dossier_missing m;
	if (d->state == DOSSIER_DRAFT && d->procedure->state != PROCEDURE_PUBLISHED)
		return fail(cx, ST_CONFLICT, "dossier.procedure.ended", "procedure %s was revised or ended",
			    d->procedure->code);
	if (unit_by_id(d->unit) == NULL || unit_by_id(d->unit)->valid_to != 0)
		return fail(cx, ST_INVALID, "dossier.unit", "unit %lld takes no dossiers", (long long)d->unit);
	TRY(dossier_check(cx, d, &m));
	if (m.errors.list.n > 0)
		return fail(cx, ST_INVALID, "dossier.incomplete", "%zu answers, first " STR_FMT, m.errors.list.n,
			    STR_ARG(m.errors.list.p[0].field->id));
	if (m.n_papers > 0)
		return fail(cx, ST_INVALID, "dossier.papers.missing", "%zu papers, first %s", m.n_papers,
			    m.paper[0]->id);
	return ST_OK;
}

/* Another file of the same paper came after it. */
static bool
is_replaced(const struct dossier_paper *p, size_t n, size_t i)
{
	for (size_t k = i + 1; k < n; k++)
		if (p[k].mark != PAPER_WRONG && strcmp(p[k].paper, p[i].paper) == 0)
			return true;
	return false;
}

enum status
dossier_ready_accept(struct cx *cx, const struct flow_thing *t)
{
	struct dossier_paper *papers;
	size_t n;
	TRY(dossier_papers(cx, t->id, &papers, &n));
	for (size_t i = 0; i < n; i++)
		if (papers[i].mark == PAPER_WRONG && !is_replaced(papers, n, i))
			return fail(cx, ST_CONFLICT, "dossier.accept.wrong_paper", "paper %s is marked wrong",
				    papers[i].paper);
	return ST_OK;
}

enum status
dossier_ready_assign(struct cx *cx, const struct flow_thing *t)
{
	unsigned mine = flow_roles_at(&cx->who, t->desk);
	if ((mine & (ROLE_RECEIVE | ROLE_LEAD)) == 0 && t->assignee != 0 && t->assignee != cx->who.account)
		return fail(cx, ST_DENIED, "flow.denied", "it is %lld's", (long long)t->assignee);
	return ST_OK;
}

enum status
dossier_guard_assign(struct cx *cx, const struct flow_thing *t, const struct flow_input *in)
{
	int64_t to = data_of(in)->assignee;
	bool can;
	if (to == 0)
		return fail(cx, ST_INVALID, "dossier.assign.nobody", "no assignee");
	TRY(account_has_role(cx, to, t->desk, ROLE_PROCESS, &can));
	return can ? ST_OK : fail(cx, ST_INVALID, "dossier.assign.role", "account %lld processes nothing there",
				  (long long)to);
}

bool
dossier_next_is_process(const struct flow_thing *t)
{
	const struct dossier *d = of(t);
	struct procedure_route r = dossier_route(d);
	return (size_t)d->step + 1 < r.n && r.step[d->step + 1].role == ROLE_PROCESS;
}

enum status
dossier_guard_propose(struct cx *cx, const struct flow_thing *t UNUSED, const struct flow_input *in)
{
	const struct dossier_move_data *data = data_of(in);
	if (cstr_empty(data->title))
		return fail(cx, ST_INVALID, "dossier.propose.title", "no title");
	if (cstr_empty(data->body) && cstr_empty(data->sha256))
		return fail(cx, ST_INVALID, "dossier.propose.body", "neither text nor file");
	return ST_OK;
}

enum status
dossier_ready_four_eyes(struct cx *cx, const struct flow_thing *t)
{
	if (t->assignee == cx->who.account)
		return fail(cx, ST_DENIED, "dossier.approve.own", "proposer and approver are one");
	return ST_OK;
}

/* Form 04: once; in the procedure's own units, counted from the old due (settled.md 24). */
enum status
dossier_ready_extend(struct cx *cx, const struct flow_thing *t)
{
	return of(t)->extended_by == 0 ? ST_OK : fail(cx, ST_CONFLICT, "dossier.extend.once", "extended already");
}

enum status
dossier_guard_extend(struct cx *cx, const struct flow_thing *t UNUSED, const struct flow_input *in)
{
	if (data_of(in)->amount < 1 || data_of(in)->amount > 60)
		return fail(cx, ST_INVALID, "dossier.extend.amount", "amount %d", data_of(in)->amount);
	return ST_OK;
}

enum status
dossier_ready_fees_paid(struct cx *cx, const struct flow_thing *t)
{
	struct dossier_fee *fee;
	size_t n;
	TRY(dossier_fees(cx, t->id, &fee, &n));
	for (size_t i = 0; i < n; i++)
		if (fee[i].amount > 0 && fee[i].paid_at == 0)
			return fail(cx, ST_CONFLICT, "dossier.return.unpaid", "fee %lld is open", (long long)fee[i].id);
	return ST_OK;
}

/* --- effects --------------------------------------------------------------------------------------------------------- */

/* Writes the clock columns and what the figures need to know of before and after. */
static enum status
settle(struct cx *cx, struct flow_thing *t, const struct dossier *before, struct ledger_event *e, const char *more)
{
	struct dossier *d = t->row;
	d->state = (enum dossier_state)t->state;
	d->sort_at = dossier_sort_at(d);
	t->assignee = d->assignee;
	e->detail = arena_printf(cx->arena, "{\"desk\":\"%lld\",\"was\":%d,\"is\":%d%s}", (long long)d->desk,
				 (int)time_day(before->sort_at), (int)time_day(d->sort_at), more);
	return dossier_store_clock(cx, d);
}

/* The answer of the field that an account would fill with this; without such a field, of the first one of its kind. */
static struct str
answer(const struct form_values *v, const struct form *form, const char *source, enum form_type type, const char *tail)
{
	struct str first = { NULL, 0 };
	for (size_t i = 0; i < form->n_fields; i++) {
		const struct form_field *f = form->field[i];
		if (f->group != NULL)
			continue;
		struct str s = form_value(v, f, 0);
		if (str_is(f->prefill, source) && s.n > 0)
			return s;
		if (first.n == 0 && f->type == type && str_ends(f->id, tail))
			first = s;
	}
	return first;
}

/* The person stands in the form; what it does not ask is taken from the account. A form of two people (marriage) asks for
 * neither as 'the applicant': with an account it is the account's owner, at the counter the first named. */
static enum status
person_from_form(struct cx *cx, struct dossier *d)
{
	struct form_values *v;
	struct account a = { .name = "", .login = "", .phone = "", .email = "", .address = "" };
	if (d->account != 0)
		TRY(account_load(cx, d->account, &a));
	const struct {
		const char *source, *own;
		enum form_type type;
		const char *tail;
		const char **to;
	} part[] = {
		{ "account.name", a.name, FORM_TEXT, "ho_ten", &d->applicant },
		{ "account.citizen_id", a.login, FORM_CITIZEN_ID, "", &d->citizen_no },
		{ "account.phone", a.phone, FORM_PHONE, "", &d->phone },
		{ "account.email", a.email, FORM_EMAIL, "", &d->email },
		{ "account.address", a.address, FORM_ADDRESS, "", &d->address },
	};
	TRY(dossier_values(cx, d->id, &v));
	for (size_t i = 0; i < ARRAY_LEN(part); i++) {
		bool asked = false;
		for (size_t k = 0; k < d->procedure->form->n_fields; k++)
			asked |= str_is(d->procedure->form->field[k]->prefill, part[i].source);
		struct str s = answer(v, d->procedure->form, part[i].source, part[i].type, part[i].tail);
		*part[i].to = (asked || part[i].own[0] == '\0') && s.n > 0 ? str_cstr(cx->arena, s) : part[i].own;
	}
	return ST_OK;
}

enum status
dossier_effect_submit(struct cx *cx, struct flow_thing *t, const struct flow_input *in UNUSED, struct ledger_event *e)
{
	struct dossier *d = t->row, before = *d;
	const struct unit *u = unit_by_id(d->unit), *desk = unit_working_desk(u);
	struct civil c = time_civil(cx->now);
	struct str fold;
	int64_t n;
	TRY(dossier_clock_submit(cx, d));
	TRY(person_from_form(cx, d));
	TRY(dossier_next_number(cx, d->unit, time_day(cx->now), &n));
	d->code = arena_printf(cx->arena, "%s-%02d%02d%02d-%04lld", u->code, c.year % 100, c.month, c.day, (long long)n);
	d->desk = desk->id;
	d->state = DOSSIER_SUBMITTED;
	d->sort_at = dossier_sort_at(d);
	t->desk = d->desk;
	t->code = d->code;
	assert_always(dossier_code_fold(cx->arena, str_of(d->code), &fold));
	TRY(dossier_store_submit(cx, d, str_cstr(cx->arena, fold)));
	if (d->channel == CHANNEL_ONLINE)
		TRY(dossier_issue_slip(cx, d, "acknowledgement", "", 0));
	e->detail = arena_printf(cx->arena, "{\"desk\":\"%lld\",\"was\":%d,\"is\":%d,\"channel\":%d}", (long long)d->desk,
				 (int)time_day(before.sort_at), (int)time_day(d->sort_at), (int)d->channel);
	return ST_OK;
}

enum status
dossier_effect_accept(struct cx *cx, struct flow_thing *t, const struct flow_input *in, struct ledger_event *e)
{
	struct dossier *d = t->row, before = *d;
	const struct dossier_move_data *data = data_of(in);
	d->step = 1;
	TRY(dossier_clock_accept(cx, d));
	for (size_t i = 0; i < data->n_fees; i++)
		TRY(dossier_fee_add(cx, d->id, &data->fee[i]));
	TRY(settle(cx, t, &before, e, ""));
	return dossier_issue_slip(cx, d, "receipt", "", 0);
}

enum status
dossier_effect_ask_supplement(struct cx *cx, struct flow_thing *t, const struct flow_input *in, struct ledger_event *e)
{
	struct dossier *d = t->row, before = *d;
	TRY(dossier_clock_pause(cx, d));
	TRY(settle(cx, t, &before, e, ""));
	return dossier_issue_slip(cx, d, "supplement", in->reason, 0);
}

enum status
dossier_effect_supplement(struct cx *cx, struct flow_thing *t, const struct flow_input *in UNUSED,
			  struct ledger_event *e)
{
	struct dossier *d = t->row, before = *d;
	const char *detail;
	TRY(dossier_pending_take(cx, d, before.paused_at, &detail));
	TRY(dossier_clock_resume(cx, d));
	return settle(cx, t, &before, e, detail);
}

enum status
dossier_effect_refuse(struct cx *cx, struct flow_thing *t, const struct flow_input *in, struct ledger_event *e)
{
	TRY(dossier_effect_end(cx, t, in, e));
	return dossier_issue_slip(cx, t->row, "refusal", in->reason, 0);
}

enum status
dossier_effect_assign(struct cx *cx, struct flow_thing *t, const struct flow_input *in, struct ledger_event *e)
{
	struct dossier *d = t->row, before = *d;
	d->assignee = data_of(in)->assignee;
	return settle(cx, t, &before, e, arena_printf(cx->arena, ",\"assignee\":\"%lld\"", (long long)d->assignee));
}

enum status
dossier_effect_forward(struct cx *cx, struct flow_thing *t, const struct flow_input *in, struct ledger_event *e)
{
	struct dossier *d = t->row, before = *d;
	d->assignee = data_of(in)->assignee;
	d->step++;
	TRY(dossier_clock_step(cx, d));
	return settle(cx, t, &before, e,
		      arena_printf(cx->arena, ",\"assignee\":\"%lld\",\"step\":%d", (long long)d->assignee, d->step));
}

/* The way ends with the leader's step and the desk's (checked when a way is saved). */
static int
leader_step(const struct dossier *d)
{
	return (int)dossier_route(d).n - 2;
}

enum status
dossier_effect_propose(struct cx *cx, struct flow_thing *t, const struct flow_input *in, struct ledger_event *e)
{
	struct dossier *d = t->row, before = *d;
	const struct dossier_move_data *data = data_of(in);
	struct dossier_result r = { .kind = d->procedure->result, .title = data->title,
				    .body = data->body ? data->body : "",
				    .sha256 = data->sha256 ? data->sha256 : "", .signer = "", .at = cx->now };
	if (d->assignee == 0)
		d->assignee = cx->who.account; /* so that the approver is somebody else */
	d->step = leader_step(d);
	TRY(dossier_clock_step(cx, d));
	TRY(dossier_result_put(cx, d->id, &r));
	return settle(cx, t, &before, e, "");
}

enum status
dossier_effect_send_back(struct cx *cx, struct flow_thing *t, const struct flow_input *in UNUSED,
			 struct ledger_event *e)
{
	struct dossier *d = t->row, before = *d;
	d->step = leader_step(d) - 1;
	TRY(dossier_clock_step(cx, d));
	return settle(cx, t, &before, e, "");
}

enum status
dossier_effect_approve(struct cx *cx, struct flow_thing *t, const struct flow_input *in UNUSED, struct ledger_event *e)
{
	struct dossier *d = t->row, before = *d;
	struct dossier_result r;
	bool some;
	TRY(dossier_result(cx, d->id, &r, &some));
	assert_always(some);
	r.signer = cx->who.name;
	r.at = cx->now;
	d->step = leader_step(d) + 1;
	TRY(dossier_clock_step(cx, d));
	TRY(dossier_result_put(cx, d->id, &r));
	return settle(cx, t, &before, e, "");
}

enum status
dossier_effect_extend(struct cx *cx, struct flow_thing *t, const struct flow_input *in, struct ledger_event *e)
{
	struct dossier *d = t->row, before = *d;
	TRY(dossier_clock_extend(cx, d, data_of(in)->amount));
	TRY(settle(cx, t, &before, e, arena_printf(cx->arena, ",\"by\":%d", d->extended_by)));
	return dossier_issue_slip(cx, d, "apology", in->reason, before.due_at);
}

enum status
dossier_effect_end(struct cx *cx, struct flow_thing *t, const struct flow_input *in UNUSED, struct ledger_event *e)
{
	struct dossier *d = t->row, before = *d;
	if (d->paused_at != 0)
		TRY(dossier_pause_close(cx, d->id, cx->now));
	TRY(dossier_pending_drop(cx, d));
	d->paused_at = 0;
	d->answer_due_at = 0;
	d->due_at = 0;
	return settle(cx, t, &before, e, "");
}

/* The moment that decides early, on time or late (settled.md 18, 26). */
enum status
dossier_effect_finish(struct cx *cx, struct flow_thing *t, const struct flow_input *in UNUSED, struct ledger_event *e)
{
	struct dossier *d = t->row, before = *d;
	d->finished_at = cx->now;
	return settle(cx, t, &before, e,
		      arena_printf(cx->arena, ",\"class\":%d", (int)dossier_class_of(d->due_at, cx->now)));
}

enum status
dossier_effect_return(struct cx *cx, struct flow_thing *t, const struct flow_input *in UNUSED, struct ledger_event *e)
{
	struct dossier *d = t->row, before = *d;
	d->returned_at = cx->now;
	return settle(cx, t, &before, e, "");
}

enum status
dossier_after_tell(struct cx *cx, struct flow_thing *t, const struct flow_input *in UNUSED, const struct ledger_event *e)
{
	return dossier_tell(cx, t->row, e);
}
