/* Shared inside features/home. */
#ifndef FEATURES_HOME_HOME_PRIV_H
#define FEATURES_HOME_HOME_PRIV_H

#include "core/unit/unit.h"
#include "features/dossier/dossier.h"
#include "features/home/home.h"
#include "features/procedure/procedure.h"
#include "platform/web/web.h"

/* --- figures (settled.md 26: calendar months, +07:00; done = finished; on time = (early + on time) / finished) ----- */

enum home_period { HOME_THIS_MONTH, HOME_LAST_MONTH, HOME_THIS_YEAR, HOME_PERIODS };
struct home_span {
	int32_t from, to; /* local days, both in it */
};
struct home_span home_span_of(int64_t now, enum home_period p);
/* "thang-nay", "thang-truoc", "nam-nay", as in addresses; anything else is this month. */
enum home_period home_period_parse(struct str s);
const char *home_period_name(enum home_period p);
const char *home_period_text(enum lang lang, enum home_period p);

/* Of the whole country this month; kept for 5 s in each process. *at: when they were read. */
MUST_CHECK enum status home_month(struct cx *cx, struct dossier_figures *out, int64_t *at);

/* Of a place: a province, a desk, the country. */
struct home_sum {
	int64_t received, online, finished, in_time, late, refused;
};
/* "96,4%" in the way of the language; "–" when nothing was finished. Cut, not rounded: 100% means all. */
const char *home_percent(struct arena *a, enum lang lang, int64_t part, int64_t whole);

struct home_row {
	const char *code; /* of the province; NULL when the row has no page of its own */
	const char *name;
	struct home_sum sum;
};
/* By receiving unit in one period; kept for 30 s in each process, valid for ten minutes. */
struct home_table {
	int64_t at, read; /* at: the moment shown; read: time_mono */
	struct home_span span;
	const struct dossier_unit_figures *row;
	size_t n;
};
MUST_CHECK enum status home_table(struct cx *cx, enum home_period p, const struct home_table **out);
/* Provinces in the order of the dictionary, those without work too, then the rest as one row. */
void home_by_province(struct cx *cx, const struct home_table *t, struct home_row **out, size_t *n);
/* Units of one province that have any. */
void home_by_unit(struct cx *cx, const struct home_table *t, const struct unit *province, struct home_row **out,
		  size_t *n);
/* The province with this code of two digits that is valid today; NULL. */
const struct unit *home_province(struct str code);

extern http_handler home_figures_page, home_province_page, home_figures_csv;

/* --- views ---------------------------------------------------------------------------------------------------------- */

struct home_view {
	const struct life_event *event;
	size_t n_events;
	bool figures;      /* false: they could not be read */
	struct dossier_figures month;
	const char *on_time;
	int64_t at;
};
void tpl_home_index(struct page *pg, const struct home_view *v);

struct home_figures_view {
	struct home_sum sum[HOME_PERIODS];   /* of the country; of the province */
	const char *on_time[HOME_PERIODS], *online[HOME_PERIODS];
	enum home_period period;             /* of the rows */
	const char *period_text;
	const char *span;                    /* "01/11/2026–30/11/2026" */
	int64_t at;
	const struct home_row *row;
	size_t n;
	const char *code, *name;             /* of the province; NULL for the country */
	bool month;                          /* open and open_late are known */
	struct dossier_figures now;
};
void tpl_home_figures(struct page *pg, const struct home_figures_view *v);
void tpl_home_help(struct page *pg);
void tpl_home_access(struct page *pg);
void tpl_home_privacy(struct page *pg);

#endif
