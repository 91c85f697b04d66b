/* Finding a procedure: the search, the tree of fields and life events, the same for programs. */
#include "features/procedure/procedure_priv.h"
#include "core/unit/unit.h"

enum { HITS_SHOWN = 20, HITS_ALWAYS = 3, API_HITS = 10, API_UNITS = 10 };

/* --- the search and the tree ----------------------------------------------------------------------------------- */

static bool
fits(const struct procedure_list_view *v, const struct procedure *p)
{
	if (v->online && !p->online_full)
		return false;
	if (strcmp(v->level, "xa") == 0)
		return procedure_at_level(p, "commune");
	return strcmp(v->level, "tinh") != 0 || procedure_at_level(p, "province");
}

/* The first three are always worth a look; what answers much less of the question than the best is noise to a reader. */
static bool
is_near(const struct lookup_hit *hit, size_t i)
{
	return i < HITS_ALWAYS || hit[i].score >= hit[0].score / 3;
}

/* More words than the index reads of one question? */
static bool
is_cut(struct str question)
{
	size_t words = 0;
	while (question.n > 0)
		words += str_cut(&question, ' ').n > 0;
	return words > LOOKUP_SYLLABLES;
}

static void
list_hits(struct cx *cx, struct procedure_list_view *v)
{
	struct lookup_hit hit[LOOKUP_HITS_MAX];
	size_t n = procedure_find(cx->lang, v->question, hit, LOOKUP_HITS_MAX);
	struct procedure_line *line = arena_new_array(cx->arena, struct procedure_line, HITS_SHOWN);
	v->cut = is_cut(v->question);
	for (size_t i = 0; i < n && is_near(hit, i) && v->n < HITS_SHOWN; i++) {
		const struct procedure *p = procedure_found(&hit[i]);
		if (p != NULL && fits(v, p))
			procedure_line_fill(cx, p, &line[v->n++]);
		else
			v->hidden += p != NULL;
	}
	v->line = line;
	v->tree = v->n == 0;
}

static void
list_area(struct cx *cx, struct procedure_list_view *v)
{
	struct procedure_line *line = arena_new_array(cx->arena, struct procedure_line, procedure_count() + 1);
	const struct procedure *p;
	bool some = false;
	for (size_t i = 0; (p = procedure_at(i)) != NULL; i++) {
		if (!str_is(v->area_name, p->field))
			continue;
		some = true;
		if (fits(v, p))
			procedure_line_fill(cx, p, &line[v->n++]);
		else
			v->hidden++;
	}
	v->line = line;
	v->area = some ? tr(cx->lang, str_cstr(cx->arena, v->area_name)) : NULL;
}

/* The published stand in order of their fields. */
static void
fill_tree(struct cx *cx, struct procedure_list_view *v)
{
	struct procedure_area *area = arena_new_array(cx->arena, struct procedure_area, procedure_count() + 1);
	const struct procedure *p;
	for (size_t i = 0; (p = procedure_at(i)) != NULL; i++) {
		v->total++;
		if (!fits(v, p))
			continue;
		if (v->n_areas == 0 || strcmp(area[v->n_areas - 1].name, p->field) != 0)
			area[v->n_areas++] = (struct procedure_area){ p->field, tr(cx->lang, p->field), 0 };
		area[v->n_areas - 1].n++;
	}
	v->areas = area;
	v->n_events = procedure_life_events(&v->event);
}

static const char *
list_title(struct cx *cx, const struct procedure_list_view *v)
{
	if (v->question.n > 0)
		return arena_printf(cx->arena, tr(cx->lang, "Tìm thủ tục: %s"), str_cstr(cx->arena, v->question));
	return v->area != NULL ? v->area : tr(cx->lang, "Tìm thủ tục");
}

static enum status
list(struct cx *cx, struct req *rq, struct resp *rs)
{
	struct str level = req_query(rq, "cap");
	struct procedure_list_view v = {
		.question = str_trim(req_query(rq, "q")), .asked = req_has_query(rq, "q"),
		.level = str_is(level, "xa") ? "xa" : str_is(level, "tinh") ? "tinh" : "",
		.online = str_is(req_query(rq, "truc_tuyen"), "1"), .area_name = req_query(rq, "linh_vuc"),
	};
	if (v.question.n > 0)
		list_hits(cx, &v);
	else if (v.area_name.n > 0)
		list_area(cx, &v);
	else
		v.tree = true;
	if (v.area_name.n > 0 && v.question.n == 0 && v.area == NULL)
		return fail(cx, ST_NOT_FOUND, "procedure.field.unknown", "no field " STR_FMT, STR_ARG(v.area_name));
	if (v.tree)
		fill_tree(cx, &v);
	struct page *pg = page_begin(cx, rq, rs, &(struct page_opts){
		.title = list_title(cx, &v), .nav = "thu-tuc", .wide = true, .index = !v.asked,
		.back = v.area != NULL ? "/thu-tuc" : NULL, .back_label = "Tất cả thủ tục" });
	tpl_procedure_list(pg, &v);
	return page_end(pg);
}

/* --- a life event -------------------------------------------------------------------------------------------------- */

static const struct life_event *
event_of(struct str id)
{
	const struct life_event *e;
	size_t n = procedure_life_events(&e);
	for (size_t i = 0; i < n; i++)
		if (str_is(id, e[i].id))
			return &e[i];
	return NULL;
}

static enum status
life_event(struct cx *cx, struct req *rq, struct resp *rs)
{
	const struct life_event *e = event_of(req_param(rq, "id"));
	if (e == NULL)
		return fail(cx, ST_NOT_FOUND, "procedure.event.unknown", "no life event");
	struct procedure_line *line = arena_new_array(cx->arena, struct procedure_line, e->n + 1);
	for (size_t i = 0; i < e->n; i++)
		procedure_line_fill(cx, e->procedure[i], &line[i]);
	bool english = cx->lang == LANG_EN;
	struct procedure_event_view v = {
		.event = e, .name = english ? e->name_en : e->name,
		.examples = english ? e->examples_en : e->examples,
		.list = { .line = line, .n = e->n, .level = "" },
	};
	struct page *pg = page_begin(cx, rq, rs, &(struct page_opts){
		.title = v.name, .nav = "thu-tuc", .wide = true, .index = true, .back = "/thu-tuc",
		.back_label = "Tất cả thủ tục" });
	tpl_procedure_event(pg, &v);
	return page_end(pg);
}

/* --- for programs and suggestions ---------------------------------------------------------------------------------- */

static enum status
api_find(struct cx *cx, struct req *rq, struct resp *rs)
{
	struct lookup_hit hit[API_HITS];
	struct buf b;
	size_t n = procedure_find(cx->lang, req_query(rq, "q"), hit, API_HITS);
	buf_init(&b, cx->arena, BUF_LINE);
	procedure_hits_json(&b, hit, n);
	return web_json(rs, &b);
}

/* Of the commune picker (web/README.md): value is the id of the desk. */
static enum status
api_units(struct cx *cx, struct req *rq, struct resp *rs)
{
	const struct unit *unit[API_UNITS];
	struct buf b;
	struct json_out j;
	struct str level = req_query(rq, "cap");
	if (level.n > 0 && !str_is(level, "commune") && !str_is(level, "province"))
		return fail(cx, ST_INVALID, "procedure.units.level", "level " STR_FMT, STR_ARG(level));
	size_t n = unit_find(cx->arena, req_query(rq, "q"), str_cstr(cx->arena, level), unit, API_UNITS);
	buf_init(&b, cx->arena, BUF_LINE);
	json_out_init(&j, &b);
	json_array(&j);
	for (size_t i = 0; i < n; i++) {
		json_object(&j);
		json_put_id(&j, "value", unit[i]->id);
		json_put_cstr(&j, "label", unit_place(cx->arena, unit[i]));
		json_end_object(&j);
	}
	json_end_array(&j);
	return web_json(rs, &b);
}

static void
sitemap_page(struct cx *cx, struct buf *b, const char *path)
{
	buf_addf(b, "<url><loc>%s</loc></url>\n<url><loc>%s</loc></url>\n", web_absolute(cx, path),
		 web_absolute(cx, arena_printf(cx->arena, "/en%s", strcmp(path, "/") == 0 ? "" : path)));
}

/* Paths of ours hold no character that XML would have escaped: codes are checked at import, ids are shipped. */
static enum status
sitemap(struct cx *cx, struct req *rq UNUSED, struct resp *rs)
{
	static const char *const fixed[] = { "/", "/thu-tuc", "/tra-cuu", "/so-lieu", "/tro-giup", "/tiep-can",
					     "/bao-ve-du-lieu" };
	const struct life_event *e;
	const struct procedure *p;
	struct buf b;
	buf_init(&b, cx->arena, BUF_PAGE);
	buf_adds(&b, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		     "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
	for (size_t i = 0; i < ARRAY_LEN(fixed); i++)
		sitemap_page(cx, &b, fixed[i]);
	size_t n = procedure_life_events(&e);
	for (size_t i = 0; i < n; i++)
		sitemap_page(cx, &b, arena_printf(cx->arena, "/viec/%s", e[i].id));
	for (size_t i = 0; (p = procedure_at(i)) != NULL; i++)
		sitemap_page(cx, &b, arena_printf(cx->arena, "/thu-tuc/%s", p->code));
	buf_adds(&b, "</urlset>\n");
	if (b.over)
		return fail(cx, ST_INTERNAL, "web.page.size", "sitemap over %d bytes", BUF_PAGE);
	resp_header(rs, "Cache-Control", "public, max-age=3600");
	resp_body(rs, "application/xml; charset=utf-8", buf_str(&b));
	return ST_OK;
}

const struct route procedure_routes[] = {
	ROUTE("GET", "/thu-tuc", "PUBLIC", list),
	ROUTE("GET", "/thu-tuc/:code", "PUBLIC", procedure_show_page),
	ROUTE("GET", "/thu-tuc/:code/mau.pdf", "PUBLIC", procedure_blank_page, .flags = HTTP_SLOW),
	ROUTE("GET", "/viec/:id", "PUBLIC", life_event),
	ROUTE("GET", "/api/thu-tuc", "PUBLIC", api_find, .flags = HTTP_JSON),
	ROUTE("GET", "/api/don-vi", "PUBLIC", api_units, .flags = HTTP_JSON),
	ROUTE("GET", "/sitemap.xml", "PUBLIC", sitemap),
	{ .method = NULL },
};

static const struct revision_source sources[] = { { "procedure", procedure_load }, { NULL, NULL } };

const struct feature procedure_feature = {
	.name = "procedure",
	.routes = procedure_routes,
	.sources = sources,
};
