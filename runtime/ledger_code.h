/* Codes as the store knows them: found by their normal form, judged, expired. */
#ifndef RUNTIME_LEDGER_CODE_H
#define RUNTIME_LEDGER_CODE_H

#include "runtime/code_pattern.h"
#include "runtime/demand.h"
#include "runtime/ledger.h"

struct code {
    int64_t id; /* 0: no such code */
    int64_t customer, uses, issued, starts, expires;
    promo_code_standing standing;
    bool certificate;
    int decimals;
    char normal[PROMO_CODE_SIZE], pattern[PROMO_CODE_SIZE], coupon[DEMAND_KEY_MOST + 1], currency[4];
    struct account account; /* id 0: never used */
};

/* The same statement and the same reading for every code, known or not: the code at or after it is fetched, and only then
 * compared. */
promo_status stored_code_find(struct store_link *link, const char *code, struct code *found);

/* Where a code is wanted: what it must be of and who presents it. */
struct code_use {
    const char *coupon;   /* NULL: any */
    bool certificate;
    const char *currency; /* of a certificate */
    int64_t customer, at;
};

/* Whether it is good for that; *reason says why not. For whom it is not, it is unknown. */
bool code_acceptable(const struct code *code, const struct code_use *use, promo_shortage_reason *reason);

/* Books that the code has ended: it never comes back, whatever the clock does. */
promo_status code_expire(struct store_link *link, const struct code *code, int64_t at);

/* The batch of a coupon, made where there is none. name '' holds the codes that orders issue. */
struct code_batch {
    const char *coupon, *name, *pattern, *currency;
    int32_t decimals;
    bool certificate;
    const void *content; /* 32 bytes; NULL */
};
promo_status code_batch_open(struct store_link *link, const struct code_batch *batch, int64_t *id);

/* A new random code of the pattern. *id: its key. */
struct code_terms {
    int64_t batch, customer, uses, issued, starts, expires;
};
promo_status code_add(struct store_link *link, const char *pattern, const struct code_terms *terms,
                      struct code_source *source, int64_t *id, char normal[PROMO_CODE_SIZE]);

/* Gives a certificate its balance. */
promo_status code_fill(struct booking *booking, int64_t id, int64_t worth, int64_t expires);

#endif
