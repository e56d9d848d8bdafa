#include "vm/best_branch.h"

#include "vm/best_equals.h"
#include "vm/best_split.h"

#include <string.h>

enum {
    DEPTH_MOST = 1000,
    FILLS_FIRST = 30,
    FILLS_EVERY = 4,
    WALK_COLUMNS = 50, /* a branch is walked through that has no more, until a walk does not come to its end */
    NEAR_SHARE = 3, /* of the gap: sets that near to the bound are looked for first, then in the whole gap */
    ENOUGH_STEPS = 200000, /* after so many a set is good enough ... */
    ENOUGH_BITS = 13,      /* ... that falls short of the bound by no more than a copy weighs, and such a part of it ... */
    ENOUGH_COPIES = 500    /* ... where more copies of a column are in question */
};

/* Counts what was done for a branch that holds nothing better than the best. */
static void count_tie(struct branch *branch, int64_t bound, int64_t before)
{
    const struct component *component = branch->component;
    if (!branch->ties || bound >= component_goal(component))
        return;
    branch->tie_work += component->model->work - before;
    branch->ties = branch_tie_steps(branch) >= 0;
}

static void change_bound(struct branch *branch, uint32_t column, int64_t lower, int64_t upper)
{
    struct linear *linear = branch->linear;
    struct change change = {column, linear->lower[column], linear->upper[column]};
    if (!VECTOR_PUSH(&branch->component->model->changes, branch->component->model->alloc, change)) {
        branch->status = PROMO_NO_MEMORY;
        return;
    }
    linear_bound(linear, column, lower, upper);
}

/* Bounds as they were; the relaxation's state is the caller's business. */
static void undo_changes(struct branch *branch, size_t count)
{
    while (branch->component->model->changes.count > count) {
        const struct change *change = &branch->component->model->changes.items[--branch->component->model->changes.count];
        branch->linear->lower[change->column] = change->lower;
        branch->linear->upper[change->column] = change->upper;
    }
}

/* The bound of the branch at hand, exactly, from the relaxation's prices. */
static int64_t exact_bound(struct branch *branch)
{
    struct component *component = branch->component;
    const struct linear *linear = branch->linear;
    component_take_prices(component);
    promo_i128 bound = component_total(component);
    for (uint32_t i = 0; i < branch->open_count; i++) {
        uint32_t j = branch->open[i];
        const struct component_column *column = &component->columns[j];
        int64_t reduced = column->fine - component_column_price(component, column);
        branch->reduced[j] = reduced;
        int64_t copies = reduced > 0 ? linear->upper[j] : linear->lower[j];
        if (copies != 0)
            bound += (promo_i128)reduced * copies;
    }
    component->model->work += branch->open_count / 4 + 1;
    return component_narrow(bound);
}

/* The least of what the open columns take of all rows together, each as much as the row of the inverse weighs it (`sign` says which of
 * its numbers count), less what there is of them. */
static promo_i128 least_excess(const struct branch *branch, int sign)
{
    const struct component *component = branch->component;
    const struct linear *linear = branch->linear;
    promo_i128 excess = 0;
    for (uint32_t r = 0; r < component->row_count; r++)
        excess -= linear_row_weight(linear, r, sign) * component->rows[r].capacity;
    for (uint32_t i = 0; i < branch->open_count; i++) {
        uint32_t j = branch->open[i];
        const struct component_column *column = &component->columns[j];
        const struct entry *entry = component->entries + column->first_entry, *end = entry + column->entry_count;
        promo_i128 sum = 0;
        for (; entry < end; entry++)
            sum += linear_row_weight(linear, entry->row, sign) * entry->amount;
        excess += sum * (sum >= 0 ? linear->lower[j] : linear->upper[j]);
    }
    component->model->work += branch->open_count / 4 + 1;
    return excess;
}

/* Whether no set is in the branch at hand, exactly, by what the relaxation has come to (Farkas' lemma). Money that is cut leaves room for
 * any, so that purses do not count. */
static bool is_impossible(const struct branch *branch)
{
    return least_excess(branch, 1) > 0 || least_excess(branch, -1) > 0;
}

/* Columns of which one more copy, or one fewer, costs more than the gap keep the copies they have. */
static void fix_costly(struct branch *branch, int64_t bound)
{
    if (bound == COMPONENT_CUT)
        return;
    const struct linear *linear = branch->linear;
    promo_i128 gap = branch_goal(branch) - bound;
    for (uint32_t i = 0; i < branch->open_count; i++) {
        uint32_t j = branch->open[i];
        if (linear->lower[j] == linear->upper[j])
            continue;
        if (branch->reduced[j] < gap && linear->state.flags[j] == LINEAR_AT_LOWER)
            change_bound(branch, j, linear->lower[j], linear->lower[j]);
        else if (branch->reduced[j] > -gap && linear->state.flags[j] == LINEAR_AT_UPPER)
            change_bound(branch, j, linear->upper[j], linear->upper[j]);
    }
}

/* What the relaxation takes a part of comes first, the greatest part of a copy before the others, then the cheapest. */
static void order_by_value(struct branch *branch)
{
    const int64_t *values = branch->values;
    uint32_t taken = 0, at;
    for (uint32_t i = 0; i < branch->open_count; i++) {
        uint32_t number = branch->open[i], place = taken;
        if (values[number] == 0)
            continue;
        for (; place > 0 && (values[branch->by_value[place - 1]] & (NODE_ONE - 1)) < (values[number] & (NODE_ONE - 1)); place--)
            branch->by_value[place] = branch->by_value[place - 1];
        branch->by_value[place] = number;
        taken++;
    }
    at = taken;
    for (uint32_t i = 0; i < branch->open_count; i++)
        if (values[branch->open[i]] == 0)
            branch->by_value[at++] = branch->open[i];
}

static bool is_cut(const struct set *set)
{
    const struct component *component = set->component;
    for (uint32_t i = 0; i < component->purse_count; i++)
        if (set->spent[i] > component->purses[i].limit)
            return true;
    return false;
}

/* Whether the set takes all copies that the branch allows: every other set of the branch is a part of it, so that it gives no
 * more, and where it gives as much claims fewer units. Not where money is cut that is less than what units have anyway. */
static bool takes_all(const struct branch *branch)
{
    const struct component *component = branch->component;
    bool all = !component->slots && component->model->slack == 0, cut = is_cut(branch->set);
    for (uint32_t i = 0; all && i < branch->open_count; i++) {
        const struct component_column *column = &component->columns[branch->open[i]];
        bool gives = column->weight > 0 && (!cut || column->weight >= column->money * component->model->award_scale);
        all = gives && branch->set->copies[branch->open[i]] == branch->linear->upper[branch->open[i]];
    }
    return all;
}

/* A set near the relaxation. */
static void round_values(struct branch *branch)
{
    uint32_t count = branch->open_count;
    order_by_value(branch);
    if (branch->component->slots)
        set_round(branch->set, branch->by_value, count, branch->values);
    else
        set_fill(branch->set, branch->by_value, count, branch->values);
    set_fill(branch->set, branch->by_value, count, NULL);
    if (branch->ties) {
        set_complete(branch->set, branch->by_value, count);
        branch->status = set_offer_equal(branch->set);
        branch->whole = takes_all(branch);
    } else {
        set_offer(branch->set);
    }
    set_clear(branch->set);
    branch->component->model->work += count / 4 + 1;
}

static void close_promotion(struct branch *branch, uint32_t promotion)
{
    for (uint32_t i = 0; i < branch->open_count; i++) {
        uint32_t j = branch->open[i];
        if (branch->component->columns[j].promotion == promotion && branch->linear->upper[j] > 0)
            change_bound(branch, j, 0, 0);
    }
}

/* Goes to one side of a split. */
static void take_side(struct branch *branch, const struct branch_level *level)
{
    struct linear *linear = branch->linear;
    uint32_t column = level->column;
    if (level->split == SPLIT_PROMOTIONS)
        close_promotion(branch, level->sides == 0 ? column : level->other);
    else if ((level->split == SPLIT_UP_FIRST) == (level->sides == 0))
        change_bound(branch, column, level->whole + 1, linear->upper[column]);
    else
        change_bound(branch, column, linear->lower[column], level->whole);
}

static void leave_out(struct branch *branch, int64_t bound)
{
    if (!branch->unfinished || bound > branch->left_bound)
        branch->left_bound = bound;
    branch->unfinished = true;
}

/* The next level, with the columns that may still be taken. */
static struct branch_level *open_level(struct branch *branch, int64_t bound)
{
    struct branch_level *level = &branch->levels[branch->level_count];
    struct scratch *scratch = branch->component->model->scratch;
    if (branch->level_count == branch->level_states) {
        level->open = SCRATCH_ARRAY(scratch, branch->component->column_count, uint32_t);
        branch->status = linear_state_new(branch->linear, &level->state);
        if (level->open == NULL)
            branch->status = PROMO_NO_MEMORY;
        branch->level_states++;
    }
    if (branch->status != PROMO_OK)
        return NULL;
    level->bound = bound;
    level->sides = 0;
    level->change_count = branch->component->model->changes.count;
    level->open_count = 0;
    for (uint32_t i = 0; i < branch->open_count; i++) {
        uint32_t j = branch->open[i];
        if (branch->linear->upper[j] > 0)
            level->open[level->open_count++] = j;
        else
            branch->values[j] = 0;
    }
    branch->open = level->open;
    branch->open_count = level->open_count;
    return level;
}

/* Looks at the branch at hand: nothing more in it, or one more level. `room`: what its bound may fall by. */
static void look(struct branch *branch, int64_t room)
{
    int64_t before = branch->component->model->work;
    enum linear_end end = linear_dual(branch->linear, branch->open, branch->open_count, room);
    if (end == LINEAR_IMPOSSIBLE && is_impossible(branch))
        return;
    int64_t bound = exact_bound(branch);
    if (branch_hopeless(branch, bound))
        return;
    if (end == LINEAR_FALLEN) {
        end = linear_dual(branch->linear, branch->open, branch->open_count, INT64_MAX);
        if (end == LINEAR_IMPOSSIBLE && is_impossible(branch))
            return;
        bound = exact_bound(branch);
    }
    linear_values(branch->linear, branch->open, branch->open_count, branch->values);
    branch->whole = false;
    if (branch->nodes++ < FILLS_FIRST || branch->nodes % FILLS_EVERY == 0 || !split_needed(branch))
        round_values(branch);
    count_tie(branch, bound, before);
    if (branch->status != PROMO_OK || branch->whole || branch_hopeless(branch, bound))
        return;
    fix_costly(branch, bound);
    bool finished = false;
    if (branch->ties && branch->component->found && bound < component_goal(branch->component) && !split_needed(branch))
        finished = equals_look(branch, bound);
    else
        finished = branch_walk(branch, bound);
    if (finished || branch->status != PROMO_OK || branch_hopeless(branch, bound))
        return;
    if (branch->level_count == DEPTH_MOST) {
        leave_out(branch, bound);
        return;
    }
    struct branch_level *level = open_level(branch, bound);
    if (level == NULL || !split_plan(branch, level))
        return;
    linear_copy(branch->linear, &level->state, &branch->linear->state);
    branch->level_count++;
}

/* Goes on from the newest level: to its first side, its second, or back. */
static void go_on(struct branch *branch)
{
    struct branch_level *level = &branch->levels[branch->level_count - 1];
    if (level->sides == 2 || branch_hopeless(branch, level->bound)) {
        branch->level_count--;
        return;
    }
    undo_changes(branch, level->change_count);
    if (level->sides > 0) { /* the last time that the level's is needed */
        struct linear_state moved = branch->linear->state;
        branch->linear->state = level->state;
        level->state = moved;
    }
    branch->open = level->open;
    branch->open_count = level->open_count;
    take_side(branch, level);
    level->sides++;
    look(branch, component_narrow(level->bound - branch_goal(branch)));
}

static promo_status begin(struct branch *branch, struct set *set, const uint32_t *order)
{
    struct component *component = set->component;
    struct scratch *scratch = component->model->scratch;
    uint32_t count = component->column_count;
    *branch = (struct branch){.component = component, .set = set, .linear = component->linear};
    branch->open = order;
    branch->open_count = count;
    branch->by_value = SCRATCH_ARRAY(scratch, count, uint32_t);
    branch->values = SCRATCH_ARRAY(scratch, count, int64_t);
    branch->reduced = SCRATCH_ARRAY(scratch, count, int64_t);
    branch->labels = SCRATCH_ARRAY(scratch, component->row_count, uint32_t);
    branch->levels = SCRATCH_ARRAY(scratch, DEPTH_MOST, struct branch_level);
    branch->walk_columns = WALK_COLUMNS;
    bool has = branch->labels != NULL && branch->by_value != NULL && branch->values != NULL && branch->reduced != NULL && branch->levels != NULL;
    return has ? PROMO_OK : PROMO_NO_MEMORY;
}

/* Whether more steps would be for the sake of a proof only: of large quantities hardly anything is at stake. */
static bool is_enough(const struct branch *branch)
{
    const struct component *component = branch->component;
    if (!component->found || component->model->work - branch->work <= ENOUGH_STEPS)
        return false;
    promo_i128 short_by = component->priced - component_fine(component, component->best);
    bool many = false, little = false;
    for (uint32_t j = 0; j < component->column_count; j++) {
        many |= component->columns[j].most > ENOUGH_COPIES;
        little |= short_by <= component->columns[j].fine;
    }
    return many && little && short_by < component->priced >> ENOUGH_BITS;
}

/* All branches whose bound is not below `near`. */
static void pass(struct branch *branch, int64_t near)
{
    struct component *component = branch->component;
    struct model *model = component->model;
    branch->near = near;
    look(branch, INT64_MAX);
    while (branch->status == PROMO_OK && branch->level_count > 0 && model_work(model, 1) && !is_enough(branch))
        go_on(branch);
    for (uint32_t i = 0; i < branch->level_count; i++)
        if (!branch_hopeless(branch, branch->levels[i].bound))
            leave_out(branch, branch->levels[i].bound);
}

/* From the beginning. */
static void restart(struct branch *branch, const uint32_t *order)
{
    branch->open = order;
    branch->open_count = branch->component->column_count;
    undo_changes(branch, branch->changes);
    linear_copy(branch->linear, &branch->linear->state, &branch->root);
}

/* First sets near the bound are looked for: mostly there is one, and the first set known, which may be far from it, would let
 * many branches pass. */
static void search(struct branch *branch, const uint32_t *order)
{
    struct component *component = branch->component;
    promo_i128 gap = component->found ? component->priced - component_goal(component) : 0;
    int64_t near = component->priced - (int64_t)(gap / NEAR_SHARE);
    if (gap <= 0) {
        pass(branch, INT64_MIN);
        return;
    }
    branch->status = linear_state_new(branch->linear, &branch->root);
    if (branch->status != PROMO_OK)
        return;
    linear_copy(branch->linear, &branch->root, &branch->linear->state);
    pass(branch, near);
    if (branch->status == PROMO_OK && !branch->unfinished && component_fine(component, component->best) < near) {
        near = INT64_MIN;
        restart(branch, order);
        pass(branch, near);
    }
    if (branch->unfinished && branch->left_bound < near)
        branch->left_bound = near;
}

promo_status branch_component(struct set *set, const uint32_t *order, bool *finished, bool *tied, int64_t *bound)
{
    struct component *component = set->component;
    struct model *model = component->model;
    struct scratch_mark mark = scratch_mark(model->scratch);
    struct branch branch;
    branch.status = begin(&branch, set, order);
    int64_t *prices = component_keep_prices(component);
    branch.ties = *tied;
    branch.work = model->work;
    branch.changes = model->changes.count;
    if (prices == NULL)
        branch.status = PROMO_NO_MEMORY;
    if (branch.status == PROMO_OK)
        search(&branch, order);
    if (prices != NULL)
        component_put_prices(component, prices);
    *finished = !branch.unfinished;
    *tied = branch.ties && *finished;
    *bound = branch.left_bound;
    model->changes.count = branch.changes;
    scratch_rewind(model->scratch, mark);
    return branch.status;
}
