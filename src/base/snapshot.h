/* Reference data kept in memory as one immutable whole: readers take the present one without a lock, a reload makes
 * a new one and swaps it in. A retired one is freed ten minutes later: no request lives as long. */
#ifndef BASE_SNAPSHOT_H
#define BASE_SNAPSHOT_H

#include <pthread.h>

#include "base/arena.h"

struct snapshot_entry;
struct snapshot {
	const void *_Atomic now;      /* NULL before the first swap */
	pthread_mutex_t lock;         /* of reloads */
	struct snapshot_entry *kept;  /* the present and the retired */
};
#define SNAPSHOT_INIT { .lock = PTHREAD_MUTEX_INITIALIZER }

const void *snapshot_get(struct snapshot *s);
/* Takes over the arena, in which data lives. */
void snapshot_swap(struct snapshot *s, struct arena *arena, const void *data);

#endif
