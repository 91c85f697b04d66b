#include "base/base.h"

/* A GNU .mo file: two tables of (length, offset), sorted by msgid. */
struct catalogue {
	const unsigned char *mo;
	size_t size;
	uint32_t n, ids, texts;
	uint32_t head[257]; /* ids that begin with byte c: from head[c] up to head[c + 1] */
};

static struct catalogue catalogues[2];

static uint32_t
word(const struct catalogue *c, size_t at)
{
	uint32_t w;
	assert_always(at + 4 <= c->size);
	memcpy(&w, c->mo + at, 4);
	return w;
}

static const unsigned char *
id_at(const struct catalogue *c, uint32_t i)
{
	return c->mo + word(c, c->ids + i * 8 + 4);
}

void
tr_load(enum lang lang, const unsigned char *mo, size_t n)
{
	struct catalogue c = { .mo = mo, .size = n };
	assert_always(n >= 28 && word(&c, 0) == 0x950412de);
	c.n = word(&c, 8);
	c.ids = word(&c, 12);
	c.texts = word(&c, 16);
	for (uint32_t i = 0; i < c.n; i++)
		c.head[id_at(&c, i)[0] + 1] = i + 1;
	for (size_t b = 1; b < ARRAY_LEN(c.head); b++)
		c.head[b] = c.head[b] == 0 ? c.head[b - 1] : c.head[b];
	catalogues[lang] = c;
}

/* Position of the text of msgid, or NULL. Plural entries hold "id\0id_plural", so that comparing as C strings
 * finds them by their first form. Vietnamese has codes only: most of its texts end at the first byte. */
static const char *
find(enum lang lang, const char *msgid)
{
	const struct catalogue *c = &catalogues[lang];
	unsigned char first = (unsigned char)msgid[0];
	uint32_t low = c->head[first], high = c->head[first + 1];
	while (low < high) {
		uint32_t mid = low + (high - low) / 2;
		int order = strcmp(msgid, (const char *)id_at(c, mid));
		if (order == 0)
			return (const char *)c->mo + word(c, c->texts + mid * 8 + 4);
		if (order < 0)
			high = mid;
		else
			low = mid + 1;
	}
	return NULL;
}

const char *
tr(enum lang lang, const char *msgid)
{
	const char *text = msgid[0] == '\0' ? NULL : find(lang, msgid);
	return text == NULL ? msgid : text;
}

const char *
trn(enum lang lang, const char *msgid, int64_t n)
{
	const char *text = find(lang, msgid);
	if (text == NULL)
		return msgid;
	return lang == LANG_EN && n != 1 ? text + strlen(text) + 1 : text;
}

bool
tr_has(enum lang lang, const char *msgid)
{
	return find(lang, msgid) != NULL;
}
