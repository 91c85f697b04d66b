/* One action on many dossiers: asked once more with their number, then each in a transaction of its own, so that one that
 * fails takes no other with it. */
#include "features/onestop/onestop_queue.h"

#include "platform/crypt/crypt.h"

struct bulk {
	struct bulk_view v;
	size_t at;
	struct dossier_move_data data;
	struct flow_input in;
	struct dossier after;
	bool repeated;
};

static bool
listed(const struct bulk_view *v, int64_t id)
{
	for (size_t i = 0; i < v->n; i++)
		if (v->line[i].id == id)
			return true;
	return false;
}

/* The chosen rows: "id.version" each. */
static enum status
read_lines(struct cx *cx, struct req *rq, struct bulk_view *v)
{
	v->line = arena_new_array(cx->arena, struct bulk_line, ONESTOP_BULK_MAX);
	for (size_t i = 0; i < req_fields(rq) && v->n < ONESTOP_BULK_MAX; i++) {
		struct str name, value, version;
		struct bulk_line *l = &v->line[v->n];
		unsigned fields;
		req_field_at(rq, i, &name, &value);
		if (!str_is(name, "hs"))
			continue;
		version = value;
		value = str_cut(&version, '.');
		if (!str_i64(value, &l->id) || !str_i64(version, &l->version) || listed(v, l->id))
			continue;
		enum status st = onestop_open(cx, l->id, &l->d, &fields);
		if (st != ST_OK && st != ST_NOT_FOUND)
			return st;
		l->some = st == ST_OK;
		v->n++;
	}
	return ST_OK;
}

static enum status
show(struct cx *cx, struct req *rq, struct resp *rs, struct bulk_view *v)
{
	const char *title = v->report ? tr(cx->lang, "Kết quả phân công") : v->take ? tr(cx->lang, "Nhận xử lý") : tr(cx->lang, "Phân công");
	struct page *pg = page_begin(cx, rq, rs, &(struct page_opts){ .title = title, .nav = "hang-doi", .area = PAGE_OFFICER,
								      .back = v->back, .back_label = "Về hàng đợi",
								      .error = v->errors.list.n > 0 });
	tpl_onestop_bulk(pg, v);
	return page_end(pg);
}

static enum status
one_tx(struct cx *cx, void *input)
{
	struct bulk *b = input;
	return dossier_move(cx, b->v.line[b->at].id, "assign", &b->in, &b->after, &b->repeated);
}

static enum status next(struct cx *cx, struct req *rq, struct resp *rs, struct bulk *b);

static enum status
one_done(struct cx *cx, struct req *rq, struct resp *rs, enum status st, void *input)
{
	struct bulk *b = input;
	struct bulk_line *l = &b->v.line[b->at++];
	l->st = st;
	l->why = st == ST_OK ? NULL : onestop_fault_text(cx);
	b->v.done += st == ST_OK;
	return next(cx, rq, rs, b);
}

static enum status
next(struct cx *cx, struct req *rq, struct resp *rs, struct bulk *b)
{
	if (b->at < b->v.n) {
		const struct bulk_line *l = &b->v.line[b->at];
		b->in = (struct flow_input){ .key = arena_printf(cx->arena, "%s:%lld", b->v.key, (long long)l->id),
					     .version = l->version, .reason = "", .data = &b->data };
		return web_commit(cx, rq, cx->who.unit, one_tx, b, one_done);
	}
	if (b->v.done == b->v.n) {
		web_flash(rs, b->v.take ? "flash.onestop.taken" : "flash.onestop.assigned");
		return web_redirect(cx, rs, "%s", b->v.back);
	}
	b->v.report = true;
	return show(cx, rq, rs, &b->v);
}

/* Where to go back to: an address of the queue, never another's. */
static const char *
back_of(struct cx *cx, struct req *rq)
{
	struct str s = req_field(rq, "ve");
	return str_starts(s, "/can-bo?") && s.n < 1000 ? str_cstr(cx->arena, s) : "/can-bo";
}

enum status
onestop_bulk_post(struct cx *cx, struct req *rq, struct resp *rs)
{
	struct bulk *b = arena_new_one(cx->arena, struct bulk);
	struct account_officer *people = arena_new_array(cx->arena, struct account_officer, ONESTOP_PEOPLE_MAX);
	struct str key = req_field(rq, "khoa");
	b->v.take = str_is(req_field(rq, "viec"), "nhan");
	b->v.back = back_of(cx, rq);
	b->v.key = key.n > 0 && key.n <= 64 ? str_cstr(cx->arena, key) : crypt_token(cx->arena);
	b->v.people = people;
	TRY(read_lines(cx, rq, &b->v));
	TRY(account_officers_at(cx, cx->who.unit, ROLE_PROCESS, people, ONESTOP_PEOPLE_MAX, &b->v.n_people));
	if (!req_has_field(rq, "xac_nhan") || b->v.n == 0)
		return show(cx, rq, rs, &b->v);
	if (b->v.take)
		b->v.assignee = cx->who.account;
	else if (!str_i64(req_field(rq, "nguoi"), &b->v.assignee))
		onestop_error_add(cx, &b->v.errors, "nguoi", tr(cx->lang, "Chọn người được giao"));
	if (b->v.errors.list.n > 0) {
		resp_status(rs, 422);
		return show(cx, rq, rs, &b->v);
	}
	b->data.assignee = b->v.assignee;
	return next(cx, rq, rs, b);
}
