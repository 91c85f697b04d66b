/* Shared inside platform/web. */
#ifndef PLATFORM_WEB_WEB_PRIV_H
#define PLATFORM_WEB_WEB_PRIV_H

#include "platform/web/web.h"

/* What platform/web remembers of a request. */
struct web_request {
	char token_hash[65]; /* "" without a session cookie */
	const char *csrf;    /* NULL until there is a token */
	bool sign_in;        /* refused because nobody (of the right kind) is signed in */
};

struct web_request *web_request(const struct req *rq);
const char *web_take_flash(struct page *pg);

#endif
