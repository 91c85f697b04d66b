/* The body readers under libFuzzer: a body cut anywhere must give what the whole gives, fields, files and failure.
 *
 * Input: one byte chooses the reader and the number of cuts (0–7), two bytes for each cut, then the body. tests/check.d/60-fuzz
 * builds and runs it (FUZZ_SECONDS=60 for longer), by this line:
 * build: clang -std=gnu17 -D_GNU_SOURCE -g -O1 -fsanitize=fuzzer,address,undefined -Isrc tests/fuzz/http_body_fuzz.c src/platform/http/http_body.c src/platform/http/http_multipart.c src/platform/crypt/hash.c src/base/{arena,buf,id,log,status,str,time,tr,viet}.c -lcrypto -lutf8proc
 */
#include <sys/stat.h>
#include <unistd.h>

#include "platform/http/http_priv.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

enum { CUTS_MAX = 7 };

static struct arena *arena;
static char dir[] = "/tmp/motcua-fuzz-XXXXXX";

static void
remove_dir(void)
{
	rmdir(dir);
}

struct result {
	struct body body;
	struct cx cx;
	enum status st;
};

static void
read_pieces(struct result *r, enum body_kind kind, struct str text, const size_t *cut, int n_cuts)
{
	*r = (struct result){ .cx = { .arena = arena } };
	body_begin(&r->body, &r->cx, kind, HTTP_BODY_FILES_MAX, "multipart/form-data; boundary=b", dir);
	size_t from = 0;
	for (int i = 0; i < n_cuts; i++) {
		if (cut[i] < from || cut[i] > text.n)
			continue;
		body_add(&r->body, text.p + from, cut[i] - from);
		from = cut[i];
	}
	body_add(&r->body, text.p + from, text.n - from);
	r->st = body_end(&r->body);
}

static void
compare_files(const struct result *a, const struct result *b)
{
	assert_always(a->body.files.n == b->body.files.n);
	for (size_t i = 0; i < a->body.files.n; i++) {
		const struct http_file *x = &a->body.files.p[i], *y = &b->body.files.p[i];
		struct stat sb;
		assert_always(str_eq(x->field, y->field) && str_eq(x->name, y->name));
		assert_always(viet_utf8_valid(x->name) && memchr(x->name.p, '/', x->name.n) == NULL);
		if (a->st != ST_OK)
			continue; /* how far the file got may differ: a failure later in a piece is seen before it is written */
		assert_always(x->size == y->size && cstr_eq(x->sha256, y->sha256));
		assert_always(stat(y->path, &sb) == 0 && sb.st_size == y->size);
	}
}

static void
compare(const struct result *a, const struct result *b)
{
	assert_always(a->st == b->st);
	assert_always(a->st == ST_OK || cstr_eq(a->cx.fault.code, b->cx.fault.code));
	assert_always(a->body.fields.n == b->body.fields.n);
	for (size_t i = 0; i < a->body.fields.n; i++) {
		const struct field *x = &a->body.fields.p[i], *y = &b->body.fields.p[i];
		assert_always(str_eq(x->name, y->name) && str_eq(x->value, y->value));
		assert_always(viet_utf8_valid(x->name) && viet_utf8_valid(x->value));
	}
	compare_files(a, b);
}

static int
by_size(const void *x, const void *y)
{
	const size_t *a = x, *b = y;
	return (*a > *b) - (*a < *b);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	if (arena == NULL) {
		arena = arena_new((size_t)256 * 1024 * 1024);
		if (mkdtemp(dir) == NULL)
			abort();
		atexit(remove_dir);
	}
	size_t cut[CUTS_MAX];
	if (n < 1)
		return 0;
	enum body_kind kind = data[0] & 8 ? BODY_FORM : BODY_MULTIPART;
	int n_cuts = data[0] & 7;
	if (n < 1 + 2 * (size_t)n_cuts)
		return 0;
	struct str text = { (const char *)data + 1 + 2 * n_cuts, n - 1 - 2 * (size_t)n_cuts };
	for (int i = 0; i < n_cuts; i++)
		cut[i] = ((size_t)data[1 + 2 * i] << 8 | data[2 + 2 * i]) % (text.n + 1);
	qsort(cut, (size_t)n_cuts, sizeof *cut, by_size);
	arena_reset(arena);
	struct result whole, pieces;
	read_pieces(&whole, kind, text, NULL, 0);
	read_pieces(&pieces, kind, text, cut, n_cuts);
	compare(&whole, &pieces);
	body_close(&whole.body);
	body_close(&pieces.body);
	return 0;
}
