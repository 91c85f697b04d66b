/* E-mail through an SMTP server, or into a folder when there is none.
 *
 * The letter is plain text in UTF-8. Headers are encoded after RFC 2047, the body in base64; line breaks in an address
 * or a subject are refused, so nobody writes headers of their own. */
#ifndef PLATFORM_NET_MAIL_H
#define PLATFORM_NET_MAIL_H

#include "base/base.h"

struct mail_server {
	const char *url;      /* smtp://host:port or smtps://…; "" writes DIR/mail/ID.eml */
	const char *user;     /* "" without sign-in */
	const char *password;
	const char *from;     /* address of the sender */
	const char *from_name;
	const char *folder;   /* for "" */
};

struct mail {
	int64_t id;           /* makes the Message-ID, so that a second sending is seen as the same letter */
	const char *to, *to_name, *subject, *body;
};

/* Once at start, before threads. */
void net_init(void);
/* ST_INVALID "mail.*": the letter can never go (bad address, refused for good by the server); ST_UPSTREAM "mail.server":
 * try again later. */
MUST_CHECK enum status mail_send(struct cx *cx, const struct mail_server *s, const struct mail *m);
/* The letter as it goes over the wire. */
MUST_CHECK enum status mail_format(struct cx *cx, const struct mail_server *s, const struct mail *m, struct str *out);
/* One @, no blanks or controls, a dot in the domain or localhost; at most 254 bytes. */
bool mail_address_ok(struct str address);

#endif
