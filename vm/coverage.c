#include "vm/coverage.h"

#include "vm/eligible.h"
#include "vm/evaluation.h"
#include "vm/loader.h"
#include "vm/session.h"

static size_t ineligible_count(const struct image_view *view)
{
    return (size_t)view->PROMOTIONS_COUNT * INELIGIBLE_COUNT + 1;
}

promo_status coverage_init(struct coverage *coverage, const promo_image *image, const promo_allocator *alloc)
{
    const struct image_view *view = &image->view;
    *coverage = (struct coverage){.image = image, .alloc = alloc_or_default(alloc)};
    alloc = coverage->alloc;
    coverage->events = alloc_zeroed(alloc, (size_t)view->EVENTS_COUNT + 1, sizeof *coverage->events);
    coverage->criteria = alloc_zeroed(alloc, (size_t)view->CRITERIA_COUNT + 1, sizeof *coverage->criteria);
    coverage->benefits = alloc_zeroed(alloc, (size_t)view->BENEFITS_COUNT + 1, sizeof *coverage->benefits);
    coverage->ineligible = alloc_zeroed(alloc, ineligible_count(view), sizeof *coverage->ineligible);
    if (coverage->events != NULL && coverage->criteria != NULL && coverage->benefits != NULL && coverage->ineligible != NULL)
        return PROMO_OK;
    coverage_done(coverage);
    return error_set(PROMO_NO_MEMORY, "no memory left for coverage");
}

void coverage_done(struct coverage *coverage)
{
    const struct image_view *view = &coverage->image->view;
    alloc_release(coverage->alloc, coverage->events, (size_t)view->EVENTS_COUNT + 1, sizeof *coverage->events);
    alloc_release(coverage->alloc, coverage->criteria, (size_t)view->CRITERIA_COUNT + 1, sizeof *coverage->criteria);
    alloc_release(coverage->alloc, coverage->benefits, (size_t)view->BENEFITS_COUNT + 1, sizeof *coverage->benefits);
    alloc_release(coverage->alloc, coverage->ineligible, ineligible_count(view), sizeof *coverage->ineligible);
    coverage->ineligible = NULL;
    coverage->events = NULL;
    coverage->criteria = NULL;
    coverage->benefits = NULL;
}

void coverage_count(promo_session *session, struct coverage *coverage)
{
    session->evaluation->coverage = coverage;
}

/* Members of a group are looked into as the condition's code does: until one settles it. So nothing is computed that the
 * condition would not have computed. */
static bool look_into(struct evaluation *evaluation, uint32_t index)
{
    const struct image_criterion *criterion = &evaluation->view->CRITERIA[index];
    struct coverage_criterion *seen = &evaluation->coverage->criteria[index];
    if (criterion->kind == CRITERION_TEST) {
        bool holds = scene_holds(&evaluation->scene, criterion->code);
        seen->held += holds;
        seen->failed += !holds;
        return holds;
    }
    bool all = criterion->kind == CRITERION_ALL, settled = false;
    for (uint32_t i = 0; i < criterion->children.count && !settled; i++)
        settled = look_into(evaluation, evaluation->view->INDICES[criterion->children.first + i]) != all;
    return criterion->kind == CRITERION_ANY ? settled : !settled;
}

void coverage_visit(struct evaluation *evaluation, uint32_t index)
{
    const struct image_event *event = &evaluation->view->EVENTS[index];
    bool elsewhere = evaluation->basket->facts[FACT_TRIGGER] != (int64_t)event->trigger;
    evaluation->coverage->events[index].elsewhere += elsewhere;
    evaluation->coverage->events[index].visited += !elsewhere;
    if (elsewhere)
        return;
    if (event->criterion != INDEX_NONE)
        look_into(evaluation, event->criterion);
}

static void give(struct coverage *coverage, const struct visit *visit, bool gives, bool charges)
{
    coverage->events[visit->event].given += gives || charges;
    for (uint32_t i = 0; i < visit->benefits.count; i++) {
        uint32_t benefit = visit->benefits.first + i;
        bool charge = benefit_is_charge(&coverage->image->view.BENEFITS[benefit]);
        coverage->benefits[benefit] += charge ? charges : gives;
    }
}

/* Whether the outcome charges something by the event. Names of an image are one text each. */
static bool charged(const struct evaluation *evaluation, uint32_t visit)
{
    const char *promotion = visit_promotion_name(evaluation, visit);
    const char *event = visit_event_name(evaluation, visit);
    for (size_t i = 0; i < evaluation->charged.count; i++)
        if (evaluation->charged.items[i].promotion == promotion && evaluation->charged.items[i].event == event)
            return true;
    return false;
}

void coverage_outcome(struct evaluation *evaluation)
{
    struct coverage *coverage = evaluation->coverage;
    const struct outcome *final = evaluation->final;
    coverage->baskets++;
    for (uint32_t i = 0; i < evaluation->view->PROMOTIONS_COUNT; i++)
        coverage->ineligible[(size_t)i * INELIGIBLE_COUNT + eligible_check(evaluation, i)]++;
    for (size_t i = 0; i < evaluation->visits.count; i++)
        coverage->events[evaluation->visits.items[i].event].used++;
    for (size_t i = 0; i < final->uses.count; i++) {
        uint32_t visit = final->uses.items[i].visit;
        give(coverage, &evaluation->visits.items[visit], true, charged(evaluation, visit));
    }
    for (size_t i = 0; i < final->charges.count; i++) {
        uint32_t visit = final->charges.items[i];
        give(coverage, &evaluation->visits.items[visit], false, charged(evaluation, visit));
    }
}

/* --- reading ---------------------------------------------------------------------------------------------------------- */

static void read_criteria(const struct coverage *coverage, const struct coverage_reader *reader, uint32_t index)
{
    const struct image_view *view = &coverage->image->view;
    const struct image_criterion *criterion = &view->CRITERIA[index];
    if (criterion->kind == CRITERION_TEST)
        reader->criterion(reader->context, &coverage->criteria[index]);
    for (uint32_t i = 0; i < criterion->children.count; i++)
        read_criteria(coverage, reader, view->INDICES[criterion->children.first + i]);
}

static void read_benefits(const struct coverage *coverage, const struct coverage_reader *reader, struct span benefits,
                          uint32_t row)
{
    for (uint32_t i = 0; i < benefits.count; i++)
        reader->benefit(reader->context, row, coverage->benefits[benefits.first + i]);
}

static struct coverage_ineligible most_often(const struct coverage *coverage, uint32_t promotion)
{
    const uint64_t *times = &coverage->ineligible[(size_t)promotion * INELIGIBLE_COUNT];
    struct coverage_ineligible why = {NULL, 0};
    for (int i = INELIGIBLE_NOTHING + 1; i < INELIGIBLE_COUNT; i++)
        if (times[i] > why.times)
            why = (struct coverage_ineligible){ineligible_sentence((enum ineligible)i), times[i]};
    return why;
}

void coverage_read(const struct coverage *coverage, const struct coverage_reader *reader)
{
    const struct image_view *view = &coverage->image->view;
    for (uint32_t i = 0; i < view->EVENTS_COUNT; i++) {
        const struct image_event *event = &view->EVENTS[i];
        reader->event(reader->context, view->PROMOTIONS[event->promotion].declared, view->STRINGS + event->name.offset,
                      &coverage->events[i], most_often(coverage, event->promotion));
        if (event->criterion != INDEX_NONE)
            read_criteria(coverage, reader, event->criterion);
        read_benefits(coverage, reader, event->benefits, 0);
        for (uint32_t row = 0; row < event->rows.count; row++)
            read_benefits(coverage, reader, view->ROWS[event->rows.first + row].benefits, row);
    }
}
