#include "runtime/ledger.h"

static const struct {
    const char *words;
    promo_shortage_reason shortage;
} ACCOUNTS[ACCOUNT_KIND_COUNT] = {
#define ACCOUNT(name, words, shortage) [ACCOUNT_##name] = {words, PROMO_SHORT_##shortage},
#include "runtime/accounts.def"
#undef ACCOUNT
};

static const char *const SIDES[SIDE_COUNT] = {
#define SIDE(name, words) [SIDE_##name] = words,
#include "runtime/accounts.def"
#undef SIDE
};

static const struct {
    const char *word;
    enum ledger_side from, to;
} MOVEMENTS[MOVEMENT_COUNT] = {
#define MOVEMENT(name, word, from, to) [MOVEMENT_##name] = {word, SIDE_##from, SIDE_##to},
#include "runtime/accounts.def"
#undef MOVEMENT
};

const char *account_words(enum account_kind kind)
{
    return ACCOUNTS[kind].words;
}

promo_shortage_reason account_shortage(enum account_kind kind)
{
    return ACCOUNTS[kind].shortage;
}

const char *side_words(enum ledger_side side)
{
    return SIDES[side];
}

const char *movement_word(enum movement movement)
{
    return MOVEMENTS[movement].word;
}

enum ledger_side movement_from(enum movement movement)
{
    return MOVEMENTS[movement].from;
}

enum ledger_side movement_to(enum movement movement)
{
    return MOVEMENTS[movement].to;
}

promo_status booking_open(struct booking *booking, struct store_link *link, enum ledger_operation operation, int64_t at,
                          int64_t order, const char *key, const void *content, const char *why)
{
    *booking = (struct booking){.link = link, .at = at};
    promo_status status = store_exec_one(
        link, SQL_ADD_BOOKING,
        VALUES(value_int(at), value_int(operation), order == LEDGER_NO_ORDER ? value_text(NULL) : value_int(order),
               value_text(key), value_bytes(content, 32), value_text(why)));
    booking->id = link->driver->last_key(link);
    return status;
}

static void read_account(struct store_link *link, enum store_sql sql, struct account *account)
{
    account->id = store_int(link, sql, 0);
    for (int side = 0; side < SIDE_COUNT; side++)
        account->sides[side] = store_int(link, sql, 1 + side);
    account->opened = store_int(link, sql, 1 + SIDE_COUNT);
    account->expires = store_int(link, sql, 2 + SIDE_COUNT);
    store_finish(link, sql);
}

promo_status account_find(struct store_link *link, const struct account_key *key, struct account *account)
{
    bool row;
    *account = (struct account){.expires = PROMO_NEVER};
    promo_status status =
        store_query(link, SQL_FIND_ACCOUNT, &row,
                    VALUES(value_int(key->kind), value_text(key->name), value_int(key->customer), value_int(key->part)));
    if (status == PROMO_OK && row)
        read_account(link, SQL_FIND_ACCOUNT, account);
    return status;
}

promo_status account_read(struct store_link *link, int64_t id, struct account *account)
{
    bool row;
    promo_status status = store_query(link, SQL_READ_ACCOUNT, &row, VALUES(value_int(id)));
    if (status == PROMO_OK && !row)
        return error_set(PROMO_CORRUPT, "account %lld is missing", (long long)id);
    if (status == PROMO_OK)
        read_account(link, SQL_READ_ACCOUNT, account);
    return status;
}

promo_status account_open(struct store_link *link, const struct account_key *key, int64_t at, int64_t expires, int64_t *id)
{
    promo_status status =
        store_value_of(link, SQL_ACCOUNT_ID, 0, id,
                       VALUES(value_int(key->kind), value_text(key->name), value_int(key->customer), value_int(key->part)));
    if (status != PROMO_OK || *id != 0)
        return status;
    status = store_exec_one(link, SQL_ADD_ACCOUNT,
                            VALUES(value_int(key->kind), value_text(key->name), value_int(key->customer),
                                   value_int(key->part), value_int(at), value_int(expires)));
    *id = link->driver->last_key(link);
    return status;
}

promo_status ledger_move(struct booking *booking, int64_t account, enum movement movement, int64_t amount, int64_t limit,
                         bool *moved)
{
    enum ledger_side from = MOVEMENTS[movement].from, to = MOVEMENTS[movement].to;
    int64_t change[SIDE_COUNT] = {0};
    int64_t changed;
    change[from] = -amount;
    change[to] = amount;
    int64_t least = movement == MOVEMENT_TAKE_BACK || from != SIDE_AVAILABLE ? INT64_MIN : 0;
    promo_status status = store_exec(booking->link, SQL_MOVE, &changed,
                                     VALUES(value_int(account), value_int(change[SIDE_SOURCE]),
                                            value_int(change[SIDE_AVAILABLE]), value_int(change[SIDE_HELD]),
                                            value_int(change[SIDE_USED]), value_int(change[SIDE_LAPSED]), value_int(limit),
                                            value_int(least)));
    if (moved != NULL)
        *moved = changed == 1;
    if (status != PROMO_OK || (changed != 1 && moved != NULL))
        return status;
    if (changed != 1)
        return error_set(PROMO_CORRUPT, "account %lld cannot give %lld to `%s`", (long long)account, (long long)amount,
                         MOVEMENTS[movement].word);
    status = store_exec(booking->link, SQL_ADD_ENTRIES, &changed,
                        VALUES(value_int(booking->id), value_int(booking->number), value_int(account),
                               value_int(movement), value_int(from), value_int(to), value_int(amount)));
    booking->number += 2;
    if (status == PROMO_OK && changed != 2)
        return error_set(PROMO_CORRUPT, "the journal took %lld entries of two", (long long)changed);
    return status;
}

promo_status customer_find(struct store_link *link, const char *id, int64_t *key)
{
    *key = LEDGER_NOBODY;
    return id == NULL ? PROMO_OK : store_value_of(link, SQL_FIND_CUSTOMER, LEDGER_NOBODY, key, VALUES(value_text(id)));
}

promo_status customer_open(struct store_link *link, const char *id, int64_t *key)
{
    promo_status status = customer_find(link, id, key);
    if (status != PROMO_OK || id == NULL || *key != LEDGER_NOBODY)
        return status;
    status = store_exec_one(link, SQL_ADD_CUSTOMER, VALUES(value_text(id)));
    *key = link->driver->last_key(link);
    return status;
}
