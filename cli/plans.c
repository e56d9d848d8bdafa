#include "cli/plans.h"

#include "compiler/compilation.h"

const struct plan *rules_plan(const struct rules *rules)
{
    return rules->compiler == NULL ? NULL : &rules->compiler->plan;
}
