/* The syntax tree of one source: what was written, nothing looked up, nothing checked but its form.
 *
 * The parser builds it in an arena; nobody changes it afterwards. Lists are linked by `next`, in the order written.
 * Every node has the span of its whole text; names and words keep their own. Texts are borrowed from the source (or lie
 * in the arena where escapes were decoded). A block is a list of clauses: the parser refuses unknown ones and, by the
 * table in lang/clauses.def, those given twice; what they may contain is the compiler's to check. */
#ifndef LANG_AST_H
#define LANG_AST_H

#include "base/arena.h"
#include "lang/source.h"

/* A name, a bare word or a string. Not given: text.bytes is NULL. That is also so where a name is required and missing:
 * the parser has reported it, and whoever meets it says nothing more. */
struct word {
    struct text text; /* of a string: decoded, without the quotes */
    struct span span; /* of a string: with the quotes */
    bool quoted;
    struct word *next; /* in lists: `web, store` or `a.b` */
};

static inline bool word_given(const struct word *word)
{
    return word->text.bytes != NULL;
}

/* ---- Literals ---- */

enum literal_kind {
    LITERAL_NUMBER,   /* 5, 1_000, 19.99, and with a currency after it: money */
    LITERAL_PERCENT,  /* 12.5% */
    LITERAL_TEXT,     /* "..." */
    LITERAL_BOOL,     /* true, false */
    LITERAL_DATE,     /* 2026-03-01 */
    LITERAL_INSTANT,  /* 2026-03-01T17:00, with optional seconds, Z or +02:00 */
    LITERAL_TIME,     /* 17:00 */
    LITERAL_DURATION  /* 90 days */
};

enum time_unit { UNIT_MINUTE, UNIT_HOUR, UNIT_DAY, UNIT_WEEK, UNIT_MONTH, UNIT_YEAR };
enum { UNIT_COUNT = 6 };

struct literal {
    enum literal_kind kind;
    /* NUMBER and PERCENT: the digits without the point, so 19.99 is 1999 with 2 decimals. BOOL: 0 or 1. DATE: days since
     * 1970-01-01. TIME: seconds of the day, 24:00 is 86,400. DURATION: how many units. INSTANT: seconds since
     * 1970-01-01T00:00 on the clock as written; where `has_offset`, the instant is `value - offset`. */
    int64_t value;
    unsigned decimals; /* NUMBER and PERCENT: digits written after the point */
    bool has_offset;   /* INSTANT: with Z or +02:00 */
    int32_t offset;    /* seconds east of UTC */
    enum time_unit unit;
    struct word word; /* TEXT: the string; NUMBER: the currency, where one is written; DURATION: the unit as written */
};

/* ---- Expressions: criteria, item sets and values ---- */

enum expr_kind {
    EXPR_ERROR,    /* could not be read; already reported */
    EXPR_LITERAL,
    EXPR_NAME,     /* words joined by dots: `silver`, `shoes`, `price`, `channel`, `customer.location` */
    EXPR_LIST,     /* { a, b }: items */
    EXPR_RANGE,    /* left .. right; right NULL: `from left`, open-ended */
    EXPR_COMPARE,  /* left compare right */
    EXPR_IN,       /* left in right: a LIST or a RANGE */
    EXPR_MISSING,  /* left is missing */
    EXPR_TODAY,    /* left is today */
    EXPR_WITHIN,   /* left within right: a DURATION (or a name) */
    EXPR_NOT,      /* not left */
    EXPR_AND,      /* items, two or more */
    EXPR_OR,       /* items, two or more: of criteria, or of item sets (their union) */
    EXPR_EXCEPT,   /* items, two or more: the first item set without the others */
    EXPR_GROUP,    /* all/any/none { items }, perhaps with a name */
    EXPR_MEASURE,  /* quantity, amount, lines: of the item set `left`, or of the basket (NULL) */
    EXPR_PROGRAM,  /* points of NAME, tier of NAME */
    EXPR_SEGMENT,  /* segment "vip" */
    EXPR_AUDIENCE, /* audience NAME */
    EXPR_COUPON,   /* coupon NAME */
    EXPR_ALL_ITEMS,
    EXPR_ITEMS,    /* items all/any/none { items }: item criteria */
    EXPR_SELECT    /* sku, category, brand or tag of one of `words` */
};

enum comparison { COMPARE_EQUAL, COMPARE_UNEQUAL, COMPARE_LESS, COMPARE_AT_MOST, COMPARE_MORE, COMPARE_AT_LEAST };
enum quantifier { QUANTIFIER_ALL, QUANTIFIER_ANY, QUANTIFIER_NONE };
enum measure { MEASURE_QUANTITY, MEASURE_AMOUNT, MEASURE_LINES };
enum program_fact { PROGRAM_POINTS, PROGRAM_TIER };
enum attribute { ATTRIBUTE_SKU, ATTRIBUTE_CATEGORY, ATTRIBUTE_BRAND, ATTRIBUTE_TAG };

struct expr {
    enum expr_kind kind;
    struct span span;
    unsigned depth; /* levels of expressions below and with this one: never more than PARSE_DEEPEST */
    bool parenthesised;
    union {
        enum comparison compare;
        enum quantifier quantifier; /* GROUP, ITEMS */
        enum measure measure;
        enum program_fact fact;
        enum attribute attribute;
    };
    struct span operator; /* COMPARE .. EXCEPT: the (first) operator's own; GROUP, MEASURE, PROGRAM, SELECT: the keyword's */
    struct expr *left, *right;
    struct expr *items;   /* LIST, AND, OR, EXCEPT, GROUP, ITEMS: first of them */
    struct word word;     /* GROUP: its name; PROGRAM, AUDIENCE, COUPON: the name; SEGMENT: the string (or parameter) */
    struct word *words;   /* NAME: one a part; SELECT: the strings, or one parameter (not quoted) */
    struct literal *literal;
    struct expr *next;    /* in `items` */
};

/* ---- What events take and give ---- */

/* `1 of category "shirt"` of a buy, get or every. */
struct pick {
    struct span span;
    struct expr *count; /* units, or of an `every` an amount of money */
    bool different, up_to, no_dearer;
    struct expr *items;
    struct pick *next;
};

enum target_kind { TARGET_ITEMS, TARGET_THEM, TARGET_ORDER, TARGET_SHIPPING };
enum choice { CHOICE_NONE, CHOICE_SOME, CHOICE_CHEAPEST, CHOICE_DEAREST };

/* What a benefit applies to: `[each of] X`, `[cheapest|dearest] N of X`, X being items, them, order or shipping. */
struct target {
    enum target_kind kind;
    struct span span;
    bool each;
    enum choice choice;
    struct expr *count; /* of CHOICE_SOME and the others but NONE */
    struct expr *items; /* TARGET_ITEMS */
};

enum benefit_kind {
    BENEFIT_OFF,         /* give VALUE off TARGET: a percentage or money */
    BENEFIT_FOR,         /* give TARGET for VALUE */
    BENEFIT_FREE,        /* give TARGET free */
    BENEFIT_GIFT,        /* give gift COUNT of ITEMS [worth VALUE]: count, target.items, value */
    BENEFIT_ALLOWANCE,   /* give allowance COUNT "unit" of "name": count, unit, name (strings or parameters) */
    BENEFIT_POINTS,      /* give COUNT points of NAME */
    BENEFIT_COUPON,      /* give coupon NAME */
    BENEFIT_CERTIFICATE, /* give certificate NAME worth VALUE */
    BENEFIT_LADDER,      /* give by MEASURE { rows } */
    BENEFIT_CHARGE       /* charge VALUE on TARGET */
};

/* `from 100.00 give 5% off order` */
struct ladder_row {
    struct span span;
    struct expr *from;
    struct benefit *benefits;
    struct ladder_row *next;
};

struct benefit {
    enum benefit_kind kind;
    struct span span;
    struct expr *value;
    struct expr *count;
    struct target target;
    struct word name, unit;
    struct expr *measure; /* LADDER: an EXPR_MEASURE */
    struct ladder_row *rows;
    struct benefit *next; /* in a ladder row */
};

struct event {
    struct word name, title;
    struct word trigger; /* not given: basket */
    struct clause *clauses;
};

/* `1 "title" event NAME used NEXT unused NEXT` */
struct step {
    struct span span;
    struct expr *number;
    struct word title, event;
    struct word used, unused; /* an event's name; not given, or stop */
    bool used_stop, unused_stop;
    struct step *next;
};

/* `mon .. fri, sun 17:00 .. 19:00` */
struct schedule {
    struct expr *days;  /* names and ranges of names, linked by next; NULL: every day */
    struct expr *times; /* ranges, linked by next; NULL: all day */
};

/* `threshold(goods = shoes, rate = 12.5%)` */
struct argument {
    struct span span;
    struct word name;
    struct expr *value;
    struct argument *next;
};

struct use {
    struct word template_name;
    struct argument *arguments;
};

/* ---- Clauses of blocks ---- */

enum clause_kind {
#define CLAUSE(kind, word, repeatable) kind,
#include "lang/clauses.def"
#undef CLAUSE
    CLAUSE_COUNT
};

struct clause_info {
    const char *word; /* as written first */
    bool repeatable;
};

const struct clause_info *clause_info_get(enum clause_kind kind);

/* What a limit or a budget counts. */
enum scope { SCOPE_NONE, SCOPE_TOTAL, SCOPE_CUSTOMER, SCOPE_DAY, SCOPE_ORDER };

/* Which of the members a clause uses is said at its kind, in lang/clauses.def. */
struct clause {
    enum clause_kind kind;
    struct span span;
    struct span keyword;
    struct clause *next;
    struct word word;     /* one name, word or string */
    struct word second_word;
    struct word *words;   /* several, comma-separated */
    struct expr *value;
    struct expr *second;
    enum scope scope;
    union {
        struct event *event;
        struct step *steps;
        struct use *use;
        struct schedule *schedule;
        struct benefit *benefit;
        struct pick *picks;
        struct target *target;
        struct line *line;
        struct field *fields;
        struct state_code *code;
        struct clause *clauses;
    };
};

/* The first clause of the kind in a list, or NULL; and the next of its kind after `clause`. */
const struct clause *clause_find(const struct clause *clauses, enum clause_kind kind);
const struct clause *clause_again(const struct clause *clause);

/* ---- Tests ---- */

/* `level gold`, `segments { "vip" }`: the value is a LITERAL, a NAME or a LIST. */
struct field {
    struct span span;
    struct word name;
    struct expr *value;
    struct field *next;
};

/* `line 2 of "A" category "shoes" { season "ss26" } at 30.00` */
struct line {
    struct expr *count;
    struct word sku;
    struct word *categories, *tags;
    struct word brand;
    struct expr *price, *list_price, *cost, *min_price;
    struct expr *measure;
    bool stored_value;
    struct field *fields;
};

/* `code "THANKS-AB12CD34" of coupon thanks issued 2026-01-01 uses 1 balance 25.00 revoked` */
struct state_code {
    struct word code, coupon;
    struct expr *issued, *uses, *balance;
    bool revoked;
};

struct test {
    struct clause *basket; /* CLAUSE_BASKET_ ..., NULL: empty or none */
    struct span basket_span;
    bool has_basket;
    struct clause *expectations; /* CLAUSE_EXPECT_ ... */
};

/* ---- Declarations ---- */

enum declaration_kind {
    DECLARATION_IMPORT,     /* name: the string */
    DECLARATION_SETTINGS,   /* clauses */
    DECLARATION_PROFILE,    /* parameters */
    DECLARATION_LET,        /* name, items */
    DECLARATION_AUDIENCE,   /* name, members; listed: with a block, even an empty one */
    DECLARATION_PRICE_LIST, /* name, title, clauses */
    DECLARATION_LAYERS,     /* layers */
    DECLARATION_CAMPAIGN,   /* name, title, clauses */
    DECLARATION_COUPON,
    DECLARATION_LOYALTY,
    DECLARATION_PROMOTION,
    DECLARATION_TEMPLATE,   /* name, parameters, clauses */
    DECLARATION_TEST        /* name: the string, test */
};

/* Of a profile: `customer.level : enum { bronze, silver }`; of a template: `rate : percent = 10%`. */
struct parameter {
    struct span span;
    struct word owner;   /* profile: customer, item or order; templates: not given */
    struct word name;
    struct word type;    /* a bare word: `enum`, `number`, `items` ... */
    struct word *values; /* enum: its values */
    struct expr *initial; /* template: the default, or NULL */
    struct parameter *next;
};

struct layer {
    struct span span;
    struct word name, title;
    struct word prices;  /* after `on`: remaining or original; or not given */
    struct word combine; /* best or stack; or not given */
    struct layer *next;
};

struct declaration {
    enum declaration_kind kind;
    struct span span;
    struct span keyword;
    struct word name, title;
    struct clause *clauses;
    bool listed;
    bool damaged; /* it has an error of form: what seems to be missing may have been left out with it */
    union {
        struct expr *items;
        struct word *members;
        struct layer *layers;
        struct parameter *parameters;
        struct test *test;
    };
    struct declaration *next;
};

/* ---- The whole ---- */

/* `# ...` to the end of its line, in the order written. */
struct comment {
    struct span span;
    bool alone; /* nothing but white space before it on its line */
};

struct tree {
    const struct source *source;
    struct declaration *declarations;
    struct comment *comments;
    size_t comment_count;
};

#endif
