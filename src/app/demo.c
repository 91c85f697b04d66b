/* `motcua demo`: six weeks of work in a moment. The business clock walks from then to now; people file, officers move
 * what stands in their queues, by the same functions the pages call. Nothing is inserted past them. */
#include "app/demo.h"

#include "core/unit/unit.h"
#include "features/account/account.h"
#include "platform/blob/blob.h"

#include <unistd.h>

#define PICK(d, list) (list)[demo_below(&(d)->random, ARRAY_LEN(list))]
#define STEP (25 * TIME_MINUTE)
#define WEEKS 6

/* One transaction of one person. */
struct act {
	struct demo *demo;
	struct who who;
	struct who_role at;
	int64_t id;                     /* of the dossier */
	const char *action;
	struct dossier_start start;
	const struct demo_person *person;
	struct dossier_move_data data;
	const char *reason;
	bool submit;
};

static void
as_citizen(struct act *a, const struct demo_person *p)
{
	a->who = (struct who){ .account = p->id, .name = p->name };
}

static void
as_officer(struct act *a, const struct demo_unit *u, const struct demo_officer *o)
{
	a->at = (struct who_role){ u->unit->id, o->roles };
	a->who = (struct who){ .account = o->id, .name = o->name, .officer = true, .unit = u->unit->id, .roles = o->roles,
			       .at = &a->at, .n_at = 1 };
}

static enum status
act_tx(struct cx *cx, void *input)
{
	struct act *a = input;
	struct dossier after;
	bool repeated;
	struct flow_input in = { .key = "", .reason = a->reason, .data = &a->data };
	cx->who = a->who;
	cx->now = time_now();
	if (a->action == NULL) {
		struct dossier d;
		TRY(dossier_start(cx, &a->start, &a->id));
		TRY(dossier_load(cx, a->id, &d));
		TRY(demo_fill(a->demo, cx, &d, a->person));
		if (!a->submit)
			return ST_OK;
		a->action = "submit";
	}
	if (strcmp(a->action, "supplement") == 0) {
		struct dossier d;
		TRY(dossier_load(cx, a->id, &d));
		TRY(dossier_say(cx, &d, MESSAGE_FROM_PERSON, S("Tôi đã chụp lại rõ hơn và mang bản chính đến quầy.")));
	}
	TRY(dossier_move(cx, a->id, a->action, &in, &after, &repeated));
	return ST_OK;
}

static enum status
perform(struct demo *d, struct act *a)
{
	struct cx cx = d->app->cx;
	struct act kept = *a;
	cx.arena = arena_new((size_t)256 << 20);
	a->demo = d;
	if (a->who.officer)
		a->who.at = &a->at;
	enum status st = db_tx(&cx, d->app->db, 0, act_tx, a);
	if (st != ST_OK)
		log_warn("demo", "%s of dossier %lld: %s %s", kept.action ? kept.action : "submit", (long long)a->id,
			 cx.fault.code, cx.fault.detail);
	d->app->cx.fault = cx.fault;
	arena_free(cx.arena);
	return st;
}

/* --- filing ------------------------------------------------------------------------------------------------------- */

static const char *const often[] = { "1.001193", "1.001193", "1.004873", "1.004873", "1.004194", "1.004222", "1.000894",
				     "1.001612", "2.000815", "2.000635", "1.000656", "1.001776", "2.000720" };
static const char *const at_province[] = { "2.000488", "2.000488", "2.001583", "2.000004" };

static enum status
file_one(struct demo *d, bool submit)
{
	int u = (int)demo_below(&d->random, DEMO_UNITS);
	bool province = strlen(d->unit[u].unit->admin_code) == 2;
	const char *code = province ? PICK(d, at_province) : PICK(d, often);
	const struct demo_person *p = &d->citizen[demo_below(&d->random, DEMO_CITIZENS)];
	struct act a = { .submit = submit, .person = p };
	a.start = (struct dossier_start){ .procedure = procedure_by_code(str_of(code)), .unit = d->unit[u].unit->id,
					  .account = p->id, .channel = CHANNEL_ONLINE };
	as_citizen(&a, p);
	if (!province && submit && demo_below(&d->random, 5) == 0) { /* at the counter, without an account */
		a.start.account = 0;
		a.start.channel = CHANNEL_COUNTER;
		as_officer(&a, &d->unit[u], &d->unit[u].staff[0]);
	}
	if (a.start.procedure == NULL)
		return fail(&d->app->cx, ST_NOT_FOUND, "app.demo", "no procedure %s", code);
	return perform(d, &a);
}

/* --- working ------------------------------------------------------------------------------------------------------- */

static const char *const wrong[] = {
	"Bản chụp giấy tờ bị mờ, đề nghị chụp lại rõ bốn góc.",
	"Thiếu bản sao giấy tờ chứng minh nơi cư trú.",
	"Họ tên trong tờ khai chưa khớp với giấy tờ kèm theo.",
};

static void
accept_or_not(struct demo *d, struct act *a, const struct dossier *dossier)
{
	uint32_t luck = demo_below(&d->random, 20);
	static const struct dossier_fee fee = { .label = "Lệ phí", .amount = 0 };
	a->action = luck == 0 ? "refuse" : luck <= 2 ? "ask_supplement" : "accept";
	a->reason = luck <= 2 ? PICK(d, wrong) : "";
	if (luck > 2 && dossier->procedure->n_fees > 0 && dossier->procedure->fee[0].amount == 0) {
		a->data.fee = &fee;
		a->data.n_fees = 1;
	}
}

/* What the person at this desk would do next with the dossier; false when it is not the desk's turn. */
static bool
next_act(struct demo *d, const struct demo_unit *u, const struct dossier *dossier, struct act *a)
{
	const struct demo_officer *receiver = &u->staff[0], *leader = &u->staff[3], *returner = &u->staff[4];
	const struct demo_officer *specialist = &u->staff[1 + demo_below(&d->random, 2)];
	uint32_t luck = demo_below(&d->random, 24);
	a->reason = "";
	switch (dossier->state) {
	case DOSSIER_SUBMITTED:
		as_officer(a, u, receiver);
		accept_or_not(d, a, dossier);
		return true;
	case DOSSIER_ACCEPTED:
		as_officer(a, u, receiver);
		a->action = "assign";
		a->data.assignee = specialist->id;
		return true;
	case DOSSIER_PROCESSING:
		if (luck == 0) {
			as_officer(a, u, leader);
			a->action = dossier->extended_by == 0 ? "extend" : "stop";
			a->data.amount = 2;
			a->reason = "Cần xác minh thêm ở nơi cư trú trước đây.";
			return true;
		}
		as_officer(a, u, dossier->assignee == u->staff[2].id ? &u->staff[2] : &u->staff[1]);
		a->action = luck == 1 ? "ask_supplement" : "propose";
		a->reason = luck == 1 ? PICK(d, wrong) : "";
		a->data.title = dossier->procedure->result[0] != '\0' ? dossier->procedure->result : "Kết quả giải quyết";
		a->data.body = "Hồ sơ đủ điều kiện. Đề nghị cấp kết quả theo quy định.";
		return true;
	case DOSSIER_PROPOSED:
		as_officer(a, u, leader);
		a->action = luck == 0 ? "send_back" : "approve";
		a->reason = luck == 0 ? "Xem lại căn cứ pháp lý của dự thảo." : "";
		return true;
	case DOSSIER_APPROVED:
	case DOSSIER_FINISHED:
		as_officer(a, u, returner);
		a->action = dossier->state == DOSSIER_APPROVED ? "finish" : "return_result";
		return true;
	default: return false;
	}
}

/* The person's own moves: a supplement, now and then a withdrawal. */
static enum status
person_act(struct demo *d, const struct dossier *dossier)
{
	struct act a = { .id = dossier->id, .reason = "" };
	for (int i = 0; i < DEMO_CITIZENS; i++)
		if (d->citizen[i].id == dossier->account)
			as_citizen(&a, &d->citizen[i]);
	if (a.who.account == 0)
		return ST_OK;
	a.action = demo_below(&d->random, 8) == 0 ? "withdraw" : "supplement";
	return perform(d, &a);
}

/* Everything open at the desk, as its queues show it. */
static enum status
open_work(struct cx *cx, const struct demo_unit *u, struct dossier *out, size_t max, size_t *n)
{
	static const enum dossier_queue queues[] = { QUEUE_NEW, QUEUE_WORK, QUEUE_APPROVE, QUEUE_WAITING, QUEUE_RETURN };
	*n = 0;
	for (size_t i = 0; i < ARRAY_LEN(queues); i++) {
		struct dossier_filter f = { .queue = queues[i], .desk = u->unit->id };
		size_t got;
		bool more;
		TRY(dossier_queue_page(cx, &f, out + *n, max - *n, &got, &more));
		*n += got;
	}
	return ST_OK;
}

/* One chance in how many that somebody acts now. Most desks keep their days; about one dossier in nine lies too long. */
static uint32_t
patience(const struct dossier *d)
{
	bool forgotten = ((uint64_t)d->id * 0x9e3779b97f4a7c15u >> 32) % 9 == 0;
	if (d->procedure->limit.unit == DUE_SAME_DAY)
		return forgotten ? 40 : 3;
	return forgotten ? 90 : 14;
}

static enum status
work_desk(struct demo *d, const struct demo_unit *u)
{
	struct cx *cx = &d->app->cx;
	struct dossier *open = arena_new_array(cx->arena, struct dossier, DEMO_DOSSIERS + 1);
	size_t n;
	TRY(open_work(cx, u, open, DEMO_DOSSIERS, &n));
	for (size_t i = 0; i < n; i++) {
		struct act a = { .id = open[i].id };
		if (demo_below(&d->random, patience(&open[i])) != 0)
			continue;
		if (open[i].state == DOSSIER_WAITING)
			TRY(person_act(d, &open[i]));
		else if (next_act(d, u, &open[i], &a))
			TRY(perform(d, &a));
	}
	return ST_OK;
}

static enum status
live(struct demo *d, int64_t end)
{
	struct cx *cx = &d->app->cx;
	int64_t start = cx->now;
	const struct due_calendar *cal = unit_calendar(d->unit[0].unit);
	int64_t minutes = due_working_minutes(cal, start, end);
	int steps = (int)(minutes * TIME_MINUTE / STEP), made = 0;
	struct arena *kept = cx->arena;
	for (int i = 1; i <= steps; i++) {
		int64_t t = due_add_working_minutes(cal, start, (int64_t)i * (STEP / TIME_MINUTE)) - TIME_MINUTE;
		cx->arena = arena_new((size_t)256 << 20);
		time_set(t);
		cx->now = t;
		enum status st = ST_OK;
		while (st == ST_OK && made < (int64_t)DEMO_DOSSIERS * i / steps) {
			made++;
			st = file_one(d, made % 22 != 0);
		}
		for (int u = 0; u < DEMO_UNITS && st == ST_OK; u++)
			st = work_desk(d, &d->unit[u]);
		arena_free(cx->arena);
		cx->arena = kept;
		TRY(st);
	}
	return ST_OK;
}

/* --- one of each ---------------------------------------------------------------------------------------------- */

/* The shortest way to a state from a submitted dossier, as posts and actions. */
static const struct {
	enum dossier_state state;
	struct {
		int post;
		const char *action;
	} way[6];
} ways[] = {
	{ DOSSIER_SUBMITTED, { { 0, NULL } } },
	{ DOSSIER_ACCEPTED, { { 0, "accept" } } },
	{ DOSSIER_PROCESSING, { { 0, "accept" }, { 0, "assign" } } },
	{ DOSSIER_WAITING, { { 0, "ask_supplement" } } },
	{ DOSSIER_PROPOSED, { { 0, "accept" }, { 0, "assign" }, { 1, "propose" } } },
	{ DOSSIER_APPROVED, { { 0, "accept" }, { 0, "assign" }, { 1, "propose" }, { 3, "approve" } } },
	{ DOSSIER_FINISHED, { { 0, "accept" }, { 0, "assign" }, { 1, "propose" }, { 3, "approve" }, { 4, "finish" } } },
	{ DOSSIER_REFUSED, { { 0, "refuse" } } },
	{ DOSSIER_WITHDRAWN, { { 0, "withdraw" } } },
	{ DOSSIER_STOPPED, { { 0, "accept" }, { 3, "stop" } } },
};

static enum status
walk(struct demo *d, size_t w)
{
	const struct demo_unit *u = &d->unit[0];
	struct act first = { .submit = true, .person = &d->citizen[w % DEMO_CITIZENS] };
	first.start = (struct dossier_start){ .procedure = procedure_by_code(S("1.004873")), .unit = u->unit->id,
					      .account = first.person->id, .channel = CHANNEL_ONLINE };
	as_citizen(&first, first.person);
	TRY(perform(d, &first));
	for (size_t i = 0; i < ARRAY_LEN(ways[w].way) && ways[w].way[i].action != NULL; i++) {
		struct act a = { .id = first.id, .action = ways[w].way[i].action, .reason = wrong[0] };
		a.data = (struct dossier_move_data){ .assignee = u->staff[1].id, .title = "Giấy xác nhận",
						     .body = "Đủ điều kiện." };
		as_officer(&a, u, &u->staff[ways[w].way[i].post]);
		TRY(perform(d, &a));
	}
	return ST_OK;
}

/* Luck may have left a state out: every one is to be seen. */
static enum status
one_of_each(struct demo *d)
{
	for (size_t w = 0; w < ARRAY_LEN(ways); w++)
		TRY(walk(d, w));
	return ST_OK;
}

/* --- the folder ------------------------------------------------------------------------------------------------------ */

static void
print_accounts(const struct demo *d, FILE *to)
{
	fprintf(to, "Demo accounts (all people are invented). Password of everybody: %s\n\n", DEMO_PASSWORD);
	fprintf(to, "Citizen   %s  %s\n", d->citizen[0].number, d->citizen[0].name);
	fprintf(to, "Citizen   %s  %s\n\n", d->citizen[1].number, d->citizen[1].name);
	fprintf(to, "Officers sign in at /can-bo with a login, the password and a code: motcua user totp LOGIN --data DIR\n");
	for (int i = 0; i < DEMO_UNITS; i++) {
		fprintf(to, "%s (%s)\n", d->unit[i].unit->name, d->unit[i].unit->code);
		for (int k = 0; k < DEMO_STAFF; k++)
			fprintf(to, "  %-12s %-26s TOTP %s\n", d->unit[i].staff[k].login, d->unit[i].staff[k].name,
				d->unit[i].staff[k].totp);
	}
	fprintf(to, "  %-12s %-26s TOTP %s (system administrator)\n", d->admin.login, d->admin.name, d->admin.totp);
	fprintf(to, "  %-12s %-26s TOTP %s (inspector)\n", d->inspector.login, d->inspector.name, d->inspector.totp);
}

/* A one-page PDF that says what it is. */
static enum status
demo_file(struct demo *d)
{
	static const char pdf[] =
		"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
		"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>endobj\n"
		"4 0 obj<</Length 57>>stream\nBT /F1 24 Tf 72 720 Td (Giay to thu nghiem - demo) Tj ET\nendstream endobj\n"
		"5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n"
		"trailer<</Root 1 0 R/Size 6>>\n%%EOF\n";
	d->file_size = (int64_t)sizeof pdf - 1;
	return blob_put(&d->app->cx, (struct str){ pdf, sizeof pdf - 1 }, d->file_sha256);
}

static enum status
make(struct demo *d, int64_t end)
{
	struct app *a = d->app;
	int64_t n = 1;
	TRY(demo_file(d));
	TRY(demo_people(d));
	TRY(live(d, end));
	TRY(one_of_each(d));
	while (n > 0)
		TRY(ledger_seal(&a->cx, a->db, 20000, &n));
	FILE *f = fopen(arena_printf(a->arena, "%s/demo.txt", a->dir), "we");
	if (f == NULL)
		return fail(&a->cx, ST_INTERNAL, "app.file", "%s/demo.txt", a->dir);
	print_accounts(d, f);
	fclose(f);
	return ST_OK;
}

int
app_demo(struct cli *c)
{
	struct app a;
	struct app_options o = cli_app(c);
	if (o.data == NULL || access(arena_printf(arena_new(4096), "%s/demo.txt", o.data), F_OK) == 0) {
		fprintf(stderr, o.data == NULL ? "motcua: usage: motcua demo --data DIR\n"
					       : "motcua: %s holds a demo already\n", o.data);
		return 2;
	}
	/* Everything is made in the past, also the reference data: ids carry their moment and never go back. */
	int64_t end = time_now();
	time_set(time_at(time_day(end) - WEEKS * 7, 7 * 60));
	enum status st = app_open(&a, &o, APP_DB | APP_REFERENCE | APP_CREATE);
	if (st != ST_OK)
		return app_fail(&a.cx, st, "demo");
	struct demo *d = arena_new_one(a.arena, struct demo);
	d->app = &a;
	app_web(&a);
	st = make(d, end);
	if (st != ST_OK) {
		int code = app_fail(&a.cx, st, "demo");
		app_close(&a);
		return code;
	}
	print_accounts(d, stdout);
	app_close(&a);
	return 0;
}
