/* The report as one JSON object (docs/analyse.md): a member a question, orders as `promo run` reads them. */
#include "cli/analyse_report.h"

#include "runtime/result_json.h"

#include <stdio.h>

struct page {
    const struct analyse_report *report;
    struct buffer *out;
    promo_status status;
};

static void put_key(struct page *page, const char *name)
{
    char last = page->out->length == 0 ? '{' : page->out->bytes[page->out->length - 1];
    buffer_string(page->out, last == '{' || last == '[' ? "\"" : ",\"");
    buffer_string(page->out, name);
    buffer_string(page->out, "\":");
}

static void put_text(struct page *page, const char *name, const char *text)
{
    put_key(page, name);
    json_write_text(page->out, text_from(text));
}

static void put_bool(struct page *page, const char *name, bool value)
{
    put_key(page, name);
    buffer_string(page->out, value ? "true" : "false");
}

static void put_number(struct page *page, const char *name, uint64_t number)
{
    put_key(page, name);
    buffer_format(page->out, "%llu", (unsigned long long)number);
}

static void put_money(struct page *page, const char *name, int64_t amount)
{
    put_key(page, name);
    buffer_char(page->out, '"');
    report_money(page->out, page->report, amount);
    buffer_char(page->out, '"');
}

static void put_percent(struct page *page, const char *name, struct score share, bool up)
{
    put_key(page, name);
    buffer_char(page->out, '"');
    report_percent(page->out, share, up);
    buffer_char(page->out, '"');
}

/* {"basket": ..., "state": ..., "result": ...} under a name, and as a file of that name. */
static void put_order(struct page *page, const char *name, const char *file, const struct order *order,
                      const struct order_uses *uses)
{
    const struct analyse_report *report = page->report;
    struct till *till = &report->analysis->till;
    const promo_result *result = NULL;
    put_key(page, name);
    buffer_string(page->out, "{\"basket\":");
    order_write(order, &report->analysis->goods, page->out);
    size_t before = page->out->length;
    buffer_string(page->out, ",\"state\":");
    size_t start = page->out->length;
    order_write_state(order, &report->analysis->goods, uses, page->out);
    if (page->out->length == start)
        page->out->length = before;
    till->most = till->priced + 1;
    if (page->status == PROMO_OK)
        page->status = till_price(till, order, uses, &result);
    if (result != NULL) {
        put_key(page, "result");
        result_write(page->out, report->analysis->image, result, (struct result_style){.explain = false});
    }
    buffer_char(page->out, '}');
    if (page->status == PROMO_OK)
        page->status = report_witness(report, file, order, uses);
}

static void put_stack(struct page *page)
{
    const struct analyse_report *report = page->report;
    put_key(page, "stack");
    buffer_char(page->out, '{');
    if (report->stack.found) {
        put_percent(page, "percent", report->stack.score, false);
        put_money(page, "off", report->stack.score.part);
        put_money(page, "goods", report->stack.score.whole);
        put_order(page, "witness", "stack", &report->stack.order, NULL);
    }
    if (report->limit >= 0) {
        put_percent(page, "limit", (struct score){report->limit, SHARE_WHOLE}, false);
        put_bool(page, "over", report_over(report));
    }
    if (report->bound.share < SHARE_WHOLE)
        put_percent(page, "bound", (struct score){report->bound.share, SHARE_WHOLE}, true);
    put_bool(page, "proven", report->bound.share < SHARE_WHOLE);
    buffer_char(page->out, '}');
}

static void put_exposure(struct page *page)
{
    const struct analysis *analysis = page->report->analysis;
    const struct image_view *view = &analysis->image->view;
    put_key(page, "exposure");
    buffer_char(page->out, '[');
    for (uint32_t i = 0, any = 0; i < view->PROMOTIONS_COUNT; i++) {
        struct exposure exposure = bound_exposure(analysis, i);
        if (view->PROMOTIONS[i].status != STATUS_ACTIVE)
            continue;
        buffer_string(page->out, any++ == 0 ? "{" : ",{");
        put_text(page, "promotion", analysis_name(analysis, i));
        if (exposure.order != VALUE_UNLIMITED)
            put_money(page, "order", exposure.order);
        if (exposure.total != VALUE_UNLIMITED)
            put_money(page, "total", exposure.total);
        buffer_char(page->out, '}');
    }
    buffer_char(page->out, ']');
}

static void put_loss(struct page *page)
{
    const struct analyse_report *report = page->report;
    put_key(page, "below_cost");
    buffer_char(page->out, '{');
    put_bool(page, "found", report_below_cost(report));
    if (report->loss.found) {
        put_money(page, "loss", report->loss.score.part);
        put_money(page, "cost", report->loss.score.whole);
        put_order(page, "witness", "below-cost", &report->loss.order, NULL);
    }
    buffer_char(page->out, '}');
}

static void put_split(struct page *page)
{
    const struct split *split = &page->report->split.split;
    struct order whole;
    struct order_uses uses;
    put_key(page, "split");
    buffer_char(page->out, '{');
    put_bool(page, "found", page->report->split.found);
    put_bool(page, "proven", page->report->split.impossible);
    if (page->report->split.found && split_whole(split, &whole)) {
        order_uses_init(&uses);
        put_money(page, "gain", split->gain);
        put_percent(page, "percent", report_saving(page->report), false);
        put_bool(page, "over", report_split(page->report));
        put_order(page, "whole", "split-whole", &whole, NULL);
        put_order(page, "first", "split-first", &split->first, NULL);
        if (page->status == PROMO_OK)
            page->status = report_split_uses(page->report, &uses);
        put_order(page, "second", "split-second", &split->second, &uses);
        order_uses_done(&uses);
    }
    buffer_char(page->out, '}');
}

static void put_reason(struct page *page, const struct dead_promotion *dead, const struct conflict *conflict)
{
    struct buffer reason;
    buffer_init(&reason, NULL);
    if (dead != NULL)
        report_dead_reason(&reason, page->report, dead);
    else
        report_conflict_reason(&reason, page->report, conflict);
    const char *text = buffer_cstring(&reason);
    if (text == NULL)
        page->status = error_set(PROMO_NO_MEMORY, "no memory left");
    else
        put_text(page, "reason", text);
    buffer_done(&reason);
}

static void put_dead(struct page *page)
{
    const struct analyse_report *report = page->report;
    const struct dead_answer *answer = &report->dead;
    char file[256];
    put_key(page, "dead");
    buffer_char(page->out, '{');
    put_number(page, "live", answer->live);
    put_number(page, "inactive", answer->inactive);
    put_number(page, "out_of_season", answer->out_of_season);
    put_key(page, "promotions");
    buffer_char(page->out, '[');
    for (uint32_t i = 0; i < answer->count; i++) {
        const struct dead_promotion *dead = &answer->items[i];
        const char *name = analysis_name(report->analysis, dead->promotion);
        buffer_string(page->out, i == 0 ? "{" : ",{");
        put_text(page, "promotion", name);
        put_bool(page, "proven", dead->proven);
        put_number(page, "orders", dead->priced);
        put_reason(page, dead, NULL);
        snprintf(file, sizeof file, "dead-%.200s", name);
        if (dead->order != NULL)
            put_order(page, "witness", file, dead->order, NULL);
        buffer_char(page->out, '}');
    }
    buffer_string(page->out, "]}");
}

/* An order for each live promotion, by name. */
static void put_live(struct page *page)
{
    const struct analysis *analysis = page->report->analysis;
    char file[256];
    put_key(page, "live");
    buffer_char(page->out, '{');
    for (uint32_t i = 0; i < analysis->image->view.PROMOTIONS_COUNT; i++) {
        snprintf(file, sizeof file, "live-%.200s", analysis_name(analysis, i));
        if (analysis->witnesses[i] != NULL)
            put_order(page, analysis_name(analysis, i), file, analysis->witnesses[i], NULL);
    }
    buffer_char(page->out, '}');
}

static void put_conflict(struct page *page)
{
    const struct analyse_report *report = page->report;
    char file[256];
    put_key(page, "impossible");
    buffer_char(page->out, '{');
    put_text(page, "promotion", analysis_name(report->analysis, report->promotion));
    put_bool(page, "live", report->conflict.live);
    put_number(page, "together", report->conflict.together);
    put_key(page, "promotions");
    buffer_char(page->out, '[');
    for (uint32_t i = 0; i < report->conflict.count; i++) {
        const struct conflict *conflict = &report->conflict.items[i];
        const char *name = analysis_name(report->analysis, conflict->promotion);
        buffer_string(page->out, i == 0 ? "{" : ",{");
        put_text(page, "promotion", name);
        put_bool(page, "at_all", conflict->at_all);
        put_bool(page, "proven", conflict->proven && !conflict->at_all);
        put_reason(page, NULL, conflict);
        snprintf(file, sizeof file, "instead-of-%.200s", name);
        if (conflict->order != NULL)
            put_order(page, "witness", file, conflict->order, NULL);
        buffer_char(page->out, '}');
    }
    buffer_string(page->out, "]}");
}

static void put_head(struct page *page)
{
    const struct analysis *analysis = page->report->analysis;
    put_number(page, "promotions", analysis->image->view.PROMOTIONS_COUNT);
    put_number(page, "priced", analysis->till.priced);
    put_number(page, "passed_over", analysis->till.unproven);
    put_number(page, "findings", page->report->findings);
    if (analysis->invented)
        return;
    put_text(page, "catalogue", page->report->catalogue);
    put_number(page, "items", analysis->goods.told);
    put_number(page, "kinds", analysis->goods.kinds.count);
    put_number(page, "unpriced", analysis->goods.unpriced);
}

promo_status report_json(const struct analyse_report *report, struct buffer *out)
{
    struct page page = {report, out, PROMO_OK};
    buffer_char(out, '{');
    put_head(&page);
    if (report->asks_stack) {
        put_stack(&page);
        put_exposure(&page);
    }
    if (report->asks_loss)
        put_loss(&page);
    if (report->asks_split)
        put_split(&page);
    if (report->asks_dead) {
        put_dead(&page);
        put_live(&page);
    }
    if (report->asks_conflict)
        put_conflict(&page);
    buffer_string(out, "}\n");
    return page.status;
}
