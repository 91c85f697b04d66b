/* Is an answer as its rules want it? Each test sees only fields that are shown and rightly answered. */
#include "core/due/due.h"
#include "core/form/citizen.h"
#include "core/form/form_priv.h"

/* The day in a field; false when there is none to be held against. */
static bool
day_in(const struct form_judge *j, const struct form_field *f, int row, int32_t *day)
{
	struct str value = form_value(j->v, f, row);
	if (form_sight_of(j->sights, f, row) != FORM_SHOWN ||
	    !(f->type == FORM_MONTH ? form_month_of(value, day) : form_date_of(value, day)))
		return false;
	int year = day_civil(*day).year;
	return year >= FORM_YEAR_MIN && year <= FORM_YEAR_MAX;
}

/* Who is born on 29 February is a year older on 1 March: not_after moves today back to 28 February at the latest. */
static int32_t
moved(int32_t day, int years, int days)
{
	struct civil c = day_civil(day);
	int last = c.day;
	while (!day_valid(c.year + years, c.month, last))
		last--;
	return day_of(c.year + years, c.month, last) + days;
}

static bool
breaks_day(const struct form_judge *j, const struct form_field *f, int row, const struct form_rule *r)
{
	int32_t own, limit = j->day.today;
	if (!day_in(j, f, row, &own) || (r->other != NULL && !day_in(j, r->other, row, &limit)))
		return false;
	limit = moved(limit, r->years, r->days);
	return r->test == FORM_NOT_BEFORE ? own < limit : own > limit;
}

static bool
breaks_working_day(const struct form_judge *j, const struct form_field *f, int row)
{
	int32_t own;
	return j->day.calendar != NULL && day_in(j, f, row, &own) && !due_is_working_day(j->day.calendar, own);
}

/* Names such as H'Hen, K-Brêu, Y. Thoan are names. */
static bool
breaks_letters(struct arena *a, struct str value)
{
	for (size_t i = 0; i < value.n; i++) {
		char c = value.p[i];
		bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c & 0x80) != 0;
		if (!letter && strchr(" '-.", c) == NULL)
			return true;
	}
	return viet_fold(a, value).n == 0;
}

static bool
breaks_number(const struct form_field *f, struct str value, const struct form_rule *r)
{
	int64_t v, limit = r->number;
	for (int i = 0; i < f->decimals; i++)
		limit *= 10;
	return form_number_of(f, value, &v) && (r->test == FORM_MIN ? v < limit : v > limit);
}

static bool
breaks_sex(struct str value, struct str wanted)
{
	struct citizen_number number;
	return citizen_parse(value, &number) &&
	       number.sex != (str_is(wanted, "nam") ? CITIZEN_MALE : CITIZEN_FEMALE);
}

/* Silent until all of them that are shown have an answer. */
static bool
breaks_like(const struct form_judge *j, struct str value, int row, const struct form_rule *r)
{
	size_t answered = 0;
	for (size_t i = 0; i < r->n_like; i++) {
		if (form_sight_of(j->sights, r->like[i], row) != FORM_SHOWN)
			continue;
		struct str other = form_value(j->v, r->like[i], row);
		if (other.n == 0 || str_eq(other, value))
			return false;
		answered++;
	}
	return answered > 0;
}

static bool
breaks_one_row(const struct form_judge *j, const struct form_field *g, const struct form_rule *r)
{
	size_t ticked = 0, rows = 0;
	for (size_t i = 0; i < form_rows(j->v, g); i++) {
		int row = form_row_at(j->v, g, i);
		if (form_row_blank(j->v, g, row, j->files))
			continue;
		rows++;
		ticked += str_is(form_value(j->v, r->other, row), "1");
	}
	return rows > 0 && ticked != 1;
}

static bool
breaks(const struct form_judge *j, const struct form_field *f, int row, const struct form_rule *r)
{
	struct str value = f->type == FORM_GROUP ? S("") : form_value(j->v, f, row);
	if (r->when != NULL && !form_condition_holds(j->sights, r->when, row))
		return false;
	switch (r->test) {
	case FORM_REFUSE: return true;
	case FORM_NOT_BEFORE:
	case FORM_NOT_AFTER: return breaks_day(j, f, row, r);
	case FORM_WORKING_DAY: return breaks_working_day(j, f, row);
	case FORM_DIGITS: return !str_is_digits(value) || (int64_t)value.n != r->number;
	case FORM_LETTERS: return breaks_letters(j->arena, value);
	case FORM_STARTS: return !str_starts(viet_lower(j->arena, value), str_cstr(j->arena, viet_lower(j->arena, r->word)));
	case FORM_MIN:
	case FORM_MAX: return breaks_number(f, value, r);
	case FORM_SEX: return breaks_sex(value, r->word);
	case FORM_LIKE: return breaks_like(j, value, row, r);
	default: return breaks_one_row(j, f, r);
	}
}

struct str
form_sure_of(struct arena *a, const struct form_values *v, const struct form_field *f, const struct form_rule *r)
{
	struct str own = form_value(v, f, -1), other = r->other == NULL ? S("") : form_value(v, r->other, -1);
	return str_of(arena_printf(a, STR_FMT "|" STR_FMT, STR_ARG(own), STR_ARG(other)));
}

const struct form_rule *
form_rule_broken(const struct form_judge *j, const struct form_field *f, int row)
{
	for (size_t i = 0; i < f->n_rules; i++) {
		const struct form_rule *r = &f->rule[i];
		if (breaks(j, f, row, r) && !(r->ask && form_value_sure(j->v, f, form_sure_of(j->arena, j->v, f, r))))
			return r;
	}
	return NULL;
}
