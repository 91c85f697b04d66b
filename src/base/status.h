/* One result for every fallible call. The reason stands in cx->fault, recorded once, where it is found.
 *
 *   TRY(dossier_load(cx, id, &d));
 *   if (d.state != DOSSIER_SUBMITTED)
 *           return fail(cx, ST_CONFLICT, "dossier.accept.state", "dossier %s is %s", …);
 *
 * The edge turns the status into an HTTP status or an exit code, the code into a sentence in the user's
 * language that says what to do next, and the detail into a log line. Whose fault it is decides the word:
 * `fail` (the user's), `log_peer` (another system's), `assert_always` (ours). */
#ifndef BASE_STATUS_H
#define BASE_STATUS_H

#include "base/cx.h"

enum status {
	ST_OK = 0,
	ST_NOT_FOUND,   /* 404, exit 1 */
	ST_DENIED,      /* 403; signed in or not is decided at the edge */
	ST_INVALID,     /* 422: input that the user can mend */
	ST_CONFLICT,    /* 409: somebody was faster, or the state does not allow it */
	ST_TOO_LARGE,   /* 413 */
	ST_TOO_MANY,    /* 429 */
	ST_BUSY,        /* 503: try again; also a soft database error that may be retried */
	ST_FULL,        /* 507: no space left, nothing was saved */
	ST_UPSTREAM,    /* 502: another system failed */
	ST_INTERNAL,    /* 500 */
	ST_SUSPENDED,   /* not a failure: the reply comes later from another thread */
	ST_N,
};

/* Records the reason and returns st. code must be a string literal of the catalogues. */
#define fail(cx, st, code, ...) fail_at((cx), (st), (code), __FILE__, __LINE__, __VA_ARGS__)
enum status fail_at(struct cx *cx, enum status st, const char *code, const char *file, int line,
		    const char *fmt, ...) __attribute__((format(printf, 6, 7)));
/* Returns a failure upward. */
#define TRY(call)                                  \
	do {                                       \
		enum status try_st_ = (call);      \
		if (try_st_ != ST_OK)              \
			return try_st_;            \
	} while (0)

int status_http(enum status st);
int status_exit(enum status st);
const char *status_name(enum status st);

#endif
