/* A step, its groups and files, the error summary. */
#include "core/form/form_draw.h"

static void
button_open(struct page *pg, const char *name, const char *value)
{
	RAW(pg, "<button type=\"submit\" class=\"govuk-button govuk-button--secondary\" name=\"");
	out_attr(pg, name);
	RAW(pg, "\" value=\"");
	out_attr(pg, value);
	RAW(pg, "\">");
}

static void
size_text(struct page *pg, int64_t bytes)
{
	char number[VIET_NUMBER];
	bool english = pg->lang == LANG_EN;
	if (bytes < 1000 * 1000)
		out_textf(pg, "%s kB", viet_number((bytes + 999) / 1000, english, number));
	else
		out_textf(pg, "%s%c%d MB", viet_number(bytes / 1000000, english, number), english ? '.' : ',',
			  (int)(bytes / 100000 % 10));
}

void
form_draw_files(struct form_draw *d, const struct form_about *b)
{
	struct page *pg = d->pg;
	struct arena *a = pg->cx->arena;
	const struct form_files *files = d->o->files;
	bool some = false;
	if (files == NULL)
		return;
	for (size_t i = 0; (i = form_files_at(files, a, b->f, b->row, i)) < files->n; i++) {
		const struct form_file *file = &files->file[i];
		if (!some)
			RAW(pg, "<ul class=\"govuk-list\">\n");
		some = true;
		RAW(pg, "<li>");
		out_text(pg, file->name);
		RAW(pg, " (");
		size_text(pg, file->size);
		RAW(pg, ") ");
		if (file->kept) {
			out_text(pg, tr(pg->lang, "đã nộp, được giữ lại"));
			RAW(pg, "</li>\n");
			continue;
		}
		button_open(pg, "_bo_tep", arena_printf(a, "%lld", (long long)file->id));
		out_text(pg, tr(pg->lang, "Xóa"));
		RAW(pg, "<span class=\"govuk-visually-hidden\"> ");
		out_text(pg, file->name);
		RAW(pg, "</span></button></li>\n");
	}
	if (some)
		RAW(pg, "</ul>\n");
}

/* --- groups ------------------------------------------------------------------------------------------------------------ */
static void
group_row(struct form_draw *d, const struct form_about *b, int row, int nth)
{
	struct page *pg = d->pg;
	struct arena *a = pg->cx->arena;
	const struct form_field *g = b->f;
	RAW(pg, "<fieldset class=\"govuk-fieldset dv-group\" id=\"");
	out_attrf(pg, "%s-%d", b->id, row);
	RAW(pg, "\" tabindex=\"-1\"><legend class=\"govuk-fieldset__legend govuk-fieldset__legend--s\">");
	out_textf(pg, tr(pg->lang, "Mục %d"), nth);
	RAW(pg, "</legend>\n");
	for (size_t i = 0; i < g->n_fields; i++)
		form_draw_field(d, &g->field[i], row);
	if ((int64_t)form_rows(d->v, g) > g->min) {
		button_open(pg, arena_printf(a, "_xoa_" STR_FMT "_%d", STR_ARG(g->id), row), "1");
		out_textf(pg, tr(pg->lang, "Xóa mục %d"), nth);
		RAW(pg, "<span class=\"govuk-visually-hidden\">, ");
		form_words(pg, g->label, g->label_en);
		RAW(pg, "</span></button>\n");
	}
	RAW(pg, "</fieldset>\n");
}

static void
group_rows(struct form_draw *d, const struct form_about *b)
{
	struct page *pg = d->pg;
	const struct form_field *g = b->f;
	size_t n = form_rows(d->v, g);
	RAW(pg, "<input type=\"hidden\" name=\"_so_");
	out_attr(pg, g->id);
	RAW(pg, "\" value=\"");
	for (size_t i = 0; i < n; i++)
		out_attrf(pg, "%s%d", i == 0 ? "" : ",", form_row_at(d->v, g, i));
	RAW(pg, "\">\n");
	for (size_t i = 0; i < n; i++)
		group_row(d, b, form_row_at(d->v, g, i), (int)i + 1);
	if ((int64_t)n >= g->max) {
		RAW(pg, "<p class=\"dv-note\">");
		out_textf(pg, tr(pg->lang, "Đã đủ %d mục, không thêm được nữa"), (int)g->max);
		RAW(pg, "</p>\n");
		return;
	}
	button_open(pg, arena_printf(pg->cx->arena, "_them_" STR_FMT, STR_ARG(g->id)), "1");
	out_text(pg, tr(pg->lang, n == 0 ? "Thêm một mục" : "Thêm mục nữa"));
	RAW(pg, "<span class=\"govuk-visually-hidden\">, ");
	form_words(pg, g->label, g->label_en);
	RAW(pg, "</span></button>\n");
}

static void
draw_group(struct form_draw *d, const struct form_field *g)
{
	struct page *pg = d->pg;
	if (form_sight_of(d->sights, g, -1) == FORM_HIDDEN)
		return;
	struct form_about b = form_about_of(d, g, -1);
	form_block_open(d, &b, "");
	RAW(pg, "<fieldset class=\"govuk-fieldset\" id=\"");
	out_attr(pg, b.id);
	RAW(pg, "\" tabindex=\"-1\"");
	form_describedby(d, &b);
	RAW(pg, "><legend class=\"govuk-fieldset__legend govuk-fieldset__legend--m\">");
	form_words(pg, g->label, g->label_en);
	if (!g->required) {
		RAW(pg, " ");
		out_text(pg, tr(pg->lang, "(không bắt buộc)"));
	}
	RAW(pg, "</legend>\n");
	form_hints(d, &b);
	group_rows(d, &b);
	RAW(pg, "</fieldset>\n</div>\n");
}

/* Enter in a text field presses the first submit button of the form; without this one that would be 'Xóa'. */
static void
enter_button(struct form_draw *d, const struct form_step *s)
{
	struct page *pg = d->pg;
	bool others = false;
	for (size_t i = 0; i < s->n_fields; i++)
		others |= s->field[i].type == FORM_GROUP || s->field[i].type == FORM_FILE;
	if (!others || d->o->submit_name == NULL)
		return;
	RAW(pg, "<button type=\"submit\" class=\"govuk-visually-hidden\" tabindex=\"-1\" aria-hidden=\"true\" name=\"");
	out_attr(pg, d->o->submit_name);
	RAW(pg, "\" value=\"");
	out_attr(pg, d->o->submit_value);
	RAW(pg, "\">");
	out_text(pg, tr(pg->lang, "Lưu và tiếp tục"));
	RAW(pg, "</button>\n");
}

void
form_render_step(struct page *pg, const struct form *f, const struct form_step *s, const struct form_values *v,
		 const struct form_errors *errors, const struct form_opts *o)
{
	struct form_draw d = { .pg = pg, .v = v, .errors = errors, .o = o };
	d.sights = form_sights(pg->cx->arena, f, v, s->nr);
	enter_button(&d, s);
	for (size_t i = 0; i < s->n_fields; i++) {
		if (s->field[i].type == FORM_GROUP)
			draw_group(&d, &s->field[i]);
		else
			form_draw_field(&d, &s->field[i], -1);
	}
}

/* The id of the input to mend: of a date the part at fault. */
static const char *
error_target(struct arena *a, const struct form_error *e)
{
	const char *id = form_html_id(a, e->field, e->row);
	if (e->part == NULL || cstr_eq(e->part, form_date_part[0]))
		return id;
	return arena_printf(a, "%s-%s", id, e->part);
}

void
form_render_errors(struct page *pg, const struct form_errors *errors)
{
	if (errors == NULL || errors->list.n == 0)
		return;
	RAW(pg, "<div class=\"govuk-error-summary\" data-module=\"govuk-error-summary\"><div role=\"alert\">\n"
		"<h2 class=\"govuk-error-summary__title\">");
	out_textf(pg, trn(pg->lang, "Có %d chỗ cần sửa", (int64_t)errors->list.n), (int)errors->list.n);
	RAW(pg, "</h2>\n<div class=\"govuk-error-summary__body\">"
		"<ul class=\"govuk-list govuk-error-summary__list\">\n");
	for (size_t i = 0; i < errors->list.n; i++) {
		const struct form_error *e = &errors->list.p[i];
		RAW(pg, "<li><a href=\"#");
		out_attr(pg, error_target(pg->cx->arena, e));
		RAW(pg, "\">");
		out_text(pg, e->text);
		RAW(pg, "</a></li>\n");
	}
	RAW(pg, "</ul></div>\n</div></div>\n");
}
