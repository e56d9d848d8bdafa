#include "vm/best_branch.h"

#include "vm/best_core.h"
#include "vm/best_linear.h"
#include "vm/best_packed.h"
#include "vm/best_prefer.h"

#include <string.h>

enum {
    DEPTH_MOST = 1000,
    FILLS_FIRST = 30,
    FILLS_EVERY = 4,
    SPLITS_MOST = 4,
    TIE_STEPS = 6000, /* branches that can only hold sets as good as the best take so many steps at least ... */
    TIE_SHARE = 2,    /* ... and this share of all */
    EQUAL_STEPS = 6000, /* of one walk through them */
    FEW_COLUMNS = 40,   /* that a branch is walked through with, ... */
    FEW_STEPS = 3000,   /* ... for so many steps, ... */
    FAILURES_MOST = 3,  /* ... until so many walks were in vain */
    NEAR_SHARE = 3 /* of the gap: sets that near to the bound are looked for first, then in the whole gap */
};

/* Values this close to a whole number are taken for it. */
#define ALMOST ((int64_t)1 << (LINEAR_BITS - 6))
#define ONE ((int64_t)1 << LINEAR_BITS)

enum split { SPLIT_UP_FIRST, SPLIT_DOWN_FIRST, SPLIT_PROMOTIONS };

struct branch_level {
    enum split split;
    uint32_t column;    /* or, of promotions, the one that goes first ... */
    uint32_t other;     /* ... and the one that goes then */
    int64_t whole;      /* at most so many copies on one side, at least one more on the other */
    int sides;          /* how many have been looked at */
    size_t change_count;
    int64_t bound;
    uint32_t *open;     /* columns that may be taken below */
    uint32_t open_count;
    struct linear_state state;
};

struct branch {
    struct component *component;
    struct set *set;
    struct linear *linear;
    const uint32_t *open; /* columns that may be taken in the branch at hand, least cost first */
    uint32_t open_count;
    uint32_t *by_value;
    int64_t *values;
    int64_t *reduced;  /* by column, fine: what a copy adds to the bound */
    uint32_t *labels;  /* by row: room to tell promotions apart */
    struct branch_level *levels;
    uint32_t level_count, level_states;
    int64_t nodes;
    bool ties;         /* sets as good as the best are looked for, too */
    int64_t work, tie_work; /* what the model had done before; what was done for such sets only */
    int failures;      /* walks through branches of few columns that did not finish, of late */
    bool whole;        /* the set just offered takes all that the branch has open */
    size_t changes;    /* of a search around this one */
    int64_t near;      /* branches with a lower bound are left for the next pass */
    struct linear_state root;
    bool unfinished;
    int64_t left_bound; /* of what was not looked at */
    promo_status status;
};

/* A bound that is below this ends a branch. */
static promo_i128 goal_of(const struct branch *branch)
{
    const struct component *component = branch->component;
    promo_i128 goal = branch->ties ? component_fine(component, component->best) : component_goal(component);
    return component->found && goal > branch->near ? goal : branch->near;
}

static bool hopeless(const struct branch *branch, int64_t bound)
{
    return bound < goal_of(branch);
}

/* Counts what was done for a branch that holds nothing better than the best. */
static void count_tie(struct branch *branch, int64_t bound, int64_t before)
{
    const struct component *component = branch->component;
    if (!branch->ties || bound >= component_goal(component))
        return;
    branch->tie_work += component->model->work - before;
    branch->ties = branch->tie_work <= TIE_STEPS + (component->model->work - branch->work) / TIE_SHARE;
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
    promo_i128 bound = 0;
    component_take_prices(component);
    for (uint32_t r = 0; r < component->row_count; r++)
        bound += (promo_i128)component->rows[r].price * component->rows[r].capacity;
    for (uint32_t i = 0; i < component->purse_count; i++)
        bound += component_purse_total(&component->purses[i]);
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

/* Columns of which one more copy, or one fewer, costs more than the gap keep the copies they have. */
static void fix_costly(struct branch *branch, int64_t bound)
{
    const struct linear *linear = branch->linear;
    promo_i128 gap = goal_of(branch) - bound;
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
        for (; place > 0 && (values[branch->by_value[place - 1]] & (ONE - 1)) < (values[number] & (ONE - 1)); place--)
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

static bool is_open(const struct branch *branch, uint32_t column)
{
    return branch->linear->lower[column] < branch->linear->upper[column];
}

/* Two promotions that exclude each other and that the relaxation both uses. */
static bool find_conflict(const struct branch *branch, uint32_t *one, uint32_t *other)
{
    const struct component *component = branch->component;
    for (uint32_t i = 0; i < branch->open_count; i++) {
        uint32_t j = branch->open[i], p = component->columns[j].promotion;
        if (branch->values[j] <= ALMOST)
            continue;
        const struct best_promotion *promotion = component->promotions[p].source;
        for (uint32_t k = 0; k < branch->open_count && promotion->exclude_count > 0; k++) {
            uint32_t q = component->columns[branch->open[k]].promotion, number = component->promotions[q].number;
            for (uint32_t x = 0; branch->values[branch->open[k]] > ALMOST && x < promotion->exclude_count; x++)
                if (promotion->excludes[x] == number) {
                    *one = p;
                    *other = q;
                    return true;
                }
        }
    }
    return false;
}

/* Columns that are split, those first that are split most, weighed by what they weigh. */
static uint32_t list_split(const struct branch *branch, uint32_t *columns, uint32_t most)
{
    promo_i128 scores[SPLITS_MOST];
    uint32_t count = 0;
    for (uint32_t i = 0; i < branch->open_count; i++) {
        uint32_t j = branch->open[i];
        int64_t part = branch->values[j] & (ONE - 1), nearest = part < ONE - part ? part : ONE - part;
        if (nearest <= ALMOST || !is_open(branch, j))
            continue;
        promo_i128 score = (nearest >> (LINEAR_BITS - 16)) * (branch->component->columns[j].weight + 1);
        if (count == most && score <= scores[most - 1])
            continue;
        uint32_t at = count < most ? count++ : most - 1;
        for (; at > 0 && scores[at - 1] < score; at--) {
            scores[at] = scores[at - 1];
            columns[at] = columns[at - 1];
        }
        scores[at] = score;
        columns[at] = j;
    }
    return count;
}

static bool is_split(const struct branch *branch)
{
    uint32_t column;
    return list_split(branch, &column, 1) > 0;
}

/* How much is lost at least when the column is no longer split: by what it weighs, and by the first steps to either side. */
static promo_i128 split_score(struct branch *branch, uint32_t column)
{
    const int64_t most = (int64_t)1 << 60;
    int64_t part = branch->values[column] & (ONE - 1), nearest = part < ONE - part ? part : ONE - part;
    promo_i128 weight = (promo_i128)nearest * branch->component->columns[column].fine;
    struct linear_penalties penalties = linear_penalties(branch->linear, column, branch->open, branch->open_count);
    return (weight >> (LINEAR_BITS + 1 + branch->linear->shift)) + (penalties.below < most ? penalties.below : most) +
           (penalties.above < most ? penalties.above : most);
}

/* Of some columns that are split, the one that loses most. */
static uint32_t best_split(struct branch *branch)
{
    uint32_t columns[SPLITS_MOST], count = list_split(branch, columns, SPLITS_MOST), best = BEST_NONE;
    promo_i128 best_score = 0;
    for (uint32_t i = 0; i < count; i++) {
        promo_i128 score = count > 1 ? split_score(branch, columns[i]) : 0;
        if (best == BEST_NONE || score > best_score) {
            best = columns[i];
            best_score = score;
        }
    }
    branch->component->model->work += count * (branch->open_count / 8 + 1);
    return best;
}

/* With a relaxation in whole copies that closes nothing: the column that has to be used, or any that is open, of those first
 * that are not taken as often as they can be. */
static uint32_t any_open(const struct branch *branch)
{
    const struct component *component = branch->component;
    uint32_t best = BEST_NONE;
    bool must = component->must_use != BEST_NONE;
    for (uint32_t i = 0; i < branch->open_count && must; i++)
        must = component->columns[branch->open[i]].promotion != component->must_use ||
               branch->linear->lower[branch->open[i]] == 0;
    bool best_taken = true;
    for (uint32_t i = 0; i < branch->open_count; i++) {
        uint32_t j = branch->open[i];
        if (!is_open(branch, j) || (must && component->columns[j].promotion != component->must_use))
            continue;
        bool taken = (branch->values[j] + ALMOST) >> LINEAR_BITS == branch->linear->upper[j];
        bool more = best != BEST_NONE && branch->reduced[j] > branch->reduced[best];
        bool equal = best != BEST_NONE && branch->reduced[j] == branch->reduced[best];
        if (best == BEST_NONE || (best_taken && !taken) || (best_taken == taken && (more || (equal && j < best)))) {
            best = j;
            best_taken = taken;
        }
    }
    return best;
}

static bool plan_split(struct branch *branch, struct branch_level *level)
{
    if (branch->component->exclusions && find_conflict(branch, &level->column, &level->other)) {
        level->split = SPLIT_PROMOTIONS;
        return true;
    }
    uint32_t column = best_split(branch);
    if (column != BEST_NONE) {
        int64_t part = branch->values[column] & (ONE - 1);
        level->whole = branch->values[column] >> LINEAR_BITS;
        level->split = part * 5 >= ONE * 2 ? SPLIT_UP_FIRST : SPLIT_DOWN_FIRST;
    } else if ((column = any_open(branch)) != BEST_NONE) {
        int64_t value = (branch->values[column] + ALMOST) >> LINEAR_BITS;
        bool above = value > branch->linear->lower[column];
        level->whole = above ? value - 1 : value;
        level->split = above ? SPLIT_UP_FIRST : SPLIT_DOWN_FIRST;
    }
    level->column = column;
    if (column == BEST_NONE)
        return false;
    if (level->whole < branch->linear->lower[column])
        level->whole = branch->linear->lower[column];
    if (level->whole >= branch->linear->upper[column])
        level->whole = branch->linear->upper[column] - 1;
    return true;
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

/* Where the relaxation has come to a set and nothing better is in the branch: the sets as good as the best, by a walk at the
 * branch's prices. *finished: none is left to look at; if not, too many are. */
static void walk_branch(struct branch *branch, int64_t bound, int64_t steps, bool *finished)
{
    const struct linear *linear = branch->linear;
    struct set *set = branch->set;
    struct packed_start start = {.count = 0, .bound = bound, .near = component_narrow((promo_i128)bound - branch->near)};
    for (uint32_t i = 0; i < branch->open_count; i++) {
        uint32_t j = branch->open[i];
        if (linear->lower[j] > 0)
            (void)set_take(set, j, linear->lower[j]);
        if (linear->lower[j] == linear->upper[j])
            continue;
        int64_t cost = branch->reduced[j] < 0 ? -branch->reduced[j] : 0;
        uint32_t at = start.count++;
        for (; at > 0 && start.costs[at - 1] > cost; at--) {
            start.columns[at] = start.columns[at - 1];
            start.costs[at] = start.costs[at - 1];
            start.most[at] = start.most[at - 1];
        }
        start.columns[at] = j;
        start.costs[at] = cost;
        start.most[at] = linear->upper[j] - linear->lower[j];
    }
    branch->status = packed_walk(set, &start, branch->ties ? WALK_EQUAL : WALK_BETTER, steps, finished);
    set_clear(set);
}

/* Steps left for branches that can only hold sets as good as the best. */
static int64_t steps_left(const struct branch *branch)
{
    int64_t others = branch->component->model->work - branch->work - branch->tie_work;
    return TIE_STEPS + others / TIE_SHARE - branch->tie_work;
}

/* The preferred copies of the columns, which hang together; all others have those of the set at hand. False: there is no telling
 * without looking further. */
static bool prefer_part(struct branch *branch, const uint32_t *columns, uint32_t count, int64_t gap, int64_t *copies)
{
    const struct linear *linear = branch->linear;
    struct core core;
    if (component_settled(branch->component, columns, count, gap, branch->labels))
        return true;
    branch->status = core_make(&core, branch->set, columns, count, linear->lower, linear->upper, branch->reduced, gap);
    if (branch->status == PROMO_OK && core.needy)
        return false;
    if (branch->status == PROMO_OK)
        branch->status = component_prefer(&core.component, steps_left(branch), &branch->ties);
    if (branch->status == PROMO_OK)
        core_copies(&core, copies);
    return true;
}

/* The preferred set of a branch in which the set at hand is as good as the best, and only `columns` are in question. False: as
 * above. */
static bool find_preferred(struct branch *branch, uint32_t *columns, uint32_t count, int64_t gap)
{
    struct component *component = branch->component;
    struct scratch *scratch = component->model->scratch;
    int64_t *copies = SCRATCH_ARRAY(scratch, component->column_count, int64_t);
    uint32_t *begins = SCRATCH_ARRAY(scratch, (size_t)count + 1, uint32_t), part_count = 0;
    branch->status = copies != NULL && begins != NULL ? core_parts(component, columns, count, begins, &part_count) : PROMO_NO_MEMORY;
    if (branch->status != PROMO_OK)
        return true;
    memcpy(copies, branch->set->copies, component->column_count * sizeof *copies);
    for (uint32_t i = 0; i < part_count && branch->ties && branch->status == PROMO_OK; i++)
        if (!prefer_part(branch, columns + begins[i], begins[i + 1] - begins[i], gap, copies))
            return false;
    bool prefers = false;
    if (branch->status == PROMO_OK)
        branch->status = component_prefers(component, copies, &prefers);
    if (prefers)
        memcpy(component->copies, copies, component->column_count * sizeof *copies);
    return true;
}

/* The same where the set that the relaxation has come to is as good as the best; `walked`: there was no end to a walk through
 * such sets. */
static bool settle_equals(struct branch *branch, int64_t gap, bool walked)
{
    struct component *component = branch->component;
    struct scratch_mark mark = scratch_mark(component->model->scratch);
    uint32_t count = 0;
    bool settled = false;
    for (uint32_t i = 0; i < branch->open_count; i++)
        if (is_open(branch, branch->open[i]))
            branch->by_value[count++] = branch->open[i];
    set_round(branch->set, branch->open, branch->open_count, branch->values);
    bool uses = component->must_use == BEST_NONE || branch->set->used[component->must_use] > 0;
    if (uses && branch->set->weight == component->best && !walked) {
        branch->status = set_offer_equal(branch->set);
        settled = component_settled(component, branch->by_value, count, gap, branch->labels);
    } else if (uses && branch->set->weight == component->best && core_possible(component, branch->by_value, count)) {
        settled = find_preferred(branch, branch->by_value, count, gap);
    }
    set_clear(branch->set);
    scratch_rewind(component->model->scratch, mark);
    return settled;
}

/* A branch that can only hold sets as good as the best, and whose relaxation is one: whether its preferred set has been looked
 * at. */
static bool look_at_equals(struct branch *branch, int64_t bound)
{
    struct component *component = branch->component;
    int64_t gap = component_narrow(bound - component_fine(component, component->best)), before = component->model->work;
    bool finished = settle_equals(branch, gap, false);
    if (!finished && branch->status == PROMO_OK && packed_fits(component, branch->open_count))
        walk_branch(branch, bound, EQUAL_STEPS, &finished);
    if (!finished && branch->status == PROMO_OK && !hopeless(branch, bound))
        finished = settle_equals(branch, gap, true);
    branch->tie_work += component->model->work - before;
    branch->ties &= steps_left(branch) >= 0;
    return finished;
}

/* Walks through branches of few columns. True: nothing is left to look at. */
static bool walk_few(struct branch *branch, int64_t bound)
{
    bool finished = false;
    uint32_t count = 0;
    for (uint32_t i = 0; i < branch->open_count; i++)
        count += is_open(branch, branch->open[i]);
    if (count > FEW_COLUMNS || branch->failures >= FAILURES_MOST || !packed_fits(branch->component, count))
        return false;
    walk_branch(branch, bound, FEW_STEPS, &finished);
    branch->failures = finished ? branch->failures / 2 : branch->failures + 1;
    return finished;
}

/* Looks at the branch at hand: nothing more in it, or one more level. `room`: what its bound may fall by. */
static void look(struct branch *branch, int64_t room)
{
    int64_t before = branch->component->model->work;
    enum linear_end end = linear_dual(branch->linear, branch->open, branch->open_count, room);
    if (end == LINEAR_IMPOSSIBLE)
        return;
    int64_t bound = exact_bound(branch);
    if (hopeless(branch, bound))
        return;
    if (end == LINEAR_FALLEN) {
        end = linear_dual(branch->linear, branch->open, branch->open_count, INT64_MAX);
        if (end == LINEAR_IMPOSSIBLE)
            return;
        bound = exact_bound(branch);
    }
    linear_values(branch->linear, branch->open, branch->open_count, branch->values);
    branch->whole = false;
    if (branch->nodes++ < FILLS_FIRST || branch->nodes % FILLS_EVERY == 0 || !is_split(branch))
        round_values(branch);
    count_tie(branch, bound, before);
    if (branch->status != PROMO_OK || branch->whole || hopeless(branch, bound))
        return;
    fix_costly(branch, bound);
    bool finished = false;
    if (branch->ties && branch->component->found && bound < component_goal(branch->component) && !is_split(branch))
        finished = look_at_equals(branch, bound);
    else
        finished = walk_few(branch, bound);
    if (finished || branch->status != PROMO_OK || hopeless(branch, bound))
        return;
    if (branch->level_count == DEPTH_MOST) {
        leave_out(branch, bound);
        return;
    }
    struct branch_level *level = open_level(branch, bound);
    if (level == NULL || !plan_split(branch, level))
        return;
    linear_copy(branch->linear, &level->state, &branch->linear->state);
    branch->level_count++;
}

/* Goes on from the newest level: to its first side, its second, or back. */
static void go_on(struct branch *branch)
{
    struct branch_level *level = &branch->levels[branch->level_count - 1];
    if (level->sides == 2 || hopeless(branch, level->bound)) {
        branch->level_count--;
        return;
    }
    undo_changes(branch, level->change_count);
    if (level->sides > 0)
        linear_copy(branch->linear, &branch->linear->state, &level->state);
    branch->open = level->open;
    branch->open_count = level->open_count;
    take_side(branch, level);
    level->sides++;
    look(branch, component_narrow(level->bound - goal_of(branch)));
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
    bool has = branch->labels != NULL && branch->by_value != NULL && branch->values != NULL && branch->reduced != NULL && branch->levels != NULL;
    return has ? PROMO_OK : PROMO_NO_MEMORY;
}

/* Prices of rows, then of purses, to put back when the branches are done. */
static int64_t *save_prices(const struct component *component)
{
    size_t count = (size_t)component->row_count + component->purse_count;
    int64_t *prices = SCRATCH_ARRAY(component->model->scratch, count, int64_t);
    for (uint32_t r = 0; prices != NULL && r < component->row_count; r++)
        prices[r] = component->rows[r].price;
    for (uint32_t i = 0; prices != NULL && i < component->purse_count; i++)
        prices[component->row_count + i] = component->purses[i].price;
    return prices;
}

static void restore_prices(struct component *component, const int64_t *prices)
{
    for (uint32_t r = 0; r < component->row_count; r++)
        component->rows[r].price = prices[r];
    for (uint32_t i = 0; i < component->purse_count; i++)
        component->purses[i].price = prices[component->row_count + i];
}

/* All branches whose bound is not below `near`. */
static void pass(struct branch *branch, int64_t near)
{
    struct component *component = branch->component;
    struct model *model = component->model;
    branch->near = near;
    look(branch, INT64_MAX);
    while (branch->status == PROMO_OK && branch->level_count > 0 && model_work(model, 1))
        go_on(branch);
    for (uint32_t i = 0; i < branch->level_count; i++)
        if (!hopeless(branch, branch->levels[i].bound))
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
    int64_t *prices = save_prices(component);
    branch.ties = *tied;
    branch.work = model->work;
    branch.changes = model->changes.count;
    if (prices == NULL)
        branch.status = PROMO_NO_MEMORY;
    if (branch.status == PROMO_OK)
        search(&branch, order);
    if (prices != NULL)
        restore_prices(component, prices);
    *finished = !branch.unfinished;
    *tied = branch.ties && *finished;
    *bound = branch.left_bound;
    model->changes.count = branch.changes;
    scratch_rewind(model->scratch, mark);
    return branch.status;
}
