/* Days off and make-up working days: the statements on unit_holiday. */
#include "core/unit/unit_priv.h"

STMT(q_unit_holiday_put,
     "INSERT INTO unit_holiday (day, kind, reason, confidence, name) VALUES (:day, :kind, :reason, :confidence, :name) "
     "ON CONFLICT (day) DO UPDATE SET kind = excluded.kind, reason = excluded.reason, "
     "confidence = excluded.confidence, name = excluded.name");
STMT(q_unit_holiday_remove, "DELETE FROM unit_holiday WHERE day = :day");
STMT(q_unit_holiday_year,
     "SELECT day, kind, reason, confidence, name FROM unit_holiday WHERE day BETWEEN :from AND :to ORDER BY day");

enum status
unit_holiday_put(struct cx *cx, const struct unit_holiday *h)
{
	bool off = strcmp(h->kind, "off") == 0, work = strcmp(h->kind, "make_up_work") == 0;
	if ((!off && !work) || h->name[0] == '\0')
		return fail(cx, ST_INVALID, "unit.holiday", "kind '%s', name '%s'", h->kind, h->name);
	return db_exec(cx, &q_unit_holiday_put,
		       ARGS(I("day", h->day), TC("kind", h->kind), TC("reason", h->reason),
			    TC("confidence", h->confidence), TC("name", h->name)),
		       NULL);
}

enum status
unit_holiday_remove(struct cx *cx, int32_t day)
{
	int64_t changed;
	TRY(db_exec(cx, &q_unit_holiday_remove, ARGS(I("day", day)), &changed));
	return changed == 1 ? ST_OK : fail(cx, ST_NOT_FOUND, "unit.holiday.unknown", "day %d", (int)day);
}

enum status
unit_holidays(struct cx *cx, int32_t from, int32_t to, struct unit_holiday **out, size_t *n)
{
	VEC(struct unit_holiday) all = { 0 };
	struct rows rs;
	TRY(db_query(cx, &q_unit_holiday_year, ARGS(I("from", from), I("to", to)), &rs));
	while (db_next(&rs))
		*vec_push(&all, cx->arena) = (struct unit_holiday){
			.day = (int32_t)db_i64(&rs, 0), .kind = db_cstr(&rs, 1), .reason = db_cstr(&rs, 2),
			.confidence = db_cstr(&rs, 3), .name = db_cstr(&rs, 4),
		};
	*out = all.p;
	*n = all.n;
	return db_end(&rs);
}

enum status
unit_holidays_import(struct cx *cx, struct str csv)
{
	struct csv c;
	csv_open(&c, cx->arena, csv);
	while (csv_next(&c)) {
		struct unit_holiday h = {
			.kind = str_cstr(cx->arena, csv_get(&c, "kind")), .reason = str_cstr(cx->arena, csv_get(&c, "reason")),
			.confidence = str_cstr(cx->arena, csv_get(&c, "confidence")),
			.name = str_cstr(cx->arena, csv_get(&c, "name")),
		};
		if (!day_parse(csv_get(&c, "date"), &h.day))
			return fail(cx, ST_INVALID, "unit.holiday", "line %d: no date", c.line);
		TRY(unit_holiday_put(cx, &h));
	}
	if (c.bad)
		return fail(cx, ST_INVALID, "unit.holiday", "line %d is no CSV", c.line);
	return revision_bump(cx, "unit");
}
