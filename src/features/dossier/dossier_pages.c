/* The addresses of the person's pages. */
#include "features/dossier/dossier_priv.h"

const struct route dossier_routes[] = {
	{ .method = NULL },
};
