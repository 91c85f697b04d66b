/* Accounts: reading them, making them, and what citizens do with their own. */
#include "features/account/account_priv.h"

#include "core/unit/revision.h"

const struct account_role_name account_role_names[] = {
	{ ROLE_RECEIVE, "Tiếp nhận" },
	{ ROLE_PROCESS, "Xử lý" },
	{ ROLE_LEAD, "Lãnh đạo" },
	{ ROLE_RETURN, "Trả kết quả" },
	{ ROLE_INSPECT, "Kiểm tra" },
	{ ROLE_UNIT_ADMIN, "Quản trị đơn vị" },
	{ ROLE_SYSTEM_ADMIN, "Quản trị hệ thống" },
};
_Static_assert(ARRAY_LEN(account_role_names) == ACCOUNT_ROLES, "one name for each role");

/* --- reading -------------------------------------------------------------------------------------------------------- */

enum status
account_load(struct cx *cx, int64_t id, struct account *out)
{
	struct account_row r;
	TRY(store_by_id(cx, id, &r));
	*out = r.a;
	return r.a.id != 0 ? ST_OK : fail(cx, ST_NOT_FOUND, "account.unknown", "no account %lld", (long long)id);
}

enum status
account_find_citizen(struct cx *cx, struct str number, struct account *out)
{
	struct account_row r;
	TRY(store_by_login(cx, ACCOUNT_CITIZEN, number, &r));
	*out = r.a;
	if (r.a.id == 0 || (r.a.email_confirmed_at == 0 && r.a.checked_at == 0))
		return fail(cx, ST_NOT_FOUND, "account.unknown", "no citizen in use with this number");
	return ST_OK;
}

enum status
account_names(struct cx *cx, const int64_t *ids, size_t n, const char **out)
{
	for (size_t i = 0; i < n; i++) {
		size_t same = 0;
		while (same < i && ids[same] != ids[i])
			same++;
		out[i] = "";
		if (same < i)
			out[i] = out[same];
		else if (ids[i] != 0)
			TRY(store_name(cx, ids[i], &out[i]));
	}
	return ST_OK;
}

enum status
account_has_role(struct cx *cx, int64_t account, int64_t unit, unsigned roles, bool *yes)
{
	return store_has_role(cx, account, unit, roles, yes);
}

enum status
account_officers_at(struct cx *cx, int64_t unit, unsigned roles, struct account_officer *out, size_t max, size_t *n)
{
	return store_officers_at(cx, unit, roles, out, max, n);
}

const char *
account_roles_text(struct arena *a, enum lang lang, unsigned roles)
{
	struct buf b;
	buf_init(&b, a, BUF_LINE);
	for (size_t i = 0; i < ARRAY_LEN(account_role_names); i++)
		if ((roles & account_role_names[i].role) != 0)
			buf_addf(&b, "%s%s", b.n > 0 ? ", " : "", tr(lang, account_role_names[i].label));
	return buf_cstr(&b);
}

/* --- for commands and the demo ------------------------------------------------------------------------------------------ */

static enum status
broken(struct cx *cx, const char *wrong, const char *field)
{
	return wrong == NULL ? ST_OK : fail(cx, ST_INVALID, "account.invalid", "%s: %s", field, wrong);
}

static enum status
check_new(struct cx *cx, const struct account_new *in, struct account *a)
{
	struct str name, email, phone;
	TRY(broken(cx, account_check_name(cx, str_of(in->name), &name), "name"));
	TRY(broken(cx, account_check_email(cx, str_of(in->email), false, &email), "email"));
	TRY(broken(cx, account_check_phone(cx, str_of(in->phone), &phone), "phone"));
	TRY(broken(cx, account_check_password(cx, str_of(in->password), str_of(in->login)), "password"));
	a->name = str_cstr(cx->arena, name);
	a->email = str_cstr(cx->arena, email);
	a->phone = str_cstr(cx->arena, phone);
	a->address = in->address != NULL ? in->address : "";
	a->lang = in->lang;
	a->email_confirmed_at = email.n > 0 ? cx->now : 0;
	return ST_OK;
}

static enum status
insert_new(struct cx *cx, struct account_row *r, const char *password)
{
	char hash[CRYPT_PASSWORD_TEXT];
	TRY(crypt_password_hash(cx, str_of(password), hash));
	r->password = hash;
	r->a.id = id_next();
	TRY(store_insert(cx, r));
	return account_event(cx, r->a.id, "account.create", "");
}

enum status
account_create_citizen(struct cx *cx, const struct account_new *in, int64_t *id)
{
	struct account_row r = { .a = { .kind = ACCOUNT_CITIZEN, .has_birth = true, .birth_day = in->birth_day,
					.sex = in->sex, .checked_at = in->checked ? cx->now : 0 },
				 .totp_secret = "" };
	struct str number;
	TRY(broken(cx, account_check_number(cx, str_of(in->login), &number), "number"));
	TRY(broken(cx, account_check_sex(cx, str_of(in->sex)), "sex"));
	TRY(broken(cx, account_check_fit(cx, number, in->birth_day, str_of(in->sex)), "number"));
	TRY(check_new(cx, in, &r.a));
	r.a.login = str_cstr(cx->arena, number);
	TRY(insert_new(cx, &r, in->password));
	*id = r.a.id;
	return ST_OK;
}

enum status
account_create_officer(struct cx *cx, const struct account_new *in, int64_t *id)
{
	struct account_row r = { .a = { .kind = ACCOUNT_OFFICER, .sex = "" },
				 .totp_secret = in->totp_secret != NULL ? in->totp_secret : "" };
	struct str login;
	TRY(broken(cx, account_check_login(cx, str_of(in->login), &login), "login"));
	TRY(check_new(cx, in, &r.a));
	r.a.login = str_cstr(cx->arena, login);
	TRY(insert_new(cx, &r, in->password));
	for (int i = 0; i < in->n_at; i++)
		TRY(account_grant(cx, r.a.id, in->at[i].unit, in->at[i].roles));
	*id = r.a.id;
	return ST_OK;
}

/* Roles are named in the ledger, so that who gave whom what can be seen. */
enum status
account_grant(struct cx *cx, int64_t id, int64_t unit, unsigned roles)
{
	int64_t before, after;
	struct ledger_event e = {
		.unit = unit, .verb = "account.roles", .kind = "account", .thing = id, .reason = "",
		.detail = arena_printf(cx->arena, "{\"unit\":\"%lld\",\"roles\":%u}", (long long)unit, roles),
	};
	if (unit_by_id(unit) == NULL)
		return fail(cx, ST_NOT_FOUND, "unit.unknown", "no unit %lld", (long long)unit);
	TRY(store_staff(cx, unit, &before));
	TRY(store_role_set(cx, id, unit, roles & ROLE_ALL_OFFICER));
	TRY(store_staff(cx, unit, &after));
	if ((before == 0) != (after == 0))
		TRY(unit_desks_changed(cx));
	return ledger_add(cx, &e);
}

enum status
account_officer_id(struct cx *cx, struct str login, int64_t *id)
{
	struct account_row r;
	TRY(store_by_login(cx, ACCOUNT_OFFICER, login, &r));
	*id = r.a.id;
	return r.a.id != 0 ? ST_OK : fail(cx, ST_NOT_FOUND, "account.unknown", "no officer " STR_FMT, STR_ARG(login));
}

enum status
account_totp_now(struct cx *cx, struct str login, char code[7], const char **secret)
{
	struct account_row r;
	TRY(store_by_login(cx, ACCOUNT_OFFICER, login, &r));
	if (r.a.id == 0)
		return fail(cx, ST_NOT_FOUND, "account.unknown", "no officer " STR_FMT, STR_ARG(login));
	if (!totp_code(r.totp_secret, totp_step(cx->now), code) || r.totp_secret[0] == '\0')
		return fail(cx, ST_CONFLICT, "account.totp.none", STR_FMT " has no secret yet", STR_ARG(login));
	if (secret != NULL)
		*secret = r.totp_secret;
	return ST_OK;
}

enum status
account_set_password(struct cx *cx, enum account_kind kind, struct str login, const char *password)
{
	char hash[CRYPT_PASSWORD_TEXT];
	struct account_row r;
	TRY(store_by_login(cx, kind, login, &r));
	if (r.a.id == 0)
		return fail(cx, ST_NOT_FOUND, "account.unknown", "no account " STR_FMT, STR_ARG(login));
	TRY(broken(cx, account_check_password(cx, str_of(password), login), "password"));
	TRY(crypt_password_hash(cx, str_of(password), hash));
	TRY(store_password(cx, r.a.id, hash));
	TRY(store_sessions_end(cx, r.a.id, ""));
	return account_event(cx, r.a.id, "account.password", "");
}

/* --- links --------------------------------------------------------------------------------------------------------------- */

enum status
account_make_link(struct cx *cx, int64_t account, const char *purpose, const char *value, int64_t life, const char *path,
		  const char **url)
{
	char hash[65];
	const char *token = account_token(cx, hash);
	TRY(store_token_insert(cx, hash, account, purpose, value, cx->now + life));
	*url = web_absolute(cx, arena_printf(cx->arena, "%s%s?ma=%s", cx->lang == LANG_EN ? "/en" : "", path, token));
	return ST_OK;
}

static enum status
send_confirm(struct cx *cx, const struct account *a, const char *to)
{
	const char *url;
	TRY(store_tokens_drop(cx, a->id, "email"));
	TRY(account_make_link(cx, a->id, "email", to, ACCOUNT_CONFIRM_LIFE, "/xac-nhan", &url));
	return account_mail_confirm(cx, a, to, url);
}

/* Letters that somebody who is not signed in may cause: a few a day for each account. */
static enum status
may_write(struct cx *cx, const struct account *a, bool *yes)
{
	int wait;
	const char *subject = account_subject(cx, LIMIT_LETTER, a->login);
	TRY(account_wait(cx, LIMIT_LETTER, subject, &wait));
	*yes = wait == 0;
	return *yes ? account_count(cx, LIMIT_LETTER, subject) : ST_OK;
}

/* --- registering ------------------------------------------------------------------------------------------------------------ */

/* A number that is in use: its owner is told, nothing changes, and the page is the same (settled.md 28). One that was
 * registered and never confirmed within the time for it is free again. */
static enum status
register_known(struct cx *cx, struct account_register *in, const struct account_row *old)
{
	bool may;
	bool used = old->a.email_confirmed_at != 0 || old->a.checked_at != 0;
	if (!used && cx->now - old->a.created_at > ACCOUNT_CONFIRM_LIFE) {
		in->row.a.id = old->a.id;
		TRY(store_renew(cx, &in->row));
		TRY(account_event_self(cx, &in->row.a, 0, "account.register"));
		return send_confirm(cx, &in->row.a, in->row.a.email);
	}
	TRY(may_write(cx, &old->a, &may));
	return may && old->a.email_confirmed_at != 0 && old->a.disabled_at == 0 ? account_mail_taken(cx, &old->a) : ST_OK;
}

enum status
account_register_tx(struct cx *cx, void *input)
{
	struct account_register *in = input;
	struct account_row old;
	int wait;
	const char *subject = account_subject(cx, LIMIT_REGISTER, account_client(cx));
	TRY(account_wait(cx, LIMIT_REGISTER, subject, &wait));
	if (wait > 0)
		return fail(cx, ST_TOO_MANY, "account.wait", "%d s", wait);
	TRY(account_count(cx, LIMIT_REGISTER, subject));
	TRY(store_by_login(cx, ACCOUNT_CITIZEN, str_of(in->row.a.login), &old));
	if (old.a.id != 0)
		return register_known(cx, in, &old);
	in->row.a.id = id_next();
	TRY(store_insert(cx, &in->row));
	TRY(account_event_self(cx, &in->row.a, 0, "account.register"));
	return send_confirm(cx, &in->row.a, in->row.a.email);
}

enum status
account_resend_tx(struct cx *cx, void *input)
{
	struct account_row *r = input;
	bool may;
	TRY(may_write(cx, &r->a, &may));
	return may ? send_confirm(cx, &r->a, r->a.email) : ST_OK;
}

enum status
account_confirm_tx(struct cx *cx, void *input)
{
	struct account_link *in = input;
	struct account_row r;
	char hash[65];
	int64_t id;
	const char *email;
	account_token_hash(in->token, hash);
	TRY(store_token_take(cx, hash, "email", &id, &email));
	TRY(store_by_id(cx, id, &r));
	in->kind = r.a.kind;
	in->ended = r.a.id == 0 || r.a.disabled_at != 0;
	if (in->ended)
		return ST_OK;
	if (strcmp(r.a.email, email) != 0 && r.a.email_confirmed_at != 0)
		TRY(account_mail_email_changed(cx, &r.a, r.a.email));
	TRY(store_email(cx, id, email, cx->now));
	return account_event_self(cx, &r.a, 0, "account.email");
}

/* --- a new password ----------------------------------------------------------------------------------------------------------- */

enum status
account_forgot_tx(struct cx *cx, void *input)
{
	struct account_forgot *in = input;
	struct account_row r;
	const char *url;
	int wait;
	bool may;
	const char *subject = account_subject(cx, LIMIT_REGISTER, account_client(cx));
	TRY(account_wait(cx, LIMIT_REGISTER, subject, &wait));
	in->wait = wait > 0;
	if (in->wait)
		return ST_OK;
	TRY(account_count(cx, LIMIT_REGISTER, subject));
	TRY(store_by_login(cx, ACCOUNT_CITIZEN, in->number, &r));
	if (r.a.id == 0 || r.a.email_confirmed_at == 0 || r.a.disabled_at != 0)
		return ST_OK;
	TRY(may_write(cx, &r.a, &may));
	if (!may)
		return ST_OK;
	TRY(store_tokens_drop(cx, r.a.id, "password"));
	TRY(account_make_link(cx, r.a.id, "password", "", ACCOUNT_RESET_LIFE, "/dat-lai-mat-khau", &url));
	return account_mail_reset(cx, &r.a, url, r.a.email);
}

enum status
account_reset_tx(struct cx *cx, void *input)
{
	struct account_link *in = input;
	struct account_row r;
	char hash[65];
	int64_t id;
	const char *value;
	account_token_hash(in->token, hash);
	TRY(store_token_take(cx, hash, "password", &id, &value));
	TRY(store_by_id(cx, id, &r));
	in->kind = r.a.kind;
	in->ended = r.a.id == 0 || r.a.disabled_at != 0;
	if (in->ended)
		return ST_OK;
	TRY(store_password(cx, id, in->password_hash));
	TRY(store_sessions_end(cx, id, ""));
	TRY(store_tokens_drop(cx, id, "password"));
	TRY(store_attempts_clear(cx, account_subject(cx, LIMIT_SIGN_IN,
						     arena_printf(cx->arena, "%d:%s", (int)r.a.kind, r.a.login))));
	TRY(account_mail_password_changed(cx, &r.a));
	return account_event_self(cx, &r.a, 0, "account.password");
}

/* --- contact -------------------------------------------------------------------------------------------------------------------- */

/* A new address takes the place of the old one when it has been confirmed, not before. */
enum status
account_contact_tx(struct cx *cx, void *input)
{
	struct account_contact *in = input;
	struct account_row r;
	TRY(store_by_id(cx, cx->who.account, &r));
	enum lang lang = in->letters_english ? LANG_EN : LANG_VI;
	TRY(store_contact(cx, r.a.id, str_cstr(cx->arena, in->phone), str_cstr(cx->arena, in->address), lang));
	in->email_changed = in->email.n > 0 && (!str_is(in->email, r.a.email) || r.a.email_confirmed_at == 0);
	if (in->email_changed) {
		bool may;
		TRY(may_write(cx, &r.a, &may));
		if (!may)
			return fail(cx, ST_TOO_MANY, "account.letters", "account %lld", (long long)r.a.id);
		r.a.lang = lang;
		TRY(send_confirm(cx, &r.a, str_cstr(cx->arena, in->email)));
	}
	return account_event(cx, r.a.id, "account.contact", "");
}
