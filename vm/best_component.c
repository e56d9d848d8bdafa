#include "vm/best_component.h"

#include "vm/best_branch.h"
#include "vm/best_bulk.h"
#include "vm/best_few.h"
#include "vm/best_first.h"
#include "vm/best_limit.h"
#include "vm/best_linear.h"
#include "vm/best_parts.h"
#include "vm/best_prefer.h"
#include "vm/best_walk.h"
#include "vm/sort.h"

enum {
    WALK_COLUMNS = 64,     /* with more, branches are tried at once */
    WALK_STEPS = 16000,    /* then a walk gives way to branches */
    TIGHTEN_COLUMNS = 36,  /* with more, the relaxation is made tighter first */
    TIE_WALK = 3000,       /* sets as good as the best are walked through for so many steps at least */
    TIE_STEPS = 6000,      /* the preferred one is looked for in other ways for so many more */
    TIE_SHARE = 2,         /* and either for this share of the work that finding the best took */
    LOSSES_MOST = 1000,    /* in multiples of what weights are multiples of: see helps_at_root */
    WALK_WORDS = 1 << 22   /* rows times words of columns that a walk may need */
};

void component_list_rows(struct component *component)
{
    uint32_t first = 0;
    for (uint32_t r = 0; r < component->row_count; r++)
        component->rows[r].entry_count = 0;
    for (uint32_t j = 0; j < component->column_count; j++) {
        const struct component_column *column = &component->columns[j];
        for (uint32_t i = 0; i < column->entry_count; i++)
            component->rows[component->entries[column->first_entry + i].row].entry_count++;
    }
    for (uint32_t r = 0; r < component->row_count; r++) {
        component->rows[r].first_entry = first;
        first += component->rows[r].entry_count;
        component->rows[r].entry_count = 0;
    }
    for (uint32_t j = 0; j < component->column_count; j++) {
        const struct component_column *column = &component->columns[j];
        for (uint32_t i = 0; i < column->entry_count; i++) {
            const struct entry *entry = &component->entries[column->first_entry + i];
            struct component_row *row = &component->rows[entry->row];
            component->row_entries[row->first_entry + row->entry_count++] = (struct row_entry){j, entry->amount};
        }
    }
}

/* What a column is sorted by; of equal cost, the one that weighs more comes first. */
struct sort_key {
    int64_t cost, weight;
    uint32_t column;
};

static bool goes_first(const struct sort_key *a, const struct sort_key *b)
{
    if (a->cost != b->cost)
        return a->cost < b->cost;
    return a->weight != b->weight ? a->weight > b->weight : a->column < b->column;
}

static void merge(const struct sort_key *from, struct sort_key *to, uint32_t low, uint32_t middle, uint32_t high)
{
    uint32_t left = low, right = middle;
    for (uint32_t at = low; at < high; at++)
        to[at] = right == high || (left < middle && !goes_first(&from[right], &from[left])) ? from[left++] : from[right++];
}

/* Sorts all columns by cost, least first: short runs by insertion, then merged. */
static promo_status sort_columns(const struct component *component, uint32_t *order)
{
    enum { RUN = 8 };
    uint32_t count = component->column_count;
    struct scratch *scratch = component->model->scratch;
    struct scratch_mark mark = scratch_mark(scratch);
    struct sort_key *keys = SCRATCH_ARRAY(scratch, 2 * (size_t)count, struct sort_key);
    if (keys == NULL)
        return PROMO_NO_MEMORY;
    struct sort_key *other = keys + count;
    for (uint32_t j = 0; j < count; j++) {
        const struct component_column *column = &component->columns[j];
        struct sort_key key = {column->cost, column->fine, j};
        uint32_t at = j;
        for (; at % RUN > 0 && goes_first(&key, &keys[at - 1]); at--)
            keys[at] = keys[at - 1];
        keys[at] = key;
    }
    for (uint64_t run = RUN; run < count; run *= 2) {
        for (uint64_t low = 0; low < count; low += 2 * run) {
            uint64_t middle = low + run < count ? low + run : count, high = low + 2 * run < count ? low + 2 * run : count;
            merge(keys, other, (uint32_t)low, (uint32_t)middle, (uint32_t)high);
        }
        struct sort_key *moved = keys;
        keys = other;
        other = moved;
    }
    for (uint32_t j = 0; j < count; j++)
        order[j] = keys[j].column;
    scratch_rewind(scratch, mark);
    return PROMO_OK;
}

/* First sets: the greedy one, after what the relaxation takes whole; where something has to be used, the greedy ones that
 * begin with each of its columns. */
static void first_sets(struct set *set, const uint32_t *order)
{
    struct component *component = set->component;
    uint32_t count = component->column_count;
    if (component->must_use == BEST_NONE) {
        if (component->linear != NULL && component->slots)
            set_round(set, order, count, component->values);
        else if (component->linear != NULL)
            set_fill(set, order, count, component->values);
        set_fill(set, order, count, NULL);
        set_offer(set);
        set_clear(set);
        return;
    }
    bool more = true;
    for (uint32_t i = 0; i < count && (more || !component->found); i++)
        if (component->columns[order[i]].promotion == component->must_use && set_fitting(set, order[i]) > 0) {
            more = model_work(component->model, count);
            (void)set_take(set, order[i], 1);
            set_fill(set, order, count, NULL);
            set_offer(set);
            set_clear(set);
        }
}

static bool proven(const struct component *component)
{
    return component->found && component->priced < component_goal(component);
}

static bool fits_walk(const struct component *component, uint32_t columns)
{
    return (uint64_t)component->row_count * (BITS_WORDS(columns) + 1) <= WALK_WORDS;
}

/* What a bound in fine weight says of whole weights. */
static promo_i128 whole_bound(const struct component *component, int64_t bound)
{
    promo_i128 weight = component->fine >= 0 ? bound >> component->fine : (promo_i128)bound << -component->fine;
    return weight - weight % component->lattice;
}

static bool weighs_more(const void *context, uint32_t a, uint32_t b)
{
    const struct component *component = context;
    const struct component_column *one = &component->columns[a], *other = &component->columns[b];
    const struct column *columns = component->model->columns.items;
    if (one->weight != other->weight)
        return one->weight > other->weight;
    bool before = first_comes_before(component->model, &columns[one->model_column], &columns[other->model_column]);
    bool after = first_comes_before(component->model, &columns[other->model_column], &columns[one->model_column]);
    return before != after ? before : a < b;
}

/* By priority, and of one promotion what weighs more. */
static bool is_prior(const void *context, uint32_t a, uint32_t b)
{
    const struct component *component = context;
    uint32_t one = component->columns[a].promotion, other = component->columns[b].promotion;
    return one != other ? one < other : weighs_more(context, a, b);
}

/* What each promotion in turn takes, where columns are not complete. */
static void first_by_priority(struct set *set, const uint32_t *order)
{
    const struct component *component = set->component;
    for (uint32_t j = 0; j < component->column_count; j++) {
        int64_t copies = component->model->columns.items[component->columns[j].model_column].first, fit = set_fitting(set, j);
        copies = copies < fit ? copies : fit;
        if (copies > 0 && !(component->exclusions && set_excludes(set, j)))
            (void)set_take(set, j, copies);
    }
    set_fill(set, order, component->column_count, NULL);
    set_offer(set);
    set_clear(set);
}

/* Where the work limit strikes: greedy sets that are not led by prices, by promotion and by weight. */
static promo_status last_sets(struct set *set)
{
    struct component *component = set->component;
    uint32_t count = component->column_count;
    struct scratch_mark mark = scratch_mark(component->model->scratch);
    uint32_t *order = SCRATCH_ARRAY(component->model->scratch, count, uint32_t);
    if (order == NULL)
        return PROMO_NO_MEMORY;
    for (uint32_t j = 0; j < count; j++)
        order[j] = j;
    if (component->model->incomplete && !component->slots)
        first_by_priority(set, order);
    for (int by_weight = 0; by_weight < 2; by_weight++) {
        sort_numbers(order, count, by_weight == 1 ? weighs_more : is_prior, component);
        set_fill(set, order, count, NULL);
        set_offer(set);
        set_clear(set);
    }
    scratch_rewind(component->model->scratch, mark);
    return PROMO_OK;
}

promo_i128 component_copies(const struct component *component, const uint32_t *columns, uint32_t count)
{
    promo_i128 copies = 0;
    for (uint32_t i = 0; i < count; i++)
        copies += component->columns[columns[i]].most;
    return copies;
}

/* Whether all sets as good as the best may be looked at in branches: with slots not where more than rows and caps limits them. */
static bool ties_in_branches(const struct component *component, enum walk_goal goal)
{
    return goal == WALK_EQUAL && (!component->slots || (!component->exclusions && component->must_use == BEST_NONE));
}

/* By WALK_EQUAL *tied says whether sets as good as the best were looked at, too; *branched: in branches, as far as their steps
 * allow. */
static promo_status find_best(struct set *set, const uint32_t *order, enum walk_goal goal, bool *tied, bool *branched)
{
    struct component *component = set->component;
    int64_t bound = component->priced;
    promo_status status = PROMO_OK;
    bool finished = proven(component);
    uint32_t columns = finished || component->slots ? UINT32_MAX : walk_columns(component, order, goal);
    if (columns <= WALK_COLUMNS && !(component->many && component->linear != NULL)) {
        int64_t steps = component->linear != NULL ? WALK_STEPS : INT64_MAX;
        status = walk_sets(set, order, columns, goal, steps, &finished);
        *tied = finished && goal == WALK_EQUAL;
    }
    if (!finished && status == PROMO_OK && component->linear != NULL) {
        *tied = *branched = ties_in_branches(component, goal);
        status = branch_component(set, order, &finished, tied, &bound);
    } else if (!finished && status == PROMO_OK && !component->slots && fits_walk(component, columns))
        status = walk_sets(set, order, walk_columns(component, order, WALK_BETTER), WALK_BETTER, INT64_MAX, &finished);
    component->stopped = !finished;
    component->bound = finished ? component->best : whole_bound(component, bound);
    return status;
}

/* Whether the best set takes all that there is of every column that a set as good could take. */
static bool is_unique(const struct component *component, const uint32_t *order, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if (component->copies[order[i]] != component->columns[order[i]].most || component->columns[order[i]].weight <= 0)
            return false;
    return component->purse_count == 0 && component->model->slack == 0;
}

/* Prices, and the columns by what they cost. */
static promo_status begin(struct component *component, struct set *set, uint32_t **order)
{
    *order = SCRATCH_ARRAY(component->model->scratch, component->column_count, uint32_t);
    for (uint32_t j = 0; *order != NULL && j < component->column_count; j++)
        (*order)[j] = j;
    promo_status status = *order != NULL ? component_price(component, *order) : PROMO_NO_MEMORY;
    if (status == PROMO_OK)
        status = set_begin(set, component);
    return status == PROMO_OK ? sort_columns(component, *order) : status;
}

/* First sets, and again after the relaxation is tighter, where much is in question. */
static promo_status approach(struct component *component, struct set *set, uint32_t *order, enum walk_goal goal)
{
    bool tightened = false;
    first_sets(set, order);
    if (component->linear == NULL || component->slots || proven(component) || walk_columns(component, order, goal) <= TIGHTEN_COLUMNS)
        return PROMO_OK;
    promo_status status = component_tighten(component, order, &tightened);
    if (status != PROMO_OK || !tightened)
        return status;
    status = set_begin(set, component);
    if (status == PROMO_OK)
        status = sort_columns(component, order);
    if (status == PROMO_OK)
        first_sets(set, order);
    return status;
}

/* Whether the relaxation leaves anything to lose: what is held of it would be great numbers, which branches take away. */
static bool may_lose(const struct component *component)
{
    enum { NEAR = 16 }; /* part of what weights are multiples of, which rounding may make */
    promo_i128 gap = component->priced - component_fine(component, component->best);
    return component->linear != NULL && gap >= component_fine(component, component->lattice) / NEAR;
}

static promo_status look_in_branches(struct set *set, const uint32_t *order)
{
    bool proven = false, tied = true;
    int64_t bound = set->component->priced;
    return branch_component(set, order, &proven, &tied, &bound);
}

/* Of the sets as good as the best, the preferred one: by a walk, where few are, or else by other weights, part by part where that is
 * possible. Where parts are rounded there is only the walk. */
static promo_status find_preferred(struct set *set, const uint32_t *order, int64_t work, bool branched)
{
    struct component *component = set->component;
    uint32_t columns = walk_columns(component, order, WALK_EQUAL);
    bool finished = is_unique(component, order, columns), rounded = component->model->slack > 0, settled = false;
    promo_status status = PROMO_OK;
    int64_t steps = TIE_STEPS + work / TIE_SHARE;
    if (!finished && !rounded && (component->slots || component_copies(component, order, columns) > COMPONENT_COPIES)) {
        if (!branched && may_lose(component) && ties_in_branches(component, WALK_EQUAL))
            return look_in_branches(set, order);
        status = parts_at_root(set, order, columns, steps, &settled, &finished);
    }
    if (!finished && status == PROMO_OK && !component->slots && fits_walk(component, columns))
        status = walk_sets(set, order, columns, WALK_EQUAL, TIE_WALK + (rounded ? work / TIE_SHARE : 0), &finished);
    if (status != PROMO_OK || finished || rounded)
        return status;
    if (!settled)
        status = parts_at_root(set, order, columns, steps, &settled, &finished);
    return status != PROMO_OK || settled ? status : component_prefer(component, steps, &finished);
}

/* Where there are many copies: of what is left without those that every best set has. What is proven stays so, however far the search
 * for the preferred set comes. */
static promo_status solve_many(struct set *set, const uint32_t *order, bool *solved)
{
    struct component *component = set->component;
    bool done = proven(component);
    if (done && is_unique(component, order, walk_columns(component, order, WALK_EQUAL)))
        return PROMO_OK;
    promo_status status = bulk_solve(set, order, solved);
    if (done && *solved) {
        component->bound = component->best;
        component->stopped = false;
    }
    return status;
}

/* Whether the preferred set may be found from the root where looking into branches took too long: exclusions keep that from looking
 * at several sets at once, and where what sets as good as the best may lose are small numbers, weights that hold it leave bounds that
 * are of use. */
static bool helps_at_root(const struct component *component)
{
    promo_i128 gap = component->priced - component_fine(component, component->best);
    bool free = !component->exclusions && component->must_use == BEST_NONE;
    return !free || gap < component_fine(component, component->lattice) * LOSSES_MOST;
}

/* By prices, where looking at sets without them takes too long. */
static promo_status solve_by_prices(struct component *component)
{
    struct model *model = component->model;
    struct set set;
    uint32_t *order;
    promo_status status = begin(component, &set, &order);
    if (status != PROMO_OK)
        return status;
    int64_t before = model->work;
    enum walk_goal goal = model->slack > 0 ? WALK_BETTER : WALK_EQUAL;
    bool tied = false, branched = false, solved = false;
    status = approach(component, &set, order, goal);
    if (status == PROMO_OK)
        status = solve_many(&set, order, &solved);
    if (status != PROMO_OK || solved)
        return status;
    status = find_best(&set, order, goal, &tied, &branched);
    if (status == PROMO_OK && component->stopped)
        status = last_sets(&set);
    if (component->found && component->bound < component->best)
        component->bound = component->best;
    if (status != PROMO_OK || tied || component->stopped || !component->found || (branched && !helps_at_root(component)))
        return status;
    return find_preferred(&set, order, model->work - before, branched);
}

promo_status component_solve(struct component *component)
{
    struct limited limited;
    bool finished = false;
    promo_status status = limit_large(component, &limited);
    if (status == PROMO_OK)
        status = few_solve(component, &finished);
    if (status == PROMO_OK && !finished) {
        component_list_rows(component);
        status = solve_by_prices(component);
    }
    return status == PROMO_OK && limited.columns != NULL ? limit_restore(component, &limited) : status;
}

promo_status component_improve(struct component *component, const int64_t *start)
{
    struct set set;
    uint32_t *order;
    bool tied = false, branched = false;
    promo_status status = begin(component, &set, &order);
    for (uint32_t j = 0; status == PROMO_OK && j < component->column_count; j++)
        if (start[j] != 0)
            (void)set_take(&set, j, start[j]);
    if (status != PROMO_OK)
        return status;
    set_offer(&set);
    set_clear(&set);
    status = approach(component, &set, order, WALK_BETTER);
    return status == PROMO_OK ? find_best(&set, order, WALK_BETTER, &tied, &branched) : status;
}
