/* What is wrong and what to do about it. */
#include "core/form/form_priv.h"
#include "core/form/citizen.h"
#include "core/form/tax_code.h"

#include <stdarg.h>

struct check {
	struct cx *cx;
	const struct form_values *v;
	const struct form_files *files;
	const struct form_sights *sights;
	struct form_judge judge;
	struct form_errors *errors;
	int nth; /* of the row in its group, from 1; 0 outside */
};

/* Enough of the label to know the field by: a declaration is a whole sentence. */
static const char *
label(const struct check *c, const struct form_field *f)
{
	enum { ENOUGH = 60 };
	struct str s = form_text(c->cx->lang, f->label, f->label_en), head = s;
	if (viet_length(s) <= ENOUGH)
		return str_cstr(c->cx->arena, s);
	while (head.n > 0 && (viet_length(head) > ENOUGH || s.p[head.n] != ' '))
		head.n--;
	if (head.n == 0)
		return str_cstr(c->cx->arena, s);
	return arena_printf(c->cx->arena, STR_FMT "…", STR_ARG(head));
}

/* In a group the row is said first: its labels are those of the other rows too. */
static void
push(struct check *c, struct form_error e)
{
	if (c->nth > 0)
		e.text = arena_printf(c->cx->arena, tr(c->cx->lang, "Mục %d: %s"), c->nth, e.text);
	*vec_push(&c->errors->list, c->cx->arena) = e;
}

/* msgid takes strings only. */
static void
add(struct check *c, const struct form_field *f, int row, const char *part, const char *msgid, ...)
{
	va_list ap;
	va_start(ap, msgid);
	const char *text = arena_vprintf(c->cx->arena, tr(c->cx->lang, msgid), ap);
	va_end(ap);
	push(c, (struct form_error){ .field = f, .row = row, .part = part, .msgid = msgid, .text = text });
}

/* --- one check per type: the value is not empty -------------------------------------------------------------------- */
typedef void check_fn(struct check *c, const struct form_field *f, int row, struct str value);

static void
check_length(struct check *c, const struct form_field *f, int row, struct str value)
{
	size_t max = f->type == FORM_LONGTEXT ? FORM_LONGTEXT_MAX : FORM_TEXT_MAX, n = viet_length(value);
	char most[VIET_NUMBER], has[VIET_NUMBER];
	bool english = c->cx->lang == LANG_EN;
	if (n > max)
		add(c, f, row, NULL, "Rút ngắn “%s” còn nhiều nhất %s ký tự, hiện có %s", label(c, f),
		    viet_number((int64_t)max, english, most), viet_number((int64_t)n, english, has));
}

static bool
digits(struct str s, size_t most, int *out)
{
	int64_t v = 0;
	if (!str_is_digits(s) || s.n > most || !str_i64(s, &v))
		return false;
	*out = (int)v;
	return true;
}

/* A date that is none: the first part that must be mended. */
static void
explain_date(struct check *c, const struct form_field *f, int row, struct str value)
{
	static const char *const missing[3] = { "Nhập thêm ngày cho “%s”", "Nhập thêm tháng cho “%s”",
						"Nhập thêm năm cho “%s”" };
	static const char *const wrong[3] = { "Nhập ngày từ 1 đến 31 cho “%s”", "Nhập tháng từ 1 đến 12 cho “%s”",
					      "Nhập năm bằng bốn chữ số, ví dụ 1990, cho “%s”" };
	static const int most[3] = { 31, 12, 9999 };
	struct str part[3];
	int n[3];
	form_date_parts(c->cx->arena, value, part);
	for (int i = 0; i < 3; i++) {
		if (part[i].n == 0) {
			add(c, f, row, form_date_part[i], missing[i], label(c, f));
			return;
		}
	}
	for (int i = 0; i < 3; i++) {
		if (!digits(part[i], 4, &n[i]) || n[i] < 1 || n[i] > most[i] || (i == 2 && part[i].n != 4)) {
			add(c, f, row, form_date_part[i], wrong[i], label(c, f));
			return;
		}
	}
	add(c, f, row, form_date_part[0], "Tháng %s năm %s không có ngày %s, xem lại “%s”",
	    arena_printf(c->cx->arena, "%d", n[1]), arena_printf(c->cx->arena, "%d", n[2]),
	    arena_printf(c->cx->arena, "%d", n[0]), label(c, f));
}

static void
check_date(struct check *c, const struct form_field *f, int row, struct str value)
{
	int32_t day;
	if (!form_date_of(value, &day)) {
		explain_date(c, f, row, value);
		return;
	}
	int year = day_civil(day).year;
	if (f->is_birth && day > time_day(c->cx->now))
		add(c, f, row, NULL, "“%s” không thể sau hôm nay, xem lại ngày, tháng, năm", label(c, f));
	else if (year < FORM_YEAR_MIN || year > FORM_YEAR_MAX)
		add(c, f, row, form_date_part[2], "Nhập năm từ %s đến %s cho “%s”",
		    arena_printf(c->cx->arena, "%d", FORM_YEAR_MIN),
		    arena_printf(c->cx->arena, "%d", FORM_YEAR_MAX), label(c, f));
}

static void
check_month(struct check *c, const struct form_field *f, int row, struct str value)
{
	int32_t day;
	if (!form_month_of(value, &day))
		add(c, f, row, NULL, "Nhập “%s” theo dạng tháng/năm, ví dụ 03/2010", label(c, f));
}

static void
check_number(struct check *c, const struct form_field *f, int row, struct str value)
{
	int64_t v, unit = 1;
	bool english = c->cx->lang == LANG_EN;
	char low[VIET_NUMBER], high[VIET_NUMBER];
	for (int i = 0; i < f->decimals; i++)
		unit *= 10;
	if (!form_number_of(f, value, &v)) {
		add(c, f, row, NULL, f->decimals > 0 ? "Nhập “%s” bằng chữ số, ví dụ 12,5" : "Nhập “%s” bằng chữ số, ví dụ 12",
		    label(c, f));
		return;
	}
	bool under = f->has_min && v < f->min * unit, over = f->has_max && v > f->max * unit;
	if (!under && !over)
		return;
	viet_number(f->min, english, low);
	viet_number(f->max, english, high);
	if (f->has_min && f->has_max)
		add(c, f, row, NULL, "Nhập “%s” từ %s đến %s", label(c, f), low, high);
	else if (under)
		add(c, f, row, NULL, "Nhập “%s” từ %s trở lên", label(c, f), low);
	else
		add(c, f, row, NULL, "Nhập “%s” không quá %s", label(c, f), high);
}

static void
check_choice(struct check *c, const struct form_field *f, int row, struct str value)
{
	for (size_t i = 0; i < f->n_options; i++)
		if (!f->option[i].hidden && str_eq(f->option[i].value, value))
			return;
	add(c, f, row, NULL, "Chọn một câu trả lời trong danh sách cho “%s”", label(c, f));
}

/* Is the other field beside it shown and rightly answered, so that the number can be held against it? */
static struct str
beside(const struct check *c, const struct form_field *other, int row)
{
	if (other == NULL || form_sight_of(c->sights, other, row) != FORM_SHOWN)
		return S("");
	return form_value(c->v, other, row);
}

static void
check_citizen(struct check *c, const struct form_field *f, int row, struct str value)
{
	struct citizen_number number;
	int32_t birth;
	if (!citizen_parse(value, &number)) {
		add(c, f, row, NULL, "Nhập “%s” gồm đúng 12 chữ số, như trên thẻ căn cước", label(c, f));
		return;
	}
	const char *year = arena_printf(c->cx->arena, "%d", number.year);
	if (number.year > day_civil(time_day(c->cx->now)).year) {
		add(c, f, row, NULL, "Xem lại “%s”: các chữ số này ghi năm sinh %s, chưa tới", label(c, f), year);
		return;
	}
	if (form_date_of(beside(c, f->birth, row), &birth) && day_civil(birth).year != number.year) {
		add(c, f, row, NULL, "“%s” ghi năm sinh %s, không khớp với “%s”; xem lại cả hai mục", label(c, f),
		    year, label(c, f->birth));
		return;
	}
	struct str sex = beside(c, f->sex, row);
	if (str_is(sex, "nam") && number.sex != CITIZEN_MALE)
		add(c, f, row, NULL, "“%s” là số của nữ, không khớp với “%s”; xem lại cả hai mục", label(c, f),
		    label(c, f->sex));
	else if (str_is(sex, "nu") && number.sex != CITIZEN_FEMALE)
		add(c, f, row, NULL, "“%s” là số của nam, không khớp với “%s”; xem lại cả hai mục", label(c, f),
		    label(c, f->sex));
}

static void
check_tax_code(struct check *c, const struct form_field *f, int row, struct str value)
{
	struct str normal;
	enum tax_code_kind kind = tax_code_parse(c->cx->arena, value, &normal);
	if (kind == TAX_CODE_LENGTH)
		add(c, f, row, NULL,
		    "Nhập “%s” gồm 10 chữ số; chi nhánh thêm 3 chữ số, cá nhân dùng số định danh 12 chữ số",
		    label(c, f));
	else if (kind == TAX_CODE_BAD)
		add(c, f, row, NULL, "Xem lại “%s”: chữ số thứ mười không khớp với chín chữ số trước", label(c, f));
}

static void
check_phone(struct check *c, const struct form_field *f, int row, struct str value)
{
	if (!form_is_phone(value))
		add(c, f, row, NULL, "Nhập “%s” gồm 10 chữ số, bắt đầu bằng 0, ví dụ 0912 345 678", label(c, f));
}

static void
check_email(struct check *c, const struct form_field *f, int row, struct str value)
{
	if (!form_is_email(value))
		add(c, f, row, NULL, "Nhập “%s” theo dạng ten@vidu.vn", label(c, f));
}

static const struct {
	check_fn *fn;
	const char *missing; /* takes the label */
} by_type[FORM_TYPES] = {
	[FORM_TEXT] = { check_length, "Nhập “%s”" },
	[FORM_LONGTEXT] = { check_length, "Nhập “%s”" },
	[FORM_DATE] = { check_date, "Nhập “%s” theo dạng ngày, tháng, năm, ví dụ 27 3 1990" },
	[FORM_NUMBER] = { check_number, "Nhập “%s”" },
	[FORM_CHOICE] = { check_choice, "Chọn một câu trả lời cho “%s”" },
	[FORM_CITIZEN_ID] = { check_citizen, "Nhập “%s”" },
	[FORM_TAX_CODE] = { check_tax_code, "Nhập “%s”" },
	[FORM_PHONE] = { check_phone, "Nhập “%s”" },
	[FORM_EMAIL] = { check_email, "Nhập “%s”" },
	[FORM_ADDRESS] = { check_length, "Nhập “%s”" },
	[FORM_FILE] = { NULL, "Tải lên tệp cho “%s”" },
	[FORM_CHECKBOX] = { NULL, "Đánh dấu vào ô “%s” để tiếp tục" },
	[FORM_MONTH] = { check_month, "Nhập “%s” theo dạng tháng/năm, ví dụ 03/2010" },
	[FORM_GROUP] = { NULL, NULL },
};

/* --- fields, rows, steps ------------------------------------------------------------------------------------------ */
static bool
answered(const struct check *c, const struct form_field *f, int row, struct str value)
{
	if (f->type == FORM_FILE)
		return c->files != NULL && form_files_at(c->files, c->cx->arena, f, row, 0) < c->files->n;
	if (f->type == FORM_CHECKBOX)
		return str_is(value, "1");
	return value.n > 0;
}

/* The title of a law stays Vietnamese in every language: it is what one looks it up by. */
static void
check_rules(struct check *c, const struct form_field *f, int row)
{
	const struct form_rule *r = form_rule_broken(&c->judge, f, row);
	if (r == NULL)
		return;
	struct str s = form_text(c->cx->lang, r->text, r->text_en);
	const char *text = r->law.n == 0 ? str_cstr(c->cx->arena, s)
					 : arena_printf(c->cx->arena, STR_FMT " (" STR_FMT ")", STR_ARG(s), STR_ARG(r->law));
	push(c, (struct form_error){ .field = f, .row = row, .rule = r, .msgid = str_cstr(c->cx->arena, r->text),
				     .text = text });
}

static void
check_field(struct check *c, const struct form_field *f, int row)
{
	if (form_sight_of(c->sights, f, row) != FORM_SHOWN)
		return;
	struct str value = form_value(c->v, f, row);
	if (!answered(c, f, row, value)) {
		if (f->required)
			add(c, f, row, NULL,
			    f->fill.n > 0 ? "Chọn cơ quan nhận hồ sơ để có “%s”" : by_type[f->type].missing,
			    label(c, f));
		return;
	}
	size_t before = c->errors->list.n;
	if (by_type[f->type].fn != NULL)
		by_type[f->type].fn(c, f, row, value);
	if (c->errors->list.n == before)
		check_rules(c, f, row);
}

/* Blank rows are no answers: they are passed over, except where the group must have more rows. */
static void
check_group(struct check *c, const struct form_field *g)
{
	if (form_sight_of(c->sights, g, -1) != FORM_SHOWN)
		return;
	size_t n = form_rows(c->v, g);
	if ((int64_t)n < g->min || (int64_t)n > g->max) {
		add(c, g, -1, NULL,
		    (int64_t)n < g->min ? "Thêm ít nhất %s mục vào “%s”" : "Bỏ bớt, chỉ để nhiều nhất %s mục ở “%s”",
		    arena_printf(c->cx->arena, "%d", (int)((int64_t)n < g->min ? g->min : g->max)), label(c, g));
		return;
	}
	size_t before = c->errors->list.n;
	int64_t wanted = g->min;
	for (size_t i = 0; i < n; i++)
		wanted -= !form_row_blank(c->v, g, form_row_at(c->v, g, i), c->files);
	for (size_t i = 0; i < n; i++) {
		int row = form_row_at(c->v, g, i);
		if (form_row_blank(c->v, g, row, c->files) && wanted-- <= 0)
			continue;
		c->nth = (int)i + 1;
		for (size_t k = 0; k < g->n_fields; k++)
			check_field(c, &g->field[k], row);
	}
	c->nth = 0;
	if (c->errors->list.n == before)
		check_rules(c, g, -1);
}

static void
check_step(struct check *c, const struct form_step *s)
{
	for (size_t i = 0; i < s->n_fields; i++) {
		if (s->field[i].type == FORM_GROUP)
			check_group(c, &s->field[i]);
		else
			check_field(c, &s->field[i], -1);
	}
}

static struct check
check_of(struct cx *cx, const struct form *f, const struct form_values *v, const struct form_files *files,
	 const struct form_day *day, struct form_errors *errors)
{
	struct check c = { .cx = cx, .v = v, .files = files, .errors = errors };
	c.sights = form_sights(cx->arena, f, v, -1);
	c.judge = (struct form_judge){ .arena = cx->arena, .v = v, .files = files, .sights = c.sights,
				       .day = day != NULL ? *day : (struct form_day){ .today = time_day(cx->now) } };
	return c;
}

void
form_check_step(struct cx *cx, const struct form *f, const struct form_step *s, const struct form_values *v,
		const struct form_files *files, const struct form_day *day, struct form_errors *errors)
{
	struct check c = check_of(cx, f, v, files, day, errors);
	check_step(&c, s);
}

void
form_check_all(struct cx *cx, const struct form *f, const struct form_values *v, const struct form_files *files,
	       const struct form_day *day, struct form_errors *errors)
{
	struct check c = check_of(cx, f, v, files, day, errors);
	for (size_t i = 0; i < f->n_steps; i++)
		check_step(&c, &f->step[i]);
}

const struct form_error *
form_error_at(const struct form_errors *errors, const struct form_field *f, int row)
{
	for (size_t i = 0; errors != NULL && i < errors->list.n; i++)
		if (errors->list.p[i].field == f && (f->group == NULL || errors->list.p[i].row == row))
			return &errors->list.p[i];
	return NULL;
}
