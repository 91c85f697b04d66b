/* The flow of a document: pages, paragraphs, and the parts of the head that Decree 30/2020 orders. */
#include "base/base.h"

#include "platform/render/render_priv.h"

#define SIZE 13.0
#define AFTER 1.2
#define COLUMN_GAP (4 * MM)

/* --- pages --------------------------------------------------------------------------------------------------- */

void
page_add(struct doc *d, struct op op)
{
	if (!d->over)
		*vec_push(&d->pages.p[d->pages.n - 1].ops, d->arena) = op;
}

void
page_new(struct doc *d)
{
	if (d->pages.n == DOC_PAGES_MAX)
		d->over = true;
	if (!d->over)
		(void)vec_push(&d->pages, d->arena);
	d->y = MARGIN_TOP;
}

double
page_bottom(void)
{
	return PAGE_H - MARGIN_BOTTOM;
}

void
doc_needs(struct doc *d, double points)
{
	if (d->y > MARGIN_TOP && d->y + points > page_bottom())
		page_new(d);
}

void
doc_need(struct doc *d, double mm)
{
	doc_needs(d, mm * MM);
}

struct doc *
doc_new(struct cx *cx, const struct doc_meta *meta)
{
	struct doc *d = arena_new_one(cx->arena, struct doc);
	d->arena = cx->arena;
	d->th = render_thread();
	d->meta = *meta;
	d->meta.title = arena_strdup(d->arena, meta->title == NULL ? "" : meta->title);
	d->meta.author = arena_strdup(d->arena, meta->author == NULL ? "" : meta->author);
	d->meta.foot = arena_strdup(d->arena, meta->foot == NULL ? "" : meta->foot);
	page_new(d);
	return d;
}

int
doc_pages(const struct doc *d)
{
	return (int)d->pages.n;
}

void
doc_space(struct doc *d, double mm)
{
	if (d->y > MARGIN_TOP)
		d->y += mm * MM;
}

/* --- paragraphs ------------------------------------------------------------------------------------------------ */

void
flow_block(struct doc *d, struct block *b, double x, double w, enum doc_align align)
{
	/* No first line alone at the foot of a page. */
	if (b->n > 1)
		doc_needs(d, 2 * b->height);
	for (int i = 0; i < b->n; i++) {
		doc_needs(d, b->height);
		text_place(d, b, i, x, w, align, d->y);
		d->y += b->height;
	}
}

void
doc_begin(struct doc *d, const struct doc_par *how)
{
	d->par = how != NULL ? *how : (struct doc_par){ .first = 10 };
	d->spans.n = 0;
}

void
doc_put(struct doc *d, enum doc_style style, const char *text)
{
	if (!cstr_empty(text))
		*vec_push(&d->spans, d->arena) = (struct span){ arena_strdup(d->arena, text), style };
}

void
doc_end(struct doc *d)
{
	const struct doc_par *p = &d->par;
	struct block b;
	struct shaping how = {
		.size = p->size > 0 ? p->size : SIZE,
		.width = TEXT_W - p->left * MM,
		.first = p->first * MM,
		.justify = p->align == DOC_JUSTIFY,
	};
	text_shape(d, d->spans.p, d->spans.n, how, &b);
	flow_block(d, &b, MARGIN_LEFT + p->left * MM, how.width, p->align);
	d->y += (p->after > 0 ? p->after : AFTER) * MM;
}

void
doc_text(struct doc *d, enum doc_style style, const char *text)
{
	doc_begin(d, NULL);
	doc_put(d, style, text);
	doc_end(d);
}

void
doc_heading(struct doc *d, const char *text)
{
	doc_need(d, 22);
	doc_space(d, 1);
	doc_begin(d, &(struct doc_par){ .align = DOC_LEFT });
	doc_put(d, DOC_BOLD, text);
	doc_end(d);
}

void
doc_item(struct doc *d, const char *mark, const char *text)
{
	const double hang = 8;
	struct block b;
	text_shape_one(d, DOC_PLAIN, mark, (struct shaping){ .size = SIZE }, &b);
	doc_needs(d, 2 * b.height);
	if (b.n > 0)
		text_place(d, &b, 0, MARGIN_LEFT, hang * MM, DOC_LEFT, d->y);
	doc_begin(d, &(struct doc_par){ .align = DOC_JUSTIFY, .left = hang });
	doc_put(d, DOC_PLAIN, text);
	doc_end(d);
}

/* "label: value" shaped for a box; the room of an empty value is dotted after the last line. */
static void
label_shape(struct doc *d, const char *label, const char *value, double w, struct block *b)
{
	struct span s[3] = { { label, DOC_PLAIN }, { ": ", DOC_PLAIN },
			     { value == NULL ? "" : value, DOC_BOLD } };
	text_shape(d, s, cstr_empty(value) ? 2 : 3, (struct shaping){ .size = SIZE, .width = w }, b);
}

static void
label_dots(struct doc *d, const struct block *b, double x, double w, double top)
{
	double from = b->n > 0 ? b->lines[b->n - 1].width : 0;
	if (w - from > 2 * MM)
		page_add(d, (struct op){ .kind = OP_DOTS, .x = x + from, .y = top + b->ascent + 1,
					 .w = w - from });
}

void
doc_label(struct doc *d, const char *label, const char *value)
{
	struct block b;
	label_shape(d, label, value, TEXT_W, &b);
	flow_block(d, &b, MARGIN_LEFT, TEXT_W, DOC_LEFT);
	if (cstr_empty(value))
		label_dots(d, &b, MARGIN_LEFT, TEXT_W, d->y - b.height);
	d->y += AFTER * MM;
}

/* Where the second of a pair begins: in the middle, or aside when one needs more than its half and both still
 * stand on one line. */
static double
pair_split(struct doc *d, const char *label, const char *value, const char *label2, const char *value2)
{
	struct block b[2];
	double half = (TEXT_W + COLUMN_GAP) / 2, w[2];
	label_shape(d, label, value, 0, &b[0]);
	label_shape(d, label2, value2, 0, &b[1]);
	for (int i = 0; i < 2; i++)
		w[i] = b[i].n == 1 ? b[i].lines[0].width + 1 : TEXT_W;
	if (w[0] + COLUMN_GAP + w[1] > TEXT_W)
		return half;
	if (w[0] + COLUMN_GAP > half)
		return w[0] + COLUMN_GAP;
	return w[1] > TEXT_W - half ? TEXT_W - w[1] : half;
}

void
doc_label_pair(struct doc *d, const char *label, const char *value, const char *label2,
	       const char *value2)
{
	struct block b[2];
	double split = pair_split(d, label, value, label2, value2);
	double w[2] = { split - COLUMN_GAP, TEXT_W - split }, x[2] = { MARGIN_LEFT, MARGIN_LEFT + split };
	bool empty[2] = { cstr_empty(value), cstr_empty(value2) };
	label_shape(d, label, value, w[0], &b[0]);
	label_shape(d, label2, value2, w[1], &b[1]);
	int n = b[0].n > b[1].n ? b[0].n : b[1].n;
	for (int i = 0; i < n; i++) {
		doc_needs(d, b[0].height);
		for (int c = 0; c < 2; c++) {
			if (i < b[c].n)
				text_place(d, &b[c], i, x[c], w[c], DOC_LEFT, d->y);
			if (i == b[c].n - 1 && empty[c])
				label_dots(d, &b[c], x[c], w[c], d->y);
		}
		d->y += b[0].height;
	}
	d->y += AFTER * MM;
}

/* --- the head ---------------------------------------------------------------------------------------------------- */

/* A block centred in a column at *y, which moves below it; yields the width of its widest line. */
static double
column_put(struct doc *d, enum doc_style style, const char *text, double size, double x, double w,
	   double *y)
{
	struct block b;
	double widest = 0;
	text_shape_one(d, style, text, (struct shaping){ .size = size, .width = w }, &b);
	for (int i = 0; i < b.n; i++) {
		text_place(d, &b, i, x, w, DOC_CENTER, *y);
		*y += b.height;
		if (b.lines[i].width > widest)
			widest = b.lines[i].width;
	}
	return widest;
}

static void
column_rule(struct doc *d, double x, double w, double length, double *y)
{
	page_add(d, (struct op){ .kind = OP_RULE, .x = x + (w - length) / 2, .y = *y + 1.5, .w = length });
	*y += 3;
}

static const char *
upper(struct doc *d, const char *text)
{
	return str_cstr(d->arena, viet_upper(d->arena, str_of(text)));
}

/* The narrowest width at which the text takes no more lines than at w, so that they are about equally long:
 * "TRUNG TÂM PHỤC VỤ / HÀNH CHÍNH CÔNG". */
static double
balanced(struct doc *d, enum doc_style style, const char *text, double size, double w)
{
	struct block b;
	text_shape_one(d, style, text, (struct shaping){ .size = size, .width = w }, &b);
	if (b.n < 2)
		return w;
	double low = w / 2, high = w;
	for (int lines = b.n, i = 0; i < 4; i++) {
		double mid = (low + high) / 2;
		text_shape_one(d, style, text, (struct shaping){ .size = size, .width = mid }, &b);
		if (b.n > lines)
			low = mid;
		else
			high = mid;
	}
	return high;
}

/* A name in capitals, centred in the left column at *y; yields the width of its widest line. */
static double
body_put(struct doc *d, enum doc_style style, const char *name, double w, double *y)
{
	const char *text = upper(d, name);
	double narrow = balanced(d, style, text, 12, w);
	return column_put(d, style, text, 12, MARGIN_LEFT + (w - narrow) / 2, narrow, y);
}

/* "Vinh Hưng, ngày 05 tháng 02 năm 2026": a nought before days under 10 and months 1 and 2. */
static const char *
place_date(struct doc *d, const char *place, int64_t at)
{
	if (cstr_empty(place))
		place = "……………";
	if (at == 0)
		return arena_printf(d->arena, "%s, ngày …… tháng …… năm ……", place);
	struct civil c = time_civil(at);
	return arena_printf(d->arena, c.month <= 2 ? "%s, ngày %02d tháng %02d năm %d"
						   : "%s, ngày %02d tháng %d năm %d",
			    place, c.day, c.month, c.year);
}

static const char STATE[] = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM";
static const char MOTTO[] = "Độc lập - Tự do - Hạnh phúc";

static double
state_width(struct doc *d)
{
	struct block b;
	text_shape_one(d, DOC_BOLD, STATE, (struct shaping){ .size = 12 }, &b);
	return b.lines[0].width + 1;
}

static double
state_put(struct doc *d, double x, double w, double y)
{
	column_put(d, DOC_BOLD, STATE, 12, x, w, &y);
	double motto = column_put(d, DOC_BOLD, MOTTO, SIZE, x, w, &y);
	column_rule(d, x, w, motto, &y);
	return y;
}

void
doc_head(struct doc *d, const struct doc_head *h)
{
	double right = state_width(d), left = TEXT_W - right - COLUMN_GAP;
	double x = MARGIN_LEFT + left + COLUMN_GAP, y = d->y;
	double end = state_put(d, x, right, d->y);
	if (!cstr_empty(h->parent))
		body_put(d, DOC_PLAIN, h->parent, left, &y);
	double agency = body_put(d, DOC_BOLD, h->agency, left, &y);
	column_rule(d, MARGIN_LEFT, left, agency * 0.4, &y);
	d->y = (y > end ? y : end) + 1.5 * MM;

	double number = d->y, date = d->y;
	if (!cstr_empty(h->number))
		column_put(d, DOC_PLAIN, h->number, SIZE, MARGIN_LEFT, left, &number);
	if (h->place != NULL)
		column_put(d, DOC_ITALIC, place_date(d, h->place, h->at), SIZE, x, right, &date);
	d->y = (number > date ? number : date) + 2.5 * MM;
}

void
doc_motto(struct doc *d)
{
	d->y = state_put(d, MARGIN_LEFT, TEXT_W, d->y) + 4 * MM;
}

#define QR_SIDE (24 * MM)

static void
title_qr(struct doc *d, const struct doc_title *t, double *y)
{
	struct qr *qr = qr_make(d->arena, t->qr);
	if (qr == NULL) {
		d->qr_long = true;
		return;
	}
	page_add(d, (struct op){ .kind = OP_QR, .x = MARGIN_LEFT, .y = *y, .w = QR_SIDE, .qr = qr });
	*y += QR_SIDE + 2;
	column_put(d, DOC_PLAIN, t->qr_caption, 8.5, MARGIN_LEFT - 2 * MM, QR_SIDE + 4 * MM, y);
}

void
doc_title(struct doc *d, const struct doc_title *t)
{
	doc_needs(d, (page_bottom() - MARGIN_TOP) / 2);
	/* With a code at the left the text keeps clear of it, and stays in the middle of the page. */
	double aside = t->qr != NULL ? QR_SIDE + 2 * MM : 0, qr_end = d->y;
	double x = MARGIN_LEFT + aside, w = TEXT_W - 2 * aside, y = d->y;
	if (t->qr != NULL) {
		title_qr(d, t, &qr_end);
		y += 1 * MM;
	}
	column_put(d, DOC_BOLD, t->text, 14, x, w, &y);
	double widest = TEXT_W / 2;
	if (!cstr_empty(t->about))
		widest = column_put(d, DOC_BOLD, t->about, 14, x, w, &y);
	y += 1 * MM;
	for (size_t i = 0; i < ARRAY_LEN(t->notes); i++)
		if (!cstr_empty(t->notes[i]))
			column_put(d, i == 0 ? DOC_PLAIN : DOC_ITALIC, t->notes[i], i == 0 ? SIZE : 12, x, w, &y);
	if (t->rule)
		column_rule(d, x, w, widest * 0.4, &y);
	d->y = (y > qr_end ? y : qr_end) + 3 * MM;
}
