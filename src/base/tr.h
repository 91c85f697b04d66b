/* Texts of the screens. The msgid is the Vietnamese sentence itself, or a code ("dossier.accept.state").
 * Catalogues are the .po files in po/vi (codes only) and po/en, built into the program by msgfmt. */
#ifndef BASE_TR_H
#define BASE_TR_H

#include <stdint.h>

#include "base/cx.h"

/* The text in this language; the msgid itself when the catalogue lacks it. Never NULL, never freed. */
const char *tr(enum lang lang, const char *msgid) __attribute__((format_arg(2)));
/* A format with one number, where English has a plural form: trn(lang, "%s hồ sơ", n). */
const char *trn(enum lang lang, const char *msgid, int64_t n) __attribute__((format_arg(2)));
/* Does the catalogue of this language have the msgid? */
bool tr_has(enum lang lang, const char *msgid);
/* Hands over the compiled catalogues (.mo bytes); called once, before threads. */
void tr_load(enum lang lang, const unsigned char *mo, size_t n);

#endif
