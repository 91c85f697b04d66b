/* A day that was promised is kept with its reasons; counting on from there takes the days gone by as they were counted. */
#include "core/due/due_priv.h"

#include "platform/parse/json_in.h"

enum { KEPT_MAX = 256 * 1024 };

/* Part of what is stored. */
static const char *const step_names[] = {
	[DUE_STEP_RECEIVED] = "received",	    [DUE_STEP_RECEIVED_LATE] = "received_late",
	[DUE_STEP_RECEIVED_OFF] = "received_off",   [DUE_STEP_FIRST_DAY] = "first_day",
	[DUE_STEP_SAME_DAY] = "same_day",	    [DUE_STEP_NEXT_DAY] = "next_day",
	[DUE_STEP_EXTENDED] = "extended",	    [DUE_STEP_OFF] = "off",
	[DUE_STEP_UNKNOWN] = "unknown",		    [DUE_STEP_WORKING_DAYS] = "working_days",
	[DUE_STEP_CALENDAR_DAYS] = "calendar_days", [DUE_STEP_MOVED] = "moved",
	[DUE_STEP_HOURS] = "hours",		    [DUE_STEP_PAUSED] = "paused",
	[DUE_STEP_PAUSED_IDLE] = "paused_idle",	    [DUE_STEP_PAUSED_OPEN] = "paused_open",
	[DUE_STEP_DUE] = "due",
};

static void
put_some(struct json_out *j, const char *key, int64_t v)
{
	if (v != 0)
		json_put_int(j, key, v);
}

static void
print_step(struct json_out *j, const struct due_step *s)
{
	json_object(j);
	json_put_cstr(j, "kind", step_names[s->kind]);
	put_some(j, "at", s->at);
	put_some(j, "from", s->from);
	put_some(j, "to", s->to);
	put_some(j, "day", s->day);
	put_some(j, "last", s->last);
	put_some(j, "n", s->n);
	put_some(j, "m", s->m);
	put_some(j, "makeup", s->makeup);
	put_some(j, "guess", s->guess);
	if (s->name != NULL)
		json_put_cstr(j, "name", s->name);
	if (s->kind == DUE_STEP_EXTENDED) {
		json_put_cstr(j, "unit", due_unit_name(s->limit.unit));
		json_put_int(j, "value", s->limit.value);
	}
	json_end_object(j);
}

enum status
due_result_print(struct cx *cx, const struct due_result *r, struct str *out)
{
	struct buf b;
	struct json_out j;
	buf_init(&b, cx->arena, KEPT_MAX);
	json_out_init(&j, &b);
	json_object(&j);
	json_put_int(&j, "due", r->due);
	json_put_int(&j, "effective", r->effective);
	json_put_int(&j, "paused", r->paused);
	json_key(&j, "steps");
	json_array(&j);
	for (size_t i = 0; i < r->n_steps; i++)
		print_step(&j, &r->steps[i]);
	json_end_array(&j);
	json_end_object(&j);
	*out = buf_str(&b);
	return b.over ? fail(cx, ST_INTERNAL, "due.kept", "steps over %d bytes", KEPT_MAX) : ST_OK;
}

static bool
parse_step(const struct json *o, struct due_step *s)
{
	struct str kind = json_text_of(json_get(o, "kind"));
	size_t k = 0;
	while (k < ARRAY_LEN(step_names) && !str_is(kind, step_names[k]))
		k++;
	*s = (struct due_step){
		.kind = (enum due_step_kind)k, .at = json_int_of(json_get(o, "at")),
		.from = json_int_of(json_get(o, "from")), .to = json_int_of(json_get(o, "to")),
		.day = (int32_t)json_int_of(json_get(o, "day")), .last = (int32_t)json_int_of(json_get(o, "last")),
		.n = (int)json_int_of(json_get(o, "n")), .m = (int)json_int_of(json_get(o, "m")),
		.makeup = json_int_of(json_get(o, "makeup")) != 0, .guess = json_int_of(json_get(o, "guess")) != 0,
		.limit.value = (int)json_int_of(json_get(o, "value")),
	};
	if (json_is(json_get(o, "name"), JSON_KIND_TEXT))
		s->name = json_cstr_of(json_get(o, "name"));
	return k < ARRAY_LEN(step_names) &&
	       (s->kind != DUE_STEP_EXTENDED || due_unit_parse(json_text_of(json_get(o, "unit")), &s->limit.unit));
}

enum status
due_result_parse(struct cx *cx, struct str text, struct due_result *out)
{
	const struct json *doc, *list;
	TRY(json_parse(cx, text, KEPT_MAX, &doc));
	list = json_get(doc, "steps");
	struct due_step *step = arena_new_array(cx->arena, struct due_step, json_len(list) + 1);
	for (size_t i = 0; i < json_len(list); i++)
		if (!parse_step(json_at(list, i), &step[i]))
			return fail(cx, ST_INTERNAL, "due.kept", "step %zu is unknown", i);
	*out = (struct due_result){ .due = json_int_of(json_get(doc, "due")),
				    .effective = json_int_of(json_get(doc, "effective")),
				    .paused = json_int_of(json_get(doc, "paused")), .steps = step,
				    .n_steps = json_len(list) };
	return ST_OK;
}

/* --- days as they were counted --------------------------------------------------------------------------------- */

struct keep {
	struct due_days *days;
	int32_t until;
	bool said[DUE_DAY_LAST + 1];
	VEC(struct due_row) rows;
	struct arena *a;
};

static void
keep_days(struct keep *k, int32_t day, int32_t last, bool works, const struct due_step *s)
{
	for (int32_t d = day; d <= last && d <= k->until; d++) {
		due_day_set(k->days, d, works);
		if (k->said[d])
			continue;
		k->said[d] = true;
		bool between = d > day && d < last && day_weekday(d) >= 5; /* a weekend within a holiday */
		if (s->makeup || (s->name != NULL && !between))
			*vec_push(&k->rows, k->a) = (struct due_row){ .day = d, .off = !works, .projected = s->guess,
								      .group = s->name };
	}
}

static void
keep_step(struct keep *k, const struct due_step *s)
{
	switch (s->kind) {
	case DUE_STEP_OFF:
		keep_days(k, s->day, s->last, false, s);
		break;
	case DUE_STEP_WORKING_DAYS:
		keep_days(k, s->day, s->last, true, s);
		break;
	case DUE_STEP_HOURS:
		keep_days(k, time_day(s->from), time_day(s->to - 1), true, s);
		break;
	case DUE_STEP_RECEIVED_LATE:
		keep_days(k, time_day(s->from), time_day(s->from), true, s);
		keep_days(k, time_day(s->to), time_day(s->to), true, s);
		break;
	case DUE_STEP_RECEIVED:
	case DUE_STEP_RECEIVED_OFF: /* the days off have a step of their own */
		keep_days(k, time_day(s->to), time_day(s->to), true, s);
		break;
	case DUE_STEP_DUE:
		keep_days(k, time_day(s->at - 1), time_day(s->at - 1), true, s);
		break;
	default: /* says nothing about whether a day works */
		break;
	}
}

struct due_calendar
due_calendar_kept(struct arena *a, const struct due_calendar *cal, const struct due_result *was, int32_t until)
{
	struct due_calendar out = *cal;
	struct keep *k = arena_new_one(a, struct keep);
	k->days = arena_new_one(a, struct due_days);
	*k->days = *cal->days;
	k->until = until > time_day(was->effective) ? until : time_day(was->effective);
	k->a = a;
	for (size_t i = 0; i < was->n_steps; i++)
		keep_step(k, &was->steps[i]);
	for (size_t i = 0; i < cal->days->n_rows; i++)
		if (!k->said[cal->days->rows[i].day])
			*vec_push(&k->rows, a) = cal->days->rows[i];
	due_days_seal(k->days, k->rows.p, k->rows.n);
	out.days = k->days;
	return out;
}
