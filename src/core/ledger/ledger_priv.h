/* Shared inside core/ledger. */
#ifndef CORE_LEDGER_LEDGER_PRIV_H
#define CORE_LEDGER_LEDGER_PRIV_H

#include "core/ledger/ledger.h"

#define LEDGER_COLUMNS \
	"id, actor, actor_kind, unit_id, verb, thing_kind, thing_id, from_state, to_state, reason, detail"

/* The ways into ledger_event; the test looks at their plans. Ids and verbs stand in each index, so an event is read only
 * when it is wanted. */
#define LEDGER_NEWEST "AND id > :after AND id < :before AND verb >= :low AND verb <= :high ORDER BY id DESC LIMIT :max"
#define LEDGER_BY_THING "SELECT " LEDGER_COLUMNS " FROM ledger_event WHERE thing_id = :key " LEDGER_NEWEST
#define LEDGER_BY_OFFICER "SELECT " LEDGER_COLUMNS " FROM ledger_event WHERE actor = :key AND actor_kind = 2 " LEDGER_NEWEST
#define LEDGER_BY_UNIT "SELECT " LEDGER_COLUMNS " FROM ledger_event WHERE unit_id = :key " LEDGER_NEWEST
#define LEDGER_BY_VERB \
	"SELECT " LEDGER_COLUMNS " FROM ledger_event WHERE verb = :verb AND id > :after AND id < :before " \
	"ORDER BY id DESC LIMIT :max"
#define LEDGER_BY_TIME \
	"SELECT " LEDGER_COLUMNS " FROM ledger_event WHERE id > :after AND id < :before ORDER BY id DESC LIMIT :max"

/* Reads at most max rows of LEDGER_COLUMNS and closes the result. */
MUST_CHECK enum status ledger_rows(struct rows *rs, struct ledger_event *out, size_t max, size_t *n);

#endif
