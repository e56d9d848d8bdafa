#include "vm/path.h"

bool path_used(const struct evaluation *evaluation, uint32_t event)
{
    for (size_t i = 0; i < evaluation->visits.count; i++)
        if (evaluation->visits.items[i].event == event)
            return true;
    return false;
}

static const char *event_name(const struct evaluation *evaluation, uint32_t event)
{
    return evaluation_name(evaluation, evaluation->view->EVENTS[event].name);
}

/* The step of the event; of STEP_STOP, and of an event without one, NULL. */
static const struct image_step *step_of(const struct image_view *image, struct span steps, uint32_t event)
{
    for (uint32_t i = 0; i < steps.count; i++)
        if (image->STEPS[steps.first + i].event == event)
            return &image->STEPS[steps.first + i];
    return NULL;
}

static const char *step_sentence(struct evaluation *evaluation, struct span steps, const struct image_step *step)
{
    const struct image_view *image = evaluation->view;
    struct arena *arena = &evaluation->scratch;
    bool used = path_used(evaluation, step->event);
    uint32_t next = used ? step->used : step->unused;
    const struct image_step *then = step_of(image, steps, next);
    const char *title = step->title.length == 0 ? "" : arena_format(arena, " \"%s\"", evaluation_name(evaluation, step->title));
    const char *on = "the sequence ends";
    if (next != STEP_STOP && then != NULL)
        on = arena_format(arena, "step %u follows", (unsigned)then->number);
    else if (next != STEP_STOP)
        on = arena_format(arena, "%s follows, and the sequence ends", event_name(evaluation, next));
    return title == NULL || on == NULL
               ? NULL
               : arena_format(arena, "step %u%s: %s is %s, so %s", (unsigned)step->number, title,
                              event_name(evaluation, step->event), used ? "used" : "not used", on);
}

promo_status path_tell(struct evaluation *evaluation, uint32_t promotion, struct sentences *out)
{
    const struct image_view *image = evaluation->view;
    struct span steps = image->PROMOTIONS[promotion].steps;
    const struct image_step *step = steps.count == 0 ? NULL : &image->STEPS[steps.first];
    out->count = 0;
    out->capacity = steps.count;
    out->items = ARENA_ARRAY(&evaluation->scratch, steps.count, const char *);
    if (out->items == NULL)
        return evaluation_no_memory();
    for (uint32_t i = 1; i < steps.count; i++)
        if (image->STEPS[steps.first + i].number < step->number)
            step = &image->STEPS[steps.first + i];
    while (step != NULL && out->count < out->capacity) {
        const char *sentence = step_sentence(evaluation, steps, step);
        if (sentence == NULL)
            return evaluation_no_memory();
        out->items[out->count++] = sentence;
        uint32_t next = path_used(evaluation, step->event) ? step->used : step->unused;
        step = next == STEP_STOP ? NULL : step_of(image, steps, next);
    }
    return PROMO_OK;
}

const char *path_unvisited(struct evaluation *evaluation, uint32_t promotion, uint32_t event)
{
    const struct image_promotion *of = &evaluation->view->PROMOTIONS[promotion];
    if (of->steps.count > 0)
        return "it was not visited: the sequence did not come to it";
    for (uint32_t i = 0; i < of->events.count; i++) {
        uint32_t other = of->events.first + i;
        if (other != event && path_used(evaluation, other))
            return arena_format(&evaluation->scratch,
                                "it was not visited: the events are exclusive, and %s comes first and is used",
                                event_name(evaluation, other));
    }
    return "it was not visited: an earlier event of the promotion came before it";
}
