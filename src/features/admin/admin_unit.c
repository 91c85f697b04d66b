/* Rules of changing units: names and hours, the end with a successor, offices below a unit. */
#include "features/admin/admin_priv.h"

#include "core/tally/tally.h"
#include "core/unit/revision.h"
#include "features/dossier/dossier.h"

const char *
admin_unit_kind(enum lang lang, const struct unit *u)
{
	static const struct admin_option kinds[] = {
		{ "ministry", "Bộ" },
		{ "ministerial_agency", "Cơ quan ngang bộ" },
		{ "government_agency", "Cơ quan thuộc Chính phủ" },
		{ "province", "Tỉnh, thành phố" },
		{ "commune", "Xã, phường, đặc khu" },
		{ "desk", "Bộ phận một cửa" },
		{ "office", "Bộ phận trực thuộc" },
		{ NULL, NULL },
	};
	return admin_option_label(lang, kinds, u->kind);
}

/* --- edit --------------------------------------------------------------------------------------------------------------- */

/* Scope is asked again inside the transaction: the directory may have changed since the page was shown. */
static enum status
unit_in_scope(struct cx *cx, int64_t id, const struct unit **out)
{
	*out = unit_by_id(id);
	if (!admin_in_scope(cx, *out))
		return fail(cx, ST_NOT_FOUND, "unit.unknown", "unit %lld", (long long)id);
	return ST_OK;
}

enum status
admin_unit_edit_tx(struct cx *cx, void *input)
{
	const struct admin_unit_edit *in = input;
	const struct unit *was;
	struct due_hours hours;
	struct admin_changes c;
	TRY(unit_in_scope(cx, in->id, &was));
	if (in->name[0] == '\0')
		return fail(cx, ST_INVALID, "unit.name", "unit %lld", (long long)in->id);
	if (in->hours[0] != '\0')
		TRY(due_hours_parse(cx, str_of(in->hours), &hours));
	admin_changes_begin(cx, &c);
	admin_change(&c, "name", was->name, in->name);
	admin_change(&c, "name_en", was->name_en, in->name_en);
	admin_change(&c, "hours", was->hours, in->hours);
	admin_change(&c, "address", was->address, in->address);
	admin_change(&c, "phone", was->phone, in->phone);
	const char *detail = admin_changes_end(&c);
	if (c.n == 0)
		return ST_OK;
	struct unit u = *was;
	u.name = in->name;
	u.name_en = in->name_en;
	u.hours = in->hours;
	u.address = in->address;
	u.phone = in->phone;
	TRY(unit_save(cx, &u));
	TRY(admin_event(cx, "admin.unit_edit", "unit", u.id, u.id, "", detail));
	return revision_bump(cx, "unit");
}

/* --- end ------------------------------------------------------------------------------------------------------------------- */

static bool
has_valid_below(const struct unit *u)
{
	for (size_t i = 0; i < unit_count(); i++)
		if (unit_at(i)->parent_territory == u->id && unit_at(i)->valid_to == 0)
			return true;
	return false;
}

const char *
admin_unit_end_wrong(struct cx *cx, const struct unit *u, const struct unit *successor)
{
	if (u->id == cx->who.unit)
		return tr(cx->lang, "Bạn đang làm việc cho đơn vị này; chọn đơn vị làm việc khác rồi kết thúc nó");
	if (has_valid_below(u))
		return tr(cx->lang, "Còn đơn vị trực thuộc đang hoạt động; kết thúc các đơn vị đó trước");
	if (successor == NULL)
		return NULL;
	if (successor->id == u->id)
		return tr(cx->lang, "Đơn vị tiếp nhận phải khác đơn vị kết thúc");
	if (successor->valid_to != 0)
		return tr(cx->lang, "Đơn vị tiếp nhận đã kết thúc; chọn đơn vị đang hoạt động");
	return NULL;
}

/* Of the unit, or standing at its desk. */
enum status
admin_unit_open(struct cx *cx, const struct unit *u, int64_t *n)
{
	struct dossier_elsewhere *e;
	size_t n_e;
	TRY(tally_sum(cx, "dossier.open", &u->id, 1, INT32_MIN, INT32_MAX, -1, n));
	TRY(dossier_elsewhere(cx, &e, &n_e));
	for (size_t i = 0; i < n_e; i++)
		*n += e[i].unit == u->id ? e[i].n : 0;
	return ST_OK;
}

enum status
admin_unit_end_tx(struct cx *cx, void *input)
{
	const struct admin_unit_end *in = input;
	const struct unit *was;
	TRY(unit_in_scope(cx, in->id, &was));
	bool end = in->day != 0;
	if (end == (was->valid_to != 0))
		return fail(cx, ST_CONFLICT, end ? "unit.ended" : "unit.not_ended", "unit %lld", (long long)in->id);
	if (end && admin_unit_end_wrong(cx, was, unit_by_id(in->successor)) != NULL)
		return fail(cx, ST_CONFLICT, "unit.end", "unit %lld may not end", (long long)in->id);
	int64_t open = 0;
	if (end && in->successor == 0)
		TRY(admin_unit_open(cx, was, &open));
	if (open > 0)
		return fail(cx, ST_CONFLICT, "unit.end.open", "unit %lld has %lld open dossiers", (long long)in->id, (long long)open);
	struct unit u = *was;
	u.valid_to = in->day;
	u.successor = end ? in->successor : 0;
	TRY(unit_save(cx, &u));
	const char *detail = u.successor == 0 ? "" : arena_printf(cx->arena, "{\"successor\":\"%lld\"}", (long long)u.successor);
	TRY(admin_event(cx, end ? "admin.unit_end" : "admin.unit_reopen", "unit", u.id, u.id, in->reason, detail));
	return unit_desks_changed(cx);
}

/* --- an office below a unit -------------------------------------------------------------------------------------------------- */

static int
groups_of(const char *code)
{
	int n = 1;
	for (; *code != '\0'; code++)
		n += *code == '.';
	return n;
}

const char *
admin_unit_code(struct cx *cx, const struct unit *parent, struct str typed, const char **wrong)
{
	struct str code, old;
	*wrong = NULL;
	if (!unit_code_new(cx->arena, str_trim(typed), &code))
		*wrong = tr(cx->lang, "Mã đơn vị viết như H40.60.12 hoặc 000.12.60.H40");
	else if (!str_starts(code, arena_printf(cx->arena, "%s.", parent->code)) ||
		 groups_of(str_cstr(cx->arena, code)) != groups_of(parent->code) + 1)
		*wrong = arena_printf(cx->arena, tr(cx->lang, "Mã phải là mã của đơn vị trên, rồi dấu chấm và hai hoặc ba chữ số: %s.01"),
				      parent->code);
	else if (!unit_code_turn(cx->arena, code, &old))
		*wrong = tr(cx->lang, "Mã chỉ có bốn cấp; không thêm được đơn vị dưới cấp này");
	else if (unit_by_code(code) != NULL)
		*wrong = tr(cx->lang, "Mã này đã có đơn vị dùng; chọn mã khác");
	return *wrong == NULL ? str_cstr(cx->arena, code) : NULL;
}

const char *
admin_unit_code_free(struct cx *cx, const struct unit *parent)
{
	for (int i = 1; i <= 99; i++) {
		const char *wrong, *code = admin_unit_code(cx, parent, str_of(arena_printf(cx->arena, "%s.%02d", parent->code, i)), &wrong);
		if (code != NULL)
			return code;
	}
	return "";
}

enum status
admin_unit_new_tx(struct cx *cx, void *input)
{
	struct admin_unit_new *in = input;
	const struct unit *parent;
	const char *wrong;
	struct due_hours hours;
	struct str old;
	TRY(unit_in_scope(cx, in->parent, &parent));
	const char *code = admin_unit_code(cx, parent, str_of(in->code), &wrong);
	if (code == NULL || parent->valid_to != 0 || !unit_code_turn(cx->arena, str_of(code), &old))
		return fail(cx, ST_CONFLICT, "unit.code", "code %s", in->code);
	if (in->name[0] == '\0')
		return fail(cx, ST_INVALID, "unit.name", "below %lld", (long long)in->parent);
	if (in->hours[0] != '\0')
		TRY(due_hours_parse(cx, str_of(in->hours), &hours));
	in->id = id_next();
	struct unit u = { .id = in->id, .code = code, .code_2016 = str_cstr(cx->arena, old), .name = in->name,
			  .name_en = in->name_en, .kind = "office", .admin_code = parent->admin_code,
			  .parent_line = parent->id, .parent_territory = parent->id, .valid_from = in->day,
			  .hours = in->hours, .address = in->address, .phone = in->phone, .confidence = "ours" };
	TRY(unit_add(cx, &u));
	TRY(admin_event(cx, "admin.unit_add", "unit", u.id, parent->id, "",
			arena_printf(cx->arena, "{\"code\":\"%s\"}", code)));
	return revision_bump(cx, "unit");
}

/* --- preview of a day ---------------------------------------------------------------------------------------------------------- */

enum status
admin_day_preview(struct cx *cx, struct str text, struct admin_day_preview *out)
{
	struct due_calendar cal = *unit_calendar(NULL);
	struct due_result hours, days;
	struct buf b;
	TRY(due_hours_parse(cx, text.n > 0 ? text : S(DUE_HOURS_DEFAULT), &cal.hours));
	buf_init(&b, cx->arena, 256);
	for (int i = 0; i < cal.hours.n; i++)
		buf_addf(&b, "%s%02d:%02d–%02d:%02d", i > 0 ? ", " : "", cal.hours.span[i].open / 60, cal.hours.span[i].open % 60,
			 cal.hours.span[i].close / 60, cal.hours.span[i].close % 60);
	TRY(due_compute(cx, &cal, cx->now, (struct due_limit){ DUE_WORKING_HOURS, 8 }, NULL, 0, &hours));
	TRY(due_compute(cx, &cal, cx->now, (struct due_limit){ DUE_WORKING_DAYS, 3 }, NULL, 0, &days));
	*out = (struct admin_day_preview){ .hours = buf_cstr(&b), .received = cx->now, .due_hours = hours.due, .due_days = days.due };
	out->total = cal.hours.minutes % 60 == 0
			     ? arena_printf(cx->arena, tr(cx->lang, "%d giờ làm việc mỗi ngày"), cal.hours.minutes / 60)
			     : arena_printf(cx->arena, tr(cx->lang, "%d giờ %d phút làm việc mỗi ngày"), cal.hours.minutes / 60,
					    cal.hours.minutes % 60);
	return ST_OK;
}
