/* Where a dossier stands, in plain words: the same for its owner and for public tracking, which shows no reasons. */
#include "features/dossier/dossier_pages.h"

static const char *
state_css(const struct dossier *d, const char *badge)
{
	switch (d->state) {
	case DOSSIER_WAITING: return " dv-state--act";
	case DOSSIER_REFUSED:
	case DOSSIER_WITHDRAWN:
	case DOSSIER_STOPPED: return " dv-state--stop";
	default: return strcmp(badge, "late") == 0 && d->finished_at == 0 ? " dv-state--late" : "";
	}
}

/* Officers' steps among themselves that tell the person nothing. */
static bool
is_for_person(const struct ledger_event *e)
{
	static const char *const inner[] = { "dossier.note", "dossier.mark_paper", "dossier.message", "dossier.answer" };
	for (size_t i = 0; i < ARRAY_LEN(inner); i++)
		if (strcmp(e->verb, inner[i]) == 0)
			return false;
	return true;
}

/* Written for the person, not among officers. */
static bool
reason_is_for_person(const char *verb)
{
	static const char *const told[] = { "dossier.ask_supplement", "dossier.refuse", "dossier.extend", "dossier.stop",
					    "dossier.withdraw" };
	for (size_t i = 0; i < ARRAY_LEN(told); i++)
		if (strcmp(verb, told[i]) == 0)
			return true;
	return false;
}

static const char *
last_css(const struct dossier *d)
{
	if (d->state == DOSSIER_REFUSED || d->state == DOSSIER_WITHDRAWN || d->state == DOSSIER_STOPPED)
		return "dv-timeline__stop";
	return dossier_is_open(d->state) ? "dv-timeline__now" : "";
}

/* The events; whole only where a reason is shown. */
static enum status
read_events(struct cx *cx, const struct dossier *d, bool own, struct ledger_event **e, size_t *n)
{
	TRY(dossier_timeline_steps(cx, d->id, e, n));
	for (size_t i = 0; own && i < *n; i++)
		if (reason_is_for_person((*e)[i].verb))
			return dossier_timeline(cx, d->id, e, n);
	return ST_OK;
}

/* Newest first; what is still to come stands above it. */
static enum status
fill_events(struct cx *cx, struct dossier_stand *s, bool own)
{
	struct ledger_event *e;
	size_t n;
	TRY(read_events(cx, s->d, own, &e, &n));
	struct dossier_event_line *line = arena_new_array(cx->arena, struct dossier_event_line, n + 1);
	if (s->due != 0 && s->d->finished_at == 0)
		line[s->n_lines++] = (struct dossier_event_line){ .words = s->due_label, .reason = "",
								  .css = "dv-timeline__next", .at = s->due };
	const char *css = last_css(s->d);
	for (size_t i = n; i-- > 0;) {
		if (!is_for_person(&e[i]))
			continue;
		line[s->n_lines++] = (struct dossier_event_line){
			.words = dossier_event_plain(cx, &e[i]), .css = css, .at = id_time(e[i].id),
			.reason = own && reason_is_for_person(e[i].verb) ? e[i].reason : "" };
		css = "";
	}
	s->line = line;
	return ST_OK;
}

static enum status
fill_why(struct cx *cx, struct dossier_stand *s)
{
	struct due_result r;
	if (!dossier_is_open(s->d->state) || s->d->state == DOSSIER_FINISHED)
		return ST_OK;
	TRY(dossier_due(cx, s->d, &r));
	if (s->d->accepted_at == 0) { /* not a promise yet: as it would be counted now */
		s->due = r.due > cx->now ? r.due : 0;
		if (s->due == 0) /* awaited, or long past: no day to explain */
			return ST_OK;
	}
	const char **why = arena_new_array(cx->arena, const char *, r.n_steps + 1);
	for (size_t i = 0; i < r.n_steps; i++)
		why[i] = due_step_text(cx->arena, cx->lang, &r.steps[i]);
	s->why = why;
	s->n_why = r.n_steps;
	return ST_OK;
}

static void
fill_due(struct cx *cx, struct dossier_stand *s)
{
	const struct dossier *d = s->d;
	s->due_words = dossier_due_words(cx, d, &s->badge);
	s->answer_by = d->state == DOSSIER_SUBMITTED ? d->answer_due_at : 0;
	if (!dossier_is_open(d->state) || d->state == DOSSIER_WAITING || d->state == DOSSIER_FINISHED)
		return;
	s->due = d->due_at;
	s->due_label = tr(cx->lang, d->due_at != 0 ? "Hẹn trả kết quả" : "Dự kiến có kết quả");
}

enum status
dossier_stand_fill(struct cx *cx, const struct dossier *d, bool own, struct dossier_stand *s)
{
	const struct unit *u = unit_by_id(d->unit);
	*s = (struct dossier_stand){ .d = d, .words = dossier_state_plain(cx->lang, d->state),
				     .next = dossier_next_plain(cx, d), .name = procedure_name(cx->lang, d->procedure),
				     .place = unit_name(cx->lang, d->unit), .phone = u != NULL ? u->phone : "" };
	fill_due(cx, s);
	s->css = state_css(d, s->badge);
	TRY(fill_why(cx, s));
	return fill_events(cx, s, own);
}
