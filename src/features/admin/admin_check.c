/* The two checks that run as jobs, of the ledger and of the figures, and their pages. */
#include "features/admin/admin_views.h"

#include "core/tally/tally.h"
#include "features/dossier/dossier.h"

#define LEDGER ADMIN_INDEX "/nhat-ky"
#define SEALS ADMIN_INDEX "/niem-phong"
#define TALLY ADMIN_INDEX "/so-dem"

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
	struct page *pg = admin_page(cx, rq, rs, tr(cx->lang, "Niêm phong nhật ký"), "nhat-ky", LEDGER, false);
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
