#include "vm/best_few.h"

#include "vm/best_few_bound.h"

#include <string.h>

enum {
    FEW_UNITS = 512,    /* of all rows, as far as the columns can take them */
    FEW_COPIES = 100,   /* with more there are too many sets */
    FEW_STEPS = 1200,   /* then prices are better */
    FEW_RESERVE = 8,    /* times as many have to be left */
    FEW_EQUALS = 16,    /* that wait to be compared */
    GAIN_SHARE = 4,     /* what a column gains beyond prices counts so much beside what it weighs */
    EQUAL_STEPS = 8     /* of comparing a set with one as good */
};

/* Weights, and their sums, are below. */
static const promo_i128 MOST_WEIGHT = (promo_i128)1 << 50;

struct few {
    struct component *component;
    struct few_bound bound;
    int64_t *all;              /* by column: the weight of all copies */
    int64_t copies[FEW_COLUMNS];
    int64_t *equals;           /* copies, by column of the component, of sets as good as the best */
    uint32_t equal_count;
    int64_t best;
    int64_t steps;             /* that are left */
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
    column->based = component_has_base(component, source);
}

static void list_columns(struct few *few)
{
    const struct component *component = few->component;
    uint32_t numbers[FEW_COLUMNS];
    few->bound.column_count = list_numbers(component, numbers);
    for (uint32_t p = 0; p < few->bound.column_count; p++) {
        struct few_column *column = &few->bound.columns[p];
        const struct component_column *source = &component->columns[numbers[p]];
        column->number = numbers[p];
        column->weight = (int64_t)source->weight;
        column->groups = 0;
        column->group_count = 0;
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
    few->bound.empty = SCRATCH_ARRAY(scratch, component->row_count, uint64_t *);
    few->bound.fitting = SCRATCH_ARRAY(scratch, component->row_count, uint64_t *);
    if (fitting == NULL || few->bound.empty == NULL || few->bound.fitting == NULL)
        return false;
    memset(fitting, 0xff, words * sizeof *fitting);
    for (uint32_t r = 0; r < component->row_count; r++) {
        few->bound.empty[r] = fitting;
        few->bound.fitting[r] = fitting + component->rows[r].capacity;
        fitting += component->rows[r].capacity + 1;
    }
    for (uint32_t p = 0; p < few->bound.column_count; p++) {
        const struct entry *entry = few->bound.columns[p].entries, *end = entry + few->bound.columns[p].entry_count;
        uint64_t others = ~((uint64_t)1 << p);
        for (; entry < end; entry++) {
            uint64_t *word = few->bound.empty[entry->row], *full = word + entry->amount;
            do
                *word++ &= others;
            while (word < full);
        }
    }
    for (uint32_t p = 0; p < few->bound.column_count; p++) {
        struct few_column *column = &few->bound.columns[p];
        uint64_t apart = UINT64_MAX;
        for (const struct entry *entry = column->entries, *end = entry + column->entry_count; entry < end; entry++)
            apart &= *few->bound.empty[entry->row];
        column->rivals = ~apart;
    }
    return true;
}

/* What a purse lets through, no more than there is. */
static void fill_purses(struct few *few)
{
    const struct component *component = few->component;
    for (uint32_t i = 0; i < component->purse_count; i++) {
        promo_i128 limit = 0;
        if (!multiply_i128(component->purses[i].limit, component->purses[i].each, &limit) || limit > MOST_WEIGHT)
            limit = MOST_WEIGHT;
        few->bound.left[i] = (int64_t)limit;
    }
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

/* A set that nothing can be added to, or is to be. Which of equal ones is preferred is asked late: a better one may come. The first set
 * comes again in the walk. */
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
    for (uint32_t p = 0; p < few->bound.column_count; p++)
        copies[few->bound.columns[p].number] = few->copies[p];
    if (copies != component->copies && memcmp(copies, component->copies, component->column_count * sizeof *copies) == 0)
        few->equal_count--;
}

/* Takes a copy, and what it adds; the columns that fit beside it. */
static inline int64_t take(struct few *few, uint32_t place, uint64_t *columns)
{
    const struct few_column *column = &few->bound.columns[place];
    int64_t weight = column->weight;
    for (const struct entry *entry = column->entries, *end = entry + column->entry_count; entry < end; entry++)
        *columns &= *(few->bound.fitting[entry->row] -= entry->amount);
    if (++few->copies[place] == column->most)
        *columns &= ~((uint64_t)1 << place);
    if (column->purse != BEST_NONE) {
        int64_t *left = &few->bound.left[column->purse], before = *left < 0 ? *left : 0;
        *left -= column->money;
        weight += (*left < 0 ? *left : 0) - before;
    }
    return weight;
}

static inline void put_back(struct few *few, uint32_t place)
{
    const struct few_column *column = &few->bound.columns[place];
    for (const struct entry *entry = column->entries, *end = entry + column->entry_count; entry < end; entry++)
        few->bound.fitting[entry->row] += entry->amount;
    few->copies[place]--;
    if (column->purse != BEST_NONE)
        few->bound.left[column->purse] += column->money;
}

/* Whether another copy would be an improvement, whichever of the columns are added: all that could stand in its way weighs
 * less. A copy that nothing stands in the way of, of units that have no base, is one even where its money is cut: the set with it
 * gives no less, and where it gives as much, claims more. */
static inline bool is_missed(const struct few *few, const struct few_column *column, uint64_t columns)
{
    uint64_t others = columns & column->rivals;
    int64_t weight = column->weight;
    if (column->purse != BEST_NONE)
        return others == 0 && !column->based;
    for (; others != 0 && weight > 0; others &= others - 1)
        weight -= few->all[__builtin_ctzll(others)];
    return weight > 0;
}

/* A group's part as columns go; a bound falls by as much. */
static inline int64_t lower_part(const struct few_bound *bound, uint32_t i, uint64_t columns, struct few_part *part)
{
    int64_t before = part->most;
    *part = few_part_of(bound, &bound->groups[i], columns);
    return before - part->most;
}

/* The same of these groups, as far as they lose columns that they are the sum of. */
static inline int64_t lower_parts(const struct few_bound *bound, uint64_t groups, uint64_t columns, struct few_part *parts)
{
    int64_t fall = 0;
    for (; groups != 0; groups &= groups - 1) {
        uint32_t i = (uint32_t)__builtin_ctzll(groups);
        if ((parts[i].columns & ~columns) != 0)
            fall += lower_part(bound, i, columns, &parts[i]);
    }
    return fall;
}

/* What a copy of the column leaves of a bound at most: of a row that has no room beside it, nothing. */
static inline int64_t most_beside(const struct few_bound *bound, const struct few_column *column, int64_t most,
                                  const struct few_part *parts)
{
    for (uint64_t groups = column->groups & bound->ones; groups != 0; groups &= groups - 1)
        most -= parts[__builtin_ctzll(groups)].most;
    return most + column->weight;
}

/* Whether the columns left beside a copy just taken may be worth looking at: their bound, and the parts of it. Where each column is in one
 * group. */
static inline bool is_whole_worth(const struct few *few, uint64_t touched, uint64_t columns, const struct few_part *before,
                                  struct few_part *parts, int64_t *most)
{
    const struct few_group *group = few->bound.groups, *end = group + few->bound.group_count;
    for (; group < end; group++, before++, parts++) {
        struct few_part part = *before;
        if ((touched & group->columns) != 0) {
            part = few_part_of(&few->bound, group, columns);
            *most += part.most - before->most;
            if (*most < few->best)
                return false;
        }
        *parts = part;
    }
    return true;
}

/* The same where columns are in many groups; `gone` are those that do not fit any more. The column's own groups tell soonest. */
static inline bool is_worth(const struct few *few, const struct few_column *column, uint64_t gone, uint64_t columns,
                            const struct few_part *before, struct few_part *parts, int64_t *most)
{
    const struct few_bound *bound = &few->bound;
    uint64_t groups = 0;
    memcpy(parts, before, bound->group_count * sizeof *parts);
    *most -= lower_parts(bound, column->groups & bound->ones, columns, parts);
    for (uint64_t rest = column->groups & ~bound->ones; rest != 0; rest &= rest - 1) {
        uint32_t i = (uint32_t)__builtin_ctzll(rest);
        *most -= lower_part(bound, i, columns, &parts[i]);
    }
    if (*most < few->best)
        return false;
    for (; gone != 0; gone &= gone - 1)
        groups |= bound->columns[__builtin_ctzll(gone)].groups;
    for (groups &= ~column->groups; groups != 0 && *most >= few->best; groups &= groups - 1)
        *most -= lower_parts(bound, groups & -groups, columns, parts);
    return *most >= few->best;
}

/* All sets that add some of the columns to the copies at hand, which weigh so much; `most` is what any of them weighs at most: as
 * much, and the parts that the groups add. Of ordered groups, those before `group` add nothing. */
static void walk(struct few *few, uint64_t columns, uint32_t group, int64_t weight, int64_t most, struct few_part *parts)
{
    struct few_part *less = parts + few->bound.group_count;
    while (columns != 0) {
        if (--few->steps < 0 || few->status != PROMO_OK)
            return;
        while (group < few->bound.ordered && parts[group].columns == 0)
            group++;
        uint32_t place = (uint32_t)__builtin_ctzll(group < few->bound.ordered ? parts[group].columns : columns);
        const struct few_column *column = &few->bound.columns[place];
        if (few->bound.ordered == 0 || most_beside(&few->bound, column, most, parts) >= few->best) {
            uint64_t more = columns;
            int64_t added = take(few, place, &more), below = most + added;
            if (more == 0 && weight + added >= few->best)
                offer(few, weight + added);
            else if (more != 0 && below >= few->best &&
                     (few->bound.ordered == 0 ? is_whole_worth(few, columns & column->rivals, more, parts, less, &below)
                                              : is_worth(few, column, columns & ~more, more, parts, less, &below)))
                walk(few, more, group, weight + added, below, less);
            put_back(few, place);
        }
        columns &= ~((uint64_t)1 << place);
        if (is_missed(few, column, columns))
            return;
        most -= lower_parts(&few->bound, column->groups, columns, parts);
        if (most < few->best)
            return;
    }
    offer(few, weight);
}

/* A first set: what gains most beyond the prices first, as much of it as fits. */
static void fill(struct few *few, uint64_t columns)
{
    int64_t weight = 0;
    while (columns != 0) {
        uint32_t chosen = 0;
        int64_t most = INT64_MIN;
        for (uint64_t rest = columns; rest != 0; rest &= rest - 1) {
            uint32_t place = (uint32_t)__builtin_ctzll(rest);
            int64_t score = few->bound.columns[place].gain * GAIN_SHARE + few->bound.columns[place].weight;
            chosen = score > most ? place : chosen;
            most = score > most ? score : most;
        }
        weight += take(few, chosen, &columns);
    }
    if (weight > few->best)
        offer(few, weight);
    for (uint32_t p = 0; p < few->bound.column_count; p++)
        while (few->copies[p] > 0)
            put_back(few, p);
}

/* From no copies. False: no memory. */
static bool walk_all(struct few *few)
{
    uint64_t columns = few->bound.column_count == FEW_COLUMNS ? UINT64_MAX : ((uint64_t)1 << few->bound.column_count) - 1;
    int64_t most = 0, depth = 1;
    for (uint32_t p = 0; p < few->bound.column_count; p++)
        depth += few->bound.columns[p].most;
    depth = depth < FEW_UNITS ? depth : FEW_UNITS; /* each copy takes a unit at least */
    struct few_part *parts = SCRATCH_ARRAY(few->component->model->scratch, (size_t)depth * few->bound.group_count, struct few_part);
    if (parts == NULL)
        return false;
    for (uint32_t i = 0; i < few->bound.group_count; i++) {
        parts[i].most = 0;
        most -= lower_part(&few->bound, i, columns, &parts[i]);
    }
    if (few->bound.ordered > 0)
        fill(few, columns);
    walk(few, columns, 0, 0, most, parts);
    compare_equals(few);
    return true;
}

static bool begin(struct few *few)
{
    const struct component *component = few->component;
    struct scratch *scratch = component->model->scratch;
    few->bound.columns = SCRATCH_ARRAY(scratch, component->column_count, struct few_column);
    few->all = SCRATCH_ARRAY(scratch, component->column_count, int64_t);
    few->equals = SCRATCH_ARRAY(scratch, FEW_EQUALS * (size_t)component->column_count, int64_t);
    if (few->bound.columns == NULL || few->all == NULL || few->equals == NULL)
        return false;
    list_columns(few);
    fill_purses(few);
    if (!list_fitting(few))
        return false;
    return few_bound_begin(&few->bound, component);
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
    few.bound.column_count = few.equal_count = 0;
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
