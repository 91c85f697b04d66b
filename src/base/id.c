#include "base/base.h"

#include <stdatomic.h>

#define EPOCH_MS ((int64_t)1577836800000) /* 2020-01-01 UTC */
#define SEQ_BITS 12
#define NODE_BITS 10

static _Atomic int64_t last; /* ms << SEQ_BITS | seq of the newest id */
static _Atomic int64_t node;

void
id_node(int n)
{
	assert_always(n >= 0 && n < 1 << NODE_BITS);
	atomic_store(&node, n);
}

int64_t
id_next(void)
{
	int64_t floor = (time_now() / 1000 - EPOCH_MS) << SEQ_BITS;
	int64_t old = atomic_load(&last), mine;
	do
		mine = old >= floor ? old + 1 : floor;
	while (!atomic_compare_exchange_weak(&last, &old, mine));
	int64_t ms = mine >> SEQ_BITS, seq = mine & ((1 << SEQ_BITS) - 1);
	return ms << (NODE_BITS + SEQ_BITS) | atomic_load(&node) << SEQ_BITS | seq;
}

int64_t
id_time(int64_t id)
{
	return ((id >> (NODE_BITS + SEQ_BITS)) + EPOCH_MS) * 1000;
}

int64_t
id_floor(int64_t t)
{
	return (t / 1000 - EPOCH_MS) << (NODE_BITS + SEQ_BITS);
}
