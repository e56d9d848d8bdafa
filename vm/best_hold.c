#include "vm/best_hold.h"

/* A bound that is nearer than such a part of what weights are multiples of leaves nothing to lose. Of many copies, rounding makes up to
 * all of it: what it may hide shows in the end, by the weight. */
enum { NEAR = 16 };

static int64_t at_most(int64_t value, int64_t most)
{
    return value < most ? value : most;
}

/* The nearest multiples of what all weights are multiples of, where that proves as much: prices of a relaxation are mostly
 * such numbers, but for what rounding adds. */
static int64_t round_prices(struct component *priced, const int64_t *prices, int64_t unit, int64_t *costs)
{
    promo_i128 sum = 0;
    for (uint32_t r = 0; r < priced->row_count; r++) {
        priced->rows[r].price = (prices[r] + unit / 2) / unit * unit;
        sum += (promo_i128)priced->rows[r].price * priced->rows[r].capacity;
    }
    for (uint32_t j = 0; j < priced->column_count; j++) {
        costs[j] = component_column_price(priced, &priced->columns[j]) - priced->columns[j].fine;
        if (costs[j] < 0)
            sum -= (promo_i128)costs[j] * priced->columns[j].most;
    }
    return component_narrow(sum);
}

/* What a copy holds: what it does not lose itself, and the prices of what it takes; no more of either than decides. */
static promo_i128 held_by(const struct component *priced, const struct component_column *column, int64_t cost, int64_t most)
{
    promo_i128 held = cost < 0 ? at_most(-cost, most) : -cost;
    for (uint32_t i = 0; i < column->entry_count; i++) {
        const struct entry *entry = &priced->entries[column->first_entry + i];
        held += (promo_i128)at_most(priced->rows[entry->row].price, most) * entry->amount;
    }
    return held;
}

/* What a part of money costs that a purse does not let through or that is not spent of it, at the prices at hand; fine. */
struct purse_loss {
    promo_i128 cut, unspent;
};

static promo_i128 price_of(const struct purse *purse, promo_i128 parts)
{
    promo_i128 product;
    return multiply_i128(purse->price, parts, &product) ? product / purse->norm : purse->price;
}

static struct purse_loss purse_loss(const struct component *priced, const struct purse *purse, promo_i128 parts)
{
    promo_i128 price = price_of(purse, parts), behind = 0;
    if (purse->behind != BEST_NONE)
        behind = price_of(&priced->purses[purse->behind], parts) + 1;
    return (struct purse_loss){component_fine(priced, purse->each * parts) - price - 1 - behind, price};
}

/* Where the bound is so near that all sets that lose anything are worse: nothing may be lost. */
static void hold_all(struct prefer *prefer, const struct component *priced, const uint32_t *members, promo_i128 parts,
                     const int64_t *costs, int64_t gap)
{
    const struct component *component = prefer->component;
    for (uint32_t i = 0; i < priced->purse_count; i++) {
        struct purse_loss loss = purse_loss(priced, &priced->purses[i], parts);
        prefer->spent[i] = loss.unspent > gap;
        prefer->purses[i].each = prefer->spent[i] + (loss.cut > gap);
    }
    for (uint32_t i = 0; i < priced->purse_count; i++)
        if (priced->purses[i].behind != BEST_NONE)
            prefer->purses[i].each += prefer->spent[priced->purses[i].behind];
    for (uint32_t k = 0; k < priced->column_count; k++) {
        const struct component_column *column = &priced->columns[k];
        promo_i128 held = costs[k] < -gap;
        for (uint32_t i = 0; i < column->entry_count; i++) {
            const struct entry *entry = &priced->entries[column->first_entry + i];
            held += priced->rows[entry->row].price > gap ? entry->amount : 0;
        }
        const struct component_promotion *promotion = &priced->promotions[column->promotion];
        if (promotion->cap != BEST_NONE && prefer->spent[promotion->cap])
            held += column->money / parts;
        if (promotion->budget != BEST_NONE && prefer->spent[promotion->budget])
            held += column->money / parts;
        prefer->held[members[k]] = held;
    }
    for (uint32_t p = 0; p < component->promotion_count; p++) {
        const struct component_promotion *promotion = &prefer->promotions[p];
        if (promotion->cap != BEST_NONE && promotion->cap >= priced->purse_count) /* what it cuts the budget would cut */
            prefer->purses[promotion->cap].each = prefer->purses[promotion->budget].each;
    }
}

void hold_weights(struct prefer *prefer)
{
    const struct component *component = prefer->component;
    promo_i128 unit = component->lattice;
    for (uint32_t i = 0; i < component->purse_count; i++)
        unit = component_divisor(unit, component->purses[i].each * prefer->parts);
    for (uint32_t j = 0; j < component->column_count; j++)
        prefer->held[j] = component->columns[j].weight / unit;
    for (uint32_t i = 0; i < component->purse_count; i++)
        prefer->purses[i].each = component->purses[i].each * prefer->parts / unit;
    for (uint32_t p = 0; p < component->promotion_count; p++)
        if (prefer->promotions[p].cap != component->promotions[p].cap)
            prefer->purses[prefer->promotions[p].cap].each = prefer->purses[prefer->promotions[p].budget].each;
}

/* Prices and costs to go by; what their bound leaves. `step`: all of them are multiples of it. */
static int64_t find_gap(struct component *priced, int64_t *costs, int64_t *prices, int64_t *step)
{
    promo_i128 unit = component_fine(priced, priced->lattice);
    int64_t bound = priced->priced, rounded = INT64_MAX;
    *step = 1;
    for (uint32_t r = 0; r < priced->row_count; r++)
        prices[r] = priced->rows[r].price;
    if (priced->purse_count == 0 && priced->fine >= 0 && unit < (promo_i128)1 << 60)
        rounded = round_prices(priced, prices, (int64_t)unit, costs);
    if (rounded <= bound) {
        bound = rounded;
        *step = (int64_t)unit;
    } else {
        for (uint32_t r = 0; r < priced->row_count; r++)
            priced->rows[r].price = prices[r];
        for (uint32_t k = 0; k < priced->column_count; k++)
            costs[k] = priced->columns[k].cost;
    }
    return component_narrow(bound - component_fine(priced, priced->best));
}

promo_status hold_by_prices(struct prefer *prefer, struct component *priced, const uint32_t *members, promo_i128 parts, bool *exact)
{
    int64_t *costs = SCRATCH_ARRAY(prefer->scratch, priced->column_count, int64_t);
    int64_t *prices = SCRATCH_ARRAY(prefer->scratch, priced->row_count, int64_t), step;
    if (costs == NULL || prices == NULL)
        return PROMO_NO_MEMORY;
    int64_t gap = find_gap(priced, costs, prices, &step);
    promo_i128 unit = component_fine(priced, priced->lattice);
    bool nothing = gap < (prefer->many ? unit : unit / NEAR);
    *exact = nothing || (priced->purse_count == 0 && priced->fine >= 0);
    for (uint32_t r = 0; r < priced->row_count; r++)
        prefer->tight[r] = priced->rows[r].price > gap;
    for (uint32_t j = 0; j < prefer->column_count; j++)
        prefer->open[j] = false;
    for (uint32_t k = 0; k < priced->column_count; k++) {
        bool spare = members[k] >= prefer->component->column_count;
        prefer->open[members[k]] = costs[k] <= gap;
        if (spare && prefer->open[members[k]])
            prefer->tight[prefer->spares[members[k] - prefer->component->column_count].row] = false;
        if (*exact && !nothing)
            prefer->held[members[k]] = held_by(priced, &priced->columns[k], costs[k], gap + step) / step;
    }
    if (nothing)
        hold_all(prefer, priced, members, parts, costs, gap);
    if (*exact)
        prefer->decided_count = 0;
    return PROMO_OK;
}
