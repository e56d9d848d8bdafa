/* A demand (promo/store.h) as the ledger takes it in: checked member by member, and as bytes that wait in the store from
 * reserve to commit. The bytes name no customer and no order: those are in tables of their own. */
#ifndef RUNTIME_DEMAND_H
#define RUNTIME_DEMAND_H

#include <promo/store.h>

#include "base/arena.h"
#include "base/text.h"
#include "runtime/digest.h"

/* Amounts, quantities and points are at most this: no sum of a store's lifetime overflows. */
#define DEMAND_MOST ((int64_t)1 << 52)

/* PROMO_INVALID names the member and what was expected. */
promo_status demand_check(const promo_demand *demand, const promo_allocator *alloc);

/* A key, name, code or other short text of the caller: not empty, at most `most` bytes, without control characters. */
promo_status demand_check_text(const char *member, const char *text, size_t most);

/* `what` is the text's member: "order", "refund" ... */
enum { DEMAND_KEY_MOST = 255, DEMAND_TEXT_MOST = 4096 };

/* Appends the demand without order, customer, needs, content and result. */
void demand_write(struct buffer *out, const promo_demand *demand);

/* The digest of what makes a repeated reserve the same. */
promo_status demand_digest(const promo_demand *demand, const promo_allocator *alloc, unsigned char out[DIGEST_SIZE]);

/* Into the arena; PROMO_CORRUPT where the bytes are not a demand's. */
promo_status demand_read(struct text bytes, struct arena *arena, promo_demand *demand);

#endif
