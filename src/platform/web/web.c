#include "platform/web/web.h"
#include "platform/web/web_priv.h"

#include "platform/crypt/crypt.h"
#include "platform/crypt/hash.h"

#include <stdarg.h>

#define SESSION_COOKIE "phien"
#define FLASH_COOKIE "tb"

static const struct web_config *config;

void
web_init(const struct web_config *c)
{
	config = c;
}

const struct web_config *
web_config(void)
{
	return config;
}

struct web_request *
web_request(const struct req *rq)
{
	return req_user(rq);
}

/* --- session and CSRF ------------------------------------------------------------------------------------- */

void
web_session_set(struct cx *cx, struct resp *rs, int max_age, char hash[65])
{
	const char *token = crypt_token(cx->arena);
	sha256_hex_of(str_of(token), hash);
	resp_cookie(rs, SESSION_COOKIE, str_of(token), max_age);
}

void
web_session_end(struct resp *rs)
{
	resp_cookie(rs, SESSION_COOKIE, S(""), 0);
}

const char *
web_session_hash(struct req *rq)
{
	struct web_request *w = web_request(rq);
	return w == NULL ? "" : w->token_hash;
}

/* The CSRF value belongs to the token: who can read it has the cookie already. */
static const char *
csrf_of(struct arena *a, struct str token)
{
	char hex[65];
	sha256_hex_of(str_of(arena_printf(a, "csrf:" STR_FMT, STR_ARG(token))), hex);
	return arena_strndup(a, hex, 40);
}

/* A form before sign-in gets a token of its own, which no session knows. */
void
page_csrf(struct page *pg)
{
	struct web_request *w = web_request(pg->rq);
	if (w->csrf == NULL) {
		const char *token = crypt_token(pg->cx->arena);
		resp_cookie(pg->rs, SESSION_COOKIE, str_of(token), -1);
		w->csrf = csrf_of(pg->cx->arena, str_of(token));
	}
	buf_adds(pg->b, "<input type=\"hidden\" name=\"csrf\" value=\"");
	buf_adds(pg->b, w->csrf);
	buf_adds(pg->b, "\">");
}

static enum status
check_csrf(struct cx *cx, struct req *rq)
{
	const struct route *r = req_route(rq);
	struct web_request *w = web_request(rq);
	if (strcmp(r->method, "POST") != 0 || (r->flags & (HTTP_NO_CSRF | HTTP_JSON)) != 0)
		return ST_OK;
	struct str sent = req_field(rq, "csrf");
	if (w->csrf == NULL || sent.n == 0 || !str_eq_secret(sent, str_of(w->csrf)))
		return fail(cx, ST_DENIED, "web.csrf", "no or wrong csrf value on %s", r->path);
	return ST_OK;
}

/* --- who may ------------------------------------------------------------------------------------------------ */

unsigned
web_permission_roles(const char *permission)
{
	for (const struct permission *const *set = config->permissions; *set != NULL; set++)
		for (const struct permission *p = *set; p->name != NULL; p++)
			if (strcmp(p->name, permission) == 0)
				return p->roles;
	return 0;
}

bool
web_may(const struct cx *cx, const char *permission)
{
	if (strcmp(permission, "PUBLIC") == 0)
		return true;
	if (strcmp(permission, "ACCOUNT") == 0)
		return cx->who.account != 0 && !cx->who.officer;
	if (strcmp(permission, "OFFICER") == 0)
		return cx->who.officer;
	return cx->who.officer && (cx->who.roles & web_permission_roles(permission)) != 0;
}

static enum status
check_permission(struct cx *cx, struct req *rq)
{
	const struct route *r = req_route(rq);
	if (web_may(cx, r->permission))
		return ST_OK;
	bool officer_page = strcmp(r->permission, "ACCOUNT") != 0;
	bool right_kind = cx->who.account != 0 && cx->who.officer == officer_page;
	web_request(rq)->sign_in = !right_kind;
	return fail(cx, ST_DENIED, right_kind ? "web.permission" : "web.sign_in", "%s needs %s", r->path,
		    r->permission);
}

enum status
web_before(struct cx *cx, struct req *rq, struct resp *rs UNUSED)
{
	struct web_request *w = arena_new_one(cx->arena, struct web_request);
	struct str token = req_cookie(rq, SESSION_COOKIE);
	req_set_user(rq, w);
	if (cx->db != NULL && (req_route(rq)->flags & HTTP_SLOW) == 0) /* the slow pool would keep it too long */
		db_conn_hold(cx->db);
	if (token.n > 0 && token.n <= 64) {
		sha256_hex_of(token, w->token_hash);
		w->csrf = csrf_of(cx->arena, token);
		enum status st = config->hooks.who(cx, w->token_hash, &cx->who);
		if (st != ST_OK && st != ST_NOT_FOUND)
			return st;
	}
	TRY(check_permission(cx, rq));
	return check_csrf(cx, rq);
}

/* --- flash --------------------------------------------------------------------------------------------------- */

void
web_flash(struct resp *rs, const char *code)
{
	assert_always(strncmp(code, "flash.", 6) == 0);
	resp_cookie(rs, FLASH_COOKIE, str_of(code), 60);
}

/* The text of the waiting message, or NULL; showing it ends it. Only codes the catalogue has are shown. */
const char *
web_take_flash(struct page *pg)
{
	struct str code = req_cookie(pg->rq, FLASH_COOKIE);
	if (code.n == 0)
		return NULL;
	resp_cookie(pg->rs, FLASH_COOKIE, S(""), 0);
	const char *id = str_cstr(pg->cx->arena, code);
	return str_starts(code, "flash.") && tr_has(pg->lang, id) ? tr(pg->lang, id) : NULL;
}

bool
web_same_for_all(const struct cx *cx, const struct req *rq)
{
	const char *url = req_url(rq);
	return cx->who.account == 0 && req_cookie(rq, FLASH_COOKIE).n == 0 && url[0] == '/' &&
	       strpbrk(url, "?%#") == NULL;
}

/* --- replies --------------------------------------------------------------------------------------------------- */

enum status
web_redirect(struct cx *cx, struct resp *rs, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	const char *path = arena_vprintf(cx->arena, fmt, ap);
	va_end(ap);
	assert_always(path[0] == '/' && path[1] != '/');
	resp_redirect(rs, cx->lang == LANG_EN ? arena_printf(cx->arena, "/en%s", path) : path);
	return ST_OK;
}

const char *
web_absolute(struct cx *cx, const char *path)
{
	return arena_printf(cx->arena, "%s%s", config->public_url, path);
}

enum status
web_json(struct resp *rs, struct buf *b)
{
	resp_header(rs, "Cache-Control", "no-store");
	resp_body(rs, "application/json; charset=utf-8", buf_str(b));
	return ST_OK;
}

/* --- commit ----------------------------------------------------------------------------------------------------- */

struct commit {
	struct req *rq;
	enum status st;
	web_done *done;
	void *input;
};

static enum status
finish(struct cx *cx, struct req *rq, struct resp *rs, void *arg)
{
	struct commit *c = arg;
	return c->done(cx, rq, rs, c->st, c->input);
}

static void
committed(struct cx *cx UNUSED, enum status st, void *arg)
{
	struct commit *c = arg;
	c->st = st;
	http_resume(c->rq, finish, c);
}

enum status
web_commit(struct cx *cx, struct req *rq, int64_t share, db_tx_fn *fn, void *input, web_done *done)
{
	struct commit *c = arena_new_one(cx->arena, struct commit);
	*c = (struct commit){ .rq = rq, .done = done, .input = input };
	enum status st = http_suspend(rq);
	db_submit(cx, config->db, share, fn, input, committed, c);
	return st;
}
