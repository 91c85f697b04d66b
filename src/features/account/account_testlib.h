/* For the tests of this feature: people, officers, signing in, letters. */
#ifndef FEATURES_ACCOUNT_ACCOUNT_TESTLIB_H
#define FEATURES_ACCOUNT_ACCOUNT_TESTLIB_H

#include "app/app.h"
#include "core/unit/revision.h"
#include "features/account/account_priv.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "app/test_app.h"

#define PASSWORD "trời xanh mây trắng"
#define OTHER_PASSWORD "nắng vàng biển lặng"

UNUSED static struct app *app;
static int64_t now; /* of the next transaction */
UNUSED static int people;

/* --- helpers ------------------------------------------------------------------------------------------------------- */

UNUSED static struct cx
cx_of(struct who who)
{
	struct cx cx = app->cx;
	cx.who = who;
	cx.now = now;
	cx.address = "192.0.2.7";
	return cx;
}

static const struct who nobody = { .name = "" };

UNUSED static enum status
tx(struct who who, db_tx_fn *fn, void *input)
{
	struct cx cx = cx_of(who);
	enum status st = db_tx(&cx, app->db, 0, fn, input);
	app->cx.fault = cx.fault;
	return st;
}

UNUSED static void
must(enum status st)
{
	if (st != ST_OK)
		print_message("%s %s\n", app->cx.fault.code, app->cx.fault.detail);
	assert_int_equal(st, ST_OK);
}

UNUSED static void
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

UNUSED static enum status
new_citizen_tx(struct cx *cx, void *input)
{
	struct account_new *in = input;
	int64_t id;
	return account_create_citizen(cx, in, &id);
}

UNUSED static struct account
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

UNUSED static enum status
new_officer_tx(struct cx *cx, void *input)
{
	struct officer_input *o = input;
	o->in.at = o->at;
	return account_create_officer(cx, &o->in, &o->id);
}

static const char secret_text[] = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

UNUSED static struct officer_input
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
UNUSED static struct who
acting(const struct officer_input *o)
{
	struct who_role *at = arena_new_one(app->arena, struct who_role);
	*at = o->at[0];
	return (struct who){ .account = o->id, .name = o->in.name, .officer = true, .unit = at->unit, .roles = at->roles,
			     .at = at, .n_at = 1 };
}

UNUSED static const struct unit *
desk(const char *level, const char *typed)
{
	const struct unit *u;
	assert_int_equal(unit_find(app->arena, str_of(typed), level, &u, 1), 1);
	return u;
}

/* The two halves of signing in, as the page does them. */
UNUSED static struct account_try
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

UNUSED static bool
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

UNUSED static struct str
token_of(const char *text)
{
	const char *p = strstr(text, "?ma=");
	assert_non_null(p);
	return (struct str){ p + 4, 43 };
}

UNUSED static bool
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

UNUSED static enum status
nothing_tx(struct cx *cx UNUSED, void *input UNUSED)
{
	return ST_OK;
}

UNUSED static int
setup(void **state UNUSED)
{
	app = test_app_open();
	if (app == NULL)
		return -1;
	now = time_now();
	people = 0;
	return db_start_writers(&app->cx, app->db) == ST_OK ? 0 : -1;
}

UNUSED static int
teardown(void **state UNUSED)
{
	test_app_close(app);
	return 0;
}

#endif
