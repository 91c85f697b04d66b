/* The readers of CMS, certificates, CRLs, OCSP responses and time stamps under libFuzzer: foreign bytes are read or refused, and what is
 * read is checked and described, without a fault. A signature that nobody made never holds.
 *
 * Input: one byte chooses the reader, the rest is its bytes. Seeds: build/testpki. By this line:
 * build: clang -std=gnu17 -D_GNU_SOURCE -g -O1 -fsanitize=fuzzer,address,undefined -Isrc tests/fuzz/cms_fuzz.c src/platform/crypt/{cert,cert_path,cms,cms_evidence,crypt,der,digest,hash,revocation,tsp}.c src/base/{arena,buf,id,log,status,str,time,tr,viet}.c -lcrypto -lsodium -lutf8proc
 */
#include "platform/crypt/cms.h"
#include "platform/crypt/tsp.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static struct arena *arena;
static struct cert_anchors *nobody;

static void
look(struct cx *cx, struct pki *p, struct str bytes)
{
	struct cms *cms;
	struct digest d;
	if (cms_read(cx, p, bytes, &cms) != ST_OK)
		return;
	assert_always(cms->used <= bytes.n && cms->n_signers <= CMS_SIGNERS_MAX && cms->n_evidence <= CMS_EVIDENCE_MAX);
	for (int i = 0; i < cms->n_signers; i++) {
		const struct cms_signer *s = &cms->signer[i];
		struct str other = S("bytes that no seed signs");
		struct cert_path path;
		assert_always(s->n_stamps <= CMS_STAMPS_MAX);
		if (s->cert == NULL || s->fault != NULL)
			continue;
		digest_of(s->hash, &other, 1, &d);
		assert_always(cms_check(s, &d, other) != CMS_MATHS_OK);
		assert_always(cert_path_find(p, nobody, s->cert, 1, &path) != CERT_PATH_OK && path.n >= 1);
	}
	for (int i = 0; i < cms->n_evidence; i++)
		for (int k = 0; k < cms->n_signers; k++) {
			struct revocation_answer a;
			if (cms->signer[k].cert != NULL)
				revocation_ask(cms->evidence[i], cms->signer[k].cert, cms->signer[k].cert, &a);
		}
}

static void
look_at_token(struct cx *cx, struct pki *p, struct str bytes)
{
	struct tsp_token *t;
	if (tsp_read(cx, p, bytes, &t) == ST_OK)
		assert_always(tsp_check(t, S("bytes that no seed stamps")) != CMS_MATHS_OK);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	if (arena == NULL) {
		arena = arena_new((size_t)256 * 1024 * 1024);
		nobody = cert_anchors_new(NULL, 0, NULL, 0);
	}
	if (n < 1)
		return 0;
	arena_reset(arena);
	struct cx cx = { .arena = arena, .now = 1 };
	struct pki *p = pki_new(arena);
	struct str bytes = { (const char *)data + 1, n - 1 };
	const struct cert *cert;
	struct revocation *r;
	enum status st = ST_OK;
	switch (data[0] % 5) {
	case 0: look(&cx, p, bytes); break;
	case 1: look_at_token(&cx, p, bytes); break;
	case 2: st = cert_read(&cx, p, bytes, &cert); break;
	case 3: st = revocation_read_crl(&cx, p, bytes, &r); break;
	case 4: st = revocation_read_ocsp(&cx, p, bytes, &r); break;
	}
	(void)st;
	pki_free(p);
	return 0;
}
