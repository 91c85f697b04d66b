/* Conditions against a slow recursive reading of the rule, on random forms and answers. */
#include "core/form/form_test_help.h"

static uint64_t seed;

static unsigned
pick(unsigned n)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)((seed >> 33) % n);
}

/* --- random definitions: choices c0…, some in a group, each with a condition on earlier ones ------------------------- */
static void
condition_json(struct buf *b, int n_top, int n_sub, int depth)
{
	unsigned op = depth == 0 || n_top + n_sub == 0 ? 0 : pick(5);
	if (op <= 1) {
		int i = (int)pick((unsigned)(n_top + n_sub));
		buf_addf(b, "{\"field\":\"%s%d\",\"equals\":\"%u\"}", i < n_top ? "c" : "s", i < n_top ? i : i - n_top, pick(3));
		return;
	}
	if (op == 2) {
		buf_adds(b, "{\"not\":");
		condition_json(b, n_top, n_sub, depth - 1);
		buf_adds(b, "}");
		return;
	}
	buf_addf(b, "{\"%s\":[", op == 3 ? "all" : "any");
	for (unsigned i = 0, n = 1 + pick(3); i < n; i++) {
		if (i > 0)
			buf_adds(b, ",");
		condition_json(b, n_top, n_sub, depth - 1);
	}
	buf_adds(b, "]}");
}

static void
choice_json(struct buf *b, char letter, int i, int n_top, int n_sub)
{
	buf_addf(b, "{\"id\":\"%c%d\",\"label\":\"L\",\"type\":\"choice\",\"required\":true,\"options\":[{\"value\":\"0\",\"label\":\"0\"},"
		    "{\"value\":\"1\",\"label\":\"1\"},{\"value\":\"2\",\"label\":\"2\"}]", letter, i);
	if (n_top + n_sub > 0 && pick(4) > 0) {
		buf_adds(b, ",\"show_if\":");
		condition_json(b, n_top, n_sub, 3);
	}
	buf_adds(b, "}");
}

enum { TOP = 8, SUB = 3, ROWS = 2, STEP_TWO = 4 };

/* c0–c3 in the first step; c4–c7 and the group of s0–s2 in the second. */
static const struct form *
random_form(void)
{
	struct buf b;
	buf_init(&b, cx.arena, FORM_DEFINITION_MAX);
	buf_adds(&b, "{\"revision\":1,\"steps\":[{\"id\":\"m\",\"title\":\"M\",\"fields\":[");
	for (int i = 0; i < TOP; i++) {
		if (i == STEP_TWO)
			buf_adds(&b, "]},{\"id\":\"h\",\"title\":\"H\",\"fields\":[");
		else if (i > 0)
			buf_adds(&b, ",");
		choice_json(&b, 'c', i, i, 0);
	}
	buf_adds(&b, ",{\"id\":\"g\",\"label\":\"G\",\"type\":\"group\",\"show_if\":");
	condition_json(&b, TOP, 0, 2);
	buf_adds(&b, ",\"fields\":[");
	for (int i = 0; i < SUB; i++) {
		if (i > 0)
			buf_adds(&b, ",");
		choice_json(&b, 's', i, TOP, i);
	}
	buf_adds(&b, "]}]}]}");
	return help_form(buf_cstr(&b));
}

static void
random_answer(struct form_values *v, const char *path)
{
	unsigned a = pick(4);
	form_values_set(v, path, a == 3 ? S("") : str_of(arena_printf(cx.arena, "%u", a)));
}

static struct form_values *
random_answers(struct form_values *v, int from)
{
	for (int i = from; i < TOP; i++)
		random_answer(v, arena_printf(cx.arena, "c%d", i));
	for (int r = 0; r < ROWS; r++)
		for (int i = 0; i < SUB; i++)
			random_answer(v, arena_printf(cx.arena, "g.%d.s%d", r, i));
	return v;
}

/* --- the rule, word for word: 1 yes, 0 no, -1 unknown ------------------------------------------------------------------ */
static bool slow_shown(const struct form_values *v, const struct form_field *f, int row);

static int
slow_truth(const struct form_values *v, const struct form_condition *c, int row)
{
	bool some_no = false, some_yes = false, some_unknown = false;
	switch (c->op) {
	case FORM_EQUALS:
		if (!slow_shown(v, c->field, row) || form_value(v, c->field, row).n == 0)
			return -1;
		return str_eq(form_value(v, c->field, row), c->value);
	case FORM_NOT:
		return slow_truth(v, c->sub, row) < 0 ? -1 : !slow_truth(v, c->sub, row);
	default:
		for (size_t i = 0; i < c->n_sub; i++) {
			int t = slow_truth(v, &c->sub[i], row);
			some_no |= t == 0;
			some_yes |= t == 1;
			some_unknown |= t < 0;
		}
		if (c->op == FORM_ALL)
			return some_no ? 0 : some_unknown ? -1 : 1;
		return some_yes ? 1 : some_unknown ? -1 : 0;
	}
}

static bool
slow_shown(const struct form_values *v, const struct form_field *f, int row)
{
	if (f->group != NULL && !slow_shown(v, f->group, -1))
		return false;
	return f->show_if == NULL || slow_truth(v, f->show_if, row) == 1;
}

static void
each_place(const struct form *f, void (*fn)(const struct form_field *f, int row, void *arg), void *arg)
{
	for (size_t i = 0; i < f->n_fields; i++) {
		if (f->field[i]->group == NULL)
			fn(f->field[i], -1, arg);
		else
			for (int r = 0; r < ROWS; r++)
				fn(f->field[i], r, arg);
	}
}

struct seen {
	const struct form_values *v;
	const struct form_sights *s;
	const struct form_errors *e;
	int shown, hidden;
};

static void
same_as_slow(const struct form_field *f, int row, void *arg)
{
	struct seen *x = arg;
	bool shown = slow_shown(x->v, f, row);
	assert_int_equal(form_sight_of(x->s, f, row), shown ? FORM_SHOWN : FORM_HIDDEN);
	*(shown ? &x->shown : &x->hidden) += 1;
	if (f->type == FORM_GROUP)
		return;
	/* Required exactly where it is seen; a blank row of a group that need not be is no answer. */
	bool blank_row = true;
	for (size_t i = 0; f->group != NULL && i < f->group->n_fields; i++)
		blank_row &= form_value(x->v, &f->group->field[i], row).n == 0;
	bool wanted = shown && form_value(x->v, f, row).n == 0 && !(f->group != NULL && blank_row);
	assert_int_equal(form_error_at(x->e, f, row) != NULL, wanted);
}

static void
agrees_with_the_rule(void **state)
{
	(void)state;
	struct seen x = { 0 };
	for (seed = 1; seed < 400; seed += 1) {
		uint64_t keep = seed;
		const struct form *f = random_form();
		for (int k = 0; k < 5; k++) {
			struct form_values *v = random_answers(form_values_new(cx.arena), 0);
			struct form_errors e = { 0 };
			form_check_all(&cx, f, v, NULL, NULL, &e);
			x.v = v;
			x.e = &e;
			x.s = form_sights(cx.arena, f, v, -1);
			each_place(f, same_as_slow, &x);
		}
		seed = keep;
	}
	/* The property is about something: both happen often. */
	assert_true(x.shown > 1000 && x.hidden > 1000);
}

/* What is said of a step before it is answered holds whatever is answered then. */
static void
holds_for_every_answer(const struct form_field *f, int row, void *arg)
{
	struct seen *x = arg;
	enum form_sight before = form_sight_of(x->s, f, row);
	if (before != FORM_OPEN)
		assert_int_equal(slow_shown(x->v, f, row) ? FORM_SHOWN : FORM_HIDDEN, before);
	else
		x->shown += 1;
	if (f->step == 0)
		assert_int_not_equal(before, FORM_OPEN);
	if (f->group != NULL && form_sight_of(x->s, f->group, -1) == FORM_HIDDEN)
		assert_int_equal(before, FORM_HIDDEN);
}

static void
open_covers_what_the_step_may_change(void **state)
{
	(void)state;
	struct seen x = { 0 };
	for (seed = 1000; seed < 1300; seed += 1) {
		uint64_t keep = seed;
		const struct form *f = random_form();
		struct form_values *v = random_answers(form_values_new(cx.arena), 0);
		x.v = v;
		x.s = form_sights(cx.arena, f, v, 1);
		for (int k = 0; k < 8; k++) {
			random_answers(v, STEP_TWO);
			each_place(f, holds_for_every_answer, &x);
		}
		seed = keep;
	}
	assert_true(x.shown > 1000);
}

/* A chain in which each field names the one before twice: quick, because each field is decided once. */
static void
a_long_chain_is_decided_once(void **state)
{
	(void)state;
	struct buf b;
	buf_init(&b, cx.arena, FORM_DEFINITION_MAX);
	buf_adds(&b, "{\"revision\":1,\"steps\":[{\"id\":\"m\",\"title\":\"M\",\"fields\":[");
	for (int i = 0; i < 200; i++) {
		buf_addf(&b, "%s{\"id\":\"c%d\",\"label\":\"L\",\"type\":\"checkbox\"", i == 0 ? "" : ",", i);
		if (i > 0)
			buf_addf(&b, ",\"show_if\":{\"any\":[{\"field\":\"c%d\",\"equals\":true},{\"field\":\"c%d\",\"equals\":true}]}",
				 i - 1, i - 1);
		buf_adds(&b, "}");
	}
	buf_adds(&b, "]}]}");
	const struct form *f = help_form(buf_cstr(&b));
	struct form_values *v = form_values_new(cx.arena);
	for (int i = 0; i < 150; i++)
		form_values_set(v, arena_printf(cx.arena, "c%d", i), S("1"));
	const struct form_sights *s = form_sights(cx.arena, f, v, -1);
	for (int i = 0; i < 200; i++)
		assert_int_equal(form_sight_of(s, f->field[i], -1), i <= 150 ? FORM_SHOWN : FORM_HIDDEN);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(agrees_with_the_rule),
		cmocka_unit_test(open_covers_what_the_step_may_change),
		cmocka_unit_test(a_long_chain_is_decided_once),
	};
	return cmocka_run_group_tests(tests, help_setup, help_teardown);
}
