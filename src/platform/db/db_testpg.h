/* For tests: a database of its own on the server that MOTCUA_TEST_PG names, "postgresql:///motcua?host=…&user=…"
 * (tests/pg.sh), so that test programs may run side by side. */
#ifndef PLATFORM_DB_DB_TESTPG_H
#define PLATFORM_DB_DB_TESTPG_H

#include "base/base.h"

#include <errno.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

/* Its address, until the next one is made; NULL when it could not be. */
UNUSED static const char *
test_pg_url(void)
{
	static char own[1024];
	const char *url = getenv("MOTCUA_TEST_PG"), *tail = strchr(url, '?');
	char name[64], sql[200];
	snprintf(name, sizeof name, "test_%d_%lld", getpid(), (long long)id_next());
	snprintf(sql, sizeof sql, "CREATE DATABASE %s TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'", name);
	char *argv[] = { "psql", "-qX", "-d", (char *)url, "-c", sql, NULL };
	pid_t pid;
	int rc = 0;
	if (tail == NULL || posix_spawnp(&pid, "psql", NULL, NULL, argv, environ) != 0)
		return NULL;
	while (waitpid(pid, &rc, 0) < 0 && errno == EINTR)
		continue;
	snprintf(own, sizeof own, "postgresql:///%s%s", name, tail);
	return rc == 0 ? own : NULL;
}

#endif
