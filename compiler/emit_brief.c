/* What a candidate is judged by first (struct image_brief): of promotions whose restrictions the index has tested to the end,
 * and whose one condition beside it is a measure. */
#include "compiler/emit_parts.h"

/* Whether the promotion is a candidate only where the basket has the token. */
static bool key_tells(const struct index_key *key, uint32_t number, enum index_kind kind)
{
    uint32_t token = number << INDEX_KIND_BITS | (uint32_t)kind;
    return (key->first.count == 1 && key->first.tokens[0] == token) ||
           (key->also.count == 1 && key->also.tokens[0] == token);
}

static bool test_is_told(const struct index_key *key, const struct plan_criterion *test)
{
    switch (test->test) {
    case PLAN_TEST_SEGMENT: return key_tells(key, (uint32_t)test->low, KEY_SEGMENT);
    case PLAN_TEST_COUPON: return key_tells(key, test->index, KEY_COUPON);
    case PLAN_TEST_AUDIENCE: return key_tells(key, test->index, KEY_AUDIENCE);
    default: return false;
    }
}

/* One more test that has to hold; a brief has room for one measure. */
static bool take_test(struct emit *emit, const struct index_key *key, const struct plan_criterion *test, uint32_t number,
                      struct image_brief *brief)
{
    const struct image_criterion *record = image_writer_at(&emit->writer, SECTION_CRITERIA, number);
    if (test->kind != PLAN_TEST || record == NULL)
        return false;
    if (test_is_told(key, test))
        return true;
    if (record->measure == MEASURE_NOTHING || brief->measure != MEASURE_NOTHING ||
        (record->strictly && record->threshold == INT64_MAX))
        return false;
    brief->measure = record->measure;
    brief->set = record->set;
    brief->least = record->threshold + record->strictly;
    return true;
}

static bool take_criteria(struct emit *emit, const struct index_key *key, const struct plan_criterion *root, uint32_t number,
                          struct image_brief *brief)
{
    if (root->kind != PLAN_ALL)
        return take_test(emit, key, root, number, brief);
    const struct image_criterion *record = image_writer_at(&emit->writer, SECTION_CRITERIA, number);
    const uint32_t *children = record == NULL ? NULL
                                              : image_writer_at(&emit->writer, SECTION_INDICES, record->children.first);
    for (const struct plan_criterion *child = root->children; child != NULL; child = child->next)
        if (children == NULL || !take_test(emit, key, child, *children++, brief))
            return false;
    return true;
}

static bool takes_money(const struct image_benefit *benefit)
{
    return benefit->kind <= BENEFIT_PRICE_SUM;
}

/* Whether the event takes no units, or any so many of one set, and nothing else makes it short; then that is the condition. */
static bool take_picks(struct emit *emit, const struct image_event *event, struct image_brief *brief)
{
    if (event->buys.count == 0)
        return true;
    const struct image_pick *pick = image_writer_at(&emit->writer, SECTION_PICKS, event->buys.first);
    if (pick == NULL || event->buys.count != 1 || pick->flags != 0 || brief->measure != MEASURE_NOTHING)
        return false;
    brief->flags |= BRIEF_TAKES;
    brief->measure = MEASURE_QUANTITY;
    brief->set = pick->set;
    brief->least = pick->count;
    return true;
}

/* The condition has been taken. */
static void take_benefit(struct emit *emit, const struct image_event *event, struct image_brief *brief)
{
    const struct image_benefit *benefit = image_writer_at(&emit->writer, SECTION_BENEFITS, event->benefits.first);
    if (benefit == NULL || event->benefits.count != 1 || event->ladder_by != MEASURE_NOTHING || event->gets.count != 0 ||
        event->every_amount != 0 || event->limit != VALUE_UNLIMITED || !takes_money(benefit) || !take_picks(emit, event, brief))
        return;
    brief->flags |= BRIEF_PLAIN;
    brief->benefit = event->benefits.first;
    brief->kind = benefit->kind;
    brief->scope = benefit->scope;
    brief->select = benefit->select;
    brief->benefit_set = benefit->set;
    brief->value = benefit->value;
    brief->count = benefit->count;
}

static bool is_decided(struct emit *emit, const struct plan_promotion *promotion, uint32_t number, const struct index_key *key,
                       struct image_brief *brief)
{
    const struct image_promotion *record = image_writer_at(&emit->writer, SECTION_PROMOTIONS, number);
    if (record == NULL || promotion->event_count != 1 || promotion->step_count != 0 || promotion->events_exclusive ||
        promotion->price_list != PLAN_NONE || promotion->limits.total != PLAN_UNLIMITED ||
        promotion->limits.per_customer != PLAN_UNLIMITED || promotion->limits.per_day != PLAN_UNLIMITED)
        return false;
    if ((promotion->coupon != PLAN_NONE && !key_tells(key, promotion->coupon, KEY_COUPON)) ||
        (promotion->audience != PLAN_NONE && !key_tells(key, promotion->audience, KEY_AUDIENCE)))
        return false;
    const struct image_event *event = image_writer_at(&emit->writer, SECTION_EVENTS, record->events.first);
    if (event == NULL)
        return false;
    brief->event = record->events.first;
    brief->trigger = event->trigger;
    brief->name = record->name.offset;
    brief->event_name = event->name.offset;
    brief->gives = event->gives.offset;
    const struct plan_criterion *when = promotion->events[0].when;
    if (when != NULL && !take_criteria(emit, key, when, event->criterion, brief))
        return false;
    take_benefit(emit, event, brief);
    return true;
}

struct image_brief emit_brief(struct emit *emit, const struct plan_promotion *promotion, uint32_t number,
                              const struct index_key *key, bool gated)
{
    struct image_brief brief = {0};
    const struct image_promotion *record = image_writer_at(&emit->writer, SECTION_PROMOTIONS, number);
    if (!gated || !is_decided(emit, promotion, number, key, &brief))
        brief = (struct image_brief){0};
    else
        brief.flags |= BRIEF_DECIDED;
    if (record != NULL && record->cap == VALUE_UNLIMITED && record->campaign == INDEX_NONE && record->excludes.count == 0)
        brief.flags |= BRIEF_FREE;
    return brief;
}
