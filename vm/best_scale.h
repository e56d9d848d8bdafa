/* What rows have and columns take of them, scaled so that numbers of the relaxation are neither very large nor very small: where
 * quantities are large, a column may take a million units of one row and one of another.
 *
 * By the middle of the greatest and the least in turn for rows and columns, as powers of two (geometric scaling, as in Fulkerson and
 * Wolfe, An algorithm for scaling matrices, 1962). */
#ifndef VM_BEST_SCALE_H
#define VM_BEST_SCALE_H

#include "vm/best_component.h"

/* A copy of a column is two to `columns[j]` units of its variable, and a unit of a row two to `rows[r]` of the row's; all 0 where
 * nothing is large. Room for as many numbers as there are columns and rows. */
promo_status scale_find(const struct component *component, uint8_t *columns, uint8_t *rows);

#endif
