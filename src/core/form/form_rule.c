/* Reading the rules of a form, when all its fields are known. */
#include "core/form/form_definition.h"
#include "core/form/form_priv.h"
#include "platform/parse/json_in.h"

#define REFUSE FORM_REFUSE_DEFINITION
#define TYPE(t) (1u << (t))
#define DAYS (TYPE(FORM_DATE) | TYPE(FORM_MONTH))

enum { RULES_MAX = 10, LIKE_MAX = 5, YEARS_MAX = 150, DAYS_MAX = 3660 };

static const struct {
	const char *name;
	unsigned types; /* of the fields it may stand at */
} tests[FORM_TESTS] = {
	[FORM_REFUSE] = { NULL, ~TYPE(FORM_GROUP) },
	[FORM_NOT_BEFORE] = { "not_before", DAYS },
	[FORM_NOT_AFTER] = { "not_after", DAYS },
	[FORM_WORKING_DAY] = { "working_day", TYPE(FORM_DATE) },
	[FORM_DIGITS] = { "digits", TYPE(FORM_TEXT) },
	[FORM_LETTERS] = { "letters", TYPE(FORM_TEXT) },
	[FORM_STARTS] = { "starts", TYPE(FORM_TEXT) },
	[FORM_MIN] = { "min", TYPE(FORM_NUMBER) },
	[FORM_MAX] = { "max", TYPE(FORM_NUMBER) },
	[FORM_SEX] = { "sex", TYPE(FORM_CITIZEN_ID) },
	[FORM_LIKE] = { "like", ~(TYPE(FORM_GROUP) | TYPE(FORM_FILE)) },
	[FORM_ONE_ROW] = { "one_row", TYPE(FORM_GROUP) },
};

static bool
read_number(const struct json *j, int64_t low, int64_t high, int64_t *out)
{
	*out = json_int_of(j);
	return json_is(j, JSON_KIND_INT) && *out >= low && *out <= high;
}

/* Today or a field with a day in it; moved by `years` and `days`. */
static bool
read_day(const struct form_parser *p, const struct form_field *f, const struct json *j, const struct json *named,
	 struct form_rule *r)
{
	const struct json *years = json_get(j, "years"), *days = json_get(j, "days");
	int64_t y = 0, d = 0;
	if ((years != NULL && !read_number(years, -YEARS_MAX, YEARS_MAX, &y)) ||
	    (days != NULL && !read_number(days, -DAYS_MAX, DAYS_MAX, &d)))
		return false;
	r->years = (int)y;
	r->days = (int)d;
	if (str_is(json_text_of(named), "today"))
		return true;
	r->other = form_named(p, f, json_text_of(named));
	return r->other != NULL && r->other != f && (TYPE(r->other->type) & DAYS) != 0;
}

static bool
read_like(const struct form_parser *p, const struct form_field *f, const struct json *list, struct form_rule *r)
{
	r->n_like = json_len(list);
	if (!json_is(list, JSON_KIND_ARRAY) || r->n_like == 0 || r->n_like > LIKE_MAX)
		return false;
	r->like = arena_new_array(p->a, const struct form_field *, r->n_like);
	for (size_t i = 0; i < r->n_like; i++) {
		r->like[i] = form_named(p, f, json_text_of(json_at(list, i)));
		if (r->like[i] == NULL || r->like[i] == f || r->like[i]->type != f->type)
			return false;
	}
	return true;
}

static bool
read_box(const struct form_field *g, const struct json *named, struct form_rule *r)
{
	for (size_t i = 0; i < g->n_fields; i++)
		if (g->field[i].type == FORM_CHECKBOX && str_eq(g->field[i].id, json_text_of(named)))
			r->other = &g->field[i];
	return r->other != NULL;
}

static bool
read_test(const struct form_parser *p, const struct form_field *f, const struct json *j, struct form_rule *r)
{
	const struct json *arg = r->test == FORM_REFUSE ? NULL : json_get(j, tests[r->test].name);
	bool moved = json_get(j, "years") != NULL || json_get(j, "days") != NULL;
	r->word = json_text_of(arg);
	if (r->test == FORM_NOT_BEFORE || r->test == FORM_NOT_AFTER)
		return read_day(p, f, j, arg, r);
	if (moved)
		return false;
	switch (r->test) {
	case FORM_REFUSE: return r->when != NULL;
	case FORM_WORKING_DAY:
	case FORM_LETTERS: return json_bool_of(arg);
	case FORM_DIGITS: return read_number(arg, 1, 100, &r->number);
	case FORM_STARTS: return r->word.n > 0;
	case FORM_MIN:
	case FORM_MAX: return read_number(arg, -(INT64_C(1) << 52), INT64_C(1) << 52, &r->number);
	case FORM_SEX: return str_is(r->word, "nam") || str_is(r->word, "nu");
	case FORM_LIKE: return read_like(p, f, arg, r);
	default: return read_box(f, arg, r);
	}
}

static enum status
read_rule(struct form_parser *p, const struct form_field *f, const struct json *j, struct form_rule *r)
{
	static const char *const known[] = { "when", "ask", "law", "text", "text_en", "years", "days", "not_before",
					     "not_after", "working_day", "digits", "letters", "starts", "min", "max",
					     "sex", "like", "one_row", NULL };
	TRY(form_known_keys(p, j, f->id, known));
	r->text = json_text_of(json_get(j, "text"));
	r->text_en = json_text_of(json_get(j, "text_en"));
	r->law = json_text_of(json_get(j, "law"));
	r->ask = json_bool_of(json_get(j, "ask"));
	if (json_get(j, "when") != NULL)
		TRY(form_condition_of(p, f, json_get(j, "when"), &r->when));
	int n = 0;
	for (int t = FORM_REFUSE + 1; t < FORM_TESTS; t++)
		if (json_get(j, tests[t].name) != NULL) {
			r->test = (enum form_test)t;
			n++;
		}
	if (n > 1 || r->text.n == 0 || (tests[r->test].types & TYPE(f->type)) == 0 ||
	    (r->ask && (f->group != NULL || f->type == FORM_GROUP)) || !read_test(p, f, j, r))
		return REFUSE(p, f->id, "form.definition.rule", "field '" STR_FMT "': rule '" STR_FMT "' does not fit",
			      STR_ARG(f->id), STR_ARG(r->text));
	return ST_OK;
}

enum status
form_rules_read(struct form_parser *p, struct form_field *f)
{
	const struct json *list = p->rules.p[f->nr];
	if (list == NULL)
		return ST_OK;
	f->n_rules = json_len(list);
	if (!json_is(list, JSON_KIND_ARRAY) || f->n_rules == 0 || f->n_rules > RULES_MAX)
		return REFUSE(p, f->id, "form.definition.rule", "field '" STR_FMT "': rules", STR_ARG(f->id));
	struct form_rule *r = arena_new_array(p->a, struct form_rule, f->n_rules);
	for (size_t i = 0; i < f->n_rules; i++)
		TRY(read_rule(p, f, json_at(list, i), &r[i]));
	f->rule = r;
	return ST_OK;
}
