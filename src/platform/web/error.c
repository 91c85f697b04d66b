/* Any failure becomes a page that says what happened and what to do, or problem+json. */
#include "platform/web/web.h"
#include "platform/web/web_priv.h"

/* What is shown when the catalogue has no sentence for the code: one per status. */
static const char *const general[ST_N] = {
	[ST_NOT_FOUND] = "web.not_found",
	[ST_DENIED] = "web.denied",
	[ST_INVALID] = "web.invalid",
	[ST_CONFLICT] = "web.conflict",
	[ST_TOO_LARGE] = "web.too_large",
	[ST_TOO_MANY] = "web.too_many",
	[ST_BUSY] = "web.busy",
	[ST_FULL] = "web.full",
	[ST_UPSTREAM] = "web.upstream",
	[ST_INTERNAL] = "web.internal",
	[ST_SUSPENDED] = "web.internal",
};

static const char *const titles[ST_N] = {
	[ST_NOT_FOUND] = "Không tìm thấy trang",
	[ST_DENIED] = "Bạn không được vào trang này",
	[ST_INVALID] = "Thông tin gửi lên chưa đúng",
	[ST_CONFLICT] = "Việc này không làm được lúc này",
	[ST_TOO_LARGE] = "Tệp hoặc nội dung quá lớn",
	[ST_TOO_MANY] = "Bạn thử quá nhiều lần",
	[ST_BUSY] = "Hệ thống đang bận",
	[ST_FULL] = "Chưa lưu được",
	[ST_UPSTREAM] = "Hệ thống khác chưa trả lời",
	[ST_INTERNAL] = "Có lỗi của hệ thống",
	[ST_SUSPENDED] = "Có lỗi của hệ thống",
};

static const char *
sentence(struct cx *cx, enum status st)
{
	const char *code = cx->fault.code;
	if (code != NULL && tr_has(cx->lang, code))
		return tr(cx->lang, code);
	return tr(cx->lang, general[st]);
}

static void
problem_json(struct cx *cx, struct resp *rs, enum status st)
{
	struct buf b;
	struct json_out j;
	buf_init(&b, cx->arena, BUF_LINE);
	json_out_init(&j, &b);
	json_object(&j);
	json_put_cstr(&j, "type", "about:blank");
	json_put_cstr(&j, "title", sentence(cx, st));
	json_put_int(&j, "status", status_http(st));
	json_put_cstr(&j, "code", cx->fault.code ? cx->fault.code : general[st]);
	json_put_cstr(&j, "request", cx->request_id);
	json_end_object(&j);
	resp_body(rs, "application/problem+json; charset=utf-8", buf_str(&b));
}

static void
error_page(struct cx *cx, struct req *rq, struct resp *rs, enum status st)
{
	bool officer = str_starts(str_of(req_path(rq)), "/can-bo");
	struct page *pg = page_begin(cx, rq, rs,
				     &(struct page_opts){ .title = tr(cx->lang, titles[st]),
							  .area = officer ? PAGE_OFFICER : PAGE_PUBLIC });
	buf_adds(pg->b, "<h1 class=\"govuk-heading-l\">");
	out_text(pg, tr(cx->lang, titles[st]));
	buf_adds(pg->b, "</h1>\n<p class=\"govuk-body\">");
	out_text(pg, sentence(cx, st));
	buf_adds(pg->b, "</p>\n<p class=\"govuk-body\"><a class=\"govuk-link\" href=\"");
	out_path(pg, officer ? "/can-bo" : "/");
	buf_adds(pg->b, "\">");
	out_text(pg, tr(cx->lang, "Về trang đầu"));
	buf_adds(pg->b, "</a></p>\n<p class=\"govuk-body-s\">");
	out_textf(pg, tr(cx->lang, "Mã yêu cầu để báo hỗ trợ: %s"), cx->request_id ? cx->request_id : "");
	buf_adds(pg->b, "</p>\n");
	if (page_end(pg) != ST_OK)
		resp_body(rs, "text/plain; charset=utf-8", str_of(tr(cx->lang, general[ST_INTERNAL])));
}

void
web_on_error(struct cx *cx, struct req *rq, struct resp *rs, enum status st)
{
	const struct route *r = req_route(rq);
	struct web_request *w = web_request(rq);
	bool json = r != NULL && (r->flags & HTTP_JSON) != 0;
	if (w == NULL) { /* refused before web_before ran */
		w = arena_new_one(cx->arena, struct web_request);
		req_set_user(rq, w);
	}
	if (w->sign_in && !json) {
		w->sign_in = false;
		enum status sent = web_config()->hooks.sign_in(cx, rq, rs, !cstr_eq(r->permission, "ACCOUNT"));
		if (sent == ST_OK)
			return;
		st = sent;
	}
	if (st == ST_BUSY)
		resp_header(rs, "Retry-After", "5");
	if (json)
		problem_json(cx, rs, st);
	else
		error_page(cx, rq, rs, st);
}
