#include "runtime/summary_tables.h"

#include <stdlib.h>

static const struct table_column PROMOTIONS[] = {{"promotion", "promotion"}, {"event", "event"},
                                                 {"orders", "orders"},       {"share_of_orders", "share"},
                                                 {"times", "times"},         {"discount", "discount"},
                                                 {"share_of_discount", "share"}, {"largest", "largest"}};
static const struct table_column AWARDS[] = {{"promotion", "promotion"}, {"event", "event"}, {"orders", "orders"},
                                             {"given", "given"},         {"what", "what"}};

#define COLUMNS(table) (table), sizeof(table) / sizeof *(table)

static int compare_rows(const void *left, const void *right)
{
    const struct summary_row *const *a = left, *const *b = right;
    if ((*a)->amount != (*b)->amount)
        return (*a)->amount > (*b)->amount ? -1 : 1;
    int order = text_compare((*a)->promotion, (*b)->promotion);
    if (order == 0)
        order = text_compare((*a)->event, (*b)->event);
    return order != 0 ? order : text_compare((*a)->gives, (*b)->gives);
}

static void put_discount(struct table *table, const struct summary *summary, const struct summary_row *row)
{
    const struct cell cells[] = {cell_text(row->promotion),
                                 cell_text(row->event),
                                 cell_count((int64_t)row->orders),
                                 cell_share((int64_t)row->orders, (int64_t)summary->orders),
                                 cell_count(row->times),
                                 cell_money(row->amount),
                                 cell_share(row->amount, summary->discount),
                                 cell_money(row->largest)};
    if (row->gives.bytes == NULL && row->amount != 0)
        table_row(table, cells);
}

static void put_award(struct table *table, const struct summary *summary, const struct summary_row *row)
{
    (void)summary;
    const struct cell cells[] = {cell_text(row->promotion), cell_text(row->event), cell_count((int64_t)row->orders),
                                 cell_count(row->times), cell_text(row->gives)};
    if (row->gives.bytes != NULL)
        table_row(table, cells);
}

static void fill(struct table *table, const struct summary *summary,
                 void (*put)(struct table *, const struct summary *, const struct summary_row *))
{
    size_t count = summary->rows.count;
    const struct summary_row **rows = alloc_zeroed(&ALLOC_DEFAULT, count + 1, sizeof *rows);
    table->failed |= rows == NULL;
    for (size_t i = 0; rows != NULL && i < count; i++)
        rows[i] = &summary->rows.items[i];
    if (rows != NULL && count != 0)
        qsort(rows, count, sizeof *rows, compare_rows);
    for (size_t i = 0; rows != NULL && i < count; i++)
        put(table, summary, rows[i]);
    alloc_release(&ALLOC_DEFAULT, rows, count + 1, sizeof *rows);
}

void summary_table_promotions(struct table *table, const struct summary *summary, int decimals)
{
    table_init(table, NULL, decimals, "promotions", "Discounts by promotion and event", COLUMNS(PROMOTIONS));
    fill(table, summary, put_discount);
}

void summary_table_awards(struct table *table, const struct summary *summary, int decimals)
{
    table_init(table, NULL, decimals, "awards", "What was given beside the price", COLUMNS(AWARDS));
    fill(table, summary, put_award);
}
