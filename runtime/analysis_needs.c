/* From a condition's code and its tree of criteria to needs, in the ways in which it can hold. */
#include "runtime/analysis_needs.h"

/* --- one test: from its code to needs -------------------------------------------------------------------------------- */

/* What a register holds while a test's code is read. */
struct held {
    bool constant;
    uint8_t subject; /* unless a constant */
    uint32_t index;
    int64_t value;
};

/* The tests that a piece of code makes of its values, and whether one of them suffices. */
struct decoded {
    struct need needs[2];
    uint32_t count;
    bool known;
};

static enum need_subject subject_of(enum op op)
{
    switch (op) {
    case OP_QUANTITY: return NEED_QUANTITY;
    case OP_AMOUNT: return NEED_AMOUNT;
    case OP_LINES: return NEED_LINES;
    case OP_CUSTOMER: return NEED_CUSTOMER;
    case OP_ORDER: return NEED_ORDER;
    case OP_FACT: return NEED_FACT;
    case OP_POINTS: return NEED_POINTS;
    case OP_TIER: return NEED_TIER;
    default: return NEED_UNKNOWN;
    }
}

static void add_test(struct decoded *decoded, struct need need)
{
    if (decoded->count < 2)
        decoded->needs[decoded->count++] = need;
    else
        decoded->known = false;
}

/* A comparison of a value with a constant; of two values nothing is known. */
static void decode_comparison(struct decoded *decoded, const struct instruction *step, const struct held *held)
{
    static const uint8_t RELATION[] = {
        [OP_EQUAL] = NEED_EQUAL,     [OP_DIFFERENT] = NEED_DIFFERENT, [OP_LESS] = NEED_LESS,
        [OP_AT_MOST] = NEED_AT_MOST, [OP_MORE] = NEED_MORE,           [OP_AT_LEAST] = NEED_AT_LEAST,
    };
    const struct held *left = &held[step->b], *right = &held[step->c];
    decoded->known = decoded->known && !left->constant && right->constant && left->subject != NEED_UNKNOWN;
    add_test(decoded, (struct need){.subject = left->subject, .index = left->index, .relation = RELATION[step->op],
                                    .low = right->value});
}

static bool decode_named(struct decoded *decoded, const struct instruction *step)
{
    switch (step->op) {
    case OP_SEGMENT: add_test(decoded, (struct need){.subject = NEED_SEGMENT, .index = step->imm, .relation = NEED_HOLDS}); break;
    case OP_AUDIENCE: add_test(decoded, (struct need){.subject = NEED_AUDIENCE, .index = step->imm, .relation = NEED_HOLDS}); break;
    case OP_COUPON: add_test(decoded, (struct need){.subject = NEED_COUPON, .index = step->imm, .relation = NEED_HOLDS}); break;
    case OP_CUSTOMER_HAS:
    case OP_ORDER_HAS:
        add_test(decoded, (struct need){.subject = step->op == OP_ORDER_HAS ? NEED_ORDER_SET : NEED_CUSTOMER_SET,
                                        .index = step->b, .relation = NEED_IN_LIST, .list = step->imm});
        break;
    case OP_CUSTOMER_NONE:
    case OP_ORDER_NONE:
        add_test(decoded, (struct need){.subject = step->op == OP_ORDER_NONE ? NEED_ORDER_SET : NEED_CUSTOMER_SET,
                                        .index = step->imm, .relation = NEED_MISSING});
        break;
    default: return false;
    }
    return true;
}

static void decode_step(const struct image_view *image, struct decoded *decoded, const struct instruction *step,
                        struct held held[VALUE_REGISTERS])
{
    const struct held *left = &held[step->b % VALUE_REGISTERS];
    struct need need = {.subject = left->subject, .index = left->index};
    switch (step->op) {
    case OP_CONSTANT: held[step->a] = (struct held){.constant = true, .value = image->CONSTANTS[step->imm]}; return;
    case OP_EQUAL:
    case OP_DIFFERENT:
    case OP_LESS:
    case OP_AT_MOST:
    case OP_MORE:
    case OP_AT_LEAST: decode_comparison(decoded, step, held); return;
    case OP_IN_LIST:
        need.relation = NEED_IN_LIST;
        need.list = step->imm;
        break;
    case OP_IN_RANGE:
        need.relation = NEED_IN_RANGE;
        need.low = image->CONSTANTS[step->imm];
        need.high = image->CONSTANTS[step->imm + 1];
        break;
    case OP_IS_MISSING: need.relation = NEED_MISSING; break;
    case OP_IS_TODAY: need.relation = NEED_TODAY; break;
    case OP_WITHIN:
        need.relation = NEED_WITHIN;
        need.low = held[step->c].value;
        break;
    case OP_OR:
    case OP_RETURN: return;
    default:
        if (!decode_named(decoded, step))
            held[step->a % VALUE_REGISTERS] = (struct held){.subject = (uint8_t)subject_of((enum op)step->op), .index = step->imm};
        return;
    }
    decoded->known = decoded->known && !left->constant && left->subject != NEED_UNKNOWN;
    add_test(decoded, need);
}

static struct decoded decode(const struct image_view *image, struct span code)
{
    struct held held[VALUE_REGISTERS] = {{0}};
    struct decoded decoded = {.known = true};
    for (int i = 0; i < VALUE_REGISTERS; i++)
        held[i].subject = NEED_UNKNOWN;
    for (uint32_t i = 0; i < code.count; i++)
        decode_step(image, &decoded, &image->CODE[code.first + i], held);
    decoded.known = decoded.known && decoded.count != 0;
    return decoded;
}

/* --- criteria: groups to alternatives -------------------------------------------------------------------------------- */

struct expansion {
    const struct image_view *image;
    struct arena *arena;
    bool whole, no_memory;
};

static struct alternatives room(struct expansion *e, uint32_t count)
{
    struct alternatives list = {ARENA_ARRAY(e->arena, count, struct needs), 0, true};
    e->no_memory = e->no_memory || list.items == NULL;
    return list;
}

bool needs_join(struct needs *needs, const struct needs *more)
{
    for (uint32_t i = 0; i < more->count; i++) {
        if (needs->count == NEEDS_MOST)
            return false;
        needs->items[needs->count++] = more->items[i];
    }
    return true;
}

/* One of a or one of b. */
static struct alternatives either(struct expansion *e, struct alternatives a, struct alternatives b)
{
    struct alternatives list = room(e, ALTERNATIVES_MOST);
    for (uint32_t i = 0; i < a.count + b.count && !e->no_memory; i++) {
        if (list.count == ALTERNATIVES_MOST) {
            e->whole = false;
            break;
        }
        list.items[list.count++] = i < a.count ? a.items[i] : b.items[i - a.count];
    }
    return list;
}

/* One of a together with one of b. */
static struct alternatives both(struct expansion *e, struct alternatives a, struct alternatives b)
{
    struct alternatives list = room(e, ALTERNATIVES_MOST);
    for (uint32_t i = 0; i < a.count; i++)
        for (uint32_t j = 0; j < b.count && !e->no_memory; j++) {
            if (list.count == ALTERNATIVES_MOST) {
                e->whole = false;
                return list;
            }
            list.items[list.count] = a.items[i];
            if (!needs_join(&list.items[list.count++], &b.items[j]))
                e->whole = false;
        }
    return list;
}

static struct alternatives one(struct expansion *e, struct need need)
{
    struct alternatives list = room(e, 1);
    if (e->no_memory)
        return list;
    list.items[0] = (struct needs){.items = {need}, .count = 1};
    list.count = 1;
    return list;
}

/* No need at all, which always holds. */
static struct alternatives always(struct expansion *e)
{
    struct alternatives list = room(e, 1);
    list.count = !e->no_memory;
    return list;
}

static struct alternatives expand_test(struct expansion *e, const struct image_criterion *test, bool negated)
{
    struct decoded decoded = decode(e->image, test->code);
    if (!decoded.known) {
        e->whole = false;
        return one(e, (struct need){.subject = NEED_UNKNOWN, .negated = negated});
    }
    decoded.needs[0].negated = decoded.needs[1].negated = negated;
    struct alternatives first = one(e, decoded.needs[0]);
    if (decoded.count == 1)
        return first;
    struct alternatives second = one(e, decoded.needs[1]);
    return negated ? both(e, first, second) : either(e, first, second);
}

/* The compiler bounds the depth of groups. */
static struct alternatives expand(struct expansion *e, uint32_t number, bool negated)
{
    const struct image_criterion *criterion = &e->image->CRITERIA[number];
    if (criterion->kind == CRITERION_TEST)
        return expand_test(e, criterion, negated);
    /* all: every member holds; any: one does; none: every member does not. Negation swaps every and one. */
    bool inner = negated != (criterion->kind == CRITERION_NONE || criterion->kind == CRITERION_NOT);
    bool every = (criterion->kind == CRITERION_ANY) == negated;
    struct alternatives list = {NULL, 0, true};
    for (uint32_t i = 0; i < criterion->children.count && !e->no_memory; i++) {
        struct alternatives child = expand(e, e->image->INDICES[criterion->children.first + i], inner);
        list = i == 0 ? child : every ? both(e, list, child) : either(e, list, child);
    }
    return list;
}

/* --- properties of the promotion ------------------------------------------------------------------------------------- */

static void ask(struct needs *needs, struct need need)
{
    if (needs->count < NEEDS_MOST)
        needs->items[needs->count++] = need;
}

static void ask_list(struct needs *needs, enum fact fact, uint32_t list)
{
    if (list != INDEX_NONE)
        ask(needs, (struct need){.subject = NEED_FACT, .index = fact, .relation = NEED_IN_LIST, .list = list});
}

static void ask_period(struct needs *needs, struct image_period period)
{
    if (period.from != INT64_MIN || period.to != INT64_MAX)
        ask(needs, (struct need){.subject = NEED_INSTANT, .relation = NEED_IN_RANGE, .low = period.from, .high = period.to - 1});
}

static void ask_coupon(const struct image_view *image, struct needs *needs, uint32_t index)
{
    const struct image_coupon *coupon = &image->COUPONS[index];
    ask(needs, (struct need){.subject = NEED_COUPON, .index = index, .relation = NEED_HOLDS});
    ask_period(needs, coupon->valid);
    if (coupon->minimum > 0)
        ask(needs, (struct need){.subject = NEED_SUBTOTAL, .relation = NEED_AT_LEAST, .low = coupon->minimum});
}

static void ask_properties(const struct image_view *image, const struct image_promotion *promotion, struct needs *needs)
{
    ask_period(needs, promotion->period);
    ask_list(needs, FACT_CHANNEL, promotion->channels);
    ask_list(needs, FACT_STORE, promotion->stores);
    ask_list(needs, FACT_REGION, promotion->regions);
    if (promotion->schedules.count != 0)
        ask(needs, (struct need){.subject = NEED_SCHEDULE, .relation = NEED_HOLDS, .low = promotion->schedules.first,
                                 .high = promotion->schedules.count});
    if (promotion->campaign != INDEX_NONE) {
        ask_period(needs, image->CAMPAIGNS[promotion->campaign].period);
        ask_list(needs, FACT_CHANNEL, image->CAMPAIGNS[promotion->campaign].channels);
    }
    if (promotion->price_list != INDEX_NONE) {
        const struct image_price_list *list = &image->PRICE_LISTS[promotion->price_list];
        ask(needs, (struct need){.subject = NEED_FACT, .index = FACT_PRICE_LIST, .relation = NEED_EQUAL, .low = list->symbol});
        ask_list(needs, FACT_CHANNEL, list->channels);
    }
    if (promotion->audience != INDEX_NONE)
        ask(needs, (struct need){.subject = NEED_AUDIENCE, .index = promotion->audience, .relation = NEED_HOLDS});
    if (promotion->coupon != INDEX_NONE)
        ask_coupon(image, needs, promotion->coupon);
}

/* A coupon that a criterion speaks of has its own conditions, too. */
static void ask_coupons(const struct image_view *image, struct needs *needs)
{
    for (uint32_t i = 0, count = needs->count; i < count; i++)
        if (needs->items[i].subject == NEED_COUPON && !needs->items[i].negated)
            ask_coupon(image, needs, needs->items[i].index);
}

bool needs_of_event(const struct image_view *image, uint32_t event, struct arena *arena, struct alternatives *out)
{
    const struct image_event *record = &image->EVENTS[event];
    struct expansion e = {.image = image, .arena = arena, .whole = true};
    struct needs own = {.count = 0};
    *out = record->criterion == INDEX_NONE ? always(&e) : expand(&e, record->criterion, false);
    if (e.no_memory)
        return false;
    ask_properties(image, &image->PROMOTIONS[record->promotion], &own);
    ask(&own, (struct need){.subject = NEED_FACT, .index = FACT_TRIGGER, .relation = NEED_EQUAL, .low = record->trigger});
    for (uint32_t i = 0; i < out->count; i++) {
        ask_coupons(image, &out->items[i]);
        e.whole = needs_join(&out->items[i], &own) && e.whole;
    }
    out->whole = e.whole;
    return true;
}
