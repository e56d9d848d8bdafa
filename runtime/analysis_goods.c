#include "runtime/analysis_goods.h"

#include "base/decimal.h"
#include "runtime/basket_json.h"
#include "runtime/instant.h"
#include "runtime/result_json.h"
#include "vm/evaluation.h"
#include "vm/session.h"

#include <stdio.h>
#include <stdlib.h>

enum { PIECE = 2000 }; /* items that are looked at in one basket */

static promo_status no_memory(void)
{
    return error_set(PROMO_NO_MEMORY, "no memory left");
}

/* --- an item as a line ----------------------------------------------------------------------------------------------- */

static void put_texts(struct buffer *out, const char *name, const struct text *texts, size_t count)
{
    if (count == 0)
        return;
    buffer_format(out, ",\"%s\":[", name);
    for (size_t i = 0; i < count; i++) {
        buffer_string(out, i == 0 ? "" : ",");
        json_write_text(out, texts[i]);
    }
    buffer_char(out, ']');
}

static void put_amount(struct buffer *out, const char *name, int64_t amount, int decimals)
{
    char digits[DECIMAL_ROOM];
    if (amount != CATALOGUE_NONE)
        buffer_format(out, ",\"%s\":\"%.*s\"", name, (int)decimal_print(amount, decimals, digits), digits);
}

/* Members stand between semicolons, or are attributes of the same name. */
static void put_members(struct buffer *out, const struct catalogue_item *item, size_t at)
{
    bool any = false;
    for (size_t i = at; i < item->attribute_count; i++) {
        struct text rest = item->attributes[i].value;
        while (text_equal(item->attributes[i].name, item->attributes[at].name) && rest.length != 0) {
            const char *end = memchr(rest.bytes, ';', rest.length);
            struct text part = {rest.bytes, end == NULL ? rest.length : (size_t)(end - rest.bytes)};
            size_t taken = part.length + (end != NULL);
            while (part.length != 0 && part.bytes[0] == ' ') {
                part.bytes++;
                part.length--;
            }
            while (part.length != 0 && part.bytes[part.length - 1] == ' ')
                part.length--;
            if (part.length != 0) {
                buffer_char(out, any ? ',' : '[');
                json_write_text(out, part);
                any = true;
            }
            rest = (struct text){rest.bytes + taken, rest.length - taken};
        }
    }
    buffer_string(out, any ? "]" : "[]");
}

/* Numbers and truth values stand plainly, where they are such; the reader of baskets refuses what is not. */
static bool stands_plainly(const struct image_field *field, struct text value)
{
    int64_t number;
    if (field->type == TYPE_BOOL)
        return text_equal(value, TEXT("true")) || text_equal(value, TEXT("false"));
    return field->type == TYPE_NUMBER && decimal_parse(value, 0, &number) == DECIMAL_OK;
}

static bool given_before(const struct catalogue_item *item, size_t at)
{
    for (size_t i = 0; i < at; i++)
        if (text_equal(item->attributes[i].name, item->attributes[at].name))
            return true;
    return false;
}

static void put_attributes(struct buffer *out, const struct image_view *view, const struct catalogue_item *item)
{
    for (size_t i = 0; i < item->attribute_count; i++) {
        const struct catalogue_attribute *attribute = &item->attributes[i];
        const struct image_field *field = image_field_find(view, OWNER_ITEM, attribute->name);
        if (field == NULL || given_before(item, i))
            continue;
        buffer_char(out, ',');
        json_write_text(out, attribute->name);
        buffer_char(out, ':');
        if (field->type == TYPE_SET)
            put_members(out, item, i);
        else if (stands_plainly(field, attribute->value))
            buffer_text(out, attribute->value);
        else
            json_write_text(out, attribute->value);
    }
}

static void put_item(struct buffer *out, const struct image_view *view, const struct catalogue_item *item)
{
    int decimals = view->SETTINGS->decimals;
    buffer_string(out, "\"sku\":");
    json_write_text(out, item->sku);
    put_amount(out, "price", item->price, decimals);
    put_amount(out, "list_price", item->list_price, decimals);
    put_amount(out, "cost", item->cost, decimals);
    put_amount(out, "min_price", item->min_price, decimals);
    put_texts(out, "category", item->categories, item->category_count);
    if (item->brand.length != 0) {
        buffer_string(out, ",\"brand\":");
        json_write_text(out, item->brand);
    }
    put_texts(out, "tags", item->tags, item->tag_count);
    put_attributes(out, view, item);
}

/* --- kinds: what is in the same sets ---------------------------------------------------------------------------------- */

struct sorting {
    struct goods *goods;
    const struct catalogue *catalogue;
    struct basket_reader reader;
    promo_session *session;          /* its basket and its interpreter */
    struct buffer text;
    struct text_table rows;          /* bits over SETS, by number of kind */
    uint64_t *row;
    size_t words;
    int64_t at;
    struct best_class *classes;
    uint32_t *numbers;               /* in the catalogue, by line */
    uint32_t line_count;
};

/* Orders of the items of a kind: by price up, price down, margin up; and any that is the same everywhere. */
enum { BY_CHEAP, BY_DEAR, BY_THIN, BY_CHANCE };

static uint64_t chance_of(const struct catalogue_item *item)
{
    return hash_bytes((struct hash_key){(uint64_t)item->price, 0}, item->sku.bytes, item->sku.length);
}

static bool comes_first(const struct catalogue_item *a, const struct catalogue_item *b, int by)
{
    if (by == BY_CHEAP)
        return a->price < b->price;
    if (by == BY_DEAR)
        return a->price > b->price;
    if (by == BY_CHANCE)
        return chance_of(a) < chance_of(b);
    if (a->cost == CATALOGUE_NONE || b->cost == CATALOGUE_NONE)
        return a->cost > b->cost;
    return (promo_i128)a->cost * b->price > (promo_i128)b->cost * a->price;
}

/* Places of a kind are for its first items in one order; each pushes the rest down. */
static void keep(const struct sorting *sorting, struct goods_kind *kind, uint32_t number)
{
    static const struct {
        uint32_t first, end;
        int by;
    } PLACES[] = {{0, 3, BY_CHEAP}, {3, 6, BY_DEAR}, {6, 8, BY_THIN}, {8, GOODS_PER_KIND, BY_CHANCE}};
    const struct catalogue_item *items = sorting->catalogue->items.items;
    for (size_t p = 0; p < sizeof PLACES / sizeof *PLACES; p++) {
        uint32_t moving = number;
        for (uint32_t i = PLACES[p].first; i < PLACES[p].end; i++) {
            uint32_t there = kind->items[i];
            if (there == INDEX_NONE || comes_first(&items[moving], &items[there], PLACES[p].by)) {
                kind->items[i] = moving;
                moving = there;
            }
            if (moving == INDEX_NONE)
                break;
        }
    }
}

static promo_status kind_of_row(struct sorting *sorting, uint32_t *kind)
{
    struct goods *goods = sorting->goods;
    size_t bytes = sorting->words * sizeof *sorting->row;
    struct text row = {(const char *)sorting->row, bytes};
    *kind = text_table_find(&sorting->rows, row);
    if (*kind != TEXT_TABLE_NONE)
        return PROMO_OK;
    struct goods_kind added = {.sets = ARENA_ARRAY(&goods->arena, sorting->words, uint64_t)};
    if (added.sets == NULL)
        return no_memory();
    memcpy(added.sets, sorting->row, bytes);
    for (int i = 0; i < GOODS_PER_KIND; i++)
        added.items[i] = INDEX_NONE;
    *kind = text_table_add(&sorting->rows, (struct text){(const char *)added.sets, bytes}, NULL);
    if (*kind == TEXT_TABLE_NONE || !VECTOR_PUSH(&goods->kinds, goods->alloc, added))
        return no_memory();
    return PROMO_OK;
}

/* Reads the items of the piece as the lines of one basket. */
static promo_status read_lines(struct sorting *sorting)
{
    const struct image_view *view = &sorting->goods->image->view;
    buffer_clear(&sorting->text);
    char at[INSTANT_ROOM];
    instant_print(sorting->at, at);
    buffer_format(&sorting->text, "{\"at\":\"%s\",\"lines\":[", at);
    for (uint32_t i = 0; i < sorting->line_count; i++) {
        buffer_string(&sorting->text, i == 0 ? "{\"qty\":1," : ",{\"qty\":1,");
        put_item(&sorting->text, view, &sorting->catalogue->items.items[sorting->numbers[i]]);
        buffer_char(&sorting->text, '}');
    }
    buffer_string(&sorting->text, "]}");
    if (sorting->text.failed)
        return no_memory();
    promo_session_clear(sorting->session);
    return basket_read(&sorting->reader, (struct text){sorting->text.bytes, sorting->text.length},
                       session_basket(sorting->session));
}

/* Which item of the piece it is that is refused: the message speaks of lines[i]. */
static promo_status refuse_item(struct sorting *sorting, promo_status status)
{
    char why[256], *end = NULL;
    snprintf(why, sizeof why, "%s", promo_last_error());
    if (status == PROMO_NO_MEMORY || strncmp(why, "lines[", 6) != 0)
        return status;
    unsigned long line = strtoul(why + 6, &end, 10);
    if (line >= sorting->line_count || strncmp(end, "].", 2) != 0)
        return status;
    const struct catalogue_item *item = &sorting->catalogue->items.items[sorting->numbers[line]];
    return error_set(status, "item `%.100s` on line %u: %s", item->sku.bytes, (unsigned)item->line, end + 2);
}

static promo_status sort_lines(struct sorting *sorting)
{
    const struct basket *basket = &sorting->session->basket;
    struct scene *scene = &sorting->session->evaluation->scene;
    const struct image_view *view = &sorting->goods->image->view;
    promo_status status = PROMO_OK;
    for (uint32_t i = 0; i < sorting->line_count; i++)
        sorting->classes[i] = (struct best_class){.price = basket->lines.items[i].price, .floor = basket->lines.items[i].floor,
                                                  .count = 1, .sku = basket->lines.items[i].sku, .line = i};
    scene_start(scene, basket, NULL);
    status = scene_layer(scene, sorting->classes, sorting->line_count);
    for (uint32_t i = 0; status == PROMO_OK && i < sorting->line_count; i++) {
        uint32_t kind;
        memset(sorting->row, 0, sorting->words * sizeof *sorting->row);
        for (uint32_t set = 0; set < view->SETS_COUNT; set++)
            if (bits_has(scene_set(scene, set), i))
                bits_add(sorting->row, set);
        status = scene->status == PROMO_OK ? kind_of_row(sorting, &kind) : scene->status;
        if (status == PROMO_OK)
            keep(sorting, &sorting->goods->kinds.items[kind], sorting->numbers[i]);
    }
    return status;
}

static promo_status sort_piece(struct sorting *sorting)
{
    promo_status status = read_lines(sorting);
    if (status == PROMO_OK)
        status = basket_close(session_basket(sorting->session));
    if (status != PROMO_OK)
        return refuse_item(sorting, status);
    status = sort_lines(sorting);
    sorting->line_count = 0;
    return status;
}

static promo_status sort_all(struct sorting *sorting)
{
    struct goods *goods = sorting->goods;
    int64_t floor = goods->image->view.SETTINGS->floor;
    promo_status status = PROMO_OK;
    for (uint32_t i = 0; status == PROMO_OK && i < sorting->catalogue->items.count; i++) {
        const struct catalogue_item *item = &sorting->catalogue->items.items[i];
        goods->unpriced += item->price == CATALOGUE_NONE;
        goods->with_cost += item->price != CATALOGUE_NONE && item->cost != CATALOGUE_NONE;
        if (item->price == CATALOGUE_NONE)
            continue;
        goods->untakeable += item->price <= floor || item->price <= item->min_price;
        sorting->numbers[sorting->line_count++] = i;
        if (sorting->line_count == PIECE)
            status = sort_piece(sorting);
    }
    return status == PROMO_OK && sorting->line_count != 0 ? sort_piece(sorting) : status;
}

/* --- the items that stand for their kinds ----------------------------------------------------------------------------- */

static promo_status take_items(struct sorting *sorting)
{
    struct goods *goods = sorting->goods;
    for (uint32_t k = 0; k < goods->kinds.count; k++) {
        struct goods_kind *kind = &goods->kinds.items[k];
        for (uint32_t i = 0; i < GOODS_PER_KIND; i++) {
            bool again = kind->items[i] == INDEX_NONE;
            for (uint32_t j = 0; j < i && !again; j++)
                again = kind->items[j] == kind->items[i];
            if (again)
                continue;
            const struct catalogue_item *from = &sorting->catalogue->items.items[kind->items[i]];
            buffer_clear(&sorting->text);
            put_item(&sorting->text, &goods->image->view, from);
            if (sorting->text.failed)
                return no_memory();
            struct goods_item item = {.sku = from->sku, .name = from->name, .price = from->price, .cost = from->cost, .kind = k};
            item.json = (struct text){arena_copy(&goods->arena, sorting->text.bytes, sorting->text.length), sorting->text.length};
            if (item.json.bytes == NULL || !VECTOR_PUSH(&goods->items, goods->alloc, item))
                return no_memory();
            kind->count++;
        }
    }
    return PROMO_OK;
}

static int compare_items(const void *left, const void *right)
{
    const struct goods_item *a = left, *b = right;
    if (a->price != b->price)
        return a->price < b->price ? -1 : 1;
    return text_compare(a->sku, b->sku);
}

static promo_status list_sets(struct goods *goods)
{
    uint32_t sets = goods->image->view.SETS_COUNT;
    size_t total = 0;
    goods->starts = ARENA_ARRAY(&goods->arena, (size_t)sets + 1, uint32_t);
    for (uint32_t k = 0; k < goods->kinds.count; k++)
        for (uint32_t set = 0; set < sets; set++)
            total += bits_has(goods->kinds.items[k].sets, set) ? goods->kinds.items[k].count : 0;
    goods->by_set = ARENA_ARRAY(&goods->arena, total, uint32_t);
    if (goods->starts == NULL || goods->by_set == NULL || total > UINT32_MAX)
        return no_memory();
    uint32_t at = 0;
    for (uint32_t set = 0; set < sets; set++) {
        goods->starts[set] = at;
        for (uint32_t i = 0; i < goods->items.count; i++)
            if (goods_in_set(goods, i, set))
                goods->by_set[at++] = i;
    }
    goods->starts[sets] = at;
    return PROMO_OK;
}

static promo_status sorting_init(struct sorting *sorting, struct goods *goods)
{
    sorting->words = BITS_WORDS((size_t)goods->image->view.SETS_COUNT + 1);
    sorting->row = ARENA_ARRAY(&goods->arena, sorting->words, uint64_t);
    sorting->classes = ARENA_ARRAY(&goods->arena, PIECE, struct best_class);
    sorting->numbers = ARENA_ARRAY(&goods->arena, PIECE, uint32_t);
    text_table_init(&sorting->rows, goods->alloc, (struct hash_key){0, 0});
    buffer_init(&sorting->text, goods->alloc);
    if (sorting->row == NULL || sorting->classes == NULL || sorting->numbers == NULL)
        return no_memory();
    promo_status status = basket_reader_init(&sorting->reader, goods->image, goods->alloc);
    if (status == PROMO_OK)
        status = promo_session_new(&sorting->session, goods->image, &(promo_session_options){.allocator = goods->alloc});
    return status;
}

promo_status goods_init(struct goods *goods, const promo_image *image, const struct catalogue *catalogue, int64_t at,
                        const promo_allocator *alloc)
{
    struct sorting sorting = {.goods = goods, .catalogue = catalogue, .at = at};
    *goods = (struct goods){.alloc = alloc_or_default(alloc), .image = image, .told = catalogue->items.count};
    arena_init(&goods->arena, alloc);
    promo_status status = sorting_init(&sorting, goods);
    if (status == PROMO_OK)
        status = sort_all(&sorting);
    if (status == PROMO_OK)
        status = take_items(&sorting);
    if (status == PROMO_OK && goods->items.count > 1)
        qsort(goods->items.items, goods->items.count, sizeof *goods->items.items, compare_items);
    if (status == PROMO_OK)
        status = list_sets(goods);
    if (sorting.session != NULL)
        promo_session_free(sorting.session);
    basket_reader_done(&sorting.reader);
    text_table_done(&sorting.rows);
    buffer_done(&sorting.text);
    if (status != PROMO_OK)
        goods_done(goods);
    return status;
}

void goods_done(struct goods *goods)
{
    VECTOR_DONE(&goods->kinds, goods->alloc);
    VECTOR_DONE(&goods->items, goods->alloc);
    arena_done(&goods->arena);
}
