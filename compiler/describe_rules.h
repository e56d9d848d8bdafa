/* A whole rule set in words: every declaration with its lines, in the order to be read. Read by `promo describe`, which
 * shows it, and by `promo diff`, which compares two of them. */
#ifndef COMPILER_DESCRIBE_RULES_H
#define COMPILER_DESCRIBE_RULES_H

#include "compiler/describe.h"

enum described_kind {
    DESCRIBED_SETTINGS, /* one */
    DESCRIBED_LAYER,
    DESCRIBED_PROMOTION,
    DESCRIBED_CAMPAIGN,
    DESCRIBED_COUPON,
    DESCRIBED_PROGRAM,
    DESCRIBED_PRICE_LIST,
    DESCRIBED_AUDIENCE,
    DESCRIBED_SET, /* a let */
    DESCRIBED_KIND_COUNT
};

struct described {
    enum described_kind kind;
    uint32_t number;         /* in the plan's vector of its kind */
    struct text name, title; /* of the settings empty */
    struct text file;        /* promotions: without folders */
    uint32_t line;
    struct plan_period runs; /* promotions and campaigns; of others since ever and for ever */
    bool scheduled;          /* promotions: only at some times of the week */
    bool live;               /* promotions: status active */
    struct description says;
};

struct description_of_rules {
    const promo_allocator *alloc;
    struct arena arena;
    VECTOR(struct described) all; /* by kind, then order of declaration */
};

/* False: no memory; the list is then empty. Texts are the plan's, which must outlive it. */
bool describe_rules(struct description_of_rules *rules, struct describer *describer);
void description_of_rules_done(struct description_of_rules *rules);

/* "promotion", "loyalty program" */
const char *described_kind_word(enum described_kind kind);

/* "Promotions" */
const char *described_kind_heading(enum described_kind kind);

#endif
