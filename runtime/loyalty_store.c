/* Loyalty points for the shop's staff: shown and adjusted. */
#include "runtime/ledger_points.h"

#include "runtime/demand.h"
#include "runtime/digest.h"

#include <stdio.h>

struct adjusting {
    const char *key, *customer, *program, *why;
    int64_t points, expires, at;
    unsigned char content[DIGEST_SIZE];
};

static void digest_adjustment(const struct adjusting *adjusting, unsigned char out[DIGEST_SIZE])
{
    struct digest digest;
    char numbers[64];
    digest_start(&digest);
    digest_add(&digest, adjusting->customer, strlen(adjusting->customer) + 1);
    digest_add(&digest, adjusting->program, strlen(adjusting->program) + 1);
    int length = snprintf(numbers, sizeof numbers, "%lld %lld", (long long)adjusting->points, (long long)adjusting->expires);
    digest_add(&digest, numbers, (size_t)length);
    digest_end(&digest, out);
}

/* *done: the key was used for the same before. */
static promo_status adjusted_before(struct store_link *link, const struct adjusting *adjusting, bool *done)
{
    *done = false;
    if (adjusting->key == NULL)
        return PROMO_OK;
    promo_status status = store_query(link, SQL_FIND_BOOKING, done, VALUES(value_text(adjusting->key)));
    if (status != PROMO_OK || !*done)
        return status;
    struct text content = store_text(link, SQL_FIND_BOOKING, 0);
    bool same = content.length == DIGEST_SIZE && memcmp(content.bytes, adjusting->content, DIGEST_SIZE) == 0;
    store_finish(link, SQL_FIND_BOOKING);
    return same ? PROMO_OK : error_set(PROMO_CONFLICT, "`%s` was used for another adjustment", adjusting->key);
}

static promo_status adjust(struct store_link *link, void *context)
{
    struct adjusting *adjusting = context;
    struct booking booking;
    bool done, enough = true;
    int64_t customer = LEDGER_NOBODY, left = 0, lot;
    promo_status status = adjusted_before(link, adjusting, &done);
    if (status != PROMO_OK || done)
        return status;
    status = customer_open(link, adjusting->customer, &customer);
    if (status == PROMO_OK)
        status = booking_open(&booking, link, OPERATION_ADJUST, adjusting->at, LEDGER_NO_ORDER, adjusting->key,
                              adjusting->content, adjusting->why);
    if (status == PROMO_OK && adjusting->points > 0)
        return points_give(&booking, adjusting->program, customer, MOVEMENT_GRANT, adjusting->points, adjusting->expires, &lot);
    if (status == PROMO_OK)
        status = points_deduct(&booking, adjusting->program, customer, -adjusting->points, &left, &enough);
    if (status == PROMO_OK && !enough)
        return error_set(PROMO_CONFLICT, "the customer has %lld point%s of `%s`: %lld cannot be taken", (long long)left,
                         text_plural(left), adjusting->program, (long long)-adjusting->points);
    return status;
}

static promo_status adjust_attempt(struct store_link *link, void *context)
{
    return store_attempt(link, adjust, context);
}

promo_status promo_store_adjust(promo_store *store, const char *key, const char *customer, const char *program,
                                int64_t points, int64_t expires, const char *why, int64_t at)
{
    struct adjusting adjusting = {key, customer, program, why, points, expires, at, {0}};
    promo_status status = demand_check_text("customer", customer, DEMAND_KEY_MOST);
    if (status == PROMO_OK)
        status = demand_check_text("program", program, DEMAND_KEY_MOST);
    if (status == PROMO_OK && key != NULL)
        status = demand_check_text("key", key, DEMAND_KEY_MOST);
    if (status == PROMO_OK)
        status = demand_check_text("why", why, DEMAND_TEXT_MOST);
    if (status == PROMO_OK && (points == 0 || points > DEMAND_MOST || points < -DEMAND_MOST))
        status = error_set(PROMO_INVALID, "an adjustment by %lld points is none", (long long)points);
    if (status != PROMO_OK)
        return status;
    digest_adjustment(&adjusting, adjusting.content);
    return store_write(store, adjust_attempt, &adjusting);
}

/* --- showing ------------------------------------------------------------------------------------------------------- */

struct showing {
    const char *customer;
    int64_t at;
    promo_points_visit *visit;
    void *context;
};

static promo_points_report report_of(const struct lots *lots, const char *program, int64_t at)
{
    promo_points_report report = {.program = program, .balance = lots_balance(lots, at), .next_expiry = PROMO_NEVER};
    for (size_t i = 0; i < lots->items_of.count; i++) {
        const struct account *lot = &lots->items_of.items[i];
        report.held += lot->sides[SIDE_HELD];
        if (lot->expires <= at)
            continue;
        report.earned -= lot->sides[SIDE_SOURCE];
        if (lot->expires < report.next_expiry && lot->sides[SIDE_AVAILABLE] > 0) {
            report.next_expiry = lot->expires;
            report.expiring = 0;
        }
        if (lot->expires == report.next_expiry && lot->expires != PROMO_NEVER && lot->sides[SIDE_AVAILABLE] > 0)
            report.expiring += lot->sides[SIDE_AVAILABLE];
    }
    return report;
}

/* The name after `program`, which it replaces; *row: there is one. */
static promo_status next_program(struct store_link *link, char program[DEMAND_KEY_MOST + 1], bool *row)
{
    promo_status status = store_query(link, SQL_NEXT_PROGRAM, row, VALUES(value_text(program)));
    if (status != PROMO_OK || !*row)
        return status;
    store_copy(link, SQL_NEXT_PROGRAM, 0, program, DEMAND_KEY_MOST + 1);
    store_finish(link, SQL_NEXT_PROGRAM);
    return PROMO_OK;
}

static promo_status show(struct store_link *link, void *context)
{
    struct showing *showing = context;
    char program[DEMAND_KEY_MOST + 1] = "";
    int64_t customer;
    bool row = true;
    promo_status status = customer_find(link, showing->customer, &customer);
    while (status == PROMO_OK && row) {
        struct lots lots;
        status = next_program(link, program, &row);
        if (status != PROMO_OK || !row)
            break;
        status = lots_read(link, program, customer, &lots);
        if (status == PROMO_OK && lots.items_of.count > 0) {
            promo_points_report report = report_of(&lots, program, showing->at);
            row = showing->visit(showing->context, &report);
        }
        lots_done(&lots);
    }
    return status;
}

promo_status promo_store_points(promo_store *store, const char *customer, int64_t at, promo_points_visit *visit,
                                void *context)
{
    struct showing showing = {customer, at, visit, context};
    promo_status status = demand_check_text("customer", customer, DEMAND_KEY_MOST);
    return status == PROMO_OK ? store_read(store, show, &showing) : status;
}

struct naming {
    promo_program_visit *visit;
    void *context;
};

static promo_status name_programs(struct store_link *link, void *context)
{
    struct naming *naming = context;
    char program[DEMAND_KEY_MOST + 1] = "";
    bool row = true;
    promo_status status = PROMO_OK;
    while (status == PROMO_OK && row) {
        status = next_program(link, program, &row);
        if (status == PROMO_OK && row)
            row = naming->visit(naming->context, program);
    }
    return status;
}

promo_status promo_store_programs(promo_store *store, promo_program_visit *visit, void *context)
{
    struct naming naming = {visit, context};
    return store_read(store, name_programs, &naming);
}
