/* The front of the house: home page, public figures, help and the two statements a public service owes its users. */
#ifndef FEATURES_HOME_HOME_H
#define FEATURES_HOME_HOME_H

#include "features/feature.h"

extern const struct feature home_feature;

#endif
