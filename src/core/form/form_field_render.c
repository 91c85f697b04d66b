/* The inputs, one function per kind. */
#include "core/form/form_draw.h"

static void
optional_mark(struct form_draw *d, const struct form_field *f)
{
	if (f->required)
		return;
	RAW(d->pg, " ");
	out_text(d->pg, tr(d->pg->lang, "(không bắt buộc)"));
}

static void
label(struct form_draw *d, const struct form_about *b)
{
	struct page *pg = d->pg;
	RAW(pg, "<label class=\"govuk-label");
	if (b->f->group == NULL)
		RAW(pg, " govuk-label--s");
	RAW(pg, "\" for=\"");
	out_attr(pg, b->id);
	RAW(pg, "\">");
	form_words(pg, b->f->label, b->f->label_en);
	optional_mark(d, b->f);
	RAW(pg, "</label>\n");
}

static void
fieldset_open(struct form_draw *d, const struct form_about *b)
{
	struct page *pg = d->pg;
	RAW(pg, "<fieldset class=\"govuk-fieldset\"");
	form_describedby(d, b);
	RAW(pg, "><legend class=\"govuk-fieldset__legend");
	if (b->f->group == NULL)
		RAW(pg, " govuk-fieldset__legend--s");
	RAW(pg, "\">");
	form_words(pg, b->f->label, b->f->label_en);
	optional_mark(d, b->f);
	RAW(pg, "</legend>\n");
	form_hints(d, b);
}

static void
id_name(struct page *pg, const char *id, const char *name)
{
	RAW(pg, " id=\"");
	out_attr(pg, id);
	RAW(pg, "\" name=\"");
	out_attr(pg, name);
	RAW(pg, "\"");
}

/* --- one line of text --------------------------------------------------------------------------------------------- */
/* The browser may offer what it knows of its owner only where the definition says that it is the owner's. */
static const char *
own_data(const struct form_draw *d, const struct form_field *f)
{
	static const char *const token[][2] = {
		{ "account.name", "name" },	{ "account.phone", "tel" },
		{ "account.email", "email" },	{ "account.address", "street-address" },
		{ "account.birth_date", "bday" },
	};
	for (size_t i = 0; i < ARRAY_LEN(token) && !d->o->for_another; i++)
		if (str_is(f->prefill, token[i][0]))
			return token[i][1];
	return "off";
}

static const struct {
	const char *type, *more_class, *more;
} lines[FORM_TYPES] = {
	[FORM_TEXT] = { "text", "", " spellcheck=\"false\"" },
	[FORM_NUMBER] = { "text", " govuk-input--width-10", " inputmode=\"numeric\"" },
	[FORM_CITIZEN_ID] = { "text", " govuk-input--width-20", " inputmode=\"numeric\" spellcheck=\"false\"" },
	[FORM_TAX_CODE] = { "text", " govuk-input--width-20", " spellcheck=\"false\"" },
	[FORM_MONTH] = { "text", " govuk-input--width-10", " spellcheck=\"false\"" },
	[FORM_PHONE] = { "tel", " govuk-input--width-20", "" },
	[FORM_EMAIL] = { "email", "", " spellcheck=\"false\" autocapitalize=\"none\"" },
};

/* A number is shown with its separators, so that nobody counts zeros; what is wrong stands as it was typed. */
static struct str
shown_value(struct form_draw *d, const struct form_about *b)
{
	int64_t v;
	if (b->f->type == FORM_NUMBER && form_number_of(b->f, b->value, &v))
		return form_printable(&(struct cx){ .arena = d->pg->cx->arena, .lang = LANG_VI }, b->f, b->value);
	return b->value;
}

static void
draw_line(struct form_draw *d, struct form_about *b)
{
	struct page *pg = d->pg;
	form_block_open(d, b, "");
	label(d, b);
	form_hints(d, b);
	RAW(pg, "<input class=\"govuk-input");
	out_attr(pg, lines[b->f->type].more_class);
	if (b->error != NULL)
		RAW(pg, " govuk-input--error");
	RAW(pg, "\"");
	id_name(pg, b->id, b->name);
	RAW(pg, " type=\"");
	out_attr(pg, lines[b->f->type].type);
	RAW(pg, "\" autocomplete=\"");
	out_attr(pg, own_data(d, b->f));
	RAW(pg, "\"");
	if (b->f->type == FORM_NUMBER && b->f->decimals > 0)
		RAW(pg, " inputmode=\"decimal\"");
	else
		page_raw(pg, lines[b->f->type].more, strlen(lines[b->f->type].more));
	RAW(pg, " value=\"");
	out_attr(pg, shown_value(d, b));
	RAW(pg, "\"");
	form_describedby(d, b);
	RAW(pg, ">\n</div>\n");
}

/* --- more lines ---------------------------------------------------------------------------------------------------- */
static void
textarea(struct form_draw *d, const struct form_about *b, int rows, const char *more_class)
{
	struct page *pg = d->pg;
	RAW(pg, "<textarea class=\"govuk-textarea");
	out_attr(pg, more_class);
	if (b->error != NULL)
		RAW(pg, " govuk-textarea--error");
	RAW(pg, "\"");
	id_name(pg, b->id, b->name);
	RAW(pg, " rows=\"");
	out_attr(pg, rows);
	RAW(pg, "\" autocomplete=\"");
	out_attr(pg, own_data(d, b->f));
	RAW(pg, "\"");
	form_describedby(d, b);
	/* The parser drops one newline right behind the tag; this one, so that a first one of the value stays. */
	RAW(pg, ">\n");
	out_text(pg, b->value);
	RAW(pg, "</textarea>\n");
}

/* An address is one value of a line or two; a textarea, because only there browsers may fill street-address. */
static void
draw_address(struct form_draw *d, struct form_about *b)
{
	form_block_open(d, b, "");
	label(d, b);
	form_hints(d, b);
	textarea(d, b, 2, "");
	RAW(d->pg, "</div>\n");
}

static void
draw_longtext(struct form_draw *d, struct form_about *b)
{
	struct page *pg = d->pg;
	char most[VIET_NUMBER];
	b->info = "-info";
	form_block_open(d, b, "");
	RAW(pg, "<div class=\"govuk-character-count\" data-module=\"govuk-character-count\" data-maxlength=\"");
	out_attr(pg, FORM_LONGTEXT_MAX);
	RAW(pg, "\" data-i18n.characters-under-limit.other=\"");
	out_attr(pg, tr(pg->lang, "Còn %{count} ký tự"));
	RAW(pg, "\" data-i18n.characters-at-limit=\"");
	out_attr(pg, tr(pg->lang, "Hết số ký tự"));
	RAW(pg, "\" data-i18n.characters-over-limit.other=\"");
	out_attr(pg, tr(pg->lang, "Thừa %{count} ký tự"));
	RAW(pg, "\">\n");
	label(d, b);
	form_hints(d, b);
	textarea(d, b, 6, " govuk-js-character-count");
	RAW(pg, "<div class=\"govuk-hint govuk-character-count__message\" id=\"");
	out_attrf(pg, "%s-info", b->id);
	RAW(pg, "\">");
	out_textf(pg, tr(pg->lang, "Tối đa %s ký tự"), viet_number(FORM_LONGTEXT_MAX, pg->lang == LANG_EN, most));
	RAW(pg, "</div>\n</div>\n</div>\n");
}

/* --- date ------------------------------------------------------------------------------------------------------------ */
static void
date_part(struct form_draw *d, const struct form_about *b, int i, struct str value)
{
	static const char *const words[3] = { "Ngày", "Tháng", "Năm" };
	static const char *const bday[3] = { "bday-day", "bday-month", "bday-year" };
	struct page *pg = d->pg;
	struct arena *a = pg->cx->arena;
	const char *id = i == 0 ? b->id : arena_printf(a, "%s-%s", b->id, form_date_part[i]);
	bool wrong = b->error != NULL && (b->error->part == NULL || cstr_eq(b->error->part, form_date_part[i]));
	RAW(pg, "<div class=\"govuk-date-input__item\"><div class=\"govuk-form-group\">"
		"<label class=\"govuk-label govuk-date-input__label\" for=\"");
	out_attr(pg, id);
	RAW(pg, "\">");
	out_text(pg, tr(pg->lang, words[i]));
	RAW(pg, "</label><input class=\"govuk-input govuk-date-input__input govuk-input--width-");
	out_attr(pg, i == 2 ? 4 : 2);
	if (wrong)
		RAW(pg, " govuk-input--error");
	RAW(pg, "\"");
	id_name(pg, id, arena_printf(a, "%s.%s", b->name, form_date_part[i]));
	RAW(pg, " type=\"text\" inputmode=\"numeric\" autocomplete=\"");
	out_attr(pg, strcmp(own_data(d, b->f), "bday") == 0 ? bday[i] : "off");
	RAW(pg, "\" value=\"");
	out_attr(pg, value);
	RAW(pg, "\"></div></div>\n");
}

static void
draw_date(struct form_draw *d, struct form_about *b)
{
	struct str part[3];
	form_date_parts(d->pg->cx->arena, b->value, part);
	form_block_open(d, b, "");
	fieldset_open(d, b);
	RAW(d->pg, "<div class=\"govuk-date-input\">\n");
	for (int i = 0; i < 3; i++)
		date_part(d, b, i, part[i]);
	RAW(d->pg, "</div>\n</fieldset>\n</div>\n");
}

/* --- choices --------------------------------------------------------------------------------------------------------- */
static void
radio(struct form_draw *d, const struct form_about *b, size_t i, bool first)
{
	struct page *pg = d->pg;
	const struct form_option *o = &b->f->option[i];
	const char *id = first ? b->id : arena_printf(pg->cx->arena, "%s-%zu", b->id, i + 1);
	RAW(pg, "<div class=\"govuk-radios__item\"><input class=\"govuk-radios__input\"");
	id_name(pg, id, b->name);
	RAW(pg, " type=\"radio\" value=\"");
	out_attr(pg, o->value);
	RAW(pg, "\"");
	if (str_eq(o->value, b->value))
		RAW(pg, " checked");
	RAW(pg, "><label class=\"govuk-label govuk-radios__label\" for=\"");
	out_attr(pg, id);
	RAW(pg, "\"");
	form_lang(pg, o->label_en);
	RAW(pg, ">");
	out_text(pg, form_text(pg->lang, o->label, o->label_en));
	RAW(pg, "</label></div>\n");
}

static void
draw_radios(struct form_draw *d, struct form_about *b)
{
	bool brief = b->f->n_options == 2;
	for (size_t i = 0; i < b->f->n_options; i++)
		brief &= viet_length(b->f->option[i].label) <= 12;
	form_block_open(d, b, "");
	fieldset_open(d, b);
	if (brief)
		RAW(d->pg, "<div class=\"govuk-radios govuk-radios--inline\">\n");
	else
		RAW(d->pg, "<div class=\"govuk-radios\">\n");
	bool first = true;
	for (size_t i = 0; i < b->f->n_options; i++) {
		if (b->f->option[i].hidden)
			continue;
		radio(d, b, i, first);
		first = false;
	}
	RAW(d->pg, "</div>\n</fieldset>\n</div>\n");
}

static void
draw_select(struct form_draw *d, struct form_about *b)
{
	struct page *pg = d->pg;
	form_block_open(d, b, "");
	label(d, b);
	form_hints(d, b);
	RAW(pg, "<select class=\"govuk-select");
	if (b->error != NULL)
		RAW(pg, " govuk-select--error");
	RAW(pg, "\"");
	id_name(pg, b->id, b->name);
	form_describedby(d, b);
	RAW(pg, ">\n<option value=\"\">");
	out_text(pg, tr(pg->lang, "Chọn trong danh sách"));
	RAW(pg, "</option>\n");
	for (size_t i = 0; i < b->f->n_options; i++) {
		const struct form_option *o = &b->f->option[i];
		if (o->hidden)
			continue;
		RAW(pg, "<option value=\"");
		out_attr(pg, o->value);
		RAW(pg, "\"");
		form_lang(pg, o->label_en);
		if (str_eq(o->value, b->value))
			RAW(pg, " selected");
		RAW(pg, ">");
		out_text(pg, form_text(pg->lang, o->label, o->label_en));
		RAW(pg, "</option>\n");
	}
	RAW(pg, "</select>\n</div>\n");
}

/* Radios cannot be taken back, so that what need not be answered is a list with an empty line. */
static void
draw_choice(struct form_draw *d, struct form_about *b)
{
	size_t offered = 0;
	for (size_t i = 0; i < b->f->n_options; i++)
		offered += !b->f->option[i].hidden;
	if (b->f->required && offered <= FORM_RADIOS_MAX)
		draw_radios(d, b);
	else
		draw_select(d, b);
}

static void
draw_checkbox(struct form_draw *d, struct form_about *b)
{
	struct page *pg = d->pg;
	form_block_open(d, b, "");
	form_hints(d, b);
	RAW(pg, "<div class=\"govuk-checkboxes\"><div class=\"govuk-checkboxes__item\">"
		"<input class=\"govuk-checkboxes__input\"");
	id_name(pg, b->id, b->name);
	RAW(pg, " type=\"checkbox\" value=\"1\"");
	if (str_is(b->value, "1"))
		RAW(pg, " checked");
	form_describedby(d, b);
	RAW(pg, "><label class=\"govuk-label govuk-checkboxes__label\" for=\"");
	out_attr(pg, b->id);
	RAW(pg, "\"");
	form_lang(pg, b->f->label_en);
	RAW(pg, ">");
	out_text(pg, form_text(pg->lang, b->f->label, b->f->label_en));
	RAW(pg, "</label></div></div>\n</div>\n");
}

/* --- files ------------------------------------------------------------------------------------------------------------ */
static void
draw_file(struct form_draw *d, struct form_about *b)
{
	struct page *pg = d->pg;
	b->info = "-t";
	form_block_open(d, b, "");
	label(d, b);
	form_hints(d, b);
	RAW(pg, "<div class=\"govuk-hint\" id=\"");
	out_attrf(pg, "%s-t", b->id);
	RAW(pg, "\">");
	out_text(pg, tr(pg->lang, "PDF, ảnh JPEG hoặc PNG, Word hoặc Excel; mỗi tệp tối đa 10 MB. "
				  "Ảnh chụp đủ bốn góc, đọc được chữ."));
	RAW(pg, "</div>\n");
	form_draw_files(d, b);
	RAW(pg, "<input class=\"dv-file");
	if (b->error != NULL)
		RAW(pg, " dv-file--error");
	RAW(pg, "\"");
	id_name(pg, b->id, b->name);
	RAW(pg, " type=\"file\" accept=\"image/jpeg,image/png,application/pdf,.docx,.xlsx\" multiple");
	form_describedby(d, b);
	RAW(pg, ">\n</div>\n");
}

/* What the person does not type: shown, with where it comes from. */
static void
draw_known(struct form_draw *d, struct form_about *b)
{
	struct page *pg = d->pg;
	RAW(pg, "<div class=\"dv-known\" id=\"");
	out_attr(pg, b->id);
	RAW(pg, "\">");
	if (b->error != NULL)
		form_hints(d, b);
	RAW(pg, "<p class=\"govuk-body\">");
	form_words(pg, b->f->label, b->f->label_en);
	RAW(pg, ": <strong lang=\"vi\">");
	out_text(pg, b->value);
	RAW(pg, "</strong></p><p class=\"dv-note\">");
	out_text(pg, tr(pg->lang, "Theo cơ quan bạn đã chọn"));
	RAW(pg, "</p></div>\n");
}

typedef void draw_fn(struct form_draw *d, struct form_about *b);

static draw_fn *const by_type[FORM_TYPES] = {
	[FORM_TEXT] = draw_line,       [FORM_LONGTEXT] = draw_longtext, [FORM_DATE] = draw_date,
	[FORM_NUMBER] = draw_line,     [FORM_CHOICE] = draw_choice,	[FORM_CITIZEN_ID] = draw_line,
	[FORM_TAX_CODE] = draw_line,   [FORM_PHONE] = draw_line,	[FORM_EMAIL] = draw_line,
	[FORM_ADDRESS] = draw_address, [FORM_FILE] = draw_file,		[FORM_CHECKBOX] = draw_checkbox,
	[FORM_MONTH] = draw_line,
};

void
form_draw_field(struct form_draw *d, const struct form_field *f, int row)
{
	if (form_sight_of(d->sights, f, row) == FORM_HIDDEN || (f->type == FORM_FILE && d->o->no_files))
		return;
	struct form_about b = form_about_of(d, f, row);
	assert_always(by_type[f->type] != NULL);
	(f->fill.n > 0 ? draw_known : by_type[f->type])(d, &b);
}
