/* libpromo-vm: prices baskets with a compiled rule set.
 *
 * An image is immutable and may be shared by threads; a session is one thread's scratch memory and prices one basket
 * after another. After the first baskets a session allocates nothing. No other state is kept anywhere.
 *
 * Money is an int64_t count of minor units of the rule set's currency (cents, yen, fils). Instants are seconds since
 * 1970-01-01T00:00:00Z. Dates are days since 1970-01-01. Percentages and decimals are millionths. Texts are UTF-8 and
 * NUL-terminated; they are copied. NULL means "not given" wherever a text is optional. */
#ifndef PROMO_VM_H
#define PROMO_VM_H

#include <promo/status.h>

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

/* --- images ------------------------------------------------------------------------------------------------------ */

typedef struct promo_image promo_image;

/* Maps and verifies the image in a file. PROMO_IO, PROMO_CORRUPT, PROMO_UNSUPPORTED, PROMO_NO_MEMORY. */
PROMO_API promo_status promo_image_open(promo_image **image, const char *path, const promo_allocator *allocator);

/* Verifies an image in memory. The bytes are borrowed, 8-byte aligned, and must outlive the image. */
PROMO_API promo_status promo_image_load(promo_image **image, const void *bytes, size_t size,
                                        const promo_allocator *allocator);

PROMO_API void promo_image_free(promo_image *image);

PROMO_API const char *promo_image_currency(const promo_image *image); /* ISO 4217 */
PROMO_API int promo_image_decimals(const promo_image *image);         /* of the currency: 2 for USD, 0 for JPY */
PROMO_API uint64_t promo_image_hash(const promo_image *image);        /* of its contents: equal rule sets, equal hashes */
PROMO_API size_t promo_image_promotions(const promo_image *image);

/* --- a basket ---------------------------------------------------------------------------------------------------- */

typedef struct promo_session promo_session;

#define PROMO_DEFAULT_WORK 4000000

/* Called with the problem of each choice that a layer (or "exclusive") makes, before the result is there: as an instance file
 * and as an integer program in CPLEX LP format (docs/optimiser.md); NULL for a program that would be too large. The texts are
 * valid during the call. */
typedef void promo_layer_keeper(void *context, const char *layer, const char *instance, const char *program);

typedef struct promo_session_options {
    const promo_allocator *allocator; /* NULL: the C library's */
    int64_t work_limit;               /* counted steps a basket; 0: PROMO_DEFAULT_WORK */
    bool explain;                     /* fill promo_result.verdicts */
    bool outbid;                      /* fill them with the outbid promotions only, without reasons: much cheaper */
    bool no_index;                    /* visit every promotion; the result is the same */
    bool stats;                       /* fill promo_result.stats with times, too */
    promo_layer_keeper *keep_layer;   /* with explain; NULL: nobody keeps them */
    void *keep_context;
} promo_session_options;

/* options may be NULL. The image must outlive the session. */
PROMO_API promo_status promo_session_new(promo_session **session, const promo_image *image,
                                         const promo_session_options *options);
PROMO_API void promo_session_free(promo_session *session);

/* Forgets the basket and its state facts; done by itself before the first call after promo_session_price. */
PROMO_API void promo_session_clear(promo_session *session);

/* A value of a field that the rule set's profile declares. */
typedef enum promo_type {
    PROMO_BOOL,    /* integer 0 or 1 */
    PROMO_NUMBER,  /* integer */
    PROMO_DECIMAL, /* integer, millionths */
    PROMO_MONEY,   /* integer, minor units */
    PROMO_PERCENT, /* integer, millionths */
    PROMO_TEXT,    /* text */
    PROMO_DATE,    /* integer, days since 1970-01-01 */
    PROMO_INSTANT, /* integer, seconds since 1970-01-01T00:00:00Z */
    PROMO_ENUM,    /* text: the name of the value */
    PROMO_SET      /* text: one member; give the field once for each */
} promo_type;

typedef struct promo_field {
    const char *name;
    promo_type type;
    int64_t integer;
    const char *text;
} promo_field;

/* Each returns PROMO_OK; PROMO_INVALID or PROMO_LIMIT with the member's name in promo_last_error; PROMO_NO_MEMORY. */
PROMO_API promo_status promo_session_id(promo_session *session, const char *id);
PROMO_API promo_status promo_session_at(promo_session *session, int64_t instant); /* required */
PROMO_API promo_status promo_session_trigger(promo_session *session, const char *trigger); /* default "basket" */
PROMO_API promo_status promo_session_channel(promo_session *session, const char *channel);
PROMO_API promo_status promo_session_store(promo_session *session, const char *store);
PROMO_API promo_status promo_session_region(promo_session *session, const char *region);
PROMO_API promo_status promo_session_price_list(promo_session *session, const char *price_list);
PROMO_API promo_status promo_session_payment(promo_session *session, const char *payment);
PROMO_API promo_status promo_session_shipping(promo_session *session, const char *method, int64_t price);
PROMO_API promo_status promo_session_customer(promo_session *session, const char *id); /* NULL id: unknown customer */
PROMO_API promo_status promo_session_birthday(promo_session *session, int32_t day);
PROMO_API promo_status promo_session_segment(promo_session *session, const char *segment);
/* Fields of the customer and of the order; one that the profile does not declare is ignored. */
PROMO_API promo_status promo_session_customer_field(promo_session *session, const promo_field *field);
PROMO_API promo_status promo_session_order_field(promo_session *session, const promo_field *field);
PROMO_API promo_status promo_session_code(promo_session *session, const char *code); /* presented, in this order */
PROMO_API promo_status promo_session_redeem(promo_session *session, const char *program, int64_t points);

enum { PROMO_HAS_LIST_PRICE = 1, PROMO_HAS_COST = 2, PROMO_HAS_MIN_PRICE = 4 };

typedef struct promo_line {
    const char *id;       /* NULL: its number, from "1" */
    const char *sku;
    int64_t quantity;     /* 1 to 1,000,000; 0 with a measure */
    int64_t measure;      /* millionths of the unit of measure; 0: sold by the piece */
    int64_t price;        /* of one unit (of measure) */
    int64_t list_price, cost, min_price; /* read only where `given` says so */
    unsigned given;       /* PROMO_HAS_... */
    const char *category; /* one; and any more: */
    const char *const *categories;
    size_t category_count;
    const char *brand;
    const char *const *tags;
    size_t tag_count;
    bool stored_value;    /* a gift card being bought: no promotion sees it */
    const promo_field *fields;
    size_t field_count;
} promo_line;

PROMO_API promo_status promo_session_line(promo_session *session, const promo_line *line);

/* --- state: what the store knows of this customer and these codes ------------------------------------------------- */

typedef struct promo_uses {
    int64_t total, customer, day; /* used or held so far: by all, by this customer, today */
} promo_uses;

typedef struct promo_code_state {
    const char *coupon; /* the coupon it is a code of; NULL: no such code */
    int64_t issued;     /* instant; INT64_MIN: unknown */
    int64_t uses;       /* of this very code */
    int64_t balance;    /* certificates: minor units left */
    bool revoked;
} promo_code_state;

/* Says that a store stands behind the session: generated codes it has told nothing of are unknown. Without, counts are
 * zero, audiences of the store empty, points 0, and only fixed codes are accepted. Names the image lacks are ignored. */
PROMO_API promo_status promo_session_state(promo_session *session);
PROMO_API promo_status promo_session_in_audience(promo_session *session, const char *audience);
PROMO_API promo_status promo_session_coupon_uses(promo_session *session, const char *coupon, promo_uses uses);
PROMO_API promo_status promo_session_promotion_uses(promo_session *session, const char *promotion, promo_uses uses);
PROMO_API promo_status promo_session_campaign_used(promo_session *session, const char *campaign, int64_t money,
                                                   int64_t uses);
PROMO_API promo_status promo_session_code_state(promo_session *session, const char *code,
                                                const promo_code_state *state);
/* tier NULL: what `earned` points in the program's period reach. */
PROMO_API promo_status promo_session_points(promo_session *session, const char *program, int64_t balance,
                                            int64_t earned, const char *tier);

/* --- the result ---------------------------------------------------------------------------------------------------
 * Everything in it belongs to the session and is valid until the session is used again. Arrays may be NULL when empty.
 * Names are those of the rule files. */

typedef struct promo_discount {
    const char *promotion, *event;
    int64_t amount;
} promo_discount;

typedef struct promo_line_result {
    const char *id, *sku;
    int64_t quantity;
    int64_t original; /* of the whole line */
    int64_t total;
    const promo_discount *discounts;
    size_t discount_count;
} promo_line_result;

/* An event that took money off. Awards are listed by themselves. */
typedef struct promo_applied {
    const char *promotion, *event, *layer; /* layer: "exclusive" for an exclusive promotion */
    int64_t times;
    int64_t amount;
} promo_applied;

typedef enum promo_award_kind {
    PROMO_GIFT,        /* name: sku; quantity; worth */
    PROMO_ALLOWANCE,   /* name, unit, quantity */
    PROMO_POINTS,      /* name: program; quantity */
    PROMO_COUPON,      /* name; quantity */
    PROMO_CERTIFICATE  /* name; worth; quantity */
} promo_award_kind;

typedef struct promo_award {
    promo_award_kind kind;
    const char *promotion, *event;
    const char *name, *unit;
    int64_t quantity;
    int64_t worth; /* minor units, of each for a certificate; INT64_MIN: none stated */
} promo_award;

typedef struct promo_code_result {
    const char *code; /* as presented */
    const char *coupon; /* NULL: not known */
    bool accepted;
    bool used;          /* a promotion that requires it applied, or it paid something */
    const char *reason; /* why not accepted (`repeated`: another spelling of one before it), or not used; NULL when used */
} promo_code_result;

typedef struct promo_hint {
    const char *promotion, *event;
    bool is_amount;       /* needs.amount (minor units), else needs.quantity */
    int64_t needs;
    const char *of;       /* the item set in the words of the rule; NULL: the whole basket */
    const char *gives;    /* the benefit in words */
} promo_hint;

typedef struct promo_layer_result {
    const char *layer;
    int64_t value;                /* minor units, discounts rounded, plus worth */
    int64_t bound;                /* minor units, rounded up; equals value when proven */
    bool proven;
    bool stack;                   /* its promotions do not compete: each took its own best, one after another */
} promo_layer_result;

typedef struct promo_charge {
    const char *promotion, *event;
    int64_t amount;
} promo_charge;

typedef struct promo_payment {
    const char *code;    /* certificate as presented; NULL for points */
    const char *coupon;  /* certificate's coupon */
    const char *program; /* points */
    int64_t points;
    int64_t amount;
} promo_payment;

typedef struct promo_earned {
    const char *program;
    int64_t points;
} promo_earned;

typedef enum promo_hold_kind {
    PROMO_HOLD_COUPON,         /* one use of coupon `name` by `code` */
    PROMO_HOLD_PROMOTION,      /* one use of promotion `name` (it has a limit) */
    PROMO_HOLD_BUDGET_MONEY,   /* amount of campaign `name` */
    PROMO_HOLD_BUDGET_USES,    /* one use of campaign `name` */
    PROMO_HOLD_CERTIFICATE,    /* amount of certificate `code` */
    PROMO_HOLD_POINTS          /* amount points of program `name` */
} promo_hold_kind;

typedef struct promo_hold {
    promo_hold_kind kind;
    const char *name, *code;
    int64_t amount;
} promo_hold;

typedef enum promo_verdict_kind {
    PROMO_APPLIED,
    PROMO_OUTBID,
    PROMO_NOT_USED,
    PROMO_NOT_ELIGIBLE
} promo_verdict_kind;

/* What became of a promotion, or of one of its events. */
typedef struct promo_verdict {
    promo_verdict_kind kind;
    const char *promotion, *event; /* event NULL: the promotion as a whole */
    const char *layer;
    int64_t amount;      /* applied: given; outbid: what it would have saved alone */
    const char *text;    /* the reason as a sentence, with the values seen */
    const char *reason;  /* not eligible: one word (status, period, schedule, channel, ...); not used: the criterion */
    const char *const *rivals; /* outbid: the promotions that took its units */
    size_t rival_count;
    bool has_next_best;        /* outbid in the layer's choice: */
    int64_t best;              /* what the combination chosen, without it, saves, rounded down */
    int64_t next_best;         /* the most that one with it saves; INT64_MIN: it cannot stand beside the others */
    const char *const *steps;  /* sentences: how a sequence went; the arithmetic of what an event gives, with every rounding */
    size_t step_count;
} promo_verdict;

typedef struct promo_stats {
    int64_t candidates, events, instructions, offers, work;
    int64_t microseconds_select, microseconds_match, microseconds_choose, microseconds_settle;
} promo_stats;

typedef struct promo_result {
    const char *id; /* the basket's */
    int64_t subtotal, discount, shipping, charges, total, due;
    int64_t shipping_given;
    const promo_line_result *lines;
    size_t line_count;
    const promo_applied *applied;
    size_t applied_count;
    const promo_award *awards;
    size_t award_count;
    const promo_code_result *codes;
    size_t code_count;
    const promo_hint *hints;
    size_t hint_count;
    const promo_layer_result *layers;
    size_t layer_count;
    const promo_charge *charged;
    size_t charged_count;
    const promo_payment *payments;
    size_t payment_count;
    const promo_earned *earned;
    size_t earned_count;
    const promo_hold *holds;
    size_t hold_count;
    const promo_verdict *verdicts; /* with options.explain */
    size_t verdict_count;
    promo_stats stats;
} promo_result;

/* Prices the basket. PROMO_OK with *result; PROMO_INVALID (no instant), PROMO_OVERFLOW, PROMO_NO_MEMORY. */
PROMO_API promo_status promo_session_price(promo_session *session, const promo_result **result);

PROMO_API int64_t promo_result_total(const promo_result *result);

#ifdef __cplusplus
}
#endif
#endif
