#include "core/lookup/lookup_priv.h"

/* U+1EA0–U+1EF9 in pairs of capital and small letter: letter, sign, tone. */
static const char viet_block[] =
	"a05" "a02" "a24" "a21" "a22" "a23" "a25" "a14" "a11" "a12" "a13" "a15" "e05" "e02" "e03" "e24" "e21" "e22"
	"e23" "e25" "i02" "i05" "o05" "o02" "o24" "o21" "o22" "o23" "o25" "o34" "o31" "o32" "o33" "o35" "u05" "u02"
	"u34" "u31" "u32" "u33" "u35" "y01" "y05" "y02" "y03";
/* U+00C0–U+00DE and, 32 higher, the small letters; '.' is no letter of use here. */
static const char latin_block[] =
	"a01" "a04" "a20" "a03" "a00" "a00" "a00" "c00" "e01" "e04" "e20" "e00" "i01" "i04" "i00" "i00" "d10" "n00"
	"o01" "o04" "o20" "o03" "o00" "..." "o00" "u01" "u04" "u00" "u00" "y04" "...";

enum { SIGN = 3, TONE = 7 << 2 };

static bool
letter_from(const char *block, size_t i, char *c, uint8_t *mark)
{
	if (block[i * 3] == '.')
		return false;
	*c = block[i * 3];
	*mark = (uint8_t)((block[i * 3 + 1] - '0') | (block[i * 3 + 2] - '0') << 2);
	return true;
}

static bool
letter_of(uint32_t cp, char *c, uint8_t *mark)
{
	*mark = 0;
	if (cp < 0x80) {
		*c = (char)(cp >= 'A' && cp <= 'Z' ? cp + 32 : cp);
		return (*c >= 'a' && *c <= 'z') || (*c >= '0' && *c <= '9');
	}
	if (cp >= 0x1ea0 && cp <= 0x1ef9)
		return letter_from(viet_block, (cp - 0x1ea0) / 2, c, mark);
	if (cp >= 0xc0 && cp <= 0xfe && cp != 0xdf)
		return letter_from(latin_block, (cp - 0xc0) % 32, c, mark);
	switch (cp) {
	case 0x102: case 0x103: *c = 'a'; *mark = 1; return true;
	case 0x110: case 0x111: *c = 'd'; *mark = 1; return true;
	case 0x128: case 0x129: *c = 'i'; *mark = 3 << 2; return true;
	case 0x168: case 0x169: *c = 'u'; *mark = 3 << 2; return true;
	case 0x1a0: case 0x1a1: *c = 'o'; *mark = 3; return true;
	case 0x1af: case 0x1b0: *c = 'u'; *mark = 3; return true;
	default: return false;
	}
}

/* A mark that stands as a character of its own, after its letter. */
static bool
add_combining(uint32_t cp, uint8_t *mark)
{
	static const struct { uint16_t cp; uint8_t sign, tone; } known[] = {
		{ 0x300, 0, 1 }, { 0x301, 0, 4 }, { 0x303, 0, 3 }, { 0x309, 0, 2 }, { 0x323, 0, 5 },
		{ 0x302, 2, 0 }, { 0x306, 1, 0 }, { 0x31b, 3, 0 },
	};
	if (cp < 0x300 || cp > 0x36f)
		return false;
	for (size_t i = 0; i < ARRAY_LEN(known); i++)
		if (known[i].cp == cp) {
			if (known[i].sign)
				*mark = (uint8_t)((*mark & TONE) | known[i].sign);
			else
				*mark = (uint8_t)((*mark & SIGN) | known[i].tone << 2);
		}
	return true;
}

/* One code point; a byte that begins none is one of no meaning. */
static size_t
point_at(const char *p, size_t n, uint32_t *cp)
{
	unsigned char c = (unsigned char)p[0];
	size_t len = c < 0x80 ? 1 : c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : c >= 0xc0 ? 2 : 0;
	*cp = c;
	if (len == 1)
		return 1;
	if (len == 0 || len > n) {
		*cp = 0xfffd;
		return 1;
	}
	uint32_t v = c & (0x7fu >> len);
	for (size_t i = 1; i < len; i++)
		v = v << 6 | ((unsigned char)p[i] & 0x3f);
	*cp = v;
	return len;
}

size_t
words_of(struct str text, struct word *out, size_t max)
{
	size_t n = 0;
	struct word *w = NULL;
	for (size_t i = 0; i < text.n;) {
		uint32_t cp;
		i += point_at(text.p + i, text.n - i, &cp);
		char c;
		uint8_t mark;
		if (!letter_of(cp, &c, &mark)) {
			if (w && add_combining(cp, &w->mark[w->n - 1]))
				continue;
			w = NULL;
			continue;
		}
		if (!w) {
			if (n == max)
				break;
			w = &out[n++];
			memset(w, 0, sizeof *w);
		}
		if (w->n == WORD_MAX)
			continue;
		w->fold[w->n] = c;
		w->mark[w->n++] = mark;
	}
	return n;
}

uint32_t
word_sign(const struct word *w, int from, int to)
{
	uint32_t tone = 0, hash = 0;
	for (int i = from; i < to; i++) {
		if (w->mark[i] & TONE)
			tone = (uint32_t)(w->mark[i] & TONE) >> 2;
		if (w->mark[i] & SIGN)
			hash = (hash ^ ((uint32_t)(i - from) << 2 | (w->mark[i] & SIGN))) * 0x01000193u + 0x9e3779b9u;
	}
	return hash << 3 | tone;
}

/* --- syllables ---------------------------------------------------------------------------------------------- */

/* Folded rimes of the language, in byte order; those after qu- are under u. */
static const char *const rimes[] = {
	"a", "ac", "ach", "ai", "am", "an", "ang", "anh", "ao", "ap", "at", "au", "ay", "e", "ec", "ech", "em", "en",
	"eng", "enh", "eo", "ep", "et", "eu", "i", "ia", "ich", "iec", "iem", "ien", "ieng", "iep", "iet", "ieu", "im",
	"in", "inh", "ip", "it", "iu", "o", "oa", "oac", "oach", "oai", "oam", "oan", "oang", "oanh", "oao", "oap",
	"oat", "oay", "oc", "oe", "oen", "oeo", "oet", "oi", "om", "on", "ong", "ooc", "oong", "op", "ot", "u", "ua",
	"uac", "uach", "uai", "uan", "uang", "uanh", "uao", "uat", "uau", "uay", "uc", "ue", "uech", "uen", "uenh",
	"ueo", "uet", "ui", "um", "un", "ung", "uo", "uoc", "uoi", "uom", "uon", "uong", "uop", "uot", "uou", "up",
	"ut", "uu", "uy", "uya", "uych", "uyen", "uyet", "uyn", "uynh", "uyt", "uyu", "y", "yem", "yen", "yeng", "yet",
	"yeu",
};
static const char *const initials[] = {
	"b", "c", "ch", "d", "g", "gh", "gi", "h", "k", "kh", "l", "m", "n", "ng", "ngh", "nh", "p", "ph", "q", "r",
	"s", "t", "th", "tr", "v", "x", "",
};

static bool
is_rime(const char *p, size_t n)
{
	size_t low = 0, high = ARRAY_LEN(rimes);
	while (low < high) {
		size_t mid = (low + high) / 2;
		int c = strncmp(rimes[mid], p, n);
		if (c == 0 && rimes[mid][n] == '\0')
			return true;
		if (c < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return false;
}

bool
word_is_syllable(const char *fold, size_t n)
{
	if (n == 0 || n > 7)
		return false;
	for (size_t i = 0; i < ARRAY_LEN(initials); i++) {
		size_t k = strlen(initials[i]);
		if (k > n || strncmp(initials[i], fold, k) != 0)
			continue;
		if (k == 1 && fold[0] == 'q' && (n < 2 || fold[1] != 'u'))
			continue;
		if (is_rime(fold + k, n - k) || (n == 2 && k == 2 && str_is((struct str){ fold, 2 }, "gi")))
			return true;
	}
	return false;
}

/* --- keystrokes --------------------------------------------------------------------------------------------- */

static bool
is_vowel(char c)
{
	return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u' || c == 'y';
}

static int
last_bare(const struct word *w, char c)
{
	for (int i = w->n - 1; i >= 0; i--)
		if (w->fold[i] == c && !(w->mark[i] & SIGN))
			return i;
	return -1;
}

static bool
put_sign(struct word *w, int i, uint8_t sign)
{
	if (i < 0)
		return false;
	w->mark[i] |= sign;
	return true;
}

/* The horn or breve of `w` (Telex), 7 and 8 (VNI): ươ together, else ă, ơ, ư. */
static bool
put_horn(struct word *w, bool horn, bool breve)
{
	int a = last_bare(w, 'a'), o = last_bare(w, 'o'), u = last_bare(w, 'u');
	if (horn && o > 0 && u == o - 1 && !(u > 0 && w->fold[u - 1] == 'q'))
		return put_sign(w, u, 3) && put_sign(w, o, 3);
	if (horn && u >= 0 && a == u + 1 && a == w->n - 1 && !(u > 0 && w->fold[u - 1] == 'q'))
		return put_sign(w, u, 3);
	if (breve && a >= 0)
		return put_sign(w, a, 1);
	return horn && (put_sign(w, o, 3) || put_sign(w, u, 3));
}

static void
put_letter(struct word *w, char c, uint8_t sign)
{
	w->fold[w->n] = c;
	w->mark[w->n++] = sign;
}

/* The tone goes to the last vowel: where it stands does not matter to word_sign. */
static bool
put_tone(struct word *w, int tone)
{
	for (int i = w->n - 1; i >= 0; i--)
		if (is_vowel(w->fold[i])) {
			for (int k = 0; k < w->n; k++)
				w->mark[k] &= SIGN;
			w->mark[i] |= (uint8_t)(tone << 2);
			return true;
		}
	return false;
}

static bool
telex_key(struct word *w, char c)
{
	static const char tones[] = "zfrxsj";
	const char *tone = strchr(tones, c);
	if (tone)
		return put_tone(w, (int)(tone - tones));
	if (c == 'w') {
		if (!put_horn(w, true, true))
			put_letter(w, 'u', 3);
		return true;
	}
	if (c == 'd')
		return w->n > 0 && w->fold[0] == 'd' && put_sign(w, last_bare(w, 'd') == 0 ? 0 : -1, 1);
	if (c == 'a' || c == 'e' || c == 'o')
		return put_sign(w, last_bare(w, c), 2);
	return false;
}

static bool
vni_key(struct word *w, char c)
{
	static const uint8_t tone_of[] = { 0, 4, 1, 2, 3, 5 };
	if (c <= '5')
		return put_tone(w, tone_of[c - '0']);
	switch (c) {
	case '6':
		return put_sign(w, last_bare(w, 'o'), 2) || put_sign(w, last_bare(w, 'e'), 2) ||
		       put_sign(w, last_bare(w, 'a'), 2);
	case '7':
		return put_horn(w, true, false);
	case '8':
		return put_horn(w, false, true);
	default:
		return w->n > 0 && w->fold[0] == 'd' && put_sign(w, last_bare(w, 'd') == 0 ? 0 : -1, 1);
	}
}

bool
word_telex(const struct word *keys, struct word *out)
{
	bool turned = false;
	memset(out, 0, sizeof *out);
	for (int i = 0; i < keys->n; i++) {
		char c = keys->fold[i];
		if (keys->mark[i] || c < 'a')
			return false;
		if (telex_key(out, c))
			turned = true;
		else
			put_letter(out, c, 0);
	}
	return turned && word_is_syllable(out->fold, out->n);
}

bool
word_vni(const struct word *keys, struct word *out)
{
	bool turned = false;
	memset(out, 0, sizeof *out);
	for (int i = 0; i < keys->n; i++) {
		char c = keys->fold[i];
		if (keys->mark[i])
			return false;
		if (c > '9')
			put_letter(out, c, 0);
		else if (vni_key(out, c))
			turned = true;
		else
			return false;
	}
	return turned && out->n >= 2 && word_is_syllable(out->fold, out->n);
}
