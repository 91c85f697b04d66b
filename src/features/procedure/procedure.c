/* The catalogue in memory and finding in it. */
#include "features/procedure/procedure.h"
#include "base/snapshot.h"
#include "core/unit/unit.h"
#include "features/procedure/procedure_priv.h"

struct catalogue {
	struct procedure *all; /* every revision, by code and revision */
	size_t n_all;
	const struct procedure **by_id;
	const struct procedure **published; /* by field and name, in the order of the dictionary */
	size_t n;
	struct life_event *event;
	size_t n_events;
	struct procedure_own_route *route;
	size_t n_routes;
	struct lookup *lookup; /* documents are the published, in the order of `published` */
	struct lookup *english; /* the same by their English names: apart, for `the` and `to` are no Vietnamese words */
};

static struct snapshot current = SNAPSHOT_INIT;

static const struct catalogue *
catalogue(void)
{
	const struct catalogue *c = snapshot_get(&current);
	assert_always(c != NULL);
	return c;
}

const struct procedure *
procedure_by_code(struct str code)
{
	const struct catalogue *c = catalogue();
	size_t low = 0, high = c->n_all;
	while (low < high) {
		size_t mid = (low + high) / 2;
		if (str_cmp(str_of(c->all[mid].code), code) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	for (; low < c->n_all && str_is(code, c->all[low].code); low++)
		if (c->all[low].state == PROCEDURE_PUBLISHED)
			return &c->all[low];
	return NULL;
}

const struct procedure *
procedure_by_id(int64_t id)
{
	const struct catalogue *c = catalogue();
	size_t low = 0, high = c->n_all;
	while (low < high) {
		size_t mid = (low + high) / 2;
		if (c->by_id[mid]->id < id)
			low = mid + 1;
		else
			high = mid;
	}
	return low < c->n_all && c->by_id[low]->id == id ? c->by_id[low] : NULL;
}

size_t
procedure_count(void)
{
	return catalogue()->n;
}

const struct procedure *
procedure_at(size_t i)
{
	const struct catalogue *c = catalogue();
	return i < c->n ? c->published[i] : NULL;
}

size_t
procedure_life_events(const struct life_event **out)
{
	const struct catalogue *c = catalogue();
	*out = c->event;
	return c->n_events;
}

const char *
procedure_name(enum lang lang, const struct procedure *p)
{
	return p == NULL ? "" : lang == LANG_EN && p->name_en[0] != '\0' ? p->name_en : p->name;
}

const struct procedure_paper *
procedure_paper(const struct procedure *p, struct str id)
{
	for (size_t i = 0; i < p->n_papers; i++)
		if (str_is(id, p->paper[i].id))
			return &p->paper[i];
	return NULL;
}

bool
procedure_at_level(const struct procedure *p, const char *level)
{
	return strcmp(p->level, level) == 0 || strcmp(p->level, "both") == 0 || strcmp(p->level, "any") == 0;
}

size_t
procedure_find(enum lang lang, struct str question, struct lookup_hit *out, size_t max)
{
	static _Thread_local struct lookup_scratch *scratch; /* one for each thread, for the life of the program */
	if (scratch == NULL)
		scratch = lookup_scratch_new(arena_new((size_t)64 << 20));
	const struct catalogue *c = catalogue();
	struct lookup_hit english[LOOKUP_HITS_MAX];
	size_t n = lookup_find(c->lookup, scratch, question, LOOKUP_PLAIN, out, max);
	if (lang != LANG_EN)
		return n;
	size_t n_en = lookup_find(c->english, scratch, question, LOOKUP_PLAIN, english, LOOKUP_HITS_MAX);
	if (n_en == 0 || (n > 0 && out[0].score > english[0].score))
		return n;
	n = n_en < max ? n_en : max;
	memcpy(out, english, n * sizeof *out);
	return n;
}

const struct procedure *
procedure_found(const struct lookup_hit *h)
{
	return procedure_by_code(str_of(h->code));
}

static const struct procedure_route *
own_route(const struct catalogue *c, const char *code, const char *level, int64_t unit)
{
	for (size_t i = 0; i < c->n_routes; i++)
		if (c->route[i].ended_at == 0 && c->route[i].unit == unit && strcmp(c->route[i].code, code) == 0 &&
		    strcmp(c->route[i].level, level) == 0)
			return &c->route[i].route;
	return NULL;
}

struct procedure_route
procedure_route_of(const struct procedure *p, int64_t unit)
{
	const struct catalogue *c = catalogue();
	const struct unit *u = unit_by_id(unit);
	const char *level = u != NULL && strlen(u->admin_code) == 2 ? "province" : "commune";
	const struct procedure_route *r = own_route(c, p->code, "", unit);
	if (r == NULL)
		r = own_route(c, p->code, "", 0);
	if (r == NULL)
		r = own_route(c, "", level, 0);
	assert_always(r != NULL);
	return *r;
}

bool
procedure_route_by_id(int64_t id, struct procedure_route *out)
{
	const struct catalogue *c = catalogue();
	for (size_t i = 0; i < c->n_routes; i++)
		if (c->route[i].route.id == id) {
			*out = c->route[i].route;
			return true;
		}
	return false;
}

/* --- loading --------------------------------------------------------------------------------------------------- */

/* What is wanted of a row while the snapshot is made: the index reads cases, folk words and abbreviations of the body,
 * which nobody else needs. */
struct loading {
	const struct procedure *p;
	const struct json *body;
	struct str field, name; /* in the order of the dictionary */
};

static int
by_field_and_name(const void *pa, const void *pb)
{
	const struct loading *a = pa, *b = pb;
	int c = str_cmp(a->field, b->field);
	return c != 0 ? c : str_cmp(a->name, b->name);
}

static int
by_id(const void *pa, const void *pb)
{
	const struct procedure *a = *(const struct procedure *const *)pa, *b = *(const struct procedure *const *)pb;
	return (a->id > b->id) - (a->id < b->id);
}

/* A row that cannot be read is left out and told of: one bad body must not close the whole catalogue. */
static bool
read_row(struct cx *cx, const struct procedure_row *r, struct procedure *p, const struct json **body)
{
	const char *where = "";
	if (json_parse(cx, str_of(r->body), PROCEDURE_BODY_MAX, body) != ST_OK ||
	    procedure_parse(cx, *body, p, &where) != ST_OK) {
		log_error("procedure", "%s revision %d is left out: %s at %s", r->code, r->revision, cx->fault.code,
			  where ? where : "");
		return false;
	}
	p->id = r->id;
	p->revision = r->revision;
	p->state = r->state;
	return true;
}

static void
add_english(struct lookup *l, const struct procedure *p)
{
	struct lookup_text name = { LOOKUP_NAME, str_of(p->name_en) };
	lookup_add(l, &(struct lookup_doc){ .code = p->code, .name = p->name, .text = &name, .n_text = 1 });
}

/* The published in order, and their indexes beside them. */
static enum status
build_lookup(struct cx *cx, struct catalogue *c, struct loading *list)
{
	struct lookup_words words, english;
	TRY(lookup_words_read(cx, procedure_shipped()->synonyms, NULL, &words));
	TRY(lookup_words_read(cx, procedure_shipped()->synonyms, "english", &english));
	c->lookup = lookup_new(cx->arena, &words);
	c->english = lookup_new(cx->arena, &english);
	qsort(list, c->n, sizeof *list, by_field_and_name);
	for (size_t i = 0; i < c->n; i++) {
		c->published[i] = list[i].p;
		lookup_add_json(c->lookup, list[i].body);
		add_english(c->english, list[i].p);
	}
	lookup_finish(c->lookup);
	lookup_finish(c->english);
	return ST_OK;
}

static enum status
read_revisions(struct cx *cx, const struct procedure_row *row, size_t n, struct catalogue *c)
{
	struct loading *list = arena_new_array(cx->arena, struct loading, n + 1);
	c->all = arena_new_array(cx->arena, struct procedure, n + 1);
	c->by_id = arena_new_array(cx->arena, const struct procedure *, n + 1);
	c->published = arena_new_array(cx->arena, const struct procedure *, n + 1);
	for (size_t i = 0; i < n; i++) {
		const struct json *body;
		struct procedure *p = &c->all[c->n_all];
		if (!read_row(cx, &row[i], p, &body))
			continue;
		c->by_id[c->n_all++] = p;
		if (p->state == PROCEDURE_PUBLISHED)
			list[c->n++] = (struct loading){ p, body, viet_sort_key(cx->arena, str_of(p->field)),
							 viet_sort_key(cx->arena, str_of(p->name)) };
	}
	qsort(c->by_id, c->n_all, sizeof *c->by_id, by_id);
	return build_lookup(cx, c, list);
}

static const struct procedure *
published(const struct catalogue *c, struct str code)
{
	for (size_t i = 0; i < c->n; i++)
		if (str_is(code, c->published[i]->code))
			return c->published[i];
	return NULL;
}

static enum status
read_life_events(struct cx *cx, struct catalogue *c)
{
	const struct json *list;
	TRY(json_parse(cx, procedure_shipped()->life_events, 1024 * 1024, &list));
	c->event = arena_new_array(cx->arena, struct life_event, json_len(list) + 1);
	for (size_t i = 0; i < json_len(list); i++) {
		const struct json *o = json_at(list, i), *codes = json_get(o, "procedures");
		struct life_event *e = &c->event[c->n_events++];
		const struct procedure **in = arena_new_array(cx->arena, const struct procedure *, json_len(codes) + 1);
		*e = (struct life_event){
			.id = json_cstr_of(json_get(o, "id")), .name = json_cstr_of(json_get(o, "name")),
			.name_en = json_cstr_of(json_get(o, "name_en")), .icon = json_cstr_of(json_get(o, "icon")),
			.examples = json_cstr_of(json_get(o, "examples")),
			.examples_en = json_cstr_of(json_get(o, "examples_en")), .procedure = in,
			.common = published(c, json_text_of(json_get(o, "common"))),
		};
		for (size_t k = 0; k < json_len(codes); k++) {
			const struct procedure *p = published(c, json_text_of(json_at(codes, k)));
			if (p != NULL)
				in[e->n++] = p;
		}
	}
	return ST_OK;
}

/* The rows are needed only until they are parsed, so they live apart from the snapshot. */
static enum status
load_into(struct cx *cx, struct catalogue *c)
{
	struct cx rows_cx = *cx;
	struct procedure_row *row;
	size_t n;
	rows_cx.arena = arena_new((size_t)512 << 20);
	enum status st = procedure_store_all(&rows_cx, &row, &n);
	if (st != ST_OK)
		cx->fault = rows_cx.fault;
	else
		st = read_revisions(cx, row, n, c);
	arena_free(rows_cx.arena);
	TRY(st);
	TRY(read_life_events(cx, c));
	return procedure_store_routes(cx, &c->route, &c->n_routes);
}

enum status
procedure_load(struct cx *cx)
{
	struct cx inner = *cx;
	inner.arena = arena_new((size_t)512 << 20);
	struct catalogue *c = arena_new_one(inner.arena, struct catalogue);
	enum status st = load_into(&inner, c);
	cx->fault = inner.fault;
	if (st == ST_OK)
		snapshot_swap(&current, inner.arena, c);
	else
		arena_free(inner.arena);
	return st;
}

/* --- import ---------------------------------------------------------------------------------------------------- */

/* The text of one value as it stands: the database keeps the body of each procedure as JSON of its own. */
static void
print_json(struct json_out *j, const struct json *v)
{
	switch (v->kind) {
	case JSON_KIND_NULL: json_null(j); break;
	case JSON_KIND_BOOL: json_bool(j, v->yes); break;
	case JSON_KIND_INT: json_int(j, v->i); break;
	case JSON_KIND_REAL: json_number(j, v->real, 6); break;
	case JSON_KIND_TEXT: json_text(j, v->text); break;
	case JSON_KIND_ARRAY:
		json_array(j);
		for (size_t i = 0; i < v->n; i++)
			print_json(j, &v->item[i]);
		json_end_array(j);
		break;
	case JSON_KIND_OBJECT:
		json_object(j);
		for (size_t i = 0; i < v->n; i++) {
			json_key(j, str_cstr(j->b->arena, v->key[i]));
			print_json(j, &v->item[i]);
		}
		json_end_object(j);
		break;
	}
}

static const char *
json_printed(struct cx *cx, const struct json *v)
{
	struct buf b;
	struct json_out j;
	buf_init(&b, cx->arena, PROCEDURE_BODY_MAX);
	json_out_init(&j, &b);
	print_json(&j, v);
	return buf_cstr(&b);
}

static enum status
import_one(struct cx *cx, const struct json *body)
{
	struct procedure p;
	const char *where = "";
	enum status st = procedure_parse(cx, body, &p, &where);
	if (st != ST_OK) {
		log_error("procedure", "import of %s: %s at %s", p.code, cx->fault.code, where ? where : "");
		return st;
	}
	struct procedure_row r = { .id = id_next(), .code = p.code, .revision = 1, .state = PROCEDURE_PUBLISHED,
				   .name = p.name, .body = json_printed(cx, body), .created_at = cx->now,
				   .published_at = cx->now };
	return procedure_store_add(cx, &r);
}

enum status
procedure_import(struct cx *cx, const struct procedure_data *d)
{
	static const char *const levels[] = { "commune", "province" };
	const struct json *list, *routes;
	TRY(json_parse(cx, d->procedures, 8 * 1024 * 1024, &list));
	for (size_t i = 0; i < json_len(list); i++)
		TRY(import_one(cx, json_at(list, i)));
	TRY(json_parse(cx, d->routes, 1024 * 1024, &routes));
	for (size_t i = 0; i < ARRAY_LEN(levels); i++) {
		const struct json *r = json_get(routes, arena_printf(cx->arena, "%s_default", levels[i]));
		struct procedure_route check;
		TRY(procedure_route_of_json(cx, r, &check));
		TRY(procedure_store_route(cx, S(""), levels[i], 0, str_of(json_printed(cx, r))));
	}
	return revision_bump(cx, "procedure");
}
