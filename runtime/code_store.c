/* Codes for the shop's staff: made in batches, listed, shown, revoked. */
#include "runtime/ledger_code.h"

#include <stdio.h>
#include <stdlib.h>

enum { CODES_A_TRANSACTION = 20000 };

struct making {
    const promo_batch *batch;
    struct code_batch record;
    unsigned char content[DIGEST_SIZE];
    int64_t made, total; /* by the last transaction; altogether */
    char (*drawn)[PROMO_CODE_SIZE];
    struct code_source source;
    uint32_t order[CODE_REGIONS], left[CODE_REGIONS]; /* regions in the order they are made; codes of each to come */
    size_t region;                                    /* in order */
};

/* --- generating ---------------------------------------------------------------------------------------------------- */

static promo_status check_batch(const promo_batch *batch)
{
    promo_code_odds odds;
    promo_status status = demand_check_text("coupon", batch->coupon, DEMAND_KEY_MOST);
    if (status == PROMO_OK && batch->batch != NULL)
        status = demand_check_text("batch", batch->batch, DEMAND_KEY_MOST);
    if (status == PROMO_OK && batch->customer != NULL)
        status = demand_check_text("customer", batch->customer, DEMAND_KEY_MOST);
    if (status == PROMO_OK && batch->worth > 0)
        status = demand_check_text("currency", batch->currency, 3);
    if (status == PROMO_OK && (batch->worth < 0 || batch->worth > DEMAND_MOST || batch->uses < 0))
        status = error_set(PROMO_INVALID, "a code's worth and uses are not below zero");
    if (status == PROMO_OK)
        status = promo_code_odds_of(batch->pattern, batch->count, &odds);
    if (status == PROMO_OK && !odds.enough)
        status = PROMO_INVALID;
    return status;
}

/* What makes two calls speak of one batch. */
static void digest_terms(const promo_batch *batch, unsigned char out[DIGEST_SIZE])
{
    struct digest digest;
    char numbers[160];
    const char *texts[] = {batch->pattern, batch->currency, batch->customer};
    digest_start(&digest);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        const char *text = texts[i] == NULL ? "" : texts[i];
        digest_add(&digest, text, strlen(text) + 1);
    }
    int length = snprintf(numbers, sizeof numbers, "%lld %lld %lld %lld %lld %d", (long long)batch->worth,
                          (long long)batch->uses, (long long)batch->starts, (long long)batch->ends,
                          (long long)batch->valid_count, (int)batch->valid_unit);
    digest_add(&digest, numbers, (size_t)length);
    digest_end(&digest, out);
}

static int by_text(const void *a, const void *b)
{
    return strcmp(a, b);
}

/* Says how many of the codes fall into each region, and shuffles the regions: where an interrupted call stopped says nothing
 * of which codes there are. */
static promo_status spread(struct making *making, int64_t count)
{
    promo_status status = PROMO_OK;
    unsigned region;
    making->region = 0;
    for (uint32_t i = 0; i < CODE_REGIONS; i++) {
        making->order[i] = i;
        making->left[i] = 0;
    }
    for (int64_t i = 0; status == PROMO_OK && i < count; i++) {
        status = code_draw_region(&making->source, &region);
        making->left[region]++;
    }
    for (uint32_t i = CODE_REGIONS; status == PROMO_OK && i > 1; i--) {
        status = code_draw_region(&making->source, &region);
        uint32_t other = making->order[region % i];
        making->order[region % i] = making->order[i - 1];
        making->order[i - 1] = other;
    }
    return status;
}

static promo_status draw_next(struct making *making, int64_t to_come, char normal[PROMO_CODE_SIZE])
{
    promo_status status = PROMO_OK;
    if (to_come <= CODES_A_TRANSACTION && making->region == CODE_REGIONS)
        return code_draw(making->batch->pattern, &making->source, normal);
    while (status == PROMO_OK && (making->region == CODE_REGIONS || making->left[making->order[making->region]] == 0))
        if (making->region == CODE_REGIONS)
            status = spread(making, to_come);
        else
            making->region++;
    if (status != PROMO_OK)
        return status;
    making->left[making->order[making->region]]--;
    return code_draw_in(making->batch->pattern, &making->source, making->order[making->region], normal);
}

/* Codes are made region by region, and put in the order of the index: neighbours share its pages. */
static promo_status draw_sorted(struct making *making, int64_t to_come, int64_t count)
{
    promo_status status = PROMO_OK;
    for (int64_t i = 0; status == PROMO_OK && i < count; i++)
        status = draw_next(making, to_come - i, making->drawn[i]);
    if (status == PROMO_OK)
        qsort(making->drawn, (size_t)count, sizeof making->drawn[0], by_text);
    return status;
}

static promo_status add_drawn(struct booking *booking, struct making *making, const struct code_terms *terms,
                              const char *normal)
{
    struct store_link *link = booking->link;
    char other[PROMO_CODE_SIZE];
    int64_t added, id;
    promo_status status = store_exec(link, SQL_ADD_CODE, &added,
                                     VALUES(value_text(normal), value_int(terms->batch), value_int(terms->customer),
                                            value_int(terms->uses), value_int(terms->issued), value_int(terms->starts),
                                            value_int(terms->expires)));
    id = link->driver->last_key(link);
    if (status == PROMO_OK && added == 0)
        status = code_add(link, making->batch->pattern, terms, &making->source, &id, other);
    if (status == PROMO_OK && making->batch->worth > 0)
        status = code_fill(booking, id, making->batch->worth, terms->expires);
    return status;
}

static promo_status count_made(struct booking *booking, const promo_batch *batch, int64_t count)
{
    int64_t account;
    bool moved;
    struct account_key key = {ACCOUNT_ISSUED, batch->coupon, LEDGER_NOBODY, 0};
    promo_status status = account_open(booking->link, &key, booking->at, PROMO_NEVER, &account);
    if (status == PROMO_OK)
        status = ledger_move(booking, account, MOVEMENT_MAKE, count, batch->limit, &moved);
    if (status == PROMO_OK && !moved)
        return error_set(PROMO_CONFLICT, "coupon `%s` may have %lld code%s altogether: %lld more would be too many",
                         batch->coupon, (long long)batch->limit, text_plural(batch->limit), (long long)count);
    return status;
}

static promo_status find_batch(struct store_link *link, struct making *making, int64_t *id)
{
    bool row;
    promo_status status = store_query(link, SQL_NAMED_BATCH, &row,
                                      VALUES(value_text(making->record.coupon), value_text(making->record.name)));
    *id = 0;
    making->total = 0;
    if (status != PROMO_OK || !row)
        return status;
    *id = store_int(link, SQL_NAMED_BATCH, 0);
    making->total = store_int(link, SQL_NAMED_BATCH, 1);
    struct text content = store_text(link, SQL_NAMED_BATCH, 2);
    bool same = content.length == DIGEST_SIZE && memcmp(content.bytes, making->content, DIGEST_SIZE) == 0;
    store_finish(link, SQL_NAMED_BATCH);
    if (!same)
        return error_set(PROMO_CONFLICT, "batch `%s` of coupon `%s` was made with another pattern, worth or validity",
                         making->record.name, making->record.coupon);
    if (making->total > making->batch->count)
        return error_set(PROMO_CONFLICT, "batch `%s` of coupon `%s` has %lld code%s already", making->record.name,
                         making->record.coupon, (long long)making->total, text_plural(making->total));
    return PROMO_OK;
}

static promo_status make_some(struct store_link *link, void *context)
{
    struct making *making = context;
    const promo_batch *batch = making->batch;
    struct booking booking;
    int64_t id;
    promo_status status = find_batch(link, making, &id);
    int64_t count = batch->count - making->total;
    making->made = 0;
    if (status != PROMO_OK || count == 0)
        return status;
    int64_t to_come = count;
    count = count < CODES_A_TRANSACTION ? count : CODES_A_TRANSACTION;
    struct code_terms terms = {
        .uses = batch->uses == 0 ? 1 : batch->uses,
        .issued = batch->at,
        .starts = batch->starts,
        .expires = code_expiry(batch->at, batch->valid_count, batch->valid_unit, batch->ends),
    };
    status = draw_sorted(making, to_come, count);
    if (status == PROMO_OK)
        status = customer_open(link, batch->customer, &terms.customer);
    if (status == PROMO_OK)
        status = code_batch_open(link, &making->record, &terms.batch);
    if (status == PROMO_OK)
        status = booking_open(&booking, link, OPERATION_GENERATE, batch->at, LEDGER_NO_ORDER, NULL, NULL, making->record.name);
    if (status == PROMO_OK)
        status = count_made(&booking, batch, count);
    for (int64_t i = 0; status == PROMO_OK && i < count; i++)
        status = add_drawn(&booking, making, &terms, making->drawn[i]);
    if (status == PROMO_OK)
        status = store_exec_one(link, SQL_COUNT_BATCH, VALUES(value_int(terms.batch), value_int(count)));
    making->made = count;
    return status;
}

static promo_status make_attempt(struct store_link *link, void *context)
{
    return store_attempt(link, make_some, context);
}

promo_status promo_store_generate(promo_store *store, const promo_batch *batch, promo_progress *progress, void *context,
                                  int64_t *made)
{
    const promo_allocator *alloc = store_allocator(store);
    int64_t sum = 0;
    promo_status status = check_batch(batch);
    if (made != NULL)
        *made = 0;
    if (status != PROMO_OK)
        return status;
    struct making making = {
        .batch = batch,
        .record = {.coupon = batch->coupon,
                   .name = batch->batch != NULL ? batch->batch : batch->coupon,
                   .pattern = batch->pattern,
                   .currency = batch->worth > 0 ? batch->currency : "",
                   .decimals = batch->decimals,
                   .certificate = batch->worth > 0},
        .drawn = alloc_array(alloc, CODES_A_TRANSACTION, sizeof *making.drawn),
        .region = CODE_REGIONS,
    };
    if (making.drawn == NULL)
        return error_set(PROMO_NO_MEMORY, "no memory for the codes");
    digest_terms(batch, making.content);
    making.record.content = making.content;
    for (bool more = true; more && status == PROMO_OK;) {
        status = store_write(store, make_attempt, &making);
        sum += status == PROMO_OK ? making.made : 0;
        int64_t done = making.total + making.made;
        more = status == PROMO_OK && making.made > 0 && done < batch->count;
        if (status == PROMO_OK && progress != NULL && !progress(context, done, batch->count) && more)
            status = error_set(PROMO_BUSY, "stopped after %lld of %lld codes: the same call makes the rest", (long long)done,
                               (long long)batch->count);
    }
    alloc_release(alloc, making.drawn, CODES_A_TRANSACTION, sizeof *making.drawn);
    if (made != NULL)
        *made = sum;
    return status;
}

/* --- listing and showing ------------------------------------------------------------------------------------------- */

struct listing {
    const char *coupon, *batch;
    promo_code_visit *visit;
    void *context;
};

static promo_status list(struct store_link *link, void *context)
{
    struct listing *listing = context;
    char pattern[PROMO_CODE_SIZE], normal[PROMO_CODE_SIZE], code[PROMO_CODE_SIZE];
    bool row;
    promo_status status = store_query(link, SQL_LIST_CODES, &row,
                                      VALUES(value_text(listing->coupon), value_text(listing->batch)));
    while (status == PROMO_OK && row) {
        store_copy(link, SQL_LIST_CODES, 0, pattern, sizeof pattern);
        store_copy(link, SQL_LIST_CODES, 1, normal, sizeof normal);
        code_print(pattern, normal, code);
        if (!listing->visit(listing->context, code)) {
            store_finish(link, SQL_LIST_CODES);
            break;
        }
        status = store_step(link, SQL_LIST_CODES, &row);
    }
    return status;
}

promo_status promo_store_codes(promo_store *store, const char *coupon, const char *batch, promo_code_visit *visit,
                               void *context)
{
    struct listing listing = {coupon, batch, visit, context};
    promo_status status = demand_check_text("coupon", coupon, DEMAND_KEY_MOST);
    return status == PROMO_OK ? store_read(store, list, &listing) : status;
}

struct showing {
    const char *code;
    struct code found;
};

static promo_status look_up(struct store_link *link, void *context)
{
    struct showing *showing = context;
    return stored_code_find(link, showing->code, &showing->found);
}

promo_status promo_store_code(promo_store *store, const char *code, int64_t at, promo_code_report *report)
{
    struct showing showing = {.code = code};
    *report = (promo_code_report){0};
    promo_status status = store_read(store, look_up, &showing);
    if (status != PROMO_OK)
        return status;
    const struct code *found = &showing.found;
    if (found->id == 0)
        return error_set(PROMO_NOT_FOUND, "the code is not known");
    code_print(found->pattern, found->normal, report->code);
    memcpy(report->coupon, found->coupon, sizeof report->coupon);
    memcpy(report->currency, found->currency, sizeof report->currency);
    report->decimals = found->decimals;
    report->certificate = found->certificate;
    report->standing = found->standing == PROMO_CODE_LIVE && at >= found->expires ? PROMO_CODE_EXPIRED : found->standing;
    report->issued = found->issued;
    report->starts = found->starts;
    report->expires = found->expires;
    report->uses = found->certificate ? 0 : found->uses;
    report->used = found->account.sides[SIDE_USED];
    report->held = found->account.sides[SIDE_HELD];
    report->worth = found->certificate ? -found->account.sides[SIDE_SOURCE] : 0;
    report->balance = found->certificate ? found->account.sides[SIDE_AVAILABLE] : 0;
    return PROMO_OK;
}

struct revoking {
    const char *code, *why;
    int64_t at;
};

static promo_status revoke(struct store_link *link, void *context)
{
    struct revoking *revoking = context;
    struct booking booking;
    struct code code;
    promo_status status = stored_code_find(link, revoking->code, &code);
    if (status == PROMO_OK && code.id == 0)
        return error_set(PROMO_NOT_FOUND, "the code is not known");
    if (status != PROMO_OK || code.standing != PROMO_CODE_LIVE)
        return status;
    int64_t left = code.certificate ? code.account.sides[SIDE_AVAILABLE] : 0;
    status = store_exec_one(link, SQL_SET_STANDING, VALUES(value_int(code.id), value_int(PROMO_CODE_REVOKED)));
    if (status == PROMO_OK)
        status = booking_open(&booking, link, OPERATION_REVOKE, revoking->at, LEDGER_NO_ORDER, NULL, NULL, revoking->why);
    if (status == PROMO_OK && left > 0)
        status = ledger_move(&booking, code.account.id, MOVEMENT_REVOKE, left, PROMO_UNLIMITED, NULL);
    return status;
}

static promo_status revoke_attempt(struct store_link *link, void *context)
{
    return store_attempt(link, revoke, context);
}

promo_status promo_store_revoke(promo_store *store, const char *code, int64_t at, const char *why)
{
    struct revoking revoking = {code, why, at};
    promo_status status = why == NULL ? PROMO_OK : demand_check_text("why", why, DEMAND_TEXT_MOST);
    return status == PROMO_OK ? store_write(store, revoke_attempt, &revoking) : status;
}
