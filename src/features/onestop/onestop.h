/* The one-stop desk at work: queues, the work page, moves, the counter. The rules stand in features/dossier. */
#ifndef FEATURES_ONESTOP_ONESTOP_H
#define FEATURES_ONESTOP_ONESTOP_H

#include "features/feature.h"

extern const struct feature onestop_feature;

#endif
