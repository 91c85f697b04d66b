/* The rules of accounts on the real engines: what is typed, registering, links, signing in, what runs out. */
#include "features/account/account_testlib.h"

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
		cmocka_unit_test(parked_forms_run_out),
		cmocka_unit_test(tidying_leaves_what_is_in_use),
		cmocka_unit_test(names_of_many),
	};
	return test_app_run("accounts", tests, ARRAY_LEN(tests), setup, teardown);
}
