#include "runtime/answer.h"

#include <stdarg.h>
#include <stdio.h>

struct answer *answer_new(const promo_allocator *alloc, const char *order)
{
    struct answer *answer = alloc_zeroed(alloc, 1, sizeof *answer);
    if (answer == NULL)
        return NULL;
    answer->alloc = alloc;
    arena_init(&answer->arena, alloc);
    answer->shown.order = answer_text(answer, text_from(order));
    return answer;
}

void answer_free(struct answer *answer)
{
    if (answer == NULL)
        return;
    VECTOR_DONE(&answer->shortages, answer->alloc);
    VECTOR_DONE(&answer->issued, answer->alloc);
    VECTOR_DONE(&answer->movements, answer->alloc);
    VECTOR_DONE(&answer->refunds, answer->alloc);
    arena_done(&answer->arena);
    alloc_release(answer->alloc, answer, 1, sizeof *answer);
}

void promo_answer_free(promo_answer *answer)
{
    answer_free((struct answer *)(void *)answer);
}

void answer_clear(struct answer *answer)
{
    answer->shortages.count = 0;
    answer->issued.count = 0;
    answer->movements.count = 0;
    answer->refunds.count = 0;
    answer->shown.why = NULL;
}

const char *answer_text(struct answer *answer, struct text text)
{
    if (text.bytes == NULL)
        return NULL;
    const char *copy = arena_copy(&answer->arena, text.bytes, text.length);
    answer->failed |= copy == NULL;
    return copy;
}

void answer_shortage(struct answer *answer, const promo_shortage *shortage)
{
    promo_shortage copy = *shortage;
    copy.name = answer_text(answer, text_from(copy.name));
    copy.code = answer_text(answer, text_from(copy.code));
    answer->failed |= !VECTOR_PUSH(&answer->shortages, answer->alloc, copy);
}

void answer_issued(struct answer *answer, const promo_issued *issued)
{
    promo_issued copy = *issued;
    copy.name = answer_text(answer, text_from(copy.name));
    copy.code = answer_text(answer, text_from(copy.code));
    answer->failed |= !VECTOR_PUSH(&answer->issued, answer->alloc, copy);
}

void answer_movement(struct answer *answer, const promo_movement *movement)
{
    promo_movement copy = *movement;
    copy.name = answer_text(answer, text_from(copy.name));
    copy.code = answer_text(answer, text_from(copy.code));
    answer->failed |= !VECTOR_PUSH(&answer->movements, answer->alloc, copy);
}

void answer_refunded(struct answer *answer, const promo_refunded *refunded)
{
    promo_refunded copy = *refunded;
    copy.refund = answer_text(answer, text_from(copy.refund));
    answer->failed |= !VECTOR_PUSH(&answer->refunds, answer->alloc, copy);
}

promo_status answer_conflict(struct answer *answer, const char *format, ...)
{
    char sentence[512];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(sentence, sizeof sentence, format, arguments);
    va_end(arguments);
    answer->shown.why = answer_text(answer, text_from(sentence));
    return error_set(PROMO_CONFLICT, "%s", sentence);
}

promo_status answer_finish(struct answer *answer)
{
    promo_answer *shown = &answer->shown;
    shown->shortages = answer->shortages.items;
    shown->shortage_count = answer->shortages.count;
    shown->issued = answer->issued.items;
    shown->issued_count = answer->issued.count;
    shown->movements = answer->movements.items;
    shown->movement_count = answer->movements.count;
    shown->refunds = answer->refunds.items;
    shown->refund_count = answer->refunds.count;
    return answer->failed ? error_set(PROMO_NO_MEMORY, "no memory for the answer") : PROMO_OK;
}

const char *promo_shortage_text(promo_shortage_reason reason)
{
    static const char *const TEXT[] = {
        [PROMO_SHORT_LIMIT] = "limit",     [PROMO_SHORT_BUDGET] = "budget",   [PROMO_SHORT_BALANCE] = "balance",
        [PROMO_SHORT_UNKNOWN] = "unknown", [PROMO_SHORT_EARLY] = "early",     [PROMO_SHORT_EXPIRED] = "expired",
        [PROMO_SHORT_REVOKED] = "revoked", [PROMO_SHORT_CURRENCY] = "currency",
    };
    size_t index = (size_t)reason;
    return index < sizeof TEXT / sizeof TEXT[0] ? TEXT[index] : "unknown";
}
