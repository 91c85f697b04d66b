#include "core/form/tax_code.h"
#include "core/form/citizen.h"

/* Weights on digits 1–9; 10 minus the sum modulo 11; a result of 10 is never given out (domain.md 1). */
static bool
check_digit_holds(const char *d)
{
	static const int weight[9] = { 31, 29, 23, 19, 17, 13, 7, 5, 3 };
	int sum = 0;
	for (int i = 0; i < 9; i++)
		sum += weight[i] * (d[i] - '0');
	return 10 - sum % 11 == d[9] - '0';
}

enum tax_code_kind
tax_code_parse(struct arena *a, struct str s, struct str *normal)
{
	struct citizen_number number;
	struct str d = citizen_digits(a, s);
	if (!str_is_digits(d))
		return TAX_CODE_LENGTH;
	if (citizen_parse(d, &number)) {
		*normal = d;
		return TAX_CODE_PERSON;
	}
	if (d.n != 10 && d.n != 13)
		return TAX_CODE_LENGTH;
	if (!check_digit_holds(d.p))
		return TAX_CODE_BAD;
	*normal = d.n == 10 ? d : str_of(arena_printf(a, "%.10s-%.3s", d.p, d.p + 10));
	return d.n == 10 ? TAX_CODE_UNIT : TAX_CODE_BRANCH;
}
