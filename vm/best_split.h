/* Where a branch is split: into two with fewer copies and more of a column, or without one of two promotions and without the
 * other. */
#ifndef VM_BEST_SPLIT_H
#define VM_BEST_SPLIT_H

#include "vm/best_node.h"

/* Whether the relaxation takes a part of a copy of some column. */
bool split_needed(const struct branch *branch);

/* How the branch is split; false: there is nothing to choose in it any more. */
bool split_plan(struct branch *branch, struct branch_level *level);

#endif
