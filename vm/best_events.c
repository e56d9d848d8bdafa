/* Which events make offers, of what kind, and which of them, through shared units, caps or budgets, depend on each other. */
#include "vm/best_model.h"

#include <string.h>

/* Benefits that a span's bits can name. */
enum { BENEFIT_BITS = 64 };

static bool takes_money(const struct best_benefit *benefit)
{
    return benefit->form != BEST_AWARD;
}

static bool is_each(enum best_form form)
{
    return form == BEST_PERCENT || form == BEST_OFF_EACH || form == BEST_PRICE_EACH;
}

static enum offer_kind offer_kind_of(const struct best_event *event)
{
    if (event->buy_count > 0)
        return OFFER_REPEATED;
    bool lone = !event->once && event->benefit_count == 1 && event->benefits[0].scope == BEST_ON_SET;
    return lone && is_each(event->benefits[0].form) ? OFFER_PER_UNIT : OFFER_ONCE;
}

/* Adds a set to those an event may claim, as *claims: NULL, the one set itself, or a copy. False: no memory. */
static bool claim_add(struct model *model, const uint64_t **claims, const uint64_t *set)
{
    size_t words = BITS_WORDS(model->problem->class_count);
    if (*claims == NULL || *claims == set) {
        *claims = set;
        return true;
    }
    uint64_t *both = SCRATCH_ARRAY(model->scratch, words, uint64_t);
    if (both == NULL)
        return false;
    for (size_t w = 0; w < words; w++)
        both[w] = (*claims)[w] | set[w];
    *claims = both;
    return true;
}

/* The sets that its picks take units of, together. */
static inline bool claim_picks(struct model *model, const struct best_event *event, const uint64_t **claims)
{
    size_t words = BITS_WORDS(model->problem->class_count);
    *claims = event->buys->set;
    if (event->buy_count + event->get_count == 1)
        return true;
    uint64_t *all = SCRATCH_ARRAY(model->scratch, words, uint64_t);
    if (all == NULL)
        return false;
    for (size_t w = 0; w < words; w++) {
        uint64_t word = 0;
        for (uint32_t i = 0; i < event->buy_count; i++)
            word |= event->buys[i].set[w];
        for (uint32_t i = 0; i < event->get_count; i++)
            word |= event->gets[i].set[w];
        all[w] = word;
    }
    *claims = all;
    return true;
}

static inline void note_percent(struct model *model, const struct best_benefit *benefit)
{
    if (benefit->form == BEST_PERCENT && benefit->value % model->percent_part != 0)
        model->percent_part = (int64_t)common_divisor(benefit->value, model->percent_part);
}

/* What the benefits of an event do together. *any: they choose any N. */
static inline promo_status find_traits(struct model *model, const struct best_event *source, const uint64_t **claims,
                                       struct model_event *event, bool *any)
{
    const struct best_benefit *benefit = source->benefits, *end = benefit + source->benefit_count;
    int64_t worth = 0, awards = 0;
    uint32_t prices = 0;
    bool order = false, shipping = false, selects = false;
    for (; benefit < end; benefit++) {
        if (!add_i64(worth, benefit->worth, &worth) || !add_i64(awards, benefit->awards, &awards))
            return PROMO_OVERFLOW;
        if (!takes_money(benefit))
            continue;
        note_percent(model, benefit);
        prices++;
        order |= benefit->scope == BEST_ON_ORDER;
        shipping |= benefit->scope == BEST_ON_SHIPPING;
        if (benefit->select == BEST_ANY)
            *any |= benefit->scope != BEST_ON_SHIPPING;
        else if (benefit->select != BEST_ALL)
            selects |= benefit->scope == BEST_ON_SET || benefit->scope == BEST_ON_ORDER;
        if (benefit->scope == BEST_ON_SET && benefit->set != NULL && !claim_add(model, claims, benefit->set))
            return PROMO_NO_MEMORY;
    }
    event->order = order;
    event->shipping = shipping;
    event->selects = selects;
    event->price_count = prices;
    event->worth = worth;
    event->awards = awards;
    return PROMO_OK;
}

/* One offer that selects among units that have something left claims nothing where none has. */
static bool finds_units(const struct model *model, const struct best_event *event)
{
    const struct best_problem *problem = model->problem;
    for (uint32_t b = 0; b < event->benefit_count; b++) {
        const struct best_benefit *benefit = &event->benefits[b];
        if (!takes_money(benefit) || benefit->scope != BEST_ON_SET || benefit->set == NULL)
            continue;
        struct bits_walk walk = bits_walk(benefit->set, problem->class_count);
        for (size_t c; bits_walk_next(&walk, &c);)
            if (benefit->select == BEST_ALL || model_head(problem->classes[c].price, problem->classes[c].floor) > 0)
                return true;
    }
    return false;
}

/* How many awards all events together could give, generously, plus one. `units`: more than there are. */
static bool count_awards(struct model *model, const struct model_event *event, int64_t units)
{
    int64_t times = event->kind != OFFER_REPEATED ? 1 : event->limit < units ? event->limit : units;
    return add_i128(model->award_scale, (promo_i128)event->awards * times, &model->award_scale);
}

/* Writes the rest of an event whose traits are known, member by member: clearing it first takes longer than all of this. */
static inline void fill_event(struct model_event *event, const struct best_event *source, enum offer_kind kind, bool any,
                              int64_t limit, const uint64_t *claims)
{
    event->source = source;
    event->group = BEST_NONE;
    event->kind = kind;
    event->goods = event->order || claims != NULL;
    event->chooses = any && kind == OFFER_ONCE;
    event->unsettled = event->selects && (event->chooses || source->benefit_count > BENEFIT_BITS);
    event->bounded = false;
    event->limit = limit;
    event->claims = claims;
    event->spans = NULL;
    event->class_spans = NULL;
    event->chosen = NULL;
}

/* `units`: more than there are. */
static promo_status classify(struct model *model, const struct best_event *source, int64_t units, struct model_event *event)
{
    enum offer_kind kind = offer_kind_of(source);
    const uint64_t *claims = NULL;
    int64_t limit = source->limit;
    bool any = false;
    if (kind == OFFER_REPEATED && !claim_picks(model, source, &claims))
        return PROMO_NO_MEMORY;
    promo_status status = find_traits(model, source, &claims, event, &any);
    if (status != PROMO_OK)
        return status;
    if (kind == OFFER_PER_UNIT && source->benefits->select != BEST_ALL && source->benefits->count < limit)
        limit = source->benefits->count;
    if (kind == OFFER_ONCE && !finds_units(model, source))
        claims = NULL;
    fill_event(event, source, kind, any, limit, claims);
    model->orders |= event->order;
    model->selections |= event->selects;
    return event->awards == 0 || count_awards(model, event, units) ? PROMO_OK : PROMO_OVERFLOW;
}

/* With an order promotion, its goods belong to it alone; without one, nobody's order offer is taken. */
static bool active(const struct model *model, const struct model_event *event)
{
    if (event->limit < 1)
        return false;
    if (model->complete)
        return true;
    if (model->order_promotion == BEST_NONE)
        return !event->order;
    return event->promotion == model->order_promotion || !event->goods;
}

static bool share_units(struct model *model, const struct model_event *a, const struct model_event *b)
{
    if (a->shipping && b->shipping)
        return true;
    if ((a->order && b->goods) || (b->order && a->goods))
        return true;
    if (a->claims == NULL || b->claims == NULL)
        return false;
    size_t words = BITS_WORDS(model->problem->class_count);
    (void)model_work(model, (int64_t)words);
    for (size_t w = 0; w < words; w++)
        if (a->claims[w] & b->claims[w])
            return true;
    return false;
}

static inline struct model_group *new_group(struct model *model, uint32_t promotion)
{
    struct model_group *group = &model->groups[model->group_count++];
    group->first = model->grouped_count;
    group->promotion = promotion;
    group->count = 0;
    group->linked = group->whole = false;
    return group;
}

static inline void join_group(struct model *model, struct model_group *group, uint32_t number)
{
    struct model_event *event = &model->events[number];
    group->whole |= event->unsettled;
    group->linked |= group->count++ > 0 || event->chooses || (event->order && event->kind == OFFER_REPEATED);
    event->group = model->group_count - 1;
    model->group_events[model->grouped_count++] = number;
}

/* The group of all events that `leader` leads. */
static void add_group(struct model *model, const uint32_t *leaders, uint32_t leader, uint32_t end)
{
    struct model_group *group = new_group(model, model->events[leader].promotion);
    for (uint32_t e = leader; e < end; e++)
        if (leaders[e] == leader)
            join_group(model, group, e);
}

/* Events of one promotion that share units, directly or through others, have one leader: the first of them. */
static __attribute__((noinline)) void group_promotion(struct model *model, uint32_t *leaders, uint32_t first, uint32_t end)
{
    for (uint32_t e = first; e < end; e++) {
        leaders[e] = active(model, &model->events[e]) ? e : BEST_NONE;
        for (uint32_t other = first; other < e && leaders[e] != BEST_NONE; other++) {
            if (leaders[other] == BEST_NONE || !share_units(model, &model->events[other], &model->events[e]))
                continue;
            if (leaders[other] == leaders[e])
                continue;
            uint32_t kept = leaders[other] < leaders[e] ? leaders[other] : leaders[e];
            uint32_t lost = leaders[other] < leaders[e] ? leaders[e] : leaders[other];
            for (uint32_t i = first; i <= e; i++)
                if (leaders[i] == lost)
                    leaders[i] = kept;
        }
    }
    for (uint32_t e = first; e < end; e++)
        if (leaders[e] == e)
            add_group(model, leaders, e, end);
}

/* The one price benefit of an event, where it is each unit's own; or NULL. */
static const struct best_benefit *price_of_each(const struct model_event *event)
{
    for (uint32_t b = 0; b < event->source->benefit_count && event->price_count == 1; b++)
        if (takes_money(&event->source->benefits[b]))
            return is_each(event->source->benefits[b].form) ? &event->source->benefits[b] : NULL;
    return NULL;
}

static bool add_money(const struct unit_rate *rate, const struct best_class *class, promo_i128 *sum)
{
    promo_i128 part;
    return multiply_i128(unit_rate_money(rate, class->price, class->floor), class->count, &part) && add_i128(*sum, part, sum);
}

/* The most that an event can take off, generously, in parts; false where that fits no 128 bits. */
static bool most_money(const struct model *model, const struct model_event *event, promo_i128 *sum)
{
    const struct best_problem *problem = model->problem;
    const struct best_benefit *price = price_of_each(event);
    struct unit_rate rate = {0, model->scale, (promo_i128)INT64_MAX * model->scale};
    promo_i128 part;
    if (price != NULL)
        rate = model_unit_rate(model, price);
    if (event->shipping &&
        (!multiply_i128(problem->shipping, model->scale, &part) || !add_i128(*sum, part, sum)))
        return false;
    if (!event->goods)
        return true;
    if (event->order) {
        for (uint32_t c = 0; c < problem->class_count; c++)
            if (!add_money(&rate, &problem->classes[c], sum))
                return false;
        return true;
    }
    struct bits_walk walk = bits_walk(event->claims, problem->class_count);
    for (size_t c; bits_walk_next(&walk, &c);)
        if (!add_money(&rate, &problem->classes[c], sum))
            return false;
    return true;
}

/* An order offer leaves room only for offers that claim no units. */
bool model_world_most(const struct model *model, uint32_t promotion, struct fraction *most)
{
    promo_i128 sum = 0, worth = 0, units = 1, part;
    for (uint32_t c = 0; c < model->problem->class_count; c++)
        units += model->problem->classes[c].count;
    for (uint32_t e = 0; e < model->event_count; e++) {
        const struct model_event *event = &model->events[e];
        if (event->promotion != promotion && event->goods)
            continue;
        promo_i128 times = event->kind != OFFER_REPEATED ? 1 : event->limit < units ? event->limit : units;
        if (!most_money(model, event, &sum) || !multiply_i128(event->worth, times, &part) || !add_i128(worth, part, &worth))
            return false;
    }
    return multiply_i128(worth, model->scale, &part) && add_i128(sum, part, &sum) && fraction_make(sum, model->scale, most);
}

/* The same of all events of the promotion whose groups begin with number g; *end: after its last group. */
static bool promotion_most(const struct model *model, uint32_t g, uint32_t *end, promo_i128 *sum)
{
    uint32_t promotion = model->groups[g].promotion;
    bool known = true;
    *sum = 0;
    for (; g < model->group_count && model->groups[g].promotion == promotion; g++) {
        const struct model_group *group = &model->groups[g];
        for (uint32_t i = 0; known && i < group->count; i++)
            known = most_money(model, &model->events[model->group_events[group->first + i]], sum);
    }
    *end = g;
    return known;
}

/* Whether a cap, or a budget that several share, can ever cut anything. */
static bool find_capped(struct model *model)
{
    const struct best_problem *problem = model->problem;
    model->capped = SCRATCH_CLEARED(model->scratch, 3 * (size_t)problem->promotion_count, bool);
    promo_i128 *totals = SCRATCH_ARRAY(model->scratch, problem->budget_count, promo_i128);
    if (model->capped == NULL || totals == NULL)
        return false;
    for (uint32_t b = 0; b < problem->budget_count; b++)
        totals[b] = 0;
    model->budgeted = model->capped + problem->promotion_count;
    model->tied = model->budgeted + problem->promotion_count;
    for (uint32_t g = 0, end; g < model->group_count; g = end) {
        uint32_t p = model->groups[g].promotion;
        const struct best_promotion *promotion = &problem->promotions[p];
        end = g + 1;
        model->tied[p] = promotion->exclude_count > 0;
        if (promotion->cap == BEST_UNLIMITED && promotion->budget == BEST_NONE)
            continue;
        promo_i128 sum, cap = (promo_i128)promotion->cap * model->scale;
        bool known = promotion_most(model, g, &end, &sum);
        model->capped[p] = promotion->cap != BEST_UNLIMITED && (!known || sum >= cap);
        model->tied[p] |= model->capped[p];
        if (promotion->budget == BEST_NONE)
            continue;
        promo_i128 *total = &totals[promotion->budget];
        if (model->capped[p])
            sum = cap;
        if ((!known && !model->capped[p]) || !add_i128(*total, sum, total))
            *total = (promo_i128)INT64_MAX * model->scale;
    }
    for (uint32_t p = 0; problem->budget_count > 0 && p < problem->promotion_count; p++) {
        uint32_t budget = problem->promotions[p].budget;
        model->budgeted[p] = budget != BEST_NONE && problem->budgets[budget] != BEST_UNLIMITED &&
                             totals[budget] >= (promo_i128)problem->budgets[budget] * model->scale;
        model->tied[p] |= model->budgeted[p];
    }
    if (problem->must_use != BEST_NONE)
        model->tied[problem->must_use] = true;
    return true;
}

/* Units that a per-unit event could discount. */
static __attribute__((noinline)) bool limit_binds(const struct model *model, const struct model_event *event)
{
    if (event->limit == BEST_UNLIMITED)
        return false;
    int64_t units = 0;
    for (uint32_t c = 0; c < model->problem->class_count; c++)
        if (model_in_set(event->claims, c) && !add_i64(units, model->problem->classes[c].count, &units))
            return true;
    return units > event->limit;
}

/* Whether nothing ties the offers of a per-unit event to others. */
static bool is_free(const struct model *model, const struct model_event *event)
{
    return !model->complete && !event->bounded && !model->tied[event->promotion];
}

/* Which limits bind, and which events are free. */
static void find_free(struct model *model)
{
    const uint32_t *numbers = model->group_events;
    struct model_event *events = model->events;
    uint32_t free_count = 0, open_count = 0;
    for (uint32_t g = 0; g < model->group_count; g++) {
        const struct model_group *group = &model->groups[g];
        bool linked = group->linked;
        struct model_event *event = NULL;
        for (uint32_t i = 0; i < group->count; i++) {
            event = &events[numbers[group->first + i]];
            if (event->kind == OFFER_REPEATED) {
                event->bounded = event->limit != BEST_UNLIMITED;
            } else if (event->kind == OFFER_PER_UNIT) {
                event->bounded = !event->selects && limit_binds(model, event);
            } else {
                event->limit = 1;
                event->bounded = linked;
            }
        }
        if (!linked && event->kind == OFFER_PER_UNIT && is_free(model, event))
            model->free_events[free_count++] = numbers[group->first];
        else
            model->open_groups[open_count++] = g;
    }
    model->free_count = free_count;
    model->open_count = open_count;
}

void model_init(struct model *model, struct scratch *scratch, const promo_allocator *alloc)
{
    *model = (struct model){.scratch = scratch, .alloc = alloc, .order_promotion = BEST_NONE};
}

void model_done(struct model *model)
{
    VECTOR_DONE(&model->columns, model->alloc);
    VECTOR_DONE(&model->entries, model->alloc);
    VECTOR_DONE(&model->takes, model->alloc);
    VECTOR_DONE(&model->rationals, model->alloc);
    VECTOR_DONE(&model->traces, model->alloc);
    VECTOR_DONE(&model->lots, model->alloc);
    VECTOR_DONE(&model->table, model->alloc);
    VECTOR_DONE(&model->states, model->alloc);
    VECTOR_DONE(&model->state_weights, model->alloc);
    VECTOR_DONE(&model->state_table, model->alloc);
    VECTOR_DONE(&model->changes, model->alloc);
}

/* How many units there are, and what else their classes have in common; none has a base yet. */
static promo_status look_at_classes(struct model *model, int64_t *units)
{
    const struct best_class *classes = model->problem->classes;
    uint32_t count = model->problem->class_count;
    uint64_t prices = 0, floors = 0;
    struct row_base *bases = SCRATCH_ARRAY(model->scratch, count, struct row_base);
    if (bases == NULL)
        return PROMO_NO_MEMORY;
    *units = 1;
    for (uint32_t c = 0; c < count; c++) {
        if (!add_i64(*units, classes[c].count, units))
            return PROMO_OVERFLOW;
        prices |= (uint64_t)classes[c].price;
        floors |= (uint64_t)(classes[c].floor ^ classes[0].floor);
        bases[c].weight = 0;
        bases[c].event = BEST_NONE;
    }
    model->class_bases = bases;
    model->floors_differ = floors != 0;
    model->cheap = prices >> MODEL_CHEAP_BITS == 0;
    return PROMO_OK;
}

/* A promotion is loose where all that it does is to take something off each unit of a set, and nothing limits that or ties it
 * to other offers. Most are. Prices and amounts are small enough for millionths of them to fit 64 bits. */
static inline bool is_loose(const struct model *model, const struct best_promotion *promotion)
{
    const struct best_event *event = promotion->events;
    if (!model->cheap || model->complete || promotion->event_count != 1 || promotion->cap != BEST_UNLIMITED || promotion->budget != BEST_NONE ||
        promotion->exclude_count != 0 || event->limit != BEST_UNLIMITED || offer_kind_of(event) != OFFER_PER_UNIT)
        return false;
    const struct best_benefit *benefit = event->benefits;
    return benefit->select == BEST_ALL && benefit->worth == 0 && benefit->awards == 0 && benefit->set != NULL &&
           (uint64_t)benefit->value >> MODEL_CHEAP_BITS == 0;
}

/* What all units of the set get by their price: factor * price + constant, in millionths, and no more than is above the floor. */
static inline void offer_loose(const struct model *model, const uint64_t *set, int64_t factor, int64_t constant, uint32_t number)
{
    const struct best_class *classes = model->problem->classes;
    struct row_base *bases = model->class_bases;
    struct bits_walk walk = bits_walk(set, model->problem->class_count);
    for (size_t c; bits_walk_next(&walk, &c);) {
        int64_t price = classes[c].price, off = price * factor + constant, head = model_head(price, classes[c].floor) * EXACT_MILLION;
        off = off < head ? off : head;
        if (off > (int64_t)bases[c].weight) {
            bases[c].weight = off;
            bases[c].event = number;
        }
    }
}

/* Its event is in no group, and part of the base at once. */
static inline void add_loose(struct model *model, uint32_t promotion, uint32_t number)
{
    const struct best_event *source = model->problem->promotions[promotion].events;
    const struct best_benefit *benefit = source->benefits;
    struct model_event *event = &model->events[number];
    int64_t value = benefit->value, factor = 0, constant = value * EXACT_MILLION;
    if (benefit->form == BEST_PERCENT) {
        note_percent(model, benefit);
        factor = value < EXACT_MILLION ? value : EXACT_MILLION;
        constant = 0;
    } else if (benefit->form == BEST_PRICE_EACH) {
        factor = EXACT_MILLION;
        constant = -constant;
    }
    event->order = event->shipping = event->selects = false;
    event->price_count = 1;
    event->worth = event->awards = 0;
    fill_event(event, source, OFFER_PER_UNIT, false, BEST_UNLIMITED, benefit->set);
    event->promotion = promotion;
    event->event = 0;
    if (model->order_promotion == BEST_NONE || model->order_promotion == promotion)
        offer_loose(model, benefit->set, factor, constant, number);
}

/* The events of a promotion, the first of which has that number, classified and grouped. */
static promo_status add_promotion(struct model *model, uint32_t p, int64_t units, uint32_t first, uint32_t *leaders)
{
    const struct best_promotion *promotion = &model->problem->promotions[p];
    struct model_event *event = &model->events[first];
    for (uint32_t e = 0; e < promotion->event_count; e++, event++) {
        promo_status status = classify(model, &promotion->events[e], units, event);
        event->promotion = p;
        event->event = e;
        if (status != PROMO_OK)
            return status;
    }
    if (promotion->event_count != 1)
        group_promotion(model, leaders, first, first + promotion->event_count);
    else if (active(model, event - 1))
        join_group(model, new_group(model, p), first);
    return PROMO_OK;
}

/* Every event, classified, and grouped unless it is loose. */
static promo_status list_events(struct model *model)
{
    const struct best_problem *problem = model->problem;
    uint32_t count = 0, number = 0;
    int64_t units;
    for (uint32_t p = 0; p < problem->promotion_count; p++)
        count += problem->promotions[p].event_count;
    promo_status status = look_at_classes(model, &units);
    if (status != PROMO_OK)
        return status;
    model->events = SCRATCH_ARRAY(model->scratch, count, struct model_event);
    model->groups = SCRATCH_ARRAY(model->scratch, count, struct model_group);
    uint32_t *lists = SCRATCH_ARRAY(model->scratch, 4 * (size_t)count, uint32_t);
    if (model->events == NULL || model->groups == NULL || lists == NULL)
        return PROMO_NO_MEMORY;
    model->group_events = lists;
    model->free_events = lists + count;
    model->open_groups = lists + 2 * (size_t)count;
    uint32_t *leaders = lists + 3 * (size_t)count;
    model->event_count = count;
    model->group_count = model->grouped_count = 0;
    for (uint32_t p = 0; p < problem->promotion_count; p++) {
        if (p != problem->must_use && is_loose(model, &problem->promotions[p])) {
            add_loose(model, p, number++);
            continue;
        }
        status = add_promotion(model, p, units, number, leaders);
        if (status != PROMO_OK)
            return status;
        number += problem->promotions[p].event_count;
    }
    return PROMO_OK;
}

promo_status model_events(struct model *model)
{
    model->percent_part = EXACT_MILLION;
    model->award_scale = 1;
    model->finer = 1;
    model->orders = model->selections = false;
    promo_status status = list_events(model);
    if (status != PROMO_OK)
        return status;
    model->scale = EXACT_MILLION / model->percent_part;
    if (!multiply_i128(model->award_scale, model->scale, &model->money_weight))
        return PROMO_OVERFLOW;
    if (!find_capped(model))
        return PROMO_NO_MEMORY;
    find_free(model);
    return PROMO_OK;
}
