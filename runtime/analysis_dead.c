#include "runtime/analysis_dead.h"

#include "base/calendar.h"
#include "runtime/analysis_branch.h"

enum { CHANGES_MOST = 8 };

static promo_status no_memory(void)
{
    return error_set(PROMO_NO_MEMORY, "no memory left");
}

/* --- proofs ---------------------------------------------------------------------------------------------------------- */

/* Whether some way to use the event suits some instant at all, within the bounds or not. */
static promo_status event_has_time(const struct analysis *analysis, uint32_t event, bool *has)
{
    const struct setting_bounds always = {CALENDAR_FIRST_INSTANT, CALENDAR_LAST_INSTANT, 1};
    struct alternatives alternatives;
    struct arena scratch;
    arena_init(&scratch, NULL);
    bool read = needs_of_event(&analysis->image->view, event, &scratch, &alternatives);
    for (uint32_t i = 0; read && i < alternatives.count && !*has; i++) {
        struct setting setting = {.needs = alternatives.items[i]};
        bool proven;
        *has = setting_solve(&setting, analysis->image, &always, &proven);
    }
    arena_done(&scratch);
    return read ? PROMO_OK : no_memory();
}

static promo_status out_of_season(const struct analysis *analysis, const struct image_promotion *promotion, bool *out)
{
    promo_status status = PROMO_OK;
    bool has = false;
    *out = false;
    for (uint32_t i = 0; i < promotion->events.count; i++)
        if (analysis->recipes.by_event[promotion->events.first + i].hopeless != HOPELESS_TIME)
            return PROMO_OK;
    for (uint32_t i = 0; status == PROMO_OK && analysis->bounded && i < promotion->events.count; i++)
        status = event_has_time(analysis, promotion->events.first + i, &has);
    *out = has;
    return status;
}

/* Dead for the first event's reason; proven where every event's is. */
static void take_reason(const struct analysis *analysis, const struct image_promotion *promotion, struct dead_promotion *dead)
{
    static const enum dead_why WHY[] = {[HOPELESS_NOT] = DEAD_OPEN,    [HOPELESS_NEEDS] = DEAD_NEEDS,
                                        [HOPELESS_TIME] = DEAD_TIME,   [HOPELESS_GOODS] = DEAD_GOODS,
                                        [HOPELESS_PRICES] = DEAD_GOODS, [HOPELESS_OPEN] = DEAD_OPEN};
    dead->proven = promotion->events.count != 0;
    for (uint32_t i = 0; i < promotion->events.count; i++) {
        const struct event_recipes *event = &analysis->recipes.by_event[promotion->events.first + i];
        enum hopeless why = event->count != 0 ? HOPELESS_OPEN : event->hopeless;
        dead->proven = dead->proven && (why == HOPELESS_NEEDS || why == HOPELESS_TIME ||
                                        (why == HOPELESS_GOODS && !analysis->invented));
        if (i == 0) {
            dead->why = WHY[why];
            dead->set = event->set;
        }
    }
}

/* --- searching ------------------------------------------------------------------------------------------------------- */

static bool live(const struct analysis *analysis, uint32_t promotion)
{
    return analysis->witnesses[promotion] != NULL;
}

/* One of the promotion's recipes; false where it has none. */
static bool any_recipe(struct analysis *analysis, const struct image_promotion *promotion, const struct recipe **recipe)
{
    uint32_t total = 0;
    for (uint32_t i = 0; i < promotion->events.count; i++)
        total += analysis->recipes.by_event[promotion->events.first + i].count;
    if (total == 0)
        return false;
    uint32_t wanted = chance_below(&analysis->chance, total);
    for (uint32_t i = 0;; i++) {
        const struct event_recipes *event = &analysis->recipes.by_event[promotion->events.first + i];
        if (wanted < event->count) {
            *recipe = &analysis->recipes.items.items[event->first + wanted];
            return true;
        }
        wanted -= event->count;
    }
}

static void multiply(struct order *order, int64_t factor)
{
    for (uint32_t i = 0; i < order->count; i++)
        if (order->lines[i].quantity <= ORDER_UNITS / factor)
            order->lines[i].quantity *= factor;
}

/* Goods that keep another promotion busy. */
static void add_other_goods(struct analysis *analysis, struct order *order)
{
    uint32_t other = chance_below(&analysis->chance, (uint32_t)analysis->recipes.items.count);
    struct order more, before = *order;
    if (analysis_make(analysis, &analysis->recipes.items.items[other], STYLE_ANY, &more) && !order_add_lines(order, &more))
        *order = before;
}

static promo_status search(struct analysis *analysis, struct dead_promotion *dead, uint64_t tries)
{
    static const int64_t FACTORS[] = {1, 1, 1, 2, 3, 10, 50};
    const struct image_promotion *promotion = &analysis->image->view.PROMOTIONS[dead->promotion];
    uint64_t before = analysis->till.priced;
    const struct recipe *recipe;
    promo_status status = PROMO_OK;
    for (uint64_t i = 0; status == PROMO_OK && i < tries && !till_closed(&analysis->till); i++) {
        struct order order;
        const promo_result *result;
        if (live(analysis, dead->promotion) || !any_recipe(analysis, promotion, &recipe))
            break;
        if (!analysis_make(analysis, recipe, (enum style)(i % STYLE_COUNT), &order))
            continue;
        if (chance_below(&analysis->chance, 4) == 0)
            add_other_goods(analysis, &order);
        multiply(&order, FACTORS[chance_below(&analysis->chance, sizeof FACTORS / sizeof *FACTORS)]);
        for (uint32_t changes = chance_below(&analysis->chance, CHANGES_MOST); changes > 0; changes--)
            analysis_change(analysis, &order);
        status = analysis_price(analysis, &order, &result);
    }
    dead->priced += analysis->till.priced - before;
    return status;
}

static promo_status keep_text(struct analysis *analysis, const char *text, const char **kept)
{
    *kept = arena_copy(&analysis->arena, text, strlen(text));
    return *kept != NULL ? PROMO_OK : no_memory();
}

/* What the pricing says of the promotion: outbid says most, then not used, then not eligible. */
static promo_status take_verdict(struct analysis *analysis, const struct order *order, const promo_result *result,
                                 struct dead_promotion *dead)
{
    const char *name = analysis_name(analysis, dead->promotion);
    for (size_t i = 0; i < result->verdict_count; i++) {
        const promo_verdict *verdict = &result->verdicts[i];
        bool outbid = verdict->kind == PROMO_OUTBID && verdict->rival_count != 0;
        if (strcmp(verdict->promotion, name) != 0 || (!outbid && (dead->order != NULL || verdict->text == NULL)))
            continue;
        struct order *kept = ARENA_NEW(&analysis->arena, struct order);
        if (kept == NULL)
            return no_memory();
        *kept = *order;
        dead->order = kept;
        dead->why = outbid ? DEAD_OUTBID : DEAD_OPEN;
        return outbid ? keep_text(analysis, verdict->rivals[0], &dead->rival) : keep_text(analysis, verdict->text, &dead->reason);
    }
    return PROMO_OK;
}

static promo_status explain(struct analysis *analysis, struct dead_promotion *dead)
{
    const struct image_promotion *promotion = &analysis->image->view.PROMOTIONS[dead->promotion];
    promo_status status = PROMO_OK;
    for (uint32_t i = 0; i < promotion->events.count; i++) {
        const struct event_recipes *event = &analysis->recipes.by_event[promotion->events.first + i];
        for (uint32_t j = 0; status == PROMO_OK && j < event->count * STYLE_COUNT && dead->rival == NULL; j++) {
            struct order order;
            const promo_result *result;
            if (!analysis_make(analysis, &analysis->recipes.items.items[event->first + j % event->count],
                               (enum style)(j / event->count), &order))
                continue;
            status = till_explain(&analysis->till, &order, &result);
            if (status == PROMO_OK && result != NULL)
                status = take_verdict(analysis, &order, result, dead);
        }
    }
    return status;
}

/* --- the question ---------------------------------------------------------------------------------------------------- */

static promo_status look(struct analysis *analysis, struct dead_answer *answer, struct dead_promotion *list)
{
    const struct image_view *view = &analysis->image->view;
    promo_status status = PROMO_OK;
    for (uint32_t i = 0; status == PROMO_OK && i < view->PROMOTIONS_COUNT; i++) {
        struct dead_promotion dead = {.promotion = i, .why = DEAD_OPEN};
        bool out = false;
        if (view->PROMOTIONS[i].status != STATUS_ACTIVE)
            answer->inactive++;
        else if (!live(analysis, i) && (status = out_of_season(analysis, &view->PROMOTIONS[i], &out)) == PROMO_OK) {
            if (!out)
                take_reason(analysis, &view->PROMOTIONS[i], &dead);
            answer->out_of_season += out;
            if (!out)
                list[answer->count++] = dead;
        }
    }
    return status;
}

struct searched {
    struct dead_promotion *list;
    uint64_t tries; /* for each */
};

static promo_status search_one(struct analysis *branch, void *context, uint32_t item)
{
    const struct searched *searched = context;
    struct dead_promotion *dead = &searched->list[item];
    return dead->proven ? PROMO_OK : search(branch, dead, searched->tries);
}

static promo_status search_all(struct analysis *analysis, struct dead_answer *answer, struct dead_promotion *list)
{
    uint32_t open = 0, kept = 0;
    promo_status status = PROMO_OK;
    for (uint32_t i = 0; i < answer->count; i++)
        open += !list[i].proven;
    if (open != 0) {
        struct searched searched = {list, analysis->options.work / open};
        status = analysis_branch(analysis, answer->count, searched.tries, search_one, &searched);
    }
    for (uint32_t i = 0; status == PROMO_OK && i < answer->count; i++) {
        if (live(analysis, list[i].promotion))
            continue;
        if (!list[i].proven)
            status = explain(analysis, &list[i]);
        list[kept++] = list[i];
    }
    answer->count = kept;
    return status;
}

promo_status analysis_dead(struct analysis *analysis, struct dead_answer *answer)
{
    uint32_t promotions = analysis->image->view.PROMOTIONS_COUNT;
    uint64_t before = analysis->till.priced;
    struct dead_promotion *list = ARENA_ARRAY(&analysis->arena, promotions, struct dead_promotion);
    *answer = (struct dead_answer){.items = list};
    if (list == NULL)
        return no_memory();
    analysis_begin(analysis);
    promo_status status = look(analysis, answer, list);
    if (status == PROMO_OK)
        status = search_all(analysis, answer, list);
    for (uint32_t i = 0; i < promotions; i++)
        answer->live += live(analysis, i);
    answer->priced = analysis->till.priced - before;
    return status;
}
