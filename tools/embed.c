/*
 * embed: puts files into the program, as C that gcc reads fast (string literals).
 *
 *	embed OUT.c OUT.h DIR-or-FILE…       what browsers fetch → assets[], with gzip and brotli copies of text
 *	embed --blob NAME OUT.c FILE…        what the program reads → NAME[], NAME_n, no copies
 *
 * Build:  cc -std=gnu17 -D_GNU_SOURCE -O1 -o embed tools/embed.c -lz -lbrotlienc
 *
 * Files of a DIR are named by their path below it, others by the path given; names that begin with a dot are left
 * out. OUT.h numbers the files, ASSET_CONG_DAN_CSS, so that a page that names a missing file does not build. The
 * struct is src/base/asset.h. The hash is FNV-1a of 64 bits: enough to tell two builds of a file apart.
 */
#include <ctype.h>
#include <dirent.h>
#include <inttypes.h>
#include <stdbool.h>
#include <sys/stat.h>

#include <brotli/encode.h>
#include <zlib.h>

#include "tool.h"

struct file { char *path, *from; struct text data, gz, br; };
struct files { struct file *v; size_t n; };

static const struct { const char *ending, *type; bool text; } types[] = {
	{ ".css", "text/css; charset=utf-8", true },
	{ ".js", "text/javascript; charset=utf-8", true },
	{ ".svg", "image/svg+xml", true },
	{ ".html", "text/html; charset=utf-8", true },
	{ ".txt", "text/plain; charset=utf-8", true },
	{ ".json", "application/json", true },
	{ ".webmanifest", "application/manifest+json", true },
	{ ".csv", "text/csv; charset=utf-8", true },
	{ ".sql", "text/plain; charset=utf-8", true },
	{ ".png", "image/png", false },
	{ ".ico", "image/x-icon", false },
	{ ".woff2", "font/woff2", false },
	{ ".ttf", "font/ttf", false },
	{ ".otf", "font/otf", false },
};

static size_t
type_of(const char *path)
{
	size_t n = strlen(path), i;

	for (i = 0; i < sizeof types / sizeof types[0]; i++) {
		size_t k = strlen(types[i].ending);

		if (n > k && strcmp(path + n - k, types[i].ending) == 0)
			break;
	}
	return i;
}

static const char *
type_name(const char *path)
{
	size_t i = type_of(path);

	return i < sizeof types / sizeof types[0] ? types[i].type : "application/octet-stream";
}

static bool
is_text(const char *path)
{
	size_t i = type_of(path);

	return i < sizeof types / sizeof types[0] && types[i].text;
}

/* path is copied; from is the file to read. */
static void
add_file(struct files *fs, const char *path, const char *from)
{
	struct file *f;

	fs->v = realloc(fs->v, (fs->n + 1) * sizeof *fs->v);
	if (fs->v == NULL)
		quit("out of memory");
	f = &fs->v[fs->n++];
	*f = (struct file){ .path = strdup(path), .from = strdup(from) };
	f->data.s = read_file(from, &f->data.n);
}

static void
add_tree(struct files *fs, const char *root, const char *below)
{
	char dir[4096], path[4096], from[8192];
	struct dirent *e;
	struct stat st;
	DIR *d;

	snprintf(dir, sizeof dir, "%s%s%s", root, below[0] != '\0' ? "/" : "", below);
	d = opendir(dir);
	if (d == NULL)
		quit("%s: cannot be read", dir);
	while ((e = readdir(d)) != NULL) {
		if (e->d_name[0] == '.')
			continue;
		snprintf(path, sizeof path, "%.2048s%s%s", below, below[0] != '\0' ? "/" : "", e->d_name);
		snprintf(from, sizeof from, "%s/%s", root, path);
		if (stat(from, &st) != 0)
			quit("%s: cannot be read", from);
		if (S_ISDIR(st.st_mode))
			add_tree(fs, root, path);
		else
			add_file(fs, path, from);
	}
	closedir(d);
}

static int
by_path(const void *a, const void *b)
{
	return strcmp(((const struct file *)a)->path, ((const struct file *)b)->path);
}

static void
collect(struct files *fs, char **args)
{
	struct stat st;

	for (; *args != NULL; args++) {
		if (stat(*args, &st) != 0)
			quit("%s: cannot be read", *args);
		if (S_ISDIR(st.st_mode))
			add_tree(fs, *args, "");
		else
			add_file(fs, *args, *args);
	}
	qsort(fs->v, fs->n, sizeof *fs->v, by_path);
	for (size_t i = 1; i < fs->n; i++)
		if (strcmp(fs->v[i - 1].path, fs->v[i].path) == 0)
			quit("%s and %s are both named %s", fs->v[i - 1].from, fs->v[i].from, fs->v[i].path);
}

static uint64_t
fnv1a(const struct text *t)
{
	uint64_t h = 0xcbf29ce484222325u;

	for (size_t i = 0; i < t->n; i++)
		h = (h ^ (unsigned char)t->s[i]) * 0x100000001b3u;
	return h;
}

/* Leaves out empty when the copy would not be smaller. */
static void
gzip9(const struct text *in, struct text *out)
{
	z_stream z = { 0 };

	/* 31: a window of 2^15 with the gzip head, which carries no time stamp, so builds repeat */
	if (deflateInit2(&z, 9, Z_DEFLATED, 31, 9, Z_DEFAULT_STRATEGY) != Z_OK)
		quit("zlib does not start");
	out->cap = deflateBound(&z, in->n) + 32;
	out->s = malloc(out->cap);
	if (out->s == NULL)
		quit("out of memory");
	z.next_in = (unsigned char *)in->s;
	z.avail_in = (unsigned)in->n;
	z.next_out = (unsigned char *)out->s;
	z.avail_out = (unsigned)out->cap;
	if (deflate(&z, Z_FINISH) != Z_STREAM_END)
		quit("zlib does not end");
	out->n = z.total_out < in->n ? z.total_out : 0;
	deflateEnd(&z);
}

static void
brotli11(const struct text *in, struct text *out)
{
	out->n = BrotliEncoderMaxCompressedSize(in->n) + 1024;
	out->s = malloc(out->n);
	if (out->s == NULL)
		quit("out of memory");
	if (!BrotliEncoderCompress(BROTLI_MAX_QUALITY, BROTLI_DEFAULT_WINDOW, BROTLI_MODE_TEXT, in->n,
	    (const unsigned char *)in->s, &out->n, (unsigned char *)out->s))
		quit("brotli does not end");
	if (out->n >= in->n)
		out->n = 0;
}

/* Octal escapes as short as the next byte allows. */
static void
add_bytes(struct text *b, const struct text *t)
{
	text_add(b, "\"", 1);
	for (size_t i = 0; i < t->n; i++) {
		unsigned char c = (unsigned char)t->s[i];
		bool digit_next = i + 1 < t->n && isdigit((unsigned char)t->s[i + 1]);

		if (c == '\n')
			text_add(b, "\\n", 2);
		else if (c == '"' || c == '\\' || c == '?')
			text_f(b, "\\%c", c);
		else if (c < 0x20 || c >= 0x7f)
			text_f(b, digit_next ? "\\%03o" : "\\%o", c);
		else
			text_add(b, t->s + i, 1);
		if (i % 4096 == 4095)
			text_add(b, "\"\n\"", 3);
	}
	text_add(b, "\"", 1);
}

static void
add_array(struct text *b, const char *kind, size_t i, const struct text *t)
{
	if (t->n == 0 && strcmp(kind, "data") != 0)
		return;
	text_f(b, "static const unsigned char %s_%zu[] = ", kind, i);
	add_bytes(b, t);
	text_f(b, ";\n");
}

static void
add_field(struct text *b, const char *field, const char *kind, size_t i, const struct text *t)
{
	if (t->n > 0)
		text_f(b, ", .%s = %s_%zu, .%s_len = %zu", field, kind, i, field, t->n);
}

static void
write_list(const struct files *fs, const char *name, const char *out)
{
	struct text b = { 0 };

	text_f(&b, "/* Made by tools/embed. */\n#include \"base/asset.h\"\n\n");
	for (size_t i = 0; i < fs->n; i++) {
		add_array(&b, "data", i, &fs->v[i].data);
		add_array(&b, "gz", i, &fs->v[i].gz);
		add_array(&b, "br", i, &fs->v[i].br);
	}
	text_f(&b, "\nconst struct asset %s[] = {\n", name);
	for (size_t i = 0; i < fs->n; i++) {
		const struct file *f = &fs->v[i];

		text_f(&b, "\t{ .path = \"%s\", .type = \"%s\", .hash = \"%016" PRIx64 "\"", f->path, type_name(f->path),
		    fnv1a(&f->data));
		text_f(&b, ", .data = data_%zu, .len = %zu", i, f->data.n);
		add_field(&b, "gz", "gz", i, &f->gz);
		add_field(&b, "br", "br", i, &f->br);
		text_f(&b, " },\n");
	}
	text_f(&b, "\t{ 0 }\n};\nconst size_t %s_n = %zu;\n", name, fs->n);
	write_file(out, &b);
}

static void
write_numbers(const struct files *fs, const char *out)
{
	struct text b = { 0 };

	text_f(&b, "/* Made by tools/embed: the place of each file in assets[]. */\n#ifndef ASSETS_H\n#define ASSETS_H\n");
	text_f(&b, "#include \"base/asset.h\"\nenum asset_number {\n");
	for (size_t i = 0; i < fs->n; i++) {
		text_f(&b, "\tASSET_");
		for (const char *c = fs->v[i].path; *c != '\0'; c++)
			text_f(&b, "%c", isalnum((unsigned char)*c) ? toupper((unsigned char)*c) : '_');
		text_f(&b, ",\n");
	}
	text_f(&b, "\tASSET_COUNT\n};\n#endif\n");
	write_file(out, &b);
}

int
main(int argc, char **argv)
{
	struct files fs = { 0 };

	if (argc >= 4 && strcmp(argv[1], "--blob") == 0) {
		collect(&fs, argv + 4);
		write_list(&fs, argv[2], argv[3]);
		return 0;
	}
	if (argc < 4 || argv[1][0] == '-')
		quit("usage: embed OUT.c OUT.h DIR-or-FILE… | embed --blob NAME OUT.c FILE…");
	collect(&fs, argv + 3);
	for (size_t i = 0; i < fs.n; i++) {
		if (!is_text(fs.v[i].path))
			continue;
		gzip9(&fs.v[i].data, &fs.v[i].gz);
		brotli11(&fs.v[i].data, &fs.v[i].br);
	}
	write_list(&fs, "assets", argv[1]);
	write_numbers(&fs, argv[2]);
	return 0;
}
