/* What differs between two states of the same answers: for those who check what a supplement changed. */
#include "core/form/form_draw.h"

struct walk {
	const struct form_values *was, *is;
	form_change_fn *fn;
	void *arg;
};

static void
compare(const struct walk *w, const struct form_field *f, int row, int nth)
{
	struct form_change c = { .field = f, .row = row, .nth = nth, .was = form_value(w->was, f, row),
				 .is = form_value(w->is, f, row) };
	if (!str_eq(c.was, c.is))
		w->fn(w->arg, &c);
}

static void
compare_row(const struct walk *w, const struct form_field *group, int row, int nth)
{
	for (size_t k = 0; k < group->n_fields; k++)
		compare(w, &group->field[k], row, nth);
}

/* The rows there are, then those that were taken away. */
static void
compare_group(const struct walk *w, const struct form_field *group)
{
	for (size_t i = 0; i < form_rows(w->is, group); i++)
		compare_row(w, group, form_row_at(w->is, group, i), (int)i + 1);
	for (size_t i = 0; i < form_rows(w->was, group); i++)
		if (!form_has_row(w->is, group, form_row_at(w->was, group, i)))
			compare_row(w, group, form_row_at(w->was, group, i), (int)i + 1);
}

void
form_changes_iterate(const struct form *f, const struct form_values *was, const struct form_values *is, form_change_fn *fn,
		     void *arg)
{
	struct walk w = { .was = was, .is = is, .fn = fn, .arg = arg };
	for (size_t i = 0; i < f->n_fields; i++) {
		if (f->field[i]->type == FORM_GROUP)
			compare_group(&w, f->field[i]);
		else if (f->field[i]->group == NULL)
			compare(&w, f->field[i], -1, 0);
	}
}

/* --- as a list ---------------------------------------------------------------------------------------------------------- */

static const char *
printable(struct cx *cx, const struct form_field *f, struct str value)
{
	return value.n == 0 ? tr(cx->lang, "Không khai") : str_cstr(cx->arena, form_printable(cx, f, value));
}

static void
change_row(void *arg, const struct form_change *c)
{
	struct page *pg = arg;
	RAW(pg, "<div class=\"govuk-summary-list__row govuk-summary-list__row--no-actions\"><dt class=\"govuk-summary-list__key\"");
	form_lang(pg, c->field->label_en);
	RAW(pg, ">");
	if (c->field->group != NULL) {
		form_words(pg, c->field->group->label, c->field->group->label_en);
		out_textf(pg, tr(pg->lang, ", mục %d"), c->nth);
		RAW(pg, ": ");
	}
	form_words(pg, c->field->label, c->field->label_en);
	RAW(pg, "</dt><dd class=\"govuk-summary-list__value\">");
	out_textf(pg, tr(pg->lang, "trước: %s → nay: %s"), printable(pg->cx, c->field, c->was), printable(pg->cx, c->field, c->is));
	RAW(pg, "</dd></div>\n");
}

void
form_render_changes(struct page *pg, const struct form *f, const struct form_values *was, const struct form_values *is)
{
	RAW(pg, "<dl class=\"govuk-summary-list\">\n");
	form_changes_iterate(f, was, is, change_row, pg);
	RAW(pg, "</dl>\n");
}
