/* How each move looks to an officer: its words, what its form asks for. Which move may be made now is flow's to say. */
#include "features/onestop/onestop_priv.h"

#include "platform/blob/blob.h"
#include "platform/crypt/crypt.h"
#include "platform/parse/filetype.h"
#include "platform/web/web.h"

enum { MOVES_MAX = 24 };

const struct onestop_move onestop_moves[] = {
	{ "accept", "tiep-nhan", "Tiếp nhận và in giấy hẹn", NULL, NULL, NULL, NEEDS_FEES, "flash.onestop.accept", "receipt" },
	{ "supplement", "nhan-bo-sung", "Đã nhận đủ phần bổ sung",
	  "Người nộp mang phần bổ sung đến quầy: ghi giấy tờ đã nhận. Thời hạn chạy tiếp từ lúc này.", NULL, NULL, NEEDS_PAPERS,
	  "flash.onestop.supplement", NULL },
	{ "forward", "chuyen-buoc", "Chuyển bước tiếp", NULL, NULL, NULL, NEEDS_PERSON, "flash.onestop.forward", NULL },
	{ "propose", "trinh-ket-qua", "Trình kết quả", "Soạn nội dung kết quả, hoặc gửi kèm tệp PDF đã soạn.", NULL, NULL,
	  NEEDS_RESULT, "flash.onestop.propose", NULL },
	{ "assign", "phan-cong", "Phân công", NULL, NULL, NULL, NEEDS_PERSON, "flash.onestop.assign", NULL },
	{ "approve", "phe-duyet", "Phê duyệt kết quả này", NULL, NULL, NULL, 0, "flash.onestop.approve", NULL },
	{ "send_back", "tra-lai", "Trả lại người xử lý", NULL, "Cần sửa gì trong dự thảo?", NULL, 0, "flash.onestop.send_back",
	  NULL },
	{ "finish", "nhan-ket-qua", "Đã nhận kết quả về quầy",
	  "Kết quả đã về bộ phận một cửa. Lúc này quyết định hồ sơ trước hạn, đúng hạn hay trễ hạn; người nộp được báo.", NULL,
	  NULL, 0, "flash.onestop.finish", NULL },
	{ "return_result", "tra-ket-qua", "Đã trả kết quả", "Người nộp đã nhận kết quả; hồ sơ kết thúc.", NULL, NULL, 0,
	  "flash.onestop.return", NULL },
	{ "ask_supplement", "yeu-cau-bo-sung", "Gửi yêu cầu bổ sung (mẫu 02)", "Thời hạn tạm dừng cho đến khi nhận đủ.",
	  "Cần bổ sung gì, và vì sao?", "Nêu từng giấy tờ hoặc chỗ khai; người nộp đọc nguyên văn", 0, "flash.onestop.ask",
	  "supplement" },
	{ "extend", "hen-lai", "Gửi phiếu xin lỗi (mẫu 04)", "Mỗi hồ sơ chỉ được hẹn lại một lần.", "Vì sao chưa xong đúng hạn?",
	  "Người nộp đọc nguyên văn", NEEDS_AMOUNT, "flash.onestop.extend", "apology" },
	{ "refuse", "tu-choi", "Từ chối tiếp nhận (mẫu 03)", "Hồ sơ kết thúc; người nộp phải nộp hồ sơ mới.",
	  "Lý do từ chối", "Nêu điều khoản làm căn cứ, và người nộp có thể làm gì tiếp", NEEDS_WARNING, "flash.onestop.refuse",
	  "refusal" },
	{ "stop", "dung", "Dừng giải quyết", "Hồ sơ kết thúc mà không có kết quả.", "Lý do dừng giải quyết",
	  "Nêu điều khoản làm căn cứ", NEEDS_WARNING, "flash.onestop.stop", NULL },
	{ "withdraw", "rut", "Rút hồ sơ theo đề nghị của người nộp", "Chỉ khi người nộp có mặt hoặc có đơn đề nghị rút.",
	  "Ghi chú về đề nghị rút (không bắt buộc)", NULL, NEEDS_WARNING | NEEDS_WORDS, "flash.onestop.withdraw", NULL },
	{ .action = NULL },
};

/* --- papers at the counter -------------------------------------------------------------------------------------------- */

static const char *
field_name(struct cx *cx, const char *stem, int nr)
{
	return arena_printf(cx->arena, "%s.%d", stem, nr);
}

/* All but the form itself and what is only shown. */
void
onestop_hands_fill(struct cx *cx, const struct dossier *d, struct onestop_hand_field **out, size_t *n)
{
	const struct procedure *p = d->procedure;
	struct onestop_hand_field *h = arena_new_array(cx->arena, struct onestop_hand_field, p->n_papers + 1);
	*n = 0;
	for (size_t i = 0; i < p->n_papers; i++) {
		const struct procedure_paper *paper = &p->paper[i];
		if (paper->by != PAPER_UPLOAD && paper->by != PAPER_FIELD)
			continue;
		h[*n] = (struct onestop_hand_field){
			.label = paper->name, .nr = (int)*n, .original = paper->original, .copies = paper->copies,
			.needed = paper->by == PAPER_UPLOAD && !paper->optional,
			.paper = paper->by == PAPER_FIELD ? arena_printf(cx->arena, "field:%s", paper->field) : paper->id,
		};
		++*n;
	}
	*out = h;
}

void
onestop_hands_read(struct cx *cx, struct req *rq, struct onestop_hand_field *hand, size_t n)
{
	for (size_t i = 0; i < n; i++)
		hand[i].chosen = req_field(rq, field_name(cx, "giay", hand[i].nr));
}

/* The scan of a paper is kept before the transaction; a wrong one takes nothing else with it. */
enum status
onestop_scan_take(struct cx *cx, struct req *rq, struct onestop_hand_field *h, const char *id, struct onestop_errors *e)
{
	const struct filetype *type;
	const char *field = arena_printf(cx->arena, "tep.%d", h->nr), *wrong = NULL;
	for (size_t i = 0; i < req_files(rq) && h->scan == NULL; i++)
		if (str_is(req_file_at(rq, i)->field, field) && req_file_at(rq, i)->size > 0)
			h->scan = req_file_at(rq, i);
	if (h->scan == NULL)
		return ST_OK;
	enum status st = h->scan->too_large ? ST_INVALID : filetype_of(cx, h->scan->path, &type);
	if (st == ST_INVALID)
		wrong = h->scan->too_large ? tr(cx->lang, "Tệp lớn quá 10 MB; thu nhỏ rồi gửi lại")
					   : tr(cx->lang, "Bản chụp phải là PDF, JPEG, PNG, DOCX hoặc XLSX");
	else if (st != ST_OK)
		return st;
	else if (h->chosen.n == 0)
		wrong = tr(cx->lang, "Chọn bản chính hay bản sao cho giấy tờ có tệp chụp");
	if (wrong != NULL) {
		h->error = wrong;
		onestop_error_add(cx, e, id, wrong);
		return ST_OK;
	}
	TRY(blob_take(cx, h->scan->path, h->scan->sha256));
	http_file_keep(h->scan);
	h->type = type->type;
	h->name = filetype_name(cx->arena, h->scan->name, type);
	return ST_OK;
}

static enum status
write_hand(struct cx *cx, const struct dossier *d, const struct onestop_hand_field *h)
{
	bool original = str_is(h->chosen, "chinh");
	int64_t id;
	if (h->type == NULL)
		return dossier_hand_paper(cx, d, h->paper, original);
	struct dossier_paper p = { .paper = h->paper, .name = h->name, .type = h->type, .sha256 = h->scan->sha256,
				   .size = h->scan->size, .reason = "", .original = original,
				   .mark = original ? PAPER_ORIGINAL : PAPER_COPY };
	return dossier_add_paper(cx, d, &p, &id);
}

enum status
onestop_hands_write(struct cx *cx, const struct dossier *d, const struct onestop_hand_field *hand, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_is(hand[i].chosen, "chinh") || str_is(hand[i].chosen, "sao"))
			TRY(write_hand(cx, d, &hand[i]));
	return ST_OK;
}

/* --- one move --------------------------------------------------------------------------------------------------------- */

static const char *
unit_words(enum lang lang, enum due_unit unit)
{
	switch (unit) {
	case DUE_CALENDAR_DAYS: return tr(lang, "ngày");
	case DUE_WORKING_HOURS: return tr(lang, "giờ làm việc");
	default: return tr(lang, "ngày làm việc");
	}
}

static enum status
fill_people(struct cx *cx, const struct dossier *d, struct onestop_move_view *v)
{
	struct account_officer *people = arena_new_array(cx->arena, struct account_officer, ONESTOP_PEOPLE_MAX);
	TRY(account_officers_at(cx, d->desk, ROLE_PROCESS, people, ONESTOP_PEOPLE_MAX, &v->n_people));
	v->people = people;
	v->me = cx->who.account;
	v->assignee = d->assignee;
	for (size_t i = 0; i < v->n_people && d->assignee == 0; i++)
		if (people[i].id == cx->who.account || v->n_people == 1)
			v->assignee = people[i].id;
	return ST_OK;
}

static enum status
fill_result(struct cx *cx, const struct dossier *d, struct onestop_move_view *v)
{
	struct dossier_result r;
	bool some;
	TRY(dossier_result(cx, d->id, &r, &some));
	if (strcmp(v->o->action, "approve") == 0 && some) {
		v->result_title = r.title;
		v->result_body = r.body;
		v->result_file = r.sha256[0] != '\0';
	}
	if ((v->o->needs & NEEDS_RESULT) != 0) {
		v->title = str_of(some ? r.title : !cstr_empty(d->procedure->result) ? d->procedure->result : d->procedure->name);
		v->body = str_of(r.body);
	}
	return ST_OK;
}

static enum status
fill_move(struct cx *cx, struct dossier *d, const struct onestop_move *o, const struct flow_move *m,
	  struct onestop_move_view *v)
{
	*v = (struct onestop_move_view){ .o = o, .label = m->label, .id = d->id, .version = d->version, .code = d->code,
					 .key = crypt_token(cx->arena), .must_reason = (m->flags & FLOW_REASON) != 0 };
	if ((o->needs & NEEDS_FEES) != 0) {
		struct due_result r;
		struct form_values *values;
		TRY(dossier_values(cx, d->id, &values));
		onestop_fees_fill(cx, d, values, o->slug, &v->fees);
		TRY(due_compute(cx, unit_calendar(unit_by_id(d->unit)), cx->now, d->procedure->limit, NULL, 0, &r));
		v->due = r.due;
	}
	if ((o->needs & NEEDS_PAPERS) != 0) {
		onestop_hands_fill(cx, d, &v->hand, &v->n_hands);
		v->mend = d->channel == CHANNEL_COUNTER ? d->procedure->form : NULL;
	}
	if ((o->needs & NEEDS_AMOUNT) != 0)
		v->unit_words = unit_words(cx->lang, d->procedure->limit.unit);
	if ((o->needs & NEEDS_PERSON) != 0)
		TRY(fill_people(cx, d, v));
	return fill_result(cx, d, v);
}

enum status
onestop_moves_of(struct cx *cx, struct dossier *d, struct onestop_offers *out)
{
	struct flow_thing t = onestop_thing(d);
	*out = (struct onestop_offers){ .move = arena_new_array(cx->arena, struct onestop_move_view, MOVES_MAX),
					.withheld = arena_new_array(cx->arena, struct onestop_withheld, MOVES_MAX) };
	for (const struct onestop_move *o = onestop_moves; o->action != NULL; o++) {
		const struct flow_move *m = flow_find(&dossier_flow, &t, o->action);
		const char *why = NULL;
		bool offered = false;
		if (m != NULL && (m->flags & FLOW_HIDDEN) == 0)
			TRY(flow_offers(cx, &dossier_flow, &t, m, &offered, &why));
		if (why != NULL)
			out->withheld[out->n_withheld++] = (struct onestop_withheld){ o->action, m->label, tr(cx->lang, why) };
		if (!offered)
			continue;
		TRY(fill_move(cx, d, o, m, &out->move[out->n]));
		out->move[out->n].open = out->n == 0;
		out->n++;
	}
	return ST_OK;
}
