/* Sessions: whose a request is, signing in (in two steps for officers) and out. */
#include "features/account/account_priv.h"

static const struct account_config standard = {
	.citizen_hours = 12, .citizen_idle_minutes = 120, .officer_hours = 10, .officer_idle_minutes = 60,
	.issuer = "Mot Cua",
};
static const struct account_config *config = &standard;

void
account_configure(const struct account_config *c)
{
	config = c;
}

const struct account_config *
account_settings(void)
{
	return config;
}

void
account_token_hash(struct str token, char hash[65])
{
	sha256_hex_of(token, hash);
}

const char *
account_token(struct cx *cx, char hash[65])
{
	const char *token = crypt_token(cx->arena);
	account_token_hash(str_of(token), hash);
	return token;
}

/* A session ends a while after the last request, and in any case some hours after signing in. */
static int64_t
session_end(enum account_kind kind, int64_t created_at, int64_t now)
{
	bool officer = kind == ACCOUNT_OFFICER;
	int64_t idle = now + (officer ? config->officer_idle_minutes : config->citizen_idle_minutes) * TIME_MINUTE;
	int64_t last = created_at + (officer ? config->officer_hours : config->citizen_hours) * TIME_HOUR;
	return idle < last ? idle : last;
}

/* --- events --------------------------------------------------------------------------------------------------------- */

enum status
account_event(struct cx *cx, int64_t account, const char *verb, const char *reason)
{
	struct ledger_event e = { .unit = cx->who.unit, .verb = verb, .kind = "account", .thing = account,
				  .reason = reason, .detail = "" };
	return ledger_add(cx, &e);
}

enum status
account_event_self(struct cx *cx, const struct account *a, int64_t unit, const char *verb)
{
	struct who before = cx->who;
	cx->who = (struct who){ .account = a->id, .name = a->name, .officer = a->kind == ACCOUNT_OFFICER, .unit = unit };
	enum status st = account_event(cx, a->id, verb, "");
	cx->who = before;
	return st;
}

/* --- whose session --------------------------------------------------------------------------------------------------- */

struct touch {
	const char *hash;
	int64_t before, expires_at;
};

static enum status
touch_tx(struct cx *cx, void *input)
{
	struct touch *t = input;
	return store_session_touch(cx, t->hash, t->before, t->expires_at);
}

static void
touched(struct cx *cx, enum status st, void *arg UNUSED)
{
	if (st != ST_OK)
		log_fault(cx, "session");
	arena_free(cx->arena);
}

/* The request does not wait for it; a touch that is lost costs nothing but a session that ends a little earlier. */
static void
session_touch(const struct cx *cx, const struct account_session *s, enum account_kind kind)
{
	struct arena *a = arena_new(64 * 1024);
	struct cx *own = arena_new_one(a, struct cx);
	struct touch *t = arena_new_one(a, struct touch);
	*own = (struct cx){ .arena = a, .now = cx->now, .lang = cx->lang, .who = { .name = "", .system = true },
			    .request_id = "touch", .address = "" };
	*t = (struct touch){ .hash = arena_strdup(a, s->hash), .before = cx->now - ACCOUNT_TOUCH,
			     .expires_at = session_end(kind, s->created_at, cx->now) };
	db_submit(own, web_config()->db, s->account, touch_tx, t, touched, NULL);
}

static enum status
officer_roles(struct cx *cx, const struct account_session *s, struct who *who)
{
	struct who_role *at = arena_new_array(cx->arena, struct who_role, ACCOUNT_UNITS_MAX);
	TRY(store_roles(cx, s->account, at, ACCOUNT_UNITS_MAX, &who->n_at));
	who->at = at;
	for (int i = 0; i < who->n_at; i++)
		if (at[i].unit == s->unit) {
			who->unit = s->unit;
			who->unit_name = unit_name(cx->lang, s->unit);
			who->roles = at[i].roles;
		}
	return ST_OK;
}

enum status
account_who(struct cx *cx, const char *token_hash, struct who *who)
{
	struct account_session s;
	struct account a = { 0 };
	TRY(store_session_who(cx, token_hash, &s, &a));
	if (a.id == 0)
		return ST_NOT_FOUND;
	*who = (struct who){ .account = a.id, .name = a.name, .officer = a.kind == ACCOUNT_OFFICER,
			     .checked = a.kind == ACCOUNT_CITIZEN && a.checked_at != 0 };
	if (cx->now - s.seen_at > ACCOUNT_TOUCH)
		session_touch(cx, &s, a.kind);
	return who->officer ? officer_roles(cx, &s, who) : ST_OK;
}

/* --- signing in -------------------------------------------------------------------------------------------------------- */

static const char *
try_subject(struct cx *cx, const struct account_try *t)
{
	return account_subject(cx, LIMIT_SIGN_IN, arena_printf(cx->arena, "%d:" STR_FMT, (int)t->kind, STR_ARG(t->login)));
}

static enum status
try_wait(struct cx *cx, const struct account_try *t, int *seconds)
{
	int own, client;
	TRY(account_wait(cx, LIMIT_SIGN_IN, try_subject(cx, t), &own));
	TRY(account_wait(cx, LIMIT_ADDRESS, account_subject(cx, LIMIT_ADDRESS, account_client(cx)), &client));
	*seconds = own > client ? own : client;
	return ST_OK;
}

enum status
account_try_check(struct cx *cx, struct account_try *t)
{
	TRY(try_wait(cx, t, &t->wait));
	t->outcome = OUT_WAIT;
	if (t->wait > 0)
		return ST_OK;
	TRY(store_by_login(cx, t->kind, t->login, &t->row));
	bool right = crypt_password_verify(t->password, t->row.password); /* as slow for a login that nobody has */
	if (!right || t->row.a.id == 0 || t->row.a.disabled_at != 0)
		t->outcome = OUT_WRONG;
	else if (t->kind == ACCOUNT_OFFICER)
		t->outcome = t->row.totp_secret[0] != '\0' ? OUT_CODE : OUT_ENROL;
	else
		t->outcome = t->row.a.email_confirmed_at == 0 && t->row.a.checked_at == 0 ? OUT_UNCONFIRMED : OUT_OK;
	return ST_OK;
}

static enum status
try_wrong(struct cx *cx, const struct account_try *t)
{
	TRY(account_count(cx, LIMIT_SIGN_IN, try_subject(cx, t)));
	TRY(account_count(cx, LIMIT_ADDRESS, account_subject(cx, LIMIT_ADDRESS, account_client(cx))));
	return t->row.a.id == 0 ? ST_OK : account_event(cx, t->row.a.id, "account.sign_in_wrong", "");
}

static enum status
try_open(struct cx *cx, const struct account_try *t)
{
	struct account_row now;
	struct account_session s = { .hash = t->hash, .account = t->row.a.id, .agent = t->agent, .secret = "" };
	TRY(store_by_id(cx, t->row.a.id, &now));
	if (now.a.disabled_at != 0 || strcmp(now.password, t->row.password) != 0)
		return fail(cx, ST_CONFLICT, "account.sign_in.again", "account %lld changed meanwhile",
			    (long long)now.a.id);
	TRY(store_attempts_clear(cx, try_subject(cx, t)));
	if (t->old_hash[0] != '\0')
		TRY(store_session_end(cx, t->old_hash));
	s.stage = t->outcome == OUT_CODE ? STAGE_CODE : t->outcome == OUT_ENROL ? STAGE_ENROL : STAGE_FULL;
	s.expires_at = s.stage == STAGE_FULL ? session_end(t->kind, cx->now, cx->now) : cx->now + ACCOUNT_STAGE_LIFE;
	if (s.stage == STAGE_ENROL) {
		char secret[TOTP_SECRET_TEXT];
		totp_secret_new(secret);
		s.secret = arena_strdup(cx->arena, secret);
	}
	TRY(store_session_insert(cx, &s));
	return s.stage == STAGE_FULL ? account_event_self(cx, &now.a, 0, "account.sign_in") : ST_OK;
}

/* The wait is looked at again here, in the writer, one after the other: many tries sent at once gain nothing. */
enum status
account_try_tx(struct cx *cx, void *input)
{
	struct account_try *t = input;
	int wait;
	TRY(try_wait(cx, t, &wait));
	if (wait > 0)
		return fail(cx, ST_TOO_MANY, "account.wait", "%d s", wait);
	return t->outcome == OUT_WRONG ? try_wrong(cx, t) : try_open(cx, t);
}

/* --- the second factor ------------------------------------------------------------------------------------------------- */

/* The unit to begin with: the only one, else none until the officer has chosen. */
static enum status
first_unit(struct cx *cx, int64_t account, int64_t *unit)
{
	struct who_role at[2];
	int n;
	TRY(store_roles(cx, account, at, 2, &n));
	*unit = n == 1 ? at[0].unit : 0;
	return ST_OK;
}

static enum status
code_wrong(struct cx *cx, struct account_code *c, const char *subject)
{
	c->outcome = OUT_WRONG;
	TRY(account_count(cx, LIMIT_CODE, subject));
	return account_event(cx, c->account, "account.code_wrong", "");
}

static enum status
code_right(struct cx *cx, struct account_code *c, const struct account_session *s, const struct account *a)
{
	TRY(first_unit(cx, a->id, &c->unit));
	TRY(store_session_full(cx, s->hash, c->unit, session_end(ACCOUNT_OFFICER, s->created_at, cx->now)));
	c->outcome = OUT_OK;
	return account_event_self(cx, a, c->unit, "account.sign_in");
}

enum status
account_code_tx(struct cx *cx, void *input)
{
	struct account_code *c = input;
	struct account_session s;
	struct account_row r;
	TRY(store_session(cx, c->hash, &s));
	TRY(store_by_id(cx, s.account, &r));
	c->outcome = OUT_ENDED;
	if (r.a.id == 0 || s.stage == STAGE_FULL || s.expires_at <= cx->now || r.a.disabled_at != 0)
		return ST_OK;
	c->account = r.a.id;
	const char *subject = account_subject(cx, LIMIT_CODE, arena_printf(cx->arena, "%lld", (long long)r.a.id));
	TRY(account_wait(cx, LIMIT_CODE, subject, &c->wait));
	c->outcome = OUT_WAIT;
	if (c->wait > 0)
		return ST_OK;
	bool enrol = s.stage == STAGE_ENROL;
	bool fresh = true;
	int64_t step = totp_verify(enrol ? s.secret : r.totp_secret, c->code, cx->now);
	if (step < 0)
		return code_wrong(cx, c, subject);
	if (!enrol)
		TRY(store_totp_use(cx, r.a.id, step, &fresh)); /* a code seen over the shoulder is worth nothing */
	if (!fresh)
		return code_wrong(cx, c, subject);
	TRY(store_attempts_clear(cx, subject));
	if (enrol) {
		TRY(store_totp(cx, r.a.id, s.secret, step));
		TRY(account_event_self(cx, &r.a, 0, "account.code_set"));
	}
	return code_right(cx, c, &s, &r.a);
}

/* --- ending, changing --------------------------------------------------------------------------------------------------- */

enum status
account_sign_out_tx(struct cx *cx, void *input)
{
	TRY(store_session_end(cx, input));
	return cx->who.account == 0 ? ST_OK : account_event(cx, cx->who.account, "account.sign_out", "");
}

enum status
account_sign_out_all_tx(struct cx *cx, void *input UNUSED)
{
	TRY(store_sessions_end(cx, cx->who.account, ""));
	return account_event(cx, cx->who.account, "account.sign_out_all", "");
}

enum status
account_change_password_tx(struct cx *cx, void *input)
{
	struct account_change *c = input;
	struct account_row r;
	TRY(store_by_id(cx, cx->who.account, &r));
	if (strcmp(r.password, c->old_password_hash) != 0)
		return fail(cx, ST_CONFLICT, "account.sign_in.again", "password changed meanwhile");
	TRY(store_password(cx, r.a.id, c->new_hash));
	TRY(store_sessions_end(cx, r.a.id, c->session));
	TRY(store_tokens_drop(cx, r.a.id, "password"));
	TRY(account_mail_password_changed(cx, &r.a));
	return account_event(cx, r.a.id, "account.password", "");
}

enum status
account_choose_unit_tx(struct cx *cx, void *input)
{
	struct account_unit_choice *c = input;
	bool has;
	TRY(store_has_role(cx, cx->who.account, c->unit, ROLE_ALL_OFFICER, &has));
	if (!has)
		return fail(cx, ST_DENIED, "account.unit.none", "no role at unit %lld", (long long)c->unit);
	TRY(store_session_unit(cx, c->session, c->unit));
	cx->who.unit = c->unit;
	return account_event(cx, cx->who.account, "account.unit", "");
}
