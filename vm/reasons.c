#include "vm/reasons.h"

#include "base/calendar.h"
#include "vm/hints.h"
#include "vm/words.h"

enum { MOST_DEPTH = 64 };

/* What failed first: a test, a denial, or a group of which none holds; and the named group it stands in, if any. */
struct failing {
    const struct image_criterion *criterion, *group;
    const struct image_criterion *denied; /* of a `none` group: the member that holds */
};

static bool holds(struct evaluation *evaluation, const struct image_criterion *criterion)
{
    return scene_holds(&evaluation->scene, criterion->code);
}

static const struct image_criterion *child(const struct image_view *image, const struct image_criterion *of, uint32_t i)
{
    return &image->CRITERIA[image->INDICES[of->children.first + i]];
}

static struct failing first_failing(struct evaluation *evaluation, const struct image_criterion *root)
{
    const struct image_view *image = evaluation->view;
    struct failing failing = {.criterion = root};
    for (int depth = 0; depth < MOST_DEPTH; depth++) {
        const struct image_criterion *at = failing.criterion;
        if (at->name.length > 0)
            failing.group = at;
        uint32_t i = 0;
        if (at->kind == CRITERION_NONE) {
            while (i < at->children.count && !holds(evaluation, child(image, at, i)))
                i++;
            if (i < at->children.count)
                failing.denied = child(image, at, i);
            break;
        }
        if (at->kind != CRITERION_ALL)
            break;
        while (i < at->children.count && holds(evaluation, child(image, at, i)))
            i++;
        if (i == at->children.count)
            break;
        failing.criterion = child(image, at, i);
    }
    return failing;
}

static const char *text_of(const struct evaluation *evaluation, const struct image_criterion *criterion)
{
    return evaluation_name(evaluation, criterion->text);
}

/* A member of a group of which none holds: the test that fails in it, with the value seen; NULL where that is no test, or
 * without memory. */
static const char *alternative(struct evaluation *evaluation, const struct image_criterion *member)
{
    struct arena *arena = &evaluation->scratch;
    struct failing failing = first_failing(evaluation, member);
    const struct image_criterion *test = failing.criterion;
    int64_t seen;
    if (test->kind != CRITERION_TEST || test->shown == SHOWN_NOTHING)
        return NULL;
    scene_observe(&evaluation->scene, test->code, &seen);
    const char *value = words_value(arena, evaluation->basket, (enum shown)test->shown, test->field, seen);
    if (value == NULL)
        return NULL;
    if (failing.group == NULL)
        return arena_format(arena, "`%s` (it is %s)", text_of(evaluation, test), value);
    return arena_format(arena, "group `%s`, in which `%s` does not (it is %s)", evaluation_name(evaluation, failing.group->name),
                        text_of(evaluation, test), value);
}

/* All of them, or NULL. */
static const char *alternatives(struct evaluation *evaluation, const struct image_criterion *any)
{
    struct arena *arena = &evaluation->scratch;
    const char *text = NULL;
    for (uint32_t i = 0; i < any->children.count; i++) {
        const char *one = alternative(evaluation, child(evaluation->view, any, i));
        text = i == 0 || one == NULL ? one : arena_format(arena, "%s, %s", text, one);
        if (text == NULL)
            return NULL;
    }
    return text;
}

static const char *criterion_sentence(struct evaluation *evaluation, const struct failing *failing)
{
    struct arena *arena = &evaluation->scratch;
    const struct image_criterion *criterion = failing->criterion;
    if (failing->denied != NULL)
        return arena_format(arena, "`%s` holds, and it must not", text_of(evaluation, failing->denied));
    const char *members = criterion->kind == CRITERION_ANY ? alternatives(evaluation, criterion) : NULL;
    if (members != NULL)
        return arena_format(arena, "none of these holds: %s", members);
    if (criterion->kind != CRITERION_TEST || criterion->shown == SHOWN_NOTHING)
        return arena_format(arena, "`%s` does not hold", text_of(evaluation, criterion));
    int64_t seen;
    scene_observe(&evaluation->scene, criterion->code, &seen);
    const char *value = words_value(arena, evaluation->basket, (enum shown)criterion->shown, criterion->field, seen);
    if (value == NULL)
        return NULL;
    return arena_format(arena, "`%s` does not hold: it is %s", text_of(evaluation, criterion), value);
}

static bool reason_of_criteria(struct evaluation *evaluation, uint32_t event, struct reason *reason)
{
    uint32_t root = evaluation->view->EVENTS[event].criterion;
    *reason = (struct reason){"its criteria do not hold", "criteria"};
    if (root == INDEX_NONE)
        return true;
    struct failing failing = first_failing(evaluation, &evaluation->view->CRITERIA[root]);
    const char *sentence = criterion_sentence(evaluation, &failing);
    reason->word = text_of(evaluation, failing.criterion);
    reason->text = sentence;
    if (sentence != NULL && failing.group != NULL) {
        const char *name = evaluation_name(evaluation, failing.group->name);
        reason->text = arena_format(&evaluation->scratch, "in group `%s`: %s", name, sentence);
        reason->word = name;
    }
    return reason->text != NULL;
}

static const char *measured_value(struct evaluation *evaluation, const struct measured *measured, int64_t value)
{
    enum shown shown = measured->measure == MEASURE_AMOUNT ? SHOWN_MONEY : SHOWN_NUMBER;
    return words_value(&evaluation->scratch, evaluation->basket, shown, 0, value);
}

static const char *measured_sentence(struct evaluation *evaluation, enum miss miss, const struct measured *measured)
{
    static const char *const MEASURES[] = {[MEASURE_NOTHING] = "", [MEASURE_QUANTITY] = "quantity",
                                           [MEASURE_AMOUNT] = "amount", [MEASURE_LINES] = "lines"};
    const char *of = hints_set_text(evaluation, measured->set);
    const char *seen = measured_value(evaluation, measured, measured->seen);
    const char *needed = measured_value(evaluation, measured, measured->needed);
    struct arena *arena = &evaluation->scratch;
    if (of == NULL)
        of = "the basket";
    if (seen == NULL || needed == NULL)
        return NULL;
    if (miss == MISS_UNITS)
        return arena_format(arena, "it takes %s of %s, and the basket has %s", needed, of, seen);
    if (miss == MISS_AMOUNT)
        return arena_format(arena, "the amount of %s is %s, less than one full %s", of, seen, needed);
    return arena_format(arena, "the %s of %s is %s, and the first row begins at %s", MEASURES[measured->measure], of, seen,
                        needed);
}

static const char *trigger_sentence(struct evaluation *evaluation, uint32_t event)
{
    struct text wanted = texts_get(&evaluation->basket->texts, evaluation->view->EVENTS[event].trigger);
    struct text named = texts_get(&evaluation->basket->texts, (uint32_t)evaluation->basket->facts[FACT_TRIGGER]);
    return arena_format(&evaluation->scratch, "it is for requests on `%.*s`, and this one is on `%.*s`",
                        (int)wanted.length, wanted.bytes, (int)named.length, named.bytes);
}

static const char *offer_sentence(const struct evaluation *evaluation, uint32_t event)
{
    struct span benefits = evaluation->view->EVENTS[event].benefits;
    bool charges = benefits.count > 0;
    for (uint32_t i = 0; i < benefits.count; i++)
        charges &= benefit_is_charge(&evaluation->view->BENEFITS[benefits.first + i]);
    return charges ? "there is nothing that it charges for" : "there is nothing it could take anything off";
}

bool reason_of_miss(struct evaluation *evaluation, uint32_t event, enum miss miss, const struct measured *measured,
                    struct reason *reason)
{
    switch (miss) {
    case MISS_CRITERIA: return reason_of_criteria(evaluation, event, reason);
    case MISS_TRIGGER: *reason = (struct reason){trigger_sentence(evaluation, event), "trigger"}; break;
    case MISS_LADDER: *reason = (struct reason){measured_sentence(evaluation, miss, measured), "ladder"}; break;
    case MISS_AMOUNT: *reason = (struct reason){measured_sentence(evaluation, miss, measured), "every"}; break;
    case MISS_UNITS: *reason = (struct reason){measured_sentence(evaluation, miss, measured), "units"}; break;
    case MISS_OFFER:
    case MISS_NOTHING: *reason = (struct reason){offer_sentence(evaluation, event), "offer"}; break;
    }
    return reason->text != NULL;
}

static const char *with_fact(struct evaluation *evaluation, const char *sentence, uint32_t fact)
{
    struct arena *arena = &evaluation->scratch;
    int64_t seen = evaluation->basket->facts[fact];
    if (seen == VALUE_MISSING)
        return arena_format(arena, "%s: the basket names none", sentence);
    const char *value = words_value(arena, evaluation->basket, SHOWN_TEXT, 0, seen);
    return value == NULL ? NULL : arena_format(arena, "%s, which is %s", sentence, value);
}

/* Periods are instants; a far end is none. */
static const char *with_period(struct evaluation *evaluation, const char *sentence, const struct image_period *period)
{
    struct arena *arena = &evaluation->scratch;
    bool begins = period->from > CALENDAR_FIRST_INSTANT, ends = period->to < CALENDAR_LAST_INSTANT;
    const char *from = begins ? words_value(arena, evaluation->basket, SHOWN_INSTANT, 0, period->from) : "";
    const char *to = ends ? words_value(arena, evaluation->basket, SHOWN_INSTANT, 0, period->to) : "";
    if (from == NULL || to == NULL)
        return NULL;
    return arena_format(arena, "%s,%s%s%s%s", sentence, begins ? " from " : "", from, ends ? " until " : "", to);
}

static const char *with_name(struct evaluation *evaluation, const char *sentence, struct ref name)
{
    return arena_format(&evaluation->scratch, "%s: `%s`", sentence, evaluation_name(evaluation, name));
}

const char *reason_of_ineligible(struct evaluation *evaluation, uint32_t index, enum ineligible reason)
{
    const struct image_view *image = evaluation->view;
    const struct image_promotion *promotion = &image->PROMOTIONS[index];
    const char *sentence = ineligible_sentence(reason);
    switch (reason) {
    case INELIGIBLE_PERIOD: return with_period(evaluation, sentence, &promotion->period);
    case INELIGIBLE_CAMPAIGN_PERIOD:
        return with_period(evaluation, sentence, &image->CAMPAIGNS[promotion->campaign].period);
    case INELIGIBLE_CHANNEL:
    case INELIGIBLE_CAMPAIGN_CHANNEL: return with_fact(evaluation, sentence, FACT_CHANNEL);
    case INELIGIBLE_STORE: return with_fact(evaluation, sentence, FACT_STORE);
    case INELIGIBLE_REGION: return with_fact(evaluation, sentence, FACT_REGION);
    case INELIGIBLE_AUDIENCE: return with_name(evaluation, sentence, image->AUDIENCES[promotion->audience].name);
    case INELIGIBLE_COUPON: return with_name(evaluation, sentence, image->COUPONS[promotion->coupon].name);
    case INELIGIBLE_BUDGET:
    case INELIGIBLE_HOLDOUT: return with_name(evaluation, sentence, image->CAMPAIGNS[promotion->campaign].name);
    case INELIGIBLE_NOTHING:
    case INELIGIBLE_STATUS:
    case INELIGIBLE_SCHEDULE:
    case INELIGIBLE_PRICE_LIST:
    case INELIGIBLE_CUSTOMER:
    case INELIGIBLE_LIMIT:
    case INELIGIBLE_COUNT: break;
    }
    return sentence;
}
