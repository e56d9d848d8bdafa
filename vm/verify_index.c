/* The index and the briefs: that every part lies inside and refers to what there is. Whether the index leaves nothing out is the
 * compiler's duty. */
#include "vm/verify_parts.h"

#include "vm/index.h"

#include <string.h>

static bool check_values(struct verifier *verifier, const struct index_view *index)
{
    for (int i = 0; i < GATE_SYMBOLS; i++)
        for (uint32_t j = 0; j < index->header.values[i]; j++)
            if (index->values[i][j] >= verifier->view->SYMBOLS_COUNT ||
                (j != 0 && index->values[i][j - 1] >= index->values[i][j]))
                return verify_fail(verifier, "the values of a gate are no ascending symbols");
    return true;
}

/* A gate with values has a bit for them and one for the others; weekday and hour have all of theirs or none. */
static bool check_widths(struct verifier *verifier, const struct index_header *header)
{
    static const uint32_t NUMBERS[GATE_COUNT] = {[GATE_WEEKDAY] = GATE_WEEKDAYS, [GATE_HOUR] = GATE_HOURS};
    uint64_t sum = 0;
    for (int i = 0; i < GATE_COUNT; i++) {
        uint32_t width = header->widths[i];
        bool fits = i < GATE_SYMBOLS ? (width == 0) == (header->values[i] == 0) && width != 1
                                     : width == 0 || width == NUMBERS[i];
        if (!fits)
            return verify_fail(verifier, "a gate has not the bits that it needs");
        sum += width;
    }
    return sum <= INDEX_MASK_BITS || verify_fail(verifier, "the gates have more bits than there are");
}

/* Symbols, coupons and audiences have ranges of their own. */
static bool is_token(const struct image_view *view, uint32_t token)
{
    uint64_t number = token >> INDEX_KIND_BITS;
    uint32_t kind = token & ((1u << INDEX_KIND_BITS) - 1);
    uint64_t coupons = view->SYMBOLS_COUNT, audiences = coupons + view->COUPONS_COUNT;
    if (kind == KEY_COUPON)
        return number >= coupons && number < audiences;
    if (kind == KEY_AUDIENCE)
        return number >= audiences && number < audiences + view->AUDIENCES_COUNT;
    return kind < KEY_KIND_COUNT && number < coupons;
}

static bool check_posting(struct verifier *verifier, const struct index_posting *posting)
{
    if (posting->promotion >> INDEX_KIND_BITS >= verifier->view->PROMOTIONS_COUNT)
        return verify_fail(verifier, "a posting is of no promotion");
    return posting->also == INDEX_ANY || is_token(verifier->view, posting->also) ||
           verify_fail(verifier, "a posting needs a token that there is not");
}

static bool check_range(struct verifier *verifier, const struct index_posting *postings, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        if (!check_posting(verifier, &postings[i]))
            return false;
        if (i != 0 && postings[i - 1].to < postings[i].to)
            return verify_fail(verifier, "postings do not come by their end");
    }
    return true;
}

static bool check_postings(struct verifier *verifier, const struct index_view *index)
{
    const struct index_header *header = &index->header;
    if (index->starts[0] != 0 || index->starts[header->tokens] != header->postings)
        return verify_fail(verifier, "postings do not begin or end with their tokens");
    for (uint32_t i = 0; i < header->tokens; i++)
        if (index->starts[i] > index->starts[i + 1])
            return verify_fail(verifier, "the starts of postings do not ascend");
    for (uint32_t i = 0; i < header->tokens; i++)
        if (!check_range(verifier, index->postings + index->starts[i], index->starts[i + 1] - index->starts[i]))
            return false;
    return check_range(verifier, index->always, header->always);
}

bool verify_index_section(struct verifier *verifier)
{
    const struct image_view *view = verifier->view;
    struct index_view index;
    verify_at(verifier, "INDEX_WORDS", 0);
    if (view->INDEX_WORDS_COUNT == 0)
        return true;
    if (view->INDEX_WORDS_COUNT < INDEX_HEADER_WORDS)
        return verify_fail(verifier, "it is cut off");
    memcpy(&index.header, view->INDEX_WORDS, sizeof index.header);
    uint64_t tokens = (uint64_t)view->SYMBOLS_COUNT + view->COUPONS_COUNT + view->AUDIENCES_COUNT;
    if (index.header.promotions != view->PROMOTIONS_COUNT || index.header.tokens != tokens)
        return verify_fail(verifier, "it is of other promotions");
    if (!check_widths(verifier, &index.header))
        return false;
    if (index_layout(&index, view->INDEX_WORDS) != view->INDEX_WORDS_COUNT)
        return verify_fail(verifier, "its parts do not fill it");
    return check_values(verifier, &index) && check_postings(verifier, &index);
}

/* Whether the event takes the units that its brief says, or none. */
static bool takes_as_told(const struct image_view *view, const struct image_brief *brief)
{
    struct span buys = view->EVENTS[brief->event].buys;
    if (!(brief->flags & BRIEF_TAKES))
        return buys.count == 0;
    const struct image_pick *pick = &view->PICKS[buys.first];
    return buys.count == 1 && pick->flags == 0 && brief->measure == MEASURE_QUANTITY && brief->set == pick->set &&
           brief->least == pick->count;
}

/* Whether the event has the benefit that its brief says, and nothing that the brief does not speak of. */
static bool is_plain(const struct image_view *view, const struct image_brief *brief)
{
    const struct image_event *event = &view->EVENTS[brief->event];
    const struct image_benefit *benefit = &view->BENEFITS[event->benefits.first];
    return event->benefits.count == 1 && brief->benefit == event->benefits.first && event->ladder_by == MEASURE_NOTHING &&
           event->gets.count == 0 && event->every_amount == 0 && event->limit == VALUE_UNLIMITED &&
           benefit->kind <= BENEFIT_PRICE_SUM && brief->kind == benefit->kind && brief->scope == benefit->scope &&
           brief->select == benefit->select && brief->benefit_set == benefit->set && brief->value == benefit->value &&
           brief->count == benefit->count && takes_as_told(view, brief);
}

/* A brief repeats what the records say; that the index has tested the rest is the compiler's duty, too. */
static bool check_brief(struct verifier *verifier, uint32_t number)
{
    const struct image_view *view = verifier->view;
    const struct image_brief *brief = &view->BRIEFS[number];
    const struct image_promotion *promotion = &view->PROMOTIONS[number];
    bool free = promotion->cap == VALUE_UNLIMITED && promotion->campaign == INDEX_NONE && promotion->excludes.count == 0;
    if (brief->flags > (BRIEF_DECIDED | BRIEF_FREE | BRIEF_PLAIN | BRIEF_TAKES) || brief->reserved[0] != 0 ||
        brief->reserved[1] != 0 || brief->reserved[2] != 0)
        return verify_fail(verifier, "flags that there are not");
    if ((brief->flags & BRIEF_FREE) && !free)
        return verify_fail(verifier, "it is not as free as it says");
    if (!(brief->flags & BRIEF_DECIDED))
        return verify_that(verifier, !(brief->flags & (BRIEF_PLAIN | BRIEF_TAKES)), "it is of another event");
    if (promotion->events.count != 1 || promotion->steps.count != 0 || promotion->events_exclusive ||
        brief->event != promotion->events.first || brief->trigger != view->EVENTS[brief->event].trigger)
        return verify_fail(verifier, "it is of another event");
    const struct image_limits *limits = &promotion->limits;
    if (limits->total != VALUE_UNLIMITED || limits->per_customer != VALUE_UNLIMITED || limits->per_day != VALUE_UNLIMITED)
        return verify_fail(verifier, "it has limits");
    const struct image_event *event = &view->EVENTS[brief->event];
    if (brief->name != promotion->name.offset || brief->event_name != event->name.offset || brief->gives != event->gives.offset)
        return verify_fail(verifier, "it has another's names");
    if ((brief->flags & BRIEF_PLAIN) ? !is_plain(view, brief) : (brief->flags & BRIEF_TAKES) != 0)
        return verify_fail(verifier, "its event has another benefit, or more");
    return verify_that(verifier, brief->measure <= MEASURE_LINES &&
                                     (brief->measure == MEASURE_NOTHING || brief->set < view->SETS_COUNT),
                       "a measure has no item set");
}

bool verify_briefs(struct verifier *verifier)
{
    uint32_t count = verifier->view->BRIEFS_COUNT;
    verify_at(verifier, "BRIEFS", 0);
    if (count != 0 && count != verifier->view->PROMOTIONS_COUNT)
        return verify_fail(verifier, "they are of other promotions");
    for (uint32_t i = 0; i < count; i++) {
        verify_at(verifier, "BRIEFS", i);
        if (!check_brief(verifier, i))
            return false;
    }
    return true;
}
