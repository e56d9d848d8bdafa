#include "vm/basket_parts.h"

#include "base/exact.h"

#include <assert.h>
#include <stdio.h>

promo_status basket_line_open(struct basket *basket)
{
    assert(!basket->closed && !basket->line_open);
    if (basket->lines.count >= BASKET_LINES)
        return error_set(PROMO_LIMIT, "lines: at most %d lines expected", BASKET_LINES);
    if (!VECTOR_RESERVE(&basket->line_values, basket->alloc, basket->item_field_count))
        return basket_no_memory();
    for (uint32_t i = 0; i < basket->item_field_count; i++)
        basket->line_values.items[basket->line_values.count + i] = VALUE_MISSING;
    basket->members_mark = basket->members.count;
    basket->line_members = 0;
    basket->selectors.count = 0;
    basket->line_open = true;
    return PROMO_OK;
}

void basket_line_drop(struct basket *basket)
{
    if (basket->line_open)
        basket->members.count = basket->members_mark;
    basket->line_open = false;
}

static promo_status add_selector(struct basket *basket, enum term_kind kind, uint32_t symbol, struct text member)
{
    if (symbol >= basket->image->view.SYMBOLS_COUNT)
        return PROMO_OK; /* no rule speaks of it */
    if (basket->selectors.count >= BASKET_PER_LINE)
        return basket_refuse(basket, PROMO_LIMIT, OWNER_ITEM, member, "at most 1000 categories and tags a line expected");
    struct basket_selector selector = {kind, symbol};
    return VECTOR_PUSH(&basket->selectors, basket->alloc, selector) ? PROMO_OK : basket_no_memory();
}

promo_status basket_line_category(struct basket *basket, struct text category)
{
    assert(basket->line_open);
    promo_status status = basket_check(basket, category, OWNER_ITEM, TEXT("category"));
    size_t depth = 1;
    for (size_t i = 1; status == PROMO_OK && i <= category.length; i++) {
        if (i < category.length && category.bytes[i] != '/')
            continue;
        if (depth++ > BASKET_CATEGORY_DEPTH)
            return basket_refuse(basket, PROMO_LIMIT, OWNER_ITEM, TEXT("category"), "at most 32 parts of a path expected");
        uint32_t symbol = texts_symbol(&basket->image->view, (struct text){category.bytes, i});
        status = add_selector(basket, TERM_CATEGORY, symbol, TEXT("category"));
    }
    return status;
}

promo_status basket_line_tag(struct basket *basket, struct text tag)
{
    assert(basket->line_open);
    promo_status status = basket_check(basket, tag, OWNER_ITEM, TEXT("tags"));
    if (status != PROMO_OK)
        return status;
    return add_selector(basket, TERM_TAG, texts_symbol(&basket->image->view, tag), TEXT("tags"));
}

/* --- closing a line --------------------------------------------------------------------------------------------------- */

static promo_status check_quantity(const struct basket *basket, const struct line_input *input)
{
    if (input->measure < 0)
        return basket_refuse(basket, PROMO_INVALID, OWNER_ITEM, TEXT("measure"), "a measure above 0 expected");
    if (input->measure > 0)
        return input->quantity == 0 || input->quantity == 1
                   ? PROMO_OK
                   : basket_refuse(basket, PROMO_INVALID, OWNER_ITEM, TEXT("qty"), "a weighed line has no quantity");
    if (input->quantity < 1)
        return basket_refuse(basket, PROMO_INVALID, OWNER_ITEM, TEXT("qty"), "a quantity of 1 or more expected");
    if (input->quantity > BASKET_UNITS)
        return basket_refuse(basket, PROMO_LIMIT, OWNER_ITEM, TEXT("qty"), "at most 1000000 units a line expected");
    return PROMO_OK;
}

/* The amount of one unit: as given or, of a weighed line, of the whole, rounded. A missing amount stays missing. */
static promo_status unit_amount(const struct basket *basket, struct text member, int64_t given, int64_t measure,
                                int64_t *amount)
{
    *amount = given;
    if (given == VALUE_MISSING)
        return PROMO_OK;
    if (given < 0)
        return basket_refuse(basket, PROMO_INVALID, OWNER_ITEM, member, "an amount of 0 or more expected");
    if (measure == 0)
        return PROMO_OK;
    enum rounding rounding = (enum rounding)basket->image->view.SETTINGS->rounding;
    promo_i128 whole = round_quotient((promo_i128)given * measure, EXACT_MILLION, rounding);
    if (whole > INT64_MAX)
        return basket_refuse(basket, PROMO_OVERFLOW, OWNER_ITEM, member, "the amount is too large");
    *amount = (int64_t)whole;
    return PROMO_OK;
}

static promo_status set_amounts(const struct basket *basket, const struct line_input *input, struct basket_line *line)
{
    int64_t least;
    if (input->price == VALUE_MISSING)
        return basket_refuse(basket, PROMO_INVALID, OWNER_ITEM, TEXT("price"), "a price expected");
    promo_status status = unit_amount(basket, TEXT("price"), input->price, input->measure, &line->price);
    if (status == PROMO_OK)
        status = unit_amount(basket, TEXT("list_price"), input->list_price, input->measure, &line->list_price);
    if (status == PROMO_OK)
        status = unit_amount(basket, TEXT("cost"), input->cost, input->measure, &line->cost);
    if (status == PROMO_OK)
        status = unit_amount(basket, TEXT("min_price"), input->min_price, input->measure, &least);
    if (status != PROMO_OK)
        return status;
    int64_t floor = basket->image->view.SETTINGS->floor;
    line->floor = least == VALUE_MISSING || least < floor ? floor : least;
    return PROMO_OK;
}

/* The line's id, unique in the basket and from now on taken; NULL while it is to be its number. */
static promo_status set_id(struct basket *basket, struct text id, struct basket_line *line)
{
    line->given_id = NULL;
    if (id.bytes == NULL)
        return PROMO_OK;
    promo_status status = basket_check(basket, id, OWNER_ITEM, TEXT("id"));
    if (status != PROMO_OK)
        return status;
    const char *copy = texts_copy(&basket->texts, id);
    bool added;
    if (copy == NULL || text_table_add(&basket->line_ids, (struct text){copy, id.length}, &added) == TEXT_TABLE_NONE)
        return basket_no_memory();
    if (!added)
        return basket_refuse(basket, PROMO_INVALID, OWNER_ITEM, TEXT("id"), "another line has the same id");
    line->given_id = copy;
    return PROMO_OK;
}

static promo_status set_texts(struct basket *basket, const struct line_input *input, struct basket_line *line)
{
    if (input->sku.bytes == NULL)
        return basket_refuse(basket, PROMO_INVALID, OWNER_ITEM, TEXT("sku"), "a text expected");
    promo_status status = basket_check(basket, input->sku, OWNER_ITEM, TEXT("sku"));
    if (status == PROMO_OK && input->brand.bytes != NULL)
        status = basket_check(basket, input->brand, OWNER_ITEM, TEXT("brand"));
    if (status != PROMO_OK)
        return status;
    line->sku = texts_add(&basket->texts, input->sku);
    if (line->sku != TEXTS_NONE)
        line->sku_text = texts_get(&basket->texts, line->sku).bytes;
    line->brand = input->brand.bytes == NULL ? TEXTS_NONE : texts_add(&basket->texts, input->brand);
    if (line->sku == TEXTS_NONE || (input->brand.bytes != NULL && line->brand == TEXTS_NONE))
        return basket_no_memory();
    return PROMO_OK;
}

static struct basket_term *term_find(const struct basket *basket, uint32_t kind, uint32_t symbol)
{
    uint32_t at = basket->term_of_symbol[symbol];
    if (at >= basket->terms.count || basket->terms.items[at].symbol != symbol)
        return NULL;
    for (; at != INDEX_NONE; at = basket->terms.items[at].next)
        if (basket->terms.items[at].kind == kind)
            return &basket->terms.items[at];
    return NULL;
}

const struct basket_term *basket_term_find_marked(const struct basket *basket, enum term_kind kind, uint32_t symbol)
{
    return term_find(basket, kind, symbol);
}

/* Room has been reserved. */
static void term_add(struct basket *basket, struct basket_selector selector, uint32_t occurrence)
{
    uint32_t number = (uint32_t)basket->terms.count++;
    uint32_t *head = &basket->term_of_symbol[selector.symbol];
    bool shared = *head < number && basket->terms.items[*head].symbol == selector.symbol;
    basket->terms.items[number] = (struct basket_term){
        .symbol = selector.symbol, .kind = selector.kind, .first = occurrence, .last = occurrence,
        .next = shared ? *head : INDEX_NONE};
    *head = number;
    bits_add(basket->term_marks, selector.symbol % BASKET_MARKS);
    basket->kinds[selector.kind].items[basket->kinds[selector.kind].count++] = number;
}

/* Everything that may be refused has been checked, room has been reserved: the line's terms have it from now on. */
static void add_terms(struct basket *basket, uint32_t line)
{
    struct basket_occurrence *occurrences = basket->occurrences.items;
    for (size_t i = 0; i < basket->selectors.count; i++) {
        struct basket_selector selector = basket->selectors.items[i];
        struct basket_term *term = term_find(basket, selector.kind, selector.symbol);
        uint32_t number = (uint32_t)basket->occurrences.count;
        if (term == NULL) {
            term_add(basket, selector, number);
        } else if (occurrences[term->last].line != line) {
            occurrences[term->last].next = number;
            term->last = number;
        } else {
            continue;
        }
        occurrences[number] = (struct basket_occurrence){line, INDEX_NONE};
        basket->occurrences.count++;
    }
}

static bool reserve(struct basket *basket)
{
    size_t extra = basket->selectors.count;
    bool enough = VECTOR_RESERVE(&basket->lines, basket->alloc, 1) && VECTOR_RESERVE(&basket->terms, basket->alloc, extra) &&
                  VECTOR_RESERVE(&basket->occurrences, basket->alloc, extra);
    for (size_t kind = 0; enough && kind < TERM_KIND_COUNT; kind++)
        enough = VECTOR_RESERVE(&basket->kinds[kind], basket->alloc, extra);
    return enough;
}

/* The sum of all lines and shipping, which nothing that is priced later can exceed. */
static promo_status add_to_sum(struct basket *basket, const struct basket_line *line, int64_t *subtotal)
{
    int64_t whole, with_shipping;
    if (!multiply_i64(line->price, line->quantity, &whole) || !add_i64(basket->subtotal, whole, subtotal) ||
        !add_i64(*subtotal, basket->shipping, &with_shipping))
        return basket_refuse(basket, PROMO_OVERFLOW, OWNER_ITEM, TEXT("price"), "the basket's sum is too large");
    return PROMO_OK;
}

/* The line as it will stand, and what it is selected by; nothing of it is in the basket yet. */
static promo_status build_line(struct basket *basket, const struct line_input *input, struct basket_line *line,
                               int64_t *subtotal)
{
    promo_status status = check_quantity(basket, input);
    if (status == PROMO_OK)
        status = set_amounts(basket, input, line);
    if (status == PROMO_OK)
        status = add_to_sum(basket, line, subtotal);
    if (status == PROMO_OK)
        status = set_texts(basket, input, line);
    if (status == PROMO_OK)
        status = add_selector(basket, TERM_SKU, line->sku, TEXT("sku"));
    if (status == PROMO_OK && line->brand != TEXTS_NONE)
        status = add_selector(basket, TERM_BRAND, line->brand, TEXT("brand"));
    if (status == PROMO_OK && !reserve(basket))
        status = basket_no_memory();
    return status == PROMO_OK ? set_id(basket, input->id, line) : status; /* the last that may be refused */
}

promo_status basket_line_close(struct basket *basket, const struct line_input *input)
{
    assert(basket->line_open);
    struct basket_line line = {
        .quantity = input->measure > 0 ? 1 : input->quantity,
        .measure = input->measure,
        .stored_value = input->stored_value,
    };
    int64_t subtotal = basket->subtotal;
    promo_status status = build_line(basket, input, &line, &subtotal);
    if (status != PROMO_OK) {
        basket_line_drop(basket);
        return status;
    }
    uint32_t number = (uint32_t)basket->lines.count++;
    basket->lines.items[number] = line;
    basket->line_values.count += basket->item_field_count;
    basket->subtotal = subtotal;
    basket->given_ids += line.given_id != NULL;
    if (!line.stored_value)
        add_terms(basket, number);
    basket->line_open = false;
    return PROMO_OK;
}

/* --- closing the basket ------------------------------------------------------------------------------------------------ */

/* Texts "1", "2", ... for as many lines; they outlive the basket. */
static bool number_texts(struct basket *basket)
{
    size_t count = basket->lines.count;
    if (!alloc_grow(basket->alloc, (void **)&basket->default_ids, &basket->default_id_capacity, count,
                    sizeof *basket->default_ids))
        return false;
    for (; basket->default_id_count < count; basket->default_id_count++)
        snprintf(basket->default_ids[basket->default_id_count], sizeof *basket->default_ids, "%u",
                 (unsigned)(basket->default_id_count + 1) % 10000000);
    return true;
}

promo_status basket_number_lines(struct basket *basket)
{
    if (!number_texts(basket))
        return basket_no_memory();
    for (size_t i = 0; basket->given_ids != 0 && i < basket->lines.count; i++)
        if (basket->lines.items[i].given_id == NULL &&
            text_table_find(&basket->line_ids, text_from(basket->default_ids[i])) != TEXT_TABLE_NONE)
            return error_set(PROMO_INVALID, "lines[%zu].id: none given, and its number is the id of another line", i);
    return PROMO_OK;
}
