/* Refund: units come back; what was paid for them goes where it came from, last in first out, and what was earned on them is
 * taken back.
 *
 * Everything is computed from what has been returned altogether, never from one refund alone: any split of a return into
 * refunds ends with the same amounts, and the whole gives exactly what was booked. */
#include "base/exact.h"
#include "runtime/ledger_code.h"
#include "runtime/ledger_order.h"
#include "runtime/ledger_points.h"

#include <stdio.h>
#include <stdlib.h>

struct line {
    int64_t number, quantity, total, returned, refunded;
    char id[DEMAND_KEY_MOST + 1];
};

struct refunding {
    const char *id, *refund;
    const promo_return *returns;
    size_t count;
    int64_t at;
    unsigned char content[DIGEST_SIZE];
    struct answer *answer;
    struct order order;
    struct booking booking;
    VECTOR(struct line) lines;
    const promo_allocator *alloc;
    int64_t goods, before, after; /* the order's goods; refunded before this one and with it */
    int64_t units, units_after;   /* the same in units, for what was given away */
    int64_t money;                /* to be paid out by this refund */
};

static bool all_back(const struct refunding *refunding)
{
    return refunding->units_after == refunding->units;
}

/* Of `amount` that belongs to the whole order, the part that is the returned goods', rounded down or up. */
static int64_t part_of(const struct refunding *refunding, int64_t amount, bool up)
{
    int64_t of = refunding->goods, part = refunding->after;
    if (of == 0) {
        of = refunding->units;
        part = refunding->units_after;
    }
    if (all_back(refunding))
        return amount;
    promo_i128 product = (promo_i128)amount * part;
    return (int64_t)((product + (up ? of - 1 : 0)) / of);
}

/* --- the units ----------------------------------------------------------------------------------------------------- */

static promo_status read_lines(struct store_link *link, struct refunding *refunding)
{
    bool row;
    promo_status status = store_query(link, SQL_READ_LINES, &row, VALUES(value_int(refunding->order.key)));
    while (status == PROMO_OK && row) {
        struct line line = {
            .number = store_int(link, SQL_READ_LINES, 0),
            .quantity = store_int(link, SQL_READ_LINES, 2),
            .total = store_int(link, SQL_READ_LINES, 3),
            .returned = store_int(link, SQL_READ_LINES, 4),
            .refunded = store_int(link, SQL_READ_LINES, 5),
        };
        store_copy(link, SQL_READ_LINES, 1, line.id, sizeof line.id);
        refunding->goods += line.total;
        refunding->before += line.refunded;
        refunding->units += line.quantity;
        refunding->units_after += line.returned;
        if (!VECTOR_PUSH(&refunding->lines, refunding->alloc, line)) {
            store_finish(link, SQL_READ_LINES);
            return error_set(PROMO_NO_MEMORY, "no memory for the order's lines");
        }
        status = store_step(link, SQL_READ_LINES, &row);
    }
    refunding->after = refunding->before;
    return status;
}

/* What the first `units` of a line cost together: the odd minor units lie on the first ones. */
static int64_t price_of_first(const struct line *line, int64_t units)
{
    int64_t odd = line->total % line->quantity;
    return line->total / line->quantity * units + (units < odd ? units : odd);
}

static promo_status take_units(struct refunding *refunding, struct line *line, int64_t quantity)
{
    struct store_link *link = refunding->booking.link;
    int64_t value = price_of_first(line, line->returned + quantity) - line->refunded;
    line->returned += quantity;
    line->refunded += value;
    refunding->after += value;
    refunding->units_after += quantity;
    promo_status status = store_exec_one(link, SQL_RETURN_LINE,
                                         VALUES(value_int(refunding->order.key), value_int(line->number),
                                                value_int(line->returned), value_int(line->refunded)));
    return status == PROMO_OK
               ? store_exec_one(link, SQL_ADD_REFUND_LINE, VALUES(value_int(refunding->booking.id), value_int(line->number),
                                                                  value_int(quantity), value_int(value)))
               : status;
}

static int find_by_id(const void *id, const void *line)
{
    return strcmp(id, ((const struct line *)line)->id);
}

/* The lines were read in the order of their ids. */
static promo_status take_lines(struct refunding *refunding)
{
    promo_status status = PROMO_OK;
    for (size_t i = 0; status == PROMO_OK && i < refunding->count; i++) {
        const promo_return *back = &refunding->returns[i];
        struct line *line = bsearch(back->line, refunding->lines.items, refunding->lines.count, sizeof *line, find_by_id);
        if (line == NULL)
            return error_set(PROMO_INVALID, "order `%s` has no line `%s`", refunding->id, back->line);
        if (back->quantity > line->quantity - line->returned)
            return answer_conflict(refunding->answer, "line `%s` has %lld left to return, not %lld", back->line,
                                   (long long)(line->quantity - line->returned), (long long)back->quantity);
        status = take_units(refunding, line, back->quantity);
    }
    return status;
}

/* --- what was paid ------------------------------------------------------------------------------------------------- */

static promo_status return_hold(struct refunding *refunding, const struct hold *hold, int64_t returned)
{
    struct store_link *link = refunding->booking.link;
    promo_status status = PROMO_OK;
    int64_t amount = returned - hold->returned;
    if (amount <= 0)
        return PROMO_OK;
    if (hold->kind == ACCOUNT_POINTS) {
        char program[DEMAND_KEY_MOST + 1] = "";
        bool row;
        status = store_query(link, SQL_ACCOUNT_NAME, &row, VALUES(value_int(hold->account)));
        if (status == PROMO_OK && row) {
            store_copy(link, SQL_ACCOUNT_NAME, 0, program, sizeof program);
            store_finish(link, SQL_ACCOUNT_NAME);
            status = points_restore(&refunding->booking, program, refunding->order.customer, hold->account, amount);
        }
    } else {
        enum movement back = hold->kind == ACCOUNT_CERTIFICATE ? MOVEMENT_GIVE_BACK : MOVEMENT_RESTORE;
        status = ledger_move(&refunding->booking, hold->account, back, amount, PROMO_UNLIMITED, NULL);
    }
    return status == PROMO_OK ? store_exec_one(link, SQL_RETURN_HOLD, VALUES(value_int(refunding->order.key),
                                                                            value_int(hold->number), value_int(returned)))
                              : status;
}

static int64_t clamp(int64_t value, int64_t most)
{
    return value < 0 ? 0 : value < most ? value : most;
}

/* Money was the last to pay, so it is the first to go back; then the payments in reverse. */
static promo_status return_payments(struct refunding *refunding, const struct holds *holds)
{
    promo_status status = PROMO_OK;
    int64_t left = refunding->after;
    refunding->money = clamp(left, refunding->order.due) - clamp(refunding->before, refunding->order.due);
    left -= refunding->order.due;
    for (size_t i = holds->list.count; status == PROMO_OK && i-- > 0;) {
        const struct hold *hold = &holds->list.items[i];
        if (!account_is_stock(hold->kind))
            continue;
        int64_t money = clamp(left, hold->money);
        /* Points that pay nothing come back with the last unit. */
        bool whole = hold->money == 0 ? all_back(refunding) : money == hold->money;
        int64_t returned = whole ? hold->amount : (int64_t)((promo_i128)hold->amount * money / (hold->money + !hold->money));
        status = return_hold(refunding, hold, returned);
        left -= hold->money;
    }
    return status;
}

/* Money given away by a campaign goes back to its budget in proportion; uses only when everything came back. */
static promo_status return_counts(struct refunding *refunding, const struct holds *holds)
{
    promo_status status = PROMO_OK;
    for (size_t i = 0; status == PROMO_OK && i < holds->list.count; i++) {
        const struct hold *hold = &holds->list.items[i];
        if (account_is_stock(hold->kind) || hold->kind == ACCOUNT_ISSUED || hold->once)
            continue;
        if (hold->kind == ACCOUNT_CAMPAIGN_MONEY)
            status = return_hold(refunding, hold, part_of(refunding, hold->amount, false));
        else if (all_back(refunding))
            status = return_hold(refunding, hold, hold->amount);
    }
    return status;
}

/* --- what was issued ----------------------------------------------------------------------------------------------- */

struct given {
    int64_t number, account, code, quantity, taken;
    promo_issue_kind kind;
    char name[DEMAND_KEY_MOST + 1];
};

/* Points that stay are those of the goods that stay, rounded down as they were earned. */
static promo_status take_points_back(struct refunding *refunding, const struct given *given)
{
    int64_t taken = part_of(refunding, given->quantity, true);
    if (taken <= given->taken)
        return PROMO_OK;
    promo_status status = points_take_back(&refunding->booking, given->name, refunding->order.customer, given->account,
                                           taken - given->taken);
    return status == PROMO_OK ? store_exec_one(refunding->booking.link, SQL_TAKE_ISSUED,
                                               VALUES(value_int(refunding->order.key), value_int(given->number),
                                                      value_int(taken)))
                              : status;
}

/* A code that the order issued goes with it, unless it was used in the meantime. */
static promo_status revoke_code(struct refunding *refunding, const struct given *given)
{
    struct store_link *link = refunding->booking.link;
    bool row;
    int64_t standing = PROMO_CODE_REVOKED, account = 0, touched = 0, available = 0;
    promo_status status = store_query(link, SQL_CODE_TOUCHED, &row, VALUES(value_int(given->code)));
    if (status == PROMO_OK && row) {
        standing = store_int(link, SQL_CODE_TOUCHED, 0);
        account = store_int(link, SQL_CODE_TOUCHED, 1);
        touched = store_int(link, SQL_CODE_TOUCHED, 2);
        available = store_int(link, SQL_CODE_TOUCHED, 3);
        store_finish(link, SQL_CODE_TOUCHED);
    }
    if (status != PROMO_OK || touched > 0 || standing != PROMO_CODE_LIVE)
        return status;
    status = store_exec_one(link, SQL_SET_STANDING, VALUES(value_int(given->code), value_int(PROMO_CODE_REVOKED)));
    if (status == PROMO_OK && available > 0)
        status = ledger_move(&refunding->booking, account, MOVEMENT_REVOKE, available, PROMO_UNLIMITED, NULL);
    return status;
}

static promo_status take_issued(struct refunding *refunding)
{
    struct store_link *link = refunding->booking.link;
    VECTOR(struct given) all = {0};
    bool row;
    promo_status status = store_query(link, SQL_READ_ISSUED, &row, VALUES(value_int(refunding->order.key)));
    while (status == PROMO_OK && row) {
        struct given given = {
            .number = store_int(link, SQL_READ_ISSUED, 0),
            .kind = (promo_issue_kind)store_int(link, SQL_READ_ISSUED, 1),
            .account = store_int(link, SQL_READ_ISSUED, 3),
            .code = store_int(link, SQL_READ_ISSUED, 4),
            .quantity = store_int(link, SQL_READ_ISSUED, 5),
            .taken = store_int(link, SQL_READ_ISSUED, 8),
        };
        store_copy(link, SQL_READ_ISSUED, 2, given.name, sizeof given.name);
        if (!VECTOR_PUSH(&all, refunding->alloc, given)) {
            store_finish(link, SQL_READ_ISSUED);
            status = error_set(PROMO_NO_MEMORY, "no memory for what the order issued");
            break;
        }
        status = store_step(link, SQL_READ_ISSUED, &row);
    }
    for (size_t i = 0; status == PROMO_OK && i < all.count; i++) {
        const struct given *given = &all.items[i];
        if (given->kind == PROMO_ISSUE_POINTS)
            status = take_points_back(refunding, given);
        else if (given->code != 0 && all_back(refunding))
            status = revoke_code(refunding, given);
    }
    VECTOR_DONE(&all, refunding->alloc);
    return status;
}

/* --- the operation ------------------------------------------------------------------------------------------------- */

static promo_status show_refund(struct store_link *link, struct refunding *refunding, int64_t booking, int64_t at,
                                int64_t value, int64_t money)
{
    promo_refunded shown = {.refund = refunding->refund, .at = at, .value = value, .money = money};
    answer_refunded(refunding->answer, &shown);
    promo_status status = booking_show(link, booking, refunding->answer);
    promo_status finished = answer_finish(refunding->answer);
    return status != PROMO_OK ? status : finished;
}

static promo_status refund_all(struct store_link *link, void *context)
{
    struct refunding *refunding = context;
    struct holds holds = {.alloc = link->alloc};
    promo_status status = booking_open(&refunding->booking, link, OPERATION_REFUND, refunding->at, refunding->order.key, NULL,
                                       NULL, NULL);
    if (status == PROMO_OK)
        status = read_lines(link, refunding);
    if (status == PROMO_OK)
        status = take_lines(refunding);
    if (status == PROMO_OK)
        status = holds_read(link, refunding->order.key, &holds);
    if (status == PROMO_OK)
        status = return_payments(refunding, &holds);
    if (status == PROMO_OK)
        status = return_counts(refunding, &holds);
    if (status == PROMO_OK)
        status = take_issued(refunding);
    holds_done(&holds);
    int64_t value = refunding->after - refunding->before;
    if (status == PROMO_OK)
        status = store_exec_one(link, SQL_ADD_REFUND,
                                VALUES(value_int(refunding->order.key), value_text(refunding->refund),
                                       value_int(refunding->at), value_bytes(refunding->content, DIGEST_SIZE),
                                       value_int(value), value_int(refunding->money), value_int(refunding->booking.id)));
    return status == PROMO_OK
               ? show_refund(link, refunding, refunding->booking.id, refunding->at, value, refunding->money)
               : status;
}

/* Whether this refund was made before: *found, and then its answer, or the conflict. */
static promo_status refund_again(struct store_link *link, struct refunding *refunding, bool *found)
{
    promo_status status = store_query(link, SQL_FIND_REFUND, found,
                                      VALUES(value_int(refunding->order.key), value_text(refunding->refund)));
    if (status != PROMO_OK || !*found)
        return status;
    int64_t at = store_int(link, SQL_FIND_REFUND, 0), value = store_int(link, SQL_FIND_REFUND, 2);
    int64_t money = store_int(link, SQL_FIND_REFUND, 3), booking = store_int(link, SQL_FIND_REFUND, 4);
    struct text content = store_text(link, SQL_FIND_REFUND, 1);
    bool same = content.length == DIGEST_SIZE && memcmp(content.bytes, refunding->content, DIGEST_SIZE) == 0;
    store_finish(link, SQL_FIND_REFUND);
    refunding->answer->shown.repeated = same;
    status = show_refund(link, refunding, booking, at, value, money);
    if (status == PROMO_OK && !same)
        status = answer_conflict(refunding->answer, "refund `%s` of order `%s` returned other units", refunding->refund,
                                 refunding->id);
    return status;
}

static promo_status refund(struct store_link *link, void *context)
{
    struct refunding *refunding = context;
    bool found;
    promo_status status = order_find(link, refunding->id, &refunding->order);
    if (status == PROMO_OK && refunding->order.key == LEDGER_NO_ORDER)
        return error_set(PROMO_NOT_FOUND, "there is no order `%s`", refunding->id);
    promo_answer *shown = &refunding->answer->shown;
    shown->currency = answer_text(refunding->answer, text_from(refunding->order.currency));
    shown->decimals = refunding->order.decimals;
    shown->state = refunding->order.state;
    shown->at = refunding->order.at;
    shown->expires = refunding->order.expires;
    refunding->answer->of_refund = true;
    if (status == PROMO_OK && refunding->order.state != PROMO_ORDER_COMMITTED)
        return answer_conflict(refunding->answer, "order `%s` is not committed: there is nothing to refund", refunding->id);
    if (status == PROMO_OK)
        status = refund_again(link, refunding, &found);
    return status != PROMO_OK || found ? status : store_attempt(link, refund_all, refunding);
}

static int by_line(const void *a, const void *b)
{
    return strcmp(((const promo_return *)a)->line, ((const promo_return *)b)->line);
}

static promo_status check_returns(const promo_return *returns, size_t count)
{
    promo_status status = PROMO_OK;
    if (count == 0)
        return error_set(PROMO_INVALID, "a refund needs lines: what is returned?");
    for (size_t i = 0; status == PROMO_OK && i < count; i++) {
        status = demand_check_text("lines.id", returns[i].line, DEMAND_KEY_MOST);
        if (status == PROMO_OK && (returns[i].quantity < 1 || returns[i].quantity > DEMAND_MOST))
            status = error_set(PROMO_INVALID, "line `%s` returns %lld units; 1 or more is expected", returns[i].line,
                               (long long)returns[i].quantity);
    }
    return status;
}

/* In the order of line ids: the same return is the same content however it is listed. */
static promo_status digest_returns(promo_return *sorted, const promo_return *returns, size_t count, unsigned char *out)
{
    struct digest digest;
    memcpy(sorted, returns, count * sizeof *sorted);
    qsort(sorted, count, sizeof *sorted, by_line);
    digest_start(&digest);
    for (size_t i = 0; i < count; i++) {
        if (i > 0 && strcmp(sorted[i - 1].line, sorted[i].line) == 0)
            return error_set(PROMO_INVALID, "line `%s` is there twice", sorted[i].line);
        char quantity[24];
        snprintf(quantity, sizeof quantity, "%lld", (long long)sorted[i].quantity);
        digest_add(&digest, sorted[i].line, strlen(sorted[i].line) + 1);
        digest_add(&digest, quantity, strlen(quantity) + 1);
    }
    digest_end(&digest, out);
    return PROMO_OK;
}

promo_status promo_store_refund(promo_store *store, const char *order, const char *refund_id, const promo_return *returns,
                                size_t count, int64_t at, promo_answer **out)
{
    const promo_allocator *alloc = store_allocator(store);
    struct refunding refunding = {.id = order, .refund = refund_id, .count = count, .at = at, .alloc = alloc};
    *out = NULL;
    promo_status status = demand_check_text("order", order, DEMAND_KEY_MOST);
    if (status == PROMO_OK)
        status = demand_check_text("refund", refund_id, DEMAND_KEY_MOST);
    if (status == PROMO_OK)
        status = check_returns(returns, count);
    if (status != PROMO_OK)
        return status;
    promo_return *sorted = alloc_array(alloc, count, sizeof *sorted);
    refunding.answer = answer_new(alloc, order);
    if (sorted == NULL || refunding.answer == NULL)
        status = error_set(PROMO_NO_MEMORY, "no memory for the refund");
    else
        status = digest_returns(sorted, returns, count, refunding.content);
    refunding.returns = sorted;
    if (status == PROMO_OK)
        status = store_write(store, refund, &refunding);
    VECTOR_DONE(&refunding.lines, alloc);
    alloc_release(alloc, sorted, count, sizeof *sorted);
    if (status == PROMO_OK || status == PROMO_CONFLICT)
        *out = &refunding.answer->shown;
    else
        answer_free(refunding.answer);
    return status;
}
