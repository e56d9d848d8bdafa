/* The verifier: one forward pass over the bytes of an image, once, when it is opened. What passes can be priced with by
 * code that checks nothing but sums. Called by vm/loader.c only.
 *
 * What the rest of vm/ may rely on:
 *  - Sections lie one after the other in their order, aligned, inside the image. Every index is in range or, where that
 *    is allowed, INDEX_NONE; every span lies in its section; flags are 0 or 1, enumerations have a listed value, reserved
 *    bytes are zero. Texts are well-formed UTF-8 without a NUL inside and with one behind.
 *  - Symbols are sorted and unique and each is found through SYMBOL_SLOTS. Lists ascend without repetition. Lists that are
 *    compared with texts hold symbols. Names of one kind are unique; so are normal forms of fixed codes.
 *  - Fields: the customer's, the order's, the item's; `slot` is the position among the owner's; the customer's first three
 *    are id, birthday and orders. The others ascend by name.
 *  - Amounts, counts, limits and thresholds are never negative; percentages are at most 1,000,000 (a charge: 100,000,000).
 *    `count` of picks, of awards, and of a select other than SELECT_ALL is at least 1.
 *  - Code: registers are written before they are read on every path; jumps go ahead and stay in the piece; the last
 *    instruction of a piece is its RETURN; conditions hold no set operations and item sets nothing else; item sets load
 *    only sets of smaller numbers; a set that reads a price, or loads one that does, says so. Where a criterion shows a
 *    value, register 0 is written before each RETURN.
 *  - Promotions: each layer's in a row, in the order of the layers, the exclusive ones last; in a row by priority, then
 *    declaration. Each event belongs to exactly one promotion, whose span holds it. Excludes ascend and are mutual.
 *  - Sequences: steps ascend by number, name each event once, stay in their promotion, and no path loops.
 *  - Events: gets only with buys; an `every_amount` only without picks, and with its set; a ladder has rows with ascending
 *    thresholds and no benefits beside them, any other event has benefits; up_to and no_dearer are flags of gets only.
 *  - Benefits: SCOPE_THEM only with picks, or with an every_amount (then its set); SCOPE_SET for discounts only without
 *    picks; kind, scope and select fit (see the table in verify_benefits.c); a gift has a name; coupons and certificates
 *    refer to coupons of that kind.
 *  - Criteria: children have larger indices and one parent each, at most VERIFY_CRITERION_DEPTH levels; groups have
 *    children, a NOT has one, a test has none and has code.
 *  - The index, if there is one: its parts fill it, tokens and promotions exist. Not that it leaves nothing out.
 *
 * Cost of what passes: a piece of code has at most VERIFY_PIECE instructions; all pieces and spans together, as often as
 * they are referred to, at most the image's size in bytes plus VERIFY_REACH. A layer runs each piece at most once per
 * event or set, an instruction takes at most one step per unit class and a binary search: the cost of conditions is
 * bounded by (that sum) * (classes + log of the longest list) steps a layer. Choosing has its own work limit. */
#ifndef VM_VERIFY_H
#define VM_VERIFY_H

#include "base/alloc.h"
#include "vm/image.h"

enum {
    VERIFY_PIECE = 65536,
    VERIFY_REACH = 1 << 24,
    VERIFY_CRITERION_DEPTH = 256,
    VERIFY_PROBES = 4096, /* slots between a symbol's hash and its place */
    VERIFY_PROMOTIONS = 100000
};

/* PROMO_OK and the views; PROMO_CORRUPT, PROMO_UNSUPPORTED (another version or byte order), PROMO_LIMIT (too many
 * promotions) with a message; PROMO_NO_MEMORY. The bytes are 8-byte aligned and borrowed by the view. */
promo_status verify_image(struct image_view *view, const void *bytes, size_t size, const promo_allocator *alloc);

#endif
