/* Shared inside features/account. */
#ifndef FEATURES_ACCOUNT_ACCOUNT_PRIV_H
#define FEATURES_ACCOUNT_ACCOUNT_PRIV_H

#include "core/gate/gate.h"
#include "core/ledger/ledger.h"
#include "core/unit/unit.h"
#include "features/account/account.h"
#include "platform/crypt/crypt.h"
#include "platform/crypt/hash.h"

/* --- limits, together ----------------------------------------------------------------------------------------- */
enum {
	ACCOUNT_NAME_MAX = 100,    /* characters */
	ACCOUNT_ADDRESS_MAX = 300,
	ACCOUNT_EMAIL_MAX = 254,   /* bytes; RFC 5321 */
	ACCOUNT_PASSWORD_MIN = 10, /* characters */
	ACCOUNT_PASSWORD_MAX = 128,
	ACCOUNT_LOGIN_MAX = 40,
	ACCOUNT_AGENT_MAX = 200,   /* bytes of the browser's name that are kept */
	ACCOUNT_PARKED_MAX = 256 * 1024,
	ACCOUNT_UNITS_MAX = 200,   /* units of one officer */
	ACCOUNT_LIST = 50,         /* rows of a page of a list */
};
#define ACCOUNT_CONFIRM_LIFE (48 * TIME_HOUR)
#define ACCOUNT_RESET_LIFE (1 * TIME_HOUR)
#define ACCOUNT_DESK_LIFE (24 * TIME_HOUR)   /* a link handed over on paper at the desk */
#define ACCOUNT_INVITE_LIFE (72 * TIME_HOUR) /* an officer's first password */
#define ACCOUNT_STAGE_LIFE (10 * TIME_MINUTE) /* between password and code */
#define ACCOUNT_PARKED_LIFE (1 * TIME_HOUR)
#define ACCOUNT_TOUCH (10 * TIME_MINUTE)
#define ACCOUNT_ENDED_KEPT (7 * TIME_DAY)    /* ended sessions, so that a late POST still finds whose it was */

const struct account_config *account_settings(void);

/* --- rows ------------------------------------------------------------------------------------------------------- */
struct account_row {
	struct account a;
	const char *password, *totp_secret; /* "" before the first */
	int64_t totp_last_step;
};

enum account_stage { STAGE_FULL, STAGE_CODE, STAGE_ENROL };

struct account_session {
	const char *hash;
	int64_t account, unit, created_at, seen_at, expires_at;
	enum account_stage stage;
	const char *agent, *secret;
};

struct account_parked {
	int64_t account, expires_at;
	const char *path;  /* with query, without language */
	const char *body;  /* JSON: [["name","value"],…] */
	bool files;        /* it had files, which are not kept */
};

/* account_store.c: every statement on the tables account_*. A missing row gives id 0 (or account 0), no failure. */
MUST_CHECK enum status store_by_id(struct cx *cx, int64_t id, struct account_row *out);
MUST_CHECK enum status store_by_login(struct cx *cx, enum account_kind kind, struct str login, struct account_row *out);
MUST_CHECK enum status store_name(struct cx *cx, int64_t id, const char **out);
/* ST_CONFLICT account.taken */
MUST_CHECK enum status store_insert(struct cx *cx, const struct account_row *r);
MUST_CHECK enum status store_renew(struct cx *cx, const struct account_row *r); /* an unconfirmed one, registered anew */
MUST_CHECK enum status store_person(struct cx *cx, const struct account_row *r);  /* name, birth, sex, checked, login stays */
MUST_CHECK enum status store_contact(struct cx *cx, int64_t id, const char *phone, const char *address, enum lang lang);
MUST_CHECK enum status store_email(struct cx *cx, int64_t id, const char *email, int64_t confirmed_at);
MUST_CHECK enum status store_password(struct cx *cx, int64_t id, const char *hash);
MUST_CHECK enum status store_totp(struct cx *cx, int64_t id, const char *secret, int64_t last_step);
/* false in *fresh when this step or a later one was used before */
MUST_CHECK enum status store_totp_use(struct cx *cx, int64_t id, int64_t step, bool *fresh);
MUST_CHECK enum status store_disabled(struct cx *cx, int64_t id, int64_t at);

MUST_CHECK enum status store_roles(struct cx *cx, int64_t id, struct who_role *out, size_t max, int *n);
MUST_CHECK enum status store_role_set(struct cx *cx, int64_t id, int64_t unit, unsigned roles);
MUST_CHECK enum status store_staff(struct cx *cx, int64_t unit, int64_t *n); /* at work there, not locked */
MUST_CHECK enum status store_has_role(struct cx *cx, int64_t id, int64_t unit, unsigned roles, bool *yes);
MUST_CHECK enum status store_officers_at(struct cx *cx, int64_t unit, unsigned roles, struct account_officer *out,
					 size_t max, size_t *n);
struct account_listed {
	int64_t id, disabled_at;
	const char *login, *name, *name_fold;
	bool has_totp;
};
/* Officers after a login, in order of login; whose folded name has fold in it, or whose login has login. fold "":
 * everybody. */
MUST_CHECK enum status store_list(struct cx *cx, struct str after, struct str fold, struct str login,
				  struct account_listed *out, size_t max, size_t *n);
MUST_CHECK enum status store_list_unit(struct cx *cx, int64_t unit, struct account_listed **out, size_t *n);

MUST_CHECK enum status store_session_insert(struct cx *cx, const struct account_session *s);
/* Also ended ones. account 0: unknown. */
MUST_CHECK enum status store_session(struct cx *cx, const char *hash, struct account_session *out);
/* Fills of the account id, kind, name and checked_at; id 0 when there is no such session now. */
MUST_CHECK enum status store_session_who(struct cx *cx, const char *hash, struct account_session *s, struct account *a);
MUST_CHECK enum status store_session_full(struct cx *cx, const char *hash, int64_t unit, int64_t expires_at);
MUST_CHECK enum status store_session_unit(struct cx *cx, const char *hash, int64_t unit);
MUST_CHECK enum status store_session_touch(struct cx *cx, const char *hash, int64_t before, int64_t expires_at);
MUST_CHECK enum status store_session_end(struct cx *cx, const char *hash);
/* All of an account but `keep` ("" keeps none). */
MUST_CHECK enum status store_sessions_end(struct cx *cx, int64_t account, const char *keep);
MUST_CHECK enum status store_sessions(struct cx *cx, int64_t account, struct account_session *out, size_t max, size_t *n);

MUST_CHECK enum status store_token_insert(struct cx *cx, const char *hash, int64_t account, const char *purpose,
					  const char *value, int64_t expires_at);
/* account 0: unknown or run out. Looks only. */
MUST_CHECK enum status store_token(struct cx *cx, const char *hash, const char *purpose, int64_t *account);
/* Takes it: it can be used once. */
MUST_CHECK enum status store_token_take(struct cx *cx, const char *hash, const char *purpose, int64_t *account,
					const char **value);
MUST_CHECK enum status store_tokens_drop(struct cx *cx, int64_t account, const char *purpose);

MUST_CHECK enum status store_attempts(struct cx *cx, const char *subject, int64_t *n, int64_t *last_at);
/* Counts one more; starts anew when the last was before `forget`. */
MUST_CHECK enum status store_attempt_add(struct cx *cx, const char *subject, int64_t forget);
MUST_CHECK enum status store_attempts_clear(struct cx *cx, const char *subject);

MUST_CHECK enum status store_park(struct cx *cx, const char *hash, const struct account_parked *p);
MUST_CHECK enum status store_parked(struct cx *cx, const char *hash, struct account_parked *out);
MUST_CHECK enum status store_parked_drop(struct cx *cx, const char *hash, int64_t account);

/* Deletes what has run out; *n counts rows. */
MUST_CHECK enum status store_tidy(struct cx *cx, int64_t *n);

/* The first look at a link or cookie: its SHA-256 is what is stored. */
void account_token_hash(struct str token, char hash[65]);
const char *account_token(struct cx *cx, char hash[65]); /* a new one */

/* --- checks of what is typed (account_check.c) ---------------------------------------------------------------------- */
struct account_error {
	const char *field; /* id on the page */
	const char *text;  /* in the language of the context */
};
struct account_errors {
	VEC(struct account_error) list;
};
void account_error_add(struct cx *cx, struct account_errors *e, const char *field, const char *text);
const char *account_error_at(const struct account_errors *e, const char *field); /* NULL when none */

struct account_birth {
	struct str day, month, year; /* as typed */
};
/* Each gives the normal form in *out, or NULL in *out and what is wrong as a text in the language of the context. */
const char *account_check_number(struct cx *cx, struct str typed, struct str *out);
const char *account_check_name(struct cx *cx, struct str typed, struct str *out);
const char *account_check_birth(struct cx *cx, const struct account_birth *b, int32_t *day);
const char *account_check_sex(struct cx *cx, struct str typed);
/* Do number, birth date and sex fit each other? */
const char *account_check_fit(struct cx *cx, struct str number, int32_t birth_day, struct str sex);
const char *account_check_email(struct cx *cx, struct str typed, bool required, struct str *out);
const char *account_check_phone(struct cx *cx, struct str typed, struct str *out); /* "" is fine */
const char *account_check_password(struct cx *cx, struct str typed, struct str login);
const char *account_check_login(struct cx *cx, struct str typed, struct str *out);

/* --- growing waits (account_attempt.c) -------------------------------------------------------------------------------- */
enum account_limit {
	LIMIT_SIGN_IN,   /* per account tried, known or not */
	LIMIT_ADDRESS,   /* per client address, all wrong tries */
	LIMIT_CODE,      /* per officer, second factor */
	LIMIT_LETTER,    /* per account: letters somebody may cause without signing in */
	LIMIT_REGISTER,  /* per client address */
};
/* The name of what is limited; a hash, so that the table holds no numbers and addresses. */
const char *account_subject(struct cx *cx, enum account_limit limit, const char *what);
/* Seconds to wait before the next try; 0: go on. */
MUST_CHECK enum status account_wait(struct cx *cx, enum account_limit limit, const char *subject, int *seconds);
MUST_CHECK enum status account_count(struct cx *cx, enum account_limit limit, const char *subject); /* inside a transaction */
const char *account_client(struct cx *cx); /* address, of IPv6 the /64 that a household has */

/* --- rules: signing in (account_session.c) ------------------------------------------------------------------------------ */
enum account_outcome { OUT_OK, OUT_WRONG, OUT_WAIT, OUT_UNCONFIRMED, OUT_CODE, OUT_ENROL, OUT_ENDED };

/* First half, outside any transaction: slow. */
struct account_try {
	enum account_kind kind;
	struct str login, password;
	const char *agent;
	/* filled by account_try_check */
	struct account_row row;      /* row.a.id 0: unknown */
	enum account_outcome outcome;
	int wait;                    /* seconds, with OUT_WAIT */
	/* for account_try_tx */
	char hash[65];               /* of the new session */
	const char *old_hash;        /* of the session the browser had, or "" */
};
MUST_CHECK enum status account_try_check(struct cx *cx, struct account_try *t);
/* Second half: counts, or makes the session. A wait that came up meanwhile is ST_TOO_MANY account.wait. */
enum status account_try_tx(struct cx *cx, void *input);

struct account_code {
	const char *hash;            /* session in STAGE_CODE or STAGE_ENROL */
	struct str code;
	enum account_outcome outcome;
	int wait;
	int64_t account, unit;       /* filled; unit 0: the officer has to choose */
};
enum status account_code_tx(struct cx *cx, void *input);

enum status account_sign_out_tx(struct cx *cx, void *input);     /* input: const char *, the session's hash */
enum status account_sign_out_all_tx(struct cx *cx, void *input); /* of cx->who; input unused */

struct account_change {
	const char *new_hash, *old_password_hash; /* the row's as it was checked */
	const char *session;                      /* is kept */
};
enum status account_change_password_tx(struct cx *cx, void *input);

struct account_unit_choice {
	const char *session;
	int64_t unit;
};
enum status account_choose_unit_tx(struct cx *cx, void *input);

/* --- rules: accounts of citizens (account.c) ----------------------------------------------------------------------------- */
struct account_register {
	struct account_row row;  /* with the hash of the password; id 0 */
	struct str password;
	/* as typed, to show the page again */
	struct str number, name, sex, email, phone;
	struct account_birth birth;
};
enum status account_register_tx(struct cx *cx, void *input);

struct account_link {
	struct str token;
	const char *password_hash;   /* of account_reset_tx */
	enum account_kind kind;      /* filled: whose it was */
	bool ended;                  /* filled: used before or run out */
};
enum status account_confirm_tx(struct cx *cx, void *input);
enum status account_reset_tx(struct cx *cx, void *input);

struct account_forgot {
	struct str number;
	bool wait;                   /* filled: too many from this address */
};
enum status account_forgot_tx(struct cx *cx, void *input);
/* The letter to confirm an address again, for an account whose password was right. */
enum status account_resend_tx(struct cx *cx, void *input); /* input: struct account_row * */

struct account_contact {
	struct str email, phone, address;
	bool letters_english;
	bool email_changed;          /* filled */
};
enum status account_contact_tx(struct cx *cx, void *input);

/* A link with a token of its own for setting a password. Inside a transaction. */
MUST_CHECK enum status account_make_link(struct cx *cx, int64_t account, const char *purpose, const char *value, int64_t life,
					 const char *path, const char **url);
/* One event on an account. Inside a transaction; unit 0: the unit the actor works for. */
MUST_CHECK enum status account_event(struct cx *cx, int64_t account, const char *verb, const char *reason);
/* The same as if the account itself acted (signing in, links). */
MUST_CHECK enum status account_event_self(struct cx *cx, const struct account *a, int64_t unit, const char *verb);

/* --- rules: administration and desk (account_admin.c) ---------------------------------------------------------------------- */
bool account_is_system_admin(const struct cx *cx);
/* Is the unit within what this administrator looks after? */
bool account_unit_in_scope(const struct cx *cx, const struct unit *u);
/* Roles this administrator may give there. */
unsigned account_roles_grantable(const struct cx *cx, const struct unit *u);
/* ST_NOT_FOUND account.unknown when none of the officer's units is in scope. */
MUST_CHECK enum status account_admin_load(struct cx *cx, int64_t id, struct account_row *out, struct who_role *at, size_t max,
					  int *n);
/* May this administrator disable or give new secrets to somebody with these roles? All of them must be in scope. */
bool account_admin_may_reset(const struct cx *cx, int64_t id, const struct who_role *at, int n);
MUST_CHECK enum status account_admin_list(struct cx *cx, struct str after, struct str typed, struct account_listed *out,
					  size_t max, size_t *n);
/* Units in scope that fit what was typed: code, or letters of the name. */
size_t account_admin_units(struct cx *cx, struct str typed, const struct unit **out, size_t max);

enum account_admin_act { ADMIN_DISABLE, ADMIN_ENABLE, ADMIN_NEW_PASSWORD, ADMIN_NEW_CODE };
struct account_admin_change {
	int64_t id;
	enum account_admin_act act;
	const char *url;             /* filled by ADMIN_NEW_PASSWORD when there is no e-mail to send it to */
};
enum status account_admin_tx(struct cx *cx, void *input);
struct account_admin_roles {
	int64_t id, unit;
	unsigned roles;
};
enum status account_admin_roles_tx(struct cx *cx, void *input);
struct account_admin_new {
	struct account_row row;      /* id filled */
	int64_t unit;
	unsigned roles;
	const char *url;             /* filled when there is no e-mail to send it to */
};
enum status account_admin_new_tx(struct cx *cx, void *input);

struct account_desk {
	struct str number;           /* find */
	struct account_row row;      /* filled */
	int64_t id;                  /* the others */
	struct account_card card;
	struct str email;            /* new password: "" leaves the account without one */
	const char *url;             /* filled by the new password */
};
enum status account_desk_find_tx(struct cx *cx, void *input);
enum status account_desk_check_tx(struct cx *cx, void *input);
enum status account_desk_password_tx(struct cx *cx, void *input);

/* --- letters (account_mail.c); inside a transaction -------------------------------------------------------------------------- */
MUST_CHECK enum status account_mail_confirm(struct cx *cx, const struct account *a, const char *to, const char *url);
MUST_CHECK enum status account_mail_taken(struct cx *cx, const struct account *a);
MUST_CHECK enum status account_mail_reset(struct cx *cx, const struct account *a, const char *url, const char *to);
MUST_CHECK enum status account_mail_invite(struct cx *cx, const struct account *a, const char *url);
MUST_CHECK enum status account_mail_password_changed(struct cx *cx, const struct account *a);
MUST_CHECK enum status account_mail_email_changed(struct cx *cx, const struct account *a, const char *old);

/* --- pages --------------------------------------------------------------------------------------------------------------------- */
extern const struct account_role_name {
	enum role role;
	const char *label; /* msgid */
} account_role_names[];
enum { ACCOUNT_ROLES = 7 };

/* Parts of forms (pages/field.html …); label, hint and error are in the page's language, NULL is none. */
struct account_field {
	const char *id, *label, *hint, *error;
	struct str value;
	const char *type;            /* NULL: text */
	const char *autocomplete;    /* NULL: off */
	const char *width;           /* "20" …, NULL: whole */
	bool digits;                 /* a numeric keyboard */
};
struct account_birth_field {
	struct account_birth value;
	const char *error;
};
struct account_sex_field {
	struct str value;
	const char *error;
};
void tpl_account_field(struct page *pg, const struct account_field *f);
void tpl_account_birth(struct page *pg, const struct account_birth_field *f);
void tpl_account_sex(struct page *pg, const struct account_sex_field *f);
void tpl_account_error_list(struct page *pg, const struct account_errors *e);

struct account_session_line {
	const char *device;
	int64_t seen_at;
	bool here;
};
struct account_sessions_view {
	const struct account_session_line *line;
	size_t n;
	const char *action;          /* of the form that ends them all */
};
void tpl_account_sessions(struct page *pg, const struct account_sessions_view *v);
void tpl_account_password_fields(struct page *pg, const struct account_errors *e);
MUST_CHECK enum status account_sessions_view(struct cx *cx, struct req *rq, struct account_sessions_view *v);

/* What a sign-in page, of citizens or officers, shows. */
struct account_sign_in_view {
	struct account_field login, password;
	struct account_errors errors;
	const char *next;            /* where to go on */
	bool ended;                  /* a form was posted after the session had ended, and is kept */
	const char *warning;         /* wrong, wait; NULL: none */
};

/* One value of a query in an address. */
const char *account_url_part(struct arena *a, struct str s);
/* A path of ours to go on to after signing in, or fallback. */
const char *account_next(struct cx *cx, struct str typed, const char *fallback);
/* After a sign-in: to what was parked when it is this account's, else to next. */
enum status account_go_on(struct cx *cx, struct req *rq, struct resp *rs, int64_t account, const char *next);
/* "Chrome, Windows" from the browser's own name. */
const char *account_device(struct cx *cx, const char *agent);
const char *account_agent(struct cx *cx, struct req *rq);
/* "Hãy thử lại sau 2 phút." */
const char *account_wait_text(struct cx *cx, int seconds);
struct account_birth account_read_birth(struct req *rq);
/* "27/03/1990", "" without. */
const char *account_birth_text(struct cx *cx, const struct account *a);
/* The new password of a form with fields mat_khau_moi and mat_khau_moi_2; adds what is wrong. */
struct str account_read_password(struct cx *cx, struct req *rq, const char *login, struct account_errors *e);

/* A page with a one-time link, to print and hand over. */
struct account_link_view {
	const char *name, *login, *url, *back;
	struct html qr;
	int hours;
};
enum status account_show_link(struct cx *cx, struct req *rq, struct resp *rs, struct account_link_view *v, const char *nav);

http_handler account_page_register, account_page_register_post, account_page_register_done;
http_handler account_page_confirm, account_page_confirm_post;
http_handler account_page_forgot, account_page_forgot_post, account_page_forgot_done;
http_handler account_page_reset, account_page_reset_post;
http_handler account_page_sign_in, account_page_sign_in_post, account_page_sign_out;
http_handler account_page_parked, account_page_parked_drop;
http_handler account_page_me, account_page_contact, account_page_contact_post;
http_handler account_page_password, account_page_password_post, account_page_sign_out_all;
http_handler account_officer_sign_in, account_officer_sign_in_post, account_officer_code, account_officer_code_post;
http_handler account_officer_me, account_officer_unit_post;
http_handler account_admin_index, account_admin_new_page, account_admin_new_post, account_admin_show;
http_handler account_admin_roles_post, account_admin_act_post, account_admin_suggest_unit;
http_handler account_desk_page, account_desk_find_post, account_desk_check_post, account_desk_password_post;

#endif
