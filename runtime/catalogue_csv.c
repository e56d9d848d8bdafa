#include "runtime/catalogue_csv.h"

#include "base/decimal.h"
#include "runtime/csv.h"

#include <stdio.h>
#include <strings.h>

enum { COLUMNS_MOST = 256, COLUMN_NAME_SHOWN = 60, CELL_SHOWN = 60 };

enum column_kind { COLUMN_SKU, COLUMN_NAME, COLUMN_BRAND, COLUMN_CATEGORY, COLUMN_TAGS, COLUMN_AMOUNT, COLUMN_ATTRIBUTE };
enum amount { AMOUNT_PRICE, AMOUNT_LIST_PRICE, AMOUNT_COST, AMOUNT_MIN_PRICE, AMOUNT_COUNT };

struct column_info {
    const char *name;
    enum column_kind kind;
    enum amount amount;
};

/* The columns that mean something by themselves; capitals do not matter. */
static const struct column_info COLUMNS[] = {
    {"sku", COLUMN_SKU, 0},
    {"name", COLUMN_NAME, 0},
    {"brand", COLUMN_BRAND, 0},
    {"category", COLUMN_CATEGORY, 0},
    {"categories", COLUMN_CATEGORY, 0},
    {"tag", COLUMN_TAGS, 0},
    {"tags", COLUMN_TAGS, 0},
    {"price", COLUMN_AMOUNT, AMOUNT_PRICE},
    {"list_price", COLUMN_AMOUNT, AMOUNT_LIST_PRICE},
    {"cost", COLUMN_AMOUNT, AMOUNT_COST},
    {"min_price", COLUMN_AMOUNT, AMOUNT_MIN_PRICE},
};

enum { COLUMN_INFO_COUNT = sizeof COLUMNS / sizeof *COLUMNS };

struct column {
    struct text name;
    enum column_kind kind;
    enum amount amount;
};

struct reading {
    struct catalogue *catalogue;
    const char *file;
    int decimals;
    struct arena scratch;                /* the header's texts */
    struct arena row;                    /* of one row */
    struct csv csv;
    uint32_t line;                       /* of the row */
    struct column columns[COLUMNS_MOST];
    size_t column_count;
    VECTOR(struct text) categories, tags;
    VECTOR(struct catalogue_attribute) attributes;
    struct catalogue_item item;          /* the row's */
};

static int shown(struct text text, size_t most)
{
    size_t length = text.length;
    if (length > most)
        for (length = most; length > 0 && (text.bytes[length] & 0xC0) == 0x80; length--)
            continue;
    return (int)length;
}

static promo_status refuse(const struct reading *r, const struct column *column, const char *why)
{
    if (column == NULL)
        return error_set(PROMO_INVALID, "%s:%u: %s", r->file, (unsigned)r->line, why);
    return error_set(PROMO_INVALID, "%s:%u: column `%.*s`: %s", r->file, (unsigned)r->line,
                     shown(column->name, COLUMN_NAME_SHOWN), column->name.bytes, why);
}

static promo_status no_memory(void)
{
    return error_set(PROMO_NO_MEMORY, "no memory left");
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static struct text trim(struct text text)
{
    while (text.length != 0 && is_blank(text.bytes[0])) {
        text.bytes++;
        text.length--;
    }
    while (text.length != 0 && is_blank(text.bytes[text.length - 1]))
        text.length--;
    return text;
}

/* Line breaks and tabs inside a cell are spaces. */
static promo_status check_cell(struct reading *r, const struct column *column, struct text *cell, struct arena *arena)
{
    bool breaks = false;
    size_t bytes;
    *cell = trim(*cell);
    if (cell->length > CATALOGUE_TEXT)
        return refuse(r, column, "a text of at most 4096 bytes expected");
    for (size_t at = 0; at < cell->length; at += bytes) {
        int32_t code = utf8_decode(*cell, at, &bytes);
        if (code < 0)
            return refuse(r, column, "the text is not well-formed UTF-8; save the file as UTF-8");
        breaks = breaks || is_blank((char)(code < 0x80 ? code : 'x'));
        if (utf8_is_control(code) && !(code < 0x80 && is_blank((char)code)))
            return refuse(r, column, code == 0 ? "the text has a NUL character" : "the text has a control character");
    }
    if (!breaks)
        return PROMO_OK;
    char *copy = arena_copy(arena, cell->bytes, cell->length);
    if (copy == NULL)
        return no_memory();
    for (size_t i = 0; i < cell->length; i++)
        if (is_blank(copy[i]))
            copy[i] = ' ';
    cell->bytes = copy;
    return PROMO_OK;
}

static promo_status next_cell(struct reading *r, const struct column *column, struct arena *arena, struct text *cell, bool *last)
{
    r->csv.decoded = arena;
    enum csv_step step = csv_cell(&r->csv, cell);
    if (step == CSV_FAILED)
        return r->csv.no_memory ? no_memory() : refuse(r, column, r->csv.problem);
    *last = step == CSV_LAST_OF_ROW;
    return check_cell(r, column, cell, arena);
}

/* --- the header ------------------------------------------------------------------------------------------------------ */

static bool same_kind(const struct column *a, const struct column *b)
{
    if (a->kind != b->kind)
        return false;
    if (a->kind == COLUMN_ATTRIBUTE)
        return text_equal(a->name, b->name);
    return a->kind != COLUMN_AMOUNT || a->amount == b->amount;
}

static promo_status add_column(struct reading *r, struct text name)
{
    if (r->column_count >= COLUMNS_MOST)
        return refuse(r, NULL, "more than 256 columns");
    struct column column = {.name = name, .kind = COLUMN_ATTRIBUTE};
    for (int i = 0; i < COLUMN_INFO_COUNT; i++)
        if (strlen(COLUMNS[i].name) == name.length && strncasecmp(COLUMNS[i].name, name.bytes, name.length) == 0) {
            column.kind = COLUMNS[i].kind;
            column.amount = COLUMNS[i].amount;
        }
    for (size_t i = 0; name.length != 0 && i < r->column_count; i++)
        if (same_kind(&column, &r->columns[i]))
            return refuse(r, &column, "the column is there twice");
    r->columns[r->column_count++] = column;
    return PROMO_OK;
}

static promo_status refuse_header(const struct reading *r)
{
    const struct text first = r->columns[0].name;
    if (r->column_count == 1 && memchr(first.bytes, ';', first.length) != NULL)
        return refuse(r, NULL, "columns are separated by `;`, where `,` is wanted");
    return refuse(r, NULL, "no column `sku`; the first line names the columns: sku, name, category, brand, tags, price, "
                           "list_price, cost, min_price, and attributes");
}

static promo_status read_header(struct reading *r)
{
    bool last = false, has_sku = false;
    promo_status status = PROMO_OK;
    if (csv_row(&r->csv, &r->line) == CSV_END)
        return refuse(r, NULL, "the file is empty; its first line names the columns");
    while (status == PROMO_OK && !last) {
        struct text name;
        status = next_cell(r, NULL, &r->scratch, &name, &last);
        if (status == PROMO_OK)
            status = add_column(r, name);
    }
    for (size_t i = 0; i < r->column_count; i++)
        has_sku = has_sku || r->columns[i].kind == COLUMN_SKU;
    return status == PROMO_OK && !has_sku ? refuse_header(r) : status;
}

/* --- rows ------------------------------------------------------------------------------------------------------------ */

static promo_status read_amount(struct reading *r, const struct column *column, struct text cell)
{
    int64_t *const AMOUNTS[AMOUNT_COUNT] = {&r->item.price, &r->item.list_price, &r->item.cost, &r->item.min_price};
    int64_t *amount = AMOUNTS[column->amount];
    char why[160];
    enum decimal_verdict verdict = decimal_parse(cell, r->decimals, amount);
    int length = shown(cell, CELL_SHOWN);
    if (verdict == DECIMAL_OK && *amount >= 0)
        return PROMO_OK;
    if (verdict == DECIMAL_TOO_MANY_PLACES && r->decimals == 0)
        snprintf(why, sizeof why, "expected an amount without decimals, found `%.*s`", length, cell.bytes);
    else if (verdict == DECIMAL_TOO_MANY_PLACES)
        snprintf(why, sizeof why, "expected an amount with at most %d decimals, found `%.*s`", r->decimals, length, cell.bytes);
    else if (verdict == DECIMAL_OUT_OF_RANGE)
        snprintf(why, sizeof why, "`%.*s` is too large", length, cell.bytes);
    else if (verdict == DECIMAL_OK)
        snprintf(why, sizeof why, "expected an amount of 0 or more, found `%.*s`", length, cell.bytes);
    else
        snprintf(why, sizeof why, "expected an amount such as %s, found `%.*s`", r->decimals == 0 ? "12" : "12.5", length,
                 cell.bytes);
    return refuse(r, column, why);
}

/* The parts of a cell between semicolons. */
static bool split(struct reading *r, enum column_kind kind, struct text cell)
{
    while (cell.length != 0) {
        const char *end = memchr(cell.bytes, ';', cell.length);
        size_t length = end == NULL ? cell.length : (size_t)(end - cell.bytes);
        struct text part = trim((struct text){cell.bytes, length});
        if (part.length != 0 && !(kind == COLUMN_TAGS ? VECTOR_PUSH(&r->tags, r->catalogue->alloc, part)
                                                      : VECTOR_PUSH(&r->categories, r->catalogue->alloc, part)))
            return false;
        length += end != NULL;
        cell.bytes += length;
        cell.length -= length;
    }
    return true;
}

static promo_status take_cell(struct reading *r, const struct column *column, struct text cell)
{
    if (cell.length == 0 || column->name.length == 0)
        return PROMO_OK;
    switch (column->kind) {
    case COLUMN_SKU: r->item.sku = cell; return PROMO_OK;
    case COLUMN_NAME: r->item.name = cell; return PROMO_OK;
    case COLUMN_BRAND: r->item.brand = cell; return PROMO_OK;
    case COLUMN_AMOUNT: return read_amount(r, column, cell);
    case COLUMN_CATEGORY:
    case COLUMN_TAGS: return split(r, column->kind, cell) ? PROMO_OK : no_memory();
    case COLUMN_ATTRIBUTE: break;
    }
    return VECTOR_PUSH(&r->attributes, r->catalogue->alloc, (struct catalogue_attribute){column->name, cell}) ? PROMO_OK
                                                                                                              : no_memory();
}

/* *blank: no cell says anything, as in the rows that spreadsheets leave at the end. */
static promo_status read_cells(struct reading *r, bool *blank)
{
    bool last = false;
    size_t count = 0;
    *blank = true;
    while (!last) {
        const struct column *column = count < r->column_count ? &r->columns[count] : NULL;
        struct text cell;
        promo_status status = next_cell(r, column, &r->row, &cell, &last);
        if (status == PROMO_OK && column != NULL)
            status = take_cell(r, column, cell);
        if (status != PROMO_OK)
            return status;
        *blank = *blank && cell.length == 0;
        count++;
    }
    if (count == r->column_count || *blank)
        return PROMO_OK;
    return error_set(PROMO_INVALID, "%s:%u: %zu cell%s, where the first line names %zu column%s", r->file, (unsigned)r->line, count,
                     text_plural((int64_t)count), r->column_count, text_plural((int64_t)r->column_count));
}

static promo_status read_row(struct reading *r)
{
    r->item = (struct catalogue_item){.price = CATALOGUE_NONE, .list_price = CATALOGUE_NONE, .cost = CATALOGUE_NONE,
                                      .min_price = CATALOGUE_NONE, .line = r->line};
    r->categories.count = r->tags.count = r->attributes.count = 0;
    arena_reset(&r->row);
    bool blank;
    promo_status status = read_cells(r, &blank);
    if (status != PROMO_OK || blank)
        return status;
    if (r->item.sku.length == 0)
        return refuse(r, &(struct column){.name = TEXT("sku")}, "missing: what the item is ordered by");
    r->item.categories = r->categories.items;
    r->item.category_count = r->categories.count;
    r->item.tags = r->tags.items;
    r->item.tag_count = r->tags.count;
    r->item.attributes = r->attributes.items;
    r->item.attribute_count = r->attributes.count;
    status = catalogue_add(r->catalogue, &r->item);
    if (status != PROMO_OK && status != PROMO_NO_MEMORY) {
        char why[256];
        snprintf(why, sizeof why, "%s", promo_last_error());
        refuse(r, status == PROMO_CONFLICT ? &(struct column){.name = TEXT("sku")} : NULL, why);
    }
    return status;
}

promo_status catalogue_read_csv(struct catalogue *catalogue, const char *name, struct text text, int decimals)
{
    struct reading r = {.catalogue = catalogue, .file = name, .decimals = decimals};
    arena_init(&r.scratch, catalogue->alloc);
    arena_init(&r.row, catalogue->alloc);
    csv_init(&r.csv, text, &r.scratch);
    promo_status status = read_header(&r);
    while (status == PROMO_OK && csv_row(&r.csv, &r.line) != CSV_END)
        status = read_row(&r);
    VECTOR_DONE(&r.categories, catalogue->alloc);
    VECTOR_DONE(&r.tags, catalogue->alloc);
    VECTOR_DONE(&r.attributes, catalogue->alloc);
    arena_done(&r.row);
    arena_done(&r.scratch);
    return status;
}
