/* What a move means for the person, by e-mail (post.send sends it with retries). Nothing personal but the name stands in
 * it: who wants to know more signs in, or tracks by code. */
#include "features/dossier/dossier_priv.h"

#include "core/post/post.h"

struct letter {
	const char *verb, *subject, *words;
};

static const struct letter letters[] = {
	{ "dossier.submit", "Đã nhận hồ sơ %s",
	  "Chúng tôi đã nhận hồ sơ của bạn. Bộ phận một cửa sẽ trả lời trong 8 giờ làm việc." },
	{ "dossier.accept", "Hồ sơ %s đã được tiếp nhận",
	  "Hồ sơ đã được tiếp nhận. Giấy tiếp nhận và hẹn trả kết quả có trong trang hồ sơ của bạn." },
	{ "dossier.ask_supplement", "Hồ sơ %s cần bổ sung",
	  "Cơ quan đề nghị bạn bổ sung hồ sơ. Bạn mở trang hồ sơ, xem yêu cầu, bổ sung rồi gửi lại. Thời hạn đang tạm "
	  "dừng cho đến lúc đó." },
	{ "dossier.supplement", "Đã nhận phần bổ sung của hồ sơ %s", "Phần bổ sung đã được nhận. Thời hạn chạy tiếp." },
	{ "dossier.refuse", "Hồ sơ %s không được tiếp nhận",
	  "Cơ quan không tiếp nhận hồ sơ. Lý do có trong trang hồ sơ của bạn." },
	{ "dossier.extend", "Xin lỗi và hẹn lại ngày trả kết quả hồ sơ %s",
	  "Cơ quan xin lỗi vì chưa xong đúng hẹn và hẹn lại ngày trả kết quả. Lý do và ngày mới có trong trang hồ sơ của bạn." },
	{ "dossier.withdraw", "Hồ sơ %s đã được rút", "Hồ sơ đã được rút theo đề nghị của bạn." },
	{ "dossier.stop", "Hồ sơ %s dừng giải quyết", "Cơ quan dừng giải quyết hồ sơ. Lý do có trong trang hồ sơ của bạn." },
	{ "dossier.finish", "Hồ sơ %s đã có kết quả",
	  "Kết quả đã có. Bạn tải ở trang hồ sơ, hoặc đến bộ phận một cửa để nhận bản giấy." },
	{ "dossier.return_result", "Hồ sơ %s đã trả kết quả",
	  "Hồ sơ đã xong. Mong bạn dành một phút đánh giá việc phục vụ ở trang hồ sơ." },
	{ "dossier.answer", "Lời nhắn về hồ sơ %s", "Cơ quan đã gửi cho bạn một lời nhắn. Bạn đọc ở trang hồ sơ." },
};

static const struct letter *
letter_of(const char *verb)
{
	for (size_t i = 0; i < ARRAY_LEN(letters); i++)
		if (strcmp(letters[i].verb, verb) == 0)
			return &letters[i];
	return NULL;
}

/* The language of the account's letters, Vietnamese for a person without one. */
static enum status
language(struct cx *cx, const struct dossier *d, enum lang *lang)
{
	struct account a;
	*lang = LANG_VI;
	if (d->account == 0)
		return ST_OK;
	TRY(account_load(cx, d->account, &a));
	*lang = a.lang;
	return ST_OK;
}

static void
put_due(struct buf *b, enum lang lang, const struct dossier *d)
{
	char when[TIME_TEXT];
	int64_t due = d->due_at != 0 ? d->due_at : d->accepted_at == 0 ? d->expected_at : 0;
	if (due == 0 || !dossier_is_open(d->state) || d->state == DOSSIER_FINISHED || d->paused_at != 0)
		return;
	buf_adds(b, tr(lang, d->due_at != 0 ? "Ngày hẹn trả kết quả" : "Ngày dự kiến có kết quả"));
	buf_addf(b, ": %s\n", time_text(due, when));
}

enum status
dossier_tell(struct cx *cx, const struct dossier *d, const struct ledger_event *e)
{
	const struct letter *l = letter_of(e->verb);
	enum lang lang;
	struct buf b;
	if (l == NULL || d->email[0] == '\0')
		return ST_OK;
	/* A desk submits and accepts in one go: the letter about the acceptance says it all. */
	if (d->channel == CHANNEL_COUNTER && strcmp(e->verb, "dossier.submit") == 0)
		return ST_OK;
	TRY(language(cx, d, &lang));
	buf_init(&b, cx->arena, BUF_LINE);
	buf_addf(&b, tr(lang, "Kính gửi %s,"), d->applicant);
	buf_addf(&b, "\n\n%s\n\n", tr(lang, l->words));
	buf_addf(&b, "%s: %s\n", tr(lang, "Mã hồ sơ"), d->code);
	buf_addf(&b, "%s: %s\n", tr(lang, "Tên thủ tục"), procedure_name(lang, d->procedure));
	buf_addf(&b, "%s: %s\n", tr(lang, "Cơ quan"), unit_name(lang, d->unit));
	put_due(&b, lang, d);
	buf_addf(&b, "\n%s: %s\n", tr(lang, d->account != 0 ? "Trang hồ sơ" : "Tra cứu"),
		 web_absolute(cx, d->account != 0 ? arena_printf(cx->arena, "/ho-so/%lld", (long long)d->id)
						  : arena_printf(cx->arena, "/tra-cuu?ma=%s", d->code)));
	struct post_letter letter = {
		.to = d->email, .to_name = d->applicant, .lang = lang,
		.subject = arena_printf(cx->arena, tr(lang, l->subject), d->code), .body = buf_cstr(&b),
		.unique_key = arena_printf(cx->arena, "dossier-mail:%lld", (long long)e->id),
	};
	return post_enqueue(cx, &letter);
}
