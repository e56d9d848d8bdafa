/* The plan: a rule set with every name looked up, every value typed and every template written out; what an image will say,
 * but not yet how. Made by the checker (compiler/check.h), read by the image writer (compiler/emit.h) and by analyses.
 *
 * It speaks of neither the syntax tree nor the image, so that each can change without the other. Everything lies in the
 * plan's arena or its vectors; texts are borrowed from the sources or the arena. Numbers are typed as everywhere: money in
 * minor units, percentages and decimals in millionths, dates in days, instants in seconds, times of day in seconds.
 * Texts that baskets are compared with are symbols: numbers in order of first mention. Item sets are nodes of one shared
 * graph: equal sets are one node, whose number is larger than those of its members. */
#ifndef COMPILER_PLAN_H
#define COMPILER_PLAN_H

#include "base/arena.h"
#include "base/hash.h"
#include "base/vector.h"
#include "compiler/zone.h"

/* Where a thing was written: for analyses that show places. Nothing that an image says depends on them. */
struct declaration;
struct clause;
struct expr;
struct benefit;
struct ladder_row;
struct parameter;
struct frame;

#define PLAN_NONE UINT32_MAX
#define PLAN_UNLIMITED INT64_MAX
#define PLAN_SINCE_EVER INT64_MIN
#define PLAN_FOR_EVER INT64_MAX

/* Where in the sources something stands: the same as a span of lang/source.h, whose name images have, too. */
struct plan_place {
    uint32_t file, start, end;
};

/* Up to PLAN_SET the numbers of promo_type, which images have too. */
enum plan_type {
    PLAN_BOOL, PLAN_NUMBER, PLAN_DECIMAL, PLAN_MONEY, PLAN_PERCENT, PLAN_TEXT, PLAN_DATE, PLAN_INSTANT, PLAN_ENUM, PLAN_SET,
    PLAN_TIME, PLAN_WEEKDAY, PLAN_TIER, PLAN_UNKNOWN
};

enum plan_owner { PLAN_CUSTOMER, PLAN_ORDER, PLAN_ITEM, PLAN_OWNER_COUNT };

struct plan_field {
    enum plan_owner owner;
    enum plan_type type;
    struct text name;
    const struct text *values; /* enum: in the order written */
    uint32_t value_count;
    uint32_t slot; /* among its owner's fields, once all are known */
    const struct parameter *from; /* in a profile; NULL: built in */
    bool used;                    /* something speaks of it */
};

/* ---- Item sets ---- */

enum plan_node_kind {
    PLAN_NODE_ALL,
    PLAN_NODE_NOTHING,
    PLAN_NODE_SKU,      /* list; so the next three */
    PLAN_NODE_CATEGORY,
    PLAN_NODE_BRAND,
    PLAN_NODE_TAG,
    PLAN_NODE_UNION,    /* members, ascending */
    PLAN_NODE_BOTH,     /* members, ascending: what is in each */
    PLAN_NODE_EXCEPT,   /* members: the first without the second */
    PLAN_NODE_NOT,      /* members: one */
    PLAN_NODE_COMPARE,  /* attribute, comparison, low */
    PLAN_NODE_COMPARE_ATTRIBUTES, /* attribute, comparison, other */
    PLAN_NODE_IN_LIST,  /* attribute, list */
    PLAN_NODE_IN_RANGE, /* attribute, low, high: both inclusive */
    PLAN_NODE_MISSING,  /* attribute */
    PLAN_NODE_TODAY,    /* attribute */
    PLAN_NODE_WITHIN,   /* attribute, low: days */
    PLAN_NODE_HAS       /* attribute, list */
};

/* The numbers that images have. */
enum plan_comparison { PLAN_EQUAL, PLAN_DIFFERENT, PLAN_LESS, PLAN_AT_MOST, PLAN_MORE, PLAN_AT_LEAST };

/* The numbers that images have; PLAN_ATTRIBUTE_FIELDS + i is field i of items. */
enum plan_attribute {
    PLAN_ATTRIBUTE_PRICE, PLAN_ATTRIBUTE_LIST_PRICE, PLAN_ATTRIBUTE_COST, PLAN_ATTRIBUTE_QUANTITY, PLAN_ATTRIBUTE_SKU,
    PLAN_ATTRIBUTE_BRAND, PLAN_ATTRIBUTE_FIELDS = 8, PLAN_ATTRIBUTE_MOST = 255
};

struct plan_node {
    enum plan_node_kind kind;
    enum plan_comparison comparison;
    enum plan_type type;        /* of low: a PLAN_TEXT is a symbol */
    uint32_t attribute, other;
    uint32_t list;
    int64_t low, high;
    const uint32_t *members;
    uint32_t member_count;
    bool reads_price;           /* itself or a member */
    bool wanted;                /* events, programs or other sets refer to it by name or number: it is a set of its own */
    struct text text;           /* wanted: as the author wrote it */
};

/* Ascending and unique numbers; of texts their symbols. */
struct plan_list {
    bool of_symbols;
    const int64_t *values;
    uint32_t count;
};

/* ---- Criteria ---- */

enum plan_operand_kind {
    PLAN_CONSTANT,  /* value; a PLAN_TEXT is a symbol */
    PLAN_QUANTITY,  /* index: item set; so the next two */
    PLAN_AMOUNT,
    PLAN_LINES,
    PLAN_CUSTOMER_FIELD, /* index: in fields */
    PLAN_ORDER_FIELD,
    PLAN_FACT,      /* index: enum plan_fact */
    PLAN_POINTS,    /* index: program */
    PLAN_TIER_OF
};

/* The numbers that images have. */
enum plan_fact {
    PLAN_FACT_CHANNEL, PLAN_FACT_STORE, PLAN_FACT_REGION, PLAN_FACT_PRICE_LIST, PLAN_FACT_PAYMENT, PLAN_FACT_SHIPPING_METHOD,
    PLAN_FACT_TRIGGER, PLAN_FACT_WEEKDAY, PLAN_FACT_TIME
};

struct plan_operand {
    enum plan_operand_kind kind;
    enum plan_type type;
    uint32_t index;
    int64_t value;
};

enum plan_criterion_kind { PLAN_ALL, PLAN_ANY, PLAN_NEITHER, PLAN_NOT, PLAN_TEST };

enum plan_test_kind {
    PLAN_TEST_COMPARE,  /* left, comparison, right */
    PLAN_TEST_IN_LIST,  /* left, list */
    PLAN_TEST_IN_RANGE, /* left, low, high: both inclusive */
    PLAN_TEST_OUTSIDE,  /* left, low, high: at least `high` or at most `low`, a range that wraps around */
    PLAN_TEST_MISSING,  /* left */
    PLAN_TEST_TODAY,    /* left */
    PLAN_TEST_WITHIN,   /* left, low: days */
    PLAN_TEST_HAS,      /* left (a set), list */
    PLAN_TEST_SEGMENT,  /* symbol: low */
    PLAN_TEST_AUDIENCE, /* index: audience */
    PLAN_TEST_COUPON    /* index: coupon */
};

struct plan_criterion {
    enum plan_criterion_kind kind;
    const struct expr *from;
    struct text name, text;
    struct plan_place place;
    struct plan_criterion *children, *next;
    enum plan_test_kind test;
    enum plan_comparison comparison;
    struct plan_operand left, right;
    uint32_t list, index;
    int64_t low, high;
};

/* ---- Declarations ---- */

struct plan_period {
    int64_t from, to; /* half-open; PLAN_SINCE_EVER, PLAN_FOR_EVER */
};

struct plan_limits {
    int64_t total, per_customer, per_day, per_order; /* PLAN_UNLIMITED */
};

/* An item set that the author named. */
struct plan_let {
    struct text name;
    uint32_t node; /* PLAN_NONE: already reported */
};

struct plan_audience {
    struct text name;
    uint32_t members; /* list, or PLAN_NONE: in the store */
};

struct plan_price_list {
    struct text name, title;
    uint32_t symbol;                     /* of its name */
    char currency[4];
    uint32_t channels, stores, regions;  /* lists or PLAN_NONE: any; so elsewhere */
};

struct plan_layer {
    struct text name, title;
    bool on_original, stack;
};

struct plan_campaign {
    struct text name, title, type, initiative;
    struct plan_period period;
    int64_t budget_money, budget_uses;
    int64_t holdout;
    uint32_t channels, stores, regions;
};

/* The numbers that images have: minutes are 1. */
enum plan_unit { PLAN_UNIT_NONE, PLAN_MINUTES, PLAN_HOURS, PLAN_DAYS, PLAN_WEEKS, PLAN_MONTHS, PLAN_YEARS };

struct plan_duration {
    int64_t count; /* 0: none */
    enum plan_unit unit;
};

struct plan_coupon {
    struct text name, title, code, normal, pattern;
    bool certificate, once;
    int64_t count, minimum;
    struct plan_period valid;
    struct plan_duration valid_for;
    struct plan_limits limits;
};

struct plan_tier {
    struct text name;
    int64_t from;
};

struct plan_program {
    struct text name, title;
    int64_t earn_points, earn_per;
    int64_t redeem_points, redeem_for;
    struct plan_duration expire;
    uint32_t earn_set; /* PLAN_NONE: the order */
    const struct plan_tier *tiers;
    uint32_t tier_count;
};

/* ---- Promotions ---- */

struct plan_pick {
    uint32_t set;
    int64_t count;
    bool up_to, different, no_dearer;
};

/* The numbers that images have. */
enum plan_benefit_kind {
    PLAN_PERCENT_OFF, PLAN_OFF_EACH, PLAN_PRICE_EACH, PLAN_OFF_SPREAD, PLAN_PRICE_SUM,
    PLAN_GIFT, PLAN_ALLOWANCE, PLAN_POINTS_GIVEN, PLAN_COUPON_GIVEN, PLAN_CERTIFICATE, PLAN_CHARGE, PLAN_CHARGE_PERCENT
};
enum plan_scope { PLAN_SCOPE_SET, PLAN_SCOPE_THEM, PLAN_SCOPE_ORDER, PLAN_SCOPE_SHIPPING, PLAN_SCOPE_NOTHING };
enum plan_select { PLAN_SELECT_ALL, PLAN_SELECT_ANY, PLAN_SELECT_CHEAPEST, PLAN_SELECT_DEAREST };
enum plan_measure { PLAN_MEASURE_NOTHING, PLAN_MEASURE_QUANTITY, PLAN_MEASURE_AMOUNT, PLAN_MEASURE_LINES };

struct plan_benefit {
    enum plan_benefit_kind kind;
    const struct benefit *from;
    enum plan_scope scope;
    enum plan_select select;
    uint32_t set, reference;
    int64_t count, value, worth;
    struct text name, unit;
    struct plan_place place;
};

struct plan_row {
    int64_t from;
    const struct ladder_row *written; /* NULL: what stands beside a ladder, alone */
    const struct plan_benefit *benefits;
    uint32_t benefit_count;
};

struct plan_event {
    const struct clause *from;
    const struct frame *frame; /* of the template it is in; NULL: the promotion's own */
    struct text name, title, gives;
    struct plan_place place, use; /* use: of the template, in the promotion itself; file PLAN_NONE: it is the promotion's own */
    uint32_t trigger; /* symbol */
    uint32_t line;    /* in its promotion's file; of a template's event: of the `use` */
    int64_t priority, limit;
    struct plan_criterion *when; /* NULL: always */
    const struct plan_pick *buys, *gets;
    uint32_t buy_count, get_count;
    int64_t every_amount; /* 0: none */
    uint32_t every_set;
    enum plan_measure ladder_by;
    uint32_t ladder_set;
    const struct plan_row *rows;
    uint32_t row_count;
    const struct plan_benefit *benefits;
    uint32_t benefit_count;
};

/* Events by their number in the promotion; PLAN_NONE: stop. */
struct plan_step {
    uint32_t number, event, used, unused;
    struct text title;
};

struct plan_schedule {
    uint32_t weekdays;  /* bit 0 is Monday */
    int32_t start, end; /* seconds of the day; the whole day: 0, 86400 */
};

enum plan_status { PLAN_DRAFT, PLAN_ACTIVE, PLAN_RETIRED, PLAN_OBSOLETE };
enum plan_promotion_type { PLAN_AWARD, PLAN_DISCOUNT, PLAN_REDUCTION };

/* A clause of a promotion, with the template that it was written in. */
struct placed_clause {
    const struct clause *clause;
    const struct frame *frame; /* NULL: of the promotion itself */
};

struct plan_promotion {
    const struct declaration *declaration;
    const struct placed_clause *placed; /* clauses that templates brought; their events are among `events` */
    uint32_t placed_count;
    struct text name, title, file;
    uint32_t line;
    enum plan_status status;
    enum plan_promotion_type type;
    bool events_exclusive;
    bool events_missing; /* a template could not be written out: there may be events that are not here */
    int64_t priority;
    uint32_t layer; /* PLAN_NONE: exclusive */
    struct plan_period period;
    struct plan_limits limits;
    int64_t cap;
    uint32_t campaign, coupon, audience, price_list; /* PLAN_NONE */
    uint32_t channels, stores, regions;
    const struct plan_schedule *schedules;
    uint32_t schedule_count;
    const uint32_t *excludes; /* promotions, as this one says; the other side need not */
    uint32_t exclude_count;
    const struct plan_event *events; /* in order of declaration */
    uint32_t event_count;
    const struct plan_step *steps; /* by number */
    uint32_t step_count;
};

struct plan {
    const promo_allocator *alloc;
    struct arena arena;
    bool failed; /* no memory: the plan is not whole */

    char currency[4];
    uint8_t decimals;
    uint8_t rounding; /* enum rounding of base/exact.h */
    int64_t floor;
    struct text timezone;
    struct zone zone;

    struct text_table symbols;
    struct text_table node_keys, list_keys; /* what makes nodes and lists equal, as bytes */
    struct buffer key;
    VECTOR(struct plan_node) nodes;
    VECTOR(struct plan_list) lists;
    VECTOR(struct plan_field) fields;       /* customer's, order's, item's; each by name after the built-in ones */
    VECTOR(struct plan_let) lets;           /* in order of declaration; so the others */
    VECTOR(struct plan_audience) audiences;
    VECTOR(struct plan_price_list) price_lists;
    VECTOR(struct plan_layer) layers;
    VECTOR(struct plan_campaign) campaigns;
    VECTOR(struct plan_coupon) coupons;
    VECTOR(struct plan_program) programs;
    VECTOR(struct plan_promotion) promotions; /* in order of declaration */
};

void plan_init(struct plan *plan, const promo_allocator *alloc);
void plan_done(struct plan *plan);

/* Each answers PLAN_NONE without memory, and then plan->failed is set. */
uint32_t plan_symbol(struct plan *plan, struct text text);

/* Sorts and drops repetitions in `values`, which are symbols or numbers. */
uint32_t plan_list(struct plan *plan, bool of_symbols, int64_t *values, size_t count);

/* The node with these members and operands, the one there is or a new one. Of unions and intersections the members are
 * sorted (in place) and reduced: selections of one kind join their lists, a union with everything is everything. */
uint32_t plan_node(struct plan *plan, struct plan_node node);
uint32_t plan_node_of_members(struct plan *plan, enum plan_node_kind kind, uint32_t *members, size_t count);

/* Makes the node a set of its own, in the author's words unless it has some. */
void plan_want(struct plan *plan, uint32_t node, struct text text);

struct text plan_symbol_text(const struct plan *plan, uint32_t symbol);

#endif
