#include "vm/best_parts.h"

#include "vm/best_core.h"
#include "vm/best_prefer.h"

#include <string.h>

static uint32_t root_of(uint32_t *parents, uint32_t node)
{
    while (parents[node] != node)
        node = parents[node] = parents[parents[node]];
    return node;
}

/* `owner`: the first column that had the row or cap, or BEST_NONE. */
static void join(uint32_t *parents, uint32_t *owner, uint32_t node)
{
    if (*owner == BEST_NONE) {
        *owner = node;
        return;
    }
    uint32_t a = root_of(parents, *owner), b = root_of(parents, node);
    parents[a > b ? a : b] = a > b ? b : a;
}

/* Whether claims of the row's units are compared line by line, so that those of one part decide what others are preferred by. */
static bool tells_lines(const struct component *component, uint32_t r)
{
    const struct model *model = component->model;
    uint32_t row = component->rows[r].model_row;
    return row < model->row_count && model->bases[row].event == BEST_NONE && model->atoms[model->places[row].first_atom].next != BEST_NONE;
}

/* Rows that have room for all copies of all columns in question: they tie none of them to others. `free`: by row. */
static promo_status find_free(const struct parts *parts, const uint32_t *columns, uint32_t count, bool *free)
{
    const struct set *set = parts->set;
    const struct component *component = set->component;
    struct scratch *scratch = component->model->scratch;
    struct scratch_mark mark = scratch_mark(scratch);
    promo_i128 *more = SCRATCH_CLEARED(scratch, component->row_count, promo_i128);
    if (more == NULL)
        return PROMO_NO_MEMORY;
    for (uint32_t r = 0; r < component->row_count; r++)
        free[r] = !tells_lines(component, r);
    for (uint32_t k = 0; k < count; k++) {
        const struct component_column *column = &component->columns[columns[k]];
        int64_t copies = parts->upper[columns[k]] - set->copies[columns[k]];
        for (uint32_t i = 0; i < column->entry_count; i++) {
            const struct entry *entry = &component->entries[column->first_entry + i];
            free[entry->row] &= entry->amount > 0;
            more[entry->row] += (promo_i128)entry->amount * copies;
        }
    }
    for (uint32_t r = 0; r < component->row_count; r++)
        free[r] &= more[r] <= set->rests[r];
    scratch_rewind(scratch, mark);
    return PROMO_OK;
}

/* Sorts the columns so that those that hang together, by rows or caps, follow each other, and lists where each such part begins,
 * and after the last one the count of columns. `begins` has room for one more number than there are columns. */
static promo_status find_parts(const struct parts *parts, uint32_t *columns, uint32_t count, uint32_t *begins, uint32_t *part_count)
{
    const struct component *component = parts->set->component;
    struct scratch *scratch = component->model->scratch;
    uint32_t owner_count = component->row_count + component->purse_count, at = 0;
    uint32_t *parents = SCRATCH_ARRAY(scratch, count, uint32_t), *sorted = SCRATCH_ARRAY(scratch, count, uint32_t);
    uint32_t *owners = SCRATCH_ARRAY(scratch, owner_count, uint32_t);
    bool *free = SCRATCH_ARRAY(scratch, component->row_count, bool);
    if (parents == NULL || sorted == NULL || owners == NULL || free == NULL)
        return PROMO_NO_MEMORY;
    memset(owners, 0xff, owner_count * sizeof *owners);
    promo_status status = find_free(parts, columns, count, free);
    for (uint32_t k = 0; k < count; k++) {
        const struct component_column *column = &component->columns[columns[k]];
        uint32_t cap = component->promotions[column->promotion].cap;
        parents[k] = k;
        for (uint32_t i = 0; i < column->entry_count; i++) {
            uint32_t row = component->entries[column->first_entry + i].row;
            if (!free[row])
                join(parents, &owners[row], k);
        }
        if (cap != BEST_NONE)
            join(parents, &owners[component->row_count + cap], k);
    }
    *part_count = 0;
    for (uint32_t root = 0; root < count; root++) {
        if (root_of(parents, root) != root)
            continue;
        begins[(*part_count)++] = at;
        for (uint32_t k = root; k < count; k++)
            if (root_of(parents, k) == root)
                sorted[at++] = columns[k];
    }
    begins[*part_count] = count;
    if (count > 0)
        memcpy(columns, sorted, count * sizeof *sorted);
    return status;
}

/* The preferred copies of one part's columns; all others have those of the set at hand. */
static promo_status prefer_part(const struct parts *parts, const uint32_t *columns, uint32_t count, int64_t steps, int64_t *copies,
                                bool *settled, bool *finished)
{
    struct component *component = parts->set->component;
    struct core core;
    uint32_t *labels = SCRATCH_ARRAY(component->model->scratch, component->row_count, uint32_t);
    if (labels == NULL)
        return PROMO_NO_MEMORY;
    if (component_settled(component, columns, count, parts->gap, labels))
        return PROMO_OK;
    promo_status status = core_make(&core, parts->set, columns, count, parts->lower, parts->upper, parts->reduced, parts->gap);
    if (status == PROMO_OK && core.needy)
        status = core_complete(&core, parts->set, parts->upper, parts->reduced, parts->gap, settled);
    if (status == PROMO_OK && *settled)
        status = component_prefer(&core.component, steps, finished);
    if (status != PROMO_OK || !*settled)
        return status;
    core_copies(&core, copies);
    *settled = core_keeps(&core);
    return PROMO_OK;
}

promo_status parts_prefer(const struct parts *parts, uint32_t *columns, uint32_t count, int64_t steps, bool *settled, bool *finished)
{
    struct component *component = parts->set->component;
    struct scratch *scratch = component->model->scratch;
    struct scratch_mark mark = scratch_mark(scratch);
    int64_t *copies = SCRATCH_ARRAY(scratch, component->column_count, int64_t), end = component->model->work + steps;
    uint32_t *begins = SCRATCH_ARRAY(scratch, (size_t)count + 1, uint32_t), part_count = 0;
    if (copies == NULL || begins == NULL)
        return PROMO_NO_MEMORY;
    memcpy(copies, parts->set->copies, component->column_count * sizeof *copies);
    promo_status status = find_parts(parts, columns, count, begins, &part_count);
    bool prefers = false;
    *settled = *finished = true;
    for (uint32_t i = 0; i < part_count && *settled && *finished && status == PROMO_OK; i++)
        status = prefer_part(parts, columns + begins[i], begins[i + 1] - begins[i], end - component->model->work, copies, settled, finished);
    if (status == PROMO_OK && *settled)
        status = component_prefers(component, copies, &prefers);
    if (prefers)
        memcpy(component->copies, copies, component->column_count * sizeof *copies);
    scratch_rewind(scratch, mark);
    return status;
}

promo_status parts_at_root(struct set *set, const uint32_t *order, uint32_t count, int64_t steps, bool *settled, bool *finished)
{
    struct component *component = set->component;
    struct scratch *scratch = component->model->scratch;
    int64_t *lower = SCRATCH_CLEARED(scratch, component->column_count, int64_t);
    int64_t *upper = SCRATCH_ARRAY(scratch, component->column_count, int64_t);
    int64_t *reduced = SCRATCH_ARRAY(scratch, component->column_count, int64_t);
    uint32_t *columns = SCRATCH_ARRAY(scratch, count, uint32_t);
    *settled = false;
    if (lower == NULL || upper == NULL || reduced == NULL || columns == NULL)
        return PROMO_NO_MEMORY;
    if (!core_possible(component, order, count))
        return PROMO_OK;
    for (uint32_t i = 0; i < count; i++)
        columns[i] = order[i];
    for (uint32_t j = 0; j < component->column_count; j++) {
        upper[j] = component->columns[j].most;
        reduced[j] = -component->columns[j].cost;
        if (component->copies[j] != 0)
            (void)set_take(set, j, component->copies[j]);
    }
    int64_t gap = component_narrow(component->priced - component_fine(component, component->best));
    struct parts parts = {set, lower, upper, reduced, gap};
    promo_status status = parts_prefer(&parts, columns, count, steps, settled, finished);
    set_clear(set);
    return status;
}
