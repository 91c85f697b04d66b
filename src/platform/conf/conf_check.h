/* What the values of text options must look like. Each gives NULL, or why the value cannot be. */
#ifndef PLATFORM_CONF_CONF_CHECK_H
#define PLATFORM_CONF_CONF_CHECK_H

#include "base/base.h"

typedef const char *conf_check(struct str value);

conf_check conf_check_listen;   /* 127.0.0.1:8080, [::1]:8080 */
conf_check conf_check_database; /* empty, sqlite:PATH, postgresql://… */
conf_check conf_check_url;      /* http:// or https://, without a slash at the end */
conf_check conf_check_nets;     /* empty, or addresses and networks: 127.0.0.1,10.0.0.0/8 */
conf_check conf_check_smtp;     /* empty, smtp://HOST[:PORT], smtps://HOST[:PORT] */
conf_check conf_check_address;  /* someone@host */
conf_check conf_check_level;    /* error, warn, info, debug */
conf_check conf_check_some;     /* not empty */

#endif
