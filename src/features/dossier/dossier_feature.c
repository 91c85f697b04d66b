/* All that the feature adds to the program. */
#include "features/dossier/dossier_priv.h"

const struct feature dossier_feature = {
	.name = "dossier",
	.routes = dossier_routes,
	.jobs = dossier_jobs,
	.flow = &dossier_flow,
	.tallies = &dossier_tallies,
};
