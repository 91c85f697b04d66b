#include "base/base.h"

#include "features/slip/slip.h"
#include "platform/render/render.h"

enum { TEXT_LINES = 4 };

static const char SIGN_HINT[] = "(Ký và ghi rõ họ tên)";

/* --- parts that the slips share ---------------------------------------------------------------------------------- */

/* "05 tháng 02 năm 2026": a nought before days under 10 and months 1 and 2 (Decree 30/2020). */
static const char *
day_text_long(struct cx *cx, int64_t t)
{
	struct civil c = time_civil(t);
	if (t == 0)
		return "…… tháng …… năm ……";
	return arena_printf(cx->arena, c.month <= 2 ? "%02d tháng %02d năm %d" : "%02d tháng %d năm %d", c.day,
			    c.month, c.year);
}

/* "17 giờ 00 phút, ngày 25 tháng 02 năm 2026", the way the forms write it. */
static const char *
moment_text(struct cx *cx, int64_t t)
{
	struct civil c = time_civil(t);
	if (t == 0)
		return "…… giờ …… phút, ngày …… tháng …… năm ……";
	return arena_printf(cx->arena, "%02d giờ %02d phút, ngày %s", c.hour, c.minute, day_text_long(cx, t));
}

static const char *
money_text(struct cx *cx, int64_t amount)
{
	char n[VIET_NUMBER];
	return arena_printf(cx->arena, "%s đồng", viet_number(amount, false, n));
}

static const char *
or_else(const char *s, const char *other)
{
	return cstr_empty(s) ? other : s;
}

/* series: ends the number that is left to be filled in; NULL: the slip has none. */
static struct doc *
slip_open(struct cx *cx, const struct slip_dossier *v, const char *name, const char *series)
{
	struct doc *d = doc_new(cx, &(struct doc_meta){
		.title = arena_printf(cx->arena, "%s – %s", name, or_else(v->code, "")),
		.author = v->agency,
		.foot = arena_printf(cx->arena, "%s – Mã hồ sơ: %s", name, or_else(v->code, "")),
		.at = v->at,
	});
	const char *number = cstr_empty(v->number) && series != NULL
				     ? arena_printf(cx->arena, "……/%s", series)
				     : v->number;
	doc_head(d, &(struct doc_head){
		.parent = v->parent,
		.agency = v->agency,
		.number = cstr_empty(number) ? NULL : arena_printf(cx->arena, "Số: %s", number),
		.place = or_else(v->place, ""),
		.at = v->at,
	});
	return d;
}

static void
slip_title(struct cx *cx, struct doc *d, const struct slip_dossier *v, const char *title, const char *copy)
{
	doc_title(d, &(struct doc_title){
		.text = title,
		.notes = { arena_printf(cx->arena, "Mã hồ sơ: %s", or_else(v->code, "……………………")), copy },
		.qr = cstr_empty(v->tracking_url) ? NULL : v->tracking_url,
		.qr_caption = "Quét mã để tra cứu",
	});
}

static void
slip_person(struct doc *d, const struct slip_dossier *v, const char *label)
{
	doc_label(d, label, v->applicant);
	doc_label(d, "Địa chỉ", v->address);
	doc_label_pair(d, "Số điện thoại", v->phone, "Thư điện tử", v->email);
}

static void
slip_procedure(struct cx *cx, struct doc *d, const struct slip_dossier *v)
{
	const char *name = v->procedure;
	if (!cstr_empty(name) && !cstr_empty(v->procedure_code))
		name = arena_printf(cx->arena, "%s (mã thủ tục: %s)", name, v->procedure_code);
	doc_label(d, "Nội dung yêu cầu giải quyết", name);
}

static const char *
count_text(struct cx *cx, int n)
{
	return n > 0 ? arena_printf(cx->arena, "%02d", n) : "–";
}

static void
slip_papers(struct cx *cx, struct doc *d, const struct slip_paper *papers, size_t n)
{
	static const struct doc_column columns[] = {
		{ "STT", 12, DOC_CENTER },
		{ "Tên giấy tờ", 0, DOC_LEFT },
		{ "Bản chính", 22, DOC_CENTER },
		{ "Bản sao", 19, DOC_CENTER },
		{ "Ghi chú", 38, DOC_LEFT },
	};
	if (n == 0) { /* all were only shown, as originals are for a certified copy */
		doc_label(d, "Thành phần hồ sơ nộp gồm", "tờ khai; không giữ lại giấy tờ nào khác");
		return;
	}
	doc_heading(d, "Thành phần hồ sơ nộp gồm:");
	doc_table_begin(d, columns, ARRAY_LEN(columns));
	for (size_t i = 0; i < n; i++) {
		const struct slip_paper *p = &papers[i];
		bool shown = p->original <= 0 && p->copies <= 0;
		doc_cell(d, DOC_PLAIN, arena_printf(cx->arena, "%zu", i + 1));
		doc_cell(d, DOC_PLAIN, p->name);
		doc_cell(d, DOC_PLAIN, count_text(cx, p->original));
		doc_cell(d, DOC_PLAIN, count_text(cx, p->copies));
		doc_cell(d, DOC_PLAIN, cstr_empty(p->note) && shown ? "Không phải nộp" : p->note);
	}
	doc_table_end(d);
}

/* "16.000 đồng (Bản sao: 16.000 đồng). Đã nộp …"; "Không thu (Miễn, giảm: trẻ em)": a line without a sum says why. */
static const char *
fees_text(struct cx *cx, const struct slip_fee *fees, size_t n, const char *note)
{
	int64_t sum = 0;
	struct buf b;
	buf_init(&b, cx->arena, BUF_LINE);
	for (size_t i = 0; i < n; i++) {
		sum += fees[i].amount;
		buf_addf(&b, "%s%s", i == 0 ? "" : "; ", or_else(fees[i].label, "Khoản thu"));
		if (fees[i].amount > 0)
			buf_addf(&b, ": %s", money_text(cx, fees[i].amount));
	}
	if (sum == 0)
		return n == 0 ? "Không thu" : arena_printf(cx->arena, "Không thu (%s)", buf_cstr(&b));
	return arena_printf(cx->arena, "%s (%s)%s%s", money_text(cx, sum), buf_cstr(&b),
			    cstr_empty(note) ? "" : ". ", or_else(note, ""));
}

/* What an officer wrote, under a bold label. */
static void
slip_say(struct doc *d, const char *label, const char *text)
{
	doc_begin(d, &(struct doc_par){ .align = DOC_JUSTIFY });
	doc_put(d, DOC_BOLD, label);
	doc_put(d, DOC_BOLD, ": ");
	doc_put(d, DOC_PLAIN, or_else(text, "……………………………………………………………………"));
	doc_end(d);
}

static void
slip_note(struct doc *d, const char *text)
{
	doc_begin(d, &(struct doc_par){ .align = DOC_JUSTIFY, .size = 11, .first = -2, .after = 0.3 });
	doc_put(d, DOC_ITALIC, "- ");
	doc_put(d, DOC_ITALIC, text);
	doc_end(d);
}

static void
slip_notes_head(struct doc *d)
{
	doc_need(d, 24);
	doc_begin(d, &(struct doc_par){ .align = DOC_LEFT, .size = 11, .after = 0.3 });
	doc_put(d, DOC_BOLD, "Ghi chú:");
	doc_end(d);
}

static void
slip_tracking(struct cx *cx, struct doc *d, const struct slip_dossier *v)
{
	if (cstr_empty(v->tracking_page))
		return;
	slip_note(d, arena_printf(cx->arena,
				  "Theo dõi hồ sơ: quét mã QR ở đầu trang hoặc vào %s, nhập mã hồ sơ và 4 số "
				  "cuối của số định danh cá nhân.", v->tracking_page));
	if (!cstr_empty(v->agency_phone))
		slip_note(d, arena_printf(cx->arena, "Cần hỏi hoặc phản ánh, góp ý, xin gọi %s trong giờ làm "
					  "việc.", v->agency_phone));
}

/* --- form 01 -------------------------------------------------------------------------------------------------------- */

static void
receipt_terms(struct cx *cx, struct doc *d, const struct slip_receipt *v)
{
	const char *sets = v->sets > 0 ? arena_printf(cx->arena, "%02d bộ", v->sets) : NULL;
	doc_label_pair(d, "Số lượng hồ sơ", sets, "Thời gian giải quyết theo quy định", v->limit);
	doc_label(d, "Thời gian nhận hồ sơ", moment_text(cx, v->received_at));
	doc_label(d, "Thời gian trả kết quả giải quyết hồ sơ", moment_text(cx, v->due_at));
	doc_label(d, "Đăng ký nhận kết quả tại", v->return_place);
	doc_label(d, "Phí, lệ phí", fees_text(cx, v->fees, v->n_fees, v->fee_note));
	doc_label_pair(d, "Vào Sổ theo dõi hồ sơ, quyển số", v->book, "Số thứ tự", v->ordinal);
}

enum status
slip_receipt(struct cx *cx, const struct slip_receipt *v, struct str *pdf)
{
	const struct slip_dossier *f = &v->dossier;
	struct doc *d = slip_open(cx, f, "Giấy tiếp nhận hồ sơ và hẹn trả kết quả", "TNHS");
	slip_title(cx, d, f, "GIẤY TIẾP NHẬN HỒ SƠ\nVÀ HẸN TRẢ KẾT QUẢ", v->copy);
	slip_person(d, f, cstr_empty(f->agency)
				  ? "Tiếp nhận hồ sơ của"
				  : arena_printf(cx->arena, "%s tiếp nhận hồ sơ của", f->agency));
	slip_procedure(cx, d, f);
	slip_papers(cx, d, v->papers, v->n_papers);
	receipt_terms(cx, d, v);
	struct doc_signer person = { .head = "NGƯỜI NỘP HỒ SƠ", .hint = SIGN_HINT, .name = f->applicant };
	struct doc_signer clerk = { .head = "NGƯỜI TIẾP NHẬN HỒ SƠ", .hint = SIGN_HINT, .name = v->receiver };
	doc_sign(d, v->online ? NULL : &person, &clerk);
	slip_notes_head(d);
	slip_note(d, "Khi đến nhận kết quả, xin mang theo giấy này và giấy tờ tùy thân; người nhận thay mang "
		     "thêm giấy ủy quyền.");
	slip_tracking(cx, d, f);
	return doc_finish(cx, d, pdf);
}

/* --- form 02 -------------------------------------------------------------------------------------------------------- */

static void
supplement_needs(struct cx *cx, struct doc *d, const struct slip_supplement *v)
{
	doc_heading(d, "Yêu cầu hoàn thiện hồ sơ gồm những nội dung sau:");
	for (size_t i = 0; i < v->n_needs; i++) {
		const struct slip_need *n = &v->needs[i];
		const char *text = cstr_empty(n->why)
					   ? n->what
					   : arena_printf(cx->arena, "%s\nLý do: %s", n->what, n->why);
		doc_item(d, arena_printf(cx->arena, "%zu.", i + 1), text);
	}
	if (!cstr_empty(v->reason))
		slip_say(d, "Lý do", v->reason);
}

enum status
slip_supplement(struct cx *cx, const struct slip_supplement *v, struct str *pdf)
{
	const struct slip_dossier *f = &v->dossier;
	struct doc *d = slip_open(cx, f, "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ", "HDHS");
	slip_title(cx, d, f, "PHIẾU YÊU CẦU\nBỔ SUNG, HOÀN THIỆN HỒ SƠ", NULL);
	slip_person(d, f, "Hồ sơ của");
	slip_procedure(cx, d, f);
	supplement_needs(cx, d, v);
	if (v->until != 0)
		doc_label(d, "Đề nghị bổ sung trước", moment_text(cx, v->until));
	doc_text(d, DOC_PLAIN,
		 v->accepted
			 ? "Thời hạn giải quyết hồ sơ tạm dừng từ khi phát hành phiếu này và được tính tiếp từ khi "
			   "nhận đủ các nội dung bổ sung nêu trên. Ông/bà không phải nộp lại những giấy tờ đã hợp lệ."
			 : "Thời hạn giải quyết hồ sơ được tính từ khi hồ sơ đầy đủ, hợp lệ và được tiếp nhận. Ông/bà "
			   "không phải nộp lại những giấy tờ đã hợp lệ.");
	doc_text(d, DOC_PLAIN,
		 arena_printf(cx->arena, "Trong quá trình hoàn thiện hồ sơ, nếu có vướng mắc, ông/bà liên hệ với %s, "
			      "số điện thoại %s để được hướng dẫn./.", or_else(v->contact, "……………………"),
			      or_else(v->contact_phone, "……………………")));
	struct doc_signer officer = { .head = "NGƯỜI HƯỚNG DẪN", .hint = SIGN_HINT, .name = v->officer };
	doc_sign(d, NULL, &officer);
	if (!cstr_empty(f->tracking_page))
		slip_notes_head(d);
	slip_tracking(cx, d, f);
	return doc_finish(cx, d, pdf);
}

/* --- form 03 -------------------------------------------------------------------------------------------------------- */

enum status
slip_refusal(struct cx *cx, const struct slip_refusal *v, struct str *pdf)
{
	const struct slip_dossier *f = &v->dossier;
	struct doc *d = slip_open(cx, f, "Phiếu từ chối tiếp nhận giải quyết hồ sơ", "TCHS");
	slip_title(cx, d, f, "PHIẾU TỪ CHỐI TIẾP NHẬN\nGIẢI QUYẾT HỒ SƠ", NULL);
	slip_person(d, f, "Hồ sơ của");
	slip_procedure(cx, d, f);
	doc_text(d, DOC_PLAIN,
		 arena_printf(cx->arena, "Qua xem xét, %s thông báo không tiếp nhận, giải quyết hồ sơ này với lý do cụ "
			      "thể như sau:", or_else(f->agency, "cơ quan")));
	for (size_t i = 0; i < v->n_reasons; i++)
		doc_item(d, arena_printf(cx->arena, "%zu.", i + 1), v->reasons[i]);
	if (!cstr_empty(v->legal_basis))
		slip_say(d, "Căn cứ", v->legal_basis);
	if (!cstr_empty(v->guidance))
		slip_say(d, "Hướng dẫn", v->guidance);
	doc_text(d, DOC_PLAIN,
		 "Nếu không đồng ý với việc từ chối này, ông/bà có quyền phản ánh, kiến nghị hoặc khiếu nại theo quy "
		 "định của pháp luật. Xin thông báo để ông/bà được biết và thực hiện./.");
	struct doc_signer person = { .head = "NGƯỜI NỘP HỒ SƠ", .hint = SIGN_HINT, .name = f->applicant };
	struct doc_signer clerk = { .head = "NGƯỜI TIẾP NHẬN HỒ SƠ", .hint = SIGN_HINT, .name = v->officer };
	doc_sign(d, v->online ? NULL : &person, &clerk);
	return doc_finish(cx, d, pdf);
}

/* --- form 04 -------------------------------------------------------------------------------------------------------- */

static void
apology_body(struct cx *cx, struct doc *d, const struct slip_apology *v)
{
	const struct slip_dossier *f = &v->dossier;
	const char *handler = or_else(v->handler, or_else(f->agency, "……………………"));
	doc_begin(d, NULL);
	doc_put(d, DOC_PLAIN, arena_printf(cx->arena, "Ngày %s", day_text_long(cx, v->received_at)));
	doc_put(d, DOC_PLAIN, arena_printf(cx->arena, ", %s tiếp nhận hồ sơ ", or_else(f->agency, handler)));
	doc_put(d, DOC_BOLD, or_else(f->procedure, "……………………"));
	doc_put(d, DOC_PLAIN, " của ông/bà, mã số ");
	doc_put(d, DOC_BOLD, or_else(f->code, "……………………"));
	doc_put(d, DOC_PLAIN, ".");
	doc_end(d);
	doc_label(d, "Thời gian hẹn trả kết quả", moment_text(cx, v->due_at));
	doc_text(d, DOC_PLAIN,
		 arena_printf(cx->arena, "Tuy nhiên đến nay, %s chưa trả kết quả giải quyết hồ sơ của ông/bà đúng thời hạn "
			      "ghi trong Giấy tiếp nhận hồ sơ và hẹn trả kết quả.", handler));
	slip_say(d, "Lý do", v->reason);
	doc_begin(d, NULL);
	doc_put(d, DOC_PLAIN, "Sự chậm trễ này đã gây phiền hà, tốn kém thời gian, công sức của ông/bà. ");
	doc_put(d, DOC_PLAIN, handler);
	doc_put(d, DOC_PLAIN, " xin lỗi ông/bà và sẽ trả kết quả vào lúc ");
	doc_put(d, DOC_BOLD, moment_text(cx, v->new_due_at));
	doc_put(d, DOC_PLAIN, ".");
	doc_end(d);
	doc_text(d, DOC_PLAIN, "Mong nhận được sự thông cảm của ông/bà vì sự chậm trễ này./.");
}

enum status
slip_apology(struct cx *cx, const struct slip_apology *v, struct str *pdf)
{
	const struct slip_dossier *f = &v->dossier;
	struct doc *d = slip_open(cx, f, "Phiếu xin lỗi và hẹn lại ngày trả kết quả", "PXL");
	slip_title(cx, d, f, "PHIẾU XIN LỖI\nVÀ HẸN LẠI NGÀY TRẢ KẾT QUẢ", NULL);
	doc_begin(d, &(struct doc_par){ .align = DOC_CENTER, .after = 3 });
	doc_put(d, DOC_PLAIN, "Kính gửi: ");
	doc_put(d, DOC_BOLD, or_else(f->applicant, "……………………………………"));
	doc_end(d);
	apology_body(cx, d, v);
	struct doc_signer head = {
		.head = or_else(v->signer_post, "THỦ TRƯỞNG CƠ QUAN, ĐƠN VỊ"),
		.hint = "(Ký, đóng dấu và ghi rõ họ tên)",
		.name = v->signer,
	};
	doc_sign(d, NULL, &head);
	return doc_finish(cx, d, pdf);
}

/* --- acknowledgement -------------------------------------------------------------------------------------------------- */

/* Files, so that there is no counting of originals. */
static void
acknowledgement_papers(struct cx *cx, struct doc *d, const struct slip_acknowledgement *v)
{
	static const struct doc_column columns[] = {
		{ "STT", 12, DOC_CENTER },
		{ "Tên giấy tờ", 0, DOC_LEFT },
		{ "Ghi chú", 50, DOC_LEFT },
	};
	if (v->n_papers == 0)
		return;
	doc_heading(d, "Thành phần hồ sơ đã gửi:");
	doc_table_begin(d, columns, ARRAY_LEN(columns));
	for (size_t i = 0; i < v->n_papers; i++) {
		doc_cell(d, DOC_PLAIN, arena_printf(cx->arena, "%zu", i + 1));
		doc_cell(d, DOC_PLAIN, v->papers[i].name);
		doc_cell(d, DOC_PLAIN, v->papers[i].note);
	}
	doc_table_end(d);
}

enum status
slip_acknowledgement(struct cx *cx, const struct slip_acknowledgement *v, struct str *pdf)
{
	const struct slip_dossier *f = &v->dossier;
	struct doc *d = slip_open(cx, f, "Thông báo đã nhận hồ sơ trực tuyến", NULL);
	slip_title(cx, d, f, "THÔNG BÁO\nĐÃ NHẬN HỒ SƠ TRỰC TUYẾN", NULL);
	slip_person(d, f, "Người nộp hồ sơ");
	slip_procedure(cx, d, f);
	doc_label(d, "Cơ quan tiếp nhận", f->agency);
	doc_label(d, "Thời điểm nộp", moment_text(cx, v->submitted_at));
	doc_label(d, "Cơ quan trả lời việc tiếp nhận chậm nhất", moment_text(cx, v->answer_by));
	doc_label(d, "Thời gian giải quyết theo quy định", v->limit);
	doc_label(d, "Dự kiến trả kết quả", moment_text(cx, v->expected_at));
	doc_label(d, "Đăng ký nhận kết quả tại", v->return_place);
	acknowledgement_papers(cx, d, v);
	slip_notes_head(d);
	slip_note(d, "Ngày dự kiến được tính như thể hồ sơ được tiếp nhận ngay khi nộp. Ngày hẹn chính thức ghi trong "
		     "Giấy tiếp nhận hồ sơ và hẹn trả kết quả, gửi cho ông/bà khi hồ sơ được tiếp nhận.");
	slip_note(d, "Nếu hồ sơ cần bổ sung hoặc không được tiếp nhận, cơ quan sẽ trả lời kèm lý do.");
	slip_note(d, "Thông báo này do hệ thống lập tự động, không cần chữ ký và không thay thế Giấy tiếp nhận hồ sơ.");
	slip_tracking(cx, d, f);
	return doc_finish(cx, d, pdf);
}

/* --- result ------------------------------------------------------------------------------------------------------------ */

static void
result_body(struct doc *d, const struct slip_result *v)
{
	for (size_t i = 0; i < v->n_basis; i++)
		doc_text(d, DOC_ITALIC, v->basis[i]);
	if (!cstr_empty(v->verb)) {
		doc_need(d, 20);
		doc_space(d, 2);
		doc_begin(d, &(struct doc_par){ .align = DOC_CENTER, .after = 3 });
		doc_put(d, DOC_BOLD, v->verb);
		doc_end(d);
	}
	for (size_t i = 0; i < v->n_parts; i++) {
		const struct slip_part *p = &v->parts[i];
		if (cstr_empty(p->label))
			doc_text(d, DOC_PLAIN, p->text);
		else
			doc_label(d, p->label, p->text);
	}
}

enum status
slip_result(struct cx *cx, const struct slip_result *v, struct str *pdf)
{
	const char *title = str_cstr(cx->arena, viet_upper(cx->arena, str_of(v->title)));
	const char *number = or_else(v->number, "……");
	struct doc *d = doc_new(cx, &(struct doc_meta){
		.title = arena_printf(cx->arena, "%s số %s", or_else(v->title, ""), number),
		.author = v->agency, .at = v->at, .numbering = DOC_TOP,
	});
	doc_head(d, &(struct doc_head){
		.parent = v->parent, .agency = v->agency, .place = or_else(v->place, ""), .at = v->at,
		.number = arena_printf(cx->arena, "Số: %s", number),
	});
	doc_title(d, &(struct doc_title){
		.text = title, .about = v->about, .rule = true,
		.qr = cstr_empty(v->verify_url) ? NULL : v->verify_url, .qr_caption = "Quét mã để kiểm tra",
	});
	result_body(d, v);
	const char *head = or_else(v->signer_post, "");
	if (!cstr_empty(v->authority))
		head = arena_printf(cx->arena, "%s\n%s", v->authority, head);
	struct doc_signer copies = { .head = "Nơi nhận:", .copies = v->copies, .n_copies = (int)v->n_copies };
	struct doc_signer signer = { .head = head, .name = v->signer };
	doc_sign(d, v->n_copies > 0 ? &copies : NULL, &signer);
	return doc_finish(cx, d, pdf);
}

/* --- forms on paper ------------------------------------------------------------------------------------------------------ */

static void
form_choice(struct cx *cx, struct doc *d, const struct slip_field *f, const struct doc_field *as)
{
	struct doc_option *o = arena_new_array(cx->arena, struct doc_option, f->n_options);
	for (size_t i = 0; i < f->n_options; i++)
		o[i] = (struct doc_option){ f->options[i].label, f->options[i].on };
	doc_choice(d, as, o, (int)f->n_options);
}

static void
form_field(struct cx *cx, struct doc *d, const struct slip_field *f)
{
	struct doc_field as = { f->label, f->hint, f->value, f->required };
	switch (f->kind) {
	case SLIP_LINE:
		doc_fill(d, &as, 1);
		break;
	case SLIP_TEXT:
		doc_fill(d, &as, TEXT_LINES);
		break;
	case SLIP_DIGITS:
		doc_boxes(d, &as, f->digits);
		break;
	case SLIP_CHOICE:
		form_choice(cx, d, f, &as);
		break;
	case SLIP_CHECK:
		doc_check(d, f->on, f->required ? arena_printf(cx->arena, "%s (*)", f->label) : f->label);
		break;
	case SLIP_HEADING:
		doc_heading(d, f->label);
		break;
	}
}

/* Is anything marked (*), so that the mark must be explained? */
static bool
form_requires(const struct slip_form *v)
{
	for (size_t s = 0; s < v->n_steps; s++)
		for (size_t i = 0; i < v->steps[s].n_fields; i++)
			if (v->steps[s].fields[i].required)
				return true;
	return false;
}

static void
form_head(struct cx *cx, struct doc *d, const struct slip_form *v)
{
	doc_motto(d);
	doc_title(d, &(struct doc_title){ .text = str_cstr(cx->arena, viet_upper(cx->arena, str_of(v->title))) });
	doc_begin(d, &(struct doc_par){ .align = DOC_CENTER, .after = 3 });
	doc_put(d, DOC_PLAIN, "Kính gửi: ");
	doc_put(d, DOC_BOLD, or_else(v->to, "……………………………………………………………………"));
	doc_end(d);
	if (cstr_empty(v->procedure))
		return;
	doc_begin(d, &(struct doc_par){ .align = DOC_CENTER, .size = 12, .after = 3 });
	doc_put(d, DOC_ITALIC, arena_printf(cx->arena, cstr_empty(v->procedure_code) ? "Thủ tục: %s" : "Thủ tục: %s (mã %s)",
					    v->procedure, or_else(v->procedure_code, "")));
	doc_end(d);
}

static void
form_end(struct cx *cx, struct doc *d, const struct slip_form *v)
{
	if (v->n_papers > 0) {
		doc_heading(d, "Giấy tờ kèm theo:");
		for (size_t i = 0; i < v->n_papers; i++)
			doc_item(d, arena_printf(cx->arena, "%zu.", i + 1), v->papers[i]);
	}
	doc_text(d, DOC_PLAIN,
		 or_else(v->pledge, "Tôi cam đoan những nội dung khai trên đây là đúng sự thật và chịu trách nhiệm trước "
				    "pháp luật về cam đoan của mình."));
	struct doc_signer signer = {
		.date = arena_printf(cx->arena, "%s, ngày %s", or_else(v->place, "……………"),
				     day_text_long(cx, v->at)),
		.head = or_else(v->signer_head, "NGƯỜI YÊU CẦU"),
		.hint = SIGN_HINT,
		.name = v->signer,
	};
	doc_sign(d, NULL, &signer);
	if (form_requires(v)) {
		doc_begin(d, &(struct doc_par){ .align = DOC_LEFT, .size = 11 });
		doc_put(d, DOC_ITALIC, "(*) Nội dung bắt buộc khai.");
		doc_end(d);
	}
}

enum status
slip_blank_form(struct cx *cx, const struct slip_form *v, struct str *pdf)
{
	struct doc *d = doc_new(cx, &(struct doc_meta){
		.title = v->title,
		.foot = v->title,
		.at = v->at != 0 ? v->at : cx->now,
	});
	form_head(cx, d, v);
	for (size_t s = 0; s < v->n_steps; s++) {
		const struct slip_step *step = &v->steps[s];
		if (!cstr_empty(step->title))
			doc_heading(d, step->title);
		for (size_t i = 0; i < step->n_fields; i++)
			form_field(cx, d, &step->fields[i]);
	}
	form_end(cx, d, v);
	return doc_finish(cx, d, pdf);
}
