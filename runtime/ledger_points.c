#include "runtime/ledger_points.h"

static int64_t smaller(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

promo_status lots_read(struct store_link *link, const char *program, int64_t customer, struct lots *lots)
{
    bool row;
    *lots = (struct lots){.alloc = link->alloc};
    promo_status status = store_query(link, SQL_READ_LOTS, &row, VALUES(value_text(program), value_int(customer)));
    while (status == PROMO_OK && row) {
        struct account lot = {.id = store_int(link, SQL_READ_LOTS, 0)};
        for (int side = 0; side < SIDE_COUNT; side++)
            lot.sides[side] = store_int(link, SQL_READ_LOTS, 1 + side);
        lot.opened = store_int(link, SQL_READ_LOTS, 1 + SIDE_COUNT);
        lot.expires = store_int(link, SQL_READ_LOTS, 2 + SIDE_COUNT);
        if (!VECTOR_PUSH(&lots->items_of, lots->alloc, lot)) {
            store_finish(link, SQL_READ_LOTS);
            return error_set(PROMO_NO_MEMORY, "no memory for the customer's points");
        }
        status = store_step(link, SQL_READ_LOTS, &row);
    }
    return status;
}

void lots_done(struct lots *lots)
{
    VECTOR_DONE(&lots->items_of, lots->alloc);
}

int64_t lots_balance(const struct lots *lots, int64_t at)
{
    int64_t balance = 0;
    for (size_t i = 0; i < lots->items_of.count; i++) {
        const struct account *lot = &lots->items_of.items[i];
        if (lot->expires > at || lot->sides[SIDE_AVAILABLE] < 0)
            balance += lot->sides[SIDE_AVAILABLE];
    }
    return balance;
}

/* One lot's spent points are paid for by another that has some left. */
static promo_status settle_between(struct booking *booking, struct account *debtor, struct account *payer)
{
    int64_t amount = smaller(smaller(-debtor->sides[SIDE_AVAILABLE], debtor->sides[SIDE_USED]), payer->sides[SIDE_AVAILABLE]);
    if (amount <= 0)
        return PROMO_OK;
    promo_status status = ledger_move(booking, payer->id, MOVEMENT_PAY_DEBT, amount, PROMO_UNLIMITED, NULL);
    if (status == PROMO_OK)
        status = ledger_move(booking, debtor->id, MOVEMENT_CLEAR_DEBT, amount, PROMO_UNLIMITED, NULL);
    debtor->sides[SIDE_AVAILABLE] += amount;
    debtor->sides[SIDE_USED] -= amount;
    payer->sides[SIDE_AVAILABLE] -= amount;
    payer->sides[SIDE_USED] += amount;
    return status;
}

static promo_status settle(struct booking *booking, const char *program, int64_t customer)
{
    struct lots lots;
    promo_status status = lots_read(booking->link, program, customer, &lots);
    struct account *items = lots.items_of.items;
    for (size_t debtor = 0; status == PROMO_OK && debtor < lots.items_of.count; debtor++)
        for (size_t payer = 0; items[debtor].sides[SIDE_AVAILABLE] < 0 && status == PROMO_OK && payer < lots.items_of.count;
             payer++)
            if (items[payer].expires > booking->at)
                status = settle_between(booking, &items[debtor], &items[payer]);
    lots_done(&lots);
    return status;
}

promo_status points_give(struct booking *booking, const char *program, int64_t customer, enum movement movement,
                         int64_t points, int64_t expires, int64_t *account)
{
    struct account_key key = {ACCOUNT_POINTS, program, customer, booking->id};
    promo_status status = account_open(booking->link, &key, booking->at, expires, account);
    if (status == PROMO_OK)
        status = ledger_move(booking, *account, movement, points, PROMO_UNLIMITED, NULL);
    return status == PROMO_OK ? settle(booking, program, customer) : status;
}

promo_status points_take_back(struct booking *booking, const char *program, int64_t customer, int64_t account,
                              int64_t points)
{
    struct account lot;
    promo_status status = account_read(booking->link, account, &lot);
    if (status != PROMO_OK)
        return status;
    /* What the lot still has goes first, then what ended unspent; the rest was spent, and leaves less than nothing. */
    int64_t unspent = lot.sides[SIDE_AVAILABLE] > 0 ? smaller(points, lot.sides[SIDE_AVAILABLE]) : 0;
    int64_t lapsed = smaller(points - unspent, lot.sides[SIDE_LAPSED]);
    if (lapsed > 0)
        status = ledger_move(booking, account, MOVEMENT_TAKE_LAPSED, lapsed, PROMO_UNLIMITED, NULL);
    if (status == PROMO_OK && points > lapsed)
        status = ledger_move(booking, account, MOVEMENT_TAKE_BACK, points - lapsed, PROMO_UNLIMITED, NULL);
    return status == PROMO_OK ? settle(booking, program, customer) : status;
}

promo_status points_restore(struct booking *booking, const char *program, int64_t customer, int64_t account,
                            int64_t points)
{
    struct lots lots;
    promo_status status = lots_read(booking->link, program, customer, &lots);
    /* The lot itself first, then the newest: what comes back lives as long as it can. */
    for (size_t pass = 0; pass < 2; pass++)
        for (size_t i = lots.items_of.count; status == PROMO_OK && points > 0 && i-- > 0;) {
            const struct account *lot = &lots.items_of.items[i];
            int64_t amount = smaller(points, lot->sides[SIDE_USED]);
            if ((lot->id == account) != (pass == 0) || amount == 0)
                continue;
            status = ledger_move(booking, lot->id, MOVEMENT_GIVE_BACK, amount, PROMO_UNLIMITED, NULL);
            points -= amount;
        }
    lots_done(&lots);
    if (status == PROMO_OK && points > 0)
        return error_set(PROMO_CORRUPT, "%lld points of `%s` to give back were never spent", (long long)points, program);
    return status == PROMO_OK ? settle(booking, program, customer) : status;
}

promo_status points_deduct(struct booking *booking, const char *program, int64_t customer, int64_t points, int64_t *left,
                           bool *enough)
{
    struct lots lots;
    promo_status status = lots_read(booking->link, program, customer, &lots);
    int64_t balance = lots_balance(&lots, booking->at);
    *left = balance > 0 ? balance : 0;
    *enough = balance >= points;
    for (size_t i = 0; status == PROMO_OK && *enough && points > 0 && i < lots.items_of.count; i++) {
        const struct account *lot = &lots.items_of.items[i];
        int64_t amount = smaller(points, lot->sides[SIDE_AVAILABLE]);
        if (lot->expires <= booking->at || amount <= 0)
            continue;
        status = ledger_move(booking, lot->id, MOVEMENT_DEDUCT, amount, PROMO_UNLIMITED, NULL);
        points -= amount;
    }
    lots_done(&lots);
    return status;
}
