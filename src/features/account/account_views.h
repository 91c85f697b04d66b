/* What single pages show; the templates read it, the handlers fill it. */
#ifndef FEATURES_ACCOUNT_ACCOUNT_VIEWS_H
#define FEATURES_ACCOUNT_ACCOUNT_VIEWS_H

#include "features/account/account_priv.h"

struct code_view {
	struct account_field code;
	const char *next, *secret;
	struct html qr;
	bool enrol;          /* first sign-in: the app is set up here */
	const char *warning; /* NULL: none */
};

struct parked_view {
	const char *token, *path;
	bool files;
	struct parked_field {
		struct str name, value;
	} *field;
	size_t n;
};

struct notice_view {
	const char *title, *text, *more; /* more: NULL or a second paragraph */
};

struct register_view {
	struct account_field number, name, email, phone;
	struct account_birth_field birth;
	struct account_sex_field sex;
	struct account_errors errors;
};

/* A page with one field, or one button, and a text. */
struct forgot_view {
	struct account_field number;
	struct account_errors errors;
};
struct reset_view {
	const char *token;
	struct account_errors errors;
};

struct me_view {
	struct account a;
	const char *number, *birth, *sex;
	struct account_sessions_view sessions;
};
struct contact_view {
	struct account_field email, phone, address;
	struct account_errors errors;
	bool letters_english;
};
struct password_view {
	struct account_field old;
	struct account_errors errors;
	const char *action, *login; /* login: for password managers */
};

struct officer_me_view {
	struct account a;
	const char *next;
	struct officer_unit {
		int64_t id;
		const char *name, *roles;
		bool now;
	} *unit;
	int n;
	struct account_sessions_view sessions;
};

struct admin_index_view {
	struct str typed;
	struct admin_line {
		int64_t id;
		const char *login, *name, *places;
		bool disabled, has_code;
	} *line;
	size_t n;
	const char *after; /* login to go on from, or NULL */
	bool first;
};

struct role_box {
	int bit;
	const char *label;
	bool given, may;
};
/* The unit of a form: typed, or chosen when several fit. */
struct unit_picker {
	const struct account_field *field;
	struct str id;
	const struct unit **choice;
	size_t n_choices;
};
struct admin_new_view {
	struct account_field login, name, email, phone, unit;
	struct str unit_id;
	struct account_errors errors;
	struct role_box role[ACCOUNT_ROLES];
	const struct unit **choice; /* several units fit what was typed */
	size_t n_choices;
};
struct admin_show_view {
	struct account_row r;
	struct admin_place {
		int64_t unit;
		const char *name;
		struct role_box role[ACCOUNT_ROLES];
		bool may; /* some role may be changed here */
	} *place;
	int n;
	bool may_reset, self;
	struct account_errors errors;
	struct account_field unit;
	struct role_box role[ACCOUNT_ROLES];
	const struct unit **choice;
	size_t n_choices;
};

struct desk_view {
	struct account_field number;
	struct account_errors errors;
	bool looked;             /* a number was looked up */
	struct account a;        /* id 0: there is none */
	const char *birth;
	struct account_field name, email;
	struct account_birth_field birth_field;
	struct account_sex_field sex;
};

void tpl_account_sign_in(struct page *pg, const struct account_sign_in_view *v);
void tpl_account_officer_sign_in(struct page *pg, const struct account_sign_in_view *v);
void tpl_account_officer_code(struct page *pg, const struct code_view *v);
void tpl_account_parked(struct page *pg, const struct parked_view *v);
void tpl_account_notice(struct page *pg, const struct notice_view *v);
void tpl_account_link(struct page *pg, const struct account_link_view *v);
void tpl_account_register(struct page *pg, const struct register_view *v);
void tpl_account_forgot(struct page *pg, const struct forgot_view *v);
void tpl_account_reset(struct page *pg, const struct reset_view *v);
void tpl_account_confirm(struct page *pg, const struct reset_view *v);
void tpl_account_me(struct page *pg, const struct me_view *v);
void tpl_account_contact(struct page *pg, const struct contact_view *v);
void tpl_account_password(struct page *pg, const struct password_view *v);
void tpl_account_officer_me(struct page *pg, const struct officer_me_view *v);
void tpl_account_admin_index(struct page *pg, const struct admin_index_view *v);
void tpl_account_admin_new(struct page *pg, const struct admin_new_view *v);
void tpl_account_admin_show(struct page *pg, const struct admin_show_view *v);
void tpl_account_role_boxes(struct page *pg, const struct role_box *box);
void tpl_account_unit_picker(struct page *pg, const struct unit_picker *p);
void tpl_account_desk(struct page *pg, const struct desk_view *v);

enum status account_notice(struct cx *cx, struct req *rq, struct resp *rs, const struct notice_view *v);

#endif
