/* People: citizens by their 12-digit number, officers by a login; how they sign in, what they may do where.
 *
 * A citizen registers alone, confirms an e-mail address, and is 'tự khai' until a desk has seen the card once
 * (settled.md 28). An officer is made by an administrator, signs in with a password and a six-digit code (TOTP), and
 * works for one unit at a time. */
#ifndef FEATURES_ACCOUNT_ACCOUNT_H
#define FEATURES_ACCOUNT_ACCOUNT_H

#include "features/feature.h"

extern const struct feature account_feature;

enum account_kind { ACCOUNT_CITIZEN = 1, ACCOUNT_OFFICER = 2 };

struct account {
	int64_t id;
	enum account_kind kind;
	const char *login;   /* citizen: the 12 digits; officer: the user name */
	const char *name, *email, *phone, *address;
	int32_t birth_day;   /* local day number; meaningful only when has_birth */
	bool has_birth;
	const char *sex;     /* "nam", "nu" or "" (officers), the values of core/form */
	int64_t email_confirmed_at, checked_at, checked_by, disabled_at, created_at; /* 0: not */
	enum lang lang;      /* of the e-mails */
};

/* --- start ------------------------------------------------------------------------------------------------- */
struct account_config {
	int citizen_hours, citizen_idle_minutes; /* a session ends after so many hours, or so long without a request */
	int officer_hours, officer_idle_minutes;
	const char *issuer;                      /* name shown by the officers' code app: "Mot Cua" */
	/* In the transaction in which a desk has seen the card: what others keep under this number is the account's now.
	 * NULL: nothing to do. */
	enum status (*card_seen)(struct cx *cx, int64_t account, const char *number);
};
/* Before the server or a command starts; keeps the pointer. Without it: 12 h and 120 min, 10 h and 60 min. */
void account_configure(const struct account_config *c);

/* --- reading ------------------------------------------------------------------------------------------------ */
MUST_CHECK enum status account_load(struct cx *cx, int64_t id, struct account *out); /* ST_NOT_FOUND account.unknown */
/* By 12 digits, disabled ones too, but not one whose e-mail was never confirmed and whose card no desk has seen: it is in
 * nobody's hands yet. ST_NOT_FOUND account.unknown. Who links a dossier to it looks at checked_at (settled.md 28). */
MUST_CHECK enum status account_find_citizen(struct cx *cx, struct str number, struct account *out);
/* out[i] is the name of ids[i], "" for 0 and unknown ids. */
MUST_CHECK enum status account_names(struct cx *cx, const int64_t *ids, size_t n, const char **out);
/* Has this officer any of the roles (enum role) at the unit now? Disabled: no. */
MUST_CHECK enum status account_has_role(struct cx *cx, int64_t account, int64_t unit, unsigned roles, bool *yes);

struct account_officer {
	int64_t id;
	const char *name;
	unsigned roles;
};
/* Officers with any of the roles at the unit, by name; at most max. For 'assign to'. */
MUST_CHECK enum status account_officers_at(struct cx *cx, int64_t unit, unsigned roles, struct account_officer *out,
					   size_t max, size_t *n);
/* "Tiếp nhận, Xử lý" in the language. */
const char *account_roles_text(struct arena *a, enum lang lang, unsigned roles);

/* --- hooks of platform/web ------------------------------------------------------------------------------------ */
enum status account_who(struct cx *cx, const char *token_hash, struct who *who);
/* GET: to the page of signing in, which comes back. POST of a session that has ended: what was posted is kept one hour
 * for that account and given back after it has signed in (settled.md 15). */
enum status account_sign_in_page(struct cx *cx, struct req *rq, struct resp *rs, bool officer);

/* --- for commands, the demo and tests --------------------------------------------------------------------------- */
struct account_new {
	const char *login;    /* 12 digits; or 3–40 of a–z 0–9 . _ - beginning with a letter */
	const char *name, *email, *phone, *address;
	int32_t birth_day;    /* citizens */
	const char *sex;      /* citizens: "nam", "nu" */
	const char *password;
	bool checked;         /* citizens: as if a desk had seen the card */
	const struct who_role *at; /* officers */
	int n_at;
	const char *totp_secret; /* officers: base32, for the demo; NULL: enrolled at the first sign-in */
	enum lang lang;
};
/* Inside a transaction. The e-mail counts as confirmed. The password is hashed here, which takes tens of milliseconds:
 * for commands, not for requests. ST_INVALID with the rule that was broken, ST_CONFLICT account.taken. */
MUST_CHECK enum status account_create_citizen(struct cx *cx, const struct account_new *in, int64_t *id);
MUST_CHECK enum status account_create_officer(struct cx *cx, const struct account_new *in, int64_t *id);
/* Sets the roles at one unit, 0 takes all away; inside a transaction. When the unit became staffed or unstaffed, its open
 * work moves (unit_desks_changed). */
MUST_CHECK enum status account_grant(struct cx *cx, int64_t id, int64_t unit, unsigned roles);
/* ST_NOT_FOUND account.unknown */
MUST_CHECK enum status account_officer_id(struct cx *cx, struct str login, int64_t *id);
/* Six digits for now and the secret; ST_NOT_FOUND when there is no such officer, ST_CONFLICT account.totp.none
 * before enrolment. secret may be NULL. The command that prints them asks first whether this is a demo. */
MUST_CHECK enum status account_totp_now(struct cx *cx, struct str login, char code[7], const char **secret);
/* A new password for an officer or citizen by login; ends all sessions. Inside a transaction. */
MUST_CHECK enum status account_set_password(struct cx *cx, enum account_kind kind, struct str login, const char *password);

/* --- at the desk ------------------------------------------------------------------------------------------------ */
/* The clerk has seen the card: name, birth and sex are as on it. Needs ROLE_RECEIVE. Inside a transaction. */
struct account_card {
	int64_t id;
	const char *name;
	int32_t birth_day;
	const char *sex;
};
MUST_CHECK enum status account_mark_checked(struct cx *cx, const struct account_card *card);

#endif
