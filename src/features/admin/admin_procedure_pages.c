/* Pages of procedures: list, one procedure with its revisions, what differs, publish, end. */
#include "features/admin/admin_procedure.h"
#include "features/admin/admin_views.h"
#include "platform/crypt/hash.h"

#define NAV "quan-tri-thu-tuc"
#define INDEX ADMIN_INDEX "/thu-tuc"

/* --- list ----------------------------------------------------------------------------------------------------------------- */

enum { CHUNK = 500 };

/* A code may stand twice, as published and as draft, so a page may only end behind its last line. */
static void
cut_page(struct admin_procedures_view *v)
{
	if (v->n <= ADMIN_LIST)
		return;
	size_t n = ADMIN_LIST;
	while (n > 1 && strcmp(v->line[n - 1].code, v->line[n].code) == 0)
		n--;
	v->n = n;
	v->next = v->line[n - 1].code;
}

static bool
fits(struct cx *cx, const struct admin_revision *r, struct str fold)
{
	struct str all = viet_fold(cx->arena, str_of(arena_printf(cx->arena, "%s %s", r->code, r->name)));
	while (fold.n > 0) {
		const char *word = str_cstr(cx->arena, str_cut(&fold, ' '));
		if (str_find(all, word) < 0)
			return false;
	}
	return true;
}

static enum status
list_fitting(struct cx *cx, struct admin_procedures_view *v, const char *after)
{
	struct admin_revision *chunk = arena_new_array(cx->arena, struct admin_revision, CHUNK);
	struct str fold = viet_fold(cx->arena, v->typed);
	size_t got = CHUNK;
	while (got == CHUNK && v->n <= ADMIN_LIST) {
		TRY(admin_store_listed(cx, after, chunk, CHUNK, &got));
		for (size_t i = 0; i < got && v->n <= ADMIN_LIST; i++)
			if (fits(cx, &chunk[i], fold))
				v->line[v->n++] = chunk[i];
		if (got > 0)
			after = chunk[got - 1].code;
	}
	return ST_OK;
}

enum status
admin_procedures_page(struct cx *cx, struct req *rq, struct resp *rs)
{
	struct str after = req_query(rq, "sau");
	struct admin_procedures_view v = { .typed = str_head(str_trim(req_query(rq, "tim")), 200), .first = after.n == 0,
					   .may_change = web_may(cx, "admin.system") };
	v.line = arena_new_array(cx->arena, struct admin_revision, ADMIN_LIST + 1);
	TRY(list_fitting(cx, &v, str_cstr(cx->arena, after)));
	cut_page(&v);
	struct page *pg = admin_page(cx, rq, rs, tr(cx->lang, "Thủ tục"), NAV, ADMIN_INDEX, false);
	tpl_admin_procedures(pg, &v);
	return page_end(pg);
}

/* --- one procedure ----------------------------------------------------------------------------------------------------------- */

static enum status
state_of(struct cx *cx, struct req *rq, struct admin_state *s)
{
	TRY(admin_procedure_state(cx, req_param(rq, "code"), s));
	if (s->n == 0)
		return fail(cx, ST_NOT_FOUND, "procedure.unknown", STR_FMT, STR_ARG(str_head(req_param(rq, "code"), 30)));
	return ST_OK;
}

static const struct admin_revision *
revision_asked(struct req *rq, const char *query, const struct admin_state *s)
{
	int64_t id;
	if (str_i64(req_query(rq, query), &id))
		for (size_t i = 0; i < s->n; i++)
			if (s->all[i].id == id)
				return &s->all[i];
	return NULL;
}

static enum status
own_routes(struct cx *cx, struct admin_procedure_view *v)
{
	int64_t *ids;
	size_t n;
	TRY(admin_store_route_units(cx, str_of(v->code), &ids, &n));
	v->own = arena_new_array(cx->arena, const struct unit *, n + 1);
	for (size_t i = 0; i < n; i++) {
		const struct unit *u = unit_by_id(ids[i]);
		v->own_all |= ids[i] == 0;
		if (admin_in_scope(cx, u))
			v->own[v->n_own++] = u;
	}
	return ST_OK;
}

static enum status
show(struct cx *cx, struct req *rq, struct resp *rs, struct admin_procedure_view *v)
{
	struct procedure_row row;
	const struct json *body = NULL;
	const struct admin_state *s = &v->state;
	v->shown = revision_asked(rq, "ban", s);
	if (v->shown == NULL)
		v->shown = s->published != NULL ? s->published : s->last;
	v->code = v->shown->code;
	v->may_change = web_may(cx, "admin.system");
	TRY(procedure_row_get(cx, v->shown->id, &row));
	v->wrong = admin_body_wrong(cx, str_of(v->code), str_of(row.body), &v->p);
	v->has_p = v->wrong == NULL;
	if (v->has_p)
		v->limit = due_limit_text(cx->arena, cx->lang, v->p.limit);
	v->body = json_parse(cx, str_of(row.body), ADMIN_BODY_MAX, &body) == ST_OK ? admin_json_pretty(cx, body) : row.body;
	TRY(own_routes(cx, v));
	v->reason = (struct admin_field){ .id = "ly_do", .label = tr(cx->lang, "Lý do"), .value = str_cstr(cx->arena, req_field(rq, "ly_do")),
					  .hint = tr(cx->lang, "Số quyết định công bố, bãi bỏ"), .error = admin_error_at(&v->errors, "ly_do") };
	struct page *pg = admin_page(cx, rq, rs, v->shown->name, NAV, INDEX, v->errors.list.n > 0);
	tpl_admin_procedure(pg, v);
	return page_end(pg);
}

enum status
admin_procedure_page(struct cx *cx, struct req *rq, struct resp *rs)
{
	struct admin_procedure_view v = { 0 };
	TRY(state_of(cx, rq, &v.state));
	return show(cx, rq, rs, &v);
}

/* --- what differs ---------------------------------------------------------------------------------------------------------------- */

static enum status
body_of(struct cx *cx, const struct admin_revision *r, const struct json **out, char hash[65])
{
	struct procedure_row row;
	*out = NULL;
	if (r == NULL)
		return ST_OK;
	TRY(procedure_row_get(cx, r->id, &row));
	sha256_hex_of(str_of(row.body), hash);
	return json_parse(cx, str_of(row.body), ADMIN_BODY_MAX, out);
}

static enum status
compare(struct cx *cx, struct req *rq, struct resp *rs, struct admin_compare_view *v)
{
	const struct json *was, *is;
	char hash[65] = "", ignored[65];
	TRY(body_of(cx, v->was, &was, ignored));
	TRY(body_of(cx, v->is, &is, hash));
	admin_json_differ(cx, was, is, &v->d);
	v->hash = arena_strdup(cx->arena, hash);
	v->code = v->is->code;
	v->name = v->is->name;
	const char *title = arena_printf(cx->arena, "%s %s", v->publish ? tr(cx->lang, "Công bố bản nháp") : tr(cx->lang, "So sánh hai bản"),
					 v->code);
	struct page *pg = admin_page(cx, rq, rs, title, NAV, arena_printf(cx->arena, INDEX "/%s", v->code), false);
	tpl_admin_compare(pg, v);
	return page_end(pg);
}

/* ?ban=ID: this revision beside the one before it. */
enum status
admin_procedure_compare_page(struct cx *cx, struct req *rq, struct resp *rs)
{
	struct admin_compare_view v = { 0 };
	struct admin_state s;
	TRY(state_of(cx, rq, &s));
	v.is = revision_asked(rq, "ban", &s);
	if (v.is == NULL)
		v.is = s.last;
	if (v.is + 1 < s.all + s.n)
		v.was = v.is + 1;
	return compare(cx, rq, rs, &v);
}

enum status
admin_procedure_publish_page(struct cx *cx, struct req *rq, struct resp *rs)
{
	struct admin_compare_view v = { .publish = true };
	struct admin_state s;
	TRY(state_of(cx, rq, &s));
	if (s.draft == NULL)
		return fail(cx, ST_CONFLICT, "procedure.not_draft", "%s has no draft", s.last->code);
	v.is = s.draft;
	v.was = s.published;
	return compare(cx, rq, rs, &v);
}

/* --- steps -------------------------------------------------------------------------------------------------------------------------- */

static enum status
go_back(struct cx *cx, struct resp *rs, const struct admin_step_of *in, enum status st)
{
	TRY(st);
	admin_refresh(cx);
	return web_redirect(cx, rs, INDEX "/" STR_FMT, STR_ARG(in->code));
}

static enum status
published(struct cx *cx, struct req *rq UNUSED, struct resp *rs, enum status st, void *input)
{
	if (st == ST_OK)
		web_flash(rs, "flash.admin.procedure_publish");
	return go_back(cx, rs, input, st);
}

static enum status
ended(struct cx *cx, struct req *rq UNUSED, struct resp *rs, enum status st, void *input)
{
	if (st == ST_OK)
		web_flash(rs, "flash.admin.procedure_end");
	return go_back(cx, rs, input, st);
}

static enum status
dropped(struct cx *cx, struct req *rq UNUSED, struct resp *rs, enum status st, void *input)
{
	const struct admin_step_of *in = input;
	struct admin_state s;
	TRY(st);
	web_flash(rs, "flash.admin.procedure_drop");
	TRY(admin_procedure_state(cx, in->code, &s));
	return s.n > 0 ? go_back(cx, rs, in, st) : web_redirect(cx, rs, INDEX);
}

enum status
admin_procedure_publish_post(struct cx *cx, struct req *rq, struct resp *rs UNUSED)
{
	struct admin_step_of *in = arena_new_one(cx->arena, struct admin_step_of);
	struct admin_state s;
	TRY(state_of(cx, rq, &s));
	if (s.draft == NULL)
		return fail(cx, ST_CONFLICT, "procedure.not_draft", "%s has no draft", s.last->code);
	*in = (struct admin_step_of){ .code = req_param(rq, "code"), .id = s.draft->id, .reason = "",
				      .base = str_cstr(cx->arena, req_field(rq, "goc")) };
	return web_commit(cx, rq, 0, admin_publish_tx, in, published);
}

enum status
admin_procedure_end_post(struct cx *cx, struct req *rq, struct resp *rs)
{
	struct admin_step_of *in = arena_new_one(cx->arena, struct admin_step_of);
	struct admin_procedure_view v = { 0 };
	TRY(state_of(cx, rq, &v.state));
	if (v.state.published == NULL)
		return fail(cx, ST_CONFLICT, "procedure.not_published", "%s is not published", v.state.last->code);
	*in = (struct admin_step_of){ .code = req_param(rq, "code"), .id = v.state.published->id };
	in->reason = admin_read(cx, rq, &v.errors, "ly_do", ADMIN_TEXT_MAX, tr(cx->lang, "Ghi lý do kết thúc thủ tục"));
	if (v.errors.list.n > 0)
		return show(cx, rq, rs, &v);
	return web_commit(cx, rq, 0, admin_end_tx, in, ended);
}

enum status
admin_procedure_drop_post(struct cx *cx, struct req *rq, struct resp *rs UNUSED)
{
	struct admin_step_of *in = arena_new_one(cx->arena, struct admin_step_of);
	struct admin_state s;
	TRY(state_of(cx, rq, &s));
	if (s.draft == NULL)
		return fail(cx, ST_CONFLICT, "procedure.not_draft", "%s has no draft", s.last->code);
	*in = (struct admin_step_of){ .code = req_param(rq, "code"), .id = s.draft->id, .reason = "" };
	return web_commit(cx, rq, 0, admin_drop_tx, in, dropped);
}
