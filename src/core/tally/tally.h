/* Every figure shown anywhere is a declared fold over ledger events: (figure, unit, day, dim) → number, kept up in
 * the transaction that causes it, equal to a full recount (`motcua tally recount` and a test prove it).
 *
 * A figure is declared by its feature with a function that says what one ledger event adds; the same function
 * serves the running count and the recount, so the two cannot drift. Deltas of a batch are summed in memory and
 * applied once, in key order, before the batch commits (settled.md 2). Rows are per unit and day; sums are at read. */
#ifndef CORE_TALLY_TALLY_H
#define CORE_TALLY_TALLY_H

#include "core/ledger/ledger.h"

struct tally_sink; /* where an event's deltas go */

/* What one event adds. Pure: looks at nothing but the event, so that a recount gives the same. */
typedef void tally_fold(struct tally_sink *sink, const struct ledger_event *e);

struct tally_figure {
	const char *name;    /* "dossier.received"; its prefix is the feature's */
	const char *label;   /* msgid */
};
struct tally_set {
	const struct tally_figure *figures; /* ended by name NULL */
	const char *kind;                   /* kind of thing whose events are folded */
	tally_fold *fold;
};

void tally_init(const struct tally_set *const *sets); /* NULL-ended; once at start */
/* Inside a fold. figure must be declared. */
void tally_add(struct tally_sink *sink, const char *figure, int64_t unit, int32_t day, int64_t dim, int64_t n);

/* Called by core/flow for each event it writes, in the transaction. */
MUST_CHECK enum status tally_event(struct cx *cx, const struct ledger_event *e);

/* Sum over days [from, to] and, when n_units > 0, those units only; else all. dim -1: all. */
MUST_CHECK enum status tally_sum(struct cx *cx, const char *figure, const int64_t *units, size_t n_units,
				 int32_t from, int32_t to, int64_t dim, int64_t *out);

struct tally_unit {
	int64_t unit, dim, n;
};
/* The same for each unit and dimension that has any, in order of both, in cx->arena: one statement for all units. */
MUST_CHECK enum status tally_by_unit(struct cx *cx, const char *figure, int32_t from, int32_t to,
				     struct tally_unit **out, size_t *n);

struct tally_difference {
	const char *figure;
	int64_t unit, dim, kept, counted;
	int32_t day;
};
/* Folds the whole ledger again; *n differences in all, the first `max` of them in out. With mend, the table is set
 * right in the same transaction. */
MUST_CHECK enum status tally_recount(struct cx *cx, struct db *db, bool mend, struct tally_difference *out,
				     size_t max, size_t *n);

#endif
