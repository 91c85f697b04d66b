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
	VEC(const struct json *) rules;      /* by nr; NULL: none */
	bool anywhere;                       /* conditions may name later fields: those of rules, which show nothing */
};

/* A member that nobody reads is most often a misspelt one: it is refused. */
MUST_CHECK enum status form_known_keys(struct form_parser *p, const struct json *j, struct str id,
				       const char *const *known);
/* How the field is at fault is the code; which one goes to *where. */
#define FORM_REFUSE_DEFINITION(p, id, code, ...) ((p)->where = (id), fail((p)->cx, ST_INVALID, code, __VA_ARGS__))

/* The condition and the rules of f, when all fields are known: resolve names, refuse what form_parse promises to refuse. */
MUST_CHECK enum status form_condition_read(struct form_parser *p, struct form_field *f);
MUST_CHECK enum status form_rules_read(struct form_parser *p, struct form_field *f);
MUST_CHECK enum status form_condition_of(struct form_parser *p, const struct form_field *f, const struct json *j,
					 const struct form_condition **out);
/* A sibling in the same group stands before a field of the form with the same id; NULL when there is neither. */
struct form_field *form_named(const struct form_parser *p, const struct form_field *f, struct str id);

#endif
