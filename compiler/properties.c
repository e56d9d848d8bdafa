#include "compiler/properties.h"

#include "compiler/values.h"
#include "lang/nearest.h"

const struct plan_limits PROPERTY_NO_LIMITS = {PLAN_UNLIMITED, PLAN_UNLIMITED, PLAN_UNLIMITED, PLAN_UNLIMITED};

int property_choice(struct check *check, const struct word *word, const char *what, const char *const *choices)
{
    struct nearest nearest = nearest_to(word->text);
    if (!word_given(word))
        return -1;
    for (int i = 0; choices[i] != NULL; i++) {
        if (text_equal(word->text, text_from(choices[i])))
            return i;
        nearest_offer(&nearest, text_from(choices[i]));
    }
    struct diagnostic *d = check_error(check, P0104, word->span, "`%.*s` is no %s", SHOWN(word->text), what);
    if (nearest.best.bytes != NULL) {
        diag_did_you_mean(d, nearest.best);
        return -1;
    }
    struct buffer all;
    buffer_init(&all, check->alloc);
    for (int i = 0; choices[i] != NULL; i++)
        buffer_format(&all, "%s`%s`", i == 0 ? "" : choices[i + 1] == NULL ? " or " : ", ", choices[i]);
    const char *list = buffer_cstring(&all);
    if (list != NULL)
        diag_help(d, "write %s", list);
    buffer_done(&all);
    return -1;
}

uint32_t property_places(struct check *check, const struct clause *clause)
{
    VECTOR(int64_t) symbols = {0};
    if (clause == NULL)
        return PLAN_NONE;
    for (const struct word *word = clause->words; word != NULL; word = word->next) {
        const struct binding *binding = word->quoted ? NULL : check_binding(check, word->text);
        bool of_parameter = binding != NULL && binding->type == PARAMETER_TEXT && binding->valid;
        int64_t symbol = of_parameter ? binding->value : (int64_t)plan_symbol(check->plan, word->text);
        CHECK_PUSH(check, &symbols, symbol);
    }
    uint32_t list = PLAN_NONE;
    if (symbols.count != 0 && !check->failed && !check->plan->failed)
        list = plan_list(check->plan, true, symbols.items, symbols.count);
    VECTOR_DONE(&symbols, check->alloc);
    return list;
}

uint32_t property_common(struct check *check, uint32_t one, uint32_t other)
{
    VECTOR(int64_t) both = {0};
    if (one == PLAN_NONE || other == PLAN_NONE || one == other)
        return one == PLAN_NONE ? other : one;
    const struct plan_list *a = &check->plan->lists.items[one], *b = &check->plan->lists.items[other];
    for (uint32_t i = 0, j = 0; i < a->count && j < b->count;) {
        if (a->values[i] == b->values[j])
            CHECK_PUSH(check, &both, a->values[i]);
        if (a->values[i] <= b->values[j])
            i++;
        else
            j++;
    }
    uint32_t list = check->failed ? PLAN_NONE : plan_list(check->plan, true, both.items, both.count);
    VECTOR_DONE(&both, check->alloc);
    return list;
}

void property_limit(struct check *check, const struct clause *clause, struct limits_seen *seen, struct plan_limits *limits)
{
    int64_t *const places[] = {[SCOPE_TOTAL] = &limits->total,
                               [SCOPE_CUSTOMER] = &limits->per_customer,
                               [SCOPE_DAY] = &limits->per_day};
    if (clause->scope == SCOPE_NONE)
        return;
    if (clause->scope == SCOPE_ORDER) {
        struct diagnostic *d = check_error(check, P0216, clause->span, "a limit per order is an event's");
        diag_help(d, "put it into the event; here there are limits in total, per customer and per day");
        return;
    }
    const struct clause *first = seen->of[clause->scope];
    if (first != NULL) {
        diag_note(check_error(check, P0016, clause->span, "this limit is given twice"), first->span, "here first");
        return;
    }
    seen->of[clause->scope] = clause;
    value_count(check, clause->value, 1, "a limit", places[clause->scope]);
}
