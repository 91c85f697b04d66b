/* What a slip costs: CPU time of form 01, warm, in this thread. From the root of the tree:
 *
 *	make && gcc -std=gnu17 -D_GNU_SOURCE -O2 -Isrc -o build/render_bench bench/render_bench.c \
 *		$(find build/release/obj/base build/release/obj/platform/render -name '*.o' ! -name '*_test.o') \
 *		build/release/obj/features/slip/slip.o build/release/gen/{assets,bundle}.o \
 *		$(pkg-config --cflags --libs pangoft2 pangocairo libqrencode libutf8proc zlib)
 *	build/render_bench [RUNS] [FILE.pdf]
 *
 * Method: fonts loaded and 20 slips made first; then RUNS (200) slips, each timed by the CPU clock of a thread of its
 * own, with a new arena; the median and the 95th of a hundred are printed. FILE.pdf receives the last one. */
#include "base/base.h"

#include <pthread.h>
#include <unistd.h>

#include "features/slip/slip.h"
#include "platform/render/render.h"

static const char *const faces[] = { "motcua-serif-regular.ttf", "motcua-serif-bold.ttf",
				     "motcua-serif-italic.ttf" };

static struct render_font
font_read(struct arena *a, const char *name)
{
	FILE *f = fopen(arena_printf(a, "data/fonts/%s", name), "rb");
	if (f == NULL) {
		fprintf(stderr, "data/fonts/%s: run this from the root of the tree\n", name);
		exit(1);
	}
	char *p = arena_alloc(a, 256 * 1024);
	size_t n = fread(p, 1, 256 * 1024, f);
	fclose(f);
	return (struct render_font){ name, p, n };
}

static const struct slip_paper papers[] = {
	{ "Tờ khai đăng ký kết hôn", 1, 0, NULL },
	{ "Giấy xác nhận tình trạng hôn nhân của bên nữ (nếu không tra cứu được)", 1, 0, NULL },
	{ "Trích lục ghi chú ly hôn (nếu có)", 0, 1, "Đối chiếu bản chính" },
	{ "Thẻ căn cước của hai bên", 0, 0, NULL },
};
static const struct slip_fee fees[] = { { "Lệ phí đăng ký kết hôn", 0 }, { "Bản sao trích lục, 02 bản", 16000 } };

static struct slip_receipt
sample(void)
{
	struct civil got = { 2026, 2, 13, 14, 5, 0, 0 }, due = { 2026, 2, 25, 17, 0, 0, 0 };
	return (struct slip_receipt){
		.dossier = {
			.parent = "Ủy ban nhân dân phường Trường Vinh",
			.agency = "Trung tâm Phục vụ hành chính công",
			.place = "Trường Vinh", .number = "0001/TNHS", .at = time_of_civil(got),
			.code = "H41.61.05-260213-0001",
			.tracking_url = "https://motcua.example.vn/tra-cuu?ma=H41.61.05-260213-0001",
			.tracking_page = "motcua.example.vn/tra-cuu",
			.applicant = "Nguyễn Thị Phương Thảo",
			.address = "Số 12, ngõ 5, đường Hồ Sĩ Dương, phường Trường Vinh, tỉnh Nghệ An",
			.phone = "0912 000 345", .email = "phuongthao@example.vn",
			.procedure = "Đăng ký kết hôn", .procedure_code = "1.000894",
			.agency_phone = "0238 000 1234",
		},
		.copy = "(Liên 2: Giao người nộp hồ sơ)",
		.receiver = "Trần Quốc Khánh",
		.papers = papers, .n_papers = ARRAY_LEN(papers), .sets = 1,
		.limit = "05 ngày làm việc",
		.received_at = time_of_civil(got), .due_at = time_of_civil(due),
		.return_place = "Quầy số 3, Trung tâm Phục vụ hành chính công phường Trường Vinh",
		.book = "01/2026", .ordinal = "0137",
		.fees = fees, .n_fees = ARRAY_LEN(fees), .fee_note = "Đã nộp tại quầy ngày 13/02/2026",
	};
}

static int
by_value(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
	return (x > y) - (x < y);
}

/* One slip; keep: where its bytes go, NULL nowhere. */
static int64_t
once(FILE *keep, size_t *bytes)
{
	struct cx cx = { .arena = arena_new(BUF_FILE), .now = time_now() };
	struct slip_receipt v = sample();
	struct str pdf;
	int64_t start = time_cpu();
	if (slip_receipt(&cx, &v, &pdf) != ST_OK) {
		fprintf(stderr, "%s: %s\n", cx.fault.code, cx.fault.detail);
		exit(1);
	}
	int64_t took = time_cpu() - start;
	*bytes = pdf.n;
	if (keep != NULL)
		fwrite(pdf.p, 1, pdf.n, keep);
	arena_free(cx.arena);
	return took;
}

struct job {
	int64_t runs, cold, *t;
	FILE *keep;
	size_t bytes;
};

/* In a thread of its own, as the slow pool of the server makes them. */
static void *
measure(void *p)
{
	struct job *j = p;
	j->cold = once(NULL, &j->bytes);
	for (int i = 0; i < 20; i++)
		once(NULL, &j->bytes);
	for (int64_t i = 0; i < j->runs; i++)
		j->t[i] = once(i == j->runs - 1 ? j->keep : NULL, &j->bytes);
	qsort(j->t, (size_t)j->runs, sizeof *j->t, by_value);
	return NULL;
}

int
main(int argc, char **argv)
{
	struct job j = { .runs = 200 };
	pthread_t thread;
	struct arena *a = arena_new(BUF_FILE);
	struct cx cx = { .arena = a };
	struct render_font fonts[ARRAY_LEN(faces)];
	char dir[] = "/tmp/render_bench_XXXXXX";
	if (argc > 1 && (!cstr_i64(argv[1], &j.runs) || j.runs < 1))
		return 2;
	for (size_t i = 0; i < ARRAY_LEN(faces); i++)
		fonts[i] = font_read(a, faces[i]);
	if (mkdtemp(dir) == NULL || render_init(&cx, dir, fonts, ARRAY_LEN(fonts)) != ST_OK) {
		fprintf(stderr, "%s\n", cx.fault.detail);
		return 1;
	}
	j.t = arena_new_array(a, int64_t, j.runs);
	j.keep = argc > 2 ? fopen(argv[2], "wb") : NULL;
	if (pthread_create(&thread, NULL, measure, &j) != 0 || pthread_join(thread, NULL) != 0)
		return 1;
	if (j.keep != NULL)
		fclose(j.keep);
	for (size_t i = 0; i < ARRAY_LEN(faces); i++)
		unlink(arena_printf(a, "%s/%s", dir, faces[i]));
	rmdir(dir);
	printf("form 01: %zu bytes; cold %.2f ms, warm median %.2f ms, 95%% %.2f ms of CPU (%lld runs)\n", j.bytes,
	       (double)j.cold / 1e3, (double)j.t[j.runs / 2] / 1e3, (double)j.t[j.runs * 95 / 100] / 1e3,
	       (long long)j.runs);
	return 0;
}
