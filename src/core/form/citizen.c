#include "core/form/citizen.h"

/* The 63 provinces before July 2025, two digits each (data/citizen_provinces.csv; settled.md 32). Numbers already
 * given keep them, so the list is closed. */
static const unsigned char known[] = {
	1,  2,  4,  6,  8,  10, 11, 12, 14, 15, 17, 19, 20, 22, 24, 25, 26, 27, 30, 31, 33,
	34, 35, 36, 37, 38, 40, 42, 44, 45, 46, 48, 49, 51, 52, 54, 56, 58, 60, 62, 64, 66,
	67, 68, 70, 72, 74, 75, 77, 79, 80, 82, 83, 84, 86, 87, 89, 91, 92, 93, 94, 95, 96,
};

bool
citizen_province_known(int code)
{
	for (size_t i = 0; i < ARRAY_LEN(known); i++)
		if (known[i] == code)
			return true;
	return false;
}

struct str
citizen_digits(struct arena *a, struct str s)
{
	char *out = arena_alloc(a, s.n + 1);
	size_t n = 0;
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if (c >= '0' && c <= '9')
			out[n++] = c;
		else if (c != ' ' && c != '.' && c != '-')
			return s;
	}
	return (struct str){ out, n };
}

bool
citizen_parse(struct str digits, struct citizen_number *out)
{
	if (digits.n != 12 || !str_is_digits(digits))
		return false;
	int d[6];
	for (int i = 0; i < 6; i++)
		d[i] = digits.p[i] - '0';
	int province = d[0] * 100 + d[1] * 10 + d[2];
	if (province == 0)
		return false;
	*out = (struct citizen_number){
		.province = province,
		.province_known = citizen_province_known(province),
		.sex = d[3] % 2 == 0 ? CITIZEN_MALE : CITIZEN_FEMALE,
		.year = 1900 + d[3] / 2 * 100 + d[4] * 10 + d[5],
	};
	return true;
}
