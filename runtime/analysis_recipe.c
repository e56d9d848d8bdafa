#include "runtime/analysis_recipe.h"

#include "base/exact.h"

uint64_t chance_next(struct chance *chance)
{
    uint64_t z = chance->state += 0x9E3779B97F4A7C15u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

uint32_t chance_below(struct chance *chance, uint32_t most)
{
    return (uint32_t)(chance_next(chance) % most);
}

/* --- what an event wants --------------------------------------------------------------------------------------------- */

static void want(struct recipe *recipe, struct want added)
{
    if (added.least > 0 && recipe->want_count < WANTS_MOST)
        recipe->wants[recipe->want_count++] = added;
}

static void want_needs(struct recipe *recipe, const struct image_view *image)
{
    static const enum measure MEASURES[] = {[NEED_QUANTITY] = MEASURE_QUANTITY, [NEED_AMOUNT] = MEASURE_AMOUNT,
                                            [NEED_LINES] = MEASURE_LINES, [NEED_SUBTOTAL] = MEASURE_AMOUNT};
    const struct needs *needs = &recipe->setting.needs;
    for (uint32_t i = 0; i < needs->count; i++) {
        int64_t least;
        if (needs->items[i].subject <= NEED_SUBTOTAL && needs_value(image, needs, i, &least))
            want(recipe, (struct want){.set = needs->items[i].subject == NEED_SUBTOTAL ? INDEX_NONE : needs->items[i].index,
                                       .measure = MEASURES[needs->items[i].subject], .least = least});
    }
}

static void want_picks(struct recipe *recipe, const struct image_view *image, struct span picks)
{
    for (uint32_t i = 0; i < picks.count; i++) {
        const struct image_pick *pick = &image->PICKS[picks.first + i];
        want(recipe, (struct want){.set = pick->set, .measure = MEASURE_QUANTITY, .least = pick->count, .apart = true,
                                   .different = (pick->flags & PICK_DIFFERENT) != 0});
    }
}

/* What one of several benefits lacks, the others may still give. */
static void want_benefits(struct recipe *recipe, const struct goods *goods, struct span benefits)
{
    const struct image_view *image = &goods->image->view;
    for (uint32_t i = 0; i < benefits.count; i++) {
        const struct image_benefit *benefit = &image->BENEFITS[benefits.first + i];
        bool counted = benefit->select != SELECT_ALL && benefit->scope == SCOPE_SET;
        recipe->setting.shipping = recipe->setting.shipping || benefit->scope == SCOPE_SHIPPING;
        if (benefit->scope == SCOPE_SET && benefits.count > 1 && goods_count_of_set(goods, benefit->set) == 0)
            continue;
        if (benefit->scope == SCOPE_SET)
            want(recipe, (struct want){.set = benefit->set, .measure = MEASURE_QUANTITY, .least = counted ? benefit->count : 1});
        else if (benefit->scope == SCOPE_ORDER)
            want(recipe, (struct want){.set = INDEX_NONE, .measure = MEASURE_QUANTITY, .least = 1});
    }
}

static void want_event(struct recipe *recipe, const struct goods *goods, const struct image_row *row)
{
    const struct image_view *image = &goods->image->view;
    const struct image_event *event = &image->EVENTS[recipe->event];
    want_needs(recipe, image);
    want_picks(recipe, image, event->buys);
    want_picks(recipe, image, event->gets);
    if (event->every_amount != 0)
        want(recipe, (struct want){.set = event->every_set, .measure = MEASURE_AMOUNT, .least = event->every_amount});
    if (row != NULL)
        want(recipe, (struct want){.set = event->ladder_set, .measure = (enum measure)event->ladder_by, .least = row->from});
    want_benefits(recipe, goods, row != NULL ? row->benefits : event->benefits);
}

/* --- all events ------------------------------------------------------------------------------------------------------ */

struct making {
    struct recipes *recipes;
    const struct goods *goods;
    const struct setting_bounds *bounds;
    struct event_recipes *of_event;
};

/* Of reasons, the later in their list says more, and those that prove nothing are last. */
static void note(struct making *making, enum hopeless why)
{
    if (why > making->of_event->hopeless)
        making->of_event->hopeless = why;
}

/* A set that reads prices may have other members at the prices of its layer. */
static bool goods_lack(struct making *making, const struct recipe *recipe)
{
    const struct goods *goods = making->goods;
    for (uint32_t i = 0; i < recipe->want_count; i++) {
        uint32_t set = recipe->wants[i].set;
        if (set != INDEX_NONE && goods_count_of_set(goods, set) == 0) {
            making->of_event->set = set;
            note(making, goods->image->view.SETS[set].reads_price ? HOPELESS_PRICES : HOPELESS_GOODS);
            return true;
        }
    }
    return false;
}

static promo_status add_recipe(struct making *making, const struct recipe *recipe)
{
    if (goods_lack(making, recipe))
        return PROMO_OK;
    making->of_event->count++;
    return VECTOR_PUSH(&making->recipes->items, making->recipes->alloc, *recipe) ? PROMO_OK
                                                                                 : error_set(PROMO_NO_MEMORY, "no memory left");
}

static promo_status add_alternative(struct making *making, struct recipe *recipe, const struct needs *needs, bool whole)
{
    const struct image_view *image = &making->goods->image->view;
    const struct image_event *event = &image->EVENTS[recipe->event];
    bool proven;
    promo_status status = PROMO_OK;
    recipe->setting = (struct setting){.needs = *needs};
    if (!setting_solve(&recipe->setting, making->goods->image, making->bounds, &proven)) {
        bool contradict = needs_contradict(image, needs);
        note(making, !whole && !contradict ? HOPELESS_OPEN : !proven ? HOPELESS_OPEN : contradict ? HOPELESS_NEEDS : HOPELESS_TIME);
        return PROMO_OK;
    }
    for (uint32_t i = 0; status == PROMO_OK && i < (event->rows.count == 0 ? 1 : event->rows.count); i++) {
        struct recipe row = *recipe;
        want_event(&row, making->goods, event->rows.count == 0 ? NULL : &image->ROWS[event->rows.first + i]);
        status = add_recipe(making, &row);
    }
    return status;
}

static promo_status add_event(struct making *making, uint32_t event, struct arena *scratch)
{
    const struct image_view *image = &making->goods->image->view;
    struct alternatives alternatives;
    struct recipe recipe = {.promotion = image->EVENTS[event].promotion, .event = event};
    promo_status status = PROMO_OK;
    making->of_event = &making->recipes->by_event[event];
    making->of_event->first = (uint32_t)making->recipes->items.count;
    arena_reset(scratch);
    if (!needs_of_event(image, event, scratch, &alternatives))
        return error_set(PROMO_NO_MEMORY, "no memory left");
    for (uint32_t i = 0; status == PROMO_OK && i < alternatives.count; i++)
        status = add_alternative(making, &recipe, &alternatives.items[i], alternatives.whole);
    if (!alternatives.whole && making->of_event->count == 0)
        making->of_event->hopeless = HOPELESS_OPEN;
    return status;
}

promo_status recipes_init(struct recipes *recipes, const struct goods *goods, const struct setting_bounds *bounds,
                          const promo_allocator *alloc)
{
    const struct image_view *image = &goods->image->view;
    struct making making = {.recipes = recipes, .goods = goods, .bounds = bounds};
    struct arena scratch;
    *recipes = (struct recipes){.alloc = alloc_or_default(alloc)};
    arena_init(&recipes->arena, alloc);
    arena_init(&scratch, alloc);
    recipes->by_event = ARENA_ARRAY(&recipes->arena, image->EVENTS_COUNT, struct event_recipes);
    promo_status status = recipes->by_event != NULL ? PROMO_OK : error_set(PROMO_NO_MEMORY, "no memory left");
    for (uint32_t i = 0; status == PROMO_OK && i < image->EVENTS_COUNT; i++)
        if (image->PROMOTIONS[image->EVENTS[i].promotion].status == STATUS_ACTIVE)
            status = add_event(&making, i, &scratch);
    arena_done(&scratch);
    if (status != PROMO_OK)
        recipes_done(recipes);
    return status;
}

void recipes_done(struct recipes *recipes)
{
    VECTOR_DONE(&recipes->items, recipes->alloc);
    arena_done(&recipes->arena);
}

/* --- goods for what is wanted ---------------------------------------------------------------------------------------- */

struct filling {
    const struct goods *goods;
    struct order *order;
    enum style style;
    bool together;
    struct chance *chance;
};

static uint32_t count_of(const struct goods *goods, uint32_t set)
{
    return set == INDEX_NONE ? (uint32_t)goods->items.count : goods_count_of_set(goods, set);
}

static uint32_t nth_of(const struct goods *goods, uint32_t set, uint32_t at)
{
    return set == INDEX_NONE ? at : goods->by_set[goods->starts[set] + at];
}

static bool is_in(const struct goods *goods, uint32_t item, uint32_t set)
{
    return set == INDEX_NONE || goods_in_set(goods, item, set);
}

static int64_t measured(const struct filling *f, const struct want *wanted)
{
    int64_t sum = 0;
    for (uint32_t i = 0; i < f->order->count; i++) {
        const struct order_line *line = &f->order->lines[i];
        if (!is_in(f->goods, line->item, wanted->set))
            continue;
        sum += wanted->measure == MEASURE_LINES    ? 1
               : wanted->measure == MEASURE_AMOUNT ? line->quantity * f->goods->items.items[line->item].price
                                                   : line->quantity;
    }
    return sum;
}

/* The n-th choice of the style from the set. */
static uint32_t choose(struct filling *f, uint32_t set, uint32_t n)
{
    uint32_t count = count_of(f->goods, set);
    switch (f->style) {
    case STYLE_CHEAPEST: return nth_of(f->goods, set, n % count);
    case STYLE_DEAREST: return nth_of(f->goods, set, count - 1 - n % count);
    case STYLE_MIDDLE: return nth_of(f->goods, set, (count / 2 + n) % count);
    default: return nth_of(f->goods, set, chance_below(f->chance, count));
    }
}

static bool item_there(const struct filling *f, uint32_t set, uint32_t *item)
{
    for (uint32_t i = 0; f->together && i < f->order->count; i++)
        if (is_in(f->goods, f->order->lines[i].item, set)) {
            *item = f->order->lines[i].item;
            return true;
        }
    return false;
}

static bool has_line(const struct order *order, uint32_t item)
{
    for (uint32_t i = 0; i < order->count; i++)
        if (order->lines[i].item == item)
            return true;
    return false;
}

/* So many items that are not in the order yet, one unit of each. */
static bool add_lines(struct filling *f, const struct want *wanted, int64_t missing)
{
    uint32_t count = count_of(f->goods, wanted->set);
    for (uint32_t n = 0; missing > 0 && n < 4 * count; n++) {
        uint32_t item = choose(f, wanted->set, n);
        if (has_line(f->order, item))
            continue;
        if (!order_add(f->order, item, 1))
            return false;
        missing--;
    }
    return missing == 0;
}

static bool add_money(struct filling *f, const struct want *wanted, int64_t missing)
{
    uint32_t item;
    if (!item_there(f, wanted->set, &item))
        item = choose(f, wanted->set, 0);
    int64_t price = f->goods->items.items[item].price;
    if (price == 0) {
        item = nth_of(f->goods, wanted->set, count_of(f->goods, wanted->set) - 1);
        price = f->goods->items.items[item].price;
    }
    return price > 0 && order_add(f->order, item, missing / price + (missing % price != 0));
}

static bool add_want(struct filling *f, const struct want *wanted)
{
    uint32_t item;
    if (count_of(f->goods, wanted->set) == 0)
        return false;
    int64_t missing = wanted->apart ? wanted->least : wanted->least - measured(f, wanted);
    if (missing <= 0)
        return true;
    if (wanted->measure == MEASURE_LINES || (wanted->different && missing > 1))
        return add_lines(f, wanted, missing);
    if (wanted->measure == MEASURE_AMOUNT)
        return add_money(f, wanted, missing);
    if (!item_there(f, wanted->set, &item))
        item = choose(f, wanted->set, 0);
    return order_add(f->order, item, missing);
}

/* Units of their own first: what else is wanted may look at them. */
bool recipe_fill(const struct recipe *recipe, const struct goods *goods, enum style style, bool together, struct chance *chance,
                 struct order *order)
{
    struct filling f = {.goods = goods, .order = order, .style = style, .together = together, .chance = chance};
    for (int apart = 1; apart >= 0; apart--)
        for (uint32_t i = 0; i < recipe->want_count; i++)
            if (recipe->wants[i].apart == (apart == 1) && !add_want(&f, &recipe->wants[i]))
                return false;
    return true;
}
