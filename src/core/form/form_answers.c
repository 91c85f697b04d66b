/* Answers to read: for the page that is checked before sending, for officers, for PDF. */
#include "core/form/form_draw.h"

struct walk {
	struct cx *cx;
	const struct form_values *v;
	const struct form_files *files;
	const struct form_sights *sights;
	form_answer_fn *fn;
	void *arg;
	const struct form_step *step;
};

static struct str
file_names(struct walk *w, const struct form_field *f, int row)
{
	struct buf b;
	buf_init(&b, w->cx->arena, BUF_LINE);
	if (w->files == NULL)
		return S("");
	for (size_t i = 0; (i = form_files_at(w->files, w->cx->arena, f, row, i)) < w->files->n; i++) {
		if (b.n > 0)
			buf_adds(&b, ", ");
		buf_addstr(&b, w->files->file[i].name);
	}
	return (struct str){ buf_cstr(&b), b.n };
}

static void
answer(struct walk *w, const struct form_field *f, int row, int nth)
{
	if (form_sight_of(w->sights, f, row) != FORM_SHOWN)
		return;
	struct str value = form_value(w->v, f, row);
	struct form_answer a = { .step = w->step, .field = f, .row = row, .nth = nth };
	a.label = form_text(w->cx->lang, f->label, f->label_en);
	if (f->type == FORM_FILE)
		a.value = file_names(w, f, row);
	else if (value.n > 0)
		a.value = form_printable(w->cx, f, value);
	w->fn(w->arg, &a);
}

/* A group without rows is one answer, the empty one. */
static void
answer_group(struct walk *w, const struct form_field *g)
{
	int nth = 0;
	if (form_sight_of(w->sights, g, -1) != FORM_SHOWN)
		return;
	for (size_t i = 0; i < form_rows(w->v, g); i++) {
		int row = form_row_at(w->v, g, i);
		if (form_row_blank(w->v, g, row, w->files))
			continue;
		nth++;
		for (size_t k = 0; k < g->n_fields; k++)
			answer(w, &g->field[k], row, nth);
	}
	if (nth == 0)
		answer(w, g, -1, 0);
}

void
form_answers_iterate(struct cx *cx, const struct form *f, const struct form_values *v, const struct form_files *files,
		     form_answer_fn *fn, void *arg)
{
	struct walk w = { .cx = cx, .v = v, .files = files, .fn = fn, .arg = arg };
	w.sights = form_sights(cx->arena, f, v, -1);
	for (size_t i = 0; i < f->n_steps; i++) {
		w.step = &f->step[i];
		for (size_t k = 0; k < f->step[i].n_fields; k++) {
			if (f->step[i].field[k].type == FORM_GROUP)
				answer_group(&w, &f->step[i].field[k]);
			else
				answer(&w, &f->step[i].field[k], -1, 0);
		}
	}
}

/* --- summary lists ------------------------------------------------------------------------------------------------------ */
struct summary {
	struct page *pg;
	const struct form_opts *o;
	const struct form_step *step;
	const struct form_field *group;
	int row;
	bool list; /* a dl is open */
};

static void
list_close(struct summary *s)
{
	if (s->list)
		RAW(s->pg, "</dl>\n");
	s->list = false;
}

/* depth 0 is a step, 1 a row of a group; both are one level deeper below an h2 of the page. */
static void
heading_tag(struct summary *s, int depth, bool end)
{
	static const char *const tag[][2] = {
		{ "<h2 class=\"govuk-heading-m\">", "</h2>\n" },
		{ "<h3 class=\"govuk-heading-s\">", "</h3>\n" },
		{ "<h4 class=\"govuk-heading-s\">", "</h4>\n" },
	};
	const char *words = tag[depth + (s->o->below ? 1 : 0)][end ? 1 : 0];
	page_raw(s->pg, words, strlen(words));
}

static void
headings(struct summary *s, const struct form_answer *a)
{
	struct page *pg = s->pg;
	if (a->step != s->step) {
		list_close(s);
		heading_tag(s, 0, false);
		form_words(pg, a->step->title, a->step->title_en);
		heading_tag(s, 0, true);
	}
	if (a->field->group != NULL && (a->field->group != s->group || a->row != s->row)) {
		list_close(s);
		heading_tag(s, 1, false);
		form_words(pg, a->field->group->label, a->field->group->label_en);
		out_textf(pg, tr(pg->lang, ", mục %d"), a->nth);
		heading_tag(s, 1, true);
	} else if (a->field->group != s->group) {
		list_close(s);
	}
	if (!s->list)
		RAW(pg, "<dl class=\"govuk-summary-list\">\n");
	s->list = true;
	s->step = a->step;
	s->group = a->field->group;
	s->row = a->row;
}

static void
value_lines(struct page *pg, struct str value)
{
	for (bool first = true; value.p != NULL; first = false) {
		if (!first)
			RAW(pg, "<br>");
		out_text(pg, str_cut(&value, '\n'));
	}
}

static void
change_link(struct summary *s, const struct form_answer *a)
{
	struct page *pg = s->pg;
	RAW(pg, "<dd class=\"govuk-summary-list__actions\"><a class=\"govuk-link\" href=\"");
	out_path(pg, s->o->step_path);
	out_url(pg, a->step->id);
	RAW(pg, "#");
	out_attr(pg, form_html_id(pg->cx->arena, a->field, a->row));
	RAW(pg, "\">");
	out_text(pg, tr(pg->lang, "Thay đổi"));
	RAW(pg, "<span class=\"govuk-visually-hidden\"> ");
	form_words(pg, a->field->label, a->field->label_en);
	RAW(pg, "</span></a></dd>");
}

static bool
is_fresh(const struct summary *s, const struct form_answer *a)
{
	const char *path = form_path(s->pg->cx->arena, a->field, a->row);
	for (size_t i = 0; i < s->o->n_fresh; i++)
		if (strcmp(s->o->fresh[i], path) == 0)
			return true;
	return false;
}

static void
summary_row(void *arg, const struct form_answer *a)
{
	struct summary *s = arg;
	struct page *pg = s->pg;
	bool link = s->o->step_path != NULL && a->field->fill.n == 0;
	headings(s, a);
	if (link)
		RAW(pg, "<div class=\"govuk-summary-list__row\">");
	else
		RAW(pg, "<div class=\"govuk-summary-list__row govuk-summary-list__row--no-actions\">");
	RAW(pg, "<dt class=\"govuk-summary-list__key\"");
	form_lang(pg, a->field->label_en);
	RAW(pg, ">");
	out_text(pg, a->label);
	RAW(pg, "</dt><dd class=\"govuk-summary-list__value\"");
	enum form_type t = a->field->type;
	if (a->value.n > 0 && (t == FORM_TEXT || t == FORM_LONGTEXT || t == FORM_ADDRESS))
		form_lang(pg, S(""));
	RAW(pg, ">");
	if (a->value.n > 0)
		value_lines(pg, a->value);
	else
		out_text(pg, tr(pg->lang, "Không khai"));
	if (s->o->n_fresh > 0 && is_fresh(s, a)) {
		RAW(pg, " <strong class=\"govuk-tag govuk-tag--blue\">");
		out_text(pg, tr(pg->lang, "Mới bổ sung"));
		RAW(pg, "</strong>");
	}
	RAW(pg, "</dd>");
	if (link)
		change_link(s, a);
	RAW(pg, "</div>\n");
}

void
form_render_answers(struct page *pg, const struct form *f, const struct form_values *v, const struct form_opts *o)
{
	struct summary s = { .pg = pg, .o = o, .row = -1 };
	form_answers_iterate(pg->cx, f, v, o->files, summary_row, &s);
	list_close(&s);
}
