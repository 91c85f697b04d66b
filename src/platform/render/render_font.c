/* The faces: written to DIR/run, known to fontconfig alone, and a warm layout engine for each thread. */
#include "base/base.h"

#include <errno.h>
#include <fcntl.h>
#include <fontconfig/fontconfig.h>
#include <malloc.h>
#include <pthread.h>
#include <sys/stat.h>
#include <unistd.h>

#include "platform/render/render_priv.h"

#define FAMILY "Mot Cua Serif"

enum { HEAP_KEPT = 4 * 1024 * 1024 };

static FcConfig *config;
static pthread_key_t thread_key;
static pthread_once_t thread_once = PTHREAD_ONCE_INIT;
static _Thread_local struct render_thread *mine;

static bool
write_all(int fd, const char *p, size_t n)
{
	while (n > 0) {
		ssize_t k = write(fd, p, n);
		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0)
			return false;
		p += k;
		n -= (size_t)k;
	}
	return true;
}

/* Under a name of its own first: another process on the same DIR never reads half a font. */
static enum status
font_write(struct cx *cx, const char *path, const struct render_font *f)
{
	const char *part = arena_printf(cx->arena, "%s.%ld", path, (long)getpid());
	int fd = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0)
		return fail(cx, ST_INTERNAL, "render.font.write", "%s: %s", part, strerror(errno));
	bool ok = write_all(fd, f->p, f->n);
	ok = close(fd) == 0 && ok;
	if (ok && rename(part, path) == 0)
		return ST_OK;
	int err = errno;
	unlink(part);
	return fail(cx, err == ENOSPC ? ST_FULL : ST_INTERNAL, "render.font.write", "%s: %s", path,
		    strerror(err));
}

/* Regular, bold and italic must all be there: a missing one would be replaced silently. */
static enum status
fonts_check(struct cx *cx)
{
	FcFontSet *set = FcConfigGetFonts(config, FcSetApplication);
	unsigned seen = 0;
	for (int i = 0; set != NULL && i < set->nfont; i++) {
		FcChar8 *family;
		int weight = 0, slant = 0;
		if (FcPatternGetString(set->fonts[i], FC_FAMILY, 0, &family) != FcResultMatch ||
		    !cstr_eq((const char *)family, FAMILY))
			continue;
		FcPatternGetInteger(set->fonts[i], FC_WEIGHT, 0, &weight);
		FcPatternGetInteger(set->fonts[i], FC_SLANT, 0, &slant);
		seen |= 1u << (slant > 0 ? DOC_ITALIC : weight >= FC_WEIGHT_BOLD ? DOC_BOLD : DOC_PLAIN);
	}
	if (seen != (1u << STYLES) - 1)
		return fail(cx, ST_INTERNAL, "render.font.missing", "faces of %s found: %#x", FAMILY, seen);
	return ST_OK;
}

enum status
render_init(struct cx *cx, const char *run_dir, const struct render_font *fonts, size_t n)
{
	assert_always(config == NULL);
	if (mkdir(run_dir, 0700) != 0 && errno != EEXIST)
		return fail(cx, ST_INTERNAL, "render.font.write", "%s: %s", run_dir, strerror(errno));
	/* Each deflate stream of cairo frees 260 kB at the top of the heap, which the C library gives back to the
	 * system at once: half of the time of a slip. */
	mallopt(M_TRIM_THRESHOLD, HEAP_KEPT);
	config = FcConfigCreate();
	assert_always(config != NULL);
	for (size_t i = 0; i < n; i++) {
		const char *path = arena_printf(cx->arena, "%s/%s", run_dir, fonts[i].name);
		TRY(font_write(cx, path, &fonts[i]));
		if (!FcConfigAppFontAddFile(config, (const FcChar8 *)path))
			return fail(cx, ST_INTERNAL, "render.font.missing", "%s is no font", path);
	}
	/* The current configuration, so that pango's own FcInit finds one and reads nothing of the system. */
	FcConfigSetCurrent(config);
	return fonts_check(cx);
}

static void
thread_free(void *p)
{
	struct render_thread *th = p;
	for (int i = 0; i < th->n_faces; i++)
		g_object_unref(th->face[i].font);
	for (int i = 0; i < STYLES; i++)
		pango_font_description_free(th->style[i]);
	g_object_unref(th->layout);
	g_object_unref(th->context);
	g_object_unref(th->map);
	free(th->face);
	free(th);
}

static void
thread_key_make(void)
{
	pthread_key_create(&thread_key, thread_free);
}

static PangoContext *
context_new(PangoFontMap *map)
{
	PangoContext *c = pango_font_map_create_context(map);
	cairo_font_options_t *o = cairo_font_options_create();
	/* Paper has no pixels: letters stand where their widths say, at every size alike. */
	cairo_font_options_set_hint_style(o, CAIRO_HINT_STYLE_NONE);
	cairo_font_options_set_hint_metrics(o, CAIRO_HINT_METRICS_OFF);
	pango_cairo_context_set_font_options(c, o);
	cairo_font_options_destroy(o);
	pango_context_set_round_glyph_positions(c, FALSE);
	pango_context_set_language(c, pango_language_from_string("vi"));
	pango_context_set_base_dir(c, PANGO_DIRECTION_LTR);
	return c;
}

struct render_thread *
render_thread(void)
{
	if (mine != NULL)
		return mine;
	assert_always(config != NULL);
	pthread_once(&thread_once, thread_key_make);
	struct render_thread *th = calloc(1, sizeof *th);
	assert_always(th != NULL);
	th->map = pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT);
	pango_cairo_font_map_set_resolution(PANGO_CAIRO_FONT_MAP(th->map), 72);
	th->context = context_new(th->map);
	th->layout = pango_layout_new(th->context);
	pango_layout_set_auto_dir(th->layout, FALSE);
	pango_layout_set_wrap(th->layout, PANGO_WRAP_WORD_CHAR);
	for (int i = 0; i < STYLES; i++) {
		th->style[i] = pango_font_description_new();
		pango_font_description_set_family_static(th->style[i], FAMILY);
	}
	pango_font_description_set_weight(th->style[DOC_BOLD], PANGO_WEIGHT_BOLD);
	pango_font_description_set_style(th->style[DOC_ITALIC], PANGO_STYLE_ITALIC);
	pthread_setspecific(thread_key, th);
	return mine = th;
}

/* The cairo face of a pango font, kept as long as the thread: documents point at it. There are as many as styles
 * times sizes in use, a few dozen. */
cairo_scaled_font_t *
render_face(struct render_thread *th, PangoFont *font)
{
	for (int i = 0; i < th->n_faces; i++)
		if (th->face[i].font == font)
			return th->face[i].scaled;
	if (th->n_faces == th->room_faces) {
		th->room_faces = th->room_faces == 0 ? 32 : th->room_faces * 2;
		th->face = realloc(th->face, sizeof *th->face * (size_t)th->room_faces);
		assert_always(th->face != NULL);
	}
	cairo_scaled_font_t *scaled = pango_cairo_font_get_scaled_font(PANGO_CAIRO_FONT(font));
	th->face[th->n_faces].font = g_object_ref(font);
	th->face[th->n_faces++].scaled = scaled;
	return scaled;
}

void
render_end(void)
{
	if (mine != NULL) {
		thread_free(mine);
		mine = NULL;
		pthread_setspecific(thread_key, NULL);
	}
	if (config != NULL) {
		FcConfigDestroy(config);
		config = NULL;
	}
	FcFini();
}
