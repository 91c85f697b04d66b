/* Invented people. The words come from lists of common names; no combination is of a real person. */
#include "app/demo.h"

#include "core/unit/unit.h"
#include "features/account/account.h"
#include "platform/crypt/crypt.h"

uint32_t
demo_below(struct demo_random *r, uint32_t n)
{
	uint64_t z = (r->state += 0x9e3779b97f4a7c15u);
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return (uint32_t)((z ^ (z >> 31)) % n);
}

#define PICK(d, list) (list)[demo_below(&(d)->random, ARRAY_LEN(list))]

const char *
demo_name(struct demo *d, struct arena *a, const char *sex)
{
	static const char *const family[] = { "Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Võ", "Đặng", "Bùi", "Đỗ",
					      "Hồ", "Ngô", "Dương", "Lý" };
	static const char *const middle_m[] = { "Văn", "Đức", "Minh", "Quang", "Hữu", "Thanh", "Công" };
	static const char *const middle_f[] = { "Thị", "Ngọc", "Thu", "Kim", "Thanh", "Diệu", "Hồng" };
	static const char *const given_m[] = { "An", "Bình", "Cường", "Dũng", "Hải", "Khoa", "Long", "Nam", "Phúc", "Sơn",
					       "Thắng", "Tuấn" };
	static const char *const given_f[] = { "Lan", "Hoa", "Hạnh", "Mai", "Nga", "Oanh", "Phương", "Quỳnh", "Thảo",
					       "Trang", "Uyên", "Yến" };
	bool male = strcmp(sex, "nam") == 0;
	return arena_printf(a, "%s %s %s Thử", PICK(d, family), male ? PICK(d, middle_m) : PICK(d, middle_f),
			    male ? PICK(d, given_m) : PICK(d, given_f));
}

const char *
demo_number(struct demo *d, struct arena *a, int32_t birth_day, const char *sex)
{
	static const int province[] = { 40, 1, 79, 75, 48, 38, 31 };
	struct civil c = day_civil(birth_day);
	int century = (c.year / 100 - 19) * 2 + (strcmp(sex, "nam") == 0 ? 0 : 1);
	return arena_printf(a, "%03d%d%02d%06u", PICK(d, province), century, c.year % 100,
			    demo_below(&d->random, 1000000));
}

static const char *
address_of(struct demo *d, struct arena *a)
{
	static const char *const street[] = { "Trần Phú", "Lê Lợi", "Quang Trung", "Nguyễn Trãi", "Hai Bà Trưng" };
	return arena_printf(a, "Số %u, đường %s, %s", demo_below(&d->random, 200) + 1, PICK(d, street),
			    d->unit[demo_below(&d->random, DEMO_UNITS - 1)].unit->name +
				    strlen("Trung tâm Phục vụ hành chính công "));
}

static enum status
make_citizen(struct cx *cx, struct demo *d, int i)
{
	struct arena *a = d->app->arena;
	struct demo_person *p = &d->citizen[i];
	p->sex = i % 2 ? "nam" : "nu";
	p->birth_day = day_of(1955 + (int)demo_below(&d->random, 48), 1 + (int)demo_below(&d->random, 12),
			      1 + (int)demo_below(&d->random, 28));
	p->name = i == 0 ? "Nguyễn Thị Lan Thử" : demo_name(d, a, p->sex);
	p->number = i == 0 ? "040190000001" : demo_number(d, a, p->birth_day, p->sex);
	if (i == 0)
		p->birth_day = day_of(1990, 3, 27);
	p->phone = arena_printf(a, "09%08u", demo_below(&d->random, 100000000));
	p->email = arena_printf(a, "cong-dan-%02d@example.vn", i + 1);
	p->address = address_of(d, a);
	struct account_new in = { .login = p->number, .name = p->name, .email = p->email, .phone = p->phone,
				  .address = p->address, .birth_day = p->birth_day, .sex = p->sex,
				  .password = DEMO_PASSWORD, .checked = i % 3 == 0 };
	return account_create_citizen(cx, &in, &p->id);
}

static enum status
make_officer(struct cx *cx, struct demo *d, struct demo_officer *o, const struct who_role *at, int n_at)
{
	char *secret = arena_alloc(d->app->arena, TOTP_SECRET_TEXT);
	totp_secret_new(secret);
	o->totp = secret;
	struct account_new in = { .login = o->login, .name = o->name,
				  .email = arena_printf(d->app->arena, "%s@example.vn", o->login), .phone = "",
				  .address = "", .password = DEMO_PASSWORD, .at = at, .n_at = n_at,
				  .totp_secret = secret };
	return account_create_officer(cx, &in, &o->id);
}

static enum status
make_staff(struct cx *cx, struct demo *d, int i)
{
	static const struct {
		const char *login;
		unsigned roles;
	} post[DEMO_STAFF] = {
		{ "tiepnhan", ROLE_RECEIVE | ROLE_RETURN }, { "xuly", ROLE_PROCESS },	{ "xuly2", ROLE_PROCESS },
		{ "lanhdao", ROLE_LEAD },		    { "trakq", ROLE_RETURN },	{ "quantri", ROLE_UNIT_ADMIN },
	};
	struct demo_unit *u = &d->unit[i];
	for (int k = 0; k < DEMO_STAFF; k++) {
		struct demo_officer *o = &u->staff[k];
		struct who_role at = { u->unit->id, post[k].roles };
		o->login = i == 0 ? post[k].login : arena_printf(d->app->arena, "%s.%d", post[k].login, i + 1);
		o->name = demo_name(d, d->app->arena, k % 2 ? "nam" : "nu");
		o->roles = post[k].roles;
		TRY(make_officer(cx, d, o, &at, 1));
	}
	return ST_OK;
}

static enum status
people_tx(struct cx *cx, void *input)
{
	struct demo *d = input;
	d->random.state = 2026;
	for (int i = 0; i < DEMO_UNITS; i++)
		TRY(make_staff(cx, d, i));
	struct who_role all[DEMO_UNITS], read[DEMO_UNITS];
	for (int i = 0; i < DEMO_UNITS; i++) {
		all[i] = (struct who_role){ d->unit[i].unit->id, ROLE_SYSTEM_ADMIN | ROLE_UNIT_ADMIN };
		read[i] = (struct who_role){ d->unit[i].unit->id, ROLE_INSPECT };
	}
	d->admin = (struct demo_officer){ .login = "hethong", .name = demo_name(d, d->app->arena, "nam"),
					  .roles = ROLE_SYSTEM_ADMIN | ROLE_UNIT_ADMIN };
	d->inspector = (struct demo_officer){ .login = "kiemtra", .name = demo_name(d, d->app->arena, "nu"),
					      .roles = ROLE_INSPECT };
	TRY(make_officer(cx, d, &d->admin, all, DEMO_UNITS));
	TRY(make_officer(cx, d, &d->inspector, read, DEMO_UNITS));
	for (int i = 0; i < DEMO_CITIZENS; i++)
		TRY(make_citizen(cx, d, i));
	return ST_OK;
}

/* Two wards and a commune of Nghệ An, and its province desk: names are looked up, codes follow the reference data. */
enum status
demo_people(struct demo *d)
{
	static const struct {
		const char *letters, *level;
	} where[DEMO_UNITS] = { { "phuong vinh hung nghe an", "commune" },
				{ "xa nam dan nghe an", "commune" },
				{ "phuong tan khai dong nai", "commune" },
				{ "tinh nghe an", "province" } };
	for (int i = 0; i < DEMO_UNITS; i++)
		if (unit_find(d->app->arena, str_of(where[i].letters), where[i].level, &d->unit[i].unit, 1) != 1)
			return fail(&d->app->cx, ST_NOT_FOUND, "app.demo", "no unit fits '%s'", where[i].letters);
	TRY(db_tx(&d->app->cx, d->app->db, 0, people_tx, d));
	return revision_refresh(&d->app->cx, app_lists()->sources);
}
