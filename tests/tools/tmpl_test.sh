#!/bin/sh
# Tests of the template compiler: tmpl_test.sh PATH-OF-TMPL. CC may name the compiler.
# A stub of page.h marks every escape with its own brackets, so that a compiled and run template shows which one it got.
set -u
tmpl=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
cc=${CC:-cc}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 1
mkdir -p inc/base inc/platform/web demo/pages
passed=0
failed=0
count=0

report() { # ok|not-ok name
	count=$((count + 1))
	if [ "$1" = ok ]; then
		passed=$((passed + 1))
		echo "ok $count - $2"
	else
		failed=$((failed + 1))
		echo "not ok $count - $2"
	fi
}

cat >inc/base/base.h <<'C'
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
struct html { const char *s; };
enum { LANG_VI, LANG_EN };
static inline const char *tr(int lang, const char *s) { return lang == 1 && strcmp(s, "Xin chào") == 0 ? "Hello" : s; }
C
cat >inc/platform/web/page.h <<'C'
struct page { int lang; };
static inline void page_raw(struct page *pg, const char *s, size_t n)
{
	(void)pg;
	if (strlen(s) != n)
		printf("<<bad length %zu>>", n);
	fputs(s, stdout);
}
static inline void out_s(const char *l, const char *s, const char *r) { printf("%s%s%s", l, s, r); }
static inline void out_i(const char *l, int64_t i, const char *r) { printf("%s%lld%s", l, (long long)i, r); }
static inline void page_csrf(struct page *pg) { (void)pg; fputs("[csrf]", stdout); }
static inline void out_html(struct page *pg, struct html h) { (void)pg; fputs(h.s, stdout); }
static inline void out_path(struct page *pg, const char *s) { printf("%s%s", pg->lang == 1 ? "/en" : "", s); }
static inline void out_num(struct page *pg, int64_t n) { (void)pg; out_i("N", n, ""); }
static inline void out_money(struct page *pg, int64_t n) { (void)pg; out_i("M", n, ""); }
static inline void out_date(struct page *pg, int64_t n) { (void)pg; out_i("D", n, ""); }
static inline void out_datetime(struct page *pg, int64_t n) { (void)pg; out_i("DT", n, ""); }
static inline void out_time(struct page *pg, int64_t n) { (void)pg; out_i("T", n, ""); }
#define OUT(l, x, r) _Generic((x), char *: out_s, const char *: out_s, int: out_i, int64_t: out_i)(l, x, r)
#define out_text(pg, x) OUT("t(", x, ")")
#define out_attr(pg, x) OUT("a(", x, ")")
#define out_url(pg, x) OUT("u(", x, ")")
#define out_urlpart(pg, x) OUT("p(", x, ")")
#define out_textf(pg, ...) (fputs("t(", stdout), printf(__VA_ARGS__), fputs(")", stdout))
#define out_attrf(pg, ...) (fputs("a(", stdout), printf(__VA_ARGS__), fputs(")", stdout))
struct demo { const char *s; int n; struct html h; };
C

# renders NAME TEMPLATE EXPECTED [LANG]: compiles, runs with s="S", n=2, and compares the output.
renders() {
	printf '%s' "$2" >demo/pages/show.html
	if ! "$tmpl" out.c demo/pages/show.html 2>err; then
		report not-ok "$1 (refused: $(cat err))"
		return
	fi
	cat >main.c <<C
#include "base/base.h"
#include "platform/web/page.h"
void tpl_demo_show(struct page *pg, const struct demo *v);
int main(void)
{
	struct page pg = { ${4:-0} };
	struct demo d = { "S", 2, { "<b>" } };
	tpl_demo_show(&pg, &d);
	return 0;
}
C
	if ! "$cc" -std=gnu17 -Wall -Wextra -Wshadow -Wmissing-prototypes -Werror -Iinc -o run main.c out.c 2>err; then
		report not-ok "$1 (does not compile: $(head -3 err))"
		return
	fi
	got=$(./run; echo .)
	if [ "$got" = "$3." ]; then
		report ok "$1"
	else
		report not-ok "$1 (got: $got)"
	fi
}

# refuses NAME TEMPLATE LINE WORDS: the compiler must stop with FILE:LINE: and these words.
refuses() {
	printf '%s' "$2" >demo/pages/show.html
	rm -f out.c
	if "$tmpl" out.c demo/pages/show.html 2>err; then
		report not-ok "$1 (accepted)"
	elif [ -e out.c ]; then
		report not-ok "$1 (left an output file)"
	elif grep -q "^demo/pages/show.html:$3: .*$4" err; then
		report ok "$1"
	else
		report not-ok "$1 (said: $(cat err))"
	fi
}

v='{view struct demo *v}'
nl='
'

renders 'text and attribute' "$v<p class=\"x {v->s}\">{v->s} {v->n}</p>" '<p class="x a(S)">t(S) t(2)</p>'
renders 'single-quoted attribute' "$v<p title='{v->s}'></p>" "<p title='a(S)'></p>"
renders 'URL at the start and as a part' "$v<a href=\"{v->s}\"></a><a href=\"/t?q={v->s}\"></a>" \
	'<a href="u(S)"></a><a href="/t?q=p(S)"></a>'
renders 'two values in one URL' "$v<a href=\"{v->s}{v->n}\"></a>" '<a href="u(S)p(2)"></a>'
renders 'src, action, formaction are URLs' \
	"$v<img src=\"{v->s}\"><form action=\"{v->s}\"><button formaction='{v->s}'></button></form>" \
	"<img src=\"u(S)\"><form action=\"u(S)\"><button formaction='u(S)'></button></form>"
renders 'attribute names in capitals' "$v<A HREF=\"{v->s}\"></A>" '<A HREF="u(S)"></A>'
renders 'value in textarea and title' "$v<title>{v->s}</title><textarea>{v->s}</textarea>" \
	'<title>t(S)</title><textarea>t(S)</textarea>'
renders 'raw html' "$v<p>{raw v->h}</p>" '<p><b></p>'
renders 'translation' "$v{t \"Xin chào\"}<p title=\"{t \"Xin chào\"}\">" 't(Hello)<p title="a(Hello)">' 1
renders 'translation with arguments' "$v{t \"%s có %d\" v->s, (v->n + 1)}<p title=\"{t \"%d\" v->n}\">" \
	't(S có 3)<p title="a(2)">'
renders 'numbers, dates, money' "$v{n v->n} {money v->n} {date v->n} {datetime v->n} {time v->n}<i title=\"{n v->n}{money v->n}\">" \
	'N2 M2 D2 DT2 T2<i title="N2M2">'
renders 'if, elif, else' "$v{if v->n == 1}a{elif v->n == 2}b{else}c{end}{if 0}d{else}e{end}" 'be'
renders 'for and let' "$v{let int k = 7}{for int i = 0; i < v->n; i++}{i},{k};{end}" 't(0),t(7);t(1),t(7);'
renders 'call' "$v{call page_csrf(pg);}{call page_csrf(pg)}" '[csrf][csrf]'
renders 'attribute by condition' "$v<input{if v->n} checked{end} {if 0}disabled{end}>" '<input checked >'
renders 'condition inside an attribute' "$v<p class=\"a{if v->n} b{else} c{end}\">" '<p class="a b">'
renders 'href with prefix' "$v<a href=\"{href \"/t/\" v->s \"/n?a=1&b=\" v->n}#x\">" \
	'<a href="/en/t/p(S)/n?a=1&amp;b=p(2)#x">' 1
renders 'href of a value' "$v<a href=\"{href v->s}\">" '<a href="/enu(S)">' 1
renders 'form' "$v{form \"/nop/\" v->s \"/x\"}</form>" \
	'<form method="post" action="/nop/p(S)/x" novalidate>[csrf]</form>'
renders 'form without session' "$v{form \"/tra-cuu\" public class=\"c\"}</form>" '<form method="post" action="/tra-cuu" novalidate class="c"></form>'
renders 'form with words' "$v{form v->s multipart class=\"c {v->s}\" data-dv-autosave=\"/l/{v->n}\"}</form>" \
	'<form method="post" action="/enu(S)" novalidate enctype="multipart/form-data" class="c a(S)" data-dv-autosave="/l/p(2)">[csrf]</form>' 1
renders 'comment and literal brace' "$v{comment don't (ever} {{{v->s}}" ' {t(S)}'
renders 'braces and quotes inside C' "$v{if strcmp(v->s, \"}\\\"{\") == 0 || v->n == '}'}a{else}b{end}" 'b'
renders 'conditional expression' "$v{v->n == 2 ? \"hai\" : \"khác\"}" 't(hai)'
renders 'names like directives' "$v{let int n = 3, t = 4}{n}{t}" 't(3)t(4)'
renders 'literal needs escapes in C' "$v<p title=\"a\\b\">?? \"q\" Ộ</p>" '<p title="a\b">?? "q" Ộ</p>'
renders 'blanks collapse' "$v$nl<ul>$nl$nl    <li>a  b$nl	</ul>$nl<input$nl   name=\"x$nl y\">$nl" \
	"<ul>$nl<li>a  b$nl</ul>$nl<input name=\"x$nl y\">$nl"
renders 'lines of directives leave nothing' "$v$nl<ul>$nl{for int i = 0; i < v->n; i++}$nl  <li>{i}$nl{end}$nl</ul>$nl{if 0}$nl x$nl{end}$nl<p>" \
	"<ul>$nl<li>t(0)$nl<li>t(1)$nl</ul>$nl<p>"
renders 'turns of a loop stay parted' "$v$nl{for int i = 0; i < v->n; i++}$nl<b>{i}</b>{end}" "<b>t(0)</b>$nl<b>t(1)</b>$nl"
renders 'pre and textarea keep blanks' "$v<pre>$nl  a$nl  b</pre>$nl  <i>" "<pre>$nl  a$nl  b</pre>$nl<i>"
renders 'html comment and doctype' "$v<!doctype html><!-- a > b --><p>{v->s}" '<!doctype html><!-- a > b --><p>t(S)'
renders 'script with src' "$v<script type=\"module\" src=\"{v->s}\"></script><p>{v->s}" \
	'<script type="module" src="u(S)"></script><p>t(S)'
renders 'a lone < is text' "$v<p>1 < 2 {v->s}</p>" '<p>1 < 2 t(S)</p>'

refuses 'unquoted attribute' "$v$nl<p class={v->s}>" 2 'unquoted'
refuses 'unquoted attribute, further on' "$v<p class=a{v->s}>" 1 'unquoted'
refuses 'tag name' "$v<{v->s}>" 1 'tag'
refuses 'closing tag name' "$v</{v->s}>" 1 'tag'
refuses 'value between attributes' "$v<p {v->s}>" 1 'tag'
refuses 'attribute name' "$v<p data-{v->s}=\"1\">" 1 'tag'
refuses 'comment' "$v<!-- {v->s} -->" 1 'comment'
refuses 'script' "$v<script>var x = {v->s}</script>" 1 'script'
refuses 'style' "$v<style>{v->s}</style>" 1 'style'
refuses 'directive in script' "$v<script>{if v->n}x{end}</script>" 1 'script'
refuses 'on* attribute' "$v<p onclick=\"{v->s}\">" 1 'onclick'
refuses 'style attribute' "$v<p style=\"color:{v->s}\">" 1 'style'
refuses 'srcdoc attribute' "$v<iframe srcdoc=\"{v->s}\">" 1 'srcdoc'
refuses 'raw in an attribute' "$v<p class=\"{raw v->h}\">" 1 'raw'
refuses 'date in an attribute' "$v<p title=\"{date v->n}\">" 1 'element'
refuses 'date in an option' "$v<option>{time v->n}</option>" 1 'element'
refuses 'number in a URL' "$v<a href=\"/x/{n v->n}\">" 1 'href'
refuses 'translation in a URL' "$v<a href=\"{t \"x\"}\">" 1 'href'
refuses 'href outside a URL' "$v<a title=\"{href \"/x\"}\">" 1 'href'
refuses 'href after the start' "$v<a href=\"/x{href \"/x\"}\">" 1 'href'
refuses 'quote in a path' "$v<a href=\"{href \"/x\" v->s \"'\"}\">" 1 'path'
refuses 'quote in the first part of a path' "$v{form \"/x\\\"y\"}" 1 'path'
refuses 'form by hand' "$v$nl$nl<form method=\"POST\" action=\"/x\">" 3 'csrf'
refuses 'call inside a tag' "$v<p {call f(pg)}>" 1 'call'
refuses 'if without end' "$v$nl{if v->n}$nl a" 2 'no {end}'
refuses 'for without end' "$v{for ;;}" 1 'no {end}'
refuses 'end without if' "$v{end}" 1 'without'
refuses 'else in for' "$v{for ;;}{else}{end}" 1 'without'
refuses 'two else' "$v{if 1}{else}{else}{end}" 1 'without'
refuses 'elif after else' "$v{if 1}{else}{elif 1}{end}" 1 'without'
refuses 'if without condition' "$v{if}" 1 'condition'
refuses 'words after end' "$v{if 1}{end if}" 1 'nothing after'
refuses 'unknown directive' "$v$nl$nl{fi v->n}" 3 'unknown directive {fi}'
refuses 'unknown directive with string' "$v{tt \"x\"}" 1 'unknown directive {tt}'
refuses 'directive taken for a variable' "$v{n + 1}" 1 'parentheses'
refuses 'blanks in an argument' "$v{t \"%d\" v->n + 1}" 1 'parentheses'
refuses 'unterminated brace' "$v$nl<p>{v->s</p>" 2 'not closed'
refuses 'unterminated string' "$v{if strcmp(v->s, \"x)}" 1 'not closed'
refuses 'empty braces' "$v{}" 1 'empty'
refuses 't without a literal' "$v{t v->s}" 1 'literal'
refuses 'branches end apart' "$v{if v->n}<p class=\"{else}<p>{end}" 1 'different places'
refuses 'branch opens an attribute' "$v<p {if v->n}class=\"a{end}\">" 1 'different places'
refuses 'loop body opens a tag' "$v{for ;;}<p{end}>" 1 'different places'
refuses 'attribute name split by a directive' "$v<a hr{if v->n}{end}ef=\"{v->s}\">" 1 'blank is missing'
refuses 'no blank between attributes' "$v<a id=\"x\"href=\"{v->s}\">" 1 'blank is missing'
refuses 'template ends inside a tag' "$v<p class=\"x" 1 'ends inside'
refuses 'no view' '<p>' 1 'needs one'
refuses 'two views' "$v$v" 1 'second'
refuses 'view without a name' '{view struct demo *}' 1 'write'

printf '{noview}\n<p>x</p>' >demo/pages/a-b.html
"$tmpl" out.c demo/pages/a-b.html && grep -q '^void tpl_demo_a_b(struct page \*pg);' out.c \
	&& report ok 'noview, and a name with a hyphen' || report not-ok 'noview, and a name with a hyphen'
printf '{view const struct demo *v}\n{include "demo/demo.h"}\n\n{v->s}' >demo/pages/show.html
"$tmpl" out.c demo/pages/show.html && grep -q '^void tpl_demo_show(struct page \*pg, const struct demo \*v);' out.c \
	&& grep -q '^#include "demo/demo.h"$' out.c && report ok 'const view, include' || report not-ok 'const view, include'
grep -q '^#line 4 "demo/pages/show.html"$' out.c && report ok '#line' || report not-ok '#line'
"$tmpl" --header out.h demo/pages/a-b.html demo/pages/show.html
if grep -q '^struct demo;$' out.h && grep -q '^void tpl_demo_show(struct page \*pg, const struct demo \*v);$' out.h \
	&& grep -q '^void tpl_demo_a_b(struct page \*pg);$' out.h; then
	report ok '--header'
else
	report not-ok '--header'
fi
printf '{noview}{t "Một"}\n{t "Có %%d \\"cái\\"" 3}{t "Một"}' >demo/pages/show.html
"$tmpl" --msgids demo/pages/show.html >out.pot
if grep -q '^msgid "Có %d \\"cái\\""$' out.pot && [ "$(grep -c '^msgid "Một"$' out.pot)" = 1 ] \
	&& grep -q '^#: demo/pages/show.html:2$' out.pot; then
	report ok '--msgids, each once, with its place'
else
	report not-ok '--msgids, each once, with its place'
fi

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
