/* The log: one line per event on standard error, `time level where key=value… message`. Never personal data. */
#ifndef BASE_LOG_H
#define BASE_LOG_H

struct cx;

enum log_level { LOG_ERROR_, LOG_WARN, LOG_INFO, LOG_DEBUG };

void log_set_level(enum log_level level);
/* "error", "warn", "info", "debug"; -1 for another word. */
int log_level_of(const char *name);
void log_line(enum log_level level, const char *area, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
/* Another system's fault: what it sent or did. */
void log_peer(const char *peer, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* The fault of cx with its place; called by the edge once. */
void log_fault(const struct cx *cx, const char *what);

#define log_error(area, ...) log_line(LOG_ERROR_, (area), __VA_ARGS__)
#define log_warn(area, ...) log_line(LOG_WARN, (area), __VA_ARGS__)
#define log_info(area, ...) log_line(LOG_INFO, (area), __VA_ARGS__)
#define log_debug(area, ...) log_line(LOG_DEBUG, (area), __VA_ARGS__)

#endif
