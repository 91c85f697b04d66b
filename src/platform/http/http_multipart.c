/* multipart/form-data (RFC 7578), read as it comes: the pieces may be cut anywhere, also inside a delimiter.
 *
 * A delimiter is CR LF - - boundary and holds CR at its head only, so after a mismatch no shorter prefix can be
 * under way and the search never goes back. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "platform/http/http_priv.h"

enum {
	BOUNDARY_MAX = 70,       /* RFC 2046 5.1.1 */
	PART_HEAD_MAX = 4096,
	PARTS_MAX = HTTP_FIELDS_MAX + HTTP_FILES_MAX,
	FILE_NAME_MAX = 200,
	LEFTOVER_SECONDS = 3600,
};
#define TEMP_HEAD "up-"

enum state { PREAMBLE, DATA, AFTER, AFTER_PAD, AFTER_DASH, AFTER_CR, HEAD, EPILOGUE };
enum part { PART_SKIP, PART_FIELD, PART_FILE };

struct multipart {
	struct body *b;
	struct arena *arena;
	char delim[BOUNDARY_MAX + 5];
	size_t n_delim;
	size_t k; /* bytes of the delimiter matched at the end of the last piece */
	enum state state;
	enum part part;
	int n_parts;
	struct buf head;
	struct str name;
	struct buf value;
	size_t value_bytes; /* of all fields: the arena holds them */
	struct http_file *file; /* the one being written, NULL else */
	int fd;
	struct sha256 hash;
};

#define bad(m, ...) ((m)->b->st = fail((m)->b->cx, ST_INVALID, __VA_ARGS__))

struct multipart *
multipart_new(struct body *b, const char *content_type)
{
	struct multipart *m = arena_new_one(b->cx->arena, struct multipart);
	*m = (struct multipart){ .b = b, .arena = b->cx->arena, .fd = -1 };
	buf_init(&m->head, m->arena, PART_HEAD_MAX);
	struct str boundary;
	if (!header_param(m->arena, str_of(content_type), "boundary", &boundary) || boundary.n == 0 ||
	    boundary.n > BOUNDARY_MAX || memchr(boundary.p, '\r', boundary.n) != NULL) {
		bad(m, "http.boundary", "multipart without a usable boundary");
		return m;
	}
	memcpy(m->delim, "\r\n--", 4);
	memcpy(m->delim + 4, boundary.p, boundary.n);
	m->n_delim = boundary.n + 4;
	m->state = PREAMBLE;
	m->k = 2; /* the head of the body counts as the head of a line */
	return m;
}

/* The last part of a path, without control characters, not over FILE_NAME_MAX bytes with its ending kept. */
static struct str
clean_name(struct arena *a, struct str s)
{
	for (size_t i = s.n; i-- > 0;)
		if (s.p[i] == '/' || s.p[i] == '\\') {
			s = str_from(s, i + 1);
			break;
		}
	s = str_trim(viet_nfc(a, s));
	if (s.n > FILE_NAME_MAX) {
		size_t dot = s.n;
		while (dot > 0 && s.n - dot < 16 && s.p[dot - 1] != '.')
			dot--;
		struct str end = dot > 0 && s.p[dot - 1] == '.' ? str_from(s, dot - 1) : str_head(s, 0);
		size_t keep = FILE_NAME_MAX - end.n;
		while (keep > 0 && ((unsigned char)s.p[keep] & 0xc0) == 0x80)
			keep--;
		char *cut = arena_printf(a, STR_FMT STR_FMT, STR_ARG(str_head(s, keep)), STR_ARG(end));
		s = str_of(cut);
	}
	return s.n == 0 || str_is(s, ".") || str_is(s, "..") ? S("tep") : s;
}

/* Browsers write quote, CR and LF in a file name as %22 %0D %0A (HTML, multipart/form-data encoding) and leave
 * every other percent sign as it is. CR and LF go, a quote stays. */
static struct str
browser_name(struct arena *a, struct str s)
{
	char *to = arena_alloc(a, s.n + 1);
	size_t n = 0;
	for (size_t i = 0; i < s.n; i++) {
		struct str three = str_head(str_from(s, i), 3);
		if (str_is(three, "%22"))
			to[n++] = '"';
		if (str_is(three, "%22") || str_case_is(three, "%0D") || str_case_is(three, "%0A"))
			i += 2;
		else if (s.p[i] != '\r' && s.p[i] != '\n' && s.p[i] != '\t')
			to[n++] = s.p[i];
	}
	return (struct str){ to, n };
}

static void
file_failed(struct multipart *m, const char *what)
{
	bool full = errno == ENOSPC || errno == EDQUOT;
	m->b->st = full ? fail(m->b->cx, ST_FULL, "http.temp_full", "%s: no space", what)
			: fail(m->b->cx, ST_INTERNAL, "http.temp", "%s: errno %d", what, errno);
}

static void
file_open(struct multipart *m, struct str filename)
{
	struct body *b = m->b;
	if (b->files.n >= HTTP_FILES_MAX) {
		bad(m, "http.files", "more than %d files", HTTP_FILES_MAX);
		return;
	}
	if (!viet_utf8_valid(filename)) {
		bad(m, "http.utf8", "a file name");
		return;
	}
	char *path = arena_printf(m->arena, "%s/" TEMP_HEAD "XXXXXX", b->temp_dir);
	m->fd = mkostemp(path, O_CLOEXEC);
	if (m->fd < 0) {
		file_failed(m, "temporary file");
		return;
	}
	m->file = vec_push(&b->files, m->arena);
	*m->file = (struct http_file){ .field = m->name, .path = path,
				       .name = clean_name(m->arena, filename) };
	sha256_init(&m->hash);
	m->part = PART_FILE;
}

/* The head of a part is complete. */
static void
part_begin(struct multipart *m)
{
	struct str rest = buf_str(&m->head), name, filename = { 0 };
	struct str disposition = { 0 };
	while (rest.n > 0 && disposition.n == 0) {
		struct str line = str_trim(str_cut(&rest, '\n'));
		struct str key = str_cut(&line, ':');
		if (str_case_is(str_trim(key), "Content-Disposition"))
			disposition = str_trim(line);
	}
	if (++m->n_parts > PARTS_MAX) {
		bad(m, "http.fields", "more than %d parts", PARTS_MAX);
		return;
	}
	if (disposition.n == 0 || !str_case_is(str_trim(str_head(disposition, 9)), "form-data") ||
	    !header_param(m->arena, disposition, "name", &name)) {
		bad(m, "http.multipart", "a part without a name");
		return;
	}
	name = browser_name(m->arena, name);
	if (name.n > HTTP_FIELD_NAME_MAX) {
		bad(m, "http.field_name", "a field name of %zu bytes", name.n);
		return;
	}
	if (!viet_utf8_valid(name)) {
		bad(m, "http.utf8", "a field name");
		return;
	}
	m->name = viet_nfc(m->arena, name);
	m->part = PART_FIELD;
	buf_init(&m->value, m->arena, HTTP_BODY_MAX);
	if (!header_param(m->arena, disposition, "filename", &filename))
		return;
	filename = browser_name(m->arena, filename);
	if (filename.n == 0)
		m->part = PART_SKIP; /* a file input left empty */
	else
		file_open(m, filename);
}

static void
file_data(struct multipart *m, const char *p, size_t n)
{
	struct http_file *f = m->file;
	f->size += (int64_t)n;
	if (f->too_large)
		return;
	if (f->size > HTTP_FILE_MAX) {
		f->too_large = true;
		if (ftruncate(m->fd, 0) != 0)
			file_failed(m, "temporary file");
		return;
	}
	sha256_add(&m->hash, p, n);
	while (n > 0) {
		ssize_t put = write(m->fd, p, n);
		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0) {
			file_failed(m, "temporary file");
			return;
		}
		p += put;
		n -= (size_t)put;
	}
}

static void
part_data(struct multipart *m, const char *p, size_t n)
{
	if (n == 0 || m->state != DATA || m->b->st != ST_OK)
		return;
	if (m->part == PART_FILE) {
		file_data(m, p, n);
	} else if (m->part == PART_FIELD) {
		m->value_bytes += n;
		if (m->value_bytes > HTTP_BODY_MAX)
			m->b->st = fail(m->b->cx, ST_TOO_LARGE, "http.too_large", "fields over %d bytes",
					HTTP_BODY_MAX);
		else
			buf_add(&m->value, p, n);
	}
}

static void
file_end(struct multipart *m)
{
	if (m->file == NULL)
		return;
	if (m->file->too_large)
		sha256_drop(&m->hash);
	else
		sha256_hex(&m->hash, m->file->sha256);
	if (close(m->fd) != 0)
		file_failed(m, "temporary file");
	m->fd = -1;
	m->file = NULL;
}

static void
part_end(struct multipart *m)
{
	if (m->state == DATA && m->b->st == ST_OK) {
		if (m->part == PART_FIELD)
			m->b->st = field_put(m->b->cx, &m->b->fields, m->name, buf_str(&m->value));
		file_end(m);
	}
	m->part = PART_SKIP;
	m->state = AFTER;
	m->k = 0;
}

/* Content up to the next delimiter; returns how many bytes of p were used. */
static size_t
take_content(struct multipart *m, const char *p, size_t n)
{
	size_t i = 0, from = 0, k = m->k;
	for (;;) {
		size_t at = i; /* where the delimiter under way begins in p, when it does */
		if (k == 0) {
			const char *cr = memchr(p + i, '\r', n - i);
			if (cr == NULL)
				break;
			at = (size_t)(cr - p);
			i = at + 1;
			k = 1;
		}
		while (i < n && k < m->n_delim && p[i] == m->delim[k])
			i++, k++;
		bool carried = m->k > 0;
		if (k == m->n_delim || i == n) {
			if (!carried)
				part_data(m, p + from, at - from);
			m->k = k;
			if (k == m->n_delim)
				part_end(m);
			return i;
		}
		if (carried) {
			part_data(m, m->delim, k); /* bytes of pieces that are gone, and i bytes of p */
			from = i;
			m->k = 0;
		}
		k = 0;
	}
	part_data(m, p + from, n - from);
	m->k = 0;
	return n;
}

/* The rest of a delimiter's line. */
static void
take_after(struct multipart *m, char c)
{
	bool blank = c == ' ' || c == '\t';
	if (m->state == AFTER && c == '-')
		m->state = AFTER_DASH;
	else if (m->state == AFTER_DASH && c == '-')
		m->state = EPILOGUE;
	else if ((m->state == AFTER || m->state == AFTER_PAD) && blank)
		m->state = AFTER_PAD;
	else if ((m->state == AFTER || m->state == AFTER_PAD) && c == '\r')
		m->state = AFTER_CR;
	else if (m->state == AFTER_CR && c == '\n')
		m->state = HEAD;
	else
		bad(m, "http.multipart", "a broken delimiter");
}

static void
take_head(struct multipart *m, char c)
{
	buf_addc(&m->head, c);
	if (m->head.over) {
		bad(m, "http.multipart", "the head of a part is too long");
		return;
	}
	struct str head = buf_str(&m->head);
	if (c != '\n' || (!str_ends(head, "\r\n\r\n") && !str_is(head, "\r\n")))
		return;
	part_begin(m);
	buf_clear(&m->head);
	m->state = DATA;
	m->k = 0;
}

void
multipart_add(struct multipart *m, const char *p, size_t n)
{
	size_t i = 0;
	while (i < n && m->b->st == ST_OK && m->state != EPILOGUE) {
		if (m->state == PREAMBLE || m->state == DATA)
			i += take_content(m, p + i, n - i);
		else if (m->state == HEAD)
			take_head(m, p[i++]);
		else
			take_after(m, p[i++]);
	}
}

void
multipart_end(struct multipart *m)
{
	if (m->b->st == ST_OK && m->state != EPILOGUE)
		bad(m, "http.multipart", "it ends before its closing delimiter");
}

void
multipart_close(struct multipart *m)
{
	if (m->fd >= 0)
		close(m->fd);
	m->fd = -1;
	sha256_drop(&m->hash);
}

void
body_close(struct body *b)
{
	if (b->mp != NULL)
		multipart_close(b->mp);
	for (size_t i = 0; i < b->files.n; i++)
		if (!b->files.p[i].kept && unlink(b->files.p[i].path) != 0 && errno != ENOENT)
			log_warn("http", "temporary file not removed: errno %d", errno);
	b->files.n = 0;
}

void
body_remove_leftovers(const char *temp_dir)
{
	DIR *d = opendir(temp_dir);
	struct timespec now;
	struct stat sb;
	clock_gettime(CLOCK_REALTIME, &now); /* the file system's clock, not the business clock a test may move */
	for (struct dirent *e; d != NULL && (e = readdir(d)) != NULL;)
		if (str_starts(str_of(e->d_name), TEMP_HEAD) &&
		    fstatat(dirfd(d), e->d_name, &sb, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(sb.st_mode) &&
		    now.tv_sec - sb.st_mtim.tv_sec > LEFTOVER_SECONDS)
			unlinkat(dirfd(d), e->d_name, 0);
	if (d != NULL)
		closedir(d);
}
