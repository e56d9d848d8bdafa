/* The image: a compiled rule set as bytes. This page is its layout; docs/image.md says the same for readers.
 *
 * Little-endian, 8-byte aligned, in sections, without pointers: it can be mapped and shared by threads and processes.
 * Written by compiler/, read by vm/. Records refer to records of other sections by index and to text by `struct ref`.
 * INDEX_NONE where there is none. The loader (vm/loader.h) verifies every field of every record once; after that nothing
 * is checked again. All padding is zero, so that equal rule sets are equal bytes. Hosts must be little-endian. */
#ifndef VM_IMAGE_H
#define VM_IMAGE_H

#include "vm/ops.h"

#include <stddef.h>
#include <stdint.h>

#define IMAGE_MAGIC 0x434f4d4f52500a1aull /* bytes 1a 0a "PROMOC" */
#define IMAGE_VERSION 3u
#define INDEX_NONE UINT32_MAX
#define VALUE_MISSING INT64_MIN
#define VALUE_UNLIMITED INT64_MAX

/* Sections, in the order they stand in the image.  SECTION(NAME, record type) */
#define IMAGE_SECTIONS(SECTION)                                                                                    \
    SECTION(STRINGS, char)               /* text, each NUL-terminated; refs point into it */                       \
    SECTION(SYMBOLS, struct ref)         /* texts that baskets are compared with, sorted bytewise, unique */        \
    SECTION(SYMBOL_SLOTS, uint32_t)      /* open addressing by hash_symbol: symbol + 1, 0 free; 2^n */            \
    SECTION(CONSTANTS, int64_t)          /* K */                                                                    \
    SECTION(LISTS, struct span)          /* LIST: ranges of LIST_VALUES */                                          \
    SECTION(LIST_VALUES, int64_t)        /* ascending within a list; texts are symbols */                           \
    SECTION(CODE, struct instruction)                                                                              \
    SECTION(SETS, struct image_set)                                                                                \
    SECTION(SETTINGS, struct image_settings) /* exactly one */                                                      \
    SECTION(TRANSITIONS, struct image_transition) /* of the zone, ascending; the first applies since ever */        \
    SECTION(FIELDS, struct image_field)  /* customer's, then order's, then item's; each sorted by name */           \
    SECTION(ENUM_NAMES, struct ref)      /* of enum fields, in their order */                                       \
    SECTION(AUDIENCES, struct image_audience)                                                                      \
    SECTION(PRICE_LISTS, struct image_price_list)                                                                  \
    SECTION(LAYERS, struct image_layer)                                                                            \
    SECTION(CAMPAIGNS, struct image_campaign)                                                                      \
    SECTION(COUPONS, struct image_coupon)                                                                          \
    SECTION(PROGRAMS, struct image_program)                                                                        \
    SECTION(TIERS, struct image_tier)                                                                              \
    SECTION(SCHEDULES, struct image_schedule)                                                                      \
    SECTION(PROMOTIONS, struct image_promotion) /* by layer (exclusive ones last), priority, declaration */         \
    SECTION(INDICES, uint32_t)           /* ranges of indices, e.g. what a promotion excludes */                    \
    SECTION(EVENTS, struct image_event)  /* of one promotion in a row, by priority, then declaration */             \
    SECTION(STEPS, struct image_step)                                                                              \
    SECTION(CRITERIA, struct image_criterion)                                                                      \
    SECTION(PICKS, struct image_pick)                                                                              \
    SECTION(BENEFITS, struct image_benefit)                                                                        \
    SECTION(ROWS, struct image_row)                                                                                \
    SECTION(INDEX_WORDS, uint32_t)       /* candidate selection, see vm/index.h; may be empty: no index */           \
    SECTION(BRIEFS, struct image_brief)  /* by promotion, what a candidate is judged by first; or empty */

enum image_section {
#define SECTION(name, type) SECTION_##name,
    IMAGE_SECTIONS(SECTION)
#undef SECTION
    SECTION_COUNT
};

struct image_section_entry {
    uint64_t offset; /* from the image's start: image_start of what lies before it */
    uint64_t count;  /* records */
};

struct image_header {
    uint64_t magic;
    uint32_t version;
    uint32_t section_count;
    uint64_t size; /* of the whole image, a multiple of 8 */
    uint64_t hash; /* SipHash with a zero key of everything after the header */
    struct image_section_entry sections[SECTION_COUNT];
};

/* Where a section of such records begins that follows `end` bytes. Records that fill a cache line lie in one if the image does,
 * as those do that are mapped. */
static inline uint64_t image_start(uint64_t end, size_t record_size)
{
    uint64_t alignment = record_size == 64 ? 64 : 8;
    return (end + alignment - 1) / alignment * alignment;
}

/* Text in STRINGS: `offset` of the first byte; the byte at offset + length is NUL. An absent text is {0, 0}: STRINGS
 * begins with a NUL. */
struct ref {
    uint32_t offset, length;
};

struct span {
    uint32_t first, count;
};

/* Code of an item set. Sets that read no price keep their value through all layers. */
struct image_set {
    struct span code;
    struct ref text;        /* as the author wrote it, for people */
    uint32_t reads_price;   /* 0 or 1 */
    uint32_t term;          /* symbol << SET_TERM_BITS | 1 + 0 sku, 1 category, 2 brand, 3 tag: the set is what has just that;
                               of several symbols 0 in place of one; 0: see its code */
    struct span values;     /* with a term: the symbols, in LIST_VALUES */
};

enum { SET_TERM_BITS = 3 };

struct image_settings {
    char currency[4];
    uint8_t decimals;
    uint8_t rounding; /* enum rounding */
    uint8_t reserved[2];
    int64_t floor;    /* minor units */
    struct ref timezone;
};

struct image_transition {
    int64_t at;     /* instant from which the offset holds */
    int64_t offset; /* seconds east of UTC */
};

enum field_owner { OWNER_CUSTOMER, OWNER_ORDER, OWNER_ITEM, OWNER_COUNT };

/* type: as promo_type. Customer field 0 to 2 are always id (text), birthday (date), orders (number): FIELD_... below. */
struct image_field {
    struct ref name;
    uint8_t owner, type;
    uint8_t reserved[2];
    uint32_t slot;       /* among its owner's fields, from 0 in order */
    struct span names;   /* enum: its values in ENUM_NAMES */
};

/* The types a field may have; the same numbers as promo_type. */
enum field_type {
    TYPE_BOOL, TYPE_NUMBER, TYPE_DECIMAL, TYPE_MONEY, TYPE_PERCENT, TYPE_TEXT, TYPE_DATE, TYPE_INSTANT, TYPE_ENUM, TYPE_SET,
    TYPE_COUNT
};

/* Facts of the order that OP_FACT reads. Texts are symbols. */
enum fact {
    FACT_CHANNEL, FACT_STORE, FACT_REGION, FACT_PRICE_LIST, FACT_PAYMENT, FACT_SHIPPING_METHOD, FACT_TRIGGER,
    FACT_WEEKDAY, /* 0 is Monday, local */
    FACT_TIME,    /* seconds since local midnight */
    FACT_COUNT
};

struct image_audience {
    struct ref name;
    uint32_t members; /* LIST of symbols: customer ids; INDEX_NONE: loaded into the store */
    uint32_t reserved;
};

struct image_price_list {
    struct ref name, title;
    uint32_t symbol;   /* of its name */
    uint32_t channels; /* LIST of symbols, or INDEX_NONE: any */
    char currency[4];
    uint32_t reserved;
};

struct image_layer {
    struct ref name, title;
    uint32_t on_original; /* 1: prices as in the basket; 0: what remains */
    uint32_t stack;       /* 1: promotions apply one after the other; 0: best */
    struct span promotions; /* in PROMOTIONS */
};

/* An absent bound of a period: INT64_MIN, INT64_MAX. Half-open: from <= at < to. */
struct image_period {
    int64_t from, to;
};

struct image_limits {
    int64_t total, per_customer, per_day, per_order; /* VALUE_UNLIMITED */
};

struct image_campaign {
    struct ref name, title, type, initiative;
    struct image_period period;
    int64_t budget_money; /* minor units; VALUE_UNLIMITED */
    int64_t budget_uses;  /* VALUE_UNLIMITED */
    uint32_t holdout;     /* millionths */
    uint32_t channels;    /* LIST of symbols, or INDEX_NONE */
};

enum coupon_kind { COUPON_DISCOUNT, COUPON_CERTIFICATE };
enum duration_unit { UNIT_NONE, UNIT_MINUTES, UNIT_HOURS, UNIT_DAYS, UNIT_WEEKS, UNIT_MONTHS, UNIT_YEARS };

struct image_coupon {
    struct ref name, title;
    struct ref code;     /* the one public code, as written; empty: generated ones */
    struct ref normal;   /* its normal form (case, dashes, look-alikes folded) */
    struct ref pattern;  /* of generated codes; empty where there is a code */
    int64_t count;       /* of generated codes asked for; 0: not said */
    struct image_period valid;
    int64_t valid_count; /* for so many units from issue; 0: not so */
    int64_t minimum;     /* minor units; 0: none */
    struct image_limits limits;
    uint8_t kind, valid_unit, once, reserved[5]; /* once: a refund does not restore the use */
};

/* earn `points` per `per` minor units on the discounted amount of `set` (INDEX_NONE: the order). */
struct image_program {
    struct ref name, title;
    int64_t earn_points, earn_per;     /* 0, 0: earns nothing by itself */
    int64_t redeem_points, redeem_for; /* redeem_points are worth redeem_for minor units; 0, 0: cannot */
    int64_t expire_count;              /* 0: never */
    uint32_t earn_set;
    uint32_t expire_unit;
    struct span tiers;                 /* ascending */
};

struct image_tier {
    struct ref name;
    int64_t from; /* points */
};

/* Local time: on a weekday of the mask (bit 0 is Monday), start <= seconds of day < end; end <= start runs over midnight and
 * belongs to the day it starts on; 0, 86400: the whole day. */
struct image_schedule {
    uint32_t weekdays;
    int32_t start, end;
    uint32_t reserved;
};

enum promotion_status { STATUS_DRAFT, STATUS_ACTIVE, STATUS_RETIRED, STATUS_OBSOLETE };
enum promotion_type { PROMOTION_AWARD, PROMOTION_DISCOUNT, PROMOTION_REDUCTION };

struct image_promotion {
    struct ref name, title;
    struct ref file;             /* where it is declared, for people */
    uint32_t line;
    uint8_t status, type, exclusive, events_exclusive;
    int64_t priority;
    uint32_t declared;           /* its number in order of declaration: files in order of compilation, then position */
    uint32_t layer;              /* INDEX_NONE when exclusive */
    struct image_period period;
    struct image_limits limits;  /* per_order is always VALUE_UNLIMITED */
    int64_t cap;                 /* minor units an order; VALUE_UNLIMITED */
    uint32_t campaign, coupon, audience, price_list; /* INDEX_NONE */
    uint32_t channels, stores, regions;              /* LISTs of symbols, or INDEX_NONE */
    uint32_t reserved;
    struct span schedules;
    struct span excludes;        /* in INDICES: promotions, given on both sides, ascending */
    struct span events;
    struct span steps;           /* none: every event by priority */
};

/* BRIEF_DECIDED: where the index lets the promotion through, nothing else restricts it, it has one event, and that event's
 * condition holds when `measure` of `set` is `least` or more (MEASURE_NOTHING: always). BRIEF_FREE: it has no cap, no
 * campaign, and excludes nothing. BRIEF_PLAIN, of a decided one: its event has one benefit, which takes money off, and no
 * ladder, no amounts to count, no limit and no units to get. BRIEF_TAKES, of a plain one: the event takes units, any `least`
 * of `set`, and that is its condition; a plain one without takes none. */
enum brief_flag { BRIEF_DECIDED = 1, BRIEF_FREE = 2, BRIEF_PLAIN = 4, BRIEF_TAKES = 8 };

/* What a brief repeats lies together here and apart in the records, each of which would be waited for. Zero is what the flags
 * do not speak of. What is read of most candidates comes first. */
struct image_brief {
    uint8_t flags;
    uint8_t measure;             /* enum measure */
    uint8_t kind, scope, select; /* PLAIN: as of the benefit, like benefit_set, value and count */
    uint8_t reserved[3];
    uint32_t event, trigger;     /* DECIDED: as of the promotion's event */
    uint32_t set, benefit_set;
    uint32_t benefit;            /* PLAIN: its number */
    uint32_t event_name;         /* DECIDED: offsets of names, and of what the event gives, in words */
    int64_t least;
    int64_t value;
    int64_t count;
    uint32_t name, gives;
};

enum criterion_kind {
    CRITERION_ALL, CRITERION_ANY, CRITERION_NONE, /* groups; `and` is an ALL, `or` an ANY without a name */
    CRITERION_NOT,
    CRITERION_TEST                                /* one comparison */
};

enum measure { MEASURE_NOTHING, MEASURE_QUANTITY, MEASURE_AMOUNT, MEASURE_LINES };
/* How explanations print a value that a test saw. */
enum shown { SHOWN_NOTHING, SHOWN_NUMBER, SHOWN_DECIMAL, SHOWN_MONEY, SHOWN_PERCENT, SHOWN_TEXT, SHOWN_BOOL, SHOWN_DATE,
             SHOWN_INSTANT, SHOWN_ENUM, SHOWN_TIME, SHOWN_WEEKDAY, SHOWN_TIER, SHOWN_COUNT };

/* The `when` of an event as a tree, for explanations and hints; the event's code is the same condition for speed. A node's
 * children follow it in CRITERIA, at larger indices. */
struct image_criterion {
    struct ref name;       /* of a named group */
    struct ref text;       /* as the author wrote it */
    struct span code;      /* this node alone: ends in RETURN */
    struct span children;  /* in INDICES: criteria */
    uint8_t kind;
    uint8_t measure;       /* a test `quantity/amount/lines of SET >= or > K`: what a hint can speak of */
    uint8_t shown;         /* the observed value is in register 0 after running `code` */
    uint8_t strictly;      /* measure: > rather than >= */
    uint32_t set;          /* measure: item set, or the set that stands for the whole basket */
    int64_t threshold;     /* measure: K */
    uint32_t field;        /* SHOWN_ENUM: the field in FIELDS; SHOWN_TIER: the program */
    uint32_t reserved;
};

/* What pricing reads of most events comes first, so that it lies together. */
struct image_event {
    struct ref name;
    struct ref gives;      /* the benefits in words, for hints and explanations */
    struct span buys, gets;
    struct span benefits;  /* without a ladder; in the order written; charges among them */
    int64_t limit;         /* per order; VALUE_UNLIMITED */
    uint32_t promotion;
    uint32_t trigger;      /* symbol */
    int64_t every_amount;  /* `every 100.00 of X`: minor units, else 0 */
    uint32_t every_set;    /* with every_amount */
    uint32_t ladder_by;    /* enum measure; MEASURE_NOTHING: no ladder, benefits below */
    uint32_t ladder_set;   /* item set the ladder measures */
    uint32_t criterion;    /* root in CRITERIA, or INDEX_NONE: always */
    struct span rows;      /* of the ladder, thresholds ascending */
    struct span code;      /* of `when`: ends in RETURN; count 0: always */
    struct ref title;
    int64_t priority;
    uint32_t line;         /* in the promotion's file */
    uint32_t reserved;
};

#define STEP_STOP 0xFFFFFFFEu /* the walk ends */

struct image_step {
    uint32_t number, event;  /* event: in EVENTS */
    uint32_t used, unused;   /* event to visit next, or STEP_STOP */
    struct ref title;
};

enum pick_flag { PICK_UP_TO = 1, PICK_DIFFERENT = 2, PICK_NO_DEARER = 4 };

struct image_pick {
    uint32_t set, flags;
    int64_t count;
};

enum benefit_kind {
    BENEFIT_PERCENT,    /* value: millionths off; `free` is 1,000,000 */
    BENEFIT_OFF_EACH,   /* value: minor units off each */
    BENEFIT_PRICE_EACH, /* value: minor units each */
    BENEFIT_OFF_SPREAD, /* value: minor units off all together */
    BENEFIT_PRICE_SUM,  /* value: minor units for all together */
    BENEFIT_GIFT,       /* name: sku; count; worth */
    BENEFIT_ALLOWANCE,  /* name, unit; count */
    BENEFIT_POINTS,     /* reference: program; count */
    BENEFIT_COUPON,     /* reference: coupon */
    BENEFIT_CERTIFICATE, /* reference: coupon; worth */
    BENEFIT_CHARGE,     /* value: minor units on the order, or on each of `set` */
    BENEFIT_CHARGE_PERCENT, /* value: millionths on the order, or on each of `set` */
    BENEFIT_KIND_COUNT
};

enum benefit_scope { SCOPE_SET, SCOPE_THEM, SCOPE_ORDER, SCOPE_SHIPPING, SCOPE_NOTHING, SCOPE_COUNT };
enum benefit_select { SELECT_ALL, SELECT_ANY, SELECT_CHEAPEST, SELECT_DEAREST, SELECT_COUNT };

struct image_benefit {
    uint8_t kind, scope, select, reserved;
    uint32_t set;       /* SCOPE_SET */
    int64_t count;      /* with a select other than SELECT_ALL; of awards: how many */
    int64_t value;
    int64_t worth;      /* minor units; 0: none */
    uint32_t reference; /* program or coupon */
    uint32_t reserved2;
    struct ref name, unit; /* award's */
};

struct image_row {
    int64_t from;        /* minor units or units */
    struct span benefits;
};

/* A verified image: typed views of its sections. Made by the loader; read by all of vm/. */
struct image_view {
    const struct image_header *header;
#define SECTION(name, type) const type *name; uint32_t name##_COUNT;
    IMAGE_SECTIONS(SECTION)
#undef SECTION
};

#endif
