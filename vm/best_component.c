#include "vm/best_component.h"

#include "vm/best_branch.h"
#include "vm/best_linear.h"
#include "vm/best_walk.h"

enum {
    WALK_COLUMNS = 40,     /* with more, branches are tried at once */
    WALK_STEPS = 4000,     /* then a walk gives way to branches */
    TIE_STEPS = 3000,      /* sets as good as the best are compared for so many steps at least */
    TIE_SHARE = 2,         /* and for this share of the work that finding the best took */
    WALK_WORDS = 1 << 22   /* rows times words of columns that a walk may need */
};

static bool costs_less(const struct component *component, uint32_t a, uint32_t b)
{
    const struct component_column *one = &component->columns[a], *other = &component->columns[b];
    if (one->cost != other->cost)
        return one->cost < other->cost;
    if (one->weight != other->weight)
        return one->weight > other->weight;
    return a < b;
}

static void sift(const struct component *component, uint32_t *order, uint32_t at, uint32_t count)
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
    if (count <= 16) {
        for (uint32_t i = 1; i < count; i++) {
            uint32_t moved = order[i], at = i;
            for (; at > 0 && costs_less(component, moved, order[at - 1]); at--)
                order[at] = order[at - 1];
            order[at] = moved;
        }
        return;
    }
    for (uint32_t i = count / 2; i-- > 0;)
        sift(component, order, i, count);
    for (uint32_t end = count; end > 1; end--) {
        uint32_t moved = order[0];
        order[0] = order[end - 1];
        order[end - 1] = moved;
        sift(component, order, 0, end - 1);
    }
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
    for (uint32_t i = 0; i < count; i++)
        if (component->columns[order[i]].promotion == component->must_use && set_fitting(set, order[i]) > 0 &&
            model_work(component->model, count)) {
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

/* *tied: sets as good as the best were looked at, too. */
static promo_status find_best(struct set *set, const uint32_t *order, bool *tied)
{
    struct component *component = set->component;
    int64_t bound = component->priced;
    promo_status status = PROMO_OK;
    bool finished = proven(component);
    enum walk_goal goal = component->model->slack > 0 ? WALK_BETTER : WALK_EQUAL;
    uint32_t columns = finished || component->slots ? UINT32_MAX : walk_columns(component, order, goal);
    if (columns <= WALK_COLUMNS) {
        int64_t steps = component->linear != NULL ? WALK_STEPS : INT64_MAX;
        status = walk_sets(set, order, columns, goal, steps, &finished);
        *tied = finished && goal == WALK_EQUAL;
    }
    if (!finished && status == PROMO_OK && component->linear != NULL)
        status = branch_component(set, order, &finished, &bound);
    else if (!finished && status == PROMO_OK && !component->slots && fits_walk(component, columns))
        status = walk_sets(set, order, walk_columns(component, order, WALK_BETTER), WALK_BETTER, INT64_MAX, &finished);
    component->stopped = !finished;
    component->bound = finished ? component->best : whole_bound(component, bound);
    if (component->found && component->bound < component->best)
        component->bound = component->best;
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

promo_status component_solve(struct component *component)
{
    struct model *model = component->model;
    uint32_t *order = SCRATCH_ARRAY(model->scratch, component->column_count, uint32_t);
    struct set set;
    for (uint32_t j = 0; order != NULL && j < component->column_count; j++)
        order[j] = j;
    promo_status status = order != NULL ? component_price(component, order) : PROMO_NO_MEMORY;
    if (status == PROMO_OK)
        status = set_begin(&set, component);
    if (status != PROMO_OK)
        return status;
    sort_columns(component, order, component->column_count);
    int64_t before = model->work;
    first_sets(&set, order);
    bool tied = false, finished;
    status = find_best(&set, order, &tied);
    if (status != PROMO_OK || tied || component->stopped || !component->found || component->slots)
        return status;
    uint32_t columns = walk_columns(component, order, WALK_EQUAL);
    if (!fits_walk(component, columns) || is_unique(component, order, columns))
        return PROMO_OK;
    return walk_sets(&set, order, columns, WALK_EQUAL, TIE_STEPS + (model->work - before) / TIE_SHARE, &finished);
}
