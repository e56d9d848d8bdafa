#include "runtime/snapshot.h"

#include "runtime/ledger_points.h"

promo_status snapshot_begin(struct snapshot *snapshot, struct store_link *link, const char *customer, int64_t at)
{
    int64_t ended;
    *snapshot = (struct snapshot){.link = link, .at = at};
    promo_status status = store_value_of(link, SQL_ANY_EXPIRED_HOLD, 0, &ended, VALUES(value_int(at)));
    snapshot->any_ended = ended != 0;
    return status == PROMO_OK ? customer_find(link, customer, &snapshot->customer) : status;
}

/* Of what an account holds, what belongs to orders that have ended. */
static promo_status ended_of(const struct snapshot *snapshot, int64_t account, int64_t *amount)
{
    *amount = 0;
    return snapshot->any_ended ? store_value_of(snapshot->link, SQL_EXPIRED_HELD, 0, amount,
                                                VALUES(value_int(snapshot->at), value_int(account)))
                               : PROMO_OK;
}

promo_status snapshot_count(const struct snapshot *snapshot, enum account_kind kind, const char *name, int64_t part,
                            int64_t *count)
{
    struct account account;
    int64_t ended = 0;
    bool by_customer = kind == ACCOUNT_COUPON_CUSTOMER || kind == ACCOUNT_PROMOTION_CUSTOMER;
    struct account_key key = {kind, name, by_customer ? snapshot->customer : LEDGER_NOBODY, part};
    *count = 0;
    promo_status status = account_find(snapshot->link, &key, &account);
    if (status == PROMO_OK && account.id != 0)
        status = ended_of(snapshot, account.id, &ended);
    *count = account.sides[SIDE_HELD] + account.sides[SIDE_USED] - ended;
    return status;
}

promo_status snapshot_points(const struct snapshot *snapshot, const char *program, int64_t *balance, int64_t *earned)
{
    struct lots lots;
    promo_status status = lots_read(snapshot->link, program, snapshot->customer, &lots);
    *earned = 0;
    for (size_t i = 0; status == PROMO_OK && i < lots.items_of.count; i++) {
        struct account *lot = &lots.items_of.items[i];
        int64_t ended;
        status = ended_of(snapshot, lot->id, &ended);
        lot->sides[SIDE_AVAILABLE] += ended;
        *earned -= lot->expires > snapshot->at ? lot->sides[SIDE_SOURCE] : 0;
    }
    *balance = lots_balance(&lots, snapshot->at);
    lots_done(&lots);
    return status;
}

promo_status snapshot_code(const struct snapshot *snapshot, const char *code, struct code *found)
{
    int64_t ended = 0;
    promo_status status = stored_code_find(snapshot->link, code, found);
    if (status == PROMO_OK)
        status = ended_of(snapshot, found->account.id, &ended);
    found->account.sides[SIDE_HELD] -= ended;
    found->account.sides[found->certificate ? SIDE_AVAILABLE : SIDE_SOURCE] += ended;
    if (found->customer != LEDGER_NOBODY && found->customer != snapshot->customer)
        *found = (struct code){.expires = PROMO_NEVER};
    return status;
}

promo_status snapshot_in_audience(const struct snapshot *snapshot, const char *audience, const char *customer,
                                  bool *inside)
{
    int64_t found = 0;
    promo_status status = store_value_of(snapshot->link, SQL_IN_AUDIENCE, 0, &found,
                                         VALUES(value_text(audience), value_text(customer)));
    *inside = found != 0;
    return status;
}
