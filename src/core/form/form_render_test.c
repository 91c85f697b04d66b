/* What is written to pages: escaped, well formed, each label and description with its target. */
#include "core/form/form_test_help.h"
#include "core/form/form_draw.h"

static struct buf b;
static struct page pg;

static void
page_new(enum lang lang)
{
	buf_init(&b, cx.arena, BUF_PAGE);
	cx.lang = lang;
	pg = (struct page){ .b = &b, .cx = &cx, .lang = lang };
}

static bool
has(const char *text)
{
	bool found = strstr(buf_cstr(&b), text) != NULL;
	if (!found)
		print_error("missing: %s\n", text);
	return found;
}

static bool
lacks(const char *text)
{
	return strstr(buf_cstr(&b), text) == NULL;
}

/* --- well-formedness ------------------------------------------------------------------------------------------------ */
static struct str
attribute(struct str tag, const char *name)
{
	ptrdiff_t at = str_find(tag, arena_printf(cx.arena, " %s=\"", name));
	if (at < 0)
		return (struct str){ 0 };
	struct str rest = str_from(tag, (size_t)at + strlen(name) + 3);
	return str_cut(&rest, '"');
}

struct ids {
	VEC(struct str) have, wanted;
};

static bool
id_known(const struct ids *ids, struct str id)
{
	for (size_t i = 0; i < ids->have.n; i++)
		if (str_eq(ids->have.p[i], id))
			return true;
	return false;
}

static void
note_ids(struct ids *ids, struct str tag)
{
	struct str id = attribute(tag, "id"), label = attribute(tag, "for"), list = attribute(tag, "aria-describedby"),
		   link = attribute(tag, "href");
	if (id.n > 0) {
		assert_false(id_known(ids, id));
		*vec_push(&ids->have, cx.arena) = id;
	}
	if (label.n > 0)
		*vec_push(&ids->wanted, cx.arena) = label;
	if (link.n > 0 && link.p[0] == '#')
		*vec_push(&ids->wanted, cx.arena) = str_from(link, 1);
	while (list.p != NULL)
		*vec_push(&ids->wanted, cx.arena) = str_cut(&list, ' ');
}

static bool
is_void(struct str name)
{
	return str_is(name, "input") || str_is(name, "br");
}

/* Every tag is closed in order; ids are unique; what labels, descriptions and links name is there. */
static void
well_formed(void)
{
	VEC(struct str) open = { 0 };
	struct ids ids = { 0 };
	struct str rest = { buf_cstr(&b), b.n };
	assert_false(b.over);
	for (ptrdiff_t at; (at = str_find(rest, "<")) >= 0;) {
		rest = str_from(rest, (size_t)at + 1);
		struct str tag = str_cut(&rest, '>'), name = tag;
		assert_non_null(rest.p);
		name = str_cut(&name, ' ');
		if (name.p[0] == '/') {
			assert_true(open.n > 0);
			assert_true(str_eq(open.p[--open.n], str_from(name, 1)));
			continue;
		}
		note_ids(&ids, tag);
		if (!is_void(name))
			*vec_push(&open, cx.arena) = name;
	}
	assert_int_equal(open.n, 0);
	for (size_t i = 0; i < ids.wanted.n; i++) {
		if (!id_known(&ids, ids.wanted.p[i]))
			print_error("no id '" STR_FMT "'\n", STR_ARG(ids.wanted.p[i]));
		assert_true(id_known(&ids, ids.wanted.p[i]));
	}
}

/* --- one field at a time ---------------------------------------------------------------------------------------------- */
static void
drawn(const struct form *f, const struct form_values *v, const struct form_errors *e)
{
	form_render_errors(&pg, e);
	form_render_step(&pg, f, &f->step[0], v, e, &(struct form_opts){ .submit_name = "lam", .submit_value = "tiep" });
	well_formed();
}

static const char evil[] = "\"><script>alert(1)</script>&'";

static void
what_was_typed_stays_text(void **state)
{
	(void)state;
	static const char *const types[] = { "text",  "longtext", "date",  "number",  "citizen_id", "tax_code",
					     "phone", "email",	  "address", "checkbox" };
	for (size_t i = 0; i < ARRAY_LEN(types); i++) {
		const struct form *f = help_fields(arena_printf(cx.arena,
			"{\"id\":\"a\",\"label\":\"<b>Ô</b>\",\"hint\":\"<i>\",\"type\":\"%s\",\"required\":true}", types[i]));
		struct form_values *v = form_values_new(cx.arena);
		struct form_errors e = { 0 };
		form_read_step(f, &f->step[0], POSTED("a", evil, "a.ngay", evil, "a.thang", evil, "a.nam", evil), v);
		form_check_step(&cx, f, &f->step[0], v, NULL, NULL, &e);
		page_new(LANG_VI);
		drawn(f, v, &e);
		assert_true(lacks("<script") && lacks("<b>") && lacks("<i>"));
		if (strcmp(types[i], "checkbox") != 0)
			assert_true(has("&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;&#39;"));
		page_new(LANG_VI);
		form_render_answers(&pg, f, v, &(struct form_opts){ .step_path = "/nop/1/" });
		well_formed();
		assert_true(lacks("<script"));
	}
}

static void
names_of_files_stay_text(void **state)
{
	(void)state;
	const struct form *f = help_fields("{\"id\":\"t\",\"label\":\"Tệp\",\"type\":\"file\",\"required\":true}");
	struct form_file list[] = { { .path = S("t"), .name = str_of(evil), .id = 41, .size = 1234567 },
				    { .path = S("t2"), .name = S("khac.pdf"), .id = 42, .size = 1 } };
	struct form_files files = { list, 2 };
	struct form_opts o = { .files = &files, .submit_name = "lam", .submit_value = "tiep", .step_path = "/nop/1/" };
	struct form_values *v = form_values_new(cx.arena);
	page_new(LANG_VI);
	form_render_step(&pg, f, &f->step[0], v, NULL, &o);
	well_formed();
	assert_true(lacks("<script") && lacks("khac.pdf"));
	assert_true(has("name=\"_bo_tep\" value=\"41\"") && has("(1,2 MB)"));
	assert_true(has("class=\"dv-file\" id=\"f-t\" name=\"t\" type=\"file\""));
	assert_int_equal(form_file_action(POSTED("_bo_tep", "41")), 41);
	assert_int_equal(form_file_action(POSTED("_bo_tep", "x")), 0);
	page_new(LANG_VI);
	form_render_answers(&pg, f, v, &o);
	well_formed();
	assert_true(lacks("<script") && lacks("khac.pdf") && has("href=\"/nop/1/b#f-t\""));
}

static void
an_error_is_tied_to_its_input(void **state)
{
	(void)state;
	const struct form *f = help_fields("{\"id\":\"ns\",\"label\":\"Ngày cấp\",\"hint\":\"Trên bìa\",\"type\":\"date\",\"required\":true},"
					   "{\"id\":\"em\",\"label\":\"Thư\",\"type\":\"email\"}");
	struct form_values *v = form_values_new(cx.arena);
	struct form_errors e = { 0 };
	form_values_set(v, "ns", S("14\n\n2026"));
	form_values_set(v, "em", S("khong"));
	form_check_step(&cx, f, &f->step[0], v, NULL, NULL, &e);
	page_new(LANG_VI);
	drawn(f, v, &e);
	assert_true(has("Có 2 chỗ cần sửa"));
	assert_true(has("<a href=\"#f-ns-thang\">Nhập thêm tháng cho “Ngày cấp”</a>"));
	assert_true(has("aria-describedby=\"f-ns-h f-ns-e\""));
	assert_true(has("govuk-input--width-2 govuk-input--error\" id=\"f-ns-thang\" name=\"ns.thang\""));
	assert_true(has("govuk-input--width-2\" id=\"f-ns\" name=\"ns.ngay\" type=\"text\" inputmode=\"numeric\" "
			"autocomplete=\"off\" value=\"14\""));
	assert_true(has("(không bắt buộc)"));
	assert_true(has("class=\"govuk-input govuk-input--error\" id=\"f-em\" name=\"em\" type=\"email\""));
}

static void
few_are_radios_many_are_a_list(void **state)
{
	(void)state;
	const char *options = "{\"value\":\"0\",\"label\":\"Không\",\"hidden\":true}";
	for (int n = 1; n <= 8; n++) {
		options = arena_printf(cx.arena, "%s,{\"value\":\"%d\",\"label\":\"Thứ %d\"}", options, n, n);
		const struct form *f = help_fields(arena_printf(cx.arena,
			"{\"id\":\"a\",\"label\":\"A\",\"type\":\"choice\",\"required\":true,\"options\":[%s]}", options));
		struct form_values *v = form_values_new(cx.arena);
		form_values_set(v, "a", S("1"));
		page_new(LANG_VI);
		drawn(f, v, NULL);
		bool radios = n <= FORM_RADIOS_MAX;
		assert_int_equal(!lacks("type=\"radio\""), radios);
		assert_int_equal(!lacks("<select"), !radios);
		assert_true(has(radios ? "id=\"f-a\" name=\"a\" type=\"radio\" value=\"1\" checked" :
					 "<option value=\"1\" selected>Thứ 1"));
		assert_true(lacks("Không"));
	}
}

/* The browser offers the owner's data in the owner's fields only, and never at the counter. */
static void
autocomplete_is_for_own_data(void **state)
{
	(void)state;
	const struct form *f = help_fields("{\"id\":\"t\",\"label\":\"T\",\"type\":\"text\",\"prefill\":\"account.name\"},"
					   "{\"id\":\"d\",\"label\":\"D\",\"type\":\"date\",\"prefill\":\"account.birth_date\"},"
					   "{\"id\":\"m\",\"label\":\"M\",\"type\":\"text\"}");
	struct form_values *v = form_values_new(cx.arena);
	page_new(LANG_VI);
	drawn(f, v, NULL);
	assert_true(has("autocomplete=\"name\"") && has("autocomplete=\"bday-day\"") && has("autocomplete=\"bday-year\""));
	page_new(LANG_VI);
	form_render_step(&pg, f, &f->step[0], v, NULL, &(struct form_opts){ .for_another = true });
	assert_true(lacks("autocomplete=\"name\"") && lacks("bday"));
}

/* --- conditions ------------------------------------------------------------------------------------------------------- */
#define YES_NO "\"type\":\"choice\",\"required\":true,\"options\":[{\"value\":\"co\",\"label\":\"Có\"},{\"value\":\"khong\",\"label\":\"Không\"}]"

static void
conditions_on_the_page(void **state)
{
	(void)state;
	const struct form *f = help_fields(
		"{\"id\":\"a\",\"label\":\"Có cha\"," YES_NO "},"
		"{\"id\":\"c\",\"label\":\"C\",\"type\":\"text\",\"show_if\":{\"field\":\"a\",\"equals\":\"co\"}},"
		"{\"id\":\"d\",\"label\":\"D\",\"type\":\"text\",\"show_if\":{\"any\":[{\"field\":\"a\",\"equals\":\"co\"},"
		"{\"field\":\"a\",\"equals\":\"khong\"}]}},"
		"{\"id\":\"e\",\"label\":\"E\",\"type\":\"text\",\"show_if\":{\"not\":{\"field\":\"a\",\"equals\":\"co\"}}},"
		"{\"id\":\"o\",\"label\":\"Ô\",\"type\":\"checkbox\"},"
		"{\"id\":\"h\",\"label\":\"H\",\"type\":\"text\",\"show_if\":{\"field\":\"o\",\"equals\":true}},"
		"{\"id\":\"i\",\"label\":\"I\",\"type\":\"text\",\"show_if\":{\"field\":\"o\",\"equals\":false}}");
	struct form_values *v = form_values_new(cx.arena);
	page_new(LANG_VI);
	drawn(f, v, NULL);
	assert_true(has("data-dv-show-if=\"a=co\"") && has("data-dv-show-if=\"a=co|khong\""));
	assert_true(has("id=\"f-c-k\">(nếu “Có cha” là “Có”)</div>"));
	assert_true(has("(nếu “Có cha” là “Có” hoặc “Có cha” là “Không”)"));
	assert_true(has("(nếu “Có cha” không phải là “Có”)"));
	/* The script cannot see an empty box: that one stays in sight, with its words. */
	assert_true(has("data-dv-show-if=\"o=1\"") && lacks("\"o=0\"") && has("(nếu không đánh dấu “Ô”)"));
	assert_true(has("aria-describedby=\"f-c-k\""));
}

/* What an earlier step has decided is not on the page, or is there without an 'if'. */
static void
earlier_steps_decide(void **state)
{
	(void)state;
	const struct form *f = help_form(
		"{\"revision\":1,\"steps\":[{\"id\":\"m\",\"title\":\"M\",\"fields\":[{\"id\":\"a\",\"label\":\"A\"," YES_NO "}]},"
		"{\"id\":\"h\",\"title\":\"H\",\"fields\":[{\"id\":\"c\",\"label\":\"C\",\"type\":\"text\",\"show_if\":{\"field\":\"a\","
		"\"equals\":\"co\"}},{\"id\":\"d\",\"label\":\"D\",\"type\":\"text\"}]}]}");
	struct form_values *v = form_values_new(cx.arena);
	page_new(LANG_VI);
	form_render_step(&pg, f, &f->step[1], v, NULL, &(struct form_opts){ 0 });
	assert_true(lacks("f-c") && has("id=\"f-d\""));
	form_values_set(v, "a", S("co"));
	page_new(LANG_VI);
	form_render_step(&pg, f, &f->step[1], v, NULL, &(struct form_opts){ 0 });
	assert_true(has("id=\"f-c\"") && lacks("(nếu") && lacks("data-dv-show-if"));
}

/* --- groups -------------------------------------------------------------------------------------------------------------- */
static void
groups_have_rows_and_buttons(void **state)
{
	(void)state;
	const struct form *f = help_fields(
		"{\"id\":\"g\",\"label\":\"Người\",\"type\":\"group\",\"min\":1,\"max\":2,\"fields\":[{\"id\":\"ten\",\"label\":\"Tên\","
		"\"type\":\"text\",\"required\":true},{\"id\":\"co\",\"label\":\"Có\"," YES_NO "},{\"id\":\"x\",\"label\":\"X\",\"type\":"
		"\"text\",\"show_if\":{\"field\":\"co\",\"equals\":\"co\"}}]}");
	struct form_values *v = form_values_new(cx.arena);
	form_values_set(v, "g.3.ten", S("Lan"));
	page_new(LANG_VI);
	drawn(f, v, NULL);
	assert_true(has("name=\"_so_g\" value=\"3\"") && has("name=\"_them_g\""));
	assert_true(lacks("_xoa_g")); /* min */
	assert_true(has("id=\"f-g-3-ten\" name=\"g.3.ten\""));
	assert_true(has("data-dv-show-if=\"g.3.co=co\""));
	form_values_set(v, "g.5.ten", S("Hoa"));
	page_new(LANG_VI);
	drawn(f, v, NULL);
	assert_true(has("name=\"_so_g\" value=\"3,5\"") && has("name=\"_xoa_g_3\"") && has("name=\"_xoa_g_5\""));
	assert_true(lacks("_them_g") && has("Đã đủ 2 mục"));
	/* Enter means going on, not the first 'Xóa'. */
	const char *first = strstr(buf_cstr(&b), "type=\"submit\"");
	assert_true(str_starts(str_of(first), "type=\"submit\" class=\"govuk-visually-hidden\""));
}

static void
answers_to_read(void **state)
{
	(void)state;
	const struct form *f = help_fields(
		"{\"id\":\"k\",\"label\":\"Kính gửi\",\"type\":\"text\",\"fill\":\"agency\"},"
		"{\"id\":\"d\",\"label\":\"Ngày\",\"type\":\"date\"},{\"id\":\"n\",\"label\":\"Vốn\",\"type\":\"number\"},"
		"{\"id\":\"t\",\"label\":\"Lời\",\"type\":\"longtext\"},{\"id\":\"o\",\"label\":\"Trống\",\"type\":\"text\"},"
		"{\"id\":\"g\",\"label\":\"Người\",\"type\":\"group\",\"fields\":[{\"id\":\"ten\",\"label\":\"Tên\",\"type\":\"text\"}]},"
		"{\"id\":\"c\",\"label\":\"Cam đoan\",\"type\":\"checkbox\"}");
	struct form_values *v = form_values_new(cx.arena);
	form_values_set(v, "k", S("UBND"));
	form_values_set(v, "d", S("1990-03-27"));
	form_values_set(v, "n", S("1204570"));
	form_values_set(v, "t", S("một\nhai"));
	form_values_set(v, "c", S("1"));
	form_values_set(v, "g.0.ten", S(""));
	page_new(LANG_VI);
	form_render_answers(&pg, f, v, &(struct form_opts){ .step_path = "/nop/1/" });
	well_formed();
	assert_true(has(">27/03/1990<") && has(">1.204.570<") && has(">một<br>hai<") && has(">Không khai<") && has(">Có<"));
	assert_true(has("<dt class=\"govuk-summary-list__key\">Người</dt>"));
	assert_true(lacks("#f-k") && has("href=\"/nop/1/b#f-d\""));
	form_values_set(v, "g.1.ten", S("Lan"));
	page_new(LANG_EN);
	form_render_answers(&pg, f, v, &(struct form_opts){ .step_path = "/nop/1/" });
	well_formed();
	assert_true(has("<h3 class=\"govuk-heading-s\"><span lang=\"vi\">Người</span>, mục 1</h3>"));
	assert_true(has("href=\"/en/nop/1/b#f-g-1-ten\"") && has(">1,204,570<"));
	page_new(LANG_VI);
	form_render_answers(&pg, f, v, &(struct form_opts){ .below = true });
	well_formed();
	assert_true(lacks("<h2") && has("<h3 class=\"govuk-heading-s\">") && has("<h4 class=\"govuk-heading-s\">Người, mục 1</h4>"));
}

static void
english_where_there_is_english(void **state)
{
	(void)state;
	const struct form *f = help_fields(
		"{\"id\":\"a\",\"label\":\"Họ tên\",\"label_en\":\"Name\",\"type\":\"text\",\"required\":true},"
		"{\"id\":\"c\",\"label\":\"Cam đoan\",\"hint\":\"Theo luật\",\"type\":\"text\",\"required\":true},"
		"{\"id\":\"x\",\"label\":\"Giới\",\"label_en\":\"Sex\",\"type\":\"choice\",\"required\":true,\"options\":[{\"value\":\"nam\","
		"\"label\":\"Nam\",\"label_en\":\"Male\"},{\"value\":\"nu\",\"label\":\"Nữ\"}]}");
	page_new(LANG_EN);
	drawn(f, form_values_new(cx.arena), NULL);
	assert_true(has(">Name</label>") && lacks("Họ tên"));
	assert_true(has("<span lang=\"vi\">Cam đoan</span></label>") && has("id=\"f-c-h\" lang=\"vi\">Theo luật"));
	assert_true(has(">Male</label>") && has("for=\"f-x-2\" lang=\"vi\">Nữ</label>"));
	page_new(LANG_VI);
	drawn(f, form_values_new(cx.arena), NULL);
	assert_true(lacks("lang=\"vi\"") && has("Họ tên"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_typed_stays_text),
		cmocka_unit_test(names_of_files_stay_text),
		cmocka_unit_test(an_error_is_tied_to_its_input),
		cmocka_unit_test(few_are_radios_many_are_a_list),
		cmocka_unit_test(autocomplete_is_for_own_data),
		cmocka_unit_test(conditions_on_the_page),
		cmocka_unit_test(earlier_steps_decide),
		cmocka_unit_test(groups_have_rows_and_buttons),
		cmocka_unit_test(answers_to_read),
		cmocka_unit_test(english_where_there_is_english),
	};
	return cmocka_run_group_tests(tests, help_setup, help_teardown);
}
