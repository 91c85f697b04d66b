/* Work by the clock: drafts that nobody goes on with end after 90 days without being saved, a week after a letter (settled.md 15). */
#include "features/dossier/dossier_priv.h"

#include "core/post/post.h"

enum { DRAFT_DAYS = 90, NOTICE_DAYS = 7, DRAFTS_A_TIME = 200 };

#define SAVED_AT "coalesce((SELECT v.saved_at FROM dossier_value v WHERE v.dossier_id = dossier.id), created_at)"
STMT(q_drafts_old,
     "SELECT id, account_id, " SAVED_AT " FROM dossier WHERE state = 0 AND account_id <> 0 AND id > :after AND id < :before "
     "AND " SAVED_AT " >= :from AND " SAVED_AT " < :until ORDER BY id LIMIT :max");

struct draft {
	int64_t id, account, saved_at;
	bool ended; /* discarded, else only told of */
};

static enum status
tell(struct cx *cx, const struct dossier *d, int64_t saved_at)
{
	struct account a;
	struct buf b;
	char day[TIME_TEXT];
	int32_t last = time_day(saved_at) + DRAFT_DAYS;
	TRY(account_load(cx, d->account, &a));
	buf_init(&b, cx->arena, BUF_LINE);
	buf_addf(&b, tr(a.lang, "Kính gửi %s,"), a.name);
	buf_adds(&b, "\n\n");
	buf_addf(&b, tr(a.lang, "Bản nháp hồ sơ bạn điền dở sẽ được xóa ngày %s. Nếu còn cần, bạn mở ra và lưu lại, hoặc nộp."),
		 day_text(last, day));
	buf_addf(&b, "\n\n%s: %s\n%s: %s\n", tr(a.lang, "Tên thủ tục"), procedure_name(a.lang, d->procedure),
		 tr(a.lang, "Hồ sơ của tôi"), web_absolute(cx, "/ho-so"));
	struct post_letter letter = {
		.to = a.email_confirmed_at != 0 ? a.email : "", .to_name = a.name, .lang = a.lang,
		.subject = tr(a.lang, "Bản nháp hồ sơ sắp được xóa"), .body = buf_cstr(&b),
		.unique_key = arena_printf(cx->arena, "dossier-draft:%lld:%d", (long long)d->id, (int)last),
	};
	return post_enqueue(cx, &letter);
}

/* Between the look and the write the person may have filed it. */
static enum status
end_tx(struct cx *cx, void *input)
{
	const struct draft *in = input;
	struct dossier d;
	enum status st = dossier_load(cx, in->id, &d);
	if (st == ST_NOT_FOUND || (st == ST_OK && d.state != DOSSIER_DRAFT))
		return ST_OK;
	TRY(st);
	return in->ended ? dossier_discard(cx, &d) : tell(cx, &d, in->saved_at);
}

static enum status
some_drafts(struct cx *cx, int64_t after, int64_t from, int64_t until, struct draft *out, size_t *n)
{
	struct rows rs;
	*n = 0;
	/* A draft is not older than its id, so the newer ones need no look at when they were saved. */
	TRY(db_query(cx, &q_drafts_old,
		     ARGS(I("after", after), I("before", id_floor(until)), I("from", from), I("until", until),
			  I("max", DRAFTS_A_TIME)),
		     &rs));
	while (*n < DRAFTS_A_TIME && db_next(&rs))
		out[(*n)++] = (struct draft){ .id = db_i64(&rs, 0), .account = db_i64(&rs, 1), .saved_at = db_i64(&rs, 2) };
	return db_end(&rs);
}

/* Those last saved in [from, until). */
static enum status
drafts(struct cx *cx, struct db *db, int64_t from, int64_t until, bool ended)
{
	struct draft *d = arena_new_array(cx->arena, struct draft, DRAFTS_A_TIME);
	int64_t after = 0;
	size_t n;
	do {
		TRY(some_drafts(cx, after, from, until, d, &n));
		for (size_t i = 0; i < n; i++) {
			d[i].ended = ended;
			TRY(db_tx(cx, db, d[i].account, end_tx, &d[i]));
			after = d[i].id;
		}
	} while (n == DRAFTS_A_TIME);
	return ST_OK;
}

static enum status
drafts_run(struct cx *cx, struct db *db, const struct job *j UNUSED)
{
	int64_t end = cx->now - DRAFT_DAYS * TIME_DAY;
	TRY(drafts(cx, db, 0, end, true));
	return drafts(cx, db, end, end + NOTICE_DAYS * TIME_DAY, false);
}

const struct job_kind dossier_jobs[] = {
	{ .name = "dossier.drafts", .label = "Báo trước và xóa bản nháp quá 90 ngày", .run = drafts_run, .every = TIME_DAY },
	{ .name = UNIT_DESKS_JOB, .label = "Chuyển hồ sơ đang mở về nơi giải quyết", .run = dossier_desks_run, .every = 10 * TIME_MINUTE },
	{ .name = NULL },
};
