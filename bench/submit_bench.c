/* Durable submissions a second without HTTP: drafts made before, then `submit` moves through the writer, 64 waiting at any
 * moment; CPU time per submission. Build and run: make bench-programs && build/bench/submit_bench [N] [--database URL] */
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <sys/resource.h>

#include "app/app.h"
#include "app/demo.h"
#include "app/test_app.h"
#include "platform/blob/blob.h"

enum { IN_FLIGHT = 64 };

struct one {
	struct cx cx;
	struct who who;
	int64_t id;
	struct dossier after;
	bool repeated;
};

static struct app *app;
static struct demo *world;
static sem_t room;
static _Atomic int failed;

static enum status
draft_tx(struct cx *cx, void *input)
{
	struct one *o = input;
	struct dossier d;
	struct dossier_start s = { .procedure = procedure_by_code(S("1.004873")), .unit = world->unit[0].unit->id,
				   .account = world->citizen[0].id };
	cx->who = o->who;
	TRY(dossier_start(cx, &s, &o->id));
	TRY(dossier_load(cx, o->id, &d));
	return demo_fill(world, cx, &d, &world->citizen[0]);
}

static enum status
submit_tx(struct cx *cx, void *input)
{
	struct one *o = input;
	struct flow_input in = { .key = arena_printf(cx->arena, "k%lld", (long long)o->id), .reason = "" };
	cx->who = o->who;
	return dossier_move(cx, o->id, "submit", &in, &o->after, &o->repeated);
}

static void
done(struct cx *cx, enum status st, void *arg UNUSED)
{
	if (st != ST_OK) {
		atomic_fetch_add(&failed, 1);
		log_fault(cx, "bench");
	}
	arena_free(cx->arena);
	sem_post(&room);
}

static double
cpu_seconds(void)
{
	struct rusage r;
	getrusage(RUSAGE_SELF, &r);
	return (double)(r.ru_utime.tv_sec + r.ru_stime.tv_sec) + (double)(r.ru_utime.tv_usec + r.ru_stime.tv_usec) / 1e6;
}

static void
run_all(struct one *all, int n, db_tx_fn *fn)
{
	for (int i = 0; i < n; i++) {
		sem_wait(&room);
		all[i].cx = (struct cx){ .arena = arena_new((size_t)64 << 20), .now = time_now(), .request_id = "bench",
					 .address = "" };
		all[i].who = (struct who){ .account = world->citizen[0].id, .name = world->citizen[0].name };
		db_submit(&all[i].cx, app->db, i, fn, &all[i], done, NULL);
	}
	for (int i = 0; i < IN_FLIGHT; i++)
		sem_wait(&room);
	for (int i = 0; i < IN_FLIGHT; i++)
		sem_post(&room);
}

int
main(int argc, char **argv)
{
	int64_t n = 20000;
	if (argc > 1 && !cstr_i64(argv[1], &n))
		return 2;
	test_app_on_pg(argc > 2 && strcmp(argv[2], "--pg") == 0);
	app = test_app_open();
	if (app == NULL)
		return 1;
	world = arena_new_one(app->arena, struct demo);
	world->app = app;
	world->file_size = 10;
	sem_init(&room, 0, IN_FLIGHT);
	if (blob_put(&app->cx, S("%PDF-1.4 x"), world->file_sha256) != ST_OK || demo_people(world) != ST_OK ||
	    db_start_writers(&app->cx, app->db) != ST_OK)
		return app_fail(&app->cx, ST_INTERNAL, "bench");
	struct one *all = arena_new_array(app->arena, struct one, n);
	run_all(all, (int)n, draft_tx);
	double cpu = cpu_seconds();
	int64_t t = time_mono();
	run_all(all, (int)n, submit_tx);
	double wall = (double)(time_mono() - t) / 1e6;
	cpu = cpu_seconds() - cpu;
	printf("submissions %lld, failed %d: %.0f a second, %.0f us CPU each\n", (long long)n, atomic_load(&failed),
	       (double)n / wall, cpu * 1e6 / (double)n);
	test_app_close(app);
	return failed != 0;
}
