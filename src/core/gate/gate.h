/* Gate: the one place that decides who may see which fields of whom, for what purpose. The default is no. */
#ifndef CORE_GATE_GATE_H
#define CORE_GATE_GATE_H

#include "base/base.h"

/* Groups of fields of a person's thing. */
enum gate_field {
	GATE_STATE = 1 << 0,     /* code, procedure, state, days: nothing personal */
	GATE_PERSON = 1 << 1,    /* name, number, contact, address */
	GATE_FORM = 1 << 2,      /* what was filled in */
	GATE_PAPERS = 1 << 3,    /* files and marks */
	GATE_MESSAGES = 1 << 4,  /* words between person and desk */
	GATE_NOTES = 1 << 5,     /* officers' notes among themselves */
	GATE_RESULT = 1 << 6,
	GATE_ALL = (1 << 7) - 1,
};

enum gate_purpose {
	GATE_OWN,      /* a person looks at their own */
	GATE_TRACK,    /* public tracking by code and four digits */
	GATE_WORK,     /* an officer handles the dossier */
	GATE_INSPECT,  /* an inspector reads */
	GATE_STATISTICS,
};

struct gate_subject {
	int64_t owner;      /* account, 0 for one without */
	int64_t unit;       /* that handles it */
	int64_t province_unit; /* desk that stands in for a unit without staff, or 0 (settled.md 30) */
};

/* The fields this actor may see for this purpose; 0 is no. */
unsigned gate_fields(const struct who *w, const struct gate_subject *s, enum gate_purpose purpose);
/* ST_NOT_FOUND (not DENIED: that a thing exists is itself a fact) when nothing may be seen. */
MUST_CHECK enum status gate_check(struct cx *cx, const struct gate_subject *s, enum gate_purpose purpose, unsigned *fields);
/* 079190000011 → "079•••••0011"; for lists and logs. */
const char *gate_mask_number(struct arena *a, struct str number);

#endif
