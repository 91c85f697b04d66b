#include "base/base.h"

/* A GNU .mo file: two tables of (length, offset), sorted by msgid. */
struct catalogue {
	const unsigned char *mo;
	size_t size;
	uint32_t n, ids, texts;
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

void
tr_load(enum lang lang, const unsigned char *mo, size_t n)
{
	struct catalogue c = { .mo = mo, .size = n };
	assert_always(n >= 28 && word(&c, 0) == 0x950412de);
	c.n = word(&c, 8);
	c.ids = word(&c, 12);
	c.texts = word(&c, 16);
	catalogues[lang] = c;
}

/* Position of the text of msgid, or NULL. Plural entries hold "id\0id_plural", so that comparing as C strings
 * finds them by their first form. */
static const char *
find(enum lang lang, const char *msgid)
{
	const struct catalogue *c = &catalogues[lang];
	uint32_t low = 0, high = c->n;
	while (low < high) {
		uint32_t mid = low + (high - low) / 2;
		const char *id = (const char *)c->mo + word(c, c->ids + mid * 8 + 4);
		int order = strcmp(msgid, id);
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
