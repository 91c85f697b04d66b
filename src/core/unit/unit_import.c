/* Reference data into an empty database: agencies of the code list; one desk for each province and commune
 * (settled.md 30: our own codes, marked `ours`: the province's H-code + .60 for its desk, .60.01–.60.99, .61.01 … for
 * its communes in code order). */
#include "core/unit/unit.h"
#include "core/unit/unit_priv.h"

STMT(q_unit_insert,
     "INSERT INTO unit (id, code, code_2016, name, name_en, kind, admin_code, parent_line, parent_territory, successor, "
     "valid_from, valid_to, hours, address, phone, confidence) VALUES (:id, :code, :code_2016, :name, :name_en, :kind, "
     ":admin_code, :parent_line, :parent_territory, :successor, :valid_from, :valid_to, :hours, :address, :phone, "
     ":confidence)");
STMT(q_unit_successor, "UPDATE unit SET successor = :successor WHERE id = :id");
struct place {
	struct str code, kind, name, full_name, parent;
	int64_t agency, desk;
	struct str agency_code;
	int n_communes;
};

struct import {
	VEC(struct place) provinces;
	struct {
		struct str code, successor;
		int64_t id;
		bool valid;
	} agency[256];
	int n_agencies;
};

enum status
unit_add(struct cx *cx, const struct unit *u)
{
	return db_exec(cx, &q_unit_insert,
		       ARGS(I("id", u->id), TC("code", u->code), TC("code_2016", u->code_2016), TC("name", u->name),
			    TC("name_en", u->name_en), TC("kind", u->kind), TC("admin_code", u->admin_code),
			    IN0("parent_line", u->parent_line), IN0("parent_territory", u->parent_territory),
			    IN0("successor", u->successor), I("valid_from", u->valid_from),
			    IN0("valid_to", u->valid_to), TC("hours", u->hours), TC("address", u->address),
			    TC("phone", u->phone), TC("confidence", u->confidence)),
		       NULL);
}

static const char *
cell(struct cx *cx, const struct csv *c, const char *column)
{
	return str_cstr(cx->arena, csv_get(c, column));
}

static int32_t
day_cell(const struct csv *c, const char *column)
{
	int32_t day = 0;
	struct str s = csv_get(c, column);
	return s.n > 0 && day_parse(s, &day) ? day : 0;
}

static enum status
add_agency(struct cx *cx, struct import *im, const struct csv *c)
{
	struct unit u = {
		.id = id_next(), .code = cell(cx, c, "code_2020"), .code_2016 = cell(cx, c, "code_2016"),
		.name = cell(cx, c, "name"), .name_en = cell(cx, c, "name_en"), .kind = cell(cx, c, "kind"),
		.admin_code = cell(cx, c, "admin_unit_code"), .valid_from = day_cell(c, "valid_from"),
		.valid_to = day_cell(c, "valid_to"), .hours = "", .address = "", .phone = "",
		.confidence = cell(cx, c, "confidence"),
	};
	assert_always(im->n_agencies < (int)ARRAY_LEN(im->agency));
	im->agency[im->n_agencies].code = str_of(u.code);
	im->agency[im->n_agencies].successor = csv_get(c, "successor_code");
	im->agency[im->n_agencies].id = u.id;
	im->agency[im->n_agencies].valid = u.valid_to == 0;
	im->n_agencies++;
	/* Join to a province only the row in force (34 of them). */
	for (size_t i = 0; u.valid_to == 0 && i < im->provinces.n; i++)
		if (str_is(im->provinces.p[i].code, u.admin_code)) {
			im->provinces.p[i].agency = u.id;
			im->provinces.p[i].agency_code = str_of(u.code);
		}
	return unit_add(cx, &u);
}

static enum status
link_successors(struct cx *cx, const struct import *im)
{
	for (int i = 0; i < im->n_agencies; i++)
		for (int k = 0; im->agency[i].successor.n > 0 && k < im->n_agencies; k++)
			if (k != i && im->agency[k].valid && str_eq(im->agency[k].code, im->agency[i].successor))
				TRY(db_exec(cx, &q_unit_successor,
					    ARGS(I("successor", im->agency[k].id), I("id", im->agency[i].id)), NULL));
	return ST_OK;
}

/* "Xã Tân Khai" inside a sentence is "xã Tân Khai". */
static const char *
inside(struct cx *cx, const char *full_name)
{
	struct str s = str_of(full_name);
	size_t n = 1;
	while (n < s.n && ((unsigned char)s.p[n] & 0xc0) == 0x80)
		n++;
	struct str low = viet_lower(cx->arena, str_head(s, n));
	return arena_printf(cx->arena, STR_FMT STR_FMT, STR_ARG(low), STR_ARG(str_from(s, n)));
}

static enum status
add_desk(struct cx *cx, const char *code, const char *name, const char *name_en, const char *admin_code,
	 int64_t parent, int32_t valid_from, int64_t *id)
{
	struct str old;
	bool ok = unit_code_turn(cx->arena, str_of(code), &old);
	assert_always(ok);
	struct unit u = {
		.id = id_next(), .code = code, .code_2016 = str_cstr(cx->arena, old), .name = name,
		.name_en = name_en, .kind = "desk", .admin_code = admin_code, .parent_line = parent,
		.parent_territory = parent, .valid_from = valid_from, .hours = "", .address = "", .phone = "",
		.confidence = "ours",
	};
	*id = u.id;
	return unit_add(cx, &u);
}

/* "Phường Bến Nghé" → "Ben Nghe": English names keep the place's own name without marks. */
static const char *
ascii_name(struct cx *cx, struct str name)
{
	struct str f = viet_fold(cx->arena, name);
	char *s = str_cstr(cx->arena, f);
	for (size_t i = 0; i < f.n; i++)
		if ((i == 0 || s[i - 1] == ' ') && s[i] >= 'a' && s[i] <= 'z')
			s[i] = (char)(s[i] - 32);
	return s;
}

static enum status
add_province_desks(struct cx *cx, struct import *im)
{
	for (size_t i = 0; i < im->provinces.n; i++) {
		struct place *p = &im->provinces.p[i];
		if (p->agency == 0)
			return fail(cx, ST_INVALID, "unit.import", "province " STR_FMT " has no agency",
				    STR_ARG(p->code));
		TRY(add_desk(cx, arena_printf(cx->arena, STR_FMT ".60", STR_ARG(p->agency_code)),
			     arena_printf(cx->arena, "Trung tâm Phục vụ hành chính công %s",
					  inside(cx, str_cstr(cx->arena, p->full_name))),
			     arena_printf(cx->arena, "Public Administration Service Centre of %s",
					  ascii_name(cx, p->name)),
			     str_cstr(cx->arena, p->code), p->agency, day_of(2025, 7, 1), &p->desk));
	}
	return ST_OK;
}

static struct place *
province_of(struct import *im, struct str code)
{
	for (size_t i = 0; i < im->provinces.n; i++)
		if (str_eq(im->provinces.p[i].code, code))
			return &im->provinces.p[i];
	return NULL;
}

static enum status
add_commune_desk(struct cx *cx, struct import *im, const struct csv *c)
{
	struct place *p = province_of(im, csv_get(c, "parent_code"));
	if (p == NULL)
		return fail(cx, ST_INVALID, "unit.import", "commune " STR_FMT " has no province",
			    STR_ARG(csv_get(c, "code")));
	int n = p->n_communes++;
	int64_t id;
	return add_desk(cx, arena_printf(cx->arena, STR_FMT ".%02d.%02d", STR_ARG(p->agency_code), 60 + n / 99, n % 99 + 1),
			arena_printf(cx->arena, "Trung tâm Phục vụ hành chính công %s, %s",
				     inside(cx, cell(cx, c, "full_name")), inside(cx, str_cstr(cx->arena, p->full_name))),
			arena_printf(cx->arena, "Public Administration Service Centre of %s, %s",
				     ascii_name(cx, csv_get(c, "name")), ascii_name(cx, p->name)),
			cell(cx, c, "code"), p->desk, day_cell(c, "valid_from"), &id);
}

enum status
unit_import(struct cx *cx, const struct unit_import_data *d)
{
	struct import *im = arena_new_one(cx->arena, struct import);
	struct csv c;
	csv_open(&c, cx->arena, d->provinces);
	while (csv_next(&c))
		*vec_push(&im->provinces, cx->arena) = (struct place){
			.code = csv_get(&c, "code"), .kind = csv_get(&c, "kind"), .name = csv_get(&c, "name"),
			.full_name = csv_get(&c, "full_name"),
		};
	csv_open(&c, cx->arena, d->agencies);
	while (csv_next(&c))
		TRY(add_agency(cx, im, &c));
	TRY(link_successors(cx, im));
	TRY(add_province_desks(cx, im));
	csv_open(&c, cx->arena, d->communes);
	while (csv_next(&c))
		TRY(add_commune_desk(cx, im, &c));
	return unit_holidays_import(cx, d->holidays);
}
