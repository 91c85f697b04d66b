/* The moves of a dossier, one row each: from, to, who, condition, clock. To add a move is to add a row. */
#include "features/dossier/dossier_moves.h"

#define ST(s) (1u << DOSSIER_##s)
#define IN_WORK (ST(ACCEPTED) | ST(PROCESSING))
#define UNDECIDED (ST(SUBMITTED) | ST(ACCEPTED) | ST(PROCESSING) | ST(WAITING) | ST(PROPOSED))

static bool
not_accepted(const struct flow_thing *t)
{
	return ((const struct dossier *)t->row)->accepted_at == 0;
}

static bool
is_accepted(const struct flow_thing *t)
{
	return !not_accepted(t);
}

static const struct flow_move moves[] = {
	{ "submit", "Nộp hồ sơ", ST(DRAFT), DOSSIER_SUBMITTED, FLOW_OWNER | ROLE_RECEIVE, FLOW_HIDDEN, FLOW_CLOCK_NONE,
	  .basis = "Nghị định 118/2025/NĐ-CP: nộp hồ sơ trực tuyến, trực tiếp",
	  .guard = dossier_guard_complete, .effect = dossier_effect_submit, .after = dossier_after_tell },

	{ "accept", "Tiếp nhận", ST(SUBMITTED), DOSSIER_ACCEPTED, ROLE_RECEIVE, 0, FLOW_CLOCK_START,
	  .basis = "Nghị định 118/2025/NĐ-CP: tiếp nhận, cấp Giấy tiếp nhận hồ sơ và hẹn trả kết quả (mẫu 01)",
	  .ready = dossier_ready_accept, .effect = dossier_effect_accept, .after = dossier_after_tell },

	{ "ask_supplement", "Yêu cầu bổ sung", ST(SUBMITTED) | IN_WORK, DOSSIER_WAITING, ROLE_RECEIVE | ROLE_PROCESS,
	  FLOW_REASON, FLOW_CLOCK_PAUSE,
	  .basis = "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ (mẫu 02); thời gian bổ sung không tính vào thời hạn",
	  .effect = dossier_effect_ask_supplement, .after = dossier_after_tell },

	{ "supplement", "Nhận bổ sung", ST(WAITING), DOSSIER_SUBMITTED, FLOW_OWNER | ROLE_RECEIVE, 0, FLOW_CLOCK_RESUME,
	  .basis = "Người nộp gửi bổ sung là lúc nhận bổ sung; thời hạn trả lời tính lại", .when = not_accepted,
	  .guard = dossier_guard_complete, .effect = dossier_effect_supplement, .after = dossier_after_tell },
	{ "supplement", "Nhận bổ sung", ST(WAITING), DOSSIER_PROCESSING, FLOW_OWNER | ROLE_RECEIVE, 0, FLOW_CLOCK_RESUME,
	  .basis = "Người nộp gửi bổ sung là lúc nhận bổ sung; thời hạn giải quyết tính tiếp", .when = is_accepted,
	  .guard = dossier_guard_complete, .effect = dossier_effect_supplement, .after = dossier_after_tell },

	{ "refuse", "Từ chối tiếp nhận", ST(SUBMITTED) | ST(WAITING), DOSSIER_REFUSED, ROLE_RECEIVE, FLOW_REASON,
	  FLOW_CLOCK_STOP, .basis = "Phiếu từ chối tiếp nhận giải quyết hồ sơ (mẫu 03), nêu rõ lý do",
	  .when = not_accepted, .effect = dossier_effect_refuse, .after = dossier_after_tell },

	{ "assign", "Phân công", IN_WORK, DOSSIER_PROCESSING, ROLE_RECEIVE | ROLE_PROCESS | ROLE_LEAD, 0, FLOW_CLOCK_NONE,
	  .basis = "Chuyển hồ sơ trong ngày làm việc, hoặc đầu ngày làm việc tiếp theo nếu nhận sau 15 giờ",
	  .ready = dossier_ready_assign, .guard = dossier_guard_assign, .effect = dossier_effect_assign },

	{ "forward", "Chuyển bước tiếp", ST(PROCESSING), DOSSIER_PROCESSING, ROLE_PROCESS | ROLE_LEAD | FLOW_ASSIGNEE, 0,
	  FLOW_CLOCK_NONE, .basis = "Phiếu kiểm soát quá trình giải quyết hồ sơ (mẫu 05): giao, nhận, giờ, hạn",
	  .when = dossier_next_is_process, .guard = dossier_guard_assign, .effect = dossier_effect_forward },

	{ "propose", "Trình kết quả", ST(PROCESSING), DOSSIER_PROPOSED, ROLE_PROCESS | FLOW_ASSIGNEE, 0, FLOW_CLOCK_NONE,
	  .basis = "Người xử lý trình người có thẩm quyền quyết định", .guard = dossier_guard_propose,
	  .effect = dossier_effect_propose },

	{ "send_back", "Trả lại người xử lý", ST(PROPOSED), DOSSIER_PROCESSING, ROLE_LEAD, FLOW_REASON, FLOW_CLOCK_NONE,
	  .basis = "Người có thẩm quyền chưa đồng ý dự thảo kết quả, nêu lý do", .effect = dossier_effect_send_back },

	{ "approve", "Phê duyệt", ST(PROPOSED), DOSSIER_APPROVED, ROLE_LEAD, 0, FLOW_CLOCK_NONE,
	  .basis = "Người có thẩm quyền quyết định kết quả giải quyết", .ready = dossier_ready_four_eyes,
	  .effect = dossier_effect_approve },

	{ "extend", "Xin lỗi và hẹn lại", IN_WORK | ST(PROPOSED), FLOW_SAME, ROLE_LEAD, FLOW_REASON, FLOW_CLOCK_NONE,
	  .basis = "Phiếu xin lỗi và hẹn lại ngày trả kết quả (mẫu 04); hẹn lại không quá một lần",
	  .ready = dossier_ready_extend, .guard = dossier_guard_extend, .effect = dossier_effect_extend, .after = dossier_after_tell },

	{ "withdraw", "Rút hồ sơ", UNDECIDED, DOSSIER_WITHDRAWN, FLOW_OWNER | ROLE_RECEIVE, 0, FLOW_CLOCK_STOP,
	  .basis = "Người nộp được rút hồ sơ trước khi có quyết định", .effect = dossier_effect_end,
	  .after = dossier_after_tell },

	{ "stop", "Dừng giải quyết", IN_WORK | ST(WAITING) | ST(PROPOSED), DOSSIER_STOPPED, ROLE_LEAD, FLOW_REASON,
	  FLOW_CLOCK_STOP, .basis = "Thông báo không giải quyết, nêu rõ lý do", .when = is_accepted,
	  .effect = dossier_effect_end, .after = dossier_after_tell },

	{ "finish", "Nhận kết quả về quầy", ST(APPROVED), DOSSIER_FINISHED, ROLE_RETURN | ROLE_RECEIVE, 0, FLOW_CLOCK_STOP,
	  .basis = "Kết quả về bộ phận một cửa: lúc này quyết định trước, đúng hay trễ hạn",
	  .effect = dossier_effect_finish, .after = dossier_after_tell },

	{ "return_result", "Trả kết quả", ST(FINISHED), DOSSIER_RETURNED, ROLE_RETURN | ROLE_RECEIVE, 0, FLOW_CLOCK_NONE,
	  .basis = "Trả kết quả cho người nộp, kết thúc hồ sơ", .ready = dossier_ready_fees_paid,
	  .effect = dossier_effect_return, .after = dossier_after_tell },

	{ "move_desk", "Chuyển nơi giải quyết", UNDECIDED | ST(APPROVED) | ST(FINISHED), FLOW_SAME, FLOW_SYSTEM, FLOW_HIDDEN,
	  FLOW_CLOCK_NONE, .basis = "Đơn vị chưa có cán bộ, hết cán bộ, sáp nhập: nơi làm thay hoặc đơn vị tiếp nhận giải quyết tiếp",
	  .effect = dossier_effect_move_desk },

	{ NULL, .from = 0 },
};

const struct flow_kind dossier_flow = {
	.name = "dossier",
	.state_labels = dossier_labels_officer,
	.state_names = dossier_names,
	.n_states = DOSSIER_STATES,
	.moves = moves,
	.load = dossier_store_thing,
	.move = dossier_store_move,
};

enum status
dossier_move(struct cx *cx, int64_t id, const char *action, const struct flow_input *in, struct dossier *after,
	     bool *repeated)
{
	struct flow_result r;
	TRY(flow_move(cx, &dossier_flow, id, action, in, &r));
	*after = *(const struct dossier *)r.thing.row;
	after->state = (enum dossier_state)r.thing.state;
	after->version = r.thing.version;
	*repeated = r.repeated;
	return ST_OK;
}

/* --- figures, folded from the events these moves write --------------------------------------------------------- */

/* A number of the event's detail; `none` when it is not there. */
static int64_t
detail_int(const struct ledger_event *e, const char *key, int64_t none)
{
	struct str s = str_of(e->detail);
	char quoted[40];
	int n = snprintf(quoted, sizeof quoted, "\"%s\":", key);
	ptrdiff_t at = str_find(s, quoted);
	int64_t v;
	if (at < 0)
		return none;
	s = str_from(s, (size_t)at + (size_t)n);
	struct str value = str_cut(&s, ',');
	while (value.n > 0 && (value.p[value.n - 1] == '}' || value.p[value.n - 1] == '"'))
		value.n--;
	while (value.n > 0 && value.p[0] == '"')
		value = str_from(value, 1);
	return str_i64(value, &v) ? v : none;
}

static const struct tally_figure figures[] = {
	{ "dossier.received", "Hồ sơ nhận" },      { "dossier.accepted", "Hồ sơ tiếp nhận" },
	{ "dossier.finished", "Hồ sơ đã xong" },   { "dossier.returned", "Kết quả đã trả" },
	{ "dossier.refused", "Hồ sơ từ chối" },    { "dossier.withdrawn", "Hồ sơ đã rút" },
	{ "dossier.stopped", "Hồ sơ dừng" },       { "dossier.rating", "Đánh giá" },
	{ "dossier.open", "Hồ sơ đang mở" },       { NULL, NULL },
};

static void
fold(struct tally_sink *sink, const struct ledger_event *e)
{
	static const struct {
		const char *verb, *figure, *dim; /* dim: key of the detail, or NULL */
	} counted[] = {
		{ "dossier.submit", "dossier.received", "channel" }, { "dossier.accept", "dossier.accepted", NULL },
		{ "dossier.finish", "dossier.finished", "class" },   { "dossier.return_result", "dossier.returned", NULL },
		{ "dossier.refuse", "dossier.refused", NULL },       { "dossier.withdraw", "dossier.withdrawn", NULL },
		{ "dossier.stop", "dossier.stopped", NULL },         { "dossier.rate", "dossier.rating", "score" },
	};
	int32_t day = time_day(id_time(e->id));
	for (size_t i = 0; i < ARRAY_LEN(counted); i++)
		if (strcmp(e->verb, counted[i].verb) == 0)
			tally_add(sink, counted[i].figure, e->unit, day,
				  counted[i].dim ? detail_int(e, counted[i].dim, 0) : 0, 1);
	/* Open work of the desk by state and day of what it is sorted by (settled.md 25). */
	int64_t desk = detail_int(e, "desk", 0), to_desk = detail_int(e, "to_desk", desk);
	if (desk == 0)
		return;
	if (dossier_is_open((enum dossier_state)e->from))
		tally_add(sink, "dossier.open", desk, (int32_t)detail_int(e, "was", 0), e->from, -1);
	if (dossier_is_open((enum dossier_state)e->to))
		tally_add(sink, "dossier.open", to_desk, (int32_t)detail_int(e, "is", 0), e->to, 1);
}

const struct tally_set dossier_tallies = { figures, "dossier", fold };
