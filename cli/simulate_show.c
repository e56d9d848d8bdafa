#include "cli/simulate_show.h"

#include "runtime/page.h"
#include "runtime/plot.h"

enum { TEXT_ROWS = 30, PAGE_ROWS = 400, PLOT_ROWS = 25 };

/* For people: the tables in short; what is long is for programs and for the page. */
static bool is_short(int table)
{
    return table != REPORT_RIVALS && table != REPORT_BURN && table != REPORT_DAYS;
}

static const char *how_priced(const struct simulate_view *view)
{
    return view->alone ? "Each order is priced as if there were no other."
                       : "Limits, budgets and points carry over from each order to the next.";
}

void simulate_show_text(struct buffer *out, const struct simulate_view *view)
{
    if (view->only >= 0) {
        table_write_text(out, &view->report->tables[view->only], 0);
        return;
    }
    buffer_format(out, "%s Amounts are in %s.\n", how_priced(view), promo_image_currency(view->image));
    for (int i = 0; i < REPORT_TABLES; i++)
        if (is_short(i))
            table_write_text(out, &view->report->tables[i], TEXT_ROWS);
}

void simulate_show_csv(struct buffer *out, const struct simulate_view *view)
{
    for (int i = 0; i < REPORT_TABLES; i++)
        if (view->only < 0 || view->only == i)
            table_write_csv(out, &view->report->tables[i]);
}

void simulate_show_json(struct buffer *out, const struct simulate_view *view)
{
    bool any = false;
    buffer_format(out, "{\n  \"currency\": \"%s\", \"alone\": %s", promo_image_currency(view->image),
                  view->alone ? "true" : "false");
    for (int i = 0; i < REPORT_TABLES; i++) {
        if (view->only >= 0 && view->only != i)
            continue;
        buffer_string(out, ",\n  ");
        table_write_json(out, &view->report->tables[i]);
        any = true;
    }
    buffer_string(out, any ? "\n}\n" : " }\n");
}

/* ---- The page ---- */

static void put_section(struct buffer *out, const struct simulate_view *view, enum report_table number)
{
    const struct table *table = &view->report->tables[number];
    if (table_rows(table) == 0)
        return;
    page_element(out, "h2", NULL, text_from(table->title));
    switch (number) {
    case REPORT_PROMOTIONS: plot_bars(out, table, 0, 5, PLOT_ROWS); break;
    case REPORT_CAMPAIGNS:
    case REPORT_LAYERS: plot_bars(out, table, 0, 3, PLOT_ROWS); break;
    case REPORT_CHANNELS:
    case REPORT_SEGMENTS: plot_bars(out, table, 0, 5, PLOT_ROWS); break;
    case REPORT_OUTBID: plot_bars(out, table, 0, 2, PLOT_ROWS); break;
    case REPORT_SHARES: plot_columns(out, table, 1, 2); break;
    case REPORT_DAYS: plot_columns(out, table, 0, 4); break;
    default: break;
    }
    table_write_html(out, table, PAGE_ROWS);
}

/* A line for each budget, which its row tells. */
static void put_burn_downs(struct buffer *out, const struct simulate_view *view)
{
    const struct table *budgets = &view->report->tables[REPORT_BUDGETS];
    put_section(out, view, REPORT_BUDGETS);
    for (size_t i = 0; i < table_rows(budgets); i++) {
        const struct cell *cells = &budgets->cells.items[i * budgets->column_count];
        bool money = cells[2].kind == CELL_MONEY;
        struct buffer title;
        buffer_init(&title, out->alloc);
        buffer_text(&title, cells[0].text);
        buffer_string(&title, money ? ": what is left of the money" : ": what is left of the uses");
        page_element(out, "h3", NULL, (struct text){title.bytes, title.length});
        out->failed |= title.failed;
        buffer_done(&title);
        plot_burn_down(out, &view->report->tables[REPORT_BURN],
                       &(struct plot_budget){.name = cells[0].text,
                                             .budget = cells[2].number,
                                             .day = 1,
                                             .so_far = money ? 3 : 5,
                                             .from = view->simulation->first_day,
                                             .to = view->simulation->last_day});
    }
}

void simulate_show_html(struct buffer *out, const struct simulate_view *view)
{
    struct buffer lead;
    buffer_init(&lead, out->alloc);
    buffer_format(&lead, "%s Amounts are in %s.", how_priced(view), promo_image_currency(view->image));
    page_begin(out, TEXT("What the promotions come to"), (struct text){lead.bytes, lead.length});
    out->failed |= lead.failed;
    buffer_done(&lead);
    for (int i = 0; i < REPORT_TABLES; i++) {
        if (i == REPORT_BUDGETS)
            put_burn_downs(out, view);
        else if (i != REPORT_BURN)
            put_section(out, view, (enum report_table)i);
    }
    page_end(out);
}
