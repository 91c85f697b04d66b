/* Taking a list in, and pinning who may publish one. */
#include "features/signature/signature_trust.h"
#include "features/signature/signature_trust_priv.h"

#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static bool
sync_folder(const char *dir)
{
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool ok = fd >= 0 && fsync(fd) == 0;
	if (fd >= 0)
		close(fd);
	return ok;
}

/* Whole or not at all, also when the power goes. */
static enum status
write_file(struct cx *cx, const char *dir, const char *name, struct str text)
{
	const char *path = arena_printf(cx->arena, "%s/%s", dir, name);
	const char *temp = arena_printf(cx->arena, "%s.new", path);
	int fd = open(temp, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	bool ok = fd >= 0 && write(fd, text.p, text.n) == (ssize_t)text.n && fsync(fd) == 0;
	if (fd >= 0)
		ok &= close(fd) == 0;
	if (!ok || rename(temp, path) != 0 || !sync_folder(dir))
		return fail(cx, ST_FULL, "trust.write", "%s: %s", path, strerror(errno));
	return ST_OK;
}

static enum status
make_folder(struct cx *cx, const char *dir)
{
	if (mkdir(dir, 0755) != 0 && errno != EEXIST)
		return fail(cx, ST_FULL, "trust.write", "%s: %s", dir, strerror(errno));
	return ST_OK;
}

/* The list that is there now, if it can still be read; its sequence may not go back. */
static int64_t
present_sequence(struct cx *cx, const char *dir, enum trust_system system)
{
	struct trust *t = trust_empty();
	struct trust_list l = { 0 };
	struct str text;
	struct fault before = cx->fault;
	const char *path = arena_printf(cx->arena, "%s/%s.list", dir, trust_system_name(system));
	if (file_read(cx, path, TRUST_LIST_BYTES_MAX, "trust.file", &text) != ST_OK ||
	    trust_parse(cx, trust_list_of(text), t, &l) != ST_OK)
		l.sequence = 0;
	cx->fault = before;
	trust_close(t);
	return l.sequence;
}

/* Whose list is it? Nothing of a file is read before somebody who may publish has signed it. */
static enum status
publisher_of(struct cx *cx, const char *dir, struct str file, enum trust_system *out)
{
	enum status st = ST_DENIED;
	for (int i = 0; i < TRUST_SYSTEM_N && st != ST_OK; i++) {
		*out = (enum trust_system)i;
		st = trust_check_signature(cx, dir, *out, file);
	}
	return st;
}

static enum status
may_take(struct cx *cx, const char *dir, const struct trust_list *l, enum trust_system publisher)
{
	int64_t have = present_sequence(cx, dir, l->system);
	if (l->system != publisher)
		return fail(cx, ST_DENIED, "trust.signature", "a list of %s signed by the publisher of %s", trust_system_name(l->system),
			    trust_system_name(publisher));
	if (cx->now > l->valid_until)
		return fail(cx, ST_INVALID, "trust.expired", "the list is in force no longer");
	if (l->sequence <= have)
		return fail(cx, ST_CONFLICT, "trust.sequence", "the list has number %lld, the one here %lld", (long long)l->sequence,
			    (long long)have);
	return ST_OK;
}

enum status
trust_update(struct cx *cx, const char *dir, struct str file, struct trust_list *out)
{
	enum trust_system publisher;
	TRY(publisher_of(cx, dir, file, &publisher));
	struct trust *t = trust_empty();
	struct trust_list l;
	struct fault before = cx->fault;
	/* Beside the other system's list: a root that stands in both would make the folder unreadable. */
	if (trust_open_list(cx, dir, publisher == TRUST_PUBLIC ? TRUST_GOVERNMENT : TRUST_PUBLIC, t) != ST_OK)
		cx->fault = before;
	enum status st = trust_parse(cx, trust_list_of(file), t, &l);
	if (st == ST_OK)
		st = may_take(cx, dir, &l, publisher);
	if (st == ST_OK) {
		*out = l;
		out->name = arena_strdup(cx->arena, l.name);
		out->name_en = arena_strdup(cx->arena, l.name_en);
		out->sha256 = arena_strdup(cx->arena, l.sha256);
	}
	trust_close(t);
	TRY(st);
	return write_file(cx, dir, arena_printf(cx->arena, "%s.list", trust_system_name(out->system)), file);
}

enum status
trust_pin(struct cx *cx, const char *dir, enum trust_system system, struct str key)
{
	unsigned char raw[ED25519_KEY_BYTES];
	struct str text = { NULL, 0 };
	struct buf b;
	const char *path = arena_printf(cx->arena, "%s/publishers", dir);
	TRY(ed25519_key(cx, key, raw));
	TRY(make_folder(cx, dir));
	enum status st = file_read(cx, path, BUF_LINE, "trust.file", &text);
	if (st != ST_OK && st != ST_NOT_FOUND)
		return st;
	buf_init(&b, cx->arena, BUF_LINE);
	while (text.n > 0) {
		struct str line = str_cut(&text, '\n'), rest = line;
		if (line.n > 0 && !str_is(str_cut(&rest, ' '), trust_system_name(system)))
			buf_addf(&b, STR_FMT "\n", STR_ARG(line));
	}
	buf_addf(&b, "%s %s\n", trust_system_name(system), base64_text(cx->arena, (struct str){ (char *)raw, sizeof raw }));
	return write_file(cx, dir, "publishers", buf_str(&b));
}
