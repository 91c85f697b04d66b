/* Starting, reading along, tracking, figures: the rules that are no move. */
#include "features/dossier/dossier_priv.h"

STMT(q_pause_open, "INSERT INTO dossier_pause (dossier_id, from_at, until_at) VALUES (:id, :from, 0)");
STMT(q_pause_close, "UPDATE dossier_pause SET until_at = :until WHERE dossier_id = :id AND until_at = 0");
STMT(q_pauses, "SELECT from_at, until_at FROM dossier_pause WHERE dossier_id = :id ORDER BY from_at");
STMT(q_view_add, "INSERT INTO dossier_view (viewer, dossier_id, hour) VALUES (:viewer, :id, :hour) ON CONFLICT DO NOTHING");
STMT(q_view_has, "SELECT 1 FROM dossier_view WHERE viewer = :viewer AND dossier_id = :id AND hour = :hour");
STMT(q_track_tries, "SELECT coalesce(sum(n), 0) FROM dossier_track_attempt WHERE subject = :subject AND hour = :hour");
STMT(q_track_wrong,
     "INSERT INTO dossier_track_attempt (subject, hour, n) VALUES (:subject, :hour, 1) ON CONFLICT (subject, hour) DO "
     "UPDATE SET n = dossier_track_attempt.n + 1");

enum { TRACK_TRIES_CODE = 5, TRACK_TRIES_ADDRESS = 20, TIMELINE_USUAL = 40, TIMELINE_MAX = 500 };

enum status
dossier_start(struct cx *cx, const struct dossier_start *s, int64_t *id)
{
	const struct unit *u = unit_by_id(s->unit), *desk = unit_working_desk(u);
	if (u == NULL || u->valid_to != 0 || strcmp(u->kind, "desk") != 0)
		return fail(cx, ST_INVALID, "dossier.unit", "unit %lld takes no dossiers", (long long)s->unit);
	if (!procedure_at_level(s->procedure, strlen(u->admin_code) == 2 ? "province" : "commune"))
		return fail(cx, ST_INVALID, "dossier.level", "%s is not done at %s", s->procedure->code, u->code);
	struct dossier d = { .id = id_next(), .unit = u->id, .desk = desk->id, .procedure_id = s->procedure->id,
			     .account = s->account, .channel = s->channel, .applicant = "", .citizen_no = "",
			     .phone = "", .email = "", .address = "", .created_at = cx->now };
	*id = d.id;
	return dossier_store_insert(cx, &d);
}

/* --- pauses ---------------------------------------------------------------------------------------------------------- */

enum status
dossier_pause_open(struct cx *cx, int64_t id, int64_t from)
{
	return db_exec(cx, &q_pause_open, ARGS(I("id", id), I("from", from)), NULL);
}

enum status
dossier_pause_close(struct cx *cx, int64_t id, int64_t until)
{
	return db_exec(cx, &q_pause_close, ARGS(I("until", until), I("id", id)), NULL);
}

enum status
dossier_pauses(struct cx *cx, int64_t id, struct due_pause **out, size_t *n)
{
	VEC(struct due_pause) all = { 0 };
	struct rows rs;
	TRY(db_query(cx, &q_pauses, ARGS(I("id", id)), &rs));
	while (db_next(&rs))
		*vec_push(&all, cx->arena) = (struct due_pause){ db_i64(&rs, 0), db_i64(&rs, 1) };
	*out = all.p;
	*n = all.n;
	return db_end(&rs);
}

/* --- timeline and views ------------------------------------------------------------------------------------------------ */

typedef enum status timeline_read(struct cx *cx, int64_t thing, struct ledger_event *out, size_t max, size_t *n);

static enum status
timeline(struct cx *cx, int64_t id, timeline_read *read, struct ledger_event **out, size_t *n)
{
	struct ledger_event *all = arena_new_array(cx->arena, struct ledger_event, TIMELINE_USUAL);
	size_t total, kept = 0;
	TRY(read(cx, id, all, TIMELINE_USUAL, &total));
	if (total == TIMELINE_USUAL) { /* rare; room for all would cost every reader its zeroing */
		all = arena_new_array(cx->arena, struct ledger_event, TIMELINE_MAX);
		TRY(read(cx, id, all, TIMELINE_MAX, &total));
	}
	for (size_t i = 0; i < total; i++)
		if (strcmp(all[i].verb, "dossier.view") != 0)
			all[kept++] = all[i];
	*out = all;
	*n = kept;
	return ST_OK;
}

enum status
dossier_timeline(struct cx *cx, int64_t id, struct ledger_event **out, size_t *n)
{
	return timeline(cx, id, ledger_of_thing, out, n);
}

enum status
dossier_timeline_steps(struct cx *cx, int64_t id, struct ledger_event **out, size_t *n)
{
	return timeline(cx, id, ledger_steps, out, n);
}

enum status
dossier_view_first(struct cx *cx, int64_t id, bool *first)
{
	int64_t seen;
	TRY(db_query_i64(cx, &q_view_has,
			 ARGS(I("viewer", cx->who.account), I("id", id), I("hour", cx->now / TIME_HOUR)), 0, &seen));
	*first = seen == 0;
	return ST_OK;
}

enum status
dossier_view_tx(struct cx *cx, void *input)
{
	int64_t id = *(const int64_t *)input, changed;
	struct dossier d;
	TRY(db_exec(cx, &q_view_add, ARGS(I("viewer", cx->who.account), I("id", id), I("hour", cx->now / TIME_HOUR)),
		    &changed));
	if (changed == 0)
		return ST_OK;
	TRY(dossier_load(cx, id, &d));
	struct ledger_event e = { .verb = "dossier.view", .kind = "dossier", .thing = id, .unit = d.unit,
				  .from = (int)d.state, .to = (int)d.state, .reason = "", .detail = "" };
	return ledger_add(cx, &e);
}

/* --- tracking (settled.md 16) ---------------------------------------------------------------------------------------------- */

static enum status
too_many(struct cx *cx, const char *subject, int max)
{
	int64_t n;
	TRY(db_query_i64(cx, &q_track_tries, ARGS(TC("subject", subject), I("hour", cx->now / TIME_HOUR)), 0, &n));
	return n < max ? ST_OK : fail(cx, ST_TOO_MANY, "dossier.track.often", "%s: %lld wrong this hour", subject,
				      (long long)n);
}

static bool
digits_fit(const struct dossier *d, struct str digits)
{
	struct str number = str_of(d->citizen_no);
	return digits.n == 4 && number.n >= 4 && str_eq_secret(str_from(number, number.n - 4), digits);
}

enum status
dossier_track(struct cx *cx, struct dossier_track *t)
{
	struct str fold = t->code;
	if (!dossier_code_fold(cx->arena, t->code, &fold))
		fold = str_head(str_trim(t->code), 40);
	t->subject_code = arena_printf(cx->arena, "code:" STR_FMT, STR_ARG(fold));
	t->subject_address = arena_printf(cx->arena, "address:%s", cx->address);
	TRY(too_many(cx, t->subject_code, TRACK_TRIES_CODE));
	TRY(too_many(cx, t->subject_address, TRACK_TRIES_ADDRESS));
	enum status st = dossier_load_code(cx, t->code, &t->d);
	if (st != ST_OK && st != ST_NOT_FOUND)
		return st;
	if (st == ST_OK && digits_fit(&t->d, str_trim(t->digits)))
		return ST_OK;
	return fail(cx, ST_NOT_FOUND, "dossier.track.unknown", "wrong code or digits");
}

enum status
dossier_track_wrong_tx(struct cx *cx, void *input)
{
	const struct dossier_track *t = input;
	int64_t hour = cx->now / TIME_HOUR;
	TRY(db_exec(cx, &q_track_wrong, ARGS(TC("subject", t->subject_code), I("hour", hour)), NULL));
	return db_exec(cx, &q_track_wrong, ARGS(TC("subject", t->subject_address), I("hour", hour)), NULL);
}

/* --- figures ----------------------------------------------------------------------------------------------------------------- */

enum status
dossier_figures(struct cx *cx, int64_t unit, int32_t from, int32_t to, struct dossier_figures *out)
{
	const struct {
		const char *figure;
		int64_t dim;
		int64_t *n;
	} wanted[] = {
		{ "dossier.received", -1, &out->received },   { "dossier.accepted", -1, &out->accepted },
		{ "dossier.finished", -1, &out->finished },   { "dossier.finished", CLASS_EARLY, &out->early },
		{ "dossier.finished", CLASS_ON_TIME, &out->on_time }, { "dossier.finished", CLASS_LATE, &out->late },
		{ "dossier.returned", -1, &out->returned },   { "dossier.refused", -1, &out->refused },
		{ "dossier.withdrawn", -1, &out->withdrawn }, { "dossier.stopped", -1, &out->stopped },
	};
	size_t units = unit == 0 ? 0 : 1;
	for (size_t i = 0; i < ARRAY_LEN(wanted); i++)
		TRY(tally_sum(cx, wanted[i].figure, &unit, units, from, to, wanted[i].dim, wanted[i].n));
	TRY(tally_sum(cx, "dossier.open", &unit, units, INT32_MIN, INT32_MAX, -1, &out->open));
	int64_t late;
	int32_t yesterday = time_day(cx->now) - 1;
	out->open_late = 0;
	for (int s = DOSSIER_SUBMITTED; s <= DOSSIER_APPROVED; s++) {
		if (s == DOSSIER_WAITING)
			continue;
		TRY(tally_sum(cx, "dossier.open", &unit, units, 1, yesterday, s, &late));
		out->open_late += late;
	}
	return ST_OK;
}
