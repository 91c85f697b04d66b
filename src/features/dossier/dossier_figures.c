/* Figures of all units at once, for the public pages. */
#include "features/dossier/dossier_priv.h"

struct figure_list {
	struct tally_unit *p;
	size_t n, at;
};

/* Takes the entries of one unit off a list that is in order of unit; all of them and those of one dimension. */
static int64_t
take(struct figure_list *l, int64_t unit, int64_t by_dim[], size_t n_dims)
{
	int64_t all = 0;
	for (; l->at < l->n && l->p[l->at].unit == unit; l->at++) {
		int64_t dim = l->p[l->at].dim;
		all += l->p[l->at].n;
		if (dim >= 0 && dim < (int64_t)n_dims)
			by_dim[dim] += l->p[l->at].n;
	}
	return all;
}

static bool
next_unit(const struct figure_list list[], size_t n, int64_t *unit)
{
	bool some = false;
	for (size_t i = 0; i < n; i++) {
		if (list[i].at == list[i].n)
			continue;
		int64_t u = list[i].p[list[i].at].unit;
		if (!some || u < *unit)
			*unit = u;
		some = true;
	}
	return some;
}

enum status
dossier_figures_by_unit(struct cx *cx, int32_t from, int32_t to, struct dossier_unit_figures **out, size_t *n)
{
	static const char *const figure[] = { "dossier.received", "dossier.finished", "dossier.refused" };
	enum { RECEIVED, FINISHED, REFUSED, LISTS };
	struct figure_list list[LISTS] = { 0 };
	VEC(struct dossier_unit_figures) rows = { 0 };
	int64_t unit = 0;
	for (size_t i = 0; i < LISTS; i++)
		TRY(tally_by_unit(cx, figure[i], from, to, &list[i].p, &list[i].n));
	while (next_unit(list, LISTS, &unit)) {
		int64_t channel[CHANNEL_COUNTER + 1] = { 0 }, class[CLASS_LATE + 1] = { 0 };
		struct dossier_unit_figures *r = vec_push(&rows, cx->arena);
		r->unit = unit;
		r->received = take(&list[RECEIVED], unit, channel, ARRAY_LEN(channel));
		r->finished = take(&list[FINISHED], unit, class, ARRAY_LEN(class));
		r->refused = take(&list[REFUSED], unit, NULL, 0);
		r->online = channel[CHANNEL_ONLINE];
		r->early = class[CLASS_EARLY];
		r->on_time = class[CLASS_ON_TIME];
		r->late = class[CLASS_LATE];
	}
	*out = rows.p;
	*n = rows.n;
	return ST_OK;
}
