#include "platform/http/http_priv.h"

/* One segment of a path. Literal children are tried before the parameter, the parameter before the rest. */
struct route_node {
	struct str segment;
	struct {
		struct route_node **p;
		size_t n, room;
	} child; /* literal, in order of bytes once compiled */
	struct route_node *param;
	struct route_at at[METHOD_N];   /* the path ends here */
	struct route_at tail[METHOD_N]; /* `*name`: takes what follows */
};

static struct route_node *
child_of(struct arena *a, struct route_node *node, struct str segment)
{
	for (size_t i = 0; i < node->child.n; i++)
		if (str_eq(node->child.p[i]->segment, segment))
			return node->child.p[i];
	struct route_node *made = arena_new_one(a, struct route_node);
	made->segment = segment;
	struct route_node **place = vec_push(&node->child, a);
	*place = made;
	return made;
}

static void
put(struct route_at *slot, const struct route_at *at)
{
	const struct route *twice = slot->route;
	if (twice != NULL)
		log_error("http", "two routes for %s %s: %s and %s", twice->method, twice->path,
			  twice->fn_name, at->route->fn_name);
	assert_always(twice == NULL);
	*slot = *at;
}

static void
add(struct arena *a, struct route_node *node, const struct route *r)
{
	struct route_at at = { .route = r };
	bool get = cstr_eq(r->method, "GET");
	assert_always(get || cstr_eq(r->method, "POST"));
	assert_always(r->path[0] == '/' && r->fn != NULL && r->permission != NULL);
	/* Fields and raw bodies stand in the arena. */
	assert_always((r->flags & HTTP_MULTIPART) || r->body_max <= HTTP_ARENA_MAX / 8);
	int method = get ? METHOD_GET : METHOD_POST;
	struct str rest = str_from(str_of(r->path), 1);
	while (rest.n > 0) {
		struct str segment = str_cut(&rest, '/');
		assert_always(segment.n > 0);
		bool param = segment.p[0] == ':', tail = segment.p[0] == '*';
		if (param || tail) {
			assert_always(at.n_names < ROUTE_PARAMS_MAX);
			at.name[at.n_names++] = str_cstr(a, str_from(segment, 1));
		}
		if (tail) {
			assert_always(rest.n == 0);
			put(&node->tail[method], &at);
			return;
		}
		if (param && node->param == NULL)
			node->param = arena_new_one(a, struct route_node);
		node = param ? node->param : child_of(a, node, segment);
	}
	put(&node->at[method], &at);
}

static int
by_segment(const void *x, const void *y)
{
	const struct route_node *const *a = x, *const *b = y;
	return str_cmp((*a)->segment, (*b)->segment);
}

static void
sort(struct route_node *node)
{
	if (node->child.n > 0)
		qsort(node->child.p, node->child.n, sizeof *node->child.p, by_segment);
	for (size_t i = 0; i < node->child.n; i++)
		sort(node->child.p[i]);
	if (node->param != NULL)
		sort(node->param);
}

struct route_node *
route_compile(struct arena *a, const struct route *const *routes)
{
	struct route_node *root = arena_new_one(a, struct route_node);
	for (; *routes != NULL; routes++)
		for (const struct route *r = *routes; r->method != NULL; r++)
			add(a, root, r);
	sort(root);
	return root;
}

static const struct route_node *
literal(const struct route_node *node, struct str segment)
{
	size_t low = 0, high = node->child.n;
	while (low < high) {
		size_t mid = (low + high) / 2;
		int c = str_cmp(node->child.p[mid]->segment, segment);
		if (c == 0)
			return node->child.p[mid];
		if (c < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return NULL;
}

struct search {
	const struct str *segment, *rest;
	int n, method;
	struct route_found *out;
};

static bool
ends_at(const struct search *s, const struct route_at slot[METHOD_N])
{
	for (int m = 0; m < METHOD_N; m++)
		if (slot[m].route != NULL)
			s->out->allowed |= 1U << m;
	if (s->method >= METHOD_N || slot[s->method].route == NULL)
		return false;
	s->out->at = &slot[s->method];
	return true;
}

static bool
walk(const struct search *s, const struct route_node *node, int i, int params)
{
	if (i == s->n)
		return ends_at(s, node->at);
	const struct route_node *next = literal(node, s->segment[i]);
	if (next != NULL && walk(s, next, i + 1, params))
		return true;
	if (node->param != NULL) {
		s->out->value[params] = s->segment[i];
		if (walk(s, node->param, i + 1, params + 1))
			return true;
	}
	if (!ends_at(s, node->tail))
		return false;
	s->out->value[params] = s->rest[i];
	return true;
}

void
route_match(const struct route_node *root, const struct str *segment, const struct str *rest, int n,
	    int method, struct route_found *out)
{
	*out = (struct route_found){ 0 };
	walk(&(struct search){ segment, rest, n, method, out }, root, 0, 0);
}
