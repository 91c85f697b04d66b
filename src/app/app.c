/* Opening the program on a data folder: configuration, database, schema, reference data. */
#include "app/app.h"

#include "base/asset.h"
#include "core/unit/unit.h"
#include "features/account/account.h"
#include "features/procedure/procedure.h"
#include "platform/blob/blob.h"
#include "platform/crypt/crypt.h"
#include "platform/net/mail.h"
#include "platform/render/render.h"

#include <errno.h>
#include <sys/stat.h>

struct str
app_bundled(const char *path)
{
	for (size_t i = 0; i < bundle_n; i++)
		if (strcmp(bundle[i].path, path) == 0)
			return (struct str){ (const char *)bundle[i].data, bundle[i].len };
	return (struct str){ NULL, 0 };
}

static int
by_number(const void *pa, const void *pb)
{
	const struct db_migration *a = pa, *b = pb;
	return (a->number > b->number) - (a->number < b->number);
}

enum status
app_migrations(struct cx *cx, struct db_migration **out, size_t *n)
{
	*out = arena_new_array(cx->arena, struct db_migration, bundle_n);
	*n = 0;
	for (size_t i = 0; i < bundle_n; i++) {
		struct str path = str_of(bundle[i].path);
		int64_t number;
		if (!str_starts(path, "migrations/"))
			continue;
		struct str name = str_from(path, strlen("migrations/"));
		if (!str_i64(str_head(name, 4), &number))
			return fail(cx, ST_INTERNAL, "app.migration", "bad name %s", bundle[i].path);
		(*out)[(*n)++] = (struct db_migration){ .number = (int)number, .name = name.p,
							.sql = { (const char *)bundle[i].data, bundle[i].len } };
	}
	qsort(*out, *n, sizeof **out, by_number);
	return ST_OK;
}

int
app_fail(struct cx *cx, enum status st, const char *what)
{
	const char *code = cx->fault.code != NULL ? cx->fault.code : "";
	fprintf(stderr, "motcua: %s: %s%s%s\n", what, tr_has(LANG_VI, code) ? tr(LANG_VI, code) : code,
		cx->fault.detail[0] != '\0' ? " — " : "", cx->fault.detail);
	return status_exit(st);
}

static struct procedure_data procedure_data;

void
app_texts(void)
{
	static const char *const mo[] = { [LANG_VI] = "build/mo/vi.mo", [LANG_EN] = "build/mo/en.mo" };
	for (int lang = LANG_VI; lang <= LANG_EN; lang++) {
		struct str s = app_bundled(mo[lang]);
		tr_load((enum lang)lang, (const unsigned char *)s.p, s.n);
	}
}

static void
use_bundle(void)
{
	app_texts();
	procedure_data = (struct procedure_data){
		.procedures = app_bundled("data/procedures.json"),
		.form_generic = app_bundled("data/form_generic.json"),
		.life_events = app_bundled("data/life_events.json"),
		.routes = app_bundled("data/routes.json"),
		.synonyms = app_bundled("data/synonyms.json"),
		.ethnic_groups = app_bundled("data/ethnic_groups.csv"),
	};
	procedure_set_data(&procedure_data);
}

static enum status
import_tx(struct cx *cx, void *input UNUSED)
{
	struct unit_import_data units = {
		.agencies = app_bundled("data/agencies.csv"), .provinces = app_bundled("data/provinces.csv"),
		.communes = app_bundled("data/communes.csv"), .communes_past = app_bundled("data/admin_units_past.csv"),
		.holidays = app_bundled("data/holidays.csv"),
	};
	TRY(unit_import(cx, &units));
	return procedure_import(cx, &procedure_data);
}

static enum status
make_folder(struct cx *cx, const char *path)
{
	return mkdir(path, 0700) == 0 || errno == EEXIST
		       ? ST_OK : fail(cx, ST_INTERNAL, "app.folder", "%s: %s", path, strerror(errno));
}

static const char *
database_url(struct app *a)
{
	return cstr_empty(a->conf.database) ? arena_printf(a->arena, "sqlite:%s/motcua.db", a->dir) : a->conf.database;
}

/* SQLite would make the file it does not find: a mistyped folder must not become an empty database. */
static enum status
find_database(struct app *a)
{
	struct str path = str_of(database_url(a)), scheme = str_cut(&path, ':');
	struct stat file;
	if (!str_is(scheme, "sqlite") || (stat(path.p, &file) == 0 && file.st_size > 0))
		return ST_OK;
	return fail(&a->cx, ST_NOT_FOUND, "app.database.none", "%s", path.p);
}

static enum status
open_database(struct app *a, unsigned need)
{
	struct cx *cx = &a->cx;
	struct db_migration *m;
	size_t n;
	struct db_options o = { .url = database_url(a), .password_file = cstr_empty(a->conf.database_password_file)
							       ? NULL : a->conf.database_password_file,
				.writers = (int)a->conf.writers };
	TRY(app_migrations(cx, &m, &n));
	TRY(db_open(cx, &o, &a->db));
	if ((need & APP_CREATE) != 0)
		TRY(db_migrate(cx, a->db, m, n));
	else
		TRY(db_check_schema(cx, a->db, m, n));
	TRY(db_node_lease(cx, a->db));
	TRY(db_reader(cx, a->db, &a->reader));
	cx->db = a->reader;
	return ST_OK;
}

static enum status
fonts(struct app *a)
{
	struct render_font font[8];
	size_t n = 0;
	for (size_t i = 0; i < bundle_n && n < ARRAY_LEN(font); i++)
		if (str_starts(str_of(bundle[i].path), "data/fonts/") && str_ends(str_of(bundle[i].path), ".ttf"))
			font[n++] = (struct render_font){ .name = bundle[i].path + strlen("data/fonts/"),
							  .p = bundle[i].data, .n = bundle[i].len };
	TRY(render_init(&a->cx, arena_printf(a->arena, "%s/run", a->dir), font, n));
	a->fonts = true;
	return ST_OK;
}

static enum status
open_all(struct app *a, const struct app_options *o, unsigned need)
{
	struct cx *cx = &a->cx;
	a->dir = o->data != NULL ? o->data : "var";
	if ((need & APP_CREATE) != 0)
		TRY(make_folder(cx, a->dir));
	TRY(app_conf(a, o));
	tally_init(app_lists()->tallies);
	if ((need & (APP_DB | APP_REFERENCE | APP_CREATE)) == 0)
		return ST_OK;
	if ((need & APP_CREATE) == 0)
		TRY(find_database(a));
	TRY(blob_init(cx, arena_printf(a->arena, "%s/blob", a->dir)));
	TRY(open_database(a, need));
	if ((need & APP_REFERENCE) == 0)
		return ST_OK;
	unit_enable_extra_holidays(a->conf.holidays_extra);
	TRY(revision_refresh(cx, app_lists()->sources));
	if ((need & APP_CREATE) != 0 && unit_count() == 0) {
		TRY(db_tx(cx, a->db, 0, import_tx, NULL));
		TRY(revision_refresh(cx, app_lists()->sources));
	}
	return fonts(a);
}

enum status
app_open(struct app *a, const struct app_options *o, unsigned need)
{
	*a = (struct app){ .arena = arena_new((size_t)1 << 30) };
	a->cx = (struct cx){ .arena = a->arena, .now = time_now(), .request_id = "main", .address = "",
			     .who = { .system = true, .name = "" } };
	use_bundle();
	crypt_init();
	net_init();
	enum status st = open_all(a, o, need);
	if (st != ST_OK)
		app_close(a);
	return st;
}

void
app_close(struct app *a)
{
	if (a->fonts)
		render_end();
	a->fonts = false;
	if (a->reader != NULL)
		db_conn_close(a->reader);
	if (a->db != NULL)
		db_close(a->db);
	a->reader = NULL;
	a->db = NULL;
}
