/* What people type about themselves: each check gives the normal form or a sentence that says what to do. */
#include "features/account/account_priv.h"

#include "core/form/citizen.h"

void
account_error_add(struct cx *cx, struct account_errors *e, const char *field, const char *text)
{
	if (text != NULL)
		*vec_push(&e->list, cx->arena) = (struct account_error){ field, text };
}

const char *
account_error_at(const struct account_errors *e, const char *field)
{
	for (size_t i = 0; e != NULL && i < e->list.n; i++)
		if (strcmp(e->list.p[i].field, field) == 0)
			return e->list.p[i].text;
	return NULL;
}

const char *
account_check_number(struct cx *cx, struct str typed, struct str *out)
{
	struct citizen_number n;
	struct str digits = citizen_digits(cx->arena, str_trim(typed));
	*out = (struct str){ 0 };
	if (digits.n == 0)
		return tr(cx->lang, "Nhập số định danh cá nhân");
	if (!str_is_digits(digits))
		return tr(cx->lang, "Số định danh chỉ gồm chữ số, ví dụ 001190000011");
	if (digits.n != 12)
		return arena_printf(cx->arena, tr(cx->lang, "Số định danh có 12 chữ số; bạn đã gõ %d"), (int)digits.n);
	if (!citizen_parse(digits, &n))
		return tr(cx->lang, "Số định danh không thể bắt đầu bằng 000; xem lại trên thẻ căn cước");
	*out = digits;
	return NULL;
}

/* Blanks at the ends and doubled ones go. */
static struct str
squeeze(struct arena *a, struct str s)
{
	char *out = arena_alloc(a, s.n + 1);
	size_t n = 0;
	s = str_trim(s);
	for (size_t i = 0; i < s.n; i++) {
		bool blank = s.p[i] == ' ' || s.p[i] == '\t' || s.p[i] == '\n' || s.p[i] == '\r';
		if (!blank || out[n - 1] != ' ')
			out[n++] = blank ? ' ' : s.p[i];
	}
	return (struct str){ out, n };
}

const char *
account_check_name(struct cx *cx, struct str typed, struct str *out)
{
	struct str name = squeeze(cx->arena, typed);
	struct str fold = viet_fold(cx->arena, name);
	*out = (struct str){ 0 };
	if (name.n == 0)
		return tr(cx->lang, "Nhập họ, chữ đệm và tên");
	if (viet_length(name) > ACCOUNT_NAME_MAX)
		return tr(cx->lang, "Họ tên dài quá 100 ký tự; viết như trên thẻ căn cước");
	for (size_t i = 0; i < fold.n; i++)
		if (fold.p[i] >= '0' && fold.p[i] <= '9')
			return tr(cx->lang, "Họ tên không có chữ số");
	if (fold.n < 2 || memchr(name.p, '<', name.n) != NULL || memchr(name.p, '@', name.n) != NULL)
		return tr(cx->lang, "Viết họ tên đầy đủ, như trên thẻ căn cước");
	*out = name;
	return NULL;
}

const char *
account_check_birth(struct cx *cx, const struct account_birth *b, int32_t *day)
{
	int64_t d, m, y;
	*day = 0;
	if (b->day.n == 0 && b->month.n == 0 && b->year.n == 0)
		return tr(cx->lang, "Nhập ngày sinh");
	if (b->day.n == 0 || b->month.n == 0 || b->year.n == 0)
		return tr(cx->lang, "Ngày sinh phải có đủ ngày, tháng, năm");
	if (!str_i64(b->day, &d) || !str_i64(b->month, &m) || !str_i64(b->year, &y))
		return tr(cx->lang, "Ngày sinh viết bằng số, ví dụ 27 3 1990");
	if (y < 1900 || y > 9999)
		return tr(cx->lang, "Năm sinh có bốn chữ số, ví dụ 1990");
	if (d < 1 || d > 31 || m < 1 || m > 12 || !day_valid((int)y, (int)m, (int)d))
		return tr(cx->lang, "Không có ngày này; xem lại ngày và tháng");
	*day = day_of((int)y, (int)m, (int)d);
	return *day > time_day(cx->now) ? tr(cx->lang, "Ngày sinh không thể ở sau hôm nay") : NULL;
}

const char *
account_check_sex(struct cx *cx, struct str typed)
{
	return str_is(typed, "nam") || str_is(typed, "nu") ? NULL : tr(cx->lang, "Chọn giới tính");
}

const char *
account_check_fit(struct cx *cx, struct str number, int32_t birth_day, struct str sex)
{
	struct citizen_number n;
	if (!citizen_parse(number, &n))
		return tr(cx->lang, "Số định danh có 12 chữ số");
	if (n.year == day_civil(birth_day).year && (n.sex == CITIZEN_FEMALE) == str_is(sex, "nu"))
		return NULL;
	return tr(cx->lang, "Số định danh không khớp với năm sinh hoặc giới tính; xem lại cả ba trên thẻ căn cước");
}

/* Enough to catch slips of the fingers; that it works is what the letter shows. */
static bool
email_ok(struct str s)
{
	const char *at = s.n > 0 ? memchr(s.p, '@', s.n) : NULL;
	if (at == NULL || at == s.p || s.n > ACCOUNT_EMAIL_MAX)
		return false;
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] <= ' ' || (unsigned char)s.p[i] >= 0x7f || strchr("<>()[],;:\\\"", s.p[i]) != NULL)
			return false;
	struct str domain = str_from(s, (size_t)(at - s.p) + 1);
	const char *dot = memchr(domain.p, '.', domain.n);
	return memchr(domain.p, '@', domain.n) == NULL && dot != NULL && dot != domain.p &&
	       domain.p[domain.n - 1] != '.' && str_find(domain, "..") < 0;
}

const char *
account_check_email(struct cx *cx, struct str typed, bool required, struct str *out)
{
	struct str s = str_trim(typed);
	*out = (struct str){ 0 };
	if (s.n == 0)
		return required ? tr(cx->lang, "Nhập địa chỉ thư điện tử") : NULL;
	if (!email_ok(s))
		return tr(cx->lang, "Địa chỉ thư điện tử chưa đúng; viết như ten@vidu.vn");
	*out = s;
	return NULL;
}

const char *
account_check_phone(struct cx *cx, struct str typed, struct str *out)
{
	char *digits = arena_alloc(cx->arena, typed.n + 2);
	size_t n = 0;
	struct str s = str_trim(typed);
	*out = (struct str){ 0 };
	if (s.n == 0)
		return NULL;
	if (str_starts(s, "+84")) {
		s = str_from(s, 3);
		digits[n++] = '0';
	}
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] >= '0' && s.p[i] <= '9')
			digits[n++] = s.p[i];
		else if (strchr(" .-()", s.p[i]) == NULL)
			return tr(cx->lang, "Số điện thoại chỉ gồm chữ số, ví dụ 0912345678");
	}
	if (n < 10 || n > 11 || digits[0] != '0')
		return tr(cx->lang, "Số điện thoại có 10 hoặc 11 chữ số và bắt đầu bằng 0, ví dụ 0912345678");
	*out = (struct str){ digits, n };
	return NULL;
}

/* The same letter again, or a run like 1234567890: found by the fewest lists in the world. */
static bool
is_row(struct str s)
{
	bool same = true, up = true, down = true;
	for (size_t i = 1; i < s.n; i++) {
		int step = (unsigned char)s.p[i] - (unsigned char)s.p[i - 1];
		same = same && step == 0;
		up = up && (step == 1 || (s.p[i - 1] == '9' && s.p[i] == '0'));
		down = down && (step == -1 || (s.p[i - 1] == '0' && s.p[i] == '9'));
	}
	return same || up || down;
}

const char *
account_check_password(struct cx *cx, struct str typed, struct str login)
{
	size_t n = viet_length(typed);
	if (typed.n == 0)
		return tr(cx->lang, "Nhập mật khẩu mới");
	if (n < ACCOUNT_PASSWORD_MIN)
		return arena_printf(cx->arena, tr(cx->lang, "Mật khẩu cần ít nhất %d ký tự; vài từ ghép lại thì dễ nhớ và khó đoán"),
				    ACCOUNT_PASSWORD_MIN);
	if (n > ACCOUNT_PASSWORD_MAX)
		return arena_printf(cx->arena, tr(cx->lang, "Mật khẩu dài nhất %d ký tự"), ACCOUNT_PASSWORD_MAX);
	if (is_row(typed) || (login.n > 0 && str_find(typed, str_cstr(cx->arena, login)) >= 0))
		return tr(cx->lang, "Mật khẩu này dễ đoán; đừng dùng số định danh, tên đăng nhập hay dãy số liền nhau");
	return NULL;
}

const char *
account_check_login(struct cx *cx, struct str typed, struct str *out)
{
	struct str s = viet_lower(cx->arena, str_trim(typed));
	bool ok = s.n >= 3 && s.n <= ACCOUNT_LOGIN_MAX && s.p[0] >= 'a' && s.p[0] <= 'z';
	*out = (struct str){ 0 };
	if (s.n == 0)
		return tr(cx->lang, "Nhập tên đăng nhập");
	for (size_t i = 0; ok && i < s.n; i++)
		ok = (s.p[i] >= 'a' && s.p[i] <= 'z') || (s.p[i] >= '0' && s.p[i] <= '9') || strchr("._-", s.p[i]) != NULL;
	if (!ok)
		return tr(cx->lang, "Tên đăng nhập có 3 đến 40 ký tự: chữ không dấu, số, dấu chấm, gạch; bắt đầu bằng chữ, ví dụ lan.tran");
	*out = s;
	return NULL;
}
