/* The layers that need no search, or the parts of one: units that only per-unit offers without limits compete for take the
 * best of them each, and where every promotion makes one order offer the best of those takes all. The rest, if any, goes to
 * the layer optimiser (vm/best.h), whose solution is completed; what comes out is what the optimiser alone would find, by its
 * own rules for ties.
 *
 * Called by the offers of a layer (vm/offers.c) in place of best_solve. The solution lives here, or in the solver, until
 * the next call of either. */
#ifndef VM_DIRECT_H
#define VM_DIRECT_H

#include "base/vector.h"
#include "vm/best.h"

struct direct_bundle;
struct direct_part;
struct direct_unit;

struct direct {
    const promo_allocator *alloc;
    VECTOR(struct direct_part) parts;      /* by promotion */
    VECTOR(struct direct_unit) units;      /* by class */
    VECTOR(uint64_t) searched;             /* bits over classes: the optimiser's */
    VECTOR(struct best_promotion) others;  /* the optimiser's promotions, and */
    VECTOR(uint32_t) numbers;              /* their numbers in the problem */
    VECTOR(struct direct_bundle) bundles;  /* by class, by promotion */
    int64_t *bundle_table;
    size_t bundle_table_size;
    VECTOR(struct best_event) joined;      /* what per-unit offers bring to the search, each of one event: */
    VECTOR(struct best_benefit) joined_benefits;
    VECTOR(uint64_t) joined_sets;
    VECTOR(struct best_use) uses;
    VECTOR(struct best_piece) pieces;
    VECTOR(struct best_share) shares;
    struct best_solution solution;
};

void direct_init(struct direct *direct, const promo_allocator *alloc);
void direct_done(struct direct *direct);

/* As best_solve. Work is counted for what is searched only. */
promo_status direct_solve(struct direct *direct, struct best_solver *solver, const struct best_problem *problem,
                          const struct best_solution **solution);

#endif
