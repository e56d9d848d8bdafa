#include "vm/best_core.h"

#include <string.h>

bool core_possible(const struct component *component, const uint32_t *columns, uint32_t count)
{
    if (component->exclusions || component->must_use != BEST_NONE)
        return false;
    for (uint32_t i = 0; i < count; i++)
        if (component->promotions[component->columns[columns[i]].promotion].budget != BEST_NONE)
            return false;
    return true;
}

/* Whether a column may have fewer copies than its rows say, which bounds would be rough without: with slots they say little. */
static bool needs_row(const struct core *core, const struct component *whole, uint32_t k, const int64_t *upper)
{
    return whole->slots && upper[core->columns[k]] < whole->columns[core->columns[k]].most;
}

/* Rows of the columns, numbered as they come, and then those of single columns. `numbers`: by row of the whole. */
static void make_rows(struct core *core, const struct set *set, const int64_t *upper, uint32_t *numbers)
{
    const struct component *whole = set->component;
    struct component *part = &core->component;
    for (uint32_t r = 0; r < whole->row_count; r++)
        numbers[r] = BEST_NONE;
    for (uint32_t k = 0; k < part->column_count; k++) {
        uint32_t j = core->columns[k];
        const struct component_column *column = &whole->columns[j];
        for (uint32_t i = 0; i < column->entry_count; i++) {
            const struct entry *entry = &whole->entries[column->first_entry + i];
            if (numbers[entry->row] == BEST_NONE) {
                struct component_row *row = &part->rows[numbers[entry->row] = part->row_count++];
                *row = whole->rows[entry->row];
                row->taken += row->capacity - set->rests[entry->row];
                row->capacity = set->rests[entry->row];
                row->entry_count = 0;
            }
            struct component_row *row = &part->rows[numbers[entry->row]];
            row->entry_count++;
            row->capacity += entry->amount * (set->copies[j] - core->lower[j]);
            row->taken -= entry->amount * (set->copies[j] - core->lower[j]);
        }
    }
    for (uint32_t k = 0; k < part->column_count; k++)
        if (needs_row(core, whole, k, upper))
            part->rows[part->row_count++] = (struct component_row){
                .model_row = BEST_NONE, .capacity = upper[core->columns[k]] - core->lower[core->columns[k]], .entry_count = 1};
    uint32_t first = 0;
    for (uint32_t r = 0; r < part->row_count; r++) {
        core->needy |= part->rows[r].capacity < 0;
        part->rows[r].first_entry = first;
        first += part->rows[r].entry_count;
        part->rows[r].entry_count = 0;
    }
}

static void make_columns(struct core *core, const struct set *set, const uint32_t *numbers, const int64_t *upper,
                         const int64_t *reduced)
{
    const struct component *whole = set->component;
    struct component *part = &core->component;
    uint32_t at = 0, last = part->row_count;
    for (uint32_t k = 0; k < part->column_count; k++)
        last -= needs_row(core, whole, k, upper);
    for (uint32_t k = 0; k < part->column_count; k++) {
        uint32_t j = core->columns[k];
        struct component_column *column = &part->columns[k];
        *column = whole->columns[j];
        column->cost = -reduced[j];
        column->most = upper[j] - core->lower[j];
        column->first_entry = at;
        part->copies[k] = set->copies[j] - core->lower[j];
        for (uint32_t i = 0; i < whole->columns[j].entry_count; i++) {
            const struct entry *entry = &whole->entries[whole->columns[j].first_entry + i];
            struct component_row *row = &part->rows[numbers[entry->row]];
            part->row_entries[row->first_entry + row->entry_count++] = (struct row_entry){k, entry->amount};
            part->entries[at++] = (struct entry){numbers[entry->row], entry->amount};
        }
        if (needs_row(core, whole, k, upper)) {
            column->entry_count++;
            part->row_entries[part->rows[last].first_entry + part->rows[last].entry_count++] = (struct row_entry){k, 1};
            part->entries[at++] = (struct entry){last++, 1};
        }
    }
}

/* A purse of the whole, less what the set draws from it. `numbers`: by purse of the whole; BEST_NONE: not yet made. */
static uint32_t make_purse(struct component *part, const struct set *set, uint32_t number, uint32_t *numbers)
{
    const struct component *whole = set->component;
    if (number == BEST_NONE)
        return BEST_NONE;
    if (numbers[number] != BEST_NONE)
        return numbers[number];
    struct purse *purse = &part->purses[part->purse_count];
    *purse = whole->purses[number];
    for (uint32_t j = 0; j < whole->column_count; j++) {
        const struct component_promotion *promotion = &whole->promotions[whole->columns[j].promotion];
        if (set->copies[j] != 0 && (promotion->cap == number || promotion->budget == number))
            purse->limit -= whole->columns[j].money * set->copies[j];
    }
    return numbers[number] = part->purse_count++;
}

/* Caps and budgets, less what the fixed copies take of them. */
static void make_promotions(struct core *core, const struct set *set, uint32_t *numbers)
{
    const struct component *whole = set->component;
    struct component *part = &core->component;
    for (uint32_t i = 0; i < whole->purse_count; i++)
        numbers[i] = BEST_NONE;
    for (uint32_t p = 0; p < whole->promotion_count; p++) {
        part->promotions[p] = whole->promotions[p];
        part->promotions[p].cap = part->promotions[p].budget = BEST_NONE;
    }
    for (uint32_t k = 0; k < part->column_count; k++) {
        uint32_t p = part->columns[k].promotion, j = core->columns[k];
        uint32_t budget = make_purse(part, set, whole->promotions[p].budget, numbers); /* budgets come before their caps */
        uint32_t cap = make_purse(part, set, whole->promotions[p].cap, numbers);
        promo_i128 money = part->columns[k].money * (set->copies[j] - core->lower[j]);
        part->promotions[p].budget = budget;
        part->promotions[p].cap = cap;
        if (budget != BEST_NONE)
            part->purses[budget].limit += money;
        if (cap != BEST_NONE) {
            part->purses[cap].limit += money;
            part->purses[cap].behind = budget;
        }
    }
    for (uint32_t i = 0; i < part->purse_count; i++)
        if (part->purses[i].limit < 0)
            part->purses[i].limit = 0;
}

/* What the set at hand weighs. */
static promo_status weigh(struct component *part)
{
    struct scratch_mark mark = scratch_mark(part->model->scratch);
    struct set set;
    promo_status status = set_begin(&set, part);
    for (uint32_t k = 0; status == PROMO_OK && k < part->column_count; k++)
        if (part->copies[k] != 0)
            (void)set_take(&set, k, part->copies[k]);
    part->best = set.weight;
    scratch_rewind(part->model->scratch, mark);
    return status;
}

promo_status core_make(struct core *core, const struct set *set, const uint32_t *columns, uint32_t count, const int64_t *lower,
                       const int64_t *upper, const int64_t *reduced, int64_t gap)
{
    const struct component *whole = set->component;
    struct scratch *scratch = whole->model->scratch;
    size_t entries = 0;
    for (uint32_t k = 0; k < count; k++)
        entries += whole->columns[columns[k]].entry_count + 1;
    *core = (struct core){.columns = columns, .own = count, .lower = lower};
    struct component *part = &core->component;
    *part = (struct component){.model = whole->model,
                               .column_count = count,
                               .promotion_count = whole->promotion_count,
                               .slots = whole->slots,
                               .must_use = BEST_NONE,
                               .lattice = whole->lattice,
                               .fine = whole->fine,
                               .found = true};
    uint32_t *numbers = SCRATCH_ARRAY(scratch, (size_t)whole->row_count + whole->purse_count, uint32_t);
    part->columns = SCRATCH_ARRAY(scratch, count, struct component_column);
    part->copies = SCRATCH_ARRAY(scratch, count, int64_t);
    part->rows = SCRATCH_ARRAY(scratch, (size_t)whole->row_count + count, struct component_row);
    part->entries = SCRATCH_ARRAY(scratch, entries, struct entry);
    part->row_entries = SCRATCH_ARRAY(scratch, entries, struct row_entry);
    part->promotions = SCRATCH_ARRAY(scratch, whole->promotion_count, struct component_promotion);
    part->purses = SCRATCH_ARRAY(scratch, whole->purse_count, struct purse);
    if (numbers == NULL || part->columns == NULL || part->copies == NULL || part->rows == NULL || part->entries == NULL ||
        part->row_entries == NULL || part->promotions == NULL || part->purses == NULL)
        return PROMO_NO_MEMORY;
    make_rows(core, set, upper, numbers);
    make_columns(core, set, numbers, upper, reduced);
    make_promotions(core, set, numbers);
    promo_status status = weigh(part);
    part->priced = component_narrow(component_fine(part, part->best) + gap);
    return status;
}

/* A core in the making: columns, and by column of the whole what they may have and gain. */
struct completion {
    struct set *set;
    uint32_t *columns, count;
    int64_t *lower, *upper, *reduced;
    bool possible;
};

/* Nothing of the column is fixed any more: it is in question from none on, or else it is to keep all that it has. */
static void loosen(struct completion *completion, uint32_t j, uint32_t own, int64_t gap)
{
    bool asked = false;
    for (uint32_t k = 0; k < own; k++)
        asked |= completion->columns[k] == j;
    if (asked) {
        completion->possible &= completion->reduced[j] >= 0; /* else the bound speaks of the copies that are fixed */
    } else {
        completion->columns[completion->count++] = j;
        completion->upper[j] = completion->set->copies[j];
        completion->reduced[j] = completion->reduced[j] > gap ? completion->reduced[j] : gap + 1;
    }
    completion->lower[j] = 0;
    (void)set_take(completion->set, j, -completion->set->copies[j]);
}

/* Loosens columns until none takes what others do not give. */
static void complete_rows(struct completion *completion, uint32_t own, int64_t gap)
{
    const struct component *whole = completion->set->component;
    uint32_t r;
    for (uint32_t k = 0; k < own; k++) {
        uint32_t j = completion->columns[k];
        (void)set_take(completion->set, j, completion->lower[j] - completion->set->copies[j]);
    }
    while ((r = set_overdrawn(completion->set)) != BEST_NONE) {
        const struct component_row *row = &whole->rows[r];
        for (uint32_t i = 0; i < row->entry_count && completion->set->rests[r] < 0; i++) {
            const struct row_entry *entry = &whole->row_entries[row->first_entry + i];
            if (entry->amount > 0 && completion->set->copies[entry->column] > 0)
                loosen(completion, entry->column, own, gap);
        }
        whole->model->work += row->entry_count / 4 + 1;
    }
}

promo_status core_complete(struct core *core, struct set *set, const int64_t *upper, const int64_t *reduced, int64_t gap, bool *whole)
{
    uint32_t count = set->component->column_count, own = core->own;
    struct scratch *scratch = set->component->model->scratch;
    struct completion completion = {.set = set, .count = own, .possible = true};
    int64_t *copies = SCRATCH_ARRAY(scratch, count, int64_t);
    completion.columns = SCRATCH_ARRAY(scratch, count, uint32_t);
    completion.lower = SCRATCH_ARRAY(scratch, count, int64_t);
    completion.upper = SCRATCH_ARRAY(scratch, count, int64_t);
    completion.reduced = SCRATCH_ARRAY(scratch, count, int64_t);
    if (copies == NULL || completion.columns == NULL || completion.lower == NULL || completion.upper == NULL || completion.reduced == NULL)
        return PROMO_NO_MEMORY;
    memcpy(copies, set->copies, count * sizeof *copies);
    memcpy(completion.columns, core->columns, own * sizeof *core->columns);
    memcpy(completion.lower, core->lower, count * sizeof *copies);
    memcpy(completion.upper, upper, count * sizeof *copies);
    memcpy(completion.reduced, reduced, count * sizeof *copies);
    complete_rows(&completion, own, gap);
    for (uint32_t k = 0; k < completion.count; k++)
        (void)set_take(set, completion.columns[k], copies[completion.columns[k]] - set->copies[completion.columns[k]]);
    promo_status status = core_make(core, set, completion.columns, completion.count, completion.lower, completion.upper, completion.reduced, gap);
    core->own = own;
    *whole = completion.possible && !core->needy;
    return status;
}

bool core_keeps(const struct core *core)
{
    bool keeps = true;
    for (uint32_t k = core->own; k < core->component.column_count; k++)
        keeps &= core->component.copies[k] == core->component.columns[k].most;
    return keeps;
}

void core_copies(const struct core *core, int64_t *copies)
{
    for (uint32_t k = 0; k < core->own; k++)
        copies[core->columns[k]] = core->lower[core->columns[k]] + core->component.copies[k];
}
