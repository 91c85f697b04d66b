/* Who looks after which officers, and what a clerk at the desk may do for a citizen's account.
 *
 * A unit's administrator looks after the units at and below the one worked for; the system's after all. Who can give
 * somebody a new password can become them, so that needs every unit of theirs in scope. */
#include "features/account/account_priv.h"

/* --- scope ----------------------------------------------------------------------------------------------------------- */

bool
account_is_system_admin(const struct cx *cx)
{
	return cx->who.system || (cx->who.officer && (cx->who.roles & ROLE_SYSTEM_ADMIN) != 0);
}

bool
account_unit_in_scope(const struct cx *cx, const struct unit *u)
{
	if (u == NULL)
		return false;
	if (account_is_system_admin(cx))
		return true;
	const struct unit *top = unit_by_id(cx->who.unit);
	return top != NULL && cx->who.officer && (cx->who.roles & ROLE_UNIT_ADMIN) != 0 && unit_is_under(u, top);
}

unsigned
account_roles_grantable(const struct cx *cx, const struct unit *u)
{
	if (!account_unit_in_scope(cx, u))
		return 0;
	return account_is_system_admin(cx) ? (unsigned)ROLE_ALL_OFFICER : (unsigned)ROLE_ALL_OFFICER & ~(unsigned)ROLE_SYSTEM_ADMIN;
}

static bool
any_in_scope(const struct cx *cx, const struct who_role *at, int n)
{
	for (int i = 0; i < n; i++)
		if (account_unit_in_scope(cx, unit_by_id(at[i].unit)))
			return true;
	return account_is_system_admin(cx);
}

bool
account_admin_may_reset(const struct cx *cx, int64_t id, const struct who_role *at, int n)
{
	if (id == cx->who.account)
		return false; /* one's own password and code are changed on one's own page */
	for (int i = 0; i < n; i++) {
		unsigned may = account_roles_grantable(cx, unit_by_id(at[i].unit));
		if ((at[i].roles & ~may) != 0)
			return false;
	}
	return account_is_system_admin(cx) || n > 0;
}

enum status
account_admin_load(struct cx *cx, int64_t id, struct account_row *out, struct who_role *at, size_t max, int *n)
{
	TRY(store_by_id(cx, id, out));
	TRY(store_roles(cx, id, at, max, n));
	if (out->a.id == 0 || out->a.kind != ACCOUNT_OFFICER || !any_in_scope(cx, at, *n))
		return fail(cx, ST_NOT_FOUND, "account.unknown", "officer %lld", (long long)id);
	return ST_OK;
}

/* --- lists -------------------------------------------------------------------------------------------------------------- */

static int
by_login(const void *pa, const void *pb)
{
	const struct account_listed *a = pa, *b = pb;
	return strcmp(a->login, b->login);
}

/* The login part of what was typed: what a login may hold, so that no sign of LIKE gets in. */
static struct str
login_letters(struct cx *cx, struct str typed)
{
	struct str low = viet_lower(cx->arena, str_trim(typed));
	for (size_t i = 0; i < low.n; i++)
		if (!((low.p[i] >= 'a' && low.p[i] <= 'z') || (low.p[i] >= '0' && low.p[i] <= '9') || low.p[i] == '.' ||
		      low.p[i] == '-'))
			return (struct str){ "*", 1 }; /* in no login */
	return low;
}

static bool
listed_fits(const struct account_listed *l, struct str after, struct str fold, struct str login)
{
	if (str_cmp(str_of(l->login), after) <= 0)
		return false;
	return fold.n == 0 || strstr(l->name_fold, fold.p) != NULL || strstr(l->login, login.p) != NULL;
}

/* The officers of the units below the administrator's: few units, each with few people, so they are gathered whole. */
static enum status
list_below(struct cx *cx, struct str after, struct str fold, struct str login, struct account_listed *out, size_t max,
	   size_t *n)
{
	VEC(struct account_listed) all = { 0 };
	for (size_t i = 0; i < unit_count(); i++) {
		struct account_listed *some;
		size_t k;
		const struct unit *u = unit_at(i);
		if (!account_unit_in_scope(cx, u))
			continue;
		TRY(store_list_unit(cx, u->id, &some, &k));
		for (size_t j = 0; j < k; j++)
			if (listed_fits(&some[j], after, fold, login))
				*vec_push(&all, cx->arena) = some[j];
	}
	if (all.n > 0)
		qsort(all.p, all.n, sizeof *all.p, by_login);
	*n = 0;
	for (size_t i = 0; i < all.n && *n < max; i++)
		if (*n == 0 || out[*n - 1].id != all.p[i].id)
			out[(*n)++] = all.p[i];
	return ST_OK;
}

enum status
account_admin_list(struct cx *cx, struct str after, struct str typed, struct account_listed *out, size_t max, size_t *n)
{
	struct str fold = viet_fold(cx->arena, typed);
	fold = (struct str){ str_cstr(cx->arena, fold), fold.n };
	struct str login = login_letters(cx, typed);
	login = (struct str){ str_cstr(cx->arena, login), login.n };
	if (account_is_system_admin(cx))
		return store_list(cx, after, fold, login, out, max, n);
	return list_below(cx, after, fold, login, out, max, n);
}

/* The part of a folded name that tells it from others: every desk's begins alike. */
static const char *
telling_part(const struct unit *u)
{
	static const char head[] = "trung tam phuc vu hanh chinh cong ";
	return strncmp(u->fold, head, sizeof head - 1) == 0 ? u->fold + sizeof head - 1 : u->fold;
}

/* part begins a word of text; whole: and ends one too. */
static bool
begins_a_word(const char *text, const char *part, bool whole)
{
	size_t n = strlen(part);
	for (const char *at = strstr(text, part); at != NULL; at = strstr(at + 1, part))
		if ((at == text || at[-1] == ' ') && (!whole || at[n] == ' ' || at[n] == '\0'))
			return true;
	return false;
}

static bool
has_words(struct cx *cx, const char *text, struct str fold)
{
	while (fold.n > 0)
		if (!begins_a_word(text, str_cstr(cx->arena, str_cut(&fold, ' ')), false))
			return false;
	return true;
}

/* How well a unit fits: by its code or the words as they stand, the last one begun, or all of the words anywhere. */
static int
unit_fit(struct cx *cx, const struct unit *u, struct str fold, const char *phrase, const char *code)
{
	if (code[0] != '\0' && strncmp(u->code, code, strlen(code)) == 0)
		return 3;
	if (fold.n == 0)
		return 0;
	const char *text = telling_part(u);
	if (begins_a_word(text, phrase, true))
		return 3;
	return begins_a_word(text, phrase, false) ? 2 : has_words(cx, text, fold) ? 1 : 0;
}

size_t
account_admin_units(struct cx *cx, struct str typed, const struct unit **out, size_t max)
{
	size_t n = 0;
	struct str fold = viet_fold(cx->arena, typed), code;
	const char *phrase = str_cstr(cx->arena, fold);
	const char *head = unit_code_new(cx->arena, str_trim(typed), &code)
				   ? str_cstr(cx->arena, code)
				   : str_cstr(cx->arena, viet_upper(cx->arena, str_trim(typed)));
	for (int fit = 3; fit >= 1 && n < max; fit--)
		for (size_t i = 0; i < unit_count() && n < max; i++) {
			const struct unit *u = unit_at(i);
			if (u->valid_to == 0 && account_unit_in_scope(cx, u) && unit_fit(cx, u, fold, phrase, head) == fit)
				out[n++] = u;
		}
	return n;
}

/* --- changes -------------------------------------------------------------------------------------------------------------- */

/* A link for a first or new password: to the officer's own address, or on paper through the administrator. */
static enum status
password_link(struct cx *cx, const struct account *a, const char **url)
{
	const char *link;
	TRY(store_tokens_drop(cx, a->id, "password"));
	TRY(account_make_link(cx, a->id, "password", "", ACCOUNT_INVITE_LIFE, "/dat-lai-mat-khau", &link));
	*url = a->email[0] != '\0' ? NULL : link;
	return a->email[0] != '\0' ? account_mail_invite(cx, a, link) : ST_OK;
}

static enum status
load_to_reset(struct cx *cx, int64_t id, struct account_row *r)
{
	struct who_role at[ACCOUNT_UNITS_MAX];
	int n;
	TRY(account_admin_load(cx, id, r, at, ACCOUNT_UNITS_MAX, &n));
	if (!account_admin_may_reset(cx, id, at, n))
		return fail(cx, ST_DENIED, "account.admin.scope", "officer %lld has roles elsewhere", (long long)id);
	return ST_OK;
}

enum status
account_admin_tx(struct cx *cx, void *input)
{
	struct account_admin_change *in = input;
	struct account_row r;
	TRY(load_to_reset(cx, in->id, &r));
	in->url = NULL;
	switch (in->act) {
	case ADMIN_DISABLE:
		TRY(store_disabled(cx, in->id, cx->now));
		TRY(unit_desks_changed(cx));
		TRY(store_tokens_drop(cx, in->id, "password"));
		TRY(store_sessions_end(cx, in->id, ""));
		return account_event(cx, in->id, "account.disable", "");
	case ADMIN_ENABLE:
		TRY(store_disabled(cx, in->id, 0));
		TRY(unit_desks_changed(cx));
		return account_event(cx, in->id, "account.enable", "");
	case ADMIN_NEW_PASSWORD:
		TRY(store_password(cx, in->id, ""));
		TRY(store_sessions_end(cx, in->id, ""));
		TRY(password_link(cx, &r.a, &in->url));
		return account_event(cx, in->id, "account.password_reset", "");
	case ADMIN_NEW_CODE:
		TRY(store_totp(cx, in->id, "", 0));
		TRY(store_sessions_end(cx, in->id, ""));
		return account_event(cx, in->id, "account.code_reset", "");
	}
	return fail(cx, ST_INVALID, "account.admin.act", "act %d", (int)in->act);
}

enum status
account_admin_roles_tx(struct cx *cx, void *input)
{
	struct account_admin_roles *in = input;
	struct who_role at[ACCOUNT_UNITS_MAX];
	struct account_row r;
	int n;
	unsigned before = 0, may = account_roles_grantable(cx, unit_by_id(in->unit));
	/* Somebody from elsewhere may be given a role here: the login must be known, and the one who gives it answers. */
	TRY(store_by_id(cx, in->id, &r));
	TRY(store_roles(cx, in->id, at, ACCOUNT_UNITS_MAX, &n));
	if (r.a.id == 0 || r.a.kind != ACCOUNT_OFFICER)
		return fail(cx, ST_NOT_FOUND, "account.unknown", "officer %lld", (long long)in->id);
	for (int i = 0; i < n; i++)
		if (at[i].unit == in->unit)
			before = at[i].roles;
	if (((before ^ in->roles) & ~may) != 0)
		return fail(cx, ST_DENIED, "account.admin.scope", "roles %x at %lld", in->roles, (long long)in->unit);
	if (in->id == cx->who.account && (before & ~in->roles & (ROLE_UNIT_ADMIN | ROLE_SYSTEM_ADMIN)) != 0)
		return fail(cx, ST_CONFLICT, "account.admin.self", "own administration");
	if (n == ACCOUNT_UNITS_MAX && before == 0)
		return fail(cx, ST_CONFLICT, "account.admin.units", "officer %lld has %d units", (long long)in->id, n);
	return before == in->roles ? ST_OK : account_grant(cx, in->id, in->unit, in->roles);
}

enum status
account_admin_new_tx(struct cx *cx, void *input)
{
	struct account_admin_new *in = input;
	unsigned may = account_roles_grantable(cx, unit_by_id(in->unit));
	if (in->roles == 0 || (in->roles & ~may) != 0)
		return fail(cx, ST_DENIED, "account.admin.scope", "roles %x at %lld", in->roles, (long long)in->unit);
	in->row.a.id = id_next();
	TRY(store_insert(cx, &in->row));
	TRY(account_event(cx, in->row.a.id, "account.create", ""));
	TRY(account_grant(cx, in->row.a.id, in->unit, in->roles));
	return password_link(cx, &in->row.a, &in->url);
}

/* --- at the desk ------------------------------------------------------------------------------------------------------------- */

static enum status
desk_may(struct cx *cx)
{
	if (cx->who.system || (cx->who.officer && (cx->who.roles & ROLE_RECEIVE) != 0))
		return ST_OK;
	return fail(cx, ST_DENIED, "account.desk.role", "account %lld", (long long)cx->who.account);
}

static enum status
desk_load(struct cx *cx, int64_t id, struct account_row *r)
{
	TRY(desk_may(cx));
	TRY(store_by_id(cx, id, r));
	if (r->a.id == 0 || r->a.kind != ACCOUNT_CITIZEN)
		return fail(cx, ST_NOT_FOUND, "account.unknown", "citizen %lld", (long long)id);
	return ST_OK;
}

/* Looking somebody up is an event in itself (settled.md 29). */
enum status
account_desk_find_tx(struct cx *cx, void *input)
{
	struct account_desk *in = input;
	TRY(desk_may(cx));
	TRY(store_by_login(cx, ACCOUNT_CITIZEN, in->number, &in->row));
	return in->row.a.id == 0 ? ST_OK : account_event(cx, in->row.a.id, "account.view", "");
}

enum status
account_mark_checked(struct cx *cx, const struct account_card *card)
{
	struct account_row r;
	TRY(desk_load(cx, card->id, &r));
	const char *wrong = account_check_fit(cx, str_of(r.a.login), card->birth_day, str_of(card->sex));
	if (wrong != NULL)
		return fail(cx, ST_INVALID, "account.card", "card does not fit the number");
	r.a.name = card->name;
	r.a.birth_day = card->birth_day;
	r.a.has_birth = true;
	r.a.sex = card->sex;
	r.a.checked_at = cx->now;
	r.a.checked_by = cx->who.account;
	TRY(store_person(cx, &r));
	TRY(account_event(cx, card->id, "account.check", ""));
	const struct account_config *config = account_settings();
	return config->card_seen != NULL ? config->card_seen(cx, card->id, r.a.login) : ST_OK;
}

enum status
account_desk_check_tx(struct cx *cx, void *input)
{
	struct account_desk *in = input;
	return account_mark_checked(cx, &in->card);
}

/* The person stands at the desk with the card. Whoever held the account until now is put out of it: sessions, links
 * and the e-mail address, which counts again only when confirmed. */
enum status
account_desk_password_tx(struct cx *cx, void *input)
{
	struct account_desk *in = input;
	struct account_row r;
	TRY(desk_load(cx, in->id, &r));
	if (r.a.checked_at == 0)
		return fail(cx, ST_CONFLICT, "account.desk.unchecked", "account %lld", (long long)in->id);
	bool same = in->email.n > 0 && str_is(in->email, r.a.email);
	const char *email = str_cstr(cx->arena, in->email);
	TRY(store_email(cx, in->id, email, same ? r.a.email_confirmed_at : 0));
	TRY(store_password(cx, in->id, ""));
	TRY(store_sessions_end(cx, in->id, ""));
	TRY(store_tokens_drop(cx, in->id, "email"));
	TRY(store_tokens_drop(cx, in->id, "password"));
	TRY(account_make_link(cx, in->id, "password", "", ACCOUNT_DESK_LIFE, "/dat-lai-mat-khau", &in->url));
	TRY(account_event(cx, in->id, "account.password_reset", ""));
	if (!same && email[0] != '\0') {
		const char *url;
		TRY(account_make_link(cx, in->id, "email", email, ACCOUNT_CONFIRM_LIFE, "/xac-nhan", &url));
		return account_mail_confirm(cx, &r.a, email, url);
	}
	return ST_OK;
}
