/* Finding units: by code in either spelling, by the letters somebody typed, along the trees. */
#include "core/unit/unit.h"

const struct unit *
unit_by_code(struct str code)
{
	char turned[64];
	struct arena *a = arena_new(64 * 1024);
	struct str fresh;
	bool ok = unit_code_new(a, code, &fresh);
	if (ok)
		snprintf(turned, sizeof turned, STR_FMT, STR_ARG(fresh));
	arena_free(a);
	const struct unit *found = NULL;
	size_t low = 0, high = unit_count();
	while (ok && low < high) {
		size_t mid = (low + high) / 2;
		if (strcmp(unit_at(mid)->code, turned) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	for (; ok && low < unit_count() && strcmp(unit_at(low)->code, turned) == 0; low++)
		if (found == NULL || unit_at(low)->valid_to == 0)
			found = unit_at(low);
	return found;
}

const struct unit *
unit_province(const struct unit *u)
{
	for (int depth = 0; u != NULL && depth < 8; depth++) {
		if (strcmp(u->kind, "province") == 0)
			return u;
		u = unit_by_id(u->parent_territory);
	}
	return NULL;
}

const char *
unit_place(struct arena *a, const struct unit *u)
{
	static const char *const heads[] = { "Trung tâm Phục vụ hành chính công ", "Ủy ban nhân dân " };
	struct str name = str_of(u->name);
	for (size_t i = 0; i < ARRAY_LEN(heads); i++)
		if (str_starts(name, heads[i]))
			name = str_from(name, strlen(heads[i]));
	if (name.n == 0 || name.p == u->name)
		return u->name;
	size_t n = 1;
	while (n < name.n && ((unsigned char)name.p[n] & 0xc0) == 0x80)
		n++;
	struct str first = viet_upper(a, str_head(name, n));
	return arena_printf(a, STR_FMT STR_FMT, STR_ARG(first), STR_ARG(str_from(name, n)));
}

bool
unit_is_under(const struct unit *u, const struct unit *top)
{
	for (int depth = 0; u != NULL && depth < 8; depth++) {
		if (u == top || (top != NULL && u->id == top->id))
			return true;
		u = unit_by_id(u->parent_territory);
	}
	return false;
}

const struct unit *
unit_working_desk(const struct unit *u)
{
	const struct unit *at = u;
	for (int depth = 0; at != NULL && depth < 8; depth++) {
		if (at->staffed)
			return at;
		at = unit_by_id(at->parent_territory);
	}
	return u;
}

static bool
level_is(const struct unit *u, const char *level)
{
	if (strcmp(u->kind, "desk") != 0 || u->valid_to != 0)
		return false;
	size_t n = strlen(u->admin_code);
	return level[0] == '\0' || (strcmp(level, "commune") == 0 ? n == 5 : n == 2);
}

/* Every typed word begins a word of the name. Lower is better: how far into the name the first word stands. */
static int
rank(struct str fold, struct str typed)
{
	int first = -1;
	struct str rest = typed;
	while (rest.n > 0) {
		struct str word = str_cut(&rest, ' ');
		ptrdiff_t at = -1;
		for (size_t i = 0; i + word.n <= fold.n && at < 0; i++)
			if ((i == 0 || fold.p[i - 1] == ' ') && memcmp(fold.p + i, word.p, word.n) == 0)
				at = (ptrdiff_t)i;
		if (at < 0)
			return -1;
		if (first < 0)
			first = (int)at;
	}
	return first;
}

size_t
unit_find(struct arena *a, struct str typed, const char *level, const struct unit **out, size_t max)
{
	static const char head[] = "trung tam phuc vu hanh chinh cong ";
	struct str fold = viet_fold(a, typed);
	size_t n = 0, total = unit_count();
	int *ranks = arena_new_array(a, int, max + 1);
	if (fold.n == 0 || max == 0)
		return 0;
	for (size_t i = 0; i < total; i++) {
		const struct unit *u = unit_at(i);
		if (!level_is(u, level))
			continue;
		struct str name = str_of(u->fold);
		if (str_starts(name, head))
			name = str_from(name, sizeof head - 1);
		int r = rank(name, fold);
		if (r < 0 || (n == max && r >= ranks[n - 1]))
			continue;
		size_t at = n < max ? n++ : max - 1;
		for (; at > 0 && ranks[at - 1] > r; at--) {
			ranks[at] = ranks[at - 1];
			out[at] = out[at - 1];
		}
		ranks[at] = r;
		out[at] = u;
	}
	return n;
}
