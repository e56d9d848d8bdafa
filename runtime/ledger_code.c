#include "runtime/ledger_code.h"

enum { TRIES_MOST = 64 };

promo_status stored_code_find(struct store_link *link, const char *code, struct code *found)
{
    bool row;
    char normal[PROMO_CODE_SIZE];
    *found = (struct code){.expires = PROMO_NEVER};
    promo_status status = promo_code_normal(code, normal);
    if (status != PROMO_OK)
        return status;
    status = store_query(link, SQL_FIND_CODE, &row, VALUES(value_text(normal)));
    if (status != PROMO_OK || !row)
        return status;
    struct code read = {
        .id = store_int(link, SQL_FIND_CODE, 0),
        .customer = store_int(link, SQL_FIND_CODE, 2),
        .uses = store_int(link, SQL_FIND_CODE, 3),
        .issued = store_int(link, SQL_FIND_CODE, 4),
        .starts = store_int(link, SQL_FIND_CODE, 5),
        .expires = store_int(link, SQL_FIND_CODE, 6),
        .standing = (promo_code_standing)store_int(link, SQL_FIND_CODE, 7),
        .certificate = store_int(link, SQL_FIND_CODE, 9) != 0,
        .account.id = store_int(link, SQL_FIND_CODE, 12),
        .decimals = (int)store_int(link, SQL_FIND_CODE, 13 + SIDE_COUNT),
    };
    store_copy(link, SQL_FIND_CODE, 1, read.normal, sizeof read.normal);
    store_copy(link, SQL_FIND_CODE, 8, read.coupon, sizeof read.coupon);
    store_copy(link, SQL_FIND_CODE, 10, read.currency, sizeof read.currency);
    store_copy(link, SQL_FIND_CODE, 11, read.pattern, sizeof read.pattern);
    for (int side = 0; side < SIDE_COUNT; side++)
        read.account.sides[side] = store_int(link, SQL_FIND_CODE, 13 + side);
    store_finish(link, SQL_FIND_CODE);
    if (strcmp(read.normal, normal) == 0)
        *found = read;
    return PROMO_OK;
}

bool code_acceptable(const struct code *code, const struct code_use *use, promo_shortage_reason *reason)
{
    bool other_coupon = use->coupon != NULL && strcmp(use->coupon, code->coupon) != 0;
    bool other_customer = code->customer != LEDGER_NOBODY && code->customer != use->customer;
    *reason = PROMO_SHORT_UNKNOWN;
    if (code->id == 0 || other_coupon || other_customer || code->certificate != use->certificate)
        return false;
    *reason = PROMO_SHORT_REVOKED;
    if (code->standing == PROMO_CODE_REVOKED)
        return false;
    *reason = PROMO_SHORT_EXPIRED;
    if (code->standing == PROMO_CODE_EXPIRED || use->at >= code->expires)
        return false;
    *reason = PROMO_SHORT_EARLY;
    if (use->at < code->starts)
        return false;
    *reason = PROMO_SHORT_CURRENCY;
    return !code->certificate || strcmp(use->currency, code->currency) == 0;
}

promo_status code_expire(struct store_link *link, const struct code *code, int64_t at)
{
    struct booking booking;
    promo_status status = store_exec_one(link, SQL_SET_STANDING, VALUES(value_int(code->id), value_int(PROMO_CODE_EXPIRED)));
    int64_t left = code->certificate ? code->account.sides[SIDE_AVAILABLE] : 0;
    if (status == PROMO_OK)
        status = booking_open(&booking, link, OPERATION_EXPIRE, at, LEDGER_NO_ORDER, NULL, NULL, NULL);
    if (status == PROMO_OK && left > 0)
        status = ledger_move(&booking, code->account.id, MOVEMENT_EXPIRE, left, PROMO_UNLIMITED, NULL);
    return status;
}

promo_status code_batch_open(struct store_link *link, const struct code_batch *batch, int64_t *id)
{
    promo_status status = store_value_of(link, SQL_FIND_BATCH, 0, id,
                                         VALUES(value_text(batch->coupon), value_text(batch->name),
                                                value_text(batch->pattern), value_text(batch->currency),
                                                value_int(batch->certificate)));
    if (status != PROMO_OK || *id != 0)
        return status;
    status = store_exec_one(link, SQL_ADD_BATCH,
                            VALUES(value_text(batch->coupon), value_text(batch->name), value_text(batch->pattern),
                                   value_text(batch->currency), value_int(batch->certificate),
                                   value_bytes(batch->content, 32), value_int(batch->decimals)));
    *id = link->driver->last_key(link);
    return status;
}

promo_status code_add(struct store_link *link, const char *pattern, const struct code_terms *terms,
                      struct code_source *source, int64_t *id, char normal[PROMO_CODE_SIZE])
{
    promo_status status = PROMO_OK;
    int64_t added = 0;
    for (int tries = 0; status == PROMO_OK && added == 0 && tries < TRIES_MOST; tries++) {
        status = code_draw(pattern, source, normal);
        if (status == PROMO_OK)
            status = store_exec(link, SQL_ADD_CODE, &added,
                                VALUES(value_text(normal), value_int(terms->batch), value_int(terms->customer),
                                       value_int(terms->uses), value_int(terms->issued), value_int(terms->starts),
                                       value_int(terms->expires)));
    }
    if (status == PROMO_OK && added == 0)
        return error_set(PROMO_LIMIT, "the codes of `%s` are used up: %d that were drawn are all taken", pattern, TRIES_MOST);
    *id = link->driver->last_key(link);
    return status;
}

promo_status code_fill(struct booking *booking, int64_t id, int64_t worth, int64_t expires)
{
    int64_t account = 0;
    struct account_key key = {ACCOUNT_CERTIFICATE, "", LEDGER_NOBODY, id};
    promo_status status = account_open(booking->link, &key, booking->at, expires, &account);
    return status == PROMO_OK ? ledger_move(booking, account, MOVEMENT_ISSUE, worth, PROMO_UNLIMITED, NULL) : status;
}
