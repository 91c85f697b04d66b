#include "platform/blob/blob.h"
#include "platform/crypt/hash.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static char blob_dir[1024];

static enum status
io_failed(struct cx *cx, const char *what, const char *path)
{
	bool full = errno == ENOSPC || errno == EDQUOT;
	return fail(cx, full ? ST_FULL : ST_INTERNAL, full ? "blob.full" : "blob.io", "%s %s: %s", what, path,
		    strerror(errno));
}

enum status
blob_init(struct cx *cx, const char *dir)
{
	int n = snprintf(blob_dir, sizeof blob_dir, "%s", dir);
	assert_always(n > 0 && n < (int)sizeof blob_dir);
	return mkdir(dir, 0700) == 0 || errno == EEXIST ? ST_OK : io_failed(cx, "mkdir", dir);
}

static bool
is_hash(const char *s)
{
	return strlen(s) == 64 && strspn(s, "0123456789abcdef") == 64;
}

static const char *
path_of(struct cx *cx, const char *sha256)
{
	assert_always(is_hash(sha256));
	return arena_printf(cx->arena, "%s/%.2s/%s", blob_dir, sha256, sha256);
}

static enum status
sync_path(struct cx *cx, const char *path, int flags)
{
	int fd = open(path, flags | O_CLOEXEC);
	if (fd < 0)
		return io_failed(cx, "open", path);
	enum status st = fsync(fd) == 0 ? ST_OK : io_failed(cx, "fsync", path);
	close(fd);
	return st;
}

enum status
blob_take(struct cx *cx, const char *temp_path, const char *sha256)
{
	const char *path = path_of(cx, sha256);
	const char *folder = arena_printf(cx->arena, "%s/%.2s", blob_dir, sha256);
	if (access(path, F_OK) == 0) {
		unlink(temp_path);
		return ST_OK;
	}
	if (mkdir(folder, 0700) != 0 && errno != EEXIST)
		return io_failed(cx, "mkdir", folder);
	TRY(sync_path(cx, temp_path, O_RDONLY));
	if (rename(temp_path, path) != 0)
		return io_failed(cx, "rename", path);
	return sync_path(cx, folder, O_RDONLY | O_DIRECTORY);
}

static enum status
write_all(struct cx *cx, int fd, struct str bytes, const char *path)
{
	for (size_t at = 0; at < bytes.n;) {
		ssize_t n = write(fd, bytes.p + at, bytes.n - at);
		if (n < 0 && errno != EINTR)
			return io_failed(cx, "write", path);
		at += n > 0 ? (size_t)n : 0;
	}
	return ST_OK;
}

enum status
blob_put(struct cx *cx, struct str bytes, char sha256[65])
{
	sha256_hex_of(bytes, sha256);
	const char *temp = arena_printf(cx->arena, "%s/.new-%lld", blob_dir, (long long)id_next());
	int fd = open(temp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return io_failed(cx, "open", temp);
	enum status st = write_all(cx, fd, bytes, temp);
	close(fd);
	if (st == ST_OK)
		st = blob_take(cx, temp, sha256);
	if (st != ST_OK)
		unlink(temp);
	return st;
}

enum status
blob_path(struct cx *cx, const char *sha256, const char **path)
{
	*path = path_of(cx, sha256);
	return access(*path, R_OK) == 0 ? ST_OK : fail(cx, ST_NOT_FOUND, "blob.missing", "%s", sha256);
}
