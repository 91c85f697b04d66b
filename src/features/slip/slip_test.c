#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#undef fail /* ours is base/status.h's */

#include "base/base.h"

#include "features/slip/slip.h"
#include "platform/render/render_testlib.h"

#define URL "https://motcua.example.vn/tra-cuu?ma=H41.61.05-260213-0001"
#define PLEDGE                                                                                       \
	"Tôi cam đoan những nội dung khai trên đây là đúng sự thật và chịu trách nhiệm trước pháp luật " \
	"về cam đoan của mình."

static int64_t
moment(int month, int day, int hour, int minute)
{
	return time_of_civil((struct civil){ 2026, month, day, hour, minute, 0, 0 });
}

static struct slip_dossier
dossier(void)
{
	return (struct slip_dossier){
		.parent = "Ủy ban nhân dân phường Trường Vinh",
		.agency = "Trung tâm Phục vụ hành chính công",
		.place = "Trường Vinh",
		.number = "0001/TNHS",
		.at = moment(2, 13, 14, 5),
		.code = "H41.61.05-260213-0001",
		.tracking_url = URL,
		.tracking_page = "motcua.example.vn/tra-cuu",
		.applicant = "Nguyễn Thị Phương Thảo",
		.address = "Số 12, ngõ 5, đường Hồ Sĩ Dương",
		.phone = "0912 000 345",
		.email = "phuongthao@example.vn",
		.procedure = "Đăng ký kết hôn",
		.procedure_code = "1.000894",
		.agency_phone = "0238 000 1234",
	};
}

static const struct slip_paper papers[] = {
	{ "Tờ khai đăng ký kết hôn", 1, 0, NULL },
	{ "Trích lục ghi chú ly hôn", 0, 2, "Đối chiếu bản chính" },
	{ "Thẻ căn cước của hai bên", 0, 0, NULL },
};

static struct slip_receipt
receipt(void)
{
	static const struct slip_fee fees[] = { { "Miễn, giảm: hộ nghèo", 0 }, { "Bản sao trích lục, 02 bản", 16000 } };
	return (struct slip_receipt){
		.dossier = dossier(),
		.copy = "(Liên 2: Giao người nộp hồ sơ)",
		.receiver = "Trần Quốc Khánh",
		.papers = papers,
		.n_papers = ARRAY_LEN(papers),
		.sets = 1,
		.limit = "05 ngày làm việc",
		.received_at = moment(2, 13, 14, 5),
		.due_at = moment(2, 25, 17, 0),
		.return_place = "Quầy số 3",
		.book = "01/2026",
		.ordinal = "0137",
		.fees = fees,
		.n_fees = 2,
		.fee_note = "Đã nộp tại quầy ngày 13/02/2026",
	};
}

static void
assert_all(struct str pdf, const char *const *want, size_t n)
{
	const char *text = pdf_text(pdf);
	for (size_t i = 0; i < n; i++)
		assert_has(text, want[i]);
	assert_null(strstr(text, "(null)"));
	assert_layout(pdf);
}
#define ASSERT_ALL(pdf, ...)                                                                       \
	assert_all((pdf), (const char *const[]){ __VA_ARGS__ },                                     \
		   sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(char *))

static void
form_01_has_all_that_the_circular_asks(void **state UNUSED)
{
	struct slip_receipt v = receipt();
	struct str pdf;
	assert_int_equal(slip_receipt(&test_cx, &v, &pdf), ST_OK);
	ASSERT_ALL(pdf, "ỦY BAN NHÂN DÂN PHƯỜNG TRƯỜNG VINH TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG", "Số: 0001/TNHS",
		   "Trường Vinh, ngày 13 tháng 02 năm 2026", "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ",
		   "Mã hồ sơ: H41.61.05-260213-0001", "(Liên 2: Giao người nộp hồ sơ)",
		   "Trung tâm Phục vụ hành chính công tiếp nhận hồ sơ của: Nguyễn Thị Phương Thảo",
		   "Địa chỉ: Số 12, ngõ 5, đường Hồ Sĩ Dương", "Số điện thoại: 0912 000 345",
		   "Thư điện tử: phuongthao@example.vn",
		   "Nội dung yêu cầu giải quyết: Đăng ký kết hôn (mã thủ tục: 1.000894)",
		   "STT Tên giấy tờ Bản chính Bản sao Ghi chú", "1 Tờ khai đăng ký kết hôn 01 –",
		   "2 Trích lục ghi chú ly hôn – 02 Đối chiếu bản chính",
		   "3 Thẻ căn cước của hai bên – – Không phải nộp", "Số lượng hồ sơ: 01 bộ",
		   "Thời gian giải quyết theo quy định: 05 ngày làm việc",
		   "Thời gian nhận hồ sơ: 14 giờ 05 phút, ngày 13 tháng 02 năm 2026",
		   "Thời gian trả kết quả giải quyết hồ sơ: 17 giờ 00 phút, ngày 25 tháng 02 năm 2026",
		   "Đăng ký nhận kết quả tại: Quầy số 3",
		   "Phí, lệ phí: 16.000 đồng (Miễn, giảm: hộ nghèo; Bản sao trích lục, 02 bản: 16.000 đồng). "
		   "Đã nộp tại quầy ngày 13/02/2026",
		   "Vào Sổ theo dõi hồ sơ, quyển số: 01/2026", "Số thứ tự: 0137", "NGƯỜI NỘP HỒ SƠ",
		   "NGƯỜI TIẾP NHẬN HỒ SƠ", "Trần Quốc Khánh", "nhập mã hồ sơ và 4 số cuối của số định danh cá nhân",
		   "Trang 1/1");
	assert_string_equal(pdf_qr(pdf), URL " ");
}

static void
form_01_filed_online_is_signed_by_the_clerk_alone(void **state UNUSED)
{
	struct slip_receipt v = receipt();
	struct str pdf;
	v.online = true;
	v.n_fees = 0;
	assert_int_equal(slip_receipt(&test_cx, &v, &pdf), ST_OK);
	ASSERT_ALL(pdf, "NGƯỜI TIẾP NHẬN HỒ SƠ", "Phí, lệ phí: Không thu");
	assert_null(strstr(pdf_text(pdf), "NGƯỜI NỘP HỒ SƠ"));
	v.n_fees = 1;
	assert_int_equal(slip_receipt(&test_cx, &v, &pdf), ST_OK);
	ASSERT_ALL(pdf, "Phí, lệ phí: Không thu (Miễn, giảm: hộ nghèo)");
}

static void
form_01_with_60_papers_goes_on(void **state UNUSED)
{
	struct slip_paper many[60];
	struct slip_receipt v = receipt();
	struct str pdf;
	for (int i = 0; i < 60; i++)
		many[i] = (struct slip_paper){ arena_printf(test_cx.arena, "Giấy tờ thứ %d của hồ sơ", i + 1), 1, 1,
					       i % 7 == 0 ? "Bản điện tử có ký số, đã kiểm tra" : NULL };
	v.papers = many;
	v.n_papers = 60;
	assert_int_equal(slip_receipt(&test_cx, &v, &pdf), ST_OK);
	const char *text = pdf_text(pdf);
	assert_int_equal(pdf_pages(pdf), 3);
	assert_int_equal(count_of(text, "STT Tên giấy tờ"), 3);
	for (int i = 1; i <= 60; i++)
		assert_has(text, arena_printf(test_cx.arena, "%d Giấy tờ thứ %d của hồ sơ 01 01", i, i));
	assert_has(text, "Trang 3/3");
	assert_layout(pdf);
}

static void
a_name_of_500_letters_spoils_no_slip(void **state UNUSED)
{
	struct slip_receipt v = receipt();
	struct str pdf;
	char run[501];
	memset(run, 'W', 500);
	run[500] = '\0';
	v.dossier.applicant = v.dossier.email = v.receiver = run;
	v.dossier.address = v.dossier.procedure = v.return_place = run;
	assert_int_equal(slip_receipt(&test_cx, &v, &pdf), ST_OK);
	assert_layout(pdf);
}

static void
form_02_says_what_and_why(void **state UNUSED)
{
	static const struct slip_need needs[] = {
		{ "Giấy xác nhận tình trạng hôn nhân của bên nữ", "Giấy đã nộp hết giá trị sử dụng" },
		{ "Ảnh chụp rõ mặt sau thẻ căn cước", NULL },
	};
	struct slip_supplement v = { .dossier = dossier(), .needs = needs, .n_needs = 2, .accepted = true,
				     .reason = "Chưa đủ căn cứ giải quyết", .until = moment(3, 5, 17, 0),
				     .contact = "bà Lê Thị Hạnh", .contact_phone = "0238 000 1234",
				     .officer = "Lê Thị Hạnh" };
	struct str pdf;
	assert_int_equal(slip_supplement(&test_cx, &v, &pdf), ST_OK);
	ASSERT_ALL(pdf, "PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ", "Hồ sơ của: Nguyễn Thị Phương Thảo",
		   "1. Giấy xác nhận tình trạng hôn nhân của bên nữ Lý do: Giấy đã nộp hết giá trị sử dụng",
		   "2. Ảnh chụp rõ mặt sau thẻ căn cước", "Lý do: Chưa đủ căn cứ giải quyết",
		   "Đề nghị bổ sung trước: 17 giờ 00 phút, ngày 05 tháng 3 năm 2026",
		   "Thời hạn giải quyết hồ sơ tạm dừng từ khi phát hành phiếu này",
		   "liên hệ với bà Lê Thị Hạnh, số điện thoại 0238 000 1234 để được hướng dẫn./.", "NGƯỜI HƯỚNG DẪN");
	v.accepted = false;
	assert_int_equal(slip_supplement(&test_cx, &v, &pdf), ST_OK);
	ASSERT_ALL(pdf, "Thời hạn giải quyết hồ sơ được tính từ khi hồ sơ đầy đủ, hợp lệ và được tiếp nhận.");
	assert_null(strstr(pdf_text(pdf), "tạm dừng"));
}

static void
form_03_gives_reasons_and_a_way_on(void **state UNUSED)
{
	static const char *const reasons[] = { "Hồ sơ không thuộc thẩm quyền giải quyết.",
					       "Nơi thường trú của hai bên ở xã Kim Liên." };
	struct slip_refusal v = { .dossier = dossier(), .reasons = reasons, .n_reasons = 2,
				  .legal_basis = "Điều 17 Luật Hộ tịch", .guidance = "Nộp tại xã Kim Liên.",
				  .officer = "Trần Quốc Khánh" };
	struct str pdf;
	assert_int_equal(slip_refusal(&test_cx, &v, &pdf), ST_OK);
	ASSERT_ALL(pdf, "PHIẾU TỪ CHỐI TIẾP NHẬN GIẢI QUYẾT HỒ SƠ",
		   "Qua xem xét, Trung tâm Phục vụ hành chính công thông báo không tiếp nhận, giải quyết hồ sơ này với "
		   "lý do cụ thể như sau: 1. Hồ sơ không thuộc thẩm quyền giải quyết. 2. Nơi thường trú",
		   "Căn cứ: Điều 17 Luật Hộ tịch", "Hướng dẫn: Nộp tại xã Kim Liên.",
		   "có quyền phản ánh, kiến nghị hoặc khiếu nại", "NGƯỜI NỘP HỒ SƠ", "NGƯỜI TIẾP NHẬN HỒ SƠ");
}

static void
form_04_apologises_with_a_new_day(void **state UNUSED)
{
	struct slip_apology v = { .dossier = dossier(), .handler = "Ủy ban nhân dân phường Trường Vinh",
				  .received_at = moment(2, 13, 14, 5), .due_at = moment(2, 25, 17, 0),
				  .new_due_at = moment(2, 27, 17, 0), .reason = "Phải chờ kết quả xác minh.",
				  .signer_post = "CHỦ TỊCH", .signer = "Phạm Văn Dũng" };
	struct str pdf;
	assert_int_equal(slip_apology(&test_cx, &v, &pdf), ST_OK);
	ASSERT_ALL(pdf, "PHIẾU XIN LỖI VÀ HẸN LẠI NGÀY TRẢ KẾT QUẢ", "Kính gửi: Nguyễn Thị Phương Thảo",
		   "Ngày 13 tháng 02 năm 2026, Trung tâm Phục vụ hành chính công tiếp nhận hồ sơ Đăng ký kết hôn của "
		   "ông/bà, mã số H41.61.05-260213-0001.",
		   "Thời gian hẹn trả kết quả: 17 giờ 00 phút, ngày 25 tháng 02 năm 2026", "Lý do: Phải chờ kết quả",
		   "xin lỗi ông/bà và sẽ trả kết quả vào lúc 17 giờ 00 phút, ngày 27 tháng 02 năm 2026.", "CHỦ TỊCH",
		   "Phạm Văn Dũng");
}

static void
the_acknowledgement_promises_no_more_than_it_may(void **state UNUSED)
{
	struct slip_acknowledgement v = { .dossier = dossier(), .papers = papers, .n_papers = 3,
					  .submitted_at = moment(2, 13, 14, 5), .answer_by = moment(2, 23, 14, 5),
					  .expected_at = moment(2, 25, 17, 0), .limit = "05 ngày làm việc" };
	struct str pdf;
	assert_int_equal(slip_acknowledgement(&test_cx, &v, &pdf), ST_OK);
	ASSERT_ALL(pdf, "THÔNG BÁO ĐÃ NHẬN HỒ SƠ TRỰC TUYẾN", "Mã hồ sơ: H41.61.05-260213-0001",
		   "Thời điểm nộp: 14 giờ 05 phút, ngày 13 tháng 02 năm 2026",
		   "Cơ quan trả lời việc tiếp nhận chậm nhất: 14 giờ 05 phút, ngày 23 tháng 02 năm 2026",
		   "Dự kiến trả kết quả: 17 giờ 00 phút, ngày 25 tháng 02 năm 2026", "2 Trích lục ghi chú ly hôn",
		   "Ngày hẹn chính thức ghi trong Giấy tiếp nhận hồ sơ và hẹn trả kết quả",
		   "không thay thế Giấy tiếp nhận hồ sơ");
	assert_string_equal(pdf_qr(pdf), URL " ");
}

static void
the_result_is_an_administrative_document(void **state UNUSED)
{
	static const char *const basis[] = { "Căn cứ Luật Hộ tịch ngày 20 tháng 11 năm 2014;" };
	static const char *const copies[] = { "- Như trên;", "- Lưu: VT." };
	static const struct slip_part parts[] = { { "Họ, chữ đệm, tên", "Nguyễn Thị Phương Thảo" },
						  { NULL, "Giấy này có giá trị trong 06 tháng./." } };
	struct slip_result v = { .agency = "Ủy ban nhân dân phường Trường Vinh", .place = "Trường Vinh",
				 .number = "15/GXN-UBND", .at = moment(2, 25, 9, 0), .title = "Giấy xác nhận",
				 .about = "Tình trạng hôn nhân", .basis = basis, .n_basis = 1, .verb = "XÁC NHẬN:",
				 .parts = parts, .n_parts = 2, .copies = copies, .n_copies = 2,
				 .authority = "TM. ỦY BAN NHÂN DÂN", .signer_post = "CHỦ TỊCH",
				 .signer = "Phạm Văn Dũng", .verify_url = "https://motcua.example.vn/kiem-tra/7" };
	struct str pdf;
	assert_int_equal(slip_result(&test_cx, &v, &pdf), ST_OK);
	ASSERT_ALL(pdf, "Số: 15/GXN-UBND", "GIẤY XÁC NHẬN Tình trạng hôn nhân", basis[0],
		   "XÁC NHẬN: Họ, chữ đệm, tên: Nguyễn Thị Phương Thảo", "Giấy này có giá trị trong 06 tháng./.",
		   "Nơi nhận: - Như trên; - Lưu: VT.", "TM. ỦY BAN NHÂN DÂN CHỦ TỊCH", "Phạm Văn Dũng");
	assert_null(strstr(pdf_text(pdf), "Trang 1"));
	assert_string_equal(pdf_qr(pdf), "https://motcua.example.vn/kiem-tra/7 ");
}

static struct slip_form
form(bool filled)
{
	static struct slip_option options[2];
	static struct slip_field fields[7];
	static const struct slip_step step = { "I. Bên nữ", fields, 7 };
	static const char *const with[] = { "Giấy chứng sinh" };
	options[0] = (struct slip_option){ "Chưa kết hôn lần nào", filled };
	options[1] = (struct slip_option){ "Đã ly hôn", false };
	fields[0] = (struct slip_field){ .label = "Họ, chữ đệm, tên", .required = true, .value = filled ? "LÊ THỊ MAI" : "" };
	fields[1] = (struct slip_field){ .kind = SLIP_DIGITS, .label = "Số định danh cá nhân", .digits = 12,
					 .value = filled ? "040199001234" : NULL };
	fields[2] = (struct slip_field){ .kind = SLIP_CHOICE, .label = "Tình trạng hôn nhân", .options = options,
					 .n_options = 2 };
	fields[3] = (struct slip_field){ .kind = SLIP_HEADING, .label = "Người con thứ nhất" };
	fields[4] = (struct slip_field){ .kind = SLIP_TEXT, .label = "Nội dung đề nghị", .hint = "ghi rõ lý do",
					 .value = filled ? "Dòng một\nDòng hai" : NULL };
	fields[5] = (struct slip_field){ .kind = SLIP_CHECK, .label = "Đồng ý nhận kết quả qua bưu chính", .on = filled };
	fields[6] = (struct slip_field){ .label = "Ngày đề nghị trao giấy", .value = filled ? "02/03/2026" : NULL };
	return (struct slip_form){ .title = "Tờ khai đăng ký kết hôn", .procedure = "Đăng ký kết hôn",
				   .procedure_code = "1.000894", .steps = &step, .n_steps = 1, .papers = with,
				   .n_papers = 1, .to = filled ? "Ủy ban nhân dân phường Trường Vinh" : NULL,
				   .place = filled ? "Trường Vinh" : NULL, .at = filled ? moment(2, 13, 8, 0) : 0,
				   .signer = filled ? "Lê Thị Mai" : NULL };
}

static void
a_blank_form_can_be_written_on(void **state UNUSED)
{
	struct slip_form v = form(false);
	struct str pdf;
	assert_int_equal(slip_blank_form(&test_cx, &v, &pdf), ST_OK);
	ASSERT_ALL(pdf, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "TỜ KHAI ĐĂNG KÝ KẾT HÔN", "Kính gửi: …",
		   "Thủ tục: Đăng ký kết hôn (mã 1.000894)", "I. Bên nữ", "Họ, chữ đệm, tên (*):",
		   "Số định danh cá nhân:", "Tình trạng hôn nhân:", "Chưa kết hôn lần nào Đã ly hôn",
		   "Người con thứ nhất", "Nội dung đề nghị (ghi rõ lý do):", "Đồng ý nhận kết quả qua bưu chính",
		   "Giấy tờ kèm theo: 1. Giấy chứng sinh", PLEDGE, "ngày …… tháng …… năm ……", "NGƯỜI YÊU CẦU",
		   "(*) Nội dung bắt buộc khai.");
}

static void
a_filled_form_holds_the_values(void **state UNUSED)
{
	struct slip_form blank = form(false), v;
	struct str pdf, without;
	assert_int_equal(slip_blank_form(&test_cx, &blank, &without), ST_OK);
	v = form(true);
	assert_int_equal(slip_blank_form(&test_cx, &v, &pdf), ST_OK);
	ASSERT_ALL(pdf, "Kính gửi: Ủy ban nhân dân phường Trường Vinh", "Họ, chữ đệm, tên (*): LÊ THỊ MAI",
		   "0 4 0 1 9 9 0 0 1 2 3 4", "Nội dung đề nghị (ghi rõ lý do): Dòng một Dòng hai",
		   "Ngày đề nghị trao giấy: 02/03/2026", "Trường Vinh, ngày 13 tháng 02 năm 2026", "Lê Thị Mai");
	assert_null(strstr(pdf_text(without), "LÊ THỊ MAI"));
}

static void
empty_views_still_print(void **state UNUSED)
{
	struct str pdf;
	assert_int_equal(slip_receipt(&test_cx, &(struct slip_receipt){ 0 }, &pdf), ST_OK);
	ASSERT_ALL(pdf, "Số: ……/TNHS", "Mã hồ sơ: ……", "…… giờ …… phút, ngày …… tháng …… năm ……");
	assert_int_equal(slip_supplement(&test_cx, &(struct slip_supplement){ 0 }, &pdf), ST_OK);
	ASSERT_ALL(pdf, "PHIẾU YÊU CẦU");
	assert_int_equal(slip_refusal(&test_cx, &(struct slip_refusal){ 0 }, &pdf), ST_OK);
	ASSERT_ALL(pdf, "PHIẾU TỪ CHỐI");
	assert_int_equal(slip_apology(&test_cx, &(struct slip_apology){ 0 }, &pdf), ST_OK);
	ASSERT_ALL(pdf, "PHIẾU XIN LỖI", "THỦ TRƯỞNG CƠ QUAN, ĐƠN VỊ");
	assert_int_equal(slip_acknowledgement(&test_cx, &(struct slip_acknowledgement){ 0 }, &pdf), ST_OK);
	ASSERT_ALL(pdf, "ĐÃ NHẬN HỒ SƠ");
	assert_int_equal(slip_result(&test_cx, &(struct slip_result){ 0 }, &pdf), ST_OK);
	assert_int_equal(slip_blank_form(&test_cx, &(struct slip_form){ 0 }, &pdf), ST_OK);
	ASSERT_ALL(pdf, "Kính gửi: …", PLEDGE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(form_01_has_all_that_the_circular_asks),
		cmocka_unit_test(form_01_filed_online_is_signed_by_the_clerk_alone),
		cmocka_unit_test(form_01_with_60_papers_goes_on),
		cmocka_unit_test(a_name_of_500_letters_spoils_no_slip),
		cmocka_unit_test(form_02_says_what_and_why),
		cmocka_unit_test(form_03_gives_reasons_and_a_way_on),
		cmocka_unit_test(form_04_apologises_with_a_new_day),
		cmocka_unit_test(the_acknowledgement_promises_no_more_than_it_may),
		cmocka_unit_test(the_result_is_an_administrative_document),
		cmocka_unit_test(a_blank_form_can_be_written_on),
		cmocka_unit_test(a_filled_form_holds_the_values),
		cmocka_unit_test(empty_views_still_print),
	};
	return cmocka_run_group_tests(tests, test_setup, test_teardown);
}
