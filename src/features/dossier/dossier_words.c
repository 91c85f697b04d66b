/* States, events and next steps in words: for officers, and in plain words for the person. */
#include "features/dossier/dossier_moves.h"

const char *const dossier_names[] = {
	"draft", "submitted", "accepted", "processing", "waiting_supplement", "proposed", "approved", "finished",
	"returned", "refused", "withdrawn", "stopped",
};

const char *const dossier_labels_officer[] = {
	"Bản nháp", "Chờ tiếp nhận", "Đã tiếp nhận", "Đang xử lý", "Chờ bổ sung", "Trình duyệt", "Đã duyệt",
	"Chờ trả kết quả", "Đã trả kết quả", "Từ chối tiếp nhận", "Đã rút", "Dừng giải quyết",
};

static const char *const plain[] = {
	"Bạn chưa nộp", "Đã nộp, chờ tiếp nhận", "Đã được tiếp nhận", "Đang được giải quyết", "Bạn cần bổ sung",
	"Đang chờ lãnh đạo quyết định", "Đã có quyết định", "Đã có kết quả", "Đã nhận kết quả", "Không được tiếp nhận",
	"Bạn đã rút hồ sơ", "Đã dừng giải quyết",
};

static const char *const next_words[] = {
	"Bạn điền tiếp, xem lại rồi nộp.",
	"Bộ phận một cửa sẽ trả lời trong 8 giờ làm việc. Bạn chưa phải làm gì.",
	"Hồ sơ sẽ được chuyển cho người xử lý. Bạn chưa phải làm gì.",
	"Cán bộ đang xử lý hồ sơ. Bạn chưa phải làm gì.",
	"Bạn xem yêu cầu bên dưới, bổ sung rồi gửi lại. Thời hạn đang tạm dừng cho đến lúc đó.",
	"Lãnh đạo đang xem dự thảo kết quả. Bạn chưa phải làm gì.",
	"Kết quả đang được đưa về bộ phận một cửa.",
	"Bạn tải kết quả ở trang này, hoặc đến bộ phận một cửa để nhận bản giấy.",
	"Hồ sơ đã xong. Bạn có thể đánh giá việc phục vụ.",
	"Bạn đọc lý do, rồi nộp hồ sơ mới khi đã đủ điều kiện.",
	"Bạn có thể nộp hồ sơ mới bất cứ lúc nào.",
	"Bạn đọc lý do. Nếu không đồng ý, bạn có quyền khiếu nại.",
};

_Static_assert(ARRAY_LEN(dossier_names) == DOSSIER_STATES && ARRAY_LEN(dossier_labels_officer) == DOSSIER_STATES &&
		       ARRAY_LEN(plain) == DOSSIER_STATES && ARRAY_LEN(next_words) == DOSSIER_STATES,
	       "a word for every state");

const char *
dossier_state_name(enum dossier_state s)
{
	assert_always(s < DOSSIER_STATES);
	return dossier_names[s];
}

const char *
dossier_state_officer(enum lang lang, enum dossier_state s)
{
	assert_always(s < DOSSIER_STATES);
	return tr(lang, dossier_labels_officer[s]);
}

const char *
dossier_state_plain(enum lang lang, enum dossier_state s)
{
	assert_always(s < DOSSIER_STATES);
	return tr(lang, plain[s]);
}

const char *
dossier_next_plain(struct cx *cx, const struct dossier *d)
{
	const struct unit *u = unit_by_id(d->unit);
	if (d->state != DOSSIER_SUBMITTED || d->answer_due_at == 0 || cx->now <= d->answer_due_at)
		return tr(cx->lang, next_words[d->state]);
	if (u == NULL || u->phone[0] == '\0')
		return tr(cx->lang, "Đã quá 8 giờ làm việc mà cơ quan chưa trả lời. Bạn nên đến bộ phận một cửa nơi nhận, đọc mã hồ sơ để "
				    "hỏi.");
	return arena_printf(cx->arena, tr(cx->lang, "Đã quá 8 giờ làm việc mà cơ quan chưa trả lời. Bạn nên gọi %s, đọc mã hồ sơ để hỏi."),
			    u->phone);
}

bool
dossier_is_open(enum dossier_state s)
{
	return s >= DOSSIER_SUBMITTED && s <= DOSSIER_FINISHED;
}

bool
dossier_is_ended(enum dossier_state s)
{
	return s >= DOSSIER_RETURNED;
}

const struct dossier_verb dossier_verbs[] = {
	{ "dossier.submit", "Hồ sơ đã được nộp" },
	{ "dossier.accept", "Bộ phận một cửa đã tiếp nhận hồ sơ và hẹn ngày trả kết quả" },
	{ "dossier.ask_supplement", "Cơ quan đề nghị bổ sung hồ sơ; thời hạn tạm dừng" },
	{ "dossier.supplement", "Đã nhận phần bổ sung; thời hạn chạy tiếp" },
	{ "dossier.refuse", "Cơ quan không tiếp nhận hồ sơ" },
	{ "dossier.assign", "Hồ sơ được giao cho người xử lý" },
	{ "dossier.forward", "Hồ sơ chuyển sang bước tiếp theo" },
	{ "dossier.propose", "Dự thảo kết quả được trình lãnh đạo" },
	{ "dossier.send_back", "Lãnh đạo yêu cầu xem lại dự thảo kết quả" },
	{ "dossier.approve", "Lãnh đạo đã phê duyệt kết quả" },
	{ "dossier.extend", "Cơ quan xin lỗi và hẹn lại ngày trả kết quả" },
	{ "dossier.withdraw", "Hồ sơ đã được rút" },
	{ "dossier.stop", "Cơ quan dừng giải quyết hồ sơ" },
	{ "dossier.finish", "Kết quả đã về bộ phận một cửa" },
	{ "dossier.return_result", "Kết quả đã được trả" },
	{ "dossier.message", "Người nộp gửi lời nhắn" },
	{ "dossier.answer", "Cơ quan gửi lời nhắn" },
	{ "dossier.note", "Ghi chú nội bộ" },
	{ "dossier.mark_paper", "Cán bộ đã kiểm tra một giấy tờ" },
	{ "dossier.fee_paid", "Đã nộp phí, lệ phí tại quầy" },
	{ "dossier.rate", "Người nộp đã đánh giá" },
	{ "dossier.move_desk", "Hồ sơ chuyển sang nơi khác giải quyết tiếp" },
	{ "dossier.link", "Hồ sơ được gắn vào tài khoản của người nộp" },
	{ "dossier.view", "Hồ sơ được mở xem" },
	{ NULL, NULL },
};

const char *
dossier_event_plain(struct cx *cx, const struct ledger_event *e)
{
	for (const struct dossier_verb *v = dossier_verbs; v->verb != NULL; v++)
		if (strcmp(e->verb, v->verb) == 0)
			return tr(cx->lang, v->words);
	return tr(cx->lang, "Việc khác");
}
