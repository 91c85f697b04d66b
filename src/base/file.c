#include "base/base.h"
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum status
file_read(struct cx *cx, const char *path, size_t max, const char *code, struct str *out)
{
	struct stat sb;
	*out = (struct str){ NULL, 0 };
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return fail(cx, errno == ENOENT || errno == ENOTDIR ? ST_NOT_FOUND : ST_DENIED, code, "%s: %s", path, strerror(errno));
	if (fstat(fd, &sb) != 0 || !S_ISREG(sb.st_mode) || (uint64_t)sb.st_size > max) {
		close(fd);
		return fail(cx, ST_TOO_LARGE, code, "%s: no file of at most %zu bytes", path, max);
	}
	char *p = arena_alloc(cx->arena, (size_t)sb.st_size + 1);
	size_t n = 0;
	ssize_t some;
	while (n < (size_t)sb.st_size && (some = read(fd, p + n, (size_t)sb.st_size - n)) > 0)
		n += (size_t)some;
	close(fd);
	if (n != (size_t)sb.st_size)
		return fail(cx, ST_INTERNAL, code, "%s: read %zu of %lld bytes", path, n, (long long)sb.st_size);
	*out = (struct str){ p, n };
	return ST_OK;
}
