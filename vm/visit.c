#include "vm/visit.h"

#include "vm/coverage.h"
#include "vm/explain.h"
#include "vm/hints.h"
#include "vm/offers.h"

/* One promotion's walk. `decisive`: whether an event is used decides what is visited next. */
struct walk {
    struct evaluation *evaluation;
    uint32_t promotion, layer;
    const struct image_brief *brief; /* of a promotion that is judged by it; else NULL */
    bool decisive;
};

static int64_t measure_of(struct evaluation *evaluation, enum measure measure, uint32_t set)
{
    switch (measure) {
    case MEASURE_QUANTITY: return scene_quantity(&evaluation->scene, set);
    case MEASURE_AMOUNT: return scene_amount(&evaluation->scene, set);
    case MEASURE_LINES: return scene_lines(&evaluation->scene, set);
    case MEASURE_NOTHING: break;
    }
    return 0;
}

/* The benefits of the last row that the ladder reaches; without a ladder, the event's own. */
static enum miss find_benefits(struct evaluation *evaluation, const struct image_event *event, struct span *benefits,
                               struct measured *measured)
{
    const struct image_row *rows = evaluation->view->ROWS + event->rows.first;
    *benefits = event->benefits;
    if (event->ladder_by == MEASURE_NOTHING)
        return MISS_NOTHING;
    enum measure measure = (enum measure)event->ladder_by;
    int64_t seen = measure_of(evaluation, measure, event->ladder_set);
    uint32_t reached = 0;
    while (reached < event->rows.count && rows[reached].from <= seen)
        reached++;
    if (reached == 0) {
        *measured = (struct measured){measure, event->ladder_set, seen, event->rows.count > 0 ? rows[0].from : 0};
        return MISS_LADDER;
    }
    *benefits = rows[reached - 1].benefits;
    return MISS_NOTHING;
}

static enum miss count_amounts(struct evaluation *evaluation, const struct image_event *event, int64_t *multiplier,
                               struct measured *measured)
{
    *multiplier = 1;
    if (event->every_amount <= 0)
        return MISS_NOTHING;
    int64_t seen = scene_amount(&evaluation->scene, event->every_set);
    *multiplier = seen / event->every_amount;
    if (*multiplier > event->limit)
        *multiplier = event->limit;
    *measured = (struct measured){MEASURE_AMOUNT, event->every_set, seen, event->every_amount};
    return *multiplier > 0 ? MISS_NOTHING : MISS_AMOUNT;
}

static bool is_short(const struct image_pick *pick, int64_t seen)
{
    return seen < (pick->flags & PICK_UP_TO ? 1 : pick->count);
}

static uint32_t count_short(struct evaluation *evaluation, struct span picks)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < picks.count; i++) {
        const struct image_pick *pick = &evaluation->view->PICKS[picks.first + i];
        count += is_short(pick, scene_quantity(&evaluation->scene, pick->set));
    }
    return count;
}

/* A necessary condition only: whether the picks can be taken together is for the optimiser. */
static enum miss check_picks(struct evaluation *evaluation, struct span picks, struct measured *measured)
{
    for (uint32_t i = 0; i < picks.count; i++) {
        const struct image_pick *pick = &evaluation->view->PICKS[picks.first + i];
        int64_t seen = scene_quantity(&evaluation->scene, pick->set);
        if (is_short(pick, seen)) {
            *measured = (struct measured){MEASURE_QUANTITY, pick->set, seen, pick->count};
            return MISS_UNITS;
        }
    }
    return MISS_NOTHING;
}

/* What the benefits are made of, and whether there is an offer. Where nothing depends on it, an event that takes units is
 * left to the layer's optimiser, which finds the same. */
static promo_status find_offer(const struct walk *walk, struct visit *visit, enum miss *miss)
{
    struct evaluation *evaluation = walk->evaluation;
    const struct image_view *image = evaluation->view;
    for (uint32_t i = 0; i < visit->benefits.count; i++) {
        const struct image_benefit *benefit = &image->BENEFITS[visit->benefits.first + i];
        bool charge = benefit_is_charge(benefit);
        visit->charges |= charge;
        visit->gives |= !charge;
        visit->discounts |= !charge && !benefit_is_award(benefit);
    }
    bool takes = image->EVENTS[visit->event].buys.count > 0;
    if (takes && visit->gives && !walk->decisive)
        return PROMO_OK;
    bool exist;
    promo_status status = offers_exist(evaluation, visit, walk->decisive, &exist);
    if (status == PROMO_OK && !exist)
        *miss = MISS_OFFER;
    return status;
}

/* Everything but criteria and trigger, in the order in which a miss is told. */
static promo_status resolve(const struct walk *walk, uint32_t index, struct visit *visit, enum miss *miss,
                            struct measured *measured)
{
    struct evaluation *evaluation = walk->evaluation;
    const struct image_event *event = &evaluation->view->EVENTS[index];
    *visit = (struct visit){.promotion = walk->promotion, .event = index, .layer = walk->layer, .brief = walk->brief};
    *miss = find_benefits(evaluation, event, &visit->benefits, measured);
    if (*miss == MISS_NOTHING)
        *miss = count_amounts(evaluation, event, &visit->multiplier, measured);
    if (*miss == MISS_NOTHING)
        *miss = check_picks(evaluation, event->buys, measured);
    if (*miss == MISS_NOTHING)
        *miss = check_picks(evaluation, event->gets, measured);
    if (evaluation->scene.status != PROMO_OK || *miss != MISS_NOTHING)
        return evaluation->scene.status;
    return find_offer(walk, visit, miss);
}

/* Whether the event would make an offer if what it measures were enough: with the benefits of a ladder's first row, and
 * with picks that all have their units but for one. */
static promo_status would_offer(const struct walk *walk, uint32_t index, enum miss miss, bool *offer)
{
    struct evaluation *evaluation = walk->evaluation;
    const struct image_event *event = &evaluation->view->EVENTS[index];
    struct visit visit = {.promotion = walk->promotion, .event = index, .benefits = event->benefits, .multiplier = 1};
    struct walk trial = {evaluation, walk->promotion, walk->layer, walk->brief, false};
    uint32_t allowed = miss == MISS_UNITS;
    enum miss other = MISS_NOTHING;
    *offer = false;
    if (count_short(evaluation, event->buys) + count_short(evaluation, event->gets) != allowed)
        return evaluation->scene.status;
    if (event->ladder_by != MEASURE_NOTHING && event->rows.count > 0)
        visit.benefits = evaluation->view->ROWS[event->rows.first].benefits;
    promo_status status = find_offer(&trial, &visit, &other);
    *offer = other == MISS_NOTHING;
    return status;
}

/* A shortfall is worth a word only where it is the only one. */
static promo_status hint(const struct walk *walk, uint32_t index, enum miss miss, const struct measured *measured)
{
    struct evaluation *evaluation = walk->evaluation;
    promo_status status = PROMO_OK;
    bool offer;
    if (miss == MISS_LADDER || miss == MISS_AMOUNT || miss == MISS_UNITS) {
        if (measured->seen > 0)
            status = would_offer(walk, index, miss, &offer);
        if (status != PROMO_OK || measured->seen <= 0 || !offer)
            return status;
        return hints_of_measure(evaluation, index, walk->brief, measured);
    }
    if (miss != MISS_CRITERIA || evaluation->view->EVENTS[index].criterion == INDEX_NONE)
        return PROMO_OK;
    struct visit visit;
    struct measured unused;
    enum miss other;
    struct walk trial = {evaluation, walk->promotion, walk->layer, walk->brief, false};
    status = resolve(&trial, index, &visit, &other, &unused);
    if (status != PROMO_OK || other != MISS_NOTHING)
        return status;
    return hints_of_criteria(evaluation, index);
}

static promo_status visit_event(const struct walk *walk, uint32_t index, bool *used)
{
    struct evaluation *evaluation = walk->evaluation;
    const struct image_event *event = &evaluation->view->EVENTS[index];
    struct visit visit;
    struct measured measured = {MEASURE_NOTHING, 0, 0, 0};
    enum miss miss = MISS_NOTHING;
    promo_status status = PROMO_OK;
    evaluation->stats.events++;
    *used = false;
    if (evaluation->coverage != NULL)
        coverage_visit(evaluation, index);
    if (evaluation->basket->facts[FACT_TRIGGER] != (int64_t)event->trigger)
        miss = MISS_TRIGGER;
    else if (!scene_holds(&evaluation->scene, event->code))
        miss = MISS_CRITERIA;
    else
        status = resolve(walk, index, &visit, &miss, &measured);
    if (status == PROMO_OK)
        status = evaluation->scene.status;
    if (status == PROMO_OK && miss != MISS_NOTHING) {
        /* A charge that matches makes an event used even where it has nothing to give; then it does not charge either. */
        if (miss == MISS_AMOUNT || miss == MISS_UNITS || miss == MISS_OFFER)
            *used = walk->decisive && offers_charge(evaluation, &visit);
        status = hint(walk, index, miss, &measured);
        if (status == PROMO_OK && evaluation->explanation != NULL)
            status = explain_miss(evaluation, index, miss, &measured);
        return status;
    }
    if (status != PROMO_OK)
        return status;
    *used = true;
    return VECTOR_PUSH(&evaluation->visits, evaluation->alloc, visit) ? PROMO_OK : evaluation_no_memory();
}

/* What a decided brief's condition has seen. */
struct condition {
    bool holds;
    int64_t seen;
};

/* An event that takes units is left to the layer's optimiser where its units are there. */
static promo_status visit_plain(struct evaluation *evaluation, uint32_t promotion, uint32_t layer,
                                const struct image_brief *brief, struct condition condition)
{
    bool exists = (brief->flags & BRIEF_TAKES) || offers_exist_of_plain(evaluation, brief);
    if (evaluation->scene.status != PROMO_OK || !exists)
        return evaluation->scene.status;
    if (!condition.holds) {
        struct measured measured = {(enum measure)brief->measure, brief->set, condition.seen, brief->least};
        return hints_of_measure(evaluation, brief->event, brief, &measured);
    }
    return VECTOR_PUSH(&evaluation->visits, evaluation->alloc,
                       (struct visit){.promotion = promotion, .event = brief->event, .layer = layer,
                                      .benefits = {brief->benefit, 1}, .multiplier = 1, .brief = brief, .gives = true,
                                      .discounts = true})
               ? PROMO_OK
               : evaluation_no_memory();
}

static promo_status visit_decided(const struct walk *walk, struct condition condition)
{
    struct evaluation *evaluation = walk->evaluation;
    const struct image_brief *brief = walk->brief;
    struct measured measured = {(enum measure)brief->measure, brief->set, condition.seen, brief->least};
    struct measured unused = {MEASURE_NOTHING, 0, 0, 0};
    struct visit visit;
    enum miss miss = MISS_NOTHING;
    promo_status status = resolve(walk, brief->event, &visit, &miss, condition.holds ? &measured : &unused);
    if (status == PROMO_OK)
        status = evaluation->scene.status;
    if (status != PROMO_OK)
        return status;
    if (!condition.holds)
        return miss != MISS_NOTHING ? PROMO_OK : hints_of_measure(evaluation, brief->event, brief, &measured);
    if (miss != MISS_NOTHING)
        return hint(walk, brief->event, miss, &measured);
    return VECTOR_PUSH(&evaluation->visits, evaluation->alloc, visit) ? PROMO_OK : evaluation_no_memory();
}

promo_status visit_brief(struct evaluation *evaluation, uint32_t promotion, uint32_t layer)
{
    const struct image_brief *brief = &evaluation->view->BRIEFS[promotion];
    struct condition condition = {true, 0};
    evaluation->stats.events++;
    if (evaluation->basket->facts[FACT_TRIGGER] != (int64_t)brief->trigger)
        return PROMO_OK;
    if (brief->measure != MEASURE_NOTHING) {
        condition.seen = measure_of(evaluation, (enum measure)brief->measure, brief->set);
        condition.holds = condition.seen >= brief->least;
    }
    if (!condition.holds && condition.seen <= 0)
        return evaluation->scene.status;
    if (brief->flags & BRIEF_PLAIN)
        return visit_plain(evaluation, promotion, layer, brief, condition);
    struct walk walk = {evaluation, promotion, layer, brief, false};
    return visit_decided(&walk, condition);
}

static const struct image_step *step_of_event(const struct image_view *image, struct span steps, uint32_t event)
{
    for (uint32_t i = 0; i < steps.count; i++)
        if (image->STEPS[steps.first + i].event == event)
            return &image->STEPS[steps.first + i];
    return NULL;
}

static const struct image_step *first_step(const struct image_view *image, struct span steps)
{
    const struct image_step *first = &image->STEPS[steps.first];
    for (uint32_t i = 1; i < steps.count; i++)
        if (image->STEPS[steps.first + i].number < first->number)
            first = &image->STEPS[steps.first + i];
    return first;
}

/* Sequences do not loop; the count makes sure of it for any image. */
static promo_status walk_sequence(const struct walk *walk, struct span steps)
{
    const struct image_view *image = walk->evaluation->view;
    uint32_t event = first_step(image, steps)->event;
    for (uint32_t walked = 0; walked <= steps.count && event != STEP_STOP; walked++) {
        const struct image_step *step = step_of_event(image, steps, event);
        bool used;
        promo_status status = visit_event(walk, event, &used);
        if (status != PROMO_OK)
            return status;
        if (step == NULL)
            break;
        event = used ? step->used : step->unused;
    }
    return PROMO_OK;
}

promo_status visit_promotion(struct evaluation *evaluation, uint32_t index, uint32_t layer)
{
    const struct image_promotion *promotion = &evaluation->view->PROMOTIONS[index];
    struct walk walk = {evaluation, index, layer, NULL, promotion->events_exclusive || promotion->steps.count > 0};
    if (promotion->steps.count > 0)
        return walk_sequence(&walk, promotion->steps);
    for (uint32_t i = 0; i < promotion->events.count; i++) {
        bool used;
        promo_status status = visit_event(&walk, promotion->events.first + i, &used);
        if (status != PROMO_OK || (used && promotion->events_exclusive))
            return status;
    }
    return PROMO_OK;
}
