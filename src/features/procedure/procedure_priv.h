/* Shared inside features/procedure. */
#ifndef FEATURES_PROCEDURE_PROCEDURE_PRIV_H
#define FEATURES_PROCEDURE_PROCEDURE_PRIV_H

#include "features/procedure/procedure.h"
#include "platform/parse/json_in.h"
#include "platform/web/web.h"

enum { PROCEDURE_BODY_MAX = 512 * 1024 };

const struct procedure_data *procedure_shipped(void);
MUST_CHECK enum status procedure_route_of_json(struct cx *cx, const struct json *list, struct procedure_route *out);

/* A stored way through an agency: which of these names it is for, and until when. */
struct procedure_own_route {
	const char *code, *level;
	int64_t unit, ended_at;
	struct procedure_route route;
};
MUST_CHECK enum status procedure_store_routes(struct cx *cx, struct procedure_own_route **out, size_t *n);
/* Every revision but drafts, by code and revision. */
MUST_CHECK enum status procedure_store_all(struct cx *cx, struct procedure_row **out, size_t *n);
MUST_CHECK enum status procedure_store_add(struct cx *cx, const struct procedure_row *r);
MUST_CHECK enum status procedure_store_route(struct cx *cx, struct str code, const char *level, int64_t unit,
					     struct str body);

/* --- pages --------------------------------------------------------------------------------------------------- */

extern const struct route procedure_routes[];
http_handler procedure_show_page, procedure_blank_page; /* procedure_show.c, procedure_blank.c */

/* Words of a procedure in the language of the page, in a. */
const char *procedure_fee_text(struct arena *a, enum lang lang, const struct procedure *p);
const char *procedure_limit_text(struct arena *a, enum lang lang, const struct procedure *p);
const char *procedure_level_text(enum lang lang, const struct procedure *p);
const char *procedure_online_text(enum lang lang, const struct procedure *p);
/* Is the name on this page a Vietnamese one that must be marked so? */
bool procedure_name_is_foreign(enum lang lang, const struct procedure *p);
/* [{code,name,score}], best first. */
void procedure_hits_json(struct buf *b, const struct lookup_hit *hit, size_t n);

/* One line of a list. */
struct procedure_line {
	const struct procedure *p;
	const char *name, *limit, *fee, *online;
	bool foreign;
};
void procedure_line_fill(struct cx *cx, const struct procedure *p, struct procedure_line *out);

struct procedure_area {
	const char *name; /* p->field, as stored */
	const char *text; /* in the language of the page */
	size_t n;
};

struct procedure_list_view {
	struct str question;
	bool asked;            /* the form was sent */
	bool cut;              /* only the first LOOKUP_SYLLABLES of the question count */
	bool tree;             /* nothing to list: the ways in */
	const char *level;     /* filter: "xa", "tinh" or "" */
	bool online;           /* filter: toàn trình only */
	const char *area;      /* the list is of this field, in the language of the page; NULL */
	struct str area_name;
	const struct procedure_line *line;
	size_t n;
	size_t hidden;         /* fit the question but not the filter */
	const struct procedure_area *areas;
	size_t n_areas;
	const struct life_event *event;
	size_t n_events, total;
};
void tpl_procedure_list(struct page *pg, const struct procedure_list_view *v);
void tpl_procedure_tree(struct page *pg, const struct procedure_list_view *v);
void tpl_procedure_lines(struct page *pg, const struct procedure_list_view *v);

struct procedure_event_view {
	const struct life_event *event;
	const char *name, *examples;
	struct procedure_list_view list;
};
void tpl_procedure_event(struct page *pg, const struct procedure_event_view *v);

struct procedure_show_view {
	const struct procedure *p;
	const char *name, *limit, *fee, *level, *online, *where, *how_counted, *picker;
	bool foreign;
	struct str place;      /* typed into 'where will you file' */
	bool asked;
	const struct unit **unit;
	const char **unit_text;
	size_t n_units;
};
void tpl_procedure_show(struct page *pg, const struct procedure_show_view *v);

/* --- pages kept ready ------------------------------------------------------------------------------------------ */
/* Public procedure pages are hot, and the same for all who are not signed in: their bytes are kept for each revision
 * of the data (settled.md 11). At most 400, for ever changing ones at most some three times as much for ten minutes. */
enum procedure_kept_kind { KEPT_PAGE_VI, KEPT_PAGE_EN, KEPT_BLANK_FORM };
struct procedure_kept {
	int64_t id;
	enum procedure_kept_kind kind;
	struct str body, gzip; /* live at least ten minutes */
};
/* revision: revision_loaded("procedure"), asked before the procedure was looked up, so that an old page cannot be kept
 * under a new number. NULL when not kept. */
const struct procedure_kept *procedure_kept_get(int64_t revision, int64_t id, enum procedure_kept_kind kind);
/* Copies both texts. */
void procedure_kept_put(int64_t revision, int64_t id, enum procedure_kept_kind kind, struct str body, struct str gzip);

#endif
