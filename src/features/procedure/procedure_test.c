/* The catalogue on a real database: import, revisions, routes, finding, words, kept pages. On SQLite in a folder of its
 * own, and again on PostgreSQL when MOTCUA_TEST_PG names a server. */
#include "features/procedure/procedure_priv.h"
#include "app/app.h"
#include "core/unit/unit.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "app/test_app.h"

static struct app *app;

static const struct json *
shipped(void)
{
	const struct json *list;
	assert_int_equal(json_parse(&app->cx, procedure_shipped()->procedures, 8 << 20, &list), ST_OK);
	return list;
}

static void
refresh(void)
{
	assert_int_equal(revision_refresh(&app->cx, app_lists()->sources), ST_OK);
}

/* --- import ------------------------------------------------------------------------------------------------------ */

static void
all_shipped_stand(void **state UNUSED)
{
	const struct json *list = shipped();
	assert_int_equal(json_len(list), 57);
	assert_int_equal(procedure_count(), 57);
	for (size_t i = 0; i < json_len(list); i++) {
		const struct json *o = json_at(list, i);
		const struct procedure *p = procedure_by_code(json_text_of(json_get(o, "code")));
		assert_non_null(p);
		assert_string_equal(p->name, json_cstr_of(json_get(o, "name")));
		assert_int_equal(p->n_papers, json_len(json_get(o, "papers")));
		assert_int_equal(p->n_fees, json_len(json_get(o, "fees")));
		assert_int_equal(p->own_form, json_get(o, "form") != NULL);
		assert_true(p->form->n_steps > 0);
		assert_ptr_equal(procedure_by_id(p->id), p);
		assert_true(procedure_route_of(p, 0).n >= 3);
	}
	assert_null(procedure_by_code(S("1.00119")));
	assert_null(procedure_by_id(1));
	assert_null(procedure_at(57));
}

static void
order_is_of_the_dictionary(void **state UNUSED)
{
	for (size_t i = 1; i < procedure_count(); i++) {
		const struct procedure *a = procedure_at(i - 1), *b = procedure_at(i);
		struct str fa = viet_sort_key(app->arena, str_of(a->field)), fb = viet_sort_key(app->arena, str_of(b->field));
		assert_true(str_cmp(fa, fb) <= 0);
		if (str_eq(fa, fb))
			assert_true(str_cmp(viet_sort_key(app->arena, str_of(a->name)),
					    viet_sort_key(app->arena, str_of(b->name))) <= 0);
	}
	assert_string_equal(procedure_at(0)->field, "Bảo trợ xã hội");
}

static void
every_procedure_has_a_life_event(void **state UNUSED)
{
	const struct life_event *e;
	size_t n = procedure_life_events(&e), commons = 0;
	assert_int_equal(n, 12);
	for (size_t i = 0; i < procedure_count(); i++) {
		bool some = false;
		for (size_t k = 0; k < n; k++)
			for (size_t j = 0; j < e[k].n; j++)
				some |= e[k].procedure[j] == procedure_at(i);
		assert_true(some);
	}
	for (size_t k = 0; k < n; k++)
		commons += e[k].common != NULL;
	assert_true(commons >= 6);
}

/* --- bodies ------------------------------------------------------------------------------------------------------ */

static const char GOOD[] =
	"{\"code\":\"9.000001\",\"name\":\"Cấp giấy phép nuôi rồng\",\"name_en\":\"Dragon licence\",\"field\":\"Hộ tịch\","
	"\"level\":\"commune\",\"agency\":\"Ủy ban nhân dân cấp xã\",\"applicant\":[\"citizen\"],\"online\":\"full\","
	"\"time_limit\":{\"value\":3,\"unit\":\"working_days\"},"
	"\"fees\":[{\"label\":\"Mỗi con\",\"amount_vnd\":20000,\"channel\":\"any\"}],"
	"\"papers\":[{\"id\":\"to\",\"name\":\"Tờ khai\",\"original\":1,\"copies\":0,\"by\":\"form\"}],"
	"\"legal_basis\":[],\"result\":{\"name\":\"Giấy phép\",\"kind\":\"licence\"},\"cases\":[],\"folk\":[\"nuôi rồng\"],"
	"\"abbr\":[]}";

static struct str
with(const char *old, const char *new)
{
	const char *at = strstr(GOOD, old);
	assert_non_null(at);
	return str_of(arena_printf(app->arena, "%.*s%s%s", (int)(at - GOOD), GOOD, new, at + strlen(old)));
}

static const char *
verdict(struct str body)
{
	const struct json *o;
	struct procedure p;
	const char *where = "";
	app->cx.fault = (struct fault){ 0 };
	if (json_parse(&app->cx, body, PROCEDURE_BODY_MAX, &o) != ST_OK ||
	    procedure_parse(&app->cx, o, &p, &where) != ST_OK)
		return app->cx.fault.code;
	return "good";
}

static void
bad_bodies_are_refused(void **state UNUSED)
{
	assert_string_equal(verdict(str_of(GOOD)), "good");
	assert_string_equal(verdict(with("9.000001", "")), "procedure.code");
	assert_string_equal(verdict(with("9.000001", "9/<b>")), "procedure.code");
	assert_string_equal(verdict(with("9.000001", "123456789012345678901")), "procedure.code");
	assert_string_equal(verdict(with("\"Hộ tịch\"", "\"\"")), "procedure.name");
	assert_string_equal(verdict(with("\"commune\"", "\"village\"")), "procedure.level");
	assert_string_equal(verdict(with("\"value\":3", "\"value\":0")), "procedure.limit");
	assert_string_equal(verdict(with("\"value\":3", "\"value\":10001")), "procedure.limit");
	assert_string_equal(verdict(with("working_days", "moons")), "procedure.limit");
	assert_string_equal(verdict(with("20000", "-1")), "procedure.fee");
	assert_string_equal(verdict(with("Mỗi con", "")), "procedure.fee");
	assert_string_equal(verdict(with("20000", "null")), "good");
	assert_string_equal(verdict(with("\"by\":\"form\"", "\"by\":\"mail\"")), "procedure.paper");
	assert_string_equal(verdict(with("\"by\":\"form\"", "\"by\":\"field:khong_co\"")), "procedure.paper.field");
	assert_string_equal(verdict(with("\"by\":\"form\"}", "\"by\":\"form\"},{\"id\":\"to\",\"name\":\"X\",\"by\":\"upload\"}")),
			    "procedure.paper");
	assert_string_equal(verdict(with("}]", "}")), "json.bad");
}

/* --- revisions --------------------------------------------------------------------------------------------------- */

struct change {
	enum { DRAFT, PUBLISH, END } verb;
	const char *code;
	struct str body;
	int64_t id;
};

static enum status
change_tx(struct cx *cx, void *input)
{
	struct change *c = input;
	switch (c->verb) {
	case DRAFT: return procedure_draft(cx, str_of(c->code), c->body, &c->id);
	case PUBLISH: return procedure_publish(cx, c->id);
	case END: return procedure_end(cx, c->id);
	}
	return ST_INTERNAL;
}

static enum status
change(struct change *c)
{
	enum status st = db_tx(&app->cx, app->db, 0, change_tx, c);
	refresh();
	return st;
}

static bool
found_first(const char *question, const char *code)
{
	struct lookup_hit hit[3];
	return procedure_find(LANG_VI, str_of(question), hit, 3) > 0 && strcmp(hit[0].code, code) == 0;
}

static void
publishing_ends_the_former(void **state UNUSED)
{
	struct change c = { .code = "9.000001", .body = str_of(GOOD) }, again = c, next = c;
	int64_t before = revision_loaded("procedure");
	assert_int_equal(change(&c), ST_OK);
	assert_null(procedure_by_code(S("9.000001"))); /* a draft is nobody's */
	assert_null(procedure_by_id(c.id));
	assert_int_equal(revision_loaded("procedure"), before);
	assert_int_equal(change(&again), ST_OK);
	assert_int_equal(again.id, c.id); /* the same draft, not a second */
	c.verb = PUBLISH;
	assert_int_equal(change(&c), ST_OK);
	assert_true(revision_loaded("procedure") > before);
	const struct procedure *one = procedure_by_code(S("9.000001"));
	assert_non_null(one);
	assert_int_equal(one->revision, 1);
	assert_int_equal(procedure_count(), 58);
	assert_true(found_first("nuoi rong", "9.000001"));

	next.body = with("Cấp giấy phép nuôi rồng", "Cấp lại giấy phép nuôi phượng hoàng");
	assert_int_equal(change(&next), ST_OK);
	assert_true(next.id != c.id);
	next.verb = PUBLISH;
	assert_int_equal(change(&next), ST_OK);
	assert_int_equal(procedure_by_code(S("9.000001"))->revision, 2);
	assert_int_equal(procedure_by_id(c.id)->state, PROCEDURE_ENDED); /* dossiers still find the one they were filed with */
	assert_string_equal(procedure_by_id(c.id)->name, "Cấp giấy phép nuôi rồng");
	assert_int_equal(procedure_count(), 58);
	assert_true(found_first("phượng hoàng", "9.000001"));

	assert_int_equal(change(&next), ST_CONFLICT);
	assert_string_equal(app->cx.fault.code, "procedure.not_draft");
	assert_int_equal(procedure_by_code(S("9.000001"))->revision, 2);
}

static void
ending_takes_it_away(void **state UNUSED)
{
	const struct procedure *p = procedure_by_code(S("9.000001"));
	assert_non_null(p);
	struct change c = { .verb = END, .id = p->id };
	struct lookup_hit hit[10];
	assert_int_equal(change(&c), ST_OK);
	assert_null(procedure_by_code(S("9.000001")));
	assert_int_equal(procedure_by_id(c.id)->state, PROCEDURE_ENDED);
	assert_int_equal(procedure_count(), 57);
	size_t n = procedure_find(LANG_VI, S("nuôi phượng hoàng"), hit, 10);
	for (size_t i = 0; i < n; i++)
		assert_string_not_equal(hit[i].code, "9.000001");
	assert_int_equal(change(&c), ST_CONFLICT);
	assert_string_equal(app->cx.fault.code, "procedure.not_published");
}

/* --- routes -------------------------------------------------------------------------------------------------------- */

#define STEP(role, percent) "{\"id\":\"b\",\"name\":\"Bước\",\"role\":\"" role "\",\"percent\":" #percent "}"

static const char *
route_verdict(const char *body)
{
	struct procedure_route r;
	app->cx.fault = (struct fault){ 0 };
	return procedure_route_parse(&app->cx, str_of(body), &r) == ST_OK ? "good" : app->cx.fault.code;
}

static void
routes_are_checked(void **state UNUSED)
{
	assert_string_equal(route_verdict("[" STEP("tiep_nhan", 10) "," STEP("xu_ly", 60) "," STEP("lanh_dao", 20) ","
					      STEP("tra_ket_qua", 10) "]"), "good");
	assert_string_equal(route_verdict("[" STEP("tiep_nhan", 10) "," STEP("xu_ly", 59) "," STEP("lanh_dao", 20) ","
					      STEP("tra_ket_qua", 10) "]"), "procedure.route.sum");
	assert_string_equal(route_verdict("[" STEP("tiep_nhan", 30) "," STEP("lanh_dao", 101) "," STEP("tra_ket_qua", 0) "]"),
			    "procedure.route.step");
	assert_string_equal(route_verdict("[" STEP("tiep_nhan", 30) "," STEP("thu_kho", 60) "," STEP("tra_ket_qua", 10) "]"),
			    "procedure.route.step");
	assert_string_equal(route_verdict("[" STEP("tiep_nhan", 40) "," STEP("xu_ly", 50) "," STEP("tra_ket_qua", 10) "]"),
			    "procedure.route.shape"); /* nobody approves */
	assert_string_equal(route_verdict("[" STEP("lanh_dao", 50) "," STEP("tra_ket_qua", 50) "]"), "procedure.route.shape");
	assert_string_equal(route_verdict("{"), "json.bad");
}

struct route_change {
	struct str body;
	int64_t unit;
};

static enum status
route_tx(struct cx *cx, void *input)
{
	struct route_change *r = input;
	return procedure_route_save(cx, S("1.001193"), r->unit, r->body);
}

static void
own_route_goes_before_the_default(void **state UNUSED)
{
	const struct procedure *p = procedure_by_code(S("1.001193"));
	const struct unit *u[2];
	assert_int_equal(unit_find(app->arena, S("ba đình"), "commune", u, 2) >= 1, true);
	size_t n = procedure_route_of(p, u[0]->id).n;
	struct route_change r = { S("[" STEP("tiep_nhan", 30) "," STEP("lanh_dao", 60) "," STEP("tra_ket_qua", 10) "]"),
				  u[0]->id };
	assert_int_equal(db_tx(&app->cx, app->db, 0, route_tx, &r), ST_OK);
	refresh();
	p = procedure_by_code(S("1.001193"));
	assert_int_equal(n, 4);
	assert_int_equal(procedure_route_of(p, u[0]->id).n, 3);
	assert_int_equal(procedure_route_of(p, u[0]->id).step[1].percent, 60);
	assert_int_equal(procedure_route_of(p, 0).n, 4);
	assert_int_equal(procedure_route_of(procedure_by_code(S("1.000894")), u[0]->id).n, 4);
	r.body = S("[]");
	assert_int_equal(db_tx(&app->cx, app->db, 0, route_tx, &r), ST_INVALID);
}

/* --- finding ------------------------------------------------------------------------------------------------------- */

static void
names_find_themselves(void **state UNUSED)
{
	for (size_t i = 0; i < procedure_count(); i++) {
		const struct procedure *p = procedure_at(i);
		struct str bare = viet_fold(app->arena, str_of(p->name));
		if (!found_first(p->name, p->code))
			fail_msg("%s is not first for its own name", p->code);
		if (!found_first(str_cstr(app->arena, bare), p->code))
			fail_msg("%s is not first for its own name without accents", p->code);
	}
	assert_true(found_first("giay doc than", "1.004873"));
	assert_true(found_first("làm giấy khai sinh cho con", "1.001193"));
}

static bool
english_finds(const char *question, const char *code)
{
	struct lookup_hit hit[3];
	return procedure_find(LANG_EN, str_of(question), hit, 3) > 0 && strcmp(hit[0].code, code) == 0;
}

static void
english_names_find_themselves(void **state UNUSED)
{
	static const struct { const char *question, *code; } wanted[] = {
		{ "birth certificate", "1.001193" }, { "marriage", "1.000894" }, { "passport", "0.000002" },
		{ "how do I get a birth certificate", "1.001193" }, { "construction permit", "1.013225" },
		{ "adopt a child", "2.001263" }, { "criminal record", "2.000488" }, { "giám hộ", "1.004837" },
		{ "1001193", "1.001193" },
	};
	for (size_t i = 0; i < ARRAY_LEN(wanted); i++)
		if (!english_finds(wanted[i].question, wanted[i].code))
			fail_msg("%s does not find %s", wanted[i].question, wanted[i].code);
	for (size_t i = 0; i < procedure_count(); i++)
		if (!english_finds(procedure_at(i)->name_en, procedure_at(i)->code))
			fail_msg("%s is not first for its English name", procedure_at(i)->code);
	struct lookup_hit hit[1];
	assert_int_equal(procedure_find(LANG_EN, S("weather tomorrow"), hit, 1), 0);
	assert_int_equal(procedure_find(LANG_EN, S("the of in"), hit, 1), 0);
	assert_int_equal(procedure_find(LANG_VI, S("marriage"), hit, 1), 0);
}

static void
nonsense_finds_nothing(void **state UNUSED)
{
	static const char *const words[] = { "", "   ", "zzz kkk", "?!.,;", "xyzzy plugh", "\xff\xfe", "!@#$%^&*()" };
	struct lookup_hit hit[10];
	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		assert_int_equal(procedure_find(LANG_VI, str_of(words[i]), hit, 10), 0);
}

/* --- words --------------------------------------------------------------------------------------------------------- */

static void
fees_in_words(void **state UNUSED)
{
	static const struct {
		const char *code, *vi, *en;
	} table[] = {
		{ "1.000419", "Không thu phí", "No fee" },
		{ "2.000635", "8.000 đồng", "8,000 VND" },
		{ "2.000815", "Từ 1.000 đến 200.000 đồng", "1,000 to 200,000 VND" },
		{ "1.001612", "Từ 0 đến 100.000 đồng", "0 to 100,000 VND" },
		{ "1.004194", "Từ 7.000 đến 15.000 đồng, có trường hợp được miễn",
		  "7,000 to 15,000 VND, some people are exempt" },
		{ "1.004873", "Phí do tỉnh quy định", "Fee set by the province" },
		{ "1.001193", "Phí do tỉnh quy định, có trường hợp được miễn",
		  "Fee set by the province, some people are exempt" },
	};
	for (size_t i = 0; i < ARRAY_LEN(table); i++) {
		const struct procedure *p = procedure_by_code(str_of(table[i].code));
		assert_string_equal(procedure_fee_text(app->arena, LANG_VI, p), table[i].vi);
		assert_string_equal(procedure_fee_text(app->arena, LANG_EN, p), table[i].en);
	}
}

static void
hits_as_json(void **state UNUSED)
{
	struct lookup_hit hit[] = { { .code = "1.1", .name = "Tên \"lạ\"", .score = 0.5f } };
	struct buf b;
	buf_init(&b, app->arena, BUF_LINE);
	procedure_hits_json(&b, hit, 1);
	assert_string_equal(buf_cstr(&b), "[{\"code\":\"1.1\",\"name\":\"Tên \\\"lạ\\\"\",\"score\":0.5000}]");
	buf_clear(&b);
	procedure_hits_json(&b, hit, 0);
	assert_string_equal(buf_cstr(&b), "[]");
}

/* --- kept pages ------------------------------------------------------------------------------------------------------ */

static void
kept_pages_belong_to_their_revision(void **state UNUSED)
{
	const struct procedure_kept *k;
	enum { NEW = 1000000 }; /* above what other tests have used */
	assert_null(procedure_kept_get(NEW, 7, KEPT_PAGE_VI));
	procedure_kept_put(NEW, 7, KEPT_PAGE_VI, S("vi"), S("gz"));
	procedure_kept_put(NEW, 7, KEPT_PAGE_EN, S("en"), (struct str){ NULL, 0 });
	procedure_kept_put(NEW, 7, KEPT_PAGE_VI, S("other"), S("")); /* the first stays */
	k = procedure_kept_get(NEW, 7, KEPT_PAGE_VI);
	assert_non_null(k);
	assert_true(str_is(k->body, "vi") && str_is(k->gzip, "gz"));
	assert_true(str_is(procedure_kept_get(NEW, 7, KEPT_PAGE_EN)->body, "en"));
	assert_null(procedure_kept_get(NEW, 7, KEPT_BLANK_FORM));
	assert_null(procedure_kept_get(NEW, 8, KEPT_PAGE_VI));
	assert_null(procedure_kept_get(NEW + 1, 7, KEPT_PAGE_VI));

	procedure_kept_put(NEW + 1, 7, KEPT_PAGE_VI, S("newer"), S(""));
	assert_true(str_is(procedure_kept_get(NEW + 1, 7, KEPT_PAGE_VI)->body, "newer"));
	assert_null(procedure_kept_get(NEW, 7, KEPT_PAGE_VI));
	procedure_kept_put(NEW, 9, KEPT_PAGE_VI, S("late"), S("")); /* rendered before the change, put after it */
	assert_null(procedure_kept_get(NEW, 9, KEPT_PAGE_VI));
	assert_null(procedure_kept_get(NEW + 1, 9, KEPT_PAGE_VI));
	assert_true(str_is(k->body, "vi")); /* what a reply still sends lives on */
}

static void
kept_pages_are_bounded(void **state UNUSED)
{
	enum { REVISION = 2000000, TRIED = 3000 };
	int kept = 0;
	for (int64_t id = 1; id <= TRIED; id++)
		procedure_kept_put(REVISION, id << 22, KEPT_PAGE_VI, S("x"), S(""));
	for (int64_t id = 1; id <= TRIED; id++)
		kept += procedure_kept_get(REVISION, id << 22, KEPT_PAGE_VI) != NULL;
	assert_int_equal(kept, 400);
}

static int
setup(void **state UNUSED)
{
	app = test_app_open();
	return app != NULL ? 0 : -1;
}

static int
teardown(void **state UNUSED)
{
	test_app_close(app);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_shipped_stand),
		cmocka_unit_test(order_is_of_the_dictionary),
		cmocka_unit_test(every_procedure_has_a_life_event),
		cmocka_unit_test(bad_bodies_are_refused),
		cmocka_unit_test(publishing_ends_the_former),
		cmocka_unit_test(ending_takes_it_away),
		cmocka_unit_test(routes_are_checked),
		cmocka_unit_test(own_route_goes_before_the_default),
		cmocka_unit_test(names_find_themselves),
		cmocka_unit_test(english_names_find_themselves),
		cmocka_unit_test(nonsense_finds_nothing),
		cmocka_unit_test(fees_in_words),
		cmocka_unit_test(hits_as_json),
	};
	const struct CMUnitTest memory[] = {
		cmocka_unit_test(kept_pages_belong_to_their_revision),
		cmocka_unit_test(kept_pages_are_bounded),
	};
	int failed = cmocka_run_group_tests_name("kept pages", memory, NULL, NULL);
	return failed + test_app_run("procedure", tests, ARRAY_LEN(tests), setup, teardown);
}
