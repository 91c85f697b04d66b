/* What the binding day was counted with, kept beside the dossier, so that the page explains the day that form 01 names
 * whatever has become of hours and holidays since. */
#include "features/dossier/dossier_priv.h"

STMT(q_pinned_get, "SELECT hours, body FROM dossier_pinned WHERE dossier_id = :id");
STMT(q_pinned_put,
     "INSERT INTO dossier_pinned (dossier_id, hours, body) VALUES (:id, :hours, :body) ON CONFLICT (dossier_id) DO "
     "UPDATE SET hours = excluded.hours, body = excluded.body");

/* Where nothing is kept, *body is NULL and the hours are those of the agency. */
static enum status
read_row(struct cx *cx, const struct dossier *d, struct due_calendar *cal, struct str *body)
{
	struct rows rs;
	struct str hours = S("");
	*cal = *unit_calendar(unit_by_id(d->unit));
	*body = (struct str){ NULL, 0 };
	TRY(db_query(cx, &q_pinned_get, ARGS(I("id", d->id)), &rs));
	if (db_next(&rs)) {
		hours = db_str(&rs, 0);
		*body = db_str(&rs, 1);
	}
	TRY(db_end(&rs));
	return body->p != NULL ? due_hours_parse(cx, hours, &cal->hours) : ST_OK;
}

enum status
dossier_calendar(struct cx *cx, const struct dossier *d, struct due_calendar *out)
{
	struct str ignored;
	return read_row(cx, d, out, &ignored);
}

enum status
dossier_pinned_get(struct cx *cx, const struct dossier *d, struct dossier_pinned *out)
{
	struct str body;
	*out = (struct dossier_pinned){ 0 };
	TRY(read_row(cx, d, &out->calendar, &body));
	out->some = body.p != NULL;
	return out->some ? due_result_parse(cx, body, &out->due) : ST_OK;
}

enum status
dossier_pinned_put(struct cx *cx, const struct dossier *d, const struct due_calendar *cal, const struct due_result *r)
{
	struct str body;
	TRY(due_result_print(cx, r, &body));
	return db_exec(cx, &q_pinned_put,
		       ARGS(I("id", d->id), TC("hours", due_hours_text(cx->arena, &cal->hours)), T("body", body)), NULL);
}
