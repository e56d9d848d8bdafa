#include "runtime/plot.h"

#include "base/columns.h"
#include "base/exact.h"
#include "runtime/page.h"

enum { WIDTH = 900, LABEL_WIDTH = 230, VALUE_WIDTH = 120, ROW = 22, HEIGHT = 220, TOP = 16, BOTTOM = 24, LEFT = 90, LABEL_COLUMNS = 24 };

/* `value` of `most` on a length. */
static int scaled(int64_t value, int64_t most, int length)
{
    if (most <= 0 || value <= 0)
        return 0;
    return (int)((promo_i128)(value < most ? value : most) * length / most);
}

static const struct cell *cell_at(const struct table *table, size_t row, size_t column)
{
    return &table->cells.items[row * table->column_count + column];
}

static int64_t largest(const struct table *table, size_t rows, size_t column)
{
    int64_t most = 0;
    for (size_t i = 0; i < rows; i++)
        if (cell_at(table, i, column)->number > most)
            most = cell_at(table, i, column)->number;
    return most;
}

static void put_text(struct buffer *out, int x, int y, const char *class_name, struct text text)
{
    buffer_format(out, "<text x=\"%d\" y=\"%d\" class=\"%s\">", x, y, class_name);
    page_text(out, text);
    buffer_string(out, "</text>\n");
}

/* The cell as people read it, cut where it is long. */
static void put_cell(struct buffer *out, int x, int y, const char *class_name, const struct table *table,
                     const struct cell *cell)
{
    struct buffer words, cut;
    buffer_init(&words, out->alloc);
    buffer_init(&cut, out->alloc);
    table_write_cell(&words, table, cell);
    struct text text = {words.bytes, words.length};
    if (columns_of(text) > LABEL_COLUMNS) {
        columns_cut(&cut, text, LABEL_COLUMNS);
        text = (struct text){cut.bytes, cut.length};
    }
    put_text(out, x, y, class_name, text);
    out->failed |= words.failed || cut.failed;
    buffer_done(&cut);
    buffer_done(&words);
}

static void begin(struct buffer *out, int height, const char *what)
{
    buffer_format(out, "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"", WIDTH, height);
    page_string(out, what);
    buffer_string(out, "\">\n");
}

static void put_rect(struct buffer *out, const char *class_name, int x, int y, int width, int height)
{
    buffer_format(out, "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/>\n", class_name, x, y, width, height);
}

static void put_line(struct buffer *out, const char *class_name, int x1, int y1, int x2, int y2)
{
    buffer_format(out, "<line class=\"%s\" x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>\n", class_name, x1, y1, x2, y2);
}

void plot_bars(struct buffer *out, const struct table *table, size_t label, size_t value, size_t most)
{
    size_t rows = table_rows(table) < most ? table_rows(table) : most;
    int64_t top = largest(table, rows, value);
    if (rows == 0 || top == 0)
        return;
    begin(out, (int)rows * ROW + 4, table->title);
    for (size_t i = 0; i < rows; i++) {
        int y = (int)i * ROW, width = scaled(cell_at(table, i, value)->number, top, WIDTH - LABEL_WIDTH - VALUE_WIDTH);
        put_cell(out, LABEL_WIDTH - 8, y + 15, "e", table, cell_at(table, i, label));
        put_rect(out, "bar", LABEL_WIDTH, y + 3, width > 0 ? width : 1, ROW - 6);
        put_cell(out, LABEL_WIDTH + width + 6, y + 15, "v", table, cell_at(table, i, value));
    }
    buffer_string(out, "</svg>\n");
}

/* The axis on the left: nothing and the largest. */
static void put_frame(struct buffer *out, const struct table *table, const struct cell *most)
{
    const struct cell nothing = {.kind = most->kind, .number = 0, .whole = most->whole};
    put_line(out, "axis", LEFT, TOP, LEFT, HEIGHT - BOTTOM);
    put_line(out, "axis", LEFT, HEIGHT - BOTTOM, WIDTH, HEIGHT - BOTTOM);
    put_cell(out, LEFT - 6, TOP + 10, "e", table, most);
    put_cell(out, LEFT - 6, HEIGHT - BOTTOM, "e", table, &nothing);
}

void plot_columns(struct buffer *out, const struct table *table, size_t label, size_t value)
{
    enum { MOST_LABELS = 8, PLOT = WIDTH - LEFT };
    size_t rows = table_rows(table), every = rows / MOST_LABELS + 1;
    int64_t top = largest(table, rows, value);
    if (rows == 0 || top == 0)
        return;
    struct cell most = *cell_at(table, 0, value);
    most.number = top;
    begin(out, HEIGHT, table->title);
    put_frame(out, table, &most);
    for (size_t i = 0; i < rows; i++) {
        int x = LEFT + (int)(i * PLOT / rows), next = LEFT + (int)((i + 1) * PLOT / rows);
        int height = scaled(cell_at(table, i, value)->number, top, HEIGHT - TOP - BOTTOM);
        int width = next - x > 3 ? next - x - 2 : next > x ? next - x : 1;
        put_rect(out, "bar", x + (next - x > 3), HEIGHT - BOTTOM - height, width, height);
        if (i % every == 0)
            put_cell(out, (x + next) / 2, HEIGHT - 8, "m", table, cell_at(table, i, label));
    }
    buffer_string(out, "</svg>\n");
}

void plot_burn_down(struct buffer *out, const struct table *table, const struct plot_budget *budget)
{
    enum { PLOT = WIDTH - LEFT, TALL = HEIGHT - TOP - BOTTOM };
    struct cell top = {.kind = CELL_NONE};
    int64_t days = budget->to - budget->from + 1;
    begin(out, HEIGHT, "what is left of the budget, by day");
    buffer_format(out, "<path class=\"line\" d=\"M%d %d", LEFT, TOP);
    for (size_t i = 0; i < table_rows(table); i++) {
        const struct cell *so_far = cell_at(table, i, budget->so_far);
        if (!text_equal(cell_at(table, i, 0)->text, budget->name))
            continue;
        top = *so_far;
        int x = LEFT + scaled(cell_at(table, i, budget->day)->number - budget->from + 1, days, PLOT);
        buffer_format(out, "H%dV%d", x, TOP + scaled(so_far->number, budget->budget, TALL));
    }
    buffer_format(out, "H%d\"/>\n", WIDTH);
    top.number = budget->budget;
    if (top.kind != CELL_NONE)
        put_frame(out, table, &top);
    const struct cell first = cell_day(budget->from), last = cell_day(budget->to);
    put_cell(out, LEFT, HEIGHT - 8, "v", table, &first);
    put_cell(out, WIDTH, HEIGHT - 8, "e", table, &last);
    buffer_string(out, "</svg>\n");
}
