#include "base/base.h"

/* One quoted cell; *s stands behind its opening quote and ends behind its closing one. */
static bool
quoted(struct csv *c, struct str *s, struct str *cell)
{
	struct buf b;
	buf_init(&b, c->arena, s->n + 1);
	for (size_t i = 0; i < s->n; i++) {
		if (s->p[i] != '"') {
			c->line += s->p[i] == '\n';
			buf_addc(&b, s->p[i]);
			continue;
		}
		if (i + 1 < s->n && s->p[i + 1] == '"') {
			buf_addc(&b, s->p[i++]);
			continue;
		}
		*s = str_from(*s, i + 1);
		*cell = (struct str){ buf_cstr(&b), b.n };
		return true;
	}
	return false;
}

static int
read_row(struct csv *c, struct str cells[CSV_COLUMNS_MAX])
{
	int n = 0;
	struct str s = c->rest;
	c->line++;
	for (;;) {
		if (n == CSV_COLUMNS_MAX) {
			c->bad = true;
			return 0;
		}
		struct str *cell = &cells[n++];
		if (s.n > 0 && s.p[0] == '"') {
			s = str_from(s, 1);
			if (!quoted(c, &s, cell)) {
				c->bad = true;
				return 0;
			}
		} else {
			size_t i = 0;
			while (i < s.n && s.p[i] != ',' && s.p[i] != '\n' && s.p[i] != '\r')
				i++;
			*cell = str_head(s, i);
			s = str_from(s, i);
		}
		if (s.n == 0 || s.p[0] != ',')
			break;
		s = str_from(s, 1);
	}
	if (s.n > 0 && s.p[0] == '\r')
		s = str_from(s, 1);
	if (s.n > 0 && s.p[0] != '\n')
		c->bad = true;
	c->rest = str_from(s, 1);
	return c->bad ? 0 : n;
}

void
csv_open(struct csv *c, struct arena *a, struct str text)
{
	*c = (struct csv){ .arena = a, .rest = text };
	if (str_starts(text, "\xef\xbb\xbf"))
		c->rest = str_from(text, 3);
	c->n_columns = c->rest.n == 0 ? 0 : read_row(c, c->column);
}

bool
csv_next(struct csv *c)
{
	while (c->rest.n > 0 && !c->bad) {
		c->n_cells = read_row(c, c->cell);
		if (c->n_cells > 1 || (c->n_cells == 1 && c->cell[0].n > 0))
			return true;
	}
	return false;
}

struct str
csv_get(const struct csv *c, const char *column)
{
	for (int i = 0; i < c->n_columns && i < c->n_cells; i++)
		if (str_is(c->column[i], column))
			return c->cell[i];
	return (struct str){ NULL, 0 };
}

static bool
looks_like_formula(struct str s)
{
	int64_t number;
	return s.n > 0 && memchr("=+-@\t\r", s.p[0], 6) != NULL && !str_i64(s, &number);
}

void
csv_cell(struct buf *b, struct str s, bool first)
{
	bool formula = looks_like_formula(s), quote = formula;
	for (size_t i = 0; i < s.n && !quote; i++)
		quote = s.p[i] == ',' || s.p[i] == '"' || s.p[i] == '\n' || s.p[i] == '\r';
	if (!first)
		buf_addc(b, ',');
	if (!quote) {
		buf_addstr(b, s);
		return;
	}
	buf_adds(b, formula ? "\"'" : "\"");
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '"')
			buf_addc(b, '"');
		buf_addc(b, s.p[i]);
	}
	buf_addc(b, '"');
}

void
csv_end(struct buf *b)
{
	buf_adds(b, "\r\n");
}
