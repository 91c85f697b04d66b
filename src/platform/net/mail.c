#include <curl/curl.h> /* before base.h: it names functions that are banned here */

#include "platform/net/mail.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#define CONNECT_SECONDS 10L
#define SEND_SECONDS 30L

void
net_init(void)
{
	assert_always(curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK);
}

bool
mail_address_ok(struct str s)
{
	size_t at = 0;
	int ats = 0;
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		if (c <= ' ' || c >= 0x7f || c == '<' || c == '>' || c == ',' || c == ';' || c == '"' || c == '(' || c == ')')
			return false;
		if (c == '@') {
			ats++;
			at = i;
		}
	}
	struct str domain = str_from(s, at + 1);
	return s.n <= 254 && ats == 1 && at > 0 && domain.n > 0 && domain.p[0] != '.' && domain.p[domain.n - 1] != '.' &&
	       (memchr(domain.p, '.', domain.n) != NULL || str_is(domain, "localhost"));
}

/* --- the text ------------------------------------------------------------------------------------------------------ */

static void
base64(struct buf *b, struct str s, size_t line)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	size_t in_line = 0;
	for (size_t i = 0; i < s.n; i += 3) {
		unsigned v = (unsigned)(unsigned char)s.p[i] << 16;
		if (i + 1 < s.n)
			v |= (unsigned)(unsigned char)s.p[i + 1] << 8;
		if (i + 2 < s.n)
			v |= (unsigned char)s.p[i + 2];
		char four[4] = { letters[v >> 18], letters[v >> 12 & 63], i + 1 < s.n ? letters[v >> 6 & 63] : '=',
				 i + 2 < s.n ? letters[v & 63] : '=' };
		buf_add(b, four, 4);
		in_line += 4;
		if (line > 0 && in_line >= line && i + 3 < s.n) {
			buf_adds(b, "\r\n");
			in_line = 0;
		}
	}
}

/* RFC 2047: words of at most 75 letters, cut between characters. */
static void
header_text(struct buf *b, struct str s)
{
	bool plain = true;
	for (size_t i = 0; i < s.n; i++)
		plain &= s.p[i] >= ' ' && s.p[i] < 0x7f;
	if (plain && str_find(s, "=?") < 0) {
		buf_addstr(b, s);
		return;
	}
	for (size_t from = 0; from < s.n;) {
		size_t n = s.n - from > 42 ? 42 : s.n - from;
		while (from + n < s.n && n > 1 && ((unsigned char)s.p[from + n] & 0xc0) == 0x80)
			n--;
		if (from > 0)
			buf_adds(b, "\r\n ");
		buf_adds(b, "=?UTF-8?B?");
		base64(b, (struct str){ s.p + from, n }, 0);
		buf_adds(b, "?=");
		from += n;
	}
}

static void
address(struct buf *b, const char *header, const char *name, const char *addr)
{
	buf_addf(b, "%s: ", header);
	if (!cstr_empty(name)) {
		/* A name in ASCII may hold what means something in an address: it is encoded like any other. */
		buf_adds(b, "=?UTF-8?B?");
		base64(b, str_head(str_of(name), 42), 0);
		buf_adds(b, "?= ");
	}
	buf_addf(b, "<%s>\r\n", addr);
}

static bool
has_break(const char *s)
{
	return s != NULL && strpbrk(s, "\r\n") != NULL;
}

/* "Wed, 25 Nov 2026 09:00:00 +0700" */
static void
date(struct buf *b, int64_t t)
{
	static const char *const day[] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };
	static const char *const month[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov",
					     "Dec" };
	struct civil c = time_civil(t);
	buf_addf(b, "Date: %s, %02d %s %04d %02d:%02d:%02d +0700\r\n", day[day_weekday(time_day(t))], c.day,
		 month[c.month - 1], c.year, c.hour, c.minute, c.second);
}

/* A name whose first 42 bytes end inside a character is cut before it. */
static const char *
whole(struct cx *cx, const char *name)
{
	struct str s = str_head(str_of(name), 42);
	if (name != NULL && strlen(name) > s.n)
		while (s.n > 0 && ((unsigned char)name[s.n] & 0xc0) == 0x80)
			s.n--;
	return str_cstr(cx->arena, s);
}

enum status
mail_format(struct cx *cx, const struct mail_server *s, const struct mail *m, struct str *out)
{
	struct buf b;
	struct str from = str_of(s->from), domain = from;
	if (!mail_address_ok(str_of(m->to)) || has_break(m->to_name))
		return fail(cx, ST_INVALID, "mail.address", "no address to send to");
	if (!mail_address_ok(from))
		return fail(cx, ST_INVALID, "mail.sender", "the configured sender is no address");
	if (has_break(m->subject) || cstr_empty(m->subject))
		return fail(cx, ST_INVALID, "mail.subject", "a line break in the subject, or none");
	str_cut(&domain, '@');
	buf_init(&b, cx->arena, BUF_MAIL);
	date(&b, cx->now);
	address(&b, "From", whole(cx, s->from_name), s->from);
	address(&b, "To", whole(cx, m->to_name), m->to);
	buf_adds(&b, "Subject: ");
	header_text(&b, str_of(m->subject));
	buf_addf(&b, "\r\nMessage-ID: <%lld@" STR_FMT ">\r\n", (long long)m->id, STR_ARG(domain));
	buf_adds(&b, "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\n"
		     "Content-Transfer-Encoding: base64\r\nAuto-Submitted: auto-generated\r\n\r\n");
	base64(&b, str_of(m->body), 76);
	buf_adds(&b, "\r\n");
	*out = buf_str(&b);
	return b.over ? fail(cx, ST_INVALID, "mail.large", "letter over %d bytes", BUF_MAIL) : ST_OK;
}

/* --- the folder ------------------------------------------------------------------------------------------------------ */

static enum status
to_folder(struct cx *cx, const struct mail_server *s, const struct mail *m, struct str text)
{
	const char *path = arena_printf(cx->arena, "%s/%lld.eml", s->folder, (long long)m->id);
	const char *temp = arena_printf(cx->arena, "%s.new", path);
	if (mkdir(s->folder, 0700) != 0 && errno != EEXIST)
		return fail(cx, ST_UPSTREAM, "mail.folder", "%s: %s", s->folder, strerror(errno));
	int fd = open(temp, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	ssize_t n = fd < 0 ? -1 : write(fd, text.p, text.n);
	if (fd >= 0)
		close(fd);
	if (n != (ssize_t)text.n || rename(temp, path) != 0)
		return fail(cx, ST_UPSTREAM, "mail.folder", "%s: %s", path, strerror(errno));
	return ST_OK;
}

/* --- the server ------------------------------------------------------------------------------------------------------- */

static size_t
give(char *to, size_t size, size_t n, void *arg)
{
	struct str *rest = arg;
	size_t some = rest->n < size * n ? rest->n : size * n;
	if (some > 0)
		memcpy(to, rest->p, some);
	*rest = str_from(*rest, some);
	return some;
}

static enum status
outcome(struct cx *cx, CURL *curl, CURLcode rc, const char *words)
{
	long code = 0;
	curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &code);
	if (rc == CURLE_OK)
		return ST_OK;
	/* 5xx to our commands is final, except for a sign-in that an operator can mend. */
	bool final = code >= 550 && code < 560 && rc != CURLE_LOGIN_DENIED;
	log_peer("smtp", "code=%ld %s", code, words[0] != '\0' ? words : curl_easy_strerror(rc));
	return fail(cx, final ? ST_INVALID : ST_UPSTREAM, final ? "mail.refused" : "mail.server", "SMTP %ld: %s", code,
		    words[0] != '\0' ? words : curl_easy_strerror(rc));
}

static enum status
to_server(struct cx *cx, const struct mail_server *s, const struct mail *m, struct str text)
{
	char words[CURL_ERROR_SIZE] = "";
	CURL *curl = curl_easy_init();
	struct curl_slist *to = curl_slist_append(NULL, arena_printf(cx->arena, "<%s>", m->to));
	assert_always(curl != NULL && to != NULL);
	curl_easy_setopt(curl, CURLOPT_URL, s->url);
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	curl_easy_setopt(curl, CURLOPT_USE_SSL, (long)CURLUSESSL_TRY);
	curl_easy_setopt(curl, CURLOPT_MAIL_FROM, arena_printf(cx->arena, "<%s>", s->from));
	curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, to);
	curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
	curl_easy_setopt(curl, CURLOPT_READFUNCTION, give);
	curl_easy_setopt(curl, CURLOPT_READDATA, &text);
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, CONNECT_SECONDS);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT, SEND_SECONDS);
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, words);
	if (!cstr_empty(s->user)) {
		/* A password goes over an encrypted line only. */
		curl_easy_setopt(curl, CURLOPT_USE_SSL, (long)CURLUSESSL_ALL);
		curl_easy_setopt(curl, CURLOPT_USERNAME, s->user);
		curl_easy_setopt(curl, CURLOPT_PASSWORD, s->password);
	}
	CURLcode rc = curl_easy_perform(curl);
	enum status st = outcome(cx, curl, rc, words);
	curl_slist_free_all(to);
	curl_easy_cleanup(curl);
	return st;
}

enum status
mail_send(struct cx *cx, const struct mail_server *s, const struct mail *m)
{
	struct str text;
	TRY(mail_format(cx, s, m, &text));
	return cstr_empty(s->url) ? to_folder(cx, s, m, text) : to_server(cx, s, m, text);
}
