#include "vm/best_plain.h"

static const struct fraction ZERO = {0, 1};

static struct take plain_take(const struct plain *plain, uint32_t t)
{
    if (plain->takes != NULL)
        return plain->takes[t];
    return (struct take){plain->entries[t].row, 0, plain->entries[t].amount};
}

/* Goods, and nothing is redistributed around floors. Takes are of goods. */
static bool holds_plain_rows(const struct model *model, const struct plain *plain)
{
    if (plain->takes != NULL && !model->floors_differ && model->places[0].floor <= 0)
        return true;
    for (uint32_t t = 0; t < plain->count; t++) {
        uint32_t row = plain->takes != NULL ? plain->takes[t].row : plain->entries[t].row;
        if (row >= model->row_count || model->places[row].floor > 0)
            return false;
    }
    return true;
}

bool plain_find(const struct model *model, const struct column *column, struct plain *plain)
{
    const struct model_event *event = &model->events[column->event];
    const struct best_event *source = event->source;
    bool repeated = event->kind == OFFER_REPEATED;
    *plain = (struct plain){.count = repeated ? column->take_count : column->entry_count};
    if (repeated)
        plain->takes = model->takes.items + column->first_take;
    else
        plain->entries = model->entries.items + column->first_entry;
    plain->first_got = repeated ? source->buy_count : UINT32_MAX;
    plain->first_rewarded = source->get_count > 0 && repeated ? source->buy_count : 0;
    if (column->linked || column->rational != BEST_NONE || event->price_count > 1 || (!repeated && event->price_count == 0))
        return false;
    for (uint32_t b = 0; b < source->benefit_count; b++)
        if (source->benefits[b].form != BEST_AWARD)
            plain->price = &source->benefits[b];
    if (plain->price == NULL)
        return holds_plain_rows(model, plain);
    plain->together = plain->price->form == BEST_OFF_SPREAD || plain->price->form == BEST_PRICE_SUM;
    plain->rate = model_unit_rate(model, plain->price);
    if (plain->price->select != BEST_ALL) {
        plain->selects = repeated && plain->price->scope == BEST_ON_THEM && plain->price->select != BEST_ANY && !plain->together;
        if (!plain->selects)
            return false;
    }
    if (plain->price->scope == BEST_ON_SHIPPING || (plain->price->scope == BEST_ON_ORDER && repeated))
        return false;
    return holds_plain_rows(model, plain);
}

/* What one unit of a take gets off by itself. */
static inline bool plain_off(const struct model *model, const struct plain *plain, int64_t unit_price, struct fraction *off)
{
    return model_minor(model, unit_rate_money(&plain->rate, unit_price, 0), off);
}

/* What all units that are rewarded get of their price: `money` for `total`. False where that fits no 128 bits. */
static bool plain_part(const struct model *model, const struct column *column, const struct plain *plain, promo_i128 *money,
                              promo_i128 *total)
{
    promo_i128 sum = 0;
    for (uint32_t t = 0; t < plain->count; t++) {
        struct take take = plain_take(plain, t);
        if (take.pick >= plain->first_rewarded)
            sum += (promo_i128)model->places[take.row].price * take.units;
    }
    int64_t whole = (int64_t)column->money / model->scale;
    bool minor = (promo_i128)whole * model->scale == column->money;
    *money = minor ? whole : column->money;
    *total = sum > 0 ? sum : 1;
    return minor || multiply_i128(*total, model->scale, total);
}

promo_status plain_place(struct builder *builder, const struct column *column, const struct plain *plain, int64_t copies)
{
    struct model *model = builder->model;
    promo_i128 money = 0, total = 1, product;
    promo_status status = plain->together && !plain_part(model, column, plain, &money, &total) ? PROMO_OVERFLOW : PROMO_OK;
    for (uint32_t t = 0; status == PROMO_OK && t < plain->count; t++) {
        struct take take = plain_take(plain, t);
        struct fraction off = ZERO;
        uint32_t first_share = (uint32_t)builder->answer->shares.count;
        int64_t price = model->places[take.row].price;
        if (plain->price != NULL && take.pick >= plain->first_rewarded) {
            bool fits = plain->together ? multiply_i128(money, price, &product) && fraction_make(product, total, &off)
                                        : plain_off(model, plain, price, &off);
            if (!fits)
                return PROMO_OVERFLOW;
        }
        status = builder_share(builder, column->event, take.pick >= plain->first_got, off);
        if (status == PROMO_OK)
            status = builder_units(builder, take.row, take.units * copies, first_share);
    }
    return status == PROMO_OK ? builder_parts(builder, column->event, copies, column->money) : status;
}

/* How many units of each take the selection rewards: those with something left, cheapest or dearest first, then in basket
 * order. Takes are of atoms. */
static void select_units(const struct model *model, const struct plain *plain, const struct take *taken, uint32_t count,
                         uint32_t *order, int64_t *rewarded)
{
    uint32_t candidates = 0;
    bool dearest = plain->price->select == BEST_DEAREST;
    for (uint32_t t = 0; t < count; t++) {
        int64_t price = model->places[model->atoms[taken[t].row].row].price;
        rewarded[t] = 0;
        if (taken[t].pick < plain->first_rewarded || price <= 0)
            continue;
        uint32_t at = candidates++;
        for (; at > 0; at--) {
            const struct take *other = &taken[order[at - 1]];
            int64_t other_price = model->places[model->atoms[other->row].row].price;
            if (price == other_price ? other->row <= taken[t].row : (other_price < price) != dearest)
                break;
            order[at] = order[at - 1];
        }
        order[at] = t;
    }
    int64_t rest = plain->price->count;
    for (uint32_t i = 0; i < candidates; i++) {
        int64_t units = taken[order[i]].units;
        rewarded[order[i]] = units < rest ? units : rest;
        rest -= rewarded[order[i]];
    }
}

/* Units of one atom, in all copies. */
static promo_status place_taken(struct builder *builder, const struct column *column, const struct plain *plain,
                                const struct take *take, int64_t units, struct fraction off)
{
    uint32_t first_share = (uint32_t)builder->answer->shares.count;
    if (units == 0)
        return PROMO_OK;
    promo_status status = builder_share(builder, column->event, take->pick >= plain->first_got, off);
    return status == PROMO_OK ? builder_piece(builder, take->row, units, first_share) : status;
}

/* An application whose benefit is for the cheapest or dearest of the units taken. Those of a take that are left out come after
 * all others. */
promo_status plain_place_selected(struct builder *builder, const struct column *column, const struct plain *plain,
                                  const struct take *taken, uint32_t count, int64_t copies)
{
    struct model *model = builder->model;
    uint32_t *order = SCRATCH_ARRAY(model->scratch, count, uint32_t);
    int64_t *rewarded = SCRATCH_ARRAY(model->scratch, count, int64_t);
    promo_status status = order != NULL && rewarded != NULL ? PROMO_OK : PROMO_NO_MEMORY;
    if (status == PROMO_OK)
        select_units(model, plain, taken, count, order, rewarded);
    for (uint32_t t = 0; status == PROMO_OK && t < count; t++) {
        struct fraction off = ZERO;
        int64_t units = rewarded[t] > 0 ? rewarded[t] : taken[t].units, price = model->places[model->atoms[taken[t].row].row].price;
        if (rewarded[t] > 0 && !plain_off(model, plain, price, &off))
            return PROMO_OVERFLOW;
        status = place_taken(builder, column, plain, &taken[t], units * copies, off);
    }
    for (uint32_t t = 0; status == PROMO_OK && t < count; t++)
        if (rewarded[t] > 0)
            status = place_taken(builder, column, plain, &taken[t], (taken[t].units - rewarded[t]) * copies, ZERO);
    return status == PROMO_OK ? builder_parts(builder, column->event, copies, column->money) : status;
}
