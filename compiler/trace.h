/* What the checker knew and the plan does not say: every name with its declaration and whether anything uses it, and the set
 * that each expression of items came to. For analyses that show places (compiler/lint.h).
 *
 * The compilation owns it; frames and expressions are borrowed from the plan and the syntax trees. */
#ifndef COMPILER_TRACE_H
#define COMPILER_TRACE_H

#include "compiler/names.h"

struct expr;
struct frame;

/* An item set as written, and each part of it: in a template once for every use, with the frame of that use. */
struct traced_set {
    const struct expr *expr;
    const struct frame *frame; /* NULL: no template's */
    uint32_t node;             /* of the plan */
};

struct trace {
    const promo_allocator *alloc;
    struct names names;
    VECTOR(struct traced_set) sets;
};

void trace_init(struct trace *trace, const promo_allocator *alloc);
void trace_done(struct trace *trace);

#endif
