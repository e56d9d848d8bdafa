/* Differences for machines. */
#include "cli/diff_show.h"

#include "base/decimal.h"
#include "runtime/result_json.h"

enum { OLD, NEW };

static void put_text(struct buffer *out, const char *name, struct text text)
{
    buffer_format(out, "\"%s\": ", name);
    json_write_text(out, text);
}

/* null: that side does not say it. */
static void put_side(struct buffer *out, const char *name, struct text text)
{
    if (text.length == 0)
        buffer_format(out, "\"%s\": null", name);
    else
        put_text(out, name, text);
}

static void put_money(struct buffer *out, const struct diff_view *view, const char *name, int64_t amount)
{
    char digits[DECIMAL_ROOM];
    buffer_format(out, "\"%s\": \"", name);
    buffer_write(out, digits, decimal_print(amount, promo_image_decimals(view->image), digits));
    buffer_char(out, '"');
}

static void put_both(struct buffer *out, const struct diff_view *view, const char *name, const int64_t amounts[2])
{
    buffer_format(out, "\"%s\": { ", name);
    put_money(out, view, "old", amounts[OLD]);
    buffer_string(out, ", ");
    put_money(out, view, "new", amounts[NEW]);
    buffer_string(out, " }");
}

/* ---- The rules ---- */

static void put_lines(struct buffer *out, const struct diff_view *view, const struct rule_change *change)
{
    buffer_string(out, ", \"properties\": [");
    for (size_t i = 0; i < change->line_count; i++) {
        const struct line_change *line = &view->changes->lines.items[change->first_line + i];
        buffer_string(out, i == 0 ? "\n      { " : ",\n      { ");
        if (line->event.length != 0) {
            put_text(out, "event", line->event);
            buffer_string(out, ", ");
        }
        put_text(out, "property", text_from(line->property));
        buffer_string(out, ", ");
        put_side(out, "old", line->old);
        buffer_string(out, ", ");
        put_side(out, "new", line->new);
        buffer_string(out, " }");
    }
    buffer_string(out, " ]");
}

static void put_rules(struct buffer *out, const struct diff_view *view)
{
    buffer_string(out, "  \"rules\": [");
    for (size_t i = 0; i < view->changes->all.count; i++) {
        const struct rule_change *change = &view->changes->all.items[i];
        const struct described *described = change->new != NULL ? change->new : change->old;
        buffer_string(out, i == 0 ? "\n    { " : ",\n    { ");
        put_text(out, "change", text_from(rule_change_word(change->kind)));
        buffer_string(out, ", ");
        put_text(out, "kind", text_from(described_kind_word(described->kind)));
        buffer_string(out, ", ");
        put_text(out, "name", described->name);
        if (change->kind == RULE_CHANGED)
            put_lines(out, view, change);
        buffer_string(out, " }");
    }
    buffer_format(out, "%s],\n  \"reordered\": %s, \"item_sets_compared\": %s", view->changes->all.count == 0 ? "" : " ",
                  view->changes->reordered ? "true" : "false", view->from_images ? "false" : "true");
}

/* ---- The baskets ---- */

static void put_counts(struct buffer *out, const struct diff_view *view)
{
    const struct comparison_totals *totals = &view->prices->totals;
    const struct {
        const char *name;
        uint64_t count;
    } COUNTS[] = {{"priced", totals->priced},
                  {"changed", totals->changed},
                  {"dearer", totals->dearer},
                  {"cheaper", totals->cheaper},
                  {"other_awards", totals->other_awards},
                  {"same_by_other_promotions", totals->same_total},
                  {"refused_by_both", totals->refused},
                  {"refused_by_old", totals->refused_by[OLD]},
                  {"refused_by_new", totals->refused_by[NEW]}};
    for (size_t i = 0; i < sizeof COUNTS / sizeof *COUNTS; i++)
        buffer_format(out, "\"%s\": %llu, ", COUNTS[i].name, (unsigned long long)COUNTS[i].count);
    buffer_format(out, "\"currency\": \"%s\",\n    ", promo_image_currency(view->image));
    put_money(out, view, "goods", totals->goods);
    buffer_string(out, ", ");
    put_both(out, view, "discount", totals->discount);
    buffer_string(out, ", ");
    put_both(out, view, "charges", totals->charges);
    buffer_string(out, ", ");
    put_both(out, view, "total", totals->total);
}

static void put_promotions(struct buffer *out, const struct diff_view *view)
{
    const struct compared_promotion **list = diff_promotions(view);
    out->failed |= list == NULL;
    buffer_string(out, ",\n    \"promotions\": [");
    for (size_t i = 0; list != NULL && i < view->prices->promotions.count; i++) {
        buffer_string(out, i == 0 ? "\n      { " : ",\n      { ");
        put_text(out, "promotion", list[i]->name);
        buffer_format(out, ", \"orders\": { \"old\": %llu, \"new\": %llu }, ", (unsigned long long)list[i]->orders[OLD],
                      (unsigned long long)list[i]->orders[NEW]);
        put_both(out, view, "discount", list[i]->discount);
        buffer_string(out, " }");
    }
    buffer_string(out, " ]");
    alloc_release(&ALLOC_DEFAULT, list, view->prices->promotions.count + 1, sizeof *list);
}

static void put_reasons(struct buffer *out, struct text reasons)
{
    buffer_string(out, ", \"why\": [");
    for (size_t at = 0; at < reasons.length;) {
        const char *end = memchr(reasons.bytes + at, '\n', reasons.length - at);
        size_t length = (size_t)(end - reasons.bytes) - at;
        buffer_string(out, at == 0 ? "" : ", ");
        json_write_text(out, (struct text){reasons.bytes + at, length});
        at += length + 1;
    }
    buffer_char(out, ']');
}

static void put_largest(struct buffer *out, const struct diff_view *view)
{
    buffer_string(out, ",\n    \"largest\": [");
    for (size_t i = 0; i < view->prices->largest_count; i++) {
        const struct compared_order *order = &view->prices->largest[i];
        buffer_format(out, "%s\n      { \"number\": %llu, ", i == 0 ? "" : ",", (unsigned long long)order->number + 1);
        put_side(out, "basket", order->id);
        buffer_string(out, ", ");
        put_both(out, view, "total", order->total);
        buffer_string(out, ", ");
        put_both(out, view, "discount", order->discount);
        put_reasons(out, order->reasons);
        buffer_string(out, " }");
    }
    buffer_string(out, " ]");
}

void diff_show_json(struct buffer *out, const struct diff_view *view)
{
    buffer_string(out, "{\n");
    put_rules(out, view);
    if (view->prices != NULL) {
        buffer_string(out, ",\n  \"baskets\": { ");
        put_counts(out, view);
        put_promotions(out, view);
        put_largest(out, view);
        buffer_string(out, " }");
    }
    buffer_string(out, "\n}\n");
}
