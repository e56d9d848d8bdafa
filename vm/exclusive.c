#include "vm/exclusive.h"

#include "vm/explain.h"
#include "vm/layers.h"

static promo_status evaluate_alone(struct evaluation *evaluation, const uint32_t *promotion)
{
    struct outcome *trial = &evaluation->trial;
    struct outcome_layer answer = {.layer = INDEX_NONE, .proven = true};
    promo_status status = outcome_start(evaluation, trial, *promotion);
    evaluation->last_choice = true; /* each starts at the basket's own prices */
    if (!evaluation->units.untouched)
        units_start(&evaluation->units, evaluation->basket);
    if (status == PROMO_OK)
        status = layers_compete(evaluation, trial, INDEX_NONE, promotion, 1, &answer);
    if (status == PROMO_OK && !VECTOR_PUSH(&trial->layers, evaluation->alloc, answer))
        status = evaluation_no_memory();
    return status;
}

static promo_i128 saved(const struct outcome *outcome)
{
    return (promo_i128)outcome->discount + outcome->worth;
}

promo_status exclusive_try_each(struct evaluation *evaluation)
{
    promo_status status = PROMO_OK;
    for (size_t i = evaluation->layered; status == PROMO_OK && i < evaluation->candidates.count; i++) {
        uint32_t promotion = evaluation->candidates.items[i];
        status = evaluate_alone(evaluation, &evaluation->candidates.items[i]);
        if (status == PROMO_OK && evaluation->explanation != NULL)
            explain_exclusive(evaluation, promotion, evaluation->trial.discount);
        if (status == PROMO_OK && saved(&evaluation->trial) > saved(evaluation->final)) {
            struct outcome replaced = evaluation->best_exclusive;
            evaluation->best_exclusive = evaluation->trial;
            evaluation->trial = replaced;
            evaluation->final = &evaluation->best_exclusive;
        }
    }
    return status;
}
