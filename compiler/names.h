/* The names that declarations give: global to the rule set, once for each kind of thing, used before declared.
 *
 * One table for each kind. Every name refers to its declaration and to the place in the plan's vector of that kind. */
#ifndef COMPILER_NAMES_H
#define COMPILER_NAMES_H

#include "base/hash.h"
#include "base/vector.h"
#include "lang/source.h"

struct check;
struct declaration;
struct word;

enum name_kind {
    NAME_SET, NAME_AUDIENCE, NAME_PRICE_LIST, NAME_LAYER, NAME_CAMPAIGN, NAME_COUPON, NAME_PROGRAM, NAME_PROMOTION,
    NAME_TEMPLATE, NAME_KIND_COUNT
};

/* What template parameters may be: constants, item sets, and names of declarations. */
enum parameter_type {
    PARAMETER_ITEMS, PARAMETER_MONEY, PARAMETER_PERCENT, PARAMETER_NUMBER, PARAMETER_TEXT, PARAMETER_DATE, PARAMETER_INSTANT,
    PARAMETER_COUPON, PARAMETER_PROGRAM, PARAMETER_AUDIENCE, PARAMETER_TYPE_COUNT
};

enum name_state { NAME_UNSEEN, NAME_AT_WORK, NAME_DONE };

struct name {
    struct text text;
    struct span span;
    const struct declaration *declaration; /* NULL: of the compiler's own making */
    uint32_t index;                        /* in the plan's vector; of a set its node, once done */
    enum name_state state;                 /* of sets and templates: being looked into */
    bool used;
};

struct name_table {
    struct text_table texts; /* number: index in `names` */
    VECTOR(struct name) names;
};

struct names {
    struct name_table kinds[NAME_KIND_COUNT];
};

void names_init(struct names *names, const promo_allocator *alloc);
void names_done(struct names *names, const promo_allocator *alloc);

/* Reports a name that is taken, with the place of the other. */
void names_declare(struct check *check, enum name_kind kind, const struct word *word,
                   const struct declaration *declaration, uint32_t index);

/* The name; reports one that there is not, and then answers NULL. A name that is not given is NULL without a word. */
struct name *names_find(struct check *check, enum name_kind kind, const struct word *word);

/* Whether there is one; says nothing. */
bool names_declared(const struct check *check, enum name_kind kind, struct text text);

/* Its index in the plan, or PLAN_NONE. Looks among the template's parameters first, where a kind can be one. */
uint32_t names_index(struct check *check, enum name_kind kind, const struct word *word);

/* "coupon", "loyalty program" */
const char *names_kind_word(enum name_kind kind);

/* Adds "did you mean" of the names of a kind to a diagnostic, if one is near. Whether it did. */
struct diagnostic;
bool names_suggest(struct check *check, struct diagnostic *diagnostic, enum name_kind kind, struct text wanted);

#endif
