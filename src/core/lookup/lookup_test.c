#include "core/lookup/lookup_priv.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "base/asset.h"

enum { ROOM = 8 << 20, SEEN_MAX = 4096 };

static struct cx cx;
static struct lookup_scratch *scratch;
static const struct json *procedures;
static const struct lookup *all;      /* the procedures of data/ */
static const struct lookup *communes; /* with their provinces */

static struct str
bundled(const char *path)
{
	const struct asset *f = bundle_find(path);
	assert_non_null(f);
	return (struct str){ (const char *)f->data, f->len };
}

static const struct lookup *
build_procedures(void)
{
	struct lookup_words words;
	assert_int_equal(lookup_words_read(&cx, bundled("data/synonyms.json"), NULL, &words), ST_OK);
	assert_int_equal(json_parse(&cx, bundled("data/procedures.json"), ROOM, &procedures), ST_OK);
	struct lookup *l = lookup_new(cx.arena, &words);
	for (size_t i = 0; i < json_len(procedures); i++)
		lookup_add_json(l, json_at(procedures, i));
	lookup_finish(l);
	return l;
}

static struct str
province_of(struct str code)
{
	struct csv c;
	csv_open(&c, cx.arena, bundled("data/provinces.csv"));
	while (csv_next(&c))
		if (str_eq(csv_get(&c, "code"), code))
			return csv_get(&c, "name");
	return (struct str){ 0 };
}

static const struct lookup *
build_communes(void)
{
	struct csv c;
	struct lookup *l = lookup_new(cx.arena, NULL);
	struct str parent = { 0 }, province = { 0 };
	csv_open(&c, cx.arena, bundled("data/communes.csv"));
	while (csv_next(&c)) {
		if (!str_eq(parent, csv_get(&c, "parent_code"))) {
			parent = csv_get(&c, "parent_code");
			province = province_of(parent);
		}
		struct lookup_text t[] = { { LOOKUP_NAME, csv_get(&c, "full_name") }, { LOOKUP_AREA, province } };
		lookup_add(l, &(struct lookup_doc){ .code = str_cstr(cx.arena, csv_get(&c, "code")),
						    .name = str_cstr(cx.arena, csv_get(&c, "full_name")),
						    .text = t, .n_text = 2 });
	}
	lookup_finish(l);
	return l;
}

static int
setup(void **state UNUSED)
{
	cx = (struct cx){ .arena = arena_new((size_t)256 << 20) };
	scratch = lookup_scratch_new(cx.arena);
	all = build_procedures();
	communes = build_communes();
	return 0;
}

static int
teardown(void **state UNUSED)
{
	arena_free(cx.arena);
	return 0;
}

static const char *
first(const struct lookup *l, const char *question, enum lookup_mode mode)
{
	struct lookup_hit hit[10];
	return lookup_find(l, scratch, str_of(question), mode, hit, 10) ? hit[0].code : "";
}

#define finds(question, code) assert_string_equal(first(all, question, LOOKUP_PLAIN), code)

/* --- text -------------------------------------------------------------------------------------------------------- */

static struct word
word(const char *text)
{
	struct word w[2];
	assert_int_equal(words_of(str_of(text), w, 2), 1);
	return w[0];
}

static uint32_t
sign(const char *text)
{
	struct word w = word(text);
	return word_sign(&w, 0, w.n);
}

static void
words_are_folded(void **state UNUSED)
{
	struct word w[8];
	assert_int_equal(words_of(S("  Đường Hồ-Chí-Minh, 11/ĐK… \xff x"), w, 8), 7);
	const char *fold[] = { "duong", "ho", "chi", "minh", "11", "dk", "x" };
	for (size_t i = 0; i < ARRAY_LEN(fold); i++)
		assert_string_equal(w[i].fold, fold[i]);
	assert_int_equal(words_of(S("a b c"), w, 2), 2);
	assert_int_equal(words_of(S(""), w, 2), 0);
	assert_int_equal(words_of(S("\xe1\xbb"), w, 2), 0);
	struct word longest = word("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
	assert_int_equal(longest.n, WORD_MAX);
}

/* viet_fold of the base layer is the slow, obvious version. */
static void
fold_agrees_with_base(void **state UNUSED)
{
	for (size_t i = 0; i < json_len(procedures); i++) {
		struct str name = json_text_of(json_get(json_at(procedures, i), "name"));
		struct str fold = viet_fold(cx.arena, name);
		struct word w[64];
		size_t n = words_of(name, w, 64);
		for (size_t k = 0; k < n; k++)
			assert_true(str_is(str_cut(&fold, ' '), w[k].fold));
		assert_int_equal(fold.n, 0);
	}
}

static void
signs_compare(void **state UNUSED)
{
	assert_int_equal(sign("khai"), 0);
	assert_true(sign("hòa") == sign("hoà"));
	assert_true(sign("THỦY") == sign("thuỷ"));
	assert_true(sign("ma\xcc\x83") == sign("mã")); /* decomposed */
	assert_true(sign("a\xcc\x82\xcc\xa3n") == sign("ận"));
	const char *all_different[] = { "ma", "má", "mà", "mả", "mã", "mạ", "mâ", "mă" };
	for (size_t i = 0; i < ARRAY_LEN(all_different); i++)
		for (size_t k = 0; k < i; k++)
			assert_true(sign(all_different[i]) != sign(all_different[k]));
	assert_true(sign("đương") != sign("dương"));
	assert_true(sign("cô") != sign("cơ"));
}

static void
signs_match(void **state UNUSED)
{
	float exact = sign_match(sign("mã"), sign("mã"), true), other = sign_match(sign("má"), sign("mã"), true);
	float near_tone = sign_match(sign("mả"), sign("mã"), true), bare = sign_match(0, sign("mã"), true);
	assert_true(exact == 1 && near_tone < exact && bare < near_tone && other < bare);
	assert_true(sign_match(0, sign("mã"), false) == 1);
	assert_true(sign_match(SIGN_ANY, sign("mã"), true) == 1);
}

static void
syllables_are_known(void **state UNUSED)
{
	const char *yes[] = { "khai", "sinh", "nghieng", "giay", "gi", "gin", "gieng", "quyen", "quoc", "uy", "yeu", "a",
			      "xoong", "thuo", "khuya", "huynh", "ruou" };
	const char *no[] = { "", "dawng", "kys", "sinhf", "ddat", "q", "qa", "b", "ng", "wifi", "passport", "giaays",
			     "khaisinh", "nghiengg" };
	for (size_t i = 0; i < ARRAY_LEN(yes); i++)
		assert_true(word_is_syllable(yes[i], strlen(yes[i])));
	for (size_t i = 0; i < ARRAY_LEN(no); i++)
		assert_false(word_is_syllable(no[i], strlen(no[i])));
}

/* Every syllable of every procedure is one, unless it is an abbreviation, a number or foreign. */
static void
syllables_of_the_data(void **state UNUSED)
{
	for (size_t i = 0; i < json_len(procedures); i++) {
		struct word w[64];
		size_t n = words_of(json_text_of(json_get(json_at(procedures, i), "name")), w, 64);
		for (size_t k = 0; k < n; k++)
			if (w[k].fold[0] > '9' && !word_is_syllable(w[k].fold, w[k].n))
				fail_msg("%s is no syllable", w[k].fold);
	}
}

static void
telex_is_read(void **state UNUSED)
{
	static const struct { const char *keys, *means; } pairs[] = {
		{ "ddawng", "đăng" }, { "kys", "ký" },         { "sinhf", "sình" },    { "giaays", "giấy" },
		{ "nguowif", "người" }, { "nguwowif", "người" }, { "dduwowcj", "được" }, { "dduowcj", "được" },
		{ "nghieepj", "nghiệp" }, { "ddieejn", "điện" },  { "hoon", "hôn" },      { "nhaan", "nhân" },
		{ "mowr", "mở" },       { "twf", "từ" },         { "muaw", "mưa" },      { "quys", "quý" },
		{ "ddaats", "đất" },    { "duocwdj", "được" },   { "hooj", "hộ" },       { "khaaur", "khẩu" },
		{ "quoocs", "quốc" },
	};
	for (size_t i = 0; i < ARRAY_LEN(pairs); i++) {
		struct word keys = word(pairs[i].keys), means = word(pairs[i].means), out;
		if (!word_telex(&keys, &out))
			fail_msg("%s was not read", pairs[i].keys);
		assert_string_equal(out.fold, means.fold);
		if (word_sign(&out, 0, out.n) != word_sign(&means, 0, means.n))
			fail_msg("%s is not %s", pairs[i].keys, pairs[i].means);
	}
	struct word out, plain = word("khai"), foreign = word("passport");
	struct word marked = word("đươcj"), number = word("ct01");
	assert_false(word_telex(&plain, &out));
	assert_false(word_telex(&foreign, &out));
	assert_false(word_telex(&marked, &out));
	assert_false(word_telex(&number, &out));
}

static void
vni_is_read(void **state UNUSED)
{
	static const struct { const char *keys, *means; } pairs[] = {
		{ "d9a8ng", "đăng" }, { "ky1", "ký" }, { "ho65", "hộ" }, { "d9u7o7c5", "được" }, { "nguo7i2", "người" },
		{ "gia6y1", "giấy" },
	};
	for (size_t i = 0; i < ARRAY_LEN(pairs); i++) {
		struct word keys = word(pairs[i].keys), means = word(pairs[i].means), out;
		assert_true(word_vni(&keys, &out));
		assert_string_equal(out.fold, means.fold);
		assert_true(word_sign(&out, 0, out.n) == word_sign(&means, 0, means.n));
	}
	struct word out, form = word("ct01"), class_b = word("b2"), year = word("2026");
	assert_false(word_vni(&form, &out));
	assert_false(word_vni(&class_b, &out));
	assert_false(word_vni(&year, &out));
}

/* --- slips --------------------------------------------------------------------------------------------- */

static uint32_t seed = 20250701;

static uint32_t
chance(uint32_t below)
{
	seed = seed * 1664525u + 1013904223u;
	return (seed >> 8) % below;
}

/* Optimal string alignment, the textbook table. */
static int
distance(const char *a, size_t na, const char *b, size_t nb)
{
	int d[WORD_MAX + 2][WORD_MAX + 2];
	for (size_t i = 0; i <= na; i++)
		d[i][0] = (int)i;
	for (size_t k = 0; k <= nb; k++)
		d[0][k] = (int)k;
	for (size_t i = 1; i <= na; i++)
		for (size_t k = 1; k <= nb; k++) {
			int best = d[i - 1][k - 1] + (a[i - 1] != b[k - 1]);
			best = d[i - 1][k] + 1 < best ? d[i - 1][k] + 1 : best;
			best = d[i][k - 1] + 1 < best ? d[i][k - 1] + 1 : best;
			if (i > 1 && k > 1 && a[i - 1] == b[k - 2] && a[i - 2] == b[k - 1] &&
			    d[i - 2][k - 2] + 1 < best)
				best = d[i - 2][k - 2] + 1;
			d[i][k] = best;
		}
	return d[na][nb];
}

static size_t
slip(const char *word_, size_t n, char *out)
{
	size_t at = chance((uint32_t)n);
	memcpy(out, word_, n);
	switch (chance(4)) {
	case 0:
		out[at] = (char)('a' + chance(26));
		return n;
	case 1:
		memmove(out + at, out + at + 1, n - at - 1);
		return n - 1;
	case 2:
		memmove(out + at + 1, out + at, n - at);
		out[at] = (char)('a' + chance(26));
		return n + 1;
	default:
		if (at + 1 < n) {
			char c = out[at];
			out[at] = out[at + 1];
			out[at + 1] = c;
		}
		return n;
	}
}

static bool
is_among(const struct near *near, size_t n, uint32_t term)
{
	for (size_t i = 0; i < n; i++)
		if (near[i].term == term)
			return true;
	return false;
}

static bool
is_letters(const struct term *t)
{
	for (uint32_t i = 0; i < t->n; i++)
		if (t->fold[i] < 'a')
			return false;
	return true;
}

static void
slips_found_as_by_brute_force(void **state UNUSED)
{
	struct near *near = arena_new_array(cx.arena, struct near, SEEN_MAX);
	int compared = 0;
	for (int round = 0; round < 2000; round++) {
		const struct term *t = &all->terms.p[all->sorted[chance(all->n_sorted)]];
		char typed[WORD_MAX + 2];
		if (t->n < 3 || t->n > 14 || !is_letters(t))
			continue;
		size_t n = slip(t->fold, t->n, typed), found;
		found = near_find(all, typed, n, near, SEEN_MAX);
		for (uint32_t i = 0; i < all->n_sorted && n >= 3; i++) {
			const struct term *u = &all->terms.p[all->sorted[i]];
			if (u->n < 2 || !is_letters(u) || distance(typed, n, u->fold, u->n) != 1)
				continue;
			compared++;
			if (!is_among(near, found, all->sorted[i]))
				fail_msg("%.*s: %s is one slip away and was not found", (int)n, typed, u->fold);
		}
		for (size_t i = 1; i < found; i++)
			assert_true(near[i - 1].likeness >= near[i].likeness);
	}
	assert_true(compared > 3000);
}

static void
slip_costs(void **state UNUSED)
{
#define COST(a, b) slip_cost(a, strlen(a), b, strlen(b))
	assert_true(COST("sinh", "sinh") == 0);
	assert_true(COST("xinh", "sinh") < COST("dinh", "sinh")); /* a sound before a neighbouring key */
	assert_true(COST("dinh", "sinh") < COST("pinh", "sinh"));
	assert_true(COST("sihn", "sinh") < 1);
	assert_true(COST("sinhh", "sinh") < COST("sinph", "sinh"));
	assert_true(COST("khai", "sinh") > 1);
	assert_true(COST("", "ab") > 1);
#undef COST
}

static void
sounds_are_confused(void **state UNUSED)
{
	static const struct { const char *heard, *meant; } pairs[] = {
		{ "xinh", "sinh" }, { "chong", "trong" }, { "day", "giay" }, { "tric", "trich" }, { "mac", "mat" },
		{ "fi", "phi" },    { "ngi", "nghi" },    { "tuoc", "thuoc" },
	};
	for (size_t i = 0; i < ARRAY_LEN(pairs); i++) {
		struct near near[64];
		size_t n = near_find(all, pairs[i].heard, strlen(pairs[i].heard), near, 64);
		uint32_t term = term_find(all, pairs[i].meant, strlen(pairs[i].meant));
		assert_int_not_equal(term, NONE);
		if (!is_among(near, n, term))
			fail_msg("%s was not understood as %s", pairs[i].heard, pairs[i].meant);
	}
}

/* --- the whole ------------------------------------------------------------------------------------------ */

static void
a_title_finds_its_document(void **state UNUSED)
{
	for (size_t i = 0; i < json_len(procedures); i++) {
		const struct json *p = json_at(procedures, i);
		struct str name = json_text_of(json_get(p, "name"));
		struct str fold = viet_fold(cx.arena, name), upper = viet_upper(cx.arena, name);
		finds(str_cstr(cx.arena, name), json_cstr_of(json_get(p, "code")));
		finds(str_cstr(cx.arena, fold), json_cstr_of(json_get(p, "code")));
		finds(str_cstr(cx.arena, upper), json_cstr_of(json_get(p, "code")));
	}
}

static void
people_are_understood(void **state UNUSED)
{
	finds("mất sổ đỏ", "0.000001");
	finds("passport", "0.000002");
	finds("lltp", "2.000488");
	finds("ddawng kys khai sinh", "1.001193");
	finds("d9a8ng ky1 ke61t ho6n", "1.000894");
	finds("dangkykethon", "1.000894");
	finds("dang ky ket hon", "1.000894");
	finds("dang ky kt hon", "1.000894");
	finds("đăng ký kết hon", "1.000894");
	finds("giay xac nhan doc than", "1.004873");
	finds("xin giấy đọc thân", "1.004873");
	finds("mo quan ca phe", "1.001612");
}

static void
silence(void **state UNUSED)
{
	finds("", "");
	finds("?!…", "");
	finds("cho tôi hỏi", "");
	finds("kết quả bóng đá tối nay", "");
	finds("thời tiết Đà Lạt ngày mai", "");
	finds("qwrtp zxcvb", "");
	finds("\xff\xfe\xc3", "");
	/* one syllable in common, or an abbreviation beside the matter, is no answer */
	finds("nuôi gà", "");
	finds("nấu phở", "");
	finds("làm lại cccd", "");
}

/* "Đăng ký lại khai sinh" holds all that was asked, and more. */
static void
what_nobody_asked_for_comes_later(void **state UNUSED)
{
	finds("khai sinh", "1.001193");
	finds("gks", "1.001193");
	finds("kết hôn", "1.000894");
	finds("giam ho", "1.004837");
	finds("HKD", "1.001612");
	finds("giấy phép xây dựng", "1.013225");
	finds("đăng ký lại khai sinh", "1.004884");
	finds("chấm dứt giám hộ", "1.004845");
	finds("gia hạn giấy phép xây dựng", "1.013227");
}

static void
a_code_finds_its_document(void **state UNUSED)
{
	struct lookup_hit hit[10];
	finds("1.001193", "1.001193");
	finds(" 1001193 ", "1.001193");
	assert_int_equal(lookup_find(all, scratch, S("2.000815"), LOOKUP_PLAIN, hit, 10), 1);
	assert_true(hit[0].score == 1);
	finds("1.00119", "");
	finds("1.0011933", "");
	finds("9.999999", "");
}

static void
accents_tell_words_apart(void **state UNUSED)
{
	struct lookup_text ma[] = { { LOOKUP_NAME, S("Mã số thuế") } }, mo[] = { { LOOKUP_NAME, S("Má số thuế") } };
	struct lookup_text other[] = { { LOOKUP_NAME, S("Việc khác") } };
	struct lookup *l = lookup_new(cx.arena, NULL);
	lookup_add(l, &(struct lookup_doc){ "ma", "Mã", ma, 1 });
	lookup_add(l, &(struct lookup_doc){ "mo", "Má", mo, 1 });
	lookup_add(l, &(struct lookup_doc){ "x", "Khác", other, 1 });
	lookup_finish(l);
	assert_string_equal(first(l, "mã số", LOOKUP_PLAIN), "ma");
	assert_string_equal(first(l, "má số", LOOKUP_PLAIN), "mo");
	struct lookup_hit hit[3];
	assert_int_equal(lookup_find(l, scratch, S("ma so"), LOOKUP_PLAIN, hit, 3), 2);
	assert_true(hit[0].score == hit[1].score);
	assert_int_equal(lookup_find(l, scratch, S("ma so"), LOOKUP_PLAIN, hit, 1), 1);
}

static const char *
unit(const char *typed)
{
	struct lookup_hit hit[5];
	return lookup_find(communes, scratch, str_of(typed), LOOKUP_PREFIX, hit, 5) ? hit[0].name : "";
}

static void
a_commune_by_a_few_letters(void **state UNUSED)
{
	assert_string_equal(unit("xa loc ninh"), "Xã Lộc Ninh");
	assert_string_equal(unit("loc nin"), "Xã Lộc Ninh");
	assert_string_equal(unit("lộc ni"), "Xã Lộc Ninh");
	assert_string_equal(unit("phuong ba din"), "Phường Ba Đình");
	assert_string_equal(unit("ba dinh ha noi"), "Phường Ba Đình");
	assert_string_equal(unit("đặc khu phú quý"), "Đặc khu Phú Quý");
	assert_string_not_equal(unit("b"), "");
}

/* Names repeat in the country, not within a province: with it each is the first. */
static void
every_commune_is_found(void **state UNUSED)
{
	struct csv c;
	csv_open(&c, cx.arena, bundled("data/communes.csv"));
	for (int row = 0; csv_next(&c); row++) {
		struct lookup_hit hit[5];
		struct str full = csv_get(&c, "full_name");
		if (row % 7)
			continue;
		char *typed = arena_printf(cx.arena, STR_FMT ", " STR_FMT, STR_ARG(full),
					   STR_ARG(province_of(csv_get(&c, "parent_code"))));
		size_t n = lookup_find(communes, scratch, str_of(typed), LOOKUP_PREFIX, hit, 5);
		if (n == 0 || !str_is(csv_get(&c, "code"), hit[0].code))
			fail_msg("%s gave %s", typed, n ? hit[0].name : "nothing");
	}
}

static void
scratch_serves_many_indexes(void **state UNUSED)
{
	struct lookup_scratch *own = lookup_scratch_new(cx.arena);
	struct lookup_hit a[10], b[10];
	size_t n = lookup_find(all, own, S("khai sinh cho con"), LOOKUP_PLAIN, a, 10);
	lookup_find(communes, own, S("ha noi"), LOOKUP_PREFIX, b, 10);
	assert_int_equal(lookup_find(all, own, S("khai sinh cho con"), LOOKUP_PLAIN, b, 10), n);
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(a[i].doc, b[i].doc);
		assert_true(a[i].score == b[i].score);
		assert_true(a[i].score > 0 && a[i].score <= 1);
	}
}

/* Bytes at random, and questions of any length: no crash (the sanitizers run this too), never more than asked. */
static void
any_bytes_will_do(void **state UNUSED)
{
	static const char letters[] = "aeiouydđăâêôơưnghckstxr áàảãạ1239,.?";
	char text[700];
	for (int round = 0; round < 3000; round++) {
		size_t n = chance(sizeof text);
		for (size_t i = 0; i < n; i++)
			text[i] = round % 2 ? (char)chance(256) : letters[chance(sizeof letters - 1)];
		struct lookup_hit hit[3];
		assert_true(lookup_find(all, scratch, (struct str){ text, n }, round % 3 ? LOOKUP_PLAIN : LOOKUP_PREFIX,
					hit, 3) <= 3);
	}
}

static void
words_of_wrong_shape(void **state UNUSED)
{
	struct lookup_words w;
	assert_int_equal(lookup_words_read(&cx, S("{\"abbr\":[[\"a\"]]}"), NULL, &w), ST_INVALID);
	assert_string_equal(cx.fault.code, "lookup.words");
	assert_int_equal(lookup_words_read(&cx, S("{\"stop\":[1]}"), NULL, &w), ST_INVALID);
	assert_int_equal(lookup_words_read(&cx, S("{\"folk\":[[\"má\",\"mẹ\"]]}"), NULL, &w), ST_OK);
	assert_int_equal(w.n_folk, 1);
	assert_int_equal(w.n_stop, 0);
}

static void
an_empty_index(void **state UNUSED)
{
	struct lookup *l = lookup_new(cx.arena, NULL);
	lookup_finish(l);
	assert_int_equal(lookup_size(l), 0);
	assert_string_equal(first(l, "khai sinh", LOOKUP_PLAIN), "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_are_folded),
		cmocka_unit_test(fold_agrees_with_base),
		cmocka_unit_test(signs_compare),
		cmocka_unit_test(signs_match),
		cmocka_unit_test(syllables_are_known),
		cmocka_unit_test(syllables_of_the_data),
		cmocka_unit_test(telex_is_read),
		cmocka_unit_test(vni_is_read),
		cmocka_unit_test(slips_found_as_by_brute_force),
		cmocka_unit_test(slip_costs),
		cmocka_unit_test(sounds_are_confused),
		cmocka_unit_test(a_title_finds_its_document),
		cmocka_unit_test(people_are_understood),
		cmocka_unit_test(silence),
		cmocka_unit_test(what_nobody_asked_for_comes_later),
		cmocka_unit_test(a_code_finds_its_document),
		cmocka_unit_test(accents_tell_words_apart),
		cmocka_unit_test(a_commune_by_a_few_letters),
		cmocka_unit_test(every_commune_is_found),
		cmocka_unit_test(scratch_serves_many_indexes),
		cmocka_unit_test(any_bytes_will_do),
		cmocka_unit_test(words_of_wrong_shape),
		cmocka_unit_test(an_empty_index),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
