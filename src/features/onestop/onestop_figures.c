/* How the desk does: received, done, in time, and what is late by whom and where. */
#include "features/onestop/onestop_books.h"

static const char *
percent(struct cx *cx, int64_t part, int64_t whole)
{
	if (whole == 0)
		return "–";
	int64_t tenths = (part * 1000 + whole / 2) / whole;
	return arena_printf(cx->arena, "%lld%s%lld%%", (long long)(tenths / 10), cx->lang == LANG_EN ? "." : ",",
			    (long long)(tenths % 10));
}

static void
count_in(struct late_group *group, size_t *n, int64_t key, const char *name, int64_t due)
{
	size_t i = 0;
	while (i < *n && !(group[i].key == key && cstr_eq(group[i].name, name)))
		i++;
	if (i == LATE_GROUPS)
		return;
	if (i == *n)
		group[(*n)++] = (struct late_group){ .name = name, .key = key, .oldest = due };
	group[i].n++;
	if (due < group[i].oldest)
		group[i].oldest = due;
}

static int
by_number(const void *a, const void *b)
{
	int64_t x = ((const struct late_group *)a)->n, y = ((const struct late_group *)b)->n;
	return (x < y) - (x > y);
}

static enum status
fill_late(struct cx *cx, struct figures_view *v)
{
	struct dossier *d = arena_new_array(cx->arena, struct dossier, LATE_MAX + 1);
	struct dossier_filter f = { .queue = QUEUE_LATE, .desk = cx->who.unit };
	TRY(dossier_queue_page(cx, &f, d, LATE_MAX, &v->n_late, &v->more_late));
	int64_t *ids = arena_new_array(cx->arena, int64_t, v->n_late + 1);
	const char **names = arena_new_array(cx->arena, const char *, v->n_late + 1);
	v->line = arena_new_array(cx->arena, struct late_line, LATE_SHOWN);
	for (size_t i = 0; i < v->n_late; i++)
		ids[i] = d[i].assignee;
	TRY(account_names(cx, ids, v->n_late, names));
	for (size_t i = 0; i < v->n_late; i++) {
		const char *step = onestop_step_name(cx->lang, &d[i]);
		step = step[0] != '\0' ? step : dossier_state_officer(cx->lang, d[i].state);
		count_in(v->officer, &v->n_officers, d[i].assignee, names[i], d[i].sort_at);
		count_in(v->step, &v->n_steps, 0, step, d[i].sort_at);
		if (v->n_lines == LATE_SHOWN)
			continue;
		struct late_line *l = &v->line[v->n_lines++];
		*l = (struct late_line){ .d = &d[i], .assignee = names[i], .step = step };
		l->due = dossier_due_words(cx, &d[i], &l->badge);
	}
	qsort(v->officer, v->n_officers, sizeof v->officer[0], by_number);
	qsort(v->step, v->n_steps, sizeof v->step[0], by_number);
	return ST_OK;
}

enum status
onestop_figures_page(struct cx *cx, struct req *rq, struct resp *rs)
{
	struct figures_view *v = arena_new_one(cx->arena, struct figures_view);
	onestop_range_read(cx, rq, &v->range);
	v->unit = unit_name(cx->lang, cx->who.unit);
	TRY(dossier_figures(cx, cx->who.unit, v->range.from, v->range.to, &v->sum));
	v->on_time = percent(cx, v->sum.early + v->sum.on_time, v->sum.finished);
	TRY(fill_late(cx, v));
	if (v->range.bad)
		resp_status(rs, 422);
	struct page *pg = page_begin(cx, rq, rs, &(struct page_opts){ .title = tr(cx->lang, "Số liệu của đơn vị"),
								      .nav = "so-lieu-don-vi", .area = PAGE_OFFICER,
								      .error = v->range.bad });
	tpl_onestop_figures(pg, v);
	return page_end(pg);
}
