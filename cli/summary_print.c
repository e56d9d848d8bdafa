/* What a run comes to, as a page for people. */
#include "base/columns.h"
#include "base/decimal.h"
#include "runtime/summary_tables.h"


enum { NAME_WIDTH = 28, MONEY_WIDTH = 14 };

/* "12,345.67", right-aligned. */
static void put_money(struct buffer *out, const promo_image *image, int64_t amount, size_t width)
{
    char digits[DECIMAL_GROUPED_ROOM];
    size_t length = decimal_print_grouped(amount, promo_image_decimals(image), digits);
    buffer_repeat(out, ' ', length < width ? width - length : 0);
    buffer_write(out, digits, length);
}

/* "12.3%" of `whole`, right-aligned to seven. */
static void put_share(struct buffer *out, int64_t part, int64_t whole)
{
    double share = whole == 0 ? 0 : 100.0 * (double)part / (double)whole;
    buffer_format(out, "%6.1f%%", share);
}

static void put_total(struct buffer *out, const promo_image *image, const char *name, int64_t amount, const char *note)
{
    columns_cell(out, text_from(name), NAME_WIDTH);
    put_money(out, image, amount, MONEY_WIDTH);
    buffer_format(out, " %s%s\n", promo_image_currency(image), note);
}

static void put_totals(struct buffer *out, const struct summary *summary, const promo_image *image)
{
    put_total(out, image, "goods", summary->subtotal, "");
    columns_cell(out, TEXT("discounts"), NAME_WIDTH);
    put_money(out, image, summary->discount, MONEY_WIDTH);
    buffer_format(out, " %s", promo_image_currency(image));
    put_share(out, summary->discount, summary->subtotal);
    buffer_string(out, " of the goods\n");
    if (summary->charges != 0)
        put_total(out, image, "charges", summary->charges, "");
    put_total(out, image, "shipping left to pay", summary->shipping, "");
    if (summary->payments != 0)
        put_total(out, image, "paid by certificate, points", summary->payments, "");
    put_total(out, image, "due", summary->due, "");
}

static void put_tables(struct buffer *out, const struct summary *summary, const promo_image *image)
{
    struct table tables[2];
    summary_table_promotions(&tables[0], summary, promo_image_decimals(image));
    summary_table_awards(&tables[1], summary, promo_image_decimals(image));
    for (size_t i = 0; i < 2; i++) {
        table_write_text(out, &tables[i], 0);
        out->failed |= tables[i].failed;
        table_done(&tables[i]);
    }
}

static void put_best(struct buffer *out, const struct summary *summary, const promo_image *image)
{
    if (summary->best_count == 0)
        return;
    buffer_format(out, "\n%-*s%*s%*s%8s  %s\n", 16, "saved most", MONEY_WIDTH, "goods", MONEY_WIDTH, "discount", "", "by");
    for (size_t i = 0; i < summary->best_count; i++) {
        const struct summary_order *order = &summary->best[i];
        if (order->id.bytes != NULL)
            columns_cell(out, order->id, 16);
        else
            buffer_format(out, "basket %-9llu", (unsigned long long)order->number + 1);
        put_money(out, image, order->subtotal, MONEY_WIDTH);
        put_money(out, image, order->discount, MONEY_WIDTH);
        put_share(out, order->discount, order->subtotal);
        buffer_string(out, "   ");
        buffer_text(out, order->promotions);
        buffer_char(out, '\n');
    }
}

void summary_print(struct buffer *out, const struct summary *summary, const promo_image *image, uint64_t bad,
                   int64_t nanoseconds)
{
    size_t promotions = promo_image_promotions(image);
    buffer_format(out, "%llu basket%s priced in %.3f s with %zu promotion%s; %llu got a discount",
                  (unsigned long long)summary->orders, text_plural((int64_t)summary->orders), (double)nanoseconds / 1e9,
                  promotions, text_plural((int64_t)promotions), (unsigned long long)summary->discounted);
    if (summary->orders != 0) {
        buffer_string(out, " (");
        buffer_format(out, "%.1f%%)", 100.0 * (double)summary->discounted / (double)summary->orders);
    }
    if (bad != 0)
        buffer_format(out, "; %llu refused", (unsigned long long)bad);
    buffer_string(out, "\n\n");
    put_totals(out, summary, image);
    put_tables(out, summary, image);
    put_best(out, summary, image);
    if (summary->codes != 0)
        buffer_format(out, "\ncodes: %llu presented, %llu accepted\n", (unsigned long long)summary->codes,
                      (unsigned long long)summary->codes_accepted);
    if (summary->unproven != 0)
        buffer_format(out, "\n%llu layer%s met the work limit: the best combination is not proven there (--work-limit)\n",
                      (unsigned long long)summary->unproven, text_plural((int64_t)summary->unproven));
}

void summary_print_stats(struct buffer *out, const struct summary *summary)
{
    const struct {
        const char *name;
        int64_t total;
    } FIGURES[] = {
        {"candidate promotions", summary->stats.candidates},
        {"events visited", summary->stats.events},
        {"instructions", summary->stats.instructions},
        {"offers", summary->stats.offers},
        {"optimiser steps", summary->stats.work},
        {"microseconds selecting", summary->stats.microseconds_select},
        {"microseconds matching", summary->stats.microseconds_match},
        {"microseconds choosing", summary->stats.microseconds_choose},
        {"microseconds settling", summary->stats.microseconds_settle},
    };
    buffer_format(out, "%-*s%16s%16s\n", NAME_WIDTH, "stats", "all baskets", "per basket");
    for (size_t i = 0; i < sizeof FIGURES / sizeof *FIGURES; i++)
        buffer_format(out, "%-*s%16lld%16.1f\n", NAME_WIDTH, FIGURES[i].name, (long long)FIGURES[i].total,
                      summary->orders == 0 ? 0.0 : (double)FIGURES[i].total / (double)summary->orders);
}
