#include "core/post/post.h"

#include "platform/net/mail.h"
#include "platform/parse/json_in.h"

static const struct mail_server *server;

void
post_set_server(const struct mail_server *s)
{
	server = s;
}

enum status
post_enqueue(struct cx *cx, const struct post_letter *l)
{
	struct buf b;
	struct json_out j;
	if (cstr_empty(l->to))
		return ST_OK;
	buf_init(&b, cx->arena, BUF_MAIL);
	json_out_init(&j, &b);
	json_object(&j);
	json_put_cstr(&j, "to", l->to);
	json_put_cstr(&j, "name", l->to_name != NULL ? l->to_name : "");
	json_put_cstr(&j, "lang", l->lang == LANG_EN ? "en" : "vi");
	json_put_cstr(&j, "subject", l->subject);
	json_put_cstr(&j, "body", l->body);
	json_end_object(&j);
	if (b.over)
		return fail(cx, ST_TOO_LARGE, "post.large", "letter over %d bytes", BUF_MAIL);
	return job_enqueue(cx, "post.send", buf_str(&b), cx->now, l->unique_key);
}

/* The text as the person reads it: theirs, then who writes and that nobody reads answers. */
static const char *
framed(struct cx *cx, enum lang lang, const char *body)
{
	return arena_printf(cx->arena, "%s\n-- \n%s\n%s\n", body, server->from_name,
			    tr(lang, "Thư này do hệ thống gửi, xin đừng trả lời. Chúng tôi không bao giờ hỏi mật khẩu qua thư."));
}

static enum status
send(struct cx *cx, struct db *db UNUSED, const struct job *job)
{
	const struct json *doc;
	assert_always(server != NULL);
	TRY(json_parse(cx, job->payload, BUF_MAIL, &doc));
	enum lang lang = str_is(json_text_of(json_get(doc, "lang")), "en") ? LANG_EN : LANG_VI;
	struct mail m = {
		.id = job->id, /* the same at every try, so that a letter sent twice is seen as one */
		.to = json_cstr_of(json_get(doc, "to")),
		.to_name = json_cstr_of(json_get(doc, "name")),
		.subject = json_cstr_of(json_get(doc, "subject")),
		.body = framed(cx, lang, json_cstr_of(json_get(doc, "body"))),
	};
	return mail_send(cx, server, &m);
}

const struct job_kind post_jobs[] = {
	{ .name = "post.send", .label = "Gửi thư điện tử", .run = send },
	{ .name = NULL },
};
