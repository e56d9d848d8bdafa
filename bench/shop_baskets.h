/* The baskets of bench/make_shop.py in memory, from the table that stands beside the NDJSON: what an embedder that has no
 * JSON would hand to a session. Owned by the caller's program for its whole run. */
#ifndef BENCH_SHOP_BASKETS_H
#define BENCH_SHOP_BASKETS_H

#include <promo/vm.h>

enum { SHOP_LINES = 40, SHOP_NAME = 16 };

struct shop_line {
    char sku[SHOP_NAME], category[SHOP_NAME], brand[SHOP_NAME];
    int64_t price, quantity;
};

struct shop_basket {
    int64_t at;
    const char *channel;
    char region[SHOP_NAME], segments[2][SHOP_NAME], customer[SHOP_NAME], coupon[SHOP_NAME]; /* coupon "": none */
    size_t count;
    struct shop_line lines[SHOP_LINES];
};

/* All baskets of the table; NULL with a word on standard error. */
struct shop_basket *shop_baskets_read(const char *path, size_t *count);

/* Gives the session the basket; pricing is the caller's. */
promo_status shop_basket_give(const struct shop_basket *basket, promo_session *session);

#endif
