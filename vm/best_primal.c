/* From the empty set to the optimum of the relaxation: columns that gain enter, until none does. */
#include "vm/best_basis.h"

enum { GAINING_MOST = 8, PIVOTS_A_ROW = 12, PIVOTS_LEAST = 40 };

/* Variables that gain, found when all were looked at last: the greatest gains of a few. */
struct gaining {
    uint32_t variables[GAINING_MOST];
    uint32_t count;
};

static void find_gaining(const struct linear *linear, struct gaining *gaining)
{
    int64_t gains[GAINING_MOST];
    gaining->count = 0;
    for (uint32_t variable = 0; variable < linear->variables; variable++) {
        if (linear->state.flags[variable] == LINEAR_BASIC)
            continue;
        int64_t gain = basis_reduced(linear, variable);
        if (gain <= linear->tolerance || (gaining->count == GAINING_MOST && gain <= gains[GAINING_MOST - 1]))
            continue;
        uint32_t at = gaining->count < GAINING_MOST ? gaining->count++ : GAINING_MOST - 1;
        for (; at > 0 && gains[at - 1] < gain; at--) {
            gains[at] = gains[at - 1];
            gaining->variables[at] = gaining->variables[at - 1];
        }
        gains[at] = gain;
        gaining->variables[at] = variable;
    }
}

static uint32_t best_gaining(const struct linear *linear, const struct gaining *gaining, int64_t *gain)
{
    uint32_t best = BEST_NONE;
    *gain = linear->tolerance;
    for (uint32_t i = 0; i < gaining->count; i++) {
        uint32_t variable = gaining->variables[i];
        int64_t reduced = linear->state.flags[variable] == LINEAR_BASIC ? 0 : basis_reduced(linear, variable);
        if (reduced > *gain) {
            *gain = reduced;
            best = variable;
        }
    }
    return best;
}

/* A variable that gains: of the few that gained most when all were looked at, or, when they do no more, of all. */
static uint32_t best_entering(const struct linear *linear, struct gaining *gaining, int64_t *gain)
{
    uint32_t best = best_gaining(linear, gaining, gain);
    if (best != BEST_NONE)
        return best;
    find_gaining(linear, gaining);
    return best_gaining(linear, gaining, gain);
}

/* The basic variable that first falls to zero, or BEST_NONE. */
static uint32_t first_at_zero(const struct linear *linear)
{
    uint32_t best = BEST_NONE;
    for (uint32_t k = 0; k < linear->rows; k++) {
        if (linear->direction[k] < BASIS_PIVOT)
            continue;
        if (best == BEST_NONE || (promo_i128)linear->state.levels[k] * linear->direction[best] <
                                     (promo_i128)linear->state.levels[best] * linear->direction[k])
            best = k;
    }
    return best;
}

void linear_primal(struct linear *linear)
{
    int64_t pivots = PIVOTS_LEAST + (int64_t)PIVOTS_A_ROW * linear->rows, steps = basis_steps(linear), gain;
    struct gaining gaining = {.count = 0};
    for (; pivots > 0 && model_work(linear->component->model, steps); pivots--) {
        uint32_t variable = best_entering(linear, &gaining, &gain);
        if (variable == BEST_NONE)
            return;
        basis_find_direction(linear, variable);
        uint32_t at = first_at_zero(linear);
        if (at == BEST_NONE)
            return;
        int64_t inverted = basis_divided(BASIS_ONE, linear->direction[at]), level = linear->state.levels[at];
        level = level < 0 ? 0 : basis_bounded(((promo_i128)level * inverted) >> LINEAR_BITS);
        basis_find_row(linear, at);
        basis_raise(linear, basis_bounded(((promo_i128)gain * inverted) >> LINEAR_BITS));
        basis_replace(linear, variable, at, inverted, level, level);
    }
}
