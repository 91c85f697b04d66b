/* An officer's own page: data, the unit worked for, devices. */
#include "features/account/account_views.h"

enum status
account_officer_me(struct cx *cx, struct req *rq, struct resp *rs)
{
	const struct who *who = &cx->who;
	struct officer_me_view v = { .next = account_next(cx, req_query(rq, "tiep"), ""), .n = who->n_at,
				     .sessions = { .action = "/can-bo/toi/dang-xuat-het" } };
	TRY(account_load(cx, who->account, &v.a));
	TRY(account_sessions_view(cx, rq, &v.sessions));
	v.unit = arena_new_array(cx->arena, struct officer_unit, who->n_at + 1);
	for (int i = 0; i < who->n_at; i++)
		v.unit[i] = (struct officer_unit){ .id = who->at[i].unit, .name = unit_name(cx->lang, who->at[i].unit),
						   .roles = account_roles_text(cx->arena, cx->lang, who->at[i].roles),
						   .now = who->at[i].unit == who->unit };
	struct page *pg = page_begin(cx, rq, rs, &(struct page_opts){ .title = tr(cx->lang, "Tài khoản của tôi"),
								      .area = PAGE_OFFICER, .nav = "toi" });
	tpl_account_officer_me(pg, &v);
	return page_end(pg);
}

static enum status
unit_chosen(struct cx *cx, struct req *rq, struct resp *rs, enum status st, void *input UNUSED)
{
	if (st != ST_OK)
		return st;
	return account_go_on(cx, rq, rs, cx->who.account, account_next(cx, req_field(rq, "tiep"), "/can-bo"));
}

enum status
account_officer_unit_post(struct cx *cx, struct req *rq, struct resp *rs UNUSED)
{
	struct account_unit_choice *c = arena_new_one(cx->arena, struct account_unit_choice);
	c->session = arena_strdup(cx->arena, web_session_hash(rq));
	if (!str_i64(req_field(rq, "don_vi"), &c->unit))
		return fail(cx, ST_INVALID, "account.unit.none", "no unit chosen");
	return web_commit(cx, rq, cx->who.account, account_choose_unit_tx, c, unit_chosen);
}
