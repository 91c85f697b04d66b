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

/* Form 04: from the old due, with its reasons after those of the old day (settled.md 24). */
static enum status
extend_from(struct cx *cx, const struct dossier *d, const struct due_calendar *cal, const struct due_result *base,
	    struct due_result *out)
{
	struct due_pause *pauses;
	struct due_result more;
	size_t n;
	struct due_limit by = { d->procedure->limit.unit, d->extended_by };
	TRY(dossier_pauses(cx, d->id, &pauses, &n));
	TRY(due_extend(cx, cal, base->due, by, pauses, n, &more));
	struct due_step *steps = arena_new_array(cx->arena, struct due_step, base->n_steps + more.n_steps);
	memcpy(steps, base->steps, base->n_steps * sizeof *steps);
	memcpy(steps + base->n_steps, more.steps, more.n_steps * sizeof *steps);
	*out = (struct due_result){ .due = more.due, .effective = base->effective, .paused = more.paused, .steps = steps,
				    .n_steps = base->n_steps + more.n_steps };
	return ST_OK;
}

/* The unbroken computation: base limit with all pauses since acceptance, then the extension. */
static enum status
compute(struct cx *cx, const struct dossier *d, const struct due_calendar *cal, struct due_result *out)
{
	struct due_pause *pauses;
	size_t n;
	TRY(dossier_pauses(cx, d->id, &pauses, &n));
	TRY(due_compute(cx, cal, d->accepted_at, d->procedure->limit, pauses, n, out));
	if (d->extended_by == 0 || out->due == 0)
		return ST_OK;
	struct due_result base = *out;
	return extend_from(cx, d, cal, &base, out);
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

/* A day that was promised before it was kept is shown with its reasons only while they still lead to it. */
static enum status
promised(struct cx *cx, const struct dossier *d, const struct due_calendar *cal, struct due_result *out)
{
	TRY(compute(cx, d, cal, out));
	if (d->due_at == 0 || out->due == d->due_at)
		return ST_OK;
	struct due_step *only = arena_new_one(cx->arena, struct due_step);
	*only = (struct due_step){ .kind = DUE_STEP_DUE, .at = d->due_at };
	*out = (struct due_result){ .due = d->due_at, .effective = d->effective_at, .steps = only, .n_steps = 1 };
	return ST_OK;
}

/* The day that binds, with its reasons and the calendar it goes on by. */
static enum status
binding(struct cx *cx, const struct dossier *d, struct dossier_pinned *p)
{
	TRY(dossier_pinned_get(cx, d, p));
	return p->some ? ST_OK : promised(cx, d, &p->calendar, &p->due);
}

enum status
dossier_due(struct cx *cx, const struct dossier *d, struct due_result *out)
{
	struct dossier_pinned p;
	if (d->accepted_at == 0)
		return expected(cx, d, out);
	TRY(binding(cx, d, &p));
	*out = p.due;
	return ST_OK;
}

struct procedure_route
dossier_route(const struct dossier *d)
{
	struct procedure_route pinned;
	if (d->route != 0 && procedure_route_by_id(d->route, &pinned))
		return pinned;
	return procedure_route_of(d->procedure, d->unit);
}

int64_t
dossier_step_due(const struct dossier *d, const struct due_calendar *cal, int step)
{
	struct procedure_route route = dossier_route(d);
	int percent = 0;
	if (d->due_at == 0 || d->effective_at == 0)
		return 0;
	for (size_t i = 0; i < route.n && (int)i <= step; i++)
		percent += route.step[i].percent;
	if (percent >= 100)
		return d->due_at;
	int64_t minutes = due_working_minutes(cal, d->effective_at, d->due_at) * percent / 100;
	return due_add_working_minutes(cal, d->effective_at, minutes);
}

enum status
dossier_clock_step(struct cx *cx, struct dossier *d)
{
	struct due_calendar cal;
	TRY(dossier_calendar(cx, d, &cal));
	d->step_due_at = dossier_step_due(d, &cal, d->step);
	return ST_OK;
}

static enum status
bind(struct cx *cx, struct dossier *d, const struct due_calendar *cal, const struct due_result *r)
{
	d->effective_at = r->effective;
	d->due_at = r->due;
	d->step_due_at = dossier_step_due(d, cal, d->step);
	return dossier_pinned_put(cx, d, cal, r);
}

/* At acceptance, at a stop and when the clock runs on: the days gone by stay as they were counted, those to come are
 * off as it is known now. */
static enum status
count(struct cx *cx, struct dossier *d)
{
	struct dossier_pinned p;
	struct due_result r;
	TRY(dossier_pinned_get(cx, d, &p));
	if (p.some)
		p.calendar = due_calendar_kept(cx->arena, &p.calendar, &p.due, time_day(cx->now));
	TRY(compute(cx, d, &p.calendar, &r));
	return bind(cx, d, &p.calendar, &r);
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
	return count(cx, d);
}

/* Before acceptance only the answer clock stands still; after it the procedure's. */
enum status
dossier_clock_pause(struct cx *cx, struct dossier *d)
{
	d->paused_at = cx->now;
	d->answer_due_at = 0;
	TRY(dossier_pause_open(cx, d->id, cx->now));
	if (d->accepted_at != 0)
		TRY(count(cx, d));
	d->due_at = 0; /* also of one that is late already: no day runs while the person is waited for */
	d->step_due_at = 0;
	return ST_OK;
}

enum status
dossier_clock_resume(struct cx *cx, struct dossier *d)
{
	d->paused_at = 0;
	TRY(dossier_pause_close(cx, d->id, cx->now));
	if (d->accepted_at != 0)
		return count(cx, d);
	struct due_result r;
	TRY(answer_clock(cx, d, cx->now));
	TRY(dossier_due(cx, d, &r));
	d->expected_at = r.due;
	return ST_OK;
}

enum status
dossier_clock_extend(struct cx *cx, struct dossier *d, int amount)
{
	struct dossier_pinned p;
	struct due_result r;
	TRY(binding(cx, d, &p));
	d->extended_at = cx->now;
	d->extended_by = amount;
	TRY(extend_from(cx, d, &p.calendar, &p.due, &r));
	return bind(cx, d, &p.calendar, &r);
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
