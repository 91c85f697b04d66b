/* Which fields are to be seen. Each condition names earlier fields only, so one pass in order is enough, whatever the
 * conditions look like. */
#include "core/form/form_priv.h"

/* UNKNOWN: the condition field has no answer, or is hidden. OPEN: it depends on the step being filled in. */
enum truth { TRUTH_NO, TRUTH_UNKNOWN, TRUTH_OPEN, TRUTH_YES };

struct form_sights {
	const struct form_values *values;
	int open_step;
	enum form_sight *top;   /* by nr */
	enum form_sight **rows; /* by nr of a group: row after row its fields */
};

static enum form_sight *
slot(const struct form_sights *s, const struct form_field *f, int row)
{
	if (f->group == NULL)
		return &s->top[f->nr];
	for (size_t i = 0; i < form_rows(s->values, f->group); i++)
		if (form_row_at(s->values, f->group, i) == row)
			return &s->rows[f->group->nr][i * f->group->n_fields + (size_t)(f - f->group->field)];
	return NULL;
}

enum form_sight
form_sight_of(const struct form_sights *s, const struct form_field *f, int row)
{
	const enum form_sight *at = slot(s, f, row);
	return at == NULL ? FORM_HIDDEN : *at;
}

static enum truth
equals(const struct form_sights *s, const struct form_condition *c, int row)
{
	enum form_sight sight = form_sight_of(s, c->field, row);
	if (sight == FORM_HIDDEN)
		return TRUTH_UNKNOWN;
	if (c->field->step == s->open_step)
		return TRUTH_OPEN;
	struct str value = form_value(s->values, c->field, row);
	if (value.n == 0 && c->field->type == FORM_CHECKBOX)
		value = S("0");
	if (value.n == 0)
		return TRUTH_UNKNOWN;
	return str_eq(value, c->value) ? TRUTH_YES : TRUTH_NO;
}

/* Kleene's logic, with OPEN for what the step may still turn into anything: only a NO decides `all` against it, only a
 * YES decides `any`. OPEN covers UNKNOWN, because under a `not` above it may yet become a YES. */
static enum truth
truth_of(const struct form_sights *s, const struct form_condition *c, int row)
{
	if (c->op == FORM_EQUALS)
		return equals(s, c, row);
	if (c->op == FORM_NOT) {
		enum truth t = truth_of(s, c->sub, row);
		return t == TRUTH_YES ? TRUTH_NO : t == TRUTH_NO ? TRUTH_YES : t;
	}
	static const int rank_all[] = { [TRUTH_NO] = 3, [TRUTH_OPEN] = 2, [TRUTH_UNKNOWN] = 1, [TRUTH_YES] = 0 };
	static const int rank_any[] = { [TRUTH_NO] = 0, [TRUTH_UNKNOWN] = 1, [TRUTH_OPEN] = 2, [TRUTH_YES] = 3 };
	const int *rank = c->op == FORM_ALL ? rank_all : rank_any;
	enum truth r = truth_of(s, &c->sub[0], row);
	for (size_t i = 1; i < c->n_sub; i++) {
		enum truth t = truth_of(s, &c->sub[i], row);
		if (rank[t] > rank[r])
			r = t;
	}
	return r;
}

bool
form_condition_holds(const struct form_sights *s, const struct form_condition *c, int row)
{
	return truth_of(s, c, row) == TRUTH_YES;
}

static enum form_sight
decide(const struct form_sights *s, const struct form_field *f, int row)
{
	enum form_sight around = f->group == NULL ? FORM_SHOWN : form_sight_of(s, f->group, row);
	if (around == FORM_HIDDEN || f->show_if == NULL)
		return around;
	switch (truth_of(s, f->show_if, row)) {
	case TRUTH_YES: return around;
	case TRUTH_OPEN: return FORM_OPEN;
	default: return FORM_HIDDEN;
	}
}

static void
decide_group(struct arena *a, struct form_sights *s, const struct form_field *g)
{
	size_t n = form_rows(s->values, g);
	s->rows[g->nr] = arena_new_array(a, enum form_sight, n * g->n_fields + 1);
	for (size_t r = 0; r < n; r++)
		for (size_t i = 0; i < g->n_fields; i++)
			s->rows[g->nr][r * g->n_fields + i] =
				decide(s, &g->field[i], form_row_at(s->values, g, r));
}

const struct form_sights *
form_sights(struct arena *a, const struct form *f, const struct form_values *v, int open_step)
{
	struct form_sights *s = arena_new_one(a, struct form_sights);
	*s = (struct form_sights){ .values = v, .open_step = open_step };
	s->top = arena_new_array(a, enum form_sight, f->n_fields);
	s->rows = arena_new_array(a, enum form_sight *, f->n_fields);
	for (size_t i = 0; i < f->n_fields; i++) {
		const struct form_field *x = f->field[i];
		if (x->group != NULL)
			continue;
		s->top[i] = decide(s, x, -1);
		if (x->type == FORM_GROUP)
			decide_group(a, s, x);
	}
	return s;
}
