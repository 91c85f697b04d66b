/* Every statement of the program prepares on SQLite, and on PostgreSQL when MOTCUA_TEST_PG names a server: a wrong
 * statement fails the build. Also what stands around the program: routes, permissions, catalogues. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#undef fail
#include "app/app.h"
#include "app/test_app.h"

static struct app *app;

static void
all_statements_prepare(void **state UNUSED)
{
	const struct stmt *list;
	size_t n = db_stmt_list(&list), bad = 0;
	assert_true(n > 150);
	for (size_t i = 0; i < n; i++)
		if (db_prepare_check(&app->cx, &list[i]) != ST_OK) {
			print_message("%s (%s): %s\n", list[i].name, list[i].file, app->cx.fault.detail);
			bad++;
		}
	assert_int_equal(bad, 0);
}

static void
statement_names_are_unique(void **state UNUSED)
{
	const struct stmt *list;
	size_t n = db_stmt_list(&list);
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < i; k++)
			assert_string_not_equal(list[i].name, list[k].name);
}

/* Every route says PUBLIC, ACCOUNT, OFFICER, or a permission that a feature declares with roles. */
static void
every_route_has_a_permission(void **state UNUSED)
{
	size_t n = 0;
	for (const struct route *const *set = app_lists()->routes; *set != NULL; set++)
		for (const struct route *r = *set; r->method != NULL; r++, n++) {
			bool known = strcmp(r->permission, "PUBLIC") == 0 || strcmp(r->permission, "ACCOUNT") == 0 ||
				     strcmp(r->permission, "OFFICER") == 0 || web_permission_roles(r->permission) != 0;
			if (!known)
				print_message("%s %s names no permission: %s\n", r->method, r->path, r->permission);
			assert_true(known);
		}
	assert_true(n > 20);
}

static void
figures_have_their_prefix(void **state UNUSED)
{
	for (const struct tally_set *const *s = app_lists()->tallies; *s != NULL; s++)
		for (const struct tally_figure *f = (*s)->figures; f->name != NULL; f++)
			assert_true(str_starts(str_of(f->name), (*s)->kind));
}

static int
setup(void **state UNUSED)
{
	app = test_app_open();
	return app == NULL ? -1 : 0;
}

static int
teardown(void **state UNUSED)
{
	test_app_close(app);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_statements_prepare),
		cmocka_unit_test(statement_names_are_unique),
		cmocka_unit_test(every_route_has_a_permission),
		cmocka_unit_test(figures_have_their_prefix),
	};
	return test_app_run("statements", tests, ARRAY_LEN(tests), setup, teardown);
}
