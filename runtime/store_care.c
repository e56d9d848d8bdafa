/* The store as a whole: what has ended is booked, a customer is forgotten, everything is recomputed, copied. */
#include "runtime/ledger_code.h"
#include "runtime/ledger_order.h"

#include <stdio.h>

enum { EXPIRED_A_TRANSACTION = 500 };

/* --- expire -------------------------------------------------------------------------------------------------------- */

struct expiring {
    int64_t at, count;
};

/* A certificate or a lot of points. *found is false when none is left. */
static promo_status expire_stock(struct booking *booking, bool *found)
{
    struct store_link *link = booking->link;
    promo_status status = store_query(link, SQL_EXPIRED_STOCK, found, VALUES(value_int(booking->at)));
    if (status != PROMO_OK || !*found)
        return status;
    int64_t account = store_int(link, SQL_EXPIRED_STOCK, 0), kind = store_int(link, SQL_EXPIRED_STOCK, 1);
    int64_t part = store_int(link, SQL_EXPIRED_STOCK, 2), left = store_int(link, SQL_EXPIRED_STOCK, 3);
    store_finish(link, SQL_EXPIRED_STOCK);
    status = ledger_move(booking, account, MOVEMENT_EXPIRE, left, PROMO_UNLIMITED, NULL);
    if (status == PROMO_OK && kind == ACCOUNT_CERTIFICATE)
        status = store_exec(link, SQL_END_CODE, NULL, VALUES(value_int(part), value_int(PROMO_CODE_EXPIRED)));
    return status;
}

static promo_status expire_some(struct store_link *link, void *context)
{
    struct expiring *expiring = context;
    struct booking booking = {.link = link};
    bool found = true;
    promo_status status = orders_expire(link, expiring->at, EXPIRED_A_TRANSACTION, &expiring->count);
    while (status == PROMO_OK && found && expiring->count < EXPIRED_A_TRANSACTION) {
        if (booking.id == 0)
            status = booking_open(&booking, link, OPERATION_EXPIRE, expiring->at, LEDGER_NO_ORDER, NULL, NULL, NULL);
        if (status == PROMO_OK)
            status = expire_stock(&booking, &found);
        expiring->count += status == PROMO_OK && found;
    }
    /* Nothing to book is no booking. */
    return status == PROMO_OK && expiring->count == 0 ? error_set(PROMO_NOT_FOUND, "nothing has ended") : status;
}

static promo_status expire_attempt(struct store_link *link, void *context)
{
    return store_attempt(link, expire_some, context);
}

promo_status promo_store_expire(promo_store *store, int64_t at, int64_t *count)
{
    struct expiring expiring = {.at = at};
    int64_t sum = 0;
    promo_status status = PROMO_OK;
    while (status == PROMO_OK) {
        expiring.count = 0;
        status = store_write(store, expire_attempt, &expiring);
        sum += status == PROMO_OK ? expiring.count : 0;
    }
    if (count != NULL)
        *count = sum;
    return status == PROMO_NOT_FOUND ? PROMO_OK : status;
}

/* --- forget -------------------------------------------------------------------------------------------------------- */

static promo_status forget(struct store_link *link, const char *customer)
{
    struct code_source source = {0};
    char drawn[PROMO_CODE_SIZE], id[PROMO_CODE_SIZE];
    static const char PATTERN[] = "forgotten-##########################";
    int64_t renamed = 0, dropped = 0;
    promo_status status = code_draw(PATTERN, &source, drawn);
    code_print(PATTERN, drawn, id);
    if (status == PROMO_OK)
        status = store_exec(link, SQL_RENAME_CUSTOMER, &renamed, VALUES(value_text(customer), value_text(id)));
    if (status == PROMO_OK)
        status = store_exec(link, SQL_DROP_MEMBER, &dropped, VALUES(value_text(customer)));
    if (status == PROMO_OK && renamed == 0 && dropped == 0)
        return error_set(PROMO_NOT_FOUND, "the customer is not known");
    return status;
}

promo_status promo_store_forget(promo_store *store, const char *customer)
{
    struct store_link *link;
    promo_status status = demand_check_text("customer", customer, DEMAND_KEY_MOST);
    if (status == PROMO_OK)
        status = store_link_open(store, &link);
    if (status != PROMO_OK)
        return status;
    status = link->driver->scrub(link, true);
    if (status == PROMO_OK)
        status = link->driver->begin(link, STORE_WRITE);
    if (status == PROMO_OK) {
        status = forget(link, customer);
        promo_status ended = link->driver->end(link, status == PROMO_OK);
        status = status != PROMO_OK ? status : ended;
    }
    if (status == PROMO_OK)
        status = link->driver->scrub(link, false);
    store_link_close(link);
    return status;
}

/* --- verify -------------------------------------------------------------------------------------------------------- */

struct verifying {
    promo_verify_visit *visit;
    void *context;
    int64_t disagreements;
};

/* Each gives a sentence for every disagreement. */
static const enum store_sql CHECKS[] = {
    SQL_VERIFY_SUMS,    SQL_VERIFY_BALANCES, SQL_VERIFY_ENTRIES, SQL_VERIFY_HELD,  SQL_VERIFY_USED,   SQL_VERIFY_POINTS,
    SQL_VERIFY_ORDERS,  SQL_VERIFY_LINES,    SQL_VERIFY_REFUNDS, SQL_VERIFY_CODES, SQL_VERIFY_ISSUED, SQL_VERIFY_BATCHES,
    SQL_VERIFY_HOLDERS,
};

static promo_status run_check(struct store_link *link, enum store_sql sql, struct verifying *verifying)
{
    char sentence[1024];
    bool row;
    promo_status status = store_query(link, sql, &row, NULL, 0);
    while (status == PROMO_OK && row) {
        store_copy(link, sql, 0, sentence, sizeof sentence);
        verifying->visit(verifying->context, sentence);
        verifying->disagreements++;
        status = store_step(link, sql, &row);
    }
    return status;
}

static promo_status check_codes(struct store_link *link, struct verifying *verifying)
{
    char normal[PROMO_CODE_SIZE], pattern[PROMO_CODE_SIZE], sentence[3 * PROMO_CODE_SIZE];
    bool row;
    promo_status status = store_query(link, SQL_ALL_CODES, &row, NULL, 0);
    while (status == PROMO_OK && row) {
        store_copy(link, SQL_ALL_CODES, 0, pattern, sizeof pattern);
        store_copy(link, SQL_ALL_CODES, 1, normal, sizeof normal);
        if (!code_pattern_fits(pattern, normal)) {
            snprintf(sentence, sizeof sentence, "code %s is not one of pattern %s", normal, pattern);
            verifying->visit(verifying->context, sentence);
            verifying->disagreements++;
        }
        status = store_step(link, SQL_ALL_CODES, &row);
    }
    return status;
}

static promo_status verify(struct store_link *link, struct verifying *verifying)
{
    promo_status status = link->driver->check(link, verifying->visit, verifying->context, &verifying->disagreements);
    for (size_t i = 0; status == PROMO_OK && i < sizeof CHECKS / sizeof CHECKS[0]; i++)
        status = run_check(link, CHECKS[i], verifying);
    return status == PROMO_OK ? check_codes(link, verifying) : status;
}

static void ignore(void *context, const char *disagreement)
{
    (void)context;
    (void)disagreement;
}

promo_status promo_store_verify(promo_store *store, promo_verify_visit *visit, void *context, int64_t *disagreements)
{
    struct verifying verifying = {visit != NULL ? visit : ignore, context, 0};
    struct store_link *link;
    promo_status status = store_link_open(store, &link);
    if (status != PROMO_OK)
        return status;
    status = link->driver->make_room(link);
    if (status == PROMO_OK)
        status = link->driver->begin(link, STORE_READ);
    if (status == PROMO_OK) {
        status = verify(link, &verifying);
        link->driver->end(link, false);
    }
    store_link_close(link);
    *disagreements = verifying.disagreements;
    return status;
}

/* --- backup -------------------------------------------------------------------------------------------------------- */

struct copying {
    const char *file;
    promo_progress *progress;
    void *context;
};

static promo_status copy(struct store_link *link, void *context)
{
    struct copying *copying = context;
    return link->driver->backup(link, copying->file, copying->progress, copying->context);
}

promo_status promo_store_backup(promo_store *store, const char *file, promo_progress *progress, void *context)
{
    struct copying copying = {file, progress, context};
    if (file == NULL || file[0] == '\0')
        return error_set(PROMO_INVALID, "a backup needs the name of a file");
    return store_read(store, copy, &copying);
}
