/* Tables that go on over pages, and the block of signatures that never does. */
#include "base/base.h"

#include "platform/render/render_priv.h"

#define CELL_SIZE 12.0
#define PAD_X (1.5 * MM)
#define PAD_Y (0.7 * MM)
#define SIGN_ROOM (18 * MM)

/* --- tables ---------------------------------------------------------------------------------------------------- */

static double
cell_width(const struct table *t, int c)
{
	return t->x[c + 1] - t->x[c] - 2 * PAD_X;
}

static void
row_lines(struct doc *d, const struct table *t, double top, double bottom)
{
	for (int c = 0; c <= t->n; c++)
		page_add(d, (struct op){ .kind = OP_RULE, .x = t->x[c], .y = top, .h = bottom - top });
	page_add(d, (struct op){ .kind = OP_RULE, .x = t->x[0], .y = bottom, .w = TEXT_W });
}

static void
head_row(struct doc *d)
{
	struct table *t = &d->table;
	struct block b[DOC_COLUMNS];
	int lines = 0;
	for (int c = 0; c < t->n; c++) {
		text_shape_one(d, DOC_BOLD, t->column[c].head,
			       (struct shaping){ .size = CELL_SIZE, .width = cell_width(t, c) }, &b[c]);
		if (b[c].n > lines)
			lines = b[c].n;
	}
	double height = lines * b[0].height + 2 * PAD_Y;
	page_add(d, (struct op){ .kind = OP_RULE, .x = t->x[0], .y = d->y, .w = TEXT_W });
	for (int c = 0; c < t->n; c++) {
		double y = d->y + (height - b[c].n * b[c].height) / 2;
		for (int i = 0; i < b[c].n; i++, y += b[c].height)
			text_place(d, &b[c], i, t->x[c] + PAD_X, cell_width(t, c), DOC_CENTER, y);
	}
	row_lines(d, t, d->y, d->y + height);
	d->y += height;
}

void
doc_table_begin(struct doc *d, const struct doc_column *columns, int n)
{
	struct table *t = &d->table;
	assert_always(!t->open && n > 0 && n <= DOC_COLUMNS);
	double rest = TEXT_W;
	int sharing = 0;
	*t = (struct table){ .n = n, .open = true };
	for (int c = 0; c < n; c++) {
		t->column[c] = columns[c];
		t->column[c].head = arena_strdup(d->arena, columns[c].head);
		rest -= columns[c].width * MM;
		sharing += columns[c].width <= 0;
	}
	assert_always(sharing == 0 || rest / sharing > 4 * PAD_X);
	t->x[0] = MARGIN_LEFT;
	for (int c = 0; c < n; c++)
		t->x[c + 1] = t->x[c] + (columns[c].width > 0 ? columns[c].width * MM : rest / sharing);
	doc_needs(d, 5 * CELL_SIZE); /* the head and a row */
	head_row(d);
}

/* Places of every cell the lines from `from` on that fit above the foot; yields the first not placed. */
static int
row_part(struct doc *d, int from, int lines)
{
	struct table *t = &d->table;
	double height = t->cell[0].height;
	int fit = (int)((page_bottom() - d->y - 2 * PAD_Y) / height);
	int end = from + fit < lines ? from + fit : lines;
	double bottom = d->y + (end - from) * height + 2 * PAD_Y;
	for (int c = 0; c < t->n; c++)
		for (int i = from; i < end && i < t->cell[c].n; i++)
			text_place(d, &t->cell[c], i, t->x[c] + PAD_X, cell_width(t, c), t->column[c].align,
				   d->y + PAD_Y + (i - from) * height);
	row_lines(d, t, d->y, bottom);
	d->y = bottom;
	return end;
}

static void
row_place(struct doc *d)
{
	struct table *t = &d->table;
	double height = t->cell[0].height, whole = page_bottom() - MARGIN_TOP;
	int lines = 1;
	for (int c = 0; c < t->n; c++)
		if (t->cell[c].n > lines)
			lines = t->cell[c].n;
	/* A row moves whole to the next page, unless it is longer than half a page. */
	double need = lines * height + 2 * PAD_Y;
	for (int done = 0; done < lines;) {
		if (d->y + (need > whole / 2 ? 3 * height : need) > page_bottom()) {
			page_new(d);
			head_row(d);
		}
		done = row_part(d, done, lines);
		need = (lines - done) * height + 2 * PAD_Y;
	}
}

void
doc_cell(struct doc *d, enum doc_style style, const char *text)
{
	struct table *t = &d->table;
	assert_always(t->open);
	text_shape_one(d, style, text, (struct shaping){ .size = CELL_SIZE, .width = cell_width(t, t->at) },
		       &t->cell[t->at]);
	if (++t->at == t->n) {
		row_place(d);
		t->at = 0;
	}
}

void
doc_table_end(struct doc *d)
{
	assert_always(d->table.open && d->table.at == 0);
	d->table.open = false;
	d->y += 2 * MM;
}

/* --- signatures -------------------------------------------------------------------------------------------------- */

struct sign_part {
	struct block block;
	enum doc_align align;
	double before; /* room above */
};

enum { SIGN_PARTS = 12 };

struct sign_column {
	struct sign_part part[SIGN_PARTS];
	int n;
	double height;
};

static void
sign_add(struct doc *d, struct sign_column *c, enum doc_style style, const char *text, double size,
	 enum doc_align align, double before, double w)
{
	if (cstr_empty(text) || c->n == SIGN_PARTS)
		return;
	struct sign_part *p = &c->part[c->n++];
	*p = (struct sign_part){ .align = align, .before = before };
	text_shape_one(d, style, text, (struct shaping){ .size = size, .width = w }, &p->block);
	c->height += before + p->block.n * p->block.height;
}

static void
sign_shape(struct doc *d, const struct doc_signer *s, double w, struct sign_column *c)
{
	if (s == NULL)
		return;
	if (s->n_copies > 0) { /* Decree 30/2020: bold italic 12, the list 11; bold is what we have */
		sign_add(d, c, DOC_BOLD, s->head, 12, DOC_LEFT, 0, w);
		for (int i = 0; i < s->n_copies; i++)
			sign_add(d, c, DOC_PLAIN, s->copies[i], 11, DOC_LEFT, 0, w);
		return;
	}
	sign_add(d, c, DOC_ITALIC, s->date, 13, DOC_CENTER, 0, w);
	sign_add(d, c, DOC_BOLD, s->head, 13, DOC_CENTER, 0, w);
	sign_add(d, c, DOC_ITALIC, s->hint, 12, DOC_CENTER, 0, w);
	if (cstr_empty(s->name))
		c->height += SIGN_ROOM;
	sign_add(d, c, DOC_BOLD, s->name, 13, DOC_CENTER, SIGN_ROOM, w);
}

void
doc_sign(struct doc *d, const struct doc_signer *left, const struct doc_signer *right)
{
	struct sign_column col[2] = { 0 };
	double w = TEXT_W / 2 - 2 * MM;
	sign_shape(d, left, w, &col[0]);
	sign_shape(d, right, w, &col[1]);
	double height = col[0].height > col[1].height ? col[0].height : col[1].height;
	d->y += 3 * MM;
	doc_needs(d, height);
	for (int c = 0; c < 2; c++) {
		double x = MARGIN_LEFT + c * (TEXT_W / 2 + 2 * MM), y = d->y;
		for (int p = 0; p < col[c].n; p++) {
			struct sign_part *part = &col[c].part[p];
			y += part->before;
			for (int i = 0; i < part->block.n; i++, y += part->block.height)
				text_place(d, &part->block, i, x, w, part->align, y);
		}
	}
	d->y += height + 2 * MM;
}
