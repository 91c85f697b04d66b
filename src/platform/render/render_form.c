/* Fields of a form on paper: dotted lines to write on, boxes for digits, boxes to tick. */
#include "base/base.h"

#include "platform/render/render_priv.h"

#define SIZE 13.0
#define AFTER (1.8 * MM)
#define TICK (3.6 * MM)
#define DIGIT_W (6.2 * MM)
#define DIGIT_H (7 * MM)

/* Label, mark and hint as spans; yields how many. */
static size_t
field_spans(struct doc *d, const struct doc_field *f, struct span out[5])
{
	size_t n = 0;
	out[n++] = (struct span){ f->label == NULL ? "" : f->label, DOC_PLAIN };
	if (f->required)
		out[n++] = (struct span){ " (*)", DOC_PLAIN };
	if (!cstr_empty(f->hint))
		out[n++] = (struct span){ arena_printf(d->arena, " (%s)", f->hint), DOC_ITALIC };
	out[n++] = (struct span){ ": ", DOC_PLAIN };
	return n;
}

static void
dots(struct doc *d, double from, double baseline)
{
	page_add(d, (struct op){ .kind = OP_DOTS, .x = from, .y = baseline + 1,
				 .w = MARGIN_LEFT + TEXT_W - from });
}

void
doc_fill(struct doc *d, const struct doc_field *f, int lines)
{
	struct span s[5];
	struct block b;
	size_t n = field_spans(d, f, s);
	if (!cstr_empty(f->value))
		s[n++] = (struct span){ f->value, DOC_BOLD };
	text_shape(d, s, n, (struct shaping){ .size = SIZE, .width = TEXT_W }, &b);
	if (cstr_empty(f->value) && b.n == 1)
		doc_needs(d, (lines + 1) * b.height);
	flow_block(d, &b, MARGIN_LEFT, TEXT_W, DOC_LEFT);
	double above = b.ascent - b.height;
	if (cstr_empty(f->value)) {
		double from = b.n > 0 ? b.lines[b.n - 1].width : 0;
		bool room = TEXT_W - from > 35 * MM; /* too short to write in: a line more */
		if (room)
			dots(d, MARGIN_LEFT + from, d->y + above);
		for (int i = room ? 1 : 0; i < lines; i++) {
			doc_needs(d, b.height);
			d->y += b.height * 1.15;
			dots(d, MARGIN_LEFT, d->y + above);
		}
	}
	d->y += AFTER;
}

void
doc_boxes(struct doc *d, const struct doc_field *f, int n)
{
	struct span s[5];
	struct block b, digit;
	double boxes = n * DIGIT_W;
	text_shape(d, s, field_spans(d, f, s), (struct shaping){ .size = SIZE, .width = TEXT_W }, &b);
	double last = b.n > 0 ? b.lines[b.n - 1].width : 0, x = MARGIN_LEFT + TEXT_W - boxes;
	bool beside = last + boxes + 2 * MM <= TEXT_W && b.n == 1;
	doc_needs(d, b.n * b.height + DIGIT_H);
	if (beside)
		text_place(d, &b, 0, MARGIN_LEFT, TEXT_W, DOC_LEFT, d->y + (DIGIT_H - b.height) / 2);
	else
		flow_block(d, &b, MARGIN_LEFT, TEXT_W, DOC_LEFT);
	size_t given = f->value == NULL ? 0 : strlen(f->value);
	for (int i = 0; i < n; i++, x += DIGIT_W) {
		page_add(d, (struct op){ .kind = OP_BOX, .x = x, .y = d->y, .w = DIGIT_W, .h = DIGIT_H });
		if ((size_t)i >= given)
			continue;
		text_shape_one(d, DOC_BOLD, arena_strndup(d->arena, f->value + i, 1),
			       (struct shaping){ .size = SIZE }, &digit);
		text_place(d, &digit, 0, x, DIGIT_W, DOC_CENTER, d->y + (DIGIT_H - digit.height) / 2);
	}
	d->y += DIGIT_H + AFTER;
}

static void
tick_box(struct doc *d, double x, double top, double height, bool on)
{
	struct op box = { .kind = OP_BOX, .x = x, .y = top + (height - TICK) / 2, .w = TICK, .h = TICK };
	page_add(d, box);
	if (on) {
		box.kind = OP_TICK;
		page_add(d, box);
	}
}

/* A box and its text from x; yields the height. */
static double
tick_put(struct doc *d, double x, double w, bool on, struct block *b)
{
	double text = x + TICK + 2 * MM;
	tick_box(d, x, d->y, b->height, on);
	for (int i = 0; i < b->n; i++)
		text_place(d, b, i, text, w - TICK - 2 * MM, DOC_LEFT, d->y + i * b->height);
	return b->n * b->height;
}

void
doc_choice(struct doc *d, const struct doc_field *f, const struct doc_option *options, int n)
{
	const double indent = 6 * MM, width = TEXT_W - indent, gap = 8 * MM;
	struct span s[5];
	struct block b;
	text_shape(d, s, field_spans(d, f, s), (struct shaping){ .size = SIZE, .width = TEXT_W }, &b);
	doc_needs(d, (b.n + 1) * b.height + 1 * MM);
	flow_block(d, &b, MARGIN_LEFT, TEXT_W, DOC_LEFT);
	d->y += 1 * MM;
	double x = 0, row = b.height;
	for (int i = 0; i < n; i++) {
		struct block o;
		text_shape_one(d, DOC_PLAIN, options[i].label,
			       (struct shaping){ .size = SIZE, .width = width - TICK - 2 * MM }, &o);
		double w = TICK + 2 * MM + (o.n == 1 ? o.lines[0].width : width);
		if (x > 0 && x + w > width) {
			d->y += row + 1 * MM;
			x = 0;
		}
		doc_needs(d, o.n * o.height);
		row = tick_put(d, MARGIN_LEFT + indent + x, width, options[i].on, &o);
		x += w + gap;
	}
	d->y += row + AFTER;
}

void
doc_check(struct doc *d, bool on, const char *text)
{
	struct block b;
	text_shape_one(d, DOC_PLAIN, text,
		       (struct shaping){ .size = SIZE, .width = TEXT_W - TICK - 2 * MM, .justify = true }, &b);
	doc_needs(d, b.n * b.height);
	d->y += tick_put(d, MARGIN_LEFT, TEXT_W, on, &b) + AFTER;
}
