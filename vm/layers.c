#include "vm/layers.h"

#include "vm/eligible.h"
#include "vm/explain.h"
#include "vm/fetch.h"
#include "vm/offers.h"
#include "vm/visit.h"

void outcome_init(struct outcome *outcome)
{
    *outcome = (struct outcome){.exclusive = INDEX_NONE};
}

void outcome_done(struct outcome *outcome, const promo_allocator *alloc)
{
    VECTOR_DONE(&outcome->uses, alloc);
    VECTOR_DONE(&outcome->discounts, alloc);
    VECTOR_DONE(&outcome->layers, alloc);
    VECTOR_DONE(&outcome->charges, alloc);
}

promo_status outcome_start(struct evaluation *evaluation, struct outcome *outcome, uint32_t exclusive)
{
    outcome->uses.count = outcome->discounts.count = outcome->layers.count = outcome->charges.count = 0;
    outcome->given = ARENA_ARRAY(&evaluation->scratch, evaluation->view->CAMPAIGNS_COUNT, int64_t);
    outcome->exclusive = exclusive;
    outcome->discount = outcome->worth = 0;
    return outcome->given != NULL ? PROMO_OK : evaluation_no_memory();
}

static bool useful(const struct settled_use *use, const struct visit *visit)
{
    return use->amount > 0 || use->worth > 0 || use->awards > 0 || visit->charges;
}

static promo_status record_use(struct evaluation *evaluation, struct outcome *outcome, const struct offers *offers,
                               const struct settled_use *use, uint32_t *number)
{
    uint32_t index = offers_visit(offers, use->promotion, use->event);
    const struct visit *visit = &evaluation->visits.items[index];
    *number = INDEX_NONE;
    if (!useful(use, visit))
        return PROMO_OK;
    *number = (uint32_t)outcome->uses.count;
    uint32_t campaign = evaluation_is_free(evaluation, visit->promotion)
                            ? INDEX_NONE
                            : evaluation->view->PROMOTIONS[visit->promotion].campaign;
    if (campaign != INDEX_NONE && !add_i64(outcome->given[campaign], use->amount, &outcome->given[campaign]))
        return evaluation_overflow("what a campaign gives");
    if (outcome->exclusive == INDEX_NONE)
        bits_add(evaluation->used, visit->promotion);
    struct outcome_use used = {index, use->times, use->amount, use->awards};
    return VECTOR_PUSH(&outcome->uses, evaluation->alloc, used) ? PROMO_OK : evaluation_no_memory();
}

static promo_status record_share(struct evaluation *evaluation, struct outcome *outcome, const struct offers *offers,
                                 const struct settled_share *share, uint32_t use)
{
    const struct best_problem *problem = &offers->problem;
    uint32_t line = share->class_index == problem->class_count ? (uint32_t)evaluation->basket->lines.count
                                                               : problem->classes[share->class_index].line;
    struct outcome_discount *end = &outcome->discounts.items[outcome->discounts.count];
    if (outcome->discounts.count > 0 && end[-1].use == use && end[-1].line == line) {
        end[-1].amount += share->amount;
        return PROMO_OK;
    }
    struct outcome_discount discount = {use, line, share->amount};
    return VECTOR_PUSH(&outcome->discounts, evaluation->alloc, discount) ? PROMO_OK : evaluation_no_memory();
}

static promo_status record(struct evaluation *evaluation, struct outcome *outcome, const struct offers *offers,
                           const struct settlement *settlement)
{
    uint32_t *numbers = ARENA_ROOM(&evaluation->scratch, settlement->use_count, uint32_t);
    promo_status status = numbers != NULL ? PROMO_OK : evaluation_no_memory();
    for (size_t i = 0; status == PROMO_OK && i < settlement->use_count; i++)
        status = record_use(evaluation, outcome, offers, &settlement->uses[i], &numbers[i]);
    for (size_t i = 0; status == PROMO_OK && i < settlement->share_count; i++)
        status = record_share(evaluation, outcome, offers, &settlement->shares[i], numbers[settlement->shares[i].use]);
    if (status == PROMO_OK && (!add_i64(outcome->discount, settlement->discount, &outcome->discount) ||
                               !add_i64(outcome->worth, settlement->worth, &outcome->worth)))
        status = evaluation_overflow("what the promotions give");
    return status;
}

static bool round_bound(const struct best_solution *solution, int64_t value, int64_t *bound)
{
    if (solution->proven) {
        *bound = value;
        return true;
    }
    bool fits = fraction_round(solution->bound, ROUND_UP, bound);
    if (fits && *bound < value)
        *bound = value;
    return fits;
}

static promo_status choose(struct evaluation *evaluation, struct outcome *outcome, uint32_t layer, size_t first,
                           struct outcome_layer *answer)
{
    struct offers offers;
    const struct best_solution *solution;
    const struct settlement *settlement;
    promo_status status = offers_build(evaluation, first, evaluation->visits.count, outcome->given, &offers);
    watch_lap(&evaluation->watch, &evaluation->stats.microseconds_match);
    if (status != PROMO_OK || offers.problem.promotion_count == 0)
        return status;
    status = offers_solve(evaluation, &offers.problem, &solution);
    watch_lap(&evaluation->watch, &evaluation->stats.microseconds_choose);
    if (status == PROMO_OK)
        status = settle(&evaluation->settler, &offers.problem, solution,
                        (enum rounding)evaluation->view->SETTINGS[0].rounding, &settlement);
    if (status == PROMO_OK)
        status = record(evaluation, outcome, &offers, settlement);
    if (status != PROMO_OK)
        return status;
    int64_t value, bound;
    if (!add_i64(settlement->discount, settlement->worth, &value) || !round_bound(solution, value, &bound) ||
        !add_i64(answer->value, value, &answer->value) || !add_i64(answer->bound, bound, &answer->bound))
        return evaluation_overflow("what a layer gives");
    answer->proven &= solution->proven;
    if (evaluation->explanation != NULL)
        status = explain_choice(evaluation, layer, &offers, solution, settlement);
    if (status == PROMO_OK && settlement->discount > 0 && !evaluation->last_choice)
        status = units_take(&evaluation->units, evaluation->basket, settlement);
    watch_lap(&evaluation->watch, &evaluation->stats.microseconds_settle);
    return status;
}

/* The promotion already used that it may not stand beside, or INDEX_NONE. */
static uint32_t excluded_by(const struct evaluation *evaluation, uint32_t promotion)
{
    struct span excludes = evaluation->view->PROMOTIONS[promotion].excludes;
    for (uint32_t i = 0; i < excludes.count; i++) {
        uint32_t other = evaluation->view->INDICES[excludes.first + i];
        if (bits_has(evaluation->used, other))
            return other;
    }
    return INDEX_NONE;
}

/* Whether the candidate's brief tells whether it is eligible, and whether its event is used. */
static bool is_decided(const struct evaluation *evaluation, uint32_t promotion)
{
    return evaluation->briefed && (evaluation->view->BRIEFS[promotion].flags & BRIEF_DECIDED) != 0;
}

static promo_status check(struct evaluation *evaluation, const struct outcome *outcome, uint32_t promotion, bool *may)
{
    *may = true;
    if (is_decided(evaluation, promotion) && evaluation_is_free(evaluation, promotion))
        return PROMO_OK;
    enum ineligible reason = eligible_check(evaluation, promotion);
    uint32_t other = INDEX_NONE;
    if (reason == INELIGIBLE_NOTHING && outcome->exclusive == INDEX_NONE)
        other = excluded_by(evaluation, promotion);
    *may = reason == INELIGIBLE_NOTHING && other == INDEX_NONE;
    if (*may || evaluation->explanation == NULL)
        return PROMO_OK;
    return reason != INELIGIBLE_NOTHING ? explain_ineligible(evaluation, promotion, reason)
                                        : explain_excluded(evaluation, promotion, other);
}

/* Batches go beyond the layer: what comes after it waits for memory with it. */
static void fetch_ahead(struct evaluation *evaluation, const uint32_t *candidate)
{
    size_t number = (size_t)(candidate - evaluation->candidates.items);
    if (number < evaluation->fetched)
        return;
    fetch_candidates(evaluation, candidate, evaluation->candidates.count - number);
    evaluation->fetched = number + FETCH_BATCH;
}

promo_status layers_compete(struct evaluation *evaluation, struct outcome *outcome, uint32_t layer,
                            const uint32_t *candidates, size_t count, struct outcome_layer *answer)
{
    size_t first = evaluation->visits.count;
    bool ready = false;
    promo_status status = PROMO_OK;
    for (size_t i = 0; status == PROMO_OK && i < count; i++) {
        bool may;
        fetch_ahead(evaluation, &candidates[i]);
        status = check(evaluation, outcome, candidates[i], &may);
        if (status != PROMO_OK || !may)
            continue;
        if (!ready)
            status = evaluation_scene(evaluation);
        ready = true;
        if (status == PROMO_OK)
            status = is_decided(evaluation, candidates[i]) ? visit_brief(evaluation, candidates[i], layer)
                                                           : visit_promotion(evaluation, candidates[i], layer);
    }
    for (size_t i = first; status == PROMO_OK && i < evaluation->visits.count; i++)
        if (!evaluation->visits.items[i].gives &&
            !VECTOR_PUSH(&outcome->charges, evaluation->alloc, (uint32_t)i))
            status = evaluation_no_memory();
    watch_lap(&evaluation->watch, &evaluation->stats.microseconds_match);
    if (status == PROMO_OK && evaluation->visits.count > first)
        status = choose(evaluation, outcome, layer, first, answer);
    return status;
}

/* `last`: no later layer has a candidate. */
static promo_status run_layer(struct evaluation *evaluation, uint32_t index, const uint32_t *candidates, size_t count,
                              bool last)
{
    const struct image_layer *layer = &evaluation->view->LAYERS[index];
    struct outcome *outcome = &evaluation->layers;
    struct outcome_layer answer = {.layer = index, .proven = true};
    promo_status status = PROMO_OK;
    if (count > 0)
        status = units_layer(&evaluation->units, evaluation->basket, layer->on_original);
    evaluation->last_choice = last;
    if (!layer->stack && count > 0 && status == PROMO_OK)
        status = layers_compete(evaluation, outcome, index, candidates, count, &answer);
    for (size_t i = 0; layer->stack && status == PROMO_OK && i < count; i++) {
        evaluation->last_choice = last && i + 1 == count;
        status = layers_compete(evaluation, outcome, index, &candidates[i], 1, &answer);
    }
    if (status == PROMO_OK && !VECTOR_PUSH(&outcome->layers, evaluation->alloc, answer))
        status = evaluation_no_memory();
    return status;
}

promo_status layers_run(struct evaluation *evaluation)
{
    promo_status status = outcome_start(evaluation, &evaluation->layers, INDEX_NONE);
    size_t at = 0, layered = evaluation->candidates.count;
    while (layered > 0 && evaluation->candidates.items[layered - 1] >= evaluation->first_exclusive)
        layered--;
    evaluation->layered = layered;
    for (uint32_t i = 0; status == PROMO_OK && i < evaluation->view->LAYERS_COUNT; i++) {
        struct span promotions = evaluation->view->LAYERS[i].promotions;
        size_t first = at;
        while (at < evaluation->candidates.count &&
               evaluation->candidates.items[at] < promotions.first + promotions.count)
            at++;
        status = run_layer(evaluation, i, &evaluation->candidates.items[first], at - first, at == layered);
    }
    return status;
}
