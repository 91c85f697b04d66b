/* What people type, in the form in which it is stored. Wrong input stays as it was typed, so that the person sees it
 * again beside the message. */
#include "core/form/form_priv.h"
#include "core/form/citizen.h"
#include "core/form/tax_code.h"

const char *const form_date_part[3] = { "ngay", "thang", "nam" };

/* One line: every white space, also no-break (U+00A0), is one blank; newlines become `line`. */
static struct str
one_line(struct arena *a, struct str s, const char *line)
{
	struct buf b;
	buf_init(&b, a, s.n * 2 + 1);
	bool gap = false, brk = false;
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		bool wide = c == '\xc2' && i + 1 < s.n && s.p[i + 1] == '\xa0';
		if (c == ' ' || c == '\t' || c == '\r' || c == '\n' || wide) {
			gap = true;
			brk |= c == '\n';
			i += wide;
			continue;
		}
		if (gap && b.n > 0)
			buf_adds(&b, brk && b.p[b.n - 1] != ',' ? line : " ");
		gap = brk = false;
		buf_addc(&b, c);
	}
	return (struct str){ buf_cstr(&b), b.n };
}

static struct str
many_lines(struct arena *a, struct str s)
{
	char *out = arena_alloc(a, s.n + 1);
	size_t n = 0;
	s = str_trim(s);
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] != '\r')
			out[n++] = s.p[i];
	return (struct str){ out, n };
}

/* --- numbers ------------------------------------------------------------------------------------------------------ */
/* "1.204.570" with this separator → digits without it; false unless all groups but the first have three digits. */
static bool
ungrouped(struct str s, char sep, struct buf *out)
{
	struct str rest = s;
	for (int i = 0; rest.p != NULL; i++) {
		struct str part = str_cut(&rest, sep);
		if (!str_is_digits(part) || (i > 0 ? part.n != 3 : part.n > 3 && rest.p != NULL))
			return false;
		buf_addstr(out, part);
	}
	return true;
}

static size_t
count(struct str s, char c)
{
	size_t n = 0;
	for (size_t i = 0; i < s.n; i++)
		n += s.p[i] == c;
	return n;
}

/* The Vietnamese way first: dots between thousands, a comma before decimals. Without a comma, one dot that cannot stand
 * between thousands is a decimal point; in a whole number commas may stand between thousands. */
static bool
split_number(struct str s, int decimals, struct buf *whole, struct str *fraction)
{
	*fraction = S("");
	if (decimals == 0)
		return ungrouped(s, count(s, ',') > 0 ? ',' : '.', whole);
	if (count(s, ',') == 1) {
		struct str head = str_cut(&s, ',');
		*fraction = s;
		return str_is_digits(s) && ungrouped(head, '.', whole);
	}
	if (count(s, '.') == 1 && count(s, ',') == 0 && s.n - (size_t)str_find(s, ".") - 1 != 3) {
		struct str head = str_cut(&s, '.');
		*fraction = s;
		buf_addstr(whole, head);
		return str_is_digits(head) && str_is_digits(s);
	}
	return ungrouped(s, count(s, ',') > 0 ? ',' : '.', whole);
}

static struct str
normal_number(struct arena *a, const struct form_field *f, struct str typed)
{
	struct buf whole, out;
	struct str fraction, s = typed;
	buf_init(&whole, a, 64);
	buf_init(&out, a, 64);
	bool minus = s.n > 1 && s.p[0] == '-';
	if (minus)
		s = str_from(s, 1);
	char *tight = arena_alloc(a, s.n + 1);
	size_t n = 0;
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] != ' ')
			tight[n++] = s.p[i];
	if (!split_number((struct str){ tight, n }, f->decimals, &whole, &fraction) || whole.over)
		return typed;
	struct str w = buf_str(&whole);
	while (w.n > 1 && w.p[0] == '0')
		w = str_from(w, 1);
	while (fraction.n > 0 && fraction.p[fraction.n - 1] == '0')
		fraction.n--;
	if (w.n > 15 || fraction.n > (size_t)f->decimals)
		return typed;
	if (minus && !(str_is(w, "0") && fraction.n == 0))
		buf_addc(&out, '-');
	buf_addstr(&out, w);
	if (fraction.n > 0)
		buf_addf(&out, "." STR_FMT, STR_ARG(fraction));
	return buf_str(&out);
}

bool
form_number_of(const struct form_field *f, struct str stored, int64_t *scaled)
{
	struct str rest = stored, whole = str_cut(&rest, '.');
	bool minus = whole.n > 0 && whole.p[0] == '-';
	if (minus)
		whole = str_from(whole, 1);
	if (!str_is_digits(whole) || whole.n > 15 || rest.n > (size_t)f->decimals || (rest.p != NULL && !str_is_digits(rest)))
		return false;
	int64_t v;
	if (!str_i64(whole, &v))
		return false;
	for (int i = 0; i < f->decimals; i++)
		v = v * 10 + ((size_t)i < rest.n ? rest.p[i] - '0' : 0);
	*scaled = minus ? -v : v;
	return true;
}

/* --- dates --------------------------------------------------------------------------------------------------------- */
bool
form_date_of(struct str value, int32_t *day)
{
	return value.n == 10 && value.p[4] == '-' && value.p[7] == '-' && day_parse(value, day);
}

void
form_date_parts(struct arena *a, struct str value, struct str part[3])
{
	int32_t day;
	part[0] = part[1] = part[2] = S("");
	if (form_date_of(value, &day)) {
		struct civil c = day_civil(day);
		part[0] = str_of(arena_printf(a, "%d", c.day));
		part[1] = str_of(arena_printf(a, "%d", c.month));
		part[2] = str_of(arena_printf(a, "%d", c.year));
		return;
	}
	for (int i = 0; i < 3; i++)
		part[i] = i < 2 ? str_cut(&value, '\n') : value;
}

struct str
form_normal_date(struct arena *a, struct str day, struct str month, struct str year)
{
	struct str part[3] = { one_line(a, day, " "), one_line(a, month, " "), one_line(a, year, " ") };
	int64_t n[3];
	int32_t whole;
	char iso[TIME_TEXT];
	/* Somebody typed or pasted the whole date into the first input. */
	if (part[1].n == 0 && part[2].n == 0 && day_parse(part[0], &whole))
		return str_of(arena_strdup(a, day_iso(whole, iso)));
	if (part[0].n + part[1].n + part[2].n == 0)
		return S("");
	bool numbers = true;
	for (int i = 0; i < 3; i++)
		numbers &= str_is_digits(part[i]) && part[i].n <= 4 && str_i64(part[i], &n[i]);
	if (numbers && part[2].n == 4 && day_valid((int)n[2], (int)n[1], (int)n[0]))
		return str_of(arena_strdup(a, day_iso(day_of((int)n[2], (int)n[1], (int)n[0]), iso)));
	return str_of(arena_printf(a, STR_FMT "\n" STR_FMT "\n" STR_FMT, STR_ARG(part[0]), STR_ARG(part[1]),
				   STR_ARG(part[2])));
}

bool
form_month_of(struct str value, int32_t *day)
{
	struct str year = value, month = str_cut(&year, '/');
	int64_t m, y;
	if (month.n != 2 || year.n != 4 || !str_is_digits(month) || !str_is_digits(year) || !str_i64(month, &m) ||
	    !str_i64(year, &y) || m < 1 || m > 12 || y < FORM_YEAR_MIN || y > FORM_YEAR_MAX)
		return false;
	*day = day_of((int)y, (int)m, 1);
	return true;
}

/* 3/2010, 03-2010, 3.2010, 3 2010 */
static struct str
normal_month(struct arena *a, struct str typed)
{
	char *s = str_cstr(a, typed);
	for (size_t i = 0; i < typed.n; i++)
		if (s[i] == '-' || s[i] == '.' || s[i] == ' ')
			s[i] = '/';
	struct str year = { s, typed.n }, month = str_cut(&year, '/');
	struct str normal = str_of(arena_printf(a, month.n == 1 ? "0" STR_FMT "/" STR_FMT : STR_FMT "/" STR_FMT,
						STR_ARG(month), STR_ARG(year)));
	int32_t day;
	return form_month_of(normal, &day) ? normal : typed;
}

/* --- telephone, e-mail --------------------------------------------------------------------------------------------- */
/* Ten digits, or eleven of a fixed line (02…). */
bool
form_is_phone(struct str s)
{
	if (!str_is_digits(s) || s.n < 10 || s.p[0] != '0' || s.p[1] == '0')
		return false;
	return s.n == 10 || (s.n == 11 && s.p[1] == '2');
}

static struct str
normal_phone(struct arena *a, struct str typed)
{
	char *d = arena_alloc(a, typed.n + 2);
	size_t n = 1; /* d[0] is kept for the 0 that +84 stands for */
	for (size_t i = 0; i < typed.n; i++) {
		char c = typed.p[i];
		if ((c >= '0' && c <= '9') || (c == '+' && n == 1))
			d[n++] = c;
		else if (c != ' ' && c != '.' && c != '-' && c != '(' && c != ')')
			return typed;
	}
	struct str all = { d + 1, n - 1 };
	static const char *const country[] = { "+84", "0084", "84" };
	for (size_t i = 0; i < ARRAY_LEN(country); i++) {
		size_t len = strlen(country[i]);
		if (!str_starts(all, country[i]) || all.n < len + 9)
			continue;
		struct str tail = str_from(all, len);
		if (tail.p[0] == '0')
			return form_is_phone(tail) ? tail : typed;
		d[len] = '0';
		struct str local = { d + len, tail.n + 1 };
		return form_is_phone(local) ? local : typed;
	}
	return form_is_phone(all) ? all : typed;
}

static bool
good_domain(struct str s)
{
	size_t labels = 0;
	for (struct str rest = s; rest.p != NULL; labels++) {
		struct str l = str_cut(&rest, '.');
		if (l.n == 0 || l.n > 63 || l.p[0] == '-' || l.p[l.n - 1] == '-')
			return false;
		for (size_t i = 0; i < l.n; i++) {
			char c = l.p[i];
			if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-'))
				return false;
		}
	}
	return labels >= 2;
}

/* The dot-atom of RFC 5321, which is what mail servers accept; quoted local parts are nobody's address. */
bool
form_is_email(struct str s)
{
	struct str domain = s, local = str_cut(&domain, '@');
	if (s.n > 254 || domain.p == NULL || local.n == 0 || local.n > 64 || local.p[0] == '.' ||
	    local.p[local.n - 1] == '.' || str_find(local, "..") >= 0)
		return false;
	for (size_t i = 0; i < local.n; i++) {
		char c = local.p[i];
		bool word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
		if (c == '\0' || (!word && strchr("!#$%&'*+-/=?^_`{|}~.", c) == NULL))
			return false;
	}
	return good_domain(domain);
}

/* --- all ------------------------------------------------------------------------------------------------------------ */
static struct str
normal_citizen(struct arena *a, struct str typed)
{
	struct citizen_number number;
	struct str d = citizen_digits(a, typed);
	return citizen_parse(d, &number) ? d : typed;
}

static struct str
normal_tax_code(struct arena *a, struct str typed)
{
	struct str normal;
	return tax_code_parse(a, typed, &normal) >= TAX_CODE_UNIT ? normal : typed;
}

static struct str
whole_date(struct arena *a, struct str typed)
{
	int32_t day;
	char iso[TIME_TEXT];
	return day_parse(typed, &day) ? str_of(arena_strdup(a, day_iso(day, iso))) : typed;
}

struct str
form_normal(struct arena *a, const struct form_field *f, struct str typed)
{
	struct str s = viet_nfc(a, typed);
	if (f->type == FORM_LONGTEXT)
		return many_lines(a, s);
	s = one_line(a, s, f->type == FORM_ADDRESS ? ", " : " ");
	switch (f->type) {
	case FORM_NUMBER: return normal_number(a, f, s);
	case FORM_DATE: return whole_date(a, s);
	case FORM_PHONE: return normal_phone(a, s);
	case FORM_CITIZEN_ID: return normal_citizen(a, s);
	case FORM_TAX_CODE: return normal_tax_code(a, s);
	case FORM_MONTH: return normal_month(a, s);
	case FORM_CHECKBOX: return str_is(s, "1") || str_is(s, "on") ? S("1") : S("0");
	default: return s;
	}
}

/* 1.204.570,5 or 1,204,570.5 */
static struct str
printable_number(struct cx *cx, struct str stored)
{
	struct str rest = stored, whole = str_cut(&rest, '.');
	bool english = cx->lang == LANG_EN;
	int64_t v;
	char text[VIET_NUMBER];
	if (!str_i64(whole, &v))
		return stored;
	if (rest.n == 0)
		return str_of(arena_strdup(cx->arena, viet_number(v, english, text)));
	return str_of(arena_printf(cx->arena, "%s%s%c" STR_FMT, v == 0 && stored.p[0] == '-' ? "-" : "",
				   viet_number(v, english, text), english ? '.' : ',', STR_ARG(rest)));
}

static struct str
printable_date(struct cx *cx, struct str stored)
{
	int32_t day;
	char text[TIME_TEXT];
	if (form_date_of(stored, &day))
		return str_of(arena_strdup(cx->arena, day_text(day, text)));
	char *out = str_cstr(cx->arena, stored);
	for (size_t i = 0; i < stored.n; i++)
		if (out[i] == '\n')
			out[i] = '/';
	return (struct str){ out, stored.n };
}

struct str
form_printable(struct cx *cx, const struct form_field *f, struct str value)
{
	switch (f->type) {
	case FORM_NUMBER: return printable_number(cx, value);
	case FORM_DATE: return printable_date(cx, value);
	case FORM_CHECKBOX: return str_of(str_is(value, "1") ? tr(cx->lang, "Có") : tr(cx->lang, "Không"));
	case FORM_CHOICE:
		for (size_t i = 0; i < f->n_options; i++)
			if (str_eq(f->option[i].value, value))
				return form_text(cx->lang, f->option[i].label, f->option[i].label_en);
		return value;
	default: return value;
	}
}
