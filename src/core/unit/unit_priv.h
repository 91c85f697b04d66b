/* Shared inside core/unit. */
#ifndef CORE_UNIT_UNIT_PRIV_H
#define CORE_UNIT_UNIT_PRIV_H

#include "core/unit/revision.h"
#include "core/unit/unit.h"

#endif
