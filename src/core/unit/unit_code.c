/* Agency codes: QCVN 102:2016 writes VVV.ZZ.YY.MXX from the lowest level up, padded with zeros; decision 20/2020 writes
 * MXX.YY.ZZ.VVV from the top down without padding. */
#include "core/unit/unit.h"

static bool
is_top(struct str s)
{
	return s.n == 3 && ((s.p[0] >= 'A' && s.p[0] <= 'Z') || (s.p[0] >= 'a' && s.p[0] <= 'z')) &&
	       s.p[1] >= '0' && s.p[1] <= '9' && s.p[2] >= '0' && s.p[2] <= '9';
}

static bool
is_group(struct str s)
{
	return s.n >= 2 && s.n <= 3 && str_is_digits(s);
}

static bool
is_zero(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] != '0')
			return false;
	return true;
}

static int
parts_of(struct str code, struct str part[5])
{
	int n = 0;
	do {
		if (n == 5)
			return 0;
		part[n++] = str_cut(&code, '.');
	} while (code.p != NULL);
	return n;
}

/* 2016 → 2020: turn round, leave out the zero groups of absent levels. */
static bool
to_new(struct arena *a, const struct str *part, int n, struct str *out)
{
	struct buf b;
	buf_init(&b, a, 64);
	buf_addstr(&b, part[n - 1]);
	int last = 0;
	while (last < n - 1 && is_zero(part[last]))
		last++;
	for (int i = n - 2; i >= last; i--) {
		struct str g = part[i];
		if (i == 0 && g.n == 3 && g.p[0] == '0') /* level 4 has three digits: 002 is 02 */
			g = str_from(g, 1);
		buf_addc(&b, '.');
		buf_addstr(&b, g);
	}
	*out = viet_upper(a, buf_str(&b));
	return true;
}

/* 2020 → 2016: four groups, the lowest with three digits. */
static bool
to_old(struct arena *a, const struct str *part, int n, struct str *out)
{
	struct str g[4] = { part[0], S("00"), S("00"), S("000") };
	if (n > 4)
		return false;
	for (int i = 1; i < n; i++)
		g[i] = part[i];
	const char *pad = g[3].n == 2 ? "0" : "";
	const char *s = arena_printf(a, "%s" STR_FMT "." STR_FMT "." STR_FMT "." STR_FMT, pad, STR_ARG(g[3]),
				     STR_ARG(g[2]), STR_ARG(g[1]), STR_ARG(g[0]));
	*out = viet_upper(a, str_of(s));
	return true;
}

static bool
groups_ok(const struct str *part, int from, int to)
{
	for (int i = from; i < to; i++)
		if (!is_group(part[i]))
			return false;
	return true;
}

bool
unit_code_turn(struct arena *a, struct str code, struct str *out)
{
	struct str part[5];
	int n = parts_of(code, part);
	if (n == 0)
		return false;
	if (is_top(part[0]) && groups_ok(part, 1, n))
		return to_old(a, part, n, out);
	if (n >= 2 && is_top(part[n - 1]) && groups_ok(part, 0, n - 1))
		return to_new(a, part, n, out);
	return false;
}

bool
unit_code_new(struct arena *a, struct str code, struct str *out)
{
	struct str part[5];
	int n = parts_of(code, part);
	if (n > 0 && is_top(part[0]) && groups_ok(part, 1, n)) {
		*out = viet_upper(a, code);
		return true;
	}
	return n >= 2 && is_top(part[n - 1]) && groups_ok(part, 0, n - 1) && to_new(a, part, n, out);
}
