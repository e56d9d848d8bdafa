#include "vm/offers.h"

#include "vm/charges.h"

static const enum best_scope SCOPES[SCOPE_COUNT] = {
    [SCOPE_SET] = BEST_ON_SET,           [SCOPE_THEM] = BEST_ON_THEM,       [SCOPE_ORDER] = BEST_ON_ORDER,
    [SCOPE_SHIPPING] = BEST_ON_SHIPPING, [SCOPE_NOTHING] = BEST_ON_NOTHING,
};

static const enum best_select SELECTS[SELECT_COUNT] = {
    [SELECT_ALL] = BEST_ALL,
    [SELECT_ANY] = BEST_ANY,
    [SELECT_CHEAPEST] = BEST_CHEAPEST,
    [SELECT_DEAREST] = BEST_DEAREST,
};

/* `multiplied`: by the full amounts of `every 100.00`. */
static const struct {
    enum best_form form;
    bool multiplied;
} FORMS[BENEFIT_KIND_COUNT] = {
    [BENEFIT_PERCENT] = {BEST_PERCENT, false},       [BENEFIT_OFF_EACH] = {BEST_OFF_EACH, true},
    [BENEFIT_PRICE_EACH] = {BEST_PRICE_EACH, false}, [BENEFIT_OFF_SPREAD] = {BEST_OFF_SPREAD, true},
    [BENEFIT_PRICE_SUM] = {BEST_PRICE_SUM, false},   [BENEFIT_GIFT] = {BEST_AWARD, false},
    [BENEFIT_ALLOWANCE] = {BEST_AWARD, false},       [BENEFIT_POINTS] = {BEST_AWARD, false},
    [BENEFIT_COUPON] = {BEST_AWARD, false},          [BENEFIT_CERTIFICATE] = {BEST_AWARD, false},
};

static promo_status make_benefit(struct evaluation *evaluation, const struct visit *visit,
                                 const struct image_benefit *given, struct best_benefit *out)
{
    const struct image_event *event = &evaluation->view->EVENTS[visit->event];
    *out = (struct best_benefit){
        .form = FORMS[given->kind].form,
        .scope = SCOPES[given->scope],
        .select = SELECTS[given->select],
        .count = given->count,
        .value = given->value,
    };
    if (benefit_is_award(given)) {
        *out = (struct best_benefit){.form = BEST_AWARD, .scope = BEST_ON_NOTHING, .awards = 1};
        if (given->kind == BENEFIT_GIFT && (!multiply_i64(given->worth, given->count, &out->worth) ||
                                            !multiply_i64(out->worth, visit->multiplier, &out->worth)))
            return evaluation_overflow("the worth of a gift");
        return PROMO_OK;
    }
    if (FORMS[given->kind].multiplied && !multiply_i64(given->value, visit->multiplier, &out->value))
        return evaluation_overflow("a discount for every full amount");
    uint32_t set = given->set;
    if (out->scope == BEST_ON_THEM && event->buys.count == 0) {
        out->scope = BEST_ON_SET;
        set = event->every_set;
    }
    if (out->scope == BEST_ON_SET)
        out->set = scene_set(&evaluation->scene, set);
    if (out->select != BEST_ALL && out->scope == BEST_ON_SET && event->limit < out->count)
        out->count = event->limit;
    return evaluation->scene.status;
}

static const struct best_pick NO_PICKS[1];

static const struct best_pick *make_picks(struct evaluation *evaluation, struct span picks)
{
    if (picks.count == 0)
        return NO_PICKS;
    struct best_pick *made = ARENA_ROOM(&evaluation->scratch, picks.count, struct best_pick);
    for (uint32_t i = 0; made != NULL && i < picks.count; i++) {
        const struct image_pick *pick = &evaluation->view->PICKS[picks.first + i];
        made[i] = (struct best_pick){
            .set = scene_set(&evaluation->scene, pick->set),
            .count = pick->count,
            .up_to = (pick->flags & PICK_UP_TO) != 0,
            .different = (pick->flags & PICK_DIFFERENT) != 0,
            .no_dearer = (pick->flags & PICK_NO_DEARER) != 0,
        };
    }
    return made;
}

/* What the visit gives, without its charges; of an event that only charges, an award of no worth, to find out whether it can apply. */
static promo_status make_event(struct evaluation *evaluation, const struct visit *visit, struct best_event *out)
{
    const struct image_view *image = evaluation->view;
    const struct image_event *event = &image->EVENTS[visit->event];
    struct best_benefit *benefits = ARENA_ROOM(&evaluation->scratch, visit->benefits.count, struct best_benefit);
    *out = (struct best_event){
        .buys = make_picks(evaluation, event->buys),
        .buy_count = event->buys.count,
        .gets = make_picks(evaluation, event->gets),
        .get_count = event->gets.count,
        .benefits = benefits,
        .limit = event->every_amount > 0 ? BEST_UNLIMITED : event->limit,
        .once = event->every_amount > 0,
    };
    if (benefits == NULL || out->buys == NULL || out->gets == NULL)
        return evaluation_no_memory();
    promo_status status = evaluation->scene.status;
    for (uint32_t i = 0; status == PROMO_OK && i < visit->benefits.count; i++) {
        const struct image_benefit *given = &image->BENEFITS[visit->benefits.first + i];
        if (!benefit_is_charge(given))
            status = make_benefit(evaluation, visit, given, &benefits[out->benefit_count++]);
    }
    if (out->benefit_count == 0)
        benefits[out->benefit_count++] =
            (struct best_benefit){.form = BEST_AWARD, .scope = BEST_ON_NOTHING, .awards = 1};
    return status;
}

struct plain_parts {
    struct best_benefit benefit;
    struct best_pick pick;
};

/* make_event, of a plain brief. */
static promo_status make_plain_event(struct evaluation *evaluation, const struct image_brief *brief, struct best_event *out)
{
    struct plain_parts *parts = ARENA_ROOM(&evaluation->scratch, 1, struct plain_parts);
    bool takes = (brief->flags & BRIEF_TAKES) != 0;
    if (parts == NULL)
        return evaluation_no_memory();
    parts->benefit = (struct best_benefit){
        .form = FORMS[brief->kind].form,
        .scope = SCOPES[brief->scope],
        .select = SELECTS[brief->select],
        .count = brief->count,
        .value = brief->value,
        .set = brief->scope == SCOPE_SET ? scene_set(&evaluation->scene, brief->benefit_set) : NULL,
    };
    if (takes)
        parts->pick = (struct best_pick){.set = scene_set(&evaluation->scene, brief->set), .count = brief->least};
    *out = (struct best_event){
        .buys = takes ? &parts->pick : NO_PICKS,
        .buy_count = takes,
        .gets = NO_PICKS,
        .benefits = &parts->benefit,
        .benefit_count = 1,
        .limit = BEST_UNLIMITED,
    };
    return evaluation->scene.status;
}

static void set_classes(const struct evaluation *evaluation, struct best_problem *problem)
{
    problem->classes = evaluation->scene.classes;
    problem->class_count = evaluation->scene.class_count;
    problem->shipping = evaluation->units.shipping_price;
    problem->shipping_floor = evaluation->units.shipping_price - evaluation->units.shipping;
    problem->must_use = BEST_NONE;
}

static uint32_t find_number(const uint32_t *numbers, uint32_t count, uint32_t wanted)
{
    uint32_t low = 0, high = count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (numbers[middle] < wanted)
            low = middle + 1;
        else
            high = middle;
    }
    return low < count && numbers[low] == wanted ? low : BEST_NONE;
}

static bool make_excludes(struct evaluation *evaluation, const struct offers *offers, struct best_promotion *promotion,
                          struct span excludes)
{
    uint32_t *made = ARENA_ROOM(&evaluation->scratch, excludes.count, uint32_t);
    if (made == NULL)
        return false;
    for (uint32_t i = 0; i < excludes.count; i++) {
        uint32_t found = find_number(offers->promotions, offers->problem.promotion_count,
                                     evaluation->view->INDICES[excludes.first + i]);
        if (found != BEST_NONE)
            made[promotion->exclude_count++] = found;
    }
    promotion->excludes = made;
    return true;
}

/* The problem's number of the campaign's budget; `campaigns` are those of the budgets made so far. */
static uint32_t make_budget(const struct evaluation *evaluation, uint32_t campaign, const int64_t *given,
                            int64_t *budgets, uint32_t *campaigns, uint32_t *count)
{
    if (campaign == INDEX_NONE || evaluation->view->CAMPAIGNS[campaign].budget_money == VALUE_UNLIMITED)
        return BEST_NONE;
    for (uint32_t i = 0; i < *count; i++)
        if (campaigns[i] == campaign)
            return i;
    promo_i128 left = (promo_i128)evaluation->view->CAMPAIGNS[campaign].budget_money -
                      evaluation->basket->campaign_uses[campaign].money - given[campaign];
    campaigns[*count] = campaign;
    budgets[*count] = left > 0 ? (int64_t)left : 0;
    return (*count)++;
}

promo_status offers_build(struct evaluation *evaluation, size_t first, size_t end, const int64_t *given,
                          struct offers *offers)
{
    size_t most = end - first;
    struct arena *scratch = &evaluation->scratch;
    struct best_event *events = ARENA_ROOM(scratch, most, struct best_event);
    struct best_promotion *promotions = ARENA_ROOM(scratch, most, struct best_promotion);
    uint32_t *visits = ARENA_ROOM(scratch, most, uint32_t);
    uint32_t *numbers = ARENA_ROOM(scratch, most, uint32_t);
    int64_t *budgets = ARENA_ROOM(scratch, most, int64_t);
    uint32_t *campaigns = ARENA_ROOM(scratch, most, uint32_t);
    if (events == NULL || promotions == NULL || visits == NULL || numbers == NULL || budgets == NULL ||
        campaigns == NULL)
        return evaluation_no_memory();
    *offers = (struct offers){.events = events, .visits = visits, .promotions = numbers};
    struct best_problem *problem = &offers->problem;
    problem->promotions = promotions;
    problem->budgets = budgets;
    set_classes(evaluation, problem);
    uint32_t event = 0;
    bool all_free = true;
    for (size_t i = first; i < end; i++) {
        const struct visit *visit = &evaluation->visits.items[i];
        if (!visit->gives)
            continue;
        if (problem->promotion_count == 0 || numbers[problem->promotion_count - 1] != visit->promotion) {
            struct best_promotion *promotion = &promotions[problem->promotion_count];
            numbers[problem->promotion_count++] = visit->promotion;
            *promotion = (struct best_promotion){.events = &events[event], .cap = BEST_UNLIMITED, .budget = BEST_NONE};
            if (!evaluation_is_free(evaluation, visit->promotion)) {
                const struct image_promotion *image = &evaluation->view->PROMOTIONS[visit->promotion];
                all_free = false;
                promotion->cap = image->cap;
                promotion->budget = make_budget(evaluation, image->campaign, given, budgets, campaigns, &problem->budget_count);
            }
        }
        promotions[problem->promotion_count - 1].event_count++;
        visits[event] = (uint32_t)i;
        bool plain = visit->brief != NULL && (visit->brief->flags & BRIEF_PLAIN);
        promo_status status = plain ? make_plain_event(evaluation, visit->brief, &events[event++])
                                    : make_event(evaluation, visit, &events[event++]);
        if (status != PROMO_OK)
            return status;
    }
    for (uint32_t i = 0; !all_free && i < problem->promotion_count; i++)
        if (!evaluation_is_free(evaluation, numbers[i]) &&
            !make_excludes(evaluation, offers, &promotions[i], evaluation->view->PROMOTIONS[numbers[i]].excludes))
            return evaluation_no_memory();
    evaluation->stats.offers += event;
    return PROMO_OK;
}

uint32_t offers_visit(const struct offers *offers, uint32_t promotion, uint32_t event)
{
    return offers->visits[(offers->problem.promotions[promotion].events - offers->events) + event];
}

promo_status offers_solve(struct evaluation *evaluation, struct best_problem *problem,
                          const struct best_solution **solution)
{
    problem->work_limit = evaluation->work_left > 0 ? evaluation->work_left : 1;
    promo_status status = direct_solve(&evaluation->direct, evaluation->solver, problem, solution);
    if (status == PROMO_OVERFLOW)
        return evaluation_overflow("an exact sum of discounts");
    if (status != PROMO_OK)
        return status;
    evaluation->work_left -= (*solution)->work;
    evaluation->stats.work += (*solution)->work;
    return PROMO_OK;
}

/* What a benefit takes off, as far as it matters whether it takes anything. */
struct gain {
    enum benefit_kind kind;
    int64_t value;
};

static inline bool class_gains(const struct best_class *units, struct gain gain)
{
    if (units->price <= units->floor)
        return false;
    return gain.kind == BENEFIT_PRICE_EACH || gain.kind == BENEFIT_PRICE_SUM ? units->price > gain.value : gain.value > 0;
}

/* A price for all of them together: whether it is below what they cost. */
static bool sum_gains(const struct evaluation *evaluation, int64_t price, const uint64_t *set)
{
    const struct best_class *classes = evaluation->scene.classes;
    promo_i128 sum = 0;
    bool room = false;
    for (uint32_t i = 0; i < evaluation->scene.class_count; i++) {
        if (set != NULL && !bits_has(set, i))
            continue;
        sum += (promo_i128)classes[i].price * classes[i].count;
        room |= classes[i].price > classes[i].floor;
    }
    return room && sum > price;
}

/* Whether it takes anything off the classes of the set (NULL: all of them). */
static bool classes_gain(const struct evaluation *evaluation, struct gain gain, const uint64_t *set)
{
    const struct best_class *classes = evaluation->scene.classes;
    if (gain.kind == BENEFIT_PRICE_SUM)
        return sum_gains(evaluation, gain.value, set);
    for (size_t word = 0; word < BITS_WORDS(evaluation->scene.class_count); word++) {
        uint32_t rest = evaluation->scene.class_count - (uint32_t)word * 64;
        uint64_t left = set != NULL ? set[word] : rest < 64 ? ((uint64_t)1 << rest) - 1 : UINT64_MAX;
        for (; left != 0; left &= left - 1)
            if (class_gains(&classes[word * 64 + (size_t)__builtin_ctzll(left)], gain))
                return true;
    }
    return false;
}

static bool shipping_gains(const struct evaluation *evaluation, struct gain gain)
{
    const struct units *units = &evaluation->units;
    struct best_class shipping = {.price = units->shipping_price, .floor = units->shipping_price - units->shipping};
    return class_gains(&shipping, gain);
}

/* `set`: the one that the scope means, if it means one. */
static bool scope_gains(struct evaluation *evaluation, struct gain gain, enum benefit_scope scope, uint32_t set)
{
    switch (scope) {
    case SCOPE_NOTHING: return gain.kind >= BENEFIT_GIFT && gain.kind <= BENEFIT_CERTIFICATE;
    case SCOPE_SHIPPING: return shipping_gains(evaluation, gain);
    case SCOPE_ORDER: return classes_gain(evaluation, gain, NULL);
    case SCOPE_SET:
    case SCOPE_THEM: return classes_gain(evaluation, gain, scene_set(&evaluation->scene, set));
    case SCOPE_COUNT: break;
    }
    return false;
}

static bool benefit_gains(struct evaluation *evaluation, const struct visit *visit, const struct image_benefit *benefit)
{
    uint32_t set = benefit->scope == SCOPE_THEM ? evaluation->view->EVENTS[visit->event].every_set : benefit->set;
    return scope_gains(evaluation, (struct gain){benefit->kind, benefit->value}, benefit->scope, set);
}

bool offers_charge(struct evaluation *evaluation, const struct visit *visit)
{
    for (uint32_t i = 0; i < visit->benefits.count; i++) {
        uint32_t benefit = visit->benefits.first + i;
        if (benefit_is_charge(&evaluation->view->BENEFITS[benefit]) && charges_match(evaluation, benefit))
            return true;
    }
    return false;
}

static promo_status solve_alone(struct evaluation *evaluation, const struct visit *visit, bool *exist)
{
    struct best_event event;
    promo_status status = make_event(evaluation, visit, &event);
    if (status != PROMO_OK)
        return status;
    struct best_promotion promotion = {.events = &event, .event_count = 1, .cap = BEST_UNLIMITED, .budget = BEST_NONE};
    struct best_problem problem = {.promotions = &promotion, .promotion_count = 1};
    set_classes(evaluation, &problem);
    const struct best_solution *solution;
    status = offers_solve(evaluation, &problem, &solution);
    if (status == PROMO_OK)
        *exist = solution->use_count > 0;
    return status;
}

/* Several benefits are one offer, or none: whether they are is for the optimiser. */
static bool gives_several(const struct evaluation *evaluation, const struct visit *visit)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < visit->benefits.count; i++)
        count += !benefit_is_charge(&evaluation->view->BENEFITS[visit->benefits.first + i]);
    return count > 1;
}

static bool benefit_exists(struct evaluation *evaluation, const struct visit *visit, uint32_t index)
{
    const struct image_benefit *benefit = &evaluation->view->BENEFITS[index];
    return benefit_is_charge(benefit) ? charges_match(evaluation, index) : benefit_gains(evaluation, visit, benefit);
}

bool offers_exist_of_plain(struct evaluation *evaluation, const struct image_brief *brief)
{
    return scope_gains(evaluation, (struct gain){brief->kind, brief->value}, brief->scope, brief->benefit_set);
}

promo_status offers_exist(struct evaluation *evaluation, const struct visit *visit, bool decisive, bool *exist)
{
    const struct image_event *event = &evaluation->view->EVENTS[visit->event];
    *exist = false;
    if (event->buys.count > 0)
        return solve_alone(evaluation, visit, exist);
    for (uint32_t i = 0; i < visit->benefits.count && !*exist; i++)
        *exist = benefit_exists(evaluation, visit, visit->benefits.first + i);
    if (*exist && decisive && gives_several(evaluation, visit) && !offers_charge(evaluation, visit))
        return solve_alone(evaluation, visit, exist);
    return evaluation->scene.status;
}
