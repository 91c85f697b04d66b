/* Số định danh cá nhân: 12 digits PPP G YY NNNNNN. PPP: province of birth registration as numbered before 2025;
 * G: century and sex; YY: year of birth (Decree 137/2015/NĐ-CP art. 13, Circular 59/2021/TT-BCA art. 4). There is no
 * check digit. */
#ifndef CORE_FORM_CITIZEN_H
#define CORE_FORM_CITIZEN_H

#include "base/base.h"

enum citizen_sex { CITIZEN_MALE, CITIZEN_FEMALE };

struct citizen_number {
	int province;        /* 1–999 */
	bool province_known; /* one of the 63; others (born abroad) are no error (settled.md 32) */
	enum citizen_sex sex;
	int year;            /* 1900–2399 */
};

/* Blanks, dots and hyphens between digits are people's habit: the digits alone, in the arena; s itself when anything
 * else stands in it. */
struct str citizen_digits(struct arena *a, struct str s);
/* Exactly 12 digits, not 000 in front. */
bool citizen_parse(struct str digits, struct citizen_number *out);
bool citizen_province_known(int code);

#endif
