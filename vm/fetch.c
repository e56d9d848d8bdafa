#include "vm/fetch.h"

enum { CACHE_LINE = 64 };

static void fetch(const void *record, size_t size)
{
    for (size_t at = 0; at < size; at += CACHE_LINE)
        __builtin_prefetch((const char *)record + at);
    __builtin_prefetch((const char *)record + size - 1);
}

/* The first event of each; most promotions have no other. */
static size_t find_events(const struct image_view *view, const uint32_t *candidates, size_t count,
                          const struct image_event **events)
{
    size_t found = 0;
    for (size_t i = 0; i < count; i++) {
        struct span span = view->PROMOTIONS[candidates[i]].events;
        if (span.count > 0)
            events[found++] = &view->EVENTS[span.first];
    }
    for (size_t i = 0; i < found; i++)
        fetch(events[i], sizeof *events[i]);
    return found;
}

static void fetch_parts(const struct image_view *view, const struct image_event *event)
{
    fetch(&view->CODE[event->code.first], 4 * sizeof *view->CODE);
    fetch(&view->BENEFITS[event->benefits.first], sizeof *view->BENEFITS);
    if (event->buys.count > 0)
        fetch(&view->PICKS[event->buys.first], sizeof *view->PICKS);
    if (event->rows.count > 0)
        fetch(&view->ROWS[event->rows.first], sizeof *view->ROWS);
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

void fetch_candidates(const struct evaluation *evaluation, const uint32_t *candidates, size_t count)
{
    const struct image_view *view = evaluation->view;
    const struct image_event *events[FETCH_BATCH];
    uint32_t sets[FETCH_BATCH];
    size_t set_count = 0;
    if (count > FETCH_BATCH)
        count = FETCH_BATCH;
    for (size_t i = 0; i < count; i++)
        fetch(&view->PROMOTIONS[candidates[i]], sizeof *view->PROMOTIONS);
    size_t event_count = find_events(view, candidates, count, events);
    for (size_t i = 0; i < event_count; i++)
        fetch_parts(view, events[i]);
    for (size_t i = 0; i < event_count; i++) {
        uint32_t set = set_of(view, events[i]);
        if (set == INDEX_NONE)
            continue;
        sets[set_count++] = set;
        fetch(&view->SETS[set], sizeof *view->SETS);
        fetch(&evaluation->scene.entry_of_set[set], sizeof *evaluation->scene.entry_of_set);
    }
    for (size_t i = 0; i < set_count; i++)
        fetch(&view->CODE[view->SETS[sets[i]].code.first], 2 * sizeof *view->CODE);
}
