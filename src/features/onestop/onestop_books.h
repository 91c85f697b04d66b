/* Figures of a desk and its register. */
#ifndef FEATURES_ONESTOP_ONESTOP_BOOKS_H
#define FEATURES_ONESTOP_ONESTOP_BOOKS_H

#include "features/onestop/onestop_priv.h"

enum { BOOK_PAGE = 50, LATE_MAX = 1000, LATE_GROUPS = 100, LATE_SHOWN = 50 };

struct late_group {
	const char *name;     /* of the officer or the step */
	int64_t n, oldest;    /* oldest: the earliest due moment */
	int64_t key;
};
struct late_line {
	const struct dossier *d;
	const char *due, *badge, *assignee, *step;
};
struct figures_view {
	struct onestop_range range;
	struct dossier_figures sum;
	const char *on_time;  /* "96,4%", or "–" */
	struct late_group officer[LATE_GROUPS], step[LATE_GROUPS];
	size_t n_officers, n_steps;
	struct late_line *line;
	size_t n_lines, n_late;
	bool more_late;       /* over LATE_MAX: the groups count the earliest only */
	const char *unit;
};

struct book_row {
	int nr;
	const struct dossier *d;
	const char *procedure, *state, *assignee;
};
struct book_view {
	struct onestop_range range;
	struct book_row *row;
	size_t n;
	const char *next, *first, *csv, *unit;
};

void tpl_onestop_figures(struct page *pg, const struct figures_view *v);
void tpl_onestop_register(struct page *pg, const struct book_view *v);
void tpl_onestop_range(struct page *pg, const struct onestop_range *r);

#endif
