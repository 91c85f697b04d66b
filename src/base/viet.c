#include "base/base.h"

#include <utf8proc.h>

/* One code point at s.p[i]; its length in bytes, or 0 when it is not UTF-8. */
static size_t
next_point(struct str s, size_t i, utf8proc_int32_t *cp)
{
	utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)s.p + i,
					      (utf8proc_ssize_t)(s.n - i), cp);
	return n > 0 && *cp >= 0 ? (size_t)n : 0;
}

bool
viet_utf8_valid(struct str s)
{
	for (size_t i = 0; i < s.n;) {
		unsigned char c = (unsigned char)s.p[i];
		if (c < 0x80) {
			if ((c < ' ' && c != '\t' && c != '\n' && c != '\r') || c == 0x7f)
				return false;
			i++;
			continue;
		}
		utf8proc_int32_t cp;
		size_t n = next_point(s, i, &cp);
		if (n == 0)
			return false;
		i += n;
	}
	return true;
}

size_t
viet_length(struct str s)
{
	size_t n = 0;
	for (size_t i = 0; i < s.n; i++)
		n += ((unsigned char)s.p[i] & 0xc0) != 0x80;
	return n;
}

static bool
is_ascii(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] >= 0x80)
			return false;
	return true;
}

/* utf8proc's own allocation is copied into the arena at once. */
static struct str
mapped(struct arena *a, struct str s, utf8proc_option_t options)
{
	utf8proc_uint8_t *out = NULL;
	utf8proc_ssize_t n = utf8proc_map((const utf8proc_uint8_t *)s.p, (utf8proc_ssize_t)s.n, &out,
					  options);
	if (n < 0)
		return s;
	struct str r = { arena_strndup(a, (const char *)out, (size_t)n), (size_t)n };
	free(out);
	return r;
}

struct str
viet_nfc(struct arena *a, struct str s)
{
	if (is_ascii(s))
		return s;
	return mapped(a, s, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
}

static utf8proc_int32_t
without_marks(utf8proc_int32_t cp)
{
	utf8proc_int32_t parts[8];
	if (cp == 0x0111 || cp == 0x0110)
		return 'd';
	utf8proc_ssize_t n = utf8proc_decompose_char(cp, parts, ARRAY_LEN(parts),
						     UTF8PROC_DECOMPOSE | UTF8PROC_CASEFOLD, NULL);
	return n >= 1 ? parts[0] : cp;
}

static bool
is_word(utf8proc_int32_t cp)
{
	switch (utf8proc_category(cp)) {
	case UTF8PROC_CATEGORY_LU:
	case UTF8PROC_CATEGORY_LL:
	case UTF8PROC_CATEGORY_LT:
	case UTF8PROC_CATEGORY_LM:
	case UTF8PROC_CATEGORY_LO:
	case UTF8PROC_CATEGORY_ND:
		return true;
	default:
		return false;
	}
}

static bool
is_mark(utf8proc_int32_t cp)
{
	utf8proc_category_t c = utf8proc_category(cp);
	return c == UTF8PROC_CATEGORY_MN || c == UTF8PROC_CATEGORY_MC;
}

struct str
viet_fold(struct arena *a, struct str s)
{
	char *out = arena_alloc(a, s.n * 2 + 5);
	size_t n = 0;
	bool gap = false;
	for (size_t i = 0; i < s.n;) {
		utf8proc_int32_t cp = (unsigned char)s.p[i];
		size_t len = 1;
		if (cp >= 0x80 && (len = next_point(s, i, &cp)) == 0) {
			i++;
			gap = true;
			continue;
		}
		i += len;
		if (cp < 0x80 ? !((cp >= '0' && cp <= '9') || (cp >= 'a' && cp <= 'z') ||
				  (cp >= 'A' && cp <= 'Z'))
			      : !is_word(cp)) {
			gap |= cp < 0x80 || !is_mark(cp);
			continue;
		}
		if (gap && n > 0)
			out[n++] = ' ';
		gap = false;
		if (cp >= 'A' && cp <= 'Z')
			out[n++] = (char)(cp + 32);
		else if (cp < 0x80)
			out[n++] = (char)cp;
		else
			n += (size_t)utf8proc_encode_char(without_marks(cp),
							  (utf8proc_uint8_t *)out + n);
	}
	out[n] = '\0';
	return (struct str){ out, n };
}

static struct str
with_case(struct arena *a, struct str s, utf8proc_int32_t (*turn)(utf8proc_int32_t))
{
	s = viet_nfc(a, s);
	struct buf b;
	buf_init(&b, a, s.n * 2 + 8);
	for (size_t i = 0; i < s.n;) {
		utf8proc_int32_t cp;
		size_t len = next_point(s, i, &cp);
		if (len == 0)
			break;
		utf8proc_uint8_t out[4];
		utf8proc_ssize_t n = utf8proc_encode_char(turn(cp), out);
		buf_add(&b, out, (size_t)n);
		i += len;
	}
	return (struct str){ buf_cstr(&b), b.n };
}

struct str
viet_lower(struct arena *a, struct str s)
{
	return with_case(a, s, utf8proc_tolower);
}

struct str
viet_upper(struct arena *a, struct str s)
{
	return with_case(a, s, utf8proc_toupper);
}

/* Order of letters: each base letter with its own sign (ă, â, đ…) is a letter; tones count only after all. */
struct str
viet_sort_key(struct arena *a, struct str s)
{
	struct buf key, tones;
	buf_init(&key, a, s.n * 6 + 64);
	buf_init(&tones, a, s.n * 4 + 64);
	s = viet_lower(a, s);
	for (size_t i = 0; i < s.n;) {
		utf8proc_int32_t cp, parts[8];
		size_t len = next_point(s, i, &cp);
		if (len == 0)
			break;
		i += len;
		utf8proc_ssize_t n = utf8proc_decompose_char(cp, parts, ARRAY_LEN(parts),
							     UTF8PROC_DECOMPOSE, NULL);
		char letter = n >= 1 && parts[0] < 0x80 ? (char)parts[0] : '~', sign = '1', tone = '1';
		if (cp == 0x0111) {
			letter = 'd';
			sign = '2';
		}
		for (utf8proc_ssize_t k = 1; k < n && k < (utf8proc_ssize_t)ARRAY_LEN(parts); k++)
			switch (parts[k]) {
			case 0x0306: sign = '2'; break; /* ă */
			case 0x0302: sign = '3'; break; /* â ê ô */
			case 0x031b: sign = '4'; break; /* ơ ư */
			case 0x0300: tone = '2'; break; /* huyền */
			case 0x0309: tone = '3'; break; /* hỏi */
			case 0x0303: tone = '4'; break; /* ngã */
			case 0x0301: tone = '5'; break; /* sắc */
			case 0x0323: tone = '6'; break; /* nặng */
			default: break;
			}
		buf_addc(&key, letter);
		if (letter >= 'a' && letter <= 'z')
			buf_addc(&key, sign);
		buf_addc(&tones, tone);
	}
	buf_addc(&key, '\1');
	buf_addstr(&key, buf_str(&tones));
	return buf_str(&key);
}

const char *
viet_number(int64_t n, bool english, char out[VIET_NUMBER])
{
	char digits[24];
	int len = snprintf(digits, sizeof digits, "%lld", (long long)n), at = 0;
	for (int i = 0; i < len; i++) {
		int left = len - i;
		if (i > 0 && digits[i - 1] != '-' && left % 3 == 0)
			out[at++] = english ? ',' : '.';
		out[at++] = digits[i];
	}
	out[at] = '\0';
	return out;
}
