/* The frame around every page: header, menu, flash, footer; and the page of an error. */
#include "base/asset.h"
#include "platform/web/web.h"
#include "platform/web/web_priv.h"

struct menu_entry {
	const char *path, *label, *nav;
};

static const struct menu_entry public_menu[] = {
	{ "/thu-tuc", "Thủ tục", "thu-tuc" },
	{ "/tra-cuu", "Tra cứu hồ sơ", "tra-cuu" },
	{ "/ho-so", "Hồ sơ của tôi", "ho-so" },
	{ "/so-lieu", "Số liệu", "so-lieu" },
};

static void
raw(struct page *pg, const char *s)
{
	buf_adds(pg->b, s);
}

static void
text(struct page *pg, const char *msgid)
{
	out_text(pg, tr(pg->lang, msgid));
}

/* An asset's address carries its hash, so that it may be kept for a year. */
const char *
web_asset(struct page *pg, const char *path)
{
	const struct asset *a = asset_find(path);
	assert_always(a != NULL);
	return arena_printf(pg->cx->arena, "/static/%s/%s", a->hash, path);
}

static void
asset_url(struct page *pg, const char *path)
{
	raw(pg, web_asset(pg, path));
}

static const char *
site_name(const struct page *pg)
{
	const struct web_config *c = web_config();
	return pg->lang == LANG_EN ? c->site_name_en : c->site_name;
}

static void
head(struct page *pg, const struct page_opts *o)
{
	bool officer = o->area == PAGE_OFFICER;
	buf_addf(pg->b, "<!DOCTYPE html>\n<html lang=\"%s\" class=\"govuk-template\">\n<head>\n<meta charset=\"utf-8\">\n<title>",
		 pg->lang == LANG_EN ? "en" : "vi");
	if (o->error) {
		text(pg, "Có lỗi:");
		raw(pg, " ");
	}
	out_text(pg, o->title);
	raw(pg, " – ");
	if (o->about != NULL) {
		out_text(pg, o->about);
		raw(pg, " – ");
	}
	out_text(pg, officer ? tr(pg->lang, "Một Cửa – Cán bộ") : site_name(pg));
	raw(pg, "</title>\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1, viewport-fit=cover\">\n"
		"<meta name=\"theme-color\" content=\"#8f1414\">\n<meta name=\"color-scheme\" content=\"light dark\">\n");
	if (!o->index)
		raw(pg, "<meta name=\"robots\" content=\"noindex\">\n");
	raw(pg, "<link rel=\"icon\" href=\"");
	asset_url(pg, "bieu-tuong.svg");
	raw(pg, "\" type=\"image/svg+xml\">\n<link rel=\"stylesheet\" href=\"");
	asset_url(pg, officer ? "can-bo.css" : "cong-dan.css");
	raw(pg, "\">\n<script type=\"module\" src=\"");
	asset_url(pg, officer ? "can-bo.js" : "cong-dan.js");
	raw(pg, "\"></script>\n</head>\n<body class=\"govuk-template__body\">\n<a href=\"#noi-dung\" class=\"govuk-skip-link\" data-module=\"govuk-skip-link\">");
	text(pg, "Chuyển đến nội dung chính");
	raw(pg, "</a>\n");
}

/* The same page in the other language; a page that answers a POST is reached again by its address only. */
static void
language_link(struct page *pg)
{
	const char *url = req_url(pg->rq);
	bool english = pg->lang == LANG_EN;
	if (english)
		url += strncmp(url, "/en/", 4) == 0 || strcmp(url, "/en") == 0 ? 3 : 0;
	raw(pg, "<a class=\"dv-header__link\" href=\"");
	if (!english)
		raw(pg, "/en");
	out_url(pg, url[0] == '\0' ? "/" : url);
	raw(pg, english ? "\" lang=\"vi\" hreflang=\"vi\" rel=\"alternate\">Tiếng Việt</a>"
			: "\" lang=\"en\" hreflang=\"en\" rel=\"alternate\">English</a>");
}

static void
sign_out_form(struct page *pg, const char *path)
{
	raw(pg, "<form method=\"post\" class=\"dv-header__form\" action=\"");
	out_path(pg, path);
	raw(pg, "\">");
	page_csrf(pg);
	raw(pg, "<button class=\"dv-header__link\" type=\"submit\">");
	text(pg, "Đăng xuất");
	raw(pg, "</button></form>");
}

static void
account_links(struct page *pg, bool officer)
{
	const struct who *who = &pg->cx->who;
	if (who->account == 0 || who->officer != officer) {
		raw(pg, "<a class=\"dv-header__link\" href=\"");
		out_path(pg, officer ? "/can-bo/dang-nhap" : "/dang-nhap");
		raw(pg, "\">");
		text(pg, "Đăng nhập");
		raw(pg, "</a>");
		return;
	}
	if (who->unit_name != NULL) {
		raw(pg, "<span class=\"dv-header__unit\">");
		out_text(pg, who->unit_name);
		raw(pg, "</span>");
	}
	raw(pg, "<a class=\"dv-header__link\" href=\"");
	out_path(pg, officer ? "/can-bo/toi" : "/tai-khoan");
	raw(pg, "\">");
	out_text(pg, who->name);
	raw(pg, "</a>");
	sign_out_form(pg, officer ? "/can-bo/dang-xuat" : "/dang-xuat");
}

static void
header(struct page *pg, bool officer)
{
	raw(pg, "<header>\n<div class=\"govuk-generic-header\"><div class=\"govuk-generic-header__container govuk-width-container\">\n"
		"<div class=\"govuk-generic-header__logo\"><a href=\"");
	out_path(pg, officer ? "/can-bo" : "/");
	raw(pg, "\" class=\"govuk-generic-header__homepage-link\"><svg width=\"34\" height=\"34\" viewBox=\"0 0 34 34\" aria-hidden=\"true\" focusable=\"false\">"
		"<circle cx=\"17\" cy=\"17\" r=\"16\" fill=\"#f2b705\"/><path fill=\"#8f1414\" d=\"M17 5.5l2.6 8h8.4l-6.8 4.9 2.6 8L17 21.5l-6.8 4.9 2.6-8L6 13.5h8.4z\"/></svg><span>");
	out_text(pg, officer ? tr(pg->lang, "Một Cửa – Cán bộ") : site_name(pg));
	raw(pg, "</span></a></div>");
	language_link(pg);
	account_links(pg, officer);
	raw(pg, "\n</div></div>");
}

static void
menu_link(struct page *pg, const char *path, const char *label, bool current)
{
	raw(pg, current ? "<li class=\"govuk-service-navigation__item govuk-service-navigation__item--active\">"
			: "<li class=\"govuk-service-navigation__item\">");
	raw(pg, "<a class=\"govuk-service-navigation__link\" href=\"");
	out_path(pg, path);
	raw(pg, current ? "\" aria-current=\"true\">" : "\">");
	text(pg, label);
	raw(pg, "</a></li>\n");
}

static void
public_nav(struct page *pg, const struct page_opts *o)
{
	raw(pg, "<div class=\"govuk-service-navigation\"><div class=\"govuk-width-container\"><div class=\"govuk-service-navigation__container\">\n<nav aria-label=\"");
	out_attr(pg, tr(pg->lang, "Danh mục chính"));
	raw(pg, "\" class=\"govuk-service-navigation__wrapper\">\n<ul class=\"govuk-service-navigation__list\">\n");
	for (size_t i = 0; i < ARRAY_LEN(public_menu); i++)
		menu_link(pg, public_menu[i].path, public_menu[i].label, cstr_eq(o->nav, public_menu[i].nav));
	raw(pg, "</ul></nav>\n</div></div></div>\n");
}

static void
flash(struct page *pg)
{
	const char *message = web_take_flash(pg);
	if (message == NULL)
		return;
	raw(pg, "<div class=\"govuk-notification-banner govuk-notification-banner--success\" role=\"alert\" aria-labelledby=\"tb-tieu-de\" data-module=\"govuk-notification-banner\">"
		"<div class=\"govuk-notification-banner__header\"><h2 class=\"govuk-notification-banner__title\" id=\"tb-tieu-de\">");
	text(pg, "Thông báo");
	raw(pg, "</h2></div><div class=\"govuk-notification-banner__content\"><p class=\"govuk-notification-banner__heading\">");
	out_text(pg, message);
	raw(pg, "</p></div></div>\n");
}

static void
back_link(struct page *pg, const struct page_opts *o)
{
	if (o->back == NULL)
		return;
	raw(pg, "<nav aria-label=\"");
	out_attr(pg, tr(pg->lang, "Quay lại"));
	raw(pg, "\"><a class=\"govuk-back-link\" href=\"");
	out_path(pg, "");
	if (pg->lang == LANG_EN && o->back[0] == '/')
		raw(pg, "/en");
	out_url(pg, o->back);
	raw(pg, "\">");
	text(pg, o->back_label ? o->back_label : "Quay lại");
	raw(pg, "</a></nav>\n");
}

/* The next entry after m that this person may open; m NULL: the first. *set is where m stands. */
static const struct web_menu *
next_entry(struct page *pg, const struct web_menu *const **set, const struct web_menu *m)
{
	for (m = m != NULL ? m + 1 : **set; **set != NULL; m = *++*set)
		for (; m->path != NULL; m++)
			if (web_may(pg->cx, m->permission))
				return m;
	return NULL;
}

static void
side_group(struct page *pg, const struct page_opts *o, const char *group)
{
	const struct web_menu *const *set = web_config()->menus;
	raw(pg, "<h2>");
	text(pg, group);
	raw(pg, "</h2>\n<ul>");
	for (const struct web_menu *m = NULL; *set != NULL && (m = next_entry(pg, &set, m)) != NULL;) {
		if (!cstr_eq(m->group, group))
			continue;
		raw(pg, "<li><a href=\"");
		out_path(pg, m->path);
		raw(pg, cstr_eq(o->nav, m->nav) ? "\" aria-current=\"page\">" : "\">");
		text(pg, m->label);
		raw(pg, "</a></li>\n");
	}
	raw(pg, "</ul>\n");
}

/* The officers' menu: entries that this person may open, under one heading for each group, whichever features they
 * come from; groups in the order of their first entry. */
static void
side_menu(struct page *pg, const struct page_opts *o)
{
	const struct web_menu *const *set = web_config()->menus;
	const char *seen[16];
	size_t n = 0;
	raw(pg, "<div class=\"dv-shell\">\n<div class=\"dv-side\"><nav aria-label=\"");
	out_attr(pg, tr(pg->lang, "Danh mục chính"));
	raw(pg, "\">\n");
	for (const struct web_menu *m = NULL; *set != NULL && (m = next_entry(pg, &set, m)) != NULL;) {
		bool known = false;
		for (size_t i = 0; i < n; i++)
			known |= cstr_eq(seen[i], m->group);
		if (known)
			continue;
		assert_always(n < ARRAY_LEN(seen));
		seen[n++] = m->group;
		side_group(pg, o, m->group);
	}
	raw(pg, "</nav></div>\n<div>\n");
}

struct page *
page_begin(struct cx *cx, struct req *rq, struct resp *rs, const struct page_opts *o)
{
	struct page *pg = arena_new_one(cx->arena, struct page);
	struct buf *b = arena_new_one(cx->arena, struct buf);
	buf_init(b, cx->arena, BUF_PAGE);
	*pg = (struct page){ .b = b, .cx = cx, .rq = rq, .rs = rs, .lang = cx->lang, .area = o->area };
	if (buf_reserve(b, 12 * 1024) == NULL) /* most pages fit without growing */
		return pg;
	bool officer = o->area == PAGE_OFFICER;
	head(pg, o);
	header(pg, officer);
	if (!officer)
		public_nav(pg, o);
	raw(pg, "</header>\n");
	raw(pg, "<div class=\"govuk-width-container\">\n");
	if (officer && cx->who.officer) {
		pg->shell = true;
		side_menu(pg, o);
	}
	back_link(pg, o);
	raw(pg, o->wide ? "<main class=\"govuk-main-wrapper dv-main--wide\" id=\"noi-dung\" tabindex=\"-1\">\n"
			: "<main class=\"govuk-main-wrapper\" id=\"noi-dung\" tabindex=\"-1\">\n");
	flash(pg);
	return pg;
}

static void
footer_link(struct page *pg, const char *path, const char *label)
{
	raw(pg, "<li><a class=\"govuk-link\" href=\"");
	out_path(pg, path);
	raw(pg, "\">");
	text(pg, label);
	raw(pg, "</a></li>");
}

enum status
page_end(struct page *pg)
{
	raw(pg, "</main>\n");
	if (pg->shell)
		raw(pg, "</div></div>\n");
	raw(pg, "</div>\n<footer class=\"dv-footer\"><div class=\"govuk-width-container\"><ul class=\"dv-footer__nav\">");
	footer_link(pg, "/tro-giup", "Trợ giúp");
	footer_link(pg, "/tiep-can", "Khả năng tiếp cận");
	footer_link(pg, "/bao-ve-du-lieu", "Bảo vệ dữ liệu cá nhân");
	footer_link(pg, "/can-bo", "Dành cho cán bộ");
	raw(pg, "</ul><p>");
	out_text(pg, site_name(pg));
	raw(pg, "</p></div></footer>\n</body>\n</html>\n");
	if (pg->b->over)
		return fail(pg->cx, ST_INTERNAL, "web.page.size", "page over %d bytes", BUF_PAGE);
	resp_header(pg->rs, "Cache-Control", pg->cx->who.account != 0 ? "no-store" : "private, no-cache");
	resp_body(pg->rs, "text/html; charset=utf-8", buf_str(pg->b));
	return ST_OK;
}
