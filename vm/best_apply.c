#include "vm/best_apply.h"

#include "base/bits.h"
#include "base/near.h"

static const struct fraction ZERO = {0, 1};

/* What a unit may still lose: left - floor, at least nothing. */
static bool headroom(struct fraction left, int64_t floor, struct fraction *head)
{
    if (!near_subtract(left, fraction_whole(floor), head))
        return false;
    if (head->numerator < 0)
        *head = ZERO;
    return true;
}

bool apply_discount(const struct best_benefit *benefit, struct fraction left, int64_t floor, struct fraction *off)
{
    struct fraction wanted = ZERO;
    struct fraction head;
    bool fits = headroom(left, floor, &head);
    switch (benefit->form) {
    case BEST_PERCENT: {
        struct fraction rate;
        fits = fits && fraction_make(benefit->value, EXACT_MILLION, &rate) && near_multiply(left, rate, &wanted);
        break;
    }
    case BEST_OFF_EACH: wanted = fraction_whole(benefit->value); break;
    case BEST_PRICE_EACH: fits = fits && near_subtract(left, fraction_whole(benefit->value), &wanted); break;
    case BEST_OFF_SPREAD:
    case BEST_PRICE_SUM:
    case BEST_AWARD: break;
    }
    if (!fits)
        return false;
    *off = wanted.numerator <= 0 ? ZERO : fraction_smaller(wanted, head);
    return true;
}

bool apply_covers(const struct place *places, uint32_t shipping,
                  const struct best_event *event, const struct best_benefit *benefit, const struct lot *lot)
{
    switch (benefit->scope) {
    case BEST_ON_SET:
        return lot->place != shipping && model_in_set(benefit->set, places[lot->place].class_index);
    case BEST_ON_THEM: return lot->role == (event->get_count > 0 ? LOT_GOTTEN : LOT_BOUGHT);
    case BEST_ON_ORDER: return lot->place != shipping;
    case BEST_ON_SHIPPING: return lot->place == shipping;
    case BEST_ON_NOTHING: break;
    }
    return false;
}

static bool has_left(const struct place *places, const struct lot *lot)
{
    return fraction_compare(lot->left, fraction_whole(places[lot->place].floor)) > 0;
}

/* Cheapest or dearest first, then in basket order. */
static bool comes_before(const struct lots *lots, uint32_t a, uint32_t b, bool dearest)
{
    int order = fraction_compare(lots->items[a].left, lots->items[b].left);
    if (order != 0)
        return dearest ? order > 0 : order < 0;
    if (lots->items[a].place != lots->items[b].place)
        return lots->items[a].place < lots->items[b].place;
    if (lots->items[a].offset != lots->items[b].offset)
        return lots->items[a].offset < lots->items[b].offset;
    return a < b;
}

static void sift_down(const struct lots *lots, uint32_t *order, uint32_t at, uint32_t count, bool dearest)
{
    for (;;) {
        uint32_t last = at;
        for (uint32_t child = 2 * at + 1; child <= 2 * at + 2 && child < count; child++)
            if (comes_before(lots, order[last], order[child], dearest))
                last = child;
        if (last == at)
            return;
        uint32_t moved = order[at];
        order[at] = order[last];
        order[last] = moved;
        at = last;
    }
}

static void sort_lots(const struct lots *lots, uint32_t *order, uint32_t count, bool dearest)
{
    for (uint32_t i = count / 2; i-- > 0;)
        sift_down(lots, order, i, count, dearest);
    for (uint32_t end = count; end > 1; end--) {
        uint32_t moved = order[0];
        order[0] = order[end - 1];
        order[end - 1] = moved;
        sift_down(lots, order, 0, end - 1, dearest);
    }
}

void apply_quotas(const struct place *places, uint32_t shipping,
                  const struct best_event *event, const struct best_benefit *benefit, const struct lots *lots,
                  int64_t *quotas, uint32_t *order)
{
    uint32_t candidates = 0;
    for (uint32_t i = 0; i < lots->count; i++) {
        const struct lot *lot = &lots->items[i];
        bool covered = apply_covers(places, shipping, event, benefit, lot);
        if (benefit->select != BEST_ALL)
            covered = covered && has_left(places, lot);
        quotas[i] = covered ? lot->count : 0;
        if (covered)
            order[candidates++] = i;
    }
    if (benefit->select != BEST_CHEAPEST && benefit->select != BEST_DEAREST)
        return;
    sort_lots(lots, order, candidates, benefit->select == BEST_DEAREST);
    int64_t rest = benefit->count;
    for (uint32_t i = 0; i < candidates; i++) {
        int64_t *quota = &quotas[order[i]];
        *quota = *quota < rest ? *quota : rest;
        rest -= *quota;
    }
}

/* Separates the units of a lot that a quota leaves out. */
static void split_lots(struct lots *lots, const int64_t *quotas)
{
    size_t before = lots->count;
    for (size_t i = 0; i < before; i++) {
        struct lot *lot = &lots->items[i];
        if (quotas[i] == 0 || quotas[i] == lot->count)
            continue;
        struct lot *rest = &lots->items[lots->count++];
        *rest = *lot;
        rest->count = lot->count - quotas[i];
        rest->offset = lot->offset + quotas[i];
        lot->count = quotas[i];
    }
}

static bool add_times(struct fraction each, int64_t times, struct fraction *sum)
{
    struct fraction product;
    return near_multiply(each, fraction_whole(times), &product) && near_add(*sum, product, sum);
}

static bool take_off(struct lot *lot, struct fraction off, struct fraction *money)
{
    return near_subtract(lot->left, off, &lot->left) && near_add(lot->off, off, &lot->off) &&
           add_times(off, lot->count, money);
}

/* One amount over all the lots that `open` marks, in proportion to price: a unit whose share is more than it has left above
 * its floor loses just that, and the others share the rest, until every share fits. */
static bool spread(const struct place *places, struct lots *lots, int64_t *open, size_t covered,
                   struct fraction amount, struct fraction *money)
{
    for (;;) {
        struct fraction total = ZERO;
        for (size_t i = 0; i < covered; i++)
            if (open[i] != 0 && !add_times(lots->items[i].left, lots->items[i].count, &total))
                return false;
        if (total.numerator <= 0 || amount.numerator <= 0)
            return true;
        struct fraction rate, rest = amount;
        if (!near_divide(amount, total, &rate))
            return false;
        bool all_fit = true;
        for (size_t i = 0; i < covered; i++) {
            struct lot *lot = &lots->items[i];
            struct fraction share, head, taken = ZERO;
            if (open[i] == 0)
                continue;
            if (!near_multiply(lot->left, rate, &share) || !headroom(lot->left, places[lot->place].floor, &head))
                return false;
            if (fraction_compare(share, head) < 0)
                continue;
            all_fit = false;
            open[i] = 0;
            if (!take_off(lot, head, money) || !add_times(head, lot->count, &taken) ||
                !near_subtract(rest, taken, &rest))
                return false;
        }
        if (all_fit) {
            for (size_t i = 0; i < covered; i++) {
                struct fraction share;
                if (open[i] != 0 && (!near_multiply(lots->items[i].left, rate, &share) ||
                                     !take_off(&lots->items[i], share, money)))
                    return false;
            }
            return true;
        }
        amount = rest;
    }
}

static promo_status apply_spread(const struct place *places, const struct best_benefit *benefit, struct lots *lots,
                                 int64_t *open, size_t covered, struct applied *applied)
{
    struct fraction amount = fraction_whole(benefit->value);
    if (benefit->form == BEST_PRICE_SUM) {
        struct fraction total = ZERO;
        for (size_t i = 0; i < covered; i++)
            if (open[i] != 0 && !add_times(lots->items[i].left, lots->items[i].count, &total))
                return PROMO_OVERFLOW;
        if (!near_subtract(total, amount, &amount))
            return PROMO_OVERFLOW;
        applied->refused = amount.numerator < 0;
    }
    if (applied->refused)
        return PROMO_OK;
    return spread(places, lots, open, covered, amount, &applied->money) ? PROMO_OK : PROMO_OVERFLOW;
}

promo_status apply_benefit(const struct place *places, const struct best_benefit *benefit, struct lots *lots,
                           int64_t *quotas, struct applied *applied)
{
    *applied = (struct applied){ZERO, false};
    if (benefit->form == BEST_AWARD)
        return PROMO_OK;
    size_t covered = lots->count;
    split_lots(lots, quotas);
    for (size_t i = 0; i < covered; i++)
        if (quotas[i] != 0 && lots->items[i].role == LOT_NONE)
            lots->items[i].role = LOT_CLAIMED;
    if (benefit->form == BEST_OFF_SPREAD || benefit->form == BEST_PRICE_SUM)
        return apply_spread(places, benefit, lots, quotas, covered, applied);
    for (size_t i = 0; i < covered; i++) {
        struct lot *lot = &lots->items[i];
        struct fraction off;
        if (quotas[i] == 0)
            continue;
        if (!apply_discount(benefit, lot->left, places[lot->place].floor, &off) || !take_off(lot, off, &applied->money))
            return PROMO_OVERFLOW;
    }
    return PROMO_OK;
}
