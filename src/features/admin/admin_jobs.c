/* Background jobs: what waits, what runs, dead letters. */
#include "features/admin/admin_views.h"

#define NAV "cong-viec"
#define INDEX ADMIN_INDEX "/cong-viec"

static const struct {
	const char *word;
	enum job_state state;
} tabs[] = { { "hong", JOB_DEAD }, { "cho", JOB_READY }, { "chay", JOB_RUNNING } };

/* "mail.smtp: 451 greylisted": the code becomes its sentence, what follows stays as it is. */
static const char *
error_words(struct cx *cx, const char *error)
{
	struct str rest = str_of(error), code = str_cut(&rest, ':');
	const char *id = str_cstr(cx->arena, code);
	if (error[0] == '\0' || !tr_has(cx->lang, id))
		return error;
	rest = str_trim(rest);
	return rest.n == 0 ? tr(cx->lang, id) : arena_printf(cx->arena, "%s (" STR_FMT ")", tr(cx->lang, id), STR_ARG(rest));
}

enum status
admin_jobs_page(struct cx *cx, struct req *rq, struct resp *rs)
{
	struct job_row row[ADMIN_LIST + 1];
	struct admin_jobs_view v = { .state = JOB_DEAD };
	int64_t after = 0;
	size_t n;
	for (size_t i = 0; i < ARRAY_LEN(tabs); i++)
		if (str_is(req_query(rq, "loai"), tabs[i].word))
			v.state = tabs[i].state;
	v.first = !str_i64(req_query(rq, "sau"), &after) || after <= 0;
	TRY(job_count(cx, JOB_READY, &v.ready));
	TRY(job_count(cx, JOB_RUNNING, &v.running));
	TRY(job_count(cx, JOB_DEAD, &v.dead));
	TRY(job_list(cx, v.state, v.first ? 0 : after, row, ADMIN_LIST + 1, &n));
	v.n = n > ADMIN_LIST ? ADMIN_LIST : n;
	v.next = n > ADMIN_LIST ? row[ADMIN_LIST - 1].id : 0;
	v.line = arena_new_array(cx->arena, struct admin_job_line, v.n + 1);
	for (size_t i = 0; i < v.n; i++) {
		const char *label = job_label(row[i].kind);
		v.line[i] = (struct admin_job_line){ .row = row[i], .error = error_words(cx, row[i].last_error),
						     .label = label != NULL ? tr(cx->lang, label) : tr(cx->lang, "Việc không rõ loại") };
	}
	struct page *pg = admin_page(cx, rq, rs, tr(cx->lang, "Việc chạy nền"), NAV, ADMIN_INDEX, false);
	tpl_admin_jobs(pg, &v);
	return page_end(pg);
}

struct change {
	int64_t id;
	bool revive;
};

static enum status
change_tx(struct cx *cx, void *input)
{
	const struct change *in = input;
	TRY(in->revive ? job_revive(cx, in->id) : job_discard(cx, in->id));
	return admin_event(cx, in->revive ? "admin.job_revive" : "admin.job_discard", "job", in->id, 0, "", "");
}

static enum status
changed(struct cx *cx, struct req *rq UNUSED, struct resp *rs, enum status st, void *input)
{
	const struct change *in = input;
	TRY(st);
	if (in->revive) {
		job_wake();
		web_flash(rs, "flash.admin.job_revive");
	} else
		web_flash(rs, "flash.admin.job_discard");
	return web_redirect(cx, rs, INDEX);
}

enum status
admin_job_post(struct cx *cx, struct req *rq, struct resp *rs UNUSED)
{
	struct change *in = arena_new_one(cx->arena, struct change);
	struct str act = req_field(rq, "lam");
	if (!str_i64(req_param(rq, "id"), &in->id))
		return fail(cx, ST_NOT_FOUND, "web.not_found", "bad id");
	in->revive = str_is(act, "chay");
	if (!in->revive && !str_is(act, "bo"))
		return fail(cx, ST_INVALID, "web.invalid", "act " STR_FMT, STR_ARG(str_head(act, 20)));
	return web_commit(cx, rq, 0, change_tx, in, changed);
}
