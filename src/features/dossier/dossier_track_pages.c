/* Public tracking by code and the last four digits of the citizen number (settled.md 16): no account, no personal data,
 * nothing of it in an address. */
#include "features/dossier/dossier_pages.h"

static enum status
show(struct cx *cx, struct req *rq, struct resp *rs, const struct dossier_track_view *v)
{
	struct page *pg = page_begin(cx, rq, rs, &(struct page_opts){
		.title = v->found ? arena_printf(cx->arena, tr(cx->lang, "Hồ sơ %s"), v->stand.d->code)
				  : tr(cx->lang, "Tra cứu hồ sơ"),
		.nav = "tra-cuu", .error = v->error != NULL, .wide = v->found,
		.back = v->found ? "/tra-cuu" : NULL, .back_label = v->found ? tr(cx->lang, "Tra cứu hồ sơ khác") : NULL,
		.index = !v->found && v->code.n == 0 });
	tpl_dossier_track(pg, v);
	TRY(page_end(pg));
	resp_header(rs, "Cache-Control", "no-store");
	return ST_OK;
}

enum status
dossier_page_track(struct cx *cx, struct req *rq, struct resp *rs)
{
	struct dossier_track_view v = { .code = str_trim(req_query(rq, "ma")) };
	return show(cx, rq, rs, &v);
}

static enum status
refuse(struct cx *cx, struct req *rq, struct resp *rs, const struct dossier_track *t, enum status st)
{
	struct dossier_track_view v = { .code = t->code, .error = tr(cx->lang, cx->fault.code) };
	resp_status(rs, status_http(st));
	return show(cx, rq, rs, &v);
}

static enum status
counted(struct cx *cx, struct req *rq, struct resp *rs, enum status st, void *input)
{
	const struct dossier_track *t = input;
	if (st != ST_OK)
		return st;
	cx->fault.code = "dossier.track.unknown";
	return refuse(cx, rq, rs, t, ST_NOT_FOUND);
}

enum status
dossier_page_track_post(struct cx *cx, struct req *rq, struct resp *rs)
{
	struct dossier_track *t = arena_new_one(cx->arena, struct dossier_track);
	t->code = str_trim(req_field(rq, "ma"));
	t->digits = str_trim(req_field(rq, "so_cuoi"));
	if (t->code.n == 0 || t->digits.n != 4) { /* nothing was guessed: it does not count */
		(void)fail(cx, ST_INVALID, "dossier.track.empty", "no code or no four digits");
		return refuse(cx, rq, rs, t, ST_INVALID);
	}
	enum status st = dossier_track(cx, t);
	if (st == ST_TOO_MANY)
		return refuse(cx, rq, rs, t, st);
	if (st == ST_NOT_FOUND)
		return web_commit(cx, rq, 0, dossier_track_wrong_tx, t, counted);
	TRY(st);
	struct dossier_track_view v = { .code = t->code, .found = true };
	TRY(dossier_stand_fill(cx, &t->d, false, &v.stand));
	return show(cx, rq, rs, &v);
}
