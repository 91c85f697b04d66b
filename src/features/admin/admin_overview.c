/* The first page of administration: how things stand, and the ways on. */
#include "features/admin/admin_views.h"

#include "core/unit/revision.h"

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
	if (v.system)
		TRY(count_system(cx, &v));
	struct page *pg = admin_page(cx, rq, rs, tr(cx->lang, "Quản trị"), "quan-tri", NULL, false);
	tpl_admin_overview(pg, &v);
	return page_end(pg);
}
