/* Sealing and verifying. A leaf is the SHA-256 of an event's fields, length-prefixed; the tree is the binary one of
 * RFC 6962 (leaf prefix 0, node prefix 1); a chain value is SHA-256 over the chain before and the root. */
#include "core/ledger/ledger.h"

#include "platform/crypt/hash.h"

STMT(q_seal_pending,
     "SELECT p.id, e.actor, e.actor_kind, e.unit_id, e.verb, e.thing_kind, e.thing_id, e.from_state, e.to_state, "
     "e.reason, e.detail FROM ledger_pending p LEFT JOIN ledger_event e ON e.id = p.id ORDER BY p.id LIMIT :max");
STMT(q_seal_last, "SELECT batch, chain FROM ledger_seal ORDER BY batch DESC LIMIT 1");
STMT(q_seal_insert, "INSERT INTO ledger_seal (batch, at, n, root, chain) VALUES (:batch, :at, :n, :root, :chain)");
STMT(q_seal_member, "INSERT INTO ledger_sealed (batch, id) VALUES (:batch, :id)");
STMT(q_seal_done, "DELETE FROM ledger_pending WHERE id = :id");
STMT(q_verify_batches, "SELECT batch, n, root, chain FROM ledger_seal WHERE batch > :after ORDER BY batch LIMIT 1");
STMT(q_verify_members,
     "SELECT s.id, e.actor, e.actor_kind, e.unit_id, e.verb, e.thing_kind, e.thing_id, e.from_state, e.to_state, "
     "e.reason, e.detail, e.id FROM ledger_sealed s LEFT JOIN ledger_event e ON e.id = s.id WHERE s.batch = :batch "
     "ORDER BY s.id");
STMT(q_verify_pending, "SELECT count(*) FROM ledger_pending");
STMT(q_verify_total, "SELECT count(*) FROM ledger_event");
STMT(q_verify_sealed, "SELECT count(*) FROM ledger_sealed");

#define FIRST_CHAIN "0000000000000000000000000000000000000000000000000000000000000000"
#define BATCH_MAX 50000

struct digest {
	unsigned char b[32];
};

static void
hash_int(struct sha256 *h, int64_t v)
{
	unsigned char b[8];
	for (int i = 0; i < 8; i++)
		b[i] = (unsigned char)((uint64_t)v >> (56 - 8 * i));
	sha256_add(h, b, sizeof b);
}

static void
hash_text(struct sha256 *h, struct str s)
{
	hash_int(h, (int64_t)s.n);
	sha256_add(h, s.p, s.n);
}

/* Columns 0–10 of the queries above are the event. */
static struct digest
leaf(struct rows *rs)
{
	static const unsigned char prefix = 0;
	static const bool is_text[11] = { [4] = true, [5] = true, [9] = true, [10] = true };
	struct sha256 h;
	struct digest d;
	sha256_init(&h);
	sha256_add(&h, &prefix, 1);
	for (int i = 0; i < 11; i++)
		if (is_text[i])
			hash_text(&h, db_str(rs, i));
		else
			hash_int(&h, db_i64(rs, i));
	sha256_end(&h, d.b);
	return d;
}

static struct digest
node(const struct digest *a, const struct digest *b)
{
	static const unsigned char prefix = 1;
	struct sha256 h;
	struct digest d;
	sha256_init(&h);
	sha256_add(&h, &prefix, 1);
	sha256_add(&h, a->b, 32);
	sha256_add(&h, b->b, 32);
	sha256_end(&h, d.b);
	return d;
}

/* The tree built as leaves come: one digest per set bit of the count. */
struct tree {
	struct digest part[40];
	int64_t n;
};

static void
tree_add(struct tree *t, struct digest d)
{
	int level = 0;
	for (int64_t n = t->n++; n & 1; n >>= 1)
		d = node(&t->part[level++], &d);
	t->part[level] = d;
}

static void
hex_of(const unsigned char b[32], char out[65])
{
	for (int i = 0; i < 32; i++)
		snprintf(out + 2 * i, 3, "%02x", b[i]);
}

static void
tree_root(const struct tree *t, char hex[65])
{
	struct digest d = { { 0 } };
	bool some = false;
	for (int level = 0; level < 40; level++)
		if (t->n >> level & 1) {
			d = some ? node(&t->part[level], &d) : t->part[level];
			some = true;
		}
	hex_of(d.b, hex);
}

static void
chain_of(struct arena *a, const char *before, const char *root, char hex[65])
{
	sha256_hex_of(str_of(arena_printf(a, "%s%s", before, root)), hex);
}

struct seal {
	int64_t max, n, batch;
	char root[65], chain[65];
};

static enum status
last_seal(struct cx *cx, int64_t *batch, const char **chain)
{
	struct rows rs;
	*batch = 0;
	*chain = FIRST_CHAIN;
	TRY(db_query(cx, &q_seal_last, NO_ARGS, &rs));
	if (db_next(&rs)) {
		*batch = db_i64(&rs, 0);
		*chain = db_cstr(&rs, 1);
	}
	return db_end(&rs);
}

static enum status
seal_tx(struct cx *cx, void *input)
{
	struct seal *s = input;
	struct tree t = { .n = 0 };
	struct rows rs;
	const char *before;
	VEC(int64_t) ids = { 0 };
	TRY(last_seal(cx, &s->batch, &before));
	s->batch++;
	TRY(db_query(cx, &q_seal_pending, ARGS(I("max", s->max)), &rs));
	while (db_next(&rs)) {
		*vec_push(&ids, cx->arena) = db_i64(&rs, 0);
		tree_add(&t, leaf(&rs));
	}
	TRY(db_end(&rs));
	s->n = t.n;
	if (t.n == 0)
		return ST_OK;
	tree_root(&t, s->root);
	chain_of(cx->arena, before, s->root, s->chain);
	TRY(db_exec(cx, &q_seal_insert,
		    ARGS(I("batch", s->batch), I("at", cx->now), I("n", s->n), TC("root", s->root),
			 TC("chain", s->chain)),
		    NULL));
	for (size_t i = 0; i < ids.n; i++) {
		TRY(db_exec(cx, &q_seal_member, ARGS(I("batch", s->batch), I("id", ids.p[i])), NULL));
		TRY(db_exec(cx, &q_seal_done, ARGS(I("id", ids.p[i])), NULL));
	}
	return ST_OK;
}

enum status
ledger_seal(struct cx *cx, struct db *db, int64_t max, int64_t *n)
{
	struct seal s = { .max = max > 0 && max < BATCH_MAX ? max : BATCH_MAX };
	TRY(db_tx(cx, db, 0, seal_tx, &s));
	if (s.n > 0)
		log_info("ledger", "sealed batch=%lld events=%lld root=%s chain=%s", (long long)s.batch,
			 (long long)s.n, s.root, s.chain);
	*n = s.n;
	return ST_OK;
}

/* One batch against what was written down; false when it does not fit, with the reason. */
static enum status
verify_batch(struct cx *cx, int64_t batch, int64_t n, const char *root, const char **bad)
{
	struct tree t = { .n = 0 };
	struct rows rs;
	char hex[65];
	*bad = NULL;
	TRY(db_query(cx, &q_verify_members, ARGS(I("batch", batch)), &rs));
	while (db_next(&rs)) {
		if (db_is_null(&rs, 11) && *bad == NULL)
			*bad = arena_printf(cx->arena, "event %lld is missing", (long long)db_i64(&rs, 0));
		tree_add(&t, leaf(&rs));
	}
	TRY(db_end(&rs));
	tree_root(&t, hex);
	if (*bad == NULL && t.n != n)
		*bad = arena_printf(cx->arena, "%lld events of %lld", (long long)t.n, (long long)n);
	if (*bad == NULL && strcmp(hex, root) != 0)
		*bad = "an event was changed: the root differs";
	return ST_OK;
}

/* A batch at a time in an arena of its own, so that a long ledger needs no more memory than its largest batch. */
static enum status
verify_next(struct cx *cx, struct ledger_report *r, int64_t *after, char chain[65], bool *more, const char *root_hex)
{
	struct rows rs;
	TRY(db_query(cx, &q_verify_batches, ARGS(I("after", *after)), &rs));
	*more = db_next(&rs);
	int64_t batch = *more ? db_i64(&rs, 0) : 0, n = *more ? db_i64(&rs, 1) : 0;
	const char *root = *more ? db_cstr(&rs, 2) : "", *kept = *more ? db_cstr(&rs, 3) : "";
	TRY(db_end(&rs));
	if (!*more)
		return ST_OK;
	const char *bad;
	char want[65];
	TRY(verify_batch(cx, batch, n, root, &bad));
	chain_of(cx->arena, chain, root, want);
	if (bad == NULL && batch != *after + 1)
		bad = "a batch is missing";
	if (bad == NULL && strcmp(want, kept) != 0)
		bad = "the chain is broken";
	if (bad != NULL && r->bad_batch == 0) {
		r->bad_batch = batch;
		r->bad_reason = bad;
	}
	r->batches++;
	r->events += n;
	r->root_found |= root_hex != NULL && strcmp(root_hex, root) == 0;
	snprintf(chain, 65, "%s", kept);
	*after = batch;
	return ST_OK;
}

enum status
ledger_verify(struct cx *cx, const char *root_hex, struct ledger_report *out)
{
	int64_t after = 0, total, sealed;
	bool more = true;
	*out = (struct ledger_report){ .last_chain = FIRST_CHAIN };
	while (more) {
		struct cx inner = *cx;
		inner.arena = arena_new((size_t)1 << 30);
		enum status st = verify_next(&inner, out, &after, out->last_chain, &more, root_hex);
		if (out->bad_reason != NULL)
			out->bad_reason = arena_strdup(cx->arena, out->bad_reason);
		arena_free(inner.arena);
		cx->fault = inner.fault;
		TRY(st);
	}
	TRY(db_query_i64(cx, &q_verify_pending, NO_ARGS, 0, &out->unsealed));
	TRY(db_query_i64(cx, &q_verify_total, NO_ARGS, 0, &total));
	TRY(db_query_i64(cx, &q_verify_sealed, NO_ARGS, 0, &sealed));
	if (out->bad_batch == 0 && total != sealed + out->unsealed) {
		out->bad_batch = -1;
		out->bad_reason = "events stand in the ledger that are neither sealed nor pending";
	}
	return ST_OK;
}

int
ledger_print_report(const struct ledger_report *r, bool json)
{
	if (json)
		printf("{\"ok\":%s,\"batches\":%lld,\"events\":%lld,\"unsealed\":%lld,\"chain\":\"%s\",\"bad_batch\":%lld}\n",
		       r->bad_batch == 0 ? "true" : "false", (long long)r->batches, (long long)r->events,
		       (long long)r->unsealed, r->last_chain, (long long)r->bad_batch);
	else if (r->bad_batch == 0)
		printf("ledger verifies: %lld batches, %lld events sealed, %lld unsealed, chain %s\n",
		       (long long)r->batches, (long long)r->events, (long long)r->unsealed, r->last_chain);
	else
		printf("ledger does NOT verify: batch %lld: %s\n", (long long)r->bad_batch, r->bad_reason);
	return r->bad_batch == 0 ? 0 : 1;
}
