/* Prices a stream of baskets with one image, in constant memory, on one thread or several, results in the order read.
 *
 * A bad basket is reported with the line where it begins and the member that is wrong, and the rest are priced. Called by
 * the command. With several threads a worker that finishes the next chunk in order hands it out, so `write`, `report` and
 * `progress` are called by any thread, but by one at a time and in order; `visit` is called by worker number `worker` as
 * baskets are priced, in no order between workers. */
#ifndef RUNTIME_BATCH_H
#define RUNTIME_BATCH_H

#include "runtime/result_json.h"
#include "vm/basket.h"

#include <promo/vm.h>

struct batch_problem {
    uint64_t line, column; /* of the input, from 1; column 0: no place in the line */
    promo_status status;
    const char *message;
    struct text record; /* what was refused; empty where it was too large to keep */
};

struct batch_options {
    const promo_allocator *allocator; /* used by every thread; NULL: the C library's */
    unsigned jobs;                    /* threads; 0 and 1: none but the caller's */
    struct result_style style;
    bool no_results;                  /* write nothing: only visit */
    promo_session_options session;    /* its allocator is taken from above */
    /* What a store or a snapshot knows of the basket that has been read, by any thread. NULL: nothing. */
    promo_status (*tell)(const void *state, struct basket *basket);
    const void *state;
    bool keeps_segments;              /* baskets keep segments that no rule knows, for `visit` */

    void *context;
    promo_status (*write)(void *context, struct text results); /* whole lines; a failure ends the batch */
    void (*report)(void *context, const struct batch_problem *problem);
    void (*progress)(void *context, uint64_t bytes_read); /* NULL: nobody asks */
    /* `number` counts the baskets of the stream from 0. NULL: nobody looks. */
    promo_status (*visit)(void *context, unsigned worker, uint64_t number, const struct basket *basket,
                          const promo_result *result);
};

struct batch_counts {
    uint64_t priced, bad;
};

enum { BATCH_MOST_JOBS = 256 };

/* PROMO_OK also where baskets were bad: see counts. PROMO_IO (reading, or what `write` answers), PROMO_NO_MEMORY. */
promo_status batch_run(const promo_image *image, int file, const struct batch_options *options,
                       struct batch_counts *counts);

#endif
