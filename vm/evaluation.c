#include "vm/evaluation.h"

#include "vm/candidates.h"
#include "vm/charges.h"
#include "vm/codes.h"
#include "vm/coverage.h"
#include "vm/earn.h"
#include "vm/eligible.h"
#include "vm/exclusive.h"
#include "vm/explain.h"
#include "vm/layers.h"
#include "vm/payments.h"
#include "vm/result.h"

promo_status evaluation_no_memory(void)
{
    return error_set(PROMO_NO_MEMORY, "no memory left to price the basket");
}

promo_status evaluation_overflow(const char *what)
{
    return error_set(PROMO_OVERFLOW, "%s does not fit: the amounts are too large", what);
}

static size_t marked_words(const struct evaluation *evaluation)
{
    return BITS_WORDS(BITS_WORDS(evaluation->view->PROMOTIONS_COUNT)) + 1;
}

promo_status evaluation_new(struct evaluation **out, const promo_image *image, const promo_allocator *alloc,
                            const promo_session_options *options)
{
    struct evaluation *evaluation = alloc_zeroed(alloc, 1, sizeof *evaluation);
    *out = NULL;
    if (evaluation == NULL)
        return evaluation_no_memory();
    evaluation->alloc = alloc;
    evaluation->image = image;
    evaluation->view = &image->view;
    evaluation->options = options;
    if (image->view.INDEX_WORDS_COUNT != 0) {
        memcpy(&evaluation->index.header, image->view.INDEX_WORDS, sizeof evaluation->index.header);
        index_layout(&evaluation->index, image->view.INDEX_WORDS);
    }
    for (uint32_t i = 0; i < image->view.LAYERS_COUNT; i++)
        evaluation->first_exclusive += image->view.LAYERS[i].promotions.count;
    evaluation->work_limit = options->work_limit > 0 ? options->work_limit : PROMO_DEFAULT_WORK;
    arena_init(&evaluation->scratch, alloc);
    settler_init(&evaluation->settler, alloc);
    direct_init(&evaluation->direct, alloc);
    units_init(&evaluation->units, alloc);
    outcome_init(&evaluation->layers);
    outcome_init(&evaluation->best_exclusive);
    outcome_init(&evaluation->trial);
    evaluation->solver = best_solver_new(alloc);
    evaluation->used = alloc_zeroed(alloc, BITS_WORDS(image->view.PROMOTIONS_COUNT) + 1, sizeof *evaluation->used);
    evaluation->accepted = alloc_zeroed(alloc, BITS_WORDS(image->view.COUPONS_COUNT) + 1, sizeof *evaluation->accepted);
    evaluation->marked = alloc_zeroed(alloc, BITS_WORDS(image->view.PROMOTIONS_COUNT) + 1, sizeof *evaluation->marked);
    evaluation->marked_words = alloc_zeroed(alloc, marked_words(evaluation), sizeof *evaluation->marked_words);
    promo_status status = scene_init(&evaluation->scene, image, alloc);
    if (status == PROMO_OK && (evaluation->solver == NULL || evaluation->used == NULL || evaluation->marked == NULL ||
                               evaluation->marked_words == NULL || evaluation->accepted == NULL))
        status = evaluation_no_memory();
    if (status == PROMO_OK)
        status = charges_find_priced(evaluation);
    if (status == PROMO_OK)
        status = eligible_prepare(evaluation);
    if (status != PROMO_OK) {
        evaluation_free(evaluation);
        return status;
    }
    *out = evaluation;
    return PROMO_OK;
}

void evaluation_free(struct evaluation *evaluation)
{
    if (evaluation == NULL)
        return;
    const promo_allocator *alloc = evaluation->alloc;
    scene_done(&evaluation->scene);
    if (evaluation->solver != NULL)
        best_solver_free(evaluation->solver);
    settler_done(&evaluation->settler);
    direct_done(&evaluation->direct);
    units_done(&evaluation->units);
    outcome_done(&evaluation->layers, alloc);
    outcome_done(&evaluation->best_exclusive, alloc);
    outcome_done(&evaluation->trial, alloc);
    VECTOR_DONE(&evaluation->candidates, alloc);
    VECTOR_DONE(&evaluation->passed, alloc);
    VECTOR_DONE(&evaluation->priced_charges, alloc);
    alloc_release(alloc, evaluation->holdout_room, evaluation->holdout_room_size, 1);
    VECTOR_DONE(&evaluation->visits, alloc);
    VECTOR_DONE(&evaluation->hints, alloc);
    VECTOR_DONE(&evaluation->charged, alloc);
    VECTOR_DONE(&evaluation->earned, alloc);
    VECTOR_DONE(&evaluation->payments, alloc);
    alloc_release(alloc, evaluation->used, BITS_WORDS(evaluation->view->PROMOTIONS_COUNT) + 1, sizeof *evaluation->used);
    VECTOR_DONE(&evaluation->accepted_coupons, alloc);
    alloc_release(alloc, evaluation->accepted, BITS_WORDS(evaluation->view->COUPONS_COUNT) + 1, sizeof *evaluation->accepted);
    alloc_release(alloc, evaluation->marked_words, marked_words(evaluation), sizeof *evaluation->marked_words);
    alloc_release(alloc, evaluation->marked, BITS_WORDS(evaluation->view->PROMOTIONS_COUNT) + 1, sizeof *evaluation->marked);
    arena_done(&evaluation->scratch);
    alloc_release(alloc, evaluation, 1, sizeof *evaluation);
}

/* What the last basket took in several chunks is had in one from now on, so that a next one like it allocates nothing. */
static promo_status reset_scratch(struct evaluation *evaluation)
{
    struct arena *scratch = &evaluation->scratch;
    size_t before = scratch->total;
    arena_reset(scratch);
    if (scratch->total == before)
        return PROMO_OK;
    arena_done(scratch);
    if (arena_alloc(scratch, 1, before) == NULL)
        return evaluation_no_memory();
    arena_reset(scratch);
    return PROMO_OK;
}

static promo_status begin(struct evaluation *evaluation, const struct basket *basket)
{
    promo_status status = reset_scratch(evaluation);
    evaluation->basket = basket;
    evaluation->steady_clock = eligible_steady_clock(evaluation);
    evaluation->work_left = evaluation->work_limit;
    evaluation->stats = (promo_stats){0};
    for (size_t i = 0; i < evaluation->visits.count; i++)
        bits_drop(evaluation->used, evaluation->visits.items[i].promotion); /* only what was visited was used */
    evaluation->fetched = evaluation->candidates.count = evaluation->visits.count = evaluation->hints.count = 0;
    evaluation->charged.count = evaluation->earned.count = evaluation->payments.count = 0;
    evaluation->explanation = NULL;
    if (status == PROMO_OK)
        status = codes_judge(evaluation);
    if (status == PROMO_OK && (evaluation->options->explain || evaluation->options->outbid))
        status = explain_start(evaluation);
    units_start(&evaluation->units, basket);
    scene_start(&evaluation->scene, basket, evaluation->accepted);
    evaluation->scene_version = evaluation->units.version - 1;
    return status == PROMO_OK ? charges_match_priced(evaluation) : status;
}

promo_status evaluation_scene(struct evaluation *evaluation)
{
    struct units *units = &evaluation->units;
    if (evaluation->scene_version == units->version)
        return PROMO_OK;
    promo_status status = units_ready(units, evaluation->basket);
    if (status != PROMO_OK)
        return status;
    evaluation->scene_version = units->version;
    return scene_layer(&evaluation->scene, units->classes.items, (uint32_t)units->classes.count);
}

promo_status evaluation_at_original(struct evaluation *evaluation)
{
    if (!evaluation->units.untouched)
        units_start(&evaluation->units, evaluation->basket);
    return evaluation_scene(evaluation);
}

/* After the choice: charges, the total, payments, points, and the result of it all. */
static promo_status conclude(struct evaluation *evaluation)
{
    int64_t charges = 0, total = 0, due = 0;
    promo_status status = result_lines(evaluation);
    if (status == PROMO_OK)
        status = charges_run(evaluation, &charges);
    if (status == PROMO_OK)
        status = result_total(evaluation, charges, &total);
    if (status == PROMO_OK)
        status = payments_run(evaluation, total, &due);
    if (status == PROMO_OK)
        status = earn_run(evaluation);
    if (status != PROMO_OK)
        return status;
    codes_use(evaluation);
    return result_fill(evaluation, charges, total, due);
}

/* Stages are measured in nanoseconds, which evaluation->stats keeps, and told in microseconds. */
static void tell_stats(struct evaluation *evaluation)
{
    promo_stats *stats = &evaluation->stats;
    stats->candidates = (int64_t)evaluation->candidates.count;
    stats->instructions = evaluation->scene.instructions;
    evaluation->result.stats = *stats;
    if (!evaluation->options->stats)
        return;
    evaluation->result.stats.microseconds_select /= 1000;
    evaluation->result.stats.microseconds_match /= 1000;
    evaluation->result.stats.microseconds_choose /= 1000;
    evaluation->result.stats.microseconds_settle /= 1000;
}

promo_status evaluation_run(struct evaluation *evaluation, const struct basket *basket)
{
    watch_start(&evaluation->watch, evaluation->options->stats);
    promo_status status = begin(evaluation, basket);
    if (status == PROMO_OK)
        status = candidates_find(evaluation);
    watch_lap(&evaluation->watch, &evaluation->stats.microseconds_select);
    if (status == PROMO_OK)
        status = layers_run(evaluation);
    if (status == PROMO_OK)
        status = exclusive_run(evaluation);
    if (status == PROMO_OK)
        status = conclude(evaluation);
    if (status == PROMO_OK && evaluation->explanation != NULL)
        status = explain_finish(evaluation);
    if (status == PROMO_OK && evaluation->coverage != NULL)
        coverage_outcome(evaluation);
    watch_lap(&evaluation->watch, &evaluation->stats.microseconds_settle);
    if (status == PROMO_OK)
        tell_stats(evaluation);
    return status;
}
