/* Random histories of operations, run against a store and against a plain model in memory; after each operation every answer
 * and every balance is compared. The clock runs forwards and backwards, calls are repeated with the same and with other
 * content, holds and lots and certificates end. The model knows nothing of journals, accounts or statements. */
#include "runtime/snapshot.h"
#include "tests/support/stores.h"

enum { CUSTOMERS = 3, DAYS = 2, COUNTERS = 11, CERTIFICATES = 12, LOTS = 64, ORDERS = 12, HOLDS = 24, LINES = 2, OPERATIONS = 60 };

/* --- the model ------------------------------------------------------------------------------------------------------- */

enum holding { IN_COUNTER, IN_CERTIFICATE, IN_LOT };

struct m_counter {
    int64_t held, used;
};

struct m_certificate {
    char code[PROMO_CODE_SIZE];
    int64_t available, held, used, expires;
    promo_code_standing standing;
};

struct m_lot {
    int customer;
    int64_t opened, expires, earned, available, held, used, lapsed;
};

struct m_hold {
    enum holding in;
    int which;
    int64_t amount, money, returned;
    bool once;
};

struct m_line {
    int64_t quantity, total, returned, refunded;
};

struct m_order {
    promo_order_state state;
    int customer, variant;
    int64_t expires, due, points, taken; /* points: earned at commit; taken back since */
    int lot, certificate;                /* what the commit gave; -1 */
    struct m_hold holds[HOLDS];
    int hold_count;
    struct m_line lines[LINES];
    int refunds, refund_line[8];
    int64_t refund_quantity[8];
};

struct model {
    struct m_counter counters[COUNTERS];
    struct m_certificate certificates[CERTIFICATES];
    struct m_lot lots[LOTS];
    struct m_order orders[ORDERS];
    int64_t made[ORDERS]; /* when the order was first heard of: ties of what ends at once */
    int certificate_count, lot_count;
    int64_t clock;
};

/* Counters 0 coupon; 1 to 3 by customer; 4, 5 by day; 6 promotion; 7 budget; 8 uses of it; 9, 10 codes. */
static const int64_t LIMITS[COUNTERS] = {7, 3, 3, 3, 4, 4, 5, 3000, 6, 1, 1};
static char codes[2][PROMO_CODE_SIZE], first_certificates[2][PROMO_CODE_SIZE];

static int64_t least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static int64_t balance_at(const struct model *model, int customer, int64_t at)
{
    int64_t sum = 0;
    for (int i = 0; i < model->lot_count; i++)
        if (model->lots[i].customer == customer && (model->lots[i].expires > at || model->lots[i].available < 0))
            sum += model->lots[i].available;
    return sum;
}

/* Lots in the order they are spent: by when they were opened, then as they came. */
static int lots_in_order(const struct model *model, int customer, int *order)
{
    int count = 0;
    for (int i = 0; i < model->lot_count; i++) {
        if (model->lots[i].customer != customer)
            continue;
        int at = count++;
        for (; at > 0 && model->lots[order[at - 1]].opened > model->lots[i].opened; at--)
            order[at] = order[at - 1];
        order[at] = i;
    }
    return count;
}

static void settle_debts(struct model *model, int customer, int64_t at)
{
    int order[LOTS], count = lots_in_order(model, customer, order);
    for (int i = 0; i < count; i++)
        for (int j = 0; j < count; j++) {
            struct m_lot *debtor = &model->lots[order[i]], *payer = &model->lots[order[j]];
            if (debtor->available >= 0 || payer->available <= 0 || payer->expires <= at)
                continue;
            int64_t amount = least(least(-debtor->available, debtor->used), payer->available);
            debtor->available += amount;
            debtor->used -= amount;
            payer->available -= amount;
            payer->used += amount;
        }
}

static int give_points(struct model *model, int customer, int64_t points, int64_t at, int64_t expires)
{
    assert_true(model->lot_count < LOTS);
    model->lots[model->lot_count++] =
        (struct m_lot){.customer = customer, .opened = at, .expires = expires, .earned = points, .available = points};
    settle_debts(model, customer, at);
    return model->lot_count - 1;
}

static void release_order(struct model *model, struct m_order *order)
{
    for (int i = 0; i < order->hold_count; i++) {
        const struct m_hold *hold = &order->holds[i];
        if (hold->in == IN_COUNTER) {
            model->counters[hold->which].held -= hold->amount;
        } else if (hold->in == IN_CERTIFICATE) {
            model->certificates[hold->which].held -= hold->amount;
            model->certificates[hold->which].available += hold->amount;
        } else {
            model->lots[hold->which].held -= hold->amount;
            model->lots[hold->which].available += hold->amount;
        }
    }
    order->hold_count = 0;
    order->state = PROMO_ORDER_CANCELLED;
}

/* Releases what has ended, the earliest end first. */
static int sweep(struct model *model, int64_t at, int most)
{
    int swept = 0;
    while (swept < most) {
        int first = -1;
        for (int i = 0; i < ORDERS; i++) {
            const struct m_order *order = &model->orders[i];
            if (order->state != PROMO_ORDER_HELD || order->expires > at)
                continue;
            if (first < 0 || order->expires < model->orders[first].expires ||
                (order->expires == model->orders[first].expires && model->made[i] < model->made[first]))
                first = i;
        }
        if (first < 0)
            break;
        release_order(model, &model->orders[first]);
        swept++;
    }
    return swept;
}

/* --- what orders ask for: drawn from the order's number and the variant of its content ------------------------------- */

struct wish {
    bool counters[COUNTERS];
    int64_t budget, certificate[2], points, earned;
    int customer, day;
    bool issue, once;
    struct m_line lines[LINES];
};

static struct wish wish_of(int order, int variant)
{
    uint64_t random = (uint64_t)order * 100 + (uint64_t)variant + 5;
    struct wish wish = {.customer = (int)random_below(&random, CUSTOMERS + 1) - 1, .day = (int)random_below(&random, DAYS)};
    int64_t total = 0;
    for (int i = 0; i < LINES; i++) {
        wish.lines[i] = (struct m_line){.quantity = 1 + random_below(&random, 4), .total = random_below(&random, 1000)};
        total += wish.lines[i].total;
    }
    wish.counters[0] = random_below(&random, 2) == 0;
    if (wish.customer >= 0 && random_below(&random, 2) == 0)
        wish.counters[1 + wish.customer] = true;
    if (random_below(&random, 3) == 0)
        wish.counters[4 + wish.day] = true;
    wish.counters[6] = random_below(&random, 3) == 0;
    wish.budget = random_below(&random, 2) == 0 ? 1 + random_below(&random, 700) : 0;
    wish.counters[8] = wish.budget > 0;
    wish.counters[9] = random_below(&random, 4) == 0;
    wish.counters[10] = random_below(&random, 4) == 0;
    wish.once = random_below(&random, 2) == 0;
    for (int i = 0; i < 2; i++)
        if (total > 0 && random_below(&random, 3) == 0)
            total -= wish.certificate[i] = 1 + random_below(&random, least(total, 300));
    if (wish.customer >= 0 && total > 0 && random_below(&random, 2) == 0)
        wish.points = 1 + random_below(&random, least(total, 150));
    wish.earned = wish.customer >= 0 ? random_below(&random, 200) : 0;
    wish.issue = random_below(&random, 6) == 0;
    return wish;
}

static const char *const CUSTOMER_IDS[] = {"c-0", "c-1", "c-2"};

static void sale_of(struct sale *sale, const struct wish *wish, const char *order)
{
    static const char *const LINE_IDS[] = {"0", "1"};
    sale_begin(sale, order, wish->customer < 0 ? NULL : CUSTOMER_IDS[wish->customer]);
    sale->demand.day = wish->day;
    for (int i = 0; i < LINES; i++)
        sale_line(sale, LINE_IDS[i], wish->lines[i].quantity, 1000, wish->lines[i].total);
    if (wish->counters[0])
        sale_need(sale, PROMO_NEED_COUPON, "a", 1, LIMITS[0])->once = wish->once;
    for (int i = 0; i < CUSTOMERS; i++)
        if (wish->counters[1 + i])
            sale_need(sale, PROMO_NEED_COUPON_CUSTOMER, "a", 1, LIMITS[1 + i]);
    for (int i = 0; i < DAYS; i++)
        if (wish->counters[4 + i])
            sale_need(sale, PROMO_NEED_PROMOTION_DAY, "p", 1, LIMITS[4 + i]);
    if (wish->counters[6])
        sale_need(sale, PROMO_NEED_PROMOTION, "p", 1, LIMITS[6]);
    if (wish->budget > 0)
        sale_need(sale, PROMO_NEED_CAMPAIGN_MONEY, "m", wish->budget, LIMITS[7]);
    if (wish->counters[8])
        sale_need(sale, PROMO_NEED_CAMPAIGN_USES, "m", 1, LIMITS[8]);
    for (int i = 0; i < 2; i++)
        if (wish->counters[9 + i])
            sale_code(sale, PROMO_NEED_CODE, i == 0 ? "code-0" : "code-1", codes[i], 1);
    for (int i = 0; i < 2; i++)
        if (wish->certificate[i] > 0)
            sale_code(sale, PROMO_NEED_CERTIFICATE, i == 0 ? "cert-0" : "cert-1", first_certificates[i], wish->certificate[i]);
    if (wish->points > 0)
        sale_points(sale, "stars", wish->points, wish->points / 2);
    if (wish->earned > 0) {
        promo_issue *issue = sale_issue(sale, PROMO_ISSUE_POINTS, "stars", NULL, wish->earned, 0);
        issue->valid_count = 600;
        issue->valid_unit = PROMO_SECONDS;
    }
    if (wish->issue)
        sale_issue(sale, PROMO_ISSUE_CERTIFICATE, "gift", "GC-############", 1, 77)->ends = 1500;
}

/* --- the model's operations ------------------------------------------------------------------------------------------ */

static void m_take(struct m_order *order, enum holding in, int which, int64_t amount, int64_t money, bool once)
{
    order->holds[order->hold_count++] = (struct m_hold){in, which, amount, money, 0, once};
}

static bool m_count(struct model *model, struct m_order *order, int which, int64_t amount, bool once)
{
    struct m_counter *counter = &model->counters[which];
    if (counter->held + counter->used + amount > LIMITS[which])
        return false;
    counter->held += amount;
    m_take(order, IN_COUNTER, which, amount, 0, once);
    return true;
}

static bool m_hold_all(struct model *model, struct m_order *order, const struct wish *wish, int64_t at)
{
    bool all = true;
    for (int i = 0; i < COUNTERS; i++) {
        if (i == 7 && wish->budget > 0)
            all &= m_count(model, order, 7, wish->budget, false);
        else if (wish->counters[i])
            all &= m_count(model, order, i, 1, i == 0 && wish->once);
    }
    for (int i = 0; i < 2; i++) {
        struct m_certificate *certificate = &model->certificates[i];
        if (wish->certificate[i] == 0)
            continue;
        bool good = certificate->standing == PROMO_CODE_LIVE && at < certificate->expires;
        if (!good || certificate->available < wish->certificate[i]) {
            all = false;
            continue;
        }
        certificate->available -= wish->certificate[i];
        certificate->held += wish->certificate[i];
        m_take(order, IN_CERTIFICATE, i, wish->certificate[i], wish->certificate[i], false);
    }
    if (wish->points == 0)
        return all;
    if (balance_at(model, wish->customer, at) < wish->points)
        return false;
    int in_order[LOTS], count = lots_in_order(model, wish->customer, in_order);
    int64_t taken = 0, worth = wish->points / 2;
    for (int i = 0; i < count && taken < wish->points; i++) {
        struct m_lot *lot = &model->lots[in_order[i]];
        int64_t amount = least(wish->points - taken, lot->available);
        if (lot->expires <= at || amount <= 0)
            continue;
        lot->available -= amount;
        lot->held += amount;
        m_take(order, IN_LOT, in_order[i], amount,
               worth * (taken + amount) / wish->points - worth * taken / wish->points, false);
        taken += amount;
    }
    return all;
}

static promo_status m_reserve(struct model *model, int number, int variant, int64_t at)
{
    struct m_order *order = &model->orders[number];
    struct wish wish = wish_of(number, variant);
    if (order->state == PROMO_ORDER_HELD && at >= order->expires)
        release_order(model, order);
    if (order->state == PROMO_ORDER_HELD || order->state == PROMO_ORDER_COMMITTED)
        return order->variant == variant ? PROMO_OK : PROMO_CONFLICT;
    sweep(model, at, 4);
    for (int attempt = 0; attempt < 2; attempt++) {
        struct model before = *model;
        struct m_order fresh = {.state = PROMO_ORDER_HELD, .customer = wish.customer, .variant = variant, .expires = at + 200,
                                .lot = -1, .certificate = -1};
        int64_t paid = wish.certificate[0] + wish.certificate[1] + wish.points / 2;
        memcpy(fresh.lines, wish.lines, sizeof fresh.lines);
        fresh.due = wish.lines[0].total + wish.lines[1].total - paid;
        if (m_hold_all(model, &fresh, &wish, at)) {
            if (model->made[number] == 0)
                model->made[number] = ++model->clock;
            *order = fresh;
            return PROMO_OK;
        }
        *model = before;
        if (attempt == 0 && sweep(model, at, ORDERS) == 0)
            break;
    }
    for (int i = 0; i < 2; i++)
        if (wish.certificate[i] > 0 && model->certificates[i].standing == PROMO_CODE_LIVE && at >= model->certificates[i].expires) {
            model->certificates[i].standing = PROMO_CODE_EXPIRED;
            model->certificates[i].available = 0;
        }
    return PROMO_CONFLICT;
}

static promo_status m_commit(struct model *model, int number, int64_t at, const promo_answer *answer)
{
    struct m_order *order = &model->orders[number];
    struct wish wish = wish_of(number, order->variant);
    if (order->state == PROMO_ORDER_NONE)
        return PROMO_NOT_FOUND;
    if (order->state == PROMO_ORDER_HELD && at >= order->expires)
        release_order(model, order);
    if (order->state != PROMO_ORDER_HELD)
        return order->state == PROMO_ORDER_COMMITTED ? PROMO_OK : PROMO_CONFLICT;
    for (int i = 0; i < order->hold_count; i++) {
        const struct m_hold *hold = &order->holds[i];
        int64_t *held = hold->in == IN_COUNTER       ? &model->counters[hold->which].held
                        : hold->in == IN_CERTIFICATE ? &model->certificates[hold->which].held
                                                     : &model->lots[hold->which].held;
        int64_t *used = hold->in == IN_COUNTER       ? &model->counters[hold->which].used
                        : hold->in == IN_CERTIFICATE ? &model->certificates[hold->which].used
                                                     : &model->lots[hold->which].used;
        *held -= hold->amount;
        *used += hold->amount;
    }
    order->points = wish.earned;
    if (wish.earned > 0)
        order->lot = give_points(model, order->customer, wish.earned, at, at + 600);
    if (wish.issue) {
        order->certificate = model->certificate_count++;
        struct m_certificate *given = &model->certificates[order->certificate];
        *given = (struct m_certificate){.available = 77, .expires = 1500};
        for (size_t i = 0; answer != NULL && i < answer->issued_count; i++)
            if (answer->issued[i].code != NULL)
                snprintf(given->code, sizeof given->code, "%s", answer->issued[i].code);
    }
    order->state = PROMO_ORDER_COMMITTED;
    return PROMO_OK;
}

static promo_status m_cancel(struct model *model, int number)
{
    struct m_order *order = &model->orders[number];
    if (order->state == PROMO_ORDER_NONE)
        return PROMO_NOT_FOUND;
    if (order->state == PROMO_ORDER_HELD)
        release_order(model, order);
    return order->state == PROMO_ORDER_CANCELLED ? PROMO_OK : PROMO_CONFLICT;
}

static void m_restore_points(struct model *model, struct m_order *order, int which, int64_t points, int64_t at)
{
    int in_order[LOTS], count = lots_in_order(model, order->customer, in_order);
    int64_t amount = least(points, model->lots[which].used);
    model->lots[which].used -= amount;
    model->lots[which].available += amount;
    points -= amount;
    for (int i = count; points > 0 && i-- > 0;) {
        struct m_lot *lot = &model->lots[in_order[i]];
        if (in_order[i] == which)
            continue;
        amount = least(points, lot->used);
        lot->used -= amount;
        lot->available += amount;
        points -= amount;
    }
    assert_int_equal(points, 0);
    settle_debts(model, order->customer, at);
}

static void m_return_hold(struct model *model, struct m_order *order, struct m_hold *hold, int64_t returned, int64_t at)
{
    int64_t amount = returned - hold->returned;
    if (amount <= 0)
        return;
    hold->returned = returned;
    if (hold->in == IN_COUNTER) {
        model->counters[hold->which].used -= amount;
    } else if (hold->in == IN_CERTIFICATE) {
        model->certificates[hold->which].used -= amount;
        model->certificates[hold->which].available += amount;
    } else {
        m_restore_points(model, order, hold->which, amount, at);
    }
}

static void m_take_back_points(struct model *model, struct m_order *order, int64_t taken, int64_t at)
{
    struct m_lot *lot = &model->lots[order->lot];
    int64_t points = taken - order->taken;
    if (points <= 0)
        return;
    int64_t from_available = lot->available > 0 ? least(points, lot->available) : 0;
    int64_t from_lapsed = least(points - from_available, lot->lapsed);
    lot->lapsed -= from_lapsed;
    lot->available -= points - from_lapsed;
    lot->earned -= points;
    order->taken = taken;
    settle_debts(model, order->customer, at);
}

/* *money: what is paid back. */
static promo_status m_refund(struct model *model, int number, int id, int which, int64_t quantity, int64_t at, int64_t *money)
{
    struct m_order *order = &model->orders[number];
    if (order->state == PROMO_ORDER_NONE)
        return PROMO_NOT_FOUND;
    if (order->state != PROMO_ORDER_COMMITTED)
        return PROMO_CONFLICT;
    *money = -1;
    if (order->refunds >> id & 1)
        return order->refund_line[id] == which && order->refund_quantity[id] == quantity ? PROMO_OK : PROMO_CONFLICT;
    struct m_line *line = &order->lines[which];
    if (line->returned + quantity > line->quantity)
        return PROMO_CONFLICT;
    int64_t before = order->lines[0].refunded + order->lines[1].refunded, goods = order->lines[0].total + order->lines[1].total;
    for (; quantity > 0; quantity--, line->returned++)
        line->refunded += line->total / line->quantity + (line->returned < line->total % line->quantity);
    order->refunds |= 1 << id;
    int64_t after = order->lines[0].refunded + order->lines[1].refunded;
    int64_t units = order->lines[0].quantity + order->lines[1].quantity, back = order->lines[0].returned + order->lines[1].returned;
    bool all = units == back;
    *money = least(after, order->due) - least(before, order->due);
    int64_t left = after - order->due;
    for (int i = order->hold_count; i-- > 0;) {
        struct m_hold *hold = &order->holds[i];
        if (hold->in == IN_COUNTER)
            continue;
        int64_t part = left < 0 ? 0 : least(left, hold->money);
        int64_t returned = hold->money == 0 ? (all ? hold->amount : 0) : hold->amount * part / hold->money;
        m_return_hold(model, order, hold, returned, at);
        left -= hold->money;
    }
    int64_t of = goods > 0 ? goods : units, share = goods > 0 ? after : back;
    for (int i = 0; i < order->hold_count; i++) {
        struct m_hold *hold = &order->holds[i];
        if (hold->in != IN_COUNTER || hold->once)
            continue;
        if (hold->which == 7)
            m_return_hold(model, order, hold, all ? hold->amount : hold->amount * share / of, at);
        else if (all)
            m_return_hold(model, order, hold, hold->amount, at);
    }
    if (order->lot >= 0)
        m_take_back_points(model, order, all ? order->points : (order->points * share + of - 1) / of, at);
    if (order->certificate >= 0 && all) {
        struct m_certificate *given = &model->certificates[order->certificate];
        if (given->standing == PROMO_CODE_LIVE && given->held + given->used == 0) {
            given->standing = PROMO_CODE_REVOKED;
            given->available = 0;
        }
    }
    return PROMO_OK;
}

static promo_status m_adjust(struct model *model, int customer, int64_t points, int64_t at)
{
    if (points > 0) {
        give_points(model, customer, points, at, at + 300);
        return PROMO_OK;
    }
    int in_order[LOTS], count = lots_in_order(model, customer, in_order);
    if (balance_at(model, customer, at) < -points)
        return PROMO_CONFLICT;
    for (int i = 0; i < count && points < 0; i++) {
        struct m_lot *lot = &model->lots[in_order[i]];
        int64_t amount = least(-points, lot->available);
        if (lot->expires <= at || amount <= 0)
            continue;
        lot->available -= amount;
        lot->earned -= amount;
        points += amount;
    }
    return PROMO_OK;
}

static void m_expire(struct model *model, int64_t at)
{
    sweep(model, at, ORDERS);
    for (int i = 0; i < model->lot_count; i++)
        if (model->lots[i].expires <= at && model->lots[i].available > 0) {
            model->lots[i].lapsed += model->lots[i].available;
            model->lots[i].available = 0;
        }
    for (int i = 0; i < model->certificate_count; i++) {
        struct m_certificate *certificate = &model->certificates[i];
        if (certificate->expires > at || certificate->available == 0)
            continue;
        certificate->available = 0;
        if (certificate->standing == PROMO_CODE_LIVE)
            certificate->standing = PROMO_CODE_EXPIRED;
    }
}

static void m_revoke(struct model *model, int which)
{
    struct m_certificate *certificate = &model->certificates[which];
    if (certificate->standing != PROMO_CODE_LIVE)
        return;
    certificate->standing = PROMO_CODE_REVOKED;
    certificate->available = 0;
}

/* --- comparing -------------------------------------------------------------------------------------------------------- */

struct counted {
    int64_t counts[COUNTERS - 2];
};

static promo_status read_counters(struct store_link *link, void *context)
{
    static const struct {
        enum account_kind kind;
        const char *name, *customer;
        int64_t part;
    } WHICH[] = {{ACCOUNT_COUPON, "a", NULL, 0},          {ACCOUNT_COUPON_CUSTOMER, "a", "c-0", 0},
                 {ACCOUNT_COUPON_CUSTOMER, "a", "c-1", 0}, {ACCOUNT_COUPON_CUSTOMER, "a", "c-2", 0},
                 {ACCOUNT_PROMOTION_DAY, "p", NULL, 0},    {ACCOUNT_PROMOTION_DAY, "p", NULL, 1},
                 {ACCOUNT_PROMOTION, "p", NULL, 0},        {ACCOUNT_CAMPAIGN_MONEY, "m", NULL, 0},
                 {ACCOUNT_CAMPAIGN_USES, "m", NULL, 0}};
    struct counted *counted = context;
    promo_status status = PROMO_OK;
    for (int i = 0; status == PROMO_OK && i < COUNTERS - 2; i++) {
        struct snapshot snapshot;
        status = snapshot_begin(&snapshot, link, WHICH[i].customer, INT64_MIN);
        if (status == PROMO_OK && (WHICH[i].customer == NULL || snapshot.customer != LEDGER_NOBODY))
            status = snapshot_count(&snapshot, WHICH[i].kind, WHICH[i].name, WHICH[i].part, &counted->counts[i]);
    }
    return status;
}

static void compare_all(promo_store *store, const struct model *model, int64_t at)
{
    struct counted counted = {0};
    assert_ok(store_read(store, read_counters, &counted));
    for (int i = 0; i < COUNTERS - 2; i++)
        assert_int_equal(counted.counts[i], model->counters[i].held + model->counters[i].used);
    for (int i = 0; i < 2; i++) {
        promo_code_report report = code_of(store, codes[i], at);
        assert_int_equal(report.held, model->counters[9 + i].held);
        assert_int_equal(report.used, model->counters[9 + i].used);
    }
    for (int i = 0; i < model->certificate_count; i++) {
        const struct m_certificate *certificate = &model->certificates[i];
        promo_code_report report = code_of(store, certificate->code, INT64_MIN);
        assert_int_equal(report.balance, certificate->available);
        assert_int_equal(report.held, certificate->held);
        assert_int_equal(report.used, certificate->used);
        assert_int_equal(report.standing, certificate->standing);
    }
    for (int customer = 0; customer < CUSTOMERS; customer++) {
        promo_points_report report = points_of(store, CUSTOMER_IDS[customer], "stars", at);
        int64_t held = 0, earned = 0;
        for (int i = 0; i < model->lot_count; i++)
            if (model->lots[i].customer == customer) {
                held += model->lots[i].held;
                earned += model->lots[i].expires > at ? model->lots[i].earned : 0;
            }
        assert_int_equal(report.balance, balance_at(model, customer, at));
        assert_int_equal(report.held, held);
        assert_int_equal(report.earned, earned);
    }
}

/* What happened, over all histories. */
enum outcome { RESERVED, REFUSED, COMMITTED, CANCELLED, REFUNDED, ADJUSTED, REPEATED, OUTCOMES };
static int64_t done[OUTCOMES];
static uint64_t history_seed;

/* --- histories --------------------------------------------------------------------------------------------------------- */

/* An order in the state that an operation is about, mostly; else any. */
static int pick_order(const struct model *model, promo_order_state state, uint64_t *random)
{
    int first = (int)random_below(random, ORDERS);
    bool any = random_below(random, 4) == 0;
    for (int i = 0; i < ORDERS && !any; i++)
        if (model->orders[(first + i) % ORDERS].state == state)
            return (first + i) % ORDERS;
    return first;
}

static void one_operation(promo_store *store, struct model *model, uint64_t *random, int64_t at, int64_t serial)
{
    char id[32], key[32];
    promo_answer *answer = NULL;
    promo_status got, wanted;
    int kind = (int)random_below(random, 24);
    int number = pick_order(model, kind < 8 ? PROMO_ORDER_NONE : kind < 15 ? PROMO_ORDER_HELD : PROMO_ORDER_COMMITTED, random);
    snprintf(id, sizeof id, "o-%d", number);
    if (kind < 8) {
        int variant = random_below(random, 5) == 0 ? (int)random_below(random, 3) : model->orders[number].variant;
        struct wish wish = wish_of(number, variant);
        struct sale sale;
        sale_of(&sale, &wish, id);
        got = promo_store_reserve(store, &sale.demand, at, 200, &answer);
        wanted = m_reserve(model, number, variant, at);
    } else if (kind < 13) {
        got = promo_store_commit(store, id, at, &answer);
        wanted = m_commit(model, number, at, answer);
    } else if (kind < 15) {
        got = promo_store_cancel(store, id, at, &answer);
        wanted = m_cancel(model, number);
    } else if (kind < 20) {
        int refund_id = (int)random_below(random, 8), line = (int)random_below(random, LINES);
        int64_t quantity = 1 + random_below(random, 2), money = -1;
        promo_return back = {line == 0 ? "0" : "1", quantity};
        struct m_order *order = &model->orders[number];
        bool again = order->refunds >> refund_id & 1;
        snprintf(key, sizeof key, "r-%d", refund_id);
        got = promo_store_refund(store, id, key, &back, 1, at, &answer);
        wanted = m_refund(model, number, refund_id, line, quantity, at, &money);
        if (wanted == PROMO_OK && !again) {
            order->refund_line[refund_id] = line;
            order->refund_quantity[refund_id] = quantity;
            assert_int_equal(answer->refunds[0].money, money);
        }
    } else if (kind < 22) {
        int customer = (int)random_below(random, CUSTOMERS);
        int64_t points = random_below(random, 300) - 100;
        points += points == 0;
        snprintf(key, sizeof key, "adjust-%lld", (long long)serial);
        got = promo_store_adjust(store, key, CUSTOMER_IDS[customer], "stars", points, at + 300, "test", at);
        if (got == PROMO_OK)
            got = promo_store_adjust(store, key, CUSTOMER_IDS[customer], "stars", points, at + 300, "test", at);
        wanted = m_adjust(model, customer, points, at);
    } else if (kind < 23) {
        got = promo_store_expire(store, at, NULL);
        wanted = PROMO_OK;
        m_expire(model, at);
    } else {
        int which = (int)random_below(random, model->certificate_count);
        if (which < 2 && random_below(random, 4) > 0)
            return;
        got = promo_store_revoke(store, model->certificates[which].code, at, NULL);
        wanted = PROMO_OK;
        m_revoke(model, which);
    }
    if (got != wanted)
        fail_msg("operation %lld (kind %d, order %d, at %lld): %s, the model says %s", (long long)serial, kind, number,
                 (long long)at, promo_status_text(got), promo_status_text(wanted));
    enum outcome outcome = kind < 8 ? RESERVED : kind < 13 ? COMMITTED : kind < 15 ? CANCELLED : kind < 20 ? REFUNDED : ADJUSTED;
    done[got == PROMO_CONFLICT ? REFUSED : answer != NULL && answer->repeated ? REPEATED : outcome] +=
        got == PROMO_OK || got == PROMO_CONFLICT;
    if (answer != NULL && got == PROMO_OK)
        assert_int_equal(answer->state, model->orders[number].state);
    promo_answer_free(answer);
}

static void one_history(struct place *place, const char *template, uint64_t seed)
{
    uint64_t random = seed;
    struct model model = {.certificate_count = 2};
    int64_t at = 1000;
    char bytes[1 << 16];
    size_t got;
    FILE *in = fopen(template, "rb"), *out = fopen(place->path, "wb");
    while ((got = fread(bytes, 1, sizeof bytes, in)) > 0)
        assert_int_equal(fwrite(bytes, 1, got, out), got);
    fclose(in);
    fclose(out);
    place_open(place);
    for (int i = 0; i < 2; i++) {
        model.certificates[i] = (struct m_certificate){.available = 500, .expires = i == 0 ? PROMO_NEVER : 1600};
        memcpy(model.certificates[i].code, first_certificates[i], PROMO_CODE_SIZE);
    }
    for (int i = 0; i < OPERATIONS; i++) {
        at += random_below(&random, 60) - (random_below(&random, 5) == 0 ? 150 : 0);
        one_operation(place->store, &model, &random, at, i);
        compare_all(place->store, &model, at);
    }
    assert_verified(place->store);
    promo_store_close(place->store);
    place->store = NULL;
    place_remove_file(place->path);
}

/* Two codes and two certificates, one of which ends. */
static void prepare(struct place *place, char *template, size_t size)
{
    place_init(place);
    for (int i = 0; i < 2; i++) {
        char coupon[32];
        snprintf(coupon, sizeof coupon, "code-%d", i);
        make_code(place->store, coupon, "b", 0, codes[i]);
        snprintf(coupon, sizeof coupon, "cert-%d", i);
        promo_batch batch = {.coupon = coupon, .pattern = "GC-############", .count = 1, .limit = PROMO_UNLIMITED, .worth = 500,
                             .currency = "USD", .decimals = 2, .starts = PROMO_ALWAYS, .ends = i == 0 ? PROMO_NEVER : 1600};
        assert_ok(promo_store_generate(place->store, &batch, NULL, NULL, NULL));
        assert_ok(promo_store_codes(place->store, coupon, NULL, keep_code, first_certificates[i]));
    }
    promo_store_close(place->store);
    place->store = NULL;
    snprintf(template, size, "%s/template.db", place->directory);
    assert_int_equal(rename(place->path, template), 0);
}

static void random_histories_agree_with_the_model(void **state)
{
    (void)state;
    struct place place;
    char template[128];
    const int64_t histories = test_scale(400);
    uint64_t seed = test_seed(20260401);
    prepare(&place, template, sizeof template);
    for (int64_t i = 0; i < histories; i++) {
        history_seed = seed + (uint64_t)i;
        one_history(&place, template, history_seed);
    }
    history_seed = 0;
    unlink(template);
    place_done(&place);
    for (int kind = 0; kind < OUTCOMES; kind++) /* histories in which nothing happens prove nothing */
        assert_true(done[kind] > histories / 2);
}

static int name_seed(void **state)
{
    (void)state;
    if (history_seed != 0)
        print_error("PROMO_TEST_SEED=%llu repeats the history that failed\n", (unsigned long long)history_seed);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(random_histories_agree_with_the_model, name_seed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
