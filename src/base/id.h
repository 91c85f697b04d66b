/* Ids: 41 bits of milliseconds since 2020, 10 bits node, 12 bits sequence (settled.md 6). They grow with time,
 * also when the clock goes back; no two are equal while every process has its own node number. */
#ifndef BASE_ID_H
#define BASE_ID_H

#include <stdint.h>

/* Leased from the table `node` at start (platform/db); 0–1023. */
void id_node(int node);
int64_t id_next(void);
/* The moment an id was made, µs UTC. */
int64_t id_time(int64_t id);
/* The smallest id that can be made at moment t: for ranges by time. */
int64_t id_floor(int64_t t);

#endif
