/* Home page and the pages that only hold text. */
#include "features/home/home_priv.h"

/* The page stands also when the database does not answer: searching and reading need none. */
static bool
read_month(struct cx *cx, struct home_view *v)
{
	if (home_month(cx, &v->month, &v->at) == ST_OK)
		return true;
	log_fault(cx, "home");
	cx->fault = (struct fault){ 0 };
	return false;
}

static enum status
index_page(struct cx *cx, struct req *rq, struct resp *rs)
{
	struct home_view v = { 0 };
	v.n_events = procedure_life_events(&v.event);
	v.figures = read_month(cx, &v);
	v.on_time = home_percent(cx->arena, cx->lang, v.month.early + v.month.on_time, v.month.finished);
	struct page *pg = page_begin(cx, rq, rs, &(struct page_opts){
		.title = tr(cx->lang, "Trang đầu"), .wide = true, .index = true });
	tpl_home_index(pg, &v);
	return page_end(pg);
}

static enum status
text_page(struct cx *cx, struct req *rq, struct resp *rs, const char *title, void (*tpl)(struct page *pg))
{
	struct page *pg = page_begin(cx, rq, rs, &(struct page_opts){ .title = title, .index = true });
	tpl(pg);
	return page_end(pg);
}

static enum status
help(struct cx *cx, struct req *rq, struct resp *rs)
{
	return text_page(cx, rq, rs, tr(cx->lang, "Trợ giúp"), tpl_home_help);
}

static enum status
access_statement(struct cx *cx, struct req *rq, struct resp *rs)
{
	return text_page(cx, rq, rs, tr(cx->lang, "Khả năng tiếp cận"), tpl_home_access);
}

static enum status
privacy(struct cx *cx, struct req *rq, struct resp *rs)
{
	return text_page(cx, rq, rs, tr(cx->lang, "Bảo vệ dữ liệu cá nhân"), tpl_home_privacy);
}

/* Figures of a year are sums over many rows when they are not kept: never in an event thread. */
static const struct route routes[] = {
	ROUTE("GET", "/", "PUBLIC", index_page),
	ROUTE("GET", "/so-lieu", "PUBLIC", home_figures_page, .flags = HTTP_SLOW),
	ROUTE("GET", "/so-lieu.csv", "PUBLIC", home_figures_csv, .flags = HTTP_SLOW),
	ROUTE("GET", "/so-lieu/:code", "PUBLIC", home_province_page, .flags = HTTP_SLOW),
	ROUTE("GET", "/tro-giup", "PUBLIC", help),
	ROUTE("GET", "/tiep-can", "PUBLIC", access_statement),
	ROUTE("GET", "/bao-ve-du-lieu", "PUBLIC", privacy),
	{ .method = NULL },
};

const struct feature home_feature = {
	.name = "home",
	.routes = routes,
};
