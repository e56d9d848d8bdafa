/* State that orders use up: coupon codes, gift certificates, loyalty points, budgets and limits, in a store.
 *
 * Evaluation (vm.h) changes nothing; every change of state is one of the operations below, each one transaction that is
 * done whole or not at all. A store is a file (SQLite) or another address of a kind this build knows. One handle serves
 * any number of threads, and any number of processes may open the same store.
 *
 * Amounts are minor units of the demand's currency, points and uses are counts. Instants (`at`) are the caller's, seconds
 * since 1970-01-01T00:00:00Z; nothing here reads a clock. Texts are UTF-8, NUL-terminated, without control characters,
 * and borrowed for the call; NULL means "not given" wherever a text is optional. */
#ifndef PROMO_STORE_H
#define PROMO_STORE_H

#include <promo/status.h>

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct promo_store promo_store;

#define PROMO_UNLIMITED INT64_MAX /* of a limit */
#define PROMO_NEVER INT64_MAX     /* of an end */
#define PROMO_ALWAYS INT64_MIN    /* of a start */
#define PROMO_NOT_KNOWN INT64_MIN /* of a cost */
#define PROMO_DEFAULT_TTL 900     /* seconds that a reservation holds */

typedef struct promo_store_options {
    const promo_allocator *allocator; /* NULL: the C library's */
    int busy_milliseconds;            /* how long to wait for other processes; 0: 30,000 */
} promo_store_options;

/* Makes a new, empty store. PROMO_CONFLICT where one is already there (it is left as it is). */
PROMO_API promo_status promo_store_create(const char *address, const promo_store_options *options);

/* Opens a store and brings an older one up to this version. PROMO_NOT_FOUND, PROMO_CORRUPT (damaged, or something else),
 * PROMO_UNSUPPORTED (made by a newer version: it is not touched), PROMO_IO, PROMO_BUSY. */
PROMO_API promo_status promo_store_open(promo_store **store, const char *address, const promo_store_options *options);

/* No other call may be running. NULL is nothing to close. */
PROMO_API void promo_store_close(promo_store *store);

/* --- what an order needs -------------------------------------------------------------------------------------------- */

typedef enum promo_need_kind {
    PROMO_NEED_COUPON,             /* uses of coupon `name`, of `limit` in total */
    PROMO_NEED_COUPON_CUSTOMER,    /* ... by the order's customer */
    PROMO_NEED_COUPON_DAY,         /* ... on the demand's day */
    PROMO_NEED_PROMOTION,          /* uses of promotion `name`, of `limit` in total */
    PROMO_NEED_PROMOTION_CUSTOMER, /* ... by the order's customer */
    PROMO_NEED_PROMOTION_DAY,      /* ... on the demand's day */
    PROMO_NEED_CAMPAIGN_MONEY,     /* minor units of campaign `name`'s budget, of `limit` */
    PROMO_NEED_CAMPAIGN_USES,      /* orders of campaign `name`, of `limit` */
    PROMO_NEED_CODE,               /* uses of the generated code `code` of coupon `name` */
    PROMO_NEED_CERTIFICATE,        /* minor units of the balance of certificate `code` of coupon `name` */
    PROMO_NEED_POINTS              /* points of program `name`, that pay `money` */
} promo_need_kind;

typedef struct promo_need {
    promo_need_kind kind;
    const char *name;
    const char *code;  /* as presented; CODE and CERTIFICATE only */
    int64_t amount;    /* > 0 */
    int64_t limit;     /* of what is held and used together, this need included; PROMO_UNLIMITED */
    int64_t money;     /* POINTS: minor units they pay */
    bool once;         /* a full return does not give the use back */
} promo_need;

typedef enum promo_duration_unit {
    PROMO_NO_DURATION, PROMO_SECONDS, PROMO_MINUTES, PROMO_HOURS, PROMO_DAYS, PROMO_WEEKS, PROMO_MONTHS, PROMO_YEARS
} promo_duration_unit;

typedef enum promo_issue_kind {
    PROMO_ISSUE_COUPON,      /* `quantity` codes of coupon `name` */
    PROMO_ISSUE_CERTIFICATE, /* `quantity` codes, each with a balance of `worth` */
    PROMO_ISSUE_POINTS       /* `quantity` points of program `name` */
} promo_issue_kind;

/* What an order's commit issues. Validity runs from the commit: for `valid_count` units, and within starts <= at < ends. */
typedef struct promo_issue {
    promo_issue_kind kind;
    const char *name;
    const char *pattern;  /* codes: `#` is a random character. Without any, the coupon's one public code */
    int64_t quantity;     /* > 0 */
    int64_t worth;        /* CERTIFICATE: minor units, > 0 */
    int64_t limit;        /* codes of this coupon ever issued; PROMO_UNLIMITED */
    int64_t starts, ends; /* PROMO_ALWAYS, PROMO_NEVER */
    int64_t valid_count;  /* 0: no duration */
    promo_duration_unit valid_unit;
    bool personal;        /* codes: only for the order's customer */
} promo_issue;

typedef struct promo_sold_line {
    const char *id, *sku;
    const char *category, *brand; /* optional: for reports */
    int64_t quantity;             /* > 0; a weighed line is one */
    int64_t original, total;      /* of the whole line, before and after every discount */
    int64_t cost;                 /* of the whole line; PROMO_NOT_KNOWN */
} promo_sold_line;

typedef enum promo_given_kind {
    PROMO_GIVEN_DISCOUNT, PROMO_GIVEN_CHARGE, PROMO_GIVEN_GIFT, PROMO_GIVEN_ALLOWANCE, PROMO_GIVEN_POINTS,
    PROMO_GIVEN_COUPON, PROMO_GIVEN_CERTIFICATE
} promo_given_kind;

/* A fact for reports: what one event gave this order. */
typedef struct promo_given {
    promo_given_kind kind;
    const char *promotion, *event;
    const char *campaign; /* optional */
    const char *what;     /* sku, allowance, program or coupon; NULL for money */
    size_t line;          /* index into the lines; SIZE_MAX: the order, or shipping */
    int64_t amount;       /* minor units (worth, of an award) */
    int64_t quantity;     /* of an award */
} promo_given;

/* Everything that reserving and committing an order takes. */
typedef struct promo_demand {
    const char *order;    /* the caller's key; required */
    const char *customer; /* NULL: unknown */
    const char *currency; /* ISO 4217; required */
    int32_t decimals;     /* of the currency: 2 for USD; for whoever shows amounts */
    int32_t day;          /* of the order in the rule set's zone, since 1970-01-01: for limits a day */
    int64_t subtotal, discount, shipping, charges, total, due; /* as in the result */
    const char *trigger, *channel, *store, *region, *price_list; /* optional: for reports */
    const char *image;    /* optional: the hash of the rule set that priced it */
    const promo_need *needs;
    size_t need_count;
    const promo_issue *issues;
    size_t issue_count;
    const promo_sold_line *lines;
    size_t line_count;
    const promo_given *given;
    size_t given_count;
    const char *const *segments;
    size_t segment_count;
    const char *const *holdouts; /* campaigns that keep this customer in their control group */
    size_t holdout_count;
    const void *content;  /* what makes a repeated call the same, such as the basket; NULL: the members above */
    size_t content_size;
    const char *result;   /* optional: kept with the order and given back by promo_answer.result */
} promo_demand;

/* --- what the operations answer ------------------------------------------------------------------------------------- */

typedef enum promo_order_state { PROMO_ORDER_NONE, PROMO_ORDER_HELD, PROMO_ORDER_COMMITTED, PROMO_ORDER_CANCELLED }
    promo_order_state;

typedef enum promo_shortage_reason {
    PROMO_SHORT_LIMIT,    /* as many as `left` could still be had */
    PROMO_SHORT_BUDGET,
    PROMO_SHORT_BALANCE,
    PROMO_SHORT_UNKNOWN,  /* no such code, or not for this customer, or of another coupon */
    PROMO_SHORT_EARLY,
    PROMO_SHORT_EXPIRED,
    PROMO_SHORT_REVOKED,
    PROMO_SHORT_CURRENCY  /* the certificate is of another currency */
} promo_shortage_reason;

/* The word for it, as the command prints it: "limit", "budget", ... */
PROMO_API const char *promo_shortage_text(promo_shortage_reason reason);

typedef struct promo_shortage {
    promo_shortage_reason reason;
    const char *kind; /* what ran out, in words: "coupon", "campaign money", ... */
    const char *name, *code;
    int64_t wanted, left;
} promo_shortage;

typedef struct promo_issued {
    promo_issue_kind kind;
    const char *name;
    const char *code; /* NULL for points */
    int64_t quantity; /* points; 1 of a code */
    int64_t worth;    /* of a certificate */
    int64_t expires;  /* PROMO_NEVER */
} promo_issued;

/* One movement of the journal: `amount` from one side of an account to another. */
typedef struct promo_movement {
    const char *movement; /* issue hold release use earn redeem expire refund adjust ... */
    const char *account;  /* in words: "coupon", "certificate", "points", ... */
    const char *name, *code;
    int64_t amount;
} promo_movement;

typedef struct promo_refunded {
    const char *refund;
    int64_t at;
    int64_t value; /* of the units returned */
    int64_t money; /* of it, what is to be paid back; the rest went back to certificates and points */
} promo_refunded;

/* Owned by the caller until promo_answer_free. Arrays may be NULL when empty. */
typedef struct promo_answer {
    const char *order;
    const char *currency;   /* of its amounts; NULL where the order is not known */
    int decimals;
    promo_order_state state;
    bool repeated;          /* the same call was answered before: nothing was changed by this one */
    bool other_rules;       /* it was priced by another rule set than it was asked for with */
    int64_t at;             /* instant of the state */
    int64_t expires;        /* of a held order */
    const char *why;        /* a conflict without shortages, as a sentence; NULL */
    const char *result;     /* as given to reserve; NULL */
    const char *image;
    const promo_shortage *shortages;
    size_t shortage_count;
    const promo_issued *issued;
    size_t issued_count;
    const promo_movement *movements; /* of this operation */
    size_t movement_count;
    const promo_refunded *refunds;   /* of a refund this one; of promo_store_order each, in order */
    size_t refund_count;
} promo_answer;

PROMO_API void promo_answer_free(promo_answer *answer);

/* --- the life of an order --------------------------------------------------------------------------------------------
 *
 * Each is idempotent under its key: repeated with the same content it answers the same and changes nothing; with other
 * content it is PROMO_CONFLICT. An answer is given with PROMO_OK and with PROMO_CONFLICT (which says why); it is NULL with
 * every other status, and then nothing has changed, or (PROMO_IO while committing) a repetition says what has. */

/* Holds everything the demand needs from `at` until `at + ttl` (0: PROMO_DEFAULT_TTL), or nothing: PROMO_CONFLICT with each
 * thing that ran out. An order that was cancelled or whose hold expired may be reserved again. PROMO_INVALID names the
 * member that is wrong (a limit per customer without a customer, an amount of 0, a repeated line). */
PROMO_API promo_status promo_store_reserve(promo_store *store, const promo_demand *demand, int64_t at, int64_t ttl,
                                           promo_answer **answer);

/* Books what was held, issues, records the facts. PROMO_CONFLICT: cancelled or expired; PROMO_NOT_FOUND. */
PROMO_API promo_status promo_store_commit(promo_store *store, const char *order, int64_t at, promo_answer **answer);

/* Releases what was held. PROMO_CONFLICT: committed (refund it); PROMO_NOT_FOUND. */
PROMO_API promo_status promo_store_cancel(promo_store *store, const char *order, int64_t at, promo_answer **answer);

typedef struct promo_return {
    const char *line;
    int64_t quantity; /* > 0 */
} promo_return;

/* Takes back units of a committed order: their paid price comes back, to what paid last first; points earned on them are
 * taken back. PROMO_INVALID: no such line, none at all. PROMO_CONFLICT: more than is left, or an order that is not committed. */
PROMO_API promo_status promo_store_refund(promo_store *store, const char *order, const char *refund,
                                          const promo_return *returns, size_t count, int64_t at, promo_answer **answer);

/* The order as it stands, changing nothing. A hold that has expired at `at` shows as cancelled. */
PROMO_API promo_status promo_store_order(promo_store *store, const char *order, int64_t at, promo_answer **answer);

/* --- codes ----------------------------------------------------------------------------------------------------------- */

typedef struct promo_batch {
    const char *coupon;
    const char *batch;    /* NULL: the coupon's name. The same batch again only makes up the number */
    const char *pattern;
    int64_t count;        /* codes that the batch shall have */
    int64_t limit;        /* codes of this coupon ever issued; PROMO_UNLIMITED */
    int64_t worth;        /* > 0: certificates */
    const char *currency; /* of certificates */
    int32_t decimals;     /* of the currency */
    const char *customer; /* NULL: for anyone */
    int64_t uses;         /* of each code; 0: 1 */
    int64_t at;           /* instant of issue */
    int64_t starts, ends; /* PROMO_ALWAYS, PROMO_NEVER */
    int64_t valid_count;  /* 0: no duration */
    promo_duration_unit valid_unit;
} promo_batch;

/* Called now and then; false stops (what is made stays made, the next call goes on). */
typedef bool promo_progress(void *context, int64_t done, int64_t of);

/* Each code in the order of issue; false stops. */
typedef bool promo_code_visit(void *context, const char *code);

/* Makes the batch complete, in several transactions. `made` (may be NULL) is how many this call made. PROMO_INVALID with the
 * arithmetic where the pattern is too short for the count; PROMO_CONFLICT where the batch is another one's or larger, or
 * the limit is reached; PROMO_BUSY with made < count where `progress` stopped it. */
PROMO_API promo_status promo_store_generate(promo_store *store, const promo_batch *batch, promo_progress *progress,
                                            void *context, int64_t *made);

/* The codes of a coupon; batch NULL: of all its batches and orders. */
PROMO_API promo_status promo_store_codes(promo_store *store, const char *coupon, const char *batch,
                                         promo_code_visit *visit, void *context);

typedef enum promo_code_standing { PROMO_CODE_LIVE, PROMO_CODE_REVOKED, PROMO_CODE_EXPIRED } promo_code_standing;

typedef struct promo_code_report {
    char code[128];        /* as issued */
    char coupon[256];
    bool certificate;
    promo_code_standing standing;
    int64_t issued, starts, expires;
    int64_t uses;          /* allowed */
    int64_t used, held;    /* uses; minor units of a certificate */
    int64_t worth, balance;
    char currency[4];
    int decimals;
} promo_code_report;

/* For the shop's staff. PROMO_NOT_FOUND, after the same work as for one that exists. */
PROMO_API promo_status promo_store_code(promo_store *store, const char *code, int64_t at, promo_code_report *report);

/* The code is accepted no more; what an order holds of it stays held. Again: nothing more. */
PROMO_API promo_status promo_store_revoke(promo_store *store, const char *code, int64_t at, const char *why);

#define PROMO_CODE_SIZE 128 /* of a code, with its NUL */

/* The form in which codes are compared: upper case, without dashes, O as 0, I and L as 1. PROMO_INVALID where it is empty,
 * too long, or has a control character. */
PROMO_API promo_status promo_code_normal(const char *code, char normal[PROMO_CODE_SIZE]);

typedef struct promo_code_odds {
    int random;     /* random characters, without the check character */
    int64_t space;  /* codes there can be; INT64_MAX: that many or more */
    int64_t one_in; /* guesses until one of `count` codes is hit, on average */
    bool enough;    /* count is allowed */
    bool weak;      /* allowed, but one_in is under ten million: warn */
} promo_code_odds;

/* Sets promo_last_error to the arithmetic where not `enough`. PROMO_INVALID: not a pattern. */
PROMO_API promo_status promo_code_odds_of(const char *pattern, int64_t count, promo_code_odds *odds);

/* A CSV field: quoted where needed, and one that a spreadsheet would run made harmless. Returns the length that the whole
 * takes; what does not fit `size` is cut. */
PROMO_API size_t promo_csv_field(const char *text, char *field, size_t size);

/* --- loyalty ---------------------------------------------------------------------------------------------------------- */

/* Gives (> 0) or takes (< 0) points. `key` makes it idempotent; NULL: each call counts. PROMO_CONFLICT where the customer
 * has fewer than are taken, or the key was used for something else. Rules are not asked: any text is a program. */
PROMO_API promo_status promo_store_adjust(promo_store *store, const char *key, const char *customer, const char *program,
                                          int64_t points, int64_t expires, const char *why, int64_t at);

typedef struct promo_points_report {
    const char *program;
    int64_t balance; /* may be below zero after a refund: nothing can be redeemed then */
    int64_t held;    /* by reservations */
    int64_t earned;  /* of lots that have not expired: what tiers go by */
    int64_t next_expiry, expiring; /* PROMO_NEVER, 0 */
} promo_points_report;

typedef bool promo_points_visit(void *context, const promo_points_report *report);

PROMO_API promo_status promo_store_points(promo_store *store, const char *customer, int64_t at,
                                          promo_points_visit *visit, void *context);

/* The programs that customers have or had points of, by name. The name is the store's, until the visit returns; false ends it. */
typedef bool promo_program_visit(void *context, const char *program);

PROMO_API promo_status promo_store_programs(promo_store *store, promo_program_visit *visit, void *context);

/* --- audiences -------------------------------------------------------------------------------------------------------- */

/* The next customer's id; NULL at the end. */
typedef const char *promo_next_member(void *context);

/* Replaces the audience by what `next` gives, all at once at the end. *count: members. Interrupted: the old one stays. */
PROMO_API promo_status promo_store_load_audience(promo_store *store, const char *audience, promo_next_member *next,
                                                 promo_progress *progress, void *context, int64_t *count);

PROMO_API promo_status promo_store_in_audience(promo_store *store, const char *audience, const char *customer,
                                               bool *inside);

/* --- the store as a whole --------------------------------------------------------------------------------------------- */

/* Books everything that has ended at `at`: holds, codes, points. Not needed for correctness. *count: things expired. */
PROMO_API promo_status promo_store_expire(promo_store *store, int64_t at, int64_t *count);

/* Replaces a customer's id by a random one, everywhere, and takes it out of every audience. */
PROMO_API promo_status promo_store_forget(promo_store *store, const char *customer);

typedef void promo_verify_visit(void *context, const char *disagreement);

/* Recomputes every balance from the journal and checks the file. *disagreements is 0 where all agree. */
PROMO_API promo_status promo_store_verify(promo_store *store, promo_verify_visit *visit, void *context,
                                          int64_t *disagreements);

/* A complete copy as of one instant, while others go on. PROMO_CONFLICT where the file exists. */
PROMO_API promo_status promo_store_backup(promo_store *store, const char *file, promo_progress *progress, void *context);

#ifdef __cplusplus
}
#endif
#endif
