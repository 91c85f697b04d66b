#include "platform/http/http_testlib.h"

/* The readers, fed in pieces: whatever the cuts, the result is that of the whole. */

#define B "----mocua7MA4YWxkTrZu0gW"
#define MULTIPART "Content-Type: multipart/form-data; boundary=" B "\r\n"

/* Holds what is hard: CR runs, pieces of the delimiter inside the content, an empty value, an empty file input, a
 * name and a file name with escapes, padding after a delimiter, a preamble and an epilogue. */
static const char sample[] =
	"preamble\r\n--" B " \t\r\n"
	"Content-Disposition: form-data; name=\"ten\"\r\n\r\n"
	"Nguy\xe1\xbb\x85n V\xc4\x83n A\r\n--" B "\r\n"
	"content-disposition: form-data; name=\"ghi chu\"\r\nContent-Type: text/plain\r\n\r\n"
	"\r\r\n\r\n--\r\n--" "----mocua7MA4YWxkTrZu0g\r\n-\r" "\r\n--" B "\r\n"
	"Content-Disposition: form-data; name=\"rong\"\r\n\r\n"
	"\r\n--" B "\r\n"
	"Content-Disposition: form-data; name=\"giay\"; filename=\"C:\\\\ho so\\\\to khai %22so 1%22.pdf\"\r\n"
	"Content-Type: application/pdf\r\n\r\n"
	"%PDF-1.4\r\n\0\xff\r\r\n--x\r\n\r\n--" B "\r\n"
	"Content-Disposition: form-data; name=\"giay\"; filename=\"\"\r\n"
	"Content-Type: application/octet-stream\r\n\r\n"
	"\r\n--" B "\r\n"
	"Content-Disposition: form-data; filename=\"anh.jpg\"; name=giay2\r\n\r\n"
	"\r\n--" B "--\r\nepilogue\r\n--" B "\r\n";
#define PDF "%PDF-1.4\r\n\0\xff\r\r\n--x\r\n"

static const struct str whole = { sample, sizeof sample - 1 };

/* What was read, as one text; files with the bytes on disk. */
static const char *
told(struct body *b, enum status st)
{
	struct buf out;
	buf_init(&out, b->cx->arena, BUF_PAGE);
	buf_addf(&out, "%s %s\n", status_name(st), st == ST_OK ? "" : b->cx->fault.code);
	for (size_t i = 0; i < b->fields.n; i++)
		buf_addf(&out, STR_FMT "=[" STR_FMT "]\n", STR_ARG(b->fields.p[i].name),
			 STR_ARG(b->fields.p[i].value));
	for (size_t i = 0; i < b->files.n; i++) {
		struct http_file *f = &b->files.p[i];
		char bytes[4096], hex[SHA256_HEX];
		FILE *in = fopen(f->path, "re");
		assert_non_null(in);
		size_t n = fread(bytes, 1, sizeof bytes, in);
		fclose(in);
		sha256_hex_of((struct str){ bytes, n }, hex);
		if (st == ST_OK && !f->too_large)
			assert_string_equal(hex, f->sha256);
		buf_addf(&out, STR_FMT ":" STR_FMT ":%lld:%s\n", STR_ARG(f->field), STR_ARG(f->name),
			 (long long)f->size, hex);
	}
	return arena_strdup(test_arena, buf_cstr(&out));
}

/* Cut at a and at b. */
static const char *
read_cut(struct str text, const char *content_type, enum body_kind kind, size_t a, size_t b)
{
	static struct arena *arena;
	if (arena == NULL)
		arena = arena_new(HTTP_ARENA_MAX);
	arena_reset(arena);
	struct cx cx = { .arena = arena };
	struct body body;
	body_begin(&body, &cx, kind, HTTP_BODY_FILES_MAX, content_type, test_dir);
	body_add(&body, text.p, a);
	body_add(&body, text.p + a, b - a);
	body_add(&body, text.p + b, text.n - b);
	const char *r = told(&body, body_end(&body));
	body_close(&body);
	return r;
}

#define TYPE "multipart/form-data; boundary=" B

static void
what_it_reads(void **state UNUSED)
{
	char hex[SHA256_HEX];
	sha256_hex_of((struct str){ PDF, sizeof PDF - 1 }, hex);
	const char *want = arena_printf(
		test_arena,
		"ok \nten=[Nguyễn Văn A]\nghi chu=[\r\r\n\r\n--\r\n------mocua7MA4YWxkTrZu0g\r\n-\r]\nrong=[]\n"
		"giay:to khai \"so 1\".pdf:%zu:%s\n"
		"giay2:anh.jpg:0:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\n",
		sizeof PDF - 1, hex);
	assert_string_equal(read_cut(whole, TYPE, BODY_MULTIPART, 0, 0), want);
	assert_string_equal(read_cut(whole, "multipart/form-data; charset=utf-8; boundary=\"" B "\"",
				     BODY_MULTIPART, 0, 0), want);
}

static void
every_cut(void **state UNUSED)
{
	const char *want = read_cut(whole, TYPE, BODY_MULTIPART, 0, 0);
	for (size_t a = 0; a <= whole.n; a++)
		assert_string_equal(read_cut(whole, TYPE, BODY_MULTIPART, a, a), want);
	/* three pieces, the middle one short: a delimiter over all three */
	for (size_t a = 0; a + 3 <= whole.n; a++)
		assert_string_equal(read_cut(whole, TYPE, BODY_MULTIPART, a, a + 1 + a % 3), want);
}

static void
byte_by_byte(void **state UNUSED)
{
	struct cx cx = { .arena = test_arena };
	struct body body;
	body_begin(&body, &cx, BODY_MULTIPART, HTTP_BODY_FILES_MAX, TYPE, test_dir);
	for (size_t i = 0; i < whole.n; i++)
		body_add(&body, whole.p + i, 1);
	const char *r = told(&body, body_end(&body));
	body_close(&body);
	assert_string_equal(r, read_cut(whole, TYPE, BODY_MULTIPART, 0, 0));
}

/* A body that stops anywhere before its closing delimiter is refused, and leaves no file. */
static void
every_truncation(void **state UNUSED)
{
	size_t end = (size_t)str_find(whole, B "--") + strlen(B) + 2;
	for (size_t n = 0; n <= whole.n; n++) {
		const char *r = read_cut(str_head(whole, n), TYPE, BODY_MULTIPART, n / 2, n);
		assert_int_equal(str_starts(str_of(r), "ok"), n >= end);
	}
	assert_int_equal(files_left(), 0);
}

static void
what_it_refuses(void **state UNUSED)
{
#define HEAD(disposition) "--b\r\nContent-Disposition: " disposition "\r\n\r\nv\r\n--b--\r\n"
	static const struct {
		const char *type, *body, *want;
	} cases[] = {
		{ "multipart/form-data", HEAD("form-data; name=a"), "invalid http.boundary\n" },
		{ "multipart/form-data; boundary=", HEAD("form-data; name=a"), "invalid http.boundary\n" },
		{ "multipart/form-data; boundary=b", HEAD("form-data; name=a"), "ok \na=[v]\n" },
		{ "multipart/form-data; boundary=b", HEAD("form-data"), "invalid http.multipart\n" },
		{ "multipart/form-data; boundary=b", HEAD("attachment; name=a"), "invalid http.multipart\n" },
		{ "multipart/form-data; boundary=b", "--b\r\n\r\nv\r\n--b--\r\n", "invalid http.multipart\n" },
		{ "multipart/form-data; boundary=b", "--bX\r\n", "invalid http.multipart\n" },
		{ "multipart/form-data; boundary=b", "--b-X", "invalid http.multipart\n" },
		{ "multipart/form-data; boundary=b", "", "invalid http.multipart\n" },
		{ "multipart/form-data; boundary=b", HEAD("form-data; name=\"a\xff\""), "invalid http.utf8\n" },
		{ "multipart/form-data; boundary=b",
		  "--b\r\nContent-Disposition: form-data; name=a\r\n\r\n\xc3\r\n--b--", "invalid http.utf8\n" },
		{ "multipart/form-data; boundary=b", HEAD("form-data; name=a; filename=\"\x01\""),
		  "invalid http.utf8\n" },
		{ "multipart/form-data; boundary=b", "--b--", "ok \n" },
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		assert_string_equal(read_cut(str_of(cases[i].body), cases[i].type, BODY_MULTIPART, 0, 0),
				    cases[i].want);
	char *name = arena_alloc(test_arena, HTTP_FIELD_NAME_MAX + 2);
	memset(name, 'n', HTTP_FIELD_NAME_MAX + 1);
	const char *text = arena_printf(
		test_arena, "--b\r\nContent-Disposition: form-data; name=%s\r\n\r\nv\r\n--b--\r\n", name);
	assert_string_equal(read_cut(str_of(text), "multipart/form-data; boundary=b", BODY_MULTIPART, 0, 0),
			    "invalid http.field_name\n");
}

static struct str
parts(const char *disposition, int n)
{
	struct buf b;
	buf_init(&b, test_arena, BUF_PAGE);
	for (int i = 0; i < n; i++)
		buf_addf(&b, "--b\r\nContent-Disposition: form-data; name=a%d%s\r\n\r\nv\r\n", i, disposition);
	buf_adds(&b, "--b--\r\n");
	return buf_str(&b);
}

static void
counts(void **state UNUSED)
{
	const char *type = "multipart/form-data; boundary=b";
	struct {
		struct str text;
		const char *head;
	} cases[] = {
		{ parts("", HTTP_FIELDS_MAX), "ok " },
		{ parts("", HTTP_FIELDS_MAX + 1), "invalid http.fields" },
		{ parts("; filename=x", HTTP_FILES_MAX), "ok " },
		{ parts("; filename=x", HTTP_FILES_MAX + 1), "invalid http.files" },
		{ parts("; filename=\"\"", HTTP_FILES_MAX + 1), "ok " },
		{ parts("; filename=\"\"", HTTP_FILES_MAX + HTTP_FIELDS_MAX + 1), "invalid http.fields" },
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		assert_true(str_starts(str_of(read_cut(cases[i].text, type, BODY_MULTIPART, 0, 0)), cases[i].head));
	assert_int_equal(files_left(), 0);
}

static void
file_names(void **state UNUSED)
{
	static const char *const cases[][2] = {
		{ "/etc/passwd", "passwd" },	{ "..\\..\\a.doc", "a.doc" }, { "..", "tep" },
		{ "  a b.pdf ", "a b.pdf" },	{ "a/", "tep" },	      { "\\\"x\\\".png", "\"x\".png" },
		{ "a%0D%0Ab%41.txt", "ab%41.txt" }, { "a%CC%A3.txt", "a%CC%A3.txt" },
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		const char *text = arena_printf(
			test_arena, "--b\r\nContent-Disposition: form-data; name=f; filename=\"%s\"\r\n\r\n\r\n--b--",
			cases[i][0]);
		const char *r = read_cut(str_of(text), "multipart/form-data; boundary=b", BODY_MULTIPART, 0, 0);
		const char *want = arena_printf(test_arena, "ok \nf:%s:0:", cases[i][1]);
		assert_true(str_starts(str_of(r), want));
	}
	char *name = arena_alloc(test_arena, 400);
	for (int i = 0; i < 300; i += 3)
		memcpy(name + i, "\xe1\xba\xa1", 3);
	const char *text = arena_printf(
		test_arena, "--b\r\nContent-Disposition: form-data; name=f; filename=\"%s.pdf\"\r\n\r\n\r\n--b--", name);
	struct str r = str_of(read_cut(str_of(text), "multipart/form-data; boundary=b", BODY_MULTIPART, 0, 0));
	assert_true(viet_utf8_valid(r)); /* cut between characters, with its ending kept */
	assert_true(str_find(r, ".pdf:0:") > 150 && r.n < 300);
}

/* --- over the wire ---------------------------------------------------------------------------------------- */

static enum status
dump(struct cx *cx, struct req *rq, struct resp *rs)
{
	put_all(cx, rq, rs);
	return ST_OK;
}

static char kept_path[256];

static enum status
keep(struct cx *cx, struct req *rq, struct resp *rs)
{
	snprintf(kept_path, sizeof kept_path, "%s", req_file_at(rq, 0)->path);
	http_file_keep(req_file_at(rq, 0));
	put_text(cx, rs, "kept");
	return ST_OK;
}

static const struct route routes[] = {
	ROUTE("POST", "/nop", "PUBLIC", dump, .flags = HTTP_MULTIPART),
	ROUTE("POST", "/giu", "PUBLIC", keep, .flags = HTTP_MULTIPART),
	ROUTE("POST", "/chi-o", "PUBLIC", dump),
	{ 0 },
};

static struct reply
cut_on_the_wire(int fd, size_t cut)
{
	char *head = arena_printf(test_arena, "POST /nop HTTP/1.1\r\nHost: a\r\n" MULTIPART "Content-Length: %zu\r\n\r\n",
				  whole.n);
	push(fd, head, strlen(head));
	push(fd, whole.p, cut);
	push(fd, whole.p + cut, whole.n - cut);
	return pull(fd, false);
}

static void
every_cut_on_the_wire(void **state UNUSED)
{
	int fd = dial();
	struct reply want = ask_on(fd, "POST", "/nop", MULTIPART, whole);
	assert_int_equal(want.status, 200);
	assert_true(str_find(want.body, "giay:to khai \"so 1\".pdf:") > 0);
	for (size_t cut = 0; cut <= whole.n; cut++) {
		struct reply r = cut_on_the_wire(fd, cut);
		assert_true(str_eq(r.body, want.body));
	}
	close(fd);
	assert_true(EVENTUALLY(files_left() == 0));
}

static struct str
upload(size_t bytes)
{
	const char head[] = "--" B "\r\nContent-Disposition: form-data; name=f; filename=\"to.bin\"\r\n\r\n";
	const char end[] = "\r\n--" B "\r\nContent-Disposition: form-data; name=x\r\n\r\n1\r\n--" B "--\r\n";
	size_t n = sizeof head - 1 + bytes + sizeof end - 1;
	char *p = arena_alloc(test_arena, n);
	memcpy(p, head, sizeof head - 1);
	for (size_t i = 0; i < bytes; i++)
		p[sizeof head - 1 + i] = (char)(i * 2654435761U >> 13);
	memcpy(p + sizeof head - 1 + bytes, end, sizeof end - 1);
	return (struct str){ p, n };
}

static void
big_files(void **state UNUSED)
{
	int fd = dial();
	struct str body = upload(HTTP_FILE_MAX);
	char hex[SHA256_HEX];
	sha256_hex_of(str_head(str_from(body, (size_t)str_find(body, "\r\n\r\n") + 4), HTTP_FILE_MAX), hex);
	struct reply r = ask_on(fd, "POST", "/nop", MULTIPART, body);
	BODY_IS(r, arena_printf(test_arena, "x=1\nf:to.bin:%d:%s\n", HTTP_FILE_MAX, hex));
	size_t more = 11 * 1024 * 1024;
	r = ask_on(fd, "POST", "/nop", MULTIPART, upload(more));
	BODY_IS(r, arena_printf(test_arena, "x=1\nf:to.bin:%zu:too large\n", more));
	r = ask_on(fd, "POST", "/nop", MULTIPART, upload(HTTP_BODY_FILES_MAX));
	assert_int_equal(r.status, 413);
	BODY_IS(r, "too_large http.too_large");
	r = ask_on(fd, "POST", "/nop", MULTIPART, upload(10)); /* the connection is still good */
	assert_int_equal(r.status, 200);
	close(fd);
	assert_true(EVENTUALLY(files_left() == 0));
}

static void
kept_files_stay(void **state UNUSED)
{
	BODY_IS(ask("POST", "/giu", MULTIPART, upload(5000)), "kept");
	struct http_figures f;
	assert_true(EVENTUALLY((http_figures(test_server, &f), f.in_flight == 0)));
	assert_int_equal(files_left(), 1);
	assert_int_equal(unlink(kept_path), 0);
}

static void
client_gone_while_sending(void **state UNUSED)
{
	struct str body = upload(100000);
	int fd = dial();
	char *head = arena_printf(test_arena, "POST /nop HTTP/1.1\r\nHost: a\r\n" MULTIPART "Content-Length: %zu\r\n\r\n",
				  body.n);
	push(fd, head, strlen(head));
	push(fd, body.p, 50000);
	assert_true(EVENTUALLY(files_left() == 1));
	close(fd);
	assert_true(EVENTUALLY(files_left() == 0));
}

static void
files_only_where_they_may_be(void **state UNUSED)
{
	struct reply r = ask("POST", "/chi-o", MULTIPART, upload(10));
	assert_int_equal(r.status, 415);
	BODY_IS(ask("POST", "/nop", FORM, S("a=1")), "a=1\n");
}

static int
up(void **state UNUSED)
{
	static const struct route *const all[] = { routes, NULL };
	server_up(&(struct http_options){ .threads = 2, .routes = all });
	return 0;
}

static int
down(void **state UNUSED)
{
	server_down();
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_it_reads),	  cmocka_unit_test(every_cut),
		cmocka_unit_test(byte_by_byte),		  cmocka_unit_test(every_truncation),
		cmocka_unit_test(what_it_refuses),	  cmocka_unit_test(counts),
		cmocka_unit_test(file_names),		  cmocka_unit_test(every_cut_on_the_wire),
		cmocka_unit_test(big_files),		  cmocka_unit_test(kept_files_stay),
		cmocka_unit_test(client_gone_while_sending),
		cmocka_unit_test(files_only_where_they_may_be),
	};
	return cmocka_run_group_tests(tests, up, down);
}
