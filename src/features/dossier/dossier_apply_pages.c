/* Beginning: what it takes, where to file, the draft that may exist. Nobody has to sign in to read this; who begins
 * does, for the draft is kept on the account. */
#include "features/dossier/dossier_pages.h"

enum { FOUND_MAX = 10, DRAFTS_MAX = 50, LATEST = 5 };

STMT(q_dossier_drafts,
     "SELECT id, procedure_id, unit_id, created_at FROM dossier WHERE account_id = :account AND account_id <> 0 AND "
     "state = 0 ORDER BY id DESC LIMIT :max");

/* --- where ------------------------------------------------------------------------------------------------------- */

bool
dossier_unit_takes(const struct procedure *p, const struct unit *u)
{
	return u != NULL && u->valid_to == 0 && strcmp(u->kind, "desk") == 0 &&
	       procedure_at_level(p, strlen(u->admin_code) == 2 ? "province" : "commune");
}

static const char *
level_of(const struct procedure *p)
{
	bool commune = procedure_at_level(p, "commune"), province = procedure_at_level(p, "province");
	return commune && province ? "" : province ? "province" : "commune";
}

static void
choose(struct cx *cx, struct dossier_pick *pick, const struct unit *u)
{
	pick->unit = u;
	pick->place = unit_place(cx->arena, u);
}

static void
find(struct cx *cx, const struct procedure *p, struct dossier_pick *pick)
{
	const struct unit **unit = arena_new_array(cx->arena, const struct unit *, FOUND_MAX);
	const char **text = arena_new_array(cx->arena, const char *, FOUND_MAX);
	size_t n = unit_find(cx->arena, pick->typed, pick->level, unit, FOUND_MAX), kept = 0;
	for (size_t i = 0; i < n; i++)
		if (dossier_unit_takes(p, unit[i])) {
			unit[kept] = unit[i];
			text[kept++] = unit_place(cx->arena, unit[i]);
		}
	for (size_t i = 0; i < kept; i++) /* the name as it stands in the suggestions */
		if (str_is(pick->typed, text[i]))
			return choose(cx, pick, unit[i]);
	if (kept == 1)
		return choose(cx, pick, unit[0]);
	pick->found = unit;
	pick->found_text = text;
	pick->n_found = kept;
}

struct dossier_pick
dossier_pick_read(struct cx *cx, struct req *rq, const struct procedure *p, int64_t last)
{
	struct dossier_pick pick = { .level = level_of(p), .typed = str_trim(req_query(rq, "noi")),
				     .asked = req_has_query(rq, "noi") };
	int64_t id;
	if (str_i64(req_query(rq, "don_vi"), &id) && dossier_unit_takes(p, unit_by_id(id)))
		choose(cx, &pick, unit_by_id(id));
	else if (pick.typed.n > 0)
		find(cx, p, &pick);
	else if (!pick.asked && !req_has_query(rq, "doi") && dossier_unit_takes(p, unit_by_id(last)))
		choose(cx, &pick, unit_by_id(last));
	return pick;
}

/* Where the person filed last that would take this too. */
static enum status
last_unit(struct cx *cx, const struct procedure *p, int64_t *unit)
{
	struct dossier *d = arena_new_array(cx->arena, struct dossier, LATEST);
	size_t n;
	*unit = 0;
	if (cx->who.account == 0 || cx->who.officer)
		return ST_OK;
	TRY(dossier_of_account(cx, cx->who.account, 0, d, LATEST, &n));
	for (size_t i = 0; i < n && *unit == 0; i++)
		if (dossier_unit_takes(p, unit_by_id(d[i].unit)))
			*unit = d[i].unit;
	return ST_OK;
}

/* --- drafts --------------------------------------------------------------------------------------------------------- */

enum status
dossier_drafts_of(struct cx *cx, const char *code, struct dossier_draft *out, size_t max, size_t *n)
{
	struct rows rs;
	*n = 0;
	TRY(db_query(cx, &q_dossier_drafts, ARGS(I("account", cx->who.account), I("max", DRAFTS_MAX)), &rs));
	while (*n < max && db_next(&rs)) {
		const struct procedure *p = procedure_by_id(db_i64(&rs, 1));
		if (p != NULL && strcmp(p->code, code) == 0)
			out[(*n)++] = (struct dossier_draft){ .id = db_i64(&rs, 0), .procedure = p->id,
							      .unit = db_i64(&rs, 2), .at = db_i64(&rs, 3) };
	}
	return db_end(&rs);
}

struct known {
	struct cx *cx;
	struct account a;
	const struct unit *unit;
};

static bool
known_value(void *arg, struct str source, struct str *out)
{
	const struct known *k = arg;
	char day[TIME_TEXT];
	const struct {
		const char *source, *value;
	} all[] = {
		{ "account.name", k->a.name },       { "account.citizen_id", k->a.login },
		{ "account.phone", k->a.phone },     { "account.address", k->a.address },
		{ "account.email", k->a.email },     { "account.sex", k->a.sex },
		{ "account.birth_date", k->a.has_birth ? day_iso(k->a.birth_day, day) : "" },
		{ "agency", k->unit != NULL ? k->unit->name : "" },
	};
	for (size_t i = 0; i < ARRAY_LEN(all); i++)
		if (str_is(source, all[i].source) && !cstr_empty(all[i].value)) {
			*out = str_of(arena_strdup(k->cx->arena, all[i].value));
			return true;
		}
	return false;
}

enum status
dossier_prefill(struct cx *cx, const struct dossier *d, struct form_values *v)
{
	struct known k = { .cx = cx, .unit = unit_by_id(d->unit) };
	if (d->account != 0)
		TRY(account_load(cx, d->account, &k.a));
	form_prefill(d->procedure->form, v, known_value, &k);
	return ST_OK;
}

/* --- the page ---------------------------------------------------------------------------------------------------------- */

static enum status
procedure_of(struct cx *cx, struct req *rq, const struct procedure **p)
{
	*p = procedure_by_code(req_param(rq, "code"));
	return *p != NULL ? ST_OK : fail(cx, ST_NOT_FOUND, "procedure.unknown", "no procedure of this code");
}

static size_t
to_send(const struct procedure *p)
{
	size_t n = 0;
	for (size_t i = 0; i < p->n_papers; i++)
		n += p->paper[i].by == PAPER_UPLOAD || p->paper[i].by == PAPER_FIELD;
	return n;
}

static enum status
fill_draft(struct cx *cx, struct dossier_start_view *v)
{
	struct dossier_draft draft;
	size_t n;
	TRY(dossier_drafts_of(cx, v->p->code, &draft, 1, &n));
	if (n == 0)
		return ST_OK;
	v->draft = draft.id;
	v->draft_at = draft.at;
	v->draft_place = unit_by_id(draft.unit) != NULL ? unit_place(cx->arena, unit_by_id(draft.unit)) : "";
	v->draft_step = str_cstr(cx->arena, procedure_by_id(draft.procedure)->form->step[0].id);
	return ST_OK;
}

enum status
dossier_page_start(struct cx *cx, struct req *rq, struct resp *rs)
{
	struct dossier_start_view v = { .again = str_is(req_query(rq, "lai"), "1") };
	int64_t last;
	TRY(procedure_of(cx, rq, &v.p));
	TRY(last_unit(cx, v.p, &last));
	v.person = cx->who.account != 0 && !cx->who.officer;
	v.officer = cx->who.officer;
	v.name = procedure_name(cx->lang, v.p);
	v.foreign = cx->lang == LANG_EN && v.name == v.p->name;
	v.limit = due_limit_text(cx->arena, cx->lang, v.p->limit);
	v.steps = v.p->form->n_steps;
	v.papers = to_send(v.p);
	v.pick = dossier_pick_read(cx, rq, v.p, last);
	if (v.person)
		TRY(fill_draft(cx, &v));
	if (v.pick.unit != NULL)
		v.sign_in = arena_printf(cx->arena, "/dang-nhap?tiep=/nop/%s%%3Fdon_vi=%lld", v.p->code,
					 (long long)v.pick.unit->id);
	struct page *pg = page_begin(cx, rq, rs, &(struct page_opts){
		.title = arena_printf(cx->arena, tr(cx->lang, "Nộp hồ sơ: %s"), v.name), .nav = "thu-tuc",
		.back = arena_printf(cx->arena, "/thu-tuc/%s", v.p->code),
		.error = v.pick.asked && v.pick.unit == NULL && v.pick.n_found == 0 });
	tpl_dossier_start(pg, &v);
	return page_end(pg);
}

/* --- beginning ----------------------------------------------------------------------------------------------------------- */

struct begin {
	const struct procedure *p;
	int64_t unit, replace;
	int64_t id;             /* of the draft to go on with */
	const char *step;
	bool existed;
};

/* Find or create, in one transaction: a draft that exists is gone on with, unless it is the one that was given up. */
static enum status
begin_tx(struct cx *cx, void *input)
{
	struct begin *in = input;
	struct dossier_draft draft[DRAFTS_MAX];
	struct dossier d;
	struct form_values *v = form_values_new(cx->arena);
	size_t n;
	TRY(dossier_drafts_of(cx, in->p->code, draft, DRAFTS_MAX, &n));
	in->existed = n > 0 && draft[0].id != in->replace;
	if (in->existed) {
		in->id = draft[0].id;
		in->step = str_cstr(cx->arena, procedure_by_id(draft[0].procedure)->form->step[0].id);
		return ST_OK;
	}
	for (size_t i = 0; i < n; i++) {
		TRY(dossier_load(cx, draft[i].id, &d));
		TRY(dossier_discard(cx, &d));
	}
	struct dossier_start s = { .procedure = in->p, .unit = in->unit, .account = cx->who.account,
				   .channel = CHANNEL_ONLINE };
	TRY(dossier_start(cx, &s, &in->id));
	TRY(dossier_load(cx, in->id, &d));
	TRY(dossier_prefill(cx, &d, v));
	in->step = str_cstr(cx->arena, in->p->form->step[0].id);
	return dossier_save_values(cx, &d, v);
}

static enum status
begun(struct cx *cx, struct req *rq UNUSED, struct resp *rs, enum status st, void *input)
{
	const struct begin *in = input;
	if (st != ST_OK)
		return st;
	if (in->existed)
		web_flash(rs, "flash.dossier.draft");
	return web_redirect(cx, rs, "/nop/ho-so/%lld/%s", (long long)in->id, in->step);
}

enum status
dossier_page_begin(struct cx *cx, struct req *rq, struct resp *rs)
{
	struct begin *in = arena_new_one(cx->arena, struct begin);
	TRY(procedure_of(cx, rq, &in->p));
	if (!str_i64(req_field(rq, "don_vi"), &in->unit) || !dossier_unit_takes(in->p, unit_by_id(in->unit)))
		return web_redirect(cx, rs, "/nop/%s?doi=1", in->p->code);
	(void)str_i64(req_field(rq, "ho_so"), &in->replace);
	return web_commit(cx, rq, cx->who.account, begin_tx, in, begun);
}

/* --- another agency, while it is a draft -------------------------------------------------------------------------------- */

static enum status
own_draft(struct cx *cx, struct req *rq, struct dossier *d)
{
	TRY(dossier_own(cx, rq, d));
	if (d->state != DOSSIER_DRAFT)
		return fail(cx, ST_CONFLICT, "dossier.not_draft", "dossier is %s", dossier_state_name(d->state));
	return ST_OK;
}

enum status
dossier_page_agency(struct cx *cx, struct req *rq, struct resp *rs)
{
	struct dossier d;
	TRY(own_draft(cx, rq, &d));
	struct dossier_agency_view v = { .d = &d, .pick = dossier_pick_read(cx, rq, d.procedure, 0),
					 .now = unit_name(cx->lang, d.unit) };
	struct page *pg = page_begin(cx, rq, rs, &(struct page_opts){
		.title = tr(cx->lang, "Chọn nơi nhận hồ sơ"), .about = procedure_name(cx->lang, d.procedure), .nav = "ho-so",
		.back = arena_printf(cx->arena, "/nop/ho-so/%lld/xem-lai", (long long)d.id),
		.error = v.pick.asked && v.pick.unit == NULL && v.pick.n_found == 0 });
	tpl_dossier_agency(pg, &v);
	return page_end(pg);
}

struct agency {
	int64_t id, unit;
};

static enum status
agency_tx(struct cx *cx, void *input)
{
	const struct agency *in = input;
	struct dossier d;
	struct form_values *v;
	TRY(dossier_open(cx, in->id, GATE_OWN, &d, &(unsigned){ 0 }));
	TRY(dossier_set_unit(cx, &d, in->unit));
	d.unit = in->unit;
	TRY(dossier_values(cx, d.id, &v));
	TRY(dossier_prefill(cx, &d, v)); /* the agency's own fields */
	return dossier_save_values(cx, &d, v);
}

static enum status
agency_set(struct cx *cx, struct req *rq UNUSED, struct resp *rs, enum status st, void *input)
{
	const struct agency *in = input;
	return st != ST_OK ? st : web_redirect(cx, rs, "/nop/ho-so/%lld/xem-lai", (long long)in->id);
}

enum status
dossier_page_agency_post(struct cx *cx, struct req *rq, struct resp *rs)
{
	struct agency *in = arena_new_one(cx->arena, struct agency);
	struct dossier d;
	TRY(own_draft(cx, rq, &d));
	in->id = d.id;
	if (!str_i64(req_field(rq, "don_vi"), &in->unit) || !dossier_unit_takes(d.procedure, unit_by_id(in->unit)))
		return web_redirect(cx, rs, "/nop/ho-so/%lld/noi-nhan?noi=", (long long)d.id);
	return web_commit(cx, rq, d.unit, agency_tx, in, agency_set);
}

/* --- giving a draft up --------------------------------------------------------------------------------------------------- */

static enum status
discard_tx(struct cx *cx, void *input)
{
	struct dossier d;
	TRY(dossier_open(cx, *(const int64_t *)input, GATE_OWN, &d, &(unsigned){ 0 }));
	return dossier_discard(cx, &d);
}

static enum status
discarded(struct cx *cx, struct req *rq UNUSED, struct resp *rs, enum status st, void *input UNUSED)
{
	if (st != ST_OK)
		return st;
	web_flash(rs, "flash.dossier.discarded");
	return web_redirect(cx, rs, "/ho-so");
}

enum status
dossier_page_discard(struct cx *cx, struct req *rq, struct resp *rs UNUSED)
{
	struct dossier d;
	int64_t *id = arena_new_one(cx->arena, int64_t);
	TRY(own_draft(cx, rq, &d));
	*id = d.id;
	return web_commit(cx, rq, d.unit, discard_tx, id, discarded);
}
