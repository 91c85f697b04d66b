/* Configuration: one schema table gives the defaults, the reading, the checks and the documentation.
 *
 * DIR/motcua.conf holds `name = value` lines; `#` begins a comment; a file is not needed. What the command line says
 * holds over the file. An unknown option is an error that names the nearest one and the line. */
#ifndef PLATFORM_CONF_CONF_H
#define PLATFORM_CONF_CONF_H

#include "base/base.h"

struct conf {
	const char *listen, *database, *database_password_file, *trusted_proxies, *public_url, *metrics_token_file;
	const char *site_name, *site_name_en, *issuer;
	const char *smtp_url, *smtp_user, *smtp_password_file, *smtp_from;
	const char *log_level;
	int64_t writers, http_threads, slow_threads;
	int64_t citizen_hours, citizen_idle_minutes, officer_hours, officer_idle_minutes;
	bool holidays_extra;
};

/* Defaults, then the text of a file (may be empty); strings live in cx->arena. ST_INVALID "conf.*" with the line. */
MUST_CHECK enum status conf_read(struct cx *cx, struct str text, struct conf *out);
/* One option, as the command line gives it. */
MUST_CHECK enum status conf_set(struct cx *cx, struct conf *c, const char *name, struct str value);
/* Every option with its documentation and value, as a file that conf_read takes. */
void conf_dump(const struct conf *c, FILE *to);

#endif
