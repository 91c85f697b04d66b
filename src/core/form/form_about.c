/* What surrounds an input: block, label words, hints, condition, error. */
#include "core/form/form_draw.h"

void
form_lang(struct page *pg, struct str en)
{
	if (pg->lang == LANG_EN && en.n == 0)
		RAW(pg, " lang=\"vi\"");
}

void
form_words(struct page *pg, struct str vi, struct str en)
{
	bool marked = pg->lang == LANG_EN && en.n == 0;
	if (marked)
		RAW(pg, "<span lang=\"vi\">");
	out_text(pg, form_text(pg->lang, vi, en));
	if (marked)
		RAW(pg, "</span>");
}

/* --- conditions ------------------------------------------------------------------------------------------------- */
static const char *
equals_text(struct cx *cx, const struct form_condition *c, bool not)
{
	const struct form_field *f = c->field;
	const char *label = str_cstr(cx->arena, form_text(cx->lang, f->label, f->label_en));
	if (f->type == FORM_CHECKBOX) {
		bool ticked = str_is(c->value, "1") != not;
		return arena_printf(cx->arena, tr(cx->lang, ticked ? "đã đánh dấu “%s”" : "không đánh dấu “%s”"), label);
	}
	const char *option = str_cstr(cx->arena, form_printable(cx, f, c->value));
	return arena_printf(cx->arena, tr(cx->lang, not ? "“%s” không phải là “%s”" : "“%s” là “%s”"), label, option);
}

const char *
form_condition_text(struct cx *cx, const struct form_condition *c)
{
	if (c->op == FORM_EQUALS)
		return equals_text(cx, c, false);
	if (c->op == FORM_NOT && c->sub->op == FORM_EQUALS)
		return equals_text(cx, c->sub, true);
	if (c->op == FORM_NOT)
		return arena_printf(cx->arena, tr(cx->lang, "không phải (%s)"), form_condition_text(cx, c->sub));
	const char *text = "";
	for (size_t i = 0; i < c->n_sub; i++) {
		const char *one = form_condition_text(cx, &c->sub[i]);
		if (c->sub[i].op == FORM_ALL || c->sub[i].op == FORM_ANY)
			one = arena_printf(cx->arena, "(%s)", one);
		text = i == 0 ? one : arena_printf(cx->arena, tr(cx->lang, c->op == FORM_ALL ? "%s và %s" : "%s hoặc %s"),
						   text, one);
	}
	return text;
}

/* What web/js/show-if.js understands: one value of one field, or one of several. Other conditions stay the server's;
 * their fields are always in sight, with the condition in words. */
static const char *
script_condition(struct arena *a, const struct form_condition *c, int row)
{
	const struct form_condition *one = c->op == FORM_ANY ? c->sub : c;
	size_t n = c->op == FORM_ANY ? c->n_sub : 1;
	const char *text = NULL;
	for (size_t i = 0; i < n; i++) {
		if (one[i].op != FORM_EQUALS || one[i].field != one[0].field || str_is(one[i].value, "0"))
			return NULL;
		text = text == NULL ? arena_printf(a, "%s=" STR_FMT, form_path(a, one[i].field, row), STR_ARG(one[i].value)) :
				      arena_printf(a, "%s|" STR_FMT, text, STR_ARG(one[i].value));
	}
	return text;
}

/* --- a place ------------------------------------------------------------------------------------------------------ */
struct form_about
form_about_of(struct form_draw *d, const struct form_field *f, int row)
{
	struct arena *a = d->pg->cx->arena;
	return (struct form_about){
		.f = f,
		.row = row,
		.id = form_html_id(a, f, row),
		.name = form_path(a, f, row),
		.value = form_value(d->v, f, row),
		.error = form_error_at(d->errors, f, row),
		.open = f->show_if != NULL && form_sight_of(d->sights, f, row) == FORM_OPEN,
	};
}

static bool
has_source(struct form_draw *d, const struct form_about *b)
{
	return str_starts(form_value_source(d->v, b->f, b->row), "account.") && b->value.n > 0;
}

void
form_describedby(struct form_draw *d, const struct form_about *b)
{
	struct page *pg = d->pg;
	const char *tail[] = { b->f->hint.n > 0 ? "-h" : NULL, b->open ? "-k" : NULL, has_source(d, b) ? "-n" : NULL,
			       b->error != NULL ? "-e" : NULL, b->info };
	bool some = false;
	for (size_t i = 0; i < ARRAY_LEN(tail); i++) {
		if (tail[i] == NULL)
			continue;
		if (some)
			RAW(pg, " ");
		else
			RAW(pg, " aria-describedby=\"");
		out_attrf(pg, "%s%s", b->id, tail[i]);
		some = true;
	}
	if (some)
		RAW(pg, "\"");
}

static void
hint_open(struct page *pg, const struct form_about *b, const char *tail)
{
	RAW(pg, "<div class=\"govuk-hint\" id=\"");
	out_attrf(pg, "%s%s", b->id, tail);
	RAW(pg, "\"");
}

/* A question is answered by a box; whatever is wrong is mended in the input itself. */
static void
sure_box(struct page *pg, const struct form_about *b)
{
	RAW(pg, "<div class=\"govuk-checkboxes govuk-checkboxes--small\"><div class=\"govuk-checkboxes__item\">"
		"<input class=\"govuk-checkboxes__input\" type=\"checkbox\" value=\"1\" id=\"");
	out_attrf(pg, "%s-dung", b->id);
	RAW(pg, "\" name=\"");
	out_attrf(pg, "_dung.%s", b->name);
	RAW(pg, "\" aria-describedby=\"");
	out_attrf(pg, "%s-e", b->id);
	RAW(pg, "\"><label class=\"govuk-label govuk-checkboxes__label\" for=\"");
	out_attrf(pg, "%s-dung", b->id);
	RAW(pg, "\">");
	out_text(pg, tr(pg->lang, "Tôi đã xem lại, điều đã khai là đúng"));
	RAW(pg, "</label></div></div>\n");
}

void
form_hints(struct form_draw *d, const struct form_about *b)
{
	struct page *pg = d->pg;
	if (b->f->hint.n > 0) {
		hint_open(pg, b, "-h");
		form_lang(pg, b->f->hint_en);
		RAW(pg, ">");
		out_text(pg, form_text(pg->lang, b->f->hint, b->f->hint_en));
		RAW(pg, "</div>\n");
	}
	if (b->open) {
		hint_open(pg, b, "-k");
		RAW(pg, ">");
		out_textf(pg, tr(pg->lang, "(nếu %s)"), form_condition_text(pg->cx, b->f->show_if));
		RAW(pg, "</div>\n");
	}
	if (has_source(d, b)) {
		hint_open(pg, b, "-n");
		RAW(pg, ">");
		out_text(pg, tr(pg->lang, "Lấy từ tài khoản của bạn, sửa lại nếu chưa đúng"));
		RAW(pg, "</div>\n");
	}
	if (b->error != NULL) {
		RAW(pg, "<p class=\"govuk-error-message\" id=\"");
		out_attrf(pg, "%s-e", b->id);
		RAW(pg, "\"><span class=\"govuk-visually-hidden\">");
		out_text(pg, tr(pg->lang, "Lỗi:"));
		RAW(pg, "</span> ");
		out_text(pg, b->error->text);
		RAW(pg, "</p>\n");
		if (b->error->rule != NULL && b->error->rule->ask)
			sure_box(pg, b);
	}
}

void
form_block_open(struct form_draw *d, const struct form_about *b, const char *more_class)
{
	struct page *pg = d->pg;
	RAW(pg, "<div class=\"govuk-form-group");
	if (b->error != NULL)
		RAW(pg, " govuk-form-group--error");
	out_attr(pg, more_class);
	RAW(pg, "\"");
	const char *when = b->open ? script_condition(pg->cx->arena, b->f->show_if, b->row) : NULL;
	if (when != NULL) {
		RAW(pg, " data-dv-show-if=\"");
		out_attr(pg, when);
		RAW(pg, "\"");
	}
	RAW(pg, ">\n");
}
