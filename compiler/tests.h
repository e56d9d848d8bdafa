/* The tests in the sources, resolved: baskets and expectations as typed values, ready to be handed to a session.
 *
 * Made by the compilation (compiler/compilation.h), run by whoever has the VM. Everything lives as long as the compilation;
 * texts are NUL-terminated UTF-8. Money is minor units, instants are seconds since 1970-01-01T00:00Z, dates are days,
 * percentages and decimals millionths, exactly as <promo/vm.h> takes them: lines, fields, codes and uses are its own
 * structures, so that a runner passes them on. Only tests without an error of their own are listed. */
#ifndef COMPILER_TESTS_H
#define COMPILER_TESTS_H

#include "lang/source.h"

#include <promo/vm.h>

struct test_redeem {
    const char *program;
    int64_t points;
};

/* What the store would say of a program: only what the test says is given. */
struct test_points {
    const char *program;
    bool balance_given, earned_given;
    int64_t balance, earned; /* earned: what counts for a tier; the balance where the test does not say */
    const char *tier;        /* NULL: what `earned` reaches */
};

/* Uses so far of a coupon or promotion. */
struct test_uses {
    const char *name;
    promo_uses uses;
};

struct test_campaign {
    const char *name;
    int64_t money, uses;
};

struct test_code {
    const char *code;
    promo_code_state state;
};

struct test_state {
    bool given; /* a `state { }` block stands in the basket: call promo_session_state */
    const char *const *audiences;
    size_t audience_count;
    const struct test_points *points;
    size_t point_count;
    const struct test_uses *coupons, *promotions;
    size_t coupon_count, promotion_count;
    const struct test_campaign *campaigns;
    size_t campaign_count;
    const struct test_code *codes;
    size_t code_count;
};

struct test_basket {
    int64_t at; /* a basket without `at` is an error, so this is always given */
    const char *trigger, *channel, *store, *region, *price_list, *payment; /* NULL: not given */
    bool has_customer;
    const char *customer; /* id; NULL: unknown */
    bool has_birthday;
    int32_t birthday;
    const char *const *segments;
    size_t segment_count;
    const promo_field *customer_fields, *order_fields; /* of the profile; `orders` among the customer's */
    size_t customer_field_count, order_field_count;
    const promo_line *lines;
    size_t line_count;
    bool has_shipping;
    const char *shipping_method; /* NULL: not given */
    int64_t shipping;
    const char *const *codes; /* presented, in this order */
    size_t code_count;
    const struct test_redeem *redeems;
    size_t redeem_count;
    struct test_state state;
};

enum expectation_kind {
    EXPECTATION_TOTAL,     /* amount */
    EXPECTATION_DISCOUNT,  /* amount, promotion, event (NULL: all its events together) */
    EXPECTATION_NONE,      /* promotion, event (NULL: whole promotion): applied nowhere, gave no award */
    EXPECTATION_GIFT,      /* quantity, name: the sku */
    EXPECTATION_POINTS,    /* quantity, name: the program; points awarded by events plus those the program's `earn` gives */
    EXPECTATION_ALLOWANCE, /* quantity, name: the unit */
    EXPECTATION_ISSUED,    /* name: the coupon */
    EXPECTATION_CHARGE,    /* amount, promotion, event (NULL: all) */
    EXPECTATION_HINT,      /* promotion, event */
    EXPECTATION_LINE,      /* name: the sku, amount: total of its lines */
    EXPECTATION_REJECTED   /* name: the code, as presented */
};

struct expectation {
    enum expectation_kind kind;
    struct span span; /* of the whole `expect` clause */
    const char *text; /* as written, single-spaced: "discount 30.00 by b2g1" */
    int64_t amount;   /* minor units */
    int64_t quantity;
    const char *promotion, *event, *name;
};

struct test_case {
    const char *name;
    struct span span;      /* the whole test */
    struct span name_span;
    struct test_basket basket;
    const struct expectation *expectations;
    size_t expectation_count;
};

#endif
