/* The rules one by one, by the shipped calendar; the slow obvious version is in due_walk_test.c. */
#include "core/due/due.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static struct cx cx;
static struct due_calendar cal;

static struct str
shipped_holidays(void)
{
	enum { MAX = 1 << 20 };
	FILE *f = fopen("data/holidays.csv", "re");
	assert_non_null(f); /* tests run in the root of the tree */
	char *p = arena_alloc(cx.arena, MAX);
	size_t n = fread(p, 1, MAX, f);
	fclose(f);
	assert_true(n > 0 && n < MAX);
	return (struct str){ p, n };
}

static int
setup(void **state UNUSED)
{
	cx = (struct cx){ .arena = arena_new((size_t)64 << 20), .lang = LANG_VI };
	return due_calendar_make(&cx, cx.arena, shipped_holidays(), (struct str){ 0 }, false, &cal) == ST_OK ? 0 : -1;
}

static int
teardown(void **state UNUSED)
{
	arena_free(cx.arena);
	return 0;
}

static int64_t
at(const char *text)
{
	int64_t t;
	assert_true(time_parse(str_of(text), &t));
	return t;
}

/* Computes with up to three pauses "A..B". */
static struct due_result
compute(const char *from, const char *limit, const char *p1, const char *p2, const char *p3)
{
	const char *const text[] = { p1, p2, p3 };
	struct due_pause pause[3];
	struct due_limit l;
	struct due_result r;
	size_t n = 0;
	for (size_t i = 0; i < ARRAY_LEN(text); i++)
		if (text[i] != NULL)
			assert_int_equal(due_pause_parse(&cx, str_of(text[i]), &pause[n++]), ST_OK);
	assert_true(due_limit_parse(str_of(limit), &l));
	assert_int_equal(due_compute(&cx, &cal, at(from), l, pause, n, &r), ST_OK);
	return r;
}

static void
expect3(const char *from, const char *limit, const char *p1, const char *p2, const char *p3, const char *due)
{
	char text[TIME_TEXT] = "null";
	struct due_result r = compute(from, limit, p1, p2, p3);
	if (r.due != 0)
		time_iso(r.due, text);
	assert_string_equal(str_cstr(cx.arena, str_head(str_of(text), 16)), due);
}

static void
expect(const char *from, const char *limit, const char *due)
{
	expect3(from, limit, NULL, NULL, NULL, due);
}

static const char *
sentences(enum lang lang, const struct due_result *r)
{
	struct buf b;
	buf_init(&b, cx.arena, BUF_PAGE);
	for (size_t i = 0; i < r->n_steps; i++)
		buf_addf(&b, "%s\n", due_step_text(cx.arena, lang, &r->steps[i]));
	return buf_cstr(&b);
}

/* --- units ------------------------------------------------------------------------------------------ */

static void
three_working_days_over_tet(void **state UNUSED)
{
	struct due_result r = compute("2026-02-13T14:00", "3wd", NULL, NULL, NULL);
	assert_int_equal(r.due, at("2026-02-25T17:00"));
	assert_string_equal(sentences(LANG_VI, &r),
			    "Nộp lúc 14:00 ngày 13/02/2026, trong giờ làm việc.\n"
			    "Ngày tiếp nhận 13/02/2026 không tính vào thời hạn.\n"
			    "Nghỉ cuối tuần 14/02–15/02/2026: không tính.\n"
			    "Nghỉ Tết Nguyên đán 16/02–20/02/2026: không tính.\n"
			    "Nghỉ cuối tuần 21/02–22/02/2026: không tính.\n"
			    "Ngày làm việc thứ 1: thứ Hai 23/02/2026.\n"
			    "Ngày làm việc thứ 2: thứ Ba 24/02/2026.\n"
			    "Ngày làm việc thứ 3: thứ Tư 25/02/2026.\n"
			    "Hạn trả: 17:00 thứ Tư 25/02/2026.\n");
}

static void
working_days(void **state UNUSED)
{
	expect("2026-03-02T08:00", "1wd", "2026-03-03T17:00");
	expect("2026-03-02T08:00", "5wd", "2026-03-09T17:00");
	expect("2026-03-06T16:59", "1wd", "2026-03-09T17:00");
	expect("2026-03-06T17:00", "1wd", "2026-03-10T17:00"); /* effective on Monday, which is not counted */
	expect("2026-03-07T09:00", "1wd", "2026-03-10T17:00");
}

static void
make_up_days_are_working_days(void **state UNUSED)
{
	expect("2026-01-08T08:00", "2wd", "2026-01-10T17:00"); /* a Saturday, for 02/01 */
	struct due_result r = compute("2026-01-08T08:00", "2wd", NULL, NULL, NULL);
	assert_non_null(strstr(sentences(LANG_VI, &r), "Ngày làm việc thứ 2: thứ Bảy 10/01/2026 (làm bù).\n"));
}

static void
calendar_days_move_off_a_day_off(void **state UNUSED)
{
	expect("2026-03-02T08:00", "4d", "2026-03-06T17:00");
	expect("2026-03-02T08:00", "5d", "2026-03-09T17:00"); /* Saturday moves to Monday */
	expect("2026-03-02T08:00", "6d", "2026-03-09T17:00");
	expect("2026-02-13T14:00", "3d", "2026-02-23T17:00"); /* Monday of Tết moves past it */
	struct due_result r = compute("2026-02-13T14:00", "3d", NULL, NULL, NULL);
	assert_string_equal(sentences(LANG_VI, &r),
			    "Nộp lúc 14:00 ngày 13/02/2026, trong giờ làm việc.\n"
			    "Ngày tiếp nhận 13/02/2026 không tính vào thời hạn.\n"
			    "Ngày thứ 1: thứ Bảy 14/02/2026.\n"
			    "Ngày thứ 2: Chủ nhật 15/02/2026.\n"
			    "Ngày thứ 3: thứ Hai 16/02/2026.\n"
			    "Ngày thứ 3 là thứ Hai 16/02/2026, ngày nghỉ: hạn chuyển sang ngày làm việc tiếp theo.\n"
			    "Nghỉ Tết Nguyên đán 16/02–20/02/2026: không tính.\n"
			    "Nghỉ cuối tuần 21/02–22/02/2026: không tính.\n"
			    "Hạn trả: 17:00 thứ Hai 23/02/2026.\n");
}

static void
working_hours(void **state UNUSED)
{
	expect("2026-03-02T08:00", "2wh", "2026-03-02T10:00");
	expect("2026-03-02T11:00", "1wh", "2026-03-02T14:00"); /* half an hour before lunch, half after */
	expect("2026-03-02T08:00", "8wh", "2026-03-03T08:30"); /* 7.5 hours a day */
	expect("2026-02-13T16:00", "2wh", "2026-02-23T08:30");
	struct due_result r = compute("2026-02-13T16:00", "2wh", NULL, NULL, NULL);
	assert_string_equal(sentences(LANG_VI, &r),
			    "Nộp lúc 16:00 ngày 13/02/2026, trong giờ làm việc.\n"
			    "Từ 16:00 đến 17:00 thứ Sáu 13/02/2026: tính 1 giờ.\n"
			    "Nghỉ cuối tuần 14/02–15/02/2026: không tính.\n"
			    "Nghỉ Tết Nguyên đán 16/02–20/02/2026: không tính.\n"
			    "Nghỉ cuối tuần 21/02–22/02/2026: không tính.\n"
			    "Từ 07:30 đến 08:30 thứ Hai 23/02/2026: tính 1 giờ.\n"
			    "Hạn trả: 08:30 thứ Hai 23/02/2026.\n");
}

static void
same_day(void **state UNUSED)
{
	expect("2026-03-02T08:00", "same", "2026-03-02T17:00");
	expect("2026-03-06T16:00", "same", "2026-03-09T17:00");
	expect("2026-03-06T20:00", "same", "2026-03-09T17:00"); /* effective on Monday morning */
	expect("2026-02-14T08:00", "same", "2026-02-23T17:00");
}

/* --- the edges of settled.md 21, each by its words --------------------------------------------------- */

static void
exactly_a_close_goes_to_the_next_opening(void **state UNUSED)
{
	assert_int_equal(due_effective(&cal, at("2026-03-02T11:30")), at("2026-03-02T13:30"));
	assert_int_equal(due_effective(&cal, at("2026-03-02T11:29:59.999999")), at("2026-03-02T11:29:59.999999"));
	assert_int_equal(due_effective(&cal, at("2026-03-02T17:00")), at("2026-03-03T07:30"));
	assert_int_equal(due_effective(&cal, at("2026-03-06T17:00")), at("2026-03-09T07:30"));
	assert_int_equal(due_effective(&cal, at("2026-03-02T07:30")), at("2026-03-02T07:30"));
	assert_int_equal(due_effective(&cal, at("2026-03-02T00:00")), at("2026-03-02T07:30"));
	expect("2026-03-02T17:00", "1wd", "2026-03-04T17:00");
}

static void
a_due_time_may_equal_a_close(void **state UNUSED)
{
	expect("2026-03-02T07:30", "4wh", "2026-03-02T11:30");
	expect("2026-03-02T13:30", "3wh", "2026-03-02T16:30");
	expect("2026-03-02T14:00", "3wh", "2026-03-02T17:00");
}

static void
three_o_clock_is_not_before_three_o_clock(void **state UNUSED)
{
	expect("2026-03-02T14:59:59.999999", "same", "2026-03-02T17:00");
	expect("2026-03-02T15:00:00", "same", "2026-03-03T17:00");
}

static void
a_day_off_has_the_close_of_a_weekday(void **state UNUSED)
{
	assert_int_equal(due_close(&cal, day_of(2026, 3, 7)), at("2026-03-07T17:00"));
	/* Saturday counts as a calendar day only when the clock runs at 17:00 */
	expect3("2026-03-02T08:00", "7d", "2026-03-07T10:00..2026-03-07T16:59", NULL, NULL, "2026-03-09T17:00");
	expect3("2026-03-02T08:00", "7d", "2026-03-07T10:00..2026-03-07T17:01", NULL, NULL, "2026-03-10T17:00");
}

static void
a_day_counts_when_the_clock_runs_at_its_close(void **state UNUSED)
{
	expect3("2026-03-02T08:00", "2wd", "2026-03-03T08:00..2026-03-03T16:00", NULL, NULL, "2026-03-04T17:00");
	expect3("2026-03-02T08:00", "2wd", "2026-03-03T08:00..2026-03-03T17:00", NULL, NULL, "2026-03-04T17:00");
	expect3("2026-03-02T08:00", "2wd", "2026-03-03T17:00..2026-03-03T17:01", NULL, NULL, "2026-03-05T17:00");
	expect3("2026-03-02T08:00", "2wd", "2026-03-03T16:00..2026-03-05T09:00", NULL, NULL, "2026-03-06T17:00");
	expect3("2026-03-02T08:00", "same", "2026-03-02T16:00..2026-03-03T08:00", NULL, NULL, "2026-03-03T17:00");
}

static void
a_moved_due_day_does_not_fall_into_a_pause(void **state UNUSED)
{
	/* the fifth day is Saturday, Monday is the day it moves to; the supplement is asked for on Monday morning */
	expect3("2026-03-02T08:00", "5d", "2026-03-09T08:00..2026-03-11T10:00", NULL, NULL, "2026-03-11T17:00");
}

static void
an_open_pause_gives_no_due(void **state UNUSED)
{
	static const char *const limits[] = { "3wd", "10d", "30wh" };
	for (size_t i = 0; i < ARRAY_LEN(limits); i++) {
		struct due_result r = compute("2026-02-13T14:00", limits[i], "2026-02-13T15:30..", NULL, NULL);
		assert_int_equal(r.due, 0);
		assert_int_equal(r.paused, at("2026-02-13T15:30"));
		assert_string_equal(due_step_text(cx.arena, LANG_VI, &r.steps[r.n_steps - 1]),
				    "Tạm dừng từ 15:30 13/02/2026 và chưa kết thúc: đồng hồ đang dừng nên chưa có "
				    "hạn trả.");
	}
	expect3("2026-03-02T08:00", "same", "2026-03-02T08:00..", NULL, NULL, "null");
	expect3("2026-03-02T08:00", "5d", "2026-03-08T08:00..", NULL, NULL, "null");
}

static void
a_pause_after_the_due_moment_changes_nothing(void **state UNUSED)
{
	expect3("2026-03-02T08:00", "1wd", "2026-03-03T17:01..", NULL, NULL, "2026-03-03T17:00");
	expect3("2026-03-02T08:00", "1wd", "2026-03-03T17:00..", NULL, NULL, "null");
	expect3("2026-03-02T08:00", "2wh", "2026-03-02T10:00..", NULL, NULL, "2026-03-02T10:00");
}

static void
times_without_a_zone_are_vietnamese(void **state UNUSED)
{
	struct due_result r = compute("2026-02-13T07:00Z", "3wd", NULL, NULL, NULL);
	assert_int_equal(r.due, compute("2026-02-13T14:00", "3wd", NULL, NULL, NULL).due);
}

static void
overlapping_pauses_merge(void **state UNUSED)
{
	expect3("2026-03-02T08:00", "4wh", "2026-03-02T09:00..2026-03-02T10:00", "2026-03-02T09:30..2026-03-02T10:30",
		NULL, "2026-03-02T15:30");
	expect3("2026-03-02T08:00", "4wh", "2026-03-02T09:00..2026-03-02T10:30", "2026-03-02T09:30..2026-03-02T10:00",
		NULL, "2026-03-02T15:30");
	expect3("2026-03-02T08:00", "4wh", "2026-03-02T10:00..2026-03-02T10:30", "2026-03-02T09:00..2026-03-02T10:00",
		NULL, "2026-03-02T15:30"); /* touching, and out of order */
	struct due_result r = compute("2026-03-02T08:00", "4wh", "2026-03-02T10:00..2026-03-02T10:30",
				      "2026-03-02T09:00..2026-03-02T10:00", NULL);
	assert_non_null(strstr(sentences(LANG_VI, &r),
			       "Tạm dừng từ 09:00 02/03/2026 đến 10:30 02/03/2026: không tính.\n"));
	expect3("2026-03-02T08:00", "3wd", "2026-03-03T09:00..2026-03-04T10:00", "2026-03-03T12:00..",
		"2026-03-05T08:00..2026-03-06T08:00", "null");
}

static void
pauses_outside_working_time_change_no_hours(void **state UNUSED)
{
	expect3("2026-03-02T08:00", "8wh", "2026-03-02T11:30..2026-03-02T13:30", "2026-03-02T17:00..2026-03-03T07:30",
		"2026-03-01T08:00..2026-03-02T08:00", "2026-03-03T08:30");
	struct due_result r = compute("2026-03-02T08:00", "8wh", "2026-03-02T11:30..2026-03-02T13:30", NULL, NULL);
	assert_non_null(strstr(sentences(LANG_VI, &r), "13:30 02/03/2026: không làm đổi hạn trả.\n"));
}

static void
a_pause_that_ends_at_the_close_stops_no_day(void **state UNUSED)
{
	struct due_result r = compute("2026-03-02T08:00", "1wd", "2026-03-03T08:00..2026-03-03T17:00", NULL, NULL);
	assert_int_equal(r.due, at("2026-03-03T17:00"));
	assert_non_null(strstr(sentences(LANG_VI, &r), "17:00 03/03/2026: không làm đổi hạn trả.\n"));
}

static void
a_day_may_close_at_midnight(void **state UNUSED)
{
	struct due_calendar all_day;
	struct due_result r;
	assert_int_equal(due_calendar_make(&cx, cx.arena, shipped_holidays(), S("00:00-24:00"), false, &all_day), ST_OK);
	assert_int_equal(due_compute(&cx, &all_day, at("2026-03-06T00:00"), (struct due_limit){ DUE_WORKING_HOURS, 24 },
				     NULL, 0, &r), ST_OK);
	assert_string_equal(sentences(LANG_VI, &r), "Nộp lúc 00:00 ngày 06/03/2026, trong giờ làm việc.\n"
						    "Từ 00:00 đến 24:00 thứ Sáu 06/03/2026: tính 24 giờ.\n"
						    "Hạn trả: 24:00 thứ Sáu 06/03/2026.\n");
	assert_int_equal(due_compute(&cx, &all_day, at("2026-03-05T23:59"), (struct due_limit){ DUE_WORKING_DAYS, 1 },
				     NULL, 0, &r), ST_OK);
	assert_int_equal(r.due, at("2026-03-07T00:00"));
}

static void
working_days_never_turn_into_hours(void **state UNUSED)
{
	/* all of Tuesday but its last minute is paused: the day counts whole */
	expect3("2026-03-02T08:00", "1wd", "2026-03-02T08:00..2026-03-03T16:59", NULL, NULL, "2026-03-03T17:00");
}

static void
days_outside_the_calendar_are_judged_and_said(void **state UNUSED)
{
	expect("2029-08-31T08:00", "2wd", "2029-09-04T17:00"); /* 02/09 is a Sunday: no day instead is guessed */
	expect("2030-04-29T08:00", "1wd", "2030-05-02T17:00");
	struct due_result r = compute("2030-04-29T08:00", "1wd", NULL, NULL, NULL);
	assert_string_equal(sentences(LANG_VI, &r),
			    "Nộp lúc 08:00 ngày 29/04/2030, trong giờ làm việc.\n"
			    "Sau ngày 31/12/2028 chưa có lịch nghỉ: tạm tính theo thứ trong tuần và các ngày lễ cố định.\n"
			    "Ngày tiếp nhận 29/04/2030 không tính vào thời hạn.\n"
			    "Nghỉ Ngày Chiến thắng 30/04/2030: không tính.\n"
			    "Nghỉ Ngày Quốc tế lao động 01/05/2030: không tính.\n"
			    "Ngày làm việc thứ 1: thứ Năm 02/05/2030.\n"
			    "Hạn trả: 17:00 thứ Năm 02/05/2030.\n");
	r = compute("2028-12-29T08:00", "1wd", NULL, NULL, NULL); /* runs over the edge: 01/01/2029 is off */
	assert_int_equal(r.due, at("2029-01-02T17:00"));
	assert_non_null(strstr(sentences(LANG_VI, &r), "Sau ngày 31/12/2028 chưa có lịch nghỉ"));
	r = compute("2023-12-29T08:00", "1wd", NULL, NULL, NULL);
	assert_int_equal(r.due, at("2024-01-02T17:00"));
	assert_non_null(strstr(sentences(LANG_VI, &r), "Trước ngày 01/01/2024 không có lịch nghỉ"));
	r = compute("2028-12-28T08:00", "1wd", NULL, NULL, NULL);
	assert_null(strstr(sentences(LANG_VI, &r), "lịch nghỉ"));
}

static void
doubtful_holidays_count_only_when_enabled(void **state UNUSED)
{
	struct due_calendar extra;
	assert_int_equal(due_calendar_make(&cx, cx.arena, shipped_holidays(), (struct str){ 0 }, true, &extra), ST_OK);
	assert_true(due_is_working_day(&cal, day_of(2026, 11, 24)));
	assert_false(due_is_working_day(&extra, day_of(2026, 11, 24)));
	expect("2026-11-23T08:00", "1wd", "2026-11-24T17:00");
}

/* --- steps, extension, shares ------------------------------------------------------------------------ */

static void
one_holiday_is_one_step(void **state UNUSED)
{
	/* Saturday the holiday, Sunday, Monday the day instead */
	struct due_result r = compute("2027-04-29T08:00", "1wd", NULL, NULL, NULL);
	assert_non_null(strstr(sentences(LANG_VI, &r), "Nghỉ Ngày Chiến thắng 30/04/2027: không tính.\n"
						      "Nghỉ Ngày Quốc tế lao động 01/05–03/05/2027: không tính.\n"));
	r = compute("2027-02-03T08:00", "1wd", NULL, NULL, NULL);
	assert_non_null(strstr(sentences(LANG_VI, &r),
			       "Nghỉ Tết Nguyên đán 04/02–10/02/2027 (lịch dự kiến): không tính.\n"));
	r = compute("2026-01-01T08:00", "1wd", NULL, NULL, NULL);
	assert_non_null(strstr(sentences(LANG_VI, &r),
			       "Nộp lúc 08:00 ngày 01/01/2026, vào ngày nghỉ: tính từ 07:30 thứ Hai 05/01/2026.\n"
			       "Nghỉ Tết Dương lịch 01/01/2026: không tính.\n"
			       "Nghỉ hoán đổi 02/01/2026: không tính.\n"));
}

static void
a_long_limit_counts_by_runs(void **state UNUSED)
{
	struct due_result r = compute("2026-03-02T08:00", "12wd", NULL, NULL, NULL);
	assert_string_equal(sentences(LANG_VI, &r),
			    "Nộp lúc 08:00 ngày 02/03/2026, trong giờ làm việc.\n"
			    "Ngày tiếp nhận 02/03/2026 không tính vào thời hạn.\n"
			    "Ngày làm việc thứ 1 đến thứ 4: từ thứ Ba 03/03/2026 đến thứ Sáu 06/03/2026.\n"
			    "Nghỉ cuối tuần 07/03–08/03/2026: không tính.\n"
			    "Ngày làm việc thứ 5 đến thứ 9: từ thứ Hai 09/03/2026 đến thứ Sáu 13/03/2026.\n"
			    "Nghỉ cuối tuần 14/03–15/03/2026: không tính.\n"
			    "Ngày làm việc thứ 10 đến thứ 12: từ thứ Hai 16/03/2026 đến thứ Tư 18/03/2026.\n"
			    "Hạn trả: 17:00 thứ Tư 18/03/2026.\n");
}

static void
extension_counts_from_the_old_due(void **state UNUSED)
{
	struct due_result r;
	struct due_limit two_days = { DUE_WORKING_DAYS, 2 };
	assert_int_equal(due_extend(&cx, &cal, at("2026-02-25T17:00"), two_days, NULL, 0, &r), ST_OK);
	assert_int_equal(r.due, at("2026-02-27T17:00"));
	assert_string_equal(due_step_text(cx.arena, LANG_VI, &r.steps[0]),
			    "Gia hạn thêm 2 ngày làm việc, tính từ hạn cũ 17:00 25/02/2026.");
	assert_int_equal(due_extend(&cx, &cal, at("2026-02-25T17:00"), (struct due_limit){ DUE_CALENDAR_DAYS, 3 }, NULL,
				    0, &r), ST_OK);
	assert_int_equal(r.due, at("2026-03-02T17:00"));
	assert_int_equal(due_extend(&cx, &cal, at("2026-02-25T17:00"), (struct due_limit){ DUE_WORKING_HOURS, 1 }, NULL,
				    0, &r), ST_OK);
	assert_int_equal(r.due, at("2026-02-26T08:30"));
	assert_int_equal(due_extend(&cx, &cal, at("2026-02-25T17:00"), (struct due_limit){ DUE_SAME_DAY, 1 }, NULL, 0,
				    &r), ST_OK);
	assert_int_equal(r.due, at("2026-02-26T17:00"));
	struct due_pause pause = { at("2026-02-26T08:00"), at("2026-02-27T08:00") };
	assert_int_equal(due_extend(&cx, &cal, at("2026-02-25T17:00"), two_days, &pause, 1, &r), ST_OK);
	assert_int_equal(r.due, at("2026-03-02T17:00"));
}

static void
shares_of_the_working_minutes(void **state UNUSED)
{
	int64_t from = at("2026-02-13T14:00"), due = at("2026-02-25T17:00");
	int64_t all = due_working_minutes(&cal, from, due);
	assert_int_equal(all, 3 * 60 + 3 * 450);
	assert_int_equal(due_add_working_minutes(&cal, from, all), due);
	assert_int_equal(due_add_working_minutes(&cal, from, all * 20 / 100), at("2026-02-23T09:36"));
	assert_int_equal(due_add_working_minutes(&cal, from, 0), from);
	assert_int_equal(due_working_minutes(&cal, due, from), 0);
	assert_int_equal(due_working_minutes(&cal, at("2026-02-14T00:00"), at("2026-02-23T07:30")), 0);
}

static void
text_of_limits(void **state UNUSED)
{
	struct due_limit l;
	enum due_unit unit;
	assert_string_equal(due_limit_text(cx.arena, LANG_VI, (struct due_limit){ DUE_WORKING_DAYS, 3 }),
			    "3 ngày làm việc");
	assert_string_equal(due_limit_text(cx.arena, LANG_VI, (struct due_limit){ DUE_SAME_DAY, 0 }), "trong ngày");
	static const char *const bad[] = { "", "wd", "0wd", "-1wd", "3", "3w", "3.5d", "3wd ", "10001d", "same day",
					   "99999999999999999999d", "4294967297d" };
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_false(due_limit_parse(str_of(bad[i]), &l));
	for (int i = DUE_WORKING_DAYS; i <= DUE_SAME_DAY; i++) {
		assert_true(due_unit_parse(str_of(due_unit_name((enum due_unit)i)), &unit));
		assert_int_equal(unit, i);
	}
	assert_false(due_unit_parse(S("days"), &unit));
}

/* --- what is refused --------------------------------------------------------------------------------- */

static void
bad_hours_are_refused(void **state UNUSED)
{
	struct due_hours h;
	static const char *const bad[] = { "", "7:30-11:30", "07:30", "07:30-07:30", "11:30-07:30", "07:30-24:01",
					   "07:30-11:60", "07:30-11:30,", "07:30-11:30,11:00-17:00", "-7:30-11:30",
					   "01:00-02:00,03:00-04:00,05:00-06:00,07:00-08:00,09:00-10:00" };
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		assert_int_equal(due_hours_parse(&cx, str_of(bad[i]), &h), ST_INVALID);
		assert_string_equal(cx.fault.code, "due.hours");
	}
	assert_int_equal(due_hours_parse(&cx, S("00:00-24:00"), &h), ST_OK);
	assert_int_equal(due_hours_parse(&cx, S("08:00-12:00, 12:00-16:00"), &h), ST_OK);
	assert_int_equal(h.minutes, 480);
}

static void
bad_calendars_are_refused(void **state UNUSED)
{
	static const char *const bad[] = {
		"date,kind,reason,confidence,name\n2026-02-30,off,statutory,fixed,x\n",
		"date,kind,reason,confidence,name\n2026-02-03,holiday,statutory,fixed,x\n",
		"date,kind,reason,confidence,name\n1969-12-31,off,statutory,fixed,x\n",
		"date,kind,reason,confidence,name\n2026-02-03,off,statutory,fixed,\"x\n",
	};
	struct due_calendar c;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		assert_int_equal(due_calendar_make(&cx, cx.arena, str_of(bad[i]), (struct str){ 0 }, false, &c),
				 ST_INVALID);
		assert_string_equal(cx.fault.code, "due.calendar");
	}
}

static void
an_empty_calendar_goes_by_weekday(void **state UNUSED)
{
	struct due_calendar c;
	struct due_result r;
	assert_int_equal(due_calendar_make(&cx, cx.arena, S("date,kind,reason,confidence,name\n"), S("08:00-12:00"),
					   false, &c), ST_OK);
	assert_int_equal(due_compute(&cx, &c, at("2026-02-13T09:00"), (struct due_limit){ DUE_WORKING_DAYS, 1 }, NULL, 0,
				     &r), ST_OK);
	assert_int_equal(r.due, at("2026-02-16T12:00"));
	assert_non_null(strstr(sentences(LANG_VI, &r), "Chưa có lịch nghỉ: tạm tính theo thứ trong tuần.\n"));
}

static void
of_two_rows_of_a_day_the_later_holds(void **state UNUSED)
{
	struct due_calendar c;
	assert_int_equal(due_calendar_make(&cx, cx.arena, S("date,kind,reason,confidence,name\n"
							    "2026-03-03,off,local,general,A\n"
							    "2026-03-03,make_up_work,local,general,B\n"
							    "2026-03-07,make_up_work,local,general,C\n"
							    "2026-03-07,off,local,general,D\n"),
					   (struct str){ 0 }, false, &c), ST_OK);
	assert_true(due_is_working_day(&c, day_of(2026, 3, 3)));
	assert_false(due_is_working_day(&c, day_of(2026, 3, 7)));
	struct due_result r;
	assert_int_equal(due_compute(&cx, &c, at("2026-03-02T08:00"), (struct due_limit){ DUE_WORKING_DAYS, 5 }, NULL, 0,
				     &r), ST_OK);
	assert_non_null(strstr(sentences(LANG_VI, &r), "Ngày làm việc thứ 1: thứ Ba 03/03/2026 (làm bù).\n"));
	assert_non_null(strstr(sentences(LANG_VI, &r), "Nghỉ D 07/03/2026"));
}

static void
impossible_questions_are_refused(void **state UNUSED)
{
	struct due_result r;
	struct due_limit day = { DUE_WORKING_DAYS, 1 };
	struct due_pause back = { at("2026-03-03T08:00"), at("2026-03-02T08:00") };
	int64_t from = at("2026-03-02T08:00");
	assert_int_equal(due_compute(&cx, &cal, from, day, &back, 1, &r), ST_INVALID);
	assert_string_equal(cx.fault.code, "due.pause.order");
	assert_int_equal(due_compute(&cx, &cal, from, (struct due_limit){ DUE_WORKING_DAYS, 0 }, NULL, 0, &r), ST_INVALID);
	assert_string_equal(cx.fault.code, "due.limit");
	assert_int_equal(due_compute(&cx, &cal, at("1969-12-31T08:00"), day, NULL, 0, &r), ST_INVALID);
	assert_string_equal(cx.fault.code, "due.range");
	assert_int_equal(due_compute(&cx, &cal, at("9999-12-31T08:00"), day, NULL, 0, &r), ST_INVALID);
	struct due_pause long_one = { from, at("9999-01-01T00:00") };
	for (int unit = DUE_WORKING_DAYS; unit <= DUE_SAME_DAY; unit++) {
		struct due_limit l = { (enum due_unit)unit, DUE_VALUE_MAX };
		assert_int_equal(due_compute(&cx, &cal, at("2199-06-03T08:00"), l, NULL, 0, &r),
				 unit == DUE_SAME_DAY ? ST_OK : ST_INVALID);
		assert_int_equal(due_compute(&cx, &cal, from, l, &long_one, 1, &r), ST_INVALID);
		assert_string_equal(cx.fault.code, "due.range");
	}
	assert_int_equal(due_compute(&cx, &cal, at("1970-01-01T08:00"), day, NULL, 0, &r), ST_OK);
	struct due_pause p;
	static const char *const bad[] = { "", "..", "2026-03-02T08:00", "..2026-03-02T08:00", "2026-03-02..", "x..y",
					   "2026-03-02T08:00..x", "2026-03-02T08:00...", "2026-02-30T08:00.." };
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_int_equal(due_pause_parse(&cx, str_of(bad[i]), &p), ST_INVALID);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(three_working_days_over_tet),
		cmocka_unit_test(working_days),
		cmocka_unit_test(make_up_days_are_working_days),
		cmocka_unit_test(calendar_days_move_off_a_day_off),
		cmocka_unit_test(working_hours),
		cmocka_unit_test(same_day),
		cmocka_unit_test(exactly_a_close_goes_to_the_next_opening),
		cmocka_unit_test(a_due_time_may_equal_a_close),
		cmocka_unit_test(three_o_clock_is_not_before_three_o_clock),
		cmocka_unit_test(a_day_off_has_the_close_of_a_weekday),
		cmocka_unit_test(a_day_counts_when_the_clock_runs_at_its_close),
		cmocka_unit_test(a_moved_due_day_does_not_fall_into_a_pause),
		cmocka_unit_test(an_open_pause_gives_no_due),
		cmocka_unit_test(a_pause_after_the_due_moment_changes_nothing),
		cmocka_unit_test(times_without_a_zone_are_vietnamese),
		cmocka_unit_test(overlapping_pauses_merge),
		cmocka_unit_test(pauses_outside_working_time_change_no_hours),
		cmocka_unit_test(a_pause_that_ends_at_the_close_stops_no_day),
		cmocka_unit_test(a_day_may_close_at_midnight),
		cmocka_unit_test(working_days_never_turn_into_hours),
		cmocka_unit_test(days_outside_the_calendar_are_judged_and_said),
		cmocka_unit_test(doubtful_holidays_count_only_when_enabled),
		cmocka_unit_test(one_holiday_is_one_step),
		cmocka_unit_test(a_long_limit_counts_by_runs),
		cmocka_unit_test(extension_counts_from_the_old_due),
		cmocka_unit_test(shares_of_the_working_minutes),
		cmocka_unit_test(text_of_limits),
		cmocka_unit_test(bad_hours_are_refused),
		cmocka_unit_test(bad_calendars_are_refused),
		cmocka_unit_test(an_empty_calendar_goes_by_weekday),
		cmocka_unit_test(of_two_rows_of_a_day_the_later_holds),
		cmocka_unit_test(impossible_questions_are_refused),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
