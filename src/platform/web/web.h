/* Pages and forms over HTTP: who asks, may they, in which language; layout, flash, errors, commits.
 *
 * A page handler:
 *
 *   static enum status
 *   show(struct cx *cx, struct req *rq, struct resp *rs)
 *   {
 *           struct show_view v = { … };
 *           TRY(procedure_load(cx, req_param(rq, "code"), &v.p));
 *           struct page *pg = page_begin(cx, rq, rs, &(struct page_opts){ .title = v.p.name, .nav = "thu-tuc" });
 *           tpl_procedure_show(pg, &v);
 *           return page_end(pg);
 *   }
 *
 * A change:   return web_commit(cx, rq, unit, accept_tx, input, accept_done);
 *
 * The session is a cookie with a random token; its SHA-256 is what the database knows. The CSRF value of a form is
 * derived from the token, so that it needs no storage and forms before sign-in have one too. */
#ifndef PLATFORM_WEB_WEB_H
#define PLATFORM_WEB_WEB_H

#include "base/base.h"
#include "platform/db/db.h"
#include "platform/http/http.h"
#include "platform/web/page.h"

/* A named right of a feature: which roles have it at the unit they work for. */
struct permission {
	const char *name;  /* "dossier.work" */
	unsigned roles;    /* any of enum role */
	const char *label; /* Vietnamese msgid, for the pages of administration */
};

/* One entry of the officers' side menu. */
struct web_menu {
	const char *path, *label; /* label: msgid */
	const char *nav;          /* page_opts.nav that marks it as current */
	const char *permission;   /* shown to those who have it */
	const char *group;        /* msgid of the heading above it */
};

struct web_hooks {
	/* Whose session is it? ST_NOT_FOUND when none or ended. Fills who; called once per request with a cookie. */
	enum status (*who)(struct cx *cx, const char *token_hash, struct who *who);
	/* Nobody is signed in (or the second factor is missing) and the route needs it: sends to sign in, parking posted values. */
	enum status (*sign_in)(struct cx *cx, struct req *rq, struct resp *rs, bool officer);
};

struct web_config {
	struct db *db;
	const char *site_name, *site_name_en, *public_url;
	const struct permission *const *permissions; /* NULL-ended array of arrays ended by name NULL */
	const struct web_menu *const *menus;         /* likewise, ended by path NULL */
	struct web_hooks hooks;
};

/* Called once before the server starts; keeps the pointer. */
void web_init(const struct web_config *c);
const struct web_config *web_config(void);

/* For http_options: .before and .on_error */
enum status web_before(struct cx *cx, struct req *rq, struct resp *rs);
void web_on_error(struct cx *cx, struct req *rq, struct resp *rs, enum status st);

bool web_may(const struct cx *cx, const char *permission);
/* Roles that a named permission asks for; 0 when unknown. */
unsigned web_permission_roles(const char *permission);

/* --- pages ------------------------------------------------------------------------------------------- */
enum page_area { PAGE_PUBLIC, PAGE_OFFICER, PAGE_BARE /* print views */ };

struct page_opts {
	const char *title; /* in the page's language; "Có lỗi: " is set before it when error is true */
	const char *about; /* what tells this page from the next of its kind, after the title: a code, a procedure; or NULL */
	const char *nav;   /* current entry of the menu, or NULL */
	enum page_area area;
	const char *back;       /* path of a back link, or NULL */
	const char *back_label; /* NULL: 'Quay lại' */
	bool error;             /* the page shows an error summary */
	bool wide;              /* no narrow column */
	bool index;             /* search engines may list it */
};
struct page *page_begin(struct cx *cx, struct req *rq, struct resp *rs, const struct page_opts *o);
enum status page_end(struct page *pg);

/* --- replies ------------------------------------------------------------------------------------------ */
/* 303 to a path of ours, in the language of the request. */
enum status web_redirect(struct cx *cx, struct resp *rs, const char *fmt, ...) PRINTF_FMT(3, 4);
/* A message shown once at the top of the next page. code: a msgid of the catalogues that begins "flash.". */
void web_flash(struct resp *rs, const char *code);
/* Is the page at this address the same for every visitor of its language: nobody is signed in, no message waits, the
 * address has no query and is written plainly? Then its bytes may be kept, if it holds no form by POST. */
bool web_same_for_all(const struct cx *cx, const struct req *rq);
/* Absolute address for e-mails and QR codes. */
const char *web_absolute(struct cx *cx, const char *path);
enum status web_json(struct resp *rs, struct buf *b);
/* "/static/HASH/icons.svg": the address of a file the build made; its content may be kept for a year. */
const char *web_asset(struct page *pg, const char *path);

/* --- session cookie ------------------------------------------------------------------------------------ */
/* A new random token as session cookie; hash[65] is what the database should keep. max_age seconds, -1: session. */
void web_session_set(struct cx *cx, struct resp *rs, int max_age, char hash[65]);
void web_session_end(struct resp *rs);
/* Hash of the token the client sent; "" when none. */
const char *web_session_hash(struct req *rq);

/* --- change -------------------------------------------------------------------------------------------- */
typedef enum status web_done(struct cx *cx, struct req *rq, struct resp *rs, enum status st, void *input);
/* Hands fn to the writer and suspends; done renders after the flush. Returning st from done renders the error page. */
enum status web_commit(struct cx *cx, struct req *rq, int64_t share, db_tx_fn *fn, void *input, web_done *done);

#endif
