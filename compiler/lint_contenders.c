#include "compiler/lint_contenders.h"

#include "base/exact.h"
#include "base/hash.h"
#include "compiler/check_parts.h"

static const struct hash_key SHAPE_KEY = {0x7368617065, 0x6b6579};

struct shape {
    uint32_t layer, trigger, kind, scope, select, buys, gets, pad;
    int64_t count, limit;
};

static uint64_t mix(uint64_t hash, const void *bytes, size_t length)
{
    uint64_t both[2] = {hash, hash_bytes(SHAPE_KEY, bytes, length)};
    return hash_bytes(SHAPE_KEY, both, sizeof both);
}

bool contender_is_ladder(const struct plan_event *event)
{
    return event->ladder_by != PLAN_MEASURE_NOTHING;
}

/* A ladder of one benefit a step, all of one kind, is compared step by step with those that have the same steps. */
static bool is_even_ladder(const struct plan_event *event)
{
    const struct plan_benefit *first = event->row_count == 0 ? NULL : event->rows[0].benefits;
    for (uint32_t i = 0; i < event->row_count; i++) {
        const struct plan_row *row = &event->rows[i];
        if (row->benefit_count != 1 || row->benefits[0].kind != first->kind || row->benefits[0].scope != first->scope ||
            row->benefits[0].set != first->set || row->benefits[0].select != PLAN_SELECT_ALL)
            return false;
    }
    return event->row_count != 0 && event->benefit_count == 0;
}

/* The first one is of the first step. */
static const struct plan_benefit *benefit_of(const struct plan_event *event)
{
    return contender_is_ladder(event) ? event->rows[0].benefits : event->benefits;
}

static uint64_t shape_of(const struct plan_promotion *promotion, const struct plan_event *event,
                         const struct plan_benefit *benefit)
{
    struct shape shape = {.layer = promotion->layer,
                          .trigger = event->trigger,
                          .kind = benefit->kind,
                          .scope = benefit->scope,
                          .select = benefit->select,
                          .buys = event->buy_count,
                          .gets = event->get_count,
                          .count = benefit->count,
                          .limit = event->limit};
    uint64_t hash = mix(0, &shape, sizeof shape);
    const struct plan_pick *const picks[] = {event->buys, event->gets};
    const uint32_t counts[] = {event->buy_count, event->get_count};
    for (int i = 0; i < 2; i++)
        for (uint32_t j = 0; j < counts[i]; j++) {
            const struct plan_pick *pick = &picks[i][j];
            int64_t words[] = {pick->set, pick->count, pick->up_to | pick->different << 1 | pick->no_dearer << 2};
            hash = mix(hash, words, sizeof words);
        }
    for (uint32_t i = 0; i < event->row_count; i++) {
        int64_t words[] = {event->ladder_by, event->ladder_set, event->rows[i].from};
        hash = mix(hash, words, sizeof words);
    }
    return hash;
}

static bool is_price(enum plan_benefit_kind kind)
{
    return kind <= PLAN_PRICE_SUM;
}

enum { MOST_CRITERIA = 60 }; /* of an event whose criteria are compared with another's */

/* The checker bounds the depth. */
static unsigned count_criteria(const struct plan_criterion *criterion, unsigned most)
{
    unsigned count = 1;
    for (const struct plan_criterion *child = criterion == NULL ? NULL : criterion->children; child != NULL && count <= most;
         child = child->next)
        count += count_criteria(child, most - count);
    return count;
}

/* In a layer that stacks nobody is outbid; a layer of its own is an exclusive promotion's. */
static bool takes_part(const struct plan *plan, const struct plan_promotion *promotion)
{
    return promotion->status == PLAN_ACTIVE && promotion->layer != PLAN_NONE && !plan->layers.items[promotion->layer].stack &&
           !promotion->events_missing;
}

static bool is_comparable_alone(const struct plan_promotion *promotion)
{
    const struct plan_event *event = &promotion->events[0];
    if (promotion->event_count != 1)
        return false;
    bool of_one_kind = contender_is_ladder(event) ? is_even_ladder(event) : event->benefit_count == 1;
    if (!of_one_kind || count_criteria(event->when, MOST_CRITERIA) > MOST_CRITERIA)
        return false;
    /* What is for some units only leaves the others to the next promotion. */
    const struct plan_benefit *benefit = benefit_of(event);
    bool for_all = event->limit == PLAN_UNLIMITED && benefit->select != PLAN_SELECT_ANY;
    return event->every_amount == 0 && is_price(benefit->kind) && benefit->scope != PLAN_SCOPE_NOTHING && for_all;
}

static struct contender contender_of(const struct plan_promotion *promotion, const struct plan_event *event,
                                     const struct plan_benefit *benefit, uint32_t number)
{
    struct plan_event unlimited = *event;
    bool is_new_price = benefit->kind == PLAN_PRICE_EACH || benefit->kind == PLAN_PRICE_SUM;
    unlimited.limit = PLAN_UNLIMITED; /* a limit keeps from beating, not from being beaten */
    return (struct contender){.promotion = promotion,
                              .event = event,
                              .benefit = benefit,
                              .shape = shape_of(promotion, &unlimited, benefit),
                              .set = benefit->scope == PLAN_SCOPE_SET ? benefit->set : PLAN_NONE,
                              .value = is_new_price ? -benefit->value : benefit->value,
                              .number = number};
}

static void add_contender(struct contest *contest, const struct contender *contender)
{
    contest->lint->failed |= !VECTOR_PUSH(&contest->list, contest->lint->compiler->alloc, *contender);
}

static void add_alone(struct contest *contest, const struct plan_promotion *promotion, uint32_t number)
{
    const struct plan_event *event = &promotion->events[0];
    struct contender contender = contender_of(promotion, event, benefit_of(event), number);
    contender.alone = contender.judged = contender.can_beat = true;
    add_contender(contest, &contender);
}

/* So much off each unit of a set, whatever else is bought. */
static bool is_per_unit(const struct plan_benefit *benefit)
{
    return benefit->kind <= PLAN_PRICE_EACH && benefit->scope == PLAN_SCOPE_SET && benefit->select == PLAN_SELECT_ALL;
}

static bool is_flat(const struct plan_event *event)
{
    return event->buy_count == 0 && event->get_count == 0 && event->every_amount == 0 && !contender_is_ladder(event) &&
           count_criteria(event->when, MOST_CRITERIA) <= MOST_CRITERIA;
}

/* What one unit gets of all parts at most; false: nothing can be said. */
static bool all_parts_together(const struct plan_promotion *promotion, int64_t *value)
{
    const struct plan_benefit *first = NULL;
    *value = 0;
    for (uint32_t i = 0; i < promotion->event_count; i++) {
        const struct plan_event *event = &promotion->events[i];
        if (!is_flat(event))
            return false;
        for (uint32_t j = 0; j < event->benefit_count; j++) {
            const struct plan_benefit *benefit = &event->benefits[j];
            first = first == NULL ? benefit : first;
            if (!is_per_unit(benefit) || benefit->kind != first->kind)
                return false;
            if (benefit->kind != PLAN_PRICE_EACH && !add_i64(*value, benefit->value, value))
                return false;
            if (benefit->kind == PLAN_PRICE_EACH && (benefit == first || -benefit->value > *value))
                *value = -benefit->value;
        }
    }
    return first != NULL;
}

/* Events that exclude each other, or follow one another, are not always there to be had. */
static bool gives_freely(const struct plan_promotion *promotion, const struct plan_event *event)
{
    return !promotion->events_exclusive && promotion->step_count == 0 && is_flat(event) && event->limit == PLAN_UNLIMITED &&
           event->benefit_count == 1 && is_per_unit(event->benefits);
}

static void add_parts(struct contest *contest, const struct plan_promotion *promotion, uint32_t number)
{
    int64_t together;
    bool judged = all_parts_together(promotion, &together);
    uint32_t part = 0;
    for (uint32_t i = 0; i < promotion->event_count; i++) {
        const struct plan_event *event = &promotion->events[i];
        for (uint32_t j = 0; judged && j < event->benefit_count; j++) {
            struct contender contender = contender_of(promotion, event, &event->benefits[j], number);
            contender.judged = true;
            contender.value = together;
            contender.part = part++;
            add_contender(contest, &contender);
        }
        if (gives_freely(promotion, event)) {
            struct contender contender = contender_of(promotion, event, event->benefits, number);
            contender.can_beat = true;
            add_contender(contest, &contender);
        }
    }
}

void contest_fill(struct contest *contest)
{
    const struct plan *plan = contest->lint->plan;
    for (uint32_t i = 0; i < plan->promotions.count; i++) {
        const struct plan_promotion *promotion = &plan->promotions.items[i];
        if (!takes_part(plan, promotion))
            continue;
        if (is_comparable_alone(promotion))
            add_alone(contest, promotion, i);
        else
            add_parts(contest, promotion, i);
    }
}
