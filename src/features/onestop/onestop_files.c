/* Papers, slips and results as files, for officers of the dossier's desk. */
#include "features/onestop/onestop_work.h"

#include "platform/blob/blob.h"

enum paper_look
onestop_paper_look(const char *type)
{
	if (strcmp(type, "image/jpeg") == 0 || strcmp(type, "image/png") == 0)
		return LOOK_IMAGE;
	return strcmp(type, "application/pdf") == 0 ? LOOK_PDF : LOOK_NONE;
}

/* An image stands in a sandbox; nothing in either may load anything, and only our own pages may frame them (a browser's
 * PDF reader does not start inside a sandbox). */
static const char *const paper_csp[] = {
	[LOOK_NONE] = "sandbox; default-src 'none'; frame-ancestors 'none'",
	[LOOK_IMAGE] = "sandbox; default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'",
	[LOOK_PDF] = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'",
};

static enum status
send_paper(struct cx *cx, struct req *rq, struct resp *rs, const struct dossier *d, unsigned fields)
{
	struct dossier_paper p;
	const char *path;
	if ((fields & GATE_PAPERS) == 0)
		return fail(cx, ST_NOT_FOUND, "gate.closed", "papers are closed");
	TRY(dossier_paper_load(cx, onestop_param(rq, "giay"), &p));
	if (p.dossier != d->id || p.sha256[0] == '\0')
		return fail(cx, ST_NOT_FOUND, "dossier.paper.unknown", "paper of another dossier, or without a file");
	TRY(blob_path(cx, p.sha256, &path));
	enum paper_look look = onestop_paper_look(p.type);
	resp_header(rs, "Content-Security-Policy", paper_csp[look]);
	resp_header(rs, "Cache-Control", "no-store");
	resp_file(rs, p.type, path, p.name, look == LOOK_NONE || req_has_query(rq, "tai"));
	return ST_OK;
}

enum status
onestop_paper_file(struct cx *cx, struct req *rq, struct resp *rs)
{
	return onestop_see(cx, rq, rs, send_paper);
}

/* --- slips and results ------------------------------------------------------------------------------------------------ */

static enum status
send_pdf(struct cx *cx, struct resp *rs, const char *name, struct str pdf)
{
	resp_header(rs, "Content-Disposition", arena_printf(cx->arena, "inline; filename=\"%s.pdf\"", name));
	resp_header(rs, "Cache-Control", "no-store");
	resp_body(rs, "application/pdf", pdf);
	return ST_OK;
}

static enum status
load_slip(struct cx *cx, struct req *rq, const struct dossier *d, struct dossier_slip *s)
{
	TRY(dossier_slip_load(cx, onestop_param(rq, "slip"), s));
	return s->dossier == d->id ? ST_OK : fail(cx, ST_NOT_FOUND, "dossier.slip.unknown", "slip of another dossier");
}

static enum status
show_slip(struct cx *cx, struct req *rq, struct resp *rs, const struct dossier *d, unsigned fields UNUSED)
{
	struct dossier_slip s;
	TRY(load_slip(cx, rq, d, &s));
	struct slip_view v = { .d = *d, .slip = s.id, .at = s.issued_at, .name = onestop_slip_name(cx->lang, s.kind),
			       .procedure = procedure_name(cx->lang, d->procedure),
			       .counter = d->channel == CHANNEL_COUNTER && web_may(cx, "onestop.counter") };
	struct page *pg = page_begin(cx, rq, rs, &(struct page_opts){
		.title = v.name, .about = d->code, .nav = "hang-doi", .area = PAGE_OFFICER,
		.back = arena_printf(cx->arena, "/can-bo/ho-so/%lld", (long long)d->id), .back_label = "Về hồ sơ" });
	tpl_onestop_slip(pg, &v);
	return page_end(pg);
}

enum status
onestop_slip_page(struct cx *cx, struct req *rq, struct resp *rs)
{
	return onestop_see(cx, rq, rs, show_slip);
}

static enum status
send_slip(struct cx *cx, struct req *rq, struct resp *rs, const struct dossier *d, unsigned fields UNUSED)
{
	struct dossier_slip s;
	struct str pdf;
	TRY(load_slip(cx, rq, d, &s));
	TRY(dossier_slip_pdf(cx, d, &s, &pdf));
	return send_pdf(cx, rs, arena_printf(cx->arena, "%s-%s-%d", d->code, s.kind, s.no), pdf);
}

enum status
onestop_slip_pdf(struct cx *cx, struct req *rq, struct resp *rs)
{
	return onestop_see(cx, rq, rs, send_slip);
}

/* The result as uploaded, or made from title and words; before it is approved it is a draft, seen by officers only. */
static enum status
send_result(struct cx *cx, struct req *rq UNUSED, struct resp *rs, const struct dossier *d, unsigned fields)
{
	struct dossier_result r;
	struct str pdf;
	const char *path;
	bool some;
	if ((fields & GATE_RESULT) == 0)
		return fail(cx, ST_NOT_FOUND, "gate.closed", "result is closed");
	TRY(dossier_result(cx, d->id, &r, &some));
	if (!some)
		return fail(cx, ST_NOT_FOUND, "dossier.result.none", "no result yet");
	if (r.sha256[0] == '\0') {
		TRY(dossier_result_pdf(cx, d, &pdf));
		return send_pdf(cx, rs, arena_printf(cx->arena, "%s-ket-qua", d->code), pdf);
	}
	TRY(blob_path(cx, r.sha256, &path));
	resp_header(rs, "Cache-Control", "no-store");
	resp_file(rs, "application/pdf", path, arena_printf(cx->arena, "%s-ket-qua.pdf", d->code), false);
	return ST_OK;
}

enum status
onestop_result_pdf(struct cx *cx, struct req *rq, struct resp *rs)
{
	return onestop_see(cx, rq, rs, send_result);
}
