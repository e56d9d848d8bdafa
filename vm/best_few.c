#include "vm/best_few.h"

#include <string.h>

enum {
    FEW_COLUMNS = 64,
    FEW_UNITS = 512,    /* of all rows, as far as the columns can take them */
    FEW_COPIES = 100,   /* with more there are too many sets */
    FEW_STEPS = 2000,   /* then prices are better */
    FEW_RESERVE = 8,    /* times as many have to be left */
    FEW_EQUALS = 16,    /* that wait to be compared */
    EQUAL_STEPS = 8,    /* of comparing a set with one as good */
    NO_PURSE = UINT8_MAX
};

/* Weights, and their sums, are below. */
static const promo_i128 MOST_WEIGHT = (promo_i128)1 << 60;

/* By weight, the heaviest first. */
struct few_column {
    int64_t weight;
    int64_t money;      /* as it weighs where it is cut; 0 without a purse */
    int64_t most;
    const struct entry *entries;
    uint32_t entry_count;
    uint32_t number;    /* in the component */
    uint32_t purse;     /* or BEST_NONE */
    bool based;         /* with a purse: units have a base */
    uint64_t rivals;    /* columns that take units of the same rows, itself among them */
    uint32_t group;
};

/* What a column can add to its row's group. */
struct share {
    uint64_t column;
    int64_t weight, amount;
    int64_t all, units; /* of all copies */
    int64_t unit;       /* what a unit weighs, rounded up */
};

enum group_kind {
    GROUP_ONE,  /* a copy of one of its columns fits at most */
    GROUP_ROW,
    GROUP_PURSE
};

/* Columns that share what their row has, or their cap. */
struct group {
    uint64_t columns;
    enum group_kind kind;
    uint32_t number;            /* of the row or purse */
    const struct share *shares; /* of a row: the most a unit first */
    bool beyond;                /* of a purse: some column weighs more than its money */
};

struct few {
    struct component *component;
    struct few_column *columns;
    uint32_t column_count;
    uint64_t **fitting;        /* by row: columns that fit what is left of it; a unit less is the word before */
    uint64_t **empty;          /* by row: those that fit where nothing is left */
    int64_t *all;              /* by column: the weight of all copies */
    int64_t left[FEW_COLUMNS]; /* by purse: money that it still lets through, as it weighs; below zero: what is cut */
    int64_t copies[FEW_COLUMNS];
    struct group *groups;
    uint32_t group_count;
    int64_t *equals;           /* copies, by column of the component, of sets as good as the best */
    uint32_t equal_count;
    int64_t best;
    int64_t steps; /* that are left */
    promo_status status;
};

/* Whether the component is of this kind, and its weights fit. */
static bool is_possible(const struct component *component)
{
    int64_t units = 0, copies = 0, largest = 0;
    if (component->column_count > FEW_COLUMNS || component->purse_count > FEW_COLUMNS || component->exclusions ||
        component->slots || component->must_use != BEST_NONE || component->model->slack > 0)
        return false;
    for (uint32_t r = 0; r < component->row_count; r++) {
        if (component->rows[r].capacity > FEW_UNITS)
            return false;
        units += component->rows[r].capacity + 1;
    }
    for (uint32_t j = 0; j < component->column_count; j++) {
        const struct component_column *column = &component->columns[j];
        promo_i128 money = 0;
        copies += column->most;
        if (column->weight > MOST_WEIGHT)
            return false;
        largest = column->weight > largest ? (int64_t)column->weight : largest;
        if (component->purse_count == 0)
            continue;
        const struct component_promotion *promotion = &component->promotions[column->promotion];
        if (promotion->budget != BEST_NONE)
            return false;
        if (promotion->cap != BEST_NONE &&
            (!multiply_i128(column->money, component->purses[promotion->cap].each, &money) || money < 0 || money > MOST_WEIGHT))
            return false;
        largest = (int64_t)money > largest ? (int64_t)money : largest;
    }
    return copies <= FEW_COPIES && units <= FEW_UNITS && (promo_i128)largest * copies <= MOST_WEIGHT;
}

static bool has_base(const struct component *component, const struct component_column *column)
{
    const struct model *model = component->model;
    for (uint32_t i = 0; i < column->entry_count; i++) {
        uint32_t row = component->rows[component->entries[column->first_entry + i].row].model_row;
        if (row < model->row_count && model->bases[row].event != BEST_NONE)
            return true;
    }
    return false;
}

/* Columns that weigh less than nothing are in no best set. */
static uint32_t list_numbers(const struct component *component, uint32_t *numbers)
{
    int64_t weights[FEW_COLUMNS];
    uint32_t count = 0;
    for (uint32_t j = 0; j < component->column_count; j++) {
        const struct component_column *column = &component->columns[j];
        if (column->weight < 0 || column->most < 1)
            continue;
        int64_t weight = (int64_t)column->weight;
        uint32_t at = count++;
        for (; at > 0 && weights[at - 1] < weight; at--) {
            weights[at] = weights[at - 1];
            numbers[at] = numbers[at - 1];
        }
        weights[at] = weight;
        numbers[at] = j;
    }
    return count;
}

/* What of its money a cap may cut. */
static void set_purse(const struct few *few, struct few_column *column, const struct component_column *source)
{
    const struct component *component = few->component;
    uint32_t purse = component->promotions[source->promotion].cap;
    if (purse == BEST_NONE)
        return;
    column->purse = purse;
    column->money = (int64_t)(source->money * component->purses[purse].each);
    column->based = has_base(component, source);
}

static void list_columns(struct few *few)
{
    const struct component *component = few->component;
    uint32_t numbers[FEW_COLUMNS];
    few->column_count = list_numbers(component, numbers);
    for (uint32_t p = 0; p < few->column_count; p++) {
        struct few_column *column = &few->columns[p];
        const struct component_column *source = &component->columns[numbers[p]];
        column->number = numbers[p];
        column->weight = (int64_t)source->weight;
        column->purse = BEST_NONE;
        column->money = 0;
        column->based = false;
        if (component->purse_count > 0)
            set_purse(few, column, source);
        column->most = source->most;
        column->entries = component->entries + source->first_entry;
        column->entry_count = source->entry_count;
        few->copies[p] = 0;
        few->all[p] = column->weight * column->most;
    }
}

/* What rows have, as the columns that fit what is left. */
static bool list_fitting(struct few *few)
{
    const struct component *component = few->component;
    struct scratch *scratch = component->model->scratch;
    size_t words = 0;
    for (uint32_t r = 0; r < component->row_count; r++)
        words += (size_t)component->rows[r].capacity + 1;
    uint64_t *fitting = SCRATCH_ARRAY(scratch, words, uint64_t);
    few->empty = SCRATCH_ARRAY(scratch, component->row_count, uint64_t *);
    few->fitting = SCRATCH_ARRAY(scratch, component->row_count, uint64_t *);
    if (fitting == NULL || few->empty == NULL || few->fitting == NULL)
        return false;
    memset(fitting, 0xff, words * sizeof *fitting);
    for (uint32_t r = 0; r < component->row_count; r++) {
        few->empty[r] = fitting;
        few->fitting[r] = fitting + component->rows[r].capacity;
        fitting += component->rows[r].capacity + 1;
    }
    for (uint32_t p = 0; p < few->column_count; p++) {
        const struct entry *entry = few->columns[p].entries, *end = entry + few->columns[p].entry_count;
        uint64_t others = ~((uint64_t)1 << p);
        for (; entry < end; entry++) {
            uint64_t *word = few->empty[entry->row], *full = word + entry->amount;
            do
                *word++ &= others;
            while (word < full);
        }
    }
    for (uint32_t p = 0; p < few->column_count; p++) {
        struct few_column *column = &few->columns[p];
        uint64_t apart = UINT64_MAX;
        for (const struct entry *entry = column->entries, *end = entry + column->entry_count; entry < end; entry++)
            apart &= *few->empty[entry->row];
        column->rivals = ~apart;
    }
    return true;
}

/* What a purse lets through, no more than there is. */
static void fill_purses(struct few *few)
{
    const struct component *component = few->component;
    for (uint32_t i = 0; i < component->purse_count; i++) {
        promo_i128 limit;
        if (!multiply_i128(component->purses[i].limit, component->purses[i].each, &limit) || limit > MOST_WEIGHT)
            limit = MOST_WEIGHT;
        few->left[i] = (int64_t)limit;
    }
}

static void add_group(struct few *few, struct group group)
{
    for (uint64_t rest = group.columns; rest != 0; rest &= rest - 1)
        few->columns[__builtin_ctzll(rest)].group = few->group_count;
    few->groups[few->group_count++] = group;
}

/* Columns of capped promotions, by their caps. */
static uint64_t group_by_purse(struct few *few)
{
    uint64_t grouped = 0;
    for (uint32_t i = 0; i < few->component->purse_count; i++) {
        uint64_t columns = 0;
        bool beyond = false;
        for (uint32_t p = 0; p < few->column_count; p++) {
            columns |= (uint64_t)(few->columns[p].purse == i) << p;
            beyond |= few->columns[p].purse == i && few->columns[p].weight > few->columns[p].money;
        }
        if (columns == 0)
            continue;
        add_group(few, (struct group){columns, GROUP_PURSE, i, NULL, beyond});
        grouped |= columns;
    }
    return grouped;
}

static int64_t amount_of(const struct few_column *column, uint32_t row)
{
    const struct entry *entry = column->entries;
    while (entry->row != row)
        entry++;
    return entry->amount;
}

/* By the unit, exactly. */
static bool weighs_more(const struct share *a, const struct share *b)
{
    return (promo_i128)a->weight * b->amount > (promo_i128)b->weight * a->amount;
}

/* What each column can add to its row's group, the most a unit first; what is left of the room for it. */
static struct share *share_row(const struct few *few, uint64_t columns, uint32_t row, struct share *shares)
{
    uint32_t count = 0;
    for (; columns != 0; columns &= columns - 1) {
        uint32_t place = (uint32_t)__builtin_ctzll(columns), at = count++;
        const struct few_column *column = &few->columns[place];
        struct share share = {.column = (uint64_t)1 << place, .all = few->all[place], .weight = column->weight,
                              .amount = amount_of(column, row)};
        share.units = share.amount * column->most;
        share.unit = share.amount == 1 || column->weight == 0 ? column->weight : (column->weight - 1) / share.amount + 1;
        for (; at > 0 && weighs_more(&share, &shares[at - 1]); at--)
            shares[at] = shares[at - 1];
        shares[at] = share;
    }
    return shares + count;
}

/* Of the column's rows, the one whose columns weigh most. */
static uint32_t choose_row(const struct few_column *column, const int64_t *scores)
{
    uint32_t row = column->entries[0].row;
    for (uint32_t i = 1; i < column->entry_count; i++)
        if (scores[column->entries[i].row] > scores[row])
            row = column->entries[i].row;
    return row;
}

/* Each column by one of its rows: the heaviest left chooses. */
static bool group_by_row(struct few *few, uint64_t open)
{
    const struct component *component = few->component;
    struct scratch *scratch = component->model->scratch;
    int64_t *scores = SCRATCH_CLEARED(scratch, component->row_count, int64_t);
    struct share *shares = SCRATCH_ARRAY(scratch, few->column_count, struct share);
    if (scores == NULL || shares == NULL)
        return false;
    for (uint64_t rest = open; rest != 0; rest &= rest - 1) {
        const struct few_column *column = &few->columns[__builtin_ctzll(rest)];
        int64_t weight = column->weight;
        for (const struct entry *entry = column->entries, *end = entry + column->entry_count; entry < end; entry++)
            scores[entry->row] += weight / component->rows[entry->row].capacity * entry->amount;
    }
    while (open != 0) {
        uint32_t row = choose_row(&few->columns[__builtin_ctzll(open)], scores);
        const uint64_t *fitting = few->empty[row];
        uint64_t columns = ~fitting[0] & open, small = ~fitting[0] & fitting[component->rows[row].capacity / 2];
        add_group(few, (struct group){columns, (columns & small) == 0 ? GROUP_ONE : GROUP_ROW, row, shares, false});
        if ((columns & small) != 0)
            shares = share_row(few, columns, row, shares);
        open &= ~columns;
    }
    return true;
}

static int64_t left_of(const struct few *few, uint32_t row)
{
    return few->fitting[row] - few->empty[row];
}

/* What the columns of a purse can add: all that they weigh, or what the purse lets through and what they weigh beyond money. */
static int64_t most_of_purse(const struct few *few, const struct group *group, uint64_t columns)
{
    int64_t sum = 0, through = few->left[group->number] > 0 ? few->left[group->number] : 0;
    for (; columns != 0 && (sum < through || group->beyond); columns &= columns - 1) {
        const struct few_column *column = &few->columns[__builtin_ctzll(columns)];
        int64_t fit = column->entries[0].amount == 1 ? left_of(few, column->entries[0].row) : column->most;
        fit = fit < column->most ? fit : column->most;
        sum += column->weight * fit;
        through += column->weight > column->money ? (column->weight - column->money) * fit : 0;
    }
    return sum < through ? sum : through;
}

static int64_t most_of_row(const struct few *few, const struct group *group, uint64_t columns)
{
    int64_t sum = 0, left = left_of(few, group->number);
    for (const struct share *share = group->shares;; share++) {
        if ((columns & share->column) == 0)
            continue;
        if (share->units > left)
            return sum + left * share->unit;
        sum += share->all;
        left -= share->units;
        columns &= ~share->column;
        if (columns == 0)
            return sum;
    }
}

/* What columns of one group can add at most. */
static inline int64_t most_of(const struct few *few, const struct group *group, uint64_t columns)
{
    if (columns == 0)
        return 0;
    if (group->kind == GROUP_ONE)
        return few->all[__builtin_ctzll(columns)];
    return group->kind == GROUP_ROW ? most_of_row(few, group, columns) : most_of_purse(few, group, columns);
}

/* Of the sets as good as the best, the preferred one becomes the best. */
static void compare_equals(struct few *few)
{
    struct component *component = few->component;
    size_t size = component->column_count * sizeof *few->equals;
    for (uint32_t i = 0; i < few->equal_count && few->status == PROMO_OK; i++) {
        const int64_t *copies = few->equals + (size_t)i * component->column_count;
        bool prefers = false;
        few->status = component_prefers(component, copies, &prefers);
        if (prefers)
            memcpy(component->copies, copies, size);
    }
    few->steps -= few->equal_count * EQUAL_STEPS;
    few->equal_count = 0;
}

/* A set that nothing can be added to, or is to be. Which of equal ones is preferred is asked late: a better one may come. */
static void offer(struct few *few, int64_t weight)
{
    struct component *component = few->component;
    int64_t *copies = component->copies;
    if (weight > few->best) {
        few->equal_count = 0;
        few->best = weight;
    } else {
        if (few->equal_count == FEW_EQUALS)
            compare_equals(few);
        copies = few->equals + (size_t)few->equal_count++ * component->column_count;
        memset(copies, 0, component->column_count * sizeof *copies);
    }
    for (uint32_t p = 0; p < few->column_count; p++)
        copies[few->columns[p].number] = few->copies[p];
}

/* Takes a copy, and what it adds; the columns that fit beside it. */
static int64_t take(struct few *few, uint32_t place, uint64_t *columns)
{
    const struct few_column *column = &few->columns[place];
    int64_t weight = column->weight;
    for (const struct entry *entry = column->entries, *end = entry + column->entry_count; entry < end; entry++)
        *columns &= *(few->fitting[entry->row] -= entry->amount);
    if (++few->copies[place] == column->most)
        *columns &= ~((uint64_t)1 << place);
    if (column->purse != BEST_NONE) {
        int64_t *left = &few->left[column->purse], before = *left < 0 ? *left : 0;
        *left -= column->money;
        weight += (*left < 0 ? *left : 0) - before;
    }
    return weight;
}

static void put_back(struct few *few, uint32_t place)
{
    const struct few_column *column = &few->columns[place];
    for (const struct entry *entry = column->entries, *end = entry + column->entry_count; entry < end; entry++)
        few->fitting[entry->row] += entry->amount;
    few->copies[place]--;
    if (column->purse != BEST_NONE)
        few->left[column->purse] += column->money;
}

/* Whether another copy would be an improvement, whichever of the columns are added: all that could stand in its way weighs
 * less. A copy that nothing stands in the way of, of units that have no base, is one even where its money is cut: the set with it
 * gives no less, and where it gives as much, claims more. */
static bool is_missed(const struct few *few, const struct few_column *column, uint64_t columns)
{
    uint64_t others = columns & column->rivals;
    int64_t weight = column->weight;
    if (column->purse != BEST_NONE)
        return others == 0 && !column->based;
    for (; others != 0 && weight > 0; others &= others - 1)
        weight -= few->all[__builtin_ctzll(others)];
    return weight > 0;
}

/* Of a bound, what the groups that a copy of the column may have changed add less than before. `columns` are those there were
 * before, `more` those that fit still. False: no more than needed is left. */
static bool lower_parts(const struct few *few, const struct few_column *column, uint64_t columns, uint64_t more,
                        const int64_t *before, int64_t *parts, int64_t *most)
{
    uint64_t touched = columns & column->rivals;
    const struct group *group = few->groups, *end = group + few->group_count;
    if (*most < few->best)
        return false;
    for (; group < end; group++, before++, parts++) {
        int64_t part = *before;
        if ((touched & group->columns) != 0) {
            part = most_of(few, group, more & group->columns);
            *most += part - *before;
            if (*most < few->best)
                return false;
        }
        *parts = part;
    }
    return true;
}

/* All sets that add some of the columns to the copies at hand, which weigh so much; `most` is what any of them weighs at most: as
 * much, and the parts that the groups add. */
static void walk(struct few *few, uint64_t columns, int64_t weight, int64_t most, int64_t *parts)
{
    while (columns != 0) {
        if (--few->steps < 0 || few->status != PROMO_OK)
            return;
        uint32_t place = (uint32_t)__builtin_ctzll(columns);
        const struct few_column *column = &few->columns[place];
        uint64_t more = columns;
        int64_t added = take(few, place, &more), below = most + added;
        if (more == 0 && weight + added >= few->best)
            offer(few, weight + added);
        else if (more != 0 && lower_parts(few, column, columns, more, parts, parts + few->group_count, &below))
            walk(few, more, weight + added, below, parts + few->group_count);
        put_back(few, place);
        columns &= columns - 1;
        if (is_missed(few, column, columns))
            return;
        int64_t part = most_of(few, &few->groups[column->group], columns & few->groups[column->group].columns);
        most += part - parts[column->group];
        parts[column->group] = part;
        if (most < few->best)
            return;
    }
    offer(few, weight);
}

/* From no copies. False: no memory. */
static bool walk_all(struct few *few)
{
    uint64_t columns = few->column_count == FEW_COLUMNS ? UINT64_MAX : ((uint64_t)1 << few->column_count) - 1;
    int64_t most = 0, depth = 1;
    for (uint32_t p = 0; p < few->column_count; p++)
        depth += few->columns[p].most;
    depth = depth < FEW_UNITS ? depth : FEW_UNITS; /* each copy takes a unit at least */
    int64_t *parts = SCRATCH_ARRAY(few->component->model->scratch, (size_t)depth * few->group_count, int64_t);
    if (parts == NULL)
        return false;
    for (uint32_t i = 0; i < few->group_count; i++)
        most += parts[i] = most_of(few, &few->groups[i], few->groups[i].columns);
    walk(few, columns, 0, most, parts);
    compare_equals(few);
    return true;
}

static bool begin(struct few *few)
{
    const struct component *component = few->component;
    struct scratch *scratch = component->model->scratch;
    few->columns = SCRATCH_ARRAY(scratch, component->column_count, struct few_column);
    few->all = SCRATCH_ARRAY(scratch, component->column_count, int64_t);
    few->groups = SCRATCH_ARRAY(scratch, component->column_count, struct group);
    few->equals = SCRATCH_ARRAY(scratch, FEW_EQUALS * (size_t)component->column_count, int64_t);
    if (few->columns == NULL || few->all == NULL || few->groups == NULL || few->equals == NULL)
        return false;
    list_columns(few);
    fill_purses(few);
    if (!list_fitting(few))
        return false;
    uint64_t all = few->column_count == FEW_COLUMNS ? UINT64_MAX : ((uint64_t)1 << few->column_count) - 1;
    return group_by_row(few, all & ~group_by_purse(few));
}

promo_status few_solve(struct component *component, bool *finished)
{
    struct model *model = component->model;
    *finished = false;
    if (model->work_limit - model->work < FEW_STEPS * FEW_RESERVE || !is_possible(component))
        return PROMO_OK;
    struct scratch_mark mark = scratch_mark(model->scratch);
    struct few few;
    few.component = component;
    few.column_count = few.group_count = few.equal_count = 0;
    few.best = component->found ? (int64_t)component->best : -1;
    few.steps = FEW_STEPS;
    few.status = PROMO_OK;
    if (!begin(&few) || !walk_all(&few))
        return PROMO_NO_MEMORY;
    model->work += FEW_STEPS - few.steps + component->column_count;
    component->found = few.best >= 0;
    component->best = component->bound = few.best;
    *finished = few.steps >= 0;
    scratch_rewind(model->scratch, mark);
    return few.status;
}
