#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#undef fail /* ours is base/status.h's */

#include "base/base.h"

#include <fontconfig/fontconfig.h>
#include <pthread.h>

#include "platform/render/render_priv.h"
#include "platform/render/render_testlib.h"

static struct doc *
doc_start(void)
{
	return doc_new(&test_cx, &(struct doc_meta){
		.title = "Văn bản thử", .author = "Ủy ban nhân dân", .foot = "chân trang", .at = test_cx.now });
}

static struct str
doc_done(struct doc *d)
{
	struct str pdf = { 0 };
	assert_int_equal(doc_finish(&test_cx, d, &pdf), ST_OK);
	return pdf;
}

/* Every letter with every tone, both cases, and đ. */
static const char *
alphabet(void)
{
	static const char *const base[] = { "a", "ă", "â", "e", "ê", "i", "o", "ô", "ơ", "u", "ư", "y",
					    "A", "Ă", "Â", "E", "Ê", "I", "O", "Ô", "Ơ", "U", "Ư", "Y" };
	static const char *const tone[] = { "", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323" };
	struct buf b;
	buf_init(&b, test_cx.arena, BUF_LINE);
	for (size_t i = 0; i < ARRAY_LEN(base); i++)
		for (size_t t = 0; t < ARRAY_LEN(tone); t++)
			buf_addf(&b, "%s%s ", base[i], tone[t]);
	buf_adds(&b, "đ Đ ₫ – “ ” …");
	return str_cstr(test_cx.arena, viet_nfc(test_cx.arena, buf_str(&b)));
}

static void
every_vietnamese_letter_is_there_and_copies_out(void **state UNUSED)
{
	const char *letters = alphabet();
	assert_int_equal(viet_length(str_of(letters)), 2 * (24 * 6 + 7) - 1); /* all in one character each */
	for (enum doc_style style = DOC_PLAIN; style <= DOC_ITALIC; style++) {
		struct doc *d = doc_start();
		struct block b;
		doc_text(d, style, letters);
		assert_has(pdf_text(doc_done(d)), letters);
		text_shape_one(d, style, letters, (struct shaping){ .size = 13 }, &b);
		for (int i = 0; i < b.lines[0].n; i++)
			for (int g = 0; g < b.lines[0].runs[i].n_glyphs; g++)
				assert_true(b.lines[0].runs[i].glyphs[g].index != 0);
	}
}

static void
an_unknown_letter_is_a_box_and_copies_out(void **state UNUSED)
{
	struct doc *d = doc_start();
	doc_text(d, DOC_PLAIN, "Tên 山田 (Nhật Bản) <b>không đậm</b> &amp;");
	assert_has(pdf_text(doc_done(d)), "Tên 山田 (Nhật Bản) <b>không đậm</b> &amp;");
}

static void
fonts_are_embedded_and_none_is_the_systems(void **state UNUSED)
{
	struct doc *d = doc_start();
	doc_begin(d, NULL);
	doc_put(d, DOC_PLAIN, "thường ");
	doc_put(d, DOC_BOLD, "đậm ");
	doc_put(d, DOC_ITALIC, "nghiêng 龍");
	doc_end(d);
	const char *list = pdf_tool(doc_done(d), "pdffonts", "");
	int lines = count_of(list, "\n") - 2, ours = count_of(list, "+MotCuaSerif-");
	assert_true(lines >= 3);
	assert_int_equal(ours, lines);
	assert_int_equal(count_of(list, "yes yes yes"), lines);
	FcFontSet *system_fonts = FcConfigGetFonts(NULL, FcSetSystem);
	assert_true(system_fonts == NULL || system_fonts->nfont == 0);
}

static void
the_file_names_its_title_language_and_day(void **state UNUSED)
{
	struct doc *d = doc_start();
	doc_text(d, DOC_PLAIN, "Nội dung");
	struct str pdf = doc_done(d);
	const char *info = pdf_tool(pdf, "pdfinfo -isodates", "");
	assert_has(info, "Văn bản thử");
	assert_has(info, "Ủy ban nhân dân");
	assert_has(info, "CreationDate:    2026-02-13T14:05:00+07");
	assert_non_null(memmem(pdf.p, pdf.n, "/Lang (vi-VN)", 13));
	/* The table of objects is where the end of the file says. */
	struct str tail = str_from(pdf, pdf.n - 64);
	ptrdiff_t at = str_find(tail, "startxref\n");
	assert_true(at >= 0);
	struct str rest = str_from(tail, (size_t)at + 10);
	int64_t xref;
	assert_true(str_i64(str_cut(&rest, '\n'), &xref));
	assert_true(str_starts(str_from(pdf, (size_t)xref), "xref\n"));
}

static const char *
words(int n)
{
	struct buf b;
	buf_init(&b, test_cx.arena, BUF_LINE);
	for (int i = 0; i < n; i++)
		buf_addf(&b, "%stừ%d", i == 0 ? "" : " ", i);
	return buf_cstr(&b);
}

static void
a_long_paragraph_goes_on_over_pages(void **state UNUSED)
{
	struct doc *d = doc_start();
	const char *text = words(3000);
	doc_begin(d, &(struct doc_par){ .align = DOC_LEFT });
	doc_put(d, DOC_PLAIN, text);
	doc_end(d);
	int pages = doc_pages(d);
	struct str pdf = doc_done(d);
	assert_true(pages > 3);
	assert_int_equal(pdf_pages(pdf), pages);
	const char *got = pdf_text(pdf);
	assert_has(got, "từ0 từ1 ");
	assert_has(got, arena_printf(test_cx.arena, "Trang 2/%d", pages));
	for (int i = 0; i < 3000; i++)
		assert_has(got, arena_printf(test_cx.arena, "từ%d ", i));
	assert_layout(pdf);
}

static void
numbers_of_laws_stay_on_one_line(void **state UNUSED)
{
	struct doc *d = doc_start();
	doc_begin(d, &(struct doc_par){ .align = DOC_LEFT });
	for (int i = 0; i < 40; i++)
		doc_put(d, i % 2 ? DOC_BOLD : DOC_PLAIN, "Nghị định số 123/2015/NĐ-CP và hồ sơ H41.18-260213-0001; ");
	doc_end(d);
	const char *raw = pdf_tool(doc_done(d), "pdftotext -raw", "-");
	assert_int_equal(count_of(raw, "123/2015/NĐ-CP"), 40);
	assert_int_equal(count_of(raw, "H41.18-260213-0001"), 40);
}

static void
a_table_repeats_its_head_and_splits_long_rows(void **state UNUSED)
{
	static const struct doc_column columns[] = {
		{ "STT", 12, DOC_CENTER }, { "Tên giấy tờ", 0, DOC_LEFT }, { "Số tiền", 30, DOC_RIGHT } };
	struct doc *d = doc_start();
	doc_text(d, DOC_PLAIN, "Trước bảng");
	doc_table_begin(d, columns, 3);
	for (int i = 0; i < 60; i++) {
		doc_cell(d, DOC_PLAIN, arena_printf(test_cx.arena, "%d", i + 1));
		doc_cell(d, DOC_PLAIN, i == 30 ? words(900) : "Giấy chứng sinh do cơ sở y tế cấp, bản chính");
		doc_cell(d, DOC_PLAIN, "8.000 đồng");
	}
	doc_table_end(d);
	doc_text(d, DOC_PLAIN, "Sau bảng");
	struct str pdf = doc_done(d);
	const char *text = pdf_text(pdf);
	assert_true(pdf_pages(pdf) >= 4);
	assert_int_equal(count_of(text, "STT Tên giấy tờ Số tiền"), pdf_pages(pdf));
	assert_int_equal(count_of(text, "Giấy chứng sinh"), 59);
	assert_has(text, "từ0 từ1 ");
	for (int i = 0; i < 900; i++)
		assert_has(text, arena_printf(test_cx.arena, "từ%d ", i));
	assert_layout(pdf);
}

static void
a_name_of_500_letters_stays_in_its_place(void **state UNUSED)
{
	char run[501];
	struct doc *d = doc_start();
	memset(run, 'M', 500);
	run[500] = '\0';
	doc_head(d, &(struct doc_head){ .parent = words(60), .agency = run, .number = "Số: 1", .place = "Vinh" });
	doc_title(d, &(struct doc_title){ .text = run, .qr = "https://example.vn", .qr_caption = "Quét" });
	doc_label(d, "Họ và tên", run);
	doc_label_pair(d, "Số điện thoại", run, "Thư điện tử", words(40));
	doc_fill(d, &(struct doc_field){ .label = run, .hint = run }, 2);
	doc_boxes(d, &(struct doc_field){ .label = words(30) }, 12);
	doc_choice(d, &(struct doc_field){ .label = "Chọn" },
		   (struct doc_option[]){ { run, true }, { "Một", false }, { words(50), false } }, 3);
	doc_check(d, true, run);
	struct doc_signer s = { .head = "NGƯỜI NỘP", .hint = "(Ký)", .name = run };
	doc_sign(d, &s, &s);
	assert_layout(doc_done(d));
}

static void
signatures_are_kept_on_one_page(void **state UNUSED)
{
	struct doc_signer s = { .head = "NGƯỜI KÝ", .hint = "(Ký và ghi rõ họ tên)", .name = "Lê Văn An" };
	for (int lines = 34; lines < 46; lines++) {
		struct doc *d = doc_start();
		for (int i = 0; i < lines; i++)
			doc_text(d, DOC_PLAIN, "Một dòng");
		doc_sign(d, NULL, &s);
		struct str pdf = doc_done(d);
		int last = pdf_pages(pdf);
		const char *text = squeezed(pdf_tool(pdf, arena_printf(test_cx.arena, "pdftotext -raw -f %d", last), "-"));
		assert_has(text, "NGƯỜI KÝ (Ký và ghi rõ họ tên) Lê Văn An");
	}
}

static void
more_than_200_pages_are_refused(void **state UNUSED)
{
	struct doc *d = doc_start();
	struct str pdf;
	for (int i = 0; i < 201; i++)
		doc_text(d, DOC_PLAIN, words(900));
	assert_int_equal(doc_finish(&test_cx, d, &pdf), ST_TOO_LARGE);
	assert_string_equal(test_cx.fault.code, "render.doc.pages");
}

static struct str
same_document(struct cx *cx)
{
	struct str pdf = { 0 };
	struct doc *d = doc_new(cx, &(struct doc_meta){ .title = "Như nhau", .at = 1770966300000000 });
	doc_head(d, &(struct doc_head){ .agency = "Ủy ban nhân dân xã Kim Liên", .place = "", .at = 0 });
	doc_title(d, &(struct doc_title){ .text = "ĐƠN ĐỀ NGHỊ", .qr = "https://example.vn/tra-cuu" });
	doc_text(d, DOC_ITALIC, "Cùng lời gọi thì cùng từng byte.");
	return doc_finish(cx, d, &pdf) == ST_OK ? pdf : (struct str){ 0 };
}

static void *
make_in_thread(void *to)
{
	struct cx cx = { .arena = arena_new(64 << 20), .now = 1 };
	struct str *out = to, pdf;
	for (int i = 0; i < 20; i++)
		pdf = same_document(&cx);
	out->n = pdf.n;
	char *copy = malloc(pdf.n + 1);
	out->p = copy;
	if (copy != NULL && pdf.n > 0)
		memcpy(copy, pdf.p, pdf.n);
	arena_free(cx.arena);
	return NULL;
}

static void
equal_calls_give_equal_bytes_in_any_thread(void **state UNUSED)
{
	struct str first = same_document(&test_cx), of[4];
	pthread_t t[4];
	assert_true(first.n > 1000);
	assert_true(str_eq(same_document(&test_cx), first));
	for (int i = 0; i < 4; i++)
		assert_int_equal(pthread_create(&t[i], NULL, make_in_thread, &of[i]), 0);
	for (int i = 0; i < 4; i++) {
		pthread_join(t[i], NULL);
		assert_true(str_eq(of[i], first));
		free((void *)of[i].p);
	}
}

static void
a_camera_reads_the_code_on_paper(void **state UNUSED)
{
	static const char url[] = "https://motcua.example.vn/tra-cuu?ma=H41.61.05-260213-0001";
	struct doc *d = doc_start();
	doc_title(d, &(struct doc_title){ .text = "GIẤY", .qr = url, .qr_caption = "Quét mã" });
	assert_string_equal(pdf_qr(doc_done(d)), arena_printf(test_cx.arena, "%s ", url));
}

/* The path of the SVG painted into a grey picture, five dots a module. */
static void
svg_paint(const char *svg)
{
	enum { MAX = 185, DOT = 5 };
	static unsigned char grey[MAX * DOT][MAX * DOT];
	int side = 0, x, y, w;
	assert_int_equal(sscanf(strstr(svg, "viewBox"), "viewBox=\"0 0 %d", &side), 1);
	assert_true(side > 0 && side <= MAX);
	memset(grey, 255, sizeof grey);
	for (const char *p = strstr(svg, "#000"); (p = strchr(p, 'M')) != NULL; p++) {
		assert_int_equal(sscanf(p, "M%d %dh%d", &x, &y, &w), 3);
		for (int i = y * DOT; i < (y + 1) * DOT; i++)
			memset(&grey[i][x * DOT], 0, (size_t)(w * DOT));
	}
	FILE *f = fopen(test_path("svg.pgm"), "wb");
	assert_non_null(f);
	fprintf(f, "P5 %d %d 255\n", side * DOT, side * DOT);
	for (int i = 0; i < side * DOT; i++)
		fwrite(grey[i], 1, (size_t)(side * DOT), f);
	fclose(f);
}

static void
a_camera_reads_the_code_on_a_page(void **state UNUSED)
{
	const char *svg;
	assert_int_equal(render_qr_svg(&test_cx, "Mã: Đặng Thị Ế/0123", "Mã \"QR\" <của> bạn & tôi", &svg), ST_OK);
	assert_has(svg, "role=\"img\"");
	assert_has(svg, "aria-label=\"Mã &quot;QR&quot; &lt;của&gt; bạn &amp; tôi\"");
	assert_null(strstr(svg, "style"));
	svg_paint(svg);
	assert_string_equal(test_run(arena_printf(test_cx.arena, "zbarimg -q --raw %s", test_path("svg.pgm"))),
			    "Mã: Đặng Thị Ế/0123\n");
}

static void
a_text_too_long_for_a_code_is_refused(void **state UNUSED)
{
	char text[2400];
	const char *svg;
	struct str pdf;
	memset(text, 'a', sizeof text);
	text[2331] = '\0';
	assert_int_equal(render_qr_svg(&test_cx, text, "", &svg), ST_OK);
	memset(text, 'a', 2332);
	text[2332] = '\0';
	assert_int_equal(render_qr_svg(&test_cx, text, "", &svg), ST_INVALID);
	assert_string_equal(test_cx.fault.code, "render.qr.long");
	assert_int_equal(render_qr_svg(&test_cx, "", "", &svg), ST_INVALID);
	struct doc *d = doc_start();
	doc_title(d, &(struct doc_title){ .text = "GIẤY", .qr = text });
	assert_int_equal(doc_finish(&test_cx, d, &pdf), ST_INVALID);
}

static void
the_head_writes_dates_as_the_decree_says(void **state UNUSED)
{
	static const struct {
		struct civil c;
		const char *want;
	} cases[] = { { { .year = 2026, .month = 2, .day = 5 }, "Vinh, ngày 05 tháng 02 năm 2026" },
		      { { .year = 2026, .month = 3, .day = 15 }, "Vinh, ngày 15 tháng 3 năm 2026" },
		      { { .year = 2026, .month = 12, .day = 31 }, "Vinh, ngày 31 tháng 12 năm 2026" } };
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct doc *d = doc_start();
		doc_head(d, &(struct doc_head){ .parent = "Ủy ban nhân dân tỉnh Nghệ An", .agency = "Sở Tư pháp",
						.place = "Vinh", .at = time_of_civil(cases[i].c) });
		const char *text = pdf_text(doc_done(d));
		assert_has(text, cases[i].want);
		assert_has(text, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - Hạnh phúc");
		assert_has(text, "SỞ TƯ PHÁP");
	}
}

static void
missing_or_broken_fonts_are_told(void **state UNUSED)
{
	struct render_font broken = { "broken.ttf", "không phải phông", 8 };
	render_end();
	assert_int_equal(render_init(&test_cx, test_path("run"), test_fonts, 2), ST_INTERNAL);
	assert_string_equal(test_cx.fault.code, "render.font.missing");
	render_end();
	assert_int_equal(render_init(&test_cx, test_path("run"), &broken, 1), ST_INTERNAL);
	assert_string_equal(test_cx.fault.code, "render.font.missing");
	render_end();
	assert_int_equal(render_init(&test_cx, "/dev/null/run", test_fonts, 3), ST_INTERNAL);
	assert_string_equal(test_cx.fault.code, "render.font.write");
	render_end();
	assert_int_equal(render_init(&test_cx, test_path("run"), test_fonts, 3), ST_OK);
	assert_true(same_document(&test_cx).n > 1000);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_vietnamese_letter_is_there_and_copies_out),
		cmocka_unit_test(an_unknown_letter_is_a_box_and_copies_out),
		cmocka_unit_test(fonts_are_embedded_and_none_is_the_systems),
		cmocka_unit_test(the_file_names_its_title_language_and_day),
		cmocka_unit_test(a_long_paragraph_goes_on_over_pages),
		cmocka_unit_test(numbers_of_laws_stay_on_one_line),
		cmocka_unit_test(a_table_repeats_its_head_and_splits_long_rows),
		cmocka_unit_test(a_name_of_500_letters_stays_in_its_place),
		cmocka_unit_test(signatures_are_kept_on_one_page),
		cmocka_unit_test(more_than_200_pages_are_refused),
		cmocka_unit_test(equal_calls_give_equal_bytes_in_any_thread),
		cmocka_unit_test(a_camera_reads_the_code_on_paper),
		cmocka_unit_test(a_camera_reads_the_code_on_a_page),
		cmocka_unit_test(a_text_too_long_for_a_code_is_refused),
		cmocka_unit_test(the_head_writes_dates_as_the_decree_says),
		cmocka_unit_test(missing_or_broken_fonts_are_told),
	};
	return cmocka_run_group_tests(tests, test_setup, test_teardown);
}
