/* Dual prices of rows and purses, in whole numbers: at any prices at which no column costs less than nothing, all that
 * there is of rows and purses costs at least what any set weighs. */
#include "vm/best_component.h"
#include "vm/best_linear.h"

/* A relaxation is worth its while between so many columns and rows. */
enum { LINEAR_LEAST = 2, LINEAR_MOST = 400 };

/* Money at a purse's price, rounded down (the product fits: money and prices are far below 64 bits, or checked). */
static promo_i128 purse_price(const struct purse *purse, promo_i128 money)
{
    promo_i128 product;
    if (purse->price == 0)
        return 0;
    return multiply_i128(money, purse->price, &product) ? product / purse->norm
                                                         : money / purse->norm * purse->price;
}

promo_i128 component_column_price(const struct component *component, const struct component_column *column)
{
    const struct component_promotion *promotion = &component->promotions[column->promotion];
    promo_i128 sum = 0;
    for (uint32_t i = 0; i < column->entry_count; i++) {
        const struct entry *entry = &component->entries[column->first_entry + i];
        sum += component->rows[entry->row].price * entry->amount;
    }
    if (promotion->cap != BEST_NONE)
        sum += purse_price(&component->purses[promotion->cap], column->money);
    if (promotion->budget != BEST_NONE)
        sum += purse_price(&component->purses[promotion->budget], column->money);
    return sum;
}

/* Each column's weight shared out over the units it takes; a row costs the greatest share. */
static void share_weights(struct component *component)
{
    for (uint32_t r = 0; r < component->row_count; r++)
        component->rows[r].price = 0;
    for (uint32_t j = 0; j < component->column_count; j++) {
        const struct component_column *column = &component->columns[j];
        promo_i128 units = 0, weight = component_fine(column->weight);
        for (uint32_t i = 0; i < column->entry_count; i++)
            units += component->entries[column->first_entry + i].amount;
        promo_i128 share = weight <= 0 ? 0 : (weight + units - 1) / units;
        for (uint32_t i = 0; i < column->entry_count; i++) {
            struct component_row *row = &component->rows[component->entries[column->first_entry + i].row];
            row->price = share > row->price ? share : row->price;
        }
    }
}

/* Raises prices until no column costs less than nothing: of its rows, the one that raises the bound least. */
static void raise_prices(struct component *component)
{
    for (uint32_t j = 0; j < component->column_count; j++) {
        const struct component_column *column = &component->columns[j];
        promo_i128 missing = component_fine(column->weight) - component_column_price(component, column);
        const struct entry *cheapest = NULL;
        if (missing <= 0)
            continue;
        for (uint32_t i = 0; i < column->entry_count; i++) {
            const struct entry *entry = &component->entries[column->first_entry + i];
            if (cheapest == NULL || (promo_i128)component->rows[entry->row].capacity * cheapest->amount <
                                        (promo_i128)component->rows[cheapest->row].capacity * entry->amount)
                cheapest = entry;
        }
        if (cheapest != NULL)
            component->rows[cheapest->row].price += (missing + cheapest->amount - 1) / cheapest->amount;
    }
}

/* Lowers each price as far as its columns allow. */
static void lower_prices(struct component *component)
{
    for (uint32_t r = 0; r < component->row_count; r++) {
        struct component_row *row = &component->rows[r];
        promo_i128 step = row->price;
        for (uint32_t i = 0; i < row->entry_count && step > 0; i++) {
            const struct row_entry *entry = &component->row_entries[row->first_entry + i];
            promo_i128 cost = component->columns[entry->column].cost;
            promo_i128 most = entry->amount == 1 ? cost : cost / entry->amount;
            step = most < step ? most : step;
        }
        row->price -= step;
        for (uint32_t i = 0; i < row->entry_count && step > 0; i++) {
            const struct row_entry *entry = &component->row_entries[row->first_entry + i];
            component->columns[entry->column].cost -= step * entry->amount;
        }
    }
}

static promo_i128 divisor_of(promo_i128 a, promo_i128 b)
{
    while (b != 0) {
        promo_i128 rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

static promo_i128 common(promo_i128 lattice, promo_i128 weight)
{
    if (lattice != 0 && weight % lattice == 0)
        return lattice;
    return divisor_of(weight < 0 ? -weight : weight, lattice);
}

/* What is cut is what is paid less the purse's limit: with purses, both count. */
static void find_lattice(struct component *component)
{
    promo_i128 lattice = 0, scale = component->model->award_scale;
    for (uint32_t j = 0; j < component->column_count && lattice != 1; j++) {
        lattice = common(lattice, component->columns[j].weight);
        if (component->purse_count > 0)
            lattice = common(lattice, component->columns[j].money * scale);
    }
    for (uint32_t i = 0; i < component->purse_count; i++)
        lattice = common(lattice, component->purses[i].limit * scale);
    component->lattice = lattice > 0 ? lattice : 1;
}

static promo_status sum_prices(struct component *component)
{
    component->priced = 0;
    for (uint32_t r = 0; r < component->row_count; r++) {
        promo_i128 part;
        if (!multiply_i128(component->rows[r].price, component->rows[r].capacity, &part) ||
            !add_i128(component->priced, part, &component->priced))
            return PROMO_OVERFLOW;
    }
    for (uint32_t i = 0; i < component->purse_count; i++)
        component->priced += purse_price(&component->purses[i], component->purses[i].limit) + 1;
    return PROMO_OK;
}

/* The relaxation's prices, made exact. */
static void take_prices(struct component *component)
{
    const struct linear *linear = component->linear;
    for (uint32_t r = 0; r < component->row_count; r++) {
        promo_i128 price = linear->state.prices[r] * ((promo_i128)1 << linear->shift);
        component->rows[r].price = price > 0 ? price : 0;
    }
    for (uint32_t i = 0; i < component->purse_count; i++)
        component->purses[i].price = linear_purse_price(linear, i);
}

promo_status component_price(struct component *component)
{
    struct scratch *scratch = component->model->scratch;
    component->values = SCRATCH_CLEARED(scratch, component->column_count, int64_t);
    if (component->values == NULL)
        return PROMO_NO_MEMORY;
    find_lattice(component);
    bool relax = component->column_count >= LINEAR_LEAST && component->row_count + component->purse_count <= LINEAR_MOST;
    if (relax) {
        component->linear = SCRATCH_ARRAY(scratch, 1, struct linear);
        if (component->linear == NULL || linear_begin(component->linear, component) != PROMO_OK)
            return PROMO_NO_MEMORY;
        linear_primal(component->linear);
        linear_values(component->linear, component->values);
        take_prices(component);
        raise_prices(component);
    } else {
        share_weights(component);
    }
    for (uint32_t j = 0; j < component->column_count; j++) {
        struct component_column *column = &component->columns[j];
        column->cost = component_column_price(component, column) - component_fine(column->weight);
    }
    lower_prices(component);
    return sum_prices(component);
}
