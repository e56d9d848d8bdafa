/* Promotions, their order, their events and sequences. */
#include "vm/verify_parts.h"

/* By priority, then declaration. */
static bool in_order(const struct image_promotion *before, const struct image_promotion *promotion)
{
    return before->priority != promotion->priority ? before->priority < promotion->priority
                                                   : before->declared < promotion->declared;
}

/* In its layer's row; the exclusive ones follow all layers. */
static bool check_place(struct verifier *verifier, uint32_t number)
{
    const struct image_view *view = verifier->view;
    const struct image_promotion *promotion = &view->PROMOTIONS[number];
    if (promotion->exclusive != (promotion->layer == INDEX_NONE))
        return verify_fail(verifier, "it is neither of a layer nor exclusive, or both");
    if (promotion->layer != INDEX_NONE) {
        if (!verify_index(verifier, promotion->layer, view->LAYERS_COUNT))
            return false;
        struct span row = view->LAYERS[promotion->layer].promotions;
        if (number < row.first || number - row.first >= row.count)
            return verify_fail(verifier, "it is not among the promotions of its layer");
    } else if (view->LAYERS_COUNT != 0) {
        struct span last = view->LAYERS[view->LAYERS_COUNT - 1].promotions;
        if (number < last.first + last.count)
            return verify_fail(verifier, "it is exclusive and stands in a layer");
    }
    const struct image_promotion *before = number == 0 ? NULL : promotion - 1;
    return verify_that(verifier, before == NULL || before->layer != promotion->layer || in_order(before, promotion),
                       "promotions are out of order");
}

static bool check_conditions(struct verifier *verifier, const struct image_promotion *promotion)
{
    const struct image_view *view = verifier->view;
    const struct image_limits *limits = &promotion->limits;
    return verify_amount(verifier, limits->total) && verify_amount(verifier, limits->per_customer) &&
           verify_amount(verifier, limits->per_day) &&
           verify_that(verifier, limits->per_order == VALUE_UNLIMITED, "a promotion has a limit per order") &&
           verify_amount(verifier, promotion->cap) &&
           verify_index_or_none(verifier, promotion->campaign, view->CAMPAIGNS_COUNT) &&
           verify_index_or_none(verifier, promotion->coupon, view->COUPONS_COUNT) &&
           verify_index_or_none(verifier, promotion->audience, view->AUDIENCES_COUNT) &&
           verify_index_or_none(verifier, promotion->price_list, view->PRICE_LISTS_COUNT) &&
           verify_symbols_or_none(verifier, promotion->channels) && verify_symbols_or_none(verifier, promotion->stores) &&
           verify_symbols_or_none(verifier, promotion->regions) &&
           verify_span(verifier, promotion->schedules, view->SCHEDULES_COUNT);
}

static bool has_index(const struct image_view *view, struct span sorted, uint32_t wanted)
{
    uint32_t low = 0, high = sorted.count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (view->INDICES[sorted.first + middle] < wanted)
            low = middle + 1;
        else
            high = middle;
    }
    return low < sorted.count && view->INDICES[sorted.first + low] == wanted;
}

static bool check_excludes(struct verifier *verifier, uint32_t number)
{
    const struct image_view *view = verifier->view;
    struct span excludes = view->PROMOTIONS[number].excludes;
    if (!verify_span(verifier, excludes, view->INDICES_COUNT))
        return false;
    for (uint32_t i = 0; i < excludes.count; i++) {
        uint32_t other = view->INDICES[excludes.first + i];
        if (other >= view->PROMOTIONS_COUNT || other == number)
            return verify_fail(verifier, "it excludes no other promotion");
        if (i != 0 && view->INDICES[excludes.first + i - 1] >= other)
            return verify_fail(verifier, "what it excludes does not ascend");
        struct span back = view->PROMOTIONS[other].excludes;
        if (back.count > view->INDICES_COUNT || back.first > view->INDICES_COUNT - back.count ||
            !has_index(view, back, number))
            return verify_fail(verifier, "what it excludes does not exclude it");
    }
    return true;
}

/* --- sequences ------------------------------------------------------------------------------------------------------------- */

/* Where a target leads: the step of that event; the number of steps where the walk ends there. */
static uint32_t step_after(const struct image_promotion *promotion, const uint32_t *step_of_event, uint32_t target)
{
    uint32_t event = target == STEP_STOP ? 0 : step_of_event[target - promotion->events.first];
    return event == 0 ? promotion->steps.count : event - 1;
}

static bool check_target(struct verifier *verifier, const struct image_promotion *promotion, uint32_t target)
{
    return verify_that(verifier, target == STEP_STOP || (target >= promotion->events.first &&
                       target - promotion->events.first < promotion->events.count), "a step leads to no event");
}

/* Takes away steps that nothing leads to until none is left; a loop would remain. */
static bool check_loops(struct verifier *verifier, const struct image_promotion *promotion,
                        const uint32_t *step_of_event, uint32_t *led_to, uint32_t *ready)
{
    const struct image_step *steps = verifier->view->STEPS + promotion->steps.first;
    uint32_t count = promotion->steps.count, found = 0;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t next[2] = {step_after(promotion, step_of_event, steps[i].used),
                            step_after(promotion, step_of_event, steps[i].unused)};
        for (int j = 0; j < 2; j++)
            if (next[j] < count)
                led_to[next[j]]++;
    }
    for (uint32_t i = 0; i < count; i++)
        if (led_to[i] == 0)
            ready[found++] = i;
    for (uint32_t i = 0; i < found; i++) {
        uint32_t next[2] = {step_after(promotion, step_of_event, steps[ready[i]].used),
                            step_after(promotion, step_of_event, steps[ready[i]].unused)};
        for (int j = 0; j < 2; j++)
            if (next[j] < count && --led_to[next[j]] == 0)
                ready[found++] = next[j];
    }
    return verify_that(verifier, found == count, "its sequence loops");
}

static bool check_steps(struct verifier *verifier, const struct image_promotion *promotion)
{
    const struct image_view *view = verifier->view;
    uint32_t events = promotion->events.count, count = promotion->steps.count;
    if (!verify_span(verifier, promotion->steps, view->STEPS_COUNT))
        return false;
    if (count == 0)
        return true;
    if (!verify_scratch(verifier, (size_t)events + 2 * (size_t)count))
        return false;
    uint32_t *step_of_event = verifier->scratch; /* step + 1 */
    for (uint32_t i = 0; i < count; i++) {
        const struct image_step *step = &view->STEPS[promotion->steps.first + i];
        if (!verify_text(verifier, step->title) || !check_target(verifier, promotion, step->event) ||
            !check_target(verifier, promotion, step->used) || !check_target(verifier, promotion, step->unused) ||
            !verify_that(verifier, step->event != STEP_STOP, "a step is of no event") ||
            !verify_that(verifier, i == 0 || step[-1].number < step->number, "steps do not ascend"))
            return false;
        uint32_t *own = &step_of_event[step->event - promotion->events.first];
        if (*own != 0)
            return verify_fail(verifier, "an event has two steps");
        *own = i + 1;
    }
    return check_loops(verifier, promotion, step_of_event, step_of_event + events, step_of_event + events + count);
}

/* --- promotions and events ---------------------------------------------------------------------------------------------------- */

static bool check_promotion(struct verifier *verifier, uint32_t number)
{
    const struct image_view *view = verifier->view;
    const struct image_promotion *promotion = &view->PROMOTIONS[number];
    return verify_that(verifier, promotion->name.length != 0, "it has no name") && verify_text(verifier, promotion->name) &&
           verify_text(verifier, promotion->title) && verify_text(verifier, promotion->file) &&
           verify_that(verifier, promotion->status <= STATUS_OBSOLETE && promotion->type <= PROMOTION_REDUCTION,
                       "no such status or type") &&
           verify_flag(verifier, promotion->exclusive) && verify_flag(verifier, promotion->events_exclusive) &&
           verify_that(verifier, promotion->reserved == 0, "reserved bytes are not zero") &&
           check_place(verifier, number) && check_conditions(verifier, promotion) && check_excludes(verifier, number) &&
           verify_span(verifier, promotion->events, view->EVENTS_COUNT) && check_steps(verifier, promotion);
}

/* Every event says whose it is, and lies in that promotion's row: so rows do not overlap, and together they are all. */
static bool check_ownership(struct verifier *verifier)
{
    const struct image_view *view = verifier->view;
    uint64_t owned = 0;
    for (uint32_t i = 0; i < view->PROMOTIONS_COUNT; i++)
        owned += view->PROMOTIONS[i].events.count;
    verify_at(verifier, "EVENTS", 0);
    if (owned != view->EVENTS_COUNT)
        return verify_fail(verifier, "events are of no promotion, or of several");
    for (uint32_t i = 0; i < view->EVENTS_COUNT; i++) {
        const struct image_event *event = &view->EVENTS[i];
        verify_at(verifier, "EVENTS", i);
        if (!verify_index(verifier, event->promotion, view->PROMOTIONS_COUNT))
            return false;
        struct span row = view->PROMOTIONS[event->promotion].events;
        if (i < row.first || i - row.first >= row.count)
            return verify_fail(verifier, "it is not among the events of its promotion");
        if (i > row.first && event[-1].priority > event->priority)
            return verify_fail(verifier, "events are out of order");
    }
    return true;
}

bool verify_promotions(struct verifier *verifier)
{
    for (uint32_t i = 0; i < verifier->view->PROMOTIONS_COUNT; i++) {
        verify_at(verifier, "PROMOTIONS", i);
        if (!check_promotion(verifier, i))
            return false;
    }
    return check_ownership(verifier);
}

static bool check_event(struct verifier *verifier, const struct image_event *event)
{
    const struct image_view *view = verifier->view;
    return verify_that(verifier, event->name.length != 0, "it has no name") && verify_text(verifier, event->name) &&
           verify_text(verifier, event->title) && verify_text(verifier, event->gives) &&
           verify_index(verifier, event->trigger, view->SYMBOLS_COUNT) &&
           verify_index_or_none(verifier, event->criterion, view->CRITERIA_COUNT) &&
           verify_condition(verifier, event->code, false) && verify_amount(verifier, event->limit) &&
           verify_that(verifier, event->reserved == 0, "reserved bytes are not zero") &&
           verify_event_gives(verifier, event);
}

bool verify_events(struct verifier *verifier)
{
    for (uint32_t i = 0; i < verifier->view->EVENTS_COUNT; i++) {
        verify_at(verifier, "EVENTS", i);
        if (!check_event(verifier, &verifier->view->EVENTS[i]))
            return false;
    }
    return true;
}
