/* Revisions of reference data that servers keep in memory: a change bumps the row in its transaction; every server
 * looks once a second and reloads what grew. So no node holds a copy that another cannot invalidate. */
#ifndef CORE_UNIT_REVISION_H
#define CORE_UNIT_REVISION_H

#include "base/base.h"
#include "platform/db/db.h"

struct revision_source {
	const char *name;                        /* row of data_revision */
	enum status (*load)(struct cx *cx);      /* makes and swaps in a new snapshot */
};

/* Inside a transaction. */
MUST_CHECK enum status revision_bump(struct cx *cx, const char *name);
/* Reloads what grew since the last call; safe from several threads. First call loads all. */
MUST_CHECK enum status revision_refresh(struct cx *cx, const struct revision_source *sources);
/* The number that was loaded last: part of cache keys. */
int64_t revision_loaded(const char *name);

#endif
