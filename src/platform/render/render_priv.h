/* Shared inside platform/render. Lengths here are points, y grows downward. */
#ifndef RENDER_PRIV_H
#define RENDER_PRIV_H

#include <cairo.h>
#include <pango/pangocairo.h>

#include "platform/render/render.h"

#define MM (72.0 / 25.4)
#define PAGE_W (210 * MM)
#define PAGE_H (297 * MM)
/* Decree 30/2020, Appendix I, I.3: top and bottom 20–25, left 30–35, right 15–20 mm. */
#define MARGIN_TOP (20 * MM)
#define MARGIN_BOTTOM (20 * MM)
#define MARGIN_LEFT (30 * MM)
#define MARGIN_RIGHT (15 * MM)
#define TEXT_W (PAGE_W - MARGIN_LEFT - MARGIN_RIGHT)

enum { DOC_PAGES_MAX = 200, STYLES = 3 };

/* What a thread keeps warm: the layout engine and the faces it has met. */
struct render_thread {
	PangoFontMap *map;
	PangoContext *context;
	PangoLayout *layout;
	PangoFontDescription *style[STYLES];
	struct render_face *face;
	int n_faces, room_faces;
};

struct render_face {
	PangoFont *font; /* referenced */
	cairo_scaled_font_t *scaled;
};

struct render_thread *render_thread(void);
cairo_scaled_font_t *render_face(struct render_thread *th, PangoFont *font);

/* Shaped text, ready to be drawn: glyphs of one face, x relative to the start of the line. */
struct run {
	cairo_scaled_font_t *face;
	cairo_glyph_t *glyphs;
	cairo_text_cluster_t *clusters; /* NULL: letters and glyphs do not match up */
	const char *text;
	int n_glyphs, n_clusters, bytes;
	bool backward;
};

struct line {
	struct run *runs;
	int n;
	double width, indent;
};

struct block {
	struct line *lines;
	int n;
	double size, height, ascent; /* of each line */
};

struct span {
	const char *text;
	enum doc_style style;
};

enum op_kind { OP_LINE, OP_RULE, OP_DOTS, OP_BOX, OP_TICK, OP_QR };

struct op {
	enum op_kind kind;
	double x, y, w, h; /* OP_LINE: x, y of the baseline */
	union {
		struct line *line;
		const struct qr *qr;
	};
};

struct page {
	VEC(struct op) ops;
};

struct table {
	struct doc_column column[DOC_COLUMNS];
	double x[DOC_COLUMNS + 1];
	struct block cell[DOC_COLUMNS];
	int n, at;
	bool open;
};

struct doc {
	struct arena *arena;
	struct render_thread *th;
	struct doc_meta meta;
	VEC(struct page) pages;
	double y; /* next free */
	bool over, qr_long;
	struct doc_par par;
	VEC(struct span) spans;
	struct table table;
};

/* render_text.c */
struct shaping {
	double size, width, first;
	bool justify;
};
void text_shape(struct doc *d, const struct span *spans, size_t n, struct shaping how, struct block *out);
void text_shape_one(struct doc *d, enum doc_style style, const char *text, struct shaping how,
		    struct block *out);
/* Puts line i on the present page, in a box from x of width w. */
void text_place(struct doc *d, struct block *b, int i, double x, double w, enum doc_align align, double top);

/* render_doc.c */
void page_add(struct doc *d, struct op op);
void page_new(struct doc *d);
double page_bottom(void);
/* Lines one below the other from d->y, over pages where they must. */
void flow_block(struct doc *d, struct block *b, double x, double w, enum doc_align align);
void doc_needs(struct doc *d, double points);

/* render_qr.c */
struct qr {
	int width; /* modules a side */
	unsigned char *dark;
};
/* NULL when the text is too long. */
struct qr *qr_make(struct arena *a, const char *text);

#endif
