#include "platform/conf/conf.h"

#include "base/nearest.h"
#include "platform/conf/conf_check.h"

enum kind { TEXT, NUMBER, YES_NO };

struct option {
	const char *name;
	enum kind kind;
	size_t at; /* offset in struct conf */
	const char *standard;
	int64_t min, max;  /* of a number */
	conf_check *check; /* of a text; NULL: any */
	const char *doc_vi, *doc_en;
};

#define TEXT_OPTION(f, standard, check, vi, en) { #f, TEXT, offsetof(struct conf, f), standard, 0, 0, check, vi, en }
#define NUMBER_OPTION(f, standard, min, max, vi, en) \
	{ #f, NUMBER, offsetof(struct conf, f), standard, min, max, NULL, vi, en }
#define YES_NO_OPTION(f, standard, vi, en) { #f, YES_NO, offsetof(struct conf, f), standard, 0, 0, NULL, vi, en }

static const struct option options[] = {
	TEXT_OPTION(listen, "127.0.0.1:8080", conf_check_listen, "Địa chỉ và cổng phục vụ", "address and port to serve on"),
	TEXT_OPTION(database, "", conf_check_database, "postgresql://…; để trống: SQLite trong thư mục dữ liệu",
		    "postgresql://…; empty: SQLite in the data folder"),
	TEXT_OPTION(database_password_file, "", NULL, "Tệp chứa mật khẩu PostgreSQL", "file with the PostgreSQL password"),
	NUMBER_OPTION(writers, "4", 1, 16, "Số kết nối ghi (PostgreSQL)", "writing connections (PostgreSQL)"),
	TEXT_OPTION(public_url, "http://127.0.0.1:8080", conf_check_url, "Địa chỉ công khai, dùng trong thư và mã QR",
		    "public address, for e-mails and QR codes"),
	TEXT_OPTION(site_name, "Cổng Dịch vụ công", conf_check_some, "Tên cổng", "name of the portal"),
	TEXT_OPTION(site_name_en, "Public Service Portal", conf_check_some, "Tên cổng bằng tiếng Anh", "its English name"),
	TEXT_OPTION(issuer, "Mot Cua", conf_check_some, "Tên hiện trong ứng dụng tạo mã của cán bộ",
		    "name shown by officers' code apps"),
	TEXT_OPTION(trusted_proxies, "", conf_check_nets, "Máy chủ trung gian được tin, cách nhau bằng dấu phẩy",
		    "trusted proxies, comma-separated addresses or CIDR"),
	TEXT_OPTION(metrics_token_file, "", NULL, "Tệp chứa mã để đọc /metrics từ máy khác",
		    "file with the bearer token for /metrics from elsewhere"),
	NUMBER_OPTION(http_threads, "0", 0, 256, "Số luồng phục vụ; 0: bằng số nhân", "event threads; 0: as many as cores"),
	NUMBER_OPTION(slow_threads, "2", 1, 64, "Số luồng cho việc nặng", "threads for heavy work"),
	TEXT_OPTION(smtp_url, "", conf_check_smtp, "smtp:// hoặc smtps://máy:cổng; để trống: thư vào DIR/mail",
		    "smtp:// or smtps://host:port; empty: letters go to DIR/mail"),
	TEXT_OPTION(smtp_user, "", NULL, "Tên đăng nhập máy chủ thư", "login at the mail server"),
	TEXT_OPTION(smtp_password_file, "", NULL, "Tệp chứa mật khẩu máy chủ thư", "file with the mail server's password"),
	TEXT_OPTION(smtp_from, "khong-tra-loi@localhost", conf_check_address, "Địa chỉ người gửi", "sender's address"),
	NUMBER_OPTION(citizen_hours, "12", 1, 720, "Phiên của người dân kéo dài tối đa (giờ)",
		      "a citizen's session lasts at most (hours)"),
	NUMBER_OPTION(citizen_idle_minutes, "120", 5, 10080, "Phiên của người dân hết sau khi không dùng (phút)",
		      "and ends after so long without use (minutes)"),
	NUMBER_OPTION(officer_hours, "10", 1, 24, "Phiên của cán bộ kéo dài tối đa (giờ)",
		      "an officer's session lasts at most (hours)"),
	NUMBER_OPTION(officer_idle_minutes, "60", 5, 1440, "Phiên của cán bộ hết sau khi không dùng (phút)",
		      "and ends after so long without use (minutes)"),
	YES_NO_OPTION(holidays_extra, "no", "Tính cả ngày nghỉ chưa chắc chắn (low, proposed)",
		      "count holidays marked low or proposed"),
	TEXT_OPTION(log_level, "info", conf_check_level, "error, warn, info hoặc debug", "error, warn, info or debug"),
};

static void *
field(struct conf *c, const struct option *o)
{
	return (char *)c + o->at;
}

static enum status
bad(struct cx *cx, const struct option *o, struct str value, const char *why)
{
	return fail(cx, ST_INVALID, "conf.value", "%s = " STR_FMT ": %s", o->name, STR_ARG(value), why);
}

static enum status
set(struct cx *cx, struct conf *c, const struct option *o, struct str value)
{
	const char *why;
	int64_t n;
	if (!viet_utf8_valid(value))
		return fail(cx, ST_INVALID, "conf.value", "%s: no UTF-8 text", o->name);
	switch (o->kind) {
	case TEXT:
		why = o->check == NULL ? NULL : o->check(value);
		if (why != NULL)
			return bad(cx, o, value, why);
		*(const char **)field(c, o) = str_cstr(cx->arena, value);
		return ST_OK;
	case NUMBER:
		if (!str_i64(value, &n) || n < o->min || n > o->max)
			return bad(cx, o, value,
				   arena_printf(cx->arena, "not a number from %lld to %lld", (long long)o->min,
						(long long)o->max));
		*(int64_t *)field(c, o) = n;
		return ST_OK;
	case YES_NO:
		if (!str_is(value, "yes") && !str_is(value, "no"))
			return bad(cx, o, value, "not yes or no");
		*(bool *)field(c, o) = str_is(value, "yes");
		return ST_OK;
	}
	return ST_OK;
}

enum status
conf_set(struct cx *cx, struct conf *c, const char *name, struct str value)
{
	const char *names[ARRAY_LEN(options) + 1] = { NULL };
	for (size_t i = 0; i < ARRAY_LEN(options); i++) {
		names[i] = options[i].name;
		if (strcmp(name, options[i].name) == 0)
			return set(cx, c, &options[i], value);
	}
	const char *near = nearest(name, names);
	return near == NULL ? fail(cx, ST_INVALID, "conf.unknown", "no option '%s'", name)
			    : fail(cx, ST_INVALID, "conf.unknown", "no option '%s'; did you mean '%s'?", name, near);
}

static enum status
read_line(struct cx *cx, struct conf *c, struct str line, int number)
{
	struct str rest = str_trim(line);
	if (rest.n == 0 || rest.p[0] == '#')
		return ST_OK;
	struct str name = str_trim(str_cut(&rest, '='));
	if (rest.p == NULL)
		return fail(cx, ST_INVALID, "conf.line", "line %d is no 'name = value'", number);
	enum status st = conf_set(cx, c, str_cstr(cx->arena, name), str_trim(rest));
	if (st == ST_OK)
		return ST_OK;
	struct fault f = cx->fault;
	return fail(cx, st, "conf.line", "line %d: %s", number, f.detail);
}

enum status
conf_read(struct cx *cx, struct str text, struct conf *out)
{
	*out = (struct conf){ 0 };
	for (size_t i = 0; i < ARRAY_LEN(options); i++)
		TRY(set(cx, out, &options[i], str_of(options[i].standard)));
	for (int number = 1; text.n > 0; number++)
		TRY(read_line(cx, out, str_cut(&text, '\n'), number));
	return ST_OK;
}

void
conf_dump(const struct conf *c, FILE *to)
{
	for (size_t i = 0; i < ARRAY_LEN(options); i++) {
		const struct option *o = &options[i];
		const void *at = (const char *)c + o->at;
		fprintf(to, "# %s\n# %s", o->doc_vi, o->doc_en);
		if (o->kind == NUMBER)
			fprintf(to, " (%lld–%lld)", (long long)o->min, (long long)o->max);
		fprintf(to, "\n%s = ", o->name);
		switch (o->kind) {
		case TEXT: fprintf(to, "%s\n\n", *(const char *const *)at); break;
		case NUMBER: fprintf(to, "%lld\n\n", (long long)*(const int64_t *)at); break;
		case YES_NO: fprintf(to, "%s\n\n", *(const bool *)at ? "yes" : "no"); break;
		}
	}
}
