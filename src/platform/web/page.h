/* A page being written. Templates (pages/NAME.html, compiled by tools/tmpl) call these; values are escaped by the
 * place they stand in. Raw HTML takes only struct html, so an unescaped char pointer does not compile. */
#ifndef PLATFORM_WEB_PAGE_H
#define PLATFORM_WEB_PAGE_H

#include "base/base.h"

struct req;
struct resp;

/* HTML made by a function we trust; nothing else may be put out raw. */
struct html {
	struct str s;
};

struct page {
	struct buf *b;
	struct cx *cx;
	struct req *rq;
	struct resp *rs;
	enum lang lang;
	int area;    /* enum page_area */
	bool shell;  /* the officers' side menu stands open around the content */
};

void page_raw(struct page *pg, const char *p, size_t n);
void page_csrf(struct page *pg); /* hidden field for a form */

void out_text_str(struct page *pg, struct str s);
void out_text_cstr(struct page *pg, const char *s); /* NULL puts out nothing */
void out_text_i64(struct page *pg, int64_t v);
void out_attr_str(struct page *pg, struct str s);
void out_attr_cstr(struct page *pg, const char *s);
void out_attr_i64(struct page *pg, int64_t v);
/* The start of an address, or a whole one: keeps / ? & = # as they are; a javascript: or other strange head becomes "#". */
void out_url_str(struct page *pg, struct str s);
void out_url_cstr(struct page *pg, const char *s);
void out_url_i64(struct page *pg, int64_t v);
/* One part of a path or one value of a query: / ? & = # are encoded, so that it stays one part. */
void out_urlpart_str(struct page *pg, struct str s);
void out_urlpart_cstr(struct page *pg, const char *s);
void out_urlpart_i64(struct page *pg, int64_t v);
#define OUT_(kind, pg, v)                               \
	_Generic((v),                                   \
		struct str: out_##kind##_str,           \
		const char *: out_##kind##_cstr,        \
		char *: out_##kind##_cstr,              \
		int64_t: out_##kind##_i64,              \
		int: out_##kind##_i64)((pg), (v))
#define out_text(pg, v) OUT_(text, pg, v)
#define out_attr(pg, v) OUT_(attr, pg, v)
#define out_url(pg, v) OUT_(url, pg, v)
#define out_urlpart(pg, v) OUT_(urlpart, pg, v)
void out_textf(struct page *pg, const char *fmt, ...) PRINTF_FMT(2, 3);
void out_attrf(struct page *pg, const char *fmt, ...) PRINTF_FMT(2, 3);
void out_html(struct page *pg, struct html h);
void out_path(struct page *pg, const char *literal); /* "/thu-tuc/" with /en before it on English pages */
void out_num(struct page *pg, int64_t n);
void out_money(struct page *pg, int64_t dong);
void out_date(struct page *pg, int64_t t);     /* 25/02/2026 in a <time> */
void out_datetime(struct page *pg, int64_t t); /* 17:00 ngày 25/02/2026 in a <time> */
void out_time(struct page *pg, int64_t t);

#endif
