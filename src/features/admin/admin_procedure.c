/* Rules of drafting, publishing and ending procedures. */
#include "features/admin/admin_procedure.h"

#include "core/unit/revision.h"
#include "platform/crypt/hash.h"

enum status
admin_procedure_state(struct cx *cx, struct str code, struct admin_state *out)
{
	*out = (struct admin_state){ 0 };
	TRY(admin_store_revisions(cx, code, &out->all, &out->n));
	for (size_t i = 0; i < out->n; i++)
		if (out->all[i].state == PROCEDURE_DRAFT)
			out->draft = &out->all[i];
		else if (out->all[i].state == PROCEDURE_PUBLISHED)
			out->published = &out->all[i];
	out->last = out->n > 0 ? &out->all[0] : NULL;
	return ST_OK;
}

enum status
admin_procedure_base(struct cx *cx, struct str code, struct str *body, char hash[65])
{
	struct admin_state s;
	struct procedure_row row;
	*body = S("");
	hash[0] = '\0';
	TRY(admin_procedure_state(cx, code, &s));
	const struct admin_revision *r = s.draft != NULL ? s.draft : s.published != NULL ? s.published : s.last;
	if (r == NULL)
		return ST_OK;
	TRY(procedure_row_get(cx, r->id, &row));
	*body = str_of(row.body);
	sha256_hex_of(*body, hash);
	return ST_OK;
}

const char *
admin_body_wrong(struct cx *cx, struct str code, struct str body, struct procedure *out)
{
	const struct json *o;
	const char *where = NULL;
	if (json_parse(cx, body, ADMIN_BODY_MAX, &o) != ST_OK)
		return arena_printf(cx->arena, "%s (%s)", admin_fault_words(cx), cx->fault.detail);
	if (procedure_parse(cx, o, out, &where) != ST_OK)
		return cstr_empty(where) ? admin_fault_words(cx)
					 : arena_printf(cx->arena, tr(cx->lang, "%s Chỗ sai: %s."), admin_fault_words(cx), where);
	if (!str_is(code, out->code))
		return tr(cx->lang, "procedure.code");
	return NULL;
}

/* Nobody else has saved since this person began. */
static enum status
check_base(struct cx *cx, struct str code, const char *base)
{
	struct str body;
	char hash[65];
	TRY(admin_procedure_base(cx, code, &body, hash));
	if (strcmp(hash, base) != 0)
		return fail(cx, ST_CONFLICT, "admin.draft.changed", STR_FMT, STR_ARG(code));
	return ST_OK;
}

enum status
admin_draft_tx(struct cx *cx, void *input)
{
	struct admin_draft *in = input;
	TRY(check_base(cx, in->code, in->base));
	TRY(procedure_draft(cx, in->code, in->body, &in->id));
	return admin_event(cx, "admin.procedure_draft", "procedure", in->id, 0, "",
			   arena_printf(cx->arena, "{\"code\":\"" STR_FMT "\"}", STR_ARG(in->code)));
}

static enum status
event(struct cx *cx, const struct admin_step_of *in, const char *verb)
{
	return admin_event(cx, verb, "procedure", in->id, 0, in->reason,
			   arena_printf(cx->arena, "{\"code\":\"" STR_FMT "\"}", STR_ARG(in->code)));
}

enum status
admin_drop_tx(struct cx *cx, void *input)
{
	const struct admin_step_of *in = input;
	TRY(admin_store_drop(cx, in->id));
	return event(cx, in, "admin.procedure_drop");
}

enum status
admin_publish_tx(struct cx *cx, void *input)
{
	const struct admin_step_of *in = input;
	struct procedure_row row;
	const struct json *body;
	struct procedure p;
	const char *where;
	TRY(check_base(cx, in->code, in->base));
	TRY(procedure_row_get(cx, in->id, &row));
	TRY(json_parse(cx, str_of(row.body), ADMIN_BODY_MAX, &body));
	TRY(procedure_parse(cx, body, &p, &where)); /* what was right when drafted may be wrong in a newer program */
	TRY(procedure_publish(cx, in->id));
	return event(cx, in, "admin.procedure_publish");
}

enum status
admin_end_tx(struct cx *cx, void *input)
{
	const struct admin_step_of *in = input;
	TRY(procedure_end(cx, in->id));
	return event(cx, in, "admin.procedure_end");
}

/* --- rows of forms ------------------------------------------------------------------------------------------------------ */

static void
swap(char *a, char *b, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		char c = a[i];
		a[i] = b[i];
		b[i] = c;
	}
}

bool
admin_rows_edit(void *rows, size_t size, size_t *n, size_t max, struct str act, const char *list)
{
	char *p = rows;
	int64_t i = -1;
	struct str word = str_cut(&act, ':'), name = str_cut(&act, '.');
	if (!str_is(name, list))
		return false;
	if (str_is(word, "them")) {
		if (*n < max)
			memset(p + size * (*n)++, 0, size);
		return true;
	}
	if (!str_i64(act, &i) || i < 0 || (size_t)i >= *n)
		return true;
	size_t at = (size_t)i;
	if (str_is(word, "bot"))
		memmove(p + size * at, p + size * (at + 1), size * (--*n - at));
	else if (str_is(word, "len") && at > 0)
		swap(p + size * at, p + size * (at - 1), size);
	else if (str_is(word, "xuong") && at + 1 < *n)
		swap(p + size * at, p + size * (at + 1), size);
	return true;
}
