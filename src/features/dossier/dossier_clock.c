/* What a dossier's moves do to its clocks (settled.md 20–24). Moments come from core/due; nothing is added here. */
#include "features/dossier/dossier_priv.h"

static const struct due_calendar *
calendar_of(const struct dossier *d)
{
	return unit_calendar(unit_by_id(d->unit));
}

static enum status
answer_clock(struct cx *cx, struct dossier *d, int64_t from)
{
	struct due_result r;
	TRY(due_compute(cx, calendar_of(d), from, (struct due_limit){ DUE_WORKING_HOURS, DOSSIER_ANSWER_HOURS }, NULL, 0,
			&r));
	d->answer_due_at = r.due;
	return ST_OK;
}

int64_t
dossier_sort_at(const struct dossier *d)
{
	switch (d->state) {
	case DOSSIER_SUBMITTED: return d->answer_due_at;
	case DOSSIER_ACCEPTED:
	case DOSSIER_PROCESSING:
	case DOSSIER_PROPOSED:
	case DOSSIER_APPROVED: return d->due_at;
	case DOSSIER_WAITING: return d->paused_at;
	case DOSSIER_FINISHED: return d->finished_at;
	case DOSSIER_RETURNED: return d->returned_at;
	default: return d->submitted_at;
	}
}

/* The unbroken computation: base limit with all pauses since acceptance, then the extension from the old due. */
static enum status
compute(struct cx *cx, const struct dossier *d, struct due_result *out)
{
	struct due_pause *pauses;
	size_t n;
	TRY(dossier_pauses(cx, d->id, &pauses, &n));
	TRY(due_compute(cx, calendar_of(d), d->accepted_at, d->procedure->limit, pauses, n, out));
	if (d->extended_by == 0 || out->due == 0)
		return ST_OK;
	struct due_result base = *out, more;
	struct due_limit by = { d->procedure->limit.unit, d->extended_by };
	TRY(due_extend(cx, calendar_of(d), base.due, by, pauses, n, &more));
	struct due_step *steps = arena_new_array(cx->arena, struct due_step, base.n_steps + more.n_steps);
	memcpy(steps, base.steps, base.n_steps * sizeof *steps);
	memcpy(steps + base.n_steps, more.steps, more.n_steps * sizeof *steps);
	*out = (struct due_result){ .due = more.due, .effective = base.effective, .paused = more.paused, .steps = steps,
				    .n_steps = base.n_steps + more.n_steps };
	return ST_OK;
}

/* Before acceptance nothing binds: counted from the filing, after a supplement from the day it came, as if it were accepted
 * then; while one is awaited there is no day. */
static enum status
expected(struct cx *cx, const struct dossier *d, struct due_result *out)
{
	int64_t from = d->submitted_at != 0 ? d->submitted_at : cx->now;
	struct due_pause *pauses;
	size_t n;
	TRY(dossier_pauses(cx, d->id, &pauses, &n));
	for (size_t i = 0; i < n; i++)
		if (pauses[i].to > from)
			from = pauses[i].to;
	return due_compute(cx, calendar_of(d), from, d->procedure->limit, pauses, n, out);
}

enum status
dossier_due(struct cx *cx, const struct dossier *d, struct due_result *out)
{
	return d->accepted_at != 0 ? compute(cx, d, out) : expected(cx, d, out);
}

struct procedure_route
dossier_route(const struct dossier *d)
{
	struct procedure_route pinned;
	if (d->route != 0 && procedure_route_by_id(d->route, &pinned))
		return pinned;
	return procedure_route_of(d->procedure, d->unit);
}

/* Each step ends when its share, with those before it, of the working minutes has passed (settled.md 22). */
void
dossier_clock_step(struct dossier *d)
{
	struct procedure_route route = dossier_route(d);
	int percent = 0;
	if (d->due_at == 0) {
		d->step_due_at = 0;
		return;
	}
	for (size_t i = 0; i < route.n && (int)i <= d->step; i++)
		percent += route.step[i].percent;
	int64_t minutes = due_working_minutes(calendar_of(d), d->effective_at, d->due_at) * percent / 100;
	d->step_due_at = percent >= 100 ? d->due_at
					: due_add_working_minutes(calendar_of(d), d->effective_at, minutes);
}

static enum status
binding_due(struct cx *cx, struct dossier *d)
{
	struct due_result r;
	TRY(compute(cx, d, &r));
	d->effective_at = r.effective;
	d->due_at = r.due;
	dossier_clock_step(d);
	return ST_OK;
}

enum status
dossier_clock_submit(struct cx *cx, struct dossier *d)
{
	struct due_result r;
	d->submitted_at = cx->now;
	TRY(answer_clock(cx, d, cx->now));
	TRY(dossier_due(cx, d, &r));
	d->expected_at = r.due;
	return ST_OK;
}

enum status
dossier_clock_accept(struct cx *cx, struct dossier *d)
{
	d->accepted_at = cx->now;
	d->route = procedure_route_of(d->procedure, d->unit).id;
	d->answer_due_at = 0;
	return binding_due(cx, d);
}

/* Before acceptance only the answer clock stands still; after it the procedure's. */
enum status
dossier_clock_pause(struct cx *cx, struct dossier *d)
{
	d->paused_at = cx->now;
	d->answer_due_at = 0;
	d->due_at = 0;
	d->step_due_at = 0;
	return dossier_pause_open(cx, d->id, cx->now);
}

enum status
dossier_clock_resume(struct cx *cx, struct dossier *d)
{
	d->paused_at = 0;
	TRY(dossier_pause_close(cx, d->id, cx->now));
	if (d->accepted_at != 0)
		return binding_due(cx, d);
	struct due_result r;
	TRY(answer_clock(cx, d, cx->now));
	TRY(dossier_due(cx, d, &r));
	d->expected_at = r.due;
	return ST_OK;
}

enum status
dossier_clock_extend(struct cx *cx, struct dossier *d, int amount)
{
	d->extended_at = cx->now;
	d->extended_by = amount;
	return binding_due(cx, d);
}

/* Early: on a day before the due day. On time: on it, by the due moment (domain.md §2 'Time counting'). */
enum dossier_class
dossier_class_of(int64_t due_at, int64_t finished_at)
{
	if (finished_at > due_at)
		return CLASS_LATE;
	return time_day(finished_at) < time_day(due_at) ? CLASS_EARLY : CLASS_ON_TIME;
}

static const char *
amount_words(struct cx *cx, const struct due_calendar *cal, int64_t from, int64_t to)
{
	int64_t minutes = due_working_minutes(cal, from, to), day = cal->hours.minutes;
	if (minutes >= day)
		return arena_printf(cx->arena, trn(cx->lang, "%lld ngày làm việc", minutes / day),
				    (long long)(minutes / day));
	if (minutes >= 60)
		return arena_printf(cx->arena, trn(cx->lang, "%lld giờ làm việc", minutes / 60),
				    (long long)(minutes / 60));
	return arena_printf(cx->arena, trn(cx->lang, "%lld phút làm việc", minutes), (long long)minutes);
}

const char *
dossier_due_words(struct cx *cx, const struct dossier *d, const char **badge)
{
	const struct due_calendar *cal = calendar_of(d);
	int64_t due = d->state == DOSSIER_SUBMITTED ? d->answer_due_at : d->due_at;
	*badge = "calm";
	if (d->state == DOSSIER_WAITING) {
		*badge = "wait";
		return tr(cx->lang, "Đang tạm dừng");
	}
	if (d->finished_at != 0) {
		enum dossier_class c = dossier_class_of(d->due_at, d->finished_at);
		*badge = c == CLASS_LATE ? "late" : "calm";
		return tr(cx->lang, c == CLASS_LATE ? "Xong trễ hạn" : c == CLASS_EARLY ? "Xong trước hạn" : "Xong đúng hạn");
	}
	if (!dossier_is_open(d->state) || due == 0) {
		*badge = "wait";
		return "";
	}
	if (cx->now > due) {
		*badge = "late";
		return arena_printf(cx->arena, tr(cx->lang, "Quá hạn %s"), amount_words(cx, cal, due, cx->now));
	}
	if (time_day(due) == time_day(cx->now)) {
		*badge = "soon";
		char hm[TIME_TEXT];
		return arena_printf(cx->arena, tr(cx->lang, "Hạn hôm nay %s"), time_hm(due, hm));
	}
	return arena_printf(cx->arena, tr(cx->lang, "Còn %s"), amount_words(cx, cal, cx->now, due));
}
