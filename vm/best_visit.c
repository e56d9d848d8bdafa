#include "vm/best_visit.h"

#include <string.h>

enum { DEPTH_MOST = 2000, LOTS_STEPS = 4 };

void visit_fail(struct visit *visit, promo_status status)
{
    if (visit->status == PROMO_OK)
        visit->status = status;
    visit->stop = true;
}

bool visit_goes_on(struct visit *visit, int64_t steps)
{
    if (!model_work(visit->model, steps) || visit->depth >= DEPTH_MOST) {
        visit->model->incomplete = true;
        visit->stop = true;
    }
    return !visit->stop;
}

bool visit_reserve(struct visit *visit, size_t extra)
{
    bool has = VECTOR_RESERVE(&visit->model->lots, visit->model->alloc, extra);
    if (!has)
        visit_fail(visit, PROMO_NO_MEMORY);
    return has;
}

bool visit_save(struct visit *visit, struct saved *saved)
{
    struct lots *lots = &visit->model->lots;
    saved->mark = scratch_mark(visit->model->scratch);
    saved->count = lots->count;
    saved->trace_count = visit->model->traces.count;
    saved->lots = SCRATCH_ARRAY(visit->model->scratch, lots->count, struct lot);
    if (saved->lots == NULL) {
        visit_fail(visit, PROMO_NO_MEMORY);
        return false;
    }
    if (lots->count > 0)
        memcpy(saved->lots, lots->items, lots->count * sizeof *saved->lots);
    return visit_goes_on(visit, (int64_t)lots->count / LOTS_STEPS + 1);
}

void visit_restore(struct visit *visit, const struct saved *saved)
{
    struct lots *lots = &visit->model->lots;
    if (saved->lots != NULL && saved->count > 0)
        memcpy(lots->items, saved->lots, saved->count * sizeof *saved->lots);
    lots->count = saved->count;
    visit->model->traces.count = saved->trace_count;
    scratch_rewind(visit->model->scratch, saved->mark);
}

bool visit_trace(struct visit *visit, struct lot *lot, uint32_t event, bool gotten, struct fraction off)
{
    struct trace trace = {lot->trace, event, gotten, off};
    if (!VECTOR_PUSH(&visit->model->traces, visit->model->alloc, trace)) {
        visit_fail(visit, PROMO_NO_MEMORY);
        return false;
    }
    lot->trace = (uint32_t)(visit->model->traces.count - 1);
    return true;
}
