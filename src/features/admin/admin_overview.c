/* The first page of administration: how things stand, and the ways on. */
#include "features/admin/admin_views.h"

#include "core/tally/tally.h"
#include "core/unit/revision.h"
#include "features/dossier/dossier.h"

static void
count_units(struct cx *cx, struct admin_overview_view *v)
{
	for (size_t i = 0; i < unit_count(); i++) {
		const struct unit *u = unit_at(i);
		if (!admin_in_scope(cx, u))
			continue;
		if (u->valid_to != 0) {
			v->units_ended++;
			continue;
		}
		v->units++;
		v->units_staffed += u->staffed;
		v->units_own_hours += u->hours[0] != '\0';
	}
}

static int
most_first(const void *pa, const void *pb)
{
	const struct admin_unmanned *a = pa, *b = pb;
	if (a->desk->staffed != b->desk->staffed)
		return a->desk->staffed ? 1 : -1;
	return a->n != b->n ? (a->n > b->n ? -1 : 1) : strcmp(a->u->code, b->u->code);
}

/* Of units without staff, what stands with another desk and what lies where nobody is. */
static enum status
find_unmanned(struct cx *cx, struct admin_overview_view *v)
{
	VEC(struct admin_unmanned) list = { 0 };
	struct dossier_elsewhere *e;
	struct tally_unit *t;
	size_t n_e, n_t;
	TRY(dossier_elsewhere(cx, &e, &n_e));
	for (size_t i = 0; i < n_e; i++) {
		const struct unit *u = unit_by_id(e[i].unit), *desk = unit_by_id(e[i].desk);
		if (desk != NULL && admin_in_scope(cx, u) && !u->staffed && u->valid_to == 0)
			*vec_push(&list, cx->arena) = (struct admin_unmanned){ u, desk, e[i].n };
	}
	TRY(tally_by_unit(cx, "dossier.open", INT32_MIN, INT32_MAX, &t, &n_t));
	for (size_t i = 0; i < n_t; i++) {
		const struct unit *u = unit_by_id(t[i].unit);
		if (!admin_in_scope(cx, u) || u->staffed || t[i].n <= 0)
			continue;
		if (list.n > 0 && list.p[list.n - 1].u == u && list.p[list.n - 1].desk == u)
			list.p[list.n - 1].n += t[i].n;
		else
			*vec_push(&list, cx->arena) = (struct admin_unmanned){ u, u, t[i].n };
	}
	if (list.n > 0)
		qsort(list.p, list.n, sizeof *list.p, most_first);
	v->unmanned = list.p;
	v->n_unmanned = list.n < ADMIN_LIST ? list.n : ADMIN_LIST;
	v->more_unmanned = (int64_t)(list.n - v->n_unmanned);
	return ST_OK;
}

static enum status
count_system(struct cx *cx, struct admin_overview_view *v)
{
	TRY(admin_store_officers(cx, &v->officers, &v->officers_disabled));
	TRY(job_count(cx, JOB_READY, &v->ready));
	TRY(job_count(cx, JOB_RUNNING, &v->running));
	TRY(job_count(cx, JOB_DEAD, &v->dead));
	TRY(admin_check_last(cx, ADMIN_THING_TALLY, &v->recount));
	v->data_units = revision_loaded("unit");
	v->data_procedures = revision_loaded("procedure");
	return admin_store_schema(cx, &v->schema);
}

enum status
admin_overview_page(struct cx *cx, struct req *rq, struct resp *rs)
{
	struct admin_overview_view v = { .unit = web_may(cx, "admin.unit"), .system = web_may(cx, "admin.system") };
	size_t n;
	v.place = v.system ? NULL : unit_name(cx->lang, cx->who.unit);
	v.procedures = (int64_t)procedure_count();
	count_units(cx, &v);
	TRY(ledger_seals(cx, 0, &v.seal, 1, &n));
	v.sealed = n > 0;
	TRY(admin_check_last(cx, ADMIN_THING_LEDGER, &v.verify));
	if (v.unit)
		TRY(find_unmanned(cx, &v));
	if (v.system)
		TRY(count_system(cx, &v));
	struct page *pg = admin_page(cx, rq, rs, tr(cx->lang, "Quản trị"), "quan-tri", NULL, false);
	tpl_admin_overview(pg, &v);
	return page_end(pg);
}
