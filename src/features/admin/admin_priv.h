/* Shared inside features/admin. */
#ifndef FEATURES_ADMIN_ADMIN_PRIV_H
#define FEATURES_ADMIN_ADMIN_PRIV_H

#include "core/ledger/ledger.h"
#include "core/unit/unit.h"
#include "features/account/account.h"
#include "features/admin/admin.h"
#include "features/procedure/procedure.h"
#include "platform/parse/json_in.h"

enum {
	ADMIN_LIST = 50,         /* rows of a page of a list */
	ADMIN_CHOICES = 10,      /* units offered for what was typed */
	ADMIN_NAME_MAX = 200,    /* characters */
	ADMIN_TEXT_MAX = 500,
	ADMIN_LONG_MAX = 5000,
	ADMIN_BODY_MAX = 512 * 1024, /* bytes of a procedure's JSON, as features/procedure allows */
	ADMIN_POST_MAX = 3 * ADMIN_BODY_MAX, /* the same, urlencoded */
};

/* Things of the ledger that have no row of their own. Ids of rows are never so small. */
enum admin_thing { ADMIN_THING_LEDGER = 1, ADMIN_THING_TALLY = 2 };

/* --- who, what was done (admin.c) ------------------------------------------------------------------------------- */
bool admin_is_system(const struct cx *cx);
/* May this person administer, or read the ledger of, the unit: at or below the unit worked for; the system's all. */
bool admin_in_scope(const struct cx *cx, const struct unit *u);
/* ST_NOT_FOUND "unit.unknown" also when it is out of scope. */
MUST_CHECK enum status admin_unit_of(struct cx *cx, struct str id, const struct unit **out);
/* Inside a transaction. detail: a JSON object or "". */
MUST_CHECK enum status admin_event(struct cx *cx, const char *verb, const char *kind, int64_t thing, int64_t unit,
				   const char *reason, const char *detail);
/* {"key":["old","new"],…} of what differs, for the detail of an event. */
struct admin_changes {
	struct buf b;
	struct json_out j;
	int n;
};
void admin_changes_begin(struct cx *cx, struct admin_changes *c);
void admin_change(struct admin_changes *c, const char *key, const char *was, const char *is);
const char *admin_changes_end(struct admin_changes *c); /* "" when nothing differs */
/* After a commit: this server shows the change at once, the others within a second. */
void admin_refresh(struct cx *cx);
struct admin_option {
	const char *value, *label; /* label: msgid; ended by value NULL */
};
/* What happened, in words. */
const char *admin_event_words(struct cx *cx, const struct ledger_event *e);
extern const struct admin_option admin_account_verbs[], admin_own_verbs[];
struct admin_verb_group {
	const char *area, *label;            /* "dossier.", "Hồ sơ": all acts of it are a choice too */
	const struct admin_option *verb;
};
const struct admin_verb_group *admin_verb_groups(struct cx *cx); /* of the ledger, ended by area NULL */
/* The sentence of the fault of cx. */
const char *admin_fault_words(struct cx *cx);

/* --- forms ------------------------------------------------------------------------------------------------------- */
struct admin_error {
	const char *field; /* id on the page */
	const char *text;
};
struct admin_errors {
	VEC(struct admin_error) list;
};
/* text NULL adds nothing. */
void admin_error_add(struct cx *cx, struct admin_errors *e, const char *field, const char *text);
const char *admin_error_at(const struct admin_errors *e, const char *field); /* NULL when none */
/* A field of the form, trimmed, in a C string; too long or empty (when required) adds an error. */
const char *admin_read(struct cx *cx, struct req *rq, struct admin_errors *e, const char *field, size_t max,
		       const char *missing);

/* label, hint and error are in the page's language; NULL is none. */
struct admin_field {
	const char *id, *label, *hint, *error;
	const char *value;
	const char *width; /* "20" …; NULL: whole */
	int rows;          /* > 0: a text of several lines */
	bool digits, code; /* code: JSON and the like */
};
void tpl_admin_field(struct page *pg, const struct admin_field *f);
void tpl_admin_error_list(struct page *pg, const struct admin_errors *e);

struct admin_select {
	const char *id, *label, *hint, *error, *value;
	const struct admin_option *option;
};
void tpl_admin_select(struct page *pg, const struct admin_select *s);
/* The label of a value, in the language; the value itself when there is none. */
const char *admin_option_label(enum lang lang, const struct admin_option *o, const char *value);

/* The unit of a form, typed or chosen: fields don_vi (id) and don_vi_ten. */
struct admin_picker {
	const char *label, *hint, *error, *suggest;
	struct str typed, id;
	const struct unit **choice; /* several fit */
	size_t n_choices;
};
void tpl_admin_picker(struct page *pg, const struct admin_picker *p);
/* Units that fit: code, or every typed word begins a word of the name. all: of the whole country, only valid ones. */
size_t admin_units_find(struct cx *cx, struct str typed, bool all, const struct unit **out, size_t max);
/* NULL without a unit: then p->error tells why, or nothing was typed. */
const struct unit *admin_pick(struct cx *cx, struct admin_picker *p, struct str id, struct str typed, bool all);

/* One page of officers' administration. */
struct page *admin_page(struct cx *cx, struct req *rq, struct resp *rs, const char *title, const char *nav,
			const char *back, bool error);

/* --- units (admin_unit.c rules, admin_unit_pages.c) ------------------------------------------------------------------ */
struct admin_unit_edit {
	int64_t id;
	const char *name, *name_en, *hours, *address, *phone;
};
enum status admin_unit_edit_tx(struct cx *cx, void *input);
struct admin_unit_end {
	int64_t id, successor;
	int32_t day;       /* 0: valid again */
	const char *reason;
};
enum status admin_unit_end_tx(struct cx *cx, void *input);
struct admin_unit_new {
	int64_t id, parent; /* id is filled */
	int32_t day;
	const char *code, *name, *name_en, *hours, *address, *phone, *reason;
};
enum status admin_unit_new_tx(struct cx *cx, void *input);
/* The code written out, or NULL with *wrong: not below the parent's, too deep, taken. */
const char *admin_unit_code(struct cx *cx, const struct unit *parent, struct str typed, const char **wrong);
/* The next free code below a unit. */
const char *admin_unit_code_free(struct cx *cx, const struct unit *parent);
/* Why the unit may not end in favour of this one; NULL when it may. */
MUST_CHECK enum status admin_unit_open(struct cx *cx, const struct unit *u, int64_t *n); /* dossiers */
const char *admin_unit_end_wrong(struct cx *cx, const struct unit *u, const struct unit *successor);
const char *admin_unit_kind(enum lang lang, const struct unit *u);
http_handler admin_units_page, admin_unit_page, admin_unit_post, admin_unit_end_post, admin_unit_reopen_post;
http_handler admin_unit_new_page, admin_unit_new_post, admin_unit_suggest, admin_unit_suggest_all;

/* A working day with these hours, and two deadlines that show what it does. */
struct admin_day_preview {
	const char *hours, *total; /* "07:30–11:30, 13:30–17:00", "7 giờ 30 phút" */
	int64_t received, due_hours, due_days;
};
/* hours text as typed; ST_INVALID due.hours. */
MUST_CHECK enum status admin_day_preview(struct cx *cx, struct str hours, struct admin_day_preview *out);

/* --- days off (admin_holiday.c) ---------------------------------------------------------------------------------------- */
struct admin_holiday {
	struct unit_holiday h;
	const char *why;
};
enum status admin_holiday_put_tx(struct cx *cx, void *input);
enum status admin_holiday_remove_tx(struct cx *cx, void *input);
bool admin_holiday_counts(const struct unit_holiday *h, bool extra);
/* The calendar with one day changed (h), or without it (h NULL, day); in cx->arena. */
MUST_CHECK enum status admin_holiday_calendar(struct cx *cx, const struct unit_holiday *h, int32_t day,
					      struct due_calendar *out);
http_handler admin_holidays_page, admin_holiday_page, admin_holiday_post, admin_holiday_remove_post;

/* --- jobs, ledger, figures ------------------------------------------------------------------------------------------------ */
http_handler admin_jobs_page, admin_job_post;
http_handler admin_ledger_page, admin_ledger_post, admin_seals_page, admin_seals_post, admin_tally_page, admin_tally_post;
enum status admin_verify_job(struct cx *cx, struct db *db, const struct job *j);
enum status admin_recount_job(struct cx *cx, struct db *db, const struct job *j);

/* Who, about whom or what, where, which acts, when; what is 0 or empty is not asked. */
struct admin_ledger_filter {
	int64_t officer, thing;
	int64_t person;            /* of a citizen: the account, or one dossier of somebody without one */
	int64_t unit;              /* with those below it; 0: all in scope */
	const char *verb;          /* whole, or an area: "dossier." */
	int32_t from, to;          /* local days, both counted */
};
/* Newest first before an id (0: the newest). Looks at no more than some thousands of events at a time: *next is where to go
 * on, 0 at the end, so that what is rare in this person's scope costs steps of one length. */
MUST_CHECK enum status admin_ledger_read(struct cx *cx, const struct admin_ledger_filter *f, int64_t before,
					 struct ledger_event *out, size_t max, size_t *n, int64_t *next);
/* Whose it is: account 0 and the number on paper without one. ST_NOT_FOUND. */
MUST_CHECK enum status admin_ledger_person(struct cx *cx, int64_t person, int64_t *account, struct str *number);
/* The look at a person's events is one too, once an hour for each reader and person (settled.md 29): *first says that
 * admin_ledger_person_tx (input: struct admin_ledger_filter *) must be committed before the page is shown. */
MUST_CHECK enum status admin_ledger_person_first(struct cx *cx, const struct admin_ledger_filter *f, bool *first);
enum status admin_ledger_person_tx(struct cx *cx, void *input);

/* What the last run of a check said; none: some is false. */
struct admin_check {
	bool some, good;
	int64_t at, n, unsealed; /* n: sealed events, or differences */
	const char *words;       /* what is wrong, in words */
};
MUST_CHECK enum status admin_check_last(struct cx *cx, enum admin_thing thing, struct admin_check *out);

http_handler admin_overview_page;

/* --- statements of other tables that administration alone needs (admin_store.c); reading only, but for the last ------------ */
MUST_CHECK enum status admin_store_schema(struct cx *cx, int64_t *number);
MUST_CHECK enum status admin_store_officers(struct cx *cx, int64_t *n, int64_t *disabled);

#endif
