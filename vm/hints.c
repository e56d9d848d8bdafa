#include "vm/hints.h"

enum { MOST_DEPTH = 64 };

enum standing { HOLDS, SHORT, FAILS };

struct shortfall {
    const struct image_criterion *test;
    int64_t seen;
};

const char *hints_set_text(const struct evaluation *evaluation, uint32_t set)
{
    const struct image_view *image = evaluation->view;
    const struct image_set *of = &image->SETS[set];
    if (of->term == 0 && of->code.count > 0 && of->code.count <= 2 && image->CODE[of->code.first].op == OP_SET_ALL)
        return NULL; /* the code of a set that is one term need not be fetched */
    return evaluation_name(evaluation, of->text);
}

static enum standing test_standing(struct evaluation *evaluation, const struct image_criterion *test,
                                   struct shortfall *shortfall)
{
    int64_t seen;
    if (scene_observe(&evaluation->scene, test->code, &seen))
        return HOLDS;
    if ((test->measure != MEASURE_QUANTITY && test->measure != MEASURE_AMOUNT) || seen == VALUE_MISSING || seen <= 0)
        return FAILS;
    *shortfall = (struct shortfall){test, seen};
    return SHORT;
}

/* A group stands by its members: all but one must hold, or one suffices. What is denied cannot be bought. */
static enum standing standing_of(struct evaluation *evaluation, uint32_t index, int depth, struct shortfall *shortfall)
{
    const struct image_view *image = evaluation->view;
    const struct image_criterion *criterion = &image->CRITERIA[index];
    if (criterion->kind == CRITERION_TEST)
        return test_standing(evaluation, criterion, shortfall);
    if (criterion->kind == CRITERION_NONE || criterion->kind == CRITERION_NOT || depth == MOST_DEPTH)
        return scene_holds(&evaluation->scene, criterion->code) ? HOLDS : FAILS;
    bool any = criterion->kind == CRITERION_ANY;
    enum standing standing = any ? FAILS : HOLDS;
    for (uint32_t i = 0; i < criterion->children.count; i++) {
        struct shortfall found;
        enum standing child =
            standing_of(evaluation, image->INDICES[criterion->children.first + i], depth + 1, &found);
        if (any ? child == HOLDS : child == FAILS)
            return child;
        if (child != SHORT)
            continue;
        if (!any && standing == SHORT)
            return FAILS;
        if (standing != SHORT)
            *shortfall = found;
        standing = SHORT;
    }
    return standing;
}

promo_status hints_of_measure(struct evaluation *evaluation, uint32_t event, const struct image_brief *brief,
                              const struct measured *measured)
{
    const struct image_view *image = evaluation->view;
    const struct image_event *of = &image->EVENTS[event];
    if ((measured->measure != MEASURE_QUANTITY && measured->measure != MEASURE_AMOUNT) || measured->seen <= 0 ||
        measured->seen >= measured->needed)
        return evaluation->scene.status;
    promo_hint hint = {
        .promotion = image->STRINGS + (brief != NULL ? brief->name : image->PROMOTIONS[of->promotion].name.offset),
        .event = image->STRINGS + (brief != NULL ? brief->event_name : of->name.offset),
        .is_amount = measured->measure == MEASURE_AMOUNT,
        .needs = measured->needed - measured->seen,
        .of = hints_set_text(evaluation, measured->set),
        .gives = image->STRINGS + (brief != NULL ? brief->gives : of->gives.offset),
    };
    return VECTOR_PUSH(&evaluation->hints, evaluation->alloc, hint) ? evaluation->scene.status : evaluation_no_memory();
}

promo_status hints_of_criteria(struct evaluation *evaluation, uint32_t event)
{
    uint32_t root = evaluation->view->EVENTS[event].criterion;
    struct shortfall found;
    if (root == INDEX_NONE || standing_of(evaluation, root, 0, &found) != SHORT)
        return evaluation->scene.status;
    int64_t needed = found.test->threshold;
    if (found.test->strictly && needed < INT64_MAX)
        needed++;
    struct measured measured = {(enum measure)found.test->measure, found.test->set, found.seen, needed};
    return hints_of_measure(evaluation, event, NULL, &measured);
}
