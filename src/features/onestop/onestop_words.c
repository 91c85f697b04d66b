/* Small things that several pages of the desk share: words, sums, ranges of days, CSV, opening a dossier. */
#include "features/onestop/onestop_priv.h"

#include "platform/web/web.h"

void
onestop_error_add(struct cx *cx, struct onestop_errors *e, const char *id, const char *text)
{
	*vec_push(&e->list, cx->arena) = (struct onestop_error){ id, text };
}

const char *
onestop_error_at(const struct onestop_errors *e, const char *id)
{
	for (size_t i = 0; i < e->list.n; i++)
		if (strcmp(e->list.p[i].id, id) == 0)
			return e->list.p[i].text;
	return NULL;
}

const char *
onestop_fault_text(struct cx *cx)
{
	const char *code = cx->fault.code;
	return code != NULL && tr_has(cx->lang, code)
		       ? tr(cx->lang, code)
		       : tr(cx->lang, "Chưa làm được việc này. Thử lại; nếu vẫn lỗi, báo người vận hành.");
}

const char *
onestop_slip_name(enum lang lang, const char *kind)
{
	static const struct {
		const char *kind, *name;
	} names[] = {
		{ "receipt", "Giấy tiếp nhận hồ sơ và hẹn trả kết quả (mẫu 01)" },
		{ "supplement", "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ (mẫu 02)" },
		{ "refusal", "Phiếu từ chối tiếp nhận giải quyết hồ sơ (mẫu 03)" },
		{ "apology", "Phiếu xin lỗi và hẹn lại ngày trả kết quả (mẫu 04)" },
		{ "acknowledgement", "Giấy xác nhận đã nộp trực tuyến" },
	};
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (strcmp(names[i].kind, kind) == 0)
			return tr(lang, names[i].name);
	return tr(lang, "Giấy tờ đã cấp");
}

const char *
onestop_step_name(enum lang lang, const struct dossier *d)
{
	struct procedure_route r = dossier_route(d);
	if (d->accepted_at == 0 || d->step < 0 || (size_t)d->step >= r.n)
		return "";
	const struct procedure_step *s = &r.step[d->step];
	return lang == LANG_EN && !cstr_empty(s->name_en) ? s->name_en : s->name;
}

const char *
onestop_size(struct arena *a, enum lang lang, int64_t bytes)
{
	char n[VIET_NUMBER];
	return arena_printf(a, "%s kB", viet_number((bytes + 1023) / 1024, lang == LANG_EN, n));
}

bool
onestop_money(struct str typed, int64_t *out)
{
	typed = str_trim(typed);
	int64_t sum = 0;
	size_t digits = 0;
	for (size_t i = 0; i < typed.n; i++) {
		char c = typed.p[i];
		if (c == '.' || c == ',' || c == ' ')
			continue;
		if (c < '0' || c > '9' || ++digits > 12)
			return false;
		sum = sum * 10 + (c - '0');
	}
	*out = sum;
	return digits > 0;
}

/* --- ranges of days ---------------------------------------------------------------------------------------------- */

static int32_t
month_start(int32_t day, int back)
{
	struct civil c = day_civil(day);
	int months = c.year * 12 + c.month - 1 - back;
	return day_of(months / 12, months % 12 + 1, 1);
}

static bool
typed_range(struct onestop_range *r)
{
	enum { YEARS = 366 * 3 };
	return day_parse(str_trim(r->from_typed), &r->from) && day_parse(str_trim(r->to_typed), &r->to) &&
	       r->from <= r->to && r->to - r->from <= YEARS;
}

void
onestop_range_read(struct cx *cx, struct req *rq, struct onestop_range *out)
{
	char text[TIME_TEXT];
	int32_t today = time_day(cx->now);
	struct str name = req_query(rq, "ky");
	*out = (struct onestop_range){ .name = "thang-nay", .from = month_start(today, 0), .to = today,
				       .from_typed = str_head(req_query(rq, "tu"), 20),
				       .to_typed = str_head(req_query(rq, "den"), 20) };
	struct onestop_range typed = *out;
	if (str_is(name, "thang-truoc")) {
		out->name = "thang-truoc";
		out->from = month_start(today, 1);
		out->to = month_start(today, 0) - 1;
	} else if (out->from_typed.n > 0 || out->to_typed.n > 0) {
		if (typed_range(&typed)) {
			*out = typed;
			out->name = "";
		} else {
			out->bad = true;
		}
	}
	out->from_text = arena_strdup(cx->arena, day_text(out->from, text));
	out->to_text = arena_strdup(cx->arena, day_text(out->to, text));
	if (!out->bad) {
		out->from_typed = str_of(out->from_text);
		out->to_typed = str_of(out->to_text);
	}
}

/* --- addresses and files ------------------------------------------------------------------------------------------ */

void
onestop_encode(struct buf *b, struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
		    (c != '\0' && strchr("-._~", c) != NULL))
			buf_addc(b, (char)c);
		else
			buf_addf(b, "%%%02X", c);
	}
}

enum status
onestop_csv(struct resp *rs, struct buf *b, const char *file)
{
	resp_header(rs, "Cache-Control", "no-store");
	resp_header(rs, "Content-Disposition", file);
	resp_body(rs, "text/csv; charset=utf-8", buf_str(b));
	return ST_OK;
}

/* --- opening -------------------------------------------------------------------------------------------------------- */

int64_t
onestop_param(struct req *rq, const char *name)
{
	int64_t id;
	struct str s = req_param(rq, name);
	if (str_ends(s, ".pdf"))
		s = str_head(s, s.n - 4);
	return str_i64(s, &id) ? id : 0;
}

struct flow_thing
onestop_thing(struct dossier *d)
{
	return (struct flow_thing){ .id = d->id, .version = d->version, .unit = d->unit, .desk = d->desk,
				    .owner = d->account, .assignee = d->assignee, .state = (int)d->state,
				    .code = d->code, .row = d };
}

enum status
onestop_open(struct cx *cx, int64_t id, struct dossier *d, unsigned *fields)
{
	TRY(dossier_load(cx, id, d));
	if (d->state == DOSSIER_DRAFT)
		return fail(cx, ST_NOT_FOUND, "dossier.unknown", "a draft is nobody's but its writer's");
	unsigned roles = flow_roles_at(&cx->who, d->desk);
	struct gate_subject s = { .owner = d->account, .unit = d->desk };
	return gate_check(cx, &s, (roles & ONESTOP_WORKERS) != 0 ? GATE_WORK : GATE_INSPECT, fields);
}

struct seeing {
	int64_t id; /* first: dossier_view_tx reads it */
	onestop_shown *fn;
};

static enum status
seen(struct cx *cx, struct req *rq, struct resp *rs, enum status st, void *input)
{
	struct seeing *s = input;
	struct dossier d;
	unsigned fields;
	if (st != ST_OK)
		return st;
	TRY(onestop_open(cx, s->id, &d, &fields));
	return s->fn(cx, rq, rs, &d, fields);
}

enum status
onestop_see(struct cx *cx, struct req *rq, struct resp *rs, onestop_shown *fn)
{
	struct seeing *s = arena_new_one(cx->arena, struct seeing);
	struct dossier d;
	unsigned fields;
	bool first;
	*s = (struct seeing){ onestop_param(rq, "id"), fn };
	TRY(onestop_open(cx, s->id, &d, &fields));
	TRY(dossier_view_first(cx, d.id, &first));
	if (first)
		return web_commit(cx, rq, d.unit, dossier_view_tx, s, seen);
	return fn(cx, rq, rs, &d, fields);
}
