/*
 * The place in the HTML while a template is read: which escape a value needs where it stands, and where no value
 * may stand at all. A part of tmpl.c, apart so that the rules of HTML can be read by themselves.
 */
#ifndef TMPL_HTML_H
#define TMPL_HTML_H

#include <ctype.h>
#include <stdbool.h>
#include <strings.h>

#include "tool.h"

enum where { H_TEXT, H_TAG_NAME, H_TAG, H_ATTR_NAME, H_AFTER_NAME, H_BEFORE_VALUE, H_DQ, H_SQ, H_UNQUOTED,
	H_COMMENT, H_DECL, H_RAWTEXT };
enum attr_kind { A_PLAIN, A_URL };
enum { NAME_MAX_LEN = 48 };

struct source { const char *path; int line; };

/* Where in the HTML we are. Compared and merged when branches meet. */
struct html {
	struct source *src;
	enum where where;
	enum attr_kind kind;
	int dashes;                     /* in a comment: how many - came last */
	char tag[NAME_MAX_LEN];         /* lower case; with a leading / when it closes */
	char attr[NAME_MAX_LEN];
	char value[NAME_MAX_LEN];       /* literal start of the value, for the check of method= */
	bool used;                      /* the attribute value already holds something */
	bool need_sep;                  /* a blank, / or > must come next */
	bool keep_blanks;               /* inside pre or textarea */
	bool newline;                   /* the output ends in a newline that we made */
};

__attribute__((noreturn, format(printf, 2, 3))) static void
die(const struct html *h, const char *fmt, ...)
{
	va_list ap;

	fprintf(stderr, "%s:%d: ", h->src->path, h->src->line);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	exit(1);
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

static bool
is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

static void
name_add(const struct html *h, char *name, char c)
{
	size_t n = strlen(name);

	if (n + 1 >= NAME_MAX_LEN)
		die(h, "name '%s…' is too long", name);
	name[n] = (char)tolower((unsigned char)c);
	name[n + 1] = '\0';
}

static bool
is_one_of(const char *name, const char *const *list)
{
	for (; *list != NULL; list++)
		if (strcmp(name, *list) == 0)
			return true;
	return false;
}

static void
attr_begin_value(struct html *h)
{
	static const char *const urls[] = { "href", "src", "action", "formaction", "srcset", "poster", "cite", "data",
		"background", "ping", "manifest", "xlink:href", "data-dv-autosave", "data-dv-suggest", NULL };
	const char *a = h->attr;

	if (strncmp(a, "on", 2) == 0 || strcmp(a, "style") == 0 || strcmp(a, "srcdoc") == 0)
		die(h, "%s= is forbidden by the content security policy", a);
	h->kind = is_one_of(a, urls) ? A_URL : A_PLAIN;
	h->value[0] = '\0';
	h->used = false;
	h->where = H_BEFORE_VALUE;
}

static void
attr_end_value(struct html *h)
{
	if (strcmp(h->tag, "form") == 0 && strcmp(h->attr, "method") == 0 && strcasecmp(h->value, "post") == 0)
		die(h, "write {form \"/path\"}: a form by POST needs its csrf field");
	h->where = H_TAG;
	h->need_sep = true;
}

static void
tag_end(struct html *h)
{
	const char *name = h->tag[0] == '/' ? h->tag + 1 : h->tag;

	h->where = H_TEXT;
	h->need_sep = false;
	if (strcmp(name, "pre") == 0 || strcmp(name, "textarea") == 0)
		h->keep_blanks = h->tag[0] != '/';
	if (strcmp(h->tag, "script") == 0 || strcmp(h->tag, "style") == 0)
		h->where = H_RAWTEXT;
}

static void
step_text(struct html *h, const char *p, size_t left)
{
	if (*p != '<' || left < 2)
		return;
	if (h->where == H_RAWTEXT) {
		size_t n = strlen(h->tag);

		if (left < n + 2 || p[1] != '/' || strncasecmp(p + 2, h->tag, n) != 0)
			return;
	} else if (left >= 4 && strncmp(p, "<!--", 4) == 0) {
		h->where = H_COMMENT;
		h->dashes = 0;
		return;
	} else if (p[1] == '!') {
		h->where = H_DECL;
		return;
	} else if (!isalpha((unsigned char)p[1]) && p[1] != '/' && p[1] != '{') {
		return;
	}
	h->where = H_TAG_NAME;
	h->tag[0] = '\0';
}

static void
step_tag(struct html *h, char c)
{
	if (c == '>') {
		tag_end(h);
	} else if (is_blank(c)) {
		h->need_sep = false;
		h->where = h->where == H_ATTR_NAME || h->where == H_AFTER_NAME ? H_AFTER_NAME : H_TAG;
	} else if (h->where == H_TAG_NAME) {
		if (c == '/' && h->tag[0] != '\0')
			h->where = H_TAG;
		else
			name_add(h, h->tag, c);
	} else if (c == '=') {
		if (h->where == H_TAG)
			die(h, "'=' without an attribute name before it");
		attr_begin_value(h);
	} else if (c == '/') {
		h->where = H_TAG;
		h->need_sep = false;
	} else if (c == '"' || c == '\'' || c == '<') {
		die(h, "%c inside tag <%s>", c, h->tag);
	} else {
		if (h->need_sep)
			die(h, "a blank is missing before '%c' in tag <%s>", c, h->tag);
		if (h->where != H_ATTR_NAME)
			h->attr[0] = '\0';
		h->where = H_ATTR_NAME;
		name_add(h, h->attr, c);
	}
}

static void
step_value(struct html *h, char c)
{
	if (h->where == H_BEFORE_VALUE) {
		if (c == '>')
			die(h, "%s= has no value", h->attr);
		if (!is_blank(c))
			h->where = c == '"' ? H_DQ : c == '\'' ? H_SQ : H_UNQUOTED;
		if (h->where != H_UNQUOTED)
			return;
	}
	if (h->where == H_UNQUOTED && (is_blank(c) || c == '>')) {
		attr_end_value(h);
		step_tag(h, c);
	} else if ((h->where == H_DQ && c == '"') || (h->where == H_SQ && c == '\'')) {
		attr_end_value(h);
	} else {
		h->used = true;
		if (strlen(h->value) + 1 < NAME_MAX_LEN)
			name_add(h, h->value, c);
	}
}

/* Takes one literal byte at p, with `left` bytes to the end of the source. */
static void
html_step(struct html *h, const char *p, size_t left)
{
	switch (h->where) {
	case H_TEXT:
	case H_RAWTEXT:
		step_text(h, p, left);
		break;
	case H_TAG_NAME:
	case H_TAG:
	case H_ATTR_NAME:
	case H_AFTER_NAME:
		step_tag(h, *p);
		break;
	case H_BEFORE_VALUE:
	case H_DQ:
	case H_SQ:
	case H_UNQUOTED:
		step_value(h, *p);
		break;
	case H_COMMENT:
		if (*p == '>' && h->dashes >= 2)
			h->where = H_TEXT;
		h->dashes = *p == '-' ? h->dashes + 1 : 0;
		break;
	case H_DECL:
		if (*p == '>')
			h->where = H_TEXT;
		break;
	}
	if (*p == '\n')
		h->src->line++;
	h->newline = false;
}

/* The function (of three offered) that puts a value out here; an error where no escape is safe. */
static const char *
escape_here(const struct html *h, const char *text, const char *attr, const char *url)
{
	switch (h->where) {
	case H_TEXT:
		return text;
	case H_DQ:
	case H_SQ:
		if (h->kind == A_PLAIN)
			return attr;
		if (url == NULL)
			die(h, "only {expr} and {href} may stand in %s=", h->attr);
		return url;
	case H_BEFORE_VALUE:
	case H_UNQUOTED:
		die(h, "a value in an unquoted attribute: put %s=\"…\" in quotes", h->attr);
	case H_COMMENT:
	case H_DECL:
		die(h, "a value inside an HTML comment or declaration");
	case H_RAWTEXT:
		die(h, "a value inside <%s>", h->tag);
	default:
		die(h, "a value inside a tag must stand in a quoted attribute");
	}
}

/* Control directives may stand between attributes, never inside a name or an unquoted value. */
static void
html_settle(struct html *h)
{
	if (h->where == H_TAG_NAME && (h->tag[0] == '\0' || strcmp(h->tag, "/") == 0))
		die(h, "a directive inside a tag name");
	if (h->where == H_BEFORE_VALUE || h->where == H_UNQUOTED)
		die(h, "a directive in an unquoted attribute: put %s=\"…\" in quotes", h->attr);
	if (h->where == H_RAWTEXT || h->where == H_COMMENT || h->where == H_DECL)
		die(h, "a directive inside a comment, <script> or <style>");
	if (h->where == H_TAG_NAME || h->where == H_ATTR_NAME) {
		h->where = H_TAG;
		h->need_sep = true;
	} else if (h->where == H_AFTER_NAME) {
		h->where = H_TAG;
	}
}

static void
html_merge(struct html *into, const struct html *other, int line)
{
	bool in_tag = into->where != H_TEXT;
	bool in_value = into->where == H_DQ || into->where == H_SQ;

	if (into->where != other->where || into->keep_blanks != other->keep_blanks
	    || (in_tag && strcmp(into->tag, other->tag) != 0)
	    || (in_value && strcmp(into->attr, other->attr) != 0))
		die(into, "the branches of the {if} or {for} of line %d end at different places of the HTML", line);
	into->need_sep |= other->need_sep;
	into->used &= other->used;
	into->newline &= other->newline;
}

#endif
