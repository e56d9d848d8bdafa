#include "runtime/table.h"

#include "base/calendar.h"
#include "base/columns.h"
#include "base/decimal.h"
#include "base/exact.h"
#include "runtime/markdown.h"
#include "runtime/page.h"
#include "runtime/result_json.h"

enum { WIDEST_TEXT = 44 };

void table_init(struct table *table, const promo_allocator *alloc, int decimals, const char *key, const char *title,
                const struct table_column *columns, size_t column_count)
{
    *table = (struct table){.alloc = alloc_or_default(alloc),
                            .key = key,
                            .title = title,
                            .decimals = decimals,
                            .columns = columns,
                            .column_count = column_count};
}

void table_done(struct table *table)
{
    VECTOR_DONE(&table->cells, table->alloc);
}

void table_row(struct table *table, const struct cell *cells)
{
    for (size_t i = 0; i < table->column_count; i++)
        if (!VECTOR_PUSH(&table->cells, table->alloc, cells[i]))
            table->failed = true;
}

size_t table_rows(const struct table *table)
{
    return table->cells.count / table->column_count;
}

struct cell cell_text(struct text text)
{
    return (struct cell){.kind = CELL_TEXT, .text = text};
}

struct cell cell_count(int64_t count)
{
    return (struct cell){.kind = CELL_COUNT, .number = count};
}

struct cell cell_money(int64_t amount)
{
    return (struct cell){.kind = CELL_MONEY, .number = amount};
}

struct cell cell_share(int64_t part, int64_t whole)
{
    return (struct cell){.kind = whole == 0 ? CELL_NONE : CELL_SHARE, .number = part, .whole = whole};
}

struct cell cell_day(int64_t day)
{
    return (struct cell){.kind = CELL_DAY, .number = day};
}

/* ---- Cells ---- */

/* Part of whole in units of 10^-places, rounded half up; exact, whatever the sizes. */
static int64_t ratio(const struct cell *cell, int64_t scale)
{
    return (int64_t)round_quotient((promo_i128)cell->number * scale, (promo_i128)cell->whole, ROUND_HALF_UP);
}

static void put_day(struct buffer *out, int64_t day)
{
    struct calendar_date date = calendar_date_of(day);
    buffer_format(out, "%04d-%02u-%02u", (int)date.year, (unsigned)date.month, (unsigned)date.day);
}

void table_write_cell(struct buffer *out, const struct table *table, const struct cell *cell)
{
    char digits[DECIMAL_GROUPED_ROOM];
    switch (cell->kind) {
    case CELL_NONE: break;
    case CELL_TEXT: columns_put(out, cell->text); break;
    case CELL_COUNT: buffer_write(out, digits, decimal_print_grouped(cell->number, 0, digits)); break;
    case CELL_MONEY: buffer_write(out, digits, decimal_print_grouped(cell->number, table->decimals, digits)); break;
    case CELL_SHARE:
        buffer_write(out, digits, decimal_print_grouped(ratio(cell, 1000), 1, digits));
        buffer_char(out, '%');
        break;
    case CELL_DAY: put_day(out, cell->number); break;
    }
}

/* As programs read it: plain decimals; shares as fractions of one. */
static void put_plain(struct buffer *out, const struct table *table, const struct cell *cell)
{
    char digits[DECIMAL_ROOM];
    switch (cell->kind) {
    case CELL_NONE:
    case CELL_TEXT: break;
    case CELL_COUNT: buffer_write(out, digits, decimal_print(cell->number, 0, digits)); break;
    case CELL_MONEY: buffer_write(out, digits, decimal_print(cell->number, table->decimals, digits)); break;
    case CELL_SHARE: buffer_write(out, digits, decimal_print_short(ratio(cell, EXACT_MILLION), 6, digits)); break;
    case CELL_DAY: put_day(out, cell->number); break;
    }
}

static bool is_left(const struct table *table, size_t column)
{
    if (table->cells.count == 0)
        return true;
    enum cell_kind kind = table->cells.items[column].kind;
    return kind == CELL_TEXT || kind == CELL_DAY;
}

static size_t shown_rows(const struct table *table, size_t most)
{
    size_t rows = table_rows(table);
    return most != 0 && rows > most ? most : rows;
}

/* ---- Text ---- */

static void measure(const struct table *table, size_t rows, size_t widths[TABLE_COLUMNS_MOST], struct buffer *scratch)
{
    for (size_t c = 0; c < table->column_count; c++)
        widths[c] = strlen(table->columns[c].title);
    for (size_t i = 0; i < rows * table->column_count; i++) {
        size_t *width = &widths[i % table->column_count];
        buffer_clear(scratch);
        table_write_cell(scratch, table, &table->cells.items[i]);
        size_t columns = columns_of((struct text){scratch->bytes, scratch->length});
        if (columns > *width)
            *width = columns;
        if (*width > WIDEST_TEXT)
            *width = WIDEST_TEXT;
    }
}

/* The last column is not filled up, nor cut. */
static void put_aligned(struct buffer *out, struct text text, size_t width, bool left, bool last)
{
    size_t columns = columns_of(text);
    if (last && left)
        columns_put(out, text);
    else if (left)
        columns_cut(out, text, width);
    else {
        buffer_repeat(out, ' ', columns < width ? width - columns : 0);
        columns_put(out, text);
    }
}

void table_write_text(struct buffer *out, const struct table *table, size_t most)
{
    size_t widths[TABLE_COLUMNS_MOST], rows = shown_rows(table, most);
    struct buffer scratch;
    if (rows == 0)
        return;
    buffer_init(&scratch, table->alloc);
    measure(table, rows, widths, &scratch);
    buffer_format(out, "\n%s\n", table->title);
    for (size_t i = 0; i < (rows + 1) * table->column_count; i++) {
        size_t column = i % table->column_count;
        bool last = column + 1 == table->column_count;
        buffer_clear(&scratch);
        if (i < table->column_count)
            buffer_string(&scratch, table->columns[column].title);
        else
            table_write_cell(&scratch, table, &table->cells.items[i - table->column_count]);
        buffer_string(out, "  ");
        put_aligned(out, (struct text){scratch.bytes, scratch.length}, widths[column], is_left(table, column), last);
        if (!last)
            continue;
        while (!out->failed && out->bytes[out->length - 1] == ' ')
            out->length--;
        buffer_char(out, '\n');
    }
    if (rows < table_rows(table))
        buffer_format(out, "  ... and %zu more\n", table_rows(table) - rows);
    out->failed |= scratch.failed;
    buffer_done(&scratch);
}

/* ---- CSV (RFC 4180) ---- */

/* Spreadsheets take these for the begin of a formula. */
static bool is_formula(struct text text)
{
    return text.length != 0 && memchr("=+-@\t\r", text.bytes[0], 6) != NULL;
}

static void put_csv_text(struct buffer *out, struct text text)
{
    bool quoted = is_formula(text);
    for (size_t i = 0; i < text.length && !quoted; i++)
        quoted = memchr(",\"\r\n;", text.bytes[i], 5) != NULL;
    if (!quoted) {
        buffer_text(out, text);
        return;
    }
    buffer_string(out, is_formula(text) ? "\"'" : "\"");
    for (size_t i = 0; i < text.length; i++) {
        if (text.bytes[i] == '"')
            buffer_char(out, '"');
        buffer_char(out, text.bytes[i]);
    }
    buffer_char(out, '"');
}

void table_write_csv(struct buffer *out, const struct table *table)
{
    buffer_string(out, "table");
    for (size_t c = 0; c < table->column_count; c++)
        buffer_format(out, ",%s", table->columns[c].key);
    buffer_string(out, "\r\n");
    for (size_t i = 0; i < table->cells.count; i++) {
        const struct cell *cell = &table->cells.items[i];
        if (i % table->column_count == 0)
            buffer_string(out, table->key);
        buffer_char(out, ',');
        if (cell->kind == CELL_TEXT)
            put_csv_text(out, cell->text);
        else
            put_plain(out, table, cell);
        if (i % table->column_count + 1 == table->column_count)
            buffer_string(out, "\r\n");
    }
}

/* ---- JSON ---- */

static void put_json_cell(struct buffer *out, const struct table *table, const struct cell *cell)
{
    bool quoted = cell->kind == CELL_MONEY || cell->kind == CELL_DAY;
    if (cell->kind == CELL_NONE) {
        buffer_string(out, "null");
    } else if (cell->kind == CELL_TEXT) {
        json_write_text(out, cell->text);
    } else {
        buffer_string(out, quoted ? "\"" : "");
        put_plain(out, table, cell);
        buffer_string(out, quoted ? "\"" : "");
    }
}

void table_write_json(struct buffer *out, const struct table *table)
{
    buffer_format(out, "\"%s\": [", table->key);
    for (size_t i = 0; i < table->cells.count; i++) {
        size_t column = i % table->column_count;
        buffer_string(out, column != 0 ? ", " : i == 0 ? "\n    { " : ",\n    { ");
        buffer_format(out, "\"%s\": ", table->columns[column].key);
        put_json_cell(out, table, &table->cells.items[i]);
        if (column + 1 == table->column_count)
            buffer_string(out, " }");
    }
    buffer_string(out, table->cells.count == 0 ? "]" : " ]");
}

/* ---- Markdown ---- */

void table_write_markdown(struct buffer *out, const struct table *table, size_t most)
{
    size_t rows = shown_rows(table, most);
    struct buffer scratch;
    if (rows == 0)
        return;
    buffer_init(&scratch, table->alloc);
    buffer_format(out, "\n**%s**\n\n|", table->title);
    for (size_t c = 0; c < table->column_count; c++)
        buffer_format(out, " %s |", table->columns[c].title);
    buffer_string(out, "\n|");
    for (size_t c = 0; c < table->column_count; c++)
        buffer_string(out, is_left(table, c) ? " --- |" : " ---: |");
    for (size_t i = 0; i < rows * table->column_count; i++) {
        buffer_clear(&scratch);
        table_write_cell(&scratch, table, &table->cells.items[i]);
        buffer_string(out, i % table->column_count == 0 ? "\n| " : " ");
        markdown_put(out, (struct text){scratch.bytes, scratch.length});
        buffer_string(out, " |");
    }
    buffer_char(out, '\n');
    if (rows < table_rows(table))
        buffer_format(out, "\n... and %zu more\n", table_rows(table) - rows);
    out->failed |= scratch.failed;
    buffer_done(&scratch);
}

/* ---- HTML ---- */

void table_write_html(struct buffer *out, const struct table *table, size_t most)
{
    size_t rows = shown_rows(table, most);
    struct buffer scratch;
    if (rows == 0)
        return;
    buffer_init(&scratch, table->alloc);
    buffer_string(out, "<div class=\"scroll\"><table>\n<thead><tr>");
    for (size_t c = 0; c < table->column_count; c++) {
        buffer_string(out, is_left(table, c) ? "<th class=\"l\">" : "<th>");
        page_string(out, table->columns[c].title);
        buffer_string(out, "</th>");
    }
    buffer_string(out, "</tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < rows * table->column_count; i++) {
        size_t column = i % table->column_count;
        buffer_clear(&scratch);
        table_write_cell(&scratch, table, &table->cells.items[i]);
        buffer_string(out, column == 0 ? "<tr>" : "");
        buffer_string(out, is_left(table, column) ? "<td class=\"l\"><bdi>" : "<td><bdi>");
        page_text(out, (struct text){scratch.bytes, scratch.length});
        buffer_string(out, "</bdi></td>");
        buffer_string(out, column + 1 == table->column_count ? "</tr>\n" : "");
    }
    buffer_string(out, "</tbody></table></div>\n");
    if (rows < table_rows(table))
        buffer_format(out, "<p class=\"soft\">... and %zu more.</p>\n", table_rows(table) - rows);
    out->failed |= scratch.failed;
    buffer_done(&scratch);
}
