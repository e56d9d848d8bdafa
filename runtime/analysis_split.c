#include "runtime/analysis_split.h"

#include "runtime/analysis_branch.h"

enum { SPLITS_KEPT = 12, UNITS_MOST = 60, PAIRS_ALL = 80, CHANGES_MOST = 4, SLICES = 16 };

/* --- proof ----------------------------------------------------------------------------------------------------------- */

static bool set_reads_quantity(const struct image_view *view, uint32_t set, unsigned depth)
{
    struct span code = view->SETS[set].code;
    for (uint32_t i = 0; i < code.count; i++) {
        const struct instruction *step = &view->CODE[code.first + i];
        if (step->op == OP_SET_LOAD ? depth >= 8 || set_reads_quantity(view, step->imm, depth + 1)
                                    : step->op >= OP_SET_COMPARE && step->op != OP_SET_RETURN && step->c == ATTRIBUTE_QUANTITY)
            return true;
        if (step->op == OP_SET_COMPARE_ATTRIBUTES && step->imm == ATTRIBUTE_QUANTITY)
            return true;
    }
    return false;
}

static bool measures_nothing(const struct image_view *view, struct span code)
{
    for (uint32_t i = 0; i < code.count; i++) {
        uint8_t op = view->CODE[code.first + i].op;
        if (op == OP_QUANTITY || op == OP_AMOUNT || op == OP_LINES)
            return false;
    }
    return true;
}

/* A benefit that gives each unit the same whatever else is in the order. */
static bool is_per_unit(const struct image_view *view, const struct image_benefit *benefit)
{
    bool kind = benefit->kind == BENEFIT_PERCENT || benefit->kind == BENEFIT_OFF_EACH || benefit->kind == BENEFIT_PRICE_EACH;
    return kind && benefit->scope == SCOPE_SET && benefit->select == SELECT_ALL && !set_reads_quantity(view, benefit->set, 0);
}

static bool event_is_per_unit(const struct image_view *view, const struct image_event *event)
{
    return event->buys.count == 0 && event->gets.count == 0 && event->every_amount == 0 && event->rows.count == 0 &&
           event->limit == VALUE_UNLIMITED && event->benefits.count == 1 &&
           is_per_unit(view, &view->BENEFITS[event->benefits.first]) && measures_nothing(view, event->code);
}

static bool coupon_asks_nothing(const struct image_view *view, const struct image_promotion *promotion)
{
    return promotion->coupon == INDEX_NONE || view->COUPONS[promotion->coupon].minimum == 0;
}

/* Each unit then gets the best of what is offered to it alone, and an order is no more than its units. A coupon's minimum in
 * a criterion is a measure, too. */
static bool nothing_to_split(const struct image_view *view)
{
    bool minimum = false;
    for (uint32_t i = 0; i < view->COUPONS_COUNT; i++)
        minimum = minimum || view->COUPONS[i].minimum != 0;
    for (uint32_t i = 0; i < view->PROMOTIONS_COUNT; i++) {
        const struct image_promotion *promotion = &view->PROMOTIONS[i];
        if (promotion->status != STATUS_ACTIVE)
            continue;
        if (minimum || promotion->exclusive || promotion->events_exclusive || promotion->steps.count != 0 ||
            promotion->excludes.count != 0 || promotion->cap != VALUE_UNLIMITED || !coupon_asks_nothing(view, promotion))
            return false;
        for (uint32_t j = 0; j < promotion->events.count; j++)
            if (!event_is_per_unit(view, &view->EVENTS[promotion->events.first + j]))
                return false;
    }
    return true;
}

/* --- what a split gains ---------------------------------------------------------------------------------------------- */

struct searching {
    struct analysis *analysis;
    struct order_uses uses;
    struct split kept[SPLITS_KEPT]; /* the best first */
    uint32_t count;
};

bool split_whole(const struct split *split, struct order *whole)
{
    *whole = split->first;
    return order_add_lines(whole, &split->second);
}

/* What the customer gives, less what gifts are worth. */
static int64_t given(const promo_result *result)
{
    int64_t sum = result->total;
    for (size_t i = 0; i < result->award_count; i++)
        if ((result->awards[i].kind == PROMO_GIFT || result->awards[i].kind == PROMO_CERTIFICATE) && result->awards[i].worth > 0)
            sum -= result->awards[i].worth;
    return sum;
}

/* *known: all three could be priced. */
static promo_status weigh(struct searching *s, struct split *split, bool *known)
{
    struct analysis *analysis = s->analysis;
    struct order whole;
    const promo_result *result;
    *known = false;
    if (split->first.count == 0 || split->second.count == 0 || !split_whole(split, &whole))
        return PROMO_OK;
    promo_status status = analysis_price(analysis, &whole, &result);
    if (result == NULL)
        return status;
    split->gain = given(result);
    split->whole = result->total;
    split->rounding = (int64_t)result->applied_count;
    status = analysis_price(analysis, &split->first, &result);
    if (result == NULL)
        return status;
    split->gain -= given(result);
    split->paid_first = result->total;
    split->rounding += (int64_t)result->applied_count;
    order_uses_of(&s->uses, &split->first, analysis->image, result);
    split->second.setting = split->first.setting;
    status = till_price(&analysis->till, &split->second, &s->uses, &result);
    if (result == NULL)
        return status;
    split->gain -= given(result);
    split->paid_second = result->total;
    split->rounding += (int64_t)result->applied_count;
    *known = true;
    return status;
}

/* The share of the whole that is saved, beyond rounding: it does not grow with the order, as money may. */
static struct score saving(const struct split *split)
{
    return (struct score){split->gain - split->rounding, split->whole > 0 ? split->whole : 1};
}

static bool saves_more(const struct split *split, const struct split *than)
{
    return score_compare(saving(split), saving(than)) > 0;
}

static void keep(struct searching *s, const struct split *split)
{
    bool full = s->count == SPLITS_KEPT;
    if (saving(split).part <= 0 || (full && !saves_more(split, &s->kept[SPLITS_KEPT - 1])))
        return;
    uint32_t at = full ? SPLITS_KEPT - 1 : s->count++;
    while (at > 0 && saves_more(split, &s->kept[at - 1])) {
        s->kept[at] = s->kept[at - 1];
        at--;
    }
    s->kept[at] = *split;
}

static promo_status try_split(struct searching *s, struct split *split)
{
    bool known;
    split->first.setting.shipping = split->second.setting.shipping = false;
    promo_status status = weigh(s, split, &known);
    if (status == PROMO_OK && known)
        keep(s, split);
    return status;
}

/* --- searching ------------------------------------------------------------------------------------------------------- */

/* The goods of a recipe twice; the customer gets twice what is given once an order. */
static promo_status try_twice(struct searching *s, uint32_t slice)
{
    const struct analysis *analysis = s->analysis;
    uint32_t recipes = (uint32_t)analysis->recipes.items.count;
    promo_status status = PROMO_OK;
    for (uint32_t i = slice; i < recipes * STYLE_COUNT && status == PROMO_OK && !till_closed(&analysis->till); i += SLICES) {
        struct split split;
        if (!analysis_make(s->analysis, &analysis->recipes.items.items[i % recipes], (enum style)(i / recipes), &split.first))
            continue;
        split.second = split.first;
        status = try_split(s, &split);
    }
    return status;
}

/* The goods of one recipe in the first order, of another in the second; with so many changes to each. */
static promo_status try_pair(struct searching *s, uint32_t one, uint32_t other, uint32_t changes)
{
    struct analysis *analysis = s->analysis;
    const struct recipe *recipes = analysis->recipes.items.items;
    enum style style = (enum style)chance_below(&analysis->chance, STYLE_COUNT);
    struct split split;
    if (!analysis_make(analysis, &recipes[one], style, &split.first) ||
        !setting_join(&split.first.setting, &recipes[other].setting, analysis->image, &analysis->bounds) ||
        !analysis_make(analysis, &recipes[other], style, &split.second))
        return PROMO_OK;
    for (uint32_t i = 0; i < changes; i++) {
        analysis_change(analysis, &split.first);
        analysis_change(analysis, &split.second);
    }
    return try_split(s, &split);
}

/* Every pair of recipes where they are few. */
static promo_status try_pairs(struct searching *s, uint32_t slice)
{
    const struct till *till = &s->analysis->till;
    uint32_t count = (uint32_t)s->analysis->recipes.items.count;
    promo_status status = PROMO_OK;
    for (uint32_t i = slice; count <= PAIRS_ALL && i < count * count && status == PROMO_OK && !till_closed(till); i += SLICES)
        status = try_pair(s, i / count, i % count, 0);
    return status;
}

/* Any pairs, changed a little, as long as orders may be priced. */
static promo_status try_chances(struct searching *s, uint32_t slice)
{
    struct analysis *analysis = s->analysis;
    uint64_t most = analysis->till.most;
    uint32_t count = (uint32_t)analysis->recipes.items.count;
    promo_status status = PROMO_OK;
    (void)slice;
    for (uint64_t i = 0; status == PROMO_OK && count != 0 && i < most && !till_closed(&analysis->till); i++) {
        uint32_t one = chance_below(&analysis->chance, count), other = chance_below(&analysis->chance, count);
        status = try_pair(s, one, other, chance_below(&analysis->chance, CHANGES_MOST));
    }
    return status;
}

struct slices {
    promo_status (*search)(struct searching *s, uint32_t slice);
    struct searching found[SLICES];
};

static promo_status search_slice(struct analysis *branch, void *context, uint32_t item)
{
    struct slices *slices = context;
    struct searching *s = &slices->found[item];
    s->analysis = branch;
    s->count = 0;
    order_uses_init(&s->uses);
    promo_status status = slices->search(s, item);
    order_uses_done(&s->uses);
    return status;
}

/* A search in slices, which may price so many orders together; the best splits of all are kept. */
static promo_status search_slices(struct searching *s, struct slices *slices, uint64_t work,
                                  promo_status (*search)(struct searching *s, uint32_t slice))
{
    slices->search = search;
    promo_status status = analysis_branch(s->analysis, SLICES, work / SLICES, search_slice, slices);
    for (uint32_t i = 0; status == PROMO_OK && i < SLICES; i++)
        for (uint32_t j = 0; j < slices->found[i].count; j++)
            keep(s, &slices->found[i].kept[j]);
    return status;
}

static uint64_t orders_left(const struct searching *s)
{
    const struct till *till = &s->analysis->till;
    return till_closed(till) ? 0 : till->most - till->priced;
}

static int64_t most_units(const struct order *order)
{
    int64_t most = 0;
    for (uint32_t i = 0; i < order->count; i++)
        most = order->lines[i].quantity > most ? order->lines[i].quantity : most;
    return most;
}

/* One unit of the one order's, or all of a line, goes to the other. */
static void move_units(struct analysis *analysis, struct order *from, struct order *to)
{
    if (from->count == 0)
        return;
    struct order_line *line = &from->lines[chance_below(&analysis->chance, from->count)];
    int64_t quantity = chance_below(&analysis->chance, 2) == 0 ? 1 : line->quantity;
    if (order_add(to, line->item, quantity))
        line->quantity -= quantity;
    order_tidy(from);
}

static void change(struct analysis *analysis, struct split *split)
{
    bool swap = chance_below(&analysis->chance, 2) == 0;
    struct order *one = swap ? &split->second : &split->first, *other = swap ? &split->first : &split->second;
    if (chance_below(&analysis->chance, 4) == 0)
        move_units(analysis, one, other);
    else
        analysis_change(analysis, one);
}

/* What is as good is taken, too, so that the search does not stand still where several changes are needed. */
static promo_status climb(struct searching *s, struct split *from, uint64_t steps)
{
    struct analysis *analysis = s->analysis;
    int64_t first = most_units(&from->first), second = most_units(&from->second);
    int64_t most = first > second ? first : second;
    promo_status status = PROMO_OK;
    /* A gain that grows with the order would lead to orders that nobody places. */
    most = most > UNITS_MOST ? most : UNITS_MOST;
    for (uint64_t i = 0; status == PROMO_OK && i < steps && !till_closed(&analysis->till); i++) {
        struct split split = *from;
        bool known;
        for (uint32_t changes = 1 + chance_below(&analysis->chance, 3); changes > 0; changes--)
            change(analysis, &split);
        if (most_units(&split.first) > most || most_units(&split.second) > most)
            continue;
        status = weigh(s, &split, &known);
        if (status == PROMO_OK && known && !saves_more(from, &split))
            *from = split;
    }
    return status;
}

/* The same share with fewer goods is easier to read. */
static promo_status shrink(struct searching *s, struct split *split)
{
    promo_status status = PROMO_OK;
    for (int side = 0; side < 2; side++)
        for (uint32_t i = 0; status == PROMO_OK && i < (side == 0 ? split->first : split->second).count;) {
            bool taken = false;
            const int64_t quantity = (side == 0 ? split->first : split->second).lines[i].quantity;
            const int64_t smaller[] = {0, 1, quantity / 2, quantity - 1};
            for (size_t j = 0; status == PROMO_OK && j < 4 && !taken; j++) {
                struct split tried = *split;
                struct order *order = side == 0 ? &tried.first : &tried.second;
                if (smaller[j] >= quantity)
                    continue;
                order->lines[i].quantity = smaller[j];
                order_tidy(order);
                s->analysis->till.most = s->analysis->till.priced + 3;
                status = weigh(s, &tried, &taken);
                taken = taken && saving(&tried).part > 0 && !saves_more(split, &tried);
                if (taken)
                    *split = tried;
            }
            i += !taken;
        }
    return status;
}

struct climbing {
    struct split *kept;
    uint64_t steps;
};

static promo_status climb_one(struct analysis *branch, void *context, uint32_t item)
{
    const struct climbing *climbing = context;
    struct searching s = {.analysis = branch};
    order_uses_init(&s.uses);
    promo_status status = climb(&s, &climbing->kept[item], climbing->steps);
    order_uses_done(&s.uses);
    return status;
}

static promo_status climb_all(struct searching *s)
{
    uint64_t each = s->count == 0 ? 0 : orders_left(s) / s->count;
    struct climbing climbing = {s->kept, each / 3};
    return analysis_branch(s->analysis, s->count, each, climb_one, &climbing);
}

static promo_status look_around(struct searching *s)
{
    struct slices *slices = alloc_zeroed(&ALLOC_DEFAULT, 1, sizeof *slices);
    if (slices == NULL)
        return error_set(PROMO_NO_MEMORY, "no memory left");
    promo_status status = search_slices(s, slices, orders_left(s), try_twice);
    if (status == PROMO_OK)
        status = search_slices(s, slices, orders_left(s), try_pairs);
    if (status == PROMO_OK)
        status = search_slices(s, slices, orders_left(s) / 2, try_chances);
    alloc_release(&ALLOC_DEFAULT, slices, 1, sizeof *slices);
    return status;
}

static promo_status search(struct searching *s, struct split_answer *answer)
{
    promo_status status = look_around(s);
    if (status == PROMO_OK)
        status = climb_all(s);
    for (uint32_t i = 0; i < s->count; i++)
        if (!answer->found || saves_more(&s->kept[i], &answer->split)) {
            answer->found = true;
            answer->split = s->kept[i];
        }
    if (status == PROMO_OK && answer->found)
        status = shrink(s, &answer->split);
    return status;
}

promo_status analysis_split(struct analysis *analysis, struct split_answer *answer)
{
    struct searching s = {.analysis = analysis};
    uint64_t before = analysis->till.priced;
    promo_status status = PROMO_OK;
    *answer = (struct split_answer){.impossible = nothing_to_split(&analysis->image->view)};
    if (answer->impossible)
        return PROMO_OK;
    order_uses_init(&s.uses);
    analysis_begin(analysis);
    status = search(&s, answer);
    order_uses_done(&s.uses);
    answer->priced = analysis->till.priced - before;
    return status;
}
