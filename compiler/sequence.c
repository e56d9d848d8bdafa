#include "compiler/sequence.h"

#include "compiler/values.h"
#include "lang/nearest.h"

#include <stdlib.h>

struct placed_step {
    struct plan_step step;
    const struct step *from;
    uint32_t order;
};

static uint32_t event_of(struct check *check, const struct plan_promotion *promotion, const struct word *word)
{
    if (!word_given(word))
        return PLAN_NONE;
    uint32_t number = text_table_find(&check->local, word->text);
    if (number != TEXT_TABLE_NONE || promotion->events_missing)
        return number == TEXT_TABLE_NONE ? PLAN_NONE : number;
    struct nearest nearest = nearest_to(word->text);
    for (size_t i = 0; i < check->local.count && check->suggestions > 0; i++)
        nearest_offer(&nearest, check->local.texts[i]);
    if (check->suggestions > 0)
        check->suggestions--;
    struct diagnostic *d = check_error(check, P0501, word->span, "this promotion has no event `%.*s`", SHOWN(word->text));
    if (nearest.best.bytes != NULL)
        diag_did_you_mean(d, nearest.best);
    return PLAN_NONE;
}

static bool step_of(struct check *check, const struct plan_promotion *promotion, const struct step *from,
                    struct plan_step *step)
{
    int64_t number = 0;
    size_t errors = check->diags->errors;
    *step = (struct plan_step){.title = from->title.text, .used = PLAN_NONE, .unused = PLAN_NONE};
    bool numbered = value_count(check, from->number, 0, "the number of a step", &number);
    if (numbered && number > INT32_MAX)
        check_error(check, P0206, from->number->span, "the number of a step is too large");
    step->number = (uint32_t)number;
    step->event = event_of(check, promotion, &from->event);
    if (!from->used_stop)
        step->used = event_of(check, promotion, &from->used);
    if (!from->unused_stop)
        step->unused = event_of(check, promotion, &from->unused);
    return numbered && step->event != PLAN_NONE && check->diags->errors == errors;
}

static int compare_steps(const void *left, const void *right)
{
    const struct placed_step *a = left, *b = right;
    if (a->step.number != b->step.number)
        return a->step.number < b->step.number ? -1 : 1;
    return a->order < b->order ? -1 : a->order > b->order;
}

/* ---- Walking: steps by event, and where each leads ---- */

struct walk {
    const struct placed_step *steps;
    uint32_t count;
    uint32_t *step_of_event; /* step, or PLAN_NONE */
    uint8_t *state;          /* of steps: 0 not met, 1 on the path, 2 done */
    uint32_t *path;          /* steps on the way here */
    uint8_t *reached;        /* of events */
};

static uint32_t next_event(const struct walk *walk, uint32_t step, int way)
{
    return way == 0 ? walk->steps[step].step.used : walk->steps[step].step.unused;
}

static void report_loop(struct check *check, const struct walk *walk, uint32_t depth, uint32_t back, int way)
{
    struct buffer words;
    const struct step *last = walk->steps[walk->path[depth - 1]].from;
    uint32_t first = 0;
    while (walk->path[first] != back)
        first++;
    buffer_init(&words, check->alloc);
    for (uint32_t i = first; i < depth && i < first + 20; i++)
        buffer_format(&words, "%.*s -> ", SHOWN(walk->steps[walk->path[i]].from->event.text));
    if (depth > first + 20)
        buffer_string(&words, "... -> ");
    buffer_format(&words, "%.*s", SHOWN(walk->steps[back].from->event.text));
    const char *path = buffer_cstring(&words);
    struct span span = way == 0 ? last->used.span : last->unused.span;
    struct diagnostic *d =
        check_error(check, P0502, span, "the sequence runs in a circle: %s", path == NULL ? "" : path);
    diag_note(d, walk->steps[back].from->span, "this step comes again");
    diag_help(d, "let one of these steps lead to `stop`, or to an event further on");
    buffer_done(&words);
}

/* Depth first from one step, on a path of its own; a step that is met twice on it closes a circle. */
static bool walk_from(struct check *check, struct walk *walk, uint32_t start, uint8_t *ways)
{
    uint32_t depth = 1;
    walk->path[0] = start;
    walk->state[start] = 1;
    ways[0] = 0;
    while (depth > 0) {
        uint32_t step = walk->path[depth - 1];
        if (ways[depth - 1] == 2) {
            walk->state[step] = 2;
            depth--;
            continue;
        }
        int way = ways[depth - 1]++;
        uint32_t event = next_event(walk, step, way);
        if (event == PLAN_NONE)
            continue;
        walk->reached[event] = 1;
        uint32_t next = walk->step_of_event[event];
        if (next == PLAN_NONE || walk->state[next] == 2)
            continue;
        if (walk->state[next] == 1) {
            report_loop(check, walk, depth, next, way);
            return false;
        }
        walk->state[next] = 1;
        walk->path[depth] = next;
        ways[depth++] = 0;
    }
    return true;
}

static void walk_all(struct check *check, const struct placed_step *steps, uint32_t count, const struct span *spans,
                     uint32_t event_count)
{
    struct walk walk = {.steps = steps,
                        .count = count,
                        .step_of_event = CHECK_ARRAY(check, event_count, uint32_t),
                        .state = CHECK_ARRAY(check, count, uint8_t),
                        .path = CHECK_ARRAY(check, count, uint32_t),
                        .reached = CHECK_ARRAY(check, event_count, uint8_t)};
    uint8_t *ways = CHECK_ARRAY(check, count, uint8_t);
    if (check->failed || count == 0)
        return;
    for (uint32_t i = 0; i < event_count; i++)
        walk.step_of_event[i] = PLAN_NONE;
    for (uint32_t i = 0; i < count; i++)
        walk.step_of_event[steps[i].step.event] = i;
    walk.reached[steps[0].step.event] = 1;
    bool sound = walk_from(check, &walk, 0, ways);
    for (uint32_t i = 0; i < event_count && sound; i++) {
        if (walk.reached[i])
            continue;
        struct diagnostic *d = check_warning(check, P0503, spans[i], "no path of the sequence reaches event `%.*s`",
                                             SHOWN(check->local.texts[i]));
        diag_help(d, "let a step lead to it with `used` or `unused`, or delete it");
    }
    /* Circles that the first step does not reach would never run, but images have none. */
    for (uint32_t i = 0; i < count && sound; i++)
        if (walk.state[i] == 0)
            sound = walk_from(check, &walk, i, ways);
}

/* Each number and each event once. */
static void check_twice(struct check *check, const struct placed_step *steps, size_t count, uint32_t event_count)
{
    const struct placed_step **of_event = CHECK_ARRAY(check, event_count, const struct placed_step *);
    for (size_t i = 0; i < count && of_event != NULL; i++) {
        const struct placed_step *other = of_event[steps[i].step.event];
        if (i != 0 && steps[i - 1].step.number == steps[i].step.number) {
            struct diagnostic *d =
                check_error(check, P0504, steps[i].from->number->span, "there is a step %u already", steps[i].step.number);
            diag_note(d, steps[i - 1].from->number->span, "here first");
        }
        if (other != NULL) {
            struct diagnostic *d = check_error(check, P0504, steps[i].from->event.span, "event `%.*s` has a step already",
                                               SHOWN(steps[i].from->event.text));
            diag_note(d, other->from->span, "this one");
            diag_help(d, "a step says what comes after its event, so each event has one");
        }
        of_event[steps[i].step.event] = &steps[i];
    }
}

void sequence_of(struct check *check, const struct clause *sequence, const struct span *spans,
                 struct plan_promotion *promotion)
{
    VECTOR(struct placed_step) steps = {0};
    size_t errors = check->diags->errors;
    for (const struct step *step = sequence->steps; step != NULL; step = step->next) {
        struct placed_step placed = {.from = step, .order = (uint32_t)steps.count};
        if (step_of(check, promotion, step, &placed.step))
            CHECK_PUSH(check, &steps, placed);
    }
    if (sequence->steps == NULL)
        check_error(check, P0215, sequence->span, "a sequence without a step");
    if (steps.count > 1)
        qsort(steps.items, steps.count, sizeof *steps.items, compare_steps);
    check_twice(check, steps.items, steps.count, promotion->event_count);
    if (check->diags->errors == errors && !promotion->events_missing)
        walk_all(check, steps.items, (uint32_t)steps.count, spans, promotion->event_count);
    struct plan_step *kept = CHECK_ARRAY(check, steps.count, struct plan_step);
    for (size_t i = 0; i < steps.count && kept != NULL; i++)
        kept[i] = steps.items[i].step;
    promotion->steps = kept;
    promotion->step_count = kept == NULL ? 0 : (uint32_t)steps.count;
    VECTOR_DONE(&steps, check->alloc);
}
