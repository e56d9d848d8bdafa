/* The basket a session prices and what the store said of it, as plain arrays of numbers: texts by number (vm/texts.h),
 * money in minor units, missing values as VALUE_MISSING.
 *
 * Filled by the setters of <promo/vm.h> (vm/session_input.c) and by readers of baskets, which hand over slices of their
 * input: texts need no NUL and are copied at most once. Then basket_close derives what evaluation reads; after it the
 * basket is constant. Every setter answers PROMO_OK, or PROMO_INVALID, PROMO_LIMIT, PROMO_OVERFLOW with the member's name
 * in promo_last_error, or PROMO_NO_MEMORY; a basket that refused something is as before and may be continued. Memory is kept
 * from basket to basket: a second one of the same size allocates nothing. */
#ifndef VM_BASKET_H
#define VM_BASKET_H

#include "base/bits.h"
#include "base/vector.h"
#include "vm/loader.h"
#include "vm/texts.h"

enum {
    BASKET_LINES = 10000,        /* lines */
    BASKET_UNITS = 1000000,      /* units of one line */
    BASKET_TEXT = 4096,          /* bytes of one text */
    BASKET_PER_LINE = 1000,      /* categories, and tags, and members of sets of one line */
    BASKET_CATEGORY_DEPTH = 32,  /* parts of a category's path */
    BASKET_CODES = 1000,         /* codes presented, and codes the store tells of */
    BASKET_MEMBERS = 100000,     /* segments and members of the customer's and the order's sets */
    BASKET_MARKS = 512           /* bits */
};

/* Slots of the customer's fields that every image has. */
enum { CUSTOMER_ID, CUSTOMER_BIRTHDAY, CUSTOMER_ORDERS };

/* One line. A weighed one is one unit, and its prices are those of the whole, rounded by the rule set. */
struct basket_line {
    const char *given_id; /* NULL: none; ask basket_line_id */
    const char *sku_text;
    int64_t price;      /* of one unit */
    int64_t list_price; /* of one unit, or VALUE_MISSING */
    int64_t cost;       /* of one unit, or VALUE_MISSING */
    int64_t floor;      /* of one unit: the rule set's, or the line's own where that is higher */
    int64_t quantity;   /* units, > 0; 1 for a weighed line */
    int64_t measure;    /* millionths of the unit of measure; 0: sold by the piece */
    uint32_t sku;       /* text number */
    uint32_t brand;     /* text number, or TEXTS_NONE */
    bool stored_value;  /* no unit for any promotion, in no term below */
};

/* What lines can be selected by. Categories: each path given and each of its parents, where the image knows them. */
enum term_kind { TERM_SKU, TERM_CATEGORY, TERM_BRAND, TERM_TAG, TERM_KIND_COUNT };

/* A symbol of the image that the basket has, and the lines that have it: a chain of occurrences, ascending, each line once. */
struct basket_term {
    uint32_t symbol;
    uint32_t kind;        /* enum term_kind */
    uint32_t first, last; /* occurrences */
    uint32_t next;        /* another term of the same symbol, or INDEX_NONE */
};

struct basket_occurrence {
    uint32_t line;
    uint32_t next; /* of the same term, or INDEX_NONE */
};

/* What the open line can be selected by. */
struct basket_selector {
    uint32_t kind, symbol;
};

/* A member of a field that is a set; the field's value is the first member's number. */
struct basket_member {
    uint32_t text;
    uint32_t next; /* INDEX_NONE */
};

/* A code presented. Without word of the store: no uses, no balance, issue unknown. */
struct basket_code {
    const char *presented; /* as given */
    uint32_t normal;       /* text number of its normal form */
    uint32_t coupon;       /* that it is a code of, after basket_close; INDEX_NONE: not known */
    bool repeated;         /* another spelling of one before it: answered, and never accepted */
    bool told;             /* the store spoke of it */
    bool revoked;
    int64_t issued;        /* VALUE_MISSING: unknown */
    int64_t uses, balance;
};

struct basket_redeem {
    uint32_t program;
    int64_t points;
};

/* Uses of promotions or of coupons, by index: no room at all until the store tells of one. */
struct basket_uses {
    promo_uses *by_index;
    size_t count;
    VECTOR(uint32_t) touched;
};

struct basket_campaign_uses {
    int64_t money, uses;
};

struct basket_points {
    int64_t balance;
    int64_t earned;
    int64_t tier; /* 0 is the program's first tier; VALUE_MISSING */
};

/* The local day of the basket's instant. */
struct basket_today {
    int64_t offset;  /* seconds east of UTC */
    int64_t day;     /* days since 1970-01-01 */
    int32_t year;
    uint8_t weekday; /* 0 is Monday */
    int32_t seconds; /* since local midnight */
};

struct basket {
    const promo_image *image;
    const promo_allocator *alloc;
    struct texts texts;

    const char *id;                 /* NULL */
    int64_t at;                     /* VALUE_MISSING until given */
    struct basket_today today;      /* after basket_close */
    struct image_clock clock;       /* around the instant, after basket_close; kept, for the next is mostly near */
    int64_t year_from, year_to;     /* the first day of `today`'s year and of the next; kept, too */
    int64_t facts[FACT_COUNT];      /* text numbers, weekday, seconds; VALUE_MISSING. The trigger is "basket" unless given */
    bool has_shipping;
    int64_t shipping;               /* minor units; 0 when not given */
    int64_t subtotal;               /* of all lines, stored value too */

    VECTOR(struct basket_line) lines;
    VECTOR(int64_t) line_values;    /* item fields: line * item_field_count + slot */
    uint32_t item_field_count, customer_field_count, order_field_count;
    uint32_t usual_trigger;         /* symbol of "basket", or TEXTS_NONE */
    int64_t *customer, *order;      /* by slot */
    VECTOR(struct basket_member) members;

    VECTOR(struct basket_term) terms;
    VECTOR(uint32_t) kinds[TERM_KIND_COUNT]; /* the terms of each kind */
    VECTOR(struct basket_occurrence) occurrences;

    VECTOR(uint32_t) segments;      /* symbols, each once; those that the image does not know are left out */
    bool keeps_segments;            /* for reports: those go to other_segments, as text numbers, perhaps repeated */
    VECTOR(uint32_t) other_segments;
    uint64_t *segment_bits;         /* over SYMBOLS */
    VECTOR(struct basket_code) codes; /* in the order presented, each spelling once */
    VECTOR(struct basket_redeem) redeems;

    bool has_state;                 /* a store stands behind the session */
    uint64_t *audience_bits;        /* over AUDIENCES: those that the store says the customer is in */
    struct basket_uses promotion_uses, coupon_uses;
    struct basket_campaign_uses *campaign_uses; /* by campaign */
    struct basket_points *points;               /* by program */

    /* While filling. */
    bool line_open, closed;
    bool texts_checked;             /* by whoever fills it: basket_check looks at lengths only */
    size_t given_ids;               /* lines with an id of their own */
    size_t members_mark, line_members; /* of the open line */
    size_t outside_members;         /* of the customer's and the order's sets */
    VECTOR(struct basket_selector) selectors; /* of the open line */
    VECTOR(struct basket_code) told_codes;
    uint32_t *term_of_symbol;       /* valid where terms[it].symbol is that symbol */
    uint64_t term_marks[BASKET_MARKS / 64]; /* of each term its symbol's bit, modulo: one line of the cache tells of most others */
    struct text_table line_ids;
    VECTOR(char) code_room;
    char (*default_ids)[8];         /* "1", "2", ...: lines without an id of their own */
    size_t default_id_count, default_id_capacity;
};

/* The image and the allocator must outlive the basket. */
promo_status basket_init(struct basket *basket, const promo_image *image, const promo_allocator *alloc);
void basket_done(struct basket *basket);
void basket_clear(struct basket *basket);

/* --- filling ------------------------------------------------------------------------------------------------------ */

promo_status basket_id(struct basket *basket, struct text id);
promo_status basket_at(struct basket *basket, int64_t instant);
/* FACT_CHANNEL to FACT_TRIGGER; the others come from the instant. */
promo_status basket_fact(struct basket *basket, enum fact fact, struct text text);
promo_status basket_shipping(struct basket *basket, int64_t price);
promo_status basket_customer(struct basket *basket, struct text id);
promo_status basket_segment(struct basket *basket, struct text segment);
promo_status basket_code(struct basket *basket, struct text code);
promo_status basket_redeem(struct basket *basket, struct text program, int64_t points);

/* The value of a field (image_field_find) of the customer, the order or the open line, as promo_field would give it:
 * `integer` for numbers of any kind, `text` for texts, names of enum values and one member of a set. */
promo_status basket_field_integer(struct basket *basket, const struct image_field *field, int64_t integer);
promo_status basket_field_text(struct basket *basket, const struct image_field *field, struct text text);

/* What a line has besides its categories, tags and fields. Amounts as given: of one unit (of measure). */
struct line_input {
    struct text id;     /* bytes NULL: its number, from "1" */
    struct text sku;
    struct text brand;  /* bytes NULL: none */
    int64_t quantity;   /* 0 with a measure */
    int64_t measure;    /* millionths; 0: by the piece */
    int64_t price;
    int64_t list_price, cost, min_price; /* VALUE_MISSING: not given */
    bool stored_value;
};

/* A line is opened, given categories, tags and fields in any order, and closed with the rest, or dropped. */
promo_status basket_line_open(struct basket *basket);
promo_status basket_line_category(struct basket *basket, struct text category);
promo_status basket_line_tag(struct basket *basket, struct text tag);
promo_status basket_line_close(struct basket *basket, const struct line_input *input);
void basket_line_drop(struct basket *basket);

/* What the store says; names that the image lacks are ignored. */
void basket_state(struct basket *basket);
promo_status basket_in_audience(struct basket *basket, struct text audience);
promo_status basket_coupon_uses(struct basket *basket, struct text coupon, promo_uses uses);
promo_status basket_promotion_uses(struct basket *basket, struct text promotion, promo_uses uses);
promo_status basket_campaign_used(struct basket *basket, struct text campaign, int64_t money, int64_t uses);

struct code_input {
    struct text coupon; /* bytes NULL: no such code */
    int64_t issued;     /* VALUE_MISSING: unknown */
    int64_t uses, balance;
    bool revoked;
};
promo_status basket_code_state(struct basket *basket, struct text code, const struct code_input *state);
/* tier bytes NULL: the one that `earned` points reach. */
promo_status basket_points(struct basket *basket, struct text program, int64_t balance, int64_t earned,
                           struct text tier);

/* Derives what is derived: the local day, the numbers of lines without ids, the coupons of codes. PROMO_INVALID without an
 * instant. Until it is cleared the basket takes nothing more. */
promo_status basket_close(struct basket *basket);

/* --- reading, after basket_close ------------------------------------------------------------------------------------ */

static inline int64_t basket_item_value(const struct basket *basket, uint32_t line, uint32_t slot)
{
    return basket->line_values.items[(size_t)line * basket->item_field_count + slot];
}

static inline const char *basket_line_id(const struct basket *basket, size_t line)
{
    const char *given = basket->lines.items[line].given_id;
    return given != NULL ? given : basket->default_ids[line];
}

/* basket_term_find of a symbol that has a mark. */
const struct basket_term *basket_term_find_marked(const struct basket *basket, enum term_kind kind, uint32_t symbol);

/* The term, or NULL when no line has it. */
static inline const struct basket_term *basket_term_find(const struct basket *basket, enum term_kind kind, uint32_t symbol)
{
    return bits_has(basket->term_marks, symbol % BASKET_MARKS) ? basket_term_find_marked(basket, kind, symbol) : NULL;
}

/* Whether a set field's value (VALUE_MISSING: no member) has a member of LIST[list]. */
bool basket_set_has(const struct basket *basket, int64_t value, uint32_t list);

static inline bool basket_in_segment(const struct basket *basket, uint32_t symbol)
{
    return bits_has(basket->segment_bits, symbol);
}

/* By the image's list of customers, or by the store. */
bool basket_is_in_audience(const struct basket *basket, uint32_t audience);

/* Zeros where the store said nothing. */
promo_uses basket_uses_of_promotion(const struct basket *basket, uint32_t promotion);
promo_uses basket_uses_of_coupon(const struct basket *basket, uint32_t coupon);

static inline bool basket_customer_known(const struct basket *basket)
{
    return basket->customer[CUSTOMER_ID] != VALUE_MISSING;
}

/* Whether the yearly date `day` is today, and whether it lies at most `days` before or after; 29 February is the 28th in
 * other years. */
bool basket_is_today(const struct basket_today *today, int64_t day);
bool basket_is_within(const struct basket_today *today, int64_t day, int64_t days);

#endif
