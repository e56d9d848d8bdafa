/* The same baskets priced by two rule sets: how many change, what that costs, and the largest changes with their reasons. For
 * `promo diff`.
 *
 * Each side has sessions, and a history of its own, as both would have had: one thread reads the stream in order. Sums are
 * exact. Memory grows as runtime/history.h says, and with the changes that are shown. */
#ifndef RUNTIME_COMPARISON_H
#define RUNTIME_COMPARISON_H

#include "runtime/basket_json.h"
#include "runtime/history.h"
#include "runtime/state_json.h"

/* What a promotion did to an order, on either side. */
struct compared_promotion {
    struct text name;
    uint64_t orders[2];
    int64_t discount[2];
};

/* One of the orders that change most: lines say what each promotion gave before and after, and why it gives no more. */
struct compared_order {
    uint64_t number;
    struct text id;
    int64_t total[2], discount[2];
    int64_t distance;        /* of the totals */
    struct text reasons;     /* lines, each ended by a line feed */
};

struct comparison_totals {
    uint64_t priced, changed, same_total; /* changed: the total, charges or what is given differ; same_total: only who gives it */
    uint64_t dearer, cheaper, other_awards;
    uint64_t refused;                     /* by both */
    uint64_t refused_by[2];               /* by this one only */
    int64_t goods;
    int64_t discount[2], total[2], charges[2];
};

struct comparison_side {
    const promo_image *image;
    promo_session *session, *explaining;
    struct basket_reader reader, explaining_reader;
    struct state_snapshot *state;
    struct history history;
    const promo_result *result; /* of the basket at hand */
};

struct price_comparison {
    struct comparison_side sides[2]; /* old, new */
    bool alone;                      /* no basket is told of those before it */
    struct arena arena;
    struct text_table names;
    VECTOR(struct compared_promotion) promotions;
    struct compared_order *largest;  /* `most` of them */
    size_t largest_count, most;
    struct buffer scratch;
    struct comparison_totals totals;
    void *context;
    /* Says that a basket was refused; side 2: by both. record: empty where it was too large to keep. */
    void (*report)(void *context, int side, uint64_t line, const char *message, struct text record);
};

/* The images must outlive it; snapshots are taken over (NULL: none). most: largest changes kept. */
promo_status comparison_init(struct price_comparison *comparison, const promo_image *old, const promo_image *new, size_t most,
                             int64_t work_limit);
void comparison_done(struct price_comparison *comparison);

/* Adds all baskets of a stream. PROMO_IO, PROMO_OVERFLOW, PROMO_NO_MEMORY. bytes: as they are read (NULL: nobody asks). */
promo_status comparison_run(struct price_comparison *comparison, int file, void (*progress)(void *context, uint64_t bytes));

#endif
