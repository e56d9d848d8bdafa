#include "vm/best_prefer.h"

#include "vm/best_set.h"
#include "vm/sort.h"

#include <string.h>

enum {
    STAGE_BITS = 10,          /* of the preferences that become weights together */
    WEIGHT_MOST = 90,         /* bits of all weights together */
    NEAR = 16                 /* a bound that is nearer than such a part of what weights are multiples of leaves nothing to lose */
};

static const struct best_promotion NOBODY = {.budget = BEST_NONE, .cap = BEST_UNLIMITED};

struct preference {
    uint32_t promotion; /* its value, or BEST_NONE: */
    uint32_t row, atom; /* units claimed of this row of the component, up to the end of this atom of the model */
    promo_i128 range;   /* between the least and the greatest of any set */
};

/* Units of an atom that no column takes, as a column of no weight: not for the first atom of a row, which is the last to have
 * any. So that units of the earlier atoms can weigh more than units of the later ones. */
struct spare {
    uint32_t row, atom;
    int64_t units;
};

struct prefer {
    struct component *component; /* whose set is to be the preferred one */
    struct scratch *scratch;
    struct preference *list;
    uint32_t count;
    struct spare *spares;
    uint32_t spare_count;
    uint32_t column_count;   /* the component's, then spares */
    int64_t *copies;         /* by column: the best set so far */
    bool *open;              /* by column: sets as good may have copies of it */
    promo_i128 *held;        /* by column: weight of what must not be lost */
    bool *spent;             /* by purse: sets as good spend all of it */
    bool *tight;             /* by row: columns of sets as good claim all units of it */
    int64_t *capacities;     /* by row: units that columns of sets as good can take */
    uint32_t *bases;         /* by row: the promotion whose base its units have, or BEST_NONE */
    uint32_t *decided;       /* preferences that have to be held beside `held`: as much as the set at hand has */
    uint32_t decided_count;
    struct component_promotion *promotions; /* the component's, then nobody */
    struct purse *purses;    /* in parts divided by `parts`; each promotion with a budget has a cap */
    uint32_t purse_count;
    promo_i128 parts;        /* common divisor of all money and worth */
    uint32_t *members;       /* open columns: those of the stage at hand */
    struct component stage;
};

static promo_i128 divisor_of(promo_i128 a, promo_i128 b)
{
    while (b != 0) {
        promo_i128 rest = a % b;
        a = b;
        b = rest;
    }
    return a < 0 ? -a : a;
}

static const struct component_column *own_column(const struct prefer *prefer, uint32_t j)
{
    return &prefer->component->columns[j];
}

/* Worth of a copy, in parts. */
static promo_i128 worth_of(const struct prefer *prefer, uint32_t j)
{
    const struct model *model = prefer->component->model;
    return (promo_i128)model->columns.items[own_column(prefer, j)->model_column].worth * model->scale;
}

/* What a unit of a row with a base takes off, in parts. */
static promo_i128 base_of(const struct prefer *prefer, uint32_t row)
{
    const struct model *model = prefer->component->model;
    return model->bases[prefer->component->rows[row].model_row].weight / model->award_scale;
}

/* What a copy adds to the value of the promotion: its own, less the bases of the units that it takes. */
static promo_i128 value_of(const struct prefer *prefer, uint32_t promotion, uint32_t j)
{
    const struct component *component = prefer->component;
    const struct component_column *column = own_column(prefer, j);
    promo_i128 value = column->promotion == promotion ? column->money + worth_of(prefer, j) : 0;
    for (uint32_t i = 0; i < column->entry_count; i++) {
        const struct entry *entry = &component->entries[column->first_entry + i];
        if (prefer->bases[entry->row] == promotion)
            value -= base_of(prefer, entry->row) * entry->amount;
    }
    return value / prefer->parts;
}

/* Of that, what its cap may cut. */
static promo_i128 money_of(const struct prefer *prefer, uint32_t promotion, uint32_t j)
{
    const struct component_column *column = own_column(prefer, j);
    return column->promotion == promotion ? column->money / prefer->parts : 0;
}

/* What an entry of the row that the preference speaks of adds to the units that it counts: of a spare, one where its atom comes
 * after the preference's. */
static int64_t units_of(const struct prefer *prefer, const struct preference *preference, uint32_t j, int64_t amount)
{
    if (j < prefer->component->column_count)
        return amount;
    return prefer->spares[j - prefer->component->column_count].atom > preference->atom ? amount : 0;
}

/* --- what is preferred ------------------------------------------------------------------------------------------------------ */

static void find_parts(struct prefer *prefer)
{
    const struct component *component = prefer->component;
    promo_i128 parts = 0;
    for (uint32_t j = 0; j < component->column_count && parts != 1; j++)
        parts = divisor_of(divisor_of(parts, own_column(prefer, j)->money), worth_of(prefer, j));
    for (uint32_t i = 0; i < component->purse_count; i++)
        parts = divisor_of(parts, component->purses[i].limit);
    for (uint32_t r = 0; r < component->row_count; r++)
        if (prefer->bases[r] != BEST_NONE)
            parts = divisor_of(parts, base_of(prefer, r));
    prefer->parts = parts > 0 ? parts : 1;
}

static bool add_copies(promo_i128 each, int64_t copies, promo_i128 *sum)
{
    promo_i128 part;
    return multiply_i128(each < 0 ? -each : each, copies, &part) && add_i128(*sum, part, sum);
}

/* No more money than the cap, and what else there may be. */
static bool limit_range(const struct prefer *prefer, struct preference *preference, promo_i128 limit)
{
    for (uint32_t j = 0; j < prefer->component->column_count; j++) {
        promo_i128 other = value_of(prefer, preference->promotion, j) - money_of(prefer, preference->promotion, j);
        if (!add_copies(other, own_column(prefer, j)->most, &limit))
            return false;
    }
    preference->range = preference->range < limit ? preference->range : limit;
    return true;
}

/* The greatest sum that any set can count, less the least; 0: all sets count the same. */
static bool find_range(const struct prefer *prefer, struct preference *preference)
{
    const struct component *component = prefer->component;
    preference->range = 0;
    if (preference->promotion != BEST_NONE) {
        for (uint32_t j = 0; j < component->column_count; j++)
            if (!add_copies(value_of(prefer, preference->promotion, j), own_column(prefer, j)->most, &preference->range))
                return false;
        uint32_t cap = prefer->promotions[preference->promotion].cap;
        return cap == BEST_NONE || limit_range(prefer, preference, prefer->purses[cap].limit);
    }
    const struct component_row *row = &component->rows[preference->row];
    for (uint32_t i = 0; i < row->entry_count && preference->range < row->capacity; i++) {
        const struct row_entry *entry = &component->row_entries[row->first_entry + i];
        if (!add_copies(entry->amount, own_column(prefer, entry->column)->most, &preference->range))
            return false;
    }
    if (preference->range > row->capacity)
        preference->range = row->capacity;
    return true;
}

/* Whether the promotion's worth can stand for money of a budget: what is left to later ones is then not known. */
static bool mixes_worth(const struct prefer *prefer, uint32_t promotion)
{
    const struct component *component = prefer->component;
    bool money = false, worth = false, shared = false;
    for (uint32_t j = 0; j < component->column_count; j++)
        if (own_column(prefer, j)->promotion == promotion) {
            money |= own_column(prefer, j)->money != 0;
            worth |= worth_of(prefer, j) != 0;
        }
    for (uint32_t p = promotion + 1; p < component->promotion_count; p++)
        shared |= component->promotions[p].budget == component->promotions[promotion].budget;
    return money && worth && shared && component->promotions[promotion].budget != BEST_NONE;
}

/* Whether columns give anything by the promotion, or take units that it has a base for. */
static bool is_concerned(const struct prefer *prefer, uint32_t promotion)
{
    const struct component *component = prefer->component;
    for (uint32_t j = 0; j < component->column_count; j++)
        if (component->columns[j].promotion == promotion)
            return true;
    for (uint32_t r = 0; r < component->row_count; r++)
        if (prefer->bases[r] == promotion)
            return true;
    return false;
}

/* Values of promotions in order; what all others have decides the last of those that differ. False: not all are listed. */
static bool list_values(struct prefer *prefer)
{
    for (uint32_t p = 0; p < prefer->component->promotion_count; p++) {
        struct preference preference = {.promotion = p, .row = BEST_NONE};
        if (!is_concerned(prefer, p))
            continue;
        if (!find_range(prefer, &preference))
            return false;
        if (preference.range > 0)
            prefer->list[prefer->count++] = preference;
        if (preference.range > 0 && mixes_worth(prefer, p))
            return false;
    }
    if (prefer->count > 0)
        prefer->count--;
    return true;
}

static bool is_claimed(const struct prefer *prefer, uint32_t row)
{
    const struct component *component = prefer->component;
    const struct model *model = component->model;
    uint32_t number = component->rows[row].model_row;
    return number != BEST_NONE && number <= model->row_count &&
           (number == model->row_count || model->bases[number].event == BEST_NONE);
}

static bool atom_first(const void *context, uint32_t a, uint32_t b)
{
    const struct preference *list = context;
    return list[a].atom < list[b].atom;
}

/* Claimed units, atom after atom. */
static promo_status list_claims(struct prefer *prefer)
{
    const struct component *component = prefer->component;
    const struct model *model = component->model;
    struct preference *list = prefer->list + prefer->count;
    uint32_t count = 0;
    for (uint32_t r = 0; r < component->row_count; r++) {
        struct preference preference = {.promotion = BEST_NONE, .row = r};
        const struct component_row *row = &component->rows[r];
        if (!is_claimed(prefer, r))
            continue;
        if (!find_range(prefer, &preference))
            preference.range = row->capacity;
        bool shipping = row->model_row == model->row_count, first = true;
        int64_t taken = row->taken;
        for (uint32_t a = shipping ? model->atom_count : model->places[row->model_row].first_atom; a != BEST_NONE;
             a = shipping ? BEST_NONE : model->atoms[a].next) {
            int64_t units = (shipping ? 1 : model->atoms[a].count) - taken;
            taken = units < 0 ? -units : 0;
            if (units <= 0)
                continue;
            preference.atom = a;
            list[count++] = preference;
            if (!first)
                prefer->spares[prefer->spare_count++] = (struct spare){r, a, units};
            first = false;
        }
    }
    uint32_t *order = SCRATCH_ARRAY(prefer->scratch, count, uint32_t);
    struct preference *sorted = SCRATCH_ARRAY(prefer->scratch, count, struct preference);
    if (order == NULL || sorted == NULL)
        return PROMO_NO_MEMORY;
    for (uint32_t i = 0; i < count; i++)
        order[i] = i;
    sort_numbers(order, count, atom_first, list);
    for (uint32_t i = 0; i < count; i++)
        sorted[i] = list[order[i]];
    if (count > 0)
        memcpy(list, sorted, count * sizeof *list);
    prefer->count += count;
    return PROMO_OK;
}

/* --- what must not be lost -------------------------------------------------------------------------------------------------- */

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

/* The component's weights, as small as they can be. */
static void hold_weights(struct prefer *prefer)
{
    const struct component *component = prefer->component;
    promo_i128 unit = component->lattice;
    for (uint32_t i = 0; i < component->purse_count; i++)
        unit = divisor_of(unit, component->purses[i].each * prefer->parts);
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

/* By the prices of a component whose columns are `members`: which columns are out, and what the others hold. Its parts are
 * `parts` of the stages'. *exact: they hold all that is known; else prices are not exact enough to say what a set loses. */
static promo_status hold(struct prefer *prefer, struct component *priced, const uint32_t *members, promo_i128 parts, bool *exact)
{
    int64_t *costs = SCRATCH_ARRAY(prefer->scratch, priced->column_count, int64_t);
    int64_t *prices = SCRATCH_ARRAY(prefer->scratch, priced->row_count, int64_t), step;
    if (costs == NULL || prices == NULL)
        return PROMO_NO_MEMORY;
    int64_t gap = find_gap(priced, costs, prices, &step);
    bool nothing = gap < component_fine(priced, priced->lattice) / NEAR;
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

/* --- a stage ---------------------------------------------------------------------------------------------------------------- */

/* Whether all sets that are still in question count the same. */
static bool is_settled(const struct prefer *prefer, const struct preference *preference)
{
    const struct component *component = prefer->component;
    if (preference->promotion != BEST_NONE) {
        uint32_t cap = prefer->promotions[preference->promotion].cap;
        bool spent = cap != BEST_NONE && prefer->spent[cap];
        for (uint32_t j = 0; j < component->column_count; j++)
            if (prefer->open[j] && value_of(prefer, preference->promotion, j) !=
                                       (spent ? money_of(prefer, preference->promotion, j) : 0))
                return false;
        return true;
    }
    const struct component_row *row = &component->rows[preference->row];
    for (uint32_t i = 0; i < row->entry_count && !prefer->tight[preference->row]; i++)
        if (prefer->open[component->row_entries[row->first_entry + i].column])
            return false;
    return true;
}

/* Whether the set at hand has all the units of the row up to the end of the atom. */
static bool is_greatest(const struct prefer *prefer, const struct preference *preference)
{
    const struct component *component = prefer->component;
    if (preference->promotion != BEST_NONE)
        return false;
    const struct component_row *row = &component->rows[preference->row];
    int64_t units = 0;
    for (uint32_t i = 0; i < row->entry_count; i++) {
        const struct row_entry *entry = &component->row_entries[row->first_entry + i];
        units += entry->amount * prefer->copies[entry->column];
    }
    for (uint32_t s = 0; s < prefer->spare_count; s++)
        if (prefer->spares[s].row == preference->row && prefer->spares[s].atom > preference->atom)
            units += prefer->copies[component->column_count + s];
    return units == prefer->capacities[preference->row];
}

static bool shares_budget(const struct prefer *prefer, const struct preference *preference)
{
    return preference->promotion != BEST_NONE && prefer->promotions[preference->promotion].budget != BEST_NONE;
}

/* Preferences from `first` on that become weights together; those that are settled are passed over. Returns the number after
 * the last, `first` where nothing can be improved any more. */
static uint32_t gather(const struct prefer *prefer, uint32_t first, uint32_t *chosen, uint32_t *count)
{
    promo_i128 range = 1;
    bool better = false;
    uint32_t i = first;
    *count = 0;
    for (uint32_t more = first; more < prefer->count && !better; more++)
        better = !is_settled(prefer, &prefer->list[more]) && !is_greatest(prefer, &prefer->list[more]);
    for (; better && i < prefer->count; i++) {
        const struct preference *preference = &prefer->list[i];
        bool fits = preference->range < ((promo_i128)1 << STAGE_BITS) / range;
        if (is_settled(prefer, preference))
            continue;
        if (*count > 0 && (!fits || shares_budget(prefer, preference)))
            break;
        chosen[(*count)++] = i;
        if (!fits || shares_budget(prefer, preference))
            return i + 1;
        range *= preference->range + 1;
    }
    return i;
}

/* The open columns and the rows that they take units of. */
static bool make_stage(struct prefer *prefer)
{
    const struct component *component = prefer->component;
    struct component *stage = &prefer->stage;
    size_t entries = 0;
    *stage = (struct component){.model = component->model,
                                .promotions = prefer->promotions,
                                .promotion_count = component->promotion_count + 1,
                                .row_count = component->row_count,
                                .purse_count = prefer->purse_count,
                                .exclusions = component->exclusions,
                                .slots = component->slots,
                                .must_use = component->must_use};
    for (uint32_t j = 0; j < prefer->column_count; j++)
        if (prefer->open[j]) {
            prefer->members[stage->column_count++] = j;
            entries += j < component->column_count ? own_column(prefer, j)->entry_count : 1;
        }
    stage->columns = SCRATCH_ARRAY(prefer->scratch, stage->column_count, struct component_column);
    stage->copies = SCRATCH_CLEARED(prefer->scratch, stage->column_count, int64_t);
    stage->rows = SCRATCH_ARRAY(prefer->scratch, stage->row_count, struct component_row);
    stage->purses = SCRATCH_ARRAY(prefer->scratch, stage->purse_count, struct purse);
    stage->entries = SCRATCH_ARRAY(prefer->scratch, entries, struct entry);
    stage->row_entries = SCRATCH_ARRAY(prefer->scratch, entries, struct row_entry);
    if (stage->columns == NULL || stage->copies == NULL || stage->rows == NULL || stage->purses == NULL ||
        stage->entries == NULL || stage->row_entries == NULL)
        return false;
    for (uint32_t r = 0; r < stage->row_count; r++)
        stage->rows[r] = (struct component_row){.model_row = component->rows[r].model_row, .capacity = prefer->capacities[r]};
    for (uint32_t i = 0; i < stage->purse_count; i++)
        stage->purses[i] = prefer->purses[i];
    return true;
}

static void fill_columns(struct prefer *prefer)
{
    const struct component *component = prefer->component;
    struct component *stage = &prefer->stage;
    uint32_t at = 0;
    for (uint32_t k = 0; k < stage->column_count; k++) {
        uint32_t j = prefer->members[k];
        struct component_column *column = &stage->columns[k];
        if (j < component->column_count) {
            *column = *own_column(prefer, j);
            column->money /= prefer->parts;
            for (uint32_t i = 0; i < column->entry_count; i++)
                stage->entries[at + i] = component->entries[column->first_entry + i];
        } else {
            const struct spare *spare = &prefer->spares[j - component->column_count];
            *column = (struct component_column){.model_column = BEST_NONE,
                                                .promotion = component->promotion_count,
                                                .most = spare->units,
                                                .entry_count = 1};
            stage->entries[at] = (struct entry){spare->row, 1};
        }
        column->first_entry = at;
        at += column->entry_count;
    }
    for (uint32_t i = 0; i < at; i++)
        stage->rows[stage->entries[i].row].entry_count++;
    uint32_t first = 0;
    for (uint32_t r = 0; r < stage->row_count; r++) {
        stage->rows[r].first_entry = first;
        first += stage->rows[r].entry_count;
        stage->rows[r].entry_count = 0;
    }
    for (uint32_t k = 0; k < stage->column_count; k++)
        for (uint32_t i = 0; i < stage->columns[k].entry_count; i++) {
            const struct entry *entry = &stage->entries[stage->columns[k].first_entry + i];
            struct component_row *row = &stage->rows[entry->row];
            stage->row_entries[row->first_entry + row->entry_count++] = (struct row_entry){k, entry->amount};
        }
}

/* The preference's weights, times `multiple`. */
static bool add_weights(struct prefer *prefer, const struct preference *preference, promo_i128 multiple)
{
    struct component *stage = &prefer->stage;
    promo_i128 part;
    if (preference->promotion == BEST_NONE) {
        const struct component_row *row = &stage->rows[preference->row];
        for (uint32_t i = 0; i < row->entry_count; i++) {
            const struct row_entry *entry = &stage->row_entries[row->first_entry + i];
            int64_t units = units_of(prefer, preference, prefer->members[entry->column], entry->amount);
            if (!multiply_i128(units, multiple, &part) ||
                !add_i128(stage->columns[entry->column].weight, part, &stage->columns[entry->column].weight))
                return false;
        }
        return true;
    }
    for (uint32_t k = 0; k < stage->column_count; k++)
        if (prefer->members[k] < prefer->component->column_count &&
            (!multiply_i128(value_of(prefer, preference->promotion, prefer->members[k]), multiple, &part) ||
             !add_i128(stage->columns[k].weight, part, &stage->columns[k].weight)))
            return false;
    uint32_t cap = prefer->promotions[preference->promotion].cap;
    if (cap != BEST_NONE)
        stage->purses[cap].each += multiple;
    return true;
}

/* Weights: the preferences, the first above the others, and what is held above all. False: they become too large. */
static bool weigh_stage(struct prefer *prefer, const uint32_t *chosen, uint32_t count)
{
    struct component *stage = &prefer->stage;
    promo_i128 multiple = 1, part;
    for (uint32_t k = 0; k < stage->column_count; k++)
        stage->columns[k].weight = 0;
    for (uint32_t i = 0; i < stage->purse_count; i++)
        stage->purses[i].each = 0;
    for (uint32_t c = count; c > 0; c--) {
        const struct preference *preference = &prefer->list[chosen[c - 1]];
        if (!add_weights(prefer, preference, multiple) || !multiply_i128(multiple, preference->range + 1, &multiple))
            return false;
    }
    promo_i128 decided = 1;
    for (uint32_t i = 0; i < prefer->decided_count; i++) {
        if (!add_weights(prefer, &prefer->list[prefer->decided[i]], multiple))
            return false;
        decided += prefer->list[prefer->decided[i]].range;
    }
    if (!multiply_i128(multiple, decided, &multiple))
        return false;
    for (uint32_t k = 0; k < stage->column_count; k++)
        if (!multiply_i128(prefer->held[prefer->members[k]], multiple, &part) ||
            !add_i128(stage->columns[k].weight, part, &stage->columns[k].weight))
            return false;
    for (uint32_t i = 0; i < stage->purse_count; i++)
        if (!multiply_i128(prefer->purses[i].each, multiple, &part) ||
            !add_i128(stage->purses[i].each, part, &stage->purses[i].each))
            return false;
    promo_i128 sum = 0;
    for (uint32_t k = 0; k < stage->column_count; k++)
        if (!add_copies(stage->columns[k].weight, stage->columns[k].most, &sum))
            return false;
    return sum >> WEIGHT_MOST == 0;
}

/* Units of a row that no column takes are those of its last atoms. */
static void count_spares(struct prefer *prefer)
{
    const struct component *component = prefer->component;
    int64_t rest = 0;
    for (uint32_t s = prefer->spare_count; s > 0; s--) {
        const struct spare *spare = &prefer->spares[s - 1];
        const struct component_row *row = &component->rows[spare->row];
        if (s == prefer->spare_count || spare->row != spare[1].row) {
            rest = prefer->capacities[spare->row];
            for (uint32_t i = 0; i < row->entry_count; i++) {
                const struct row_entry *entry = &component->row_entries[row->first_entry + i];
                rest -= entry->amount * prefer->copies[entry->column];
            }
        }
        int64_t units = at_most(rest, spare->units);
        prefer->copies[component->column_count + s - 1] = units;
        rest -= units;
    }
}

/* No promotion has more of its budget than those before the one that is preferred next leave it. */
static void limit_caps(struct prefer *prefer, uint32_t next)
{
    const struct component *component = prefer->component;
    for (uint32_t p = 0; p < component->promotion_count; p++) {
        uint32_t budget = prefer->promotions[p].budget;
        if (budget == BEST_NONE)
            continue;
        promo_i128 left = prefer->purses[budget].limit;
        for (uint32_t q = 0; q < p && q < next; q++) {
            promo_i128 money = 0, cap;
            if (prefer->promotions[q].budget != budget)
                continue;
            for (uint32_t j = 0; j < component->column_count; j++)
                if (own_column(prefer, j)->promotion == q)
                    money += own_column(prefer, j)->money / prefer->parts * prefer->copies[j];
            cap = prefer->purses[prefer->promotions[q].cap].limit;
            left -= money < cap ? money : cap;
        }
        struct purse *cap = &prefer->purses[prefer->promotions[p].cap];
        cap->limit = cap->limit < left ? cap->limit : left;
    }
}

/* The value of a promotion is held above all that follows. False: that becomes too large. */
static bool hold_value(struct prefer *prefer, const struct preference *preference)
{
    promo_i128 multiple = preference->range + 1;
    for (uint32_t j = 0; j < prefer->component->column_count; j++)
        if (prefer->open[j] && (!multiply_i128(prefer->held[j], multiple, &prefer->held[j]) ||
                                !add_i128(prefer->held[j], value_of(prefer, preference->promotion, j), &prefer->held[j])))
            return false;
    for (uint32_t i = 0; i < prefer->purse_count; i++)
        if (!multiply_i128(prefer->purses[i].each, multiple, &prefer->purses[i].each))
            return false;
    uint32_t cap = prefer->promotions[preference->promotion].cap;
    if (cap != BEST_NONE)
        prefer->purses[cap].each++;
    return true;
}

/* No set in question claims more units of the row than the set at hand; where it does not claim all up to the atom, none of
 * later ones. */
static void hold_claims(struct prefer *prefer, uint32_t number)
{
    const struct component *component = prefer->component;
    const struct preference *preference = &prefer->list[number];
    prefer->decided[prefer->decided_count++] = number;
    if (is_greatest(prefer, preference))
        return;
    const struct component_row *row = &component->rows[preference->row];
    prefer->capacities[preference->row] = 0;
    for (uint32_t i = 0; i < row->entry_count; i++) {
        const struct row_entry *entry = &component->row_entries[row->first_entry + i];
        prefer->capacities[preference->row] += entry->amount * prefer->copies[entry->column];
    }
    for (uint32_t s = 0; s < prefer->spare_count; s++)
        if (prefer->spares[s].row == preference->row)
            prefer->open[component->column_count + s] = false;
}

/* The preferred of the sets still in question by the preferences chosen; *ended: there is nothing more to find. */
static promo_status run_stage(struct prefer *prefer, const uint32_t *chosen, uint32_t count, bool *ended)
{
    struct component *stage = &prefer->stage;
    uint32_t promotion = prefer->list[chosen[0]].promotion;
    bool exact = false;
    limit_caps(prefer, promotion != BEST_NONE ? promotion : 0);
    if (!make_stage(prefer))
        return PROMO_NO_MEMORY;
    fill_columns(prefer);
    *ended = true;
    if (!weigh_stage(prefer, chosen, count))
        return PROMO_OK;
    int64_t *start = SCRATCH_ARRAY(prefer->scratch, stage->column_count, int64_t);
    if (start == NULL)
        return PROMO_NO_MEMORY;
    for (uint32_t k = 0; k < stage->column_count; k++)
        start[k] = prefer->copies[prefer->members[k]];
    promo_status status = component_improve(stage, start);
    if (status != PROMO_OK)
        return status;
    for (uint32_t k = 0; k < stage->column_count; k++)
        prefer->copies[prefer->members[k]] = stage->copies[k];
    count_spares(prefer);
    *ended = stage->stopped;
    status = hold(prefer, stage, prefer->members, 1, &exact);
    for (uint32_t c = 0; status == PROMO_OK && !exact && c < count && !*ended; c++) {
        if (prefer->list[chosen[c]].promotion == BEST_NONE)
            hold_claims(prefer, chosen[c]);
        else
            *ended = !hold_value(prefer, &prefer->list[chosen[c]]);
    }
    return status;
}

/* --- all stages ------------------------------------------------------------------------------------------------------------- */

static uint32_t most_preferences(const struct component *component)
{
    const struct model *model = component->model;
    uint32_t count = component->promotion_count + component->row_count;
    for (uint32_t r = 0; r < component->row_count; r++) {
        uint32_t number = component->rows[r].model_row;
        uint32_t atom = number < model->row_count ? model->places[number].first_atom : BEST_NONE;
        for (; atom != BEST_NONE; atom = model->atoms[atom].next)
            count++;
    }
    return count;
}

static void begin_purses(struct prefer *prefer)
{
    const struct component *component = prefer->component;
    for (uint32_t i = 0; i < component->purse_count; i++) {
        prefer->purses[i] = component->purses[i];
        prefer->purses[i].limit /= prefer->parts;
    }
    prefer->purse_count = component->purse_count;
    for (uint32_t p = 0; p < component->promotion_count; p++) {
        struct component_promotion *promotion = &prefer->promotions[p];
        *promotion = component->promotions[p];
        if (promotion->budget != BEST_NONE && promotion->cap == BEST_NONE) {
            promotion->cap = prefer->purse_count;
            prefer->purses[prefer->purse_count++] = (struct purse){
                .limit = prefer->purses[promotion->budget].limit, .behind = promotion->budget, .norm = 1};
        }
    }
    prefer->promotions[component->promotion_count] =
        (struct component_promotion){&NOBODY, BEST_NONE, BEST_NONE, BEST_NONE};
}

static promo_status begin(struct prefer *prefer, struct component *component)
{
    struct scratch *scratch = component->model->scratch;
    uint32_t most = most_preferences(component), columns = component->column_count + most;
    *prefer = (struct prefer){.component = component, .scratch = scratch};
    prefer->list = SCRATCH_ARRAY(scratch, most, struct preference);
    prefer->spares = SCRATCH_ARRAY(scratch, most, struct spare);
    prefer->copies = SCRATCH_CLEARED(scratch, columns, int64_t);
    prefer->open = SCRATCH_ARRAY(scratch, columns, bool);
    prefer->held = SCRATCH_CLEARED(scratch, columns, promo_i128);
    prefer->members = SCRATCH_ARRAY(scratch, columns, uint32_t);
    prefer->spent = SCRATCH_CLEARED(scratch, (size_t)component->purse_count + component->promotion_count, bool);
    prefer->tight = SCRATCH_ARRAY(scratch, component->row_count, bool);
    prefer->capacities = SCRATCH_ARRAY(scratch, component->row_count, int64_t);
    prefer->bases = SCRATCH_ARRAY(scratch, component->row_count, uint32_t);
    prefer->decided = SCRATCH_ARRAY(scratch, most, uint32_t);
    prefer->promotions = SCRATCH_ARRAY(scratch, (size_t)component->promotion_count + 1, struct component_promotion);
    prefer->purses = SCRATCH_ARRAY(scratch, (size_t)component->purse_count + component->promotion_count, struct purse);
    if (prefer->list == NULL || prefer->spares == NULL || prefer->copies == NULL || prefer->open == NULL ||
        prefer->held == NULL || prefer->members == NULL || prefer->spent == NULL || prefer->tight == NULL || prefer->capacities == NULL ||
        prefer->bases == NULL || prefer->decided == NULL || prefer->promotions == NULL || prefer->purses == NULL)
        return PROMO_NO_MEMORY;
    for (uint32_t r = 0; r < component->row_count; r++) {
        prefer->capacities[r] = component->rows[r].capacity;
        prefer->bases[r] = component_base_promotion(component, r);
    }
    find_parts(prefer);
    begin_purses(prefer);
    return PROMO_OK;
}

/* Which columns and spares are in question, and what they hold, by the component's own prices. */
static promo_status hold_first(struct prefer *prefer)
{
    struct component *component = prefer->component;
    for (uint32_t j = 0; j < component->column_count; j++) {
        prefer->members[j] = j;
        prefer->copies[j] = component->copies[j];
    }
    prefer->column_count = component->column_count + prefer->spare_count;
    bool exact = false;
    promo_status status = hold(prefer, component, prefer->members, prefer->parts, &exact);
    if (status == PROMO_OK && !exact)
        hold_weights(prefer);
    for (uint32_t s = 0; s < prefer->spare_count; s++)
        prefer->open[component->column_count + s] = !prefer->tight[prefer->spares[s].row];
    count_spares(prefer);
    return status;
}

/* Takes the set found, if it weighs what it has to and is preferred: steps that bounds are too rough for may have lost that. */
static promo_status keep_preferred(struct prefer *prefer)
{
    struct component *component = prefer->component;
    struct set set;
    bool prefers = false;
    promo_status status = set_begin(&set, component);
    for (uint32_t j = 0; status == PROMO_OK && j < component->column_count; j++)
        if (prefer->copies[j] != 0)
            (void)set_take(&set, j, prefer->copies[j]);
    bool uses = status == PROMO_OK && (component->must_use == BEST_NONE || set.used[component->must_use] > 0);
    if (uses && set.weight == component->best)
        status = component_prefers(component, set.copies, &prefers);
    if (prefers)
        memcpy(component->copies, set.copies, component->column_count * sizeof *set.copies);
    return status;
}

promo_status component_prefer(struct component *component, int64_t steps, bool *finished)
{
    struct model *model = component->model;
    struct scratch_mark mark = scratch_mark(model->scratch);
    struct prefer prefer;
    int64_t work_limit = model->work_limit;
    bool ended = false, whole = false;
    if (model->work < work_limit && steps < work_limit - model->work)
        model->work_limit = model->work + steps;
    promo_status status = begin(&prefer, component);
    if (status == PROMO_OK)
        whole = list_values(&prefer);
    if (whole)
        status = list_claims(&prefer);
    if (status == PROMO_OK)
        status = hold_first(&prefer);
    for (uint32_t next = 0; status == PROMO_OK && next < prefer.count && !ended;) {
        struct scratch_mark stage_mark = scratch_mark(model->scratch);
        uint32_t count = 0, *chosen = SCRATCH_ARRAY(model->scratch, prefer.count, uint32_t);
        if (chosen == NULL) {
            status = PROMO_NO_MEMORY;
            break;
        }
        next = gather(&prefer, next, chosen, &count);
        if (count == 0)
            break;
        ended = !model_work(model, component->column_count);
        if (!ended)
            status = run_stage(&prefer, chosen, count, &ended);
        scratch_rewind(model->scratch, stage_mark);
    }
    *finished = whole && !ended;
    if (status == PROMO_OK)
        status = keep_preferred(&prefer);
    model->work_limit = work_limit;
    scratch_rewind(model->scratch, mark);
    return status;
}
