#include "vm/best_offer.h"

#include "base/near.h"
#include "vm/best_application.h"
#include "vm/best_apply.h"

#include <string.h>

static const struct fraction ZERO = {0, 1};

/* The offer at hand has all its benefits: it becomes part of the configuration. */
static void finish_offer(struct visit *visit, uint32_t i)
{
    struct lots *lots = &visit->model->lots;
    const struct model_event *event = event_at(visit, i);
    bool worthless = visit->offer_money.numerator == 0 && event->worth == 0 && event->awards == 0;
    if (worthless)
        return;
    if (visit->offer_count == OFFERS_MOST) {
        visit->model->incomplete = true;
        return;
    }
    struct saved saved;
    struct fraction money = visit->money, event_money = visit->moneys[i], offer_money = visit->offer_money;
    if (visit_save(visit, &saved)) {
        for (size_t l = 0; l < lots->count && !visit->stop; l++) {
            struct lot *lot = &lots->items[l];
            if (lot->role == LOT_NONE)
                continue;
            visit_trace(visit, lot, visit->events[i], lot->role == LOT_GOTTEN, lot->off);
            lot->links |= (uint64_t)1 << visit->offer_count;
            lot->role = LOT_NONE;
            lot->spent = true;
            lot->off = ZERO;
        }
        bool order_used = visit->order_used;
        visit->offer_count++;
        visit->times[i]++;
        visit->worth += event->worth;
        visit->awards += event->awards;
        visit->order_used |= event->order;
        if (!near_add(money, offer_money, &visit->money) || !near_add(event_money, offer_money, &visit->moneys[i]))
            visit_fail(visit, PROMO_OVERFLOW);
        if (!visit->stop && event->kind == OFFER_REPEATED)
            application_next(visit, i);
        else if (!visit->stop)
            visit_event(visit, i + 1);
        visit->offer_count--;
        visit->times[i]--;
        visit->worth -= event->worth;
        visit->awards -= event->awards;
        visit->order_used = order_used;
        visit->money = money;
        visit->moneys[i] = event_money;
        visit->offer_money = offer_money;
    }
    visit_restore(visit, &saved);
}

static void visit_benefit(struct visit *visit, uint32_t i, uint32_t b);

/* Units that an earlier offer of the event claims make this one impossible. */
static bool any_spent(const struct lots *lots, const int64_t *quotas)
{
    for (size_t l = 0; l < lots->count; l++)
        if (quotas[l] > 0 && lots->items[l].spent)
            return true;
    return false;
}

/* Lots change between what is left of each price and what the offer was made by. */
static void exchange_seen(struct lots *lots)
{
    for (size_t l = 0; l < lots->count; l++) {
        struct fraction left = lots->items[l].left;
        lots->items[l].left = lots->items[l].seen;
        lots->items[l].seen = left;
    }
}

/* Applies the benefit at the prices the offer was made by, to know what its later benefits see; these lots' `left` are what
 * `seen` becomes. NULL: the visit has failed, or there is no such offer. */
static const struct lots *apply_unseen(struct visit *visit, const struct best_benefit *benefit, const int64_t *quotas)
{
    struct model *model = visit->model;
    size_t count = model->lots.count;
    struct lots *seen = SCRATCH_ARRAY(model->scratch, 1, struct lots);
    int64_t *open = SCRATCH_ARRAY(model->scratch, count, int64_t);
    struct lot *items = SCRATCH_ARRAY(model->scratch, 2 * count, struct lot);
    struct applied applied;
    if (seen == NULL || open == NULL || items == NULL) {
        visit_fail(visit, PROMO_NO_MEMORY);
        return NULL;
    }
    memcpy(items, model->lots.items, count * sizeof *items);
    memcpy(open, quotas, count * sizeof *open);
    *seen = (struct lots){items, count, 2 * count};
    exchange_seen(seen);
    promo_status status = apply_benefit(model->places, benefit, seen, open, &applied);
    if (status != PROMO_OK)
        visit_fail(visit, status);
    return status == PROMO_OK && !applied.refused ? seen : NULL;
}

/* What later benefits of the offer at hand see. */
static void keep_seen(struct lots *lots, const struct lots *seen)
{
    for (size_t l = 0; l < lots->count; l++)
        lots->items[l].seen = seen->items[l].left;
}

/* Whether it matters that the offer was made before earlier events of the promotion took their share: a price above what the
 * units cost is no offer, and benefits of one offer see what those before them left. */
static bool made_at_other_prices(const struct visit *visit, uint32_t i, const struct best_benefit *benefit)
{
    return i > 0 && (benefit->form == BEST_PRICE_SUM || event_at(visit, i)->price_count > 1);
}

static void take_quotas(struct visit *visit, uint32_t i, uint32_t b, const int64_t *quotas)
{
    struct model *model = visit->model;
    const struct best_benefit *benefit = &event_at(visit, i)->source->benefits[b];
    if (any_spent(&model->lots, quotas))
        return;
    struct saved saved;
    struct fraction offer_money = visit->offer_money;
    if (visit_save(visit, &saved)) {
        int64_t *open = SCRATCH_ARRAY(model->scratch, saved.count, int64_t);
        bool made_before = made_at_other_prices(visit, i, benefit);
        const struct lots *seen = made_before ? apply_unseen(visit, benefit, quotas) : NULL;
        struct applied applied;
        if (open == NULL) {
            visit_fail(visit, PROMO_NO_MEMORY);
        } else if ((seen != NULL || !made_before) && visit_reserve(visit, saved.count)) {
            memcpy(open, quotas, saved.count * sizeof *open);
            promo_status status = apply_benefit(model->places, benefit, &model->lots, open, &applied);
            if (status == PROMO_OK && !near_add(offer_money, applied.money, &visit->offer_money))
                status = PROMO_OVERFLOW;
            if (seen != NULL)
                keep_seen(&model->lots, seen);
            if (status != PROMO_OK)
                visit_fail(visit, status);
            else if (!applied.refused || made_before)
                visit_benefit(visit, i, b + 1);
        }
    }
    visit->offer_money = offer_money;
    visit_restore(visit, &saved);
}

/* Every way to choose `need` units within the quotas of lots [at, end). */
static void choose_any(struct visit *visit, uint32_t i, uint32_t b, int64_t *quotas, size_t at, size_t end, int64_t need)
{
    if (need == 0 || at == end) {
        struct scratch_mark mark = scratch_mark(visit->model->scratch);
        int64_t *chosen = SCRATCH_ARRAY(visit->model->scratch, end, int64_t);
        if (chosen == NULL) {
            visit_fail(visit, PROMO_NO_MEMORY);
        } else {
            memcpy(chosen, quotas, end * sizeof *chosen);
            for (size_t l = at; l < end; l++)
                chosen[l] = 0;
            take_quotas(visit, i, b, chosen);
        }
        scratch_rewind(visit->model->scratch, mark);
        return;
    }
    int64_t quota = quotas[at], later = 0;
    for (size_t l = at + 1; l < end; l++)
        later += quotas[l] < need ? quotas[l] : need;
    visit->depth++;
    for (int64_t units = quota < need ? quota : need; units >= 0 && units + later >= need && visit_goes_on(visit, 1); units--) {
        quotas[at] = units;
        choose_any(visit, i, b, quotas, at + 1, end, need - units);
    }
    quotas[at] = quota;
    visit->depth--;
}

/* How many units of each lot the benefit may take. Those that it takes of the whole basket were named when the offer was
 * made, before anything was taken off; of `them` they are found now. */
static void find_quotas(struct visit *visit, uint32_t i, const struct best_benefit *benefit, int64_t *quotas, uint32_t *order)
{
    struct model *model = visit->model;
    const struct model_event *event = event_at(visit, i);
    struct best_benefit all = *benefit;
    bool named = event->chosen != NULL, seen = i > 0 && benefit->scope == BEST_ON_SET;
    uint64_t bit = named ? (uint64_t)1 << (benefit - event->source->benefits) : UINT64_MAX;
    if (named)
        all.select = BEST_ALL;
    if (seen)
        exchange_seen(&model->lots);
    apply_quotas(model->places, model->row_count, event->source, &all, &model->lots, quotas, order);
    if (seen)
        exchange_seen(&model->lots);
    for (size_t l = 0; l < model->lots.count && named; l++)
        if (quotas[l] > 0 && model->lots.items[l].place != model->row_count &&
            !model_chosen(event, model->places[model->lots.items[l].place].first_atom, bit))
            quotas[l] = 0;
}

/* The benefits of the offer at hand from number b on. */
static void visit_benefit(struct visit *visit, uint32_t i, uint32_t b)
{
    struct model *model = visit->model;
    const struct best_event *source = event_at(visit, i)->source;
    while (b < source->benefit_count && source->benefits[b].form == BEST_AWARD)
        b++;
    if (b == source->benefit_count) {
        finish_offer(visit, i);
        return;
    }
    const struct best_benefit *benefit = &source->benefits[b];
    struct scratch_mark mark = scratch_mark(model->scratch);
    size_t count = model->lots.count;
    int64_t *quotas = SCRATCH_ARRAY(model->scratch, count, int64_t);
    uint32_t *order = SCRATCH_ARRAY(model->scratch, count, uint32_t);
    if (quotas == NULL || order == NULL) {
        visit_fail(visit, PROMO_NO_MEMORY);
    } else {
        find_quotas(visit, i, benefit, quotas, order);
        int64_t covered = 0;
        for (size_t l = 0; l < count; l++)
            covered += quotas[l];
        if (benefit->select == BEST_ANY && covered > benefit->count)
            choose_any(visit, i, b, quotas, 0, count, benefit->count);
        else
            take_quotas(visit, i, b, quotas);
    }
    scratch_rewind(model->scratch, mark);
}

void offer_begin(struct visit *visit, uint32_t i)
{
    struct fraction before = visit->offer_money;
    struct lots *lots = &visit->model->lots;
    visit->offer_money = ZERO;
    for (size_t l = 0; l < lots->count; l++)
        lots->items[l].seen = fraction_whole(visit->model->places[lots->items[l].place].price);
    visit_benefit(visit, i, 0);
    visit->offer_money = before;
}
