#include "runtime/analysis_conflict.h"

#include "runtime/analysis_variant.h"

enum { CHANGES_TRIED = 40 };

struct asking {
    struct analysis *analysis;
    uint32_t promotion;
    struct till without;      /* of the rules without the promotion */
    struct variant variant;
};

/* --- what the rules say ---------------------------------------------------------------------------------------------- */

static bool excludes(const struct image_view *view, uint32_t one, uint32_t other)
{
    struct span excluded = view->PROMOTIONS[one].excludes;
    for (uint32_t i = 0; i < excluded.count; i++)
        if (view->INDICES[excluded.first + i] == other)
            return true;
    return false;
}

/* Whether every pair of ways to use the two asks for what no order has. */
static promo_status never_meet(const struct analysis *analysis, uint32_t one, uint32_t other, bool *never)
{
    const struct image_view *view = &analysis->image->view;
    struct span first = view->PROMOTIONS[one].events, second = view->PROMOTIONS[other].events;
    struct arena scratch;
    promo_status status = PROMO_OK;
    arena_init(&scratch, NULL);
    *never = true;
    for (uint32_t i = 0; *never && i < first.count; i++)
        for (uint32_t j = 0; *never && j < second.count; j++) {
            struct alternatives a, b;
            arena_reset(&scratch);
            if (!needs_of_event(view, first.first + i, &scratch, &a) || !needs_of_event(view, second.first + j, &scratch, &b)) {
                status = error_set(PROMO_NO_MEMORY, "no memory left");
                *never = false;
                break;
            }
            *never = a.whole && b.whole;
            for (uint32_t k = 0; *never && k < a.count * b.count; k++) {
                struct setting setting = {.needs = a.items[k / b.count]};
                bool proven = false;
                *never = needs_join(&setting.needs, &b.items[k % b.count]) &&
                         !setting_solve(&setting, analysis->image, &analysis->bounds, &proven) && proven;
            }
        }
    arena_done(&scratch);
    return status;
}

/* --- searching ------------------------------------------------------------------------------------------------------- */

static promo_status keep_order(struct asking *asking, struct conflict *conflict, const struct order *order)
{
    struct order *kept = ARENA_NEW(&asking->analysis->arena, struct order);
    if (kept == NULL)
        return error_set(PROMO_NO_MEMORY, "no memory left");
    *kept = *order;
    conflict->order = kept;
    return PROMO_OK;
}

/* An order with both; or one in which one applies, while the other would if that one were not there. */
static promo_status look_at(struct asking *asking, struct conflict *conflict, const struct order *order, bool *together)
{
    struct analysis *analysis = asking->analysis;
    const char *name = analysis_name(analysis, asking->promotion), *other = analysis_name(analysis, conflict->promotion);
    const promo_result *result;
    promo_status status = analysis_price(analysis, order, &result);
    if (status != PROMO_OK || result == NULL)
        return status;
    bool ours = analysis_applied(result, name), theirs = analysis_applied(result, other);
    *together = ours && theirs;
    if (!ours || theirs || conflict->order != NULL)
        return PROMO_OK;
    status = till_price(&asking->without, order, NULL, &result);
    if (status != PROMO_OK || result == NULL || !analysis_applied(result, other))
        return status;
    conflict->why = CONFLICT_OUTBID;
    conflict->loses = true;
    return keep_order(asking, conflict, order);
}

static promo_status try_recipes(struct asking *asking, struct conflict *conflict, const struct recipe *one,
                                const struct recipe *other, bool *together)
{
    struct analysis *analysis = asking->analysis;
    promo_status status = PROMO_OK;
    for (uint32_t style = 0; style < 2 * STYLE_COUNT && status == PROMO_OK && !*together; style++) {
        struct order order;
        enum style way = (enum style)(style % STYLE_COUNT);
        if (!analysis_make(analysis, style < STYLE_COUNT ? one : other, way, &order))
            continue;
        if (analysis_join(analysis, &order, style < STYLE_COUNT ? other : one, way))
            status = look_at(asking, conflict, &order, together);
        /* Goods of their own for each, where one took the other's. */
        struct order apart, more;
        if (status == PROMO_OK && !*together && analysis_make(analysis, one, way, &apart) &&
            setting_join(&apart.setting, &other->setting, analysis->image, &analysis->bounds) &&
            analysis_make(analysis, other, way, &more) && order_add_lines(&apart, &more))
            status = look_at(asking, conflict, &apart, together);
    }
    return status;
}

static const struct recipe *recipe_of(const struct analysis *analysis, uint32_t promotion, uint32_t number)
{
    struct span events = analysis->image->view.PROMOTIONS[promotion].events;
    for (uint32_t i = 0; i < events.count; i++) {
        const struct event_recipes *event = &analysis->recipes.by_event[events.first + i];
        if (number < event->count)
            return &analysis->recipes.items.items[event->first + number];
        number -= event->count;
    }
    return NULL;
}

static promo_status search(struct asking *asking, struct conflict *conflict, bool *together)
{
    struct analysis *analysis = asking->analysis;
    promo_status status = PROMO_OK;
    const struct recipe *one, *other;
    for (uint32_t i = 0; (one = recipe_of(analysis, asking->promotion, i)) != NULL; i++)
        for (uint32_t j = 0; (other = recipe_of(analysis, conflict->promotion, j)) != NULL; j++) {
            if (status == PROMO_OK && !*together && !till_closed(&analysis->till))
                status = try_recipes(asking, conflict, one, other, together);
            for (uint32_t k = 0; k < CHANGES_TRIED && status == PROMO_OK && !*together && !till_closed(&analysis->till); k++) {
                struct order order;
                if (!analysis_make(analysis, one, STYLE_ANY, &order) || !analysis_join(analysis, &order, other, STYLE_ANY))
                    break;
                for (uint32_t changes = chance_below(&analysis->chance, 4); changes > 0; changes--)
                    analysis_change(analysis, &order);
                status = look_at(asking, conflict, &order, together);
            }
        }
    return status;
}

/* Whether the other, which no order was found for, applies where the promotion is not there. */
static promo_status look_without(struct asking *asking, struct conflict *conflict)
{
    struct analysis *analysis = asking->analysis;
    const char *other = analysis_name(analysis, conflict->promotion);
    promo_status status = PROMO_OK;
    const struct recipe *recipe;
    for (uint32_t i = 0; (recipe = recipe_of(analysis, conflict->promotion, i)) != NULL; i++)
        for (uint32_t style = 0; style < STYLE_COUNT && status == PROMO_OK && !conflict->at_all; style++) {
            struct order order;
            const promo_result *result;
            if (!analysis_make(analysis, recipe, (enum style)style, &order))
                continue;
            status = till_price(&asking->without, &order, NULL, &result);
            if (status != PROMO_OK || result == NULL || !analysis_applied(result, other))
                continue;
            conflict->at_all = conflict->loses = true;
            status = keep_order(asking, conflict, &order);
        }
    return status;
}

/* --- the question ---------------------------------------------------------------------------------------------------- */

static promo_status ask_of(struct asking *asking, uint32_t other, struct conflict *conflict, bool *together)
{
    struct analysis *analysis = asking->analysis;
    const struct image_view *view = &analysis->image->view;
    bool never = false;
    promo_status status = PROMO_OK;
    *together = false;
    *conflict = (struct conflict){.promotion = other, .why = CONFLICT_OPEN};
    if (view->PROMOTIONS[asking->promotion].exclusive || view->PROMOTIONS[other].exclusive)
        conflict->why = CONFLICT_EXCLUSIVE;
    else if (excludes(view, asking->promotion, other))
        conflict->why = CONFLICT_EXCLUDES;
    else {
        status = never_meet(analysis, asking->promotion, other, &never);
        conflict->why = never ? CONFLICT_NEEDS : CONFLICT_OPEN;
    }
    enum conflict_why declared = conflict->why;
    conflict->proven = declared != CONFLICT_OPEN;
    if (status == PROMO_OK && declared != CONFLICT_NEEDS)
        status = search(asking, conflict, together);
    if (conflict->proven)
        conflict->why = declared;
    if (status == PROMO_OK && !*together && analysis->witnesses[other] == NULL)
        status = look_without(asking, conflict);
    return status;
}

promo_status analysis_conflict(struct analysis *analysis, uint32_t promotion, struct conflict_answer *answer)
{
    const struct image_view *view = &analysis->image->view;
    struct asking asking = {.analysis = analysis, .promotion = promotion};
    uint64_t before = analysis->till.priced;
    struct conflict *list = ARENA_ARRAY(&analysis->arena, view->PROMOTIONS_COUNT, struct conflict);
    *answer = (struct conflict_answer){.items = list};
    if (list == NULL)
        return error_set(PROMO_NO_MEMORY, "no memory left");
    analysis_begin(analysis);
    promo_status status = variant_without(&asking.variant, analysis->image, promotion);
    if (status != PROMO_OK)
        return status;
    status = till_init(&asking.without, asking.variant.image, &analysis->goods, UINT64_MAX, true);
    for (uint32_t i = 0; status == PROMO_OK && i < view->PROMOTIONS_COUNT; i++) {
        bool together;
        if (i == promotion || view->PROMOTIONS[i].status != STATUS_ACTIVE)
            continue;
        status = ask_of(&asking, i, &list[answer->count], &together);
        answer->together += together;
        answer->count += !together;
    }
    answer->live = analysis->witnesses[promotion] != NULL;
    answer->priced = analysis->till.priced - before + asking.without.priced;
    till_done(&asking.without);
    variant_done(&asking.variant);
    return status;
}
