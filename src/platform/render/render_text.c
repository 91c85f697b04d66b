/* Runs of text → lines of positioned glyphs, by pango; the layout object is used again and again. */
#include "base/base.h"

#include "platform/render/render_priv.h"

/* Measures of the face in ems, as the font states them (hhea): lines of one size are equally high. */
#define ASCENT 0.891
#define LINE 1.16 /* 1.149 in the font; Decree 30/2020 allows single to one and a half */

static PangoAttrList *
attributes_add(PangoAttrList *list, PangoAttribute *a, size_t start, size_t end)
{
	if (list == NULL)
		list = pango_attr_list_new();
	a->start_index = (guint)start;
	a->end_index = (guint)end;
	pango_attr_list_insert(list, a);
	return list;
}

static PangoAttrList *
span_attributes(struct render_thread *th, const struct span *s, size_t n, double size)
{
	PangoAttrList *list = NULL;
	for (size_t i = 0, at = 0, end; i < n; i++, at = end) {
		end = at + strlen(s[i].text);
		if (s[i].style == DOC_PLAIN || end == at)
			continue;
		PangoFontDescription *f = th->style[s[i].style];
		pango_font_description_set_absolute_size(f, size * PANGO_SCALE);
		list = attributes_add(list, pango_attr_font_desc_new(f), at, end);
	}
	return list;
}

/* The number of a text of law or a dossier stays on one line: "123/2015/NĐ-CP", "H41.18-260213-0001". */
static PangoAttrList *
unbroken_attributes(PangoAttrList *list, const char *text, size_t n)
{
	for (size_t i = 1; i + 1 < n; i++) {
		unsigned char c = (unsigned char)text[i], next = (unsigned char)text[i + 1];
		bool upper = (next >= 'A' && next <= 'Z') || (next == 0xC4 && (unsigned char)text[i + 2] == 0x90);
		bool joins = (c == '-' && text[i - 1] > ' ' && next > ' ') || (c == '/' && upper);
		if (joins)
			list = attributes_add(list, pango_attr_allow_breaks_new(FALSE), i, i + 2);
	}
	return list;
}

/* Where each letter's glyphs are, so that copied text is the text. False: they do not match up. */
static bool
run_clusters(struct doc *d, PangoGlyphItem *item, const char *text, struct run *r)
{
	PangoGlyphItemIter it;
	r->clusters = arena_new_array(d->arena, cairo_text_cluster_t, item->item->num_chars);
	int glyphs = 0, bytes = 0;
	for (bool more = pango_glyph_item_iter_init_start(&it, item, text); more;
	     more = pango_glyph_item_iter_next_cluster(&it)) {
		cairo_text_cluster_t *c = &r->clusters[r->n_clusters++];
		c->num_bytes = it.end_index - it.start_index;
		c->num_glyphs = r->backward ? it.start_glyph - it.end_glyph : it.end_glyph - it.start_glyph;
		glyphs += c->num_glyphs;
		bytes += c->num_bytes;
	}
	return glyphs == r->n_glyphs && bytes == r->bytes;
}

static double
run_take(struct doc *d, PangoGlyphItem *item, const char *text, double x, struct run *r)
{
	const PangoGlyphString *g = item->glyphs;
	bool whole = true;
	r->face = render_face(d->th, item->item->analysis.font);
	r->glyphs = arena_new_array(d->arena, cairo_glyph_t, g->num_glyphs);
	for (int i = 0; i < g->num_glyphs; i++) {
		const PangoGlyphInfo *info = &g->glyphs[i];
		PangoGlyph index = info->glyph;
		if (index == PANGO_GLYPH_EMPTY) {
			whole = false;
		} else {
			/* A letter that the face lacks is its box; its text stays. */
			r->glyphs[r->n_glyphs++] = (cairo_glyph_t){
				index & PANGO_GLYPH_UNKNOWN_FLAG ? 0 : index,
				x + (double)info->geometry.x_offset / PANGO_SCALE,
				(double)info->geometry.y_offset / PANGO_SCALE,
			};
		}
		x += (double)info->geometry.width / PANGO_SCALE;
	}
	r->text = text + item->item->offset;
	r->bytes = item->item->length;
	r->backward = item->item->analysis.level % 2 != 0;
	if (!whole || !run_clusters(d, item, text, r))
		r->clusters = NULL;
	return x;
}

static void
line_take(struct doc *d, const PangoLayoutLine *from, const char *text, double first, struct line *to)
{
	for (GSList *l = from->runs; l != NULL; l = l->next)
		to->n++;
	to->runs = arena_new_array(d->arena, struct run, to->n);
	int i = 0;
	for (GSList *l = from->runs; l != NULL; l = l->next)
		to->width = run_take(d, l->data, text, to->width, &to->runs[i++]);
	/* A negative first moves all lines but the first of a paragraph. */
	to->indent = (first > 0) == (from->is_paragraph_start != 0) ? (first > 0 ? first : -first) : 0;
}

void
text_shape(struct doc *d, const struct span *spans, size_t n, struct shaping how, struct block *out)
{
	struct buf b;
	buf_init(&b, d->arena, BUF_LINE);
	for (size_t i = 0; i < n; i++)
		buf_adds(&b, spans[i].text);
	d->over |= b.over;
	const char *text = buf_cstr(&b);
	PangoLayout *l = d->th->layout;
	enum doc_style base = n == 1 ? spans[0].style : DOC_PLAIN;
	pango_font_description_set_absolute_size(d->th->style[base], how.size * PANGO_SCALE);
	pango_layout_set_font_description(l, d->th->style[base]);
	PangoAttrList *a = n > 1 ? span_attributes(d->th, spans, n, how.size) : NULL;
	if (how.width > 0)
		a = unbroken_attributes(a, text, b.n);
	pango_layout_set_attributes(l, a);
	if (a != NULL)
		pango_attr_list_unref(a);
	pango_layout_set_width(l, how.width > 0 ? (int)(how.width * PANGO_SCALE) : -1);
	pango_layout_set_indent(l, (int)(how.first * PANGO_SCALE));
	pango_layout_set_justify(l, how.justify);
	pango_layout_set_text(l, text, (int)b.n);

	*out = (struct block){ .size = how.size, .height = how.size * LINE };
	out->ascent = how.size * (ASCENT + (LINE - 1.107) / 2);
	out->n = pango_layout_get_line_count(l);
	out->lines = arena_new_array(d->arena, struct line, out->n);
	int i = 0;
	for (GSList *p = pango_layout_get_lines_readonly(l); p != NULL; p = p->next)
		line_take(d, p->data, text, how.first, &out->lines[i++]);
}

void
text_shape_one(struct doc *d, enum doc_style style, const char *text, struct shaping how,
	       struct block *out)
{
	struct span s = { text == NULL ? "" : text, style };
	text_shape(d, &s, 1, how, out);
}

void
text_place(struct doc *d, struct block *b, int i, double x, double w, enum doc_align align, double top)
{
	struct line *l = &b->lines[i];
	if (l->n == 0)
		return;
	if (align == DOC_CENTER)
		x += (w - l->width) / 2;
	else if (align == DOC_RIGHT)
		x += w - l->width;
	page_add(d, (struct op){ .kind = OP_LINE, .x = x + l->indent, .y = top + b->ascent, .line = l });
}
