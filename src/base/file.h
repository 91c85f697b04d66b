/* A file as a whole. */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include "base/status.h"
#include "base/str.h"

/* Into cx's arena. The failure has `code`, a literal of the catalogues: ST_NOT_FOUND when there is none, ST_DENIED when it
 * may not be read, ST_TOO_LARGE when it has more than max bytes or is no regular file. */
MUST_CHECK enum status file_read(struct cx *cx, const char *path, size_t max, const char *code, struct str *out);

#endif
