#include "vm/settle.h"

#include "base/near.h"
#include "vm/sort.h"

#define NONE UINT32_MAX

/* What is known of a part besides: a piece of the solution, or what split from one, whose units have lost the same and have the
 * same shares ahead. */
struct settler_part {
    int64_t left; /* above the floor, of each unit */
    uint32_t first_link, link_count; /* one for each share */
};

/* Chains, per use, the parts that have a share in it, by class. */
struct settler_link {
    uint32_t part;
    uint32_t next;
    uint32_t share; /* of the solution */
};

/* What one part gets of the event at hand: `base` for each unit, and one more for the first `odd` of them. */
struct settler_quota {
    uint32_t link;
    int64_t base;
    int64_t odd;
    promo_i128 rest; /* of the quota, in what the event's quotas are divided by */
};

void settler_init(struct settler *settler, const promo_allocator *alloc)
{
    *settler = (struct settler){.alloc = alloc_or_default(alloc)};
}

void settler_done(struct settler *settler)
{
    const promo_allocator *alloc = settler->alloc;
    VECTOR_DONE(&settler->work, alloc);
    VECTOR_DONE(&settler->links, alloc);
    VECTOR_DONE(&settler->quotas, alloc);
    VECTOR_DONE(&settler->parts, alloc);
    VECTOR_DONE(&settler->uses, alloc);
    VECTOR_DONE(&settler->shares, alloc);
    VECTOR_DONE(&settler->heads, alloc);
    VECTOR_DONE(&settler->tails, alloc);
    VECTOR_DONE(&settler->firsts, alloc);
    VECTOR_DONE(&settler->order, alloc);
    VECTOR_DONE(&settler->caps, alloc);
    VECTOR_DONE(&settler->budgets, alloc);
}

static promo_status too_large(void)
{
    return error_set(PROMO_OVERFLOW, "a discount is too large to be computed");
}

static promo_status no_memory(void)
{
    return error_set(PROMO_NO_MEMORY, "no memory for the layer's discounts");
}

static bool copy_limits(struct settler *settler, const struct best_problem *problem)
{
    settler->caps.count = settler->budgets.count = 0;
    if (!VECTOR_RESERVE(&settler->caps, settler->alloc, problem->promotion_count) ||
        !VECTOR_RESERVE(&settler->budgets, settler->alloc, problem->budget_count))
        return false;
    for (uint32_t i = 0; i < problem->promotion_count; i++)
        settler->caps.items[i] = problem->promotions[i].cap;
    for (uint32_t i = 0; i < problem->budget_count; i++)
        settler->budgets.items[i] = problem->budgets[i];
    return true;
}

static bool reserve(struct settler *settler, const struct best_problem *problem, const struct best_solution *solution)
{
    const promo_allocator *alloc = settler->alloc;
    size_t links = 0;
    for (uint32_t i = 0; i < solution->piece_count; i++)
        links += solution->pieces[i].share_count; /* pieces may have shares in common */
    settler->work.count = settler->links.count = settler->parts.count = settler->uses.count = settler->shares.count = 0;
    return copy_limits(settler, problem) && VECTOR_RESERVE(&settler->heads, alloc, solution->use_count) &&
           VECTOR_RESERVE(&settler->tails, alloc, solution->use_count) &&
           VECTOR_RESERVE(&settler->uses, alloc, solution->use_count) &&
           VECTOR_RESERVE(&settler->firsts, alloc, problem->promotion_count) &&
           VECTOR_RESERVE(&settler->links, alloc, links) &&
           VECTOR_RESERVE(&settler->work, alloc, solution->piece_count) &&
           VECTOR_RESERVE(&settler->parts, alloc, solution->piece_count);
}

/* Uses are by promotion, then event. */
static void start_uses(struct settler *settler, const struct best_solution *solution)
{
    for (uint32_t i = solution->use_count; i-- > 0;) {
        settler->heads.items[i] = NONE;
        settler->firsts.items[solution->uses[i].promotion] = i;
    }
}

static uint32_t use_of_share(const struct settler *settler, const struct best_solution *solution, uint32_t share)
{
    uint32_t use = settler->firsts.items[solution->shares[share].promotion];
    while (solution->uses[use].event < solution->shares[share].event)
        use++;
    return use;
}

/* Room has been reserved. */
static void add_link(struct settler *settler, uint32_t part, uint32_t share, uint32_t use)
{
    uint32_t link = (uint32_t)settler->links.count++;
    settler->links.items[link] = (struct settler_link){part, NONE, share};
    *(settler->heads.items[use] == NONE ? &settler->heads.items[use]
                                        : &settler->links.items[settler->tails.items[use]].next) = link;
    settler->tails.items[use] = link;
}

static bool begin(struct settler *settler, const struct best_problem *problem, const struct best_solution *solution)
{
    if (!reserve(settler, problem, solution))
        return false;
    start_uses(settler, solution);
    for (uint32_t i = 0; i < solution->piece_count; i++) {
        const struct best_piece *piece = &solution->pieces[i];
        bool shipping = piece->class_index == problem->class_count;
        const struct best_class *units = &problem->classes[piece->class_index];
        settler->parts.items[i] = (struct settled_part){piece->class_index, piece->count, 0};
        settler->work.items[i] = (struct settler_part){
            .left = shipping ? problem->shipping - problem->shipping_floor : units->price - units->floor,
            .first_link = (uint32_t)settler->links.count,
            .link_count = piece->share_count,
        };
        for (uint32_t s = piece->first_share; s < piece->first_share + piece->share_count; s++)
            add_link(settler, i, s, use_of_share(settler, solution, s));
    }
    settler->work.count = settler->parts.count = solution->piece_count;
    return true;
}

static int64_t smaller(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* Parts of a minor unit where shares have no common denominator that fits. */
#define ROUGH_DENOMINATOR ((int64_t)1 << 40)

/* What one use is to take off. Its shares are counted in parts of their common denominator; where that fits no 128 bits (many
 * bundles of different sums), each to the nearest of ROUGH_DENOMINATOR parts. */
struct exact_use {
    promo_i128 denominator;
    bool rough;
    bool alike;       /* every share has this denominator; it, and the parts of all units, fit 64 bits */
    promo_i128 parts; /* of all units */
    struct fraction exact;
    promo_i128 room; /* above the floor, of all units with a share */
};

/* The share in parts of the denominator, which is a multiple of its own unless parts are rough. */
static bool share_parts(struct fraction share, const struct exact_use *use, promo_i128 *parts)
{
    promo_i128 denominator = use->denominator;
    if (use->rough)
        return near_scale(share, ROUGH_DENOMINATOR, parts);
    if (denominator == share.denominator) {
        *parts = share.numerator;
        return true;
    }
    if (denominator <= INT64_MAX)
        return multiply_i128(share.numerator, (int64_t)denominator / (int64_t)share.denominator, parts);
    return multiply_i128(share.numerator, denominator / share.denominator, parts);
}

/* 0: there is none. */
static promo_i128 common_denominator(const struct settler *settler, const struct best_solution *solution, uint32_t use)
{
    promo_i128 common = 1;
    for (uint32_t link = settler->heads.items[use]; link != NONE; link = settler->links.items[link].next) {
        promo_i128 denominator = solution->shares[settler->links.items[link].share].discount.denominator;
        struct fraction reduced;
        if (common == denominator || (denominator <= INT64_MAX && common <= INT64_MAX &&
                                      (int64_t)common % (int64_t)denominator == 0))
            continue;
        if (!fraction_make(common, denominator, &reduced) || !multiply_i128(common, reduced.denominator, &common))
            return 0;
    }
    return common;
}

static bool sum_parts(const struct settler *settler, const struct best_solution *solution, uint32_t use,
                      struct exact_use *out)
{
    out->parts = 0;
    for (uint32_t link = settler->heads.items[use]; link != NONE; link = settler->links.items[link].next) {
        int64_t count = settler->parts.items[settler->links.items[link].part].count;
        promo_i128 parts;
        if (!share_parts(solution->shares[settler->links.items[link].share].discount, out, &parts) ||
            !multiply_i128(parts, count, &parts) || !add_i128(out->parts, parts, &out->parts))
            return false;
    }
    return true;
}

/* Most uses have shares of one denominator, and sums that fit 64 bits: everything is then summed in one pass. False: not so. */
static bool sum_alike(const struct settler *settler, const struct best_solution *solution, uint32_t use, struct exact_use *out)
{
    int64_t denominator = 0, all = 0, room = 0;
    const struct settler_link *links = settler->links.items;
    for (uint32_t link = settler->heads.items[use]; link != NONE; link = links[link].next) {
        const struct fraction *share = &solution->shares[links[link].share].discount;
        int64_t count = settler->parts.items[links[link].part].count, numerator = (int64_t)share->numerator, parts, left;
        if (share->numerator == 0)
            continue;
        if (denominator == 0)
            denominator = (int64_t)share->denominator;
        if (share->denominator != denominator || share->numerator != numerator || !multiply_i64(numerator, count, &parts) ||
            !add_i64(all, parts, &all) || !multiply_i64(settler->work.items[links[link].part].left, count, &left) ||
            !add_i64(room, left, &room))
            return false;
    }
    *out = (struct exact_use){.denominator = denominator, .parts = all, .exact = {all, denominator}, .room = room, .alike = true};
    return denominator != 0;
}

static bool sum_use(const struct settler *settler, const struct best_solution *solution, uint32_t use,
                    struct exact_use *out)
{
    if (sum_alike(settler, solution, use, out))
        return true;
    *out = (struct exact_use){.denominator = common_denominator(settler, solution, use), .exact = solution->uses[use].money};
    for (uint32_t link = settler->heads.items[use]; link != NONE; link = settler->links.items[link].next) {
        uint32_t part = settler->links.items[link].part;
        promo_i128 room = (promo_i128)settler->work.items[part].left * settler->parts.items[part].count;
        if (solution->shares[settler->links.items[link].share].discount.numerator != 0 && !add_i128(out->room, room, &out->room))
            return false;
    }
    if (out->denominator != 0 && sum_parts(settler, solution, use, out)) {
        out->exact = (struct fraction){out->parts, out->denominator};
        return true;
    }
    out->rough = true;
    out->denominator = ROUGH_DENOMINATOR;
    out->exact = near_halves(out->exact);
    return sum_parts(settler, solution, use, out);
}

/* total * parts / all, as whole number and rest, where that is less than 2^64: bit by bit, as the product may have 191. */
static promo_i128 divide_wide(int64_t total, promo_i128 parts, promo_i128 all, promo_i128 *rest)
{
    promo_u128 low = (promo_u128)(uint64_t)total * (uint64_t)parts;
    promo_u128 high = (promo_u128)(uint64_t)total * (uint64_t)((promo_u128)parts >> 64) + (uint64_t)(low >> 64);
    promo_u128 left = high, divisor = (promo_u128)all;
    uint64_t whole = 0;
    for (int bit = 63; bit >= 0; bit--) {
        left = left << 1 | ((uint64_t)low >> bit & 1);
        if (left >= divisor) {
            left -= divisor;
            whole |= (uint64_t)1 << bit;
        }
    }
    *rest = (promo_i128)left;
    return whole;
}

/* The unit's quota of `total`, as a whole number and a rest of use->parts. */
static bool find_quota(const struct exact_use *use, struct fraction share, int64_t total, promo_i128 *whole,
                       promo_i128 *rest)
{
    promo_i128 parts, product;
    int64_t small;
    if (use->alike && use->parts > 0 && multiply_i64(total, (int64_t)share.numerator, &small)) {
        *whole = small / (int64_t)use->parts;
        *rest = small % (int64_t)use->parts;
        return true;
    }
    if (!share_parts(share, use, &parts) || use->parts <= 0)
        return false;
    if (!multiply_i128(total, parts, &product)) {
        *whole = divide_wide(total, parts, use->parts, rest);
        return true;
    }
    if (product <= INT64_MAX && use->parts <= INT64_MAX) {
        *whole = (int64_t)product / (int64_t)use->parts;
        *rest = (int64_t)product % (int64_t)use->parts;
        return true;
    }
    *whole = product / use->parts;
    *rest = product - *whole * use->parts;
    return true;
}

/* Whether one part has all that the use takes off, which is no more than it has room for: its units share it evenly. */
static bool has_one_share(const struct settler *settler, const struct best_solution *solution, uint32_t use)
{
    const struct settler_link *head = &settler->links.items[settler->heads.items[use]];
    return head->next == NONE && solution->shares[head->share].discount.numerator != 0;
}

/* The whole part of each unit's quota; what that leaves to give is in *rest. */
static promo_status quotas_make(struct settler *settler, const struct best_solution *solution, uint32_t use,
                                const struct exact_use *exact, int64_t total, int64_t *rest)
{
    promo_i128 given = 0;
    const struct settler_link *links = settler->links.items;
    settler->quotas.count = 0;
    if (!VECTOR_RESERVE(&settler->quotas, settler->alloc, settler->links.count))
        return no_memory();
    if (has_one_share(settler, solution, use)) {
        uint32_t link = settler->heads.items[use];
        int64_t count = settler->parts.items[links[link].part].count;
        settler->quotas.items[settler->quotas.count++] =
            (struct settler_quota){.link = link, .base = total / count, .odd = total % count};
        *rest = 0;
        return PROMO_OK;
    }
    for (uint32_t link = settler->heads.items[use]; link != NONE; link = links[link].next) {
        struct fraction share = solution->shares[links[link].share].discount;
        struct settler_quota *mine = &settler->quotas.items[settler->quotas.count];
        promo_i128 whole;
        if (share.numerator == 0)
            continue;
        if (!find_quota(exact, share, total, &whole, &mine->rest))
            return too_large();
        int64_t left = settler->work.items[links[link].part].left;
        mine->link = link;
        mine->base = whole < left ? (int64_t)whole : left;
        mine->odd = 0;
        given += (promo_i128)mine->base * settler->parts.items[links[link].part].count;
        settler->quotas.count++;
    }
    *rest = (int64_t)(total - given);
    return PROMO_OK;
}

static bool larger_rest(const void *context, uint32_t a, uint32_t b)
{
    const struct settler_quota *quotas = context;
    return quotas[a].rest != quotas[b].rest ? quotas[a].rest > quotas[b].rest : a < b;
}

/* Gives the odd minor units, one to a unit at a time, by largest remainder; a unit at its floor is passed over. */
static promo_status quotas_complete(struct settler *settler, int64_t rest)
{
    settler->order.count = 0;
    if (rest <= 0)
        return PROMO_OK;
    if (!VECTOR_RESERVE(&settler->order, settler->alloc, settler->quotas.count))
        return no_memory();
    for (uint32_t i = 0; i < settler->quotas.count; i++)
        settler->order.items[i] = i;
    settler->order.count = settler->quotas.count;
    sort_numbers(settler->order.items, settler->order.count, larger_rest, settler->quotas.items);
    for (bool progress = true; rest > 0 && progress;) {
        progress = false;
        for (size_t i = 0; i < settler->order.count && rest > 0; i++) {
            struct settler_quota *quota = &settler->quotas.items[settler->order.items[i]];
            uint32_t part = settler->links.items[quota->link].part;
            int64_t count = settler->parts.items[part].count;
            if (quota->base >= settler->work.items[part].left)
                continue;
            int64_t units = smaller(count, rest);
            if (units == count)
                quota->base++;
            else
                quota->odd = units;
            rest -= units;
            progress = true;
        }
    }
    return PROMO_OK;
}

/* All but the first `count` units of the part go on by themselves, with the same shares ahead. */
static bool split(struct settler *settler, uint32_t index, int64_t count)
{
    struct settler_part other = settler->work.items[index];
    struct settled_part units = settler->parts.items[index];
    uint32_t first = other.first_link;
    uint32_t number = (uint32_t)settler->work.count;
    units.count -= count;
    other.first_link = (uint32_t)settler->links.count;
    for (uint32_t i = 0; i < other.link_count; i++) {
        uint32_t link = (uint32_t)settler->links.count;
        struct settler_link copy = settler->links.items[first + i];
        copy.part = number;
        if (!VECTOR_PUSH(&settler->links, settler->alloc, copy))
            return false;
        settler->links.items[first + i].next = link;
    }
    settler->parts.items[index].count = count;
    return VECTOR_PUSH(&settler->work, settler->alloc, other) && VECTOR_PUSH(&settler->parts, settler->alloc, units);
}

static bool share_add(struct settler *settler, uint32_t use, uint32_t class_index, int64_t amount)
{
    if (amount == 0)
        return true;
    size_t count = settler->shares.count;
    struct settled_share *last = count == 0 ? NULL : &settler->shares.items[count - 1];
    if (last != NULL && last->use == use && last->class_index == class_index) {
        last->amount += amount;
        return true;
    }
    return VECTOR_PUSH(&settler->shares, settler->alloc, (struct settled_share){use, class_index, amount});
}

static promo_status quotas_apply(struct settler *settler, uint32_t use)
{
    for (size_t i = 0; i < settler->quotas.count; i++) {
        const struct settler_quota *quota = &settler->quotas.items[i];
        uint32_t index = settler->links.items[quota->link].part;
        const struct settled_part part = settler->parts.items[index];
        if (quota->odd > 0 && !split(settler, index, quota->odd))
            return no_memory();
        int64_t taken = quota->base + (quota->odd > 0);
        settler->work.items[index].left -= taken;
        settler->parts.items[index].taken += taken;
        if (quota->odd > 0) {
            settler->work.items[settler->work.count - 1].left -= quota->base;
            settler->parts.items[settler->parts.count - 1].taken += quota->base;
        }
        if (!share_add(settler, use, part.class_index, quota->base * part.count + quota->odd))
            return no_memory();
    }
    return PROMO_OK;
}

static promo_status settle_use(struct settler *settler, const struct best_problem *problem,
                               const struct best_solution *solution, enum rounding mode, uint32_t use)
{
    const struct best_use *chosen = &solution->uses[use];
    uint32_t budget = problem->promotions[chosen->promotion].budget;
    struct exact_use exact;
    int64_t total;
    if (!sum_use(settler, solution, use, &exact) || !fraction_round(exact.exact, mode, &total))
        return too_large();
    if (total > exact.room)
        total = (int64_t)exact.room;
    total = smaller(total, settler->caps.items[chosen->promotion]);
    if (budget != BEST_NONE)
        total = smaller(total, settler->budgets.items[budget]);
    promo_status status = PROMO_OK;
    if (total > 0) {
        int64_t rest = 0;
        status = quotas_make(settler, solution, use, &exact, total, &rest);
        if (status == PROMO_OK)
            status = quotas_complete(settler, rest);
        if (status == PROMO_OK)
            status = quotas_apply(settler, use);
        if (status != PROMO_OK)
            return status;
        if (settler->caps.items[chosen->promotion] != BEST_UNLIMITED)
            settler->caps.items[chosen->promotion] -= total;
        if (budget != BEST_NONE && settler->budgets.items[budget] != BEST_UNLIMITED)
            settler->budgets.items[budget] -= total;
    }
    struct settled_use settled = {chosen->promotion, chosen->event, chosen->times, total > 0 ? total : 0,
                                  chosen->worth,     chosen->awards};
    struct settlement *settlement = &settler->settlement;
    if (!add_i64(settlement->discount, settled.amount, &settlement->discount) ||
        !add_i64(settlement->worth, settled.worth, &settlement->worth))
        return too_large();
    return VECTOR_PUSH(&settler->uses, settler->alloc, settled) ? PROMO_OK : no_memory();
}

promo_status settle(struct settler *settler, const struct best_problem *problem, const struct best_solution *solution,
                    enum rounding mode, const struct settlement **settlement)
{
    settler->settlement = (struct settlement){0};
    if (!begin(settler, problem, solution))
        return no_memory();
    promo_status status = PROMO_OK;
    for (uint32_t use = 0; status == PROMO_OK && use < solution->use_count; use++)
        status = settle_use(settler, problem, solution, mode, use);
    settler->settlement.parts = settler->parts.items;
    settler->settlement.part_count = settler->parts.count;
    settler->settlement.uses = settler->uses.items;
    settler->settlement.use_count = settler->uses.count;
    settler->settlement.shares = settler->shares.items;
    settler->settlement.share_count = settler->shares.count;
    *settlement = &settler->settlement;
    return status;
}
