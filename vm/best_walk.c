#include "vm/best_walk.h"

#include "vm/best_packed.h"
#include "vm/best_seen.h"

#include <string.h>

enum {
    SEEN_AFTER = 500,   /* steps after which states are kept */
    PACKED_STEPS = 20000, /* that a walk of few columns may take without */
    NEAR_COLUMNS = 40,   /* with more, sets are looked for first that lose at most ... */
    NEAR_SHARE = 6,      /* ... this part of what the best known loses, ... */
    NEAR_GROWTH = 2      /* ... then so many times as much, and so on */
};

static const int64_t NO_LIMIT = INT64_MAX >> 1;

/* Columns that take at least `amount` units of a row. */
struct threshold {
    int64_t amount;
    uint64_t *columns;
};

struct walk_row {
    uint32_t number;
    int64_t price;
    uint64_t *columns;
    struct threshold *thresholds; /* greatest amount first */
    uint32_t threshold_count;
};

struct level {
    uint64_t *candidates;
    int64_t loss;
    struct walk_row *row; /* NULL: the promotion that has to be used */
    uint32_t column;      /* being tried; BEST_NONE: none yet */
    int64_t copies;
    bool slack_tried;
    struct scratch_mark mark;
};

struct walk {
    struct component *component;
    struct scratch *scratch;
    struct set *set;
    const uint32_t *order;
    uint32_t count;          /* of columns that matter: the first of the order */
    size_t words;            /* of a set of them */
    enum walk_goal goal;
    int64_t limit;           /* what a set may lose */
    bool unpriced_idle;      /* columns of rows without a price gain nothing */
    struct walk_row *rows;   /* rows that such columns take units of */
    uint32_t row_count;
    struct walk_row **row_of; /* by row of the component */
    uint64_t **promotions;   /* columns, by promotion; with exclusions, or something that has to be used */
    struct seen seen;
    int64_t *key;            /* room for a state; NULL: none are kept */
    int64_t seen_from;       /* work after which states are kept */
    struct level *levels;
    size_t level_count, level_capacity;
};

static int64_t walk_limit(const struct component *component, enum walk_goal goal)
{
    promo_i128 better = goal == WALK_BETTER ? component->lattice : -component->model->slack;
    if (!component->found)
        return NO_LIMIT;
    return component_narrow(component->priced - component_fine(component, component->best + better));
}

uint32_t walk_columns(const struct component *component, const uint32_t *order, enum walk_goal goal)
{
    int64_t limit = walk_limit(component, goal);
    uint32_t low = 0, high = component->column_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (component->columns[order[middle]].cost <= limit)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static uint64_t *bit_set(struct walk *walk)
{
    return SCRATCH_CLEARED(walk->scratch, walk->words, uint64_t);
}

/* A column takes `amount` units of the row. */
static bool add_threshold(struct walk *walk, struct walk_row *row, uint32_t place, int64_t amount)
{
    uint32_t at = 0;
    while (at < row->threshold_count && row->thresholds[at].amount > amount)
        at++;
    if (at == row->threshold_count || row->thresholds[at].amount != amount) {
        uint64_t *columns = bit_set(walk);
        if (columns == NULL)
            return false;
        for (uint32_t move = row->threshold_count++; move > at; move--)
            row->thresholds[move] = row->thresholds[move - 1];
        row->thresholds[at] = (struct threshold){amount, columns};
    }
    bits_add(row->thresholds[at].columns, place);
    return true;
}

/* The rows that the columns take units of. */
static bool make_rows(struct walk *walk)
{
    const struct component *component = walk->component;
    uint32_t *taking = SCRATCH_CLEARED(walk->scratch, component->row_count, uint32_t);
    if (taking == NULL)
        return false;
    for (uint32_t i = 0; i < walk->count; i++) {
        const struct component_column *column = &component->columns[walk->order[i]];
        for (uint32_t k = 0; k < column->entry_count; k++)
            taking[component->entries[column->first_entry + k].row]++;
    }
    for (uint32_t r = 0; r < component->row_count; r++) {
        if (taking[r] == 0)
            continue;
        struct walk_row *row = walk->row_of[r] = &walk->rows[walk->row_count++];
        *row = (struct walk_row){.number = r, .price = component->rows[r].price};
        row->columns = bit_set(walk);
        row->thresholds = SCRATCH_ARRAY(walk->scratch, taking[r], struct threshold);
        if (row->columns == NULL || row->thresholds == NULL)
            return false;
    }
    for (uint32_t i = 0; i < walk->count; i++) {
        const struct component_column *column = &component->columns[walk->order[i]];
        for (uint32_t k = 0; k < column->entry_count; k++) {
            const struct entry *entry = &component->entries[column->first_entry + k];
            struct walk_row *row = walk->row_of[entry->row];
            bits_add(row->columns, i);
            if (!add_threshold(walk, row, i, entry->amount))
                return false;
        }
    }
    for (uint32_t r = 0; r < walk->row_count; r++)
        for (uint32_t t = 1; t < walk->rows[r].threshold_count; t++)
            for (size_t w = 0; w < walk->words; w++)
                walk->rows[r].thresholds[t].columns[w] |= walk->rows[r].thresholds[t - 1].columns[w];
    return true;
}

static bool make_promotions(struct walk *walk)
{
    const struct component *component = walk->component;
    if (!component->exclusions && component->must_use == BEST_NONE)
        return true;
    walk->promotions = SCRATCH_ARRAY(walk->scratch, component->promotion_count, uint64_t *);
    for (uint32_t p = 0; walk->promotions != NULL && p < component->promotion_count; p++)
        if ((walk->promotions[p] = bit_set(walk)) == NULL)
            return false;
    for (uint32_t i = 0; walk->promotions != NULL && i < walk->count; i++)
        bits_add(walk->promotions[component->columns[walk->order[i]].promotion], i);
    return walk->promotions != NULL;
}

static bool make_bits(struct walk *walk)
{
    struct component *component = walk->component;
    walk->words = BITS_WORDS(walk->count);
    walk->rows = SCRATCH_ARRAY(walk->scratch, component->row_count, struct walk_row);
    walk->row_of = SCRATCH_CLEARED(walk->scratch, component->row_count, struct walk_row *);
    return walk->rows != NULL && walk->row_of != NULL && make_rows(walk) && make_promotions(walk);
}

/* What rows lose that none of the columns can use. */
static int64_t idle_loss(const struct walk *walk)
{
    const struct component *component = walk->component;
    promo_i128 loss = 0;
    for (uint32_t r = 0; r < component->row_count; r++)
        if (walk->row_of[r] == NULL && component->rows[r].price > 0)
            loss += (promo_i128)component->rows[r].price * walk->set->rests[r];
    return component_narrow(loss);
}

/* Opens a level that starts from the candidates given. */
static struct level *push_level(struct walk *walk, const uint64_t *candidates, int64_t loss)
{
    struct scratch_mark mark = scratch_mark(walk->scratch);
    uint64_t *copy = SCRATCH_ARRAY(walk->scratch, walk->words, uint64_t);
    if (walk->level_count == walk->level_capacity || copy == NULL)
        return NULL;
    memcpy(copy, candidates, walk->words * sizeof *copy);
    struct level *level = &walk->levels[walk->level_count++];
    *level = (struct level){copy, loss, NULL, BEST_NONE, 0, false, mark};
    return level;
}

static void pop_level(struct walk *walk)
{
    scratch_rewind(walk->scratch, walk->levels[--walk->level_count].mark);
}

/* Puts back what an unfinished level holds. */
static void leave_level(struct walk *walk)
{
    const struct level *level = &walk->levels[walk->level_count - 1];
    if (level->column != BEST_NONE && level->copies > 0)
        (void)set_take(walk->set, level->column, -level->copies);
    pop_level(walk);
}

static void remove_columns(const struct walk *walk, uint64_t *candidates, const uint64_t *columns)
{
    for (size_t w = 0; w < walk->words; w++)
        candidates[w] &= ~columns[w];
}

/* Removes what no longer fits beside the copies just taken of a column. */
static void rule_out(struct walk *walk, uint64_t *candidates, uint32_t number)
{
    const struct component *component = walk->component;
    const struct component_column *column = &component->columns[number];
    for (uint32_t i = 0; i < column->entry_count; i++) {
        const struct walk_row *row = walk->row_of[component->entries[column->first_entry + i].row];
        uint32_t t = row->threshold_count;
        while (t > 0 && row->thresholds[t - 1].amount <= walk->set->rests[row->number])
            t--;
        if (t > 0)
            remove_columns(walk, candidates, row->thresholds[t - 1].columns);
    }
    if (!component->exclusions)
        return;
    const struct best_promotion *promotion = component->promotions[column->promotion].source;
    for (uint32_t e = 0; e < promotion->exclude_count; e++)
        for (uint32_t p = 0; p < component->promotion_count; p++)
            if (component->promotions[p].number == promotion->excludes[e])
                remove_columns(walk, candidates, walk->promotions[p]);
}

/* None, one, or more (roughly how many). */
static uint32_t count_common(const struct walk *walk, const uint64_t *a, const uint64_t *b)
{
    uint32_t count = 0;
    for (size_t w = 0; w < walk->words; w++) {
        uint64_t both = a[w] & b[w];
        if (both != 0) {
            uint64_t more = both & (both - 1);
            count += more == 0 ? 1 : (more & (more - 1)) == 0 ? 2 : 4;
        }
    }
    return count;
}

/* Counts what rows lose that nothing can use any more, and finds the row to decide. False where that is too much. */
static bool choose_row(struct walk *walk, struct level *level, struct walk_row **chosen)
{
    promo_i128 loss = level->loss;
    uint32_t fewest = UINT32_MAX;
    *chosen = NULL;
    walk->component->model->work += walk->row_count;
    for (uint32_t r = 0; r < walk->row_count; r++) {
        struct walk_row *row = &walk->rows[r];
        int64_t rest = walk->set->rests[row->number];
        if (rest == 0 || (row->price == 0 && walk->unpriced_idle))
            continue;
        uint32_t count = count_common(walk, level->candidates, row->columns);
        if (count == 0) {
            loss += (promo_i128)row->price * rest;
            if (loss > walk->limit)
                return false;
        } else if (count < fewest) {
            fewest = count;
            *chosen = row;
        }
    }
    if (*chosen == NULL)
        level->loss = (int64_t)loss;
    return true;
}

/* The next column of the level's row, out of the candidates; BEST_NONE: no more. */
static uint32_t next_column(struct walk *walk, struct level *level)
{
    const uint64_t *columns = level->row == NULL ? walk->promotions[walk->component->must_use] : level->row->columns;
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
static promo_status finish_set(struct walk *walk)
{
    promo_status status = PROMO_OK;
    if (walk->goal == WALK_EQUAL)
        status = set_offer_equal(walk->set);
    else
        set_offer(walk->set);
    walk->limit = walk_limit(walk->component, walk->goal);
    return status;
}

/* Whether the state that the set came to is worth going on from. What can still be chosen depends on the candidates and on
 * what is left of the rows that they take units of; what they are worth, on what caps have let through. */
static promo_status look_back(struct walk *walk, const struct level *level, bool *goes_on)
{
    *goes_on = true;
    if (walk->key == NULL || walk->component->model->work < walk->seen_from)
        return PROMO_OK;
    for (uint32_t r = 0; r < walk->row_count; r++) {
        const struct walk_row *row = &walk->rows[r];
        walk->key[r] = count_common(walk, level->candidates, row->columns) == 0 ? -1 : walk->set->rests[row->number];
    }
    memcpy(walk->key + walk->row_count, level->candidates, walk->words * sizeof *level->candidates);
    if (walk->component->purse_count > 0)
        memcpy(walk->key + walk->row_count + walk->words, walk->set->spent,
               walk->component->purse_count * sizeof *walk->set->spent);
    return seen_goes_on(&walk->seen, walk->key, goes_on);
}

/* One more level for what follows from the choice at hand. */
static promo_status descend(struct walk *walk, const uint64_t *candidates, int64_t loss, uint32_t taken)
{
    struct level *level = push_level(walk, candidates, loss);
    struct walk_row *row;
    if (level == NULL)
        return PROMO_NO_MEMORY;
    if (taken != BEST_NONE)
        rule_out(walk, level->candidates, taken);
    if (!choose_row(walk, level, &row)) {
        pop_level(walk);
        return PROMO_OK;
    }
    level->row = row;
    if (row == NULL) {
        pop_level(walk);
        return finish_set(walk);
    }
    bool goes_on;
    promo_status status = look_back(walk, level, &goes_on);
    if (status == PROMO_OK && !goes_on)
        pop_level(walk);
    return status;
}

/* Tries the level's next choice; false when it has none left. */
static bool advance(struct walk *walk, struct level *level, promo_status *status)
{
    if (level->column != BEST_NONE && level->copies > 0) {
        (void)set_take(walk->set, level->column, -level->copies);
        level->copies--;
    }
    while (level->copies <= 0) {
        level->column = next_column(walk, level);
        if (level->column == BEST_NONE)
            break;
        level->copies = set_fitting(walk->set, level->column);
    }
    if (level->column == BEST_NONE) {
        if (level->slack_tried || level->row == NULL)
            return false;
        level->slack_tried = true;
        *status = descend(walk, level->candidates, level->loss, BEST_NONE);
        return true;
    }
    promo_i128 cost = (promo_i128)walk->component->columns[level->column].cost * level->copies;
    struct cut cut = set_take(walk->set, level->column, level->copies);
    promo_i128 loss = level->loss + cost + set_cut_loss(walk->component, level->column, cut);
    if (loss <= walk->limit)
        *status = descend(walk, level->candidates, (int64_t)loss, level->column);
    else
        walk->component->model->work++;
    return true;
}

static promo_status run(struct walk *walk, int64_t work_limit, bool *finished)
{
    struct component *component = walk->component;
    promo_status status = PROMO_OK;
    uint64_t *all = bit_set(walk);
    if (all == NULL)
        return PROMO_NO_MEMORY;
    for (uint32_t i = 0; i < walk->count; i++)
        bits_add(all, i);
    int64_t loss = idle_loss(walk);
    if (loss > walk->limit) {
        *finished = true;
        return PROMO_OK;
    }
    if (component->must_use == BEST_NONE)
        status = descend(walk, all, loss, BEST_NONE);
    else if (push_level(walk, all, loss) == NULL)
        status = PROMO_NO_MEMORY;
    while (status == PROMO_OK && walk->level_count > 0 && component->model->work <= work_limit)
        if (!advance(walk, &walk->levels[walk->level_count - 1], &status))
            pop_level(walk);
    *finished = walk->level_count == 0;
    return status;
}

/* A budget goes to the promotions in their order: what one of them gives changes what others are worth. */
static bool shares_budgets(const struct component *component)
{
    for (uint32_t p = 0; p < component->promotion_count; p++)
        if (component->promotions[p].budget != BEST_NONE)
            return true;
    return false;
}

static promo_status walk_wide(struct set *set, const uint32_t *order, uint32_t count, enum walk_goal goal, int64_t steps,
                              bool *finished)
{
    struct component *component = set->component;
    struct model *model = component->model;
    struct scratch_mark mark = scratch_mark(model->scratch);
    struct walk walk = {.component = component, .scratch = model->scratch, .set = set, .order = order, .goal = goal};
    int64_t work_limit = model->work_limit;
    if (model->work <= work_limit && steps < work_limit - model->work)
        work_limit = model->work + steps;
    walk.limit = walk_limit(component, goal);
    walk.unpriced_idle = goal == WALK_BETTER && component->purse_count == 0;
    walk.count = count;
    walk.level_capacity = (size_t)walk.count + component->row_count + 2;
    walk.levels = SCRATCH_ARRAY(model->scratch, walk.level_capacity, struct level);
    promo_status status = walk.levels != NULL && make_bits(&walk) ? PROMO_OK : PROMO_NO_MEMORY;
    if (status == PROMO_OK && !shares_budgets(component) && component->must_use == BEST_NONE && model->slack == 0) {
        size_t words = (size_t)walk.row_count + walk.words +
                       component->purse_count * sizeof *set->spent / sizeof *walk.key;
        walk.key = SCRATCH_ARRAY(model->scratch, words, int64_t);
        walk.seen_from = model->work + SEEN_AFTER;
        status = walk.key != NULL ? seen_begin(&walk.seen, set, order, count, words, goal == WALK_EQUAL) : PROMO_NO_MEMORY;
    }
    *finished = walk.limit < 0;
    if (status == PROMO_OK && walk.limit >= 0)
        status = run(&walk, work_limit, finished);
    while (walk.level_count > 0)
        leave_level(&walk);
    scratch_rewind(model->scratch, mark);
    return status;
}

/* The first `count` columns of the order as the bits of one word, for sets that lose at most `near`. */
static promo_status walk_near(struct set *set, const uint32_t *order, uint32_t count, enum walk_goal goal, int64_t near,
                              int64_t steps, bool *finished)
{
    const struct component *component = set->component;
    struct packed_start start;
    packed_begin(&start, component->priced, near);
    for (; start.count < count && component->columns[order[start.count]].cost <= near; start.count++) {
        start.columns[start.count] = order[start.count];
        start.costs[start.count] = component->columns[order[start.count]].cost;
        start.most[start.count] = component->columns[order[start.count]].most;
    }
    return packed_walk(set, &start, goal, steps, finished);
}

/* What the best set loses against the bound, or more than any. */
static int64_t best_loss(const struct component *component)
{
    promo_i128 loss = component->priced - component_fine(component, component->best);
    return component->found ? component_narrow(loss) : INT64_MAX;
}

/* First for sets near the bound: mostly there is one, and the first set known, which may be far from it, would let much pass. */
static promo_status walk_packed(struct set *set, const uint32_t *order, uint32_t count, enum walk_goal goal, int64_t steps,
                                bool *finished)
{
    struct component *component = set->component;
    int64_t end = component->model->work + steps, loss = best_loss(component), near = loss / NEAR_SHARE + 1;
    promo_status status = PROMO_OK;
    bool seen = true;
    for (; status == PROMO_OK && seen && count > NEAR_COLUMNS && near < best_loss(component) / NEAR_GROWTH; near *= NEAR_GROWTH) {
        status = walk_near(set, order, count, goal, near, end - component->model->work, &seen);
        if (seen && best_loss(component) <= near) {
            *finished = true;
            return status;
        }
    }
    *finished = false;
    if (status == PROMO_OK && seen)
        status = walk_near(set, order, count, goal, INT64_MAX, end - component->model->work, finished);
    return status;
}

promo_status walk_sets(struct set *set, const uint32_t *order, uint32_t count, enum walk_goal goal, int64_t steps,
                       bool *finished)
{
    promo_status status = PROMO_OK;
    *finished = false;
    if (set->component->priced == COMPONENT_CUT)
        return PROMO_OK;
    if (packed_fits(set->component, count)) {
        int64_t before = set->component->model->work;
        status = walk_packed(set, order, count, goal, steps < PACKED_STEPS ? steps : PACKED_STEPS, finished);
        steps -= set->component->model->work - before;
    }
    if (status == PROMO_OK && !*finished && steps > 0)
        status = walk_wide(set, order, count, goal, steps, finished);
    return status;
}
