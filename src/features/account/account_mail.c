/* The letters of this feature, in the language each person chose. Links only, never passwords or numbers. */
#include "features/account/account_priv.h"

#include "core/post/post.h"

static enum status
letter(struct cx *cx, const struct account *a, const char *to, const char *subject, const char *text)
{
	return post_enqueue(cx, &(struct post_letter){
		.to = to, .to_name = a->name, .lang = a->lang, .subject = subject,
		.body = arena_printf(cx->arena, "%s\n\n%s\n",
				     arena_printf(cx->arena, tr(a->lang, "Kính gửi %s,"), a->name), text),
	});
}

enum status
account_mail_confirm(struct cx *cx, const struct account *a, const char *to, const char *url)
{
	return letter(cx, a, to, tr(a->lang, "Xác nhận địa chỉ thư điện tử"),
		      arena_printf(cx->arena,
				   tr(a->lang, "Địa chỉ này được ghi cho một tài khoản dịch vụ công. Nếu là bạn, mở đường dẫn dưới đây "
					       "và bấm nút Xác nhận trong vòng 48 giờ:\n\n%s\n\nNếu không phải bạn, không cần làm gì; "
					       "tài khoản sẽ không dùng được."),
				   url));
}

enum status
account_mail_taken(struct cx *cx, const struct account *a)
{
	return letter(cx, a, a->email, tr(a->lang, "Có người vừa đăng ký bằng số định danh của bạn"),
		      arena_printf(cx->arena,
				   tr(a->lang, "Vừa có người đăng ký tài khoản bằng số định danh đã có tài khoản của bạn. Không có gì "
					       "thay đổi.\n\nNếu là bạn và đã quên mật khẩu, đặt lại tại đây:\n\n%s\n\nNếu không phải "
					       "bạn, không cần làm gì. Khi nghi ngờ, đem thẻ căn cước đến quầy một cửa gần nhất."),
				   web_absolute(cx, "/quen-mat-khau")));
}

enum status
account_mail_reset(struct cx *cx, const struct account *a, const char *url, const char *to)
{
	return letter(cx, a, to, tr(a->lang, "Đặt lại mật khẩu"),
		      arena_printf(cx->arena,
				   tr(a->lang, "Để đặt mật khẩu mới, mở đường dẫn dưới đây. Đường dẫn dùng được một lần và sớm hết "
					       "hạn:\n\n%s\n\nNếu bạn không yêu cầu, bỏ qua thư này; mật khẩu cũ vẫn dùng được."),
				   url));
}

enum status
account_mail_invite(struct cx *cx, const struct account *a, const char *url)
{
	return letter(cx, a, a->email, tr(a->lang, "Tài khoản cán bộ của bạn"),
		      arena_printf(cx->arena,
				   tr(a->lang, "Tài khoản cán bộ của bạn có tên đăng nhập: %s\n\nTrong vòng 72 giờ, mở đường dẫn dưới "
					       "đây để đặt mật khẩu, rồi đăng nhập và cài ứng dụng tạo mã:\n\n%s"),
				   a->login, url));
}

enum status
account_mail_password_changed(struct cx *cx, const struct account *a)
{
	if (a->email_confirmed_at == 0)
		return ST_OK;
	return letter(cx, a, a->email, tr(a->lang, "Mật khẩu của bạn vừa được đổi"),
		      tr(a->lang, "Mật khẩu tài khoản của bạn vừa được đổi, và các thiết bị khác đã bị đăng xuất.\n\nNếu không phải "
				  "bạn làm, đem thẻ căn cước đến quầy một cửa gần nhất để lấy lại tài khoản."));
}

enum status
account_mail_email_changed(struct cx *cx, const struct account *a, const char *old)
{
	return letter(cx, a, old, tr(a->lang, "Địa chỉ thư của tài khoản vừa được đổi"),
		      tr(a->lang, "Thư về tài khoản của bạn từ nay gửi đến địa chỉ khác, đã được xác nhận.\n\nNếu không phải bạn làm, "
				  "đem thẻ căn cước đến quầy một cửa gần nhất để lấy lại tài khoản."));
}
