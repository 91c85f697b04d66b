/* The page of a procedure: all that it takes, on one page. */
#include "features/procedure/procedure_priv.h"
#include "core/unit/unit.h"

enum { UNITS_SHOWN = 10 };

static const char *
where_text(enum lang lang, const struct procedure *p)
{
	if (strcmp(p->level, "commune") == 0)
		return tr(lang, "Nộp hồ sơ và nhận kết quả tại Trung tâm Phục vụ hành chính công của xã, phường, đặc khu.");
	if (strcmp(p->level, "province") == 0)
		return tr(lang, "Nộp hồ sơ và nhận kết quả tại Trung tâm Phục vụ hành chính công của tỉnh, thành phố.");
	if (strcmp(p->level, "both") == 0)
		return tr(lang, "Tùy việc, nộp tại Trung tâm Phục vụ hành chính công của xã, phường, đặc khu hoặc của tỉnh, thành phố.");
	return tr(lang, "Nộp tại cơ quan, tổ chức đang giữ sổ gốc, hoặc qua Trung tâm Phục vụ hành chính công gần bạn.");
}

/* "trong ngày" as the beginning of a line. */
static const char *
begun_big(struct arena *a, const char *text)
{
	struct str s = str_of(text);
	size_t n = s.n > 0 ? 1 : 0;
	while (n < s.n && ((unsigned char)s.p[n] & 0xc0) == 0x80)
		n++;
	return arena_printf(a, STR_FMT "%s", STR_ARG(viet_upper(a, str_head(s, n))), text + n);
}

/* How the days are counted, as core/due does it; NULL when the procedure's own note says it. */
static const char *
counting_text(enum lang lang, const struct procedure *p)
{
	if (p->limit.unit == DUE_SAME_DAY && str_find(str_of(p->limit_note), "15 giờ") >= 0)
		return NULL;
	switch (p->limit.unit) {
	case DUE_WORKING_DAYS:
		return tr(lang, "Chỉ tính ngày làm việc, bắt đầu từ ngày làm việc liền sau ngày cơ quan tiếp nhận hồ sơ. Thứ Bảy, Chủ nhật và ngày lễ không tính.");
	case DUE_CALENDAR_DAYS:
		return tr(lang, "Tính cả ngày nghỉ, bắt đầu từ ngày liền sau ngày cơ quan tiếp nhận hồ sơ. Nếu ngày cuối rơi vào ngày nghỉ thì trả vào ngày làm việc tiếp theo.");
	case DUE_WORKING_HOURS:
		return tr(lang, "Chỉ tính giờ làm việc, từ lúc cơ quan tiếp nhận hồ sơ.");
	case DUE_SAME_DAY:
		break;
	}
	return tr(lang, "Tiếp nhận trước 15 giờ thì trả trong ngày; sau 15 giờ thì trả trong ngày làm việc tiếp theo.");
}

static const char *
picker_level(const struct procedure *p)
{
	bool one = strcmp(p->level, "commune") == 0 || strcmp(p->level, "province") == 0;
	return one ? p->level : "";
}

static bool
takes_it(const struct unit *u, const char *level)
{
	if (u == NULL || strcmp(u->kind, "desk") != 0 || u->valid_to != 0)
		return false;
	return level[0] == '\0' || strlen(u->admin_code) == (strcmp(level, "commune") == 0 ? 5 : 2);
}

/* Who chose from the suggestions sends the desk's id beside its name; who typed gets the desks that fit. */
static void
find_units(struct cx *cx, struct req *rq, struct procedure_show_view *v)
{
	const struct unit **unit = arena_new_array(cx->arena, const struct unit *, UNITS_SHOWN);
	const char **text = arena_new_array(cx->arena, const char *, UNITS_SHOWN);
	int64_t id;
	v->asked = req_has_query(rq, "noi");
	v->place = str_trim(req_query(rq, "noi"));
	if (str_i64(req_query(rq, "don_vi"), &id) && takes_it(unit[0] = unit_by_id(id), v->picker))
		v->n_units = 1;
	else
		v->n_units = unit_find(cx->arena, v->place, v->picker, unit, UNITS_SHOWN);
	for (size_t i = 0; i < v->n_units; i++)
		text[i] = unit_place(cx->arena, unit[i]);
	v->unit = unit;
	v->unit_text = text;
}

static enum status
render(struct cx *cx, struct req *rq, struct resp *rs, const struct procedure *p, struct str *body)
{
	struct procedure_show_view v = {
		.p = p, .name = procedure_name(cx->lang, p), .foreign = procedure_name_is_foreign(cx->lang, p),
		.limit = begun_big(cx->arena, procedure_limit_text(cx->arena, cx->lang, p)),
		.fee = procedure_fee_text(cx->arena, cx->lang, p), .level = procedure_level_text(cx->lang, p),
		.online = procedure_online_text(cx->lang, p), .where = where_text(cx->lang, p),
		.how_counted = counting_text(cx->lang, p), .picker = picker_level(p),
	};
	find_units(cx, rq, &v);
	struct page *pg = page_begin(cx, rq, rs, &(struct page_opts){
		.title = v.name, .nav = "thu-tuc", .wide = true, .index = !v.asked, .back = "/thu-tuc",
		.back_label = "Tất cả thủ tục" });
	tpl_procedure_show(pg, &v);
	TRY(page_end(pg));
	*body = buf_str(pg->b);
	return ST_OK;
}

static void
send_kept(struct resp *rs, const struct procedure_kept *k)
{
	resp_header(rs, "Cache-Control", "private, no-cache");
	resp_body_ready(rs, "text/html; charset=utf-8", k->body, k->gzip, (struct str){ NULL, 0 });
}

enum status
procedure_show_page(struct cx *cx, struct req *rq, struct resp *rs)
{
	int64_t revision = revision_loaded("procedure");
	const struct procedure *p = procedure_by_code(req_param(rq, "code"));
	enum procedure_kept_kind kind = cx->lang == LANG_EN ? KEPT_PAGE_EN : KEPT_PAGE_VI;
	bool same = web_same_for_all(cx, rq);
	struct str body;
	if (p == NULL)
		return fail(cx, ST_NOT_FOUND, "procedure.unknown", "no procedure of this code");
	const struct procedure_kept *k = same ? procedure_kept_get(revision, p->id, kind) : NULL;
	if (k != NULL) {
		send_kept(rs, k);
		return ST_OK;
	}
	TRY(render(cx, rq, rs, p, &body));
	if (same)
		procedure_kept_put(revision, p->id, kind, body, resp_gzip(cx->arena, body));
	return ST_OK;
}
