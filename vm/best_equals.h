/* What a walk finds in a branch, and, of the sets as good as the best, the preferred one. */
#ifndef VM_BEST_EQUALS_H
#define VM_BEST_EQUALS_H

#include "vm/best_node.h"

/* A branch that can only hold sets as good as the best, and whose relaxation is one: whether its preferred set has been looked
 * at. */
bool equals_look(struct branch *branch, int64_t bound);

/* Walks through a branch of few columns. True: nothing is left to look at. */
bool branch_walk(struct branch *branch, int64_t bound);

#endif
