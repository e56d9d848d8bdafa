/* The double-entry journal and the balances beside it.
 *
 * A booking is one operation's transaction; its entries move amounts between the sides of an account, two entries a
 * movement, so that each booking sums to zero in every account. Entries are only ever added. The balances in `account`
 * are what the entries add up to, and change in the same transaction. Everything here runs inside store_write or
 * store_read; the functions of the other ledger_*.c files are one operation each. */
#ifndef RUNTIME_LEDGER_H
#define RUNTIME_LEDGER_H

#include "runtime/store.h"

enum account_kind {
#define ACCOUNT(name, words, shortage) ACCOUNT_##name,
#include "runtime/accounts.def"
#undef ACCOUNT
    ACCOUNT_KIND_COUNT
};

enum ledger_side {
#define SIDE(name, words) SIDE_##name,
#include "runtime/accounts.def"
#undef SIDE
    SIDE_COUNT
};

enum movement {
#define MOVEMENT(name, word, from, to) MOVEMENT_##name,
#include "runtime/accounts.def"
#undef MOVEMENT
    MOVEMENT_COUNT
};

/* Stored: new ones go to the end. */
enum ledger_operation {
    OPERATION_RESERVE, OPERATION_COMMIT, OPERATION_CANCEL, OPERATION_REFUND, OPERATION_GENERATE, OPERATION_REVOKE,
    OPERATION_ADJUST, OPERATION_EXPIRE, OPERATION_COUNT
};

enum { LEDGER_NOBODY = 0, LEDGER_NO_ORDER = 0 };

struct booking {
    struct store_link *link;
    int64_t id, at;
    int64_t number; /* of the next entry */
};

struct account_key {
    enum account_kind kind;
    const char *name;
    int64_t customer, part;
};

struct account {
    int64_t id;
    int64_t sides[SIDE_COUNT];
    int64_t opened, expires;
};

/* In words, as answers and reports show it. */
const char *account_words(enum account_kind kind);
promo_shortage_reason account_shortage(enum account_kind kind);
const char *side_words(enum ledger_side side);
const char *movement_word(enum movement movement);
enum ledger_side movement_from(enum movement movement);
enum ledger_side movement_to(enum movement movement);

/* key, content and why may be NULL. */
promo_status booking_open(struct booking *booking, struct store_link *link, enum ledger_operation operation, int64_t at,
                          int64_t order, const char *key, const void *content, const char *why);

/* account->id is 0 where there is none. */
promo_status account_find(struct store_link *link, const struct account_key *key, struct account *account);
promo_status account_read(struct store_link *link, int64_t id, struct account *account);

/* Finds it, or opens it empty. */
promo_status account_open(struct store_link *link, const struct account_key *key, int64_t at, int64_t expires, int64_t *id);

/* Moves `amount` (> 0) and writes its two entries. Of a counter, at most `limit` may then be held and used; of a stock, the
 * available side must cover it (but what is taken back may leave less than nothing). *moved says whether it could; with
 * moved NULL it must. */
promo_status ledger_move(struct booking *booking, int64_t account, enum movement movement, int64_t amount, int64_t limit,
                         bool *moved);

/* A customer's key; LEDGER_NOBODY for NULL, and where `find` knows none. */
promo_status customer_find(struct store_link *link, const char *id, int64_t *key);
promo_status customer_open(struct store_link *link, const char *id, int64_t *key);

#endif
