/* What a file is, by its content: of the kinds that people may send in (settled.md 12). The name is not looked at. */
#ifndef PLATFORM_PARSE_FILETYPE_H
#define PLATFORM_PARSE_FILETYPE_H

#include "base/base.h"

struct filetype {
	const char *type; /* "application/pdf" */
	const char *ends; /* "pdf": how a name of it ends */
	const char *also; /* "jpeg", or "" */
};

/* ST_INVALID "blob.type" for any other content, ST_INTERNAL when the file cannot be read. From any thread. */
MUST_CHECK enum status filetype_of(struct cx *cx, const char *path, const struct filetype **out);
/* The name with an ending that says what the content is: "anh.exe" that is a PDF becomes "anh.exe.pdf". */
const char *filetype_name(struct arena *a, struct str name, const struct filetype *t);

#endif
