/* Trust lists: one list as JSON, and the folder as a whole. Taking a new list in is signature_trust_update.c. */
#include "features/signature/signature_trust.h"
#include "features/signature/signature_trust_priv.h"

#include "base/file.h"
#include "platform/crypt/ed25519.h"
#include "platform/crypt/hash.h"
#include "platform/parse/json_in.h"

#include <dirent.h>
#include <errno.h>

enum { ARENA_CAP = 256 * 1024 * 1024, CRL_FILES_MAX = 256 };

static const char *const system_names[TRUST_SYSTEM_N] = { "public", "government" };

const char *
trust_system_name(enum trust_system s)
{
	assert_always(s < TRUST_SYSTEM_N);
	return system_names[s];
}

bool
trust_system_of(struct str name, enum trust_system *out)
{
	for (int i = 0; i < TRUST_SYSTEM_N; i++) {
		if (str_is(name, system_names[i])) {
			*out = (enum trust_system)i;
			return true;
		}
	}
	return false;
}

const struct trust_root *
trust_root_of(const struct trust *t, const struct cert *cert)
{
	for (size_t i = 0; i < t->roots.n; i++)
		if (cert_same(t->roots.p[i].cert, cert))
			return &t->roots.p[i];
	return NULL;
}

/* --- one list --------------------------------------------------------------------------------------------------------- */

static enum status
read_moment(struct cx *cx, const struct json *of, const char *key, bool required, int64_t *out)
{
	*out = 0;
	const struct json *j = json_get(of, key);
	if (j == NULL && !required)
		return ST_OK;
	if (!time_parse(json_text_of(j), out))
		return fail(cx, ST_INVALID, "trust.form", "%s is no moment", key);
	return ST_OK;
}

static enum status
read_cert(struct cx *cx, struct trust *into, const struct json *text, const struct cert **out)
{
	struct str der;
	if (!base64_read(cx->arena, json_text_of(text), &der) || der.n == 0)
		return fail(cx, ST_INVALID, "trust.form", "a certificate is no base64");
	return cert_read(cx, into->pki, der, out);
}

static enum status
read_root(struct cx *cx, const struct json *j, enum trust_system system, struct trust *into)
{
	struct trust_root r = { .system = system, .compromised = json_bool_of(json_get(j, "compromised")) };
	TRY(read_cert(cx, into, json_get(j, "certificate"), &r.cert));
	TRY(read_moment(cx, j, "trusted_from", true, &r.trusted_from));
	TRY(read_moment(cx, j, "distrusted_from", false, &r.distrusted_from));
	r.note = arena_strdup(into->arena, json_cstr_of(json_get(j, "note")));
	if (!r.cert->is_ca || !r.cert->self_issued)
		return fail(cx, ST_INVALID, "trust.form", "'%s' is no root", r.cert->common_name);
	if (trust_root_of(into, r.cert) != NULL)
		return fail(cx, ST_INVALID, "trust.form", "root '%s' stands twice", r.cert->common_name);
	if (into->roots.n == TRUST_ROOTS_MAX)
		return fail(cx, ST_INVALID, "trust.form", "more than %d roots", TRUST_ROOTS_MAX);
	*vec_push(&into->roots, into->arena) = r;
	return ST_OK;
}

static enum status
read_refusal(struct cx *cx, const struct json *j, struct trust *into)
{
	struct trust_refusal r = { .hash = crypt_hash_of_name(json_text_of(json_get(j, "hash"))),
				   .below_bits = (int)json_int_of(json_get(j, "below_bits")) };
	struct str key = json_text_of(json_get(j, "key"));
	r.key = str_is(key, "rsa") ? CRYPT_KEY_RSA : str_is(key, "ec") ? CRYPT_KEY_EC : CRYPT_KEY_OTHER;
	if ((r.hash == CRYPT_HASH_OTHER) == (r.key == CRYPT_KEY_OTHER) || (r.key != CRYPT_KEY_OTHER && r.below_bits <= 0))
		return fail(cx, ST_INVALID, "trust.form", "a refusal names a hash, or a key and its bits");
	TRY(read_moment(cx, j, "from", true, &r.from));
	*vec_push(&into->refused, into->arena) = r;
	return ST_OK;
}

static enum status
read_head(struct cx *cx, const struct json *doc, struct arena *a, struct trust_list *out)
{
	if (json_int_of(json_get(doc, "motcua_trust")) != 1)
		return fail(cx, ST_INVALID, "trust.form", "not a trust list of form 1");
	if (!trust_system_of(json_text_of(json_get(doc, "system")), &out->system))
		return fail(cx, ST_INVALID, "trust.form", "system is public or government");
	out->name = arena_strdup(a, json_cstr_of(json_get(doc, "name")));
	out->name_en = arena_strdup(a, json_cstr_of(json_get(doc, "name_en")));
	out->sequence = json_int_of(json_get(doc, "sequence"));
	TRY(read_moment(cx, doc, "issued", true, &out->issued));
	TRY(read_moment(cx, doc, "valid_until", true, &out->valid_until));
	if (out->sequence <= 0 || out->valid_until <= out->issued || out->name[0] == '\0')
		return fail(cx, ST_INVALID, "trust.form", "name, sequence or validity is missing");
	out->present = true;
	return ST_OK;
}

enum status
trust_parse(struct cx *cx, struct str text, struct trust *into, struct trust_list *out)
{
	const struct json *doc;
	char hex[SHA256_HEX];
	*out = (struct trust_list){ 0 };
	TRY(json_parse(cx, text, TRUST_LIST_BYTES_MAX, &doc));
	TRY(read_head(cx, doc, into->arena, out));
	sha256_hex_of(text, hex);
	out->sha256 = arena_strdup(into->arena, hex);
	const struct json *roots = json_get(doc, "roots"), *between = json_get(doc, "intermediates"), *refused = json_get(doc, "refused");
	for (size_t i = 0; i < json_len(roots); i++)
		TRY(read_root(cx, json_at(roots, i), out->system, into));
	for (size_t i = 0; i < json_len(between); i++) {
		const struct cert *c;
		TRY(read_cert(cx, into, json_at(between, i), &c));
		*vec_push(&into->between, into->arena) = c;
	}
	for (size_t i = 0; i < json_len(refused); i++)
		TRY(read_refusal(cx, json_at(refused, i), into));
	return ST_OK;
}

/* --- the folder ------------------------------------------------------------------------------------------------------- */

struct trust *
trust_empty(void)
{
	struct arena *a = arena_new(ARENA_CAP);
	struct trust *t = arena_new_one(a, struct trust);
	t->arena = a;
	t->pki = pki_new(a);
	return t;
}

void
trust_close(struct trust *t)
{
	if (t == NULL)
		return;
	cert_anchors_free(t->anchors);
	pki_free(t->pki);
	arena_free(t->arena);
}

enum status
trust_publisher(struct cx *cx, const char *dir, enum trust_system system, unsigned char key[ED25519_KEY_BYTES])
{
	struct str text, line;
	TRY(file_read(cx, arena_printf(cx->arena, "%s/publishers", dir), BUF_LINE, "trust.file", &text));
	while (text.n > 0) {
		line = str_trim(str_cut(&text, '\n'));
		if (str_is(str_cut(&line, ' '), system_names[system]))
			return ed25519_key(cx, str_trim(line), key);
	}
	return fail(cx, ST_DENIED, "trust.publisher", "%s/publishers names nobody for %s", dir, system_names[system]);
}

struct str
trust_list_of(struct str file)
{
	str_cut(&file, '\n');
	return file;
}

enum status
trust_check_signature(struct cx *cx, const char *dir, enum trust_system system, struct str file)
{
	unsigned char key[ED25519_KEY_BYTES];
	struct str raw, list = file, signature = str_cut(&list, '\n');
	TRY(trust_publisher(cx, dir, system, key));
	if (!base64_read(cx->arena, signature, &raw) || !ed25519_verify(key, list, raw))
		return fail(cx, ST_DENIED, "trust.signature", "list '%s' is not signed by its publisher", system_names[system]);
	return ST_OK;
}

enum status
trust_open_list(struct cx *cx, const char *dir, enum trust_system system, struct trust *t)
{
	const char *path = arena_printf(cx->arena, "%s/%s.list", dir, system_names[system]);
	struct str file;
	struct trust_list l;
	enum status st = file_read(cx, path, TRUST_LIST_BYTES_MAX, "trust.file", &file);
	if (st == ST_NOT_FOUND)
		return ST_OK;
	TRY(st);
	TRY(trust_check_signature(cx, dir, system, file));
	TRY(trust_parse(cx, trust_list_of(file), t, &l));
	if (l.system != system)
		return fail(cx, ST_INVALID, "trust.form", "%s holds a list of %s", path, system_names[l.system]);
	t->list[system] = l;
	return ST_OK;
}

/* One CRL that cannot be read is told of and left out: an authority's fault must not stop the judging of all others. */
static void
open_crl(struct cx *cx, const char *path, struct trust *t, const struct cert *const *known, size_t n)
{
	struct str der;
	struct revocation *r;
	if (file_read(cx, path, CRL_BYTES_MAX, "trust.file", &der) != ST_OK || revocation_read_crl(cx, t->pki, der, &r) != ST_OK) {
		log_peer("trust", "%s: %s", path, cx->fault.detail);
		return;
	}
	revocation_share(r, known, n);
	*vec_push(&t->evidence, t->arena) = r;
}

static void
open_crls(struct cx *cx, const char *dir, struct trust *t)
{
	const struct cert **known = arena_new_array(cx->arena, const struct cert *, t->roots.n + t->between.n + 1);
	size_t n_known = 0;
	for (size_t i = 0; i < t->roots.n; i++)
		known[n_known++] = t->roots.p[i].cert;
	for (size_t i = 0; i < t->between.n; i++)
		known[n_known++] = t->between.p[i];
	const char *crls = arena_printf(cx->arena, "%s/crls", dir);
	struct dirent **entry;
	int n = scandir(crls, &entry, NULL, alphasort);
	for (int i = 0; i < n; i++) {
		if (i < CRL_FILES_MAX && str_ends(str_of(entry[i]->d_name), ".crl"))
			open_crl(cx, arena_printf(cx->arena, "%s/%s", crls, entry[i]->d_name), t, known, n_known);
		free(entry[i]);
	}
	if (n >= 0)
		free(entry);
}

static void
make_anchors(struct cx *cx, struct trust *t)
{
	const struct cert **roots = arena_new_array(cx->arena, const struct cert *, t->roots.n + 1);
	for (size_t i = 0; i < t->roots.n; i++)
		roots[i] = t->roots.p[i].cert;
	t->anchors = cert_anchors_new(roots, t->roots.n, t->between.p, t->between.n);
}

enum status
trust_open(struct cx *cx, const char *dir, struct trust **out)
{
	struct trust *t = trust_empty();
	enum status st = ST_OK;
	*out = NULL;
	for (int i = 0; i < TRUST_SYSTEM_N && st == ST_OK; i++)
		st = trust_open_list(cx, dir, (enum trust_system)i, t);
	if (st != ST_OK) {
		trust_close(t);
		return st;
	}
	open_crls(cx, dir, t);
	make_anchors(cx, t);
	*out = t;
	return ST_OK;
}
