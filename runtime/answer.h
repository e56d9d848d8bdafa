/* An answer while it is put together: the public part and the memory behind it. The functions of the ledger fill it, the
 * caller of promo_store_... owns it. A failed allocation is remembered; answer_status says so. */
#ifndef RUNTIME_ANSWER_H
#define RUNTIME_ANSWER_H

#include <promo/store.h>

#include "base/arena.h"
#include "base/text.h"
#include "base/vector.h"

struct answer {
    promo_answer shown; /* first: promo_answer_free gets its address */
    struct arena arena;
    const promo_allocator *alloc;
    VECTOR(promo_shortage) shortages;
    VECTOR(promo_issued) issued;
    VECTOR(promo_movement) movements;
    VECTOR(promo_refunded) refunds;
    bool of_refund; /* it answers a refund, not for the order as a whole */
    bool failed;
};

/* NULL without memory. */
struct answer *answer_new(const promo_allocator *alloc, const char *order);
void answer_free(struct answer *answer);

/* Empty again but for the order. */
void answer_clear(struct answer *answer);

/* A copy in the answer; NULL stays NULL. */
const char *answer_text(struct answer *answer, struct text text);

/* Texts are copied. */
void answer_shortage(struct answer *answer, const promo_shortage *shortage);
void answer_issued(struct answer *answer, const promo_issued *issued);
void answer_movement(struct answer *answer, const promo_movement *movement);
void answer_refunded(struct answer *answer, const promo_refunded *refunded);

/* Sets why, and returns PROMO_CONFLICT with it as the error. */
promo_status answer_conflict(struct answer *answer, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Points the public part at the lists. PROMO_NO_MEMORY where anything is missing. */
promo_status answer_finish(struct answer *answer);

#endif
