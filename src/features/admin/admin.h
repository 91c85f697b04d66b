/* Administration, enough to run: units, days off, procedures and their routes, jobs, the ledger, figures. People and
 * roles are in features/account.
 *
 * A unit's administrator sees and changes what is at or below the unit worked for; the system's everything. Every
 * change is one transaction with a ledger event admin.*, bumps the data revision, and is seen by the next request. */
#ifndef FEATURES_ADMIN_ADMIN_H
#define FEATURES_ADMIN_ADMIN_H

#include "features/feature.h"

extern const struct feature admin_feature;

#endif
