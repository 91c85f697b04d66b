/* CSV after RFC 4180: quoted cells, doubled quotes, CRLF or LF, UTF-8. The first row names the columns. */
#ifndef BASE_CSV_H
#define BASE_CSV_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/str.h"

enum { CSV_COLUMNS_MAX = 64 };

struct csv {
	struct arena *arena;
	struct str rest;
	int line;                          /* of the row last read, from 1 */
	int n_columns, n_cells;
	struct str column[CSV_COLUMNS_MAX];
	struct str cell[CSV_COLUMNS_MAX];
	bool bad;                          /* the text is no CSV: unclosed quote, too many columns */
};

/* Reads the header row. text must outlive the reader. */
void csv_open(struct csv *c, struct arena *a, struct str text);
/* The next row into cell[]; false at the end or when bad. Empty lines are skipped. */
bool csv_next(struct csv *c);
/* The cell under a column name; empty when the row or the column is short of it. */
struct str csv_get(const struct csv *c, const char *column);

/* Writing: one cell with its separator; end the row with csv_end. Cells that a spreadsheet would run as a
 * formula (= + - @ at the head) get a leading apostrophe unless they are numbers. */
void csv_cell(struct buf *b, struct str s, bool first);
void csv_end(struct buf *b);

#endif
