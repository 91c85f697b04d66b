/* What the queue page shows. */
#ifndef FEATURES_ONESTOP_ONESTOP_QUEUE_H
#define FEATURES_ONESTOP_ONESTOP_QUEUE_H

#include "features/onestop/onestop_priv.h"

struct queue_row {
	const struct dossier *d;
	const char *due, *badge, *state, *step, *assignee;
	const char *procedure;
	int64_t at;        /* the moment of the first column; 0: none */
};
struct queue_tab {
	const char *label, *url, *count;
	bool now;
};
struct queue_chip {
	const char *label, *value, *url;
};
struct queue_view {
	const char *title, *status, *caption;
	struct queue_tab tab[QUEUES];
	int n_tabs;
	struct dossier_filter f;
	const char *slug, *here;       /* here: this page, to come back to after a bulk action */
	struct queue_row *row;
	size_t n;
	const char *next, *first, *turned, *csv, *clear; /* addresses; next and first may be NULL */
	struct queue_chip chip[2];
	int n_chips;
	const struct procedure **procedure;
	size_t n_procedures;
	bool bulk, may_take, filtered, closed;
	const struct dossier *elsewhere; /* the code typed stands in another queue */
	const char *elsewhere_state;
	const char *key;
};

struct bulk_line {
	int64_t id, version;
	struct dossier d;
	bool some;          /* the dossier may be seen */
	enum status st;
	const char *why;    /* NULL: done */
};
struct bulk_view {
	struct bulk_line *line;
	size_t n, done;
	const char *back, *key;
	bool take, report;
	int64_t assignee;
	const struct account_officer *people;
	size_t n_people;
	struct onestop_errors errors;
};

void tpl_onestop_queue(struct page *pg, const struct queue_view *v);
void tpl_onestop_bulk(struct page *pg, const struct bulk_view *v);
void tpl_onestop_errors(struct page *pg, const struct onestop_errors *e);

#endif
