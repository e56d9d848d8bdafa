/* The searches of a question, side by side: each goes on by itself from what the analysis knows, and what they find is taken
 * back in their order. What one finds depends on that and its number alone, so that the answer is the same for any number of
 * threads. */
#ifndef RUNTIME_ANALYSIS_BRANCH_H
#define RUNTIME_ANALYSIS_BRANCH_H

#include "runtime/analysis.h"

enum { ANALYSIS_BRANCHES = 16 };

/* Search number `item`, in a branch that is like the analysis, with its own chances, till, pools and witnesses. It may write to
 * what in the context is its alone. */
typedef promo_status analysis_search(struct analysis *branch, void *context, uint32_t item);

/* Runs searches 0 .. items-1, each of which may price `each` orders, on as many threads as the options say. Some that follow
 * each other at a distance of ANALYSIS_BRANCHES share a branch. PROMO_NO_MEMORY, or the first failure. */
promo_status analysis_branch(struct analysis *analysis, uint32_t items, uint64_t each, analysis_search *search, void *context);

#endif
