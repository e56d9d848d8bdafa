#include "bench/best_greedy.h"

#include <string.h>

/* Units that the solution's promotion takes are no longer there. A class without units is one that costs nothing. */
static void take_units(struct greedy *greedy, struct best_problem *rest, const struct best_solution *solution)
{
    for (uint32_t i = 0; i < solution->piece_count; i++) {
        const struct best_piece *piece = &solution->pieces[i];
        if (piece->class_index == rest->class_count)
            rest->shipping = 0;
        else
            greedy->classes[piece->class_index].count -= piece->count;
    }
}

/* The solver wants no empty class: it gets a unit that nothing can be taken off. */
static void close_empty(struct greedy *greedy, const struct best_problem *rest)
{
    for (uint32_t c = 0; c < rest->class_count; c++)
        if (greedy->classes[c].count == 0) {
            greedy->classes[c].count = 1;
            greedy->classes[c].price = 0;
            greedy->classes[c].floor = 0;
        }
}

promo_status greedy_value(struct greedy *greedy, const struct best_problem *problem, struct fraction *value)
{
    struct best_problem rest = *problem;
    memcpy(greedy->classes, problem->classes, problem->class_count * sizeof *greedy->classes);
    rest.classes = greedy->classes;
    rest.promotion_count = 1;
    *value = (struct fraction){0, 1};
    for (uint32_t p = 0; p < problem->promotion_count; p++) {
        const struct best_solution *solution;
        rest.promotions = &problem->promotions[p];
        promo_status status = best_solve(greedy->solver, &rest, &solution);
        if (status != PROMO_OK)
            return status;
        if (!fraction_add(*value, solution->value, value))
            return PROMO_OVERFLOW;
        take_units(greedy, &rest, solution);
        close_empty(greedy, &rest);
    }
    return PROMO_OK;
}
