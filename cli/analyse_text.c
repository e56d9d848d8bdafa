/* The report for people: a paragraph a question, and each witness with what it is priced at. */
#include "cli/analyse_report.h"

#include <stdio.h>

enum { DEAD_SHOWN = 50, CONFLICTS_SHOWN = 50, EXPOSED_SHOWN = 10 };

struct page {
    const struct analyse_report *report;
    struct buffer *out;
    promo_status status;
};

static void put(struct page *page, const char *text)
{
    buffer_string(page->out, text);
}

static void put_money(struct page *page, int64_t amount)
{
    report_money(page->out, page->report, amount);
}

static void put_count(struct page *page, uint64_t count, const char *one, const char *many)
{
    buffer_format(page->out, "%llu %s", (unsigned long long)count, count == 1 ? one : many);
}

/* --- orders ---------------------------------------------------------------------------------------------------------- */

static void put_result(struct page *page, const promo_result *result)
{
    put(page, "    goods ");
    put_money(page, result->subtotal);
    for (size_t i = 0; i < result->applied_count; i++) {
        buffer_format(page->out, "; %s.%s (%s) ", result->applied[i].promotion, result->applied[i].event, result->applied[i].layer);
        put_money(page, -result->applied[i].amount);
    }
    for (size_t i = 0; i < result->award_count; i++)
        buffer_format(page->out, "; %s.%s gives %s", result->awards[i].promotion, result->awards[i].event, result->awards[i].name);
    put(page, "; total ");
    put_money(page, result->total);
    put(page, "\n");
}

/* The order as JSON, what it costs, and the command that says so. */
static void put_order(struct page *page, const char *name, const struct order *order, const struct order_uses *uses)
{
    const struct analyse_report *report = page->report;
    struct till *till = &report->analysis->till;
    const promo_result *result;
    till->most = till->priced + 1;
    if (page->status == PROMO_OK)
        page->status = till_price(till, order, uses, &result);
    if (page->status != PROMO_OK || result == NULL)
        return;
    put_result(page, result);
    size_t start = page->out->length;
    if (report->directory != NULL) {
        buffer_format(page->out, "    promo run %s", report->rules);
        start = page->out->length;
        order_write_state(order, &report->analysis->goods, uses, page->out);
        bool stateful = page->out->length != start;
        page->out->length = start;
        if (stateful)
            buffer_format(page->out, " --state %s/%s.state.json", report->directory, name);
        buffer_format(page->out, " %s/%s.json\n", report->directory, name);
        page->status = report_witness(report, name, order, uses);
        return;
    }
    put(page, "    ");
    order_write(order, &report->analysis->goods, page->out);
    put(page, "\n    state: ");
    size_t before = page->out->length;
    order_write_state(order, &report->analysis->goods, uses, page->out);
    if (page->out->length == before)
        page->out->length = before - strlen("    state: ");
    else
        put(page, "\n");
}

/* --- what was looked at ---------------------------------------------------------------------------------------------- */

static void put_head(struct page *page)
{
    const struct analysis *analysis = page->report->analysis;
    const struct image_view *view = &analysis->image->view;
    put_count(page, view->PROMOTIONS_COUNT, "promotion", "promotions");
    put(page, " in ");
    put_count(page, view->LAYERS_COUNT, "layer", "layers");
    if (analysis->invented)
        put(page, "; without a catalogue, goods are invented from the rules");
    else {
        put(page, "; ");
        put_count(page, analysis->goods.told, "item", "items");
        buffer_format(page->out, " of %s, of ", page->report->catalogue);
        put_count(page, analysis->goods.kinds.count, "kind", "kinds");
        put(page, " to the rules");
        if (analysis->goods.unpriced != 0)
            buffer_format(page->out, " (%zu without a price are left out)", analysis->goods.unpriced);
    }
    put(page, ".\n");
    put_count(page, analysis->till.priced, "order", "orders");
    put(page, " priced");
    if (analysis->till.unproven != 0)
        buffer_format(page->out, "; %llu of them passed over, as their best combination was not proven",
                      (unsigned long long)analysis->till.unproven);
    put(page, ".\n");
}

/* --- stacking -------------------------------------------------------------------------------------------------------- */

static void put_bound(struct page *page)
{
    const struct analyse_report *report = page->report;
    struct score bound = {report->bound.share, SHARE_WHOLE}, found = report->stack.score;
    if (report->bound.share >= SHARE_WHOLE) {
        put(page, "  Not proven: the rules set no bound");
        if (report->bound.unbounded != INDEX_NONE)
            buffer_format(page->out, " (`%s` may take all of what it takes from)",
                          analysis_name(report->analysis, report->bound.unbounded));
        put(page, ", so this is the largest found.\n");
        return;
    }
    put(page, "  Proven: no order gets more than ");
    report_percent(page->out, bound, true);
    put(page, "%, but for the rounding of each event once an order");
    put(page, score_compare(found, bound) >= 0 ? "; this is the most there is.\n" : ".\n");
}

static void put_stack(struct page *page)
{
    const struct analyse_report *report = page->report;
    put(page, "\nStacking\n");
    if (!report->stack.found) {
        put(page, "  No order could be priced.\n");
        return;
    }
    put(page, "  The most found off the goods of one order is ");
    report_percent(page->out, report->stack.score, false);
    put(page, "%: ");
    put_money(page, report->stack.score.part);
    put(page, " off ");
    put_money(page, report->stack.score.whole);
    if (report->limit >= 0) {
        put(page, report_over(report) ? ", which is over " : ", which is not over ");
        report_percent(page->out, (struct score){report->limit, SHARE_WHOLE}, false);
        put(page, "%");
    }
    put(page, ".\n");
    put_order(page, "stack", &report->stack.order, NULL);
    put_bound(page);
}

static void put_exposure(struct page *page)
{
    const struct analysis *analysis = page->report->analysis;
    const struct image_view *view = &analysis->image->view;
    uint32_t open = 0;
    int64_t largest = -1;
    uint32_t who = 0;
    for (uint32_t i = 0; i < view->PROMOTIONS_COUNT; i++) {
        struct exposure exposure = bound_exposure(analysis, i);
        if (view->PROMOTIONS[i].status != STATUS_ACTIVE)
            continue;
        open += exposure.order == VALUE_UNLIMITED && exposure.total == VALUE_UNLIMITED;
        if (exposure.order != VALUE_UNLIMITED && exposure.order > largest) {
            largest = exposure.order;
            who = i;
        }
    }
    if (largest > 0) {
        buffer_format(page->out, "  Of promotions that give an order a limited sum, `%s` may give the most: ",
                      analysis_name(analysis, who));
        put_money(page, largest);
        put(page, ".\n");
    }
    if (open == 0)
        return;
    put(page, "  What ");
    put_count(page, open, "promotion gives grows with the order, and no limit or budget ends it:",
              "promotions give grows with the order, and no limit or budget ends it:");
    uint32_t shown = 0;
    for (uint32_t i = 0; i < view->PROMOTIONS_COUNT && shown < EXPOSED_SHOWN; i++) {
        struct exposure exposure = bound_exposure(analysis, i);
        if (view->PROMOTIONS[i].status != STATUS_ACTIVE || exposure.order != VALUE_UNLIMITED || exposure.total != VALUE_UNLIMITED)
            continue;
        buffer_format(page->out, "%s %s", shown == 0 ? "" : ",", analysis_name(analysis, i));
        shown++;
    }
    put(page, open > shown ? " ...\n" : ".\n");
}

static void put_loss(struct page *page)
{
    const struct analyse_report *report = page->report;
    put(page, "\nBelow cost\n");
    if (!report->loss.found) {
        put(page, "  Not known: no item tells its cost.\n");
        return;
    }
    if (report_below_cost(report)) {
        put(page, "  An order can be sold below what its goods cost: ");
        put_money(page, report->loss.score.part);
        put(page, " less than ");
        put_money(page, report->loss.score.whole);
        put(page, ".\n");
    } else {
        put(page, "  No order below cost was found, which is no proof; the nearest brings ");
        put_money(page, -report->loss.score.part);
        put(page, " more than its goods cost, ");
        put_money(page, report->loss.score.whole);
        put(page, ".\n");
    }
    put_order(page, "below-cost", &report->loss.order, NULL);
}

/* --- splitting ------------------------------------------------------------------------------------------------------- */

static void put_split_orders(struct page *page)
{
    const struct split *split = &page->report->split.split;
    struct order whole;
    struct order_uses uses;
    if (!split_whole(split, &whole))
        return;
    put(page, "  The whole:\n");
    put_order(page, "split-whole", &whole, NULL);
    put(page, "  The first:\n");
    put_order(page, "split-first", &split->first, NULL);
    put(page, "  The second, by the same customer after the first:\n");
    order_uses_init(&uses);
    if (page->status == PROMO_OK)
        page->status = report_split_uses(page->report, &uses);
    put_order(page, "split-second", &split->second, &uses);
    order_uses_done(&uses);
}

static void put_split(struct page *page)
{
    const struct analyse_report *report = page->report;
    const struct split *split = &report->split.split;
    put(page, "\nSplitting\n");
    if (report->split.impossible) {
        put(page, "  Proven: no order is cheaper in two, but for rounding. Each unit gets the same whatever else is in the "
                  "order.\n");
        return;
    }
    if (!report->split.found) {
        put(page, "  No order was found that is cheaper in two, among ");
        put_count(page, report->split.priced, "order", "orders");
        put(page, ". That is no proof.\n");
        return;
    }
    put(page, "  An order is cheaper in two, by ");
    put_money(page, split->gain);
    put(page, " or ");
    report_percent(page->out, report_saving(report), false);
    put(page, "%, the largest share found: ");
    put_money(page, split->whole);
    put(page, " as one, ");
    put_money(page, split->paid_first);
    put(page, " and ");
    put_money(page, split->paid_second);
    put(page, split->gain == split->whole - split->paid_first - split->paid_second
                  ? " as two.\n"
                  : " as two, and gifts that are worth the rest.\n");
    if (report->split_limit > 0) {
        put(page, report_split(report) ? "  That is over " : "  That is not over ");
        report_percent(page->out, (struct score){report->split_limit, SHARE_WHOLE}, false);
        put(page, "%.\n");
    }
    put_split_orders(page);
}

/* --- dead promotions ------------------------------------------------------------------------------------------------- */

static void put_dead_one(struct page *page, const struct dead_promotion *dead)
{
    const struct analyse_report *report = page->report;
    const char *name = analysis_name(report->analysis, dead->promotion);
    char witness[256];
    buffer_format(page->out, "  `%s` never applies", name);
    if (dead->proven)
        put(page, " (proven): ");
    else
        buffer_format(page->out, " in %llu order%s made for it (no proof): ", (unsigned long long)dead->priced,
                      text_plural((int64_t)dead->priced));
    report_dead_reason(page->out, report, dead);
    put(page, ".\n");
    snprintf(witness, sizeof witness, "dead-%.200s", name);
    if (dead->order != NULL)
        put_order(page, witness, dead->order, NULL);
}

static void put_dead(struct page *page)
{
    const struct analyse_report *report = page->report;
    const struct dead_answer *dead = &report->dead;
    char witness[256];
    put(page, "\nDead promotions\n  ");
    buffer_format(page->out, "%u applied to some order, %u never did", (unsigned)dead->live, (unsigned)dead->count);
    if (dead->inactive != 0)
        buffer_format(page->out, ", not active: %u", (unsigned)dead->inactive);
    if (dead->out_of_season != 0)
        buffer_format(page->out, ", for other times than those asked for: %u", (unsigned)dead->out_of_season);
    put(page, ".\n");
    for (uint32_t i = 0; i < dead->count && i < DEAD_SHOWN; i++)
        put_dead_one(page, &dead->items[i]);
    if (dead->count > DEAD_SHOWN)
        buffer_format(page->out, "  and %u more.\n", (unsigned)(dead->count - DEAD_SHOWN));
    for (uint32_t i = 0; page->status == PROMO_OK && i < report->analysis->image->view.PROMOTIONS_COUNT; i++) {
        snprintf(witness, sizeof witness, "live-%.200s", analysis_name(report->analysis, i));
        if (report->analysis->witnesses[i] != NULL)
            page->status = report_witness(report, witness, report->analysis->witnesses[i], NULL);
    }
}

/* --- what one promotion makes impossible ------------------------------------------------------------------------------ */

static void put_conflict_one(struct page *page, const struct conflict *conflict)
{
    const struct analyse_report *report = page->report;
    const char *other = analysis_name(report->analysis, conflict->promotion);
    char witness[256];
    buffer_format(page->out, "  `%s` %s%s: ", other,
                  conflict->at_all ? "never applies at all because of it" : "never applies in one order with it",
                  conflict->proven && !conflict->at_all ? " (proven)" : " (no proof)");
    report_conflict_reason(page->out, report, conflict);
    put(page, ".\n");
    snprintf(witness, sizeof witness, "instead-of-%.200s", other);
    if (conflict->order != NULL)
        put_order(page, witness, conflict->order, NULL);
}

/* Those that ask for other times, channels and the like are told of by name only. */
static void put_apart(struct page *page)
{
    const struct conflict_answer *answer = &page->report->conflict;
    uint32_t shown = 0, apart = 0;
    for (uint32_t i = 0; i < answer->count; i++)
        apart += answer->items[i].why == CONFLICT_NEEDS && !answer->items[i].at_all;
    if (apart == 0)
        return;
    put(page, "  Proven: no order meets the conditions of both it and ");
    for (uint32_t i = 0; i < answer->count && shown < CONFLICTS_SHOWN; i++)
        if (answer->items[i].why == CONFLICT_NEEDS && !answer->items[i].at_all)
            buffer_format(page->out, "%s`%s`", shown++ == 0 ? "" : ", ",
                          analysis_name(page->report->analysis, answer->items[i].promotion));
    if (apart > shown)
        buffer_format(page->out, " and %u more", (unsigned)(apart - shown));
    put(page, ".\n");
}

/* The gravest first. */
static void put_conflicts(struct page *page)
{
    const struct conflict_answer *answer = &page->report->conflict;
    uint32_t shown = 0, more = 0;
    for (int at_all = 1; at_all >= 0; at_all--)
        for (uint32_t i = 0; i < answer->count; i++) {
            const struct conflict *conflict = &answer->items[i];
            if (conflict->at_all != (at_all == 1) || (conflict->why == CONFLICT_NEEDS && !conflict->at_all))
                continue;
            if (shown++ < CONFLICTS_SHOWN)
                put_conflict_one(page, conflict);
            else
                more++;
        }
    if (more != 0)
        buffer_format(page->out, "  and %u more.\n", (unsigned)more);
}

static void put_conflict(struct page *page)
{
    const struct analyse_report *report = page->report;
    buffer_format(page->out, "\nWhat `%s` makes impossible\n", analysis_name(report->analysis, report->promotion));
    if (!report->conflict.live)
        put(page, "  It applied to no order that was looked at.\n");
    buffer_format(page->out, "  Others that apply in one order with it: %u; never seen with it: %u.\n",
                  (unsigned)report->conflict.together, (unsigned)report->conflict.count);
    put_conflicts(page);
    put_apart(page);
}

promo_status report_text(const struct analyse_report *report, struct buffer *out)
{
    struct page page = {report, out, PROMO_OK};
    put_head(&page);
    if (report->asks_stack) {
        put_stack(&page);
        put_exposure(&page);
    }
    if (report->asks_loss)
        put_loss(&page);
    if (report->asks_split)
        put_split(&page);
    if (report->asks_dead)
        put_dead(&page);
    if (report->asks_conflict)
        put_conflict(&page);
    return page.status;
}
