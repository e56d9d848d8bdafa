/* Reserve: holds everything an order needs, or nothing. */
#include "base/exact.h"
#include "runtime/ledger_code.h"
#include "runtime/ledger_order.h"
#include "runtime/ledger_points.h"

enum { SWEEP_A_RESERVE = 4 };

struct reserving {
    const promo_demand *demand;
    int64_t at, expires;
    unsigned char content[DIGEST_SIZE];
    struct text waiting; /* the demand as bytes */
    struct answer *answer;
    struct order order;
    struct booking booking;
    int64_t holds; /* taken so far */
};

/* Which account each kind of need is counted in, and by whom. */
static const struct {
    enum account_kind account;
    bool by_customer, by_day;
} NEEDS[] = {
    [PROMO_NEED_COUPON] = {ACCOUNT_COUPON, false, false},
    [PROMO_NEED_COUPON_CUSTOMER] = {ACCOUNT_COUPON_CUSTOMER, true, false},
    [PROMO_NEED_COUPON_DAY] = {ACCOUNT_COUPON_DAY, false, true},
    [PROMO_NEED_PROMOTION] = {ACCOUNT_PROMOTION, false, false},
    [PROMO_NEED_PROMOTION_CUSTOMER] = {ACCOUNT_PROMOTION_CUSTOMER, true, false},
    [PROMO_NEED_PROMOTION_DAY] = {ACCOUNT_PROMOTION_DAY, false, true},
    [PROMO_NEED_CAMPAIGN_MONEY] = {ACCOUNT_CAMPAIGN_MONEY, false, false},
    [PROMO_NEED_CAMPAIGN_USES] = {ACCOUNT_CAMPAIGN_USES, false, false},
    [PROMO_NEED_CODE] = {ACCOUNT_CODE, false, false},
    [PROMO_NEED_CERTIFICATE] = {ACCOUNT_CERTIFICATE, false, false},
    [PROMO_NEED_POINTS] = {ACCOUNT_POINTS, true, false},
};

static void short_of(struct reserving *reserving, const promo_need *need, promo_shortage_reason reason, int64_t left)
{
    promo_shortage shortage = {
        .reason = reason,
        .kind = account_words(NEEDS[need->kind].account),
        .name = need->name,
        .code = need->code,
        .wanted = need->amount,
        .left = left > 0 ? left : 0,
    };
    answer_shortage(reserving->answer, &shortage);
}

static promo_status add_hold(struct reserving *reserving, int64_t account, enum account_kind kind, int64_t amount,
                             int64_t money, bool once)
{
    return store_exec_one(reserving->booking.link, SQL_ADD_HOLD,
                          VALUES(value_int(reserving->order.key), value_int(reserving->holds++), value_int(account),
                                 value_int(kind), value_int(amount), value_int(money), value_int(once)));
}

/* *left is what there still is where it was not enough; -1 where it was. */
static promo_status take_count(struct reserving *reserving, const struct account_key *key, int64_t amount, int64_t limit,
                               bool once, int64_t *left)
{
    int64_t id;
    bool moved = false;
    struct account account;
    *left = -1;
    promo_status status = account_open(reserving->booking.link, key, reserving->at, PROMO_NEVER, &id);
    if (status == PROMO_OK)
        status = ledger_move(&reserving->booking, id, MOVEMENT_HOLD, amount, limit, &moved);
    if (status == PROMO_OK && moved)
        return add_hold(reserving, id, key->kind, amount, 0, once);
    if (status == PROMO_OK)
        status = account_read(reserving->booking.link, id, &account);
    if (status == PROMO_OK) {
        int64_t room = limit - account.sides[SIDE_HELD] - account.sides[SIDE_USED];
        *left = room > 0 ? room : 0;
    }
    return status;
}

static promo_status take_counted(struct reserving *reserving, const promo_need *need, struct account_key key, int64_t limit)
{
    int64_t left;
    promo_status status = take_count(reserving, &key, need->amount, limit, need->once, &left);
    if (status == PROMO_OK && left >= 0)
        short_of(reserving, need, account_shortage(key.kind), left);
    return status;
}

static promo_status take_by_code(struct reserving *reserving, const promo_need *need)
{
    struct code code;
    promo_shortage_reason reason;
    bool moved = false;
    struct code_use use = {
        .coupon = need->name,
        .certificate = need->kind == PROMO_NEED_CERTIFICATE,
        .currency = reserving->demand->currency,
        .customer = reserving->order.customer,
        .at = reserving->at,
    };
    promo_status status = stored_code_find(reserving->booking.link, need->code, &code);
    if (status != PROMO_OK)
        return status;
    if (!code_acceptable(&code, &use, &reason)) {
        short_of(reserving, need, reason, 0);
        return PROMO_OK;
    }
    if (!use.certificate) {
        struct account_key key = {ACCOUNT_CODE, "", LEDGER_NOBODY, code.id};
        return take_counted(reserving, need, key, need->limit < code.uses ? need->limit : code.uses);
    }
    if (code.account.id != 0)
        status = ledger_move(&reserving->booking, code.account.id, MOVEMENT_SET_ASIDE, need->amount, PROMO_UNLIMITED, &moved);
    if (status == PROMO_OK && moved)
        return add_hold(reserving, code.account.id, ACCOUNT_CERTIFICATE, need->amount, need->amount, false);
    struct account now = code.account;
    if (status == PROMO_OK && now.id != 0)
        status = account_read(reserving->booking.link, now.id, &now);
    short_of(reserving, need, PROMO_SHORT_BALANCE, now.sides[SIDE_AVAILABLE]);
    return status;
}

/* The part of `money` that the first `points` of `all` pay. */
static int64_t share(int64_t money, int64_t points, int64_t all)
{
    return (int64_t)((promo_i128)money * points / all);
}

static promo_status take_points(struct reserving *reserving, const promo_need *need)
{
    struct lots lots;
    promo_status status = lots_read(reserving->booking.link, need->name, reserving->order.customer, &lots);
    int64_t balance = lots_balance(&lots, reserving->at), taken = 0;
    if (status == PROMO_OK && balance < need->amount)
        short_of(reserving, need, PROMO_SHORT_BALANCE, balance);
    for (size_t i = 0; status == PROMO_OK && balance >= need->amount && taken < need->amount && i < lots.items_of.count; i++) {
        const struct account *lot = &lots.items_of.items[i];
        int64_t amount = need->amount - taken;
        if (amount > lot->sides[SIDE_AVAILABLE])
            amount = lot->sides[SIDE_AVAILABLE];
        if (lot->expires <= reserving->at || amount <= 0)
            continue;
        int64_t money = share(need->money, taken + amount, need->amount) - share(need->money, taken, need->amount);
        status = ledger_move(&reserving->booking, lot->id, MOVEMENT_SET_ASIDE, amount, PROMO_UNLIMITED, NULL);
        if (status == PROMO_OK)
            status = add_hold(reserving, lot->id, ACCOUNT_POINTS, amount, money, false);
        taken += amount;
    }
    lots_done(&lots);
    return status;
}

static promo_status take(struct reserving *reserving, const promo_need *need)
{
    if (need->kind == PROMO_NEED_CODE || need->kind == PROMO_NEED_CERTIFICATE)
        return take_by_code(reserving, need);
    if (need->kind == PROMO_NEED_POINTS)
        return take_points(reserving, need);
    struct account_key key = {
        .kind = NEEDS[need->kind].account,
        .name = need->name,
        .customer = NEEDS[need->kind].by_customer ? reserving->order.customer : LEDGER_NOBODY,
        .part = NEEDS[need->kind].by_day ? reserving->demand->day : 0,
    };
    return take_counted(reserving, need, key, need->limit);
}

/* What the commit will issue is part of what must be there. */
static promo_status take_issue(struct reserving *reserving, const promo_issue *issue)
{
    int64_t left;
    if (issue->kind == PROMO_ISSUE_POINTS || issue->limit == PROMO_UNLIMITED || !code_pattern_is_random(issue->pattern))
        return PROMO_OK;
    struct account_key key = {ACCOUNT_ISSUED, issue->name, LEDGER_NOBODY, 0};
    promo_status status = take_count(reserving, &key, issue->quantity, issue->limit, false, &left);
    if (status == PROMO_OK && left >= 0) {
        promo_shortage shortage = {.reason = PROMO_SHORT_LIMIT, .kind = account_words(ACCOUNT_ISSUED), .name = issue->name,
                                   .wanted = issue->quantity, .left = left};
        answer_shortage(reserving->answer, &shortage);
    }
    return status;
}

static promo_status put_order(struct reserving *reserving, struct store_link *link)
{
    const promo_demand *demand = reserving->demand;
    struct order *order = &reserving->order;
    bool again = order->key != LEDGER_NO_ORDER;
    promo_status status = store_exec_one(
        link, again ? SQL_RENEW_ORDER : SQL_ADD_ORDER,
        VALUES(value_text(demand->order), value_int(order->customer), value_int(PROMO_ORDER_HELD), value_int(reserving->at),
               value_int(reserving->expires), value_bytes(reserving->content, DIGEST_SIZE), value_int(demand->due),
               value_text(demand->currency), value_text(demand->image),
               value_bytes(reserving->waiting.bytes, reserving->waiting.length), value_text(demand->result),
               value_int(demand->decimals)));
    if (!again)
        order->key = link->driver->last_key(link);
    order->state = PROMO_ORDER_HELD;
    order->at = reserving->at;
    order->expires = reserving->expires;
    return status;
}

static promo_status hold_all(struct store_link *link, void *context)
{
    struct reserving *reserving = context;
    const promo_demand *demand = reserving->demand;
    reserving->holds = 0;
    promo_status status = customer_open(link, demand->customer, &reserving->order.customer);
    if (status == PROMO_OK)
        status = put_order(reserving, link);
    if (status == PROMO_OK)
        status = booking_open(&reserving->booking, link, OPERATION_RESERVE, reserving->at, reserving->order.key, NULL, NULL,
                              NULL);
    for (size_t i = 0; status == PROMO_OK && i < demand->need_count; i++)
        status = take(reserving, &demand->needs[i]);
    for (size_t i = 0; status == PROMO_OK && i < demand->issue_count; i++)
        status = take_issue(reserving, &demand->issues[i]);
    if (status == PROMO_OK && reserving->answer->shortages.count > 0)
        status = error_set(PROMO_CONFLICT, "%zu of the things order `%s` needs ran out",
                           reserving->answer->shortages.count, demand->order);
    promo_answer *shown = &reserving->answer->shown;
    shown->currency = answer_text(reserving->answer, text_from(demand->currency));
    shown->decimals = demand->decimals;
    shown->state = reserving->order.state;
    shown->at = reserving->order.at;
    shown->expires = reserving->order.expires;
    shown->image = answer_text(reserving->answer, text_from(demand->image));
    shown->result = answer_text(reserving->answer, text_from(demand->result));
    promo_status finished = answer_finish(reserving->answer);
    return status != PROMO_OK ? status : finished;
}

/* A code that was refused because it has ended has ended for good. */
static promo_status expire_codes(struct store_link *link, void *context)
{
    struct reserving *reserving = context;
    promo_status status = PROMO_OK;
    for (size_t i = 0; status == PROMO_OK && i < reserving->demand->need_count; i++) {
        struct code code = {0};
        if (reserving->demand->needs[i].code != NULL)
            status = stored_code_find(link, reserving->demand->needs[i].code, &code);
        if (status == PROMO_OK && code.id != 0 && code.standing == PROMO_CODE_LIVE && reserving->at >= code.expires)
            status = code_expire(link, &code, reserving->at);
    }
    return status;
}

struct sweep {
    int64_t at, most, released;
};

static promo_status sweep_orders(struct store_link *link, void *context)
{
    struct sweep *sweep = context;
    return orders_expire(link, sweep->at, sweep->most, &sweep->released);
}

static promo_status hold_or_sweep(struct reserving *reserving, struct store_link *link)
{
    struct sweep few = {reserving->at, SWEEP_A_RESERVE, 0}, all = {reserving->at, INT64_MAX, 0};
    int64_t ended;
    promo_status status = store_value_of(link, SQL_EXPIRED_ORDER, LEDGER_NO_ORDER, &ended, VALUES(value_int(reserving->at)));
    if (status == PROMO_OK && ended != LEDGER_NO_ORDER)
        status = store_attempt(link, sweep_orders, &few);
    if (status != PROMO_OK)
        return status;
    struct order before = reserving->order;
    status = store_attempt(link, hold_all, reserving);
    if (status != PROMO_CONFLICT)
        return status;
    /* What ran out may be held by orders that have ended. */
    promo_status swept = store_attempt(link, sweep_orders, &all);
    if (swept == PROMO_OK && all.released > 0) {
        reserving->order = before;
        answer_clear(reserving->answer);
        status = store_attempt(link, hold_all, reserving);
    }
    if (swept == PROMO_OK && status == PROMO_CONFLICT)
        swept = store_attempt(link, expire_codes, reserving);
    if (status == PROMO_CONFLICT)
        reserving->order = before;
    if (swept != PROMO_OK)
        return swept;
    return status == PROMO_CONFLICT ? error_set(status, "something order `%s` needs ran out", reserving->demand->order) : status;
}

static promo_status finish(struct answer *answer, promo_status status)
{
    promo_status finished = answer_finish(answer);
    return finished == PROMO_OK ? status : finished;
}

struct release {
    struct order *order;
    int64_t at;
};

static promo_status release_ended(struct store_link *link, void *context)
{
    struct release *release = context;
    return order_release(link, release->order, OPERATION_EXPIRE, release->at);
}

static promo_status reserve(struct store_link *link, void *context)
{
    struct reserving *reserving = context;
    struct answer *answer = reserving->answer;
    struct order *order = &reserving->order;
    promo_status status = order_find(link, reserving->demand->order, order);
    if (status == PROMO_OK && order->state == PROMO_ORDER_HELD && reserving->at >= order->expires)
        status = store_attempt(link, release_ended, &(struct release){order, reserving->at});
    if (status != PROMO_OK)
        return status;
    if (order->state != PROMO_ORDER_HELD && order->state != PROMO_ORDER_COMMITTED) {
        status = hold_or_sweep(reserving, link);
        answer->shown.currency = answer_text(answer, text_from(reserving->demand->currency));
        answer->shown.decimals = reserving->demand->decimals;
        if (status == PROMO_CONFLICT)
            answer->shown.state = order->key == LEDGER_NO_ORDER ? PROMO_ORDER_NONE : PROMO_ORDER_CANCELLED;
        return status;
    }
    answer->shown.repeated = memcmp(order->content, reserving->content, DIGEST_SIZE) == 0;
    status = order_show(link, order, answer);
    if (status == PROMO_OK && !answer->shown.repeated)
        status = answer_conflict(answer, "order `%s` is %s with other content", reserving->demand->order,
                                 order->state == PROMO_ORDER_HELD ? "held" : "committed");
    return finish(answer, status);
}

promo_status promo_store_reserve(promo_store *store, const promo_demand *demand, int64_t at, int64_t ttl,
                                 promo_answer **out)
{
    const promo_allocator *alloc = store_allocator(store);
    struct reserving reserving = {.demand = demand, .at = at};
    struct buffer waiting;
    *out = NULL;
    promo_status status = demand_check(demand, alloc);
    if (status == PROMO_OK && (ttl < 0 || !add_i64(at, ttl == 0 ? PROMO_DEFAULT_TTL : ttl, &reserving.expires)))
        status = error_set(PROMO_INVALID, "a reservation of %lld seconds is none", (long long)ttl);
    if (status == PROMO_OK)
        status = demand_digest(demand, alloc, reserving.content);
    if (status != PROMO_OK)
        return status;
    buffer_init(&waiting, alloc);
    demand_write(&waiting, demand);
    reserving.waiting = (struct text){waiting.bytes, waiting.length};
    reserving.answer = answer_new(alloc, demand->order);
    if (waiting.failed || reserving.answer == NULL)
        status = error_set(PROMO_NO_MEMORY, "no memory for the order");
    else
        status = store_write(store, reserve, &reserving);
    buffer_done(&waiting);
    if (status == PROMO_OK || status == PROMO_CONFLICT)
        *out = &reserving.answer->shown;
    else
        answer_free(reserving.answer);
    return status;
}
