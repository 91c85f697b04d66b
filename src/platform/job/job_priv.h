/* Shared inside platform/job. */
#ifndef PLATFORM_JOB_JOB_PRIV_H
#define PLATFORM_JOB_JOB_PRIV_H

#include "platform/job/job.h"

/* Claims and runs at most one job; *ran says whether there was one. */
MUST_CHECK enum status job_run_one(struct cx *cx, struct db *db, const struct job_kind *const *kinds,
				   const char *worker, bool *ran);
/* Enqueues what the clock asks for: one job per kind with `every` and period, whichever server comes first. */
MUST_CHECK enum status job_tick(struct cx *cx, struct db *db, const struct job_kind *const *kinds);

#endif
