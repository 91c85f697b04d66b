/* Every statement on the tables account_* but those on sessions, links and tries (account_store_session.c). */
#include "features/account/account_priv.h"

#define ACCOUNT_COLUMNS                                                                                          \
	"id, kind, login, name, email, phone, address, birth_day, sex, email_confirmed_at, checked_at, checked_by, " \
	"disabled_at, created_at, lang, password, totp_secret, totp_last_step"

STMT(q_account_by_id, "SELECT " ACCOUNT_COLUMNS " FROM account WHERE id = :id");
STMT(q_account_by_login, "SELECT " ACCOUNT_COLUMNS " FROM account WHERE kind = :kind AND login = :login");
STMT(q_account_name, "SELECT name FROM account WHERE id = :id");
STMT(q_account_insert,
     "INSERT INTO account (id, kind, login, name, name_fold, email, email_confirmed_at, phone, address, birth_day, sex, "
     "password, totp_secret, totp_last_step, checked_at, checked_by, disabled_at, lang, created_at) VALUES (:id, :kind, "
     ":login, :name, :fold, :email, :confirmed, :phone, :address, :birth, :sex, :password, :totp, :step, :checked, :by, 0, "
     ":lang, :now) ON CONFLICT (kind, login) DO NOTHING");
STMT(q_account_renew,
     "UPDATE account SET name = :name, name_fold = :fold, email = :email, phone = :phone, birth_day = :birth, sex = :sex, "
     "password = :password, lang = :lang, created_at = :now WHERE id = :id AND email_confirmed_at = 0 AND checked_at = 0");
STMT(q_account_person,
     "UPDATE account SET name = :name, name_fold = :fold, birth_day = :birth, sex = :sex, checked_at = :checked, "
     "checked_by = :by WHERE id = :id");
STMT(q_account_contact, "UPDATE account SET phone = :phone, address = :address, lang = :lang WHERE id = :id");
STMT(q_account_email, "UPDATE account SET email = :email, email_confirmed_at = :confirmed WHERE id = :id");
STMT(q_account_password, "UPDATE account SET password = :password WHERE id = :id");
STMT(q_account_totp, "UPDATE account SET totp_secret = :secret, totp_last_step = :step WHERE id = :id");
STMT(q_account_totp_use,
     "UPDATE account SET totp_last_step = :step WHERE id = :id AND totp_last_step < :step");
STMT(q_account_disabled, "UPDATE account SET disabled_at = :at WHERE id = :id");

STMT(q_account_roles, "SELECT unit_id, roles FROM account_role WHERE account_id = :id ORDER BY unit_id LIMIT :max");
STMT(q_account_role_set,
     "INSERT INTO account_role (account_id, unit_id, roles) VALUES (:id, :unit, :roles) "
     "ON CONFLICT (account_id, unit_id) DO UPDATE SET roles = excluded.roles");
STMT(q_account_role_drop, "DELETE FROM account_role WHERE account_id = :id AND unit_id = :unit");
STMT(q_account_staff,
     "SELECT count(*) FROM account_role r JOIN account a ON a.id = r.account_id WHERE r.unit_id = :unit AND "
     "(r.roles & :roles) <> 0 AND a.disabled_at = 0");
STMT(q_account_has_role,
     "SELECT count(*) FROM account_role r JOIN account a ON a.id = r.account_id WHERE r.account_id = :id AND r.unit_id = :unit "
     "AND (r.roles & :roles) <> 0 AND a.disabled_at = 0");
STMT(q_account_officers_at,
     "SELECT a.id, a.name, r.roles FROM account_role r JOIN account a ON a.id = r.account_id WHERE r.unit_id = :unit AND "
     "(r.roles & :roles) <> 0 AND a.disabled_at = 0 ORDER BY a.name_fold, a.id LIMIT :max");
STMT(q_account_list,
     "SELECT id, disabled_at, login, name, name_fold, totp_secret <> '' FROM account WHERE kind = 2 AND login > :after AND "
     "(:fold = '' OR name_fold LIKE :like OR login LIKE :login) ORDER BY login LIMIT :max");
STMT(q_account_list_unit,
     "SELECT a.id, a.disabled_at, a.login, a.name, a.name_fold, a.totp_secret <> '' FROM account_role r "
     "JOIN account a ON a.id = r.account_id WHERE r.unit_id = :unit AND a.kind = 2");

static const char *
lang_text(enum lang lang)
{
	return lang == LANG_EN ? "en" : "vi";
}

static const char *
fold_of(struct cx *cx, const char *name)
{
	return str_cstr(cx->arena, viet_fold(cx->arena, str_of(name)));
}

static void
read_row(struct rows *rs, struct account_row *r)
{
	*r = (struct account_row){
		.a = { .id = db_i64(rs, 0), .kind = (enum account_kind)db_i64(rs, 1), .login = db_cstr(rs, 2),
		       .name = db_cstr(rs, 3), .email = db_cstr(rs, 4), .phone = db_cstr(rs, 5),
		       .address = db_cstr(rs, 6), .birth_day = (int32_t)db_i64(rs, 7), .has_birth = !db_is_null(rs, 7),
		       .sex = db_cstr(rs, 8), .email_confirmed_at = db_i64(rs, 9), .checked_at = db_i64(rs, 10),
		       .checked_by = db_i64(rs, 11), .disabled_at = db_i64(rs, 12), .created_at = db_i64(rs, 13),
		       .lang = str_is(db_str(rs, 14), "en") ? LANG_EN : LANG_VI },
		.password = db_cstr(rs, 15),
		.totp_secret = db_cstr(rs, 16),
		.totp_last_step = db_i64(rs, 17),
	};
}

static enum status
one_row(struct cx *cx, const struct stmt *q, struct args args, struct account_row *out)
{
	struct rows rs;
	*out = (struct account_row){ .password = "", .totp_secret = "" };
	TRY(db_query(cx, q, args, &rs));
	if (db_next(&rs))
		read_row(&rs, out);
	return db_end(&rs);
}

enum status
store_by_id(struct cx *cx, int64_t id, struct account_row *out)
{
	return one_row(cx, &q_account_by_id, ARGS(I("id", id)), out);
}

enum status
store_by_login(struct cx *cx, enum account_kind kind, struct str login, struct account_row *out)
{
	return one_row(cx, &q_account_by_login, ARGS(I("kind", kind), T("login", login)), out);
}

enum status
store_name(struct cx *cx, int64_t id, const char **out)
{
	struct rows rs;
	TRY(db_query(cx, &q_account_name, ARGS(I("id", id)), &rs));
	*out = db_next(&rs) ? db_cstr(&rs, 0) : "";
	return db_end(&rs);
}

/* A birth day is a number that may be 0 (1970-01-01) or negative, so IN0 does not fit. */
static struct arg
birth_arg(const struct account *a)
{
	return (struct arg){ "birth", a->has_birth ? ARG_INT : ARG_INT_NULL, a->birth_day, { NULL, 0 } };
}

enum status
store_insert(struct cx *cx, const struct account_row *r)
{
	const struct account *a = &r->a;
	int64_t changed;
	TRY(db_exec(cx, &q_account_insert,
		    ARGS(I("id", a->id), I("kind", a->kind), TC("login", a->login), TC("name", a->name),
			 TC("fold", fold_of(cx, a->name)), TC("email", a->email), I("confirmed", a->email_confirmed_at),
			 TC("phone", a->phone), TC("address", a->address), birth_arg(a), TC("sex", a->sex),
			 TC("password", r->password), TC("totp", r->totp_secret), I("step", r->totp_last_step),
			 I("checked", a->checked_at), I("by", a->checked_by), TC("lang", lang_text(a->lang)),
			 I("now", cx->now)),
		    &changed));
	return changed == 1 ? ST_OK : fail(cx, ST_CONFLICT, "account.taken", "kind %d", (int)a->kind);
}

enum status
store_renew(struct cx *cx, const struct account_row *r)
{
	const struct account *a = &r->a;
	return db_exec(cx, &q_account_renew,
		       ARGS(TC("name", a->name), TC("fold", fold_of(cx, a->name)), TC("email", a->email),
			    TC("phone", a->phone), birth_arg(a), TC("sex", a->sex), TC("password", r->password),
			    TC("lang", lang_text(a->lang)), I("now", cx->now), I("id", a->id)),
		       NULL);
}

enum status
store_person(struct cx *cx, const struct account_row *r)
{
	const struct account *a = &r->a;
	return db_exec(cx, &q_account_person,
		       ARGS(TC("name", a->name), TC("fold", fold_of(cx, a->name)), birth_arg(a), TC("sex", a->sex),
			    I("checked", a->checked_at), I("by", a->checked_by), I("id", a->id)),
		       NULL);
}

enum status
store_contact(struct cx *cx, int64_t id, const char *phone, const char *address, enum lang lang)
{
	return db_exec(cx, &q_account_contact,
		       ARGS(TC("phone", phone), TC("address", address), TC("lang", lang_text(lang)), I("id", id)), NULL);
}

enum status
store_email(struct cx *cx, int64_t id, const char *email, int64_t confirmed_at)
{
	return db_exec(cx, &q_account_email, ARGS(TC("email", email), I("confirmed", confirmed_at), I("id", id)), NULL);
}

enum status
store_password(struct cx *cx, int64_t id, const char *hash)
{
	return db_exec(cx, &q_account_password, ARGS(TC("password", hash), I("id", id)), NULL);
}

enum status
store_totp(struct cx *cx, int64_t id, const char *secret, int64_t last_step)
{
	return db_exec(cx, &q_account_totp, ARGS(TC("secret", secret), I("step", last_step), I("id", id)), NULL);
}

enum status
store_totp_use(struct cx *cx, int64_t id, int64_t step, bool *fresh)
{
	int64_t changed;
	TRY(db_exec(cx, &q_account_totp_use, ARGS(I("step", step), I("id", id)), &changed));
	*fresh = changed == 1;
	return ST_OK;
}

enum status
store_disabled(struct cx *cx, int64_t id, int64_t at)
{
	return db_exec(cx, &q_account_disabled, ARGS(I("at", at), I("id", id)), NULL);
}

/* --- roles ------------------------------------------------------------------------------------------------------ */

enum status
store_roles(struct cx *cx, int64_t id, struct who_role *out, size_t max, int *n)
{
	struct rows rs;
	*n = 0;
	TRY(db_query(cx, &q_account_roles, ARGS(I("id", id), I("max", (int64_t)max)), &rs));
	while ((size_t)*n < max && db_next(&rs))
		out[(*n)++] = (struct who_role){ .unit = db_i64(&rs, 0), .roles = (unsigned)db_i64(&rs, 1) };
	return db_end(&rs);
}

enum status
store_role_set(struct cx *cx, int64_t id, int64_t unit, unsigned roles)
{
	if (roles == 0)
		return db_exec(cx, &q_account_role_drop, ARGS(I("id", id), I("unit", unit)), NULL);
	return db_exec(cx, &q_account_role_set, ARGS(I("id", id), I("unit", unit), I("roles", roles)), NULL);
}

enum status
store_staff(struct cx *cx, int64_t unit, int64_t *n)
{
	return db_query_i64(cx, &q_account_staff, ARGS(I("unit", unit), I("roles", ROLE_AT_WORK)), 0, n);
}

enum status
store_has_role(struct cx *cx, int64_t id, int64_t unit, unsigned roles, bool *yes)
{
	int64_t n;
	TRY(db_query_i64(cx, &q_account_has_role, ARGS(I("id", id), I("unit", unit), I("roles", roles)), 0, &n));
	*yes = n > 0;
	return ST_OK;
}

enum status
store_officers_at(struct cx *cx, int64_t unit, unsigned roles, struct account_officer *out, size_t max, size_t *n)
{
	struct rows rs;
	*n = 0;
	TRY(db_query(cx, &q_account_officers_at, ARGS(I("unit", unit), I("roles", roles), I("max", (int64_t)max)), &rs));
	while (*n < max && db_next(&rs))
		out[(*n)++] = (struct account_officer){ .id = db_i64(&rs, 0), .name = db_cstr(&rs, 1),
							.roles = (unsigned)db_i64(&rs, 2) };
	return db_end(&rs);
}

/* --- lists ------------------------------------------------------------------------------------------------------- */

static void
read_listed(struct rows *rs, struct account_listed *l)
{
	*l = (struct account_listed){ .id = db_i64(rs, 0), .disabled_at = db_i64(rs, 1), .login = db_cstr(rs, 2),
				      .name = db_cstr(rs, 3), .name_fold = db_cstr(rs, 4), .has_totp = db_i64(rs, 5) != 0 };
}

enum status
store_list(struct cx *cx, struct str after, struct str fold, struct str login, struct account_listed *out, size_t max,
	   size_t *n)
{
	struct rows rs;
	const char *like = arena_printf(cx->arena, "%%" STR_FMT "%%", STR_ARG(fold));
	const char *login_like = arena_printf(cx->arena, "%%" STR_FMT "%%", STR_ARG(login));
	*n = 0;
	TRY(db_query(cx, &q_account_list,
		     ARGS(T("after", after), T("fold", fold), TC("like", like), TC("login", login_like),
			  I("max", (int64_t)max)),
		     &rs));
	while (*n < max && db_next(&rs))
		read_listed(&rs, &out[(*n)++]);
	return db_end(&rs);
}

enum status
store_list_unit(struct cx *cx, int64_t unit, struct account_listed **out, size_t *n)
{
	VEC(struct account_listed) list = { 0 };
	struct rows rs;
	TRY(db_query(cx, &q_account_list_unit, ARGS(I("unit", unit)), &rs));
	while (db_next(&rs))
		read_listed(&rs, vec_push(&list, cx->arena));
	TRY(db_end(&rs));
	*out = list.p;
	*n = list.n;
	return ST_OK;
}
