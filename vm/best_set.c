#include "vm/best_set.h"

#include "vm/best_linear.h"

#include <string.h>

/* A value this little below a whole number is taken for it. */
#define ALMOST ((int64_t)1 << (LINEAR_BITS - 6))

promo_status set_begin(struct set *set, struct component *component)
{
    struct scratch *scratch = component->model->scratch;
    *set = (struct set){.component = component};
    set->copies = SCRATCH_CLEARED(scratch, component->column_count, int64_t);
    set->rests = SCRATCH_ARRAY(scratch, component->row_count, int64_t);
    set->used = SCRATCH_CLEARED(scratch, component->promotion_count, int64_t);
    set->money = SCRATCH_CLEARED(scratch, component->promotion_count, promo_i128);
    set->spent = SCRATCH_CLEARED(scratch, component->purse_count, promo_i128);
    if (set->copies == NULL || set->rests == NULL || set->used == NULL || set->money == NULL || set->spent == NULL)
        return PROMO_NO_MEMORY;
    for (uint32_t r = 0; r < component->row_count; r++)
        set->rests[r] = component->rows[r].capacity;
    return PROMO_OK;
}

static promo_i128 at_most(promo_i128 value, promo_i128 limit)
{
    return value < limit ? value : limit;
}

/* Money that a purse lets through when `more` is asked of it, after what was asked before. */
static promo_i128 draw(const struct purse *purse, promo_i128 *spent, promo_i128 more)
{
    promo_i128 before = at_most(*spent, purse->limit);
    *spent += more;
    return at_most(*spent, purse->limit) - before;
}

struct cut set_take(struct set *set, uint32_t number, int64_t copies)
{
    const struct component *component = set->component;
    const struct component_column *column = &component->columns[number];
    const struct component_promotion *promotion = &component->promotions[column->promotion];
    struct cut cut = {0, 0};
    set->copies[number] += copies;
    set->used[column->promotion] += copies;
    set->weight += column->weight * copies;
    for (uint32_t i = 0; i < column->entry_count; i++) {
        const struct entry *entry = &component->entries[column->first_entry + i];
        set->rests[entry->row] -= entry->amount * copies;
    }
    if (component->purse_count == 0)
        return cut;
    promo_i128 money = column->money * copies;
    if (promotion->cap != BEST_NONE) {
        const struct purse *cap = &component->purses[promotion->cap];
        promo_i128 through = draw(cap, &set->spent[promotion->cap], money);
        cut.by_cap = money - through;
        set->weight -= cut.by_cap * cap->each;
        money = through;
    }
    if (promotion->budget != BEST_NONE) {
        const struct purse *budget = &component->purses[promotion->budget];
        cut.by_budget = money - draw(budget, &set->spent[promotion->budget], money);
        set->weight -= cut.by_budget * budget->each;
    }
    return cut;
}

/* Money at a purse's price, rounded up. */
static promo_i128 purse_price(const struct purse *purse, promo_i128 money)
{
    promo_i128 product;
    return multiply_i128(money, purse->price, &product) ? product / purse->norm + 1 : (promo_i128)1 << 62;
}

promo_i128 set_cut_loss(const struct component *component, uint32_t number, struct cut cut)
{
    if (cut.by_cap == 0 && cut.by_budget == 0)
        return 0;
    const struct component_promotion *promotion = &component->promotions[component->columns[number].promotion];
    promo_i128 loss = 0;
    if (promotion->cap != BEST_NONE) {
        const struct purse *cap = &component->purses[promotion->cap];
        loss += component_fine(component, cut.by_cap * cap->each) - purse_price(cap, cut.by_cap);
    }
    if (promotion->budget != BEST_NONE) {
        const struct purse *budget = &component->purses[promotion->budget];
        loss += component_fine(component, cut.by_budget * budget->each) - purse_price(budget, cut.by_cap + cut.by_budget);
    }
    return loss > 0 ? loss : 0;
}

void set_clear(struct set *set)
{
    for (uint32_t j = 0; j < set->component->column_count; j++)
        if (set->copies[j] != 0)
            (void)set_take(set, j, -set->copies[j]);
}

int64_t set_fitting(const struct set *set, uint32_t number)
{
    const struct component *component = set->component;
    const struct component_column *column = &component->columns[number];
    int64_t fit = column->most - set->copies[number];
    const struct entry *entry = component->entries + column->first_entry, *end = entry + column->entry_count;
    for (; fit > 0 && entry < end; entry++) {
        int64_t rest = set->rests[entry->row];
        if (entry->amount < 0)
            continue;
        int64_t units = entry->amount == 1 ? rest : rest < entry->amount ? 0 : rest / entry->amount;
        fit = units < fit ? units : fit;
    }
    return fit;
}

bool set_excludes(const struct set *set, uint32_t number)
{
    const struct component *component = set->component;
    const struct best_promotion *promotion = component->promotions[component->columns[number].promotion].source;
    for (uint32_t i = 0; i < promotion->exclude_count; i++)
        for (uint32_t p = 0; p < component->promotion_count; p++)
            if (component->promotions[p].number == promotion->excludes[i] && set->used[p] > 0)
                return true;
    return false;
}

/* Of so many copies, those that it takes to spend what is left of the promotion's cap. */
static int64_t spending(const struct set *set, uint32_t number, int64_t copies)
{
    const struct component *component = set->component;
    const struct component_column *column = &component->columns[number];
    uint32_t cap = component->promotions[column->promotion].cap;
    if (cap == BEST_NONE || column->money <= 0)
        return copies;
    promo_i128 left = component->purses[cap].limit - set->spent[cap], needed = left > 0 ? (left - 1) / column->money + 1 : 1;
    return needed < copies ? (int64_t)needed : copies;
}

void set_fill(struct set *set, const uint32_t *order, uint32_t count, const int64_t *values)
{
    const struct component *component = set->component;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t number = order[i];
        if (component->columns[number].weight <= 0)
            continue;
        int64_t whole = INT64_MAX;
        if (values != NULL && values[number] <= INT64_MAX - ALMOST)
            whole = (values[number] + ALMOST) >> LINEAR_BITS;
        int64_t fit = whole < 1 ? 0 : set_fitting(set, number);
        fit = whole < fit ? whole : fit;
        fit = fit > 1 ? spending(set, number, fit) : fit;
        if (fit < 1 || (component->exclusions && set_excludes(set, number)))
            continue;
        promo_i128 before = set->weight;
        (void)set_take(set, number, fit);
        if (set->weight <= before)
            (void)set_take(set, number, -fit);
    }
}

void set_complete(struct set *set, const uint32_t *order, uint32_t count)
{
    const struct component *component = set->component;
    if (component->purse_count == 0) /* nothing is cut */
        return;
    for (uint32_t i = 0; i < count; i++) {
        int64_t fit = set_fitting(set, order[i]);
        if (fit < 1 || (component->exclusions && set_excludes(set, order[i])))
            continue;
        promo_i128 before = set->weight;
        (void)set_take(set, order[i], fit);
        if (set->weight < before)
            (void)set_take(set, order[i], -fit);
    }
}

uint32_t set_overdrawn(const struct set *set)
{
    for (uint32_t r = 0; r < set->component->row_count; r++)
        if (set->rests[r] < 0)
            return r;
    return BEST_NONE;
}

/* Copies that can be put back without that rows to which they give are overdrawn. */
static int64_t copies_spare(const struct set *set, uint32_t number)
{
    const struct component *component = set->component;
    const struct component_column *column = &component->columns[number];
    int64_t copies = set->copies[number];
    for (uint32_t i = 0; i < column->entry_count && copies > 0; i++) {
        const struct entry *entry = &component->entries[column->first_entry + i];
        int64_t spare = entry->amount >= 0 ? copies : set->rests[entry->row] < 0 ? 0 : set->rests[entry->row] / -entry->amount;
        copies = spare < copies ? spare : copies;
    }
    return copies;
}

/* Puts copies back of a column that overdraws the row: of those that nothing else needs, or else of any, the one that weighs
 * least. */
static void put_back(struct set *set, uint32_t r)
{
    const struct component *component = set->component;
    const struct component_row *row = &component->rows[r];
    const struct row_entry *least = NULL;
    int64_t least_spare = 0;
    for (uint32_t i = 0; i < row->entry_count; i++) {
        const struct row_entry *entry = &component->row_entries[row->first_entry + i];
        if (entry->amount <= 0 || set->copies[entry->column] <= 0)
            continue;
        int64_t spare = copies_spare(set, entry->column);
        bool lighter = least != NULL && component->columns[entry->column].weight < component->columns[least->column].weight;
        if (least == NULL || (spare > 0 && least_spare == 0) || ((spare > 0) == (least_spare > 0) && lighter)) {
            least = entry;
            least_spare = spare;
        }
    }
    int64_t copies = (-set->rests[r] - 1) / least->amount + 1, most = set->copies[least->column];
    if (least_spare > 0 && least_spare < most)
        most = least_spare;
    (void)set_take(set, least->column, -(copies < most ? copies : most));
    component->model->work += row->entry_count / 4 + 1;
}

void set_round(struct set *set, const uint32_t *columns, uint32_t count, const int64_t *values)
{
    const struct component *component = set->component;
    uint32_t row;
    for (uint32_t i = 0; i < count; i++) {
        int64_t copies = values[columns[i]] >> LINEAR_BITS, part = values[columns[i]] & (((int64_t)1 << LINEAR_BITS) - 1);
        copies += part >= (int64_t)1 << (LINEAR_BITS - 1);
        copies = copies < component->columns[columns[i]].most ? copies : component->columns[columns[i]].most;
        if (copies > 0 && !(component->exclusions && set_excludes(set, columns[i])))
            (void)set_take(set, columns[i], copies);
    }
    while ((row = set_overdrawn(set)) != BEST_NONE)
        put_back(set, row);
    component->model->work += component->column_count;
}

void set_offer(struct set *set)
{
    struct component *component = set->component;
    if (component->must_use != BEST_NONE && set->used[component->must_use] == 0)
        return;
    if (component->found && set->weight <= component->best)
        return;
    component->best = set->weight;
    component->found = true;
    memcpy(component->copies, set->copies, component->column_count * sizeof *set->copies);
}

promo_status set_offer_equal(struct set *set)
{
    struct component *component = set->component;
    promo_i128 more = set->weight - component->best, slack = component->model->slack;
    bool equal = component->found && (slack > 0 ? more + slack >= 0 : more == 0), prefers = false;
    if (!equal || (component->must_use != BEST_NONE && set->used[component->must_use] == 0)) {
        set_offer(set);
        return PROMO_OK;
    }
    promo_status status = component_prefers(component, set->copies, &prefers);
    if (status == PROMO_OK && prefers)
        memcpy(component->copies, set->copies, component->column_count * sizeof *set->copies);
    return status;
}
