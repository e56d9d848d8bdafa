#include "vm/best_bulk.h"

#include "vm/best_core.h"
#include "vm/best_linear.h"

enum {
    PASSES_MOST = 50,
    ROUNDS_MOST = 3   /* what is left may have many copies, too, where the first set was far from the best */
};

struct bulk {
    struct set *set; /* empty */
    struct component *component;
    const uint32_t *order;
    struct linear_state root;
    int64_t *prices;        /* of the root, exact */
    int64_t *lower, *upper; /* by column: copies that sets as good as the best can have */
    int64_t best;           /* what they weigh at least, fine */
};

static int64_t smaller(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* Whether the relaxation takes many copies of the column, and copies of it may be put aside: what several promotions draw from one
 * budget goes to the first of them, so that what one has aside is not its own for good. */
static bool is_candidate(const struct component *component, uint32_t column)
{
    uint32_t promotion = component->columns[column].promotion, budget = component->promotions[promotion].budget;
    if (smaller(component->values[column] >> LINEAR_BITS, component->copies[column]) < model_many(component->model))
        return false;
    for (uint32_t p = 0; p < component->promotion_count && budget != BEST_NONE; p++)
        if (p != promotion && component->promotions[p].budget == budget)
            return false;
    return true;
}

/* The least copies of the column with which a set may weigh as much as the best one, by the relaxation's prices as they are. */
static int64_t least_copies(const struct bulk *bulk, uint32_t column)
{
    struct component *component = bulk->component;
    component_take_prices(component);
    promo_i128 bound = component_total(component); /* of sets without copies of the column */
    int64_t gain = 0;                              /* what a copy adds to it */
    for (uint32_t j = 0; j < component->column_count; j++) {
        int64_t reduced = component->columns[j].fine - component_column_price(component, &component->columns[j]);
        if (j == column)
            gain = reduced;
        else if (reduced > 0)
            bound += (promo_i128)reduced * component->columns[j].most;
    }
    promo_i128 missing = bulk->best - bound;
    return gain <= 0 || missing <= 0 ? 0 : component_narrow((missing - 1) / gain + 1);
}

/* Without copies of a column the relaxation falls as fast as prices say that it then has. False: not much is put aside. */
static bool find_lower(struct bulk *bulk)
{
    struct component *component = bulk->component;
    struct linear *linear = component->linear;
    int64_t room = component_narrow(component->priced - (promo_i128)bulk->best);
    bool found = false;
    for (uint32_t j = 0; j < component->column_count; j++) {
        if (!is_candidate(component, j))
            continue;
        linear_bound(linear, j, 0, 0);
        (void)linear_dual(linear, bulk->order, component->column_count, room);
        bulk->lower[j] = smaller(least_copies(bulk, j), component->copies[j]);
        found |= bulk->lower[j] > component->copies[j] / 2;
        linear_copy(linear, &linear->state, &bulk->root);
        linear->upper[j] = component->columns[j].most;
        component->model->work += component->column_count / 4 + 1;
    }
    component_put_prices(component, bulk->prices);
    return found;
}

/* As many copies fewer as the row lacks units. False: it lacks none. */
static bool settle_row(struct bulk *bulk, const struct component_row *row)
{
    const struct row_entry *entries = bulk->component->row_entries + row->first_entry;
    promo_i128 left = row->capacity;
    for (uint32_t i = 0; i < row->entry_count; i++)
        left -= (promo_i128)entries[i].amount * bulk->lower[entries[i].column];
    if (left >= 0)
        return false;
    for (uint32_t i = 0; i < row->entry_count && left < 0; i++) {
        int64_t *lower = &bulk->lower[entries[i].column];
        if (entries[i].amount <= 0)
            continue;
        int64_t fewer = smaller(component_narrow((-left - 1) / entries[i].amount + 1), *lower);
        *lower -= fewer;
        left += (promo_i128)fewer * entries[i].amount;
    }
    return true;
}

/* What is put aside with slots has to be a set by itself. */
static bool settle_rows(struct bulk *bulk)
{
    const struct component *component = bulk->component;
    bool changed = component->slots;
    for (int pass = 0; pass < PASSES_MOST && changed; pass++) {
        changed = false;
        for (uint32_t r = 0; r < component->row_count; r++)
            changed |= settle_row(bulk, &component->rows[r]);
    }
    return !changed;
}

static bool draws_from(const struct component *component, uint32_t column, uint32_t purse)
{
    const struct component_promotion *promotion = &component->promotions[component->columns[column].promotion];
    return promotion->cap == purse || promotion->budget == purse;
}

/* Nor is any of its money cut. */
static void settle_purses(struct bulk *bulk)
{
    const struct component *component = bulk->component;
    for (uint32_t i = 0; i < component->purse_count; i++) {
        promo_i128 left = component->purses[i].limit;
        for (uint32_t j = 0; j < component->column_count; j++) {
            promo_i128 money = component->columns[j].money;
            if (money <= 0 || bulk->lower[j] == 0 || !draws_from(component, j, i))
                continue;
            promo_i128 copies = left / money;
            bulk->lower[j] = copies < bulk->lower[j] ? (int64_t)copies : bulk->lower[j];
            left -= money * bulk->lower[j];
        }
    }
}

/* No more copies than the gap allows at the component's own prices, nor any beside a promotion put aside that excludes the column's. */
static void find_upper(struct bulk *bulk)
{
    struct component *component = bulk->component;
    int64_t gap = component_narrow(component->priced - (promo_i128)bulk->best);
    for (uint32_t j = 0; j < component->column_count; j++)
        if (bulk->lower[j] > 0)
            (void)set_take(bulk->set, j, bulk->lower[j]);
    for (uint32_t j = 0; j < component->column_count; j++) {
        const struct component_column *column = &component->columns[j];
        bulk->upper[j] = column->cost > 0 ? smaller(gap / column->cost, column->most) : column->most;
        if (component->exclusions && set_excludes(bulk->set, j))
            bulk->upper[j] = 0;
        if (bulk->upper[j] < component->copies[j])
            bulk->upper[j] = component->copies[j];
    }
    set_clear(bulk->set);
}

static bool begin(struct bulk *bulk)
{
    struct component *component = bulk->component;
    struct scratch *scratch = component->model->scratch;
    bulk->lower = SCRATCH_CLEARED(scratch, component->column_count, int64_t);
    bulk->upper = SCRATCH_ARRAY(scratch, component->column_count, int64_t);
    bulk->prices = component_keep_prices(component);
    if (bulk->lower == NULL || bulk->upper == NULL || bulk->prices == NULL || linear_state_new(component->linear, &bulk->root) != PROMO_OK)
        return false;
    linear_copy(component->linear, &bulk->root, &component->linear->state);
    bulk->best = component_narrow(component_fine(component, component->best));
    return true;
}

/* No more copies than rows have units for, that no slot gives any to. */
static void limit_copies(struct component *rest)
{
    for (uint32_t r = 0; r < rest->row_count; r++) {
        const struct component_row *row = &rest->rows[r];
        const struct row_entry *entries = rest->row_entries + row->first_entry;
        bool given = false;
        for (uint32_t i = 0; i < row->entry_count; i++)
            given |= entries[i].amount < 0;
        for (uint32_t i = 0; i < row->entry_count && !given; i++) {
            struct component_column *column = &rest->columns[entries[i].column];
            column->most = smaller(column->most, row->capacity / entries[i].amount);
        }
    }
}

static promo_status make_rest(struct bulk *bulk, struct core *core)
{
    struct component *component = bulk->component, *rest = &core->component;
    struct scratch *scratch = component->model->scratch;
    uint32_t count = 0, *columns = SCRATCH_ARRAY(scratch, component->column_count, uint32_t);
    int64_t *reduced = SCRATCH_CLEARED(scratch, component->column_count, int64_t);
    if (columns == NULL || reduced == NULL)
        return PROMO_NO_MEMORY;
    for (uint32_t j = 0; j < component->column_count; j++) {
        if (bulk->lower[j] < bulk->upper[j])
            columns[count++] = j;
        if (component->copies[j] > 0)
            (void)set_take(bulk->set, j, component->copies[j]);
    }
    promo_status status = core_make(core, bulk->set, columns, count, bulk->lower, bulk->upper, reduced, 0);
    set_clear(bulk->set);
    rest->rounds = component->rounds + 1;
    rest->exclusions = component->exclusions;
    rest->must_use = component->must_use;
    for (uint32_t j = 0; j < component->column_count; j++)
        if (component->columns[j].promotion == component->must_use && bulk->lower[j] > 0)
            rest->must_use = BEST_NONE;
    if (status == PROMO_OK)
        limit_copies(rest);
    return status;
}

/* What is left is solved, and put together with what was put aside. */
static promo_status solve_rest(struct bulk *bulk)
{
    struct component *component = bulk->component;
    struct core core;
    promo_status status = make_rest(bulk, &core);
    if (status != PROMO_OK)
        return status;
    promo_i128 aside = component->best - core.component.best;
    status = component_solve(&core.component);
    core_copies(&core, component->copies);
    component->best = aside + core.component.best;
    component->bound = aside + core.component.bound;
    component->stopped = core.component.stopped;
    return status;
}

static bool is_possible(const struct component *component)
{
    if (component->linear == NULL || !component->found || component->model->slack > 0 || component->rounds == ROUNDS_MOST ||
        component->priced == COMPONENT_CUT)
        return false;
    for (uint32_t j = 0; j < component->column_count; j++)
        if (is_candidate(component, j))
            return true;
    return false;
}

promo_status bulk_solve(struct set *set, const uint32_t *order, bool *solved)
{
    struct component *component = set->component;
    struct scratch_mark mark = scratch_mark(component->model->scratch);
    struct bulk bulk = {.set = set, .component = component, .order = order};
    *solved = false;
    if (!is_possible(component))
        return PROMO_OK;
    promo_status status = begin(&bulk) ? PROMO_OK : PROMO_NO_MEMORY;
    if (status == PROMO_OK && find_lower(&bulk) && settle_rows(&bulk)) {
        settle_purses(&bulk);
        find_upper(&bulk);
        status = solve_rest(&bulk);
        *solved = true;
    }
    scratch_rewind(component->model->scratch, mark);
    return status;
}
