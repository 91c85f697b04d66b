/* Signing in and out by page, for citizens and officers; forms that were posted after their session had ended. */
#include "features/account/account_views.h"

#include "core/form/citizen.h"
#include "platform/parse/json_in.h"
#include "platform/render/render.h"

#define PARKED_COOKIE "giu"

/* --- parked forms (settled.md 15) ------------------------------------------------------------------------------------ */

static enum status
parked_body(struct cx *cx, struct req *rq, const char **out)
{
	struct buf b;
	struct json_out j;
	buf_init(&b, cx->arena, ACCOUNT_PARKED_MAX * 2);
	json_out_init(&j, &b);
	json_array(&j);
	for (size_t i = 0; i < req_fields(rq); i++) {
		struct str name, value;
		req_field_at(rq, i, &name, &value);
		if (str_is(name, "csrf"))
			continue;
		json_array(&j);
		json_text(&j, name);
		json_text(&j, value);
		json_end_array(&j);
	}
	json_end_array(&j);
	*out = buf_cstr(&b);
	return b.over ? fail(cx, ST_TOO_LARGE, "account.parked.large", "%zu fields", req_fields(rq)) : ST_OK;
}

struct park {
	char hash[65];
	struct account_parked p;
};

static enum status
park_tx(struct cx *cx, void *input)
{
	struct park *in = input;
	return store_park(cx, in->hash, &in->p);
}

/* Only for a session that we know: whose form it was is what decides who gets it back. A request by script (autosave)
 * keeps its page and needs none. This waits for the writer in the event thread, the one place that does: the answer to
 * a refused request cannot be suspended, and it must not promise what is not on the disk. */
static enum status
park(struct cx *cx, struct req *rq, struct resp *rs, const char *path, bool *parked)
{
	struct account_session s;
	struct park in = { .p = { .path = path, .files = req_files(rq) > 0, .expires_at = cx->now + ACCOUNT_PARKED_LIFE } };
	*parked = false;
	if (strcmp(req_method(rq), "POST") != 0 || req_fields(rq) < 2 || req_is_partial(rq) ||
	    str_is(req_header(rq, "Sec-Fetch-Dest"), "empty"))
		return ST_OK;
	TRY(store_session(cx, web_session_hash(rq), &s));
	if (s.account == 0 || s.stage != STAGE_FULL)
		return ST_OK;
	in.p.account = s.account;
	TRY(parked_body(cx, rq, &in.p.body));
	const char *token = account_token(cx, in.hash);
	TRY(db_tx(cx, web_config()->db, s.account, park_tx, &in));
	resp_cookie(rs, PARKED_COOKIE, str_of(token), (int)(ACCOUNT_PARKED_LIFE / TIME_SECOND));
	*parked = true;
	return ST_OK;
}

/* The address as it came, without the language. */
static const char *
own_path(struct req *rq)
{
	const char *url = req_url(rq);
	return strncmp(url, "/en/", 4) == 0 ? url + 3 : url;
}

enum status
account_sign_in_page(struct cx *cx, struct req *rq, struct resp *rs, bool officer)
{
	bool parked;
	const char *path = own_path(rq), *to = officer ? "/can-bo/dang-nhap" : "/dang-nhap";
	TRY(park(cx, rq, rs, path, &parked));
	if (parked)
		return web_redirect(cx, rs, "%s?het=1", to);
	if (strcmp(req_method(rq), "POST") == 0)
		return web_redirect(cx, rs, "%s", to);
	return web_redirect(cx, rs, "%s?tiep=%s", to, account_url_part(cx->arena, str_of(path)));
}

enum status
account_go_on(struct cx *cx, struct req *rq, struct resp *rs, int64_t account, const char *next)
{
	struct account_parked p;
	char hash[65];
	struct str token = req_cookie(rq, PARKED_COOKIE);
	if (token.n == 0 || token.n > 64)
		return web_redirect(cx, rs, "%s", next);
	account_token_hash(token, hash);
	TRY(store_parked(cx, hash, &p));
	if (p.account != account) /* somebody else's, or run out: it waits for its owner */
		return web_redirect(cx, rs, "%s", next);
	resp_cookie(rs, PARKED_COOKIE, S(""), 0);
	return web_redirect(cx, rs, "/tiep-tuc?ma=%s", account_url_part(cx->arena, token));
}

enum status
account_page_parked(struct cx *cx, struct req *rq, struct resp *rs)
{
	struct account_parked p;
	const struct json *doc;
	char hash[65];
	struct str token = req_query(rq, "ma");
	account_token_hash(token, hash);
	TRY(store_parked(cx, hash, &p));
	if (p.account == 0 || p.account != cx->who.account)
		return fail(cx, ST_NOT_FOUND, "account.parked.gone", "none for account %lld", (long long)cx->who.account);
	TRY(json_parse(cx, str_of(p.body), ACCOUNT_PARKED_MAX * 2, &doc));
	struct parked_view v = { .token = str_cstr(cx->arena, token), .path = p.path, .files = p.files, .n = json_len(doc) };
	v.field = arena_new_array(cx->arena, struct parked_field, v.n + 1);
	for (size_t i = 0; i < v.n; i++) {
		const struct json *pair = json_at(doc, i);
		v.field[i] = (struct parked_field){ json_text_of(json_at(pair, 0)), json_text_of(json_at(pair, 1)) };
	}
	struct page *pg = page_begin(cx, rq, rs,
				     &(struct page_opts){ .title = tr(cx->lang, "Những gì bạn đã điền vẫn còn"),
							  .area = cx->who.officer ? PAGE_OFFICER : PAGE_PUBLIC });
	tpl_account_parked(pg, &v);
	return page_end(pg);
}

static enum status
parked_drop_tx(struct cx *cx, void *input)
{
	return store_parked_drop(cx, input, cx->who.account);
}

static enum status
parked_dropped(struct cx *cx, struct req *rq UNUSED, struct resp *rs, enum status st, void *input UNUSED)
{
	if (st != ST_OK)
		return st;
	return web_redirect(cx, rs, cx->who.officer ? "/can-bo" : "/ho-so");
}

enum status
account_page_parked_drop(struct cx *cx, struct req *rq, struct resp *rs UNUSED)
{
	char *hash = arena_alloc(cx->arena, 65);
	account_token_hash(req_field(rq, "ma"), hash);
	return web_commit(cx, rq, cx->who.account, parked_drop_tx, hash, parked_dropped);
}

/* --- citizens --------------------------------------------------------------------------------------------------------- */

static enum status
show_sign_in(struct cx *cx, struct req *rq, struct resp *rs, struct account_sign_in_view *v, bool officer)
{
	v->login.id = officer ? "ten_dang_nhap" : "so_dinh_danh";
	v->login.label = officer ? tr(cx->lang, "Tên đăng nhập") : tr(cx->lang, "Số định danh cá nhân");
	v->login.hint = officer ? NULL : tr(cx->lang, "12 chữ số trên thẻ căn cước");
	v->login.error = account_error_at(&v->errors, v->login.id);
	v->login.autocomplete = "username";
	v->login.digits = !officer;
	v->login.width = officer ? NULL : "20";
	v->password = (struct account_field){ .id = "mat_khau", .label = tr(cx->lang, "Mật khẩu"), .type = "password",
					      .autocomplete = "current-password",
					      .error = account_error_at(&v->errors, "mat_khau") };
	bool wrong = v->errors.list.n > 0 || v->warning != NULL;
	struct page *pg = page_begin(cx, rq, rs, &(struct page_opts){ .title = officer ? tr(cx->lang, "Cán bộ đăng nhập")
											 : tr(cx->lang, "Đăng nhập"),
								      .area = officer ? PAGE_OFFICER : PAGE_PUBLIC,
								      .error = wrong });
	if (officer)
		tpl_account_officer_sign_in(pg, v);
	else
		tpl_account_sign_in(pg, v);
	return page_end(pg);
}

static const char *
home_of(bool officer)
{
	return officer ? "/can-bo" : "/ho-so";
}

static enum status
sign_in_get(struct cx *cx, struct req *rq, struct resp *rs, bool officer)
{
	struct account_sign_in_view v = { .next = account_next(cx, req_query(rq, "tiep"), ""),
					  .ended = req_has_query(rq, "het") };
	if (cx->who.account != 0 && cx->who.officer == officer)
		return account_go_on(cx, rq, rs, cx->who.account, v.next[0] != '\0' ? v.next : home_of(officer));
	return show_sign_in(cx, rq, rs, &v, officer);
}

enum status
account_page_sign_in(struct cx *cx, struct req *rq, struct resp *rs)
{
	return sign_in_get(cx, rq, rs, false);
}

enum status
account_officer_sign_in(struct cx *cx, struct req *rq, struct resp *rs)
{
	return sign_in_get(cx, rq, rs, true);
}

/* The same words for every reason: no login that exists is told from one that does not. */
static enum status
refused(struct cx *cx, struct req *rq, struct resp *rs, const struct account_try *t)
{
	bool officer = t->kind == ACCOUNT_OFFICER;
	struct account_sign_in_view v = { .next = account_next(cx, req_field(rq, "tiep"), ""), .login = { .value = t->login } };
	if (t->outcome == OUT_WAIT)
		v.warning = account_wait_text(cx, t->wait);
	else
		v.warning = officer ? tr(cx->lang, "Tên đăng nhập hoặc mật khẩu chưa đúng.")
				    : tr(cx->lang, "Số định danh hoặc mật khẩu chưa đúng.");
	resp_status(rs, t->outcome == OUT_WAIT ? 429 : 422);
	return show_sign_in(cx, rq, rs, &v, officer);
}

static enum status
tried(struct cx *cx, struct req *rq, struct resp *rs, enum status st, void *input)
{
	struct account_try *t = input;
	const char *next = account_next(cx, req_field(rq, "tiep"), home_of(t->kind == ACCOUNT_OFFICER));
	if (st != ST_OK)
		return st;
	switch (t->outcome) {
	case OUT_OK:
		return account_go_on(cx, rq, rs, t->row.a.id, next);
	case OUT_CODE:
	case OUT_ENROL:
		return web_redirect(cx, rs, "/can-bo/dang-nhap/ma?tiep=%s", account_url_part(cx->arena, str_of(next)));
	default:
		return refused(cx, rq, rs, t);
	}
}

static enum status
resend_tx(struct cx *cx, void *input)
{
	struct account_try *t = input;
	return account_resend_tx(cx, &t->row);
}

static enum status
resent(struct cx *cx, struct req *rq, struct resp *rs, enum status st, void *input UNUSED)
{
	struct notice_view v = {
		.title = tr(cx->lang, "Hãy xác nhận thư điện tử"),
		.text = tr(cx->lang, "Tài khoản dùng được sau khi bạn mở thư chúng tôi gửi và bấm nút Xác nhận. Thư vừa được gửi lại."),
		.more = tr(cx->lang, "Không thấy thư? Xem trong mục thư rác, hoặc đem thẻ căn cước đến quầy một cửa gần nhất."),
	};
	if (st != ST_OK)
		return st;
	job_wake();
	return account_notice(cx, rq, rs, &v);
}

static enum status
sign_in_post(struct cx *cx, struct req *rq, struct resp *rs, struct account_try *t)
{
	struct account_sign_in_view v = { .next = account_next(cx, req_field(rq, "tiep"), ""), .login = { .value = t->login } };
	bool officer = t->kind == ACCOUNT_OFFICER;
	t->password = req_field(rq, "mat_khau");
	t->agent = account_agent(cx, rq);
	t->old_hash = web_session_hash(rq);
	if (t->login.n == 0)
		account_error_add(cx, &v.errors, officer ? "ten_dang_nhap" : "so_dinh_danh",
				  officer ? tr(cx->lang, "Nhập tên đăng nhập") : tr(cx->lang, "Nhập số định danh cá nhân"));
	if (t->password.n == 0)
		account_error_add(cx, &v.errors, "mat_khau", tr(cx->lang, "Nhập mật khẩu"));
	if (v.errors.list.n > 0) {
		resp_status(rs, 422);
		return show_sign_in(cx, rq, rs, &v, officer);
	}
	TRY(account_try_check(cx, t));
	int64_t share = t->row.a.id;
	switch (t->outcome) {
	case OUT_WAIT:
		return refused(cx, rq, rs, t);
	case OUT_UNCONFIRMED:
		return web_commit(cx, rq, share, resend_tx, t, resent);
	case OUT_OK:
		web_session_set(cx, rs, account_settings()->citizen_hours * 3600, t->hash);
		break;
	case OUT_CODE:
	case OUT_ENROL:
		web_session_set(cx, rs, -1, t->hash);
		break;
	default:
		break;
	}
	return web_commit(cx, rq, share, account_try_tx, t, tried);
}

enum status
account_page_sign_in_post(struct cx *cx, struct req *rq, struct resp *rs)
{
	struct account_try *t = arena_new_one(cx->arena, struct account_try);
	t->kind = ACCOUNT_CITIZEN;
	t->login = str_head(citizen_digits(cx->arena, str_trim(req_field(rq, "so_dinh_danh"))), 40);
	return sign_in_post(cx, rq, rs, t);
}

enum status
account_officer_sign_in_post(struct cx *cx, struct req *rq, struct resp *rs)
{
	struct account_try *t = arena_new_one(cx->arena, struct account_try);
	t->kind = ACCOUNT_OFFICER;
	t->login = str_head(viet_lower(cx->arena, str_trim(req_field(rq, "ten_dang_nhap"))), 64);
	return sign_in_post(cx, rq, rs, t);
}

/* --- out ------------------------------------------------------------------------------------------------------------------ */

static enum status
signed_out(struct cx *cx, struct req *rq, struct resp *rs, enum status st, void *input UNUSED)
{
	if (st != ST_OK)
		return st;
	web_session_end(rs);
	web_flash(rs, "flash.account.signed_out");
	return web_redirect(cx, rs, str_starts(str_of(req_path(rq)), "/can-bo/") ? "/can-bo/dang-nhap" : "/dang-nhap");
}

enum status
account_page_sign_out(struct cx *cx, struct req *rq, struct resp *rs UNUSED)
{
	return web_commit(cx, rq, cx->who.account, account_sign_out_tx, arena_strdup(cx->arena, web_session_hash(rq)),
			  signed_out);
}

enum status
account_page_sign_out_all(struct cx *cx, struct req *rq, struct resp *rs UNUSED)
{
	return web_commit(cx, rq, cx->who.account, account_sign_out_all_tx, NULL, signed_out);
}

/* --- the officers' second page ------------------------------------------------------------------------------------------------ */

static const char *
spaced(struct arena *a, const char *secret)
{
	struct buf b;
	buf_init(&b, a, BUF_LINE);
	for (size_t i = 0; secret[i] != '\0'; i++)
		buf_addf(&b, "%s%c", i > 0 && i % 4 == 0 ? " " : "", secret[i]);
	return buf_cstr(&b);
}

static enum status
show_enrol(struct cx *cx, const struct account_session *s, struct code_view *v)
{
	struct account_row r;
	const char *svg;
	TRY(store_by_id(cx, s->account, &r));
	const char *uri = totp_uri(cx->arena, account_settings()->issuer, r.a.login, s->secret);
	TRY(render_qr_svg(cx, uri, tr(cx->lang, "Mã QR để thêm vào ứng dụng tạo mã"), &svg));
	v->qr = (struct html){ str_of(svg) };
	v->secret = spaced(cx->arena, s->secret);
	v->enrol = true;
	return ST_OK;
}

static enum status
show_code(struct cx *cx, struct req *rq, struct resp *rs, struct code_view *v)
{
	struct account_session s;
	TRY(store_session(cx, web_session_hash(rq), &s));
	if (s.account == 0 || s.stage == STAGE_FULL || s.expires_at <= cx->now)
		return web_redirect(cx, rs, "/can-bo/dang-nhap");
	if (s.stage == STAGE_ENROL)
		TRY(show_enrol(cx, &s, v));
	v->code = (struct account_field){ .id = "ma", .label = tr(cx->lang, "Mã 6 chữ số trong ứng dụng"), .error = v->warning,
					  .autocomplete = "one-time-code", .width = "10", .digits = true };
	struct page *pg = page_begin(cx, rq, rs, &(struct page_opts){ .title = v->enrol ? tr(cx->lang, "Cài ứng dụng tạo mã")
										       : tr(cx->lang, "Nhập mã xác nhận"),
								      .area = PAGE_OFFICER, .error = v->warning != NULL });
	tpl_account_officer_code(pg, v);
	return page_end(pg);
}

enum status
account_officer_code(struct cx *cx, struct req *rq, struct resp *rs)
{
	struct code_view v = { .next = account_next(cx, req_query(rq, "tiep"), "") };
	return show_code(cx, rq, rs, &v);
}

static enum status
code_tried(struct cx *cx, struct req *rq, struct resp *rs, enum status st, void *input)
{
	struct account_code *c = input;
	struct code_view v = { .next = account_next(cx, req_field(rq, "tiep"), "") };
	const char *next = v.next[0] != '\0' ? v.next : "/can-bo";
	if (st != ST_OK)
		return st;
	switch (c->outcome) {
	case OUT_OK:
		if (c->unit == 0)
			return web_redirect(cx, rs, "/can-bo/toi?tiep=%s", account_url_part(cx->arena, str_of(next)));
		return account_go_on(cx, rq, rs, c->account, next);
	case OUT_WAIT:
		v.warning = account_wait_text(cx, c->wait);
		resp_status(rs, 429);
		return show_code(cx, rq, rs, &v);
	case OUT_WRONG:
		v.warning = tr(cx->lang, "Mã chưa đúng hoặc đã dùng; đợi mã mới hiện ra rồi gõ lại");
		resp_status(rs, 422);
		return show_code(cx, rq, rs, &v);
	default:
		web_flash(rs, "flash.account.sign_in_ended");
		return web_redirect(cx, rs, "/can-bo/dang-nhap");
	}
}

enum status
account_officer_code_post(struct cx *cx, struct req *rq, struct resp *rs UNUSED)
{
	struct account_code *c = arena_new_one(cx->arena, struct account_code);
	c->hash = arena_strdup(cx->arena, web_session_hash(rq));
	c->code = citizen_digits(cx->arena, str_trim(req_field(rq, "ma")));
	return web_commit(cx, rq, 0, account_code_tx, c, code_tried);
}
