/* One line for each feature. */
#include "app/app.h"

#include "core/ledger/ledger.h"
#include "core/post/post.h"
#include "core/unit/unit.h"
#include "features/account/account.h"
#include "features/admin/admin.h"
#include "features/dossier/dossier.h"
#include "features/home/home.h"
#include "features/onestop/onestop.h"
#include "features/procedure/procedure.h"

const struct feature *const app_features[] = {
	&home_feature, &procedure_feature, &onestop_feature, &admin_feature, &account_feature, &dossier_feature, NULL,
};

/* --- what belongs to no feature --------------------------------------------------------------------------------- */

static enum status
seal(struct cx *cx, struct db *db, const struct job *j UNUSED)
{
	int64_t n = 1;
	while (n > 0)
		TRY(ledger_seal(cx, db, 20000, &n));
	return ST_OK;
}

static const struct job_kind core_jobs[] = {
	{ .name = "ledger.seal", .label = "Niêm phong nhật ký", .run = seal, .every = TIME_MINUTE },
	{ .name = NULL },
};

static const struct revision_source core_sources[] = { { "unit", unit_load }, { NULL, NULL } };

/* --- gathering ----------------------------------------------------------------------------------------------------- */

enum { LISTS_MAX = 32 };

static const struct route *routes[LISTS_MAX];
static const struct permission *permissions[LISTS_MAX];
static const struct web_menu *menus[LISTS_MAX];
static const struct job_kind *jobs[LISTS_MAX];
static const struct tally_set *tallies[LISTS_MAX];
static struct revision_source sources[LISTS_MAX];
static struct app_lists lists;

static void
gather(void)
{
	size_t r = 0, p = 0, m = 0, j = 0, t = 0, s = 0;
	routes[r++] = app_own_routes;
	jobs[j++] = core_jobs;
	jobs[j++] = post_jobs;
	sources[s++] = core_sources[0];
	for (const struct feature *const *f = app_features; *f != NULL; f++) {
		if ((*f)->routes != NULL)
			routes[r++] = (*f)->routes;
		if ((*f)->permissions != NULL)
			permissions[p++] = (*f)->permissions;
		if ((*f)->menu != NULL)
			menus[m++] = (*f)->menu;
		if ((*f)->jobs != NULL)
			jobs[j++] = (*f)->jobs;
		if ((*f)->tallies != NULL)
			tallies[t++] = (*f)->tallies;
		for (const struct revision_source *one = (*f)->sources; one != NULL && one->name != NULL; one++)
			sources[s++] = *one;
		assert_always(r + 1 < LISTS_MAX && j + 1 < LISTS_MAX && s + 1 < LISTS_MAX);
	}
	lists = (struct app_lists){ routes, permissions, menus, jobs, tallies, sources };
}

const struct app_lists *
app_lists(void)
{
	if (lists.routes == NULL)
		gather();
	return &lists;
}
