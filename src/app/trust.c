/* `motcua verify` and `motcua trust`: signatures from the command line. */
#include "app/app.h"

#include "features/signature/signature_trust.h"

#include <sys/stat.h>

/* Of verify, when nothing was judged: the file or the trust lists cannot be read. 0, 1 and 2 are its answers. */
enum { EXIT_NOT_JUDGED = 66 };

/* The folder of trust lists: --trust, or `trust` in the data folder. */
static const char *
trust_folder(struct app *a, const struct cli *c)
{
	const char *given = cli_get(c, "trust");
	return given != NULL ? given : arena_printf(a->arena, "%s/trust", a->dir);
}

/* --- verify ----------------------------------------------------------------------------------------------------------- */

static bool
exists(const char *path)
{
	struct stat sb;
	return stat(path, &sb) == 0 && S_ISREG(sb.st_mode);
}

/* FILE.p7s has its content beside it under the name without .p7s; a FILE of no signed form may have its signature beside it. */
static enum status
read_input(struct app *a, const struct cli *c, struct signature_ask *ask)
{
	struct cx *cx = &a->cx;
	const char *path = c->word[0], *content = cli_get(c, "content");
	TRY(app_read_file(cx, path, SIGNATURE_FILE_MAX, &ask->file));
	if (content == NULL && str_ends(str_of(path), ".p7s")) {
		const char *beside = str_cstr(cx->arena, str_head(str_of(path), strlen(path) - strlen(".p7s")));
		content = exists(beside) ? beside : NULL;
	} else if (content == NULL && !signature_is_signed_form(path, ask->file)) {
		const char *beside = arena_printf(cx->arena, "%s.p7s", path);
		if (exists(beside)) {
			content = path;
			path = beside;
			TRY(app_read_file(cx, path, SIGNATURE_FILE_MAX, &ask->file));
		}
	}
	ask->name = path;
	return content == NULL ? ST_OK : app_read_file(cx, content, SIGNATURE_FILE_MAX, &ask->content);
}

static enum status
verify(struct app *a, const struct cli *c, struct signature_ask *ask, struct signature_report *r)
{
	struct cx *cx = &a->cx;
	struct trust *trust;
	AUTO_PKI struct pki *pki = pki_new(cx->arena);
	struct buf out;
	TRY(read_input(a, c, ask));
	TRY(trust_open(cx, trust_folder(a, c), &trust));
	enum status st = signature_verify(cx, pki, trust, ask, r);
	if (st == ST_OK) {
		buf_init(&out, cx->arena, BUF_PAGE);
		if (cli_get(c, "json") != NULL)
			signature_report_json(r, &out);
		else
			signature_report_text(cx, r, &out);
		printf("%s%s", buf_cstr(&out), cli_get(c, "json") != NULL ? "\n" : "");
	}
	trust_close(trust);
	return st;
}

/* --at: a moment, or a day, which is its beginning. */
static enum status
read_moment(struct app *a, const struct cli *c, int64_t *at)
{
	struct str text = str_of(cli_get(c, "at"));
	int32_t day;
	*at = a->cx.now;
	if (cli_get(c, "at") == NULL || time_parse(text, at))
		return ST_OK;
	if (!day_parse(text, &day))
		return fail(&a->cx, ST_INVALID, "app.moment", "--at takes a moment such as 2026-02-13T14:00");
	*at = time_at(day, 0);
	return ST_OK;
}

int
app_verify(struct cli *c)
{
	static const int exit_of[] = { [SIGNATURE_VALID] = 0, [SIGNATURE_UNKNOWN] = 2, [SIGNATURE_INVALID] = 1 };
	struct signature_ask ask = { 0 };
	struct signature_report r;
	struct app a;
	struct app_options o = cli_app(c);
	enum status st = app_open(&a, &o, 0);
	if (st != ST_OK)
		return app_fail(&a.cx, st, "verify"), EXIT_NOT_JUDGED;
	a.cx.lang = cli_get(c, "english") != NULL ? LANG_EN : LANG_VI;
	ask.net = cli_get(c, "offline") == NULL ? signature_net_new() : NULL;
	st = read_moment(&a, c, &ask.at);
	if (st == ST_OK)
		st = verify(&a, c, &ask, &r);
	signature_net_free(ask.net);
	if (st != ST_OK)
		app_fail(&a.cx, st, "verify");
	app_close(&a);
	return st == ST_OK ? exit_of[r.result] : EXIT_NOT_JUDGED;
}

/* --- trust ------------------------------------------------------------------------------------------------------------ */

static void
list_json(struct json_out *j, const struct trust *t, const struct trust_list *l)
{
	json_object(j);
	json_put_cstr(j, "system", trust_system_name(l->system));
	json_put_cstr(j, "name", l->name);
	json_put_cstr(j, "name_en", l->name_en);
	json_put_int(j, "sequence", l->sequence);
	json_put_time(j, "issued", l->issued);
	json_put_time(j, "valid_until", l->valid_until);
	json_put_cstr(j, "sha256", l->sha256);
	json_key(j, "roots");
	json_array(j);
	for (size_t i = 0; i < t->roots.n; i++) {
		const struct trust_root *r = &t->roots.p[i];
		if (r->system != l->system)
			continue;
		json_object(j);
		json_put_cstr(j, "name", r->cert->common_name);
		json_put_cstr(j, "sha256", r->cert->sha256);
		json_put_time(j, "trusted_from", r->trusted_from);
		json_put_time(j, "distrusted_from", r->distrusted_from);
		json_put_bool(j, "compromised", r->compromised);
		json_end_object(j);
	}
	json_end_array(j);
	json_end_object(j);
}

static void
show_json(struct arena *a, const struct trust *t)
{
	struct json_out j;
	struct buf b;
	buf_init(&b, a, BUF_PAGE);
	json_out_init(&j, &b);
	json_object(&j);
	json_key(&j, "lists");
	json_array(&j);
	for (int i = 0; i < TRUST_SYSTEM_N; i++)
		if (t->list[i].present)
			list_json(&j, t, &t->list[i]);
	json_end_array(&j);
	json_put_int(&j, "crls", (int64_t)t->evidence.n);
	json_end_object(&j);
	printf("%s\n", buf_cstr(&b));
}

static void
show_text(const struct trust *t)
{
	char from[TIME_TEXT], until[TIME_TEXT];
	for (int i = 0; i < TRUST_SYSTEM_N; i++) {
		const struct trust_list *l = &t->list[i];
		printf("%s: %s\n", trust_system_name((enum trust_system)i), l->present ? l->name : "no list");
		if (l->present)
			printf("  number %lld, issued %s, in force until %s\n  sha256 %s\n", (long long)l->sequence,
			       time_iso(l->issued, from), time_iso(l->valid_until, until), l->sha256);
		for (size_t k = 0; l->present && k < t->roots.n; k++) {
			const struct trust_root *r = &t->roots.p[k];
			if ((int)r->system != i)
				continue;
			printf("  root %s\n    sha256 %s\n    trusted from %s", r->cert->common_name, r->cert->sha256,
			       time_iso(r->trusted_from, from));
			if (r->distrusted_from != 0)
				printf(", no longer from %s%s", time_iso(r->distrusted_from, until),
				       r->compromised ? " (compromised)" : "");
			printf("\n");
		}
	}
	printf("CRLs kept: %zu\n", t->evidence.n);
}

static enum status
show(struct app *a, const struct cli *c)
{
	struct trust *t;
	TRY(trust_open(&a->cx, trust_folder(a, c), &t));
	if (cli_get(c, "json") != NULL)
		show_json(a->cx.arena, t);
	else
		show_text(t);
	trust_close(t);
	return ST_OK;
}

static enum status
update(struct app *a, const struct cli *c)
{
	struct trust_list l;
	struct str file;
	TRY(app_read_file(&a->cx, c->word[1], TRUST_LIST_BYTES_MAX, &file));
	TRY(trust_update(&a->cx, trust_folder(a, c), file, &l));
	log_info("trust", "list %s number %lld sha256 %s", trust_system_name(l.system), (long long)l.sequence, l.sha256);
	printf("%s: number %lld is in force\n", trust_system_name(l.system), (long long)l.sequence);
	return ST_OK;
}

static enum status
pin(struct app *a, const struct cli *c)
{
	enum trust_system system;
	struct str key;
	if (!trust_system_of(str_of(cli_get(c, "system")), &system))
		return fail(&a->cx, ST_INVALID, "app.system", "--system is public or government");
	TRY(app_read_file(&a->cx, c->word[1], BUF_LINE, &key));
	TRY(trust_pin(&a->cx, trust_folder(a, c), system, key));
	printf("%s: the publisher is pinned\n", trust_system_name(system));
	return ST_OK;
}

int
app_trust(struct cli *c)
{
	struct app a;
	struct app_options o = cli_app(c);
	enum status st = app_open(&a, &o, 0);
	if (st != ST_OK)
		return app_fail(&a.cx, st, "trust");
	st = strcmp(c->word[0], "show") == 0     ? show(&a, c)
	     : strcmp(c->word[0], "update") == 0 ? update(&a, c)
						 : pin(&a, c);
	int code = st == ST_OK ? 0 : app_fail(&a.cx, st, "trust");
	app_close(&a);
	return code;
}
