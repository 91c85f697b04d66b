/* What the tests of this folder share. */
#ifndef CORE_FORM_FORM_TEST_HELP_H
#define CORE_FORM_FORM_TEST_HELP_H

#include "core/form/form.h"
#include "platform/parse/json_in.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static struct cx cx;

static int
help_setup(void **state)
{
	(void)state;
	cx = (struct cx){ .arena = arena_new(512 << 20) };
	/* 25 November 2026, so that no test depends on the day it runs. */
	cx.now = time_at(day_of(2026, 11, 25), 9 * 60);
	return 0;
}

static int
help_teardown(void **state)
{
	(void)state;
	arena_free(cx.arena);
	return 0;
}

/* A posted body as pairs of name and value, ended by NULL. */
static UNUSED bool
help_get(void *arg, const char *name, struct str *out)
{
	const char *const *pairs = arg;
	for (; pairs[0] != NULL; pairs += 2) {
		if (strcmp(pairs[0], name) == 0) {
			*out = str_of(pairs[1]);
			return true;
		}
	}
	return false;
}
#define POSTED(...) ((struct form_input){ .get = help_get, .arg = (void *)(const char *const[]){ __VA_ARGS__, NULL } })

static UNUSED const struct json *
help_json(const char *text)
{
	const struct json *j;
	assert_int_equal(json_parse(&cx, str_of(text), FORM_DEFINITION_MAX, &j), ST_OK);
	return j;
}

static UNUSED const struct form *
help_form(const char *text)
{
	const struct form *f;
	enum status st = form_parse(&cx, help_json(text), NULL, NULL, &f, NULL);
	if (st != ST_OK)
		print_error("%s: %s\n", cx.fault.code, cx.fault.detail);
	assert_int_equal(st, ST_OK);
	return f;
}

/* One step "b" with these fields. */
static UNUSED const struct form *
help_fields(const char *fields)
{
	return help_form(arena_printf(cx.arena, "{\"revision\":1,\"steps\":[{\"id\":\"b\",\"title\":\"Bước\",\"fields\":[%s]}]}",
				      fields));
}

#endif
