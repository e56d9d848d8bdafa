/* From used events to the optimiser's problem: each visit's picks and benefits, at the layer's prices.
 *
 * The layer evaluation builds one problem per layer; a visit that has to know whether an event has an offer at all builds
 * one of that event alone. Everything lies in the evaluation's scratch memory and borrows item sets from the scene, so it
 * is valid while the scene's classes are. */
#ifndef VM_OFFERS_H
#define VM_OFFERS_H

#include "vm/evaluation.h"

struct offers {
    struct best_problem problem;
    const struct best_event *events;   /* of all promotions of the problem, in a row */
    const uint32_t *visits;            /* of each event */
    const uint32_t *promotions;        /* of each promotion of the problem: its number in the image */
};

/* The problem of visits [first, end) that give something, over the scene's classes; visits of one promotion in a row.
 * `given` is by campaign what the outcome has given so far. */
promo_status offers_build(struct evaluation *evaluation, size_t first, size_t end, const int64_t *given,
                          struct offers *offers);

/* The visit behind an event of the problem. */
uint32_t offers_visit(const struct offers *offers, uint32_t promotion, uint32_t event);

/* best_solve within what is left of the basket's work. */
promo_status offers_solve(struct evaluation *evaluation, struct best_problem *problem,
                          const struct best_solution **solution);

/* Whether the visit, not yet among the visits, has an offer, or a charge that matches. Exact where
 * that is decisive for the walk; else never false where there is one. */
promo_status offers_exist(struct evaluation *evaluation, const struct visit *visit, bool decisive, bool *exist);

/* The same of a plain event that takes no units. */
bool offers_exist_of_plain(struct evaluation *evaluation, const struct image_brief *brief);

/* Whether one of the visit's charges matches a unit. */
bool offers_charge(struct evaluation *evaluation, const struct visit *visit);

#endif
