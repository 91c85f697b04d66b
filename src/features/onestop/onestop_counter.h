/* The counter: what its pages show. */
#ifndef FEATURES_ONESTOP_ONESTOP_COUNTER_H
#define FEATURES_ONESTOP_ONESTOP_COUNTER_H

#include "features/onestop/onestop_priv.h"

enum { COUNTER_DRAFTS = 30, COUNTER_HITS = 20 };

struct counter_line {
	const struct procedure *p;
	const char *name, *limit;
};
struct counter_draft {
	int64_t id, at;
	const char *name, *person;
};
struct counter_view {
	struct str question;
	struct counter_line *line;
	size_t n;
	bool other_level;       /* something fits, but not at this desk */
	struct counter_draft *draft;
	size_t n_drafts;
};
struct counter_start_view {
	const struct procedure *p;
	const char *name, *limit;
	struct str number;
	struct onestop_errors errors;
};
struct counter_step_view {
	struct dossier d;
	const char *name;
	const struct form_step *step;
	int nr, total;
	const char *before;      /* address of the step before, NULL on the first */
	bool from_check;         /* goes back to the last page */
	struct form_values *values;
	struct form_errors errors;
	struct form_opts opts;
	struct html title;
};
struct counter_finish_view {
	struct dossier d;
	const char *name, *limit, *key;
	struct form_values *values;
	struct form_opts opts;
	struct form_errors missing;   /* answers that are still wanted */
	const char *const *missing_step;
	struct onestop_hand_field *hand;
	size_t n_hands;
	struct onestop_fees fees;
	struct account owner;         /* id 0: nobody with this number has an account */
	const char *owner_birth;
	bool attach, card;
	int64_t due;
	struct onestop_errors errors;
};

void tpl_onestop_counter(struct page *pg, const struct counter_view *v);
void tpl_onestop_counter_start(struct page *pg, const struct counter_start_view *v);
void tpl_onestop_counter_step(struct page *pg, const struct counter_step_view *v);
void tpl_onestop_counter_finish(struct page *pg, const struct counter_finish_view *v);
void tpl_onestop_fees(struct page *pg, const struct onestop_fees *v);
void tpl_onestop_errors(struct page *pg, const struct onestop_errors *e);

/* A draft that a clerk of its desk is typing; ST_NOT_FOUND for anything else. *done: it was submitted since. */
MUST_CHECK enum status onestop_counter_draft(struct cx *cx, int64_t id, struct dossier *d, bool *done);
/* The same for its answers, which a clerk may mend too while a supplement is awaited. */
MUST_CHECK enum status onestop_counter_answers(struct cx *cx, int64_t id, struct dossier *d, bool *done);

#endif
