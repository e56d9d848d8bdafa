/* Promotions in the order of images (layer, priority, declaration), with their events, sequences and what they exclude. */
#include "compiler/emit_parts.h"

#include <stdlib.h>

struct place {
    uint32_t layer, declared;
    int64_t priority;
};

static int compare_places(const void *left, const void *right)
{
    const struct place *a = left, *b = right;
    if (a->layer != b->layer)
        return a->layer < b->layer ? -1 : 1;
    if (a->priority != b->priority)
        return a->priority < b->priority ? -1 : 1;
    return a->declared < b->declared ? -1 : a->declared > b->declared;
}

/* PLAN_NONE, the layer of exclusive promotions, is the largest number: they come last. */
static struct place *ordered(struct emit *emit)
{
    size_t count = emit->plan->promotions.count;
    struct place *places = ARENA_ARRAY(&emit->scratch, count, struct place);
    if (places == NULL)
        return NULL;
    for (size_t i = 0; i < count; i++) {
        const struct plan_promotion *promotion = &emit->plan->promotions.items[i];
        places[i] = (struct place){promotion->layer, (uint32_t)i, promotion->priority};
    }
    if (count > 1)
        qsort(places, count, sizeof *places, compare_places);
    for (size_t i = 0; i < count; i++)
        emit->promotions[places[i].declared] = (uint32_t)i;
    return places;
}

static void write_layers(struct emit *emit, const struct place *places)
{
    size_t at = 0, count = emit->plan->promotions.count;
    for (size_t i = 0; i < emit->plan->layers.count; i++) {
        const struct plan_layer *layer = &emit->plan->layers.items[i];
        size_t first = at;
        while (at < count && places[at].layer == i)
            at++;
        struct image_layer record = {.name = image_writer_text(&emit->writer, layer->name),
                                     .title = image_writer_text(&emit->writer, layer->title),
                                     .on_original = layer->on_original,
                                     .stack = layer->stack,
                                     .promotions = {(uint32_t)first, (uint32_t)(at - first)}};
        image_writer_add(&emit->writer, SECTION_LAYERS, &record, 1);
    }
}

/* ---- Events ---- */

static struct span write_picks(struct emit *emit, const struct plan_pick *picks, uint32_t count)
{
    struct span span = {image_writer_count(&emit->writer, SECTION_PICKS), count};
    for (uint32_t i = 0; i < count; i++) {
        struct image_pick record = {.set = emit->sets[picks[i].set],
                                    .flags = (picks[i].up_to ? PICK_UP_TO : 0u) |
                                             (picks[i].different ? PICK_DIFFERENT : 0u) |
                                             (picks[i].no_dearer ? PICK_NO_DEARER : 0u),
                                    .count = picks[i].count};
        image_writer_add(&emit->writer, SECTION_PICKS, &record, 1);
    }
    return span;
}

_Static_assert((int)PLAN_PERCENT_OFF == BENEFIT_PERCENT && (int)PLAN_PRICE_SUM == BENEFIT_PRICE_SUM &&
                   (int)PLAN_GIFT == BENEFIT_GIFT && (int)PLAN_CERTIFICATE == BENEFIT_CERTIFICATE &&
                   (int)PLAN_CHARGE_PERCENT == BENEFIT_CHARGE_PERCENT,
               "the plan numbers benefits as images do");
_Static_assert((int)PLAN_SCOPE_SET == SCOPE_SET && (int)PLAN_SCOPE_NOTHING == SCOPE_NOTHING &&
                   (int)PLAN_SELECT_DEAREST == SELECT_DEAREST && (int)PLAN_MEASURE_LINES == MEASURE_LINES,
               "the plan numbers scopes, choices and measures as images do");

static struct span write_benefits(struct emit *emit, const struct plan_benefit *benefits, uint32_t count)
{
    struct span span = {image_writer_count(&emit->writer, SECTION_BENEFITS), count};
    for (uint32_t i = 0; i < count; i++) {
        const struct plan_benefit *benefit = &benefits[i];
        struct image_benefit record = {
            .kind = (uint8_t)benefit->kind,
            .scope = (uint8_t)benefit->scope,
            .select = (uint8_t)benefit->select,
            .set = benefit->scope == PLAN_SCOPE_SET ? emit->sets[benefit->set] : 0,
            .count = benefit->count,
            .value = benefit->value,
            .worth = benefit->worth,
            .reference = benefit->reference,
            .name = image_writer_text(&emit->writer, benefit->name),
            .unit = image_writer_text(&emit->writer, benefit->unit),
        };
        image_writer_add(&emit->writer, SECTION_BENEFITS, &record, 1);
    }
    return span;
}

/* Rows stand together, so their benefits are written before any of them. */
static struct span write_rows(struct emit *emit, const struct plan_event *event)
{
    struct image_row *rows = ARENA_ARRAY(&emit->scratch, event->row_count, struct image_row);
    if (rows == NULL) {
        emit_no_memory(emit);
        return (struct span){0, 0};
    }
    for (uint32_t i = 0; i < event->row_count; i++)
        rows[i] = (struct image_row){event->rows[i].from,
                                     write_benefits(emit, event->rows[i].benefits, event->rows[i].benefit_count)};
    return (struct span){image_writer_add(&emit->writer, SECTION_ROWS, rows, event->row_count), event->row_count};
}

static struct image_event record_of_event(struct emit *emit, const struct plan_event *event, uint32_t promotion)
{
    struct image_event record = {
        .name = image_writer_text(&emit->writer, event->name),
        .title = image_writer_text(&emit->writer, event->title),
        .promotion = promotion,
        .trigger = emit->symbols[event->trigger],
        .priority = event->priority,
        .line = event->line,
        .criterion = INDEX_NONE,
        .buys = write_picks(emit, event->buys, event->buy_count),
        .gets = write_picks(emit, event->gets, event->get_count),
        .every_amount = event->every_amount,
        .every_set = event->every_amount != 0 ? emit->sets[event->every_set] : 0,
        .ladder_by = (uint32_t)event->ladder_by,
        .ladder_set = event->ladder_by != PLAN_MEASURE_NOTHING ? emit->sets[event->ladder_set] : 0,
        .rows = write_rows(emit, event),
        .benefits = write_benefits(emit, event->benefits, event->benefit_count),
        .limit = event->limit,
        .gives = image_writer_text(&emit->writer, event->gives),
    };
    if (event->when != NULL) {
        record.criterion = emit_criteria(emit, event->when);
        const struct image_criterion *root = image_writer_at(&emit->writer, SECTION_CRITERIA, record.criterion);
        if (root != NULL)
            record.code = root->code;
    }
    return record;
}

struct event_place {
    int64_t priority;
    uint32_t declared;
};

static int compare_events(const void *left, const void *right)
{
    const struct event_place *a = left, *b = right;
    if (a->priority != b->priority)
        return a->priority < b->priority ? -1 : 1;
    return a->declared < b->declared ? -1 : a->declared > b->declared;
}

/* *numbers: the image's number of each event, by declaration. */
static struct span write_events(struct emit *emit, const struct plan_promotion *promotion, uint32_t number,
                                uint32_t **numbers)
{
    uint32_t count = promotion->event_count, first = image_writer_count(&emit->writer, SECTION_EVENTS);
    struct event_place *places = ARENA_ARRAY(&emit->scratch, count, struct event_place);
    *numbers = ARENA_ARRAY(&emit->scratch, count, uint32_t);
    if (places == NULL || *numbers == NULL) {
        emit_no_memory(emit);
        return (struct span){0, 0};
    }
    for (uint32_t i = 0; i < count; i++)
        places[i] = (struct event_place){promotion->events[i].priority, i};
    if (count > 1)
        qsort(places, count, sizeof *places, compare_events);
    for (uint32_t i = 0; i < count; i++) {
        struct image_event record = record_of_event(emit, &promotion->events[places[i].declared], number);
        (*numbers)[places[i].declared] = image_writer_add(&emit->writer, SECTION_EVENTS, &record, 1);
    }
    return (struct span){first, count};
}

static uint32_t step_target(const uint32_t *numbers, uint32_t event)
{
    return event == PLAN_NONE ? STEP_STOP : numbers[event];
}

static struct span write_steps(struct emit *emit, const struct plan_promotion *promotion, const uint32_t *numbers)
{
    struct span span = {image_writer_count(&emit->writer, SECTION_STEPS), promotion->step_count};
    for (uint32_t i = 0; i < promotion->step_count && numbers != NULL; i++) {
        const struct plan_step *step = &promotion->steps[i];
        struct image_step record = {.number = step->number,
                                    .event = numbers[step->event],
                                    .used = step_target(numbers, step->used),
                                    .unused = step_target(numbers, step->unused),
                                    .title = image_writer_text(&emit->writer, step->title)};
        image_writer_add(&emit->writer, SECTION_STEPS, &record, 1);
    }
    return span;
}

static struct span write_schedules(struct emit *emit, const struct plan_promotion *promotion)
{
    struct span span = {image_writer_count(&emit->writer, SECTION_SCHEDULES), promotion->schedule_count};
    for (uint32_t i = 0; i < promotion->schedule_count; i++) {
        const struct plan_schedule *schedule = &promotion->schedules[i];
        struct image_schedule record = {.weekdays = schedule->weekdays, .start = schedule->start, .end = schedule->end};
        image_writer_add(&emit->writer, SECTION_SCHEDULES, &record, 1);
    }
    return span;
}

static void write_promotion(struct emit *emit, uint32_t declared, uint32_t number)
{
    const struct plan_promotion *promotion = &emit->plan->promotions.items[declared];
    uint32_t *numbers;
    struct image_promotion record = {
        .name = image_writer_text(&emit->writer, promotion->name),
        .title = image_writer_text(&emit->writer, promotion->title),
        .file = image_writer_text(&emit->writer, promotion->file),
        .line = promotion->line,
        .status = (uint8_t)promotion->status,
        .type = (uint8_t)promotion->type,
        .exclusive = promotion->layer == PLAN_NONE,
        .events_exclusive = promotion->events_exclusive,
        .priority = promotion->priority,
        .declared = declared,
        .layer = promotion->layer,
        .period = {promotion->period.from, promotion->period.to},
        .limits = {promotion->limits.total, promotion->limits.per_customer, promotion->limits.per_day, VALUE_UNLIMITED},
        .cap = promotion->cap,
        .campaign = promotion->campaign,
        .coupon = promotion->coupon,
        .audience = promotion->audience,
        .price_list = promotion->price_list,
        .channels = emit_list(emit, promotion->channels),
        .stores = emit_list(emit, promotion->stores),
        .regions = emit_list(emit, promotion->regions),
        .schedules = write_schedules(emit, promotion),
    };
    record.events = write_events(emit, promotion, number, &numbers);
    record.steps = write_steps(emit, promotion, numbers);
    image_writer_add(&emit->writer, SECTION_PROMOTIONS, &record, 1);
}

/* ---- Excludes: said on one side, written on both ---- */

struct pair {
    uint32_t promotion, other;
};

static int compare_pairs(const void *left, const void *right)
{
    const struct pair *a = left, *b = right;
    if (a->promotion != b->promotion)
        return a->promotion < b->promotion ? -1 : 1;
    return a->other < b->other ? -1 : a->other > b->other;
}

static void write_excludes(struct emit *emit)
{
    const struct plan *plan = emit->plan;
    size_t count = 0, kept = 0;
    for (size_t i = 0; i < plan->promotions.count; i++)
        count += 2 * (size_t)plan->promotions.items[i].exclude_count;
    struct pair *pairs = ARENA_ARRAY(&emit->scratch, count, struct pair);
    if (pairs == NULL) {
        emit_no_memory(emit);
        return;
    }
    count = 0;
    for (size_t i = 0; i < plan->promotions.count; i++)
        for (uint32_t j = 0; j < plan->promotions.items[i].exclude_count; j++) {
            uint32_t one = emit->promotions[i], other = emit->promotions[plan->promotions.items[i].excludes[j]];
            pairs[count++] = (struct pair){one, other};
            pairs[count++] = (struct pair){other, one};
        }
    if (count > 1)
        qsort(pairs, count, sizeof *pairs, compare_pairs);
    for (size_t i = 0; i < count; i++)
        if (kept == 0 || compare_pairs(&pairs[kept - 1], &pairs[i]) != 0)
            pairs[kept++] = pairs[i];
    for (size_t i = 0; i < kept;) {
        uint32_t promotion = pairs[i].promotion, first = image_writer_count(&emit->writer, SECTION_INDICES);
        for (; i < kept && pairs[i].promotion == promotion; i++)
            image_writer_add(&emit->writer, SECTION_INDICES, &pairs[i].other, 1);
        struct image_promotion *record = image_writer_at(&emit->writer, SECTION_PROMOTIONS, promotion);
        if (record != NULL)
            record->excludes = (struct span){first, image_writer_count(&emit->writer, SECTION_INDICES) - first};
    }
}

bool emit_promotions(struct emit *emit)
{
    struct place *places = ordered(emit);
    if (places == NULL)
        return false;
    write_layers(emit, places);
    for (size_t i = 0; i < emit->plan->promotions.count && !emit_failed(emit); i++)
        write_promotion(emit, places[i].declared, (uint32_t)i);
    write_excludes(emit);
    return true;
}
