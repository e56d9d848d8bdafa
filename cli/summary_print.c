/* What a run comes to, as a page for people. */
#include "base/decimal.h"
#include "runtime/summary.h"

#include <stdlib.h>

enum { NAME_WIDTH = 28, WHAT_WIDTH = 24, MONEY_WIDTH = 14 };

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

static void put_cell(struct buffer *out, struct text text, size_t width)
{
    size_t characters = 0;
    for (size_t i = 0; i < text.length; i++)
        characters += ((unsigned char)text.bytes[i] & 0xc0) != 0x80;
    buffer_text(out, text);
    buffer_repeat(out, ' ', characters < width ? width - characters : 1);
}

static void put_total(struct buffer *out, const promo_image *image, const char *name, int64_t amount, const char *note)
{
    put_cell(out, text_from(name), NAME_WIDTH);
    put_money(out, image, amount, MONEY_WIDTH);
    buffer_format(out, " %s%s\n", promo_image_currency(image), note);
}

static void put_totals(struct buffer *out, const struct summary *summary, const promo_image *image)
{
    put_total(out, image, "goods", summary->subtotal, "");
    put_cell(out, TEXT("discounts"), NAME_WIDTH);
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

/* What costs most first; of equals, by name. */
static int compare_rows(const void *a, const void *b)
{
    const struct summary_row *const *left = a, *const *right = b;
    const struct summary_row *x = *left, *y = *right;
    if ((x->gives.bytes != NULL) != (y->gives.bytes != NULL))
        return x->gives.bytes != NULL ? 1 : -1;
    if (x->amount != y->amount)
        return x->amount > y->amount ? -1 : 1;
    int order = text_compare(x->promotion, y->promotion);
    if (order == 0)
        order = text_compare(x->event, y->event);
    return order != 0 ? order : text_compare(x->gives, y->gives);
}

static void put_name(struct buffer *out, const struct summary_row *row)
{
    put_cell(out, row->promotion, NAME_WIDTH);
    put_cell(out, row->event, WHAT_WIDTH);
}

static void put_discount_row(struct buffer *out, const struct summary *summary, const promo_image *image,
                             const struct summary_row *row)
{
    put_name(out, row);
    buffer_format(out, "%8llu", (unsigned long long)row->orders);
    put_share(out, (int64_t)row->orders, (int64_t)summary->orders);
    buffer_format(out, "%9lld", (long long)row->times);
    put_money(out, image, row->amount, MONEY_WIDTH);
    put_share(out, row->amount, summary->discount);
    put_money(out, image, row->largest, 11);
    buffer_char(out, '\n');
}

static void put_discounts(struct buffer *out, const struct summary *summary, const promo_image *image,
                          const struct summary_row *const *rows)
{
    put_cell(out, TEXT("\npromotion"), NAME_WIDTH + 1);
    put_cell(out, TEXT("event"), WHAT_WIDTH);
    buffer_format(out, "%8s%7s%9s%*s%7s%11s\n", "orders", "share", "times", MONEY_WIDTH, "discount", "share", "largest");
    for (size_t i = 0; i < summary->rows.count; i++)
        if (rows[i]->gives.bytes == NULL && rows[i]->amount != 0)
            put_discount_row(out, summary, image, rows[i]);
}

static void put_awards(struct buffer *out, const struct summary *summary, const struct summary_row *const *rows)
{
    bool any = false;
    for (size_t i = 0; i < summary->rows.count; i++) {
        const struct summary_row *row = rows[i];
        if (row->gives.bytes == NULL)
            continue;
        if (!any)
            buffer_format(out, "\n%-*s%-*s%8s%10s  %s\n", NAME_WIDTH, "awards", WHAT_WIDTH, "event", "orders", "given", "what");
        any = true;
        put_name(out, row);
        buffer_format(out, "%8llu%10lld  ", (unsigned long long)row->orders, (long long)row->times);
        buffer_text(out, row->gives);
        buffer_char(out, '\n');
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
            put_cell(out, order->id, 16);
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
    buffer_format(out, "%llu baskets priced in %.3f s with %zu promotions; %llu got a discount",
                  (unsigned long long)summary->orders, (double)nanoseconds / 1e9, promo_image_promotions(image),
                  (unsigned long long)summary->discounted);
    if (summary->orders != 0) {
        buffer_string(out, " (");
        buffer_format(out, "%.1f%%)", 100.0 * (double)summary->discounted / (double)summary->orders);
    }
    if (bad != 0)
        buffer_format(out, "; %llu refused", (unsigned long long)bad);
    buffer_string(out, "\n\n");
    put_totals(out, summary, image);
    const struct summary_row **rows = alloc_zeroed(&ALLOC_DEFAULT, summary->rows.count + 1, sizeof *rows);
    if (rows == NULL) {
        out->failed = true;
        return;
    }
    for (size_t i = 0; i < summary->rows.count; i++)
        rows[i] = &summary->rows.items[i];
    qsort(rows, summary->rows.count, sizeof *rows, compare_rows);
    put_discounts(out, summary, image, rows);
    put_awards(out, summary, rows);
    put_best(out, summary, image);
    if (summary->codes != 0)
        buffer_format(out, "\ncodes: %llu presented, %llu accepted\n", (unsigned long long)summary->codes,
                      (unsigned long long)summary->codes_accepted);
    if (summary->unproven != 0)
        buffer_format(out, "\n%llu layers met the work limit: their best combination is not proven (--work-limit)\n",
                      (unsigned long long)summary->unproven);
    alloc_release(&ALLOC_DEFAULT, rows, summary->rows.count + 1, sizeof *rows);
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
