/* What the pages about one dossier show. */
#ifndef FEATURES_ONESTOP_ONESTOP_WORK_H
#define FEATURES_ONESTOP_ONESTOP_WORK_H

#include "features/onestop/onestop_priv.h"

/* How a browser may show a file; anything else is saved. */
enum paper_look { LOOK_NONE, LOOK_IMAGE, LOOK_PDF };
enum paper_look onestop_paper_look(const char *type);

struct work_paper {
	struct dossier_paper p;
	const char *label, *size, *mark; /* mark: in words, NULL unmarked */
	bool file, fresh;                /* fresh: came with the last supplement */
	enum paper_look look;
	bool open, more;                 /* shown on the page from the start; another one waits to be looked at */
	enum paper_mark chosen;
	struct str typed_reason;         /* chosen and typed with a mark that could not be saved */
	const char *error;
};
struct work_event {
	const char *words, *who, *reason;
	int64_t at;
	bool now, stop;
};
struct work_slip {
	int64_t id, at;
	const char *name;
	int no;
};
struct work_view {
	struct dossier d;
	unsigned fields;
	bool works;           /* may change papers, notes, fees; else reads only */
	const char *due, *badge, *state, *unit, *assignee, *step, *procedure, *channel, *limit;
	int64_t due_at;       /* the day that counts now; 0: none */
	const char *const *why;
	size_t n_why;
	struct form_values *values, *former; /* former: before the last supplement; NULL: it changed none */
	struct form_opts opts;
	struct work_paper *paper;
	size_t n_papers;
	int64_t open_paper;   /* asked for by the address; 0: none */
	const char *const *missing;
	size_t n_missing;
	struct work_slip *slip;
	size_t n_slips;
	struct dossier_fee *fee;
	size_t n_fees;
	struct work_event *event;
	size_t n_events;
	struct dossier_message *talk, *note;
	size_t n_talk, n_notes;
	struct onestop_offers offers;
	struct dossier_result result;
	bool has_result;
	int score;
	const char *rating;
	struct str typed_note, typed_message; /* given back after an error */
	struct onestop_errors errors;
};

struct conflict_view {
	struct dossier d;
	const char *state, *why, *last, *who;
	int64_t at;
	bool own;
};

struct slip_view {
	struct dossier d;
	int64_t slip, at;
	const char *name, *procedure;
	bool counter;         /* the next person waits there */
};

/* Form 05: who had the dossier when, and was each step in time. */
struct sheet_row {
	const char *step, *from, *by; /* by: who did it, or has it now */
	int64_t began, ended, due;    /* ended 0: still there */
	const char *verdict;
	bool pause;
};
struct sheet_view {
	struct dossier d;
	const char *unit, *procedure, *limit;
	struct sheet_row *row;
	size_t n;
};
MUST_CHECK enum status onestop_sheet_fill(struct cx *cx, const struct dossier *d, struct sheet_view *v);

void tpl_onestop_slip(struct page *pg, const struct slip_view *v);
void tpl_onestop_sheet(struct page *pg, const struct sheet_view *v);
void tpl_onestop_work(struct page *pg, const struct work_view *v);
void tpl_onestop_papers(struct page *pg, const struct work_view *v);
void tpl_onestop_side(struct page *pg, const struct work_view *v);
void tpl_onestop_move(struct page *pg, const struct onestop_move_view *v);
void tpl_onestop_move_form(struct page *pg, const struct onestop_move_view *v);
void tpl_onestop_fees(struct page *pg, const struct onestop_fees *v);
void tpl_onestop_conflict(struct page *pg, const struct conflict_view *v);
void tpl_onestop_errors(struct page *pg, const struct onestop_errors *e);

#endif
