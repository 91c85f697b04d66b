/* Procedures and routes, inside features/admin: rules, the form of a draft, views. */
#ifndef FEATURES_ADMIN_ADMIN_PROCEDURE_H
#define FEATURES_ADMIN_ADMIN_PROCEDURE_H

#include "features/admin/admin_priv.h"

enum { ADMIN_FEES_MAX = 40, ADMIN_PAPERS_MAX = 60, ADMIN_STEPS_MAX = 20 };

/* --- statements (admin_store.c) --------------------------------------------------------------------------------------- */
struct admin_revision {
	int64_t id, created_at, published_at, ended_at;
	int revision;
	enum procedure_state state;
	const char *code, *name;
};
/* Drafts and published after a code, in order of code; without the bodies. */
MUST_CHECK enum status admin_store_listed(struct cx *cx, const char *after, struct admin_revision *out, size_t max, size_t *n);
/* Every revision of a code, newest first. */
MUST_CHECK enum status admin_store_revisions(struct cx *cx, struct str code, struct admin_revision **out, size_t *n);
/* Deletes a draft; ST_CONFLICT procedure.not_draft. Inside a transaction. */
MUST_CHECK enum status admin_store_drop(struct cx *cx, int64_t id);
/* Units with a way of their own for a code, 0 for the way for all units. */
MUST_CHECK enum status admin_store_route_units(struct cx *cx, struct str code, int64_t **out, size_t *n);

/* --- JSON (admin_json.c) ------------------------------------------------------------------------------------------------- */
void admin_json_put(struct json_out *j, const struct json *v);
const char *admin_json_pretty(struct cx *cx, const struct json *v); /* NULL gives "" */
struct admin_difference {
	const char *label, *was, *is;
	bool long_;
};
struct admin_differences {
	VEC(struct admin_difference) list;
};
/* Members of two bodies that differ. */
void admin_json_differ(struct cx *cx, const struct json *was, const struct json *is, struct admin_differences *d);

/* --- rules (admin_procedure.c) ------------------------------------------------------------------------------------------- */
/* What stands of a code. */
struct admin_state {
	struct admin_revision *all;
	size_t n;
	const struct admin_revision *draft, *published, *last; /* NULL: none; last: the newest of all */
};
MUST_CHECK enum status admin_procedure_state(struct cx *cx, struct str code, struct admin_state *out);
/* The body one goes on from: the draft, the published or the last revision; "" without any. hash says which text it
 * was, so that two people who change one draft do not overwrite each other. */
MUST_CHECK enum status admin_procedure_base(struct cx *cx, struct str code, struct str *body, char hash[65]);

struct admin_draft {
	struct str code, body;
	const char *base; /* hash of the body it was made from; "" for a new code */
	int64_t id;       /* filled */
};
enum status admin_draft_tx(struct cx *cx, void *input);
struct admin_step_of {
	struct str code;
	int64_t id;
	const char *base, *reason;
};
enum status admin_drop_tx(struct cx *cx, void *input);
enum status admin_publish_tx(struct cx *cx, void *input);
enum status admin_end_tx(struct cx *cx, void *input);
/* Reads a body whole; what is wrong in words, with its place, or NULL. */
const char *admin_body_wrong(struct cx *cx, struct str code, struct str body, struct procedure *out);

/* --- the form of a draft (admin_draft.c) ------------------------------------------------------------------------------------- */
struct admin_fee_row {
	const char *label, *amount, *channel;
	bool exempt;
};
struct admin_paper_row {
	const char *id, *name, *original, *copies, *by;
	bool optional;
};
struct admin_draft_form {
	const char *code, *name, *name_en, *field, *agency, *level, *online;
	bool citizen, business;
	const char *limit_value, *limit_unit, *limit_note, *result, *result_kind;
	const char *legal, *cases, *folk, *abbr; /* one a line */
	struct admin_fee_row fee[ADMIN_FEES_MAX];
	struct admin_paper_row paper[ADMIN_PAPERS_MAX];
	size_t n_fees, n_papers;
};
void admin_draft_of_body(struct cx *cx, const struct json *body, struct admin_draft_form *f);
void admin_draft_of_post(struct cx *cx, struct req *rq, struct admin_draft_form *f);
void admin_draft_check(struct cx *cx, const struct admin_draft_form *f, struct admin_errors *e);
/* base with the members that the form holds replaced; base may be NULL. Members the form does not know stay. */
struct str admin_draft_body(struct cx *cx, const struct json *base, const struct admin_draft_form *f);

/* Rows of a form: "them:LIST" adds one, "bot:LIST.3" takes away, "len:", "xuong:" move. true when act was for LIST. */
bool admin_rows_edit(void *rows, size_t size, size_t *n, size_t max, struct str act, const char *list);

extern const struct admin_option admin_levels[], admin_onlines[], admin_due_units[], admin_result_kinds[], admin_channels[],
	admin_papers_by[];

/* --- routes (admin_route.c) ------------------------------------------------------------------------------------------------------ */
struct admin_route_row {
	const char *id, *name, *name_en, *role, *percent;
};
struct admin_route {
	struct str code;
	int64_t unit; /* 0: all units */
	struct admin_route_row row[ADMIN_STEPS_MAX];
	size_t n;
	struct str body; /* made by admin_route_body */
};
void admin_route_of(struct cx *cx, const struct procedure_route *r, struct admin_route *out);
struct str admin_route_body(struct cx *cx, const struct admin_route *r);
int admin_route_sum(const struct admin_route *r);
enum status admin_route_save_tx(struct cx *cx, void *input);
enum status admin_route_drop_tx(struct cx *cx, void *input);
/* May this person change the way of the unit (0: of all)? ST_DENIED admin.route.scope. */
MUST_CHECK enum status admin_route_may(struct cx *cx, int64_t unit);
extern const struct admin_option admin_route_roles[];

/* --- pages ------------------------------------------------------------------------------------------------------------------------ */
struct admin_procedures_view {
	struct str typed;
	bool may_change, first;
	struct admin_revision *line;
	size_t n;
	const char *next;
};
void tpl_admin_procedures(struct page *pg, const struct admin_procedures_view *v);

struct admin_procedure_view {
	struct admin_state state;
	const struct admin_revision *shown;
	const char *code, *body, *wrong; /* wrong: the shown body cannot be read */
	struct procedure p;
	bool has_p, may_change;
	const char *limit;
	const struct unit **own;         /* units with a way of their own, in scope */
	size_t n_own;
	bool own_all;                    /* there is a way for all units */
	struct admin_field reason;
	struct admin_errors errors;
};
void tpl_admin_procedure(struct page *pg, const struct admin_procedure_view *v);
void tpl_admin_differences(struct page *pg, const struct admin_differences *d);

struct admin_compare_view {
	const char *code, *name, *hash;
	const struct admin_revision *was, *is; /* was NULL: nothing before */
	bool publish;                          /* the page of confirming */
	struct admin_differences d;
};
void tpl_admin_compare(struct page *pg, const struct admin_compare_view *v);

struct admin_draft_view {
	const struct admin_draft_form *f;
	const char *code, *hash; /* code NULL: a new procedure */
	struct admin_field new_code, name, name_en, field, agency, limit_value, limit_note, result, legal, cases, folk, abbr;
	struct admin_select level, online, limit_unit, result_kind;
	struct admin_errors errors;
};
void tpl_admin_draft(struct page *pg, const struct admin_draft_view *v);
void tpl_admin_draft_fees(struct page *pg, const struct admin_draft_view *v);
void tpl_admin_draft_papers(struct page *pg, const struct admin_draft_view *v);

struct admin_body_view {
	const char *code, *hash;
	struct admin_field body;
	struct admin_errors errors;
};
void tpl_admin_body(struct page *pg, const struct admin_body_view *v);

struct admin_route_view {
	const struct procedure *p;
	const struct admin_route *r;
	const char *unit;        /* name, NULL: all units */
	bool own, may_change, system;
	int sum;
	struct admin_picker picker;
	struct admin_errors errors;
	const struct unit **units; /* with a way of their own, in scope */
	size_t n_units;
};
void tpl_admin_route(struct page *pg, const struct admin_route_view *v);

http_handler admin_procedures_page, admin_procedure_page, admin_procedure_compare_page, admin_procedure_publish_page;
http_handler admin_procedure_publish_post, admin_procedure_end_post, admin_procedure_drop_post;
http_handler admin_draft_page, admin_draft_post, admin_draft_new_page, admin_draft_new_post, admin_body_page, admin_body_post;
http_handler admin_route_page, admin_route_post, admin_route_drop_post;

#endif
