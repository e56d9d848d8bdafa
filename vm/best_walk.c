/* The walk through the sets of a component whose loss against the bound stays within the gap.
 *
 * At each step the row that the fewest columns can still use is decided: by copies of each of them in turn, cheapest
 * first, or by leaving the rest of it unused. Columns are bits, so that what a choice rules out is a few words' work. */
#include "vm/best_component.h"

#include <string.h>

/* Sets of equal weight are compared for at most so many steps. */
enum { TIE_STEPS = 200000 };

static const promo_i128 NO_LIMIT = (promo_i128)(((promo_u128)1 << 126) - 1);

/* Columns that take at least `amount` units of a row. */
struct threshold {
    int64_t amount;
    uint64_t *columns;
};

struct walk_row {
    promo_i128 price;
    int64_t rest;
    uint64_t *columns;
    struct threshold *thresholds; /* greatest amount first */
    uint32_t threshold_count;
};

struct walk_promotion {
    uint64_t *columns;
    int64_t used;
    promo_i128 money;
};

struct level {
    uint64_t *candidates;
    promo_i128 loss;
    uint32_t row;    /* BEST_NONE: the promotion that has to be used */
    uint32_t column; /* being tried, of the order; BEST_NONE: none yet */
    int64_t copies;
    bool slack_tried;
    struct scratch_mark mark;
};

struct walk {
    struct component *component;
    struct scratch *scratch;
    uint32_t *order;     /* columns of the component, least cost first */
    uint32_t count;
    size_t words;
    struct walk_row *rows;
    struct walk_promotion *promotions;
    promo_i128 *spent;   /* by budget */
    int64_t *copies;     /* by column of the component */
    promo_i128 limit;    /* sets that lose as much or more are of no use ... */
    bool ties;           /* ... or as much is of use, too */
    int64_t work_limit;
    struct level *levels;
    size_t level_count, level_capacity;
};

static bool within(const struct walk *walk, promo_i128 loss)
{
    return walk->ties ? loss <= walk->limit : loss < walk->limit;
}

/* Money that the cap and the budget cut when the promotion gives `more`; negative numbers give it back. */
static promo_i128 spend(struct walk *walk, uint32_t number, promo_i128 more)
{
    const struct component_promotion *promotion = &walk->component->promotions[number];
    struct walk_promotion *state = &walk->promotions[number];
    promo_i128 before = state->money, after = before + more;
    state->money = after;
    promo_i128 cut_before = before, cut_after = after;
    if (promotion->cap >= 0) {
        cut_before = before < promotion->cap ? before : promotion->cap;
        cut_after = after < promotion->cap ? after : promotion->cap;
    }
    promo_i128 excess = more - (cut_after - cut_before);
    if (promotion->budget != BEST_NONE) {
        promo_i128 *spent = &walk->spent[promotion->budget], left = walk->component->budgets[promotion->budget];
        promo_i128 over_before = *spent > left ? *spent - left : 0;
        *spent += cut_after - cut_before;
        promo_i128 over_after = *spent > left ? *spent - left : 0;
        excess += over_after - over_before;
    }
    return excess;
}

/* Takes copies of a column, or with a negative number puts them back; returns what caps and budgets cut of it. */
static promo_i128 take(struct walk *walk, uint32_t number, int64_t copies)
{
    struct component *component = walk->component;
    const struct component_column *column = &component->columns[number];
    walk->copies[number] += copies;
    for (uint32_t i = 0; i < column->entry_count; i++) {
        const struct entry *entry = &component->entries[column->first_entry + i];
        walk->rows[entry->row].rest -= entry->amount * copies;
    }
    walk->promotions[column->promotion].used += copies;
    if (!component->purses)
        return 0;
    return spend(walk, column->promotion, column->money * copies) * component->model->award_scale;
}

static int64_t copies_that_fit(const struct walk *walk, uint32_t number)
{
    const struct component *component = walk->component;
    const struct component_column *column = &component->columns[number];
    int64_t fit = column->most - walk->copies[number];
    for (uint32_t i = 0; i < column->entry_count; i++) {
        const struct entry *entry = &component->entries[column->first_entry + i];
        int64_t units = walk->rows[entry->row].rest / entry->amount;
        fit = units < fit ? units : fit;
    }
    return fit;
}

static bool excluded_by_used(const struct walk *walk, uint32_t number)
{
    const struct component *component = walk->component;
    uint32_t own = component->promotions[component->columns[number].promotion].number;
    const struct best_promotion *promotion = model_promotion(component->model, own);
    for (uint32_t i = 0; i < promotion->exclude_count; i++)
        for (uint32_t p = 0; p < component->promotion_count; p++)
            if (component->promotions[p].number == promotion->excludes[i] && walk->promotions[p].used > 0)
                return true;
    return false;
}

/* The weight of the set at hand. */
static promo_i128 set_weight(const struct walk *walk)
{
    const struct component *component = walk->component;
    promo_i128 weight = 0, excess = 0;
    for (uint32_t i = 0; i < walk->count; i++) {
        const struct component_column *column = &component->columns[walk->order[i]];
        weight += column->weight * walk->copies[walk->order[i]];
    }
    for (uint32_t p = 0; p < component->promotion_count && component->purses; p++) {
        promo_i128 cap = component->promotions[p].cap, money = walk->promotions[p].money;
        excess += cap >= 0 && money > cap ? money - cap : 0;
    }
    for (uint32_t b = 0; b < component->budget_count; b++)
        excess += walk->spent[b] > component->budgets[b] ? walk->spent[b] - component->budgets[b] : 0;
    return weight - excess * component->model->award_scale;
}

static void keep(struct walk *walk, promo_i128 weight)
{
    struct component *component = walk->component;
    component->best = weight;
    component->found = true;
    for (uint32_t j = 0; j < component->column_count; j++)
        component->copies[j] = walk->copies[j];
    walk->limit = component->priced - weight;
}

static void clear(struct walk *walk)
{
    for (uint32_t j = 0; j < walk->component->column_count; j++)
        if (walk->copies[j] != 0)
            (void)take(walk, j, -walk->copies[j]);
}

/* Takes columns in order as long as they gain; `first` before all others. */
static void greedy(struct walk *walk, uint32_t first)
{
    const struct component *component = walk->component;
    if (first != BEST_NONE)
        (void)take(walk, first, 1);
    for (uint32_t i = 0; i < walk->count; i++) {
        uint32_t number = walk->order[i];
        const struct component_column *column = &component->columns[number];
        int64_t fit = copies_that_fit(walk, number);
        if (column->weight <= 0 || fit < 1 || (component->exclusions && excluded_by_used(walk, number)))
            continue;
        if (!component->purses) {
            (void)take(walk, number, fit);
            continue;
        }
        promo_i128 cut = take(walk, number, fit);
        if (cut >= column->weight * fit)
            (void)take(walk, number, -fit);
    }
    promo_i128 weight = set_weight(walk);
    if (!walk->component->found || weight > walk->component->best)
        keep(walk, weight);
    clear(walk);
}

static bool costs_less(const struct component *component, uint32_t a, uint32_t b)
{
    const struct component_column *one = &component->columns[a], *other = &component->columns[b];
    if (one->cost != other->cost)
        return one->cost < other->cost;
    if (one->weight != other->weight)
        return one->weight > other->weight;
    return a < b;
}

static void sift_columns(const struct component *component, uint32_t *order, uint32_t at, uint32_t count)
{
    for (;;) {
        uint32_t last = at;
        for (uint32_t child = 2 * at + 1; child <= 2 * at + 2 && child < count; child++)
            if (costs_less(component, order[last], order[child]))
                last = child;
        if (last == at)
            return;
        uint32_t moved = order[at];
        order[at] = order[last];
        order[last] = moved;
        at = last;
    }
}

static void sort_columns(const struct component *component, uint32_t *order, uint32_t count)
{
    for (uint32_t i = count / 2; i-- > 0;)
        sift_columns(component, order, i, count);
    for (uint32_t end = count; end > 1; end--) {
        uint32_t moved = order[0];
        order[0] = order[end - 1];
        order[end - 1] = moved;
        sift_columns(component, order, 0, end - 1);
    }
}

/* Only columns that a useful set can have: the others cost more than the whole gap. They lie at the end. */
static void drop_costly(struct walk *walk)
{
    walk->count = walk->component->column_count;
    while (walk->count > 0 && !within(walk, walk->component->columns[walk->order[walk->count - 1]].cost))
        walk->count--;
}

static uint64_t *bit_set(struct walk *walk)
{
    return SCRATCH_CLEARED(walk->scratch, walk->words, uint64_t);
}

static bool make_thresholds(struct walk *walk, const uint32_t *places, uint32_t r)
{
    const struct component_row *source = &walk->component->rows[r];
    struct walk_row *row = &walk->rows[r];
    row->columns = bit_set(walk);
    row->thresholds = SCRATCH_ARRAY(walk->scratch, source->entry_count, struct threshold);
    if (row->columns == NULL || row->thresholds == NULL)
        return false;
    row->threshold_count = 0;
    for (uint32_t i = 0; i < source->entry_count; i++) {
        const struct row_entry *entry = &walk->component->row_entries[source->first_entry + i];
        if (places[entry->column] == BEST_NONE)
            continue;
        bits_add(row->columns, places[entry->column]);
        uint32_t at = 0;
        while (at < row->threshold_count && row->thresholds[at].amount > entry->amount)
            at++;
        if (at < row->threshold_count && row->thresholds[at].amount == entry->amount)
            continue;
        for (uint32_t move = row->threshold_count++; move > at; move--)
            row->thresholds[move] = row->thresholds[move - 1];
        row->thresholds[at] = (struct threshold){entry->amount, bit_set(walk)};
        if (row->thresholds[at].columns == NULL)
            return false;
    }
    for (uint32_t i = 0; i < source->entry_count; i++) {
        const struct row_entry *entry = &walk->component->row_entries[source->first_entry + i];
        for (uint32_t t = row->threshold_count; places[entry->column] != BEST_NONE && t-- > 0;)
            if (row->thresholds[t].amount <= entry->amount)
                bits_add(row->thresholds[t].columns, places[entry->column]);
    }
    return true;
}

static bool make_bits(struct walk *walk)
{
    struct component *component = walk->component;
    walk->words = BITS_WORDS(walk->count);
    uint32_t *places = SCRATCH_ARRAY(walk->scratch, component->column_count, uint32_t);
    if (places == NULL)
        return false;
    memset(places, 0xff, component->column_count * sizeof *places);
    for (uint32_t i = 0; i < walk->count; i++)
        places[walk->order[i]] = i;
    for (uint32_t r = 0; r < component->row_count; r++)
        if (!make_thresholds(walk, places, r))
            return false;
    for (uint32_t p = 0; p < component->promotion_count; p++)
        if ((walk->promotions[p].columns = bit_set(walk)) == NULL)
            return false;
    for (uint32_t i = 0; i < walk->count; i++)
        bits_add(walk->promotions[component->columns[walk->order[i]].promotion].columns, i);
    return true;
}

/* Opens a level that starts from the candidates given. */
static struct level *push_level(struct walk *walk, const uint64_t *candidates, promo_i128 loss)
{
    struct scratch_mark mark = scratch_mark(walk->scratch);
    uint64_t *copy = SCRATCH_ARRAY(walk->scratch, walk->words, uint64_t);
    if (walk->level_count == walk->level_capacity || copy == NULL)
        return NULL;
    memcpy(copy, candidates, walk->words * sizeof *copy);
    struct level *level = &walk->levels[walk->level_count++];
    *level = (struct level){copy, loss, 0, BEST_NONE, 0, false, mark};
    return level;
}

static void pop_level(struct walk *walk)
{
    scratch_rewind(walk->scratch, walk->levels[--walk->level_count].mark);
}

/* Removes what no longer fits beside the copies just taken of a column. */
static void rule_out(struct walk *walk, uint64_t *candidates, uint32_t number)
{
    const struct component *component = walk->component;
    const struct component_column *column = &component->columns[number];
    for (uint32_t i = 0; i < column->entry_count; i++) {
        const struct walk_row *row = &walk->rows[component->entries[column->first_entry + i].row];
        for (uint32_t t = 0; t < row->threshold_count && row->thresholds[t].amount > row->rest; t++)
            if (t + 1 == row->threshold_count || row->thresholds[t + 1].amount <= row->rest)
                for (size_t w = 0; w < walk->words; w++)
                    candidates[w] &= ~row->thresholds[t].columns[w];
    }
    if (!component->exclusions)
        return;
    uint32_t own = component->promotions[column->promotion].number;
    const struct best_promotion *promotion = model_promotion(component->model, own);
    for (uint32_t e = 0; e < promotion->exclude_count; e++)
        for (uint32_t p = 0; p < component->promotion_count; p++)
            for (size_t w = 0; component->promotions[p].number == promotion->excludes[e] && w < walk->words; w++)
                candidates[w] &= ~walk->promotions[p].columns[w];
}

/* Counts what rows lose that nothing can use any more, and finds the row to decide. False where that is too much. */
static bool choose_row(struct walk *walk, struct level *level, uint32_t *chosen)
{
    const struct component *component = walk->component;
    promo_i128 loss = level->loss;
    uint32_t fewest = UINT32_MAX;
    *chosen = BEST_NONE;
    component->model->work += (int64_t)component->row_count;
    for (uint32_t r = 0; r < component->row_count; r++) {
        const struct walk_row *row = &walk->rows[r];
        if (row->rest == 0 || (row->price == 0 && !walk->ties))
            continue;
        uint32_t count = 0;
        for (size_t w = 0; w < walk->words; w++)
            count += (uint32_t)__builtin_popcountll(level->candidates[w] & row->columns[w]);
        if (count == 0) {
            loss += row->price * row->rest;
            if (!within(walk, loss))
                return false;
        } else if (count < fewest) {
            fewest = count;
            *chosen = r;
        }
    }
    level->loss = *chosen == BEST_NONE ? loss : level->loss;
    return true;
}

/* The next column of the level's row, out of the candidates; BEST_NONE: no more. */
static uint32_t next_column(struct walk *walk, struct level *level)
{
    const uint64_t *columns = level->row == BEST_NONE ? walk->promotions[walk->component->must_use].columns
                                                      : walk->rows[level->row].columns;
    for (size_t w = 0; w < walk->words; w++) {
        uint64_t both = level->candidates[w] & columns[w];
        if (both != 0) {
            uint32_t place = (uint32_t)(w * 64) + (uint32_t)__builtin_ctzll(both);
            bits_drop(level->candidates, place);
            return walk->order[place];
        }
    }
    return BEST_NONE;
}

/* A set that nothing can be added to. */
static promo_status finish_set(struct walk *walk, promo_i128 loss)
{
    struct component *component = walk->component;
    if (!within(walk, loss))
        return PROMO_OK;
    if (!walk->ties) {
        keep(walk, component->priced - loss);
        return PROMO_OK;
    }
    bool prefers = false;
    promo_status status = component_prefers(component, walk->copies, &prefers);
    if (status == PROMO_OK && prefers)
        keep(walk, component->priced - loss);
    return status;
}

/* One more level for what follows from the choice at hand. */
static promo_status descend(struct walk *walk, const uint64_t *candidates, promo_i128 loss, uint32_t taken)
{
    struct level *level = push_level(walk, candidates, loss);
    uint32_t row;
    if (level == NULL)
        return PROMO_NO_MEMORY;
    if (taken != BEST_NONE)
        rule_out(walk, level->candidates, taken);
    if (!choose_row(walk, level, &row)) {
        pop_level(walk);
        return PROMO_OK;
    }
    level->row = row;
    if (row != BEST_NONE)
        return PROMO_OK;
    promo_status status = finish_set(walk, level->loss);
    pop_level(walk);
    return status;
}

/* Tries the level's next choice; false when it has none left. */
static bool advance(struct walk *walk, size_t depth, promo_status *status)
{
    struct level *level = &walk->levels[depth];
    if (level->column != BEST_NONE && level->copies > 0) {
        (void)take(walk, level->column, -level->copies);
        level->copies--;
    }
    while (level->copies == 0) {
        level->column = next_column(walk, level);
        if (level->column == BEST_NONE)
            break;
        level->copies = copies_that_fit(walk, level->column);
    }
    if (level->column == BEST_NONE) {
        if (level->slack_tried || level->row == BEST_NONE)
            return false;
        level->slack_tried = true;
        *status = descend(walk, level->candidates, level->loss, BEST_NONE);
        return true;
    }
    promo_i128 cost = walk->component->columns[level->column].cost * level->copies;
    promo_i128 cut = take(walk, level->column, level->copies);
    if (within(walk, level->loss + cost + cut))
        *status = descend(walk, level->candidates, level->loss + cost + cut, level->column);
    return true;
}

static promo_status run(struct walk *walk)
{
    struct component *component = walk->component;
    struct scratch_mark mark = scratch_mark(walk->scratch);
    promo_status status = PROMO_OK;
    walk->level_capacity = (size_t)walk->count + component->row_count + 2;
    walk->levels = SCRATCH_ARRAY(walk->scratch, walk->level_capacity, struct level);
    if (walk->levels == NULL || !make_bits(walk))
        return PROMO_NO_MEMORY;
    uint64_t *all = bit_set(walk);
    if (all == NULL)
        return PROMO_NO_MEMORY;
    for (uint32_t i = 0; i < walk->count; i++)
        bits_add(all, i);
    walk->level_count = 0;
    if (component->must_use != BEST_NONE) {
        struct level *level = push_level(walk, all, 0);
        if (level == NULL)
            return PROMO_NO_MEMORY;
        level->row = BEST_NONE;
    } else {
        status = descend(walk, all, 0, BEST_NONE);
    }
    while (status == PROMO_OK && walk->level_count > 0) {
        if (component->model->work > walk->work_limit) {
            component->stopped = true;
            break;
        }
        if (!advance(walk, walk->level_count - 1, &status))
            pop_level(walk);
    }
    clear(walk);
    scratch_rewind(walk->scratch, mark);
    return status;
}

static bool prepare(struct walk *walk, struct component *component)
{
    struct scratch *scratch = component->model->scratch;
    *walk = (struct walk){.component = component, .scratch = scratch, .limit = NO_LIMIT};
    walk->order = SCRATCH_ARRAY(scratch, component->column_count, uint32_t);
    walk->rows = SCRATCH_CLEARED(scratch, component->row_count, struct walk_row);
    walk->promotions = SCRATCH_CLEARED(scratch, component->promotion_count, struct walk_promotion);
    walk->spent = SCRATCH_CLEARED(scratch, component->budget_count, promo_i128);
    walk->copies = SCRATCH_CLEARED(scratch, component->column_count, int64_t);
    if (walk->order == NULL || walk->rows == NULL || walk->promotions == NULL || walk->spent == NULL ||
        walk->copies == NULL)
        return false;
    for (uint32_t r = 0; r < component->row_count; r++) {
        walk->rows[r].price = component->rows[r].price;
        walk->rows[r].rest = component->rows[r].capacity;
    }
    for (uint32_t j = 0; j < component->column_count; j++)
        walk->order[j] = j;
    walk->count = component->column_count;
    sort_columns(component, walk->order, walk->count);
    return true;
}

/* A first set: without one that has to be used, the greedy one; else the greedy ones that begin with each of its columns. */
static void first_sets(struct walk *walk)
{
    struct component *component = walk->component;
    if (component->must_use == BEST_NONE) {
        greedy(walk, BEST_NONE);
        return;
    }
    for (uint32_t i = 0; i < walk->count; i++)
        if (component->columns[walk->order[i]].promotion == component->must_use &&
            model_work(component->model, walk->count))
            greedy(walk, walk->order[i]);
}

promo_status component_walk(struct component *component)
{
    struct walk walk;
    promo_status status = PROMO_OK;
    if (!prepare(&walk, component))
        return PROMO_NO_MEMORY;
    walk.work_limit = component->model->work_limit;
    first_sets(&walk);
    component->bound = component->priced;
    if (walk.limit > 0) {
        drop_costly(&walk);
        status = run(&walk);
    }
    if (status != PROMO_OK || !component->found || component->stopped)
        return status;
    component->bound = component->best;
    walk.ties = true;
    if (walk.work_limit - component->model->work > TIE_STEPS)
        walk.work_limit = component->model->work + TIE_STEPS;
    drop_costly(&walk);
    return run(&walk);
}
