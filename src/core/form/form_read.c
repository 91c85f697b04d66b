/* Taking what was posted. */
#include "core/form/form_priv.h"
#include "platform/http/http.h"

static bool
request_get(void *arg, const char *name, struct str *out)
{
	const struct req *rq = arg;
	if (!req_has_field(rq, name))
		return false;
	*out = req_field(rq, name);
	return true;
}

struct form_input
form_input_of(struct req *rq)
{
	return (struct form_input){ .get = request_get, .arg = rq };
}

/* An answer that is the same as before keeps the mark of where it came from. */
static void
take(struct form_values *v, const struct form_field *f, int row, struct str value)
{
	struct str source = str_eq(form_value(v, f, row), value) ? form_value_source(v, f, row) : S("");
	form_value_put(v, f, row, value, source);
}

static void
read_date(const struct form_field *f, int row, struct form_input in, struct form_values *v)
{
	struct str part[3] = { 0 };
	const char *path = form_path(v->arena, f, row);
	bool any = false;
	for (int i = 0; i < 3; i++)
		any |= in.get(in.arg, arena_printf(v->arena, "%s.%s", path, form_date_part[i]), &part[i]);
	if (!any)
		return;
	for (int i = 0; i < 3; i++)
		part[i] = viet_nfc(v->arena, part[i]);
	take(v, f, row, form_normal_date(v->arena, part[0], part[1], part[2]));
}

/* Browsers send nothing for boxes and radios that are not marked: silence is an answer, unless the page hid the field
 * because of what was answered before it (hidden inputs are not sent; web/js/show-if.js). */
static bool
silence_counts(const struct form *form, const struct form_field *f, int row, const struct form_values *v)
{
	if (f->type != FORM_CHECKBOX && f->type != FORM_CHOICE)
		return false;
	return form_sight_of(form_sights(v->arena, form, v, -1), f, row) == FORM_SHOWN;
}

static void
read_field(const struct form *form, const struct form_field *f, int row, struct form_input in,
	   struct form_values *v)
{
	struct str typed = { 0 };
	if (f->type == FORM_FILE || f->fill.n > 0)
		return;
	if (f->type == FORM_DATE)
		read_date(f, row, in, v);
	else if (in.get(in.arg, form_path(v->arena, f, row), &typed) || silence_counts(form, f, row, v))
		take(v, f, row, form_normal(v->arena, f, typed));
}

static const char *
rows_name(struct arena *a, const struct form_field *group)
{
	return arena_printf(a, "_so_" STR_FMT, STR_ARG(group->id));
}

/* The rows that stood on the page, "0,2,3", in this order: rows gone since then come back, rows missing from it go.
 * More rows than the group may have, and numbers far past those given out, are not ours. */
static void
read_rows(const struct form_field *group, struct str list, struct form_values *v)
{
	struct form_rows *g = form_values_group_made(v, group->id);
	struct form_rows old = *g;
	int64_t nr, end = g->next + FORM_ROWS_MAX;
	g->row.p = NULL;
	g->row.n = g->row.room = 0;
	while (list.p != NULL && (int64_t)g->row.n < group->max) {
		if (!str_i64(str_cut(&list, ','), &nr) || nr < 0 || nr >= end || nr >= FORM_ROW_NR_MAX ||
		    form_row_of(g, (int)nr) != NULL)
			continue;
		const struct form_row *before = form_row_of(&old, (int)nr);
		struct form_row *r = form_row_add(v, g, (int)nr);
		if (before != NULL)
			*r = *before;
	}
}

static void
read_group(const struct form *form, const struct form_field *group, struct form_input in, struct form_values *v)
{
	struct str list = { 0 };
	if (!in.get(in.arg, rows_name(v->arena, group), &list))
		return;
	read_rows(group, list, v);
	for (size_t i = 0; i < form_rows(v, group); i++)
		for (size_t k = 0; k < group->n_fields; k++)
			read_field(form, &group->field[k], form_row_at(v, group, i), in, v);
}

/* The box beside a question: it speaks of the answers that were sent with it. */
static void
read_sure(const struct form_field *f, struct form_input in, struct form_values *v)
{
	struct str box;
	if (!in.get(in.arg, arena_printf(v->arena, "_dung." STR_FMT, STR_ARG(f->id)), &box))
		return;
	for (size_t i = 0; i < f->n_rules; i++)
		if (f->rule[i].ask)
			form_value_be_sure(v, f, form_sure_of(v->arena, v, f, &f->rule[i]));
}

void
form_read_step(const struct form *f, const struct form_step *s, struct form_input in, struct form_values *v)
{
	const struct form_sights *sights = form_sights(v->arena, f, v, s->nr);
	for (size_t i = 0; i < s->n_fields; i++) {
		const struct form_field *x = &s->field[i];
		if (form_sight_of(sights, x, -1) == FORM_HIDDEN)
			continue; /* it was not on the page, so that its silence means nothing */
		if (x->type == FORM_GROUP)
			read_group(f, x, in, v);
		else
			read_field(f, x, -1, in, v);
	}
	for (size_t i = 0; i < s->n_fields; i++)
		if (s->field[i].n_rules > 0)
			read_sure(&s->field[i], in, v);
}

/* --- buttons -------------------------------------------------------------------------------------------------------- */
static bool
pressed(struct form_input in, const char *name)
{
	struct str value;
	return in.get(in.arg, name, &value);
}

static bool
group_action(const struct form_field *group, struct form_input in, struct form_values *v, struct form_action *out)
{
	struct arena *a = v->arena;
	size_t n = form_rows(v, group);
	if (pressed(in, arena_printf(a, "_them_" STR_FMT, STR_ARG(group->id)))) {
		*out = (struct form_action){ .kind = FORM_ROW_ADDED, .group = group, .row = -1 };
		if ((int64_t)n < group->max && form_values_group_made(v, group->id)->next < FORM_ROW_NR_MAX)
			out->row = form_row_new(v, group);
		out->anchor = out->row < 0 ? form_html_id(a, group, -1) :
					     arena_printf(a, "%s-%d", form_html_id(a, group, -1), out->row);
		return true;
	}
	for (size_t i = 0; i < n; i++) {
		int nr = form_row_at(v, group, i);
		if (!pressed(in, arena_printf(a, "_xoa_" STR_FMT "_%d", STR_ARG(group->id), nr)))
			continue;
		form_row_drop(form_values_group(v, group->id), nr);
		form_rows_fill(v, group);
		*out = (struct form_action){ .kind = FORM_ROW_REMOVED, .group = group, .row = nr,
					     .anchor = form_html_id(a, group, -1) };
		return true;
	}
	return false;
}

bool
form_group_action(const struct form *f, const struct form_step *s, struct form_input in, struct form_values *v,
		  struct form_action *out)
{
	const struct form_sights *sights = form_sights(v->arena, f, v, s->nr);
	for (size_t i = 0; i < s->n_fields; i++) {
		const struct form_field *x = &s->field[i];
		if (x->type == FORM_GROUP && form_sight_of(sights, x, -1) != FORM_HIDDEN &&
		    group_action(x, in, v, out))
			return true;
	}
	return false;
}

int64_t
form_file_action(struct form_input in)
{
	struct str value;
	int64_t id;
	return in.get(in.arg, "_bo_tep", &value) && str_i64(value, &id) && id > 0 ? id : 0;
}

const char *
form_html_id(struct arena *a, const struct form_field *f, int row)
{
	if (f->group == NULL)
		return arena_printf(a, "f-" STR_FMT, STR_ARG(f->id));
	return arena_printf(a, "f-" STR_FMT "-%d-" STR_FMT, STR_ARG(f->group->id), row, STR_ARG(f->id));
}
