/* What single pages show; the templates read it, the handlers fill it. */
#ifndef FEATURES_ADMIN_ADMIN_VIEWS_H
#define FEATURES_ADMIN_ADMIN_VIEWS_H

#include "features/admin/admin_priv.h"

#define ADMIN_INDEX "/can-bo/quan-tri"

struct admin_overview_view {
	bool unit, system;     /* what this person may open */
	const char *place;     /* the unit looked after, or NULL: the whole country */
	int64_t units, units_ended, units_staffed, units_own_hours;
	int64_t officers, officers_disabled;
	int64_t procedures;
	int64_t ready, running, dead;
	bool sealed;
	struct ledger_seal_row seal;
	struct admin_check verify, recount;
	int64_t schema, data_units, data_procedures;
	/* Units with open dossiers and without staff, most dossiers first. */
	struct admin_unmanned {
		const struct unit *u, *desk; /* the desk has no staff either: nobody sees them */
		int64_t n;
	} *unmanned;
	size_t n_unmanned;
	int64_t more_unmanned;
};
void tpl_admin_overview(struct page *pg, const struct admin_overview_view *v);

struct admin_units_view {
	struct str typed;
	bool ended;                 /* those that have ended as well */
	const struct unit **unit;
	size_t n;
	const char *next;           /* code to go on from; NULL */
	bool first;
};
void tpl_admin_units(struct page *pg, const struct admin_units_view *v);

struct admin_unit_view {
	const struct unit *u;
	const char *code_2016, *kind, *parent;
	const struct unit **below;
	size_t n_below;
	bool more_below;
	struct admin_field name, name_en, hours, address, phone, reason;
	struct admin_picker successor;
	struct admin_errors errors;
	struct admin_day_preview day;
	bool tried;                 /* the preview is of hours not saved yet */
	bool has_day, end_open;
	const char *end_wrong;      /* why it cannot end now; NULL */
	int64_t open_work;
	const struct unit *desk;    /* where it stands */
};
void tpl_admin_unit(struct page *pg, const struct admin_unit_view *v);
void tpl_admin_day(struct page *pg, const struct admin_day_preview *d);

struct admin_unit_new_view {
	const struct unit *parent;
	struct admin_field code, name, name_en, hours, address, phone;
	struct admin_errors errors;
};
void tpl_admin_unit_new(struct page *pg, const struct admin_unit_new_view *v);

struct admin_holidays_view {
	int year;
	bool may_change, extra;
	struct admin_holiday_line {
		const struct unit_holiday *h;
		const char *day, *weekday, *kind, *reason;
		bool counts;
	} *line;
	size_t n;
	int64_t working_days;
};
void tpl_admin_holidays(struct page *pg, const struct admin_holidays_view *v);

struct admin_holiday_view {
	bool known;                 /* the day has a row already */
	const char *day_text;
	struct admin_field day, name, why;
	struct admin_select kind, reason, sure;
	struct admin_errors errors;
	bool tried;                 /* the preview below is shown */
	bool was_working, is_working;
	int64_t received, due_was, due_is;
	int year;
};
void tpl_admin_holiday(struct page *pg, const struct admin_holiday_view *v);

struct admin_jobs_view {
	enum job_state state;
	int64_t ready, running, dead;
	struct admin_job_line {
		struct job_row row;
		const char *label, *error;
	} *line;
	size_t n;
	int64_t next;               /* id to go on from; 0 */
	bool first;
};
void tpl_admin_jobs(struct page *pg, const struct admin_jobs_view *v);

struct admin_event_line {
	struct ledger_event e;
	int64_t at;
	const char *words, *who, *unit, *thing;
};
struct admin_ledger_view {
	struct admin_picker unit;
	struct admin_field who, thing, from, to;
	const struct admin_verb_group *group; /* ended by area NULL */
	const char *verb;
	struct admin_event_line *line;
	size_t n;
	const char *next, *newest;  /* addresses of the older ones and of the first page; NULL */
	const char *about;          /* whose events these are: an officer's name, a citizen's number with dots; NULL */
	bool filtered, cut;
	struct admin_errors errors;
};
void tpl_admin_ledger(struct page *pg, const struct admin_ledger_view *v);

struct admin_seals_view {
	struct admin_check verify;
	struct ledger_seal_row *seal;
	size_t n;
	int64_t next;
	bool first;
};
void tpl_admin_seals(struct page *pg, const struct admin_seals_view *v);
void tpl_admin_check(struct page *pg, const struct admin_check *c);

struct admin_tally_view {
	struct admin_check recount;
};
void tpl_admin_tally(struct page *pg, const struct admin_tally_view *v);

#endif
