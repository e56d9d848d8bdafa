#include "compiler/trace.h"

void trace_init(struct trace *trace, const promo_allocator *alloc)
{
    *trace = (struct trace){.alloc = alloc};
    names_init(&trace->names, alloc);
}

void trace_done(struct trace *trace)
{
    VECTOR_DONE(&trace->sets, trace->alloc);
    names_done(&trace->names, trace->alloc);
}
