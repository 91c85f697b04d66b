/* The text of a letter, and a real conversation with a small SMTP server in a thread. */
#include <arpa/inet.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>
#undef fail
#include "platform/net/mail.h"

static struct arena *arena;

static struct cx
fresh(void)
{
	return (struct cx){ .arena = arena, .now = 1795658400 * TIME_SECOND };
}

static const struct mail letter = { .id = 42, .to = "lan@example.vn", .to_name = "Nguyễn Thị Lan",
				    .subject = "Hồ sơ H41.60.12-261125-0001 đã được tiếp nhận, mời bạn xem giấy hẹn",
				    .body = "Kính gửi bà,\n.\nMột dòng chỉ có dấu chấm ở trên.\n" };

/* The base64 body decoded by the same alphabet read backwards. */
static const char *
decoded(const char *s)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	struct buf b;
	unsigned v = 0;
	int bits = 0;
	buf_init(&b, arena, BUF_LINE);
	for (; *s != '\0' && *s != '.'; s++) { /* a dot ends the letter on the wire */
		const char *at = strchr(letters, *s);
		if (at == NULL)
			continue;
		v = v << 6 | (unsigned)(at - letters);
		bits += 6;
		if (bits >= 8) {
			bits -= 8;
			buf_addc(&b, (char)(v >> bits));
		}
	}
	return buf_cstr(&b);
}

static void
text_of_a_letter(void **state UNUSED)
{
	struct cx cx = fresh();
	struct mail_server s = { .url = "", .from = "mot-cua@example.vn", .from_name = "Một Cửa" };
	struct str out;
	assert_int_equal(mail_format(&cx, &s, &letter, &out), ST_OK);
	const char *text = str_cstr(arena, out), *body = strstr(text, "\r\n\r\n");
	assert_non_null(body);
	assert_string_equal(decoded(body), letter.body);
	assert_non_null(strstr(text, "Message-ID: <42@example.vn>\r\n"));
	assert_non_null(strstr(text, "<lan@example.vn>\r\n"));
	for (const char *line = text; line != NULL; line = strstr(line, "\r\n") ? strstr(line, "\r\n") + 2 : NULL)
		assert_true(strcspn(line, "\r") <= 78);
}

static void
headers_cannot_be_written(void **state UNUSED)
{
	struct cx cx = fresh();
	struct mail_server s = { .url = "", .from = "mot-cua@example.vn", .from_name = "" };
	struct mail m = letter;
	struct str out;
	m.subject = "a\r\nBcc: x@example.vn";
	assert_int_equal(mail_format(&cx, &s, &m, &out), ST_INVALID);
	m = letter;
	m.to_name = "a\nBcc: x";
	assert_int_equal(mail_format(&cx, &s, &m, &out), ST_INVALID);
	static const char *const bad[] = { "", "a", "a@", "@b.vn", "a b@c.vn", "a@b@c.vn", "a@b.vn>\r\nDATA", "a@b.", "a@localdomain" };
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_false(mail_address_ok(str_of(bad[i])));
	assert_true(mail_address_ok(S("a.b-c+d@x.gov.vn")));
}

static void
into_the_folder(void **state UNUSED)
{
	struct cx cx = fresh();
	char dir[] = "/tmp/motcua-mail-XXXXXX";
	assert_non_null(mkdtemp(dir));
	struct mail_server s = { .url = "", .from = "mot-cua@example.vn", .from_name = "", .folder = dir };
	assert_int_equal(mail_send(&cx, &s, &letter), ST_OK);
	const char *path = arena_printf(arena, "%s/42.eml", dir);
	assert_int_equal(access(path, R_OK), 0);
	unlink(path);
	rmdir(dir);
}

/* Answers one conversation; what it says to RCPT is the point. */
struct fake {
	int listener, port;
	const char *to_rcpt; /* NULL: hangs up at once */
	char heard[16384];
	pthread_t thread;
};

static void
say(int fd, const char *line)
{
	if (write(fd, line, strlen(line)) < 0)
		return;
}

static void *
converse(void *arg)
{
	struct fake *f = arg;
	int fd = accept(f->listener, NULL, NULL);
	size_t n = 0;
	bool data = false;
	if (f->to_rcpt == NULL) {
		close(fd);
		return NULL;
	}
	say(fd, "220 test\r\n");
	for (;;) {
		ssize_t got = read(fd, f->heard + n, sizeof f->heard - n - 1);
		if (got <= 0)
			break;
		const char *new = f->heard + n;
		n += (size_t)got;
		f->heard[n] = '\0';
		if (data) {
			if (strstr(new, "\r\n.\r\n") == NULL && strstr(f->heard + (n > 5 ? n - 5 : 0), "\r\n.\r\n") == NULL)
				continue;
			data = false;
			say(fd, "250 kept\r\n");
		} else if (strncmp(new, "RCPT", 4) == 0)
			say(fd, f->to_rcpt);
		else if (strncmp(new, "DATA", 4) == 0) {
			data = true;
			say(fd, "354 go\r\n");
		} else if (strncmp(new, "QUIT", 4) == 0) {
			say(fd, "221 bye\r\n");
			break;
		} else
			say(fd, "250 ok\r\n");
	}
	close(fd);
	return NULL;
}

static enum status
through(const char *to_rcpt, struct fake *f)
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof at;
	struct cx cx = fresh();
	*f = (struct fake){ .to_rcpt = to_rcpt, .listener = socket(AF_INET, SOCK_STREAM, 0) };
	assert_int_equal(bind(f->listener, (struct sockaddr *)&at, sizeof at), 0);
	assert_int_equal(listen(f->listener, 4), 0);
	getsockname(f->listener, (struct sockaddr *)&at, &len);
	pthread_create(&f->thread, NULL, converse, f);
	struct mail_server s = { .url = arena_printf(arena, "smtp://127.0.0.1:%d", ntohs(at.sin_port)), .user = "",
				 .from = "mot-cua@example.vn", .from_name = "Một Cửa" };
	enum status st = mail_send(&cx, &s, &letter);
	pthread_join(f->thread, NULL);
	close(f->listener);
	return st;
}

static void
servers_answers(void **state UNUSED)
{
	static struct fake f;
	assert_int_equal(through("250 ok\r\n", &f), ST_OK);
	assert_non_null(strstr(f.heard, "RCPT TO:<lan@example.vn>"));
	assert_string_equal(decoded(strstr(strstr(f.heard, "DATA"), "\r\n\r\n")) + 0, letter.body);
	assert_int_equal(through("550 no such user\r\n", &f), ST_INVALID);
	assert_int_equal(through("451 later\r\n", &f), ST_UPSTREAM);
	assert_int_equal(through(NULL, &f), ST_UPSTREAM);
}

static int
setup(void **state UNUSED)
{
	arena = arena_new(1 << 24);
	net_init();
	return 0;
}

static int
teardown(void **state UNUSED)
{
	arena_free(arena);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_of_a_letter),
		cmocka_unit_test(headers_cannot_be_written),
		cmocka_unit_test(into_the_folder),
		cmocka_unit_test(servers_answers),
	};
	return cmocka_run_group_tests_name("mail", tests, setup, teardown);
}
