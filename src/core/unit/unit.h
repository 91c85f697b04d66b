/* The directory of units: agencies, the one-stop desks of provinces and communes, their offices. Everything else
 * names a unit by its id only. A merged unit stays, with an end date and a successor.
 *
 * The directory is one immutable snapshot in memory, reloaded when the row `unit` of data_revision grows, also by
 * another server. What unit_get returns lives at least ten minutes. */
#ifndef CORE_UNIT_UNIT_H
#define CORE_UNIT_UNIT_H

#include "base/base.h"
#include "core/due/due.h"
#include "platform/db/db.h"

struct unit {
	int64_t id;
	const char *code;        /* of decision 20/2020: H41.60.12 */
	const char *code_2016;   /* of QCVN 102:2016: 000.12.60.H41 */
	const char *name, *name_en;
	const char *fold;        /* name and parent, folded, for finding */
	const char *kind;        /* ministry, province, commune, desk, office … */
	const char *admin_code;  /* of the province or commune it serves, or "" */
	int64_t parent_line, parent_territory, successor; /* 0: none */
	int32_t valid_from, valid_to;                     /* local days; valid_to 0: still valid */
	const char *hours, *address, *phone, *confidence;
	bool staffed;            /* somebody who is not locked works at it: receives, processes, decides or returns */
	const struct due_calendar *calendar;
};

/* NULL when unknown. */
const struct unit *unit_by_id(int64_t id);
const struct unit *unit_by_code(struct str code); /* new or 2016 form; the one valid today */
/* Name in the language, "" for unknown ids. */
const char *unit_name(enum lang lang, int64_t id);
/* "Trung tâm Phục vụ hành chính công xã Tân Khai, thành phố Đồng Nai" is the name; this is the province's part. */
const struct unit *unit_province(const struct unit *u);
/* The place a desk or a People's Committee serves, without its long name: "Xã Tân Khai, thành phố Đồng Nai", "Tỉnh Cao
 * Bằng". Always Vietnamese: it is what people type and what stands on the door. Other units: their name. */
const char *unit_place(struct arena *a, const struct unit *u);
/* Is `u` the unit `top` or below it in the territory tree? */
bool unit_is_under(const struct unit *u, const struct unit *top);
/* Where the work of a unit stands: at itself when staffed, else at the desk of its province (settled.md 30); the work of
 * one that has ended at its successor, and so on from there. When nobody is staffed all the way up, at the unit itself
 * or who took it over: `staffed` of the answer tells whether there is anybody. */
const struct unit *unit_working_desk(const struct unit *u);

/* Desks whose code, name or place fits the letters typed, best first; level "commune", "province" or "". */
size_t unit_find(struct arena *a, struct str typed, const char *level, const struct unit **out, size_t max);
size_t unit_count(void);
const struct unit *unit_at(size_t i); /* in order of code */

/* Calendar with these hours text; the default for "". Lives as long as the snapshot. */
const struct due_calendar *unit_calendar(const struct unit *u);

/* --- keeping ---------------------------------------------------------------------------------------------- */
MUST_CHECK enum status unit_load(struct cx *cx);             /* snapshot from the database */
/* Reference data into an empty database: agencies, desks, holidays. Inside a transaction. */
struct unit_import_data {
	struct str agencies, provinces, communes, communes_past, holidays; /* CSV */
};
MUST_CHECK enum status unit_import(struct cx *cx, const struct unit_import_data *d);
void unit_enable_extra_holidays(bool extra);                 /* `low` and `proposed` rows count (settled.md 21) */
bool unit_extra_holidays(void);

/* Changes, inside a transaction; the caller bumps the revision with revision_bump. */
MUST_CHECK enum status unit_save(struct cx *cx, const struct unit *u); /* by id: name, hours, address, phone, end, successor */
MUST_CHECK enum status unit_add(struct cx *cx, const struct unit *u);

/* Inside a transaction that changes the working desk of a unit: who is staff there, its end, its successor. Every server
 * loads the directory anew, and the job of this name moves the open work to where it now belongs. */
#define UNIT_DESKS_JOB "unit.desks"
MUST_CHECK enum status unit_desks_changed(struct cx *cx);

struct unit_holiday {
	int32_t day;
	const char *kind;       /* "off" or "make_up_work" */
	const char *reason;     /* statutory, compensation, swap, proposed */
	const char *confidence; /* rows `low` or `proposed` count only when enabled */
	const char *name;
};
MUST_CHECK enum status unit_holidays(struct cx *cx, int32_t from, int32_t to, struct unit_holiday **out, size_t *n);
MUST_CHECK enum status unit_holiday_put(struct cx *cx, const struct unit_holiday *h); /* inside a transaction */
MUST_CHECK enum status unit_holiday_remove(struct cx *cx, int32_t day);
/* Columns date,kind,reason,confidence,name; of equal days the later row holds. Bumps the revision. */
MUST_CHECK enum status unit_holidays_import(struct cx *cx, struct str csv);

/* "000.12.60.H41" ↔ "H41.60.12"; false when it is neither form. */
bool unit_code_turn(struct arena *a, struct str code, struct str *out);
/* Either form in the new spelling, upper case; false when it is no agency code. */
bool unit_code_new(struct arena *a, struct str code, struct str *out);

#endif
