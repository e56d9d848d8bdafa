/* Large quantities: room and copies that no best set can make use of are taken away first, so that a search has to do with as little
 * as if there were few units. */
#ifndef VM_BEST_LIMIT_H
#define VM_BEST_LIMIT_H

#include "vm/best_component.h"

/* The component as it was before: to be restored when it is solved. */
struct limited {
    struct component_column *columns; /* NULL: nothing has changed */
    struct component_row *rows;
    struct entry *entries;
    uint32_t row_count;
    int64_t *aside;                   /* by column: copies that every best set has, and that are not counted meanwhile */
    bool surplus;                     /* columns had more copies, which give nothing */
};

/* Where a column takes units of one row only, and all others leave room for some of its copies whatever is taken of them, these are put
 * aside. Rows are left no more room than their columns can take (a column that takes nearly all of a row is as much smaller: coefficient
 * reduction as in Savelsbergh, Preprocessing and probing techniques for mixed integer programming problems, 1994). Where two
 * copies of a column take and give no more than one each of two others of its event do, more than one is not needed. Copies of a
 * promotion with a cap, beyond those that spend all of it, give nothing. Lists rows where anything changes. */
promo_status limit_large(struct component *component, struct limited *limited);

/* As before, and the best set with copies that give nothing, as far as they fit. */
promo_status limit_restore(struct component *component, const struct limited *limited);

#endif
