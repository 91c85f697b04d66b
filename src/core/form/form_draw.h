/* Writing fields as HTML; inside core/form. Class names are those of web/README.md. */
#ifndef CORE_FORM_FORM_DRAW_H
#define CORE_FORM_FORM_DRAW_H

#include "core/form/form_priv.h"
#include "platform/web/page.h"

#define RAW(pg, literal) page_raw((pg), "" literal, sizeof(literal) - 1)

struct form_draw {
	struct page *pg;
	const struct form_values *v;
	const struct form_errors *errors;
	const struct form_opts *o;
	const struct form_sights *sights;
};

/* Label, hint, error of one place, and what aria-describedby must name. */
struct form_about {
	const struct form_field *f;
	int row;
	const char *id, *name;
	struct str value;
	const struct form_error *error;
	bool open;        /* shown on a condition of this step */
	const char *info; /* ending of the id of one more text below, or NULL */
};

/* ` lang="vi"` when a text of the definition has no English and the page is English. */
void form_lang(struct page *pg, struct str en);
void form_words(struct page *pg, struct str vi, struct str en); /* in a span when it needs the mark */
void form_describedby(struct form_draw *d, const struct form_about *b);
/* Hint, condition, source, error: what stands between the label and the input. */
void form_hints(struct form_draw *d, const struct form_about *b);
/* Opens the block of a field; the caller closes its div. */
void form_block_open(struct form_draw *d, const struct form_about *b, const char *more_class);
struct form_about form_about_of(struct form_draw *d, const struct form_field *f, int row);
/* Draws any field but a group, unless it is hidden for sure. */
void form_draw_field(struct form_draw *d, const struct form_field *f, int row);
void form_draw_files(struct form_draw *d, const struct form_about *b);
/* The condition in words: “Trẻ được sinh tại” là “Tại nhà”. */
const char *form_condition_text(struct cx *cx, const struct form_condition *c);

#endif
