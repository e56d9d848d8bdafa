/* Values that needs allow: comparisons with constants only, so that the constants and their neighbours tell all. */
#include "base/exact.h"
#include "runtime/analysis_needs.h"

bool need_has_value(const struct need *need)
{
    return need->subject <= NEED_TIER && need->relation != NEED_TODAY && need->relation != NEED_WITHIN &&
           !(need->subject == NEED_FACT && (need->index == FACT_WEEKDAY || need->index == FACT_TIME));
}

static bool compares(const struct need *need, int64_t value)
{
    switch (need->relation) {
    case NEED_EQUAL: return value == need->low;
    case NEED_DIFFERENT: return value != need->low;
    case NEED_LESS: return value < need->low;
    case NEED_AT_MOST: return value <= need->low;
    case NEED_MORE: return value > need->low;
    case NEED_AT_LEAST: return value >= need->low;
    case NEED_IN_RANGE: return value >= need->low && value <= need->high;
    default: return false;
    }
}

bool need_holds(const struct image_view *image, const struct need *need, int64_t value)
{
    bool holds;
    if (need->relation == NEED_MISSING)
        holds = value == VALUE_MISSING;
    else if (value == VALUE_MISSING)
        holds = false;
    else if (need->relation == NEED_IN_LIST) {
        const struct span list = image->LISTS[need->list];
        holds = false;
        for (uint32_t i = 0; i < list.count && !holds; i++)
            holds = image->LIST_VALUES[list.first + i] == value;
    } else
        holds = compares(need, value);
    return holds != need->negated;
}

/* A basket that says nothing of its trigger has one, and sums are numbers from 0. */
static bool may_be_missing(const struct need *need)
{
    return need->subject > NEED_SUBTOTAL && need->subject != NEED_POINTS &&
           !(need->subject == NEED_FACT && need->index == FACT_TRIGGER);
}

static bool same_subject(const struct need *a, const struct need *b)
{
    return a->subject == b->subject && a->index == b->index && need_has_value(a) && need_has_value(b);
}

static bool is_number(const struct need *need)
{
    return need->subject <= NEED_SUBTOTAL || need->subject == NEED_POINTS;
}

static bool all_allow(const struct image_view *image, const struct needs *needs, uint32_t at, int64_t value)
{
    if (is_number(&needs->items[at]) && value < 0)
        return false;
    for (uint32_t i = 0; i < needs->count; i++)
        if (same_subject(&needs->items[at], &needs->items[i]) && !need_holds(image, &needs->items[i], value))
            return false;
    return true;
}

/* Comparisons with constants change only at the constants: if any value is allowed, one of these or its neighbour is, and the
 * least that is allowed is 0 or among them. True where *value (found: the least so far) is one. */
static bool try_constants(const struct image_view *image, const struct needs *needs, uint32_t at, const struct need *from,
                          bool found, int64_t *value)
{
    const int64_t bounds[] = {from->low, from->high};
    static const int64_t NEAR[] = {0, 1, -1};
    struct span list = from->relation == NEED_IN_LIST ? image->LISTS[from->list] : (struct span){0, 0};
    uint32_t count = from->relation == NEED_IN_LIST ? list.count : from->relation == NEED_IN_RANGE ? 2 : 1;
    for (uint32_t i = 0; i < 3 * count; i++) {
        int64_t constant = list.count != 0 ? image->LIST_VALUES[list.first + i / 3] : bounds[i / 3], near;
        if (constant == VALUE_MISSING || !add_i64(constant, NEAR[i % 3], &near) || (found && near >= *value) ||
            !all_allow(image, needs, at, near))
            continue;
        *value = near;
        found = true;
        if (!is_number(&needs->items[at]))
            break;
    }
    return found;
}

bool needs_value(const struct image_view *image, const struct needs *needs, uint32_t at, int64_t *value)
{
    const struct need *need = &needs->items[at];
    bool found = false;
    if (may_be_missing(need) && all_allow(image, needs, at, VALUE_MISSING)) {
        *value = VALUE_MISSING;
        return true;
    }
    if (is_number(need) && all_allow(image, needs, at, 0)) {
        *value = 0;
        return true;
    }
    for (uint32_t i = 0; i < needs->count && (!found || is_number(need)); i++)
        if (same_subject(need, &needs->items[i]))
            found = try_constants(image, needs, at, &needs->items[i], found, value);
    return found;
}

static bool opposite(const struct need *a, const struct need *b)
{
    return a->subject == b->subject && a->index == b->index && a->relation == NEED_HOLDS && b->relation == NEED_HOLDS &&
           a->subject != NEED_SCHEDULE && a->negated != b->negated;
}

static bool periods_apart(const struct needs *needs)
{
    int64_t from = INT64_MIN, to = INT64_MAX;
    for (uint32_t i = 0; i < needs->count; i++)
        if (needs->items[i].subject == NEED_INSTANT) {
            from = needs->items[i].low > from ? needs->items[i].low : from;
            to = needs->items[i].high < to ? needs->items[i].high : to;
        }
    return from > to;
}

bool needs_contradict(const struct image_view *image, const struct needs *needs)
{
    if (periods_apart(needs))
        return true;
    for (uint32_t i = 0; i < needs->count; i++) {
        int64_t value;
        if (need_has_value(&needs->items[i]) && !needs_value(image, needs, i, &value))
            return true;
        for (uint32_t j = 0; j < i; j++)
            if (opposite(&needs->items[i], &needs->items[j]))
                return true;
    }
    return false;
}
