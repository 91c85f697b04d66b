/* The node number of this process (settled.md 6): a lease in table `node`, so that no two running processes make equal
 * ids. A number is taken again only when its lease ended before now, on the clock that ids are made of: so ids
 * do not repeat after the clock was put back either. */
#include "base/base.h"

#include "platform/db/db_priv.h"

#include <signal.h>
#include <sys/random.h>
#include <unistd.h>

#define LEASE (60 * TIME_SECOND)
#define RENEW_S 15

enum { NODES = 1024, NODE_MEMORY = 1 << 20 };

STMT(q_node_free, "SELECT id FROM node WHERE lease_until < :now ORDER BY id LIMIT 1");
STMT(q_node_last, "SELECT coalesce(max(id), -1) FROM node");
STMT(q_node_take, "UPDATE node SET holder = :holder, lease_until = :until"
		  " WHERE id = :id AND lease_until < :now");
STMT(q_node_add, "INSERT INTO node (id, holder, lease_until) VALUES (:id, :holder, :until)"
		 " ON CONFLICT DO NOTHING");
STMT(q_node_keep, "UPDATE node SET lease_until = :until WHERE id = :id AND holder = :holder");

struct db_node {
	struct db *db;
	struct cx cx;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	bool stop;
	int64_t id;
	const char *holder; /* machine:process:random, for whoever looks into the table */
};

static const char *
holder_make(struct arena *a)
{
	char host[65] = "";
	uint64_t r;
	gethostname(host, sizeof host - 1);
	ssize_t got = getrandom(&r, sizeof r, 0);
	assert_always(got == (ssize_t)sizeof r);
	return arena_printf(a, "%s:%d:%016llx", host, (int)getpid(), (unsigned long long)r);
}

/* Somebody faster is a soft failure: tried again with what is free then. */
static enum status
node_take(struct cx *cx, void *input)
{
	struct db_node *nd = input;
	int64_t now = time_now(), id, changed, until = now + LEASE;
	TRY(db_query_i64(cx, &q_node_free, ARGS(I("now", now)), -1, &id));
	if (id >= 0) {
		TRY(db_exec(cx, &q_node_take,
			    ARGS(TC("holder", nd->holder), I("until", until), I("id", id), I("now", now)),
			    &changed));
	} else {
		TRY(db_query_i64(cx, &q_node_last, NO_ARGS, -1, &id));
		if (++id >= NODES)
			return fail(cx, ST_INTERNAL, "db.node", "all %d node numbers are leased", NODES);
		TRY(db_exec(cx, &q_node_add, ARGS(I("id", id), TC("holder", nd->holder), I("until", until)),
			    &changed));
	}
	if (changed == 0)
		return fail(cx, ST_BUSY, "db.busy", "node %lld was taken", (long long)id);
	nd->id = id;
	return ST_OK;
}

struct keep {
	struct db_node *nd;
	int64_t until, changed;
};

static enum status
node_keep(struct cx *cx, void *input)
{
	struct keep *k = input;
	return db_exec(cx, &q_node_keep,
		       ARGS(I("until", k->until), I("id", k->nd->id), TC("holder", k->nd->holder)), &k->changed);
}

static void
node_renew(struct db_node *nd)
{
	struct keep k = { .nd = nd, .until = time_now() + LEASE };
	arena_reset(nd->cx.arena);
	enum status st = db_tx(&nd->cx, nd->db, 0, node_keep, &k);
	if (st == ST_OK && k.changed == 0) { /* we slept past the lease and another process has the number */
		log_warn("db", "node=%lld lease lost, taking another number", (long long)nd->id);
		st = db_tx(&nd->cx, nd->db, 0, node_take, nd);
		if (st == ST_OK)
			id_node((int)nd->id);
	}
	if (st != ST_OK)
		log_fault(&nd->cx, "node lease");
}

static void *
node_main(void *arg)
{
	struct db_node *nd = arg;
	pthread_mutex_lock(&nd->lock);
	while (!nd->stop) {
		struct timespec at;
		clock_gettime(CLOCK_MONOTONIC, &at);
		at.tv_sec += RENEW_S;
		int rc = pthread_cond_timedwait(&nd->wake, &nd->lock, &at);
		if (nd->stop || rc == 0)
			continue;
		pthread_mutex_unlock(&nd->lock);
		node_renew(nd);
		pthread_mutex_lock(&nd->lock);
	}
	pthread_mutex_unlock(&nd->lock);
	return NULL;
}

static void
node_start(struct db_node *nd)
{
	pthread_condattr_t attr;
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&nd->wake, &attr);
	pthread_condattr_destroy(&attr);
	pthread_mutex_init(&nd->lock, NULL);
	sigset_t all, old;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	int rc = pthread_create(&nd->thread, NULL, node_main, nd);
	assert_always(rc == 0);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
}

enum status
db_node_lease(struct cx *cx, struct db *db)
{
	assert_always(db->node == NULL);
	struct db_node *nd = arena_new_one(db->arena, struct db_node);
	nd->db = db;
	nd->holder = holder_make(db->arena);
	TRY(db_tx(cx, db, 0, node_take, nd));
	nd->cx = (struct cx){ .arena = arena_new(NODE_MEMORY),
			      .who = { .name = "", .system = true },
			      .address = "",
			      .request_id = "node" };
	id_node((int)nd->id);
	node_start(nd);
	db->node = nd;
	return ST_OK;
}

/* Gives the number back, from this moment on. */
void
db_node_release(struct db *db)
{
	struct db_node *nd = db->node;
	if (nd == NULL)
		return;
	pthread_mutex_lock(&nd->lock);
	nd->stop = true;
	pthread_cond_signal(&nd->wake);
	pthread_mutex_unlock(&nd->lock);
	pthread_join(nd->thread, NULL);
	struct keep k = { .nd = nd, .until = time_now() };
	arena_reset(nd->cx.arena);
	if (db_tx(&nd->cx, db, 0, node_keep, &k) != ST_OK)
		log_fault(&nd->cx, "node release");
	arena_free(nd->cx.arena);
	pthread_cond_destroy(&nd->wake);
	pthread_mutex_destroy(&nd->lock);
	db->node = NULL;
}
