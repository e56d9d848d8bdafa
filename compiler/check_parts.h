/* What the files of the checker share: one compilation's trees on the way to its plan.
 *
 * The checker reads the syntax trees of all sources and fills the plan; every error it finds goes to the diagnostics, and it
 * goes on with what is left. A thing that could not be understood is PLAN_NONE (or NULL, or false), which nobody complains
 * about again. Without memory `failed` is set, and what is missing then is not reported as the author's mistake. */
#ifndef COMPILER_CHECK_PARTS_H
#define COMPILER_CHECK_PARTS_H

#include "compiler/missing.h"
#include "compiler/names.h"
#include "compiler/plan.h"
#include "compiler/trace.h"
#include "lang/ast.h"
#include "lang/diagnostic.h"

/* A parameter of a template in one use of it. */
struct binding {
    const struct parameter *parameter;
    bool valid;             /* otherwise already reported */
    enum parameter_type type;
    int64_t value;          /* of a constant type; of TEXT a symbol; of a name its index in the plan */
    uint32_t node;          /* items */
    struct text text;       /* what stands for the parameter where criteria are shown */
};

/* One use of a template, inside another perhaps. */
struct frame {
    const struct frame *outer;
    const struct declaration *declaration;
    struct span use;
    struct binding *bindings;
    size_t count;
    bool trial; /* no use: somebody looks whether the template is sound */
};

/* Fields of one owner that profiles declare, by name. */
struct field_names {
    struct text_table texts;
    VECTOR(struct span) spans;
    VECTOR(uint32_t) indices; /* in the plan's fields, once these are in order */
};

struct check {
    const promo_allocator *alloc;
    struct plan *plan;
    struct arena *arena; /* the plan's */
    const struct sources *sources;
    struct diagnostics *diags;
    const char *zoneinfo;
    const struct tree *const *trees;
    size_t tree_count;
    struct names names;
    struct field_names field_names[PLAN_OWNER_COUNT];
    const struct frame *frame;  /* the template being written out; NULL: none */
    bool currency_known;        /* otherwise decimals are not checked */
    bool zone_known;
    bool image_wanted;
    bool overfull;              /* too many promotions: said once */
    struct missing missing;     /* sources that could not be read wholly */
    bool damaged;               /* the declaration at hand has an error of form: what it lacks may be lost */
    bool failed;
    struct text them;           /* what `them` stands for where benefits are shown; empty: nothing */
    unsigned uses;              /* of templates, in the promotion at hand */
    unsigned tests;             /* criteria of the event at hand */
    unsigned let_depth;         /* levels of the item sets being looked into, one in the other */
    unsigned suggestions;       /* how many more "did you mean" are looked for */
    struct trace *trace;
    struct text_table codes;    /* of coupons, in normal form */
    VECTOR(struct span) code_spans;
    struct text_table local;    /* scratch: names inside one block */
};

/* A diagnostic at the span; in a template with a note for each use that led there. */
struct diagnostic *check_error(struct check *check, enum code code, struct span span, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
struct diagnostic *check_warning(struct check *check, enum code code, struct span span, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* From the plan's arena; NULL without memory, then check->failed. */
void *check_alloc(struct check *check, size_t count, size_t size);
#define CHECK_NEW(check, type) ((type *)check_alloc((check), 1, sizeof(type)))
#define CHECK_ARRAY(check, count, type) ((type *)check_alloc((check), (count), sizeof(type)))

/* Appends to one of the plan's vectors. */
#define CHECK_PUSH(check, vector, ...) \
    ((void)(VECTOR_PUSH((vector), (check)->alloc, __VA_ARGS__) || ((check)->failed = true)))

/* Copies a scratch vector into the arena and frees it; NULL and a count of 0 when it is empty. */
#define CHECK_KEEP(check, vector, type, items_out, count_out)                                             \
    do {                                                                                                  \
        type *kept_items = CHECK_ARRAY((check), (vector)->count, type);                                   \
        if (kept_items != NULL && (vector)->count != 0)                                                   \
            memcpy(kept_items, (vector)->items, (vector)->count * sizeof *kept_items);                    \
        *(items_out) = kept_items;                                                                        \
        *(count_out) = kept_items == NULL ? 0 : (uint32_t)(vector)->count;                                \
        VECTOR_DONE((vector), (check)->alloc);                                                            \
    } while (0)

/* The parameter of the template at hand that has this name; NULL: there is none. */
const struct binding *check_binding(const struct check *check, struct text name);

/* The line on which a span begins, from 1; no columns, which take as long as the line. 0: it points nowhere. */
uint32_t check_line(const struct check *check, struct span span);

/* A NUL-terminated copy in the arena; "" without memory. */
const char *check_string(struct check *check, struct text text);

#endif
