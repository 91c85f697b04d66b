/* Post: e-mails leave the house through here. A letter is written in the transaction that gives the reason for it, as a
 * job, so that it is sent exactly when that was kept, and tried again until the server takes it. */
#ifndef CORE_POST_POST_H
#define CORE_POST_POST_H

#include "base/base.h"
#include "platform/job/job.h"

struct mail_server;

/* Where post.send hands letters over; before the workers start, keeps the pointer. */
void post_set_server(const struct mail_server *server);

struct post_letter {
	const char *to;      /* one address; "" sends nothing: the person has none */
	const char *to_name;
	enum lang lang;      /* of the frame around the text */
	const char *subject; /* plain text without line breaks */
	const char *body;    /* plain text; greeting and signature are the writer's */
	const char *unique_key; /* NULL, or what makes a second letter of the same reason do nothing */
};
/* Inside a transaction. Call job_wake() after the commit for a letter that somebody waits for. */
MUST_CHECK enum status post_enqueue(struct cx *cx, const struct post_letter *l);

/* The kind "post.send" and nothing else; ended by name NULL. */
extern const struct job_kind post_jobs[];

#endif
