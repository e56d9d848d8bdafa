#include "vm/best_search.h"

#include "vm/best_component.h"
#include "vm/best_slots.h"
#include "vm/best_small.h"

#include <string.h>

/* Disjoint sets of columns, joined by what they share. */
struct joins {
    uint32_t *parents;
};

static uint32_t root_of(struct joins *joins, uint32_t node)
{
    while (joins->parents[node] != node) {
        joins->parents[node] = joins->parents[joins->parents[node]];
        node = joins->parents[node];
    }
    return node;
}

/* Both sides hang from the smaller root, which is returned. */
static inline uint32_t join(struct joins *joins, uint32_t root, uint32_t node)
{
    uint32_t other = root_of(joins, node), least = root < other ? root : other;
    return joins->parents[root] = joins->parents[other] = least;
}

/* Joins a column, not joined to anything yet, to those before that take units of the same rows, and returns its root. `met`: by
 * row, what was the root of the last such column. */
static inline uint32_t join_rows(struct joins *joins, const struct model *model, uint32_t j, uint32_t *met)
{
    const struct column *column = &model->columns.items[j];
    const struct entry *entry = model->entries.items + column->first_entry, *end = entry + column->entry_count;
    uint32_t root = j;
    for (; entry < end; entry++) {
        uint32_t other = met[entry->row];
        if (other == root)
            continue;
        if (other != BEST_NONE)
            root = join(joins, root, other);
        met[entry->row] = root;
    }
    return root;
}

/* Nodes are columns, then promotions, then budgets. `met`: BEST_NONE for each row. */
static bool find_components(struct model *model, struct joins *joins, uint32_t *met)
{
    const struct best_problem *problem = model->problem;
    uint32_t column_count = (uint32_t)model->columns.count;
    uint32_t promotions = column_count, budgets = promotions + problem->promotion_count;
    uint32_t node_count = budgets + problem->budget_count;
    joins->parents = SCRATCH_ARRAY(model->scratch, node_count, uint32_t);
    if (joins->parents == NULL)
        return false;
    for (uint32_t i = 0; i < node_count; i++)
        joins->parents[i] = i;
    for (uint32_t j = 0; j < column_count; j++) {
        uint32_t promotion = model->columns.items[j].promotion, root = join_rows(joins, model, j, met);
        if (model->tied[promotion])
            (void)join(joins, root, promotions + promotion);
    }
    (void)model_work(model, column_count);
    for (uint32_t g = 0; g < model->open_count; g++) {
        uint32_t p = model->groups[model->open_groups[g]].promotion;
        const struct best_promotion *promotion = &problem->promotions[p];
        if (!model->tied[p])
            continue;
        if (model->budgeted[p])
            (void)join(joins, root_of(joins, promotions + p), budgets + promotion->budget);
        for (uint32_t i = 0; i < promotion->exclude_count; i++)
            (void)join(joins, root_of(joins, promotions + p), promotions + promotion->excludes[i]);
    }
    return true;
}

/* Maps from the model's numbers to the component's, BEST_NONE outside. */
struct maps {
    uint32_t *rows, *promotions, *budgets;
};

static uint32_t add_row(struct component *component, uint32_t model_row, int64_t capacity)
{
    struct component_row *row = &component->rows[component->row_count];
    row->model_row = model_row;
    row->capacity = capacity;
    row->taken = row->price = 0;
    return component->row_count++;
}

/* What a column of the model claims, as entries of the component. */
static inline void copy_entries(struct component *component, uint32_t *rows, const struct entry *entry, uint32_t count,
                                struct entry *made)
{
    const int64_t *capacities = component->model->capacities;
    for (const struct entry *end = entry + count; entry < end; entry++, made++) {
        uint32_t row = rows[entry->row];
        if (row == BEST_NONE)
            row = rows[entry->row] = add_row(component, entry->row, capacities[entry->row]);
        made->row = row;
        made->amount = entry->amount;
    }
}

static inline void add_number(struct maps *maps, uint32_t promotion, uint32_t *numbers, uint32_t *count)
{
    if (maps->promotions[promotion] == BEST_NONE)
        numbers[(*count)++] = promotion;
    maps->promotions[promotion] = 0;
}

/* Columns, their entries, and the rows that these are of. Promotions are the model's at first, and those of the columns are
 * listed. */
static bool make_columns(struct component *component, struct maps *maps, const uint32_t *members, uint32_t *numbers)
{
    struct model *model = component->model;
    size_t most = model->entries.count + component->column_count; /* entries, and rows */
    component->columns = SCRATCH_ARRAY(model->scratch, component->column_count, struct component_column);
    component->copies = SCRATCH_CLEARED(model->scratch, component->column_count, int64_t);
    component->entries = SCRATCH_ARRAY(model->scratch, most, struct entry);
    component->row_entries = SCRATCH_ARRAY(model->scratch, most, struct row_entry);
    component->rows = SCRATCH_ARRAY(model->scratch, most, struct component_row);
    if (component->columns == NULL || component->copies == NULL || component->entries == NULL ||
        component->row_entries == NULL || component->rows == NULL)
        return false;
    const struct column *columns = model->columns.items;
    const struct entry *entries = model->entries.items;
    uint32_t first = 0;
    for (uint32_t j = 0; j < component->column_count; j++) {
        const struct column *source = &columns[members[j]];
        struct component_column *column = &component->columns[j];
        uint32_t count = source->entry_count;
        column->model_column = members[j];
        column->promotion = source->promotion;
        column->weight = source->weight;
        column->money = source->money;
        column->most = source->most;
        column->of_cap = column->of_budget = 0;
        column->first_entry = first;
        copy_entries(component, maps->rows, entries + source->first_entry, count, component->entries + first);
        if (count == 0)
            component->entries[first + count++] = (struct entry){add_row(component, BEST_NONE, 1), 1};
        column->entry_count = count;
        first += count;
        component->slots |= source->slot;
        add_number(maps, source->promotion, numbers, &component->promotion_count);
    }
    for (uint32_t r = 0; r < component->row_count; r++)
        if (component->rows[r].model_row != BEST_NONE)
            maps->rows[component->rows[r].model_row] = BEST_NONE;
    return true;
}

/* To the promotions of the columns come those of the bases that their units would have; ascending. */
static void list_promotions(struct component *component, struct maps *maps, uint32_t *numbers)
{
    const struct model *model = component->model;
    for (uint32_t r = 0; model->based && r < component->row_count; r++) {
        uint32_t row = component->rows[r].model_row;
        if (row < model->row_count && model->bases[row].event != BEST_NONE)
            add_number(maps, model->events[model->bases[row].event].promotion, numbers, &component->promotion_count);
    }
    for (uint32_t i = 1; i < component->promotion_count; i++) {
        uint32_t number = numbers[i], at = i;
        if (numbers[i - 1] < number)
            continue;
        for (; at > 0 && numbers[at - 1] > number; at--)
            numbers[at] = numbers[at - 1];
        numbers[at] = number;
    }
}

static uint32_t add_purse(struct component *component, int64_t limit, uint32_t behind)
{
    component->purses[component->purse_count] =
        (struct purse){.limit = (promo_i128)limit * component->model->scale,
                       .each = component->model->award_scale,
                       .behind = behind,
                       .norm = 1};
    return component->purse_count++;
}

/* No copy takes more money off than a purse has: the relaxation takes it whole, then, where it would take a part. Copies that are beyond
 * what it has and weigh less than the money that is cut are in no best set. */
static void limit_money(const struct component *component, struct component_column *column, uint32_t number)
{
    if (number == BEST_NONE)
        return;
    const struct purse *purse = &component->purses[number];
    if (column->money > purse->limit) {
        column->weight -= (column->money - purse->limit) * purse->each;
        column->money = purse->limit;
    }
    if (column->most > 1 && column->money > 0 && column->weight < column->money * purse->each) {
        promo_i128 most = (purse->limit - 1) / column->money + 1;
        column->most = most < column->most ? (int64_t)most : column->most;
    }
}

static bool make_promotions(struct component *component, struct maps *maps, uint32_t *numbers)
{
    struct model *model = component->model;
    const struct best_problem *problem = model->problem;
    list_promotions(component, maps, numbers);
    uint32_t count = component->promotion_count;
    component->promotions = SCRATCH_ARRAY(model->scratch, count, struct component_promotion);
    component->purses = SCRATCH_ARRAY(model->scratch, 2 * (size_t)count, struct purse);
    if (component->promotions == NULL || component->purses == NULL)
        return false;
    for (uint32_t i = 0; i < count; i++) {
        const struct best_promotion *source = &problem->promotions[numbers[i]];
        struct component_promotion *promotion = &component->promotions[i];
        maps->promotions[numbers[i]] = i;
        *promotion = (struct component_promotion){source, numbers[i], BEST_NONE, BEST_NONE};
        if (model->budgeted[numbers[i]]) {
            if (maps->budgets[source->budget] == BEST_NONE)
                maps->budgets[source->budget] = add_purse(component, problem->budgets[source->budget], BEST_NONE);
            promotion->budget = maps->budgets[source->budget];
        }
        if (model->capped[numbers[i]])
            promotion->cap = add_purse(component, source->cap, promotion->budget);
        component->exclusions |= source->exclude_count > 0;
    }
    for (uint32_t j = 0; j < component->column_count; j++) {
        component->columns[j].promotion = maps->promotions[component->columns[j].promotion];
        const struct component_promotion *promotion = &component->promotions[component->columns[j].promotion];
        limit_money(component, &component->columns[j], promotion->cap);
        limit_money(component, &component->columns[j], promotion->budget);
    }
    for (uint32_t i = 0; i < count; i++) {
        maps->promotions[numbers[i]] = BEST_NONE;
        if (model->budgeted[numbers[i]])
            maps->budgets[problem->promotions[numbers[i]].budget] = BEST_NONE;
    }
    return true;
}

static promo_status solve_component(struct component *component, struct maps *maps, const uint32_t *members)
{
    struct model *model = component->model;
    uint32_t *numbers = SCRATCH_ARRAY(model->scratch, model->problem->promotion_count, uint32_t);
    if (numbers == NULL || !make_columns(component, maps, members, numbers) || !make_promotions(component, maps, numbers))
        return PROMO_NO_MEMORY;
    for (uint32_t p = 0; p < component->promotion_count && component->must_use != BEST_NONE; p++)
        if (component->promotions[p].number == component->must_use) {
            component->must_use = p;
            break;
        }
    return component_solve(component);
}

/* Columns that belong together, in the order of their numbers, and what became of them. */
struct part {
    uint32_t first, count; /* in the list of members */
    promo_i128 best, bound;
};

/* Solves one part and writes its copies. `must_use` forces a column of that promotion. */
static promo_status solve_part(struct model *model, struct maps *maps, const uint32_t *members, struct part *part,
                               uint32_t must_use, int64_t *copies, bool *found)
{
    struct scratch_mark mark = scratch_mark(model->scratch);
    struct component component = {.model = model, .column_count = part->count, .must_use = must_use};
    promo_status status = solve_component(&component, maps, members + part->first);
    for (uint32_t j = 0; status == PROMO_OK && j < part->count; j++)
        copies[members[part->first + j]] = component.copies[j];
    part->best = component.best;
    part->bound = component.bound;
    *found = component.found;
    scratch_rewind(model->scratch, mark);
    return status;
}

static bool touches(const struct model *model, const uint32_t *members, const struct part *part, uint32_t promotion,
                    const int64_t *copies)
{
    for (uint32_t j = 0; j < part->count; j++) {
        uint32_t column = members[part->first + j];
        if (model->columns.items[column].promotion == promotion && (copies == NULL || copies[column] > 0))
            return true;
    }
    return false;
}

/* Solves the part of the promotion that has to be used again, with one of its columns, unless it uses one by itself. */
static promo_status force_use(struct model *model, struct maps *maps, const uint32_t *members,
                              const struct part *parts, uint32_t part_count, struct outcome *outcome)
{
    uint32_t must_use = model->problem->must_use, i = 0;
    while (i < part_count && !touches(model, members, &parts[i], must_use, NULL))
        i++;
    outcome->feasible = i < part_count;
    if (!outcome->feasible || touches(model, members, &parts[i], must_use, outcome->copies))
        return PROMO_OK;
    struct part forced = parts[i];
    promo_status status = solve_part(model, maps, members, &forced, must_use, outcome->copies, &outcome->feasible);
    if (status == PROMO_OK && outcome->feasible) {
        outcome->weight += forced.best - parts[i].best;
        outcome->bound += forced.bound - parts[i].bound;
    }
    return status;
}

/* Lists the columns part by part; a part's columns ascend. A column hangs from one before it, or is its part's first. */
static uint32_t list_parts(const struct joins *joins, uint32_t column_count, uint32_t *members, struct part *parts,
                           uint32_t *part_of)
{
    uint32_t part_count = 0;
    for (uint32_t j = 0; j < column_count; j++) {
        uint32_t parent = joins->parents[j], number = part_count;
        if (parent == j)
            parts[part_count++].count = 0;
        else
            number = part_of[parent];
        part_of[j] = number;
        parts[number].count++;
    }
    uint32_t first = 0;
    for (uint32_t i = 0; i < part_count; i++) {
        parts[i].first = first;
        first += parts[i].count;
        parts[i].count = 0;
    }
    for (uint32_t j = 0; j < column_count; j++) {
        struct part *part = &parts[part_of[j]];
        members[part->first + part->count++] = j;
    }
    return part_count;
}

/* How many numbers the maps need. */
static size_t maps_size(const struct model *model)
{
    return (size_t)model->capacity_count + model->problem->promotion_count + model->problem->budget_count;
}

static void make_maps(const struct model *model, struct maps *maps, uint32_t *room)
{
    maps->rows = room;
    maps->promotions = maps->rows + model->capacity_count;
    maps->budgets = maps->promotions + model->problem->promotion_count;
    memset(room, 0xff, maps_size(model) * sizeof *room);
}

promo_status search_model(struct model *model, struct outcome *outcome)
{
    uint32_t column_count = (uint32_t)model->columns.count;
    struct joins joins;
    struct maps maps;
    *outcome = (struct outcome){.proven = true, .feasible = true};
    outcome->copies = SCRATCH_CLEARED(model->scratch, column_count, int64_t);
    uint32_t *members = SCRATCH_ARRAY(model->scratch, 2 * (size_t)column_count + maps_size(model), uint32_t);
    struct part *parts = SCRATCH_ARRAY(model->scratch, column_count, struct part);
    if (outcome->copies == NULL || members == NULL || parts == NULL)
        return PROMO_NO_MEMORY;
    uint32_t *part_of = members + column_count;
    make_maps(model, &maps, part_of + column_count);
    if (!find_components(model, &joins, maps.rows))
        return PROMO_NO_MEMORY;
    memset(maps.rows, 0xff, model->capacity_count * sizeof *maps.rows);
    uint32_t part_count = list_parts(&joins, column_count, members, parts, part_of);
    promo_status status = PROMO_OK;
    int64_t work_limit = model->work_limit;
    for (uint32_t i = 0; status == PROMO_OK && i < part_count; i++) {
        bool found;
        if (i + 1 < part_count && model->work < work_limit) /* half of what is left, so that something is left for the others */
            model->work_limit = model->work + (work_limit - model->work) / 2;
        if (small_solve(model, members + parts[i].first, parts[i].count, outcome->copies, &parts[i].best))
            parts[i].bound = parts[i].best;
        else
            status = solve_part(model, &maps, members, &parts[i], BEST_NONE, outcome->copies, &found);
        if (status == PROMO_OK && (!add_i128(outcome->weight, parts[i].best, &outcome->weight) ||
                                   !add_i128(outcome->bound, parts[i].bound, &outcome->bound)))
            status = PROMO_OVERFLOW;
        model->work_limit = work_limit;
    }
    if (status == PROMO_OK && model->problem->must_use != BEST_NONE)
        status = force_use(model, &maps, members, parts, part_count, outcome);
    outcome->proven = outcome->weight == outcome->bound;
    return status == PROMO_OK ? slots_settle(model, outcome) : status;
}
