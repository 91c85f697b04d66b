/* Dossiers (hồ sơ): from a draft to a returned result.
 *
 * The rules of the moves stand in dossier_moves.c, one row each with the article it implements; the clock in
 * dossier_clock.c; every statement in dossier_store.c. Pages of the person are here, pages of officers in
 * features/onestop. */
#ifndef FEATURES_DOSSIER_DOSSIER_H
#define FEATURES_DOSSIER_DOSSIER_H

#include "base/base.h"
#include "core/due/due.h"
#include "core/flow/flow.h"
#include "core/gate/gate.h"
#include "core/unit/unit.h"
#include "features/account/account.h"
#include "features/procedure/procedure.h"

/* settled.md 18 */
enum dossier_state {
	DOSSIER_DRAFT,
	DOSSIER_SUBMITTED,
	DOSSIER_ACCEPTED,
	DOSSIER_PROCESSING,
	DOSSIER_WAITING,   /* for a supplement */
	DOSSIER_PROPOSED,
	DOSSIER_APPROVED,
	DOSSIER_FINISHED,  /* the result is at the desk */
	DOSSIER_RETURNED,
	DOSSIER_REFUSED,
	DOSSIER_WITHDRAWN,
	DOSSIER_STOPPED,
	DOSSIER_STATES,
};

enum dossier_channel { CHANNEL_ONLINE, CHANNEL_COUNTER };

/* Set at the moment of finishing: before the due day, on it, after the due moment. */
enum dossier_class { CLASS_EARLY, CLASS_ON_TIME, CLASS_LATE };

struct dossier {
	int64_t id, version;
	const char *code;              /* "" while a draft */
	enum dossier_state state;
	int64_t unit, desk;            /* receiving unit; where the work stands (settled.md 30) */
	int64_t procedure_id, account; /* account 0: a person without one, at the counter */
	enum dossier_channel channel;
	const char *applicant, *citizen_no, *phone, *email, *address;
	int64_t created_at, submitted_at;
	int64_t answer_due_at;         /* 8 working hours after submission (decree 118/2025) */
	int64_t expected_at;           /* what the acknowledgement said */
	int64_t accepted_at, effective_at;
	int64_t due_at;                /* the binding day of form 01; 0 while paused or not accepted */
	int64_t paused_at;             /* 0: the clock is not stopped */
	int64_t extended_at, finished_at, returned_at;
	int extended_by;               /* how many of the procedure's units form 04 added; 0: none */
	int64_t route;                 /* the way it was accepted on, which later changes do not touch; 0: not accepted */
	int step;                      /* index in that way: dossier_route */
	int64_t step_due_at, assignee;
	int64_t sort_at;               /* what the queue sorts by: see dossier_sort_at */
	const struct procedure *procedure;
};

extern const struct flow_kind dossier_flow;
extern const struct feature dossier_feature;

/* --- words -------------------------------------------------------------------------------------------------- */
const char *dossier_state_name(enum dossier_state s);                     /* stable, for JSON */
const char *dossier_state_officer(enum lang lang, enum dossier_state s);  /* in the officers' words */
const char *dossier_state_plain(enum lang lang, enum dossier_state s);    /* in the person's words */
/* What happens next and who must act, in the person's words. */
const char *dossier_next_plain(struct cx *cx, const struct dossier *d);
/* A ledger event in plain words for the timeline: "Cán bộ đã tiếp nhận hồ sơ". */
const char *dossier_event_plain(struct cx *cx, const struct ledger_event *e);
/* All verbs of a dossier's events; words: msgid. Ended by verb NULL. */
extern const struct dossier_verb {
	const char *verb, *words;
} dossier_verbs[];
bool dossier_is_open(enum dossier_state s);    /* submitted … finished */
bool dossier_is_ended(enum dossier_state s);

/* --- reading ------------------------------------------------------------------------------------------------- */
MUST_CHECK enum status dossier_load(struct cx *cx, int64_t id, struct dossier *d); /* ST_NOT_FOUND "dossier.unknown" */
/* As dossier_load, and the gate must open for the purpose; fields as gate_fields. */
MUST_CHECK enum status dossier_open(struct cx *cx, int64_t id, enum gate_purpose purpose, struct dossier *d,
				    unsigned *fields);
/* By new or old-style code, any case. */
MUST_CHECK enum status dossier_load_code(struct cx *cx, struct str code, struct dossier *d);
/* A person's own, newest first, before an id (0: from the newest). */
MUST_CHECK enum status dossier_of_account(struct cx *cx, int64_t account, int64_t before, struct dossier *out,
					  size_t max, size_t *n);
/* Ids of all of a person, in no order: the account's (0: none), and those on paper under the number that are in no account. */
MUST_CHECK enum status dossier_ids_of_person(struct cx *cx, int64_t account, struct str citizen_no, int64_t *out, size_t max,
					     size_t *n);
MUST_CHECK enum status dossier_values(struct cx *cx, int64_t id, struct form_values **out);

/* As the person is writing them: while the desk waits for a supplement, with what is typed and not sent yet. */
MUST_CHECK enum status dossier_own_values(struct cx *cx, const struct dossier *d, struct form_values **out);

enum paper_mark { PAPER_UNMARKED, PAPER_ORIGINAL, PAPER_COPY, PAPER_WRONG };
struct dossier_paper {
	int64_t id, dossier, size, added_by, added_at;
	const char *paper;   /* id of the procedure's paper, or path of a form's file field ("field:tep_chung_sinh") */
	const char *name;    /* file name; "" for a paper handed over at the counter */
	const char *sha256, *type;
	enum paper_mark mark;
	const char *reason;  /* why it is wrong */
	bool original;       /* handed over in the original */
};
MUST_CHECK enum status dossier_papers(struct cx *cx, int64_t id, struct dossier_paper **out, size_t *n);
MUST_CHECK enum status dossier_paper_load(struct cx *cx, int64_t paper_id, struct dossier_paper *out);
/* It was there when the desk asked for a supplement: the person cannot take it away, a new file stands beside it. */
bool dossier_paper_is_kept(const struct dossier *d, const struct dossier_paper *p);
/* The last supplement received: papers added in (since, until] and the changed answers came with it; until 0: none. */
struct dossier_supplement {
	int64_t since, until;
	const char *const *field; /* paths in the form */
	size_t n_fields;
	struct form_values *former; /* the answers before it; NULL: none changed, or not kept (before migration 0011) */
};
MUST_CHECK enum status dossier_supplement(struct cx *cx, const struct dossier *d, struct dossier_supplement *out);
/* The files that stand in form fields, as the form engine wants them. */
struct form_files dossier_form_files(struct arena *a, const struct dossier_paper *p, size_t n);
/* What the answers are held against: the day of filing, or today; the days off of the agency. */
struct form_day dossier_form_day(const struct cx *cx, const struct dossier *d);

enum message_kind { MESSAGE_FROM_PERSON, MESSAGE_FROM_DESK, MESSAGE_NOTE /* among officers */ };
struct dossier_message {
	int64_t id, author, at;
	enum message_kind kind;
	const char *name, *body;
};
MUST_CHECK enum status dossier_messages(struct cx *cx, int64_t id, bool notes, struct dossier_message **out, size_t *n);

struct dossier_slip {
	int64_t id, dossier, issued_at, issued_by;
	const char *kind;    /* "receipt" 01, "supplement" 02, "refusal" 03, "apology" 04, "acknowledgement" */
	int no;
	const char *body;    /* JSON of what was printed */
};
MUST_CHECK enum status dossier_slips(struct cx *cx, int64_t id, struct dossier_slip **out, size_t *n);
MUST_CHECK enum status dossier_slip_load(struct cx *cx, int64_t slip_id, struct dossier_slip *out);

/* As issued: the values that were kept then. */
MUST_CHECK enum status dossier_slip_pdf(struct cx *cx, const struct dossier *d, const struct dossier_slip *s,
					struct str *pdf);
/* A result written as text, signed by who approved it. */
MUST_CHECK enum status dossier_result_pdf(struct cx *cx, const struct dossier *d, struct str *pdf);

struct dossier_result {
	int64_t at;
	const char *kind, *title, *body, *sha256, *signer; /* sha256 "": made from title and body */
};
MUST_CHECK enum status dossier_result(struct cx *cx, int64_t id, struct dossier_result *out, bool *some);

struct dossier_fee {
	int64_t id, amount, paid_at, paid_to;
	const char *label;
};
MUST_CHECK enum status dossier_fees(struct cx *cx, int64_t id, struct dossier_fee **out, size_t *n);
MUST_CHECK enum status dossier_rating(struct cx *cx, int64_t id, int *score, const char **words); /* score 0: none */

/* Events of the dossier for its timeline, oldest first; views left out. */
MUST_CHECK enum status dossier_timeline(struct cx *cx, int64_t id, struct ledger_event **out, size_t *n);
/* The same without actors and reasons, at a fraction of the cost (ledger_steps). */
MUST_CHECK enum status dossier_timeline_steps(struct cx *cx, int64_t id, struct ledger_event **out, size_t *n);

/* The way it goes: the one it was accepted on, before that the one its agency has now. */
struct procedure_route dossier_route(const struct dossier *d);

/* --- the clock ------------------------------------------------------------------------------------------------ */
/* The binding due moment as it was counted at acceptance, or at the stop, resumption or extension since; before
 * acceptance the expected one, counted now. With its steps: 'vì sao là ngày này?'. */
MUST_CHECK enum status dossier_due(struct cx *cx, const struct dossier *d, struct due_result *out);
/* The calendar of what lies ahead of it: the hours it was accepted with, the days off known now. */
MUST_CHECK enum status dossier_calendar(struct cx *cx, const struct dossier *d, struct due_calendar *out);
/* When a step of its way ends: its share, with those before it, of the working minutes (settled.md 22); 0: not known. */
int64_t dossier_step_due(const struct dossier *d, const struct due_calendar *cal, int step);
int64_t dossier_sort_at(const struct dossier *d);
enum dossier_class dossier_class_of(int64_t due_at, int64_t finished_at);
/* "Còn 2 ngày làm việc", "Đến hạn hôm nay", "Quá hạn 1 ngày", "Đang tạm dừng"; badge: late, soon, calm, wait. */
const char *dossier_due_words(struct cx *cx, const struct dossier *d, const char **badge);

/* --- changing; inside a transaction ----------------------------------------------------------------------------- */
struct dossier_start {
	const struct procedure *procedure;
	int64_t unit, account;         /* account 0 at the counter */
	enum dossier_channel channel;
};
/* A draft; the caller has looked for one that exists (dossier_find_draft). */
MUST_CHECK enum status dossier_start(struct cx *cx, const struct dossier_start *s, int64_t *id);
MUST_CHECK enum status dossier_find_draft(struct cx *cx, int64_t account, int64_t procedure_id, int64_t *id); /* 0: none */
/* Saves the draft's values. While waiting a person's are kept beside those the desk sees until they are sent; a desk's are
 * the dossier's at once, and those of before are kept for the supplement to tell. ST_CONFLICT "dossier.not_draft" in any
 * other state. */
MUST_CHECK enum status dossier_save_values(struct cx *cx, const struct dossier *d, const struct form_values *v);
/* A draft of the counter becomes that of an account (its card was seen), just before it is submitted. */
MUST_CHECK enum status dossier_set_account(struct cx *cx, const struct dossier *d, int64_t account);
/* What was filed on paper with this citizen number, before there was an account, is this account's from now on: a desk
 * has seen the card (account_config.card_seen). */
MUST_CHECK enum status dossier_link_account(struct cx *cx, int64_t account, const char *citizen_no);
MUST_CHECK enum status dossier_set_unit(struct cx *cx, const struct dossier *d, int64_t unit);
MUST_CHECK enum status dossier_discard(struct cx *cx, const struct dossier *d); /* a draft */
/* The blob is stored already. Limits of settled.md 12 over the whole dossier: "dossier.papers.many", ".large". */
MUST_CHECK enum status dossier_add_paper(struct cx *cx, const struct dossier *d, const struct dossier_paper *p, int64_t *id);
/* ST_CONFLICT "dossier.paper.kept" for one that dossier_paper_is_kept. */
MUST_CHECK enum status dossier_remove_paper(struct cx *cx, const struct dossier *d, int64_t paper_id);
MUST_CHECK enum status dossier_mark_paper(struct cx *cx, const struct dossier *d, int64_t paper_id, enum paper_mark mark,
					  const char *reason);
/* A paper handed over at the counter, without a file. */
MUST_CHECK enum status dossier_hand_paper(struct cx *cx, const struct dossier *d, const char *paper, bool original);
MUST_CHECK enum status dossier_say(struct cx *cx, const struct dossier *d, enum message_kind kind, struct str body);
MUST_CHECK enum status dossier_rate(struct cx *cx, const struct dossier *d, int score, struct str words);
MUST_CHECK enum status dossier_fee_paid(struct cx *cx, const struct dossier *d, int64_t fee_id);

/* What goes with a move; which members count is said in dossier_moves.c. */
struct dossier_move_data {
	int64_t assignee;              /* assign, forward */
	const char *title, *body;      /* propose: of the result */
	const char *sha256;            /* propose: an uploaded result, already in the blob store, or NULL */
	int amount;                    /* extend: how many of the procedure's units */
	const struct dossier_fee *fee; /* accept */
	size_t n_fees;
};
/* flow_move with everything filled; out->row is the dossier after the move. */
MUST_CHECK enum status dossier_move(struct cx *cx, int64_t id, const char *action, const struct flow_input *in,
				    struct dossier *after, bool *repeated);

/* What is still missing before it can be submitted: form errors by step, papers without a file. */
struct dossier_missing {
	struct form_errors errors;
	const struct procedure_paper **paper;
	size_t n_papers;
};
MUST_CHECK enum status dossier_check(struct cx *cx, const struct dossier *d, struct dossier_missing *out);

/* Somebody who is not the owner looks at it: one event per viewer, dossier and hour (settled.md 29). *first: this view
 * must be written (commit dossier_view_tx with the id) before the page is shown. */
MUST_CHECK enum status dossier_view_first(struct cx *cx, int64_t id, bool *first);
enum status dossier_view_tx(struct cx *cx, void *id); /* db_tx_fn; id: int64_t * */

/* --- public tracking (settled.md 16) ----------------------------------------------------------------------------- */
/* ST_NOT_FOUND "dossier.track.unknown" for a wrong code and for wrong digits alike; ST_TOO_MANY when tried too often.
 * *count_wrong: the caller commits dossier_track_wrong_tx. */
struct dossier_track {
	struct str code, digits;
	struct dossier d;              /* state fields only may be shown */
	const char *subject_code, *subject_address;
};
MUST_CHECK enum status dossier_track(struct cx *cx, struct dossier_track *t);
enum status dossier_track_wrong_tx(struct cx *cx, void *track);

/* --- queues of officers ------------------------------------------------------------------------------------------- */
enum dossier_queue { QUEUE_NEW, QUEUE_MINE, QUEUE_WORK, QUEUE_APPROVE, QUEUE_WAITING, QUEUE_TODAY, QUEUE_LATE,
		     QUEUE_RETURN, QUEUE_UNSTAFFED, QUEUE_CLOSED, QUEUES };
struct dossier_filter {
	enum dossier_queue queue;
	int64_t desk, me;
	struct str text;               /* code, name or number; "" all */
	const struct procedure *procedure;
	bool descending;
	int64_t after_sort, after_id;  /* the last row of the page before; 0, 0 from the start */
};
MUST_CHECK enum status dossier_queue_page(struct cx *cx, const struct dossier_filter *f, struct dossier *out, size_t max,
					  size_t *n, bool *more);
/* Rows that the filter lets through, counted up to max; after_sort and after_id are not looked at. */
MUST_CHECK enum status dossier_queue_count(struct cx *cx, const struct dossier_filter *f, int64_t max, int64_t *n);
/* Count of each queue of a desk from tallies (QUEUE_MINE counted, at most 1001). */
MUST_CHECK enum status dossier_queue_counts(struct cx *cx, int64_t desk, int64_t me, int64_t counts[QUEUES]);

/* What the desk accepted in [from, until), oldest first, after a row (0, 0: from the start). */
struct dossier_register_range {
	int64_t from, until, after_at, after_id;
};
MUST_CHECK enum status dossier_register(struct cx *cx, int64_t desk, const struct dossier_register_range *r,
					struct dossier *out, size_t max, size_t *n);
/* Drafts that clerks of the desk (0: of all desks) are typing for people at the counter, newest first, before an id
 * (0: from the newest). */
MUST_CHECK enum status dossier_at_counter(struct cx *cx, int64_t desk, int64_t before, struct dossier *out, size_t max,
					  size_t *n);

/* --- figures -------------------------------------------------------------------------------------------------------- */
struct dossier_figures {
	int64_t received, accepted, finished, early, on_time, late, returned, refused, withdrawn, stopped, open, open_late;
};
/* Of one unit (0: all) over local days [from, to]; open figures are of now. */
MUST_CHECK enum status dossier_figures(struct cx *cx, int64_t unit, int32_t from, int32_t to, struct dossier_figures *out);
/* The same for every receiving unit that has any, in order of unit, with three statements in all. */
struct dossier_unit_figures {
	int64_t unit, received, online /* of received */, finished, early, on_time, late, refused;
};
MUST_CHECK enum status dossier_figures_by_unit(struct cx *cx, int32_t from, int32_t to,
					       struct dossier_unit_figures **out, size_t *n);
/* Open dossiers of units whose work stands at another desk, by unit and desk. */
struct dossier_elsewhere {
	int64_t unit, desk, n;
};
MUST_CHECK enum status dossier_elsewhere(struct cx *cx, struct dossier_elsewhere **out, size_t *n);

#endif
