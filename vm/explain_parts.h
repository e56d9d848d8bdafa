/* What the files of the explanation share: vm/explain.c (accounts and verdicts) and vm/explain_choice.c (what a layer's choice
 * left out, and the arithmetic of what it took). */
#ifndef VM_EXPLAIN_PARTS_H
#define VM_EXPLAIN_PARTS_H

#include "vm/arithmetic.h"
#include "vm/explain.h"

/* What became of a promotion or of an event, as far as it is known while layers are evaluated. */
struct account {
    bool known;
    promo_verdict_kind kind;
    uint32_t layer;
    int64_t amount;
    const char *text, *reason;
    const char *const *rivals;
    size_t rival_count;
    int64_t next_best; /* outbid: what the best combination with it saves; VALUE_MISSING: there is none */
    int64_t best;      /* outbid: what the one without it saves */
};

struct explanation {
    struct account *promotions; /* by promotion */
    struct account *events;     /* by event */
    struct sentences *steps;    /* by event: the arithmetic of what it gives */
    int64_t work;               /* left for what only explanations solve */
    bool brief;                 /* only who was outbid, by whom: no events, no reasons, nothing of who was no candidate */
};

static inline const char *explain_name(const struct evaluation *evaluation, uint32_t promotion)
{
    return evaluation_name(evaluation, evaluation->view->PROMOTIONS[promotion].name);
}

#endif
