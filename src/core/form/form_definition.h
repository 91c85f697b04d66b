/* Reading a definition; inside core/form. */
#ifndef CORE_FORM_FORM_DEFINITION_H
#define CORE_FORM_FORM_DEFINITION_H

#include "core/form/form.h"

struct form_parser {
	struct cx *cx;
	struct arena *a;
	form_list *list;
	void *arg;
	struct str where;                    /* what is at fault */
	VEC(struct form_field *) all;        /* by nr */
	VEC(const struct json *) show_if;    /* by nr; NULL: always shown */
};

/* The condition of f, when all fields are known: resolves names, refuses what form_parse promises to refuse. */
MUST_CHECK enum status form_condition_read(struct form_parser *p, struct form_field *f);

#endif
