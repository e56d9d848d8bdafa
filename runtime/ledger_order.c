#include "runtime/ledger_order.h"

#include "runtime/code_pattern.h"

promo_status order_find(struct store_link *link, const char *id, struct order *order)
{
    bool row;
    *order = (struct order){.state = PROMO_ORDER_NONE};
    promo_status status = store_query(link, SQL_FIND_ORDER, &row, VALUES(value_text(id)));
    if (status != PROMO_OK || !row)
        return status;
    order->key = store_int(link, SQL_FIND_ORDER, 0);
    order->customer = store_int(link, SQL_FIND_ORDER, 1);
    order->state = (promo_order_state)store_int(link, SQL_FIND_ORDER, 2);
    order->at = store_int(link, SQL_FIND_ORDER, 3);
    order->expires = store_int(link, SQL_FIND_ORDER, 4);
    order->due = store_int(link, SQL_FIND_ORDER, 5);
    struct text content = store_text(link, SQL_FIND_ORDER, 6);
    if (content.length == DIGEST_SIZE)
        memcpy(order->content, content.bytes, DIGEST_SIZE);
    store_copy(link, SQL_FIND_ORDER, 7, order->currency, sizeof order->currency);
    order->decimals = (int32_t)store_int(link, SQL_FIND_ORDER, 8);
    store_finish(link, SQL_FIND_ORDER);
    return PROMO_OK;
}

promo_status holds_read(struct store_link *link, int64_t order, struct holds *holds)
{
    bool row;
    *holds = (struct holds){.alloc = link->alloc};
    promo_status status = store_query(link, SQL_READ_HOLDS, &row, VALUES(value_int(order)));
    while (status == PROMO_OK && row) {
        struct hold hold = {
            .number = store_int(link, SQL_READ_HOLDS, 0),
            .account = store_int(link, SQL_READ_HOLDS, 1),
            .kind = (enum account_kind)store_int(link, SQL_READ_HOLDS, 2),
            .amount = store_int(link, SQL_READ_HOLDS, 3),
            .money = store_int(link, SQL_READ_HOLDS, 4),
            .once = store_int(link, SQL_READ_HOLDS, 5) != 0,
            .returned = store_int(link, SQL_READ_HOLDS, 6),
        };
        if (!VECTOR_PUSH(&holds->list, holds->alloc, hold)) {
            store_finish(link, SQL_READ_HOLDS);
            return error_set(PROMO_NO_MEMORY, "no memory for what the order holds");
        }
        status = store_step(link, SQL_READ_HOLDS, &row);
    }
    return status;
}

void holds_done(struct holds *holds)
{
    VECTOR_DONE(&holds->list, holds->alloc);
}

bool account_is_stock(enum account_kind kind)
{
    return kind == ACCOUNT_CERTIFICATE || kind == ACCOUNT_POINTS;
}

promo_status order_release(struct store_link *link, struct order *order, enum ledger_operation operation, int64_t at)
{
    struct booking booking;
    struct holds holds;
    promo_status status = booking_open(&booking, link, operation, at, order->key, NULL, NULL, NULL);
    if (status != PROMO_OK)
        return status;
    status = holds_read(link, order->key, &holds);
    for (size_t i = 0; status == PROMO_OK && i < holds.list.count; i++) {
        const struct hold *hold = &holds.list.items[i];
        enum movement back = account_is_stock(hold->kind) ? MOVEMENT_FREE : MOVEMENT_RELEASE;
        status = ledger_move(&booking, hold->account, back, hold->amount, PROMO_UNLIMITED, NULL);
    }
    holds_done(&holds);
    if (status == PROMO_OK)
        status = store_exec(link, SQL_DROP_HOLDS, NULL, VALUES(value_int(order->key)));
    order->state = PROMO_ORDER_CANCELLED;
    order->at = at;
    return status == PROMO_OK ? store_exec_one(link, SQL_CLOSE_ORDER,
                                               VALUES(value_int(order->key), value_int(order->state), value_int(at)))
                              : status;
}

promo_status orders_expire(struct store_link *link, int64_t at, int64_t most, int64_t *released)
{
    promo_status status = PROMO_OK;
    *released = 0;
    while (status == PROMO_OK && *released < most) {
        struct order order = {.state = PROMO_ORDER_HELD};
        status = store_value_of(link, SQL_EXPIRED_ORDER, LEDGER_NO_ORDER, &order.key, VALUES(value_int(at)));
        if (status != PROMO_OK || order.key == LEDGER_NO_ORDER)
            return status;
        status = order_release(link, &order, OPERATION_EXPIRE, at);
        *released += status == PROMO_OK;
    }
    return status;
}

/* --- what an answer shows ------------------------------------------------------------------------------------------ */

static promo_status show_texts(struct store_link *link, int64_t order, struct answer *answer)
{
    bool row;
    promo_status status = store_query(link, SQL_ORDER_TEXTS, &row, VALUES(value_int(order)));
    if (status != PROMO_OK || !row)
        return status;
    answer->shown.image = answer_text(answer, store_text(link, SQL_ORDER_TEXTS, 0));
    answer->shown.result = answer_text(answer, store_text(link, SQL_ORDER_TEXTS, 1));
    store_finish(link, SQL_ORDER_TEXTS);
    return PROMO_OK;
}

/* The printed form of a code from its pattern and normal form in two columns; NULL where there is none. */
static const char *code_column(struct store_link *link, enum store_sql sql, int pattern_at, char code[PROMO_CODE_SIZE])
{
    char pattern[PROMO_CODE_SIZE], normal[PROMO_CODE_SIZE];
    store_copy(link, sql, pattern_at, pattern, sizeof pattern);
    store_copy(link, sql, pattern_at + 1, normal, sizeof normal);
    if (normal[0] == '\0')
        return NULL;
    code_print(pattern, normal, code);
    return code;
}

static promo_status show_issued(struct store_link *link, int64_t order, struct answer *answer)
{
    bool row;
    char name[DEMAND_KEY_MOST + 1], code[PROMO_CODE_SIZE], public_code[PROMO_CODE_SIZE];
    promo_status status = store_query(link, SQL_READ_ISSUED, &row, VALUES(value_int(order)));
    while (status == PROMO_OK && row) {
        promo_issued issued = {
            .kind = (promo_issue_kind)store_int(link, SQL_READ_ISSUED, 1),
            .name = name,
            .quantity = store_int(link, SQL_READ_ISSUED, 5),
            .worth = store_int(link, SQL_READ_ISSUED, 6),
            .expires = store_int(link, SQL_READ_ISSUED, 7),
        };
        store_copy(link, SQL_READ_ISSUED, 2, name, sizeof name);
        store_copy(link, SQL_READ_ISSUED, 9, public_code, sizeof public_code);
        issued.code = code_column(link, SQL_READ_ISSUED, 10, code);
        if (issued.code == NULL && public_code[0] != '\0')
            issued.code = public_code;
        answer_issued(answer, &issued);
        status = store_step(link, SQL_READ_ISSUED, &row);
    }
    return status;
}

static promo_status show_refunds(struct store_link *link, int64_t order, struct answer *answer)
{
    bool row;
    char id[DEMAND_KEY_MOST + 1];
    promo_status status = store_query(link, SQL_READ_REFUNDS, &row, VALUES(value_int(order)));
    while (status == PROMO_OK && row) {
        promo_refunded refunded = {
            .refund = id,
            .at = store_int(link, SQL_READ_REFUNDS, 1),
            .value = store_int(link, SQL_READ_REFUNDS, 2),
            .money = store_int(link, SQL_READ_REFUNDS, 3),
        };
        store_copy(link, SQL_READ_REFUNDS, 0, id, sizeof id);
        answer_refunded(answer, &refunded);
        status = store_step(link, SQL_READ_REFUNDS, &row);
    }
    return status;
}

promo_status order_show(struct store_link *link, const struct order *order, struct answer *answer)
{
    answer->shown.currency = answer_text(answer, text_from(order->currency));
    answer->shown.decimals = order->decimals;
    answer->shown.state = order->state;
    answer->shown.at = order->at;
    answer->shown.expires = order->expires;
    promo_status status = show_texts(link, order->key, answer);
    if (status == PROMO_OK && order->state == PROMO_ORDER_COMMITTED)
        status = show_issued(link, order->key, answer);
    if (status == PROMO_OK && order->state == PROMO_ORDER_COMMITTED)
        status = show_refunds(link, order->key, answer);
    return status;
}

promo_status booking_show(struct store_link *link, int64_t booking, struct answer *answer)
{
    bool row;
    char name[DEMAND_KEY_MOST + 1], code[PROMO_CODE_SIZE];
    promo_status status = store_query(link, SQL_READ_MOVEMENTS, &row, VALUES(value_int(booking)));
    while (status == PROMO_OK && row) {
        promo_movement movement = {
            .movement = movement_word((enum movement)store_int(link, SQL_READ_MOVEMENTS, 0)),
            .account = account_words((enum account_kind)store_int(link, SQL_READ_MOVEMENTS, 2)),
            .name = name,
            .amount = store_int(link, SQL_READ_MOVEMENTS, 1),
        };
        store_copy(link, SQL_READ_MOVEMENTS, 3, name, sizeof name);
        movement.code = code_column(link, SQL_READ_MOVEMENTS, 4, code);
        answer_movement(answer, &movement);
        status = store_step(link, SQL_READ_MOVEMENTS, &row);
    }
    return status;
}
