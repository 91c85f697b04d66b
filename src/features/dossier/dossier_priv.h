/* Shared inside features/dossier. */
#ifndef FEATURES_DOSSIER_DOSSIER_PRIV_H
#define FEATURES_DOSSIER_DOSSIER_PRIV_H

#include "features/dossier/dossier.h"
#include "platform/parse/json_in.h"

enum {
	DOSSIER_ANSWER_HOURS = 8,              /* decree 118/2025: the desk answers an online filing within 8 working hours */
	DOSSIER_FILES_MAX = 20,                /* settled.md 12 */
	DOSSIER_BYTES_MAX = 50 * 1024 * 1024,
	DOSSIER_MESSAGE_MAX = 5000,            /* characters */
};

/* The columns of a whole dossier, in the order dossier_read_row takes them. */
#define DOSSIER_COLUMNS                                                                                           \
	"id, code, state, version, unit_id, desk_id, procedure_id, account_id, channel, applicant, citizen_no, "   \
	"phone, email, address, created_at, submitted_at, answer_due_at, expected_at, accepted_at, effective_at, " \
	"due_at, paused_at, extended_at, finished_at, returned_at, step, step_due_at, assignee, sort_at, extended_by, route_id"

/* --- dossier_store.c ---------------------------------------------------------------------------------------- */
void dossier_read_row(struct rows *rs, struct dossier *d);
/* Rows whose procedure is known, at most max. */
MUST_CHECK enum status dossier_read_many(struct cx *cx, const struct stmt *q, struct args args, struct dossier *out,
					 size_t max, size_t *n);
MUST_CHECK enum status dossier_store_thing(struct cx *cx, int64_t id, struct flow_thing *t); /* flow's load */
MUST_CHECK enum status dossier_store_move(struct cx *cx, const struct flow_thing *t, int to, int64_t *changed);
MUST_CHECK enum status dossier_store_insert(struct cx *cx, const struct dossier *d);
/* Writes the columns a move may have changed: code, clock, step, assignee, person. */
MUST_CHECK enum status dossier_store_clock(struct cx *cx, const struct dossier *d);
MUST_CHECK enum status dossier_store_person(struct cx *cx, const struct dossier *d);
MUST_CHECK enum status dossier_next_number(struct cx *cx, int64_t unit, int32_t day, int64_t *n);
MUST_CHECK enum status dossier_store_submit(struct cx *cx, const struct dossier *d, const char *code_fold);
MUST_CHECK enum status dossier_pause_open(struct cx *cx, int64_t id, int64_t from);
MUST_CHECK enum status dossier_pause_close(struct cx *cx, int64_t id, int64_t until);
MUST_CHECK enum status dossier_pauses(struct cx *cx, int64_t id, struct due_pause **out, size_t *n);
MUST_CHECK enum status dossier_slip_add(struct cx *cx, int64_t id, const char *kind, struct str body);
MUST_CHECK enum status dossier_result_put(struct cx *cx, int64_t id, const struct dossier_result *r);
MUST_CHECK enum status dossier_fee_add(struct cx *cx, int64_t id, const struct dossier_fee *f);
/* Folded code for finding: upper case, both spellings end as one ("H41.18-231005-0001"); false when it is no code. */
bool dossier_code_fold(struct arena *a, struct str code, struct str *out);

/* --- dossier_pending.c ---------------------------------------------------------------------------------------- */
MUST_CHECK enum status dossier_pending_put(struct cx *cx, const struct dossier *d, struct str body);
MUST_CHECK enum status dossier_pending_drop(struct cx *cx, const struct dossier *d);
/* Makes the typed answers those of the dossier and keeps those before; *detail: members for the event, which papers came
 * after `since` and which fields changed. ST_INVALID "dossier.supplement.empty": since then no answer changed, no paper came
 * and nothing was said. */
MUST_CHECK enum status dossier_pending_take(struct cx *cx, const struct dossier *d, int64_t since, const char **detail);
/* Before the desk mends an answer: keeps what all of them were when it asked. */
MUST_CHECK enum status dossier_former_open(struct cx *cx, const struct dossier *d);

/* --- dossier_pinned.c ------------------------------------------------------------------------------------------ */
struct dossier_pinned {
	bool some;                    /* false: not accepted, or accepted before the day was kept */
	struct due_calendar calendar; /* the hours it was accepted with, else its agency's; the days off known now */
	struct due_result due;
};
MUST_CHECK enum status dossier_pinned_get(struct cx *cx, const struct dossier *d, struct dossier_pinned *out);
MUST_CHECK enum status dossier_pinned_put(struct cx *cx, const struct dossier *d, const struct due_calendar *cal,
					  const struct due_result *r);

/* --- dossier_clock.c ------------------------------------------------------------------------------------------ */
MUST_CHECK enum status dossier_clock_submit(struct cx *cx, struct dossier *d);
MUST_CHECK enum status dossier_clock_accept(struct cx *cx, struct dossier *d);
MUST_CHECK enum status dossier_clock_pause(struct cx *cx, struct dossier *d);
MUST_CHECK enum status dossier_clock_resume(struct cx *cx, struct dossier *d);
MUST_CHECK enum status dossier_clock_extend(struct cx *cx, struct dossier *d, int amount);
/* step_due_at of the step it stands at. */
MUST_CHECK enum status dossier_clock_step(struct cx *cx, struct dossier *d);

/* --- dossier_slip.c --------------------------------------------------------------------------------------------- */
/* Issues a paper: its values as JSON, kept as printed. old_due: of an apology, the moment that was missed; else 0. */
MUST_CHECK enum status dossier_issue_slip(struct cx *cx, const struct dossier *d, const char *kind, const char *reason,
					  int64_t old_due);

/* --- dossier_mail.c ----------------------------------------------------------------------------------------------- */
/* Tells the person by e-mail what a move means for them; nothing when they gave no address. */
MUST_CHECK enum status dossier_tell(struct cx *cx, const struct dossier *d, const struct ledger_event *e);

extern const struct route dossier_routes[];  /* dossier_pages.c */
extern const struct job_kind dossier_jobs[]; /* dossier_jobs.c */
/* The job UNIT_DESKS_JOB, dossier_desk.c. */
MUST_CHECK enum status dossier_desks_run(struct cx *cx, struct db *db, const struct job *j);

/* --- dossier_moves.c ---------------------------------------------------------------------------------------------- */
extern const struct tally_set dossier_tallies;

#endif
