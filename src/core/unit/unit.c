/* The snapshot of the directory: loading, finding by id, code and letters. */
#include "core/unit/unit.h"
#include "base/snapshot.h"
#include "core/unit/unit_priv.h"
#include "platform/job/job.h"

STMT(q_unit_all,
     "SELECT id, code, code_2016, name, name_en, kind, admin_code, parent_line, parent_territory, successor, valid_from, "
     "valid_to, hours, address, phone, confidence, EXISTS (SELECT 1 FROM account_role r JOIN account a ON a.id = r.account_id "
     "WHERE r.unit_id = unit.id AND (r.roles & 15) <> 0 AND a.disabled_at = 0) "
     "FROM unit ORDER BY code, valid_from");
STMT(q_unit_holidays, "SELECT day, kind, reason, confidence, name FROM unit_holiday ORDER BY day");
STMT(q_unit_save,
     "UPDATE unit SET name = :name, name_en = :name_en, hours = :hours, address = :address, phone = :phone, "
     "valid_to = :valid_to, successor = :successor WHERE id = :id");

_Static_assert(ROLE_AT_WORK == 15, "q_unit_all names the roles by number");

struct directory {
	struct unit *unit; /* in order of code */
	size_t n;
	uint32_t *by_id;   /* open addressing; 0 is empty, else index + 1 */
	size_t mask;
	const struct due_days *days;
	struct due_calendar standard;
};

static struct snapshot current = SNAPSHOT_INIT;
static bool extra_holidays;

void
unit_enable_extra_holidays(bool extra)
{
	extra_holidays = extra;
}

bool
unit_extra_holidays(void)
{
	return extra_holidays;
}

static const struct directory *
directory(void)
{
	const struct directory *d = snapshot_get(&current);
	assert_always(d != NULL);
	return d;
}

static size_t
slot(const struct directory *d, int64_t id)
{
	return (size_t)((uint64_t)id * 0x9e3779b97f4a7c15u >> 20) & d->mask;
}

static const struct unit *
find_id(const struct directory *d, int64_t id)
{
	for (size_t at = slot(d, id); d->by_id[at] != 0; at = (at + 1) & d->mask)
		if (d->unit[d->by_id[at] - 1].id == id)
			return &d->unit[d->by_id[at] - 1];
	return NULL;
}

const struct unit *
unit_by_id(int64_t id)
{
	return id == 0 ? NULL : find_id(directory(), id);
}

const char *
unit_name(enum lang lang, int64_t id)
{
	const struct unit *u = unit_by_id(id);
	return u == NULL ? "" : lang == LANG_EN && u->name_en[0] != '\0' ? u->name_en : u->name;
}

size_t
unit_count(void)
{
	return directory()->n;
}

const struct unit *
unit_at(size_t i)
{
	const struct directory *d = directory();
	return i < d->n ? &d->unit[i] : NULL;
}

const struct due_calendar *
unit_calendar(const struct unit *u)
{
	return u != NULL ? u->calendar : &directory()->standard;
}

/* --- loading ------------------------------------------------------------------------------------------------- */

static void
read_unit(struct rows *rs, struct unit *u)
{
	*u = (struct unit){
		.id = db_i64(rs, 0), .code = db_cstr(rs, 1), .code_2016 = db_cstr(rs, 2), .name = db_cstr(rs, 3),
		.name_en = db_cstr(rs, 4), .kind = db_cstr(rs, 5), .admin_code = db_cstr(rs, 6),
		.parent_line = db_i64(rs, 7), .parent_territory = db_i64(rs, 8), .successor = db_i64(rs, 9),
		.valid_from = (int32_t)db_i64(rs, 10), .valid_to = (int32_t)db_i64(rs, 11), .hours = db_cstr(rs, 12),
		.address = db_cstr(rs, 13), .phone = db_cstr(rs, 14), .confidence = db_cstr(rs, 15),
		.staffed = db_i64(rs, 16) != 0,
	};
	u->fold = viet_fold(rs->cx->arena, str_of(u->name)).p;
}

/* The holidays of the database as the CSV text that core/due reads. */
static enum status
load_days(struct cx *cx, struct arena *keep, const struct due_days **out)
{
	struct buf csv;
	struct rows rs;
	buf_init(&csv, cx->arena, 4 * 1024 * 1024);
	buf_adds(&csv, "date,kind,reason,confidence,name\n");
	TRY(db_query(cx, &q_unit_holidays, NO_ARGS, &rs));
	while (db_next(&rs)) {
		char day[TIME_TEXT];
		csv_cell(&csv, str_of(day_iso((int32_t)db_i64(&rs, 0), day)), true);
		for (int i = 1; i <= 4; i++)
			csv_cell(&csv, db_str(&rs, i), false);
		csv_end(&csv);
	}
	TRY(db_end(&rs));
	return due_days_make(cx, keep, buf_str(&csv), extra_holidays, out);
}

/* Units with the same hours share a calendar; most keep the standard ones. */
static enum status
give_calendars(struct cx *cx, struct directory *d)
{
	d->standard = (struct due_calendar){ 0 };
	TRY(due_hours_parse(cx, S(DUE_HOURS_DEFAULT), &d->standard.hours));
	d->standard.days = d->days;
	d->standard.same_day_before = 15 * 60;
	for (size_t i = 0; i < d->n; i++) {
		struct unit *u = &d->unit[i];
		u->calendar = &d->standard;
		if (u->hours[0] == '\0')
			continue;
		struct due_calendar *own = arena_new_one(cx->arena, struct due_calendar);
		*own = d->standard;
		if (due_hours_parse(cx, str_of(u->hours), &own->hours) == ST_OK)
			u->calendar = own;
		else
			log_error("unit", "unit %s has bad hours, the standard ones are used", u->code);
	}
	return ST_OK;
}

static void
index_ids(struct arena *a, struct directory *d)
{
	size_t size = 16;
	while (size < d->n * 2)
		size *= 2;
	d->mask = size - 1;
	d->by_id = arena_new_array(a, uint32_t, size);
	for (size_t i = 0; i < d->n; i++) {
		size_t at = slot(d, d->unit[i].id);
		while (d->by_id[at] != 0)
			at = (at + 1) & d->mask;
		d->by_id[at] = (uint32_t)i + 1;
	}
}

static enum status
load_into(struct cx *cx, struct directory *d)
{
	VEC(struct unit) units = { 0 };
	struct rows rs;
	TRY(db_query(cx, &q_unit_all, NO_ARGS, &rs));
	while (db_next(&rs))
		read_unit(&rs, vec_push(&units, cx->arena));
	TRY(db_end(&rs));
	d->unit = units.p;
	d->n = units.n;
	index_ids(cx->arena, d);
	TRY(load_days(cx, cx->arena, &d->days));
	return give_calendars(cx, d);
}

enum status
unit_load(struct cx *cx)
{
	struct cx inner = *cx;
	inner.arena = arena_new((size_t)256 << 20);
	struct directory *d = arena_new_one(inner.arena, struct directory);
	enum status st = load_into(&inner, d);
	cx->fault = inner.fault;
	if (st == ST_OK)
		snapshot_swap(&current, inner.arena, d);
	else
		arena_free(inner.arena);
	return st;
}

enum status
unit_save(struct cx *cx, const struct unit *u)
{
	int64_t changed;
	TRY(db_exec(cx, &q_unit_save,
		    ARGS(TC("name", u->name), TC("name_en", u->name_en), TC("hours", u->hours),
			 TC("address", u->address), TC("phone", u->phone), IN0("valid_to", u->valid_to),
			 IN0("successor", u->successor), I("id", u->id)),
		    &changed));
	return changed == 1 ? ST_OK : fail(cx, ST_NOT_FOUND, "unit.unknown", "no unit %lld", (long long)u->id);
}

enum status
unit_desks_changed(struct cx *cx)
{
	TRY(revision_bump(cx, "unit"));
	return job_enqueue(cx, UNIT_DESKS_JOB, S("{}"), cx->now, NULL);
}
