/* `motcua due` as a person or a script calls it: what it prints and its exit code. */
#include "core/due/due.h"

#include <setjmp.h>
#include <stdarg.h>
#include <unistd.h>
#include <cmocka.h>

enum { ARGS_MAX = 12, OUTPUT_MAX = 16 * 1024 };

static const char calendar[] = "date,kind,reason,confidence,name\n"
			       "2026-02-16,off,statutory,general,Tết Nguyên đán: 29 tháng Chạp\n"
			       "2026-02-17,off,statutory,computed,Tết Nguyên đán: mùng 1 tháng Giêng\n"
			       "2026-02-18,off,statutory,computed,Tết Nguyên đán: mùng 2 tháng Giêng\n"
			       "2026-02-19,off,statutory,computed,Tết Nguyên đán: mùng 3 tháng Giêng\n"
			       "2026-02-20,off,statutory,general,Tết Nguyên đán: mùng 4 tháng Giêng\n"
			       "2026-11-24,off,proposed,low,Ngày Văn hóa Việt Nam 24/11\n";

static char out[OUTPUT_MAX], err[OUTPUT_MAX];

static void
read_back(FILE *f, char to[OUTPUT_MAX])
{
	rewind(f);
	to[fread(to, 1, OUTPUT_MAX - 1, f)] = '\0';
	fclose(f);
}

/* Runs the command on a line of words; fills out and err. */
static int
run(const char *line)
{
	char words[512], *argv[ARGS_MAX + 1] = { words };
	int argc = 0;
	snprintf(words, sizeof words, "due %s", line);
	for (char *p = words; p != NULL && argc < ARGS_MAX; argc++) {
		argv[argc] = p;
		if ((p = strchr(p, ' ')) != NULL)
			*p++ = '\0';
	}
	argv[argc] = NULL;
	FILE *to = tmpfile(), *complaints = tmpfile();
	assert_non_null(to);
	assert_non_null(complaints);
	fflush(stdout);
	fflush(stderr);
	int keep_out = dup(STDOUT_FILENO), keep_err = dup(STDERR_FILENO);
	dup2(fileno(to), STDOUT_FILENO);
	dup2(fileno(complaints), STDERR_FILENO);
	int code = due_command(argc, argv, str_of(calendar));
	fflush(stdout);
	fflush(stderr);
	dup2(keep_out, STDOUT_FILENO);
	dup2(keep_err, STDERR_FILENO);
	close(keep_out);
	close(keep_err);
	read_back(to, out);
	read_back(complaints, err);
	return code;
}

static void
json_is_exact(void **state UNUSED)
{
	assert_int_equal(run("--from 2026-02-13T14:00 --limit same --json"), 0);
	assert_string_equal(out, "{\"due\":\"2026-02-13T17:00:00+07:00\",\"steps\":["
				 "{\"at\":\"2026-02-13T14:00:00+07:00\",\"text\":\"Nộp lúc 14:00 ngày 13/02/2026, trong giờ làm "
				 "việc.\"},"
				 "{\"at\":\"2026-02-13T14:00:00+07:00\",\"text\":\"Tiếp nhận trước 15:00: trả trong ngày.\"},"
				 "{\"at\":\"2026-02-13T17:00:00+07:00\",\"text\":\"Hạn trả: 17:00 thứ Sáu 13/02/2026.\"}]}\n");
	assert_string_equal(err, "");
	assert_int_equal(run("--json --limit=3wd --from=2026-02-13T14:00"), 0);
	assert_ptr_equal(strstr(out, "{\"due\":\"2026-02-25T17:00:00+07:00\",\"steps\":[{\"at\":"), out);
}

static void
an_open_pause_prints_null_and_why(void **state UNUSED)
{
	assert_int_equal(run("--from 2026-02-13T14:00 --limit 3wd --pause 2026-02-13T15:00.. --json"), 0);
	assert_ptr_equal(strstr(out, "{\"due\":null,\"reason\":\"Tạm dừng từ 15:00 13/02/2026 và chưa kết thúc"), out);
	assert_int_equal(run("--from 2026-02-13T14:00 --limit 3wd --pause 2026-02-13T15:00.."), 0);
	assert_non_null(strstr(out, "đồng hồ đang dừng nên chưa có hạn trả.\n"));
}

static void
text_ends_in_the_due_moment(void **state UNUSED)
{
	assert_int_equal(run("--from 2026-02-13T14:00 --limit 3wd --pause 2026-02-23T08:00..2026-02-24T08:00 "
			     "--pause 2026-02-25T09:00..2026-02-25T17:01"), 0);
	assert_non_null(strstr(out, "Hạn trả: 17:00 thứ Sáu 27/02/2026.\n"));
	assert_int_equal(run("--from 2026-02-13T14:00 --limit 4wh --hours 08:00-12:00,13:00-16:00"), 0);
	assert_non_null(strstr(out, "Hạn trả: 10:00 thứ Hai 23/02/2026.\n"));
	assert_int_equal(run("--from 2026-11-23T08:00 --limit 1wd"), 0);
	assert_non_null(strstr(out, "Hạn trả: 17:00 thứ Ba 24/11/2026.\n"));
	assert_int_equal(run("--from 2026-11-23T08:00 --limit 1wd --holidays-extra"), 0);
	assert_non_null(strstr(out, "Hạn trả: 17:00 thứ Tư 25/11/2026.\n"));
	assert_int_equal(run("--help"), 0);
	assert_non_null(strstr(out, "--limit"));
}

static void
mistakes_go_to_stderr_with_exit_2(void **state UNUSED)
{
	static const char *const wrong[][2] = {
		{ "--frm 2026-02-13T14:00 --limit 3wd", "--from" }, /* the nearest name */
		{ "--from 2026-02-13T14:00 --limits 3wd", "--limit?" },
		{ "2026-02-13T14:00", "2026-02-13T14:00" },
		{ "--from 2026-02-13T14:00", "--limit" },
		{ "--limit 3wd", "--from" },
		{ "--from 2026-02-13T14:00 --limit", "--limit" },
		{ "--json=1 --from 2026-02-13T14:00 --limit 3wd", "--json" },
		{ "--from 2026-02-30T14:00 --limit 3wd", "--from 2026-02-30T14:00: due.from" },
		{ "--from 2026-02-13T14:00 --limit 0wd", "--limit 0wd: due.limit" },
		{ "--from 2026-02-13T14:00 --limit 3wd --pause ..", "--pause ..: due.pause" },
		{ "--from 2026-02-13T14:00 --limit 3wd --hours 9-17", "--hours 9-17: due.hours" },
		{ "--from 2026-02-13T14:00 --limit 3wd --pause 2026-02-24T08:00..2026-02-23T08:00", "due.pause.order" },
		{ "--from 2300-02-13T14:00 --limit 3wd", "due.range" },
	};
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
		assert_int_equal(run(wrong[i][0]), 2);
		assert_string_equal(out, "");
		if (strstr(err, wrong[i][1]) == NULL)
			fail_msg("'%s' says: %s", wrong[i][0], err);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(json_is_exact),
		cmocka_unit_test(an_open_pause_prints_null_and_why),
		cmocka_unit_test(text_ends_in_the_due_moment),
		cmocka_unit_test(mistakes_go_to_stderr_with_exit_2),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
