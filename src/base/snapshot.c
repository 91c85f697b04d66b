#include "base/base.h"
#include "base/snapshot.h"

#include <stdatomic.h>

#define RETIRED_KEPT (10 * TIME_MINUTE)

struct snapshot_entry {
	struct snapshot_entry *next;
	struct arena *arena;
	const void *data;
	int64_t retired; /* time_mono; 0 while present */
};

const void *
snapshot_get(struct snapshot *s)
{
	return atomic_load_explicit(&s->now, memory_order_acquire);
}

static void
drop_old(struct snapshot *s, int64_t now)
{
	for (struct snapshot_entry **at = &s->kept, *e; (e = *at) != NULL;) {
		if (e->retired == 0 || now - e->retired < RETIRED_KEPT) {
			at = &e->next;
			continue;
		}
		*at = e->next;
		arena_free(e->arena);
		free(e);
	}
}

void
snapshot_swap(struct snapshot *s, struct arena *arena, const void *data)
{
	struct snapshot_entry *mine = calloc(1, sizeof *mine);
	assert_always(mine != NULL);
	int64_t now = time_mono();
	pthread_mutex_lock(&s->lock);
	for (struct snapshot_entry *e = s->kept; e != NULL; e = e->next)
		if (e->retired == 0)
			e->retired = now;
	*mine = (struct snapshot_entry){ .next = s->kept, .arena = arena, .data = data };
	s->kept = mine;
	atomic_store_explicit(&s->now, data, memory_order_release);
	drop_old(s, now);
	pthread_mutex_unlock(&s->lock);
}
