/* Tables of a report: made once, written as text, CSV, JSON and HTML.
 *
 * Used by the reports of the command. Cells are typed, so that each form writes them its own way; texts are borrowed and must
 * outlive the table. A failed allocation is remembered. */
#ifndef RUNTIME_TABLE_H
#define RUNTIME_TABLE_H

#include "base/text.h"
#include "base/vector.h"

enum cell_kind {
    CELL_NONE,  /* nothing is known */
    CELL_TEXT,
    CELL_COUNT,
    CELL_MONEY, /* minor units */
    CELL_SHARE, /* part of whole */
    CELL_DAY    /* days since 1970-01-01 */
};

struct cell {
    enum cell_kind kind;
    struct text text;
    int64_t number, whole;
};

struct table_column {
    const char *key;   /* in CSV and JSON */
    const char *title; /* for people */
};

enum { TABLE_COLUMNS_MOST = 10 };

struct table {
    const promo_allocator *alloc;
    const char *key, *title;
    int decimals; /* of the currency */
    const struct table_column *columns;
    size_t column_count;
    VECTOR(struct cell) cells; /* row by row */
    bool failed;
};

void table_init(struct table *table, const promo_allocator *alloc, int decimals, const char *key, const char *title,
                const struct table_column *columns, size_t column_count);
void table_done(struct table *table);

/* Appends a row of column_count cells. */
void table_row(struct table *table, const struct cell *cells);
size_t table_rows(const struct table *table);

struct cell cell_text(struct text text);
struct cell cell_count(int64_t count);
struct cell cell_money(int64_t amount);
struct cell cell_share(int64_t part, int64_t whole); /* whole 0: nothing */
struct cell cell_day(int64_t day);

/* --- written ---------------------------------------------------------------------------------------------------------- */

/* One cell as people read it. */
void table_write_cell(struct buffer *out, const struct table *table, const struct cell *cell);

/* With its title, at most `most` rows (0: all); the others are counted in a last line. Nothing without rows. */
void table_write_text(struct buffer *out, const struct table *table, size_t most);

/* Rows of a sheet, after a line of the columns' keys; each begins with the table's key. Texts that a spreadsheet would run as
 * a formula begin with an apostrophe. */
void table_write_csv(struct buffer *out, const struct table *table);

/* "key": [ {...}, ... ] */
void table_write_json(struct buffer *out, const struct table *table);

/* A table of Markdown, after its title in bold; texts are escaped. */
void table_write_markdown(struct buffer *out, const struct table *table, size_t most);

void table_write_html(struct buffer *out, const struct table *table, size_t most);

#endif
