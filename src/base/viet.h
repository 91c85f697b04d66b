/* Vietnamese text: normal form, folding for comparison and search, the way numbers are written. */
#ifndef BASE_VIET_H
#define BASE_VIET_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

bool viet_utf8_valid(struct str s); /* also refuses NUL and other control characters but \t \n \r */
/* Characters (code points), not bytes. */
size_t viet_length(struct str s);
/* NFC, the form in which text is stored. s must be valid. */
struct str viet_nfc(struct arena *a, struct str s);
/* Lower case, no marks, đ → d, white space squeezed to single blanks, punctuation to blanks:
 * "Đường  Hồ-Chí-Minh" → "duong ho chi minh". For comparing and finding; never shown. */
struct str viet_fold(struct arena *a, struct str s);
/* Lower case with marks kept, NFC. */
struct str viet_lower(struct arena *a, struct str s);
struct str viet_upper(struct arena *a, struct str s);
/* A key whose byte order is the order of a Vietnamese dictionary (a ă â … d đ e ê …; tones last). */
struct str viet_sort_key(struct arena *a, struct str s);

enum { VIET_NUMBER = 32 };
/* 1.204.570 ; English 1,204,570. Writes into out and returns it. */
const char *viet_number(int64_t n, bool english, char out[VIET_NUMBER]);

#endif
