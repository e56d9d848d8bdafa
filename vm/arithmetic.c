#include "vm/arithmetic.h"

#include "base/near.h"
#include "vm/hints.h"
#include "vm/words.h"

/* Lines told of one by one; a basket may have ten thousand. */
enum { MOST_GROUPS = 12, MOST_SENTENCES = MOST_GROUPS + 8 };

/* Units of one line that an event found at one price and takes the same off. */
struct group {
    uint32_t line; /* the number of lines: shipping */
    int64_t count, price; /* price: of the layer */
    struct fraction found, off; /* found: left of it by the promotion's earlier events */
};

struct telling {
    struct evaluation *evaluation;
    struct arena *arena;
    const struct offers *offers;
    const struct best_solution *solution;
    const struct settlement *settlement;
    uint32_t use;
    const struct best_use *of;
    const struct best_event *event;
    const struct best_benefit *price; /* of its only price benefit, or NULL */
    struct group *groups;
    size_t group_count, left_out;
    struct sentences *out;
    bool failed;
};

static void add(struct telling *telling, const char *sentence)
{
    struct sentences *out = telling->out;
    if (sentence == NULL)
        telling->failed = true;
    else if (out->count < out->capacity)
        out->items[out->count++] = sentence;
}

static const char *money(struct telling *telling, int64_t amount)
{
    const char *text = words_money(telling->arena, telling->evaluation->view, amount);
    telling->failed |= text == NULL;
    return text == NULL ? "" : text;
}

static const char *exact(struct telling *telling, struct fraction value)
{
    const char *text = words_fraction(telling->arena, telling->evaluation->view, value);
    telling->failed |= text == NULL;
    return text == NULL ? "" : text;
}

static const char *percent(struct telling *telling, int64_t millionths)
{
    const char *text = words_value(telling->arena, telling->evaluation->basket, SHOWN_PERCENT, 0, millionths);
    telling->failed |= text == NULL;
    return text == NULL ? "" : text;
}

static bool times(struct fraction each, int64_t count, struct fraction *sum)
{
    return near_multiply(each, fraction_whole(count), sum);
}

/* --- which units ------------------------------------------------------------------------------------------------------ */

static bool same_group(const struct group *a, const struct group *b)
{
    return a->line == b->line && a->price == b->price && fraction_compare(a->found, b->found) == 0 &&
           fraction_compare(a->off, b->off) == 0;
}

static void add_group(struct telling *telling, struct group group)
{
    for (size_t i = 0; i < telling->group_count; i++)
        if (same_group(&telling->groups[i], &group)) {
            telling->groups[i].count += group.count;
            return;
        }
    if (telling->group_count < MOST_GROUPS)
        telling->groups[telling->group_count++] = group;
    else
        telling->left_out++;
}

/* The pieces in which the event takes something off, at what the promotion's earlier events left. */
static void find_groups(struct telling *telling)
{
    const struct best_problem *problem = &telling->offers->problem;
    for (uint32_t i = 0; i < telling->solution->piece_count; i++) {
        const struct best_piece *piece = &telling->solution->pieces[i];
        bool shipping = piece->class_index == problem->class_count;
        int64_t price = shipping ? problem->shipping : problem->classes[piece->class_index].price;
        struct fraction found = fraction_whole(price);
        for (uint32_t s = 0; s < piece->share_count; s++) {
            const struct best_share *share = &telling->solution->shares[piece->first_share + s];
            bool mine = share->promotion == telling->of->promotion && share->event == telling->of->event;
            if (mine && share->discount.numerator > 0)
                add_group(telling, (struct group){shipping ? (uint32_t)telling->evaluation->basket->lines.count
                                                           : problem->classes[piece->class_index].line,
                                                  piece->count, price, found, share->discount});
            if (mine)
                break;
            telling->failed |= !near_subtract(found, share->discount, &found);
        }
    }
}

/* --- what is taken off them ------------------------------------------------------------------------------------------- */

static const char *place(struct telling *telling, const struct group *group)
{
    const struct basket *basket = telling->evaluation->basket;
    if (group->line == basket->lines.count)
        return "shipping";
    return arena_format(telling->arena, "line %s", basket_line_id(basket, group->line));
}

/* The price that the event found, and what became of the basket's own if that was another. */
static const char *price_found(struct telling *telling, const struct group *group)
{
    const struct basket *basket = telling->evaluation->basket;
    int64_t own = group->line == basket->lines.count ? basket->shipping : basket->lines.items[group->line].price;
    const char *found = exact(telling, group->found);
    if (fraction_compare(group->found, fraction_whole(own)) == 0)
        return found;
    return arena_format(telling->arena, "%s (left of %s)", found, money(telling, own));
}

static const char *units_found(struct telling *telling, const struct group *group)
{
    const char *price = price_found(telling, group);
    return group->count == 1 || price == NULL ? price
                                              : arena_format(telling->arena, "%lld x %s", (long long)group->count, price);
}

/* What the benefit would take off a unit but for its floor. */
static bool wanted_of(const struct best_benefit *benefit, const struct group *group, struct fraction *wanted)
{
    if (benefit->form == BEST_PERCENT)
        return near_multiply(group->found, (struct fraction){benefit->value, EXACT_MILLION}, wanted);
    if (benefit->form == BEST_PRICE_EACH)
        return near_subtract(group->found, fraction_whole(benefit->value), wanted);
    *wanted = fraction_whole(benefit->value);
    return true;
}

/* The benefit in front of what it is for: "15% off", "2.00 off each of". */
static const char *benefit_words(struct telling *telling, int64_t count)
{
    const struct best_benefit *benefit = telling->price;
    if (benefit->form == BEST_PERCENT && benefit->value == EXACT_MILLION)
        return "all of";
    if (benefit->form == BEST_PERCENT)
        return arena_format(telling->arena, "%s off", percent(telling, benefit->value));
    if (benefit->form == BEST_OFF_EACH)
        return arena_format(telling->arena, count > 1 ? "%s off each of" : "%s off", money(telling, benefit->value));
    return arena_format(telling->arena, "a price of %s for", money(telling, benefit->value));
}

static const char *each_sentence(struct telling *telling, const struct group *group, const char *sum)
{
    const char *units = units_found(telling, group), *where = place(telling, group);
    const char *words = benefit_words(telling, group->count);
    struct fraction wanted;
    if (!wanted_of(telling->price, group, &wanted) || units == NULL || where == NULL || words == NULL)
        return NULL;
    if (fraction_compare(wanted, group->off) <= 0)
        return telling->price->form == BEST_PRICE_EACH
                   ? arena_format(telling->arena, "%s: %s %s is %s off", where, words, units, sum)
                   : arena_format(telling->arena, "%s: %s %s is %s", where, words, units, sum);
    const char *each = exact(telling, group->off);
    if (group->count == 1)
        return arena_format(telling->arena, "%s: %s %s, but only %s is left above the floor", where, words, units, each);
    return arena_format(telling->arena, "%s: %s %s, but only %s each is left above the floor: %s", where, words, units, each,
                        sum);
}

static bool is_spread(const struct best_benefit *benefit)
{
    return benefit->form == BEST_OFF_SPREAD || benefit->form == BEST_PRICE_SUM;
}

static const char *group_sentence(struct telling *telling, const struct group *group)
{
    struct fraction sum;
    if (!times(group->off, group->count, &sum))
        return NULL;
    const char *off = exact(telling, sum);
    if (telling->price != NULL && !is_spread(telling->price))
        return each_sentence(telling, group, off);
    return arena_format(telling->arena, "%s: %s off %s", place(telling, group), off, units_found(telling, group));
}

/* An amount or a price for units together is spread over them by price; several benefits come one after another. */
static void tell_together(struct telling *telling, const struct visit *visit)
{
    const struct best_benefit *benefit = telling->price;
    const char *gives = evaluation_name(telling->evaluation, telling->evaluation->view->EVENTS[visit->event].gives);
    if (benefit == NULL && gives[0] != '\0')
        add(telling, arena_format(telling->arena, "one after another: %s", gives));
    if (benefit == NULL || !is_spread(benefit))
        return;
    const char *amount = money(telling, benefit->value), *off = exact(telling, telling->of->money);
    const char *by_price = telling->group_count > 1 || telling->groups[0].count > 1 ? ", spread by price" : "";
    bool sum = benefit->form == BEST_PRICE_SUM, once = telling->of->times == 1;
    bool whole = once && !sum && fraction_compare(telling->of->money, fraction_whole(benefit->value)) == 0;
    const char *words = arena_format(telling->arena, sum ? "together for %s" : "%s off", amount);
    const char *applications = once ? "" : arena_format(telling->arena, ", %lld times", (long long)telling->of->times);
    if (words == NULL || applications == NULL)
        add(telling, NULL);
    else if (whole)
        add(telling, arena_format(telling->arena, "%s%s", words, by_price));
    else
        add(telling, arena_format(telling->arena, "%s%s: %s off%s", words, applications, off, by_price));
}

/* --- where the amounts come from --------------------------------------------------------------------------------------- */

static void tell_multiplier(struct telling *telling, const struct visit *visit)
{
    const struct image_event *event = &telling->evaluation->view->EVENTS[visit->event];
    if (event->every_amount == 0)
        return;
    const char *of = hints_set_text(telling->evaluation, event->every_set);
    add(telling, arena_format(telling->arena, "the full amount of %s is in %s %lld time%s", money(telling, event->every_amount),
                              of == NULL ? "the basket" : of, (long long)visit->multiplier, visit->multiplier == 1 ? "" : "s"));
}

static void tell_row(struct telling *telling, const struct visit *visit)
{
    const struct image_view *image = telling->evaluation->view;
    const struct image_event *event = &image->EVENTS[visit->event];
    for (uint32_t i = 0; i < event->rows.count; i++) {
        const struct image_row *row = &image->ROWS[event->rows.first + i];
        if (row->benefits.first != visit->benefits.first || row->benefits.count != visit->benefits.count)
            continue;
        const char *from = event->ladder_by == MEASURE_AMOUNT ? money(telling, row->from)
                                                              : arena_format(telling->arena, "%lld", (long long)row->from);
        add(telling, from == NULL ? NULL : arena_format(telling->arena, "the row from %s is reached", from));
        return;
    }
}

/* --- whole minor units --------------------------------------------------------------------------------------------------- */

static const char *what_cut(const struct telling *telling)
{
    const struct best_promotion *promotion = &telling->offers->problem.promotions[telling->of->promotion];
    if (promotion->cap != BEST_UNLIMITED)
        return "its cap";
    return promotion->budget != BEST_NONE ? "the campaign's budget" : "what is left above the floor";
}

static void tell_rounding(struct telling *telling)
{
    static const char *const MODES[ROUNDING_COUNT] = {
        [ROUND_HALF_UP] = "half up", [ROUND_HALF_EVEN] = "half even", [ROUND_HALF_DOWN] = "half down", [ROUND_UP] = "up",
        [ROUND_DOWN] = "down"};
    enum rounding mode = (enum rounding)telling->evaluation->view->SETTINGS[0].rounding;
    int64_t amount = telling->settlement->uses[telling->use].amount, rounded;
    struct fraction sum = near_halves(telling->of->money);
    if (!fraction_round(sum, mode, &rounded)) {
        telling->failed = true;
        return;
    }
    bool several = telling->group_count > 1 && (telling->price == NULL || !is_spread(telling->price));
    if (sum.denominator != 1 && several)
        add(telling, arena_format(telling->arena, "together %s, rounded %s to %s", exact(telling, sum), MODES[mode],
                                  money(telling, rounded)));
    else if (sum.denominator != 1)
        add(telling, arena_format(telling->arena, "rounded %s to %s", MODES[mode], money(telling, rounded)));
    else if (several)
        add(telling, arena_format(telling->arena, "together %s", money(telling, rounded)));
    if (amount < rounded)
        add(telling, arena_format(telling->arena, "cut to %s by %s", money(telling, amount), what_cut(telling)));
}

/* What each line gets, where the exact shares do not say it. */
static void tell_lines(struct telling *telling)
{
    const struct best_problem *problem = &telling->offers->problem;
    const struct settlement *settlement = telling->settlement;
    const char *text = NULL;
    size_t told = 0;
    for (size_t i = 0; i < settlement->share_count && told < MOST_GROUPS; i++) {
        const struct settled_share *share = &settlement->shares[i];
        if (share->use != telling->use || share->amount == 0)
            continue;
        struct group group = {.line = share->class_index == problem->class_count
                                          ? (uint32_t)telling->evaluation->basket->lines.count
                                          : problem->classes[share->class_index].line};
        int64_t amount = share->amount;
        for (; i + 1 < settlement->share_count && settlement->shares[i + 1].use == telling->use &&
               settlement->shares[i + 1].class_index < problem->class_count &&
               problem->classes[settlement->shares[i + 1].class_index].line == group.line;
             i++)
            amount += settlement->shares[i + 1].amount;
        const char *where = place(telling, &group);
        const char *part = where == NULL ? NULL : arena_format(telling->arena, "%s on %s", money(telling, amount), where);
        text = text == NULL || part == NULL ? part : arena_format(telling->arena, "%s, %s", text, part);
        if (text == NULL)
            telling->failed = true;
        told++;
    }
    if (told > 1)
        add(telling, text);
}

static bool begin(struct telling *telling)
{
    const struct best_event *event = telling->event;
    uint32_t prices = 0;
    for (uint32_t b = 0; b < event->benefit_count; b++)
        if (event->benefits[b].form != BEST_AWARD) {
            telling->price = &event->benefits[b];
            prices++;
        }
    if (prices != 1)
        telling->price = NULL;
    telling->groups = ARENA_ARRAY(telling->arena, MOST_GROUPS, struct group);
    telling->out->items = ARENA_ARRAY(telling->arena, MOST_SENTENCES, const char *);
    telling->out->count = 0;
    telling->out->capacity = MOST_SENTENCES;
    return telling->groups != NULL && telling->out->items != NULL;
}

promo_status arithmetic_tell(struct evaluation *evaluation, const struct offers *offers, const struct best_solution *solution,
                             const struct settlement *settlement, uint32_t use, struct sentences *out)
{
    const struct best_use *of = &solution->uses[use];
    struct telling telling = {.evaluation = evaluation, .arena = &evaluation->scratch, .offers = offers, .solution = solution,
                              .settlement = settlement, .use = use, .of = of,
                              .event = &offers->problem.promotions[of->promotion].events[of->event], .out = out};
    const struct visit *visit = &evaluation->visits.items[offers_visit(offers, of->promotion, of->event)];
    if (!begin(&telling))
        return evaluation_no_memory();
    find_groups(&telling);
    tell_row(&telling, visit);
    tell_multiplier(&telling, visit);
    if (telling.group_count > 0) {
        tell_together(&telling, visit);
        for (size_t i = 0; i < telling.group_count; i++)
            add(&telling, group_sentence(&telling, &telling.groups[i]));
        if (telling.left_out > 0)
            add(&telling, arena_format(telling.arena, "and so on for %zu more", telling.left_out));
        tell_rounding(&telling);
        tell_lines(&telling);
    }
    return telling.failed ? evaluation_no_memory() : PROMO_OK;
}
