/* Pages of the person: what their templates take, and what the handlers share. */
#ifndef FEATURES_DOSSIER_DOSSIER_PAGES_H
#define FEATURES_DOSSIER_DOSSIER_PAGES_H

#include "features/dossier/dossier_priv.h"

/* --- dossier_apply_pages.c: beginning ------------------------------------------------------------------------- */
/* Where to file: chosen, or what fits the words typed. */
struct dossier_pick {
	const char *level;       /* "commune", "province", "" both */
	struct str typed;
	bool asked;
	const struct unit *unit; /* chosen; NULL: not yet */
	const char *place;
	const struct unit *const *found;
	const char *const *found_text;
	size_t n_found;
};
/* From the query: `don_vi` (id) or `noi` (words; one that fits alone is the choice). Falls back on `last` when nothing
 * was asked; 0: none. */
struct dossier_pick dossier_pick_read(struct cx *cx, struct req *rq, const struct procedure *p, int64_t last);
bool dossier_unit_takes(const struct procedure *p, const struct unit *u);

struct dossier_start_view {
	const struct procedure *p;
	const char *name, *limit, *sign_in;
	bool foreign;            /* the name is Vietnamese on an English page */
	bool person, officer;    /* who is signed in */
	struct dossier_pick pick;
	int64_t draft, draft_at; /* 0: none */
	const char *draft_place, *draft_step;
	bool again;              /* asks whether the draft shall go */
	size_t steps, papers;    /* of the form; to be sent in */
};
void tpl_dossier_start(struct page *pg, const struct dossier_start_view *v);
struct dossier_pick_view {
	const char *path;        /* of the GET form */
	const struct dossier_pick *pick;
	bool again;
};
void tpl_dossier_pick(struct page *pg, const struct dossier_pick_view *v);
void tpl_dossier_pick_error(struct page *pg, const struct dossier_pick *p);
/* What the person should know of a place without staff: who stands in, or that nobody is there yet. Nothing for others. */
void tpl_dossier_unstaffed(struct page *pg, const struct unit *u);

/* The drafts of a person for one procedure, of any revision, newest first. */
struct dossier_draft {
	int64_t id, procedure, unit, at;
};
MUST_CHECK enum status dossier_drafts_of(struct cx *cx, const char *code, struct dossier_draft *out, size_t max, size_t *n);
/* First values of a form: the account's, the agency's. */
MUST_CHECK enum status dossier_prefill(struct cx *cx, const struct dossier *d, struct form_values *v);

/* --- dossier_step_pages.c: filling in ---------------------------------------------------------------------------- */
enum dossier_step_kind { STEP_FORM, STEP_PAPERS, STEP_REVIEW };
struct dossier_step {
	enum dossier_step_kind kind;
	const struct form_step *form; /* of STEP_FORM */
	const char *id, *next, *before; /* before: NULL on the first */
	int nr, total;                /* from 1 */
};
/* False when the procedure has no such step. */
bool dossier_step_find(struct arena *a, const struct procedure *p, struct str id, struct dossier_step *out);
bool dossier_is_editable(const struct dossier *d); /* a draft, or waiting for a supplement */

/* A file that came with a step. */
struct dossier_upload {
	const struct http_file *file;
	const struct form_field *field; /* of a form's step */
	int row;
	const struct procedure_paper *paper; /* of the papers' step */
	const char *key, *name, *type;
	const char *error;              /* why it was not taken, what to do; NULL: taken */
};
/* Judges and stores what came with the request; nothing is lost when one of them is wrong. */
MUST_CHECK enum status dossier_uploads_take(struct cx *cx, struct req *rq, const struct dossier *d,
					    const struct dossier_step *step, struct dossier_upload **out, size_t *n);
/* Inside the transaction: makes papers of the stored files. */
MUST_CHECK enum status dossier_uploads_add(struct cx *cx, const struct dossier *d, const struct form_values *v,
					   struct dossier_upload *up, size_t n);
/* Takes away files of fields that the answers hide, or of rows that are gone. Inside the transaction. */
MUST_CHECK enum status dossier_papers_settle(struct cx *cx, const struct dossier *d, const struct form_values *v,
					     const struct dossier_paper *papers, size_t n);

struct dossier_paper_line {
	const struct procedure_paper *paper;
	const struct dossier_paper *const *file;
	size_t n_files;
	const char *error; /* summary and field */
};
struct dossier_step_view {
	const struct dossier *d;
	struct dossier_step step;
	const char *name, *place, *action, *autosave, *request;
	bool from_review, multipart, fault;
	const struct form_values *values;
	const struct form_errors *errors;
	struct form_files files;
	const struct dossier_paper_line *line; /* of the papers' step */
	size_t n_lines, n_errors;
};
void tpl_dossier_step(struct page *pg, const struct dossier_step_view *v);
void tpl_dossier_step_body(struct page *pg, const struct dossier_step_view *v);
void tpl_dossier_paper_fields(struct page *pg, const struct dossier_step_view *v);
void out_file_size(struct page *pg, int64_t bytes);
/* Papers with their files, in the order of the procedure; shown ones and those of form fields left out unless `all`. */
struct dossier_paper_line *dossier_paper_lines(struct arena *a, const struct dossier *d, const struct dossier_paper *papers,
					       size_t n, bool all, size_t *lines);

struct dossier_missing_line {
	const char *path, *anchor, *text; /* anchor "": the page itself */
};
struct dossier_review_view {
	const struct dossier *d;
	struct dossier_step step;
	const char *name, *place, *key, *request;
	const char *refused;              /* why the supplement was not sent, though nothing is missing; NULL */
	bool fault, ended, supplement, can_move, has_papers; /* has_papers: there is a step of papers */
	const struct form_values *values;
	struct form_files files;
	const char *change;               /* "/nop/ho-so/12/sua/" */
	const struct dossier_missing_line *missing;
	size_t n_missing;
	const struct dossier_paper_line *line;
	size_t n_lines;
};
void tpl_dossier_review(struct page *pg, const struct dossier_review_view *v);
MUST_CHECK enum status dossier_show_review(struct cx *cx, struct req *rq, struct resp *rs, int64_t id, int http_status);

struct dossier_agency_view {
	const struct dossier *d;
	struct dossier_pick pick;
	const char *now;
};
void tpl_dossier_agency(struct page *pg, const struct dossier_agency_view *v);

/* --- dossier_own_pages.c: after -------------------------------------------------------------------------------------- */
struct dossier_row_line {
	const struct dossier *d;
	const char *name, *place, *state, *tag, *due, *badge, *go_on;
};
struct dossier_list_view {
	const struct dossier_row_line *draft, *line;
	size_t n_drafts, n_lines;
	int64_t next; /* id to go on before; 0: the end */
	bool first;
};
void tpl_dossier_list(struct page *pg, const struct dossier_list_view *v);

struct dossier_event_line {
	const char *words, *reason, *css; /* css: class of the entry, "" done */
	int64_t at;
};
/* Where it stands, for its owner and for public tracking. */
struct dossier_stand {
	const struct dossier *d;
	const char *css, *words, *next;
	const char *due_label, *due_words, *badge;
	int64_t due, answer_by; /* answer_by: the desk says whether it takes it; 0: it has */
	const char *const *why; /* 'vì sao là ngày này?' */
	size_t n_why;
	const char *name, *place, *phone;
	const struct dossier_event_line *line;
	size_t n_lines;
};
/* With the reasons typed for the person when `own`. */
MUST_CHECK enum status dossier_stand_fill(struct cx *cx, const struct dossier *d, bool own, struct dossier_stand *out);
void tpl_dossier_stand(struct page *pg, const struct dossier_stand *s);
void tpl_dossier_events(struct page *pg, const struct dossier_stand *s);

struct dossier_slip_line {
	int64_t id, at;
	const char *title;
};
struct dossier_say {
	struct str body;
	const char *error;
};
struct dossier_show_view {
	struct dossier_stand stand;
	const struct dossier *d;
	bool fresh, may_withdraw, has_result, may_rate, fault;
	const char *request;   /* what the desk asks for, while waiting */
	const char *result_title;
	const struct dossier_slip_line *slip;
	const struct dossier_message *message;
	const struct dossier_fee *fee;
	size_t n_slips, n_messages, n_fees;
	const struct dossier_paper_line *line;
	size_t n_lines, n_sent; /* papers of the procedure; files and papers handed in for them */
	struct dossier_say say, rate;
	int score;             /* given, or typed */
	const char *words;
};
void tpl_dossier_show(struct page *pg, const struct dossier_show_view *v);
void tpl_dossier_papers(struct page *pg, const struct dossier_show_view *v);
void tpl_dossier_messages(struct page *pg, const struct dossier_show_view *v);
void tpl_dossier_rating(struct page *pg, const struct dossier_show_view *v);
/* The dossier page, after a failed act with what was typed. */
MUST_CHECK enum status dossier_show_own(struct cx *cx, struct req *rq, struct resp *rs, const struct dossier *d,
					const struct dossier_say *say, const struct dossier_say *rate, int score);

struct dossier_answers_view {
	const struct dossier *d;
	const char *name;
	const struct form_values *values;
	struct form_files files;
};
void tpl_dossier_answers(struct page *pg, const struct dossier_answers_view *v);
struct dossier_withdraw_view {
	const struct dossier *d;
	const char *name, *key, *error;
	struct str reason;
};
void tpl_dossier_withdraw(struct page *pg, const struct dossier_withdraw_view *v);
struct dossier_viewed_line {
	int64_t at;
	const char *agency;
};
struct dossier_viewed_view {
	const struct dossier *d;
	const struct dossier_viewed_line *line;
	size_t n;
};
void tpl_dossier_viewed(struct page *pg, const struct dossier_viewed_view *v);

/* --- dossier_track_pages.c --------------------------------------------------------------------------------------------- */
struct dossier_track_view {
	struct str code;
	const char *error;
	bool found;
	struct dossier_stand stand;
};
void tpl_dossier_track(struct page *pg, const struct dossier_track_view *v);

/* --- shared --------------------------------------------------------------------------------------------------------------- */
/* The id in the address; ST_NOT_FOUND "dossier.unknown". */
MUST_CHECK enum status dossier_param(struct cx *cx, struct req *rq, const char *name, int64_t *id);
/* The person's own dossier of the address. */
MUST_CHECK enum status dossier_own(struct cx *cx, struct req *rq, struct dossier *d);

/* Handlers. */
http_handler dossier_page_start, dossier_page_begin, dossier_page_step, dossier_page_step_post, dossier_page_step_files,
	dossier_page_autosave, dossier_page_review, dossier_page_submit, dossier_page_agency, dossier_page_agency_post,
	dossier_page_discard, dossier_page_list, dossier_page_show, dossier_page_answers, dossier_page_say,
	dossier_page_supplement, dossier_page_withdraw, dossier_page_withdraw_post, dossier_page_rate, dossier_page_viewed,
	dossier_page_slip, dossier_page_result, dossier_page_paper, dossier_page_track, dossier_page_track_post;

#endif
