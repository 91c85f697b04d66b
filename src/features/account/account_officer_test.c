/* The rules of officers on the real engines: two steps, units, administration, the desk. */
#include "features/account/account_testlib.h"

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

int
main(void)
{
	const struct CMUnitTest tests[] = {
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
	};
	return test_app_run("officers", tests, ARRAY_LEN(tests), setup, teardown);
}
