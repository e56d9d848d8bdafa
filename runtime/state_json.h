/* A snapshot of the state as JSON (docs/json.md), for pricing without a store: `promo run --state FILE`.
 *
 *     { "audiences": { "vip": ["c-1"] },
 *       "coupons": { "welcome10": { "uses": 10000, "customers": { "c-9": 1 }, "today": 3 } },
 *       "promotions": { "welcome": { "uses": 1, "customers": { "c-9": 1 }, "today": 0 } },
 *       "codes": { "GC-0001": { "coupon": "gift_card", "issued": "2026-01-01T10:00Z", "balance": "25.00", "uses": 0,
 *                               "revoked": false } },
 *       "campaigns": { "members": { "spent": "9995.00", "uses": 2000 } },
 *       "loyalty": { "c-9": { "stars": { "points": 250, "earned": 600, "tier": "gold" } } } }
 *
 * Every part may be left out; names that the rule set lacks are ignored, members that are none of these are refused. A
 * snapshot never changes once read: any number of threads may tell their sessions of it. It owns its texts. */
#ifndef RUNTIME_STATE_JSON_H
#define RUNTIME_STATE_JSON_H

#include "vm/basket.h"

struct state_snapshot;

/* Amounts and local times as the image has them; it is not kept. Errors as those of baskets, the member by name. */
promo_status state_snapshot_read(struct state_snapshot **snapshot, struct text json, const promo_image *image,
                                 const promo_allocator *alloc);
void state_snapshot_free(struct state_snapshot *snapshot);

/* Says what the snapshot knows of the basket's customer and of the codes presented: after the basket has been filled. */
promo_status state_snapshot_tell(const struct state_snapshot *snapshot, struct basket *basket);

#endif
