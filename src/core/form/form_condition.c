/* Reading conditions: names become fields, and only earlier ones, so that one pass in order decides every field. */
#include "core/form/form_priv.h"
#include "core/form/form_definition.h"
#include "platform/parse/json_in.h"

enum { CONDITION_DEPTH = 8 };

#define REFUSE FORM_REFUSE_DEFINITION

struct form_field *
form_named(const struct form_parser *p, const struct form_field *f, struct str id)
{
	struct form_field *outside = NULL;
	for (size_t i = 0; i < p->all.n; i++) {
		struct form_field *o = p->all.p[i];
		if (!str_eq(o->id, id))
			continue;
		if (o->group != NULL && o->group == f->group)
			return o;
		if (o->group == NULL)
			outside = o;
	}
	return outside;
}

/* Does the unresolved condition j of `from` lead to the field `to`? seen guards against running in circles. */
static bool
leads_to(const struct form_parser *p, const struct json *j, const struct form_field *from,
	 const struct form_field *to, bool *seen, int depth)
{
	if (depth > CONDITION_DEPTH + 1)
		return false;
	const struct json *name = json_get(j, "field");
	if (json_is(name, JSON_KIND_TEXT)) {
		const struct form_field *o = form_named(p, from, json_text_of(name));
		if (o == NULL || o == to || seen[o->nr])
			return o != NULL && o == to;
		seen[o->nr] = true;
		return leads_to(p, p->show_if.p[o->nr], o, to, seen, 0);
	}
	if (leads_to(p, json_is(json_get(j, "not"), JSON_KIND_OBJECT) ? json_get(j, "not") : NULL, from, to,
		     seen, depth + 1))
		return true;
	static const char *const many[] = { "all", "any" };
	for (size_t m = 0; m < ARRAY_LEN(many); m++)
		for (size_t i = 0; i < json_len(json_get(j, many[m])); i++)
			if (leads_to(p, json_at(json_get(j, many[m]), i), from, to, seen, depth + 1))
				return true;
	return false;
}

static enum status
read_equals(struct form_parser *p, const struct form_field *f, const struct json *j, struct form_condition *c)
{
	struct str id = json_text_of(json_get(j, "field"));
	const struct json *equals = json_get(j, "equals");
	const struct form_field *o = form_named(p, f, id);
	if (o == NULL)
		return REFUSE(p, f->id, "form.definition.condition_field",
			      "field '" STR_FMT "': its condition names '" STR_FMT "', which there is not",
			      STR_ARG(f->id), STR_ARG(id));
	bool *seen = arena_new_array(p->a, bool, p->all.n);
	if (!p->anywhere && (o == f || leads_to(p, p->show_if.p[o->nr], o, f, seen, 0)))
		return REFUSE(p, f->id, "form.definition.condition_loop",
			      "field '" STR_FMT "': its condition comes back to itself through '" STR_FMT "'",
			      STR_ARG(f->id), STR_ARG(id));
	if (!p->anywhere && o->nr > f->nr)
		return REFUSE(p, f->id, "form.definition.condition_later",
			      "field '" STR_FMT "': '" STR_FMT "' of its condition stands later", STR_ARG(f->id),
			      STR_ARG(id));
	c->op = FORM_EQUALS;
	c->field = o;
	c->value = json_text_of(equals);
	if (o->type == FORM_CHECKBOX && json_is(equals, JSON_KIND_BOOL))
		c->value = equals->yes ? S("1") : S("0");
	bool possible = o->type == FORM_CHECKBOX && (str_is(c->value, "1") || str_is(c->value, "0"));
	for (size_t i = 0; i < o->n_options; i++)
		possible |= str_eq(o->option[i].value, c->value);
	if (!possible)
		return REFUSE(p, f->id, "form.definition.condition_value",
			      "field '" STR_FMT "': '" STR_FMT "' can never be '" STR_FMT "'", STR_ARG(f->id),
			      STR_ARG(id), STR_ARG(c->value));
	return ST_OK;
}

static enum status read_condition(struct form_parser *p, const struct form_field *f, const struct json *j,
				  struct form_condition *c, int depth);

static enum status
read_many(struct form_parser *p, const struct form_field *f, const struct json *list, struct form_condition *c,
	  int depth)
{
	c->n_sub = json_len(list);
	struct form_condition *sub = arena_new_array(p->a, struct form_condition, c->n_sub);
	for (size_t i = 0; i < c->n_sub; i++)
		TRY(read_condition(p, f, json_at(list, i), &sub[i], depth + 1));
	c->sub = sub;
	return ST_OK;
}

static enum status
read_condition(struct form_parser *p, const struct form_field *f, const struct json *j, struct form_condition *c,
	       int depth)
{
	const struct json *not = json_get(j, "not"), *all = json_get(j, "all"), *any = json_get(j, "any");
	bool many = (all != NULL && json_is(all, JSON_KIND_ARRAY)) || (any != NULL && json_is(any, JSON_KIND_ARRAY));
	if (depth < CONDITION_DEPTH && json_len(j) == 2 && json_get(j, "field") != NULL &&
	    json_get(j, "equals") != NULL)
		return read_equals(p, f, j, c);
	if (depth < CONDITION_DEPTH && json_len(j) == 1 && not != NULL) {
		struct form_condition *sub = arena_new_one(p->a, struct form_condition);
		*c = (struct form_condition){ .op = FORM_NOT, .sub = sub, .n_sub = 1 };
		return read_condition(p, f, not, sub, depth + 1);
	}
	const struct json *list = all != NULL ? all : any;
	if (depth < CONDITION_DEPTH && json_len(j) == 1 && many && json_len(list) > 0 && json_len(list) <= 20) {
		c->op = all != NULL ? FORM_ALL : FORM_ANY;
		return read_many(p, f, list, c, depth);
	}
	return REFUSE(p, f->id, "form.definition.condition",
		      "field '" STR_FMT "': a condition is {field, equals}, {not}, {all} or {any}", STR_ARG(f->id));
}

enum status
form_condition_of(struct form_parser *p, const struct form_field *f, const struct json *j,
		  const struct form_condition **out)
{
	struct form_condition *c = arena_new_one(p->a, struct form_condition);
	*out = c;
	return read_condition(p, f, j, c, 0);
}

enum status
form_condition_read(struct form_parser *p, struct form_field *f)
{
	const struct json *j = p->show_if.p[f->nr];
	return j == NULL ? ST_OK : form_condition_of(p, f, j, &f->show_if);
}
