/* Papers, slips and results as files, for officers of the dossier's desk. */
#include "features/onestop/onestop_work.h"

#include "platform/blob/blob.h"

/* Only these are shown in the browser; the rest is saved. An image stands in a sandbox, and nothing in any of them may
 * load anything (a browser's PDF reader does not start inside a sandbox). */
static bool
is_shown(const char *type, bool *image)
{
	*image = strcmp(type, "image/jpeg") == 0 || strcmp(type, "image/png") == 0;
	return *image || strcmp(type, "application/pdf") == 0;
}

static enum status
send_paper(struct cx *cx, struct req *rq, struct resp *rs, const struct dossier *d, unsigned fields)
{
	struct dossier_paper p;
	const char *path;
	bool image;
	if ((fields & GATE_PAPERS) == 0)
		return fail(cx, ST_NOT_FOUND, "gate.closed", "papers are closed");
	TRY(dossier_paper_load(cx, onestop_param(rq, "giay"), &p));
	if (p.dossier != d->id || p.sha256[0] == '\0')
		return fail(cx, ST_NOT_FOUND, "dossier.paper.unknown", "paper of another dossier, or without a file");
	TRY(blob_path(cx, p.sha256, &path));
	bool shown = is_shown(p.type, &image) && !req_has_query(rq, "tai");
	resp_header(rs, "Content-Security-Policy",
		    image ? "sandbox; default-src 'none'; img-src 'self'; style-src 'unsafe-inline'"
			  : "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'");
	resp_header(rs, "Cache-Control", "no-store");
	resp_file(rs, p.type, path, p.name, !shown);
	return ST_OK;
}

enum status
onestop_paper_file(struct cx *cx, struct req *rq, struct resp *rs)
{
	return onestop_see(cx, rq, rs, send_paper);
}
