/* Definitions, stored values, reading, checks. */
#include "core/form/form_test_help.h"

/* --- definitions ------------------------------------------------------------------------------------------------- */
#define STEP(fields) "{\"revision\":1,\"steps\":[{\"id\":\"b\",\"title\":\"Bước\",\"fields\":[" fields "]}]}"
#define TEXT(id) "{\"id\":\"" id "\",\"label\":\"L\",\"type\":\"text\"}"
#define CHOICE(id, more) \
	"{\"id\":\"" id "\",\"label\":\"L\",\"type\":\"choice\",\"options\":[{\"value\":\"1\",\"label\":\"Một\"}," \
	"{\"value\":\"2\",\"label\":\"Hai\"}]" more "}"
#define IF(field, value) ",\"show_if\":{\"field\":\"" field "\",\"equals\":\"" value "\"}"
#define FIELD(id, type, more) "{\"id\":\"" id "\",\"label\":\"L\",\"type\":\"" type "\"" more "}"

static void
refuses_what_is_no_definition(void **state)
{
	(void)state;
	static const struct {
		const char *json, *code, *where;
	} bad[] = {
		{ "{\"revision\":1,\"steps\":[]}", "form.definition.shape", "form" },
		{ "{\"steps\":[{\"id\":\"b\",\"title\":\"B\",\"fields\":[" TEXT("a") "]}]}", "form.definition.shape", "form" },
		{ "[]", "form.definition.shape", "form" },
		{ STEP(""), "form.definition.shape", "b" },
		{ STEP("{\"id\":\"a\",\"label\":\"L\",\"type\":\"text\",\"requierd\":true}"), "form.definition.key", "a" },
		{ STEP(FIELD("a", "colour", "")), "form.definition.type", "a" },
		{ STEP(FIELD("A-1", "text", "")), "form.definition.id", "A-1" },
		{ STEP(FIELD("", "text", "")), "form.definition.id", "" },
		{ STEP("{\"id\":\"a\",\"type\":\"text\"}"), "form.definition.label", "a" },
		{ STEP(TEXT("a") "," TEXT("a")), "form.definition.id_twice", "a" },
		{ "{\"revision\":1,\"steps\":[{\"id\":\"b\",\"title\":\"B\",\"fields\":[" TEXT("a") "]},"
		  "{\"id\":\"b\",\"title\":\"B\",\"fields\":[" TEXT("c") "]}]}", "form.definition.id_twice", "b" },
		{ STEP(FIELD("a", "choice", "")), "form.definition.options", "a" },
		{ STEP(FIELD("a", "choice", ",\"options\":[{\"value\":\"1\",\"label\":\"L\",\"hidden\":true}]")),
		  "form.definition.options", "a" },
		{ STEP(FIELD("a", "text", ",\"options\":[{\"value\":\"1\",\"label\":\"L\"}]")), "form.definition.options", "a" },
		{ STEP(FIELD("a", "choice", ",\"options\":[{\"value\":\"1\",\"label\":\"L\"},{\"value\":\"1\",\"label\":\"M\"}]")),
		  "form.definition.option_twice", "a" },
		{ STEP(FIELD("a", "choice", ",\"options_from\":\"mau_sac\"")), "form.definition.list", "a" },
		{ STEP(FIELD("a", "number", ",\"min\":3,\"max\":2")), "form.definition.bounds", "a" },
		{ STEP(FIELD("a", "number", ",\"min\":\"3\"")), "form.definition.bounds", "a" },
		{ STEP(FIELD("a", "text", ",\"max\":2")), "form.definition.bounds", "a" },
		{ STEP(FIELD("a", "number", ",\"decimals\":4")), "form.definition.bounds", "a" },
		{ STEP(FIELD("a", "group", ",\"max\":51,\"fields\":[" TEXT("c") "]")), "form.definition.bounds", "a" },
		{ STEP(CHOICE("a", ",\"default\":\"3\"")), "form.definition.default", "a" },
		{ STEP(FIELD("a", "group", ",\"repeat\":true")), "form.definition.group", "a" },
		{ STEP(FIELD("a", "group", ",\"fields\":[" FIELD("c", "group", ",\"fields\":[" TEXT("d") "]") "]")),
		  "form.definition.group", "c" },
		{ STEP(FIELD("a", "text", ",\"fields\":[" TEXT("c") "]")), "form.definition.group", "a" },
		{ STEP(FIELD("a", "text", IF("khong_co", "1"))), "form.definition.condition_field", "a" },
		{ STEP(FIELD("a", "text", IF("c", "1")) "," CHOICE("c", "")), "form.definition.condition_later", "a" },
		{ STEP(CHOICE("a", IF("a", "1"))), "form.definition.condition_loop", "a" },
		{ STEP(CHOICE("a", IF("c", "1")) "," CHOICE("c", IF("d", "1")) "," CHOICE("d", IF("a", "2"))),
		  "form.definition.condition_loop", "a" },
		{ STEP(CHOICE("a", ",\"show_if\":{\"not\":{\"any\":[{\"field\":\"c\",\"equals\":\"1\"}]}}") ","
		       CHOICE("c", ",\"show_if\":{\"all\":[{\"field\":\"a\",\"equals\":\"1\"}]}")),
		  "form.definition.condition_loop", "a" },
		{ STEP(CHOICE("a", "") "," FIELD("c", "text", IF("a", "3"))), "form.definition.condition_value", "c" },
		{ STEP(TEXT("a") "," FIELD("c", "text", IF("a", "3"))), "form.definition.condition_value", "c" },
		{ STEP(CHOICE("a", "") "," FIELD("c", "text", ",\"show_if\":{\"field\":\"a\"}")), "form.definition.condition", "c" },
		{ STEP(CHOICE("a", "") "," FIELD("c", "text", ",\"show_if\":{\"all\":[]}")), "form.definition.condition", "c" },
		/* A field inside a group is no condition for one outside. */
		{ STEP(FIELD("g", "group", ",\"fields\":[" CHOICE("a", "") "]") "," FIELD("c", "text", IF("a", "1"))),
		  "form.definition.condition_field", "c" },
		{ STEP(FIELD("g", "group", ",\"max\":50,\"fields\":[" FIELD("a", "date", "") "," FIELD("b", "date", "") ","
			     FIELD("c", "date", "") "," FIELD("d", "date", "") "," FIELD("e", "date", "") ","
			     FIELD("f", "date", "") "," TEXT("h") "]")),
		  "form.definition.large", "b" },
	};
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		const struct form *f;
		struct str where;
		assert_int_equal(form_parse(&cx, help_json(bad[i].json), NULL, NULL, &f, &where), ST_INVALID);
		if (strcmp(cx.fault.code, bad[i].code) != 0 || !str_is(where, bad[i].where))
			print_error("%s\ngives %s at '" STR_FMT "': %s\n", bad[i].json, cx.fault.code, STR_ARG(where),
				    cx.fault.detail);
		assert_string_equal(cx.fault.code, bad[i].code);
		assert_true(str_is(where, bad[i].where));
	}
}

/* A condition too deep to be meant is refused, and reading it ends. */
static void
refuses_deep_conditions(void **state)
{
	(void)state;
	const char *c = "{\"field\":\"a\",\"equals\":\"1\"}";
	for (int depth = 1; depth <= 12; depth++) {
		c = arena_printf(cx.arena, "{\"not\":%s}", c);
		const struct form *f;
		enum status st = form_parse(&cx, help_json(arena_printf(cx.arena,
			"{\"revision\":1,\"steps\":[{\"id\":\"b\",\"title\":\"B\",\"fields\":[" CHOICE("a", "") ",{\"id\":\"c\","
			"\"label\":\"L\",\"type\":\"text\",\"show_if\":%s}]}]}", c)), NULL, NULL, &f, NULL);
		assert_int_equal(st, depth < 8 ? ST_OK : ST_INVALID);
	}
}

static void
links_what_belongs_together(void **state)
{
	(void)state;
	const struct form *f = help_form(
		"{\"revision\":7,\"steps\":[{\"id\":\"mot\",\"title\":\"Một\",\"title_en\":\"One\",\"fields\":["
		CHOICE("a", ",\"required\":true") "," FIELD("me_ngay_sinh", "date", "") ","
		FIELD("me_so_dinh_danh", "citizen_id", "") "," FIELD("so_dinh_danh", "citizen_id", "")
		"]},{\"id\":\"hai\",\"title\":\"Hai\",\"fields\":["
		FIELD("g", "group", ",\"required\":true,\"fields\":[" CHOICE("c", "") "," FIELD("x", "text", IF("c", "2")) ","
		      FIELD("y", "text", IF("a", "1")) "]") "]}]}");
	assert_int_equal(f->revision, 7);
	assert_int_equal(f->n_steps, 2);
	assert_int_equal(f->n_fields, 8);
	for (size_t i = 0; i < f->n_fields; i++)
		assert_int_equal(f->field[i]->nr, i);
	const struct form_field *g = form_field_of(f, S("g"));
	assert_int_equal(g->min, 1);
	assert_int_equal(g->max, FORM_ROWS_MAX);
	assert_int_equal(g->step, 1);
	assert_ptr_equal(g->field[1].show_if->field, &g->field[0]);
	assert_ptr_equal(g->field[2].show_if->field, form_field_of(f, S("a")));
	const struct form_field *number = form_field_of(f, S("me_so_dinh_danh"));
	assert_ptr_equal(number->birth, form_field_of(f, S("me_ngay_sinh")));
	assert_null(number->sex);
	assert_null(form_field_of(f, S("so_dinh_danh"))->birth);
	assert_true(form_field_of(f, S("me_ngay_sinh"))->is_birth);
	assert_null(form_field_of(f, S("x")));
	assert_ptr_equal(form_step_of(f, S("hai")), &f->step[1]);
}

/* --- values -------------------------------------------------------------------------------------------------------- */
static void
values_come_back_from_json(void **state)
{
	(void)state;
	struct form_values *v = form_values_new(cx.arena), *w;
	struct str text, again;
	form_values_set(v, "ho_ten", S("Nguyễn \"Thị\" <Ánh>\n\\ Tuyết"));
	form_values_set(v, "rong", S(""));
	form_values_set(v, "g.0.ten", S("một"));
	form_values_set(v, "g.4.ten", S("năm"));
	assert_int_equal(form_values_print(&cx, v, &text), ST_OK);
	assert_int_equal(form_values_parse(&cx, text, &w), ST_OK);
	assert_true(str_eq(form_values_get(w, "ho_ten"), S("Nguyễn \"Thị\" <Ánh>\n\\ Tuyết")));
	assert_true(form_values_has(w, "rong"));
	assert_int_equal(form_values_get(w, "rong").n, 0);
	assert_false(form_values_has(w, "khong"));
	assert_true(str_is(form_values_get(w, "g.0.ten"), "một"));
	assert_true(str_is(form_values_get(w, "g.4.ten"), "năm"));
	assert_false(form_values_has(w, "g.1.ten"));
	assert_false(form_values_has(w, "g"));
	assert_int_equal(form_values_print(&cx, w, &again), ST_OK);
	assert_true(str_eq(text, again));
}

static void
values_refuse_and_pass_over(void **state)
{
	(void)state;
	struct form_values *v;
	assert_int_equal(form_values_parse(&cx, S(""), &v), ST_OK);
	assert_int_equal(form_values_parse(&cx, S("[]"), &v), ST_INVALID);
	assert_int_equal(form_values_parse(&cx, S("{"), &v), ST_INVALID);
	assert_int_equal(form_values_parse(&cx, S("{\"a\":1,\"b\":{},\"c\":\"x\",\"g\":[1,{\"_row\":-1},{\"_row\":2,\"t\":\"y\"},"
						  "{\"_row\":2,\"t\":\"z\"}]}"), &v), ST_OK);
	assert_false(form_values_has(v, "a"));
	assert_true(str_is(form_values_get(v, "c"), "x"));
	assert_true(str_is(form_values_get(v, "g.2.t"), "y"));
	assert_false(form_values_has(v, "_row"));
}

static void
values_too_many_are_said(void **state)
{
	(void)state;
	struct form_values *v = form_values_new(cx.arena);
	struct str text;
	char *big = arena_alloc(cx.arena, 100001);
	memset(big, 'x', 100000);
	for (int i = 0; i < 6; i++)
		form_values_set(v, arena_printf(cx.arena, "a%d", i), str_of(big));
	assert_int_equal(form_values_print(&cx, v, &text), ST_TOO_LARGE);
}

/* --- reading --------------------------------------------------------------------------------------------------------- */
static struct str
normal(const char *type_and_more, const char *typed)
{
	const struct form *f = help_fields(arena_printf(cx.arena, "{\"id\":\"a\",\"label\":\"L\",\"type\":%s}", type_and_more));
	struct form_values *v = form_values_new(cx.arena);
	form_read_step(f, &f->step[0], POSTED("a", typed), v);
	return form_values_get(v, "a");
}

static void
stores_the_normal_form(void **state)
{
	(void)state;
	static const struct {
		const char *type, *typed, *stored;
	} t[] = {
		{ "\"text\"", "  Nguyễn\t Thị\xc2\xa0" "Ánh \r\n", "Nguyễn Thị Ánh" },
		{ "\"text\"", "Nguye\xcc\x82\xcc\x83n", "Nguyễn" }, /* NFD as some phones type it */
		{ "\"longtext\"", "  a\r\n\r\nb  ", "a\n\nb" },
		{ "\"address\"", "Số 5\nngõ 2,\n Hà Nội", "Số 5, ngõ 2, Hà Nội" },
		{ "\"number\"", "1.204.570", "1204570" },
		{ "\"number\"", "1 204 570", "1204570" },
		{ "\"number\"", "1,204,570", "1204570" },
		{ "\"number\"", "007", "7" },
		{ "\"number\"", "-0", "0" },
		{ "\"number\"", "1.5", "1.5" },        /* wrong, stays */
		{ "\"number\"", "mười", "mười" },
		{ "\"number\"", "1.20.4", "1.20.4" },
		{ "\"number\"", "-", "-" },
		{ "\"number\"", "99999999999999999999", "99999999999999999999" },
		{ "\"number\",\"decimals\":2", "8,50", "8.5" },
		{ "\"number\",\"decimals\":2", "8.5", "8.5" },
		{ "\"number\",\"decimals\":2", "1.204,75", "1204.75" },
		{ "\"number\",\"decimals\":2", "1.204", "1204" },
		{ "\"number\",\"decimals\":2", "8,555", "8,555" },
		{ "\"phone\"", "0912 345 678", "0912345678" },
		{ "\"phone\"", "+84 912.345.678", "0912345678" },
		{ "\"phone\"", "+84 0912345678", "0912345678" },
		{ "\"phone\"", "0084912345678", "0912345678" },
		{ "\"phone\"", "84912345678", "0912345678" },
		{ "\"phone\"", "(024) 3824-1234", "02438241234" },
		{ "\"phone\"", "091234567", "091234567" },
		{ "\"phone\"", "09123x5678", "09123x5678" },
		{ "\"citizen_id\"", "001 090 000 001", "001090000001" },
		{ "\"citizen_id\"", "123 456 789", "123 456 789" },
		{ "\"tax_code\"", "0100109106 001", "0100109106-001" },
		{ "\"email\"", " a@b.vn ", "a@b.vn" },
		{ "\"checkbox\"", "1", "1" },
		{ "\"checkbox\"", "lạ", "0" },
		{ "\"date\"", "27/3/1990", "" }, /* a date comes in three inputs only */
	};
	for (size_t i = 0; i < ARRAY_LEN(t); i++) {
		struct str s = normal(t[i].type, t[i].typed);
		if (!str_is(s, t[i].stored))
			print_error("%s '%s' gives '" STR_FMT "'\n", t[i].type, t[i].typed, STR_ARG(s));
		assert_true(str_is(s, t[i].stored));
	}
}

static void
stores_dates(void **state)
{
	(void)state;
	static const char *const t[][4] = {
		{ "27", "3", "1990", "1990-03-27" },  { " 07 ", "03", "2024", "2024-03-07" },
		{ "29", "2", "2024", "2024-02-29" },  { "30", "2", "2025", "30\n2\n2025" },
		{ "27/03/1990", "", "", "1990-03-27" }, { "", "", "", "" },
		{ "1", "", "2000", "1\n\n2000" },     { "1", "1", "90", "1\n1\n90" },
		{ "một", "1", "1990", "một\n1\n1990" },
	};
	const struct form *f = help_fields(FIELD("a", "date", ""));
	for (size_t i = 0; i < ARRAY_LEN(t); i++) {
		struct form_values *v = form_values_new(cx.arena);
		form_read_step(f, &f->step[0], POSTED("a.ngay", t[i][0], "a.thang", t[i][1], "a.nam", t[i][2]), v);
		assert_true(form_values_has(v, "a"));
		assert_true(str_is(form_values_get(v, "a"), t[i][3]));
	}
}

static void
takes_declared_fields_of_its_step_only(void **state)
{
	(void)state;
	const struct form *f = help_form("{\"revision\":1,\"steps\":[{\"id\":\"m\",\"title\":\"M\",\"fields\":[" TEXT("a") ","
					 FIELD("k", "text", ",\"fill\":\"agency\"") "," FIELD("t", "file", "") "]},"
					 "{\"id\":\"h\",\"title\":\"H\",\"fields\":[" TEXT("c") "]}]}");
	struct form_values *v = form_values_new(cx.arena);
	form_values_set(v, "k", S("UBND"));
	form_read_step(f, &f->step[0], POSTED("a", "một", "a", "hai", "c", "ba", "la", "bốn", "k", "giả", "t", "tệp"), v);
	assert_true(str_is(form_values_get(v, "a"), "một"));
	assert_false(form_values_has(v, "c"));
	assert_false(form_values_has(v, "la"));
	assert_false(form_values_has(v, "t"));
	assert_true(str_is(form_values_get(v, "k"), "UBND"));
}

/* Radios and boxes say nothing when not marked; that is an answer only where they could be seen. */
static void
silence_is_an_answer_where_it_was_on_the_page(void **state)
{
	(void)state;
	const struct form *f = help_fields(CHOICE("a", "") "," FIELD("c", "checkbox", IF("a", "1")));
	struct form_values *v = form_values_new(cx.arena);
	form_values_set(v, "c", S("1"));
	form_read_step(f, &f->step[0], POSTED("a", "2"), v);
	assert_true(str_is(form_values_get(v, "c"), "1"));
	form_read_step(f, &f->step[0], POSTED("a", "1"), v);
	assert_true(str_is(form_values_get(v, "c"), "0"));
	form_read_step(f, &f->step[0], POSTED("khac", "1"), v);
	assert_true(form_values_has(v, "a"));
	assert_int_equal(form_values_get(v, "a").n, 0);
}

/* --- groups ---------------------------------------------------------------------------------------------------------- */
static const struct form *
group_form(void)
{
	return help_fields(FIELD("g", "group", ",\"min\":1,\"max\":3,\"fields\":["
				 FIELD("ten", "text", ",\"required\":true") "," FIELD("qt", "text", ",\"default\":\"Việt Nam\"")
				 "]"));
}

static size_t
rows(const struct form *f, const struct form_values *v)
{
	return form_rows(v, form_field_of(f, S("g")));
}

static bool
nothing_known(void *arg, struct str source, struct str *out)
{
	(void)arg;
	(void)source;
	(void)out;
	return false;
}

static void
rows_are_added_and_removed_within_limits(void **state)
{
	(void)state;
	const struct form *f = group_form();
	const struct form_step *s = &f->step[0];
	struct form_values *v = form_values_new(cx.arena);
	struct form_action a;
	form_prefill(f, v, nothing_known, NULL);
	assert_int_equal(rows(f, v), 1);
	assert_true(str_is(form_values_get(v, "g.0.qt"), "Việt Nam"));
	assert_false(form_group_action(f, s, POSTED("lam", "tiep"), v, &a));
	assert_true(form_group_action(f, s, POSTED("_them_g", "1"), v, &a));
	assert_int_equal(a.kind, FORM_ROW_ADDED);
	assert_int_equal(a.row, 1);
	assert_string_equal(a.anchor, "f-g-1");
	assert_true(form_group_action(f, s, POSTED("_them_g", "1"), v, &a));
	assert_int_equal(rows(f, v), 3);
	assert_true(form_group_action(f, s, POSTED("_them_g", "1"), v, &a)); /* full */
	assert_int_equal(a.row, -1);
	assert_int_equal(rows(f, v), 3);
	form_values_set(v, "g.2.ten", S("ba"));
	assert_true(form_group_action(f, s, POSTED("_xoa_g_1", "1"), v, &a));
	assert_int_equal(a.kind, FORM_ROW_REMOVED);
	assert_int_equal(a.row, 1);
	assert_true(str_is(form_values_get(v, "g.2.ten"), "ba")); /* keeps its number */
	assert_false(form_group_action(f, s, POSTED("_xoa_g_1", "1"), v, &a));
	assert_false(form_group_action(f, s, POSTED("_xoa_g_77", "1"), v, &a));
	assert_true(form_group_action(f, s, POSTED("_xoa_g_2", "1"), v, &a));
	assert_true(form_group_action(f, s, POSTED("_xoa_g_0", "1"), v, &a));
	assert_int_equal(rows(f, v), 1); /* min */
	/* Numbers are never given twice, also after the values were stored in between. */
	struct str text;
	assert_int_equal(form_values_print(&cx, v, &text), ST_OK);
	assert_int_equal(form_values_parse(&cx, text, &v), ST_OK);
	assert_true(form_group_action(f, s, POSTED("_them_g", "1"), v, &a));
	assert_int_equal(a.row, 4);
}

static void
rows_are_read_as_posted(void **state)
{
	(void)state;
	const struct form *f = group_form();
	struct form_values *v = form_values_new(cx.arena);
	form_read_step(f, &f->step[0], POSTED("_so_g", "0,2,2,x,-1,99999,1,3", "g.0.ten", "không", "g.2.ten", "hai", "g.1.ten",
					     "một", "g.3.ten", "ba", "g.9.ten", "chín"), v);
	assert_int_equal(rows(f, v), 3); /* max */
	assert_true(str_is(form_values_get(v, "g.0.ten"), "không"));
	assert_true(str_is(form_values_get(v, "g.2.ten"), "hai"));
	assert_true(str_is(form_values_get(v, "g.1.ten"), "một"));
	assert_false(form_values_has(v, "g.3.ten"));
	assert_false(form_values_has(v, "g.9.ten"));
	form_read_step(f, &f->step[0], POSTED("g.0.ten", "không đổi"), v); /* the group was not on the page */
	assert_true(str_is(form_values_get(v, "g.0.ten"), "không"));
	form_read_step(f, &f->step[0], POSTED("_so_g", "2"), v);
	assert_int_equal(rows(f, v), 1);
	assert_true(str_is(form_values_get(v, "g.2.ten"), "hai"));
}

/* --- first values ------------------------------------------------------------------------------------------------------ */
static bool
account(void *arg, struct str source, struct str *out)
{
	(void)arg;
	if (str_is(source, "account.name"))
		return *out = S("Trần Văn Bình"), true;
	if (str_is(source, "account.phone"))
		return *out = S("+84912345678"), true;
	if (str_is(source, "agency"))
		return *out = S("UBND xã Yên Bài"), true;
	return false;
}

static void
prefills_what_was_never_answered(void **state)
{
	(void)state;
	const struct form *f = help_fields(FIELD("ten", "text", ",\"prefill\":\"account.name\"") ","
					   FIELD("dt", "phone", ",\"prefill\":\"account.phone\"") ","
					   FIELD("em", "email", ",\"prefill\":\"account.email\"") ","
					   FIELD("qt", "text", ",\"default\":\"Việt Nam\"") ","
					   FIELD("kg", "text", ",\"fill\":\"agency\""));
	struct form_values *v = form_values_new(cx.arena);
	form_values_set(v, "kg", S("cũ"));
	form_prefill(f, v, account, NULL);
	assert_true(str_is(form_values_get(v, "ten"), "Trần Văn Bình"));
	assert_true(str_is(form_values_get(v, "dt"), "0912345678"));
	assert_false(form_values_has(v, "em"));
	assert_true(str_is(form_values_get(v, "qt"), "Việt Nam"));
	assert_true(str_is(form_values_get(v, "kg"), "UBND xã Yên Bài"));
	assert_true(str_is(form_value_source(v, form_field_of(f, S("ten")), -1), "account.name"));
	/* Left as it was the mark stays; changed or emptied by the person it goes, and the value is theirs. */
	form_read_step(f, &f->step[0], POSTED("ten", "Trần Văn Bình", "dt", ""), v);
	form_prefill(f, v, account, NULL);
	assert_true(str_is(form_value_source(v, form_field_of(f, S("ten")), -1), "account.name"));
	assert_int_equal(form_values_get(v, "dt").n, 0);
	assert_int_equal(form_value_source(v, form_field_of(f, S("dt")), -1).n, 0);
	form_read_step(f, &f->step[0], POSTED("ten", "Trần Bình"), v);
	assert_int_equal(form_value_source(v, form_field_of(f, S("ten")), -1).n, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(refuses_what_is_no_definition),
		cmocka_unit_test(refuses_deep_conditions),
		cmocka_unit_test(links_what_belongs_together),
		cmocka_unit_test(values_come_back_from_json),
		cmocka_unit_test(values_refuse_and_pass_over),
		cmocka_unit_test(values_too_many_are_said),
		cmocka_unit_test(stores_the_normal_form),
		cmocka_unit_test(stores_dates),
		cmocka_unit_test(takes_declared_fields_of_its_step_only),
		cmocka_unit_test(silence_is_an_answer_where_it_was_on_the_page),
		cmocka_unit_test(rows_are_added_and_removed_within_limits),
		cmocka_unit_test(rows_are_read_as_posted),
		cmocka_unit_test(prefills_what_was_never_answered),
	};
	return cmocka_run_group_tests(tests, help_setup, help_teardown);
}
