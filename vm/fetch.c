#include "vm/fetch.h"

enum {
    CACHE_LINE = 64,
    MOST_ROWS = 4, /* of a ladder, whose benefits are asked for */
    MOST_VALUES = 32,
    WHOLE_EVENT = offsetof(struct image_event, code)
};

/* The first `size` bytes of a record. */
static inline void fetch(const void *record, size_t size)
{
    for (size_t at = 0; at < size; at += CACHE_LINE)
        fetch_line((const char *)record + at);
    if (size % CACHE_LINE > sizeof(uint64_t)) /* records begin anywhere in a line */
        fetch_line((const char *)record + size - 1);
}

static inline void fetch_benefit(const struct image_view *view, uint32_t benefit)
{
    fetch(&view->BENEFITS[benefit], offsetof(struct image_benefit, worth));
}

/* What one stage found for the next. */
struct batch {
    const struct image_view *view;
    const struct evaluation *evaluation;
    const struct image_event *events[FETCH_BATCH]; /* whose parts are asked for: the first of promotions that are not plain */
    bool decided[FETCH_BATCH];                     /* by its brief: condition and restrictions are not looked at */
    size_t event_count;
    uint32_t undecided[FETCH_BATCH];               /* promotions whose records tell their events */
    size_t undecided_count;
    uint32_t sets[FETCH_BATCH];                    /* that benefits are on, and no condition */
    size_t set_count;
};

/* What the set is made of is near: the basket has its tokens. */
static void fetch_set(const struct batch *batch, uint32_t set)
{
    fetch(&batch->view->SETS[set], sizeof *batch->view->SETS);
    fetch_line(&batch->evaluation->scene.entry_of_set[set]);
}

static void add_event(struct batch *batch, uint32_t event, bool decided)
{
    batch->decided[batch->event_count] = decided;
    batch->events[batch->event_count++] = &batch->view->EVENTS[event];
    fetch(&batch->view->EVENTS[event], decided ? WHOLE_EVENT : sizeof *batch->view->EVENTS);
}

static void find_events(struct batch *batch, const uint32_t *candidates, size_t count)
{
    const struct image_view *view = batch->view;
    for (size_t i = 0; i < count; i++) {
        const struct image_brief *brief = batch->evaluation->briefed ? &view->BRIEFS[candidates[i]] : NULL;
        if (brief == NULL || !(brief->flags & BRIEF_DECIDED)) {
            batch->undecided[batch->undecided_count++] = candidates[i];
            fetch(&view->PROMOTIONS[candidates[i]], sizeof *view->PROMOTIONS);
            continue;
        }
        fetch_line(&brief->gives); /* mostly in the same line */
        if (!(brief->flags & BRIEF_PLAIN)) {
            add_event(batch, brief->event, true);
        } else if (brief->scope == SCOPE_SET && (brief->measure == MEASURE_NOTHING || brief->benefit_set != brief->set)) {
            batch->sets[batch->set_count++] = brief->benefit_set;
            fetch_set(batch, brief->benefit_set);
        }
        if (brief->measure != MEASURE_NOTHING)
            fetch_set(batch, brief->set);
    }
    for (size_t i = 0; i < batch->undecided_count; i++) {
        struct span events = view->PROMOTIONS[batch->undecided[i]].events;
        if (events.count > 0)
            add_event(batch, events.first, false);
    }
}

static void fetch_parts(const struct batch *batch, size_t number)
{
    const struct image_view *view = batch->view;
    const struct image_event *event = batch->events[number];
    if (event->benefits.count > 0)
        fetch_benefit(view, event->benefits.first);
    if (event->buys.count > 0)
        fetch(&view->PICKS[event->buys.first], event->buys.count * sizeof *view->PICKS);
    if (event->rows.count > 0)
        fetch(&view->ROWS[event->rows.first], event->rows.count * sizeof *view->ROWS);
    if (batch->decided[number])
        return;
    fetch(&view->CODE[event->code.first], 4 * sizeof *view->CODE);
    if (event->criterion != INDEX_NONE)
        fetch(&view->CRITERIA[event->criterion], sizeof *view->CRITERIA);
}

/* The symbols of a set that are several. */
static void fetch_values(const struct image_view *view, uint32_t set)
{
    struct span values = view->SETS[set].values;
    uint32_t count = values.count < MOST_VALUES ? values.count : MOST_VALUES;
    if (count > 1)
        fetch(&view->LIST_VALUES[values.first], count * sizeof *view->LIST_VALUES);
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

static void fetch_rows(const struct image_view *view, struct span rows)
{
    for (uint32_t i = 0; i < rows.count && i < MOST_ROWS; i++)
        fetch_benefit(view, view->ROWS[rows.first + i].benefits.first);
}

void fetch_candidates(const struct evaluation *evaluation, const uint32_t *candidates, size_t count)
{
    struct batch batch;
    batch.view = evaluation->view;
    batch.evaluation = evaluation;
    batch.event_count = batch.undecided_count = batch.set_count = 0;
    if (count > FETCH_BATCH)
        count = FETCH_BATCH;
    find_events(&batch, candidates, count);
    for (size_t i = 0; i < batch.event_count; i++)
        fetch_parts(&batch, i);
    for (size_t i = 0; i < batch.set_count; i++)
        fetch_values(batch.view, batch.sets[i]);
    for (size_t i = 0; i < batch.event_count; i++) {
        uint32_t set = set_of(batch.view, batch.events[i]);
        if (set != INDEX_NONE)
            fetch_set(&batch, set);
        fetch_rows(batch.view, batch.events[i]->rows);
    }
}
