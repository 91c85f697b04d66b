/* Letters from the transaction to the file, and what stays of them. */
#include "app/app.h"
#include "core/post/post.h"
#include "platform/net/mail.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "app/test_app.h"

STMT(q_test_post_payload, "SELECT count(*) FROM job WHERE kind = 'post.send' AND payload <> '{}'");

static struct app *app;
static struct mail_server server;

static enum status
letter_tx(struct cx *cx, void *input)
{
	return post_enqueue(cx, input);
}

static enum status
failing_tx(struct cx *cx, void *input)
{
	TRY(post_enqueue(cx, input));
	return fail_at(cx, ST_CONFLICT, "test.conflict", __FILE__, __LINE__, "on purpose");
}

static int64_t
waiting(void)
{
	int64_t n;
	assert_int_equal(db_query_i64(&app->cx, &q_test_post_payload, NO_ARGS, 0, &n), ST_OK);
	return n;
}

/* The one file in the folder, or empty. */
static struct str
sent(int *n)
{
	struct str text = { 0 };
	DIR *d = opendir(server.folder);
	*n = 0;
	for (struct dirent *e; d != NULL && (e = readdir(d)) != NULL;)
		if (strstr(e->d_name, ".eml") != NULL) {
			assert_int_equal(app_read_file(&app->cx, arena_printf(app->arena, "%s/%s", server.folder, e->d_name),
						       1 << 20, &text), ST_OK);
			(*n)++;
		}
	if (d != NULL)
		closedir(d);
	return text;
}

static void
queued_with_its_reason(void **state UNUSED)
{
	struct post_letter l = { .to = "lan@example.vn", .to_name = "Trần Thị Lan", .subject = "Hồ sơ", .body = "Kính gửi chị Lan,\n",
				 .unique_key = "post-test:1" };
	int64_t before = waiting();
	assert_int_equal(db_tx(&app->cx, app->db, 0, failing_tx, &l), ST_CONFLICT);
	assert_int_equal(waiting(), before);
	assert_int_equal(db_tx(&app->cx, app->db, 0, letter_tx, &l), ST_OK);
	assert_int_equal(db_tx(&app->cx, app->db, 0, letter_tx, &l), ST_OK);
	assert_int_equal(waiting(), before + 1); /* one reason, one letter */
	l.to = "";
	l.unique_key = NULL;
	assert_int_equal(db_tx(&app->cx, app->db, 0, letter_tx, &l), ST_OK);
	assert_int_equal(waiting(), before + 1); /* nobody to write to */
}

static void
sent_and_forgotten(void **state UNUSED)
{
	static const struct job_kind *const kinds[] = { post_jobs, NULL };
	int n, done;
	assert_int_equal(job_drain(&app->cx, app->db, kinds, &done), ST_OK);
	assert_int_equal(done, 1);
	struct str text = sent(&n);
	assert_int_equal(n, 1);
	assert_true(str_find(text, "lan@example.vn") >= 0);
	assert_int_equal(waiting(), 0);
}

static int
setup(void **state UNUSED)
{
	app = test_app_open();
	if (app == NULL)
		return -1;
	server = (struct mail_server){ .url = "", .user = "", .password = "", .from = "mot-cua@example.vn", .from_name = "Một Cửa",
				       .folder = arena_printf(app->arena, "%s/mail", app->dir) };
	post_set_server(&server);
	return 0;
}

static int
teardown(void **state UNUSED)
{
	test_app_close(app);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(queued_with_its_reason),
		cmocka_unit_test(sent_and_forgotten),
	};
	return cmocka_run_group_tests_name("letters", tests, setup, teardown);
}
