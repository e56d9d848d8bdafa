#include "vm/best_limit.h"

#include "vm/best_set.h"

#include <string.h>

enum {
    SURPLUS_SHARE = 4, /* times as many copies as count as many, before those that give nothing are left for the end */
    LOOKS_MOST = 400000, LOOKS_A_STEP = 8 /* at pairs of columns that could stand for two copies of another */
};

static bool is_large(const struct component *component)
{
    int64_t many = model_many(component->model);
    bool large = false;
    if (!component->model->large && !component->slots) /* columns take units of rows at least */
        return false;
    for (uint32_t r = 0; r < component->row_count; r++)
        large |= component->rows[r].capacity >= many;
    for (uint32_t j = 0; j < component->column_count; j++)
        large |= component->columns[j].most >= many;
    return large;
}

/* --- rows ------------------------------------------------------------------------------------------------------------------- */

/* A column that can be taken once, and beside which no other such column fits. */
static bool takes_most(const struct component *component, const struct component_row *row, const struct row_entry *entry)
{
    return component->columns[entry->column].most <= 1 && entry->amount > row->capacity / 2;
}

/* Room for all that the row's columns can take, with any one of those that take most of it; the row's own where that is less. */
static int64_t room_needed(const struct component *component, const struct component_row *row)
{
    promo_i128 needed = 1;
    int64_t left = 0, second = 0; /* the most that is left beside one of them */
    for (uint32_t i = 0; i < row->entry_count; i++) {
        const struct row_entry *entry = &component->row_entries[row->first_entry + i];
        int64_t beside = row->capacity - entry->amount;
        if (entry->amount < 0) /* a slot gives units to others */
            return row->capacity;
        if (!takes_most(component, row, entry)) {
            needed += (promo_i128)entry->amount * component->columns[entry->column].most;
            continue;
        }
        second = beside > left ? left : beside > second ? beside : second;
        left = beside > left ? beside : left;
    }
    if (needed <= (promo_i128)left + second)
        needed = (promo_i128)left + second + 1;
    return needed < row->capacity ? (int64_t)needed : row->capacity;
}

/* Whether copies of the column are as good as they can be, wherever there is room in its row. */
static bool fills_room(const struct component *component, const struct component_column *column)
{
    const struct component_promotion *promotion = &component->promotions[column->promotion];
    return column->entry_count == 1 && column->weight > 0 && promotion->cap == BEST_NONE && promotion->budget == BEST_NONE;
}

/* Copies of the row's columns that all others always leave room for. */
static void put_aside(struct component *component, struct component_row *row, int64_t *aside)
{
    const struct row_entry *entries = component->row_entries + row->first_entry;
    promo_i128 all = 0;
    for (uint32_t i = 0; i < row->entry_count; i++) {
        all += (promo_i128)entries[i].amount * component->columns[entries[i].column].most;
        if (entries[i].amount < 0) /* a slot gives units to others */
            return;
    }
    for (uint32_t i = 0; i < row->entry_count; i++) {
        struct component_column *column = &component->columns[entries[i].column];
        promo_i128 room = row->capacity - (all - (promo_i128)entries[i].amount * column->most);
        if (!fills_room(component, column) || room < entries[i].amount)
            continue;
        int64_t copies = (int64_t)(room / entries[i].amount);
        copies = copies < column->most ? copies : column->most;
        aside[entries[i].column] = copies;
        column->most -= copies;
        row->capacity -= copies * entries[i].amount;
        row->taken += copies * entries[i].amount;
        all -= (promo_i128)copies * entries[i].amount;
    }
}

static void limit_row(struct component *component, uint32_t r)
{
    struct component_row *row = &component->rows[r];
    int64_t needed = room_needed(component, row), less = row->capacity - needed;
    for (uint32_t i = 0; i < row->entry_count && less > 0; i++) {
        struct row_entry *own = &component->row_entries[row->first_entry + i];
        if (!takes_most(component, row, own))
            continue;
        struct entry *entry = &component->entries[component->columns[own->column].first_entry];
        while (entry->row != r)
            entry++;
        entry->amount -= less;
        own->amount -= less;
    }
    row->capacity = needed;
}

/* --- columns ---------------------------------------------------------------------------------------------------------------- */

/* What two copies of a column take of each row, less what one of another does. False: that takes more of some. */
static bool find_rest(const struct component *component, const struct component_column *column, const struct component_column *other,
                      int64_t *amounts)
{
    bool fits = true;
    for (uint32_t i = 0; i < column->entry_count; i++)
        amounts[component->entries[column->first_entry + i].row] = 2 * component->entries[column->first_entry + i].amount;
    for (uint32_t i = 0; i < other->entry_count; i++) {
        const struct entry *entry = &component->entries[other->first_entry + i];
        amounts[entry->row] -= entry->amount;
        fits &= amounts[entry->row] >= 0;
    }
    return fits;
}

static void clear_rest(const struct component *component, const struct component_column *column, int64_t *amounts)
{
    for (uint32_t i = 0; i < column->entry_count; i++)
        amounts[component->entries[column->first_entry + i].row] = 0;
}

/* Whether the column takes just what is left of what the first one does. */
static bool takes_rest(const struct component *component, const struct component_column *first, const struct component_column *column,
                       const int64_t *amounts)
{
    uint32_t rows = 0;
    for (uint32_t i = 0; i < first->entry_count; i++)
        rows += amounts[component->entries[first->first_entry + i].row] > 0;
    for (uint32_t i = 0; i < column->entry_count; i++) {
        const struct entry *entry = &component->entries[column->first_entry + i];
        if (amounts[entry->row] != entry->amount)
            return false;
    }
    return column->entry_count == rows;
}

/* Whether one copy each give what two of the column do. */
static bool gives_as_much(const struct component *component, const struct component_column *column, const struct component_column *one,
                          const struct component_column *other)
{
    bool purses = component->purse_count > 0;
    return one->weight + other->weight >= 2 * column->weight && (!purses || one->money + other->money == 2 * column->money);
}

/* Whether two columns, one copy of each, can stand for two copies of the column; `count` columns of its event begin at `first`.
 * Looks that are left are counted down. */
static bool is_replaced(const struct component *component, uint32_t first, uint32_t count, uint32_t number, int64_t *amounts,
                        int64_t *looks)
{
    const struct component_column *columns = component->columns, *column = &columns[number];
    bool replaced = false;
    for (uint32_t one = first; one < first + count && !replaced && *looks > 0; one++) {
        if (one == number)
            continue;
        bool fits = find_rest(component, column, &columns[one], amounts);
        *looks -= fits ? first + count - one : 1;
        for (uint32_t other = one + 1; other < first + count && fits && !replaced; other++)
            replaced = other != number && gives_as_much(component, column, &columns[one], &columns[other]) &&
                       takes_rest(component, column, &columns[other], amounts);
        clear_rest(component, column, amounts);
        clear_rest(component, &columns[one], amounts);
    }
    return replaced;
}

/* How many columns from number `first` on are of its event. */
static uint32_t count_event(const struct component *component, uint32_t first)
{
    const struct column *columns = component->model->columns.items;
    uint32_t event = columns[component->columns[first].model_column].event, count = 1;
    while (first + count < component->column_count && columns[component->columns[first + count].model_column].event == event)
        count++;
    return count;
}

static void limit_replaced(struct component *component, int64_t *amounts)
{
    int64_t many = model_many(component->model), looks = LOOKS_MOST;
    uint32_t count;
    for (uint32_t first = 0; first < component->column_count && looks > 0; first += count) {
        count = count_event(component, first);
        for (uint32_t j = first; j < first + count && count > 2; j++)
            if (component->columns[j].most >= many && !(component->found && component->copies[j] > 1) &&
                is_replaced(component, first, count, j, amounts, &looks))
                component->columns[j].most = 1;
    }
    component->model->work += (LOOKS_MOST - looks) / LOOKS_A_STEP;
}

/* Copies, as far as each may give anything, or the set at hand has them. */
static int64_t spending_copies(const struct component *component, uint32_t number)
{
    const struct component_column *column = &component->columns[number];
    const struct component_promotion *promotion = &component->promotions[column->promotion];
    const uint32_t purses[] = {promotion->cap, promotion->budget};
    int64_t taken = component->found ? component->copies[number] : 0;
    promo_i128 most = column->most;
    for (int i = 0; i < 2; i++) {
        const struct purse *purse = purses[i] == BEST_NONE ? NULL : &component->purses[purses[i]];
        if (purse == NULL || column->money <= 0 || column->weight != column->money * purse->each)
            continue;
        promo_i128 copies = purse->limit > 0 ? (purse->limit - 1) / column->money + 1 : 1;
        copies = copies > taken ? copies : taken;
        most = copies < most ? copies : most;
    }
    return (int64_t)most;
}

static bool keep(const struct component *component, struct limited *limited)
{
    struct scratch *scratch = component->model->scratch;
    uint32_t columns = component->column_count, rows = component->row_count;
    size_t entries = 0;
    for (uint32_t j = 0; j < columns; j++)
        entries += component->columns[j].entry_count;
    limited->row_count = rows;
    limited->columns = SCRATCH_ARRAY(scratch, columns, struct component_column);
    limited->rows = SCRATCH_ARRAY(scratch, rows, struct component_row);
    limited->entries = SCRATCH_ARRAY(scratch, entries, struct entry);
    limited->aside = SCRATCH_CLEARED(scratch, columns, int64_t);
    if (limited->columns == NULL || limited->rows == NULL || limited->entries == NULL || limited->aside == NULL)
        return false;
    memcpy(limited->columns, component->columns, columns * sizeof *limited->columns);
    memcpy(limited->rows, component->rows, rows * sizeof *limited->rows);
    memcpy(limited->entries, component->entries, entries * sizeof *limited->entries);
    return true;
}

promo_status limit_large(struct component *component, struct limited *limited)
{
    *limited = (struct limited){.columns = NULL};
    if (!is_large(component) || component->model->slack > 0)
        return PROMO_OK;
    int64_t many = model_many(component->model), *amounts = SCRATCH_CLEARED(component->model->scratch, component->row_count, int64_t);
    if (amounts == NULL || !keep(component, limited))
        return PROMO_NO_MEMORY;
    limit_replaced(component, amounts);
    for (uint32_t j = 0; j < component->column_count; j++) {
        struct component_column *column = &component->columns[j];
        int64_t copies = column->most >= SURPLUS_SHARE * many ? spending_copies(component, j) : column->most;
        limited->surplus |= copies < column->most;
        column->most = copies;
    }
    component_list_rows(component);
    bool aside = !component->exclusions && component->must_use == BEST_NONE && !component->found;
    for (uint32_t r = 0; r < component->row_count; r++) {
        if (component->rows[r].capacity >= many && aside)
            put_aside(component, &component->rows[r], limited->aside);
        if (component->rows[r].capacity >= many)
            limit_row(component, r);
    }
    component->model->work += component->column_count + component->row_count;
    return PROMO_OK;
}

promo_status limit_restore(struct component *component, const struct limited *limited)
{
    struct scratch *scratch = component->model->scratch;
    uint32_t *order = SCRATCH_ARRAY(scratch, component->column_count, uint32_t), count = 0;
    struct set set;
    if (order == NULL)
        return PROMO_NO_MEMORY;
    for (uint32_t j = 0; j < component->column_count; j++)
        if (component->columns[j].most < limited->columns[j].most)
            order[count++] = j;
    component->columns = limited->columns;
    component->rows = limited->rows;
    component->row_count = limited->row_count;
    component->entries = limited->entries;
    for (uint32_t j = 0; j < component->column_count; j++) {
        promo_i128 weight = component->columns[j].weight * limited->aside[j];
        component->copies[j] += limited->aside[j];
        component->best += weight;
        component->bound += weight;
    }
    if (!limited->surplus || !component->found)
        return PROMO_OK;
    if (set_begin(&set, component) != PROMO_OK)
        return PROMO_NO_MEMORY;
    for (uint32_t j = 0; j < component->column_count; j++)
        if (component->copies[j] > 0)
            (void)set_take(&set, j, component->copies[j]);
    set_complete(&set, order, count);
    memcpy(component->copies, set.copies, component->column_count * sizeof *set.copies);
    return PROMO_OK;
}
