/* The language the house is written in. Every .c file includes this first. */
#ifndef BASE_BASE_H
#define BASE_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define MUST_CHECK __attribute__((warn_unused_result))
#define PRINTF_FMT(fmt, args) __attribute__((format(printf, fmt, args)))
#define UNUSED __attribute__((unused))
#define NORETURN __attribute__((noreturn))
#define ARRAY_LEN(a) (sizeof(a) / sizeof((a)[0]))

/* A broken promise of ours: say where and stop. Stays on in production; systemd starts us again. */
#define assert_always(cond) \
	((cond) ? (void)0 : assert_failed(#cond, __FILE__, __LINE__))
NORETURN void assert_failed(const char *what, const char *file, int line);

#include "base/arena.h"
#include "base/str.h"
#include "base/buf.h"
#include "base/vec.h"
#include "base/cx.h"
#include "base/status.h"
#include "base/time.h"
#include "base/id.h"
#include "base/log.h"
#include "base/viet.h"
#include "base/csv.h"
#include "base/json.h"
#include "base/tr.h"
#include "base/banned.h"

#endif
