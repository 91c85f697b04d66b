/* QR codes, by libqrencode: modules for paper, an SVG path for pages. */
#include "base/base.h"

#include <qrencode.h>

#include "platform/render/render_priv.h"

enum { QUIET = 4 }; /* modules of white around, ISO/IEC 18004 */

struct qr *
qr_make(struct arena *a, const char *text)
{
	size_t n = strlen(text);
	QRcode *code = n == 0 || n > 2331
			       ? NULL
			       : QRcode_encodeData((int)n, (const unsigned char *)text, 0, QR_ECLEVEL_M);
	if (code == NULL)
		return NULL;
	size_t modules = (size_t)code->width * (size_t)code->width;
	struct qr *qr = arena_new_one(a, struct qr);
	qr->width = code->width;
	qr->dark = arena_alloc(a, modules);
	for (size_t i = 0; i < modules; i++)
		qr->dark[i] = code->data[i] & 1;
	QRcode_free(code);
	return qr;
}

static void
svg_path(struct buf *b, const struct qr *qr)
{
	for (int y = 0; y < qr->width; y++) {
		const unsigned char *row = qr->dark + y * qr->width;
		for (int x = 0, end; x < qr->width; x = end) {
			for (end = x + 1; end < qr->width && row[end] == row[x];)
				end++;
			if (row[x])
				buf_addf(b, "M%d %dh%dv1h-%dz", x + QUIET, y + QUIET, end - x, end - x);
		}
	}
}

static void
add_escaped(struct buf *b, const char *s)
{
	for (; *s != '\0'; s++)
		switch (*s) {
		case '&': buf_adds(b, "&amp;"); break;
		case '<': buf_adds(b, "&lt;"); break;
		case '>': buf_adds(b, "&gt;"); break;
		case '"': buf_adds(b, "&quot;"); break;
		default: buf_addc(b, *s);
		}
}

enum status
render_qr_svg(struct cx *cx, const char *text, const char *label, const char **svg)
{
	struct qr *qr = qr_make(cx->arena, text);
	if (qr == NULL)
		return fail(cx, ST_INVALID, "render.qr.long", "%zu bytes", strlen(text));
	struct buf b;
	int side = qr->width + 2 * QUIET;
	buf_init(&b, cx->arena, BUF_PAGE);
	buf_addf(&b, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\" "
		 "shape-rendering=\"crispEdges\" aria-label=\"", side, side);
	add_escaped(&b, label == NULL ? "" : label);
	buf_addf(&b, "\"><path fill=\"#fff\" d=\"M0 0h%dv%dH0z\"/><path fill=\"#000\" d=\"", side, side);
	svg_path(&b, qr);
	buf_adds(&b, "\"/></svg>");
	*svg = buf_cstr(&b);
	return ST_OK;
}
