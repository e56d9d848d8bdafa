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
    if (event->benefits.count == 1 && event->ladder_by == MEASURE_NOTHING && event->buys.count == 0 && event->every_amount == 0) {
        brief->flags |= BRIEF_ONE_BENEFIT;
        brief->benefit = event->benefits.first;
    }
    const struct plan_criterion *when = promotion->events[0].when;
    return when == NULL || take_criteria(emit, key, when, event->criterion, brief);
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
