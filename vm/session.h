/* A session: one thread's scratch memory to price one basket after another with one image.
 *
 * promo_session_new, _free and _price are in vm/session.c, the setters in vm/session_input.c. Everything a session
 * allocates comes from its own allocator. */
#ifndef VM_SESSION_H
#define VM_SESSION_H

#include "vm/basket.h"

struct evaluation; /* vm/evaluation.h: what pricing keeps between baskets, and the result */

struct promo_session {
    promo_allocator alloc;
    promo_session_options options; /* its allocator points at `alloc` */
    struct basket basket;
    struct evaluation *evaluation;
    bool priced; /* a result stands: the next setter begins a new basket */
};

/* The basket to fill: a new one if the last has been priced. For readers of baskets, which use vm/basket.h. */
struct basket *session_basket(promo_session *session);

#endif
