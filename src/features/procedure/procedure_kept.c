/* Pages kept ready. A generation belongs to one revision of the data; it fills up and is then replaced, at most once in
 * ten minutes, which is as long as a retired one lives: so few are alive at any time. Reading takes no lock. */
#include "features/procedure/procedure_priv.h"
#include "base/snapshot.h"

#include <pthread.h>
#include <stdatomic.h>

enum { KEPT_MAX = 400, KEPT_SLOTS = 1024 };
#define KEPT_BYTES ((size_t)32 << 20)
#define KEPT_REPLACE (10 * TIME_MINUTE)

struct generation {
	int64_t revision, since; /* since: time_mono */
	struct arena *arena;
	int n;
	const struct procedure_kept *_Atomic slot[KEPT_SLOTS]; /* open addressing; set once */
};

static struct snapshot kept = SNAPSHOT_INIT;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct generation *open; /* under the lock: the one that `kept` shows */

static size_t
slot_of(int64_t id, enum procedure_kept_kind kind)
{
	return (size_t)(((uint64_t)id * 3 + (uint64_t)kind) * 0x9e3779b97f4a7c15u >> 40) % KEPT_SLOTS;
}

const struct procedure_kept *
procedure_kept_get(int64_t revision, int64_t id, enum procedure_kept_kind kind)
{
	const struct generation *g = snapshot_get(&kept);
	if (g == NULL || g->revision != revision)
		return NULL;
	for (size_t at = slot_of(id, kind);; at = (at + 1) % KEPT_SLOTS) {
		const struct procedure_kept *k = atomic_load_explicit(&g->slot[at], memory_order_acquire);
		if (k == NULL || (k->id == id && k->kind == kind))
			return k;
	}
}

static void
replace(int64_t revision)
{
	struct arena *a = arena_new(2 * KEPT_BYTES);
	open = arena_new_one(a, struct generation);
	open->revision = revision;
	open->since = time_mono();
	open->arena = a;
	snapshot_swap(&kept, a, open);
}

/* Is there room in a generation of this revision? */
static bool
make_room(int64_t revision, size_t bytes)
{
	if (open == NULL || revision > open->revision)
		replace(revision);
	if (revision != open->revision || bytes > KEPT_BYTES / 16)
		return false;
	bool full = open->n == KEPT_MAX || arena_used(open->arena) + bytes > KEPT_BYTES;
	if (full && time_mono() - open->since < KEPT_REPLACE)
		return false;
	if (full)
		replace(revision);
	return true;
}

static struct str
copy(struct arena *a, struct str s)
{
	return (struct str){ s.n > 0 ? arena_strndup(a, s.p, s.n) : NULL, s.n };
}

static void
put(int64_t id, enum procedure_kept_kind kind, struct str body, struct str gzip)
{
	size_t at = slot_of(id, kind);
	for (const struct procedure_kept *k; (k = atomic_load(&open->slot[at])) != NULL; at = (at + 1) % KEPT_SLOTS)
		if (k->id == id && k->kind == kind)
			return;
	struct procedure_kept *mine = arena_new_one(open->arena, struct procedure_kept);
	*mine = (struct procedure_kept){ id, kind, copy(open->arena, body), copy(open->arena, gzip) };
	atomic_store_explicit(&open->slot[at], mine, memory_order_release);
	open->n++;
}

void
procedure_kept_put(int64_t revision, int64_t id, enum procedure_kept_kind kind, struct str body, struct str gzip)
{
	/* A token of one visitor must never reach another. */
	assert_always(kind == KEPT_BLANK_FORM || str_find(body, "name=\"csrf\"") < 0);
	pthread_mutex_lock(&lock);
	if (make_room(revision, body.n + gzip.n))
		put(id, kind, body, gzip);
	pthread_mutex_unlock(&lock);
}
