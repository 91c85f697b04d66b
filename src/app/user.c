/* `motcua user`: officers and their roles, from the command line. */
#include "app/app.h"

#include "core/unit/unit.h"
#include "features/account/account.h"

#include <unistd.h>

static const char usage_text[] =
	"usage: motcua user add LOGIN --name NAME --unit CODE --roles R,R [--email E] [--password-stdin]\n"
	"       motcua user grant LOGIN --unit CODE --roles R,R|none\n"
	"       motcua user password LOGIN --password-stdin [--citizen]\n"
	"       motcua user totp LOGIN            (demo folders only)\n"
	"roles: tiep_nhan xu_ly lanh_dao tra_ket_qua quan_tri_don_vi quan_tri_he_thong kiem_tra\n";

static bool
roles_of(const char *text, unsigned *roles)
{
	static const char *const words[] = { "tiep_nhan", "xu_ly", "lanh_dao", "tra_ket_qua", "quan_tri_don_vi",
					     "quan_tri_he_thong", "kiem_tra" };
	struct str rest = str_of(text);
	*roles = 0;
	if (str_is(rest, "none"))
		return true;
	while (rest.n > 0) {
		struct str one = str_trim(str_cut(&rest, ','));
		size_t i = 0;
		while (i < ARRAY_LEN(words) && !str_is(one, words[i]))
			i++;
		if (i == ARRAY_LEN(words))
			return false;
		*roles |= 1u << i;
	}
	return *roles != 0;
}

struct job_of_user {
	const char *verb, *login, *name, *email, *password;
	int64_t unit;
	unsigned roles;
	bool citizen;
};

static enum status
tx(struct cx *cx, void *input)
{
	struct job_of_user *u = input;
	struct who_role at = { u->unit, u->roles };
	int64_t id;
	if (strcmp(u->verb, "add") == 0) {
		struct account_new in = { .login = u->login, .name = u->name, .email = u->email, .phone = "",
					  .address = "", .password = u->password, .at = &at, .n_at = 1 };
		return account_create_officer(cx, &in, &id);
	}
	if (strcmp(u->verb, "password") == 0)
		return account_set_password(cx, u->citizen ? ACCOUNT_CITIZEN : ACCOUNT_OFFICER, str_of(u->login),
					    u->password);
	TRY(account_officer_id(cx, str_of(u->login), &id));
	return account_grant(cx, id, u->unit, u->roles);
}

/* A password never stands on the command line, where others could read it. */
static const char *
password_from_stdin(struct app *a)
{
	char line[256];
	if (isatty(STDIN_FILENO))
		fprintf(stderr, "password: ");
	if (fgets(line, sizeof line, stdin) == NULL)
		return NULL;
	line[strcspn(line, "\r\n")] = '\0';
	return arena_strdup(a->arena, line);
}

static int
show_totp(struct app *a, const char *login)
{
	char code[7];
	const char *mark = arena_printf(a->arena, "%s/demo.txt", a->dir), *secret;
	if (access(mark, F_OK) != 0) {
		fprintf(stderr, "motcua: codes are shown in demo folders only\n");
		return 1;
	}
	enum status st = account_totp_now(&a->cx, str_of(login), code, &secret);
	if (st != ST_OK)
		return app_fail(&a->cx, st, "user");
	printf("%s\n", code);
	return 0;
}

static int
change(struct app *a, struct cli *c, struct job_of_user *u)
{
	const char *unit = cli_get(c, "unit"), *roles = cli_get(c, "roles");
	bool needs_unit = strcmp(u->verb, "password") != 0;
	const struct unit *found = unit != NULL ? unit_by_code(str_of(unit)) : NULL;
	if (needs_unit && (found == NULL || roles == NULL || !roles_of(roles, &u->roles))) {
		fprintf(stderr, "motcua: %s\n%s", found == NULL ? "no such unit" : "no such roles", usage_text);
		return 2;
	}
	u->unit = found != NULL ? found->id : 0;
	if (cli_get(c, "password-stdin") != NULL)
		u->password = password_from_stdin(a);
	if (strcmp(u->verb, "grant") != 0 && u->password == NULL) {
		fputs(usage_text, stderr);
		return 2;
	}
	enum status st = db_tx(&a->cx, a->db, 0, tx, u);
	return st == ST_OK ? 0 : app_fail(&a->cx, st, "user");
}

int
app_user(struct cli *c)
{
	struct app a;
	struct job_of_user u = { .verb = c->word[0], .login = c->word[1] };
	bool shows = strcmp(u.verb, "totp") == 0;
	struct app_options o = cli_app(c);
	enum status st = app_open(&a, &o, APP_DB | APP_REFERENCE);
	if (st != ST_OK)
		return app_fail(&a.cx, st, "user");
	u.name = cli_get(c, "name") ? cli_get(c, "name") : u.login;
	u.email = cli_get(c, "email") ? cli_get(c, "email") : "";
	u.citizen = cli_get(c, "citizen") != NULL;
	int code = shows ? show_totp(&a, u.login) : change(&a, c, &u);
	app_close(&a);
	return code;
}
