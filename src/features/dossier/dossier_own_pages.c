/* A person's own dossiers: the list, the page of one, what was filled in, who looked at it. */
#include "features/dossier/dossier_pages.h"

enum { PAGE_ROWS = 20, DRAFTS_SHOWN = 50, EVENTS_MAX = 500 };

STMT(q_dossier_own_drafts,
     "SELECT " DOSSIER_COLUMNS " FROM dossier WHERE account_id = :account AND account_id <> 0 AND state = 0 "
     "ORDER BY id DESC LIMIT :max");
STMT(q_dossier_own_filed,
     "SELECT " DOSSIER_COLUMNS " FROM dossier WHERE account_id = :account AND account_id <> 0 AND id < :before AND "
     "state <> 0 ORDER BY id DESC LIMIT :max");
/* Without the bodies, which are long. */
STMT(q_dossier_slip_lines, "SELECT id, kind, issued_at FROM dossier_slip WHERE dossier_id = :id ORDER BY id");

/* --- the list --------------------------------------------------------------------------------------------------------- */

static const char *
state_tag(enum dossier_state s)
{
	switch (s) {
	case DOSSIER_DRAFT:
	case DOSSIER_WITHDRAWN: return " govuk-tag--grey";
	case DOSSIER_WAITING: return " govuk-tag--yellow";
	case DOSSIER_REFUSED:
	case DOSSIER_STOPPED: return " govuk-tag--red";
	case DOSSIER_FINISHED:
	case DOSSIER_RETURNED: return " govuk-tag--green";
	default: return "";
	}
}

static struct dossier_row_line *
row_lines(struct cx *cx, const struct dossier *d, size_t n)
{
	struct dossier_row_line *line = arena_new_array(cx->arena, struct dossier_row_line, n + 1);
	for (size_t i = 0; i < n; i++) {
		struct dossier_row_line *l = &line[i];
		*l = (struct dossier_row_line){ .d = &d[i], .name = procedure_name(cx->lang, d[i].procedure),
						.place = unit_name(cx->lang, d[i].unit), .tag = state_tag(d[i].state),
						.state = dossier_state_plain(cx->lang, d[i].state) };
		l->due = dossier_due_words(cx, &d[i], &l->badge);
		l->go_on = arena_printf(cx->arena, "/nop/ho-so/%lld/" STR_FMT, (long long)d[i].id,
					STR_ARG(d[i].procedure->form->step[0].id));
	}
	return line;
}

enum status
dossier_page_list(struct cx *cx, struct req *rq, struct resp *rs)
{
	struct dossier *draft = arena_new_array(cx->arena, struct dossier, DRAFTS_SHOWN);
	struct dossier *filed = arena_new_array(cx->arena, struct dossier, PAGE_ROWS + 1);
	struct dossier_list_view v = { 0 };
	int64_t before = 0;
	(void)str_i64(req_query(rq, "truoc"), &before);
	v.first = before <= 0;
	if (v.first)
		TRY(dossier_read_many(cx, &q_dossier_own_drafts,
				      ARGS(I("account", cx->who.account), I("max", DRAFTS_SHOWN)), draft, DRAFTS_SHOWN,
				      &v.n_drafts));
	TRY(dossier_read_many(cx, &q_dossier_own_filed,
			      ARGS(I("account", cx->who.account), I("before", v.first ? INT64_MAX : before),
				   I("max", PAGE_ROWS + 1)),
			      filed, PAGE_ROWS + 1, &v.n_lines));
	if (v.n_lines > PAGE_ROWS) {
		v.n_lines = PAGE_ROWS;
		v.next = filed[PAGE_ROWS - 1].id;
	}
	v.draft = row_lines(cx, draft, v.n_drafts);
	v.line = row_lines(cx, filed, v.n_lines);
	struct page *pg = page_begin(cx, rq, rs, &(struct page_opts){
		.title = tr(cx->lang, "Hồ sơ của tôi"), .nav = "ho-so", .wide = true });
	tpl_dossier_list(pg, &v);
	return page_end(pg);
}

/* --- one dossier ----------------------------------------------------------------------------------------------------------- */

static const char *
slip_title(enum lang lang, const char *kind)
{
	static const char *const titles[][2] = {
		{ "acknowledgement", "Giấy xác nhận đã nộp hồ sơ" },
		{ "receipt", "Giấy tiếp nhận hồ sơ và hẹn trả kết quả (mẫu 01)" },
		{ "supplement", "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ (mẫu 02)" },
		{ "refusal", "Phiếu từ chối tiếp nhận giải quyết hồ sơ (mẫu 03)" },
		{ "apology", "Phiếu xin lỗi và hẹn lại ngày trả kết quả (mẫu 04)" },
	};
	for (size_t i = 0; i < ARRAY_LEN(titles); i++)
		if (strcmp(titles[i][0], kind) == 0)
			return tr(lang, titles[i][1]);
	return tr(lang, "Giấy tờ của cơ quan");
}

static enum status
fill_slips(struct cx *cx, struct dossier_show_view *v)
{
	VEC(struct dossier_slip_line) all = { 0 };
	struct rows rs;
	TRY(db_query(cx, &q_dossier_slip_lines, ARGS(I("id", v->d->id)), &rs));
	while (db_next(&rs))
		*vec_push(&all, cx->arena) = (struct dossier_slip_line){
			.id = db_i64(&rs, 0), .title = slip_title(cx->lang, db_cstr(&rs, 1)), .at = db_i64(&rs, 2) };
	v->slip = all.p;
	v->n_slips = all.n;
	return db_end(&rs);
}

static enum status
fill_result(struct cx *cx, struct dossier_show_view *v)
{
	struct dossier_result r;
	if (v->d->state != DOSSIER_FINISHED && v->d->state != DOSSIER_RETURNED)
		return ST_OK;
	TRY(dossier_result(cx, v->d->id, &r, &v->has_result));
	v->result_title = r.title;
	if (v->d->state != DOSSIER_RETURNED || v->score != 0)
		return ST_OK;
	TRY(dossier_rating(cx, v->d->id, &v->score, &v->words));
	v->may_rate = v->score == 0;
	return ST_OK;
}

static bool
may(const struct cx *cx, const struct dossier *d, const char *action)
{
	struct flow_thing t = { .id = d->id, .version = d->version, .owner = d->account, .assignee = d->assignee,
				.unit = d->unit, .desk = d->desk, .state = (int)d->state, .code = d->code,
				.row = (void *)d };
	const struct flow_move *m = flow_find(&dossier_flow, &t, action);
	return m != NULL && flow_may(cx, &dossier_flow, &t, m);
}

/* The newest reason of a request, which the timeline holds already. */
static const char *
request_of(struct cx *cx, const struct dossier_stand *s)
{
	const char *words = dossier_event_plain(cx, &(struct ledger_event){ .verb = "dossier.ask_supplement" });
	for (size_t i = 0; i < s->n_lines; i++)
		if (s->line[i].reason[0] != '\0' && strcmp(s->line[i].words, words) == 0)
			return s->line[i].reason;
	return "";
}

static enum status
fill_show(struct cx *cx, struct dossier_show_view *v)
{
	struct dossier_paper *papers;
	struct dossier_message *messages;
	struct dossier_fee *fees;
	size_t n;
	const struct dossier *d = v->d;
	TRY(dossier_stand_fill(cx, d, true, &v->stand));
	if (d->state == DOSSIER_WAITING)
		v->request = request_of(cx, &v->stand);
	TRY(dossier_papers(cx, d->id, &papers, &n));
	v->line = dossier_paper_lines(cx->arena, d, papers, n, true, &v->n_lines);
	for (size_t i = 0; i < v->n_lines; i++)
		v->n_sent += v->line[i].n_files;
	TRY(dossier_messages(cx, d->id, false, &messages, &v->n_messages));
	v->message = messages;
	if (d->accepted_at != 0) {
		TRY(dossier_fees(cx, d->id, &fees, &v->n_fees));
		v->fee = fees;
	}
	TRY(fill_slips(cx, v));
	v->may_withdraw = may(cx, d, "withdraw");
	return fill_result(cx, v);
}

enum status
dossier_show_own(struct cx *cx, struct req *rq, struct resp *rs, const struct dossier *d, const struct dossier_say *say,
		 const struct dossier_say *rate, int score)
{
	struct dossier_show_view v = { .d = d, .fault = say != NULL || rate != NULL, .request = "", .score = score };
	if (say != NULL)
		v.say = *say;
	if (rate != NULL)
		v.rate = *rate;
	v.fresh = !v.fault && str_is(req_query(rq, "moi"), "1") && d->state == DOSSIER_SUBMITTED;
	TRY(fill_show(cx, &v));
	v.may_rate |= rate != NULL;
	if (v.fault)
		resp_status(rs, 422);
	struct page *pg = page_begin(cx, rq, rs, &(struct page_opts){
		.title = v.fresh ? tr(cx->lang, "Đã nộp hồ sơ") : arena_printf(cx->arena, tr(cx->lang, "Hồ sơ %s"), d->code),
		.nav = "ho-so", .back = "/ho-so", .back_label = tr(cx->lang, "Hồ sơ của tôi"), .wide = true,
		.error = v.fault });
	tpl_dossier_show(pg, &v);
	return page_end(pg);
}

enum status
dossier_page_show(struct cx *cx, struct req *rq, struct resp *rs)
{
	struct dossier d;
	TRY(dossier_own(cx, rq, &d));
	if (d.state == DOSSIER_DRAFT)
		return web_redirect(cx, rs, "/nop/ho-so/%lld/" STR_FMT, (long long)d.id,
				    STR_ARG(d.procedure->form->step[0].id));
	return dossier_show_own(cx, rq, rs, &d, NULL, NULL, 0);
}

enum status
dossier_page_answers(struct cx *cx, struct req *rq, struct resp *rs)
{
	struct dossier d;
	struct form_values *values;
	struct dossier_paper *papers;
	size_t n;
	TRY(dossier_own(cx, rq, &d));
	TRY(dossier_values(cx, d.id, &values));
	TRY(dossier_papers(cx, d.id, &papers, &n));
	struct dossier_answers_view v = { .d = &d, .name = procedure_name(cx->lang, d.procedure), .values = values,
					  .files = dossier_form_files(cx->arena, papers, n) };
	struct page *pg = page_begin(cx, rq, rs, &(struct page_opts){
		.title = tr(cx->lang, "Tờ khai bạn đã nộp"), .about = d.code, .nav = "ho-so",
		.back = arena_printf(cx->arena, "/ho-so/%lld", (long long)d.id) });
	tpl_dossier_answers(pg, &v);
	return page_end(pg);
}

/* --- who looked at it ---------------------------------------------------------------------------------------------------- */

enum status
dossier_page_viewed(struct cx *cx, struct req *rq, struct resp *rs)
{
	struct dossier d;
	struct ledger_event *e = arena_new_array(cx->arena, struct ledger_event, EVENTS_MAX);
	struct dossier_viewed_line *line = arena_new_array(cx->arena, struct dossier_viewed_line, EVENTS_MAX);
	size_t n;
	TRY(dossier_own(cx, rq, &d));
	struct dossier_viewed_view v = { .d = &d, .line = line };
	TRY(ledger_of_thing(cx, d.id, e, EVENTS_MAX, &n));
	while (n-- > 0)
		if (strcmp(e[n].verb, "dossier.view") == 0)
			line[v.n++] = (struct dossier_viewed_line){ id_time(e[n].id), unit_name(cx->lang, e[n].unit) };
	struct page *pg = page_begin(cx, rq, rs, &(struct page_opts){
		.title = tr(cx->lang, "Ai đã xem hồ sơ này"), .about = d.code, .nav = "ho-so",
		.back = arena_printf(cx->arena, "/ho-so/%lld", (long long)d.id) });
	tpl_dossier_viewed(pg, &v);
	return page_end(pg);
}
