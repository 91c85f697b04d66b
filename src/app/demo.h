/* The demo: invented people, agencies with staff, and weeks of dossiers made by the real moves. */
#ifndef APP_DEMO_H
#define APP_DEMO_H

#include "app/app.h"
#include "features/dossier/dossier.h"

enum { DEMO_CITIZENS = 40, DEMO_UNITS = 4, DEMO_STAFF = 6, DEMO_DOSSIERS = 220 };

/* A number generator of its own, so that every demo is the same. */
struct demo_random {
	uint64_t state;
};
uint32_t demo_below(struct demo_random *r, uint32_t n);

struct demo_person {
	int64_t id;
	const char *name, *number, *phone, *email, *address, *sex;
	int32_t birth_day;
};

struct demo_officer {
	int64_t id;
	const char *login, *name, *totp;
	unsigned roles;
};

struct demo_unit {
	const struct unit *unit;
	struct demo_officer staff[DEMO_STAFF];
};

struct demo {
	struct app *app;
	struct demo_random random;
	struct demo_person citizen[DEMO_CITIZENS];
	struct demo_unit unit[DEMO_UNITS];
	struct demo_officer admin, inspector;
	char file_sha256[65]; /* the little PDF that stands for every paper */
	int64_t file_size;
};

#define DEMO_PASSWORD "MotCua-2026-demo"

MUST_CHECK enum status demo_people(struct demo *d);
/* Answers every field of the form so that it can be submitted. */
MUST_CHECK enum status demo_fill(struct demo *d, struct cx *cx, const struct dossier *dossier,
				 const struct demo_person *p);
/* A name with a mark of its invention: all demo people are called "… (thử nghiệm)". */
const char *demo_name(struct demo *d, struct arena *a, const char *sex);
const char *demo_number(struct demo *d, struct arena *a, int32_t birth_day, const char *sex);

#endif
