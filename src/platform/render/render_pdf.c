/* The laid-out pages → the bytes of a PDF, by cairo. */
#include "base/base.h"

#include <cairo-pdf.h>

#include "platform/render/render_priv.h"

#define FOOT_SIZE 9.5
#define FOOT_Y (PAGE_H - 13 * MM)
#define RULE 0.6

static void
draw_line(cairo_t *cr, const struct op *op)
{
	for (int i = 0; i < op->line->n; i++) {
		struct run *r = &op->line->runs[i];
		for (int g = 0; g < r->n_glyphs; g++) {
			r->glyphs[g].x += op->x;
			r->glyphs[g].y += op->y;
		}
		cairo_set_scaled_font(cr, r->face);
		if (r->clusters != NULL)
			cairo_show_text_glyphs(cr, r->text, r->bytes, r->glyphs, r->n_glyphs, r->clusters,
					       r->n_clusters,
					       r->backward ? CAIRO_TEXT_CLUSTER_FLAG_BACKWARD : 0);
		else
			cairo_show_glyphs(cr, r->glyphs, r->n_glyphs);
	}
}

/* One rectangle a row of dark modules, all in one path: no hair lines between them. */
static void
draw_qr(cairo_t *cr, const struct op *op)
{
	const struct qr *qr = op->qr;
	double m = op->w / qr->width;
	for (int y = 0; y < qr->width; y++) {
		const unsigned char *row = qr->dark + y * qr->width;
		for (int x = 0, end; x < qr->width; x = end) {
			for (end = x + 1; end < qr->width && row[end] == row[x];)
				end++;
			if (row[x])
				cairo_rectangle(cr, op->x + x * m, op->y + y * m, (end - x) * m, m);
		}
	}
	cairo_fill(cr);
}

static void
draw_dots(cairo_t *cr, const struct op *op)
{
	static const double dash[2] = { 0.01, 2.6 };
	cairo_save(cr);
	cairo_set_line_cap(cr, CAIRO_LINE_CAP_ROUND);
	cairo_set_line_width(cr, 0.9);
	cairo_set_dash(cr, dash, 2, 0);
	cairo_move_to(cr, op->x + 1, op->y);
	cairo_line_to(cr, op->x + op->w, op->y);
	cairo_stroke(cr);
	cairo_restore(cr);
}

static void
draw_tick(cairo_t *cr, const struct op *op)
{
	double in = op->w * 0.2;
	cairo_move_to(cr, op->x + in, op->y + in);
	cairo_line_to(cr, op->x + op->w - in, op->y + op->h - in);
	cairo_move_to(cr, op->x + op->w - in, op->y + in);
	cairo_line_to(cr, op->x + in, op->y + op->h - in);
	cairo_set_line_width(cr, 1.2);
	cairo_stroke(cr);
	cairo_set_line_width(cr, RULE);
}

static void
draw_op(cairo_t *cr, const struct op *op)
{
	switch (op->kind) {
	case OP_LINE:
		draw_line(cr, op);
		break;
	case OP_RULE:
		cairo_move_to(cr, op->x, op->y);
		cairo_rel_line_to(cr, op->w, op->h);
		cairo_stroke(cr);
		break;
	case OP_BOX:
		cairo_rectangle(cr, op->x, op->y, op->w, op->h);
		cairo_stroke(cr);
		break;
	case OP_DOTS:
		draw_dots(cr, op);
		break;
	case OP_TICK:
		draw_tick(cr, op);
		break;
	case OP_QR:
		draw_qr(cr, op);
		break;
	}
}

/* --- page numbers: known only when all pages stand ---------------------------------------------------------- */

static void
number_line(struct doc *d, enum doc_style style, const char *text, double size, enum doc_align align,
	    double top, cairo_t *cr)
{
	struct block b;
	text_shape_one(d, style, text, (struct shaping){ .size = size }, &b);
	if (b.n == 0)
		return;
	struct line *l = &b.lines[0];
	double x = MARGIN_LEFT;
	if (align != DOC_LEFT)
		x += (TEXT_W - l->width) / (align == DOC_CENTER ? 2 : 1);
	draw_line(cr, &(struct op){ .kind = OP_LINE, .x = x, .y = top + b.ascent, .line = l });
}

static void
draw_number(struct doc *d, cairo_t *cr, int page)
{
	if (d->meta.numbering == DOC_TOP) {
		if (page > 1)
			number_line(d, DOC_PLAIN, arena_printf(d->arena, "%d", page), 13, DOC_CENTER, 10 * MM, cr);
		return;
	}
	draw_op(cr, &(struct op){ .kind = OP_RULE, .x = MARGIN_LEFT, .y = FOOT_Y - 2, .w = TEXT_W });
	number_line(d, DOC_PLAIN, d->meta.foot, FOOT_SIZE, DOC_LEFT, FOOT_Y, cr);
	number_line(d, DOC_PLAIN, arena_printf(d->arena, "Trang %d/%d", page, doc_pages(d)), FOOT_SIZE,
		    DOC_RIGHT, FOOT_Y, cr);
}

/* --- the file ----------------------------------------------------------------------------------------------------- */

static cairo_status_t
take_bytes(void *to, const unsigned char *p, unsigned n)
{
	struct buf *b = to;
	buf_add(b, p, n);
	return b->over ? CAIRO_STATUS_WRITE_ERROR : CAIRO_STATUS_SUCCESS;
}

static void
set_metadata(struct doc *d, cairo_surface_t *s)
{
	char at[TIME_TEXT];
	cairo_pdf_surface_set_metadata(s, CAIRO_PDF_METADATA_TITLE, d->meta.title);
	cairo_pdf_surface_set_metadata(s, CAIRO_PDF_METADATA_AUTHOR, d->meta.author);
	cairo_pdf_surface_set_metadata(s, CAIRO_PDF_METADATA_CREATOR, "Một Cửa");
	cairo_pdf_surface_set_metadata(s, CAIRO_PDF_METADATA_CREATE_DATE, time_iso(d->meta.at, at));
}

static ptrdiff_t
find(struct str s, ptrdiff_t from, const char *what)
{
	const char *p = from < 0 ? NULL : memmem(s.p + from, s.n - (size_t)from, what, strlen(what));
	return p == NULL ? -1 : p - s.p;
}

/* The language, and the title in the window's bar: cairo 1.16 has no call for them. Its catalogue is the last
 * object of the file, so that a few bytes more in it move nothing but the cross-reference table. */
static struct str
add_language(struct arena *a, struct str pdf)
{
	static const char type[] = "/Type /Catalog", word[] = "startxref\n";
	static const char more[] = "\n   /Lang (vi-VN)\n   /ViewerPreferences << /DisplayDocTitle true >>";
	ptrdiff_t catalog = find(pdf, 0, type), end = find(pdf, catalog, word);
	ptrdiff_t other = find(pdf, catalog, " obj\n");
	if (catalog < 0 || end < 0 || (other >= 0 && other < end))
		return pdf;
	size_t cut = (size_t)catalog + sizeof type - 1, start = (size_t)end + sizeof word - 1;
	struct str rest = str_from(pdf, start);
	struct buf b;
	int64_t at;
	if (!str_i64(str_cut(&rest, '\n'), &at))
		return pdf;
	buf_init(&b, a, BUF_FILE);
	buf_add(&b, pdf.p, cut);
	buf_adds(&b, more);
	buf_add(&b, pdf.p + cut, start - cut);
	buf_addf(&b, "%lld\n", (long long)at + (long long)sizeof more - 1);
	buf_addstr(&b, rest);
	return buf_str(&b);
}

static cairo_status_t
draw(struct doc *d, struct buf *b)
{
	cairo_surface_t *s = cairo_pdf_surface_create_for_stream(take_bytes, b, PAGE_W, PAGE_H);
	set_metadata(d, s);
	cairo_t *cr = cairo_create(s);
	cairo_set_line_width(cr, RULE);
	for (size_t p = 0; p < d->pages.n; p++) {
		const struct page *page = &d->pages.p[p];
		for (size_t i = 0; i < page->ops.n; i++)
			draw_op(cr, &page->ops.p[i]);
		draw_number(d, cr, (int)p + 1);
		cairo_show_page(cr);
	}
	cairo_status_t st = cairo_status(cr);
	cairo_destroy(cr);
	cairo_surface_finish(s);
	if (st == CAIRO_STATUS_SUCCESS)
		st = cairo_surface_status(s);
	cairo_surface_destroy(s);
	return st;
}

enum status
doc_finish(struct cx *cx, struct doc *d, struct str *pdf)
{
	struct buf b;
	if (d->over)
		return fail(cx, ST_TOO_LARGE, "render.doc.pages", "%s: over %d pages", d->meta.title,
			    DOC_PAGES_MAX);
	if (d->qr_long)
		return fail(cx, ST_INVALID, "render.qr.long", "in %s", d->meta.title);
	buf_init(&b, d->arena, BUF_FILE);
	cairo_status_t st = draw(d, &b);
	if (st != CAIRO_STATUS_SUCCESS)
		return fail(cx, ST_INTERNAL, "render.pdf", "cairo: %s", cairo_status_to_string(st));
	*pdf = add_language(d->arena, buf_str(&b));
	return ST_OK;
}
