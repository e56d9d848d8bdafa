/* What a promotion asks for, read from the image: for each of its events, the ways in which its conditions can hold, each a
 * list of needs that must hold together (a disjunctive normal form of the criteria, cut short where it is long).
 *
 * Needs only guide the search for baskets; whether a basket does what they promise is always left to pricing it. Where
 * nothing was cut and everything was understood (`whole`), alternatives that all contradict themselves prove that no basket
 * meets the condition. Everything lies in the caller's arena. */
#ifndef RUNTIME_ANALYSIS_NEEDS_H
#define RUNTIME_ANALYSIS_NEEDS_H

#include "base/arena.h"
#include "vm/image.h"

/* Beside each: what `index` is. */
enum need_subject {
    NEED_QUANTITY,     /* of an item set */
    NEED_AMOUNT,       /* of an item set */
    NEED_LINES,        /* of an item set */
    NEED_SUBTOTAL,     /* of the basket at its own prices */
    NEED_CUSTOMER,     /* slot of a field of the customer */
    NEED_ORDER,        /* slot of a field of the order */
    NEED_FACT,         /* enum fact */
    NEED_POINTS,       /* program */
    NEED_TIER,         /* program */
    NEED_CUSTOMER_SET, /* slot of a field that is a set */
    NEED_ORDER_SET,
    NEED_SEGMENT,      /* symbol */
    NEED_AUDIENCE,
    NEED_COUPON,
    NEED_INSTANT,      /* NEED_IN_RANGE: the instant of the basket */
    NEED_SCHEDULE,     /* one of SCHEDULES[low .. low + high) */
    NEED_UNKNOWN       /* a test that says nothing to the search */
};

enum need_relation {
    NEED_EQUAL, NEED_DIFFERENT, NEED_LESS, NEED_AT_MOST, NEED_MORE, NEED_AT_LEAST, /* to `low`; as enum comparison */
    NEED_IN_LIST,  /* LIST[list] */
    NEED_IN_RANGE, /* low to high, both inclusive */
    NEED_MISSING, NEED_TODAY,
    NEED_WITHIN,   /* `low` days */
    NEED_HOLDS     /* that it is so: segments, audiences, coupons, schedules */
};

struct need {
    uint8_t subject, relation;
    bool negated;
    uint32_t index, list;
    int64_t low, high;
};

enum { NEEDS_MOST = 40, ALTERNATIVES_MOST = 16 };

struct needs {
    struct need items[NEEDS_MOST];
    uint32_t count;
};

struct alternatives {
    struct needs *items;
    uint32_t count;
    bool whole; /* nothing was cut, and every test was understood */
};

/* The ways in which an event may be used as far as the promotion's properties and the event's criteria say. False: no
 * memory. */
bool needs_of_event(const struct image_view *image, uint32_t event, struct arena *arena, struct alternatives *out);

/* The needs of both; false where there are too many. */
bool needs_join(struct needs *needs, const struct needs *more);

/* Whether a value (VALUE_MISSING, too) is what the need asks of its subject. Of subjects with a value only, and not today's
 * dates. */
bool need_holds(const struct image_view *image, const struct need *need, int64_t value);

/* Whether the need asks a value of its subject, which constants of the needs bound. */
bool need_has_value(const struct need *need);

/* A value that all needs of the same subject as needs->items[at] allow: VALUE_MISSING where that is allowed, of numbers the
 * least. False: there is none, whatever the basket. */
bool needs_value(const struct image_view *image, const struct needs *needs, uint32_t at, int64_t *value);

/* Whether two of the needs exclude each other, whatever the basket. */
bool needs_contradict(const struct image_view *image, const struct needs *needs);

#endif
