#include "platform/parse/filetype.h"

#include <setjmp.h>
#include <stdarg.h>
#include <unistd.h>
#include <cmocka.h>

static struct cx cx;

static const char *
type_of(const void *bytes, size_t n)
{
	char path[] = "/tmp/filetype-XXXXXX";
	int fd = mkstemp(path);
	const struct filetype *t;
	assert_true(fd >= 0);
	assert_int_equal(write(fd, bytes, n), n);
	close(fd);
	enum status st = filetype_of(&cx, path, &t);
	unlink(path);
	if (st == ST_OK)
		return t->type;
	assert_int_equal(st, ST_INVALID);
	assert_string_equal(cx.fault.code, "blob.type");
	return NULL;
}

/* One stored entry of a zip. */
static void
zip_entry(struct buf *b, const char *name)
{
	unsigned char head[30] = { 'P', 'K', 3, 4, 20, 0, 0, 0, 0, 0 };
	head[18] = head[22] = 40; /* size */
	head[26] = (unsigned char)strlen(name);
	buf_add(b, head, sizeof head);
	buf_adds(b, name);
	buf_adds(b, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>  \n");
}

static const char *
office(const char *third)
{
	struct buf b;
	buf_init(&b, cx.arena, BUF_LINE);
	zip_entry(&b, "[Content_Types].xml");
	zip_entry(&b, "_rels/.rels");
	zip_entry(&b, third);
	zip_entry(&b, "docProps/app.xml");
	return type_of(b.p, b.n);
}

static void
takes_what_it_should(void **state UNUSED)
{
	static const unsigned char png[] = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\10\2\0\0\0";
	static const unsigned char jpeg[] = "\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0";
	assert_string_equal(type_of("%PDF-1.4\n1 0 obj<<>>endobj\n", 26), "application/pdf");
	assert_string_equal(type_of(png, sizeof png - 1), "image/png");
	assert_string_equal(type_of(jpeg, sizeof jpeg - 1), "image/jpeg");
	assert_non_null(office("word/document.xml"));
	assert_non_null(strstr(office("word/document.xml"), "wordprocessingml"));
	assert_non_null(strstr(office("xl/workbook.xml"), "spreadsheetml"));
}

static void
refuses_the_rest(void **state UNUSED)
{
	unsigned char exe[512] = { 'M', 'Z', 0x90, 0, 3 };
	exe[0x3c] = 0x80;
	memcpy(exe + 0x80, "PE\0\0\x4c\1", 6);
	assert_null(type_of(exe, sizeof exe));
	assert_null(type_of("#!/bin/sh\nrm -rf x\n", 19));
	assert_null(type_of("<html><script>alert(1)</script></html>", 38));
	assert_null(type_of("<svg xmlns=\"http://www.w3.org/2000/svg\"/>", 41));
	assert_null(office("ppt/presentation.xml"));
	assert_null(type_of("", 0));
	assert_null(type_of("xin chào", 9));
}

static void
names_say_the_content(void **state UNUSED)
{
	static const struct filetype pdf = { "application/pdf", "pdf", "" }, jpeg = { "image/jpeg", "jpg", "jpeg" };
	assert_string_equal(filetype_name(cx.arena, S("a.PDF"), &pdf), "a.PDF");
	assert_string_equal(filetype_name(cx.arena, S("a.jpeg"), &jpeg), "a.jpeg");
	assert_string_equal(filetype_name(cx.arena, S("anh.exe"), &pdf), "anh.exe.pdf");
	assert_string_equal(filetype_name(cx.arena, S("pdf"), &pdf), "pdf.pdf");
}

int
main(void)
{
	cx.arena = arena_new(1 << 20);
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_what_it_should),
		cmocka_unit_test(refuses_the_rest),
		cmocka_unit_test(names_say_the_content),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
