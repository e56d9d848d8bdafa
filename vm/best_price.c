/* Dual prices of rows and purses, in whole numbers: at any prices at which no column costs less than nothing, all that
 * there is of rows and purses costs at least what any set weighs. */
#include "vm/best_cliques.h"
#include "vm/best_component.h"
#include "vm/best_linear.h"

/* A relaxation is worth its while from so many columns, and up to so many rows. */
enum {
    LINEAR_LEAST = 10,
    LINEAR_MOST = 600,
    COPIES_SHARE = 6,  /* or where there are so many times as many copies of a column as count as many */
    EXCEEDED_MOST = 8 /* copies by which the first optimum may have more of a column than there can be */
};

/* Whether walking through copies one by one would take long. */
static bool has_many_copies(const struct component *component)
{
    int64_t many = COPIES_SHARE * model_many(component->model);
    for (uint32_t j = 0; j < component->column_count; j++)
        if (component->columns[j].most > many)
            return true;
    return false;
}

/* Money, a part of a purse's norm, at its price, rounded down; exact where it costs all that it weighs. */
static inline promo_i128 part_price(const struct component *component, const struct purse *purse, promo_i128 money, int64_t part)
{
    if (purse->price == purse->full)
        return component_fine(component, money * purse->each);
    return ((promo_i128)part * purse->price) >> PURSE_BITS;
}

int64_t component_column_price(const struct component *component, const struct component_column *column)
{
    const struct entry *entry = component->entries + column->first_entry, *end = entry + column->entry_count;
    promo_i128 sum = 0;
    for (; entry < end; entry++)
        sum += entry->amount == 1 ? component->rows[entry->row].price : (promo_i128)component->rows[entry->row].price * entry->amount;
    if (component->purse_count > 0) {
        const struct component_promotion *promotion = &component->promotions[column->promotion];
        if (promotion->cap != BEST_NONE)
            sum += part_price(component, &component->purses[promotion->cap], column->money, column->of_cap);
        if (promotion->budget != BEST_NONE)
            sum += part_price(component, &component->purses[promotion->budget], column->money, column->of_budget);
    }
    return component_narrow(sum);
}

/* What a purse's limit costs at most, fine. */
static promo_i128 purse_total(const struct component *component, const struct purse *purse)
{
    promo_i128 product;
    if (purse->price == 0)
        return 0;
    if (purse->price == purse->full)
        return component_fine(component, purse->limit * purse->each);
    return multiply_i128(purse->limit, purse->price, &product) ? product / purse->norm + 1 : purse->price;
}

promo_i128 component_total(const struct component *component)
{
    promo_i128 sum = 0;
    for (uint32_t r = 0; r < component->row_count; r++)
        sum += (promo_i128)component->rows[r].price * component->rows[r].capacity;
    for (uint32_t i = 0; i < component->purse_count; i++)
        sum += purse_total(component, &component->purses[i]);
    return sum;
}

/* Each column's weight shared out over the units it takes; a row costs the greatest share. */
static void share_weights(struct component *component)
{
    for (uint32_t r = 0; r < component->row_count; r++)
        component->rows[r].price = 0;
    for (uint32_t j = 0; j < component->column_count; j++) {
        const struct component_column *column = &component->columns[j];
        int64_t units = 0, weight = column->fine;
        for (uint32_t i = 0; i < column->entry_count; i++)
            units += component->entries[column->first_entry + i].amount;
        int64_t share = weight <= 0 ? 0 : (weight - 1) / units + 1;
        for (uint32_t i = 0; i < column->entry_count; i++) {
            struct component_row *row = &component->rows[component->entries[column->first_entry + i].row];
            row->price = share > row->price ? share : row->price;
        }
    }
}

/* Raises prices until none of the columns listed costs less than nothing: of its rows, the one that raises the bound least. */
static void raise_prices(struct component *component, const uint32_t *list, uint32_t count)
{
    for (uint32_t k = 0; k < count; k++) {
        struct component_column *column = &component->columns[list[k]];
        int64_t missing = column->fine - component_column_price(component, column);
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
            component->rows[cheapest->row].price += (missing - 1) / cheapest->amount + 1;
    }
}

static void find_costs(struct component *component, const uint32_t *list, uint32_t count)
{
    for (uint32_t k = 0; k < count; k++) {
        struct component_column *column = &component->columns[list[k]];
        column->cost = component_column_price(component, column) - column->fine;
    }
}

/* Lowers each price as far as its columns allow. */
static void lower_prices(struct component *component)
{
    for (uint32_t r = 0; r < component->row_count; r++) {
        struct component_row *row = &component->rows[r];
        int64_t step = row->price;
        for (uint32_t i = 0; i < row->entry_count && step > 0; i++) {
            const struct row_entry *entry = &component->row_entries[row->first_entry + i];
            int64_t cost = component->columns[entry->column].cost;
            int64_t most = entry->amount == 1 ? cost : cost / entry->amount;
            step = most < step ? most : step;
        }
        row->price -= step;
        for (uint32_t i = 0; i < row->entry_count && step > 0; i++) {
            const struct row_entry *entry = &component->row_entries[row->first_entry + i];
            component->columns[entry->column].cost -= step * entry->amount;
        }
    }
}

promo_i128 component_divisor(promo_i128 a, promo_i128 b)
{
    return common_divisor(a < 0 ? -a : a, b < 0 ? -b : b);
}

static promo_i128 common(promo_i128 lattice, promo_i128 weight)
{
    if (lattice != 0 && weight % lattice == 0)
        return lattice;
    return component_divisor(weight, lattice);
}

/* What is cut is what is paid less the purse's limit: with purses, both count. */
static void find_lattice(struct component *component)
{
    promo_i128 lattice = 0;
    for (uint32_t j = 0; j < component->column_count && lattice != 1; j++) {
        const struct component_column *column = &component->columns[j];
        const struct component_promotion *promotion = &component->promotions[column->promotion];
        lattice = common(lattice, column->weight);
        if (promotion->cap != BEST_NONE)
            lattice = common(lattice, column->money * component->purses[promotion->cap].each);
        if (promotion->budget != BEST_NONE)
            lattice = common(lattice, column->money * component->purses[promotion->budget].each);
    }
    for (uint32_t i = 0; i < component->purse_count; i++) {
        const struct purse *purse = &component->purses[i];
        lattice = common(lattice, purse->limit * purse->each);
        if (purse->behind != BEST_NONE)
            lattice = common(lattice, purse->limit * component->purses[purse->behind].each);
    }
    component->lattice = lattice > 0 ? lattice : 1;
}

static void sum_prices(struct component *component)
{
    promo_i128 sum = component_total(component);
    for (uint32_t j = 0; j < component->column_count; j++)
        if (component->columns[j].cost < 0)
            sum -= (promo_i128)component->columns[j].cost * component->columns[j].most;
    component->priced = component_narrow(sum);
}

/* As fine as the sum of what the units of each row weigh at most allows. */
static void find_fine(struct component *component)
{
    promo_i128 sum = 1;
    for (uint32_t j = 0; j < component->column_count; j++) {
        const struct component_column *column = &component->columns[j];
        promo_i128 part, weight = column->weight < 0 ? -column->weight : column->weight;
        if (!multiply_i128(weight, column->most > 0 ? column->most : 1, &part) || !add_i128(sum, part, &sum))
            sum = ((promo_i128)1 << 126) - 1;
    }
    component->fine = has_many_copies(component) ? FINE_MANY : FINE_FEW; /* what is rounded is rounded once for each copy */
    while (sum >> (FINE_WIDTH - component->fine) > 0)
        component->fine--;
    for (uint32_t i = 0; i < component->purse_count; i++) {
        struct purse *purse = &component->purses[i];
        purse->full = component->fine >= 0 && purse->behind == BEST_NONE ? component_fine(component, purse->norm * purse->each) : -1;
    }
    for (uint32_t j = 0; j < component->column_count; j++) {
        struct component_column *column = &component->columns[j];
        column->fine = (int64_t)component_fine(component, column->weight) + (component->fine < 0);
    }
}

static int64_t part_of(promo_i128 money, promo_i128 norm)
{
    while (money >= (promo_i128)1 << (126 - PURSE_BITS)) {
        money >>= 1;
        norm = (norm >> 1) + 1;
    }
    return (int64_t)(money * ((promo_i128)1 << PURSE_BITS) / norm);
}

/* The money that counts as 1 in a purse's row is its limit, or a column's money where that is more. A price that the purse had as
 * another component's was for another amount. */
static void find_norms(struct component *component)
{
    for (uint32_t i = 0; i < component->purse_count; i++) {
        component->purses[i].norm = component->purses[i].limit > 0 ? component->purses[i].limit : 1;
        component->purses[i].price = 0;
    }
    for (int pass = 0; pass < 2 && component->purse_count > 0; pass++)
        for (uint32_t j = 0; j < component->column_count; j++) {
            struct component_column *column = &component->columns[j];
            const struct component_promotion *promotion = &component->promotions[column->promotion];
            uint32_t numbers[] = {promotion->cap, promotion->budget};
            int64_t *parts[] = {&column->of_cap, &column->of_budget};
            for (int i = 0; i < 2; i++) {
                struct purse *purse = numbers[i] == BEST_NONE ? NULL : &component->purses[numbers[i]];
                if (purse != NULL && pass == 0 && column->money > purse->norm)
                    purse->norm = column->money;
                if (purse != NULL && pass == 1)
                    *parts[i] = part_of(column->money, purse->norm);
            }
        }
}

void component_take_prices(struct component *component)
{
    for (uint32_t r = 0; r < component->row_count; r++)
        component->rows[r].price = linear_row_price(component->linear, r);
    for (uint32_t i = 0; i < component->purse_count; i++) /* a budget has its price before the caps in front of it */
        component->purses[i].price = linear_purse_price(component->linear, i);
}

int64_t *component_keep_prices(const struct component *component)
{
    size_t count = (size_t)component->row_count + component->purse_count;
    int64_t *prices = SCRATCH_ARRAY(component->model->scratch, count, int64_t);
    for (uint32_t r = 0; prices != NULL && r < component->row_count; r++)
        prices[r] = component->rows[r].price;
    for (uint32_t i = 0; prices != NULL && i < component->purse_count; i++)
        prices[component->row_count + i] = component->purses[i].price;
    return prices;
}

void component_put_prices(struct component *component, const int64_t *prices)
{
    for (uint32_t r = 0; r < component->row_count; r++)
        component->rows[r].price = prices[r];
    for (uint32_t i = 0; i < component->purse_count; i++)
        component->purses[i].price = prices[component->row_count + i];
}

/* Prices that are sound from those that the relaxation suggests, if there is one; what columns cost at them, and the bound. */
static void make_exact(struct component *component, const uint32_t *order)
{
    if (component->linear != NULL)
        component_take_prices(component);
    if (component->linear != NULL && !component->slots)
        raise_prices(component, order, component->column_count);
    find_costs(component, order, component->column_count);
    if (!component->slots)
        lower_prices(component);
    sum_prices(component);
}

/* The relaxation at its optimum. Its way there knows rows only, which mostly say how many copies there can be of a column; where they
 * do not, it has to go back. */
static void find_optimum(struct component *component, const uint32_t *order)
{
    struct linear *linear = component->linear;
    bool exceeded = false;
    linear_primal(linear);
    linear_values(linear, order, component->column_count, component->values);
    for (uint32_t j = 0; j < component->column_count; j++)
        exceeded |= component->values[j] >> LINEAR_BITS > component->columns[j].most + EXCEEDED_MOST;
    if (!exceeded)
        return;
    (void)linear_dual(linear, order, component->column_count, INT64_MAX);
    linear_values(linear, order, component->column_count, component->values);
}

promo_status component_price(struct component *component, const uint32_t *order)
{
    struct scratch *scratch = component->model->scratch;
    component->values = SCRATCH_CLEARED(scratch, component->column_count, int64_t);
    if (component->values == NULL)
        return PROMO_NO_MEMORY;
    find_lattice(component);
    find_norms(component);
    find_fine(component);
    bool enough = component->column_count >= LINEAR_LEAST || component->slots || /* slots are searched by branches only */
                  component->many || has_many_copies(component);
    bool relax = enough && component->row_count + component->purse_count <= LINEAR_MOST;
    if (relax) {
        component->linear = SCRATCH_ARRAY(scratch, 1, struct linear);
        if (component->linear == NULL || linear_begin(component->linear, component, NULL) != PROMO_OK)
            return PROMO_NO_MEMORY;
        find_optimum(component, order);
    } else if (!component->slots) {
        share_weights(component);
    }
    make_exact(component, order);
    return PROMO_OK;
}

promo_status component_tighten(struct component *component, const uint32_t *order, bool *tightened)
{
    promo_status status = cliques_tighten(component, order, tightened);
    if (status == PROMO_OK && *tightened)
        make_exact(component, order);
    return status;
}
