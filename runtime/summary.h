/* What a run of many baskets comes to: what promotions cost, by event, and who got most. For `promo run --summary`.
 *
 * Each thread adds to a summary of its own; they are merged at the end. Sums are exact; a merge in any order shows the
 * same. */
#ifndef RUNTIME_SUMMARY_H
#define RUNTIME_SUMMARY_H

#include "base/arena.h"
#include "base/hash.h"
#include "base/vector.h"

#include <promo/vm.h>

struct summary_row {
    struct text promotion, event, gives; /* gives: of an award, "gift USB-DISK"; bytes NULL: a discount or charge */
    uint64_t orders;
    int64_t times;    /* applications, or how many were given */
    int64_t amount;   /* minor units */
    int64_t largest;  /* in one order */
};

enum { SUMMARY_BEST = 5 };

/* One of the orders that saved most. */
struct summary_order {
    uint64_t number;
    struct text id;
    int64_t subtotal, discount;
    struct text promotions; /* joined */
};

struct summary {
    struct arena arena;
    struct text_table names; /* of rows */
    VECTOR(struct summary_row) rows;
    struct buffer key;
    struct summary_order best[SUMMARY_BEST];
    size_t best_count;
    uint64_t orders, discounted, codes, codes_accepted, unproven;
    int64_t subtotal, discount, charges, shipping, due, payments;
    promo_stats stats;
};

void summary_init(struct summary *summary);
void summary_done(struct summary *summary);

/* PROMO_OVERFLOW, PROMO_NO_MEMORY. number: of the order in the stream. */
promo_status summary_add(struct summary *summary, uint64_t number, const promo_result *result);
promo_status summary_merge(struct summary *summary, const struct summary *other);

/* A page for people. nanoseconds: what the run took. */
void summary_print(struct buffer *out, const struct summary *summary, const promo_image *image, uint64_t bad,
                   int64_t nanoseconds);
void summary_print_stats(struct buffer *out, const struct summary *summary);

#endif
