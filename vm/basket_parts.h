/* What the files that fill a basket share (vm/basket.c, vm/basket_lines.c, vm/basket_state.c); nobody else includes it. */
#ifndef VM_BASKET_PARTS_H
#define VM_BASKET_PARTS_H

#include "vm/basket.h"

/* Records why a member is refused and returns `status`. Members of the order are named plainly, the customer's as
 * customer.X, those of the open line as lines[3].X. */
promo_status basket_refuse(const struct basket *basket, promo_status status, enum field_owner owner, struct text member,
                           const char *why);

/* PROMO_OK for text that a basket may hold: well-formed UTF-8, not too long, without control characters. */
promo_status basket_check(const struct basket *basket, struct text text, enum field_owner owner, struct text member);

/* basket_close_lines where there is something to do. */
promo_status basket_number_lines(struct basket *basket);

/* Ids for the lines that have none: their numbers, which no other line may have. */
static inline promo_status basket_close_lines(struct basket *basket)
{
    size_t count = basket->lines.count, given = basket->given_ids;
    bool done = given == count || (given == 0 && count <= basket->default_id_count);
    return done ? PROMO_OK : basket_number_lines(basket);
}

/* PROMO_NO_MEMORY, with a message. */
promo_status basket_no_memory(void);

#endif
