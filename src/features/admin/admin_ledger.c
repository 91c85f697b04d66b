/* The ledger viewer, the seals, and the two checks that run as jobs. */
#include "features/admin/admin_views.h"

#include "core/tally/tally.h"
#include "features/dossier/dossier.h"

#define NAV "nhat-ky"
#define INDEX ADMIN_INDEX "/nhat-ky"
#define SEALS ADMIN_INDEX "/niem-phong"
#define TALLY ADMIN_INDEX "/so-dem"

enum { SCAN_CHUNK = 500, SCAN_MAX = 5000, THING_EVENTS = 500 };

/* --- reading ---------------------------------------------------------------------------------------------------------- */

bool
admin_ledger_fits(const struct cx *cx, const struct admin_ledger_filter *f, const struct ledger_event *e)
{
	const struct unit *u = unit_by_id(e->unit), *top = unit_by_id(f->unit);
	if (strncmp(e->verb, f->verb, strlen(f->verb)) != 0)
		return false;
	if (f->unit != 0 && (u == NULL || top == NULL || !unit_is_under(u, top)))
		return false;
	return admin_in_scope(cx, u) || (u == NULL && admin_is_system(cx));
}

enum status
admin_ledger_read(struct cx *cx, const struct admin_ledger_filter *f, int64_t before, struct ledger_event *out, size_t max,
		  size_t *n, int64_t *next)
{
	struct ledger_event *chunk = arena_new_array(cx->arena, struct ledger_event, SCAN_CHUNK);
	*n = 0;
	*next = before;
	for (size_t looked = 0; looked < SCAN_MAX;) {
		size_t got;
		TRY(ledger_page(cx, *next, 0, "", chunk, SCAN_CHUNK, &got));
		for (size_t i = 0; i < got; i++) {
			*next = chunk[i].id;
			if (!admin_ledger_fits(cx, f, &chunk[i]))
				continue;
			out[(*n)++] = chunk[i];
			if (*n == max)
				return ST_OK;
		}
		looked += got;
		if (got < SCAN_CHUNK) {
			*next = 0;
			return ST_OK;
		}
	}
	return ST_OK;
}

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

/* --- the viewer ------------------------------------------------------------------------------------------------------------ */

static const struct admin_option verbs[] = {
	{ "", "Mọi việc" },
	{ "dossier.", "Hồ sơ: mọi việc" },
	{ "dossier.submit", "Hồ sơ: nộp" },
	{ "dossier.accept", "Hồ sơ: tiếp nhận" },
	{ "dossier.ask_supplement", "Hồ sơ: yêu cầu bổ sung" },
	{ "dossier.refuse", "Hồ sơ: từ chối" },
	{ "dossier.approve", "Hồ sơ: phê duyệt" },
	{ "dossier.extend", "Hồ sơ: xin lỗi và hẹn lại" },
	{ "dossier.return_result", "Hồ sơ: trả kết quả" },
	{ "dossier.view", "Hồ sơ: mở xem" },
	{ "account.", "Tài khoản: mọi việc" },
	{ "account.sign_in", "Tài khoản: đăng nhập" },
	{ "account.roles", "Tài khoản: đổi vai trò" },
	{ "admin.", "Quản trị: mọi việc" },
	{ NULL, NULL },
};

/* "sign_in" is also the head of "sign_in_wrong": wanted together. */
static const char *
read_verb(struct req *rq)
{
	for (const struct admin_option *o = verbs; o->value != NULL; o++)
		if (str_is(req_query(rq, "viec"), o->value))
			return o->value;
	return "";
}

/* A dossier's code, a unit's code, or the number of anything. */
static int64_t
find_thing(struct cx *cx, struct str typed)
{
	struct dossier d;
	int64_t id;
	const struct unit *u = unit_by_code(typed);
	if (str_i64(typed, &id))
		return id;
	if (u != NULL)
		return u->id;
	return dossier_load_code(cx, typed, &d) == ST_OK ? d.id : 0;
}

static enum status
read_thing(struct cx *cx, struct admin_ledger_view *v, const struct admin_ledger_filter *f)
{
	struct ledger_event *all = arena_new_array(cx->arena, struct ledger_event, THING_EVENTS);
	size_t n, kept = 0;
	int64_t id = find_thing(cx, str_of(v->thing.value));
	v->of_thing = true;
	TRY(ledger_of_thing(cx, id, all, THING_EVENTS, &n));
	v->cut = n == THING_EVENTS;
	for (size_t i = 0; i < n; i++)
		if (admin_ledger_fits(cx, f, &all[i]))
			all[kept++] = all[i];
	return lines(cx, v, all, kept);
}

static enum status
read_all(struct cx *cx, struct admin_ledger_view *v, const struct admin_ledger_filter *f, int64_t before)
{
	struct ledger_event *e = arena_new_array(cx->arena, struct ledger_event, ADMIN_LIST);
	size_t n;
	int64_t next;
	TRY(admin_ledger_read(cx, f, before, e, ADMIN_LIST, &n, &next));
	v->cut = n < ADMIN_LIST && next != 0;
	if (next != 0)
		v->next = arena_printf(cx->arena, INDEX "?don_vi=%lld&viec=%s&truoc=%lld", (long long)f->unit, f->verb, (long long)next);
	return lines(cx, v, e, n);
}

enum status
admin_ledger_page(struct cx *cx, struct req *rq, struct resp *rs)
{
	struct admin_ledger_view v = { .system = admin_is_system(cx) };
	struct admin_ledger_filter f = { .verb = read_verb(rq) };
	int64_t before = 0;
	v.first = !str_i64(req_query(rq, "truoc"), &before) || before <= 0;
	v.unit.label = tr(cx->lang, "Đơn vị và các đơn vị bên dưới");
	v.unit.suggest = cx->lang == LANG_EN ? "/en" ADMIN_INDEX "/don-vi/goi-y" : ADMIN_INDEX "/don-vi/goi-y";
	const struct unit *u = admin_pick(cx, &v.unit, req_query(rq, "don_vi"), req_query(rq, "don_vi_ten"), false);
	f.unit = u != NULL ? u->id : 0;
	if (u != NULL)
		v.unit.id = str_of(arena_printf(cx->arena, "%lld", (long long)u->id));
	v.verb = (struct admin_select){ .id = "viec", .label = tr(cx->lang, "Việc"), .value = f.verb, .option = verbs };
	v.thing = (struct admin_field){ .id = "ve", .label = tr(cx->lang, "Về"), .hint = tr(cx->lang, "Mã hồ sơ, mã đơn vị hoặc số"),
					.value = str_cstr(cx->arena, str_head(str_trim(req_query(rq, "ve")), 100)), .width = "20" };
	admin_error_add(cx, &v.errors, "don_vi_ten", v.unit.error);
	if (v.errors.list.n == 0)
		TRY(v.thing.value[0] != '\0' ? read_thing(cx, &v, &f) : read_all(cx, &v, &f, v.first ? 0 : before));
	struct page *pg = admin_page(cx, rq, rs, tr(cx->lang, "Nhật ký"), NAV, ADMIN_INDEX, v.errors.list.n > 0);
	tpl_admin_ledger(pg, &v);
	return page_end(pg);
}

/* --- checks as jobs ------------------------------------------------------------------------------------------------------------ */

struct result {
	const char *verb, *detail;
	enum admin_thing thing;
};

static enum status
result_tx(struct cx *cx, void *input)
{
	const struct result *r = input;
	return admin_event(cx, r->verb, "system", r->thing, 0, "", r->detail);
}

enum status
admin_verify_job(struct cx *cx, struct db *db, const struct job *j UNUSED)
{
	struct ledger_report r;
	struct buf b;
	struct json_out o;
	TRY(ledger_verify(cx, NULL, &r));
	buf_init(&b, cx->arena, BUF_LINE);
	json_out_init(&o, &b);
	json_object(&o);
	json_put_bool(&o, "good", r.bad_batch == 0);
	json_put_int(&o, "n", r.events);
	json_put_int(&o, "unsealed", r.unsealed);
	json_put_int(&o, "batch", r.bad_batch);
	json_put_cstr(&o, "reason", r.bad_reason != NULL ? r.bad_reason : "");
	json_put_cstr(&o, "chain", r.last_chain);
	json_end_object(&o);
	struct result result = { "admin.verify", buf_cstr(&b), ADMIN_THING_LEDGER };
	return db_tx(cx, db, 0, result_tx, &result);
}

enum status
admin_recount_job(struct cx *cx, struct db *db, const struct job *j)
{
	struct tally_difference d[5];
	const struct json *payload;
	struct buf b;
	struct json_out o;
	size_t n;
	char day[TIME_TEXT];
	TRY(json_parse(cx, j->payload, BUF_LINE, &payload));
	bool mend = json_bool_of(json_get(payload, "mend"));
	TRY(tally_recount(cx, db, mend, d, ARRAY_LEN(d), &n));
	buf_init(&b, cx->arena, BUF_LINE);
	json_out_init(&o, &b);
	json_object(&o);
	json_put_bool(&o, "good", n == 0 || mend);
	json_put_bool(&o, "mended", mend && n > 0);
	json_put_int(&o, "n", (int64_t)n);
	json_key(&o, "first");
	json_array(&o);
	for (size_t i = 0; i < n && i < ARRAY_LEN(d); i++) {
		json_object(&o);
		json_put_cstr(&o, "figure", d[i].figure);
		json_put_id(&o, "unit", d[i].unit);
		json_put_cstr(&o, "day", day_iso(d[i].day, day));
		json_put_int(&o, "kept", d[i].kept);
		json_put_int(&o, "counted", d[i].counted);
		json_end_object(&o);
	}
	json_end_array(&o);
	json_end_object(&o);
	struct result result = { "admin.recount", buf_cstr(&b), ADMIN_THING_TALLY };
	return db_tx(cx, db, 0, result_tx, &result);
}

/* The label of a figure; every figure stands in the tallies of a feature. */
static const char *
figure_label(enum lang lang, const char *name)
{
	for (const struct tally_figure *f = dossier_feature.tallies->figures; f->name != NULL; f++)
		if (strcmp(f->name, name) == 0)
			return tr(lang, f->label);
	return name;
}

static const char *
difference_words(struct cx *cx, const struct json *list)
{
	struct buf b;
	buf_init(&b, cx->arena, BUF_LINE);
	for (size_t i = 0; i < json_len(list); i++) {
		const struct json *o = json_at(list, i);
		int64_t unit = 0;
		int32_t day = 0;
		char text[TIME_TEXT];
		if (!str_i64(json_text_of(json_get(o, "unit")), &unit) || !day_parse(json_text_of(json_get(o, "day")), &day))
			continue;
		buf_adds(&b, i > 0 ? "; " : "");
		buf_addf(&b, tr(cx->lang, "%s, %s, %s: đang ghi %lld, đếm lại %lld"),
			 figure_label(cx->lang, json_cstr_of(json_get(o, "figure"))), unit_name(cx->lang, unit), day_text(day, text),
			 (long long)json_int_of(json_get(o, "kept")), (long long)json_int_of(json_get(o, "counted")));
	}
	return buf_cstr(&b);
}

static const char *
verify_words(struct cx *cx, const struct json *o)
{
	int64_t batch = json_int_of(json_get(o, "batch"));
	const char *reason = json_cstr_of(json_get(o, "reason"));
	if (batch == 0)
		return "";
	return batch < 0 ? arena_printf(cx->arena, tr(cx->lang, "Có sự kiện nằm ngoài mọi lô (%s)"), reason)
			 : arena_printf(cx->arena, tr(cx->lang, "Lô %lld không khớp (%s)"), (long long)batch, reason);
}

enum status
admin_check_last(struct cx *cx, enum admin_thing thing, struct admin_check *out)
{
	struct ledger_event e;
	const struct json *o;
	*out = (struct admin_check){ .words = "" };
	TRY(ledger_last(cx, thing, thing == ADMIN_THING_LEDGER ? "admin.verify" : "admin.recount", &e, &out->some));
	if (!out->some)
		return ST_OK;
	TRY(json_parse(cx, str_of(e.detail), BUF_LINE, &o));
	out->at = id_time(e.id);
	out->good = json_bool_of(json_get(o, "good"));
	out->n = json_int_of(json_get(o, "n"));
	out->unsealed = json_int_of(json_get(o, "unsealed"));
	out->words = thing == ADMIN_THING_LEDGER ? verify_words(cx, o) : difference_words(cx, json_get(o, "first"));
	return ST_OK;
}

/* --- their pages ------------------------------------------------------------------------------------------------------------------ */

struct ask {
	const char *verb, *kind, *payload, *flash, *back;
	enum admin_thing thing;
};

static enum status
ask_tx(struct cx *cx, void *input)
{
	const struct ask *a = input;
	TRY(job_enqueue(cx, a->kind, str_of(a->payload), cx->now, NULL));
	return admin_event(cx, a->verb, "system", a->thing, 0, "", "");
}

static enum status
asked(struct cx *cx, struct req *rq UNUSED, struct resp *rs, enum status st, void *input)
{
	const struct ask *a = input;
	TRY(st);
	job_wake();
	web_flash(rs, a->flash);
	return web_redirect(cx, rs, "%s", a->back);
}

enum status
admin_seals_page(struct cx *cx, struct req *rq, struct resp *rs)
{
	struct admin_seals_view v = { 0 };
	int64_t before = 0;
	size_t n;
	v.seal = arena_new_array(cx->arena, struct ledger_seal_row, ADMIN_LIST + 1);
	v.first = !str_i64(req_query(rq, "truoc"), &before) || before <= 0;
	TRY(ledger_seals(cx, v.first ? 0 : before, v.seal, ADMIN_LIST + 1, &n));
	v.n = n > ADMIN_LIST ? ADMIN_LIST : n;
	v.next = n > ADMIN_LIST ? v.seal[ADMIN_LIST - 1].batch : 0;
	TRY(admin_check_last(cx, ADMIN_THING_LEDGER, &v.verify));
	struct page *pg = admin_page(cx, rq, rs, tr(cx->lang, "Niêm phong nhật ký"), NAV, INDEX, false);
	tpl_admin_seals(pg, &v);
	return page_end(pg);
}

enum status
admin_seals_post(struct cx *cx, struct req *rq, struct resp *rs UNUSED)
{
	static struct ask ask = { "admin.verify_ask", "admin.verify", "{}", "flash.admin.verify", SEALS, ADMIN_THING_LEDGER };
	return web_commit(cx, rq, 0, ask_tx, &ask, asked);
}

enum status
admin_tally_page(struct cx *cx, struct req *rq, struct resp *rs)
{
	struct admin_tally_view v;
	TRY(admin_check_last(cx, ADMIN_THING_TALLY, &v.recount));
	struct page *pg = admin_page(cx, rq, rs, tr(cx->lang, "Đếm lại số liệu"), "so-dem", ADMIN_INDEX, false);
	tpl_admin_tally(pg, &v);
	return page_end(pg);
}

enum status
admin_tally_post(struct cx *cx, struct req *rq, struct resp *rs UNUSED)
{
	static struct ask look = { "admin.recount_ask", "admin.recount", "{\"mend\":false}", "flash.admin.recount", TALLY,
				   ADMIN_THING_TALLY };
	static struct ask mend = { "admin.recount_ask", "admin.recount", "{\"mend\":true}", "flash.admin.recount", TALLY,
				   ADMIN_THING_TALLY };
	return web_commit(cx, rq, 0, ask_tx, str_is(req_field(rq, "lam"), "sua") ? &mend : &look, asked);
}
