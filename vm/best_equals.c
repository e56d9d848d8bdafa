#include "vm/best_equals.h"

#include "vm/best_core.h"
#include "vm/best_packed.h"
#include "vm/best_parts.h"

enum {
    EQUAL_STEPS = 6000, /* of one walk through sets as good as the best */
    WALK_STEPS = 6000,  /* of one walk through all of a branch */
    FEWER = 6,          /* columns than a walk had that did not come to its end are the most that the next may have */
    WALK_NEAR = 4       /* with nearly the most, a walk that does lets the next have one more */
};

/* Where the relaxation has come to a set and nothing better is in the branch: the sets as good as the best, by a walk at the
 * branch's prices. *finished: none is left to look at; if not, too many are. */
static void walk_branch(struct branch *branch, int64_t bound, int64_t steps, bool *finished)
{
    const struct linear *linear = branch->linear;
    struct set *set = branch->set;
    struct packed_start start;
    packed_begin(&start, bound, component_narrow((promo_i128)bound - branch->near));
    for (uint32_t i = 0; i < branch->open_count; i++) {
        uint32_t j = branch->open[i];
        if (linear->lower[j] > 0)
            (void)set_take(set, j, linear->lower[j]);
        if (linear->lower[j] == linear->upper[j])
            continue;
        int64_t cost = branch->reduced[j] < 0 ? -branch->reduced[j] : 0;
        start.cheap |= branch->reduced[j] > 0;
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
    *finished = set_overdrawn(set) != BEST_NONE; /* no set is in the branch: the relaxation only knows millions of units roughly */
    if (!*finished)
        branch->status = packed_walk(set, &start, branch->ties ? WALK_EQUAL : WALK_BETTER, steps, finished);
    set_clear(set);
}

/* The preferred set of a branch in which the set at hand is as good as the best, and only `columns` are in question. False: there is no
 * telling without looking further. */
static bool find_preferred(struct branch *branch, uint32_t *columns, uint32_t count, int64_t gap)
{
    struct parts parts = {branch->set, branch->linear->lower, branch->linear->upper, branch->reduced, gap};
    bool settled = true, finished = true;
    branch->status = parts_prefer(&parts, columns, count, branch_tie_steps(branch), &settled, &finished);
    branch->ties &= finished;
    return settled || branch->status != PROMO_OK;
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
        if (branch_is_open(branch, branch->open[i]))
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

/* Columns that the branch leaves a choice of. */
static uint32_t count_open(const struct branch *branch)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < branch->open_count; i++)
        count += branch_is_open(branch, branch->open[i]);
    return count;
}

/* Whether a walk would go through copies by the hundred. */
static bool counts_many(const struct branch *branch)
{
    promo_i128 copies = 0;
    for (uint32_t i = 0; i < branch->open_count; i++)
        copies += branch->linear->upper[branch->open[i]] - branch->linear->lower[branch->open[i]];
    return copies > COMPONENT_COPIES;
}

bool equals_look(struct branch *branch, int64_t bound)
{
    struct component *component = branch->component;
    int64_t gap = component_narrow(bound - component_fine(component, component->best)), before = component->model->work;
    bool finished = settle_equals(branch, gap, false);
    if (!finished && !counts_many(branch) && branch->status == PROMO_OK && packed_fits(component, count_open(branch)))
        walk_branch(branch, bound, EQUAL_STEPS, &finished);
    if (!finished && branch->status == PROMO_OK && !branch_hopeless(branch, bound))
        finished = settle_equals(branch, gap, true);
    branch->tie_work += component->model->work - before;
    branch->ties &= branch_tie_steps(branch) >= 0;
    return finished;
}

bool branch_walk(struct branch *branch, int64_t bound)
{
    bool finished = false;
    uint32_t count = count_open(branch);
    if (count > branch->walk_columns || !packed_fits(branch->component, count))
        return false;
    walk_branch(branch, bound, WALK_STEPS, &finished);
    if (!finished)
        branch->walk_columns = count > FEWER ? count - FEWER : 0;
    else if (count + WALK_NEAR >= branch->walk_columns && branch->walk_columns < PACKED_COLUMNS)
        branch->walk_columns++;
    return finished;
}
