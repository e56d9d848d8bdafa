/* The checker: from the syntax trees of a rule set to its plan. Names are looked up, types and units checked, templates
 * written out, periods resolved in the zone; every independent error of every file is reported in one run.
 *
 * Called by the compilation, after imports have been followed; tests are resolved later, against the plan. */
#ifndef COMPILER_CHECK_H
#define COMPILER_CHECK_H

#include "compiler/plan.h"
#include "compiler/trace.h"
#include "lang/ast.h"
#include "lang/diagnostic.h"

/* Fills a plan that plan_init has made. Errors are counted in `diags`; with any, the plan is not whole. Without memory
 * plan->failed is set. Trees are in order of compilation, and live longer than the plan, which borrows from them and from
 * their sources. zoneinfo: where the IANA zone files are. `trace` is fresh, and filled. Nothing
 * but templates, item sets and profiles needs no settings unless an image is wanted of it: others will import it. */
void check_rules(struct plan *plan, const struct tree *const *trees, size_t tree_count, struct diagnostics *diags,
                 const char *zoneinfo, bool image_wanted, struct trace *trace);

#endif
