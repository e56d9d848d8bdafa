/* What a committed order leaves for refunds (its lines) and for reports (the sale_ tables). */
#include "runtime/ledger_order.h"

static struct store_value known(int64_t value)
{
    return value == PROMO_NOT_KNOWN ? value_text(NULL) : value_int(value);
}

static promo_status write_lines(struct store_link *link, int64_t order, const promo_demand *demand)
{
    promo_status status = PROMO_OK;
    for (size_t i = 0; status == PROMO_OK && i < demand->line_count; i++) {
        const promo_sold_line *line = &demand->lines[i];
        status = store_exec_one(link, SQL_ADD_LINE,
                                VALUES(value_int(order), value_int((int64_t)i), value_text(line->id), value_text(line->sku),
                                       value_text(line->category), value_text(line->brand), value_int(line->quantity),
                                       value_int(line->original), value_int(line->total), known(line->cost)));
    }
    return status;
}

/* The order's cost is known when each line's is. */
static int64_t total_cost(const promo_demand *demand)
{
    int64_t cost = 0;
    for (size_t i = 0; i < demand->line_count; i++) {
        if (demand->lines[i].cost == PROMO_NOT_KNOWN)
            return PROMO_NOT_KNOWN;
        cost += demand->lines[i].cost;
    }
    return cost;
}

static promo_status write_sale(struct store_link *link, const struct order *order, const promo_demand *demand, int64_t at)
{
    return store_exec_one(link, SQL_ADD_SALE,
                          VALUES(value_int(order->key), value_int(at), value_int(demand->day), value_int(order->customer),
                                 value_text(demand->currency), value_text(demand->trigger), value_text(demand->channel),
                                 value_text(demand->store), value_text(demand->region), value_text(demand->price_list),
                                 value_text(demand->image), value_int(demand->subtotal), value_int(demand->discount),
                                 value_int(demand->shipping), value_int(demand->charges), value_int(demand->total),
                                 value_int(demand->due), known(total_cost(demand))));
}

static promo_status write_given(struct store_link *link, int64_t order, const promo_demand *demand)
{
    promo_status status = PROMO_OK;
    for (size_t i = 0; status == PROMO_OK && i < demand->given_count; i++) {
        const promo_given *given = &demand->given[i];
        struct store_value line = given->line == SIZE_MAX ? value_text(NULL) : value_int((int64_t)given->line);
        status = store_exec_one(link, SQL_ADD_GIVEN,
                                VALUES(value_int(order), value_int((int64_t)i), value_int(given->kind),
                                       value_text(given->campaign), value_text(given->promotion), value_text(given->event),
                                       value_text(given->what), line, value_int(given->amount),
                                       value_int(given->quantity)));
    }
    return status;
}

static promo_status write_names(struct store_link *link, enum store_sql sql, int64_t order, const char *const *names,
                                size_t count)
{
    promo_status status = PROMO_OK;
    for (size_t i = 0; status == PROMO_OK && i < count; i++)
        status = store_exec(link, sql, NULL, VALUES(value_int(order), value_text(names[i])));
    return status;
}

promo_status facts_write(struct store_link *link, const struct order *order, const promo_demand *demand, int64_t at)
{
    promo_status status = write_lines(link, order->key, demand);
    if (status == PROMO_OK)
        status = write_sale(link, order, demand, at);
    if (status == PROMO_OK)
        status = write_given(link, order->key, demand);
    if (status == PROMO_OK)
        status = write_names(link, SQL_ADD_SEGMENT, order->key, demand->segments, demand->segment_count);
    if (status == PROMO_OK)
        status = write_names(link, SQL_ADD_HOLDOUT, order->key, demand->holdouts, demand->holdout_count);
    return status == PROMO_OK ? store_exec(link, SQL_ADD_COUPONS, NULL, VALUES(value_int(order->key))) : status;
}
