/* The steps of filling in, and which file stands under which paper. */
#include "features/dossier/dossier_pages.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static struct arena *arena;

static const struct procedure_paper papers[] = {
	{ .id = "to_khai", .name = "Tờ khai", .by = PAPER_FORM },
	{ .id = "chung_sinh", .name = "Giấy chứng sinh", .by = PAPER_FIELD, .field = "tep" },
	{ .id = "uy_quyen", .name = "Giấy ủy quyền", .by = PAPER_UPLOAD, .optional = true },
	{ .id = "can_cuoc", .name = "Căn cước", .by = PAPER_SHOWN },
};
static const struct form_step steps[] = { { .id = S("nguoi"), .nr = 0 }, { .id = S("viec"), .nr = 1 } };
static const struct form form = { .step = steps, .n_steps = 2 };
static const struct procedure with = { .form = &form, .paper = papers, .n_papers = ARRAY_LEN(papers) };
static const struct procedure without = { .form = &form, .paper = papers, .n_papers = 2 };

static void
steps_lead_to_the_review(void **state UNUSED)
{
	struct dossier_step s;
	assert_true(dossier_step_find(arena, &with, S("nguoi"), &s));
	assert_int_equal(s.nr, 1);
	assert_int_equal(s.total, 4);
	assert_null(s.before);
	assert_string_equal(s.next, "viec");
	assert_true(dossier_step_find(arena, &with, S("viec"), &s));
	assert_string_equal(s.next, "giay-to");
	assert_true(dossier_step_find(arena, &with, S("giay-to"), &s));
	assert_int_equal(s.kind, STEP_PAPERS);
	assert_string_equal(s.before, "viec");
	assert_string_equal(s.next, "xem-lai");
	assert_true(dossier_step_find(arena, &with, S("xem-lai"), &s));
	assert_int_equal(s.nr, 4);
	assert_string_equal(s.before, "giay-to");
}

static void
no_papers_no_step_of_papers(void **state UNUSED)
{
	struct dossier_step s;
	assert_false(dossier_step_find(arena, &without, S("giay-to"), &s));
	assert_false(dossier_step_find(arena, &without, S("khong_co"), &s));
	assert_true(dossier_step_find(arena, &without, S("viec"), &s));
	assert_string_equal(s.next, "xem-lai");
	assert_int_equal(s.total, 3);
	assert_true(dossier_step_find(arena, &without, S("xem-lai"), &s));
	assert_string_equal(s.before, "viec");
}

static void
files_stand_under_their_paper(void **state UNUSED)
{
	struct dossier d = { .procedure = &with };
	struct dossier_paper sent[] = {
		{ .id = 1, .paper = "field:tep" },
		{ .id = 2, .paper = "field:giay_to.0.anh" }, /* of no paper of the procedure */
		{ .id = 3, .paper = "field:tep_khac" },      /* begins alike */
		{ .id = 4, .paper = "field:tep" },
	};
	size_t n;
	struct dossier_paper_line *line = dossier_paper_lines(arena, &d, sent, ARRAY_LEN(sent), true, &n);
	assert_int_equal(n, 3);
	assert_string_equal(line[0].paper->id, "chung_sinh");
	assert_int_equal(line[0].n_files, 2);
	assert_int_equal(line[0].file[1]->id, 4);
	assert_string_equal(line[1].paper->id, "uy_quyen"); /* waits for a file */
	assert_int_equal(line[1].n_files, 0);
	assert_null(line[2].paper);
	assert_int_equal(line[2].n_files, 2);
	assert_int_equal(line[2].file[0]->id, 2);
}

static void
the_step_of_papers_asks_for_uploads_only(void **state UNUSED)
{
	struct dossier d = { .procedure = &with };
	struct dossier_paper sent[] = { { .id = 1, .paper = "field:tep" }, { .id = 2, .paper = "uy_quyen" } };
	size_t n;
	struct dossier_paper_line *line = dossier_paper_lines(arena, &d, sent, ARRAY_LEN(sent), false, &n);
	assert_int_equal(n, 1);
	assert_string_equal(line[0].paper->id, "uy_quyen");
	assert_int_equal(line[0].n_files, 1);
	assert_int_equal(line[0].file[0]->id, 2);
}

int
main(void)
{
	arena = arena_new(1 << 20);
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(steps_lead_to_the_review),
		cmocka_unit_test(no_papers_no_step_of_papers),
		cmocka_unit_test(files_stand_under_their_paper),
		cmocka_unit_test(the_step_of_papers_asks_for_uploads_only),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_free(arena);
	return failed;
}
