/* Form 05, phiếu kiểm soát quá trình giải quyết hồ sơ: read off the ledger, so nobody fills it in. */
#include "features/onestop/onestop_work.h"

#include "platform/render/render.h"

struct walk {
	struct cx *cx;
	const struct dossier *d;
	struct procedure_route route;
	struct due_calendar calendar;
	struct sheet_view *v;
	int step;
	int64_t began;
	const char *from; /* who handed it on */
	int64_t paused;
};

static const char *
verdict(struct cx *cx, int64_t due, int64_t ended)
{
	if (due == 0 || ended == 0)
		return ended == 0 ? tr(cx->lang, "Đang làm") : "";
	switch (dossier_class_of(due, ended)) {
	case CLASS_EARLY: return tr(cx->lang, "Trước hạn");
	case CLASS_ON_TIME: return tr(cx->lang, "Đúng hạn");
	case CLASS_LATE: return tr(cx->lang, "Quá hạn");
	}
	return "";
}

static void
put(struct walk *w, const char *by, int64_t ended)
{
	const struct procedure_step *s = w->step < (int)w->route.n ? &w->route.step[w->step] : NULL;
	struct sheet_row *r = &w->v->row[w->v->n++];
	*r = (struct sheet_row){ .step = s == NULL	? tr(w->cx->lang, "Trả kết quả cho người nộp")
					 : w->cx->lang == LANG_EN && !cstr_empty(s->name_en) ? s->name_en
											     : s->name,
				 .from = w->from, .by = by, .began = w->began, .ended = ended,
				 .due = s == NULL ? 0 : dossier_step_due(w->d, &w->calendar, w->step) };
	r->verdict = s == NULL && ended != 0 ? "" : verdict(w->cx, r->due, ended);
	w->began = ended;
	w->from = by;
}

static void
put_pause(struct walk *w, const char *by, int64_t until)
{
	w->v->row[w->v->n++] = (struct sheet_row){ .step = tr(w->cx->lang, "Tạm dừng, chờ bổ sung"), .from = "", .by = by,
						   .began = w->paused, .ended = until, .pause = true, .verdict = "" };
	w->paused = 0;
}

static int
step_after(const struct walk *w, const char *action)
{
	int last = (int)w->route.n - 1;
	if (strcmp(action, "accept") == 0)
		return 1;
	if (strcmp(action, "forward") == 0)
		return w->step + 1;
	if (strcmp(action, "propose") == 0)
		return last - 1;
	if (strcmp(action, "send_back") == 0)
		return last - 2;
	if (strcmp(action, "approve") == 0)
		return last;
	return strcmp(action, "finish") == 0 || strcmp(action, "return_result") == 0 ? last + 1 : -1;
}

static void
follow(struct walk *w, const struct ledger_event *e, const char *by)
{
	int64_t at = id_time(e->id);
	const char *action = strncmp(e->verb, "dossier.", 8) == 0 ? e->verb + 8 : "";
	int next = step_after(w, action);
	if (strcmp(action, "submit") == 0) {
		w->began = at;
		w->from = by;
	} else if (strcmp(action, "ask_supplement") == 0) {
		w->paused = at;
	} else if (strcmp(action, "supplement") == 0 && w->paused != 0) {
		put_pause(w, by, at);
	} else if (next >= 0 || (e->from != e->to && dossier_is_ended((enum dossier_state)e->to))) {
		put(w, by, at);
		w->step = next >= 0 ? next : w->step;
	}
}

enum status
onestop_sheet_fill(struct cx *cx, const struct dossier *d, struct sheet_view *v)
{
	struct ledger_event *e;
	size_t n;
	const char *holder;
	TRY(dossier_timeline(cx, d->id, &e, &n));
	int64_t *ids = arena_new_array(cx->arena, int64_t, n + 1);
	const char **names = arena_new_array(cx->arena, const char *, n + 1);
	for (size_t i = 0; i < n; i++)
		ids[i] = e[i].actor_kind == ACTOR_OFFICER ? e[i].actor : 0;
	TRY(account_names(cx, ids, n, names));
	*v = (struct sheet_view){ .d = *d, .unit = unit_name(LANG_VI, d->unit), .procedure = procedure_name(cx->lang, d->procedure),
				  .limit = due_limit_text(cx->arena, cx->lang, d->procedure->limit),
				  .row = arena_new_array(cx->arena, struct sheet_row, n + 2) };
	struct walk w = { .cx = cx, .d = d, .route = dossier_route(d), .v = v, .from = "" };
	TRY(dossier_calendar(cx, d, &w.calendar));
	for (size_t i = 0; i < n; i++)
		follow(&w, &e[i], e[i].actor_kind == ACTOR_OFFICER ? names[i] : d->applicant);
	if (w.paused != 0)
		put_pause(&w, d->applicant, 0);
	if (dossier_is_open(d->state)) {
		TRY(account_names(cx, &d->assignee, 1, &holder));
		bool in_work = d->state == DOSSIER_ACCEPTED || d->state == DOSSIER_PROCESSING;
		put(&w, in_work && holder[0] != '\0' ? holder : dossier_state_officer(cx->lang, d->state), 0);
	}
	return ST_OK;
}

static enum status
accepted_only(struct cx *cx, const struct dossier *d)
{
	return d->accepted_at != 0 ? ST_OK : fail(cx, ST_NOT_FOUND, "onestop.sheet", "not accepted, no form 05");
}

static enum status
show(struct cx *cx, struct req *rq, struct resp *rs, const struct dossier *d, unsigned fields UNUSED)
{
	struct sheet_view v;
	TRY(accepted_only(cx, d));
	TRY(onestop_sheet_fill(cx, d, &v));
	struct page *pg = page_begin(cx, rq, rs, &(struct page_opts){
		.title = tr(cx->lang, "Phiếu kiểm soát quá trình giải quyết hồ sơ"), .about = d->code, .nav = "hang-doi", .area = PAGE_OFFICER,
		.back = arena_printf(cx->arena, "/can-bo/ho-so/%lld", (long long)d->id), .back_label = "Về hồ sơ" });
	tpl_onestop_sheet(pg, &v);
	return page_end(pg);
}

enum status
onestop_sheet_page(struct cx *cx, struct req *rq, struct resp *rs)
{
	return onestop_see(cx, rq, rs, show);
}

/* --- on paper -------------------------------------------------------------------------------------------------------------- */

static void
cell_time(struct cx *cx, struct doc *doc, int64_t t)
{
	char text[TIME_TEXT];
	doc_cell(doc, DOC_PLAIN, t == 0 ? "" : arena_strdup(cx->arena, time_text(t, text)));
}

static void
table(struct cx *cx, struct doc *doc, const struct sheet_view *v)
{
	static const struct doc_column columns[] = {
		{ "Bước", 29, DOC_LEFT },	  { "Người giao", 0, DOC_LEFT }, { "Người nhận", 0, DOC_LEFT },
		{ "Nhận lúc", 25, DOC_CENTER },	  { "Xong lúc", 25, DOC_CENTER }, { "Hạn", 25, DOC_CENTER },
		{ "Kết quả", 17, DOC_CENTER },
	};
	doc_table_begin(doc, columns, ARRAY_LEN(columns));
	for (size_t i = 0; i < v->n; i++) {
		const struct sheet_row *r = &v->row[i];
		doc_cell(doc, r->pause ? DOC_ITALIC : DOC_PLAIN, r->step);
		doc_cell(doc, DOC_PLAIN, r->from);
		doc_cell(doc, DOC_PLAIN, r->by);
		cell_time(cx, doc, r->began);
		cell_time(cx, doc, r->ended);
		cell_time(cx, doc, r->due);
		doc_cell(doc, DOC_PLAIN, r->verdict);
	}
	doc_table_end(doc);
}

/* A legal paper is Vietnamese, whatever the language of the page that asks for it. */
static enum status
send(struct cx *cx, struct req *rq UNUSED, struct resp *rs, const struct dossier *d, unsigned fields UNUSED)
{
	struct sheet_view v;
	struct str pdf;
	TRY(accepted_only(cx, d));
	cx->lang = LANG_VI;
	TRY(onestop_sheet_fill(cx, d, &v));
	struct doc *doc = doc_new(cx, &(struct doc_meta){ .title = "Phiếu kiểm soát quá trình giải quyết hồ sơ", .author = v.unit,
							  .foot = d->code, .at = cx->now });
	doc_head(doc, &(struct doc_head){ .agency = v.unit, .number = d->code, .place = "", .at = cx->now });
	doc_title(doc, &(struct doc_title){ .text = "Phiếu kiểm soát quá trình giải quyết hồ sơ",
					    .notes = { "(Mẫu số 05)" } });
	doc_label(doc, "Mã hồ sơ", d->code);
	doc_label(doc, "Thủ tục", v.procedure);
	doc_label(doc, "Người nộp", d->applicant);
	doc_label(doc, "Thời hạn giải quyết", v.limit);
	table(cx, doc, &v);
	TRY(doc_finish(cx, doc, &pdf));
	resp_header(rs, "Content-Disposition", arena_printf(cx->arena, "inline; filename=\"%s-mau-05.pdf\"", d->code));
	resp_header(rs, "Cache-Control", "no-store");
	resp_body(rs, "application/pdf", pdf);
	return ST_OK;
}

enum status
onestop_sheet_pdf(struct cx *cx, struct req *rq, struct resp *rs)
{
	return onestop_see(cx, rq, rs, send);
}
