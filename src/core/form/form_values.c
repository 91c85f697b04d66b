/* Stored answers: id → text, in rows. */
#include "core/form/form_priv.h"
#include "platform/parse/json_in.h"

struct form_values *
form_values_new(struct arena *a)
{
	struct form_values *v = arena_new_one(a, struct form_values);
	v->arena = a;
	return v;
}

static struct str
copied(struct arena *a, struct str s)
{
	return (struct str){ s.n == 0 ? "" : arena_strndup(a, s.p, s.n), s.n };
}

struct form_item *
form_item_of(const struct form_row *r, struct str id)
{
	for (size_t i = 0; r != NULL && i < r->item.n; i++)
		if (str_eq(r->item.p[i].id, id))
			return &r->item.p[i];
	return NULL;
}

struct form_item *
form_item_made(struct form_values *v, struct form_row *r, struct str id)
{
	struct form_item *it = form_item_of(r, id);
	if (it == NULL) {
		it = vec_push(&r->item, v->arena);
		it->id = copied(v->arena, id);
	}
	return it;
}

struct form_rows *
form_values_group(const struct form_values *v, struct str id)
{
	for (size_t i = 0; i < v->group.n; i++)
		if (str_eq(v->group.p[i].id, id))
			return &v->group.p[i];
	return NULL;
}

struct form_rows *
form_values_group_made(struct form_values *v, struct str id)
{
	struct form_rows *g = form_values_group(v, id);
	if (g == NULL) {
		g = vec_push(&v->group, v->arena);
		g->id = copied(v->arena, id);
	}
	return g;
}

struct form_row *
form_row_of(struct form_rows *g, int nr)
{
	for (size_t i = 0; g != NULL && i < g->row.n; i++)
		if (g->row.p[i].nr == nr)
			return &g->row.p[i];
	return NULL;
}

struct form_row *
form_row_add(struct form_values *v, struct form_rows *g, int nr)
{
	struct form_row *r = vec_push(&g->row, v->arena);
	*r = (struct form_row){ .nr = nr };
	if (nr >= g->next)
		g->next = nr + 1;
	return r;
}

void
form_row_drop(struct form_rows *g, int nr)
{
	size_t kept = 0;
	for (size_t i = 0; i < g->row.n; i++)
		if (g->row.p[i].nr != nr)
			g->row.p[kept++] = g->row.p[i];
	g->row.n = kept;
}

/* --- by field -------------------------------------------------------------------------------------------------- */
struct form_row *
form_values_row(const struct form_values *v, const struct form_field *f, int row)
{
	if (f->group == NULL)
		return (struct form_row *)&v->top;
	return form_row_of(form_values_group(v, f->group->id), row);
}

struct str
form_value(const struct form_values *v, const struct form_field *f, int row)
{
	const struct form_item *it = form_item_of(form_values_row(v, f, row), f->id);
	return it == NULL ? S("") : it->value;
}

struct str
form_value_source(const struct form_values *v, const struct form_field *f, int row)
{
	const struct form_item *it = form_item_of(form_values_row(v, f, row), f->id);
	return it == NULL ? S("") : it->source;
}

void
form_value_put(struct form_values *v, const struct form_field *f, int row, struct str value, struct str source)
{
	struct form_row *r = form_values_row(v, f, row);
	assert_always(r != NULL);
	struct form_item *it = form_item_made(v, r, f->id);
	it->value = copied(v->arena, value);
	it->source = copied(v->arena, source);
}

bool
form_value_sure(const struct form_values *v, const struct form_field *f, struct str about)
{
	const struct form_item *it = form_item_of(&v->top, f->id);
	return it != NULL && it->sure.n > 0 && str_eq(it->sure, about);
}

void
form_value_be_sure(struct form_values *v, const struct form_field *f, struct str about)
{
	form_item_made(v, &v->top, f->id)->sure = copied(v->arena, about);
}

size_t
form_rows(const struct form_values *v, const struct form_field *group)
{
	const struct form_rows *g = form_values_group(v, group->id);
	return g == NULL ? 0 : g->row.n;
}

int
form_row_at(const struct form_values *v, const struct form_field *group, size_t i)
{
	const struct form_rows *g = form_values_group(v, group->id);
	assert_always(g != NULL && i < g->row.n);
	return g->row.p[i].nr;
}

bool
form_has_row(const struct form_values *v, const struct form_field *group, int row)
{
	for (size_t i = 0; i < form_rows(v, group); i++)
		if (form_row_at(v, group, i) == row)
			return true;
	return false;
}

const char *
form_path(struct arena *a, const struct form_field *f, int row)
{
	if (f->group == NULL)
		return str_cstr(a, f->id);
	return arena_printf(a, STR_FMT ".%d." STR_FMT, STR_ARG(f->group->id), row, STR_ARG(f->id));
}

/* --- by path --------------------------------------------------------------------------------------------------- */
struct place {
	struct str group, id;
	int row;
};

static bool
place_of(const char *path, struct place *p)
{
	struct str rest = str_of(path), first = str_cut(&rest, '.');
	int64_t nr;
	*p = (struct place){ .id = first };
	if (rest.p == NULL)
		return first.n > 0;
	p->group = first;
	if (!str_i64(str_cut(&rest, '.'), &nr) || nr < 0 || nr >= FORM_ROW_NR_MAX || rest.n == 0)
		return false;
	p->row = (int)nr;
	p->id = rest;
	return true;
}

static const struct form_item *
item_at(const struct form_values *v, const char *path)
{
	struct place p;
	if (!place_of(path, &p))
		return NULL;
	if (p.group.n == 0)
		return form_item_of(&v->top, p.id);
	return form_item_of(form_row_of(form_values_group(v, p.group), p.row), p.id);
}

struct str
form_values_get(const struct form_values *v, const char *path)
{
	const struct form_item *it = item_at(v, path);
	return it == NULL ? S("") : it->value;
}

bool
form_values_has(const struct form_values *v, const char *path)
{
	return item_at(v, path) != NULL;
}

void
form_values_set(struct form_values *v, const char *path, struct str value)
{
	struct place p;
	assert_always(place_of(path, &p));
	struct form_row *r = &v->top;
	if (p.group.n > 0) {
		struct form_rows *g = form_values_group_made(v, p.group);
		r = form_row_of(g, p.row);
		if (r == NULL)
			r = form_row_add(v, g, p.row);
	}
	*form_item_made(v, r, p.id) = (struct form_item){ .id = copied(v->arena, p.id),
							  .value = copied(v->arena, value) };
}

/* --- as JSON: {"ho_ten":"…","giay_to":[{"_row":0,"ten":"…"}],"_from":{"ho_ten":"account.name"},"_next":{"giay_to":1}}.
 * Ids begin with a letter, so that names with _ are free for what belongs to no field. ------------------------------ */
static void
print_items(struct json_out *j, const struct form_row *r)
{
	for (size_t i = 0; i < r->item.n; i++)
		json_put_text(j, str_cstr(j->b->arena, r->item.p[i].id), r->item.p[i].value);
}

static void
print_group(struct json_out *j, const struct form_rows *g)
{
	json_key(j, str_cstr(j->b->arena, g->id));
	json_array(j);
	for (size_t i = 0; i < g->row.n; i++) {
		json_object(j);
		json_put_int(j, "_row", g->row.p[i].nr);
		print_items(j, &g->row.p[i]);
		json_end_object(j);
	}
	json_end_array(j);
}

/* Only the form's own level has sources and questions answered: rows are never prefilled from an account. */
static void
print_marks(struct json_out *j, const struct form_values *v)
{
	json_key(j, "_from");
	json_object(j);
	for (size_t i = 0; i < v->top.item.n; i++)
		if (v->top.item.p[i].source.n > 0)
			json_put_text(j, str_cstr(j->b->arena, v->top.item.p[i].id), v->top.item.p[i].source);
	json_end_object(j);
	json_key(j, "_sure");
	json_object(j);
	for (size_t i = 0; i < v->top.item.n; i++)
		if (v->top.item.p[i].sure.n > 0)
			json_put_text(j, str_cstr(j->b->arena, v->top.item.p[i].id), v->top.item.p[i].sure);
	json_end_object(j);
}

enum status
form_values_print(struct cx *cx, const struct form_values *v, struct str *out)
{
	struct buf b;
	struct json_out j;
	buf_init(&b, cx->arena, FORM_VALUES_MAX);
	json_out_init(&j, &b);
	json_object(&j);
	print_items(&j, &v->top);
	for (size_t i = 0; i < v->group.n; i++)
		print_group(&j, &v->group.p[i]);
	print_marks(&j, v);
	json_key(&j, "_next");
	json_object(&j);
	for (size_t i = 0; i < v->group.n; i++)
		json_put_int(&j, str_cstr(cx->arena, v->group.p[i].id), v->group.p[i].next);
	json_end_object(&j);
	json_end_object(&j);
	if (b.over)
		return fail(cx, ST_TOO_LARGE, "form.values.large", "answers over %d bytes", FORM_VALUES_MAX);
	*out = buf_str(&b);
	return ST_OK;
}

static void
take_row(struct form_values *v, struct form_row *r, const struct json *j)
{
	for (size_t i = 0; i < json_len(j); i++) {
		struct str key = json_key_at(j, i);
		if (key.n > 0 && key.p[0] != '_' && json_is(json_at(j, i), JSON_KIND_TEXT))
			form_item_made(v, r, key)->value = copied(v->arena, json_text_of(json_at(j, i)));
	}
}

static void
take_group(struct form_values *v, struct str id, const struct json *rows)
{
	struct form_rows *g = form_values_group_made(v, id);
	for (size_t i = 0; i < json_len(rows); i++) {
		int64_t nr = json_int_of(json_get(json_at(rows, i), "_row"));
		if (nr < 0 || nr >= FORM_ROW_NR_MAX || form_row_of(g, (int)nr) != NULL)
			continue;
		take_row(v, form_row_add(v, g, (int)nr), json_at(rows, i));
	}
}

static void
take_marks(struct form_values *v, const struct json *doc)
{
	const struct json *from = json_get(doc, "_from"), *sure = json_get(doc, "_sure"), *next = json_get(doc, "_next");
	for (size_t i = 0; i < json_len(from); i++) {
		struct form_item *it = form_item_of(&v->top, json_key_at(from, i));
		if (it != NULL)
			it->source = copied(v->arena, json_text_of(json_at(from, i)));
	}
	for (size_t i = 0; i < json_len(sure); i++) {
		struct form_item *it = form_item_of(&v->top, json_key_at(sure, i));
		if (it != NULL)
			it->sure = copied(v->arena, json_text_of(json_at(sure, i)));
	}
	for (size_t i = 0; i < json_len(next); i++) {
		struct form_rows *g = form_values_group(v, json_key_at(next, i));
		int64_t nr = json_int_of(json_at(next, i));
		if (g != NULL && nr > g->next && nr <= FORM_ROW_NR_MAX)
			g->next = (int)nr;
	}
}

enum status
form_values_parse(struct cx *cx, struct str json, struct form_values **out)
{
	struct form_values *v = form_values_new(cx->arena);
	*out = v;
	if (json.n == 0)
		return ST_OK;
	const struct json *doc;
	TRY(json_parse(cx, json, FORM_VALUES_MAX, &doc));
	if (!json_is(doc, JSON_KIND_OBJECT))
		return fail(cx, ST_INVALID, "form.values", "answers are no JSON object");
	take_row(v, &v->top, doc);
	for (size_t i = 0; i < json_len(doc); i++)
		if (json_is(json_at(doc, i), JSON_KIND_ARRAY) && json_key_at(doc, i).n > 0)
			take_group(v, json_key_at(doc, i), json_at(doc, i));
	take_marks(v, doc);
	return ST_OK;
}
