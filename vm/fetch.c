#include "vm/fetch.h"

enum { CACHE_LINE = 64 };

static inline void fetch(const void *record, size_t size)
{
    for (size_t at = 0; at < size; at += CACHE_LINE)
        fetch_line((const char *)record + at);
    fetch_line((const char *)record + size - 1);
}

/* What one stage found for the next. */
struct batch {
    const struct image_view *view;
    const struct evaluation *evaluation;
    const struct image_event *events[FETCH_BATCH]; /* the first of each promotion; most have no other */
    bool decided[FETCH_BATCH];                     /* by its brief: condition and restrictions are not looked at */
    size_t event_count;
    uint32_t sets[2 * FETCH_BATCH];
    size_t set_count;
};

static void fetch_heads(const struct batch *batch, const uint32_t *candidates, size_t count)
{
    const struct image_view *view = batch->view;
    for (size_t i = 0; i < count; i++)
        if (!batch->evaluation->briefed || !(view->BRIEFS[candidates[i]].flags & BRIEF_DECIDED))
            fetch(&view->PROMOTIONS[candidates[i]], sizeof *view->PROMOTIONS);
}

static void add_set(struct batch *batch, uint32_t set)
{
    batch->sets[batch->set_count++] = set;
    fetch(&batch->view->SETS[set], sizeof *batch->view->SETS);
    fetch(&batch->evaluation->scene.entry_of_set[set], sizeof *batch->evaluation->scene.entry_of_set);
}

static void find_events(struct batch *batch, const uint32_t *candidates, size_t count)
{
    const struct image_view *view = batch->view;
    for (size_t i = 0; i < count; i++) {
        const struct image_brief *brief = batch->evaluation->briefed ? &view->BRIEFS[candidates[i]] : NULL;
        bool decided = brief != NULL && (brief->flags & BRIEF_DECIDED);
        if (!decided && view->PROMOTIONS[candidates[i]].events.count == 0)
            continue;
        const struct image_event *event =
            &view->EVENTS[decided ? brief->event : view->PROMOTIONS[candidates[i]].events.first];
        batch->decided[batch->event_count] = decided;
        batch->events[batch->event_count++] = event;
        fetch(event, sizeof *event);
        if (decided && (brief->flags & BRIEF_ONE_BENEFIT))
            fetch(&view->BENEFITS[brief->benefit], sizeof *view->BENEFITS);
        if (decided && brief->measure != MEASURE_NOTHING)
            add_set(batch, brief->set);
    }
}

static void fetch_parts(const struct batch *batch, size_t number)
{
    const struct image_view *view = batch->view;
    const struct image_event *event = batch->events[number];
    fetch(&view->BENEFITS[event->benefits.first], sizeof *view->BENEFITS);
    if (event->buys.count > 0)
        fetch(&view->PICKS[event->buys.first], sizeof *view->PICKS);
    if (event->rows.count > 0)
        fetch(&view->ROWS[event->rows.first], sizeof *view->ROWS);
    if (batch->decided[number])
        return;
    fetch(&view->CODE[event->code.first], 4 * sizeof *view->CODE);
    if (event->criterion != INDEX_NONE)
        fetch(&view->CRITERIA[event->criterion], sizeof *view->CRITERIA);
}

/* The set that the event is about, or INDEX_NONE. */
static uint32_t set_of(const struct image_view *view, const struct image_event *event)
{
    if (event->buys.count > 0)
        return view->PICKS[event->buys.first].set;
    if (event->ladder_by != MEASURE_NOTHING)
        return event->ladder_set;
    if (event->benefits.count > 0 && view->BENEFITS[event->benefits.first].scope == SCOPE_SET)
        return view->BENEFITS[event->benefits.first].set;
    return INDEX_NONE;
}

static void fetch_set(const struct batch *batch, uint32_t set)
{
    const struct image_view *view = batch->view;
    uint32_t term = view->SETS[set].term;
    if (term != 0)
        fetch(&batch->evaluation->basket->term_of_symbol[term >> SET_TERM_BITS], sizeof(uint32_t));
    else
        fetch(&view->CODE[view->SETS[set].code.first], 2 * sizeof *view->CODE);
}

void fetch_candidates(const struct evaluation *evaluation, const uint32_t *candidates, size_t count)
{
    struct batch batch;
    batch.view = evaluation->view;
    batch.evaluation = evaluation;
    batch.event_count = batch.set_count = 0;
    if (count > FETCH_BATCH)
        count = FETCH_BATCH;
    fetch_heads(&batch, candidates, count);
    find_events(&batch, candidates, count);
    for (size_t i = 0; i < batch.event_count; i++)
        fetch_parts(&batch, i);
    for (size_t i = 0; i < batch.event_count; i++) {
        uint32_t set = set_of(batch.view, batch.events[i]);
        if (set != INDEX_NONE)
            add_set(&batch, set);
    }
    for (size_t i = 0; i < batch.set_count; i++)
        fetch_set(&batch, batch.sets[i]);
}
