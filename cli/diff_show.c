/* Differences for people: on a terminal and as Markdown, for the comment on a change. */
#include "cli/diff_show.h"

#include "base/columns.h"
#include "cli/describe_show.h"
#include "runtime/markdown.h"
#include "runtime/table.h"

#include <stdlib.h>

enum { OLD, NEW };

/* How a report is written: the same parts, with other marks. */
struct style {
    bool markdown;
};

static const struct style TEXT_STYLE = {false}, MARKDOWN_STYLE = {true};

static void put(struct buffer *out, const struct style *style, struct text text)
{
    if (style->markdown)
        markdown_put(out, text);
    else
        columns_put(out, text);
}

static void heading(struct buffer *out, const struct style *style, const char *title)
{
    buffer_string(out, out->length == 0 ? "" : "\n");
    buffer_format(out, style->markdown ? "### %s\n\n" : "%s\n\n", title);
}

/* ---- The rules ---- */

static void put_name(struct buffer *out, const struct style *style, const struct rule_change *change)
{
    const struct described *described = change->new != NULL ? change->new : change->old;
    struct buffer name;
    buffer_init(&name, out->alloc);
    describe_show_name(&name, described);
    buffer_string(out, described_kind_word(described->kind));
    if (name.length != 0) {
        buffer_char(out, ' ');
        put(out, style, (struct text){name.bytes, name.length});
    }
    out->failed |= name.failed;
    buffer_done(&name);
}

static void put_item(struct buffer *out, const struct style *style, struct text words)
{
    enum { WIDTH = 110, INDENT = 6 };
    if (style->markdown) {
        buffer_string(out, "  - ");
        markdown_put(out, words);
    } else {
        buffer_string(out, "    - ");
        columns_wrap(out, words, INDENT, WIDTH);
    }
    buffer_char(out, '\n');
}

/* What is new, in whole sentences, as promo describe tells it. */
static void put_added(struct buffer *out, const struct style *style, const struct described *described)
{
    struct buffer part, words, line;
    buffer_init(&part, out->alloc);
    buffer_init(&words, out->alloc);
    buffer_init(&line, out->alloc);
    for (size_t at = 0; describe_paragraph(&described->says, &at, &part, &words);) {
        buffer_clear(&line);
        buffer_write(&line, part.bytes, part.length);
        buffer_string(&line, ": ");
        buffer_write(&line, words.bytes, words.length);
        put_item(out, style, (struct text){line.bytes, line.length});
    }
    out->failed |= part.failed || words.failed || line.failed;
    buffer_done(&line);
    buffer_done(&words);
    buffer_done(&part);
}

static void put_change(struct buffer *out, const struct style *style, const struct diff_view *view,
                       const struct rule_change *change)
{
    struct buffer words;
    buffer_format(out, style->markdown ? "- **%s** " : "  %s ", rule_change_word(change->kind));
    put_name(out, style, change);
    buffer_char(out, '\n');
    if (change->kind == RULE_ADDED)
        put_added(out, style, change->new);
    buffer_init(&words, out->alloc);
    for (size_t i = 0; i < change->line_count; i++) {
        buffer_clear(&words);
        rule_change_tell(&words, &view->changes->lines.items[change->first_line + i]);
        put_item(out, style, (struct text){words.bytes, words.length});
    }
    out->failed |= words.failed;
    buffer_done(&words);
}

static void put_rules(struct buffer *out, const struct style *style, const struct diff_view *view)
{
    heading(out, style, "Rules");
    for (size_t i = 0; i < view->changes->all.count; i++)
        put_change(out, style, view, &view->changes->all.items[i]);
    if (view->changes->reordered)
        buffer_format(out, "%spromotions are declared in another order, which decides between equally good combinations\n",
                      style->markdown ? "- " : "  ");
    if (view->changes->all.count == 0 && !view->changes->reordered)
        buffer_format(out, "%snothing that the rules say has changed\n", style->markdown ? "" : "  ");
    if (view->from_images)
        buffer_format(out, "\n%sAn image knows item sets by name only: what they mean is not compared.\n",
                      style->markdown ? "" : "  ");
}

/* ---- The baskets ---- */

static int64_t size_of(const struct compared_promotion *promotion)
{
    int64_t change = promotion->discount[NEW] - promotion->discount[OLD];
    return change < 0 ? -change : change;
}

static int compare_promotions(const void *left, const void *right)
{
    const struct compared_promotion *const *a = left, *const *b = right;
    if (size_of(*a) != size_of(*b))
        return size_of(*a) > size_of(*b) ? -1 : 1;
    return text_compare((*a)->name, (*b)->name);
}

const struct compared_promotion **diff_promotions(const struct diff_view *view)
{
    size_t count = view->prices->promotions.count;
    const struct compared_promotion **list = alloc_zeroed(&ALLOC_DEFAULT, count + 1, sizeof *list);
    for (size_t i = 0; list != NULL && i < count; i++)
        list[i] = &view->prices->promotions.items[i];
    if (list != NULL && count != 0)
        qsort(list, count, sizeof *list, compare_promotions);
    return list;
}

static void put_table(struct buffer *out, const struct style *style, const struct table *table, size_t most)
{
    if (style->markdown)
        table_write_markdown(out, table, most);
    else
        table_write_text(out, table, most);
    out->failed |= table->failed;
}

static void put_totals(struct buffer *out, const struct style *style, const struct diff_view *view)
{
    static const struct table_column COLUMNS[] = {{"what", ""}, {"old", "old"}, {"new", "new"}, {"change", "change"}};
    const struct comparison_totals *totals = &view->prices->totals;
    const struct {
        const char *name;
        const int64_t *sums;
    } ROWS[] = {{"discounts", totals->discount}, {"charges", totals->charges}, {"to pay before payments", totals->total}};
    struct table table;
    table_init(&table, NULL, promo_image_decimals(view->image), "sums", "All baskets", COLUMNS, 4);
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        const struct cell cells[] = {cell_text(text_from(ROWS[i].name)), cell_money(ROWS[i].sums[OLD]),
                                     cell_money(ROWS[i].sums[NEW]), cell_money(ROWS[i].sums[NEW] - ROWS[i].sums[OLD])};
        if (ROWS[i].sums[OLD] != 0 || ROWS[i].sums[NEW] != 0)
            table_row(&table, cells);
    }
    put_table(out, style, &table, 0);
    table_done(&table);
}

static void put_promotions(struct buffer *out, const struct style *style, const struct diff_view *view)
{
    static const struct table_column COLUMNS[] = {{"promotion", "promotion"}, {"old_orders", "orders, old"}, {"new_orders", "new"},
                                                  {"old", "discount, old"},   {"new", "new"},                {"change", "change"}};
    const struct compared_promotion **order = diff_promotions(view);
    struct table table;
    if (order == NULL) {
        out->failed = true;
        return;
    }
    table_init(&table, NULL, promo_image_decimals(view->image), "promotions", "By promotion, what changes most first", COLUMNS, 6);
    for (size_t i = 0; i < view->prices->promotions.count; i++) {
        const struct compared_promotion *promotion = order[i];
        const struct cell cells[] = {cell_text(promotion->name),
                                     cell_count((int64_t)promotion->orders[OLD]),
                                     cell_count((int64_t)promotion->orders[NEW]),
                                     cell_money(promotion->discount[OLD]),
                                     cell_money(promotion->discount[NEW]),
                                     cell_money(promotion->discount[NEW] - promotion->discount[OLD])};
        table_row(&table, cells);
    }
    put_table(out, style, &table, view->most);
    table_done(&table);
    alloc_release(&ALLOC_DEFAULT, order, view->prices->promotions.count + 1, sizeof *order);
}

static void put_counted(struct buffer *out, uint64_t count, const char *words)
{
    const struct table none = {0};
    const struct cell cell = cell_count((int64_t)count);
    buffer_string(out, "  ");
    table_write_cell(out, &none, &cell);
    buffer_format(out, " %s\n", words);
}

static void put_counts(struct buffer *out, const struct style *style, const struct diff_view *view)
{
    const struct comparison_totals *totals = &view->prices->totals;
    const struct {
        uint64_t count;
        const char *one, *many;
        bool always;
    } COUNTS[] = {
        {totals->priced, "basket priced by both", "baskets priced by both", true},
        {totals->changed, "changes: what it costs or what is given beside it", "change: what they cost or what is given beside it", true},
        {totals->dearer, "costs more", "cost more", false},
        {totals->cheaper, "costs less", "cost less", false},
        {totals->other_awards, "gets other gifts, points, coupons or allowances", "get other gifts, points, coupons or allowances", false},
        {totals->same_total, "costs the same by other promotions", "cost the same by other promotions", false},
        {totals->refused, "is refused by both", "are refused by both", false},
        {totals->refused_by[OLD], "is refused by the old rules only", "are refused by the old rules only", false},
        {totals->refused_by[NEW], "is refused by the new rules only", "are refused by the new rules only", false},
    };
    heading(out, style, "Baskets");
    for (size_t i = 0; i < sizeof COUNTS / sizeof *COUNTS; i++) {
        if (!COUNTS[i].always && COUNTS[i].count == 0)
            continue;
        buffer_string(out, style->markdown ? "-" : "");
        put_counted(out, COUNTS[i].count, COUNTS[i].count == 1 ? COUNTS[i].one : COUNTS[i].many);
    }
}

/* ---- The largest changes ---- */

static void put_amount(struct buffer *out, const struct diff_view *view, int64_t amount)
{
    const struct table table = {.decimals = promo_image_decimals(view->image)};
    const struct cell cell = cell_money(amount);
    table_write_cell(out, &table, &cell);
}

static void put_order(struct buffer *out, const struct style *style, const struct diff_view *view,
                      const struct compared_order *order)
{
    buffer_string(out, style->markdown ? "- " : "  ");
    if (order->id.bytes != NULL)
        put(out, style, order->id);
    else
        buffer_format(out, "basket %llu", (unsigned long long)order->number + 1);
    buffer_string(out, ": ");
    put_amount(out, view, order->total[NEW]);
    buffer_string(out, " instead of ");
    put_amount(out, view, order->total[OLD]);
    buffer_string(out, order->total[NEW] > order->total[OLD] ? ", more by " : ", less by ");
    put_amount(out, view, order->distance);
    buffer_char(out, '\n');
    for (size_t at = 0; at < order->reasons.length;) {
        const char *end = memchr(order->reasons.bytes + at, '\n', order->reasons.length - at);
        size_t length = (size_t)(end - order->reasons.bytes) - at;
        put_item(out, style, (struct text){order->reasons.bytes + at, length});
        at += length + 1;
    }
}

static void put_baskets(struct buffer *out, const struct style *style, const struct diff_view *view)
{
    put_counts(out, style, view);
    if (view->prices->totals.priced == 0)
        return;
    put_totals(out, style, view);
    put_promotions(out, style, view);
    if (view->prices->largest_count == 0)
        return;
    heading(out, style, "The largest changes");
    for (size_t i = 0; i < view->prices->largest_count; i++)
        put_order(out, style, view, &view->prices->largest[i]);
}

static void show(struct buffer *out, const struct style *style, const struct diff_view *view)
{
    put_rules(out, style, view);
    if (view->prices != NULL)
        put_baskets(out, style, view);
}

void diff_show_text(struct buffer *out, const struct diff_view *view)
{
    show(out, &TEXT_STYLE, view);
}

void diff_show_markdown(struct buffer *out, const struct diff_view *view)
{
    buffer_string(out, "## Promotions: ");
    markdown_put(out, text_from(view->old_name));
    buffer_string(out, " to ");
    markdown_put(out, text_from(view->new_name));
    buffer_char(out, '\n');
    show(out, &MARKDOWN_STYLE, view);
}
