/* Each type good and bad; what the person is told. */
#include "core/form/form_test_help.h"

static const struct form_files *files;

static struct form_errors
check(const struct form *f, struct form_values *v)
{
	struct form_errors e = { 0 };
	form_check_all(&cx, f, v, files, NULL, &e);
	return e;
}

/* The only error of one field `a` of this type with this stored value: its msgid, or NULL. */
static const char *
told(const char *type_and_more, const char *value, const char **text, const char **part)
{
	const struct form *f = help_fields(arena_printf(cx.arena, "{\"id\":\"a\",\"label\":\"Ô\",\"type\":%s}", type_and_more));
	struct form_values *v = form_values_new(cx.arena);
	form_values_set(v, "a", str_of(value));
	struct form_errors e = check(f, v);
	assert_true(e.list.n <= 1);
	*text = e.list.n == 0 ? "" : e.list.p[0].text;
	*part = e.list.n == 0 ? NULL : e.list.p[0].part;
	return e.list.n == 0 ? NULL : e.list.p[0].msgid;
}

static const char *
long_of(const char *unit, int n)
{
	struct buf b;
	buf_init(&b, cx.arena, BUF_LINE);
	for (int i = 0; i < n; i++)
		buf_adds(&b, unit);
	return buf_cstr(&b);
}

static void
each_type_good_and_bad(void **state)
{
	(void)state;
	const struct {
		const char *type, *value, *text, *part;
	} t[] = {
		{ "\"text\"", "", "", NULL },
		{ "\"text\",\"required\":true", "", "Nhập “Ô”", NULL },
		{ "\"text\"", long_of("ộ", 500), "", NULL },
		{ "\"text\"", long_of("ộ", 501), "Rút ngắn “Ô” còn nhiều nhất 500 ký tự, hiện có 501", NULL },
		{ "\"longtext\"", long_of("ộ", 5000), "", NULL },
		{ "\"longtext\"", long_of("ộ", 5001), "Rút ngắn “Ô” còn nhiều nhất 5.000 ký tự, hiện có 5.001", NULL },
		{ "\"address\"", long_of("a", 501), "Rút ngắn “Ô” còn nhiều nhất 500 ký tự, hiện có 501", NULL },
		{ "\"date\",\"required\":true", "", "Nhập “Ô” theo dạng ngày, tháng, năm, ví dụ 27 3 1990", NULL },
		{ "\"date\"", "1990-03-27", "", NULL },
		{ "\"date\"", "2099-03-27", "", NULL },
		{ "\"date\"", "30\n2\n2025", "Tháng 2 năm 2025 không có ngày 30, xem lại “Ô”", "ngay" },
		{ "\"date\"", "29\n2\n2100", "Tháng 2 năm 2100 không có ngày 29, xem lại “Ô”", "ngay" },
		{ "\"date\"", "31\n4\n2025", "Tháng 4 năm 2025 không có ngày 31, xem lại “Ô”", "ngay" },
		{ "\"date\"", "32\n1\n2025", "Nhập ngày từ 1 đến 31 cho “Ô”", "ngay" },
		{ "\"date\"", "0\n1\n2025", "Nhập ngày từ 1 đến 31 cho “Ô”", "ngay" },
		{ "\"date\"", "1\n13\n2025", "Nhập tháng từ 1 đến 12 cho “Ô”", "thang" },
		{ "\"date\"", "1\nba\n2025", "Nhập tháng từ 1 đến 12 cho “Ô”", "thang" },
		{ "\"date\"", "1\n1\n90", "Nhập năm bằng bốn chữ số, ví dụ 1990, cho “Ô”", "nam" },
		{ "\"date\"", "1\n\n1990", "Nhập thêm tháng cho “Ô”", "thang" },
		{ "\"date\"", "\n1\n1990", "Nhập thêm ngày cho “Ô”", "ngay" },
		{ "\"date\"", "1\n1\n", "Nhập thêm năm cho “Ô”", "nam" },
		{ "\"date\"", "1899-12-31", "Nhập năm từ 1900 đến 2100 cho “Ô”", "nam" },
		{ "\"date\"", "2101-01-01", "Nhập năm từ 1900 đến 2100 cho “Ô”", "nam" },
		{ "\"number\"", "0", "", NULL },
		{ "\"number\"", "mười", "Nhập “Ô” bằng chữ số, ví dụ 12", NULL },
		{ "\"number\"", "1.5", "Nhập “Ô” bằng chữ số, ví dụ 12", NULL },
		{ "\"number\",\"decimals\":1", "1,55", "Nhập “Ô” bằng chữ số, ví dụ 12,5", NULL },
		{ "\"number\",\"min\":1,\"max\":20", "1", "", NULL },
		{ "\"number\",\"min\":1,\"max\":20", "20", "", NULL },
		{ "\"number\",\"min\":1,\"max\":20", "0", "Nhập “Ô” từ 1 đến 20", NULL },
		{ "\"number\",\"min\":1,\"max\":20", "21", "Nhập “Ô” từ 1 đến 20", NULL },
		{ "\"number\",\"min\":0", "-1", "Nhập “Ô” từ 0 trở lên", NULL },
		{ "\"number\",\"max\":1000000", "1000001", "Nhập “Ô” không quá 1.000.000", NULL },
		{ "\"number\",\"min\":1,\"max\":8,\"decimals\":2", "0.99", "Nhập “Ô” từ 1 đến 8", NULL },
		{ "\"number\",\"min\":1,\"max\":8,\"decimals\":2", "8.01", "Nhập “Ô” từ 1 đến 8", NULL },
		{ "\"number\",\"min\":1,\"max\":8,\"decimals\":2", "7.99", "", NULL },
		{ "\"choice\",\"options\":[{\"value\":\"1\",\"label\":\"M\"}]", "1", "", NULL },
		{ "\"choice\",\"options\":[{\"value\":\"1\",\"label\":\"M\"}]", "2", "Chọn một câu trả lời trong danh sách cho “Ô”", NULL },
		{ "\"choice\",\"required\":true,\"options\":[{\"value\":\"1\",\"label\":\"M\"}]", "", "Chọn một câu trả lời cho “Ô”", NULL },
		{ "\"choice\",\"options\":[{\"value\":\"1\",\"label\":\"M\"},{\"value\":\"2\",\"label\":\"H\",\"hidden\":true}]", "2",
		  "Chọn một câu trả lời trong danh sách cho “Ô”", NULL },
		{ "\"citizen_id\"", "001090000001", "", NULL },
		{ "\"citizen_id\"", "120090000001", "", NULL }, /* born abroad */
		{ "\"citizen_id\"", "00109000001", "Nhập “Ô” gồm đúng 12 chữ số, như trên thẻ căn cước", NULL },
		{ "\"citizen_id\"", "001290000001", "Xem lại “Ô”: các chữ số này ghi năm sinh 2090, chưa tới", NULL },
		{ "\"tax_code\"", "0100109106", "", NULL },
		{ "\"tax_code\"", "0100109107", "Xem lại “Ô”: chữ số thứ mười không khớp với chín chữ số trước", NULL },
		{ "\"tax_code\"", "01001", "Nhập “Ô” gồm 10 chữ số; chi nhánh thêm 3 chữ số, cá nhân dùng số định danh 12 chữ số", NULL },
		{ "\"phone\"", "0912345678", "", NULL },
		{ "\"phone\"", "02438241234", "", NULL },
		{ "\"phone\"", "0012345678", "Nhập “Ô” gồm 10 chữ số, bắt đầu bằng 0, ví dụ 0912 345 678", NULL },
		{ "\"phone\"", "09123456789", "Nhập “Ô” gồm 10 chữ số, bắt đầu bằng 0, ví dụ 0912 345 678", NULL },
		{ "\"phone\"", "1912345678", "Nhập “Ô” gồm 10 chữ số, bắt đầu bằng 0, ví dụ 0912 345 678", NULL },
		{ "\"checkbox\"", "0", "", NULL },
		{ "\"checkbox\",\"required\":true", "0", "Đánh dấu vào ô “Ô” để tiếp tục", NULL },
		{ "\"checkbox\",\"required\":true", "1", "", NULL },
		{ "\"file\"", "", "", NULL },
		{ "\"file\",\"required\":true", "", "Tải lên tệp cho “Ô”", NULL },
		{ "\"text\",\"required\":true,\"fill\":\"agency\"", "", "Chọn cơ quan nhận hồ sơ để có “Ô”", NULL },
	};
	for (size_t i = 0; i < ARRAY_LEN(t); i++) {
		const char *text, *part;
		told(t[i].type, t[i].value, &text, &part);
		if (strcmp(text, t[i].text) != 0)
			print_error("%s '%.40s' says '%s'\n", t[i].type, t[i].value, text);
		assert_string_equal(text, t[i].text);
		assert_true(cstr_eq(part, t[i].part));
	}
}

static void
email_shapes(void **state)
{
	(void)state;
	static const char *const good[] = { "a@b.vn", "ten.ho+hop-thu@mail.example.com.vn", "A_1@x-y.vn" };
	static const char *const bad[] = { "a", "a@", "@b.vn", "a@b", "a b@c.vn", "a@b..vn", "a@-b.vn", "a@b-.vn", ".a@b.vn", "a.@b.vn",
					   "a..b@c.vn", "a@b@c.vn", "nguyễn@b.vn", "a@bộ.vn", "a@b.vn.", "<a@b.vn>" };
	const char *text, *part;
	for (size_t i = 0; i < ARRAY_LEN(good); i++)
		assert_null(told("\"email\"", good[i], &text, &part));
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_non_null(told("\"email\"", bad[i], &text, &part));
	assert_non_null(told("\"email\"", arena_printf(cx.arena, "%s@b.vn", long_of("a", 65)), &text, &part));
}

/* --- the number of a person, held against birth date and sex ------------------------------------------------------ */
static const char *
person(const char *number, const char *birth, const char *sex)
{
	const struct form *f = help_fields(
		"{\"id\":\"me_so_dinh_danh\",\"label\":\"Số\",\"type\":\"citizen_id\"},"
		"{\"id\":\"me_ngay_sinh\",\"label\":\"Ngày sinh\",\"type\":\"date\"},"
		"{\"id\":\"me_gioi_tinh\",\"label\":\"Giới tính\",\"type\":\"choice\",\"options\":"
		"[{\"value\":\"nam\",\"label\":\"Nam\"},{\"value\":\"nu\",\"label\":\"Nữ\"}]},"
		"{\"id\":\"cha_ngay_sinh\",\"label\":\"Ngày sinh\",\"type\":\"date\"}");
	struct form_values *v = form_values_new(cx.arena);
	form_values_set(v, "me_so_dinh_danh", str_of(number));
	form_values_set(v, "me_ngay_sinh", str_of(birth));
	form_values_set(v, "me_gioi_tinh", str_of(sex));
	form_values_set(v, "cha_ngay_sinh", S("1950-01-01"));
	struct form_errors e = check(f, v);
	assert_true(e.list.n <= 1);
	return e.list.n == 0 ? "" : e.list.p[0].text;
}

static void
number_against_birth_and_sex(void **state)
{
	(void)state;
	assert_string_equal(person("001190000001", "1990-03-27", "nu"), "");
	assert_string_equal(person("001190000001", "", ""), "");
	assert_string_equal(person("001190000001", "1\n\n1991", ""), "Nhập thêm tháng cho “Ngày sinh”");
	assert_string_equal(person("001190000001", "1991-03-27", "nu"),
			    "“Số” ghi năm sinh 1990, không khớp với “Ngày sinh”; xem lại cả hai mục");
	assert_string_equal(person("001290000001", "1990-03-27", "nam"),
			    "Xem lại “Số”: các chữ số này ghi năm sinh 2090, chưa tới");
	assert_string_equal(person("001190000001", "1990-03-27", "nam"),
			    "“Số” là số của nữ, không khớp với “Giới tính”; xem lại cả hai mục");
	assert_string_equal(person("001090000001", "1990-03-27", "nu"),
			    "“Số” là số của nam, không khớp với “Giới tính”; xem lại cả hai mục");
	assert_string_equal(person("001304000001", "2004-03-27", "nu"), "");
}

static void
nobody_is_born_tomorrow(void **state)
{
	(void)state;
	const struct form *f = help_fields("{\"id\":\"tre_ngay_sinh\",\"label\":\"Ngày sinh\",\"type\":\"date\"}");
	struct form_values *v = form_values_new(cx.arena);
	form_values_set(v, "tre_ngay_sinh", S("2026-11-25"));
	assert_int_equal(check(f, v).list.n, 0);
	form_values_set(v, "tre_ngay_sinh", S("2026-11-26"));
	struct form_errors e = check(f, v);
	assert_int_equal(e.list.n, 1);
	assert_string_equal(e.list.p[0].text, "“Ngày sinh” không thể sau hôm nay, xem lại ngày, tháng, năm");
}

/* --- rows and files -------------------------------------------------------------------------------------------------- */
static void
blank_rows_are_no_answers(void **state)
{
	(void)state;
	const struct form *f = help_fields(
		"{\"id\":\"g\",\"label\":\"Giấy tờ\",\"type\":\"group\",\"min\":1,\"max\":3,\"fields\":["
		"{\"id\":\"ten\",\"label\":\"Tên\",\"type\":\"text\",\"required\":true},"
		"{\"id\":\"qt\",\"label\":\"Nước\",\"type\":\"text\",\"default\":\"Việt Nam\"},"
		"{\"id\":\"ok\",\"label\":\"Ô\",\"type\":\"checkbox\"},"
		"{\"id\":\"tep\",\"label\":\"Tệp\",\"type\":\"file\"}]}");
	const struct form_field *g = form_field_of(f, S("g"));
	struct form_values *v = form_values_new(cx.arena);
	struct form_errors e = check(f, v);
	assert_int_equal(e.list.n, 1);
	assert_string_equal(e.list.p[0].text, "Thêm ít nhất 1 mục vào “Giấy tờ”");
	assert_ptr_equal(form_error_at(&e, g, -1), &e.list.p[0]);

	form_values_set(v, "g.0.qt", S("Việt Nam"));
	form_values_set(v, "g.0.ok", S("0"));
	form_values_set(v, "g.1.qt", S("Việt Nam"));
	e = check(f, v);
	assert_int_equal(e.list.n, 1); /* the one row it must have */
	assert_string_equal(e.list.p[0].text, "Mục 1: Nhập “Tên”");
	assert_non_null(form_error_at(&e, &g->field[0], 0));
	assert_null(form_error_at(&e, &g->field[0], 1));

	form_values_set(v, "g.1.ten", S("Bằng lái"));
	assert_int_equal(check(f, v).list.n, 0);

	/* A file alone makes a row somebody's answer. */
	struct form_file file = { .path = S("g.0.tep"), .name = S("a.pdf"), .id = 5, .size = 10 };
	struct form_files one = { &file, 1 };
	files = &one;
	e = check(f, v);
	files = NULL;
	assert_int_equal(e.list.n, 1);
	assert_string_equal(e.list.p[0].text, "Mục 1: Nhập “Tên”");

	/* Filed, only the answered row is left. */
	form_values_settle(cx.arena, f, v, NULL);
	assert_int_equal(form_rows(v, g), 1);
	assert_int_equal(form_row_at(v, g, 0), 1);
}

static void
files_are_the_callers(void **state)
{
	(void)state;
	const struct form *f = help_fields("{\"id\":\"t\",\"label\":\"Tệp\",\"type\":\"file\",\"required\":true},"
					   "{\"id\":\"t2\",\"label\":\"Tệp khác\",\"type\":\"file\",\"required\":true}");
	struct form_file list[] = { { .path = S("t2"), .id = 1 }, { .path = S("t3"), .id = 2 } };
	struct form_files have = { list, 2 };
	files = &have;
	struct form_errors e = check(f, form_values_new(cx.arena));
	files = NULL;
	assert_int_equal(e.list.n, 1);
	assert_ptr_equal(e.list.p[0].field, form_field_of(f, S("t")));
}

/* What is hidden is neither required nor checked, and is not filed. */
static void
hidden_is_let_alone(void **state)
{
	(void)state;
	const struct form *f = help_fields(
		"{\"id\":\"a\",\"label\":\"A\",\"type\":\"checkbox\"},"
		"{\"id\":\"c\",\"label\":\"C\",\"type\":\"choice\",\"required\":true,\"options\":[{\"value\":\"1\",\"label\":\"M\"}],"
		"\"show_if\":{\"field\":\"a\",\"equals\":true}},"
		"{\"id\":\"d\",\"label\":\"D\",\"type\":\"email\",\"required\":true,\"show_if\":{\"field\":\"c\",\"equals\":\"1\"}},"
		"{\"id\":\"g\",\"label\":\"G\",\"type\":\"group\",\"required\":true,\"show_if\":{\"field\":\"c\",\"equals\":\"1\"},"
		"\"fields\":[{\"id\":\"x\",\"label\":\"X\",\"type\":\"text\",\"required\":true}]}");
	struct form_values *v = form_values_new(cx.arena);
	form_values_set(v, "c", S("1"));
	form_values_set(v, "d", S("không phải thư"));
	form_values_set(v, "g.0.x", S(""));
	form_values_set(v, "la", S("không có trong mẫu"));
	assert_int_equal(check(f, v).list.n, 0);
	form_values_set(v, "a", S("1"));
	struct form_errors e = check(f, v);
	assert_int_equal(e.list.n, 2);
	assert_ptr_equal(e.list.p[0].field, form_field_of(f, S("d")));
	form_values_set(v, "a", S("0"));
	form_values_settle(cx.arena, f, v, NULL);
	assert_true(form_values_has(v, "a"));
	assert_false(form_values_has(v, "c"));
	assert_false(form_values_has(v, "d"));
	assert_false(form_values_has(v, "g.0.x"));
	assert_false(form_values_has(v, "la"));
}

/* A declaration is named by its beginning, cut between words. */
static void
long_labels_are_cut(void **state)
{
	(void)state;
	const struct form *f = help_fields(
		"{\"id\":\"a\",\"type\":\"checkbox\",\"required\":true,\"label\":\"Tôi cam đoan những nội dung khai trên đây là đúng "
		"sự thật và chịu trách nhiệm trước pháp luật\"}");
	struct form_errors e = check(f, form_values_new(cx.arena));
	assert_string_equal(e.list.p[0].text,
			    "Đánh dấu vào ô “Tôi cam đoan những nội dung khai trên đây là đúng sự thật và…” để tiếp tục");
}

static void
one_step_at_a_time(void **state)
{
	(void)state;
	const struct form *f = help_form(
		"{\"revision\":1,\"steps\":[{\"id\":\"m\",\"title\":\"M\",\"fields\":[{\"id\":\"a\",\"label\":\"A\",\"type\":\"text\","
		"\"required\":true}]},{\"id\":\"h\",\"title\":\"H\",\"fields\":[{\"id\":\"c\",\"label\":\"C\",\"type\":\"text\","
		"\"required\":true}]}]}");
	struct form_values *v = form_values_new(cx.arena);
	struct form_errors e = { 0 };
	form_check_step(&cx, f, &f->step[1], v, NULL, NULL, &e);
	assert_int_equal(e.list.n, 1);
	assert_ptr_equal(e.list.p[0].field, form_field_of(f, S("c")));
	assert_int_equal(check(f, v).list.n, 2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_type_good_and_bad),
		cmocka_unit_test(email_shapes),
		cmocka_unit_test(number_against_birth_and_sex),
		cmocka_unit_test(nobody_is_born_tomorrow),
		cmocka_unit_test(blank_rows_are_no_answers),
		cmocka_unit_test(files_are_the_callers),
		cmocka_unit_test(hidden_is_let_alone),
		cmocka_unit_test(long_labels_are_cut),
		cmocka_unit_test(one_step_at_a_time),
	};
	return cmocka_run_group_tests(tests, help_setup, help_teardown);
}
