/* Which of two sets of equal weight is preferred: the one that gives more value through earlier promotions, then the one
 * whose units come first in basket order. */
#include "base/near.h"
#include "vm/best_component.h"

#include <string.h>

/* Units that a column claims by its entry number i: of a row that was left less room than there is (vm/best_limit.h), they may be more
 * than the entry says. */
static int64_t claimed(const struct component *component, const struct component_column *column, uint32_t i)
{
    const struct model *model = component->model;
    const struct column *source = &model->columns.items[column->model_column];
    bool own = i < source->entry_count;
    return own ? model->entries.items[source->first_entry + i].amount : component->entries[column->first_entry + i].amount;
}

/* Units of each row that columns take. */
static void count_units(const struct component *component, const int64_t *copies, int64_t *units)
{
    memset(units, 0, component->row_count * sizeof *units);
    for (uint32_t j = 0; j < component->column_count; j++) {
        const struct component_column *column = &component->columns[j];
        for (uint32_t i = 0; copies[j] != 0 && i < column->entry_count; i++) {
            const struct entry *entry = &component->entries[column->first_entry + i];
            units[entry->row] += claimed(component, column, i) * copies[j];
        }
    }
}

uint32_t component_base_promotion(const struct component *component, uint32_t r)
{
    const struct model *model = component->model;
    uint32_t row = component->rows[r].model_row;
    if (row == BEST_NONE || row >= model->row_count || model->bases[row].event == BEST_NONE)
        return BEST_NONE;
    uint32_t number = model->events[model->bases[row].event].promotion;
    uint32_t low = 0, high = component->promotion_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (component->promotions[middle].number < number)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bool component_has_base(const struct component *component, const struct component_column *column)
{
    const struct model *model = component->model;
    bool found = false;
    for (uint32_t i = 0; i < column->entry_count && model->based && !found; i++) {
        uint32_t row = component->rows[component->entries[column->first_entry + i].row].model_row;
        found = row < model->row_count && model->bases[row].event != BEST_NONE;
    }
    return found;
}

/* Money of each promotion with a cap or a budget, in parts; budgets cut later promotions first. */
static void purse_money(const struct component *component, const int64_t *copies, promo_i128 *money, promo_i128 *left)
{
    memset(money, 0, component->promotion_count * sizeof *money);
    for (uint32_t j = 0; j < component->column_count; j++)
        if (copies[j] != 0)
            money[component->columns[j].promotion] += component->columns[j].money * copies[j];
    for (uint32_t i = 0; i < component->purse_count; i++)
        left[i] = component->purses[i].limit;
    for (uint32_t p = 0; p < component->promotion_count; p++) {
        const struct component_promotion *promotion = &component->promotions[p];
        if (promotion->cap != BEST_NONE && money[p] > left[promotion->cap])
            money[p] = left[promotion->cap];
        if (promotion->budget == BEST_NONE)
            continue;
        if (money[p] > left[promotion->budget])
            money[p] = left[promotion->budget];
        left[promotion->budget] -= money[p];
    }
}

/* How much more value each promotion gives, in parts, bases included. `room`: for as many values, and as there are purses. */
static void value_changes(const struct component *component, const int64_t *copies, const int64_t *others, const int64_t *units,
                          const int64_t *other_units, promo_i128 *changes, promo_i128 *room)
{
    const struct model *model = component->model;
    uint32_t count = component->promotion_count;
    if (component->purse_count > 0) {
        purse_money(component, copies, changes, room + count);
        purse_money(component, others, room, room + count);
    }
    for (uint32_t p = 0; p < count; p++) {
        const struct component_promotion *promotion = &component->promotions[p];
        changes[p] = promotion->cap == BEST_NONE && promotion->budget == BEST_NONE ? 0 : changes[p] - room[p];
    }
    for (uint32_t j = 0; j < component->column_count; j++) {
        const struct component_column *column = &component->columns[j];
        const struct component_promotion *promotion = &component->promotions[column->promotion];
        int64_t more = copies[j] - others[j];
        if (more == 0)
            continue;
        if (promotion->cap == BEST_NONE && promotion->budget == BEST_NONE)
            changes[column->promotion] += column->money * more;
        changes[column->promotion] += (promo_i128)model->columns.items[column->model_column].worth * model->scale * more;
    }
    for (uint32_t r = 0; r < component->row_count; r++) {
        uint32_t base = units[r] == other_units[r] ? BEST_NONE : component_base_promotion(component, r);
        if (base != BEST_NONE)
            changes[base] += model->bases[component->rows[r].model_row].weight / model->award_scale * (other_units[r] - units[r]);
    }
}

/* The atom that holds unit number `unit` of a row. */
static uint32_t atom_of(const struct model *model, uint32_t row, int64_t unit)
{
    if (row == model->row_count)
        return model->atom_count; /* shipping comes last */
    uint32_t a = model->places[row].first_atom;
    while (model->atoms[a].next != BEST_NONE && unit >= model->atoms[a].count) {
        unit -= model->atoms[a].count;
        a = model->atoms[a].next;
    }
    return a;
}

/* Positive where `units` claims the first unit that only one of both claims. */
static int compare_claims(const struct component *component, const int64_t *units, const int64_t *other)
{
    const struct model *model = component->model;
    uint32_t first = BEST_NONE;
    int order = 0;
    for (uint32_t r = 0; r < component->row_count; r++) {
        uint32_t row = component->rows[r].model_row;
        if (units[r] == other[r] || row == BEST_NONE || row > model->row_count ||
            (row < model->row_count && model->bases[row].event != BEST_NONE))
            continue;
        uint32_t atom = atom_of(model, row, component->rows[r].taken + (units[r] < other[r] ? units[r] : other[r]));
        if (atom < first) {
            first = atom;
            order = units[r] > other[r] ? 1 : -1;
        }
    }
    return order;
}

/* The same for one promotion's units. */
static int compare_own_claims(const struct component *component, const int64_t *copies, const int64_t *other,
                              uint32_t promotion, int64_t *difference)
{
    uint32_t first = BEST_NONE, at = BEST_NONE;
    memset(difference, 0, component->row_count * sizeof *difference);
    for (uint32_t j = 0; j < component->column_count; j++) {
        const struct component_column *column = &component->columns[j];
        if (column->promotion != promotion || copies[j] == other[j])
            continue;
        for (uint32_t i = 0; i < column->entry_count; i++) {
            const struct entry *entry = &component->entries[column->first_entry + i];
            difference[entry->row] += claimed(component, column, i) * (copies[j] - other[j]);
        }
    }
    for (uint32_t r = 0; r < component->row_count; r++) {
        uint32_t row = component->rows[r].model_row;
        if (difference[r] == 0 || row == BEST_NONE || row > component->model->row_count)
            continue;
        uint32_t atom = atom_of(component->model, row, 0);
        if (atom < first) {
            first = atom;
            at = r;
        }
    }
    return at == BEST_NONE ? 0 : difference[at] > 0 ? 1 : -1;
}

/* Where no row is shared by columns of several promotions, what hangs together weighs the same in all such sets, and that is
 * the value of one promotion; where a row has a price, all its units are taken. */
bool component_settled(const struct component *component, const uint32_t *columns, uint32_t count, promo_i128 gap,
                       uint32_t *labels)
{
    for (uint32_t r = 0; r < component->row_count; r++)
        labels[r] = BEST_NONE;
    for (uint32_t i = 0; i < count; i++) {
        const struct component_column *column = &component->columns[columns[i]];
        if (component->promotions[column->promotion].budget != BEST_NONE)
            return false;
        for (uint32_t k = 0; k < column->entry_count; k++) {
            uint32_t r = component->entries[column->first_entry + k].row;
            const struct component_row *row = &component->rows[r];
            bool units = row->model_row != BEST_NONE && row->model_row <= component->model->row_count;
            if ((labels[r] != BEST_NONE && labels[r] != column->promotion) || (units && row->price <= gap))
                return false;
            labels[r] = column->promotion;
        }
    }
    return true;
}

/* --- where parts are rounded ------------------------------------------------------------------------------------------------ */

static bool add_product(struct fraction each, int64_t times, struct fraction *sum)
{
    struct fraction product;
    return near_multiply(each, fraction_whole(times), &product) && near_add(*sum, product, sum);
}

/* What a purse lets through. */
static bool draw_exactly(struct fraction *left, struct fraction *money)
{
    *money = fraction_smaller(*money, *left);
    return near_subtract(*left, *money, left);
}

/* Value of each promotion in minor units, from the exact amounts; and how many awards the set gives. */
static bool exact_values(const struct component *component, const int64_t *copies, const int64_t *units,
                         struct fraction *values, struct fraction *left, promo_i128 *awards)
{
    const struct model *model = component->model;
    bool fits = true;
    *awards = 0;
    for (uint32_t p = 0; p < component->promotion_count; p++)
        values[p] = (struct fraction){0, 1};
    for (uint32_t i = 0; i < component->purse_count; i++)
        left[i] = (struct fraction){component->purses[i].limit / model->scale, 1};
    for (uint32_t j = 0; fits && j < component->column_count; j++) {
        const struct column *column = &model->columns.items[component->columns[j].model_column];
        struct fraction money;
        if (copies[j] == 0)
            continue;
        *awards += (promo_i128)column->awards * copies[j];
        fits = column->rational != BEST_NONE || fraction_make(column->money, model->scale, &money);
        if (column->rational != BEST_NONE)
            money = model->rationals.items[column->rational].money;
        fits = fits && add_product(money, copies[j], &values[component->columns[j].promotion]);
    }
    for (uint32_t p = 0; fits && p < component->promotion_count; p++) {
        const struct component_promotion *promotion = &component->promotions[p];
        if (promotion->cap != BEST_NONE)
            fits = draw_exactly(&left[promotion->cap], &values[p]);
        if (promotion->budget != BEST_NONE)
            fits = fits && draw_exactly(&left[promotion->budget], &values[p]);
    }
    for (uint32_t j = 0; fits && j < component->column_count; j++)
        if (copies[j] != 0)
            fits = add_product(fraction_whole(model->columns.items[component->columns[j].model_column].worth), copies[j],
                               &values[component->columns[j].promotion]);
    for (uint32_t r = 0; fits && r < component->row_count; r++) {
        uint32_t base = component_base_promotion(component, r);
        struct fraction each;
        if (base != BEST_NONE)
            fits = fraction_make(model->bases[component->rows[r].model_row].weight, model->money_weight, &each) &&
                   add_product(each, component->rows[r].capacity - units[r], &values[base]);
    }
    return fits;
}

static int compare_nearly(struct fraction a, struct fraction b)
{
    return near_equal(a, b) ? 0 : fraction_compare(a, b);
}

/* Value, awards, value promotion by promotion. */
static promo_status compare_exactly(const struct component *component, const int64_t *copies, const int64_t *units,
                                    const int64_t *other_units, int *order)
{
    struct scratch *scratch = component->model->scratch;
    uint32_t count = component->promotion_count;
    struct fraction *values = SCRATCH_ARRAY(scratch, 2 * (size_t)count + component->purse_count, struct fraction);
    struct fraction sum = {0, 1}, other_sum = {0, 1};
    promo_i128 awards, other_awards;
    if (values == NULL)
        return PROMO_NO_MEMORY;
    if (!exact_values(component, copies, units, values, values + 2 * count, &awards) ||
        !exact_values(component, component->copies, other_units, values + count, values + 2 * count, &other_awards))
        return PROMO_OVERFLOW;
    for (uint32_t p = 0; p < count; p++)
        if (!near_add(sum, values[p], &sum) || !near_add(other_sum, values[count + p], &other_sum))
            return PROMO_OVERFLOW;
    *order = compare_nearly(sum, other_sum);
    if (*order == 0)
        *order = awards > other_awards ? 1 : awards < other_awards ? -1 : 0;
    for (uint32_t p = 0; *order == 0 && p < count; p++)
        *order = compare_nearly(values[p], values[count + p]);
    return PROMO_OK;
}

/* In whole parts, where the sets weigh the same: value promotion by promotion. */
static int compare_values(const struct component *component, const int64_t *copies, const int64_t *others,
                          const int64_t *units, const int64_t *other_units, promo_i128 *room)
{
    int order = 0;
    value_changes(component, copies, others, units, other_units, room, room + component->promotion_count);
    for (uint32_t p = 0; order == 0 && p < component->promotion_count; p++)
        order = room[p] > 0 ? 1 : room[p] < 0 ? -1 : 0;
    return order;
}

/* The same for each promotion's own units, in turn. */
static int compare_all_own_claims(const struct component *component, const int64_t *copies, const int64_t *others,
                                  int64_t *differences, bool *differs)
{
    int order = 0;
    memset(differs, 0, component->promotion_count * sizeof *differs);
    for (uint32_t j = 0; j < component->column_count; j++)
        differs[component->columns[j].promotion] |= copies[j] != others[j];
    for (uint32_t p = 0; order == 0 && p < component->promotion_count; p++)
        if (differs[p])
            order = compare_own_claims(component, copies, others, p, differences);
    return order;
}

promo_status component_compare(struct component *component, const int64_t *copies, const int64_t *others, int *order)
{
    struct scratch *scratch = component->model->scratch;
    struct scratch_mark mark = scratch_mark(scratch);
    *order = 0;
    if (memcmp(copies, others, component->column_count * sizeof *copies) == 0)
        return PROMO_OK;
    int64_t *units = SCRATCH_ARRAY(scratch, 2 * (size_t)component->row_count, int64_t);
    promo_i128 *room = SCRATCH_ARRAY(scratch, 2 * (size_t)component->promotion_count + component->purse_count, promo_i128);
    bool *differs = SCRATCH_ARRAY(scratch, component->promotion_count, bool);
    if (units == NULL || room == NULL || differs == NULL)
        return PROMO_NO_MEMORY;
    int64_t *other_units = units + component->row_count;
    count_units(component, copies, units);
    count_units(component, others, other_units);
    component->model->work += component->column_count;
    promo_status status = PROMO_OK;
    if (component->model->slack > 0)
        status = compare_exactly(component, copies, units, other_units, order);
    else
        *order = compare_values(component, copies, others, units, other_units, room);
    if (*order == 0)
        *order = compare_claims(component, units, other_units);
    if (*order == 0)
        *order = compare_all_own_claims(component, copies, others, units, differs);
    for (uint32_t j = 0; *order == 0 && j < component->column_count; j++)
        *order = copies[j] > others[j] ? 1 : copies[j] < others[j] ? -1 : 0;
    scratch_rewind(scratch, mark);
    return status;
}

promo_status component_prefers(struct component *component, const int64_t *copies, bool *prefers)
{
    int order = 0;
    promo_status status = component_compare(component, copies, component->copies, &order);
    *prefers = order > 0;
    return status;
}
