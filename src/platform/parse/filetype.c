#include <magic.h>

#include "base/base.h"
#include "platform/parse/filetype.h"

#include <pthread.h>

static const struct filetype kinds[] = {
	{ "application/pdf", "pdf", "" },
	{ "image/jpeg", "jpg", "jpeg" },
	{ "image/png", "png", "" },
	{ "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx", "" },
	{ "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx", "" },
};

static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_key_t key;

static void
close_cookie(void *cookie)
{
	magic_close(cookie);
}

static void
make_key(void)
{
	assert_always(pthread_key_create(&key, close_cookie) == 0);
}

/* A cookie of libmagic serves one thread at a time; loading its rules takes milliseconds, so each thread keeps one. */
static magic_t
cookie_of_thread(void)
{
	pthread_once(&once, make_key);
	magic_t m = pthread_getspecific(key);
	if (m != NULL)
		return m;
	m = magic_open(MAGIC_MIME_TYPE | MAGIC_ERROR | MAGIC_NO_CHECK_COMPRESS | MAGIC_NO_CHECK_TAR | MAGIC_NO_CHECK_ELF);
	if (m == NULL)
		return NULL;
	if (magic_load(m, NULL) != 0 || pthread_setspecific(key, m) != 0) {
		magic_close(m);
		return NULL;
	}
	return m;
}

enum status
filetype_of(struct cx *cx, const char *path, const struct filetype **out)
{
	magic_t m = cookie_of_thread();
	if (m == NULL)
		return fail(cx, ST_INTERNAL, "blob.type.rules", "libmagic does not load its rules");
	const char *type = magic_file(m, path);
	if (type == NULL)
		return fail(cx, ST_INTERNAL, "blob.type.read", "%s", magic_error(m) ? magic_error(m) : "unreadable");
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		if (strcmp(kinds[i].type, type) == 0) {
			*out = &kinds[i];
			return ST_OK;
		}
	return fail(cx, ST_INVALID, "blob.type", "content is %s", type);
}

const char *
filetype_name(struct arena *a, struct str name, const struct filetype *t)
{
	size_t dot = name.n;
	while (dot > 0 && name.p[dot - 1] != '.')
		dot--;
	struct str ends = dot > 0 ? str_from(name, dot) : (struct str){ NULL, 0 };
	if (str_case_is(ends, t->ends) || (t->also[0] != '\0' && str_case_is(ends, t->also)))
		return str_cstr(a, name);
	return arena_printf(a, STR_FMT ".%s", STR_ARG(name), t->ends);
}
