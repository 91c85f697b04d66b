#include "core/form/form_priv.h"
#include "platform/parse/json_in.h"

#include "core/form/form_definition.h"

#define REFUSE FORM_REFUSE_DEFINITION

static const char *const type_names[FORM_TYPES] = {
	[FORM_TEXT] = "text",	      [FORM_LONGTEXT] = "longtext", [FORM_DATE] = "date",
	[FORM_NUMBER] = "number",     [FORM_CHOICE] = "choice",     [FORM_CITIZEN_ID] = "citizen_id",
	[FORM_TAX_CODE] = "tax_code", [FORM_PHONE] = "phone",	    [FORM_EMAIL] = "email",
	[FORM_ADDRESS] = "address",   [FORM_FILE] = "file",	    [FORM_CHECKBOX] = "checkbox",
	[FORM_GROUP] = "group",	      [FORM_MONTH] = "month",
};

const char *
form_type_name(enum form_type t)
{
	assert_always(t >= 0 && t < FORM_TYPES);
	return type_names[t];
}

static bool
good_id(struct str id)
{
	if (id.n == 0 || id.n > FORM_ID_MAX || id.p[0] < 'a' || id.p[0] > 'z')
		return false;
	for (size_t i = 0; i < id.n; i++) {
		char c = id.p[i];
		if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'))
			return false;
	}
	return true;
}

enum status
form_known_keys(struct form_parser *p, const struct json *j, struct str id, const char *const *known)
{
	if (!json_is(j, JSON_KIND_OBJECT))
		return REFUSE(p, id, "form.definition.shape", "not an object at '" STR_FMT "'", STR_ARG(id));
	for (size_t i = 0; i < json_len(j); i++) {
		struct str key = json_key_at(j, i);
		size_t k = 0;
		while (known[k] != NULL && !str_is(key, known[k]))
			k++;
		if (known[k] == NULL)
			return REFUSE(p, id, "form.definition.key", "unknown member '" STR_FMT "' at '" STR_FMT "'",
				      STR_ARG(key), STR_ARG(id));
	}
	return ST_OK;
}

static enum status
read_type(struct form_parser *p, const struct json *j, struct form_field *f)
{
	struct str name = json_text_of(json_get(j, "type"));
	for (int t = 0; t < FORM_TYPES; t++) {
		if (str_is(name, type_names[t])) {
			f->type = (enum form_type)t;
			return ST_OK;
		}
	}
	return REFUSE(p, f->id, "form.definition.type", "field '" STR_FMT "': unknown type '" STR_FMT "'",
		      STR_ARG(f->id), STR_ARG(name));
}

/* --- options ------------------------------------------------------------------------------------------------ */
static enum status
own_options(struct form_parser *p, const struct json *list, struct form_field *f)
{
	static const char *const known[] = { "value", "label", "label_en", "hidden", NULL };
	size_t n = json_len(list);
	if (n > FORM_OPTIONS_MAX)
		return REFUSE(p, f->id, "form.definition.large", "field '" STR_FMT "': %zu options", STR_ARG(f->id), n);
	struct form_option *o = arena_new_array(p->a, struct form_option, n + 1);
	for (size_t i = 0; i < n; i++) {
		const struct json *j = json_at(list, i);
		TRY(form_known_keys(p, j, f->id, known));
		o[i] = (struct form_option){ .value = json_text_of(json_get(j, "value")),
					     .label = json_text_of(json_get(j, "label")),
					     .label_en = json_text_of(json_get(j, "label_en")),
					     .hidden = json_bool_of(json_get(j, "hidden")) };
	}
	f->option = o;
	f->n_options = n;
	return ST_OK;
}

/* `|` stands between values in what the page's script reads. */
static enum status
check_options(struct form_parser *p, const struct form_field *f)
{
	size_t offered = 0;
	for (size_t i = 0; i < f->n_options; i++)
		offered += !f->option[i].hidden;
	if (offered == 0)
		return REFUSE(p, f->id, "form.definition.options", "field '" STR_FMT "' has no options",
			      STR_ARG(f->id));
	for (size_t i = 0; i < f->n_options; i++) {
		const struct form_option *o = &f->option[i];
		if (o->value.n == 0 || o->label.n == 0 || memchr(o->value.p, '|', o->value.n) != NULL)
			return REFUSE(p, f->id, "form.definition.options",
				      "field '" STR_FMT "': option %zu without value or label", STR_ARG(f->id), i);
		for (size_t k = 0; k < i; k++)
			if (str_eq(f->option[k].value, o->value))
				return REFUSE(p, f->id, "form.definition.option_twice",
					      "field '" STR_FMT "': option '" STR_FMT "' twice", STR_ARG(f->id),
					      STR_ARG(o->value));
	}
	return ST_OK;
}

static enum status
read_options(struct form_parser *p, const struct json *j, struct form_field *f)
{
	const struct json *own = json_get(j, "options"), *from = json_get(j, "options_from");
	if (f->type != FORM_CHOICE) {
		if (own != NULL || from != NULL)
			return REFUSE(p, f->id, "form.definition.options", "field '" STR_FMT "' is no choice",
				      STR_ARG(f->id));
		return ST_OK;
	}
	if (from == NULL) {
		TRY(own_options(p, own, f));
	} else if (own != NULL || p->list == NULL ||
		   !p->list(p->arg, p->a, json_text_of(from), &f->option, &f->n_options)) {
		return REFUSE(p, f->id, "form.definition.list", "field '" STR_FMT "': no list '" STR_FMT "'",
			      STR_ARG(f->id), STR_ARG(json_text_of(from)));
	}
	return check_options(p, f);
}

size_t
form_options_csv(struct arena *a, struct str csv, const struct form_option **out)
{
	VEC(struct form_option) list = { 0 };
	struct csv c;
	csv_open(&c, a, csv);
	while (csv_next(&c)) {
		struct form_option *o = vec_push(&list, a);
		o->value = csv_get(&c, "code");
		o->label = csv_get(&c, "name");
		o->label_en = csv_get(&c, "name_en");
	}
	*out = list.p;
	return c.bad ? 0 : list.n;
}

/* --- bounds and defaults ------------------------------------------------------------------------------------- */
static bool
read_bound(const struct json *j, const char *key, bool *has, int64_t *out)
{
	const struct json *m = json_get(j, key);
	*has = m != NULL;
	*out = json_int_of(m);
	return m == NULL || json_is(m, JSON_KIND_INT);
}

static enum status
read_bounds(struct form_parser *p, const struct json *j, struct form_field *f)
{
	bool ok = read_bound(j, "min", &f->has_min, &f->min) && read_bound(j, "max", &f->has_max, &f->max);
	bool has_decimals;
	int64_t decimals;
	ok &= read_bound(j, "decimals", &has_decimals, &decimals) && decimals >= 0 && decimals <= 3;
	f->decimals = (int)decimals;
	if (f->type == FORM_GROUP) {
		if (f->required && f->min < 1)
			f->min = 1;
		if (!f->has_max)
			f->max = FORM_ROWS_MAX;
		f->has_min = f->has_max = true;
		ok &= f->min >= 0 && f->max >= 1 && f->max <= FORM_ROWS_MAX && !has_decimals;
	} else if (f->type != FORM_NUMBER) {
		ok &= !f->has_min && !f->has_max && !has_decimals;
	}
	/* Held against values scaled by 10^decimals. */
	ok &= f->min > -(INT64_C(1) << 52) && f->max < INT64_C(1) << 52;
	if (!ok || (f->has_min && f->has_max && f->min > f->max))
		return REFUSE(p, f->id, "form.definition.bounds", "field '" STR_FMT "': min, max or decimals",
			      STR_ARG(f->id));
	return ST_OK;
}

static enum status
read_default(struct form_parser *p, const struct json *j, struct form_field *f)
{
	const struct json *d = json_get(j, "default");
	if (d == NULL)
		return ST_OK;
	if (json_is(d, JSON_KIND_INT))
		f->initial = str_of(arena_printf(p->a, "%lld", (long long)d->i));
	else if (json_is(d, JSON_KIND_BOOL))
		f->initial = d->yes ? S("1") : S("0");
	else
		f->initial = json_text_of(d);
	bool listed = f->type != FORM_CHOICE;
	for (size_t i = 0; i < f->n_options; i++)
		listed |= !f->option[i].hidden && str_eq(f->option[i].value, f->initial);
	if (f->initial.n == 0 || !listed || f->type == FORM_GROUP || f->type == FORM_FILE)
		return REFUSE(p, f->id, "form.definition.default", "field '" STR_FMT "': its default is no answer",
			      STR_ARG(f->id));
	return ST_OK;
}

/* --- fields, groups, steps ------------------------------------------------------------------------------------ */
static const struct form_field *
among(const struct form_field *list, size_t n, struct str id)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(list[i].id, id))
			return &list[i];
	return NULL;
}

static enum status read_fields(struct form_parser *p, const struct json *list, struct str owner,
			       const struct form_field *group, int step, struct form_field **out, size_t *n);

static enum status
read_group(struct form_parser *p, const struct json *j, struct form_field *f)
{
	const struct json *fields = json_get(j, "fields"), *repeat = json_get(j, "repeat");
	if (f->type != FORM_GROUP) {
		if (fields != NULL || repeat != NULL)
			return REFUSE(p, f->id, "form.definition.group", "field '" STR_FMT "' is no group",
				      STR_ARG(f->id));
		return ST_OK;
	}
	if (f->group != NULL || json_len(fields) == 0 || (repeat != NULL && !json_bool_of(repeat)))
		return REFUSE(p, f->id, "form.definition.group",
			      "group '" STR_FMT "' stands in a group, has no fields or does not repeat", STR_ARG(f->id));
	struct form_field *sub;
	TRY(read_fields(p, fields, f->id, f, f->step, &sub, &f->n_fields));
	f->field = sub;
	return ST_OK;
}

static enum status
read_field(struct form_parser *p, const struct json *j, struct form_field *f)
{
	static const char *const known[] = { "id",	"label",  "label_en", "type",	      "required", "options",
					     "show_if", "hint",	  "hint_en",  "options_from", "prefill",  "fill",
					     "default", "repeat", "min",      "max",	      "decimals", "fields",
					     "rules",	NULL };
	f->id = json_text_of(json_get(j, "id"));
	TRY(form_known_keys(p, j, f->id, known));
	if (!good_id(f->id))
		return REFUSE(p, f->id, "form.definition.id", "bad id '" STR_FMT "'", STR_ARG(f->id));
	TRY(read_type(p, j, f));
	f->label = json_text_of(json_get(j, "label"));
	f->label_en = json_text_of(json_get(j, "label_en"));
	f->hint = json_text_of(json_get(j, "hint"));
	f->hint_en = json_text_of(json_get(j, "hint_en"));
	f->prefill = json_text_of(json_get(j, "prefill"));
	f->fill = json_text_of(json_get(j, "fill"));
	f->required = json_bool_of(json_get(j, "required"));
	if (f->label.n == 0)
		return REFUSE(p, f->id, "form.definition.label", "field '" STR_FMT "' has no label", STR_ARG(f->id));
	if (p->all.n >= FORM_FIELDS_MAX)
		return REFUSE(p, f->id, "form.definition.large", "more than %d fields", FORM_FIELDS_MAX);
	f->nr = (int)p->all.n;
	*vec_push(&p->all, p->a) = f;
	*vec_push(&p->show_if, p->a) = json_get(j, "show_if");
	*vec_push(&p->rules, p->a) = json_get(j, "rules");
	TRY(read_options(p, j, f));
	TRY(read_bounds(p, j, f));
	TRY(read_default(p, j, f));
	return read_group(p, j, f);
}

/* ids of top-level fields are one name space over all steps, those of a group one within it. */
static bool
id_taken(const struct form_parser *p, const struct form_field *f)
{
	for (size_t i = 0; i < p->all.n; i++)
		if (p->all.p[i] != f && p->all.p[i]->group == f->group && str_eq(p->all.p[i]->id, f->id))
			return true;
	return false;
}

static enum status
read_fields(struct form_parser *p, const struct json *list, struct str owner, const struct form_field *group,
	    int step, struct form_field **out, size_t *n)
{
	*n = json_len(list);
	if (*n == 0 || !json_is(list, JSON_KIND_ARRAY))
		return REFUSE(p, owner, "form.definition.shape", "'" STR_FMT "' has no fields", STR_ARG(owner));
	if (*n > FORM_FIELDS_MAX)
		return REFUSE(p, owner, "form.definition.large", "'" STR_FMT "' has %zu fields", STR_ARG(owner), *n);
	*out = arena_new_array(p->a, struct form_field, *n);
	for (size_t i = 0; i < *n; i++) {
		struct form_field *f = &(*out)[i];
		f->group = group;
		f->step = step;
		TRY(read_field(p, json_at(list, i), f));
		if (id_taken(p, f))
			return REFUSE(p, f->id, "form.definition.id_twice", "field '" STR_FMT "' twice",
				      STR_ARG(f->id));
	}
	return ST_OK;
}

/* A citizen number is held against the birth date and the sex with the same beginning of their ids. */
static void
find_person(struct form_parser *p, struct form_field *f)
{
	f->is_birth = f->type == FORM_DATE && str_ends(f->id, "ngay_sinh");
	if (f->type != FORM_CITIZEN_ID || !str_ends(f->id, "so_dinh_danh"))
		return;
	struct str head = str_head(f->id, f->id.n - strlen("so_dinh_danh"));
	for (size_t i = 0; i < p->all.n; i++) {
		const struct form_field *o = p->all.p[i];
		if (o->group != f->group || o->id.n <= head.n || !str_eq(str_head(o->id, head.n), head))
			continue;
		struct str tail = str_from(o->id, head.n);
		if (o->type == FORM_DATE && str_is(tail, "ngay_sinh"))
			f->birth = o;
		else if (o->type == FORM_CHOICE && str_is(tail, "gioi_tinh"))
			f->sex = o;
	}
}

static int64_t
inputs_of(const struct form_field *list, size_t n)
{
	int64_t sum = 0;
	for (size_t i = 0; i < n; i++) {
		if (list[i].type == FORM_GROUP)
			sum += 1 + list[i].max * inputs_of(list[i].field, list[i].n_fields);
		else
			sum += list[i].type == FORM_DATE ? 3 : 1;
	}
	return sum;
}

static enum status
read_step(struct form_parser *p, const struct json *j, struct form_step *steps, int nr)
{
	static const char *const known[] = { "id", "title", "title_en", "fields", NULL };
	struct form_step *s = &steps[nr];
	s->id = json_text_of(json_get(j, "id"));
	TRY(form_known_keys(p, j, s->id, known));
	s->title = json_text_of(json_get(j, "title"));
	s->title_en = json_text_of(json_get(j, "title_en"));
	s->nr = nr;
	if (!good_id(s->id))
		return REFUSE(p, s->id, "form.definition.id", "bad id '" STR_FMT "' of a step", STR_ARG(s->id));
	if (s->title.n == 0)
		return REFUSE(p, s->id, "form.definition.label", "step '" STR_FMT "' has no title", STR_ARG(s->id));
	for (int i = 0; i < nr; i++)
		if (str_eq(steps[i].id, s->id))
			return REFUSE(p, s->id, "form.definition.id_twice", "step '" STR_FMT "' twice",
				      STR_ARG(s->id));
	struct form_field *fields;
	TRY(read_fields(p, json_get(j, "fields"), s->id, NULL, nr, &fields, &s->n_fields));
	s->field = fields;
	if (inputs_of(s->field, s->n_fields) > FORM_INPUTS_MAX)
		return REFUSE(p, s->id, "form.definition.large", "step '" STR_FMT "' has too many inputs",
			      STR_ARG(s->id));
	return ST_OK;
}

static enum status
read_form(struct form_parser *p, const struct json *j, struct form *f)
{
	static const char *const known[] = { "revision", "steps", NULL };
	TRY(form_known_keys(p, j, S("form"), known));
	const struct json *steps = json_get(j, "steps");
	f->revision = json_int_of(json_get(j, "revision"));
	f->n_steps = json_len(steps);
	if (f->revision < 1 || f->n_steps == 0 || !json_is(steps, JSON_KIND_ARRAY))
		return REFUSE(p, S("form"), "form.definition.shape", "no revision or no steps");
	if (f->n_steps > FORM_FIELDS_MAX)
		return REFUSE(p, S("form"), "form.definition.large", "%zu steps", f->n_steps);
	struct form_step *s = arena_new_array(p->a, struct form_step, f->n_steps);
	for (size_t i = 0; i < f->n_steps; i++)
		TRY(read_step(p, json_at(steps, i), s, (int)i));
	f->step = s;
	for (size_t i = 0; i < p->all.n; i++) {
		find_person(p, p->all.p[i]);
		TRY(form_condition_read(p, p->all.p[i]));
	}
	p->anywhere = true;
	for (size_t i = 0; i < p->all.n; i++)
		TRY(form_rules_read(p, p->all.p[i]));
	const struct form_field **all = arena_new_array(p->a, const struct form_field *, p->all.n);
	for (size_t i = 0; i < p->all.n; i++)
		all[i] = p->all.p[i];
	f->field = all;
	f->n_fields = p->all.n;
	return ST_OK;
}

enum status
form_parse(struct cx *cx, const struct json *definition, form_list *list, void *arg, const struct form **out,
	   struct str *where)
{
	struct form_parser p = { .cx = cx, .a = cx->arena, .list = list, .arg = arg };
	struct form *f = arena_new_one(cx->arena, struct form);
	enum status st = read_form(&p, definition, f);
	if (where != NULL)
		*where = p.where;
	if (st == ST_OK)
		*out = f;
	return st;
}

const struct form_step *
form_step_of(const struct form *f, struct str id)
{
	for (size_t i = 0; i < f->n_steps; i++)
		if (str_eq(f->step[i].id, id))
			return &f->step[i];
	return NULL;
}

const struct form_field *
form_field_of(const struct form *f, struct str id)
{
	for (size_t i = 0; i < f->n_steps; i++) {
		const struct form_field *found = among(f->step[i].field, f->step[i].n_fields, id);
		if (found != NULL)
			return found;
	}
	return NULL;
}

struct str
form_text(enum lang lang, struct str vi, struct str en)
{
	return lang == LANG_EN && en.n > 0 ? en : vi;
}
