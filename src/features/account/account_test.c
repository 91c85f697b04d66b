/* The rules of accounts on the real engines: on SQLite in a folder of its own, and on PostgreSQL when MOTCUA_TEST_PG
 * names a server. */
#include "app/app.h"
#include "core/unit/revision.h"
#include "features/account/account_priv.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "app/test_app.h"

#define PASSWORD "trời xanh mây trắng"
#define OTHER_PASSWORD "nắng vàng biển lặng"

static struct app *app;
static int64_t now; /* of the next transaction */
static int people;

/* --- helpers ------------------------------------------------------------------------------------------------------- */

static struct cx
cx_of(struct who who)
{
	struct cx cx = app->cx;
	cx.who = who;
	cx.now = now;
	cx.address = "192.0.2.7";
	return cx;
}

static const struct who nobody = { .name = "" };

static enum status
tx(struct who who, db_tx_fn *fn, void *input)
{
	struct cx cx = cx_of(who);
	enum status st = db_tx(&cx, app->db, 0, fn, input);
	app->cx.fault = cx.fault;
	return st;
}

static void
must(enum status st)
{
	if (st != ST_OK)
		print_message("%s %s\n", app->cx.fault.code, app->cx.fault.detail);
	assert_int_equal(st, ST_OK);
}

static void
refused(enum status got, enum status want, const char *code)
{
	assert_int_equal(got, want);
	assert_string_equal(app->cx.fault.code, code);
}

/* A number of a woman born in 1990, another each time. */
static const char *
number(void)
{
	return arena_printf(app->arena, "040190%06d", ++people);
}

static enum status
new_citizen_tx(struct cx *cx, void *input)
{
	struct account_new *in = input;
	int64_t id;
	return account_create_citizen(cx, in, &id);
}

static struct account
citizen(void)
{
	struct account a;
	struct account_new in = { .login = number(), .name = "Trần Thị Thử", .email = "thu@example.vn", .phone = "",
				  .birth_day = day_of(1990, 3, 27), .sex = "nu", .password = PASSWORD };
	must(tx((struct who){ .system = true, .name = "" }, new_citizen_tx, &in));
	app->cx.now = now;
	must(account_find_citizen(&app->cx, str_of(in.login), &a));
	return a;
}

struct officer_input {
	struct account_new in;
	struct who_role at[2];
	int64_t id;
};

static enum status
new_officer_tx(struct cx *cx, void *input)
{
	struct officer_input *o = input;
	o->in.at = o->at;
	return account_create_officer(cx, &o->in, &o->id);
}

static const char secret_text[] = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

static struct officer_input
officer(int64_t unit, unsigned roles, const char *secret)
{
	struct officer_input o = { .in = { .name = "Lê Văn Thử", .email = "", .phone = "", .password = PASSWORD,
					   .totp_secret = secret, .n_at = 1 },
				   .at = { { unit, roles } } };
	o.in.login = arena_printf(app->arena, "can.bo.%d", ++people);
	must(tx((struct who){ .system = true, .name = "" }, new_officer_tx, &o));
	return o;
}

/* As account_who would say it. */
static struct who
acting(const struct officer_input *o)
{
	struct who_role *at = arena_new_one(app->arena, struct who_role);
	*at = o->at[0];
	return (struct who){ .account = o->id, .name = o->in.name, .officer = true, .unit = at->unit, .roles = at->roles,
			     .at = at, .n_at = 1 };
}

static const struct unit *
desk(const char *level, const char *typed)
{
	const struct unit *u;
	assert_int_equal(unit_find(app->arena, str_of(typed), level, &u, 1), 1);
	return u;
}

/* The two halves of signing in, as the page does them. */
static struct account_try
sign_in(enum account_kind kind, const char *login, const char *password)
{
	static int serial;
	struct account_try t = { .kind = kind, .login = str_of(login), .password = str_of(password), .agent = "Firefox/1 Linux",
				 .old_hash = "" };
	app->cx.now = now;
	app->cx.address = "192.0.2.7";
	must(account_try_check(&app->cx, &t));
	if (t.outcome == OUT_WAIT || t.outcome == OUT_UNCONFIRMED)
		return t;
	sha256_hex_of(str_of(arena_printf(app->arena, "token %d", ++serial)), t.hash);
	enum status st = tx(nobody, account_try_tx, &t);
	if (st == ST_TOO_MANY)
		t.outcome = OUT_WAIT;
	else
		must(st);
	return t;
}

static bool
signed_in(const char *hash, struct who *who)
{
	struct cx cx = cx_of(nobody);
	*who = nobody;
	return account_who(&cx, hash, who) == ST_OK;
}

/* What the newest letter holds; "" when none waits. */
static const char *
letter(size_t *count)
{
	static struct job_row rows[200];
	app->cx.now = now;
	must(job_list(&app->cx, JOB_READY, 0, rows, ARRAY_LEN(rows), count));
	const char *last = "";
	size_t letters = 0;
	for (size_t i = 0; i < *count; i++)
		if (strcmp(rows[i].kind, "post.send") == 0) {
			last = rows[i].payload;
			letters++;
		}
	*count = letters;
	return last;
}

static struct str
token_of(const char *text)
{
	const char *p = strstr(text, "?ma=");
	assert_non_null(p);
	return (struct str){ p + 4, 43 };
}

static bool
has_event(int64_t account, const char *verb)
{
	struct ledger_event e[100];
	size_t n;
	must(ledger_of_thing(&app->cx, account, e, ARRAY_LEN(e), &n));
	for (size_t i = 0; i < n; i++)
		if (strcmp(e[i].verb, verb) == 0)
			return true;
	return false;
}

static enum status
nothing_tx(struct cx *cx UNUSED, void *input UNUSED)
{
	return ST_OK;
}

/* --- what is typed -------------------------------------------------------------------------------------------------- */

static void
numbers_dates_and_sexes_fit(void **state UNUSED)
{
	struct cx *cx = &app->cx;
	struct str out;
	int32_t day;
	assert_null(account_check_number(cx, S(" 040 190 000 001 "), &out));
	assert_true(str_is(out, "040190000001"));
	assert_non_null(account_check_number(cx, S("04019000001"), &out));
	assert_non_null(account_check_number(cx, S("04019000000a"), &out));
	assert_non_null(account_check_number(cx, S("000190000001"), &out));
	assert_non_null(account_check_number(cx, S(""), &out));
	day = day_of(1990, 3, 27);
	assert_null(account_check_fit(cx, S("040190000001"), day, S("nu")));
	assert_non_null(account_check_fit(cx, S("040190000001"), day, S("nam")));
	assert_non_null(account_check_fit(cx, S("040190000001"), day_of(1991, 3, 27), S("nu")));
	assert_null(account_check_fit(cx, S("001205000001"), day_of(2005, 1, 1), S("nam")));
	assert_non_null(account_check_birth(cx, &(struct account_birth){ S("30"), S("2"), S("1990") }, &day));
	assert_non_null(account_check_birth(cx, &(struct account_birth){ S("1"), S(""), S("1990") }, &day));
	assert_non_null(account_check_birth(cx, &(struct account_birth){ S("1"), S("1"), S("2999") }, &day));
	assert_null(account_check_birth(cx, &(struct account_birth){ S("29"), S("02"), S("2000") }, &day));
	assert_int_equal(day, day_of(2000, 2, 29));
}

static void
names_addresses_phones(void **state UNUSED)
{
	struct cx *cx = &app->cx;
	struct str out;
	assert_null(account_check_name(cx, S("  Nguyễn   Thị  Ánh "), &out));
	assert_true(str_is(out, "Nguyễn Thị Ánh"));
	assert_non_null(account_check_name(cx, S("Lan 2"), &out));
	assert_non_null(account_check_name(cx, S("<b>Lan"), &out));
	assert_null(account_check_email(cx, S("lan@vidu.vn"), true, &out));
	assert_non_null(account_check_email(cx, S("lan@vidu"), true, &out));
	assert_non_null(account_check_email(cx, S("lan@vidu.vn\r\nBcc: x@y.vn"), true, &out));
	assert_non_null(account_check_email(cx, S("a@b@c.vn"), true, &out));
	assert_null(account_check_email(cx, S(""), false, &out));
	assert_null(account_check_phone(cx, S("+84 912 345 678"), &out));
	assert_true(str_is(out, "0912345678"));
	assert_non_null(account_check_phone(cx, S("912345678"), &out));
	assert_null(account_check_login(cx, S("Lan.Tran"), &out));
	assert_true(str_is(out, "lan.tran"));
	assert_non_null(account_check_login(cx, S("lan trần"), &out));
	assert_non_null(account_check_password(cx, S("ngắn quá"), S("")));
	assert_non_null(account_check_password(cx, S("1234567890"), S("")));
	assert_non_null(account_check_password(cx, S("x040190000001"), S("040190000001")));
	assert_null(account_check_password(cx, S(PASSWORD), S("040190000001")));
}

static void
going_on_stays_here(void **state UNUSED)
{
	struct cx *cx = &app->cx;
	assert_string_equal(account_next(cx, S("/ho-so/12?a=1"), "/x"), "/ho-so/12?a=1");
	assert_string_equal(account_next(cx, S("//evil.example"), "/x"), "/x");
	assert_string_equal(account_next(cx, S("/\\evil.example"), "/x"), "/x");
	assert_string_equal(account_next(cx, S("https://evil.example"), "/x"), "/x");
	assert_string_equal(account_next(cx, S("/a\r\nSet-Cookie: b"), "/x"), "/x");
	assert_string_equal(account_url_part(cx->arena, S("/a?b=c&d")), "/a%3Fb%3Dc%26d");
}

/* --- registering ------------------------------------------------------------------------------------------------------- */

static struct account_register
registration(const char *login, const char *email)
{
	static char hash[CRYPT_PASSWORD_TEXT];
	struct account_register in = { .row = { .a = { .kind = ACCOUNT_CITIZEN, .login = login, .name = "Phạm Thị Thử",
						       .email = email, .phone = "", .address = "", .has_birth = true,
						       .birth_day = day_of(1990, 1, 2), .sex = "nu" },
						.password = hash, .totp_secret = "" } };
	if (hash[0] == '\0')
		must(crypt_password_hash(&app->cx, S(PASSWORD), hash));
	return in;
}

static void
confirmed_before_use(void **state UNUSED)
{
	struct who who;
	struct account a;
	size_t n;
	struct account_register in = registration(number(), "moi@example.vn");
	must(tx(nobody, account_register_tx, &in));
	assert_int_equal(account_find_citizen(&app->cx, str_of(in.row.a.login), &a), ST_NOT_FOUND);
	struct account_try t = sign_in(ACCOUNT_CITIZEN, in.row.a.login, PASSWORD);
	assert_int_equal(t.outcome, OUT_UNCONFIRMED);
	t = sign_in(ACCOUNT_CITIZEN, in.row.a.login, "sai hoàn toàn rồi");
	assert_int_equal(t.outcome, OUT_WRONG); /* only who knows the password learns that it waits */

	const char *text = letter(&n);
	assert_null(strstr(text, in.row.a.login));
	struct account_link link = { .token = token_of(text) };
	must(tx(nobody, account_confirm_tx, &link));
	assert_false(link.ended);
	must(tx(nobody, account_confirm_tx, &link));
	assert_true(link.ended); /* once */
	t = sign_in(ACCOUNT_CITIZEN, in.row.a.login, PASSWORD);
	assert_int_equal(t.outcome, OUT_OK);
	assert_true(signed_in(t.hash, &who));
	assert_false(who.checked);
	assert_false(who.officer);
	assert_true(has_event(who.account, "account.register"));
	assert_true(has_event(who.account, "account.email"));
	assert_true(has_event(who.account, "account.sign_in"));
}

static void
links_run_out(void **state UNUSED)
{
	size_t n;
	struct account_register in = registration(number(), "moi@example.vn");
	must(tx(nobody, account_register_tx, &in));
	struct account_link link = { .token = token_of(letter(&n)) };
	now += ACCOUNT_CONFIRM_LIFE + TIME_SECOND;
	must(tx(nobody, account_confirm_tx, &link));
	assert_true(link.ended);
	/* the number is free again */
	struct account_register other = registration(in.row.a.login, "khac@example.vn");
	must(tx(nobody, account_register_tx, &other));
	link.token = token_of(letter(&n));
	must(tx(nobody, account_confirm_tx, &link));
	assert_false(link.ended);
	struct account a;
	app->cx.now = now;
	must(account_find_citizen(&app->cx, str_of(in.row.a.login), &a));
	assert_string_equal(a.email, "khac@example.vn");
}

static void
a_number_in_use_changes_nothing(void **state UNUSED)
{
	size_t before, after;
	struct account a = citizen(), b;
	now += 30 * TIME_DAY; /* however old */
	letter(&before);
	struct account_register in = registration(a.login, "ke-khac@example.vn");
	must(tx(nobody, account_register_tx, &in));
	const char *text = letter(&after);
	assert_int_equal(after, before + 1);
	assert_non_null(strstr(text, "thu@example.vn")); /* the owner is told */
	assert_null(strstr(text, "ke-khac@example.vn"));
	must(account_load(&app->cx, a.id, &b));
	assert_string_equal(b.email, a.email);
	assert_string_equal(b.name, a.name);
	assert_int_equal(sign_in(ACCOUNT_CITIZEN, a.login, PASSWORD).outcome, OUT_OK);
	/* and not flooded with letters */
	for (int i = 0; i < 6; i++)
		must(tx(nobody, account_register_tx, &in));
	letter(&after);
	assert_true(after <= before + 3);
}

static void
new_password_by_letter(void **state UNUSED)
{
	size_t before, after;
	struct who who;
	char hash[CRYPT_PASSWORD_TEXT];
	struct account a = citizen();
	struct account_try old = sign_in(ACCOUNT_CITIZEN, a.login, PASSWORD);
	letter(&before);
	struct account_forgot unknown = { .number = S("040190999999") };
	must(tx(nobody, account_forgot_tx, &unknown));
	letter(&after);
	assert_int_equal(after, before);
	struct account_forgot in = { .number = str_of(a.login) };
	must(tx(nobody, account_forgot_tx, &in));
	struct str token = token_of(letter(&after));
	assert_int_equal(after, before + 1);
	must(crypt_password_hash(&app->cx, S(OTHER_PASSWORD), hash));
	struct account_link link = { .token = token, .password_hash = hash };
	assert_true(signed_in(old.hash, &who));
	must(tx(nobody, account_reset_tx, &link));
	assert_false(link.ended);
	assert_int_equal(link.kind, ACCOUNT_CITIZEN);
	assert_false(signed_in(old.hash, &who)); /* everywhere out */
	assert_int_equal(sign_in(ACCOUNT_CITIZEN, a.login, PASSWORD).outcome, OUT_WRONG);
	assert_int_equal(sign_in(ACCOUNT_CITIZEN, a.login, OTHER_PASSWORD).outcome, OUT_OK);
	must(tx(nobody, account_reset_tx, &link));
	assert_true(link.ended);
}

static void
a_new_address_waits_for_its_letter(void **state UNUSED)
{
	size_t n;
	struct account a = citizen(), b;
	struct who who = { .account = a.id, .name = a.name };
	struct account_contact in = { .email = S("doi@example.vn"), .phone = S("0912345678"), .address = S("Số 1") };
	must(tx(who, account_contact_tx, &in));
	assert_true(in.email_changed);
	must(account_load(&app->cx, a.id, &b));
	assert_string_equal(b.email, "thu@example.vn");
	assert_string_equal(b.phone, "0912345678");
	struct account_link link = { .token = token_of(letter(&n)) };
	must(tx(nobody, account_confirm_tx, &link));
	must(account_load(&app->cx, a.id, &b));
	assert_string_equal(b.email, "doi@example.vn");
}

/* --- signing in ------------------------------------------------------------------------------------------------------------ */

static void
wrong_tries_wait_longer(void **state UNUSED)
{
	struct account a = citizen();
	const char *unknown = number();
	now += TIME_DAY;
	for (int i = 0; i < 5; i++) {
		assert_int_equal(sign_in(ACCOUNT_CITIZEN, a.login, "sai mật khẩu nhé").outcome, OUT_WRONG);
		assert_int_equal(sign_in(ACCOUNT_CITIZEN, unknown, "sai mật khẩu nhé").outcome, OUT_WRONG);
	}
	/* known and unknown wait alike, the right password too */
	struct account_try t = sign_in(ACCOUNT_CITIZEN, a.login, PASSWORD), u = sign_in(ACCOUNT_CITIZEN, unknown, PASSWORD);
	assert_int_equal(t.outcome, OUT_WAIT);
	assert_int_equal(u.outcome, OUT_WAIT);
	assert_int_equal(t.wait, u.wait);
	now += t.wait * TIME_SECOND + TIME_SECOND;
	assert_int_equal(sign_in(ACCOUNT_CITIZEN, a.login, "sai mật khẩu nhé").outcome, OUT_WRONG);
	struct account_try longer = sign_in(ACCOUNT_CITIZEN, a.login, PASSWORD);
	assert_int_equal(longer.outcome, OUT_WAIT);
	assert_true(longer.wait > t.wait);
	now += 15 * TIME_MINUTE; /* never longer than this */
	assert_int_equal(sign_in(ACCOUNT_CITIZEN, a.login, PASSWORD).outcome, OUT_OK);
	assert_int_equal(sign_in(ACCOUNT_CITIZEN, a.login, "sai mật khẩu nhé").outcome, OUT_WRONG); /* counted anew */
	assert_true(has_event(a.id, "account.sign_in_wrong"));
}

static void
tries_sent_at_once_gain_nothing(void **state UNUSED)
{
	struct account a = citizen();
	now += TIME_DAY;
	struct account_try t[8];
	for (int i = 0; i < 8; i++) { /* all past the first look before any is counted */
		t[i] = (struct account_try){ .kind = ACCOUNT_CITIZEN, .login = str_of(a.login), .agent = "", .old_hash = "",
					     .password = i < 7 ? S("đoán mò thôi mà") : S(PASSWORD) };
		app->cx.now = now;
		must(account_try_check(&app->cx, &t[i]));
		snprintf(t[i].hash, sizeof t[i].hash, "at-once-%d", i);
	}
	assert_int_equal(t[7].outcome, OUT_OK);
	for (int i = 0; i < 5; i++)
		must(tx(nobody, account_try_tx, &t[i]));
	refused(tx(nobody, account_try_tx, &t[7]), ST_TOO_MANY, "account.wait");
}

static void
sessions_end(void **state UNUSED)
{
	struct who who;
	struct account a = citizen();
	struct account_try t = sign_in(ACCOUNT_CITIZEN, a.login, PASSWORD), other = sign_in(ACCOUNT_CITIZEN, a.login, PASSWORD);
	assert_false(signed_in("no such session", &who));
	assert_true(signed_in(t.hash, &who));
	assert_int_equal(who.account, a.id);
	/* one device, then all */
	must(tx(who, account_sign_out_tx, t.hash));
	assert_false(signed_in(t.hash, &who));
	assert_true(signed_in(other.hash, &who));
	must(tx(who, account_sign_out_all_tx, NULL));
	assert_false(signed_in(other.hash, &who));
	/* by the clock: idle, and in any case after some hours */
	const struct account_config *c = account_settings();
	t = sign_in(ACCOUNT_CITIZEN, a.login, PASSWORD);
	now += (c->citizen_idle_minutes + 1) * TIME_MINUTE;
	assert_false(signed_in(t.hash, &who));
	t = sign_in(ACCOUNT_CITIZEN, a.login, PASSWORD);
	int64_t start = now;
	while (now - start < c->citizen_hours * TIME_HOUR - TIME_MINUTE) {
		assert_true(signed_in(t.hash, &who));
		must(db_tx(&app->cx, app->db, a.id, nothing_tx, NULL)); /* what was handed over is done */
		now += 15 * TIME_MINUTE;
	}
	now = start + c->citizen_hours * TIME_HOUR + TIME_SECOND;
	assert_false(signed_in(t.hash, &who));
}

static void
a_changed_password_ends_the_others(void **state UNUSED)
{
	struct who who;
	char hash[CRYPT_PASSWORD_TEXT];
	struct account_row r;
	struct account a = citizen();
	struct account_try here = sign_in(ACCOUNT_CITIZEN, a.login, PASSWORD), there = sign_in(ACCOUNT_CITIZEN, a.login, PASSWORD);
	must(store_by_id(&app->cx, a.id, &r));
	must(crypt_password_hash(&app->cx, S(OTHER_PASSWORD), hash));
	struct account_change c = { .new_hash = hash, .old_password_hash = r.password, .session = here.hash };
	must(tx((struct who){ .account = a.id, .name = "" }, account_change_password_tx, &c));
	assert_true(signed_in(here.hash, &who));
	assert_false(signed_in(there.hash, &who));
	/* a second page that still knew the old one */
	refused(tx((struct who){ .account = a.id, .name = "" }, account_change_password_tx, &c), ST_CONFLICT,
		"account.sign_in.again");
}

/* --- officers ------------------------------------------------------------------------------------------------------------------ */

static struct account_code
code_of(const char *hash, const char *secret)
{
	char *code = arena_alloc(app->arena, TOTP_DIGITS + 1);
	assert_true(totp_code(secret, totp_step(now), code));
	struct account_code c = { .hash = hash, .code = str_of(code) };
	must(tx(nobody, account_code_tx, &c));
	return c;
}

static void
two_steps(void **state UNUSED)
{
	struct who who;
	const struct unit *u = desk("province", "dong nai");
	struct officer_input o = officer(u->id, ROLE_RECEIVE, secret_text);
	now += TIME_MINUTE;
	struct account_try t = sign_in(ACCOUNT_OFFICER, o.in.login, PASSWORD);
	assert_int_equal(t.outcome, OUT_CODE);
	assert_false(signed_in(t.hash, &who)); /* the password alone opens nothing */
	struct account_code wrong = { .hash = t.hash, .code = S("000000") };
	must(tx(nobody, account_code_tx, &wrong));
	assert_int_equal(wrong.outcome, OUT_WRONG);
	assert_false(signed_in(t.hash, &who));
	assert_int_equal(code_of(t.hash, secret_text).outcome, OUT_OK);
	assert_true(signed_in(t.hash, &who));
	assert_true(who.officer);
	assert_int_equal(who.unit, u->id);
	assert_int_equal(who.roles, ROLE_RECEIVE);
	/* the same code again, by who looked over the shoulder */
	struct account_try again = sign_in(ACCOUNT_OFFICER, o.in.login, PASSWORD);
	assert_int_equal(code_of(again.hash, secret_text).outcome, OUT_WRONG);
	now += 30 * TIME_SECOND;
	assert_int_equal(code_of(again.hash, secret_text).outcome, OUT_OK);
	/* a citizen's login is none of an officer's */
	assert_int_equal(sign_in(ACCOUNT_CITIZEN, o.in.login, PASSWORD).outcome, OUT_WRONG);
	/* too late for the code */
	now += TIME_MINUTE;
	t = sign_in(ACCOUNT_OFFICER, o.in.login, PASSWORD);
	now += ACCOUNT_STAGE_LIFE + TIME_SECOND;
	assert_int_equal(code_of(t.hash, secret_text).outcome, OUT_ENDED);
}

static void
codes_are_not_guessed(void **state UNUSED)
{
	struct officer_input o = officer(desk("province", "dong nai")->id, ROLE_RECEIVE, secret_text);
	now += TIME_MINUTE;
	struct account_try t = sign_in(ACCOUNT_OFFICER, o.in.login, PASSWORD);
	for (int i = 0; i < 5; i++) {
		struct account_code c = { .hash = t.hash, .code = S("123") };
		must(tx(nobody, account_code_tx, &c));
		assert_int_equal(c.outcome, OUT_WRONG);
	}
	struct account_code c = code_of(t.hash, secret_text);
	assert_int_equal(c.outcome, OUT_WAIT);
	assert_true(c.wait > 0);
}

static void
the_app_is_set_up_once(void **state UNUSED)
{
	struct who who;
	struct account_session s;
	char code[7];
	struct officer_input o = officer(desk("province", "dong nai")->id, ROLE_LEAD, NULL);
	app->cx.now = now;
	refused(account_totp_now(&app->cx, str_of(o.in.login), code, NULL), ST_CONFLICT, "account.totp.none");
	struct account_try t = sign_in(ACCOUNT_OFFICER, o.in.login, PASSWORD);
	assert_int_equal(t.outcome, OUT_ENROL);
	must(store_session(&app->cx, t.hash, &s));
	assert_int_equal(code_of(t.hash, s.secret).outcome, OUT_OK);
	assert_true(signed_in(t.hash, &who));
	must(account_totp_now(&app->cx, str_of(o.in.login), code, NULL));
	assert_int_equal(sign_in(ACCOUNT_OFFICER, o.in.login, PASSWORD).outcome, OUT_CODE);
	must(store_session(&app->cx, t.hash, &s));
	assert_string_equal(s.secret, ""); /* it is nowhere but in the account */
}

static void
the_unit_worked_for(void **state UNUSED)
{
	struct who who;
	const struct unit *a = desk("commune", "tan khai"), *b = desk("province", "dong nai");
	struct officer_input o = { .in = { .login = "hai.don.vi", .name = "Hai Đơn Vị", .email = "", .phone = "",
					   .password = PASSWORD, .totp_secret = secret_text, .n_at = 2 },
				   .at = { { a->id, ROLE_RECEIVE }, { b->id, ROLE_INSPECT } } };
	must(tx((struct who){ .system = true, .name = "" }, new_officer_tx, &o));
	now += TIME_MINUTE;
	struct account_try t = sign_in(ACCOUNT_OFFICER, o.in.login, PASSWORD);
	struct account_code c = code_of(t.hash, secret_text);
	assert_int_equal(c.unit, 0);
	assert_true(signed_in(t.hash, &who));
	assert_int_equal(who.roles, 0); /* none until chosen */
	assert_int_equal(who.n_at, 2);
	struct account_unit_choice choice = { .session = t.hash, .unit = b->id };
	must(tx(who, account_choose_unit_tx, &choice));
	assert_true(signed_in(t.hash, &who));
	assert_int_equal(who.unit, b->id);
	assert_int_equal(who.roles, ROLE_INSPECT);
	choice.unit = desk("province", "lam dong")->id;
	refused(tx(who, account_choose_unit_tx, &choice), ST_DENIED, "account.unit.none");
}

/* --- administration -------------------------------------------------------------------------------------------------------------- */

static enum status
give(struct who who, int64_t id, int64_t unit, unsigned roles)
{
	struct account_admin_roles in = { .id = id, .unit = unit, .roles = roles };
	return tx(who, account_admin_roles_tx, &in);
}

static void
administrators_keep_to_their_units(void **state UNUSED)
{
	const struct unit *top = desk("province", "dong nai"), *below = desk("commune", "tan khai"),
			  *elsewhere = desk("province", "lam dong");
	assert_true(unit_is_under(below, unit_by_id(top->parent_territory)));
	struct officer_input admin = officer(unit_by_id(top->parent_territory)->id, ROLE_UNIT_ADMIN, secret_text);
	struct officer_input here = officer(below->id, ROLE_PROCESS, secret_text);
	struct officer_input there = officer(elsewhere->id, ROLE_PROCESS, secret_text);
	struct who who = acting(&admin);
	bool has;
	must(give(who, here.id, below->id, ROLE_PROCESS | ROLE_LEAD));
	must(account_has_role(&app->cx, here.id, below->id, ROLE_LEAD, &has));
	assert_true(has);
	refused(give(who, there.id, elsewhere->id, ROLE_LEAD), ST_DENIED, "account.admin.scope");
	refused(give(who, here.id, below->id, ROLE_SYSTEM_ADMIN), ST_DENIED, "account.admin.scope");
	refused(give(who, admin.id, admin.at[0].unit, 0), ST_CONFLICT, "account.admin.self");
	refused(give(acting(&here), there.id, below->id, ROLE_LEAD), ST_DENIED, "account.admin.scope");

	/* somebody from elsewhere gets a role here, and yet is not ours to take over */
	must(give(who, there.id, below->id, ROLE_RECEIVE));
	struct account_admin_change c = { .id = there.id, .act = ADMIN_NEW_PASSWORD };
	refused(tx(who, account_admin_tx, &c), ST_DENIED, "account.admin.scope");
	c.act = ADMIN_NEW_CODE;
	refused(tx(who, account_admin_tx, &c), ST_DENIED, "account.admin.scope");
	c.id = admin.id;
	refused(tx(who, account_admin_tx, &c), ST_DENIED, "account.admin.scope");
	struct officer_input stranger = officer(elsewhere->id, ROLE_PROCESS, secret_text);
	c.id = stranger.id;
	refused(tx(who, account_admin_tx, &c), ST_NOT_FOUND, "account.unknown");

	struct account_listed list[50];
	size_t n;
	bool seen = false;
	struct cx cx = cx_of(who);
	must(account_admin_list(&cx, (struct str){ 0 }, S(""), list, ARRAY_LEN(list), &n));
	for (size_t i = 0; i < n; i++) {
		assert_int_not_equal(list[i].id, stranger.id);
		seen |= list[i].id == here.id;
		assert_true(i == 0 || strcmp(list[i - 1].login, list[i].login) < 0);
	}
	assert_true(seen);
	size_t m;
	must(account_admin_list(&cx, str_of(list[0].login), S(""), list, ARRAY_LEN(list), &m));
	assert_int_equal(m, n - 1);
	must(account_admin_list(&cx, (struct str){ 0 }, str_of(here.in.login), list, ARRAY_LEN(list), &m));
	assert_int_equal(m, 1);
	must(account_admin_list(&cx, (struct str){ 0 }, S("le van thu"), list, ARRAY_LEN(list), &m));
	assert_true(m >= 2);
	must(account_admin_list(&cx, (struct str){ 0 }, S("%"), list, ARRAY_LEN(list), &m));
	cx = cx_of((struct who){ .system = true, .name = "" });
	must(account_admin_list(&cx, (struct str){ 0 }, str_of(stranger.in.login), list, ARRAY_LEN(list), &m));
	assert_int_equal(m, 1);
	must(account_admin_list(&cx, (struct str){ 0 }, S("can_bo"), list, ARRAY_LEN(list), &m));
	assert_int_equal(m, 0); /* _ is no sign of the database's */
}

static void
units_are_picked_by_letters(void **state UNUSED)
{
	const struct unit *found[10], *below = desk("commune", "tan khai");
	struct cx cx = cx_of((struct who){ .system = true, .name = "" });
	size_t n = account_admin_units(&cx, S("Tân Khai"), found, 10);
	assert_true(n >= 1);
	assert_int_equal(found[0]->id, below->id);
	n = account_admin_units(&cx, S("dong nai tan khai"), found, 10); /* in any order */
	assert_int_equal(n, 1);
	assert_int_equal(found[0]->id, below->id);
	n = account_admin_units(&cx, str_of(below->code), found, 10);
	assert_int_equal(n, 1);
	n = account_admin_units(&cx, str_of(below->code_2016), found, 10);
	assert_int_equal(n, 1);
	n = account_admin_units(&cx, S("phuc vu"), found, 10); /* what every desk is called tells nothing */
	assert_true(n < 10);
	assert_int_equal(account_admin_units(&cx, S(""), found, 10), 0);
	struct officer_input admin = officer(below->id, ROLE_UNIT_ADMIN, secret_text);
	cx = cx_of(acting(&admin));
	assert_int_equal(account_admin_units(&cx, S("dong nai"), found, 10), 1);
	assert_int_equal(account_admin_units(&cx, S("lam dong"), found, 10), 0);
}

static void
a_new_officer_sets_the_password(void **state UNUSED)
{
	char hash[CRYPT_PASSWORD_TEXT];
	const struct unit *below = desk("commune", "tan khai");
	struct officer_input admin = officer(below->id, ROLE_UNIT_ADMIN, secret_text);
	struct account_admin_new in = { .row = { .a = { .kind = ACCOUNT_OFFICER, .login = "nguoi.moi", .name = "Người Mới",
							.email = "", .phone = "", .address = "", .sex = "" },
						 .password = "", .totp_secret = "" },
					.unit = below->id, .roles = ROLE_RECEIVE };
	must(tx(acting(&admin), account_admin_new_tx, &in));
	assert_non_null(in.url); /* no address: on paper */
	assert_int_equal(sign_in(ACCOUNT_OFFICER, "nguoi.moi", "").outcome, OUT_WRONG);
	must(crypt_password_hash(&app->cx, S(OTHER_PASSWORD), hash));
	struct account_link link = { .token = token_of(in.url), .password_hash = hash };
	must(tx(nobody, account_reset_tx, &link));
	assert_int_equal(link.kind, ACCOUNT_OFFICER);
	assert_int_equal(sign_in(ACCOUNT_OFFICER, "nguoi.moi", OTHER_PASSWORD).outcome, OUT_ENROL);
	refused(tx(acting(&admin), account_admin_new_tx, &in), ST_CONFLICT, "account.taken");
	in.row.a.login = "nguoi.hai";
	in.roles = ROLE_SYSTEM_ADMIN;
	refused(tx(acting(&admin), account_admin_new_tx, &in), ST_DENIED, "account.admin.scope");
}

static void
a_locked_account_is_out(void **state UNUSED)
{
	struct who who;
	bool has;
	const struct unit *below = desk("commune", "tan khai");
	struct officer_input admin = officer(below->id, ROLE_UNIT_ADMIN, secret_text), o = officer(below->id, ROLE_LEAD, secret_text);
	now += TIME_MINUTE;
	struct account_try t = sign_in(ACCOUNT_OFFICER, o.in.login, PASSWORD);
	assert_int_equal(code_of(t.hash, secret_text).outcome, OUT_OK);
	struct account_admin_change c = { .id = o.id, .act = ADMIN_DISABLE };
	must(tx(acting(&admin), account_admin_tx, &c));
	assert_false(signed_in(t.hash, &who));
	assert_int_equal(sign_in(ACCOUNT_OFFICER, o.in.login, PASSWORD).outcome, OUT_WRONG);
	must(account_has_role(&app->cx, o.id, below->id, ROLE_LEAD, &has));
	assert_false(has);
	c.act = ADMIN_ENABLE;
	must(tx(acting(&admin), account_admin_tx, &c));
	assert_int_equal(sign_in(ACCOUNT_OFFICER, o.in.login, PASSWORD).outcome, OUT_CODE);
	c.act = ADMIN_NEW_CODE;
	must(tx(acting(&admin), account_admin_tx, &c));
	assert_int_equal(sign_in(ACCOUNT_OFFICER, o.in.login, PASSWORD).outcome, OUT_ENROL);
}

static void
the_directory_knows_who_has_staff(void **state UNUSED)
{
	const struct unit *u = desk("commune", "phu my");
	int64_t id = u->id;
	assert_false(u->staffed);
	struct officer_input o = officer(id, ROLE_RECEIVE, secret_text);
	must(revision_refresh(&app->cx, app_lists()->sources));
	assert_true(unit_by_id(id)->staffed);
	must(give((struct who){ .system = true, .name = "" }, o.id, id, 0));
	must(revision_refresh(&app->cx, app_lists()->sources));
	assert_false(unit_by_id(id)->staffed);
}

/* --- at the desk --------------------------------------------------------------------------------------------------------------------- */

static void
the_card_is_seen_once(void **state UNUSED)
{
	struct who who;
	const struct unit *u = desk("commune", "tan khai");
	struct officer_input clerk = officer(u->id, ROLE_RECEIVE, secret_text), other = officer(u->id, ROLE_PROCESS, secret_text);
	struct account a = citizen();
	struct account_try squatter = sign_in(ACCOUNT_CITIZEN, a.login, PASSWORD);
	struct account_desk in = { .number = str_of(a.login), .id = a.id,
				   .card = { a.id, "Trần Thị Đúng", day_of(1990, 4, 5), "nu" }, .email = S("that@example.vn") };
	must(tx(acting(&clerk), account_desk_find_tx, &in));
	assert_true(has_event(a.id, "account.view"));
	refused(tx(acting(&other), account_desk_find_tx, &in), ST_DENIED, "account.desk.role");
	refused(tx(acting(&other), account_desk_check_tx, &in), ST_DENIED, "account.desk.role");
	refused(tx(acting(&clerk), account_desk_password_tx, &in), ST_CONFLICT, "account.desk.unchecked");
	in.card.sex = "nam";
	refused(tx(acting(&clerk), account_desk_check_tx, &in), ST_INVALID, "account.card");
	in.card.sex = "nu";
	must(tx(acting(&clerk), account_desk_check_tx, &in));
	assert_true(signed_in(squatter.hash, &who));
	assert_true(who.checked);
	assert_string_equal(who.name, "Trần Thị Đúng");

	/* the person gets the account, whoever held it before is out of it */
	must(tx(acting(&clerk), account_desk_password_tx, &in));
	assert_false(signed_in(squatter.hash, &who));
	assert_int_equal(sign_in(ACCOUNT_CITIZEN, a.login, PASSWORD).outcome, OUT_WRONG);
	struct account b;
	size_t before, after;
	must(account_load(&app->cx, a.id, &b));
	assert_string_equal(b.email, "that@example.vn");
	assert_int_equal(b.email_confirmed_at, 0);
	letter(&before);
	struct account_forgot forgot = { .number = str_of(a.login) };
	must(tx(nobody, account_forgot_tx, &forgot)); /* not yet confirmed: no letter */
	letter(&after);
	assert_int_equal(after, before);
	char hash[CRYPT_PASSWORD_TEXT];
	must(crypt_password_hash(&app->cx, S(OTHER_PASSWORD), hash));
	struct account_link link = { .token = token_of(in.url), .password_hash = hash };
	must(tx(nobody, account_reset_tx, &link));
	assert_int_equal(sign_in(ACCOUNT_CITIZEN, a.login, OTHER_PASSWORD).outcome, OUT_OK); /* checked, so no letter is needed */
	/* an officer is nobody to be checked here */
	in.card.id = other.id;
	refused(tx(acting(&clerk), account_desk_check_tx, &in), ST_NOT_FOUND, "account.unknown");
}

/* --- parked forms, tidying ---------------------------------------------------------------------------------------------------------------- */

static enum status
park_test_tx(struct cx *cx, void *input)
{
	return store_park(cx, "parked", input);
}

static void
parked_forms_run_out(void **state UNUSED)
{
	struct account a = citizen();
	struct account_parked p = { .account = a.id, .path = "/ho-so/1?b=2", .body = "[[\"a\",\"1\"]]", .files = true,
				    .expires_at = now + ACCOUNT_PARKED_LIFE }, got;
	must(tx(nobody, park_test_tx, &p));
	app->cx.now = now;
	must(store_parked(&app->cx, "parked", &got));
	assert_int_equal(got.account, a.id);
	assert_string_equal(got.path, p.path);
	assert_true(got.files);
	must(tx(nobody, park_test_tx, &p)); /* the same form once more takes its place */
	app->cx.now = now + ACCOUNT_PARKED_LIFE;
	must(store_parked(&app->cx, "parked", &got));
	assert_int_equal(got.account, 0);
}

static enum status
tidy_test_tx(struct cx *cx, void *input)
{
	return store_tidy(cx, input);
}

static void
tidying_leaves_what_is_in_use(void **state UNUSED)
{
	struct account a = citizen(), b;
	struct account_row r;
	int64_t n;
	struct account_register in = registration(number(), "bo-do@example.vn");
	must(tx(nobody, account_register_tx, &in));
	now += 10 * TIME_DAY;
	must(tx(nobody, tidy_test_tx, &n));
	assert_true(n > 0);
	must(account_load(&app->cx, a.id, &b));
	must(store_by_login(&app->cx, ACCOUNT_CITIZEN, str_of(in.row.a.login), &r));
	assert_int_equal(r.a.id, 0); /* never confirmed: nothing of it is kept */
}

static void
names_of_many(void **state UNUSED)
{
	struct account a = citizen();
	const char *out[4];
	must(account_names(&app->cx, (int64_t[]){ a.id, 0, a.id, 12345 }, 4, out));
	assert_string_equal(out[0], "Trần Thị Thử");
	assert_string_equal(out[1], "");
	assert_ptr_equal(out[2], out[0]);
	assert_string_equal(out[3], "");
	assert_string_equal(account_roles_text(app->arena, LANG_VI, ROLE_RECEIVE | ROLE_LEAD), "Tiếp nhận, Lãnh đạo");
	assert_string_equal(account_device(&app->cx, "Mozilla/5.0 (Windows NT 10.0) Chrome/131.0 Safari/537.36 Edg/131.0"),
			    "Edge, Windows");
	assert_string_equal(account_device(&app->cx, "Mozilla/5.0 (Linux; Android 14) Chrome/131.0 Mobile Safari/537.36"),
			    "Chrome, Android");
}

static int
setup(void **state UNUSED)
{
	app = test_app_open();
	if (app == NULL)
		return -1;
	now = time_now();
	people = 0;
	return db_start_writers(&app->cx, app->db) == ST_OK ? 0 : -1;
}

static int
teardown(void **state UNUSED)
{
	test_app_close(app);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_dates_and_sexes_fit),
		cmocka_unit_test(names_addresses_phones),
		cmocka_unit_test(going_on_stays_here),
		cmocka_unit_test(confirmed_before_use),
		cmocka_unit_test(links_run_out),
		cmocka_unit_test(a_number_in_use_changes_nothing),
		cmocka_unit_test(new_password_by_letter),
		cmocka_unit_test(a_new_address_waits_for_its_letter),
		cmocka_unit_test(wrong_tries_wait_longer),
		cmocka_unit_test(tries_sent_at_once_gain_nothing),
		cmocka_unit_test(sessions_end),
		cmocka_unit_test(a_changed_password_ends_the_others),
		cmocka_unit_test(two_steps),
		cmocka_unit_test(codes_are_not_guessed),
		cmocka_unit_test(the_app_is_set_up_once),
		cmocka_unit_test(the_unit_worked_for),
		cmocka_unit_test(administrators_keep_to_their_units),
		cmocka_unit_test(units_are_picked_by_letters),
		cmocka_unit_test(a_new_officer_sets_the_password),
		cmocka_unit_test(a_locked_account_is_out),
		cmocka_unit_test(the_directory_knows_who_has_staff),
		cmocka_unit_test(the_card_is_seen_once),
		cmocka_unit_test(parked_forms_run_out),
		cmocka_unit_test(tidying_leaves_what_is_in_use),
		cmocka_unit_test(names_of_many),
	};
	int failed = cmocka_run_group_tests_name("account on SQLite", tests, setup, teardown);
	if (getenv("MOTCUA_TEST_PG") != NULL && getenv("MOTCUA_TEST_PG")[0] != '\0') {
		test_app_on_pg(true);
		failed += cmocka_run_group_tests_name("account on PostgreSQL", tests, setup, teardown);
	}
	return failed;
}
