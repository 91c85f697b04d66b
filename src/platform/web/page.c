#include "platform/web/page.h"
#include "platform/web/web.h"

#include <stdarg.h>

void
page_raw(struct page *pg, const char *p, size_t n)
{
	buf_add(pg->b, p, n);
}

/* What the five special characters become, in text and in quoted attributes alike. */
static const char *const entity[256] = {
	['&'] = "&amp;", ['<'] = "&lt;", ['>'] = "&gt;", ['"'] = "&quot;", ['\''] = "&#39;",
};

static void
escaped(struct buf *b, struct str s)
{
	size_t from = 0;
	for (size_t i = 0; i < s.n; i++) {
		const char *e = entity[(unsigned char)s.p[i]];
		if (e == NULL)
			continue;
		buf_add(b, s.p + from, i - from);
		buf_adds(b, e);
		from = i + 1;
	}
	buf_add(b, s.p + from, s.n - from);
}

void
out_text_str(struct page *pg, struct str s)
{
	escaped(pg->b, s);
}

void
out_text_cstr(struct page *pg, const char *s)
{
	escaped(pg->b, str_of(s));
}

void
out_text_i64(struct page *pg, int64_t v)
{
	buf_addi(pg->b, v);
}

void
out_attr_str(struct page *pg, struct str s)
{
	escaped(pg->b, s);
}

void
out_attr_cstr(struct page *pg, const char *s)
{
	escaped(pg->b, str_of(s));
}

void
out_attr_i64(struct page *pg, int64_t v)
{
	buf_addi(pg->b, v);
}

static bool
url_keeps(unsigned char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       (c != '\0' && strchr("-._~/?=&#%+:@,;!$*()", c) != NULL);
}

void
out_url_str(struct page *pg, struct str s)
{
	struct str scheme = s;
	scheme = str_cut(&scheme, ':');
	if (scheme.n < s.n && memchr(scheme.p, '/', scheme.n) == NULL &&
	    !str_is(scheme, "https") && !str_is(scheme, "http") && !str_is(scheme, "mailto") &&
	    !str_is(scheme, "tel") && memchr(scheme.p, '?', scheme.n) == NULL) {
		buf_adds(pg->b, "#");
		return;
	}
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		if (c == '&')
			buf_adds(pg->b, "&amp;");
		else if (url_keeps(c))
			buf_addc(pg->b, (char)c);
		else
			buf_addf(pg->b, "%%%02X", c);
	}
}

void
out_url_cstr(struct page *pg, const char *s)
{
	out_url_str(pg, str_of(s));
}

void
out_url_i64(struct page *pg, int64_t v)
{
	buf_addi(pg->b, v);
}

void
out_urlpart_str(struct page *pg, struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		if (url_keeps(c) && strchr("/?=&#%+:@,;!$*()", c) == NULL)
			buf_addc(pg->b, (char)c);
		else
			buf_addf(pg->b, "%%%02X", c);
	}
}

void
out_urlpart_cstr(struct page *pg, const char *s)
{
	out_urlpart_str(pg, str_of(s));
}

void
out_urlpart_i64(struct page *pg, int64_t v)
{
	buf_addi(pg->b, v);
}

void
out_textf(struct page *pg, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	out_text_cstr(pg, arena_vprintf(pg->cx->arena, fmt, ap));
	va_end(ap);
}

void
out_attrf(struct page *pg, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	out_attr_cstr(pg, arena_vprintf(pg->cx->arena, fmt, ap));
	va_end(ap);
}

void
out_html(struct page *pg, struct html h)
{
	buf_addstr(pg->b, h.s);
}

void
out_path(struct page *pg, const char *literal)
{
	if (pg->lang == LANG_EN && literal[0] == '/')
		buf_adds(pg->b, "/en");
	buf_adds(pg->b, literal);
}

void
out_num(struct page *pg, int64_t n)
{
	char text[VIET_NUMBER];
	buf_adds(pg->b, viet_number(n, pg->lang == LANG_EN, text));
}

void
out_money(struct page *pg, int64_t dong)
{
	out_num(pg, dong);
	buf_adds(pg->b, pg->lang == LANG_EN ? " VND" : " đồng");
}

/* <time datetime="…">words</time>; a moment of 0 is not known and puts out nothing. */
static bool
time_begin(struct page *pg, int64_t t)
{
	char iso[TIME_TEXT];
	if (t == 0)
		return false;
	buf_adds(pg->b, "<time datetime=\"");
	buf_adds(pg->b, time_iso(t, iso));
	buf_adds(pg->b, "\">");
	return true;
}

static void
time_end(struct page *pg, const char *words)
{
	buf_adds(pg->b, words);
	buf_adds(pg->b, "</time>");
}

void
out_date(struct page *pg, int64_t t)
{
	char day[TIME_TEXT];
	if (time_begin(pg, t))
		time_end(pg, day_text(time_day(t), day));
}

void
out_datetime(struct page *pg, int64_t t)
{
	char hm[TIME_TEXT], day[TIME_TEXT];
	if (!time_begin(pg, t))
		return;
	buf_adds(pg->b, time_hm(t, hm));
	buf_adds(pg->b, pg->lang == LANG_EN ? " on " : " ngày ");
	time_end(pg, day_text(time_day(t), day));
}

void
out_time(struct page *pg, int64_t t)
{
	char hm[TIME_TEXT];
	if (time_begin(pg, t))
		time_end(pg, time_hm(t, hm));
}
