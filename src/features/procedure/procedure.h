/* Procedures (thủ tục hành chính): what they take, who does them, the form, the way through an agency.
 *
 * The catalogue is an immutable snapshot in memory of all published and ended revisions, reloaded when the row
 * `procedure` of data_revision grows. A dossier names the id of the revision it was filed with. */
#ifndef FEATURES_PROCEDURE_PROCEDURE_H
#define FEATURES_PROCEDURE_PROCEDURE_H

#include "base/base.h"
#include "core/due/due.h"
#include "core/form/form.h"
#include "core/lookup/lookup.h"
#include "features/feature.h"

enum procedure_state { PROCEDURE_DRAFT, PROCEDURE_PUBLISHED, PROCEDURE_ENDED };

enum paper_by { PAPER_FORM, PAPER_FIELD, PAPER_UPLOAD, PAPER_SHOWN };

struct procedure_paper {
	const char *id, *name;
	int original, copies;
	enum paper_by by;
	const char *field;    /* of PAPER_FIELD: id of the form's file field */
	bool optional;
};

struct procedure_fee {
	const char *label, *channel; /* channel: direct, online, any */
	int64_t amount;              /* đồng; -1: set by the provincial People's Council */
	bool exempt;
};

/* One step of the way: who (bits of enum role) and which share of the time (settled.md 22). */
struct procedure_step {
	const char *id, *name, *name_en;
	unsigned role;
	int percent;
};
struct procedure_route {
	int64_t id; /* a stored one's: it never changes, another takes its place */
	const struct procedure_step *step;
	size_t n;
};

struct procedure {
	int64_t id;
	int revision;
	enum procedure_state state;
	const char *code, *name, *name_en, *field, *level, *agency;
	struct due_limit limit;
	const char *limit_note;
	const struct procedure_fee *fee;
	size_t n_fees;
	const struct procedure_paper *paper;
	size_t n_papers;
	const char *const *legal, *const *cases;
	size_t n_legal, n_cases;
	bool citizen, business; /* who may apply */
	bool online_full;       /* toàn trình, else một phần */
	const char *result, *life_event, *route, *confidence;
	const struct form *form;
	bool own_form;          /* false: the general form */
};

struct life_event {
	const char *id, *name, *name_en, *icon, *examples, *examples_en;
	const struct procedure *const *procedure;
	size_t n;
	const struct procedure *common; /* the one most people come for: our choice, not a figure; NULL: none */
};

/* --- finding; NULL when unknown --------------------------------------------------------------------------- */
const struct procedure *procedure_by_code(struct str code);  /* the published revision */
const struct procedure *procedure_by_id(int64_t id);         /* any revision */
size_t procedure_count(void);
const struct procedure *procedure_at(size_t i);              /* published, in order of field and name */
size_t procedure_life_events(const struct life_event **out);
const char *procedure_name(enum lang lang, const struct procedure *p);
const struct procedure_paper *procedure_paper(const struct procedure *p, struct str id);
/* By code or by meaning; in English by the English names, too. The scratch is the thread's own. Hits carry the number for
 * procedure_found. */
size_t procedure_find(enum lang lang, struct str question, struct lookup_hit *out, size_t max);
const struct procedure *procedure_found(const struct lookup_hit *h);
/* May it be filed at this level ("commune", "province")? */
bool procedure_at_level(const struct procedure *p, const char *level);
/* The way at a unit: its own, else the procedure's, else the default of the level. Never empty. */
struct procedure_route procedure_route_of(const struct procedure *p, int64_t unit);
/* The way with this id, ended or not; false when it is not known. */
bool procedure_route_by_id(int64_t id, struct procedure_route *out);

/* --- keeping ------------------------------------------------------------------------------------------------ */
struct procedure_data {
	struct str procedures, form_generic, life_events, routes, synonyms, ethnic_groups;
};
/* Shipped texts that are not in the database (general form, life events, synonyms, ethnic groups). Once at start. */
void procedure_set_data(const struct procedure_data *d);
MUST_CHECK enum status procedure_load(struct cx *cx);
/* Reference data into an empty database. Inside a transaction. */
MUST_CHECK enum status procedure_import(struct cx *cx, const struct procedure_data *d);

/* A body as in data/procedures.json, checked whole: form, papers, fees, limit. ST_INVALID "procedure.*" with *where. */
MUST_CHECK enum status procedure_parse(struct cx *cx, const struct json *body, struct procedure *out,
				       const char **where);

/* --- administration, inside a transaction -------------------------------------------------------------------- */
struct procedure_row {
	int64_t id, created_at, published_at;
	int revision;
	enum procedure_state state;
	const char *code, *name, *body;
};
MUST_CHECK enum status procedure_rows(struct cx *cx, const char *after_code, struct procedure_row *out, size_t max,
				      size_t *n);
MUST_CHECK enum status procedure_row_get(struct cx *cx, int64_t id, struct procedure_row *out);
/* A draft of a new procedure or of the next revision; the same draft again replaces its body. */
MUST_CHECK enum status procedure_draft(struct cx *cx, struct str code, struct str body, int64_t *id);
/* The draft becomes the published revision, the one before is ended. */
MUST_CHECK enum status procedure_publish(struct cx *cx, int64_t id);
/* The published revision is ended without another. */
MUST_CHECK enum status procedure_end(struct cx *cx, int64_t id);
/* Percents must sum to 100 (settled.md 22). unit 0: for all units. */
MUST_CHECK enum status procedure_route_save(struct cx *cx, struct str code, int64_t unit, struct str body);
/* The unit's own way ends; what is under way on it stays on it. */
MUST_CHECK enum status procedure_route_end(struct cx *cx, struct str code, int64_t unit);
MUST_CHECK enum status procedure_route_parse(struct cx *cx, struct str body, struct procedure_route *out);

/* `motcua search`: the best ten for a question, to standard output; the exit code. Nothing found is no failure. */
int procedure_search_command(struct cx *cx, struct str question, bool json);

extern const struct feature procedure_feature;

#endif
