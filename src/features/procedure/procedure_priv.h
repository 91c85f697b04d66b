/* Shared inside features/procedure. */
#ifndef FEATURES_PROCEDURE_PROCEDURE_PRIV_H
#define FEATURES_PROCEDURE_PROCEDURE_PRIV_H

#include "features/procedure/procedure.h"
#include "platform/parse/json_in.h"

enum { PROCEDURE_BODY_MAX = 512 * 1024 };

const struct procedure_data *procedure_shipped(void);
MUST_CHECK enum status procedure_route_of_json(struct cx *cx, const struct json *list, struct procedure_route *out);

/* A stored way through an agency: which of these names it is for. */
struct procedure_own_route {
	const char *code, *level;
	int64_t unit;
	struct procedure_route route;
};
MUST_CHECK enum status procedure_store_routes(struct cx *cx, struct procedure_own_route **out, size_t *n);
/* Every revision but drafts, by code and revision. */
MUST_CHECK enum status procedure_store_all(struct cx *cx, struct procedure_row **out, size_t *n);
MUST_CHECK enum status procedure_store_add(struct cx *cx, const struct procedure_row *r);
MUST_CHECK enum status procedure_store_route(struct cx *cx, struct str code, const char *level, int64_t unit,
					     struct str body);

#endif
