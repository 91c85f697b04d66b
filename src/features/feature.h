/* What a feature adds to the program, as one value. app/features.c has one line for each; reading the struct tells
 * all that the feature does. Any member may be NULL; lists are ended by a row whose first member is NULL. */
#ifndef FEATURES_FEATURE_H
#define FEATURES_FEATURE_H

#include "base/base.h"
#include "core/flow/flow.h"
#include "core/tally/tally.h"
#include "core/unit/revision.h"
#include "platform/http/http.h"
#include "platform/job/job.h"
#include "platform/web/web.h"

struct feature {
	const char *name;
	const struct route *routes;
	const struct permission *permissions;
	const struct web_menu *menu;
	const struct job_kind *jobs;
	const struct flow_kind *flow;
	const struct tally_set *tallies;
	const struct revision_source *sources; /* reference data kept in memory */
};

#endif
