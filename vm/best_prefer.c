#include "vm/best_prefer.h"

#include "vm/best_hold.h"
#include "vm/best_set.h"
#include "vm/best_stage.h"

#include <string.h>

static const struct best_promotion NOBODY = {.budget = BEST_NONE, .cap = BEST_UNLIMITED};

static void begin_purses(struct prefer *prefer)
{
    const struct component *component = prefer->component;
    for (uint32_t i = 0; i < component->purse_count; i++) {
        prefer->purses[i] = component->purses[i];
        prefer->purses[i].limit /= prefer->parts;
    }
    prefer->purse_count = component->purse_count;
    for (uint32_t p = 0; p < component->promotion_count; p++) {
        struct component_promotion *promotion = &prefer->promotions[p];
        *promotion = component->promotions[p];
        if (promotion->budget != BEST_NONE && promotion->cap == BEST_NONE) {
            promotion->cap = prefer->purse_count;
            prefer->purses[prefer->purse_count++] = (struct purse){
                .limit = prefer->purses[promotion->budget].limit, .behind = promotion->budget, .norm = 1};
        }
    }
    prefer->promotions[component->promotion_count] =
        (struct component_promotion){&NOBODY, BEST_NONE, BEST_NONE, BEST_NONE};
}

static promo_status begin(struct prefer *prefer, struct component *component)
{
    struct scratch *scratch = component->model->scratch;
    uint32_t most = preferences_most(component), columns = component->column_count + most;
    *prefer = (struct prefer){.component = component, .scratch = scratch};
    prefer->list = SCRATCH_ARRAY(scratch, most, struct preference);
    prefer->spares = SCRATCH_ARRAY(scratch, most, struct spare);
    prefer->copies = SCRATCH_CLEARED(scratch, columns, int64_t);
    prefer->open = SCRATCH_ARRAY(scratch, columns, bool);
    prefer->held = SCRATCH_CLEARED(scratch, columns, promo_i128);
    prefer->members = SCRATCH_ARRAY(scratch, columns, uint32_t);
    prefer->spent = SCRATCH_CLEARED(scratch, (size_t)component->purse_count + component->promotion_count, bool);
    prefer->tight = SCRATCH_ARRAY(scratch, component->row_count, bool);
    prefer->capacities = SCRATCH_ARRAY(scratch, component->row_count, int64_t);
    prefer->bases = SCRATCH_ARRAY(scratch, component->row_count, uint32_t);
    prefer->decided = SCRATCH_ARRAY(scratch, most, uint32_t);
    prefer->promotions = SCRATCH_ARRAY(scratch, (size_t)component->promotion_count + 1, struct component_promotion);
    prefer->purses = SCRATCH_ARRAY(scratch, (size_t)component->purse_count + component->promotion_count, struct purse);
    if (prefer->list == NULL || prefer->spares == NULL || prefer->copies == NULL || prefer->open == NULL ||
        prefer->held == NULL || prefer->members == NULL || prefer->spent == NULL || prefer->tight == NULL || prefer->capacities == NULL ||
        prefer->bases == NULL || prefer->decided == NULL || prefer->promotions == NULL || prefer->purses == NULL)
        return PROMO_NO_MEMORY;
    for (uint32_t r = 0; r < component->row_count; r++) {
        prefer->capacities[r] = component->rows[r].capacity;
        prefer->bases[r] = component_base_promotion(component, r);
    }
    preferences_parts(prefer);
    begin_purses(prefer);
    return PROMO_OK;
}

/* Which columns and spares are in question, and what they hold, by the component's own prices. */
static promo_status hold_first(struct prefer *prefer)
{
    struct component *component = prefer->component;
    for (uint32_t j = 0; j < component->column_count; j++) {
        prefer->members[j] = j;
        prefer->copies[j] = component->copies[j];
    }
    prefer->many = component_copies(component, prefer->members, component->column_count) > COMPONENT_COPIES;
    prefer->column_count = component->column_count + prefer->spare_count;
    bool exact = false;
    promo_status status = hold_by_prices(prefer, component, prefer->members, prefer->parts, &exact);
    if (status == PROMO_OK && !exact)
        hold_weights(prefer);
    for (uint32_t s = 0; s < prefer->spare_count; s++)
        prefer->open[component->column_count + s] = !prefer->tight[prefer->spares[s].row];
    stage_count_spares(prefer);
    return status;
}

/* Takes the set found, if it is preferred; *weighs: and weighs what it has to, which steps that bounds are too rough for may have lost. */
static promo_status keep_preferred(struct prefer *prefer, bool *weighs)
{
    struct component *component = prefer->component;
    struct set set;
    bool prefers = false;
    promo_status status = set_begin(&set, component);
    for (uint32_t j = 0; status == PROMO_OK && j < component->column_count; j++)
        if (prefer->copies[j] != 0)
            (void)set_take(&set, j, prefer->copies[j]);
    bool uses = status == PROMO_OK && (component->must_use == BEST_NONE || set.used[component->must_use] > 0);
    *weighs = uses && set.weight == component->best;
    if (*weighs)
        status = component_prefers(component, set.copies, &prefers);
    if (prefers)
        memcpy(component->copies, set.copies, component->column_count * sizeof *set.copies);
    return status;
}

promo_status component_prefer(struct component *component, int64_t steps, bool *finished)
{
    struct model *model = component->model;
    struct scratch_mark mark = scratch_mark(model->scratch);
    struct prefer prefer;
    int64_t work_limit = model->work_limit;
    bool ended = false, whole = false;
    if (model->work < work_limit && steps < work_limit - model->work)
        model->work_limit = model->work + steps;
    promo_status status = begin(&prefer, component);
    if (status == PROMO_OK)
        status = preferences_list(&prefer, &whole);
    if (status == PROMO_OK)
        status = hold_first(&prefer);
    for (uint32_t next = 0; status == PROMO_OK && next < prefer.count && !ended;) {
        struct scratch_mark stage_mark = scratch_mark(model->scratch);
        uint32_t count = 0, *chosen = SCRATCH_ARRAY(model->scratch, prefer.count, uint32_t);
        if (chosen == NULL) {
            status = PROMO_NO_MEMORY;
            break;
        }
        next = stage_gather(&prefer, next, chosen, &count);
        if (count == 0)
            break;
        ended = !model_work(model, component->column_count);
        if (!ended)
            status = stage_run(&prefer, chosen, count, &ended);
        scratch_rewind(model->scratch, stage_mark);
    }
    bool weighs = false;
    if (status == PROMO_OK)
        status = keep_preferred(&prefer, &weighs);
    *finished = whole && !ended && weighs;
    model->work_limit = work_limit;
    scratch_rewind(model->scratch, mark);
    return status;
}
