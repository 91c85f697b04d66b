/* What all pages of administration share: scope, events, words. */
#include "features/admin/admin_priv.h"

#include "core/unit/revision.h"
#include "features/dossier/dossier.h"

/* --- scope -------------------------------------------------------------------------------------------------------- */

bool
admin_is_system(const struct cx *cx)
{
	return cx->who.system || (cx->who.officer && (cx->who.roles & ROLE_SYSTEM_ADMIN) != 0);
}

bool
admin_in_scope(const struct cx *cx, const struct unit *u)
{
	if (admin_is_system(cx))
		return u != NULL;
	const struct unit *top = unit_by_id(cx->who.unit);
	return u != NULL && top != NULL && cx->who.officer &&
	       (cx->who.roles & (ROLE_UNIT_ADMIN | ROLE_INSPECT)) != 0 && unit_is_under(u, top);
}

enum status
admin_unit_of(struct cx *cx, struct str id, const struct unit **out)
{
	int64_t n;
	*out = str_i64(id, &n) ? unit_by_id(n) : NULL;
	if (!admin_in_scope(cx, *out))
		return fail(cx, ST_NOT_FOUND, "unit.unknown", "unit " STR_FMT, STR_ARG(str_head(id, 30)));
	return ST_OK;
}

/* --- events --------------------------------------------------------------------------------------------------------- */

enum status
admin_event(struct cx *cx, const char *verb, const char *kind, int64_t thing, int64_t unit, const char *reason,
	    const char *detail)
{
	struct ledger_event e = { .unit = unit, .verb = verb, .kind = kind, .thing = thing, .reason = reason, .detail = detail };
	return ledger_add(cx, &e);
}

void
admin_changes_begin(struct cx *cx, struct admin_changes *c)
{
	buf_init(&c->b, cx->arena, BUF_LINE);
	json_out_init(&c->j, &c->b);
	json_object(&c->j);
	c->n = 0;
}

void
admin_change(struct admin_changes *c, const char *key, const char *was, const char *is)
{
	if (cstr_eq(was, is))
		return;
	json_key(&c->j, key);
	json_array(&c->j);
	json_cstr(&c->j, was);
	json_cstr(&c->j, is);
	json_end_array(&c->j);
	c->n++;
}

const char *
admin_changes_end(struct admin_changes *c)
{
	json_end_object(&c->j);
	return c->n > 0 ? buf_cstr(&c->b) : "";
}

void
admin_refresh(struct cx *cx)
{
	static const struct revision_source sources[] = { { "unit", unit_load }, { "procedure", procedure_load }, { NULL, NULL } };
	if (revision_refresh(cx, sources) != ST_OK) /* saved all the same; the watcher tries again within a second */
		log_fault(cx, "admin");
}

const struct admin_option admin_account_verbs[] = {
	{ "account.create", "Tạo tài khoản" },
	{ "account.register", "Công dân đăng ký tài khoản" },
	{ "account.email", "Xác nhận địa chỉ thư điện tử" },
	{ "account.contact", "Đổi thông tin liên hệ" },
	{ "account.password", "Đổi mật khẩu" },
	{ "account.password_reset", "Cấp lại mật khẩu" },
	{ "account.code_reset", "Cài lại mã xác nhận" },
	{ "account.code_set", "Cài mã xác nhận" },
	{ "account.code_wrong", "Nhập sai mã xác nhận" },
	{ "account.disable", "Khóa tài khoản" },
	{ "account.enable", "Mở khóa tài khoản" },
	{ "account.roles", "Đổi vai trò" },
	{ "account.check", "Đối chiếu giấy tờ của công dân tại quầy" },
	{ "account.view", "Xem tài khoản công dân tại quầy" },
	{ "account.sign_in", "Đăng nhập" },
	{ "account.sign_in_wrong", "Đăng nhập sai" },
	{ "account.sign_out", "Đăng xuất" },
	{ "account.sign_out_all", "Đăng xuất khỏi mọi thiết bị" },
	{ "account.unit", "Chọn đơn vị làm việc" },
	{ NULL, NULL },
};

const struct admin_option admin_own_verbs[] = {
	{ "admin.unit_edit", "Sửa đơn vị" },
	{ "admin.unit_add", "Thêm đơn vị" },
	{ "admin.unit_end", "Kết thúc đơn vị" },
	{ "admin.unit_reopen", "Mở lại đơn vị" },
	{ "admin.holiday_put", "Đặt ngày nghỉ, ngày làm bù" },
	{ "admin.holiday_remove", "Bỏ ngày nghỉ, ngày làm bù" },
	{ "admin.job_revive", "Chạy lại việc hỏng" },
	{ "admin.job_discard", "Bỏ việc hỏng" },
	{ "admin.verify_ask", "Yêu cầu kiểm tra nhật ký" },
	{ "admin.verify", "Kiểm tra nhật ký" },
	{ "admin.recount_ask", "Yêu cầu đếm lại số liệu" },
	{ "admin.recount", "Đếm lại số liệu" },
	{ "admin.ledger_person", "Tra nhật ký về một người" },
	{ "admin.procedure_draft", "Lưu bản nháp thủ tục" },
	{ "admin.procedure_drop", "Bỏ bản nháp thủ tục" },
	{ "admin.procedure_publish", "Công bố thủ tục" },
	{ "admin.procedure_end", "Kết thúc thủ tục" },
	{ "admin.route_save", "Đổi quy trình" },
	{ "admin.route_drop", "Bỏ quy trình riêng" },
	{ NULL, NULL },
};

const char *
admin_event_words(struct cx *cx, const struct ledger_event *e)
{
	static const struct admin_option *const tables[] = { admin_account_verbs, admin_own_verbs };
	if (strncmp(e->verb, "dossier.", 8) == 0)
		return dossier_event_plain(cx, e);
	for (size_t i = 0; i < ARRAY_LEN(tables); i++)
		for (const struct admin_option *o = tables[i]; o->value != NULL; o++)
			if (strcmp(e->verb, o->value) == 0)
				return tr(cx->lang, o->label);
	return tr(cx->lang, "Việc khác");
}

const char *
admin_fault_words(struct cx *cx)
{
	const char *code = cx->fault.code;
	return code != NULL && tr_has(cx->lang, code) ? tr(cx->lang, code) : tr(cx->lang, "web.invalid");
}

struct page *
admin_page(struct cx *cx, struct req *rq, struct resp *rs, const char *title, const char *nav, const char *back, bool error)
{
	if (error)
		resp_status(rs, 422);
	return page_begin(cx, rq, rs, &(struct page_opts){ .title = title, .nav = nav, .area = PAGE_OFFICER, .back = back,
							   .error = error, .wide = true });
}
