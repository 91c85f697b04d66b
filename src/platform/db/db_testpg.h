/* For tests: a database of its own on the server that MOTCUA_TEST_PG names, "postgresql:///motcua?host=…&user=…"
 * (tests/pg.sh), so that test programs may run side by side. */
#ifndef PLATFORM_DB_DB_TESTPG_H
#define PLATFORM_DB_DB_TESTPG_H

#include "base/base.h"

#include <errno.h>
#include <spawn.h>
#include <sys/wait.h>

extern char **environ;

/* Its address; NULL when it could not be made. */
UNUSED static const char *
test_pg_url(struct arena *a)
{
	const char *url = getenv("MOTCUA_TEST_PG"), *tail = strchr(url, '?');
	const char *name = arena_printf(a, "test_%d_%lld", getpid(), (long long)id_next());
	const char *sql = arena_printf(a, "CREATE DATABASE %s TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'", name);
	char *argv[] = { "psql", "-qX", "-d", (char *)url, "-c", (char *)sql, NULL };
	pid_t pid;
	int rc = 0;
	if (tail == NULL || posix_spawnp(&pid, "psql", NULL, NULL, argv, environ) != 0)
		return NULL;
	while (waitpid(pid, &rc, 0) < 0 && errno == EINTR)
		continue;
	return rc == 0 ? arena_printf(a, "postgresql:///%s%s", name, tail) : NULL;
}

#endif
