/* Shared inside features/onestop. */
#ifndef FEATURES_ONESTOP_ONESTOP_PRIV_H
#define FEATURES_ONESTOP_ONESTOP_PRIV_H

#include "features/onestop/onestop.h"

#include "features/account/account.h"
#include "features/dossier/dossier.h"
#include "features/procedure/procedure.h"

#define ONESTOP_WORKERS ROLE_AT_WORK

enum {
	ONESTOP_PAGE = 25,        /* rows of a queue page */
	ONESTOP_BULK_MAX = 100,   /* dossiers of one bulk action */
	ONESTOP_PEOPLE_MAX = 200, /* officers to choose from */
	ONESTOP_COUNT_MAX = 1000, /* filtered counts stop here (settled.md 25) */
	ONESTOP_TEXT_MAX = 100,   /* characters of a filter */
	ONESTOP_FEES_MAX = 12,
};

/* --- onestop_words.c ------------------------------------------------------------------------------------------ */
/* What went wrong at which input of the page. */
struct onestop_error {
	const char *id, *text;
};
struct onestop_errors {
	VEC(struct onestop_error) list;
};
void onestop_error_add(struct cx *cx, struct onestop_errors *e, const char *id, const char *text);
const char *onestop_error_at(const struct onestop_errors *e, const char *id); /* NULL: none */
/* The sentence of cx->fault for a page that goes on: what to do. */
const char *onestop_fault_text(struct cx *cx);
/* "Giấy tiếp nhận hồ sơ và hẹn trả kết quả (mẫu 01)" */
const char *onestop_slip_name(enum lang lang, const char *kind);
/* Name of the step the dossier stands at; "" before acceptance. */
const char *onestop_step_name(enum lang lang, const struct dossier *d);
const char *onestop_size(struct arena *a, enum lang lang, int64_t bytes); /* "212 kB" */
/* A sum typed by a clerk: "100.000" and "100000" alike; false for anything else or past 12 digits. */
bool onestop_money(struct str typed, int64_t *out);
/* A range of days in the query: `ky` is "thang-nay" or "thang-truoc", or `tu` and `den` are days. The present month
 * when there is none, or a wrong one. */
struct onestop_range {
	const char *name; /* of the links; "" when days were typed */
	int32_t from, to;
	const char *from_text, *to_text;
	struct str from_typed, to_typed;
	bool bad;         /* days were typed that are none */
};
void onestop_range_read(struct cx *cx, struct req *rq, struct onestop_range *out);
/* A value of a query: everything but letters, digits and -._~ as %XX. */
void onestop_encode(struct buf *b, struct str s);
/* disposition: "attachment; filename=…" */
enum status onestop_csv(struct resp *rs, struct buf *b, const char *disposition);

/* --- opening a dossier as an officer ---------------------------------------------------------------------------- */
/* Handlers or inspectors of its desk; drafts are nobody's but their writer's. *fields as gate_fields. ST_NOT_FOUND. */
MUST_CHECK enum status onestop_open(struct cx *cx, int64_t id, struct dossier *d, unsigned *fields);
typedef enum status onestop_shown(struct cx *cx, struct req *rq, struct resp *rs, const struct dossier *d,
				  unsigned fields);
/* Opens the dossier of `:id`; the first look of an hour is written before fn shows anything (settled.md 29). */
enum status onestop_see(struct cx *cx, struct req *rq, struct resp *rs, onestop_shown *fn);
int64_t onestop_param(struct req *rq, const char *name); /* an id of the path, ".pdf" left out; 0 when it is none */
struct flow_thing onestop_thing(struct dossier *d);

/* --- moves --------------------------------------------------------------------------------------------------------- */
enum onestop_needs { /* what a move's form asks for beside a reason */
	NEEDS_FEES = 1 << 0,
	NEEDS_PERSON = 1 << 1,
	NEEDS_RESULT = 1 << 2,
	NEEDS_AMOUNT = 1 << 3,
	NEEDS_PAPERS = 1 << 4,
	NEEDS_WARNING = 1 << 5, /* the button is red */
	NEEDS_WORDS = 1 << 6,   /* a reason may be typed, none is asked */
};
struct onestop_move {
	const char *action, *slug;
	const char *button;        /* msgid */
	const char *about;         /* msgid: what it does, or NULL */
	const char *reason, *hint; /* msgids: label of the reason and its hint */
	unsigned needs;
	const char *flash;         /* "flash.onestop.…" */
	const char *slip;          /* kind of slip it issues, shown for printing; NULL none */
};
extern const struct onestop_move onestop_moves[]; /* in the order of the page; ended by action NULL */

struct onestop_fee_field {
	const char *label;        /* of the procedure; NULL: typed by the clerk */
	struct str typed_label, amount, quantity;
	bool on, council;         /* council: the sum is set by the province's council */
	bool counted;             /* the amount is of one page, one copy, one case */
	int64_t proposed, proposed_quantity; /* 0: not known */
	int nr;
	const char *error;
};
struct onestop_fees {
	const char *prefix;       /* of ids on the page */
	struct onestop_fee_field *field;
	const char *const *exempt; /* reasons to pay nothing or less, as they are printed */
	size_t n, n_exempt;
	int chosen;               /* of exempt, from 1; 0: none */
	bool paid;
};
struct onestop_hand_field {
	const char *paper, *label;
	int nr, original, copies; /* how many the procedure asks for */
	bool needed;
	const char *error;
	struct http_file *scan;   /* that came with it, or NULL */
	const char *type, *name;  /* of the scan, once stored */
	struct str chosen;        /* "", "chinh", "sao" */
};

/* One move with its form: on the work page or on a page of its own. */
struct onestop_move_view {
	const struct onestop_move *o;
	const char *label;        /* msgid */
	int64_t id, version;
	const char *key, *code;
	bool must_reason, open, alone;
	struct str reason, title, body, amount;
	int64_t assignee, me;
	const struct account_officer *people;
	size_t n_people;
	struct onestop_fees fees;
	struct onestop_hand_field *hand;
	size_t n_hands;
	const struct form *mend;  /* supplement of a counter's dossier: the form whose steps the clerk may mend; else NULL */
	struct str other;         /* papers brought to the counter that the procedure does not name */
	int64_t due;              /* accept: what form 01 would say now */
	const char *unit_words;   /* extend: "ngày làm việc" */
	const char *result_title, *result_body; /* approve: what is decided */
	bool result_file, file_again; /* file_again: one was sent with a form that had errors */
	struct onestop_errors errors;
};
/* The moves this officer may make now, and those that are theirs but must wait, each with its reason in words; in the
 * order of the page. */
struct onestop_withheld {
	const char *action, *label, *why; /* label: msgid */
};
struct onestop_offers {
	struct onestop_move_view *move;
	struct onestop_withheld *withheld;
	size_t n, n_withheld;
};
MUST_CHECK enum status onestop_moves_of(struct cx *cx, struct dossier *d, struct onestop_offers *out);

/* --- onestop_fees.c -------------------------------------------------------------------------------------------------- */
/* The fees of the procedure that fit the way it was filed, with what the form tells of how many (values may be NULL), and
 * one line to type. */
void onestop_fees_fill(struct cx *cx, const struct dossier *d, const struct form_values *values, const char *prefix,
		       struct onestop_fees *out);
/* Reads what the clerk typed into what goes with the move; wrong rows are added to errors. */
void onestop_fees_read(struct cx *cx, struct req *rq, struct onestop_fees *fees, struct dossier_move_data *out,
		       struct onestop_errors *e);
/* Papers that may be handed over at the counter, and what was chosen for each. */
void onestop_hands_fill(struct cx *cx, const struct dossier *d, struct onestop_hand_field **out, size_t *n);
void onestop_hands_read(struct cx *cx, struct req *rq, struct onestop_hand_field *hand, size_t n);
/* The file `tep.N` that came with it goes to the store; what is wrong with it stands at `id` and takes nothing else along. */
MUST_CHECK enum status onestop_scan_take(struct cx *cx, struct req *rq, struct onestop_hand_field *hand, const char *id,
					 struct onestop_errors *e);
MUST_CHECK enum status onestop_hands_write(struct cx *cx, const struct dossier *d, const struct onestop_hand_field *hand,
					   size_t n);

/* --- pages ----------------------------------------------------------------------------------------------------------- */
http_handler onestop_queue_page, onestop_queue_csv, onestop_bulk_post;
http_handler onestop_work_page, onestop_move_page, onestop_move_post;
http_handler onestop_paper_file, onestop_paper_mark_post, onestop_note_post, onestop_message_post, onestop_fee_post;
http_handler onestop_slip_page, onestop_slip_pdf, onestop_result_pdf, onestop_sheet_page, onestop_sheet_pdf;
http_handler onestop_counter_page, onestop_counter_start_page, onestop_counter_start_post, onestop_counter_step_page,
	onestop_counter_step_post, onestop_counter_finish_page, onestop_counter_finish_post,
	onestop_counter_discard_post;
http_handler onestop_figures_page, onestop_register_page, onestop_register_csv;

#endif
