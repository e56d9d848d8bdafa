/* The arithmetic of one applied event as sentences: what its offers take off which units, exactly; how that is rounded and
 * what cuts it; and which lines the whole minor units go to.
 *
 * Part of the explanation (vm/explain.c), which calls it after a layer's choice is settled and before the solver is used
 * again. Sentences are in the evaluation's scratch memory, without full stops. */
#ifndef VM_ARITHMETIC_H
#define VM_ARITHMETIC_H

#include "vm/offers.h"

struct sentences {
    const char **items;
    size_t count, capacity;
};

/* Of use number `use` of the solution, which is that of the settlement, too. */
promo_status arithmetic_tell(struct evaluation *evaluation, const struct offers *offers, const struct best_solution *solution,
                             const struct settlement *settlement, uint32_t use, struct sentences *out);

#endif
