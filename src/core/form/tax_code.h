/* Mã số thuế: ten digits with a check digit, of a branch three more (0100109106-001); persons and household businesses
 * use their citizen number since 1 July 2025 (Law 38/2019/QH14 art. 35, Circular 86/2024/TT-BTC). */
#ifndef CORE_FORM_TAX_CODE_H
#define CORE_FORM_TAX_CODE_H

#include "base/base.h"

enum tax_code_kind { TAX_CODE_BAD, TAX_CODE_LENGTH, TAX_CODE_UNIT, TAX_CODE_BRANCH, TAX_CODE_PERSON };

/* BAD: the check digit does not hold; LENGTH: not a shape that exists. Blanks and dots are passed over. On the good
 * kinds *normal is the usual spelling, in the arena. */
enum tax_code_kind tax_code_parse(struct arena *a, struct str s, struct str *normal);

#endif
