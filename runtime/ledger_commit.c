/* Commit, cancel, and an order as it stands. */
#include "runtime/ledger_order.h"

struct closing {
    const char *id;
    int64_t at;
    struct answer *answer;
    struct order order;
};

static promo_status book_holds(struct booking *booking, int64_t order)
{
    struct holds holds;
    promo_status status = holds_read(booking->link, order, &holds);
    for (size_t i = 0; status == PROMO_OK && i < holds.list.count; i++) {
        const struct hold *hold = &holds.list.items[i];
        enum movement movement = account_is_stock(hold->kind) ? MOVEMENT_REDEEM : MOVEMENT_USE;
        status = ledger_move(booking, hold->account, movement, hold->amount, PROMO_UNLIMITED, NULL);
    }
    holds_done(&holds);
    return status;
}

static promo_status read_waiting(struct store_link *link, int64_t order, struct arena *arena, promo_demand *demand)
{
    bool row;
    promo_status status = store_query(link, SQL_ORDER_DEMAND, &row, VALUES(value_int(order)));
    if (status != PROMO_OK || !row)
        return status != PROMO_OK ? status : error_set(PROMO_CORRUPT, "what an order waits to book is missing");
    status = demand_read(store_text(link, SQL_ORDER_DEMAND, 0), arena, demand);
    store_finish(link, SQL_ORDER_DEMAND);
    return status;
}

static promo_status book(struct store_link *link, void *context)
{
    struct closing *closing = context;
    struct order *order = &closing->order;
    struct booking booking;
    struct arena arena;
    promo_demand demand;
    arena_init(&arena, link->alloc);
    promo_status status = read_waiting(link, order->key, &arena, &demand);
    if (status == PROMO_OK)
        status = booking_open(&booking, link, OPERATION_COMMIT, closing->at, order->key, NULL, NULL, NULL);
    if (status == PROMO_OK)
        status = book_holds(&booking, order->key);
    if (status == PROMO_OK)
        status = order_issue(&booking, order, &demand);
    if (status == PROMO_OK)
        status = facts_write(link, order, &demand, closing->at);
    if (status == PROMO_OK)
        status = store_exec_one(link, SQL_CLOSE_ORDER,
                                VALUES(value_int(order->key), value_int(PROMO_ORDER_COMMITTED), value_int(closing->at)));
    order->state = PROMO_ORDER_COMMITTED;
    order->at = closing->at;
    if (status == PROMO_OK)
        status = order_show(link, order, closing->answer);
    promo_status finished = answer_finish(closing->answer);
    arena_done(&arena);
    return status != PROMO_OK ? status : finished;
}

static promo_status release_expired(struct store_link *link, void *context)
{
    struct closing *closing = context;
    return order_release(link, &closing->order, OPERATION_EXPIRE, closing->at);
}

static promo_status release_cancelled(struct store_link *link, void *context)
{
    struct closing *closing = context;
    promo_status status = order_release(link, &closing->order, OPERATION_CANCEL, closing->at);
    if (status == PROMO_OK)
        status = order_show(link, &closing->order, closing->answer);
    promo_status finished = answer_finish(closing->answer);
    return status != PROMO_OK ? status : finished;
}

static promo_status find(struct store_link *link, struct closing *closing)
{
    promo_status status = order_find(link, closing->id, &closing->order);
    if (status == PROMO_OK && closing->order.key == LEDGER_NO_ORDER)
        return error_set(PROMO_NOT_FOUND, "there is no order `%s`", closing->id);
    return status;
}

/* Shows the order; `status` is what the answer comes with. */
static promo_status show(struct store_link *link, struct closing *closing, promo_status status)
{
    promo_status shown = order_show(link, &closing->order, closing->answer);
    promo_status finished = answer_finish(closing->answer);
    return shown != PROMO_OK ? shown : finished != PROMO_OK ? finished : status;
}

static promo_status commit(struct store_link *link, void *context)
{
    struct closing *closing = context;
    struct order *order = &closing->order;
    promo_status status = find(link, closing);
    if (status != PROMO_OK)
        return status;
    if (order->state == PROMO_ORDER_HELD && closing->at >= order->expires) {
        status = store_attempt(link, release_expired, closing);
        return status != PROMO_OK ? status
                                  : show(link, closing, answer_conflict(closing->answer, "the hold of order `%s` has ended",
                                                                        closing->id));
    }
    if (order->state == PROMO_ORDER_HELD)
        return store_attempt(link, book, closing);
    closing->answer->shown.repeated = order->state == PROMO_ORDER_COMMITTED;
    if (order->state != PROMO_ORDER_COMMITTED)
        status = answer_conflict(closing->answer, "order `%s` is cancelled, or its hold has ended", closing->id);
    return show(link, closing, status);
}

static promo_status cancel(struct store_link *link, void *context)
{
    struct closing *closing = context;
    promo_status status = find(link, closing);
    if (status != PROMO_OK)
        return status;
    if (closing->order.state == PROMO_ORDER_HELD)
        return store_attempt(link, release_cancelled, closing);
    closing->answer->shown.repeated = closing->order.state == PROMO_ORDER_CANCELLED;
    if (closing->order.state == PROMO_ORDER_COMMITTED)
        status = answer_conflict(closing->answer, "order `%s` is committed: refund it", closing->id);
    return show(link, closing, status);
}

static promo_status look(struct store_link *link, void *context)
{
    struct closing *closing = context;
    promo_status status = find(link, closing);
    if (status == PROMO_OK && closing->order.state == PROMO_ORDER_HELD && closing->at >= closing->order.expires)
        closing->order.state = PROMO_ORDER_CANCELLED;
    return status == PROMO_OK ? show(link, closing, PROMO_OK) : status;
}

typedef promo_status run(promo_store *store, store_function *function, void *context);

static promo_status close_order(promo_store *store, run *transaction, store_function *function, const char *id, int64_t at,
                                promo_answer **out)
{
    *out = NULL;
    promo_status status = demand_check_text("order", id, DEMAND_KEY_MOST);
    if (status != PROMO_OK)
        return status;
    struct closing closing = {.id = id, .at = at, .answer = answer_new(store_allocator(store), id)};
    if (closing.answer == NULL)
        return error_set(PROMO_NO_MEMORY, "no memory for the answer");
    status = transaction(store, function, &closing);
    if (status == PROMO_OK || status == PROMO_CONFLICT)
        *out = &closing.answer->shown;
    else
        answer_free(closing.answer);
    return status;
}

promo_status promo_store_commit(promo_store *store, const char *order, int64_t at, promo_answer **answer)
{
    return close_order(store, store_write, commit, order, at, answer);
}

promo_status promo_store_cancel(promo_store *store, const char *order, int64_t at, promo_answer **answer)
{
    return close_order(store, store_write, cancel, order, at, answer);
}

promo_status promo_store_order(promo_store *store, const char *order, int64_t at, promo_answer **answer)
{
    return close_order(store, store_read, look, order, at, answer);
}
