/* Forms: one definition of fields gives the HTML, the checks and the stored values.
 *
 * A definition is JSON (data/procedures.json `form`, docs/internals/form.md) and immutable once parsed; a dossier
 * keeps the revision it was filed with. One page of a handler:
 *
 *   form_prefill(form, values, lookup, arg);                 what is known, into fields never answered
 *   GET:  form_render_step(pg, form, step, values, NULL, &opts)
 *   POST: form_read_step(form, step, input, values);         declared fields only
 *         if (form_group_action(form, step, input, values, &a))   Thêm, Xóa: save, show the step at #a.anchor
 *         form_check_step(cx, form, step, values, files, &errors);
 *         errors.n ? form_render_errors + form_render_step : save, next step
 *
 * Places in a form are written as paths: "ho_ten", in a repeating group "thanh_vien.0.ho_ten". The number of a row
 * is given once and never again in the same values, so that a file attached to "giay_to.2.tep" stays with its row
 * when another row is removed. */
#ifndef CORE_FORM_FORM_H
#define CORE_FORM_FORM_H

#include "base/base.h"

struct due_calendar;
struct json;
struct req;
struct page;

enum form_type {
	FORM_TEXT,
	FORM_LONGTEXT,
	FORM_DATE,       /* three inputs; stored 2026-02-13 */
	FORM_NUMBER,     /* stored 1204570 or 8.5 */
	FORM_CHOICE,     /* radios up to FORM_RADIOS_MAX, else a select */
	FORM_CITIZEN_ID, /* 12 digits, held against the birth date and sex beside it */
	FORM_TAX_CODE,   /* 0100109106, 0100109106-001 or a citizen number */
	FORM_MONTH,      /* one input; stored 02/2026 */
	FORM_PHONE,      /* stored 0912345678 */
	FORM_EMAIL,
	FORM_ADDRESS,
	FORM_FILE,       /* the files are the caller's (struct form_files); no value is stored */
	FORM_CHECKBOX,   /* stored 1 or 0; required means it must be ticked */
	FORM_GROUP,      /* rows of fields, never nested */
	FORM_TYPES,
};

/* Limits, together (settled.md 12). Lengths are characters. */
enum {
	FORM_TEXT_MAX = 500,
	FORM_LONGTEXT_MAX = 5000,
	FORM_RADIOS_MAX = 6,
	FORM_ROWS_MAX = 50,
	FORM_FIELDS_MAX = 300,
	FORM_OPTIONS_MAX = 500,
	FORM_ID_MAX = 40,
	FORM_INPUTS_MAX = 900,             /* of one step with all rows; platform/http takes 1000 */
	FORM_DEFINITION_MAX = 256 * 1024,  /* bytes of JSON */
	FORM_VALUES_MAX = 512 * 1024,
	FORM_YEAR_MIN = 1900,
	FORM_YEAR_MAX = 2100,
};

struct form_option {
	struct str value, label, label_en;
	bool hidden; /* not offered yet: kept readable in old answers, refused in new ones */
};

/* When a field is shown. A condition on a field without an answer (empty, or hidden itself) is unknown, and what is
 * unknown is not shown: hidden by a hidden condition field (settled.md 31). `not` of unknown stays unknown. */
enum form_op { FORM_EQUALS, FORM_NOT, FORM_ALL, FORM_ANY };

struct form_condition {
	enum form_op op;
	const struct form_field *field;   /* of EQUALS: stands earlier, a choice or a checkbox */
	struct str value;
	const struct form_condition *sub; /* of the others */
	size_t n_sub;
};

/* What an answer must be beside its type. A rule looks at fields that are seen and answered, and is silent about others. */
enum form_test {
	FORM_REFUSE,      /* whenever the condition holds */
	FORM_NOT_BEFORE,  /* of a date or month: `other` or today, moved by `years` and `days` */
	FORM_NOT_AFTER,
	FORM_WORKING_DAY, /* of the agency that receives */
	FORM_DIGITS,      /* exactly so many digits */
	FORM_LETTERS,     /* a name: no digits, no signs but ' - . */
	FORM_STARTS,      /* with these words, in capitals or not */
	FORM_MIN,
	FORM_MAX,
	FORM_SEX,         /* that a citizen number was given for: nam, nu */
	FORM_LIKE,        /* the same answer as one of these fields */
	FORM_ONE_ROW,     /* exactly one row of the group has this box ticked */
	FORM_TESTS,
};

struct form_rule {
	enum form_test test;
	bool ask; /* a question: passed when the person says that it is so */
	const struct form_condition *when; /* NULL: always; may name later fields too */
	const struct form_field *other;    /* NOT_BEFORE, NOT_AFTER: NULL is today; ONE_ROW: the box */
	int years, days;
	int64_t number;
	struct str word;
	const struct form_field **like;
	size_t n_like;
	struct str text, text_en; /* what to do */
	struct str law;           /* "Luật Hôn nhân và gia đình 2014, Điều 8"; may be empty */
};

struct form_field {
	struct str id;
	struct str label, label_en; /* label_en may be empty: then the Vietnamese stands, marked lang=vi */
	struct str hint, hint_en;
	enum form_type type;
	bool required;
	bool has_min, has_max;
	int64_t min, max;           /* of a number; of a group: how many rows */
	int decimals;               /* of a number, 0–3 */
	const struct form_option *option;
	size_t n_options;
	const struct form_condition *show_if; /* NULL: always */
	const struct form_rule *rule;
	size_t n_rules;
	struct str prefill;         /* "account.name": where its first value comes from */
	struct str fill;            /* "agency": always from there, never typed */
	struct str initial;         /* `default` of the definition */
	const struct form_field *group; /* the group it stands in, or NULL */
	const struct form_field *field; /* of a group */
	size_t n_fields;
	int step;                   /* index of its step */
	int nr;                     /* among all fields of the form, in order, those of groups too */
	bool is_birth;              /* a date whose id ends in `ngay_sinh` */
	/* Of a citizen number P+"so_dinh_danh": the date P+"ngay_sinh" and the choice (nam, nu) P+"gioi_tinh" beside it, or
	 * NULL: what it is held against. */
	const struct form_field *birth, *sex;
};

struct form_step {
	struct str id, title, title_en;
	const struct form_field *field;
	size_t n_fields;
	int nr;
};

struct form {
	int64_t revision;
	const struct form_step *step;
	size_t n_steps;
	const struct form_field **field; /* all, by nr */
	size_t n_fields;
};

/* --- definition -------------------------------------------------------------------------------------------- */
/* The list of options_from; false when there is none of that name. Options live as long as the form. */
typedef bool form_list(void *arg, struct arena *a, struct str name, const struct form_option **out, size_t *n);
/* Options out of a CSV text with columns code, name and, if present, name_en. */
size_t form_options_csv(struct arena *a, struct str csv, const struct form_option **out);

/* The form lives in the context's arena. ST_INVALID "form.definition.*"; *where (if not NULL) then names the field or
 * step at fault. Refused: unknown types and keys, ids twice, conditions on fields that are unknown, later or no
 * choice, loops, rules that do not fit their field, groups in groups, options twice, min over max, more inputs than a
 * request may hold. */
MUST_CHECK enum status form_parse(struct cx *cx, const struct json *definition, form_list *list, void *arg,
				  const struct form **out, struct str *where);
const struct form_step *form_step_of(const struct form *f, struct str id);   /* NULL when unknown */
const struct form_field *form_field_of(const struct form *f, struct str id); /* top level */
const char *form_type_name(enum form_type t);

/* --- values ------------------------------------------------------------------------------------------------ */
struct form_values;

struct form_values *form_values_new(struct arena *a);
/* Text that form_values_print wrote; "" gives no values. Ids the form does not know are kept. ST_INVALID. */
MUST_CHECK enum status form_values_parse(struct cx *cx, struct str json, struct form_values **out);
/* ST_TOO_LARGE "form.values.large" past FORM_VALUES_MAX. */
MUST_CHECK enum status form_values_print(struct cx *cx, const struct form_values *v, struct str *out);

/* By path. An answer left empty is held as "": form_values_has tells it from never asked. */
struct str form_values_get(const struct form_values *v, const char *path);
bool form_values_has(const struct form_values *v, const char *path);
/* Makes the row when it is missing. Copies the value. Forgets where an earlier value came from. */
void form_values_set(struct form_values *v, const char *path, struct str value);

/* The same by field; row is ignored for fields outside groups. */
struct str form_value(const struct form_values *v, const struct form_field *f, int row);
/* Where a value came from ("account.name") while the person has left it as it was; else empty. */
struct str form_value_source(const struct form_values *v, const struct form_field *f, int row);
size_t form_rows(const struct form_values *v, const struct form_field *group);
int form_row_at(const struct form_values *v, const struct form_field *group, size_t i); /* the row's number */
bool form_has_row(const struct form_values *v, const struct form_field *group, int row);
/* The path of a field: "thanh_vien.0.ho_ten". */
const char *form_path(struct arena *a, const struct form_field *f, int row);

/* Files the caller holds for this form, by path of their field. */
struct form_file {
	struct str path, name;
	int64_t id, size;
	bool kept; /* has been sent already: no 'Xóa' */
};
struct form_files {
	const struct form_file *file;
	size_t n;
};

/* First values: `fill` fields always, `prefill` and `default` into fields never answered; rows that a group must have.
 * lookup gives dates as 2026-02-13, sex as nam or nu; false when it does not know. */
typedef bool form_lookup(void *arg, struct str source, struct str *out);
void form_prefill(const struct form *f, struct form_values *v, form_lookup *lookup, void *arg);

/* --- showing and requiring ----------------------------------------------------------------------------------- */
enum form_sight { FORM_HIDDEN, FORM_SHOWN, FORM_OPEN /* depends on answers of the open step */ };
struct form_sights;

/* Of all fields at once, for the values as they are now. open_step: index of a step whose answers are still being given, or -1. */
const struct form_sights *form_sights(struct arena *a, const struct form *f, const struct form_values *v,
				      int open_step);
enum form_sight form_sight_of(const struct form_sights *s, const struct form_field *f, int row);

/* Before values are filed: forgets answers of hidden fields and rows left blank. */
void form_values_settle(struct arena *a, const struct form *f, struct form_values *v,
			const struct form_files *files);

/* --- reading what was posted ----------------------------------------------------------------------------------- */
/* One posted value by name; false when it was not sent. Sent twice: the first. */
struct form_input {
	bool (*get)(void *arg, const char *name, struct str *out);
	void *arg;
};
struct form_input form_input_of(struct req *rq);

/* Takes the fields of one step that could have been on the page; anything else in the body is not looked at.
 * Right input is stored in its normal form, wrong input as it was typed. */
void form_read_step(const struct form *f, const struct form_step *s, struct form_input in, struct form_values *v);

enum form_action_kind { FORM_ROW_ADDED, FORM_ROW_REMOVED };
struct form_action {
	enum form_action_kind kind;
	const struct form_field *group;
	int row;             /* REMOVED: the files at "group.row.*" should go too */
	const char *anchor;  /* id on the page to come back to, in the values' arena */
};
/* Was one of the group buttons pressed? Then it is done, within min and max. After form_read_step. */
bool form_group_action(const struct form *f, const struct form_step *s, struct form_input in,
		       struct form_values *v, struct form_action *out);
/* The file whose 'Xóa' was pressed; 0 when none. The caller checks that it belongs to the dossier. */
int64_t form_file_action(struct form_input in);

/* --- checks ---------------------------------------------------------------------------------------------------- */
struct form_error {
	const struct form_field *field;
	int row;
	const char *part;  /* of a date: "ngay", "thang", "nam", or NULL when all three */
	const char *msgid; /* which rule; for tests and other programs */
	const char *text;  /* what to do, in the language of the context */
	const struct form_rule *rule; /* of the form's own rules, or NULL */
};
struct form_errors {
	VEC(struct form_error) list;
};

/* What the answers are held against. Of a form that was filed already `today` is the day of filing, so that what was right
 * then stays right. */
struct form_day {
	int32_t today;
	const struct due_calendar *calendar; /* of the agency that receives; NULL: no day is off */
};

/* Adds to errors (zeroed by the caller) in the order of the page. Hidden fields are never required nor checked. day NULL:
 * the context's, without a calendar. */
void form_check_step(struct cx *cx, const struct form *f, const struct form_step *s, const struct form_values *v,
		     const struct form_files *files, const struct form_day *day, struct form_errors *errors);
void form_check_all(struct cx *cx, const struct form *f, const struct form_values *v,
		    const struct form_files *files, const struct form_day *day, struct form_errors *errors);
/* The error at this place, or NULL; errors may be NULL. */
const struct form_error *form_error_at(const struct form_errors *errors, const struct form_field *f, int row);

/* --- pages ------------------------------------------------------------------------------------------------------ */
struct form_opts {
	const struct form_files *files;
	bool for_another;       /* a clerk types for somebody: the browser must not offer the clerk's own data */
	bool no_files;          /* file fields are left out: the papers lie on the counter and are marked elsewhere */
	/* The button that Enter means, when others (Thêm, Xóa) stand before it in the form. */
	const char *submit_name, *submit_value;
	const char *const *fresh; /* answers: paths that are marked as new */
	size_t n_fresh;
	const char *step_path;  /* answers: "/nop-ho-so/12/" before the step's id; NULL: no 'Thay đổi' links */
	bool below;             /* answers: they stand under an h2 of the page, so that a step is an h3 */
};

/* Writes the fields of a step; the form element, the CSRF field and the buttons around them are the page's. */
void form_render_step(struct page *pg, const struct form *f, const struct form_step *s, const struct form_values *v,
		      const struct form_errors *errors, const struct form_opts *o);
/* The summary that stands first in main; nothing when there are no errors. */
void form_render_errors(struct page *pg, const struct form_errors *errors);
/* Summary lists for checking before sending, and for reading. */
void form_render_answers(struct page *pg, const struct form *f, const struct form_values *v,
			 const struct form_opts *o);

struct form_answer {
	const struct form_step *step;
	const struct form_field *field;
	int row;          /* number of the row, -1 outside groups */
	int nth;          /* of the row among those shown, from 1; 0 outside groups */
	struct str label; /* in the language of the context when the form has it */
	struct str value; /* printable; empty when there is no answer */
};
/* Every shown field in order, with a printable value; rows field by field, blank rows left out. */
typedef void form_answer_fn(void *arg, const struct form_answer *a);
void form_answers_iterate(struct cx *cx, const struct form *f, const struct form_values *v,
			  const struct form_files *files, form_answer_fn *fn, void *arg);
/* Label, title and so on in a language, the Vietnamese where there is no other. */
struct str form_text(enum lang lang, struct str vi, struct str en);

/* Where two states of the answers differ, in the order of the form; of a row that is gone every answer it had. */
struct form_change {
	const struct form_field *field;
	int row, nth;     /* as of form_answer; nth of a row that is gone: where it stood */
	struct str was, is; /* as stored; empty when there is no answer */
};
typedef void form_change_fn(void *arg, const struct form_change *c);
void form_changes_iterate(const struct form *f, const struct form_values *was, const struct form_values *is,
			  form_change_fn *fn, void *arg);
/* "trước: … → nay: …" for each; the caller knows that there are some. */
void form_render_changes(struct page *pg, const struct form *f, const struct form_values *was,
			 const struct form_values *is);

#endif
