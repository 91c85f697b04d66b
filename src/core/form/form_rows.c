/* Rows of groups, first values, and what is left when a form is filed. */
#include "core/form/form_priv.h"

size_t
form_files_at(const struct form_files *files, struct arena *a, const struct form_field *f, int row, size_t from)
{
	if (files == NULL)
		return 0;
	const char *path = form_path(a, f, row);
	while (from < files->n && !str_is(files->file[from].path, path))
		from++;
	return from;
}

bool
form_row_blank(const struct form_values *v, const struct form_field *group, int row, const struct form_files *files)
{
	for (size_t i = 0; i < group->n_fields; i++) {
		const struct form_field *f = &group->field[i];
		struct str value = form_value(v, f, row);
		if (f->type == FORM_FILE) {
			if (files != NULL && form_files_at(files, v->arena, f, row, 0) < files->n)
				return false;
		} else if (value.n > 0 && !str_eq(value, f->initial) &&
			   !(f->type == FORM_CHECKBOX && str_is(value, "0"))) {
			return false;
		}
	}
	return true;
}

int
form_row_new(struct form_values *v, const struct form_field *group)
{
	struct form_rows *g = form_values_group_made(v, group->id);
	int nr = g->next;
	form_row_add(v, g, nr);
	for (size_t i = 0; i < group->n_fields; i++)
		if (group->field[i].initial.n > 0)
			form_value_put(v, &group->field[i], nr, group->field[i].initial, S(""));
	return nr;
}

void
form_rows_fill(struct form_values *v, const struct form_field *group)
{
	while ((int64_t)form_rows(v, group) < group->min)
		form_row_new(v, group);
}

void
form_prefill(const struct form *f, struct form_values *v, form_lookup *lookup, void *arg)
{
	for (size_t i = 0; i < f->n_fields; i++) {
		const struct form_field *x = f->field[i];
		struct str value = { 0 };
		if (x->type == FORM_GROUP)
			form_rows_fill(v, x);
		if (x->type == FORM_GROUP || x->group != NULL)
			continue;
		bool answered = form_item_of(&v->top, x->id) != NULL;
		if (x->fill.n > 0) {
			if (lookup(arg, x->fill, &value))
				form_value_put(v, x, -1, value, x->fill);
		} else if (!answered && x->prefill.n > 0 && lookup(arg, x->prefill, &value) && value.n > 0) {
			form_value_put(v, x, -1, form_normal(v->arena, x, value), x->prefill);
		} else if (!answered && x->initial.n > 0) {
			form_value_put(v, x, -1, x->initial, S(""));
		}
	}
}

static void
settle_row(struct form_row *r, const struct form_sights *s, const struct form_field *list, size_t n)
{
	size_t kept = 0;
	for (size_t i = 0; i < r->item.n; i++) {
		bool keep = false;
		for (size_t k = 0; k < n; k++)
			keep |= str_eq(list[k].id, r->item.p[i].id) &&
				form_sight_of(s, &list[k], r->nr) == FORM_SHOWN;
		if (keep)
			r->item.p[kept++] = r->item.p[i];
	}
	r->item.n = kept;
}

static void
settle_group(const struct form_sights *s, struct form_values *v, const struct form_field *group,
	     const struct form_files *files)
{
	struct form_rows *g = form_values_group(v, group->id);
	if (g == NULL)
		return;
	bool shown = form_sight_of(s, group, -1) == FORM_SHOWN;
	for (size_t i = 0; i < g->row.n; i++)
		settle_row(&g->row.p[i], s, group->field, group->n_fields);
	for (size_t i = g->row.n; i-- > 0;)
		if (!shown || form_row_blank(v, group, g->row.p[i].nr, files))
			form_row_drop(g, g->row.p[i].nr);
}

void
form_values_settle(struct arena *a, const struct form *f, struct form_values *v, const struct form_files *files)
{
	const struct form_sights *s = form_sights(a, f, v, -1);
	for (size_t i = 0; i < f->n_fields; i++)
		if (f->field[i]->type == FORM_GROUP)
			settle_group(s, v, f->field[i], files);
	size_t kept = 0;
	for (size_t i = 0; i < v->top.item.n; i++) {
		const struct form_field *x = form_field_of(f, v->top.item.p[i].id);
		if (x != NULL && form_sight_of(s, x, -1) == FORM_SHOWN)
			v->top.item.p[kept++] = v->top.item.p[i];
	}
	v->top.item.n = kept;
}
