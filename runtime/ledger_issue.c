/* What a commit issues: codes, certificates, points. */
#include "runtime/ledger_code.h"
#include "runtime/ledger_order.h"
#include "runtime/ledger_points.h"

struct issuing {
    struct booking *booking;
    const struct order *order;
    struct code_source source;
    int64_t number; /* of the next row of what was issued */
};

static promo_status record(struct issuing *issuing, const promo_issue *issue, int64_t account, int64_t code,
                           const char *public_code, int64_t quantity, int64_t expires)
{
    return store_exec_one(issuing->booking->link, SQL_ADD_ISSUED,
                          VALUES(value_int(issuing->order->key), value_int(issuing->number++), value_int(issue->kind),
                                 value_text(issue->name), account == 0 ? value_text(NULL) : value_int(account),
                                 code == 0 ? value_text(NULL) : value_int(code), value_text(public_code),
                                 value_int(quantity), value_int(issue->worth), value_int(expires)));
}

static promo_status issue_points(struct issuing *issuing, const promo_issue *issue)
{
    int64_t account = 0;
    int64_t expires = code_expiry(issuing->booking->at, issue->valid_count, issue->valid_unit, issue->ends);
    promo_status status = points_give(issuing->booking, issue->name, issuing->order->customer, MOVEMENT_EARN,
                                      issue->quantity, expires, &account);
    return status == PROMO_OK ? record(issuing, issue, account, 0, NULL, issue->quantity, expires) : status;
}

/* Codes with a limit were counted when they were held. */
static promo_status count_made(struct issuing *issuing, const promo_issue *issue)
{
    int64_t account;
    struct account_key key = {ACCOUNT_ISSUED, issue->name, LEDGER_NOBODY, 0};
    if (issue->limit != PROMO_UNLIMITED)
        return PROMO_OK;
    promo_status status = account_open(issuing->booking->link, &key, issuing->booking->at, PROMO_NEVER, &account);
    return status == PROMO_OK
               ? ledger_move(issuing->booking, account, MOVEMENT_MAKE, issue->quantity, PROMO_UNLIMITED, NULL)
               : status;
}

static promo_status issue_one(struct issuing *issuing, const promo_issue *issue, const struct code_terms *terms)
{
    int64_t id = 0;
    char normal[PROMO_CODE_SIZE];
    promo_status status = code_add(issuing->booking->link, issue->pattern, terms, &issuing->source, &id, normal);
    if (status == PROMO_OK && issue->kind == PROMO_ISSUE_CERTIFICATE)
        status = code_fill(issuing->booking, id, issue->worth, terms->expires);
    return status == PROMO_OK ? record(issuing, issue, 0, id, NULL, 1, terms->expires) : status;
}

static promo_status issue_codes(struct issuing *issuing, const promo_issue *issue)
{
    struct code_batch batch = {
        .coupon = issue->name,
        .name = "",
        .pattern = issue->pattern,
        .certificate = issue->kind == PROMO_ISSUE_CERTIFICATE,
        .currency = issue->kind == PROMO_ISSUE_CERTIFICATE ? issuing->order->currency : "",
        .decimals = issuing->order->decimals,
    };
    struct code_terms terms = {
        .customer = issue->personal ? issuing->order->customer : LEDGER_NOBODY,
        .uses = 1,
        .issued = issuing->booking->at,
        .starts = issue->starts,
        .expires = code_expiry(issuing->booking->at, issue->valid_count, issue->valid_unit, issue->ends),
    };
    if (!code_pattern_is_random(issue->pattern) && !batch.certificate)
        return record(issuing, issue, 0, 0, issue->pattern, issue->quantity, terms.expires);
    promo_status status = count_made(issuing, issue);
    if (status == PROMO_OK)
        status = code_batch_open(issuing->booking->link, &batch, &terms.batch);
    for (int64_t i = 0; status == PROMO_OK && i < issue->quantity; i++)
        status = issue_one(issuing, issue, &terms);
    return status == PROMO_OK ? store_exec_one(issuing->booking->link, SQL_COUNT_BATCH,
                                               VALUES(value_int(terms.batch), value_int(issue->quantity)))
                              : status;
}

promo_status order_issue(struct booking *booking, const struct order *order, const promo_demand *demand)
{
    struct issuing issuing = {.booking = booking, .order = order};
    promo_status status = PROMO_OK;
    for (size_t i = 0; status == PROMO_OK && i < demand->issue_count; i++)
        status = demand->issues[i].kind == PROMO_ISSUE_POINTS ? issue_points(&issuing, &demand->issues[i])
                                                              : issue_codes(&issuing, &demand->issues[i]);
    return status;
}
