#include "vm/direct.h"

#include "base/bits.h"
#include "vm/direct_bundles.h"

/* Prices up to this, times a rate in millionths, fit 64 bits. */
#define PRICE_MOST (INT64_MAX / EXACT_MILLION)

/* PART_BUNDLE: takes several units at a time, all of one class. */
enum part_kind { PART_SEARCHED, PART_PER_UNIT, PART_BUNDLE, PART_ORDER };

/* One promotion. A rate is numerator / denominator in lowest terms; amounts are counts of 1 / denominator minor units. */
struct direct_part {
    enum part_kind kind;
    int64_t numerator, denominator;
    promo_i128 amount; /* that it takes off altogether */
    int64_t times;     /* units, or applications of a bundle */
    uint32_t class_index; /* of a bundle */
    uint32_t next;        /* the next promotion with a bundle of the class, or BEST_NONE */
};

/* What the best per-unit offer takes off units of a class. */
struct direct_unit {
    uint32_t promotion; /* BEST_NONE: nothing */
    int64_t amount;     /* in parts of the promotion's denominator */
    int64_t count;      /* how many units it has */
    uint32_t bundle;    /* the first promotion with a bundle of the class, or BEST_NONE */
};

void direct_init(struct direct *direct, const promo_allocator *alloc)
{
    *direct = (struct direct){.alloc = alloc};
}

void direct_done(struct direct *direct)
{
    VECTOR_DONE(&direct->parts, direct->alloc);
    VECTOR_DONE(&direct->units, direct->alloc);
    VECTOR_DONE(&direct->searched, direct->alloc);
    VECTOR_DONE(&direct->others, direct->alloc);
    VECTOR_DONE(&direct->numbers, direct->alloc);
    VECTOR_DONE(&direct->bundles, direct->alloc);
    alloc_release(direct->alloc, direct->bundle_table, direct->bundle_table_size, sizeof *direct->bundle_table);
    VECTOR_DONE(&direct->joined, direct->alloc);
    VECTOR_DONE(&direct->joined_benefits, direct->alloc);
    VECTOR_DONE(&direct->joined_sets, direct->alloc);
    VECTOR_DONE(&direct->uses, direct->alloc);
    VECTOR_DONE(&direct->pieces, direct->alloc);
    VECTOR_DONE(&direct->shares, direct->alloc);
}

static promo_status no_memory(void)
{
    return error_set(PROMO_NO_MEMORY, "no memory for the layer's choice");
}

/* --- what is simple ------------------------------------------------------------------------------------------------------ */

static void set_rate(struct direct_part *part, const struct best_benefit *benefit)
{
    part->numerator = benefit->value;
    part->denominator = 1;
    if (benefit->form != BEST_PERCENT)
        return;
    int64_t divisor = (int64_t)common_divisor(EXACT_MILLION, benefit->value);
    part->numerator = benefit->value / divisor;
    part->denominator = EXACT_MILLION / divisor;
}

static bool is_each(enum best_form form)
{
    return form == BEST_PERCENT || form == BEST_OFF_EACH || form == BEST_PRICE_EACH;
}

/* The only class of the set, where its units and their prices are such that sums of bundles fit; else BEST_NONE. */
static uint32_t only_class(const struct best_problem *problem, const uint64_t *set)
{
    size_t first = bits_next(set, problem->class_count, 0);
    if (first == problem->class_count || bits_next(set, problem->class_count, first + 1) != problem->class_count)
        return BEST_NONE;
    const struct best_class *units = &problem->classes[first];
    return units->count <= BUNDLE_UNITS && units->price <= PRICE_MOST / BUNDLE_UNITS ? (uint32_t)first : BEST_NONE;
}

/* One event with one price benefit, and nothing that ties its offers to each other or to anything else, is simple. */
static enum part_kind classify(const struct best_problem *problem, const struct best_promotion *promotion, struct direct_part *part)
{
    *part = (struct direct_part){.kind = PART_SEARCHED};
    const struct best_event *event = promotion->events;
    if (promotion->event_count != 1 || promotion->cap != BEST_UNLIMITED || promotion->budget != BEST_NONE ||
        promotion->exclude_count != 0 || event->buy_count > 1 || event->get_count != 0 || event->benefit_count != 1)
        return PART_SEARCHED;
    const struct best_benefit *benefit = event->benefits;
    if (benefit->value < 0 || benefit->worth != 0 || benefit->awards != 0 ||
        (benefit->form == BEST_PERCENT && benefit->value > EXACT_MILLION))
        return PART_SEARCHED;
    bool each = is_each(benefit->form) && event->limit == BEST_UNLIMITED && !event->once;
    if (event->buy_count == 1) {
        part->class_index = only_class(problem, event->buys->set);
        if (each && benefit->scope == BEST_ON_THEM && !event->buys->different && part->class_index != BEST_NONE)
            part->kind = PART_BUNDLE;
    } else if (benefit->select == BEST_ALL && benefit->scope == BEST_ON_SET && each)
        part->kind = PART_PER_UNIT;
    else if (benefit->select == BEST_ALL && benefit->scope == BEST_ON_ORDER && event->limit > 0 &&
             (benefit->form == BEST_PERCENT || benefit->form == BEST_OFF_SPREAD))
        part->kind = PART_ORDER;
    if (part->kind != PART_SEARCHED)
        set_rate(part, benefit);
    return part->kind;
}

static bool prices_fit(const struct best_problem *problem)
{
    for (uint32_t i = 0; i < problem->class_count; i++)
        if (problem->classes[i].price > PRICE_MOST)
            return false;
    return true;
}

static bool without_floors(const struct best_problem *problem)
{
    for (uint32_t i = 0; i < problem->class_count; i++)
        if (problem->classes[i].floor != 0)
            return false;
    return true;
}

/* --- units --------------------------------------------------------------------------------------------------------------- */

static int64_t head_of(const struct best_class *units)
{
    return units->price > units->floor ? units->price - units->floor : 0;
}

static int64_t smaller(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* Off each unit of the class, in parts. */
static int64_t amount_off(const struct direct_part *part, enum best_form form, const struct best_class *units)
{
    int64_t head = head_of(units);
    if (form == BEST_PERCENT)
        return smaller(units->price * part->numerator, head * part->denominator);
    if (form == BEST_OFF_EACH)
        return smaller(part->numerator, head);
    return units->price > part->numerator ? smaller(units->price - part->numerator, head) : 0;
}

/* Every unit goes to the offer that takes most off it; among equals, to the earlier promotion. */
static void offer_units(struct direct *direct, const struct best_problem *problem, uint32_t promotion)
{
    const struct direct_part *part = &direct->parts.items[promotion];
    const struct best_benefit *benefit = problem->promotions[promotion].events->benefits;
    for (size_t i = bits_next(benefit->set, problem->class_count, 0); i < problem->class_count;
         i = bits_next(benefit->set, problem->class_count, i + 1)) {
        struct direct_unit *unit = &direct->units.items[i];
        int64_t amount = amount_off(part, benefit->form, &problem->classes[i]);
        if (amount > 0 && (unit->promotion == BEST_NONE ||
                           (promo_i128)amount * direct->parts.items[unit->promotion].denominator >
                               (promo_i128)unit->amount * part->denominator))
            *unit = (struct direct_unit){promotion, amount, problem->classes[i].count, BEST_NONE};
    }
}

static void count_units(struct direct *direct, const struct best_problem *problem)
{
    for (uint32_t i = 0; i < problem->class_count; i++) {
        const struct direct_unit *unit = &direct->units.items[i];
        if (unit->promotion == BEST_NONE)
            continue;
        struct direct_part *part = &direct->parts.items[unit->promotion];
        part->amount += (promo_i128)unit->amount * unit->count;
        part->times += unit->count;
    }
    for (size_t i = 0; i < direct->bundles.count; i++) {
        const struct direct_bundle *bundle = &direct->bundles.items[i];
        struct direct_part *part = &direct->parts.items[bundle->promotion];
        part->amount += (promo_i128)bundle->amount * bundle->discounted * bundle->times;
        part->times += bundle->times;
    }
}

/* --- bundles ------------------------------------------------------------------------------------------------------------- */

/* Worth something, and room for it. Room has been reserved. */
static void add_bundle(struct direct *direct, const struct best_problem *problem, uint32_t promotion, uint32_t class_index)
{
    const struct direct_part *part = &direct->parts.items[promotion];
    const struct best_event *event = problem->promotions[promotion].events;
    const struct best_class *units = &problem->classes[class_index];
    bool per_unit = part->kind == PART_PER_UNIT;
    struct direct_bundle bundle = {.promotion = promotion, .class_index = class_index,
                                   .taken = per_unit ? 1 : event->buys->count,
                                   .amount = amount_off(part, event->benefits->form, units)};
    bundle.discounted = event->benefits->select == BEST_ALL ? bundle.taken : smaller(event->benefits->count, bundle.taken);
    bundle.value = bundle.amount * (EXACT_MILLION / part->denominator) * bundle.discounted;
    if (bundle.value > 0 && bundle.taken <= units->count)
        direct->bundles.items[direct->bundles.count++] = bundle;
}

/* The class's bundles and its best offer per unit, which is one of them while they choose. */
static bool choose_bundles(struct direct *direct, const struct best_problem *problem, uint32_t class_index)
{
    struct direct_unit *unit = &direct->units.items[class_index];
    size_t first = direct->bundles.count;
    if (!VECTOR_RESERVE(&direct->bundles, direct->alloc, problem->promotion_count))
        return false;
    bool offered = unit->promotion == BEST_NONE;
    for (uint32_t i = unit->bundle; i != BEST_NONE; i = direct->parts.items[i].next) {
        if (!offered && unit->promotion < i)
            add_bundle(direct, problem, unit->promotion, class_index);
        offered |= unit->promotion < i;
        add_bundle(direct, problem, i, class_index);
    }
    if (!offered)
        add_bundle(direct, problem, unit->promotion, class_index);
    struct direct_bundle *bundles = direct->bundles.items + first;
    size_t count = direct->bundles.count - first;
    if (!bundles_choose(bundles, count, problem->classes[class_index].count, direct->alloc, &direct->bundle_table,
                        &direct->bundle_table_size))
        return false;
    direct->bundles.count = first;
    for (size_t i = 0; i < count; i++) {
        if (bundles[i].promotion == unit->promotion)
            unit->count = bundles[i].times;
        else if (bundles[i].times > 0)
            direct->bundles.items[direct->bundles.count++] = bundles[i];
    }
    if (unit->promotion != BEST_NONE && unit->count == 0)
        unit->promotion = BEST_NONE;
    return true;
}

/* Class by class, where nothing has to be searched. */
static bool solve_bundles(struct direct *direct, const struct best_problem *problem)
{
    for (uint32_t i = problem->promotion_count; i-- > 0;) {
        struct direct_part *part = &direct->parts.items[i];
        if (part->kind != PART_BUNDLE)
            continue;
        part->next = direct->units.items[part->class_index].bundle;
        direct->units.items[part->class_index].bundle = i;
    }
    for (uint32_t i = 0; i < problem->class_count; i++)
        if (direct->units.items[i].bundle != BEST_NONE && !choose_bundles(direct, problem, i))
            return false;
    return true;
}

/* --- what has to be searched ----------------------------------------------------------------------------------------------- */

static void add_set(struct direct *direct, const uint64_t *set)
{
    for (size_t i = 0; i < direct->searched.count; i++)
        direct->searched.items[i] |= set[i];
}

static void add_picks(struct direct *direct, const struct best_pick *picks, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        add_set(direct, picks[i].set);
}

/* The classes that a promotion of the optimiser's may claim; false where that may be any, or where it names others. */
static bool add_claims(struct direct *direct, const struct best_promotion *promotion)
{
    for (uint32_t e = 0; e < promotion->event_count; e++) {
        const struct best_event *event = &promotion->events[e];
        add_picks(direct, event->buys, event->buy_count);
        add_picks(direct, event->gets, event->get_count);
        for (uint32_t b = 0; b < event->benefit_count; b++) {
            if (event->benefits[b].scope == BEST_ON_ORDER)
                return false;
            if (event->benefits[b].scope == BEST_ON_SET)
                add_set(direct, event->benefits[b].set);
        }
    }
    return promotion->exclude_count == 0;
}

/* Finds the classes that have to be searched; bundles on them are searched, too. False: everything is. */
static bool separate(struct direct *direct, const struct best_problem *problem)
{
    for (uint32_t i = 0; i < problem->promotion_count; i++) {
        enum part_kind kind = direct->parts.items[i].kind;
        if ((kind == PART_SEARCHED || kind == PART_ORDER) && !add_claims(direct, &problem->promotions[i]))
            return false;
    }
    for (uint32_t i = 0; i < problem->promotion_count; i++) {
        struct direct_part *part = &direct->parts.items[i];
        if (part->kind == PART_BUNDLE && bits_has(direct->searched.items, part->class_index))
            part->kind = PART_SEARCHED;
    }
    return true;
}

static bool reserve_joined(struct direct *direct, const struct best_problem *problem)
{
    size_t count = 0, words = BITS_WORDS(problem->class_count);
    direct->joined.count = direct->joined_benefits.count = direct->joined_sets.count = 0;
    for (uint32_t i = 0; i < problem->promotion_count; i++)
        count += direct->parts.items[i].kind == PART_PER_UNIT;
    return VECTOR_RESERVE(&direct->joined, direct->alloc, count) &&
           VECTOR_RESERVE(&direct->joined_benefits, direct->alloc, count) &&
           VECTOR_RESERVE(&direct->joined_sets, direct->alloc, count * words);
}

/* What a promotion per unit brings to the search: the searched classes on which no other offer of its kind is better, for where
 * one is it could only be worse. False: it brings none. Room has been reserved. */
static bool join(struct direct *direct, const struct best_problem *problem, uint32_t number, struct best_promotion *out)
{
    const struct best_event *event = problem->promotions[number].events;
    struct best_benefit *benefit = &direct->joined_benefits.items[direct->joined_benefits.count];
    uint64_t *set = direct->joined_sets.items + direct->joined_sets.count;
    size_t words = BITS_WORDS(problem->class_count);
    bool any = false;
    for (size_t i = 0; i < words; i++)
        set[i] = 0;
    for (size_t i = bits_next(event->benefits->set, problem->class_count, 0); i < problem->class_count;
         i = bits_next(event->benefits->set, problem->class_count, i + 1))
        if (direct->units.items[i].promotion == number && bits_has(direct->searched.items, i)) {
            bits_add(set, i);
            any = true;
        }
    if (!any)
        return false;
    *benefit = *event->benefits;
    benefit->set = set;
    direct->joined_benefits.count++;
    direct->joined_sets.count += words;
    *out = problem->promotions[number];
    out->events = &direct->joined.items[direct->joined.count];
    direct->joined.items[direct->joined.count] = *event;
    direct->joined.items[direct->joined.count++].benefits = benefit;
    return true;
}

static void leave_searched(struct direct *direct, const struct best_problem *problem)
{
    for (uint32_t i = 0; i < problem->class_count; i++)
        if (bits_has(direct->searched.items, i))
            direct->units.items[i].promotion = BEST_NONE;
}

/* The optimiser's part of the problem; *solution stays NULL where nothing has to be searched. */
static promo_status search(struct direct *direct, struct best_solver *solver, const struct best_problem *problem,
                           const struct best_solution **solution)
{
    *solution = NULL;
    if (!reserve_joined(direct, problem))
        return no_memory();
    for (uint32_t i = 0; i < problem->promotion_count; i++) {
        struct best_promotion *other = &direct->others.items[direct->others.count];
        enum part_kind kind = direct->parts.items[i].kind;
        if (kind == PART_SEARCHED)
            *other = problem->promotions[i];
        else if (kind != PART_PER_UNIT || !join(direct, problem, i, other))
            continue;
        direct->others.count++;
        direct->numbers.items[direct->numbers.count++] = i;
    }
    leave_searched(direct, problem);
    if (direct->others.count == 0)
        return PROMO_OK;
    struct best_problem rest = *problem;
    rest.promotions = direct->others.items;
    rest.promotion_count = (uint32_t)direct->others.count;
    return best_solve(solver, &rest, solution);
}

/* --- the solution ------------------------------------------------------------------------------------------------------------ */

static bool make_room(struct direct *direct, const struct best_problem *problem)
{
    const promo_allocator *alloc = direct->alloc;
    size_t words = BITS_WORDS(problem->class_count);
    direct->parts.count = direct->units.count = direct->searched.count = 0;
    direct->others.count = direct->numbers.count = direct->bundles.count = 0;
    direct->uses.count = direct->pieces.count = direct->shares.count = 0;
    if (!VECTOR_RESERVE(&direct->parts, alloc, problem->promotion_count) ||
        !VECTOR_RESERVE(&direct->others, alloc, problem->promotion_count) ||
        !VECTOR_RESERVE(&direct->numbers, alloc, problem->promotion_count) ||
        !VECTOR_RESERVE(&direct->units, alloc, problem->class_count) || !VECTOR_RESERVE(&direct->searched, alloc, words))
        return false;
    for (size_t i = 0; i < words; i++)
        direct->searched.items[i] = 0;
    direct->searched.count = words;
    for (uint32_t i = 0; i < problem->class_count; i++)
        direct->units.items[i] = (struct direct_unit){.promotion = BEST_NONE, .bundle = BEST_NONE};
    return true;
}

static bool reserve_solution(struct direct *direct, const struct best_problem *problem, const struct best_solution *found)
{
    size_t uses = found == NULL ? 0 : found->use_count, pieces = found == NULL ? 0 : found->piece_count;
    size_t shares = found == NULL ? 0 : found->share_count;
    return VECTOR_RESERVE(&direct->uses, direct->alloc, uses + problem->promotion_count) &&
           VECTOR_RESERVE(&direct->pieces, direct->alloc, pieces + problem->class_count + 2 * direct->bundles.count) &&
           VECTOR_RESERVE(&direct->shares, direct->alloc, shares + problem->class_count + 2 * direct->bundles.count);
}

/* Both in order of promotions; one per unit may have a part in each. Room has been reserved. *value: what is not searched gives. */
static promo_status merge_uses(struct direct *direct, const struct best_solution *found, struct fraction *value)
{
    uint32_t at = 0, count = found == NULL ? 0 : found->use_count;
    promo_i128 millionths = 0; /* no part of a minor unit is finer */
    for (uint32_t i = 0; i < direct->parts.count; i++) {
        const struct direct_part *part = &direct->parts.items[i];
        struct best_use *own = NULL;
        struct fraction money;
        for (; at < count && direct->numbers.items[found->uses[at].promotion] == i; at++) {
            own = &direct->uses.items[direct->uses.count++];
            *own = found->uses[at];
            own->promotion = i;
        }
        if (part->amount == 0)
            continue;
        if (!fraction_make(part->amount, part->denominator, &money) ||
            !add_i128(millionths, part->amount * (EXACT_MILLION / part->denominator), &millionths))
            return PROMO_OVERFLOW;
        if (own == NULL) {
            direct->uses.items[direct->uses.count++] = (struct best_use){.promotion = i, .times = part->times, .money = money};
            continue;
        }
        own->times += part->times;
        if (!fraction_add(own->money, money, &own->money))
            return PROMO_OVERFLOW;
    }
    return fraction_make(millionths, EXACT_MILLION, value) ? PROMO_OK : PROMO_OVERFLOW;
}

static void copy_piece(struct direct *direct, const struct best_solution *found, const struct best_piece *piece)
{
    struct best_piece copy = *piece;
    copy.first_share = (uint32_t)direct->shares.count;
    for (uint32_t i = 0; i < piece->share_count; i++) {
        struct best_share share = found->shares[piece->first_share + i];
        share.promotion = direct->numbers.items[share.promotion];
        direct->shares.items[direct->shares.count++] = share;
    }
    direct->pieces.items[direct->pieces.count++] = copy;
}

static void add_piece(struct direct *direct, uint32_t class_index, int64_t count, uint32_t promotion, struct fraction off)
{
    if (count == 0)
        return;
    direct->pieces.items[direct->pieces.count++] =
        (struct best_piece){class_index, count, (uint32_t)direct->shares.count, 1};
    direct->shares.items[direct->shares.count++] = (struct best_share){.promotion = promotion, .discount = off};
}

static void add_bundle_pieces(struct direct *direct, const struct direct_bundle *bundle)
{
    struct fraction off = {bundle->amount, direct->parts.items[bundle->promotion].denominator};
    add_piece(direct, bundle->class_index, bundle->discounted * bundle->times, bundle->promotion, off);
    add_piece(direct, bundle->class_index, (bundle->taken - bundle->discounted) * bundle->times, bundle->promotion,
              (struct fraction){0, 1});
}

/* By class, of which each is either searched or direct. */
static void merge_pieces(struct direct *direct, const struct best_problem *problem, const struct best_solution *found)
{
    uint32_t at = 0, count = found == NULL ? 0 : found->piece_count;
    size_t bundle = 0;
    for (uint32_t i = 0; i <= problem->class_count; i++) {
        for (; at < count && found->pieces[at].class_index == i; at++)
            copy_piece(direct, found, &found->pieces[at]);
        for (; bundle < direct->bundles.count && direct->bundles.items[bundle].class_index == i; bundle++)
            add_bundle_pieces(direct, &direct->bundles.items[bundle]);
        if (i == problem->class_count || direct->units.items[i].promotion == BEST_NONE)
            continue;
        const struct direct_unit *unit = &direct->units.items[i];
        add_piece(direct, i, unit->count, unit->promotion,
                  (struct fraction){unit->amount, direct->parts.items[unit->promotion].denominator});
    }
}

static void tell(struct direct *direct, struct fraction value)
{
    direct->solution = (struct best_solution){
        .value = value, .bound = value, .proven = true, .feasible = true,
        .uses = direct->uses.items, .use_count = (uint32_t)direct->uses.count,
        .pieces = direct->pieces.items, .piece_count = (uint32_t)direct->pieces.count,
        .shares = direct->shares.items, .share_count = (uint32_t)direct->shares.count,
    };
}

/* `solver`: NULL where nothing has to be searched. */
static promo_status solve_units(struct direct *direct, struct best_solver *solver, const struct best_problem *problem)
{
    const struct best_solution *found = NULL;
    for (uint32_t i = 0; i < problem->promotion_count; i++)
        if (direct->parts.items[i].kind == PART_PER_UNIT)
            offer_units(direct, problem, i);
    promo_status status = solver != NULL ? search(direct, solver, problem, &found) : PROMO_OK;
    if (status != PROMO_OK)
        return status;
    if (!solve_bundles(direct, problem))
        return no_memory();
    count_units(direct, problem);
    if (!reserve_solution(direct, problem, found))
        return no_memory();
    struct fraction value = {0, 1}, sum, bound;
    status = merge_uses(direct, found, &value);
    merge_pieces(direct, problem, found);
    tell(direct, value);
    if (status != PROMO_OK || found == NULL)
        return status;
    if (!fraction_add(found->value, value, &sum) || !fraction_add(found->bound, value, &bound))
        return PROMO_OVERFLOW;
    direct->solution.value = sum;
    direct->solution.bound = bound;
    direct->solution.proven = found->proven;
    direct->solution.work = found->work;
    return PROMO_OK;
}

/* --- order offers --------------------------------------------------------------------------------------------------------- */

/* Of all units together; they have no floors. */
static promo_i128 total_price(const struct best_problem *problem)
{
    promo_i128 total = 0;
    for (uint32_t i = 0; i < problem->class_count; i++)
        total += (promo_i128)problem->classes[i].price * problem->classes[i].count;
    return total;
}

/* Off the order, whose units have no floors, in parts. */
static promo_i128 order_amount(const struct direct_part *part, enum best_form form, promo_i128 total)
{
    if (form == BEST_OFF_SPREAD)
        return part->numerator < total ? part->numerator : total;
    return total * part->numerator;
}

/* The order offer that takes most off; among equals, the earlier promotion's. Spread amounts go by price. */
static promo_status solve_order(struct direct *direct, const struct best_problem *problem)
{
    promo_i128 total = total_price(problem), most = 0;
    uint32_t chosen = BEST_NONE;
    struct fraction value = {0, 1};
    for (uint32_t i = 0; i < problem->promotion_count; i++) {
        const struct direct_part *part = &direct->parts.items[i];
        promo_i128 amount = order_amount(part, problem->promotions[i].events->benefits->form, total);
        int64_t denominator = chosen == BEST_NONE ? 1 : direct->parts.items[chosen].denominator;
        if (amount * denominator > most * part->denominator) {
            chosen = i;
            most = amount;
        }
    }
    if (!reserve_solution(direct, problem, NULL))
        return no_memory();
    if (chosen != BEST_NONE) {
        struct direct_part *part = &direct->parts.items[chosen];
        enum best_form form = problem->promotions[chosen].events->benefits->form;
        part->amount = most;
        part->times = 1;
        for (uint32_t i = 0; i < problem->class_count; i++) {
            const struct best_class *units = &problem->classes[i];
            struct fraction off = form == BEST_OFF_SPREAD
                                      ? (struct fraction){units->price * most, total}
                                      : (struct fraction){amount_off(part, form, units), part->denominator};
            add_piece(direct, i, units->count, chosen, off);
        }
    }
    promo_status status = merge_uses(direct, NULL, &value);
    tell(direct, value);
    return status;
}

promo_status direct_solve(struct direct *direct, struct best_solver *solver, const struct best_problem *problem,
                          const struct best_solution **solution)
{
    uint32_t simple = 0, order = 0;
    if (problem->must_use != BEST_NONE || !prices_fit(problem))
        return best_solve(solver, problem, solution);
    if (!make_room(direct, problem))
        return no_memory();
    for (uint32_t i = 0; i < problem->promotion_count; i++) {
        enum part_kind kind = classify(problem, &problem->promotions[i], &direct->parts.items[direct->parts.count++]);
        simple += kind == PART_PER_UNIT || kind == PART_BUNDLE;
        order += kind == PART_ORDER;
    }
    promo_status status;
    if (order == problem->promotion_count && without_floors(problem))
        status = solve_order(direct, problem);
    else if (simple == problem->promotion_count)
        status = solve_units(direct, NULL, problem);
    else if (simple == 0 || !separate(direct, problem))
        return best_solve(solver, problem, solution);
    else
        status = solve_units(direct, solver, problem);
    *solution = &direct->solution;
    return status;
}
