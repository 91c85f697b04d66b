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

/* Who has the work of a unit now: itself, or the last that took it over. */
static const struct unit *
heir(const struct unit *u)
{
	for (int depth = 0; u != NULL && u->valid_to != 0 && u->successor != 0 && depth < 8; depth++)
		u = unit_by_id(u->successor);
	return u;
}

const struct unit *
unit_working_desk(const struct unit *u)
{
	const struct unit *first = heir(u), *at = first;
	for (int depth = 0; at != NULL && depth < 8; depth++) {
		if (at->staffed)
			return at;
		at = heir(unit_by_id(at->parent_territory));
	}
	return first;
}

static bool
level_is(const struct unit *u, const char *level)
{
	if (strcmp(u->kind, "desk") != 0 || u->valid_to != 0)
		return false;
	size_t n = strlen(u->admin_code);
	return level[0] == '\0' || (strcmp(level, "commune") == 0 ? n == 5 : n == 2);
}

enum { NAME_PART = 1000, NAME_SCATTERED = 2000 };

/* Where a word or phrase stands in the folded name, at the beginning of a word; -1: nowhere. */
static int
place_of(struct str fold, struct str typed)
{
	for (size_t i = 0; i + typed.n <= fold.n; i++)
		if ((i == 0 || fold.p[i - 1] == ' ') && memcmp(fold.p + i, typed.p, typed.n) == 0)
			return (int)i;
	return -1;
}

/* Does the name of the place end before this, and its province begin? */
static bool
is_name_end(struct str rest)
{
	return rest.n == 0 || str_starts(rest, " tinh ") || str_starts(rest, " thanh pho ");
}

/* Every typed word begins a word of the name. Lower is better: first the whole name, then a part of it, then its words
 * anywhere ("bến thành" is no "Bến Cát, thành phố …"); among these, how far into the name the first word stands. */
static int
rank(struct str fold, struct str typed)
{
	int at = place_of(fold, typed);
	if (at >= 0)
		return is_name_end(str_from(fold, (size_t)at + typed.n)) ? at : NAME_PART + at;
	for (struct str rest = typed; rest.n > 0;) {
		int here = place_of(fold, str_cut(&rest, ' '));
		if (here < 0)
			return -1;
		if (at < 0)
			at = here;
	}
	return NAME_SCATTERED + at;
}

/* The desk with this code, or the one that serves the place of the agency with this code. */
static const struct unit *
desk_by_code(struct str typed, const char *level)
{
	const struct unit *u = unit_by_code(typed);
	if (u == NULL || level_is(u, level))
		return u;
	for (size_t i = 0; i < unit_count(); i++)
		if (level_is(unit_at(i), level) && strcmp(unit_at(i)->admin_code, u->admin_code) == 0)
			return unit_at(i);
	return NULL;
}

size_t
unit_find(struct arena *a, struct str typed, const char *level, const struct unit **out, size_t max)
{
	static const char head[] = "trung tam phuc vu hanh chinh cong ";
	struct str fold = viet_fold(a, str_trim(typed));
	size_t n = 0, total = unit_count();
	int *ranks = arena_new_array(a, int, max + 1);
	if (fold.n == 0 || max == 0)
		return 0;
	out[0] = desk_by_code(str_trim(typed), level);
	if (out[0] != NULL)
		return 1;
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
