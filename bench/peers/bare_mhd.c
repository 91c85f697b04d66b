/* The floor to measure against: libmicrohttpd with nothing around it, set up as its makers advise for speed (epoll,
 * a thread per core, TURBO), answering every GET with a page of N bytes.
 *   gcc -O2 -o bare_mhd bench/peers/bare_mhd.c -lmicrohttpd;  ./bare_mhd PORT BYTES [THREADS] */
#include <microhttpd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char *page;
static size_t page_bytes;

static enum MHD_Result
answer(void *cls, struct MHD_Connection *c, const char *url, const char *method, const char *version,
       const char *upload, size_t *n_upload, void **seen)
{
	(void)cls, (void)url, (void)method, (void)version, (void)upload, (void)n_upload;
	if (*seen == NULL) {
		*seen = page;
		return MHD_YES;
	}
	struct MHD_Response *r = MHD_create_response_from_buffer(page_bytes, page, MHD_RESPMEM_PERSISTENT);
	MHD_add_response_header(r, MHD_HTTP_HEADER_CONTENT_TYPE, "text/html; charset=utf-8");
	enum MHD_Result done = MHD_queue_response(c, MHD_HTTP_OK, r);
	MHD_destroy_response(r);
	return done;
}

int
main(int argc, char **argv)
{
	if (argc < 3)
		return fprintf(stderr, "bare_mhd PORT BYTES [THREADS]\n"), 2;
	page_bytes = strtoul(argv[2], NULL, 10);
	unsigned threads = argc > 3 ? (unsigned)strtoul(argv[3], NULL, 10) : 2;
	page = malloc(page_bytes + 1);
	memset(page, 'x', page_bytes);
	struct MHD_Daemon *d = MHD_start_daemon(
		MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_TURBO, (uint16_t)strtoul(argv[1], NULL, 10), NULL, NULL,
		answer, NULL, MHD_OPTION_THREAD_POOL_SIZE, threads, MHD_OPTION_CONNECTION_LIMIT, 1024U,
		MHD_OPTION_END);
	if (d == NULL)
		return perror("bare_mhd"), 1;
	signal(SIGPIPE, SIG_IGN);
	pause();
	return 0;
}
