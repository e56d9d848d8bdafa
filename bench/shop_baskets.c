#include "bench/shop_baskets.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LONGEST_ROW = 16384, SHIPPING = 495 };

static int next_number(char **at)
{
    return (int)strtol(*at, at, 10);
}

static void name(char *out, const char *prefix, int number)
{
    snprintf(out, SHOP_NAME, "%s%d", prefix, number);
}

/* The names are those that make_shop.py writes into the rules. */
static struct shop_basket read_row(char *at)
{
    static const char *const CHANNELS[] = {"web", "app", "store"};
    struct shop_basket basket = {0};
    next_number(&at); /* day and evening: for rules by hand, which know no instants */
    next_number(&at);
    basket.channel = CHANNELS[next_number(&at) % 3];
    name(basket.region, "r", next_number(&at));
    for (int i = 0; i < 2; i++)
        name(basket.segments[i], "g", next_number(&at));
    int coupon = next_number(&at);
    if (coupon >= 0)
        name(basket.coupon, "SAVE", coupon);
    basket.count = (size_t)next_number(&at);
    for (size_t i = 0; i < basket.count && i < SHOP_LINES; i++) {
        struct shop_line *line = &basket.lines[i];
        name(line->sku, "i", next_number(&at));
        int category = next_number(&at);
        snprintf(line->category, sizeof line->category, "c%d/s%d", category % 20, category);
        name(line->brand, "b", next_number(&at));
        line->price = next_number(&at);
        line->quantity = next_number(&at);
    }
    basket.at = strtoll(at, &at, 10);
    name(basket.customer, "u", next_number(&at));
    return basket;
}

struct shop_basket *shop_baskets_read(const char *path, size_t *count)
{
    static char row[LONGEST_ROW];
    FILE *file = fopen(path, "r");
    struct shop_basket *baskets = NULL;
    *count = 0;
    while (file != NULL && fgets(row, sizeof row, file) != NULL) {
        struct shop_basket *more = realloc(baskets, (*count + 1) * sizeof *baskets);
        if (more == NULL) {
            fputs("no memory for the baskets\n", stderr);
            exit(2);
        }
        baskets = more;
        baskets[(*count)++] = read_row(row);
    }
    if (file == NULL || *count == 0)
        fprintf(stderr, "%s: no baskets\n", path);
    if (file != NULL)
        fclose(file);
    return baskets;
}

promo_status shop_basket_give(const struct shop_basket *basket, promo_session *session)
{
    promo_status status = promo_session_at(session, basket->at);
    if (status == PROMO_OK)
        status = promo_session_channel(session, basket->channel);
    if (status == PROMO_OK)
        status = promo_session_region(session, basket->region);
    if (status == PROMO_OK)
        status = promo_session_customer(session, basket->customer);
    for (int i = 0; status == PROMO_OK && i < 2; i++)
        status = promo_session_segment(session, basket->segments[i]);
    if (status == PROMO_OK && basket->coupon[0] != '\0')
        status = promo_session_code(session, basket->coupon);
    if (status == PROMO_OK)
        status = promo_session_shipping(session, NULL, SHIPPING);
    for (size_t i = 0; status == PROMO_OK && i < basket->count; i++) {
        const struct shop_line *line = &basket->lines[i];
        status = promo_session_line(session, &(promo_line){.sku = line->sku, .category = line->category,
                                                           .brand = line->brand, .price = line->price,
                                                           .quantity = line->quantity});
    }
    return status;
}
