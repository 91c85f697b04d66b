#include "core/due/due.h"

#include "base/nearest.h"

enum { PAUSES_MAX = 64 };

/* What the command line asks for. */
struct ask {
	bool json, extra, help, some_from, some_limit;
	int64_t from;
	struct due_limit limit;
	struct due_pause pause[PAUSES_MAX];
	size_t n_pauses;
	struct str hours;
};

static const char usage[] =
	"motcua due --from 2026-02-13T14:00 --limit 3wd|10d|8wh|same [--pause TỪ..ĐẾN]… [--hours GIỜ] [--json]\n"
	"\n"
	"  --from MOMENT     lúc nhận hồ sơ; không ghi múi giờ thì hiểu là +07:00\n"
	"  --limit LIMIT     3wd: ngày làm việc, 10d: ngày, 8wh: giờ làm việc, same: trong ngày\n"
	"  --pause A..B      đồng hồ dừng từ A đến trước B; 'A..' là chưa kết thúc; ghi được nhiều lần\n"
	"  --hours HOURS     giờ làm việc, mặc định " DUE_HOURS_DEFAULT "\n"
	"  --holidays-extra  tính cả các ngày nghỉ mới được đề xuất hoặc chưa chắc chắn\n"
	"  --json            in {\"due\":…,\"steps\":[…]}\n";

static enum status
set_from(struct cx *cx, struct ask *ask, struct str value)
{
	ask->some_from = true;
	if (!time_parse(value, &ask->from))
		return fail(cx, ST_INVALID, "due.from", "no moment");
	return ST_OK;
}

static enum status
set_limit(struct cx *cx, struct ask *ask, struct str value)
{
	ask->some_limit = true;
	if (!due_limit_parse(value, &ask->limit))
		return fail(cx, ST_INVALID, "due.limit", "no limit");
	return ST_OK;
}

static enum status
set_pause(struct cx *cx, struct ask *ask, struct str value)
{
	if (ask->n_pauses == PAUSES_MAX)
		return fail(cx, ST_INVALID, "due.pause.many", "more than %d pauses", PAUSES_MAX);
	return due_pause_parse(cx, value, &ask->pause[ask->n_pauses++]);
}

static enum status
set_hours(struct cx *cx, struct ask *ask, struct str value)
{
	struct due_hours checked;
	ask->hours = value;
	return due_hours_parse(cx, value, &checked);
}

static enum status
set_json(struct cx *cx UNUSED, struct ask *ask, struct str value UNUSED)
{
	ask->json = true;
	return ST_OK;
}

static enum status
set_extra(struct cx *cx UNUSED, struct ask *ask, struct str value UNUSED)
{
	ask->extra = true;
	return ST_OK;
}

static enum status
set_help(struct cx *cx UNUSED, struct ask *ask, struct str value UNUSED)
{
	ask->help = true;
	return ST_OK;
}

static const struct {
	const char *name;
	bool takes_value;
	enum status (*set)(struct cx *cx, struct ask *ask, struct str value);
} options[] = {
	{ "--from", true, set_from },   { "--limit", true, set_limit },           { "--pause", true, set_pause },
	{ "--hours", true, set_hours }, { "--holidays-extra", false, set_extra }, { "--json", false, set_json },
	{ "--help", false, set_help },
};

static int
complain(struct cx *cx, const char *what, const char *value)
{
	fprintf(stderr, "motcua due: %s%s%s: %s\n", what, value == NULL ? "" : " ", value == NULL ? "" : value,
		tr(cx->lang, cx->fault.code));
	return 2;
}

static int
unknown_option(struct cx *cx, struct str name)
{
	const char *names[ARRAY_LEN(options) + 1] = { NULL }, *word = str_cstr(cx->arena, name);
	for (size_t i = 0; i < ARRAY_LEN(options); i++)
		names[i] = options[i].name;
	fprintf(stderr, tr(cx->lang, "motcua due: không có tùy chọn %s; có phải ý là %s?\n"), word,
		nearest(word, names));
	return 2;
}

/* One option with its value, `--name value` or `--name=value`; moves *i along. 0, or an exit code. */
static int
read_option(struct cx *cx, struct ask *ask, int argc, char **argv, int *i)
{
	struct str value = str_of(argv[*i]), name = str_cut(&value, '=');
	bool joined = value.p != NULL;
	for (size_t k = 0; k < ARRAY_LEN(options); k++) {
		if (!str_is(name, options[k].name))
			continue;
		if (options[k].takes_value && !joined) {
			if (*i + 1 == argc) {
				fprintf(stderr, tr(cx->lang, "motcua due: %s cần một giá trị đi sau\n"),
					options[k].name);
				return 2;
			}
			value = str_of(argv[++*i]);
		} else if (!options[k].takes_value && joined) {
			fprintf(stderr, tr(cx->lang, "motcua due: %s không nhận giá trị\n"), options[k].name);
			return 2;
		}
		if (options[k].set(cx, ask, value) != ST_OK)
			return complain(cx, options[k].name, str_cstr(cx->arena, value));
		return 0;
	}
	return unknown_option(cx, name);
}

static int
read_options(struct cx *cx, struct ask *ask, int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		int exit_code = read_option(cx, ask, argc, argv, &i);
		if (exit_code != 0)
			return exit_code;
	}
	if (ask->help || (ask->some_from && ask->some_limit))
		return 0;
	fprintf(stderr, tr(cx->lang, "motcua due: thiếu %s\n\n%s"), ask->some_from ? "--limit" : "--from", usage);
	return 2;
}

static void
print_json(struct cx *cx, const struct due_result *r)
{
	struct buf b;
	struct json_out j;
	char at[TIME_TEXT];
	buf_init(&b, cx->arena, BUF_PAGE);
	json_out_init(&j, &b);
	json_object(&j);
	json_put_time(&j, "due", r->due);
	if (r->due == 0)
		json_put_cstr(&j, "reason", due_step_text(cx->arena, cx->lang, &r->steps[r->n_steps - 1]));
	json_key(&j, "steps");
	json_array(&j);
	for (size_t i = 0; i < r->n_steps; i++) {
		json_object(&j);
		json_put_cstr(&j, "at", time_iso(r->steps[i].at, at));
		json_put_cstr(&j, "text", due_step_text(cx->arena, cx->lang, &r->steps[i]));
		json_end_object(&j);
	}
	json_end_array(&j);
	json_end_object(&j);
	puts(buf_cstr(&b));
}

static void
print_text(struct cx *cx, const struct due_result *r)
{
	for (size_t i = 0; i < r->n_steps; i++)
		puts(due_step_text(cx->arena, cx->lang, &r->steps[i]));
}

static int
answer(struct cx *cx, const struct ask *ask, struct str holidays_csv)
{
	struct due_calendar cal;
	struct due_result r;
	if (due_calendar_make(cx, cx->arena, holidays_csv, ask->hours, ask->extra, &cal) != ST_OK)
		return complain(cx, cx->fault.detail, NULL);
	if (due_compute(cx, &cal, ask->from, ask->limit, ask->pause, ask->n_pauses, &r) != ST_OK)
		return complain(cx, cx->fault.detail, NULL);
	if (ask->json)
		print_json(cx, &r);
	else
		print_text(cx, &r);
	return 0;
}

int
due_command(int argc, char **argv, struct str holidays_csv)
{
	struct cx cx = { .arena = arena_new((size_t)64 << 20), .lang = LANG_VI };
	struct ask ask = { 0 };
	int exit_code = read_options(&cx, &ask, argc, argv);
	if (exit_code == 0 && ask.help)
		fputs(usage, stdout);
	else if (exit_code == 0)
		exit_code = answer(&cx, &ask, holidays_csv);
	arena_free(cx.arena);
	return exit_code;
}
