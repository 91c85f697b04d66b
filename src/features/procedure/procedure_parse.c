/* A procedure's JSON body into the struct the program works with. */
#include "features/procedure/procedure.h"
#include "features/procedure/procedure_priv.h"

static const struct procedure_data *shipped;

void
procedure_set_data(const struct procedure_data *d)
{
	shipped = d;
}

const struct procedure_data *
procedure_shipped(void)
{
	assert_always(shipped != NULL);
	return shipped;
}

static const char *
text(const struct json *o, const char *key)
{
	return json_cstr_of(json_get(o, key));
}

static const char *const *
texts(struct cx *cx, const struct json *list, size_t *n)
{
	*n = json_len(list);
	const char **out = arena_new_array(cx->arena, const char *, *n + 1);
	for (size_t i = 0; i < *n; i++)
		out[i] = json_cstr_of(json_at(list, i));
	return out;
}

static bool
says(const struct json *list, const char *word)
{
	for (size_t i = 0; i < json_len(list); i++)
		if (str_is(json_text_of(json_at(list, i)), word))
			return true;
	return false;
}

static bool
paper_by(struct str by, struct procedure_paper *p)
{
	p->field = "";
	if (str_is(by, "form"))
		p->by = PAPER_FORM;
	else if (str_is(by, "upload"))
		p->by = PAPER_UPLOAD;
	else if (str_is(by, "shown"))
		p->by = PAPER_SHOWN;
	else if (str_starts(by, "field:")) {
		p->by = PAPER_FIELD;
		p->field = by.p + strlen("field:"); /* texts of the tree are ended by NUL */
	} else
		return false;
	return true;
}

static enum status
parse_papers(struct cx *cx, const struct json *list, struct procedure *p, const char **where)
{
	struct procedure_paper *out = arena_new_array(cx->arena, struct procedure_paper, json_len(list) + 1);
	for (size_t i = 0; i < json_len(list); i++) {
		const struct json *o = json_at(list, i);
		out[i] = (struct procedure_paper){
			.id = text(o, "id"), .name = text(o, "name"),
			.original = (int)json_int_of(json_get(o, "original")),
			.copies = (int)json_int_of(json_get(o, "copies")),
			.optional = json_bool_of(json_get(o, "optional")),
		};
		*where = out[i].id;
		bool twice = false;
		for (size_t k = 0; k < i; k++)
			twice |= strcmp(out[k].id, out[i].id) == 0;
		if (out[i].id[0] == '\0' || out[i].name[0] == '\0' || twice ||
		    !paper_by(json_text_of(json_get(o, "by")), &out[i]))
			return fail(cx, ST_INVALID, "procedure.paper", "paper %zu", i);
		const struct form_field *f = out[i].by == PAPER_FIELD
						     ? form_field_of(p->form, str_of(out[i].field)) : NULL;
		if (out[i].by == PAPER_FIELD && (f == NULL || f->type != FORM_FILE))
			return fail(cx, ST_INVALID, "procedure.paper.field", "no file field %s", out[i].field);
	}
	p->paper = out;
	p->n_papers = json_len(list);
	return ST_OK;
}

static enum status
parse_fees(struct cx *cx, const struct json *list, struct procedure *p, const char **where)
{
	struct procedure_fee *out = arena_new_array(cx->arena, struct procedure_fee, json_len(list) + 1);
	for (size_t i = 0; i < json_len(list); i++) {
		const struct json *o = json_at(list, i), *amount = json_get(o, "amount_vnd");
		out[i] = (struct procedure_fee){
			.label = text(o, "label"), .channel = text(o, "channel"),
			.amount = json_is(amount, JSON_KIND_INT) ? json_int_of(amount) : -1,
			.exempt = json_bool_of(json_get(o, "exempt")),
		};
		*where = out[i].label;
		if (out[i].label[0] == '\0' || (json_is(amount, JSON_KIND_INT) && out[i].amount < 0))
			return fail(cx, ST_INVALID, "procedure.fee", "fee %zu", i);
	}
	p->fee = out;
	p->n_fees = json_len(list);
	return ST_OK;
}

/* options_from "ethnic_groups" is the shipped CSV. */
static bool
form_lists(void *arg UNUSED, struct arena *a, struct str name, const struct form_option **out, size_t *n)
{
	if (!str_is(name, "ethnic_groups"))
		return false;
	*n = form_options_csv(a, procedure_shipped()->ethnic_groups, out);
	return true;
}

static enum status
parse_form(struct cx *cx, const struct json *body, struct procedure *p, const char **where)
{
	const struct json *own = json_get(body, "form"), *definition = own;
	struct str at = { 0 };
	p->own_form = own != NULL;
	if (own == NULL)
		TRY(json_parse(cx, procedure_shipped()->form_generic, FORM_DEFINITION_MAX, &definition));
	enum status st = form_parse(cx, definition, form_lists, NULL, &p->form, &at);
	if (st != ST_OK)
		*where = str_cstr(cx->arena, at);
	return st;
}

static enum status
parse_limit(struct cx *cx, const struct json *o, struct procedure *p)
{
	int64_t value = json_int_of(json_get(o, "value"));
	if (!due_unit_parse(json_text_of(json_get(o, "unit")), &p->limit.unit) || value < 0 || value > DUE_VALUE_MAX ||
	    (value == 0 && p->limit.unit != DUE_SAME_DAY))
		return fail(cx, ST_INVALID, "procedure.limit", "value %lld", (long long)value);
	p->limit.value = (int)value;
	p->limit_note = text(o, "note");
	return ST_OK;
}

/* A code stands in addresses and file names as it is. */
static bool
code_is_good(const char *code)
{
	size_t n = strlen(code);
	return n > 0 && n <= 20 && code[0] != '.' &&
	       strspn(code, "0123456789.-ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz") == n;
}

enum status
procedure_parse(struct cx *cx, const struct json *body, struct procedure *p, const char **where)
{
	const struct json *online = json_get(body, "online"), *applicant = json_get(body, "applicant");
	*p = (struct procedure){
		.code = text(body, "code"), .name = text(body, "name"), .name_en = text(body, "name_en"),
		.field = text(body, "field"), .level = text(body, "level"), .agency = text(body, "agency"),
		.citizen = says(applicant, "citizen"), .business = says(applicant, "business"),
		.online_full = str_is(json_text_of(online), "full"), .result = text(json_get(body, "result"), "name"),
		.life_event = text(body, "life_event"), .route = text(body, "route"),
		.confidence = text(body, "confidence"),
	};
	*where = "code";
	if (!code_is_good(p->code))
		return fail(cx, ST_INVALID, "procedure.code", "code '%s'", p->code);
	*where = "name";
	if (p->name[0] == '\0' || p->field[0] == '\0' || p->agency[0] == '\0')
		return fail(cx, ST_INVALID, "procedure.name", "%s lacks name, field or agency", p->code);
	*where = "level";
	if (strcmp(p->level, "commune") != 0 && strcmp(p->level, "province") != 0 && strcmp(p->level, "both") != 0 &&
	    strcmp(p->level, "any") != 0)
		return fail(cx, ST_INVALID, "procedure.level", "%s: level '%s'", p->code, p->level);
	*where = "time_limit";
	TRY(parse_limit(cx, json_get(body, "time_limit"), p));
	p->legal = texts(cx, json_get(body, "legal_basis"), &p->n_legal);
	p->cases = texts(cx, json_get(body, "cases"), &p->n_cases);
	*where = "form";
	TRY(parse_form(cx, body, p, where));
	TRY(parse_papers(cx, json_get(body, "papers"), p, where));
	TRY(parse_fees(cx, json_get(body, "fees"), p, where));
	*where = NULL;
	return ST_OK;
}

/* --- routes --------------------------------------------------------------------------------------------------- */

static unsigned
role_of(struct str word)
{
	static const struct {
		const char *word;
		unsigned role;
	} table[] = { { "tiep_nhan", ROLE_RECEIVE }, { "xu_ly", ROLE_PROCESS }, { "lanh_dao", ROLE_LEAD },
		      { "tra_ket_qua", ROLE_RETURN } };
	for (size_t i = 0; i < ARRAY_LEN(table); i++)
		if (str_is(word, table[i].word))
			return table[i].role;
	return 0;
}

enum status
procedure_route_of_json(struct cx *cx, const struct json *list, struct procedure_route *out)
{
	size_t n = json_len(list);
	int sum = 0;
	struct procedure_step *step = arena_new_array(cx->arena, struct procedure_step, n + 1);
	for (size_t i = 0; i < n; i++) {
		const struct json *o = json_at(list, i);
		step[i] = (struct procedure_step){
			.id = text(o, "id"), .name = text(o, "name"), .name_en = text(o, "name_en"),
			.role = role_of(json_text_of(json_get(o, "role"))),
			.percent = (int)json_int_of(json_get(o, "percent")),
		};
		if (step[i].name[0] == '\0' || step[i].role == 0 || step[i].percent < 0 || step[i].percent > 100)
			return fail(cx, ST_INVALID, "procedure.route.step", "step %zu", i);
		sum += step[i].percent;
	}
	if (n < 3 || n > 20 || step[0].role != ROLE_RECEIVE || step[n - 1].role != ROLE_RETURN ||
	    step[n - 2].role != ROLE_LEAD)
		return fail(cx, ST_INVALID, "procedure.route.shape", "%zu steps", n);
	if (sum != 100)
		return fail(cx, ST_INVALID, "procedure.route.sum", "percents sum to %d", sum);
	*out = (struct procedure_route){ .step = step, .n = n };
	return ST_OK;
}

enum status
procedure_route_parse(struct cx *cx, struct str body, struct procedure_route *out)
{
	const struct json *list;
	TRY(json_parse(cx, body, 64 * 1024, &list));
	return procedure_route_of_json(cx, list, out);
}
