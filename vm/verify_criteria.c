/* The trees of criteria. A parent stands before its children, so that one pass sees every level. */
#include "vm/verify_parts.h"

/* scratch[i] is the level of criterion i below its root, 0 where it has no parent (yet). */
static bool check_children(struct verifier *verifier, uint32_t number)
{
    const struct image_view *view = verifier->view;
    const struct image_criterion *criterion = &view->CRITERIA[number];
    if (!verify_span(verifier, criterion->children, view->INDICES_COUNT))
        return false;
    for (uint32_t i = 0; i < criterion->children.count; i++) {
        uint32_t child = view->INDICES[criterion->children.first + i];
        if (child <= number || child >= view->CRITERIA_COUNT)
            return verify_fail(verifier, "a child does not stand behind its parent");
        if (verifier->scratch[child] != 0)
            return verify_fail(verifier, "a child has two parents");
        verifier->scratch[child] = verifier->scratch[number] + 1;
        if (verifier->scratch[child] >= VERIFY_CRITERION_DEPTH)
            return verify_fail(verifier, "criteria are nested too deep");
    }
    return true;
}

static bool check_arity(struct verifier *verifier, const struct image_criterion *criterion)
{
    uint32_t children = criterion->children.count;
    switch (criterion->kind) {
    case CRITERION_ALL:
    case CRITERION_ANY:
    case CRITERION_NONE: return verify_that(verifier, children > 0, "a group has no criterion");
    case CRITERION_NOT: return verify_that(verifier, children == 1, "a negation is not of one criterion");
    case CRITERION_TEST:
        return verify_that(verifier, children == 0 && criterion->code.count != 0, "a test is not code alone");
    default: return verify_fail(verifier, "no such kind");
    }
}

static bool check_shown(struct verifier *verifier, const struct image_criterion *criterion)
{
    const struct image_view *view = verifier->view;
    switch (criterion->shown) {
    case SHOWN_ENUM:
        return verify_index(verifier, criterion->field, view->FIELDS_COUNT) &&
               verify_that(verifier, view->FIELDS[criterion->field].type == TYPE_ENUM, "the field is no enum");
    case SHOWN_TIER: return verify_index(verifier, criterion->field, view->PROGRAMS_COUNT);
    default: return verify_that(verifier, criterion->shown < SHOWN_COUNT, "no such way to show a value");
    }
}

static bool check_criterion(struct verifier *verifier, uint32_t number)
{
    const struct image_view *view = verifier->view;
    const struct image_criterion *criterion = &view->CRITERIA[number];
    return verify_text(verifier, criterion->name) && verify_text(verifier, criterion->text) &&
           check_children(verifier, number) && check_arity(verifier, criterion) && check_shown(verifier, criterion) &&
           verify_condition(verifier, criterion->code, criterion->shown != SHOWN_NOTHING) &&
           verify_that(verifier, criterion->measure <= MEASURE_LINES, "no such measure") &&
           verify_flag(verifier, criterion->strictly) &&
           verify_that(verifier, criterion->measure == MEASURE_NOTHING || criterion->set < view->SETS_COUNT,
                       "a measure has no item set") &&
           verify_that(verifier, criterion->reserved == 0, "reserved bytes are not zero");
}

bool verify_criteria(struct verifier *verifier)
{
    uint32_t count = verifier->view->CRITERIA_COUNT;
    verify_at(verifier, "CRITERIA", 0);
    if (!verify_scratch(verifier, count))
        return false;
    for (uint32_t i = 0; i < count; i++) {
        verify_at(verifier, "CRITERIA", i);
        if (!check_criterion(verifier, i))
            return false;
    }
    return true;
}
