#include "vm/best_value.h"

#include "base/near.h"

static const struct fraction ZERO = {0, 1};

/* Uses in order; parts: by use, what of its money is whole parts. *whole: all money is. */
static promo_status list_uses(struct answer *answer, const struct model *model, const struct tally *tallies,
                              promo_i128 *parts, bool *whole)
{
    answer->uses.count = 0;
    answer->awards = 0;
    *whole = true;
    if (!VECTOR_RESERVE(&answer->uses, model->alloc, model->event_count))
        return PROMO_NO_MEMORY;
    struct best_use *use = answer->uses.items;
    for (uint32_t e = 0; e < model->event_count; e++) {
        const struct tally *tally = &tallies[e];
        if (tally->times == 0)
            continue;
        const struct model_event *event = &model->events[e];
        *use = (struct best_use){event->promotion, event->event, tally->times, ZERO, 0, 0};
        if (tally->parts != 0 && !model_minor(model, tally->parts, &use->money))
            return PROMO_OVERFLOW;
        if (tally->other && !near_add(tally->money, use->money, &use->money))
            return PROMO_OVERFLOW;
        if (event->kind != OFFER_PER_UNIT && (!multiply_i64(event->worth, use->times, &use->worth) ||
                                              !multiply_i64(event->awards, use->times, &use->awards)))
            return PROMO_OVERFLOW;
        *whole &= !tally->other;
        answer->awards += use->awards;
        *parts++ = tally->parts;
        use++;
    }
    answer->uses.count = (size_t)(use - answer->uses.items);
    return PROMO_OK;
}

/* The value of one promotion after its cap and what is left of its budget; *next is the use after its last. */
static promo_status promotion_value(const struct answer *answer, const struct best_problem *problem, size_t *next,
                                    struct fraction *left, struct fraction *value)
{
    const struct best_promotion *promotion = &problem->promotions[answer->uses.items[*next].promotion];
    uint32_t number = answer->uses.items[*next].promotion;
    struct fraction money = ZERO, worth = ZERO;
    for (; *next < answer->uses.count && answer->uses.items[*next].promotion == number; ++*next) {
        const struct best_use *use = &answer->uses.items[*next];
        if (!near_add(money, use->money, &money) || !near_add(worth, fraction_whole(use->worth), &worth))
            return PROMO_OVERFLOW;
    }
    if (promotion->cap != BEST_UNLIMITED)
        money = fraction_smaller(money, fraction_whole(promotion->cap));
    if (promotion->budget != BEST_NONE && problem->budgets[promotion->budget] != BEST_UNLIMITED) {
        struct fraction *rest = &left[promotion->budget];
        money = fraction_smaller(money, *rest);
        if (!near_subtract(*rest, money, rest))
            return PROMO_OVERFLOW;
    }
    return near_add(money, worth, value) ? PROMO_OK : PROMO_OVERFLOW;
}

static struct fraction *budgets_left(const struct best_problem *problem, struct scratch *scratch)
{
    struct fraction *left = SCRATCH_ARRAY(scratch, problem->budget_count, struct fraction);
    for (uint32_t b = 0; left != NULL && b < problem->budget_count; b++)
        left[b] = fraction_whole(problem->budgets[b]);
    return left;
}

static promo_status near_value(struct answer *answer, const struct model *model)
{
    struct fraction *left = budgets_left(model->problem, model->scratch);
    promo_status status = left != NULL ? PROMO_OK : PROMO_NO_MEMORY;
    answer->solution.value = ZERO;
    for (size_t next = 0; status == PROMO_OK && next < answer->uses.count;) {
        struct fraction value;
        status = promotion_value(answer, model->problem, &next, left, &value);
        if (status == PROMO_OK && !near_add(answer->solution.value, value, &answer->solution.value))
            status = PROMO_OVERFLOW;
    }
    return status;
}

/* The same where all money is whole parts; false where the sum outgrows 128 bits. `left`: of budgets, in parts. */
static bool whole_value(struct answer *answer, const struct model *model, const promo_i128 *parts, promo_i128 *left)
{
    const struct best_problem *problem = model->problem;
    const struct best_use *uses = answer->uses.items;
    promo_i128 sum = 0;
    for (uint32_t b = 0; b < problem->budget_count; b++)
        left[b] = (promo_i128)problem->budgets[b] * model->scale;
    for (size_t i = 0; i < answer->uses.count;) {
        uint32_t number = uses[i].promotion;
        const struct best_promotion *promotion = &problem->promotions[number];
        promo_i128 money = 0, worth = 0, cap = (promo_i128)promotion->cap * model->scale;
        for (; i < answer->uses.count && uses[i].promotion == number; i++) {
            worth += uses[i].worth;
            if (!add_i128(money, parts[i], &money))
                return false;
        }
        if (promotion->cap != BEST_UNLIMITED && money > cap)
            money = cap;
        if (promotion->budget != BEST_NONE && problem->budgets[promotion->budget] != BEST_UNLIMITED) {
            promo_i128 *rest = &left[promotion->budget];
            money = money < *rest ? money : *rest;
            *rest -= money;
        }
        if (!add_i128(sum, money, &sum) || !multiply_i128(worth, model->scale, &worth) || !add_i128(sum, worth, &sum))
            return false;
    }
    return model_minor(model, sum, &answer->solution.value);
}

promo_status answer_value(struct answer *answer, struct model *model, const struct tally *tallies)
{
    promo_i128 *parts = SCRATCH_ARRAY(model->scratch, model->event_count, promo_i128);
    promo_i128 *left = SCRATCH_ARRAY(model->scratch, model->problem->budget_count, promo_i128);
    bool whole;
    if (parts == NULL || left == NULL)
        return PROMO_NO_MEMORY;
    promo_status status = list_uses(answer, model, tallies, parts, &whole);
    if (status != PROMO_OK || (whole && whole_value(answer, model, parts, left)))
        return status;
    return near_value(answer, model);
}

/* Positive: promotion after promotion, the first that differs gives more in `answer`. */
static promo_status compare_values(const struct answer *answer, const struct answer *other, struct model *model, int *order)
{
    const struct best_problem *problem = model->problem;
    struct fraction *left = budgets_left(problem, model->scratch), *other_left = budgets_left(problem, model->scratch);
    size_t i = 0, k = 0;
    promo_status status = left != NULL && other_left != NULL ? PROMO_OK : PROMO_NO_MEMORY;
    while (status == PROMO_OK && *order == 0 && (i < answer->uses.count || k < other->uses.count)) {
        uint32_t mine = i < answer->uses.count ? answer->uses.items[i].promotion : BEST_NONE;
        uint32_t others = k < other->uses.count ? other->uses.items[k].promotion : BEST_NONE;
        struct fraction value = ZERO, other_value = ZERO;
        if (mine <= others)
            status = promotion_value(answer, problem, &i, left, &value);
        if (status == PROMO_OK && others <= mine)
            status = promotion_value(other, problem, &k, other_left, &other_value);
        *order = fraction_compare(value, other_value);
    }
    return status;
}

/* Positive: `answer` claims the first unit that only one of both claims. */
static int compare_claims(const struct answer *answer, const struct answer *other)
{
    size_t i = 0, k = 0;
    while (i < answer->pieces.count || k < other->pieces.count) {
        uint32_t mine = i < answer->pieces.count ? answer->pieces.items[i].class_index : BEST_NONE;
        uint32_t others = k < other->pieces.count ? other->pieces.items[k].class_index : BEST_NONE;
        uint32_t class_index = mine < others ? mine : others;
        int64_t claimed = 0, other_claimed = 0;
        for (; i < answer->pieces.count && answer->pieces.items[i].class_index == class_index; i++)
            claimed += answer->pieces.items[i].count;
        for (; k < other->pieces.count && other->pieces.items[k].class_index == class_index; k++)
            other_claimed += other->pieces.items[k].count;
        if (claimed != other_claimed)
            return claimed > other_claimed ? 1 : -1;
    }
    return 0;
}

promo_status answer_prefers(const struct answer *answer, const struct answer *other, struct model *model, bool *prefers)
{
    promo_status status = PROMO_OK;
    int order = fraction_compare(answer->solution.value, other->solution.value);
    if (order == 0)
        order = answer->awards > other->awards ? 1 : answer->awards < other->awards ? -1 : 0;
    if (order == 0)
        status = compare_values(answer, other, model, &order);
    if (order == 0)
        order = compare_claims(answer, other);
    *prefers = order > 0;
    return status;
}
