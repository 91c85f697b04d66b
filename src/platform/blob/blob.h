/* Files by the SHA-256 of their content: DIR/blob/ab/cd…; written once, never changed, shared by equal content. */
#ifndef PLATFORM_BLOB_BLOB_H
#define PLATFORM_BLOB_BLOB_H

#include "base/base.h"

/* Once at start; makes the folder. */
MUST_CHECK enum status blob_init(struct cx *cx, const char *dir);
/* Takes over a temporary file whose SHA-256 is known; durable (fsync of file and folder) when it returns. ST_FULL without
 * space. Equal content is kept once. */
MUST_CHECK enum status blob_take(struct cx *cx, const char *temp_path, const char *sha256);
/* Keeps bytes; sha256[65] tells their name. */
MUST_CHECK enum status blob_put(struct cx *cx, struct str bytes, char sha256[65]);
/* Where it is on disk; ST_NOT_FOUND when it is not. */
MUST_CHECK enum status blob_path(struct cx *cx, const char *sha256, const char **path);

#endif
