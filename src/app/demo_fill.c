/* Answers for the forms of the demo, made from the definition: whatever the form asks, something that passes its checks. */
#include "app/demo.h"

#define PICK(d, list) (list)[demo_below(&(d)->random, ARRAY_LEN(list))]

struct filling {
	struct demo *demo;
	struct cx *cx;
	const struct form *form;
	struct form_values *values;
	const struct demo_person *person;
	const struct dossier *dossier;
};

static bool
ends(const struct form_field *f, const char *tail)
{
	return str_ends(f->id, tail);
}

static const char *
number_for(struct filling *w, const struct form_field *f, int row)
{
	/* The birth date and sex beside it stand earlier or later; both are set here so that the three agree. */
	const char *sex = demo_below(&w->demo->random, 2) ? "nam" : "nu";
	int32_t birth = day_of(1960 + (int)demo_below(&w->demo->random, 40), 5, 1 + (int)demo_below(&w->demo->random, 28));
	char iso[TIME_TEXT];
	for (size_t i = 0; i < f->n_rules; i++)
		if (f->rule[i].test == FORM_SEX)
			sex = str_cstr(w->cx->arena, f->rule[i].word);
	if (f->sex != NULL)
		form_values_set(w->values, form_path(w->cx->arena, f->sex, row), str_of(sex));
	if (f->birth != NULL)
		form_values_set(w->values, form_path(w->cx->arena, f->birth, row), str_of(day_iso(birth, iso)));
	return demo_number(w->demo, w->cx->arena, birth, sex);
}

static const char *
date_for(struct filling *w, const struct form_field *f)
{
	char *iso = arena_alloc(w->cx->arena, TIME_TEXT);
	int32_t today = time_day(w->cx->now);
	bool child = str_starts(f->id, "tre_");
	int32_t back = child ? 5 + (int32_t)demo_below(&w->demo->random, 40)
			     : f->is_birth ? 9000 + (int32_t)demo_below(&w->demo->random, 9000)
					   : 30 + (int32_t)demo_below(&w->demo->random, 700);
	if (ends(f, "_den_ngay") || ends(f, "den"))
		back = -30;
	return day_iso(today - back, iso);
}

static const char *
text_for(struct filling *w, const struct form_field *f)
{
	static const char *const sentences[] = {
		"Đề nghị cơ quan giải quyết theo quy định.", "Kính mong được xem xét sớm.",
		"Tôi cần giấy tờ này để bổ túc hồ sơ xin việc.", "Gia đình tôi mới chuyển về đây sinh sống.",
	};
	if (ends(f, "ho_ten") || ends(f, "nguoi"))
		return demo_name(w->demo, w->cx->arena, str_starts(f->id, "cha") ? "nam" : "nu");
	if (ends(f, "quoc_tich"))
		return "Việt Nam";
	if (f->type == FORM_LONGTEXT)
		return PICK(w->demo, sentences);
	return arena_printf(w->cx->arena, "Nội dung thử %u", demo_below(&w->demo->random, 900) + 100);
}

static const char *
number_value(struct filling *w, const struct form_field *f)
{
	int64_t low = f->has_min ? f->min : 1, high = f->has_max ? f->max : low + 9;
	return arena_printf(w->cx->arena, "%lld", (long long)(low + demo_below(&w->demo->random, (uint32_t)(high - low > 3 ? 3 : high - low) + 1)));
}

static const char *
choice_for(struct filling *w, const struct form_field *f)
{
	const struct form_option *o;
	do
		o = &f->option[demo_below(&w->demo->random, (uint32_t)f->n_options)];
	while (o->hidden);
	return str_cstr(w->cx->arena, o->value);
}

static void
answer(struct filling *w, const struct form_field *f, int row)
{
	const char *path = form_path(w->cx->arena, f, row), *value = "";
	const struct form_sights *s = form_sights(w->cx->arena, w->form, w->values, -1);
	if (form_sight_of(s, f, row) != FORM_SHOWN || form_value(w->values, f, row).n > 0)
		return;
	if (!f->required && demo_below(&w->demo->random, 3) == 0)
		return;
	switch (f->type) {
	case FORM_TEXT:
	case FORM_LONGTEXT: value = text_for(w, f); break;
	case FORM_DATE: value = date_for(w, f); break;
	case FORM_NUMBER: value = number_value(w, f); break;
	case FORM_CHOICE: value = choice_for(w, f); break;
	case FORM_CITIZEN_ID: value = number_for(w, f, row); break;
	case FORM_TAX_CODE: value = "0100109106"; break;
	case FORM_MONTH: value = str_ends(f->id, "den") ? "01/2020" : "01/2010"; break;
	case FORM_PHONE: value = arena_printf(w->cx->arena, "09%08u", demo_below(&w->demo->random, 100000000)); break;
	case FORM_EMAIL: value = "thu-nghiem@example.vn"; break;
	case FORM_ADDRESS: value = w->person->address; break;
	case FORM_CHECKBOX: value = "1"; break;
	case FORM_FILE:
	case FORM_GROUP:
	case FORM_TYPES: return;
	}
	form_values_set(w->values, path, str_of(value));
}

static void
answer_group(struct filling *w, const struct form_field *g)
{
	size_t rows = form_rows(w->values, g);
	for (size_t i = 0; i < rows; i++)
		for (size_t k = 0; k < g->n_fields; k++)
			answer(w, &g->field[k], form_row_at(w->values, g, i));
}

static void
answer_all(struct filling *w)
{
	for (size_t s = 0; s < w->form->n_steps; s++)
		for (size_t i = 0; i < w->form->step[s].n_fields; i++) {
			const struct form_field *f = &w->form->step[s].field[i];
			if (f->type == FORM_GROUP)
				answer_group(w, f);
			else
				answer(w, f, 0);
		}
}

/* --- what the rules of the form want ------------------------------------------------------------------------------------ */
static const char *
mended_day(struct filling *w, const struct form_error *e)
{
	const struct due_calendar *calendar = unit_calendar(unit_by_id(w->dossier->unit));
	char *iso = arena_alloc(w->cx->arena, TIME_TEXT);
	int32_t today = time_day(w->cx->now), day = today, other;
	bool after = e->rule->test == FORM_NOT_AFTER;
	if (e->rule->other != NULL && day_parse(form_value(w->values, e->rule->other, e->row), &other))
		return day_iso(after ? other - 1 : other + 1 < today ? other + 1 : other, iso);
	for (day += after ? -30 : 1; !after && !due_is_working_day(calendar, day);)
		day++;
	return day_iso(day, iso);
}

static const char *
mended(struct filling *w, const struct form_error *e)
{
	const struct form_rule *r = e->rule;
	switch (r->test) {
	case FORM_NOT_BEFORE:
	case FORM_NOT_AFTER:
	case FORM_WORKING_DAY: return mended_day(w, e);
	case FORM_DIGITS: return "5610";
	case FORM_LETTERS: return demo_name(w->demo, w->cx->arena, "nu");
	case FORM_STARTS: return arena_printf(w->cx->arena, STR_FMT " %s", STR_ARG(r->word), demo_name(w->demo, w->cx->arena, "nu"));
	case FORM_MIN:
	case FORM_MAX: return arena_printf(w->cx->arena, "%lld", (long long)r->number);
	case FORM_LIKE: return str_cstr(w->cx->arena, form_value(w->values, r->like[0], e->row));
	case FORM_REFUSE: return choice_for(w, e->field);
	default: return NULL;
	}
}

/* Answer after answer that breaks a rule is given anew, until none does. */
static void
mend(struct filling *w)
{
	const struct unit *unit = unit_by_id(w->dossier->unit);
	struct form_day day = { time_day(w->cx->now), unit_calendar(unit) };
	for (int round = 0; round < 40; round++) {
		struct form_errors errors = { 0 };
		bool again = false;
		form_check_all(w->cx, w->form, w->values, NULL, &day, &errors);
		for (size_t i = 0; i < errors.list.n; i++) {
			const struct form_error *e = &errors.list.p[i];
			if (e->rule == NULL)
				continue;
			again = true;
			if (e->rule->test != FORM_ONE_ROW) {
				form_values_set(w->values, form_path(w->cx->arena, e->field, e->row), str_of(mended(w, e)));
				continue;
			}
			for (size_t k = 0; k < form_rows(w->values, e->field); k++)
				form_values_set(w->values, form_path(w->cx->arena, e->rule->other, form_row_at(w->values, e->field, k)),
						k == 0 ? S("1") : S("0"));
		}
		if (!again)
			return;
		answer_all(w); /* what another answer has brought into sight */
	}
}

/* The files of the demo are one little PDF; file fields are answered by attaching it. */
static enum status
attach(struct filling *w, const char *paper, const char *name)
{
	struct dossier_paper p = { .paper = paper, .name = name, .sha256 = w->demo->file_sha256,
				   .type = "application/pdf", .size = w->demo->file_size, .reason = "" };
	int64_t id;
	return dossier_add_paper(w->cx, w->dossier, &p, &id);
}

static enum status
attach_fields(struct filling *w)
{
	const struct form_sights *s = form_sights(w->cx->arena, w->form, w->values, -1);
	for (size_t i = 0; i < w->form->n_fields; i++) {
		const struct form_field *f = w->form->field[i];
		if (f->type == FORM_FILE && f->required && f->group == NULL && form_sight_of(s, f, -1) == FORM_SHOWN)
			TRY(attach(w, arena_printf(w->cx->arena, "field:" STR_FMT, STR_ARG(f->id)), "giay-to-thu.pdf"));
	}
	return ST_OK;
}

static bool
account_value(void *arg, struct str source, struct str *out)
{
	const struct filling *w = arg;
	char *iso = arena_alloc(w->cx->arena, TIME_TEXT);
	const struct {
		const char *source, *value;
	} known[] = {
		{ "account.name", w->person->name },	   { "account.citizen_id", w->person->number },
		{ "account.phone", w->person->phone },	   { "account.email", w->person->email },
		{ "account.address", w->person->address }, { "account.sex", w->person->sex },
		{ "account.birth_date", day_iso(w->person->birth_day, iso) },
		{ "agency", unit_name(LANG_VI, w->dossier->unit) },
	};
	for (size_t i = 0; i < ARRAY_LEN(known); i++)
		if (str_is(source, known[i].source)) {
			*out = str_of(known[i].value);
			return true;
		}
	return false;
}

enum status
demo_fill(struct demo *d, struct cx *cx, const struct dossier *dossier, const struct demo_person *p)
{
	struct filling w = { .demo = d, .cx = cx, .form = dossier->procedure->form, .person = p, .dossier = dossier,
			     .values = form_values_new(cx->arena) };
	form_prefill(w.form, w.values, account_value, &w);
	answer_all(&w);
	mend(&w);
	TRY(dossier_save_values(cx, dossier, w.values));
	TRY(attach_fields(&w));
	for (size_t i = 0; i < dossier->procedure->n_papers; i++) {
		const struct procedure_paper *paper = &dossier->procedure->paper[i];
		if (paper->by == PAPER_UPLOAD && !paper->optional)
			TRY(attach(&w, paper->id, "giay-to-thu.pdf"));
	}
	return ST_OK;
}
