#include "vm/earn.h"

/* The discounted price of the program's items, chosen at the basket's own prices. */
static promo_status earning_amount(struct evaluation *evaluation, uint32_t set, promo_i128 *amount)
{
    promo_status status = evaluation_at_original(evaluation);
    if (status != PROMO_OK)
        return status;
    const uint64_t *bits = set != INDEX_NONE ? scene_set(&evaluation->scene, set) : NULL;
    *amount = 0;
    for (uint32_t i = 0; i < evaluation->scene.class_count; i++)
        if (bits == NULL || bits_has(bits, i))
            *amount += evaluation->lines[evaluation->scene.classes[i].line].total;
    return evaluation->scene.status;
}

static bool is_basket_request(const struct evaluation *evaluation)
{
    int64_t trigger = evaluation->basket->facts[FACT_TRIGGER];
    return trigger != VALUE_MISSING && text_equal(texts_get(&evaluation->basket->texts, (uint32_t)trigger), TEXT("basket"));
}

promo_status earn_of_programs(struct evaluation *evaluation)
{
    const struct image_view *image = evaluation->view;
    if (!is_basket_request(evaluation))
        return PROMO_OK;
    for (uint32_t i = 0; i < image->PROGRAMS_COUNT; i++) {
        const struct image_program *program = &image->PROGRAMS[i];
        promo_i128 amount, points = 0;
        if (program->earn_points <= 0 || program->earn_per <= 0)
            continue;
        promo_status status = earning_amount(evaluation, program->earn_set, &amount);
        if (status != PROMO_OK)
            return status;
        if (!multiply_i128(amount / program->earn_per, program->earn_points, &points) || points > INT64_MAX)
            return evaluation_overflow("the points earned");
        promo_earned earned = {evaluation_name(evaluation, program->name), (int64_t)points};
        if (points > 0 && !VECTOR_PUSH(&evaluation->earned, evaluation->alloc, earned))
            return evaluation_no_memory();
    }
    return PROMO_OK;
}
