#include <curl/curl.h> /* before base.h: it names functions that are banned here */

#include "platform/net/fetch.h"

#define CONNECT_SECONDS 5L

static size_t
keep(const char *from, size_t size, size_t n, void *arg)
{
	struct buf *b = arg;
	buf_add(b, from, size * n);
	return b->over ? 0 : size * n;
}

static struct curl_slist *
headers(struct cx *cx, const struct fetch *f)
{
	struct curl_slist *list = NULL;
	if (f->type != NULL) {
		list = curl_slist_append(list, arena_printf(cx->arena, "Content-Type: %s", f->type));
		list = curl_slist_append(list, "Expect:"); /* no round trip for a hundred bytes */
	}
	return f->accept != NULL ? curl_slist_append(list, arena_printf(cx->arena, "Accept: %s", f->accept)) : list;
}

enum status
net_fetch(struct cx *cx, const struct fetch *f, struct str *out)
{
	char words[CURL_ERROR_SIZE] = "";
	struct buf answer;
	long code = 0;
	struct str url = str_of(f->url);
	*out = (struct str){ NULL, 0 };
	if (!str_starts(url, "http://") && !str_starts(url, "https://"))
		return fail(cx, ST_INVALID, "net.url", "%s is no http address", f->url);
	CURL *curl = curl_easy_init();
	struct curl_slist *list = headers(cx, f);
	assert_always(curl != NULL);
	buf_init(&answer, cx->arena, f->max);
	curl_easy_setopt(curl, CURLOPT_URL, f->url);
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(curl, CURLOPT_HTTPHEADER, list);
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, f->seconds < CONNECT_SECONDS ? (long)f->seconds : CONNECT_SECONDS);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)f->seconds);
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, words);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, keep);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, &answer);
	curl_easy_setopt(curl, CURLOPT_USERAGENT, "motcua");
	if (f->type != NULL) {
		curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)f->body.n);
		curl_easy_setopt(curl, CURLOPT_POSTFIELDS, f->body.p);
	}
	CURLcode rc = curl_easy_perform(curl);
	curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &code);
	curl_slist_free_all(list);
	curl_easy_cleanup(curl);
	if (rc != CURLE_OK || code != 200) {
		log_peer("fetch", "%s: %ld %s", f->url, code, words[0] != '\0' ? words : curl_easy_strerror(rc));
		return fail(cx, ST_UPSTREAM, "net.fetch", "%s: HTTP %ld %s", f->url, code,
			    words[0] != '\0' ? words : curl_easy_strerror(rc));
	}
	*out = buf_str(&answer);
	return ST_OK;
}
