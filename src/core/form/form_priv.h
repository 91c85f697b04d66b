/* Shared inside core/form. */
#ifndef CORE_FORM_FORM_PRIV_H
#define CORE_FORM_FORM_PRIV_H

#include "core/form/form.h"

/* --- values: a row is a few values in a line, the form's own level is a row too ------------------------------- */
struct form_item {
	struct str id, value, source;
	struct str sure; /* what the person said is so: form_sure_of */
};
struct form_row {
	int nr;
	VEC(struct form_item) item;
};
struct form_rows {
	struct str id; /* of the group */
	int next;      /* number of the next new row */
	VEC(struct form_row) row;
};
struct form_values {
	struct arena *arena;
	struct form_row top;
	VEC(struct form_rows) group;
};

enum { FORM_ROW_NR_MAX = 100000 };

struct form_rows *form_values_group(const struct form_values *v, struct str id);      /* NULL when missing */
struct form_rows *form_values_group_made(struct form_values *v, struct str id);
struct form_row *form_values_row(const struct form_values *v, const struct form_field *f, int row); /* f's row, or NULL */
struct form_row *form_row_of(struct form_rows *g, int nr);
struct form_row *form_row_add(struct form_values *v, struct form_rows *g, int nr);
void form_row_drop(struct form_rows *g, int nr);
struct form_item *form_item_of(const struct form_row *r, struct str id);
struct form_item *form_item_made(struct form_values *v, struct form_row *r, struct str id);
/* f's value in its row, which must exist. */
void form_value_put(struct form_values *v, const struct form_field *f, int row, struct str value, struct str source);
/* Has the person said that these answers (form_sure_of) are so? At the top only. */
bool form_value_sure(const struct form_values *v, const struct form_field *f, struct str about);
void form_value_be_sure(struct form_values *v, const struct form_field *f, struct str about);
/* Adds a row with its first values; its number. */
int form_row_new(struct form_values *v, const struct form_field *group);
void form_rows_fill(struct form_values *v, const struct form_field *group); /* up to min */
/* Every answer of the row is empty or the default, and no file hangs on it. */
bool form_row_blank(const struct form_values *v, const struct form_field *group, int row,
		    const struct form_files *files);
size_t form_files_at(const struct form_files *files, struct arena *a, const struct form_field *f, int row,
		     size_t from); /* index of the next file of the field from there on, or files->n */

/* --- normal forms of what people type -------------------------------------------------------------------------- */
/* What is stored for typed text: the normal form when it is right, else the text, trimmed. */
struct str form_normal(struct arena *a, const struct form_field *f, struct str typed);
/* Of a date: ISO when it is a day, else the three parts as typed, with newlines between them. */
struct str form_normal_date(struct arena *a, struct str day, struct str month, struct str year);
void form_date_parts(struct arena *a, struct str value, struct str part[3]);
bool form_date_of(struct str value, int32_t *day); /* stored ISO only */
extern const char *const form_date_part[3];        /* "ngay", "thang", "nam" */
/* Digits that a number may have behind the comma are the field's; value in units of 10^-decimals. */
bool form_number_of(const struct form_field *f, struct str stored, int64_t *scaled);
bool form_is_phone(struct str s);
bool form_is_email(struct str s);

bool form_month_of(struct str value, int32_t *day); /* stored 02/2026; its first day */

/* --- rules -------------------------------------------------------------------------------------------------------- */
struct form_judge {
	struct arena *arena;
	const struct form_values *v;
	const struct form_files *files;
	const struct form_sights *sights;
	struct form_day day;
};
/* The first rule that an answered field breaks, or NULL. */
const struct form_rule *form_rule_broken(const struct form_judge *j, const struct form_field *f, int row);
/* The answers that a question is about, as text: other answers, and it is asked anew. */
struct str form_sure_of(struct arena *a, const struct form_values *v, const struct form_field *f,
			const struct form_rule *r);
bool form_condition_holds(const struct form_sights *s, const struct form_condition *c, int row);

/* --- names on the page ------------------------------------------------------------------------------------------ */
const char *form_html_id(struct arena *a, const struct form_field *f, int row); /* "f-thanh_vien-0-ho_ten" */
/* Value as people read it. */
struct str form_printable(struct cx *cx, const struct form_field *f, struct str value);

#endif
