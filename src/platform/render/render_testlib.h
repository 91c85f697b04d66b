/* For tests that make papers: the fonts of the tree, a folder, and the tools that read PDF (poppler-utils, zbar-tools).
 * Run from the root of the tree. Included once, after cmocka. */
#ifndef RENDER_TESTLIB_H
#define RENDER_TESTLIB_H

#include <dirent.h>
#include <unistd.h>

#include "platform/render/render.h"

static char test_dir[] = "/tmp/motcua-render-XXXXXX";
static struct cx test_cx;
static struct render_font test_fonts[3];

static char *
test_path(const char *name)
{
	return arena_printf(test_cx.arena, "%s/%s", test_dir, name);
}

static void
test_font_read(struct render_font *f, const char *name)
{
	FILE *in = fopen(arena_printf(test_cx.arena, "data/fonts/%s", name), "rb");
	char *p = arena_alloc(test_cx.arena, 256 * 1024);
	assert_non_null(in);
	*f = (struct render_font){ name, p, fread(p, 1, 256 * 1024, in) };
	fclose(in);
}

static int
test_setup(void **state UNUSED)
{
	test_cx = (struct cx){ .arena = arena_new(256 << 20), .now = 1770966300000000, .address = "" };
	assert_non_null(mkdtemp(test_dir));
	test_font_read(&test_fonts[0], "motcua-serif-regular.ttf");
	test_font_read(&test_fonts[1], "motcua-serif-bold.ttf");
	test_font_read(&test_fonts[2], "motcua-serif-italic.ttf");
	assert_int_equal(render_init(&test_cx, test_path("run"), test_fonts, 3), ST_OK);
	return 0;
}

static void
test_remove(const char *dir)
{
	DIR *d = opendir(dir);
	for (struct dirent *e; d != NULL && (e = readdir(d)) != NULL;)
		if (e->d_name[0] != '.')
			unlink(arena_printf(test_cx.arena, "%s/%s", dir, e->d_name));
	if (d != NULL)
		closedir(d);
	rmdir(dir);
}

static int
test_teardown(void **state UNUSED)
{
	render_end();
	test_remove(test_path("run"));
	test_remove(test_dir);
	arena_free(test_cx.arena);
	return 0;
}

static void
test_write(const char *name, struct str bytes)
{
	FILE *f = fopen(test_path(name), "wb");
	assert_non_null(f);
	assert_int_equal(fwrite(bytes.p, 1, bytes.n, f), bytes.n);
	assert_int_equal(fclose(f), 0);
}

/* What a command prints; it must succeed. */
static const char *
test_run(const char *command)
{
	struct buf b;
	buf_init(&b, test_cx.arena, BUF_PAGE);
	FILE *p = popen(command, "r");
	assert_non_null(p);
	char chunk[4096];
	for (size_t n; (n = fread(chunk, 1, sizeof chunk, p)) > 0;)
		buf_add(&b, chunk, n);
	int rc = pclose(p);
	if (rc != 0)
		print_message("%s: exit %d\n", command, rc);
	assert_int_equal(rc, 0);
	return buf_cstr(&b);
}

static const char *
squeezed(const char *s)
{
	struct buf b;
	bool blank = false;
	buf_init(&b, test_cx.arena, BUF_PAGE);
	for (; *s != '\0'; s++) {
		bool white = *s == ' ' || *s == '\n' || *s == '\f' || *s == '\t';
		if (white && !blank)
			buf_addc(&b, ' ');
		else if (!white)
			buf_addc(&b, *s);
		blank = white;
	}
	return buf_cstr(&b);
}

static const char *
pdf_tool(struct str pdf, const char *before, const char *after)
{
	test_write("t.pdf", pdf);
	return test_run(arena_printf(test_cx.arena, "%s %s %s", before, test_path("t.pdf"), after));
}

/* The text of all pages in the order of its drawing, white space squeezed to blanks. */
static UNUSED const char *
pdf_text(struct str pdf)
{
	return squeezed(pdf_tool(pdf, "pdftotext -raw", "-"));
}

static UNUSED int
pdf_pages(struct str pdf)
{
	const char *info = strstr(pdf_tool(pdf, "pdfinfo", ""), "Pages:");
	assert_non_null(info);
	return (int)strtol(info + 6, NULL, 10);
}

static UNUSED int
count_of(const char *text, const char *what)
{
	int n = 0;
	for (; (text = strstr(text, what)) != NULL; text += strlen(what))
		n++;
	return n;
}

static UNUSED void
assert_has(const char *text, const char *what)
{
	if (strstr(text, what) == NULL)
		print_message("no \"%s\" in: %s\n", what, text);
	assert_non_null(strstr(text, what));
}

/* What a camera reads from the first page. */
static UNUSED const char *
pdf_qr(struct str pdf)
{
	pdf_tool(pdf, "pdftoppm -r 150 -gray -f 1 -l 1 -singlefile", test_path("page"));
	return squeezed(test_run(arena_printf(test_cx.arena, "zbarimg -q --raw %s", test_path("page.pgm"))));
}

struct box {
	double x0, y0, x1, y1;
	char word[64];
};

/* Every word lies between the margins, and no two words of a page lie upon each other. */
static UNUSED void
assert_layout(struct str pdf)
{
	static struct box box[4000];
	const char *at = pdf_tool(pdf, "pdftotext -bbox", "-");
	int n = 0;
	while ((at = strchr(at, '<')) != NULL) {
		struct box b;
		if (strncmp(at, "<page ", 6) == 0)
			n = 0;
		if (sscanf(at, "<word xMin=\"%lf\" yMin=\"%lf\" xMax=\"%lf\" yMax=\"%lf\">%63[^<]", &b.x0, &b.y0,
			   &b.x1, &b.y1, b.word) == 5) {
			bool out = b.x0 < 79 || b.x1 > 553.5 || b.y0 < 27 || b.y1 > 823;
			for (int i = 0; i < n && !out; i++)
				out = b.x0 + 0.6 < box[i].x1 && box[i].x0 + 0.6 < b.x1 &&
				      b.y0 + 1 < box[i].y1 && box[i].y0 + 1 < b.y1;
			if (out)
				print_message("\"%s\" at %g %g %g %g\n", b.word, b.x0, b.y0, b.x1, b.y1);
			assert_false(out);
			assert_true(n < 4000);
			box[n++] = b;
		}
		at++;
	}
	assert_true(n > 0);
}

#endif
