/* The forms we ship: each is read, and a sample made from its own definition passes every check. */
#include "core/form/form_test_help.h"

static char procedures[1 << 20], generic[1 << 16], ethnic[1 << 14];

static struct str
read_data(const char *path, char *room, size_t size)
{
	FILE *file = fopen(path, "r");
	assert_non_null(file);
	size_t n = fread(room, 1, size, file);
	fclose(file);
	assert_in_range(n, 1, size - 1);
	return (struct str){ room, n };
}

static bool
lists(void *arg, struct arena *a, struct str name, const struct form_option **out, size_t *n)
{
	(void)arg;
	if (!str_is(name, "ethnic_groups"))
		return false;
	*n = form_options_csv(a, read_data("data/ethnic_groups.csv", ethnic, sizeof ethnic), out);
	return true;
}

static const char *
offered(const struct form_field *f, bool last)
{
	size_t at = f->n_options;
	for (size_t i = 0; i < f->n_options; i++)
		if (!f->option[i].hidden && (last || at == f->n_options))
			at = i;
	assert_true(at < f->n_options);
	return str_cstr(cx.arena, f->option[at].value);
}

/* --- samples ------------------------------------------------------------------------------------------------------- */
static const struct form_rule *
rule_of(const struct form_field *f, enum form_test test)
{
	for (size_t i = 0; i < f->n_rules; i++)
		if (f->rule[i].test == test)
			return &f->rule[i];
	return NULL;
}

static const char *
text_of(const struct form_field *f, int nth)
{
	struct arena *a = cx.arena;
	if (rule_of(f, FORM_DIGITS) != NULL)
		return "5610";
	if (rule_of(f, FORM_LETTERS) != NULL)
		return "H'Hen Niê Thử";
	if (rule_of(f, FORM_STARTS) != NULL)
		return arena_printf(a, STR_FMT "Thử", STR_ARG(rule_of(f, FORM_STARTS)->word));
	return arena_printf(a, "Mẫu " STR_FMT " %d", STR_ARG(f->id), nth);
}

/* Parents before their child. */
static int
year_of(const struct form_field *f)
{
	return str_starts(f->id, "cha_") || str_starts(f->id, "me_") ? 1960 : str_starts(f->id, "tre_") ? 2020 : 1990;
}

static const char *
citizen_of(const struct form_field *f, bool last, int nth)
{
	/* Of the sex that was chosen: the first of the list is nam, the last nu. */
	const struct form_rule *r = rule_of(f, FORM_SEX);
	int sex = r != NULL ? str_is(r->word, "nu") : f->sex != NULL && last;
	return arena_printf(cx.arena, "001%d%02d%06d", sex, f->birth != NULL ? year_of(f->birth) % 100 : 90, 100 + nth);
}

static const char *
sample_of(const struct form_field *f, bool last, int nth)
{
	struct arena *a = cx.arena;
	/* The answers that two rules say no to stand side by side. */
	if (str_is(f->id, "nguoi_nop"))
		last = false;
	switch (f->type) {
	case FORM_TEXT: return text_of(f, nth);
	case FORM_LONGTEXT: return "Dòng thứ nhất\r\nDòng thứ hai";
	case FORM_NUMBER: return arena_printf(a, "%lld", (long long)(last && f->has_max ? f->max : f->has_min ? f->min : 3));
	case FORM_CHOICE: return offered(f, last);
	case FORM_CITIZEN_ID: return citizen_of(f, last, nth);
	case FORM_TAX_CODE: return "0100109106";
	case FORM_PHONE: return "+84 912 345 678";
	case FORM_EMAIL: return "nguoi.nop@example.vn";
	case FORM_ADDRESS: return "Số 5, ngõ 2, xã Yên Bài, Hà Nội";
	case FORM_CHECKBOX: return str_is(f->id, "chinh") && nth > 0 ? "0" : "1";
	case FORM_MONTH: return "3-2010";
	default: return NULL;
	}
}

struct body {
	VEC(const char *) pair;
};

static void
post(struct body *b, const char *name, const char *value)
{
	*vec_push(&b->pair, cx.arena) = name;
	*vec_push(&b->pair, cx.arena) = value;
}

static void
post_field(struct body *b, const struct form_field *f, int row, bool last)
{
	const char *path = form_path(cx.arena, f, row);
	if (f->type == FORM_DATE) {
		bool today = rule_of(f, FORM_NOT_BEFORE) != NULL && rule_of(f, FORM_NOT_BEFORE)->other == NULL;
		post(b, arena_printf(cx.arena, "%s.ngay", path), today ? "25" : "27");
		post(b, arena_printf(cx.arena, "%s.thang", path), today ? "11" : "3");
		post(b, arena_printf(cx.arena, "%s.nam", path), today ? "2026" : arena_printf(cx.arena, "%d", year_of(f)));
	} else if (f->type != FORM_FILE) {
		post(b, path, sample_of(f, last, row));
	}
}

static struct form_files
all_files(const struct form *f)
{
	struct form_file *list = arena_new_array(cx.arena, struct form_file, f->n_fields);
	struct form_files files = { list, 0 };
	for (size_t i = 0; i < f->n_fields; i++)
		if (f->field[i]->type == FORM_FILE && f->field[i]->group == NULL)
			list[files.n++] = (struct form_file){ .path = f->field[i]->id, .name = S("tep.pdf"),
							      .id = (int64_t)i + 1, .size = 1000 };
	return files;
}

static bool
lookup(void *arg, struct str source, struct str *out)
{
	(void)arg;
	*out = S("Công an xã Yên Bài");
	return str_is(source, "agency");
}

/* Steps through the form as a person does, two rows in each group. */
static struct form_values *
filled(const struct form *f, bool last)
{
	struct form_values *v = form_values_new(cx.arena);
	form_prefill(f, v, lookup, NULL);
	for (size_t s = 0; s < f->n_steps; s++) {
		struct body b = { 0 };
		for (size_t i = 0; i < f->step[s].n_fields; i++) {
			const struct form_field *x = &f->step[s].field[i];
			if (x->type != FORM_GROUP) {
				post_field(&b, x, -1, last);
				continue;
			}
			post(&b, arena_printf(cx.arena, "_so_" STR_FMT, STR_ARG(x->id)), "0,1");
			for (int r = 0; r < 2; r++)
				for (size_t k = 0; k < x->n_fields; k++)
					post_field(&b, &x->field[k], r, last);
		}
		post(&b, NULL, NULL);
		form_read_step(f, &f->step[s], (struct form_input){ .get = help_get, .arg = b.pair.p }, v);
	}
	return v;
}

static size_t
errors_of(const struct form *f, const struct form_values *v, const struct form_files *files, bool print)
{
	struct form_errors e = { 0 };
	form_check_all(&cx, f, v, files, NULL, &e);
	for (size_t i = 0; print && i < e.list.n; i++)
		print_error(STR_FMT ": %s\n", STR_ARG(e.list.p[i].field->id), e.list.p[i].text);
	return e.list.n;
}

/* Taking one required answer away is found, wherever the field is to be seen; and only then. */
static void
misses_each_required(const struct form *f, const struct form_files *files, bool last)
{
	for (size_t i = 0; i < f->n_fields; i++) {
		const struct form_field *x = f->field[i];
		if (x->group != NULL || x->type == FORM_FILE || x->type == FORM_GROUP)
			continue;
		struct form_values *v = filled(f, last);
		bool seen = form_sight_of(form_sights(cx.arena, f, v, -1), x, -1) == FORM_SHOWN;
		form_values_set(v, str_cstr(cx.arena, x->id), S(""));
		assert_int_equal(errors_of(f, v, files, false) > 0, seen && x->required);
	}
}

static void
count_answer(void *arg, const struct form_answer *a)
{
	size_t *n = arg;
	assert_true(a->label.n > 0);
	*n += a->value.n > 0;
}

static void
whole_way(const struct form *f, bool last)
{
	struct form_files files = all_files(f);
	struct form_values *v = filled(f, last), *again;
	struct str text;
	assert_int_equal(errors_of(f, v, &files, true), 0);
	/* Stored and read again it is the same, also after what is hidden was taken out. */
	form_values_settle(cx.arena, f, v, &files);
	assert_int_equal(form_values_print(&cx, v, &text), ST_OK);
	assert_int_equal(form_values_parse(&cx, text, &again), ST_OK);
	assert_int_equal(errors_of(f, again, &files, true), 0);
	size_t n = 0;
	form_answers_iterate(&cx, f, again, &files, count_answer, &n);
	assert_true(n >= f->n_steps);
	misses_each_required(f, &files, last);
	assert_true(errors_of(f, form_values_new(cx.arena), NULL, false) > 0);
}

static void
shipped(const struct json *definition, const char *name)
{
	const struct form *f;
	struct str where;
	if (form_parse(&cx, definition, lists, NULL, &f, &where) != ST_OK) {
		print_error("%s: %s at " STR_FMT ": %s\n", name, cx.fault.code, STR_ARG(where), cx.fault.detail);
		fail();
	}
	whole_way(f, false);
	whole_way(f, true);
	/* English pages have English labels. */
	for (size_t i = 0; i < f->n_fields; i++) {
		assert_true(f->field[i]->label_en.n > 0);
		for (size_t k = 0; k < f->field[i]->n_rules; k++)
			assert_true(f->field[i]->rule[k].text_en.n > 0);
	}
}

static void
the_forms_of_procedures(void **state)
{
	(void)state;
	const struct json *doc;
	int forms = 0;
	struct str text = read_data("data/procedures.json", procedures, sizeof procedures);
	assert_int_equal(json_parse(&cx, text, sizeof procedures, &doc), ST_OK);
	for (size_t i = 0; i < json_len(doc); i++) {
		const struct json *form = json_get(json_at(doc, i), "form");
		if (form == NULL)
			continue;
		shipped(form, json_cstr_of(json_get(json_at(doc, i), "code")));
		forms++;
	}
	assert_int_equal(forms, 8);
}

static void
the_general_form(void **state)
{
	(void)state;
	const struct json *doc;
	struct str text = read_data("data/form_generic.json", generic, sizeof generic);
	assert_int_equal(json_parse(&cx, text, sizeof generic, &doc), ST_OK);
	shipped(doc, "form_generic");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_forms_of_procedures),
		cmocka_unit_test(the_general_form),
	};
	return cmocka_run_group_tests(tests, help_setup, help_teardown);
}
