/*
 * tmpl: compiles one HTML template into one C function.
 *
 *	tmpl OUT.c IN.html          src/features/procedure/pages/show.html → tpl_procedure_show()
 *	tmpl --header OUT.h IN.html…    the prototypes of all templates, in one header
 *	tmpl --msgids IN.html…          every msgid as a .pot on standard output
 *
 * Build:  cc -std=gnu17 -O1 -o tmpl tools/tmpl.c        (libc only)
 *
 * The compiler follows the HTML as it reads, so that each value is escaped for the place where it stands, and a
 * value in a place where no escape is safe (unquoted attribute, tag name, comment, script, style, on*=) is an
 * error of the build. What a template may hold:
 *
 *	{view struct x_view *v}  {noview}  {include "features/x/x_priv.h"}
 *	{expr}                   text → out_text, quoted attribute → out_attr,
 *	                         href= src= action=…: at its start → out_url (a whole address), further on →
 *	                         out_urlpart (one part of a path or query: / ? & = are encoded)
 *	{raw expr}               struct html, in text only
 *	{t "msgid" args…}        args parted by blanks or commas; an arg with blanks in it goes in parentheses
 *	{n expr} {money expr}    text and attribute;  {date expr} {datetime expr} {time expr} a <time>, in text only
 *	{href "/path/" expr "/more"}      start of a URL attribute's value, with the language prefix; an address made in
 *	                         C, with its query, goes whole: {href v->next}
 *	{form "/path/" expr "/more" multipart name="value"…}   <form method=post> with its csrf field;
 *	                         the values of its attributes may hold {expr}; `public` leaves the field out: for a route
 *	                         with HTTP_NO_CSRF, which changes nothing, so that asking sets no cookie
 *	{if e} {elif e} {else} {for a; b; c} {end} {let int x = 1} {call f(pg, v)} {comment …}  {{ is a plain {
 *
 * All branches of an {if}, and the body of a {for}, must end where they began in the HTML. A <form method="post">
 * by hand is refused, as it would lack the csrf field. Blanks with a newline in them become one newline in text,
 * one space inside a tag; <pre> and <textarea> are left alone.
 */
#include "tmpl_html.h"

enum { DEPTH_MAX = 32, TOKENS_MAX = 24 };

struct token { const char *s; size_t n; };

struct frame { bool is_for, has_else, has_end, body_newline; int line; struct html start, end; };

struct tmpl {
	struct source src;
	struct text head, body, lit;
	char view[256];
	bool has_view, no_view;
	struct html h;
	struct frame frames[DEPTH_MAX];
	size_t depth;
	bool msgids;
};

static void scan(struct tmpl *t, const char *p, const char *end);

/* ---- output ---- */

static void
flush(struct tmpl *t)
{
	if (t->lit.n == 0)
		return;
	text_add(&t->body, "\tpage_raw(pg, ", 14);
	add_c_string(&t->body, t->lit.s, t->lit.n);
	text_f(&t->body, ", %zu);\n", t->lit.n);
	t->lit.n = 0;
}

/* Starts a statement that comes from the present line of the template. */
static void
at_line(struct tmpl *t)
{
	flush(t);
	text_f(&t->body, "#line %d ", t->src.line);
	add_c_string(&t->body, t->src.path, strlen(t->src.path));
	text_add(&t->body, "\n", 1);
}

static void
call_out(struct tmpl *t, const char *fn, const char *expr, size_t n)
{
	at_line(t);
	text_f(&t->body, "\t%s(pg, (%.*s));\n", fn, (int)n, expr);
	t->h.newline = false;
	t->h.used = true;
}

/* Takes one literal byte of the template: moves the place in the HTML and puts the byte out. */
static void
literal(struct tmpl *t, const char *p, size_t left)
{
	html_step(&t->h, p, left);
	text_add(&t->lit, p, 1);
}

/* ---- directives ---- */

/* From just after the opening brace to its closing one; strings and nested brackets of C are passed over. */
static const char *
find_close(const struct tmpl *t, const char *p, const char *end, bool quotes)
{
	int depth = 0;

	for (; p < end; p++) {
		if (quotes && (*p == '"' || *p == '\'')) {
			char q = *p;

			for (p++; p < end && *p != q && *p != '\n'; p++)
				if (*p == '\\')
					p++;
			if (p >= end || *p != q)
				die(&t->h, "a string inside {…} is not closed");
		} else if (*p == '{' || (quotes && (*p == '(' || *p == '['))) {
			depth++;
		} else if (*p == '}' && depth == 0) {
			return p;
		} else if (*p == '}' || (quotes && (*p == ')' || *p == ']'))) {
			depth--;
		}
	}
	die(&t->h, "{ is not closed");
}

/* Splits at blanks and commas outside strings and brackets. */
static size_t
split(const struct tmpl *t, const char *p, const char *end, struct token *tok)
{
	size_t n = 0;

	while (p < end) {
		const char *start;
		int depth = 0;

		while (p < end && (is_blank(*p) || *p == ','))
			p++;
		for (start = p; p < end && (depth > 0 || !(is_blank(*p) || *p == ',')); p++) {
			if (*p == '"' || *p == '\'') {
				for (char q = *p++; *p != q; p++)
					if (*p == '\\')
						p++;
			} else if (strchr("([{", *p) != NULL) {
				depth++;
			} else if (strchr(")]}", *p) != NULL) {
				depth--;
			}
		}
		if (p == start)
			break;
		if (n == TOKENS_MAX)
			die(&t->h, "too many words in one directive");
		if (strchr("+-*/%<>=?:|^&.", *start) != NULL && (p - start == 1 || !is_word(start[1])))
			die(&t->h, "put an expression with blanks in it in parentheses");
		tok[n++] = (struct token){ start, (size_t)(p - start) };
	}
	return n;
}

/* Each msgid once, at the first place where it stands. */
static void
print_msgid(const struct source *src, struct token id, bool format)
{
	static struct token *seen;
	static size_t n;

	for (size_t i = 0; i < n; i++)
		if (seen[i].n == id.n && memcmp(seen[i].s, id.s, id.n) == 0)
			return;
	seen = realloc(seen, (n + 1) * sizeof *seen);
	if (seen == NULL)
		quit("out of memory");
	seen[n++] = id;
	printf("#: %s:%d\n%smsgid %.*s\nmsgstr \"\"\n\n", src->path, src->line, format ? "#, c-format\n" : "",
	    (int)id.n, id.s);
}

static void
do_translate(struct tmpl *t, const char *p, const char *end)
{
	struct token tok[TOKENS_MAX];
	size_t n = split(t, p, end, tok);
	const char *fn = escape_here(&t->h, "out_text", "out_attr", NULL);

	if (n == 0 || tok[0].s[0] != '"')
		die(&t->h, "{t} needs a string literal");
	if (t->msgids)
		print_msgid(&t->src, tok[0], n > 1);
	at_line(t);
	text_f(&t->body, "\t%s%s(pg, tr(pg->lang, %.*s)", fn, n > 1 ? "f" : "", (int)tok[0].n, tok[0].s);
	for (size_t i = 1; i < n; i++)
		text_f(&t->body, ", (%.*s)", (int)tok[i].n, tok[i].s);
	text_add(&t->body, ");\n", 3);
	t->h.newline = false;
	t->h.used = true;
}

static void
add_markup(struct tmpl *t, const char *s)
{
	text_add(&t->lit, s, strlen(s));
}

/*
 * A path in a URL attribute. The first part gets the language prefix: a literal goes to out_path, which trusts it, a
 * value to out_url. Values further on are one part of a path or query each.
 */
static void
put_path(struct tmpl *t, const struct token *tok, size_t n)
{
	if (n == 0)
		die(&t->h, "a path is missing");
	for (size_t i = 0; i < n; i++)
		for (size_t k = 1; tok[i].s[0] == '"' && k + 1 < tok[i].n; k++)
			if (strchr("\"'<>\\", tok[i].s[k]) != NULL)
				die(&t->h, "'%c' in a path", tok[i].s[k]);
	at_line(t);
	if (tok[0].s[0] == '"')
		text_f(&t->body, "\tout_path(pg, %.*s);\n", (int)tok[0].n, tok[0].s);
	else
		text_f(&t->body, "\tif (pg->lang == LANG_EN) page_raw(pg, \"/en\", 3);\n\tout_url(pg, (%.*s));\n", (int)tok[0].n,
		    tok[0].s);
	for (size_t i = 1; i < n; i++) {
		if (tok[i].s[0] != '"')
			call_out(t, "out_urlpart", tok[i].s, tok[i].n);
		else
			for (size_t k = 1; k + 1 < tok[i].n; k++)
				add_markup(t, tok[i].s[k] == '&' ? "&amp;" : (char[]){ tok[i].s[k], '\0' });
	}
	t->h.newline = false;
	t->h.used = true;
}

static void
do_href(struct tmpl *t, const char *p, const char *end)
{
	struct token tok[TOKENS_MAX];

	if ((t->h.where != H_DQ && t->h.where != H_SQ) || t->h.kind != A_URL || t->h.used)
		die(&t->h, "{href} must begin the quoted value of a URL attribute");
	put_path(t, tok, split(t, p, end, tok));
}

static bool
is_attribute(struct token k)
{
	size_t i = 0;

	while (i < k.n && (is_word(k.s[i]) || k.s[i] == '-'))
		i++;
	return i > 0 && i + 1 < k.n && k.s[i] == '=' && k.s[i + 1] == '"';
}

static bool
says(struct token k, const char *word)
{
	return k.n == strlen(word) && strncmp(k.s, word, k.n) == 0;
}

static bool
is_form_word(struct token k)
{
	return is_attribute(k) || says(k, "multipart") || says(k, "public");
}

static void
do_form(struct tmpl *t, const char *p, const char *end)
{
	struct token tok[TOKENS_MAX];
	size_t n = split(t, p, end, tok), parts = 0;
	bool csrf = true;

	if (t->h.where != H_TEXT)
		die(&t->h, "{form} inside a tag");
	while (parts < n && !is_form_word(tok[parts]))
		parts++;
	add_markup(t, "<form method=\"post\" action=\"");
	put_path(t, tok, parts);
	add_markup(t, "\" novalidate");
	snprintf(t->h.tag, sizeof t->h.tag, "form");
	t->h.where = H_TAG;
	for (size_t i = parts; i < n; i++) {
		if (is_attribute(tok[i])) {
			add_markup(t, " ");
			t->h.need_sep = false;
			scan(t, tok[i].s, tok[i].s + tok[i].n);
		} else if (says(tok[i], "public")) {
			csrf = false;
		} else if (says(tok[i], "multipart")) {
			add_markup(t, " enctype=\"multipart/form-data\"");
		} else {
			die(&t->h, "'%.*s' is no word of {form}", (int)tok[i].n, tok[i].s);
		}
	}
	add_markup(t, ">");
	tag_end(&t->h);
	flush(t);
	if (csrf)
		text_f(&t->body, "\tpage_csrf(pg);\n");
	t->h.newline = false;
}

static void
push(struct tmpl *t, bool is_for, bool body_newline)
{
	if (t->depth == DEPTH_MAX)
		die(&t->h, "{if} and {for} are nested too deep");
	t->frames[t->depth++] = (struct frame){ .is_for = is_for, .body_newline = body_newline, .line = t->src.line,
		.start = t->h };
}

static void
do_branch(struct tmpl *t, const char *p, const char *end, bool is_else)
{
	struct frame *f = t->depth > 0 ? &t->frames[t->depth - 1] : NULL;

	if (f == NULL || f->is_for || f->has_else)
		die(&t->h, is_else ? "{else} without {if}" : "{elif} without {if}");
	if (f->has_end)
		html_merge(&f->end, &t->h, f->line);
	else
		f->end = t->h;
	f->has_end = true;
	f->has_else = is_else;
	t->h = f->start;
	at_line(t);
	if (is_else)
		text_f(&t->body, "\t} else {\n");
	else
		text_f(&t->body, "\t} else if (%.*s) {\n", (int)(end - p), p);
}

static void
do_end(struct tmpl *t)
{
	struct frame *f = t->depth > 0 ? &t->frames[--t->depth] : NULL;

	if (f == NULL)
		die(&t->h, "{end} without {if} or {for}");
	if (f->is_for && f->body_newline && !t->h.newline && t->h.where == H_TEXT) {
		/* the newline that was left out before the first turn parts the turns */
		text_add(&t->lit, "\n", 1);
		t->h.newline = true;
	}
	if (f->has_end)
		html_merge(&t->h, &f->end, f->line);
	if (!f->has_else)
		html_merge(&t->h, &f->start, f->line);
	flush(t);
	text_f(&t->body, "\t}\n");
}

static void
do_view(struct tmpl *t, const char *p, const char *end)
{
	size_t n = (size_t)(end - p);
	bool has_const = n > 6 && strncmp(p, "const ", 6) == 0;

	if (t->has_view || t->no_view)
		die(&t->h, "a second {view}");
	if (n == 0 || n + 8 > sizeof t->view || !is_word(end[-1]))
		die(&t->h, "write {view struct some_view *v}");
	snprintf(t->view, sizeof t->view, "%s%.*s", has_const ? "" : "const ", (int)n, p);
	t->has_view = true;
}

static void
do_value(struct tmpl *t, const char *p, const char *end)
{
	const char *q = p;

	if (p == end)
		die(&t->h, "{} is empty");
	while (q < end && is_word(*q))
		q++;
	if (q > p && q < end && is_blank(*q)) {
		const char *r = q;

		while (r < end && is_blank(*r))
			r++;
		if (is_word(*r) || *r == '"')
			die(&t->h, "unknown directive {%.*s}", (int)(q - p), p);
	}
	call_out(t, escape_here(&t->h, "out_text", "out_attr", t->h.used ? "out_urlpart" : "out_url"), p, (size_t)(end - p));
}

/* {n x} and {money x} are digits and signs only, so text and attribute are alike; dates come as a <time> element. */
static bool
do_format(struct tmpl *t, const char *word, const char *p, const char *end)
{
	static const char *const formats[][2] = { { "n", "out_num" }, { "money", "out_money" }, { "date", "out_date" },
		{ "datetime", "out_datetime" }, { "time", "out_time" }, { "raw", "out_html" } };
	static const char *const plain[] = { "title", "textarea", "option", NULL };

	for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
		if (strcmp(word, formats[i][0]) != 0)
			continue;
		if (strchr("+-*/%<>=?:|^&.", *p) != NULL && is_blank(p[1]))
			die(&t->h, "{%s …} is a directive; put the expression in parentheses", word);
		escape_here(&t->h, "", "", NULL);
		if (i >= 2 && (t->h.where != H_TEXT || is_one_of(t->h.tag, plain)))
			die(&t->h, "{%s} puts out an element, which cannot stand here", word);
		call_out(t, formats[i][1], p, (size_t)(end - p));
		return true;
	}
	return false;
}

static bool
newline_follows(const char *p, const char *end)
{
	while (p < end && is_blank(*p) && *p != '\n')
		p++;
	return p < end && *p == '\n';
}

/* Those that make a statement. False when the word is none of them. */
static bool
do_statement(struct tmpl *t, const char *word, const char *p, const char *end, const char *eof)
{
	int n = (int)(end - p);
	bool is_if = strcmp(word, "if") == 0, is_for = strcmp(word, "for") == 0;

	if (is_if || is_for) {
		html_settle(&t->h);
		at_line(t);
		text_f(&t->body, "\t%s (%.*s) {\n", word, n, p);
		push(t, is_for, newline_follows(end + 1, eof) && t->h.newline);
	} else if (strcmp(word, "elif") == 0 || strcmp(word, "else") == 0) {
		html_settle(&t->h);
		do_branch(t, p, end, strcmp(word, "else") == 0);
	} else if (strcmp(word, "end") == 0) {
		html_settle(&t->h);
		do_end(t);
	} else if (strcmp(word, "let") == 0) {
		html_settle(&t->h);
		at_line(t);
		text_f(&t->body, "\t%.*s;\n", n > 0 && p[n - 1] == ';' ? n - 1 : n, p);
	} else if (strcmp(word, "call") == 0) {
		if (t->h.where != H_TEXT)
			die(&t->h, "{call} inside a tag");
		at_line(t);
		text_f(&t->body, "\t%.*s;\n", n > 0 && p[n - 1] == ';' ? n - 1 : n, p);
		t->h.newline = false;
	} else {
		return false;
	}
	return true;
}

static void
do_directive(struct tmpl *t, const char *p, const char *end, const char *eof)
{
	static const char *const bare[] = { "else", "end", "noview", NULL };
	static const char *const full[] = { "if", "elif", "for", "let", "call", "t", "n", "money", "date", "datetime",
		"time", "raw", "href", "form", "view", "include", NULL };
	char word[16] = "";
	const char *q = p, *e = end;

	while (q < end && is_word(*q))
		q++;
	if (q - p < (ptrdiff_t)sizeof word && (q == end || is_blank(*q)))
		memcpy(word, p, (size_t)(q - p));
	while (q < e && is_blank(*q))
		q++;
	while (e > q && is_blank(e[-1]))
		e--;
	if (is_one_of(word, bare) ? q != e : false)
		die(&t->h, "{%s} takes nothing after it", word);
	if (!is_one_of(word, bare) && (!is_one_of(word, full) || q == e)) {
		if (strcmp(word, "if") == 0 || strcmp(word, "elif") == 0 || strcmp(word, "for") == 0)
			die(&t->h, "{%s} needs a condition", word);
		while (p < e && is_blank(*p))
			p++;
		do_value(t, p, e > p ? e : p);
	} else if (strcmp(word, "t") == 0) {
		do_translate(t, q, e);
	} else if (strcmp(word, "href") == 0) {
		do_href(t, q, e);
	} else if (strcmp(word, "form") == 0) {
		do_form(t, q, e);
	} else if (strcmp(word, "view") == 0) {
		do_view(t, q, e);
	} else if (strcmp(word, "noview") == 0) {
		t->no_view = true;
	} else if (strcmp(word, "include") == 0) {
		text_f(&t->head, "#include %.*s\n", (int)(e - q), q);
	} else if (!do_statement(t, word, q, e, eof)) {
		do_format(t, word, q, e);
	}
}

/* Passes {…} at p, returns what comes after it. */
static const char *
directive(struct tmpl *t, const char *p, const char *end)
{
	bool comment = strncmp(p, "{comment", 8) == 0 && p + 8 < end && !is_word(p[8]);
	const char *close = find_close(t, p + 1, end, !comment);

	if (!comment)
		do_directive(t, p + 1, close, end);
	for (; p < close; p++)
		t->src.line += *p == '\n';
	return close + 1;
}

/* A run of blanks with a newline in it becomes one newline, or one space inside a tag. */
static const char *
squeeze(struct tmpl *t, const char *p, const char *end)
{
	const char *q = p;
	bool newline = false, in_text = t->h.where == H_TEXT;

	for (; q < end && is_blank(*q); q++)
		newline |= *q == '\n';
	if (!newline) {
		for (; p < q; p++)
			literal(t, p, 1);
		return q;
	}
	for (; p < q; p++)
		t->src.line += *p == '\n';
	if (in_text && !t->h.newline)
		text_add(&t->lit, "\n", 1);
	else if (!in_text)
		literal(t, " ", 1);
	t->h.newline = in_text;
	return q;
}

static void
scan(struct tmpl *t, const char *p, const char *end)
{
	while (p < end) {
		enum where w = t->h.where;
		bool in_tag = w == H_TAG_NAME || w == H_TAG || w == H_ATTR_NAME || w == H_AFTER_NAME;

		if (*p == '{' && p + 1 < end && p[1] == '{') {
			literal(t, p, 1);
			p += 2;
		} else if (*p == '{') {
			p = directive(t, p, end);
		} else if (is_blank(*p) && (in_tag || (w == H_TEXT && !t->h.keep_blanks))) {
			p = squeeze(t, p, end);
		} else {
			literal(t, p, (size_t)(end - p));
			p++;
		}
	}
}

/* ---- files ---- */

/* features/procedure/pages/show.html → procedure_show */
static void
function_name(const char *path, char *out, size_t size)
{
	const char *part[3] = { "", "", "" };
	size_t len[3] = { 0 };
	const char *end = path + strlen(path);

	for (int i = 2; i >= 0; i--) {
		const char *s = end;

		while (s > path && s[-1] != '/')
			s--;
		part[i] = s;
		len[i] = (size_t)(end - s);
		if (s == path)
			break;
		end = s - 1;
	}
	if (len[2] > 5 && strcmp(part[2] + len[2] - 5, ".html") == 0)
		len[2] -= 5;
	int folder = len[1] == 5 && strncmp(part[1], "pages", 5) == 0 ? 0 : 1;
	snprintf(out, size, "%.*s_%.*s", (int)len[folder], part[folder], (int)len[2], part[2]);
	for (char *c = out; *c != '\0'; c++)
		if (!is_word(*c))
			*c = '_';
}

static void
compile(struct tmpl *t, const char *path, bool msgids)
{
	size_t n;
	char *src = read_file(path, &n);

	*t = (struct tmpl){ .src = { path, 1 }, .msgids = msgids, .h = { .src = &t->src, .newline = true } };
	scan(t, src, src + n);
	if (t->depth > 0) {
		t->src.line = t->frames[t->depth - 1].line;
		die(&t->h, "{%s} has no {end}", t->frames[t->depth - 1].is_for ? "for" : "if");
	}
	if (t->h.where != H_TEXT)
		die(&t->h, "the template ends inside a tag, a comment or a script");
	if (t->has_view == t->no_view)
		die(&t->h, "the template needs one {view struct … *v} or {noview}");
	flush(t);
}

static void
add_prototype(struct text *b, const struct tmpl *t, const char *sep)
{
	char name[200];

	function_name(t->src.path, name, sizeof name);
	text_f(b, "void%stpl_%s(struct page *pg%s%s)", sep, name, t->has_view ? ", " : "", t->view);
}

static void
write_c(const struct tmpl *t, const char *path)
{
	struct text b = { 0 };
	const char *name = t->view + strlen(t->view);

	while (name > t->view && is_word(name[-1]))
		name--;
	text_f(&b, "/* Made by tools/tmpl from %s. */\n#include \"base/base.h\"\n#include \"platform/web/page.h\"\n", t->src.path);
	text_add(&b, t->head.s != NULL ? t->head.s : "", t->head.n);
	text_f(&b, "\n");
	add_prototype(&b, t, " ");
	text_f(&b, ";\n\n");
	add_prototype(&b, t, "\n");
	text_f(&b, "\n{\n\t(void)pg;\n");
	if (t->has_view)
		text_f(&b, "\t(void)%s;\n", name);
	text_add(&b, t->body.s != NULL ? t->body.s : "", t->body.n);
	text_f(&b, "}\n");
	write_file(path, &b);
}

static void
write_header(const char *out, char **in)
{
	struct text b = { 0 };
	static struct tmpl t;

	text_f(&b, "/* Made by tools/tmpl. */\n#ifndef TEMPLATES_H\n#define TEMPLATES_H\nstruct page;\n");
	for (; *in != NULL; in++) {
		compile(&t, *in, false);
		const char *s = t.has_view ? strstr(t.view, "struct ") : NULL;

		if (s != NULL)
			text_f(&b, "%.*s;\n", (int)(7 + strcspn(s + 7, " *")), s);
		add_prototype(&b, &t, " ");
		text_f(&b, ";\n");
	}
	text_f(&b, "#endif\n");
	write_file(out, &b);
}

int
main(int argc, char **argv)
{
	static struct tmpl t;

	if (argc >= 2 && strcmp(argv[1], "--msgids") == 0) {
		printf("msgid \"\"\nmsgstr \"Content-Type: text/plain; charset=UTF-8\\n\"\n\n");
		for (int i = 2; i < argc; i++)
			compile(&t, argv[i], true);
		return 0;
	}
	if (argc >= 3 && strcmp(argv[1], "--header") == 0) {
		write_header(argv[2], argv + 3);
		return 0;
	}
	if (argc != 3 || argv[1][0] == '-')
		quit("usage: tmpl OUT.c IN.html | tmpl --header OUT.h IN.html… | tmpl --msgids IN.html…");
	compile(&t, argv[2], false);
	write_c(&t, argv[1]);
	return 0;
}
