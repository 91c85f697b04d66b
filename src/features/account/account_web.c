/* What the pages of this feature share. */
#include "features/account/account_views.h"

#include "platform/render/render.h"

const char *
account_url_part(struct arena *a, struct str s)
{
	struct buf b;
	buf_init(&b, a, BUF_LINE);
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
			     c == '.' || c == '_' || c == '~' || c == '/';
		if (plain)
			buf_addc(&b, (char)c);
		else
			buf_addf(&b, "%%%02X", c);
	}
	return buf_cstr(&b);
}

const char *
account_next(struct cx *cx, struct str typed, const char *fallback)
{
	if (typed.n < 2 || typed.n > 2000 || typed.p[0] != '/' || typed.p[1] == '/' || typed.p[1] == '\\')
		return fallback;
	for (size_t i = 0; i < typed.n; i++)
		if ((unsigned char)typed.p[i] <= ' ' || typed.p[i] == 0x7f)
			return fallback;
	return str_cstr(cx->arena, typed);
}

const char *
account_wait_text(struct cx *cx, int seconds)
{
	int minutes = (seconds + 59) / 60;
	return arena_printf(cx->arena, tr(cx->lang, "Đã thử sai nhiều lần. Hãy thử lại sau %d phút, hoặc đặt lại mật khẩu."),
			    minutes);
}

/* --- devices --------------------------------------------------------------------------------------------------------- */

const char *
account_agent(struct cx *cx, struct req *rq)
{
	struct str s = req_header(rq, "User-Agent");
	char *out = arena_alloc(cx->arena, ACCOUNT_AGENT_MAX + 1);
	size_t n = 0;
	for (size_t i = 0; i < s.n && n < ACCOUNT_AGENT_MAX; i++)
		if (s.p[i] >= ' ' && s.p[i] < 0x7f)
			out[n++] = s.p[i];
	return out;
}

const char *
account_device(struct cx *cx, const char *agent)
{
	static const char *const browsers[][2] = { /* the first that fits: many call themselves Chrome and Safari too */
		{ "coc_coc", "Cốc Cốc" }, { "Edg", "Edge" }, { "OPR/", "Opera" }, { "SamsungBrowser", "Samsung Internet" },
		{ "Firefox/", "Firefox" }, { "Chrome/", "Chrome" }, { "Safari/", "Safari" },
	};
	static const char *const systems[][2] = {
		{ "Android", "Android" }, { "iPhone", "iPhone" }, { "iPad", "iPad" }, { "Windows", "Windows" },
		{ "Mac OS X", "macOS" }, { "Linux", "Linux" },
	};
	const char *browser = tr(cx->lang, "Trình duyệt khác"), *system = NULL;
	for (size_t i = ARRAY_LEN(browsers); i-- > 0;)
		if (strstr(agent, browsers[i][0]) != NULL)
			browser = browsers[i][1];
	for (size_t i = ARRAY_LEN(systems); i-- > 0;)
		if (strstr(agent, systems[i][0]) != NULL)
			system = systems[i][1];
	return system == NULL ? browser : arena_printf(cx->arena, "%s, %s", browser, system);
}

enum status
account_sessions_view(struct cx *cx, struct req *rq, struct account_sessions_view *v)
{
	enum { MAX = 20 };
	struct account_session *s = arena_new_array(cx->arena, struct account_session, MAX);
	struct account_session_line *line = arena_new_array(cx->arena, struct account_session_line, MAX);
	TRY(store_sessions(cx, cx->who.account, s, MAX, &v->n));
	for (size_t i = 0; i < v->n; i++)
		line[i] = (struct account_session_line){ .device = account_device(cx, s[i].agent), .seen_at = s[i].seen_at,
							 .here = strcmp(s[i].hash, web_session_hash(rq)) == 0 };
	v->line = line;
	return ST_OK;
}

/* --- fields ------------------------------------------------------------------------------------------------------------- */

struct account_birth
account_read_birth(struct req *rq)
{
	return (struct account_birth){ str_trim(req_field(rq, "ngay_sinh.ngay")), str_trim(req_field(rq, "ngay_sinh.thang")),
				       str_trim(req_field(rq, "ngay_sinh.nam")) };
}

const char *
account_birth_text(struct cx *cx, const struct account *a)
{
	char text[TIME_TEXT];
	return a->has_birth ? arena_strdup(cx->arena, day_text(a->birth_day, text)) : "";
}

struct str
account_read_password(struct cx *cx, struct req *rq, const char *login, struct account_errors *e)
{
	struct str password = req_field(rq, "mat_khau_moi");
	const char *wrong = account_check_password(cx, password, str_of(login));
	account_error_add(cx, e, "mat_khau_moi", wrong);
	if (wrong == NULL && !str_eq(password, req_field(rq, "mat_khau_moi_2")))
		account_error_add(cx, e, "mat_khau_moi_2", tr(cx->lang, "Hai lần gõ mật khẩu khác nhau; gõ lại cả hai"));
	return password;
}

/* --- a link on paper -------------------------------------------------------------------------------------------------------- */

enum status
account_show_link(struct cx *cx, struct req *rq, struct resp *rs, struct account_link_view *v, const char *nav)
{
	const char *svg;
	TRY(render_qr_svg(cx, v->url, tr(cx->lang, "Mã QR của đường dẫn đặt mật khẩu"), &svg));
	v->qr = (struct html){ str_of(svg) };
	struct page *pg = page_begin(cx, rq, rs, &(struct page_opts){ .title = tr(cx->lang, "Đường dẫn đặt mật khẩu"),
								      .area = PAGE_OFFICER, .nav = nav, .back = v->back });
	tpl_account_link(pg, v);
	return page_end(pg);
}

enum status
account_notice(struct cx *cx, struct req *rq, struct resp *rs, const struct notice_view *v)
{
	struct page *pg = page_begin(cx, rq, rs, &(struct page_opts){ .title = v->title });
	tpl_account_notice(pg, v);
	return page_end(pg);
}
