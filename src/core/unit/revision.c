#include "core/unit/revision.h"

#include <pthread.h>
#include <stdatomic.h>

STMT(q_revision_bump,
     "INSERT INTO data_revision (name, n) VALUES (:name, 1) ON CONFLICT (name) DO UPDATE SET n = data_revision.n + 1");
STMT(q_revision_all, "SELECT name, n FROM data_revision");

enum { SOURCES_MAX = 16 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct {
	const char *name;
	_Atomic int64_t n; /* -1: never loaded */
} loaded[SOURCES_MAX];
static _Atomic int n_loaded;

enum status
revision_bump(struct cx *cx, const char *name)
{
	return db_exec(cx, &q_revision_bump, ARGS(TC("name", name)), NULL);
}

static int
slot_of(const char *name)
{
	int n = atomic_load(&n_loaded);
	for (int i = 0; i < n; i++)
		if (strcmp(loaded[i].name, name) == 0)
			return i;
	assert_always(n < SOURCES_MAX);
	loaded[n].name = name;
	atomic_store(&loaded[n].n, -1);
	atomic_store(&n_loaded, n + 1);
	return n;
}

int64_t
revision_loaded(const char *name)
{
	int n = atomic_load(&n_loaded);
	for (int i = 0; i < n; i++)
		if (strcmp(loaded[i].name, name) == 0)
			return atomic_load(&loaded[i].n);
	return -1;
}

static enum status
refresh(struct cx *cx, const struct revision_source *sources)
{
	int64_t now[SOURCES_MAX] = { 0 };
	struct rows rs;
	TRY(db_query(cx, &q_revision_all, NO_ARGS, &rs));
	while (db_next(&rs)) {
		struct str name = db_str(&rs, 0);
		for (int i = 0; sources[i].name != NULL; i++)
			if (str_is(name, sources[i].name))
				now[i] = db_i64(&rs, 1);
	}
	TRY(db_end(&rs));
	for (int i = 0; sources[i].name != NULL; i++) {
		int slot = slot_of(sources[i].name);
		if (atomic_load(&loaded[slot].n) == now[i])
			continue;
		TRY(sources[i].load(cx));
		atomic_store(&loaded[slot].n, now[i]);
	}
	return ST_OK;
}

enum status
revision_refresh(struct cx *cx, const struct revision_source *sources)
{
	pthread_mutex_lock(&lock);
	enum status st = refresh(cx, sources);
	pthread_mutex_unlock(&lock);
	return st;
}
