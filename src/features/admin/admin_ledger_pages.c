/* The ledger viewer. What is asked comes by POST, as a citizen's number may stand in no address and no log; the answer's
 * address holds ids. */
#include "features/admin/admin_views.h"

#include "core/form/citizen.h"
#include "core/gate/gate.h"
#include "features/dossier/dossier.h"

#define NAV "nhat-ky"
#define INDEX ADMIN_INDEX "/nhat-ky"

/* What was typed, or stands in the address. */
struct asked {
	struct admin_ledger_filter f;
	int64_t before;
	struct str who, thing, from, to;
	struct admin_ledger_view v;
};

/* --- words of an event --------------------------------------------------------------------------------------------------- */

static const char *
thing_words(struct cx *cx, const struct ledger_event *e, const char *account)
{
	struct dossier d;
	char text[TIME_TEXT];
	const struct procedure *p;
	if (strcmp(e->kind, "dossier") == 0)
		return dossier_load(cx, e->thing, &d) == ST_OK && d.code[0] != '\0' ? d.code : tr(cx->lang, "Bản nháp");
	if (strcmp(e->kind, "account") == 0)
		return account;
	if (strcmp(e->kind, "unit") == 0)
		return unit_name(cx->lang, e->thing);
	if (strcmp(e->kind, "holiday") == 0)
		return arena_strdup(cx->arena, day_text((int32_t)e->thing, text));
	if (strcmp(e->kind, "procedure") == 0 && (p = procedure_by_id(e->thing)) != NULL)
		return arena_printf(cx->arena, "%s, %s", p->code, procedure_name(cx->lang, p));
	return e->thing > ADMIN_THING_TALLY ? arena_printf(cx->arena, "%lld", (long long)e->thing) : "";
}

static enum status
lines(struct cx *cx, struct admin_ledger_view *v, const struct ledger_event *e, size_t n)
{
	int64_t *ids = arena_new_array(cx->arena, int64_t, 2 * n + 1);
	const char **names = arena_new_array(cx->arena, const char *, 2 * n + 1);
	v->line = arena_new_array(cx->arena, struct admin_event_line, n + 1);
	v->n = n;
	for (size_t i = 0; i < n; i++) {
		ids[2 * i] = e[i].actor;
		ids[2 * i + 1] = strcmp(e[i].kind, "account") == 0 ? e[i].thing : 0;
	}
	TRY(account_names(cx, ids, 2 * n, names));
	for (size_t i = 0; i < n; i++)
		v->line[i] = (struct admin_event_line){
			.e = e[i], .at = id_time(e[i].id), .words = admin_event_words(cx, &e[i]),
			.who = e[i].actor_kind == ACTOR_SYSTEM ? tr(cx->lang, "Hệ thống")
			       : e[i].actor == 0	       ? tr(cx->lang, "Chưa đăng nhập")
							       : names[2 * i],
			.unit = unit_name(cx->lang, e[i].unit), .thing = thing_words(cx, &e[i], names[2 * i + 1]),
		};
	return ST_OK;
}

/* --- what is asked ------------------------------------------------------------------------------------------------------------ */

static void
read_verb(struct cx *cx, struct asked *a, struct str value)
{
	const struct admin_verb_group *g = admin_verb_groups(cx);
	a->f.verb = "";
	for (size_t i = 0; g[i].area != NULL; i++) {
		if (str_is(value, g[i].area))
			a->f.verb = g[i].area;
		for (const struct admin_option *o = g[i].verb; o->value != NULL; o++)
			if (str_is(value, o->value))
				a->f.verb = o->value;
	}
	a->v.group = g;
	a->v.verb = a->f.verb;
}

static void
read_day(struct cx *cx, struct asked *a, struct str typed, const char *id, int32_t *day)
{
	int32_t d;
	*day = 0;
	if (typed.n == 0)
		return;
	if (!day_parse(typed, &d) || d < time_day(id_time(0)))
		admin_error_add(cx, &a->v.errors, id, tr(cx->lang, "Không có ngày này; gõ như 05/11/2026"));
	else
		*day = d;
}

static void
read_days(struct cx *cx, struct asked *a)
{
	read_day(cx, a, a->from, "tu", &a->f.from);
	read_day(cx, a, a->to, "den", &a->f.to);
	if (a->f.from != 0 && a->f.to != 0 && a->f.from > a->f.to)
		admin_error_add(cx, &a->v.errors, "den", tr(cx->lang, "Ngày cuối đứng trước ngày đầu"));
}

/* By number: the account, or one dossier of somebody without one. */
static enum status
read_citizen(struct cx *cx, struct asked *a, struct str digits)
{
	struct citizen_number ignored;
	struct account citizen;
	size_t n;
	if (digits.n != 12 || !citizen_parse(digits, &ignored)) {
		admin_error_add(cx, &a->v.errors, "nguoi",
				arena_printf(cx->arena, tr(cx->lang, "Số định danh có 12 chữ số, không bắt đầu bằng 000; bạn đã gõ %d chữ số"),
					     (int)digits.n));
		return ST_OK;
	}
	enum status st = account_find_citizen(cx, digits, &citizen);
	if (st == ST_OK)
		a->f.person = citizen.id;
	else if (st == ST_NOT_FOUND)
		TRY(dossier_ids_of_person(cx, 0, digits, &a->f.person, 1, &n));
	else
		return st;
	if (a->f.person == 0)
		admin_error_add(cx, &a->v.errors, "nguoi", tr(cx->lang, "Không có tài khoản hay hồ sơ nào mang số này"));
	return ST_OK;
}

static enum status
read_who(struct cx *cx, struct asked *a)
{
	struct str digits = citizen_digits(cx->arena, a->who);
	if (a->who.n == 0)
		return ST_OK;
	if (str_is_digits(digits))
		return read_citizen(cx, a, digits);
	enum status st = account_officer_id(cx, a->who, &a->f.officer);
	if (st == ST_NOT_FOUND)
		admin_error_add(cx, &a->v.errors, "nguoi", tr(cx->lang, "Không có cán bộ nào đăng nhập bằng tên này"));
	return st == ST_NOT_FOUND ? ST_OK : st;
}

/* A dossier's code, a unit's code, or the number of anything. */
static enum status
read_thing(struct cx *cx, struct asked *a)
{
	struct dossier d;
	const struct unit *u = unit_by_code(a->thing);
	if (a->thing.n == 0)
		return ST_OK;
	if (u != NULL) {
		a->f.thing = u->id;
		return ST_OK;
	}
	if (citizen_digits(cx->arena, a->thing).n == 12 && str_is_digits(citizen_digits(cx->arena, a->thing)))
		admin_error_add(cx, &a->v.errors, "ve", tr(cx->lang, "Số định danh của công dân thì gõ ở ô Người"));
	else if (!str_i64(a->thing, &a->f.thing) || a->f.thing <= 0) {
		enum status st = dossier_load_code(cx, a->thing, &d);
		if (st != ST_OK && st != ST_NOT_FOUND)
			return st;
		a->f.thing = st == ST_OK ? d.id : 0;
		if (st == ST_NOT_FOUND)
			admin_error_add(cx, &a->v.errors, "ve", tr(cx->lang, "Không có hồ sơ hay đơn vị nào mang mã này"));
	}
	return ST_OK;
}

static enum status
read_asked(struct cx *cx, struct req *rq, struct str (*get)(const struct req *, const char *), struct asked *a)
{
	*a = (struct asked){ .who = str_head(str_trim(get(rq, "nguoi")), 100), .thing = str_head(str_trim(get(rq, "ve")), 100),
			     .from = str_head(str_trim(get(rq, "tu")), 40), .to = str_head(str_trim(get(rq, "den")), 40) };
	a->v.unit.label = tr(cx->lang, "Đơn vị và các đơn vị bên dưới");
	a->v.unit.suggest = cx->lang == LANG_EN ? "/en" ADMIN_INDEX "/don-vi/goi-y" : ADMIN_INDEX "/don-vi/goi-y";
	const struct unit *u = admin_pick(cx, &a->v.unit, get(rq, "don_vi"), get(rq, "don_vi_ten"), false);
	if (u != NULL) {
		a->f.unit = u->id;
		a->v.unit.id = str_of(arena_printf(cx->arena, "%lld", (long long)u->id));
	}
	read_verb(cx, a, get(rq, "viec"));
	TRY(read_who(cx, a));
	TRY(read_thing(cx, a));
	read_days(cx, a);
	admin_error_add(cx, &a->v.errors, "don_vi_ten", a->v.unit.error);
	return ST_OK;
}

static const char *
address(struct cx *cx, const struct asked *a, int64_t before)
{
	const struct {
		const char *name;
		int64_t id;
	} ids[] = { { "cong_dan", a->f.person }, { "ve", a->f.thing }, { "don_vi", a->f.unit }, { "truoc", before } };
	const struct {
		const char *name;
		int32_t day;
	} days[] = { { "tu", a->f.from }, { "den", a->f.to } };
	char text[TIME_TEXT];
	struct buf b;
	buf_init(&b, cx->arena, BUF_LINE);
	buf_addf(&b, INDEX "?viec=%s", a->f.verb);
	if (a->f.officer != 0) /* a login holds nothing that an address would not */
		buf_addf(&b, "&nguoi=" STR_FMT, STR_ARG(a->who));
	for (size_t i = 0; i < ARRAY_LEN(ids); i++)
		if (ids[i].id != 0)
			buf_addf(&b, "&%s=%lld", ids[i].name, (long long)ids[i].id);
	for (size_t i = 0; i < ARRAY_LEN(days); i++)
		if (days[i].day != 0)
			buf_addf(&b, "&%s=%s", days[i].name, day_iso(days[i].day, text));
	return buf_cstr(&b);
}

/* --- pages --------------------------------------------------------------------------------------------------------------------- */

static const char *
day_value(struct cx *cx, int32_t day, struct str typed)
{
	char text[TIME_TEXT];
	return day != 0 ? arena_strdup(cx->arena, day_text(day, text)) : str_cstr(cx->arena, typed);
}

static void
fields(struct cx *cx, struct asked *a)
{
	struct admin_ledger_view *v = &a->v;
	struct dossier d;
	const struct unit *u = unit_by_id(a->f.thing);
	const char *thing = u != NULL ? u->code : a->f.thing != 0 && dossier_load(cx, a->f.thing, &d) == ST_OK && d.code[0] != '\0' ? d.code
							      : str_cstr(cx->arena, a->thing);
	v->who = (struct admin_field){ .id = "nguoi", .label = tr(cx->lang, "Người"), .value = str_cstr(cx->arena, a->who), .width = "20",
				       .hint = tr(cx->lang, "Tên đăng nhập của cán bộ, hoặc số định danh của công dân"),
				       .error = admin_error_at(&v->errors, "nguoi") };
	v->thing = (struct admin_field){ .id = "ve", .label = tr(cx->lang, "Về"), .value = thing, .width = "20",
					 .hint = tr(cx->lang, "Mã hồ sơ, mã đơn vị hoặc số"), .error = admin_error_at(&v->errors, "ve") };
	v->from = (struct admin_field){ .id = "tu", .label = tr(cx->lang, "Từ ngày"), .value = day_value(cx, a->f.from, a->from),
					.width = "10", .error = admin_error_at(&v->errors, "tu") };
	v->to = (struct admin_field){ .id = "den", .label = tr(cx->lang, "Đến ngày"), .value = day_value(cx, a->f.to, a->to), .width = "10",
				      .error = admin_error_at(&v->errors, "den") };
	v->filtered = v->errors.list.n > 0 || a->f.officer != 0 || a->f.person != 0 || a->f.thing != 0 || a->f.unit != 0 ||
		      a->f.from != 0 || a->f.to != 0 || a->f.verb[0] != '\0';
}

static enum status
about(struct cx *cx, struct asked *a)
{
	const char *name = "";
	struct str number;
	int64_t account;
	if (a->f.officer != 0) {
		TRY(account_names(cx, &a->f.officer, 1, &name));
		a->v.about = arena_printf(cx->arena, tr(cx->lang, "Việc của cán bộ %s"), name);
	} else if (a->f.person != 0) {
		TRY(admin_ledger_person(cx, a->f.person, &account, &number));
		a->v.about = arena_printf(cx->arena, tr(cx->lang, "Việc trên tài khoản và hồ sơ của công dân %s"),
					  gate_mask_number(cx->arena, number));
	}
	return ST_OK;
}

static enum status
show(struct cx *cx, struct req *rq, struct resp *rs, struct asked *a)
{
	struct admin_ledger_view *v = &a->v;
	struct ledger_event *e = arena_new_array(cx->arena, struct ledger_event, ADMIN_LIST);
	size_t n;
	int64_t next;
	fields(cx, a);
	v->newest = a->before != 0 ? address(cx, a, 0) : NULL;
	if (v->errors.list.n == 0) {
		TRY(about(cx, a));
		TRY(admin_ledger_read(cx, &a->f, a->before, e, ADMIN_LIST, &n, &next));
		v->cut = n < ADMIN_LIST && next != 0;
		v->next = next != 0 ? address(cx, a, next) : NULL;
		TRY(lines(cx, v, e, n));
	}
	struct page *pg = admin_page(cx, rq, rs, tr(cx->lang, "Nhật ký"), NAV, ADMIN_INDEX, v->errors.list.n > 0);
	tpl_admin_ledger(pg, v);
	return page_end(pg);
}

static enum status
noted(struct cx *cx, struct req *rq, struct resp *rs, enum status st, void *input)
{
	struct admin_ledger_filter *f = input;
	struct asked *a = (struct asked *)f; /* its first member */
	TRY(st);
	return show(cx, rq, rs, a);
}

enum status
admin_ledger_page(struct cx *cx, struct req *rq, struct resp *rs)
{
	struct asked *a = arena_new_one(cx->arena, struct asked);
	bool first = false;
	TRY(read_asked(cx, rq, req_query, a));
	if (!str_i64(req_query(rq, "truoc"), &a->before) || a->before < 0)
		a->before = 0;
	if (a->f.person == 0 && !str_i64(req_query(rq, "cong_dan"), &a->f.person))
		a->f.person = 0;
	if (a->f.person != 0 && a->v.errors.list.n == 0)
		TRY(admin_ledger_person_first(cx, &a->f, &first));
	return first ? web_commit(cx, rq, cx->who.unit, admin_ledger_person_tx, &a->f, noted) : show(cx, rq, rs, a);
}

enum status
admin_ledger_post(struct cx *cx, struct req *rq, struct resp *rs)
{
	struct asked *a = arena_new_one(cx->arena, struct asked);
	TRY(read_asked(cx, rq, req_field, a));
	return a->v.errors.list.n > 0 ? show(cx, rq, rs, a) : web_redirect(cx, rs, "%s", address(cx, a, 0));
}
