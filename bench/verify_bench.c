/* Judging a .p7s in memory, offline, again and again: CPU for each, beside the bound of hashing the content and the RSA checks of the chain.
 *
 *   build/bench/verify_bench FILE.p7s CONTENT TRUST_DIR SIGNER.pem ISSUER.pem ROOT.pem [N]    (all of RSA)
 */
#include <openssl/evp.h> /* before base.h: it names functions that are banned here */
#include <openssl/pem.h>
#include <stdlib.h>
#include <time.h>

#include "features/signature/signature_trust.h"
#include "platform/crypt/crypt.h"

static double
cpu_us(void)
{
	struct timespec ts;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);
	return (double)ts.tv_sec * 1e6 + (double)ts.tv_nsec / 1e3;
}

static struct str
whole(struct arena *a, const char *path)
{
	FILE *f = fopen(path, "rb");
	assert_always(f != NULL && fseek(f, 0, SEEK_END) == 0);
	size_t n = (size_t)ftell(f);
	rewind(f);
	char *p = arena_alloc(a, n + 1);
	assert_always(fread(p, 1, n, f) == n);
	fclose(f);
	return (struct str){ p, n };
}

/* SHA-256 of the content, then one verification with each key of the chain. */
static double
bound(struct str content, char **pem, int n)
{
	EVP_PKEY_CTX *ctx[3];
	unsigned char digest[32], wrong[512] = { 1 };
	unsigned int len;
	EVP_MD *md = EVP_MD_fetch(NULL, "SHA256", NULL);
	int size[3];
	for (int i = 0; i < 3; i++) {
		FILE *f = fopen(pem[i], "r");
		assert_always(f != NULL);
		X509 *x = PEM_read_X509(f, NULL, NULL, NULL);
		fclose(f);
		ctx[i] = EVP_PKEY_CTX_new(X509_get0_pubkey(x), NULL);
		size[i] = EVP_PKEY_get_size(X509_get0_pubkey(x));
		assert_always(EVP_PKEY_verify_init(ctx[i]) == 1 && EVP_PKEY_CTX_set_signature_md(ctx[i], md) == 1);
	}
	double from = cpu_us();
	for (int k = 0; k < n; k++) {
		EVP_Digest(content.p, content.n, digest, &len, md, NULL);
		for (int i = 0; i < 3; i++)
			EVP_PKEY_verify(ctx[i], wrong, (size_t)size[i], digest, len); /* a wrong value costs what a right one does */
	}
	return (cpu_us() - from) / n;
}

int
main(int argc, char **argv)
{
	if (argc < 7)
		return fprintf(stderr, "verify_bench FILE.p7s CONTENT TRUST_DIR SIGNER.pem ISSUER.pem ROOT.pem [N]\n"), 2;
	int n = argc > 7 ? (int)strtol(argv[7], NULL, 10) : 2000;
	crypt_init();
	struct arena *files = arena_new((size_t)256 << 20), *a = arena_new((size_t)256 << 20);
	struct cx cx = { .arena = files, .now = time_now(), .request_id = "", .address = "" };
	struct signature_ask ask = { .name = argv[1], .file = whole(files, argv[1]), .content = whole(files, argv[2]), .at = cx.now };
	struct signature_report r = { 0 };
	struct trust *trust;
	assert_always(trust_open(&cx, argv[3], &trust) == ST_OK);
	cx.arena = a;
	double first = 0, from = cpu_us();
	for (int i = 0; i < n; i++) {
		AUTO_PKI struct pki *pki = pki_new(a);
		assert_always(signature_verify(&cx, pki, trust, &ask, &r) == ST_OK);
		if (i == 0) {
			printf("%s %s; %s, %zu bytes\n", signature_result_name(r.result), signature_reason_code(r.reason), argv[1], ask.content.n);
			first = cpu_us() - from;
		}
		pki_free(pki);
		pki = NULL;
		arena_reset(a);
	}
	double each = (cpu_us() - from - first) / (n - 1), least = bound(ask.content, &argv[4], n);
	printf("  first %.0f µs, then %.1f µs CPU each; hash and RSA checks of the chain alone %.1f µs: %.2f ×\n", first, each, least, each / least);
	trust_close(trust);
	arena_free(a);
	arena_free(files);
	return 0;
}
