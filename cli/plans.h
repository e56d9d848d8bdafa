/* The plan of opened rules, apart from cli/rules.h: that one goes beside the image's layout, whose names the tree has too. */
#ifndef CLI_PLANS_H
#define CLI_PLANS_H

#include "cli/rules.h"
#include "compiler/plan.h"

/* NULL: they are an image. */
const struct plan *rules_plan(const struct rules *rules);

#endif
