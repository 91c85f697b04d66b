/* The officers' queues: each is a few ranges of one index, merged, so that the page costs the same at a thousand
 * dossiers and at a million. */
#include "features/dossier/dossier_priv.h"

/* Name and number are looked for by their beginning, the code anywhere; an empty text passes all. */
#define TEXT_FILTER                                                                                               \
	" AND (:text = '' OR applicant_fold LIKE :like OR citizen_no LIKE :like OR code_fold LIKE :like) "         \
	"AND (:procedure = '' OR procedure_id IN (SELECT id FROM procedure_revision WHERE code = :procedure)) "    \
	"AND (:unstaffed = 0 OR unit_id <> desk_id) "

STMT(q_queue_up,
     "SELECT " DOSSIER_COLUMNS " FROM dossier WHERE desk_id = :desk AND state = :state AND state <> 0 AND "
     "(sort_at > :after OR (sort_at = :after AND id > :after_id)) AND sort_at >= :from AND sort_at < :until" TEXT_FILTER
     "ORDER BY sort_at, id LIMIT :max");
STMT(q_queue_down,
     "SELECT " DOSSIER_COLUMNS " FROM dossier WHERE desk_id = :desk AND state = :state AND state <> 0 AND "
     "(sort_at < :after OR (sort_at = :after AND id < :after_id)) AND sort_at >= :from AND sort_at < :until" TEXT_FILTER
     "ORDER BY sort_at DESC, id DESC LIMIT :max");
STMT(q_queue_mine_up,
     "SELECT " DOSSIER_COLUMNS " FROM dossier WHERE assignee = :me AND assignee <> 0 AND state = :state AND desk_id = :desk AND "
     "(sort_at > :after OR (sort_at = :after AND id > :after_id)) AND sort_at >= :from AND sort_at < :until" TEXT_FILTER
     "ORDER BY sort_at, id LIMIT :max");
STMT(q_queue_mine_down,
     "SELECT " DOSSIER_COLUMNS " FROM dossier WHERE assignee = :me AND assignee <> 0 AND state = :state AND desk_id = :desk AND "
     "(sort_at < :after OR (sort_at = :after AND id < :after_id)) AND sort_at >= :from AND sort_at < :until" TEXT_FILTER
     "ORDER BY sort_at DESC, id DESC LIMIT :max");
STMT(q_queue_mine_count,
     "SELECT count(*) FROM (SELECT 1 FROM dossier WHERE assignee = :me AND assignee <> 0 AND state IN (2, 3, 5, 6) "
     "AND desk_id = :desk LIMIT 1001) AS t");
STMT(q_queue_unstaffed_count,
     "SELECT count(*) FROM (SELECT 1 FROM dossier WHERE desk_id = :desk AND state IN (1, 2, 3, 4, 5, 6, 7) AND state <> 0 "
     "AND unit_id <> desk_id LIMIT 1001) AS t");
STMT(q_queue_open,
     "SELECT coalesce(sum(n), 0) FROM tally WHERE figure = 'dossier.open' AND unit_id = :desk AND dim = :state "
     "AND day BETWEEN :from AND :to");
STMT(q_queue_late_today,
     "SELECT count(*) FROM (SELECT 1 FROM dossier WHERE desk_id = :desk AND state = :state AND state <> 0 "
     "AND sort_at >= :from AND sort_at < :now LIMIT 1001) AS t");

/* Filtered counts stop early (settled.md 25). */
STMT(q_queue_count,
     "SELECT count(*) FROM (SELECT 1 FROM dossier WHERE desk_id = :desk AND state = :state AND state <> 0 AND "
     "sort_at >= :from AND sort_at < :until" TEXT_FILTER "LIMIT :max) AS t");
STMT(q_queue_count_mine,
     "SELECT count(*) FROM (SELECT 1 FROM dossier WHERE assignee = :me AND assignee <> 0 AND state = :state AND desk_id = :desk AND "
     "sort_at >= :from AND sort_at < :until" TEXT_FILTER "LIMIT :max) AS t");

STMT(q_register,
     "SELECT " DOSSIER_COLUMNS " FROM dossier WHERE desk_id = :desk AND accepted_at <> 0 AND accepted_at < :until AND "
     "(accepted_at > :after OR (accepted_at = :after AND id > :after_id)) ORDER BY accepted_at, id LIMIT :max");
STMT(q_at_counter,
     "SELECT " DOSSIER_COLUMNS " FROM dossier WHERE (:desk = 0 OR desk_id = :desk) AND state = 0 AND channel = 1 AND id < :before "
     "ORDER BY id DESC LIMIT :max");

struct range {
	unsigned states; /* bit set */
	int64_t from, until;
};

#define BIT(s) (1u << (s))
#define WORKING (BIT(DOSSIER_ACCEPTED) | BIT(DOSSIER_PROCESSING) | BIT(DOSSIER_PROPOSED) | BIT(DOSSIER_APPROVED))
#define ENDED (BIT(DOSSIER_RETURNED) | BIT(DOSSIER_REFUSED) | BIT(DOSSIER_WITHDRAWN) | BIT(DOSSIER_STOPPED))
#define OPEN (WORKING | BIT(DOSSIER_SUBMITTED) | BIT(DOSSIER_WAITING) | BIT(DOSSIER_FINISHED))

static struct range
range_of(const struct cx *cx, enum dossier_queue q)
{
	int64_t today = time_at(time_day(cx->now), 0);
	struct range r = { 0, INT64_MIN, INT64_MAX };
	switch (q) {
	case QUEUE_NEW: r.states = BIT(DOSSIER_SUBMITTED); break;
	case QUEUE_MINE: r.states = WORKING; break;
	case QUEUE_WORK: r.states = BIT(DOSSIER_ACCEPTED) | BIT(DOSSIER_PROCESSING); break;
	case QUEUE_APPROVE: r.states = BIT(DOSSIER_PROPOSED); break;
	case QUEUE_WAITING: r.states = BIT(DOSSIER_WAITING); break;
	case QUEUE_TODAY:
		r = (struct range){ WORKING | BIT(DOSSIER_SUBMITTED), cx->now, today + TIME_DAY };
		break;
	case QUEUE_LATE: r = (struct range){ WORKING | BIT(DOSSIER_SUBMITTED), INT64_MIN, cx->now }; break;
	case QUEUE_RETURN: r.states = BIT(DOSSIER_APPROVED) | BIT(DOSSIER_FINISHED); break;
	case QUEUE_UNSTAFFED: r.states = OPEN; break;
	case QUEUE_CLOSED: r.states = ENDED; break;
	case QUEUES: break;
	}
	return r;
}

/* --- one page ------------------------------------------------------------------------------------------------- */

static const struct stmt *
statement(const struct dossier_filter *f)
{
	if (f->queue == QUEUE_MINE)
		return f->descending ? &q_queue_mine_down : &q_queue_mine_up;
	return f->descending ? &q_queue_down : &q_queue_up;
}

static enum status
read_state(struct cx *cx, const struct dossier_filter *f, struct range r, int state, const char *like,
	   struct dossier *out, size_t max, size_t *n)
{
	bool first = f->after_sort == 0 && f->after_id == 0;
	int64_t edge = f->descending ? INT64_MAX : INT64_MIN;
	/* Where the page before ended bounds the range of the index, so that the hundredth page costs what the first did. */
	if (!first && !f->descending && f->after_sort > r.from)
		r.from = f->after_sort;
	if (!first && f->descending && f->after_sort < r.until)
		r.until = f->after_sort + 1;
	/* The statements for a desk have no :me; it is bound first, so that one list of arguments serves both. */
	const struct arg args[] = {
		I("me", f->me), I("desk", f->desk), I("state", state), I("after", first ? edge : f->after_sort),
		I("after_id", first ? edge : f->after_id), I("from", r.from), I("until", r.until),
		T("text", f->text), TC("like", like), TC("procedure", f->procedure ? f->procedure->code : ""),
		I("unstaffed", f->queue == QUEUE_UNSTAFFED), I("max", (int64_t)max),
	};
	size_t skip = f->queue == QUEUE_MINE ? 0 : 1;
	return dossier_read_many(cx, statement(f), (struct args){ args + skip, ARRAY_LEN(args) - skip }, out, max, n);
}

static bool
stands_before(const struct dossier *a, const struct dossier *b, bool descending)
{
	if (a->sort_at != b->sort_at)
		return (a->sort_at < b->sort_at) != descending;
	return (a->id < b->id) != descending;
}

/* Merges one more sorted run into the page, which keeps at most max rows. */
static size_t
merge(struct dossier *page, size_t n, const struct dossier *run, size_t m, size_t max, bool descending)
{
	for (size_t i = 0; i < m; i++) {
		size_t at = n;
		while (at > 0 && stands_before(&run[i], &page[at - 1], descending))
			at--;
		if (at == max)
			break;
		size_t last = n < max ? n++ : max - 1;
		memmove(&page[at + 1], &page[at], (last - at) * sizeof *page);
		page[at] = run[i];
	}
	return n;
}

/* A whole code finds itself; anything else is the beginning of a name or number. */
static const char *
like_of(struct cx *cx, const struct dossier_filter *f)
{
	struct str code, fold = viet_fold(cx->arena, f->text);
	if (dossier_code_fold(cx->arena, f->text, &code))
		return str_cstr(cx->arena, code);
	return arena_printf(cx->arena, STR_FMT "%%", STR_ARG(fold));
}

enum status
dossier_queue_page(struct cx *cx, const struct dossier_filter *f, struct dossier *out, size_t max, size_t *n, bool *more)
{
	struct range r = range_of(cx, f->queue);
	struct dossier *page = arena_new_array(cx->arena, struct dossier, max + 2);
	struct dossier *run = arena_new_array(cx->arena, struct dossier, max + 1);
	const char *like = like_of(cx, f);
	size_t total = 0;
	for (int state = 1; state < DOSSIER_STATES; state++) {
		size_t m;
		if ((r.states & BIT(state)) == 0)
			continue;
		TRY(read_state(cx, f, r, state, like, run, max + 1, &m));
		total = merge(page, total, run, m, max + 1, f->descending);
	}
	*more = total > max;
	*n = *more ? max : total;
	memcpy(out, page, *n * sizeof *out);
	return ST_OK;
}

enum status
dossier_queue_count(struct cx *cx, const struct dossier_filter *f, int64_t max, int64_t *n)
{
	struct range r = range_of(cx, f->queue);
	const char *like = like_of(cx, f);
	size_t skip = f->queue == QUEUE_MINE ? 0 : 1;
	*n = 0;
	for (int state = 1; state < DOSSIER_STATES && *n < max; state++) {
		const struct arg args[] = {
			I("me", f->me), I("desk", f->desk), I("state", state), I("from", r.from), I("until", r.until),
			T("text", f->text), TC("like", like), TC("procedure", f->procedure ? f->procedure->code : ""),
			I("unstaffed", f->queue == QUEUE_UNSTAFFED), I("max", max - *n),
		};
		int64_t one;
		if ((r.states & BIT(state)) == 0)
			continue;
		TRY(db_query_i64(cx, f->queue == QUEUE_MINE ? &q_queue_count_mine : &q_queue_count,
				 (struct args){ args + skip, ARRAY_LEN(args) - skip }, 0, &one));
		*n += one;
	}
	return ST_OK;
}

/* --- counts ---------------------------------------------------------------------------------------------------- */

static enum status
open_between(struct cx *cx, int64_t desk, unsigned states, int32_t from, int32_t to, int64_t *out)
{
	*out = 0;
	for (int state = 1; state < DOSSIER_STATES; state++) {
		int64_t one;
		if ((states & BIT(state)) == 0)
			continue;
		TRY(db_query_i64(cx, &q_queue_open,
				 ARGS(I("desk", desk), I("state", state), I("from", from), I("to", to)), 0, &one));
		*out += one;
	}
	return ST_OK;
}

/* Late: what was due on earlier days, from the tally, and a count inside today (settled.md 25). */
static enum status
late_today(struct cx *cx, int64_t desk, unsigned states, int64_t *out)
{
	*out = 0;
	for (int state = 1; state < DOSSIER_STATES; state++) {
		int64_t one;
		if ((states & BIT(state)) == 0)
			continue;
		TRY(db_query_i64(cx, &q_queue_late_today,
				 ARGS(I("desk", desk), I("state", state),
				      I("from", time_at(time_day(cx->now), 0)), I("now", cx->now)),
				 0, &one));
		*out += one;
	}
	return ST_OK;
}

enum status
dossier_queue_counts(struct cx *cx, int64_t desk, int64_t me, int64_t counts[QUEUES])
{
	int32_t today = time_day(cx->now);
	unsigned due = WORKING | BIT(DOSSIER_SUBMITTED);
	int64_t past, inside, of_today;
	memset(counts, 0, sizeof counts[0] * QUEUES);
	for (int q = 0; q < QUEUES; q++)
		if (q != QUEUE_MINE && q != QUEUE_TODAY && q != QUEUE_LATE && q != QUEUE_UNSTAFFED && q != QUEUE_CLOSED)
			TRY(open_between(cx, desk, range_of(cx, (enum dossier_queue)q).states, 0, INT32_MAX, &counts[q]));
	TRY(open_between(cx, desk, due, 0, today - 1, &past));
	TRY(open_between(cx, desk, due, today, today, &of_today));
	TRY(late_today(cx, desk, due, &inside));
	counts[QUEUE_LATE] = past + inside;
	counts[QUEUE_TODAY] = of_today > inside ? of_today - inside : 0;
	TRY(db_query_i64(cx, &q_queue_mine_count, ARGS(I("me", me), I("desk", desk)), 0, &counts[QUEUE_MINE]));
	return db_query_i64(cx, &q_queue_unstaffed_count, ARGS(I("desk", desk)), 0, &counts[QUEUE_UNSTAFFED]);
}

/* --- books of a desk --------------------------------------------------------------------------------------------- */

enum status
dossier_register(struct cx *cx, int64_t desk, const struct dossier_register_range *r, struct dossier *out, size_t max,
		 size_t *n)
{
	int64_t after = r->after_at != 0 ? r->after_at : r->from - 1;
	int64_t after_id = r->after_at != 0 ? r->after_id : INT64_MAX;
	return dossier_read_many(cx, &q_register,
				 ARGS(I("desk", desk), I("until", r->until), I("after", after), I("after_id", after_id),
				      I("max", (int64_t)max)),
				 out, max, n);
}

enum status
dossier_at_counter(struct cx *cx, int64_t desk, int64_t before, struct dossier *out, size_t max, size_t *n)
{
	return dossier_read_many(cx, &q_at_counter,
				 ARGS(I("desk", desk), I("before", before == 0 ? INT64_MAX : before), I("max", (int64_t)max)), out,
				 max, n);
}
