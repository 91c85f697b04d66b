/* Configuration of a data folder, and what the features take from it. */
#include "app/app.h"

#include "base/file.h"
#include "core/post/post.h"
#include "features/account/account.h"
#include "features/dossier/dossier.h"
#include "platform/net/mail.h"

#include <unistd.h>

/* What an operator names and cannot be read counts as not there, for whatever reason; the detail tells which. */
enum status
app_read_file(struct cx *cx, const char *path, size_t max, struct str *out)
{
	enum status st = file_read(cx, path, max, "app.file", out);
	return st == ST_OK || st == ST_INTERNAL ? st : ST_NOT_FOUND;
}

enum status
app_conf(struct app *a, const struct app_options *o)
{
	struct cx *cx = &a->cx;
	struct str text = S("");
	const char *path = arena_printf(a->arena, "%s/motcua.conf", a->dir);
	if (access(path, F_OK) == 0)
		TRY(app_read_file(cx, path, 256 * 1024, &text));
	TRY(conf_read(cx, text, &a->conf));
	if (o->listen != NULL)
		TRY(conf_set(cx, &a->conf, "listen", str_of(o->listen)));
	if (o->database != NULL)
		TRY(conf_set(cx, &a->conf, "database", str_of(o->database)));
	/* Without a public address of its own a server on loopback is reached where it listens. */
	if (text.n == 0 || str_find(text, "public_url") < 0)
		a->conf.public_url = arena_printf(a->arena, "http://%s", a->conf.listen);
	log_set_level((enum log_level)log_level_of(a->conf.log_level));
	return ST_OK;
}

void
app_web(struct app *a)
{
	static struct web_config web;
	static struct account_config account;
	const struct app_lists *l = app_lists();
	web = (struct web_config){
		.db = a->db, .site_name = a->conf.site_name, .site_name_en = a->conf.site_name_en,
		.public_url = a->conf.public_url, .permissions = l->permissions, .menus = l->menus,
		.hooks = { .who = account_who, .sign_in = account_sign_in_page },
	};
	account = (struct account_config){
		.citizen_hours = (int)a->conf.citizen_hours, .citizen_idle_minutes = (int)a->conf.citizen_idle_minutes,
		.officer_hours = (int)a->conf.officer_hours, .officer_idle_minutes = (int)a->conf.officer_idle_minutes,
		.issuer = a->conf.issuer, .card_seen = dossier_link_account,
	};
	static struct mail_server mail;
	struct str password = S("");
	if (!cstr_empty(a->conf.smtp_password_file) &&
	    app_read_file(&a->cx, a->conf.smtp_password_file, 4096, &password) != ST_OK)
		log_fault(&a->cx, "config");
	mail = (struct mail_server){
		.url = a->conf.smtp_url, .user = a->conf.smtp_user, .from = a->conf.smtp_from,
		.password = str_cstr(a->arena, str_trim(password)), .from_name = a->conf.site_name,
		.folder = arena_printf(a->arena, "%s/mail", a->dir),
	};
	web_init(&web);
	account_configure(&account);
	post_set_server(&mail);
}
